import { vfEligibility } from '../capability/virtual-function';
import type {
  MachineRecord,
  NetAdapterRecord,
  VMNetworkAdapterRecord,
  VMRecord,
  VMSwitchRecord,
  World,
} from '../estate/records';
import { all, find } from '../estate/tables';
import { formatMac, maskOf, parseIpv4, parseMac } from '../network/address';
import { DropReason } from '../network/drop-reason';
import { emptyQueue } from '../network/frame-pool';
import { fixMac, removeMac } from '../network/mac-table';
import { RACK_END, rackEnd } from '../network/network';
import { NANOSECONDS_PER_METRE } from '../network/wire';
import { learnBeforeStart } from './announcement';
import { connectPort, connectUplink, createPort, disconnectPort, newVSwitch, stepPort } from './extensible-switch';
import { type Fabric, LARGEST_FRAME, NIC_END } from './fabric';
import { forgetNeighbours } from './ip-stack';
import { openChannel, openChannelAtOnce } from './netvsc';
import { closeChannel, resetChannel, rndisToGuest } from './netvsp';
import { RndisMessage, RndisStatus } from './nvsp';
import { clearReceiveFilter, DEFAULT_VPORT, dropQueue, newNic, setReceiveFilter } from './physical-nic';
import { writePortRecords } from './port-records';
import {
  Attachment,
  ChannelState,
  type Interface,
  NicUse,
  newCounters,
  PortKind,
  PortState,
  Power,
  type Stack,
  type VNic,
} from './state';
import { forgetSockets } from './tcp';
import { forgetTraffic } from './traffic';
import {
  attachVf,
  attachVfAtOnce,
  type DetachCause,
  detachVf,
  guestForgetsVf,
  setGuestVfEnabled,
  surpriseRemoveVf,
} from './virtual-function';
import { newVmbusRing } from './vmbus-ring';

/**
 * Makes the running data path what the records say: called once to build it, and after every change of the records.
 * It finds the differences itself, so that an operation changes records and calls this, no more. With `atOnce`, what
 * would take time (handshakes, VF bring-up) has already happened: for the start of a world.
 */
export function reconcile(fabric: Fabric, options: { atOnce?: boolean } = {}): void {
  const atOnce = options.atOnce ?? false;
  reconcileStacks(fabric);
  reconcileNics(fabric);
  reconcileRacks(fabric);
  reconcileCables(fabric);
  reconcileSwitches(fabric);
  reconcileVNics(fabric);
  reconcileInterfaces(fabric);
  reconcilePower(fabric);
  reconcilePorts(fabric);
  reconcileChannels(fabric, atOnce);
  reconcileVfs(fabric, atOnce);
  if (atOnce) learnBeforeStart(fabric);
  writePortRecords(fabric);
}

// ------------------------------------------------------------------------------------------------------------ look-up

export function stackIndexOf(fabric: Fabric, machineId: string): number {
  return fabric.state.stacks.findIndex((stack) => stack.id === machineId && !stack.gone);
}

export function nicIndexOf(fabric: Fabric, netAdapterId: string): number {
  return fabric.state.nics.findIndex((nic) => nic.id === netAdapterId && !nic.gone);
}

export function vnicIndexOf(fabric: Fabric, adapterId: string): number {
  return fabric.state.vnics.findIndex((vnic) => vnic.id === adapterId && !vnic.gone);
}

export function vswitchIndexOf(fabric: Fabric, switchId: string): number {
  return fabric.state.switches.findIndex((vswitch) => vswitch.id === switchId && !vswitch.gone);
}

/** The stack id of a VM: its guest's machine, or a stack of its own that never runs. */
function stackIdOf(vm: VMRecord): string {
  return vm.guest.machine ?? `no guest of ${vm.id}`;
}

function vmOfMachine(world: World, machine: MachineRecord): VMRecord | undefined {
  return find(world.vms, (vm) => vm.guest.machine === machine.id && !vm.planned);
}

// ------------------------------------------------------------------------------------------------------------- stacks

function newStack(fabric: Fabric, id: string, name: string, linux: boolean): void {
  fabric.state.stacks.push({
    id,
    name,
    place: fabric.simulation.trace.place(name),
    gone: false,
    power: Power.off,
    run: 0,
    linux,
    answersPing: true,
    interfaces: [],
    loopback: emptyQueue(),
    identification: fabric.simulation.random(`stack ${id}`).below(0x10000),
    nextPort: 49_152 + fabric.simulation.random(`stack ${id}`).below(1000),
    pingSequence: 0,
    pings: new Map(),
    sockets: [],
    listeners: new Map(),
    receivers: new Map(),
    deferred: [],
  });
}

