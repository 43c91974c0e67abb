/**
 * The embedded switch of a port: VFs, VPorts, queue pairs, receive filters.
 *
 * Each operation is one OID of the PF driver; it changes the record, or changes nothing and says why.
 * Rules: `seen: windows-driver-docs network/*` (engine behaviours 9, datapath 1 to 3).
 */
import { extendedCapability, readConfig, SRIOV_CONTROL } from './config-space';
import { NIC_MODELS } from './nic-models';
import type {
  ComputerHardware,
  InterruptModeration,
  NicRecord,
  NicSwitchRecord,
  ReceiveFilterRecord,
  VfRecord,
  VfState,
  VPortRecord,
} from './records';
import { functionAt } from './topology';
import {
  disableVfs,
  enableVfs,
  resetVfFunction,
  setVfBusMaster,
  type VfEnableProblem,
  vfRoutingId,
} from './virtual-functions';

export type NdisFailure =
  | 'NDIS_STATUS_RESOURCES'
  | 'NDIS_STATUS_INVALID_PARAMETER'
  | 'NDIS_STATUS_NOT_SUPPORTED'
  | 'NDIS_STATUS_FILE_NOT_FOUND'
  | 'NDIS_STATUS_INVALID_STATE'
  | 'NDIS_STATUS_ADAPTER_NOT_READY';

export type NdisResult<T> = { ok: true; value: T } | { ok: false; status: NdisFailure; detail: string };

function refuse(status: NdisFailure, detail: string): { ok: false; status: NdisFailure; detail: string } {
  return { ok: false, status, detail };
}

const DONE: { ok: true; value: null } = { ok: true, value: null };

/** What happens to a VF. */
export type VfEvent =
  | 'allocate'
  | 'createVPort'
  | 'moveFilterToVf'
  | 'moveFilterToPf'
  | 'deleteVPort'
  | 'reset'
  | 'free';

/**
 * Allowed transitions of a VF; what is not listed is refused. Right: what the guest notices.
 */
export const VF_TRANSITIONS: { [From in VfState]: { [Event in VfEvent]?: VfState } } = {
  // Nothing: the VF is on the bus of the host only.
  Free: { allocate: 'Allocated' },
  // Nothing: its requester id is tied to the VM's memory, no device is offered yet.
  Allocated: { createVPort: 'VPortCreated', reset: 'Reset' },
  // A PCI device can be offered now; frames still come over VMBus.
  VPortCreated: { moveFilterToVf: 'FilterMoved', deleteVPort: 'VPortDeleted' },
  // Unicast frames for its MAC come through the VF from this instant on; broadcasts stay on VMBus.
  FilterMoved: { moveFilterToPf: 'FilterReturned', moveFilterToVf: 'FilterMoved' },
  // Unicast frames come over VMBus again; the VF is still there and may be used once more.
  FilterReturned: { moveFilterToVf: 'FilterMoved', deleteVPort: 'VPortDeleted' },
  // The VF driver can neither send nor receive; by now the guest has halted it, or it was taken by surprise.
  VPortDeleted: { reset: 'Reset' },
  // Nothing: DMA has stopped and no interrupt of the VF is pending, the device is gone from the guest.
  Reset: { free: 'Free' },
};

function step(vf: VfRecord, event: VfEvent): boolean {
  const next = VF_TRANSITIONS[vf.state][event];
  if (next === undefined) return false;
  vf.state = next;
  return true;
}

/** Name that Windows gives the one switch of an adapter. `seen: book, Get-NetAdapterSriov` */
export const DEFAULT_SWITCH_NAME = 'Default Switch';
export const DEFAULT_VPORT = 0;

/** VFs that a switch of this port would get: keyword `*NumVFs`, at most what the driver gives away. */
export function configuredVFs(nic: NicRecord): number {
  const spec = NIC_MODELS[nic.model].sriov;
  if (!spec || !nic.driver.sriovCapable) return 0;
  const wanted = Number(nic.keywords['*NumVFs'] ?? spec.usableVFs);
  return Math.max(0, Math.min(wanted, spec.usableVFs));
}

/** SR-IOV is on in the adapter's settings (`*SRIOV`). */
export function sriovEnabled(nic: NicRecord): boolean {
  return NIC_MODELS[nic.model].sriov !== null && nic.driver.sriovCapable && (nic.keywords['*SRIOV'] ?? '1') === '1';
}

