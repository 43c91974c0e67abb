/**
 * Numbers as text, as the .NET Framework writes them in en-US (Windows' own patterns): standard and custom formats.
 * Facts: powershell-formatting.md 4; the digit buffer and the custom-format walk follow .NET's published Number class.
 */
import { NetException } from '../errors';
import type { Value } from '../values';
import { PSDecimal, PSDouble, PSInteger, PSSingle } from '../values';

/** A number as decimal digits: value = 0.d1d2d3... x 10^scale. No leading zeros; empty digits mean zero. */
export interface DigitBuffer {
  negative: boolean;
  digits: string;
  scale: number;
}

const bitsOf: Record<string, bigint> = {
  Byte: 8n,
  SByte: 8n,
  Int16: 16n,
  UInt16: 16n,
  UInt32: 32n,
  Int64: 64n,
  UInt64: 64n,
};

function digitsOfInteger(value: bigint): DigitBuffer {
  if (value === 0n) return { negative: false, digits: '', scale: 0 };
  const negative = value < 0n;
  const digits = (negative ? -value : value).toString();
  return { negative, digits, scale: digits.length };
}

/** Digits of a finite real number, correctly rounded to `precision` places. */
export function digitsOfReal(value: number, precision: number): DigitBuffer {
  if (value === 0) return { negative: false, digits: '', scale: 0 };
  const text = Math.abs(value).toExponential(Math.min(precision, 100) - 1);
  const cut = text.indexOf('e');
  const digits = text.slice(0, cut).replace('.', '').replace(/0+$/, '');
  return { negative: value < 0, digits, scale: Number(text.slice(cut + 1)) + 1 };
}

function digitsOfDecimal(value: PSDecimal): DigitBuffer {
  const negative = value.mantissa < 0n;
  const digits = value.mantissa === 0n ? '' : (negative ? -value.mantissa : value.mantissa).toString();
  return { negative, digits, scale: digits.length - value.scale };
}

/** Rounds to `count` digits, half away from zero; drops trailing zeros. */
function round(buffer: DigitBuffer, count: number): DigitBuffer {
  let { digits, scale } = buffer;
  if (count < 0) return { negative: buffer.negative, digits: '', scale: 0 };
  if (count < digits.length) {
    const up = digits.charCodeAt(count) >= 53;
    digits = digits.slice(0, count);
    if (up) {
      let at = count - 1;
      while (at >= 0 && digits[at] === '9') at--;
      if (at < 0) {
        digits = '1';
        scale++;
      } else {
        digits = digits.slice(0, at) + String.fromCharCode(digits.charCodeAt(at) + 1);
      }
    }
  }
  digits = digits.replace(/0+$/, '');
  if (digits === '') return { negative: buffer.negative, digits, scale: 0 };
  return { negative: buffer.negative, digits, scale };
}

function exponentText(exponent: number, minimum: number, plus: boolean, letter: string): string {
  const sign = exponent < 0 ? '-' : plus ? '+' : '';
  return letter + sign + String(Math.abs(exponent)).padStart(minimum, '0');
}

/** General format: the shorter of fixed and scientific. */
function general(buffer: DigitBuffer, precision: number, letter: string, scientific = true): string {
  const { digits, scale } = buffer;
  if (digits === '') return '0';
  const useExponent = scientific && (scale > precision || scale < -3);
  let text: string;
  if (useExponent) {
    text = digits[0] + (digits.length > 1 ? `.${digits.slice(1)}` : '');
    text += exponentText(scale - 1, 2, true, letter);
  } else if (scale <= 0) text = `0.${'0'.repeat(-scale)}${digits}`;
  else if (scale >= digits.length) text = digits + '0'.repeat(scale - digits.length);
  else text = `${digits.slice(0, scale)}.${digits.slice(scale)}`;
  return buffer.negative ? `-${text}` : text;
}

/** Fixed-point text without sign. `groups`: thousands separators. */
function fixed(buffer: DigitBuffer, decimals: number, groups: boolean): string {
  const { digits, scale } = buffer;
  let whole =
    scale > 0 ? digits.slice(0, scale) + (scale > digits.length ? '0'.repeat(scale - digits.length) : '') : '0';
  if (groups) whole = whole.replace(/\B(?=(\d{3})+(?!\d))/g, ',');
  if (decimals === 0) return whole;
  const fraction = (scale >= 0 ? digits.slice(scale) : '0'.repeat(-scale) + digits).slice(0, decimals);
  return `${whole}.${fraction.padEnd(decimals, '0')}`;
}

function roundToDecimals(buffer: DigitBuffer, decimals: number): DigitBuffer {
  return round(buffer, buffer.scale + decimals);
}

