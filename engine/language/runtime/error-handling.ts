/** Errors of running scripts: records with their place, `$Error`, ErrorAction. seen: MiscOps.cs, MshCommandRuntime.cs */
import type { ThrowStatementAst } from '../ast';
import { toText } from '../conversion';
import { netToString } from '../conversion/to-text';
import {
  PSException as ExceptionClass,
  isMemoryFailure,
  makeException,
  NetException,
  outOfMemory,
  type PSException,
  PSRuntimeException,
} from '../errors';
import type { Program } from '../host';
import { typeOf } from '../net';
import type { NetType } from '../types';
import type { Value } from '../values';
import { baseOf, PSArray, type PSList, TypedObject } from '../values';
import type { CommandRuntime } from './command-runtime';
import { type ActionPreference, preferenceOf } from './common-parameters';
import { ControlFlow, TerminatingError } from './control-flow';
import { ErrorRecord, InvocationInfo } from './error-record';
import { Extent } from './extent';
import type { Frame } from './frame';
import type { Runspace } from './runspace';
import type { Streams } from './sink';

/** Fills the target parts of a category line. */
export function describeTarget(record: ErrorRecord, target: Value): void {
  const base = baseOf(target);
  if (base === null || base === undefined) return;
  record.targetType = typeOf(base)?.name ?? '';
  try {
    record.targetName =
      base instanceof PSArray
        ? netToString(base)
        : base instanceof TypedObject && record.targetType === 'TypeName'
          ? (base.data as { name: string }).name
          : toText(target);
  } catch {
    record.targetName = record.targetType;
  }
}

/** Where a frame is now. */
function extentNow(f: Frame): Extent {
  return new Extent(f.block.ast.source, f.point.start, f.point.end);
}

/** Lines of ScriptStackTrace, as a function that makes them from what is noted now. */
export function stackTrace(f: Frame): () => string {
  const calls: Array<{ extent: Extent; frame: Frame }> = [];
  for (let frame: Frame | null = f; frame !== null; frame = frame.caller)
    calls.push({ extent: extentNow(frame), frame });
  return () =>
    calls
      .map(({ extent, frame }) => {
        const command = frame.invocation?.command;
        const name = command?.kind === 'Function' || command?.kind === 'Filter' ? command.name : '<ScriptBlock>';
        return `at ${name}, ${extent.file ?? '<No file>'}: line ${extent.line}`;
      })
      .join('\n');
}

function place(record: ErrorRecord, f: Frame): void {
  if (record.invocation === null) record.invocation = new InvocationInfo(null, '', extentNow(f));
  if (!record.hasTrace) record.scriptStackTrace = stackTrace(f);
}

/**
 * The stack of JavaScript is used up. Where little of it is left even a regular expression fails, so that this looks at the
 * text with plain means.
 */
function isStackFailure(error: unknown): boolean {
  if (error instanceof RangeError) return error.message.includes('call stack');
  return error instanceof SyntaxError && error.message.includes('Stack overflow');
}

/** The error record of anything that was thrown; what is no error of a script is thrown on. */
export function recordOf(error: unknown, f: Frame): ErrorRecord {
  if (error instanceof TerminatingError) {
    place(error.record, f);
    return error.record;
  }
  if (error instanceof PSRuntimeException) {
    const known = error.exception.errorRecord;
    if (known instanceof ErrorRecord) return known;
    const record = new ErrorRecord(error.exception, error.id, error.category, error.target);
    describeTarget(record, error.target);
    error.exception.errorRecord = record;
    place(record, f);
    return record;
  }
  if (error instanceof NetException) {
    const record = new ErrorRecord(error.exception, error.exception.netType.fullName, 'OperationStopped', null);
    place(record, f);
    return record;
  }
  if (isStackFailure(error)) {
    const record = callDepthRecord();
    place(record, f);
    return record;
  }
  if (isMemoryFailure(error)) return recordOf(outOfMemory(), f);
  throw error;
}

