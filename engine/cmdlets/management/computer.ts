/** Restart-Computer, Stop-Computer and Test-Connection. */
import '../../language/net';
import type { HostRecord, MachineRecord } from '../../estate/records';
import { find } from '../../estate/tables';
import type { PingOutcome } from '../../hyper-v/data-plane';
import { restartHost, stopHost } from '../../hyper-v/hosts';
import { restartMachine, stopMachine } from '../../hyper-v/machines';
import type { CommandContext } from '../../language/command';
import type { Program } from '../../language/host';
import type { Implementations } from '../../language/runtime/command-registry';
import { defineType } from '../../language/types';
import { TypedObject, uint, type Value } from '../../language/values';
import { estate, textsOf } from '../hyper-v/service';
import { numberOf } from '../hyper-v/vm-switch';

/** One second in 100-ns ticks. */
const SECOND_TICKS = 10_000_000n;

/** The machine a name means, as this machine sees it. */
function machineByName(ctx: CommandContext, name: string): MachineRecord | undefined {
  const { management, machine } = ctx.service(estate);
  const wanted = name.toLowerCase();
  if (wanted === '.' || wanted === 'localhost' || wanted === machine.computerName.toLowerCase()) return machine;
  return find(management.world.machines, (other) => {
    const domain = other.domain === null ? null : management.world.domains[other.domain].dnsName;
    return (
      other.computerName.toLowerCase() === wanted ||
      (domain !== null && `${other.computerName}.${domain}`.toLowerCase() === wanted)
    );
  });
}

function hostOfMachine(ctx: CommandContext, machine: MachineRecord): HostRecord | undefined {
  return find(ctx.service(estate).management.world.hosts, (host) => host.machine === machine.id);
}

/** What RPC says of a computer that does not answer. `seen: text of Restart-Computer's RemoteException` */
function unreachable(ctx: CommandContext, name: string): void {
  ctx.writeError({
    message: `Computer name ${name} cannot be resolved with the exception: One or more errors occurred..`,
    id: 'AddressResolutionException',
    category: 'InvalidArgument',
    target: name,
    exceptionType: 'System.InvalidOperationException',
  });
}

interface OfPing {
  source: string;
  destination: string;
  address: string | null;
  bytes: number;
  ttl: number;
  outcome: PingOutcome | null;
}

/** `seen: Win32_PingStatus class; view columns in objects.md` */
const pingStatusType = defineType<OfPing>({
  name: 'System.Management.ManagementObject#root\\cimv2\\Win32_PingStatus',
  properties: {
    Source: { type: 'string', get: (self) => self.source },
    Destination: { type: 'string', get: (self) => self.destination },
    IPV4Address: { type: 'System.Net.IPAddress', get: (self) => self.address },
    IPV6Address: { type: 'System.Net.IPAddress', get: () => null },
    Address: { type: 'string', get: (self) => self.destination },
    BufferSize: { type: 'uint32', get: (self) => uint(self.bytes) },
    NoFragmentation: { type: 'bool', get: () => false },
    PrimaryAddressResolutionStatus: { type: 'uint32', get: () => uint(0) },
    ProtocolAddress: { type: 'string', get: (self) => (self.outcome?.kind === 'reply' ? self.outcome.from : '') },
    ProtocolAddressResolved: { type: 'string', get: () => '' },
    RecordRoute: { type: 'uint32', get: () => uint(0) },
    ReplySize: { type: 'uint32', get: (self) => uint(self.outcome?.kind === 'reply' ? self.outcome.bytes : 0) },
    ResolveAddressNames: { type: 'bool', get: () => false },
    ResponseTime: {
      type: 'uint32',
      get: (self) => uint(self.outcome?.kind === 'reply' ? Math.floor(self.outcome.milliseconds) : 0),
    },
    ResponseTimeToLive: { type: 'uint32', get: (self) => uint(self.outcome?.kind === 'reply' ? self.outcome.ttl : 0) },
    StatusCode: { type: 'uint32', get: (self) => uint(self.outcome?.kind === 'reply' ? 0 : 11010) },
    Timeout: { type: 'uint32', get: () => uint(4000) },
    TimeToLive: { type: 'uint32', get: (self) => uint(self.ttl) },
    TypeofService: { type: 'uint32', get: () => uint(0) },
  },
  toText: (self) => `\\\\${self.source}\\root\\cimv2:Win32_PingStatus.Address="${self.destination}"`,
});

