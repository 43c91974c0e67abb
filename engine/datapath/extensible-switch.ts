import { formatMac, isGroupAddress } from '../network/address';
import { DropReason } from '../network/drop-reason';
import { read16, read32 } from '../network/ethernet';
import type { Frame } from '../network/frame-pool';
import { fixMac, learnMac, lookUpMac, newMacTable, removeMac } from '../network/mac-table';
import type { Fabric } from './fabric';
import { PathHop } from './hop';
import { clearReceiveFilter, DEFAULT_VPORT, nicCarrier, nicTransmit, setReceiveFilter } from './physical-nic';
import { NicUse, PortKind, PortState, type VSwitch, type VSwitchPort } from './state';

/** The number of the trunk VLAN table: ports without a VLAN share 0. */
const UNTAGGED = 0;

export function newVSwitch(
  fabric: Fabric,
  spec: Pick<VSwitch, 'id' | 'name' | 'host' | 'external' | 'iov'>,
  hostName: string,
): number {
  return (
    fabric.state.switches.push({
      id: spec.id,
      name: spec.name,
      place: fabric.simulation.trace.place(`${hostName}/${spec.name}`),
      gone: false,
      host: spec.host,
      external: spec.external,
      iov: spec.iov,
      uplinks: [],
      ports: [],
      table: newMacTable(64),
      busyUntil: 0,
      flooded: 0,
    }) - 1
  );
}

/** A port in state `created`; an uplink is connected by `connectUplink`, a vNIC by the three calls below it. */
export function createPort(fabric: Fabric, vswitchIndex: number, kind: number, index: number): number {
  const vswitch = fabric.state.switches[vswitchIndex];
  const number = vswitch.ports.length;
  const port: VSwitchPort = {
    place: fabric.simulation.trace.place(`${fabric.placeName(vswitch.place)}/port ${number}`),
    kind,
    index,
    state: PortState.created,
    vlan: UNTAGGED,
    spoofing: kind === PortKind.uplink,
    macHigh: 0,
    macLow: 0,
    received: 0,
    receivedBytes: 0,
    sent: 0,
    sentBytes: 0,
    dropped: 0,
  };
  vswitch.ports.push(port);
  fabric.message(
    'Switch',
    port.place,
    'stack',
    fabric.placeName(vswitch.place),
    'SWITCH_PORT_CREATE',
    `port ${number}`,
  );
  return number;
}

export function connectUplink(fabric: Fabric, vswitchIndex: number, nicIndex: number): void {
  const vswitch = fabric.state.switches[vswitchIndex];
  const nic = fabric.state.nics[nicIndex];
  const number = createPort(fabric, vswitchIndex, PortKind.uplink, nicIndex);
  vswitch.ports[number].state = PortState.connected;
  vswitch.uplinks.push(nicIndex);
  nic.use = NicUse.switchUplink;
  nic.user = vswitchIndex;
}

const PORT_ORDER: Record<string, readonly [from: number, to: number]> = {
  SWITCH_NIC_CREATE: [PortState.created, PortState.nicCreated],
  SWITCH_NIC_CONNECT: [PortState.nicCreated, PortState.connected],
  SWITCH_NIC_DISCONNECT: [PortState.connected, PortState.disconnected],
  SWITCH_NIC_DELETE: [PortState.disconnected, PortState.nicDeleted],
  SWITCH_PORT_TEARDOWN: [PortState.nicDeleted, PortState.tearingDown],
  SWITCH_PORT_DELETE: [PortState.tearingDown, PortState.deleted],
};

/** One step of a port's life; a step out of order is a mistake of the caller. */
export function stepPort(fabric: Fabric, vswitchIndex: number, portNumber: number, oid: keyof typeof PORT_ORDER): void {
  const vswitch = fabric.state.switches[vswitchIndex];
  const port = vswitch.ports[portNumber];
  const [from, to] = PORT_ORDER[oid];
  if (port.state !== from) throw new Error(`${oid} on a port in state ${port.state}.`);
  port.state = to;
  fabric.message('Switch', port.place, 'stack', fabric.placeName(vswitch.place), oid, `port ${portNumber}`);
}

