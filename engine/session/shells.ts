/** Makes the shell of a machine: a runspace with the services, clock and programs of that machine. */

import { remoting } from '../cmdlets/core/remoting';
import type { EstateService } from '../cmdlets/hyper-v/service';
import { environmentAccess, fileAccess, scriptFiles, sessionFileStore } from '../cmdlets/management';
import { nativePrograms } from '../cmdlets/native';
import type { RunOutcome } from '../console/console';
import type { ConsoleHost } from '../console/console-host';
import type { EditorLanguage } from '../console/editor/language';
import { LineHost } from '../console/line-host';
import { languageFieldTypes } from '../console/prompts/field-types';
import type { MachineRecord } from '../estate/records';
import { errorText } from '../language/formatting/error-text';
import type { HostTime, HostUI, Program, Reply, Request } from '../language/host';
import { parse } from '../language/parsing/parser';
import { PipelineStoppedException } from '../language/runtime/control-flow';
import { Runspace } from '../language/runtime/runspace';
import { MICROSECOND } from '../simulation/time';
import { completionOf, type NamesOfMachine } from './completion';
import type { MachineShell } from './machine-shell';
import { sharedRegistry } from './registry';
import { type RemoteEnd, untilBroken, within } from './remote-session';
import { brokenRecord, type FarEnd, Remoting } from './remoting';
import type { RunningWorld } from './running-world';

/** What all shells of a session share. */
export interface ShellSurroundings {
  running: RunningWorld;
}

/** Where a shell begins. */
export const START_LOCATION = 'C:\\';

/** Services by the id of their key; see the keys `estate`, `fabric` and `migrations`. */
function servicesOf(running: () => RunningWorld, machineName: string): Map<string, unknown> {
  const estate = {
    get management() {
      return running();
    },
    get machine() {
      return running().machine(machineName);
    },
  };
  const lab = {
    get fabric() {
      return running().fabric;
    },
    get migrations() {
      return running().plane.migrations;
    },
  };
  return new Map<string, unknown>([
    ['estate', estate],
    ['lab', lab],
    ['utility.files', sessionFileStore],
  ]);
}

/** Clock and chance of a world, as a shell sees them. A world that has not started yet stands at its epoch. */
function timeOf(wish: RunspaceWish): HostTime {
  const { running, epoch, started } = wish;
  return {
    nowTicks: () => (epoch !== undefined && started?.() === false ? epoch : running().nowTicks()),
    utcOffsetMinutes: () => 0,
    random: () => running().simulation.random('shell').fraction(),
  };
}

export interface RunspaceWish {
  running: () => RunningWorld;
  machineName: string;
  userName: string;
  ui: HostUI;
  interactive: boolean;
  location?: string;
  /** For a world that starts only when it is asked for: its first instant, and whether it has started. */
  epoch?: bigint;
  started?: () => boolean;
  /** For the far end of a connection. */
  farEnd?: FarEnd;
  /** The shell of a console that can go into a remote session. */
  canEnter?: boolean;
}

/** A runspace on a machine. */
export function makeRunspace(wish: RunspaceWish): Runspace {
  const services = servicesOf(wish.running, wish.machineName);
  const estate = services.get('estate') as EstateService;
  services.set(remoting.id, new Remoting(wish, makeRunspace, wish.canEnter === true));
  return new Runspace({
    registry: sharedRegistry(),
    ui: wish.ui,
    time: timeOf(wish),
    services,
    files: scriptFiles(estate),
    fileAccess: fileAccess(estate),
    environment: environmentAccess(estate),
    programs: nativePrograms,
    interactive: wish.interactive,
    computerName: wish.machineName,
    userName: wish.userName,
    location: wish.location ?? START_LOCATION,
  });
}

/** What the line editor asks of a runspace. `machine` replaces what Tab knows of the machine. */
export function editorLanguage(runspace: Runspace, machine?: NamesOfMachine): EditorLanguage {
  const completion = completionOf(runspace, machine);
  return { parse: (text) => parse(text), complete: (text, cursor) => completion.complete(text, cursor) };
}

