import { fold, sumBytes } from './checksum';
import { read16, write16, write32 } from './ethernet';
import type { FramePool } from './frame-pool';
import { Protocol, pseudoHeaderSum } from './ipv4';

/**
 * TCP (RFC 9293): source port 0, destination port 2, sequence 4, acknowledgement 8, data offset 12, flags 13, window 14,
 * checksum 16, urgent 18. Options only in SYN: maximum segment size.
 */
export const TCP_HEADER = 20;
/** The maximum segment size option, with which a SYN is 24 bytes long. */
export const TCP_SYN_OPTIONS = 4;

export const TcpFlag = {
  fin: 0x01,
  syn: 0x02,
  rst: 0x04,
  psh: 0x08,
  ack: 0x10,
} as const;

/** Writes the header of a segment whose data stand already behind it, with the checksum over both. */
export function writeTcp(
  pool: FramePool,
  at: number,
  source: number,
  destination: number,
  fromPort: number,
  toPort: number,
  sequence: number,
  acknowledgement: number,
  flags: number,
  window: number,
  maximumSegment: number,
  dataLength: number,
): void {
  const bytes = pool.bytes;
  const header = flags & TcpFlag.syn ? TCP_HEADER + TCP_SYN_OPTIONS : TCP_HEADER;
  write16(bytes, at, fromPort);
  write16(bytes, at + 2, toPort);
  write32(bytes, at + 4, sequence);
  write32(bytes, at + 8, acknowledgement);
  bytes[at + 12] = header << 2;
  bytes[at + 13] = flags;
  write16(bytes, at + 14, window);
  write32(bytes, at + 16, 0);
  if (header > TCP_HEADER) {
    bytes[at + 20] = 2;
    bytes[at + 21] = 4;
    write16(bytes, at + 22, maximumSegment);
  }
  const length = header + dataLength;
  const sum = fold(sumBytes(pool, at, length) + pseudoHeaderSum(source, destination, Protocol.tcp, length));
  write16(bytes, at + 16, ~sum & 0xffff);
}

export function tcpHolds(pool: FramePool, at: number, length: number, source: number, destination: number): boolean {
  if (length < TCP_HEADER) return false;
  const header = (pool.bytes[at + 12] >> 4) * 4;
  if (header < TCP_HEADER || header > length) return false;
  return fold(sumBytes(pool, at, length) + pseudoHeaderSum(source, destination, Protocol.tcp, length)) === 0xffff;
}

/** The maximum segment size that a SYN offers; 536 when it names none (RFC 9293, 3.7.1). */
export function offeredSegmentSize(bytes: Uint8Array, at: number): number {
  const end = at + (bytes[at + 12] >> 4) * 4;
  let option = at + TCP_HEADER;
  while (option < end) {
    const kind = bytes[option];
    if (kind === 0) break;
    if (kind === 1) {
      option++;
      continue;
    }
    if (kind === 2 && bytes[option + 1] === 4) return read16(bytes, option + 2);
    option += Math.max(2, bytes[option + 1]);
  }
  return 536;
}
