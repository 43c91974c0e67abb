/** What a running cmdlet gets (CommandContext): output queue, errors, questions. */
import type { ParameterBinder } from '../binding/parameter-binder';
import type { Bound, CmdletDefinition, CmdletError, CommandContext, ServiceKey } from '../command';
import { convertTo, toText } from '../conversion';
import { makeException, PSRuntimeException } from '../errors';
import type { Choice, Program, ProgressRecord } from '../host';
import { findType } from '../types';
import type { Value } from '../values';
import { PSEnum } from '../values';
import type { CmdletInfo } from './command-info';
import { type ActionPreference, CommonParameters, preferenceOf } from './common-parameters';
import { TerminatingError } from './control-flow';
import { ErrorDetails, ErrorRecord, InvocationInfo } from './error-record';
import { Extent } from './extent';
import type { Frame } from './frame';
import type { PreparedCommand } from './pipeline';
import type { Runspace } from './runspace';
import type { ScriptBlock } from './script-block';
import type { Sink, Streams } from './sink';
import { InformationRecord, StreamRecord } from './stream-records';

/** Something in the queue that is not an output object. */
class Queued {
  constructor(
    readonly stream: 'error' | 'warning' | 'verbose' | 'debug' | 'information',
    readonly record: ErrorRecord | StreamRecord | InformationRecord,
  ) {}
}

const impacts = ['None', 'Low', 'Medium', 'High'] as const;

export class CommandRuntime implements CommandContext {
  state: Record<string, unknown> = {};
  readonly bound: Bound = {};
  readonly common = new CommonParameters();
  binder!: ParameterBinder;
  private queue: Array<Value | Queued> = [];
  expectsInput = false;
  failed = false;
  stopRequested = false;
  private answeredAll: boolean | undefined;
  private continueAll: boolean | undefined;
  pipelinePosition = 1;
  pipelineLength = 1;
  private invocationInfo: InvocationInfo | undefined;

  constructor(
    readonly frame: Frame,
    readonly info: CmdletInfo,
    readonly prepared: PreparedCommand,
    public sink: Sink,
    public streams: Streams,
  ) {}

  get rs(): Runspace {
    return this.frame.rs;
  }
  get runspace(): Runspace {
    return this.frame.rs;
  }
  get command(): CmdletDefinition {
    return this.info.definition;
  }
  get parameterSet(): string {
    return this.binder.setName;
  }
  isBound(name: string): boolean {
    return this.binder.isBound(name);
  }
  get myInvocation(): InvocationInfo {
    if (this.invocationInfo === undefined) {
      const node = this.prepared.node;
      const info = new InvocationInfo(this.info, this.prepared.invocationName, Extent.of(node));
      info.pipelineLength = this.pipelineLength;
      info.pipelinePosition = this.pipelinePosition;
      info.expectingInput = this.expectsInput;
      this.invocationInfo = info;
    }
    return this.invocationInfo;
  }

  // ---- output ------------------------------------------------------------------------------------------------------

  write(value: Value): void {
    if (value !== undefined) this.queue.push(value);
  }
  writeAll(values: Iterable<Value>): void {
    for (const value of values) this.write(value);
  }
  get hasQueued(): boolean {
    return this.queue.length > 0;
  }

  /** Hands on the queue; a program is returned where a reader has to wait. */
  drainQueue(): Program<void> | undefined {
    const { queue, sink } = this;
    if (queue.length === 0) return undefined;
    this.queue = [];
    for (let i = 0; i < queue.length; i++) {
      const item = queue[i];
      if (item instanceof Queued) {
        const to = this.dispatch(item);
        if (to?.waiting) return this.drainRest(queue, i + 1, to);
        continue;
      }
      sink.write(item);
      if (sink.waiting) return this.drainRest(queue, i + 1, sink);
    }
    return undefined;
  }
  private *drainRest(queue: Array<Value | Queued>, from: number, first: Sink): Program<void> {
    yield* first.drain();
    const { sink } = this;
    for (let i = from; i < queue.length; i++) {
      const item = queue[i];
      const to = item instanceof Queued ? this.dispatch(item) : sink;
      if (!(item instanceof Queued)) sink.write(item);
      if (to?.waiting) yield* to.drain();
    }
  }
  private dispatch(item: Queued): Sink | undefined {
    if (item.stream === 'error') {
      this.rs.deliverError(item.record as ErrorRecord, this.streams, this.common.errorList);
      return this.streams.error;
    }
    const sink = this.streams[item.stream];
    if (item.stream === 'warning') this.common.warningList?.items.push(item.record);
    if (item.stream === 'information') this.common.informationList?.items.push(item.record);
    sink.write(item.record);
    return sink;
  }
  *flush(): Program<void> {
    const program = this.drainQueue();
    if (program !== undefined) yield* program;
  }
  stopUpstream(): void {
    this.stopRequested = true;
  }

