import type { World } from '../estate/records';
import { addCaptureInterface, CaptureDirection, captureFrame, pcapngOf } from '../network/capture';
import { DropReason } from '../network/drop-reason';
import { read16, read32 } from '../network/ethernet';
import { type Frame, FramePool, type FrameQueue } from '../network/frame-pool';
import { Network, OWN_END } from '../network/network';
import { fingerprintOf } from '../simulation/fingerprint';
import type { Simulation } from '../simulation/simulation';
import { MILLISECOND } from '../simulation/time';
import { announce } from './announcement';
import { DatapathEvent } from './events';
import { receiveAtPort, receiveAtUplink } from './extensible-switch';
import { keepGuestVfAdapter } from './guest-vf-adapter';
import { MESSAGE_PROTOCOLS, type MessageProtocol } from './hop';
import { loopedBack, neighbourTimer, receiveAtStack } from './ip-stack';
import { receiveFragment, sendLargePing } from './large-ping';
import { guestPoll, netvscSend, openChannel } from './netvsc';
import { flushReceive, hostPoll, receiveAtNetvsp } from './netvsp';
import { PfDriver } from './pf-driver';
import { countReceived, countSent, DEFAULT_VPORT, nicInterrupt, nicReceive, nicTransmit } from './physical-nic';
import { Attachment, type FabricState, Power } from './state';
import { receiveTcp, tcpTimer } from './tcp';
import {
  connectionAccepted,
  connectionEnded,
  frameLost,
  pingAnswered,
  pingTimeout,
  pingUnreachable,
  receiveUdp,
  streamArrived,
  trafficTick,
} from './traffic';
import { attachVf, vfInterrupt, vfStep } from './virtual-function';

/** What the owner of the estate wants to hear of; plain calls, made while an event runs. */
export interface FabricListener {
  /** The VF of an adapter, its path, or the VF in its guest has changed; the records are already written. */
  vfChanged?(adapterId: string): void;
  /** The synthetic adapter of a guest is up. */
  adapterUp?(adapterId: string): void;
}

/** How far a frame may be under way when the VM has arrived elsewhere, and still count as lost in the blackout. */
const BLACKOUT_TAIL = 1 * MILLISECOND;

/**
 * The running data path of a world: stacks, adapters, switches, channels, VFs, traffic. It is built from the records of
 * the estate by `reconcile`, which is also called after every change of them. Everything that decides the future is in
 * `state`, in the network and in the simulation, so a copy of the three is a second world.
 */
export class Fabric {
  readonly simulation: Simulation;
  readonly network: Network;
  readonly pool: FramePool;
  readonly world: World;
  readonly state: FabricState;
  readonly pf: PfDriver;
  listener: FabricListener = {};
  /** vNICs with frames for the guest; empty between two events. */
  readonly flushList: number[] = [];
  /** True when some VM's adapter is being captured. */
  tapped = false;

  constructor(simulation: Simulation, world: World, network?: Network, state?: FabricState) {
    this.simulation = simulation;
    this.world = world;
    this.network = network ?? new Network(simulation, new FramePool(LARGEST_FRAME));
    this.pool = this.network.pool;
    this.pf = new PfDriver(world);
    this.state = state ?? {
      stacks: [],
      nics: [],
      switches: [],
      vnics: [],
      sockets: [],
      traffics: [],
      captureTaps: [],
      frozenVms: {},
      cables: {},
      racks: {},
      assemblies: [],
    };
    this.tapped = this.state.captureTaps.length > 0;
    this.network.receive = (_kind, index, frame) => nicReceive(this, index, frame);
    this.network.lost = (frame, reason, place) => this.lost(frame, reason, place);
    simulation.handle(DatapathEvent.nicInterrupt, (nic, vport) => nicInterrupt(this, nic, vport));
    simulation.handle(DatapathEvent.hostPoll, (vnic) => hostPoll(this, vnic));
    simulation.handle(DatapathEvent.guestPoll, (vnic) => guestPoll(this, vnic));
    simulation.handle(DatapathEvent.vfStep, (vnic, step, life) => vfStep(this, vnic, step, life));
    simulation.handle(DatapathEvent.channelStep, (vnic, _step, run) => this.channelStep(vnic, run));
    simulation.handle(DatapathEvent.neighbour, (stack, port, ip) => neighbourTimer(this, stack, port, ip));
    simulation.handle(DatapathEvent.tcpTimer, (socket, armedFor) => tcpTimer(this, socket, armedFor));
    simulation.handle(DatapathEvent.trafficTick, (traffic, run) => trafficTick(this, traffic, run));
    simulation.handle(DatapathEvent.pingTimeout, (traffic, wire, sequence) =>
      pingTimeout(this, traffic, wire, sequence),
    );
    simulation.handle(DatapathEvent.loopback, (stack) => loopedBack(this, stack));
    simulation.handle(DatapathEvent.announce, (vnic, sent) => announce(this, vnic, sent));
  }

