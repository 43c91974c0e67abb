/**
 * Where a command writes its objects. Writing is synchronous; a sink whose reader has to wait for something keeps what is
 * written until `drain` is run, which the writer does as soon as it can suspend.
 */
import type { Program } from '../host';
import type { Value } from '../values';

export interface Sink {
  write(value: Value): void;
  /** True while something written has not reached its reader. */
  readonly waiting: boolean;
  /** True where a reader never has to wait: the writer need not look at `waiting`. */
  readonly direct: boolean;
  drain(): Program<void>;
}

function* nothing(): Program<void> {}

/** Collects what is written. */
export class Collector implements Sink {
  readonly items: Value[] = [];
  readonly waiting = false;
  readonly direct = true;
  write(value: Value): void {
    this.items.push(value);
  }
  drain(): Program<void> {
    return nothing();
  }
}

/** Throws away what is written. */
export class NullSink implements Sink {
  readonly waiting = false;
  readonly direct = true;
  write(): void {}
  drain(): Program<void> {
    return nothing();
  }
}
export const nullSink: Sink = new NullSink();

/** Hands each value to a function that never waits. */
export class FunctionSink implements Sink {
  readonly waiting = false;
  readonly direct = true;
  constructor(private readonly take: (value: Value) => void) {}
  write(value: Value): void {
    this.take(value);
  }
  drain(): Program<void> {
    return nothing();
  }
}

/** Writes to several sinks (-OutVariable, Tee). */
export class TeeSink implements Sink {
  constructor(
    private readonly first: Sink,
    private readonly second: Sink,
  ) {}
  get waiting(): boolean {
    return this.first.waiting || this.second.waiting;
  }
  get direct(): boolean {
    return this.first.direct && this.second.direct;
  }
  write(value: Value): void {
    this.first.write(value);
    this.second.write(value);
  }
  *drain(): Program<void> {
    if (this.first.waiting) yield* this.first.drain();
    if (this.second.waiting) yield* this.second.drain();
  }
}

/** Something that takes objects one by one: the next command of a pipeline. */
export interface Consumer {
  /** Takes an object; a program is returned where it has to wait. */
  process(value: Value): Program<void> | undefined;
  readonly direct: boolean;
}

/** Pipe into the next command. */
export class PipeSink implements Sink {
  private queue: Value[] = [];
  private active: Program<void> | undefined;
  waiting = false;
  constructor(private readonly consumer: Consumer) {}
  get direct(): boolean {
    return this.consumer.direct;
  }
  write(value: Value): void {
    if (this.waiting) {
      this.queue.push(value);
      return;
    }
    const program = this.consumer.process(value);
    if (program !== undefined) {
      this.active = program;
      this.waiting = true;
    }
  }
  *drain(): Program<void> {
    try {
      while (this.active !== undefined || this.queue.length > 0) {
        const program = this.active;
        this.active = undefined;
        if (program !== undefined) yield* program;
        const queue = this.queue;
        if (queue.length > 0) {
          this.queue = [];
          for (const value of queue) {
            const next = this.consumer.process(value);
            if (next !== undefined) yield* next;
          }
        }
      }
    } finally {
      this.active = undefined;
      this.queue = [];
      this.waiting = false;
    }
  }
}

/** The streams besides output. */
export interface Streams {
  error: Sink;
  warning: Sink;
  verbose: Sink;
  debug: Sink;
  information: Sink;
}
