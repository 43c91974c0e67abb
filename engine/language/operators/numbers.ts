/** The common type two numbers are computed in. seen: powershell-semantics.md 3 */
import { decimalToDouble, toDecimal } from '../conversion/to-number';
import type { Value } from '../values';
import { PSChar, PSDecimal, PSDouble, PSEnum, PSInteger, PSSingle } from '../values';

/** Two numbers in the type both are computed in. */
export type Pair =
  | { kind: 'int'; a: number; b: number }
  | { kind: 'UInt32' | 'Int64' | 'UInt64'; a: bigint; b: bigint }
  | { kind: 'decimal'; a: PSDecimal; b: PSDecimal }
  | { kind: 'double'; a: number; b: number };

/** Order of .NET type codes, by which the wider operand is found. */
function rank(value: Value): number {
  if (typeof value === 'number' || typeof value === 'boolean') return 0;
  if (value instanceof PSInteger)
    return value.kind === 'UInt32' ? 1 : value.kind === 'Int64' ? 2 : value.kind === 'UInt64' ? 3 : 0;
  if (value instanceof PSChar || value instanceof PSEnum) return 0;
  if (value instanceof PSSingle) return 4;
  if (value instanceof PSDouble) return 5;
  if (value instanceof PSDecimal) return 6;
  return -1;
}

/** Whether the value takes part in arithmetic as a number. */
export function isNumeric(value: Value): boolean {
  return rank(value) >= 0;
}

function whole(value: Value): bigint {
  if (typeof value === 'number') return BigInt(value);
  if (typeof value === 'boolean') return value ? 1n : 0n;
  if (value instanceof PSInteger) return value.value;
  if (value instanceof PSChar) return BigInt(value.code);
  return BigInt((value as PSEnum).value);
}

export function real(value: Value): number {
  if (typeof value === 'number') return value;
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (value instanceof PSDouble || value instanceof PSSingle) return value.value;
  if (value instanceof PSDecimal) return decimalToDouble(value);
  return Number(whole(value));
}

/** Both operands in their common type; they must be numeric. */
export function pair(a: Value, b: Value): Pair {
  const left = rank(a);
  const right = rank(b);
  const widest = left > right ? left : right;
  if (widest === 0) return { kind: 'int', a: Number(whole(a)), b: Number(whole(b)) };
  if (widest === 6) {
    return { kind: 'decimal', a: toDecimal(a)!, b: toDecimal(b)! };
  }
  if (widest >= 4) return { kind: 'double', a: real(a), b: real(b) };
  const x = whole(a);
  const y = whole(b);
  if (widest === 1) return { kind: x < 0n || y < 0n ? 'Int64' : 'UInt32', a: x, b: y };
  if (widest === 2) return { kind: 'Int64', a: x, b: y };
  // A negative number has no place in UInt64.
  if (x < 0n || y < 0n) return { kind: 'double', a: Number(x), b: Number(y) };
  return { kind: 'UInt64', a: x, b: y };
}
