/** Start-, Stop- and Get-LabTraffic: packets from any machine to any, and what became of each. */
import type { Fabric } from '../../datapath/fabric';
import { resolveName, type TrafficReport, trafficReport } from '../../datapath/report';
import { startPing, startTcp, stopTraffic } from '../../datapath/traffic';
import { type CmdletDefinition, type CommandContext, defineCmdlet, serviceKey } from '../../language/command';
import { defineEnum, defineType, enumValue, type NetType } from '../../language/types';
import { double, long, PSArray, PSTimeSpan, TypedObject, type Value } from '../../language/values';
import type { Migrations } from '../../migration/migration';
import { MILLISECOND } from '../../simulation/time';

/** The running data path and the migrations, for what only a simulator can know. */
export interface LabRun {
  readonly fabric: Fabric;
  readonly migrations: Migrations;
}
export const labRun = serviceKey<LabRun>('lab');

/** What the page calls lost in a blackout: the VM ran nowhere. */
const IN_BLACKOUT = 'blackout';

/** A reader's own ping traffic: one request each 100 ms, an answer within a second. */
const DEFAULT_INTERVAL_MS = 100;
const ANSWER_WITHIN = 1000 * MILLISECOND;
/** A stream that leaves room for others: 10 Mbit/s. */
const DEFAULT_RATE = 1_250_000;

interface OfTraffic {
  fabric: Fabric;
  id: number;
}

const report = (self: OfTraffic): TrafficReport => trafficReport(self.fabric, self.id);
const milliseconds = (nanoseconds: number): Value => double(Math.round(nanoseconds / 1000) / 1000);
const span = (nanoseconds: number): Value => new PSTimeSpan(BigInt(Math.round(nanoseconds / 100)));

/** Frames lost while the VM ran nowhere: by reason, or unanswered probes that were sent inside an outage of a move. */
function lostInBlackout(found: TrafficReport): number {
  return found.lostBy[IN_BLACKOUT] ?? 0;
}

interface Types {
  kind: NetType;
  traffic: NetType;
  outage: NetType;
}
let made: Types | undefined;
function types(): Types {
  if (made) return made;
  const kind = defineEnum('Dualpath.TrafficKind', [
    ['Ping', 0],
    ['Tcp', 1],
    ['Udp', 2],
  ]);
  const outage = defineType<TrafficReport['outages'][number]>({
    name: 'Dualpath.Outage',
    properties: {
      Start: { type: 'timespan', get: (self) => span(self.start) },
      Duration: { type: 'timespan', get: (self) => span(self.duration) },
      Lost: { type: 'int', get: (self) => self.lost },
      Ended: { type: 'bool', get: (self) => self.ended },
    },
    toText: (self) => `${Math.round(self.duration / MILLISECOND)} ms`,
  });
  const traffic = defineType<OfTraffic>({
    name: 'Dualpath.Traffic',
    properties: {
      Id: { type: 'int', get: (self) => self.id },
      Kind: {
        type: 'Dualpath.TrafficKind',
        get: (self) => enumValue(kind, report(self).kind),
      },
      From: { type: 'string', get: (self) => report(self).from },
      To: { type: 'string', get: (self) => report(self).to },
      State: {
        type: 'string',
        get: (self) => {
          const found = report(self);
          return found.running ? 'Running' : found.ended === '' ? 'Stopped' : `Ended: ${found.ended}`;
        },
      },
      Sent: { type: 'long', get: (self) => long(report(self).sent) },
      Received: { type: 'long', get: (self) => long(report(self).received) },
      Lost: { type: 'long', get: (self) => long(report(self).lost) },
      LostInBlackout: { type: 'long', get: (self) => long(lostInBlackout(report(self))) },
      LostOtherwise: {
        type: 'long',
        get: (self) => {
          const found = report(self);
          return long(found.lost - lostInBlackout(found));
        },
      },
      LostBy: {
        type: 'string',
        get: (self) =>
          Object.entries(report(self).lostBy)
            .map(([reason, count]) => `${count} ${reason}`)
            .join(', '),
      },
      Outages: {
        type: 'Dualpath.Outage[]',
        get: (self) =>
          new PSArray(
            report(self).outages.map((entry) => new TypedObject(outage, entry)),
            outage,
          ),
      },
      LongestOutage: { type: 'timespan', get: (self) => span(report(self).longestOutage) },
      VFShare: {
        type: 'double',
        get: (self) => {
          const { vf, vmbus } = report(self).path;
          return double(vf + vmbus === 0 ? 0 : Math.round((vf / (vf + vmbus)) * 10_000) / 10_000);
        },
      },
      FramesByVF: { type: 'long', get: (self) => long(report(self).path.vf) },
      FramesByVMBus: { type: 'long', get: (self) => long(report(self).path.vmbus) },
      MinimumMs: { type: 'double', get: (self) => milliseconds(report(self).rtt.minimum) },
      AverageMs: { type: 'double', get: (self) => milliseconds(report(self).rtt.average) },
      MaximumMs: { type: 'double', get: (self) => milliseconds(report(self).rtt.maximum) },
      BytesSent: { type: 'long', get: (self) => long(report(self).bytesSent) },
      BytesReceived: { type: 'long', get: (self) => long(report(self).bytesReceived) },
      Retransmissions: { type: 'long', get: (self) => long(report(self).tcp?.retransmissions ?? 0) },
      Intact: {
        type: 'bool',
        get: (self) => {
          const found = report(self);
          return found.bytesWrong === 0 && found.ended === '';
        },
      },
      Duration: { type: 'timespan', get: (self) => span(report(self).duration) },
    },
    toText: (self) => {
      const found = report(self);
      return `${found.kind} ${found.from} to ${found.to}`;
    },
    defaultDisplay: ['Id', 'Kind', 'From', 'To', 'Sent', 'Received', 'Lost', 'VFShare'],
  });
  made = { kind, traffic, outage };
  return made;
}

