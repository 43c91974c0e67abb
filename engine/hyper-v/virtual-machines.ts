/** Virtual machines: make, start, stop, change, remove. */
import type {
  HostRecord,
  MachineRecord,
  VMId,
  VMNetworkAdapterId,
  VMNetworkAdapterRecord,
  VMRecord,
  VMSwitchRecord,
} from '../estate/records';
import { all, id } from '../estate/tables';
import { startServices } from '../estate/windows-image';
import { EVENT_KINDS } from '../simulation/simulation';
import { MILLISECOND, SECOND } from '../simulation/time';
import {
  computerNameOf,
  HOST_RESERVE_BYTES,
  logEvent,
  type Management,
  machineOfHost,
  memoryInUse,
  newGuid,
  nextMacAddress,
  nextSerial,
} from './management';
import { ManagementError } from './management-error';
import { hasWildcard, wildcardMatches } from './naming';
import { newAdapterRecord } from './network-adapter-record';

/** Event kinds: see events.ts, which registers them. */
const GUEST_BOOTED = EVENT_KINDS.hyperV;
const GUEST_SHUT_DOWN = EVENT_KINDS.hyperV + 1;

/** How long Start-VM takes until the worker process runs. `assumed` */
export const START_DURATION = 1_500 * MILLISECOND;
/** How long turning off takes. `assumed` */
export const TURN_OFF_DURATION = 800 * MILLISECOND;
/** How long a Windows guest takes to shut down. `assumed` */
export const SHUTDOWN_DURATION = 12 * SECOND;
/** Saving and restoring: a fixed part; the memory is added by throughput. `assumed` */
export const SAVE_DURATION = 2 * SECOND;

/** VMs of a host, planned ones left out, by name as Get-VM lists them. */
export function vmsOf(management: Management, host: HostRecord): VMRecord[] {
  return all(management.world.vms)
    .filter((vm) => vm.host === host.id && !vm.planned)
    .sort((a, b) => (a.name.toLowerCase() < b.name.toLowerCase() ? -1 : 1));
}

/** VMs whose name fits. `seen: Get-VM error text` */
export function findVMs(management: Management, host: HostRecord, name: string): VMRecord[] {
  const found = vmsOf(management, host).filter((vm) => wildcardMatches(name, vm.name));
  if (found.length === 0 && !hasWildcard(name)) {
    throw new ManagementError(
      `Hyper-V was unable to find a virtual machine with name "${name}".`,
      'InvalidParameter',
      'InvalidArgument',
      name,
    );
  }
  return found;
}

/** The VM with this id. `seen: Get-VM -Id error text` */
export function findVMById(management: Management, host: HostRecord, guid: string): VMRecord {
  const found = vmsOf(management, host).find((vm) => vm.guid === guid.toLowerCase());
  if (found) return found;
  throw new ManagementError(
    `Hyper-V was unable to find a virtual machine with id "${guid}".`,
    'InvalidParameter',
    'InvalidArgument',
    guid,
  );
}

/** Adapters of a VM in order of creation. */
export function adaptersOf(management: Management, vm: VMRecord): VMNetworkAdapterRecord[] {
  return all(management.world.vmNetworkAdapters).filter(
    (adapter) => adapter.owner.kind === 'vm' && adapter.owner.vm === vm.id,
  );
}

/** The operating system in a VM, if one is installed. */
export function guestMachine(management: Management, vm: VMRecord): MachineRecord | null {
  return vm.guest.machine === null ? null : management.world.machines[vm.guest.machine];
}

/** Names of the integration services in Windows' order; the first is off at first. `seen: Get-VMIntegrationService` */
const INTEGRATION_SERVICES = [
  'Guest Service Interface',
  'Heartbeat',
  'Key-Value Pair Exchange',
  'Shutdown',
  'Time Synchronization',
  'VSS',
];

export interface NewVM {
  name: string;
  generation: 1 | 2;
  memoryStartupBytes: number;
  path: string | null;
  vhdPath: string | null;
  switch: VMSwitchRecord | null;
}

