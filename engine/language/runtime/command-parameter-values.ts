/** Parameters of commands as values: `(Get-Command x).Parameters`, `.ParameterSets`. seen: CommandInfo.cs, CommandParameterInfo.cs */
import { allSets, type CommandMetadata, type ParameterMetadata, type ParameterUse } from '../binding/command-metadata';
import { setMasks, syntaxOfSet } from '../binding/syntax-text';
import { findType } from '../types';
import { knownTypes, PSArray, PSDictionary, PSList, PSTypeValue, TypedObject, type Value } from '../values';
import { CmdletInfo, type CommandInfo, FunctionInfo, ScriptInfo } from './command-info';
import type { AttributeObject } from './dynamic-parameters';
import { properties } from './engine-types';
import { active } from './script-block-members';
import { typeNamed } from './type-named';

const automation = 'System.Management.Automation';
/** Position of a parameter that is only bound by name. */
const named = -2147483648;

/** What the binder knows of a command; undefined for aliases and programs. */
function metadataOf(info: CommandInfo): CommandMetadata | undefined {
  if (info instanceof CmdletInfo) return info.metadata;
  const frame = active.rs?.frameNow();
  if (frame !== undefined && (info instanceof FunctionInfo || info instanceof ScriptInfo))
    return info.metadataFor(frame);
  return undefined;
}

function typeOfParameter(parameter: ParameterMetadata): Value {
  return new PSTypeValue(parameter.type ?? knownTypes['System.Object']);
}

function attribute(name: string, values: Record<string, Value>, args: Value[] = []): Value {
  return new TypedObject<AttributeObject>(typeNamed(`${automation}.${name}Attribute`, 'System.Attribute'), {
    name: name.toLowerCase(),
    args,
    properties: new Map(Object.entries(values)),
  });
}

function attributesOf(metadata: CommandMetadata, parameter: ParameterMetadata): Value[] {
  const list: Value[] = parameter.uses.map((use) =>
    attribute('Parameter', {
      Position: use.position ?? named,
      ParameterSetName: use.mask === allSets ? '__AllParameterSets' : metadata.setName(use.mask),
      Mandatory: use.mandatory,
      ValueFromPipeline: use.fromPipeline,
      ValueFromPipelineByPropertyName: use.byPropertyName,
      ValueFromRemainingArguments: use.fromRemaining,
      HelpMessage: use.helpMessage ?? null,
      DontShow: false,
    }),
  );
  if (parameter.aliases.length > 0) {
    list.push(attribute('Alias', { AliasNames: new PSArray([...parameter.aliases]) }));
  }
  for (const one of parameter.attributes) {
    switch (one.kind) {
      case 'ValidateSet':
        list.push(
          attribute('ValidateSet', { ValidValues: new PSArray([...one.values]), IgnoreCase: one.ignoreCase }, [
            ...one.values,
          ]),
        );
        break;
      case 'ValidateRange':
        list.push(attribute('ValidateRange', { MinRange: one.min as Value, MaxRange: one.max as Value }));
        break;
      case 'ValidatePattern':
        list.push(attribute('ValidatePattern', { RegexPattern: one.pattern }));
        break;
      case 'Type':
      case 'PSTypeName':
        break;
      default:
        list.push(attribute(one.kind, {}));
    }
  }
  return list;
}

interface ParameterData {
  metadata: CommandMetadata;
  parameter: ParameterMetadata;
  use: ParameterUse;
}
interface SetData {
  metadata: CommandMetadata;
  name: string;
  mask: number;
  isDefault: boolean;
}

/** `CommandInfo.Parameters`. */
export function parametersOf(info: CommandInfo): Value {
  const metadata = metadataOf(info);
  if (metadata === undefined) return null;
  const table = new PSDictionary(
    findType(`System.Collections.Generic.Dictionary[string,${automation}.ParameterMetadata]`) ?? undefined,
  );
  const type = typeNamed(`${automation}.ParameterMetadata`);
  for (const parameter of metadata.parameters)
    table.set(parameter.name, new TypedObject<ParameterData>(type, { metadata, parameter, use: parameter.uses[0] }));
  return table;
}