const special = (value: number): string => (Number.isNaN(value) ? 'NaN' : value > 0 ? '\u221e' : '-\u221e');

/** Double as text with 15 digits (the .NET Framework's general format): `0.3`, `1E+20`, `∞`. */
export function doubleToText(value: number): string {
  if (Number.isInteger(value) && value > -1e15 && value < 1e15) return value === 0 ? '0' : String(value);
  if (!Number.isFinite(value)) return special(value);
  return general(digitsOfReal(value, 15), 15, 'E');
}

/** Single as text with 7 digits. */
export function singleToText(value: number): string {
  if (!Number.isFinite(value)) return special(value);
  return general(digitsOfReal(value, 7), 7, 'E');
}

/** Decimal as text: its digits with its scale (`2.50`). */
export function decimalToText(value: PSDecimal): string {
  if (value.scale === 0) return value.mantissa.toString();
  const negative = value.mantissa < 0n;
  const digits = (negative ? -value.mantissa : value.mantissa).toString().padStart(value.scale + 1, '0');
  const cut = digits.length - value.scale;
  return `${negative ? '-' : ''}${digits.slice(0, cut)}.${digits.slice(cut)}`;
}

function badFormat(): NetException {
  return new NetException('System.FormatException', 'Format specifier was invalid.', { hresult: -2146233033 });
}

interface FormatSource {
  buffer: (precision: number) => DigitBuffer;
  /** Digits that a plain format shows. */
  precision: number;
  integer: bigint | undefined;
  bits: bigint;
  real: number | undefined;
  isSingle: boolean;
  isDecimal: boolean;
}

function sourceOf(value: Value | bigint): FormatSource {
  const base = { bits: 32n, real: undefined, isSingle: false, isDecimal: false, integer: undefined, precision: 15 };
  if (typeof value === 'number')
    return { ...base, integer: BigInt(value), precision: 10, buffer: () => digitsOfInteger(BigInt(value)) };
  if (typeof value === 'bigint')
    return { ...base, integer: value, bits: 0n, precision: 50, buffer: () => digitsOfInteger(value) };
  if (value instanceof PSInteger)
    return {
      ...base,
      integer: value.value,
      bits: bitsOf[value.kind]!,
      precision: { Byte: 3, SByte: 3, Int16: 5, UInt16: 5, UInt32: 10, Int64: 19, UInt64: 20 }[value.kind],
      buffer: () => digitsOfInteger(value.value),
    };
  if (value instanceof PSDecimal)
    return { ...base, isDecimal: true, precision: 29, buffer: () => digitsOfDecimal(value) };
  if (value instanceof PSSingle)
    return {
      ...base,
      isSingle: true,
      precision: 7,
      real: value.value,
      buffer: (precision) => digitsOfReal(value.value, precision),
    };
  if (value instanceof PSDouble)
    return { ...base, real: value.value, buffer: (precision) => digitsOfReal(value.value, precision) };
  throw new Error('formatNumber: not a number');
}