/** Makes a VM with one network adapter, as New-VM does. */
export function createVM(management: Management, host: HostRecord, wanted: NewVM): VMRecord {
  const { world } = management;
  const machine = machineOfHost(world, host.id);
  if (wanted.memoryStartupBytes < 32 * 1024 ** 2) {
    throw new ManagementError(
      `Failed to modify device 'Memory'.\nInvalid memory configuration: the startup memory of '${wanted.name}' must be at least 32 MB.`,
      'InvalidParameter',
      'InvalidArgument',
      wanted.name,
    );
  }
  const root = wanted.path ?? host.settings.virtualMachinePath;
  const location = wanted.path === null ? root : `${root.replace(/\\+$/, '')}\\${wanted.name}`;
  const vmId = id<VMId>(`vm-${nextSerial(world)}`);
  const vm: VMRecord = {
    id: vmId,
    guid: newGuid(world),
    name: wanted.name,
    host: host.id,
    planned: false,
    generation: wanted.generation,
    version: '8.0',
    state: 'Off',
    startedAt: null,
    pausedFor: 0,
    pausedAt: null,
    notes: '',
    creationTime: management.simulation.now,
    configurationLocation: location,
    snapshotFileLocation: location,
    smartPagingFilePath: location,
    path: location,
    memory: {
      startup: wanted.memoryStartupBytes,
      minimum: Math.min(512 * 1024 ** 2, wanted.memoryStartupBytes),
      maximum: 1024 ** 4,
      dynamicMemoryEnabled: false,
      buffer: 20,
      priority: 50,
      assigned: 0,
      demand: 0,
      dirtyBytesPerSecond: 0,
    },
    processor: {
      count: 1,
      reserve: 0,
      maximum: 100,
      relativeWeight: 100,
      compatibilityForMigrationEnabled: false,
      compatibilityForOlderOperatingSystemsEnabled: false,
      exposeVirtualizationExtensions: false,
      load: 0,
    },
    automaticStartAction: 'StartIfRunning',
    automaticStartDelay: 0,
    automaticStopAction: 'Save',
    automaticCriticalErrorAction: 'Pause',
    automaticCriticalErrorActionTimeout: 30,
    checkpointType: 'Production',
    parentCheckpoint: null,
    secureBoot: wanted.generation === 2 ? 'On' : 'Off',
    secureBootTemplate: 'MicrosoftWindows',
    resourceMeteringEnabled: false,
    lockOnDisconnect: 'Off',
    guestControlledCacheTypes: false,
    lowMemoryMappedIoSpace: 128 * 1024 ** 2,
    highMemoryMappedIoSpace: 512 * 1024 ** 2,
    isClustered: false,
    replication: { state: 'Disabled', health: 'NotApplicable', mode: 'None' },
    integrationServices: INTEGRATION_SERVICES.map((name, index) => ({ name, enabled: index > 0 })),
    drives: [
      ...(wanted.vhdPath === null
        ? []
        : [
            {
              kind: 'HardDisk' as const,
              controllerType: wanted.generation === 2 ? ('SCSI' as const) : ('IDE' as const),
              controllerNumber: 0,
              controllerLocation: 0,
              path: wanted.vhdPath,
            },
          ]),
      ...(wanted.generation === 1
        ? [
            {
              kind: 'Dvd' as const,
              controllerType: 'IDE' as const,
              controllerNumber: 1,
              controllerLocation: 0,
              path: null,
            },
          ]
        : []),
    ],
    guest: { machine: null, integrationServicesVersion: null, vfDrivers: [], bootSeconds: 0 },
  };
  world.vms[vmId] = vm;
  addAdapter(management, vm, { name: 'Network Adapter', switch: wanted.switch });
  logEvent(management, machine, {
    log: 'Microsoft-Windows-Hyper-V-VMMS-Admin',
    provider: 'Microsoft-Windows-Hyper-V-VMMS',
    eventId: 13002,
    level: 'Information',
    message: `The virtual machine '${vm.name}' was created. (Virtual machine ID ${vm.guid.toUpperCase()})`,
  });
  return vm;
}

