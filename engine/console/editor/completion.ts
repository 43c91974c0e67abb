/** Tab, the menu, lists of possible completions. seen: PSReadLine 1.2, Completion.cs; cases tab-*, menu-* */
import { textWidth } from '../screen/cell-width';
import { reverseBit } from '../screen/colors';
import { glyphOf } from '../screen/harmless';
import { CellBlock } from '../screen/screen-buffer';
import type { EditorAction, KeySteps } from './editor-function';
import type { CompletionMatch } from './language';
import type { LineEditor } from './line-editor';

/** Asks the language, unless the key before was a completion as well. Answers true when there is something to offer. */
function prepare(editor: LineEditor): boolean {
  if (editor.tabCommands === 0) {
    editor.tabCompletions = undefined;
    const list = editor.host.language.complete(editor.buffer, editor.current);
    const { replacementIndex: start, replacementLength: length } = list;
    if (list.matches.length === 0) return false;
    if (start < 0 || start > editor.buffer.length || length < 0 || length > editor.buffer.length - start) return false;
    editor.tabCompletions = list;
    editor.completionIndex = -1;
    editor.completionLength = length;
  }
  return editor.tabCompletions !== undefined;
}

/** A container's text with a backslash at its end, within its quotes. */
function withBackslash(text: string): { text: string; back: number } {
  if (text.endsWith('\\')) return { text, back: 0 };
  const quote = text.at(-1) ?? '';
  if (quote !== "'" && quote !== '"') return { text: `${text}\\`, back: 0 };
  if (text.at(-2) === '\\') return { text, back: 1 };
  return { text: `${text.slice(0, -1)}\\${quote}`, back: 1 };
}

function putIn(editor: LineEditor, match: CompletionMatch, container: boolean): void {
  const list = editor.tabCompletions;
  if (!list) return;
  let text = match.completionText;
  let back = 0;
  if (container && match.type === 'ProviderContainer') ({ text, back } = withBackslash(text));
  editor.replace(list.replacementIndex, editor.completionLength, text);
  if (back > 0) editor.moveCursor(editor.current - back);
  editor.completionLength = text.length;
}

function cycle(editor: LineEditor, step: 1 | -1): void {
  if (!prepare(editor) || !editor.tabCompletions) return;
  const { matches } = editor.tabCompletions;
  let index = editor.completionIndex + step;
  if (index < 0) index = matches.length - 1;
  else if (index >= matches.length) index = 0;
  editor.completionIndex = index;
  putIn(editor, matches[index], false);
  editor.tabCommands++;
}

export const tabCompleteNext: EditorAction = (editor) => cycle(editor, 1);
export const tabCompletePrevious: EditorAction = (editor) => cycle(editor, -1);

