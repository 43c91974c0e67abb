import type { Token } from '../../language/parsing/token';
import { chordOf, type Key } from '../keys';
import { cellWidth } from '../screen/cell-width';
import { type Attribute, attribute, backgroundOf, foregroundOf, reverseBit } from '../screen/colors';
import { glyphOf, isControl } from '../screen/harmless';
import { CellBlock, type ScreenBuffer, wideTail } from '../screen/screen-buffer';
import { DeleteItem, type EditItem, GroupItem, InsertItem } from './edit-items';
import type { EditorFunction, KeySteps } from './editor-function';
import { emacsBindings, type KeyBindings, windowsBindings } from './key-bindings';
import { pasteText } from './kill-yank';
import { type CompletionList, type EditorLanguage, type EditorParseError, tokenClassOf } from './language';
import { type ColorPair, defaultOptions, type EditorOptions } from './options';

/** A line of the history with the edits that made it. */
export interface HistoryItem {
  readonly line: string;
  readonly edits: readonly EditItem[];
  readonly undoIndex: number;
}

/** The text that copy, cut and paste share with the desktop. */
export interface Clipboard {
  text: string;
}

/** How PageUp and its relatives move the view; the view itself belongs to whoever shows the screen. */
export type ViewScroll = { rows: number } | { to: 'top' | 'cursor' };

/** What surrounds the editor. */
export interface EditorHost {
  readonly screen: ScreenBuffer;
  readonly language: EditorLanguage;
  readonly clipboard: Clipboard;
  scrollView?(move: ViewScroll): void;
  /** Each accepted line, for the history file. */
  historyAdded?(line: string): void;
  historyCleared?(): void;
}

/** Rows that are drawn at most: what the console's buffer holds. */
const mostRows = 3000;
/** Longest text that is parsed for its colours with every key. */
const mostColored = 200_000;

/** Stands for a paste whose text comes with it. */
const pasteKey: Key = { name: 'Paste', char: '', ctrl: false, alt: false, shift: false };

interface Coordinates {
  x: number;
  y: number;
}

/**
 * The line editor of Windows PowerShell 5.1: PSReadLine 1.2. One object serves a console for all its lines: `begin` starts
 * a line where the cursor stands (after the prompt), `key` takes one key after the other, and when `accepted` is set the
 * line is in `result`. All drawing goes to the screen of the host.
 *
 * State and names follow PSReadLine's own; its functions lie in the modules beside this one.
 */
export class LineEditor {
  options: EditorOptions = defaultOptions();
  bindings: KeyBindings = windowsBindings();

  buffer = '';
  current = 0;
  edits: EditItem[] = [];
  undoIndex = 0;
  editGroupStart = -1;
  mark = 0;
  emphasisStart = -1;
  emphasisLength = 0;
  statusPrompt: string | undefined;
  statusBuffer = '';
  statusIsError = false;

  readonly history: HistoryItem[] = [];
  historyIndex = 0;
  /** The line typed before the walk through the history began. */
  savedLine: HistoryItem | undefined;
  /** AcceptAndGetNext: where the next line starts. 0 = nowhere. */
  getNextHistoryIndex = 0;

  // How many commands of a kind came one after the other.
  killCommands = 0;
  yankCommands = 0;
  yankLastArgCommands = 0;
  tabCommands = 0;
  searchHistoryCommands = 0;
  recallHistoryCommands = 0;
  selectionCommands = 0;
  moveToLineCommands = 0;

  searchHistoryPrefix = '';
  /** Lines already shown, where duplicates are to be left out. */
  seenHistory: Map<string, number> | undefined;
  moveToLineColumn = 0;
  tabCompletions: CompletionList | undefined;
  /** Index and length of what the last completion put in. */
  completionIndex = 0;
  completionLength = 0;
  readonly killRing: string[] = [];
  killIndex = 0;
  yankStart = 0;
  yankLastArg: { argument: number; historyIndex: number; increment: number; start: number } | undefined;

  inputAccepted = false;
  result = '';
  /** True from `begin` until a line is accepted. */
  reading = false;
  /** True when the line ended with Ctrl+C; its text is in `cancelledText`. */
  wasCancelled = false;
  cancelledText = '';
  /** True once the console asked to end (DeleteCharOrExit on an empty line). */
  exitRequested = false;

