/**
 * From switched off to running: the steps of a start that decide about SR-IOV, and the world ready to be used.
 */
import { checkWorld } from '../estate/check-world';
import type {
  HostId,
  HostRecord,
  MachineRecord,
  NicRecord,
  SimTime,
  VMNetworkAdapterId,
  VMSwitchId,
  World,
} from '../estate/records';
import { registryValue } from '../estate/registry';
import { all } from '../estate/tables';
import { startServices, VIRTUALIZATION_KEY } from '../estate/windows-image';
import { readWorldFile, type WorldFile } from '../estate/world-file';
import { launchEvent, launchHypervisor } from '../hardware/hypervisor-launch';
import {
  clearFilter,
  createNicSwitch,
  DEFAULT_VPORT,
  deleteNicSwitch,
  findFilter,
  setFilter,
  sriovEnabled,
} from '../hardware/nic-switch';
import { startHardware } from '../hardware/restart';
import { adapterSriovSupport, uplinkNics } from './iov-support';
import { filterVlan } from './virtual-function';

/** Reads a world file and powers its hosts on: the one way in for everyone who needs a world. */
export function loadWorld(text: string, fileName: string): WorldFile {
  const file = readWorldFile(text, fileName);
  if (file.world === null) return file;
  const { world } = file;
  for (const host of all(world.hosts)) {
    const machine = world.machines[host.machine];
    const bootedAt = machine.bootedAt ?? 0;
    powerOnHost(world, host.id, bootedAt);
    const event = launchEvent(host.hypervisor, host.hardware.processor.vendor);
    if (event) {
      logEvent(machine, { log: 'System', provider: 'Microsoft-Windows-Hyper-V-Hypervisor', time: bootedAt, ...event });
    }
  }
  const violations = checkWorld(world);
  if (violations.length === 0) return file;
  return { world: null, problems: violations.map((message) => ({ file: fileName, line: 1, column: 1, message })) };
}

/**
 * Starts a host: pending firmware works, the bus is enumerated, the hypervisor is launched, the management service reads
 * its settings, switches in IOV mode get their VFs. VMs are not started here. Every VF of the former run is gone.
 */
export function powerOnHost(world: World, hostId: HostId, now: SimTime): void {
  const host = world.hosts[hostId];
  const machine = world.machines[host.machine];
  for (const vnic of all(world.vmNetworkAdapters)) {
    if (vnic.virtualFunction && world.nics[vnic.virtualFunction.nic].host === hostId) {
      vnic.virtualFunction = null;
      vnic.vfDataPathActive = false;
    }
  }
  const nics = all(world.nics).filter((nic) => nic.host === hostId);
  startHardware(host.hardware, nics);
  machine.power = 'On';
  machine.bootedAt = now;
  host.runningBootOptions = { ...machine.bootOptions };
  host.hypervisor = launchHypervisor(host.hardware, {
    installed: machine.features.some((feature) => feature.name === 'Hyper-V' && feature.installState === 'Installed'),
    launchType: host.runningBootOptions.hypervisorlaunchtype,
    ioRemappingPolicy: host.runningBootOptions.hypervisoriommupolicy,
  });
  startServices(machine);
  if (machine.services['vmms']?.status === 'Running') startVmms(world, hostId, now);
}

/** Appends to a log of the machine. */
export function logEvent(
  machine: MachineRecord,
  event: {
    log: string;
    provider: string;
    eventId: number;
    level: MachineRecord['events'][number]['level'];
    message: string;
    time: SimTime;
  },
): void {
  const recordId = machine.events.filter((each) => each.log === event.log).length + 1;
  machine.events.push({ recordId, user: 'NT AUTHORITY\\SYSTEM', ...event });
}

/** IOVEnableOverride is a DWORD with the value 1. */
export function readIovEnableOverride(machine: MachineRecord): boolean {
  const value = registryValue(machine, 'HKLM', VIRTUALIZATION_KEY, 'IOVEnableOverride');
  return value?.type === 'DWord' && value.data === 1;
}

/** The management service starts: now a changed IOVEnableOverride counts. */
export function startVmms(world: World, hostId: HostId, now: SimTime): void {
  const host = world.hosts[hostId];
  const machine = world.machines[host.machine];
  const service = machine.services['vmms'];
  if (service) service.status = 'Running';
  host.vmms = { startedAt: now, iovEnableOverride: readIovEnableOverride(machine) };
  bindNicSwitches(world, hostId);
}

/**
 * Gives every port under a switch in IOV mode its NIC switch where SR-IOV works, and takes it from ports where it
 * does not work, or not any more. VFs in use keep their NIC switch until they are given back.
 */
export function bindNicSwitches(world: World, hostId: HostId): void {
  const wanted = new Set<NicRecord>();
  for (const vmSwitch of all(world.switches)) {
    if (vmSwitch.host !== hostId || !vmSwitch.iovEnabled) continue;
    for (const nic of uplinkNics(world, vmSwitch)) {
      if (sriovEnabled(nic) && adapterSriovSupport(world, nic.id)?.value === 'Supported') wanted.add(nic);
    }
  }
  const host = world.hosts[hostId];
  for (const nic of all(world.nics)) {
    if (nic.host !== hostId) continue;
    if (nic.nicSwitch && !wanted.has(nic)) removeNicSwitch(host, nic);
    if (!nic.nicSwitch && wanted.has(nic)) createNicSwitch(host.hardware, nic);
  }
  for (const port of all(world.switchPorts)) {
    if (
      port.state === 'NicConnected' &&
      port.connectee.kind === 'vm-network-adapter' &&
      world.switches[port.switch].host === hostId
    ) {
      addVnicFilter(world, port.connectee.id, port.switch);
    }
  }
}

/** A NIC switch whose VFs or VPorts are in use stays, filters and all. */
function removeNicSwitch(host: HostRecord, nic: NicRecord): void {
  const nicSwitch = nic.nicSwitch!;
  if (nicSwitch.vports.length > 1 || nicSwitch.vfs.some((vf) => vf.state !== 'Free')) return;
  for (const filter of [...nicSwitch.filters]) clearFilter(nic, filter.id);
  deleteNicSwitch(host.hardware, nic);
}

/**
 * A vNIC is connected to a switch in IOV mode: its MAC (and VLAN) gets a filter on the default VPort, from where it can
 * move to a VF. Does nothing where there is no NIC switch or the filter exists.
 */
export function addVnicFilter(world: World, vnicId: VMNetworkAdapterId, switchId: VMSwitchId): void {
  const vnic = world.vmNetworkAdapters[vnicId];
  if (vnic.macAddress === '000000000000') return;
  const vlan = filterVlan(vnic);
  const [nic] = uplinkNics(world, world.switches[switchId]).filter((each) => each.nicSwitch !== null);
  if (!nic?.nicSwitch || findFilter(nic.nicSwitch, vnic.macAddress, vlan)) return;
  setFilter(nic, { vport: DEFAULT_VPORT, mac: vnic.macAddress, vlan });
}

/** The vNIC leaves the switch; a filter on a VF must have been moved back before. */
export function removeVnicFilter(world: World, vnicId: VMNetworkAdapterId, switchId: VMSwitchId): void {
  const vnic = world.vmNetworkAdapters[vnicId];
  const vlan = filterVlan(vnic);
  for (const nic of uplinkNics(world, world.switches[switchId])) {
    const filter = nic.nicSwitch && findFilter(nic.nicSwitch, vnic.macAddress, vlan);
    if (filter?.vport === DEFAULT_VPORT) clearFilter(nic, filter.id);
  }
}
