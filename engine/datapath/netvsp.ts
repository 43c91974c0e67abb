import { DropReason } from '../network/drop-reason';
import { dequeue, emptyQueue, enqueue, type Frame, NO_FRAME } from '../network/frame-pool';
import { COSTS } from './costs';
import { DatapathEvent } from './events';
import { receiveAtPort } from './extensible-switch';
import type { Fabric } from './fabric';
import { PathHop } from './hop';
import {
  ChannelType,
  HOST_TRANSACTION_HIGH,
  NO_SECTION,
  NVSP_VERSION,
  NVSP_WORDS,
  NvspMessage,
  NvspStatus,
  nvspName,
  RECEIVE_BUFFER_ID,
  RNDIS_HEADER,
  RndisMessage,
  RndisOid,
} from './nvsp';
import { dropQueue } from './physical-nic';
import { ChannelState, type VNic } from './state';
import { guestAsksForPath, tellGuestOfVf } from './virtual-function';
import {
  COMPLETION_REQUESTED,
  DESCRIPTOR_WORDS,
  newVmbusRing,
  RingControl,
  RingWrite,
  readerMustSignal,
  readRing,
  ringFree,
  ringIsEmpty,
  setDescriptor,
  VmbusPacket,
  writeRing,
} from './vmbus-ring';

/** Words of an in-band or completion packet that carries one NVSP message. */
export const NVSP_PACKET_WORDS = DESCRIPTOR_WORDS + NVSP_WORDS + 1;
/** Ring room kept for a state change: completion, SWITCH_DATA_PATH and VF_ASSOCIATION back to back. seen: OpenVMM */
const STATE_CHANGE_RESERVE = 196;

/** Scratch memory; never holds anything between two events. */
const incoming = new Int32Array(2048);
const outgoing = new Int32Array(2048);

/** Fresh buffers and rings of a channel; what was in flight must have been lost or sent before. */
export function resetChannel(vnic: VNic): void {
  const sections = Math.floor(COSTS.sendBufferBytes.value / COSTS.sendSectionBytes.value);
  const subs = Math.floor(COSTS.receiveBufferBytes.value / COSTS.receiveSectionBytes.value);
  vnic.toGuest = newVmbusRing(COSTS.ringBytes.value);
  vnic.toHost = newVmbusRing(COSTS.ringBytes.value);
  vnic.sectionFrame = new Int32Array(sections).fill(NO_FRAME);
  vnic.sectionNext = chain(sections);
  vnic.sectionFree = 0;
  vnic.sectionsInUse = 0;
  vnic.gpaInFlight = 0;
  vnic.subFrame = new Int32Array(subs).fill(NO_FRAME);
  vnic.subNext = chain(subs);
  vnic.subFree = 0;
  vnic.subsInUse = 0;
  vnic.receiveBatch = emptyQueue();
  vnic.transmitBacklog = emptyQueue();
  vnic.guestOwes = [];
  vnic.hostOwes = [];
  vnic.rndisToHost = [];
  vnic.rndisToGuest = [];
  vnic.controlsOpen = 0;
  vnic.hostRequestsOpen = 0;
  vnic.guestPollPending = false;
  vnic.hostPollPending = false;
}

function chain(count: number): Int32Array {
  const next = new Int32Array(count);
  for (let i = 0; i < count; i++) next[i] = i + 1 < count ? i + 1 : -1;
  return next;
}

