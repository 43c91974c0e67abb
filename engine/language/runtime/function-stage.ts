/** A function, script or script block in a pipeline. */

import type { CommandMetadata, ParameterMetadata } from '../binding/command-metadata';
import { type BindingTarget, ParameterBinder } from '../binding/parameter-binder';
import { makeGuard } from '../binding/variable-guard';
import type { Body } from '../compile/closure';
import { orNull } from '../compile/expressions';
import type { Program } from '../host';
import type { Value } from '../values';
import { PSArray } from '../values';
import type { FunctionInfo, ScriptInfo } from './command-info';
import { CommonParameters } from './common-parameters';
import { Completion, DownstreamFailure, ExitException, LoopControl, TerminatingError } from './control-flow';
import { Frame } from './frame';
import { Invocation } from './invocation';
import type { PreparedCommand } from './pipeline';
import { PSCmdlet } from './ps-cmdlet';
import { Scope } from './scope';
import type { SessionState } from './session-state';
import type { Sink, Streams } from './sink';
import { Stage } from './stage';
import { Variable } from './variable';

export class FunctionStage extends Stage implements BindingTarget {
  readonly frame: Frame;
  readonly scope: Scope;
  private readonly session: SessionState;
  private readonly invocation: Invocation;
  private readonly metadata: CommandMetadata;
  private readonly binder: ParameterBinder;
  private readonly input: Value[] = [];
  private begun = false;
  private underscore: Variable | undefined;
  private savedVariables: Array<[string, Variable | undefined]> | undefined;
  private common: CommonParameters | undefined;
  private cmdlet: PSCmdlet | undefined;
  private out: Sink;
  private streams: Streams;

  constructor(
    private readonly caller: Frame,
    private readonly command: PreparedCommand,
    private readonly info: FunctionInfo | ScriptInfo,
    out: Sink,
    streams: Streams,
    position: number,
    length: number,
  ) {
    super();
    this.out = out;
    this.streams = streams;
    const { rs } = caller;
    const { block } = info;
    const compiled = block.compiled;
    const session = block.session ?? caller.scope.session;
    this.session = session;
    const parent = session === caller.scope.session ? caller.scope : session.current;
    const isFile = info.kind === 'ExternalScript';
    this.metadata = info.metadataFor(caller);
    this.scope = command.dot ? parent : new Scope(parent, session, isFile ? 'own' : parent.script, compiled.layout);
    this.invocation = new Invocation(info, block, command.invocationName, command.node);
    this.invocation.pipelinePosition = position;
    this.invocation.pipelineLength = length;
    if (!command.dot) this.scope.call = this.invocation;
    this.frame = new Frame(rs, this.scope, compiled, out, streams, caller, this.invocation, !command.dot);
    this.binder = new ParameterBinder(this.metadata, info, command.invocationName, command.node, caller, this, true);
    this.binder.pipelinePosition = position;
  }

  get direct(): boolean {
    const { compiled } = this.info.block;
    if (compiled.process === undefined) return true;
    return compiled.process.s !== undefined && this.out.direct && this.begun && !this.binder.hasDelayed;
  }

  // ---- BindingTarget -----------------------------------------------------------------------------------------------

  set(parameter: ParameterMetadata, value: Value): void {
    if (parameter.common) {
      this.common ??= new CommonParameters();
      this.common.set(parameter.name, value);
      this.invocation.bind(parameter.name, value);
      return;
    }
    this.invocation.bind(parameter.name, value);
    if (parameter.isDynamic) return;
    const existing = this.command.dot ? undefined : this.scope.slots[parameter.slot];
    const shown = parameter.isSwitch && typeof value === 'boolean' ? this.caller.rs.switchValue(value) : value;
    if (existing !== undefined) existing.value = shown;
    else {
      const variable = new Variable(parameter.name, shown);
      if (parameter.attributes.length > 0)
        variable.setGuard(makeGuard(parameter.attributes, this.frame, parameter.name));
      this.scope.put(parameter.key, variable);
    }
  }
  unset(parameter: ParameterMetadata): void {
    this.invocation.unbind(parameter.name);
    const variable = this.scope.own(parameter.key);
    if (variable !== undefined) variable.value = this.caller.rs.emptyValue(parameter);
  }

  // ---- steps -------------------------------------------------------------------------------------------------------

  prepare(expectsInput: boolean): Program<void> | undefined {
    this.invocation.expectingInput = expectsInput;
    return this.preparing(expectsInput);
  }

