/** Number types, System.Math, System.Convert, BigInteger. */
import { convertTo } from '../conversion/convert';
import { formatValue } from '../conversion/format-value';
import {
  badNumberText,
  decimalToDouble,
  fitDecimal,
  type IntegerName,
  integerRanges,
  makeInteger,
  overflowText,
  parseDecimal,
  parseDouble,
  powerOfTen,
  roundHalfEven,
  toReal,
} from '../conversion/to-number';
import { netToString } from '../conversion/to-text';
import { NetException, PSInvalidCastException } from '../errors';
import { compareDecimal, divideByZero, divideDecimal, remainderDecimal } from '../operators/decimal';
import { formatNumber } from '../text/number-format';
import type { NetType } from '../types';
import type { Value } from '../values';
import { knownTypes, PSArray, PSChar, PSDecimal, PSDouble, PSEnum, PSInteger, PSSingle, PSTypeValue } from '../values';
import { BigIntegerValue, toBigInteger } from './big-integer';
import { behave, type MethodBody } from './binding';
import { equalNet } from './equality';
import { argumentError, argumentRange, formatError, setReference } from './object-behaviour';
import { typeOf } from './type-name';

export const real = (value: Value): number => (toReal(value, 'Double') as PSDouble).value;
export const double = (value: number): PSDouble => new PSDouble(value);
export const wholeOf = (value: Value): bigint =>
  typeof value === 'number'
    ? BigInt(value)
    : value instanceof PSChar
      ? BigInt(value.code)
      : value instanceof PSEnum
        ? BigInt(value.value)
        : (value as PSInteger).value;
export const numberOf = (value: Value): number => Number(wholeOf(value));

function overflow(kind: Parameters<typeof overflowText>[0]): NetException {
  return new NetException('System.OverflowException', overflowText(kind), { hresult: -2146233066 });
}

const styleBits = { hex: 512, thousands: 64, decimalPoint: 32, exponent: 128 };

function parseInteger(text: Value, kind: IntegerName, style: number): Value {
  const source = String(text ?? '').trim();
  const [low, high] = integerRanges[kind];
  if ((style & styleBits.hex) !== 0) {
    if (!/^[0-9a-f]+$/i.test(source)) throw formatError();
    const value = BigInt(`0x${source}`);
    const bits = high - low === 255n ? 8 : high - low === 65535n ? 16 : high - low === 4294967295n ? 32 : 64;
    if (value >> BigInt(bits) !== 0n) throw overflow(kind);
    return makeInteger(kind, low < 0n ? BigInt.asIntN(bits, value) : value);
  }
  const plain = (style & styleBits.thousands) !== 0 ? source.replaceAll(',', '') : source;
  if (!/^[+-]?\d+$/.test(plain)) throw formatError(badNumberText);
  const value = BigInt(plain.replace(/^\+/, ''));
  if (value < low || value > high) throw overflow(kind);
  return makeInteger(kind, value);
}

const styleOf = (args: Value[], at: number): number => {
  const arg = args[at];
  return arg instanceof PSEnum ? arg.value : 7;
};

function tryParse(parse: (args: Value[]) => Value, zero: () => Value): MethodBody {
  return (_self, args) => {
    const out = args.at(-1) as Value;
    try {
      setReference(out, parse(args.slice(0, -1)));
      return true;
    } catch (error) {
      if (!(error instanceof NetException)) throw error;
      setReference(out, zero());
      return false;
    }
  };
}

function compareReal(a: number, b: number): number {
  if (a < b) return -1;
  if (a > b) return 1;
  if (a === b) return 0;
  return Number.isNaN(a) ? (Number.isNaN(b) ? 0 : -1) : 1;
}

function compareNumbers(self: Value, other: Value): number {
  if (other === null || other === undefined) return 1;
  if (typeOf(self) !== typeOf(other)) throw argumentError(`Object must be of type ${typeOf(self)!.name}.`);
  if (self instanceof PSDouble || self instanceof PSSingle) return compareReal(self.value, (other as PSDouble).value);
  if (self instanceof PSDecimal) return compareDecimal(self, other as PSDecimal);
  const a = wholeOf(self);
  const b = wholeOf(other);
  return a < b ? -1 : a > b ? 1 : 0;
}

