import { isGroupAddress } from '../network/address';
import { DropReason } from '../network/drop-reason';
import { read16, read32 } from '../network/ethernet';
import { dequeue, emptyQueue, enqueue, type Frame, NO_FRAME } from '../network/frame-pool';
import { fixMac, lookUpMac, newMacTable, removeMac } from '../network/mac-table';
import { COSTS, NIC_TRANSMIT } from './costs';
import { DatapathEvent } from './events';
import type { Fabric } from './fabric';
import { PathHop } from './hop';
import { type AdapterCounters, type Nic, NicUse, newCounters, type VPort } from './state';

/** Index of the default VPort in every NIC's list. */
export const DEFAULT_VPORT = 0;

export function newNic(
  fabric: Fabric,
  spec: Pick<Nic, 'id' | 'hardware' | 'name' | 'stack' | 'macHigh' | 'macLow'>,
): number {
  const place = fabric.simulation.trace.place(spec.name);
  const nic: Nic = {
    id: spec.id,
    hardware: spec.hardware,
    name: spec.name,
    place,
    gone: false,
    stack: spec.stack,
    powered: false,
    enabled: true,
    wire: -1,
    peer: -1,
    macHigh: spec.macHigh,
    macLow: spec.macLow,
    use: NicUse.none,
    user: -1,
    vports: [newVPort(0, -1, -1, 0)],
    filters: newMacTable(16),
    counters: newCounters(),
    filtered: 0,
    noDescriptor: 0,
  };
  return fabric.state.nics.push(nic) - 1;
}

export function newVPort(id: number, vf: number, vnic: number, vlan: number): VPort {
  return {
    id,
    gone: false,
    vf,
    vnic,
    vlan,
    queue: emptyQueue(),
    interruptPending: false,
    counters: newCounters(),
  };
}

/** Whether frames can leave and arrive: powered, enabled, cable in, carrier. */
export function nicCarrier(fabric: Fabric, nic: Nic): boolean {
  return nic.powered && nic.enabled && !nic.gone && nic.wire >= 0 && fabric.network.state.wires[nic.wire].up;
}

/** Sets the receive filter of an address on a VPort: one owner at any time, so a move is this one assignment. */
export function setReceiveFilter(nic: Nic, vlan: number, high: number, low: number, vport: number): void {
  fixMac(nic.filters, vlan, high, low, vport);
}

export function clearReceiveFilter(nic: Nic, vlan: number, high: number, low: number): void {
  removeMac(nic.filters, vlan, high, low);
}

export function receiveFilterOwner(nic: Nic, vlan: number, high: number, low: number): number {
  return lookUpMac(nic.filters, vlan, high, low);
}

export function countReceived(counters: AdapterCounters, high: number, length: number): void {
  if (!isGroupAddress(high)) {
    counters.receivedUnicastPackets++;
    counters.receivedUnicastBytes += length;
  } else if (high === 0xffff) {
    counters.receivedBroadcastPackets++;
    counters.receivedBroadcastBytes += length;
  } else {
    counters.receivedMulticastPackets++;
    counters.receivedMulticastBytes += length;
  }
}

export function countSent(counters: AdapterCounters, high: number, length: number): void {
  if (!isGroupAddress(high)) {
    counters.sentUnicastPackets++;
    counters.sentUnicastBytes += length;
  } else if (high === 0xffff) {
    counters.sentBroadcastPackets++;
    counters.sentBroadcastBytes += length;
  } else {
    counters.sentMulticastPackets++;
    counters.sentMulticastBytes += length;
  }
}

/**
 * Sends a frame from a VPort: to the wire, or round inside the NIC switch to another VPort. A VF's broadcast also goes
 * to the default VPort, so that VMs without a VF hear it; the default VPort's own broadcasts only go out, because the
 * extensible switch has already served its ports.
 */
export function nicTransmit(fabric: Fabric, nicIndex: number, vportIndex: number, frame: Frame): void {
  const nic = fabric.state.nics[nicIndex];
  const pool = fabric.pool;
  const vport = nic.vports[vportIndex];
  if (!nic.powered || !nic.enabled || nic.gone || vport === undefined || vport.gone) {
    nic.counters.outboundDiscardedPackets++;
    fabric.drop(frame, DropReason.deviceGone, nic.place);
    return;
  }
  const at = pool.start[frame];
  const bytes = pool.bytes;
  const toHigh = read16(bytes, at);
  const length = pool.length[frame];
  if (vport.vf >= 0) {
    const owner = fabric.state.vnics[vport.vnic];
    if (!owner.spoofing && (read16(bytes, at + 6) !== owner.macHigh || read32(bytes, at + 8) !== owner.macLow)) {
      vport.counters.outboundDiscardedPackets++;
      fabric.drop(frame, DropReason.antiSpoof, nic.place);
      return;
    }
    if (vport.vlan !== 0) pool.setTag(frame, vport.vlan);
  }
  countSent(vport.counters, toHigh, length);
  const group = isGroupAddress(toHigh);
  if (nic.use === NicUse.switchUplink) {
    if (!group) {
      const local = lookUpMac(nic.filters, pool.tag[frame], toHigh, read32(bytes, pool.start[frame] + 2));
      if (local >= 0 && local !== vportIndex) {
        fabric.hop(PathHop.nicTurn, nic.place, frame);
        toVPort(fabric, nicIndex, local, frame, COSTS.nicSwitchTurn.value);
        return;
      }
    } else if (vport.vf >= 0) {
      toVPort(fabric, nicIndex, DEFAULT_VPORT, pool.duplicate(frame), COSTS.nicSwitchTurn.value);
    }
  }
  countSent(nic.counters, toHigh, length);
  fabric.hop(PathHop.nicTransmit, nic.place, frame);
  if (nic.wire < 0) {
    nic.counters.outboundDiscardedPackets++;
    fabric.drop(frame, DropReason.linkDown, nic.place);
    return;
  }
  fabric.network.send(nic.wire, frame, fabric.simulation.now + NIC_TRANSMIT);
}

