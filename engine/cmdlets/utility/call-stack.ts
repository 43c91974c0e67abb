/** Get-PSCallStack. seen: GetPSCallStack of System.Management.Automation; CallStackFrame. */
import type { CommandContext } from '../../language/command';
import { toDisplayText } from '../../language/conversion';
import type { Implementation } from '../../language/runtime/command-registry';
import { Extent } from '../../language/runtime/extent';
import type { Frame } from '../../language/runtime/frame';
import { defineType } from '../../language/types';
import { TypedObject, type Value } from '../../language/values';
import { lazyType } from './session';

interface CallFrame {
  command: string;
  script: string | undefined;
  line: number;
  args: string;
}

function location(data: CallFrame): string {
  if (data.script === undefined) return '<No file>';
  return `${data.script.slice(data.script.lastIndexOf('\\') + 1)}: line ${data.line}`;
}

const callStackFrame = lazyType(() =>
  defineType<CallFrame>({
    name: 'System.Management.Automation.CallStackFrame',
    properties: {
      ScriptName: { type: 'string', get: (data) => data.script ?? null },
      ScriptLineNumber: { type: 'int', get: (data) => data.line },
      FunctionName: { type: 'string', get: (data) => data.command },
      Command: { type: 'string', get: (data) => data.command },
      Location: { type: 'string', get: location },
      Arguments: { type: 'string', get: (data) => data.args },
    },
    toText: (data) => `at ${data.command}, ${location(data)}`,
  }),
);

function argumentsOf(frame: Frame): string {
  const bound = frame.invocation?.bound ?? [];
  return `{${bound.map(([name, value]) => `${name}=${toDisplayText(value)}`).join(', ')}}`;
}

/** The running blocks, innermost first. */
function frames(ctx: CommandContext): CallFrame[] {
  const found: CallFrame[] = [];
  const start = (ctx as unknown as { frame?: Frame }).frame ?? null;
  for (let frame: Frame | null = start; frame; frame = frame.caller) {
    const extent = Extent.of(frame.point);
    found.push({
      command: frame.invocation?.command.name || '<ScriptBlock>',
      script: extent?.file,
      line: extent?.line ?? 0,
      args: argumentsOf(frame),
    });
  }
  return found;
}

export const getPSCallStack: Implementation = {
  end(ctx) {
    const type = callStackFrame();
    ctx.writeAll(frames(ctx).map((frame): Value => new TypedObject(type, frame)));
  },
};
