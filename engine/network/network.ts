import { EVENT_KINDS, type Simulation } from '../simulation/simulation';
import type { Nanoseconds } from '../simulation/time';
import { isGroupAddress } from './address';
import { addCaptureInterface, type Capture, CaptureDirection, captureFrame, newCapture } from './capture';
import { DropReason } from './drop-reason';
import { read16, read32 } from './ethernet';
import { dequeue, enqueue, type Frame, type FramePool, NO_FRAME } from './frame-pool';
import { findMac, learnMac, MacEntry, removeMacsWhere } from './mac-table';
import {
  carriesVlan,
  egressTag,
  ingressVlan,
  newRackSwitch,
  type RackSwitch,
  type RackSwitchSpec,
} from './rack-switch';
import { newWire, serialisationTime, type Wire, type WireSpec } from './wire';

export const NetworkEvent = {
  /** target: wire. The oldest frame in flight comes out. */
  arrival: EVENT_KINDS.network,
} as const;

/** Kinds of trace records in `trace.hops`; `a` is the frame number, `b` its length. */
export const Hop = {
  wire: 1,
  rackSwitch: 2,
  rackFlood: 3,
  drop: 4,
} as const;

/** Ends of wires that the network itself handles; the owner numbers its own ends from OWN_END. */
export const RACK_END = 1;
export const OWN_END = 2;

/** A rack switch's port as the number of a wire's end. */
export function rackEnd(rack: number, port: number): number {
  return rack * 256 + port;
}

export interface NetworkState {
  wires: Wire[];
  racks: RackSwitch[];
  captures: Capture[];
}

/**
 * Wires and top-of-rack switches. Frames that come out at an end the network does not know go to `receive`; lost frames
 * go to `lost` just before their slot is given back.
 */
export class Network {
  readonly simulation: Simulation;
  readonly pool: FramePool;
  readonly state: NetworkState;
  /** Takes a frame out of a wire; must set by the owner before the first event. */
  receive: (kind: number, index: number, frame: Frame) => void = () => {};
  /** Told of every lost frame, so that it can be charged to the traffic it belongs to. May change the reason. */
  lost: (frame: Frame, reason: number, place: number) => number = (_frame, reason) => reason;

  constructor(simulation: Simulation, pool: FramePool, state: NetworkState = { wires: [], racks: [], captures: [] }) {
    this.simulation = simulation;
    this.pool = pool;
    this.state = state;
    simulation.handle(NetworkEvent.arrival, (wire) => this.arrive(wire));
  }

  copy(simulation: Simulation): Network {
    return new Network(simulation, this.pool.copy(), structuredClone(this.state));
  }

  addWire(spec: WireSpec): number {
    return this.state.wires.push(newWire(this.simulation.trace.place(spec.name), spec)) - 1;
  }

  addRackSwitch(spec: RackSwitchSpec): number {
    const rack = newRackSwitch(spec, (name) => this.simulation.trace.place(name));
    return this.state.racks.push(rack) - 1;
  }

  /**
   * Sends a frame; it may leave at `ready` at the earliest. Takes the frame over, also when it is lost.
   */
  send(wireIndex: number, frame: Frame, ready: Nanoseconds): void {
    const wire = this.state.wires[wireIndex];
    const pool = this.pool;
    const length = pool.length[frame];
    if (!wire.up) {
      wire.drops++;
      this.drop(frame, DropReason.linkDown, wire.place);
      return;
    }
    if (length > wire.largest) {
      wire.drops++;
      this.drop(frame, DropReason.mtu, wire.place);
      return;
    }
    const start = wire.busyUntil > ready ? wire.busyUntil : ready;
    const wait = start - ready;
    if (wait > wire.backlog) {
      wire.drops++;
      this.drop(frame, DropReason.queueOverflow, wire.place);
      return;
    }
    if (wait > wire.longestWait) wire.longestWait = wait;
    const end = start + serialisationTime(wire, length);
    wire.busyUntil = end;
    wire.frames++;
    wire.bytes += length;
    if (wire.capture >= 0) {
      captureFrame(
        this.state.captures[wire.capture],
        pool,
        frame,
        wire.captureInterface,
        this.simulation.originMs,
        start,
        wire.captureDirection,
      );
    }
    this.simulation.trace.hops.write(this.simulation.now, Hop.wire, wire.place, pool.id[frame], length);
    const arrival = end + wire.latency;
    pool.arriveAt[frame] = arrival;
    const idle = wire.inFlight.count === 0;
    enqueue(pool, wire.inFlight, frame);
    if (idle) this.simulation.at(arrival, NetworkEvent.arrival, wireIndex);
  }

  /** Loses a frame for a reason, at a place. */
  drop(frame: Frame, reason: number, place: number): void {
    const counted = this.lost(frame, reason, place);
    this.simulation.trace.hops.write(this.simulation.now, Hop.drop, place, this.pool.id[frame], counted);
    this.pool.drop(frame, counted);
  }

