import type { Nanoseconds } from '../simulation/time';
import { ETHERNET_MINIMUM, WIRE_OVERHEAD } from './ethernet';
import { emptyQueue, type FrameQueue } from './frame-pool';

/**
 * One direction of a full-duplex link. A frame waits until the wire is free, is serialised at the link's rate, and
 * arrives after the latency; frames stay in order, so one pending event per wire is enough.
 */
export interface Wire {
  /** Trace place. */
  place: number;
  name: string;
  /** Bits a second. */
  rate: number;
  nsPerByte: number;
  latency: Nanoseconds;
  /** Longest backlog before frames are dropped, as time of serialisation. */
  backlog: Nanoseconds;
  /** Longest frame, tag included, without FCS. */
  largest: number;
  up: boolean;
  /** Where frames come out: a kind and number that the owner of the network gives meaning to. */
  toKind: number;
  toIndex: number;
  inFlight: FrameQueue;
  busyUntil: Nanoseconds;
  frames: number;
  bytes: number;
  drops: number;
  /** Longest wait of a frame for the wire, ns. */
  longestWait: Nanoseconds;
  capture: number;
  captureInterface: number;
  captureDirection: number;
}

export interface WireSpec {
  name: string;
  /** Bits a second. */
  rate: number;
  latency: Nanoseconds;
  largest: number;
  /** Bytes that may wait for the wire; default 1 MiB. */
  queueBytes?: number;
  toKind: number;
  toIndex: number;
}

export function newWire(place: number, spec: WireSpec): Wire {
  const nsPerByte = 8e9 / spec.rate;
  return {
    place,
    name: spec.name,
    rate: spec.rate,
    nsPerByte,
    latency: spec.latency,
    backlog: Math.ceil((spec.queueBytes ?? 1_048_576) * nsPerByte),
    largest: spec.largest,
    up: true,
    toKind: spec.toKind,
    toIndex: spec.toIndex,
    inFlight: emptyQueue(),
    busyUntil: 0,
    frames: 0,
    bytes: 0,
    drops: 0,
    longestWait: 0,
    capture: -1,
    captureInterface: 0,
    captureDirection: 0,
  };
}

/** Time on the wire, rounded up to a nanosecond. */
export function serialisationTime(wire: Wire, length: number): Nanoseconds {
  return Math.ceil((Math.max(length, ETHERNET_MINIMUM) + WIRE_OVERHEAD) * wire.nsPerByte);
}

/** Propagation in copper or glass: 5 ns a metre. assumed */
export const NANOSECONDS_PER_METRE = 5;
