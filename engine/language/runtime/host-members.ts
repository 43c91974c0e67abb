/** Members of `$Host`, `$PWD` and `$ExecutionContext`. */
import { toText } from '../conversion';
import type { ConsoleColor, Program } from '../host';
import { PSArray, PSCustomObject, PSDictionary, PSGuid, PSVersion, type Value } from '../values';
import { method, properties } from './engine-types';
import {
  type ExecutionContextObject,
  type HostObject,
  HostRawUserInterface,
  HostUserInterface,
  Intrinsics,
  type PathInfo,
  SessionStateObject,
} from './host-object';
import type { ScriptBlock } from './script-block';
import { PSVariableObject } from './variable-object';

const automation = 'System.Management.Automation';

export function installHostMembers(): void {
  const host = properties(`${automation}.Internal.Host.InternalHost`, `${automation}.Host.PSHost`, {
    Name: ['string', () => 'ConsoleHost'],
    Version: ['version', () => new PSVersion(5, 1, 14393, 693)],
    InstanceId: ['guid', () => new PSGuid('6f7d9f0c-5d1e-4b8a-9c77-1c6b5d1c2a11')],
    UI: [`${automation}.Host.PSHostUserInterface`, (self: HostObject) => new HostUserInterface(self.rs)],
    CurrentCulture: ['cultureinfo', () => 'en-US'],
    CurrentUICulture: ['cultureinfo', () => 'en-US'],
    PrivateData: ['psobject', () => null],
    DebuggerEnabled: ['bool', () => true],
    IsRunspacePushed: ['bool', () => false],
    Runspace: ['runspace', () => null],
  });
  host.toText = () => 'System.Management.Automation.Internal.Host.InternalHost';
  method(host, 'SetShouldExit', ['void SetShouldExit(int exitCode)'], () => undefined);
  const ui = properties(
    `${automation}.Internal.Host.InternalHostUserInterface`,
    `${automation}.Host.PSHostUserInterface`,
    {
      RawUI: [
        `${automation}.Host.PSHostRawUserInterface`,
        (self: HostUserInterface) => new HostRawUserInterface(self.rs),
      ],
      SupportsVirtualTerminal: ['bool', () => false],
    },
  );
  method(
    ui,
    'Write',
    [
      'void Write(string value)',
      'void Write(System.ConsoleColor foregroundColor, System.ConsoleColor backgroundColor, string value)',
    ],
    (self: HostUserInterface, args) => {
      if (args.length === 3)
        self.rs.ui.write(toText(args[2]), toText(args[0]) as ConsoleColor, toText(args[1]) as ConsoleColor);
      else self.rs.ui.write(toText(args[0]));
      return undefined;
    },
  );
  method(
    ui,
    'WriteLine',
    [
      'void WriteLine()',
      'void WriteLine(string value)',
      'void WriteLine(System.ConsoleColor foregroundColor, System.ConsoleColor backgroundColor, string value)',
    ],
    (self: HostUserInterface, args) => {
      if (args.length === 3)
        self.rs.ui.writeLine('host', toText(args[2]), toText(args[0]) as ConsoleColor, toText(args[1]) as ConsoleColor);
      else self.rs.ui.writeLine('host', toText(args[0] ?? ''));
      return undefined;
    },
  );
  for (const [name, kind, prefix] of [
    ['WriteErrorLine', 'error', ''],
    ['WriteWarningLine', 'warning', 'WARNING: '],
    ['WriteVerboseLine', 'verbose', 'VERBOSE: '],
    ['WriteDebugLine', 'debug', 'DEBUG: '],
  ] as const) {
    method(ui, name, [`void ${name}(string value)`], (self: HostUserInterface, args) => {
      self.rs.ui.writeLine(kind, prefix + toText(args[0]));
      return undefined;
    });
  }
  method(ui, 'ReadLine', ['string ReadLine()'], () =>
    (function* (): Program<Value> {
      return String((yield { kind: 'readLine', secure: false }) ?? '');
    })(),
  );
  method(
    ui,
    'PromptForChoice',
    [
      'int PromptForChoice(string caption, string message, System.Collections.ObjectModel.Collection[System.Management.Automation.Host.ChoiceDescription] choices, int defaultChoice)',
    ],
    (self: HostUserInterface, args) =>
      (function* (): Program<Value> {
        const list = self.rs.elementsOf(args[2]) ?? [args[2]];
        const choices = list.map((choice) =>
          typeof choice === 'string'
            ? { label: choice, help: '' }
            : {
                label: self.rs.text(self.rs.property(choice, 'Label')),
                help: self.rs.text(self.rs.property(choice, 'HelpMessage')),
              },
        );
        const start = typeof args[3] === 'number' ? args[3] : 0;
        return (yield {
          kind: 'choice',
          caption: toText(args[0]),
          message: toText(args[1]),
          choices,
          defaults: start < 0 ? [] : [start],
        }) as number;
      })(),
  );
  const size = (width: number, height: number): Value =>
    PSCustomObject.from([
      ['Width', width],
      ['Height', height],
    ]);
  properties(`${automation}.Internal.Host.InternalHostRawUserInterface`, `${automation}.Host.PSHostRawUserInterface`, {
    ForegroundColor: [
      'System.ConsoleColor',
      (self: HostRawUserInterface) => self.rs.ui.foregroundColor,
      (self: HostRawUserInterface, value) => {
        self.rs.ui.foregroundColor = toText(value) as ConsoleColor;
      },
    ],
    BackgroundColor: [
      'System.ConsoleColor',
      (self: HostRawUserInterface) => self.rs.ui.backgroundColor,
      (self: HostRawUserInterface, value) => {
        self.rs.ui.backgroundColor = toText(value) as ConsoleColor;
      },
    ],
    WindowTitle: [
      'string',
      (self: HostRawUserInterface) => self.rs.ui.windowTitle,
      (self: HostRawUserInterface, value) => {
        self.rs.ui.windowTitle = toText(value);
      },
    ],
    BufferSize: [`${automation}.Host.Size`, (self: HostRawUserInterface) => size(self.rs.ui.bufferWidth, 3000)],
    WindowSize: [
      `${automation}.Host.Size`,
      (self: HostRawUserInterface) => size(self.rs.ui.bufferWidth, self.rs.ui.windowHeight),
    ],
    MaxWindowSize: [
      `${automation}.Host.Size`,
      (self: HostRawUserInterface) => size(self.rs.ui.bufferWidth, self.rs.ui.windowHeight),
    ],
    CursorSize: ['int', () => 25],
    KeyAvailable: ['bool', () => false],
  });
  properties(`${automation}.PathInfo`, 'System.Object', {
    Drive: [`${automation}.PSDriveInfo`, (self: PathInfo) => /^([^:]+):/.exec(self.path)?.[1] ?? null],
    Provider: [`${automation}.ProviderInfo`, () => null],
    ProviderPath: ['string', (self: PathInfo) => self.path],
    Path: ['string', (self: PathInfo) => self.path],
  }).toText = (self) => (self as PathInfo).path;
  const intrinsic = (name: string) => (self: ExecutionContextObject) =>
    new Intrinsics(self.rs, `${automation}.${name}`);
  properties(`${automation}.EngineIntrinsics`, 'System.Object', {
    Host: [`${automation}.Host.PSHost`, (self: ExecutionContextObject) => self.rs.global.top.value('host')],
    Events: [`${automation}.PSEventManager`, () => null],
    InvokeProvider: [`${automation}.ProviderIntrinsics`, intrinsic('ProviderIntrinsics')],
    SessionState: [`${automation}.SessionState`, (self: ExecutionContextObject) => new SessionStateObject(self.rs)],
    InvokeCommand: [`${automation}.CommandInvocationIntrinsics`, intrinsic('CommandInvocationIntrinsics')],
  });
  properties(`${automation}.SessionState`, 'System.Object', {
    LanguageMode: [`${automation}.PSLanguageMode`, () => 'FullLanguage'],
    PSVariable: [
      `${automation}.PSVariableIntrinsics`,
      (self: SessionStateObject) => new Intrinsics(self.rs, `${automation}.PSVariableIntrinsics`),
    ],
    Path: [
      `${automation}.PathIntrinsics`,
      (self: SessionStateObject) => new Intrinsics(self.rs, `${automation}.PathIntrinsics`),
    ],
    Module: ['psmoduleinfo', () => null],
    InvokeCommand: [
      `${automation}.CommandInvocationIntrinsics`,
      (self: SessionStateObject) => new Intrinsics(self.rs, `${automation}.CommandInvocationIntrinsics`),
    ],
  });
  const variables = properties(`${automation}.PSVariableIntrinsics`, 'System.Object', {});
  method(variables, 'Get', ['psvariable Get(string name)'], (self: Intrinsics, args) => {
    const variable = self.rs.activeScope.find(toText(args[0]).toLowerCase());
    return variable === undefined ? null : new PSVariableObject(variable);
  });
  method(
    variables,
    'GetValue',
    ['System.Object GetValue(string name)', 'System.Object GetValue(string name, System.Object defaultValue)'],
    (self: Intrinsics, args) => self.rs.activeScope.value(toText(args[0]).toLowerCase()) ?? args[1] ?? null,
  );
  method(variables, 'Set', ['void Set(string name, System.Object value)'], (self: Intrinsics, args) => {
    self.rs.setLocalVariable(self.rs.activeScope, toText(args[0]), args[1] ?? null);
    return undefined;
  });
  const commands = properties(`${automation}.CommandInvocationIntrinsics`, 'System.Object', {});
  method(commands, 'ExpandString', ['string ExpandString(string source)'], (self: Intrinsics, args) =>
    self.rs.expandString(toText(args[0])),
  );
  method(
    commands,
    'InvokeScript',
    ['System.Collections.ObjectModel.Collection[psobject] InvokeScript(string script, Params System.Object[] args)'],
    (self: Intrinsics, args) =>
      (function* (): Program<Value> {
        const script = args.find(
          (arg) => typeof arg === 'string' || (arg as { netType?: unknown })?.netType !== undefined,
        );
        const block = typeof script === 'string' ? self.rs.createScriptBlock(script) : (script as ScriptBlock);
        return new PSArray(yield* self.rs.runBlock(block, { frame: self.rs.frameNow(), newScope: false }));
      })(),
  );
  method(commands, 'NewScriptBlock', ['scriptblock NewScriptBlock(string scriptText)'], (self: Intrinsics, args) =>
    self.rs.createScriptBlock(toText(args[0])),
  );
  method(
    commands,
    'GetCommand',
    [
      'System.Management.Automation.CommandInfo GetCommand(string commandName, System.Management.Automation.CommandTypes type)',
    ],
    (self: Intrinsics, args) => self.rs.lookUp(toText(args[0])) ?? null,
  );
  properties(`${automation}.PSVariable`, 'System.Object', {
    Name: ['string', (self: PSVariableObject) => self.variable.name],
    Description: [
      'string',
      (self: PSVariableObject) => self.variable.description,
      (self: PSVariableObject, value) => {
        self.variable.description = toText(value);
      },
    ],
    Value: [
      'System.Object',
      (self: PSVariableObject) => self.value ?? null,
      (self: PSVariableObject, value) => {
        self.value = value;
      },
    ],
    Visibility: [`${automation}.SessionStateEntryVisibility`, () => 'Public'],
    Module: ['psmoduleinfo', () => null],
    ModuleName: ['string', () => ''],
    Options: [`${automation}.ScopedItemOptions`, (self: PSVariableObject) => optionsText(self.variable.options)],
    Attributes: [
      'System.Collections.ObjectModel.Collection[System.Attribute]',
      (self: PSVariableObject) => new PSArray((self.variable.guard?.attributes ?? []).map(() => new PSDictionary())),
    ],
  });
}

function optionsText(options: number): string {
  const names = ['ReadOnly', 'Constant', 'Private', 'AllScope'].filter((_name, i) => (options & (1 << i)) !== 0);
  return names.length === 0 ? 'None' : names.join(', ');
}
