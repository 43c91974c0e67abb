/** Get-WinEvent and Get-EventLog over the event records of a machine. seen: GetEventResources, views of EventLogRecord and EventLogEntry */
import '../../language/net';
import type { EventRecord } from '../../estate/records';
import type { Bound, CommandContext } from '../../language/command';
import type { Implementations } from '../../language/runtime/command-registry';
import { hasWildcards, matchesWildcard } from '../../language/text/wildcard';
import { defineEnum, defineType, enumValue } from '../../language/types';
import {
  baseOf,
  long,
  PSArray,
  PSCustomObject,
  PSDateTime,
  PSDictionary,
  PSInteger,
  TypedObject,
  type Value,
} from '../../language/values';
import { dateOf, type EstateService, estate, listOf, textsOf } from '../hyper-v/service';

interface OfEvent {
  event: EventRecord;
  service: EstateService;
}

const levels: EventRecord['level'][] = ['Critical', 'Error', 'Warning', 'Information', 'Verbose'];

const recordType = defineType<OfEvent>({
  name: 'System.Diagnostics.Eventing.Reader.EventLogRecord',
  properties: {
    Message: { type: 'string', get: ({ event }) => event.message },
    Id: { type: 'int', get: ({ event }) => event.eventId },
    Version: { type: 'System.Nullable[byte]', get: () => new PSInteger('Byte', 0n) },
    Qualifiers: { type: 'System.Nullable[int]', get: () => null },
    Level: {
      type: 'System.Nullable[byte]',
      get: ({ event }) => new PSInteger('Byte', BigInt(levels.indexOf(event.level) + 1)),
    },
    Task: { type: 'System.Nullable[int]', get: () => 0 },
    Opcode: { type: 'System.Nullable[int16]', get: () => 0 },
    Keywords: { type: 'System.Nullable[long]', get: () => long(-9223372036854775808n) },
    RecordId: { type: 'System.Nullable[long]', get: ({ event }) => long(event.recordId) },
    ProviderName: { type: 'string', get: ({ event }) => event.provider },
    ProviderId: { type: 'System.Nullable[guid]', get: () => null },
    LogName: { type: 'string', get: ({ event }) => event.log },
    ProcessId: { type: 'System.Nullable[int]', get: () => null },
    ThreadId: { type: 'System.Nullable[int]', get: () => null },
    MachineName: { type: 'string', get: ({ service }) => fullName(service) },
    UserId: { type: 'System.Security.Principal.SecurityIdentifier', get: ({ event }) => event.user },
    TimeCreated: {
      type: 'System.Nullable[datetime]',
      get: ({ event, service }) => dateOf(service.management, event.time),
    },
    ActivityId: { type: 'System.Nullable[guid]', get: () => null },
    RelatedActivityId: { type: 'System.Nullable[guid]', get: () => null },
    ContainerLog: { type: 'string', get: ({ event }) => event.log.toLowerCase() },
    LevelDisplayName: { type: 'string', get: ({ event }) => event.level },
    OpcodeDisplayName: { type: 'string', get: () => 'Info' },
    TaskDisplayName: { type: 'string', get: () => null },
  },
  toText: () => 'System.Diagnostics.Eventing.Reader.EventLogRecord',
});

const entryKind = defineEnum('System.Diagnostics.EventLogEntryType', [
  ['Error', 1],
  ['Warning', 2],
  ['Information', 4],
  ['SuccessAudit', 8],
  ['FailureAudit', 16],
]);
function kindOf(event: EventRecord): string {
  return event.level === 'Critical' || event.level === 'Error'
    ? 'Error'
    : event.level === 'Warning'
      ? 'Warning'
      : 'Information';
}

const entryType = defineType<OfEvent>({
  name: 'System.Diagnostics.EventLogEntry',
  properties: {
    EventID: { type: 'int', get: ({ event }) => event.eventId },
    MachineName: { type: 'string', get: ({ service }) => fullName(service) },
    Index: { type: 'int', get: ({ event }) => event.recordId },
    Category: { type: 'string', get: () => '(0)' },
    CategoryNumber: { type: 'int16', get: () => 0 },
    EntryType: {
      type: 'System.Diagnostics.EventLogEntryType',
      get: ({ event }) => enumValue(entryKind, kindOf(event)),
    },
    Message: { type: 'string', get: ({ event }) => event.message },
    Source: { type: 'string', get: ({ event }) => event.provider },
    ReplacementStrings: { type: 'string[]', get: () => new PSArray([]) },
    InstanceId: { type: 'long', get: ({ event }) => long(event.eventId) },
    TimeGenerated: { type: 'datetime', get: ({ event, service }) => dateOf(service.management, event.time) },
    TimeWritten: { type: 'datetime', get: ({ event, service }) => dateOf(service.management, event.time) },
    UserName: { type: 'string', get: ({ event }) => event.user },
  },
});

