// Builds the heavy parts of the bench (engine worker, terminal, editor) into static/bench/, each once, and says their sizes.
// The pages load them with import() when a reader starts the bench; no page's own bundle contains them.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build, context } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));
const out = join(root, 'static/bench');

/** Monaco's style sheets become one style element of the editor's bundle; its icon font is part of it. */
const styleInScript = {
  name: 'style-in-script',
  setup(b) {
    b.onLoad({ filter: /\.css$/ }, async (args) => {
      if (args.path.includes('@xterm')) return { contents: readFileSync(args.path, 'utf8'), loader: 'text' };
      const result = await build({
        entryPoints: [args.path],
        bundle: true,
        write: false,
        minify: true,
        loader: { '.ttf': 'dataurl', '.svg': 'dataurl', '.png': 'dataurl' },
        plugins: [],
      });
      const css = result.outputFiles[0].text;
      return {
        contents: `const s=document.createElement('style');s.textContent=${JSON.stringify(css)};document.head.append(s);`,
        loader: 'js',
      };
    });
  },
};

/** Tables as text that JSON.parse reads: browsers do that several times faster than they compile an object literal. */
const tablesAsText = {
  name: 'tables-as-text',
  setup(b) {
    b.onLoad({ filter: /\.json$/ }, (args) => {
      const text = JSON.stringify(JSON.parse(readFileSync(args.path, 'utf8')));
      return { contents: `export default JSON.parse(${JSON.stringify(text)});`, loader: 'js' };
    });
  },
};

const shared = {
  bundle: true,
  minify: true,
  target: 'es2022',
  logLevel: 'warning',
  legalComments: 'none',
  absWorkingDir: root,
  define: { 'process.env.NODE_ENV': '"production"' },
};

const parts = [
  { in: 'src/bench/terminal/terminal.ts', out: 'terminal', format: 'esm' },
  { in: 'src/bench/editor/editor.ts', out: 'editor', format: 'esm' },
  { in: 'node_modules/monaco-editor/esm/vs/editor/editor.worker.js', out: 'editor-worker', format: 'iife' },
  { in: 'src/bench/worker.ts', out: 'engine-worker', format: 'iife' },
];

const optionsOf = (part) => ({
  ...shared,
  entryPoints: [join(root, part.in)],
  outfile: join(out, `${part.out}.js`),
  format: part.format,
  plugins: [styleInScript, tablesAsText],
});

/** Worlds and labs in one file, as the engine reads them: path inside `labs/`, with `/`, to text. */
function packLabs() {
  const folder = join(root, 'labs');
  const files = {};
  for (const entry of readdirSync(folder, { withFileTypes: true, recursive: true })) {
    if (!entry.isFile() || !/\.(yaml|yml|ps1|psm1|mdx|csv|txt)$/.test(entry.name)) continue;
    const path = join(entry.parentPath ?? entry.path, entry.name);
    files[relative(folder, path).replaceAll('\\', '/')] = readFileSync(path, 'utf8');
  }
  const sorted = Object.fromEntries(Object.entries(files).sort(([a], [b]) => (a < b ? -1 : 1)));
  writeFileSync(join(out, 'labs.json'), JSON.stringify(sorted));
}

function writeVersion() {
  const hash = createHash('sha256');
  for (const name of readdirSync(out).sort()) {
    if (name === 'build.json' || !statSync(join(out, name)).isFile()) continue;
    hash.update(name).update(readFileSync(join(out, name)));
  }
  writeFileSync(join(out, 'build.json'), `${JSON.stringify({ version: hash.digest('hex').slice(0, 12) })}\n`);
}

export function benchSizes() {
  return readdirSync(out)
    .filter((name) => /\.(js|json)$/.test(name) && name !== 'build.json')
    .map((name) => {
      const bytes = readFileSync(join(out, name));
      return { name, bytes: bytes.length, gzip: gzipSync(bytes, { level: 9 }).length };
    });
}

export async function buildBench({ watch = false, quiet = false } = {}) {
  mkdirSync(out, { recursive: true });
  for (const name of readdirSync(out)) if (name.endsWith('.tmp')) rmSync(join(out, name));
  const present = parts.filter((part) => existsSync(join(root, part.in)));
  if (watch) {
    for (const part of present) await (await context(optionsOf(part))).watch();
  } else {
    // Written only when all of them could be built, so that a mistake in one leaves the old files whole.
    const results = await Promise.all(present.map((part) => build({ ...optionsOf(part), write: false })));
    for (const file of results.flatMap((result) => result.outputFiles)) writeFileSync(file.path, file.contents);
  }
  packLabs();
  if (!watch) writeVersion();
  if (!quiet) {
    console.log(`Bench built into ${relative(root, out)}/`);
    for (const size of benchSizes()) {
      console.log(`  ${size.name.padEnd(22)} ${kb(size.bytes)} ${kb(size.gzip)} gzipped`);
    }
  }
}

const kb = (bytes) => `${(bytes / 1024).toFixed(0).padStart(6)} KB`;

if (process.argv[1] && pathToFileURL(process.argv[1]).href === import.meta.url) {
  await buildBench();
}
