/**
 * Addresses in the form the hot paths want. A MAC address is two whole numbers: `high` (first two bytes) and `low`
 * (last four, as a signed 32-bit number). An IPv4 address is one signed 32-bit number.
 */

const MAC_TEXT =
  /^([0-9a-f]{2})[:-]?([0-9a-f]{2})[:-]?([0-9a-f]{2})[:-]?([0-9a-f]{2})[:-]?([0-9a-f]{2})[:-]?([0-9a-f]{2})$/i;

export interface MacAddress {
  high: number;
  low: number;
}

export const BROADCAST_HIGH = 0xffff;
export const BROADCAST_LOW = -1;

/** Reads `00155D0A1B00`, `00-15-5D-0A-1B-00` or `00:15:5d:0a:1b:00`. */
export function parseMac(text: string): MacAddress {
  const match = MAC_TEXT.exec(text);
  if (!match) throw new RangeError(`'${text}' is not a MAC address.`);
  const byte = (i: number) => Number.parseInt(match[i], 16);
  return { high: (byte(1) << 8) | byte(2), low: (byte(3) << 24) | (byte(4) << 16) | (byte(5) << 8) | byte(6) };
}

/** `00-15-5D-0A-1B-00`, or with another separator. */
export function formatMac(high: number, low: number, separator = '-'): string {
  const digits = high.toString(16).padStart(4, '0') + (low >>> 0).toString(16).padStart(8, '0');
  return (digits.toUpperCase().match(/../g) as string[]).join(separator);
}

/** The group bit: broadcast or multicast. */
export function isGroupAddress(high: number): boolean {
  return (high & 0x0100) !== 0;
}

const IPV4_TEXT = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/;

/** Reads `192.168.1.10`; undefined when it is no IPv4 address. */
export function parseIpv4(text: string): number | undefined {
  const match = IPV4_TEXT.exec(text);
  if (!match) return undefined;
  let address = 0;
  for (let i = 1; i <= 4; i++) {
    const part = Number(match[i]);
    if (part > 255) return undefined;
    address = (address << 8) | part;
  }
  return address;
}

export function formatIpv4(address: number): string {
  return `${address >>> 24}.${(address >>> 16) & 255}.${(address >>> 8) & 255}.${address & 255}`;
}

/** The mask of a prefix length as a signed 32-bit number. */
export function maskOf(prefixLength: number): number {
  return prefixLength <= 0 ? 0 : -1 << (32 - Math.min(prefixLength, 32));
}
