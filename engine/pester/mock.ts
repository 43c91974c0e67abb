/** Mock: a stand-in for a command in the scope of a test or block. `seen: Pester 5.9.0 (Mock.ps1)` */

import { namedArgument, valueArgument } from '../language/binding/argument';
import { type Bound, type CmdletDefinition, type CommandContext, defineCmdlet } from '../language/command';
import { toBool } from '../language/conversion';
import type { Program } from '../language/host';
import type { CommandInfo } from '../language/runtime/command-info';
import type { CommandRuntime } from '../language/runtime/command-runtime';
import type { Frame } from '../language/runtime/frame';
import { runPipeline } from '../language/runtime/pipeline';
import type { Runspace } from '../language/runtime/runspace';
import type { Scope } from '../language/runtime/scope';
import { ScriptBlock } from '../language/runtime/script-block';
import { Collector } from '../language/runtime/sink';
import { foldCase, PSArray, PSDictionary, type Value } from '../language/values';
import { isTruthy, throwPlain } from './arguments';
import { PESTER, runtimeOf } from './block-cmdlets';
import { metadataOf } from './have-parameter';
import { MockHook } from './mock-hook';
import { type Behavior, behaviorsFor } from './mock-table';
import { captureIn, scopeBelow, setVariable, stateOf } from './state';

/** Parameters, `$PesterBoundParameters` and `$args` as variables of a filter or a mock's body. */
function defineParameters(
  scope: Scope,
  bound: ReadonlyArray<readonly [string, Value]>,
  args: readonly Value[],
  original: CommandInfo,
  frame: Frame,
): void {
  const dictionary = new PSDictionary();
  const metadata = metadataOf(original, frame);
  for (const [name, value] of bound) {
    dictionary.set(name, value);
    setVariable(scope, name, value);
    const parameter = metadata?.parameters.find((one) => one.key === foldCase(name));
    for (const alias of parameter?.aliases ?? []) setVariable(scope, alias, value);
  }
  setVariable(scope, 'PesterBoundParameters', dictionary);
  setVariable(scope, 'args', new PSArray([...args]));
}

/** Whether a filter holds for a call. */
export function* filterHolds(
  rs: Runspace,
  frame: Frame,
  filter: ScriptBlock,
  bound: ReadonlyArray<readonly [string, Value]>,
  args: readonly Value[],
  original: CommandInfo,
): Program<boolean> {
  const scope = scopeBelow(frame.scope);
  defineParameters(scope, bound, args, original, frame);
  const items = yield* captureIn(rs, filter, scope, frame, bound);
  return toBool(items.length === 0 ? null : items.length === 1 ? items[0] : new PSArray(items));
}

function boundOf(bound: Bound): Array<[string, Value]> {
  return Object.entries(bound).filter(([, value]) => value !== undefined);
}

function* answer(
  hook: { original: CommandInfo; key: string; module: string },
  ctx: CommandContext,
  bound: Bound,
): Program<void> {
  const runtime = runtimeOf(ctx);
  const { rs, frame } = runtime;
  const state = stateOf(rs);
  const pairs = boundOf(bound);
  const args = runtime.binder.rest ?? [];
  for (const behavior of behaviorsFor(state.current ?? null, hook.key, hook.module)) {
    if (behavior.filter !== undefined) {
      if (!(yield* filterHolds(rs, frame, behavior.filter, pairs, args, hook.original))) continue;
    }
    state.current?.calls.push({
      key: hook.key,
      module: hook.module,
      bound: pairs,
      args,
      behavior,
      original: hook.original,
    });
    behavior.invoked = true;
    yield* perform(rs, frame, behavior, pairs, args, hook.original, ctx);
    return;
  }
  yield* callOriginal(runtime, hook.original, pairs, args, ctx);
}

function* perform(
  rs: Runspace,
  frame: Frame,
  behavior: Behavior,
  pairs: ReadonlyArray<readonly [string, Value]>,
  args: readonly Value[],
  original: CommandInfo,
  ctx: CommandContext,
): Program<void> {
  if (behavior.body === undefined) return;
  const scope = scopeBelow(frame.scope);
  defineParameters(scope, pairs, args, original, frame);
  ctx.writeAll(yield* captureIn(rs, behavior.body, scope, frame, pairs));
}

