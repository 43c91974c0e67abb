import { END_OF_TIME, type Nanoseconds } from './time';

/** Names a pending event, for `cancel`. A plain number, so that it can be kept in copied state. */
export type EventHandle = number;

/** One pending event as plain data, as `EventQueue.pending` lists it. */
export interface PendingEvent {
  time: Nanoseconds;
  kind: number;
  target: number;
  a: number;
  b: number;
  data: unknown;
}

const SLOT_BITS = 1 << 20;

/**
 * Pending events as data, in a binary heap ordered by time and, at equal times, by insertion.
 * Struct of arrays: pushing and popping an event without `data` allocates nothing.
 * Kind 0 is reserved: it marks a cancelled event, which is skipped when its turn comes.
 */
export class EventQueue {
  private size = 0;
  private live = 0;
  private order = 1;
  private free = 0;
  /** The heap: time and order inline with the slot, so that sifting touches neighbours only. */
  private heapTime = new Float64Array(64);
  private heapOrder = new Float64Array(64);
  private heapSlot = new Int32Array(64);
  /** The slots; `next` chains the free ones (index + 1, 0 ends). */
  private kind = new Uint16Array(64);
  private target = new Int32Array(64);
  private a = new Float64Array(64);
  private b = new Float64Array(64);
  private born = new Float64Array(64);
  private next = new Int32Array(64);
  private readonly data: unknown[] = [];

  /** The event taken by the last `take`. Valid until the next call. */
  takenTime: Nanoseconds = 0;
  takenKind = 0;
  takenTarget = 0;
  takenA = 0;
  takenB = 0;
  takenData: unknown = undefined;

  constructor() {
    this.chainFree(0, 64);
  }

  /** Events that will still fire. */
  get count(): number {
    return this.live;
  }

  push(time: Nanoseconds, kind: number, target: number, a: number, b: number, data?: unknown): EventHandle {
    if (this.free === 0) this.grow();
    const slot = this.free - 1;
    this.free = this.next[slot];
    const order = this.order++;
    this.kind[slot] = kind;
    this.target[slot] = target;
    this.a[slot] = a;
    this.b[slot] = b;
    this.born[slot] = order;
    if (data !== undefined) this.data[slot] = data;
    this.live++;

    const heapTime = this.heapTime;
    const heapOrder = this.heapOrder;
    const heapSlot = this.heapSlot;
    let hole = this.size++;
    // A new event is the youngest, so on a tie it stays below: comparing times is enough here.
    while (hole > 0) {
      const parent = (hole - 1) >> 1;
      if (heapTime[parent] <= time) break;
      heapTime[hole] = heapTime[parent];
      heapOrder[hole] = heapOrder[parent];
      heapSlot[hole] = heapSlot[parent];
      hole = parent;
    }
    heapTime[hole] = time;
    heapOrder[hole] = order;
    heapSlot[hole] = slot;
    return slot + (order % 0x1_0000_0000) * SLOT_BITS;
  }

  /** Takes an event back. Returns false when it has fired or was cancelled before. */
  cancel(handle: EventHandle): boolean {
    if (handle < 0) return false;
    const slot = handle % SLOT_BITS;
    if (slot >= this.kind.length || this.kind[slot] === 0) return false;
    if (this.born[slot] % 0x1_0000_0000 !== Math.floor(handle / SLOT_BITS)) return false;
    this.kind[slot] = 0;
    this.data[slot] = undefined;
    this.live--;
    return true;
  }

  /** Time of the next event that will fire, or END_OF_TIME when none is pending. */
  nextTime(): Nanoseconds {
    while (this.size > 0 && this.kind[this.heapSlot[0]] === 0) this.removeTop();
    return this.size === 0 ? END_OF_TIME : this.heapTime[0];
  }

