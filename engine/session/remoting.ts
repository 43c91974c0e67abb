/**
 * Remote commands of one runspace: a runspace of its own on each target, copies back, PSSession objects, and the session
 * that the console has entered.
 */
import type { RemoteItem, RemoteTarget, RemotingService } from '../cmdlets/core/remoting';
import { newGuid } from '../hyper-v/management';
import type { Program, Reply, Request } from '../language/host';
import type { CommandRuntime } from '../language/runtime/command-runtime';
import { ControlFlow, ExitException, PipelineStoppedException } from '../language/runtime/control-flow';
import { ErrorRecord } from '../language/runtime/error-record';
import type { Runspace } from '../language/runtime/runspace';
import type { ScriptBlock } from '../language/runtime/script-block';
import { FunctionSink } from '../language/runtime/sink';
import { InformationRecord, StreamRecord } from '../language/runtime/stream-records';
import { foldCase, type Value } from '../language/values';
import { connectionError, copyOf, copyOfError, withOrigin } from './remote-copies';
import { PSSession, RemoteEnd, within } from './remote-session';
import {
  isProblem,
  type ReachedTarget,
  type RemoteCaller,
  reachComputer,
  reachVirtualMachine,
  type TargetProblem,
} from './remote-target';
import type { RunspaceWish } from './shells';

/** What a connection costs in simulated time, in ticks of 100 ns. `assumed` */
const CONNECT = { RemoteMachine: 4_000_000n, VirtualMachine: 12_000_000n } as const;

/** Where a remote session begins. seen: powershell-formatting.md 12 (prompt of Enter-PSSession) */
const REMOTE_LOCATION = 'C:\\Users\\Administrator\\Documents';

/** Of a runspace that is itself the far end of a connection. */
export interface FarEnd {
  /** Exit-PSSession there: the console goes back. */
  leave(): void;
  /** It was opened without a credential, so it cannot go on to a third machine. */
  withoutCredential: boolean;
}

/** What is happening on one target. */
interface Running {
  end: RemoteEnd;
  program: Program<void>;
  /** What it waits for; undefined where it can go on. */
  request: Request | undefined;
  wakeAt: bigint | undefined;
}

export class Remoting implements RemotingService {
  private readonly open_: PSSession[] = [];
  private nextId = 1;
  private guids = 0;
  /** Where the console has gone from here. */
  entered: RemoteEnd | undefined;

  constructor(
    private readonly wish: RunspaceWish,
    private readonly make: (wish: RunspaceWish) => Runspace,
    /** The console shows prompts and can go into a session. */
    private readonly canEnter: boolean,
  ) {}

  // ---- targets -----------------------------------------------------------------------------------------------------

  private caller(): RemoteCaller {
    const { wish } = this;
    const running = wish.running();
    const machine = running.machine(wish.machineName);
    if (machine === undefined) throw new Error(`there is no machine '${wish.machineName}'`);
    return { world: running.world, machine, userName: wish.userName, remote: wish.farEnd?.withoutCredential === true };
  }

  private resolve(target: RemoteTarget): ReachedTarget | TargetProblem {
    if (target.kind === 'ComputerName') return reachComputer(this.caller(), target.name, target.credential);
    return reachVirtualMachine(
      this.caller(),
      target.name,
      target.kind === 'VMId' ? 'VMId' : 'VMName',
      target.credential,
    );
  }

  reach(ctx: CommandRuntime, target: RemoteTarget): ErrorRecord | undefined {
    if (target.kind === 'Session') return this.sessionProblem(ctx, target.session ?? null);
    const found = this.resolve(target);
    return isProblem(found) ? problemRecord(ctx, found) : undefined;
  }

  private sessionProblem(ctx: CommandRuntime, value: Value): ErrorRecord | undefined {
    if (value instanceof PSSession && value.state === 'Opened') return undefined;
    const [name, id, computer, state] =
      value instanceof PSSession
        ? [value.name, value.instanceId, value.end.target.name, value.state]
        : ['', '', '', ''];
    return ctx.makeRecord({
      message: `Because the session state for session ${name}, ${id}, ${computer} is not equal to Open, you cannot run a command  in the session.  The session state is ${state}.`,
      id: 'InvokeCommandCommandInvalidSessionState',
      category: 'InvalidOperation',
      target: value,
      exceptionType: 'System.InvalidOperationException',
    });
  }