/** The shell behind a console: that of its machine, or of the remote session that the reader has entered from it. */
export function makeMachineShell(
  surroundings: ShellSurroundings,
  machine: MachineRecord,
  host: ConsoleHost,
): MachineShell {
  const own = makeRunspace({
    running: () => surroundings.running,
    machineName: machine.computerName,
    userName: machine.signedInUser,
    ui: host,
    interactive: true,
    canEnter: true,
  });
  const ownLanguage = editorLanguage(own);
  // From the machine of this console to the session that was entered last.
  const chain = (): { sessions: Remoting; end: RemoteEnd }[] => {
    const links: { sessions: Remoting; end: RemoteEnd }[] = [];
    for (let runspace = own; ; ) {
      const sessions = runspace.service(remoting) as Remoting;
      const end = sessions.entered;
      if (end === undefined) return links;
      links.push({ sessions, end });
      runspace = end.runspace;
    }
  };
  const current = (): Runspace => chain().at(-1)?.end.runspace ?? own;
  return {
    get runspace() {
      return current();
    },
    language: {
      parse: ownLanguage.parse,
      complete: (text, cursor) => {
        const runspace = current();
        return (runspace === own ? ownLanguage : editorLanguage(runspace)).complete(text, cursor);
      },
    },
    fieldTypes: languageFieldTypes({}),
    *prompt(): Program<string> {
      const links = chain();
      const runspace = links.at(-1)?.end.runspace;
      if (runspace === undefined) return yield* own.prompt();
      // seen: RemotingErrorIdStrings EnterVMSessionPrompt
      const prefix = links.map(({ end }) => `[${end.target.name}]: `).join('');
      return prefix + (yield* within(runspace, runspace.prompt()));
    },
    *run(text: string): Program<RunOutcome | undefined> {
      const links = chain();
      const last = links.at(-1);
      if (last === undefined) {
        const result = yield* own.run(text, { addToHistory: true });
        return result.exit === undefined ? undefined : { exit: result.exit };
      }
      const ends = links.map(({ end }) => end);
      const { runspace } = last.end;
      if (ends.every((end) => end.alive)) {
        const result = yield* untilBroken(ends, within(runspace, runspace.run(text, { addToHistory: true })));
        if (result?.exit !== undefined) last.sessions.leave();
      }
      const broken = links.find(({ end }) => !end.alive);
      if (broken !== undefined) {
        const text = errorText(brokenRecord(broken.end), { bufferWidth: host.bufferWidth, errorView: '' });
        for (const line of text.split('\n')) host.writeLine('error', line);
        broken.sessions.leave();
      }
      return undefined;
    },
    stop: () => new PipelineStoppedException(),
  };
}

/** Simulated time between two pauses of the interpreter, in nanoseconds, so that a loop that waits for the clock ends. `assumed` */
export const STRETCH_COST = 200 * MICROSECOND;

/** Pauses that a script may take before it is held for endless, where nobody can press Ctrl+C. */
export const MOST_PAUSES = 120_000;

/** Ends a script that nobody watches and that does not end. */
export class EndlessScript extends Error {}

/**
 * Runs a program to its end without a console: simulated time passes at once, questions get the answer an empty line would
 * give. `stretch` is the cost in simulated time between two pauses.
 */
export function driveUnattended<T>(
  program: Program<T>,
  world: () => RunningWorld,
  stretch: number,
  mostPauses = MOST_PAUSES,
): T {
  let reply: Reply;
  let pauses = 0;
  for (;;) {
    const step = program.next(reply);
    if (step.done) return step.value;
    const request: Request = step.value;
    reply = undefined;
    switch (request.kind) {
      case 'pause':
        if (++pauses > mostPauses) {
          try {
            program.throw(new PipelineStoppedException());
          } catch (error) {
            if (!(error instanceof PipelineStoppedException)) throw error;
          }
          throw new EndlessScript('the script does not end');
        }
        world().simulation.runFor(stretch);
        break;
      case 'sleep':
        world().simulation.runFor(Number(request.ticks) * 100);
        break;
      case 'waitFor':
        waitUntil(world(), request.until, request.deadlineTicks);
        break;
      case 'readLine':
        reply = '';
        break;
      case 'choice':
        reply = request.multiple ? request.defaults : (request.defaults[0] ?? 0);
        break;
      case 'fields':
        reply = {};
        break;
      case 'credential':
        reply = null;
        break;
      default:
        break;
    }
  }
}

/** Lets events happen until the predicate holds, the deadline is reached, or a simulated day has passed. */
function waitUntil(running: RunningWorld, until: () => boolean, deadlineTicks: bigint | undefined): void {
  const { simulation } = running;
  const limit = simulation.now + (deadlineTicks === undefined ? 86_400e9 : Number(deadlineTicks) * 100);
  while (!until()) {
    const next = simulation.nextTime();
    if (next > limit) {
      simulation.runUntil(limit);
      return;
    }
    simulation.step();
  }
}

/** Runs a script that nobody sees. Answers the first error's text, or null. */
export function runUnattended(
  running: RunningWorld,
  machineName: string,
  text: string,
  fileName: string,
): string | null {
  const machine = running.machine(machineName);
  if (!machine) return `there is no machine '${machineName}'`;
  const host = new LineHost(200);
  const runspace = makeRunspace({
    running: () => running,
    machineName: machine.computerName,
    userName: machine.signedInUser,
    ui: host,
    interactive: false,
  });
  driveUnattended(runspace.run(text), () => running, STRETCH_COST);
  host.finish();
  const failure = host.written.find((line) => line.stream === 'error');
  return failure ? `${fileName}: ${failure.text}` : null;
}
