/** The ways in for anyone who brings own cases: JSON in, JSON out. */

import { basename } from 'node:path';
import {
  type CompletionCase,
  completeCases,
  type PesterCase,
  parseCases,
  runPesterCases,
  runScreenCases,
  runTranscripts,
  type ScreenCase,
  type TranscriptCase,
} from '../../engine/index';
import { readCases, readInput } from '../files';
import type { Call } from '../lab';
import { optionText, readArguments, UsageError } from '../usage';
import { catalogOf } from './list';

function onePath(words: string[], call: string): string {
  if (words.length !== 1) throw new UsageError(`expected one file: lab ${call} FILE.json`);
  return words[0];
}

function print(value: unknown): number {
  process.stdout.write(`${JSON.stringify(value)}\n`);
  return 0;
}

export const transcripts: Call = (words, { root, callerFolder }) => {
  const { options, words: rest } = readArguments(words, { world: 'value', host: 'value' });
  const cases = readCases<TranscriptCase>(onePath(rest, 'transcripts'), callerFolder);
  for (const entry of cases)
    if (typeof entry.code !== 'string') throw new UsageError(`case '${entry.id}': no text field 'code'`);
  return print(
    runTranscripts(catalogOf(root), cases, {
      world: optionText(options, 'world', 'two-hosts'),
      host: optionText(options, 'host', 'HV01'),
    }),
  );
};

export const parse: Call = (words, { callerFolder }) => {
  const { words: rest } = readArguments(words, {});
  const cases = readCases<{ id: string; code: string }>(onePath(rest, 'parse'), callerFolder);
  for (const entry of cases)
    if (typeof entry.code !== 'string') throw new UsageError(`case '${entry.id}': no text field 'code'`);
  return print(parseCases(cases));
};

export const complete: Call = (words, { root, callerFolder }) => {
  const { options, words: rest } = readArguments(words, { world: 'value' });
  const cases = readCases<CompletionCase>(onePath(rest, 'complete'), callerFolder);
  for (const entry of cases)
    if (typeof entry.code !== 'string') throw new UsageError(`case '${entry.id}': no text field 'code'`);
  return print(completeCases(catalogOf(root), cases, { world: optionText(options, 'world', 'two-hosts') }));
};

export const screens: Call = (words, { root, callerFolder }) => {
  const { options, words: rest } = readArguments(words, { world: 'value' });
  const cases = readCases<ScreenCase>(onePath(rest, 'screens'), callerFolder);
  return print(runScreenCases(catalogOf(root), cases, { world: optionText(options, 'world', 'two-hosts') }));
};

export const pester: Call = (words, { root, callerFolder }) => {
  const { options, words: rest } = readArguments(words, { world: 'value', host: 'value', output: 'value' });
  const path = onePath(rest, 'pester');
  const surroundings = { world: optionText(options, 'world', 'two-hosts'), host: optionText(options, 'host', 'HV01') };
  if (/\.ps1$/i.test(path)) {
    const file = readInput(path, callerFolder);
    const [result] = runPesterCases(catalogOf(root), [{ id: path, name: basename(path), file }], surroundings);
    const lines =
      optionText(options, 'output', 'Detailed').toLowerCase() === 'normal' ? result.normal : result.detailed;
    process.stdout.write(`${lines.join('\n')}\n`);
    return result.result.Result === 'Passed' ? 0 : 1;
  }
  const cases = readCases<PesterCase>(path, callerFolder);
  for (const entry of cases)
    if (typeof entry.file !== 'string') throw new UsageError(`case '${entry.id}': no text field 'file'`);
  return print(runPesterCases(catalogOf(root), cases, surroundings));
};
