/** Addresses and ids made from names: the same world file always gives the same world. */
import type { Guid, Mac } from './records';

/** 32 bits of a text; `salt` gives independent values. FNV-1a with a final mix. */
export function hash32(text: string, salt = 0): number {
  let h = (0x811c9dc5 ^ salt) >>> 0;
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193) >>> 0;
  h ^= h >>> 16;
  h = Math.imul(h, 0x85ebca6b) >>> 0;
  h ^= h >>> 13;
  h = Math.imul(h, 0xc2b2ae35) >>> 0;
  return (h ^ (h >>> 16)) >>> 0;
}

/** A version 4 GUID of a path of names. */
export function guidOf(...path: string[]): Guid {
  const text = path.join('\u0000');
  let digits = '';
  for (let salt = 0; salt < 4; salt++)
    digits += hash32(text, salt * 0x9e3779b9)
      .toString(16)
      .padStart(8, '0');
  const variant = ((Number.parseInt(digits[16], 16) & 3) | 8).toString(16);
  return `${digits.slice(0, 8)}-${digits.slice(8, 12)}-4${digits.slice(13, 16)}-${variant}${digits.slice(17, 20)}-${digits.slice(20)}`;
}

/** A MAC address with the maker's first three bytes. */
export function macOf(oui: string, ...path: string[]): Mac {
  const tail = hash32(path.join('\u0000')) & 0xffffff;
  return (oui + tail.toString(16).padStart(6, '0')).toUpperCase();
}

/** First address of a host's pool of dynamic MAC addresses: 00-15-5D and the last two bytes of its IPv4 address. */
export function hyperVMacPool(address: string): { minimum: Mac; maximum: Mac } {
  const parts = address.split('.').map(Number);
  const middle = [parts[2] ?? 0, parts[3] ?? 0].map((n) => n.toString(16).padStart(2, '0')).join('');
  return { minimum: `00155D${middle}00`.toUpperCase(), maximum: `00155D${middle}FF`.toUpperCase() };
}

/** MAC address `offset` places behind `first`. */
export function macAfter(first: Mac, offset: number): Mac {
  return (BigInt(`0x${first}`) + BigInt(offset)).toString(16).padStart(12, '0').toUpperCase();
}