  /** A second data path from this instant on, over copies of the world and the simulation. */
  copy(simulation: Simulation, world: World): Fabric {
    return new Fabric(simulation, world, this.network.copy(simulation), structuredClone(this.state));
  }

  /**
   * The state hash: everything that decides the future (time, pending events, chance, frames in flight with their bytes,
   * tables, rings, sockets). Trace and captures are not part of it: they change nothing.
   */
  fingerprint(): string {
    const { wires, racks } = this.network.state;
    return fingerprintOf([this.simulation.state(), this.pool.state(), wires, racks, this.state]);
  }

  // ------------------------------------------------------------------------------------------------------ frames

  /** Loses a frame; the reason is counted once, here. */
  drop(frame: Frame, reason: number, place: number): void {
    this.network.drop(frame, reason, place);
  }

  /** Hands a frame from a stack to what its interface stands on. */
  transmit(stackIndex: number, interfaceIndex: number, frame: Frame): void {
    const stack = this.state.stacks[stackIndex];
    const port = stack.interfaces[interfaceIndex];
    if (stack.power === Power.off || port.gone || !port.enabled) {
      this.drop(frame, DropReason.deviceGone, stack.place);
      return;
    }
    switch (port.attachment) {
      case Attachment.vmVnic:
        netvscSend(this, port.index, frame);
        return;
      case Attachment.nic:
        nicTransmit(this, port.index, DEFAULT_VPORT, frame);
        return;
      case Attachment.managementVnic: {
        const vnic = this.state.vnics[port.index];
        if (vnic.vswitch < 0) {
          this.drop(frame, DropReason.linkDown, vnic.place);
          return;
        }
        countSent(vnic.counters, read16(this.pool.bytes, this.pool.start[frame]), this.pool.length[frame]);
        receiveAtPort(this, vnic.vswitch, vnic.port, frame);
        this.flushNetvsp();
        return;
      }
      default:
        this.drop(frame, DropReason.deviceGone, stack.place);
    }
  }

  receiveAtStack(stackIndex: number, interfaceIndex: number, frame: Frame): void {
    receiveAtStack(this, stackIndex, interfaceIndex, frame);
  }

  receiveAtUplink(vswitch: number, nic: number, frame: Frame): void {
    receiveAtUplink(this, vswitch, nic, frame);
  }

  receiveAtNetvsp(vnic: number, frame: Frame): void {
    receiveAtNetvsp(this, vnic, frame);
  }

  receiveAtManagementVnic(vnicIndex: number, frame: Frame): void {
    const vnic = this.state.vnics[vnicIndex];
    countReceived(vnic.counters, read16(this.pool.bytes, this.pool.start[frame]), this.pool.length[frame]);
    receiveAtStack(this, vnic.stack, vnic.interface, frame);
  }

  receiveTcp(stack: number, port: number, frame: Frame, at: number, length: number): void {
    receiveTcp(this, stack, port, frame, at, length);
  }

  receiveUdp(stack: number, port: number, frame: Frame, at: number): void {
    receiveUdp(this, stack, port, frame, at);
  }

  receiveFragment(stack: number, port: number, frame: Frame): void {
    receiveFragment(this, stack, port, frame);
  }

  sendLargePing(traffic: number, port: number, source: number, wire: number, sequence: number): void {
    sendLargePing(this, traffic, port, source, wire, sequence);
  }

  vfInterrupt(vnic: number, queue: FrameQueue): void {
    vfInterrupt(this, vnic, queue);
  }

