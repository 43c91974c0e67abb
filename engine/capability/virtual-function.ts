/** Why a VM network adapter has, or has not, a virtual function. */
import type {
  HostRecord,
  NicRecord,
  VMNetworkAdapterId,
  VMNetworkAdapterRecord,
  VMRecord,
  World,
} from '../estate/records';
import { NIC_MODELS } from '../hardware/nic-models';
import { freeQueuePairs, sriovEnabled } from '../hardware/nic-switch';
import { adapterSriovSupport, hostIovSupport, uplinkNics } from './iov-support';

/**
 * The six values of VMOperationalStatus about SR-IOV. `seen: Hyper-V module enumerations`; pairing with conditions is by
 * their names (`assumed`).
 */
export const IOV_STATUS = {
  NoIommu: 32785,
  NoIovSupportInNic: 32786,
  SwitchNotInIovMode: 32787,
  IovBlockedByPolicy: 32788,
  IovNoAvailResources: 32789,
  IovGuestDriversNeeded: 32790,
} as const;
export type IovStatus = keyof typeof IOV_STATUS;

export type VfEligibility =
  /** May have a VF of this port. */
  | { kind: 'eligible'; nic: NicRecord }
  /** IovWeight is 0, or it is connected nowhere: nobody asked for a VF. */
  | { kind: 'not-wanted' }
  | { kind: 'refused'; status: IovStatus; evidence: string };

function refused(status: IovStatus, evidence: string): VfEligibility {
  return { kind: 'refused', status, evidence };
}

/** The VM that owns an adapter, with its host; null for the management operating system, which has no VFs. */
export function ownerOf(world: World, vnic: VMNetworkAdapterRecord): { vm: VMRecord; host: HostRecord } | null {
  if (vnic.owner.kind !== 'vm') return null;
  const vm = world.vms[vnic.owner.vm];
  return { vm, host: world.hosts[vm.host] };
}

/** VLAN part of the receive filter of an adapter. */
export function filterVlan(vnic: VMNetworkAdapterRecord): number | null {
  return vnic.vlan.operationMode === 'Access' ? vnic.vlan.accessVlanId : null;
}

/**
 * May this adapter have a VF now? The guest's driver is not asked: a VF is offered first (see `vnicIovStatus`).
 */
export function vfEligibility(world: World, vnicId: VMNetworkAdapterId): VfEligibility {
  const vnic = world.vmNetworkAdapters[vnicId];
  const owner = ownerOf(world, vnic);
  if (!owner || vnic.iovWeight === 0 || vnic.switch === null) return { kind: 'not-wanted' };
  const vmSwitch = world.switches[vnic.switch];
  if (!vmSwitch.iovEnabled) return refused('SwitchNotInIovMode', `the switch ${vmSwitch.name} was made without SR-IOV`);
  const platform = hostIovSupport(world, owner.host.id);
  if (!platform.supported) return refused('NoIommu', platform.reasons[0].text);
  const nics = uplinkNics(world, vmSwitch);
  const usable = nics.filter((nic) => adapterSriovSupport(world, nic.id)?.value === 'Supported' && sriovEnabled(nic));
  if (usable.length === 0) {
    const verdict = nics.map((nic) => adapterSriovSupport(world, nic.id)).find((found) => found !== null);
    const why = verdict?.reasons[0]?.text ?? 'no adapter under the switch has SR-IOV in use';
    return refused('NoIovSupportInNic', why);
  }
  const policy = policyAgainstVf(vnic);
  if (policy !== null) return refused('IovBlockedByPolicy', policy);
  const forwarding = vmSwitch.extensions.find(
    (extension) => extension.enabled && extension.extensionType === 'Forwarding',
  );
  if (forwarding) return refused('IovBlockedByPolicy', `the extension ${forwarding.name} wants to see every frame`);
  if (vnic.virtualFunction) return { kind: 'eligible', nic: world.nics[vnic.virtualFunction.nic] };
  const free = usable.find((nic) => hasRoom(nic));
  if (!free) return refused('IovNoAvailResources', 'no VF, VPort or queue pair is free');
  return { kind: 'eligible', nic: free };
}

function hasRoom(nic: NicRecord): boolean {
  const { nicSwitch } = nic;
  const spec = NIC_MODELS[nic.model].sriov;
  return (
    nicSwitch !== null &&
    spec !== null &&
    nicSwitch.vfs.some((vf) => vf.state === 'Free') &&
    nicSwitch.vports.length < spec.maxVPorts &&
    freeQueuePairs(nicSwitch) >= 1
  );
}

/** Settings of the port that the VF path cannot enforce. Rule `assumed`: any of them blocks the VF. */
function policyAgainstVf(vnic: VMNetworkAdapterRecord): string | null {
  if (vnic.acls.length > 0) return 'the adapter has access control lists';
  if (vnic.bandwidth.maximum > 0) return 'the adapter has a bandwidth limit';
  if (vnic.macAddressSpoofing === 'On') return 'MAC address spoofing is on';
  if (vnic.dhcpGuard === 'On') return 'DHCP guard is on';
  if (vnic.routerGuard === 'On') return 'router guard is on';
  if (vnic.portMirroringMode !== 'None') return 'port mirroring is on';
  if (vnic.stormLimit > 0) return 'a storm limit is set';
  if (vnic.virtualSubnetId > 0) return 'network virtualization is in use';
  if (vnic.vlan.operationMode === 'Trunk' || vnic.vlan.operationMode === 'Private') {
    return `the VLAN mode is ${vnic.vlan.operationMode}`;
  }
  return null;
}

/** The guest can use a VF of this port: it runs a system with the VF driver of the card. */
export function guestHasVfDriver(vm: VMRecord, nic: NicRecord): boolean {
  return vm.guest.machine !== null && vm.guest.vfDrivers.includes(nic.model);
}

/** Status and StatusDescription of Get-VMNetworkAdapter. Wording of descriptions `assumed` (Hyper-V Manager). */
export interface VnicStatus {
  status: ('Ok' | 'Degraded' | IovStatus)[];
  statusDescription: string[];
  /** What was found, in words; empty when all is well. */
  evidence: string;
}

const WELL: VnicStatus = { status: ['Ok'], statusDescription: ['OK'], evidence: '' };

export function vnicIovStatus(world: World, vnicId: VMNetworkAdapterId): VnicStatus {
  const vnic = world.vmNetworkAdapters[vnicId];
  const owner = ownerOf(world, vnic);
  // While the VM is off nothing is degraded: nothing was tried.
  if (owner?.vm.state !== 'Running') return WELL;
  const verdict = vfEligibility(world, vnicId);
  if (verdict.kind === 'not-wanted') return WELL;
  if (verdict.kind === 'refused') return degraded(verdict.status, verdict.evidence);
  if (vnic.virtualFunction && !guestHasVfDriver(owner.vm, verdict.nic)) {
    return degraded(
      'IovGuestDriversNeeded',
      `the guest has no driver for a VF of ${NIC_MODELS[verdict.nic.model].description}`,
    );
  }
  if (!vnic.vfDataPathActive) return WELL;
  return { status: ['Ok'], statusDescription: ['OK (SR-IOV active)'], evidence: '' };
}

function degraded(status: IovStatus, evidence: string): VnicStatus {
  return { status: ['Degraded', status], statusDescription: ['Degraded (SR-IOV not operational)'], evidence };
}