function trafficObject(fabric: Fabric, id: number): Value {
  return new TypedObject<OfTraffic>(types().traffic, { fabric, id });
}

/** Running or finished traffic that a reader started; single pings of commands are left out. */
function visible(fabric: Fabric): number[] {
  return fabric.state.traffics.flatMap((traffic, id) => (traffic.keepResults ? [] : [id]));
}

function machineNames(fabric: Fabric): string[] {
  return fabric.state.stacks
    .filter((stack) => !stack.gone && !stack.id.startsWith('no guest'))
    .map((stack) => stack.name);
}

function senderOf(ctx: CommandContext, fabric: Fabric, value: Value): number {
  const name = ctx.text(value);
  const found = resolveName(fabric, name);
  if (found && found.stack >= 0) return found.stack;
  return ctx.throwTerminating({
    message: `Found '${name}', expected a machine of this world: ${machineNames(fabric).join(', ')}.`,
    id: 'NoSuchMachine',
    category: 'ObjectNotFound',
    target: name,
    errorClass: 'Dualpath.Lab',
  });
}

export const startLabTraffic: CmdletDefinition = defineCmdlet({
  name: 'Start-LabTraffic',
  module: 'Dualpath',
  parameters: [
    {
      name: 'From',
      type: 'string',
      mandatory: true,
      position: 0,
      complete: (ctx) => machineNames(ctx.service(labRun).fabric),
    },
    {
      name: 'To',
      type: 'string',
      mandatory: true,
      position: 1,
      complete: (ctx) => machineNames(ctx.service(labRun).fabric),
    },
    { name: 'Kind', type: 'string', validateSet: ['Ping', 'Tcp'], defaultValue: 'Ping' },
    {
      name: 'IntervalMilliseconds',
      type: 'int',
      validateRange: [1, 60_000],
      defaultValue: '100',
      helpMessage: 'Time between two pings.',
    },
    {
      name: 'BytesPerSecond',
      type: 'long',
      validateRange: [1, 10_000_000_000],
      defaultValue: '1250000',
      helpMessage: 'How fast a TCP stream is fed.',
    },
    { name: 'Size', type: 'int', validateRange: [0, 1472], defaultValue: '32', helpMessage: 'Data bytes of a ping.' },
    { name: 'PassThru', type: 'SwitchParameter' },
  ],
  outputs: ['Dualpath.Traffic'],
  help: {
    synopsis: 'Sends packets from one machine to another until they are stopped.',
    description:
      'A ping goes out every 100 milliseconds; a TCP stream carries known bytes, which are compared at the other end. Get-LabTraffic tells what became of them.',
    examples: [
      { code: 'Start-LabTraffic -From CLIENT -To VM01' },
      { code: 'Start-LabTraffic -From CLIENT -To VM01 -Kind Tcp' },
    ],
  },
  process(ctx, p) {
    const fabric = ctx.service(labRun).fabric;
    const from = senderOf(ctx, fabric, p.From);
    const to = ctx.text(p.To);
    const target = resolveName(fabric, to);
    if (!target) {
      return ctx.throwTerminating({
        message: `Found '${to}', expected a machine of this world or an IPv4 address: ${machineNames(fabric).join(', ')}.`,
        id: 'NoSuchMachine',
        category: 'ObjectNotFound',
        target: to,
        errorClass: 'Dualpath.Lab',
      });
    }
    const interval = ctx.isBound('IntervalMilliseconds') ? Number(p.IntervalMilliseconds) : DEFAULT_INTERVAL_MS;
    const rate = ctx.isBound('BytesPerSecond') ? Number(ctx.text(p.BytesPerSecond)) : DEFAULT_RATE;
    const id =
      ctx.isBound('Kind') && ctx.text(p.Kind).toLowerCase() === 'tcp'
        ? startTcp(fabric, from, target.stack, target.ip, { bytesPerSecond: rate })
        : startPing(fabric, from, target.stack, target.ip, {
            interval: interval * MILLISECOND,
            size: ctx.isBound('Size') ? Number(p.Size) : 32,
            timeout: ANSWER_WITHIN,
          });
    if (p.PassThru === true) ctx.write(trafficObject(fabric, id));
  },
});