function reconcileStacks(fabric: Fabric): void {
  const { world, state } = fabric;
  for (const machine of all(world.machines)) {
    if (stackIndexOf(fabric, machine.id) < 0) {
      const linux = !machine.os.caption.includes('Windows');
      newStack(fabric, machine.id, machine.computerName, linux);
    }
    const stack = state.stacks[stackIndexOf(fabric, machine.id)];
    stack.name = machine.computerName;
    stack.answersPing = echoAllowed(machine);
  }
  for (const vm of all(world.vms)) {
    if (vm.guest.machine === null && stackIndexOf(fabric, stackIdOf(vm)) < 0) {
      newStack(fabric, stackIdOf(vm), vm.name, false);
    }
  }
  state.stacks.forEach((stack, index) => {
    if (stack.gone) return;
    const known =
      world.machines[stack.id as keyof World['machines']] !== undefined ||
      all(world.vms).some((vm) => stackIdOf(vm) === stack.id);
    if (known) return;
    powerOff(fabric, index);
    stack.gone = true;
  });
}

/** Windows' firewall and echo requests: if the machine has rules for ICMP at all, one of them must allow it. */
function echoAllowed(machine: MachineRecord): boolean {
  if (!machine.firewall.enabled) return true;
  const rules = machine.firewall.rules.filter(
    (rule) => rule.direction === 'Inbound' && rule.protocol === 'ICMPv4' && /^(Any|8(:|$)|8$)/.test(rule.localPort),
  );
  if (rules.length === 0) return true;
  const active = rules.filter((rule) => rule.enabled);
  return active.some((rule) => rule.action === 'Allow') && !active.some((rule) => rule.action === 'Block');
}

/** What the power of a machine's stack should be. */
function wantedPower(fabric: Fabric, stack: Stack): number {
  const { world, state } = fabric;
  const machine = world.machines[stack.id as keyof World['machines']];
  if (!machine) return Power.off;
  const vm = vmOfMachine(world, machine);
  if (vm) {
    if (vm.state === 'Saved') return stack.power === Power.off ? Power.off : Power.paused;
    if (vm.state === 'Off') return Power.off;
    if (machine.power !== 'On') return Power.off;
    if (vm.state === 'Paused' || vm.state === 'Pausing' || state.frozenVms[vm.id]) return Power.paused;
    return Power.running;
  }
  return machine.power === 'On' ? Power.running : Power.off;
}

function reconcilePower(fabric: Fabric): void {
  fabric.state.stacks.forEach((stack, index) => {
    if (stack.gone) return;
    const machine = fabric.world.machines[stack.id as keyof World['machines']];
    const wanted = wantedPower(fabric, stack);
    const restarted = machine !== undefined && stack.power !== Power.off && machine.bootCount !== stack.run;
    if (restarted) powerOff(fabric, index);
    if (machine) stack.run = machine.bootCount;
    if (wanted !== stack.power) setPower(fabric, index, wanted);
  });
}

/** Starts, pauses or stops a stack; what came while it was paused fires when it runs again. */
export function setPower(fabric: Fabric, index: number, power: number): void {
  const stack = fabric.state.stacks[index];
  if (power === Power.off) {
    powerOff(fabric, index);
    return;
  }
  stack.power = power;
  if (power !== Power.running) return;
  const deferred = stack.deferred;
  stack.deferred = [];
  for (const event of deferred) fabric.simulation.after(0, event.kind, event.target, event.a, event.b);
}

function powerOff(fabric: Fabric, index: number): void {
  const stack = fabric.state.stacks[index];
  if (stack.power === Power.off) return;
  stack.power = Power.off;
  stack.deferred = [];
  dropQueue(fabric, stack.loopback, DropReason.deviceGone, stack.place);
  forgetTraffic(fabric, index);
  forgetSockets(fabric, index);
  stack.pings.clear();
  stack.listeners.clear();
  stack.receivers.clear();
  for (let i = 0; i < stack.interfaces.length; i++) forgetNeighbours(fabric, index, i);
  fabric.state.vnics.forEach((vnic, vnicIndex) => {
    if (vnic.stack !== index || vnic.managementOs || vnic.gone) return;
    closeChannel(fabric, vnicIndex);
    guestForgetsVf(fabric, vnicIndex);
  });
}

// ----------------------------------------------------------------------------------------------------- adapters, wires

