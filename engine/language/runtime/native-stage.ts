/** A native program in a pipeline: arguments as texts, lines of text out, exit code. */
import { toText } from '../conversion';
import { makeException } from '../errors';
import type { Program } from '../host';
import { enumerate } from '../net';
import type { Value } from '../values';
import type { ApplicationInfo, NativeCall } from './command-info';
import { ErrorRecord } from './error-record';
import type { Frame } from './frame';
import type { PreparedCommand } from './pipeline';
import type { Sink, Streams } from './sink';
import { Stage } from './stage';

export class NativeStage extends Stage {
  readonly direct = true;
  private readonly input: Value[] = [];
  private readonly args: string[] = [];
  constructor(
    private readonly caller: Frame,
    private readonly command: PreparedCommand,
    private readonly info: ApplicationInfo,
    private readonly out: Sink,
    private readonly streams: Streams,
  ) {
    super();
  }
  prepare(): undefined {
    for (const argument of this.command.args) {
      if (argument.name !== undefined) {
        const attached = argument.hasValue ? toText(argument.value) : '';
        this.args.push(argument.nameText + attached);
        continue;
      }
      if (argument.text !== undefined) {
        this.args.push(argument.text);
        continue;
      }
      const list = typeof argument.value === 'object' ? enumerate(argument.value) : undefined;
      for (const item of list ?? [argument.value]) this.args.push(toText(item));
    }
    return undefined;
  }
  begin(): undefined {
    return undefined;
  }
  process(value: Value): undefined {
    this.input.push(value);
    return undefined;
  }
  run(): undefined {
    return undefined;
  }
  *end(): Program<void> {
    if (this.stopped) return;
    const { out, streams, caller } = this;
    const { rs } = caller;
    const call: NativeCall = {
      args: this.args,
      input: this.input,
      writeLine: (text) => out.write(text),
      writeError: (text) => {
        if (streams.error === caller.streams.error) rs.ui.writeLine('host', text);
        else {
          const record = new ErrorRecord(
            makeException('System.Management.Automation.RemoteException', text),
            'NativeCommandError',
            'NotSpecified',
            text,
          );
          rs.describeTarget(record, text);
          streams.error.write(record);
        }
      },
      *flush() {
        if (out.waiting) yield* out.drain();
      },
      *sleep(ticks) {
        if (out.waiting) yield* out.drain();
        yield { kind: 'sleep', ticks };
      },
      *waitFor(until) {
        if (out.waiting) yield* out.drain();
        if (!until()) yield { kind: 'waitFor', until };
      },
      service: (key) => rs.service(key),
      runspace: rs,
    };
    const code = yield* this.info.program.run(call);
    if (out.waiting) yield* out.drain();
    rs.setExitCode(code);
    if (code !== 0) this.failed = true;
  }
}
