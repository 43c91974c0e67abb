import { MICROSECOND, MILLISECOND, type Nanoseconds, SECOND } from '../simulation/time';

/** A time or size the model uses, with where it comes from. */
export interface Cost {
  /** Nanoseconds, unless the name says otherwise. */
  value: number;
  /** `seen: <source>` or `assumed`. */
  source: string;
}

const cost = (value: number, source: string): Cost => ({ value, source });

/**
 * Every constant of time and size in the data path. The page shows them; nothing else in this room hides a number.
 */
export const COSTS = {
  nicTransmit: cost(1 * MICROSECOND, 'assumed: doorbell and descriptor fetch over PCIe'),
  nicInterrupt: cost(10 * MICROSECOND, 'assumed: moderated interrupt to the owner of the queue'),
  nicSwitchTurn: cost(1 * MICROSECOND, 'assumed: VPort to VPort inside the adapter'),
  receiveDescriptors: cost(512, 'assumed: receive descriptors of one queue (count)'),
  nicBatch: cost(256, 'assumed: frames handled in one interrupt (count)'),
  hostSwitching: cost(2_500, 'seen: 3-5 Gbit/s on one core at 1500 bytes, that is 2.4-4 us a frame (Cuomo, WS2012)'),
  vmbusSignal: cost(50 * MICROSECOND, 'seen: DPDK netvsc guide, default monitor latency'),
  vmbusInterrupt: cost(10 * MICROSECOND, 'assumed: host signals the guest'),
  vmbusBatch: cost(64, 'assumed: packets of a ring the host handles in one turn (count)'),
  ringBytes: cost(128 * 4096, 'seen: lis-next hyperv_net.h, 128 pages each way; assumed for Windows guests'),
  receiveBufferBytes: cost(16 * 1024 * 1024, 'seen: lis-next, default receive buffer'),
  receiveSectionBytes: cost(1728, 'seen: lis-next, section of the receive buffer'),
  receiveSectionsForControl: cost(16, 'seen: OpenVMM netvsp, sub-allocations kept back (count)'),
  sendBufferBytes: cost(1024 * 1024, 'seen: lis-next, default send buffer'),
  sendSectionBytes: cost(6144, 'seen: lis-next, section of the send buffer'),
  packetsPerTransfer: cost(375, 'seen: OpenVMM netvsp, packets in one receive batch (count)'),
  transmitBacklog: cost(4096, 'assumed: frames the guest keeps while its ring is full (count)'),
  vfOfferDelay: cost(1 * SECOND, 'seen: OpenVMM netvsp, VF device offered after the association'),
  vfBringUp: cost(460 * MILLISECOND, 'seen: Azure log, VF slot added to VF registering'),
  vfOpenDelayLinux: cost(100 * MILLISECOND, 'seen: hv_netvsc, delay before a VF is used'),
  vfRemoval: cost(1_109 * MILLISECOND, 'seen: Azure log, VF unregistering to VF slot removed'),
  ejectTimeout: cost(60 * SECOND, 'seen: Linux vpci.rst, the host waits for EJECTION_COMPLETE'),
  oidRequest: cost(200 * MICROSECOND, 'assumed: one OID request to the PF driver'),
  resetVf: cost(100 * MILLISECOND, 'assumed: function level reset, PCIe allows 100 ms'),
  vmbusControl: cost(100 * MICROSECOND, 'assumed: one VMBus or vPCI control message'),
  reverseArpCount: cost(1, 'assumed: announcements after a move (count)'),
  loopback: cost(5 * MICROSECOND, 'assumed: from a stack to itself'),
  arpRetry: cost(1 * SECOND, 'seen: Windows RetransTime, 1000 ms between ARP requests'),
  arpTries: cost(3, 'seen: Windows, three ARP requests before a host counts as unreachable (count)'),
  arpReachable: cost(30 * SECOND, 'seen: Windows BaseReachableTime, 30 s'),
  arpWaiting: cost(64, 'assumed: packets that wait for an address (count)'),
  tcpInitialRto: cost(3 * SECOND, 'seen: Windows Server 2016 InitialRto 3000 ms'),
  tcpMinimumRto: cost(300 * MILLISECOND, 'seen: Windows MinRto 300 ms (Internet template)'),
  tcpMaximumRto: cost(60 * SECOND, 'seen: RFC 6298, at least 60 s'),
  tcpDelayedAck: cost(50 * MILLISECOND, 'seen: Windows DelayedAckTimeout 50 ms'),
  tcpDataRetransmissions: cost(5, 'seen: Windows TcpMaxDataRetransmissions (count)'),
  tcpSynRetransmissions: cost(2, 'seen: Windows MaxSynRetransmissions (count)'),
  tcpTimeWait: cost(120 * SECOND, 'seen: Windows TcpTimedWaitDelay, 120 s by default'),
  tcpWindowBytes: cost(65_535, 'assumed: receive window without scaling'),
  tcpInitialWindowSegments: cost(10, 'seen: RFC 6928, Windows Server 2016 (count)'),
  announceRepeat: cost(1 * SECOND, 'assumed: between announcements, where more than one is set'),
} satisfies Record<string, Cost>;

/** Time until a frame put on a wire by an adapter can start, from the moment the driver rings. */
export const NIC_TRANSMIT: Nanoseconds = COSTS.nicTransmit.value;
