/** Error records: what an error message is made of. The text is laid out by the formatter. */
import type { ErrorCategoryName } from '../command';
import type { PSException } from '../errors';
import type { NetType } from '../types';
import { NetObject, type Value } from '../values';
import type { CommandInfo } from './command-info';
import type { Extent } from './extent';
import { typeNamed } from './type-named';

/** Where a command was called, and how. */
export class InvocationInfo extends NetObject {
  boundParameters: Value = null;
  unboundArguments: Value[] = [];
  pipelineLength = 0;
  pipelinePosition = 0;
  expectingInput = false;
  commandOrigin: 'Runspace' | 'Internal' = 'Internal';
  historyId = -1;
  /** Script that the position belongs to. */
  displayExtent: Extent | undefined;
  constructor(
    /** Null for errors of the language itself. */
    readonly myCommand: CommandInfo | null,
    /** Name as typed; `&` or `.` where called with an operator. */
    readonly invocationName: string,
    public extent: Extent | undefined,
  ) {
    super();
  }
  get netType(): NetType {
    return typeNamed('System.Management.Automation.InvocationInfo');
  }
  get positionMessage(): string {
    return this.extent?.positionMessage ?? '';
  }
  get scriptName(): string {
    return this.extent?.file ?? '';
  }
  get line(): string {
    const extent = this.extent;
    return extent === undefined ? '' : extent.source.lineText(extent.line);
  }
  get scriptLineNumber(): number {
    return this.extent?.line ?? 0;
  }
  get offsetInLine(): number {
    return this.extent?.column ?? 0;
  }
}

export class ErrorDetails extends NetObject {
  constructor(
    public message: string,
    public recommendedAction: string = '',
  ) {
    super();
  }
  get netType(): NetType {
    return typeNamed('System.Management.Automation.ErrorDetails');
  }
}

export class ErrorCategoryInfo extends NetObject {
  constructor(readonly record: ErrorRecord) {
    super();
  }
  get netType(): NetType {
    return typeNamed('System.Management.Automation.ErrorCategoryInfo');
  }
  get category(): ErrorCategoryName {
    return this.record.category;
  }
  get activity(): string {
    if (this.record.activity !== undefined) return this.record.activity;
    return this.record.invocation?.myCommand?.name ?? '';
  }
  set activity(text: string) {
    this.record.activity = text;
  }
  get reason(): string {
    return this.record.reason ?? this.record.exception.netType.name;
  }
  set reason(text: string) {
    this.record.reason = text;
  }
  get targetName(): string {
    return this.record.targetName ?? '';
  }
  set targetName(text: string) {
    this.record.targetName = text;
  }
  get targetType(): string {
    return this.record.targetType ?? '';
  }
  set targetType(text: string) {
    this.record.targetType = text;
  }
  /** `Category: (target:type) [activity], reason`, long parts shortened. seen: ErrorCategoryInfo.GetMessage */
  get message(): string {
    const { category, activity, targetName, targetType, reason } = this;
    return `${category}: (${ellipsize(targetName)}:${ellipsize(targetType)}) [${ellipsize(activity)}], ${reason}`;
  }
}

/** More than 40 characters: the first 15, `...`, the last 15. */
function ellipsize(text: string): string {
  return text.length > 40 ? `${text.slice(0, 15)}...${text.slice(-15)}` : text;
}

export interface ErrorRecordOptions {
  target?: Value;
  activity?: string;
  reason?: string;
  targetName?: string;
  targetType?: string;
}

/** System.Management.Automation.ErrorRecord. */
export class ErrorRecord extends NetObject {
  invocation: InvocationInfo | null = null;
  details: ErrorDetails | null = null;
  private trace: string | (() => string) = '';
  /** Text of the calls at the time of the error; made when it is first read. */
  get scriptStackTrace(): string {
    if (typeof this.trace === 'function') this.trace = this.trace();
    return this.trace;
  }
  set scriptStackTrace(trace: string | (() => string)) {
    this.trace = trace;
  }
  get hasTrace(): boolean {
    return this.trace !== '';
  }
  activity: string | undefined;
  reason: string | undefined;
  targetName: string | undefined;
  targetType: string | undefined;
  /** Full class name of the cmdlet, or the function's name: the part of the id behind the comma. */
  errorClass: string | undefined;
  /** Already in `$Error`. */
  logged = false;
  /** Comes from another computer. */
  computerName: string | undefined;
  /** Write-Error: shown with the script text as prefix. */
  fromWriteError = false;
  private categoryInfoObject: ErrorCategoryInfo | undefined;

  constructor(
    readonly exception: PSException,
    /** Id without the class part. */
    public errorId: string,
    public category: ErrorCategoryName,
    public target: Value = null,
  ) {
    super();
  }
  get netType(): NetType {
    return typeNamed('System.Management.Automation.ErrorRecord');
  }
  get fullyQualifiedErrorId(): string {
    return this.errorClass ? `${this.errorId},${this.errorClass}` : this.errorId;
  }
  get categoryInfo(): ErrorCategoryInfo {
    this.categoryInfoObject ??= new ErrorCategoryInfo(this);
    return this.categoryInfoObject;
  }
  /** What is printed: the details, else the exception's message. */
  get message(): string {
    return this.details?.message || this.exception.message;
  }
  /** A copy that can get its own invocation (rethrown with another exception). */
  withException(exception: PSException): ErrorRecord {
    const copy = new ErrorRecord(exception, this.errorId, this.category, this.target);
    copy.invocation = this.invocation;
    copy.details = this.details;
    copy.trace = this.trace;
    copy.activity = this.activity;
    copy.reason = this.reason;
    copy.targetName = this.targetName;
    copy.targetType = this.targetType;
    copy.errorClass = this.errorClass;
    copy.logged = this.logged;
    return copy;
  }
}