  initialX = 0;
  initialY = 0;
  private bufferWidth = 0;
  private attr: Attribute = 0;
  /** The prompt's rows as they stood when the line began. */
  private promptRows: CellBlock = new CellBlock(1, 1, 0);
  /** What stands on the rows of the input, from row `skippedRows` on; its first cells are the prompt's. */
  private cells: CellBlock = new CellBlock(1, 1, 0);
  /** Rows at the top of a very long input that are not drawn. */
  private skippedRows = 0;
  private parsedText: string | undefined;
  private parsedTokens: readonly Token[] = [];
  private parsedErrors: readonly EditorParseError[] = [];

  private loop: KeySteps | undefined;
  private readonly pushedBack: Key[] = [];
  private pasted = '';
  /** Keys that are known to follow: while many do, drawing can wait. */
  queuedKeys = 0;

  constructor(readonly host: EditorHost) {}

  get screen(): ScreenBuffer {
    return this.host.screen;
  }

  // --- life of a line ---------------------------------------------------------------------------------------------

  /** Starts a line at the screen's cursor. */
  begin(): void {
    const { screen } = this;
    this.buffer = '';
    this.current = 0;
    this.edits = [];
    this.undoIndex = 0;
    this.editGroupStart = -1;
    this.mark = 0;
    this.emphasisStart = -1;
    this.emphasisLength = 0;
    this.statusPrompt = undefined;
    this.statusBuffer = '';
    this.statusIsError = false;
    this.parsedText = undefined;
    this.inputAccepted = false;
    this.exitRequested = false;
    this.wasCancelled = false;
    this.cancelledText = '';
    this.result = '';
    this.reading = true;
    this.initialX = screen.cursorX;
    this.initialY = screen.cursorY - this.options.extraPromptLineCount;
    this.attr = screen.attr;
    this.bufferWidth = screen.width;
    this.killCommands = 0;
    this.yankCommands = 0;
    this.yankLastArgCommands = 0;
    this.tabCommands = 0;
    this.selectionCommands = 0;
    this.moveToLineCommands = 0;
    this.recallHistoryCommands = 0;
    this.pushedBack.length = 0;
    this.queuedKeys = 0;
    this.promptRows = screen.readBlock(this.initialY, 1 + this.options.extraPromptLineCount);
    this.cells = this.promptRows;
    this.skippedRows = 0;
    this.historyIndex = this.history.length;
    if (this.getNextHistoryIndex > 0) {
      this.historyIndex = Math.min(this.getNextHistoryIndex, this.history.length - 1);
      this.getNextHistoryIndex = 0;
      if (this.historyIndex >= 0) this.updateFromHistory(true);
    } else {
      this.searchHistoryCommands = 0;
      this.savedLine = undefined;
    }
    this.loop = this.inputLoop();
    this.loop.next();
  }

  /** Takes a key; answers true when the line was accepted with it. */
  key(key: Key): boolean {
    if (!this.reading || !this.loop) return false;
    if (this.loop.next(key).done) this.reading = false;
    return !this.reading;
  }

  /** Takes keys that arrive at once; answers how many it took before the line was accepted. */
  keys(keys: readonly Key[], from = 0): number {
    let taken = from;
    while (taken < keys.length && this.reading) {
      this.queuedKeys = keys.length - taken - 1;
      this.key(keys[taken++]);
    }
    this.queuedKeys = 0;
    if (this.reading) this.reallyRender();
    return taken - from;
  }

  /** Puts a text in as one edit, as Ctrl+V does with the clipboard's. Ends a search or a menu first. */
  paste(text: string): boolean {
    this.pasted = text;
    return this.key(pasteKey);
  }

