/** Parameters of a command as the binder needs them, from a cmdlet's declaration or a function's param block. */
import type { ParameterAst } from '../ast';
import type { CmdletDefinition, ParameterDeclaration, ParameterInSet } from '../command';
import { toBool, toText } from '../conversion';
import type { Frame } from '../runtime/frame';
import type { ScriptBlock } from '../runtime/script-block';
import type { NetType } from '../types';
import { allTypes, findType, NetType as NetTypeClass, registerType } from '../types';
import { foldCase, knownTypes, type Value } from '../values';
import { attributeArguments, attributeName, type ParameterAttribute, readAttribute } from './attributes';

/** All parameter sets. */
export const allSets = -1;

export interface ParameterUse {
  /** Bits of the sets; `allSets` for all. */
  mask: number;
  mandatory: boolean;
  position: number | undefined;
  fromPipeline: boolean;
  byPropertyName: boolean;
  fromRemaining: boolean;
  helpMessage: string | undefined;
}

export interface ParameterMetadata {
  readonly name: string;
  readonly key: string;
  readonly aliases: string[];
  /** As Get-Help and messages show it. */
  readonly typeName: string;
  readonly type: NetType | undefined;
  readonly isSwitch: boolean;
  readonly uses: ParameterUse[];
  /** Bits of all sets that it belongs to. */
  readonly mask: number;
  readonly attributes: ParameterAttribute[];
  readonly common: boolean;
  readonly declaration: ParameterDeclaration | undefined;
  readonly ast: ParameterAst | undefined;
  /** Slot of the variable in the function's block. */
  readonly slot: number;
  readonly isDynamic: boolean;
  readonly allowNull: boolean;
  readonly allowEmptyString: boolean;
  readonly allowEmptyCollection: boolean;
}

export class CommandMetadata {
  readonly setNames: string[] = [];
  readonly parameters: ParameterMetadata[] = [];
  private readonly byName = new Map<string, ParameterMetadata>();
  defaultMask = 0;
  supportsShouldProcess = false;
  confirmImpact: 'None' | 'Low' | 'Medium' | 'High' = 'Medium';
  positionalBinding = true;
  supportsPaging = false;
  /** Cmdlet or advanced function: unknown arguments are errors, common parameters exist. */
  advanced = true;
  /** Simple function without types, attributes and defaults: arguments can be stored at once. */
  plain = false;

  constructor(readonly name: string) {}

  setMask(name: string): number {
    const key = foldCase(name);
    if (key === '__allparametersets') return allSets;
    let index = this.setNames.findIndex((other) => foldCase(other) === key);
    if (index < 0) index = this.setNames.push(name) - 1;
    return 1 << index;
  }
  /** Name of the single set in a mask; `__AllParameterSets` where there is none. */
  setName(mask: number): string {
    if (this.setNames.length === 0) return '__AllParameterSets';
    for (let i = 0; i < this.setNames.length; i++) if (mask === 1 << i) return this.setNames[i];
    return '__AllParameterSets';
  }
  add(parameter: ParameterMetadata): void {
    this.parameters.push(parameter);
    this.byName.set(parameter.key, parameter);
    for (const alias of parameter.aliases) {
      if (!this.byName.has(foldCase(alias))) this.byName.set(foldCase(alias), parameter);
    }
  }
  /** By exact name or alias. */
  exact(name: string): ParameterMetadata | undefined {
    return this.byName.get(foldCase(name));
  }
  /** All whose name or alias begins with the text. */
  startingWith(name: string): ParameterMetadata[] {
    const key = foldCase(name);
    return this.parameters.filter(
      (parameter) =>
        parameter.key.startsWith(key) || parameter.aliases.some((alias) => foldCase(alias).startsWith(key)),
    );
  }
  clone(): CommandMetadata {
    const copy = new CommandMetadata(this.name);
    copy.setNames.push(...this.setNames);
    for (const parameter of this.parameters) copy.add(parameter);
    copy.defaultMask = this.defaultMask;
    copy.supportsShouldProcess = this.supportsShouldProcess;
    copy.confirmImpact = this.confirmImpact;
    copy.positionalBinding = this.positionalBinding;
    copy.supportsPaging = this.supportsPaging;
    copy.advanced = this.advanced;
    return copy;
  }
}

