/**
 * The objects that Hyper-V cmdlets write. Names, order and types of their properties come from `object-types.data.json`
 * (`seen: Hyper-V module 2.0.0.0, see objects.md`; properties newer than Windows Server 2016 left out). Values are read
 * from the estate at the moment they are asked for, as the real objects do.
 */
import '../../language/net';
import type {
  DriveAttachmentRecord,
  HostRecord,
  IntegrationServiceRecord,
  VMNetworkAdapterRecord,
  VMRecord,
  VMSwitchExtensionRecord,
  VMSwitchRecord,
} from '../../estate/records';
import { all } from '../../estate/tables';
import { type AdapterStatus, adapterIov, hostIov, switchIov } from '../../hyper-v/iov';
import type { Incompatibility } from '../../hyper-v/live-migration';
import { computerNameOf, type Management } from '../../hyper-v/management';
import { interfaceOf } from '../../hyper-v/switches';
import { adaptersOf, guestMachine, uptimeOf } from '../../hyper-v/virtual-machines';
import {
  defineEnum,
  enumValue,
  findType,
  type NetType,
  NetType as NetTypeClass,
  registerType,
} from '../../language/types';
import {
  foldCase,
  knownTypes,
  long,
  PSArray,
  PSGuid,
  PSList,
  PSTimeSpan,
  PSVersion,
  TypedObject,
  uint,
  ulong,
  type Value,
} from '../../language/values';
import data from './object-types.data.json';
import { dateOf } from './service';

const PREFIX = 'Microsoft.HyperV.PowerShell.';

type Getters<T> = Record<string, (self: T) => Value>;

interface OfSwitch {
  management: Management;
  record: VMSwitchRecord;
}
interface OfVM {
  management: Management;
  record: VMRecord;
}
interface OfAdapter {
  management: Management;
  record: VMNetworkAdapterRecord;
}
interface OfHost {
  management: Management;
  record: HostRecord;
}
interface OfDrive extends OfVM {
  drive: DriveAttachmentRecord;
}
interface OfService extends OfVM {
  service: IntegrationServiceRecord;
}
interface OfExtension extends OfSwitch {
  extension: VMSwitchExtensionRecord;
}
interface OfReport extends OfVM {
  destination: string;
  problems: Incompatibility[];
}

const enums: Record<string, NetType> = {};
for (const [name, values] of Object.entries(data.enums)) {
  enums[name] = defineEnum(PREFIX + name, values as [string, number][]);
}

/** A value of a Hyper-V enumeration. */
export function hyperVEnum(type: string, name: string): Value {
  return enumValue(enums[type], name);
}

const text = (value: string): Value => value;
const texts = (values: string[]): PSArray => new PSArray(values, knownTypes['System.String']);
const guid = (value: string): Value => new PSGuid(value);
const guids = (values: string[]): PSArray =>
  new PSArray(
    values.map((value) => new PSGuid(value)),
    knownTypes['System.Guid'],
  );
const onOff = (value: 'On' | 'Off'): Value => hyperVEnum('OnOffState', value);
const nothing = (): Value => null;

/** Text of a CimSession of the local computer. `seen: CimSession: .` */
const cimSession = registerType(
  new NetTypeClass('Microsoft.Management.Infrastructure.CimSession', knownTypes['System.Object']),
);
cimSession.toText = () => 'CimSession: .';
const localCimSession = new TypedObject(cimSession, null);

/** Declares one type: properties in the order of the data file, read by `getters`; a property without one is null. */
function declare<T>(name: string, getters: Getters<T>, toText?: (self: T) => string): NetType {
  const properties = (data.types as unknown as Record<string, [string, string][]>)[name];
  const type = registerType(new NetTypeClass(PREFIX + name, knownTypes['System.Object']));
  for (const [property, propertyType] of properties) {
    const getter = getters[property] ?? nothing;
    type.properties.set(foldCase(property), {
      name: property,
      type: memberTypeName(propertyType),
      get: (self) => getter((self as TypedObject<T>).data),
      provenance: getters[property] ? 'seen: Hyper-V module 2.0.0.0' : 'assumed: empty',
    });
  }
  if (toText) type.toText = (self) => toText((self as TypedObject<T>).data);
  return type;
}

/** `Boolean` as Get-Member prints it: `bool`. */
function memberTypeName(name: string): string {
  const short: Record<string, string> = {
    Boolean: 'bool',
    String: 'string',
    'String[]': 'string[]',
    Int32: 'int',
    Int64: 'long',
    UInt32: 'uint32',
    UInt64: 'uint64',
    Guid: 'guid',
    'Guid[]': 'guid[]',
    TimeSpan: 'timespan',
    DateTime: 'datetime',
    Version: 'version',
  };
  if (short[name]) return short[name];
  if (name.endsWith('?')) return `System.Nullable[${short[name.slice(0, -1)] ?? PREFIX + name.slice(0, -1)}]`;
  const list = /^(?:IReadOnly)?List<(.+)>$/.exec(name);
  if (list) return `System.Collections.Generic.List[${PREFIX}${list[1]}]`;
  return name.includes('.') ? name : PREFIX + name;
}