  /** A GUID for what is opened here: it depends on the world and the order only, and changes nothing in the world. */
  private guid(): string {
    const { world } = this.wish.running();
    return newGuid({ seed: `${world.seed}/${this.wish.machineName}/session`, nextSerial: this.guids++ });
  }

  private connect(target: ReachedTarget, withoutCredential: boolean): RemoteEnd {
    const { machine, userName } = target;
    const runspace = this.make({
      running: this.wish.running,
      machineName: machine.computerName,
      userName,
      ui: this.wish.ui,
      interactive: this.wish.interactive,
      location: REMOTE_LOCATION,
      canEnter: this.canEnter,
      farEnd: { leave: () => this.leave(), withoutCredential },
    });
    return new RemoteEnd(target, runspace, this.guid());
  }

  // ---- Invoke-Command ----------------------------------------------------------------------------------------------

  *invoke(
    _ctx: CommandRuntime,
    targets: RemoteTarget[],
    block: ScriptBlock,
    options: { args: Value[]; input: Value[]; using: ReadonlyMap<string, Value>; hideComputerName: boolean },
    take: (item: RemoteItem) => void,
  ): Program<void> {
    const running: Running[] = [];
    for (const target of targets) {
      let end: RemoteEnd;
      let connecting = 0n;
      if (target.kind === 'Session') end = (target.session as PSSession).end;
      else {
        const found = this.resolve(target);
        if (isProblem(found)) continue;
        end = this.connect(found, target.credential === undefined);
        connecting = CONNECT[found.kind];
      }
      const program = within(end.runspace, runThere(end, block, options, connecting, take));
      running.push({ end, program, request: undefined, wakeAt: undefined });
    }
    yield* this.runAll(running, take);
  }

  /** Runs what goes on on several machines side by side, in the order of simulated time, then of the names given. */
  private *runAll(running: Running[], take: (item: RemoteItem) => void): Program<void> {
    const { nowTicks } = this.wish.running();
    const now = nowTicks.bind(this.wish.running());
    try {
      while (running.length > 0) {
        let progressed = false;
        for (const one of [...running]) {
          if (!this.canGoOn(one, now())) continue;
          progressed = true;
          let reply: Reply;
          const { request } = one;
          // Questions of the block are asked here; a stretch of work costs time here as there.
          if (request !== undefined && !isWait(request)) reply = yield request;
          one.request = undefined;
          one.wakeAt = undefined;
          if (!one.end.alive) {
            one.program.return();
            running.splice(running.indexOf(one), 1);
            take({ kind: 'error', record: brokenRecord(one.end) });
            continue;
          }
          const step = one.program.next(reply);
          if (step.done) {
            running.splice(running.indexOf(one), 1);
            continue;
          }
          one.request = step.value;
          if (step.value.kind === 'sleep') one.wakeAt = now() + step.value.ticks;
          else if (step.value.kind === 'waitFor' && step.value.deadlineTicks !== undefined)
            one.wakeAt = now() + step.value.deadlineTicks;
        }
        if (!progressed && running.length > 0) yield this.waitForAny(running, now);
      }
    } finally {
      for (const one of running) one.program.return();
    }
  }

  private canGoOn(one: Running, now: bigint): boolean {
    const { request, wakeAt } = one;
    if (request === undefined || !isWait(request) || !one.end.alive) return true;
    if (wakeAt !== undefined && now >= wakeAt) return true;
    return request.kind === 'waitFor' && request.until();
  }

  private waitForAny(running: readonly Running[], now: () => bigint): Request {
    let first: bigint | undefined;
    for (const { wakeAt } of running)
      if (wakeAt !== undefined && (first === undefined || wakeAt < first)) first = wakeAt;
    return {
      kind: 'waitFor',
      until: () => running.some((one) => this.canGoOn(one, now())),
      deadlineTicks: first === undefined ? undefined : first - now(),
    };
  }

