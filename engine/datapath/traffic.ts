import { DROP_REASONS, DropReason } from '../network/drop-reason';
import { read16, read32 } from '../network/ethernet';
import type { Frame } from '../network/frame-pool';
import { fillPingData, ICMP_HEADER, IcmpType, writeIcmp } from '../network/icmp';
import { DONT_FRAGMENT, IPV4, IPV4_HEADER, Protocol } from '../network/ipv4';
import { UDP_HEADER, writeUdp } from '../network/udp';
import { MILLISECOND, type Nanoseconds, SECOND } from '../simulation/time';
import { DatapathEvent } from './events';
import type { Fabric } from './fabric';
import { IP_PAYLOAD_AT, makeIpFrame, routeTo, sendIp, sendPortUnreachable, sourceAddress, ttlOf } from './ip-stack';
import { type PingResult, Power, type Traffic, type TrafficKind } from './state';
import { countWrong, fillPattern } from './stream-pattern';
import { closeTcp, connectTcp, giveTcp, nextPort } from './tcp';

/** Silence of a stream that counts as an outage. assumed */
const STREAM_OUTAGE = 200 * MILLISECOND;
/** How often a stream's application looks whether it may send more. */
const STREAM_TICK = 10 * MILLISECOND;
/** What an unlimited stream keeps ready for its connection. */
const STREAM_AHEAD = 32 * 1024 * 1024;
/** Results kept for commands that print each answer. */
const RESULTS_KEPT = 100_000;

export interface PingOptions {
  /** Default 1 s. */
  interval?: Nanoseconds;
  /** Default: without end. */
  count?: number;
  /** Data bytes, default 32. */
  size?: number;
  /** Default 4 s, as ping.exe; lab traffic uses 1 s. */
  timeout?: Nanoseconds;
  /** Default 128. */
  ttl?: number;
  dontFragment?: boolean;
  /** As ping.exe does: the next request one interval after the answer (or at once after a time-out). */
  sequential?: boolean;
  /** Keep each answer in `results`. */
  keepResults?: boolean;
}

export interface UdpOptions {
  packetsPerSecond: number;
  /** Data bytes of a datagram, default 18 (the shortest Ethernet frame). */
  size?: number;
  count?: number;
  port?: number;
}

export interface TcpOptions {
  /** Bytes in all; the connection is closed in order afterwards. Default: without end. */
  bytes?: number;
  /** Default: as fast as it goes. */
  bytesPerSecond?: number;
  port?: number;
}

function newTraffic(fabric: Fabric, kind: TrafficKind, from: number, toStack: number, toIp: number): number {
  const sender = fabric.state.stacks[from];
  const traffic: Traffic = {
    kind,
    fromStack: from,
    toStack,
    fromName: sender.name,
    toName: toStack >= 0 ? fabric.state.stacks[toStack].name : '',
    toIp,
    running: true,
    finished: false,
    run: sender.run,
    startedAt: fabric.simulation.now,
    stoppedAt: -1,
    interval: SECOND,
    count: 0,
    size: 0,
    ttl: ttlOf(sender),
    dontFragment: false,
    timeout: 4 * SECOND,
    sequential: false,
    keepResults: false,
    results: [],
    open: [],
    sent: 0,
    received: 0,
    lost: 0,
    lostBy: new Array<number>(DROP_REASONS.length + 1).fill(0),
    byVf: 0,
    byVmbus: 0,
    rttMin: 0,
    rttMax: 0,
    rttSum: 0,
    rttLast: 0,
    rttCount: 0,
    lastArrival: -1,
    lastLost: -1,
    outages: [],
    fromPort: 0,
    toPort: 0,
    bytesSent: 0,
    bytesReceived: 0,
    bytesWrong: 0,
    totalBytes: 0,
    bytesPerSecond: 0,
    socket: -1,
    peerSocket: -1,
    ended: '',
  };
  return fabric.state.traffics.push(traffic) - 1;
}

/** Index in `lostBy` of probes that got no answer though no frame of theirs is known to be lost. */
export const NO_ANSWER = DROP_REASONS.length;

// ------------------------------------------------------------------------------------------------------------- ping

