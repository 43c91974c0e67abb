import { BROADCAST_HIGH, BROADCAST_LOW } from './address';
import { ETHERNET_MINIMUM, EtherType, write16, write32, writeEthernet } from './ethernet';
import type { Frame, FramePool } from './frame-pool';

/** ARP (RFC 826) and reverse ARP (RFC 903) over Ethernet: 28 bytes after the Ethernet header. */
export const ArpOperation = {
  request: 1,
  reply: 2,
  reverseRequest: 3,
  reverseReply: 4,
} as const;

/** Offsets from the frame's first byte (untagged). */
export const ARP = {
  operation: 20,
  senderMac: 22,
  senderIp: 28,
  targetMac: 32,
  targetIp: 38,
  length: 42,
} as const;

/** Makes an ARP or RARP frame, padded to the Ethernet minimum. */
export function makeArp(
  pool: FramePool,
  now: number,
  operation: number,
  fromHigh: number,
  fromLow: number,
  fromIp: number,
  toHigh: number,
  toLow: number,
  toIp: number,
  destinationHigh: number,
  destinationLow: number,
): Frame {
  const frame = pool.make(ETHERNET_MINIMUM, now, -1, 0);
  const bytes = pool.bytes;
  const at = pool.start[frame];
  const reverse = operation >= ArpOperation.reverseRequest;
  const type = reverse ? EtherType.rarp : EtherType.arp;
  writeEthernet(bytes, at, destinationHigh, destinationLow, fromHigh, fromLow, type);
  write16(bytes, at + 14, 1);
  write16(bytes, at + 16, EtherType.ipv4);
  bytes[at + 18] = 6;
  bytes[at + 19] = 4;
  write16(bytes, at + ARP.operation, operation);
  write16(bytes, at + ARP.senderMac, fromHigh);
  write32(bytes, at + ARP.senderMac + 2, fromLow);
  write32(bytes, at + ARP.senderIp, fromIp);
  write16(bytes, at + ARP.targetMac, toHigh);
  write32(bytes, at + ARP.targetMac + 2, toLow);
  write32(bytes, at + ARP.targetIp, toIp);
  bytes.fill(0, at + ARP.length, at + ETHERNET_MINIMUM);
  return frame;
}

/**
 * The unsolicited reverse ARP with which a switch announces that a MAC address now lives behind it:
 * sender and target are that address, IP addresses zero, sent to everybody.
 */
export function makeReverseArpAnnouncement(pool: FramePool, now: number, high: number, low: number): Frame {
  return makeArp(pool, now, ArpOperation.reverseRequest, high, low, 0, high, low, 0, BROADCAST_HIGH, BROADCAST_LOW);
}