  // ---- sessions ----------------------------------------------------------------------------------------------------

  *open(_ctx: CommandRuntime, target: RemoteTarget, name: string | undefined): Program<Value> {
    const found = target.kind === 'Session' ? (target.session as PSSession).end.target : this.resolve(target);
    if (isProblem(found)) return null;
    yield { kind: 'sleep', ticks: CONNECT[found.kind] };
    const end = this.connect(found, target.credential === undefined);
    const id = this.nextId++;
    const session = new PSSession(id, name ?? `Session${id}`, this.guid(), end);
    this.open_.push(session);
    return session;
  }

  sessions(): Value[] {
    return [...this.open_];
  }

  close(_ctx: CommandRuntime, value: Value): void {
    if (!(value instanceof PSSession)) return;
    value.closed = true;
    const at = this.open_.indexOf(value);
    if (at >= 0) this.open_.splice(at, 1);
    if (this.entered === value.end) this.entered = undefined;
  }

  // ---- the console -------------------------------------------------------------------------------------------------

  *enter(ctx: CommandRuntime, target: RemoteTarget): Program<void> {
    const inside = this.wish.farEnd !== undefined;
    // From a remote session only a VM of that host can be entered. seen: PushRunspaceCommand.ProcessRecord
    if (!this.canEnter || (inside && target.kind !== 'VMName' && target.kind !== 'VMId')) {
      ctx.writeError({
        message: inside
          ? 'You are currently in a Windows PowerShell PSSession and cannot use the Enter-PSSession cmdlet to enter another PSSession.'
          : 'The host does not support Enter-PSSession and Exit-PSSession.',
        id: inside ? 'RemoteHostDoesNotSupportPushRunspace' : 'HostDoesNotSupportPushRunspace',
        category: 'InvalidArgument',
        exceptionType: 'System.ArgumentException',
      });
      return;
    }
    if (target.kind === 'Session') {
      const problem = this.sessionProblem(ctx, target.session ?? null);
      if (problem !== undefined) ctx.writeErrorRecord(problem);
      else this.entered = (target.session as PSSession).end;
      return;
    }
    const found = this.resolve(target);
    if (isProblem(found)) {
      ctx.writeErrorRecord(problemRecord(ctx, found));
      return;
    }
    yield { kind: 'sleep', ticks: CONNECT[found.kind] };
    this.entered = this.connect(found, target.credential === undefined);
  }

  // biome-ignore lint/correctness/useYield: it never waits
  *exit(_ctx: CommandRuntime): Program<void> {
    this.wish.farEnd?.leave();
  }

  /** The console is back on its own machine. */
  leave(): void {
    this.entered = undefined;
  }
}

function isWait(request: Request): boolean {
  return request.kind === 'sleep' || request.kind === 'waitFor';
}

/** Runs the block on its machine; errors that end it there are errors of this target here. */
function* runThere(
  end: RemoteEnd,
  block: ScriptBlock,
  options: { args: Value[]; input: Value[]; using: ReadonlyMap<string, Value>; hideComputerName: boolean },
  connecting: bigint,
  take: (item: RemoteItem) => void,
): Program<void> {
  const { runspace, origin } = end;
  if (connecting > 0n) yield { kind: 'sleep', ticks: connecting };
  const out = new FunctionSink((value) =>
    take({ kind: 'output', value: withOrigin(copyOf(value), origin, options.hideComputerName) }),
  );
  const takeError = (record: ErrorRecord): void => take({ kind: 'error', record: copyOfError(record, origin) });
  const text = (kind: 'warning' | 'verbose' | 'debug') =>
    new FunctionSink((value) =>
      take({ kind, text: value instanceof StreamRecord ? value.message : runspace.text(value) }),
    );
  const streams = {
    error: new FunctionSink((value) => {
      if (value instanceof ErrorRecord) takeError(value);
    }),
    warning: text('warning'),
    verbose: text('verbose'),
    debug: text('debug'),
    information: new FunctionSink((value) => {
      if (value instanceof InformationRecord) take({ kind: 'information', value: value.messageData, tags: value.tags });
    }),
  };
  const frame = runspace.topFrame(out, streams);
  const using = new Map<string, Value>();
  for (const [name, value] of options.using) using.set(foldCase(name), copyOf(value));
  const before = runspace.usingValues;
  runspace.usingValues = using;
  runspace.propagate = false;
  runspace.currentFrame = frame;
  try {
    const there = runspace.createScriptBlock(block.text);
    yield* runspace.runBlock(there, {
      frame,
      newScope: false,
      args: options.args.map(copyOf),
      input: options.input.length > 0 ? options.input.map(copyOf) : undefined,
      out,
    });
  } catch (error) {
    if (error instanceof PipelineStoppedException) throw error;
    // `exit` and a stray `break` end the block silently.
    if (error instanceof ExitException || error instanceof ControlFlow) return;
    const record = runspace.recordOf(error, frame);
    runspace.logError(record);
    takeError(record);
  } finally {
    runspace.usingValues = before;
  }
}

