import { DropReason } from '../network/drop-reason';
import { read16, read32 } from '../network/ethernet';
import type { Frame } from '../network/frame-pool';
import { IPV4, IPV4_HEADER, Protocol } from '../network/ipv4';
import { offeredSegmentSize, TCP_HEADER, TCP_SYN_OPTIONS, TcpFlag, tcpHolds, writeTcp } from '../network/tcp-segment';
import { END_OF_TIME } from '../simulation/time';
import { COSTS } from './costs';
import { DatapathEvent } from './events';
import type { Fabric } from './fabric';
import { IP_AT, IP_PAYLOAD_AT, makeIpFrame, routeTo, sendIp, sourceAddress, ttlOf } from './ip-stack';
import type { Stack, TcpSocket } from './state';
import { countWrong, fillPattern } from './stream-pattern';

const NEVER = END_OF_TIME;
const WINDOW = COSTS.tcpWindowBytes.value;
/** Early segments lie in a buffer of one window, by position modulo its size. */
const EARLY_BYTES = 65_536;

function newSocket(fabric: Fabric, stackIndex: number): number {
  const stack = fabric.state.stacks[stackIndex];
  const socket: TcpSocket = {
    stack: stackIndex,
    run: stack.run,
    gone: false,
    state: 'Closed',
    localIp: 0,
    localPort: 0,
    remoteIp: 0,
    remotePort: 0,
    traffic: -1,
    active: false,
    mss: 536,
    initialSend: fabric.simulation.random('tcp').next(),
    initialReceive: 0,
    sendUnacknowledged: 0,
    sendNext: 0,
    sendHighest: 0,
    sendWindow: WINDOW,
    sendLimit: 1,
    finAt: -1,
    receiveNext: 0,
    finReceivedAt: -1,
    congestionWindow: 0,
    slowStartThreshold: WINDOW,
    duplicateAcks: 0,
    recover: 0,
    inRecovery: false,
    rto: COSTS.tcpInitialRto.value,
    smoothedRtt: 0,
    rttVariance: 0,
    timedPosition: -1,
    timedAt: 0,
    retries: 0,
    retransmitAt: NEVER,
    timerPendingAt: NEVER,
    ackNow: false,
    ackAt: NEVER,
    segmentsUnacked: 0,
    early: [],
    earlyBytes: new Uint8Array(0),
    retransmissions: 0,
    fastRetransmissions: 0,
    timeouts: 0,
    segmentsSent: 0,
    segmentsReceived: 0,
    bytesDelivered: 0,
    bytesWrong: 0,
    closedBecause: '',
  };
  const index = fabric.state.sockets.push(socket) - 1;
  stack.sockets.push(index);
  return index;
}

/** Opens a connection; the socket's index, or -1 when there is no route. */
export function connectTcp(fabric: Fabric, stackIndex: number, toIp: number, toPort: number, traffic: number): number {
  const stack = fabric.state.stacks[stackIndex];
  const out = routeTo(stack, toIp);
  if (out < 0) return -1;
  const index = newSocket(fabric, stackIndex);
  const socket = fabric.state.sockets[index];
  socket.active = true;
  socket.traffic = traffic;
  socket.localIp = sourceAddress(stack, out, toIp);
  socket.localPort = nextPort(stack);
  socket.remoteIp = toIp;
  socket.remotePort = toPort;
  socket.state = 'SynSent';
  socket.sendNext = 1;
  socket.sendHighest = 1;
  segment(fabric, index, 0, 0, TcpFlag.syn);
  socket.timedPosition = 1;
  socket.timedAt = fabric.simulation.now;
  socket.retransmitAt = fabric.simulation.now + socket.rto;
  armTimer(fabric, index);
  return index;
}

/** Windows hands out dynamic ports 49152 to 65535. seen: netsh int ipv4 show dynamicport tcp */
export function nextPort(stack: Stack): number {
  const port = stack.nextPort;
  stack.nextPort = port >= 65_535 ? 49_152 : port + 1;
  return port;
}