  private *inputLoop(): KeySteps {
    for (;;) {
      const kills = this.killCommands;
      const yanks = this.yankCommands;
      const yankLastArgs = this.yankLastArgCommands;
      const tabs = this.tabCommands;
      const searches = this.searchHistoryCommands;
      const recalls = this.recallHistoryCommands;
      const selections = this.selectionCommands;
      const moves = this.moveToLineCommands;

      const key = yield* this.readKey();
      yield* this.processKey(key, false, undefined);
      if (this.inputAccepted) {
        this.result = this.exitRequested ? 'exit' : this.maybeAddToHistory(this.buffer);
        return;
      }

      if (kills === this.killCommands) this.killCommands = 0;
      if (yanks === this.yankCommands) this.yankCommands = 0;
      if (yankLastArgs === this.yankLastArgCommands) {
        this.yankLastArgCommands = 0;
        this.yankLastArg = undefined;
      }
      if (tabs === this.tabCommands) {
        this.tabCommands = 0;
        this.tabCompletions = undefined;
      }
      if (searches === this.searchHistoryCommands) {
        if (this.searchHistoryCommands > 0) {
          this.emphasisStart = -1;
          this.emphasisLength = 0;
          this.render();
          this.historyIndex = this.history.length;
        }
        this.searchHistoryCommands = 0;
        this.searchHistoryPrefix = '';
      }
      if (recalls === this.recallHistoryCommands) {
        if (this.recallHistoryCommands > 0) this.historyIndex = this.history.length;
        this.recallHistoryCommands = 0;
      }
      if (selections === this.selectionCommands && this.selectionCommands > 0) {
        this.selectionCommands = 0;
        this.render();
      }
      if (moves === this.moveToLineCommands) this.moveToLineCommands = 0;
    }
  }

  /** Reads a key within a function. */
  *readKey(): KeySteps<Key> {
    const again = this.pushedBack.pop();
    if (again) return again;
    return yield;
  }

  /** The key will be read again. */
  pushBack(key: Key): void {
    this.pushedBack.push(key);
  }

  /** The function a key is bound to. */
  functionOf(key: Key): EditorFunction | undefined {
    return this.bindings.lookup(this.normalized(key));
  }

  /** A control character with Shift alone counts as without: Shift+Backspace is Backspace. */
  private normalized(key: Key): Key {
    if (
      key.shift &&
      !key.ctrl &&
      !key.alt &&
      key.char !== '' &&
      isControl(key.char.charCodeAt(0)) &&
      !this.bindings.lookup(key)
    )
      return { ...key, shift: false };
    return key;
  }

  *processKey(key: Key, ignoreIfUnbound: boolean, arg: number | undefined): KeySteps {
    if (key === pasteKey) {
      pasteText(this, this.pasted);
      return;
    }
    const normal = this.normalized(key);
    const handler = this.bindings.lookup(normal);
    if (handler) {
      const steps = handler.action(this, normal, arg);
      if (steps) yield* steps;
      return;
    }
    const second = this.bindings.chord(normal);
    if (second) {
      const next = yield* this.readKey();
      const chorded = second.get(chordOf(this.normalized(next)));
      if (chorded) {
        const steps = chorded.action(this, next, arg);
        if (steps) yield* steps;
      }
      return;
    }
    if (!ignoreIfUnbound && normal.char !== '') this.selfInsert(normal, arg);
  }

  setEditMode(mode: 'Windows' | 'Emacs'): void {
    this.options.editMode = mode;
    this.bindings = mode === 'Emacs' ? emacsBindings() : windowsBindings();
  }

  // --- editing ----------------------------------------------------------------------------------------------------

  selfInsert(key: Key, arg: number | undefined): void {
    if (arg !== undefined && arg <= 0) return;
    // A huge argument would only fill the memory.
    const text = key.char.repeat(Math.min(arg ?? 1, 10_000));
    if (this.selectionCommands > 0) {
      const { start, length } = this.region();
      this.replace(start, length, text);
    } else this.insert(text);
  }

  saveEditItem(item: EditItem): void {
    const undone = this.edits.length - this.undoIndex;
    if (undone > 0) {
      this.edits.length = this.undoIndex;
      if (this.editGroupStart >= 0) this.editGroupStart = Math.max(0, this.editGroupStart - undone);
    }
    this.edits.push(item);
    this.undoIndex = this.edits.length;
  }

  startEditGroup(): void {
    // What was undone is gone as soon as the group begins, so that its start is where its first item will lie.
    this.edits.length = this.undoIndex;
    this.editGroupStart = this.edits.length;
  }

