/** Walking and searching the history. seen: PSReadLine 1.2, History.cs; cases history-*, f8-*, search-* */
import type { Key } from '../keys';
import { isControl } from '../screen/harmless';
import type { EditorAction, KeySteps } from './editor-function';
import type { LineEditor } from './line-editor';
import { moveToLine } from './movement';

/** Text to compare by: case is ignored unless the option says otherwise. */
function folded(editor: LineEditor, text: string): string {
  return editor.options.historySearchCaseSensitive ? text : text.toUpperCase();
}

/** True for a line that was not shown yet in this walk, where duplicates are left out. */
function isNew(editor: LineEditor, index: number): boolean {
  if (!editor.options.historyNoDuplicates || !editor.seenHistory) return true;
  const { line } = editor.history[index];
  const seen = editor.seenHistory.get(line);
  if (seen === undefined) {
    editor.seenHistory.set(line, index);
    return true;
  }
  return seen === index;
}

function recall(editor: LineEditor, count: number): void {
  if (editor.recallHistoryCommands === 0 && editor.isMultiLine) {
    moveToLine(editor, count);
    return;
  }
  if (editor.options.historyNoDuplicates && editor.recallHistoryCommands === 0) editor.seenHistory = new Map();
  const step = count < 0 ? -1 : 1;
  let left = Math.abs(count);
  let index = editor.historyIndex;
  while (left > 0) {
    index += step;
    if (index < 0 || index >= editor.history.length) break;
    if (isNew(editor, index)) left--;
  }
  editor.recallHistoryCommands++;
  if (index >= 0 && index <= editor.history.length) {
    editor.historyIndex = index;
    editor.updateFromHistory(true);
  }
}

export const previousHistory: EditorAction = (editor, _key, arg) => {
  editor.saveCurrentLine();
  recall(editor, -Math.abs(arg ?? 1));
};
export const nextHistory: EditorAction = (editor, _key, arg) => {
  editor.saveCurrentLine();
  recall(editor, Math.abs(arg ?? 1));
};
export const beginningOfHistory: EditorAction = (editor) => {
  editor.saveCurrentLine();
  if (editor.history.length === 0) return;
  editor.historyIndex = 0;
  editor.updateFromHistory(true);
};
export const endOfHistory: EditorAction = (editor) => {
  editor.saveCurrentLine();
  editor.historyIndex = editor.history.length;
  editor.updateFromHistory(true);
};
export const clearHistory: EditorAction = (editor) => editor.clearHistory();

/** F8: lines that begin like the text left of the caret. */
function prefixSearch(editor: LineEditor, count: number): void {
  if (editor.searchHistoryCommands === 0) {
    if (editor.isMultiLine) {
      moveToLine(editor, count);
      return;
    }
    editor.searchHistoryPrefix = editor.buffer.slice(0, editor.current);
    editor.emphasisStart = 0;
    editor.emphasisLength = editor.current;
    if (editor.options.historyNoDuplicates) editor.seenHistory = new Map();
  }
  editor.searchHistoryCommands++;
  const prefix = folded(editor, editor.searchHistoryPrefix);
  const step = count < 0 ? -1 : 1;
  let left = Math.abs(count);
  let index = editor.historyIndex;
  while (left > 0) {
    index += step;
    if (index < 0 || index >= editor.history.length) break;
    if (folded(editor, editor.history[index].line).startsWith(prefix) && isNew(editor, index)) left--;
  }
  if (index >= 0 && index <= editor.history.length) {
    editor.historyIndex = index;
    editor.updateFromHistory(true);
  }
}

export const historySearchBackward: EditorAction = (editor, _key, arg) => {
  editor.saveCurrentLine();
  prefixSearch(editor, -Math.abs(arg ?? 1));
};
export const historySearchForward: EditorAction = (editor, _key, arg) => {
  editor.saveCurrentLine();
  prefixSearch(editor, Math.abs(arg ?? 1));
};

const prompts = {
  back: 'bck-i-search: ',
  forward: 'fwd-i-search: ',
  failedBack: 'failed-bck-i-search: ',
  failedForward: 'failed-fwd-i-search: ',
};

