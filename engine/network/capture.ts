import type { Nanoseconds } from '../simulation/time';
import type { Frame, FramePool } from './frame-pool';

/**
 * A recording of frames in pcapng (draft-ietf-opsawg-pcapng), block by block as they pass, so that saving it is a copy.
 * Plain data.
 */
export interface Capture {
  /** What is recorded, for people: `HV01/Ethernet 2`. */
  name: string;
  on: boolean;
  /** Interface names in the order of their numbers. */
  interfaces: string[];
  bytes: Uint8Array;
  length: number;
  packets: number;
  /** Recording stops silently at this size; `missed` counts what came after. */
  limit: number;
  missed: number;
}

const SECTION_HEADER = 0x0a0d0d0a;
const INTERFACE_DESCRIPTION = 1;
const ENHANCED_PACKET = 6;
const LINKTYPE_ETHERNET = 1;
/** Options: if_name 2, if_speed 8, if_tsresol 9, shb_userappl 4, opt_comment 1, epb_flags 2. */
const NANOSECOND_RESOLUTION = 9;

export const CaptureDirection = { unknown: 0, inbound: 1, outbound: 2 } as const;

export function newCapture(name: string, limit = 64 * 1024 * 1024): Capture {
  const capture: Capture = {
    name,
    on: true,
    interfaces: [],
    bytes: new Uint8Array(16_384),
    length: 0,
    packets: 0,
    limit,
    missed: 0,
  };
  const start = beginBlock(capture, SECTION_HEADER, 28 + 64);
  const view = viewOf(capture);
  let at = start + 8;
  view.setUint32(at, 0x1a2b3c4d, true);
  view.setUint16(at + 4, 1, true);
  view.setUint16(at + 6, 0, true);
  // Section length "not given", so that the file can be cut off anywhere between blocks.
  view.setUint32(at + 8, 0xffffffff, true);
  view.setUint32(at + 12, 0xffffffff, true);
  at += 16;
  at = writeTextOption(capture, at, 4, 'Dualpath');
  at = endOptions(capture, at);
  endBlock(capture, start, at);
  return capture;
}

/** Adds an interface; returns its number. `speed` in bits a second, 0 = not said. */
export function addCaptureInterface(capture: Capture, name: string, speed: number): number {
  const start = beginBlock(capture, INTERFACE_DESCRIPTION, 64 + name.length * 4);
  const view = viewOf(capture);
  let at = start + 8;
  view.setUint16(at, LINKTYPE_ETHERNET, true);
  view.setUint16(at + 2, 0, true);
  view.setUint32(at + 4, 0, true);
  at += 8;
  at = writeTextOption(capture, at, 2, name);
  if (speed > 0) {
    view.setUint16(at, 8, true);
    view.setUint16(at + 2, 8, true);
    view.setUint32(at + 4, speed % 0x1_0000_0000, true);
    view.setUint32(at + 8, Math.floor(speed / 0x1_0000_0000), true);
    at += 12;
  }
  view.setUint16(at, 9, true);
  view.setUint16(at + 2, 1, true);
  view.setUint32(at + 4, NANOSECOND_RESOLUTION, true);
  at += 8;
  at = endOptions(capture, at);
  endBlock(capture, start, at);
  capture.interfaces.push(name);
  return capture.interfaces.length - 1;
}

/** Records a frame as it is now. `comment` shows in Wireshark beside the packet, say why it was lost. */
export function captureFrame(
  capture: Capture,
  pool: FramePool,
  frame: Frame,
  interfaceNumber: number,
  originMs: number,
  now: Nanoseconds,
  direction: number,
  comment?: string,
): void {
  if (!capture.on) return;
  const length = pool.length[frame];
  const room = 64 + length + (comment ? comment.length * 4 : 0);
  if (capture.length + room > capture.limit) {
    capture.missed++;
    return;
  }
  const start = beginBlock(capture, ENHANCED_PACKET, room);
  const view = viewOf(capture);
  // Nanoseconds since 1970 do not fit a double exactly: high and low word are made from seconds and rest apart.
  const stamp = BigInt(originMs) * 1_000_000n + BigInt(now);
  let at = start + 8;
  view.setUint32(at, interfaceNumber, true);
  view.setUint32(at + 4, Number(stamp >> 32n), true);
  view.setUint32(at + 8, Number(stamp & 0xffffffffn), true);
  view.setUint32(at + 12, length, true);
  view.setUint32(at + 16, length, true);
  at += 20;
  const from = pool.start[frame];
  capture.bytes.set(pool.bytes.subarray(from, from + length), at);
  at += length;
  while (at & 3) capture.bytes[at++] = 0;
  if (direction !== CaptureDirection.unknown || comment) {
    if (comment) at = writeTextOption(capture, at, 1, comment);
    if (direction !== CaptureDirection.unknown) {
      view.setUint16(at, 2, true);
      view.setUint16(at + 2, 4, true);
      view.setUint32(at + 4, direction, true);
      at += 8;
    }
    at = endOptions(capture, at);
  }
  endBlock(capture, start, at);
  capture.packets++;
}

/** The whole file. */
export function pcapngOf(capture: Capture): Uint8Array {
  return capture.bytes.slice(0, capture.length);
}

function viewOf(capture: Capture): DataView {
  return new DataView(capture.bytes.buffer);
}

function beginBlock(capture: Capture, type: number, room: number): number {
  const needed = capture.length + room + 16;
  if (needed > capture.bytes.length) {
    const wider = new Uint8Array(Math.max(needed, capture.bytes.length * 2));
    wider.set(capture.bytes);
    capture.bytes = wider;
  }
  viewOf(capture).setUint32(capture.length, type, true);
  return capture.length;
}

function endBlock(capture: Capture, start: number, at: number): void {
  const total = at + 4 - start;
  const view = viewOf(capture);
  view.setUint32(start + 4, total, true);
  view.setUint32(at, total, true);
  capture.length = at + 4;
}

function endOptions(capture: Capture, at: number): number {
  viewOf(capture).setUint32(at, 0, true);
  return at + 4;
}

function writeTextOption(capture: Capture, at: number, code: number, text: string): number {
  const bytes = utf8(text);
  const view = viewOf(capture);
  view.setUint16(at, code, true);
  view.setUint16(at + 2, bytes.length, true);
  capture.bytes.set(bytes, at + 4);
  at += 4 + bytes.length;
  while (at & 3) capture.bytes[at++] = 0;
  return at;
}

function utf8(text: string): number[] {
  const bytes: number[] = [];
  for (const character of text) {
    const code = character.codePointAt(0) as number;
    if (code < 0x80) bytes.push(code);
    else if (code < 0x800) bytes.push(0xc0 | (code >> 6), 0x80 | (code & 63));
    else if (code < 0x10000) bytes.push(0xe0 | (code >> 12), 0x80 | ((code >> 6) & 63), 0x80 | (code & 63));
    else bytes.push(0xf0 | (code >> 18), 0x80 | ((code >> 12) & 63), 0x80 | ((code >> 6) & 63), 0x80 | (code & 63));
  }
  return bytes;
}
