// `npm run dev`: for authors and developers. The site reloads as chapters, labs, components and the engine change.
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { ensurePackages } from './install.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
ensurePackages(root);
const { buildBench } = await import('./build-bench.mjs');
await buildBench();
await buildBench({ watch: true, quiet: true });
const child = spawn(
  process.execPath,
  ['node_modules/@docusaurus/core/bin/docusaurus.mjs', 'start', '--no-open', ...process.argv.slice(2)],
  { cwd: root, stdio: 'inherit' },
);
child.on('exit', (code) => process.exit(code ?? 0));
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
