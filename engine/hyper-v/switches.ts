/** VM switches: make, change, remove. */
import type {
  HostRecord,
  NetAdapterId,
  NetAdapterRecord,
  VMNetworkAdapterId,
  VMNetworkAdapterRecord,
  VMSwitchId,
  VMSwitchRecord,
} from '../estate/records';
import { all, id } from '../estate/tables';
import { type Management, machineOfHost, newGuid, nextMacAddress, nextSerial } from './management';
import { ManagementError } from './management-error';
import { hasWildcard, wildcardMatches } from './naming';
import { newAdapterRecord } from './network-adapter-record';

/** Switches of a host in order of creation. */
export function switchesOf(management: Management, host: HostRecord): VMSwitchRecord[] {
  return all(management.world.switches).filter((record) => record.host === host.id);
}

/** Switches whose name fits; a name without wildcards that nobody has is an error. `seen: Get-VMSwitch` */
export function findSwitches(management: Management, host: HostRecord, name: string): VMSwitchRecord[] {
  const found = switchesOf(management, host).filter((record) => wildcardMatches(name, record.name));
  if (found.length === 0 && !hasWildcard(name)) {
    throw new ManagementError(
      `Hyper-V was unable to find a virtual switch with name "${name}".`,
      'InvalidParameter',
      'InvalidArgument',
      name,
    );
  }
  return found;
}

export interface NewSwitch {
  name: string;
  switchType: 'External' | 'Internal' | 'Private';
  uplinks: NetAdapterId[];
  iovEnabled: boolean;
  allowManagementOS: boolean;
  minimumBandwidthMode: VMSwitchRecord['bandwidthReservationMode'];
  notes: string;
  embeddedTeaming: boolean;
  packetDirect: boolean;
}

/** The extensions that every switch of Windows Server 2016 has. `seen: Get-VMSwitch | select * (order and names)`; ids `seen: Microsoft documentation` */
function systemExtensions(): VMSwitchRecord['extensions'] {
  return [
    {
      id: 'e7c3b2f0-f3c5-48df-af2b-10fed6d72e7a',
      name: 'Microsoft Windows Filtering Platform',
      vendor: 'Microsoft',
      version: '10.0.14393.0',
      extensionType: 'Filter',
      enabled: true,
      running: true,
    },
    {
      id: 'ea24cd6c-d17a-4348-9190-09f0d5be83dd',
      name: 'Microsoft NDIS Capture',
      vendor: 'Microsoft',
      version: '10.0.14393.0',
      extensionType: 'Monitoring',
      enabled: false,
      running: false,
    },
  ];
}

/** Physical adapter of a host by its name (`Ethernet 2`). */
export function findUplink(
  management: Management,
  host: HostRecord,
  by: { name?: string; description?: string },
): NetAdapterRecord {
  const adapters = all(management.world.netAdapters).filter(
    (adapter) => adapter.machine === host.machine && adapter.backing.kind === 'physical',
  );
  const wanted = (by.name ?? by.description ?? '').toLowerCase();
  const found = adapters.find(
    (adapter) => (by.name !== undefined ? adapter.name : adapter.interfaceDescription).toLowerCase() === wanted,
  );
  if (!found) {
    // Wording assumed.
    throw new ManagementError(
      `Hyper-V was unable to find a network adapter with ${by.name !== undefined ? 'name' : 'interface description'} "${by.name ?? by.description}".`,
      'InvalidParameter',
      'InvalidArgument',
      by.name ?? by.description ?? null,
    );
  }
  return found;
}

/** The switch bound to a physical adapter, if any. */
export function switchOnUplink(management: Management, adapter: NetAdapterId): VMSwitchRecord | undefined {
  return all(management.world.switches).find((record) => record.uplinks.includes(adapter));
}

/**
 * Makes a switch. `BandwidthReservationMode` Default becomes Weight without IOV and None with IOV; IOV is chosen now or
 * never. `seen: New-VMSwitch documentation; iov-support.md 3`
 */