// ------------------------------------------------------------------------------------------------------------- switches

function hostOfSwitch(self: OfSwitch): string {
  return computerNameOf(self.management.world, self.record.host);
}

const switchType = declare<OfSwitch>(
  'VMSwitch',
  {
    Name: (self) => self.record.name,
    Id: (self) => guid(self.record.guid),
    Notes: (self) => self.record.notes,
    Extensions: (self) =>
      new PSArray(
        self.record.extensions.map((extension) => new TypedObject<OfExtension>(extensionType, { ...self, extension })),
        extensionType,
      ),
    BandwidthReservationMode: (self) => hyperVEnum('VMSwitchBandwidthMode', self.record.bandwidthReservationMode),
    PacketDirectEnabled: (self) => self.record.packetDirectEnabled,
    EmbeddedTeamingEnabled: (self) => self.record.embeddedTeamingEnabled,
    IovEnabled: (self) => self.record.iovEnabled,
    SwitchType: (self) => hyperVEnum('VMSwitchType', self.record.switchType),
    AllowManagementOS: (self) => self.record.allowManagementOS,
    NetAdapterInterfaceDescription: (self) => {
      if (self.record.embeddedTeamingEnabled) return 'Teamed-Interface';
      const uplink = self.record.uplinks[0];
      return uplink === undefined ? null : self.management.world.netAdapters[uplink].interfaceDescription;
    },
    NetAdapterInterfaceDescriptions: (self) =>
      self.record.uplinks.length === 0
        ? null
        : texts(self.record.uplinks.map((id) => self.management.world.netAdapters[id].interfaceDescription)),
    NetAdapterInterfaceGuid: (self) =>
      self.record.uplinks.length === 0
        ? null
        : guids(self.record.uplinks.map((id) => self.management.world.netAdapters[id].interfaceGuid)),
    IovSupport: (self) => switchIov(self.management, self.record).supported,
    IovSupportReasons: (self) => {
      const { reasons } = switchIov(self.management, self.record);
      return reasons.length === 0 ? null : texts(reasons);
    },
    AvailableIPSecSA: (self) => uint(self.record.switchType === 'External' ? 2048 : 0),
    NumberIPSecSAAllocated: () => uint(0),
    AvailableVMQueues: (self) => uint(switchIov(self.management, self.record).vmQueues),
    NumberVmqAllocated: (self) => uint(switchIov(self.management, self.record).vmQueuesInUse),
    IovQueuePairCount: (self) => uint(switchIov(self.management, self.record).queuePairCount),
    IovQueuePairsInUse: (self) => uint(switchIov(self.management, self.record).queuePairsInUse),
    IovVirtualFunctionCount: (self) => uint(switchIov(self.management, self.record).virtualFunctionCount),
    IovVirtualFunctionsInUse: (self) => uint(switchIov(self.management, self.record).virtualFunctionsInUse),
    PacketDirectInUse: () => false,
    DefaultQueueVrssEnabledRequested: (self) => self.record.defaultQueueVrssEnabledRequested,
    DefaultQueueVrssEnabled: (self) => self.record.defaultQueueVrssEnabledRequested,
    DefaultQueueVmmqEnabledRequested: (self) => self.record.defaultQueueVmmqEnabledRequested,
    DefaultQueueVmmqEnabled: (self) => self.record.defaultQueueVmmqEnabledRequested,
    BandwidthPercentage: (self) =>
      uint(
        self.record.bandwidthReservationMode === 'Absolute' || self.record.bandwidthReservationMode === 'Weight'
          ? 10
          : 0,
      ),
    DefaultFlowMinimumBandwidthAbsolute: (self) => ulong(self.record.defaultFlowMinimumBandwidthAbsolute),
    DefaultFlowMinimumBandwidthWeight: (self) => ulong(self.record.defaultFlowMinimumBandwidthWeight),
    CimSession: () => localCimSession,
    ComputerName: hostOfSwitch,
    IsDeleted: (self) => !(self.record.id in self.management.world.switches),
    DefaultQueueVmmqQueuePairs: (self) => uint(Math.min(16, self.record.defaultQueueVrssMaxQueuePairsRequested)),
    DefaultQueueVmmqQueuePairsRequested: (self) => uint(self.record.defaultQueueVrssMaxQueuePairsRequested),
  },
  (self) => `VMSwitch (Name = '${self.record.name}') [Id = '${self.record.guid}']`,
);