function reconcileNics(fabric: Fabric): void {
  const { world, state } = fabric;
  for (const adapter of all(world.netAdapters)) {
    if (adapter.backing.kind !== 'physical' && adapter.backing.kind !== 'plain') continue;
    let index = nicIndexOf(fabric, adapter.id);
    const machine = world.machines[adapter.machine];
    const mac = parseMac(adapter.macAddress);
    if (index < 0) {
      index = newNic(fabric, {
        id: adapter.id,
        hardware: adapter.backing.kind === 'physical' ? adapter.backing.nic : '',
        name: `${machine.computerName}/${adapter.name}`,
        stack: stackIndexOf(fabric, adapter.machine),
        macHigh: mac.high,
        macLow: mac.low,
      });
    }
    const nic = state.nics[index];
    const powered = machine.power === 'On';
    const enabled = adapter.enabled;
    const restarted = nic.stack >= 0 && nic.powered && machine.bootCount !== state.stacks[nic.stack].run;
    if ((nic.powered && !powered) || (nic.enabled && !enabled) || restarted) nicGoesDown(fabric, index);
    nic.powered = powered;
    nic.enabled = enabled;
    if (nic.macHigh !== mac.high || nic.macLow !== mac.low) {
      if (nic.use === NicUse.stack) clearReceiveFilter(nic, 0, nic.macHigh, nic.macLow);
      nic.macHigh = mac.high;
      nic.macLow = mac.low;
      if (nic.use === NicUse.stack) setReceiveFilter(nic, 0, nic.macHigh, nic.macLow, DEFAULT_VPORT);
    }
  }
  state.nics.forEach((nic, index) => {
    if (nic.gone || world.netAdapters[nic.id as keyof World['netAdapters']]) return;
    nicGoesDown(fabric, index);
    nic.gone = true;
  });
}

/** An adapter is switched off: its VFs vanish with it, and what lies in its queues is lost. */
function nicGoesDown(fabric: Fabric, index: number): void {
  const nic = fabric.state.nics[index];
  fabric.state.vnics.forEach((vnic, vnicIndex) => {
    if (vnic.held !== null && vnic.held.nic === index) surpriseRemoveVf(fabric, vnicIndex);
  });
  for (const vport of nic.vports) dropQueue(fabric, vport.queue, DropReason.deviceGone, nic.place);
}

function reconcileRacks(fabric: Fabric): void {
  for (const rack of all(fabric.world.rackSwitches)) {
    if (fabric.state.racks[rack.id] !== undefined) {
      const running = fabric.network.state.racks[fabric.state.racks[rack.id]];
      for (const port of rack.ports) {
        const own = running.ports.find((candidate) => candidate.number === port.number);
        if (!own) continue;
        own.mode = port.mode;
        own.vlan = port.vlan;
        own.allowedVlans = [...port.allowedVlans];
      }
      continue;
    }
    fabric.state.racks[rack.id] = fabric.network.addRackSwitch({
      name: rack.name,
      ports: rack.ports.map((port) => ({
        number: port.number,
        name: port.name,
        mode: port.mode,
        vlan: port.vlan,
        allowedVlans: port.allowedVlans,
      })),
      ageingSeconds: rack.ageingSeconds,
      latency: rack.latency,
    });
  }
}

/** Longest frame of an adapter: its MTU, Ethernet header and a tag. */
function frameLimit(adapter: NetAdapterRecord): number {
  return Math.min(LARGEST_FRAME, Math.max(1500, adapter.mtu) + 18);
}

function reconcileCables(fabric: Fabric): void {
  const { world, state, network } = fabric;
  for (const cable of all(world.cables)) {
    const adapter = world.netAdapters[cable.adapter];
    const nicIndex = nicIndexOf(fabric, cable.adapter);
    const rackIndex = state.racks[cable.switch];
    if (nicIndex < 0 || rackIndex === undefined) continue;
    const nic = state.nics[nicIndex];
    const rack = network.state.racks[rackIndex];
    const portIndex = rack.ports.findIndex((port) => port.number === cable.port);
    if (portIndex < 0) continue;
    const record = world.rackSwitches[cable.switch].ports[portIndex];
    const known = state.cables[cable.id];
    const moved = known !== undefined && (known.nic !== nicIndex || rack.ports[portIndex].wire !== known.back);
    if (moved) unplug(fabric, cable.id);
    if (known === undefined || moved) {
      const rate = Math.min(adapter.maxSpeed, record.speed);
      const latency = Math.max(1, cable.metres * NANOSECONDS_PER_METRE);
      const out = network.addWire({
        name: `${nic.name} -> ${rack.name}`,
        rate,
        latency,
        largest: frameLimit(adapter),
        toKind: RACK_END,
        toIndex: rackEnd(rackIndex, portIndex),
      });
      const back = network.addWire({
        name: `${rack.name} -> ${nic.name}`,
        rate,
        latency,
        largest: frameLimit(adapter),
        toKind: NIC_END,
        toIndex: nicIndex,
      });
      state.cables[cable.id] = { out, back, nic: nicIndex };
      nic.wire = out;
      nic.peer = back;
      rack.ports[portIndex].wire = back;
    }
    const wires = state.cables[cable.id];
    const up = cable.plugged && nic.powered && nic.enabled;
    network.state.wires[wires.out].largest = frameLimit(adapter);
    network.state.wires[wires.back].largest = frameLimit(adapter);
    const was = network.state.wires[wires.out].up;
    network.setWire(wires.out, up);
    network.setWire(wires.back, up);
    if (was !== up) fabric.message('Link', nic.place, nic.name, rack.name, up ? 'link up' : 'link down', '');
  }
  for (const id of Object.keys(state.cables)) {
    if (!world.cables[id as keyof World['cables']]) unplug(fabric, id);
  }
}

