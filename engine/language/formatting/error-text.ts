/**
 * Text of error records (NormalView and CategoryView). seen: powershell-formatting.md 11 (ErrorRecord view of
 * PowerShellCore_format_ps1xml, ErrorPackage.cs).
 */
import { toText } from '../conversion';
import { getMember } from '../net';
import type { Value } from '../values';
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

/** Longer names become their first and last 15 characters. */
function shortened(name: string): string {
  return name.length > 40 ? `${name.slice(0, 15)}...${name.slice(-15)}` : name;
}

/** The parts of a category line. */
export interface CategoryParts {
  category: string;
  activity: string;
  reason: string;
  targetName: string;
  targetType: string;
}

/** `ObjectNotFound: (x:String) [Get-VM], ItemNotFoundException`. */
export function categoryMessage(parts: CategoryParts): string {
  const target =
    parts.targetName || parts.targetType ? `${shortened(parts.targetName)}:${shortened(parts.targetType)}` : ':';
  return `${parts.category}: (${target}) [${shortened(parts.activity)}], ${parts.reason}`;
}

/** The category line of an error record. */
export function categoryText(record: Value): string {
  const info = member(record, 'CategoryInfo');
  return categoryMessage({
    category: textOf(info, 'Category'),
    activity: textOf(info, 'Activity'),
    reason: textOf(info, 'Reason'),
    targetName: textOf(info, 'TargetName'),
    targetType: textOf(info, 'TargetType'),
  });
}

/** `Get-VM : `, the path of a script, or the text typed at the prompt. */
function prefixOf(record: Value, errorId: string): string {
  if (errorId === 'NativeCommandErrorMessage' || errorId === 'NativeCommandError') return '';
  const invocation = member(record, 'InvocationInfo');
  if (invocation === null) return '';
  const command = member(invocation, 'MyCommand');
  const typed = textOf(invocation, 'InvocationName');
  if (command === null) return typed === '' ? '' : `${typed} : `;
  const type = textOf(command, 'CommandType');
  let name: string;
  if (type === 'ExternalScript') name = textOf(command, 'Path');
  else if (type === 'Script') name = textOf(command, 'ScriptBlock');
  else name = /^[&.]?$/.test(typed) ? textOf(command, 'Name') : typed;
  return name === '' && type !== 'Script' ? '' : `${name} : `;
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
  const errorId = textOf(record, 'FullyQualifiedErrorId');
  const details = member(record, 'ErrorDetails');
  const detailsText = textOf(details, 'Message');
  const message = detailsText || textOf(member(record, 'Exception'), 'Message');
  if (errorId === 'NativeCommandErrorMessage') return message;
  const categoryOnly = surroundings.errorView.toLowerCase() === 'categoryview';
  if (categoryOnly) return categoryText(record);

  const invocation = member(record, 'InvocationInfo');
  let position = '';
  if (
    invocation !== null &&
    (member(invocation, 'MyCommand') !== null || textOf(member(record, 'CategoryInfo'), 'Category') !== 'ParserError')
  )
    position = textOf(invocation, 'PositionMessage');
  if (position !== '') position = `\n${position}`;
  const messageDetails = textOf(record, 'PSMessageDetails');
  if (messageDetails !== '') position = ` : ${messageDetails}${position}`;

  const width = surroundings.bufferWidth - 6;
  // Add-Member's ErrorCategory_Message replaces the text of the category (remote errors carry it).
  const remoteCategory = textOf(record, 'ErrorCategory_Message');
  position += `\n${indented(`+ CategoryInfo          : ${remoteCategory || categoryText(record)}`, width)}`;
  position += `\n${indented(`+ FullyQualifiedErrorId : ${errorId}`, width)}`;
  const computer = textOf(member(record, 'OriginInfo'), 'PSComputerName');
  if (computer !== '') position += `\n${indented(`+ PSComputerName        : ${computer}`, width)}`;
  return prefixOf(record, errorId) + message + position + (detailsText ? '' : '\n ');
}

/** The view of error records. */
export function drawError(record: Value, surroundings: Surroundings): ComplexPart[] {
  return [errorText(record, surroundings)];
}
