/**
 * Out-Default, Out-Host, Out-String and Out-File: default formatting of plain objects, records of Format-* as they are, lines out.
 * One instance serves the whole line typed at the prompt. seen: powershell-formatting.md 1 (BaseOutputtingCommand.cs).
 */
import type { Program, StreamKind } from '../host';
import type { Value } from '../values';
import { FormatCommand } from './format-command';
import type { FormatEnvironment } from './format-request';
import type { LineOutput } from './line-output';
import { RecordWriter } from './record-writer';
import { FormatRecord } from './records';

export class DefaultDisplay {
  private command: FormatCommand | undefined;
  private readonly writer: RecordWriter;

  constructor(
    out: LineOutput,
    private readonly environment: FormatEnvironment,
  ) {
    this.writer = new RecordWriter(
      out,
      () => environment.nowTicks(),
      () => this.closeCommand(),
    );
  }

  /** Shows an object. A Program is returned where a script has to run. */
  process(value: Value, stream: StreamKind = 'output'): Program<void> | undefined {
    if (value === null || value === undefined) return undefined;
    if (value instanceof FormatRecord) {
      this.writer.add(value);
      return undefined;
    }
    this.command ??= new FormatCommand({}, this.environment, (record) => this.writer.add(record));
    return this.command.process(value, stream);
  }

  /** Writes what is held back and the closing blank lines. */
  end(): void {
    this.closeCommand();
    this.writer.flush();
  }

  private closeCommand(): void {
    const { command } = this;
    this.command = undefined;
    command?.end();
    this.writer.flush();
  }
}