function unplug(fabric: Fabric, cableId: string): void {
  const wires = fabric.state.cables[cableId];
  fabric.network.setWire(wires.out, false);
  fabric.network.setWire(wires.back, false);
  for (const rack of fabric.network.state.racks) {
    for (const port of rack.ports) if (port.wire === wires.back) port.wire = -1;
  }
  const nic = fabric.state.nics[wires.nic];
  if (nic.wire === wires.out) {
    nic.wire = -1;
    nic.peer = -1;
  }
  delete fabric.state.cables[cableId];
}

// ------------------------------------------------------------------------------------------------------------ switches

function reconcileSwitches(fabric: Fabric): void {
  const { world, state } = fabric;
  state.switches.forEach((vswitch, index) => {
    if (vswitch.gone || world.switches[vswitch.id as keyof World['switches']]) return;
    state.vnics.forEach((vnic, vnicIndex) => {
      if (vnic.vswitch === index) disconnectVNic(fabric, vnicIndex, 'adapter disconnected');
    });
    for (const nic of vswitch.uplinks) releaseUplink(fabric, nic);
    vswitch.gone = true;
    vswitch.uplinks = [];
  });
  for (const record of all(world.switches)) {
    let index = vswitchIndexOf(fabric, record.id);
    if (index < 0) {
      const host = world.hosts[record.host];
      index = newVSwitch(
        fabric,
        {
          id: record.id,
          name: record.name,
          host: stackIndexOf(fabric, host.machine),
          external: record.switchType === 'External',
          iov: record.iovEnabled,
        },
        world.machines[host.machine].computerName,
      );
    }
    const vswitch = state.switches[index];
    vswitch.name = record.name;
    vswitch.iov = record.iovEnabled;
    vswitch.external = record.switchType === 'External';
    reconcileUplinks(fabric, index, record);
  }
}

function reconcileUplinks(fabric: Fabric, index: number, record: VMSwitchRecord): void {
  const { state } = fabric;
  const vswitch = state.switches[index];
  const wanted = record.uplinks.map((id) => nicIndexOf(fabric, id)).filter((nic) => nic >= 0);
  for (const nic of vswitch.uplinks.filter((known) => !wanted.includes(known))) {
    for (const vnic of state.vnics.keys()) {
      const held = state.vnics[vnic].held;
      if (held !== null && held.nic === nic) surpriseRemoveVf(fabric, vnic);
    }
    releaseUplink(fabric, nic);
    vswitch.uplinks = vswitch.uplinks.filter((known) => known !== nic);
    const port = vswitch.ports.find(
      (candidate) =>
        candidate.kind === PortKind.uplink && candidate.index === nic && candidate.state === PortState.connected,
    );
    if (port) port.state = PortState.deleted;
  }
  for (const nic of wanted) {
    if (vswitch.uplinks.includes(nic)) continue;
    const adapter = state.nics[nic];
    if (adapter.use === NicUse.stack) clearReceiveFilter(adapter, 0, adapter.macHigh, adapter.macLow);
    dropQueue(fabric, adapter.vports[DEFAULT_VPORT].queue, DropReason.pathTransition, adapter.place);
    connectUplink(fabric, index, nic);
    for (const port of vswitch.ports) {
      if (port.kind === PortKind.uplink || port.state !== PortState.connected) continue;
      setReceiveFilter(adapter, port.vlan, port.macHigh, port.macLow, DEFAULT_VPORT);
      fabric.pf.setFilter(adapter.hardware, formatMac(port.macHigh, port.macLow, ''), port.vlan);
    }
  }
}

