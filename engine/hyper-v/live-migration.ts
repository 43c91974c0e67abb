/** Live migration: what is checked before a VM may move, and the start of the move. */
import type { HostRecord, VMRecord, VMSwitchRecord } from '../estate/records';
import { all } from '../estate/tables';
import {
  computerNameOf,
  findHostByName,
  HOST_RESERVE_BYTES,
  logEvent,
  type Management,
  machineOfHost,
  memoryInUse,
} from './management';
import { ManagementError } from './management-error';
import { adaptersOf, guestMachine } from './virtual-machines';

/** One thing that stands in the way of a move: `Compare-VM`'s Incompatibilities. */
export interface Incompatibility {
  message: string;
  /** 33012: switch missing. `seen: transcript compare-vm-incompatibilities`; others `assumed`. */
  messageId: number;
  /** Name of the adapter, drive or VM that it is about. */
  source: { kind: 'adapter' | 'drive' | 'vm'; id: string; name: string };
}

function failure(
  vm: VMRecord,
  source: string,
  why: string,
  id: 'OperationFailed' | 'AccessDenied' | 'ObjectNotFound' = 'OperationFailed',
): ManagementError {
  return new ManagementError(
    `Virtual machine migration operation for '${vm.name}' failed at migration source '${source}'. (Virtual machine ID ${vm.guid.toUpperCase()})\n${why}`,
    id,
    id === 'AccessDenied' ? 'PermissionDenied' : id === 'ObjectNotFound' ? 'ObjectNotFound' : 'NotSpecified',
    vm.name,
  );
}

/** The host to move to, or the error that the real service gives. Wording after KB 4558514 where marked seen. */
export function migrationTarget(management: Management, vm: VMRecord, name: string): HostRecord {
  const { world } = management;
  const source = computerNameOf(world, vm.host);
  const target = findHostByName(world, name);
  if (!target || world.machines[target.machine].power !== 'On') {
    throw failure(
      vm,
      source,
      `The Virtual Machine Management Service failed to establish a connection for a Virtual Machine migration with host '${name}': ${
        target
          ? 'A connection attempt failed because the connected party did not properly respond after a period of time, or established connection failed because connected host has failed to respond. (0x8007274C)'
          : 'No such host is known. (0x80072AF9)'
      }.`,
    );
  }
  return target;
}

/** Switches at the target that an adapter could use: same name. `seen: KB 4558514, switch names must agree` */
export function targetSwitch(management: Management, target: HostRecord, name: string): VMSwitchRecord | undefined {
  return all(management.world.switches).find(
    (record) => record.host === target.id && record.name.toLowerCase() === name.toLowerCase(),
  );
}

/** What makes a VM unable to run at the target. */
export function incompatibilities(management: Management, vm: VMRecord, target: HostRecord): Incompatibility[] {
  const { world } = management;
  const found: Incompatibility[] = [];
  for (const adapter of adaptersOf(management, vm)) {
    if (adapter.switch === null) continue;
    if (!targetSwitch(management, target, adapter.switchName)) {
      found.push({
        message: `Could not find Ethernet switch '${adapter.switchName}'.`,
        messageId: 33012,
        source: { kind: 'adapter', id: adapter.id, name: adapter.name },
      });
    }
  }
  for (const drive of vm.drives) {
    if (drive.path !== null && !drive.path.startsWith('\\\\')) {
      found.push({
        message: `The virtual machine uses the local path '${drive.path}', which the destination computer cannot reach.`,
        messageId: 21002,
        source: { kind: 'drive', id: drive.path, name: drive.path },
      });
    }
  }
  const source = world.hosts[vm.host];
  const same =
    source.hardware.processor.vendor === target.hardware.processor.vendor &&
    (vm.processor.compatibilityForMigrationEnabled ||
      source.hardware.processor.model === target.hardware.processor.model);
  if (!same && vm.state !== 'Off') {
    found.push({
      message:
        'The virtual machine is using processor-specific features not supported on the destination computer. To allow for migration of this virtual machine to a computer with different processors, modify the virtual machine settings to limit the processor features used by the virtual machine.',
      messageId: 24004,
      source: { kind: 'vm', id: vm.id, name: vm.name },
    });
  }
  if (vm.state !== 'Off') {
    const free = target.hardware.memoryBytes - HOST_RESERVE_BYTES - memoryInUse(world, target.id, vm.id);
    if (vm.memory.assigned > free) {
      found.push({
        message: `There is not enough memory on the destination computer to run the virtual machine '${vm.name}'.`,
        messageId: 33016,
        source: { kind: 'vm', id: vm.id, name: vm.name },
      });
    }
  }
  return found;
}