  // ---- errors ------------------------------------------------------------------------------------------------------

  makeRecord(error: CmdletError): ErrorRecord {
    const exception = makeException(error.exceptionType ?? 'System.InvalidOperationException', error.message);
    const record = new ErrorRecord(exception, error.id, error.category, error.target ?? null);
    record.errorClass = error.errorClass === '' ? undefined : (error.errorClass ?? this.info.errorClass);
    if (error.details !== undefined) record.details = new ErrorDetails(error.details);
    record.reason = error.reason;
    if (error.target !== undefined && error.target !== null) this.rs.describeTarget(record, error.target);
    if (error.targetName !== undefined) record.targetName = error.targetName;
    if (error.targetType !== undefined) record.targetType = error.targetType;
    record.invocation = this.myInvocation;
    exception.errorRecord = record;
    return record;
  }
  writeError(error: CmdletError): void {
    this.writeErrorRecord(this.makeRecord(error));
  }
  /** Non-terminating error with a record that exists. */
  writeErrorRecord(record: ErrorRecord): void {
    this.failed = true;
    record.invocation ??= this.myInvocation;
    const action = this.errorAction;
    if (action !== 'Ignore') {
      for (let f: Frame | null = this.frame; f !== null; f = f.caller) f.errorList?.items.push(record);
    }
    if (action === 'Stop') {
      this.common.errorList?.items.push(record);
      // An error that ends the command stands where the command stands. seen: Write-Error -ErrorAction Stop
      record.invocation.extent ??= this.myInvocation.extent;
      throw new TerminatingError(record, false, true);
    }
    if (action === 'Ignore') return;
    if (action === 'SilentlyContinue') {
      this.rs.logError(record);
      this.common.errorList?.items.push(record);
      return;
    }
    this.queue.push(new Queued('error', record));
  }
  throwTerminating(error: CmdletError): never {
    throw new TerminatingError(this.makeRecord(error));
  }
  get errorAction(): ActionPreference {
    return this.common.errorAction ?? preferenceOf(this.frame.scope.value('erroractionpreference'), 'Continue');
  }

  // ---- other streams -----------------------------------------------------------------------------------------------

  private preference(
    own: ActionPreference | undefined,
    variable: string,
    fallback: ActionPreference,
  ): ActionPreference {
    return own ?? preferenceOf(this.frame.scope.value(variable), fallback);
  }
  private message(stream: 'warning' | 'verbose' | 'debug', text: string, action: ActionPreference): void {
    if (action === 'SilentlyContinue' || action === 'Ignore') {
      if (stream === 'warning' && action === 'SilentlyContinue')
        this.common.warningList?.items.push(new StreamRecord(stream, text, this.myInvocation));
      return;
    }
    this.queue.push(new Queued(stream, new StreamRecord(stream, text, this.myInvocation)));
    if (action === 'Stop') {
      const program = this.drainQueue();
      void program;
      const name = `${stream[0].toUpperCase()}${stream.slice(1)}Preference`;
      throw this.rs.actionStop(name, text, this.frame);
    }
  }
  warn(text: string): void {
    this.message('warning', text, this.preference(this.common.warningAction, 'warningpreference', 'Continue'));
  }
  verbose(text: string): void {
    const own = this.common.verbose === undefined ? undefined : this.common.verbose ? 'Continue' : 'SilentlyContinue';
    this.message('verbose', text, this.preference(own, 'verbosepreference', 'SilentlyContinue'));
  }
  debug(text: string): void {
    const own = this.common.debug === undefined ? undefined : this.common.debug ? 'Continue' : 'SilentlyContinue';
    this.message('debug', text, this.preference(own, 'debugpreference', 'SilentlyContinue'));
  }
  writeInformation(value: Value, tags: string[] = []): void {
    const record = new InformationRecord(value, tags, this.rs.sourceOfInformation(this.frame), this.rs.time.nowTicks());
    const action = tags.includes('PSHOST')
      ? (this.common.informationAction ?? 'Continue')
      : this.preference(this.common.informationAction, 'informationpreference', 'SilentlyContinue');
    if (action === 'Ignore') return;
    if (action === 'SilentlyContinue') record.silent = true;
    if (action === 'Stop') throw this.rs.actionStop('InformationPreference', toText(value), this.frame);
    this.queue.push(new Queued('information', record));
  }
  progress(record: Partial<ProgressRecord> & { activity: string }): void {
    if (preferenceOf(this.frame.scope.value('progresspreference'), 'Continue') === 'SilentlyContinue') return;
    this.rs.ui.writeProgress({
      activityId: 0,
      parentActivityId: -1,
      statusDescription: 'Processing',
      currentOperation: '',
      percentComplete: -1,
      secondsRemaining: -1,
      completed: false,
      sourceId: 0,
      ...record,
    });
  }

