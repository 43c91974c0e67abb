/** `+ - * / %`, unary and bitwise operators. seen: powershell-semantics.md 3 */
import { convertTo } from '../conversion/convert';
import {
  integerRanges,
  makeInteger,
  roundHalfEven,
  scanNumber,
  toInt,
  toIntegerKind,
  toNumber,
} from '../conversion/to-number';
import { toText } from '../conversion/to-text';
import { makeException, NetException, PSInvalidCastException, PSRuntimeException } from '../errors';
import { enumerate } from '../net/enumerate';
import { operatorMethod } from '../net/operator-methods';
import { typeNameOf, typeOf } from '../net/type-name';
import type { Value } from '../values';
import {
  baseOf,
  knownTypes,
  NetObject,
  PSArray,
  PSChar,
  PSCustomObject,
  PSDecimal,
  PSDictionary,
  PSDouble,
  PSEnum,
  PSInteger,
  PSSingle,
} from '../values';
import { addDecimal, divideDecimal, multiplyDecimal, remainderDecimal, subtractDecimal } from './decimal';
import { isNumeric, pair } from './numbers';

/** An exception of .NET that the engine hands on as it is. */
function passedOn(error: NetException): PSRuntimeException {
  return new PSRuntimeException(error.message, error.typeName, {
    category: 'OperationStopped',
    exceptionType: error.typeName,
  });
}

/** An exception of .NET inside an operator: the engine shows its message with id RuntimeException. */
export function operatorFailure(error: NetException): PSRuntimeException {
  return new PSRuntimeException(error.message, 'RuntimeException', {
    category: 'NotSpecified',
    inner: error.exception,
  });
}

function divideByZeroError(): PSRuntimeException {
  const message = 'Attempted to divide by zero.';
  return new PSRuntimeException(message, 'RuntimeException', {
    category: 'NotSpecified',
    inner: makeException('System.DivideByZeroException', message),
  });
}

function noOperator(value: Value, method: string): PSRuntimeException {
  return new PSRuntimeException(
    `Method invocation failed because [${value instanceof PSCustomObject ? 'System.Management.Automation.PSObject' : typeNameOf(value)}] does not contain a method named '${method}'.`,
    'MethodNotFound',
    { category: 'InvalidOperation', target: method },
  );
}

const int = (value: number): Value => ((value | 0) === value ? value | 0 : new PSDouble(value));

function big(kind: 'UInt32' | 'Int64' | 'UInt64', value: bigint): Value {
  const [low, high] = integerRanges[kind];
  return value >= low && value <= high ? new PSInteger(kind, value) : new PSDouble(Number(value));
}

/** The right operand as a number, for a left one that is numeric. */
function rightNumber(left: Value, right: Value, method: string): Value {
  const b = baseOf(right);
  if (isNumeric(b)) return b;
  if (b === null || b === undefined) return 0;
  if (typeof b === 'string') {
    const number = scanNumber(b);
    // What is no number fails as a conversion to the left operand's type.
    return (
      number ??
      convertTo(
        b,
        /^System\.(?:Double|Single|Decimal)$/.test(typeNameOf(left)) ? typeOf(left)! : knownTypes['System.Int32']!,
      )
    );
  }
  // Other objects: PowerShell looks for an operator and finds none.
  const base = baseOf(left);
  const made = operatorMethod(method, base, b);
  if (made !== undefined) throw new OperatorResult(made);
  throw noOperator(b, method);
}

/** Carries the result of a user-defined operator out of `rightNumber`. */
class OperatorResult {
  constructor(readonly value: Value) {}
}

type Operation = '+' | '-' | '*' | '/' | '%';
const methodNames: Record<Operation, string> = {
  '+': 'op_Addition',
  '-': 'op_Subtraction',
  '*': 'op_Multiply',
  '/': 'op_Division',
  '%': 'op_Modulus',
};

/** A real number too large for decimal is .NET's own exception here. */
function commonPair(left: Value, right: Value): ReturnType<typeof pair> {
  try {
    return pair(left, right);
  } catch (error) {
    if (error instanceof PSInvalidCastException && error.reason)
      throw passedOn(new NetException(error.reason.netType.fullName, error.reason.message));
    throw error;
  }
}

