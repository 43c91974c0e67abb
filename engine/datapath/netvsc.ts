import { DropReason } from '../network/drop-reason';
import { read16 } from '../network/ethernet';
import { dequeue, enqueue, type Frame, NO_FRAME } from '../network/frame-pool';
import { COSTS } from './costs';
import { DatapathEvent } from './events';
import type { Fabric } from './fabric';
import { PathHop } from './hop';
import { announceAddresses } from './ip-stack';
import { NVSP_PACKET_WORDS, resetChannel, signalHost } from './netvsp';
import {
  ChannelType,
  DataPath,
  GuestTransaction,
  NdisCapability,
  NVSP_VERSION,
  NVSP_WORDS,
  NvspMessage,
  NvspStatus,
  nvspName,
  PACKET_FILTER,
  RECEIVE_BUFFER_ID,
  RNDIS_HEADER,
  RndisMessage,
  RndisOid,
  RndisStatus,
} from './nvsp';
import { countReceived, countSent, nicCarrier, nicTransmit } from './physical-nic';
import { ChannelState, GuestPath, type VNic } from './state';
import { guestHearsAssociation, guestHearsSwitch, guestSwitchAnswered } from './virtual-function';
import {
  COMPLETION_REQUESTED,
  DESCRIPTOR_WORDS,
  RingControl,
  RingWrite,
  readerMustSignal,
  readRing,
  ringFree,
  setDescriptor,
  VmbusPacket,
  writeRing,
} from './vmbus-ring';

/** Ring room that data leave to answers, and both to control messages, so that a path change always fits. */
const DATA_RESERVE = 1024;
const ANSWER_RESERVE = 512;

/** Scratch memory; never holds anything between two events. */
const incoming = new Int32Array(2048);
const outgoing = new Int32Array(64);

/** Opens the channel and starts the handshake of NVSP and RNDIS; the adapter is up when it ends. */
export function openChannel(fabric: Fabric, vnicIndex: number): void {
  const vnic = fabric.state.vnics[vnicIndex];
  resetChannel(vnic);
  vnic.channel = ChannelState.opening;
  vnic.guestPath = GuestPath.synthetic;
  vnic.associated = false;
  vnic.switchRequest = 0;
  vnic.toHost.control[RingControl.interruptMask] = 0;
  vnic.toGuest.control[RingControl.interruptMask] = 0;
  fabric.message('VMBus', vnic.place, 'NetVSC', 'NetVSP', 'OPEN_CHANNEL', vnic.name);
  sendControl(fabric, vnicIndex, NvspMessage.init, NVSP_VERSION, NVSP_VERSION, true);
}

/** The adapter as it is at the end of a handshake that nobody watched: for the start of a world. */
export function openChannelAtOnce(fabric: Fabric, vnicIndex: number): void {
  const vnic = fabric.state.vnics[vnicIndex];
  resetChannel(vnic);
  vnic.toHost.control[RingControl.interruptMask] = 0;
  vnic.toGuest.control[RingControl.interruptMask] = 0;
  vnic.channel = ChannelState.open;
  vnic.nvspVersion = NVSP_VERSION;
  vnic.sriovCapable = true;
  vnic.rndisOperational = true;
  vnic.packetFilter = PACKET_FILTER;
  vnic.mediaConnected = true;
}

/**
 * NetVSC sends a frame. Through the VF if it is there, running, with carrier, and the path is the VF's at this instant;
 * otherwise through the channel. Nothing waits while the path changes: the frame takes the other way.
 */
export function netvscSend(fabric: Fabric, vnicIndex: number, frame: Frame): void {
  const vnic = fabric.state.vnics[vnicIndex];
  const pool = fabric.pool;
  if (vnic.channel !== ChannelState.open) {
    vnic.counters.outboundDiscardedPackets++;
    fabric.drop(frame, DropReason.deviceGone, vnic.place);
    return;
  }
  const length = pool.length[frame];
  countSent(vnic.counters, read16(pool.bytes, pool.start[frame]), length);
  if (vnic.guestPath === GuestPath.vf && vnic.vfGuest === 'Running') {
    const held = vnic.held;
    if (held === null || held.vport < 0) {
      // Torn out: until NetVSC has noticed, what it gives to the VF is gone.
      fabric.crossedByVf(frame);
      fabric.drop(frame, DropReason.deviceGone, vnic.place);
      return;
    }
    if (nicCarrier(fabric, fabric.state.nics[held.nic])) {
      vnic.paths.vfSentPackets++;
      vnic.paths.vfSentBytes += length;
      fabric.crossedByVf(frame);
      fabric.hop(PathHop.vfSend, vnic.place, frame);
      if (fabric.tapped) fabric.tap(vnicIndex, 'vf', frame, false);
      nicTransmit(fabric, held.nic, held.vport, frame);
      return;
    }
  }
  vnic.paths.syntheticSentPackets++;
  vnic.paths.syntheticSentBytes += length;
  fabric.crossedByVmbus(frame);
  fabric.hop(PathHop.ringToHost, vnic.place, frame);
  if (fabric.tapped) fabric.tap(vnicIndex, 'synthetic', frame, false);
  if (vnic.transmitBacklog.count > 0 || !toRing(fabric, vnicIndex, frame)) {
    if (vnic.transmitBacklog.count >= COSTS.transmitBacklog.value) {
      vnic.counters.outboundDiscardedPackets++;
      fabric.drop(frame, DropReason.queueOverflow, vnic.place);
      return;
    }
    vnic.paths.transmitBacklog++;
    enqueue(pool, vnic.transmitBacklog, frame);
    vnic.toHost.control[RingControl.pendingSendSize] = COSTS.ringBytes.value / 10;
  }
}

