/**
 * Files, as the utility cmdlets need them. The room that holds the file system provider gives this service to the session.
 */
import { type CmdletError, type CommandContext, serviceKey } from '../../language/command';
import { toDisplayText } from '../../language/conversion';
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

function openError(message: string, exceptionType: string): CmdletError {
  return { message, id: 'FileOpenFailure', category: 'OpenError', exceptionType };
}

/** Content of a file that must exist; the cmdlet's terminating error otherwise. */
export function readFile(ctx: CommandContext, fullPath: string): Uint8Array {
  const content = ctx.service(fileStore).read(ctx, fullPath);
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
  const store = ctx.service(fileStore);
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
  const store = ctx.service(fileStore);
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