const common = {
  ToString: (self: Value, args: Value[]): Value => formatValue(self, typeof args[0] === 'string' ? args[0] : ''),
  CompareTo: (self: Value, [other]: Value[]): Value => compareNumbers(self, other),
  Equals: (self: Value, [other]: Value[]): Value =>
    typeOf(self) === typeOf(other) && (self === other || equalNet(self, other)),
};

for (const kind of Object.keys(integerRanges) as IntegerName[]) {
  const [low, high] = integerRanges[kind];
  const parse = (args: Value[]): Value => parseInteger(args[0], kind, styleOf(args, 1));
  behave(`System.${kind}`, {
    methods: common,
    staticMethods: {
      Parse: (_s, args) => parse(args),
      TryParse: tryParse(parse, () => makeInteger(kind, 0n)),
    },
    staticProperties: { MinValue: () => makeInteger(kind, low), MaxValue: () => makeInteger(kind, high) },
  });
}

for (const kind of ['Double', 'Single'] as const) {
  const make = (value: number): Value => (kind === 'Double' ? new PSDouble(value) : new PSSingle(Math.fround(value)));
  const parse = (args: Value[]): Value => {
    const value = parseDouble(String(args[0] ?? ''));
    if (value === undefined) throw formatError();
    const made = make(value);
    if (!Number.isFinite((made as PSDouble).value) && /\d/.test(String(args[0]))) throw overflow(kind);
    return made;
  };
  const check =
    (holds: (value: number) => boolean): MethodBody =>
    (_s, [value]) =>
      holds((value as PSDouble).value);
  behave(`System.${kind}`, {
    methods: common,
    staticMethods: {
      Parse: (_s, args) => parse(args),
      TryParse: tryParse(parse, () => make(0)),
      IsNaN: check(Number.isNaN),
      IsInfinity: check((value) => Math.abs(value) === Number.POSITIVE_INFINITY),
      IsPositiveInfinity: check((value) => value === Number.POSITIVE_INFINITY),
      IsNegativeInfinity: check((value) => value === Number.NEGATIVE_INFINITY),
    },
    staticProperties: {
      MaxValue: () => make(kind === 'Double' ? Number.MAX_VALUE : 3.4028234663852886e38),
      MinValue: () => make(kind === 'Double' ? -Number.MAX_VALUE : -3.4028234663852886e38),
      Epsilon: () => make(kind === 'Double' ? Number.MIN_VALUE : 1.401298464324817e-45),
      NaN: () => make(Number.NaN),
      PositiveInfinity: () => make(Number.POSITIVE_INFINITY),
      NegativeInfinity: () => make(Number.NEGATIVE_INFINITY),
    },
  });
}

const maxDecimal = (1n << 96n) - 1n;
const parseDecimalText = (args: Value[]): Value => {
  const value = parseDecimal(String(args[0] ?? ''));
  if (value === undefined) throw formatError();
  if (value === 'overflow') throw overflow('Decimal');
  return value;
};
/** Rounds a decimal to places; `away`: half away from zero. */
export function roundDecimal(value: PSDecimal, places: number, away: boolean): PSDecimal {
  if (places >= value.scale) return value;
  const divisor = powerOfTen(value.scale - places);
  let quotient = value.mantissa / divisor;
  const twice = (value.mantissa % divisor) * 2n;
  const size = twice < 0n ? -twice : twice;
  if (size > divisor || (size === divisor && (away || quotient % 2n !== 0n)))
    quotient += value.mantissa < 0n ? -1n : 1n;
  return new PSDecimal(quotient, places);
}
function floorDecimal(value: PSDecimal, up: boolean): PSDecimal {
  if (value.scale === 0) return value;
  const divisor = powerOfTen(value.scale);
  let quotient = value.mantissa / divisor;
  const rest = value.mantissa % divisor;
  if (up && rest > 0n) quotient += 1n;
  if (!up && rest < 0n) quotient -= 1n;
  return new PSDecimal(quotient, 0);
}
const truncateDecimal = (value: PSDecimal): PSDecimal => new PSDecimal(value.mantissa / powerOfTen(value.scale), 0);

