/** Where laid-out lines go: the screen, a text (Out-String) or a file (Out-File). */
import type { HostUI, StreamKind } from '../host';

/** Receives whole lines; `width` is the number of usable columns (buffer width less one). */
export interface LineOutput {
  readonly width: number;
  writeLine(text: string, stream: StreamKind): void;
}

/** Usable columns where there is no console. seen: powershell-formatting.md 1. */
export const fallbackWidth = 120;

/** The console. The widths are asked for anew, because the reader may resize the window. */
export class HostLineOutput implements LineOutput {
  constructor(private readonly ui: HostUI) {}
  get width(): number {
    return this.ui.bufferWidth - 1;
  }
  writeLine(text: string, stream: StreamKind): void {
    if (text.indexOf('\n') < 0) this.ui.writeLine(stream, marked(text, stream));
    else for (const line of text.split(/\r?\n/)) this.ui.writeLine(stream, marked(line, stream));
  }
}

const marks: Partial<Record<StreamKind, string>> = { warning: 'WARNING: ', verbose: 'VERBOSE: ', debug: 'DEBUG: ' };

/** Records of the other streams that were merged into the output are written as the host writes such lines. */
function marked(text: string, stream: StreamKind): string {
  const mark = marks[stream];
  return mark === undefined ? text : mark + text;
}

/** Collects lines (Out-String, Out-File, tests). */
export class LineBuffer implements LineOutput {
  readonly lines: string[] = [];
  constructor(readonly width: number) {}
  writeLine(text: string): void {
    this.lines.push(text);
  }
  /** Takes what has come since the last call. */
  take(): string[] {
    return this.lines.splice(0);
  }
}
