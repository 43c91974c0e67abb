import type { FrameQueue } from '../network/frame-pool';
import type { MacTable } from '../network/mac-table';
import type { Nanoseconds } from '../simulation/time';
import type { VfGuestState, VfHostState } from './vf-states';
import type { VmbusRing } from './vmbus-ring';

/**
 * The running data path as plain data: everything here can be copied with `structuredClone`. Things refer to each other
 * by index into the lists of `FabricState`; a thing that ceases to exist keeps its index and is marked `gone`.
 */
export interface FabricState {
  stacks: Stack[];
  nics: Nic[];
  switches: VSwitch[];
  vnics: VNic[];
  sockets: TcpSocket[];
  traffics: Traffic[];
  captureTaps: CaptureTap[];
  /** Names of VMs whose virtual processors a migration has stopped, by VM id. */
  frozenVms: Record<string, boolean>;
  /** Wires by CableId, rack switches by RackSwitchId. */
  cables: Record<string, CableWires>;
  racks: Record<string, number>;
  /** Fragments of large echo requests and replies that wait for the rest. */
  assemblies: Assembly[];
}

/** The two wires of a cable. */
export interface CableWires {
  /** From the adapter to the rack switch, and back. */
  out: number;
  back: number;
  nic: number;
}

// ---------------------------------------------------------------------------------------------------------- IP stacks

/** An event that came while its owner stood still; it fires when the owner runs again. */
export interface DeferredEvent {
  kind: number;
  target: number;
  a: number;
  b: number;
}

export const Power = { off: 0, running: 1, paused: 2 } as const;

/** The IP stack of one running copy of an operating system. */
export interface Stack {
  /** MachineId. */
  id: string;
  name: string;
  place: number;
  gone: boolean;
  power: number;
  /** Raised at every start: what belonged to an earlier run is void. */
  run: number;
  linux: boolean;
  answersPing: boolean;
  interfaces: Interface[];
  /** Frames to its own addresses, on their way round inside. */
  loopback: FrameQueue;
  identification: number;
  nextPort: number;
  /** Sequence number of Windows' echo requests: one counter for the whole machine, identifier 1. */
  pingSequence: number;
  /** Open echo requests: sequence to traffic. */
  pings: Map<number, number>;
  /** Indices of sockets of this stack. */
  sockets: number[];
  /** TCP ports with a listener, and UDP ports with a receiver: to traffic index. */
  listeners: Map<number, number>;
  receivers: Map<number, number>;
  deferred: DeferredEvent[];
}

export const Attachment = { none: 0, nic: 1, managementVnic: 2, vmVnic: 3 } as const;

export interface Interface {
  /** NetAdapterId. */
  id: string;
  gone: boolean;
  enabled: boolean;
  attachment: number;
  /** Index of the NIC or vNIC. */
  index: number;
  macHigh: number;
  macLow: number;
  /** Primary address first; each with its mask. */
  addresses: number[];
  masks: number[];
  gateway: number;
  hasGateway: boolean;
  mtu: number;
  neighbours: Map<number, Neighbour>;
  /** Frames that were not for this interface. */
  notForUs: number;
}

export const NeighbourState = { incomplete: 0, reachable: 1, probe: 2 } as const;

export interface Neighbour {
  state: number;
  high: number;
  low: number;
  confirmedAt: Nanoseconds;
  tries: number;
  waiting: FrameQueue;
}

// ------------------------------------------------------------------------------------------------- physical adapters

/** Statistics in the shape of Get-NetAdapterStatistics. */
export interface AdapterCounters {
  receivedUnicastPackets: number;
  receivedUnicastBytes: number;
  receivedMulticastPackets: number;
  receivedMulticastBytes: number;
  receivedBroadcastPackets: number;
  receivedBroadcastBytes: number;
  receivedDiscardedPackets: number;
  receivedPacketErrors: number;
  sentUnicastPackets: number;
  sentUnicastBytes: number;
  sentMulticastPackets: number;
  sentMulticastBytes: number;
  sentBroadcastPackets: number;
  sentBroadcastBytes: number;
  outboundDiscardedPackets: number;
  outboundPacketErrors: number;
}

