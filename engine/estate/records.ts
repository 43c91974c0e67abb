/**
 * What exists: every host, machine, switch, virtual machine and cable, as flat records under typed ids.
 *
 * A `World` is one JSON value: no class, no function, no `undefined` that matters, no cycle. It can be copied with
 * `structuredClone` at any instant between two events. Names of members and of their values follow PowerShell's where
 * PowerShell shows them (`VMSwitch.IovEnabled` is `iovEnabled`, `'External'` is `VMSwitchType.External`).
 * What Windows derives, is derived here too and not stored: `IovSupport` comes from `engine/capability`.
 * Source of the property lists: `seen: Hyper-V module 2.0.0.0 (HyperVDsc stubs) and win32 MSFT_NetAdapter* classes`.
 */
import type { ComputerHardware, HostId, HypervisorState, NicId, NicRecord, TypedId } from '../hardware/records';

export type * from '../hardware/records';

export type MachineId = TypedId<'machine'>;
export type NetAdapterId = TypedId<'net-adapter'>;
export type VMSwitchId = TypedId<'vm-switch'>;
export type VMSwitchPortId = TypedId<'vm-switch-port'>;
export type VMId = TypedId<'vm'>;
export type VMNetworkAdapterId = TypedId<'vm-network-adapter'>;
export type CheckpointId = TypedId<'checkpoint'>;
export type ShareId = TypedId<'share'>;
export type DomainId = TypedId<'domain'>;
export type RackSwitchId = TypedId<'rack-switch'>;
export type CableId = TypedId<'cable'>;

/** Lower case, with hyphens, no braces. */
export type Guid = string;
/** 12 hex digits, upper case, no separators: `00155D0A1B00`. */
export type Mac = string;
/** Simulated nanoseconds since the world began. Negative: before it began. */
export type SimTime = number;
export type OnOff = 'On' | 'Off';

// ------------------------------------------------------------------------------------------------- any Windows machine

export type RegistryValueType = 'String' | 'ExpandString' | 'Binary' | 'DWord' | 'MultiString' | 'QWord';

/** `data`: String, ExpandString text; DWord a number; QWord decimal digits; Binary hex digits; MultiString a list. */
export interface RegistryValueRecord {
  name: string;
  type: RegistryValueType;
  data: string | number | string[];
}

/** Keys of `values` and `keys` are the names in lower case; `name` keeps the case. The default value has the name ''. */
export interface RegistryKeyRecord {
  name: string;
  values: Record<string, RegistryValueRecord>;
  keys: Record<string, RegistryKeyRecord>;
}

export interface FileTimes {
  created: SimTime;
  modified: SimTime;
  accessed: SimTime;
}

export type FileAttribute = 'ReadOnly' | 'Hidden' | 'System' | 'Archive' | 'Compressed';

/** How the characters of a file stand on disk; `utf8` has no byte order mark, `ansi` is code page 1252. */
export type FileEncoding = 'utf8' | 'utf8-mark' | 'utf16' | 'utf16-big' | 'ansi';

/** `text` null: only the size is modelled (a virtual disk). Text is kept as characters, without a byte order mark. */
export interface FileRecord extends FileTimes {
  kind: 'file';
  name: string;
  attributes: FileAttribute[];
  size: number;
  text: string | null;
  /** Absent: UTF-8. */
  encoding?: FileEncoding;
  /** The running VM that holds it open (a virtual disk); null = free. */
  lockedBy: VMId | null;
}

/** Keys of `children` are names in lower case. */
export interface DirectoryRecord extends FileTimes {
  kind: 'directory';
  name: string;
  attributes: FileAttribute[];
  children: Record<string, FileRecord | DirectoryRecord>;
}

export interface DriveRecord {
  /** `C`. */
  letter: string;
  label: string;
  fileSystem: 'NTFS' | 'ReFS';
  sizeBytes: number;
  root: DirectoryRecord;
}

