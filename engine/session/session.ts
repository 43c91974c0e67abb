/**
 * One reader's session: a running world, a console for each machine, a lab, and the log of inputs from which all of it can
 * be made again. It knows no timers: whoever owns it calls `work`, with a limit of simulated time and a say in how long.
 */
import { FileTree } from '../cmdlets/management/file-tree';
import type { ConsoleState } from '../console/console';
import type { ConsoleEvent } from '../console/events';
import type { Key } from '../console/keys';
import type { MachineRecord } from '../estate/records';
import { all } from '../estate/tables';
import type { Lab } from '../lab/lab';
import type { LabSession } from '../lab/lab-session';
import { MILLISECOND } from '../simulation/time';
import type { Catalog } from './catalog';
import { labSessionOf } from './lab-work';
import { ENGINE_VERSION, type LabInput, LOG_FORMAT, type LogEntry, type LogKind, type SavedSession } from './log';
import { MachineConsole } from './machine-console';
import { RunningWorld } from './running-world';
import { isSecretAnswer, openSecret, type SecretAnswer, sealSecret } from './secrets';
import { MOST_PAUSES, makeMachineShell, runUnattended, type ShellSurroundings, STRETCH_COST } from './shells';

export interface SessionOptions {
  world: string;
  lab?: string;
  seed?: number;
  /** Size of the consoles, in cells. */
  width?: number;
  height?: number;
}

/** What a session tells its owner. */
export interface SessionListener {
  consoleEvent?(machine: string, event: ConsoleEvent): void;
  /** A console was made anew: its machine started again. */
  consoleReplaced?(machine: string): void;
  /** An entry is about to be carried out. */
  logged?(entry: LogEntry): void;
  /** A command ended, or an event may have changed what the world looks like. */
  worldChanged?(): void;
}

/** What entering a line costs. `assumed` */
const LINE_COST = 5 * MILLISECOND;
/** Commands after which the state is kept, for finding the one that broke a check. */
const INSTANTS_KEPT = 24;

/** The state after a command. */
export interface KeptInstant {
  entry: number;
  line: string | null;
  machine: string | null;
  stateHash: string;
  world: RunningWorld;
}

export type WorkOutcome =
  /** Nothing runs; only a key or the clock goes on. */
  | 'idle'
  /** The limit of simulated time is reached. */
  | 'limit'
  /** More to do; the owner's time is up. */
  | 'more';

export class Session {
  readonly world: RunningWorld;
  readonly lab: Lab | null;
  readonly log: LogEntry[] = [];
  readonly instants: KeptInstant[] = [];
  private readonly consoles = new Map<string, MachineConsole>();
  private readonly histories = new Map<string, string[]>();
  private readonly sizes = new Map<string, { width: number; height: number }>();
  /** Files of the editor, by machine and path. */
  private replaying = false;
  private readonly surroundings: ShellSurroundings;

  constructor(
    readonly catalog: Catalog,
    readonly options: SessionOptions,
    readonly listener: SessionListener = {},
  ) {
    this.lab = options.lab === undefined ? null : catalog.lab(options.lab);
    const name = this.lab?.world ?? options.world;
    const { world, hash } = catalog.world(name);
    this.worldName = name;
    this.worldHash = hash;
    this.world = RunningWorld.start(world, this.seed);
    this.surroundings = { running: this.world };
    if (this.lab?.setup) {
      const problem = runUnattended(this.world, this.lab.host, this.lab.setup, `labs/${this.lab.id}/setup.ps1`);
      if (problem !== null) throw new Error(`setup.ps1 of the lab '${this.lab.id}' failed: ${problem}`);
    }
    this.keepInstant(null, null);
  }

  readonly worldName: string;
  readonly worldHash: string;

  get seed(): number {
    return this.options.seed ?? 1;
  }

  /** Machines whose consoles a reader can open, the default one first. */
  machines(): MachineRecord[] {
    const { world } = this.world;
    const first = this.lab ? this.world.machine(this.lab.host)?.id : world.defaultHost;
    return all(world.machines)
      .filter((machine) => machine.console)
      .sort((a, b) => Number(b.id === first) - Number(a.id === first));
  }

  machineNamed(name: string): MachineRecord {
    const machine = this.world.machine(name);
    if (!machine) throw new Error(`there is no machine '${name}' in the world '${this.worldName}'`);
    return machine;
  }

  /** The console of a machine, opened when first asked for. */
  console(name: string): MachineConsole {
    const machine = this.machineNamed(name);
    let found = this.consoles.get(machine.computerName);
    if (!found) {
      found = this.open(machine);
      this.consoles.set(machine.computerName, found);
    }
    return found;
  }

