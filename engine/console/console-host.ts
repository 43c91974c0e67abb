import type { ConsoleColor, HostUI, ProgressRecord, StreamKind } from '../language/host';
import type { ConsoleEventSink } from './events';
import { PendingProgress } from './progress';
import { attribute, backgroundOf, colorIndex, consoleColors, foregroundOf } from './screen/colors';
import { glyphOf, harmless } from './screen/harmless';
import { CellBlock, type ScreenBuffer } from './screen/screen-buffer';
import { wrapText } from './word-wrap';

/** Colours of one stream. */
export interface StreamColors {
  foreground: ConsoleColor;
  background: ConsoleColor;
}

/** `$Host.PrivateData`: colours of the streams. seen: powershell-formatting.md 13 */
export interface PrivateData {
  error: StreamColors;
  warning: StreamColors;
  debug: StreamColors;
  verbose: StreamColors;
  progress: StreamColors;
}

function defaultPrivateData(): PrivateData {
  const yellow = (): StreamColors => ({ foreground: 'Yellow', background: 'Black' });
  return {
    error: { foreground: 'Red', background: 'Black' },
    warning: yellow(),
    debug: yellow(),
    verbose: yellow(),
    progress: { foreground: 'Yellow', background: 'DarkCyan' },
  };
}

/** The progress pane starts this many rows below the window's top edge. */
const paneTop = 2;

/**
 * The screen side of the console host: output with its colours, word wrap, the progress pane. It implements the interface
 * that running commands write to. Questions are asked by the modules in `prompts/`, which write through this too.
 */
export class ConsoleHost implements HostUI {
  readonly privateData: PrivateData = defaultPrivateData();
  private readonly progress = new PendingProgress();
  /** Rows that the pane covers, with their first row; undefined while it is not shown. */
  private covered: { block: CellBlock; top: number } | undefined;
  private paneWanted = false;
  private pending = '';
  private pendingKind: StreamKind = 'output';
  private title: string;
  /** Lines of warnings and the like are wrapped here; off where the reader of the output wraps it. */
  readonly sink: ConsoleEventSink;

  constructor(
    readonly screen: ScreenBuffer,
    sink: ConsoleEventSink = () => {},
    title = 'Administrator: Windows PowerShell',
  ) {
    this.sink = sink;
    this.title = title;
  }

  get bufferWidth(): number {
    return this.screen.width;
  }
  get windowHeight(): number {
    return this.screen.height;
  }
  get windowTitle(): string {
    return this.title;
  }
  set windowTitle(text: string) {
    this.title = harmless(text);
    this.sink({ kind: 'title', text: this.title });
  }
  get foregroundColor(): ConsoleColor {
    return consoleColors[foregroundOf(this.screen.attr)];
  }
  set foregroundColor(color: ConsoleColor) {
    this.screen.attr = attribute(colorIndex(color), backgroundOf(this.screen.attr));
  }
  get backgroundColor(): ConsoleColor {
    return consoleColors[backgroundOf(this.screen.attr)];
  }
  set backgroundColor(color: ConsoleColor) {
    this.screen.attr = attribute(foregroundOf(this.screen.attr), colorIndex(color));
  }

  private attrOf(foreground?: ConsoleColor, background?: ConsoleColor): number {
    const base = this.screen.attr;
    return attribute(
      foreground === undefined ? foregroundOf(base) : colorIndex(foreground),
      background === undefined ? backgroundOf(base) : colorIndex(background),
    );
  }

  write(text: string, foreground?: ConsoleColor, background?: ConsoleColor): void {
    if (text === '') return;
    this.hidePane();
    this.screen.write(text, this.attrOf(foreground, background));
    this.note('host', text);
    this.showPane();
  }

  writeLine(kind: StreamKind, text: string, foreground?: ConsoleColor, background?: ConsoleColor): void {
    this.hidePane();
    let shown = text;
    let colors: StreamColors | undefined;
    if (kind === 'warning' || kind === 'verbose' || kind === 'debug') {
      colors = this.privateData[kind];
      shown = wrapText(text, this.screen.width - 1).join('\n');
    } else if (kind === 'error') colors = this.privateData.error;
    const attr = this.attrOf(foreground ?? colors?.foreground, background ?? colors?.background);
    this.screen.write(shown, attr);
    this.screen.write('\n');
    this.note(kind, `${text}\n`);
    this.showPane();
  }