/** The longest text that all matches begin with, quotes aside. */
function commonPrefix(matches: readonly CompletionMatch[]): string {
  const bare = (text: string): string => text.replace(/^['"]|['"]$/g, '');
  let prefix = bare(matches[0].completionText);
  for (const { completionText } of matches) {
    const text = bare(completionText);
    let i = 0;
    while (i < prefix.length && i < text.length && prefix[i].toLowerCase() === text[i].toLowerCase()) i++;
    prefix = prefix.slice(0, i);
  }
  return prefix;
}

/** `Complete` (bash style) and `MenuComplete`. */
function complete(editor: LineEditor, menu: boolean): void | KeySteps {
  const repeated = editor.tabCommands > 0;
  if (!prepare(editor) || !editor.tabCompletions) return;
  const { matches } = editor.tabCompletions;
  if (repeated) {
    if (matches.length > 1) return showPossible(editor, menu);
    editor.ding();
    return;
  }
  if (matches.length === 1) {
    putIn(editor, matches[0], true);
    return;
  }
  if (menu) return showPossible(editor, true);
  const prefix = commonPrefix(matches);
  const { replacementIndex } = editor.tabCompletions;
  const typed = editor.buffer.slice(replacementIndex, replacementIndex + editor.completionLength);
  if (prefix.length > typed.length) {
    editor.replace(replacementIndex, editor.completionLength, prefix);
    editor.completionLength = prefix.length;
    editor.tabCommands++;
  } else return showPossible(editor, false);
}

export const completeFunction: EditorAction = (editor) => complete(editor, false);
export const menuComplete: EditorAction = (editor) => complete(editor, true);
export const possibleCompletions: EditorAction = (editor) => {
  if (prepare(editor)) return showPossible(editor, false);
};

/** Text of an item on one line. */
function oneLine(text: string): string {
  const end = text.search(/[\r\n]/);
  return end < 0 ? text : `${text.slice(0, end)}...`;
}

interface Layout {
  block: CellBlock;
  columnWidth: number;
}

function layOut(editor: LineEditor, matches: readonly CompletionMatch[]): Layout {
  const { width } = editor;
  const texts = matches.map((match) => oneLine(match.listItemText));
  let longest = 0;
  for (const text of texts) longest = Math.max(longest, textWidth(text));
  const columnWidth = Math.min(width, longest + 2);
  if (editor.options.showToolTips) {
    const block = new CellBlock(width, matches.length, editor.baseAttribute);
    const room = width - columnWidth - 2;
    for (const [row, match] of matches.entries()) {
      putText(block, row * width, texts[row], columnWidth);
      if (room <= 3) continue;
      let tip = oneLine(match.toolTip).trim();
      if (tip.length > room) tip = `${tip.slice(0, room - 3)}...`;
      putText(block, row * width + columnWidth, `- ${tip}`, room + 2);
    }
    return { block, columnWidth: width };
  }
  const columns = Math.max(1, Math.floor(width / columnWidth));
  const rows = Math.ceil(matches.length / columns);
  const block = new CellBlock(width, rows, editor.baseAttribute);
  for (const [index, text] of texts.entries())
    putText(block, (index % rows) * width + Math.floor(index / rows) * columnWidth, text, columnWidth);
  return { block, columnWidth };
}

function putText(block: CellBlock, at: number, text: string, room: number): void {
  for (let i = 0; i < text.length && i < room; i++) block.chars[at + i] = glyphOf(text.charCodeAt(i));
}

function* askYesOrNo(editor: LineEditor, question: string): KeySteps<boolean> {
  editor.statusPrompt = question;
  editor.render();
  const key = yield* editor.readKey();
  editor.statusPrompt = undefined;
  editor.render();
  return key.name === 'Y';
}

function* showPossible(editor: LineEditor, menu: boolean): KeySteps {
  const list = editor.tabCompletions;
  if (!list || list.matches.length === 0) return;
  const { matches } = list;
  if (matches.length >= editor.options.completionQueryItems) {
    const question = `Display all ${matches.length} possibilities? (y or n) _`;
    if (!(yield* askYesOrNo(editor, question))) return;
  }
  const { block, columnWidth } = layOut(editor, matches);
  const inputRows = editor.coordinatesOf(editor.buffer.length).y - editor.initialY + 1;
  if (menu && inputRows + block.rows <= editor.screen.height) {
    yield* runMenu(editor, matches, block, columnWidth);
    return;
  }
  // The list stays on the screen, and the prompt with the input comes again below it.
  writeRows(editor, block, editor.coordinatesOf(editor.buffer.length).y + 1);
}

/** Writes a list of any length below the input, scrolling as output does, and goes on below it. */
function writeRows(editor: LineEditor, block: CellBlock, top: number): void {
  const { screen } = editor;
  let row = top;
  for (let r = 0; r < block.rows; r++) {
    if (row >= screen.height) {
      screen.scroll(1);
      editor.initialY--;
      row = screen.height - 1;
    }
    const one = new CellBlock(block.width, 1, editor.baseAttribute);
    one.chars.set(block.chars.subarray(r * block.width, (r + 1) * block.width));
    one.attrs.set(block.attrs.subarray(r * block.width, (r + 1) * block.width));
    screen.writeBlock(one, row++);
  }
  editor.continueAt(row);
}

/** Shows an item in reverse, or no longer. */
function invert(block: CellBlock, item: number, columnWidth: number): void {
  const rows = block.rows;
  const from = (item % rows) * block.width + Math.floor(item / rows) * columnWidth;
  for (let i = 0; i < columnWidth && i < block.width; i++) block.attrs[from + i] ^= reverseBit;
}

function* runMenu(
  editor: LineEditor,
  matches: readonly CompletionMatch[],
  block: CellBlock,
  columnWidth: number,
): KeySteps {
  const { rows } = block;
  const last = matches.length - 1;
  editor.startEditGroup();
  const choose = (item: number): void => {
    putIn(editor, matches[item], true);
    editor.reallyRender();
  };
  const menuTop = (): number => editor.coordinatesOf(editor.buffer.length).y + 1;

  let selected = 0;
  choose(0);
  invert(block, 0, columnWidth);
  let top = editor.writeBelow(block, menuTop());
  editor.placeCursor();
  let undo = false;
  for (;;) {
    const key = yield* editor.readKey();
    const plain = !key.ctrl && !key.alt && !key.shift;
    let item = selected;
    if (plain && key.name === 'RightArrow') item = Math.min(selected + rows, last);
    else if (plain && key.name === 'LeftArrow') item = Math.max(selected - rows, 0);
    else if (plain && key.name === 'DownArrow') item = Math.min(selected + 1, last);
    else if (plain && key.name === 'UpArrow') item = Math.max(selected - 1, 0);
    else if (plain && key.name === 'Tab') item = (selected + 1) % matches.length;
    else if (key.shift && !key.ctrl && !key.alt && key.name === 'Tab')
      item = (selected + matches.length - 1) % matches.length;
    else if ((plain && key.name === 'Escape') || (key.ctrl && !key.alt && key.name === 'G')) {
      undo = true;
      break;
    } else {
      editor.pushBack(key);
      break;
    }
    if (item === selected) continue;
    choose(item);
    invert(block, selected, columnWidth);
    invert(block, item, columnWidth);
    selected = item;
    const wanted = menuTop();
    const before = top;
    top = editor.writeBelow(block, wanted);
    if (before > top) editor.screen.blankRows(top + rows, before - top);
    editor.placeCursor();
  }
  editor.screen.blankRows(top, rows);
  editor.endEditGroup();
  if (undo) editor.undo();
  else editor.render();
}
