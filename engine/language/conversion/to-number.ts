/** Values as numbers: casts to the number types, and the number a text is in arithmetic. */
import { makeException, PSInvalidCastException } from '../errors';
import { netTypeText, typeNameOf } from '../net/type-name';
import type { IntegerKind, Value } from '../values';
import { PSChar, PSDecimal, PSDouble, PSEnum, PSInteger, PSSingle, PSTypeValue, PSWrapped } from '../values';
import { netToString, toDisplayText } from './to-text';

export type IntegerName = IntegerKind | 'Int32';
export type NumberName = IntegerName | 'Double' | 'Single' | 'Decimal' | 'Char';

export const integerRanges: Record<IntegerName, readonly [bigint, bigint]> = {
  Byte: [0n, 255n],
  SByte: [-128n, 127n],
  Int16: [-32768n, 32767n],
  UInt16: [0n, 65535n],
  Int32: [-2147483648n, 2147483647n],
  UInt32: [0n, 4294967295n],
  Int64: [-9223372036854775808n, 9223372036854775807n],
  UInt64: [0n, 18446744073709551615n],
};

const overflowNames: Record<NumberName, string> = {
  Byte: 'an unsigned byte',
  SByte: 'a signed byte',
  Int16: 'an Int16',
  UInt16: 'a UInt16',
  Int32: 'an Int32',
  UInt32: 'a UInt32',
  Int64: 'an Int64',
  UInt64: 'a UInt64',
  Decimal: 'a Decimal',
  Double: 'a Double',
  Single: 'a Single',
  Char: 'a character',
};

/** `Value was either too large or too small for an Int32.` */
export function overflowText(kind: NumberName): string {
  return `Value was either too large or too small for ${overflowNames[kind]}.`;
}
export const badNumberText = 'Input string was not in a correct format.';

/** An integer of the kind; the value must be in range. */
export function makeInteger(kind: IntegerName, value: bigint): Value {
  return kind === 'Int32' ? Number(value) : new PSInteger(kind, value);
}

/** Math.Round of .NET: half to even. */
export function roundHalfEven(value: number): number {
  const floor = Math.floor(value);
  const rest = value - floor;
  if (rest < 0.5) return floor;
  if (rest > 0.5) return floor + 1;
  return floor % 2 === 0 ? floor : floor + 1;
}

const pow10: bigint[] = [];
export function powerOfTen(exponent: number): bigint {
  pow10[exponent] ??= 10n ** BigInt(exponent);
  return pow10[exponent]!;
}

export const decimalLimit = (1n << 96n) - 1n;

function divideHalfEven(value: bigint, divisor: bigint): bigint {
  const quotient = value / divisor;
  const twice = 2n * (value % divisor);
  const size = twice < 0n ? -twice : twice;
  if (size > divisor || (size === divisor && quotient % 2n !== 0n)) return value < 0n ? quotient - 1n : quotient + 1n;
  return quotient;
}

/** Fits a mantissa and scale into 96 bits and 28 places, rounding half to even; undefined where it is too large. */
export function fitDecimal(mantissa: bigint, scale: number): PSDecimal | undefined {
  if (scale > 28) {
    mantissa = divideHalfEven(mantissa, powerOfTen(scale - 28));
    scale = 28;
  }
  while ((mantissa < 0n ? -mantissa : mantissa) > decimalLimit && scale > 0) {
    // One step at a time would round twice: find how many places must go first.
    let drop = 1;
    const size = mantissa < 0n ? -mantissa : mantissa;
    while (drop < scale && size / powerOfTen(drop) > decimalLimit) drop++;
    mantissa = divideHalfEven(mantissa, powerOfTen(drop));
    scale -= drop;
  }
  if (scale < 0) {
    mantissa *= powerOfTen(-scale);
    scale = 0;
  }
  return (mantissa < 0n ? -mantissa : mantissa) > decimalLimit ? undefined : new PSDecimal(mantissa, scale);
}

