import { BROADCAST_HIGH, BROADCAST_LOW, isGroupAddress } from '../network/address';
import { ARP, ArpOperation, makeArp } from '../network/arp';
import { DropReason } from '../network/drop-reason';
import { ETHERNET_HEADER, ETHERNET_MINIMUM, EtherType, read16, read32, writeEthernet } from '../network/ethernet';
import { dequeue, emptyQueue, enqueue, type Frame, NO_FRAME } from '../network/frame-pool';
import { ICMP_HEADER, IcmpCode, IcmpType, icmpHolds, requestToReply, writeIcmp } from '../network/icmp';
import { IPV4, IPV4_HEADER, ipv4HeaderHolds, MORE_FRAGMENTS, Protocol, writeIpv4 } from '../network/ipv4';
import { udpHolds } from '../network/udp';
import { COSTS } from './costs';
import { DatapathEvent } from './events';
import type { Fabric } from './fabric';
import { PathHop } from './hop';
import { type Interface, NeighbourState, Power, type Stack } from './state';

/** Where the IPv4 header and its payload stand in an untagged frame. */
export const IP_AT = ETHERNET_HEADER;
export const IP_PAYLOAD_AT = ETHERNET_HEADER + IPV4_HEADER;

/** Time to live of what Windows sends. seen: 128 */
const WINDOWS_TTL = 128;
const LINUX_TTL = 64;

export function ttlOf(stack: Stack): number {
  return stack.linux ? LINUX_TTL : WINDOWS_TTL;
}

/** 127.0.0.0/8. */
function isLoopback(ip: number): boolean {
  return ip >>> 24 === 127;
}

/** Whether an address is the machine's own. */
function isOwn(stack: Stack, ip: number): boolean {
  if (isLoopback(ip)) return true;
  for (const port of stack.interfaces) if (!port.gone && port.addresses.includes(ip)) return true;
  return false;
}

/** The interface for an address; -1 when there is no route. */
export function routeTo(stack: Stack, to: number): number {
  let fallback = -1;
  if (isLoopback(to)) return stack.interfaces.length > 0 ? 0 : -1;
  for (let i = 0; i < stack.interfaces.length; i++) {
    const port = stack.interfaces[i];
    if (port.gone || !port.enabled || port.addresses.length === 0) continue;
    for (let k = 0; k < port.addresses.length; k++) {
      if (((port.addresses[k] ^ to) & port.masks[k]) === 0) return i;
    }
    if (port.hasGateway && fallback < 0) fallback = i;
  }
  return fallback;
}

export function sourceAddress(stack: Stack, interfaceIndex: number, to: number): number {
  if (isLoopback(to)) return to;
  const port = stack.interfaces[interfaceIndex];
  for (let k = 0; k < port.addresses.length; k++) {
    if (((port.addresses[k] ^ to) & port.masks[k]) === 0) return port.addresses[k];
  }
  return port.addresses[0];
}

function nextHop(port: Interface, to: number): number {
  for (let k = 0; k < port.addresses.length; k++) if (((port.addresses[k] ^ to) & port.masks[k]) === 0) return to;
  return port.gateway;
}

/** A frame for an IPv4 packet of this length, padded to the Ethernet minimum; header written, payload still to come. */
export function makeIpFrame(
  fabric: Fabric,
  stack: Stack,
  source: number,
  destination: number,
  protocol: number,
  payloadLength: number,
  fragment: number,
  ttl: number,
  traffic: number,
  sequence: number,
): Frame {
  const pool = fabric.pool;
  const total = IPV4_HEADER + payloadLength;
  const length = ETHERNET_HEADER + total;
  const frame = pool.make(Math.max(length, ETHERNET_MINIMUM), fabric.simulation.now, traffic, sequence);
  const at = pool.start[frame];
  if (length < ETHERNET_MINIMUM) pool.bytes.fill(0, at + length, at + ETHERNET_MINIMUM);
  stack.identification = (stack.identification + 1) & 0xffff;
  writeIpv4(pool.bytes, at + IP_AT, total, stack.identification, fragment, ttl, protocol, source, destination);
  return frame;
}