const ENABLE_FAILURES: Record<VfEnableProblem, NdisFailure> = {
  'no-function': 'NDIS_STATUS_ADAPTER_NOT_READY',
  'no-sriov-capability': 'NDIS_STATUS_NOT_SUPPORTED',
  'already-enabled': 'NDIS_STATUS_INVALID_STATE',
  'too-many-vfs': 'NDIS_STATUS_INVALID_PARAMETER',
  'no-bus-numbers': 'NDIS_STATUS_RESOURCES',
  'no-vf-memory': 'NDIS_STATUS_RESOURCES',
};

/** OID_NIC_SWITCH_CREATE_SWITCH; the PF driver enables the VFs in config space. */
export function createNicSwitch(hardware: ComputerHardware, nic: NicRecord): NdisResult<NicSwitchRecord> {
  const spec = NIC_MODELS[nic.model].sriov;
  if (!spec || !nic.driver.sriovCapable) return refuse('NDIS_STATUS_NOT_SUPPORTED', 'the adapter has no SR-IOV');
  if (!sriovEnabled(nic)) return refuse('NDIS_STATUS_NOT_SUPPORTED', 'SR-IOV is off in the adapter settings');
  if (!nic.driver.loaded) return refuse('NDIS_STATUS_ADAPTER_NOT_READY', 'the driver of the adapter does not run');
  if (nic.nicSwitch) return refuse('NDIS_STATUS_INVALID_STATE', 'the adapter has its NIC switch already');
  const numVFs = configuredVFs(nic);
  if (numVFs > 0) {
    const problem = enableVfs(hardware, nic, numVFs);
    if (problem) return refuse(ENABLE_FAILURES[problem], problem);
  }
  const vfs: VfRecord[] = [];
  const pf = nic.address && functionAt(hardware.pciFunctions, nic.address);
  const sriov = pf && extendedCapability(readConfig(pf.config), 'sriov');
  for (let id = 0; id < numVFs; id++) {
    vfs.push({
      id,
      state: 'Free',
      requestorId: pf && sriov ? vfRoutingId(pf.address, sriov, id) : 0,
      vmId: '',
      vmFriendlyName: '',
      vmNicId: '',
      currentMacAddress: '',
      permanentMacAddress: '',
    });
  }
  nic.nicSwitch = {
    id: 0,
    name: DEFAULT_SWITCH_NAME,
    type: 'External',
    numVFs,
    queuePairPool: spec.queuePairPool,
    vfs,
    vports: [
      {
        id: DEFAULT_VPORT,
        name: '',
        function: 'pf',
        state: 'Activated',
        queuePairs: spec.queuePairsForDefaultVPort,
        interruptModeration: 'Adaptive',
        processorGroup: 0,
        processorAffinityMask: '0x1',
      },
    ],
    filters: [],
    nextVPortId: 1,
    nextFilterId: 1,
  };
  return { ok: true, value: nic.nicSwitch };
}

/** OID_NIC_SWITCH_DELETE_SWITCH: only when nothing but the default VPort is left. */
export function deleteNicSwitch(hardware: ComputerHardware, nic: NicRecord): NdisResult<null> {
  const { nicSwitch } = nic;
  if (!nicSwitch) return refuse('NDIS_STATUS_FILE_NOT_FOUND', 'the adapter has no NIC switch');
  if (nicSwitch.vports.length > 1) return refuse('NDIS_STATUS_INVALID_STATE', 'VPorts remain');
  if (nicSwitch.vfs.some((vf) => vf.state !== 'Free')) return refuse('NDIS_STATUS_INVALID_STATE', 'VFs are in use');
  nic.nicSwitch = null;
  disableVfs(hardware, nic);
  return DONE;
}

export interface VfOwner {
  vmId: string;
  vmFriendlyName: string;
  vmNicId: string;
  currentMacAddress: string;
  permanentMacAddress: string;
}

/** OID_NIC_SWITCH_ALLOCATE_VF: the lowest free VF. */
export function allocateVf(nic: NicRecord, owner: VfOwner): NdisResult<VfRecord> {
  const vf = nic.nicSwitch?.vfs.find((candidate) => candidate.state === 'Free');
  if (!vf) return refuse('NDIS_STATUS_RESOURCES', 'no VF is free');
  step(vf, 'allocate');
  Object.assign(vf, owner);
  return { ok: true, value: vf };
}

export function findVf(nic: NicRecord, id: number): VfRecord | undefined {
  return nic.nicSwitch?.vfs.find((vf) => vf.id === id);
}

export function findVPort(nic: NicRecord, id: number): VPortRecord | undefined {
  return nic.nicSwitch?.vports.find((vport) => vport.id === id);
}

/** Queue pairs of the pool that no VPort holds. */
export function freeQueuePairs(nicSwitch: NicSwitchRecord): number {
  return nicSwitch.queuePairPool - nicSwitch.vports.reduce((sum, vport) => sum + vport.queuePairs, 0);
}