function compute(operation: Operation, left: Value, right: Value): Value {
  const p = commonPair(left, right);
  switch (p.kind) {
    case 'int': {
      const { a, b } = p;
      switch (operation) {
        case '+':
          return int(a + b);
        case '-':
          return int(a - b);
        case '*':
          return int(a * b);
        case '/':
          if (b === 0) throw divideByZeroError();
          return a % b === 0 ? int(a / b) : new PSDouble(a / b);
        default:
          if (b === 0) throw divideByZeroError();
          return (a % b) | 0;
      }
    }
    case 'double': {
      const { a, b } = p;
      const result =
        operation === '+'
          ? a + b
          : operation === '-'
            ? a - b
            : operation === '*'
              ? a * b
              : operation === '/'
                ? a / b
                : a % b;
      return new PSDouble(result);
    }
    case 'decimal':
      try {
        const { a, b } = p;
        switch (operation) {
          case '+':
            return addDecimal(a, b);
          case '-':
            return subtractDecimal(a, b);
          case '*':
            return multiplyDecimal(a, b);
          case '/':
            return divideDecimal(a, b);
          default:
            return remainderDecimal(a, b);
        }
      } catch (error) {
        throw error instanceof NetException ? operatorFailure(error) : error;
      }
    default: {
      const { a, b, kind } = p;
      switch (operation) {
        case '+':
          return big(kind, a + b);
        case '-':
          return big(kind, a - b);
        case '*':
          return big(kind, a * b);
        case '/':
          if (b === 0n) throw divideByZeroError();
          return a % b === 0n ? big(kind, a / b) : new PSDouble(Number(a) / Number(b));
        default:
          if (b === 0n) throw divideByZeroError();
          return big(kind, a % b);
      }
    }
  }
}

/** What is common to `- * / %` and to numeric `+`. */
function arithmetic(operation: Operation, left: Value, right: Value): Value {
  const a = baseOf(left);
  const method = methodNames[operation];
  try {
    if (a === null || a === undefined) return compute(operation, 0, rightNumber(0, right, method));
    if (isNumeric(a)) {
      const result = compute(operation, a, rightNumber(a, right, method));
      // A number of the enumeration's own type stays in it: Monday + 1 is Tuesday.
      return a instanceof PSEnum && typeof result === 'number' ? new PSEnum(a.netType, result) : result;
    }
    if (typeof a === 'string') {
      const b = baseOf(right);
      return compute(operation, toNumber(a), typeof b === 'string' ? toNumber(b) : rightNumber(a, right, method));
    }
    const made = operatorMethod(method, a, baseOf(right));
    if (made !== undefined) return made;
  } catch (error) {
    if (error instanceof OperatorResult) return error.value;
    throw error;
  }
  throw noOperator(a, method);
}

/** `a + b`: the left operand decides what is done. */
export function add(left: Value, right: Value): Value {
  if (typeof left === 'number' && typeof right === 'number') {
    const sum = left + right;
    return (sum | 0) === sum ? sum : new PSDouble(sum);
  }
  if (typeof left === 'string') return left + (typeof right === 'string' ? right : toText(right));
  const a = baseOf(left);
  if (a === null || a === undefined) return right === undefined ? null : right;
  if (typeof a === 'string') return a + toText(right);
  if (a instanceof PSChar) {
    return String.fromCharCode(a.code) + toText(right);
  }
  if (a instanceof NetObject) {
    if (a instanceof PSDictionary) return addDictionaries(a, baseOf(right));
    const items = enumerate(a);
    if (items) {
      const more = enumerate(right);
      if (more) return new PSArray(items.concat(more));
      return new PSArray(right === undefined ? items.slice() : [...items, right]);
    }
  }
  return arithmetic('+', left, right);
}

function addDictionaries(a: PSDictionary, b: Value): Value {
  if (b === null || b === undefined) {
    const copy = new PSDictionary(a.netType, a.caseSensitive);
    for (const item of a.items()) copy.set(item.key, item.value);
    return copy;
  }
  if (!(b instanceof PSDictionary))
    throw new PSRuntimeException('A hash table can only be added to another hash table.', 'AddHashTableToNonHashTable');
  const sum = new PSDictionary(knownTypes['System.Collections.Hashtable'], false);
  for (const item of a.items()) sum.set(item.key, item.value);
  for (const item of b.items()) {
    if (sum.has(item.key)) {
      const message = `Item has already been added. Key in dictionary: '${toText(item.key)}'  Key being added: '${toText(item.key)}'`;
      throw passedOn(new NetException('System.ArgumentException', message));
    }
    sum.set(item.key, item.value);
  }
  return sum;
}

export function subtract(left: Value, right: Value): Value {
  if (typeof left === 'number' && typeof right === 'number') {
    const difference = left - right;
    return (difference | 0) === difference ? difference : new PSDouble(difference);
  }
  return arithmetic('-', left, right);
}

/** A list's count is converted to UInt32 first. */
function conversionOverflow(right: Value): Error {
  try {
    toIntegerKind(baseOf(right), 'UInt32');
  } catch (error) {
    return error as Error;
  }
  return new Error('count is in range');
}

/** Characters or elements that a repetition may make. */
const largestRepeat = 1 << 27;