/** The application gives `bytes` more of its stream to the connection. */
export function giveTcp(fabric: Fabric, index: number, bytes: number): void {
  const socket = fabric.state.sockets[index];
  if (socket.gone || socket.finAt >= 0) return;
  socket.sendLimit += bytes;
  if (socket.state === 'Established' || socket.state === 'CloseWait') output(fabric, index);
}

/** The application has no more to send: the connection ends in order, after all was acknowledged. */
export function closeTcp(fabric: Fabric, index: number): void {
  const socket = fabric.state.sockets[index];
  if (socket.gone || socket.finAt >= 0) return;
  socket.finAt = socket.sendLimit;
  // The end of a connection that is still being opened waits until it is open.
  if (socket.state === 'SynSent' || socket.state === 'SynReceived') return;
  if (socket.state === 'Established') socket.state = 'FinWait1';
  else if (socket.state === 'CloseWait') socket.state = 'LastAck';
  output(fabric, index);
}

/** The machine stops: its connections are gone without a word. */
export function forgetSockets(fabric: Fabric, stackIndex: number): void {
  const stack = fabric.state.stacks[stackIndex];
  for (const index of [...stack.sockets]) discard(fabric, index, 'the machine stopped');
}

function discard(fabric: Fabric, index: number, because: string): void {
  const socket = fabric.state.sockets[index];
  if (socket.gone) return;
  socket.gone = true;
  socket.state = 'Closed';
  socket.closedBecause = because;
  socket.earlyBytes = new Uint8Array(0);
  socket.early = [];
  const stack = fabric.state.stacks[socket.stack];
  stack.sockets = stack.sockets.filter((other) => other !== index);
  fabric.connectionEnded(socket.traffic, index, because);
}

// --------------------------------------------------------------------------------------------------------- sending

function segment(fabric: Fabric, index: number, position: number, length: number, flags: number): void {
  const socket = fabric.state.sockets[index];
  const stack = fabric.state.stacks[socket.stack];
  const out = routeTo(stack, socket.remoteIp);
  if (out < 0) return;
  const header = flags & TcpFlag.syn ? TCP_HEADER + TCP_SYN_OPTIONS : TCP_HEADER;
  const frame = makeIpFrame(
    fabric,
    stack,
    socket.localIp,
    socket.remoteIp,
    Protocol.tcp,
    header + length,
    0x4000,
    ttlOf(stack),
    socket.traffic,
    -1,
  );
  const pool = fabric.pool;
  const at = pool.start[frame] + IP_PAYLOAD_AT;
  if (length > 0) fillPattern(pool.bytes, at + header, socket.traffic, position - 1, length);
  const acknowledges = (flags & TcpFlag.ack) !== 0;
  writeTcp(
    pool,
    at,
    socket.localIp,
    socket.remoteIp,
    socket.localPort,
    socket.remotePort,
    (socket.initialSend + position) | 0,
    acknowledges ? (socket.initialReceive + socket.receiveNext) | 0 : 0,
    flags,
    WINDOW,
    stack.interfaces[out].mtu - IPV4_HEADER - TCP_HEADER,
    length,
  );
  socket.segmentsSent++;
  if (acknowledges) {
    socket.ackNow = false;
    socket.ackAt = NEVER;
    socket.segmentsUnacked = 0;
  }
  sendIp(fabric, socket.stack, out, socket.remoteIp, frame);
}

/** Sends what the windows allow, then an acknowledgement if one is owed. */
function output(fabric: Fabric, index: number): void {
  const socket = fabric.state.sockets[index];
  const mss = socket.mss;
  const now = fabric.simulation.now;
  for (;;) {
    const inFlight = socket.sendNext - socket.sendUnacknowledged;
    const window = Math.min(socket.congestionWindow, socket.sendWindow) - inFlight;
    const waiting = socket.sendLimit - socket.sendNext;
    if (waiting > 0) {
      const length = Math.min(mss, waiting, window);
      // A short segment goes out only when nothing is on its way (RFC 1122, 4.2.3.4), or when it is the last.
      if (length <= 0 || (length < mss && inFlight > 0 && !(length === waiting && socket.finAt >= 0))) break;
      const again = socket.sendNext < socket.sendHighest;
      const last = length === waiting;
      segment(fabric, index, socket.sendNext, length, TcpFlag.ack | (last ? TcpFlag.psh : 0));
      if (again) socket.retransmissions++;
      else if (socket.timedPosition < 0) {
        socket.timedPosition = socket.sendNext + length;
        socket.timedAt = now;
      }
      socket.sendNext += length;
    } else if (socket.finAt >= 0 && socket.sendNext === socket.finAt) {
      segment(fabric, index, socket.sendNext, 0, TcpFlag.fin | TcpFlag.ack);
      socket.sendNext++;
    } else break;
    if (socket.sendNext > socket.sendHighest) socket.sendHighest = socket.sendNext;
    if (socket.retransmitAt === NEVER) socket.retransmitAt = now + socket.rto;
  }
  if (socket.ackNow) segment(fabric, index, socket.sendNext, 0, TcpFlag.ack);
  armTimer(fabric, index);
}