export function createSwitch(management: Management, host: HostRecord, wanted: NewSwitch): VMSwitchRecord {
  const { world } = management;
  for (const uplink of wanted.uplinks) {
    const adapter = world.netAdapters[uplink];
    if (switchOnUplink(management, uplink)) {
      throw new ManagementError(
        `Failed while adding virtual Ethernet switch connections.\nExternal Ethernet adapter '${adapter.interfaceDescription}' is already bound to the Microsoft Virtual Switch protocol.`,
        'OperationFailed',
        'InvalidOperation',
        wanted.name,
      );
    }
    if (!adapter.enabled) {
      throw new ManagementError(
        `Failed while adding virtual Ethernet switch connections.\nExternal Ethernet adapter '${adapter.interfaceDescription}' is disabled.`,
        'OperationFailed',
        'InvalidOperation',
        wanted.name,
      );
    }
  }
  if (wanted.iovEnabled && wanted.minimumBandwidthMode !== 'Default' && wanted.minimumBandwidthMode !== 'None') {
    throw new ManagementError(
      'A virtual switch in SR-IOV mode cannot reserve minimum bandwidth. Use the value None for MinimumBandwidthMode.',
      'InvalidParameter',
      'InvalidArgument',
      wanted.name,
    );
  }
  const switchId = id<VMSwitchId>(`switch-${nextSerial(world)}`);
  const mode =
    wanted.minimumBandwidthMode === 'Default' ? (wanted.iovEnabled ? 'None' : 'Weight') : wanted.minimumBandwidthMode;
  const record: VMSwitchRecord = {
    id: switchId,
    host: host.id,
    guid: newGuid(world),
    name: wanted.name,
    notes: wanted.notes,
    switchType: wanted.switchType,
    iovEnabled: wanted.iovEnabled,
    allowManagementOS: false,
    bandwidthReservationMode: mode,
    defaultFlowMinimumBandwidthAbsolute: 0,
    defaultFlowMinimumBandwidthWeight: mode === 'Weight' ? 1 : 0,
    packetDirectEnabled: wanted.packetDirect,
    embeddedTeamingEnabled: wanted.embeddedTeaming,
    teamingMode: wanted.embeddedTeaming ? 'SwitchIndependent' : null,
    loadBalancingAlgorithm: wanted.embeddedTeaming ? 'Dynamic' : null,
    uplinks: wanted.uplinks,
    extensions: systemExtensions(),
    defaultQueueVrssEnabledRequested: true,
    defaultQueueVmmqEnabledRequested: false,
    defaultQueueVrssMaxQueuePairsRequested: 16,
    defaultQueueVrssMinQueuePairsRequested: 1,
    defaultQueueVrssExcludePrimaryProcessorRequested: false,
  };
  world.switches[switchId] = record;
  for (const uplink of wanted.uplinks) {
    const adapter = world.netAdapters[uplink];
    if (!adapter.bindings.includes('vms_pp')) adapter.bindings.push('vms_pp');
  }
  management.plane.recordsChanged();
  const shareWithHost =
    wanted.switchType === 'Internal' || (wanted.switchType === 'External' && wanted.allowManagementOS);
  if (shareWithHost) addManagementAdapter(management, host, record);
  return record;
}

/**
 * The virtual adapter `vEthernet (name)` of the management OS. With an external switch it takes over the IP settings and
 * the MAC address of the physical adapter, which then has no addresses of its own. `seen: behaviour of New-VMSwitch`
 */