  endEditGroup(): void {
    const items = this.edits.splice(this.editGroupStart);
    this.undoIndex = this.edits.length;
    this.editGroupStart = -1;
    if (items.length > 0) this.saveEditItem(new GroupItem(items));
  }

  insert(text: string): void {
    this.saveEditItem(new InsertItem(text, this.current));
    this.buffer = this.buffer.slice(0, this.current) + text + this.buffer.slice(this.current);
    this.current += text.length;
    this.render();
  }

  /** Takes out [start, start + length) as one step. */
  remove(start: number, length: number): void {
    this.saveEditItem(new DeleteItem(this.buffer.slice(start, start + length), start));
    this.buffer = this.buffer.slice(0, start) + this.buffer.slice(start + length);
    this.current = start;
    this.render();
  }

  /** Puts `text` in the place of a piece; one step for undo. */
  replace(start: number, length: number, text: string | undefined): void {
    const grouped = this.editGroupStart === -1;
    if (grouped) this.startEditGroup();
    this.saveEditItem(new DeleteItem(this.buffer.slice(start, start + length), start));
    this.buffer = this.buffer.slice(0, start) + (text ?? '') + this.buffer.slice(start + length);
    this.current = start;
    if (text !== undefined) {
      this.saveEditItem(new InsertItem(text, start));
      this.current = start + text.length;
    }
    if (grouped) {
      this.endEditGroup();
      this.render();
    }
  }

  undo(): void {
    if (this.undoIndex > 0) {
      this.edits[--this.undoIndex].undo(this);
      this.render();
    } else this.ding();
  }

  redo(): void {
    if (this.undoIndex < this.edits.length) {
      this.edits[this.undoIndex++].redo(this);
      this.render();
    } else this.ding();
  }

  revertLine(): void {
    while (this.undoIndex > 0) this.edits[--this.undoIndex].undo(this);
    this.render();
  }

  /** The selected piece. */
  region(): { start: number; length: number } {
    const start = Math.min(this.mark, this.current);
    return { start, length: Math.abs(this.mark - this.current) };
  }

  get selection(): { start: number; length: number } | undefined {
    if (this.selectionCommands === 0) return undefined;
    const region = this.region();
    return region.length > 0 ? region : undefined;
  }

  get isMultiLine(): boolean {
    return this.buffer.includes('\n');
  }

  ding(): void {
    if (this.options.bellStyle === 'Audible') this.screen.bell();
  }

  // --- history ----------------------------------------------------------------------------------------------------

  /** Lines of the history file, oldest first. */
  loadHistory(lines: Iterable<string>): void {
    for (const line of lines) this.remember({ line, edits: [new InsertItem(line, 0)], undoIndex: 1 });
    this.historyIndex = this.history.length;
  }

  private remember(item: HistoryItem): void {
    this.history.push(item);
    while (this.history.length > this.options.maximumHistoryCount) this.history.shift();
  }

  private maybeAddToHistory(line: string): string {
    const { addToHistory } = this.options;
    if (line.trim() !== '' && (!addToHistory || addToHistory(line))) {
      this.remember({ line, edits: this.edits, undoIndex: this.undoIndex });
      this.historyIndex = this.history.length;
      if (this.options.historySaveStyle === 'SaveIncrementally') this.host.historyAdded?.(line);
    }
    if (this.getNextHistoryIndex === 0) this.savedLine = undefined;
    return line;
  }

  saveCurrentLine(): void {
    this.savedLine ??= { line: this.buffer, edits: [...this.edits], undoIndex: this.undoIndex };
  }

  updateFromHistory(moveCursor: boolean): void {
    const atEnd = this.historyIndex >= this.history.length;
    const item = atEnd ? this.savedLine : this.history[this.historyIndex];
    if (item) {
      this.buffer = item.line;
      this.edits = [...item.edits];
      this.undoIndex = item.undoIndex;
    }
    this.current = moveCursor ? this.buffer.length : Math.min(this.current, this.buffer.length);
    this.render();
  }

  clearHistory(): void {
    this.history.length = 0;
    this.historyIndex = 0;
    this.host.historyCleared?.();
  }

  // --- parsing ----------------------------------------------------------------------------------------------------

