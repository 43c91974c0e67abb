/** Keys that make sorting texts cheap: plain comparison of keys is the first level of the word sort. */
import { compareText } from '../../language/text';

/** What each ASCII character becomes in a key; empty for those that weigh only in a tie. */
let table: string[] | undefined;

function keyTable(): string[] {
  if (table) return table;
  const characters = Array.from({ length: 128 }, (_, code) => String.fromCharCode(code));
  // A character that weighs nothing leaves the letter behind it to decide.
  const weighs = characters.filter(
    (character) => compareText(`${character}b`, `${character}a`, { ignoreCase: true }) > 0 && !isLight(character),
  );
  const sorted = [...weighs].sort((a, b) => compareText(a, b, { ignoreCase: true }));
  table = new Array<string>(128).fill('');
  let rank = 1;
  sorted.forEach((character, i) => {
    if (i > 0 && compareText(sorted[i - 1], character, { ignoreCase: true }) !== 0) rank++;
    table![character.charCodeAt(0)] = String.fromCharCode(rank);
  });
  return table;
}

function isLight(character: string): boolean {
  return (
    compareText(`a${character}c`, 'ab', { ignoreCase: true }) > 0 &&
    compareText(`a${character}a`, 'ab', { ignoreCase: true }) < 0 &&
    compareText(`${character}b`, 'a', { ignoreCase: true }) > 0 &&
    compareText(`${character}b`, 'c', { ignoreCase: true }) < 0
  );
}

/** The key of a text; undefined where it is not ASCII. Equal keys need `compareText` for the last word. */
export function sortKey(text: string): string | undefined {
  const keys = keyTable();
  let key = '';
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code > 127) return undefined;
    key += keys[code];
  }
  return key;
}
