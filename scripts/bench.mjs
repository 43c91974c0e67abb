// `npm run bench [name ...]`: measures and prints a table; never part of the tests (these numbers depend on the machine).
import { readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { bundled } from './bundle-engine.mjs';
import { ensurePackages } from './install.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
process.chdir(root);
ensurePackages(root);
const wanted = process.argv.slice(2);
const files = readdirSync('bench').filter(
  (name) => name.endsWith('.bench.ts') && (wanted.length === 0 || wanted.some((word) => name.startsWith(word))),
);
for (const file of files) {
  const { run } = await import(pathToFileURL(await bundled(root, `bench/${file}`)).href);
  console.log(`\n${file.replace('.bench.ts', '')}`);
  for (const { name, value, unit, aim } of await run({ root })) {
    const number =
      typeof value === 'number'
        ? value >= 100
          ? Math.round(value).toLocaleString('en-US')
          : value.toPrecision(3)
        : value;
    console.log(`  ${name.padEnd(58)} ${String(number).padStart(14)} ${unit ?? ''}${aim ? `   (aim ${aim})` : ''}`);
  }
}
