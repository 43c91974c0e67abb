/**
 * Breaking text into lines of a given width, as the layout code does for en, fr, de, it, pt and es.
 * seen: powershell-formatting.md 9 (ComplexWriter.cs, StringManipulationHelper). A cell is one UTF-16 unit: the
 * console of an en-US machine asks for no other width.
 */

const softHyphen = '\u00ad';
const hardHyphen = '\u2011';
const noBreakSpace = '\u00a0';

/** The mark of text that was cut. */
export const ellipsis = '...';

/** Text at its line breaks; carriage returns are dropped. */
export function splitLines(text: string): string[] {
  if (text.indexOf('\n') < 0 && text.indexOf('\r') < 0) return [text];
  return text.replaceAll('\r', '').split('\n');
}

/** Text up to its first line break, with the mark when something was cut. */
export function truncateAtNewLine(text: string): string {
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit === 10 || unit === 13) return text.slice(0, i) + ellipsis;
  }
  return text;
}

/** Words with the delimiter that follows them. No-break blanks and hyphens end a word too, and are dropped. */
function wordsOf(line: string): Array<{ word: string; delimiter: string }> {
  const words: Array<{ word: string; delimiter: string }> = [];
  let start = 0;
  for (let i = 0; i < line.length; i++) {
    const unit = line[i];
    if (unit === ' ' || unit === '\t' || unit === softHyphen) {
      words.push({ word: line.slice(start, i), delimiter: unit });
      start = i + 1;
    } else if (unit === hardHyphen || unit === noBreakSpace) {
      words.push({ word: line.slice(start, i), delimiter: '' });
      start = i + 1;
    }
  }
  words.push({ word: line.slice(start), delimiter: '' });
  return words;
}

function wrapLine(line: string, firstWidth: number, followingWidth: number, lines: string[]): void {
  let left = firstWidth;
  let width = firstWidth;
  let first = true;
  let current = '';
  for (const { word, delimiter } of wordsOf(line)) {
    let piece = word;
    if (delimiter === softHyphen) {
      // The hyphen shows only where the line ends with it.
      if (piece.length + 1 === left) piece += '-';
    } else piece += delimiter;
    if (width === 0) {
      if (first) {
        first = false;
        width = followingWidth;
      }
      if (width === 0) break;
      left = width;
    }
    if (piece.length > width) {
      for (let i = 0; i < piece.length; i++) {
        if (left < 1) {
          lines.push(current);
          current = piece[i];
          if (first) {
            first = false;
            width = followingWidth;
          }
          left = width - 1;
        } else {
          current += piece[i];
          left--;
        }
      }
    } else if (piece.length > left) {
      lines.push(current);
      current = piece;
      if (first) {
        first = false;
        width = followingWidth;
      }
      left = width - piece.length;
    } else {
      current += piece;
      left -= piece.length;
    }
  }
  lines.push(current);
}

/** Lines of at most `firstWidth` (first) and `followingWidth` cells; embedded line breaks are kept. */
export function wrapText(text: string, firstWidth: number, followingWidth = firstWidth): string[] {
  if (text.length <= firstWidth && text.indexOf('\n') < 0 && text.indexOf('\r') < 0) return [text];
  const lines: string[] = [];
  for (const line of splitLines(text)) {
    if (line.length <= firstWidth) lines.push(line);
    else wrapLine(line, firstWidth, followingWidth, lines);
  }
  return lines;
}
