/** A cmdlet in a pipeline. */

import { declaredParameter, type ParameterMetadata } from '../binding/command-metadata';
import { type BindingTarget, ParameterBinder } from '../binding/parameter-binder';
import type { Step } from '../command';
import type { Program } from '../host';
import type { Value } from '../values';
import type { CmdletInfo } from './command-info';
import { CommandRuntime } from './command-runtime';
import { ControlFlow, StopUpstream, TerminatingError } from './control-flow';
import type { ErrorRecord } from './error-record';
import type { Frame } from './frame';
import type { PreparedCommand } from './pipeline';
import type { Sink, Streams } from './sink';
import { Stage } from './stage';

export class CmdletStage extends Stage implements BindingTarget {
  readonly runtime: CommandRuntime;
  private readonly binder: ParameterBinder;
  private begun = false;
  private quick = false;

  constructor(
    private readonly caller: Frame,
    private readonly command: PreparedCommand,
    private readonly info: CmdletInfo,
    out: Sink,
    streams: Streams,
    position: number,
    length: number,
  ) {
    super();
    this.runtime = new CommandRuntime(caller, info, command, out, streams);
    this.runtime.pipelinePosition = position;
    this.runtime.pipelineLength = length;
    this.binder = new ParameterBinder(info.metadata, info, command.invocationName, command.node, caller, this, false);
    this.binder.pipelinePosition = position;
    this.runtime.binder = this.binder;
  }

  get direct(): boolean {
    return false;
  }

  set(parameter: ParameterMetadata, value: Value): void {
    if (parameter.common) this.runtime.common.set(parameter.name, value);
    else this.runtime.bound[parameter.name] = value;
  }
  unset(parameter: ParameterMetadata): void {
    this.runtime.bound[parameter.name] = undefined;
  }

  prepare(expectsInput: boolean): Program<void> | undefined {
    this.runtime.expectsInput = expectsInput;
    return this.preparing(expectsInput);
  }
  private *preparing(expectsInput: boolean): Program<void> {
    const { binder, runtime, info } = this;
    const { definition } = info;
    if (definition.notSimulated) throw this.notSimulated();
    let { args } = this.command;
    if (binder.takesCredential && this.caller.rs.interactive) args = [...(yield* binder.askForPasswords(args))];
    binder.bindArguments(args);
    if (definition.dynamicParameters !== undefined) {
      const extra = definition.dynamicParameters(runtime, runtime.bound);
      binder.addDynamic(extra.map((one) => declaredParameter(binder.metadata, one, definition.module, true)));
    }
    yield* binder.finishCommandLine(expectsInput);
    this.quick = binder.isQuick;
    const { common } = runtime;
    runtime.sink = common.wrapOutput(runtime.sink, this.caller, this.caller.scope);
    runtime.streams = common.wrapStreams(runtime.streams, this.caller);
  }
  private notSimulated(): TerminatingError {
    return new TerminatingError(
      this.runtime.makeRecord({
        message: `The command '${this.info.name}' of the module ${this.info.definition.module} exists on a real computer, but Dualpath does not simulate it.`,
        id: 'NotSimulated',
        category: 'NotImplemented',
        target: this.info.name,
        exceptionType: 'System.NotSupportedException',
      }),
    );
  }

  /** Runs a step; its output is handed on when it returns, and also before an error leaves it. */
  private step(step: Step | undefined): Program<void> | undefined {
    if (step === undefined) return undefined;
    const { runtime } = this;
    let program: void | Program<void>;
    try {
      program = step(runtime, runtime.bound);
    } catch (error) {
      return this.failing(error);
    }
    if (program !== undefined) return this.waiting(program);
    if (runtime.hasQueued) {
      const rest = runtime.drainQueue();
      if (rest !== undefined) return this.after(rest);
    }
    if (runtime.failed) this.failed = true;
    if (runtime.stopRequested) this.stopUpstream();
    return undefined;
  }
  private *after(program: Program<void>): Program<void> {
    yield* program;
    if (this.runtime.failed) this.failed = true;
    if (this.runtime.stopRequested) this.stopUpstream();
  }
  private *waiting(program: Program<void>): Program<void> {
    try {
      yield* program;
    } catch (error) {
      yield* this.failing(error);
    }
    const rest = this.runtime.drainQueue();
    if (rest !== undefined) yield* rest;
    if (this.runtime.failed) this.failed = true;
    if (this.runtime.stopRequested) this.stopUpstream();
  }
  private *failing(error: unknown): Program<void> {
    this.failed = true;
    if (this.runtime.hasQueued && !(error instanceof ControlFlow)) {
      const rest = this.runtime.drainQueue();
      if (rest !== undefined) yield* rest;
    }
    if (error instanceof ControlFlow) throw error;
    throw this.caller.rs.cmdletFailure(error, this.runtime);
  }
  private stopUpstream(): void {
    this.runtime.stopRequested = false;
    throw new StopUpstream(this);
  }

  begin(): Program<void> | undefined {
    if (this.begun) return undefined;
    this.begun = true;
    return this.step(this.info.definition.begin);
  }

  process(value: Value): Program<void> | undefined {
    if (this.stopped) return undefined;
    if (!this.begun) return this.beginThen(value);
    if (this.quick) {
      this.binder.bindQuick(value);
      return this.step(this.info.definition.process);
    }
    if (this.binder.hasDelayed) return this.bindWaiting(value);
    const record = this.binder.bindObjectNow(value);
    if (record !== undefined) return this.refused(record);
    return this.step(this.info.definition.process);
  }
  private *beginThen(value: Value): Program<void> {
    const begin = this.begin();
    if (begin !== undefined) yield* begin;
    const program = this.process(value);
    if (program !== undefined) yield* program;
  }
  private *bindWaiting(value: Value): Program<void> {
    const record = yield* this.binder.bindObject(value);
    if (record !== undefined) {
      const program = this.refused(record);
      if (program !== undefined) yield* program;
      return;
    }
    const program = this.step(this.info.definition.process);
    if (program !== undefined) yield* program;
  }
  private refused(record: ErrorRecord): Program<void> | undefined {
    this.runtime.writeErrorRecord(record);
    this.failed = true;
    return this.runtime.drainQueue();
  }

  run(): Program<void> | undefined {
    return this.step(this.info.definition.process);
  }
  end(): Program<void> | undefined {
    if (this.stopped) return undefined;
    if (!this.begun) {
      const begin = this.begin();
      if (begin !== undefined) return this.endAfter(begin);
    }
    return this.step(this.info.definition.end);
  }
  private *endAfter(begin: Program<void>): Program<void> {
    yield* begin;
    const program = this.step(this.info.definition.end);
    if (program !== undefined) yield* program;
  }
  override dispose(): void {
    this.runtime.common.dispose();
  }
}
