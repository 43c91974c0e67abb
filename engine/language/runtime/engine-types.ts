/** Members of the engine's own objects, as scripts and Get-Member see them. */
import { conversionHooks } from '../conversion';
import { NetException, PSException } from '../errors';
import type { MethodContext, NetType } from '../types';
import { defineEnum, findType, NetType as NetTypeClass, registerType } from '../types';
import {
  foldCase,
  knownTypes,
  PSArray,
  PSDateTime,
  PSDictionary,
  PSGuid,
  PSTypeValue,
  PSVersion,
  type Value,
} from '../values';
import { AliasInfo, ApplicationInfo, CmdletInfo, type CommandInfo, FunctionInfo, ScriptInfo } from './command-info';
import {
  defaultParameterSetOf,
  installCommandParameterValues,
  parameterSetsOf,
  parametersOf,
} from './command-parameter-values';
import { type ErrorCategoryInfo, ErrorDetails, ErrorRecord, type InvocationInfo } from './error-record';
import { installHostMembers } from './host-members';
import {
  ExecutionContextObject,
  HostObject,
  HostRawUserInterface,
  HostUserInterface,
  Intrinsics,
  PathInfo,
  SessionStateObject,
} from './host-object';
import type { InputEnumerator } from './input-enumerator';
import { installIntrinsicMethods } from './intrinsic-methods';
import type { PSModuleInfo } from './module-info';
import { installPSCmdletMembers } from './ps-cmdlet-members';
import type { PSReference } from './reference';
import { installReflectedTypes } from './reflected-types';
import type { Runspace } from './runspace';
import { ScriptBlock } from './script-block';
import { installScriptBlockMembers, active as runspaces } from './script-block-members';
import type { HostInformationMessage, InformationRecord, StreamRecord } from './stream-records';
import type { SwitchParameter } from './switch-parameter';
import { installSyntaxTreeValues } from './syntax-tree-values';
import { Variable } from './variable';

type Getter = (self: never) => Value;

/** Registers the type where it is missing and gives it properties; those it has already are replaced. */
export function properties(
  fullName: string,
  base: string,
  list: Record<string, [type: string, get: Getter, set?: (self: never, value: Value) => void]>,
): NetType {
  const type = ensureType(fullName, base);
  for (const [name, [typeName, get, set]] of Object.entries(list)) {
    type.properties.set(foldCase(name), {
      name,
      type: typeName,
      get: get as (self: Value) => Value,
      set: set as ((self: Value, value: Value) => void) | undefined,
    });
  }
  return type;
}

export function ensureType(fullName: string, base = 'System.Object'): NetType {
  return (
    knownTypes[fullName] ??
    findType(fullName) ??
    registerType(new NetTypeClass(fullName, knownTypes[base] ?? knownTypes['System.Object']))
  );
}

export function method(
  type: NetType,
  name: string,
  overloads: string[],
  invoke: (self: never, args: Value[], context: MethodContext) => Value | import('../host').Program<Value>,
): void {
  type.methods.set(foldCase(name), {
    name,
    overloads,
    invoke: invoke as (self: Value, args: Value[], context: MethodContext) => Value,
  });
}

function enumNamed(type: string, name: string): Value {
  const found = findType(type);
  const value = found?.enumValues?.find(([text]) => text === name);
  return found === undefined || value === undefined ? name : new PSEnumClass(found, value[1]);
}

import { PSEnum as PSEnumClass } from '../values';

const automation = 'System.Management.Automation';
let installed = false;