export interface ServiceRecord {
  /** `vmms`. */
  name: string;
  displayName: string;
  status: 'Running' | 'Stopped' | 'StartPending' | 'StopPending' | 'Paused';
  startType: 'Automatic' | 'Manual' | 'Disabled' | 'Boot' | 'System';
  /** Names of services that must run before this one. */
  dependsOn: string[];
}

export interface EventRecord {
  /** Rises by one in each log, from 1. */
  recordId: number;
  log: string;
  provider: string;
  eventId: number;
  level: 'Critical' | 'Error' | 'Warning' | 'Information' | 'Verbose';
  time: SimTime;
  user: string | null;
  message: string;
}

export interface LocalUserRecord {
  name: string;
  password: string;
  groups: string[];
  enabled: boolean;
}

export interface FirewallRuleRecord {
  name: string;
  displayName: string;
  group: string;
  enabled: boolean;
  direction: 'Inbound' | 'Outbound';
  action: 'Allow' | 'Block';
  protocol: 'Any' | 'TCP' | 'UDP' | 'ICMPv4' | 'ICMPv6';
  /** `Any`, a number, or a list such as `80,443`; for ICMP the type. */
  localPort: string;
}

export interface WindowsFeatureRecord {
  /** `Hyper-V`. */
  name: string;
  displayName: string;
  installState: 'Installed' | 'Available' | 'InstallPending' | 'UninstallPending';
}

export type MachineRole = 'hyper-v-host' | 'guest' | 'domain-controller' | 'file-server' | 'client';
export type PowerState = 'On' | 'Off' | 'Starting' | 'Stopping';

/**
 * One running copy of Windows: on a Hyper-V host, in a guest, or on a plain computer. All that a reader can look at in
 * a console belongs here; the iron under it is `HostRecord.hardware`, the virtual iron is `VMRecord`.
 */
export interface MachineRecord {
  id: MachineId;
  computerName: string;
  roles: MachineRole[];
  domain: DomainId | null;
  /** True where a reader may open a console tab. */
  console: boolean;
  /** `CONTOSO\Administrator`: who is signed in at that console. */
  signedInUser: string;
  os: {
    caption: string;
    /** `10.0.14393`. */
    version: string;
    build: number;
    /** Update build revision: 14393.UBR. */
    revision: number;
    installDate: SimTime;
    installationType: 'Server' | 'Server Core' | 'Client';
  };
  power: PowerState;
  /** When the running copy started; null when it is off. */
  bootedAt: SimTime | null;
  /** Raised by one with every start. */
  bootCount: number;
  timeZone: string;
  culture: string;
  environment: Record<string, string>;
  services: Record<string, ServiceRecord>;
  features: WindowsFeatureRecord[];
  registry: { HKLM: RegistryKeyRecord; HKCU: RegistryKeyRecord };
  drives: DriveRecord[];
  localUsers: LocalUserRecord[];
  firewall: { enabled: boolean; rules: FirewallRuleRecord[] };
  events: EventRecord[];
  /** What `bcdedit` shows for the current entry, beyond the fixed lines; takes effect at the next start. */
  bootOptions: BootOptions;
}

export interface BootOptions {
  hypervisorlaunchtype: 'Auto' | 'Off';
  /** Absent in the store = default. */
  hypervisoriommupolicy: 'default' | 'enable' | 'disable';
}

// ------------------------------------------------------------------------------------------------------- Hyper-V host

/** Settings of Set-VMHost and Enable-VMMigration. */
export interface VMHostSettings {
  virtualHardDiskPath: string;
  virtualMachinePath: string;
  macAddressMinimum: Mac;
  macAddressMaximum: Mac;
  /** Offset of the next dynamic MAC address within the range. */
  nextMacOffset: number;
  maximumStorageMigrations: number;
  maximumVirtualMachineMigrations: number;
  virtualMachineMigrationEnabled: boolean;
  virtualMachineMigrationAuthenticationType: 'CredSSP' | 'Kerberos';
  virtualMachineMigrationPerformanceOption: 'TCPIP' | 'Compression' | 'SMB';
  useAnyNetworkForMigration: boolean;
  migrationNetworks: { subnet: string; priority: number | null }[];
  numaSpanningEnabled: boolean;
  enableEnhancedSessionMode: boolean;
  resourceMeteringSaveIntervalSeconds: number;
  fibreChannelWwnn: string;
  fibreChannelWwpnMinimum: string;
  fibreChannelWwpnMaximum: string;
}

