import { compareText } from '../text';

/** Order of names as Tab lists them: the culture's, ignoring case. */
export function compareNames(a: string, b: string): number {
  return compareText(a, b, { ignoreCase: true });
}

/** The distinct names in Tab's order. */
export function sortedNames(names: Iterable<string>): string[] {
  return [...new Set(names)].sort(compareNames);
}

/** A test for names that begin with a word; wildcards in the word count. */
