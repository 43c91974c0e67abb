/** Calendar arithmetic on ticks (100 ns since 0001-01-01), proleptic Gregorian. */

export interface DateParts {
  year: number;
  month: number;
  day: number;
  hour: number;
  minute: number;
  second: number;
  millisecond: number;
  /** Ticks beyond the millisecond. */
  rest: number;
}

const ticksPerDay = 864_000_000_000n;

/** Days from 0001-01-01 to the first of a month. */
function daysToMonth(year: number, month: number): number {
  const y = year - 1;
  const leap = isLeapYear(year) ? 1 : 0;
  const before = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334][month - 1] + (month > 2 ? leap : 0);
  return y * 365 + Math.floor(y / 4) - Math.floor(y / 100) + Math.floor(y / 400) + before;
}

export function isLeapYear(year: number): boolean {
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
}

export function daysInMonth(year: number, month: number): number {
  return month === 2 ? (isLeapYear(year) ? 29 : 28) : [4, 6, 9, 11].includes(month) ? 30 : 31;
}

/** Parts of a point in time. */
export function dateParts(ticks: bigint): DateParts {
  const days = Number(ticks / ticksPerDay);
  let inDay = Number(ticks % ticksPerDay);
  let year = Math.floor(days / 365.2425) + 1;
  while (daysToMonth(year, 1) > days) year--;
  while (daysToMonth(year + 1, 1) <= days) year++;
  let month = 12;
  while (daysToMonth(year, month) > days) month--;
  const day = days - daysToMonth(year, month) + 1;
  const rest = inDay % 10_000;
  inDay = (inDay - rest) / 10_000;
  const millisecond = inDay % 1000;
  inDay = (inDay - millisecond) / 1000;
  const second = inDay % 60;
  inDay = (inDay - second) / 60;
  const minute = inDay % 60;
  return { year, month, day, hour: (inDay - minute) / 60, minute, second, millisecond, rest };
}

/** The point in time of these parts; undefined where the day does not exist. */
export function ticksOf(parts: DateParts): bigint | undefined {
  const { year, month, day, hour, minute, second, millisecond, rest } = parts;
  if (year < 1 || year > 9999 || month < 1 || month > 12 || day < 1 || day > daysInMonth(year, month)) return undefined;
  const days = BigInt(daysToMonth(year, month) + day - 1);
  const milliseconds = BigInt(((hour * 60 + minute) * 60 + second) * 1000 + millisecond);
  return days * ticksPerDay + milliseconds * 10_000n + BigInt(rest);
}

/** 0 = Sunday. */
export function dayOfWeek(ticks: bigint): number {
  return Number((ticks / ticksPerDay + 1n) % 7n);
}

/** 1 for the first of January. */
export function dayOfYear(ticks: bigint): number {
  const { year } = dateParts(ticks);
  return Number(ticks / ticksPerDay) - daysToMonth(year, 1) + 1;
}