/** Count for `text * n` and `list * n`. */
function repeatCount(right: Value, ofList: boolean, size: number): number {
  const count = toInt(baseOf(right) as Value);
  if (count < 0) {
    if (ofList) throw conversionOverflow(right);
    const message = 'Specified argument was out of the range of valid values.\r\nParameter name: times';
    throw passedOn(new NetException('System.ArgumentOutOfRangeException', message));
  }
  if (count * size > largestRepeat)
    throw passedOn(
      new NetException('System.OutOfMemoryException', "Exception of type 'System.OutOfMemoryException' was thrown."),
    );
  return count;
}

export function multiply(left: Value, right: Value): Value {
  if (typeof left === 'number' && typeof right === 'number') {
    const product = left * right;
    return (product | 0) === product ? product | 0 : new PSDouble(product);
  }
  const a = baseOf(left);
  if (a === null || a === undefined) return null;
  if (typeof a === 'string') return a.repeat(repeatCount(right, false, a.length));
  const items = enumerate(a);
  if (items) {
    const count = repeatCount(right, true, items.length);
    const out: Value[] = [];
    for (let i = 0; i < count; i++) for (const item of items) out.push(item);
    return new PSArray(out, a instanceof PSArray ? a.elementType : undefined);
  }
  if (typeof a === 'boolean' || a instanceof PSChar) {
    const other = typeOf(right);
    throw new PSRuntimeException(
      `The operation '[${typeNameOf(a)}] * [${other?.fullName ?? 'System.Object'}]' is not defined.`,
      'NotADefinedOperationForType',
      { category: 'InvalidOperation', target: a },
    );
  }
  return arithmetic('*', left, right);
}

export function divide(left: Value, right: Value): Value {
  if (typeof left === 'number' && typeof right === 'number' && right !== 0) {
    const quotient = left / right;
    return (quotient | 0) === quotient ? quotient | 0 : new PSDouble(quotient);
  }
  return arithmetic('/', left, right);
}

export function remainder(left: Value, right: Value): Value {
  if (typeof left === 'number' && typeof right === 'number' && right !== 0) return (left % right) | 0;
  return arithmetic('%', left, right);
}

/** Unary `-a`: `0 - a`. */
export function negate(value: Value): Value {
  const a = baseOf(value);
  if (typeof a === 'number') return int(-a);
  if (a instanceof PSDouble) return new PSDouble(-a.value);
  if (a instanceof PSSingle) return new PSSingle(-a.value);
  if (a instanceof PSDecimal) return new PSDecimal(-a.mantissa, a.scale);
  if (a === null || a === undefined) return 0;
  if (isNumeric(a)) return compute('-', 0, a);
  if (typeof a === 'string') return negate(toNumber(a));
  return arithmetic('-', 0, a);
}

/** Unary `+a`. */
export function plus(value: Value): Value {
  const a = baseOf(value);
  if (isNumeric(a))
    return a instanceof PSChar || a instanceof PSEnum || typeof a === 'boolean' ? compute('+', 0, a) : a;
  if (a === null || a === undefined) return 0;
  if (typeof a === 'string') return toNumber(a);
  return arithmetic('+', 0, a);
}

/** An operand of a bitwise operator as an integer; reals are rounded. */
function bits(value: Value, method: string): Value {
  const a = baseOf(value);
  if (typeof a === 'number' || a instanceof PSInteger) return a;
  if (a === null || a === undefined) return 0;
  if (typeof a === 'boolean') return a ? 1 : 0;
  if (a instanceof PSChar) return a.code;
  if (a instanceof PSEnum) return a;
  if (typeof a === 'string') {
    const number = scanNumber(a);
    return bits(number === undefined ? toNumber(a) : number, method);
  }
  if (a instanceof PSDouble || a instanceof PSSingle || a instanceof PSDecimal) {
    const rounded =
      a instanceof PSDecimal
        ? Number(toIntegerKind(a, 'Int64') instanceof PSInteger ? (toIntegerKind(a, 'Int64') as PSInteger).value : 0n)
        : roundHalfEven(a.value);
    if (rounded >= -2147483648 && rounded <= 2147483647) return rounded | 0;
    return toIntegerKind(a, rounded >= 2 ** 63 ? 'UInt64' : 'Int64')!;
  }
  throw noOperator(a, method);
}

const isReal = (value: Value): boolean =>
  value instanceof PSDouble || value instanceof PSSingle || value instanceof PSDecimal;

/** An operand beside a real number: rounded to a whole number of 64 bits. */
function wideBits(value: Value, method: string): bigint {
  const whole = bits(value, method);
  if (typeof whole === 'number') return BigInt(whole);
  return whole instanceof PSEnum ? BigInt(whole.value) : (whole as PSInteger).value;
}