export function installEngineTypes(): void {
  if (installed) return;
  installed = true;

  properties(`${automation}.ErrorRecord`, 'System.Object', {
    Exception: ['System.Exception', (self: ErrorRecord) => self.exception],
    TargetObject: ['System.Object', (self: ErrorRecord) => self.target],
    CategoryInfo: [`${automation}.ErrorCategoryInfo`, (self: ErrorRecord) => self.categoryInfo],
    FullyQualifiedErrorId: ['string', (self: ErrorRecord) => self.fullyQualifiedErrorId],
    ErrorDetails: [
      `${automation}.ErrorDetails`,
      (self: ErrorRecord) => self.details,
      (self: ErrorRecord, value) => {
        self.details = value instanceof ErrorDetails ? value : null;
      },
    ],
    InvocationInfo: [`${automation}.InvocationInfo`, (self: ErrorRecord) => self.invocation],
    ScriptStackTrace: ['string', (self: ErrorRecord) => self.scriptStackTrace],
    PipelineIterationInfo: ['System.Collections.ObjectModel.ReadOnlyCollection[int]', () => new PSArray([])],
    PSMessageDetails: ['System.Object', () => null],
  }).toText = (self) => (self as ErrorRecord).message;
  properties(`${automation}.ErrorCategoryInfo`, 'System.Object', {
    Category: [
      `${automation}.ErrorCategory`,
      (self: ErrorCategoryInfo) => enumNamed(`${automation}.ErrorCategory`, self.category),
    ],
    Activity: [
      'string',
      (self: ErrorCategoryInfo) => self.activity,
      (self: ErrorCategoryInfo, value) => {
        self.activity = String(value ?? '');
      },
    ],
    Reason: [
      'string',
      (self: ErrorCategoryInfo) => self.reason,
      (self: ErrorCategoryInfo, value) => {
        self.reason = String(value ?? '');
      },
    ],
    TargetName: [
      'string',
      (self: ErrorCategoryInfo) => self.targetName,
      (self: ErrorCategoryInfo, value) => {
        self.targetName = String(value ?? '');
      },
    ],
    TargetType: [
      'string',
      (self: ErrorCategoryInfo) => self.targetType,
      (self: ErrorCategoryInfo, value) => {
        self.targetType = String(value ?? '');
      },
    ],
  }).toText = (self) => (self as ErrorCategoryInfo).message;
  method(
    ensureType(`${automation}.ErrorCategoryInfo`),
    'GetMessage',
    ['string GetMessage()'],
    (self: ErrorCategoryInfo) => self.message,
  );
  properties(`${automation}.ErrorDetails`, 'System.Object', {
    Message: ['string', (self: ErrorDetails) => self.message],
    RecommendedAction: [
      'string',
      (self: ErrorDetails) => self.recommendedAction,
      (self: ErrorDetails, value) => {
        self.recommendedAction = String(value ?? '');
      },
    ],
  }).toText = (self) => (self as ErrorDetails).message;
  ensureType(`${automation}.ErrorDetails`).constructors = {
    name: 'new',
    overloads: ['System.Management.Automation.ErrorDetails new(string message)'],
    invoke: (_self, args) => new ErrorDetails(String(args[0] ?? '')),
  };
  ensureType(`${automation}.ErrorRecord`).constructors = {
    name: 'new',
    overloads: [
      'System.Management.Automation.ErrorRecord new(System.Exception exception, string errorId, System.Management.Automation.ErrorCategory errorCategory, System.Object targetObject)',
    ],
    invoke: (_self, args) => {
      const [exception, id, category, target] = args;
      if (!(exception instanceof PSException))
        throw new NetException('System.ArgumentNullException', 'Value cannot be null.\r\nParameter name: exception');
      const named =
        category instanceof PSEnumClass
          ? (category.netType.enumValues?.find(([, number]) => number === category.value)?.[0] ?? 'NotSpecified')
          : typeof category === 'number'
            ? (findType(`${automation}.ErrorCategory`)?.enumValues?.find(([, number]) => number === category)?.[0] ??
              'NotSpecified')
            : String(category ?? 'NotSpecified');
      const record = new ErrorRecord(exception, String(id ?? ''), named as ErrorRecord['category'], target ?? null);
      fillTarget(record, target ?? null);
      return record;
    },
  };
  properties(`${automation}.InvocationInfo`, 'System.Object', {
    MyCommand: [`${automation}.CommandInfo`, (self: InvocationInfo) => self.myCommand],
    BoundParameters: [
      'System.Collections.Generic.Dictionary[string,System.Object]',
      (self: InvocationInfo) => self.boundParameters ?? new PSDictionary(),
    ],
    UnboundArguments: [
      'System.Collections.Generic.List[System.Object]',
      (self: InvocationInfo) => new PSArray(self.unboundArguments),
    ],
    ScriptLineNumber: ['int', (self: InvocationInfo) => self.scriptLineNumber],
    OffsetInLine: ['int', (self: InvocationInfo) => self.offsetInLine],
    HistoryId: ['long', () => 1],
    ScriptName: ['string', (self: InvocationInfo) => self.scriptName],
    Line: ['string', (self: InvocationInfo) => self.line],
    PositionMessage: ['string', (self: InvocationInfo) => self.positionMessage],
    PSScriptRoot: ['string', (self: InvocationInfo) => self.scriptName.replace(/\\[^\\]*$/, '')],
    PSCommandPath: ['string', (self: InvocationInfo) => self.scriptName],
    InvocationName: ['string', (self: InvocationInfo) => self.invocationName],
    PipelineLength: ['int', (self: InvocationInfo) => self.pipelineLength],
    PipelinePosition: ['int', (self: InvocationInfo) => self.pipelinePosition],
    ExpectingInput: ['bool', (self: InvocationInfo) => self.expectingInput],
    CommandOrigin: [`${automation}.CommandOrigin`, (self: InvocationInfo) => self.commandOrigin],
    DisplayScriptPosition: [`${automation}.Language.IScriptExtent`, () => null],
  });

  for (const name of [
    'CmdletInfo',
    'FunctionInfo',
    'ScriptInfo',
    'ExternalScriptInfo',
    'ApplicationInfo',
    'AliasInfo',
    'FilterInfo',
  ]) {
    ensureType(`${automation}.${name}`, `${automation}.CommandInfo`);
  }
  for (const name of [
    'CommandInfo',
    'CmdletInfo',
    'FunctionInfo',
    'ScriptInfo',
    'ExternalScriptInfo',
    'ApplicationInfo',
    'AliasInfo',
  ]) {
    properties(`${automation}.${name}`, name === 'CommandInfo' ? 'System.Object' : `${automation}.CommandInfo`, {
      Name: ['string', (self: CommandInfo) => self.name],
      CommandType: [
        `${automation}.CommandTypes`,
        (self: CommandInfo) => enumNamed(`${automation}.CommandTypes`, self.kind),
      ],
      ModuleName: ['string', (self: CommandInfo) => self.moduleName],
      Parameters: [
        `System.Collections.Generic.Dictionary[string,${automation}.ParameterMetadata]`,
        (self: CommandInfo) => parametersOf(self),
      ],
      ParameterSets: [
        `System.Collections.ObjectModel.ReadOnlyCollection[${automation}.CommandParameterSetInfo]`,
        (self: CommandInfo) => parameterSetsOf(self),
      ],
      Module: [`${automation}.PSModuleInfo`, (self: CommandInfo) => self.module],
      Source: ['string', (self: CommandInfo) => self.moduleName],
      Version: [
        'version',
        (self: CommandInfo) => {
          if (self.moduleName === '') return null;
          if (self.module !== null) return versionOf(self.module.version);
          const module = runspaces.rs?.registry.modules.get(foldCase(self.moduleName));
          return self instanceof CmdletInfo ? versionOf(module?.version ?? '3.0.0.0') : new PSVersion(0, 0);
        },
      ],
      Definition: ['string', (self: CommandInfo) => definitionOf(self)],
      Visibility: [`${automation}.SessionStateEntryVisibility`, () => 'Public'],
      HelpUri: ['string', () => ''],
      ...(name === 'FunctionInfo' || name === 'ScriptInfo' || name === 'ExternalScriptInfo'
        ? {
            ScriptBlock: [
              'scriptblock',
              (self: CommandInfo) => (self instanceof FunctionInfo || self instanceof ScriptInfo ? self.block : null),
            ] as [string, Getter],
            DefaultParameterSet: ['string', (self: CommandInfo) => defaultParameterSetOf(self)] as [string, Getter],
            CmdletBinding: [
              'bool',
              (self: CommandInfo) =>
                self instanceof FunctionInfo ? self.block.ast.paramBlock?.attributes.length !== undefined : false,
            ] as [string, Getter],
          }
        : {}),
      ...(name === 'ExternalScriptInfo' || name === 'ApplicationInfo'
        ? {
            Path: [
              'string',
              (self: CommandInfo) =>
                self instanceof ScriptInfo ? (self.path ?? null) : self instanceof ApplicationInfo ? self.path : null,
            ] as [string, Getter],
          }
        : {}),
      ...(name === 'CmdletInfo'
        ? {
            DefaultParameterSet: ['string', (self: CommandInfo) => defaultParameterSetOf(self)] as [string, Getter],
            Verb: ['string', (self: CommandInfo) => self.name.split('-')[0]] as [string, Getter],
            Noun: ['string', (self: CommandInfo) => self.name.split('-').slice(1).join('-')] as [string, Getter],
          }
        : {}),
      ...(name === 'AliasInfo'
        ? {
            DisplayName: ['string', (self: AliasInfo) => `${self.name} -> ${self.definition}`] as [string, Getter],
            ResolvedCommandName: ['string', (self: AliasInfo) => self.definition] as [string, Getter],
            ReferencedCommand: ['string', (self: AliasInfo) => self.definition] as [string, Getter],
          }
        : {}),
      Options: [`${automation}.ScopedItemOptions`, (self: CommandInfo) => enumNamedFlags(self.options)],
      Description: ['string', (self: CommandInfo) => self.description],
    }).toText = (self) => {
      const info = self as CommandInfo;
      return info instanceof ScriptInfo && info.path === undefined ? info.block.text : info.name;
    };
  }
  properties(`${automation}.PSModuleInfo`, 'System.Object', {
    Name: ['string', (self: PSModuleInfo) => self.name],
    Path: ['string', (self: PSModuleInfo) => self.path],
    Description: ['string', (self: PSModuleInfo) => self.description],
    Guid: ['guid', (self: PSModuleInfo) => new PSGuid(self.guid)],
    ModuleBase: ['string', (self: PSModuleInfo) => self.moduleBase],
    ModuleType: [`${automation}.ModuleType`, (self: PSModuleInfo) => self.moduleType],
    Version: ['version', (self: PSModuleInfo) => versionOf(self.version)],
    ExportedFunctions: [
      'System.Collections.Generic.Dictionary[string,System.Management.Automation.FunctionInfo]',
      (self: PSModuleInfo) => tableOf(self.exportedFunctions),
    ],
    ExportedCmdlets: [
      'System.Collections.Generic.Dictionary[string,System.Management.Automation.CmdletInfo]',
      (self: PSModuleInfo) => tableOf(self.exportedCmdlets),
    ],
    ExportedAliases: [
      'System.Collections.Generic.Dictionary[string,System.Management.Automation.AliasInfo]',
      (self: PSModuleInfo) => tableOf(self.exportedAliases),
    ],
    ExportedVariables: [
      'System.Collections.Generic.Dictionary[string,System.Management.Automation.PSVariable]',
      (self: PSModuleInfo) => {
        const table = new PSDictionary();
        for (const variable of self.exportedVariables.values())
          table.set(variable.name, new PSVariableObject(variable));
        return table;
      },
    ],
    ExportedCommands: [
      'System.Collections.Generic.Dictionary[string,System.Management.Automation.CommandInfo]',
      (self: PSModuleInfo) => {
        const table = new PSDictionary();
        for (const map of [self.exportedFunctions, self.exportedCmdlets, self.exportedAliases])
          for (const info of map.values()) table.set(info.name, info);
        return table;
      },
    ],
    NestedModules: [
      'System.Collections.ObjectModel.ReadOnlyCollection[System.Management.Automation.PSModuleInfo]',
      (self: PSModuleInfo) => new PSArray(self.nestedModules),
    ],
    PrivateData: ['System.Object', (self: PSModuleInfo) => self.privateData],
    OnRemove: [
      'scriptblock',
      (self: PSModuleInfo) => self.onRemove,
      (self: PSModuleInfo, value) => {
        self.onRemove = value;
      },
    ],
    SessionState: [`${automation}.SessionState`, () => null],
  }).toText = (self) => (self as PSModuleInfo).name;

  const reference = properties(`${automation}.PSReference`, 'System.Object', {
    Value: [
      'System.Object',
      (self: PSReference) => self.value,
      (self: PSReference, value) => {
        self.value = value;
      },
    ],
  });
  void reference;
  const switchType = properties(`${automation}.SwitchParameter`, 'System.ValueType', {
    IsPresent: ['bool', (self: SwitchParameter) => self.isPresent],
  });
  switchType.toText = (self) => ((self as SwitchParameter).isPresent ? 'True' : 'False');
  method(switchType, 'ToBool', ['bool ToBool()'], (self: SwitchParameter) => self.isPresent);
  const enumerator = properties('System.Collections.ArrayList+ArrayListEnumeratorSimple', 'System.Object', {
    Current: ['System.Object', (self: InputEnumerator) => self.items[self.position] ?? null],
  });
  method(enumerator, 'MoveNext', ['bool MoveNext()'], (self: InputEnumerator) => {
    self.position = Math.min(self.position + 1, self.items.length);
    return self.position < self.items.length;
  });
  method(enumerator, 'Reset', ['void Reset()'], (self: InputEnumerator) => {
    self.position = -1;
    return undefined;
  });
  for (const [stream, name] of [
    ['warning', 'WarningRecord'],
    ['verbose', 'VerboseRecord'],
    ['debug', 'DebugRecord'],
  ] as const) {
    void stream;
    properties(`${automation}.${name}`, `${automation}.InformationalRecord`, {
      Message: ['string', (self: StreamRecord) => self.message],
      InvocationInfo: [`${automation}.InvocationInfo`, (self: StreamRecord) => self.invocation],
      PipelineIterationInfo: ['System.Collections.ObjectModel.ReadOnlyCollection[int]', () => new PSArray([])],
    }).toText = (self) => (self as StreamRecord).message;
  }
  properties(`${automation}.InformationRecord`, 'System.Object', {
    MessageData: ['System.Object', (self: InformationRecord) => self.messageData],
    Source: ['string', (self: InformationRecord) => self.source],
    TimeGenerated: ['datetime', (self: InformationRecord) => new PSDateTime(self.ticks, 'Local')],
    Tags: ['System.Collections.Generic.List[string]', (self: InformationRecord) => new PSArray(self.tags)],
    User: ['string', () => 'Administrator'],
    Computer: ['string', () => ''],
    ProcessId: ['uint32', () => 4242],
  }).toText = (self) => (self as InformationRecord).text;
  properties(`${automation}.HostInformationMessage`, 'System.Object', {
    Message: ['string', (self: HostInformationMessage) => self.message],
    NoNewLine: ['System.Nullable[bool]', (self: HostInformationMessage) => self.noNewLine],
    ForegroundColor: [
      'System.Nullable[System.ConsoleColor]',
      (self: HostInformationMessage) => self.foreground ?? null,
    ],
    BackgroundColor: [
      'System.Nullable[System.ConsoleColor]',
      (self: HostInformationMessage) => self.background ?? null,
    ],
  }).toText = (self) => (self as HostInformationMessage).message;
  ensureType(`${automation}.Job`);
  installHostMembers();
  installScriptBlockMembers();
  installSyntaxTreeValues();
  installCommandParameterValues();
  installPSCmdletMembers();
  installIntrinsicMethods();
  installReflectedTypes();
}

