import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { UsageError } from './usage';

/** Text of a file named on the command line; `-` is standard input. */
export function readInput(path: string, callerFolder: string): string {
  try {
    const text = path === '-' ? readFileSync(0, 'utf8') : readFileSync(resolve(callerFolder, path), 'utf8');
    return text.startsWith('\uFEFF') ? text.slice(1) : text;
  } catch (error) {
    throw new UsageError(`cannot read '${path}': ${reason(error)}`);
  }
}

function reason(error: unknown): string {
  const code = (error as NodeJS.ErrnoException).code;
  if (code === 'ENOENT') return 'there is no such file';
  if (code === 'EISDIR') return 'it is a folder, expected a file';
  if (code === 'EACCES') return 'permission denied';
  return code ?? String(error);
}

/** JSON cases: an array of objects with unique text ids. */
export function readCases<T extends { id: string }>(path: string, callerFolder: string): T[] {
  const text = readInput(path, callerFolder);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new UsageError(`'${path}' is not JSON: ${(error as Error).message}`);
  }
  if (!Array.isArray(value)) throw new UsageError(`'${path}': found ${typeof value}, expected an array of cases`);
  const seen = new Set<string>();
  value.forEach((entry, index) => {
    const id = (entry as { id?: unknown } | null)?.id;
    if (typeof id !== 'string') throw new UsageError(`'${path}', case ${index + 1}: no text field 'id'`);
    if (seen.has(id)) throw new UsageError(`'${path}', case ${index + 1}: the id '${id}' is used twice`);
    seen.add(id);
  });
  return value as T[];
}

/** Files below a folder: path with `/` to text. */
export function readFolder(folder: string): Record<string, string> {
  const files: Record<string, string> = {};
  const walk = (at: string, prefix: string): void => {
    for (const entry of readdirSync(at, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))) {
      if (entry.isDirectory()) walk(join(at, entry.name), `${prefix}${entry.name}/`);
      else files[prefix + entry.name] = readFileSync(join(at, entry.name), 'utf8').replace(/\r\n/g, '\n');
    }
  };
  if (existsSync(folder) && statSync(folder).isDirectory()) walk(folder, '');
  return files;
}