  /** Plugs, unplugs: frames on a wire that goes down are lost. */
  setWire(wireIndex: number, up: boolean): void {
    const wire = this.state.wires[wireIndex];
    if (wire.up === up) return;
    wire.up = up;
    if (up) return;
    for (const rack of this.state.racks) {
      // A switch forgets what it learnt at a port whose link goes down.
      const port = rack.ports.findIndex((candidate) => candidate.wire === wireIndex);
      if (port >= 0) removeMacsWhere(rack.table, (value, state) => value === port && state === MacEntry.learnt);
    }
    // The arrival event of the first frame is still pending; it will find the queue empty or a later frame.
    for (let frame = dequeue(this.pool, wire.inFlight); frame !== NO_FRAME; frame = dequeue(this.pool, wire.inFlight)) {
      wire.drops++;
      this.drop(frame, DropReason.linkDown, wire.place);
    }
    wire.busyUntil = this.simulation.now;
  }

  /** A new capture; taps are set by the places that know it. */
  addCapture(name: string, limit?: number): number {
    return this.state.captures.push(newCapture(name, limit)) - 1;
  }

  /** Records what passes a wire into a capture. */
  tapWire(wireIndex: number, capture: number, interfaceNumber: number, direction: number): void {
    const wire = this.state.wires[wireIndex];
    wire.capture = capture;
    wire.captureInterface = interfaceNumber;
    wire.captureDirection = direction;
  }

  /** A capture of both directions of a link. */
  captureLink(outWire: number, inWire: number, name: string): number {
    const capture = this.addCapture(name);
    const number = addCaptureInterface(this.state.captures[capture], name, this.state.wires[outWire].rate);
    this.tapWire(outWire, capture, number, CaptureDirection.outbound);
    this.tapWire(inWire, capture, number, CaptureDirection.inbound);
    return capture;
  }

  private arrive(wireIndex: number): void {
    const wire = this.state.wires[wireIndex];
    const queue = wire.inFlight;
    const head = queue.head;
    if (head === NO_FRAME) return;
    const now = this.simulation.now;
    if (this.pool.arriveAt[head] > now) {
      // The wire went down and up again in between: this event belonged to a frame that was lost.
      return;
    }
    dequeue(this.pool, queue);
    if (queue.head !== NO_FRAME) {
      this.simulation.at(this.pool.arriveAt[queue.head], NetworkEvent.arrival, wireIndex);
    }
    if (wire.toKind === RACK_END) this.switchFrame(wire.toIndex >> 8, wire.toIndex & 255, head);
    else this.receive(wire.toKind, wire.toIndex, head);
  }

  private switchFrame(rackIndex: number, portIndex: number, frame: Frame): void {
    const rack = this.state.racks[rackIndex];
    const port = rack.ports[portIndex];
    const pool = this.pool;
    const bytes = pool.bytes;
    const at = pool.start[frame];
    const now = this.simulation.now;
    port.received++;
    const vlan = ingressVlan(port, pool.tag[frame]);
    if (vlan < 0) {
      port.dropped++;
      this.drop(frame, DropReason.vlanMismatch, port.place);
      return;
    }
    const fromHigh = read16(bytes, at + 6);
    const fromLow = read32(bytes, at + 8);
    if (!isGroupAddress(fromHigh)) learnMac(rack.table, vlan, fromHigh, fromLow, portIndex, now);
    const toHigh = read16(bytes, at);
    let out = -1;
    if (!isGroupAddress(toHigh)) {
      const entry = findMac(rack.table, vlan, toHigh, read32(bytes, at + 2));
      if (entry >= 0 && now - rack.table.seen[entry] <= rack.ageing) out = rack.table.value[entry];
    }
    const ready = now + rack.latency;
    if (out >= 0) {
      const egress = rack.ports[out];
      if (out === portIndex) {
        // The address lives where the frame came from: nobody behind another port wants it.
        port.dropped++;
        this.drop(frame, DropReason.filterMismatch, port.place);
        return;
      }
      this.simulation.trace.hops.write(now, Hop.rackSwitch, egress.place, pool.id[frame], pool.length[frame]);
      egress.sent++;
      if (egress.wire < 0) {
        this.drop(frame, DropReason.linkDown, egress.place);
        return;
      }
      pool.setTag(frame, egressTag(egress, vlan));
      this.send(egress.wire, frame, ready);
      return;
    }
    rack.flooded++;
    this.simulation.trace.hops.write(now, Hop.rackFlood, port.place, pool.id[frame], pool.length[frame]);
    let last = -1;
    for (let i = 0; i < rack.ports.length; i++) {
      const egress = rack.ports[i];
      if (i === portIndex || egress.wire < 0 || !this.state.wires[egress.wire].up || !carriesVlan(egress, vlan))
        continue;
      if (last >= 0) this.sendCopy(rack, last, frame, vlan, ready);
      last = i;
    }
    if (last < 0) {
      port.dropped++;
      this.drop(frame, isGroupAddress(toHigh) ? DropReason.filterMismatch : DropReason.unknownUnicast, port.place);
      return;
    }
    rack.ports[last].sent++;
    pool.setTag(frame, egressTag(rack.ports[last], vlan));
    this.send(rack.ports[last].wire, frame, ready);
  }

  private sendCopy(rack: RackSwitch, port: number, frame: Frame, vlan: number, ready: Nanoseconds): void {
    const copy = this.pool.duplicate(frame);
    rack.ports[port].sent++;
    this.pool.setTag(copy, egressTag(rack.ports[port], vlan));
    this.send(rack.ports[port].wire, copy, ready);
  }
}
