/** System.Decimal arithmetic: 96-bit mantissa, scale 0 to 28, rounding half to even. */

import { fitDecimal, overflowText, powerOfTen } from '../conversion/to-number';
import { NetException } from '../errors';
import { PSDecimal } from '../values';

function overflow(): NetException {
  return new NetException('System.OverflowException', overflowText('Decimal'), { hresult: -2146233066 });
}
export function divideByZero(): NetException {
  return new NetException('System.DivideByZeroException', 'Attempted to divide by zero.', { hresult: -2147352558 });
}
function fitted(mantissa: bigint, scale: number): PSDecimal {
  const made = fitDecimal(mantissa, scale);
  if (!made) throw overflow();
  return made;
}

/** Both mantissas at the larger scale. */
function align(a: PSDecimal, b: PSDecimal): [bigint, bigint, number] {
  if (a.scale === b.scale) return [a.mantissa, b.mantissa, a.scale];
  return a.scale > b.scale
    ? [a.mantissa, b.mantissa * powerOfTen(a.scale - b.scale), a.scale]
    : [a.mantissa * powerOfTen(b.scale - a.scale), b.mantissa, b.scale];
}

export function addDecimal(a: PSDecimal, b: PSDecimal): PSDecimal {
  const [x, y, scale] = align(a, b);
  return fitted(x + y, scale);
}
export function subtractDecimal(a: PSDecimal, b: PSDecimal): PSDecimal {
  const [x, y, scale] = align(a, b);
  return fitted(x - y, scale);
}
export function multiplyDecimal(a: PSDecimal, b: PSDecimal): PSDecimal {
  return fitted(a.mantissa * b.mantissa, a.scale + b.scale);
}
export function divideDecimal(a: PSDecimal, b: PSDecimal): PSDecimal {
  if (b.mantissa === 0n) throw divideByZero();
  let scale = a.scale - b.scale;
  let numerator = a.mantissa;
  if (scale < 0) {
    numerator *= powerOfTen(-scale);
    scale = 0;
  }
  if (numerator % b.mantissa === 0n) return fitted(numerator / b.mantissa, scale);
  // More places than 28 are cut by fit, which rounds; trailing zeros that the division brought go.
  const extra = 60;
  const quotient = (numerator * powerOfTen(extra)) / b.mantissa;
  const made = fitted(quotient, scale + extra);
  let { mantissa } = made;
  let places = made.scale;
  while (places > scale && mantissa % 10n === 0n) {
    mantissa /= 10n;
    places--;
  }
  return new PSDecimal(mantissa, places);
}
export function remainderDecimal(a: PSDecimal, b: PSDecimal): PSDecimal {
  if (b.mantissa === 0n) throw divideByZero();
  const [x, y, scale] = align(a, b);
  return fitted(x % y, scale);
}
export function compareDecimal(a: PSDecimal, b: PSDecimal): number {
  const [x, y] = align(a, b);
  return x < y ? -1 : x > y ? 1 : 0;
}
