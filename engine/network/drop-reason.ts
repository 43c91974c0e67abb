/**
 * Every reason for which a frame can be lost. The list is closed (engine-behaviours, INV-02): a lost frame is counted
 * exactly once, under one of these.
 */
export const DROP_REASONS = [
  'no receive descriptor',
  'ring full',
  'no receive sub-allocation',
  'filter mismatch',
  'unknown unicast not flooded',
  'anti-spoof',
  'VLAN mismatch',
  'MTU',
  'link down',
  'IOMMU fault',
  'blackout',
  'device gone',
  'queue overflow',
  'TTL',
  'checksum',
  'policy veto',
  'path transition',
] as const;

/** The reasons as numbers, for counters in typed arrays: an index into DROP_REASONS. */
export const DropReason = {
  noReceiveDescriptor: 0,
  ringFull: 1,
  noReceiveSubAllocation: 2,
  filterMismatch: 3,
  unknownUnicast: 4,
  antiSpoof: 5,
  vlanMismatch: 6,
  mtu: 7,
  linkDown: 8,
  iommuFault: 9,
  blackout: 10,
  deviceGone: 11,
  queueOverflow: 12,
  ttl: 13,
  checksum: 14,
  policyVeto: 15,
  pathTransition: 16,
} as const;

export type DropReason = (typeof DropReason)[keyof typeof DropReason];
