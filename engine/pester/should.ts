/** Should: each operator a parameter set. `seen: Pester 5.9.0 (Should.ps1)` */
import {
  type Bound,
  type CmdletDefinition,
  type CommandContext,
  defineCmdlet,
  type ParameterDeclaration,
  type ParameterInSet,
} from '../language/command';
import type { Program } from '../language/host';
import { baseOf, PSArray, type Value } from '../language/values';
import { isTruthy, throwPlain } from './arguments';
import { type CallOperator, failAssertion } from './assertion';
import { PESTER } from './block-cmdlets';
import { fileOperators } from './file-operators';
import { haveParameter } from './have-parameter';
import { invokeOperators } from './should-invoke';
import { SHOULD_OPERATORS, ShouldArgumentError } from './should-operators';
import { throwOperator } from './should-throw';

const ownOperators: CallOperator[] = [throwOperator, haveParameter, ...fileOperators, ...invokeOperators];

/** The set of calls without an operator. */
const LEGACY = 'Legacy';

/** Parameters by name with their place in each set: operators share the names of theirs. */
function declareParameters(callOperators: readonly CallOperator[]): ParameterDeclaration[] {
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
      fromPipeline: true,
    },
    { name: 'Not', type: 'SwitchParameter' },
    { name: 'Because', type: 'Object', allowNull: true, allowEmptyString: true },
    ...found.values(),
    // The first words of `Should Be 5`, which only says how to write it now.
    ...[0, 1, 2].map((position) => ({
      ...expectedParameter(`__LegacyArg${position + 1}`, position),
      position: undefined,
      sets: { [LEGACY]: { position } },
    })),
  ];
}

function expectedParameter(name: string, position: number): ParameterDeclaration {
  return { name, type: 'Object', position, allowNull: true, allowEmptyString: true, allowEmptyCollection: true };
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

function* assertValue(
  ctx: CommandContext,
  bound: Bound,
  items: Value[],
  callOperators: readonly CallOperator[],
): Program<void> {
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
  if (special === undefined) {
    throwPlain(
      ctx,
      'Legacy Should syntax (without dashes) is not supported in Pester 5. Please refer to migration guide at: https://pester.dev/docs/migrations/v3-to-v4',
      'System.Management.Automation.RuntimeException',
    );
  }
  const asked: Value[] = special.wholeInput ? [new PSArray(items)] : items.length === 0 ? [null] : items;
  for (const actual of asked) {
    const verdict = yield* special.check({ ctx, bound, actual, negate, because: reason });
    if (verdict.failure !== null) failAssertion(ctx, verdict.failure);
    else if (verdict.output !== undefined) ctx.write(verdict.output);
  }
}

/** Should with the operators of the module and those that a session added. */
export function makeShould(added: readonly CallOperator[]): CmdletDefinition {
  const operators = [...ownOperators, ...added];
  return defineCmdlet({
    name: 'Should',
    module: PESTER,
    commandType: 'Function',
    defaultParameterSet: LEGACY,
    parameters: declareParameters(operators),
    help: { synopsis: 'Should is a keyword that is used to define an assertion inside an It block.' },
    process(ctx, bound) {
      if (ctx.isBound('ActualValue')) collected(ctx).items.push(bound.ActualValue ?? null);
    },
    *end(ctx, bound): Program<void> {
      yield* assertValue(ctx, bound, collected(ctx).items, operators);
    },
  });
}

export const should = makeShould([]);

/** Names of the module's own operators with their aliases. */
export function ownOperatorNames(): Array<{ name: string; aliases: string[] }> {
  return [
    ...Object.entries(SHOULD_OPERATORS).map(([name, { aliases }]) => ({ name, aliases })),
    ...ownOperators.map(({ name, aliases }) => ({ name, aliases })),
  ];
}