/** No behavior wants the call: the real command gets it. */
function* callOriginal(
  runtime: CommandRuntime,
  original: CommandInfo,
  pairs: ReadonlyArray<readonly [string, Value]>,
  args: readonly Value[],
  ctx: CommandContext,
): Program<void> {
  const out = new Collector();
  const command = {
    info: original,
    args: [...pairs.map(([name, value]) => namedArgument(name, value)), ...args.map((value) => valueArgument(value))],
    invocationName: original.name,
    node: runtime.prepared.node,
    dot: false,
    redirections: [],
  };
  yield* runPipeline(runtime.frame, undefined, [command], out);
  ctx.writeAll(out.items);
}

function makeHook(original: CommandInfo, module: string, frame: Frame): MockHook {
  const metadata = metadataOf(original, frame);
  if (metadata === undefined) throw new Error(`${original.name} has no parameters to copy`);
  const target = { original, key: foldCase(original.name), module };
  const definition: CmdletDefinition = {
    name: original.name,
    module: original.moduleName,
    commandType: original.kind === 'Cmdlet' ? 'Cmdlet' : 'Function',
    parameters: [],
    process: (ctx, bound) => answer(target, ctx, bound),
  };
  return new MockHook(definition, original, metadata);
}

/** Session state that the command is mocked in: a module's, or the script's own. */
export function moduleScope(ctx: CommandContext, name: string): Scope {
  const session = runtimeOf(ctx).rs.modules.get(foldCase(name))?.session;
  if (session === undefined) {
    throwPlain(
      ctx,
      `No modules named '${name}' are currently loaded.`,
      'System.Management.Automation.RuntimeException',
    );
  }
  return session.top;
}

export const mock = defineCmdlet({
  name: 'Mock',
  module: PESTER,
  commandType: 'Function',
  parameters: [
    { name: 'CommandName', type: 'string', position: 0, mandatory: true },
    { name: 'MockWith', type: 'ScriptBlock', position: 1 },
    { name: 'Verifiable', type: 'SwitchParameter' },
    { name: 'ParameterFilter', type: 'ScriptBlock' },
    { name: 'ModuleName', type: 'string' },
    { name: 'RemoveParameterType', type: 'string[]' },
    { name: 'RemoveParameterValidation', type: 'string[]' },
  ],
  help: { synopsis: 'Mocks the behavior of an existing command with an alternate implementation.' },
  end(ctx, bound) {
    const runtime = runtimeOf(ctx);
    const { rs, frame } = runtime;
    const state = stateOf(rs);
    const owner = state.current;
    if (state.phase !== 'run' || owner === undefined || state.scope === undefined) {
      throwPlain(
        ctx,
        'Mock can only be used in a setup block or a test while tests run.',
        'System.InvalidOperationException',
      );
    }
    const name = ctx.text(bound.CommandName);
    const moduleName = bound.ModuleName === undefined || bound.ModuleName === null ? '' : ctx.text(bound.ModuleName);
    const module = foldCase(moduleName);
    const scope = moduleName === '' ? state.scope : moduleScope(ctx, moduleName);
    const found = rs.lookUp(name, moduleName === '' ? frame.scope : scope);
    if (found === undefined) {
      throwPlain(ctx, `Could not find Command ${name}`, 'System.Management.Automation.CommandNotFoundException');
    }
    const original = found instanceof MockHook ? found.original : found;
    const behavior: Behavior = {
      key: foldCase(original.name),
      commandName: original.name,
      module,
      moduleName,
      filter: bound.ParameterFilter instanceof ScriptBlock ? bound.ParameterFilter : undefined,
      body: bound.MockWith instanceof ScriptBlock ? bound.MockWith : undefined,
      verifiable: isTruthy(bound.Verifiable),
      invoked: false,
    };
    owner.behaviors.push(behavior);
    scope.functions ??= new Map();
    const { functions } = scope;
    const before = functions.get(behavior.key);
    if (before instanceof MockHook) return;
    // Commands are looked for among the functions of scopes first; a hook is found there like one of them.
    functions.set(behavior.key, makeHook(original, module, frame) as never);
    rs.commandVersion++;
    if (moduleName !== '') {
      const steps = state.undo.get(owner) ?? [];
      state.undo.set(owner, steps);
      steps.push(() => {
        if (before === undefined) functions.delete(behavior.key);
        else functions.set(behavior.key, before);
        rs.commandVersion++;
      });
    }
  },
});
