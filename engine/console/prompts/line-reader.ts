import type { ConsoleHost } from '../console-host';
import type { Key } from '../keys';
import { textWidth } from '../screen/cell-width';
import { isControl } from '../screen/harmless';

/** Steps of a question: yields where it waits for a key. */
export type PromptSteps<T> = Generator<void, T, Key>;

/** Lines answered before in this console; Up and Down walk through them. */
export interface AnswerHistory {
  readonly lines: string[];
}

/**
 * Reads a line as the console itself does for Read-Host and prompts (no PSReadLine): typing inserts, Left, Right, Home,
 * End, Delete, Backspace, Escape, Up and Down edit. Answers undefined after Ctrl+C. `mask` shows every character as that
 * one, and then only Backspace edits, as ReadLineAsSecureString does.
 */
export function* readConsoleLine(
  host: ConsoleHost,
  options: { mask?: string; history?: AnswerHistory } = {},
): PromptSteps<string | undefined> {
  const { screen } = host;
  const { mask, history } = options;
  let text = '';
  let caret = 0;
  let startX = screen.cursorX;
  let startY = screen.cursorY;
  let shownCells = 0;
  let at = history ? history.lines.length : 0;
  let insertMode = true;

  const visible = (piece: string): string => {
    if (mask !== undefined) return mask.repeat(piece.length);
    let shown = '';
    for (const char of piece) {
      const code = char.charCodeAt(0);
      shown += code < 32 ? `^${String.fromCharCode(code + 64)}` : char;
    }
    return shown;
  };
  const place = (): void => {
    const cells = startX + textWidth(visible(text.slice(0, caret)));
    let y = startY + Math.floor(cells / screen.width);
    if (y >= screen.height) {
      const count = y - screen.height + 1;
      screen.scroll(count);
      startY -= count;
      y -= count;
    }
    screen.setCursor(cells % screen.width, y);
  };
  const redraw = (): void => {
    const shown = visible(text);
    const cells = textWidth(shown);
    screen.setCursor(startX, startY);
    const top = screen.top;
    screen.write(shown + ' '.repeat(Math.max(0, shownCells - cells)));
    startY -= screen.top - top;
    shownCells = cells;
    place();
  };
  const replaceAll = (line: string): void => {
    text = line;
    caret = line.length;
    redraw();
  };
  const wordLeft = (): number => {
    let i = caret;
    while (i > 0 && text[i - 1] === ' ') i--;
    while (i > 0 && text[i - 1] !== ' ') i--;
    return i;
  };
  const wordRight = (): number => {
    let i = caret;
    while (i < text.length && text[i] !== ' ') i++;
    while (i < text.length && text[i] === ' ') i++;
    return i;
  };

  // Where the screen was resized meanwhile, the line starts where its cursor now stands.
  for (;;) {
    const epoch = screen.epoch;
    const key = yield;
    if (screen.epoch !== epoch) {
      const back = startX + textWidth(visible(text.slice(0, caret)));
      startY = screen.cursorY - Math.floor(back / screen.width);
      startX = Math.min(startX, screen.width - 1);
    }
    if (key.ctrl && !key.alt && key.name === 'C') return undefined;
    if (mask !== undefined) {
      if (key.name === 'Enter') break;
      if (key.name === 'Backspace') {
        if (text === '') continue;
        text = text.slice(0, -1);
      } else if (key.char !== '' && !isControl(key.char.charCodeAt(0))) text += key.char;
      else continue;
      caret = text.length;
      redraw();
      continue;
    }
    switch (key.name) {
      case 'Enter':
        caret = text.length;
        place();
        if (text !== '' && history && history.lines.at(-1) !== text) history.lines.push(text);
        screen.write('\n');
        return text;
      case 'Backspace':
        if (caret > 0) {
          text = text.slice(0, caret - 1) + text.slice(caret);
          caret--;
          redraw();
        }
        continue;
      case 'Delete':
        if (caret < text.length) {
          text = text.slice(0, caret) + text.slice(caret + 1);
          redraw();
        }
        continue;
      case 'LeftArrow':
        if (caret > 0) caret = key.ctrl ? wordLeft() : caret - 1;
        place();
        continue;
      case 'RightArrow':
        if (caret < text.length) caret = key.ctrl ? wordRight() : caret + 1;
        place();
        continue;
      case 'Home':
        if (key.ctrl) {
          text = text.slice(caret);
          caret = 0;
          redraw();
        } else {
          caret = 0;
          place();
        }
        continue;
      case 'End':
        if (key.ctrl) {
          text = text.slice(0, caret);
          redraw();
        } else {
          caret = text.length;
          place();
        }
        continue;
      case 'Escape':
        replaceAll('');
        continue;
      case 'Insert':
        insertMode = !insertMode;
        continue;
      case 'UpArrow':
        if (history && at > 0) replaceAll(history.lines[--at]);
        continue;
      case 'DownArrow':
        if (history && at < history.lines.length - 1) replaceAll(history.lines[++at]);
        continue;
    }
    if (key.char === '') continue;
    const over = insertMode || caret === text.length ? 0 : 1;
    text = text.slice(0, caret) + key.char + text.slice(caret + over);
    caret++;
    redraw();
  }
  screen.write('\n');
  return text;
}
