import { operatorNames } from '../parsing/keywords';
import { type CompletionMatch, match } from './context';
import { sortedNames } from './ordering';

const switchFlags = ['CaseSensitive', 'Exact', 'File', 'Parallel', 'Regex', 'Wildcard'];

function withDash(names: readonly string[], word: string): CompletionMatch[] {
  const start = word.replace(/^[-\u2013\u2014\u2015]/, '').toLowerCase();
  return sortedNames(names)
    .filter((name) => name.toLowerCase().startsWith(start))
    .map((name) => match(`-${name}`, name, 'ParameterName', `-${name}`));
}

/** Operators that begin with a word; its dash does not count. */
export function completeOperator(word: string): CompletionMatch[] {
  return withDash(operatorNames, word);
}

/** Flags of `switch`. */
export function completeSwitchFlags(word: string): CompletionMatch[] {
  return withDash(switchFlags, word);
}