/** The channel ends: every frame inside is lost, as the memory it lies in is taken away. */
export function closeChannel(fabric: Fabric, vnicIndex: number): void {
  const vnic = fabric.state.vnics[vnicIndex];
  if (vnic.channel === ChannelState.closed) return;
  vnic.channel = ChannelState.closed;
  vnic.rndisOperational = false;
  vnic.packetFilter = 0;
  vnic.sriovCapable = false;
  vnic.switchRequest = 0;
  for (let i = 0; i < vnic.sectionFrame.length; i++) {
    if (vnic.sectionFrame[i] !== NO_FRAME) fabric.drop(vnic.sectionFrame[i], DropReason.deviceGone, vnic.place);
  }
  for (let i = 0; i < vnic.subFrame.length; i++) {
    if (vnic.subFrame[i] !== NO_FRAME) fabric.drop(vnic.subFrame[i], DropReason.deviceGone, vnic.place);
  }
  for (let words = readRing(vnic.toHost, incoming); words > 0; words = readRing(vnic.toHost, incoming)) {
    if ((incoming[0] & 0xffff) === VmbusPacket.gpaDirect) fabric.drop(incoming[8], DropReason.deviceGone, vnic.place);
  }
  dropQueue(fabric, vnic.receiveBatch, DropReason.deviceGone, vnic.place);
  dropQueue(fabric, vnic.transmitBacklog, DropReason.deviceGone, vnic.place);
  resetChannel(vnic);
  fabric.message('VMBus', vnic.place, 'NetVSC', 'NetVSP', 'CLOSE_CHANNEL', vnic.name);
}

/** The guest has put something into its ring and rings the bell. */
export function signalHost(fabric: Fabric, vnicIndex: number): void {
  const vnic = fabric.state.vnics[vnicIndex];
  if (vnic.hostPollPending) return;
  vnic.hostPollPending = true;
  const when = Math.max(fabric.simulation.now + COSTS.vmbusSignal.value, vnic.hostBusyUntil);
  fabric.simulation.at(when, DatapathEvent.hostPoll, vnicIndex);
}

/** The host has put something into the guest's ring and interrupts it. */
export function signalGuest(fabric: Fabric, vnicIndex: number): void {
  const vnic = fabric.state.vnics[vnicIndex];
  if (vnic.guestPollPending) return;
  vnic.guestPollPending = true;
  fabric.simulation.after(COSTS.vmbusInterrupt.value, DatapathEvent.guestPoll, vnicIndex);
}

/** A frame for the guest comes out of the switch. It waits for its batch, which is sent when the switch has done its turn. */
export function receiveAtNetvsp(fabric: Fabric, vnicIndex: number, frame: Frame): void {
  const vnic = fabric.state.vnics[vnicIndex];
  if (!vnic.rndisOperational) {
    fabric.drop(frame, DropReason.deviceGone, vnic.place);
    return;
  }
  if (vnic.packetFilter === 0) {
    vnic.paths.filtered++;
    fabric.drop(frame, DropReason.filterMismatch, vnic.place);
    return;
  }
  fabric.hop(PathHop.netvspReceive, vnic.place, frame);
  enqueue(fabric.pool, vnic.receiveBatch, frame);
  if (!vnic.inFlushList) {
    vnic.inFlushList = true;
    fabric.flushList.push(vnicIndex);
  }
  if (vnic.receiveBatch.count >= COSTS.packetsPerTransfer.value) flushReceive(fabric, vnicIndex);
}