function fullName({ management, machine }: EstateService): string {
  return machine.domain === null
    ? machine.computerName
    : `${machine.computerName}.${management.world.domains[machine.domain].dnsName}`;
}

/** Logs that every machine has, and those its events are in. */
function logNames({ machine }: EstateService): string[] {
  return [...new Set(['Application', 'Security', 'Setup', 'System', ...machine.events.map((event) => event.log)])];
}

function number(value: Value | undefined): number | undefined {
  const base = baseOf(value);
  return typeof base === 'number' ? base : base instanceof PSInteger ? Number(base.value) : undefined;
}

function ticks(service: EstateService, event: EventRecord): bigint {
  return dateOf(service.management, event.time).ticks;
}

/** Events that -FilterHashtable lets pass. */
function hashFilter(ctx: CommandContext, table: PSDictionary, service: EstateService): (event: EventRecord) => boolean {
  const read = (name: string): Value => table.get(name);
  const names = read('LogName') === null ? [] : textsOf(ctx, read('LogName'));
  const providers = read('ProviderName') === null ? [] : textsOf(ctx, read('ProviderName'));
  const ids = read('ID') === null ? [] : listOf(read('ID')).map((value) => number(value) ?? Number(ctx.text(value)));
  const level =
    read('Level') === null ? [] : listOf(read('Level')).map((value) => number(value) ?? Number(ctx.text(value)));
  const start =
    read('StartTime') === null ? undefined : (ctx.convert(read('StartTime'), 'System.DateTime') as PSDateTime).ticks;
  const end =
    read('EndTime') === null ? undefined : (ctx.convert(read('EndTime'), 'System.DateTime') as PSDateTime).ticks;
  return (event) =>
    (names.length === 0 || names.some((name) => matchesWildcard(event.log, name))) &&
    (providers.length === 0 || providers.some((name) => matchesWildcard(event.provider, name))) &&
    (ids.length === 0 || ids.includes(event.eventId)) &&
    (level.length === 0 || level.includes(levels.indexOf(event.level) + 1)) &&
    (start === undefined || ticks(service, event) >= start) &&
    (end === undefined || ticks(service, event) <= end);
}

function noEvents(ctx: CommandContext): void {
  ctx.writeError({
    message: 'No events were found that match the specified selection criteria.',
    id: 'NoMatchingEventsFound',
    category: 'ObjectNotFound',
    exceptionType: 'System.Exception',
  });
}

function writeEvents(ctx: CommandContext, p: Bound, events: EventRecord[]): void {
  const service = ctx.service(estate);
  const most = number(p.MaxEvents) ?? Number.POSITIVE_INFINITY;
  const sorted = [...events].sort((a, b) => a.time - b.time || a.recordId - b.recordId);
  if (p.Oldest !== true) sorted.reverse();
  if (sorted.length === 0) noEvents(ctx);
  for (const event of sorted.slice(0, most)) ctx.write(new TypedObject<OfEvent>(recordType, { event, service }));
}