/** What the management service read when it started; a registry change counts from its next start. */
export interface VmmsState {
  startedAt: SimTime | null;
  /** DWORD IOVEnableOverride was 1. */
  iovEnableOverride: boolean;
}

export interface HostRecord {
  id: HostId;
  machine: MachineId;
  hardware: ComputerHardware;
  /** Outcome of the last start. */
  hypervisor: HypervisorState;
  /** Boot options of the running system; the store is `MachineRecord.bootOptions`. */
  runningBootOptions: BootOptions;
  settings: VMHostSettings;
  vmms: VmmsState;
  /** VMs that ran when the host went down and start again with it; absent = none. */
  startWithHost?: VMId[];
}

// -------------------------------------------------------------------------------------------- network adapters of an OS

export interface IpAddressRecord {
  address: string;
  family: 'IPv4' | 'IPv6';
  prefixLength: number;
  prefixOrigin: 'Manual' | 'Dhcp' | 'WellKnown' | 'RouterAdvertisement';
  suffixOrigin: 'Manual' | 'Dhcp' | 'Link' | 'WellKnown' | 'Random';
}

export interface IpConfiguration {
  dhcp: boolean;
  addresses: IpAddressRecord[];
  defaultGateways: string[];
  dnsServers: string[];
  mtu: number;
}

/** Where frames of an adapter go: a NIC port, a vNIC of a VM or host, or the VF of a vNIC. */
export type NetAdapterBacking =
  | { kind: 'physical'; nic: NicId }
  /** `vEthernet (...)` of the management OS, or the synthetic adapter in a guest. */
  | { kind: 'synthetic'; vmNetworkAdapter: VMNetworkAdapterId }
  /** The VF beside the synthetic adapter in a guest. */
  | { kind: 'virtual-function'; vmNetworkAdapter: VMNetworkAdapterId; nic: NicId; vf: number }
  /** A computer whose iron is not modelled: straight to its cable. */
  | { kind: 'plain' };

/** One interface as Get-NetAdapter shows it. */
export interface NetAdapterRecord {
  id: NetAdapterId;
  machine: MachineId;
  backing: NetAdapterBacking;
  /** `Ethernet 2`. */
  name: string;
  interfaceDescription: string;
  interfaceIndex: number;
  interfaceGuid: Guid;
  macAddress: Mac;
  permanentMacAddress: Mac;
  status: 'Up' | 'Disconnected' | 'Disabled' | 'Not Present';
  /** Bits a second when up; `0` otherwise. */
  linkSpeed: number;
  /** Speed of the hardware, bits a second. */
  maxSpeed: number;
  enabled: boolean;
  mediaConnected: boolean;
  mtu: number;
  vlanId: number | null;
  driver: {
    description: string;
    provider: string;
    name: string;
    fileName: string;
    version: string;
    date: string;
    ndis: string;
  };
  pnpDeviceId: string;
  componentId: string;
  hidden: boolean;
  /** Component ids of bound protocols and filters: `ms_tcpip`, `ms_tcpip6`, `vms_pp` (Hyper-V Extensible Virtual Switch), ... */
  bindings: string[];
  ip: IpConfiguration;
}

// ---------------------------------------------------------------------------------------------------------- VM switches

export interface VMSwitchExtensionRecord {
  id: Guid;
  name: string;
  vendor: string;
  version: string;
  extensionType: 'Unknown' | 'Capture' | 'Filter' | 'Forwarding' | 'Monitoring' | 'Native';
  enabled: boolean;
  running: boolean;
}