/** Sends the waiting frames as one transfer-page packet. */
export function flushReceive(fabric: Fabric, vnicIndex: number): void {
  const vnic = fabric.state.vnics[vnicIndex];
  const pool = fabric.pool;
  const batch = vnic.receiveBatch;
  const sectionBytes = COSTS.receiveSectionBytes.value;
  const perFrame = vnic.subFrame.length - COSTS.receiveSectionsForControl.value;
  let ranges = 0;
  let head = -1;
  let tail = -1;
  for (let frame = dequeue(pool, batch); frame !== NO_FRAME; frame = dequeue(pool, batch)) {
    const bytes = pool.length[frame] + RNDIS_HEADER;
    // A frame longer than a section takes the sections that follow; only the first is handed on.
    const needed = Math.ceil(bytes / sectionBytes);
    if (vnic.subsInUse + needed > perFrame) {
      vnic.paths.noSubAllocation++;
      vnic.counters.receivedDiscardedPackets++;
      fabric.drop(frame, DropReason.noReceiveSubAllocation, vnic.place);
      continue;
    }
    let first = -1;
    for (let i = 0; i < needed; i++) {
      const sub = vnic.subFree;
      vnic.subFree = vnic.subNext[sub];
      vnic.subNext[sub] = -1;
      vnic.subsInUse++;
      if (first < 0) first = sub;
      if (head < 0) head = sub;
      else vnic.subNext[tail] = sub;
      tail = sub;
    }
    vnic.subFrame[first] = frame;
    const at = DESCRIPTOR_WORDS + 2 + ranges * 2;
    outgoing[at] = bytes;
    outgoing[at + 1] = first * sectionBytes;
    ranges++;
  }
  if (ranges === 0) return;
  const header = DESCRIPTOR_WORDS + 2 + ranges * 2;
  const total = (header + NVSP_WORDS + 1) & ~1;
  setDescriptor(outgoing, VmbusPacket.transferPages, header, total, COMPLETION_REQUESTED, head + 1, 0);
  outgoing[4] = RECEIVE_BUFFER_ID;
  outgoing[5] = ranges;
  outgoing[header] = NvspMessage.sendRndisPacket;
  outgoing[header + 1] = ChannelType.data;
  outgoing[header + 2] = NO_SECTION;
  for (let i = 3; i < total - header; i++) outgoing[header + i] = 0;
  const outcome = writeRing(vnic.toGuest, outgoing, total, STATE_CHANGE_RESERVE);
  if (outcome === RingWrite.full) {
    for (let sub = head; sub >= 0; sub = vnic.subNext[sub]) {
      const frame = vnic.subFrame[sub];
      if (frame === NO_FRAME) continue;
      vnic.subFrame[sub] = NO_FRAME;
      vnic.paths.ringFull++;
      vnic.counters.receivedDiscardedPackets++;
      fabric.drop(frame, DropReason.ringFull, vnic.place);
    }
    freeSubs(vnic, head);
    return;
  }
  if (outcome === RingWrite.signal) signalGuest(fabric, vnicIndex);
}

function freeSubs(vnic: VNic, head: number): void {
  let sub = head;
  while (sub >= 0) {
    const next = vnic.subNext[sub];
    vnic.subNext[sub] = vnic.subFree;
    vnic.subFree = sub;
    vnic.subsInUse--;
    sub = next;
  }
}

/** NetVSP's turn: takes packets out of the guest's ring. */
export function hostPoll(fabric: Fabric, vnicIndex: number): void {
  const vnic = fabric.state.vnics[vnicIndex];
  vnic.hostPollPending = false;
  if (vnic.channel === ChannelState.closed) return;
  // Between two hosts nobody serves the ring; it moves with the guest's memory, and nothing in it is lost.
  if (vnic.vswitch < 0 && fabric.state.frozenVms[vnic.vm]) return;
  const ring = vnic.toHost;
  ring.control[RingControl.interruptMask] = 1;
  if (vnic.hostOwes.length > 0) flushOwed(fabric, vnicIndex);
  let frames = 0;
  let packets = 0;
  const limit = COSTS.vmbusBatch.value;
  while (packets < limit) {
    const freeBefore = ringFree(ring);
    const words = readRing(ring, incoming);
    if (words === 0) break;
    packets++;
    if (readerMustSignal(ring, freeBefore)) signalGuest(fabric, vnicIndex);
    const type = incoming[0] & 0xffff;
    const low = incoming[2];
    const high = incoming[3];
    if (type === VmbusPacket.completion) {
      if (high === HOST_TRANSACTION_HIGH) vnic.hostRequestsOpen--;
      else freeSubs(vnic, low - 1);
      continue;
    }
    if (type === VmbusPacket.gpaDirect) {
      complete(fabric, vnicIndex, low, high, NvspMessage.sendRndisPacketComplete, NvspStatus.success);
      frames++;
      fromGuest(fabric, vnic, incoming[8]);
      continue;
    }
    const message = incoming[DESCRIPTOR_WORDS];
    if (message === NvspMessage.sendRndisPacket && incoming[DESCRIPTOR_WORDS + 1] === ChannelType.data) {
      const section = incoming[DESCRIPTOR_WORDS + 2];
      const frame = vnic.sectionFrame[section];
      vnic.sectionFrame[section] = NO_FRAME;
      complete(fabric, vnicIndex, low, high, NvspMessage.sendRndisPacketComplete, NvspStatus.success);
      frames++;
      fromGuest(fabric, vnic, frame);
      continue;
    }
    control(fabric, vnicIndex, message, low, high);
    if (vnic.channel === ChannelState.closed) return;
  }
  fabric.flushNetvsp();
  vnic.hostBusyUntil = Math.max(vnic.hostBusyUntil, fabric.simulation.now) + frames * COSTS.hostSwitching.value;
  if (ringIsEmpty(ring)) {
    // Unmask, then look again: nothing can slip in between within one event, but the order is the protocol's.
    ring.control[RingControl.interruptMask] = 0;
  } else {
    vnic.hostPollPending = true;
    fabric.simulation.at(vnic.hostBusyUntil, DatapathEvent.hostPoll, vnicIndex);
  }
}