/** OID_NIC_SWITCH_CREATE_VPORT. A VF's VPort gets as many queue pairs as asked, at most what one VPort may have. */
export function createVPort(
  nic: NicRecord,
  request: { function: 'pf' | number; queuePairs: number; name: string; interruptModeration?: InterruptModeration },
): NdisResult<VPortRecord> {
  const { nicSwitch } = nic;
  const spec = NIC_MODELS[nic.model].sriov;
  if (!nicSwitch || !spec) return refuse('NDIS_STATUS_FILE_NOT_FOUND', 'the adapter has no NIC switch');
  if (request.queuePairs < 1) return refuse('NDIS_STATUS_INVALID_PARAMETER', 'a VPort needs a queue pair');
  if (nicSwitch.vports.length >= spec.maxVPorts) return refuse('NDIS_STATUS_RESOURCES', 'no VPort is free');
  const queuePairs = Math.min(request.queuePairs, spec.maxQueuePairsPerVPort(nicSwitch.numVFs));
  if (queuePairs > freeQueuePairs(nicSwitch)) return refuse('NDIS_STATUS_RESOURCES', 'no queue pair is free');
  if (request.function !== 'pf') {
    const vf = findVf(nic, request.function);
    if (!vf) return refuse('NDIS_STATUS_FILE_NOT_FOUND', 'no such VF');
    if (!step(vf, 'createVPort')) {
      return refuse('NDIS_STATUS_INVALID_STATE', `a VPort cannot be made on a VF that is ${vf.state}`);
    }
  }
  const vport: VPortRecord = {
    id: nicSwitch.nextVPortId++,
    name: request.name,
    function: request.function,
    // A VPort on a VF works at once; one on the PF waits for its activation.
    state: request.function === 'pf' ? 'DeActivated' : 'Activated',
    queuePairs,
    interruptModeration: request.interruptModeration ?? 'Adaptive',
    processorGroup: 0,
    processorAffinityMask: '0x0',
  };
  nicSwitch.vports.push(vport);
  return { ok: true, value: vport };
}

/** OID_NIC_SWITCH_VPORT_PARAMETERS: the one way of a PF VPort into operation; there is no way back but deletion. */
export function activateVPort(nic: NicRecord, id: number): NdisResult<null> {
  const vport = findVPort(nic, id);
  if (!vport) return refuse('NDIS_STATUS_FILE_NOT_FOUND', 'no such VPort');
  if (vport.state === 'Activated') return refuse('NDIS_STATUS_INVALID_STATE', 'the VPort works already');
  vport.state = 'Activated';
  return DONE;
}

/** OID_RECEIVE_FILTER_SET_FILTER. */
export function setFilter(
  nic: NicRecord,
  filter: { vport: number; mac: string; vlan: number | null },
): NdisResult<ReceiveFilterRecord> {
  const { nicSwitch } = nic;
  if (!nicSwitch) return refuse('NDIS_STATUS_FILE_NOT_FOUND', 'the adapter has no NIC switch');
  const vport = findVPort(nic, filter.vport);
  if (!vport) return refuse('NDIS_STATUS_FILE_NOT_FOUND', 'no such VPort');
  const spec = NIC_MODELS[nic.model].sriov!;
  if (nicSwitch.filters.length >= spec.maxMacAddresses) return refuse('NDIS_STATUS_RESOURCES', 'no filter is free');
  if (findFilter(nicSwitch, filter.mac, filter.vlan)) {
    return refuse('NDIS_STATUS_INVALID_PARAMETER', 'this MAC address and VLAN have a filter already');
  }
  if (vport.function !== 'pf' && !step(findVf(nic, vport.function)!, 'moveFilterToVf')) {
    return refuse('NDIS_STATUS_INVALID_STATE', 'the VF is not ready for a filter');
  }
  const record: ReceiveFilterRecord = { id: nicSwitch.nextFilterId++, ...filter };
  nicSwitch.filters.push(record);
  return { ok: true, value: record };
}

export function findFilter(
  nicSwitch: NicSwitchRecord,
  mac: string,
  vlan: number | null,
): ReceiveFilterRecord | undefined {
  return nicSwitch.filters.find((filter) => filter.mac === mac && filter.vlan === vlan);
}

