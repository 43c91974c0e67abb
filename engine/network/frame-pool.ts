import { DROP_REASONS } from './drop-reason';

/**
 * Bytes kept free before a frame. With 6, the IPv4 header of an untagged frame falls on a multiple of 4, which lets
 * checksums add whole words; a VLAN tag grows into the room in front.
 */
export const HEADROOM = 6;

/** A frame is a slot number of the pool; NO_FRAME is none. */
export type Frame = number;
export const NO_FRAME: Frame = -1;

/**
 * The bytes of all frames of a world, and what is known of each, in typed arrays. A frame is in one queue at a time,
 * so `next` chains any queue without allocation. Nothing here is an object per packet.
 */
export class FramePool {
  readonly stride: number;
  slots: number;
  bytes: Uint8Array;
  words: Uint32Array;
  /** Where the frame's first byte stands in `bytes`. */
  start: Int32Array;
  length: Int32Array;
  /** VLAN tag that the bytes carry now; 0 = untagged. */
  tag: Uint16Array;
  /** Running number of the frame; a flooded copy is a new frame. */
  id: Float64Array;
  /** Number of the frame this one is a copy of; 0 = none. */
  parent: Float64Array;
  /** When the sending stack made it. */
  sentAt: Float64Array;
  /** When it reaches the end of the wire it is on. */
  arriveAt: Float64Array;
  /** Traffic it belongs to, -1 = none; and the number within that traffic. */
  traffic: Int32Array;
  sequence: Int32Array;
  next: Int32Array;
  /** 1 while the slot is in use. */
  used: Uint8Array;
  private freeHead = NO_FRAME;

  /** The ledger: frames made, handed to a stack, and lost, by reason. */
  created = 0;
  delivered = 0;
  readonly dropped = new Float64Array(DROP_REASONS.length);
  inFlight = 0;

  /** `largest`: the longest frame in bytes, without FCS. */
  constructor(largest: number, slots = 256) {
    this.stride = (largest + HEADROOM + 2 + 63) & ~63;
    this.slots = 0;
    this.bytes = new Uint8Array(0);
    this.words = new Uint32Array(0);
    this.start = new Int32Array(0);
    this.length = new Int32Array(0);
    this.tag = new Uint16Array(0);
    this.id = new Float64Array(0);
    this.parent = new Float64Array(0);
    this.sentAt = new Float64Array(0);
    this.arriveAt = new Float64Array(0);
    this.traffic = new Int32Array(0);
    this.sequence = new Int32Array(0);
    this.next = new Int32Array(0);
    this.used = new Uint8Array(0);
    this.grow(slots);
  }

  /** Room for the longest frame this pool can hold. */
  get largest(): number {
    return this.stride - HEADROOM - 2;
  }

  /** A new frame without content. */
  make(length: number, now: number, traffic: number, sequence: number): Frame {
    if (this.freeHead === NO_FRAME) this.grow(this.slots * 2);
    const frame = this.freeHead;
    this.freeHead = this.next[frame];
    this.used[frame] = 1;
    this.start[frame] = frame * this.stride + HEADROOM;
    this.length[frame] = length;
    this.tag[frame] = 0;
    this.id[frame] = ++this.created;
    this.parent[frame] = 0;
    this.sentAt[frame] = now;
    this.traffic[frame] = traffic;
    this.sequence[frame] = sequence;
    this.next[frame] = NO_FRAME;
    this.inFlight++;
    return frame;
  }

  /** A flooded copy: same bytes, a new frame with the first as its parent. */
  duplicate(frame: Frame): Frame {
    const copy = this.make(this.length[frame], this.sentAt[frame], this.traffic[frame], this.sequence[frame]);
    const from = this.start[frame];
    const to = from - frame * this.stride + copy * this.stride;
    this.start[copy] = to;
    this.tag[copy] = this.tag[frame];
    this.parent[copy] = this.id[frame];
    this.bytes.copyWithin(to, from, from + this.length[frame]);
    return copy;
  }

  /** The frame reached a stack: it ends here. */
  deliver(frame: Frame): void {
    this.delivered++;
    this.release(frame);
  }

  /** The frame is lost. */
  drop(frame: Frame, reason: number): void {
    this.dropped[reason]++;
    this.release(frame);
  }

  /** Puts an 802.1Q tag in front of the EtherType, or takes it out (vlan 0). */
  setTag(frame: Frame, vlan: number): void {
    const had = this.tag[frame];
    if (had === vlan) return;
    const bytes = this.bytes;
    let start = this.start[frame];
    if (had !== 0 && vlan === 0) {
      bytes.copyWithin(start + 4, start, start + 12);
      this.start[frame] = start + 4;
      this.length[frame] -= 4;
    } else {
      if (had === 0) {
        bytes.copyWithin(start - 4, start, start + 12);
        start -= 4;
        this.start[frame] = start;
        this.length[frame] += 4;
        bytes[start + 12] = 0x81;
        bytes[start + 13] = 0x00;
      }
      bytes[start + 14] = (vlan >> 8) & 0x0f;
      bytes[start + 15] = vlan & 0xff;
    }
    this.tag[frame] = vlan;
  }

