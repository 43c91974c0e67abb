import { sumBytes } from './checksum';
import { read16, write16 } from './ethernet';
import type { FramePool } from './frame-pool';

/** ICMP (RFC 792): type 0, code 1, checksum 2, then by type; echo: identifier 4, sequence 6, data 8. */
export const ICMP_HEADER = 8;

export const IcmpType = {
  echoReply: 0,
  destinationUnreachable: 3,
  echoRequest: 8,
  timeExceeded: 11,
} as const;

export const IcmpCode = {
  networkUnreachable: 0,
  hostUnreachable: 1,
  portUnreachable: 3,
  fragmentationNeeded: 4,
} as const;

/** Writes the 8-byte header of a message whose data stand already behind it, with the checksum over both. */
export function writeIcmp(
  pool: FramePool,
  at: number,
  type: number,
  code: number,
  identifier: number,
  sequence: number,
  dataLength: number,
): void {
  const bytes = pool.bytes;
  bytes[at] = type;
  bytes[at + 1] = code;
  write16(bytes, at + 2, 0);
  write16(bytes, at + 4, identifier);
  write16(bytes, at + 6, sequence);
  write16(bytes, at + 2, ~sumBytes(pool, at, ICMP_HEADER + dataLength) & 0xffff);
}

export function icmpHolds(pool: FramePool, at: number, length: number): boolean {
  return length >= ICMP_HEADER && sumBytes(pool, at, length) === 0xffff;
}

/**
 * Turns an echo request into its reply in place: type 8 becomes 0, so the checksum rises by 0x0800 (RFC 1624);
 * a sum of zero stays written as the equal 0xffff would not be.
 */
export function requestToReply(bytes: Uint8Array, at: number): void {
  bytes[at] = IcmpType.echoReply;
  let sum = read16(bytes, at + 2) + 0x0800;
  sum = (sum & 0xffff) + (sum >>> 16);
  write16(bytes, at + 2, sum);
}

/** Data of Windows' ping: the letters a to w over and over. seen: ping.exe on the wire, 32 bytes by default. */
export function fillPingData(bytes: Uint8Array, at: number, length: number): void {
  for (let i = 0; i < length; i++) bytes[at + i] = 0x61 + (i % 23);
}
