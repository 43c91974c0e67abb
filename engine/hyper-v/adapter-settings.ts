/** Settings of physical adapters: SR-IOV on or off, number of VFs, restart, enable and disable. */
import type { NetAdapterRecord, NicRecord } from '../estate/records';
import type { Management } from './management';

/** Stores the SR-IOV keywords (`*SRIOV`, `*NumVFs`); they work after the adapter's restart. `seen: INF keywords for SR-IOV` */
export function setSriov(
  _management: Management,
  nic: NicRecord,
  change: { enabled?: boolean; numVFs?: number },
): void {
  if (change.enabled !== undefined) nic.keywords['*SRIOV'] = change.enabled ? '1' : '0';
  if (change.numVFs !== undefined) nic.keywords['*NumVFs'] = String(change.numVFs);
}

/** The driver halts and initialises again: VFs are taken back, the NIC switch is made anew from the keywords. */
export function restartAdapter(management: Management, adapter: NetAdapterRecord): void {
  if (!adapter.enabled) return;
  setAdapterEnabled(management, adapter, false);
  setAdapterEnabled(management, adapter, true);
}

export function setAdapterEnabled(management: Management, adapter: NetAdapterRecord, enabled: boolean): void {
  if (adapter.enabled === enabled) return;
  adapter.enabled = enabled;
  adapter.status = !enabled ? 'Disabled' : adapter.mediaConnected ? 'Up' : 'Disconnected';
  adapter.linkSpeed = adapter.status === 'Up' ? adapter.maxSpeed : 0;
  management.plane.recordsChanged();
}
