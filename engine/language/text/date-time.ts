/**
 * Dates and time spans as text and back: standard and custom formats, general parsing. Cultures en-US (Windows' patterns) and
 * invariant. seen: powershell-formatting.md 4; patterns of the .NET Framework's en-US DateTimeFormatInfo.
 */
import { NetException } from '../errors';
import { PSDateTime } from '../values';
import {
  type DateParts,
  dayNames,
  isValidDate,
  monthNames,
  partsOf,
  ticksOf,
  ticksPerDay,
  ticksPerHour,
  ticksPerMinute,
  ticksPerSecond,
} from './calendar';

/** Standard pattern letters -> custom pattern. */
const usPatterns: Record<string, string> = {
  d: 'M/d/yyyy',
  D: 'dddd, MMMM d, yyyy',
  f: 'dddd, MMMM d, yyyy h:mm tt',
  F: 'dddd, MMMM d, yyyy h:mm:ss tt',
  g: 'M/d/yyyy h:mm tt',
  G: 'M/d/yyyy h:mm:ss tt',
  m: 'MMMM d',
  M: 'MMMM d',
  t: 'h:mm tt',
  T: 'h:mm:ss tt',
  U: 'dddd, MMMM d, yyyy h:mm:ss tt',
  y: 'MMMM yyyy',
  Y: 'MMMM yyyy',
};
const invariantPatterns: Record<string, string> = {
  d: 'MM/dd/yyyy',
  D: 'dddd, dd MMMM yyyy',
  f: 'dddd, dd MMMM yyyy HH:mm',
  F: 'dddd, dd MMMM yyyy HH:mm:ss',
  g: 'MM/dd/yyyy HH:mm',
  G: 'MM/dd/yyyy HH:mm:ss',
  m: 'MMMM dd',
  M: 'MMMM dd',
  t: 'HH:mm',
  T: 'HH:mm:ss',
  U: 'dddd, dd MMMM yyyy HH:mm:ss',
  y: 'yyyy MMMM',
  Y: 'yyyy MMMM',
};
const fixedPatterns: Record<string, string> = {
  o: "yyyy'-'MM'-'dd'T'HH':'mm':'ss'.'fffffffK",
  O: "yyyy'-'MM'-'dd'T'HH':'mm':'ss'.'fffffffK",
  r: "ddd, dd MMM yyyy HH':'mm':'ss 'GMT'",
  R: "ddd, dd MMM yyyy HH':'mm':'ss 'GMT'",
  s: "yyyy'-'MM'-'dd'T'HH':'mm':'ss",
  u: "yyyy'-'MM'-'dd HH':'mm':'ss'Z'",
};

/** Minutes from UTC of the simulated machine; set when a session starts. Needed where local time meets UTC. */
export const timeZone = { offsetMinutes: 0 };

function badFormat(): NetException {
  return new NetException('System.FormatException', 'Input string was not in a correct format.', {
    hresult: -2146233033,
  });
}

const pad = (value: number, width: number): string => String(value).padStart(width, '0');

function offsetText(minutes: number, digits: number): string {
  const sign = minutes < 0 ? '-' : '+';
  const size = Math.abs(minutes);
  const hours = Math.floor(size / 60);
  if (digits === 1) return sign + hours;
  if (digits === 2) return sign + pad(hours, 2);
  return `${sign}${pad(hours, 2)}:${pad(size % 60, 2)}`;
}

/** Pattern of a standard letter, or undefined. */
export function standardPattern(letter: string, invariant: boolean): string | undefined {
  return fixedPatterns[letter] ?? (invariant ? invariantPatterns : usPatterns)[letter];
}

