/** Runs pipelines: makes a stage of each command, connects them, feeds them. */
import type { CommandAst, RedirectionStream } from '../ast';
import type { Argument } from '../binding/argument';
import { orNull } from '../compile/expressions';
import type { Program } from '../host';
import type { Value } from '../values';
import { CmdletStage } from './cmdlet-stage';
import { ApplicationInfo, CmdletInfo, type CommandInfo, FunctionInfo, ScriptInfo } from './command-info';
import { Completion, ControlFlow, DownstreamFailure, LoopControl, StopUpstream } from './control-flow';
import { Extent } from './extent';
import type { Frame } from './frame';
import { Frame as FrameClass } from './frame';
import { FunctionStage } from './function-stage';
import { Invocation } from './invocation';
import { NativeStage } from './native-stage';
import { Scope } from './scope';
import { nullSink, PipeSink, type Sink, type Streams } from './sink';
import type { Stage } from './stage';
import { Variable } from './variable';

export type PreparedRedirection =
  | { kind: 'file'; from: RedirectionStream; target: Value; append: boolean }
  | { kind: 'merge'; from: RedirectionStream; to: RedirectionStream };

export interface PreparedCommand {
  info: CommandInfo;
  args: Argument[];
  invocationName: string;
  node: CommandAst;
  dot: boolean;
  redirections: PreparedRedirection[];
}

const streamOf: Partial<Record<RedirectionStream, keyof Streams>> = {
  Error: 'error',
  Warning: 'warning',
  Verbose: 'verbose',
  Debug: 'debug',
  Information: 'information',
};

/** Sinks that files of redirections write to; closed when the pipeline ends. */
export interface FileSinks {
  closers: Array<() => Program<void> | undefined>;
}

/** Applies redirections to a command's output and streams. */
export function applyRedirections(
  f: Frame,
  redirections: readonly PreparedRedirection[],
  out: Sink,
  streams: Streams,
  files: FileSinks,
): { out: Sink; streams: Streams } {
  if (redirections.length === 0) return { out, streams };
  let output = out;
  let changed: Streams = { ...streams };
  for (const redirection of redirections) {
    if (redirection.kind !== 'file') continue;
    const sink =
      redirection.target === null ? nullSink : f.rs.openRedirection(redirection.target, redirection.append, f, files);
    if (redirection.from === 'Output' || redirection.from === 'All') output = sink;
    if (redirection.from === 'All')
      changed = { error: sink, warning: sink, verbose: sink, debug: sink, information: sink };
    else {
      const name = streamOf[redirection.from];
      if (name !== undefined) changed[name] = sink;
    }
  }
  for (const redirection of redirections) {
    if (redirection.kind !== 'merge') continue;
    if (redirection.from === 'All') {
      changed = { error: output, warning: output, verbose: output, debug: output, information: output };
    } else {
      const name = streamOf[redirection.from];
      if (name !== undefined) changed[name] = output;
    }
  }
  return { out: output, streams: changed };
}

function makeStage(
  f: Frame,
  command: PreparedCommand,
  out: Sink,
  streams: Streams,
  position: number,
  length: number,
): Stage {
  const { info } = command;
  if (info instanceof CmdletInfo) return new CmdletStage(f, command, info, out, streams, position, length);
  if (info instanceof FunctionInfo || info instanceof ScriptInfo) {
    return new FunctionStage(f, command, info, out, streams, position, length);
  }
  if (info instanceof ApplicationInfo) return new NativeStage(f, command, info, out, streams);
  throw new Error(`cannot run ${info.kind}`);
}

/** Runs commands connected by pipes; `first` is the value of an expression in front of them. */
export function* runPipeline(
  f: Frame,
  first: { value: Value } | undefined,
  commands: readonly PreparedCommand[],
  out: Sink,
): Program<void> {
  const { rs } = f;
  const files: FileSinks = { closers: [] };
  const n = commands.length;
  const stages: Stage[] = new Array(n);
  let sink = out;
  for (let i = n - 1; i >= 0; i--) {
    const command = commands[i];
    const redirected = applyRedirections(f, command.redirections, sink, f.streams, files);
    const stage = makeStage(f, command, redirected.out, redirected.streams, i + 1, n);
    stages[i] = stage;
    sink = new PipeSink(stage);
  }
  const expects = first !== undefined;
  let from = 0;
  let failed = false;
  try {
    for (let i = 0; i < n; i++) {
      const program = stages[i].prepare(expects || i > 0);
      if (program !== undefined) yield* program;
    }
    try {
      for (let i = 0; i < n; i++) {
        const program = stages[i].begin();
        if (program !== undefined) yield* program;
      }
      if (first !== undefined) {
        const { value } = first;
        const items = typeof value === 'object' && value !== null ? rs.elementsOf(value) : undefined;
        if (items === undefined) {
          if (value !== undefined) {
            sink.write(value);
            if (sink.waiting) yield* sink.drain();
          }
        } else {
          for (let i = 0; i < items.length; i++) {
            sink.write(orNull(items[i]));
            if (sink.waiting) yield* sink.drain();
            if (++rs.steps >= rs.nextPause) yield* rs.pause();
          }
        }
      } else {
        const program = stages[0].run();
        if (program !== undefined) yield* program;
      }
    } catch (error) {
      const cause = error instanceof DownstreamFailure && error.pipeline === stages ? error.cause : error;
      if (!(cause instanceof StopUpstream)) throw cause;
      const at = stages.indexOf(cause.stage as Stage);
      if (at < 0) throw cause;
      from = at;
      for (let i = 0; i < at; i++) stages[i].stopped = true;
    }
    for (let i = from; i < n; i++) {
      try {
        const program = stages[i].end();
        if (program !== undefined) yield* program;
      } catch (error) {
        if (!(error instanceof StopUpstream)) throw error;
        const at = stages.indexOf(error.stage as Stage);
        if (at < 0) throw error;
        for (let k = 0; k < at; k++) stages[k].stopped = true;
        if (at > i) i = at - 1;
      }
    }
  } catch (error) {
    failed = true;
    rs.questionMark = false;
    throw error;
  } finally {
    for (const stage of stages) stage.dispose();
    for (const close of files.closers) {
      const program = close();
      if (program !== undefined && !failed) yield* program;
    }
  }
  let good = true;
  for (const stage of stages) if (stage.failed) good = false;
  rs.questionMark = good;
}

