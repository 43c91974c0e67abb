/** Comparison: `-eq -lt ...`, `-contains`, and LanguagePrimitives.Compare/Equals. seen: powershell-semantics.md 3 */
import { convertTo, tryConvertTo } from '../conversion/convert';
import { toBool } from '../conversion/to-bool';
import { scanNumber, toNumber } from '../conversion/to-number';
import { toDisplayText, toText } from '../conversion/to-text';
import { type NetException, PSInvalidCastException, PSRuntimeException } from '../errors';
import { enumerate } from '../net/enumerate';
import { compareNet, equalNet, isComparable } from '../net/equality';
import { typeOf } from '../net/type-name';
import { compareText, equalText } from '../text/compare-text';
import type { Value } from '../values';
import {
  baseOf,
  NetObject,
  PSArray,
  PSChar,
  PSCustomObject,
  PSDecimal,
  PSDouble,
  PSEnum,
  PSInteger,
  PSSingle,
} from '../values';
import { compareDecimal } from './decimal';
import { isNumeric, pair } from './numbers';

/** -1, 0, 1; NaN compares as undefined. */
function compareNumbers(a: Value, b: Value): number | undefined {
  const p = pair(a, b);
  if (p.kind === 'decimal') return compareDecimal(p.a, p.b);
  if (p.a < p.b) return -1;
  if (p.a > p.b) return 1;
  return p.a === p.b ? 0 : undefined;
}

/** A real number type or an integer; not bool, char or enum. */
function isPlainNumber(value: Value): boolean {
  return (
    typeof value === 'number' ||
    value instanceof PSInteger ||
    value instanceof PSDouble ||
    value instanceof PSDecimal ||
    value instanceof PSSingle
  );
}

/** LanguagePrimitives.Equals: never filters. */
export function equalValues(first: Value, second: Value, ignoreCase = true): boolean {
  if (typeof first === 'number' && typeof second === 'number') return first === second;
  if (typeof first === 'string')
    return typeof second === 'string'
      ? equalText(first, second, ignoreCase)
      : second !== null && second !== undefined && equalText(first, toText(second), ignoreCase);
  const a = baseOf(first);
  const b = baseOf(second);
  if (a === null || a === undefined) return b === null || b === undefined;
  if (b === null || b === undefined) return false;
  if (typeof a === 'string') return equalText(a, toText(b), ignoreCase);
  if (typeof a === 'boolean') return a === toBool(b);
  if (isPlainNumber(a)) {
    if (isNumeric(b)) return compareNumbers(a, b) === 0;
    if (typeof b === 'string') {
      const number = scanNumber(b);
      return number !== undefined && compareNumbers(a, number) === 0;
    }
  }
  if (a instanceof PSChar) {
    const text = typeof b === 'string' ? b : b instanceof PSChar ? String.fromCharCode(b.code) : undefined;
    if (text !== undefined) return text.length === 1 && equalText(String.fromCharCode(a.code), text, ignoreCase);
    if (isNumeric(b)) return compareNumbers(a.code, b) === 0;
  }
  if (a instanceof PSEnum && isPlainNumber(b)) return compareNumbers(a.value, b) === 0;
  if (a === b || equalNet(a, b)) return true;
  const type = typeOf(a)!;
  // Only a conversion can still make them equal.
  if (typeOf(b) === type) return false;
  const converted = tryConvertTo(b, type);
  return converted !== undefined && converted.value !== null && equalNet(a, converted.value);
}

function castMessage(error: unknown): string | undefined {
  return error instanceof PSInvalidCastException ? error.message : undefined;
}

/** How a value stands to $null: numbers below zero come before it. */
function compareToNull(value: Value): number {
  if (isPlainNumber(value)) return (compareNumbers(value, 0) ?? 1) < 0 ? -1 : 1;
  return 1;
}

