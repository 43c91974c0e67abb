/** Should -Invoke, -InvokeVerifiable and the older Assert-MockCalled. `seen: Pester 5.9.0 (Mock.ps1)` */
import { type Bound, type CommandContext, defineCmdlet, type ParameterDeclaration } from '../language/command';
import type { Program } from '../language/host';
import { ScriptBlock } from '../language/runtime/script-block';
import { foldCase } from '../language/values';
import { isTruthy, throwPlain } from './arguments';
import { type CallOperator, failAssertion, type OperatorCall, type Verdict } from './assertion';
import { PESTER, runtimeOf } from './block-cmdlets';
import { formatBecause } from './format-value';
import { filterHolds, moduleScope } from './mock';
import { MockHook } from './mock-hook';
import { behaviorsInForce, callsIn, type RecordedCall } from './mock-table';
import { stateOf } from './state';
import type { Block, Test } from './tree';

/** The test or block whose calls count. */
function scopeOf(ctx: CommandContext, bound: Bound): Test | Block {
  const state = stateOf(runtimeOf(ctx).rs);
  const { current } = state;
  if (current === undefined) {
    throwPlain(ctx, 'Should -Invoke can only be used while tests run.', 'System.InvalidOperationException');
  }
  const wanted = bound.Scope === undefined || bound.Scope === null ? '' : ctx.text(bound.Scope);
  if (wanted === '') return current;
  if (/^\d+$/.test(wanted)) {
    let at: Test | Block = current;
    for (let i = Number(wanted); i > 0 && at.parent !== null; i--) at = at.parent;
    return at;
  }
  const kind = wanted.toLowerCase();
  if (kind === 'it') {
    if (current.type === 'Test') return current;
    throwPlain(
      ctx,
      'Assertion is placed outside of an It block, but -Scope It is specified.',
      'System.Management.Automation.RuntimeException',
    );
  }
  const command = kind === 'describe' ? 'Describe' : 'Context';
  let at: Test | Block | null = current;
  while (at !== null && !(at.type === 'Block' && at.command === command)) at = at.parent;
  if (at === null) {
    throwPlain(
      ctx,
      `Assertion is not placed directly nor nested inside a ${command} block, but -Scope ${command} is specified.`,
      'System.Management.Automation.RuntimeException',
    );
  }
  return at;
}

const CALL_PARAMETERS: ParameterDeclaration[] = [
  { name: 'CommandName', type: 'string', position: 0, mandatory: true },
  { name: 'Times', type: 'int', position: 1 },
  { name: 'ParameterFilter', type: 'ScriptBlock' },
  { name: 'ModuleName', type: 'string' },
  { name: 'Scope', type: 'string' },
  { name: 'Exactly', type: 'SwitchParameter' },
  { name: 'ExclusiveFilter', type: 'ScriptBlock' },
];

