/**
 * Simulated time. One unit everywhere: whole nanoseconds since the start of the world, held in a JavaScript number.
 * Integers up to 2^53 are exact, so a world can live 104 days; the clock refuses to go further rather than lose a nanosecond.
 */
export type Nanoseconds = number;

export const MICROSECOND = 1_000;
export const MILLISECOND = 1_000_000;
export const SECOND = 1_000_000_000;

/** The last instant the clock can show exactly. */
export const END_OF_TIME: Nanoseconds = Number.MAX_SAFE_INTEGER;

/** 100-ns ticks between 0001-01-01 and 1970-01-01, the distance from .NET's date origin to Unix'. */
export const UNIX_EPOCH_TICKS = 621_355_968_000_000_000n;

/**
 * The .NET ticks (100 ns since 0001-01-01) of a simulated instant in a world that started at `originMs`
 * (milliseconds since 1970-01-01 UTC). A bigint, because ticks of our century do not fit a double.
 */
export function ticksAt(originMs: number, now: Nanoseconds): bigint {
  return UNIX_EPOCH_TICKS + BigInt(originMs) * 10_000n + BigInt(Math.floor(now / 100));
}