function retransmitFirst(fabric: Fabric, index: number): void {
  const socket = fabric.state.sockets[index];
  const position = socket.sendUnacknowledged;
  socket.retransmissions++;
  // What is timed may be the answer to either copy (Karn).
  socket.timedPosition = -1;
  if (socket.finAt >= 0 && position === socket.finAt) {
    segment(fabric, index, position, 0, TcpFlag.fin | TcpFlag.ack);
    return;
  }
  const length = Math.min(socket.mss, socket.sendLimit - position);
  if (length > 0) segment(fabric, index, position, length, TcpFlag.ack);
}

// --------------------------------------------------------------------------------------------------------- timers

function armTimer(fabric: Fabric, index: number): void {
  const socket = fabric.state.sockets[index];
  const next = Math.min(socket.retransmitAt, socket.ackAt);
  if (next >= socket.timerPendingAt) return;
  socket.timerPendingAt = next;
  fabric.simulation.at(Math.max(next, fabric.simulation.now), DatapathEvent.tcpTimer, index, next);
}

/** One event serves all timers of a socket; a deadline that moved away since is simply waited for again. */
export function tcpTimer(fabric: Fabric, index: number, armedFor: number): void {
  const socket = fabric.state.sockets[index];
  if (socket.gone || armedFor !== socket.timerPendingAt) return;
  if (fabric.stackWaits(socket.stack, DatapathEvent.tcpTimer, index, armedFor, 0)) return;
  socket.timerPendingAt = NEVER;
  const now = fabric.simulation.now;
  if (socket.ackAt <= now) {
    socket.ackAt = NEVER;
    if (socket.segmentsUnacked > 0) segment(fabric, index, socket.sendNext, 0, TcpFlag.ack);
  }
  if (socket.retransmitAt <= now) timedOut(fabric, index);
  if (!socket.gone) armTimer(fabric, index);
}

function timedOut(fabric: Fabric, index: number): void {
  const socket = fabric.state.sockets[index];
  const now = fabric.simulation.now;
  socket.retransmitAt = NEVER;
  if (socket.state === 'TimeWait') {
    discard(fabric, index, 'closed');
    return;
  }
  socket.retries++;
  const opening = socket.state === 'SynSent' || socket.state === 'SynReceived';
  const limit = opening ? COSTS.tcpSynRetransmissions.value : COSTS.tcpDataRetransmissions.value;
  if (socket.retries > limit) {
    if (!opening) segment(fabric, index, socket.sendNext, 0, TcpFlag.rst | TcpFlag.ack);
    discard(fabric, index, 'timed out');
    return;
  }
  socket.timeouts++;
  socket.rto = Math.min(socket.rto * 2, COSTS.tcpMaximumRto.value);
  socket.timedPosition = -1;
  socket.retransmitAt = now + socket.rto;
  if (socket.state === 'SynSent') {
    segment(fabric, index, 0, 0, TcpFlag.syn);
    return;
  }
  if (socket.state === 'SynReceived') {
    segment(fabric, index, 0, 0, TcpFlag.syn | TcpFlag.ack);
    return;
  }
  const flight = socket.sendHighest - socket.sendUnacknowledged;
  socket.slowStartThreshold = Math.max(Math.floor(flight / 2), 2 * socket.mss);
  socket.congestionWindow = socket.mss;
  socket.inRecovery = false;
  socket.duplicateAcks = 0;
  // Everything after the last acknowledged byte is sent again, as the window opens.
  socket.sendNext = socket.sendUnacknowledged;
  output(fabric, index);
}