function bitwise(
  left: Value,
  right: Value,
  method: string,
  narrow: (a: number, b: number) => number,
  wide: (a: bigint, b: bigint) => bigint,
): Value {
  if (typeof left === 'number' && typeof right === 'number') return narrow(left, right);
  const made =
    left instanceof NetObject || right instanceof NetObject
      ? operatorMethod(method, baseOf(left), baseOf(right))
      : undefined;
  if (made !== undefined) return made;
  const base = baseOf(left);
  if (base instanceof PSEnum) {
    const other = convertTo(right, base.netType) as PSEnum;
    return new PSEnum(base.netType, Number(wide(BigInt(base.value), BigInt(other.value))));
  }
  if (isReal(base) || isReal(baseOf(right))) {
    const [x, y] = [wideBits(left, method), wideBits(right, method)];
    const result = wide(x, y);
    return x < 0n || y < 0n
      ? makeInteger('Int64', BigInt.asIntN(64, result))
      : makeInteger('UInt64', BigInt.asUintN(64, result));
  }
  const a = bits(left, method);
  const b = bits(right, method);
  const x = a instanceof PSEnum ? a.value : a;
  const y = b instanceof PSEnum ? b.value : b;
  const p = pair(x, y);
  if (p.kind === 'int') return narrow(p.a, p.b);
  if (p.kind === 'UInt32' || p.kind === 'Int64' || p.kind === 'UInt64')
    return makeInteger(p.kind, p.kind === 'Int64' ? BigInt.asIntN(64, wide(p.a, p.b)) : wide(p.a, p.b));
  return makeInteger('Int64', BigInt.asIntN(64, wide(BigInt(Number(p.a)), BigInt(Number(p.b)))));
}

export function bitAnd(left: Value, right: Value): Value {
  return bitwise(
    left,
    right,
    'op_BitwiseAnd',
    (a, b) => a & b,
    (a, b) => a & b,
  );
}
export function bitOr(left: Value, right: Value): Value {
  return bitwise(
    left,
    right,
    'op_BitwiseOr',
    (a, b) => a | b,
    (a, b) => a | b,
  );
}
export function bitXor(left: Value, right: Value): Value {
  return bitwise(
    left,
    right,
    'op_ExclusiveOr',
    (a, b) => a ^ b,
    (a, b) => a ^ b,
  );
}
export function bitNot(value: Value): Value {
  const a = bits(value, 'op_OnesComplement');
  if (typeof a === 'number') return ~a;
  if (a instanceof PSEnum) return new PSEnum(a.netType, ~a.value);
  const integer = a as PSInteger;
  const width: Record<string, number> = { UInt32: 32, Int64: 64, UInt64: 64 };
  const size = width[integer.kind];
  if (size === undefined) return ~Number(integer.value);
  const flipped = ~integer.value;
  return makeInteger(integer.kind, integer.kind === 'Int64' ? flipped : BigInt.asUintN(size, flipped));
}

function shift(left: Value, right: Value, method: string, leftward: boolean): Value {
  const base = baseOf(left);
  if (typeof base === 'boolean')
    throw new PSRuntimeException(
      `The operation '[System.Boolean] ${leftward ? '-shl' : '-shr'} [${typeNameOf(right)}]' is not defined.`,
      'NotADefinedOperationForType',
      { category: 'InvalidOperation', target: base },
    );
  const a = bits(left, method);
  const count = toInt(baseOf(right) as Value);
  if (typeof a === 'number' || a instanceof PSEnum) {
    const x = typeof a === 'number' ? a : a.value;
    return leftward ? x << (count & 31) : x >> (count & 31);
  }
  const integer = a as PSInteger;
  if (integer.kind === 'UInt32') {
    const by = BigInt(count & 31);
    return makeInteger('UInt32', leftward ? BigInt.asUintN(32, integer.value << by) : integer.value >> by);
  }
  if (integer.kind === 'Int64' || integer.kind === 'UInt64') {
    const by = BigInt(count & 63);
    const value = leftward ? integer.value << by : integer.value >> by;
    return makeInteger(integer.kind, integer.kind === 'Int64' ? BigInt.asIntN(64, value) : BigInt.asUintN(64, value));
  }
  const x = Number(integer.value);
  return leftward ? x << (count & 31) : x >> (count & 31);
}

export function shiftLeft(left: Value, right: Value): Value {
  return shift(left, right, 'op_LeftShift', true);
}
export function shiftRight(left: Value, right: Value): Value {
  return shift(left, right, 'op_RightShift', false);
}

/** Name of the type of an operand, for messages of callers. */
export function operandTypeName(value: Value): string {
  return typeOf(value)?.fullName ?? 'null';
}