export function startPing(fabric: Fabric, from: number, toStack: number, toIp: number, options: PingOptions): number {
  const index = newTraffic(fabric, 'ping', from, toStack, toIp);
  const traffic = fabric.state.traffics[index];
  traffic.interval = options.interval ?? SECOND;
  traffic.count = options.count ?? 0;
  traffic.size = options.size ?? 32;
  traffic.timeout = options.timeout ?? 4 * SECOND;
  traffic.ttl = options.ttl ?? ttlOf(fabric.state.stacks[from]);
  traffic.dontFragment = options.dontFragment ?? false;
  traffic.sequential = options.sequential ?? false;
  traffic.keepResults = options.keepResults ?? false;
  fabric.simulation.after(0, DatapathEvent.trafficTick, index, traffic.run);
  return index;
}

function sendPing(fabric: Fabric, index: number): void {
  const traffic = fabric.state.traffics[index];
  const stack = fabric.state.stacks[traffic.fromStack];
  const sequence = traffic.sent++;
  const now = fabric.simulation.now;
  stack.pingSequence = (stack.pingSequence + 1) & 0xffff;
  const wire = stack.pingSequence;
  traffic.open.push({ wire, sequence, sentAt: now, reason: -1, answeredAt: -1 });
  const out = routeTo(stack, traffic.toIp);
  const port = out < 0 ? undefined : stack.interfaces[out];
  const tooBig = port !== undefined && IPV4_HEADER + ICMP_HEADER + traffic.size > port.mtu;
  if (port === undefined || (tooBig && traffic.dontFragment)) {
    finishProbe(fabric, index, wire, port === undefined ? 'TransmitFailed' : 'PacketTooBig', 0, 0, 0, 0);
    return;
  }
  stack.pings.set(wire, index);
  fabric.simulation.after(traffic.timeout, DatapathEvent.pingTimeout, index, wire, sequence);
  const source = sourceAddress(stack, out, traffic.toIp);
  traffic.bytesSent += traffic.size;
  if (tooBig) {
    fabric.sendLargePing(index, out, source, wire, sequence);
    return;
  }
  const frame = makeIpFrame(
    fabric,
    stack,
    source,
    traffic.toIp,
    Protocol.icmp,
    ICMP_HEADER + traffic.size,
    traffic.dontFragment ? DONT_FRAGMENT : 0,
    traffic.ttl,
    index,
    sequence,
  );
  const at = fabric.pool.start[frame] + IP_PAYLOAD_AT;
  fillPingData(fabric.pool.bytes, at + ICMP_HEADER, traffic.size);
  writeIcmp(fabric.pool, at, IcmpType.echoRequest, 0, 1, wire, traffic.size);
  sendIp(fabric, traffic.fromStack, out, traffic.toIp, frame);
}

/** An echo reply has come to a stack. */
export function pingAnswered(
  fabric: Fabric,
  stackIndex: number,
  wire: number,
  from: number,
  ttl: number,
  bytes: number,
): void {
  const stack = fabric.state.stacks[stackIndex];
  const index = stack.pings.get(wire);
  if (index === undefined) return;
  const traffic = fabric.state.traffics[index];
  for (const probe of traffic.open) {
    if (probe.wire !== wire || probe.answeredAt >= 0) continue;
    finishProbe(fabric, index, wire, 'Success', fabric.simulation.now - probe.sentAt, from, ttl, bytes);
    return;
  }
}

export function pingTimeout(fabric: Fabric, index: number, wire: number, sequence: number): void {
  const traffic = fabric.state.traffics[index];
  const stack = fabric.state.stacks[traffic.fromStack];
  if (stack.run !== traffic.run) return;
  if (fabric.stackWaits(traffic.fromStack, DatapathEvent.pingTimeout, index, wire, sequence)) return;
  const probe = traffic.open.find((entry) => entry.sequence === sequence);
  if (probe === undefined || probe.answeredAt >= 0) return;
  finishProbe(fabric, index, wire, 'TimedOut', 0, 0, 0, 0);
}

/** ARP has found nobody: the stack itself says so. */
export function pingUnreachable(fabric: Fabric, index: number, sequence: number, own: number): void {
  const traffic = fabric.state.traffics[index];
  const probe = traffic.open.find((entry) => entry.sequence === sequence);
  if (probe === undefined || probe.answeredAt >= 0) return;
  finishProbe(fabric, index, probe.wire, 'DestinationHostUnreachable', 0, own, 0, traffic.size);
}

