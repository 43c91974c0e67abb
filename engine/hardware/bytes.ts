import type { HexBytes, HexNumber } from './records';

const DIGITS: string[] = [];
for (let value = 0; value < 256; value++) DIGITS.push(value.toString(16).padStart(2, '0'));

/** Hex digits to bytes; `length` pads with zeros. */
export function fromHex(hex: HexBytes, length = hex.length >> 1): Uint8Array {
  const bytes = new Uint8Array(length);
  for (let i = 0; i * 2 < hex.length; i++) bytes[i] = Number.parseInt(hex.slice(i * 2, i * 2 + 2), 16);
  return bytes;
}

export function toHex(bytes: Uint8Array): HexBytes {
  let hex = '';
  for (const value of bytes) hex += DIGITS[value];
  return hex;
}

/** Like `toHex`, without the zero bytes at the end. */
export function toTrimmedHex(bytes: Uint8Array): HexBytes {
  let end = bytes.length;
  while (end > 0 && bytes[end - 1] === 0) end--;
  return toHex(bytes.subarray(0, end));
}

export function u8(bytes: Uint8Array, offset: number): number {
  return bytes[offset];
}

export function u16(bytes: Uint8Array, offset: number): number {
  return bytes[offset] | (bytes[offset + 1] << 8);
}

export function u32(bytes: Uint8Array, offset: number): number {
  return (u16(bytes, offset) | (u16(bytes, offset + 2) << 16)) >>> 0;
}

export function u64(bytes: Uint8Array, offset: number): bigint {
  return BigInt(u32(bytes, offset)) | (BigInt(u32(bytes, offset + 4)) << 32n);
}

export function put16(bytes: Uint8Array, offset: number, value: number): void {
  bytes[offset] = value & 0xff;
  bytes[offset + 1] = (value >>> 8) & 0xff;
}

export function put32(bytes: Uint8Array, offset: number, value: number): void {
  put16(bytes, offset, value & 0xffff);
  put16(bytes, offset + 2, value >>> 16);
}

export function put64(bytes: Uint8Array, offset: number, value: bigint): void {
  put32(bytes, offset, Number(value & 0xffffffffn));
  put32(bytes, offset + 4, Number((value >> 32n) & 0xffffffffn));
}

/** 64-bit register as text, 16 digits. */
export function hex64(value: bigint): HexNumber {
  return `0x${value.toString(16).padStart(16, '0')}`;
}
