// Bundles a TypeScript entry for Node with esbuild when its sources changed, and keeps the result.
import { existsSync, mkdirSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

const sourceFolders = ['engine', 'cli', 'labs', 'bench', 'test/oracle'];

function newest(folder) {
  let latest = 0;
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) latest = Math.max(latest, newest(path));
    else if (/\.(ts|json)$/.test(entry.name)) latest = Math.max(latest, statSync(path).mtimeMs);
  }
  return latest;
}

/** Path of the bundled module of `entry` (relative to `root`), built only when a source is newer. */
export async function bundled(root, entry) {
  const folder = join(root, '.cache', 'node');
  const name = entry.replace(/[\\/]/g, '-').replace(/\.ts$/, '');
  const main = join(folder, name, `${entry.replace(/^.*[\\/]/, '').replace(/\.ts$/, '')}.mjs`);
  const latest = Math.max(...sourceFolders.filter((f) => existsSync(join(root, f))).map((f) => newest(join(root, f))));
  if (existsSync(main) && statSync(main).mtimeMs > latest) return main;
  mkdirSync(folder, { recursive: true });
  const { build } = await import('esbuild');
  await build({
    entryPoints: [join(root, entry)],
    outdir: join(folder, name),
    bundle: true,
    splitting: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    minifySyntax: true,
    keepNames: false,
    logLevel: 'warning',
    outExtension: { '.js': '.mjs' },
    loader: { '.ps1': 'text', '.yaml': 'text', '.mdx': 'text' },
    banner: {
      js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
    },
  });
  return main;
}