/** A frame comes in from the wire. */
export function nicReceive(fabric: Fabric, nicIndex: number, frame: Frame): void {
  const nic = fabric.state.nics[nicIndex];
  if (!nic.powered || !nic.enabled || nic.gone || nic.use === NicUse.none) {
    fabric.drop(frame, nic.gone || !nic.powered ? DropReason.linkDown : DropReason.filterMismatch, nic.place);
    return;
  }
  const pool = fabric.pool;
  const at = pool.start[frame];
  const toHigh = read16(pool.bytes, at);
  let vport = DEFAULT_VPORT;
  if (!isGroupAddress(toHigh)) {
    vport = lookUpMac(nic.filters, pool.tag[frame], toHigh, read32(pool.bytes, at + 2));
    if (vport < 0) {
      nic.filtered++;
      fabric.drop(frame, DropReason.filterMismatch, nic.place);
      return;
    }
  }
  countReceived(nic.counters, toHigh, pool.length[frame]);
  fabric.hop(PathHop.nicReceive, nic.place, frame);
  toVPort(fabric, nicIndex, vport, frame, COSTS.nicInterrupt.value);
}

/** Puts a frame into a VPort's receive queue and sees to it that the owner is interrupted. */
function toVPort(fabric: Fabric, nicIndex: number, vportIndex: number, frame: Frame, delay: number): void {
  const nic = fabric.state.nics[nicIndex];
  const vport = nic.vports[vportIndex];
  if (vport.queue.count >= COSTS.receiveDescriptors.value) {
    nic.noDescriptor++;
    nic.counters.receivedDiscardedPackets++;
    vport.counters.receivedDiscardedPackets++;
    fabric.drop(frame, DropReason.noReceiveDescriptor, nic.place);
    return;
  }
  countReceived(vport.counters, read16(fabric.pool.bytes, fabric.pool.start[frame]), fabric.pool.length[frame]);
  enqueue(fabric.pool, vport.queue, frame);
  if (vport.interruptPending) return;
  vport.interruptPending = true;
  let when = fabric.simulation.now + delay;
  if (vportIndex === DEFAULT_VPORT && nic.use === NicUse.switchUplink) {
    const busy = fabric.state.switches[nic.user].busyUntil;
    if (busy > when) when = busy;
  }
  fabric.simulation.at(when, DatapathEvent.nicInterrupt, nicIndex, vportIndex);
}

/** The owner of a queue takes what has come. */
export function nicInterrupt(fabric: Fabric, nicIndex: number, vportIndex: number): void {
  const nic = fabric.state.nics[nicIndex];
  const vport = nic.vports[vportIndex];
  vport.interruptPending = false;
  if (vport.gone) return;
  const pool = fabric.pool;
  if (vport.vf >= 0) {
    fabric.vfInterrupt(vport.vnic, vport.queue);
    return;
  }
  if (nic.use === NicUse.stack) {
    if (fabric.stackWaits(nic.stack, DatapathEvent.nicInterrupt, nicIndex, vportIndex, 0)) {
      vport.interruptPending = true;
      return;
    }
    for (let frame = dequeue(pool, vport.queue); frame !== NO_FRAME; frame = dequeue(pool, vport.queue)) {
      fabric.receiveAtStack(nic.stack, nic.user, frame);
    }
    return;
  }
  if (nic.use !== NicUse.switchUplink) {
    dropQueue(fabric, vport.queue, DropReason.filterMismatch, nic.place);
    return;
  }
  const vswitch = fabric.state.switches[nic.user];
  let handled = 0;
  for (let frame = dequeue(pool, vport.queue); frame !== NO_FRAME; frame = dequeue(pool, vport.queue)) {
    fabric.receiveAtUplink(nic.user, nicIndex, frame);
    if (++handled >= COSTS.nicBatch.value) break;
  }
  fabric.flushNetvsp();
  vswitch.busyUntil = Math.max(vswitch.busyUntil, fabric.simulation.now) + handled * COSTS.hostSwitching.value;
  if (vport.queue.count > 0 && !vport.interruptPending) {
    vport.interruptPending = true;
    fabric.simulation.at(vswitch.busyUntil, DatapathEvent.nicInterrupt, nicIndex, vportIndex);
  }
}

/** Loses everything in a queue. */
export function dropQueue(fabric: Fabric, queue: VPort['queue'], reason: number, place: number): void {
  for (let frame = dequeue(fabric.pool, queue); frame !== NO_FRAME; frame = dequeue(fabric.pool, queue)) {
    fabric.drop(frame, reason, place);
  }
}
