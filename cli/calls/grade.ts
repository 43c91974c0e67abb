import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type Grade, gradeSubmission } from '../../engine/index';
import type { Call } from '../lab';
import { optionText, readArguments, UsageError } from '../usage';
import { catalogOf } from './list';

/** Replays every submission of a folder and recomputes the score; nothing in a submission is believed. */
export const grade: Call = (words, { root, callerFolder }) => {
  const { options, words: rest } = readArguments(words, { format: 'value', shard: 'value' });
  if (rest.length !== 1)
    throw new UsageError('expected one folder: lab grade DIR [--format csv|json|junit] [--shard i/n]');
  const folder = resolve(callerFolder, rest[0]);
  if (!existsSync(folder) || !statSync(folder).isDirectory()) throw new UsageError(`there is no folder '${rest[0]}'`);
  const format = optionText(options, 'format', 'csv');
  if (!['csv', 'json', 'junit'].includes(format))
    throw new UsageError(`option --format: found '${format}', expected csv, json or junit`);
  const shard = /^(\d+)\/(\d+)$/.exec(optionText(options, 'shard', '1/1'));
  if (!shard || Number(shard[1]) < 1 || Number(shard[1]) > Number(shard[2])) {
    throw new UsageError(`option --shard: found '${optionText(options, 'shard', '')}', expected i/n with 1 <= i <= n`);
  }
  const files = readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .sort()
    .filter((_, index) => index % Number(shard[2]) === Number(shard[1]) - 1);
  const catalog = catalogOf(root);
  const grades = files.map((name) => gradeSubmission(catalog, name, readFileSync(join(folder, name), 'utf8')));
  process.stdout.write(WRITERS[format as keyof typeof WRITERS](grades));
  for (const entry of grades)
    if (entry.problem !== null) process.stderr.write(`lab grade: ${entry.file}: ${entry.problem}\n`);
  return grades.some((entry) => entry.problem !== null) ? 1 : 0;
};

function quoted(text: string): string {
  return /[",\n]/.test(text) ? `"${text.replace(/"/g, '""')}"` : text;
}
function xml(text: string): string {
  return text.replace(/[<>&"']/g, (char) => `&#${char.charCodeAt(0)};`).replace(/[^\x09\x0a\x0d\x20-\uFFFD]/g, '');
}

const WRITERS = {
  csv: (grades: Grade[]): string =>
    [
      'file,lab,passed,steps,score,questions,note',
      ...grades.map((entry) =>
        [
          entry.file,
          entry.lab,
          entry.passed,
          entry.steps.length,
          entry.score,
          `${entry.questionsRight}/${entry.questions}`,
          entry.problem ?? entry.note,
        ]
          .map((value) => quoted(String(value)))
          .join(','),
      ),
      '',
    ].join('\n'),
  json: (grades: Grade[]): string => `${JSON.stringify(grades, null, 2)}\n`,
  junit: (grades: Grade[]): string =>
    [
      '<?xml version="1.0" encoding="UTF-8"?>',
      '<testsuites>',
      ...grades.map((entry) => {
        const failed = entry.steps.filter((step) => !step.passed);
        return [
          `  <testsuite name="${xml(entry.file)}" tests="${entry.steps.length}" failures="${failed.length}" errors="${entry.problem === null ? 0 : 1}">`,
          ...entry.steps.map((step) => {
            const name = `    <testcase classname="${xml(entry.lab)}" name="${xml(step.step)}"`;
            if (step.passed) return `${name}/>`;
            const why = step.problem ?? step.results.find((result) => !result.passed)?.message ?? 'did not pass';
            return `${name}><failure message="${xml(why)}"/></testcase>`;
          }),
          ...(entry.problem === null ? [] : [`    <system-err>${xml(entry.problem)}</system-err>`]),
          '  </testsuite>',
        ].join('\n');
      }),
      '</testsuites>',
      '',
    ].join('\n'),
};
