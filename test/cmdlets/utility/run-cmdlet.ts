/** Runs the code of a cmdlet without a session: bound parameters in, what it wrote out. */
import type { CmdletError, CommandContext } from '../../../engine/language/command';
import { convertTo, toText } from '../../../engine/language/conversion';
import type { Program } from '../../../engine/language/host';
import '../../../engine/language/net/registry';
import type { Implementation } from '../../../engine/language/runtime/command-registry';
import { findType } from '../../../engine/language/types';
import type { Value } from '../../../engine/language/values';

export class Terminated extends Error {
  constructor(readonly error: CmdletError) {
    super(error.details ?? error.message);
  }
}

export interface Ran {
  output: Value[];
  errors: CmdletError[];
  warnings: string[];
  /** The commands in front were told to end after this many objects. */
  stoppedAfter?: number;
}

function finish(program: unknown): void {
  if (!program) return;
  const running = program as Program<void>;
  let step = running.next();
  while (!step.done) step = running.next(undefined);
}

/** `script` stands for a script block: a function of `$_`. */
export function runCmdlet(
  code: Implementation,
  input: Value[] | undefined,
  bound: Record<string, Value> = {},
  options: { parameterSet?: string; now?: bigint } = {},
): Ran {
  const ran: Ran = { output: [], errors: [], warnings: [] };
  let stopped = false;
  const runspace = {
    ui: { bufferWidth: 120, windowHeight: 50 },
    time: { nowTicks: () => options.now ?? 0n, utcOffsetMinutes: () => 0, random: () => 0.5 },
  };
  const ctx = {
    parameterSet: options.parameterSet ?? '__AllParameterSets',
    isBound: (name: string) => name in bound || (input !== undefined && name === 'InputObject'),
    expectsInput: input !== undefined,
    state: {},
    write: (value: Value) => ran.output.push(value),
    writeAll: (values: Iterable<Value>) => ran.output.push(...values),
    writeError: (error: CmdletError) => ran.errors.push(error),
    throwTerminating: (error: CmdletError) => {
      throw new Terminated(error);
    },
    warn: (text: string) => ran.warnings.push(text),
    stopUpstream: () => {
      stopped = true;
    },
    *flush() {},
    convert: (value: Value, type: string) => convertTo(value, findType(type)!),
    text: (value: Value) => toText(value),
    getVariable: () => null,
    runspace,
  } as unknown as CommandContext;
  finish(code.begin?.(ctx, bound));
  if (input === undefined) finish(code.process?.(ctx, bound));
  else
    for (let i = 0; i < input.length && !stopped; i++) {
      finish(code.process?.(ctx, { ...bound, InputObject: input[i] }));
      if (stopped) ran.stoppedAfter = i + 1;
    }
  finish(code.end?.(ctx, bound));
  return ran;
}
