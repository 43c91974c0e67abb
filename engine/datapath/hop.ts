import { Hop } from '../network/network';

/** Kinds of hop records beyond those of the network; `a` is the frame number, `b` its length. */
export const PathHop = {
  ...Hop,
  stackSend: 10,
  stackReceive: 11,
  vfSend: 12,
  vfReceive: 13,
  ringToHost: 14,
  ringToGuest: 15,
  netvspReceive: 16,
  switchIn: 17,
  switchOut: 18,
  nicReceive: 19,
  nicTransmit: 20,
  nicTurn: 21,
} as const;

const HOP_NAMES: Record<number, string> = {
  [PathHop.wire]: 'wire',
  [PathHop.rackSwitch]: 'top-of-rack switch',
  [PathHop.rackFlood]: 'top-of-rack switch floods',
  [PathHop.drop]: 'lost',
  [PathHop.stackSend]: 'stack sends',
  [PathHop.stackReceive]: 'stack receives',
  [PathHop.vfSend]: 'NetVSC sends by VF',
  [PathHop.vfReceive]: 'NetVSC receives from VF',
  [PathHop.ringToHost]: 'NetVSC sends by VMBus',
  [PathHop.ringToGuest]: 'NetVSC receives from VMBus',
  [PathHop.netvspReceive]: 'NetVSP takes from ring',
  [PathHop.switchIn]: 'extensible switch in',
  [PathHop.switchOut]: 'extensible switch out',
  [PathHop.nicReceive]: 'NIC switch to VPort',
  [PathHop.nicTransmit]: 'NIC to wire',
  [PathHop.nicTurn]: 'NIC switch, VPort to VPort',
};

export function hopName(kind: number): string {
  return HOP_NAMES[kind] ?? `hop ${kind}`;
}

/** Protocol of a message in the trace; `trace.messages` records carry the number as their kind. */
export const MESSAGE_PROTOCOLS = [
  '',
  'NVSP',
  'RNDIS',
  'VMBus',
  'vPCI',
  'OID',
  'Switch',
  'State',
  'Link',
  'ARP',
  'Migration',
] as const;

export type MessageProtocol = Exclude<(typeof MESSAGE_PROTOCOLS)[number], ''>;