function measured(socket: TcpSocket, sample: number): void {
  if (socket.smoothedRtt === 0) {
    socket.smoothedRtt = sample;
    socket.rttVariance = Math.floor(sample / 2);
  } else {
    const error = Math.abs(socket.smoothedRtt - sample);
    socket.rttVariance = Math.floor((3 * socket.rttVariance + error) / 4);
    socket.smoothedRtt = Math.floor((7 * socket.smoothedRtt + sample) / 8);
  }
  socket.rto = rtoOf(socket);
}

function rtoOf(socket: TcpSocket): number {
  return Math.min(
    Math.max(socket.smoothedRtt + 4 * socket.rttVariance, COSTS.tcpMinimumRto.value),
    COSTS.tcpMaximumRto.value,
  );
}

// -------------------------------------------------------------------------------------------------------- receiving

/** A TCP segment has come to a stack. */
export function receiveTcp(
  fabric: Fabric,
  stackIndex: number,
  interfaceIndex: number,
  frame: Frame,
  at: number,
  length: number,
): void {
  const stack = fabric.state.stacks[stackIndex];
  const pool = fabric.pool;
  const bytes = pool.bytes;
  const header = pool.start[frame] + IP_AT;
  const source = read32(bytes, header + IPV4.source);
  const destination = read32(bytes, header + IPV4.destination);
  if (!tcpHolds(pool, at, length, source, destination)) {
    fabric.drop(frame, DropReason.checksum, stack.place);
    return;
  }
  const fromPort = read16(bytes, at);
  const toPort = read16(bytes, at + 2);
  let index = -1;
  for (let i = 0; i < stack.sockets.length; i++) {
    const socket = fabric.state.sockets[stack.sockets[i]];
    if (
      socket.localPort === toPort &&
      socket.remotePort === fromPort &&
      socket.remoteIp === source &&
      socket.localIp === destination
    ) {
      index = stack.sockets[i];
      break;
    }
  }
  const flags = bytes[at + 13];
  if (index < 0) {
    if (flags & TcpFlag.syn && !(flags & TcpFlag.ack) && stack.listeners.has(toPort)) {
      accept(fabric, stackIndex, interfaceIndex, frame, at, source, destination);
    } else {
      refuse(fabric, stackIndex, interfaceIndex, frame, at, length, source, destination);
    }
    return;
  }
  handle(fabric, index, frame, at, length);
}

function accept(
  fabric: Fabric,
  stackIndex: number,
  interfaceIndex: number,
  frame: Frame,
  at: number,
  source: number,
  destination: number,
): void {
  const stack = fabric.state.stacks[stackIndex];
  const bytes = fabric.pool.bytes;
  const index = newSocket(fabric, stackIndex);
  const socket = fabric.state.sockets[index];
  socket.localIp = destination;
  socket.localPort = read16(bytes, at + 2);
  socket.remoteIp = source;
  socket.remotePort = read16(bytes, at);
  socket.traffic = stack.listeners.get(socket.localPort) as number;
  socket.initialReceive = read32(bytes, at + 4);
  socket.receiveNext = 1;
  socket.sendWindow = read16(bytes, at + 14);
  socket.mss = Math.min(offeredSegmentSize(bytes, at), stack.interfaces[interfaceIndex].mtu - IPV4_HEADER - TCP_HEADER);
  socket.congestionWindow = COSTS.tcpInitialWindowSegments.value * socket.mss;
  socket.state = 'SynReceived';
  socket.sendNext = 1;
  socket.sendHighest = 1;
  fabric.pool.deliver(frame);
  fabric.connectionAccepted(socket.traffic, index);
  segment(fabric, index, 0, 0, TcpFlag.syn | TcpFlag.ack);
  socket.retransmitAt = fabric.simulation.now + socket.rto;
  armTimer(fabric, index);
}