/** Puts a frame into the ring: copied into a section of the send buffer, or, when none is free, by its pages. */
function toRing(fabric: Fabric, vnicIndex: number, frame: Frame): boolean {
  const vnic = fabric.state.vnics[vnicIndex];
  const bytes = fabric.pool.length[frame] + RNDIS_HEADER;
  const section = vnic.sectionFree;
  let outcome: number;
  if (section >= 0 && bytes <= COSTS.sendSectionBytes.value) {
    setDescriptor(
      outgoing,
      VmbusPacket.inBand,
      DESCRIPTOR_WORDS,
      NVSP_PACKET_WORDS,
      COMPLETION_REQUESTED,
      section + 1,
      0,
    );
    outgoing[4] = NvspMessage.sendRndisPacket;
    outgoing[5] = ChannelType.data;
    outgoing[6] = section;
    outgoing[7] = bytes;
    outgoing[8] = 0;
    outgoing[9] = 0;
    outgoing[10] = 0;
    outgoing[11] = 0;
    outcome = writeRing(vnic.toHost, outgoing, NVSP_PACKET_WORDS, DATA_RESERVE);
    if (outcome === RingWrite.full) return false;
    vnic.sectionFree = vnic.sectionNext[section];
    vnic.sectionFrame[section] = frame;
    vnic.sectionsInUse++;
  } else {
    const header = DESCRIPTOR_WORDS + 6;
    const total = header + NVSP_WORDS + 1;
    vnic.gpaNext = (vnic.gpaNext + 1) & 0xffff;
    setDescriptor(
      outgoing,
      VmbusPacket.gpaDirect,
      header,
      total,
      COMPLETION_REQUESTED,
      GuestTransaction.gpaDirect + vnic.gpaNext,
      0,
    );
    outgoing[4] = 0;
    outgoing[5] = 1;
    outgoing[6] = bytes;
    outgoing[7] = 0;
    outgoing[8] = frame;
    outgoing[9] = 0;
    outgoing[header] = NvspMessage.sendRndisPacket;
    outgoing[header + 1] = ChannelType.data;
    outgoing[header + 2] = 0xffffffff | 0;
    for (let i = 3; i <= NVSP_WORDS; i++) outgoing[header + i] = 0;
    outcome = writeRing(vnic.toHost, outgoing, total, DATA_RESERVE);
    if (outcome === RingWrite.full) return false;
    vnic.gpaInFlight++;
  }
  if (outcome === RingWrite.signal) signalHost(fabric, vnicIndex);
  return true;
}

/** NetVSC's turn: takes everything out of the ring from the host. */
export function guestPoll(fabric: Fabric, vnicIndex: number): void {
  const vnic = fabric.state.vnics[vnicIndex];
  if (fabric.stackWaits(vnic.stack, DatapathEvent.guestPoll, vnicIndex, 0, 0)) return;
  vnic.guestPollPending = false;
  if (vnic.channel === ChannelState.closed) return;
  const ring = vnic.toGuest;
  ring.control[RingControl.interruptMask] = 1;
  for (;;) {
    const freeBefore = ringFree(ring);
    const words = readRing(ring, incoming);
    if (words === 0) break;
    if (readerMustSignal(ring, freeBefore)) signalHost(fabric, vnicIndex);
    const type = incoming[0] & 0xffff;
    const low = incoming[2];
    const high = incoming[3];
    if (type === VmbusPacket.transferPages) {
      receiveTransfer(fabric, vnicIndex, low);
    } else if (type === VmbusPacket.completion) {
      completed(fabric, vnicIndex, low);
    } else {
      const payload = (incoming[0] >>> 16) * 2;
      control(fabric, vnicIndex, incoming[payload], incoming[payload + 1], incoming[payload + 2]);
      if ((incoming[1] >>> 16) & COMPLETION_REQUESTED) answer(fabric, vnicIndex, low, high);
    }
    if (vnic.channel === ChannelState.closed) return;
  }
  while (vnic.guestOwes.length > 0) {
    if (!writeAnswer(fabric, vnicIndex, vnic.guestOwes[0], 0)) break;
    vnic.guestOwes.shift();
  }
  while (vnic.transmitBacklog.head !== NO_FRAME) {
    if (!toRing(fabric, vnicIndex, vnic.transmitBacklog.head)) break;
    // Its chain word is free again only now: the ring holds the frame, not the backlog.
    dequeue(fabric.pool, vnic.transmitBacklog);
  }
  if (vnic.transmitBacklog.count === 0) vnic.toHost.control[RingControl.pendingSendSize] = 0;
  ring.control[RingControl.interruptMask] = 0;
}

