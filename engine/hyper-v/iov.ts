/** What the management service reports about SR-IOV, put together for the cmdlets. The verdicts are made in `engine/capability`. */
import { adapterSriovSupport, hostIovSupport, switchIovSupport, switchOffloads } from '../capability/iov-support';
import { SRIOV_SUPPORT, type SriovSupport } from '../capability/reasons';
import { vnicIovStatus } from '../capability/virtual-function';
import type { HostRecord, NicRecord, PciAddress, VMNetworkAdapterRecord, VMSwitchRecord } from '../estate/records';
import { capability, readConfig } from '../hardware/config-space';
import { locationText } from '../hardware/enumeration';
import { functionAt } from '../hardware/topology';
import type { Management } from './management';

export interface IovSupport {
  supported: boolean;
  /** Exact texts, in Windows' order. */
  reasons: string[];
}

/** IovSupport and IovSupportReasons of Get-VMHost. */
export function hostIov(management: Management, host: HostRecord): IovSupport {
  const { supported, reasons } = hostIovSupport(management.world, host.id);
  return { supported, reasons: reasons.map((reason) => reason.text) };
}

export interface SwitchIov extends IovSupport {
  queuePairCount: number;
  queuePairsInUse: number;
  virtualFunctionCount: number;
  virtualFunctionsInUse: number;
  vmQueues: number;
  vmQueuesInUse: number;
}

/** The IOV properties of Get-VMSwitch; a removed switch reports what an unconnected one does. */
export function switchIov(management: Management, record: VMSwitchRecord): SwitchIov {
  if (!(record.id in management.world.switches)) {
    return {
      supported: false,
      reasons: [],
      queuePairCount: 0,
      queuePairsInUse: 0,
      virtualFunctionCount: 0,
      virtualFunctionsInUse: 0,
      vmQueues: 0,
      vmQueuesInUse: 0,
    };
  }
  const { supported, reasons } = switchIovSupport(management.world, record.id);
  const offloads = switchOffloads(management.world, record.id);
  return {
    supported,
    reasons: reasons.map((reason) => reason.text),
    queuePairCount: offloads.iovQueuePairCount,
    queuePairsInUse: offloads.iovQueuePairsInUse,
    virtualFunctionCount: offloads.iovVirtualFunctionCount,
    virtualFunctionsInUse: offloads.iovVirtualFunctionsInUse,
    vmQueues: offloads.availableVMQueues,
    vmQueuesInUse: offloads.numberVmqAllocated,
  };
}

export interface AdapterStatus {
  /** Names of operational states: `Ok`, or `Degraded` and the reason. */
  statuses: string[];
  descriptions: string[];
  queuePairsAssigned: number;
}

/** Status, StatusDescription and IovQueuePairsAssigned of Get-VMNetworkAdapter. */
export function adapterIov(management: Management, record: VMNetworkAdapterRecord): AdapterStatus {
  if (!(record.id in management.world.vmNetworkAdapters))
    return { statuses: [], descriptions: [], queuePairsAssigned: 0 };
  const { status, statusDescription } = vnicIovStatus(management.world, record.id);
  const assignment = record.virtualFunction;
  const vport = assignment
    ? management.world.nics[assignment.nic].nicSwitch?.vports.find((port) => port.id === assignment.vport)
    : undefined;
  return { statuses: status, descriptions: statusDescription, queuePairsAssigned: vport?.queuePairs ?? 0 };
}

/** SriovSupport of an adapter: its name and number; a port without SR-IOV has Unknown. */
export function adapterSriovVerdict(
  management: Management,
  nic: NicRecord | undefined,
): { name: SriovSupport; value: number } {
  const verdict = nic === undefined ? null : adapterSriovSupport(management.world, nic.id);
  const name = verdict?.value ?? 'Unknown';
  return { name, value: SRIOV_SUPPORT[name] };
}

export interface PfLocation {
  address: PciAddress;
  /** `PCI bus 3, device 0, function 0`. */
  text: string;
  slot: number | null;
  numaNode: number;
  /** `5.0 GT/s`. */
  linkSpeed: string;
  linkWidth: number;
}

/** `2.5 GT/s` and so on, by the link speed field of the PCI Express capability. */
const LINK_SPEEDS = ['Unknown', '2.5 GT/s', '5.0 GT/s', '8.0 GT/s', '16.0 GT/s'];

/** Where the physical function answers; null where enumeration did not reach it. Link speed and width from its config space. */
export function pfLocation(management: Management, nic: NicRecord | undefined): PfLocation | null {
  if (!nic?.address) return null;
  const pf = functionAt(management.world.hosts[nic.host].hardware.pciFunctions, nic.address);
  if (!pf) return null;
  const express = capability(readConfig(pf.config), 'pciExpress');
  return {
    address: pf.address,
    text: locationText(pf.address),
    slot: pf.slot,
    numaNode: pf.numaNode,
    linkSpeed: LINK_SPEEDS[(express?.linkStatus ?? 0) & 0x0f] ?? 'Unknown',
    linkWidth: ((express?.linkStatus ?? 0) >> 4) & 0x3f,
  };
}
