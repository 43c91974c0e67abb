/** Should -Throw. `seen: Pester 5.9.0 (Should-Throw), test/conformance/pester (throw)` */
import { toBool, toText } from '../language/conversion';
import type { Program } from '../language/host';
import { isType, like } from '../language/operators';
import type { ErrorRecord } from '../language/runtime/error-record';
import { ScriptBlock } from '../language/runtime/script-block';
import { findType } from '../language/types';
import { baseOf, PSTypeValue, type Value } from '../language/values';
import { isTruthy, throwPlain } from './arguments';
import type { CallOperator, OperatorCall, Verdict } from './assertion';
import { runtimeOf } from './block-cmdlets';
import { formatBecause } from './format-value';
import { joinAnd } from './join-and';
import { recordOfFailure, runIn, scopeBelow } from './state';

const text = (value: Value): string => {
  const base = baseOf(value);
  return base === null || base === undefined ? '' : toText(base);
};

/** ` from C:\a.ps1:3 char:5`, with the source line below. */
function whereThrown(record: ErrorRecord): string {
  return (record.invocation?.positionMessage ?? '')
    .split(/\r?\n/)
    .filter((line) => /\S/.test(line))
    .join('\n    ')
    .replace(/^At /, 'from ');
}

function* check(call: OperatorCall): Program<Verdict> {
  const { ctx, bound, negate } = call;
  const { rs, frame } = runtimeOf(ctx);
  const block = baseOf(call.actual);
  if (!(block instanceof ScriptBlock)) {
    throwPlain(
      ctx,
      "Input is missing or not a ScriptBlock. Input to '-Throw' and '-Not -Throw' must be enclosed in curly braces.",
      'System.ArgumentException',
    );
  }
  let thrown: ErrorRecord | undefined;
  try {
    yield* runIn(rs, block, scopeBelow(frame.scope), frame);
  } catch (error) {
    thrown = recordOfFailure(rs, error, frame);
    rs.logError(thrown);
  }
  const reason = formatBecause(call.because);
  if (negate) {
    if (thrown === undefined) return { failure: null };
    return {
      failure: `Expected no exception to be thrown,${reason} but an exception "${thrown.exception.message}" was thrown ${whereThrown(thrown)}.`,
    };
  }
  const message = text(bound.ExpectedMessage);
  const errorId = text(bound.ErrorId);
  const wanted = baseOf(bound.ExceptionType);
  const type =
    wanted instanceof PSTypeValue
      ? wanted.type
      : wanted === null || wanted === undefined
        ? undefined
        : findType(text(wanted).replace(/^\[|\]$/g, ''));
  if (wanted !== null && wanted !== undefined && type === undefined) {
    throwPlain(ctx, `Could not find type [${text(wanted)}].`, 'System.ArgumentException');
  }
  const filters: string[] = [];
  const buts: string[] = [];
  if (type !== undefined) {
    filters.push(`type [${type.fullName}]`);
    if (thrown !== undefined && !isType(thrown.exception, new PSTypeValue(type))) {
      buts.push(`the exception type was [${thrown.exception.netType.fullName}]`);
    }
  }
  if (message !== '') {
    filters.push(`message like '${message}'`);
    if (thrown !== undefined && !toBool(like(thrown.exception.message, message))) {
      buts.push(`the message was '${thrown.exception.message}'`);
    }
  }
  if (errorId !== '') {
    filters.push(`FullyQualifiedErrorId '${errorId}'`);
    const found = thrown?.fullyQualifiedErrorId ?? '';
    if (thrown !== undefined && !toBool(like(found, errorId))) buts.push(`the FullyQualifiedErrorId was '${found}'`);
  }
  const filter = filters.length > 0 ? ` with ${joinAnd(filters)}` : '';
  if (thrown === undefined) {
    return { failure: `Expected an exception${filter} to be thrown,${reason} but no exception was thrown.` };
  }
  if (buts.length > 0) {
    return {
      failure:
        `Expected an exception${filter} to be thrown,${reason} but ${joinAnd(buts)}. ${whereThrown(thrown)}`.trimEnd(),
    };
  }
  return { failure: null, output: isTruthy(bound.PassThru) ? thrown : undefined };
}

export const throwOperator: CallOperator = {
  name: 'Throw',
  aliases: [],
  wholeInput: false,
  parameters: [
    { name: 'ExpectedMessage', type: 'string', position: 0, allowNull: true, allowEmptyString: true },
    { name: 'ErrorId', type: 'string', position: 1, allowNull: true, allowEmptyString: true },
    { name: 'ExceptionType', type: 'Object', position: 2, allowNull: true },
    { name: 'PassThru', type: 'SwitchParameter' },
  ],
  check,
};