/** Sends an IPv4 frame by an interface: finds the neighbour, or lets the frame wait for ARP. */
export function sendIp(fabric: Fabric, stackIndex: number, interfaceIndex: number, to: number, frame: Frame): void {
  const stack = fabric.state.stacks[stackIndex];
  const port = stack.interfaces[interfaceIndex];
  const hop = nextHop(port, to);
  const neighbour = port.neighbours.get(hop);
  if (neighbour === undefined && isOwn(stack, to)) {
    enqueue(fabric.pool, stack.loopback, frame);
    fabric.simulation.after(COSTS.loopback.value, DatapathEvent.loopback, stackIndex);
    return;
  }
  if (neighbour !== undefined && neighbour.state !== NeighbourState.incomplete) {
    const at = fabric.pool.start[frame];
    writeEthernet(fabric.pool.bytes, at, neighbour.high, neighbour.low, port.macHigh, port.macLow, EtherType.ipv4);
    if (
      neighbour.state === NeighbourState.reachable &&
      fabric.simulation.now - neighbour.confirmedAt > COSTS.arpReachable.value
    ) {
      // Stale: it is used once more, and asked directly whether it still holds.
      neighbour.state = NeighbourState.probe;
      neighbour.tries = 0;
      askNeighbour(fabric, stackIndex, interfaceIndex, hop);
    }
    fabric.hop(PathHop.stackSend, stack.place, frame);
    fabric.transmit(stackIndex, interfaceIndex, frame);
    return;
  }
  if (neighbour !== undefined) {
    if (neighbour.waiting.count >= COSTS.arpWaiting.value) {
      fabric.drop(frame, DropReason.queueOverflow, stack.place);
      return;
    }
    enqueue(fabric.pool, neighbour.waiting, frame);
    return;
  }
  const waiting = emptyQueue();
  enqueue(fabric.pool, waiting, frame);
  port.neighbours.set(hop, { state: NeighbourState.incomplete, high: 0, low: 0, confirmedAt: 0, tries: 0, waiting });
  askNeighbour(fabric, stackIndex, interfaceIndex, hop);
}

function askNeighbour(fabric: Fabric, stackIndex: number, interfaceIndex: number, ip: number): void {
  const stack = fabric.state.stacks[stackIndex];
  const port = stack.interfaces[interfaceIndex];
  const neighbour = port.neighbours.get(ip);
  if (neighbour === undefined) return;
  neighbour.tries++;
  const direct = neighbour.state === NeighbourState.probe;
  const frame = makeArp(
    fabric.pool,
    fabric.simulation.now,
    ArpOperation.request,
    port.macHigh,
    port.macLow,
    port.addresses[0],
    0,
    0,
    ip,
    direct ? neighbour.high : BROADCAST_HIGH,
    direct ? neighbour.low : BROADCAST_LOW,
  );
  fabric.simulation.after(COSTS.arpRetry.value, DatapathEvent.neighbour, stackIndex, interfaceIndex, ip);
  fabric.transmit(stackIndex, interfaceIndex, frame);
}

/** An ARP request was not answered in time. */
export function neighbourTimer(fabric: Fabric, stackIndex: number, interfaceIndex: number, ip: number): void {
  if (fabric.stackWaits(stackIndex, DatapathEvent.neighbour, stackIndex, interfaceIndex, ip)) return;
  const stack = fabric.state.stacks[stackIndex];
  const port = stack.interfaces[interfaceIndex];
  const neighbour = port?.neighbours.get(ip);
  if (neighbour === undefined || neighbour.state === NeighbourState.reachable || port.gone) return;
  if (neighbour.tries < COSTS.arpTries.value) {
    askNeighbour(fabric, stackIndex, interfaceIndex, ip);
    return;
  }
  port.neighbours.delete(ip);
  const pool = fabric.pool;
  for (let frame = dequeue(pool, neighbour.waiting); frame !== NO_FRAME; frame = dequeue(pool, neighbour.waiting)) {
    fabric.unreachable(stackIndex, interfaceIndex, frame);
    fabric.drop(frame, DropReason.unknownUnicast, stack.place);
  }
}

/** An interface of the stack goes down or away: what it knew and what waited there is void. */
export function forgetNeighbours(fabric: Fabric, stackIndex: number, interfaceIndex: number): void {
  const stack = fabric.state.stacks[stackIndex];
  const port = stack.interfaces[interfaceIndex];
  for (const neighbour of port.neighbours.values()) {
    for (
      let frame = dequeue(fabric.pool, neighbour.waiting);
      frame !== NO_FRAME;
      frame = dequeue(fabric.pool, neighbour.waiting)
    ) {
      fabric.drop(frame, DropReason.deviceGone, stack.place);
    }
  }
  port.neighbours.clear();
}

/** A guest that announces itself: gratuitous ARP for each of its addresses. */
export function announceAddresses(fabric: Fabric, stackIndex: number, interfaceIndex: number): void {
  const port = fabric.state.stacks[stackIndex].interfaces[interfaceIndex];
  for (const address of port.addresses) {
    const frame = makeArp(
      fabric.pool,
      fabric.simulation.now,
      ArpOperation.request,
      port.macHigh,
      port.macLow,
      address,
      0,
      0,
      address,
      BROADCAST_HIGH,
      BROADCAST_LOW,
    );
    fabric.transmit(stackIndex, interfaceIndex, frame);
  }
}