export function newCounters(): AdapterCounters {
  return {
    receivedUnicastPackets: 0,
    receivedUnicastBytes: 0,
    receivedMulticastPackets: 0,
    receivedMulticastBytes: 0,
    receivedBroadcastPackets: 0,
    receivedBroadcastBytes: 0,
    receivedDiscardedPackets: 0,
    receivedPacketErrors: 0,
    sentUnicastPackets: 0,
    sentUnicastBytes: 0,
    sentMulticastPackets: 0,
    sentMulticastBytes: 0,
    sentBroadcastPackets: 0,
    sentBroadcastBytes: 0,
    outboundDiscardedPackets: 0,
    outboundPacketErrors: 0,
  };
}

/** A virtual port of the NIC switch with its receive queue. */
export interface VPort {
  id: number;
  gone: boolean;
  /** -1 = attached to the PF. */
  vf: number;
  /** Owner of a VF's port; -1 for the default port. */
  vnic: number;
  vlan: number;
  queue: FrameQueue;
  interruptPending: boolean;
  counters: AdapterCounters;
}

export const NicUse = { none: 0, stack: 1, switchUplink: 2 } as const;

/** A port of a network card with its embedded NIC switch; VPort 0 is the default one. */
export interface Nic {
  /** NetAdapterId. */
  id: string;
  /** NicId of the hardware, empty for a computer whose iron is not modelled. */
  hardware: string;
  name: string;
  place: number;
  gone: boolean;
  stack: number;
  powered: boolean;
  enabled: boolean;
  /** The wire out, -1 without a cable; `peer` is the wire in. */
  wire: number;
  peer: number;
  macHigh: number;
  macLow: number;
  use: number;
  /** Interface number of the stack, or VM switch index. */
  user: number;
  vports: VPort[];
  /** (VLAN, MAC) to index in `vports`. */
  filters: MacTable;
  counters: AdapterCounters;
  filtered: number;
  noDescriptor: number;
}

// --------------------------------------------------------------------------------------------------- extensible switch

export const PortKind = { uplink: 0, vm: 1, managementOs: 2 } as const;

/** Port and NIC life of the extensible switch (engine-behaviours 10). */
export const PortState = {
  created: 0,
  nicCreated: 1,
  connected: 2,
  disconnected: 3,
  nicDeleted: 4,
  tearingDown: 5,
  deleted: 6,
} as const;

export interface VSwitchPort {
  place: number;
  kind: number;
  /** NIC or vNIC index. */
  index: number;
  state: number;
  vlan: number;
  spoofing: boolean;
  macHigh: number;
  macLow: number;
  received: number;
  receivedBytes: number;
  sent: number;
  sentBytes: number;
  dropped: number;
}

export interface VSwitch {
  /** VMSwitchId. */
  id: string;
  name: string;
  place: number;
  gone: boolean;
  /** Stack of the host. */
  host: number;
  external: boolean;
  iov: boolean;
  uplinks: number[];
  ports: VSwitchPort[];
  table: MacTable;
  /** The host's core that switches is busy until then. */
  busyUntil: Nanoseconds;
  flooded: number;
}

// ------------------------------------------------------------------------------------------ virtual network adapters

export const GuestPath = { synthetic: 0, vf: 1 } as const;
export const ChannelState = { closed: 0, opening: 1, open: 2 } as const;

/** Per-path counters of a VM's adapter, and what was lost in the channel. */
export interface VNicCounters {
  vfReceivedPackets: number;
  vfReceivedBytes: number;
  vfSentPackets: number;
  vfSentBytes: number;
  syntheticReceivedPackets: number;
  syntheticReceivedBytes: number;
  syntheticSentPackets: number;
  syntheticSentBytes: number;
  ringFull: number;
  noSubAllocation: number;
  filtered: number;
  transmitBacklog: number;
}

/** The VF that a vNIC holds, from ALLOCATE_VF to FREE_VF. */
export interface HeldVf {
  nic: number;
  vf: number;
  /** Index in the NIC's `vports`, -1 once deleted. */
  vport: number;
  requestorId: number;
  serial: number;
}