function formatPattern(
  parts: DateParts,
  pattern: string,
  kind: PSDateTime['kind'],
  offset: number | undefined,
): string {
  let out = '';
  for (let i = 0; i < pattern.length; ) {
    const char = pattern[i]!;
    let count = 1;
    const repeat = (): void => {
      while (pattern[i + count] === char) count++;
    };
    switch (char) {
      case 'd':
        repeat();
        out +=
          count === 1
            ? parts.day
            : count === 2
              ? pad(parts.day, 2)
              : count === 3
                ? dayNames[parts.dayOfWeek]!.slice(0, 3)
                : dayNames[parts.dayOfWeek]!;
        break;
      case 'M':
        repeat();
        out +=
          count === 1
            ? parts.month
            : count === 2
              ? pad(parts.month, 2)
              : count === 3
                ? monthNames[parts.month - 1]!.slice(0, 3)
                : monthNames[parts.month - 1]!;
        break;
      case 'y':
        repeat();
        out += count <= 2 ? pad(parts.year % 100, count) : pad(parts.year, count);
        break;
      case 'h':
        repeat();
        out += pad(parts.hour % 12 || 12, Math.min(count, 2));
        break;
      case 'H':
        repeat();
        out += pad(parts.hour, Math.min(count, 2));
        break;
      case 'm':
        repeat();
        out += pad(parts.minute, Math.min(count, 2));
        break;
      case 's':
        repeat();
        out += pad(parts.second, Math.min(count, 2));
        break;
      case 'f':
      case 'F': {
        repeat();
        if (count > 7) throw badFormat();
        let text = pad(parts.fraction, 7).slice(0, count);
        if (char === 'F') {
          text = text.replace(/0+$/, '');
          if (text === '' && out.endsWith('.')) out = out.slice(0, -1);
        }
        out += text;
        break;
      }
      case 't': {
        repeat();
        const mark = parts.hour < 12 ? 'AM' : 'PM';
        out += count === 1 ? mark[0] : mark;
        break;
      }
      case 'g':
        repeat();
        out += 'A.D.';
        break;
      case 'z':
        repeat();
        out += offsetText(offset ?? (kind === 'Utc' ? timeZone.offsetMinutes : timeZone.offsetMinutes), count);
        break;
      case 'K':
        if (offset !== undefined) out += offsetText(offset, 3);
        else if (kind === 'Utc') out += 'Z';
        else if (kind === 'Local') out += offsetText(timeZone.offsetMinutes, 3);
        break;
      case "'":
      case '"': {
        let at = i + 1;
        while (at < pattern.length && pattern[at] !== char) {
          if (pattern[at] === '\\') at++;
          out += pattern[at] ?? '';
          at++;
        }
        if (at >= pattern.length) throw badFormat();
        count = at + 1 - i;
        break;
      }
      case '%':
        if (i + 1 >= pattern.length || pattern[i + 1] === '%') throw badFormat();
        out += formatPattern(parts, pattern[i + 1]!, kind, offset);
        count = 2;
        break;
      case '\\':
        if (i + 1 >= pattern.length) throw badFormat();
        out += pattern[i + 1];
        count = 2;
        break;
      default:
        out += char;
    }
    i += count;
  }
  return out;
}

/** DateTime.ToString(format) in en-US (`invariant`: invariant culture). Absent format: general. `offset`: minutes, for DateTimeOffset. */
export function formatDateTime(value: PSDateTime, format = 'G', invariant = false, offset?: number): string {
  let { ticks } = value;
  let pattern = format === '' ? 'G' : format;
  if (pattern.length === 1) {
    const standard = standardPattern(pattern, invariant);
    if (standard === undefined) throw badFormat();
    if (pattern === 'U') {
      if (offset !== undefined) throw badFormat();
      if (value.kind !== 'Utc') ticks -= BigInt(timeZone.offsetMinutes) * ticksPerMinute;
    } else if (offset !== undefined && /[rRu]/.test(pattern)) ticks -= BigInt(offset) * ticksPerMinute;
    pattern = standard;
  }
  return formatPattern(partsOf(ticks), pattern, value.kind, offset);
}

/** What the parser found. */
export interface ParsedDate {
  ticks: bigint;
  kind: PSDateTime['kind'];
  /** Minutes from UTC that the text gave. */
  offset?: number;
}

type Piece =
  | { type: 'number'; value: number; digits: number }
  | { type: 'month'; value: number }
  | { type: 'day'; value: number }
  | { type: 'ampm'; value: 'AM' | 'PM' }
  | { type: 'mark'; value: string };

function wordPiece(word: string): Piece | undefined {
  const lower = word.toLowerCase();
  for (let i = 0; i < 12; i++) {
    const name = monthNames[i]!.toLowerCase();
    if (lower === name || lower === name.slice(0, 3)) return { type: 'month', value: i + 1 };
  }
  for (let i = 0; i < 7; i++) {
    const name = dayNames[i]!.toLowerCase();
    if (lower === name || lower === name.slice(0, 3)) return { type: 'day', value: i };
  }
  if (lower === 'am' || lower === 'a') return { type: 'ampm', value: 'AM' };
  if (lower === 'pm' || lower === 'p') return { type: 'ampm', value: 'PM' };
  return undefined;
}