/** `CommandInfo.ParameterSets`. */
export function parameterSetsOf(info: CommandInfo): Value {
  const metadata = metadataOf(info);
  if (metadata === undefined) return new PSArray([]);
  const type = typeNamed(`${automation}.CommandParameterSetInfo`);
  const sets = setMasks(metadata);
  const hasDefault = sets.some((set) => set.isDefault);
  return new PSList(
    sets.map(
      (set) =>
        new TypedObject<SetData>(type, {
          metadata,
          ...set,
          isDefault: set.isDefault || (!hasDefault && sets.length === 1),
        }),
    ),
  );
}

/** Name of the default parameter set; null where none is named. */
export function defaultParameterSetOf(info: CommandInfo): Value {
  const metadata = metadataOf(info);
  return metadata === undefined || metadata.defaultMask === 0 ? null : metadata.setName(metadata.defaultMask);
}

export function installCommandParameterValues(): void {
  const data = (self: Value) => (self as TypedObject<ParameterData>).data;
  const shared = {
    Name: ['string', (self: Value) => data(self).parameter.name],
    ParameterType: ['type', (self: Value) => typeOfParameter(data(self).parameter)],
    IsDynamic: ['bool', (self: Value) => data(self).parameter.isDynamic],
    Aliases: [
      'System.Collections.ObjectModel.Collection[string]',
      (self: Value) => new PSList([...data(self).parameter.aliases]),
    ],
    Attributes: [
      'System.Collections.ObjectModel.Collection[System.Attribute]',
      (self: Value) => new PSList(attributesOf(data(self).metadata, data(self).parameter)),
    ],
  } satisfies Parameters<typeof properties>[2];
  properties(`${automation}.ParameterMetadata`, 'System.Object', {
    ...shared,
    ParameterSets: [
      `System.Collections.Generic.Dictionary[string,${automation}.ParameterSetMetadata]`,
      (self: Value) => {
        const { metadata, parameter } = data(self);
        const table = new PSDictionary();
        const type = typeNamed(`${automation}.ParameterSetMetadata`);
        for (const use of parameter.uses) {
          const name = use.mask === allSets ? '__AllParameterSets' : metadata.setName(use.mask);
          table.set(name, new TypedObject<ParameterData>(type, { metadata, parameter, use }));
        }
        return table;
      },
    ],
    SwitchParameter: ['bool', (self: Value) => data(self).parameter.isSwitch],
  });
  const ofUse = {
    IsMandatory: ['bool', (self: Value) => data(self).use.mandatory],
    Position: ['int', (self: Value) => data(self).use.position ?? named],
    ValueFromPipeline: ['bool', (self: Value) => data(self).use.fromPipeline],
    ValueFromPipelineByPropertyName: ['bool', (self: Value) => data(self).use.byPropertyName],
    ValueFromRemainingArguments: ['bool', (self: Value) => data(self).use.fromRemaining],
    HelpMessage: ['string', (self: Value) => data(self).use.helpMessage ?? ''],
  } satisfies Parameters<typeof properties>[2];
  properties(`${automation}.ParameterSetMetadata`, 'System.Object', ofUse);
  properties(`${automation}.CommandParameterInfo`, 'System.Object', { ...shared, ...ofUse });
  const set = (self: Value) => (self as TypedObject<SetData>).data;
  const parameterType = typeNamed(`${automation}.CommandParameterInfo`);
  properties(`${automation}.CommandParameterSetInfo`, 'System.Object', {
    Name: ['string', (self: Value) => set(self).name],
    IsDefault: ['bool', (self: Value) => set(self).isDefault],
    Parameters: [
      `System.Collections.ObjectModel.ReadOnlyCollection[${automation}.CommandParameterInfo]`,
      (self: Value) => {
        const { metadata, mask } = set(self);
        const found: Value[] = [];
        for (const parameter of metadata.parameters) {
          const use = parameter.uses.find((one) => (one.mask & mask) !== 0);
          if (use !== undefined)
            found.push(new TypedObject<ParameterData>(parameterType, { metadata, parameter, use }));
        }
        return new PSList(found);
      },
    ],
  }).toText = (self) => syntaxOfSet(set(self).metadata, set(self).mask);
}
