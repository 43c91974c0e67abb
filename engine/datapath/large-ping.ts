import { DropReason } from '../network/drop-reason';
import { read16, read32 } from '../network/ethernet';
import { type Frame, FramePool } from '../network/frame-pool';
import { fillPingData, ICMP_HEADER, IcmpType, icmpHolds, requestToReply, writeIcmp } from '../network/icmp';
import { IPV4, IPV4_HEADER, MORE_FRAGMENTS, Protocol } from '../network/ipv4';
import { SECOND } from '../simulation/time';
import type { Fabric } from './fabric';
import { IP_AT, IP_PAYLOAD_AT, makeIpFrame, routeTo, sendIp, ttlOf } from './ip-stack';
import type { Stack } from './state';
import { pingAnswered } from './traffic';

/** A fragment that waits longer than this for the others is given up (RFC 791; Windows: 60 s). */
const REASSEMBLY_TIME = 60 * SECOND;

/** Scratch memory for one whole ICMP message, with the checksum functions of a pool. */
let scratch: FramePool | undefined;

function message(): { pool: FramePool; at: number } {
  scratch ??= new FramePool(65_600, 1);
  return { pool: scratch, at: 8 };
}

/** Sends an echo request that is longer than the MTU, in fragments. */
export function sendLargePing(
  fabric: Fabric,
  index: number,
  interfaceIndex: number,
  source: number,
  wire: number,
  sequence: number,
): void {
  const traffic = fabric.state.traffics[index];
  const { pool, at } = message();
  fillPingData(pool.bytes, at + ICMP_HEADER, traffic.size);
  writeIcmp(pool, at, IcmpType.echoRequest, 0, 1, wire, traffic.size);
  sendFragments(
    fabric,
    traffic.fromStack,
    interfaceIndex,
    source,
    traffic.toIp,
    ICMP_HEADER + traffic.size,
    traffic.ttl,
    index,
    sequence,
  );
}

/** Sends the message in the scratch memory, cut at multiples of 8 bytes. */
function sendFragments(
  fabric: Fabric,
  stackIndex: number,
  interfaceIndex: number,
  source: number,
  destination: number,
  length: number,
  ttl: number,
  traffic: number,
  sequence: number,
): void {
  const stack = fabric.state.stacks[stackIndex];
  const from = message();
  const piece = (stack.interfaces[interfaceIndex].mtu - IPV4_HEADER) & ~7;
  const identification = (stack.identification + 1) & 0xffff;
  for (let offset = 0; offset < length; offset += piece) {
    const bytes = Math.min(piece, length - offset);
    const more = offset + bytes < length ? MORE_FRAGMENTS : 0;
    // Every fragment of a packet carries the same identification.
    stack.identification = (identification - 1) & 0xffff;
    const frame = makeIpFrame(
      fabric,
      stack,
      source,
      destination,
      Protocol.icmp,
      bytes,
      more | (offset >> 3),
      ttl,
      traffic,
      sequence,
    );
    const at = fabric.pool.start[frame] + IP_PAYLOAD_AT;
    fabric.pool.bytes.set(from.pool.bytes.subarray(from.at + offset, from.at + offset + bytes), at);
    sendIp(fabric, stackIndex, interfaceIndex, destination, frame);
  }
}

/** A fragment has come. When it is the last that was missing, the whole message is handled. */
export function receiveFragment(fabric: Fabric, stackIndex: number, interfaceIndex: number, frame: Frame): void {
  const stack = fabric.state.stacks[stackIndex];
  const pool = fabric.pool;
  const at = pool.start[frame] + IP_AT;
  const bytes = pool.bytes;
  if (bytes[at + IPV4.protocol] !== Protocol.icmp) {
    // Only echo messages are ever fragmented here.
    fabric.drop(frame, DropReason.filterMismatch, stack.place);
    return;
  }
  const now = fabric.simulation.now;
  const source = read32(bytes, at + IPV4.source);
  const destination = read32(bytes, at + IPV4.destination);
  const identification = read16(bytes, at + IPV4.identification);
  const fragment = read16(bytes, at + IPV4.fragment);
  const offset = (fragment & 0x1fff) * 8;
  const length = read16(bytes, at + IPV4.totalLength) - IPV4_HEADER;
  const list = fabric.state.assemblies.filter((entry) => now - entry.startedAt <= REASSEMBLY_TIME);
  fabric.state.assemblies = list;
  let assembly = list.find(
    (entry) => entry.stack === stackIndex && entry.source === source && entry.identification === identification,
  );
  if (assembly === undefined) {
    assembly = {
      stack: stackIndex,
      source,
      destination,
      identification,
      traffic: pool.traffic[frame],
      sequence: pool.sequence[frame],
      bytes: new Uint8Array(65_536),
      got: 0,
      total: -1,
      ttl: bytes[at + IPV4.ttl],
      startedAt: now,
    };
    list.push(assembly);
  }
  assembly.bytes.set(bytes.subarray(at + IPV4_HEADER, at + IPV4_HEADER + length), offset);
  assembly.got += length;
  if ((fragment & MORE_FRAGMENTS) === 0) assembly.total = offset + length;
  pool.deliver(frame);
  if (assembly.got !== assembly.total) return;
  list.splice(list.indexOf(assembly), 1);
  const whole = message();
  whole.pool.bytes.set(assembly.bytes.subarray(0, assembly.total), whole.at);
  if (!icmpHolds(whole.pool, whole.at, assembly.total)) return;
  handle(fabric, stack, stackIndex, interfaceIndex, assembly);
}

function handle(
  fabric: Fabric,
  stack: Stack,
  stackIndex: number,
  interfaceIndex: number,
  assembly: { source: number; destination: number; total: number; ttl: number; traffic: number; sequence: number },
): void {
  const { pool, at } = message();
  if (pool.bytes[at] === IcmpType.echoReply) {
    const wire = read16(pool.bytes, at + 6);
    pingAnswered(fabric, stackIndex, wire, assembly.source, assembly.ttl, assembly.total - ICMP_HEADER);
    return;
  }
  if (pool.bytes[at] !== IcmpType.echoRequest || !stack.answersPing) return;
  requestToReply(pool.bytes, at);
  const out = routeTo(stack, assembly.source);
  if (out < 0) return;
  sendFragments(
    fabric,
    stackIndex,
    interfaceIndex === out ? interfaceIndex : out,
    assembly.destination,
    assembly.source,
    assembly.total,
    ttlOf(stack),
    assembly.traffic,
    assembly.sequence,
  );
}