/**
 * Calls a function without attributes, types and named arguments at once; false where the general way is needed.
 * Undefined: the function has run; else a program to be run.
 */
export function callPlainFunction(
  f: Frame,
  info: FunctionInfo,
  evaluate: (f: Frame) => Argument[],
  invocationName: string,
  node: CommandAst,
): false | undefined | Program<void> {
  const metadata = info.metadataFor(f);
  if (!metadata.plain) return false;
  const compiled = info.block.compiled;
  if (compiled.begin !== undefined || compiled.process !== undefined || compiled.dynamicParam !== undefined)
    return false;
  const { rs } = f;
  const { parameters } = metadata;
  const args = evaluate(f);
  for (const argument of args) if (argument.name !== undefined) return callGeneral(f, info, args, invocationName, node);
  const session = info.block.session ?? f.scope.session;
  const parent = session.current;
  const scope = new Scope(
    parent,
    session,
    info.block.file !== undefined ? parent.script : parent.script,
    compiled.layout,
  );
  const invocation = new Invocation(info, info.block, invocationName, node);
  scope.call = invocation;
  const frame = new FrameClass(rs, scope, compiled, f.out, f.streams, f, invocation, true);
  const { slots } = scope;
  const given = Math.min(args.length, parameters.length);
  for (let i = 0; i < given; i++) {
    const parameter = parameters[i];
    const { value } = args[i];
    slots[parameter.slot] = new Variable(parameter.name, value);
    invocation.bound.push([parameter.name, value]);
  }
  for (let i = given; i < args.length; i++) invocation.args.push(args[i].value);
  let defaults = false;
  for (let i = given; i < parameters.length; i++) {
    const parameter = parameters[i];
    if (parameter.ast?.defaultValue !== undefined) defaults = true;
    else slots[parameter.slot] = new Variable(parameter.name, null);
  }
  const body = compiled.end;
  rs.enterCall();
  const saved = session.current;
  session.current = scope;
  if (!defaults && f.out.direct && (body === undefined || body.s !== undefined)) {
    try {
      const completion = body === undefined ? 0 : body.s!(frame);
      if (completion > Completion.Return) throw new LoopControl(completion, frame.label);
      rs.questionMark = true;
    } finally {
      session.current = saved;
      rs.leaveCall(scope);
    }
    return undefined;
  }
  session.current = saved;
  rs.leaveCall(scope);
  return runPlain(f, frame, scope, info, given);
}

function* runPlain(f: Frame, frame: Frame, scope: Scope, info: FunctionInfo, given: number): Program<void> {
  const { rs } = f;
  const { session } = scope;
  const saved = session.current;
  session.current = scope;
  rs.enterCall();
  try {
    const { parameters } = info.metadataFor(f);
    for (let i = given; i < parameters.length; i++) {
      const parameter = parameters[i];
      if (parameter.ast?.defaultValue !== undefined) {
        const value = yield* rs.defaultValue(parameter, frame);
        scope.slots[parameter.slot] = new Variable(parameter.name, orNull(value));
      }
    }
    const body = info.block.compiled.end;
    if (body !== undefined) {
      const completion = body.s !== undefined && frame.out.direct ? body.s(frame) : yield* body.g(frame);
      if (frame.out.waiting) yield* frame.out.drain();
      if (completion > Completion.Return) throw new LoopControl(completion, frame.label);
    }
    rs.questionMark = true;
  } finally {
    session.current = saved;
    rs.leaveCall(scope);
  }
}

function callGeneral(
  f: Frame,
  info: FunctionInfo,
  args: Argument[],
  invocationName: string,
  node: CommandAst,
): Program<void> {
  return runPipeline(f, undefined, [{ info, args, invocationName, node, dot: false, redirections: [] }], f.out);
}

export { ControlFlow, Extent };
