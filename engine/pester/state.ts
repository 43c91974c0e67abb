/** What Pester knows of a runspace while it works there. */

import { namedArgument } from '../language/binding/argument';
import { type CompiledBlock, compiledOf } from '../language/compile/compiled-block';
import type { Program } from '../language/host';
import { parse } from '../language/parsing/parser';
import { ScriptInfo } from '../language/runtime/command-info';
import { ControlFlow, DownstreamFailure, LoopControl } from '../language/runtime/control-flow';
import type { ErrorRecord } from '../language/runtime/error-record';
import { Frame } from '../language/runtime/frame';
import { runPipeline } from '../language/runtime/pipeline';
import type { Runspace } from '../language/runtime/runspace';
import { Scope } from '../language/runtime/scope';
import { ScriptBlock } from '../language/runtime/script-block';
import { Collector, nullSink, type Sink } from '../language/runtime/sink';
import { Variable } from '../language/runtime/variable';
import { baseOf, foldCase, PSDictionary, type Value } from '../language/values';
import { MODULE_FILE } from './failure-lines';
import type { Block, Container, Test } from './tree';

export class PesterState {
  phase: 'idle' | 'discovery' | 'run' = 'idle';
  container: Container | undefined;
  block: Block | undefined;
  test: Test | undefined;
  /** Scope in which the current test or block runs; mocks are defined there. */
  scope: Scope | undefined;
  /** Undoes what mocks did in modules, by the test or block that made them. */
  readonly undo = new Map<Test | Block, Array<() => void>>();
  /** Errors of `Should -ErrorAction Continue`. */
  softErrors: ErrorRecord[] = [];

  get current(): Test | Block | undefined {
    return this.test ?? this.block;
  }
}

const states = new WeakMap<Runspace, PesterState>();
export function stateOf(rs: Runspace): PesterState {
  let state = states.get(rs);
  if (state === undefined) {
    state = new PesterState();
    states.set(rs, state);
  }
  return state;
}

let moduleBlock: CompiledBlock | undefined;

/** A frame of the module's own code, which calls script blocks of tests in a scope of its choice. */
export function moduleFrame(rs: Runspace, scope: Scope, caller: Frame, out: Sink = nullSink): Frame {
  moduleBlock ??= compiledOf(parse('', { fileName: MODULE_FILE }).ast);
  return new Frame(rs, scope, moduleBlock, out, caller.streams, caller, null, false);
}

/** A scope below `parent`. */
export function scopeBelow(parent: Scope, script: Scope | 'own' = parent.script): Scope {
  return new Scope(parent, parent.session, script);
}

export function setVariable(scope: Scope, name: string, value: Value): void {
  scope.put(foldCase(name), new Variable(name, value));
}

/** Members of -ForEach data that become variables. */
export function dataEntries(data: Value): Array<[string, Value]> {
  const base = baseOf(data);
  if (base instanceof PSDictionary) return [...base.items()].map(({ key, value }) => [String(baseOf(key)), value]);
  return [];
}

/** `$_` and the keys of a hash table as variables. */
export function defineData(scope: Scope, data: Value): void {
  setVariable(scope, '_', data);
  for (const [name, value] of dataEntries(data)) setVariable(scope, name, value);
}

/** Runs a script block in a scope as if it were dotted there. Names that its param block knows are bound. */
export function* runIn(
  rs: Runspace,
  block: ScriptBlock,
  scope: Scope,
  caller: Frame,
  options: { out?: Sink; named?: ReadonlyArray<readonly [string, Value]> } = {},
): Program<void> {
  const frame = moduleFrame(rs, scope, caller, options.out ?? nullSink);
  const { compiled } = block;
  const own =
    block.session === scope.session || block.session === null ? block : new ScriptBlock(block.ast, scope.session);
  const { session } = scope;
  const previous = session.current;
  const propagate = rs.propagate;
  rs.propagate = true;
  session.current = scope;
  try {
    if (compiled.types.length > 0) rs.defineTypes(compiled, frame);
    if (compiled.parameters.length === 0) {
      yield* rs.runBlock(own, { frame, newScope: false, out: frame.out });
    } else {
      const known = new Set(
        compiled.parameters.map((parameter) => foldCase(parameter.name.variablePath.unqualifiedPath)),
      );
      const args = (options.named ?? [])
        .filter(([name]) => known.has(foldCase(name)))
        .map(([name, value]) => namedArgument(name, value));
      const info = new ScriptInfo('', own, undefined);
      const command = { info, args, invocationName: '.', node: undefined as never, dot: true, redirections: [] };
      yield* runPipeline(frame, undefined, [command], frame.out);
    }
  } catch (error) {
    // `break` and `continue` outside of a loop end the block.
    if (!(error instanceof LoopControl)) throw error;
  } finally {
    rs.propagate = propagate;
    session.current = previous;
  }
}

/** Runs a script block for its output. */
export function* captureIn(
  rs: Runspace,
  block: ScriptBlock,
  scope: Scope,
  caller: Frame,
  named: ReadonlyArray<readonly [string, Value]> = [],
): Program<Value[]> {
  const collector = new Collector();
  yield* runIn(rs, block, scope, caller, { out: collector, named });
  return collector.items;
}

/** The record of an error of a script; what is none (Ctrl+C, exit) is thrown on. */
export function recordOfFailure(rs: Runspace, error: unknown, frame: Frame): ErrorRecord {
  const cause = error instanceof DownstreamFailure ? error.cause : error;
  if (cause instanceof ControlFlow) throw cause;
  return rs.recordOf(cause, frame);
}
