/** The syntax of a command, a line for each parameter set. seen: CommandParameterSetInfo.ToString, CommandInfo.cs */
import {
  allSets,
  type CommandMetadata,
  commonParameterNames,
  type ParameterMetadata,
} from '../binding/command-metadata';
import { foldCase } from '../values';
import { AliasInfo, ApplicationInfo, CmdletInfo, type CommandInfo, FunctionInfo, ScriptInfo } from './command-info';
import type { Frame } from './frame';

const commonNames = new Set(commonParameterNames.slice(0, 11).map(foldCase));

/** Type of a parameter without its namespace: `string`, `int[]`, `VirtualMachine[]`. */
export function shortTypeText(typeName: string): string {
  const nullable = /^(?:System\.)?Nullable(?:`1)?\[+(.*?)\]+$/.exec(typeName);
  const plain = (nullable ? nullable[1] : typeName).trim();
  const array = /(\[\])+$/.exec(plain)?.[0] ?? '';
  const name = plain.slice(0, plain.length - array.length);
  const generic = /^([^[`]+)`\d+\[(.*)\]$/.exec(name);
  if (generic) {
    const inner = generic[2]
      .split(/,(?![^[]*\])/)
      .map((part) => shortTypeText(part.replace(/^\[|\]$/g, '')))
      .join(',');
    return `${generic[1].replace(/^.*\./, '')}[${inner}]${array}`;
  }
  return `${accelerators.get(foldCase(name)) ?? name.replace(/^.*[.+]/, '')}${array}`;
}

/** Accelerators that stand for a type whose own name is another. */
const accelerators = new Map<string, string>([
  ['system.string', 'string'],
  ['system.int32', 'int'],
  ['system.int64', 'long'],
  ['system.boolean', 'bool'],
  ['system.byte', 'byte'],
  ['system.char', 'char'],
  ['system.double', 'double'],
  ['system.single', 'float'],
  ['system.decimal', 'decimal'],
  ['system.datetime', 'datetime'],
  ['system.guid', 'guid'],
  ['system.uri', 'uri'],
  ['system.version', 'version'],
  ['system.object', 'Object'],
  ['system.collections.hashtable', 'hashtable'],
  ['system.management.automation.scriptblock', 'scriptblock'],
  ['system.management.automation.psobject', 'psobject'],
  ['system.management.automation.switchparameter', 'switch'],
  ['system.management.automation.pscredential', 'pscredential'],
  ['system.management.automation.runspaces.pssession', 'PSSession'],
  ['microsoft.management.infrastructure.cimsession', 'CimSession'],
]);

function placeIn(parameter: ParameterMetadata, mask: number) {
  return (
    parameter.uses.find((use) => use.mask !== allSets && (use.mask & mask) !== 0) ??
    parameter.uses.find((use) => use.mask === allSets)
  );
}

function usageOf(parameter: ParameterMetadata, mandatory: boolean, positional: boolean): string {
  const { name } = parameter;
  if (parameter.isSwitch) return mandatory ? `-${name}` : `[-${name}]`;
  const type = shortTypeText(parameter.type?.fullName ?? parameter.typeName);
  if (mandatory) return positional ? `[-${name}] <${type}>` : `-${name} <${type}>`;
  return positional ? `[[-${name}] <${type}>]` : `[-${name} <${type}>]`;
}

/** The parameters of one set, as the line shows them. */
export function setSyntax(metadata: CommandMetadata, mask: number): string {
  const positional: string[] = [];
  const mandatory: string[] = [];
  const other: string[] = [];
  let common = 0;
  for (const parameter of metadata.parameters) {
    const use = placeIn(parameter, mask);
    if (use === undefined) continue;
    if (use.position !== undefined) positional[use.position] = usageOf(parameter, use.mandatory, true);
    else if (use.mandatory) mandatory.push(usageOf(parameter, true, false));
    else if (parameter.common && commonNames.has(parameter.key)) common++;
    else other.push(usageOf(parameter, false, false));
  }
  const parts = [...positional.filter((part) => part !== undefined), ...mandatory, ...other];
  if (common > 0) parts.push('[<CommonParameters>]');
  return parts.join(' ');
}

/** `Get-Command -Syntax` as lines; for an alias its target, for a program its path. */
export function syntaxLines(info: CommandInfo, f: Frame): string[] {
  if (info instanceof AliasInfo) return [info.definition];
  if (info instanceof ApplicationInfo) return [info.path];
  if (!(info instanceof CmdletInfo || info instanceof FunctionInfo || info instanceof ScriptInfo)) return [info.name];
  const metadata = info instanceof CmdletInfo ? info.metadata : info.metadataFor(f);
  const masks = metadata.setNames.length === 0 ? [allSets] : metadata.setNames.map((_, index) => 1 << index);
  return masks.map((mask) => `${info.name} ${setSyntax(metadata, mask)}`.trimEnd());
}