  // ---- questions ---------------------------------------------------------------------------------------------------

  shouldProcess(target: string, action?: string): Program<boolean> {
    const text = `Performing the operation "${action ?? this.command.name}" on target "${target}".`;
    return this.shouldProcessText(text, `${text}`, 'Confirm', true);
  }
  *shouldProcessText(whatIfText: string, confirmText: string, caption: string, ordinary = false): Program<boolean> {
    const whatIf = this.common.whatIf ?? this.frame.scope.value('whatifpreference') === true;
    if (whatIf) {
      const program = this.drainQueue();
      if (program !== undefined) yield* program;
      this.rs.ui.writeLine('host', `What if: ${whatIfText}`);
      return false;
    }
    const preference = this.confirmPreference;
    const impact = impacts.indexOf(this.command.confirmImpact ?? 'Medium');
    if (preference === 0 || impact < preference) {
      this.verbose(whatIfText);
      return true;
    }
    if (this.answeredAll !== undefined) return this.answeredAll;
    const query = ordinary ? `Are you sure you want to perform this action?\n${confirmText}` : confirmText;
    return yield* this.askYesNo(caption, query, true);
  }
  private get confirmPreference(): number {
    if (this.common.confirm !== undefined) return this.common.confirm ? 1 : 0;
    const value = this.frame.scope.value('confirmpreference');
    if (value instanceof PSEnum) return value.value;
    if (typeof value === 'number') return value;
    if (typeof value === 'string')
      return Math.max(
        0,
        impacts.findIndex((name) => name.toLowerCase() === value.toLowerCase()),
      );
    return 3;
  }
  private *askYesNo(caption: string, query: string, all: boolean): Program<boolean> {
    const program = this.drainQueue();
    if (program !== undefined) yield* program;
    const choices: Choice[] = all ? yesNoAll : yesNo;
    const reply = (yield { kind: 'choice', caption, message: query, choices, defaults: [0] }) as number;
    const label = choices[reply]?.label ?? '&Yes';
    switch (label) {
      case 'Yes to &All':
        this.answeredAll = true;
        return true;
      case 'No to A&ll':
        this.answeredAll = false;
        return false;
      case '&Yes':
        return true;
      default:
        return false;
    }
  }
  *shouldContinue(query: string, caption: string): Program<boolean> {
    if (this.continueAll !== undefined) return this.continueAll;
    return yield* this.askYesNo(caption, query, false);
  }

  // ---- time --------------------------------------------------------------------------------------------------------

  *sleep(ticks: bigint): Program<void> {
    const program = this.drainQueue();
    if (program !== undefined) yield* program;
    yield { kind: 'sleep', ticks };
  }
  *waitFor(until: () => boolean): Program<void> {
    const program = this.drainQueue();
    if (program !== undefined) yield* program;
    if (!until()) yield { kind: 'waitFor', until };
  }

  // ---- script and values -------------------------------------------------------------------------------------------

  invoke(
    script: Value,
    options: { underscore?: Value; args?: Value[]; input?: Value[]; newScope?: boolean } = {},
  ): Program<Value[]> {
    return this.rs.runBlock(script as ScriptBlock, {
      underscore: options.underscore,
      args: options.args,
      input: options.input,
      newScope: options.newScope ?? false,
      frame: this.frame,
    });
  }
  convert(value: Value, type: string): Value {
    const found = findType(type);
    if (found === undefined) throw new PSRuntimeException(`Unable to find type [${type}].`, 'TypeNotFound');
    return convertTo(value, found, this.rs.contextFor(this.frame));
  }
  text(value: Value): string {
    return this.rs.text(value);
  }
  getVariable(name: string): Value {
    return this.frame.scope.value(name.toLowerCase());
  }
  setVariable(name: string, value: Value): void {
    this.rs.setLocalVariable(this.frame.scope, name, value);
  }
  service<T>(key: ServiceKey<T>): T {
    return this.rs.service(key);
  }
}

const yesNoAll: Choice[] = [
  { label: '&Yes', help: 'Continue with only the next step of the operation.' },
  { label: 'Yes to &All', help: 'Continue with all the steps of the operation.' },
  { label: '&No', help: 'Skip this operation and proceed with the next operation.' },
  { label: 'No to A&ll', help: 'Skip this operation and all subsequent operations.' },
  {
    label: '&Suspend',
    help: 'Pause the current pipeline and return to the command prompt. Type "exit" to resume the pipeline.',
  },
];
const yesNo: Choice[] = [yesNoAll[0], yesNoAll[2], yesNoAll[4]];