  /** Sends what the switch has put aside for guests in this turn. */
  flushNetvsp(): void {
    while (this.flushList.length > 0) {
      const vnic = this.flushList.pop() as number;
      this.state.vnics[vnic].inFlushList = false;
      flushReceive(this, vnic);
    }
  }

  crossedByVf(frame: Frame): void {
    const traffic = this.pool.traffic[frame];
    if (traffic >= 0) this.state.traffics[traffic].byVf++;
  }

  crossedByVmbus(frame: Frame): void {
    const traffic = this.pool.traffic[frame];
    if (traffic >= 0) this.state.traffics[traffic].byVmbus++;
  }

  private lost(frame: Frame, reason: number, _place: number): number {
    const counted = this.inBlackout(frame, reason) ? DropReason.blackout : reason;
    if (this.pool.traffic[frame] >= 0) frameLost(this, frame, counted);
    return counted;
  }

  /** A frame for an adapter that is between two hosts, or that was sent before the network knew where it went. */
  private inBlackout(frame: Frame, reason: number): boolean {
    if (
      reason !== DropReason.filterMismatch &&
      reason !== DropReason.unknownUnicast &&
      reason !== DropReason.deviceGone
    ) {
      return false;
    }
    const at = this.pool.start[frame];
    const high = read16(this.pool.bytes, at);
    const low = read32(this.pool.bytes, at + 2);
    for (const vnic of this.state.vnics) {
      if (vnic.blackoutFrom < 0 || vnic.macLow !== low || vnic.macHigh !== high) continue;
      return vnic.announcedAt < 0 || this.pool.sentAt[frame] <= vnic.announcedAt + BLACKOUT_TAIL;
    }
    return false;
  }

  // ------------------------------------------------------------------------------------------------- what was noticed

  hop(kind: number, place: number, frame: Frame): void {
    this.simulation.trace.hops.write(this.simulation.now, kind, place, this.pool.id[frame], this.pool.length[frame]);
  }

  /** A control message in the trace. */
  message(protocol: MessageProtocol, place: number, from: string, to: string, name: string, detail: string): void {
    const messages = this.simulation.trace.messages;
    if (!messages.on) return;
    const kind = MESSAGE_PROTOCOLS.indexOf(protocol);
    messages.writeText(this.simulation.now, kind, place, `${from}\t${to}\t${name}\t${detail}`);
  }

  placeName(place: number): string {
    return this.simulation.trace.places[place];
  }

  // ------------------------------------------------------------------------------------------------- upward calls

  pingAnswered(stack: number, wire: number, from: number, ttl: number, bytes: number): void {
    pingAnswered(this, stack, wire, from, ttl, bytes);
  }

  streamArrived(traffic: number, length: number, wrong: number): void {
    if (traffic >= 0) streamArrived(this, traffic, length, wrong);
  }

  connectionAccepted(traffic: number, socket: number): void {
    if (traffic >= 0) connectionAccepted(this, traffic, socket);
  }

  connectionEnded(traffic: number, socket: number, because: string): void {
    if (traffic >= 0) connectionEnded(this, traffic, socket, because);
  }

  /** ARP found nobody for this frame. */
  unreachable(stackIndex: number, interfaceIndex: number, frame: Frame): void {
    const traffic = this.pool.traffic[frame];
    if (traffic < 0 || this.state.traffics[traffic].kind !== 'ping') return;
    if (this.state.traffics[traffic].fromStack !== stackIndex) return;
    const own = this.state.stacks[stackIndex].interfaces[interfaceIndex].addresses[0];
    pingUnreachable(this, traffic, this.pool.sequence[frame], own);
  }

  /** True when the stack stands still: the event is kept and fires when it runs again. */
  stackWaits(stackIndex: number, kind: number, target: number, a: number, b: number): boolean {
    const stack = this.state.stacks[stackIndex];
    if (stack.power !== Power.paused) return false;
    stack.deferred.push({ kind, target, a, b });
    return true;
  }

