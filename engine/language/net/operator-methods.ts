/** Operators that .NET types define themselves: dates, time spans, big integers, addresses. */
import { tryConvertTo } from '../conversion/convert';
import { NetException } from '../errors';
import { maxTicks } from '../text/calendar';
import type { Value } from '../values';
import { knownTypes, PSDateTime, PSTimeSpan } from '../values';
import { BigIntegerValue, bigIntegerOperator } from './big-integer';

function dateAt(ticks: bigint, kind: PSDateTime['kind']): PSDateTime {
  if (ticks < 0n || ticks > maxTicks)
    throw new NetException(
      'System.ArgumentOutOfRangeException',
      'The added or subtracted value results in an un-representable DateTime.\r\nParameter name: value',
    );
  return new PSDateTime(ticks, kind);
}

/** Runs `op_X(a, b)` where a's or b's type has it; undefined where neither does. */
export function operatorMethod(name: string, a: Value, b: Value): Value {
  if (a instanceof PSDateTime) {
    if (name === 'op_Subtraction' && b instanceof PSDateTime) return new PSTimeSpan(a.ticks - b.ticks);
    if (name !== 'op_Addition' && name !== 'op_Subtraction') return undefined;
    const span = spanOf(b);
    if (span) return dateAt(name === 'op_Addition' ? a.ticks + span.ticks : a.ticks - span.ticks, a.kind);
    if (name === 'op_Subtraction') {
      const date = tryConvertTo(b, knownTypes['System.DateTime']!)?.value;
      if (date instanceof PSDateTime) return new PSTimeSpan(a.ticks - date.ticks);
    }
    return undefined;
  }
  if (a instanceof PSTimeSpan) {
    if (name === 'op_Addition' || name === 'op_Subtraction') {
      const span = spanOf(b);
      if (span) return new PSTimeSpan(name === 'op_Addition' ? a.ticks + span.ticks : a.ticks - span.ticks);
    }
    return undefined;
  }
  if (a instanceof BigIntegerValue || b instanceof BigIntegerValue) return bigIntegerOperator(name, a, b);
  return undefined;
}

function spanOf(value: Value): PSTimeSpan | undefined {
  if (value instanceof PSTimeSpan) return value;
  if (value instanceof PSDateTime || value === null || value === undefined) return undefined;
  const converted = tryConvertTo(value, knownTypes['System.TimeSpan']!)?.value;
  return converted instanceof PSTimeSpan ? converted : undefined;
}
