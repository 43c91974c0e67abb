/**
 * Turns format records into lines: blank lines around tables and lists, group headings, column widths.
 * seen: powershell-formatting.md 5 to 8 (BaseOutputtingCommand.cs).
 */
import { PSRuntimeException } from '../errors';
import { ComplexWriter } from './complex-writer';
import type { LineOutput } from './line-output';
import { writeList } from './list-writer';
import { measuredCell, measuredWidths, RecordQueue } from './record-queue';
import {
  FormatEndData,
  FormatEntryData,
  type FormatRecord,
  FormatStartData,
  GroupEndData,
  GroupStartData,
  type Shape,
} from './records';
import { itemsPerRow, TableWriter } from './table-writer';

/** A record that cannot come here; the message names the command that is to blame. */
export class OutOfSequence extends PSRuntimeException {
  constructor(record: FormatRecord) {
    const shape = record instanceof FormatStartData ? record.shape.kind : undefined;
    super(
      `The object of type "${record.netType.fullName}" is not valid or not in the correct sequence. This is likely caused by a user-specified "${shape ? `format-${shape}` : 'format-*'}" command which is conflicting with the default formatting.`,
      'ConsoleLineOutputOutOfSequencePacket,Microsoft.PowerShell.Commands.OutLineOutputCommand',
      { category: 'InvalidData', exceptionType: 'System.InvalidOperationException' },
    );
  }
}

type State = 'outside' | 'formatting' | 'group';

export class RecordWriter {
  private state: State = 'outside';
  private queue: RecordQueue | undefined;
  private shape: Shape | undefined;
  private table: TableWriter | undefined;
  private widthHint: number[] | undefined;
  private cellHint = 0;
  private row: string[] = [];
  private perRow = 2;

  constructor(
    private readonly out: LineOutput,
    private readonly nowTicks: () => bigint,
    /** Asked to close what default formatting has open when a Format-* record sequence begins. */
    private readonly closeOpen: () => void = () => {},
  ) {}

  add(record: FormatRecord): void {
    this.checkSequence(record);
    if (record instanceof FormatStartData) {
      const { shape } = record;
      const unsized = shape.kind === 'table' && shape.columns.length > 0 && shape.columns[0].width === 0;
      this.flush();
      this.queue =
        record.autoSize || unsized
          ? new RecordQueue(record.autoSize, this.nowTicks, (start, records) => {
              this.widthHint = measuredWidths(start, records);
              this.cellHint = start.shape.kind === 'wide' && start.shape.columns === 0 ? measuredCell(records) : 0;
            })
          : undefined;
    }
    if (!this.queue) this.write(record);
    else for (const ready of this.queue.add(record)) this.write(ready);
  }

  /** Writes what is held back (end of the pipeline). */
  flush(): void {
    if (!this.queue) return;
    for (const record of this.queue.drain()) this.write(record);
    this.queue = undefined;
  }

  private checkSequence(record: FormatRecord): void {
    if (record instanceof FormatEntryData) {
      if (!record.outOfBand) this.expect('group', record);
    } else if (record instanceof FormatStartData) {
      if (this.state === 'group') this.closeOpen();
      this.expect('outside', record);
      this.state = 'formatting';
    } else if (record instanceof FormatEndData) {
      this.expect('formatting', record);
      this.state = 'outside';
    } else if (record instanceof GroupStartData) {
      this.expect('formatting', record);
      this.state = 'group';
    } else if (record instanceof GroupEndData) {
      this.expect('group', record);
      this.state = 'formatting';
    }
  }

  private expect(state: State, record: FormatRecord): void {
    if (this.state !== state) throw new OutOfSequence(record);
  }

  private write(record: FormatRecord): void {
    if (record instanceof FormatEntryData) this.writeEntry(record);
    else if (record instanceof FormatStartData) {
      this.shape = record.shape;
      this.widthHint = undefined;
      this.cellHint = 0;
      this.blank();
    } else if (record instanceof GroupStartData) this.startGroup(record);
    else if (record instanceof GroupEndData) {
      this.writeWideRow();
      this.blank();
    } else if (record instanceof FormatEndData) this.blank();
  }

  private blank(): void {
    this.out.writeLine('', 'output');
  }

  private startGroup(group: GroupStartData): void {
    const { out, shape } = this;
    const columns = out.width;
    let labels: string[] = [];
    if (shape?.kind === 'table' && shape.columns.length > 0) {
      this.table = new TableWriter();
      this.table.initialize(
        columns,
        this.widthHint ?? shape.columns.map((column) => column.width),
        shape.columns.map((column) => column.alignment),
        shape.hideHeader,
      );
      labels = shape.columns.map((column) => column.label);
    } else if (shape?.kind === 'wide') {
      this.perRow = this.cellHint > 0 ? itemsPerRow(this.cellHint, columns) : shape.columns || 2;
      this.table = new TableWriter();
      this.table.initialize(
        columns,
        new Array<number>(this.perRow).fill(0),
        new Array<'left'>(this.perRow).fill('left'),
        false,
      );
    }
    if (group.heading) {
      this.blank();
      new ComplexWriter(out, columns).write(group.heading);
      this.blank();
    }
    if (shape?.kind === 'table') this.table?.writeHeader(labels, out);
    else if (shape?.kind === 'list' || shape?.kind === 'wide') this.blank();
  }

  private writeEntry(record: FormatEntryData): void {
    const { entry, outOfBand, stream } = record;
    const { out } = this;
    switch (entry.kind) {
      case 'text':
        out.writeLine(entry.text, stream);
        return;
      case 'complex':
        new ComplexWriter(out, out.width, stream).write(entry.parts);
        return;
      case 'list':
        if (outOfBand) this.blank();
        writeList(entry.labels, entry.values, out.width, out);
        this.blank();
        return;
      case 'row': {
        const shape = this.shape;
        if (shape?.kind !== 'table' || shape.columns.length === 0) return;
        const cells = entry.cells;
        for (let k = cells.length; k < shape.columns.length; k++) cells.push('');
        this.table?.writeRow(cells, out, entry.multiLine, entry.alignments);
        return;
      }
      case 'wide':
        this.row.push(entry.text);
        if (this.row.length === this.perRow) this.writeWideRow();
    }
  }

  private writeWideRow(): void {
    if (this.row.length === 0) return;
    const row = this.row;
    this.row = [];
    for (let k = row.length; k < this.perRow; k++) row.push('');
    this.table?.writeRow(row, this.out, false, undefined);
  }
}