  private parse(): void {
    if (this.parsedText === this.buffer) return;
    const { tokens, errors } = this.host.language.parse(this.buffer);
    this.parsedText = this.buffer;
    this.parsedTokens = tokens;
    this.parsedErrors = errors;
  }
  get tokens(): readonly Token[] {
    this.parse();
    return this.parsedTokens;
  }
  get parseErrors(): readonly EditorParseError[] {
    this.parse();
    return this.parsedErrors;
  }
  get isIncomplete(): boolean {
    return this.parseErrors.some((error) => error.incomplete);
  }

  // --- drawing ----------------------------------------------------------------------------------------------------

  /** Draws the line, unless many keys wait. */
  render(): void {
    if (this.queuedKeys > 10) return;
    this.reallyRender();
  }

  private get promptCells(): number {
    return this.initialX + this.bufferWidth * this.options.extraPromptLineCount;
  }

  private get statusRows(): number {
    if (this.statusPrompt === undefined) return 0;
    return Math.floor((this.statusPrompt.length + this.statusBuffer.length) / this.bufferWidth) + 1;
  }

  /** Colour of each UTF-16 unit of the text, by its tokens. */
  private colorsOfText(): Uint16Array {
    const text = this.buffer;
    const attrs = new Uint16Array(text.length).fill(this.attr);
    const colored = text.length <= mostColored;
    const paint = (tokens: readonly Token[]): void => {
      for (const token of tokens) {
        if (token.start >= text.length) continue;
        const kind = tokenClassOf(token);
        attrs.fill(this.attrOf(this.options.colors[kind]), token.start, Math.min(token.end, text.length));
        if (token.detail?.kind === 'string' && token.detail.nestedTokens) paint(token.detail.nestedTokens);
      }
    };
    if (colored) paint(this.tokens);
    if (this.selectionCommands > 0) {
      const { start, length } = this.region();
      for (let i = start; i < start + length; i++) attrs[i] |= reverseBit;
    }
    if (this.emphasisStart >= 0) {
      const end = Math.min(text.length, this.emphasisStart + this.emphasisLength);
      attrs.fill(this.attrOf(this.options.emphasisColor), Math.min(this.emphasisStart, text.length), end);
    }
    return attrs;
  }

  private attrOf(color: ColorPair): Attribute {
    return attribute(color.foreground ?? foregroundOf(this.attr), color.background ?? backgroundOf(this.attr));
  }

  reallyRender(): void {
    const text = this.buffer;
    const attrs = this.colorsOfText();
    const width = this.bufferWidth;
    const statusRows = this.statusRows;
    const rowCount = this.coordinatesOf(text.length).y - this.initialY + 1 + statusRows;
    const drawnBefore = this.skippedRows + this.cells.rows;
    if (drawnBefore > rowCount) this.screen.blankRows(this.initialY + rowCount, drawnBefore - rowCount);
    const skipped = Math.max(0, rowCount - mostRows);
    if (this.cells.rows !== rowCount - skipped || this.cells === this.promptRows)
      this.cells = new CellBlock(width, rowCount - skipped, this.attr);
    if (skipped === 0) {
      const keep = Math.min(this.promptCells, this.promptRows.length, this.cells.length);
      this.cells.chars.set(this.promptRows.chars.subarray(0, keep));
      this.cells.attrs.set(this.promptRows.attrs.subarray(0, keep));
    }
    this.skippedRows = skipped;
    // Where the block begins, in cells of the whole input.
    const base = skipped * width;
    const { chars, attrs: colors } = this.cells;
    const limit = base + chars.length;
    let j = this.promptCells;
    const put = (code: number, attr: Attribute): void => {
      if (j >= base && j < limit) {
        chars[j - base] = code;
        colors[j - base] = attr;
      }
      j++;
    };
    const promptAttr = this.attrOf(this.options.continuationPromptColor);
    const { continuationPrompt } = this.options;
    const drawnFrom = base - width;
    for (let i = 0; i < text.length; i++) {
      const code = text.charCodeAt(i);
      if (j < drawnFrom) {
        // Far above what is drawn: only the place counts.
        if (code === 10) j = Math.ceil(j / width) * width + continuationPrompt.length;
        else if (cellsOf(code) === 1) j++;
        else j += j % width === width - 1 ? 3 : 2;
        continue;
      }
      if (code === 10) {
        while (j % width !== 0) put(32, this.attr);
        for (let c = 0; c < continuationPrompt.length; c++) put(continuationPrompt.charCodeAt(c), promptAttr);
        continue;
      }
      if (cellsOf(code) === 1) {
        put(glyphOf(code), attrs[i]);
        continue;
      }
      if (j % width === width - 1) put(32, this.attr);
      if (isControl(code)) {
        put(94, attrs[i]);
        put(glyphOf(64 + code), attrs[i]);
      } else {
        put(code, attrs[i]);
        put(wideTail, attrs[i]);
      }
    }
    const statusFrom = limit - statusRows * width;
    while (j < statusFrom) put(32, this.attr);
    if (this.statusPrompt !== undefined) {
      j = statusFrom;
      const attr = this.statusIsError ? this.attrOf(this.options.errorColor) : this.attr;
      for (const char of this.statusPrompt) put(glyphOf(char.charCodeAt(0)), attr);
      for (const char of this.statusBuffer) put(glyphOf(char.charCodeAt(0)), attr);
      while (j < limit) put(32, this.attr);
    }
    this.writeWithErrorMark();
    this.placeCursor();
  }