const extensionType = declare<OfExtension>(
  'VMSwitchExtension',
  {
    Id: (self) => text(self.extension.id.toUpperCase()),
    Name: (self) => text(self.extension.name),
    Vendor: (self) => text(self.extension.vendor),
    Version: (self) => text(self.extension.version),
    ExtensionType: (self) => hyperVEnum('VMSwitchExtensionType', self.extension.extensionType),
    ParentExtensionId: () => '',
    ParentExtensionName: () => '',
    SwitchId: (self) => text(self.record.guid.toUpperCase()),
    SwitchName: (self) => text(self.record.name),
    Enabled: (self) => self.extension.enabled,
    Running: (self) => self.extension.running,
    CimSession: () => localCimSession,
    ComputerName: hostOfSwitch,
    IsDeleted: () => false,
  },
  (self) => self.extension.name,
);

/** A VMSwitch object. */
export function vmSwitchObject(management: Management, record: VMSwitchRecord): Value {
  return new TypedObject<OfSwitch>(switchType, { management, record });
}
/** The record behind a VMSwitch object, or undefined for anything else. */
export function switchOfObject(value: Value): VMSwitchRecord | undefined {
  return value instanceof TypedObject && value.netType === switchType ? (value.data as OfSwitch).record : undefined;
}
/** The extensions of a switch as objects. */
export function switchExtensionObjects(management: Management, record: VMSwitchRecord): Value[] {
  return record.extensions.map(
    (extension) => new TypedObject<OfExtension>(extensionType, { management, record, extension }),
  );
}

// ------------------------------------------------------------------------------------------------------------- adapters

function vmOfAdapter(self: OfAdapter): VMRecord | undefined {
  return self.record.owner.kind === 'vm' ? self.management.world.vms[self.record.owner.vm] : undefined;
}
function hostNameOfAdapter(self: OfAdapter): string {
  const { owner } = self.record;
  const host = owner.kind === 'management-os' ? owner.host : vmOfAdapter(self)?.host;
  return host === undefined ? '' : computerNameOf(self.management.world, host);
}
function statusOfAdapter(self: OfAdapter): AdapterStatus {
  return adapterIov(self.management, self.record);
}

/** `Microsoft:GUID\GUID`: id of a device. `seen: Get-VMNetworkAdapter | fl Id` */
function deviceId(self: OfAdapter): string {
  const vm = vmOfAdapter(self);
  const owner = vm ? vm.guid.toUpperCase() : `{${self.record.guid.toUpperCase()}}`;
  return vm ? `Microsoft:${owner}\\${self.record.guid.toUpperCase()}` : `Microsoft:${owner}`;
}

const sharedAdapterGetters: Getters<OfAdapter> = {
  MacAddress: (self) => self.record.macAddress,
  Name: (self) => self.record.name,
  SwitchName: (self) =>
    self.record.switch === null
      ? null
      : (self.management.world.switches[self.record.switch]?.name ?? self.record.switchName),
  AdapterId: (self) => self.record.guid.toUpperCase(),
  StatusDescription: (self) => {
    const { descriptions } = statusOfAdapter(self);
    return descriptions.length === 0 ? null : texts(descriptions);
  },
  Status: (self) => {
    const { statuses } = statusOfAdapter(self);
    return new PSArray(
      statuses.map((name) =>
        // The reasons about SR-IOV are values of the other enumeration. assumed: that both stand in one list
        hyperVEnum(
          name === 'Ok' || name === 'Degraded' ? 'VMNetworkAdapterOperationalStatus' : 'VMOperationalStatus',
          name,
        ),
      ),
      enums['VMNetworkAdapterOperationalStatus'],
    );
  },
  IsManagementOs: (self) => self.record.owner.kind === 'management-os',
  IsExternalAdapter: () => false,
  Id: (self) => deviceId(self),
  SwitchId: (self) => {
    const found = self.record.switch === null ? undefined : self.management.world.switches[self.record.switch];
    return found ? guid(found.guid) : null;
  },
  AclList: () => new PSList([], knownTypes['System.Collections.ArrayList']),
  ExtendedAclList: () => new PSList([], knownTypes['System.Collections.ArrayList']),
  VlanSetting: (self) => vlanObject(self.management, self.record),
  CurrentIsolationMode: (self) =>
    hyperVEnum('VMNetworkAdapterIsolationMode', self.record.vlan.operationMode === 'Untagged' ? 'None' : 'Vlan'),
  MacAddressSpoofing: (self) => onOff(self.record.macAddressSpoofing),
  DhcpGuard: (self) => onOff(self.record.dhcpGuard),
  RouterGuard: (self) => onOff(self.record.routerGuard),
  PortMirroringMode: (self) => hyperVEnum('VMNetworkAdapterPortMirroringMode', self.record.portMirroringMode),
  IeeePriorityTag: (self) => onOff(self.record.ieeePriorityTag),
  VirtualSubnetId: (self) => uint(self.record.virtualSubnetId),
  DynamicIPAddressLimit: (self) => uint(self.record.dynamicIPAddressLimit),
  StormLimit: (self) => uint(self.record.stormLimit),
  AllowTeaming: (self) => onOff(self.record.allowTeaming),
  FixSpeed10G: (self) => onOff(self.record.fixSpeed10G),
  VMQWeight: (self) => uint(self.record.vmqWeight),
  IPsecOffloadMaxSA: (self) => long(self.record.ipsecOffloadMaxSA),
  VrssEnabled: (self) => self.record.vrssEnabledRequested,
  VrssEnabledRequested: (self) => self.record.vrssEnabledRequested,
  VmmqEnabled: (self) => self.record.vmmqEnabledRequested,
  VmmqEnabledRequested: (self) => self.record.vmmqEnabledRequested,
  VmqUsage: (self) =>
    self.record.switch !== null && self.record.vmqWeight > 0 && !self.record.vfDataPathActive ? 1 : 0,
  IPsecOffloadSAUsage: () => uint(0),
  VFDataPathActive: (self) => self.record.vfDataPathActive,
  BandwidthPercentage: () => uint(0),
  IsTemplate: () => false,
  VMId: (self) => {
    const vm = vmOfAdapter(self);
    return guid(vm ? vm.guid : '00000000-0000-0000-0000-000000000000');
  },
  VMName: (self) => vmOfAdapter(self)?.name ?? null,
  VMSnapshotId: () => guid('00000000-0000-0000-0000-000000000000'),
  VMSnapshotName: () => '',
  CimSession: () => localCimSession,
  ComputerName: hostNameOfAdapter,
  IsDeleted: (self) => !(self.record.id in self.management.world.vmNetworkAdapters),
};

