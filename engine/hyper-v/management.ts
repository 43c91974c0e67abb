import type { HostId, HostRecord, MachineRecord, VMId, World } from '../estate/records';
import { find } from '../estate/tables';
import type { Simulation } from '../simulation/simulation';
import type { DataPlane } from './data-plane';
import { ManagementError } from './management-error';

/** What every operation works on: the estate, time and chance, and the running data path. */
export interface Management {
  readonly world: World;
  readonly simulation: Simulation;
  readonly plane: DataPlane;
}

/** The host whose operating system is this machine; throws where the machine is no Hyper-V host. */
export function hostOf(world: World, machine: MachineRecord): HostRecord {
  const host = find(world.hosts, (record) => record.machine === machine.id);
  if (!host) {
    throw new ManagementError(
      `Hyper-V encountered an error trying to access an object on computer '${machine.computerName}' because the object was not found. The object might have been deleted, or you might not have permission to perform the task. Verify that the Virtual Machine Management service on the computer is running. If the service is running, try to perform the task again by using Run as Administrator.`,
      'ObjectNotFound',
      'ObjectNotFound',
      machine.computerName,
    );
  }
  return host;
}

/** The machine record of a host. */
export function machineOfHost(world: World, host: HostId): MachineRecord {
  return world.machines[world.hosts[host].machine];
}

/** Name of the computer of a host, upper case as the cmdlets show it. */
export function computerNameOf(world: World, host: HostId): string {
  return machineOfHost(world, host).computerName;
}

/** The Hyper-V host called `name` (NetBIOS name, full name or `localhost`); null where there is none. */
export function findHostByName(world: World, name: string): HostRecord | null {
  const wanted = name.toLowerCase();
  for (const host of Object.values(world.hosts) as HostRecord[]) {
    const machine = world.machines[host.machine];
    const domain = machine.domain ? world.domains[machine.domain].dnsName : null;
    const names = [machine.computerName, ...(domain ? [`${machine.computerName}.${domain}`] : [])];
    if (names.some((text) => text.toLowerCase() === wanted)) return host;
  }
  return null;
}

/**
 * The next unique number of this world: everything made while it runs is numbered in order, so that the same log of
 * inputs makes the same ids.
 */
export function nextSerial(world: Pick<World, 'nextSerial'>): number {
  return world.nextSerial++;
}

/** 32-bit FNV-1a, used to spread serial numbers over GUIDs. */
function fnv(text: string, seed: number): number {
  let hash = (0x811c9dc5 ^ seed) >>> 0;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193) >>> 0;
  return hash;
}

/** A GUID that depends only on the world's seed and the serial number (version 4 form). */
export function newGuid(world: Pick<World, 'seed' | 'nextSerial'>): string {
  const text = `${world.seed}/${nextSerial(world)}`;
  const words = [0, 1, 2, 3].map((part) =>
    fnv(text, 0x9e3779b9 * (part + 1))
      .toString(16)
      .padStart(8, '0'),
  );
  const hex = words.join('');
  const variant = '89ab'[Number.parseInt(hex[16], 16) & 3];
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/** The next dynamic MAC address of a host, from its range (Set-VMHost -MacAddressMinimum/-Maximum). */
export function nextMacAddress(host: HostRecord): string {
  const { settings } = host;
  const minimum = Number.parseInt(settings.macAddressMinimum, 16);
  const maximum = Number.parseInt(settings.macAddressMaximum, 16);
  const size = maximum - minimum + 1;
  const mac = minimum + (settings.nextMacOffset % size);
  settings.nextMacOffset++;
  return mac.toString(16).toUpperCase().padStart(12, '0');
}

/** Adds an entry to an event log of a machine. */
export function logEvent(
  management: Pick<Management, 'world' | 'simulation'>,
  machine: MachineRecord,
  entry: {
    log: string;
    provider: string;
    eventId: number;
    level: 'Error' | 'Warning' | 'Information';
    message: string;
  },
): void {
  const before = machine.events.filter((event) => event.log === entry.log).length;
  machine.events.push({
    ...entry,
    recordId: before + 1,
    time: management.simulation.now,
    user: 'NT AUTHORITY\\SYSTEM',
  });
}

/** Memory in bytes that the running VMs of a host hold. */
export function memoryInUse(world: World, host: HostId, except?: VMId): number {
  let sum = 0;
  for (const id of Object.keys(world.vms) as VMId[]) {
    const vm = world.vms[id];
    if (vm.host === host && id !== except) sum += vm.memory.assigned;
  }
  return sum;
}

/** Bytes that the management operating system keeps for itself. `assumed` */
export const HOST_RESERVE_BYTES = 2 * 1024 ** 3;

/** Throws where the management service of a host cannot work: service stopped or machine down. */
export function requireService(world: World, host: HostRecord): void {
  const machine = world.machines[host.machine];
  const service = machine.services['vmms'];
  if (machine.power === 'On' && service?.status === 'Running') return;
  throw new ManagementError(
    `Hyper-V encountered an error trying to access an object on computer '${machine.computerName}' because the object was not found. The object might have been deleted, or you might not have permission to perform the task. Verify that the Virtual Machine Management service on the computer is running. If the service is running, try to perform the task again by using Run as Administrator.`,
    'ObjectNotFound',
    'ObjectNotFound',
    machine.computerName,
  );
}
