/** Runs Pester files without a console: for labs, the command line and tests. */

import { DefaultDisplay, HostLineOutput } from '../language/formatting';
import type { Program } from '../language/host';
import { driveToEnd } from '../language/runtime/drive';
import type { Runspace } from '../language/runtime/runspace';
import { everything, type RunFilter } from './filter';
import { type PesterRun, runData } from './run-result';
import { Runner } from './runner';
import { Screen, type ScreenPort, type Verbosity } from './screen';
import { makeContainer } from './tree';

export interface PesterFile {
  /** Full path that messages and `$PSScriptRoot` show; the file need not exist. */
  path: string;
  text: string;
}

export interface PesterOptions extends Partial<RunFilter> {
  /** What is shown on the runspace's screen; default None. */
  output?: Verbosity;
  /** Also told of each line of .NET's or the module's own trace that is not printed. */
  onHiddenTrace?: () => void;
}

/** Writes to the screen of a runspace and keeps the lines. */
export function screenPort(rs: Runspace, lines: string[], onHiddenTrace?: () => void): ScreenPort {
  let open = '';
  return {
    write(text, color) {
      open += text;
      rs.ui.write(text, color);
    },
    line(text, color) {
      lines.push(open + text);
      open = '';
      rs.ui.writeLine('host', text, color);
    },
    hiddenTrace() {
      onHiddenTrace?.();
    },
  };
}

/** Shows errors that tests write while no line of a prompt runs. */
function attachErrors(rs: Runspace): () => void {
  const display = new DefaultDisplay(new HostLineOutput(rs.ui), rs.formatEnvironment(rs.topFrame()));
  rs.hostStreams.attach((value) => {
    const program = display.process(value, 'error');
    if (program !== undefined) driveToEnd(program, rs);
  });
  return () => {
    display.end();
    rs.hostStreams.attach(undefined);
  };
}

/** Discovers and runs files in a runspace of their own; the program may wait as any script may. */
export function* runPester(
  rs: Runspace,
  files: PesterFile | readonly PesterFile[],
  options: PesterOptions = {},
): Program<PesterRun> {
  const lines: string[] = [];
  const list: readonly PesterFile[] = Array.isArray(files) ? files : [files as PesterFile];
  const screen = new Screen(screenPort(rs, lines, options.onHiddenTrace), options.output ?? 'None');
  const detach = attachErrors(rs);
  try {
    const runner = new Runner(rs, rs.topFrame(), screen);
    const filter: RunFilter = {
      tag: options.tag ?? everything.tag,
      excludeTag: options.excludeTag ?? everything.excludeTag,
      fullName: options.fullName ?? everything.fullName,
      line: options.line ?? everything.line,
      excludeLine: options.excludeLine ?? everything.excludeLine,
    };
    const run = yield* runner.run(
      list.map((file) => makeContainer(file.path, { text: file.text })),
      { filter },
    );
    return runData(run, lines);
  } finally {
    detach();
  }
}
