import { EVENT_KINDS } from '../simulation/simulation';

const first = EVENT_KINDS.datapath;

/** Event kinds of this room; target, a and b as said. */
export const DatapathEvent = {
  /** target NIC, a VPort index. */
  nicInterrupt: first,
  /** target vNIC: NetVSP looks into the ring from the guest. */
  hostPoll: first + 1,
  /** target vNIC: NetVSC looks into the ring from the host. */
  guestPoll: first + 2,
  /** target vNIC, a VfStep, b the VF's life. */
  vfStep: first + 3,
  /** target vNIC, a ChannelStep, b the run of the guest. */
  channelStep: first + 4,
  /** target stack, a interface, b IPv4 address. */
  neighbour: first + 5,
  /** target socket. */
  tcpTimer: first + 6,
  /** target traffic, a the run of the sender. */
  trafficTick: first + 7,
  /** target traffic, a number of the probe. */
  pingTimeout: first + 8,
  /** target vNIC, a how many announcements were sent. */
  announce: first + 9,
  /** target stack: frames it sent to itself. */
  loopback: first + 10,
} as const;

/** Steps of a VF's life that take time. */
export const VfStep = {
  createVPort: 1,
  advertise: 2,
  offer: 3,
  probe: 4,
  driverUp: 5,
  askForPath: 6,
  filterMoved: 7,
  eject: 8,
  removedInGuest: 9,
  ejectTimeout: 10,
  deleteVPort: 11,
  resetVf: 12,
  freeVf: 13,
  filterBack: 14,
} as const;

export const ChannelStep = { open: 1 } as const;
