import type { ConsoleColor, HostUI, ProgressRecord, StreamKind } from '../language/host';
import { wrapText } from './word-wrap';

/** A line that a program wrote, and the stream of its last part. */
export interface WrittenLine {
  stream: StreamKind;
  text: string;
}

/**
 * A host without a screen: it collects what is written as logical lines. For scripts that run by themselves (`lab run`,
 * `lab transcripts`, checks). A line is not broken at the window's edge, which is the console's doing; warnings, verbose
 * and debug lines are wrapped, which is the host's. Texts stay as they are: whoever prints them makes them harmless.
 */
export class LineHost implements HostUI {
  readonly written: WrittenLine[] = [];
  windowTitle = 'Administrator: Windows PowerShell';
  foregroundColor: ConsoleColor = 'DarkYellow';
  backgroundColor: ConsoleColor = 'DarkMagenta';
  private open = '';

  constructor(
    readonly bufferWidth = 120,
    readonly windowHeight = 50,
    private readonly onLine?: (line: WrittenLine) => void,
  ) {}

  write(text: string): void {
    this.add('host', text);
  }

  writeLine(kind: StreamKind, text: string): void {
    const wrapped =
      kind === 'warning' || kind === 'verbose' || kind === 'debug'
        ? wrapText(text, this.bufferWidth - 1).join('\n')
        : text;
    this.add(kind, `${wrapped}\n`);
  }

  writeProgress(_record: ProgressRecord): void {
    // The pane is drawn over the screen and leaves nothing behind.
  }

  /** Clear-Host: nothing of what was written stays visible. */
  clear(): void {
    this.written.length = 0;
    this.open = '';
  }

  private add(stream: StreamKind, text: string): void {
    let from = 0;
    for (let cut = text.indexOf('\n'); cut >= 0; cut = text.indexOf('\n', from)) {
      const end = cut > from && text.charCodeAt(cut - 1) === 13 ? cut - 1 : cut;
      this.push({ stream, text: this.open + text.slice(from, end) });
      this.open = '';
      from = cut + 1;
    }
    this.open += from === 0 ? text : text.slice(from);
  }

  private push(line: WrittenLine): void {
    this.written.push(line);
    this.onLine?.(line);
  }

  /** What was written without a line end becomes a line; call it when the program has ended. */
  finish(): void {
    if (this.open === '') return;
    const text = this.open;
    this.open = '';
    this.push({ stream: 'host', text });
  }

  /** The lines' texts. */
  get lines(): string[] {
    return this.written.map((line) => line.text);
  }
}