/** The adapter under a switch that goes is free for the host's own stack again. */
function releaseUplink(fabric: Fabric, nicIndex: number): void {
  const nic = fabric.state.nics[nicIndex];
  dropQueue(fabric, nic.vports[DEFAULT_VPORT].queue, DropReason.pathTransition, nic.place);
  const vswitch = fabric.state.switches[nic.user];
  for (const port of vswitch.ports) {
    if (port.kind === PortKind.uplink || port.state !== PortState.connected) continue;
    clearReceiveFilter(nic, port.vlan, port.macHigh, port.macLow);
    fabric.pf.clearFilter(nic.hardware, formatMac(port.macHigh, port.macLow, ''), port.vlan);
  }
  nic.use = NicUse.none;
  nic.user = -1;
}

// -------------------------------------------------------------------------------------------- virtual network adapters

function newVNic(fabric: Fabric, record: VMNetworkAdapterRecord, name: string): number {
  const vm = record.owner.kind === 'vm' ? record.owner.vm : '';
  const vnic: VNic = {
    id: record.id,
    vm,
    name,
    place: fabric.simulation.trace.place(name),
    gone: false,
    managementOs: record.owner.kind === 'management-os',
    stack: -1,
    interface: -1,
    host: -1,
    macHigh: 0,
    macLow: 0,
    vlan: 0,
    spoofing: false,
    vswitch: -1,
    port: -1,
    counters: newCounters(),
    paths: {
      vfReceivedPackets: 0,
      vfReceivedBytes: 0,
      vfSentPackets: 0,
      vfSentBytes: 0,
      syntheticReceivedPackets: 0,
      syntheticReceivedBytes: 0,
      syntheticSentPackets: 0,
      syntheticSentBytes: 0,
      ringFull: 0,
      noSubAllocation: 0,
      filtered: 0,
      transmitBacklog: 0,
    },
    channel: ChannelState.closed,
    nvspVersion: 0,
    sriovCapable: false,
    rndisOperational: false,
    packetFilter: 0,
    toGuest: newVmbusRing(4096),
    toHost: newVmbusRing(4096),
    guestPollPending: false,
    hostPollPending: false,
    hostBusyUntil: 0,
    sectionFrame: new Int32Array(0),
    sectionNext: new Int32Array(0),
    sectionFree: -1,
    sectionsInUse: 0,
    gpaInFlight: 0,
    gpaNext: 0,
    subFrame: new Int32Array(0),
    subNext: new Int32Array(0),
    subFree: -1,
    subsInUse: 0,
    receiveBatch: emptyQueue(),
    inFlushList: false,
    transmitBacklog: emptyQueue(),
    guestOwes: [],
    hostOwes: [],
    rndisToHost: [],
    rndisToGuest: [],
    controlsOpen: 0,
    hostRequestsOpen: 0,
    nextControl: 0,
    mediaConnected: false,
    guestPath: 0,
    vfGuest: 'Absent',
    associated: false,
    associationSerial: 0,
    switchRequest: 0,
    switchWanted: 0,
    vfDriver: false,
    vfEnabledInGuest: true,
    vfHost: 'Unavailable',
    held: null,
    pendingTransaction: 0,
    pendingDirection: 0,
    vfLife: 0,
    detaching: false,
    detachCause: '',
    ejectOpen: false,
    wantsVf: false,
    vfCandidates: [],
    queuePairs: 1,
    vfFailure: '',
    moving: false,
    blackoutFrom: -1,
    announcedAt: -1,
    announcements: 0,
  };
  if (!vnic.managementOs) resetChannel(vnic);
  return fabric.state.vnics.push(vnic) - 1;
}

/** VLAN of a vNIC's port; 0 = untagged. A trunk's native VLAN is its untagged one. */
function vlanOf(record: VMNetworkAdapterRecord): number {
  switch (record.vlan.operationMode) {
    case 'Access':
      return record.vlan.accessVlanId;
    case 'Private':
      return record.vlan.primaryVlanId;
    case 'Trunk':
      return record.vlan.nativeVlanId;
    default:
      return 0;
  }
}

