/** Word boundaries. seen: PSReadLine 1.2, Words.cs; cases word-*, kill-word-* */
import type { Token } from '../../language/parsing/token';
import { TokenKind } from '../../language/parsing/token-kind';
import type { LineEditor } from './line-editor';

function inWord(text: string, index: number, delimiters: string): boolean {
  const char = text[index];
  return !/\s/.test(char) && !delimiters.includes(char);
}

/** Start of the next word, or the end. */
export function nextWord(editor: LineEditor, from = editor.current): number {
  const { buffer } = editor;
  const { wordDelimiters } = editor.options;
  let i = from;
  if (i >= buffer.length) return buffer.length;
  if (inWord(buffer, i, wordDelimiters)) while (i < buffer.length && inWord(buffer, i, wordDelimiters)) i++;
  while (i < buffer.length && !inWord(buffer, i, wordDelimiters)) i++;
  return i;
}

/** End of the current or next word. */
export function forwardWord(editor: LineEditor, from = editor.current): number {
  const { buffer } = editor;
  const { wordDelimiters } = editor.options;
  let i = from;
  if (i >= buffer.length) return buffer.length;
  while (i < buffer.length && !inWord(buffer, i, wordDelimiters)) i++;
  while (i < buffer.length && inWord(buffer, i, wordDelimiters)) i++;
  return i;
}

/** Start of the current or previous word. A delimiter at the very start counts as part of the first word. */
export function backwardWord(editor: LineEditor, from = editor.current, delimiters?: string): number {
  const { buffer } = editor;
  const wordDelimiters = delimiters ?? editor.options.wordDelimiters;
  let i = from - 1;
  if (i < 0) return 0;
  if (!inWord(buffer, i, wordDelimiters)) while (i > 0 && !inWord(buffer, i, wordDelimiters)) i--;
  while (i > 0) {
    if (!inWord(buffer, i, wordDelimiters)) {
      i++;
      break;
    }
    i--;
  }
  return i;
}

/** The tokens with those inside expandable strings in their place, without line ends and the end of input. */
function flatTokens(tokens: readonly Token[], into: Token[] = []): Token[] {
  for (const token of tokens) {
    if (token.kind === TokenKind.NewLine || token.kind === TokenKind.EndOfInput) continue;
    into.push(token);
  }
  return into;
}

/** Token that holds or follows a place. */
function tokenAt(editor: LineEditor, place: number): Token | undefined {
  return flatTokens(editor.tokens).find((token) => place < token.end);
}

/** Start of the next token, or the end. */
export function shellNextWord(editor: LineEditor): number {
  const next = flatTokens(editor.tokens).find((token) => token.start > editor.current);
  return next ? next.start : editor.buffer.length;
}

/** End of the current or next token. */
export function shellForwardWord(editor: LineEditor): number {
  return tokenAt(editor, editor.current)?.end ?? editor.buffer.length;
}

/** Start of the current or previous token. */
export function shellBackwardWord(editor: LineEditor): number {
  let start = 0;
  for (const token of flatTokens(editor.tokens)) if (token.start < editor.current) start = token.start;
  return start;
}