function* judge(ctx: CommandContext, bound: Bound, negate: boolean, because: string | null): Program<string | null> {
  const { rs, frame } = runtimeOf(ctx);
  const name = ctx.text(bound.CommandName);
  const moduleName = bound.ModuleName === undefined || bound.ModuleName === null ? '' : ctx.text(bound.ModuleName);
  const place = moduleName === '' ? frame.scope : moduleScope(ctx, moduleName);
  const hook = rs.lookUp(name, place);
  if (!(hook instanceof MockHook)) {
    const where = moduleName === '' ? 'script scope' : `module ${moduleName}`;
    throwPlain(
      ctx,
      `Should -Invoke: Could not find Mock for command ${name} in ${where}. Was the mock defined? Is it in the same -ModuleName as Should -Invoke?`,
      'System.Management.Automation.RuntimeException',
    );
  }
  const key = foldCase(hook.name);
  const module = foldCase(moduleName);
  const exclusive = bound.ExclusiveFilter instanceof ScriptBlock;
  const filter = exclusive ? bound.ExclusiveFilter : bound.ParameterFilter;
  const matching: RecordedCall[] = [];
  const others: RecordedCall[] = [];
  for (const one of callsIn(scopeOf(ctx, bound))) {
    if (one.key !== key || one.module !== module) continue;
    const holds =
      !(filter instanceof ScriptBlock) || (yield* filterHolds(rs, frame, filter, one.bound, one.args, one.original));
    (holds ? matching : others).push(one);
  }
  const given = ctx.isBound('Times');
  const times = given ? Number(ctx.text(bound.Times)) : 1;
  const exactly = isTruthy(bound.Exactly);
  const count = matching.length;
  const reason = formatBecause(because);
  const subject = `Expected ${hook.name}${moduleName === '' ? '' : ` in module ${moduleName}`}`;
  const but = `,${reason}`;
  if (negate) {
    if (count === times && (exactly || !given))
      return `${subject} not to be called exactly ${times} times${but} but it was`;
    if (count >= times && !exactly) {
      return `${subject} to be called less than ${times} times${but} but was called ${count} times`;
    }
    return null;
  }
  if (count !== times && (exactly || times === 0)) {
    return `${subject} to be called ${times} times exactly${but} but was called ${count} times`;
  }
  if (count < times) return `${subject} to be called at least ${times} times${but} but was called ${count} times`;
  if (exclusive && others.length > 0) {
    return `${subject} to only be called with with parameters matching the specified filter${but} but ${others.length} non-matching calls were made`;
  }
  return null;
}

function* checkCalls({ ctx, bound, negate, because }: OperatorCall): Program<Verdict> {
  return { failure: yield* judge(ctx, bound, negate, because) };
}

// biome-ignore lint/correctness/useYield: all operators are programs
function* checkVerifiable({ ctx, negate, because }: OperatorCall): Program<Verdict> {
  const state = stateOf(runtimeOf(ctx).rs);
  const lines: string[] = [];
  for (const behavior of behaviorsInForce(state.current ?? null)) {
    if (!behavior.verifiable || behavior.invoked !== negate) continue;
    const module = behavior.moduleName === '' ? '' : `from inside module ${behavior.moduleName} `;
    const filter = behavior.filter === undefined ? '' : `with { ${behavior.filter.text.trim()} }`;
    lines.push(` Command ${behavior.commandName} ${module}${filter}`);
  }
  if (lines.length === 0) return { failure: null };
  const what = negate ? 'Expected no verifiable mocks to be called' : 'Expected all verifiable mocks to be called';
  const found = negate ? 'but these were:' : 'but these were not:';
  return { failure: [`${what},${formatBecause(because)} ${found}`, ...lines].join('\n') };
}

export const invokeOperators: CallOperator[] = [
  { name: 'Invoke', aliases: [], wholeInput: true, parameters: CALL_PARAMETERS, check: checkCalls },
  { name: 'InvokeVerifiable', aliases: [], wholeInput: true, parameters: [], check: checkVerifiable },
];

export const assertMockCalled = defineCmdlet({
  name: 'Assert-MockCalled',
  module: PESTER,
  commandType: 'Function',
  parameters: CALL_PARAMETERS,
  help: {
    synopsis:
      'Checks if a Mocked command has been called a certain number of times and throws an exception if it has not.',
  },
  *end(ctx, bound): Program<void> {
    const failure = yield* judge(ctx, bound, false, null);
    if (failure !== null) failAssertion(ctx, failure);
  },
});

export const assertVerifiableMock = defineCmdlet({
  name: 'Assert-VerifiableMock',
  module: PESTER,
  commandType: 'Function',
  parameters: [],
  help: { synopsis: 'Checks if all verifiable Mocks defined for the test have been called.' },
  *end(ctx, bound): Program<void> {
    const verdict = yield* checkVerifiable({ ctx, bound, actual: null, negate: false, because: null });
    if (verdict.failure !== null) failAssertion(ctx, verdict.failure);
  },
});