interface Common {
  name: string;
  aliases: string[];
  type: string;
}

const commonParameters: Common[] = [
  { name: 'Verbose', aliases: ['vb'], type: 'System.Management.Automation.SwitchParameter' },
  { name: 'Debug', aliases: ['db'], type: 'System.Management.Automation.SwitchParameter' },
  { name: 'ErrorAction', aliases: ['ea'], type: 'System.Management.Automation.ActionPreference' },
  { name: 'WarningAction', aliases: ['wa'], type: 'System.Management.Automation.ActionPreference' },
  { name: 'InformationAction', aliases: ['infa'], type: 'System.Management.Automation.ActionPreference' },
  { name: 'ErrorVariable', aliases: ['ev'], type: 'System.String' },
  { name: 'WarningVariable', aliases: ['wv'], type: 'System.String' },
  { name: 'InformationVariable', aliases: ['iv'], type: 'System.String' },
  { name: 'OutVariable', aliases: ['ov'], type: 'System.String' },
  { name: 'OutBuffer', aliases: ['ob'], type: 'System.Int32' },
  { name: 'PipelineVariable', aliases: ['pv'], type: 'System.String' },
];
const shouldProcessParameters: Common[] = [
  { name: 'WhatIf', aliases: ['wi'], type: 'System.Management.Automation.SwitchParameter' },
  { name: 'Confirm', aliases: ['cf'], type: 'System.Management.Automation.SwitchParameter' },
];
const pagingParameters: Common[] = [
  { name: 'IncludeTotalCount', aliases: [], type: 'System.Management.Automation.SwitchParameter' },
  { name: 'Skip', aliases: [], type: 'System.UInt64' },
  { name: 'First', aliases: [], type: 'System.UInt64' },
];

/** Names of the common parameters, for Get-Help, Get-Command and completion. */
export const commonParameterNames: readonly string[] = [...commonParameters, ...shouldProcessParameters].map(
  (parameter) => parameter.name,
);

function addCommon(metadata: CommandMetadata): void {
  const list = [
    ...commonParameters,
    ...(metadata.supportsShouldProcess ? shouldProcessParameters : []),
    ...(metadata.supportsPaging ? pagingParameters : []),
  ];
  for (const { name, aliases, type } of list) {
    if (metadata.exact(name)) continue;
    metadata.add({
      name,
      key: foldCase(name),
      aliases,
      typeName: type,
      type: findType(type),
      isSwitch: type.endsWith('SwitchParameter'),
      uses: [
        {
          mask: allSets,
          mandatory: false,
          position: undefined,
          fromPipeline: false,
          byPropertyName: false,
          fromRemaining: false,
          helpMessage: undefined,
        },
      ],
      mask: allSets,
      attributes: [],
      common: true,
      declaration: undefined,
      ast: undefined,
      slot: -1,
      isDynamic: false,
      allowNull: false,
      allowEmptyString: false,
      allowEmptyCollection: false,
    });
  }
}

function makeUse(mask: number, use: ParameterInSet, helpMessage: string | undefined): ParameterUse {
  return {
    mask,
    mandatory: use.mandatory ?? false,
    position: use.position,
    fromPipeline: use.fromPipeline ?? false,
    byPropertyName: use.fromPipelineByPropertyName ?? false,
    fromRemaining: use.fromRemaining ?? false,
    helpMessage,
  };
}

const shortNames = new Map<string, NetType | null>();

/** A type that a declaration names without its namespace; null where no room registered such a type. */
function byShortName(name: string): NetType | undefined {
  const key = foldCase(name);
  const known = shortNames.get(key);
  if (known) return known;
  for (const type of allTypes()) {
    if (foldCase(type.name) === key) {
      shortNames.set(key, type);
      return type;
    }
  }
  return undefined;
}