function reconcileVNics(fabric: Fabric): void {
  const { world, state } = fabric;
  for (const record of all(world.vmNetworkAdapters)) {
    const owner = record.owner;
    const vm = owner.kind === 'vm' ? world.vms[owner.vm] : undefined;
    if (owner.kind === 'vm' && (!vm || vm.planned)) continue;
    const ownerName =
      owner.kind === 'vm' ? (vm as VMRecord).name : world.machines[world.hosts[owner.host].machine].computerName;
    let index = vnicIndexOf(fabric, record.id);
    if (index < 0) index = newVNic(fabric, record, `${ownerName}/${record.name}`);
    const vnic = state.vnics[index];
    const hostRecord = world.hosts[owner.kind === 'vm' ? (vm as VMRecord).host : owner.host];
    const host = stackIndexOf(fabric, hostRecord.machine);
    vnic.stack = owner.kind === 'vm' ? stackIndexOf(fabric, stackIdOf(vm as VMRecord)) : host;
    vnic.host = host;
    const mac = parseMac(record.macAddress);
    const vlan = vlanOf(record);
    const spoofing = record.macAddressSpoofing === 'On';
    if (vnic.macHigh !== mac.high || vnic.macLow !== mac.low || vnic.vlan !== vlan || vnic.spoofing !== spoofing) {
      changeAddress(fabric, index, mac.high, mac.low, vlan, spoofing);
    }
  }
  state.vnics.forEach((vnic, index) => {
    if (vnic.gone) return;
    const record = world.vmNetworkAdapters[vnic.id as keyof World['vmNetworkAdapters']];
    const vm = record?.owner.kind === 'vm' ? world.vms[record.owner.vm] : undefined;
    if (record && (record.owner.kind !== 'vm' || (vm && !vm.planned))) return;
    if (vnic.held !== null) surpriseRemoveVf(fabric, index);
    disconnectVNic(fabric, index, 'adapter disconnected');
    if (!vnic.managementOs) closeChannel(fabric, index);
    vnic.wantsVf = false;
    vnic.gone = true;
  });
}

/** A connected vNIC gets another address or VLAN: table entry, filters and VPort follow in one instant. */
function changeAddress(
  fabric: Fabric,
  index: number,
  high: number,
  low: number,
  vlan: number,
  spoofing: boolean,
): void {
  const vnic = fabric.state.vnics[index];
  if (vnic.vswitch >= 0) {
    const vswitch = fabric.state.switches[vnic.vswitch];
    const port = vswitch.ports[vnic.port];
    removeMac(vswitch.table, port.vlan, port.macHigh, port.macLow);
    for (const nicIndex of vswitch.uplinks) {
      const nic = fabric.state.nics[nicIndex];
      const held = vnic.held;
      const onVf = held !== null && held.nic === nicIndex && held.vport >= 0 && vnic.vfHost === 'Switched';
      clearReceiveFilter(nic, port.vlan, port.macHigh, port.macLow);
      fabric.pf.clearFilter(nic.hardware, formatMac(port.macHigh, port.macLow, ''), port.vlan);
      const owner = onVf && held ? held.vport : DEFAULT_VPORT;
      setReceiveFilter(nic, vlan, high, low, owner);
      fabric.pf.setFilter(nic.hardware, formatMac(high, low, ''), vlan);
      if (owner !== DEFAULT_VPORT) {
        nic.vports[owner].vlan = vlan;
        fabric.pf.moveFilter(nic.hardware, formatMac(high, low, ''), vlan, nic.vports[owner].id);
      }
    }
    port.vlan = vlan;
    port.spoofing = spoofing;
    port.macHigh = high;
    port.macLow = low;
    fixMac(vswitch.table, vlan, high, low, vnic.port);
  }
  if (vnic.held !== null && vnic.held.vport >= 0) {
    fabric.state.nics[vnic.held.nic].vports[vnic.held.vport].vlan = vlan;
  }
  vnic.macHigh = high;
  vnic.macLow = low;
  vnic.vlan = vlan;
  vnic.spoofing = spoofing;
}

/** Takes a vNIC off its switch, its VF first. The VF's own end takes its time; frames stop at once. */
export function disconnectVNic(fabric: Fabric, index: number, cause: DetachCause): void {
  const vnic = fabric.state.vnics[index];
  if (vnic.vswitch < 0) return;
  vnic.wantsVf = false;
  if (vnic.held !== null) {
    // A guest that is saved cannot answer any more.
    if (cause === 'VM saved') surpriseRemoveVf(fabric, index);
    else detachVf(fabric, index, cause);
  }
  disconnectPort(fabric, index);
  indicateMedia(fabric, index, false);
}

/** The guest's synthetic adapter is told that its cable is in, or out. */
function indicateMedia(fabric: Fabric, index: number, connected: boolean): void {
  const vnic = fabric.state.vnics[index];
  if (vnic.managementOs || vnic.channel !== ChannelState.open) return;
  const status = connected ? RndisStatus.mediaConnect : RndisStatus.mediaDisconnect;
  const name = `INDICATE_STATUS ${connected ? 'MEDIA_CONNECT' : 'MEDIA_DISCONNECT'}`;
  rndisToGuest(fabric, index, [RndisMessage.indicateStatus, status, 0, 0], name);
}

