/**
 * Text of error records (NormalView and CategoryView). seen: powershell-formatting.md 11 (ErrorRecord view of
 * PowerShellCore_format_ps1xml, ErrorPackage.cs).
 */
import { toText } from '../conversion';
import { getMember } from '../net';
import { ErrorRecord } from '../runtime/error-record';
import { baseOf, type Value } from '../values';
import type { ComplexPart } from './records';

/** What the view reads of `$Host` and `$ErrorView`. */
interface Surroundings {
  bufferWidth: number;
  errorView: string;
}

function member(self: Value, name: string): Value {
  return self === null || self === undefined ? null : (getMember(self, name) ?? null);
}

function textOf(self: Value, name: string): string {
  const value = member(self, name);
  return value === null ? '' : toText(value);
}

/** What the view needs to know of an error. */
interface ErrorFacts {
  errorId: string;
  message: string;
  /** ErrorDetails: replaces the message, and no empty last line follows. */
  details: string;
  category: string;
  /** `Category: (target:type) [activity], reason`. */
  categoryText: string;
  hasInvocation: boolean;
  hasCommand: boolean;
  /** Name as typed, path of the script, or text typed at the prompt. */
  prefix: string;
  position: string;
  messageDetails: string;
  computer: string;
}

function commandPrefix(kind: string, typed: string, name: string, path: string, script: string): string {
  if (kind === 'ExternalScript') return path;
  if (kind === 'Script') return script;
  return /^[&.]?$/.test(typed) ? name : typed;
}

/** Facts of an error record of this session. */
function factsOf(record: ErrorRecord): ErrorFacts {
  const { invocation, categoryInfo } = record;
  const command = invocation?.myCommand ?? null;
  let prefix = '';
  if (invocation !== null)
    prefix =
      command === null
        ? invocation.invocationName
        : commandPrefix(
            command.kind,
            invocation.invocationName,
            command.name,
            textOf(command, 'Path'),
            textOf(command, 'ScriptBlock'),
          );
  return {
    errorId: record.fullyQualifiedErrorId,
    message: record.exception.message,
    details: record.details?.message ?? '',
    category: record.category,
    categoryText: categoryInfo.message,
    hasInvocation: invocation !== null,
    hasCommand: command !== null,
    prefix,
    position: invocation?.positionMessage ?? '',
    messageDetails: '',
    computer: record.computerName ?? '',
  };
}

/** Facts of an error record that came from another session and has only properties. */
function factsFromMembers(record: Value): ErrorFacts {
  const invocation = member(record, 'InvocationInfo');
  const command = member(invocation, 'MyCommand');
  const typed = textOf(invocation, 'InvocationName');
  const info = member(record, 'CategoryInfo');
  const target = [textOf(info, 'TargetName'), textOf(info, 'TargetType')];
  const remote = textOf(record, 'ErrorCategory_Message');
  return {
    errorId: textOf(record, 'FullyQualifiedErrorId'),
    message: textOf(member(record, 'Exception'), 'Message'),
    details: textOf(member(record, 'ErrorDetails'), 'Message'),
    category: textOf(info, 'Category') || remote.slice(0, Math.max(0, remote.indexOf(':'))),
    categoryText:
      remote ||
      `${textOf(info, 'Category')}: (${target.map(shortened).join(':')}) [${shortened(textOf(info, 'Activity'))}], ${textOf(info, 'Reason')}`,
    hasInvocation: invocation !== null,
    hasCommand: command !== null,
    prefix:
      command === null
        ? typed
        : commandPrefix(
            textOf(command, 'CommandType'),
            typed,
            textOf(command, 'Name'),
            textOf(command, 'Path'),
            textOf(command, 'ScriptBlock'),
          ),
    position: textOf(invocation, 'PositionMessage'),
    messageDetails: textOf(record, 'PSMessageDetails'),
    computer: textOf(member(record, 'OriginInfo'), 'PSComputerName'),
  };
}

/** Longer names become their first and last 15 characters. */
function shortened(name: string): string {
  return name.length > 40 ? `${name.slice(0, 15)}...${name.slice(-15)}` : name;
}

/** A category line in pieces of `width`, each led by four blanks; the wrapping makes lines of them. */
function indented(line: string, width: number): string {
  const pieces = width > 0 ? line.split(new RegExp(`([^\\n]{${width}})`)) : [line];
  return pieces
    .filter((piece) => piece !== '')
    .map((piece) => `    ${piece}`)
    .join('');
}

/** The whole text of an error record; a trailing line with one blank is part of it. */
export function errorText(record: Value, surroundings: Surroundings): string {
  const base = baseOf(record);
  const facts = base instanceof ErrorRecord ? factsOf(base) : factsFromMembers(record);
  const message = facts.details || facts.message;
  if (facts.errorId === 'NativeCommandErrorMessage') return message;
  if (surroundings.errorView.toLowerCase() === 'categoryview') return facts.categoryText;

  let position = '';
  if (facts.hasInvocation && (facts.hasCommand || facts.category !== 'ParserError')) position = facts.position;
  if (position !== '') position = `\n${position}`;
  if (facts.messageDetails !== '') position = ` : ${facts.messageDetails}${position}`;

  const width = surroundings.bufferWidth - 6;
  position += `\n${indented(`+ CategoryInfo          : ${facts.categoryText}`, width)}`;
  position += `\n${indented(`+ FullyQualifiedErrorId : ${facts.errorId}`, width)}`;
  if (facts.computer !== '') position += `\n${indented(`+ PSComputerName        : ${facts.computer}`, width)}`;
  const prefix = facts.prefix === '' || facts.errorId === 'NativeCommandError' ? '' : `${facts.prefix} : `;
  return prefix + message + position + (facts.details ? '' : '\n ');
}

/** The view of error records. */
export function drawError(record: Value, surroundings: Surroundings): ComplexPart[] {
  return [errorText(record, surroundings)];
}
