/** Out-String, Out-Host, Out-Default, Out-Null. seen: powershell-formatting.md 1 (out-string.cs, OutConsole.cs). */
import type { CommandContext } from '../../language/command';
import { DefaultDisplay, LineBuffer, type LineOutput, OutOfSequence } from '../../language/formatting';
import type { Program, Request } from '../../language/host';
import type { Implementation } from '../../language/runtime/command-registry';
import { baseOf, type Value } from '../../language/values';
import { formatEnvironment, hostLines, hostUI, textWidth } from './session';

/** Line end of the simulated machine (`[Environment]::NewLine`). */
export const newLine = '\r\n';

/** Line end inside the text that Out-String makes: one character, as the recorded engine counted it in `.Length`. */
const textLineEnd = '\n';

/** A record out of sequence is the error of the inner command `out-lineoutput`. */
export function throwOutOfSequence(ctx: CommandContext, failed: unknown): never {
  if (!(failed instanceof OutOfSequence)) throw failed;
  return ctx.throwTerminating({
    message: 'Operation is not valid due to the current state of the object.',
    details: failed.message,
    id: 'ConsoleLineOutputOutOfSequencePacket',
    category: 'InvalidData',
    exceptionType: 'System.InvalidOperationException',
    errorClass: 'Microsoft.PowerShell.Commands.OutLineOutputCommand',
  });
}

/** Shows an object; a Program where a script has to run. */
export function show(ctx: CommandContext, display: DefaultDisplay, value: Value): Program<void> | undefined {
  try {
    return display.process(value);
  } catch (failed) {
    return throwOutOfSequence(ctx, failed);
  }
}

interface Text {
  buffer: LineBuffer;
  display: DefaultDisplay;
}

function emitLines(ctx: CommandContext, buffer: LineBuffer): void {
  for (const line of buffer.take()) ctx.write(line);
}

function* showAndEmit(ctx: CommandContext, program: Program<void>, buffer: LineBuffer): Program<void> {
  yield* program;
  emitLines(ctx, buffer);
}

export const outString: Implementation = {
  begin(ctx, p) {
    const width = baseOf(p.Width);
    const buffer = new LineBuffer(typeof width === 'number' ? width : textWidth(ctx));
    ctx.state.text = { buffer, display: new DefaultDisplay(buffer, formatEnvironment(ctx)) } satisfies Text;
  },
  process(ctx, p) {
    const { buffer, display } = ctx.state.text as Text;
    const program = show(ctx, display, p.InputObject);
    if (p.Stream !== true) return program;
    if (program) return showAndEmit(ctx, program, buffer);
    emitLines(ctx, buffer);
    return undefined;
  },
  end(ctx, p) {
    const { buffer, display } = ctx.state.text as Text;
    display.end();
    if (p.Stream === true) emitLines(ctx, buffer);
    else {
      const lines = buffer.take();
      ctx.write(lines.length === 0 ? '' : `${lines.join(textLineEnd)}${textLineEnd}`);
    }
  },
};

/** Holds lines until they are shown page by page. */
class Pager implements LineOutput {
  readonly lines: Array<[string, Parameters<LineOutput['writeLine']>[1]]> = [];
  constructor(readonly width: number) {}
  writeLine(text: string, stream: Parameters<LineOutput['writeLine']>[1]): void {
    for (const line of text.split('\n')) this.lines.push([line, stream]);
  }
}

const pagingPrompt = '<SPACE> next page; <CR> next line; Q quit';

/** Asks after each screenful. The keys are read as a line. `assumed`: the screen's prompt takes a key without Enter. */
function* page(ctx: CommandContext, pager: Pager): Program<void> {
  const out = hostLines(ctx);
  const height = Math.max(2, hostUI(ctx).windowHeight) - 1;
  let room = height;
  for (const [line, stream] of pager.lines) {
    if (room <= 0) {
      const request: Request = { kind: 'readLine', prompt: pagingPrompt, secure: false };
      const answer = String((yield request) ?? '');
      if (answer.trim().toLowerCase() === 'q') return;
      room = answer.startsWith(' ') ? height : 1;
    }
    out.writeLine(line, stream);
    room--;
  }
}

interface Screen {
  pager: Pager | undefined;
  display: DefaultDisplay;
}

const toHost: Implementation = {
  begin(ctx, p) {
    const pager = p.Paging === true ? new Pager(hostUI(ctx).bufferWidth - 1) : undefined;
    const display = new DefaultDisplay(pager ?? hostLines(ctx), formatEnvironment(ctx));
    ctx.state.screen = { pager, display } satisfies Screen;
  },
  process(ctx, p) {
    return show(ctx, (ctx.state.screen as Screen).display, p.InputObject);
  },
  end(ctx) {
    const { pager, display } = ctx.state.screen as Screen;
    display.end();
    return pager ? page(ctx, pager) : undefined;
  },
};

export const outHost: Implementation = toHost;
export const outDefault: Implementation = toHost;
export const outNull: Implementation = { process() {} };