function enumNamedFlags(options: number): Value {
  const found = findType(`${automation}.ScopedItemOptions`);
  return found === undefined ? 'None' : new PSEnumClass(found, options);
}

function definitionOf(info: CommandInfo): string {
  if (info instanceof AliasInfo) return info.definition;
  if (info instanceof FunctionInfo || info instanceof ScriptInfo)
    return info instanceof ScriptInfo && info.path !== undefined ? info.path : info.block.text;
  if (info instanceof ApplicationInfo) return info.path;
  const frame = runspaces.rs?.frameNow();
  if (info.kind !== 'Cmdlet' || frame === undefined) return info.name;
  return syntaxLines(info, frame)
    .map((line) => `\r\n${line}\r\n`)
    .join('');
}

function fillTarget(record: ErrorRecord, target: Value): void {
  if (target === null || target === undefined) return;
  describeHook(record, target);
}

import { syntaxLines } from './command-syntax';
import { describeTarget as describeHook } from './error-handling';
import { PSVariableObject } from './variable-object';

function versionOf(text: string): PSVersion {
  const parts = text.split('.').map(Number);
  return new PSVersion(parts[0] ?? 0, parts[1] ?? 0, parts[2] ?? -1, parts[3] ?? -1);
}

function tableOf(map: ReadonlyMap<string, CommandInfo>): PSDictionary {
  const table = new PSDictionary();
  for (const info of map.values()) table.set(info.name, info);
  return table;
}

export type { Runspace };
export {
  conversionHooks,
  defineEnum,
  ExecutionContextObject,
  HostObject,
  HostRawUserInterface,
  HostUserInterface,
  Intrinsics,
  PathInfo,
  PSTypeValue,
  ScriptBlock,
  SessionStateObject,
  Variable,
};
