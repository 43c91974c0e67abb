/** Calls a command of the session for its output, as the module's own code does. */
import { namedArgument } from '../language/binding/argument';
import type { Program } from '../language/host';
import type { Frame } from '../language/runtime/frame';
import { runPipeline } from '../language/runtime/pipeline';
import { Collector } from '../language/runtime/sink';
import type { Value } from '../language/values';
import { MockHook } from './mock-hook';
import { moduleFrame, recordOfFailure } from './state';

export function* call(frame: Frame, name: string, named: ReadonlyArray<readonly [string, Value]>): Program<Value[]> {
  const { rs } = frame;
  const found = rs.findCommand(name, frame);
  // A mock of the command is not meant for the module itself.
  const info = found instanceof MockHook ? found.original : found;
  const own = moduleFrame(rs, frame.scope, frame);
  const out = new Collector();
  const args = named.map(([key, value]) => namedArgument(key, value));
  const command = { info, args, invocationName: name, node: undefined as never, dot: false, redirections: [] };
  try {
    yield* runPipeline(own, undefined, [command], out);
  } catch (error) {
    // The error belongs to the module's own line, not to the test's.
    recordOfFailure(rs, error, own);
    throw error;
  }
  return out.items;
}
