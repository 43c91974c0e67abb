/** A command in a running pipeline. */
import type { Program } from '../host';
import type { Value } from '../values';
import type { Consumer } from './sink';

export abstract class Stage implements Consumer {
  /** Wrote an error, so that `$?` is false afterwards. */
  failed = false;
  /** A later command has enough; what is still written is thrown away. */
  stopped = false;
  /** Whether a step never waits, so that the command before need not look. */
  abstract readonly direct: boolean;
  /** Binds the command line. */
  abstract prepare(expectsInput: boolean): Program<void> | undefined;
  abstract begin(): Program<void> | undefined;
  /** Takes one object from the pipeline. */
  abstract process(value: Value): Program<void> | undefined;
  /** The process step of a first command without pipeline input. */
  abstract run(): Program<void> | undefined;
  abstract end(): Program<void> | undefined;
  dispose(): void {}
}