/** A VM network adapter, or a virtual adapter of a management OS (which has no channel and no VF). */
export interface VNic {
  /** VMNetworkAdapterId. */
  id: string;
  /** VMId, or empty for a management OS. */
  vm: string;
  name: string;
  place: number;
  gone: boolean;
  managementOs: boolean;
  /** Stack that uses it (the guest, or the host). */
  stack: number;
  interface: number;
  /** Host stack where the VM lives. */
  host: number;
  macHigh: number;
  macLow: number;
  vlan: number;
  spoofing: boolean;
  /** Connected to; -1. */
  vswitch: number;
  port: number;
  counters: AdapterCounters;
  paths: VNicCounters;

  // ---- the channel and NetVSC
  channel: number;
  nvspVersion: number;
  /** The guest set the SR-IOV bit in SEND_NDIS_CONFIG. */
  sriovCapable: boolean;
  rndisOperational: boolean;
  packetFilter: number;
  toGuest: VmbusRing;
  toHost: VmbusRing;
  guestPollPending: boolean;
  hostPollPending: boolean;
  /** The host's worker is busy with this ring until then. */
  hostBusyUntil: Nanoseconds;
  /** Frames of send-buffer sections, -1 = not in use; `sectionNext` chains the free ones. */
  sectionFrame: Int32Array;
  sectionNext: Int32Array;
  sectionFree: number;
  sectionsInUse: number;
  gpaInFlight: number;
  gpaNext: number;
  /** Receive sub-allocations. */
  subFrame: Int32Array;
  subNext: Int32Array;
  subFree: number;
  subsInUse: number;
  /** Frames the host has ready for the next transfer-page packet. */
  receiveBatch: FrameQueue;
  inFlushList: boolean;
  transmitBacklog: FrameQueue;
  /** Completions the guest still owes, as transaction ids. */
  guestOwes: number[];
  /** Packets the host could not write yet, as words. */
  hostOwes: number[][];
  /** RNDIS control messages in their buffers, in order. */
  rndisToHost: number[][];
  rndisToGuest: number[][];
  /** Requests of the guest, and of the host, that still wait for their completion. */
  controlsOpen: number;
  hostRequestsOpen: number;
  nextControl: number;
  mediaConnected: boolean;

  // ---- the two views of the VF
  guestPath: number;
  vfGuest: VfGuestState;
  associated: boolean;
  associationSerial: number;
  /** The guest's own SWITCH_DATA_PATH that is not answered yet: 0 none, else its transaction id. */
  switchRequest: number;
  switchWanted: number;
  vfDriver: boolean;
  vfEnabledInGuest: boolean;
  vfHost: VfHostState;
  held: HeldVf | null;
  /** Transaction id of the guest's request that the host works on. */
  pendingTransaction: number;
  pendingDirection: number;
  /** Raised when a VF life ends; events of an earlier life are void. */
  vfLife: number;
  /** What is going on: detaching until FREE_VF. */
  detaching: boolean;
  detachCause: string;
  /** EJECT was sent and not answered. */
  ejectOpen: boolean;
  /** Wanted by management: attach as soon as the guest can. */
  wantsVf: boolean;
  /** NIC indices that may give a VF, in order of preference. */
  vfCandidates: number[];
  queuePairs: number;
  vfFailure: string;

  // ---- migration
  moving: boolean;
  blackoutFrom: Nanoseconds;
  announcedAt: Nanoseconds;
  announcements: number;
}

// --------------------------------------------------------------------------------------------------------------- TCP