export function addManagementAdapter(
  management: Management,
  host: HostRecord,
  record: VMSwitchRecord,
  name = record.name,
): VMNetworkAdapterRecord {
  const { world } = management;
  const uplink = record.uplinks[0] === undefined ? undefined : world.netAdapters[record.uplinks[0]];
  const takesOver = uplink !== undefined && !managementAdapterOf(management, record) && !record.embeddedTeamingEnabled;
  const adapterId = id<VMNetworkAdapterId>(`vnic-${nextSerial(world)}`);
  const mac = takesOver ? uplink.permanentMacAddress : nextMacAddress(host);
  const adapter = newAdapterRecord(world, adapterId, {
    owner: { kind: 'management-os', host: host.id },
    name,
    macAddress: mac,
    switch: record.id,
    switchName: record.name,
  });
  world.vmNetworkAdapters[adapterId] = adapter;
  record.allowManagementOS = true;
  const machine = machineOfHost(world, host.id);
  const siblings = all(world.netAdapters).filter((other) => other.machine === machine.id);
  const number =
    siblings.filter((other) => other.interfaceDescription.startsWith('Hyper-V Virtual Ethernet Adapter')).length + 1;
  const interfaceId = id<NetAdapterId>(`net-adapter-${nextSerial(world)}`);
  world.netAdapters[interfaceId] = {
    id: interfaceId,
    machine: machine.id,
    backing: { kind: 'synthetic', vmNetworkAdapter: adapterId },
    name: `vEthernet (${name})`,
    interfaceDescription: `Hyper-V Virtual Ethernet Adapter${number === 1 ? '' : ` #${number}`}`,
    interfaceIndex: Math.max(0, ...siblings.map((other) => other.interfaceIndex)) + 1,
    interfaceGuid: newGuid(world),
    macAddress: mac,
    permanentMacAddress: mac,
    status: 'Up',
    linkSpeed: uplink?.linkSpeed ?? 10_000_000_000,
    maxSpeed: uplink?.maxSpeed ?? 10_000_000_000,
    enabled: true,
    mediaConnected: true,
    mtu: 1500,
    vlanId: null,
    driver: {
      description: 'Hyper-V Virtual Ethernet Adapter',
      provider: 'Microsoft',
      name: 'VMSNPXYMP',
      fileName: 'vmswitch.sys',
      version: '10.0.14393.0',
      date: '2006-06-21',
      ndis: '6.60',
    },
    pnpDeviceId: `ROOT\\VMS_MP\\${String(number - 1).padStart(4, '0')}`,
    componentId: 'vms_mp',
    hidden: false,
    bindings: ['ms_tcpip', 'ms_tcpip6', 'ms_msclient', 'ms_server', 'ms_pacer', 'ms_lltdio', 'ms_rspndr'],
    ip: takesOver
      ? structuredCloneIp(uplink.ip)
      : { dhcp: true, addresses: [], defaultGateways: [], dnsServers: [], mtu: 1500 },
  };
  if (takesOver) {
    uplink.ip = { dhcp: false, addresses: [], defaultGateways: [], dnsServers: [], mtu: uplink.ip.mtu };
    uplink.bindings = uplink.bindings.filter((binding) => binding === 'vms_pp');
  }
  management.plane.recordsChanged();
  return adapter;
}

function structuredCloneIp(ip: NetAdapterRecord['ip']): NetAdapterRecord['ip'] {
  return {
    ...ip,
    addresses: ip.addresses.map((entry) => ({ ...entry })),
    defaultGateways: [...ip.defaultGateways],
    dnsServers: [...ip.dnsServers],
  };
}

/** First adapter of the management OS on a switch. */
export function managementAdapterOf(
  management: Management,
  record: VMSwitchRecord,
): VMNetworkAdapterRecord | undefined {
  return all(management.world.vmNetworkAdapters).find(
    (adapter) => adapter.owner.kind === 'management-os' && adapter.switch === record.id,
  );
}

/** The OS interface of a management-OS or guest adapter. */
export function interfaceOf(management: Management, adapter: VMNetworkAdapterId): NetAdapterRecord | undefined {
  return all(management.world.netAdapters).find(
    (record) => record.backing.kind === 'synthetic' && record.backing.vmNetworkAdapter === adapter,
  );
}

/** Takes an adapter of the management OS away; its IP settings go back to the physical adapter when it was the last. */
export function removeManagementAdapter(management: Management, adapter: VMNetworkAdapterRecord): void {
  const { world } = management;
  const record = adapter.switch === null ? undefined : world.switches[adapter.switch];
  const face = interfaceOf(management, adapter.id);
  if (face) delete world.netAdapters[face.id];
  delete world.vmNetworkAdapters[adapter.id];
  if (!record || managementAdapterOf(management, record)) {
    management.plane.recordsChanged();
    return;
  }
  record.allowManagementOS = false;
  const uplink = record.uplinks[0] === undefined ? undefined : world.netAdapters[record.uplinks[0]];
  if (uplink && face && face.macAddress === uplink.permanentMacAddress) {
    uplink.ip = face.ip;
    uplink.bindings = [...new Set([...uplink.bindings, ...face.bindings])];
  }
  management.plane.recordsChanged();
}

