/**
 * What is behind a drive: the file system, the registry, and the views of the session (variables, functions, aliases,
 * environment). Paths are provider paths: `C:\Temp\a.txt`, `HKEY_LOCAL_MACHINE\SOFTWARE`, `PATH`.
 */
import type { CmdletError, ErrorCategoryName } from '../../language/command';
import type { Value } from '../../language/values';

/** A failed operation of a provider; the cmdlet makes a non-terminating error of it. */
export class ProviderError extends Error {
  constructor(
    message: string,
    readonly id: string,
    readonly category: ErrorCategoryName,
    readonly target: Value,
    readonly exceptionType: string,
    /** The statement ends. */
    readonly terminating = false,
  ) {
    super(message);
  }
  get record(): CmdletError {
    return {
      message: this.message,
      id: this.id,
      category: this.category,
      target: this.target,
      exceptionType: this.exceptionType,
    };
  }
}

/** `Cannot find path ...`. seen: SessionStateStrings PathNotFound */
export function pathNotFound(path: string): ProviderError {
  return new ProviderError(
    `Cannot find path '${path}' because it does not exist.`,
    'PathNotFound',
    'ObjectNotFound',
    path,
    'System.Management.Automation.ItemNotFoundException',
  );
}

/** A provider that lacks a kind of operation. seen: SessionStateStrings *CmdletProvider_NotSupported */
export function notSupported(message: string): ProviderError {
  return new ProviderError(
    message,
    'NotSupported',
    'NotImplemented',
    null,
    'System.Management.Automation.PSNotSupportedException',
    true,
  );
}

export type ProviderName = 'Registry' | 'Alias' | 'Environment' | 'FileSystem' | 'Function' | 'Variable';

/** What a wildcard search or Get-ChildItem needs to know of a child before its object is made. */
export interface ChildEntry {
  name: string;
  isContainer: boolean;
  hidden: boolean;
}

export interface ItemProvider {
  readonly name: ProviderName;
  /** Containers in containers: items have a parent path and a child name. */
  readonly isNavigation: boolean;
  readonly capabilities: string;
  /** Where `~` leads. */
  readonly home: string | undefined;
  exists(path: string): boolean;
  isContainer(path: string): boolean;
  /** The object Get-Item gives; null where there is none. */
  item(path: string): Value;
  /** The object that listing its container gives. */
  childItem(parent: string, name: string): Value;
  children(path: string): ChildEntry[];
  join(parent: string, child: string): string;
  split(path: string): { parent: string; leaf: string };

  newItem(path: string, type: string, value: Value, force: boolean): Value;
  /** `(action, target)` for ShouldProcess of each operation. */
  label(operation: ItemOperation, path: string, other?: string): [action: string, target: string];
  remove(path: string, force: boolean): void;
  rename(path: string, name: string, force: boolean): string;
  copy(path: string, target: string, recurse: boolean, force: boolean): string;
  move(path: string, target: string, force: boolean): string;
  setItem(path: string, value: Value): Value;
  clearItem(path: string): void;

  /** Values by name; undefined where this provider has no properties. */
  properties?(path: string): PropertyAccess;
  /** Content as objects (variables and the like); files are read as bytes. */
  readContent?(path: string): Value[];
  writeContent?(path: string, values: Value[]): void;
  readBytes?(path: string): Uint8Array;
  writeBytes?(path: string, bytes: Uint8Array, force: boolean): void;
  clearContent?(path: string): void;
}

export type ItemOperation =
  | 'new-file'
  | 'new-folder'
  | 'remove'
  | 'rename'
  | 'copy'
  | 'move'
  | 'set'
  | 'clear'
  | 'clear-content';

/** Properties of one item: the values of a registry key, or what of a file can be set. */
export interface PropertyAccess {
  /** Path as error texts show it. */
  readonly shownPath: string;
  /** True where properties can be made and removed (the registry). */
  readonly dynamic: boolean;
  names(): string[];
  has(name: string): boolean;
  get(name: string): Value;
  /** Kind of a registry value, to keep it when it is copied. */
  kind?(name: string): string | undefined;
  set(name: string, value: Value, kind: string | undefined): void;
  create(name: string, kind: string | undefined, value: Value): void;
  remove(name: string): void;
  clear(name: string): void;
}