export function callDepthRecord(): ErrorRecord {
  const message = 'The script failed due to call depth overflow.';
  const record = new ErrorRecord(
    makeException('System.Management.Automation.ScriptCallDepthException', message),
    'CallDepthOverflow',
    'InvalidOperation',
    0,
  );
  record.targetName = '0';
  record.targetType = 'Int32';
  return record;
}

/** Adds to `$Error`, newest first. */
export function logError(rs: Runspace, record: ErrorRecord): void {
  if (record.logged) return;
  record.logged = true;
  const { items } = rs.errorList;
  items.unshift(record);
  const maximum = rs.global.top.value('maximumerrorcount');
  const limit = typeof maximum === 'number' ? maximum : 256;
  if (items.length > limit) items.length = limit;
}

/** Writes a record that is to be shown. */
export function deliverError(rs: Runspace, record: ErrorRecord, streams: Streams, list: PSList | undefined): void {
  rs.questionMark = false;
  logError(rs, record);
  list?.items.push(record);
  streams.error.write(record);
}

/** Reports a statement-terminating error; the script goes on. */
export function reportError(rs: Runspace, record: ErrorRecord, f: Frame): void {
  deliverError(rs, record, f.streams, undefined);
}

/** A non-terminating error of a function's binder or of `$PSCmdlet.WriteError`. */
export function emitError(
  rs: Runspace,
  record: ErrorRecord,
  f: Frame,
  own: ActionPreference | undefined,
  streams: Streams,
  list?: PSList,
): void {
  const action = own ?? preferenceOf(f.scope.value('erroractionpreference'), 'Continue');
  place(record, f);
  if (action === 'Stop') {
    list?.items.push(record);
    throw new TerminatingError(record, false, true);
  }
  if (action === 'Ignore') return;
  if (action === 'SilentlyContinue') {
    rs.questionMark = false;
    logError(rs, record);
    list?.items.push(record);
    return;
  }
  deliverError(rs, record, streams, list);
}

/** An error left a statement: it is reported and the next statement runs, or it goes on to whoever wants it. */
export function statementFailed(rs: Runspace, error: unknown, f: Frame): Program<void> | undefined {
  if (error instanceof ControlFlow) throw error;
  const record = recordOf(error, f);
  const terminating = error instanceof TerminatingError ? error : new TerminatingError(record);
  if (record.exception.errorRecord === null) record.exception.errorRecord = record;
  rs.questionMark = false;
  if (rs.propagate || terminating.unstoppable || terminating.endsFunction === f.invocation) throw terminating;
  const action = preferenceOf(f.scope.value('erroractionpreference'), 'Continue');
  switch (action) {
    case 'SilentlyContinue':
      logError(rs, record);
      f.errorList?.items.push(record);
      return undefined;
    case 'Ignore':
      return undefined;
    case 'Stop':
      terminating.unstoppable = true;
      if (!terminating.thrown) showAsParent(record);
      throw terminating;
    case 'Inquire':
      if (!terminating.thrown) return inquire(rs, terminating, f);
      break;
  }
  if (terminating.thrown) {
    terminating.unstoppable = true;
    throw terminating;
  }
  reportError(rs, record, f);
  return undefined;
}

/**
 * An error of the engine that no `catch` sees and that ends everything is shown by the host, which names the stand-in for
 * the exception in it. seen: RuntimeException.ErrorRecord
 */
export function showAsParent(record: ErrorRecord): void {
  if (record.invocation !== null && record.invocation.myCommand !== null) return;
  for (let type: NetType | undefined = record.exception.netType; type !== undefined; type = type.base) {
    if (type.fullName === 'System.Management.Automation.RuntimeException') {
      record.reason = 'ParentContainsErrorRecordException';
      return;
    }
  }
}

