/** Runs script blocks for their output. */

import { valueArgument } from '../binding/argument';
import { orNull } from '../compile/expressions';
import type { Program } from '../host';
import type { Value } from '../values';
import { ScriptInfo } from './command-info';
import { Completion, LoopControl } from './control-flow';
import { Frame } from './frame';
import { FunctionStage } from './function-stage';
import type { Runspace } from './runspace';
import type { Scope } from './scope';
import type { ScriptBlock } from './script-block';
import { Collector, type Sink } from './sink';
import { Variable } from './variable';

export interface RunBlockOptions {
  frame: Frame;
  /** `$_`; absent: as it is. */
  underscore?: Value;
  args?: Value[];
  /** `$input`. */
  input?: Value[];
  newScope: boolean;
  /** Value of `$this`. */
  thisValue?: Value;
  /** Where the output goes; the list is empty then. */
  out?: Sink;
}

/** Sets automatic variables of a scope for some time. */
function borrow(scope: Scope, values: ReadonlyArray<readonly [string, Value]>): () => void {
  const saved = values.map(([key, value]) => {
    const old = scope.own(key);
    scope.put(key, new Variable(key, value));
    return [key, old] as const;
  });
  return () => {
    for (const [key, old] of saved) {
      if (old === undefined) scope.take(key);
      else scope.put(key, old);
    }
  };
}

export function* runBlock(rs: Runspace, block: ScriptBlock, options: RunBlockOptions): Program<Value[]> {
  const collector = new Collector();
  const out = options.out ?? collector;
  const { compiled } = block;
  const caller = options.frame;
  const session = block.session ?? caller.scope.session;
  const scope = session === caller.scope.session ? caller.scope : session.current;
  const borrowed: Array<readonly [string, Value]> = [];
  if (options.underscore !== undefined) borrowed.push(['_', options.underscore]);
  if (options.thisValue !== undefined) borrowed.push(['this', options.thisValue]);
  const simple =
    compiled.parameters.length === 0 &&
    compiled.begin === undefined &&
    compiled.process === undefined &&
    compiled.dynamicParam === undefined;
  if (simple && !options.newScope) {
    if (options.args !== undefined) borrowed.push(['args', rs.argumentList(options.args)]);
    if (options.input !== undefined) borrowed.push(['input', rs.inputEnumerator(options.input)]);
    const leave = borrow(scope, borrowed);
    const previous = session.current;
    const current = rs.currentFrame;
    session.current = scope;
    rs.enterCall();
    try {
      const frame = new Frame(rs, scope, compiled, out, caller.streams, caller, caller.invocation, false);
      rs.currentFrame = frame;
      const body = compiled.end;
      if (body !== undefined) {
        const completion = body.s !== undefined && out.direct ? body.s(frame) : yield* body.g(frame);
        if (completion > Completion.Return) throw new LoopControl(completion, frame.label);
      }
    } finally {
      rs.leaveCall(scope);
      session.current = previous;
      rs.currentFrame = current;
      leave();
    }
    return collector.items;
  }
  // The general way: a stage of its own, with parameters bound.
  const leave = borrow(caller.scope, borrowed);
  const info = new ScriptInfo('', block, undefined);
  const stage = new FunctionStage(
    caller,
    {
      info,
      args: (options.args ?? []).map((value) => valueArgument(orNull(value))),
      invocationName: '',
      node: undefined as never,
      dot: !options.newScope,
      redirections: [],
    },
    info,
    out,
    caller.streams,
    1,
    1,
  );
  try {
    const input = options.input;
    const hasInput = input !== undefined || (options.underscore !== undefined && compiled.process !== undefined);
    const prepared = stage.prepare(hasInput);
    if (prepared !== undefined) yield* prepared;
    const begun = stage.begin();
    if (begun !== undefined) yield* begun;
    if (input !== undefined) {
      for (const value of input) {
        const program = stage.process(value);
        if (program !== undefined) yield* program;
      }
    } else if (options.underscore !== undefined && compiled.process !== undefined) {
      const program = stage.process(options.underscore);
      if (program !== undefined) yield* program;
    } else {
      const program = stage.run();
      if (program !== undefined) yield* program;
    }
    const ended = stage.end();
    if (ended !== undefined) yield* ended;
  } finally {
    stage.dispose();
    leave();
  }
  return collector.items;
}
