/** A session on another machine: its runspace there, and the PSSession object that scripts hold. */
import type { Program, Reply, Request } from '../language/host';
import { properties } from '../language/runtime/engine-types';
import type { Runspace } from '../language/runtime/runspace';
import { active } from '../language/runtime/script-block-members';
import { defineEnum, enumValue, findType, type NetType } from '../language/types';
import { NetObject, PSGuid } from '../language/values';
import type { Origin } from './remote-copies';
import type { ReachedTarget } from './remote-target';

/** The other end of a connection. */
export class RemoteEnd {
  /** The boot of the machine that the connection belongs to. */
  private readonly boot: number;
  private readonly host: string | undefined;

  constructor(
    readonly target: ReachedTarget,
    readonly runspace: Runspace,
    /** GUID of the runspace there. */
    readonly runspaceId: string,
  ) {
    this.boot = target.machine.bootCount;
    this.host = target.vm?.host;
  }

  /** False once the machine has gone down, or the VM has stopped or moved to another host. */
  get alive(): boolean {
    const { machine, vm } = this.target;
    if (machine.power !== 'On' || machine.bootCount !== this.boot) return false;
    return vm === undefined || (vm.state === 'Running' && vm.host === this.host);
  }

  get origin(): Origin {
    return { computerName: this.target.name, runspaceId: this.runspaceId };
  }
}

const runspaces = 'System.Management.Automation.Runspaces';

/** System.Management.Automation.Runspaces.PSSession. */
export class PSSession extends NetObject {
  closed = false;
  constructor(
    readonly id: number,
    readonly name: string,
    readonly instanceId: string,
    readonly end: RemoteEnd,
  ) {
    super();
  }
  get netType(): NetType {
    return sessionType();
  }
  get state(): 'Opened' | 'Closed' | 'Broken' {
    if (this.closed) return 'Closed';
    return this.end.alive ? 'Opened' : 'Broken';
  }
}

let made: NetType | undefined;
function sessionType(): NetType {
  if (made !== undefined) return made;
  const computerType = enumeration(`${runspaces}.TargetMachineType`, ['RemoteMachine', 'VirtualMachine', 'Container']);
  const state = enumeration(`${runspaces}.RunspaceState`, [
    'BeforeOpen',
    'Opening',
    'Opened',
    'Closed',
    'Closing',
    'Broken',
    'Disconnecting',
    'Disconnected',
    'Connecting',
  ]);
  const availability = enumeration(`${runspaces}.RunspaceAvailability`, [
    'None',
    'Available',
    'AvailableForNestedCommand',
    'Busy',
    'RemoteDebug',
  ]);
  made = properties(`${runspaces}.PSSession`, 'System.Object', {
    State: [state.fullName, (self: PSSession) => enumValue(state, self.state)],
    IdleTimeout: ['int', (self: PSSession) => (self.end.target.vm === undefined ? 7_200_000 : -1)],
    ComputerType: [computerType.fullName, (self: PSSession) => enumValue(computerType, self.end.target.kind)],
    ComputerName: ['string', (self: PSSession) => self.end.target.name],
    ContainerId: ['string', () => null],
    VMName: ['string', (self: PSSession) => self.end.target.vm?.name ?? null],
    VMId: [
      'System.Nullable[guid]',
      (self: PSSession) => (self.end.target.vm ? new PSGuid(self.end.target.vm.guid) : null),
    ],
    ConfigurationName: ['string', (self: PSSession) => (self.end.target.vm ? '' : 'Microsoft.PowerShell')],
    InstanceId: ['guid', (self: PSSession) => new PSGuid(self.instanceId)],
    Id: ['int', (self: PSSession) => self.id],
    Name: ['string', (self: PSSession) => self.name],
    Availability: [
      availability.fullName,
      (self: PSSession) => enumValue(availability, self.state === 'Opened' ? 'Available' : 'None'),
    ],
  });
  made.toText = (self) => {
    const { name } = self as PSSession;
    return `[PSSession]${name}`;
  };
  return made;
}

function enumeration(fullName: string, names: string[]): NetType {
  return (
    findType(fullName) ??
    defineEnum(
      fullName,
      names.map((name, value) => [name, value] as const),
    )
  );
}

/** Runs a program of another runspace from here: while it works, that runspace is the current one. */
export function* within<T>(runspace: Runspace, program: Program<T>): Program<T> {
  const there = (step: () => IteratorResult<Request, T>) => {
    const here = active.rs;
    active.rs = runspace;
    try {
      return step();
    } finally {
      active.rs = here;
    }
  };
  let result = there(() => program.next());
  try {
    while (!result.done) {
      let reply: Reply;
      try {
        reply = yield result.value;
      } catch (error) {
        result = there(() => program.throw(error));
        continue;
      }
      result = there(() => program.next(reply));
    }
    return result.value;
  } finally {
    // Left by `return`: what the program keeps open there is closed.
    if (!result.done) there(() => program.return(undefined as T));
  }
}

/** Runs what the reader entered in a remote session, as long as the machine is there. */
export function* untilBroken<T>(ends: readonly RemoteEnd[], program: Program<T>): Program<T | undefined> {
  let step = program.next();
  for (;;) {
    if (step.done) return step.value;
    try {
      step = program.next(yield watched(ends, step.value));
    } catch (error) {
      step = program.throw(error);
    }
    if (!step.done && isBroken(ends)) {
      program.return(undefined as T);
      return undefined;
    }
  }
}

function isBroken(ends: readonly RemoteEnd[]): boolean {
  return ends.some((end) => !end.alive);
}

/** The request, so that it also ends when one of the machines does. */
function watched(ends: readonly RemoteEnd[], request: Request): Request {
  const { kind } = request;
  if (kind === 'sleep') return { kind: 'waitFor', until: () => isBroken(ends), deadlineTicks: request.ticks };
  if (kind === 'waitFor') return { ...request, until: () => request.until() || isBroken(ends) };
  return request;
}
