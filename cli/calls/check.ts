import { checkSubmission, type StepResult } from '../../engine/index';
import { readInput } from '../files';
import type { Call } from '../lab';
import { readArguments, UsageError } from '../usage';
import { catalogOf } from './list';

/** A step's results, a line each. */
export function stepLines(step: StepResult): string[] {
  if (step.problem !== null) return [`  [?] ${step.step}: ${step.problem}`];
  return step.results.flatMap((result) => {
    if (result.passed) return [`  [+] ${step.step}: ${result.name}`];
    const lines = [`  [-] ${step.step}: ${result.name}`];
    for (const line of (result.message ?? 'did not run').split('\n')) lines.push(`        ${line}`);
    if (result.lastChangedBy !== null) lines.push(`        last changed by: ${result.lastChangedBy}`);
    return lines;
  });
}

/** Checks answers to a lab: scripts, or submissions exported from the page. One line a check, then the score. */
export const check: Call = (words, { root, callerFolder }) => {
  const { words: rest } = readArguments(words, {});
  const [lab, ...files] = rest;
  if (lab === undefined || files.length === 0) throw new UsageError('expected a lab and files: lab check LAB FILE...');
  const catalog = catalogOf(root);
  let good = true;
  for (const file of files) {
    const outcome = checkSubmission(catalog, lab, { name: file, text: readInput(file, callerFolder) });
    if (files.length > 1) process.stdout.write(`${file}\n`);
    if (outcome.problem !== null) {
      process.stderr.write(`lab check: ${file}: ${outcome.problem}\n`);
      if (outcome.steps.length === 0) return 2;
    }
    for (const step of outcome.steps) process.stdout.write(`${stepLines(step).join('\n')}\n`);
    const passed = outcome.steps.filter((step) => step.passed).length;
    process.stdout.write(`${passed} of ${outcome.steps.length} steps passed\n`);
    if (passed < outcome.steps.length) good = false;
  }
  return good ? 0 : 1;
};