/** A segment for nobody is answered with a reset (RFC 9293, 3.5.2). */
function refuse(
  fabric: Fabric,
  stackIndex: number,
  interfaceIndex: number,
  frame: Frame,
  at: number,
  length: number,
  source: number,
  destination: number,
): void {
  const stack = fabric.state.stacks[stackIndex];
  const pool = fabric.pool;
  const flags = pool.bytes[at + 13];
  const fromPort = read16(pool.bytes, at);
  const toPort = read16(pool.bytes, at + 2);
  const sequence = read32(pool.bytes, at + 4);
  const acknowledgement = read32(pool.bytes, at + 8);
  const traffic = pool.traffic[frame];
  const dataLength =
    length - (pool.bytes[at + 12] >> 4) * 4 + (flags & TcpFlag.syn ? 1 : 0) + (flags & TcpFlag.fin ? 1 : 0);
  pool.deliver(frame);
  if (flags & TcpFlag.rst) return;
  const answer = makeIpFrame(
    fabric,
    stack,
    destination,
    source,
    Protocol.tcp,
    TCP_HEADER,
    0x4000,
    ttlOf(stack),
    traffic,
    -1,
  );
  const hasAck = (flags & TcpFlag.ack) !== 0;
  writeTcp(
    pool,
    pool.start[answer] + IP_PAYLOAD_AT,
    destination,
    source,
    toPort,
    fromPort,
    hasAck ? acknowledgement : 0,
    hasAck ? 0 : (sequence + dataLength) | 0,
    hasAck ? TcpFlag.rst : TcpFlag.rst | TcpFlag.ack,
    0,
    0,
    0,
  );
  sendIp(fabric, stackIndex, interfaceIndex, source, answer);
}

function handle(fabric: Fabric, index: number, frame: Frame, at: number, length: number): void {
  const socket = fabric.state.sockets[index];
  const pool = fabric.pool;
  const bytes = pool.bytes;
  const flags = bytes[at + 13];
  const header = (bytes[at + 12] >> 4) * 4;
  const dataAt = at + header;
  const dataLength = length - header;
  const sequence = read32(bytes, at + 4);
  const acknowledgement = read32(bytes, at + 8);
  const window = read16(bytes, at + 14);
  socket.segmentsReceived++;

  if (socket.state === 'SynSent') {
    const acked = (acknowledgement - socket.initialSend) | 0;
    if (flags & TcpFlag.rst) {
      pool.deliver(frame);
      if (flags & TcpFlag.ack && acked === 1) discard(fabric, index, 'refused');
      return;
    }
    if ((flags & (TcpFlag.syn | TcpFlag.ack)) !== (TcpFlag.syn | TcpFlag.ack) || acked !== 1) {
      pool.deliver(frame);
      return;
    }
    socket.initialReceive = sequence;
    socket.receiveNext = 1;
    socket.sendWindow = window;
    const out = routeTo(fabric.state.stacks[socket.stack], socket.remoteIp);
    const ownMtu = out < 0 ? 1500 : fabric.state.stacks[socket.stack].interfaces[out].mtu;
    socket.mss = Math.min(offeredSegmentSize(bytes, at), ownMtu - IPV4_HEADER - TCP_HEADER);
    socket.congestionWindow = COSTS.tcpInitialWindowSegments.value * socket.mss;
    socket.sendUnacknowledged = 1;
    socket.retransmitAt = NEVER;
    if (socket.retries === 0) measured(socket, fabric.simulation.now - socket.timedAt);
    socket.retries = 0;
    socket.timedPosition = -1;
    socket.state = socket.finAt >= 0 ? 'FinWait1' : 'Established';
    pool.deliver(frame);
    socket.ackNow = true;
    output(fabric, index);
    return;
  }

  // Positions, not sequence numbers, from here on: the difference to what is expected never wraps.
  const position = socket.receiveNext + ((sequence - ((socket.initialReceive + socket.receiveNext) | 0)) | 0);
  if (flags & TcpFlag.rst) {
    pool.deliver(frame);
    if (position === socket.receiveNext || socket.state === 'SynReceived') discard(fabric, index, 'reset');
    return;
  }
  if (flags & TcpFlag.syn) {
    // The peer's SYN again: our answer got lost.
    pool.deliver(frame);
    if (socket.state === 'SynReceived') segment(fabric, index, 0, 0, TcpFlag.syn | TcpFlag.ack);
    else socket.ackNow = true;
    output(fabric, index);
    return;
  }
  if (!(flags & TcpFlag.ack)) {
    pool.deliver(frame);
    return;
  }

  const acked =
    socket.sendUnacknowledged + ((acknowledgement - ((socket.initialSend + socket.sendUnacknowledged) | 0)) | 0);
  if (acked > socket.sendHighest) {
    pool.deliver(frame);
    socket.ackNow = true;
    output(fabric, index);
    return;
  }
  acknowledge(fabric, index, acked, window, dataLength === 0 && !(flags & TcpFlag.fin));
  if (socket.gone) {
    pool.deliver(frame);
    return;
  }
  if (dataLength > 0) receiveData(fabric, index, bytes, dataAt, position, dataLength);
  pool.deliver(frame);
  if (flags & TcpFlag.fin) {
    socket.finReceivedAt = position + dataLength;
    socket.ackNow = true;
  }
  if (socket.finReceivedAt >= 0 && socket.receiveNext === socket.finReceivedAt) {
    socket.receiveNext++;
    peerFinished(fabric, index);
    if (socket.gone) return;
  } else if (socket.finReceivedAt >= 0 && socket.receiveNext > socket.finReceivedAt) {
    socket.ackNow = true;
  }
  output(fabric, index);
}

