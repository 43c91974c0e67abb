/**
 * Files, as the utility cmdlets need them. The room that holds the file system provider gives this service to the session.
 */
import { type CmdletError, type CommandContext, serviceKey } from '../../language/command';
import { toDisplayText } from '../../language/conversion';
import type { Runspace } from '../../language/runtime/runspace';
import { hasWildcards, matchesWildcard } from '../../language/text/wildcard';
import type { FileAccess } from '../../language/types';
import { baseOf, PSArray, PSList, type Value } from '../../language/values';
import { decodeText, encodeText, encodingByName, type TextEncoding } from './text-encoding';

/** Why a file cannot be written or read. */
export type FileProblem = 'no-folder' | 'denied' | 'exists';

export interface FileStore {
  /** Full path of a file that need not exist, e.g. `C:\logs\a.txt`. */
  fullPath(ctx: CommandContext, path: string): string;
  /** Full paths of the existing files a path names; wildcards count unless `literal`. */
  expand(ctx: CommandContext, path: string, literal: boolean): string[];
  exists(ctx: CommandContext, fullPath: string): boolean;
  /** Content; undefined where there is no such file. */
  read(ctx: CommandContext, fullPath: string): Uint8Array | undefined;
  /** Writes or appends; a problem is returned, not thrown. `force` overrides the read-only attribute. */
  write(
    ctx: CommandContext,
    fullPath: string,
    content: Uint8Array,
    options: { append: boolean; force: boolean },
  ): FileProblem | undefined;
}

export const fileStore = serviceKey<FileStore>('utility.files');

/** Files of a runspace that has no service of its own: what .NET's file members use. */
class AccessStore implements FileStore {
  constructor(
    private readonly access: FileAccess,
    private readonly resolve: (path: string) => string,
  ) {}
  fullPath(_ctx: CommandContext, path: string): string {
    return this.resolve(path);
  }
  expand(_ctx: CommandContext, path: string, literal: boolean): string[] {
    const full = this.resolve(path);
    const cut = full.lastIndexOf('\\');
    const name = full.slice(cut + 1);
    if (literal || !hasWildcards(name)) return this.access.exists(full) === 'file' ? [full] : [];
    const folder = full.slice(0, cut) || full;
    if (this.access.exists(folder) !== 'directory') return [];
    return this.access
      .list(folder)
      .filter((entry) => !entry.directory && matchesWildcard(entry.name, name))
      .map((entry) => `${folder}\\${entry.name}`);
  }
  exists(_ctx: CommandContext, fullPath: string): boolean {
    return this.access.exists(fullPath) === 'file';
  }
  read(_ctx: CommandContext, fullPath: string): Uint8Array | undefined {
    return this.access.exists(fullPath) === 'file' ? this.access.read(fullPath) : undefined;
  }
  write(
    _ctx: CommandContext,
    fullPath: string,
    content: Uint8Array,
    options: { append: boolean },
  ): FileProblem | undefined {
    const kind = this.access.exists(fullPath);
    if (kind === 'directory') return 'denied';
    const folder = fullPath.slice(0, fullPath.lastIndexOf('\\'));
    if (!/^[A-Za-z]:$/.test(folder) && this.access.exists(folder) !== 'directory') return 'no-folder';
    const before = options.append && kind === 'file' ? this.access.read(fullPath) : new Uint8Array();
    const whole = new Uint8Array(before.length + content.length);
    whole.set(before);
    whole.set(content, before.length);
    this.access.write(fullPath, whole);
    return undefined;
  }
}

/** The files of the session. */
export function filesOf(ctx: CommandContext): FileStore {
  const rs = ctx.runspace as Runspace;
  if (rs.hasService(fileStore)) return rs.service(fileStore);
  const { fileAccess, files } = rs.options;
  if (!fileAccess || !files)
    return ctx.throwTerminating({
      message: 'This session has no files.',
      id: 'NotSimulated',
      category: 'NotImplemented',
      exceptionType: 'System.NotSupportedException',
    });
  return new AccessStore(fileAccess, (path) => files.resolve(path, rs));
}

function openError(message: string, exceptionType: string): CmdletError {
  return { message, id: 'FileOpenFailure', category: 'OpenError', exceptionType };
}

/** Content of a file that must exist; the cmdlet's terminating error otherwise. */
export function readFile(ctx: CommandContext, fullPath: string): Uint8Array {
  const content = filesOf(ctx).read(ctx, fullPath);
  if (content) return content;
  return ctx.throwTerminating(openError(`Could not find file '${fullPath}'.`, 'System.IO.FileNotFoundException'));
}

/** Text of a file: by its byte order mark, else in the encoding given (ANSI where none). */
export function readTextFile(ctx: CommandContext, fullPath: string, encoding?: TextEncoding): string {
  return decodeText(readFile(ctx, fullPath), encoding ?? 'default');
}

export interface WriteOptions {
  append: boolean;
  force: boolean;
  noClobber: boolean;
  encoding: TextEncoding;
}

/** Writes text; problems are the cmdlet's terminating errors. */
export function writeTextFile(ctx: CommandContext, fullPath: string, text: string, options: WriteOptions): void {
  const store = filesOf(ctx);
  const exists = store.exists(ctx, fullPath);
  if (options.noClobber && !options.append && exists)
    ctx.throwTerminating({
      message: `The file '${fullPath}' already exists.`,
      details: `The file '${fullPath}' already exists.`,
      id: 'NoClobber',
      category: 'ResourceExists',
      target: fullPath,
      exceptionType: 'System.IO.IOException',
    });
  const before = options.append && exists ? store.read(ctx, fullPath) : undefined;
  const isNew = before === undefined || before.length === 0;
  const bytes = encodeText(text, options.encoding, isNew);
  const problem = store.write(ctx, fullPath, bytes, { append: options.append, force: options.force });
  if (problem === 'no-folder')
    ctx.throwTerminating(
      openError(`Could not find a part of the path '${fullPath}'.`, 'System.IO.DirectoryNotFoundException'),
    );
  if (problem === 'denied')
    ctx.throwTerminating(
      openError(`Access to the path '${fullPath}' is denied.`, 'System.UnauthorizedAccessException'),
    );
}

/** -Encoding; `fallback` where it is not given. */
export function encodingOf(ctx: CommandContext, value: Value | undefined, fallback: TextEncoding): TextEncoding {
  if (value === undefined || value === null) return fallback;
  return encodingByName(ctx.text(value)) ?? fallback;
}

/** Texts of a -Path or -LiteralPath. */
export function pathTexts(value: Value | undefined): string[] {
  const base = baseOf(value);
  if (base === undefined || base === null) return [];
  if (base instanceof PSArray || base instanceof PSList) return base.items.map((item) => toDisplayText(item));
  return [toDisplayText(base)];
}

/** Existing files named by -Path or -LiteralPath; what does not exist is a non-terminating error. */
export function existingFiles(ctx: CommandContext, p: Record<string, Value>): string[] {
  const literal = p.LiteralPath !== undefined && p.LiteralPath !== null;
  const store = filesOf(ctx);
  const found: string[] = [];
  for (const path of pathTexts(literal ? p.LiteralPath : p.Path)) {
    const files = store.expand(ctx, path, literal);
    if (files.length === 0 && (literal || !/[*?[]/.test(path)))
      ctx.writeError({
        message: `Cannot find path '${store.fullPath(ctx, path)}' because it does not exist.`,
        id: 'PathNotFound',
        category: 'ObjectNotFound',
        target: store.fullPath(ctx, path),
        exceptionType: 'System.Management.Automation.ItemNotFoundException',
      });
    found.push(...files);
  }
  return found;
}
