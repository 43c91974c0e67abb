/** Commands as discovery finds them. */

import type { CommandMetadata } from '../binding/command-metadata';
import { cmdletMetadata, functionMetadata } from '../binding/command-metadata';
import type { CmdletDefinition } from '../command';
import type { NetType } from '../types';
import { NetObject, type Value } from '../values';
import { errorClassOf } from './command-registry';
import type { Frame } from './frame';
import type { PSModuleInfo } from './module-info';
import type { ScriptBlock } from './script-block';
import { typeNamed } from './type-named';

export type CommandKind = 'Alias' | 'Function' | 'Filter' | 'Cmdlet' | 'ExternalScript' | 'Application' | 'Script';

export abstract class CommandInfo extends NetObject {
  module: PSModuleInfo | null = null;
  description = '';
  options = 0;
  visibility = 'Public';
  abstract readonly kind: CommandKind;
  constructor(readonly name: string) {
    super();
  }
  /** Name of the module that the command comes from. */
  get moduleName(): string {
    return this.module?.name ?? '';
  }
  /** Part of an error id behind the comma. */
  get errorClass(): string {
    return this.name;
  }
}

/** A cmdlet, or a function of a cdxml module, with code in TypeScript. */
export class CmdletInfo extends CommandInfo {
  private cached: CommandMetadata | undefined;
  constructor(readonly definition: CmdletDefinition) {
    super(definition.name);
  }
  get kind(): CommandKind {
    return this.definition.commandType ?? 'Cmdlet';
  }
  get netType(): NetType {
    return typeNamed(
      this.kind === 'Function'
        ? 'System.Management.Automation.FunctionInfo'
        : 'System.Management.Automation.CmdletInfo',
    );
  }
  override get moduleName(): string {
    // Clear-Host, Get-Verb and the like are functions of the session, of no module. seen: Get-Command in 5.1
    if (this.kind === 'Function' && this.definition.module === 'Microsoft.PowerShell.Core') return '';
    return this.definition.module;
  }
  override get errorClass(): string {
    return errorClassOf(this.definition);
  }
  get metadata(): CommandMetadata {
    this.cached ??= cmdletMetadata(this.definition);
    return this.cached;
  }
}

/** A function or filter of a script. */
export class FunctionInfo extends CommandInfo {
  private cached: CommandMetadata | undefined;
  constructor(
    name: string,
    /** The body, or how to make it when it is first wanted. */
    private body: ScriptBlock | (() => ScriptBlock),
    readonly isFilter = false,
  ) {
    super(name);
  }
  get block(): ScriptBlock {
    if (typeof this.body === 'function') this.body = this.body();
    return this.body;
  }
  get kind(): CommandKind {
    return this.isFilter ? 'Filter' : 'Function';
  }
  get netType(): NetType {
    return typeNamed('System.Management.Automation.FunctionInfo');
  }
  metadataFor(f: Frame): CommandMetadata {
    this.cached ??= functionMetadata(this.name, this.block, f);
    return this.cached;
  }
  replace(block: ScriptBlock): void {
    this.body = block;
    this.cached = undefined;
  }
}

/** A .ps1 file, or a script block called with `&`. */
export class ScriptInfo extends CommandInfo {
  private cached: CommandMetadata | undefined;
  constructor(
    name: string,
    readonly block: ScriptBlock,
    /** Path of the file; undefined for a script block. */
    readonly path: string | undefined,
  ) {
    super(name);
  }
  get kind(): CommandKind {
    return this.path === undefined ? 'Script' : 'ExternalScript';
  }
  get netType(): NetType {
    return typeNamed(
      this.path === undefined
        ? 'System.Management.Automation.ScriptInfo'
        : 'System.Management.Automation.ExternalScriptInfo',
    );
  }
  metadataFor(f: Frame): CommandMetadata {
    this.cached ??= functionMetadata(this.name, this.block, f);
    return this.cached;
  }
}

/** A native program of the machine: `ping.exe`. Its code is a cmdlet-like step that gets the arguments as texts. */
export class ApplicationInfo extends CommandInfo {
  constructor(
    name: string,
    readonly path: string,
    readonly program: NativeProgram,
  ) {
    super(name);
  }
  get kind(): CommandKind {
    return 'Application';
  }
  get netType(): NetType {
    return typeNamed('System.Management.Automation.ApplicationInfo');
  }
  override get errorClass(): string {
    return '';
  }
}

/** What a native program gets and does. It writes lines of text and answers its exit code. */
export interface NativeProgram {
  /** File name with extension, `ping.exe`. */
  name: string;
  path?: string;
  run(call: NativeCall): import('../host').Program<number>;
}

export interface NativeCall {
  args: string[];
  input: Value[];
  writeLine(text: string): void;
  writeError(text: string): void;
  flush(): import('../host').Program<void>;
  sleep(ticks: bigint): import('../host').Program<void>;
  waitFor(until: () => boolean): import('../host').Program<void>;
  service<T>(key: import('../command').ServiceKey<T>): T;
  readonly runspace: unknown;
}

export class AliasInfo extends CommandInfo {
  constructor(
    name: string,
    public definition: string,
  ) {
    super(name);
  }
  get kind(): CommandKind {
    return 'Alias';
  }
  get netType(): NetType {
    return typeNamed('System.Management.Automation.AliasInfo');
  }
}
