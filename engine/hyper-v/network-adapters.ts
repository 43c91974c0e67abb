/** VM network adapters: connect, disconnect, change, remove. */
import type { HostRecord, VMNetworkAdapterRecord, VMRecord, VMSwitchRecord } from '../estate/records';
import { all } from '../estate/tables';
import type { Management } from './management';
import { ManagementError } from './management-error';
import { hasWildcard, wildcardMatches } from './naming';
import { adaptersOf } from './virtual-machines';

/** Adapters of a VM whose name fits. `seen: Get-VMNetworkAdapter error text (assumed wording)` */
export function findAdapters(management: Management, vm: VMRecord, name: string): VMNetworkAdapterRecord[] {
  const found = adaptersOf(management, vm).filter((adapter) => wildcardMatches(name, adapter.name));
  if (found.length === 0 && !hasWildcard(name)) throw notFound(name);
  return found;
}

/** Adapters of the management operating system, in order of creation. */
export function managementAdapters(management: Management, host: HostRecord, name = '*'): VMNetworkAdapterRecord[] {
  const found = all(management.world.vmNetworkAdapters).filter(
    (adapter) =>
      adapter.owner.kind === 'management-os' && adapter.owner.host === host.id && wildcardMatches(name, adapter.name),
  );
  if (found.length === 0 && !hasWildcard(name)) throw notFound(name);
  return found;
}

function notFound(name: string): ManagementError {
  return new ManagementError(
    `Hyper-V was unable to find a network adapter with name "${name}".`,
    'InvalidParameter',
    'InvalidArgument',
    name,
  );
}

/** Connects to a switch of the same host. */
export function connectAdapter(management: Management, adapter: VMNetworkAdapterRecord, to: VMSwitchRecord): void {
  if (adapter.switch === to.id) return;
  if (adapter.switch !== null) disconnectAdapter(management, adapter);
  adapter.switch = to.id;
  adapter.switchName = to.name;
  management.plane.recordsChanged();
}

export function disconnectAdapter(management: Management, adapter: VMNetworkAdapterRecord): void {
  adapter.switch = null;
  adapter.switchName = '';
  management.plane.recordsChanged();
}

/** The plain settings that Set-VMNetworkAdapter changes. */
export type AdapterChange = Partial<
  Pick<
    VMNetworkAdapterRecord,
    | 'iovWeight'
    | 'iovQueuePairsRequested'
    | 'iovInterruptModeration'
    | 'vmqWeight'
    | 'vmmqEnabledRequested'
    | 'vrssEnabledRequested'
    | 'vrssMaxQueuePairsRequested'
    | 'ipsecOffloadMaxSA'
    | 'macAddressSpoofing'
    | 'dhcpGuard'
    | 'routerGuard'
    | 'portMirroringMode'
    | 'ieeePriorityTag'
    | 'allowTeaming'
    | 'fixSpeed10G'
    | 'virtualSubnetId'
    | 'dynamicIPAddressLimit'
    | 'stormLimit'
    | 'deviceNaming'
    | 'resourcePoolName'
    | 'testReplicaSwitchName'
    | 'macAddress'
    | 'dynamicMacAddressEnabled'
    | 'clusterMonitored'
  >
> & { minimumBandwidthAbsolute?: number; minimumBandwidthWeight?: number; maximumBandwidth?: number };

/** Changes an adapter; the data path follows (IovWeight 0 takes the VF away, more than 0 asks for one). */
export function changeAdapter(management: Management, adapter: VMNetworkAdapterRecord, change: AdapterChange): void {
  const { minimumBandwidthAbsolute, minimumBandwidthWeight, maximumBandwidth, ...plain } = change;
  const owner = adapter.owner.kind === 'vm' ? management.world.vms[adapter.owner.vm] : null;
  const macChanges =
    (plain.macAddress !== undefined && plain.macAddress !== adapter.macAddress) ||
    (plain.dynamicMacAddressEnabled !== undefined &&
      plain.dynamicMacAddressEnabled !== adapter.dynamicMacAddressEnabled);
  if (owner && owner.state !== 'Off' && macChanges) {
    // Wording assumed; the rule is the documentation's.
    throw new ManagementError(
      `Failed to modify device 'Network Adapter'.\nThe MAC address of '${adapter.name}' cannot be changed while the virtual machine '${owner.name}' is running.`,
      'InvalidState',
      'InvalidOperation',
      owner.name,
    );
  }
  const record = adapter.switch === null ? null : management.world.switches[adapter.switch];
  if (record && (minimumBandwidthAbsolute || minimumBandwidthWeight)) {
    const mode = minimumBandwidthAbsolute ? 'Absolute' : 'Weight';
    if (record.bandwidthReservationMode !== mode) {
      throw new ManagementError(
        `Failed to modify device 'Network Adapter'.\nThe virtual switch "${record.name}" is in bandwidth reservation mode ${record.bandwidthReservationMode}; ${mode === 'Absolute' ? 'an absolute minimum bandwidth' : 'a minimum bandwidth weight'} cannot be set.`,
        'OperationFailed',
        'InvalidOperation',
        adapter.name,
      );
    }
  }
  Object.assign(adapter, plain);
  if (minimumBandwidthAbsolute !== undefined) adapter.bandwidth.minimumAbsolute = minimumBandwidthAbsolute;
  if (minimumBandwidthWeight !== undefined) adapter.bandwidth.minimumWeight = minimumBandwidthWeight;
  if (maximumBandwidth !== undefined) adapter.bandwidth.maximum = maximumBandwidth;
  management.plane.recordsChanged();
}

/** Takes an adapter out of its VM. */
export function removeAdapter(management: Management, vm: VMRecord, adapter: VMNetworkAdapterRecord): void {
  if (vm.generation === 1 && vm.state !== 'Off') {
    throw new ManagementError(
      `Failed to remove device '${adapter.isLegacy ? 'Emulated' : 'Synthetic'} Ethernet Port'.\nThe virtual machine must be turned off when adding or removing a network adapter.`,
      'InvalidState',
      'InvalidOperation',
      vm.name,
    );
  }
  delete management.world.vmNetworkAdapters[adapter.id];
  management.plane.recordsChanged();
}
