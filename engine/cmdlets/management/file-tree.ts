/**
 * The file system of a machine as its shell sees it: local drives and shares by full path (`C:\Temp\a.txt`,
 * `\\FS01\VMs`). Case is ignored and kept. Errors carry the text and the id that the FileSystem provider shows.
 */

import { emptyDirectory, type FileNode, fileAt, resolveUnc, textFile, utf8Length } from '../../estate/files';
import type { DirectoryRecord, FileEncoding, FileRecord, MachineRecord, SimTime, World } from '../../estate/records';
import { decodeText, encodeText, type TextEncoding } from '../utility/text-encoding';

export type FileErrorId =
  | 'PathNotFound'
  | 'DirectoryExist'
  | 'NewItemIOError'
  | 'CreateDirectoryIOError'
  | 'GetContentReaderIOError'
  | 'GetContentReaderFileNotFoundError'
  | 'RemoveFileSystemItemUnAuthorizedAccess'
  | 'RemoveFileSystemItemIOError'
  | 'CopyDirectoryInfoItemIOError'
  | 'RenameItemIOError'
  | 'MoveFileInfoItemIOError'
  | 'ItemExistsNotWritable'
  | 'NotSimulated';

/** A failed operation. `category` is the ErrorCategory's name. `seen: powershell-strings FileSystemProviderStrings` */
export class FileError extends Error {
  constructor(
    message: string,
    readonly id: FileErrorId,
    readonly category:
      | 'ObjectNotFound'
      | 'ResourceExists'
      | 'WriteError'
      | 'ReadError'
      | 'PermissionDenied'
      | 'NotImplemented'
      | 'InvalidArgument',
    readonly path: string,
  ) {
    super(message);
  }
}

/** Where a path leads: the machine that holds it, and the path there. */
interface Place {
  machine: MachineRecord;
  path: string;
}

export class FileTree {
  constructor(
    private readonly world: World,
    private readonly machine: MachineRecord,
    /** Simulated time in nanoseconds, for the dates of what is written. */
    private readonly now: () => SimTime,
  ) {}

  /** True where the machine has such a drive. */
  hasDrive(letter: string): boolean {
    return this.machine.drives.some((drive) => drive.letter.toLowerCase() === letter.toLowerCase());
  }

  private place(path: string): Place | undefined {
    if (path.startsWith('\\\\')) {
      const target = resolveUnc(this.world, path);
      return target && target.machine.power === 'On' ? { machine: target.machine, path: target.path } : undefined;
    }
    return { machine: this.machine, path };
  }

  node(path: string): FileNode | undefined {
    const place = this.place(path);
    if (!place) return undefined;
    const found = fileAt(place.machine, place.path);
    return found || !/~\d/.test(place.path) ? found : fileAt(place.machine, longPath(place.machine, place.path));
  }

  /** The node, or the provider's error. */
  required(path: string): FileNode {
    const found = this.node(path);
    if (!found) throw notFound(path);
    return found;
  }

  /** Children of a folder, folders and files together, by name. */
  children(path: string): FileNode[] {
    const node = this.required(path);
    if (node.kind === 'file') return [node];
    return Object.values(node.children).sort((a, b) => (a.name.toLowerCase() < b.name.toLowerCase() ? -1 : 1));
  }

  private folder(path: string): DirectoryRecord | undefined {
    const node = this.node(path);
    return node?.kind === 'directory' ? node : undefined;
  }

  /** Makes a folder and what is missing above it. */
  makeDirectory(path: string): DirectoryRecord {
    const existing = this.node(path);
    if (existing) {
      throw new FileError(
        `An item with the specified name ${path} already exists.`,
        'DirectoryExist',
        'ResourceExists',
        path,
      );
    }
    return this.ensureDirectory(path);
  }

  private ensureDirectory(path: string): DirectoryRecord {
    const existing = this.node(path);
    if (existing?.kind === 'directory') return existing;
    if (existing)
      throw new FileError(
        `An item with the specified name ${path} already exists.`,
        'DirectoryExist',
        'ResourceExists',
        path,
      );
    const { parent, leaf } = split(path);
    if (parent === path || leaf === '') throw notFound(path);
    const above = this.ensureDirectory(parent);
    const made = emptyDirectory(leaf, this.now());
    above.children[leaf.toLowerCase()] = made;
    above.modified = this.now();
    return made;
  }