/** Makes a port and connects a vNIC to it. */
export function connectVNic(fabric: Fabric, index: number, vswitchIndex: number): void {
  const vnic = fabric.state.vnics[index];
  const kind = vnic.managementOs ? PortKind.managementOs : PortKind.vm;
  connectPort(fabric, vswitchIndex, createPort(fabric, vswitchIndex, kind, index), index);
  indicateMedia(fabric, index, true);
}

/** Makes a port and deletes it again: how a target checks that it could take an adapter. */
export function validatePort(fabric: Fabric, vswitchIndex: number, vnicIndex: number): void {
  const number = createPort(fabric, vswitchIndex, PortKind.vm, vnicIndex);
  const port = fabric.state.switches[vswitchIndex].ports[number];
  port.state = PortState.nicDeleted;
  stepPort(fabric, vswitchIndex, number, 'SWITCH_PORT_TEARDOWN');
  stepPort(fabric, vswitchIndex, number, 'SWITCH_PORT_DELETE');
}

function reconcilePorts(fabric: Fabric): void {
  const { world, state } = fabric;
  state.vnics.forEach((vnic, index) => {
    if (vnic.gone || vnic.moving) return;
    const record = world.vmNetworkAdapters[vnic.id as keyof World['vmNetworkAdapters']];
    const vm = record.owner.kind === 'vm' ? world.vms[record.owner.vm] : undefined;
    const alive = vm ? vm.state !== 'Off' && vm.state !== 'Saved' : state.stacks[vnic.host].power === Power.running;
    const hasAddress = vnic.macHigh !== 0 || vnic.macLow !== 0;
    const wanted = record.switch !== null && alive && hasAddress ? vswitchIndexOf(fabric, record.switch) : -1;
    const cause: DetachCause = vm?.state === 'Saved' ? 'VM saved' : alive ? 'adapter disconnected' : 'VM stopped';
    if (vnic.vswitch >= 0 && vnic.vswitch !== wanted) disconnectVNic(fabric, index, cause);
    if (wanted >= 0 && vnic.vswitch < 0) connectVNic(fabric, index, wanted);
    if (!vm) return;
    const vmSwitch = record.switch ? world.switches[record.switch] : undefined;
    vnic.queuePairs = Math.max(1, record.iovQueuePairsRequested);
    vnic.vfCandidates = vmSwitch?.iovEnabled ? candidates(fabric, vmSwitch) : [];
    const models = vnic.vfCandidates.map((nic) => modelOf(fabric, nic));
    vnic.vfDriver = models.length > 0 && models.every((model) => vm.guest.vfDrivers.includes(model));
    const verdict = vfEligibility(world, record.id);
    // Who only lacks a free VF waits for one; a VM that is being saved gives its VF up while its guest can answer.
    const may = verdict.kind === 'eligible' || (verdict.kind === 'refused' && verdict.status === 'IovNoAvailResources');
    vnic.vfFailure = verdict.kind === 'refused' ? verdict.evidence : '';
    vnic.wantsVf = may && wanted >= 0 && vnic.vfCandidates.length > 0 && vm.state !== 'Saving';
  });
}

/** Adapters under a switch that have a NIC switch, in the team's order. */
function candidates(fabric: Fabric, vmSwitch: VMSwitchRecord): number[] {
  const list: number[] = [];
  for (const uplink of vmSwitch.uplinks) {
    const nic = nicIndexOf(fabric, uplink);
    if (nic < 0 || !fabric.state.nics[nic].powered || !fabric.state.nics[nic].enabled) continue;
    const record = fabric.world.nics[fabric.state.nics[nic].hardware as keyof World['nics']];
    if (record?.nicSwitch && record.nicSwitch.numVFs > 0) list.push(nic);
  }
  return list;
}

function modelOf(fabric: Fabric, nic: number): string {
  return fabric.world.nics[fabric.state.nics[nic].hardware as keyof World['nics']].model;
}

// -------------------------------------------------------------------------------------------------- interfaces, channels

