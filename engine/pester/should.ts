/** Should: each operator a parameter set. `seen: Pester 5.9.0 (Should.ps1)` */
import {
  type Bound,
  type CommandContext,
  defineCmdlet,
  type ParameterDeclaration,
  type ParameterInSet,
} from '../language/command';
import { makeException } from '../language/errors';
import type { Program } from '../language/host';
import { TerminatingError } from '../language/runtime/control-flow';
import { ErrorRecord } from '../language/runtime/error-record';
import { baseOf, PSArray, PSDictionary, type Value } from '../language/values';
import { isTruthy, throwPlain } from './arguments';
import { PESTER, runtimeOf } from './block-cmdlets';
import { ASSERTION_FAILED } from './failure-lines';
import { fileOperators } from './file-operators';
import { haveParameter } from './have-parameter';
import { invokeOperators } from './should-invoke';
import { SHOULD_OPERATORS, ShouldArgumentError } from './should-operators';
import { throwOperator } from './should-throw';
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

const callOperators: CallOperator[] = [throwOperator, haveParameter, ...fileOperators, ...invokeOperators];

/** Parameters by name with their place in each set: operators share the names of theirs. */
function declareParameters(): ParameterDeclaration[] {
  const setNames = [...Object.keys(SHOULD_OPERATORS), ...callOperators.map((operator) => operator.name)];
  const inAll = (use: ParameterInSet): Record<string, ParameterInSet> =>
    Object.fromEntries(setNames.map((name) => [name, use]));
  const found = new Map<string, ParameterDeclaration>();
  const add = (set: string, parameter: ParameterDeclaration): void => {
    const known = found.get(parameter.name);
    const { mandatory, position } = parameter;
    const use: ParameterInSet = { mandatory, position };
    if (known === undefined)
      found.set(parameter.name, { ...parameter, mandatory: undefined, position: undefined, sets: { [set]: use } });
    else known.sets![set] = use;
  };
  for (const [name, operator] of Object.entries(SHOULD_OPERATORS)) {
    found.set(name, {
      name,
      type: 'SwitchParameter',
      aliases: operator.aliases,
      sets: { [name]: { mandatory: true } },
    });
    if (operator.expected !== null) add(name, expectedParameter(operator.expected, 0));
  }
  for (const operator of callOperators) {
    found.set(operator.name, {
      name: operator.name,
      type: 'SwitchParameter',
      aliases: operator.aliases,
      sets: { [operator.name]: { mandatory: true } },
    });
    for (const parameter of operator.parameters) add(operator.name, parameter);
  }
  return [
    {
      name: 'ActualValue',
      type: 'Object',
      allowNull: true,
      allowEmptyString: true,
      allowEmptyCollection: true,
      sets: inAll({ fromPipeline: true }),
    },
    { name: 'Not', type: 'SwitchParameter', sets: inAll({}) },
    { name: 'Because', type: 'Object', allowNull: true, allowEmptyString: true, sets: inAll({}) },
    ...found.values(),
  ];
}

export function expectedParameter(name: string, position: number): ParameterDeclaration {
  return { name, type: 'Object', position, allowNull: true, allowEmptyString: true, allowEmptyCollection: true };
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

interface Collected {
  items: Value[];
}

function collected(ctx: CommandContext): Collected {
  const state = ctx.state as { collected?: Collected };
  state.collected ??= { items: [] };
  return state.collected;
}

function because(ctx: CommandContext, bound: Bound): string | null {
  const value = baseOf(bound.Because);
  return value === undefined || value === null ? null : ctx.text(value);
}

function* assertValue(ctx: CommandContext, bound: Bound, items: Value[]): Program<void> {
  const name = ctx.parameterSet;
  const negate = isTruthy(bound.Not);
  const reason = because(ctx, bound);
  const operator = SHOULD_OPERATORS[name];
  if (operator !== undefined) {
    const expected = operator.expected === null ? null : (bound[operator.expected] ?? null);
    const asked: Value[] = operator.wholeInput ? [new PSArray(items)] : items.length === 0 ? [null] : items;
    for (const actual of asked) {
      let failure: string | null;
      try {
        failure = operator.check({ actual, expected, negate, because: reason });
      } catch (error) {
        if (!(error instanceof ShouldArgumentError)) throw error;
        throwPlain(ctx, error.message, 'System.ArgumentException');
      }
      if (failure !== null) failAssertion(ctx, failure);
    }
    return;
  }
  const special = callOperators.find((one) => one.name === name);
  if (special === undefined) throwPlain(ctx, 'No assertion operator was given to Should.', 'System.ArgumentException');
  const asked: Value[] = special.wholeInput ? [new PSArray(items)] : items.length === 0 ? [null] : items;
  for (const actual of asked) {
    const verdict = yield* special.check({ ctx, bound, actual, negate, because: reason });
    if (verdict.failure !== null) failAssertion(ctx, verdict.failure);
    else if (verdict.output !== undefined) ctx.write(verdict.output);
  }
}

export const should = defineCmdlet({
  name: 'Should',
  module: PESTER,
  commandType: 'Function',
  defaultParameterSet: 'Be',
  parameters: declareParameters(),
  help: { synopsis: 'Should is a keyword that is used to define an assertion inside an It block.' },
  process(ctx, bound) {
    if (ctx.isBound('ActualValue')) collected(ctx).items.push(bound.ActualValue ?? null);
  },
  *end(ctx, bound): Program<void> {
    yield* assertValue(ctx, bound, collected(ctx).items);
  },
});