const adapterType = declare<OfAdapter>(
  'VMNetworkAdapter',
  {
    ...sharedAdapterGetters,
    ClusterMonitored: (self) => self.record.clusterMonitored,
    DynamicMacAddressEnabled: (self) => self.record.dynamicMacAddressEnabled,
    AllowPacketDirect: () => false,
    IsLegacy: (self) => self.record.isLegacy,
    IsSynthetic: (self) => !self.record.isLegacy,
    IPAddresses: (self) => texts(guestAddresses(self)),
    DeviceNaming: (self) => onOff(self.record.deviceNaming),
    IovWeight: (self) => uint(self.record.iovWeight),
    IovQueuePairsRequested: (self) => uint(self.record.iovQueuePairsRequested),
    IovInterruptModeration: (self) => hyperVEnum('IovInterruptModerationValue', self.record.iovInterruptModeration),
    PacketDirectNumProcs: () => uint(0),
    PacketDirectModerationCount: () => uint(64),
    PacketDirectModerationInterval: () => uint(1000),
    IovQueuePairsAssigned: (self) => uint(statusOfAdapter(self).queuePairsAssigned),
    IovUsage: (self) => (self.record.virtualFunction === null ? 0 : 1),
    MandatoryFeatureId: (self) => texts(self.record.mandatoryFeatureIds),
    MandatoryFeatureName: () => texts([]),
    PoolName: (self) => (self.record.resourcePoolName === '' ? 'Primordial' : self.record.resourcePoolName),
    Connected: (self) => self.record.switch !== null,
    TestReplicaPoolName: () => null,
    TestReplicaSwitchName: (self) => self.record.testReplicaSwitchName,
  },
  (self) => `VMNetworkAdapter, Name = '${self.record.name}'`,
);

const internalAdapterType = declare<OfAdapter>(
  'VMInternalNetworkAdapter',
  {
    ...sharedAdapterGetters,
    DeviceId: (self) =>
      `{${(interfaceOf(self.management, self.record.id)?.interfaceGuid ?? self.record.guid).toUpperCase()}}`,
  },
  (self) => `VMInternalNetworkAdapter, Name = '${self.record.name}'`,
);

/** The addresses a running guest reports for an adapter: through the key-value service of the guest. */
function guestAddresses(self: OfAdapter): string[] {
  const vm = vmOfAdapter(self);
  if (vm?.state !== 'Running') return [];
  const guest = guestMachine(self.management, vm);
  if (guest?.power !== 'On') return [];
  const face = interfaceOf(self.management, self.record.id);
  if (!face || self.record.switch === null) return [];
  return face.ip.addresses.map((entry) => entry.address);
}

/** A VMNetworkAdapter or VMInternalNetworkAdapter object. */
export function adapterObject(management: Management, record: VMNetworkAdapterRecord): Value {
  return new TypedObject<OfAdapter>(record.owner.kind === 'vm' ? adapterType : internalAdapterType, {
    management,
    record,
  });
}
export function adapterOfObject(value: Value): VMNetworkAdapterRecord | undefined {
  return value instanceof TypedObject && (value.netType === adapterType || value.netType === internalAdapterType)
    ? (value.data as OfAdapter).record
    : undefined;
}

