/** Get-Random and New-Guid: chance comes from the session, so that a replay gives the same. seen: GetRandomCommand.cs. */
import type { CommandContext } from '../../language/command';
import { toDisplayText } from '../../language/conversion';
import type { Implementation } from '../../language/runtime/command-registry';
import { baseOf, double, long, PSArray, PSDouble, PSGuid, PSInteger, PSList, type Value } from '../../language/values';
import { hostTime } from './session';

/** Small generator for -SetSeed: the same seed gives the same numbers. `assumed`: not .NET's own sequence. */
function seeded(seed: number): () => number {
  let state = (seed ^ 0x9e3779b9) >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

const generators = new WeakMap<object, () => number>();

function chance(ctx: CommandContext, seed: Value | undefined): () => number {
  const owner = ctx.runspace as object;
  const number = baseOf(seed);
  if (typeof number === 'number') generators.set(owner, seeded(number));
  const own = generators.get(owner);
  if (own) return own;
  const time = hostTime(ctx);
  return () => time.random();
}

function refuseRange(ctx: CommandContext, minimum: Value, maximum: Value): never {
  return ctx.throwTerminating({
    message: `The Minimum value (${toDisplayText(minimum)}) cannot be greater than or equal to the Maximum value (${toDisplayText(maximum)}).`,
    details: `The Minimum value (${toDisplayText(minimum)}) cannot be greater than or equal to the Maximum value (${toDisplayText(maximum)}).`,
    id: 'MinGreaterThanOrEqualMax',
    category: 'InvalidArgument',
    exceptionType: 'System.ArgumentException',
  });
}

/** Bounds are int, long or double; text is converted as arithmetic would. */
function bound(ctx: CommandContext, value: Value | undefined): Value | undefined {
  const base = baseOf(value);
  if (base === null || base === undefined) return undefined;
  if (typeof base === 'number' || base instanceof PSDouble) return base;
  if (base instanceof PSInteger) return base.kind === 'Int64' ? base : Number(base.value);
  if (typeof base === 'string')
    return /^[+-]?\d+$/.test(base.trim()) ? ctx.convert(base, 'int') : ctx.convert(base, 'double');
  return ctx.convert(base, 'double');
}

function asNumber(value: Value): number {
  if (typeof value === 'number') return value;
  if (value instanceof PSDouble) return value.value;
  return value instanceof PSInteger ? Number(value.value) : 0;
}

function number(ctx: CommandContext, next: () => number, low: Value | undefined, high: Value | undefined): Value {
  if (low instanceof PSDouble || high instanceof PSDouble) {
    const minimum = low === undefined ? 0 : asNumber(low);
    const maximum = high === undefined ? Number.MAX_VALUE : asNumber(high);
    if (minimum >= maximum) refuseRange(ctx, double(minimum), double(maximum));
    return double(minimum + next() * (maximum - minimum));
  }
  if (low instanceof PSInteger || high instanceof PSInteger) {
    const minimum = BigInt(low === undefined ? 0 : Math.trunc(asNumber(low)));
    const maximum =
      high instanceof PSInteger ? high.value : BigInt(high === undefined ? 2n ** 63n - 1n : (high as number));
    const exact = low instanceof PSInteger ? low.value : minimum;
    if (exact >= maximum) refuseRange(ctx, long(exact), long(maximum));
    const span = maximum - exact;
    const bits = (BigInt(Math.floor(next() * 2 ** 32)) << 32n) | BigInt(Math.floor(next() * 2 ** 32));
    return long(exact + (bits % span));
  }
  const minimum = (low as number | undefined) ?? 0;
  const maximum = (high as number | undefined) ?? 2147483647;
  if (minimum >= maximum) refuseRange(ctx, minimum, maximum);
  return minimum + Math.floor(next() * (maximum - minimum));
}

export const getRandom: Implementation = {
  process(ctx, p) {
    if (!ctx.isBound('InputObject')) return;
    const base = baseOf(p.InputObject);
    const items: Value[] = base instanceof PSArray || base instanceof PSList ? base.items : [p.InputObject ?? null];
    let pool = ctx.state.pool as Value[] | undefined;
    if (!pool) {
      pool = [];
      ctx.state.pool = pool;
    }
    for (const item of items) pool.push(item);
  },
  end(ctx, p) {
    const next = chance(ctx, p.SetSeed);
    const wanted = baseOf(p.Count);
    const count = typeof wanted === 'number' ? wanted : 1;
    const pool = ctx.state.pool as Value[] | undefined;
    if (!pool) {
      if (ctx.parameterSet === 'RandomListItemParameterSet') return;
      ctx.write(number(ctx, next, bound(ctx, p.Minimum), bound(ctx, p.Maximum)));
      return;
    }
    const rest = [...pool];
    for (let i = 0; i < count && rest.length > 0; i++) {
      const at = Math.floor(next() * rest.length);
      ctx.write(rest[at]);
      rest[at] = rest[rest.length - 1];
      rest.pop();
    }
  },
};

/** A random GUID of version 4. */
export function newGuidText(random: () => number): string {
  const digits = Array.from({ length: 32 }, () => Math.floor(random() * 16).toString(16));
  digits[12] = '4';
  digits[16] = '89ab'[Math.floor(random() * 4)];
  const text = digits.join('');
  return `${text.slice(0, 8)}-${text.slice(8, 12)}-${text.slice(12, 16)}-${text.slice(16, 20)}-${text.slice(20)}`;
}

export const newGuid: Implementation = {
  end(ctx) {
    const time = hostTime(ctx);
    ctx.write(new PSGuid(newGuidText(() => time.random())));
  },
};