behave('System.Decimal', {
  methods: common,
  staticMethods: {
    Parse: (_s, args) => parseDecimalText(args),
    TryParse: tryParse(parseDecimalText, () => new PSDecimal(0n, 0)),
    Floor: (_s, [d]) => floorDecimal(d as PSDecimal, false),
    Ceiling: (_s, [d]) => floorDecimal(d as PSDecimal, true),
    Truncate: (_s, [d]) => truncateDecimal(d as PSDecimal),
    Round: (_s, args) => roundOf(args),
    Add: (_s, [a, b]) => {
      const [x, y] = [a as PSDecimal, b as PSDecimal];
      const scale = Math.max(x.scale, y.scale);
      return fitDecimal(x.mantissa * powerOfTen(scale - x.scale) + y.mantissa * powerOfTen(scale - y.scale), scale)!;
    },
    Negate: (_s, [d]) => new PSDecimal(-(d as PSDecimal).mantissa, (d as PSDecimal).scale),
    Divide: (_s, [a, b]) => divideDecimal(a as PSDecimal, b as PSDecimal),
    Remainder: (_s, [a, b]) => remainderDecimal(a as PSDecimal, b as PSDecimal),
    Compare: (_s, [a, b]) => compareDecimal(a as PSDecimal, b as PSDecimal),
    ToDouble: (_s, [d]) => double(decimalToDouble(d as PSDecimal)),
    ToInt32: (_s, [d]) => numberOf(makeInteger('Int64', truncateDecimal(d as PSDecimal).mantissa)),
    ToInt64: (_s, [d]) => new PSInteger('Int64', truncateDecimal(d as PSDecimal).mantissa),
    GetBits: (_s, [d]) => {
      const value = d as PSDecimal;
      const size = value.mantissa < 0n ? -value.mantissa : value.mantissa;
      const part = (shift: bigint): number => Number(BigInt.asIntN(32, size >> shift));
      const flags = (value.scale << 16) | (value.mantissa < 0n ? 0x80000000 : 0);
      return new PSArray([part(0n), part(32n), part(64n), flags | 0], knownTypes['System.Int32']);
    },
  },
  staticProperties: {
    MaxValue: () => new PSDecimal(maxDecimal, 0),
    MinValue: () => new PSDecimal(-maxDecimal, 0),
    Zero: () => new PSDecimal(0n, 0),
    One: () => new PSDecimal(1n, 0),
    MinusOne: () => new PSDecimal(-1n, 0),
  },
  construct: (_s, [value]) => convertTo(value, knownTypes['System.Decimal']!),
});

/** Math.Round and Decimal.Round: (value), (value, digits), (value, mode), (value, digits, mode). */
function roundOf(args: Value[]): Value {
  const [value] = args;
  const digits = typeof args[1] === 'number' ? args[1] : 0;
  const mode = args.find((arg) => arg instanceof PSEnum) as PSEnum | undefined;
  const away = mode?.value === 1;
  if (value instanceof PSDecimal) {
    if (digits < 0 || digits > 28)
      throw argumentRange('decimals', 'Decimal can only round to between 0 and 28 digits of precision.');
    return roundDecimal(value, digits, away);
  }
  if (digits < 0 || digits > 15) throw argumentRange('digits', 'Rounding digits must be between 0 and 15, inclusive.');
  const number = (value as PSDouble).value;
  if (Math.abs(number) >= 1e16) return value as Value;
  const factor = 10 ** digits;
  const scaled = number * factor;
  const rounded = away ? Math.sign(scaled) * Math.floor(Math.abs(scaled) + 0.5) : roundHalfEven(scaled);
  return double((rounded === 0 ? 0 : rounded) / factor);
}

const one =
  (compute: (value: number) => number): MethodBody =>
  (_s, [value]) =>
    double(compute(real(value)));

const sameKind = (sample: Value, value: bigint): Value =>
  typeof sample === 'number' ? Number(value) : new PSInteger((sample as PSInteger).kind, value);