const vlanType = declare<OfAdapter>('VMNetworkAdapterVlanSetting', {
  OperationMode: (self) => hyperVEnum('VMNetworkAdapterVlanMode', self.record.vlan.operationMode),
  AccessVlanId: (self) => self.record.vlan.accessVlanId,
  NativeVlanId: (self) => self.record.vlan.nativeVlanId,
  AllowedVlanIdList: (self) =>
    new PSList([...self.record.vlan.allowedVlanIdList], knownTypes['System.Collections.ArrayList']),
  AllowedVlanIdListString: (self) => self.record.vlan.allowedVlanIdList.join(','),
  PrivateVlanMode: (self) =>
    self.record.vlan.privateVlanMode === null
      ? 0
      : hyperVEnum('VMNetworkAdapterPrivateVlanMode', self.record.vlan.privateVlanMode),
  PrimaryVlanId: (self) => self.record.vlan.primaryVlanId,
  SecondaryVlanId: (self) => self.record.vlan.secondaryVlanIdList[0] ?? 0,
  SecondaryVlanIdListString: (self) => self.record.vlan.secondaryVlanIdList.join(','),
  ParentAdapter: (self) => adapterObject(self.management, self.record),
  IsTemplate: () => false,
  CimSession: () => localCimSession,
  ComputerName: hostNameOfAdapter,
  IsDeleted: () => false,
});

export function vlanObject(management: Management, record: VMNetworkAdapterRecord): Value {
  return new TypedObject<OfAdapter>(vlanType, { management, record });
}

// --------------------------------------------------------------------------------------------------------------- VMs

function partOfVM<T extends OfVM>(name: (self: T) => string): Getters<T> {
  return {
    Name: name,
    Id: (self) => `Microsoft:${self.record.guid.toUpperCase()}`,
    VMId: (self) => guid(self.record.guid),
    VMName: (self) => self.record.name,
    VMSnapshotId: () => guid('00000000-0000-0000-0000-000000000000'),
    VMSnapshotName: () => '',
    CimSession: () => localCimSession,
    ComputerName: (self) => computerNameOf(self.management.world, self.record.host),
    IsDeleted: (self) => !(self.record.id in self.management.world.vms),
  } as Getters<T>;
}

/** `Hard Drive on SCSI controller number 0 at location 0`. `seen: Get-VM | fl HardDrives` */
function driveName(drive: DriveAttachmentRecord): string {
  const kind = drive.kind === 'HardDisk' ? 'Hard Drive' : 'DVD Drive';
  return `${kind} on ${drive.controllerType} controller number ${drive.controllerNumber} at location ${drive.controllerLocation}`;
}
const driveGetters: Getters<OfDrive> = {
  ...partOfVM<OfDrive>((self) => driveName(self.drive)),
  Path: (self) => self.drive.path,
  ControllerLocation: (self) => self.drive.controllerLocation,
  ControllerNumber: (self) => self.drive.controllerNumber,
  ControllerType: (self) => hyperVEnum('ControllerType', self.drive.controllerType),
  PoolName: () => 'Primordial',
};
const hardDiskType = declare<OfDrive>(
  'HardDiskDrive',
  {
    ...driveGetters,
    DiskNumber: nothing,
    MaximumIOPS: () => ulong(0),
    MinimumIOPS: () => ulong(0),
    QoSPolicyID: () => guid('00000000-0000-0000-0000-000000000000'),
    SupportPersistentReservations: () => false,
    WriteHardeningMethod: () => hyperVEnum('CacheAttributes', 'Default'),
  },
  (self) => driveName(self.drive),
);
const dvdType = declare<OfDrive>(
  'DvdDrive',
  { ...driveGetters, DvdMediaType: (self) => hyperVEnum('DvdMediaType', self.drive.path === null ? 'None' : 'ISO') },
  (self) => driveName(self.drive),
);

const integrationType = declare<OfService>(
  'VMIntegrationComponent',
  {
    ...partOfVM<OfService>((self) => self.service.name),
    Enabled: (self) => self.service.enabled,
    PrimaryOperationalStatus: (self) =>
      self.service.enabled && serviceAnswers(self) ? hyperVEnum('VMIntegrationComponentOperationalStatus', 'Ok') : null,
    PrimaryStatusDescription: (self) => (self.service.enabled && serviceAnswers(self) ? 'OK' : ''),
    SecondaryStatusDescription: () => '',
  },
  (self) => self.service.name,
);
function serviceAnswers(self: OfVM): boolean {
  return self.record.state === 'Running' && guestMachine(self.management, self.record)?.power === 'On';
}