export const eventCmdlets: Implementations = {
  'Get-WinEvent': {
    help: {
      synopsis: 'Gets events from event logs and event tracing log files on local and remote computers.',
      examples: [{ code: 'Get-WinEvent Microsoft-Windows-Hyper-V-SynthNic-Admin -MaxEvents 5' }],
    },
    notSimulated: ['ComputerName', 'Credential', 'FilterXPath', 'FilterXml', 'Path', 'ListProvider'],
    complete: { LogName: (ctx) => logNames(ctx.service(estate)), ListLog: (ctx) => logNames(ctx.service(estate)) },
    process(ctx, p) {
      const service = ctx.service(estate);
      const { events } = service.machine;
      if (ctx.isBound('ListLog')) {
        for (const pattern of textsOf(ctx, p.ListLog))
          for (const name of logNames(service).filter((one) => matchesWildcard(one, pattern))) {
            const object = PSCustomObject.from([
              ['LogMode', 'Circular'],
              ['MaximumSizeInBytes', long(20971520)],
              ['RecordCount', long(events.filter((event) => event.log === name).length)],
              ['LogName', name],
            ]);
            object.typeNames = ['System.Diagnostics.Eventing.Reader.EventLogConfiguration', ...object.typeNames];
            ctx.write(object);
          }
        return;
      }
      if (ctx.isBound('FilterHashtable')) {
        for (const table of listOf(p.FilterHashtable)) {
          const base = baseOf(table);
          if (base instanceof PSDictionary) writeEvents(ctx, p, events.filter(hashFilter(ctx, base, service)));
        }
        return;
      }
      if (ctx.isBound('ProviderName')) {
        const names = textsOf(ctx, p.ProviderName);
        writeEvents(
          ctx,
          p,
          events.filter((event) => names.some((name) => matchesWildcard(event.provider, name))),
        );
        return;
      }
      const patterns = ctx.isBound('LogName') ? textsOf(ctx, p.LogName) : ['*'];
      for (const pattern of patterns) {
        const logs = logNames(service).filter((name) => matchesWildcard(name, pattern));
        if (logs.length === 0) {
          ctx.writeError({
            message: `There is not an event log on the localhost computer that matches "${pattern}".`,
            id: 'NoMatchingLogsFound',
            category: 'ObjectNotFound',
            target: pattern,
            exceptionType: 'System.Exception',
          });
          continue;
        }
        writeEvents(
          ctx,
          p,
          events.filter((event) => logs.includes(event.log)),
        );
      }
    },
  },

  'Get-EventLog': {
    help: {
      synopsis:
        'Gets the events in an event log, or a list of the event logs, on the local computer or remote computers.',
    },
    notSimulated: ['ComputerName', 'AsString', 'AsBaseObject', 'Index'],
    complete: { LogName: () => ['Application', 'Security', 'System'] },
    process(ctx, p) {
      const service = ctx.service(estate);
      const { events } = service.machine;
      const classic = ['Application', 'Security', 'System'];
      if (p.List === true) {
        for (const name of classic) {
          const object = PSCustomObject.from([
            ['MaximumKilobytes', long(20480)],
            ['MinimumRetentionDays', 0],
            ['OverflowAction', 'OverwriteAsNeeded'],
            ['Entries', events.filter((event) => event.log === name).length],
            ['Log', name],
          ]);
          object.typeNames = ['System.Diagnostics.EventLog', ...object.typeNames];
          ctx.write(object);
        }
        return;
      }
      const log = classic.find((name) => name.toLowerCase() === ctx.text(p.LogName).toLowerCase());
      if (!log) {
        ctx.writeError({
          message: `The event log '${ctx.text(p.LogName)}' on computer '.' does not exist.`,
          id: 'System.InvalidOperationException',
          category: 'NotSpecified',
          exceptionType: 'System.InvalidOperationException',
        });
        return;
      }
      const sources = textsOf(ctx, p.Source ?? null);
      const kinds = textsOf(ctx, p.EntryType ?? null).map((text) => text.toLowerCase());
      const ids = listOf(p.InstanceId ?? null).map((value) => number(value));
      const message = p.Message === undefined ? undefined : ctx.text(p.Message);
      const after = baseOf(p.After ?? null);
      const before = baseOf(p.Before ?? null);
      const found = events
        .filter(
          (event) =>
            event.log === log &&
            (sources.length === 0 || sources.some((pattern) => matchesWildcard(event.provider, pattern))) &&
            (kinds.length === 0 || kinds.includes(kindOf(event).toLowerCase())) &&
            (ids.length === 0 || ids.includes(event.eventId)) &&
            (message === undefined ||
              matchesWildcard(event.message, hasWildcards(message) ? message : `*${message}*`)) &&
            (!(after instanceof PSDateTime) || ticks(service, event) > after.ticks) &&
            (!(before instanceof PSDateTime) || ticks(service, event) < before.ticks),
        )
        .reverse()
        .slice(0, number(p.Newest) ?? Number.POSITIVE_INFINITY);
      if (found.length === 0)
        ctx.writeError({
          message: 'No matches found',
          id: 'GetEventLogNoEntriesFound',
          category: 'ObjectNotFound',
          exceptionType: 'System.ArgumentException',
        });
      for (const event of found) ctx.write(new TypedObject<OfEvent>(entryType, { event, service }));
    },
  },
};