/** Number with a standard or custom format in en-US (`N2`, `X4`, `0.00`). Throws NetException System.FormatException. */
export function formatNumber(value: Value | bigint, format: string): string {
  const source = sourceOf(value);
  if (source.real !== undefined && !Number.isFinite(source.real)) return special(source.real);
  const standard = /^([A-Za-z])(\d{0,2})$/.exec(format);
  if (format !== '' && !standard) return custom(source, format);
  const letter = standard ? standard[1]! : 'G';
  const given = standard?.[2] ? Number(standard[2]) : -1;
  switch (letter.toUpperCase()) {
    case 'G': {
      if (source.integer !== undefined) {
        if (given <= 0 || source.bits === 0n) {
          if (given <= 0) return source.integer.toString();
        }
        return general(round(source.buffer(0), given), given, letter === 'g' ? 'e' : 'E');
      }
      const digits = given <= 0 ? source.precision : given;
      const exponent = letter === 'g' ? 'e' : 'E';
      if (source.isDecimal) {
        if (given <= 0) return decimalToText(value as PSDecimal);
        return general(round(source.buffer(0), digits), digits, exponent);
      }
      // Up to 15 digits .NET asks the runtime for that many; more than that gives 17.
      const asked = source.isSingle ? (digits > 7 ? 9 : 7) : digits > 15 ? 17 : 15;
      return general(round(source.buffer(asked), digits), digits, exponent);
    }
    case 'R': {
      if (source.real === undefined) {
        if (source.bits === 0n && source.integer !== undefined) return source.integer.toString();
        throw badFormat();
      }
      if (source.isSingle) {
        const seven = singleToText(source.real);
        if (Math.fround(Number(seven)) === source.real) return seven;
        return general(digitsOfReal(source.real, 9), 9, 'E');
      }
      const fifteen = doubleToText(source.real);
      if (Number(fifteen) === source.real) return fifteen;
      return general(digitsOfReal(source.real, 17), 17, 'E');
    }
    case 'D': {
      if (source.integer === undefined) throw badFormat();
      const negative = source.integer < 0n;
      const digits = (negative ? -source.integer : source.integer).toString().padStart(Math.max(given, 1), '0');
      return negative ? `-${digits}` : digits;
    }
    case 'X': {
      if (source.integer === undefined) throw badFormat();
      let hex: string;
      if (source.bits === 0n) hex = bigHex(source.integer);
      else hex = BigInt.asUintN(Number(source.bits), source.integer).toString(16);
      hex = hex.padStart(Math.max(given, 1), source.bits === 0n && source.integer < 0n ? 'f' : '0');
      return letter === 'X' ? hex.toUpperCase() : hex;
    }
    case 'E': {
      const places = given < 0 ? 6 : given;
      const asked = source.isSingle ? (places > 6 ? 9 : 7) : places > 14 ? 17 : 15;
      const buffer = round(source.buffer(asked), places + 1);
      const digits = buffer.digits.padEnd(places + 1, '0');
      const text =
        digits[0] +
        (places > 0 ? `.${digits.slice(1)}` : '') +
        exponentText(buffer.digits === '' ? 0 : buffer.scale - 1, 3, true, letter);
      return buffer.negative ? `-${text}` : text;
    }
    case 'F':
    case 'N':
    case 'C':
    case 'P': {
      const places = given < 0 ? 2 : given;
      const raw = source.buffer(source.isSingle ? 7 : 15);
      const upper = letter.toUpperCase();
      const buffer = roundToDecimals(upper === 'P' && raw.digits ? { ...raw, scale: raw.scale + 2 } : raw, places);
      const text = fixed(buffer, places, upper !== 'F');
      // The sign is kept only where something is left to be negative; the Framework drops it for a rounded zero.
      const negative = buffer.negative && buffer.digits !== '';
      if (upper === 'C') return negative ? `($${text})` : `$${text}`;
      if (upper === 'P') return `${negative ? '-' : ''}${text} %`;
      return negative ? `-${text}` : text;
    }
    default:
      throw badFormat();
  }
}

function bigHex(value: bigint): string {
  if (value >= 0n) {
    const hex = value.toString(16);
    return /^[89a-f]/.test(hex) ? `0${hex}` : hex;
  }
  let bits = 8;
  while (-value > 1n << BigInt(bits - 1)) bits += 8;
  return BigInt.asUintN(bits, value).toString(16);
}

/** Sections of a custom format, split at `;` outside quotes. */
function sections(format: string): string[] {
  const parts = [''];
  for (let i = 0; i < format.length; i++) {
    const char = format[i]!;
    if (char === '\\' && i + 1 < format.length) {
      parts[parts.length - 1] += char + format[++i];
    } else if (char === '"' || char === "'") {
      const end = format.indexOf(char, i + 1);
      const stop = end < 0 ? format.length : end + 1;
      parts[parts.length - 1] += format.slice(i, stop);
      i = stop - 1;
    } else if (char === ';') parts.push('');
    else parts[parts.length - 1] += char;
  }
  return parts;
}

interface CustomShape {
  digitCount: number;
  decimalPos: number;
  firstDigit: number;
  lastDigit: number;
  scientific: boolean;
  thousands: boolean;
  scaleAdjust: number;
}

function shapeOf(section: string): CustomShape {
  let digitCount = 0;
  let decimalPos = -1;
  let firstDigit = 0x7fffffff;
  let lastDigit = 0;
  let scientific = false;
  let thousandPos = -1;
  let thousandCount = 0;
  let thousands = false;
  let scaleAdjust = 0;
  for (let i = 0; i < section.length; i++) {
    const char = section[i]!;
    switch (char) {
      case '#':
        digitCount++;
        break;
      case '0':
        if (firstDigit === 0x7fffffff) firstDigit = digitCount;
        digitCount++;
        lastDigit = digitCount;
        break;
      case '.':
        if (decimalPos < 0) decimalPos = digitCount;
        break;
      case ',':
        if (digitCount > 0 && decimalPos < 0) {
          if (thousandPos >= 0) {
            if (thousandPos === digitCount) {
              thousandCount++;
              break;
            }
            thousands = true;
          }
          thousandPos = digitCount;
          thousandCount = 1;
        }
        break;
      case '%':
        scaleAdjust += 2;
        break;
      case '\u2030':
        scaleAdjust += 3;
        break;
      case "'":
      case '"': {
        const end = section.indexOf(char, i + 1);
        i = end < 0 ? section.length : end;
        break;
      }
      case '\\':
        i++;
        break;
      case 'E':
      case 'e':
        if (/^[eE][+-]?0/.test(section.slice(i))) {
          i++;
          if (section[i] === '+' || section[i] === '-') i++;
          while (section[i + 1] === '0') i++;
          scientific = true;
        }
        break;
    }
  }
  if (decimalPos < 0) decimalPos = digitCount;
  if (thousandPos >= 0) {
    if (thousandPos === decimalPos) scaleAdjust -= thousandCount * 3;
    else thousands = true;
  }
  return { digitCount, decimalPos, firstDigit, lastDigit, scientific, thousands, scaleAdjust };
}