const processorType = declare<OfVM>(
  'VMProcessor',
  {
    ...partOfVM<OfVM>(() => 'Processor'),
    ResourcePoolName: () => 'Primordial',
    Count: (self) => long(self.record.processor.count),
    CompatibilityForMigrationEnabled: (self) => self.record.processor.compatibilityForMigrationEnabled,
    CompatibilityForOlderOperatingSystemsEnabled: (self) =>
      self.record.processor.compatibilityForOlderOperatingSystemsEnabled,
    HwThreadCountPerCore: () => long(0),
    ExposeVirtualizationExtensions: (self) => self.record.processor.exposeVirtualizationExtensions,
    Maximum: (self) => long(self.record.processor.maximum),
    Reserve: (self) => long(self.record.processor.reserve),
    RelativeWeight: (self) => self.record.processor.relativeWeight,
    EnableHostResourceProtection: () => false,
  },
  () => 'Processor',
);
const memoryType = declare<OfVM>(
  'VMMemory',
  {
    ...partOfVM<OfVM>(() => 'Memory'),
    ResourcePoolName: () => 'Primordial',
    Buffer: (self) => self.record.memory.buffer,
    DynamicMemoryEnabled: (self) => self.record.memory.dynamicMemoryEnabled,
    Maximum: (self) => long(self.record.memory.maximum),
    Minimum: (self) => long(self.record.memory.minimum),
    Priority: (self) => self.record.memory.priority,
    Startup: (self) => long(self.record.memory.startup),
  },
  () => 'Memory',
);

const vmType = declare<OfVM>(
  'VirtualMachine',
  {
    ConfigurationLocation: (self) => self.record.configurationLocation,
    SmartPagingFileInUse: () => false,
    SmartPagingFilePath: (self) => self.record.smartPagingFilePath,
    SnapshotFileLocation: (self) => self.record.snapshotFileLocation,
    AutomaticStartAction: (self) => hyperVEnum('StartAction', self.record.automaticStartAction),
    AutomaticStartDelay: (self) => self.record.automaticStartDelay,
    AutomaticStopAction: (self) => hyperVEnum('StopAction', self.record.automaticStopAction),
    AutomaticCriticalErrorAction: (self) => hyperVEnum('CriticalErrorAction', self.record.automaticCriticalErrorAction),
    AutomaticCriticalErrorActionTimeout: (self) => self.record.automaticCriticalErrorActionTimeout,
    AutomaticCheckpointsEnabled: () => false,
    CPUUsage: (self) => (self.record.state === 'Running' ? self.record.processor.load : 0),
    MemoryAssigned: (self) => long(self.record.memory.assigned),
    MemoryDemand: (self) => long(self.record.memory.demand),
    MemoryStatus: (self) => (self.record.state === 'Running' && self.record.memory.dynamicMemoryEnabled ? 'OK' : ''),
    NumaAligned: (self) => (self.record.state === 'Running' ? true : null),
    NumaNodesCount: () => 1,
    NumaSocketCount: () => 1,
    Heartbeat: (self) =>
      self.record.state !== 'Running'
        ? null
        : hyperVEnum('VMHeartbeatStatus', serviceAnswers(self) ? 'OkApplicationsHealthy' : 'NoContact'),
    IntegrationServicesState: (self) => (serviceAnswers(self) ? 'Up to date' : ''),
    IntegrationServicesVersion: (self) => {
      const version = serviceAnswers(self) ? self.record.guest.integrationServicesVersion : null;
      if (!version) return new PSVersion(0, 0);
      const [major, minor, build, revision] = version.split('.').map(Number);
      return new PSVersion(major, minor, build ?? -1, revision ?? -1);
    },
    Uptime: (self) => new PSTimeSpan(BigInt(Math.floor(uptimeOf(self.management, self.record) / 100))),
    OperationalStatus: () => new PSArray([hyperVEnum('VMOperationalStatus', 'Ok')], enums['VMOperationalStatus']),
    PrimaryOperationalStatus: () => hyperVEnum('VMOperationalStatus', 'Ok'),
    SecondaryOperationalStatus: nothing,
    StatusDescriptions: () => texts(['Operating normally']),
    PrimaryStatusDescription: () => 'Operating normally',
    SecondaryStatusDescription: nothing,
    Status: () => 'Operating normally',
    ReplicationHealth: () => hyperVEnum('VMReplicationHealthState', 'NotApplicable'),
    ReplicationMode: () => hyperVEnum('VMReplicationMode', 'None'),
    ReplicationState: () => hyperVEnum('VMReplicationState', 'Disabled'),
    ResourceMeteringEnabled: (self) => self.record.resourceMeteringEnabled,
    CheckpointType: (self) => hyperVEnum('CheckpointType', self.record.checkpointType),
    Groups: () => new PSList([], knownTypes['System.Collections.ArrayList']),
    Version: (self) => self.record.version,
    VirtualMachineType: () => hyperVEnum('VirtualMachineType', 'RealizedVirtualMachine'),
    VirtualMachineSubType: (self) => hyperVEnum('VirtualMachineSubType', `Generation${self.record.generation}`),
    Notes: (self) => self.record.notes,
    State: (self) => hyperVEnum('VMState', self.record.state),
    DVDDrives: (self) =>
      new PSArray(
        self.record.drives
          .filter((drive) => drive.kind === 'Dvd')
          .map((drive) => new TypedObject<OfDrive>(dvdType, { ...self, drive })),
        dvdType,
      ),
    FibreChannelHostBusAdapters: () => new PSList([], knownTypes['System.Collections.ArrayList']),
    HardDrives: (self) => new PSArray(driveObjects(self.management, self.record, 'HardDisk'), hardDiskType),
    VMIntegrationService: (self) =>
      new PSList(integrationObjects(self.management, self.record), knownTypes['System.Collections.ArrayList']),
    DynamicMemoryEnabled: (self) => self.record.memory.dynamicMemoryEnabled,
    MemoryMaximum: (self) => long(self.record.memory.maximum),
    MemoryMinimum: (self) => long(self.record.memory.minimum),
    MemoryStartup: (self) => long(self.record.memory.startup),
    ProcessorCount: (self) => long(self.record.processor.count),
    Generation: (self) => self.record.generation,
    IsClustered: (self) => self.record.isClustered,
    ParentSnapshotName: () => null,
    Path: (self) => self.record.path,
    SizeOfSystemFiles: () => long(0),
    GuestControlledCacheTypes: (self) => self.record.guestControlledCacheTypes,
    LowMemoryMappedIoSpace: (self) => uint(self.record.lowMemoryMappedIoSpace),
    HighMemoryMappedIoSpace: (self) => ulong(self.record.highMemoryMappedIoSpace),
    LockOnDisconnect: (self) => onOff(self.record.lockOnDisconnect),
    CreationTime: (self) => dateOf(self.management, self.record.creationTime),
    Id: (self) => guid(self.record.guid),
    Name: (self) => self.record.name,
    NetworkAdapters: (self) =>
      new PSList(
        adaptersOf(self.management, self.record).map((record) => adapterObject(self.management, record)),
        knownTypes['System.Collections.ArrayList'],
      ),
    CimSession: () => localCimSession,
    ComputerName: (self) => computerNameOf(self.management.world, self.record.host),
    IsDeleted: (self) => !(self.record.id in self.management.world.vms),
  },
  (self) => `VirtualMachine (Name = '${self.record.name}') [Id = '${self.record.guid}']`,
);
// seen: extension properties of a serialized VM (objects.md)
for (const [name, target] of [
  ['VMName', 'name'],
  ['VMId', 'id'],
  ['CheckpointFileLocation', 'snapshotfilelocation'],
] as const) {
  const original = vmType.properties.get(target);
  if (original) vmType.properties.set(foldCase(name), { ...original, name });
}