behave('System.Math', {
  staticMethods: {
    Abs: (_s, [value]) => {
      if (value instanceof PSDouble) return double(Math.abs(value.value));
      if (value instanceof PSSingle) return new PSSingle(Math.abs(value.value));
      if (value instanceof PSDecimal)
        return new PSDecimal(value.mantissa < 0n ? -value.mantissa : value.mantissa, value.scale);
      const whole = wholeOf(value);
      if (whole < 0n && whole === integerRanges[typeOf(value)!.name as IntegerName][0])
        throw new NetException(
          'System.OverflowException',
          'Negating the minimum value of a twos complement number is invalid.',
        );
      return sameKind(value, whole < 0n ? -whole : whole);
    },
    Max: (_s, [a, b]) => (Number.isNaN(real(a)) ? a : compareNumbers(a, b) >= 0 ? a : b),
    Min: (_s, [a, b]) => (Number.isNaN(real(a)) ? a : compareNumbers(a, b) <= 0 ? a : b),
    Sign: (_s, [value]) => {
      if (value instanceof PSDecimal) return value.mantissa > 0n ? 1 : value.mantissa < 0n ? -1 : 0;
      const number = real(value);
      if (Number.isNaN(number))
        throw new NetException(
          'System.ArithmeticException',
          'Function does not accept floating point Not-a-Number values.',
        );
      return Math.sign(number) | 0;
    },
    Floor: (_s, [value]) => (value instanceof PSDecimal ? floorDecimal(value, false) : double(Math.floor(real(value)))),
    Ceiling: (_s, [value]) => (value instanceof PSDecimal ? floorDecimal(value, true) : double(Math.ceil(real(value)))),
    Truncate: (_s, [value]) => (value instanceof PSDecimal ? truncateDecimal(value) : double(Math.trunc(real(value)))),
    Round: (_s, args) => roundOf(args),
    Pow: (_s, [a, b]) => double(real(a) ** real(b)),
    Sqrt: one(Math.sqrt),
    Exp: one(Math.exp),
    Log: (_s, args) =>
      double(args.length === 2 ? Math.log(real(args[0])) / Math.log(real(args[1])) : Math.log(real(args[0]))),
    Log10: one(Math.log10),
    Sin: one(Math.sin),
    Cos: one(Math.cos),
    Tan: one(Math.tan),
    Asin: one(Math.asin),
    Acos: one(Math.acos),
    Atan: one(Math.atan),
    Sinh: one(Math.sinh),
    Cosh: one(Math.cosh),
    Tanh: one(Math.tanh),
    Atan2: (_s, [a, b]) => double(Math.atan2(real(a), real(b))),
    BigMul: (_s, [a, b]) => new PSInteger('Int64', wholeOf(a) * wholeOf(b)),
    IEEERemainder: (_s, [a, b]) => double(real(a) - real(b) * roundHalfEven(real(a) / real(b))),
    DivRem: (_s, [a, b, out]) => {
      const y = wholeOf(b);
      if (y === 0n) throw divideByZero();
      setReference(out, sameKind(a, wholeOf(a) % y));
      return sameKind(a, wholeOf(a) / y);
    },
  },
  staticProperties: { PI: () => double(Math.PI), E: () => double(Math.E) },
});

/** A conversion error of the language, as Convert throws it. */
function changeType(value: Value, type: NetType): Value {
  try {
    return convertTo(value, type);
  } catch (error) {
    if (!(error instanceof PSInvalidCastException)) throw error;
    if (error.reason) throw new NetException(error.reason.netType.fullName, error.reason.message);
    throw new NetException(
      'System.InvalidCastException',
      value === null ? 'Object cannot be cast from DBNull to other types.' : 'Unable to cast object.',
    );
  }
}

function fromBase(text: string, base: number, kind: IntegerName): Value {
  if (![2, 8, 10, 16].includes(base)) throw argumentError('Invalid Base.');
  let digits = text.toLowerCase();
  if (base === 10) return parseInteger(digits, kind, 7);
  if (base === 16) digits = digits.replace(/^0x/, '');
  const allowed = base === 2 ? /^[01]+$/ : base === 8 ? /^[0-7]+$/ : /^[0-9a-f]+$/;
  if (digits === '')
    throw argumentRange(
      'startIndex',
      'Index was out of range. Must be non-negative and less than the size of the collection.',
    );
  if (!allowed.test(digits)) {
    if (/^[0-9a-z]/.test(digits) && !allowed.test(digits[0]!))
      throw formatError('Could not find any recognizable digits.');
    throw formatError('Additional non-parsable characters are at the end of the string.');
  }
  const value = BigInt((base === 2 ? '0b' : base === 8 ? '0o' : '0x') + digits);
  const [low, high] = integerRanges[kind];
  const bits = high - low === 255n ? 8 : high - low === 65535n ? 16 : high - low === 4294967295n ? 32 : 64;
  if (value >> BigInt(bits) !== 0n) throw overflow(kind);
  return makeInteger(kind, low < 0n ? BigInt.asIntN(bits, value) : value);
}

