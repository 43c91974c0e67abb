/** One console of one machine: the shell behind it, and what it waits for in simulated time. */
import { ConsoleSession, type ConsoleState, type RunOutcome, type Shell } from '../console/console';
import type { ConsoleHost } from '../console/console-host';
import type { ConsoleEvent } from '../console/events';
import type { MachineRecord } from '../estate/records';
import type { Program, Request } from '../language/host';
import type { MachineShell } from './machine-shell';

export interface MachineConsoleOptions {
  machine: MachineRecord;
  width: number;
  height: number;
  history: string[];
  makeShell: (host: ConsoleHost) => MachineShell;
  events: (event: ConsoleEvent) => void;
  /** A line is about to run: it goes into the log first. */
  entered: (text: string) => void;
  secretAnswered?: (text: string) => void;
}

export class MachineConsole {
  readonly machine: MachineRecord;
  readonly console: ConsoleSession;
  readonly shell: MachineShell;
  /** The boot of the machine that this console belongs to. */
  readonly boot: number;
  /** When the sleeping command goes on; null while it does not sleep. */
  private wakeAt: number | null = null;
  private sleeping: Request | null = null;

  constructor(options: MachineConsoleOptions) {
    this.machine = options.machine;
    this.boot = options.machine.bootCount;
    let shell: MachineShell | undefined;
    this.console = new ConsoleSession({
      width: options.width,
      height: options.height,
      history: options.history,
      historyAdded: (line) => {
        options.history.push(line);
      },
      historyCleared: () => {
        options.history.length = 0;
      },
      events: options.events,
      secretAnswered: options.secretAnswered,
      makeShell: (host): Shell => {
        const made = options.makeShell(host);
        shell = made;
        return {
          language: made.language,
          prompt: () => made.prompt(),
          run: (text): Program<RunOutcome | undefined> => {
            options.entered(text);
            return made.run(text);
          },
          stop: () => made.stop(),
          fieldTypes: made.fieldTypes,
        };
      },
    });
    this.shell = shell as unknown as MachineShell;
    this.console.start();
  }

  get state(): ConsoleState {
    return this.console.current;
  }

  get isBusy(): boolean {
    return this.console.isBusy || this.state.state === 'running' || this.state.state === 'waiting';
  }

  /**
   * Goes on if it can at `now`. Answers true when it did something. `spend` is told what a stretch of statements costs in
   * simulated time.
   */
  goOn(now: number, spend: () => void): boolean {
    const { current } = this.console;
    if (current.state === 'running') {
      this.console.advance();
      return true;
    }
    if (current.state !== 'waiting') return false;
    const { request } = current;
    switch (request.kind) {
      case 'sleep': {
        if (this.sleeping !== request) {
          this.sleeping = request;
          this.wakeAt = now + Number(request.ticks) * 100;
        }
        if (this.wakeAt !== null && now < this.wakeAt) return false;
        break;
      }
      case 'waitFor': {
        if (this.sleeping !== request) {
          this.sleeping = request;
          this.wakeAt = request.deadlineTicks === undefined ? null : now + Number(request.deadlineTicks) * 100;
        }
        if (!request.until() && (this.wakeAt === null || now < this.wakeAt)) return false;
        break;
      }
      case 'pause':
        spend();
        break;
      default:
        break;
    }
    this.sleeping = null;
    this.wakeAt = null;
    this.console.reply();
    this.console.advance();
    return true;
  }

  /** The next instant at which it goes on by itself; Infinity where only an event or a key can make it. */
  get nextWake(): number {
    return this.wakeAt ?? Number.POSITIVE_INFINITY;
  }

  /** True where it waits for time or events of the world. */
  get waitsForTime(): boolean {
    const { current } = this.console;
    return current.state === 'waiting' && (current.request.kind === 'sleep' || current.request.kind === 'waitFor');
  }
}
