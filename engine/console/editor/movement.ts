/** Moving the caret. seen: PSReadLine 1.2, Movement.cs */

import { TokenKind } from '../../language/parsing/token-kind';
import type { EditorAction } from './editor-function';
import type { LineEditor } from './line-editor';
import { backwardWord, forwardWord, nextWord, shellBackwardWord, shellForwardWord, shellNextWord } from './words';

export const backwardChar: EditorAction = (editor, _key, arg) => editor.moveCursor(editor.current - (arg ?? 1));
export const forwardChar: EditorAction = (editor, _key, arg) => editor.moveCursor(editor.current + (arg ?? 1));

/** Home: start of the line; pressed there, of the whole input. */
export const beginningOfLine: EditorAction = (editor) => {
  if (!editor.isMultiLine) {
    editor.moveCursor(0);
    return;
  }
  let i = Math.max(0, editor.current - 1);
  for (; i > 0; i--) {
    if (editor.buffer[i] === '\n') {
      i++;
      break;
    }
  }
  editor.moveCursor(i === editor.current ? 0 : i);
};

export const endOfLine: EditorAction = (editor) => {
  if (!editor.isMultiLine) {
    editor.moveCursor(editor.buffer.length);
    return;
  }
  const end = editor.buffer.indexOf('\n', editor.current);
  editor.moveCursor(end < 0 || end === editor.current ? editor.buffer.length : end);
};

/** Moves to the `count`-th following (negative: preceding) row; the column is remembered over several moves. */
export function moveToLine(editor: LineEditor, count: number): void {
  const at = editor.coordinatesOf(editor.current);
  if (editor.moveToLineCommands === 0) {
    const atEnd = editor.current === editor.buffer.length || editor.buffer[editor.current] === '\n';
    editor.moveToLineColumn = atEnd ? Number.POSITIVE_INFINITY : at.x;
  }
  editor.moveToLineCommands++;
  const topRow = editor.initialY + editor.options.extraPromptLineCount;
  const row = Math.max(at.y + count, topRow);
  const toEnd = editor.moveToLineColumn === Number.POSITIVE_INFINITY;
  let offset = editor.offsetOf(toEnd ? at.x : editor.moveToLineColumn, row);
  if (offset < 0) return;
  if (toEnd) while (offset < editor.buffer.length && editor.buffer[offset] !== '\n') offset++;
  editor.moveCursor(offset);
}

export const previousLine: EditorAction = (editor, _key, arg) => moveToLine(editor, -(arg ?? 1));
export const nextLine: EditorAction = (editor, _key, arg) => moveToLine(editor, arg ?? 1);

function repeated(editor: LineEditor, count: number, find: (editor: LineEditor) => number): void {
  for (let i = 0; i < count; i++) {
    const to = find(editor);
    if (to === editor.current) break;
    editor.moveCursor(to);
  }
}

/** A word function with its opposite for negative arguments. */
function wordMove(find: (editor: LineEditor) => number, opposite: (editor: LineEditor) => number): EditorAction {
  return (editor, _key, arg) => {
    const count = arg ?? 1;
    repeated(editor, Math.abs(count), count < 0 ? opposite : find);
  };
}

const toBackwardWord = (editor: LineEditor): number => backwardWord(editor);
const toForwardWord = (editor: LineEditor): number => forwardWord(editor);
const toNextWord = (editor: LineEditor): number => nextWord(editor);

export const moveBackwardWord = wordMove(toBackwardWord, toNextWord);
export const moveForwardWord = wordMove(toForwardWord, toBackwardWord);
export const moveNextWord = wordMove(toNextWord, toBackwardWord);
export const moveShellBackwardWord = wordMove(shellBackwardWord, shellForwardWord);
export const moveShellForwardWord = wordMove(shellForwardWord, shellBackwardWord);
export const moveShellNextWord = wordMove(shellNextWord, shellBackwardWord);

const partners = new Map<TokenKind, { kind: TokenKind; step: 1 | -1 }>([
  [TokenKind.LParen, { kind: TokenKind.RParen, step: 1 }],
  [TokenKind.LCurly, { kind: TokenKind.RCurly, step: 1 }],
  [TokenKind.LBracket, { kind: TokenKind.RBracket, step: 1 }],
  [TokenKind.RParen, { kind: TokenKind.LParen, step: -1 }],
  [TokenKind.RCurly, { kind: TokenKind.LCurly, step: -1 }],
  [TokenKind.RBracket, { kind: TokenKind.LBracket, step: -1 }],
]);

/** Ctrl+]: to the matching bracket. Brackets within strings and comments do not count. */
export const gotoBrace: EditorAction = (editor) => {
  const { tokens } = editor;
  const index = tokens.findIndex((token) => token.start === editor.current);
  const token = editor.current < editor.buffer.length ? tokens[index] : undefined;
  const partner = token && partners.get(token.kind);
  if (!token || !partner) {
    editor.ding();
    return;
  }
  let open = 0;
  for (let i = index; i >= 0 && i < tokens.length; i += partner.step) {
    const other = tokens[i];
    if (other.kind === token.kind) open++;
    else if (other.kind === partner.kind && --open === 0) {
      editor.moveCursor(other.start);
      return;
    }
  }
  editor.ding();
};

function searchChar(editor: LineEditor, char: string, count: number): void {
  const step = count < 0 ? -1 : 1;
  let left = Math.abs(count);
  for (let i = editor.current + step; i >= 0 && i < editor.buffer.length; i += step) {
    if (editor.buffer[i] !== char) continue;
    if (--left === 0) {
      editor.moveCursor(i);
      return;
    }
  }
  editor.ding();
}

/** F3: reads a character and goes to where it stands next. */
export const characterSearch: EditorAction = function* (editor, _key, arg) {
  const key = yield* editor.readKey();
  searchChar(editor, key.char, arg ?? 1);
};
export const characterSearchBackward: EditorAction = function* (editor, _key, arg) {
  const key = yield* editor.readKey();
  searchChar(editor, key.char, -(arg ?? 1));
};

/** Ctrl+L. */
export const clearScreen: EditorAction = (editor) => editor.scrollInputToTop();

export const scrollDisplayUp: EditorAction = (editor, _key, arg) =>
  editor.host.scrollView?.({ rows: -(arg ?? 1) * editor.screen.height });
export const scrollDisplayDown: EditorAction = (editor, _key, arg) =>
  editor.host.scrollView?.({ rows: (arg ?? 1) * editor.screen.height });
export const scrollDisplayUpLine: EditorAction = (editor, _key, arg) => editor.host.scrollView?.({ rows: -(arg ?? 1) });
export const scrollDisplayDownLine: EditorAction = (editor, _key, arg) => editor.host.scrollView?.({ rows: arg ?? 1 });
export const scrollDisplayTop: EditorAction = (editor) => editor.host.scrollView?.({ to: 'top' });
export const scrollDisplayToCursor: EditorAction = (editor) => editor.host.scrollView?.({ to: 'cursor' });