function receiveTransfer(fabric: Fabric, vnicIndex: number, transaction: number): void {
  const vnic = fabric.state.vnics[vnicIndex];
  const pool = fabric.pool;
  const ranges = incoming[5];
  const sectionBytes = COSTS.receiveSectionBytes.value;
  for (let i = 0; i < ranges; i++) {
    const sub = incoming[DESCRIPTOR_WORDS + 3 + i * 2] / sectionBytes;
    const frame = vnic.subFrame[sub];
    vnic.subFrame[sub] = NO_FRAME;
    const length = pool.length[frame];
    vnic.paths.syntheticReceivedPackets++;
    vnic.paths.syntheticReceivedBytes += length;
    countReceived(vnic.counters, read16(pool.bytes, pool.start[frame]), length);
    fabric.crossedByVmbus(frame);
    fabric.hop(PathHop.ringToGuest, vnic.place, frame);
    if (fabric.tapped) fabric.tap(vnicIndex, 'synthetic', frame, true);
    fabric.receiveAtStack(vnic.stack, vnic.interface, frame);
  }
  if (vnic.guestOwes.length > 0 || !writeAnswer(fabric, vnicIndex, transaction, 0)) vnic.guestOwes.push(transaction);
}

/** Answers a message of the host that wants it. */
function answer(fabric: Fabric, vnicIndex: number, low: number, high: number): void {
  writeAnswer(fabric, vnicIndex, low, high);
}

function writeAnswer(fabric: Fabric, vnicIndex: number, low: number, high: number): boolean {
  const vnic = fabric.state.vnics[vnicIndex];
  setDescriptor(outgoing, VmbusPacket.completion, DESCRIPTOR_WORDS, NVSP_PACKET_WORDS, 0, low, high);
  outgoing.fill(0, DESCRIPTOR_WORDS, NVSP_PACKET_WORDS);
  outgoing[4] = NvspMessage.sendRndisPacketComplete;
  outgoing[5] = NvspStatus.success;
  const reserve = high === 0 ? ANSWER_RESERVE : 0;
  const outcome = writeRing(vnic.toHost, outgoing, NVSP_PACKET_WORDS, reserve);
  if (outcome === RingWrite.signal) signalHost(fabric, vnicIndex);
  return outcome !== RingWrite.full;
}

/** The host has done with something the guest sent. */
function completed(fabric: Fabric, vnicIndex: number, transaction: number): void {
  const vnic = fabric.state.vnics[vnicIndex];
  if (transaction < GuestTransaction.control) {
    const section = transaction - 1;
    vnic.sectionNext[section] = vnic.sectionFree;
    vnic.sectionFree = section;
    vnic.sectionsInUse--;
    return;
  }
  if (transaction >= GuestTransaction.gpaDirect) {
    vnic.gpaInFlight--;
    return;
  }
  vnic.controlsOpen--;
  const message = incoming[DESCRIPTOR_WORDS];
  const first = incoming[DESCRIPTOR_WORDS + 1];
  if (transaction === vnic.switchRequest) {
    guestSwitchAnswered(fabric, vnicIndex, first === NvspStatus.success);
    return;
  }
  switch (message) {
    case NvspMessage.initComplete:
      if (incoming[DESCRIPTOR_WORDS + 2] !== NvspStatus.success) return;
      sendControl(
        fabric,
        vnicIndex,
        NvspMessage.sendNdisConfig,
        1514,
        NdisCapability.sriov | NdisCapability.vlan | NdisCapability.teaming,
        false,
      );
      sendControl(fabric, vnicIndex, NvspMessage.sendNdisVersion, 6, 30, false);
      sendControl(fabric, vnicIndex, NvspMessage.sendReceiveBuffer, 1, RECEIVE_BUFFER_ID, true);
      return;
    case NvspMessage.sendReceiveBufferComplete:
      sendControl(fabric, vnicIndex, NvspMessage.sendSendBuffer, 2, 0, true);
      return;
    case NvspMessage.sendSendBufferComplete:
      sendRndis(fabric, vnicIndex, [RndisMessage.initialize, 1, 0, 0], 'INITIALIZE');
      return;
    default:
      return;
  }
}

