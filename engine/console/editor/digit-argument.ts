/** Numeric arguments and the help about keys. seen: PSReadLine 1.2, DigitArgument, KeyBindings.cs */
import { chordOf, gestureOf } from '../keys';
import { glyphOf } from '../screen/harmless';
import { CellBlock } from '../screen/screen-buffer';
import type { EditorAction } from './editor-function';
import type { LineEditor } from './line-editor';

/** Alt+0 to Alt+9, Alt+-: collects a number and gives it to the next key's function. */
export const digitArgument: EditorAction = function* (editor, key) {
  if (!/^[0-9-]$/.test(key.char)) return;
  let digits = key.char === '-' ? '-1' : key.char;
  let sawDigit = key.char !== '-';
  editor.statusPrompt = 'digit-argument: ';
  const show = (): void => {
    editor.statusBuffer = digits;
    editor.render();
  };
  show();
  for (;;) {
    const next = yield* editor.readKey();
    const name = editor.functionOf(next)?.name;
    if (name === 'DigitArgument' && /^[0-9-]$/.test(next.char)) {
      if (next.char === '-') digits = digits.startsWith('-') ? digits.slice(1) : `-${digits}`;
      else {
        if (!sawDigit) digits = digits.slice(0, -1);
        sawDigit = true;
        digits += next.char;
      }
      show();
      continue;
    }
    if (name === 'Abort' || name === 'CancelLine' || name === 'CopyOrCancelLine') break;
    const value = /^-?\d+$/.test(digits) ? Number(digits) : Number.NaN;
    if (Number.isNaN(value) || value > 0x7fffffff || value < -0x80000000) editor.ding();
    else yield* editor.processKey(next, false, value);
    break;
  }
  if (!editor.inputAccepted) editor.clearStatus(true);
};

/** Writes lines below the input and shows the prompt with the input again below them. */
export function writeLinesBelow(editor: LineEditor, lines: readonly string[]): void {
  const { width, screen } = editor;
  let row = editor.coordinatesOf(editor.buffer.length).y + 1;
  for (const line of lines) {
    const rows = Math.max(1, Math.ceil(line.length / width));
    const block = new CellBlock(width, rows, editor.baseAttribute);
    for (let i = 0; i < line.length; i++) block.chars[i] = glyphOf(line.charCodeAt(i));
    row = screen.writeBlock(block, row) + rows;
  }
  editor.continueAt(row);
}

/** Alt+?: what the next key does. */
export const whatIsKey: EditorAction = function* (editor) {
  editor.statusPrompt = 'what-is-key: ';
  editor.render();
  const key = yield* editor.readKey();
  let chord = gestureOf(key);
  let found = editor.functionOf(key);
  if (!found) {
    const second = editor.bindings.chord(key);
    if (second) {
      const next = yield* editor.readKey();
      chord += `,${gestureOf(next)}`;
      found = second.get(chordOf(next));
    } else if (key.char !== '') found = { name: 'SelfInsert', description: 'Insert the key typed', action: () => {} };
  }
  editor.clearStatus(true);
  writeLinesBelow(editor, [
    found ? `${chord}: ${found.name}${found.description ? ` - ${found.description}` : ''}` : `${chord}: Key is unbound`,
  ]);
};

/** Ctrl+Alt+?: all bindings, one a line. */
export const showKeyBindings: EditorAction = (editor) => {
  const rows = [...editor.bindings.list()];
  const keyWidth = Math.max(3, ...rows.map((row) => row.chord.length));
  const nameWidth = Math.max(8, ...rows.map((row) => row.function.name.length));
  const line = (a: string, b: string, c: string): string =>
    `${a.padEnd(keyWidth)} ${b.padEnd(nameWidth)} ${c}`.slice(0, editor.width - 1).trimEnd();
  writeLinesBelow(editor, [
    '',
    line('Key', 'Function', 'Description'),
    line('---', '--------', '-----------'),
    ...rows.map((row) => line(row.chord, row.function.name, row.function.description)),
    '',
  ]);
};