function custom(source: FormatSource, format: string): string {
  let buffer = source.buffer(source.isSingle ? 7 : 15);
  const parts = sections(format);
  const pick = (): number => {
    if (buffer.digits === '') return parts.length > 2 && parts[2] !== '' ? 2 : 0;
    if (buffer.negative && parts.length > 1 && parts[1] !== '') return 1;
    return 0;
  };
  let index = pick();
  let shape: CustomShape;
  for (;;) {
    shape = shapeOf(parts[index]!);
    if (buffer.digits !== '') {
      const scaled = { ...buffer, scale: buffer.scale + shape.scaleAdjust };
      const rounded = shape.scientific
        ? round(scaled, shape.digitCount)
        : round(scaled, scaled.scale + shape.digitCount - shape.decimalPos);
      if (rounded.digits === '') {
        buffer = { ...rounded, negative: buffer.negative };
        const zero = pick();
        if (zero !== index) {
          index = zero;
          continue;
        }
      }
      buffer = rounded;
    } else buffer = { negative: false, digits: '', scale: 0 };
    break;
  }
  const section = parts[index]!;
  const negative = buffer.negative && buffer.digits !== '' && index === 0;
  const { decimalPos, scientific, thousands, digitCount } = shape;
  const firstDigit = shape.firstDigit < decimalPos ? decimalPos - shape.firstDigit : 0;
  const lastDigit = shape.lastDigit > decimalPos ? decimalPos - shape.lastDigit : 0;
  let digPos: number;
  let adjust: number;
  if (scientific) {
    digPos = decimalPos;
    adjust = 0;
  } else {
    digPos = buffer.scale > decimalPos ? buffer.scale : decimalPos;
    adjust = buffer.scale - decimalPos;
  }
  const separators = new Set<number>();
  if (thousands) {
    const total = Math.max(digPos, firstDigit);
    for (let at = 3; at < total; at += 3) separators.add(at);
  }
  let out = negative ? '-' : '';
  let next = 0;
  let wroteDecimal = false;
  const digitAt = (): string => (next < buffer.digits.length ? buffer.digits[next++]! : '');
  for (let i = 0; i < section.length; i++) {
    const char = section[i]!;
    if (adjust > 0 && (char === '#' || char === '0' || char === '.')) {
      while (adjust > 0) {
        out += digitAt() || '0';
        if (thousands && digPos > 1 && separators.has(digPos - 1)) out += ',';
        digPos--;
        adjust--;
      }
    }
    switch (char) {
      case '#':
      case '0': {
        let digit: string;
        if (adjust < 0) {
          adjust++;
          digit = digPos <= firstDigit ? '0' : '';
        } else digit = digitAt() || (digPos > lastDigit ? '0' : '');
        if (digit) {
          out += digit;
          if (thousands && digPos > 1 && separators.has(digPos - 1)) out += ',';
        }
        digPos--;
        break;
      }
      case '.':
        if (digPos !== 0 || wroteDecimal) break;
        if (lastDigit < 0 || (decimalPos < digitCount && next < buffer.digits.length)) {
          out += '.';
          wroteDecimal = true;
        }
        break;
      case ',':
        break;
      case "'":
      case '"': {
        const end = section.indexOf(char, i + 1);
        const stop = end < 0 ? section.length : end;
        out += section.slice(i + 1, stop);
        i = stop;
        break;
      }
      case '\\':
        if (i + 1 < section.length) out += section[++i];
        break;
      case 'E':
      case 'e': {
        if (scientific) {
          const mark = /^[eE]([+-]?)(0+)/.exec(section.slice(i));
          if (mark) {
            const exponent = buffer.digits === '' ? 0 : buffer.scale - decimalPos;
            out += exponentText(exponent, Math.min(mark[2]!.length, 10), mark[1] === '+', char);
            i += mark[0].length - 1;
            break;
          }
        }
        out += char;
        break;
      }
      default:
        out += char;
    }
  }
  return out;
}