/** LanguagePrimitives.Compare: negative, 0, positive; throws where the two cannot be compared. For Sort-Object, switch ... */
export function compare(first: Value, second: Value, ignoreCase = true): number {
  if (typeof first === 'number' && typeof second === 'number') return first - second;
  const a = baseOf(first);
  const b = baseOf(second);
  const aNull = a === null || a === undefined;
  const bNull = b === null || b === undefined;
  if (aNull) return bNull ? 0 : -compareToNull(b);
  if (bNull) return compareToNull(a);
  if (typeof a === 'string') return compareText(a, typeof b === 'string' ? b : toText(b), { ignoreCase });
  if (isNumeric(a) && isNumeric(b)) {
    const order = compareNumbers(a, b);
    if (order !== undefined) return order;
    // CompareTo of .NET: NaN comes before everything.
    return Number.isNaN((a as PSDouble).value) ? (Number.isNaN((b as PSDouble).value) ? 0 : -1) : 1;
  }
  if (isPlainNumber(a) && typeof b === 'string') return compareNumbers(a, toNumber(b)) ?? 1;
  const type = typeOf(a)!;
  if (!isComparable(a)) {
    if (a === b || equalNet(a, b)) return 0;
    if (a instanceof PSCustomObject)
      throw new PSRuntimeException(
        `Cannot compare "${toDisplayText(a)}" to "${toDisplayText(b)}" because the objects are not the same type or the object "${toDisplayText(a)}" does not implement "IComparable".`,
        'PSObjectCompareTo',
        {
          category: 'NotSpecified',
          exceptionType: 'System.Management.Automation.ExtendedTypeSystemException',
        },
      );
    throw new PSRuntimeException(
      `Cannot compare "${toDisplayText(a)}" because it is not IComparable.`,
      'NotIcomparable',
      {
        category: 'InvalidOperation',
      },
    );
  }
  let other: Value;
  try {
    other = convertTo(b, type);
  } catch (error) {
    const message = castMessage(error) ?? (error as NetException).message;
    throw new PSRuntimeException(
      `Could not compare "${toText(a)}" to "${toText(b)}". Error: "${message}"`,
      'ComparisonFailure',
      { category: 'InvalidOperation' },
    );
  }
  return compareNet(a, other);
}

type Test = (a: Value, b: Value, ignoreCase: boolean) => boolean;

/** Runs a test on a scalar, or filters a list. */
function filtered(left: Value, right: Value, ignoreCase: boolean, test: Test): Value {
  const items = left instanceof NetObject ? enumerate(left) : undefined;
  if (!items) return test(left, right, ignoreCase);
  return new PSArray(items.filter((item) => test(item, right, ignoreCase)));
}

/** Numbers with NaN: only -ne holds. */
function order(a: Value, b: Value, ignoreCase: boolean): number {
  const x = baseOf(a);
  const y = baseOf(b);
  if (isPlainNumber(x) && isPlainNumber(y)) return compareNumbers(x, y) ?? Number.NaN;
  return compare(x, y, ignoreCase);
}

/** `-eq` ...: a list on the left is filtered (the result is then an array). `ignoreCase` false for the `c` forms. */
export function equals(a: Value, b: Value, ignoreCase = true): Value {
  if (typeof a === 'number' && typeof b === 'number') return a === b;
  return filtered(a, b, ignoreCase, equalValues);
}
export function notEquals(a: Value, b: Value, ignoreCase = true): Value {
  if (typeof a === 'number' && typeof b === 'number') return a !== b;
  return filtered(a, b, ignoreCase, (x, y, ignore) => !equalValues(x, y, ignore));
}
export function less(a: Value, b: Value, ignoreCase = true): Value {
  if (typeof a === 'number' && typeof b === 'number') return a < b;
  return filtered(a, b, ignoreCase, (x, y, ignore) => order(x, y, ignore) < 0);
}
export function lessOrEqual(a: Value, b: Value, ignoreCase = true): Value {
  if (typeof a === 'number' && typeof b === 'number') return a <= b;
  return filtered(a, b, ignoreCase, (x, y, ignore) => order(x, y, ignore) <= 0);
}
export function greater(a: Value, b: Value, ignoreCase = true): Value {
  if (typeof a === 'number' && typeof b === 'number') return a > b;
  return filtered(a, b, ignoreCase, (x, y, ignore) => order(x, y, ignore) > 0);
}
export function greaterOrEqual(a: Value, b: Value, ignoreCase = true): Value {
  if (typeof a === 'number' && typeof b === 'number') return a >= b;
  return filtered(a, b, ignoreCase, (x, y, ignore) => order(x, y, ignore) >= 0);
}

/** `-contains` (list left), `-in` (list right). */
export function contains(list: Value, item: Value, ignoreCase = true): boolean {
  const items = list instanceof NetObject ? enumerate(list) : undefined;
  if (!items) return equalValues(list, item, ignoreCase);
  for (const element of items) if (equalValues(element, item, ignoreCase)) return true;
  return false;
}
export function containedIn(item: Value, list: Value, ignoreCase = true): boolean {
  return contains(list, item, ignoreCase);
}
