/** Selection, clipboard, kill ring. seen: PSReadLine 1.2, KillYank.cs */
import type { EditorAction } from './editor-function';
import type { LineEditor } from './line-editor';
import {
  backwardChar,
  beginningOfLine,
  endOfLine,
  forwardChar,
  moveBackwardWord,
  moveForwardWord,
  moveNextWord,
  moveShellBackwardWord,
  moveShellForwardWord,
  moveShellNextWord,
} from './movement';
import { backwardWord, forwardWord, shellBackwardWord, shellForwardWord } from './words';

function kill(editor: LineEditor, start: number, length: number, prepend: boolean): void {
  if (length > 0) {
    const text = editor.buffer.slice(start, start + length);
    editor.remove(start, length);
    const ring = editor.killRing;
    if (editor.killCommands > 0 && ring.length > 0)
      ring[editor.killIndex] = prepend ? text + ring[editor.killIndex] : ring[editor.killIndex] + text;
    else if (ring.length < editor.options.maximumKillRingCount) {
      ring.push(text);
      editor.killIndex = ring.length - 1;
    } else {
      editor.killIndex = (editor.killIndex + 1) % ring.length;
      ring[editor.killIndex] = text;
    }
  }
  editor.killCommands++;
}

export const killLine: EditorAction = (editor) =>
  kill(editor, editor.current, editor.buffer.length - editor.current, false);
export const backwardKillLine: EditorAction = (editor) => kill(editor, 0, editor.current, true);
export const killWord: EditorAction = (editor) =>
  kill(editor, editor.current, forwardWord(editor) - editor.current, false);
export const backwardKillWord: EditorAction = (editor) => {
  const start = backwardWord(editor);
  kill(editor, start, editor.current - start, true);
};
export const unixWordRubout: EditorAction = (editor) => {
  const start = backwardWord(editor, editor.current, '');
  kill(editor, start, editor.current - start, true);
};
export const shellKillWord: EditorAction = (editor) => {
  const end = shellForwardWord(editor);
  kill(editor, editor.current, end - editor.current, false);
};
export const shellBackwardKillWord: EditorAction = (editor) => {
  const start = shellBackwardWord(editor);
  kill(editor, start, editor.current - start, true);
};
export const killRegion: EditorAction = (editor) => {
  const { start, length } = editor.region();
  kill(editor, start, length, false);
};

export const yank: EditorAction = (editor) => {
  if (editor.killRing.length === 0) return;
  editor.yankStart = editor.current;
  editor.insert(editor.killRing[editor.killIndex]);
  editor.yankCommands++;
};

/** Puts the kill before in the place of what Yank just put in. */
export const yankPop: EditorAction = (editor) => {
  if (editor.yankCommands === 0) {
    editor.ding();
    return;
  }
  const { killRing } = editor;
  editor.killIndex = (editor.killIndex + killRing.length - 1) % killRing.length;
  editor.replace(editor.yankStart, editor.current - editor.yankStart, killRing[editor.killIndex]);
  editor.yankCommands++;
};

/** Takes the chosen argument of a line of the history. */
function yankArgument(editor: LineEditor): void {
  const state = editor.yankLastArg;
  const item = state && editor.history[state.historyIndex];
  if (!state || !item) {
    editor.ding();
    return;
  }
  const { tokens } = editor.host.language.parse(item.line);
  // The last token is the end of the input.
  const index = state.argument < 0 ? tokens.length + state.argument - 1 : state.argument;
  const token = tokens[index];
  if (index < 0 || !token) {
    editor.ding();
    return;
  }
  const text = item.line.slice(token.start, token.end);
  if (state.start < 0) {
    state.start = editor.current;
    editor.insert(text);
  } else editor.replace(state.start, editor.current - state.start, text);
}

export const yankLastArg: EditorAction = (editor, _key, arg) => {
  editor.yankLastArgCommands++;
  if (editor.yankLastArgCommands === 1 || !editor.yankLastArg) {
    editor.yankLastArg = { argument: arg ?? -1, increment: -1, historyIndex: editor.history.length - 1, start: -1 };
    yankArgument(editor);
    return;
  }
  const state = editor.yankLastArg;
  if (arg !== undefined && arg < 0) state.increment = -state.increment;
  state.historyIndex += state.increment;
  if (state.historyIndex < 0) {
    editor.ding();
    state.historyIndex = 0;
  } else if (state.historyIndex >= editor.history.length) {
    editor.ding();
    state.historyIndex = editor.history.length - 1;
  } else yankArgument(editor);
};

export const yankNthArg: EditorAction = (editor, _key, arg) => {
  editor.yankLastArg = { argument: arg ?? 1, increment: -1, historyIndex: editor.history.length - 1, start: -1 };
  yankArgument(editor);
  editor.yankLastArg = undefined;
};

export const setMark: EditorAction = (editor) => {
  editor.mark = editor.current;
};
export const exchangePointAndMark: EditorAction = (editor) => {
  const mark = Math.min(editor.mark, editor.buffer.length);
  editor.mark = editor.current;
  editor.moveCursor(mark);
};

/** A movement that extends the selection. */
function selecting(move: EditorAction): EditorAction {
  return (editor, key, arg) => {
    if (editor.selectionCommands === 0) editor.mark = editor.current;
    editor.selectionCommands++;
    move(editor, key, arg);
    editor.render();
  };
}

export const selectBackwardChar = selecting(backwardChar);
export const selectForwardChar = selecting(forwardChar);
export const selectBackwardWord = selecting(moveBackwardWord);
export const selectForwardWord = selecting(moveForwardWord);
export const selectNextWord = selecting(moveNextWord);
export const selectShellBackwardWord = selecting(moveShellBackwardWord);
export const selectShellForwardWord = selecting(moveShellForwardWord);
export const selectShellNextWord = selecting(moveShellNextWord);
export const selectLine = selecting(endOfLine);
export const selectBackwardsLine = selecting(beginningOfLine);
export const selectAll: EditorAction = (editor) => {
  editor.selectionCommands++;
  editor.mark = 0;
  editor.current = editor.buffer.length;
  editor.render();
};

export const copy: EditorAction = (editor) => {
  let text = editor.buffer;
  if (editor.selectionCommands > 0) {
    const { start, length } = editor.region();
    text = text.slice(start, start + length);
  }
  if (text !== '') editor.host.clipboard.text = text;
};

export const copyOrCancelLine: EditorAction = (editor, key, arg) => {
  if (editor.selectionCommands > 0) copy(editor, key, arg);
  else editor.cancelInput();
};

export const cut: EditorAction = (editor) => {
  if (editor.selectionCommands === 0) return;
  const { start, length } = editor.region();
  if (length === 0) return;
  editor.host.clipboard.text = editor.buffer.slice(start, start + length);
  editor.replace(start, length, undefined);
};

/** Puts a text in the place of the selection or at the caret, as one step. */
export function pasteText(editor: LineEditor, clipped: string): void {
  const text = clipped.replace(/\r\n?/g, '\n');
  if (text === '') return;
  if (editor.selectionCommands > 0) {
    const { start, length } = editor.region();
    editor.replace(start, length, text);
  } else editor.insert(text);
}

export const paste: EditorAction = (editor) => pasteText(editor, editor.host.clipboard.text);
