/** Parse errors as an error record: all of them in one message. seen: powershell-formatting.md 11 (ParseException) */
import { makeException } from '../errors';
import type { ParseResult } from '../parsing/parser';
import { TerminatingError } from './control-flow';
import { ErrorRecord, InvocationInfo } from './error-record';
import { Extent } from './extent';
import type { Frame } from './frame';

const maximum = 10;

export function parseMessage(parsed: ParseResult): string {
  const { source } = parsed.ast;
  const parts = parsed.errors
    .slice(0, maximum)
    .map((error) => `${new Extent(source, error.start, error.end).positionMessage}\n${error.message}`);
  if (parsed.errors.length > maximum) {
    parts.push('Not all parse errors were reported.  Correct the reported errors and try again.');
  }
  return parts.join('\n\n');
}

export function parseFailure(parsed: ParseResult, _f: Frame): TerminatingError {
  const [first] = parsed.errors;
  const { source } = parsed.ast;
  const extent = new Extent(source, first.start, first.end);
  const message = parsed.errors.length === 1 ? `${extent.positionMessage}\n${first.message}` : parseMessage(parsed);
  const exception = makeException('System.Management.Automation.ParseException', message);
  const record = new ErrorRecord(exception, first.id, 'ParserError', null);
  record.reason = 'ParentContainsErrorRecordException';
  record.invocation = new InvocationInfo(null, '', extent);
  exception.errorRecord = record;
  return new TerminatingError(record, true);
}
