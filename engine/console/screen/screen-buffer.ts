import { cellWidth } from './cell-width';
import { type Attribute, consoleColors, defaultAttribute, foregroundOf, reverseBit } from './colors';
import { glyphOf } from './harmless';

/** The second cell of a wide character. */
export const wideTail = 0;
const blank = 32;

/** One row of cells: a UTF-16 unit and its colours each. */
export class ScreenRow {
  readonly chars: Uint16Array;
  readonly attrs: Uint16Array;
  /** True where the text went on from the end of the row above. */
  wrapped = false;
  constructor(
    readonly width: number,
    attr: Attribute,
  ) {
    this.chars = new Uint16Array(width).fill(blank);
    this.attrs = new Uint16Array(width).fill(attr);
  }
  fill(attr: Attribute): void {
    this.chars.fill(blank);
    this.attrs.fill(attr);
    this.wrapped = false;
  }
  copyFrom(other: ScreenRow): void {
    this.chars.set(other.chars);
    this.attrs.set(other.attrs);
    this.wrapped = other.wrapped;
  }
  /** The row's text; trailing blanks cut. */
  text(): string {
    let end = this.width;
    while (end > 0 && this.chars[end - 1] === blank) end--;
    let text = '';
    for (let x = 0; x < end; x++) if (this.chars[x] !== wideTail) text += String.fromCharCode(this.chars[x]);
    return text;
  }
}

/** Rows of cells that the line editor or the progress pane writes as a block. */
export class CellBlock {
  readonly chars: Uint16Array;
  readonly attrs: Uint16Array;
  constructor(
    readonly width: number,
    readonly rows: number,
    attr: Attribute,
  ) {
    this.chars = new Uint16Array(width * rows).fill(blank);
    this.attrs = new Uint16Array(width * rows).fill(attr);
  }
  get length(): number {
    return this.chars.length;
  }
}

/** A run of cells of one colour: [row, column, text, foreground, "reverse"?]. */
export type ColorRun = [row: number, column: number, text: string, foreground: string, reverse?: 'reverse'];

export interface ScreenOptions {
  width: number;
  height: number;
  attribute?: Attribute;
  /** Rows kept above the window (up to 500 more for a while). The console's buffer has 3000 rows in all. */
  scrollback?: number;
  /**
   * What writing into the last column does. The Windows console moves the cursor to the next row at once, so a line of
   * exactly the window's width is followed by an empty one; VT terminals wait for the next character.
   */
  edge?: 'immediate' | 'deferred';
}

/**
 * The screen of one console: a window of `height` rows, the rows that scrolled off above it, a cursor.
 * Output and the line editor write here; views (xterm, a terminal, tests) read it.
 */
export class ScreenBuffer {
  width: number;
  height: number;
  rows: ScreenRow[];
  /** Rows above the window, oldest first. */
  readonly scrollback: ScreenRow[] = [];
  /** How many rows have left the window since the last clear; the window's first row has this absolute number. */
  top = 0;
  cursorX = 0;
  cursorY = 0;
  cursorVisible = true;
  /** Counts clears and resizes: a view that sees a new number draws everything anew. */
  epoch = 0;
  /** Counts changes of any kind. */
  version = 0;
  /** How often the bell rang. */
  bells = 0;
  /** Colours of new text and of cleared cells. */
  attr: Attribute;
  /** The console's own colours, which a view shows as its default ones. */
  readonly baseAttr: Attribute;
  readonly edge: 'immediate' | 'deferred';
  private pendingWrap = false;
  private readonly maxScrollback: number;
  /** Rows that fell off the scroll-back, to be used again. */
  private spare: ScreenRow[] = [];

  constructor(options: ScreenOptions) {
    this.width = Math.max(2, Math.floor(options.width));
    this.height = Math.max(2, Math.floor(options.height));
    this.attr = options.attribute ?? defaultAttribute;
    this.baseAttr = this.attr;
    this.edge = options.edge ?? 'immediate';
    this.maxScrollback = options.scrollback ?? 3000;
    this.rows = Array.from({ length: this.height }, () => new ScreenRow(this.width, this.attr));
  }

  setCursor(x: number, y: number): void {
    this.pendingWrap = false;
    this.cursorX = Math.max(0, Math.min(this.width - 1, x));
    this.cursorY = Math.max(0, Math.min(this.height - 1, y));
    this.version++;
  }

  /** True when the next character starts a row. */
  get atLineStart(): boolean {
    return this.cursorX === 0 && !this.pendingWrap;
  }

  bell(): void {
    this.bells++;
    this.version++;
  }