function finishProbe(
  fabric: Fabric,
  index: number,
  wire: number,
  status: PingResult['status'],
  roundTrip: Nanoseconds,
  from: number,
  ttl: number,
  bytes: number,
): void {
  const traffic = fabric.state.traffics[index];
  const now = fabric.simulation.now;
  const position = traffic.open.findIndex((entry) => entry.wire === wire);
  const probe = traffic.open[position];
  fabric.state.stacks[traffic.fromStack].pings.delete(wire);
  if (status === 'Success') {
    probe.answeredAt = now;
    traffic.received++;
    traffic.bytesReceived += bytes;
    traffic.rttLast = roundTrip;
    traffic.rttMin = traffic.rttCount === 0 ? roundTrip : Math.min(traffic.rttMin, roundTrip);
    traffic.rttMax = Math.max(traffic.rttMax, roundTrip);
    traffic.rttSum += roundTrip;
    traffic.rttCount++;
    traffic.lastArrival = now;
    const last = traffic.outages[traffic.outages.length - 1];
    if (last !== undefined && last.to < 0 && probe.sentAt >= last.from) last.to = now;
    while (traffic.open.length > 0 && traffic.open[0].answeredAt >= 0) traffic.open.shift();
  } else {
    traffic.lost++;
    traffic.lostBy[probe.reason >= 0 ? probe.reason : NO_ANSWER]++;
    const last = traffic.outages[traffic.outages.length - 1];
    if (last !== undefined && traffic.lastLost === probe.sequence - 1) {
      last.lost++;
      last.to = -1;
    } else {
      traffic.outages.push({ from: probe.sentAt, to: -1, lost: 1 });
    }
    traffic.lastLost = probe.sequence;
    const outage = traffic.outages[traffic.outages.length - 1];
    for (let i = position + 1; i < traffic.open.length && outage.to < 0; i++) {
      if (traffic.open[i].answeredAt >= 0) outage.to = traffic.open[i].answeredAt;
    }
    traffic.open.splice(position, 1);
    while (traffic.open.length > 0 && traffic.open[0].answeredAt >= 0) traffic.open.shift();
  }
  if (traffic.keepResults && traffic.results.length < RESULTS_KEPT) {
    traffic.results.push({ sequence: probe.sequence, sentAt: probe.sentAt, status, roundTrip, ttl, bytes, from });
  }
  if (!traffic.running || !traffic.sequential) {
    finishIfDone(fabric, index);
    return;
  }
  if (traffic.count > 0 && traffic.sent >= traffic.count) {
    finishIfDone(fabric, index);
    return;
  }
  // ping.exe sleeps one interval after an answer; after a time-out it has waited long enough.
  const pause = status === 'TimedOut' ? 0 : traffic.interval;
  fabric.simulation.after(pause, DatapathEvent.trafficTick, index, traffic.run);
}

function finishIfDone(fabric: Fabric, index: number): void {
  const traffic = fabric.state.traffics[index];
  if (traffic.finished) return;
  const all = traffic.count > 0 && traffic.sent >= traffic.count;
  if ((all || !traffic.running) && traffic.open.length === 0) finish(fabric, index, '');
}

// -------------------------------------------------------------------------------------------------------------- udp

export function startUdp(fabric: Fabric, from: number, toStack: number, toIp: number, options: UdpOptions): number {
  const index = newTraffic(fabric, 'udp', from, toStack, toIp);
  const traffic = fabric.state.traffics[index];
  traffic.interval = Math.max(1, Math.floor(SECOND / options.packetsPerSecond));
  traffic.count = options.count ?? 0;
  traffic.size = options.size ?? 18;
  traffic.fromPort = nextPort(fabric.state.stacks[from]);
  traffic.toPort = options.port ?? 5001;
  if (toStack >= 0) {
    const { receivers } = fabric.state.stacks[toStack];
    while (options.port === undefined && receivers.has(traffic.toPort)) traffic.toPort++;
    receivers.set(traffic.toPort, index);
  }
  fabric.simulation.after(0, DatapathEvent.trafficTick, index, traffic.run);
  return index;
}

