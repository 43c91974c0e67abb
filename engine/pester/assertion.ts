/** What Should's operators are, and how an assertion fails. `seen: Pester 5.9.0 (Should.ps1)` */
import type { Bound, CommandContext, ParameterDeclaration } from '../language/command';
import { makeException } from '../language/errors';
import type { Program } from '../language/host';
import { TerminatingError } from '../language/runtime/control-flow';
import { ErrorRecord } from '../language/runtime/error-record';
import { PSDictionary, type Value } from '../language/values';
import { runtimeOf } from './block-cmdlets';
import { ASSERTION_FAILED } from './failure-lines';
import { stateOf } from './state';

/** What an operator gets that needs more than values. */
export interface OperatorCall {
  ctx: CommandContext;
  bound: Bound;
  actual: Value;
  negate: boolean;
  because: string | null;
}

/** Why it failed, or what it hands on. */
export interface Verdict {
  failure: string | null;
  /** Written by `-PassThru`. */
  output?: Value;
}

/** An operator with parameters of its own. */
export interface CallOperator {
  name: string;
  aliases: string[];
  wholeInput: boolean;
  /** Needs no input at all. */
  parameters: ParameterDeclaration[];
  check(call: OperatorCall): Program<Verdict>;
}

/** The record of a failed assertion, with the line it stands on. */
export function assertionRecord(ctx: CommandContext, message: string): ErrorRecord {
  const invocation = runtimeOf(ctx).myInvocation;
  const target = new PSDictionary();
  target.set('Message', message);
  target.set('File', invocation.scriptName);
  target.set('Line', String(invocation.scriptLineNumber));
  target.set('LineText', invocation.line.trimEnd());
  target.set('Terminate', true);
  const record = new ErrorRecord(makeException('System.Exception', message), ASSERTION_FAILED, 'InvalidResult', target);
  record.invocation = invocation;
  return record;
}

/** Ends the test; or goes on and fails it at its end (`-ErrorAction Continue`). */
export function failAssertion(ctx: CommandContext, message: string): void {
  const runtime = runtimeOf(ctx);
  const { rs } = runtime;
  const record = assertionRecord(ctx, message);
  const state = stateOf(rs);
  if (runtime.common.errorAction === 'Continue' && state.test !== undefined) {
    rs.recordOf(new TerminatingError(record), runtime.frame);
    state.softErrors.push(record);
    return;
  }
  throw new TerminatingError(record, true);
}