const converts: Record<string, MethodBody> = {};
for (const kind of [
  ...Object.keys(integerRanges),
  'Double',
  'Single',
  'Decimal',
  'Boolean',
  'Char',
  'DateTime',
] as const) {
  converts[`To${kind}`] = (_s, args) => {
    if (typeof args[0] === 'string' && typeof args[1] === 'number')
      return fromBase(args[0], args[1], kind as IntegerName);
    const [value] = args;
    const type = knownTypes[`System.${kind}`]!;
    if (typeof value === 'string') {
      if (kind in integerRanges) return parseInteger(value, kind as IntegerName, 7);
      if (kind === 'Boolean') {
        const word = value.trim().toLowerCase();
        if (word === 'true' || word === 'false') return word === 'true';
        throw formatError('String was not recognized as a valid Boolean.');
      }
    }
    if (kind in integerRanges && value instanceof PSDecimal) return changeType(value, type);
    return changeType(value, type);
  };
}

const base64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
export function toBase64(bytes: readonly number[]): string {
  let out = '';
  for (let i = 0; i < bytes.length; i += 3) {
    const chunk = (bytes[i]! << 16) | ((bytes[i + 1] ?? 0) << 8) | (bytes[i + 2] ?? 0);
    out += base64[chunk >> 18]! + base64[(chunk >> 12) & 63]!;
    out += i + 1 < bytes.length ? base64[(chunk >> 6) & 63] : '=';
    out += i + 2 < bytes.length ? base64[chunk & 63] : '=';
  }
  return out;
}
export function fromBase64(text: string): number[] {
  const clean = text.replace(/\s/g, '');
  if (clean.length % 4 !== 0) throw formatError('Invalid length for a Base-64 char array or string.');
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(clean))
    throw formatError(
      'The input is not a valid Base-64 string as it contains a non-base 64 character, more than two padding characters, or an illegal character among the padding characters. ',
    );
  const bytes: number[] = [];
  for (let i = 0; i < clean.length; i += 4) {
    const [a, b, c, d] = [0, 1, 2, 3].map((n) => base64.indexOf(clean[i + n]!)) as [number, number, number, number];
    bytes.push((a << 2) | (b >> 4));
    if (c >= 0) bytes.push(((b & 15) << 4) | (c >> 2));
    if (d >= 0) bytes.push(((c & 3) << 6) | d);
  }
  return bytes;
}
export const bytesOf = (value: Value): number[] => (value as PSArray).items.map((item) => numberOf(item));
export const byteArray = (bytes: Iterable<number>): PSArray =>
  new PSArray(
    Array.from(bytes, (byte) => new PSInteger('Byte', BigInt(byte))),
    knownTypes['System.Byte'],
  );

behave('System.Convert', {
  staticMethods: {
    ...converts,
    ToString: (_s, args) => {
      const [value, base] = args;
      if (typeof base === 'number' && (typeof value === 'number' || value instanceof PSInteger)) {
        if (base === 10) return netToString(value);
        if (![2, 8, 16].includes(base)) throw argumentError('Invalid Base.');
        const kind = typeof value === 'number' ? 'Int32' : value.kind;
        const bits = { Byte: 8, SByte: 8, Int16: 16, UInt16: 16, Int32: 32, UInt32: 32, Int64: 64, UInt64: 64 }[kind];
        return BigInt.asUintN(bits, wholeOf(value)).toString(base);
      }
      return value === null || value === undefined ? '' : netToString(value);
    },
    ToBase64String: (_s, [bytes, offset, length]) => {
      const all = bytesOf(bytes);
      return toBase64(typeof length === 'number' ? all.slice(offset as number, (offset as number) + length) : all);
    },
    FromBase64String: (_s, [text]) => byteArray(fromBase64(text as string)),
    ChangeType: (_s, [value, type]) =>
      changeType(value, type instanceof PSTypeValue ? type.type : knownTypes['System.String']!),
    IsDBNull: () => false,
  },
});

