/** IFormattable.ToString(format) of any value. */
import { NetException } from '../errors';
import { netTypeText } from '../net/type-name';
import { formatDateTime, formatTimeSpan } from '../text/date-time';
import { formatNumber } from '../text/number-format';
import type { Value } from '../values';
import {
  NetObject,
  PSCustomObject,
  PSDateTime,
  PSDecimal,
  PSDouble,
  PSEnum,
  PSGuid,
  PSInteger,
  PSSingle,
  PSTimeSpan,
  PSTypeValue,
} from '../values';
import { formatEnum } from './enum-text';
import { netToString, toText } from './to-text';

/** Objects of ours that take a format. */
export interface Formattable {
  format(format: string, invariant: boolean): string;
}

/** Text of a value with a format; values that take none ignore it. */
export function formatValue(value: Value, format: string, invariant = false): string {
  if (value instanceof PSCustomObject) return toText(value);
  if (value instanceof PSTypeValue) return netTypeText(value.type);
  if (format === '') return netToString(value, invariant);
  if (
    typeof value === 'number' ||
    value instanceof PSDouble ||
    value instanceof PSInteger ||
    value instanceof PSDecimal ||
    value instanceof PSSingle
  )
    return formatNumber(value, format);
  if (value instanceof PSDateTime) return formatDateTime(value, format, invariant);
  if (value instanceof PSTimeSpan) return formatTimeSpan(value.ticks, format);
  if (value instanceof PSEnum) return formatEnum(value, format);
  if (value instanceof PSGuid) return formatGuid(value.text, format);
  if (value instanceof NetObject && 'format' in value)
    return (value as NetObject & Formattable).format(format, invariant);
  return netToString(value, invariant);
}

/** Guid.ToString(format): N, D, B, P, X. */
export function formatGuid(text: string, format: string): string {
  switch (format.toUpperCase()) {
    case '':
    case 'D':
      return text;
    case 'N':
      return text.replaceAll('-', '');
    case 'B':
      return `{${text}}`;
    case 'P':
      return `(${text})`;
    case 'X': {
      const [a, b, c, d = '', e = ''] = text.split('-');
      const bytes = (d + e).match(/../g)!.map((byte) => `0x${byte}`);
      return `{0x${a},0x${b},0x${c},{${bytes.join(',')}}}`;
    }
    default:
      throw new NetException(
        'System.FormatException',
        'Format String can be only "D", "d", "N", "n", "P", "p", "B", "b", "X" or "x".',
      );
  }
}
