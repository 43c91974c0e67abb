/** An xterm without a window, to see what our VT output looks like in a real terminal. */
import xterm from '@xterm/headless';

export interface XtermScreen {
  write(data: string): Promise<void>;
  lines(): string[];
  cursor(): { x: number; y: number };
  /** [foreground, background, inverse] of a cell; -1: default. */
  cell(x: number, y: number): { char: string; fg: number; bg: number; inverse: boolean };
  scrollback(): string[];
  resize(columns: number, rows: number): void;
  readonly title: string;
  readonly bells: number;
  dispose(): void;
}

export function xtermScreen(columns: number, rows: number): XtermScreen {
  const terminal = new xterm.Terminal({ cols: columns, rows, scrollback: 5000, allowProposedApi: true });
  let title = '';
  let bells = 0;
  terminal.onTitleChange((text) => {
    title = text;
  });
  terminal.onBell(() => {
    bells++;
  });
  const { buffer } = terminal;
  const text = (y: number): string => buffer.active.getLine(y)?.translateToString(true).trimEnd() ?? '';
  return {
    write: (data) => new Promise((done) => terminal.write(data, done)),
    lines() {
      const lines: string[] = [];
      for (let y = 0; y < terminal.rows; y++) lines.push(text(buffer.active.baseY + y));
      while (lines.length > 0 && lines.at(-1) === '') lines.pop();
      return lines;
    },
    cursor: () => ({ x: buffer.active.cursorX, y: buffer.active.cursorY }),
    cell(x, y) {
      const cell = buffer.active.getLine(buffer.active.baseY + y)?.getCell(x);
      return {
        char: cell?.getChars() || ' ',
        fg: cell?.isFgDefault() ? -1 : (cell?.getFgColor() ?? -1),
        bg: cell?.isBgDefault() ? -1 : (cell?.getBgColor() ?? -1),
        inverse: (cell?.isInverse() ?? 0) !== 0,
      };
    },
    scrollback() {
      const lines: string[] = [];
      for (let y = 0; y < buffer.active.baseY; y++) lines.push(text(y));
      return lines;
    },
    resize: (c, r) => terminal.resize(c, r),
    get title() {
      return title;
    },
    get bells() {
      return bells;
    },
    dispose: () => terminal.dispose(),
  };
}
