// `npm test`: from a fresh clone, installs what is needed and runs everything. Ends with `N passed, N failed[, N skipped]`.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureDebianTools } from './debian-tools.mjs';
import { ensurePackages } from './install.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
process.chdir(root);
const results = join(root, '.cache', 'test-results');
const counts = { passed: 0, failed: 0, skipped: 0 };
const failures = [];

/** Runs a command with its output shown; answers whether it ended well. */
function step(title, command, args, environment = {}) {
  const begun = Date.now();
  console.log(`\n== ${title}`);
  const { status } = spawnSync(command, args, { stdio: 'inherit', env: { ...process.env, ...environment } });
  console.log(`== ${title}: ${status === 0 ? 'good' : 'FAILED'} (${Math.round((Date.now() - begun) / 1000)} s)`);
  return status === 0;
}

/** Counts a step that is one test of its own (lint, types, build). */
function single(title, command, args) {
  if (step(title, command, args)) counts.passed++;
  else {
    counts.failed++;
    failures.push(title);
  }
}

/** Adds the counts of a JSON report; a runner that left none has failed as a whole. */
function add(title, file, read) {
  if (!existsSync(file)) {
    counts.failed++;
    failures.push(`${title}: no report`);
    return;
  }
  const found = read(JSON.parse(readFileSync(file, 'utf8')));
  for (const key of Object.keys(counts)) counts[key] += found[key];
  if (found.failed > 0) failures.push(`${title}: ${found.failed} failed`);
  if (found.passed === 0) {
    counts.failed++;
    failures.push(`${title}: ran no test`);
  }
}

const bin = (name) => join('node_modules', '.bin', name);
const only = process.argv.slice(2);
const wants = (part) => only.length === 0 || only.includes(part);

ensurePackages(root);
ensureDebianTools();
rmSync(results, { recursive: true, force: true });
mkdirSync(results, { recursive: true });

if (wants('lint')) single('format and lint', bin('biome'), ['ci', '.']);
if (wants('types')) single('types', bin('tsc'), ['--noEmit']);
if (wants('unit')) {
  const file = join(results, 'unit.json');
  const good = step('unit, property, conformance and lab tests', bin('vitest'), [
    'run',
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${file}`,
  ]);
  add('unit tests', file, (report) => ({
    passed: report.numPassedTests,
    failed: report.numFailedTests + (report.success || report.numFailedTests > 0 ? 0 : 1),
    skipped: report.numPendingTests + (report.numTodoTests ?? 0),
  }));
  if (!good && counts.failed === 0) counts.failed++;
}
if (wants('site')) {
  single('build of the site', process.execPath, ['scripts/build.mjs']);
  const file = join(results, 'site.json');
  const good = step('the site in Chromium', bin('playwright'), ['test', '--reporter=list,json'], {
    PLAYWRIGHT_JSON_OUTPUT_NAME: file,
  });
  add('site tests', file, ({ stats }) => ({
    passed: stats.expected + stats.flaky,
    failed: stats.unexpected,
    skipped: stats.skipped,
  }));
  if (!good && counts.failed === 0) counts.failed++;
}

if (failures.length > 0) console.log(`\nFailed:\n${failures.map((text) => `  ${text}`).join('\n')}`);
console.log(`\n${counts.passed} passed, ${counts.failed} failed${counts.skipped ? `, ${counts.skipped} skipped` : ''}`);
process.exitCode = counts.failed === 0 ? 0 : 1;
