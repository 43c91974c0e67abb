/** Ethernet II. Offsets from the frame's first byte: destination 0, source 6, EtherType 12, payload 14. */
export const ETHERNET_HEADER = 14;
/** Shortest frame on the wire, without its FCS. */
export const ETHERNET_MINIMUM = 60;
/** What a frame costs on the wire beyond its bytes: preamble 8, FCS 4, gap 12. */
export const WIRE_OVERHEAD = 24;

export const EtherType = {
  ipv4: 0x0800,
  arp: 0x0806,
  rarp: 0x8035,
  vlan: 0x8100,
} as const;

export function read16(bytes: Uint8Array, at: number): number {
  return (bytes[at] << 8) | bytes[at + 1];
}

/** A signed 32-bit number. */
export function read32(bytes: Uint8Array, at: number): number {
  return (bytes[at] << 24) | (bytes[at + 1] << 16) | (bytes[at + 2] << 8) | bytes[at + 3];
}

export function write16(bytes: Uint8Array, at: number, value: number): void {
  bytes[at] = value >> 8;
  bytes[at + 1] = value;
}

export function write32(bytes: Uint8Array, at: number, value: number): void {
  bytes[at] = value >> 24;
  bytes[at + 1] = value >> 16;
  bytes[at + 2] = value >> 8;
  bytes[at + 3] = value;
}

export function writeEthernet(
  bytes: Uint8Array,
  at: number,
  toHigh: number,
  toLow: number,
  fromHigh: number,
  fromLow: number,
  etherType: number,
): void {
  write16(bytes, at, toHigh);
  write32(bytes, at + 2, toLow);
  write16(bytes, at + 6, fromHigh);
  write32(bytes, at + 8, fromLow);
  write16(bytes, at + 12, etherType);
}