  private *preparing(expectsInput: boolean): Program<void> {
    const { binder, metadata, invocation, frame } = this;
    const { rs } = this.caller;
    binder.bindArguments(this.command.args);
    if (this.info.block.compiled.dynamicParam !== undefined) yield* this.dynamicParameters();
    yield* binder.finishCommandLine(expectsInput);
    invocation.args = binder.rest;
    if (this.command.dot) this.enterDotted();
    if (metadata.advanced) {
      this.applyCommon();
      this.cmdlet = new PSCmdlet(this, this.info, metadata);
      invocation.cmdlet = this.cmdlet;
    }
    // Defaults of parameters that were not given: in order, so that one may use those before it.
    const previous = this.session.current;
    this.session.current = this.scope;
    try {
      for (const parameter of binder.metadata.parameters) {
        if (parameter.common || parameter.isDynamic || binder.bound.has(parameter)) continue;
        let value: Value;
        if (parameter.ast?.defaultValue !== undefined) value = orNull(yield* rs.defaultValue(parameter, frame));
        else value = rs.emptyValue(parameter);
        const variable = new Variable(parameter.name, value);
        if (parameter.attributes.length > 0) {
          const guard = makeGuard(parameter.attributes, frame, parameter.name);
          if (parameter.ast?.defaultValue !== undefined) variable.value = rs.convertDefault(value, parameter, frame);
          variable.setGuard(guard);
        }
        this.scope.put(parameter.key, variable);
      }
    } finally {
      this.session.current = previous;
    }
  }

  private *dynamicParameters(): Program<void> {
    const body = this.info.block.compiled.dynamicParam!;
    const { rs } = this.caller;
    const items = yield* this.captured(body);
    const parameters = rs.dynamicParametersOf(items, this.binder.metadata, this.frame);
    this.binder.addDynamic(parameters);
  }

  private *captured(body: Body): Program<Value[]> {
    const { rs } = this.caller;
    return yield* rs.capture(this.frame, this.scope, body);
  }

  /** A dotted block keeps `$args`, `$input` and `$_` of its caller. */
  private enterDotted(): void {
    this.savedVariables = [];
    for (const key of ['args', 'input', '_', 'myinvocation', 'psboundparameters', 'pscmdlet']) {
      if (key === '_') continue;
      const saved = this.scope.own(key);
      this.savedVariables.push([key, saved]);
      const value = this.invocation.automatic(key);
      if (typeof value !== 'symbol') this.scope.put(key, new Variable(key, value));
    }
  }
  private leaveDotted(): void {
    for (const [key, saved] of this.savedVariables ?? []) {
      if (saved === undefined) this.scope.take(key);
      else this.scope.put(key, saved);
    }
    this.savedVariables = undefined;
  }

  private applyCommon(): void {
    const { common } = this;
    if (common === undefined) return;
    common.apply(this.frame, this.scope, this.command);
    this.out = common.wrapOutput(this.out, this.caller, this.scope);
    this.frame.out = this.out;
    this.streams = common.wrapStreams(this.streams, this.caller);
    this.frame.streams = this.streams;
    this.frame.errorList = common.errorList;
  }

  begin(): Program<void> | undefined {
    if (this.begun) return undefined;
    this.begun = true;
    const body = this.info.block.compiled.begin;
    if (this.info.block.compiled.process !== undefined || body !== undefined) {
      const key = '_';
      if (!this.command.dot) {
        this.underscore = this.scope.put(key, new Variable(key, null));
      }
    }
    if (body === undefined) return undefined;
    return this.runBody(body);
  }

  process(value: Value): Program<void> | undefined {
    if (this.stopped) return undefined;
    const { compiled } = this.info.block;
    if (!this.begun) return this.beginThen(value);
    const body = compiled.process;
    if (body === undefined) {
      this.input.push(value);
      if (this.metadata.advanced && this.takesPipeline()) return this.bindOnly(value);
      return undefined;
    }
    if (!this.metadata.advanced || !this.takesPipeline()) {
      if (this.metadata.advanced && this.metadata.parameters.length > 0 && !this.takesPipeline()) {
        return this.refuse(value);
      }
      this.setUnderscore(value);
      return this.runBody(body);
    }
    return this.bindAndRun(value, body);
  }

  private *beginThen(value: Value): Program<void> {
    const begin = this.begin();
    if (begin !== undefined) yield* begin;
    const program = this.process(value);
    if (program !== undefined) yield* program;
  }

  private takesPipelineKnown: boolean | undefined;
  private takesPipeline(): boolean {
    this.takesPipelineKnown ??= this.binder.metadata.parameters.some((parameter) =>
      parameter.uses.some((use) => use.fromPipeline || use.byPropertyName),
    );
    return this.takesPipelineKnown;
  }

