/** Calls a command of the session for its output, as the module's own code does. */
import { namedArgument } from '../language/binding/argument';
import type { Program } from '../language/host';
import type { CommandRuntime } from '../language/runtime/command-runtime';
import { runPipeline } from '../language/runtime/pipeline';
import { Collector } from '../language/runtime/sink';
import type { Value } from '../language/values';

export function* call(
  runtime: CommandRuntime,
  name: string,
  named: ReadonlyArray<readonly [string, Value]>,
): Program<Value[]> {
  const { rs, frame } = runtime;
  const info = rs.findCommand(name, frame);
  const out = new Collector();
  const args = named.map(([key, value]) => namedArgument(key, value));
  yield* runPipeline(
    frame,
    undefined,
    [{ info, args, invocationName: name, node: runtime.prepared.node, dot: false, redirections: [] }],
    out,
  );
  return out.items;
}
