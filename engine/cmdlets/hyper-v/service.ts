/** What the Hyper-V cmdlets get from the session: the estate and the machine on which the runspace runs. */
import type { HostRecord, MachineRecord, SimTime } from '../../estate/records';
import { findHostByName, hostOf, type Management, requireService } from '../../hyper-v/management';
import { ManagementError } from '../../hyper-v/management-error';
import { type CmdletError, type CommandContext, serviceKey } from '../../language/command';
import { PSDateTime, type Value } from '../../language/values';
import { ticksAt } from '../../simulation/time';

export interface EstateService {
  readonly management: Management;
  /** The machine whose shell this is. */
  readonly machine: MachineRecord;
}

export const estate = serviceKey<EstateService>('estate');

/** A simulated instant as a local date of that machine. */
export function dateOf(management: Management, time: SimTime): PSDateTime {
  return new PSDateTime(ticksAt(management.simulation.originMs, time), 'Local');
}

/** Class part of a Hyper-V cmdlet's FullyQualifiedErrorId. `seen: ...,Microsoft.HyperV.PowerShell.Commands.SetVMDvdDrive` */
export function hyperVErrorClass(name: string): string {
  return `Microsoft.HyperV.PowerShell.Commands.${name.replace('-', '')}`;
}

/** A failed operation as the cmdlet's error. */
export function hyperVError(ctx: CommandContext, error: ManagementError, target?: Value): CmdletError {
  return {
    message: error.message,
    id: error.id,
    category: error.category,
    target: target ?? error.target,
    exceptionType: 'Microsoft.HyperV.PowerShell.VirtualizationException',
    errorClass: hyperVErrorClass(ctx.command.name),
  };
}

/** Runs an operation; what the service refuses becomes a non-terminating error, and undefined is returned. */
export function attempt<T>(ctx: CommandContext, operation: () => T): T | undefined {
  try {
    return operation();
  } catch (error) {
    if (!(error instanceof ManagementError)) throw error;
    ctx.writeError(hyperVError(ctx, error));
    return undefined;
  }
}

/** The elements of a parameter that may be bound or not. */
export function listOf(value: Value): Value[] {
  if (value === null || value === undefined) return [];
  const items = (value as { items?: unknown }).items;
  return Array.isArray(items) ? (items as Value[]) : [value];
}

/** The texts of a parameter. */
export function textsOf(ctx: CommandContext, value: Value): string[] {
  return listOf(value).map((item) => ctx.text(item));
}

/** Parameters that no simulated host can honour. Using one says so. */
export function refuseCimSession(ctx: CommandContext): void {
  for (const name of ['CimSession', 'DestinationCimSession'] as const) {
    if (!ctx.isBound(name)) continue;
    ctx.throwTerminating({
      message: `The parameter '${name}' of ${ctx.command.name} is not simulated by Dualpath. Use -ComputerName instead.`,
      id: 'NotSimulated',
      category: 'NotImplemented',
      target: name,
      errorClass: hyperVErrorClass(ctx.command.name),
    });
  }
}

/**
 * The hosts a cmdlet works on: those of -ComputerName, or the one whose shell this is. A name that is no Hyper-V host, or
 * a host whose management service is down, gives the real error and is left out.
 */
export function hostsFor(ctx: CommandContext, computerName: Value): HostRecord[] {
  refuseCimSession(ctx);
  const { management, machine } = ctx.service(estate);
  const names = textsOf(ctx, computerName);
  const hosts: HostRecord[] = [];
  if (names.length === 0) names.push(machine.computerName);
  for (const name of names) {
    const local =
      name === '.' || name.toLowerCase() === 'localhost' || name.toLowerCase() === machine.computerName.toLowerCase();
    const host = attempt(ctx, () => {
      const found = local ? hostOf(management.world, machine) : findHostByName(management.world, name);
      if (!found) {
        throw new ManagementError(
          `Hyper-V encountered an error trying to access an object on computer '${name}' because the object was not found. The object might have been deleted, or you might not have permission to perform the task. Verify that the Virtual Machine Management service on the computer is running. If the service is running, try to perform the task again by using Run as Administrator.`,
          'ObjectNotFound',
          'ObjectNotFound',
          name,
        );
      }
      requireService(management.world, found);
      return found;
    });
    if (host) hosts.push(host);
  }
  return hosts;
}
