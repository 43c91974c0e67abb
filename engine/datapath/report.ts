import type { World } from '../estate/records';
import { formatIpv4, formatMac, parseIpv4 } from '../network/address';
import { DROP_REASONS } from '../network/drop-reason';
import { macTableRows } from '../network/mac-table';
import { type Nanoseconds, SECOND } from '../simulation/time';
import type { Fabric } from './fabric';
import { hopName, MESSAGE_PROTOCOLS } from './hop';
import { nicCarrier } from './physical-nic';
import { nicIndexOf, stackIndexOf, vnicIndexOf } from './reconcile';
import {
  type AdapterCounters,
  Attachment,
  ChannelState,
  GuestPath,
  newCounters,
  type Outage,
  type PingResult,
  Power,
} from './state';
import { NO_ANSWER } from './traffic';

// ------------------------------------------------------------------------------------------------------------- names

/** A machine by name (NetBIOS or full, no matter the case) or IPv4 address; undefined where nobody has it. */
export function resolveName(fabric: Fabric, name: string): { ip: number; stack: number } | undefined {
  const literal = parseIpv4(name);
  const wanted = name.toLowerCase();
  const short = wanted.split('.')[0];
  for (let index = 0; index < fabric.state.stacks.length; index++) {
    const stack = fabric.state.stacks[index];
    if (stack.gone) continue;
    const known = stack.name.toLowerCase();
    for (const port of stack.interfaces) {
      if (port.gone || port.addresses.length === 0) continue;
      if (literal !== undefined) {
        if (port.addresses.includes(literal)) return { ip: literal, stack: index };
      } else if (known === wanted || (known === short && inDomain(fabric, stack.id, wanted))) {
        return { ip: port.addresses[0], stack: index };
      }
    }
  }
  return literal === undefined ? undefined : { ip: literal, stack: -1 };
}

function inDomain(fabric: Fabric, machineId: string, fullName: string): boolean {
  const machine = fabric.world.machines[machineId as keyof World['machines']];
  if (!machine || machine.domain === null) return false;
  const suffix = fabric.world.domains[machine.domain].dnsName.toLowerCase();
  return fullName === `${machine.computerName.toLowerCase()}.${suffix}`;
}

// ----------------------------------------------------------------------------------------------------------- traffic

/** What a traffic has done until now. Times in nanoseconds. */
export interface TrafficReport {
  id: number;
  kind: 'ping' | 'tcp' | 'udp';
  from: string;
  to: string;
  /** Address it is sent to. */
  address: string;
  running: boolean;
  /** All is counted; nothing is under way any more. */
  finished: boolean;
  /** Why it ended, empty for the ordinary end. */
  ended: string;
  startedAt: Nanoseconds;
  /** Until now, or until it stopped. */
  duration: Nanoseconds;
  /** Probes and datagrams; TCP: segments with all retransmissions. */
  sent: number;
  /** Answers and datagrams; TCP: segments that reached the other end, 0 once its end of the connection is gone. */
  received: number;
  lost: number;
  /** Lost frames by reason; `no answer` where no frame is known to be lost. TCP: lost segments, sent again since. */
  lostBy: Record<string, number>;
  /** Probes that are still waited for. */
  waiting: number;
  bytesSent: number;
  bytesReceived: number;
  /** Bytes that arrived and were not those that were sent. Must be 0. */
  bytesWrong: number;
  outages: { start: Nanoseconds; duration: Nanoseconds; ended: boolean; lost: number }[];
  longestOutage: Nanoseconds;
  /** Frames that crossed a VM's adapter, by path. */
  path: { vf: number; vmbus: number };
  /** Round trip; UDP: one way. `average` 0 before the first. */
  rtt: { minimum: Nanoseconds; average: Nanoseconds; maximum: Nanoseconds; last: Nanoseconds };
  tcp: { state: string; retransmissions: number; timeouts: number; fastRetransmissions: number } | null;
}