export interface VMSwitchRecord {
  id: VMSwitchId;
  host: HostId;
  guid: Guid;
  name: string;
  notes: string;
  switchType: 'External' | 'Internal' | 'Private';
  iovEnabled: boolean;
  allowManagementOS: boolean;
  bandwidthReservationMode: 'Default' | 'Weight' | 'Absolute' | 'None';
  defaultFlowMinimumBandwidthAbsolute: number;
  defaultFlowMinimumBandwidthWeight: number;
  packetDirectEnabled: boolean;
  embeddedTeamingEnabled: boolean;
  teamingMode: 'SwitchIndependent' | null;
  loadBalancingAlgorithm: 'HyperVPort' | 'Dynamic' | null;
  /** Physical adapters under an external switch; several only with embedded teaming. */
  uplinks: NetAdapterId[];
  extensions: VMSwitchExtensionRecord[];
  defaultQueueVrssEnabledRequested: boolean;
  defaultQueueVmmqEnabledRequested: boolean;
  defaultQueueVrssMaxQueuePairsRequested: number;
  defaultQueueVrssMinQueuePairsRequested: number;
  defaultQueueVrssExcludePrimaryProcessorRequested: boolean;
}

/** Port and NIC life of the extensible switch. */
export type SwitchPortState =
  | 'PortCreated'
  | 'NicCreated'
  | 'NicConnected'
  | 'NicDisconnected'
  | 'NicDeleted'
  | 'PortTearingDown';

export interface VMSwitchPortRecord {
  id: VMSwitchPortId;
  switch: VMSwitchId;
  guid: Guid;
  number: number;
  state: SwitchPortState;
  connectee: { kind: 'vm-network-adapter'; id: VMNetworkAdapterId } | { kind: 'uplink'; id: NetAdapterId };
}

// ------------------------------------------------------------------------------------------------------ virtual machines

export type VMState =
  | 'Running'
  | 'Off'
  | 'Stopping'
  | 'Saved'
  | 'Paused'
  | 'Starting'
  | 'Reset'
  | 'Saving'
  | 'Pausing'
  | 'Resuming';

export interface DriveAttachmentRecord {
  kind: 'HardDisk' | 'Dvd';
  controllerType: 'IDE' | 'SCSI';
  controllerNumber: number;
  controllerLocation: number;
  /** Local or UNC; null = empty DVD drive. */
  path: string | null;
}

export interface IntegrationServiceRecord {
  /** `Guest Service Interface`. */
  name: string;
  enabled: boolean;
}

export interface VMRecord {
  id: VMId;
  guid: Guid;
  name: string;
  /** Where its virtual processors live; for a planned VM at a migration target see `planned`. */
  host: HostId;
  /** True while it is only reserved at the target of a migration. */
  planned: boolean;
  generation: 1 | 2;
  /** Configuration version: `8.0` on Windows Server 2016. */
  version: string;
  state: VMState;
  /** Start of the present run; null when off. */
  startedAt: SimTime | null;
  /** Simulated time for which the run stood still (paused, saved); not part of Uptime. */
  pausedFor: SimTime;
  pausedAt: SimTime | null;
  notes: string;
  creationTime: SimTime;
  /** Configuration folder, snapshot folder and so on; local paths or UNC. */
  configurationLocation: string;
  snapshotFileLocation: string;
  smartPagingFilePath: string;
  path: string;
  memory: {
    startup: number;
    minimum: number;
    maximum: number;
    dynamicMemoryEnabled: boolean;
    buffer: number;
    priority: number;
    /** Bytes now backed by the host. */
    assigned: number;
    demand: number;
    /** Bytes a second that the guest writes while it runs: feeds the passes of a live migration. */
    dirtyBytesPerSecond: number;
  };
  processor: {
    count: number;
    reserve: number;
    maximum: number;
    relativeWeight: number;
    compatibilityForMigrationEnabled: boolean;
    compatibilityForOlderOperatingSystemsEnabled: boolean;
    exposeVirtualizationExtensions: boolean;
    /** Load of the guest in per cent, for CPUUsage. */
    load: number;
  };
  automaticStartAction: 'Nothing' | 'StartIfRunning' | 'Start';
  automaticStartDelay: number;
  automaticStopAction: 'TurnOff' | 'Save' | 'ShutDown';
  automaticCriticalErrorAction: 'None' | 'Pause';
  automaticCriticalErrorActionTimeout: number;
  checkpointType: 'Disabled' | 'Production' | 'ProductionOnly' | 'Standard';
  parentCheckpoint: CheckpointId | null;
  secureBoot: OnOff;
  /** Template of secure boot: `MicrosoftWindows`. */
  secureBootTemplate: string;
  resourceMeteringEnabled: boolean;
  lockOnDisconnect: OnOff;
  guestControlledCacheTypes: boolean;
  lowMemoryMappedIoSpace: number;
  highMemoryMappedIoSpace: number;
  isClustered: boolean;
  replication: {
    state: 'Disabled';
    health: 'NotApplicable';
    mode: 'None';
  };
  integrationServices: IntegrationServiceRecord[];
  drives: DriveAttachmentRecord[];
  guest: GuestRecord;
}