/** OID_RECEIVE_FILTER_CLEAR_FILTER. */
export function clearFilter(nic: NicRecord, id: number): NdisResult<null> {
  const { nicSwitch } = nic;
  const filter = nicSwitch?.filters.find((candidate) => candidate.id === id);
  if (!nicSwitch || !filter) return refuse('NDIS_STATUS_FILE_NOT_FOUND', 'no such filter');
  nicSwitch.filters = nicSwitch.filters.filter((candidate) => candidate.id !== id);
  filtersLeft(nic, nicSwitch, filter.vport);
  return DONE;
}

/**
 * OID_RECEIVE_FILTER_MOVE_FILTER: all filters change hands at one instant, none has zero or two owners.
 */
export function moveFilters(nic: NicRecord, ids: readonly number[], toVPort: number): NdisResult<null> {
  const { nicSwitch } = nic;
  if (!nicSwitch) return refuse('NDIS_STATUS_FILE_NOT_FOUND', 'the adapter has no NIC switch');
  const target = findVPort(nic, toVPort);
  if (!target) return refuse('NDIS_STATUS_FILE_NOT_FOUND', 'no such VPort');
  if (target.state !== 'Activated') return refuse('NDIS_STATUS_INVALID_STATE', 'the VPort does not work yet');
  const moving = nicSwitch.filters.filter((filter) => ids.includes(filter.id));
  if (moving.length !== new Set(ids).size) return refuse('NDIS_STATUS_FILE_NOT_FOUND', 'no such filter');
  const vf = target.function === 'pf' ? undefined : findVf(nic, target.function)!;
  if (vf && moving.length > 0 && VF_TRANSITIONS[vf.state].moveFilterToVf === undefined) {
    return refuse('NDIS_STATUS_INVALID_STATE', `a filter cannot be moved to a VF that is ${vf.state}`);
  }
  const sources = new Set(moving.map((filter) => filter.vport));
  for (const filter of moving) filter.vport = toVPort;
  if (vf && moving.length > 0) step(vf, 'moveFilterToVf');
  for (const source of sources) if (source !== toVPort) filtersLeft(nic, nicSwitch, source);
  return DONE;
}

/** A VF without a filter carries nothing: its state says so. */
function filtersLeft(nic: NicRecord, nicSwitch: NicSwitchRecord, vportId: number): void {
  const vport = findVPort(nic, vportId);
  if (!vport || vport.function === 'pf' || nicSwitch.filters.some((filter) => filter.vport === vportId)) return;
  step(findVf(nic, vport.function)!, 'moveFilterToPf');
}

/** OID_NIC_SWITCH_DELETE_VPORT: never the default one, never one that still has filters. */
export function deleteVPort(nic: NicRecord, id: number): NdisResult<null> {
  const { nicSwitch } = nic;
  const vport = findVPort(nic, id);
  if (!nicSwitch || !vport) return refuse('NDIS_STATUS_FILE_NOT_FOUND', 'no such VPort');
  if (id === DEFAULT_VPORT) return refuse('NDIS_STATUS_INVALID_PARAMETER', 'the default VPort goes with its switch');
  if (nicSwitch.filters.some((filter) => filter.vport === id)) {
    return refuse('NDIS_STATUS_INVALID_STATE', 'the VPort still has filters');
  }
  if (vport.function !== 'pf') step(findVf(nic, vport.function)!, 'deleteVPort');
  nicSwitch.vports = nicSwitch.vports.filter((candidate) => candidate.id !== id);
  return DONE;
}

/** OID_SRIOV_RESET_VF: function level reset of this VF, no other is touched. */
export function resetVf(hardware: ComputerHardware, nic: NicRecord, id: number): NdisResult<null> {
  const vf = findVf(nic, id);
  if (!vf) return refuse('NDIS_STATUS_FILE_NOT_FOUND', 'no such VF');
  if (!step(vf, 'reset'))
    return refuse('NDIS_STATUS_INVALID_STATE', `a VF that is ${vf.state} cannot be reset for return`);
  resetVfFunction(hardware, nic, id);
  return DONE;
}

/** OID_NIC_SWITCH_FREE_VF: with a VPort left it fails with NDIS_STATUS_FILE_NOT_FOUND, as the documentation says. */
export function freeVf(nic: NicRecord, id: number): NdisResult<null> {
  const vf = findVf(nic, id);
  if (!vf) return refuse('NDIS_STATUS_FILE_NOT_FOUND', 'no such VF');
  if (nic.nicSwitch!.vports.some((vport) => vport.function === id)) {
    return refuse('NDIS_STATUS_FILE_NOT_FOUND', 'a VPort is left on the VF');
  }
  if (!step(vf, 'free')) return refuse('NDIS_STATUS_INVALID_STATE', `a VF that is ${vf.state} was not reset`);
  Object.assign(vf, { vmId: '', vmFriendlyName: '', vmNicId: '', currentMacAddress: '', permanentMacAddress: '' });
  return DONE;
}

