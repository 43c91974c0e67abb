/** Parameters that a `dynamicparam` block gives. */

import type { ParameterAttribute } from '../binding/attributes';
import type { CommandMetadata, ParameterMetadata } from '../binding/command-metadata';
import { allSets } from '../binding/command-metadata';
import { toBool, toText } from '../conversion';
import { getMember } from '../net';
import { foldCase, PSArray, PSDictionary, PSList, PSTypeValue, TypedObject, type Value } from '../values';

/** Data of System.Management.Automation.RuntimeDefinedParameter. */
export interface RuntimeParameter {
  name: string;
  type: Value;
  attributes: PSList;
  value: Value;
  isSet: boolean;
}

/** Data of an attribute made with New-Object: named properties, and constructor arguments. */
export interface AttributeObject {
  name: string;
  args: Value[];
  properties: Map<string, Value>;
}

export function dynamicParameters(items: readonly Value[], metadata: CommandMetadata): ParameterMetadata[] {
  const result: ParameterMetadata[] = [];
  for (const item of items) {
    if (!(item instanceof PSDictionary)) continue;
    for (const { value } of item.items()) {
      if (!(value instanceof TypedObject)) continue;
      result.push(one(value.data as RuntimeParameter, metadata));
    }
  }
  return result;
}

function listOf(value: Value): readonly Value[] {
  return value instanceof PSArray || value instanceof PSList
    ? value.items
    : value === null || value === undefined
      ? []
      : [value];
}

function one(data: RuntimeParameter, metadata: CommandMetadata): ParameterMetadata {
  const uses: ParameterMetadata['uses'] = [];
  const attributes: ParameterAttribute[] = [];
  const aliases: string[] = [];
  let mask = 0;
  const type = data.type instanceof PSTypeValue ? data.type.type : undefined;
  if (type !== undefined) attributes.push({ kind: 'Type', type });
  for (const value of listOf(data.attributes)) {
    if (!(value instanceof TypedObject)) continue;
    const attribute = value.data as AttributeObject;
    const property = (name: string): Value => getMember(value, name) ?? null;
    switch (attribute.name) {
      case 'parameter': {
        const set = property('ParameterSetName');
        const bit = set === null ? allSets : metadata.setMask(toText(set));
        const position = property('Position');
        const help = property('HelpMessage');
        uses.push({
          mask: bit,
          mandatory: toBool(property('Mandatory')),
          position: typeof position === 'number' && position >= 0 ? position : undefined,
          fromPipeline: toBool(property('ValueFromPipeline')),
          byPropertyName: toBool(property('ValueFromPipelineByPropertyName')),
          fromRemaining: toBool(property('ValueFromRemainingArguments')),
          helpMessage: help === null ? undefined : toText(help),
        });
        mask |= bit;
        break;
      }
      case 'validateset':
        attributes.push({
          kind: 'ValidateSet',
          values: attribute.args.flatMap((arg) => listOf(arg)).map((arg) => toText(arg)),
          ignoreCase: true,
        });
        break;
      case 'validaterange':
        attributes.push({ kind: 'ValidateRange', min: attribute.args[0], max: attribute.args[1] });
        break;
      case 'alias':
        aliases.push(...attribute.args.flatMap((arg) => listOf(arg)).map((arg) => toText(arg)));
        break;
    }
  }
  if (uses.length === 0) {
    uses.push({
      mask: allSets,
      mandatory: false,
      position: undefined,
      fromPipeline: false,
      byPropertyName: false,
      fromRemaining: false,
      helpMessage: undefined,
    });
    mask = allSets;
  }
  return {
    name: data.name,
    key: foldCase(data.name),
    aliases,
    typeName: type?.fullName ?? 'System.Object',
    type,
    isSwitch: type?.fullName === 'System.Management.Automation.SwitchParameter',
    uses,
    mask,
    attributes,
    common: false,
    declaration: undefined,
    ast: undefined,
    slot: -1,
    isDynamic: true,
    allowNull: false,
    allowEmptyString: false,
    allowEmptyCollection: false,
  };
}
