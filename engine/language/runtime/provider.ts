/** Drives: FileSystem, Registry, Environment, Variable, Function, Alias. The session brings those of the machine. */
import type { Program } from '../host';
import type { Value } from '../values';
import type { Runspace } from './runspace';

/** An item of a provider, as its cmdlets show it. */
export interface ProviderItem {
  /** Path inside the drive, without the drive's name. */
  path: string;
  name: string;
  isContainer: boolean;
  /** The object that Get-Item gives. */
  value: Value;
}

/** Code behind drives. Paths are inside the drive, with `\` between names and without a leading one; '' is the root. */
export interface DriveProvider {
  /** `FileSystem`, `Registry`, `Environment` ... */
  readonly name: string;
  readonly hasContainers: boolean;
  exists(drive: string, path: string): boolean;
  isContainer(drive: string, path: string): boolean;
  getItem(drive: string, path: string): ProviderItem | undefined;
  /** Direct children of a container. */
  children(drive: string, path: string): ProviderItem[];
  newItem?(drive: string, path: string, type: string, value: Value, force: boolean): ProviderItem;
  removeItem?(drive: string, path: string, recurse: boolean): void;
  renameItem?(drive: string, path: string, name: string): void;
  copyItem?(drive: string, path: string, target: string, recurse: boolean): void;
  setItem?(drive: string, path: string, value: Value): void;
  /** Properties of an item (registry values). */
  properties?(drive: string, path: string): Array<[string, Value]>;
  setProperty?(drive: string, path: string, name: string, value: Value, type?: string): void;
  removeProperty?(drive: string, path: string, name: string): void;
  /** Content of a file or variable. */
  readBytes?(drive: string, path: string): Uint8Array;
  writeBytes?(drive: string, path: string, bytes: Uint8Array, append: boolean): void;
  readContent?(drive: string, path: string): Value[];
  writeContent?(drive: string, path: string, values: Value[]): void;
}

export interface Drive {
  name: string;
  provider: DriveProvider;
  root: string;
  description: string;
  /** Where Set-Location was last on this drive. */
  current: string;
}

/** Files as the interpreter needs them: scripts, modules, redirection. */
export interface ScriptFiles {
  /** Full path of a path as written, relative to the current location. */
  resolve(path: string, rs: Runspace): string;
  readText(path: string): string | undefined;
  /** Writes text as Out-File does (UTF-16 with mark). */
  writeText(path: string, text: string, append: boolean): void;
}

/** Something that may wait, or nothing. */
export type Maybe = Program<void> | undefined;
