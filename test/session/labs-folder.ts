import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { LabsFolder } from '../../engine/session/catalog';

/** The repository's `labs/` as the catalog wants it. */
export function readLabsFolder(): LabsFolder {
  const root = join(import.meta.dirname, '../../labs');
  const files: LabsFolder = {};
  for (const entry of readdirSync(root, { withFileTypes: true, recursive: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    files[relative(root, path).replaceAll('\\', '/')] = readFileSync(path, 'utf8').replace(/\r\n/g, '\n');
  }
  return files;
}
