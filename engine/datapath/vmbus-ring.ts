/**
 * One direction of a VMBus channel: a ring in shared memory with a control page (engine-behaviours 3.1).
 * Plain data; the bytes are those the real ring would hold.
 */
export interface VmbusRing {
  /** Bytes of the data area, a multiple of 4096. */
  size: number;
  /** Words of the control page: see RingControl. */
  control: Uint32Array;
  data: Int32Array;
  packetsWritten: number;
  packetsRead: number;
  /** Signals of the writer at the empty to non-empty edge. */
  signals: number;
  /** Writes refused for want of room. */
  full: number;
}

/** Words of the control page. */
export const RingControl = {
  writeIndex: 0,
  readIndex: 1,
  interruptMask: 2,
  pendingSendSize: 3,
  featureBits: 16,
} as const;

/** Packet types of a VMBus descriptor. */
export const VmbusPacket = {
  inBand: 6,
  transferPages: 7,
  gpaDirect: 9,
  completion: 0xb,
} as const;

export const COMPLETION_REQUESTED = 1;

/** Words before the payload of an in-band packet: type, offset, length, flags, transaction id. */
export const DESCRIPTOR_WORDS = 4;
const FOOTER_BYTES = 8;

export const RingWrite = { full: -1, written: 0, signal: 1 } as const;

export function newVmbusRing(size: number): VmbusRing {
  const control = new Uint32Array(32);
  control[RingControl.featureBits] = 1;
  // A new incoming ring starts masked; the reader unmasks when it opens the channel.
  control[RingControl.interruptMask] = 1;
  return { size, control, data: new Int32Array(size / 4), packetsWritten: 0, packetsRead: 0, signals: 0, full: 0 };
}

export function ringIsEmpty(ring: VmbusRing): boolean {
  return ring.control[RingControl.writeIndex] === ring.control[RingControl.readIndex];
}

/** Bytes that can be written now. The ring is never filled completely: 8 bytes stay free. */
export function ringFree(ring: VmbusRing): number {
  const write = ring.control[RingControl.writeIndex];
  const read = ring.control[RingControl.readIndex];
  return read > write ? read - write - 8 : ring.size - (write - read) - 8;
}

/** Writes the first word of a descriptor; the length counts all but the footer. */
export function setDescriptor(
  packet: Int32Array,
  type: number,
  headerWords: number,
  totalWords: number,
  flags: number,
  idLow: number,
  idHigh: number,
): void {
  packet[0] = type | ((headerWords >> 1) << 16);
  packet[1] = (totalWords >> 1) | (flags << 16);
  packet[2] = idLow;
  packet[3] = idHigh;
}

/**
 * Puts a packet of `words` words (even) into the ring. Returns `full` and changes nothing when there is no room beside
 * `reserve` bytes; `signal` when the reader has to be woken: it is unmasked and had read everything before this packet.
 */
export function writeRing(ring: VmbusRing, packet: Int32Array, words: number, reserve = 0): number {
  const bytes = words * 4 + FOOTER_BYTES;
  if (ringFree(ring) < bytes + reserve) {
    ring.full++;
    return RingWrite.full;
  }
  const control = ring.control;
  const data = ring.data;
  const before = control[RingControl.writeIndex];
  const end = data.length;
  let at = before >> 2;
  if (at + words + 2 <= end) {
    for (let i = 0; i < words; i++) data[at + i] = packet[i];
    at += words;
  } else {
    for (let i = 0; i < words; i++) {
      data[at] = packet[i];
      if (++at === end) at = 0;
    }
  }
  if (at === end) at = 0;
  data[at] = 0;
  data[at + 1] = before;
  at += 2;
  if (at === end) at = 0;
  control[RingControl.writeIndex] = at * 4;
  ring.packetsWritten++;
  if (control[RingControl.interruptMask] === 0 && control[RingControl.readIndex] === before) {
    ring.signals++;
    return RingWrite.signal;
  }
  return RingWrite.written;
}

/**
 * Takes the oldest packet out of the ring into `packet`. Returns its length in words without footer, 0 when the ring is
 * empty. Throws when the ring is corrupt.
 */
export function readRing(ring: VmbusRing, packet: Int32Array): number {
  const control = ring.control;
  const read = control[RingControl.readIndex];
  const write = control[RingControl.writeIndex];
  if (read === write) return 0;
  if ((read | write) & 7 || read >= ring.size || write >= ring.size) throw new Error('VMBus ring: corrupt index.');
  const data = ring.data;
  const end = data.length;
  let at = read >> 2;
  const words = (data[at + 1] & 0xffff) * 2;
  if (words < DESCRIPTOR_WORDS || words > packet.length) throw new Error(`VMBus ring: packet of ${words} words.`);
  if (at + words + 2 <= end) {
    for (let i = 0; i < words; i++) packet[i] = data[at + i];
    at += words;
  } else {
    for (let i = 0; i < words; i++) {
      packet[i] = data[at];
      if (++at === end) at = 0;
    }
  }
  if (at === end) at = 0;
  if (data[at + 1] !== read) throw new Error('VMBus ring: footer does not name the start of its packet.');
  at += 2;
  if (at === end) at = 0;
  control[RingControl.readIndex] = at * 4;
  ring.packetsRead++;
  return words;
}

/**
 * Whether the reader must wake a writer that waits for room: free space has just crossed what the writer asked for.
 * `freeBefore` is the free space before the read.
 */
export function readerMustSignal(ring: VmbusRing, freeBefore: number): boolean {
  const pending = ring.control[RingControl.pendingSendSize] & ~7;
  return pending !== 0 && freeBefore < pending && pending <= ringFree(ring);
}