  /** Writes the rows; the last visible character of the prompt is red while the input has a parse error. */
  private writeWithErrorMark(): void {
    if (this.skippedRows === 0 && this.buffer.length <= mostColored && this.parseErrors.length > 0) {
      let at = this.promptCells - 1;
      while (at >= 0 && this.cells.chars[at] === 32) at--;
      if (at >= 0) {
        const before = this.cells.attrs[at];
        this.cells.attrs[at] = attribute(12, backgroundOf(before));
        this.writeCells();
        this.cells.attrs[at] = before;
        return;
      }
    }
    this.writeCells();
  }

  private writeCells(): void {
    this.initialY = this.screen.writeBlock(this.cells, this.initialY + this.skippedRows) - this.skippedRows;
  }

  /** Where the caret stands on the screen for an offset into the text. */
  coordinatesOf(offset: number): Coordinates {
    const text = this.buffer;
    const width = this.bufferWidth;
    let x = this.initialX;
    let y = this.initialY + this.options.extraPromptLineCount;
    const continuation = this.options.continuationPrompt.length;
    for (let i = 0; i < offset; i++) {
      const code = text.charCodeAt(i);
      if (code === 10) {
        y++;
        x = continuation;
        continue;
      }
      const size = cellsOf(code);
      x += size;
      if (x >= width) {
        const over = x - width;
        x = over % size === 0 ? over : size;
        y++;
      }
    }
    // A character of two cells that does not fit goes to the next row, and the caret with it. A line end counts as a
    // control character here, so a caret before it in the last column shows on the next row too.
    if (offset < text.length && x + 2 > width && cellsOf(text.charCodeAt(offset)) === 2) {
      x = 0;
      y++;
    }
    return { x, y };
  }

  /** Offset of the place on row `y` at or after column `x`; -1 where the text has no such row. */
  offsetOf(x: number, y: number): number {
    const text = this.buffer;
    const width = this.bufferWidth;
    let column = this.initialX;
    let row = this.initialY + this.options.extraPromptLineCount;
    const continuation = this.options.continuationPrompt.length;
    let offset = 0;
    for (; offset < text.length; offset++) {
      if (row === y && x <= column) return offset;
      const code = text.charCodeAt(offset);
      if (code === 10) {
        if (row === y) return offset;
        row++;
        column = continuation;
        continue;
      }
      const size = cellsOf(code);
      column += size;
      if (column >= width) {
        const over = column - width;
        column = over % size === 0 ? over : size;
        row++;
      }
    }
    return row === y ? offset : -1;
  }

  placeCursor(): void {
    const { x, y } = this.coordinatesOf(this.current);
    this.placeAt(x, y);
  }

  /** Puts the cursor on a row, scrolling when it lies below the window. */
  private placeAt(x: number, y: number): void {
    const { screen } = this;
    if (y >= screen.height) {
      const count = y - screen.height + 1;
      screen.scroll(count);
      this.initialY -= count;
      y -= count;
    }
    screen.setCursor(x, y);
  }

