/** Typing, deleting, accepting. seen: PSReadLine 1.2, BasicEditing.cs */
import type { EditorAction } from './editor-function';
import type { LineEditor } from './line-editor';
import { previousLine } from './movement';

export const backwardDeleteChar: EditorAction = (editor, _key, arg) => {
  if (editor.selectionCommands > 0) {
    const { start, length } = editor.region();
    editor.replace(start, length, undefined);
    return;
  }
  if (editor.current > 0) {
    const count = Math.min(arg ?? 1, editor.current);
    if (count > 0) editor.remove(editor.current - count, count);
  } else editor.ding();
};

function deleteForward(editor: LineEditor, arg: number | undefined, orExit: boolean): void {
  if (editor.selectionCommands > 0) {
    const { start, length } = editor.region();
    editor.replace(start, length, undefined);
    return;
  }
  if (editor.buffer === '') {
    if (!orExit) return;
    editor.exitRequested = true;
    editor.acceptInput();
    return;
  }
  const count = Math.min(arg ?? 1, editor.buffer.length - editor.current);
  if (count > 0) editor.remove(editor.current, count);
}

export const deleteChar: EditorAction = (editor, _key, arg) => deleteForward(editor, arg, false);
export const deleteCharOrExit: EditorAction = (editor, _key, arg) => deleteForward(editor, arg, true);

export const backwardDeleteLine: EditorAction = (editor) => {
  if (editor.current > 0) editor.remove(0, editor.current);
};

export const forwardDeleteLine: EditorAction = (editor) => {
  const { current, buffer } = editor;
  if (current < buffer.length) editor.remove(current, buffer.length - current);
};

/** Enter: runs the input, or goes on in a new line where it is incomplete. */
export const acceptLine: EditorAction = (editor) => {
  if (editor.isIncomplete) {
    editor.insert('\n');
    return;
  }
  editor.acceptInput();
};

/** Like AcceptLine; wrong input is not run but its error shown, until Enter is pressed again. */
export const validateAndAcceptLine: EditorAction = (editor) => {
  if (editor.isIncomplete) {
    editor.insert('\n');
    return;
  }
  const [error] = editor.parseErrors;
  if (error && !editor.statusIsError) {
    editor.statusPrompt = error.message;
    editor.statusIsError = true;
    editor.moveCursor(error.end);
    editor.render();
    return;
  }
  editor.acceptInput();
};

export const acceptAndGetNext: EditorAction = (editor) => {
  if (editor.isIncomplete) {
    editor.insert('\n');
    return;
  }
  editor.acceptInput();
  editor.getNextHistoryIndex = editor.historyIndex < editor.history.length - 1 ? editor.historyIndex + 1 : 0;
};

export const addLine: EditorAction = (editor) => editor.insert('\n');

export const insertLineAbove: EditorAction = (editor, key, arg) => {
  let start = 0;
  if (editor.isMultiLine) {
    start = Math.max(0, editor.current - 1);
    for (; start > 0; start--) {
      if (editor.buffer[start] === '\n') {
        start++;
        break;
      }
    }
  }
  editor.current = start;
  editor.insert('\n');
  return previousLine(editor, key, arg);
};

export const insertLineBelow: EditorAction = (editor) => {
  const end = editor.buffer.indexOf('\n', editor.current);
  editor.current = end < 0 ? editor.buffer.length : end;
  editor.insert('\n');
};

export const selfInsert: EditorAction = (editor, key, arg) => {
  if (key.char !== '') editor.selfInsert(key, arg);
};

export const cancelLine: EditorAction = (editor) => editor.cancelInput();
export const revertLine: EditorAction = (editor) => {
  if (editor.statusIsError) editor.clearStatus(true);
  editor.revertLine();
};
export const undo: EditorAction = (editor) => editor.undo();
export const redo: EditorAction = (editor) => editor.redo();
export const ignore: EditorAction = () => {};
export const abort: EditorAction = () => {};

/** Emacs Ctrl+T: the character before the caret changes place with the one at it. */
export const swapCharacters: EditorAction = (editor) => {
  const { buffer } = editor;
  let at = editor.current;
  if (at === buffer.length) at--;
  if (at < 1 || buffer.length < 2) {
    editor.ding();
    return;
  }
  editor.replace(at - 1, 2, buffer[at] + buffer[at - 1]);
};