/** Next line of the history with the text, in a direction; the search point follows. */
function searchOn(editor: LineEditor, text: string, direction: 1 | -1, from: number): number {
  const wanted = folded(editor, text);
  let index = from + direction;
  for (; index >= 0 && index < editor.history.length; index += direction) {
    const at = folded(editor, editor.history[index].line).indexOf(wanted);
    if (at < 0 || !isNew(editor, index)) continue;
    editor.statusPrompt = direction > 0 ? prompts.forward : prompts.back;
    editor.current = at;
    editor.emphasisStart = at;
    editor.emphasisLength = text.length;
    editor.historyIndex = index;
    showFound(editor, at);
    return index;
  }
  editor.emphasisStart = -1;
  editor.emphasisLength = 0;
  editor.statusPrompt = direction > 0 ? prompts.failedForward : prompts.failedBack;
  editor.render();
  // At most one beyond the ends, so that the other direction finds at once.
  return index < 0 ? -1 : editor.history.length;
}

/** Shows the line at the history index with the caret at `at`. */
function showFound(editor: LineEditor, at: number): void {
  editor.current = at;
  editor.updateFromHistory(editor.options.historySearchCursorMovesToEnd);
}

function* searchLoop(editor: LineEditor, first: 1 | -1): KeySteps {
  const direction = first;
  let from = editor.historyIndex;
  const positions = [editor.historyIndex];
  if (editor.options.historyNoDuplicates) editor.seenHistory = new Map();
  let text = '';
  const setStatus = (): void => {
    editor.statusBuffer = `${text}_`;
  };
  const showMatch = (at: number): void => {
    editor.current = at;
    editor.emphasisStart = at;
    editor.emphasisLength = text.length;
    editor.render();
  };
  for (;;) {
    const key: Key = yield* editor.readKey();
    const name = editor.functionOf(key)?.name;
    if (name === 'ReverseSearchHistory') from = searchOn(editor, text, -1, from);
    else if (name === 'ForwardSearchHistory') from = searchOn(editor, text, 1, from);
    else if (name === 'BackwardDeleteChar' || key.name === 'Backspace') {
      if (text === '') {
        editor.ding();
        continue;
      }
      text = text.slice(0, -1);
      setStatus();
      positions.pop();
      from = positions[positions.length - 1];
      editor.historyIndex = from;
      editor.updateFromHistory(editor.options.historySearchCursorMovesToEnd);
      if (editor.seenHistory)
        for (const [line, index] of editor.seenHistory) if (index < from) editor.seenHistory.delete(line);
      const at = folded(editor, editor.buffer).indexOf(folded(editor, text));
      if (at >= 0) {
        editor.statusPrompt = direction > 0 ? prompts.forward : prompts.back;
        showMatch(at);
      }
    } else if (key.name === 'Escape' && !key.ctrl && !key.alt) return;
    else if (name === 'Abort') {
      editor.historyIndex = editor.history.length;
      editor.updateFromHistory(true);
      return;
    } else {
      if (key.char === '' || key.alt || isControl(key.char.charCodeAt(0))) {
        editor.pushBack(key);
        return;
      }
      text += key.char;
      setStatus();
      const at = folded(editor, editor.buffer).indexOf(folded(editor, text));
      if (at < 0) from = searchOn(editor, text, direction, from);
      else showMatch(at);
      positions.push(editor.historyIndex);
    }
  }
}

function* interactiveSearch(editor: LineEditor, direction: 1 | -1): KeySteps {
  editor.saveCurrentLine();
  editor.statusPrompt = direction > 0 ? prompts.forward : prompts.back;
  editor.statusBuffer = '_';
  editor.render();
  yield* searchLoop(editor, direction);
  editor.emphasisStart = -1;
  editor.emphasisLength = 0;
  editor.clearStatus(true);
}

export const reverseSearchHistory: EditorAction = (editor) => interactiveSearch(editor, -1);
export const forwardSearchHistory: EditorAction = (editor) => interactiveSearch(editor, 1);