const bigOne =
  (compute: (value: bigint) => bigint | boolean): MethodBody =>
  (_s, [value]) => {
    const result = compute((value as BigIntegerValue).value);
    return typeof result === 'boolean' ? result : new BigIntegerValue(result);
  };
const bigTwo =
  (compute: (a: bigint, b: bigint) => bigint): MethodBody =>
  (_s, [a, b]) =>
    new BigIntegerValue(compute((a as BigIntegerValue).value, (b as BigIntegerValue).value));
const abs = (value: bigint): bigint => (value < 0n ? -value : value);
function gcd(a: bigint, b: bigint): bigint {
  while (b !== 0n) [a, b] = [b, a % b];
  return abs(a);
}
const parseBig = (args: Value[]): Value => {
  const value = toBigInteger(args[0]);
  if (value === undefined) throw formatError('The value could not be parsed.');
  return new BigIntegerValue(value);
};

behave('System.Numerics.BigInteger', {
  toText: (self) => (self as BigIntegerValue).value.toString(),
  convertFrom: (value) => {
    const whole = toBigInteger(value);
    return whole === undefined ? undefined : new BigIntegerValue(whole);
  },
  methods: {
    ToString: (self, args) => formatBig((self as BigIntegerValue).value, typeof args[0] === 'string' ? args[0] : ''),
    CompareTo: (self, [other]) => {
      const x = (self as BigIntegerValue).value;
      const y = toBigInteger(other) ?? 0n;
      return x < y ? -1 : x > y ? 1 : 0;
    },
    Equals: (self, [other]) => (self as BigIntegerValue).value === toBigInteger(other),
  },
  properties: {
    IsZero: (self) => (self as BigIntegerValue).value === 0n,
    IsOne: (self) => (self as BigIntegerValue).value === 1n,
    IsEven: (self) => (self as BigIntegerValue).value % 2n === 0n,
    IsPowerOfTwo: (self) => /^10*$/.test((self as BigIntegerValue).value.toString(2)),
    Sign: (self) => Number((self as BigIntegerValue).value > 0n) - Number((self as BigIntegerValue).value < 0n),
  },
  staticMethods: {
    Parse: (_s, args) => parseBig(args),
    TryParse: tryParse(parseBig, () => new BigIntegerValue(0n)),
    Pow: (_s, [a, n]) => new BigIntegerValue((a as BigIntegerValue).value ** BigInt(n as number)),
    Abs: bigOne(abs),
    Negate: bigOne((value) => -value),
    Add: bigTwo((a, b) => a + b),
    Subtract: bigTwo((a, b) => a - b),
    Multiply: bigTwo((a, b) => a * b),
    Divide: bigTwo((a, b) => a / b),
    Remainder: bigTwo((a, b) => a % b),
    Max: bigTwo((a, b) => (a > b ? a : b)),
    Min: bigTwo((a, b) => (a < b ? a : b)),
    GreatestCommonDivisor: bigTwo(gcd),
    Compare: (_s, [a, b]) => {
      const x = (a as BigIntegerValue).value;
      const y = (b as BigIntegerValue).value;
      return x < y ? -1 : x > y ? 1 : 0;
    },
    ModPow: (_s, [a, e, m]) => {
      const modulus = (m as BigIntegerValue).value;
      let base = (a as BigIntegerValue).value % modulus;
      let exponent = (e as BigIntegerValue).value;
      let result = 1n;
      while (exponent > 0n) {
        if (exponent & 1n) result = (result * base) % modulus;
        base = (base * base) % modulus;
        exponent >>= 1n;
      }
      return new BigIntegerValue(result);
    },
    Log: (_s, [value]) => double(Math.log(Number((value as BigIntegerValue).value))),
    Log10: (_s, [value]) => double(Math.log10(Number((value as BigIntegerValue).value))),
  },
  staticProperties: {
    Zero: () => new BigIntegerValue(0n),
    One: () => new BigIntegerValue(1n),
    MinusOne: () => new BigIntegerValue(-1n),
  },
  construct: (_s, [value]) => new BigIntegerValue(toBigInteger(value) ?? 0n),
});

function formatBig(value: bigint, format: string): string {
  return format === '' ? value.toString() : formatNumber(value, format);
}