/** Adds a network adapter to a VM. Generation 1 VMs must be off. `seen: Add-VMNetworkAdapter documentation` */
export function addAdapter(
  management: Management,
  vm: VMRecord,
  given: {
    name: string;
    switch: VMSwitchRecord | null;
    macAddress?: string | null;
    isLegacy?: boolean;
    deviceNaming?: 'On' | 'Off';
  },
): VMNetworkAdapterRecord {
  const { world } = management;
  if (given.isLegacy && vm.generation === 2) {
    throw new ManagementError(
      'A legacy network adapter cannot be added to a generation 2 virtual machine.',
      'InvalidParameter',
      'InvalidArgument',
      vm.name,
    );
  }
  const present = adaptersOf(management, vm).filter((adapter) => adapter.isLegacy === Boolean(given.isLegacy)).length;
  const most = given.isLegacy ? 4 : 8;
  if (present >= most) {
    throw new ManagementError(
      `Cannot add device. The virtual machine '${vm.name}' already has the maximum number of this kind of network adapter (${most}).`,
      'OperationFailed',
      'InvalidOperation',
      vm.name,
    );
  }
  if (vm.generation === 1 && vm.state !== 'Off') {
    throw new ManagementError(
      `Failed to add device '${given.isLegacy ? 'Emulated' : 'Synthetic'} Ethernet Port'.\nThe virtual machine must be turned off when adding or removing a network adapter.`,
      'InvalidState',
      'InvalidOperation',
      vm.name,
    );
  }
  const adapterId = id<VMNetworkAdapterId>(`vnic-${nextSerial(world)}`);
  const adapter = newAdapterRecord(world, adapterId, {
    owner: { kind: 'vm', vm: vm.id },
    name: given.name,
    isLegacy: given.isLegacy ?? false,
    macAddress: given.macAddress ?? '000000000000',
    dynamicMacAddressEnabled: !given.macAddress,
    deviceNaming: given.deviceNaming ?? 'Off',
    switch: given.switch?.id ?? null,
    switchName: given.switch?.name ?? '',
  });
  world.vmNetworkAdapters[adapterId] = adapter;
  if (vm.state === 'Running') giveMacAddresses(management, vm);
  management.plane.recordsChanged();
  return adapter;
}

/** Dynamic addresses are given at the first start. `seen: 000000000000 before it, in Get-VMNetworkAdapter samples` */
function giveMacAddresses(management: Management, vm: VMRecord): void {
  const host = management.world.hosts[vm.host];
  for (const adapter of adaptersOf(management, vm)) {
    if (adapter.dynamicMacAddressEnabled && adapter.macAddress === '000000000000')
      adapter.macAddress = nextMacAddress(host);
  }
}

/**
 * Starts a VM: checks what the host has, gives memory and addresses, powers the virtual hardware on. The guest boots
 * afterwards. Returns false when the VM runs already (the cmdlet then only warns).
 */
