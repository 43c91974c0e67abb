/** Hosts as machines: firmware, restart, services, and the settings of Set-VMHost. */
import { powerOnHost, startVmms } from '../capability/power-on';
import type { HostId, HostRecord, MachineRecord, VMHostSettings, VMId } from '../estate/records';
import { all } from '../estate/tables';
import { EVENT_KINDS } from '../simulation/simulation';
import { SECOND } from '../simulation/time';
import { logEvent, type Management, machineOfHost } from './management';
import { ManagementError } from './management-error';
import { guestMachine, saveVM, startVM, turnOffVM, vmsOf } from './virtual-machines';

/** Event kind: see events.ts, which registers it. */
const HOST_STARTED = EVENT_KINDS.hyperV + 2;

/** From the restart command to the sign-in screen of a server: self test, boot, services. `assumed` */
export const HOST_RESTART_DURATION = 150 * SECOND;
/** A plain computer or guest. `assumed` */
export const MACHINE_RESTART_DURATION = 45 * SECOND;
/** Stopping or starting a service. `assumed` */
export const SERVICE_DURATION = 2 * SECOND;

export type HostSettingsChange = Partial<VMHostSettings>;

/** Set-VMHost. Limits of simultaneous moves count from 1 up. */
export function changeHostSettings(host: HostRecord, change: HostSettingsChange): void {
  const { settings } = host;
  const minimum = change.macAddressMinimum ?? settings.macAddressMinimum;
  const maximum = change.macAddressMaximum ?? settings.macAddressMaximum;
  if (Number.parseInt(minimum, 16) > Number.parseInt(maximum, 16)) {
    throw new ManagementError(
      `The minimum MAC address '${minimum}' is greater than the maximum MAC address '${maximum}'.`,
      'InvalidParameter',
      'InvalidArgument',
      minimum,
    );
  }
  Object.assign(settings, change);
}

/** Enable-VMMigration and Disable-VMMigration. A host outside a domain cannot. `seen: live migration needs a domain` */
export function setMigrationEnabled(management: Management, host: HostRecord, enabled: boolean): void {
  const machine = machineOfHost(management.world, host.id);
  if (enabled && machine.domain === null) {
    throw new ManagementError(
      `Failed to enable live migration on '${machine.computerName}'.\nLive migration is not supported on a computer that is not joined to a domain.`,
      'OperationFailed',
      'InvalidOperation',
      machine.computerName,
    );
  }
  host.settings.virtualMachineMigrationEnabled = enabled;
}

/**
 * Restarts a host: its VMs follow their automatic stop action, the firmware's pending settings become current, the
 * hardware is enumerated anew, and everything is up again after `HOST_RESTART_DURATION`.
 */
export function restartHost(management: Management, host: HostRecord): void {
  stopHost(management, host);
  startHostAgain(management, host);
}

/** Presses the power button of a host that is off. */
export function startHostAgain(management: Management, host: HostRecord): void {
  const machine = machineOfHost(management.world, host.id);
  machine.power = 'Starting';
  machine.bootCount++;
  management.simulation.after(HOST_RESTART_DURATION, HOST_STARTED, 0, machine.bootCount, 0, host.id);
}

/** Takes a host down; it stays down until it is started. */
export function stopHost(management: Management, host: HostRecord): void {
  const { world } = management;
  const machine = machineOfHost(world, host.id);
  const running: VMId[] = [];
  for (const vm of vmsOf(management, host)) {
    if (vm.state === 'Off' || vm.state === 'Saved') continue;
    if (vm.automaticStopAction === 'Save') saveVM(management, vm);
    else turnOffVM(management, vm);
    running.push(vm.id);
  }
  host.startWithHost = running;
  machine.power = 'Off';
  machine.bootedAt = null;
  for (const service of Object.values(machine.services)) service.status = 'Stopped';
  for (const adapter of all(world.netAdapters)) {
    if (adapter.machine !== machine.id || adapter.status !== 'Up') continue;
    adapter.status = 'Disconnected';
    adapter.linkSpeed = 0;
  }
  management.plane.recordsChanged();
}

/** The host is up: firmware and hardware are as the new settings make them, services run, VMs start. */
export function finishHostStart(management: Management, hostId: HostId, boot: number): void {
  const { world, simulation } = management;
  const host = world.hosts[hostId];
  const machine = machineOfHost(world, hostId);
  if (machine.bootCount !== boot || machine.power !== 'Starting') return;
  powerOnHost(world, host.id, simulation.now);
  for (const adapter of all(world.netAdapters)) {
    if (adapter.machine !== machine.id || !adapter.enabled || !adapter.mediaConnected) continue;
    adapter.status = 'Up';
    adapter.linkSpeed = adapter.maxSpeed;
  }
  logEvent(management, machine, {
    log: 'System',
    provider: 'EventLog',
    eventId: 6005,
    level: 'Information',
    message: 'The Event log service was started.',
  });
  management.plane.recordsChanged();
  for (const vm of vmsOf(management, host)) {
    const wasRunning = host.startWithHost?.includes(vm.id) ?? false;
    const start = vm.automaticStartAction === 'Start' || (vm.automaticStartAction === 'StartIfRunning' && wasRunning);
    if (!start || host.hypervisor.state !== 'running') continue;
    try {
      startVM(management, vm);
    } catch (error) {
      if (!(error instanceof ManagementError)) throw error;
      logEvent(management, machine, {
        log: 'Microsoft-Windows-Hyper-V-VMMS-Admin',
        provider: 'Microsoft-Windows-Hyper-V-VMMS',
        eventId: 15500,
        level: 'Error',
        message: error.message,
      });
    }
  }
}

/** The management service reads its registry values when it starts. */
export function restartManagementService(management: Management, host: HostRecord): void {
  startVmms(management.world, host.id, management.simulation.now);
  management.plane.recordsChanged();
}

/** Waits for a machine: up and signed in. */
export function isUp(machine: MachineRecord): boolean {
  return machine.power === 'On';
}

/** The machine inside a VM of this host, by VM name. */
export function guestsOf(management: Management, host: HostRecord): MachineRecord[] {
  return vmsOf(management, host).flatMap((vm) => {
    const guest = guestMachine(management, vm);
    return guest ? [guest] : [];
  });
}
