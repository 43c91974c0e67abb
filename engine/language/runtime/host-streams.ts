/** The streams of a line typed at the prompt: errors with the output, the others straight to the screen. */
import type { ConsoleColor } from '../host';
import type { Value } from '../values';
import type { Runspace } from './runspace';
import { FunctionSink, type Sink, type Streams } from './sink';
import { HostInformationMessage, InformationRecord, StreamRecord } from './stream-records';

export class HostStreams implements Streams {
  readonly error: Sink;
  readonly warning: Sink;
  readonly verbose: Sink;
  readonly debug: Sink;
  readonly information: Sink;
  private showError: ((value: Value) => void) | undefined;

  constructor(private readonly rs: Runspace) {
    this.error = new FunctionSink((value) => this.showError?.(value));
    this.warning = this.lines('warning', 'WARNING: ');
    this.verbose = this.lines('verbose', 'VERBOSE: ');
    this.debug = this.lines('debug', 'DEBUG: ');
    this.information = new FunctionSink((value) => this.showInformation(value));
  }
  /** Sets what shows error records; undefined while no line runs. */
  attach(showError: ((value: Value) => void) | undefined): void {
    this.showError = showError;
  }
  private lines(kind: 'warning' | 'verbose' | 'debug', prefix: string): Sink {
    return new FunctionSink((value) => {
      const text = value instanceof StreamRecord ? value.message : this.rs.text(value);
      this.rs.ui.writeLine(kind, prefix + text);
    });
  }
  private showInformation(value: Value): void {
    if (!(value instanceof InformationRecord)) {
      this.rs.ui.writeLine('host', this.rs.text(value));
      return;
    }
    if (value.silent) return;
    const data = value.messageData;
    if (data instanceof HostInformationMessage) {
      const foreground = data.foreground as ConsoleColor | undefined;
      const background = data.background as ConsoleColor | undefined;
      if (data.noNewLine) this.rs.ui.write(data.message, foreground, background);
      else this.rs.ui.writeLine('host', data.message, foreground, background);
      return;
    }
    this.rs.ui.writeLine('host', this.rs.text(data));
  }
}