function acknowledge(fabric: Fabric, index: number, acked: number, window: number, pure: boolean): void {
  const socket = fabric.state.sockets[index];
  const now = fabric.simulation.now;
  const mss = socket.mss;
  if (acked > socket.sendUnacknowledged) {
    const fresh = acked - socket.sendUnacknowledged;
    socket.sendUnacknowledged = acked;
    if (socket.sendNext < acked) socket.sendNext = acked;
    socket.retries = 0;
    if (socket.timedPosition >= 0 && acked >= socket.timedPosition) {
      measured(socket, now - socket.timedAt);
      socket.timedPosition = -1;
    } else if (socket.timedPosition < 0 && socket.smoothedRtt > 0) {
      // Progress after a time-out: the doubled value has served.
      socket.rto = rtoOf(socket);
    }
    if (socket.inRecovery) {
      if (acked >= socket.recover) {
        socket.inRecovery = false;
        socket.congestionWindow = socket.slowStartThreshold;
      } else {
        // A partial acknowledgement (NewReno): the next hole is filled at once.
        retransmitFirst(fabric, index);
        socket.congestionWindow = Math.max(socket.congestionWindow - fresh + mss, mss);
      }
    } else if (socket.congestionWindow < socket.slowStartThreshold) {
      socket.congestionWindow += Math.min(fresh, mss);
    } else {
      socket.congestionWindow += Math.max(1, Math.floor((mss * mss) / socket.congestionWindow));
    }
    if (socket.congestionWindow > WINDOW) socket.congestionWindow = WINDOW;
    socket.duplicateAcks = 0;
    socket.retransmitAt = socket.sendUnacknowledged < socket.sendHighest ? now + socket.rto : NEVER;
    if (socket.state === 'SynReceived') {
      socket.state = socket.finAt >= 0 ? 'FinWait1' : 'Established';
    }
    if (socket.finAt >= 0 && acked > socket.finAt) {
      if (socket.state === 'FinWait1') socket.state = 'FinWait2';
      else if (socket.state === 'Closing') timeWait(fabric, index);
      else if (socket.state === 'LastAck') discard(fabric, index, 'closed');
    }
  } else if (
    acked === socket.sendUnacknowledged &&
    pure &&
    window === socket.sendWindow &&
    socket.sendHighest > socket.sendUnacknowledged
  ) {
    socket.duplicateAcks++;
    if (socket.duplicateAcks === 3 && !socket.inRecovery && acked > socket.recover) {
      const flight = socket.sendHighest - socket.sendUnacknowledged;
      socket.slowStartThreshold = Math.max(Math.floor(flight / 2), 2 * mss);
      socket.recover = socket.sendHighest;
      socket.inRecovery = true;
      socket.fastRetransmissions++;
      retransmitFirst(fabric, index);
      socket.congestionWindow = socket.slowStartThreshold + 3 * mss;
      socket.retransmitAt = now + socket.rto;
    } else if (socket.inRecovery) {
      socket.congestionWindow = Math.min(socket.congestionWindow + mss, WINDOW);
    }
  }
  socket.sendWindow = window;
}

