/** Syntax of a command as Get-Command -Syntax and Get-Help print it. */
import { acceleratorOf } from '../types';
import type { CommandMetadata, ParameterMetadata, ParameterUse } from './command-metadata';
import { allSets } from './command-metadata';

/** The type as syntax lines show it: `string[]`, `VMSwitch`. */
export function shortTypeName(parameter: ParameterMetadata): string {
  const { type } = parameter;
  if (type === undefined) return parameter.typeName.replace(/^.*\./, '');
  const element = type.element;
  if (element !== undefined) return `${acceleratorOf(element) ?? element.name}[]`;
  return acceleratorOf(type) ?? type.name;
}

/** Masks of the parameter sets, the default one first as declared. */
export function setMasks(metadata: CommandMetadata): Array<{ name: string; mask: number; isDefault: boolean }> {
  if (metadata.setNames.length === 0) return [{ name: '__AllParameterSets', mask: allSets, isDefault: true }];
  return metadata.setNames.map((name, i) => ({ name, mask: 1 << i, isDefault: metadata.defaultMask === 1 << i }));
}

/** Parameters of a set in syntax order: positional ones by position, then mandatory, then the others. */
export function parametersOfSet(
  metadata: CommandMetadata,
  mask: number,
): Array<{ parameter: ParameterMetadata; use: ParameterUse }> {
  const list: Array<{ parameter: ParameterMetadata; use: ParameterUse }> = [];
  for (const parameter of metadata.parameters) {
    if (parameter.common) continue;
    const use = parameter.uses.find((one) => (one.mask & mask) !== 0);
    if (use !== undefined) list.push({ parameter, use });
  }
  const positional = list
    .filter(({ use }) => use.position !== undefined)
    .sort((a, b) => a.use.position! - b.use.position!);
  const mandatory = list.filter(({ use }) => use.position === undefined && use.mandatory);
  const rest = list.filter(({ use }) => use.position === undefined && !use.mandatory);
  return [...positional, ...mandatory, ...rest];
}

/** One line of syntax without the command's name. */
export function syntaxOfSet(metadata: CommandMetadata, mask: number): string {
  const words: string[] = [];
  for (const { parameter, use } of parametersOfSet(metadata, mask)) {
    if (parameter.isSwitch) {
      words.push(use.mandatory ? `-${parameter.name}` : `[-${parameter.name}]`);
      continue;
    }
    const type = `<${shortTypeName(parameter)}>`;
    const name = use.position === undefined ? `-${parameter.name}` : `[-${parameter.name}]`;
    words.push(use.mandatory ? `${name} ${type}` : `[${name} ${type}]`);
  }
  if (metadata.supportsShouldProcess) words.push('[-WhatIf]', '[-Confirm]');
  if (metadata.advanced) words.push('[<CommonParameters>]');
  return words.join(' ');
}