  /** Writes a text file; its folder must exist. */
  writeText(path: string, text: string, options: { force?: boolean } = {}): FileRecord {
    const { parent, leaf } = split(path);
    const above = this.folder(parent);
    if (!above) {
      throw new FileError(
        `Could not find a part of the path '${path}'.`,
        'GetContentReaderIOError',
        'ObjectNotFound',
        path,
      );
    }
    const existing = above.children[leaf.toLowerCase()];
    if (existing?.kind === 'directory') {
      throw new FileError(
        `Access to the path '${path}' is denied.`,
        'RemoveFileSystemItemUnAuthorizedAccess',
        'PermissionDenied',
        path,
      );
    }
    if (existing) {
      this.writable(existing, path, options.force === true);
      existing.text = text;
      existing.size = utf8Length(text);
      delete existing.encoding;
      existing.modified = this.now();
      return existing;
    }
    const made = textFile(leaf, text, this.now());
    above.children[leaf.toLowerCase()] = made;
    above.modified = this.now();
    return made;
  }

  /** Text of a file. A virtual disk and the like have a size, but no content here, and say so. */
  readText(path: string): string {
    const node = this.required(path);
    if (node.kind === 'directory') {
      throw new FileError(
        `Access to the path '${path}' is denied.`,
        'GetContentReaderIOError',
        'PermissionDenied',
        path,
      );
    }
    if (node.text === null) {
      throw new FileError(
        `The content of '${path}' is not simulated by Dualpath; its name and size are.`,
        'NotSimulated',
        'NotImplemented',
        path,
      );
    }
    return node.text;
  }

  /** Content of a file as it stands on disk. */
  readBytes(path: string): Uint8Array {
    const text = this.readText(path);
    const encoding = (this.required(path) as FileRecord).encoding ?? 'utf8';
    return encodeText(text, onDisk[encoding], encoding !== 'utf8' && encoding !== 'ansi');
  }

  /** Writes the content of a file; its folder must exist. */
  writeBytes(path: string, bytes: Uint8Array, options: { force?: boolean } = {}): FileRecord {
    const encoding = encodingOfBytes(bytes);
    const file = this.writeText(path, decodeText(bytes, onDisk[encoding]), options);
    file.size = bytes.length;
    if (encoding !== 'utf8') file.encoding = encoding;
    return file;
  }

  private writable(node: FileRecord, path: string, force: boolean): void {
    if (node.lockedBy !== null) {
      throw new FileError(
        `The process cannot access the file '${path}' because it is being used by another process.`,
        'RemoveFileSystemItemIOError',
        'WriteError',
        path,
      );
    }
    if (node.attributes.includes('ReadOnly') && !force) {
      throw new FileError(
        `Access to the path '${path}' is denied.`,
        'RemoveFileSystemItemUnAuthorizedAccess',
        'PermissionDenied',
        path,
      );
    }
  }

  remove(path: string, force: boolean): void {
    const node = this.required(path);
    for (const file of this.filesBelow(node)) this.writable(file, path, force);
    const { parent, leaf } = split(path);
    const above = this.folder(parent);
    if (!above || leaf === '') {
      throw new FileError(
        `Access to the path '${path}' is denied.`,
        'RemoveFileSystemItemUnAuthorizedAccess',
        'PermissionDenied',
        path,
      );
    }
    delete above.children[leaf.toLowerCase()];
    above.modified = this.now();
  }

  private *filesBelow(node: FileNode): Generator<FileRecord> {
    if (node.kind === 'file') yield node;
    else for (const child of Object.values(node.children)) yield* this.filesBelow(child);
  }

  /** Copies a file or a whole folder. A target that is a folder gets the copy inside. */
  copy(source: string, target: string, recurse: boolean): string {
    const node = this.required(source);
    const into = this.folder(target);
    const path = into ? join(target, node.name) : target;
    if (path.toLowerCase() === source.toLowerCase()) {
      throw new FileError(
        `Cannot overwrite the item ${source} with itself.`,
        'CopyDirectoryInfoItemIOError',
        'WriteError',
        source,
      );
    }
    const { parent, leaf } = split(path);
    const above = this.folder(parent);
    if (!above)
      throw new FileError(
        `Could not find a part of the path '${path}'.`,
        'CopyDirectoryInfoItemIOError',
        'WriteError',
        path,
      );
    above.children[leaf.toLowerCase()] = this.duplicate(node, leaf, recurse);
    above.modified = this.now();
    return path;
  }

