import { runScript } from '../../engine/index';
import { readInput } from '../files';
import type { Call } from '../lab';
import { optionNumber, optionText, readArguments, UsageError } from '../usage';
import { catalogOf } from './list';

/** Runs a script on a simulated host; `--typed` types each line at the prompt and prints the console as it would look. */
export const run: Call = (words, { root, callerFolder }) => {
  const { options, words: files } = readArguments(words, {
    world: 'value',
    lab: 'value',
    host: 'value',
    width: 'value',
    typed: 'flag',
    seed: 'value',
  });
  if (files.length !== 1)
    throw new UsageError('expected one script: lab run --world W [--host H] [--width N] [--typed] FILE|-');
  const outcome = runScript(catalogOf(root), readInput(files[0], callerFolder), {
    world: optionText(options, 'world', 'two-hosts'),
    lab: options.has('lab') ? optionText(options, 'lab', '') : undefined,
    host: options.has('host') ? optionText(options, 'host', '') : undefined,
    width: optionNumber(options, 'width', 120, 20, 1000),
    typed: options.has('typed'),
    seed: optionNumber(options, 'seed', 1, 0, 2 ** 31 - 1),
  });
  process.stdout.write(outcome.lines.map((line) => `${line}\n`).join(''));
  if (outcome.problem !== null) process.stderr.write(`lab run: ${outcome.problem}\n`);
  return outcome.problem !== null ? 2 : outcome.exitCode;
};