/** Messages that the host sends of its own accord. */
function control(fabric: Fabric, vnicIndex: number, message: number, first: number, second: number): void {
  switch (message) {
    case NvspMessage.sendVfAssociation:
      guestHearsAssociation(fabric, vnicIndex, first === 1, second);
      return;
    case NvspMessage.switchDataPath:
      if (first === DataPath.synthetic) guestHearsSwitch(fabric, vnicIndex);
      return;
    case NvspMessage.sendRndisPacket:
      rndis(fabric, vnicIndex);
      return;
    default:
      return;
  }
}

function rndis(fabric: Fabric, vnicIndex: number): void {
  const vnic = fabric.state.vnics[vnicIndex];
  const message = vnic.rndisToGuest.shift();
  if (!message) return;
  if (message[0] === RndisMessage.initializeComplete) {
    sendRndis(
      fabric,
      vnicIndex,
      [RndisMessage.set, 2, RndisOid.currentPacketFilter, PACKET_FILTER],
      'SET OID_GEN_CURRENT_PACKET_FILTER',
    );
  } else if (message[0] === RndisMessage.indicateStatus) {
    const up = message[1] === RndisStatus.mediaConnect;
    // A Linux guest makes itself known where it is now; Windows waits until it is asked.
    if (up && !vnic.mediaConnected && fabric.state.stacks[vnic.stack].linux) {
      announceAddresses(fabric, vnic.stack, vnic.interface);
    }
    vnic.mediaConnected = up;
  } else if (message[0] === RndisMessage.setComplete) {
    if (vnic.channel === ChannelState.opening) {
      vnic.channel = ChannelState.open;
      vnic.mediaConnected = true;
      fabric.adapterReady(vnicIndex);
    }
  }
}

function sendRndis(fabric: Fabric, vnicIndex: number, body: number[], name: string): void {
  const vnic = fabric.state.vnics[vnicIndex];
  vnic.rndisToHost.push(body);
  fabric.message('RNDIS', vnic.place, 'NetVSC', 'NetVSP', name, '');
  writeControl(fabric, vnicIndex, NvspMessage.sendRndisPacket, ChannelType.control, 0, true);
}

/** Sends an NVSP control message; returns its transaction id. */
export function sendControl(
  fabric: Fabric,
  vnicIndex: number,
  message: number,
  first: number,
  second: number,
  wantsAnswer: boolean,
): number {
  const vnic = fabric.state.vnics[vnicIndex];
  fabric.message('NVSP', vnic.place, 'NetVSC', 'NetVSP', nvspName(message), detailOf(message, first, second));
  return writeControl(fabric, vnicIndex, message, first, second, wantsAnswer);
}

function writeControl(
  fabric: Fabric,
  vnicIndex: number,
  message: number,
  first: number,
  second: number,
  wantsAnswer: boolean,
): number {
  const vnic: VNic = fabric.state.vnics[vnicIndex];
  vnic.nextControl = (vnic.nextControl + 1) & 0xfff;
  const transaction = GuestTransaction.control + vnic.nextControl;
  setDescriptor(
    outgoing,
    VmbusPacket.inBand,
    DESCRIPTOR_WORDS,
    NVSP_PACKET_WORDS,
    wantsAnswer ? COMPLETION_REQUESTED : 0,
    transaction,
    0,
  );
  outgoing.fill(0, DESCRIPTOR_WORDS, NVSP_PACKET_WORDS);
  outgoing[4] = message;
  outgoing[5] = first;
  outgoing[6] = second;
  if (wantsAnswer) vnic.controlsOpen++;
  const outcome = writeRing(vnic.toHost, outgoing, NVSP_PACKET_WORDS);
  if (outcome === RingWrite.full) throw new Error('NetVSC: no room for a control message.');
  if (outcome === RingWrite.signal) signalHost(fabric, vnicIndex);
  return transaction;
}

function detailOf(message: number, first: number, second: number): string {
  switch (message) {
    case NvspMessage.init:
      return `version 0x${first.toString(16)}`;
    case NvspMessage.sendNdisConfig:
      return `MTU ${first}, capabilities 0x${second.toString(16)}`;
    case NvspMessage.sendNdisVersion:
      return `NDIS ${first}.${second}`;
    case NvspMessage.sendReceiveBuffer:
      return 'id 0xcafe';
    case NvspMessage.switchDataPath:
      return first === DataPath.vf ? 'active=1 (VF)' : 'active=0 (synthetic)';
    default:
      return '';
  }
}
