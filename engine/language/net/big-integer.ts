/** System.Numerics.BigInteger. */
import { decimalToBigint } from '../conversion/to-number';
import { NetException } from '../errors';
import { findType, type NetType } from '../types';
import type { Value } from '../values';
import { knownTypes, NetObject, PSDecimal, PSDouble, PSInteger, PSSingle } from '../values';

export class BigIntegerValue extends NetObject {
  constructor(readonly value: bigint) {
    super();
  }
  get netType(): NetType {
    return knownTypes['System.Numerics.BigInteger'] ?? findType('System.Object')!;
  }
  override hashKey(): string {
    return String(this.value);
  }
}

/** A number or text of digits as a big integer; undefined where it is none. */
export function toBigInteger(value: Value): bigint | undefined {
  if (value instanceof BigIntegerValue) return value.value;
  if (typeof value === 'number') return BigInt(value);
  if (typeof value === 'boolean') return value ? 1n : 0n;
  if (value instanceof PSInteger) return value.value;
  if (value instanceof PSDecimal) return decimalToBigint(value);
  if ((value instanceof PSDouble || value instanceof PSSingle) && Number.isFinite(value.value))
    return BigInt(Math.trunc(value.value));
  if (typeof value === 'string' && /^\s*[+-]?\d+\s*$/.test(value)) return BigInt(value.trim().replace(/^\+/, ''));
  return undefined;
}

export function bigIntegerOperator(name: string, a: Value, b: Value): Value {
  const x = toBigInteger(a);
  const y = toBigInteger(b);
  if (x === undefined || y === undefined) return undefined;
  switch (name) {
    case 'op_Addition':
      return new BigIntegerValue(x + y);
    case 'op_Subtraction':
      return new BigIntegerValue(x - y);
    case 'op_Multiply':
      return new BigIntegerValue(x * y);
    case 'op_Division':
    case 'op_Modulus':
      if (y === 0n) throw new NetException('System.DivideByZeroException', 'Attempted to divide by zero.');
      return new BigIntegerValue(name === 'op_Division' ? x / y : x % y);
    case 'op_BitwiseAnd':
      return new BigIntegerValue(x & y);
    case 'op_BitwiseOr':
      return new BigIntegerValue(x | y);
    case 'op_ExclusiveOr':
      return new BigIntegerValue(x ^ y);
    default:
      return undefined;
  }
}