function chosen(ctx: CommandContext, id: Value): number[] {
  const fabric = ctx.service(labRun).fabric;
  const known = visible(fabric);
  if (id === undefined || id === null) return known;
  const wanted = (ctx.convert(id, 'int[]') as PSArray).items.map(Number);
  for (const number of wanted) {
    if (known.includes(number)) continue;
    ctx.writeError({
      message: `There is no traffic with the id ${number}.${known.length > 0 ? ` There are: ${known.join(', ')}.` : ' None was started.'}`,
      id: 'NoSuchTraffic',
      category: 'ObjectNotFound',
      target: number,
      errorClass: 'Dualpath.Lab',
    });
  }
  return wanted.filter((number) => known.includes(number));
}

export const stopLabTraffic: CmdletDefinition = defineCmdlet({
  name: 'Stop-LabTraffic',
  module: 'Dualpath',
  parameters: [{ name: 'Id', type: 'int[]', position: 0, fromPipelineByPropertyName: true }],
  help: {
    synopsis: 'Stops packets that Start-LabTraffic sends: those with these ids, or all.',
    examples: [{ code: 'Stop-LabTraffic' }],
  },
  process(ctx, p) {
    const fabric = ctx.service(labRun).fabric;
    for (const id of chosen(ctx, p.Id)) if (fabric.state.traffics[id].running) stopTraffic(fabric, id);
  },
});

export const getLabTraffic: CmdletDefinition = defineCmdlet({
  name: 'Get-LabTraffic',
  module: 'Dualpath',
  parameters: [{ name: 'Id', type: 'int[]', position: 0, fromPipelineByPropertyName: true }],
  outputs: ['Dualpath.Traffic'],
  help: {
    synopsis: 'Tells what became of the packets that Start-LabTraffic sent.',
    description:
      'Sent, received and lost, the reasons of losses, outages, and which path carried the frames of the virtual machine. Only a simulator can know all of this; checks that use it say so in their tags.',
    examples: [{ code: 'Get-LabTraffic | Format-List' }],
  },
  process(ctx, p) {
    const fabric = ctx.service(labRun).fabric;
    for (const id of chosen(ctx, p.Id)) ctx.write(trafficObject(fabric, id));
  },
});