/** Throws the error that stops a move before anything has moved. */
export function checkMigration(management: Management, vm: VMRecord, target: HostRecord): void {
  const { world } = management;
  const source = world.hosts[vm.host];
  const sourceName = computerNameOf(world, vm.host);
  const targetName = computerNameOf(world, target.id);
  if (target.id === vm.host) {
    throw failure(vm, sourceName, `The virtual machine '${vm.name}' is already on the computer '${sourceName}'.`);
  }
  if (!source.settings.virtualMachineMigrationEnabled) {
    throw failure(
      vm,
      sourceName,
      `Live migration is not enabled on the source computer '${sourceName}'. Use Enable-VMMigration to enable it.`,
    );
  }
  const sourceMachine = machineOfHost(world, vm.host);
  const targetMachine = machineOfHost(world, target.id);
  if (!target.settings.virtualMachineMigrationEnabled || targetMachine.services['vmms']?.status !== 'Running') {
    // seen: KB 4558514 (text of the refused connection)
    throw failure(
      vm,
      sourceName,
      `The Virtual Machine Management Service failed to establish a connection for a Virtual Machine migration with host '${targetName}': No connection could be made because the target machine actively refused it. (0x8007274D).`,
    );
  }
  if (
    source.settings.virtualMachineMigrationAuthenticationType === 'Kerberos' &&
    (sourceMachine.domain === null || sourceMachine.domain !== targetMachine.domain)
  ) {
    throw failure(
      vm,
      sourceName,
      `The Virtual Machine Management Service failed to authenticate the connection for a Virtual Machine migration with host '${targetName}': The specified target is unknown or unreachable. (0x80090303).`,
      'AccessDenied',
    );
  }
  if (source.settings.virtualMachineMigrationAuthenticationType === 'Kerberos' && sourceMachine.domain !== null) {
    const account = world.domains[sourceMachine.domain].computers.find((entry) => entry.machine === sourceMachine.id);
    const wanted = `microsoft virtual system migration service/${targetName}`.toLowerCase();
    const allowed = account?.allowedToDelegateTo.some((spn) => {
      const text = spn.toLowerCase();
      return text === wanted || text.startsWith(`${wanted}.`);
    });
    if (!allowed) {
      throw failure(
        vm,
        sourceName,
        `The Virtual Machine Management Service failed to authenticate the connection for a Virtual Machine migration with host '${targetName}': No credentials are available in the security package (0x8009030E).`,
        'AccessDenied',
      );
    }
  }
  if (target.hypervisor.state !== 'running') {
    throw failure(vm, sourceName, `The hypervisor is not running on the destination computer '${targetName}'.`);
  }
  const problems = incompatibilities(management, vm, target);
  if (problems.length > 0) {
    throw failure(
      vm,
      sourceName,
      `The virtual machine '${vm.name}' is not compatible with physical computer '${targetName}'.\n${problems.map((problem) => problem.message).join('\n')}`,
    );
  }
}

/** Moves a VM that is off: only its registration changes host. */
export function moveStoppedVM(management: Management, vm: VMRecord, target: HostRecord): void {
  for (const adapter of adaptersOf(management, vm)) {
    const record = adapter.switch === null ? undefined : targetSwitch(management, target, adapter.switchName);
    adapter.switch = record?.id ?? null;
  }
  vm.host = target.id;
  management.plane.recordsChanged();
}

/** Writes the events of a finished move into both hosts' logs. `seen: event ids 20418 (completed) in KB 4558514` */
export function logMigration(
  management: Management,
  vm: VMRecord,
  source: HostRecord,
  target: HostRecord,
  blackoutSeconds: number,
): void {
  const text = guestMachine(management, vm)?.computerName ?? vm.name;
  logEvent(management, machineOfHost(management.world, target.id), {
    log: 'Microsoft-Windows-Hyper-V-VMMS-Admin',
    provider: 'Microsoft-Windows-Hyper-V-VMMS',
    eventId: 20417,
    level: 'Information',
    message: `Virtual machine migration for '${vm.name}' completed with a blackout time of ${blackoutSeconds.toFixed(1)} seconds. (Virtual machine ID ${vm.guid.toUpperCase()})`,
  });
  logEvent(management, machineOfHost(management.world, source.id), {
    log: 'Microsoft-Windows-Hyper-V-VMMS-Admin',
    provider: 'Microsoft-Windows-Hyper-V-VMMS',
    eventId: 20418,
    level: 'Information',
    message: `Virtual machine migration for '${text}' to '${computerNameOf(management.world, target.id)}' succeeded. (Virtual machine ID ${vm.guid.toUpperCase()})`,
  });
}
