/** System.DateTime and System.TimeSpan. */
import { NetException } from '../errors';
import {
  daysInMonth,
  isLeapYear,
  isValidDate,
  maxTicks,
  partsOf,
  ticksOf,
  ticksPerDay,
  ticksPerHour,
  ticksPerMillisecond,
  ticksPerMinute,
  ticksPerSecond,
} from '../text/calendar';
import { parseExact } from '../text/date-exact';
import {
  formatDateTime,
  formatTimeSpan,
  parseDateTime,
  parseTimeSpan,
  timeSpanToText,
  timeZone,
} from '../text/date-time';
import type { MethodContext } from '../types';
import type { Value } from '../values';
import { knownTypes, PSDateTime, PSDouble, PSEnum, PSInteger, PSTimeSpan } from '../values';
import { behave } from './binding';
import { enumerate } from './enumerate';
import { argumentRange, formatError, setReference } from './object-behaviour';

const date = (self: Value): PSDateTime => self as PSDateTime;
const span = (self: Value): PSTimeSpan => self as PSTimeSpan;
const num = (value: Value): number =>
  typeof value === 'number' ? value : value instanceof PSInteger ? Number(value.value) : (value as PSDouble).value;
const long = (value: bigint): PSInteger => new PSInteger('Int64', value);

export function now(context?: MethodContext): PSDateTime {
  return new PSDateTime(context?.time?.nowTicks() ?? ticksOf(2016, 10, 12, 9, 0, 0), 'Local');
}

function checked(ticks: bigint, kind: PSDateTime['kind'], name = 'value'): PSDateTime {
  if (ticks < 0n || ticks > maxTicks)
    throw argumentRange(name, 'The added or subtracted value results in an un-representable DateTime.');
  return new PSDateTime(ticks, kind);
}

/** Adds an amount given as a real number: rounded to whole milliseconds, as the Framework does. */
function addScaled(self: Value, value: Value, millisecondsEach: number): PSDateTime {
  const milliseconds = num(value) * millisecondsEach + (num(value) >= 0 ? 0.5 : -0.5);
  if (!(Math.abs(milliseconds) < 315537897600000)) throw argumentRange('value', 'Value to add was out of range.');
  return checked(date(self).ticks + BigInt(Math.trunc(milliseconds)) * ticksPerMillisecond, date(self).kind);
}

function addMonths(self: PSDateTime, months: number): PSDateTime {
  if (months < -120000 || months > 120000) throw argumentRange('months', 'Months value must be between +/-120000.');
  const parts = partsOf(self.ticks);
  const index = parts.year * 12 + parts.month - 1 + months;
  const year = Math.floor(index / 12);
  const month = (index % 12) + 1;
  if (year < 1 || year > 9999)
    throw argumentRange('months', 'The added or subtracted value results in an un-representable DateTime.');
  const day = Math.min(parts.day, daysInMonth(year, month));
  return new PSDateTime(ticksOf(year, month, day) + (self.ticks % ticksPerDay), self.kind);
}

const kinds = ['Unspecified', 'Utc', 'Local'] as const;
const kindOf = (value: Value): PSDateTime['kind'] => kinds[(value as PSEnum).value] ?? 'Unspecified';
const offset = (): bigint => BigInt(timeZone.offsetMinutes) * ticksPerMinute;
const part = (pick: (parts: ReturnType<typeof partsOf>) => number) => (self: Value) => pick(partsOf(date(self).ticks));
const compare = (a: bigint, b: bigint): number => (a < b ? -1 : a > b ? 1 : 0);

function parse(text: Value, context: MethodContext): PSDateTime {
  const made = parseDateTime(String(text), context.time?.nowTicks() ?? ticksOf(2016, 10, 12));
  if (!made) throw badDate(String(text));
  return made;
}

/** Messages of the Framework for text that is no date. */
function badDate(text: string): NetException {
  const word = /^\s*([A-Za-z]+)/.exec(text);
  if (
    word &&
    !/^(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|mon|tue|wed|thu|fri|sat|sun|am|pm|gmt|z|t)/i.test(word[1]!)
  )
    return formatError(
      `The string was not recognized as a valid DateTime. There is an unknown word starting at index ${text.search(/\S/)}.`,
    );
  return formatError('String was not recognized as a valid DateTime.');
}