/** DateTime.Parse with month-first order; undefined where the text is no date. `nowTicks` fills in the date of a bare time. */
export function parseDate(text: string, nowTicks = 0n): ParsedDate | undefined {
  let rest = text.trim();
  if (rest === '') return undefined;
  let hour = 0;
  let minute = 0;
  let second = 0;
  let fraction = 0;
  let hasTime = false;
  let ampm: 'AM' | 'PM' | undefined;
  let offset: number | undefined;
  let utc = false;
  const now = partsOf(nowTicks);

  // ISO 8601 with T.
  const iso =
    /^(\d{4})-(\d{1,2})-(\d{1,2})T(\d{1,2}):(\d{2})(?::(\d{2})(?:\.(\d+))?)?\s*(Z|[+-]\d{1,2}(?::?\d{2})?)?$/i.exec(
      rest,
    );
  if (iso) {
    if (iso[8]) {
      if (/z/i.test(iso[8])) utc = true;
      else offset = parseOffset(iso[8]);
    }
    return finish(
      Number(iso[1]),
      Number(iso[2]),
      Number(iso[3]),
      Number(iso[4]),
      Number(iso[5]),
      Number(iso[6] ?? 0),
      fractionTicks(iso[7]),
      offset,
      utc,
    );
  }

  // The time: h:mm[:ss[.f]] [AM|PM], or h AM.
  const time =
    /(?:^|[\sT,])(\d{1,2})\s*:\s*(\d{1,2})(?:\s*:\s*(\d{1,2})(?:\.(\d+))?)?\s*(?:(a\.?m\.?|p\.?m\.?|a|p)(?![a-z]))?/i.exec(
      rest,
    ) ?? undefined;
  const bare = time ? undefined : /(?:^|\s)(\d{1,2})\s*(am|pm|a|p)(?![a-z])/i.exec(rest);
  if (time) {
    hasTime = true;
    hour = Number(time[1]);
    minute = Number(time[2]);
    second = Number(time[3] ?? 0);
    fraction = fractionTicks(time[4]);
    if (time[5]) ampm = /^a/i.test(time[5]) ? 'AM' : 'PM';
    const after = rest.slice(time.index + time[0].length);
    const zone = /^\s*(Z|GMT|[+-]\d{1,2}(?::?\d{2})?)(?![\w:])/i.exec(after);
    let tail = after;
    if (zone) {
      if (/^(z|gmt)$/i.test(zone[1]!)) utc = true;
      else offset = parseOffset(zone[1]!);
      tail = after.slice(zone[0].length);
    }
    rest = `${rest.slice(0, time.index)} ${tail}`.trim();
  } else if (bare) {
    hasTime = true;
    hour = Number(bare[1]);
    ampm = /^a/i.test(bare[2]!) ? 'AM' : 'PM';
    rest = `${rest.slice(0, bare.index)} ${rest.slice(bare.index + bare[0].length)}`.trim();
  }
  if (ampm) {
    if (hour > 12 || (hour === 0 && false)) return undefined;
    if (ampm === 'PM' && hour < 12) hour += 12;
    else if (ampm === 'AM' && hour === 12) hour = 0;
  }
  if (rest === '') {
    if (!hasTime) return undefined;
    return finish(now.year, now.month, now.day, hour, minute, second, fraction, offset, utc);
  }

  const pieces: Piece[] = [];
  const scanner = /(\d+)|([A-Za-z]+)|([/\-.,])|(\s+)|(.)/gy;
  let match = scanner.exec(rest);
  while (match) {
    if (match[1]) pieces.push({ type: 'number', value: Number(match[1]), digits: match[1].length });
    else if (match[2]) {
      const piece = wordPiece(match[2]);
      if (!piece || piece.type === 'ampm') return undefined;
      pieces.push(piece);
    } else if (match[3]) pieces.push({ type: 'mark', value: match[3] });
    else if (match[5]) return undefined;
    match = scanner.exec(rest);
  }
  const numbers = pieces.filter((p): p is Piece & { type: 'number' } => p.type === 'number');
  const months = pieces.filter((p): p is Piece & { type: 'month' } => p.type === 'month');
  const days = pieces.filter((p): p is Piece & { type: 'day' } => p.type === 'day');
  if (months.length > 1 || days.length > 1 || numbers.length > 3) return undefined;
  // Marks stand between two pieces, never at the end or doubled (a comma may follow a word).
  for (let i = 0; i < pieces.length; i++) {
    const piece = pieces[i]!;
    if (piece.type !== 'mark') continue;
    const next = pieces[i + 1];
    if (i === 0 || (!next && piece.value !== ',') || next?.type === 'mark') return undefined;
  }
  let year: number;
  let month: number;
  let day: number;
  if (months.length === 1) {
    month = months[0]!.value;
    if (numbers.length === 0) {
      year = now.year;
      day = 1;
    } else if (numbers.length === 1) {
      const n = numbers[0]!;
      if (n.digits > 2) {
        year = n.value;
        day = 1;
      } else {
        day = n.value;
        year = now.year;
      }
    } else if (numbers.length === 2) {
      const [x, y] = numbers as [Piece & { type: 'number' }, Piece & { type: 'number' }];
      if (x.digits > 2) {
        year = x.value;
        day = y.value;
      } else {
        day = x.value;
        year = expandYear(y);
      }
    } else return undefined;
  } else if (numbers.length === 3) {
    const [x, y, z] = numbers as [Piece & { type: 'number' }, Piece & { type: 'number' }, Piece & { type: 'number' }];
    if (x.digits > 2) {
      year = x.value;
      month = y.value;
      day = z.value;
    } else {
      month = x.value;
      day = y.value;
      year = expandYear(z);
    }
  } else if (numbers.length === 2) {
    const [x, y] = numbers as [Piece & { type: 'number' }, Piece & { type: 'number' }];
    if (x.digits > 2) {
      year = x.value;
      month = y.value;
      day = 1;
    } else if (y.digits > 2) {
      month = x.value;
      year = y.value;
      day = 1;
    } else {
      month = x.value;
      day = y.value;
      year = now.year;
    }
  } else if (days.length === 1 && numbers.length === 0) {
    // A bare day name means that day of this week's run, seen from today.
    if (hasTime) return undefined;
    return undefined;
  } else return undefined;
  if (!isValidDate(year, month, day)) return undefined;
  if (days.length === 1) {
    const real = partsOf(ticksOf(year, month, day)).dayOfWeek;
    if (real !== days[0]!.value) return undefined;
  }
  return finish(year, month, day, hour, minute, second, fraction, offset, utc);
}

