// `npm run oracle [parse|run] [--cases N] [--seed S]`: generated programs, judged by the real PowerShell engine.
// The oracle is for development: where it or the .NET SDK is missing, that is said and nothing fails.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { bundled } from './bundle-engine.mjs';
import { ensurePackages } from './install.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
process.chdir(root);
ensurePackages(root);

const folder = process.env.DUALPATH_ORACLE ?? join(root, '..', 'shared', 'oracle');
const program = join(folder, 'oracle');
if (!existsSync(program)) {
  console.log(
    `No oracle at ${process.env.DUALPATH_ORACLE ? 'the place that DUALPATH_ORACLE names' : '../shared/oracle'}: nothing to compare with.`,
  );
  process.exit(0);
}
if (spawnSync('dotnet', ['--version']).status !== 0) {
  console.log('No .NET SDK: the oracle cannot be asked.');
  process.exit(0);
}

const words = process.argv.slice(2);
const option = (name, otherwise) => {
  const at = words.indexOf(`--${name}`);
  return at < 0 ? otherwise : Number(words[at + 1]);
};
const count = option('cases', 2000);
const seed = option('seed', 1);
const modes = words.filter((word, index) => !word.startsWith('--') && !words[index - 1]?.startsWith('--'));

/** Asks the oracle; answers by id. */
function ask(mode, cases) {
  const file = join(root, '.cache', `oracle-${mode}.json`);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, JSON.stringify(cases));
  const { status, stdout, stderr } = spawnSync(program, [mode, file], { encoding: 'utf8', maxBuffer: 1 << 30 });
  if (status !== 0) {
    console.error(stderr);
    process.exit(2);
  }
  return new Map(JSON.parse(stdout).map((answer) => [answer.id, answer]));
}

const { comparisons } = await import(pathToFileURL(await bundled(root, 'test/oracle/comparisons.ts')).href);
let unexplained = 0;
for (const { mode, name, generate, judge } of comparisons(readFileSync)) {
  if (modes.length > 0 && !modes.includes(mode)) continue;
  const cases = generate(seed, count);
  const answers = ask(mode, cases);
  const differences = cases.flatMap((entry) => {
    const difference = judge(entry, answers.get(entry.id));
    return difference === null ? [] : [{ code: entry.code ?? entry.value, difference }];
  });
  unexplained += differences.length;
  console.log(`${name}: ${cases.length} cases, ${differences.length} unexplained differences`);
  for (const { code, difference } of differences.slice(0, 20))
    console.log(`  ${JSON.stringify(code)}\n    ${difference}`);
}
process.exitCode = unexplained === 0 ? 0 : 1;