  /** A view of the frame's bytes; valid until the pool grows. Not for hot paths. */
  view(frame: Frame): Uint8Array {
    return this.bytes.subarray(this.start[frame], this.start[frame] + this.length[frame]);
  }

  get droppedTotal(): number {
    let total = 0;
    for (let i = 0; i < this.dropped.length; i++) total += this.dropped[i];
    return total;
  }

  copy(): FramePool {
    const twin = new FramePool(this.largest, this.slots);
    // Bytes of free slots mean nothing: only frames in flight are copied.
    for (let frame = 0; frame < this.slots; frame++) {
      if (this.used[frame]) twin.bytes.set(this.view(frame), this.start[frame]);
    }
    twin.start.set(this.start);
    twin.length.set(this.length);
    twin.tag.set(this.tag);
    twin.id.set(this.id);
    twin.parent.set(this.parent);
    twin.sentAt.set(this.sentAt);
    twin.arriveAt.set(this.arriveAt);
    twin.traffic.set(this.traffic);
    twin.sequence.set(this.sequence);
    twin.next.set(this.next);
    twin.used.set(this.used);
    twin.freeHead = this.freeHead;
    twin.created = this.created;
    twin.delivered = this.delivered;
    twin.dropped.set(this.dropped);
    twin.inFlight = this.inFlight;
    return twin;
  }

  /** What of the pool decides the future: frames in flight with their bytes, and the ledger. Free slots do not count. */
  state(): unknown {
    const frames: unknown[] = [];
    for (let frame = 0; frame < this.slots; frame++) {
      if (!this.used[frame]) continue;
      frames.push([
        frame,
        this.id[frame],
        this.parent[frame],
        this.sentAt[frame],
        this.arriveAt[frame],
        this.traffic[frame],
        this.sequence[frame],
        this.next[frame],
        this.tag[frame],
        this.view(frame),
      ]);
    }
    return [this.created, this.delivered, this.dropped, frames];
  }

  private release(frame: Frame): void {
    if (this.used[frame] === 0) throw new Error(`Frame slot ${frame} was given back twice.`);
    this.used[frame] = 0;
    this.next[frame] = this.freeHead;
    this.freeHead = frame;
    this.inFlight--;
  }

  private grow(slots: number): void {
    const before = this.slots;
    const bytes = new Uint8Array(slots * this.stride);
    bytes.set(this.bytes);
    this.bytes = bytes;
    this.words = new Uint32Array(bytes.buffer);
    const integers = (old: Int32Array) => {
      const wider = new Int32Array(slots);
      wider.set(old);
      return wider;
    };
    const floats = (old: Float64Array) => {
      const wider = new Float64Array(slots);
      wider.set(old);
      return wider;
    };
    this.start = integers(this.start);
    this.length = integers(this.length);
    const tag = new Uint16Array(slots);
    tag.set(this.tag);
    this.tag = tag;
    this.id = floats(this.id);
    this.parent = floats(this.parent);
    this.sentAt = floats(this.sentAt);
    this.arriveAt = floats(this.arriveAt);
    this.traffic = integers(this.traffic);
    this.sequence = integers(this.sequence);
    this.next = integers(this.next);
    const used = new Uint8Array(slots);
    used.set(this.used);
    this.used = used;
    this.slots = slots;
    for (let frame = slots - 1; frame >= before; frame--) {
      this.next[frame] = this.freeHead;
      this.freeHead = frame;
    }
  }
}

/** A first-in, first-out queue of frames, chained through the pool. */
export interface FrameQueue {
  head: Frame;
  tail: Frame;
  count: number;
}

export function emptyQueue(): FrameQueue {
  return { head: NO_FRAME, tail: NO_FRAME, count: 0 };
}

export function enqueue(pool: FramePool, queue: FrameQueue, frame: Frame): void {
  pool.next[frame] = NO_FRAME;
  if (queue.tail === NO_FRAME) queue.head = frame;
  else pool.next[queue.tail] = frame;
  queue.tail = frame;
  queue.count++;
}

/** Takes the oldest frame; NO_FRAME when the queue is empty. */
export function dequeue(pool: FramePool, queue: FrameQueue): Frame {
  const frame = queue.head;
  if (frame === NO_FRAME) return NO_FRAME;
  queue.head = pool.next[frame];
  if (queue.head === NO_FRAME) queue.tail = NO_FRAME;
  pool.next[frame] = NO_FRAME;
  queue.count--;
  return frame;
}