function styled(made: PSDateTime, style: Value): PSDateTime {
  const bits = style instanceof PSEnum ? style.value : 0;
  // AssumeLocal 32, AssumeUniversal 64, AdjustToUniversal 16.
  let result = made;
  if (made.kind === 'Unspecified' && bits & 64) result = new PSDateTime(made.ticks + offset(), 'Local');
  else if (made.kind === 'Unspecified' && bits & 32) result = new PSDateTime(made.ticks, 'Local');
  if (bits & 16 && result.kind === 'Local') result = new PSDateTime(result.ticks - offset(), 'Utc');
  return result;
}

function build(args: Value[]): PSDateTime {
  if (args[0] instanceof PSInteger) {
    const ticks = args[0].value;
    if (ticks < 0n || ticks > maxTicks)
      throw argumentRange('ticks', 'Ticks must be between DateTime.MinValue.Ticks and DateTime.MaxValue.Ticks.');
    return new PSDateTime(ticks, args[1] instanceof PSEnum ? kindOf(args[1]) : 'Unspecified');
  }
  const last = args.at(-1);
  const kind = last instanceof PSEnum ? kindOf(last) : 'Unspecified';
  const [year, month, day, hour = 0, minute = 0, second = 0, millisecond = 0] = args.filter(
    (arg) => typeof arg === 'number',
  ) as number[];
  const unrepresentable = (): NetException =>
    new NetException(
      'System.ArgumentOutOfRangeException',
      'Year, Month, and Day parameters describe an un-representable DateTime.',
    );
  if (!isValidDate(year!, month!, day!)) throw unrepresentable();
  if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 59)
    throw new NetException(
      'System.ArgumentOutOfRangeException',
      'Hour, Minute, and Second parameters describe an un-representable DateTime.',
    );
  if (millisecond < 0 || millisecond > 999)
    throw argumentRange('millisecond', 'Valid values are between 0 and 999, inclusive.');
  return new PSDateTime(ticksOf(year!, month!, day!, hour, minute, second, millisecond * 10000), kind);
}

function exact(args: Value[]): PSDateTime {
  const formats = typeof args[1] === 'string' ? [args[1]] : (enumerate(args[1]) ?? []).map(String);
  for (const format of formats) {
    const made = parseExact(String(args[0]), format);
    if (made) return styled(made, args[3]);
  }
  throw formatError('String was not recognized as a valid DateTime.');
}