function sendDatagram(fabric: Fabric, index: number): void {
  const traffic = fabric.state.traffics[index];
  const stack = fabric.state.stacks[traffic.fromStack];
  const out = routeTo(stack, traffic.toIp);
  const sequence = traffic.sent++;
  traffic.bytesSent += traffic.size;
  if (out < 0 || IPV4_HEADER + UDP_HEADER + traffic.size > stack.interfaces[out].mtu) {
    traffic.lost++;
    traffic.lostBy[out < 0 ? DropReason.deviceGone : DropReason.mtu]++;
    return;
  }
  const source = sourceAddress(stack, out, traffic.toIp);
  const frame = makeIpFrame(
    fabric,
    stack,
    source,
    traffic.toIp,
    Protocol.udp,
    UDP_HEADER + traffic.size,
    0,
    traffic.ttl,
    index,
    sequence,
  );
  const at = fabric.pool.start[frame] + IP_PAYLOAD_AT;
  fillPattern(fabric.pool.bytes, at + UDP_HEADER, index, sequence, traffic.size);
  writeUdp(fabric.pool, at, source, traffic.toIp, traffic.fromPort, traffic.toPort, traffic.size);
  sendIp(fabric, traffic.fromStack, out, traffic.toIp, frame);
}

/** A datagram has come to a stack. */
export function receiveUdp(fabric: Fabric, stackIndex: number, interfaceIndex: number, frame: Frame, at: number): void {
  const stack = fabric.state.stacks[stackIndex];
  const pool = fabric.pool;
  const bytes = pool.bytes;
  const index = stack.receivers.get(read16(bytes, at + 2));
  if (index === undefined || index !== pool.traffic[frame]) {
    const header = at - IPV4_HEADER;
    sendPortUnreachable(
      fabric,
      stackIndex,
      interfaceIndex,
      read32(bytes, header + IPV4.source),
      read32(bytes, header + IPV4.destination),
      header,
    );
    pool.deliver(frame);
    return;
  }
  const traffic = fabric.state.traffics[index];
  const length = read16(bytes, at + 4) - UDP_HEADER;
  const now = fabric.simulation.now;
  traffic.received++;
  traffic.bytesReceived += length;
  traffic.bytesWrong += countWrong(bytes, at + UDP_HEADER, index, pool.sequence[frame], length);
  const delay = now - pool.sentAt[frame];
  traffic.rttLast = delay;
  traffic.rttMin = traffic.rttCount === 0 ? delay : Math.min(traffic.rttMin, delay);
  if (delay > traffic.rttMax) traffic.rttMax = delay;
  traffic.rttSum += delay;
  traffic.rttCount++;
  silence(traffic, now, Math.max(3 * traffic.interval, 10 * MILLISECOND));
  pool.deliver(frame);
}

/** Notes a silence of a stream that was longer than it should have been. */
function silence(traffic: Traffic, now: Nanoseconds, longest: Nanoseconds): void {
  if (traffic.lastArrival >= 0 && now - traffic.lastArrival > longest) {
    traffic.outages.push({ from: traffic.lastArrival, to: now, lost: 0 });
  }
  traffic.lastArrival = now;
}

// -------------------------------------------------------------------------------------------------------------- tcp

export function startTcp(fabric: Fabric, from: number, toStack: number, toIp: number, options: TcpOptions): number {
  const index = newTraffic(fabric, 'tcp', from, toStack, toIp);
  const traffic = fabric.state.traffics[index];
  traffic.totalBytes = options.bytes ?? 0;
  traffic.bytesPerSecond = options.bytesPerSecond ?? 0;
  traffic.interval = STREAM_TICK;
  traffic.toPort = options.port ?? 5001;
  if (toStack >= 0) {
    const receiver = fabric.state.stacks[toStack];
    while (options.port === undefined && receiver.listeners.has(traffic.toPort)) traffic.toPort++;
    receiver.listeners.set(traffic.toPort, index);
  }
  traffic.socket = connectTcp(fabric, from, toIp, traffic.toPort, index);
  if (traffic.socket < 0) finish(fabric, index, 'no route');
  else fabric.simulation.after(0, DatapathEvent.trafficTick, index, traffic.run);
  return index;
}

function feed(fabric: Fabric, index: number): void {
  const traffic = fabric.state.traffics[index];
  const socket = fabric.state.sockets[traffic.socket];
  const given = socket.sendLimit - 1;
  let target: number;
  if (traffic.bytesPerSecond > 0) {
    target = Math.floor(traffic.bytesPerSecond * ((fabric.simulation.now - traffic.startedAt) / SECOND));
  } else {
    target = socket.sendNext - 1 + STREAM_AHEAD;
  }
  if (traffic.totalBytes > 0) target = Math.min(target, traffic.totalBytes);
  if (target > given) giveTcp(fabric, traffic.socket, target - given);
  traffic.bytesSent = Math.max(0, Math.min(socket.sendHighest, socket.sendLimit) - 1);
  if (traffic.totalBytes > 0 && target >= traffic.totalBytes) closeTcp(fabric, traffic.socket);
  else fabric.simulation.after(traffic.interval, DatapathEvent.trafficTick, index, traffic.run);
}