export function trafficReport(fabric: Fabric, id: number): TrafficReport {
  const traffic = fabric.state.traffics[id];
  const now = fabric.simulation.now;
  const lostBy: Record<string, number> = {};
  traffic.lostBy.forEach((count, reason) => {
    if (count > 0) lostBy[reason === NO_ANSWER ? 'no answer' : DROP_REASONS[reason]] = count;
  });
  const socket = traffic.socket >= 0 ? fabric.state.sockets[traffic.socket] : undefined;
  // What the receiver got, not the acknowledgements that came back.
  const peer =
    socket &&
    fabric.state.sockets.find(
      (other) =>
        other.localPort === socket.remotePort &&
        other.remotePort === socket.localPort &&
        other.localIp === socket.remoteIp &&
        other.remoteIp === socket.localIp,
    );
  const end = traffic.stoppedAt >= 0 ? traffic.stoppedAt : now;
  const outages = outagesOf(fabric, id, end);
  return {
    id,
    kind: traffic.kind,
    from: traffic.fromName,
    to: traffic.toName || formatIpv4(traffic.toIp),
    address: formatIpv4(traffic.toIp),
    running: traffic.running,
    finished: traffic.finished,
    ended: traffic.ended === 'closed' ? '' : traffic.ended,
    startedAt: traffic.startedAt,
    duration: end - traffic.startedAt,
    sent: socket ? socket.segmentsSent : traffic.sent,
    received: socket ? (peer?.segmentsReceived ?? 0) : traffic.received,
    lost: traffic.lost,
    lostBy,
    waiting: traffic.open.filter((probe) => probe.answeredAt < 0).length,
    bytesSent: socket ? Math.max(0, Math.min(socket.sendHighest, socket.sendLimit) - 1) : traffic.bytesSent,
    bytesReceived: traffic.bytesReceived,
    bytesWrong: traffic.bytesWrong,
    outages,
    longestOutage: outages.reduce((longest, outage) => Math.max(longest, outage.duration), 0),
    path: { vf: traffic.byVf, vmbus: traffic.byVmbus },
    rtt: {
      minimum: traffic.rttMin,
      average: traffic.rttCount === 0 ? 0 : Math.round(traffic.rttSum / traffic.rttCount),
      maximum: traffic.rttMax,
      last: traffic.rttLast,
    },
    tcp: socket
      ? {
          state: socket.state,
          retransmissions: socket.retransmissions,
          timeouts: socket.timeouts,
          fastRetransmissions: socket.fastRetransmissions,
        }
      : null,
  };
}

function outagesOf(fabric: Fabric, id: number, end: Nanoseconds): TrafficReport['outages'] {
  const traffic = fabric.state.traffics[id];
  const list: Outage[] = [...traffic.outages];
  if (
    traffic.kind !== 'ping' &&
    traffic.running &&
    traffic.lastArrival >= 0 &&
    end - traffic.lastArrival > SECOND / 5
  ) {
    list.push({ from: traffic.lastArrival, to: -1, lost: 0 });
  }
  return list.map((outage) => ({
    start: outage.from,
    duration: (outage.to < 0 ? end : outage.to) - outage.from,
    ended: outage.to >= 0,
    lost: outage.lost,
  }));
}

export function trafficReports(fabric: Fabric): TrafficReport[] {
  return fabric.state.traffics.map((_traffic, id) => trafficReport(fabric, id));
}

/** The kept answers of a ping, in the order they were known. */
export function pingResults(fabric: Fabric, id: number): readonly PingResult[] {
  return fabric.state.traffics[id].results;
}

// ---------------------------------------------------------------------------------------------------------- adapters

/** Counters of an interface as Get-NetAdapterStatistics shows them: physical, synthetic (both paths), or a guest's VF. */
export function adapterCounters(fabric: Fabric, netAdapterId: string): AdapterCounters {
  const adapter = fabric.world.netAdapters[netAdapterId as keyof World['netAdapters']];
  if (!adapter) return newCounters();
  if (adapter.backing.kind === 'synthetic' || adapter.backing.kind === 'virtual-function') {
    const index = vnicIndexOf(fabric, adapter.backing.vmNetworkAdapter);
    if (index < 0) return newCounters();
    const vnic = fabric.state.vnics[index];
    if (adapter.backing.kind === 'synthetic') return { ...vnic.counters };
    const counters = newCounters();
    counters.receivedUnicastPackets = vnic.paths.vfReceivedPackets;
    counters.receivedUnicastBytes = vnic.paths.vfReceivedBytes;
    counters.sentUnicastPackets = vnic.paths.vfSentPackets;
    counters.sentUnicastBytes = vnic.paths.vfSentBytes;
    return counters;
  }
  const nic = nicIndexOf(fabric, netAdapterId);
  return nic < 0 ? newCounters() : { ...fabric.state.nics[nic].counters };
}