  /** Moves the next event with time <= `limit` into the `taken...` fields; false when there is none. */
  take(limit: Nanoseconds): boolean {
    while (this.size > 0) {
      const time = this.heapTime[0];
      if (time > limit) return false;
      const slot = this.heapSlot[0];
      const kind = this.kind[slot];
      if (kind === 0) {
        this.removeTop();
        continue;
      }
      this.takenTime = time;
      this.takenKind = kind;
      this.takenTarget = this.target[slot];
      this.takenA = this.a[slot];
      this.takenB = this.b[slot];
      this.takenData = undefined;
      if (slot < this.data.length && this.data[slot] !== undefined) {
        this.takenData = this.data[slot];
        this.data[slot] = undefined;
      }
      this.live--;
      this.removeTop();
      return true;
    }
    return false;
  }

  /** Every pending event in the order it will fire. For inspection and state hashes, not for hot paths. */
  pending(): PendingEvent[] {
    const rows: { order: number; event: PendingEvent }[] = [];
    for (let i = 0; i < this.size; i++) {
      const slot = this.heapSlot[i];
      if (this.kind[slot] === 0) continue;
      rows.push({
        order: this.heapOrder[i],
        event: {
          time: this.heapTime[i],
          kind: this.kind[slot],
          target: this.target[slot],
          a: this.a[slot],
          b: this.b[slot],
          data: this.data[slot],
        },
      });
    }
    rows.sort((x, y) => x.event.time - y.event.time || x.order - y.order);
    return rows.map((row) => row.event);
  }

  /** An independent copy. Payloads are cloned too: they must be plain data. */
  copy(): EventQueue {
    const twin = new EventQueue();
    twin.size = this.size;
    twin.live = this.live;
    twin.order = this.order;
    twin.free = this.free;
    twin.heapTime = this.heapTime.slice();
    twin.heapOrder = this.heapOrder.slice();
    twin.heapSlot = this.heapSlot.slice();
    twin.kind = this.kind.slice();
    twin.target = this.target.slice();
    twin.a = this.a.slice();
    twin.b = this.b.slice();
    twin.born = this.born.slice();
    twin.next = this.next.slice();
    for (let i = 0; i < this.data.length; i++) {
      if (this.data[i] !== undefined) twin.data[i] = structuredClone(this.data[i]);
    }
    return twin;
  }

  private removeTop(): void {
    const heapTime = this.heapTime;
    const heapOrder = this.heapOrder;
    const heapSlot = this.heapSlot;
    const slot = heapSlot[0];
    this.kind[slot] = 0;
    this.next[slot] = this.free;
    this.free = slot + 1;

    const last = --this.size;
    if (last === 0) return;
    const time = heapTime[last];
    const order = heapOrder[last];
    const moved = heapSlot[last];
    let hole = 0;
    for (;;) {
      let child = 2 * hole + 1;
      if (child >= last) break;
      const right = child + 1;
      if (
        right < last &&
        (heapTime[right] < heapTime[child] ||
          (heapTime[right] === heapTime[child] && heapOrder[right] < heapOrder[child]))
      ) {
        child = right;
      }
      if (time < heapTime[child] || (time === heapTime[child] && order < heapOrder[child])) break;
      heapTime[hole] = heapTime[child];
      heapOrder[hole] = heapOrder[child];
      heapSlot[hole] = heapSlot[child];
      hole = child;
    }
    heapTime[hole] = time;
    heapOrder[hole] = order;
    heapSlot[hole] = moved;
  }

  private grow(): void {
    const before = this.kind.length;
    const after = before * 2;
    if (after > SLOT_BITS) throw new RangeError('More than a million pending events: something schedules without end.');
    const floats = (old: Float64Array) => {
      const wider = new Float64Array(after);
      wider.set(old);
      return wider;
    };
    const integers = (old: Int32Array) => {
      const wider = new Int32Array(after);
      wider.set(old);
      return wider;
    };
    const kinds = new Uint16Array(after);
    kinds.set(this.kind);
    this.kind = kinds;
    this.heapTime = floats(this.heapTime);
    this.heapOrder = floats(this.heapOrder);
    this.heapSlot = integers(this.heapSlot);
    this.target = integers(this.target);
    this.a = floats(this.a);
    this.b = floats(this.b);
    this.born = floats(this.born);
    this.next = integers(this.next);
    this.chainFree(before, after);
  }

  private chainFree(from: number, to: number): void {
    for (let i = from; i < to; i++) this.next[i] = i + 1 < to ? i + 2 : 0;
    this.free = from + 1;
  }
}