/** The operating system installed in a VM. `machine` null: nothing is installed. */
export interface GuestRecord {
  machine: MachineId | null;
  /** Has the NetVSC and the drivers that Windows brings; false for an unknown system. */
  integrationServicesVersion: string | null;
  /** VF drivers installed in the guest, by NIC model id. */
  vfDrivers: string[];
  /** Seconds from Start-VM to the sign-in screen. */
  bootSeconds: number;
}

/** Fields of Add-VMNetworkAdapterAcl. */
export interface PortAclRecord {
  action: 'Allow' | 'Deny' | 'Meter';
  direction: 'Inbound' | 'Outbound' | 'Both';
  localAddress: string;
  remoteAddress: string;
}

export interface VlanSetting {
  operationMode: 'Untagged' | 'Access' | 'Trunk' | 'Private';
  accessVlanId: number;
  nativeVlanId: number;
  allowedVlanIdList: number[];
  privateVlanMode: 'Isolated' | 'Community' | 'Promiscuous' | null;
  primaryVlanId: number;
  secondaryVlanIdList: number[];
}

/** The VF that a vNIC holds. The data path's own state machine lives in `engine/datapath`. */
export interface VirtualFunctionAssignment {
  nic: NicId;
  vf: number;
  vport: number;
  /** Serial number of the association message; 0 is invalid. */
  serial: number;
}

export interface VMNetworkAdapterRecord {
  id: VMNetworkAdapterId;
  /** A VM's adapter, or one of the management operating system. */
  owner: { kind: 'vm'; vm: VMId } | { kind: 'management-os'; host: HostId };
  name: string;
  /** Device instance part of `Id`. */
  guid: Guid;
  isLegacy: boolean;
  dynamicMacAddressEnabled: boolean;
  /** `000000000000` until a dynamic address is given at the first start. */
  macAddress: Mac;
  switch: VMSwitchId | null;
  /** Name kept when the adapter was connected to a switch that a new host does not have. */
  switchName: string;
  deviceNaming: OnOff;
  iovWeight: number;
  iovQueuePairsRequested: number;
  iovInterruptModeration: 'Default' | 'Adaptive' | 'Off' | 'Low' | 'Medium' | 'High';
  virtualFunction: VirtualFunctionAssignment | null;
  vfDataPathActive: boolean;
  vmqWeight: number;
  vmmqEnabledRequested: boolean;
  vrssEnabledRequested: boolean;
  vrssMaxQueuePairsRequested: number;
  vrssMinQueuePairsRequested: number;
  ipsecOffloadMaxSA: number;
  macAddressSpoofing: OnOff;
  dhcpGuard: OnOff;
  routerGuard: OnOff;
  portMirroringMode: 'None' | 'Source' | 'Destination';
  ieeePriorityTag: OnOff;
  allowTeaming: OnOff;
  fixSpeed10G: OnOff;
  virtualSubnetId: number;
  dynamicIPAddressLimit: number;
  stormLimit: number;
  vlan: VlanSetting;
  bandwidth: { minimumAbsolute: number; minimumWeight: number; maximum: number };
  acls: PortAclRecord[];
  mandatoryFeatureIds: string[];
  resourcePoolName: string;
  clusterMonitored: boolean;
  testReplicaSwitchName: string;
}

