/** `lab run`: a script on a simulated host. */
import { type Catalog, CatalogError } from './catalog';
import { Session } from './session';
import { UnattendedShell } from './unattended-shell';

export interface RunScriptOptions {
  world: string;
  lab?: string;
  /** Computer name; default: the first console of the world or lab. */
  host?: string;
  /** Width of the console, in cells. */
  width: number;
  /** Type each line at the prompt, and answer the console as it then looks. */
  typed: boolean;
  seed: number;
}

export interface RunScriptResult {
  lines: string[];
  /** Why the script could not be run to its end; null where it was. */
  problem: string | null;
  exitCode: number;
}

/** Rows of the console of a typed script; what scrolls out is kept. */
const TYPED_ROWS = 50;

/** Runs a script. Errors of PowerShell are lines like any other; exit code 1 where the last statement failed. */
export function runScript(catalog: Catalog, text: string, options: RunScriptOptions): RunScriptResult {
  const session = new Session(catalog, {
    world: options.world,
    lab: options.lab,
    seed: options.seed,
    width: options.width,
    height: TYPED_ROWS,
  });
  const name = options.host ?? session.machines()[0].computerName;
  if (session.world.machine(name) === undefined) {
    const known = session.machines().map((machine) => machine.computerName);
    throw new CatalogError(`There is no machine '${name}'. There are: ${known.join(', ')}.`);
  }
  return options.typed ? runTyped(session, name, text) : runPlain(session, name, text, options.width);
}

function runPlain(session: Session, name: string, text: string, width: number): RunScriptResult {
  const shell = new UnattendedShell(session.world, name, width);
  const result = shell.run(text);
  return {
    lines: result.lines.map((line) => line.text),
    problem: result.problem,
    exitCode: result.exit ?? (shell.shell.questionMark ? 0 : 1),
  };
}

function runTyped(session: Session, name: string, text: string): RunScriptResult {
  let problem: string | null = null;
  const lines = text.replace(/\r\n?/g, '\n').replace(/\n+$/, '').split('\n');
  // Screens of consoles that ended with their machine.
  const before: string[] = [];
  let { console } = session.console(name);
  for (const line of lines) {
    console.submit(line);
    if (!session.settle()) {
      problem = `the line \`${line}\` does not end; Dualpath stopped it`;
      session.interrupt(name);
      session.settle();
    }
    const next = session.console(name).console;
    if (next !== console) {
      before.push(...console.screen.allLines());
      console = next;
    }
    if (problem !== null || console.current.state === 'exited') break;
  }
  const shown = [...before, ...console.screen.allLines()].map((line) => line.trimEnd());
  while (shown[shown.length - 1] === '') shown.pop();
  return { lines: shown, problem, exitCode: console.exitCode ?? 0 };
}
