/** The VF as the guest's own list of interfaces has it: beside the synthetic adapter while its driver is bound to it. */
import { guidOf } from '../estate/derive';
import type { NetAdapterId, NetAdapterRecord, World } from '../estate/records';
import { all, find, id } from '../estate/tables';
import { NIC_MODELS } from '../hardware/nic-models';
import type { Fabric } from './fabric';
import type { VNic } from './state';

/** Windows binds nothing to a VF but the NetVSC, which stands above it. `assumed` */
const BINDINGS = ['ms_netvsc_vfpp'];

/** Adds, changes or removes the guest's interface record after the VF of an adapter has changed. */
export function keepGuestVfAdapter(fabric: Fabric, vnic: VNic): void {
  const { world } = fabric;
  const adapterId = vnic.id as keyof World['vmNetworkAdapters'];
  const recordId = id<NetAdapterId>(`${vnic.id}/vf`);
  const known = world.netAdapters[recordId];
  const record = world.vmNetworkAdapters[adapterId];
  const function_ = record?.virtualFunction ?? null;
  const visible = vnic.vfGuest === 'Starting' || vnic.vfGuest === 'Running' || vnic.vfGuest === 'Down';
  if (record === undefined || function_ === null || !vnic.vfDriver || !visible || record.owner.kind !== 'vm') {
    if (known !== undefined) delete world.netAdapters[recordId];
    return;
  }
  const { machine } = world.vms[record.owner.vm].guest;
  const { sriov, vendorId } = NIC_MODELS[world.nics[function_.nic].model];
  if (machine === null || sriov === null) return;
  const synthetic = find(
    world.netAdapters,
    (one) => one.backing.kind === 'synthetic' && one.backing.vmNetworkAdapter === adapterId,
  );
  const port = find(world.netAdapters, (one) => one.backing.kind === 'physical' && one.backing.nic === function_.nic);
  const up = vnic.vfGuest === 'Running';
  const state: Pick<NetAdapterRecord, 'status' | 'linkSpeed' | 'enabled' | 'mediaConnected'> = {
    status: up ? 'Up' : vnic.vfEnabledInGuest ? 'Disconnected' : 'Disabled',
    linkSpeed: up ? (port?.linkSpeed ?? 0) : 0,
    enabled: vnic.vfEnabledInGuest,
    mediaConnected: up,
  };
  const backing: NetAdapterRecord['backing'] = {
    kind: 'virtual-function',
    vmNetworkAdapter: adapterId,
    nic: function_.nic,
    vf: function_.vf,
  };
  if (known !== undefined) {
    Object.assign(known, state, { backing });
    return;
  }
  const componentId = `PCI\\VEN_${hex(vendorId)}&DEV_${hex(sriov.vfDeviceId)}`;
  const others = all(world.netAdapters).filter((one) => one.machine === machine);
  const macAddress = synthetic?.macAddress ?? record.macAddress;
  world.netAdapters[recordId] = {
    id: recordId,
    machine,
    backing,
    name: freeName(
      'Ethernet',
      (n) => `Ethernet ${n}`,
      others.map((one) => one.name),
    ),
    interfaceDescription: freeName(
      sriov.vfDescription,
      (n) => `${sriov.vfDescription} #${n}`,
      others.map((one) => one.interfaceDescription),
    ),
    interfaceIndex: Math.max(0, ...others.map((one) => one.interfaceIndex)) + 1,
    interfaceGuid: guidOf(world.seed, 'interface', recordId),
    macAddress,
    permanentMacAddress: macAddress,
    ...state,
    maxSpeed: port?.maxSpeed ?? 0,
    mtu: 1500,
    vlanId: null,
    driver: { description: sriov.vfDescription, ...sriov.vfDriver },
    // Each VF comes with a vPCI bus of its own, on which it is the only device.
    pnpDeviceId: `${componentId}\\${guidOf(world.seed, 'vpci', recordId).slice(0, 8).toUpperCase()}&0&0`,
    componentId,
    hidden: false,
    bindings: [...BINDINGS],
    ip: { dhcp: false, addresses: [], defaultGateways: [], dnsServers: [], mtu: 1500 },
  };
}

function hex(value: number): string {
  return value.toString(16).toUpperCase().padStart(4, '0');
}

/** The first of `name`, `name 2`, `name 3` ... that nobody has. */
function freeName(name: string, numbered: (n: number) => string, taken: readonly string[]): string {
  let candidate = name;
  for (let n = 2; taken.includes(candidate); n++) candidate = numbered(n);
  return candidate;
}
