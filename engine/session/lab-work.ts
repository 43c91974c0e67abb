/** What labs need of a session: checks and expressions on copies of its world, its instants, and fresh trials of a lab. */
import { LineHost } from '../console/line-host';
import { checkStep, type StepResult } from '../lab/check-step';
import type { Lab, LabStep } from '../lab/lab';
import type { CheckRun, Instant, LabSession } from '../lab/lab-session';
import type { LabTrial, LabTrials } from '../lab/trial';
import { type LabVerification, verifyLab } from '../lab/verify';
import { parse } from '../language/parsing/parser';
import { PipelineStoppedException } from '../language/runtime/control-flow';
import type { Runspace } from '../language/runtime/runspace';
import { runTests } from '../pester';
import type { Catalog } from './catalog';
import { RunningWorld } from './running-world';
import type { Session } from './session';
import { driveUnattended, EndlessScript, makeRunspace, runUnattended, STRETCH_COST } from './shells';
import { UnattendedShell } from './unattended-shell';

/** A fresh shell on a copy of a world, which nobody sees; undefined where the machine does not exist. */
function shellOnCopy(
  world: RunningWorld,
  machineName: string,
): { running: RunningWorld; runspace: Runspace } | undefined {
  const running = world.copy();
  const machine = running.machine(machineName);
  if (machine === undefined) return undefined;
  const runspace = makeRunspace({
    running: () => running,
    machineName: machine.computerName,
    userName: machine.signedInUser,
    ui: new LineHost(120),
    interactive: false,
  });
  return { running, runspace };
}

/** Runs the tests of one block of a Pester file in a fresh shell on a copy of a world. */
export function runChecksOn(
  world: RunningWorld,
  machineName: string,
  file: { name: string; text: string },
  block: string,
): CheckRun {
  const shell = shellOnCopy(world, machineName);
  if (shell === undefined) return { tests: [], problem: `the step's host '${machineName}' does not exist` };
  const { running, runspace } = shell;
  try {
    return driveUnattended(runTests(runspace, file, block), () => running, STRETCH_COST);
  } catch (error) {
    if (error instanceof EndlessScript) return { tests: [], problem: 'the checks do not end' };
    if (error instanceof PipelineStoppedException) return { tests: [], problem: 'the checks were stopped' };
    return { tests: [], problem: `the simulator failed: ${(error as Error).message}` };
  }
}

/** Value of an expression in a fresh shell on a copy of a world, as text; null where it fails or gives nothing. */
export function evaluateOn(world: RunningWorld, machineName: string, expression: string): string | null {
  const shell = shellOnCopy(world, machineName);
  if (shell === undefined) return null;
  const { running, runspace } = shell;
  try {
    const values = driveUnattended(runspace.invokeScript(expression), () => running, STRETCH_COST);
    return values.length === 0 ? null : values.map((value) => runspace.text(value)).join('\n');
  } catch (error) {
    // Whatever kept the expression from having a value, the page shows none.
    if (error instanceof Error) return null;
    throw error;
  }
}

class WorkOfSession implements LabSession {
  constructor(private readonly session: Session) {}

  runChecks(machine: string, file: { name: string; text: string }, block: string, instant?: Instant): CheckRun {
    const kept = instant && this.session.instants.find((entry) => entry.entry === instant.entry);
    return runChecksOn(kept?.world ?? this.session.world, machine, file, block);
  }
  evaluate(machine: string, expression: string): string | null {
    return evaluateOn(this.session.world, machine, expression);
  }
  instants(): Instant[] {
    return this.session.instants.map(({ entry, line, machine, stateHash }) => ({ entry, line, machine, stateHash }));
  }
}

/** A session as its lab sees it. */
export function labSessionOf(session: Session): LabSession {
  return new WorkOfSession(session);
}

interface KeptState extends Instant {
  world: RunningWorld;
}

/** A lab in a fresh world, driven without a console. */
export class Trial implements LabTrial, LabSession {
  private readonly running: RunningWorld;
  private readonly shell: UnattendedShell;
  private readonly states: KeptState[] = [];

  /** `keepInstants`: for the question which statement a failure comes from; each costs a copy of the world. */
  constructor(
    catalog: Catalog,
    private readonly lab: Lab,
    private readonly keepInstants: boolean,
  ) {
    this.running = RunningWorld.start(catalog.world(lab.world).world, 1);
    if (lab.setup !== null) {
      const problem = runUnattended(this.running, lab.host, lab.setup, `labs/${lab.id}/setup.ps1`);
      if (problem !== null) throw new Error(`setup.ps1 of the lab '${lab.id}' failed: ${problem}`);
    }
    this.shell = new UnattendedShell(this.running, lab.host);
    this.keep(null);
  }

  private keep(line: string | null): void {
    if (!this.keepInstants) return;
    const stateHash = this.running.stateHash();
    const last = this.states[this.states.length - 1];
    const world = last?.stateHash === stateHash ? last.world : this.running.copy();
    this.states.push({ entry: this.states.length - 1, line, machine: this.lab.host, stateHash, world });
  }

  run(statements: readonly string[]): string | null {
    let problem: string | null = null;
    for (const statement of statements) {
      const result = this.shell.run(statement);
      this.keep(statement);
      const error = result.lines.find((line) => line.stream === 'error');
      problem ??= result.problem ?? (error === undefined ? null : `\`${statement}\` wrote an error: ${error.text}`);
    }
    return problem;
  }
  check(step: LabStep): StepResult {
    return checkStep(this.lab, step, this, { blame: this.keepInstants });
  }
  stateHash(): string {
    return this.running.stateHash();
  }
  runChecks(machine: string, file: { name: string; text: string }, block: string, instant?: Instant): CheckRun {
    const kept = instant && this.states.find((entry) => entry.entry === instant.entry);
    return runChecksOn(kept?.world ?? this.running, machine, file, block);
  }
  evaluate(machine: string, expression: string): string | null {
    return evaluateOn(this.running, machine, expression);
  }
  instants(): Instant[] {
    return this.states;
  }
}

/** The top-level statements of a script. A syntax error is thrown as a sentence with its line. */
export function statementsOf(script: { name: string; text: string }): string[] {
  const parsed = parse(script.text);
  const [error] = parsed.errors;
  if (error !== undefined) {
    const line = script.text.slice(0, error.start).split('\n').length;
    throw new Error(`${script.name}, line ${line}: ${error.message}`);
  }
  return (parsed.ast.endBlock?.statements ?? []).map((statement) => script.text.slice(statement.start, statement.end));
}

function trialsOf(catalog: Catalog): LabTrials {
  return { open: (lab) => new Trial(catalog, lab, false), statements: statementsOf };
}

/** Checks labs from both sides. */
export function* verifyLabs(catalog: Catalog, names: readonly string[]): Generator<LabVerification> {
  for (const name of names) yield verifyLab(catalog.lab(name), trialsOf(catalog));
}