behave('System.DateTime', {
  methods: {
    Add: (self, [value]) => checked(date(self).ticks + span(value).ticks, date(self).kind),
    AddDays: (self, [value]) => addScaled(self, value, 86400000),
    AddHours: (self, [value]) => addScaled(self, value, 3600000),
    AddMinutes: (self, [value]) => addScaled(self, value, 60000),
    AddSeconds: (self, [value]) => addScaled(self, value, 1000),
    AddMilliseconds: (self, [value]) => addScaled(self, value, 1),
    AddTicks: (self, [value]) => checked(date(self).ticks + (value as PSInteger).value, date(self).kind),
    AddMonths: (self, [value]) => addMonths(date(self), value as number),
    AddYears: (self, [value]) => {
      if (Math.abs(value as number) > 10000) throw argumentRange('years', 'Years value must be between +/-10000.');
      return addMonths(date(self), (value as number) * 12);
    },
    CompareTo: (self, [other]) => (other instanceof PSDateTime ? compare(date(self).ticks, other.ticks) : 1),
    Equals: (self, [other]) => other instanceof PSDateTime && other.ticks === date(self).ticks,
    GetHashCode: (self) => Number(BigInt.asIntN(32, date(self).ticks ^ (date(self).ticks >> 32n))),
    IsDaylightSavingTime: () => false,
    Subtract: (self, [other]) =>
      other instanceof PSDateTime
        ? new PSTimeSpan(date(self).ticks - other.ticks)
        : checked(date(self).ticks - span(other).ticks, date(self).kind),
    ToBinary: (self) => long(date(self).ticks),
    ToFileTime: (self) => long(utcTicks(date(self)) - 504911232000000000n),
    ToFileTimeUtc: (self) => long(utcTicks(date(self)) - 504911232000000000n),
    ToOADate: (self) => new PSDouble(Number(date(self).ticks - 599264352000000000n) / 864000000000),
    ToLocalTime: (self) => (date(self).kind === 'Local' ? self : new PSDateTime(date(self).ticks + offset(), 'Local')),
    ToUniversalTime: (self) => (date(self).kind === 'Utc' ? self : new PSDateTime(date(self).ticks - offset(), 'Utc')),
    ToLongDateString: (self) => formatDateTime(date(self), 'D'),
    ToLongTimeString: (self) => formatDateTime(date(self), 'T'),
    ToShortDateString: (self) => formatDateTime(date(self), 'd'),
    ToShortTimeString: (self) => formatDateTime(date(self), 't'),
    ToString: (self, args) =>
      formatDateTime(date(self), typeof args[0] === 'string' && args[0] !== '' ? args[0] : 'G', args.some(isInvariant)),
  },
  properties: {
    Date: (self) => new PSDateTime(date(self).ticks - (date(self).ticks % ticksPerDay), date(self).kind),
    Day: part((p) => p.day),
    DayOfWeek: (self) => new PSEnum(knownTypes['System.DayOfWeek']!, partsOf(date(self).ticks).dayOfWeek),
    DayOfYear: part((p) => p.dayOfYear),
    Hour: part((p) => p.hour),
    Kind: (self) => new PSEnum(knownTypes['System.DateTimeKind']!, kinds.indexOf(date(self).kind)),
    Millisecond: part((p) => Math.floor(p.fraction / 10000)),
    Minute: part((p) => p.minute),
    Month: part((p) => p.month),
    Second: part((p) => p.second),
    Ticks: (self) => long(date(self).ticks),
    TimeOfDay: (self) => new PSTimeSpan(date(self).ticks % ticksPerDay),
    Year: part((p) => p.year),
  },
  staticMethods: {
    Compare: (_s, [a, b]) => compare(date(a).ticks, date(b).ticks),
    Equals: (_s, [a, b]) => date(a).ticks === date(b).ticks,
    DaysInMonth: (_s, [year, month]) => {
      if ((month as number) < 1 || (month as number) > 12)
        throw argumentRange('month', 'Month must be between one and twelve.');
      return daysInMonth(year as number, month as number);
    },
    IsLeapYear: (_s, [year]) => {
      if ((year as number) < 1 || (year as number) > 9999)
        throw argumentRange('year', 'Year must be between 1 and 9999.');
      return isLeapYear(year as number);
    },
    Parse: (_s, args, context) => styled(parse(args[0], context), args[2]),
    ParseExact: (_s, args) => exact(args),
    TryParse: (_s, args, context) => {
      const out = args.at(-1) as Value;
      const made = parseDateTime(String(args[0] ?? ''), context.time?.nowTicks() ?? ticksOf(2016, 10, 12));
      setReference(out, made ?? new PSDateTime(0n));
      return made !== undefined;
    },
    TryParseExact: (_s, args) => {
      const out = args.at(-1) as Value;
      try {
        setReference(out, exact(args));
        return true;
      } catch (error) {
        if (!(error instanceof NetException)) throw error;
        setReference(out, new PSDateTime(0n));
        return false;
      }
    },
    FromFileTime: (_s, [value]) => new PSDateTime((value as PSInteger).value + 504911232000000000n + offset(), 'Local'),
    FromFileTimeUtc: (_s, [value]) => new PSDateTime((value as PSInteger).value + 504911232000000000n, 'Utc'),
    FromBinary: (_s, [value]) => new PSDateTime(BigInt.asUintN(62, (value as PSInteger).value)),
    FromOADate: (_s, [value]) =>
      new PSDateTime(599264352000000000n + BigInt(Math.round(num(value) * 86400000)) * ticksPerMillisecond),
    SpecifyKind: (_s, [value, kind]) => new PSDateTime(date(value).ticks, kindOf(kind)),
  },
  staticProperties: {
    MaxValue: () => new PSDateTime(maxTicks),
    MinValue: () => new PSDateTime(0n),
    Now: (_s, context) => now(context),
    Today: (_s, context) => {
      const at = now(context);
      return new PSDateTime(at.ticks - (at.ticks % ticksPerDay), 'Local');
    },
    UtcNow: (_s, context) => new PSDateTime(now(context).ticks - offset(), 'Utc'),
  },
  construct: (_s, args) => build(args),
});

function utcTicks(value: PSDateTime): bigint {
  return value.kind === 'Utc' ? value.ticks : value.ticks - offset();
}
/** Whether a format provider argument is the invariant culture. */
export function isInvariant(value: Value): boolean {
  return (
    typeof value === 'object' && value !== null && 'isInvariantCulture' in value && value.isInvariantCulture === true
  );
}

