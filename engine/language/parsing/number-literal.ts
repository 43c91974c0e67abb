import type { NumberLiteral } from '../ast';

const maxDecimal = (1n << 96n) - 1n;
const minInt = -(1n << 31n);
const maxInt = (1n << 31n) - 1n;
const minLong = -(1n << 63n);
const maxLong = (1n << 63n) - 1n;

/** The type suffix of a number: `1l`, `1d`. */
export type NumberSuffix = '' | 'l' | 'd';

/**
 * The value of a number as scanned: optional sign, digits (hex ones without `0x`), point, exponent.
 * Undefined where it fits no type, or not the one its suffix asks for.
 * seen: PowerShell engine, TryGetNumberValue; Windows PowerShell knows int, long, decimal and double only.
 */
export function numberValue(
  text: string,
  hex: boolean,
  real: boolean,
  suffix: NumberSuffix,
  multiplier: number,
): NumberLiteral | undefined {
  if (hex) return hexValue(text, suffix, BigInt(multiplier));
  if (suffix === 'd') return decimalValue(text, BigInt(multiplier));
  if (real) return realValue(text, suffix, multiplier);
  // Nearly all numbers are short.
  if (text.length < 10 && suffix === '') {
    const small = Number(text) * multiplier;
    if (small >= -0x80000000 && small <= 0x7fffffff) return { kind: 'int', value: small === 0 ? 0 : small };
  }
  if (!/^-?[0-9]+$/.test(text)) return undefined;
  return integerValue(BigInt(text) * BigInt(multiplier), suffix, true);
}

function integerValue(value: bigint, suffix: NumberSuffix, allowWider: boolean): NumberLiteral | undefined {
  if (suffix !== 'l' && value >= minInt && value <= maxInt) return { kind: 'int', value: Number(value) };
  if (value >= minLong && value <= maxLong) return { kind: 'long', value };
  if (suffix === 'l' || !allowWider) return undefined;
  if (value >= -maxDecimal && value <= maxDecimal) return { kind: 'decimal', mantissa: value, scale: 0 };
  return { kind: 'double', value: Number(value) };
}

function hexValue(text: string, suffix: NumberSuffix, multiplier: bigint): NumberLiteral | undefined {
  let digits = text;
  let factor = multiplier;
  if (digits.charCodeAt(0) === 0x2d || digits.charCodeAt(0) === 0x2b) {
    if (digits.charCodeAt(0) === 0x2d) factor = -factor;
    digits = digits.slice(1);
  }
  if (digits.length === 0) return undefined;
  const significant = digits.replace(/^0+/, '');
  // Eight digits are a 32-bit pattern, sixteen a 64-bit one: 0xFFFFFFFF is -1.
  const bits = suffix === 'l' || significant.length > 8 ? 64 : 32;
  if (significant.length > 16) return undefined;
  const value = BigInt.asIntN(bits, BigInt(`0x${digits}`));
  return integerValue(value * factor, bits === 64 ? 'l' : '', false);
}

function realValue(text: string, suffix: NumberSuffix, multiplier: number): NumberLiteral | undefined {
  const value = Number(text);
  if (Number.isNaN(value)) return undefined;
  if (suffix === 'l') {
    if (!Number.isFinite(value)) return undefined;
    return integerValue(BigInt(roundHalfEven(value)) * BigInt(multiplier), 'l', false);
  }
  return { kind: 'double', value: value * multiplier };
}

function roundHalfEven(value: number): number {
  const floor = Math.floor(value);
  const rest = value - floor;
  if (rest < 0.5) return floor;
  if (rest > 0.5) return floor + 1;
  return floor % 2 === 0 ? floor : floor + 1;
}

/** As decimal.Parse: keeps the scale as written up to 28 places, rounds what does not fit. */
function decimalValue(text: string, multiplier: bigint): NumberLiteral | undefined {
  const match = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d+))?$/.exec(text);
  if (match === null || (match[2] === '' && (match[3] ?? '') === '')) return undefined;
  let mantissa = BigInt(match[2] + (match[3] ?? '') || '0');
  let scale = (match[3] ?? '').length - Number(match[4] ?? 0);
  if (scale < -60 && mantissa !== 0n) return undefined;
  if (scale < 0) {
    mantissa = mantissa === 0n ? 0n : mantissa * 10n ** BigInt(-scale);
    scale = 0;
  }
  [mantissa, scale] = fitDecimal(mantissa, scale);
  if (mantissa > maxDecimal) return undefined;
  [mantissa, scale] = fitDecimal(mantissa * multiplier, scale);
  if (mantissa > maxDecimal) return undefined;
  return { kind: 'decimal', mantissa: match[1] === '-' ? -mantissa : mantissa, scale };
}

function fitDecimal(mantissa: bigint, scale: number): [bigint, number] {
  if (scale > 60 + 28) {
    const drop = scale - (60 + 28);
    mantissa /= 10n ** BigInt(Math.min(drop, 400));
    scale -= drop;
  }
  while (scale > 0 && (scale > 28 || mantissa > maxDecimal)) {
    let drop = 1;
    while (scale - drop > 28 || (scale - drop > 0 && mantissa / 10n ** BigInt(drop) > maxDecimal)) drop++;
    const divisor = 10n ** BigInt(drop);
    const quotient = mantissa / divisor;
    const rest = mantissa % divisor;
    const half = divisor / 2n;
    mantissa = rest > half || (rest === half && quotient % 2n === 1n) ? quotient + 1n : quotient;
    scale -= drop;
  }
  return [mantissa, scale];
}
