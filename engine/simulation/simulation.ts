import { type EventHandle, EventQueue, type PendingEvent } from './event-queue';
import type { Fingerprint } from './fingerprint';
import { Random } from './random';
import { END_OF_TIME, type Nanoseconds } from './time';
import { Trace } from './trace';

/**
 * What a room does when an event of its kind fires. `target` usually numbers the thing concerned; `a` and `b` are
 * free numbers; `data` is plain data, for the rare events that need more.
 */
export type EventHandler = (target: number, a: number, b: number, data: unknown) => void;

/** First event kind of each room; a room numbers its kinds from here, at most 100. Kind 0 is reserved. */
export const EVENT_KINDS = {
  network: 100,
  datapath: 200,
  migration: 300,
  hyperV: 400,
  session: 500,
} as const;

export interface SimulationOptions {
  /** Seed of all chance in this world. */
  seed: number;
  /** The date at which the world starts, milliseconds since 1970-01-01 UTC. */
  originMs: number;
}

/**
 * Clock, pending events, chance and trace of one world. All of it is data: `copy` between two events gives a second
 * world that goes on alone. Handlers are not data; every room registers its own on the copy again.
 */
export class Simulation {
  readonly seed: number;
  readonly originMs: number;
  private time: Nanoseconds = 0;
  private fired = 0;
  private queue = new EventQueue();
  private randoms = new Map<string, Random>();
  private readonly handlers: (EventHandler | undefined)[] = [];
  trace = new Trace();
  /** When set, every event is added to it: two runs with the same digest went the same way. */
  digest: Fingerprint | undefined;
  /** Called after every event; for tests of what must always hold. */
  observer: ((kind: number) => void) | undefined;

  constructor(options: SimulationOptions) {
    this.seed = options.seed;
    this.originMs = options.originMs;
  }

  get now(): Nanoseconds {
    return this.time;
  }

  /** How many events have fired. */
  get eventsFired(): number {
    return this.fired;
  }

  get pendingCount(): number {
    return this.queue.count;
  }

  /** Sets what happens at events of this kind. A kind has one handler. */
  handle(kind: number, handler: EventHandler): void {
    this.handlers[kind] = handler;
  }

  /** Schedules an event at an instant; one in the past is a mistake of the caller. */
  at(time: Nanoseconds, kind: number, target = 0, a = 0, b = 0, data?: unknown): EventHandle {
    if (!(time >= this.time) || time > END_OF_TIME) {
      throw new RangeError(`An event of kind ${kind} cannot be scheduled at ${time} ns: it is ${this.time} ns now.`);
    }
    return this.queue.push(Math.floor(time), kind, target, a, b, data);
  }

  /** Schedules an event `delay` nanoseconds from now. */
  after(delay: Nanoseconds, kind: number, target = 0, a = 0, b = 0, data?: unknown): EventHandle {
    return this.at(this.time + delay, kind, target, a, b, data);
  }

  cancel(handle: EventHandle): boolean {
    return this.queue.cancel(handle);
  }

  /** When the next event fires; END_OF_TIME when nothing is pending. */
  nextTime(): Nanoseconds {
    return this.queue.nextTime();
  }

  /** Fires the next event, if any. */
  step(): boolean {
    return this.run(END_OF_TIME, 1) === 1;
  }

  /**
   * Fires every event up to and including `time` and leaves the clock there. With `most`, stops after so many events;
   * the clock then stands at the last one. Returns how many fired: fewer than `most` means `time` was reached.
   */
  runUntil(time: Nanoseconds, most = Number.POSITIVE_INFINITY): number {
    const fired = this.run(time, most);
    if (fired < most && time > this.time) {
      if (time > END_OF_TIME) throw new RangeError('The world has reached the end of its 104 days.');
      this.time = Math.floor(time);
    }
    return fired;
  }

  runFor(duration: Nanoseconds): number {
    return this.runUntil(this.time + duration);
  }

  /** The generator of a component, made at first use. */
  random(component: string): Random {
    let random = this.randoms.get(component);
    if (!random) {
      random = Random.of(this.seed, component);
      this.randoms.set(component, random);
    }
    return random;
  }

  pending(): PendingEvent[] {
    return this.queue.pending();
  }

  /** A second world from this instant on. Handlers, digest and observer are not copied. */
  copy(): Simulation {
    const twin = new Simulation({ seed: this.seed, originMs: this.originMs });
    twin.time = this.time;
    twin.fired = this.fired;
    twin.queue = this.queue.copy();
    for (const [name, random] of this.randoms) twin.randoms.set(name, random.copy());
    twin.trace = this.trace.copy();
    return twin;
  }

  /** All that decides the future of this world, as plain data for a state hash. The trace is not part of it. */
  state(): unknown {
    const randoms: Record<string, unknown> = {};
    for (const [name, random] of this.randoms) randoms[name] = random.snapshot();
    return { seed: this.seed, originMs: this.originMs, time: this.time, pending: this.queue.pending(), randoms };
  }

  private run(limit: Nanoseconds, most: number): number {
    const queue = this.queue;
    const handlers = this.handlers;
    let count = 0;
    while (count < most && queue.take(limit)) {
      count++;
      this.fired++;
      this.time = queue.takenTime;
      const kind = queue.takenKind;
      if (this.digest) this.record(this.digest);
      const handler = handlers[kind];
      if (!handler) throw new Error(`No handler for events of kind ${kind}.`);
      handler(queue.takenTarget, queue.takenA, queue.takenB, queue.takenData);
      if (this.observer) this.observer(kind);
    }
    return count;
  }

  private record(digest: Fingerprint): void {
    const queue = this.queue;
    digest.number(queue.takenTime);
    digest.word(queue.takenKind);
    digest.word(queue.takenTarget);
    digest.number(queue.takenA);
    digest.number(queue.takenB);
  }
}