export function startVM(management: Management, vm: VMRecord): boolean {
  const { world, simulation } = management;
  if (vm.state === 'Running') return false;
  const host = world.hosts[vm.host];
  const failed = (why: string): ManagementError =>
    new ManagementError(`'${vm.name}' failed to start.\n${why}`, 'OperationFailed', 'NotSpecified', vm.name);
  if (host.hypervisor.state !== 'running') {
    throw failed(
      `The virtual machine '${vm.name}' could not be started because the hypervisor is not running. (Virtual machine ID ${vm.guid.toUpperCase()})`,
    );
  }
  const needed = vm.memory.startup;
  const free = host.hardware.memoryBytes - HOST_RESERVE_BYTES - memoryInUse(world, vm.host, vm.id);
  if (needed > free) {
    throw failed(
      `Not enough memory in the system to start the virtual machine ${vm.name} with ram size ${Math.round(needed / 1024 ** 2)} megabytes.`,
    );
  }
  const { processor } = host.hardware;
  const logical = processor.sockets * processor.coresPerSocket * processor.threadsPerCore;
  if (vm.processor.count > logical) {
    throw failed(
      `The number of virtual processors of '${vm.name}' exceeds the number of logical processors on the server (${logical}).`,
    );
  }
  const resumed = vm.state === 'Saved' || vm.state === 'Paused';
  vm.memory.assigned = needed;
  vm.memory.demand = Math.round(needed * 0.4);
  giveMacAddresses(management, vm);
  if (vm.state === 'Paused') {
    resumeVM(management, vm);
    return true;
  }
  const wasSaved = vm.state === 'Saved';
  vm.state = 'Running';
  if (!wasSaved) {
    vm.startedAt = simulation.now;
    vm.pausedFor = 0;
  } else if (vm.pausedAt !== null) {
    vm.pausedFor += simulation.now - vm.pausedAt;
  }
  vm.pausedAt = null;
  const guest = guestMachine(management, vm);
  if (guest) {
    if (wasSaved) guest.power = 'On';
    else {
      guest.power = 'Starting';
      guest.bootCount++;
      guest.bootedAt = null;
      simulation.after(vm.guest.bootSeconds * SECOND, GUEST_BOOTED, 0, guest.bootCount, 0, vm.id);
    }
  }
  management.plane.recordsChanged();
  logEvent(management, machineOfHost(world, vm.host), {
    log: 'Microsoft-Windows-Hyper-V-Worker-Admin',
    provider: 'Microsoft-Windows-Hyper-V-Worker',
    eventId: resumed ? 18596 : 18500,
    level: 'Information',
    message: resumed
      ? `'${vm.name}' was restored successfully. (Virtual machine ID ${vm.guid.toUpperCase()})`
      : `'${vm.name}' started successfully. (Virtual machine ID ${vm.guid.toUpperCase()})`,
  });
  return true;
}

/** The guest's services are up. `run` is the boot it belongs to: a later boot makes an old event void. */
export function finishGuestBoot(management: Management, vmId: VMId, run: number): void {
  const vm = management.world.vms[vmId];
  const guest = vm ? guestMachine(management, vm) : null;
  if (!vm || !guest || guest.bootCount !== run || guest.power !== 'Starting') return;
  guest.power = 'On';
  guest.bootedAt = management.simulation.now;
  startServices(guest);
}

/** The guest restarts: its stack goes away and comes back, the virtual hardware stays on. */
export function rebootGuest(management: Management, vm: VMRecord): void {
  const guest = guestMachine(management, vm);
  if (!guest || vm.state !== 'Running') return;
  guest.power = 'Starting';
  guest.bootedAt = null;
  guest.bootCount++;
  management.simulation.after(vm.guest.bootSeconds * SECOND, GUEST_BOOTED, 0, guest.bootCount, 0, vm.id);
  management.plane.recordsChanged();
}

/** Turns the virtual hardware off at once. Returns false when it is off already. */
export function turnOffVM(management: Management, vm: VMRecord): boolean {
  if (vm.state === 'Off') return false;
  powerOff(management, vm, `'${vm.name}' was turned off. (Virtual machine ID ${vm.guid.toUpperCase()})`, 18502);
  return true;
}

/** Asks the guest to shut down; ends with `finishGuestShutdown`. Returns false when there is nothing to stop. */
export function shutDownVM(management: Management, vm: VMRecord, force: boolean): boolean {
  if (vm.state === 'Off') return false;
  if (vm.state !== 'Running') {
    throw new ManagementError(
      `Failed to shut down the virtual machine.\nThe operation cannot be performed while the object is in its current state.`,
      'InvalidState',
      'InvalidOperation',
      vm.name,
    );
  }
  const guest = guestMachine(management, vm);
  const service = vm.integrationServices.find((entry) => entry.name === 'Shutdown');
  if (guest?.power !== 'On' || !service?.enabled) {
    if (force && !guest) return turnOffVM(management, vm);
    throw new ManagementError(
      `Failed to shut down the virtual machine.\nThe shutdown integration component of '${vm.name}' is not available.`,
      'OperationFailed',
      'ResourceUnavailable',
      vm.name,
    );
  }
  vm.state = 'Stopping';
  guest.power = 'Stopping';
  management.simulation.after(SHUTDOWN_DURATION, GUEST_SHUT_DOWN, 0, guest.bootCount, 0, vm.id);
  return true;
}