export function vmObject(management: Management, record: VMRecord): Value {
  return new TypedObject<OfVM>(vmType, { management, record });
}
export function vmOfObject(value: Value): VMRecord | undefined {
  return value instanceof TypedObject && value.netType === vmType ? (value.data as OfVM).record : undefined;
}
export function driveObjects(management: Management, record: VMRecord, kind: 'HardDisk' | 'Dvd'): Value[] {
  const type = kind === 'HardDisk' ? hardDiskType : dvdType;
  return record.drives
    .filter((drive) => drive.kind === kind)
    .map((drive) => new TypedObject<OfDrive>(type, { management, record, drive }));
}
export function integrationObjects(management: Management, record: VMRecord): Value[] {
  return record.integrationServices.map(
    (service) => new TypedObject<OfService>(integrationType, { management, record, service }),
  );
}
export function processorObject(management: Management, record: VMRecord): Value {
  return new TypedObject<OfVM>(processorType, { management, record });
}
export function memoryObject(management: Management, record: VMRecord): Value {
  return new TypedObject<OfVM>(memoryType, { management, record });
}

// --------------------------------------------------------------------------------------------------------------- host

const hostType = declare<OfHost>(
  'VMHost',
  {
    LogicalProcessorCount: (self) => {
      const { sockets, coresPerSocket, threadsPerCore } = self.record.hardware.processor;
      return sockets * coresPerSocket * threadsPerCore;
    },
    ResourceMeteringSaveInterval: (self) =>
      new PSTimeSpan(BigInt(self.record.settings.resourceMeteringSaveIntervalSeconds) * 10_000_000n),
    IovSupport: (self) => hostIov(self.management, self.record).supported,
    IovSupportReasons: (self) => {
      const { reasons } = hostIov(self.management, self.record);
      return reasons.length === 0 ? null : texts(reasons);
    },
    InternalNetworkAdapters: (self) =>
      new PSList(
        all(self.management.world.vmNetworkAdapters)
          .filter((adapter) => adapter.owner.kind === 'management-os' && adapter.owner.host === self.record.id)
          .map((record) => adapterObject(self.management, record)),
        knownTypes['System.Collections.ArrayList'],
      ),
    ExternalNetworkAdapters: () => new PSList([], knownTypes['System.Collections.ArrayList']),
    // assumed: the configuration versions that a Windows Server 2016 host runs
    SupportedVmVersions: () =>
      new PSList(['5.0', '6.2', '7.0', '7.1', '8.0'], knownTypes['System.Collections.ArrayList']),
    EnableEnhancedSessionMode: (self) => self.record.settings.enableEnhancedSessionMode,
    FibreChannelWwnn: (self) => self.record.settings.fibreChannelWwnn,
    FibreChannelWwpnMaximum: (self) => self.record.settings.fibreChannelWwpnMaximum,
    FibreChannelWwpnMinimum: (self) => self.record.settings.fibreChannelWwpnMinimum,
    MacAddressMaximum: (self) => self.record.settings.macAddressMaximum,
    MacAddressMinimum: (self) => self.record.settings.macAddressMinimum,
    NumaSpanningEnabled: (self) => self.record.settings.numaSpanningEnabled,
    VirtualHardDiskPath: (self) => self.record.settings.virtualHardDiskPath,
    VirtualMachinePath: (self) => self.record.settings.virtualMachinePath,
    FullyQualifiedDomainName: (self) => {
      const machine = self.management.world.machines[self.record.machine];
      return machine.domain === null ? 'WORKGROUP' : self.management.world.domains[machine.domain].dnsName;
    },
    MemoryCapacity: (self) => long(self.record.hardware.memoryBytes),
    Name: (self) => computerNameOf(self.management.world, self.record.id),
    MaximumStorageMigrations: (self) => uint(self.record.settings.maximumStorageMigrations),
    MaximumVirtualMachineMigrations: (self) => uint(self.record.settings.maximumVirtualMachineMigrations),
    UseAnyNetworkForMigration: (self) => self.record.settings.useAnyNetworkForMigration,
    VirtualMachineMigrationAuthenticationType: (self) =>
      hyperVEnum('MigrationAuthenticationType', self.record.settings.virtualMachineMigrationAuthenticationType),
    VirtualMachineMigrationEnabled: (self) => self.record.settings.virtualMachineMigrationEnabled,
    VirtualMachineMigrationPerformanceOption: (self) =>
      hyperVEnum('VMMigrationPerformance', self.record.settings.virtualMachineMigrationPerformanceOption),
    CimSession: () => localCimSession,
    ComputerName: (self) => computerNameOf(self.management.world, self.record.id),
    IsDeleted: () => false,
  },
  (self) => computerNameOf(self.management.world, self.record.id),
);
export function hostObject(management: Management, record: HostRecord): Value {
  return new TypedObject<OfHost>(hostType, { management, record });
}

