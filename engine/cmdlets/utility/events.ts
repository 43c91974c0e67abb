/**
 * Get-Event, Get-EventSubscriber, Wait-Event, New-Event, Remove-Event: the queue of engine events. Nothing in the simulated
 * machine raises .NET events, so only New-Event fills it; Register-* say that they are not simulated.
 */
import type { CommandContext } from '../../language/command';
import { wildcardTest } from '../../language/formatting/object-access';
import type { Implementation } from '../../language/runtime/command-registry';
import { defineType } from '../../language/types';
import { baseOf, PSArray, PSDateTime, PSInteger, TypedObject, type Value } from '../../language/values';
import { hostTime, lazyType } from './session';

interface EngineEvent {
  id: number;
  source: string;
  sender: Value;
  args: Value;
  data: Value;
  ticks: bigint;
}

const eventType = lazyType(() =>
  defineType<EngineEvent>({
    name: 'System.Management.Automation.PSEventArgs',
    properties: {
      ComputerName: { type: 'string', get: () => null },
      RunspaceId: { type: 'guid', get: () => null },
      EventIdentifier: { type: 'int', get: (data) => data.id },
      Sender: { type: 'System.Object', get: (data) => data.sender },
      SourceEventArgs: { type: 'System.EventArgs', get: () => null },
      SourceArgs: { type: 'System.Object[]', get: (data) => data.args },
      SourceIdentifier: { type: 'string', get: (data) => data.source },
      TimeGenerated: { type: 'datetime', get: (data) => new PSDateTime(data.ticks, 'Local') },
      MessageData: { type: 'psobject', get: (data) => data.data },
    },
  }),
);

const queues = new WeakMap<object, EngineEvent[]>();

function queueOf(ctx: CommandContext): EngineEvent[] {
  const owner = ctx.runspace as object;
  let queue = queues.get(owner);
  if (!queue) {
    queue = [];
    queues.set(owner, queue);
  }
  return queue;
}

function number(value: Value | undefined): number | undefined {
  const base = baseOf(value);
  return typeof base === 'number' ? base : base instanceof PSInteger ? Number(base.value) : undefined;
}

function notFound(ctx: CommandContext, message: string, target: Value): void {
  ctx.writeError({
    message,
    id: 'INVALID_SOURCE_IDENTIFIER',
    category: 'InvalidArgument',
    target,
    exceptionType: 'System.ArgumentException',
  });
}

export const getEvent: Implementation = {
  process(ctx, p) {
    const queue = queueOf(ctx);
    const id = number(p.EventIdentifier);
    const source = ctx.isBound('SourceIdentifier') ? ctx.text(p.SourceIdentifier) : undefined;
    const test = source === undefined ? undefined : wildcardTest(source);
    const found = queue.filter((event) => (id === undefined || event.id === id) && (!test || test(event.source)));
    if (found.length === 0 && source !== undefined && !/[*?[]/.test(source))
      notFound(ctx, `Event with source identifier '${source}' does not exist.`, source);
    ctx.writeAll(found.map((event) => new TypedObject(eventType(), event)));
  },
};

export const getEventSubscriber: Implementation = {
  process(ctx, p) {
    if (ctx.isBound('SourceIdentifier') && !/[*?[]/.test(ctx.text(p.SourceIdentifier)))
      notFound(
        ctx,
        `Event subscription with source identifier '${ctx.text(p.SourceIdentifier)}' does not exist.`,
        p.SourceIdentifier ?? null,
      );
  },
};

export const newEvent: Implementation = {
  end(ctx, p) {
    const queue = queueOf(ctx);
    const event: EngineEvent = {
      id: (queue.at(-1)?.id ?? 0) + 1,
      source: ctx.text(p.SourceIdentifier),
      sender: p.Sender ?? null,
      args: p.EventArguments ?? new PSArray([]),
      data: p.MessageData ?? null,
      ticks: hostTime(ctx).nowTicks(),
    };
    queue.push(event);
    ctx.write(new TypedObject(eventType(), event));
  },
};

export const removeEvent: Implementation = {
  *process(ctx, p) {
    const queue = queueOf(ctx);
    const id = number(p.EventIdentifier);
    const source = ctx.isBound('SourceIdentifier') ? ctx.text(p.SourceIdentifier) : undefined;
    const test = source === undefined ? undefined : wildcardTest(source);
    for (const event of [...queue]) {
      if (id !== undefined ? event.id !== id : !test?.(event.source)) continue;
      if (yield* ctx.shouldProcess(`Event '${event.source}'`, 'Remove')) queue.splice(queue.indexOf(event), 1);
    }
  },
};

export const waitEvent: Implementation = {
  *process(ctx, p) {
    const source = ctx.isBound('SourceIdentifier') ? ctx.text(p.SourceIdentifier) : undefined;
    const find = (): EngineEvent | undefined =>
      queueOf(ctx).find((event) => source === undefined || event.source.toLowerCase() === source.toLowerCase());
    const seconds = number(p.Timeout);
    if (!find()) {
      if (seconds === undefined || seconds < 0) yield* ctx.waitFor(() => find() !== undefined);
      else yield* ctx.sleep(BigInt(seconds) * 10_000_000n);
    }
    const event = find();
    if (event) ctx.write(new TypedObject(eventType(), event));
  },
};