function fromGuest(fabric: Fabric, vnic: VNic, frame: Frame): void {
  if (vnic.vswitch < 0) {
    fabric.drop(frame, DropReason.linkDown, vnic.place);
    return;
  }
  receiveAtPort(fabric, vnic.vswitch, vnic.port, frame);
}

/** Answers a request of the guest. */
export function complete(
  fabric: Fabric,
  vnicIndex: number,
  low: number,
  high: number,
  message: number,
  first: number,
  second = 0,
): void {
  setDescriptor(outgoing, VmbusPacket.completion, DESCRIPTOR_WORDS, NVSP_PACKET_WORDS, 0, low, high);
  outgoing.fill(0, DESCRIPTOR_WORDS, NVSP_PACKET_WORDS);
  outgoing[DESCRIPTOR_WORDS] = message;
  outgoing[DESCRIPTOR_WORDS + 1] = first;
  outgoing[DESCRIPTOR_WORDS + 2] = second;
  toGuest(fabric, vnicIndex, NVSP_PACKET_WORDS);
}

/** Sends an NVSP message to the guest; with `transaction` >= 0 it wants an answer. */
export function tellGuest(
  fabric: Fabric,
  vnicIndex: number,
  message: number,
  first: number,
  second: number,
  transaction: number,
): void {
  const vnic = fabric.state.vnics[vnicIndex];
  const flags = transaction >= 0 ? COMPLETION_REQUESTED : 0;
  const high = transaction >= 0 ? HOST_TRANSACTION_HIGH : 0;
  setDescriptor(
    outgoing,
    VmbusPacket.inBand,
    DESCRIPTOR_WORDS,
    NVSP_PACKET_WORDS,
    flags,
    Math.max(0, transaction),
    high,
  );
  outgoing.fill(0, DESCRIPTOR_WORDS, NVSP_PACKET_WORDS);
  outgoing[DESCRIPTOR_WORDS] = message;
  outgoing[DESCRIPTOR_WORDS + 1] = first;
  outgoing[DESCRIPTOR_WORDS + 2] = second;
  if (vnic.channel === ChannelState.closed) return;
  if (transaction >= 0) vnic.hostRequestsOpen++;
  toGuest(fabric, vnicIndex, NVSP_PACKET_WORDS);
}

/** What does not fit waits in order; it is never lost. */
function toGuest(fabric: Fabric, vnicIndex: number, words: number): void {
  const vnic = fabric.state.vnics[vnicIndex];
  if (vnic.channel === ChannelState.closed) return;
  if (vnic.hostOwes.length > 0) {
    vnic.hostOwes.push(Array.from(outgoing.subarray(0, words)));
    return;
  }
  const outcome = writeRing(vnic.toGuest, outgoing, words);
  if (outcome === RingWrite.full) {
    vnic.hostOwes.push(Array.from(outgoing.subarray(0, words)));
    vnic.toGuest.control[RingControl.pendingSendSize] = STATE_CHANGE_RESERVE;
  } else if (outcome === RingWrite.signal) signalGuest(fabric, vnicIndex);
}

/** Writes what the host still owes the guest. */
function flushOwed(fabric: Fabric, vnicIndex: number): void {
  const vnic = fabric.state.vnics[vnicIndex];
  while (vnic.hostOwes.length > 0) {
    outgoing.set(vnic.hostOwes[0]);
    const outcome = writeRing(vnic.toGuest, outgoing, vnic.hostOwes[0].length);
    if (outcome === RingWrite.full) {
      vnic.toGuest.control[RingControl.pendingSendSize] = STATE_CHANGE_RESERVE;
      return;
    }
    vnic.hostOwes.shift();
    if (outcome === RingWrite.signal) signalGuest(fabric, vnicIndex);
  }
  vnic.toGuest.control[RingControl.pendingSendSize] = 0;
}

