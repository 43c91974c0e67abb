/**
 * What must always hold, between any two events. An operation that breaks one of these has a bug; tests call this after
 * every step. Each text names the record.
 */
import { checkNic, findVf, findVPort } from '../hardware/nic-switch';
import { routingId } from '../hardware/pci-address';
import type { HostRecord, World } from './records';
import { all } from './tables';

/** Violations; empty = the world is sound. */
export function checkWorld(world: World): string[] {
  const found: string[] = [];
  const say = (text: string): void => {
    found.push(text);
  };
  for (const key of Object.keys(world) as (keyof World)[]) checkIds(world[key], key, say);
  for (const host of all(world.hosts)) checkHost(world, host, say);
  checkMachines(world, say);
  checkSwitches(world, say);
  checkVMs(world, say);
  checkVMNetworkAdapters(world, say);
  checkCabling(world, say);
  return found;
}

/** Throws when the world is not sound. */
export function assertWorld(world: World): void {
  const found = checkWorld(world);
  if (found.length > 0) throw new Error(`The world is not sound:\n${found.join('\n')}`);
}

type Say = (text: string) => void;

/** A record stands under its own id. */
function checkIds(table: unknown, name: string, say: Say): void {
  if (typeof table !== 'object' || table === null) return;
  for (const [key, record] of Object.entries(table)) {
    if (typeof record === 'object' && record !== null && 'id' in record && record.id !== key) {
      say(`${name}: the record under ${key} calls itself ${record.id}`);
    }
  }
}

function checkHost(world: World, host: HostRecord, say: Say): void {
  if (!world.machines[host.machine]) say(`host ${host.id}: its machine ${host.machine} does not exist`);
  const addresses = new Set<string>();
  for (const record of host.hardware.pciFunctions) {
    const key = `${record.address.segment}:${routingId(record.address)}`;
    if (addresses.has(key)) say(`host ${host.id}: two functions at ${key}`);
    addresses.add(key);
  }
  let assigned = 0;
  for (const vm of all(world.vms)) if (vm.host === host.id) assigned += vm.memory.assigned;
  if (assigned > host.hardware.memoryBytes) say(`host ${host.id}: VMs hold more memory than it has`);
  for (const nic of all(world.nics)) if (nic.host === host.id) found(checkNic(host.hardware, nic), say);
  for (const slot of host.hardware.board.slots) {
    for (const nic of slot.nics) if (!world.nics[nic]) say(`host ${host.id}: slot ${slot.number} names ${nic}`);
  }
}

function found(violations: string[], say: Say): void {
  for (const violation of violations) say(violation);
}

function checkMachines(world: World, say: Say): void {
  const names = new Map<string, string>();
  for (const machine of all(world.machines)) {
    const key = machine.computerName.toLowerCase();
    const other = names.get(key);
    if (other !== undefined) say(`machines ${other} and ${machine.id} have one computer name`);
    names.set(key, machine.id);
    if (machine.domain !== null && !world.domains[machine.domain]) say(`machine ${machine.id}: no such domain`);
    // While it starts or stops, either may be; in a saved VM the sleeping copy keeps its time.
    const saved = all(world.vms).some((vm) => vm.guest.machine === machine.id && vm.state !== 'Off');
    const wrong =
      machine.power === 'On' ? machine.bootedAt === null : machine.power === 'Off' && machine.bootedAt !== null;
    if (wrong && !saved) say(`machine ${machine.id}: ${machine.power}, but bootedAt says otherwise`);
  }
  const perMachine = new Map<string, Set<string | number>>();
  for (const adapter of all(world.netAdapters)) {
    if (!world.machines[adapter.machine]) say(`adapter ${adapter.id}: no such machine`);
    const seen = perMachine.get(adapter.machine) ?? new Set();
    perMachine.set(adapter.machine, seen);
    for (const unique of [`name ${adapter.name.toLowerCase()}`, adapter.interfaceIndex]) {
      if (seen.has(unique)) say(`adapter ${adapter.id}: ${unique} is taken on its machine`);
      seen.add(unique);
    }
    const { backing } = adapter;
    if (backing.kind === 'physical' && !world.nics[backing.nic]) say(`adapter ${adapter.id}: no such NIC`);
    if (
      (backing.kind === 'synthetic' || backing.kind === 'virtual-function') &&
      !world.vmNetworkAdapters[backing.vmNetworkAdapter]
    ) {
      say(`adapter ${adapter.id}: no such VM network adapter`);
    }
    if (adapter.status !== 'Up' && adapter.linkSpeed !== 0)
      say(`adapter ${adapter.id}: ${adapter.status} with a link speed`);
  }
}

