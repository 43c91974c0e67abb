/** Gregorian calendar on 100-ns ticks since 0001-01-01, as System.DateTime counts. */
export const ticksPerMillisecond = 10_000n;
export const ticksPerSecond = 10_000_000n;
export const ticksPerMinute = 600_000_000n;
export const ticksPerHour = 36_000_000_000n;
export const ticksPerDay = 864_000_000_000n;
/** DateTime.MaxValue. */
export const maxTicks = 3_155_378_975_999_999_999n;

export const monthNames = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
] as const;
export const dayNames = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'] as const;

const daysBefore = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334, 365];

export function isLeapYear(year: number): boolean {
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
}
export function daysInMonth(year: number, month: number): number {
  return month === 2 && isLeapYear(year) ? 29 : daysBefore[month]! - daysBefore[month - 1]!;
}
/** Days from 0001-01-01 to the date. */
export function dayNumber(year: number, month: number, day: number): number {
  const past = year - 1;
  const leaped = month > 2 && isLeapYear(year) ? 1 : 0;
  return (
    past * 365 +
    Math.floor(past / 4) -
    Math.floor(past / 100) +
    Math.floor(past / 400) +
    daysBefore[month - 1]! +
    leaped +
    day -
    1
  );
}
export function isValidDate(year: number, month: number, day: number): boolean {
  return year >= 1 && year <= 9999 && month >= 1 && month <= 12 && day >= 1 && day <= daysInMonth(year, month);
}

/** Parts of an instant. */
export interface DateParts {
  year: number;
  month: number;
  day: number;
  hour: number;
  minute: number;
  second: number;
  /** 100-ns units within the second, 0 to 9999999. */
  fraction: number;
  /** 0 = Sunday. */
  dayOfWeek: number;
  /** 1 to 366. */
  dayOfYear: number;
}

export function partsOf(ticks: bigint): DateParts {
  const days = Number(ticks / ticksPerDay);
  const inDay = Number(ticks % ticksPerDay);
  let n = days;
  const y400 = Math.floor(n / 146097);
  n -= y400 * 146097;
  let y100 = Math.floor(n / 36524);
  if (y100 === 4) y100 = 3;
  n -= y100 * 36524;
  const y4 = Math.floor(n / 1461);
  n -= y4 * 1461;
  let y1 = Math.floor(n / 365);
  if (y1 === 4) y1 = 3;
  n -= y1 * 365;
  const year = y400 * 400 + y100 * 100 + y4 * 4 + y1 + 1;
  const leap = isLeapYear(year) ? 1 : 0;
  let month = 1;
  while (month < 12 && n >= daysBefore[month]! + (month >= 2 ? leap : 0)) month++;
  const day = n - daysBefore[month - 1]! - (month > 2 ? leap : 0) + 1;
  const seconds = Math.floor(inDay / 1e7);
  return {
    year,
    month,
    day,
    hour: Math.floor(seconds / 3600),
    minute: Math.floor(seconds / 60) % 60,
    second: seconds % 60,
    fraction: inDay - seconds * 1e7,
    dayOfWeek: (days + 1) % 7,
    dayOfYear: n + 1,
  };
}

/** Ticks of a date and time; the parts must be valid. */
export function ticksOf(
  year: number,
  month: number,
  day: number,
  hour = 0,
  minute = 0,
  second = 0,
  fraction = 0,
): bigint {
  return (
    BigInt(dayNumber(year, month, day)) * ticksPerDay +
    BigInt(hour * 3600 + minute * 60 + second) * ticksPerSecond +
    BigInt(fraction)
  );
}
