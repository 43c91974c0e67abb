import type { Nanoseconds } from '../simulation/time';
import { type MacTable, newMacTable } from './mac-table';

/** One port of the top-of-rack switch. */
export interface RackPort {
  number: number;
  name: string;
  place: number;
  mode: 'Access' | 'Trunk';
  /** Access: the port's VLAN. Trunk: the native VLAN, whose frames go untagged. */
  vlan: number;
  /** Trunk: VLANs let through; empty = all. */
  allowedVlans: number[];
  /** The wire out of this port, -1 = no cable. */
  wire: number;
  received: number;
  sent: number;
  dropped: number;
}

/** A learning, store-and-forward Ethernet switch (IEEE 802.1Q, one spanning tree without loops). Plain data. */
export interface RackSwitch {
  name: string;
  ports: RackPort[];
  table: MacTable;
  ageing: Nanoseconds;
  /** From the last bit in to the first bit out. */
  latency: Nanoseconds;
  flooded: number;
}

export interface RackSwitchSpec {
  name: string;
  ports: Pick<RackPort, 'number' | 'name' | 'mode' | 'vlan' | 'allowedVlans'>[];
  ageingSeconds: number;
  latency: Nanoseconds;
}

export function newRackSwitch(spec: RackSwitchSpec, placeOf: (name: string) => number): RackSwitch {
  return {
    name: spec.name,
    ports: spec.ports.map((port) => ({
      number: port.number,
      name: port.name,
      place: placeOf(`${spec.name}/${port.name}`),
      mode: port.mode,
      vlan: port.vlan,
      allowedVlans: [...port.allowedVlans],
      wire: -1,
      received: 0,
      sent: 0,
      dropped: 0,
    })),
    table: newMacTable(256),
    ageing: spec.ageingSeconds * 1_000_000_000,
    latency: spec.latency,
    flooded: 0,
  };
}

/** Which VLAN a frame that comes in belongs to, or -1 when the port does not take it. */
export function ingressVlan(port: RackPort, tag: number): number {
  if (port.mode === 'Access') return tag === 0 || tag === port.vlan ? port.vlan : -1;
  const vlan = tag === 0 ? port.vlan : tag;
  return tag === 0 || carriesVlan(port, vlan) ? vlan : -1;
}

/** Whether frames of a VLAN may leave by this port. */
export function carriesVlan(port: RackPort, vlan: number): boolean {
  if (port.mode === 'Access') return vlan === port.vlan;
  return vlan === port.vlan || port.allowedVlans.length === 0 || port.allowedVlans.includes(vlan);
}

/** The tag that a frame of a VLAN carries out of this port; 0 = none. */
export function egressTag(port: RackPort, vlan: number): number {
  return port.mode === 'Access' || vlan === port.vlan ? 0 : vlan;
}