/** Settings as they were; `vm` and `adapters` are whole copies. */
export interface CheckpointRecord {
  id: CheckpointId;
  guid: Guid;
  vm: VMId;
  name: string;
  snapshotType: 'Standard' | 'Recovery' | 'Planned' | 'Missing' | 'Replica' | 'AppConsistentReplica' | 'SyncedReplica';
  creationTime: SimTime;
  parent: CheckpointId | null;
  settings: { vm: VMRecord; adapters: VMNetworkAdapterRecord[] };
}

// ------------------------------------------------------------------------------------------------------- shares, domain

export interface SmbShareRecord {
  id: ShareId;
  machine: MachineId;
  name: string;
  /** Local path on the server. */
  path: string;
  description: string;
  continuouslyAvailable: boolean;
  /** Account names, computers with `$`. */
  access: { account: string; right: 'Full' | 'Change' | 'Read' }[];
}

export interface DomainUserRecord {
  samAccountName: string;
  displayName: string;
  /** Teaching data, never a real secret. */
  password: string;
  groups: string[];
  enabled: boolean;
}

/** Computer account; `allowedToDelegateTo` holds SPNs such as `cifs/FS01.contoso.com`. */
export interface ComputerAccountRecord {
  name: string;
  machine: MachineId;
  allowedToDelegateTo: string[];
  /** "Use any authentication protocol". */
  trustedToAuthForDelegation: boolean;
}

export interface DomainRecord {
  id: DomainId;
  dnsName: string;
  netBiosName: string;
  domainController: MachineId;
  users: DomainUserRecord[];
  computers: ComputerAccountRecord[];
}

// --------------------------------------------------------------------------------------------------------------- cabling

export interface RackSwitchRecord {
  id: RackSwitchId;
  name: string;
  /** Learnt entries live in `engine/network`. Port numbers count from 1. */
  ports: {
    number: number;
    name: string;
    speed: number;
    mode: 'Access' | 'Trunk';
    vlan: number;
    allowedVlans: number[];
  }[];
  ageingSeconds: number;
  /** Forwarding delay in nanoseconds. */
  latency: number;
}

export interface CableRecord {
  id: CableId;
  /** The end at a computer. */
  adapter: NetAdapterId;
  /** The end at the rack switch. */
  switch: RackSwitchId;
  port: number;
  metres: number;
  plugged: boolean;
}

// ----------------------------------------------------------------------------------------------------------------- world

export interface World {
  format: 1;
  /** File name without extension: `two-hosts`. */
  name: string;
  title: string;
  /** Wall clock at simulated time 0, ISO 8601 in UTC. */
  epoch: string;
  /** What every derived MAC address and GUID was made from. */
  seed: string;
  /** The console that opens first. */
  defaultHost: MachineId;
  hosts: Record<HostId, HostRecord>;
  machines: Record<MachineId, MachineRecord>;
  nics: Record<NicId, NicRecord>;
  netAdapters: Record<NetAdapterId, NetAdapterRecord>;
  switches: Record<VMSwitchId, VMSwitchRecord>;
  switchPorts: Record<VMSwitchPortId, VMSwitchPortRecord>;
  vms: Record<VMId, VMRecord>;
  vmNetworkAdapters: Record<VMNetworkAdapterId, VMNetworkAdapterRecord>;
  checkpoints: Record<CheckpointId, CheckpointRecord>;
  shares: Record<ShareId, SmbShareRecord>;
  domains: Record<DomainId, DomainRecord>;
  rackSwitches: Record<RackSwitchId, RackSwitchRecord>;
  cables: Record<CableId, CableRecord>;
  /** Counter behind ids and GUIDs of what is made while the world runs. */
  nextSerial: number;
}