/** Connects a vNIC to a port: fixed entry in the table, and receive filters on the adapters below. */
export function connectPort(fabric: Fabric, vswitchIndex: number, portNumber: number, vnicIndex: number): void {
  const vswitch = fabric.state.switches[vswitchIndex];
  const port = vswitch.ports[portNumber];
  const vnic = fabric.state.vnics[vnicIndex];
  port.index = vnicIndex;
  port.vlan = vnic.vlan;
  port.spoofing = vnic.spoofing;
  port.macHigh = vnic.macHigh;
  port.macLow = vnic.macLow;
  stepPort(fabric, vswitchIndex, portNumber, 'SWITCH_NIC_CREATE');
  stepPort(fabric, vswitchIndex, portNumber, 'SWITCH_NIC_CONNECT');
  fixMac(vswitch.table, port.vlan, port.macHigh, port.macLow, portNumber);
  for (const nic of vswitch.uplinks) {
    setReceiveFilter(fabric.state.nics[nic], port.vlan, port.macHigh, port.macLow, DEFAULT_VPORT);
    fabric.pf.setFilter(fabric.state.nics[nic].hardware, formatMac(port.macHigh, port.macLow, ''), port.vlan);
  }
  vnic.vswitch = vswitchIndex;
  vnic.port = portNumber;
}

/** Takes a vNIC off its port: afterwards frames for it are nobody's. */
export function disconnectPort(fabric: Fabric, vnicIndex: number): void {
  const vnic = fabric.state.vnics[vnicIndex];
  if (vnic.vswitch < 0) return;
  const vswitch = fabric.state.switches[vnic.vswitch];
  const port = vswitch.ports[vnic.port];
  stepPort(fabric, vnic.vswitch, vnic.port, 'SWITCH_NIC_DISCONNECT');
  removeMac(vswitch.table, port.vlan, port.macHigh, port.macLow);
  for (const nic of vswitch.uplinks) {
    clearReceiveFilter(fabric.state.nics[nic], port.vlan, port.macHigh, port.macLow);
    fabric.pf.clearFilter(fabric.state.nics[nic].hardware, formatMac(port.macHigh, port.macLow, ''), port.vlan);
  }
  stepPort(fabric, vnic.vswitch, vnic.port, 'SWITCH_NIC_DELETE');
  stepPort(fabric, vnic.vswitch, vnic.port, 'SWITCH_PORT_TEARDOWN');
  stepPort(fabric, vnic.vswitch, vnic.port, 'SWITCH_PORT_DELETE');
  vnic.vswitch = -1;
  vnic.port = -1;
}

/** Which uplink a port uses: by its number, among those with a link (embedded teaming, Hyper-V port mode). */
export function uplinkFor(fabric: Fabric, vswitch: VSwitch, portNumber: number): number {
  const uplinks = vswitch.uplinks;
  const count = uplinks.length;
  if (count === 1) return uplinks[0];
  for (let i = 0; i < count; i++) {
    const nic = uplinks[(portNumber + i) % count];
    if (nicCarrier(fabric, fabric.state.nics[nic])) return nic;
  }
  return count === 0 ? -1 : uplinks[portNumber % count];
}

/** A frame comes in from a physical adapter under the switch. */
export function receiveAtUplink(fabric: Fabric, vswitchIndex: number, nicIndex: number, frame: Frame): void {
  const vswitch = fabric.state.switches[vswitchIndex];
  const pool = fabric.pool;
  let ingress = -1;
  for (let i = 0; i < vswitch.ports.length; i++) {
    const port = vswitch.ports[i];
    if (port.kind === PortKind.uplink && port.index === nicIndex && port.state === PortState.connected) ingress = i;
  }
  if (ingress < 0) {
    fabric.drop(frame, DropReason.filterMismatch, vswitch.place);
    return;
  }
  const at = pool.start[frame];
  if (vswitch.uplinks.length > 1 && isGroupAddress(read16(pool.bytes, at))) {
    // In a team every member hears a broadcast of the rack; one of them speaks for all, and own frames that come back
    // by another member are known by their source.
    const speaker = uplinkFor(fabric, vswitch, 0);
    const own = lookUpMac(vswitch.table, pool.tag[frame], read16(pool.bytes, at + 6), read32(pool.bytes, at + 8));
    if (speaker !== nicIndex || (own >= 0 && vswitch.ports[own].kind !== PortKind.uplink)) {
      fabric.drop(frame, DropReason.filterMismatch, vswitch.place);
      return;
    }
  }
  switchFrame(fabric, vswitchIndex, ingress, frame, pool.tag[frame]);
}

