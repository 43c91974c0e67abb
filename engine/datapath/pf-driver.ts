import type { HostRecord, NicId, NicRecord, World } from '../estate/records';
import {
  allocateVf,
  clearFilter,
  createVPort,
  deleteVPort,
  findFilter,
  freeVf,
  moveFilters,
  type NdisResult,
  resetVf,
  setFilter,
  setVfRunning,
} from '../hardware/nic-switch';

/** Answer of an OID request: what was asked for, or the NDIS status with its reason. */
export type OidResult<T> = { ok: true; value: T } | { ok: false; status: string };

/** Parameters of OID_NIC_SWITCH_ALLOCATE_VF. */
export interface VfRequest {
  vmId: string;
  vmFriendlyName: string;
  vmNicId: string;
  mac: string;
  queuePairs: number;
}

/**
 * The PF miniport drivers of the world's adapters, as the virtualization stack calls them by OID requests
 * (datapath.md 6). The records of NIC switches in the estate are theirs; the data path keeps its own tables for frames.
 * `nic` is a NicId; an adapter without a NIC switch takes filter requests in silence, as it has nothing to set.
 */
export class PfDriver {
  constructor(private readonly world: World) {}

  private nic(id: string): NicRecord | undefined {
    return this.world.nics[id as NicId];
  }

  private host(nic: NicRecord): HostRecord {
    return this.world.hosts[nic.host];
  }

  /** OID_NIC_SWITCH_ALLOCATE_VF. */
  allocateVf(id: string, request: VfRequest): OidResult<{ vf: number; requestorId: number }> {
    const nic = this.nic(id);
    if (!nic) return { ok: false, status: 'NDIS_STATUS_NOT_SUPPORTED' };
    const answer = allocateVf(nic, {
      vmId: request.vmId,
      vmFriendlyName: request.vmFriendlyName,
      vmNicId: request.vmNicId,
      currentMacAddress: request.mac,
      permanentMacAddress: request.mac,
    });
    return answer.ok
      ? { ok: true, value: { vf: answer.value.id, requestorId: answer.value.requestorId } }
      : failed(answer);
  }

  /** OID_NIC_SWITCH_CREATE_VPORT, attached to the VF; gives the VPort id. */
  createVPort(id: string, vf: number, queuePairs: number, name: string): OidResult<number> {
    const nic = this.nic(id);
    if (!nic) return { ok: false, status: 'NDIS_STATUS_NOT_SUPPORTED' };
    const answer = createVPort(nic, { function: vf, queuePairs, name });
    return answer.ok ? { ok: true, value: answer.value.id } : failed(answer);
  }

  /** OID_RECEIVE_FILTER_SET_FILTER on the default VPort. */
  setFilter(id: string, mac: string, vlan: number): void {
    const nic = this.nic(id);
    if (nic?.nicSwitch) setFilter(nic, { vport: 0, mac, vlan: vlan === 0 ? null : vlan });
  }

  /** OID_RECEIVE_FILTER_CLEAR_FILTER. */
  clearFilter(id: string, mac: string, vlan: number): void {
    const nic = this.nic(id);
    if (!nic?.nicSwitch) return;
    const filter = findFilter(nic.nicSwitch, mac, vlan === 0 ? null : vlan);
    if (filter) clearFilter(nic, filter.id);
  }

  /** OID_RECEIVE_FILTER_MOVE_FILTER: the filter of the address to a VPort, atomically. */
  moveFilter(id: string, mac: string, vlan: number, vport: number): void {
    const nic = this.nic(id);
    if (!nic?.nicSwitch) return;
    const filter = findFilter(nic.nicSwitch, mac, vlan === 0 ? null : vlan);
    if (filter) moveFilters(nic, [filter.id], vport);
  }

  /** OID_NIC_SWITCH_DELETE_VPORT. */
  deleteVPort(id: string, vport: number): void {
    const nic = this.nic(id);
    if (nic) deleteVPort(nic, vport);
  }

  /** OID_SRIOV_RESET_VF: function level reset. */
  resetVf(id: string, vf: number): void {
    const nic = this.nic(id);
    if (nic) resetVf(this.host(nic).hardware, nic, vf);
  }

  /** OID_NIC_SWITCH_FREE_VF. */
  freeVf(id: string, vf: number): void {
    const nic = this.nic(id);
    if (nic) freeVf(nic, vf);
  }

  /** The guest's driver has started the VF (bus master on), or halted it. */
  vfRunning(id: string, vf: number, running: boolean): void {
    const nic = this.nic(id);
    if (nic?.nicSwitch) setVfRunning(this.host(nic).hardware, nic, vf, running);
  }
}

function failed<T>(answer: NdisResult<T>): { ok: false; status: string } {
  return { ok: false, status: answer.ok ? '' : `${answer.status}: ${answer.detail}` };
}
