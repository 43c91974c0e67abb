import type { FramePool } from './frame-pool';

/** Folds a sum of 16-bit words into the Internet checksum's 16 bits (RFC 1071), without the final complement. */
export function fold(sum: number): number {
  while (sum > 0xffff) sum = (sum & 0xffff) + Math.floor(sum / 0x10000);
  return sum;
}

/**
 * Sum of the 16-bit big-endian words of bytes [from, from + length), folded. `from` must be a multiple of 4: the sum is
 * taken over whole words in the machine's order and swapped once at the end, which one's complement allows.
 */
export function sumBytes(pool: FramePool, from: number, length: number): number {
  const words = pool.words;
  let low = 0;
  let high = 0;
  let index = from >> 2;
  const end = index + (length >> 2);
  for (; index + 4 <= end; index += 4) {
    const a = words[index];
    const b = words[index + 1];
    const c = words[index + 2];
    const d = words[index + 3];
    low += (a & 0xffff) + (b & 0xffff) + (c & 0xffff) + (d & 0xffff);
    high += (a >>> 16) + (b >>> 16) + (c >>> 16) + (d >>> 16);
  }
  for (; index < end; index++) {
    const word = words[index];
    low += word & 0xffff;
    high += word >>> 16;
  }
  let sum = low + high;
  let at = from + (length & ~3);
  const bytes = pool.bytes;
  if (length & 2) {
    sum += bytes[at] | (bytes[at + 1] << 8);
    at += 2;
  }
  if (length & 1) sum += bytes[at];
  sum = (sum & 0xffff) + (sum >>> 16);
  sum = (sum & 0xffff) + (sum >>> 16);
  return ((sum & 0xff) << 8) | (sum >>> 8);
}
