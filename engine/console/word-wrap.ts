import { cellWidth, textWidth } from './screen/cell-width';

interface Word {
  text: string;
  cells: number;
  kind: 'word' | 'blanks' | 'newline';
}

/** Cuts [start, end) into pieces of at most `width` cells. */
function addWord(
  words: Word[],
  text: string,
  start: number,
  end: number,
  width: number,
  kind: 'word' | 'blanks',
): void {
  while (start < end) {
    let stop = start;
    let cells = 0;
    while (stop < end) {
      const size = cellWidth(text.charCodeAt(stop));
      if (cells + size > width && stop > start) break;
      cells += size;
      stop++;
    }
    words.push({ text: text.slice(start, stop), cells, kind });
    start = stop;
  }
}

function chopIntoWords(text: string, width: number): Word[] {
  const words: Word[] = [];
  let start = 0;
  let blanks = false;
  let i = 0;
  for (; i < text.length; i++) {
    const char = text[i];
    if (char === '\n') {
      addWord(words, text, start, i, width, blanks ? 'blanks' : 'word');
      words.push({ text: '', cells: 0, kind: 'newline' });
      start = i + 1;
      blanks = false;
    } else if ((char === ' ') !== blanks) {
      addWord(words, text, start, i, width, blanks ? 'blanks' : 'word');
      start = i;
      blanks = char === ' ';
    }
  }
  addWord(words, text, start, i, width, blanks ? 'blanks' : 'word');
  return words;
}

/**
 * The console host's word wrap (warnings, verbose and debug lines, prompts): runs of blanks count as words and are
 * divided at the line's end; a word that does not fit starts a new line; one longer than a line is cut.
 * `width` is the window's width less one. seen: powershell-line-editing.md, cases host-wrap-*
 */
export function wrapText(text: string, width: number): string[] {
  if (text === '' || width < 1) return [];
  const lines: string[] = [];
  let line = '';
  let left = width;
  const breakLine = (): void => {
    lines.push(line);
    line = '';
    left = width;
  };
  for (const word of chopIntoWords(text.replace(/\r\n/g, '\n').replace(/\t/g, ' '), width)) {
    if (word.kind === 'newline') {
      breakLine();
    } else if (word.cells <= left) {
      line += word.text;
      left -= word.cells;
    } else if (word.kind === 'blanks') {
      line += word.text.slice(0, left);
      const rest = word.text.slice(left);
      breakLine();
      line = rest;
      left -= textWidth(rest);
    } else {
      breakLine();
      line = word.text;
      left -= word.cells;
    }
  }
  if (line !== '') lines.push(line);
  return lines;
}