/** The type of a declared parameter; makes the documented enumeration where nothing else defines it. */
export function typeOfDeclaration(parameter: ParameterDeclaration, module: string): NetType | undefined {
  let name = parameter.type;
  const nullable = /^(?:System\.)?Nullable(?:`1)?\[(.*)\]$/.exec(name);
  if (nullable) name = nullable[1];
  const array = name.endsWith('[]');
  if (array) name = name.slice(0, -2);
  let type = findType(name) ?? byShortName(name.replace(/^.*\./, ''));
  if (type === undefined && parameter.enumNames !== undefined) {
    const full = name.includes('.') ? name : `${module}.${name}`;
    type = registerType(new NetTypeClass(full, knownTypes['System.Enum'], 'enum'));
    type.enumValues = parameter.enumNames.map((text, i) => [text, i] as const);
  }
  return array ? type?.arrayType() : type;
}

function declaredAttributes(parameter: ParameterDeclaration): ParameterAttribute[] {
  const attributes: ParameterAttribute[] = [];
  if (parameter.validateSet) attributes.push({ kind: 'ValidateSet', values: parameter.validateSet, ignoreCase: true });
  if (parameter.validateRange) {
    attributes.push({ kind: 'ValidateRange', min: parameter.validateRange[0], max: parameter.validateRange[1] });
  }
  if (parameter.validatePattern) {
    attributes.push({ kind: 'ValidatePattern', pattern: parameter.validatePattern, ignoreCase: true });
  }
  if (parameter.validateCount) {
    attributes.push({ kind: 'ValidateCount', min: parameter.validateCount[0], max: parameter.validateCount[1] });
  }
  if (parameter.validateLength) {
    attributes.push({ kind: 'ValidateLength', min: parameter.validateLength[0], max: parameter.validateLength[1] });
  }
  if (parameter.notNullOrEmpty) attributes.push({ kind: 'ValidateNotNullOrEmpty' });
  else if (parameter.notNull) attributes.push({ kind: 'ValidateNotNull' });
  return attributes;
}

/** Metadata of one declared parameter (also of dynamic parameters). */
export function declaredParameter(
  metadata: CommandMetadata,
  parameter: ParameterDeclaration,
  module: string,
  isDynamic = false,
): ParameterMetadata {
  const uses: ParameterUse[] = [];
  let mask = 0;
  if (parameter.sets === undefined) {
    uses.push(makeUse(allSets, parameter, parameter.helpMessage));
    mask = allSets;
  } else {
    for (const [set, use] of Object.entries(parameter.sets)) {
      const bit = metadata.setMask(set);
      uses.push(makeUse(bit, use, parameter.helpMessage));
      mask |= bit;
    }
  }
  const type = typeOfDeclaration(parameter, module);
  return {
    name: parameter.name,
    key: foldCase(parameter.name),
    aliases: parameter.aliases ?? [],
    typeName: parameter.type,
    type,
    isSwitch: /(^|\.)SwitchParameter$/.test(parameter.type) || parameter.type === 'switch',
    uses,
    mask,
    attributes: declaredAttributes(parameter),
    common: false,
    declaration: parameter,
    ast: undefined,
    slot: -1,
    isDynamic,
    allowNull: parameter.allowNull ?? false,
    allowEmptyString: parameter.allowEmptyString ?? false,
    allowEmptyCollection: parameter.allowEmptyCollection ?? false,
  };
}

export function cmdletMetadata(definition: CmdletDefinition): CommandMetadata {
  const metadata = new CommandMetadata(definition.name);
  metadata.supportsShouldProcess = definition.supportsShouldProcess ?? false;
  metadata.confirmImpact = definition.confirmImpact ?? 'Medium';
  for (const parameter of definition.parameters) {
    metadata.add(declaredParameter(metadata, parameter, definition.module));
  }
  if (definition.defaultParameterSet) metadata.defaultMask = metadata.setMask(definition.defaultParameterSet);
  addCommon(metadata);
  return metadata;
}

const objectType = (): NetType => knownTypes['System.Object'];

/** Attributes of a parameter of a script that concern its place in sets. */
function readParameter(
  metadata: CommandMetadata,
  ast: ParameterAst,
  slot: number,
  index: number,
  f: Frame,
): ParameterMetadata {
  const aliases: string[] = [];
  const attributes: ParameterAttribute[] = [];
  const uses: ParameterUse[] = [];
  let mask = 0;
  let type: NetType | undefined;
  let typeName = '';
  for (const attribute of ast.attributes) {
    if (attribute.type === 'AttributeAst') {
      const name = attributeName(attribute.typeName);
      if (name === 'parameter') {
        metadata.advanced = true;
        const { named } = attributeArguments(attribute, f);
        const flag = (key: string) => {
          const value = named.get(key);
          return value !== undefined && toBool(value);
        };
        const set = named.get('parametersetname');
        const bit = set === undefined ? allSets : metadata.setMask(toText(set));
        const position = named.get('position');
        const help = named.get('helpmessage');
        uses.push({
          mask: bit,
          mandatory: flag('mandatory'),
          position: typeof position === 'number' ? position : undefined,
          fromPipeline: flag('valuefrompipeline'),
          byPropertyName: flag('valuefrompipelinebypropertyname'),
          fromRemaining: flag('valuefromremainingarguments'),
          helpMessage: help === undefined ? undefined : toText(help),
        });
        mask |= bit;
        continue;
      }
      if (name === 'alias') {
        const { positional } = attributeArguments(attribute, f);
        for (const value of positional) aliases.push(toText(value));
        continue;
      }
    }
    const read = readAttribute(attribute, f);
    attributes.push(read);
    if (read.kind === 'Type') {
      // The first one written is the type that the parameter shows.
      type ??= read.type;
      if (typeName === '' && attribute.type === 'TypeConstraintAst') typeName = attribute.typeName.fullName;
    }
  }
  if (uses.length === 0) {
    uses.push(makeUse(allSets, {}, undefined));
    mask = allSets;
  }
  const name = ast.name.variablePath.unqualifiedPath;
  return {
    name,
    key: foldCase(name),
    aliases,
    typeName: type === undefined ? 'System.Object' : type.fullName,
    type: type ?? objectType(),
    isSwitch: type?.fullName === 'System.Management.Automation.SwitchParameter',
    uses,
    mask,
    attributes,
    common: false,
    declaration: undefined,
    ast,
    slot,
    isDynamic: index < 0,
    allowNull: attributes.some((attribute) => attribute.kind === 'AllowNull'),
    allowEmptyString: attributes.some((attribute) => attribute.kind === 'AllowEmptyString'),
    allowEmptyCollection: attributes.some((attribute) => attribute.kind === 'AllowEmptyCollection'),
  };
}

/** Metadata of a function or script block; attribute arguments are read with the frame of the first call. */
export function functionMetadata(name: string, block: ScriptBlock, f: Frame): CommandMetadata {
  const metadata = new CommandMetadata(name);
  metadata.advanced = false;
  const { compiled } = block;
  const attributes = compiled.ast.paramBlock?.attributes ?? [];
  for (const attribute of attributes) {
    if (attributeName(attribute.typeName) !== 'cmdletbinding') continue;
    metadata.advanced = true;
    const { named } = attributeArguments(attribute, f);
    const value = (key: string): Value => named.get(key);
    if (value('supportsshouldprocess') !== undefined)
      metadata.supportsShouldProcess = toBool(value('supportsshouldprocess'));
    if (value('supportspaging') !== undefined) metadata.supportsPaging = toBool(value('supportspaging'));
    const impact = value('confirmimpact');
    if (impact !== undefined) {
      metadata.confirmImpact = toText(impact).replace(/^./, (c) => c.toUpperCase()) as CommandMetadata['confirmImpact'];
    }
    const defaultSet = value('defaultparametersetname');
    if (defaultSet !== undefined) metadata.defaultMask = metadata.setMask(toText(defaultSet));
    const positional = value('positionalbinding');
    if (positional !== undefined) metadata.positionalBinding = toBool(positional);
  }
  const { parameters, parameterSlots } = compiled;
  const read = parameters.map((ast, i) => readParameter(metadata, ast, parameterSlots[i], i, f));
  // Without explicit positions, parameters take the arguments in the order they are declared.
  const anyPosition = read.some((parameter) =>
    parameter.uses.some((use) => use.position !== undefined || use.mask !== allSets),
  );
  if (metadata.positionalBinding && !anyPosition) {
    let position = 0;
    for (const parameter of read) {
      if (parameter.isSwitch || parameter.uses.some((use) => use.fromRemaining)) continue;
      for (const use of parameter.uses) use.position = position;
      position++;
    }
  }
  for (const parameter of read) metadata.add(parameter);
  metadata.plain =
    !metadata.advanced &&
    read.every((parameter) => parameter.attributes.length === 0 && parameter.aliases.length === 0) &&
    parameters.every((parameter) => parameter.attributes.length === 0);
  if (metadata.advanced) addCommon(metadata);
  return metadata;
}
