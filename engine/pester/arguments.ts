/** Reading the bound values of Pester's commands, and throwing as its functions do. */
import type { CommandContext } from '../language/command';
import { toBool, toText } from '../language/conversion';
import { makeException } from '../language/errors';
import type { CommandRuntime } from '../language/runtime/command-runtime';
import { TerminatingError } from '../language/runtime/control-flow';
import { ErrorRecord } from '../language/runtime/error-record';
import { baseOf, type Value } from '../language/values';
import { MODULE_FILE } from './failure-lines';

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
export function plainError(message: string, exceptionType: string): TerminatingError {
  const record = new ErrorRecord(makeException(exceptionType, message), message, 'OperationStopped', null);
  record.scriptStackTrace = `at <ScriptBlock>, ${MODULE_FILE}: line 1`;
  record.exception.errorRecord = record;
  return new TerminatingError(record, true);
}

export function throwPlain(ctx: CommandContext, message: string, exceptionType: string): never {
  const error = plainError(message, exceptionType);
  error.record.invocation = (ctx as CommandRuntime).myInvocation;
  throw error;
}
