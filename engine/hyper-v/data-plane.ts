import type { MachineId, NetAdapterId, VMId, VMNetworkAdapterId, VMSwitchId } from '../estate/records';

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
  /** A VM switch was made, or is about to go (its adapters are already disconnected). */
  switchCreated(id: VMSwitchId): void;
  switchRemoved(id: VMSwitchId): void;
  /** A VM's virtual hardware is powered on or off. */
  vmStarted(id: VMId): void;
  vmStopped(id: VMId): void;
  vmPaused(id: VMId): void;
  vmResumed(id: VMId): void;
  /** An adapter was added, connected, disconnected, changed or is about to go. */
  adapterChanged(id: VMNetworkAdapterId): void;
  adapterRemoved(id: VMNetworkAdapterId): void;
  /** An interface of an operating system was enabled, disabled or restarted. */
  netAdapterChanged(id: NetAdapterId): void;
  /** A machine restarted: all paths of the host are built anew. */
  hostRestarted(host: string): void;
  hostStopped(host: string): void;
  /** A plain computer, or the operating system of a guest, is up or down. */
  machineStarted(machine: MachineId): void;
  machineStopped(machine: MachineId): void;
  /** Ends when frames of this adapter go where its settings want them. */
  settled(id: VMNetworkAdapterId): boolean;
  /** Starts a live migration; the plane moves `VMRecord.host` at commitment. */
  startMigration(vm: VMId, target: string, options: { bandwidth: number }): number;
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