/** Where frames of a VM's adapter go now, for the page's table and drawing. */
export interface PathReport {
  /** VMNetworkAdapterId. */
  adapter: string;
  vm: string;
  name: string;
  host: string;
  switch: string;
  macAddress: string;
  connected: boolean;
  /** The guest's synthetic adapter. */
  channel: 'closed' | 'opening' | 'open';
  /** What the guest's synthetic adapter knows of its cable. */
  mediaConnected: boolean;
  /** Where the guest sends. */
  sends: 'VF' | 'VMBus' | 'none';
  /** Where the receive filter points. */
  receives: 'VF' | 'VMBus' | 'none';
  vfHost: string;
  vfGuest: string;
  /** Physical adapter whose VF it holds, with VF and VPort numbers. */
  vf: { adapter: string; vf: number; vport: number; serial: number } | null;
  /** Why it has no VF though it wants one; empty. */
  obstacle: string;
  carrier: boolean;
  packets: { vfSent: number; vfReceived: number; vmbusSent: number; vmbusReceived: number };
  ring: { full: number; noSubAllocation: number; filtered: number; backlog: number; signalsToHost: number };
  moving: boolean;
}

export function pathReport(fabric: Fabric, vnicIndex: number): PathReport {
  const vnic = fabric.state.vnics[vnicIndex];
  const held = vnic.held;
  const nic = held ? fabric.state.nics[held.nic] : undefined;
  const vswitch = vnic.vswitch >= 0 ? fabric.state.switches[vnic.vswitch] : undefined;
  const open = vnic.channel === ChannelState.open;
  const vfSends = open && vnic.guestPath === GuestPath.vf && vnic.vfGuest === 'Running' && nic !== undefined;
  return {
    adapter: vnic.id,
    vm: vnic.vm,
    name: vnic.name,
    host: vnic.host >= 0 ? fabric.state.stacks[vnic.host].name : '',
    switch: vswitch?.name ?? '',
    macAddress: formatMac(vnic.macHigh, vnic.macLow),
    connected: vswitch !== undefined,
    channel: vnic.channel === ChannelState.closed ? 'closed' : open ? 'open' : 'opening',
    mediaConnected: vnic.mediaConnected,
    sends: !open ? 'none' : vfSends ? 'VF' : 'VMBus',
    receives: vswitch === undefined ? 'none' : vnic.vfHost === 'Switched' ? 'VF' : 'VMBus',
    vfHost: vnic.vfHost,
    vfGuest: vnic.vfGuest,
    vf:
      held && nic
        ? {
            adapter: nic.name,
            vf: held.vf,
            vport: held.vport >= 0 ? nic.vports[held.vport].id : -1,
            serial: held.serial,
          }
        : null,
    obstacle: vnic.vfFailure,
    carrier: (vswitch?.uplinks ?? []).some((uplink) => nicCarrier(fabric, fabric.state.nics[uplink])),
    packets: {
      vfSent: vnic.paths.vfSentPackets,
      vfReceived: vnic.paths.vfReceivedPackets,
      vmbusSent: vnic.paths.syntheticSentPackets,
      vmbusReceived: vnic.paths.syntheticReceivedPackets,
    },
    ring: {
      full: vnic.paths.ringFull,
      noSubAllocation: vnic.paths.noSubAllocation,
      filtered: vnic.paths.filtered,
      backlog: vnic.transmitBacklog.count,
      signalsToHost: vnic.toHost.signals,
    },
    moving: vnic.moving,
  };
}

/** Paths of all VM adapters that exist. */
export function pathReports(fabric: Fabric): PathReport[] {
  const reports: PathReport[] = [];
  fabric.state.vnics.forEach((vnic, index) => {
    if (!vnic.gone && !vnic.managementOs) reports.push(pathReport(fabric, index));
  });
  return reports;
}