/** The guest has shut down: the virtual hardware goes off. */
export function finishGuestShutdown(management: Management, vmId: VMId, run: number): void {
  const vm = management.world.vms[vmId];
  const guest = vm ? guestMachine(management, vm) : null;
  if (!vm || !guest || guest.bootCount !== run || vm.state !== 'Stopping') return;
  powerOff(
    management,
    vm,
    `'${vm.name}' was shut down by a guest initiated operation. (Virtual machine ID ${vm.guid.toUpperCase()})`,
    18508,
  );
}

function powerOff(management: Management, vm: VMRecord, message: string, eventId: number): void {
  vm.state = 'Off';
  vm.startedAt = null;
  vm.pausedAt = null;
  vm.pausedFor = 0;
  vm.memory.assigned = 0;
  vm.memory.demand = 0;
  const guest = guestMachine(management, vm);
  if (guest) {
    guest.power = 'Off';
    guest.bootedAt = null;
  }
  management.plane.recordsChanged();
  logEvent(management, machineOfHost(management.world, vm.host), {
    log: 'Microsoft-Windows-Hyper-V-Worker-Admin',
    provider: 'Microsoft-Windows-Hyper-V-Worker',
    eventId,
    level: 'Information',
    message,
  });
}

/** Saves the state: the VF goes first, then memory is written, then the hardware is off. */
export function saveVM(management: Management, vm: VMRecord): boolean {
  if (vm.state === 'Saved' || vm.state === 'Off') return false;
  vm.state = 'Saved';
  vm.pausedAt = management.simulation.now;
  vm.memory.assigned = 0;
  vm.memory.demand = 0;
  const guest = guestMachine(management, vm);
  if (guest) guest.power = 'Off';
  management.plane.recordsChanged();
  return true;
}

/** Stops the virtual processors. */
export function suspendVM(management: Management, vm: VMRecord): boolean {
  if (vm.state === 'Paused') return false;
  if (vm.state !== 'Running') throw invalidState('pause', vm);
  vm.state = 'Paused';
  vm.pausedAt = management.simulation.now;
  management.plane.recordsChanged();
  return true;
}

/** Lets paused virtual processors run again. */
export function resumeVM(management: Management, vm: VMRecord): boolean {
  if (vm.state === 'Running') return false;
  if (vm.state !== 'Paused') throw invalidState('resume', vm);
  vm.state = 'Running';
  if (vm.pausedAt !== null) vm.pausedFor += management.simulation.now - vm.pausedAt;
  vm.pausedAt = null;
  management.plane.recordsChanged();
  return true;
}

function invalidState(verb: string, vm: VMRecord): ManagementError {
  return new ManagementError(
    `Failed to ${verb} the virtual machine.\nThe operation cannot be performed while the object is in its current state.`,
    'InvalidState',
    'InvalidOperation',
    vm.name,
  );
}

/** Removes a VM's configuration; its disks stay. Running VMs cannot go. `seen: Remove-VM documentation` */
export function removeVM(management: Management, vm: VMRecord): void {
  if (vm.state !== 'Off' && vm.state !== 'Saved') {
    throw new ManagementError(
      `'${vm.name}' failed to remove the virtual machine.\nThe operation cannot be performed while the object is in use.`,
      'InvalidState',
      'InvalidOperation',
      vm.name,
    );
  }
  for (const adapter of adaptersOf(management, vm)) {
    delete management.world.vmNetworkAdapters[adapter.id];
  }
  for (const checkpoint of all(management.world.checkpoints).filter((entry) => entry.vm === vm.id)) {
    delete management.world.checkpoints[checkpoint.id];
  }
  delete management.world.vms[vm.id];
  management.plane.recordsChanged();
}

/** Uptime in nanoseconds: time since start without pauses. */
export function uptimeOf(management: Management, vm: VMRecord): number {
  if (vm.startedAt === null) return 0;
  const until = vm.pausedAt ?? management.simulation.now;
  return Math.max(0, until - vm.startedAt - vm.pausedFor);
}

/** `HV01`: where a VM lives. */
export function hostNameOf(management: Management, vm: VMRecord): string {
  return computerNameOf(management.world, vm.host);
}
