import type { VMNetworkAdapterId, VMNetworkAdapterRecord, World } from '../estate/records';
import { newGuid } from './management';

/**
 * A VM network adapter with the defaults of Windows Server 2016. `seen: WMI defaults in iov-support.md 4
 * (IovWeight 0, IovQueuePairsRequested 1, VMQ weight 100, IPsec 512, VmmqQueuePairs 16, VrssEnabled TRUE)`
 */
export function newAdapterRecord(
  world: World,
  id: VMNetworkAdapterId,
  given: Pick<VMNetworkAdapterRecord, 'owner' | 'name' | 'switch' | 'switchName' | 'macAddress'> &
    Partial<VMNetworkAdapterRecord>,
): VMNetworkAdapterRecord {
  return {
    id,
    guid: newGuid(world),
    isLegacy: false,
    dynamicMacAddressEnabled: true,
    deviceNaming: 'Off',
    iovWeight: 0,
    iovQueuePairsRequested: 1,
    iovInterruptModeration: 'Default',
    virtualFunction: null,
    vfDataPathActive: false,
    vmqWeight: 100,
    vmmqEnabledRequested: false,
    vrssEnabledRequested: true,
    vrssMaxQueuePairsRequested: 16,
    vrssMinQueuePairsRequested: 1,
    ipsecOffloadMaxSA: 512,
    macAddressSpoofing: 'Off',
    dhcpGuard: 'Off',
    routerGuard: 'Off',
    portMirroringMode: 'None',
    ieeePriorityTag: 'Off',
    allowTeaming: 'Off',
    fixSpeed10G: 'Off',
    virtualSubnetId: 0,
    dynamicIPAddressLimit: 0,
    stormLimit: 0,
    vlan: {
      operationMode: 'Untagged',
      accessVlanId: 0,
      nativeVlanId: 0,
      allowedVlanIdList: [],
      privateVlanMode: null,
      primaryVlanId: 0,
      secondaryVlanIdList: [],
    },
    bandwidth: { minimumAbsolute: 0, minimumWeight: 0, maximum: 0 },
    acls: [],
    mandatoryFeatureIds: [],
    resourcePoolName: '',
    clusterMonitored: true,
    testReplicaSwitchName: '',
    ...given,
  };
}