export const computerCmdlets: Implementations = {
  'Restart-Computer': {
    help: {
      synopsis: 'Restarts ("reboots") the operating system on local and remote computers.',
      description: 'A firmware setting that was changed with Set-LabFirmware takes effect at the restart.',
      examples: [{ code: 'Restart-Computer' }],
    },
    notSimulated: [
      'AsJob',
      'DcomAuthentication',
      'Impersonation',
      'WsmanAuthentication',
      'Protocol',
      'ThrottleLimit',
      'Credential',
    ],
    *process(ctx, p): Program<void> {
      const { management, machine } = ctx.service(estate);
      const names = ctx.isBound('ComputerName') ? textsOf(ctx, p.ComputerName) : [machine.computerName];
      for (const name of names) {
        const target = machineByName(ctx, name);
        if (!target) {
          unreachable(ctx, name);
          continue;
        }
        // seen: target text of Restart-Computer -WhatIf
        const label = target.id === machine.id ? `localhost (${machine.computerName})` : name;
        if (!(yield* ctx.shouldProcess(label, 'Restart-Computer'))) continue;
        const host = hostOfMachine(ctx, target);
        if (host) restartHost(management, host);
        else restartMachine(management, target);
        if (target.id === machine.id) {
          // The shell ends with its computer; a new one begins when it is up again.
          yield* ctx.waitFor(() => target.power === 'On');
          return;
        }
        if (p.Wait === true) {
          const limit = ctx.isBound('Timeout') ? BigInt(numberOf(p.Timeout)) * SECOND_TICKS : null;
          const begun = management.simulation.now;
          yield* ctx.waitFor(
            () =>
              target.power === 'On' ||
              (limit !== null && BigInt(Math.floor((management.simulation.now - begun) / 100)) >= limit),
          );
          if (target.power !== 'On') {
            ctx.writeError({
              message: `Failed to restart the computer ${name} with the following error message: The computer did not finish restarting within the specified time-out period.`,
              id: 'RestartComputerTimeout',
              category: 'OperationTimeout',
              target: name,
              exceptionType: 'Microsoft.PowerShell.Commands.RestartComputerTimeoutException',
            });
          }
        }
      }
    },
  },

  'Stop-Computer': {
    help: { synopsis: 'Stops (shuts down) local and remote computers.' },
    notSimulated: [
      'AsJob',
      'DcomAuthentication',
      'Impersonation',
      'WsmanAuthentication',
      'Protocol',
      'ThrottleLimit',
      'Credential',
    ],
    *process(ctx, p): Program<void> {
      const { management, machine } = ctx.service(estate);
      const names = ctx.isBound('ComputerName') ? textsOf(ctx, p.ComputerName) : [machine.computerName];
      for (const name of names) {
        const target = machineByName(ctx, name);
        if (!target) {
          unreachable(ctx, name);
          continue;
        }
        const label = target.id === machine.id ? `localhost (${machine.computerName})` : name;
        if (!(yield* ctx.shouldProcess(label, 'Stop-Computer'))) continue;
        const host = hostOfMachine(ctx, target);
        if (host) stopHost(management, host);
        else stopMachine(management, target);
        // A stopped computer would leave the reader without a way back: the bench starts it again from its power button.
        ctx.warn(
          `${target.computerName} is off. Start it with Start-LabMachine ${target.computerName} on another machine.`,
        );
      }
    },
  },

  'Test-Connection': {
    help: {
      synopsis: 'Sends ICMP echo request packets ("pings") to one or more computers.',
      examples: [{ code: 'Test-Connection VM01 -Count 2' }],
    },
    notSimulated: [
      'AsJob',
      'DcomAuthentication',
      'Impersonation',
      'WsmanAuthentication',
      'Protocol',
      'ThrottleLimit',
      'Credential',
      'Source',
    ],
    *process(ctx, p): Program<void> {
      const { management, machine } = ctx.service(estate);
      const count = ctx.isBound('Count') ? numberOf(p.Count) : 4;
      const bytes = ctx.isBound('BufferSize') ? numberOf(p.BufferSize) : 32;
      const ttl = ctx.isBound('TimeToLive') ? numberOf(p.TimeToLive) : 80;
      const delay = ctx.isBound('Delay') ? numberOf(p.Delay) : 1;
      for (const name of textsOf(ctx, p.ComputerName)) {
        const address = management.plane.resolve(machine.id, name);
        let answered = false;
        for (let sent = 0; sent < count; sent++) {
          if (sent > 0) yield* ctx.sleep(BigInt(delay) * SECOND_TICKS);
          let outcome: PingOutcome | null = null;
          if (address !== null) {
            const handle = management.plane.sendPing(machine.id, address, { bytes, ttl, timeoutMs: 4000 });
            yield* ctx.waitFor(() => management.plane.pingOutcome(handle) !== null);
            outcome = management.plane.pingOutcome(handle);
          }
          if (outcome?.kind === 'reply') {
            answered = true;
            if (p.Quiet !== true)
              ctx.write(pingObject({ source: machine.computerName, destination: name, address, bytes, ttl, outcome }));
          } else if (p.Quiet !== true) {
            // seen: texts of TestConnectionException
            const why = address === null ? 'No such host is known' : 'Error due to lack of resources';
            ctx.writeError({
              message: `Testing connection to computer '${name}' failed: ${why}`,
              id: 'TestConnectionException',
              category: 'ResourceUnavailable',
              target: name,
              exceptionType: 'System.Net.NetworkInformation.PingException',
            });
          }
          yield* ctx.flush();
        }
        if (p.Quiet === true) ctx.write(answered);
      }
    },
  },
};

function pingObject(of: OfPing): Value {
  return new TypedObject<OfPing>(pingStatusType, of);
}