function receiveData(
  fabric: Fabric,
  index: number,
  bytes: Uint8Array,
  at: number,
  position: number,
  length: number,
): void {
  const socket = fabric.state.sockets[index];
  const end = position + length;
  const next = socket.receiveNext;
  if (end <= next || position >= next + WINDOW) {
    socket.ackNow = true;
    return;
  }
  if (position > next) {
    keepEarly(socket, bytes, at, position, Math.min(end, next + WINDOW) - position);
    socket.ackNow = true;
    return;
  }
  const skip = next - position;
  deliver(fabric, socket, bytes, at + skip, length - skip);
  if (socket.early.length > 0) {
    deliverEarly(fabric, socket);
    socket.ackNow = true;
  } else if (++socket.segmentsUnacked >= 2) {
    socket.ackNow = true;
  } else if (socket.ackAt === NEVER) {
    socket.ackAt = fabric.simulation.now + COSTS.tcpDelayedAck.value;
  }
}

/** Hands bytes to the application, in order, and judges them. */
function deliver(fabric: Fabric, socket: TcpSocket, bytes: Uint8Array, at: number, length: number): void {
  const wrong = countWrong(bytes, at, socket.traffic, socket.receiveNext - 1, length);
  socket.receiveNext += length;
  socket.bytesDelivered += length;
  socket.bytesWrong += wrong;
  fabric.streamArrived(socket.traffic, length, wrong);
}

function keepEarly(socket: TcpSocket, bytes: Uint8Array, at: number, position: number, length: number): void {
  if (socket.earlyBytes.length === 0) socket.earlyBytes = new Uint8Array(EARLY_BYTES);
  for (let i = 0; i < length; i++) socket.earlyBytes[(position + i) % EARLY_BYTES] = bytes[at + i];
  // Intervals as a flat, sorted list of ends; a new one swallows those it touches.
  let from = position;
  let to = position + length;
  const merged: number[] = [];
  for (let i = 0; i < socket.early.length; i += 2) {
    const a = socket.early[i];
    const b = socket.early[i + 1];
    if (b < from || a > to) merged.push(a, b);
    else {
      from = Math.min(from, a);
      to = Math.max(to, b);
    }
  }
  merged.push(from, to);
  const pairs: [number, number][] = [];
  for (let i = 0; i < merged.length; i += 2) pairs.push([merged[i], merged[i + 1]]);
  pairs.sort((x, y) => x[0] - y[0]);
  socket.early = pairs.flat();
}

function deliverEarly(fabric: Fabric, socket: TcpSocket): void {
  while (socket.early.length > 0 && socket.early[0] <= socket.receiveNext) {
    const to = socket.early[1];
    while (socket.receiveNext < to) {
      const start = socket.receiveNext % EARLY_BYTES;
      const length = Math.min(to - socket.receiveNext, EARLY_BYTES - start);
      deliver(fabric, socket, socket.earlyBytes, start, length);
    }
    socket.early = socket.early.slice(2);
  }
}

function peerFinished(fabric: Fabric, index: number): void {
  const socket = fabric.state.sockets[index];
  socket.ackNow = true;
  switch (socket.state) {
    case 'SynReceived':
    case 'Established':
      socket.state = 'CloseWait';
      // A receiver of a test stream has nothing to say: it closes its side too.
      closeTcp(fabric, index);
      return;
    case 'FinWait1':
      socket.state = 'Closing';
      return;
    case 'FinWait2':
      timeWait(fabric, index);
      return;
    default:
      return;
  }
}

function timeWait(fabric: Fabric, index: number): void {
  const socket = fabric.state.sockets[index];
  socket.state = 'TimeWait';
  socket.retransmitAt = fabric.simulation.now + COSTS.tcpTimeWait.value;
  fabric.connectionEnded(socket.traffic, index, 'closed');
}