function reconcileInterfaces(fabric: Fabric): void {
  const { world, state } = fabric;
  for (const adapter of all(world.netAdapters)) {
    if (adapter.backing.kind === 'virtual-function') {
      const vnic = vnicIndexOf(fabric, adapter.backing.vmNetworkAdapter);
      if (vnic >= 0) setGuestVfEnabled(fabric, vnic, adapter.enabled);
      continue;
    }
    const stackIndex = stackIndexOf(fabric, adapter.machine);
    if (stackIndex < 0) continue;
    const stack = state.stacks[stackIndex];
    let index = stack.interfaces.findIndex((port) => port.id === adapter.id && !port.gone);
    if (index < 0) index = newInterface(stack, adapter.id);
    const port = stack.interfaces[index];
    attach(fabric, stackIndex, index, adapter);
    const mac = parseMac(adapter.macAddress);
    const addresses: number[] = [];
    const masks: number[] = [];
    for (const entry of adapter.ip.addresses) {
      const address = entry.family === 'IPv4' ? parseIpv4(entry.address) : undefined;
      if (address === undefined) continue;
      addresses.push(address);
      masks.push(maskOf(entry.prefixLength));
    }
    const enabled = adapter.enabled && port.attachment !== Attachment.none;
    const changed =
      port.enabled !== enabled ||
      port.macHigh !== mac.high ||
      port.macLow !== mac.low ||
      port.addresses.join() !== addresses.join();
    if (changed) forgetNeighbours(fabric, stackIndex, index);
    port.enabled = enabled;
    port.macHigh = mac.high;
    port.macLow = mac.low;
    port.addresses = addresses;
    port.masks = masks;
    const gateway = adapter.ip.defaultGateways.map(parseIpv4).find((address) => address !== undefined);
    port.hasGateway = gateway !== undefined;
    port.gateway = gateway ?? 0;
    port.mtu = adapter.ip.mtu > 0 ? adapter.ip.mtu : 1500;
  }
  state.stacks.forEach((stack, stackIndex) => {
    stack.interfaces.forEach((port, index) => {
      if (port.gone || world.netAdapters[port.id as keyof World['netAdapters']]) return;
      forgetNeighbours(fabric, stackIndex, index);
      port.gone = true;
    });
  });
}

function newInterface(stack: Stack, id: string): number {
  const port: Interface = {
    id,
    gone: false,
    enabled: false,
    attachment: Attachment.none,
    index: -1,
    macHigh: 0,
    macLow: 0,
    addresses: [],
    masks: [],
    gateway: 0,
    hasGateway: false,
    mtu: 1500,
    neighbours: new Map(),
    notForUs: 0,
  };
  return stack.interfaces.push(port) - 1;
}

/** What an interface stands on: a cable's adapter that no switch has taken, or a vNIC. */
function attach(fabric: Fabric, stackIndex: number, index: number, adapter: NetAdapterRecord): void {
  const { state } = fabric;
  const port = state.stacks[stackIndex].interfaces[index];
  port.attachment = Attachment.none;
  port.index = -1;
  if (adapter.backing.kind === 'synthetic') {
    const vnic = vnicIndexOf(fabric, adapter.backing.vmNetworkAdapter);
    if (vnic < 0) return;
    port.attachment = state.vnics[vnic].managementOs ? Attachment.managementVnic : Attachment.vmVnic;
    port.index = vnic;
    state.vnics[vnic].interface = index;
    return;
  }
  const nicIndex = nicIndexOf(fabric, adapter.id);
  if (nicIndex < 0) return;
  const nic = state.nics[nicIndex];
  if (nic.use === NicUse.switchUplink) return;
  if (nic.use === NicUse.none) setReceiveFilter(nic, 0, nic.macHigh, nic.macLow, DEFAULT_VPORT);
  nic.use = NicUse.stack;
  nic.user = index;
  port.attachment = Attachment.nic;
  port.index = nicIndex;
}

function reconcileChannels(fabric: Fabric, atOnce: boolean): void {
  const { world, state } = fabric;
  state.vnics.forEach((vnic, index) => {
    if (vnic.gone || vnic.managementOs) return;
    const vm = world.vms[vnic.vm as keyof World['vms']];
    if (!vm || vm.guest.integrationServicesVersion === null) return;
    if (state.stacks[vnic.stack].power !== Power.running || vnic.channel !== ChannelState.closed) return;
    if (atOnce) openChannelAtOnce(fabric, index);
    else openChannel(fabric, index);
  });
}

function reconcileVfs(fabric: Fabric, atOnce: boolean): void {
  const { world, state } = fabric;
  state.vnics.forEach((vnic, index) => {
    if (vnic.gone || vnic.managementOs || vnic.moving) return;
    if (vnic.wantsVf) {
      if (atOnce) attachVfAtOnce(fabric, index);
      else attachVf(fabric, index);
      return;
    }
    if (vnic.held === null || vnic.detaching) return;
    const record = world.vmNetworkAdapters[vnic.id as keyof World['vmNetworkAdapters']];
    const saving = world.vms[vnic.vm as keyof World['vms']]?.state === 'Saving';
    const off = record.iovWeight === 0 ? 'IovWeight 0' : 'SR-IOV disabled on the adapter';
    detachVf(fabric, index, saving ? 'VM saved' : off);
  });
}
