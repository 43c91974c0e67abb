/** Bad input or usage: exit code 2, one clear message. */
export class UsageError extends Error {}

/** Arguments of a call: options by name (`--width 80`, `--typed`), and the words left over. */
export interface Arguments {
  options: Map<string, string | true>;
  words: string[];
}

/** What a call accepts: option name -> whether it takes a value. */
export type Accepted = Record<string, 'value' | 'flag'>;

/** Splits the words of a call; an option that the call does not know is a usage error that names the known ones. */
export function readArguments(words: readonly string[], accepted: Accepted): Arguments {
  const options = new Map<string, string | true>();
  const rest: string[] = [];
  for (let i = 0; i < words.length; i++) {
    const word = words[i];
    if (word === '-' || !word.startsWith('-')) {
      rest.push(word);
      continue;
    }
    const [, name, inline] = /^--?([^=]+)(?:=(.*))?$/s.exec(word) ?? [];
    const kind = accepted[name ?? ''];
    if (kind === undefined) {
      const known = Object.keys(accepted).map((option) => `--${option}`);
      throw new UsageError(`unknown option '${word}'; expected ${known.length > 0 ? known.join(', ') : 'no option'}`);
    }
    if (kind === 'flag') {
      if (inline !== undefined) throw new UsageError(`option --${name} takes no value, found '${inline}'`);
      options.set(name, true);
      continue;
    }
    const value = inline ?? words[++i];
    if (value === undefined) throw new UsageError(`option --${name} wants a value`);
    options.set(name, value);
  }
  return { options, words: rest };
}

/** Text of an option, or the default. */
export function optionText(options: Arguments['options'], name: string, otherwise: string): string {
  const value = options.get(name);
  return typeof value === 'string' ? value : otherwise;
}

/** A whole number within limits. */
export function optionNumber(
  options: Arguments['options'],
  name: string,
  otherwise: number,
  least: number,
  most: number,
): number {
  const value = options.get(name);
  if (value === undefined) return otherwise;
  const number = Number(value);
  if (!Number.isInteger(number) || number < least || number > most) {
    throw new UsageError(`option --${name}: found '${value}', expected a whole number from ${least} to ${most}`);
  }
  return number;
}

export const USAGE = `lab: labs and simulated Hyper-V hosts of Dualpath

  lab list                                    worlds and labs
  lab shell [--world W | --lab L] [--host H]  the console, in this terminal
  lab run --world W [--host H] [--width N] [--typed] FILE|-
                                              runs a script; --typed types each line at the prompt
  lab check LAB FILE...                       checks answers (scripts or submissions); one line a check, score
  lab verify [LAB...]                         checks the labs themselves, with the mutation score
  lab grade DIR [--format csv|json|junit] [--shard i/n]
                                              replays every submission of a folder
  lab new NAME                                a new lab folder that passes verify
  lab transcripts|parse|complete|screens FILE.json
  lab pester FILE.json|FILE.Tests.ps1 [--world W]
                                              cases in, results as JSON out (see the author's guide)

Exit code 0: good. 1: the answer or lab is wrong. 2: bad input or usage.
`;