/** Bytes of a stream have reached its receiver, in order. */
export function streamArrived(fabric: Fabric, index: number, length: number, wrong: number): void {
  const traffic = fabric.state.traffics[index];
  traffic.bytesReceived += length;
  traffic.bytesWrong += wrong;
  silence(traffic, fabric.simulation.now, STREAM_OUTAGE);
}

export function connectionAccepted(fabric: Fabric, index: number, socket: number): void {
  fabric.state.traffics[index].peerSocket = socket;
}

export function connectionEnded(fabric: Fabric, index: number, socket: number, because: string): void {
  const traffic = fabric.state.traffics[index];
  if (traffic === undefined || traffic.kind !== 'tcp' || traffic.socket !== socket) return;
  finish(fabric, index, because);
}

// -------------------------------------------------------------------------------------------------------- every kind

/** The sender's turn. */
export function trafficTick(fabric: Fabric, index: number, run: number): void {
  const traffic = fabric.state.traffics[index];
  if (!traffic.running || traffic.finished) return;
  const stack = fabric.state.stacks[traffic.fromStack];
  if (stack.run !== run || stack.power === Power.off) {
    finish(fabric, index, 'the machine stopped');
    return;
  }
  if (fabric.stackWaits(traffic.fromStack, DatapathEvent.trafficTick, index, run, 0)) return;
  if (traffic.kind === 'tcp') {
    feed(fabric, index);
    return;
  }
  if (traffic.kind === 'ping') sendPing(fabric, index);
  else sendDatagram(fabric, index);
  if (traffic.count > 0 && traffic.sent >= traffic.count) {
    if (traffic.kind === 'udp') finish(fabric, index, '');
    else finishIfDone(fabric, index);
    return;
  }
  if (!traffic.sequential) fabric.simulation.after(traffic.interval, DatapathEvent.trafficTick, index, run);
}

/** Stops sending; what is under way is still counted. */
export function stopTraffic(fabric: Fabric, index: number): void {
  const traffic = fabric.state.traffics[index];
  if (!traffic.running) return;
  traffic.running = false;
  traffic.stoppedAt = fabric.simulation.now;
  if (traffic.kind === 'tcp' && traffic.socket >= 0) closeTcp(fabric, traffic.socket);
  if (traffic.kind === 'ping') finishIfDone(fabric, index);
  if (traffic.kind === 'udp') finish(fabric, index, '');
}

function finish(fabric: Fabric, index: number, because: string): void {
  const traffic = fabric.state.traffics[index];
  if (traffic.finished) return;
  traffic.finished = true;
  traffic.running = false;
  traffic.ended = because;
  if (traffic.stoppedAt < 0) traffic.stoppedAt = fabric.simulation.now;
  if (traffic.toStack < 0) return;
  const receiver = fabric.state.stacks[traffic.toStack];
  if (traffic.kind === 'tcp' && receiver.listeners.get(traffic.toPort) === index) {
    receiver.listeners.delete(traffic.toPort);
  }
}

/** The machine stops: what it sent of its own accord ends. */
export function forgetTraffic(fabric: Fabric, stackIndex: number): void {
  fabric.state.traffics.forEach((traffic, index) => {
    if (traffic.fromStack === stackIndex && !traffic.finished) {
      traffic.open = [];
      finish(fabric, index, 'the machine stopped');
    }
  });
}

/** A frame that belongs to a traffic was lost. */
export function frameLost(fabric: Fabric, frame: Frame, reason: number): void {
  const pool = fabric.pool;
  const traffic = fabric.state.traffics[pool.traffic[frame]];
  // A flooded copy that nobody wanted is no loss: the others may have arrived.
  const unwanted = reason === DropReason.filterMismatch || reason === DropReason.unknownUnicast;
  if (traffic.kind === 'ping') {
    const sequence = pool.sequence[frame];
    for (const probe of traffic.open) {
      if (probe.sequence !== sequence || probe.answeredAt >= 0) continue;
      if (!unwanted || probe.reason < 0) probe.reason = reason;
      return;
    }
    return;
  }
  if (unwanted && pool.parent[frame] !== 0) return;
  traffic.lost++;
  traffic.lostBy[reason]++;
}
