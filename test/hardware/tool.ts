import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Whether a program is there; `flag` makes it end at once. */
export function hasTool(name: string, flag: string): boolean {
  try {
    execFileSync(name, [flag], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** Runs a program on a file with the given content; gives all that it printed. */
export function runOnFile(
  name: string,
  args: (file: string) => string[],
  fileName: string,
  content: string | Uint8Array,
): string {
  const folder = mkdtempSync(join(tmpdir(), 'dualpath-'));
  try {
    const file = join(folder, fileName);
    writeFileSync(file, content);
    return execFileSync(name, args(file), { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