/** Decimal's integer part rounded half to even. */
export function decimalToBigint(value: PSDecimal): bigint {
  return value.scale === 0 ? value.mantissa : divideHalfEven(value.mantissa, powerOfTen(value.scale));
}
export function decimalToDouble(value: PSDecimal): number {
  if (value.scale === 0) return Number(value.mantissa);
  return Number(`${value.mantissa}e-${value.scale}`);
}
/** `(decimal)double`: 15 significant digits; undefined where it is too large. */
export function doubleToDecimal(value: number, digits = 15): PSDecimal | undefined {
  if (!Number.isFinite(value) || Math.abs(value) > 7.9228162514264338e28) return undefined;
  if (value === 0) return new PSDecimal(0n, 0);
  const [mantissa = '0', exponent = '0'] = value.toExponential(digits - 1).split('e');
  const text = mantissa.replace('.', '').replace(/0+$/, '');
  const places = text.replace('-', '').length - 1 - Number(exponent);
  return fitDecimal(BigInt(text), places);
}

/** Decimal.Parse of plain text with optional exponent; undefined for other text, 'overflow' where it is too large. */
export function parseDecimal(text: string): PSDecimal | undefined | 'overflow' {
  const match = /^\s*([+-])?(\d[\d,]*)?(?:\.(\d*))?(?:[eE]([+-]?\d+))?\s*$/.exec(text);
  if (!match || (!match[2] && !match[3])) return undefined;
  const whole = (match[2] ?? '').replaceAll(',', '');
  const fraction = match[3] ?? '';
  const exponent = Number(match[4] ?? 0);
  let mantissa = BigInt(whole + fraction || '0');
  if (match[1] === '-') mantissa = -mantissa;
  if (Math.abs(exponent) > 60)
    return mantissa === 0n ? new PSDecimal(0n, 0) : exponent > 0 ? 'overflow' : new PSDecimal(0n, 28);
  return fitDecimal(mantissa, fraction.length - exponent) ?? 'overflow';
}

