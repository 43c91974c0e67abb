import { fold, sumBytes } from './checksum';
import { read16, write16 } from './ethernet';
import type { FramePool } from './frame-pool';
import { Protocol, pseudoHeaderSum } from './ipv4';

/** UDP (RFC 768): source port 0, destination port 2, length 4, checksum 6. */
export const UDP_HEADER = 8;

/** Writes the header of a datagram whose data stand already behind it, with the checksum over both. */
export function writeUdp(
  pool: FramePool,
  at: number,
  source: number,
  destination: number,
  fromPort: number,
  toPort: number,
  dataLength: number,
): void {
  const bytes = pool.bytes;
  const length = UDP_HEADER + dataLength;
  write16(bytes, at, fromPort);
  write16(bytes, at + 2, toPort);
  write16(bytes, at + 4, length);
  write16(bytes, at + 6, 0);
  const sum = fold(sumBytes(pool, at, length) + pseudoHeaderSum(source, destination, Protocol.udp, length));
  // Zero means "no checksum" in UDP; the other spelling of zero is sent instead.
  write16(bytes, at + 6, sum === 0xffff ? 0xffff : ~sum & 0xffff);
}

export function udpHolds(pool: FramePool, at: number, available: number, source: number, destination: number): boolean {
  if (available < UDP_HEADER) return false;
  const length = read16(pool.bytes, at + 4);
  if (length < UDP_HEADER || length > available) return false;
  if (read16(pool.bytes, at + 6) === 0) return true;
  return fold(sumBytes(pool, at, length) + pseudoHeaderSum(source, destination, Protocol.udp, length)) === 0xffff;
}