  /** Moves everything up by `count` rows; new rows at the bottom are blank. The cursor stays where it is. */
  scroll(count: number): void {
    if (count <= 0) return;
    const kept = this.height + this.maxScrollback;
    if (count > kept) {
      // All of it would be dropped again.
      this.top += count - kept;
      count = kept;
    }
    for (let i = 0; i < count; i++) {
      this.scrollback.push(this.rows.shift() as ScreenRow);
      const row = this.spare.pop() ?? new ScreenRow(this.width, this.attr);
      row.fill(this.attr);
      this.rows.push(row);
    }
    this.top += count;
    // Trimmed now and then: taking one off the front each time would cost more than all the rest.
    const extra = this.scrollback.length - this.maxScrollback;
    if (extra >= 500) this.spare = this.scrollback.splice(0, extra);
    this.version++;
  }

  private nextRow(wrapped: boolean): void {
    this.pendingWrap = false;
    this.cursorX = 0;
    if (this.cursorY === this.height - 1) this.scroll(1);
    else this.cursorY++;
    if (wrapped) this.rows[this.cursorY].wrapped = true;
  }

  /** Writes text at the cursor as a console does: LF starts the next row, CR, BS, TAB and BEL act, other controls show as glyphs. */
  write(text: string, attr: Attribute = this.attr): void {
    for (let i = 0; i < text.length; i++) {
      const code = text.charCodeAt(i);
      if (code >= 32) {
        this.put(glyphOf(code), attr);
        continue;
      }
      switch (code) {
        case 10:
          this.nextRow(false);
          break;
        case 13:
          this.pendingWrap = false;
          this.cursorX = 0;
          break;
        case 8:
          if (this.pendingWrap) this.pendingWrap = false;
          else if (this.cursorX > 0) this.cursorX--;
          break;
        case 9: {
          const stop = Math.min(this.width, (Math.floor(this.cursorX / 8) + 1) * 8);
          for (let x = this.cursorX; x < stop; x++) this.put(blank, attr);
          break;
        }
        case 7:
          this.bells++;
          break;
        default:
          this.put(glyphOf(code), attr);
      }
    }
    this.version++;
  }

  private put(glyph: number, attr: Attribute): void {
    const size = cellWidth(glyph);
    if (this.pendingWrap) this.nextRow(true);
    if (this.cursorX + size > this.width) this.nextRow(true);
    const row = this.rows[this.cursorY];
    row.chars[this.cursorX] = glyph;
    row.attrs[this.cursorX] = attr;
    if (size === 2) {
      row.chars[this.cursorX + 1] = wideTail;
      row.attrs[this.cursorX + 1] = attr;
    }
    this.cursorX += size;
    if (this.cursorX >= this.width) {
      if (this.edge === 'deferred') {
        this.cursorX = this.width - 1;
        this.pendingWrap = true;
      } else this.nextRow(true);
    }
  }

  /** Writes a block of whole rows at row `top`, scrolling as needed; answers the row where it really begins. */
  writeBlock(block: CellBlock, top: number): number {
    const count = block.rows;
    if (top + count > this.height) {
      const extra = top + count - this.height;
      this.scroll(extra);
      top -= extra;
    }
    const width = Math.min(block.width, this.width);
    for (let r = 0; r < count; r++) {
      const y = top + r;
      // A block higher than the window: its first rows lie above it.
      const row = y < 0 ? this.scrollback[this.scrollback.length + y] : this.rows[y];
      if (!row || row.width !== this.width) continue;
      const at = r * block.width;
      row.chars.set(block.chars.subarray(at, at + width));
      row.attrs.set(block.attrs.subarray(at, at + width));
      if (r > 0) row.wrapped = false;
    }
    this.version++;
    return top;
  }

  /** The cells of some rows, as a block. */
  readBlock(top: number, count: number): CellBlock {
    const block = new CellBlock(this.width, count, this.attr);
    for (let r = 0; r < count; r++) {
      const row = this.rows[top + r];
      if (!row) continue;
      block.chars.set(row.chars, r * this.width);
      block.attrs.set(row.attrs, r * this.width);
    }
    return block;
  }

  blankRows(top: number, count: number): void {
    for (let y = Math.max(0, top); y < Math.min(this.height, top + count); y++) this.rows[y].fill(this.attr);
    this.version++;
  }

  /** Clear-Host: the whole buffer, with what had scrolled off. */
  clear(): void {
    for (const row of this.rows) row.fill(this.attr);
    this.scrollback.length = 0;
    this.top = 0;
    this.cursorX = 0;
    this.cursorY = 0;
    this.pendingWrap = false;
    this.epoch++;
    this.version++;
  }

