/** A place in a script: lines and columns count from 1, as in error records. */
export interface ScriptPosition {
  readonly line: number;
  readonly column: number;
}

/** A script's text with its name and the places of its lines. Offsets count UTF-16 units from 0. */
export class ScriptSource {
  readonly text: string;
  /** Path of the script file; undefined for text typed at the prompt. */
  readonly fileName: string | undefined;
  private lineStarts: readonly number[] | undefined;

  constructor(text: string, fileName?: string) {
    this.text = text;
    this.fileName = fileName;
  }

  /** Offsets at which lines begin; computed when first asked for. A line ends with CR LF, LF or CR. */
  get lines(): readonly number[] {
    if (this.lineStarts === undefined) {
      const starts = [0];
      const text = this.text;
      for (let i = 0; i < text.length; i++) {
        const c = text.charCodeAt(i);
        if (c === 10) {
          starts.push(i + 1);
        } else if (c === 13) {
          if (text.charCodeAt(i + 1) === 10) i++;
          starts.push(i + 1);
        }
      }
      this.lineStarts = starts;
    }
    return this.lineStarts;
  }

  /** The line number (from 1) of an offset. */
  lineOf(offset: number): number {
    const starts = this.lines;
    let low = 0;
    let high = starts.length;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (starts[middle] <= offset) low = middle;
      else high = middle;
    }
    return low + 1;
  }

  position(offset: number): ScriptPosition {
    const line = this.lineOf(offset);
    return { line, column: offset - this.lines[line - 1] + 1 };
  }

  /** The text of a line (from 1) without its line break. */
  lineText(line: number): string {
    const start = this.lines[line - 1];
    if (start === undefined) return '';
    const next = this.lines[line];
    let end = next === undefined ? this.text.length : next;
    if (next !== undefined) {
      if (this.text.charCodeAt(end - 1) === 10) end--;
      if (this.text.charCodeAt(end - 1) === 13 && end > start) end--;
    }
    return this.text.slice(start, end);
  }
}
