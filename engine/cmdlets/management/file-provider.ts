/** The FileSystem provider. seen: powershell-semantics.md 19; powershell-strings FileSystemProviderStrings */

import { convertTo, toText } from '../../language/conversion';
import { NetException } from '../../language/errors';
import { getMember, setMember } from '../../language/net';
import { knownTypes, type PSDateTime, PSEnum, type Value } from '../../language/values';
import { encodeText } from '../utility/text-encoding';
import { attributesOf, fileObject, setAttributes } from './file-objects';
import { FileError, type FileTree, join, split } from './file-tree';
import {
  type ChildEntry,
  type ItemOperation,
  type ItemProvider,
  type PropertyAccess,
  ProviderError,
  pathNotFound,
} from './item-provider';

/** Characters Windows allows in no name. */
const forbidden = /[<>"|?*]/;

export class FileProvider implements ItemProvider {
  readonly name = 'FileSystem';
  readonly isNavigation = true;
  readonly capabilities = 'Filter, ShouldProcess, Credentials';
  /** The files are asked for when they are needed: most sessions of a language test never look at them. */
  constructor(
    private readonly treeNow: () => FileTree,
    private readonly date: (time: number) => PSDateTime,
    private readonly homeNow: () => string,
  ) {}
  private get tree(): FileTree {
    return this.treeNow();
  }
  get home(): string {
    return this.homeNow();
  }

  exists(path: string): boolean {
    return this.tree.node(path) !== undefined;
  }
  isContainer(path: string): boolean {
    return this.tree.node(path)?.kind === 'directory';
  }
  item(path: string): Value {
    const node = this.tree.node(path);
    return node ? fileObject({ tree: this.tree, path, shown: path, date: this.date }, node.kind === 'directory') : null;
  }
  childItem(parent: string, name: string): Value {
    const path = join(parent, name);
    const node = this.tree.node(path);
    return node ? fileObject({ tree: this.tree, path, shown: name, date: this.date }, node.kind === 'directory') : null;
  }
  children(path: string): ChildEntry[] {
    const entries = this.tree.children(path).map((node) => ({
      name: node.name,
      isContainer: node.kind === 'directory',
      hidden: node.attributes.includes('Hidden'),
    }));
    // Folders come first, as EnumerateDirectories is asked before EnumerateFiles.
    return [...entries.filter((entry) => entry.isContainer), ...entries.filter((entry) => !entry.isContainer)];
  }
  /** FileAttributes of a path; -1 where there is nothing. */
  attributes(path: string): number {
    return attributesOf(this.tree.node(path));
  }
  modifiedTicks(path: string): bigint | undefined {
    const node = this.tree.node(path);
    return node && this.date(node.modified).ticks;
  }
  join = join;
  split = split;

  label(operation: ItemOperation, path: string, other = ''): [string, string] {
    const kind = this.isContainer(path) ? 'Directory' : 'File';
    switch (operation) {
      case 'new-file':
        return ['Create File', `Destination: ${path}`];
      case 'new-folder':
        return ['Create Directory', `Destination: ${path}`];
      case 'remove':
        return [`Remove ${kind}`, path];
      case 'rename':
        return [`Rename ${kind}`, `Item: ${path} Destination: ${join(split(path).parent, other)}`];
      case 'copy':
        return [`Copy ${kind}`, `Item: ${path} Destination: ${other}`];
      case 'move':
        return [`Move ${kind}`, `Item: ${path} Destination: ${other}`];
      case 'clear-content':
        return ['Clear Content', `Item: ${path}`];
      default:
        return ['Set Item', path];
    }
  }

  newItem(path: string, type: string, value: Value, force: boolean): Value {
    const kind =
      /^(d|c$|co|container)/i.test(type) && type !== '' ? 'directory' : /^(f|$)/i.test(type) ? 'file' : 'other';
    if (kind === 'other') {
      if (/^(s|h|j)/i.test(type))
        throw new ProviderError(
          `Links of the type '${type}' are not simulated by Dualpath.`,
          'NotSimulated',
          'NotImplemented',
          type,
          'System.NotSupportedException',
        );
      throw new ProviderError(
        'The type is not a known type for the file system. Only "file","directory" or "symboliclink" can be specified.',
        'Argument',
        'InvalidArgument',
        type,
        'System.Management.Automation.PSArgumentException',
        true,
      );
    }
    if (forbidden.test(path.slice(2)))
      throw new ProviderError(
        'Illegal characters in path.',
        'System.ArgumentException',
        'InvalidArgument',
        path,
        'System.ArgumentException',
      );
    if (kind === 'directory') {
      const existing = this.tree.node(path);
      if (existing?.kind === 'directory' && force) return this.item(path);
      if (existing)
        throw new ProviderError(
          `An item with the specified name ${path} already exists.`,
          'DirectoryExist',
          'ResourceExists',
          path,
          'System.IO.IOException',
        );
      this.guarded(() => this.tree.makeDirectory(path), 'CreateDirectoryIOError');
      return this.item(path);
    }
    const existing = this.tree.node(path);
    if (existing?.kind === 'directory')
      throw new ProviderError(
        `Access to the path '${path}' is denied.`,
        'NewItemUnauthorizedAccessError',
        'PermissionDenied',
        path,
        'System.UnauthorizedAccessException',
      );
    if (existing && !force)
      throw new ProviderError(
        `The file '${path}' already exists.`,
        'NewItemIOError',
        'WriteError',
        path,
        'System.IO.IOException',
      );
    const { parent } = split(path);
    if (force && !this.tree.node(parent)) this.guarded(() => this.tree.makeDirectory(parent), 'CreateDirectoryIOError');
    const text = value === null || value === undefined ? '' : toText(value);
    this.guarded(() => this.tree.writeBytes(path, encodeText(text, 'utf8', false), { force }), 'NewItemIOError');
    return this.item(path);
  }

  remove(path: string, force: boolean): void {
    try {
      this.tree.remove(path, force);
    } catch (error) {
      if (!(error instanceof FileError)) throw error;
      if (error.id === 'PathNotFound') throw pathNotFound(path);
      throw new ProviderError(
        `Cannot remove item ${path}: ${error.category === 'PermissionDenied' ? 'You do not have sufficient access rights to perform this operation.' : error.message}`,
        error.id,
        error.category,
        path,
        'System.IO.IOException',
      );
    }
  }
  rename(path: string, name: string, _force: boolean): string {
    if (/[\\/:]/.test(name))
      throw new ProviderError(
        'Cannot rename the specified target, because it represents a path or device name.',
        'Argument',
        'InvalidArgument',
        name,
        'System.Management.Automation.PSArgumentException',
        true,
      );
    return this.guarded(() => this.tree.rename(path, name), 'RenameItemIOError');
  }
  copy(path: string, target: string, recurse: boolean, force: boolean): string {
    const place = this.tree.node(target)?.kind === 'directory' ? join(target, split(path).leaf) : target;
    const existing = this.tree.node(place);
    const source = this.tree.node(path);
    if (source?.kind === 'directory' && existing?.kind === 'directory') {
      // A folder that is already there is filled; what it holds stays.
      if (recurse) for (const child of this.tree.children(path)) this.copy(join(path, child.name), place, true, force);
      return place;
    }
    if (existing?.kind === 'file' && existing.attributes.includes('ReadOnly') && !force)
      throw new ProviderError(
        `Access to the path '${place}' is denied.`,
        'CopyFileInfoItemUnauthorizedAccessError',
        'PermissionDenied',
        path,
        'System.UnauthorizedAccessException',
      );
    return this.guarded(() => this.tree.copy(path, place, recurse), 'CopyFileInfoItemIOError', path);
  }
  move(path: string, target: string, force: boolean): string {
    const place = this.tree.node(target)?.kind === 'directory' ? join(target, split(path).leaf) : target;
    const existing = this.tree.node(place);
    if (force && existing?.kind === 'file' && place.toLowerCase() !== path.toLowerCase()) this.remove(place, true);
    const id = this.isContainer(path) ? 'MoveDirectoryItemIOError' : 'MoveFileInfoItemIOError';
    return this.guarded(() => this.tree.move(path, place), id, path);
  }
  setItem(path: string, _value: Value): Value {
    throw this.unsupported(path);
  }
  clearItem(path: string): void {
    throw this.unsupported(path);
  }
  private unsupported(_path: string): ProviderError {
    // seen: SessionStateStrings CmdletProvider_NotSupported
    return new ProviderError(
      'Provider operation stopped because the provider does not support this operation.',
      'NotSupported',
      'NotImplemented',
      null,
      'System.Management.Automation.PSNotSupportedException',
      true,
    );
  }

  private guarded<T>(operation: () => T, id: string, target?: string): T {
    try {
      return operation();
    } catch (error) {
      if (!(error instanceof FileError)) throw error;
      if (error.id === 'PathNotFound') throw pathNotFound(error.path);
      const part = error.message.startsWith('Could not find a part of the path');
      throw new ProviderError(
        error.message,
        part && id === 'NewItemIOError' ? 'NewItemIOError' : error.id === 'NotSimulated' ? error.id : id,
        part ? 'WriteError' : error.category,
        target ?? error.path,
        part
          ? 'System.IO.DirectoryNotFoundException'
          : error.category === 'PermissionDenied'
            ? 'System.UnauthorizedAccessException'
            : 'System.IO.IOException',
      );
    }
  }

  readBytes(path: string): Uint8Array {
    const node = this.tree.node(path);
    if (node?.kind === 'directory')
      throw new ProviderError(
        `Access to the path '${path}' is denied.`,
        'GetContentReaderUnauthorizedAccessError',
        'PermissionDenied',
        path,
        'System.UnauthorizedAccessException',
      );
    return this.guarded(() => this.tree.readBytes(path), 'GetContentReaderIOError');
  }
  writeBytes(path: string, bytes: Uint8Array, force: boolean): void {
    const node = this.tree.node(path);
    if (node?.kind === 'directory' || (node?.attributes.includes('ReadOnly') && !force))
      throw new ProviderError(
        `Access to the path '${path}' is denied.`,
        'GetContentWriterUnauthorizedAccessError',
        'PermissionDenied',
        path,
        'System.UnauthorizedAccessException',
      );
    try {
      this.tree.writeBytes(path, bytes, { force });
    } catch (error) {
      if (!(error instanceof FileError)) throw error;
      const part = error.message.startsWith('Could not find a part of the path');
      throw new ProviderError(
        error.message,
        part ? 'GetContentWriterDirectoryNotFoundError' : 'GetContentWriterIOError',
        part ? 'ObjectNotFound' : 'WriteError',
        path,
        part ? 'System.IO.DirectoryNotFoundException' : 'System.IO.IOException',
      );
    }
  }
  clearContent(path: string): void {
    this.writeBytes(path, new Uint8Array(), true);
  }

  properties(path: string): PropertyAccess {
    const item = this.item(path);
    const node = this.tree.node(path);
    const missing = (name: string): ProviderError =>
      new ProviderError(
        `The property ${name} does not exist or was not found.`,
        'System.Management.Automation.PSArgumentException',
        'InvalidArgument',
        name,
        'System.Management.Automation.PSArgumentException',
      );
    const readOnly = (): ProviderError =>
      new ProviderError(
        'Cannot use interface. The IDynamicPropertyCmdletProvider interface is not implemented by this provider.',
        'NotSupported',
        'NotImplemented',
        null,
        'System.Management.Automation.PSNotSupportedException',
        true,
      );
    return {
      shownPath: path,
      dynamic: false,
      names: () => [],
      has: (name) => getMember(item, name) !== undefined,
      get: (name) => {
        const value = getMember(item, name);
        if (value === undefined) throw missing(name);
        return value;
      },
      set: (name, value) => {
        if (/^attributes$/i.test(name) && node) {
          const bits = convertTo(value, knownTypes['System.IO.FileAttributes']!);
          if (bits instanceof PSEnum) setAttributes(node, bits.value);
          return;
        }
        if (/^mode$/i.test(name) && node) {
          const text = toText(value).toLowerCase();
          setAttributes(
            node,
            (text.includes('a') ? 32 : 0) |
              (text.includes('r') ? 1 : 0) |
              (text.includes('h') ? 2 : 0) |
              (text.includes('s') ? 4 : 0),
          );
          return;
        }
        if (getMember(item, name) === undefined) throw missing(name);
        try {
          setMember(item, name, /time(utc)?$/i.test(name) ? convertTo(value, knownTypes['System.DateTime']!) : value);
        } catch (error) {
          if (!(error instanceof NetException)) throw error;
          throw new ProviderError(error.message, 'SetPropertyError', 'InvalidOperation', path, error.typeName);
        }
      },
      create: () => {
        throw readOnly();
      },
      remove: () => {
        throw readOnly();
      },
      clear: (name) => {
        if (!/^attributes$/i.test(name) || !node)
          throw new ProviderError(
            'The property cannot be cleared because the property is not supported. Only the Attributes property can be cleared.',
            'Argument',
            'InvalidArgument',
            null,
            'System.Management.Automation.PSArgumentException',
            true,
          );
        node.attributes = [];
      },
    };
  }
}