// ------------------------------------------------------------------------------------------------------------- report

const problemType = registerType(new NetTypeClass(`${PREFIX}VMCompatibilityError`, knownTypes['System.Object']));
for (const [name, type, get] of [
  ['Message', 'string', (problem: OfReport & { problem: Incompatibility }) => problem.problem.message],
  ['MessageId', 'long', (problem: OfReport & { problem: Incompatibility }) => long(problem.problem.messageId)],
  [
    'Source',
    'System.Object',
    (self: OfReport & { problem: Incompatibility }): Value => {
      const { source } = self.problem;
      if (source.kind === 'adapter') {
        const record = all(self.management.world.vmNetworkAdapters).find((adapter) => adapter.id === source.id);
        if (record) return adapterObject(self.management, record);
      }
      return source.kind === 'vm' ? vmObject(self.management, self.record) : source.name;
    },
  ],
] as const) {
  problemType.properties.set(foldCase(name), {
    name,
    type,
    get: (self) => get((self as TypedObject<OfReport & { problem: Incompatibility }>).data),
  });
}
const reportType = declare<OfReport>('VMCompatibilityReport', {
  VM: (self) => vmObject(self.management, self.record),
  OperationType: () => hyperVEnum('OperationType', 'MoveVirtualMachine'),
  Destination: (self) => self.destination,
  Path: (self) => self.record.path,
  SnapshotPath: (self) => self.record.snapshotFileLocation,
  VhdDestinationPath: nothing,
  VhdSourcePath: nothing,
  Incompatibilities: (self) =>
    self.problems.length === 0
      ? null
      : new PSArray(
          self.problems.map((problem) => new TypedObject(problemType, { ...self, problem })),
          problemType,
        ),
});
export function reportObject(
  management: Management,
  record: VMRecord,
  destination: string,
  problems: Incompatibility[],
): Value {
  return new TypedObject<OfReport>(reportType, { management, record, destination, problems });
}

/** All types of this file, so that `[Microsoft.HyperV.PowerShell.VMSwitch]` and parameters of these types resolve. */
export function hyperVTypeNames(): string[] {
  return Object.keys(data.types)
    .map((name) => PREFIX + name)
    .filter((name) => findType(name) !== undefined);
}
