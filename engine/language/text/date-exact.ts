/** DateTime.ParseExact: text read by a custom or standard pattern. */
import { PSDateTime } from '../values';
import { dayNames, isValidDate, monthNames, ticksOf, ticksPerMinute } from './calendar';
import { standardPattern, timeZone } from './date-time';

/** The date, or undefined where the text does not follow the pattern. */
export function parseExact(text: string, format: string): PSDateTime | undefined {
  const pattern = format.length === 1 ? (standardPattern(format, false) ?? format) : format;
  let at = 0;
  let year = 1;
  let month = 1;
  let day = 1;
  let hour = 0;
  let minute = 0;
  let second = 0;
  let fraction = 0;
  let afternoon: boolean | undefined;
  let offset: number | undefined;
  let utc = false;
  const digits = (low: number, high: number): number | undefined => {
    const found = new RegExp(`\\d{${low},${high}}`, 'y');
    found.lastIndex = at;
    const match = found.exec(text);
    if (!match) return undefined;
    at += match[0].length;
    return Number(match[0]);
  };
  const word = (names: readonly string[]): number => {
    for (let i = 0; i < names.length; i++) {
      if (text.slice(at, at + names[i]!.length).toLowerCase() === names[i]!.toLowerCase()) {
        at += names[i]!.length;
        return i;
      }
    }
    return -1;
  };
  for (let i = 0; i < pattern.length; ) {
    const char = pattern[i]!;
    let count = 1;
    while (pattern[i + count] === char) count++;
    let value: number | undefined = 0;
    switch (char) {
      case 'y':
        value = count <= 2 ? digits(count, 2) : digits(count, Math.max(count, 4));
        if (value !== undefined) year = count <= 2 ? (value <= 29 ? 2000 + value : 1900 + value) : value;
        break;
      case 'M':
        if (count <= 2) value = digits(count, 2);
        else {
          value = word(count === 3 ? monthNames.map((name) => name.slice(0, 3)) : monthNames) + 1 || undefined;
        }
        if (value !== undefined) month = value;
        break;
      case 'd':
        if (count <= 2) {
          value = digits(count, 2);
          if (value !== undefined) day = value;
        } else if (word(count === 3 ? dayNames.map((name) => name.slice(0, 3)) : dayNames) < 0) value = undefined;
        break;
      case 'H':
      case 'h':
        value = digits(Math.min(count, 2), 2);
        if (value !== undefined) hour = value;
        break;
      case 'm':
        value = digits(Math.min(count, 2), 2);
        if (value !== undefined) minute = value;
        break;
      case 's':
        value = digits(Math.min(count, 2), 2);
        if (value !== undefined) second = value;
        break;
      case 'f':
      case 'F': {
        const start = at;
        value = digits(char === 'f' ? count : 0, count) ?? (char === 'F' ? 0 : undefined);
        if (value !== undefined) fraction = Math.round(Number(`0.${text.slice(start, at) || '0'}`) * 1e7);
        break;
      }
      case 't': {
        const mark = word(count === 1 ? ['A', 'P'] : ['AM', 'PM']);
        if (mark < 0) value = undefined;
        else afternoon = mark === 1;
        break;
      }
      case 'K':
      case 'z': {
        const zone = /(Z)|([+-])(\d{1,2}):?(\d{2})?/y;
        zone.lastIndex = at;
        const match = zone.exec(text);
        if (match) {
          at += match[0].length;
          if (match[1]) utc = true;
          else offset = (match[2] === '-' ? -1 : 1) * (Number(match[3]) * 60 + Number(match[4] ?? 0));
        } else if (char === 'z') value = undefined;
        break;
      }
      case "'":
      case '"': {
        const end = pattern.indexOf(char, i + 1);
        const literal = pattern.slice(i + 1, end < 0 ? pattern.length : end);
        if (!text.startsWith(literal, at)) return undefined;
        at += literal.length;
        count = literal.length + 2;
        break;
      }
      case '\\':
        if (text[at] !== pattern[i + 1]) return undefined;
        at++;
        count = 2;
        break;
      case '%':
        count = 1;
        break;
      default:
        if (!text.startsWith(char.repeat(count), at)) return undefined;
        at += count;
    }
    if (value === undefined) return undefined;
    i += count;
  }
  if (at !== text.length) return undefined;
  if (afternoon !== undefined) {
    if (hour < 1 || hour > 12) return undefined;
    hour = (hour % 12) + (afternoon ? 12 : 0);
  }
  if (!isValidDate(year, month, day) || hour > 23 || minute > 59 || second > 59) return undefined;
  const ticks = ticksOf(year, month, day, hour, minute, second, fraction);
  if (format === 'u' || format === 'r' || format === 'R') return new PSDateTime(ticks, 'Unspecified');
  const local = BigInt(timeZone.offsetMinutes) * ticksPerMinute;
  if (utc)
    return format === 'o' || format === 'O' ? new PSDateTime(ticks, 'Utc') : new PSDateTime(ticks + local, 'Local');
  if (offset !== undefined) return new PSDateTime(ticks - BigInt(offset) * ticksPerMinute + local, 'Local');
  return new PSDateTime(ticks, 'Unspecified');
}
