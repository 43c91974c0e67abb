import type { Nanoseconds } from './time';

/** One record of the trace, as `TraceRing.read` returns it. */
export interface TraceRecord {
  /** Running number of the record, from 0; gaps do not occur, old records are overwritten. */
  index: number;
  time: Nanoseconds;
  /** What happened: a number the writing room gives a meaning to. */
  kind: number;
  /** Where: an entry of the trace's list of places. */
  where: string;
  a: number;
  b: number;
  text: string;
}

/**
 * A ring of records in typed arrays: the newest `capacity` are kept. Writing a record without text allocates nothing;
 * when `on` is false it costs one comparison.
 */
export class TraceRing {
  on: boolean;
  private written = 0;
  private readonly mask: number;
  private readonly time: Float64Array;
  private readonly kind: Uint16Array;
  private readonly where: Uint16Array;
  private readonly a: Float64Array;
  private readonly b: Float64Array;
  private texts: (string | undefined)[] = [];

  /** `capacity` is rounded up to a power of two. */
  constructor(capacity: number, on = true) {
    let size = 16;
    while (size < capacity) size *= 2;
    this.on = on;
    this.mask = size - 1;
    this.time = new Float64Array(size);
    this.kind = new Uint16Array(size);
    this.where = new Uint16Array(size);
    this.a = new Float64Array(size);
    this.b = new Float64Array(size);
  }

  /** How many records were written since the start of the world. */
  get count(): number {
    return this.written;
  }

  write(time: Nanoseconds, kind: number, where: number, a: number, b: number): void {
    if (!this.on) return;
    const i = this.written++ & this.mask;
    this.time[i] = time;
    this.kind[i] = kind;
    this.where[i] = where;
    this.a[i] = a;
    this.b[i] = b;
    if (i < this.texts.length) this.texts[i] = undefined;
  }

  writeText(time: Nanoseconds, kind: number, where: number, text: string, a = 0, b = 0): void {
    if (!this.on) return;
    const i = this.written & this.mask;
    this.write(time, kind, where, a, b);
    this.texts[i] = text;
  }

  /** Records with index >= `since` that are still kept, oldest first. */
  read(places: readonly string[], since = 0): TraceRecord[] {
    const first = Math.max(since, this.written - (this.mask + 1), 0);
    const records: TraceRecord[] = [];
    for (let index = first; index < this.written; index++) {
      const i = index & this.mask;
      records.push({
        index,
        time: this.time[i],
        kind: this.kind[i],
        where: places[this.where[i]] ?? '',
        a: this.a[i],
        b: this.b[i],
        text: this.texts[i] ?? '',
      });
    }
    return records;
  }

  copy(): TraceRing {
    const twin = new TraceRing(this.mask + 1, this.on);
    twin.written = this.written;
    twin.time.set(this.time);
    twin.kind.set(this.kind);
    twin.where.set(this.where);
    twin.a.set(this.a);
    twin.b.set(this.b);
    twin.texts = this.texts.slice();
    return twin;
  }
}

/**
 * The trace of a world: `messages` (control: NVSP, vPCI, OIDs, migration, link changes; always cheap enough to keep on)
 * and `hops` (one record for every hop of every frame). It never influences what happens.
 */
export class Trace {
  private readonly names: string[] = [''];
  messages = new TraceRing(4096);
  hops = new TraceRing(8192);

  /** The number of a place (say `HV01/IOV/port 3`); the same name gives the same number. */
  place(name: string): number {
    const known = this.names.indexOf(name);
    if (known >= 0) return known;
    return this.names.push(name) - 1;
  }

  get places(): readonly string[] {
    return this.names;
  }

  copy(): Trace {
    const twin = new Trace();
    twin.names.length = 0;
    twin.names.push(...this.names);
    twin.messages = this.messages.copy();
    twin.hops = this.hops.copy();
    return twin;
  }
}
