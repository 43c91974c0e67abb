/** What unwinds the interpreter besides errors. None of these is an Error of JavaScript: making one must be cheap. */
import type { ErrorRecord } from './error-record';

/** How a statement ended. Anything else than Normal leaves the enclosing statements. */
export const Completion = { Normal: 0, Return: 1, Break: 2, Continue: 3 } as const;
export type Completion = number;

/** Base of exceptions that no `catch`, `trap` or ErrorAction of a script sees. */
export abstract class ControlFlow {}

/** `break` or `continue` that leaves a function or script block and acts on a loop of a caller. */
export class LoopControl extends ControlFlow {
  constructor(
    readonly completion: Completion,
    readonly label: string | undefined,
  ) {
    super();
  }
}

/** `exit`. */
export class ExitException extends ControlFlow {
  constructor(readonly code: number) {
    super();
  }
}

/** Ctrl+C, or a driver that ends the program. `finally` blocks run. */
export class PipelineStoppedException extends ControlFlow {}

/** Select-Object -First: the commands in front of `stage` end without an error. */
export class StopUpstream extends ControlFlow {
  constructor(readonly stage: unknown) {
    super();
  }
}

/** An error of a later command, on its way through the code of the earlier commands that write to it. */
export class DownstreamFailure extends ControlFlow {
  constructor(
    readonly cause: unknown,
    readonly pipeline: unknown,
  ) {
    super();
  }
}

/** A terminating error with its record, on its way to a `catch`, a `trap` or the statement that reports it. */
export class TerminatingError {
  constructor(
    readonly record: ErrorRecord,
    /** Thrown with `throw`: ends the script unless ErrorActionPreference hides it. */
    readonly thrown: boolean = false,
    /** Made terminating by ErrorAction Stop: no statement may go on after it. */
    public unstoppable: boolean = false,
    /** `$PSCmdlet.ThrowTerminatingError`: no statement of this call goes on after it. */
    public endsFunction: unknown = undefined,
  ) {}
  get message(): string {
    return this.record.exception.message;
  }
}
