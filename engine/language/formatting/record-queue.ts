/**
 * Holds back the records of a group until the column widths are known.
 * seen: powershell-formatting.md 5 (OutputGroupQueue of OutputQueue.cs).
 */
import { FormatEntryData, type FormatRecord, FormatStartData, GroupEndData, GroupStartData } from './records';

/** Simulated time a table without widths waits for rows: 300 ms in 100-ns ticks. */
const groupingTicks = 3_000_000n;

export class RecordQueue {
  private collecting = false;
  private records: FormatRecord[] = [];
  private start: FormatStartData | undefined;
  private startedAt = 0n;

  constructor(
    /** The whole group (-AutoSize), or the first 300 ms. */
    private readonly wholeGroup: boolean,
    private readonly nowTicks: () => bigint,
    /** Told the collected records before they are handed on. */
    private readonly notify: (start: FormatStartData, records: readonly FormatRecord[]) => void,
  ) {}

  /** Records that may be written now. */
  add(record: FormatRecord): readonly FormatRecord[] {
    if (record instanceof FormatStartData) this.start = record;
    if (!this.collecting) {
      if (!(record instanceof GroupStartData)) return [record];
      this.collecting = true;
      if (!this.wholeGroup) this.startedAt = this.nowTicks();
      this.records.push(record);
      return none;
    }
    this.records.push(record);
    const full =
      record instanceof GroupEndData || (!this.wholeGroup && this.nowTicks() - this.startedAt > groupingTicks);
    return full ? this.drain() : none;
  }

  /** Everything that is still held. */
  drain(): readonly FormatRecord[] {
    if (this.collecting && this.start) this.notify(this.start, this.records);
    this.collecting = false;
    return this.records.splice(0);
  }
}

const none: readonly FormatRecord[] = [];

/** Longest cell of each column of a collected table, headings included. */
export function measuredWidths(start: FormatStartData, records: readonly FormatRecord[]): number[] | undefined {
  if (start.shape.kind !== 'table') return undefined;
  const widths = start.shape.columns.map((column) => column.label.length);
  for (const record of records) {
    if (!(record instanceof FormatEntryData) || record.outOfBand || record.entry.kind !== 'row') continue;
    const { cells } = record.entry;
    for (let k = 0; k < cells.length; k++) if (cells[k].length > widths[k]) widths[k] = cells[k].length;
  }
  return widths;
}

/** Longest cell of a collected Format-Wide group. */
export function measuredCell(records: readonly FormatRecord[]): number {
  let longest = 0;
  for (const record of records)
    if (record instanceof FormatEntryData && record.entry.kind === 'wide')
      longest = Math.max(longest, record.entry.text.length);
  return longest;
}
