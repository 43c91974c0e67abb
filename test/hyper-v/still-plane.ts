import type { DataPlane } from '../../engine/hyper-v/data-plane';

/** A data plane that only writes down what it was told: for tests of the management service alone. */
export function stillPlane(): DataPlane & { told: string[] } {
  const told: string[] = [];
  const note =
    (what: string) =>
    (id: unknown): void => {
      told.push(`${what} ${String(id)}`);
    };
  return {
    told,
    recordsChanged: () => {
      told.push('recordsChanged');
    },
    startMigration: () => 1,
    migrationStatus: () => ({
      phase: 'Completed',
      percent: 100,
      state: 'completed',
      reason: null,
      blackoutSeconds: 0.1,
    }),
    cancelMigration: note('cancelMigration'),
    counters: () => ({
      receivedBytes: 0,
      receivedUnicastPackets: 0,
      receivedMulticastPackets: 0,
      receivedBroadcastPackets: 0,
      receivedDiscardedPackets: 0,
      sentBytes: 0,
      sentUnicastPackets: 0,
      sentMulticastPackets: 0,
      sentBroadcastPackets: 0,
      outboundDiscardedPackets: 0,
    }),
    resolve: () => null,
    sendPing: () => 1,
    pingOutcome: () => ({ kind: 'timeout' }),
  };
}
