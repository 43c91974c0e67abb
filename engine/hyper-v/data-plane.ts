import type { NetAdapterId, VMId, VMNetworkAdapterId, VMSwitchId } from '../estate/records';

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
  /** Ends when frames of this adapter go where its settings want them. */
  settled(id: VMNetworkAdapterId): boolean;
  /** Starts a live migration; the plane moves `VMRecord.host` at commitment. */
  startMigration(vm: VMId, target: string, options: { bandwidth: number }): number;
  migrationStatus(handle: number): MigrationStatus;
  cancelMigration(handle: number): void;
}