  /** A line of a question: word-wrapped. */
  writeWrapped(text: string, foreground?: ConsoleColor): void {
    this.hidePane();
    this.screen.write(wrapText(text, this.screen.width - 1).join('\n'), this.attrOf(foreground));
    this.screen.write('\n');
    this.note('host', `${text}\n`);
    this.showPane();
  }

  /** Collects text into lines for the events. */
  private note(kind: StreamKind, text: string): void {
    if (this.pending !== '' && kind !== this.pendingKind && kind !== 'host') this.endLine();
    this.pendingKind = kind;
    let rest = text;
    for (let cut = rest.indexOf('\n'); cut >= 0; cut = rest.indexOf('\n')) {
      this.sink({
        kind: 'output',
        stream: kind,
        text: harmless((this.pending + rest.slice(0, cut)).replace(/\r/g, '')),
      });
      this.pending = '';
      rest = rest.slice(cut + 1);
    }
    this.pending += rest;
  }

  /** What was written without a line end becomes a line of the transcript; answers it. */
  endLine(): void {
    if (this.pending === '') return;
    const text = harmless(this.pending.replace(/\r/g, ''));
    this.pending = '';
    this.sink({ kind: 'output', stream: this.pendingKind, text });
  }

  /** What stands unfinished on the cursor's row (a question), taken out of the transcript's output. */
  takePending(): string {
    const text = harmless(this.pending.replace(/\r/g, ''));
    this.pending = '';
    return text;
  }

  /** A prompt starts on a row of its own. seen: powershell-line-editing.md */
  startNewRow(): void {
    if (!this.screen.atLineStart) this.screen.write('\n');
    this.endLine();
  }

  clear(): void {
    this.hidePane();
    this.screen.clear();
    this.pending = '';
    this.sink({ kind: 'clear' });
    this.showPane();
  }

  // --- progress pane ----------------------------------------------------------------------------------------------

  writeProgress(record: ProgressRecord): void {
    this.progress.update(record);
    this.hidePane();
    this.paneWanted = !this.progress.isEmpty;
    this.showPane();
    this.sink({ kind: 'progress', lines: this.paneLines() });
  }

  /** After a command: the pane goes, and what it reported is forgotten. */
  resetProgress(): void {
    if (!this.paneWanted && this.progress.isEmpty) return;
    this.hidePane();
    this.progress.clear();
    this.paneWanted = false;
    this.sink({ kind: 'progress', lines: [] });
  }

  /** The pane's text at present, without its borders. */
  private paneLines(): string[] {
    return this.progress
      .render(this.screen.width, this.paneHeight())
      .slice(1, -1)
      .map((line) => harmless(line.trimEnd()));
  }

  private paneHeight(): number {
    return Math.max(5, Math.floor(this.screen.height / 3));
  }

  private showPane(): void {
    if (!this.paneWanted) return;
    const { screen } = this;
    const lines = this.progress.render(screen.width, this.paneHeight());
    const top = Math.min(paneTop, Math.max(0, screen.height - 1));
    const rows = Math.min(lines.length, screen.height - top);
    if (rows <= 0) return;
    const { foreground, background } = this.privateData.progress;
    const pane = new CellBlock(screen.width, rows, attribute(colorIndex(foreground), colorIndex(background)));
    for (let r = 0; r < rows; r++) {
      const line = lines[r];
      for (let x = 0; x < line.length && x < screen.width; x++)
        pane.chars[r * screen.width + x] = glyphOf(line.charCodeAt(x));
    }
    this.covered = { block: screen.readBlock(top, rows), top };
    screen.writeBlock(pane, top);
  }

  private hidePane(): void {
    if (!this.covered) return;
    if (this.covered.block.width === this.screen.width) this.screen.writeBlock(this.covered.block, this.covered.top);
    this.covered = undefined;
  }

  /** Call around a change of the screen's size. */
  aroundResize(resize: () => void): void {
    this.hidePane();
    resize();
    this.showPane();
  }
}