/** Removes a switch; adapters that were on it stay, not connected, and remember its name. */
export function removeSwitch(management: Management, record: VMSwitchRecord): void {
  const { world } = management;
  for (const adapter of all(world.vmNetworkAdapters).filter((entry) => entry.switch === record.id)) {
    if (adapter.owner.kind === 'management-os') removeManagementAdapter(management, adapter);
    else {
      adapter.switch = null;
      adapter.switchName = '';
    }
  }
  management.plane.recordsChanged();
  for (const uplink of record.uplinks) {
    const adapter = world.netAdapters[uplink];
    adapter.bindings = adapter.bindings.filter((binding) => binding !== 'vms_pp');
    if (!adapter.bindings.includes('ms_tcpip')) adapter.bindings.push('ms_tcpip', 'ms_tcpip6');
  }
  for (const port of all(world.switchPorts).filter((entry) => entry.switch === record.id))
    delete world.switchPorts[port.id];
  delete world.switches[record.id];
  management.plane.recordsChanged();
}

export interface SwitchChange {
  notes?: string;
  allowManagementOS?: boolean;
  switchType?: 'Internal' | 'Private';
  uplinks?: NetAdapterId[];
  defaultFlowMinimumBandwidthAbsolute?: number;
  defaultFlowMinimumBandwidthWeight?: number;
}

/** Changes a switch. IovEnabled is not among what can change. */
export function changeSwitch(
  management: Management,
  host: HostRecord,
  record: VMSwitchRecord,
  change: SwitchChange,
): void {
  if (change.notes !== undefined) record.notes = change.notes;
  if (change.defaultFlowMinimumBandwidthAbsolute !== undefined) {
    requireBandwidthMode(record, 'Absolute');
    record.defaultFlowMinimumBandwidthAbsolute = change.defaultFlowMinimumBandwidthAbsolute;
  }
  if (change.defaultFlowMinimumBandwidthWeight !== undefined) {
    requireBandwidthMode(record, 'Weight');
    record.defaultFlowMinimumBandwidthWeight = change.defaultFlowMinimumBandwidthWeight;
  }
  if (change.allowManagementOS !== undefined && record.switchType === 'External') {
    const present = managementAdapterOf(management, record);
    if (change.allowManagementOS && !present) addManagementAdapter(management, host, record);
    if (!change.allowManagementOS && present) removeManagementAdapter(management, present);
  }
  if (change.switchType !== undefined && change.switchType !== record.switchType) {
    if (record.iovEnabled) {
      throw new ManagementError(
        'A virtual switch in SR-IOV mode must be connected to a physical network adapter.',
        'InvalidParameter',
        'InvalidArgument',
        record.name,
      );
    }
    const present = managementAdapterOf(management, record);
    if (change.switchType === 'Private' && present) removeManagementAdapter(management, present);
    unbindUplinks(management, record);
    record.switchType = change.switchType;
    if (change.switchType === 'Internal' && !managementAdapterOf(management, record))
      addManagementAdapter(management, host, record);
    management.plane.recordsChanged();
  }
  if (change.uplinks !== undefined) {
    for (const uplink of change.uplinks) {
      const other = switchOnUplink(management, uplink);
      if (other && other.id !== record.id) {
        throw new ManagementError(
          `Failed while adding virtual Ethernet switch connections.\nExternal Ethernet adapter '${management.world.netAdapters[uplink].interfaceDescription}' is already bound to the Microsoft Virtual Switch protocol.`,
          'OperationFailed',
          'InvalidOperation',
          record.name,
        );
      }
    }
    unbindUplinks(management, record);
    record.uplinks = change.uplinks;
    record.switchType = 'External';
    for (const uplink of change.uplinks) {
      const { bindings } = management.world.netAdapters[uplink];
      if (!bindings.includes('vms_pp')) bindings.push('vms_pp');
    }
    management.plane.recordsChanged();
  }
}

function unbindUplinks(management: Management, record: VMSwitchRecord): void {
  for (const uplink of record.uplinks) {
    const adapter = management.world.netAdapters[uplink];
    adapter.bindings = adapter.bindings.filter((binding) => binding !== 'vms_pp');
  }
  management.plane.recordsChanged();
  record.uplinks = [];
}

function requireBandwidthMode(record: VMSwitchRecord, mode: 'Absolute' | 'Weight'): void {
  if (record.bandwidthReservationMode === mode) return;
  throw new ManagementError(
    `The minimum bandwidth of the default flow cannot be set as ${mode === 'Absolute' ? 'an absolute value' : 'a weight'}, because the virtual switch "${record.name}" is in bandwidth reservation mode ${record.bandwidthReservationMode}.`,
    'InvalidParameter',
    'InvalidArgument',
    record.name,
  );
}