  private open(machine: MachineRecord): MachineConsole {
    const name = machine.computerName;
    const history = this.histories.get(name) ?? [];
    this.histories.set(name, history);
    const size = this.sizes.get(name) ?? { width: this.options.width ?? 120, height: this.options.height ?? 30 };
    let secret: SecretAnswer | undefined;
    return new MachineConsole({
      machine,
      ...size,
      history,
      makeShell: (host) => makeMachineShell(this.surroundings, machine, host),
      secretAnswered: (text) => {
        secret = sealSecret(this.world.world, text);
      },
      events: (event) => {
        if (event.kind === 'answer') {
          if (!this.replaying) this.record(name, 'answer', event.cancelled ? null : (secret ?? event.text));
          secret = undefined;
        }
        this.listener.consoleEvent?.(name, event);
      },
      entered: (text) => {
        if (!this.replaying) this.record(name, 'line', text);
        this.running.set(name, text);
        this.world.simulation.runFor(LINE_COST);
      },
    });
  }

  /** Command line that runs on each console. */
  private readonly running = new Map<string, string>();

  private record(console: string, kind: LogKind, data: unknown): void {
    const entry: LogEntry = { t: this.world.simulation.now, seq: this.log.length, console, kind, data };
    this.log.push(entry);
    this.listener.logged?.(entry);
  }

  // ------------------------------------------------------------------------------------------------------------- input

  keys(name: string, keys: readonly Key[]): void {
    const console = this.console(name);
    const busy = console.console.isBusy;
    const before = this.log.length;
    console.console.keys(keys);
    if (busy && keys.some((key) => key.ctrl && key.name === 'C') && this.log.length === before)
      this.record(name, 'stop', 0);
  }

  /** Types a line at the prompt and presses Enter. False while a command runs there. */
  submit(name: string, text: string): boolean {
    const { console } = this.console(name);
    if (console.current.state !== 'editing') return false;
    console.submit(text);
    return true;
  }

  interrupt(name: string): void {
    const { console } = this.console(name);
    if (!console.isBusy) return;
    this.record(name, 'stop', 0);
    console.interrupt();
  }

  resize(name: string, width: number, height: number): void {
    this.sizes.set(this.machineNamed(name).computerName, { width, height });
    this.consoles.get(this.machineNamed(name).computerName)?.console.resize(width, height);
  }

  /** Saves a file of the editor on a machine. Throws `FileError` with the text that the shell would show. */
  saveFile(name: string, path: string, text: string): void {
    this.record(this.machineNamed(name).computerName, 'file', { path, text });
    this.writeFile(name, path, text);
  }
  private writeFile(name: string, path: string, text: string): void {
    const tree = this.files(name);
    const folder = path.replace(/\\[^\\]*$/, '');
    if (tree.node(folder) === undefined && /^[A-Za-z]:\\./.test(folder)) tree.makeDirectory(folder);
    tree.writeText(path, text);
  }
  /** Text of a file of a machine; null where there is none. */
  readFile(name: string, path: string): string | null {
    const tree = this.files(name);
    return tree.node(path) === undefined ? null : tree.readText(path);
  }
  private files(name: string): FileTree {
    return new FileTree(this.world.world, this.machineNamed(name), () => this.world.simulation.now);
  }

  /** The session as its lab sees it. */
  labSession(): LabSession {
    return labSessionOf(this);
  }

  note(input: LabInput): void {
    this.record('', 'lab', input);
  }

  /** Lets simulated time run while nobody types. */
  letTimePass(nanoseconds: number): void {
    if (nanoseconds <= 0) return;
    this.record('', 'clock', nanoseconds);
  }

  // -------------------------------------------------------------------------------------------------------------- work

  get isBusy(): boolean {
    for (const console of this.consoles.values()) if (console.isBusy) return true;
    return false;
  }

  /**
   * Goes on: commands that can, then time up to the next thing that happens, but not past `limit`. `more` is asked between
   * steps and ends the call with false. With `idle`, time runs to the limit although no command does.
   */
  work(limit: number, more: () => boolean, idle = false): WorkOutcome {
    const { simulation } = this.world;
    for (;;) {
      let progressed = false;
      for (const [name, console] of this.consoles) {
        while (console.isBusy && console.goOn(simulation.now, () => this.spend())) {
          progressed = true;
          if (!console.console.isBusy) this.ended(name);
          if (!more()) return 'more';
          // A loop spends simulated time; a replay stops it at the instant at which it was stopped.
          if (console.console.isBusy && simulation.now >= limit) return 'limit';
        }
      }
      this.replaceConsoles();
      if (progressed) continue;
      const waiting = [...this.consoles.values()].filter((console) => console.waitsForTime);
      if (waiting.length === 0 && !idle) return 'idle';
      const next = Math.min(simulation.nextTime(), ...waiting.map((console) => console.nextWake));
      if (next > limit || next === Number.POSITIVE_INFINITY) {
        if (limit > simulation.now) simulation.runUntil(limit);
        return 'limit';
      }
      simulation.runUntil(next, 64);
      if (!more()) return 'more';
    }
  }