const ENTER_TEXTS: Partial<Record<string, readonly [string, string]>> = {
  InvalidVMNameNotSingle: ['InvalidVMNameNoVM', 'The input VMName parameter does not resolve to any virtual machine.'],
  InvalidVMIdNotSingle: ['InvalidVMId', 'The input VMId parameter does not resolve to a single virtual machine.'],
};

/** The record of a target that cannot be used, as the running cmdlet reports it. */
function problemRecord(ctx: CommandRuntime, problem: TargetProblem): ErrorRecord {
  const { message, id, exceptionType, target } = problem;
  // Enter-PSSession looks the VM up by itself, with texts of its own. seen: RemotingErrorIdStrings
  const alone = foldCase(ctx.command.name) === 'enter-pssession' ? ENTER_TEXTS[id] : undefined;
  if (alone !== undefined) {
    const [ownId, text] = alone;
    return ctx.makeRecord({
      message: text,
      id: ownId,
      category: 'InvalidArgument',
      exceptionType,
      target: undefined,
    });
  }
  if (problem.stage === 'argument')
    return ctx.makeRecord({ message, id, category: 'InvalidArgument', exceptionType, target: undefined });
  const command = foldCase(ctx.command.name);
  const direct = /PSDirectException$/.test(exceptionType);
  if (command === 'new-pssession') {
    // seen: the target is the RemoteRunspace, whose text is its type's name (K)
    return ctx.makeRecord({
      message: `[${target}] ${message}`,
      id: id.replace('PSSessionStateBroken', 'PSSessionOpenFailed'),
      category: 'OpenError',
      exceptionType,
      errorClass: '',
      targetName: 'System.Management.Automation.RemoteRunspace',
      targetType: 'RemoteRunspace',
    });
  }
  if (command === 'enter-pssession') {
    return ctx.makeRecord({
      message,
      id: direct ? 'CreateRemoteRunspaceForVMFailed' : 'CreateRemoteRunspaceFailed',
      category: 'InvalidArgument',
      exceptionType,
      ...(direct ? {} : { errorClass: '' as const, targetName: target, targetType: 'String' }),
    });
  }
  return connectionError(target, `[${target}] ${message}`, id, exceptionType);
}

/** The machine went down while its command ran. `assumed` */
export function brokenRecord(end: RemoteEnd): ErrorRecord {
  const { name, vm } = end.target;
  const exceptionType = 'System.Management.Automation.Remoting.PSRemotingTransportException';
  if (vm !== undefined) {
    const message = `[${name}] The background process reported an error with the following message: "The Hyper-V socket target process has ended.".`;
    return connectionError(name, message, '2100,PSSessionStateBroken', exceptionType);
  }
  const message = `[${name}] Processing data from remote server ${name} failed with the following error message: The I/O operation has been aborted because of either a thread exit or an application request. For more information, see the about_Remote_Troubleshooting Help topic.`;
  return connectionError(name, message, '-2147023901,PSSessionStateBroken', exceptionType);
}
