/** Enumerations as text. */
import { NetException } from '../errors';
import type { PSEnum } from '../values';

/** Enum.ToString(): the name, the names of set flags joined with `, `, or the number. */
export function enumToText(value: PSEnum): string {
  const values = value.netType.enumValues ?? [];
  const exact = values.find(([, number]) => number === value.value);
  if (exact) return exact[0];
  if (!value.netType.isFlags || value.value === 0) return String(value.value);
  let rest = BigInt(value.value);
  const names: string[] = [];
  const sorted = [...values].sort((a, b) => b[1] - a[1]);
  for (const [name, number] of sorted) {
    const bits = BigInt(number);
    if (number !== 0 && (rest & bits) === bits) {
      rest &= ~bits;
      names.unshift(name);
    }
  }
  return rest === 0n ? names.join(', ') : String(value.value);
}

/** Enum.ToString(format): G, F, D, X. */
export function formatEnum(value: PSEnum, format: string): string {
  switch (format.toUpperCase()) {
    case 'G':
    case 'F':
    case '':
      return enumToText(value);
    case 'D':
      return String(value.value);
    case 'X':
      return (value.value >>> 0).toString(16).toUpperCase().padStart(8, '0');
    default:
      throw new NetException(
        'System.FormatException',
        'Format String can be only "G", "g", "X", "x", "F", "f", "D" or "d".',
      );
  }
}
