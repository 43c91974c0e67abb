// The `lab` command: `npm run -s lab -- CALL ...`. Bundled when sources changed, kept, so that it answers at once.

import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { bundled } from './bundle-engine.mjs';
import { ensurePackages } from './install.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
if (!existsSync(join(root, 'node_modules', 'esbuild'))) {
  // Results go to stdout; what npm says must not.
  const write = console.log;
  console.log = console.error;
  ensurePackages(root);
  console.log = write;
}
const { main } = await import(pathToFileURL(await bundled(root, 'cli/lab.ts')).href);
process.exitCode = await main(process.argv.slice(2), { root, callerFolder: process.env.INIT_CWD ?? process.cwd() });
