/**
 * Lines of tables and of Format-Wide. seen: powershell-formatting.md 5 (TableWriter.cs).
 */
import { fitColumns, separatorWidth } from './column-widths';
import type { LineOutput } from './line-output';
import type { Alignment } from './records';
import { ellipsis, truncateAtNewLine, wrapText } from './word-wrap';

/** Narrower screens show no table at all. */
const minimumScreenColumns = 5;

/** A cell in its column: padded, or cut with the mark. */
export function fitCell(value: string, width: number, alignment: Alignment): string {
  const text = truncateAtNewLine(value);
  const length = text.length;
  if (length < width) {
    if (alignment === 'right') return text.padStart(width);
    if (alignment === 'center') return text.padStart(length + ((width - length) >> 1)).padEnd(width);
    return text.padEnd(width);
  }
  if (length === width) return text;
  const room = width - ellipsis.length;
  if (room > 0) return alignment === 'right' ? ellipsis + text.slice(length - room) : text.slice(0, room) + ellipsis;
  return alignment === 'right' ? text.slice(length - width) : text.slice(0, width);
}

export class TableWriter {
  private disabled = false;
  private widths: number[] = [];
  private alignments: readonly Alignment[] = [];
  private hideHeader = false;

  /** `widths` are those of view or data, 0 where none; they are fitted to the screen. */
  initialize(
    screenColumns: number,
    widths: readonly number[],
    alignments: readonly Alignment[],
    hideHeader: boolean,
  ): void {
    this.disabled = screenColumns < minimumScreenColumns;
    this.hideHeader = hideHeader;
    this.alignments = alignments;
    this.widths = [...widths];
    fitColumns(this.widths, screenColumns);
    if (!this.widths.some((width) => width > 0)) this.disabled = true;
  }

  writeHeader(labels: readonly string[], out: LineOutput): void {
    if (this.disabled || this.hideHeader) return;
    this.writeRow(labels, out, true, undefined);
    const marks = labels.map((label, k) => {
      const width = this.widths[k];
      if (width <= 0) return '';
      return '-'.repeat(label === '' ? width : Math.min(label.length, width));
    });
    this.writeRow(marks, out, false, undefined);
  }

  /** `alignments`: of this row, where the view gives some; else those of the columns. */
  writeRow(
    values: readonly string[],
    out: LineOutput,
    multiLine: boolean,
    alignments: ReadonlyArray<Alignment | undefined> | undefined,
  ): void {
    if (this.disabled) return;
    if (multiLine) this.writeWrappedRow(values, out, alignments);
    else out.writeLine(this.row(values, alignments), 'output');
  }

  private row(values: readonly string[], alignments: ReadonlyArray<Alignment | undefined> | undefined): string {
    let line = '';
    for (let k = 0; k < this.widths.length; k++) {
      const width = this.widths[k];
      if (width <= 0) continue;
      if (k > 0) line += ' ';
      line += fitCell(values[k], width, alignments?.[k] ?? this.alignments[k]);
    }
    return line;
  }

  private writeWrappedRow(
    values: readonly string[],
    out: LineOutput,
    alignments: ReadonlyArray<Alignment | undefined> | undefined,
  ): void {
    const cells: string[][] = [];
    const columns: number[] = [];
    let height = 0;
    for (let k = 0; k < this.widths.length; k++) {
      const width = this.widths[k];
      if (width <= 0) continue;
      const alignment = alignments?.[k] ?? this.alignments[k];
      const lines = wrapText(values[k], width).map((line) =>
        line.length < width ? fitCell(line, width, alignment) : line,
      );
      height = Math.max(height, lines.length);
      cells.push(lines);
      columns.push(k);
    }
    for (let r = 0; r < height; r++) {
      let line = '';
      for (let c = 0; c < cells.length; c++) {
        const width = this.widths[columns[c]];
        if (c > 0) line += ' '.repeat(separatorWidth);
        line += cells[c][r] ?? ' '.repeat(width);
      }
      out.writeLine(line, 'output');
    }
  }
}

/** How many cells of `maxWidth` Format-Wide -AutoSize puts on a line. An exact fit is refused. */
export function itemsPerRow(maxWidth: number, screenColumns: number): number {
  if (maxWidth <= 0 || screenColumns < 1 || maxWidth >= screenColumns) return 1;
  let items = 1;
  while (maxWidth * (items + 1) + items * separatorWidth < screenColumns) items++;
  return items;
}