  /** Stretches of statements that commands have run so far: what an owner without a clock bounds endless loops by. */
  stretches = 0;
  private spend(): void {
    this.stretches++;
    this.world.simulation.runFor(STRETCH_COST);
  }

  /** Works until nothing runs any more, without looking at a clock. False where a command does not end within `most` stretches. */
  settle(most = MOST_PAUSES): boolean {
    const last = this.stretches + most;
    const outcome = this.work(Number.MAX_SAFE_INTEGER, () => this.stretches < last);
    return outcome === 'idle';
  }

  /** A command has ended: its effect is kept as an instant. */
  private ended(name: string): void {
    const line = this.running.get(name);
    if (line === undefined) return;
    this.running.delete(name);
    this.keepInstant(line, name);
    this.listener.worldChanged?.();
  }

  private keepInstant(line: string | null, machine: string | null): void {
    const stateHash = this.world.stateHash();
    const last = this.instants[this.instants.length - 1];
    // A command that changed nothing shares the world of the one before.
    const world = last && last.stateHash === stateHash ? last.world : this.world.copy();
    this.instants.push({ entry: this.log.length - 1, line, machine, stateHash, world });
    if (this.instants.length > INSTANTS_KEPT) this.instants.splice(1, 1);
  }

  /** Machines that have started again get a new console; those that are down keep the old one, which cannot be used. */
  private replaceConsoles(): void {
    for (const [name, console] of this.consoles) {
      const { machine } = console;
      if (machine.power !== 'On' || machine.bootCount === console.boot) continue;
      this.running.delete(name);
      this.consoles.set(name, this.open(machine));
      this.listener.consoleReplaced?.(name);
    }
  }

  stateOf(name: string): ConsoleState {
    return this.console(name).state;
  }

  // -------------------------------------------------------------------------------------------------------------- save

  save(): SavedSession {
    return {
      format: LOG_FORMAT,
      engine: ENGINE_VERSION,
      world: { id: this.worldName, hash: this.worldHash },
      ...(this.lab ? { lab: { id: this.lab.id, hash: this.lab.contentHash } } : {}),
      seed: this.seed,
      log: this.log.map((entry) => ({ ...entry })),
      outcome: this.world.stateHash(),
    };
  }

  /**
   * Makes a session again out of its log. `upTo`: only entries before that number. The session's listener hears all events
   * of the replay.
   */
  static replay(
    catalog: Catalog,
    saved: SavedSession,
    listener: SessionListener = {},
    upTo = saved.log.length,
    size: { width?: number; height?: number } = {},
  ): Session {
    const session = new Session(
      catalog,
      { world: saved.world.id, lab: saved.lab?.id, seed: saved.seed, ...size },
      listener,
    );
    session.replaying = true;
    for (const entry of saved.log.slice(0, upTo)) session.replayEntry(entry);
    session.replaying = false;
    return session;
  }

  private replayEntry(entry: LogEntry): void {
    const { simulation } = this.world;
    // Commands that run at the same time go on until the instant of this entry.
    if (entry.t > simulation.now) this.work(entry.t, () => true, true);
    this.log.push({ ...entry, seq: this.log.length });
    switch (entry.kind) {
      case 'line':
        this.finishBefore(entry);
        this.submit(entry.console, String(entry.data));
        break;
      case 'answer': {
        const { console } = this.console(entry.console);
        for (let i = 0; console.current.state !== 'asking' && i < 1000 && this.isBusy; i++)
          this.work(Number.MAX_SAFE_INTEGER, () => console.current.state !== 'asking');
        if (entry.data === null) console.interrupt();
        else {
          const { data } = entry;
          console.submit(isSecretAnswer(data) ? openSecret(this.world.world, data) : String(data));
        }
        break;
      }
      case 'stop':
        this.console(entry.console).console.interrupt();
        break;
      case 'file': {
        const { path, text } = entry.data as { path: string; text: string };
        this.writeFile(entry.console, path, text);
        break;
      }
      case 'clock':
        this.work(simulation.now + Number(entry.data), () => true, true);
        break;
      default:
        break;
    }
  }

  /** A line can only have been entered when the console had ended what ran before. */
  private finishBefore(entry: LogEntry): void {
    const { console } = this.console(entry.console);
    let rounds = 0;
    while (console.isBusy && rounds++ < 1_000_000) {
      if (this.work(Number.MAX_SAFE_INTEGER, () => console.isBusy) === 'idle') break;
    }
  }
}
