/** An error as Pester shows it: message lines, then where it happened. `seen: Pester 5.9.0, test/conformance/pester` */
import type { PSException } from '../language/errors';
import type { ErrorRecord } from '../language/runtime/error-record';
import { PSDictionary } from '../language/values';

/** File that the module's own lines of a stack trace name. */
export const MODULE_FILE = 'C:\\Program Files\\WindowsPowerShell\\Modules\\Pester\\5.9.0\\Pester.psm1';
export const ASSERTION_FAILED = 'PesterAssertionFailed';

const internal = /^at .*, .*[\\/]Pester\.psm1: line \d+$/;

export interface FailureLines {
  message: string[];
  trace: string[];
}

function lines(text: string): string[] {
  return text.split(/\r?\n/).filter((line) => line !== '');
}

/** Inner exceptions first. */
function messageLines(record: ErrorRecord): string[] {
  const found: string[][] = [];
  for (let one: PSException | undefined = record.exception; one !== undefined; one = one.inner) {
    const own = lines(one.message);
    if (own.length > 0 && record.fullyQualifiedErrorId !== ASSERTION_FAILED) own[0] = `${one.netType.name}: ${own[0]}`;
    found.unshift(own);
  }
  return found.flat();
}

function stackLines(record: ErrorRecord): string[] {
  return record.scriptStackTrace.split(/\r?\n/).filter((line) => line !== '');
}

export function isInternal(line: string): boolean {
  return internal.test(line);
}

export function failureLines(record: ErrorRecord): FailureLines {
  const message = messageLines(record);
  const trace: string[] = [];
  if (record.fullyQualifiedErrorId === ASSERTION_FAILED && record.target instanceof PSDictionary) {
    const at = (key: string): string => String(record.target instanceof PSDictionary ? record.target.get(key) : '');
    trace.push(`at ${at('LineText').trim()}, ${at('File')}:${at('Line')}`);
  }
  for (const line of stackLines(record)) {
    // What called Pester is of no interest.
    if (isInternal(line)) break;
    if (/, <No file>: line \d+$/.test(line)) continue;
    trace.push(line.replace(/: line (\d+)$/, ':$1'));
  }
  return { message, trace };
}

/** `ErrorRecord.DisplayErrorMessage` of the run object. */
export function displayMessage(record: ErrorRecord): string {
  return failureLines(record).message.join('\n');
}
export function displayTrace(record: ErrorRecord): string {
  return failureLines(record).trace.join('\n');
}

/** A line that only a machine with .NET and the module's own text could print. */
export const HIDDEN_TRACE = Symbol('trace');

/** An error of discovery: the exception as text, then the whole stack. */
export function wholeError(record: ErrorRecord): Array<string | typeof HIDDEN_TRACE> {
  const { exception } = record;
  const found: Array<string | typeof HIDDEN_TRACE> = lines(`${exception.netType.fullName}: ${exception.message}`);
  // Exceptions of `throw` come without the stack of .NET.
  if (record.category !== 'OperationStopped') found.push(HIDDEN_TRACE);
  for (const line of [...stackLines(record), null]) {
    if (line === null || isInternal(line) || line.includes(', <No file>: line ')) {
      if (found[found.length - 1] !== HIDDEN_TRACE) found.push(HIDDEN_TRACE);
    } else found.push(line);
  }
  return found;
}