/** A frame has come to a stack. It ends here, in every case. */
export function receiveAtStack(fabric: Fabric, stackIndex: number, interfaceIndex: number, frame: Frame): void {
  const stack = fabric.state.stacks[stackIndex];
  const pool = fabric.pool;
  const port = stack.interfaces[interfaceIndex];
  if (stack.power === Power.off || port === undefined || port.gone || !port.enabled) {
    fabric.drop(frame, DropReason.deviceGone, stack.place);
    return;
  }
  if (pool.tag[frame] !== 0) {
    fabric.drop(frame, DropReason.vlanMismatch, stack.place);
    return;
  }
  const bytes = pool.bytes;
  const at = pool.start[frame];
  const toHigh = read16(bytes, at);
  if (!isGroupAddress(toHigh) && (toHigh !== port.macHigh || read32(bytes, at + 2) !== port.macLow)) {
    port.notForUs++;
    fabric.drop(frame, DropReason.filterMismatch, stack.place);
    return;
  }
  fabric.hop(PathHop.stackReceive, stack.place, frame);
  const type = read16(bytes, at + 12);
  if (type === EtherType.ipv4) receiveIp(fabric, stackIndex, interfaceIndex, frame);
  else if (type === EtherType.arp) receiveArp(fabric, stackIndex, interfaceIndex, frame);
  else pool.deliver(frame);
}

/** What a stack sent to itself arrives. */
export function loopedBack(fabric: Fabric, stackIndex: number): void {
  if (fabric.stackWaits(stackIndex, DatapathEvent.loopback, stackIndex, 0, 0)) return;
  const stack = fabric.state.stacks[stackIndex];
  const frame = dequeue(fabric.pool, stack.loopback);
  if (frame === NO_FRAME) return;
  const destination = read32(fabric.pool.bytes, fabric.pool.start[frame] + IP_AT + IPV4.destination);
  const owner = stack.interfaces.findIndex((port) => !port.gone && port.addresses.includes(destination));
  receiveIp(fabric, stackIndex, Math.max(0, owner), frame);
}

function receiveArp(fabric: Fabric, stackIndex: number, interfaceIndex: number, frame: Frame): void {
  const pool = fabric.pool;
  const bytes = pool.bytes;
  const at = pool.start[frame];
  const port = fabric.state.stacks[stackIndex].interfaces[interfaceIndex];
  const operation = read16(bytes, at + ARP.operation);
  const high = read16(bytes, at + ARP.senderMac);
  const low = read32(bytes, at + ARP.senderMac + 2);
  const sender = read32(bytes, at + ARP.senderIp);
  const target = read32(bytes, at + ARP.targetIp);
  pool.deliver(frame);
  const forUs = port.addresses.includes(target);
  const known = port.neighbours.get(sender);
  if (known !== undefined) {
    confirm(fabric, stackIndex, interfaceIndex, sender, high, low);
  } else if (forUs && operation === ArpOperation.request && sender !== 0) {
    port.neighbours.set(sender, {
      state: NeighbourState.reachable,
      high,
      low,
      confirmedAt: fabric.simulation.now,
      tries: 0,
      waiting: emptyQueue(),
    });
  }
  if (!forUs || operation !== ArpOperation.request || port.addresses.includes(sender)) return;
  const reply = makeArp(
    pool,
    fabric.simulation.now,
    ArpOperation.reply,
    port.macHigh,
    port.macLow,
    target,
    high,
    low,
    sender,
    high,
    low,
  );
  fabric.transmit(stackIndex, interfaceIndex, reply);
}

function confirm(
  fabric: Fabric,
  stackIndex: number,
  interfaceIndex: number,
  ip: number,
  high: number,
  low: number,
): void {
  const stack = fabric.state.stacks[stackIndex];
  const port = stack.interfaces[interfaceIndex];
  const neighbour = port.neighbours.get(ip);
  if (neighbour === undefined) return;
  neighbour.high = high;
  neighbour.low = low;
  neighbour.state = NeighbourState.reachable;
  neighbour.confirmedAt = fabric.simulation.now;
  neighbour.tries = 0;
  const pool = fabric.pool;
  for (let frame = dequeue(pool, neighbour.waiting); frame !== NO_FRAME; frame = dequeue(pool, neighbour.waiting)) {
    writeEthernet(pool.bytes, pool.start[frame], high, low, port.macHigh, port.macLow, EtherType.ipv4);
    fabric.hop(PathHop.stackSend, stack.place, frame);
    fabric.transmit(stackIndex, interfaceIndex, frame);
  }
}