  /** Changes the size; rows that were wrapped are joined and wrapped anew. The cursor keeps its place in the text. */
  resize(width: number, height: number): void {
    width = Math.max(2, Math.floor(width));
    height = Math.max(2, Math.floor(height));
    if (width === this.width && height === this.height) return;
    const old = [...this.scrollback, ...this.rows];
    let cursorRow = this.scrollback.length + this.cursorY;
    let last = old.length - 1;
    while (last > cursorRow && old[last].text() === '') last--;
    const laid: ScreenRow[] = [];
    let newCursorRow = 0;
    let newCursorX = this.cursorX;
    if (width === this.width) {
      for (let i = 0; i <= last; i++) laid.push(old[i]);
      newCursorRow = cursorRow;
    } else {
      for (let i = 0; i <= last; ) {
        let end = i + 1;
        while (end <= last && old[end].wrapped) end++;
        // One logical line: rows i .. end - 1.
        const chars: number[] = [];
        const attrs: number[] = [];
        let cursorAt = -1;
        for (let r = i; r < end; r++) {
          const row = old[r];
          const used = r === end - 1 ? Math.max(usedCells(row), r === cursorRow ? this.cursorX : 0) : row.width;
          if (r === cursorRow) cursorAt = chars.length + this.cursorX;
          for (let x = 0; x < Math.min(row.width, used); x++) {
            chars.push(row.chars[x]);
            attrs.push(row.attrs[x]);
          }
        }
        const firstRow = laid.length;
        let at = 0;
        do {
          const row = new ScreenRow(width, this.attr);
          row.wrapped = at > 0;
          for (let x = 0; x < width && at < chars.length; x++, at++) {
            if (x === width - 1 && at + 1 < chars.length && chars[at + 1] === wideTail) break;
            row.chars[x] = chars[at];
            row.attrs[x] = attrs[at];
          }
          laid.push(row);
        } while (at < chars.length);
        if (cursorAt >= 0) {
          newCursorRow = firstRow + Math.floor(cursorAt / width);
          newCursorX = cursorAt % width;
          while (laid.length <= newCursorRow) {
            const row = new ScreenRow(width, this.attr);
            row.wrapped = true;
            laid.push(row);
          }
        }
        i = end;
      }
    }
    if (width !== this.width) this.spare = [];
    this.width = width;
    this.height = height;
    const above = Math.max(0, laid.length - height, 0);
    // The cursor's row must stay in the window.
    const start = Math.min(above, newCursorRow);
    this.scrollback.length = 0;
    for (let i = Math.max(0, start - this.maxScrollback); i < start; i++) this.scrollback.push(laid[i]);
    this.rows = laid.slice(start, start + height);
    while (this.rows.length < height) this.rows.push(new ScreenRow(width, this.attr));
    cursorRow = newCursorRow - start;
    this.cursorY = Math.max(0, Math.min(height - 1, cursorRow));
    this.cursorX = Math.max(0, Math.min(width - 1, newCursorX));
    this.pendingWrap = false;
    this.top = this.scrollback.length;
    this.epoch++;
    this.version++;
  }

  /** Visible lines, trailing blanks and trailing empty lines cut. */
  lines(): string[] {
    const lines = this.rows.map((row) => row.text());
    while (lines.length > 0 && lines[lines.length - 1] === '') lines.pop();
    return lines;
  }

  /** All lines that are kept, those above the window first; trailing empty ones cut. */
  allLines(): string[] {
    const lines = this.scrollback.map((row) => row.text());
    for (const line of this.rows) lines.push(line.text());
    while (lines.length > 0 && lines[lines.length - 1] === '') lines.pop();
    return lines;
  }

  /** Runs of cells that are not in the default colours. */
  colorRuns(defaults: Attribute = this.baseAttr): ColorRun[] {
    const runs: ColorRun[] = [];
    for (let y = 0; y < this.height; y++) {
      const row = this.rows[y];
      for (let x = 0; x < row.width; ) {
        const attr = row.attrs[x];
        let end = x + 1;
        while (end < row.width && row.attrs[end] === attr) end++;
        if (attr !== defaults) {
          let text = '';
          for (let i = x; i < end; i++) if (row.chars[i] !== wideTail) text += String.fromCharCode(row.chars[i]);
          const name =
            foregroundOf(attr) === foregroundOf(defaults) ? 'default' : (consoleColors[foregroundOf(attr)] as string);
          if (attr & reverseBit) runs.push([y, x, text, name, 'reverse']);
          else runs.push([y, x, text, name]);
        }
        x = end;
      }
    }
    return runs;
  }
}

/** Cells of a row up to the last that is not blank. */
function usedCells(row: ScreenRow): number {
  let cells = row.width;
  while (cells > 0 && row.chars[cells - 1] === blank) cells--;
  return cells;
}
