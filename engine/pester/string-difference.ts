/** The message of -Be and -BeExactly on two texts that differ, with the arrow below. `seen: Pester 5.9.0` */
import { formatBecause } from './format-value';

/** Characters shown of a text, marks included. */
const WIDTH = 60;
/** Characters before the difference that are kept. */
const BEFORE = 45;
const MARK = '...';

/** Index of the first difference; -1 for equal texts. */
export function firstDifference(expected: string, actual: string, caseSensitive: boolean): number {
  const length = Math.min(expected.length, actual.length);
  for (let i = 0; i < length; i++) {
    const a = expected[i];
    const b = actual[i];
    if (a !== b && (caseSensitive || a.toLowerCase() !== b.toLowerCase())) return i;
  }
  return expected.length === actual.length ? -1 : length;
}

function escaped(text: string): string {
  return text
    .replace(/\r/g, '\\r')
    .replace(/\n/g, '\\n')
    .replace(/\t/g, '\\t')
    .replace(/\0/g, '\\0')
    .replace(/\x08/g, '\\b')
    .replace(/\x07/g, '\\a');
}

/** Part of a text around the difference, and how many of its characters are shown before it. */
interface Excerpt {
  text: string;
  before: number;
}

function excerpt(text: string, difference: number): Excerpt {
  const start = Math.max(0, difference - BEFORE);
  const room = start > 0 ? WIDTH - MARK.length : WIDTH;
  const end = Math.min(text.length, start + room);
  const head = start > 0 ? MARK : '';
  return {
    text: head + text.slice(start, end) + (end < text.length ? MARK : ''),
    before: head.length + difference - start,
  };
}

export function stringDifference(
  expected: string,
  actual: string,
  caseSensitive: boolean,
  because: string | null,
): string {
  const lines = [`Expected strings to be the same,${formatBecause(because)} but they were different.`];
  if (expected.length === actual.length) lines.push(`String lengths are both ${expected.length}.`);
  else lines.push(`Expected length: ${expected.length}`, `Actual length:   ${actual.length}`);
  lines.push(`Strings differ at index ${firstDifference(expected, actual, caseSensitive)}.`);
  // The arrow points into the texts as they are shown: `\n` and `\r` differ in their second character only.
  const shownExpected = escaped(expected);
  const shownActual = escaped(actual);
  const difference = firstDifference(shownExpected, shownActual, caseSensitive);
  const wanted = excerpt(shownExpected, difference);
  lines.push(`Expected: '${wanted.text}'`, `But was:  '${excerpt(shownActual, difference).text}'`);
  lines.push(`${' '.repeat(11)}${'-'.repeat(wanted.before)}^`);
  return lines.join('\n');
}
