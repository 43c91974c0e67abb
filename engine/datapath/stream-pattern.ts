/**
 * The bytes of a test stream. The byte at a position follows from the position alone, so the sender needs no copy for
 * retransmission and the receiver can judge every byte. The period is a prime, so that a segment put in the wrong place
 * never fits by accident.
 */
const PERIOD = 65_521;
const LONGEST = 65_536;

const pattern = (() => {
  const bytes = new Uint8Array(PERIOD + LONGEST);
  let state = 0x2545f491;
  for (let i = 0; i < PERIOD; i++) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0;
    bytes[i] = state >>> 24;
  }
  bytes.copyWithin(PERIOD, 0, LONGEST);
  return bytes;
})();

function startOf(stream: number, position: number): number {
  return (position + stream * 7919) % PERIOD;
}

/** Writes `length` bytes of a stream from `position` on. */
export function fillPattern(to: Uint8Array, at: number, stream: number, position: number, length: number): void {
  const start = startOf(stream, position);
  if (length <= 64) {
    // A view would cost more than the copy.
    for (let i = 0; i < length; i++) to[at + i] = pattern[start + i];
    return;
  }
  to.set(pattern.subarray(start, start + length), at);
}

/** How many of `length` bytes are not what the stream has at `position`. */
export function countWrong(from: Uint8Array, at: number, stream: number, position: number, length: number): number {
  const start = startOf(stream, position);
  let wrong = 0;
  for (let i = 0; i < length; i++) if (from[at + i] !== pattern[start + i]) wrong++;
  return wrong;
}