/** Control messages of NVSP from the guest. */
function control(fabric: Fabric, vnicIndex: number, message: number, low: number, high: number): void {
  const vnic = fabric.state.vnics[vnicIndex];
  const first = incoming[DESCRIPTOR_WORDS + 1];
  const second = incoming[DESCRIPTOR_WORDS + 2];
  switch (message) {
    case NvspMessage.init: {
      const known = second >= NVSP_VERSION || first === NVSP_VERSION;
      vnic.nvspVersion = known ? Math.min(NVSP_VERSION, second) : 0;
      const status = known ? NvspStatus.success : NvspStatus.failure;
      fabric.message('NVSP', vnic.place, 'NetVSP', 'NetVSC', nvspName(NvspMessage.initComplete), hex(vnic.nvspVersion));
      complete(fabric, vnicIndex, low, high, NvspMessage.initComplete, vnic.nvspVersion, status);
      return;
    }
    case NvspMessage.sendNdisConfig:
      vnic.sriovCapable = (second & 4) !== 0;
      return;
    case NvspMessage.sendReceiveBuffer:
      fabric.message(
        'NVSP',
        vnic.place,
        'NetVSP',
        'NetVSC',
        nvspName(NvspMessage.sendReceiveBufferComplete),
        `${vnic.subFrame.length} sections of ${COSTS.receiveSectionBytes.value} bytes`,
      );
      complete(fabric, vnicIndex, low, high, NvspMessage.sendReceiveBufferComplete, NvspStatus.success, 1);
      return;
    case NvspMessage.sendSendBuffer:
      fabric.message(
        'NVSP',
        vnic.place,
        'NetVSP',
        'NetVSC',
        nvspName(NvspMessage.sendSendBufferComplete),
        `section size ${COSTS.sendSectionBytes.value}`,
      );
      complete(
        fabric,
        vnicIndex,
        low,
        high,
        NvspMessage.sendSendBufferComplete,
        NvspStatus.success,
        COSTS.sendSectionBytes.value,
      );
      return;
    case NvspMessage.sendRndisPacket:
      complete(fabric, vnicIndex, low, high, NvspMessage.sendRndisPacketComplete, NvspStatus.success);
      rndis(fabric, vnicIndex);
      return;
    case NvspMessage.switchDataPath:
      guestAsksForPath(fabric, vnicIndex, first, low);
      return;
    default:
      return;
  }
}

/** RNDIS control messages, whose bodies lie in the send buffer. */
function rndis(fabric: Fabric, vnicIndex: number): void {
  const vnic = fabric.state.vnics[vnicIndex];
  const message = vnic.rndisToHost.shift();
  if (!message) return;
  const [type, request, oid, value] = message;
  if (type === RndisMessage.initialize) {
    vnic.rndisOperational = true;
    rndisToGuest(fabric, vnicIndex, [RndisMessage.initializeComplete, request, 0, 0], 'INITIALIZE_CMPLT');
    // After the answer, in this order, a guest learns of a VF that is already there.
    tellGuestOfVf(fabric, vnicIndex);
  } else if (type === RndisMessage.set && oid === RndisOid.currentPacketFilter) {
    vnic.packetFilter = value;
    rndisToGuest(fabric, vnicIndex, [RndisMessage.setComplete, request, 0, 0], 'SET_CMPLT');
  } else if (type === RndisMessage.halt) {
    vnic.rndisOperational = false;
    vnic.packetFilter = 0;
  }
}

/** An RNDIS message to the guest: link state, answers. */
export function rndisToGuest(fabric: Fabric, vnicIndex: number, body: number[], name: string): void {
  const vnic = fabric.state.vnics[vnicIndex];
  fabric.message('RNDIS', vnic.place, 'NetVSP', 'NetVSC', name, '');
  vnic.rndisToGuest.push(body);
  tellGuest(fabric, vnicIndex, NvspMessage.sendRndisPacket, ChannelType.control, NO_SECTION, -1);
}

function hex(value: number): string {
  return `0x${(value >>> 0).toString(16)}`;
}