/** A frame comes in from a vNIC's port. */
export function receiveAtPort(fabric: Fabric, vswitchIndex: number, portNumber: number, frame: Frame): void {
  const vswitch = fabric.state.switches[vswitchIndex];
  const port = vswitch.ports[portNumber];
  const pool = fabric.pool;
  if (port.state !== PortState.connected) {
    fabric.drop(frame, DropReason.blackout, port.place);
    return;
  }
  const at = pool.start[frame];
  if (!port.spoofing && (read16(pool.bytes, at + 6) !== port.macHigh || read32(pool.bytes, at + 8) !== port.macLow)) {
    port.dropped++;
    fabric.drop(frame, DropReason.antiSpoof, port.place);
    return;
  }
  if (pool.tag[frame] !== 0 && pool.tag[frame] !== port.vlan) {
    port.dropped++;
    fabric.drop(frame, DropReason.vlanMismatch, port.place);
    return;
  }
  switchFrame(fabric, vswitchIndex, portNumber, frame, port.vlan);
}

function switchFrame(fabric: Fabric, vswitchIndex: number, ingress: number, frame: Frame, vlan: number): void {
  const vswitch = fabric.state.switches[vswitchIndex];
  const pool = fabric.pool;
  const at = pool.start[frame];
  const from = vswitch.ports[ingress];
  const toHigh = read16(pool.bytes, at);
  const fromHigh = read16(pool.bytes, at + 6);
  const fromLow = read32(pool.bytes, at + 8);
  from.received++;
  from.receivedBytes += pool.length[frame];
  fabric.hop(PathHop.switchIn, from.place, frame);
  if (from.spoofing && from.kind !== PortKind.uplink) {
    learnMac(vswitch.table, vlan, fromHigh, fromLow, ingress, fabric.simulation.now);
  }
  if (!isGroupAddress(toHigh)) {
    const out = lookUpMac(vswitch.table, vlan, toHigh, read32(pool.bytes, at + 2));
    if (out >= 0 && out !== ingress) {
      leave(fabric, vswitchIndex, ingress, out, frame, vlan);
      return;
    }
    // Addresses of VMs are known for certain; what is not known can only be outside.
    if (from.kind === PortKind.uplink || vswitch.uplinks.length === 0 || out === ingress) {
      from.dropped++;
      fabric.drop(frame, DropReason.unknownUnicast, from.place);
      return;
    }
    leave(fabric, vswitchIndex, ingress, uplinkPort(fabric, vswitch, ingress), frame, vlan);
    return;
  }
  vswitch.flooded++;
  const speaker =
    from.kind === PortKind.uplink || vswitch.uplinks.length === 0 ? -1 : uplinkPort(fabric, vswitch, ingress);
  let last = speaker;
  for (let i = 0; i < vswitch.ports.length; i++) {
    const port = vswitch.ports[i];
    if (i === ingress || port.kind === PortKind.uplink || port.state !== PortState.connected || port.vlan !== vlan)
      continue;
    // A VF's broadcast comes back through the adapter: its own synthetic port must not hear it.
    if (port.macHigh === fromHigh && port.macLow === fromLow) continue;
    if (last >= 0) leave(fabric, vswitchIndex, ingress, last, pool.duplicate(frame), vlan);
    last = i;
  }
  if (last < 0) {
    from.dropped++;
    fabric.drop(frame, DropReason.filterMismatch, from.place);
    return;
  }
  leave(fabric, vswitchIndex, ingress, last, frame, vlan);
}

function uplinkPort(fabric: Fabric, vswitch: VSwitch, ingress: number): number {
  const nic = uplinkFor(fabric, vswitch, ingress);
  for (let i = 0; i < vswitch.ports.length; i++) {
    const port = vswitch.ports[i];
    if (port.kind === PortKind.uplink && port.index === nic && port.state === PortState.connected) return i;
  }
  return -1;
}

function leave(
  fabric: Fabric,
  vswitchIndex: number,
  ingress: number,
  egress: number,
  frame: Frame,
  vlan: number,
): void {
  const vswitch = fabric.state.switches[vswitchIndex];
  const pool = fabric.pool;
  if (egress < 0) {
    fabric.drop(frame, DropReason.linkDown, vswitch.ports[ingress].place);
    return;
  }
  const port = vswitch.ports[egress];
  port.sent++;
  port.sentBytes += pool.length[frame];
  fabric.hop(PathHop.switchOut, port.place, frame);
  if (port.kind === PortKind.uplink) {
    pool.setTag(frame, vlan);
    nicTransmit(fabric, port.index, DEFAULT_VPORT, frame);
    return;
  }
  pool.setTag(frame, 0);
  if (port.kind === PortKind.managementOs) fabric.receiveAtManagementVnic(port.index, frame);
  else fabric.receiveAtNetvsp(port.index, frame);
}
