/** Get-LabTrace: control messages, hops of frames, and migrations, as the simulator saw them. */
import { traceHops, traceMessages } from '../../datapath/report';
import type { HostId } from '../../estate/records';
import { type CmdletDefinition, defineCmdlet } from '../../language/command';
import { defineEnum, defineType, enumValue, type NetType } from '../../language/types';
import { PSTimeSpan, TypedObject, type Value } from '../../language/values';
import { labEstate } from './firmware';
import { labRun } from './traffic';

type TraceKind = 'Message' | 'Hop' | 'Migration';

interface Row {
  kind: TraceKind;
  /** Nanoseconds since the world began. */
  time: number;
  where: string;
  from: string;
  to: string;
  text: string;
  detail: string;
  target: string;
}

let made: { kind: NetType; row: NetType } | undefined;
function types(): { kind: NetType; row: NetType } {
  if (made) return made;
  const kind = defineEnum('Dualpath.TraceKind', [
    ['Message', 0],
    ['Hop', 1],
    ['Migration', 2],
  ]);
  const row = defineType<Row>({
    name: 'Dualpath.TraceRecord',
    properties: {
      Time: { type: 'timespan', get: (self) => new PSTimeSpan(BigInt(Math.floor(self.time / 100))) },
      Kind: { type: 'Dualpath.TraceKind', get: (self) => enumValue(kind, self.kind) },
      Where: { type: 'string', get: (self) => self.where },
      From: { type: 'string', get: (self) => self.from },
      To: { type: 'string', get: (self) => self.to },
      Text: { type: 'string', get: (self) => self.text },
      Detail: { type: 'string', get: (self) => self.detail },
      Target: { type: 'string', get: (self) => self.target },
    },
    toText: (self) => self.text,
    defaultDisplay: ['Time', 'Kind', 'Where', 'Text', 'Detail'],
  });
  made = { kind, row };
  return made;
}

export const getLabTrace: CmdletDefinition = defineCmdlet({
  name: 'Get-LabTrace',
  module: 'Dualpath',
  parameters: [
    { name: 'Kind', type: 'string[]', position: 0, validateSet: ['Message', 'Hop', 'Migration'] },
    {
      name: 'Last',
      type: 'int',
      validateRange: [1, 1_000_000],
      helpMessage: 'Only the newest so many records of each kind.',
    },
  ],
  outputs: ['Dualpath.TraceRecord'],
  help: {
    synopsis: 'Shows what happened on the data path: control messages, hops of frames, migrations.',
    description:
      'Message: NVSP, vPCI, VMBus and OID messages between host and guest. Hop: where each of the newest frames was. Migration: live migrations and how they ended.',
    examples: [{ code: 'Get-LabTrace -Kind Message -Last 20' }, { code: 'Get-LabTrace Migration' }],
  },
  process(ctx, p) {
    const fabric = ctx.service(labRun).fabric;
    const wanted = ctx.isBound('Kind')
      ? (ctx.convert(p.Kind, 'string[]') as unknown as { items: Value[] }).items.map((item) =>
          ctx.text(item).toLowerCase(),
        )
      : ['message', 'migration'];
    const last = ctx.isBound('Last') ? Number(p.Last) : Number.POSITIVE_INFINITY;
    const rows: Row[] = [];
    const take = (list: Row[]): void => {
      rows.push(...(list.length > last ? list.slice(list.length - last) : list));
    };
    if (wanted.includes('message')) {
      take(
        traceMessages(fabric).map((record) => ({
          kind: 'Message' as const,
          time: record.time,
          where: record.where,
          from: record.from,
          to: record.to,
          text: record.message,
          detail: [record.protocol, record.detail].filter((part) => part !== '').join(': '),
          target: record.to,
        })),
      );
    }
    if (wanted.includes('hop')) {
      take(
        traceHops(fabric).map((record) => ({
          kind: 'Hop' as const,
          time: record.time,
          where: record.where,
          from: '',
          to: '',
          text: record.hop,
          detail:
            record.reason === ''
              ? `frame ${record.frame}, ${record.length} bytes`
              : `frame ${record.frame}: ${record.reason}`,
          target: '',
        })),
      );
    }
    if (wanted.includes('migration')) {
      const { management } = ctx.service(labEstate);
      const { world } = management;
      const migrations = ctx.service(labRun).migrations;
      const nameOf = (host: string): string => world.machines[world.hosts[host as HostId].machine].computerName;
      take(
        migrations.list.map((migration, id) => {
          const status = migrations.status(id);
          const vm = Object.values(world.vms).find((record) => record.id === migration.vm);
          const blackout = `blackout ${(status.blackout / 1_000_000).toFixed(1)} ms`;
          return {
            kind: 'Migration' as const,
            time: status.startedAt,
            where: vm?.name ?? migration.vm,
            from: nameOf(migration.sourceHost),
            to: nameOf(migration.targetHost),
            text: status.state === 'running' ? `running: ${status.phase}` : status.state,
            detail:
              status.state === 'completed'
                ? `${status.passes.length} passes, ${Math.round(status.bytesSent / 1024 ** 2)} MB, ${blackout}`
                : status.reason,
            target: nameOf(migration.targetHost),
          };
        }),
      );
    }
    rows.sort((a, b) => a.time - b.time);
    for (const row of rows) ctx.write(new TypedObject<Row>(types().row, row));
  },
});