/** The guest's driver runs the VF (bus master on), or has halted it. */
export function setVfRunning(hardware: ComputerHardware, nic: NicRecord, id: number, running: boolean): void {
  setVfBusMaster(hardware, nic, id, running);
}

export interface NicSwitchUsage {
  virtualFunctions: number;
  virtualFunctionsInUse: number;
  queuePairs: number;
  queuePairsInUse: number;
  vports: number;
}

/** Numbers behind IovVirtualFunctionCount, IovQueuePairCount and their `...InUse`. */
export function nicSwitchUsage(nicSwitch: NicSwitchRecord): NicSwitchUsage {
  return {
    virtualFunctions: nicSwitch.numVFs,
    virtualFunctionsInUse: nicSwitch.vfs.filter((vf) => vf.state !== 'Free').length,
    queuePairs: nicSwitch.queuePairPool,
    queuePairsInUse: nicSwitch.queuePairPool - freeQueuePairs(nicSwitch),
    vports: nicSwitch.vports.length,
  };
}

/** Everything that must hold of a port at every instant; empty = all right. */
export function checkNic(hardware: ComputerHardware, nic: NicRecord): string[] {
  const violations: string[] = [];
  const say = (text: string): void => {
    violations.push(`${nic.id}: ${text}`);
  };
  const vfFunctions = hardware.pciFunctions.filter((f) => f.nic === nic.id && f.vf !== null);
  const { nicSwitch } = nic;
  if (!nicSwitch) {
    if (vfFunctions.length > 0) say('VFs are on the bus without a NIC switch');
    return violations;
  }
  const spec = NIC_MODELS[nic.model].sriov;
  if (!spec) {
    say('a NIC switch on a model without SR-IOV');
    return violations;
  }
  const pf = nic.address && functionAt(hardware.pciFunctions, nic.address);
  const sriov = pf ? extendedCapability(readConfig(pf.config), 'sriov') : undefined;
  if (sriov) {
    const enabled = (sriov.control & SRIOV_CONTROL.vfEnable) !== 0;
    if (nicSwitch.numVFs !== (enabled ? sriov.numVFs : 0)) say('NumVFs of the NIC switch and of config space differ');
    if (nicSwitch.numVFs > sriov.totalVFs) say('more VFs than TotalVFs');
  }
  if (vfFunctions.length !== nicSwitch.numVFs) say('number of VFs on the bus is not NumVFs');
  if (nicSwitch.vfs.length !== nicSwitch.numVFs) say('number of VF records is not NumVFs');
  if (new Set(nicSwitch.vfs.map((vf) => vf.requestorId)).size !== nicSwitch.vfs.length)
    say('two VFs share a requester id');
  const fallback = nicSwitch.vports.find((vport) => vport.id === DEFAULT_VPORT);
  if (fallback?.function !== 'pf' || fallback.state !== 'Activated')
    say('the default VPort is not an active one of the PF');
  if (freeQueuePairs(nicSwitch) < 0) say('VPorts hold more queue pairs than the pool has');
  if (nicSwitch.vports.length > spec.maxVPorts) say('more VPorts than the hardware has');
  const filters = new Set<string>();
  const filterIds = new Set<number>();
  for (const filter of nicSwitch.filters) {
    const key = `${filter.mac}/${filter.vlan}`;
    if (filters.has(key)) say(`two filters for ${key}`);
    filters.add(key);
    if (filterIds.has(filter.id)) say(`two filters with id ${filter.id}`);
    filterIds.add(filter.id);
    if (!nicSwitch.vports.some((vport) => vport.id === filter.vport)) say(`filter ${filter.id} has no VPort`);
  }
  for (const vf of nicSwitch.vfs) {
    const vports = nicSwitch.vports.filter((vport) => vport.function === vf.id);
    const hasVPort = vf.state === 'VPortCreated' || vf.state === 'FilterMoved' || vf.state === 'FilterReturned';
    if (vports.length !== (hasVPort ? 1 : 0)) say(`VF ${vf.id} is ${vf.state} and has ${vports.length} VPorts`);
    const filtered = vports.some((vport) => nicSwitch.filters.some((filter) => filter.vport === vport.id));
    if (filtered !== (vf.state === 'FilterMoved')) say(`VF ${vf.id} is ${vf.state}, but its filters say otherwise`);
    if ((vf.state === 'Free') !== (vf.vmNicId === '')) say(`VF ${vf.id} is ${vf.state} and has an owner, or has none`);
  }
  return violations;
}