  /** Moves the caret without drawing the text. */
  moveCursor(offset: number): void {
    this.current = Math.max(0, Math.min(this.buffer.length, offset));
    this.placeCursor();
  }

  clearStatus(render: boolean): void {
    this.statusPrompt = undefined;
    this.statusBuffer = '';
    this.statusIsError = false;
    if (render) this.render();
  }

  /** Draws rows below the input; answers the row where they begin. */
  writeBelow(block: CellBlock, top: number): number {
    const began = this.screen.writeBlock(block, top);
    this.initialY -= top - began;
    return began;
  }

  /** Goes on with the input (and the prompt) on another row. */
  continueAt(row: number): void {
    this.initialY = row;
    this.reallyRender();
  }

  /** The line is done: the cursor goes below it. */
  acceptInput(): void {
    const drawAgain = this.emphasisStart >= 0 || this.queuedKeys > 0;
    this.emphasisStart = -1;
    this.emphasisLength = 0;
    this.current = this.buffer.length;
    if (drawAgain) this.reallyRender();
    if (this.statusPrompt !== undefined) {
      this.clearStatus(false);
      this.reallyRender();
    }
    this.placeAt(0, this.coordinatesOf(this.current).y + 1);
    this.inputAccepted = true;
  }

  /** Ctrl+C: `^C` in the error colour after the text, and nothing runs. */
  cancelInput(): void {
    this.clearStatus(false);
    const end = this.buffer.length;
    this.wasCancelled = true;
    this.cancelledText = this.buffer;
    this.current = end;
    // Two blanks keep the room: `^C` itself could change what the tokens are.
    this.buffer += '  ';
    this.reallyRender();
    const { x, y } = this.coordinatesOf(end);
    const at = (y - this.initialY - this.skippedRows) * this.bufferWidth + x;
    const attr = this.attrOf(this.options.errorColor);
    for (const [i, code] of [94, 67].entries()) {
      if (at + i >= this.cells.length) break;
      this.cells.chars[at + i] = code;
      this.cells.attrs[at + i] = attr;
    }
    this.writeCells();
    this.placeAt(0, this.coordinatesOf(end).y + 1);
    this.buffer = '';
    this.current = 0;
    this.edits = [];
    this.undoIndex = 0;
    this.historyIndex = this.history.length;
    this.inputAccepted = true;
  }

  /** Attribute of the input where it has no colour of its own. */
  get baseAttribute(): Attribute {
    return this.attr;
  }

  get width(): number {
    return this.bufferWidth;
  }

  /** The window's first row becomes the row of the prompt. */
  scrollInputToTop(): void {
    const count = this.initialY;
    if (count <= 0) return;
    this.screen.scroll(count);
    this.initialY -= count;
    this.placeCursor();
  }

  /** Call around a change of the screen's size while a line is read. */
  resize(width: number, height: number): void {
    const { screen } = this;
    if (!this.reading) {
      screen.resize(width, height);
      return;
    }
    // Only the prompt stays on the screen, it is wrapped anew, and the input is drawn again behind it.
    screen.blankRows(this.initialY, this.skippedRows + this.cells.rows);
    const prompt = new CellBlock(this.bufferWidth, this.promptRows.rows, this.attr);
    prompt.chars.set(this.promptRows.chars.subarray(0, this.promptCells));
    prompt.attrs.set(this.promptRows.attrs.subarray(0, this.promptCells));
    this.initialY = Math.max(0, this.initialY);
    screen.writeBlock(prompt, this.initialY);
    screen.setCursor(this.initialX, this.initialY + this.options.extraPromptLineCount);
    screen.resize(width, height);
    this.bufferWidth = screen.width;
    this.initialX = screen.cursorX;
    this.initialY = Math.max(0, screen.cursorY - this.options.extraPromptLineCount);
    this.promptRows = screen.readBlock(this.initialY, 1 + this.options.extraPromptLineCount);
    this.cells = this.promptRows;
    this.skippedRows = 0;
    this.reallyRender();
  }
}

/** Cells of a character as the editor shows it: control characters as `^X`. */
function cellsOf(code: number): number {
  return isControl(code) ? 2 : cellWidth(code);
}