  private duplicate(node: FileNode, name: string, recurse: boolean): FileNode {
    const now = this.now();
    if (node.kind === 'file') return { ...node, name, lockedBy: null, created: now, accessed: now };
    const made = emptyDirectory(name, now);
    if (recurse) {
      for (const [key, child] of Object.entries(node.children))
        made.children[key] = this.duplicate(child, child.name, true);
    }
    return made;
  }

  move(source: string, target: string): string {
    const node = this.required(source);
    for (const file of this.filesBelow(node)) this.writable(file, source, true);
    const into = this.folder(target);
    const path = into ? join(target, node.name) : target;
    if (this.node(path)) {
      throw new FileError(
        'Cannot create a file when that file already exists.\r\n',
        'MoveFileInfoItemIOError',
        'WriteError',
        path,
      );
    }
    const { parent, leaf } = split(path);
    const above = this.folder(parent);
    if (!above)
      throw new FileError(`Could not find a part of the path.`, 'MoveFileInfoItemIOError', 'WriteError', path);
    const from = split(source);
    const old = this.folder(from.parent);
    if (!old) throw notFound(source);
    delete old.children[from.leaf.toLowerCase()];
    node.name = leaf;
    above.children[leaf.toLowerCase()] = node;
    return path;
  }

  rename(path: string, newName: string): string {
    const node = this.required(path);
    const { parent, leaf } = split(path);
    const above = this.folder(parent);
    if (!above) throw notFound(path);
    const target = join(parent, newName);
    if (newName.toLowerCase() !== leaf.toLowerCase() && above.children[newName.toLowerCase()]) {
      throw new FileError(
        'Cannot create a file when that file already exists.\r\n',
        'RenameItemIOError',
        'WriteError',
        path,
      );
    }
    delete above.children[leaf.toLowerCase()];
    node.name = newName;
    above.children[newName.toLowerCase()] = node;
    return target;
  }
}

function notFound(path: string): FileError {
  return new FileError(`Cannot find path '${path}' because it does not exist.`, 'PathNotFound', 'ObjectNotFound', path);
}

/** `C:\Users\ADMINI~1`: short names of the file system, where a folder has a name that begins so. */
function longPath(machine: MachineRecord, path: string): string {
  const parts = path.split('\\');
  let at = parts[0];
  for (const part of parts.slice(1)) {
    const short = /^(.{1,6})~(\d)(\..*)?$/.exec(part);
    const folder = short && fileAt(machine, `${at}\\`);
    let name = part;
    if (short && folder?.kind === 'directory' && !Object.hasOwn(folder.children, part.toLowerCase())) {
      const alike = Object.values(folder.children).filter((child) =>
        child.name.replace(/[ .]/g, '').toLowerCase().startsWith(short[1].toLowerCase()),
      );
      name = alike[Number(short[2]) - 1]?.name ?? part;
    }
    at += `\\${name}`;
  }
  return at;
}

const onDisk: Record<FileEncoding, TextEncoding> = {
  utf8: 'utf8',
  'utf8-mark': 'utf8',
  utf16: 'unicode',
  'utf16-big': 'bigendianunicode',
  ansi: 'default',
};

/** A mark decides; without one it is UTF-8 if it can be, else code page 1252, in which every byte has a meaning. */
function encodingOfBytes(bytes: Uint8Array): FileEncoding {
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return 'utf8-mark';
  if (bytes.length % 2 === 0 && bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf16';
  if (bytes.length % 2 === 0 && bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf16-big';
  return decodeText(bytes, 'utf8').includes('\ufffd') ? 'ansi' : 'utf8';
}

/** Parent and last part of a full path. The root of a drive is its own parent. */
export function split(path: string): { parent: string; leaf: string } {
  const trimmed = path.length > 3 ? path.replace(/\\+$/, '') : path;
  const cut = trimmed.lastIndexOf('\\');
  if (cut < 0 || /^[A-Za-z]:\\?$/.test(trimmed)) return { parent: path, leaf: '' };
  const parent = trimmed.slice(0, cut);
  return { parent: /^[A-Za-z]:$/.test(parent) ? `${parent}\\` : parent, leaf: trimmed.slice(cut + 1) };
}

export function join(parent: string, child: string): string {
  return parent.endsWith('\\') ? parent + child : `${parent}\\${child}`;
}