/** Double.Parse (invariant): undefined for other text. */
export function parseDouble(text: string): number | undefined {
  const trimmed = text.trim();
  if (/^[+-]?(?:\d[\d,]*\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/.test(trimmed)) return Number(trimmed.replaceAll(',', ''));
  if (trimmed === 'NaN') return Number.NaN;
  if (trimmed === 'Infinity' || trimmed === '\u221e') return Number.POSITIVE_INFINITY;
  if (trimmed === '-Infinity' || trimmed === '-\u221e') return Number.NEGATIVE_INFINITY;
  return undefined;
}

function castError(
  value: Value,
  typeName: string,
  id: string,
  message: string,
  innerType: string,
): PSInvalidCastException {
  return new PSInvalidCastException(
    `Cannot convert value "${netToString(value)}" to type "System.${typeName}". Error: "${message}"`,
    id,
    makeException(innerType, message),
  );
}

const numberScanner = /^([+-]?)(?:0x([0-9a-f]+)|(\d+\.?\d*|\.\d+)(e[+-]?\d+)?)([ld]?)(kb|mb|gb|tb|pb)?$/i;
const multipliers: Record<string, bigint> = {
  kb: 1n << 10n,
  mb: 1n << 20n,
  gb: 1n << 30n,
  tb: 1n << 40n,
  pb: 1n << 50n,
};

/**
 * The number a text is to the tokenizer: int32, else int64, else decimal, else double; suffixes and multipliers count.
 * undefined where it is none.
 */
export function scanNumber(text: string): Value | undefined {
  const trimmed = text.trim();
  if (trimmed === '') return 0;
  const match = numberScanner.exec(trimmed);
  if (!match) return undefined;
  const [, sign, hex, plain, exponent, suffix, multiplier] = match;
  const factor = multiplier ? multipliers[multiplier.toLowerCase()]! : 1n;
  const kind = suffix!.toLowerCase();
  if (hex !== undefined) {
    if (kind === 'd') return undefined;
    let value = BigInt(`0x${hex}`);
    // Hexadecimal digits fill the type: 0xFFFFFFFF is -1.
    if (hex.length <= 8) value = BigInt.asIntN(32, value);
    else if (hex.length <= 16) value = BigInt.asIntN(64, value);
    else return undefined;
    return smallestInteger((sign === '-' ? -value : value) * factor, kind === 'l');
  }
  const isReal = exponent !== undefined || plain!.includes('.');
  if (kind === 'd') {
    const decimal = parseDecimal(`${sign}${plain}${exponent ?? ''}`);
    if (!(decimal instanceof PSDecimal)) return undefined;
    return fitDecimal(decimal.mantissa * factor, decimal.scale);
  }
  if (isReal && kind !== 'l') return new PSDouble(Number(`${sign}${plain}${exponent ?? ''}`) * Number(factor));
  if (kind === 'l') {
    const long = isReal ? BigInt(roundHalfEven(Number(plain! + (exponent ?? '')))) : BigInt(plain!);
    return smallestInteger((sign === '-' ? -long : long) * factor, true);
  }
  const whole = BigInt(plain!) * factor;
  const value = sign === '-' ? -whole : whole;
  return smallestInteger(value, false) ?? fitDecimal(value, 0) ?? new PSDouble(Number(value));
}

function smallestInteger(value: bigint, long: boolean): Value | undefined {
  if (!long && value >= -2147483648n && value <= 2147483647n) return Number(value);
  const [low, high] = integerRanges.Int64;
  return value >= low && value <= high ? new PSInteger('Int64', value) : undefined;
}

/** Integer from text as a cast reads it: hex, decimals and exponents allowed, rounded half to even. */
function integerOfText(text: string, kind: IntegerName): Value {
  if (text === '') return makeInteger(kind, 0n);
  const trimmed = text.trim();
  const fail = (message: string): PSInvalidCastException =>
    castError(
      text,
      kind,
      'InvalidCastFromStringToInteger',
      message,
      message === badNumberText ? 'System.FormatException' : 'System.OverflowException',
    );
  let value: bigint;
  const hex = /^([+-]?)(?:0x|&h)([0-9a-f]+)$/i.exec(trimmed);
  if (hex) {
    const bits = { Byte: 8, SByte: 8, Int16: 16, UInt16: 16, Int32: 32, UInt32: 32, Int64: 64, UInt64: 64 }[kind];
    value = BigInt(`0x${hex[2]}`);
    if (value >= 1n << BigInt(bits)) throw fail(overflowText(kind));
    if (!kind.startsWith('U') && kind !== 'Byte') value = BigInt.asIntN(bits, value);
    if (hex[1] === '-') value = -value;
  } else if (/^[+-]?\d[\d,]*$/.test(trimmed)) value = BigInt(trimmed.replaceAll(',', '').replace(/^\+/, ''));
  else {
    const real = /^[+-]?(?:\d[\d,]*\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i.test(trimmed) ? parseDouble(trimmed) : undefined;
    if (real === undefined || !Number.isFinite(real)) throw fail(badNumberText);
    value = BigInt(roundHalfEven(real));
    const [low, high] = integerRanges[kind];
    if (value < low || value > high) throw fail(badNumberText);
  }
  const [low, high] = integerRanges[kind];
  if (value < low || value > high) throw fail(overflowText(kind));
  return makeInteger(kind, value);
}

/** Integer part of a number-like value, or undefined where the value is no number. Throws on overflow. */
export function toIntegerKind(value: Value, kind: IntegerName): Value | undefined {
  let whole: bigint;
  if (typeof value === 'number') {
    if (kind === 'Int32') return value;
    whole = BigInt(value);
  } else if (typeof value === 'string') return integerOfText(value, kind);
  else if (typeof value === 'boolean') whole = value ? 1n : 0n;
  else if (value === null || value === undefined) whole = 0n;
  else if (value instanceof PSInteger) whole = value.value;
  else if (value instanceof PSDouble || value instanceof PSSingle) {
    const rounded = roundHalfEven(value.value);
    if (!Number.isFinite(rounded))
      throw castError(value, kind, 'InvalidCastIConvertible', overflowText(kind), 'System.OverflowException');
    whole = BigInt(rounded);
  } else if (value instanceof PSDecimal) whole = decimalToBigint(value);
  else if (value instanceof PSChar) whole = BigInt(value.code);
  else if (value instanceof PSEnum) whole = BigInt(value.value);
  else if (value instanceof PSWrapped) return toIntegerKind(value.base, kind);
  else return undefined;
  const [low, high] = integerRanges[kind];
  if (whole < low || whole > high)
    throw castError(value, kind, 'InvalidCastIConvertible', overflowText(kind), 'System.OverflowException');
  return makeInteger(kind, whole);
}

/** Double or Single; undefined where the value is no number. */
export function toReal(value: Value, kind: 'Double' | 'Single'): Value | undefined {
  const make = (real: number): Value => (kind === 'Double' ? new PSDouble(real) : new PSSingle(Math.fround(real)));
  if (typeof value === 'number') return make(value);
  if (typeof value === 'boolean') return make(value ? 1 : 0);
  if (value === null || value === undefined) return make(0);
  if (typeof value === 'string') {
    if (value === '') return make(0);
    const hex = /^\s*0x[0-9a-f]+\s*$/i.test(value) ? scanNumber(value) : undefined;
    if (hex !== undefined) return toReal(hex, kind);
    const real = parseDouble(value);
    if (real === undefined)
      throw castError(value, kind, 'InvalidCastFromStringToDoubleOrSingle', badNumberText, 'System.FormatException');
    if (Number.isFinite(real) ? false : !/inf|nan|\u221e/i.test(value))
      throw castError(
        value,
        kind,
        'InvalidCastFromStringToDoubleOrSingle',
        overflowText(kind),
        'System.OverflowException',
      );
    return make(real);
  }
  if (value instanceof PSDouble || value instanceof PSSingle) return make(value.value);
  if (value instanceof PSInteger) return make(Number(value.value));
  if (value instanceof PSDecimal) return make(decimalToDouble(value));
  if (value instanceof PSEnum) return make(value.value);
  if (value instanceof PSWrapped) return toReal(value.base, kind);
  return undefined;
}

/** Decimal; undefined where the value is no number. */
export function toDecimal(value: Value): PSDecimal | undefined {
  if (typeof value === 'number') return new PSDecimal(BigInt(value), 0);
  if (typeof value === 'boolean') return new PSDecimal(value ? 1n : 0n, 0);
  if (value === null || value === undefined) return new PSDecimal(0n, 0);
  if (typeof value === 'string') {
    if (value === '') return new PSDecimal(0n, 0);
    const hex = /^\s*0x[0-9a-f]+\s*$/i.test(value) ? scanNumber(value) : undefined;
    if (hex !== undefined) return toDecimal(hex);
    const parsed = parseDecimal(value);
    if (parsed === undefined)
      throw castError(value, 'Decimal', 'InvalidCastFromStringToDecimal', badNumberText, 'System.FormatException');
    if (parsed === 'overflow')
      throw castError(
        value,
        'Decimal',
        'InvalidCastFromStringToDecimal',
        overflowText('Decimal'),
        'System.OverflowException',
      );
    return parsed;
  }
  if (value instanceof PSDecimal) return value;
  if (value instanceof PSInteger) return new PSDecimal(value.value, 0);
  if (value instanceof PSDouble || value instanceof PSSingle) {
    const made = doubleToDecimal(value.value, value instanceof PSSingle ? 7 : 15);
    if (!made)
      throw castError(value, 'Decimal', 'InvalidCastIConvertible', overflowText('Decimal'), 'System.OverflowException');
    return made;
  }
  if (value instanceof PSEnum) return new PSDecimal(BigInt(value.value), 0);
  if (value instanceof PSChar) return new PSDecimal(BigInt(value.code), 0);
  if (value instanceof PSWrapped) return toDecimal(value.base);
  return undefined;
}

/** `[int]value` as a JavaScript number in the int32 range; throws the conversion error. */
export function toInt(value: Value): number {
  if (typeof value === 'number') return value;
  const made = toIntegerKind(value, 'Int32');
  if (typeof made === 'number') return made;
  throw finalCastError(value, 'System.Int32');
}

/** `Cannot convert the "x" value of type "Y" to type "Z".` */
export function finalCastError(value: Value, typeName: string): PSInvalidCastException {
  return new PSInvalidCastException(
    `Cannot convert the "${value instanceof PSTypeValue ? netTypeText(value.type) : toDisplayText(value)}" value of type "${typeNameOf(value)}" to type "${typeName}".`,
    'ConvertToFinalInvalidCastException',
  );
}

/**
 * The value as a number of whichever type fits, as arithmetic with a number on the left sees it (`"1kb"`, `"0x10"`, `$true`).
 * Result is int32 (number), PSInteger, PSDecimal, PSDouble or PSSingle.
 */
export function toNumber(value: Value): Value {
  if (typeof value === 'number') return value;
  if (value === null || value === undefined) return 0;
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (typeof value === 'string') {
    const number = scanNumber(value);
    if (number === undefined)
      throw castError(value, 'Int32', 'InvalidCastFromStringToInteger', badNumberText, 'System.FormatException');
    return number;
  }
  if (
    value instanceof PSDouble ||
    value instanceof PSSingle ||
    value instanceof PSDecimal ||
    value instanceof PSInteger
  )
    return value;
  if (value instanceof PSWrapped) return toNumber(value.base);
  return toInt(value);
}