function* inquire(rs: Runspace, error: TerminatingError, f: Frame): Program<void> {
  const reply = (yield {
    kind: 'choice',
    caption: 'Confirm',
    message: error.message,
    choices: [
      { label: '&Yes', help: 'Continue with only the next step of the operation.' },
      { label: 'Yes to &All', help: 'Continue with all the steps of the operation.' },
      { label: '&Halt Command', help: 'Stop this command.' },
      {
        label: '&Suspend',
        help: 'Pause the current pipeline and return to the command prompt. Type "exit" to resume the pipeline.',
      },
    ],
    defaults: [0],
  }) as number;
  if (reply === 2) {
    error.unstoppable = true;
    throw error;
  }
  reportError(rs, error.record, f);
}

/** What `throw value` throws. */
export function throwValue(rs: Runspace, value: Value, ast: ThrowStatementAst, f: Frame): TerminatingError {
  const base = baseOf(value);
  if (base === null || base === undefined) return throwNothing(rs, false, ast, f);
  if (base instanceof ErrorRecord) {
    place(base, f);
    return new TerminatingError(base, true);
  }
  if (base instanceof ExceptionClass) {
    const old = base.errorRecord;
    if (old instanceof ErrorRecord) {
      place(old, f);
      return new TerminatingError(old, true);
    }
    return thrown(base, base.message, null, f);
  }
  const text = toText(value, rs.methodContext);
  const exception = makeException('System.Management.Automation.RuntimeException', text);
  const error = thrown(exception, text, value, f);
  exception.errorRecord = error.record;
  return error;
}

function thrown(exception: PSException, id: string, target: Value, f: Frame): TerminatingError {
  const record = new ErrorRecord(exception, id, 'OperationStopped', target);
  if (target !== null) describeTarget(record, target);
  else record.targetName = '';
  place(record, f);
  return new TerminatingError(record, true);
}

/** `throw` alone: the error of the enclosing catch again, or ScriptHalted. */
export function throwNothing(rs: Runspace, rethrow: boolean, _ast: ThrowStatementAst, f: Frame): TerminatingError {
  if (rethrow && f.caught !== null && f.caught.length > 0) {
    return new TerminatingError(f.caught[f.caught.length - 1] as ErrorRecord, true);
  }
  void rs;
  const exception = makeException('System.Management.Automation.RuntimeException', 'ScriptHalted');
  const error = thrown(exception, 'ScriptHalted', null, f);
  exception.errorRecord = error.record;
  return error;
}

/** An exception that left the code of a cmdlet, as the cmdlet's own terminating error. */
export function cmdletFailure(error: unknown, runtime: CommandRuntime): unknown {
  if (error instanceof TerminatingError) {
    const { record } = error;
    if (record.invocation === null) record.invocation = runtime.myInvocation;
    return error;
  }
  if (error instanceof PSRuntimeException) {
    const record = new ErrorRecord(error.exception, error.id, error.category, error.target);
    describeTarget(record, error.target);
    record.errorClass = runtime.info.errorClass;
    record.invocation = runtime.myInvocation;
    error.exception.errorRecord ??= record;
    return new TerminatingError(record);
  }
  if (error instanceof NetException) {
    const record = new ErrorRecord(error.exception, error.exception.netType.fullName, 'NotSpecified', null);
    record.errorClass = runtime.info.errorClass;
    record.invocation = runtime.myInvocation;
    return new TerminatingError(record);
  }
  return error;
}

/** `... is set to Stop`: a warning or another message that ends the command. */
export function actionStop(preference: string, text: string, f: Frame): TerminatingError {
  const message = `The running command stopped because the preference variable "${preference}" or common parameter is set to Stop: ${text}`;
  const record = new ErrorRecord(
    makeException('System.Management.Automation.ActionPreferenceStopException', message),
    'ActionPreferenceStop',
    'OperationStopped',
    null,
  );
  place(record, f);
  return new TerminatingError(record, false, true);
}
