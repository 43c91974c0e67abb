import { cellWidth } from './cell-width';
import { backgroundOf, foregroundOf, powerShellPalette, reverseBit } from './colors';
import { type ScreenBuffer, ScreenRow, wideTail } from './screen-buffer';

/** How colours are sent. `palette`: the sixteen ANSI colours (the terminal's theme decides); `rgb`: 24-bit. */
export type ColorMode = 'palette' | 'rgb' | 'none';

export interface VtOptions {
  colors?: ColorMode;
  /**
   * The terminal is the reader's own: what scrolled off before is his and must stay, so nothing above the window is ever
   * erased or written again.
   */
  foreignScrollback?: boolean;
}

/** ANSI number (0-7, bright 8-15) of a console colour: red and blue change places. */
function ansiOf(color: number): number {
  return (color & 8) | ((color & 1) << 2) | (color & 2) | ((color & 4) >> 2);
}

function rgb(color: number): string {
  const hex = powerShellPalette[color];
  return `${Number.parseInt(hex.slice(1, 3), 16)};${Number.parseInt(hex.slice(3, 5), 16)};${Number.parseInt(hex.slice(5, 7), 16)}`;
}

/**
 * Turns a {@link ScreenBuffer} into VT sequences for one terminal: it remembers what that terminal shows and sends only
 * what changed. Rows that left the window go into the terminal's own scroll-back, each once.
 */
export class VtRenderer {
  private shown: ScreenRow[] = [];
  private shownTop = 0;
  private epoch = -1;
  private width = 0;
  private height = 0;
  private attr = -1;
  /** Where the terminal's cursor is; -1 = unknown. */
  private x = -1;
  private y = -1;
  private visible = true;
  private bells = 0;
  private out = '';

  private readonly colors: ColorMode;
  private readonly foreignScrollback: boolean;

  constructor(
    private readonly screen: ScreenBuffer,
    options: VtOptions = {},
  ) {
    this.colors = options.colors ?? 'palette';
    this.foreignScrollback = options.foreignScrollback ?? false;
    this.bells = screen.bells;
  }

  /** The next flush draws everything, as for a terminal that was just opened. */
  reset(): void {
    this.epoch = -1;
  }

  /** What brings the terminal to the screen's state; '' when nothing changed. */
  flush(): string {
    const { screen } = this;
    this.out = '';
    if (this.epoch !== screen.epoch || this.width !== screen.width || this.height !== screen.height) this.restart();
    const rows = screen.rows;
    if (screen.top > this.shownTop) this.advance();
    for (let y = 0; y < screen.height; y++) this.paintRow(y, rows[y]);
    if (screen.bells !== this.bells) {
      if (screen.bells > this.bells) this.out += '\x07';
      this.bells = screen.bells;
    }
    if (this.x !== screen.cursorX || this.y !== screen.cursorY) this.move(screen.cursorX, screen.cursorY);
    if (this.visible !== screen.cursorVisible) {
      this.visible = screen.cursorVisible;
      this.out += this.visible ? '\x1b[?25h' : '\x1b[?25l';
    }
    return this.out;
  }

  private restart(): void {
    const { screen } = this;
    this.width = screen.width;
    this.height = screen.height;
    this.epoch = screen.epoch;
    this.attr = -1;
    this.setAttr(screen.attr);
    this.out += this.foreignScrollback ? '\x1b[H\x1b[2J' : '\x1b[H\x1b[2J\x1b[3J';
    this.x = 0;
    this.y = 0;
    this.shown = Array.from({ length: this.height }, () => new ScreenRow(this.width, screen.attr));
    // What has already scrolled off is written through, so that it lies in the terminal's scroll-back.
    this.shownTop = this.foreignScrollback ? screen.top : screen.top - screen.scrollback.length;
  }

  /** Scrolls the terminal as far as the screen has scrolled, with the final content of every row that leaves. */
  private advance(): void {
    const { screen } = this;
    const oldest = screen.top - screen.scrollback.length;
    if (this.shownTop < oldest) this.shownTop = oldest;
    const rowAt = (absolute: number): ScreenRow =>
      absolute < screen.top ? screen.scrollback[absolute - oldest] : screen.rows[absolute - screen.top];
    for (let y = 0; y < this.height; y++) this.paintRow(y, rowAt(this.shownTop + y));
    const bottom = this.height - 1;
    while (this.shownTop < screen.top) {
      const row = rowAt(this.shownTop + this.height);
      this.setAttr(screen.attr);
      this.move(Math.max(this.x, 0), bottom);
      this.out += '\r\n';
      this.x = 0;
      this.y = bottom;
      const recycled = this.shown.shift() as ScreenRow;
      recycled.fill(screen.attr);
      this.shown.push(recycled);
      this.shownTop++;
      this.paintRow(bottom, row);
    }
  }