function receiveIp(fabric: Fabric, stackIndex: number, interfaceIndex: number, frame: Frame): void {
  const stack = fabric.state.stacks[stackIndex];
  const pool = fabric.pool;
  const bytes = pool.bytes;
  const at = pool.start[frame] + IP_AT;
  if (!ipv4HeaderHolds(pool, at, pool.length[frame] - ETHERNET_HEADER)) {
    fabric.drop(frame, DropReason.checksum, stack.place);
    return;
  }
  const port = stack.interfaces[interfaceIndex];
  const destination = read32(bytes, at + IPV4.destination);
  if (port.addresses[0] !== destination && !port.addresses.includes(destination) && !isLoopback(destination)) {
    port.notForUs++;
    fabric.drop(frame, DropReason.filterMismatch, stack.place);
    return;
  }
  const length = read16(bytes, at + IPV4.totalLength) - IPV4_HEADER;
  const fragment = read16(bytes, at + IPV4.fragment);
  if ((fragment & (MORE_FRAGMENTS | 0x1fff)) !== 0) {
    fabric.receiveFragment(stackIndex, interfaceIndex, frame);
    return;
  }
  const payload = at + IPV4_HEADER;
  switch (bytes[at + IPV4.protocol]) {
    case Protocol.icmp:
      receiveIcmp(fabric, stackIndex, frame, payload, length);
      return;
    case Protocol.tcp:
      fabric.receiveTcp(stackIndex, interfaceIndex, frame, payload, length);
      return;
    case Protocol.udp:
      if (!udpHolds(pool, payload, length, read32(bytes, at + IPV4.source), destination)) {
        fabric.drop(frame, DropReason.checksum, stack.place);
        return;
      }
      fabric.receiveUdp(stackIndex, interfaceIndex, frame, payload);
      return;
    default:
      pool.deliver(frame);
  }
}

function receiveIcmp(fabric: Fabric, stackIndex: number, frame: Frame, payload: number, length: number): void {
  const stack = fabric.state.stacks[stackIndex];
  const pool = fabric.pool;
  const bytes = pool.bytes;
  if (!icmpHolds(pool, payload, length)) {
    fabric.drop(frame, DropReason.checksum, stack.place);
    return;
  }
  const at = pool.start[frame] + IP_AT;
  const type = bytes[payload];
  if (type === IcmpType.echoRequest) {
    if (!stack.answersPing) {
      fabric.drop(frame, DropReason.policyVeto, stack.place);
      return;
    }
    const source = read32(bytes, at + IPV4.source);
    const destination = read32(bytes, at + IPV4.destination);
    const reply = makeIpFrame(
      fabric,
      stack,
      destination,
      source,
      Protocol.icmp,
      length,
      0,
      ttlOf(stack),
      pool.traffic[frame],
      pool.sequence[frame],
    );
    const to = pool.start[reply] + IP_PAYLOAD_AT;
    pool.bytes.copyWithin(to, payload, payload + length);
    requestToReply(pool.bytes, to);
    pool.deliver(frame);
    const out = routeTo(stack, source);
    if (out < 0) fabric.drop(reply, DropReason.unknownUnicast, stack.place);
    else sendIp(fabric, stackIndex, out, source, reply);
    return;
  }
  if (type === IcmpType.echoReply) {
    const ttl = bytes[at + IPV4.ttl];
    const from = read32(bytes, at + IPV4.source);
    const sequence = read16(bytes, payload + 6);
    pool.deliver(frame);
    fabric.pingAnswered(stackIndex, sequence, from, ttl, length - ICMP_HEADER);
    return;
  }
  pool.deliver(frame);
}

/** Tells the sender of a packet that nobody listens at its port. */
export function sendPortUnreachable(
  fabric: Fabric,
  stackIndex: number,
  interfaceIndex: number,
  source: number,
  destination: number,
  headerAt: number,
): void {
  const stack = fabric.state.stacks[stackIndex];
  const quoted = IPV4_HEADER + 8;
  const answer = makeIpFrame(
    fabric,
    stack,
    destination,
    source,
    Protocol.icmp,
    ICMP_HEADER + quoted,
    0,
    ttlOf(stack),
    -1,
    0,
  );
  const pool = fabric.pool;
  const at = pool.start[answer] + IP_PAYLOAD_AT;
  pool.bytes.copyWithin(at + ICMP_HEADER, headerAt, headerAt + quoted);
  writeIcmp(pool, at, IcmpType.destinationUnreachable, IcmpCode.portUnreachable, 0, 0, quoted);
  sendIp(fabric, stackIndex, interfaceIndex, source, answer);
}