function checkSwitches(world: World, say: Say): void {
  const uplinks = new Map<string, string>();
  for (const vmSwitch of all(world.switches)) {
    if (!world.hosts[vmSwitch.host]) say(`switch ${vmSwitch.id}: no such host`);
    if ((vmSwitch.switchType === 'External') !== vmSwitch.uplinks.length > 0) {
      say(`switch ${vmSwitch.id}: ${vmSwitch.switchType} with ${vmSwitch.uplinks.length} adapters`);
    }
    if (vmSwitch.iovEnabled && vmSwitch.switchType !== 'External')
      say(`switch ${vmSwitch.id}: IOV on a ${vmSwitch.switchType}`);
    if (vmSwitch.uplinks.length > 1 && !vmSwitch.embeddedTeamingEnabled)
      say(`switch ${vmSwitch.id}: two adapters, no team`);
    for (const uplink of vmSwitch.uplinks) {
      const adapter = world.netAdapters[uplink];
      if (!adapter) say(`switch ${vmSwitch.id}: no such adapter ${uplink}`);
      else if (!adapter.bindings.includes('vms_pp')) say(`switch ${vmSwitch.id}: ${uplink} is not bound to it`);
      const other = uplinks.get(uplink);
      if (other !== undefined) say(`adapter ${uplink} is under two switches, ${other} and ${vmSwitch.id}`);
      uplinks.set(uplink, vmSwitch.id);
    }
    if (!vmSwitch.iovEnabled) {
      for (const uplink of vmSwitch.uplinks) {
        const backing = world.netAdapters[uplink]?.backing;
        const nicSwitch = backing?.kind === 'physical' ? world.nics[backing.nic]?.nicSwitch : null;
        // VFs of a switch that was there before are being taken away.
        const leaving = nicSwitch?.vfs.some((vf) => vf.state !== 'Free');
        if (nicSwitch && !leaving) say(`switch ${vmSwitch.id}: not in IOV mode, but its adapter has a NIC switch`);
      }
    }
  }
  // INV-31: a vNIC is connected on at most one switch in the whole world.
  const connected = new Map<string, string>();
  for (const port of all(world.switchPorts)) {
    if (!world.switches[port.switch]) say(`port ${port.id}: no such switch`);
    if (port.connectee.kind === 'vm-network-adapter' && !world.vmNetworkAdapters[port.connectee.id]) {
      say(`port ${port.id}: no such VM network adapter`);
    }
    if (port.state !== 'NicConnected') continue;
    const other = connected.get(port.connectee.id);
    if (other !== undefined) say(`${port.connectee.id} is connected at two ports, ${other} and ${port.id}`);
    connected.set(port.connectee.id, port.id);
  }
}

const WITHOUT_PARTITION = new Set(['Off', 'Saved']);

function checkVMs(world: World, say: Say): void {
  const guids = new Map<string, string>();
  for (const vm of all(world.vms)) {
    if (!world.hosts[vm.host]) say(`VM ${vm.id}: no such host`);
    // INV-30: while a planned copy waits at the target, only the other one runs.
    const other = guids.get(vm.guid);
    if (other !== undefined && !vm.planned && !world.vms[other as typeof vm.id].planned) {
      say(`VMs ${other} and ${vm.id} have one GUID`);
    }
    guids.set(vm.guid, vm.id);
    if (vm.planned && vm.state === 'Running') say(`VM ${vm.id}: planned, and running`);
    const off = WITHOUT_PARTITION.has(vm.state);
    if (off && vm.memory.assigned !== 0 && !vm.planned) say(`VM ${vm.id}: ${vm.state} with memory`);
    if (vm.state === 'Running' && vm.startedAt === null) say(`VM ${vm.id}: running since never`);
    const { minimum, startup, maximum, dynamicMemoryEnabled } = vm.memory;
    if (dynamicMemoryEnabled && !(minimum <= startup && startup <= maximum)) {
      say(`VM ${vm.id}: its memory must be minimum <= startup <= maximum`);
    }
    const { guest } = vm;
    if (guest.machine !== null) {
      const machine = world.machines[guest.machine];
      if (!machine) say(`VM ${vm.id}: no such guest machine`);
      else if (off && machine.power !== 'Off') say(`VM ${vm.id}: ${vm.state}, but its guest is ${machine.power}`);
    }
  }
}