  private setUnderscore(value: Value): void {
    if (this.underscore !== undefined) this.underscore.value = value;
    else {
      this.underscore = this.scope.put('_', new Variable('_', value));
    }
    this.invocation.input = [value];
    this.scope.take('input');
  }

  private *refuse(value: Value): Program<void> {
    const record = yield* this.binder.bindObject(value);
    if (record !== undefined) yield* this.nonTerminating(record);
  }

  private *nonTerminating(record: import('./error-record').ErrorRecord): Program<void> {
    this.failed = true;
    const { rs } = this.caller;
    rs.emitError(record, this.frame, this.common?.errorAction, this.streams);
    if (this.streams.error.waiting) yield* this.streams.error.drain();
  }

  /** Without a process block the last object stays bound. */
  private *bindOnly(value: Value): Program<void> {
    const record = yield* this.binder.bindObject(value);
    if (record !== undefined) yield* this.nonTerminating(record);
  }

  private *bindAndRun(value: Value, body: Body): Program<void> {
    const { binder } = this;
    const record = binder.hasDelayed ? yield* binder.bindObject(value) : binder.bindObjectNow(value);
    if (record !== undefined) {
      yield* this.nonTerminating(record);
      return;
    }
    this.setUnderscore(value);
    const program = this.runBody(body);
    if (program !== undefined) yield* program;
  }

  run(): Program<void> | undefined {
    const body = this.info.block.compiled.process;
    return body === undefined ? undefined : this.runBody(body);
  }

  end(): Program<void> | undefined {
    if (this.stopped) return undefined;
    const { compiled } = this.info.block;
    const body = compiled.end;
    if (!this.begun) {
      const begin = this.begin();
      if (begin !== undefined) return this.endAfter(begin);
    }
    if (body === undefined) return undefined;
    this.invocation.input = compiled.process === undefined ? this.input : [];
    if (!this.command.dot) this.scope.take('input');
    else this.scope.put('input', new Variable('input', this.invocation.automatic('input') as Value));
    return this.runBody(body);
  }
  private *endAfter(begin: Program<void>): Program<void> {
    yield* begin;
    const program = this.end();
    if (program !== undefined) yield* program;
  }

  /** Runs a block of the function in its scope. */
  private runBody(body: Body): Program<void> | undefined {
    const { rs } = this.caller;
    if (body.s !== undefined && this.out.direct) {
      const previous = this.session.current;
      this.session.current = this.scope;
      rs.enterCall();
      try {
        this.finish(body.s(this.frame));
      } catch (error) {
        this.leaveBy(error);
      } finally {
        this.session.current = previous;
        rs.leaveCall(this.scope);
      }
      return undefined;
    }
    return this.running(body);
  }

  private *running(body: Body): Program<void> {
    const { rs } = this.caller;
    const previous = this.session.current;
    this.session.current = this.scope;
    rs.enterCall();
    try {
      if (body === this.info.block.compiled.end || body === this.info.block.compiled.begin)
        rs.defineTypes(this.info.block.compiled, this.frame);
      const completion = yield* body.g(this.frame);
      if (this.out.waiting) yield* this.out.drain();
      this.finish(completion);
    } catch (error) {
      this.leaveBy(error);
    } finally {
      this.session.current = previous;
      rs.leaveCall(this.scope);
    }
  }

  private finish(completion: Completion): void {
    if (completion === Completion.Break || completion === Completion.Continue) {
      throw new LoopControl(completion, this.frame.label);
    }
  }

  /** `exit` in a script file ends only the script; errors of an advanced function end the function. */
  private leaveBy(error: unknown): void {
    if (error instanceof ExitException && this.info.kind === 'ExternalScript') {
      this.caller.rs.setExitCode(error.code);
      this.failed = error.code !== 0;
      return;
    }
    throw error;
  }

  override dispose(): void {
    if (this.command.dot) this.leaveDotted();
    this.common?.dispose();
    this.caller.rs.scopeEnded(this.scope, this.command.dot);
  }

  // ---- for $PSCmdlet -----------------------------------------------------------------------------------------------

  get binderSetName(): string {
    return this.binder.setName;
  }
  get errorStreams(): Streams {
    return this.streams;
  }
  get output(): Sink {
    return this.out;
  }
  get commonParameters(): CommonParameters | undefined {
    return this.common;
  }
  get callerFrame(): Frame {
    return this.caller;
  }
  get call(): Invocation {
    return this.invocation;
  }
}

export { DownstreamFailure, PSArray, TerminatingError };
