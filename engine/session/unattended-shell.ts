/** A shell that nobody looks at: statements one after another, through restarts of its machine, on a world of its own. */
import { LineHost, type WrittenLine } from '../console/line-host';
import { PipelineStoppedException } from '../language/runtime/control-flow';
import type { Runspace } from '../language/runtime/runspace';
import { SECOND } from '../simulation/time';
import type { RunningWorld } from './running-world';
import { driveUnattended, EndlessScript, makeRunspace, STRETCH_COST } from './shells';

/** How long a machine may take to come back. */
const LONGEST_START = 3600 * SECOND;

export interface UnattendedResult {
  /** Lines the console would show. */
  lines: WrittenLine[];
  /** Code of `exit`; undefined where the text did not call it. */
  exit: number | undefined;
  /** Why the text could not be run to its end; null where it was. Errors of PowerShell are lines, not problems. */
  problem: string | null;
}

export class UnattendedShell {
  private runspace: Runspace;
  private readonly host: LineHost;
  private boot: number;

  constructor(
    readonly running: RunningWorld,
    readonly machineName: string,
    readonly width = 120,
  ) {
    this.host = new LineHost(width);
    this.runspace = this.makeRunspace();
    this.boot = this.machine.bootCount;
  }

  private get machine() {
    const machine = this.running.machine(this.machineName);
    if (machine === undefined) throw new Error(`there is no machine '${this.machineName}'`);
    return machine;
  }

  private makeRunspace(): Runspace {
    return makeRunspace({
      running: () => this.running,
      machineName: this.machine.computerName,
      userName: this.machine.signedInUser,
      ui: this.host,
      interactive: false,
    });
  }

  /** Runs a text as if it were entered at the prompt. */
  run(text: string): UnattendedResult {
    const { host } = this;
    host.written.length = 0;
    let exit: number | undefined;
    let problem: string | null = null;
    try {
      exit = driveUnattended(this.runspace.run(text), () => this.running, STRETCH_COST).exit;
    } catch (error) {
      if (error instanceof EndlessScript) problem = 'the script does not end; Dualpath stopped it';
      else if (!(error instanceof PipelineStoppedException)) throw error;
    }
    host.finish();
    this.waitForMachine();
    return { lines: [...host.written], exit, problem };
  }

  /** A machine that was restarted gets a new shell, as soon as it is up again. */
  private waitForMachine(): void {
    const { machine } = this;
    if (machine.power === 'On' && machine.bootCount === this.boot) return;
    const { simulation } = this.running;
    const limit = simulation.now + LONGEST_START;
    while (machine.power !== 'On' && simulation.nextTime() <= limit) simulation.step();
    if (machine.bootCount === this.boot) return;
    this.boot = machine.bootCount;
    this.runspace = this.makeRunspace();
  }

  get shell(): Runspace {
    return this.runspace;
  }
}
