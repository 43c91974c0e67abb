import { sumBytes } from './checksum';
import { read16, write16, write32 } from './ethernet';
import type { FramePool } from './frame-pool';

/** IPv4 without options: 20 bytes. */
export const IPV4_HEADER = 20;

export const Protocol = {
  icmp: 1,
  tcp: 6,
  udp: 17,
} as const;

export const DONT_FRAGMENT = 0x4000;
export const MORE_FRAGMENTS = 0x2000;

/** Offsets from the IPv4 header's first byte. */
export const IPV4 = {
  totalLength: 2,
  identification: 4,
  fragment: 6,
  ttl: 8,
  protocol: 9,
  checksum: 10,
  source: 12,
  destination: 16,
} as const;

/** Writes a header; the checksum comes from the fields, without reading them back. */
export function writeIpv4(
  bytes: Uint8Array,
  at: number,
  totalLength: number,
  identification: number,
  fragment: number,
  ttl: number,
  protocol: number,
  source: number,
  destination: number,
): void {
  write16(bytes, at, 0x4500);
  write16(bytes, at + 2, totalLength);
  write16(bytes, at + 4, identification);
  write16(bytes, at + 6, fragment);
  bytes[at + 8] = ttl;
  bytes[at + 9] = protocol;
  let sum =
    0x4500 +
    totalLength +
    identification +
    fragment +
    ((ttl << 8) | protocol) +
    (source >>> 16) +
    (source & 0xffff) +
    (destination >>> 16) +
    (destination & 0xffff);
  sum = (sum & 0xffff) + (sum >>> 16);
  sum = (sum & 0xffff) + (sum >>> 16);
  write16(bytes, at + 10, ~sum & 0xffff);
  write32(bytes, at + 12, source);
  write32(bytes, at + 16, destination);
}

/** Whether version, length and header checksum are right. */
export function ipv4HeaderHolds(pool: FramePool, at: number, available: number): boolean {
  const bytes = pool.bytes;
  if (available < IPV4_HEADER || bytes[at] !== 0x45) return false;
  const total = read16(bytes, at + IPV4.totalLength);
  if (total < IPV4_HEADER || total > available) return false;
  return sumBytes(pool, at, IPV4_HEADER) === 0xffff;
}

/** The pseudo header's share of a TCP or UDP checksum. */
export function pseudoHeaderSum(source: number, destination: number, protocol: number, length: number): number {
  return (source >>> 16) + (source & 0xffff) + (destination >>> 16) + (destination & 0xffff) + protocol + length;
}