/** One physical link, for the page's drawing and the trace. */
export interface LinkReport {
  adapter: string;
  name: string;
  up: boolean;
  /** Bits a second. */
  speed: number;
  sent: number;
  received: number;
  dropped: number;
}

export function linkReports(fabric: Fabric): LinkReport[] {
  const wires = fabric.network.state.wires;
  const reports: LinkReport[] = [];
  for (const nic of fabric.state.nics) {
    if (nic.gone || nic.wire < 0) continue;
    const out = wires[nic.wire];
    const back = wires[nic.peer];
    reports.push({
      adapter: nic.id,
      name: nic.name,
      up: out.up,
      speed: out.rate,
      sent: out.frames,
      received: back.frames,
      dropped: out.drops + back.drops,
    });
  }
  return reports;
}

/** The address table of a rack switch. */
export function rackTable(
  fabric: Fabric,
  rackId: string,
): { vlan: number; macAddress: string; port: string; age: Nanoseconds }[] {
  const rack = fabric.network.state.racks[fabric.state.racks[rackId]];
  const now = fabric.simulation.now;
  return macTableRows(rack.table)
    .filter((row) => now - row.seen <= rack.ageing)
    .map((row) => ({
      vlan: row.vlan,
      macAddress: formatMac(row.high, row.low),
      port: rack.ports[row.value].name,
      age: now - row.seen,
    }));
}

// ------------------------------------------------------------------------------------------------------------- trace

/** A control message, as Get-LabTrace shows it. */
export interface TraceMessage {
  index: number;
  time: Nanoseconds;
  where: string;
  protocol: string;
  from: string;
  to: string;
  message: string;
  detail: string;
}

export function traceMessages(fabric: Fabric, since = 0): TraceMessage[] {
  const { trace } = fabric.simulation;
  return trace.messages.read(trace.places, since).map((record) => {
    const [from, to, message, detail] = record.text.split('\t');
    return {
      index: record.index,
      time: record.time,
      where: record.where,
      protocol: MESSAGE_PROTOCOLS[record.kind] ?? '',
      from,
      to,
      message,
      detail,
    };
  });
}

/** One hop of one frame. */
export interface TraceHop {
  index: number;
  time: Nanoseconds;
  where: string;
  hop: string;
  /** Running number of the frame. */
  frame: number;
  /** Bytes; for a lost frame 0. */
  length: number;
  /** Why it was lost, empty. */
  reason: string;
}

export function traceHops(fabric: Fabric, since = 0): TraceHop[] {
  const { trace } = fabric.simulation;
  return trace.hops.read(trace.places, since).map((record) => {
    const lost = hopName(record.kind) === 'lost';
    return {
      index: record.index,
      time: record.time,
      where: record.where,
      hop: hopName(record.kind),
      frame: record.a,
      length: lost ? 0 : record.b,
      reason: lost ? DROP_REASONS[record.b] : '',
    };
  });
}

// -------------------------------------------------------------------------------------------------------- reachability

/** Whether a machine has a running stack with an interface whose link is up. */
export function isReachable(fabric: Fabric, machineId: string): boolean {
  const index = stackIndexOf(fabric, machineId);
  if (index < 0) return false;
  const stack = fabric.state.stacks[index];
  if (stack.power !== Power.running) return false;
  return stack.interfaces.some((port) => {
    if (port.gone || !port.enabled || port.addresses.length === 0) return false;
    if (port.attachment === Attachment.nic) return nicCarrier(fabric, fabric.state.nics[port.index]);
    const vnic = port.attachment === Attachment.none ? undefined : fabric.state.vnics[port.index];
    if (!vnic || vnic.vswitch < 0) return false;
    return fabric.state.switches[vnic.vswitch].uplinks.some((nic) => nicCarrier(fabric, fabric.state.nics[nic]));
  });
}

/** The numbers of the ledger: frames made, delivered, lost by reason, under way. */
export function ledger(fabric: Fabric): {
  created: number;
  delivered: number;
  lost: Record<string, number>;
  inFlight: number;
} {
  const lost: Record<string, number> = {};
  fabric.pool.dropped.forEach((count, reason) => {
    if (count > 0) lost[DROP_REASONS[reason]] = count;
  });
  return { created: fabric.pool.created, delivered: fabric.pool.delivered, lost, inFlight: fabric.pool.inFlight };
}