export interface TcpSocket {
  stack: number;
  run: number;
  gone: boolean;
  state: TcpState;
  localIp: number;
  localPort: number;
  remoteIp: number;
  remotePort: number;
  traffic: number;
  /** True at the end that opened the connection and sends the stream. */
  active: boolean;
  mss: number;
  initialSend: number;
  initialReceive: number;
  /** Positions in the stream; 0 is the SYN, data begin at 1. Never wrap. */
  sendUnacknowledged: number;
  sendNext: number;
  sendHighest: number;
  sendWindow: number;
  /** Data the application has given so far: position after the last byte. */
  sendLimit: number;
  finAt: number;
  receiveNext: number;
  finReceivedAt: number;
  congestionWindow: number;
  slowStartThreshold: number;
  duplicateAcks: number;
  recover: number;
  inRecovery: boolean;
  rto: number;
  smoothedRtt: number;
  rttVariance: number;
  timedPosition: number;
  timedAt: Nanoseconds;
  retries: number;
  retransmitAt: Nanoseconds;
  timerPendingAt: Nanoseconds;
  ackNow: boolean;
  ackAt: Nanoseconds;
  segmentsUnacked: number;
  /** Segments that came before their turn: intervals [from, to) and their bytes in a window-sized buffer. */
  early: number[];
  earlyBytes: Uint8Array;
  retransmissions: number;
  fastRetransmissions: number;
  timeouts: number;
  segmentsSent: number;
  segmentsReceived: number;
  bytesDelivered: number;
  bytesWrong: number;
  closedBecause: string;
}

export type TcpState =
  | 'Closed'
  | 'Listen'
  | 'SynSent'
  | 'SynReceived'
  | 'Established'
  | 'FinWait1'
  | 'FinWait2'
  | 'CloseWait'
  | 'Closing'
  | 'LastAck'
  | 'TimeWait';

// ------------------------------------------------------------------------------------------------------------ traffic

export type TrafficKind = 'ping' | 'tcp' | 'udp';

/** What became of one echo request. */
export interface PingResult {
  sequence: number;
  sentAt: Nanoseconds;
  status: 'Success' | 'TimedOut' | 'DestinationHostUnreachable' | 'TransmitFailed' | 'PacketTooBig';
  roundTrip: Nanoseconds;
  ttl: number;
  bytes: number;
  /** Address that answered. */
  from: number;
}

export interface OpenPing {
  /** Sequence number on the wire. */
  wire: number;
  sequence: number;
  sentAt: Nanoseconds;
  /** Index into DROP_REASONS, -1 while nothing was lost. */
  reason: number;
  /** When the answer came; -1 while there is none. */
  answeredAt: Nanoseconds;
}

export interface Outage {
  from: Nanoseconds;
  /** -1 while it lasts. */
  to: Nanoseconds;
  /** Probes or bytes that fell into it; for TCP 0. */
  lost: number;
}

export interface Traffic {
  kind: TrafficKind;
  fromStack: number;
  toStack: number;
  fromName: string;
  toName: string;
  toIp: number;
  running: boolean;
  finished: boolean;
  /** The sender's run when it was started. */
  run: number;
  startedAt: Nanoseconds;
  stoppedAt: Nanoseconds;
  interval: Nanoseconds;
  count: number;
  size: number;
  ttl: number;
  dontFragment: boolean;
  timeout: Nanoseconds;
  /** ping.exe: the next request goes out after the answer. */
  sequential: boolean;
  keepResults: boolean;
  results: PingResult[];
  open: OpenPing[];
  sent: number;
  received: number;
  lost: number;
  lostBy: number[];
  /** Frames of this traffic that crossed a VM's adapter, by path. */
  byVf: number;
  byVmbus: number;
  rttMin: Nanoseconds;
  rttMax: Nanoseconds;
  rttSum: number;
  rttLast: Nanoseconds;
  rttCount: number;
  lastArrival: Nanoseconds;
  /** Number of the last probe that was lost. */
  lastLost: number;
  outages: Outage[];
  // UDP and TCP
  fromPort: number;
  toPort: number;
  bytesSent: number;
  bytesReceived: number;
  bytesWrong: number;
  totalBytes: number;
  bytesPerSecond: number;
  socket: number;
  peerSocket: number;
  ended: string;
}

/** A VM's adapter whose frames are recorded, each path as an interface of the capture. */
export interface CaptureTap {
  capture: number;
  vnic: number;
  vfInterface: number;
  syntheticInterface: number;
}

/** An IPv4 packet whose fragments are still coming (RFC 791). */
export interface Assembly {
  stack: number;
  source: number;
  destination: number;
  identification: number;
  traffic: number;
  sequence: number;
  bytes: Uint8Array;
  /** Bytes that have come; the packet is whole when it equals `total`. */
  got: number;
  /** -1 until the last fragment has come. */
  total: number;
  ttl: number;
  startedAt: Nanoseconds;
}