function expandYear(piece: { value: number; digits: number }): number {
  if (piece.digits > 2) return piece.value;
  // en-US two-digit years end at 2029.
  return piece.value <= 29 ? 2000 + piece.value : 1900 + piece.value;
}

function fractionTicks(text: string | undefined): number {
  if (!text) return 0;
  return Math.round(Number(`0.${text}`) * 1e7);
}

function parseOffset(text: string): number | undefined {
  const match = /^([+-])(\d{1,2}):?(\d{2})?$/.exec(text);
  if (!match) return undefined;
  const minutes = Number(match[2]) * 60 + Number(match[3] ?? 0);
  return match[1] === '-' ? -minutes : minutes;
}

function finish(
  year: number,
  month: number,
  day: number,
  hour: number,
  minute: number,
  second: number,
  fraction: number,
  offset: number | undefined,
  utc: boolean,
): ParsedDate | undefined {
  if (!isValidDate(year, month, day) || hour > 23 || minute > 59 || second > 59) return undefined;
  const ticks = ticksOf(year, month, day, hour, minute, second, 0) + BigInt(fraction);
  return { ticks, kind: utc ? 'Utc' : 'Unspecified', offset: utc ? 0 : offset };
}

/** DateTime.Parse: text with an offset or `Z` becomes local time. */
export function parseDateTime(text: string, nowTicks?: bigint): PSDateTime | undefined {
  const parsed = parseDate(text, nowTicks);
  if (!parsed) return undefined;
  if (parsed.offset === undefined) return new PSDateTime(parsed.ticks, parsed.kind);
  const shift = BigInt(timeZone.offsetMinutes - parsed.offset) * ticksPerMinute;
  return new PSDateTime(parsed.ticks + shift, 'Local');
}

/** TimeSpan.ToString(): `[-][d.]hh:mm:ss[.fffffff]`. */
export function timeSpanToText(ticks: bigint): string {
  const negative = ticks < 0n;
  const size = negative ? -ticks : ticks;
  const days = size / ticksPerDay;
  const inDay = Number(size % ticksPerDay);
  const seconds = Math.floor(inDay / 1e7);
  const fraction = inDay - seconds * 1e7;
  return (
    (negative ? '-' : '') +
    (days > 0n ? `${days}.` : '') +
    `${pad(Math.floor(seconds / 3600), 2)}:${pad(Math.floor(seconds / 60) % 60, 2)}:${pad(seconds % 60, 2)}` +
    (fraction > 0 ? `.${pad(fraction, 7)}` : '')
  );
}

