/** Records with the values that Windows gives them when nothing else is said. Operations that make things start here. */
import type {
  Guid,
  HostId,
  IpConfiguration,
  NetAdapterRecord,
  SimTime,
  VlanSetting,
  VMHostSettings,
  VMId,
  VMNetworkAdapterId,
  VMNetworkAdapterRecord,
  VMRecord,
  VMSwitchExtensionRecord,
  VMSwitchId,
  VMSwitchRecord,
} from './records';

const MB = 1024 * 1024;

/** Defaults of a fresh Hyper-V role. `seen: Set-VMHost, Enable-VMMigration reference`; paths `assumed` */
export function defaultHostSettings(macPool: { minimum: string; maximum: string }): VMHostSettings {
  return {
    virtualHardDiskPath: 'C:\\Users\\Public\\Documents\\Hyper-V\\Virtual Hard Disks',
    virtualMachinePath: 'C:\\ProgramData\\Microsoft\\Windows\\Hyper-V',
    macAddressMinimum: macPool.minimum,
    macAddressMaximum: macPool.maximum,
    nextMacOffset: 0,
    maximumStorageMigrations: 2,
    maximumVirtualMachineMigrations: 2,
    virtualMachineMigrationEnabled: false,
    virtualMachineMigrationAuthenticationType: 'CredSSP',
    virtualMachineMigrationPerformanceOption: 'Compression',
    useAnyNetworkForMigration: false,
    migrationNetworks: [],
    numaSpanningEnabled: true,
    enableEnhancedSessionMode: false,
    resourceMeteringSaveIntervalSeconds: 3600,
    fibreChannelWwnn: 'C003FF0000FFFF00',
    fibreChannelWwpnMinimum: `C003FF${macPool.minimum.slice(6)}0000`,
    fibreChannelWwpnMaximum: `C003FF${macPool.minimum.slice(6)}FFFF`,
  };
}