  /** The handshake of a synthetic adapter has ended. */
  adapterReady(vnicIndex: number): void {
    const vnic = this.state.vnics[vnicIndex];
    this.message('State', vnic.place, 'NetVSC', vnic.name, 'adapter is up', 'synthetic path');
    this.listener.adapterUp?.(vnic.id);
    attachVf(this, vnicIndex);
  }

  /** A VF has been given back; another vNIC, or the same, may have been waiting for it. */
  vfReleased(vnicIndex: number): void {
    if (this.state.vnics[vnicIndex].wantsVf) attachVf(this, vnicIndex);
    for (let i = 0; i < this.state.vnics.length; i++) {
      const other = this.state.vnics[i];
      if (i !== vnicIndex && other.wantsVf && other.held === null && !other.gone) attachVf(this, i);
    }
  }

  /** Serial number of an association: unique among the VFs of a VM, never 0; for Windows guests the adapter's index. */
  serialFor(vnicIndex: number): number {
    const vnic = this.state.vnics[vnicIndex];
    let serial = 0;
    for (let i = 0; i <= vnicIndex; i++) if (this.state.vnics[i].vm === vnic.vm) serial++;
    return serial;
  }

  /** Writes what a change of the VF means into the records, and tells the listener. */
  vfChanged(vnicIndex: number): void {
    const vnic = this.state.vnics[vnicIndex];
    const record = this.world.vmNetworkAdapters[vnic.id as keyof World['vmNetworkAdapters']];
    if (record) {
      const held = vnic.held;
      const nic = held ? this.state.nics[held.nic] : undefined;
      record.virtualFunction =
        held && nic && held.vport >= 0
          ? {
              nic: nic.hardware as keyof World['nics'],
              vf: held.vf,
              vport: nic.vports[held.vport].id,
              serial: held.serial,
            }
          : null;
      record.vfDataPathActive = record.virtualFunction !== null && vnic.vfHost === 'Switched';
    }
    keepGuestVfAdapter(this, vnic);
    this.listener.vfChanged?.(vnic.id);
  }

  private channelStep(vnicIndex: number, run: number): void {
    const vnic = this.state.vnics[vnicIndex];
    if (this.stackWaits(vnic.stack, DatapathEvent.channelStep, vnicIndex, 0, run)) return;
    if (this.state.stacks[vnic.stack].run === run && !vnic.gone) openChannel(this, vnicIndex);
  }

  // --------------------------------------------------------------------------------------------------- captures

  /** Records both paths of a VM's adapter; returns the capture's number. */
  captureAdapter(vnicIndex: number): number {
    const vnic = this.state.vnics[vnicIndex];
    const capture = this.network.addCapture(vnic.name);
    const record = this.network.state.captures[capture];
    const vfInterface = addCaptureInterface(record, `${vnic.name} (VF)`, 0);
    const syntheticInterface = addCaptureInterface(record, `${vnic.name} (VMBus)`, 0);
    this.state.captureTaps.push({ capture, vnic: vnicIndex, vfInterface, syntheticInterface });
    this.tapped = true;
    return capture;
  }

  /** Records both directions of an adapter's cable; -1 without a cable. */
  captureCable(nicIndex: number): number {
    const nic = this.state.nics[nicIndex];
    if (nic.wire < 0) return -1;
    return this.network.captureLink(nic.wire, nic.peer, nic.name);
  }

  stopCapture(capture: number): void {
    this.network.state.captures[capture].on = false;
  }

  /** The file of a capture. */
  captureFile(capture: number): Uint8Array {
    return pcapngOf(this.network.state.captures[capture]);
  }

  tap(vnicIndex: number, path: 'vf' | 'synthetic', frame: Frame, inbound: boolean): void {
    for (const tap of this.state.captureTaps) {
      if (tap.vnic !== vnicIndex) continue;
      captureFrame(
        this.network.state.captures[tap.capture],
        this.pool,
        frame,
        path === 'vf' ? tap.vfInterface : tap.syntheticInterface,
        this.simulation.originMs,
        this.simulation.now,
        inbound ? CaptureDirection.inbound : CaptureDirection.outbound,
      );
    }
  }
}

/** Longest frame: 9000 bytes of IP, headers, tag. */
export const LARGEST_FRAME = 9018;

/** The one kind of wire end this room has: an adapter, by index. */
export const NIC_END = OWN_END;
