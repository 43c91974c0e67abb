/** Reading the bound values of Pester's commands, and throwing as its functions do. */
import type { CommandContext } from '../language/command';
import { toBool, toText } from '../language/conversion';
import { makeException } from '../language/errors';
import type { CommandRuntime } from '../language/runtime/command-runtime';
import { TerminatingError } from '../language/runtime/control-flow';
import { ErrorRecord } from '../language/runtime/error-record';
import type { Frame } from '../language/runtime/frame';
import { baseOf, type Value } from '../language/values';
import { moduleFrame } from './state';

export function isTruthy(value: Value): boolean {
  return value !== undefined && toBool(value);
}

/** A value as a list of texts; nothing for null. */
export function texts(ctx: CommandContext, value: Value): string[] {
  const base = baseOf(value);
  if (base === undefined || base === null) return [];
  const items = (ctx as CommandRuntime).rs.elementsOf(base);
  return (items ?? [base]).map((item) => toText(item));
}

/**
 * `throw [Type]'message'` inside of the module: the id is the message, and no line of the test's own code is shown, since
 * the stack begins in the module.
 */
function plainError(message: string, exceptionType: string, frame: Frame): TerminatingError {
  const record = new ErrorRecord(makeException(exceptionType, message), message, 'OperationStopped', null);
  frame.rs.recordOf(new TerminatingError(record), moduleFrame(frame.rs, frame.scope, frame));
  record.exception.errorRecord = record;
  return new TerminatingError(record, true);
}

export function throwPlain(ctx: CommandContext, message: string, exceptionType: string): never {
  throw plainError(message, exceptionType, (ctx as CommandRuntime).frame);
}
