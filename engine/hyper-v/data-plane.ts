import type { MachineId, NetAdapterId, VMId } from '../estate/records';

/** How a live migration stands, for Move-VM's progress and the page. */
export interface MigrationStatus {
  /** Name of the present phase (`engine/migration`). */
  phase: string;
  /** 0 to 100. */
  percent: number;
  state: 'running' | 'completed' | 'failed' | 'cancelled';
  /** Time without a running copy of the VM, seconds; 0 before it happened. */
  blackoutSeconds: number;
  /** Why it failed. */
  reason: string | null;
}

/** Counters of one interface since it started. */
export interface AdapterCounters {
  receivedBytes: number;
  receivedUnicastPackets: number;
  receivedMulticastPackets: number;
  receivedBroadcastPackets: number;
  receivedDiscardedPackets: number;
  sentBytes: number;
  sentUnicastPackets: number;
  sentMulticastPackets: number;
  sentBroadcastPackets: number;
  outboundDiscardedPackets: number;
}

/** What became of one echo request. */
export type PingOutcome =
  | { kind: 'reply'; from: string; bytes: number; milliseconds: number; ttl: number }
  | { kind: 'timeout' }
  | { kind: 'unreachable'; from: string };

/**
 * What the management service asks of the running data path. Records are changed first, then the plane is told; it makes
 * frames, VFs and ports follow. Implemented over `engine/datapath` and `engine/migration` in `plane.ts`.
 */
export interface DataPlane {
  /** Records of switches, VMs, adapters or machines were changed: frames, VFs and ports follow. */
  recordsChanged(): void;
  /** Starts a live migration; the plane moves `VMRecord.host` at commitment. */
  startMigration(vm: VMId, target: string): number;
  migrationStatus(handle: number): MigrationStatus;
  cancelMigration(handle: number): void;
  /** Counters of an interface, all paths of it together. */
  counters(id: NetAdapterId): AdapterCounters;
  /** The IPv4 address of a machine name or literal address as that machine resolves it; null where unknown. */
  resolve(from: MachineId, name: string): string | null;
  /** Sends one echo request; the outcome is null until it is known. */
  sendPing(from: MachineId, to: string, options: { bytes: number; timeoutMs: number; ttl: number }): number;
  pingOutcome(handle: number): PingOutcome | null;
}