function checkVMNetworkAdapters(world: World, say: Say): void {
  const macs = new Map<string, string>();
  const vfs = new Map<string, string>();
  for (const vnic of all(world.vmNetworkAdapters)) {
    const { owner } = vnic;
    if (owner.kind === 'vm' && !world.vms[owner.vm]) say(`vNIC ${vnic.id}: no such VM`);
    const host = owner.kind === 'vm' ? world.vms[owner.vm]?.host : owner.host;
    if (host !== undefined && !world.hosts[host]) say(`vNIC ${vnic.id}: no such host`);
    if (vnic.switch !== null) {
      const vmSwitch = world.switches[vnic.switch];
      if (!vmSwitch) say(`vNIC ${vnic.id}: no such switch`);
      else if (vmSwitch.host !== host) say(`vNIC ${vnic.id}: its switch is on another host`);
    }
    const planned = owner.kind === 'vm' && world.vms[owner.vm]?.planned;
    if (vnic.macAddress !== '000000000000' && vnic.switch !== null && !planned) {
      const other = macs.get(vnic.macAddress);
      if (other !== undefined) say(`vNICs ${other} and ${vnic.id} have one MAC address`);
      macs.set(vnic.macAddress, vnic.id);
    }
    if (vnic.iovWeight < 0 || vnic.iovWeight > 100) say(`vNIC ${vnic.id}: IovWeight ${vnic.iovWeight}`);
    const vf = vnic.virtualFunction;
    if (vnic.vfDataPathActive && vf === null) say(`vNIC ${vnic.id}: the VF data path is active without a VF`);
    if (vf === null) continue;
    // INV-13: a VF belongs to one vNIC, a vNIC has one VF, the serial number is not 0.
    const key = `${vf.nic}#${vf.vf}`;
    const other = vfs.get(key);
    if (other !== undefined) say(`vNICs ${other} and ${vnic.id} hold one VF`);
    vfs.set(key, vnic.id);
    if (vf.serial === 0) say(`vNIC ${vnic.id}: serial number 0`);
    if (owner.kind !== 'vm') say(`vNIC ${vnic.id}: a VF for the management operating system`);
    const nic = world.nics[vf.nic];
    const record = nic && findVf(nic, vf.vf);
    if (!record || record.state === 'Free') say(`vNIC ${vnic.id}: its VF is not allocated`);
    else if (record.vmNicId !== vnic.id) say(`vNIC ${vnic.id}: its VF belongs to ${record.vmNicId}`);
    if (nic && host !== undefined && nic.host !== host) say(`vNIC ${vnic.id}: its VF is on another host`);
    if (vnic.switch !== null && world.switches[vnic.switch] && !world.switches[vnic.switch].iovEnabled) {
      say(`vNIC ${vnic.id}: a VF on a switch that is not in IOV mode`);
    }
    // INV-10: the data path may be active only while the VF's VPort owns the filter, and on the way back until the guest
    // has heard of it.
    if (vnic.vfDataPathActive && record && record.state !== 'FilterMoved' && record.state !== 'FilterReturned') {
      say(`vNIC ${vnic.id}: the VF data path is active, but its VF is ${record.state}`);
    }
    if (nic && record?.state === 'FilterMoved' && findVPort(nic, vf.vport)?.function !== vf.vf) {
      say(`vNIC ${vnic.id}: VPort ${vf.vport} is not that of its VF`);
    }
  }
}

function checkCabling(world: World, say: Say): void {
  const ports = new Map<string, string>();
  const adapters = new Map<string, string>();
  const macs = new Map<string, string>();
  for (const cable of all(world.cables)) {
    if (!world.netAdapters[cable.adapter]) say(`cable ${cable.id}: no such adapter`);
    const rack = world.rackSwitches[cable.switch];
    if (!rack?.ports.some((port) => port.number === cable.port)) say(`cable ${cable.id}: no such port`);
    const key = `${cable.switch}#${cable.port}`;
    if (ports.has(key)) say(`two cables at ${key}`);
    ports.set(key, cable.id);
    if (adapters.has(cable.adapter)) say(`two cables at ${cable.adapter}`);
    adapters.set(cable.adapter, cable.id);
  }
  for (const nic of all(world.nics)) {
    if (!world.hosts[nic.host]) say(`NIC ${nic.id}: no such host`);
    const other = macs.get(nic.permanentMac);
    if (other !== undefined) say(`NICs ${other} and ${nic.id} have one MAC address`);
    macs.set(nic.permanentMac, nic.id);
  }
}
