/**
 * The built-in views that draw themselves. seen: powershell-formatting.md 10, 11; PowerShellCore_format_ps1xml.
 */
import { toDisplayText } from '../conversion';
import { PSException } from '../errors';
import { HostInformationMessage, InformationRecord, StreamRecord } from '../runtime/stream-records';
import { formatDateTime } from '../text';
import { baseOf, PSArray, PSDateTime, PSList, type Value } from '../values';
import { drawError } from './error-text';
import { readMember, textOfScript } from './object-access';
import type { ComplexPart } from './records';
import type { CustomView } from './views';

function text(self: Value, name: string): string {
  const value = readMember(self, name);
  return value === undefined || value === null ? '' : toDisplayText(value);
}

/** `    Directory: C:\VMs` and an empty line: heading of files, folders and registry keys. */
export function directoryHeading(word: string, path: Value): ComplexPart[] {
  const whole = path === null ? '' : toDisplayText(path);
  return [{ left: 4, parts: [`${word}: `, whole.slice(whole.indexOf('::') + (whole.includes('::') ? 2 : 0)), null] }];
}

/** A date by its display hint (Get-Date -DisplayHint): date, time or both. */
function drawDate(self: Value): ComplexPart[] {
  const date = baseOf(self);
  const hint = text(self, 'DisplayHint').toLowerCase();
  if (date instanceof PSDateTime && hint === 'date') return [formatDateTime(date, 'D')];
  if (date instanceof PSDateTime && hint === 'time') return [formatDateTime(date, 'T')];
  return [text(self, 'DateTime')];
}

/** Records of the warning, verbose and debug streams: their message. */
function drawStreamRecord(self: Value): ComplexPart[] {
  return [self instanceof StreamRecord ? self.message : text(self, 'Message')];
}

/** What Write-Host or Write-Information said. */
function drawInformation(self: Value): ComplexPart[] {
  if (!(self instanceof InformationRecord)) return [toDisplayText(self)];
  const data = baseOf(self.messageData);
  return [data instanceof HostInformationMessage ? data.message : toDisplayText(self.messageData)];
}

/** Select-String: its own text, once a line. */
function drawMatch(self: Value): ComplexPart[] {
  return [toDisplayText(self)];
}

/** A parameter set of Get-Command: name, default mark and its parameters. */
function drawParameterSet(self: Value): ComplexPart[] {
  const parts: ComplexPart[] = [`Parameter Set Name: ${text(self, 'Name')}`, null];
  parts.push(`Is default parameter set: ${text(self, 'IsDefault')}`, null, null);
  const list = baseOf(readMember(self, 'Parameters') ?? null);
  const items = list instanceof PSArray || list instanceof PSList ? list.items : [];
  for (const parameter of items) {
    const lines = [
      `Parameter Name: ${text(parameter, 'Name')}`,
      `  ParameterType = ${text(parameter, 'ParameterType')}`,
      `  Position = ${text(parameter, 'Position')}`,
      `  IsMandatory = ${text(parameter, 'IsMandatory')}`,
      `  IsDynamic = ${text(parameter, 'IsDynamic')}`,
      `  HelpMessage = ${text(parameter, 'HelpMessage')}`,
      `  ValueFromPipeline = ${text(parameter, 'ValueFromPipeline')}`,
      `  ValueFromPipelineByPropertyName = ${text(parameter, 'ValueFromPipelineByPropertyName')}`,
      `  ValueFromRemainingArguments = ${text(parameter, 'ValueFromRemainingArguments')}`,
    ];
    for (const line of lines) parts.push(line, null);
    parts.push(null);
  }
  return parts;
}

/** An exception that is shown by itself: its message. */
function drawException(self: Value): ComplexPart[] {
  const base = baseOf(self);
  return [base instanceof PSException ? base.message : text(self, 'Message')];
}

function view(name: string, types: string[], draw: CustomView['draw'], outOfBand = false): CustomView {
  return { shape: 'custom', name, types, draw, outOfBand };
}

export const customViews: CustomView[] = [
  view('DateTime', ['System.DateTime'], drawDate),
  view('MatchInfo', ['Microsoft.PowerShell.Commands.MatchInfo'], drawMatch),
  view('ScriptBlock', ['System.Management.Automation.ScriptBlock'], (self) => [textOfScript(self)], true),
  view('ErrorInstance', ['System.Management.Automation.ErrorRecord'], drawError, true),
  view('WarningRecord', ['System.Management.Automation.WarningRecord'], drawStreamRecord, true),
  view('VerboseRecord', ['System.Management.Automation.VerboseRecord'], drawStreamRecord, true),
  view('DebugRecord', ['System.Management.Automation.DebugRecord'], drawStreamRecord, true),
  view('InformationRecord', ['System.Management.Automation.InformationRecord'], drawInformation, true),
  view('Exception', ['System.Exception'], drawException, true),
  view('ByteCollection', ['Microsoft.PowerShell.Commands.ByteCollection'], (self) => [toDisplayText(self)]),
  view('CommandParameterSetInfo', ['System.Management.Automation.CommandParameterSetInfo'], drawParameterSet),
];