const total = (each: bigint) => (self: Value) => new PSDouble(Number(span(self).ticks) / Number(each));
const component = (each: bigint, modulus: bigint) => (self: Value) => Number((span(self).ticks / each) % modulus);
const from =
  (milliseconds: number) =>
  (_s: Value, [value]: Value[]) => {
    const amount = num(value);
    if (Number.isNaN(amount))
      throw new NetException(
        'System.ArgumentException',
        'TimeSpan does not accept floating point Not-a-Number values.',
      );
    const whole = Math.trunc(amount * milliseconds + (amount >= 0 ? 0.5 : -0.5));
    if (Math.abs(whole) > 922337203685477)
      throw new NetException('System.OverflowException', 'TimeSpan overflowed because the duration is too long.');
    return new PSTimeSpan(BigInt(whole) * ticksPerMillisecond);
  };
function spanOf(text: Value): PSTimeSpan {
  const ticks = parseTimeSpan(String(text ?? ''));
  if (ticks === undefined) throw formatError('String was not recognized as a valid TimeSpan.');
  if (ticks === 'overflow')
    throw new NetException(
      'System.OverflowException',
      'The TimeSpan could not be parsed because at least one of the numeric components is out of range or contains too many digits.',
    );
  return new PSTimeSpan(ticks);
}

behave('System.TimeSpan', {
  methods: {
    Add: (self, [other]) => new PSTimeSpan(span(self).ticks + span(other).ticks),
    Subtract: (self, [other]) => new PSTimeSpan(span(self).ticks - span(other).ticks),
    CompareTo: (self, [other]) => (other instanceof PSTimeSpan ? compare(span(self).ticks, other.ticks) : 1),
    Duration: (self) => (span(self).ticks < 0n ? new PSTimeSpan(-span(self).ticks) : self),
    Negate: (self) => new PSTimeSpan(-span(self).ticks),
    Equals: (self, [other]) => other instanceof PSTimeSpan && other.ticks === span(self).ticks,
    ToString: (self, args) =>
      typeof args[0] === 'string' ? formatTimeSpan(span(self).ticks, args[0]) : timeSpanToText(span(self).ticks),
  },
  properties: {
    Days: (self) => Number(span(self).ticks / ticksPerDay),
    Hours: component(ticksPerHour, 24n),
    Minutes: component(ticksPerMinute, 60n),
    Seconds: component(ticksPerSecond, 60n),
    Milliseconds: component(ticksPerMillisecond, 1000n),
    Ticks: (self) => long(span(self).ticks),
    TotalDays: total(ticksPerDay),
    TotalHours: total(ticksPerHour),
    TotalMinutes: total(ticksPerMinute),
    TotalSeconds: total(ticksPerSecond),
    TotalMilliseconds: total(ticksPerMillisecond),
  },
  staticMethods: {
    FromDays: from(86400000),
    FromHours: from(3600000),
    FromMinutes: from(60000),
    FromSeconds: from(1000),
    FromMilliseconds: from(1),
    FromTicks: (_s, [value]) => new PSTimeSpan((value as PSInteger).value),
    Compare: (_s, [a, b]) => compare(span(a).ticks, span(b).ticks),
    Equals: (_s, [a, b]) => span(a).ticks === span(b).ticks,
    Parse: (_s, [text]) => spanOf(text),
    TryParse: (_s, args) => {
      try {
        setReference(args.at(-1) as Value, spanOf(args[0]));
        return true;
      } catch (error) {
        if (!(error instanceof NetException)) throw error;
        setReference(args.at(-1) as Value, new PSTimeSpan(0n));
        return false;
      }
    },
  },
  staticProperties: {
    Zero: () => new PSTimeSpan(0n),
    MaxValue: () => new PSTimeSpan(9223372036854775807n),
    MinValue: () => new PSTimeSpan(-9223372036854775808n),
    TicksPerDay: () => long(ticksPerDay),
    TicksPerHour: () => long(ticksPerHour),
    TicksPerMinute: () => long(ticksPerMinute),
    TicksPerSecond: () => long(ticksPerSecond),
    TicksPerMillisecond: () => long(ticksPerMillisecond),
  },
  construct: (_s, args) => {
    if (args[0] instanceof PSInteger) return new PSTimeSpan(args[0].value);
    const numbers = args as number[];
    const [days, hours, minutes, seconds, milliseconds] =
      numbers.length === 3
        ? [0, numbers[0]!, numbers[1]!, numbers[2]!, 0]
        : [numbers[0]!, numbers[1]!, numbers[2]!, numbers[3]!, numbers[4] ?? 0];
    return new PSTimeSpan(
      BigInt(days!) * ticksPerDay +
        BigInt(hours!) * ticksPerHour +
        BigInt(minutes!) * ticksPerMinute +
        BigInt(seconds!) * ticksPerSecond +
        BigInt(milliseconds!) * ticksPerMillisecond,
    );
  },
});