/** Extensions of every new switch. Names and order `seen: Get-VMSwitch transcripts`; ids `assumed`. */
export function defaultSwitchExtensions(): VMSwitchExtensionRecord[] {
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

/** A switch as New-VMSwitch makes it. Mode `Default` becomes Weight without IOV, None with it. `seen: New-VMSwitch` */
export function defaultSwitch(spec: {
  id: VMSwitchId;
  guid: Guid;
  host: HostId;
  name: string;
  switchType: VMSwitchRecord['switchType'];
  iovEnabled: boolean;
}): VMSwitchRecord {
  return {
    ...spec,
    notes: '',
    allowManagementOS: false,
    bandwidthReservationMode: spec.iovEnabled ? 'None' : 'Weight',
    defaultFlowMinimumBandwidthAbsolute: 0,
    defaultFlowMinimumBandwidthWeight: spec.iovEnabled ? 0 : 1,
    packetDirectEnabled: false,
    embeddedTeamingEnabled: false,
    teamingMode: null,
    loadBalancingAlgorithm: null,
    uplinks: [],
    extensions: defaultSwitchExtensions(),
    defaultQueueVrssEnabledRequested: true,
    defaultQueueVmmqEnabledRequested: true,
    defaultQueueVrssMaxQueuePairsRequested: 16,
    defaultQueueVrssMinQueuePairsRequested: 1,
    defaultQueueVrssExcludePrimaryProcessorRequested: false,
  };
}

export function untaggedVlan(): VlanSetting {
  return {
    operationMode: 'Untagged',
    accessVlanId: 0,
    nativeVlanId: 0,
    allowedVlanIdList: [],
    privateVlanMode: null,
    primaryVlanId: 0,
    secondaryVlanIdList: [],
  };
}

/** A vNIC as Add-VMNetworkAdapter makes it. `seen: iov-support 4, WMI defaults` */
export function defaultVMNetworkAdapter(spec: {
  id: VMNetworkAdapterId;
  guid: Guid;
  owner: VMNetworkAdapterRecord['owner'];
  name: string;
}): VMNetworkAdapterRecord {
  return {
    ...spec,
    isLegacy: false,
    dynamicMacAddressEnabled: true,
    macAddress: '000000000000',
    switch: null,
    switchName: '',
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
    vlan: untaggedVlan(),
    bandwidth: { minimumAbsolute: 0, minimumWeight: 0, maximum: 0 },
    acls: [],
    mandatoryFeatureIds: [],
    resourcePoolName: 'Primordial',
    clusterMonitored: true,
    testReplicaSwitchName: '',
  };
}

/** A VM as New-VM makes it; switched off, nothing installed. */
export function defaultVM(spec: {
  id: VMId;
  guid: Guid;
  name: string;
  host: HostId;
  generation: 1 | 2;
  memoryStartup: number;
  folder: string;
  creationTime: SimTime;
}): VMRecord {
  const path = `${spec.folder.replace(/\\$/, '')}`;
  return {
    id: spec.id,
    guid: spec.guid,
    name: spec.name,
    host: spec.host,
    planned: false,
    generation: spec.generation,
    version: '8.0',
    state: 'Off',
    startedAt: null,
    pausedFor: 0,
    pausedAt: null,
    notes: '',
    creationTime: spec.creationTime,
    configurationLocation: path,
    snapshotFileLocation: path,
    smartPagingFilePath: path,
    path,
    memory: {
      startup: spec.memoryStartup,
      minimum: 512 * MB,
      maximum: 1024 * 1024 * MB,
      dynamicMemoryEnabled: false,
      buffer: 20,
      priority: 50,
      assigned: 0,
      demand: 0,
      dirtyBytesPerSecond: 8 * MB,
    },
    processor: {
      count: 1,
      reserve: 0,
      maximum: 100,
      relativeWeight: 100,
      compatibilityForMigrationEnabled: false,
      compatibilityForOlderOperatingSystemsEnabled: false,
      exposeVirtualizationExtensions: false,
      load: 0,
    },
    automaticStartAction: 'StartIfRunning',
    automaticStartDelay: 0,
    automaticStopAction: 'Save',
    automaticCriticalErrorAction: 'Pause',
    automaticCriticalErrorActionTimeout: 30,
    checkpointType: 'Production',
    parentCheckpoint: null,
    secureBoot: spec.generation === 2 ? 'On' : 'Off',
    secureBootTemplate: 'MicrosoftWindows',
    resourceMeteringEnabled: false,
    lockOnDisconnect: 'Off',
    guestControlledCacheTypes: false,
    lowMemoryMappedIoSpace: 128 * MB,
    highMemoryMappedIoSpace: 512 * MB,
    isClustered: false,
    replication: { state: 'Disabled', health: 'NotApplicable', mode: 'None' },
    integrationServices: [
      { name: 'Guest Service Interface', enabled: false },
      { name: 'Heartbeat', enabled: true },
      { name: 'Key-Value Pair Exchange', enabled: true },
      { name: 'Shutdown', enabled: true },
      { name: 'Time Synchronization', enabled: true },
      { name: 'VSS', enabled: true },
    ],
    drives: [],
    guest: { machine: null, integrationServicesVersion: null, vfDrivers: [], bootSeconds: 20 },
  };
}

/** Bindings of an adapter that carries TCP/IP, and of one that carries a virtual switch. */
export const TCPIP_BINDINGS: readonly string[] = [
  'ms_msclient',
  'ms_pacer',
  'ms_server',
  'ms_lldp',
  'ms_tcpip',
  'ms_tcpip6',
  'ms_lltdio',
  'ms_rspndr',
];
export const VSWITCH_BINDINGS: readonly string[] = ['ms_lldp', 'vms_pp'];

export function noAddresses(): IpConfiguration {
  return { dhcp: true, addresses: [], defaultGateways: [], dnsServers: [], mtu: 1500 };
}

/** Driver of Microsoft's own adapters: date and version are those of the system. */
function microsoftDriver(description: string, name: string, fileName: string): NetAdapterRecord['driver'] {
  return {
    description,
    provider: 'Microsoft',
    name,
    fileName,
    version: '10.0.14393.0',
    date: '2006-06-21',
    ndis: '6.60',
  };
}

/** `vEthernet (...)` of the management OS. */
export const HOST_VNIC = {
  description: 'Hyper-V Virtual Ethernet Adapter',
  componentId: 'vms_mp',
  driver: microsoftDriver('Hyper-V Virtual Ethernet Adapter', 'VMSMP', 'vmswitch.sys'),
};

/** The synthetic adapter in a guest. Description `seen: transcript get-vmswitch-in-guest` */
export const GUEST_VNIC = {
  description: 'Microsoft Hyper-V Network Adapter',
  componentId: 'vmbus\\{f8615163-df3e-46c5-913f-f2d2f965ed0e}',
  driver: microsoftDriver('Microsoft Hyper-V Network Adapter', 'netvsc', 'netvsc.sys'),
};

/** A computer whose iron is not modelled. */
export const PLAIN_NIC = {
  description: 'Intel(R) Ethernet 10G 2P X520 Adapter',
  componentId: 'PCI\\VEN_8086&DEV_154D',
  driver: {
    description: 'Intel(R) Ethernet 10G 2P X520 Adapter',
    provider: 'Intel',
    name: 'ixgbn',
    fileName: 'ixgbn65x64.sys',
    version: '3.9.58.9101',
    date: '2014-06-19',
    ndis: '6.40',
  },
};
