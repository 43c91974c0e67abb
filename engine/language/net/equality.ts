/** Object.Equals and IComparable of .NET values. */
import { conversionHooks } from '../conversion/hooks';
import type { Value } from '../values';
import {
  NetObject,
  PSChar,
  PSDateTime,
  PSDecimal,
  PSDouble,
  PSEnum,
  PSGuid,
  PSInteger,
  PSSingle,
  PSTimeSpan,
  PSVersion,
} from '../values';
import { BigIntegerValue } from './big-integer';

/** a.Equals(b): same type and same value, or the same object. */
export function equalNet(a: Value, b: Value): boolean {
  if (a === b) return true;
  if (!(a instanceof NetObject) || !(b instanceof NetObject)) return false;
  if (a.netType !== b.netType) return false;
  if (a instanceof PSDouble || a instanceof PSSingle) {
    const other = (b as PSDouble).value;
    return a.value === other || (Number.isNaN(a.value) && Number.isNaN(other));
  }
  if (a instanceof PSInteger) return a.value === (b as PSInteger).value;
  if (a instanceof PSChar) return a.code === (b as PSChar).code;
  if (a instanceof PSDecimal) {
    const other = b as PSDecimal;
    return a.mantissa * 10n ** BigInt(other.scale) === other.mantissa * 10n ** BigInt(a.scale);
  }
  return a.hashKey !== undefined && a.hashKey() === b.hashKey?.();
}

/** Whether the value has a CompareTo. */
export function isComparable(value: Value): boolean {
  if (!(value instanceof NetObject)) return value !== null && value !== undefined;
  return (
    value instanceof PSInteger ||
    value instanceof PSDouble ||
    value instanceof PSSingle ||
    value instanceof PSDecimal ||
    value instanceof PSDateTime ||
    value instanceof PSTimeSpan ||
    value instanceof PSVersion ||
    value instanceof PSGuid ||
    value instanceof PSEnum ||
    value instanceof PSChar ||
    value instanceof BigIntegerValue ||
    'compareTo' in value ||
    (value.netType.fromScript && value.netType.findMethod('CompareTo') !== undefined)
  );
}

/** a.CompareTo(b) for two values of the same comparable type. */
export function compareNet(a: Value, b: Value): number {
  const sign = (x: bigint | number | string | boolean, y: bigint | number | string | boolean): number =>
    x < y ? -1 : x > y ? 1 : 0;
  if (typeof a === 'boolean' && typeof b === 'boolean') return sign(a, b);
  if (a instanceof PSDateTime && b instanceof PSDateTime) return sign(a.ticks, b.ticks);
  if (a instanceof PSTimeSpan && b instanceof PSTimeSpan) return sign(a.ticks, b.ticks);
  if (a instanceof PSGuid && b instanceof PSGuid) return sign(a.text, b.text);
  if (a instanceof PSEnum && b instanceof PSEnum) return sign(a.value, b.value);
  if (a instanceof PSChar && b instanceof PSChar) return a.code - b.code;
  if (a instanceof BigIntegerValue && b instanceof BigIntegerValue) return sign(a.value, b.value);
  if (a instanceof PSVersion && b instanceof PSVersion)
    return a.major - b.major || a.minor - b.minor || a.build - b.build || a.revision - b.revision;
  if (a instanceof NetObject && a.netType.fromScript)
    return Number(conversionHooks.callScriptMethod?.(a, 'CompareTo', [b]) ?? 0);
  return (a as unknown as { compareTo(other: Value): number }).compareTo(b);
}