/** TimeSpan.ToString(format): c, g, G and custom patterns. */
export function formatTimeSpan(ticks: bigint, format: string): string {
  if (format === '' || /^[ctT]$/.test(format)) return timeSpanToText(ticks);
  const negative = ticks < 0n;
  const size = negative ? -ticks : ticks;
  const days = size / ticksPerDay;
  const inDay = Number(size % ticksPerDay);
  const seconds = Math.floor(inDay / 1e7);
  const fraction = inDay - seconds * 1e7;
  const hour = Math.floor(seconds / 3600);
  const minute = Math.floor(seconds / 60) % 60;
  const second = seconds % 60;
  if (format === 'g') {
    const shown = fraction > 0 ? `.${pad(fraction, 7).replace(/0+$/, '')}` : '';
    return `${negative ? '-' : ''}${days > 0n ? `${days}:` : ''}${hour}:${pad(minute, 2)}:${pad(second, 2)}${shown}`;
  }
  if (format === 'G')
    return `${negative ? '-' : ''}${days}:${pad(hour, 2)}:${pad(minute, 2)}:${pad(second, 2)}.${pad(fraction, 7)}`;
  if (format.length === 1) throw badFormat();
  let out = '';
  for (let i = 0; i < format.length; ) {
    const char = format[i]!;
    let count = 1;
    const repeat = (limit: number): void => {
      while (format[i + count] === char) count++;
      if (count > limit) throw badFormat();
    };
    switch (char) {
      case 'd':
        repeat(8);
        out += String(days).padStart(count, '0');
        break;
      case 'h':
        repeat(2);
        out += pad(hour, count);
        break;
      case 'm':
        repeat(2);
        out += pad(minute, count);
        break;
      case 's':
        repeat(2);
        out += pad(second, count);
        break;
      case 'f':
        repeat(7);
        out += pad(fraction, 7).slice(0, count);
        break;
      case 'F':
        repeat(7);
        out += pad(fraction, 7).slice(0, count).replace(/0+$/, '');
        break;
      case "'":
      case '"': {
        const end = format.indexOf(char, i + 1);
        if (end < 0) throw badFormat();
        out += format.slice(i + 1, end);
        count = end + 1 - i;
        break;
      }
      case '\\':
        if (i + 1 >= format.length) throw badFormat();
        out += format[i + 1];
        count = 2;
        break;
      case '%':
        if (i + 1 >= format.length) throw badFormat();
        count = 1;
        break;
      default:
        throw badFormat();
    }
    i += count;
  }
  return out;
}

/** TimeSpan.Parse; undefined where the text is none, 'overflow' where a part is too large. */
export function parseTimeSpan(text: string): bigint | undefined | 'overflow' {
  const match = /^\s*(-)?(?:(\d+)[.:](?=\d+:\d+))?(?:(\d+):(\d+)(?::(\d+)(?:\.(\d{1,7}))?)?)?\s*$/.exec(text);
  const daysOnly = /^\s*(-)?(\d+)\s*$/.exec(text);
  if (daysOnly) {
    const days = BigInt(daysOnly[2]!);
    if (days > 10675199n) return 'overflow';
    const ticks = days * ticksPerDay;
    return daysOnly[1] ? -ticks : ticks;
  }
  if (!match?.[3]) return undefined;
  let [, , days = '0', hours, minutes, seconds = '0', fraction = ''] = match;
  // `d:hh:mm:ss` has four numbers; with three the first is hours.
  if (match[2] !== undefined && text.includes(`${match[2]}:`) && match[5] === undefined) {
    seconds = minutes!;
    minutes = hours!;
    hours = days;
    days = '0';
  }
  if (Number(hours) > 23 || Number(minutes) > 59 || Number(seconds) > 59 || Number(days) > 10675199) return 'overflow';
  const ticks =
    BigInt(days) * ticksPerDay +
    BigInt(hours!) * ticksPerHour +
    BigInt(minutes!) * ticksPerMinute +
    BigInt(seconds) * ticksPerSecond +
    BigInt(fraction.padEnd(7, '0').slice(0, 7) || '0');
  return match[1] ? -ticks : ticks;
}