  private paintRow(y: number, row: ScreenRow): void {
    const shown = this.shown[y];
    const { chars, attrs } = row;
    const width = Math.min(this.width, row.width);
    let x = 0;
    while (x < width) {
      if (chars[x] === shown.chars[x] && attrs[x] === shown.attrs[x]) {
        x++;
        continue;
      }
      // A wide character is drawn whole.
      if (chars[x] === wideTail && x > 0) x--;
      // Everything from here to the row's end blank in the default colours: one erase does it.
      if (this.blankFrom(row, x)) {
        this.setAttr(this.screen.attr);
        this.move(x, y);
        this.out += '\x1b[K';
        for (; x < width; x++) {
          shown.chars[x] = 32;
          shown.attrs[x] = this.screen.attr;
        }
        return;
      }
      let end = x + 1;
      let same = 0;
      while (end < width && same < 4) {
        same = chars[end] === shown.chars[end] && attrs[end] === shown.attrs[end] ? same + 1 : 0;
        end++;
      }
      end -= same;
      this.move(x, y);
      for (; x < end; x++) {
        const code = chars[x];
        shown.chars[x] = code;
        shown.attrs[x] = attrs[x];
        if (code === wideTail) continue;
        this.setAttr(attrs[x]);
        if (this.x !== x || this.y !== y) this.move(x, y);
        this.putChar(chars, x, y, width);
      }
    }
  }

  private putChar(chars: Uint16Array, x: number, y: number, width: number): void {
    const code = chars[x];
    if (code >= 0xd800 && code <= 0xdfff) {
      // The terminal gets the pair in its first cell; how wide it draws it is not known, so the cursor is placed anew.
      const next = chars[x + 1];
      if (code <= 0xdbff && next >= 0xdc00 && next <= 0xdfff) this.out += String.fromCharCode(code, next);
      else if (code <= 0xdbff || x === 0 || chars[x - 1] < 0xd800 || chars[x - 1] > 0xdbff) this.out += '\ufffd';
      this.x = -1;
      return;
    }
    this.out += String.fromCharCode(code);
    if (code < 0x7f) this.x = x + 1;
    else this.x = cellWidth(code) === 1 && code < 0x2000 ? x + 1 : -1;
    this.y = y;
    // In the last column the terminal waits with the wrap; its cursor is neither here nor there.
    if (this.x >= width) this.x = -1;
  }

  private blankFrom(row: ScreenRow, from: number): boolean {
    if (row.width - from < 4) return false;
    const attr = this.screen.attr;
    for (let x = from; x < row.width; x++) if (row.chars[x] !== 32 || row.attrs[x] !== attr) return false;
    return true;
  }

  private move(x: number, y: number): void {
    if (this.x === x && this.y === y) return;
    this.out += `\x1b[${y + 1};${x + 1}H`;
    this.x = x;
    this.y = y;
  }

  private setAttr(attr: number): void {
    if (attr === this.attr) return;
    this.attr = attr;
    if (this.colors === 'none') {
      this.out += attr & reverseBit ? '\x1b[0;7m' : '\x1b[0m';
      return;
    }
    const foreground = foregroundOf(attr);
    const background = backgroundOf(attr);
    const { baseAttr } = this.screen;
    let codes = '0';
    if (this.colors === 'rgb') codes += `;38;2;${rgb(foreground)};48;2;${rgb(background)}`;
    else {
      // The console's own colours are the terminal's default ones.
      const f = ansiOf(foreground);
      if (foreground !== foregroundOf(baseAttr)) codes += `;${f < 8 ? 30 + f : 82 + f}`;
      const b = ansiOf(background);
      if (background !== backgroundOf(baseAttr)) codes += `;${b < 8 ? 40 + b : 92 + b}`;
    }
    if (attr & reverseBit) codes += ';7';
    this.out += `\x1b[${codes}m`;
  }
}
