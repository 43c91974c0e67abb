/**
 * The CIM instances that the NetAdapter cmdlets write. Names and order of their CIM properties come from
 * `cim-classes.data.json` (`seen: win32 netadaptercimprov pages`); the script properties before them (`Status`,
 * `LinkSpeed`, `MacAddress` ...) are those of the module's types file (`seen: default views in objects.md`).
 */

import '../../language/net';
import type { NetAdapterRecord, NicRecord, VfRecord, VPortRecord } from '../../estate/records';
import { NIC_MODELS } from '../../hardware/nic-models';
import { configuredVFs, nicSwitchUsage, sriovEnabled } from '../../hardware/nic-switch';
import type { AdapterCounters } from '../../hyper-v/data-plane';
import { adapterSriovVerdict, pfLocation } from '../../hyper-v/iov';
import type { Management } from '../../hyper-v/management';
import { NetType, registerType } from '../../language/types';
import { foldCase, knownTypes, PSArray, PSInteger, TypedObject, uint, ulong, type Value } from '../../language/values';
import data from './cim-classes.data.json';

const PREFIX = 'Microsoft.Management.Infrastructure.CimInstance#ROOT/StandardCimv2/';

export const cimInstance = registerType(
  new NetType('Microsoft.Management.Infrastructure.CimInstance', knownTypes['System.Object']),
);

/** CIM type name -> how Get-Member writes it. */
const CIM_TYPES: Record<string, string> = {
  boolean: 'bool',
  uint8: 'byte',
  uint16: 'uint16',
  uint32: 'uint32',
  uint64: 'uint64',
  sint32: 'int',
  string: 'string',
  datetime: 'CimInstance#DateTime',
};

const byte = (value: number): Value => new PSInteger('Byte', BigInt(value));
const uint16 = (value: number): Value => new PSInteger('UInt16', BigInt(value));

type Getters<T> = Record<string, (self: T) => Value>;

function classType<T>(
  name: keyof typeof data,
  script: Record<string, { type: string; get: (self: T) => Value }>,
  getters: Getters<T>,
): NetType {
  const declared = (data as unknown as Record<string, { base: string | null; properties: [string, string][] }>)[name];
  const base = declared.base ? registerType(new NetType(`${PREFIX}${declared.base}`, cimInstance)) : cimInstance;
  const type = registerType(new NetType(`${PREFIX}${name}`, base));
  const read = (get: (self: T) => Value) => (self: Value) => get((self as TypedObject<T>).data);
  for (const [property, { type: propertyType, get }] of Object.entries(script)) {
    type.properties.set(foldCase(property), {
      name: property,
      type: propertyType,
      get: read(get),
      provenance: 'seen: NetAdapter views',
    });
  }
  for (const [property, cimType] of declared.properties) {
    if (type.properties.has(foldCase(property))) continue;
    const array = cimType.endsWith('[]');
    const written = CIM_TYPES[array ? cimType.slice(0, -2) : cimType] ?? 'CimInstance';
    type.properties.set(foldCase(property), {
      name: property,
      type: array ? `${written}[]` : written,
      get: read(getters[property] ?? (() => null)),
      provenance: getters[property] ? 'seen: win32 MSFT_NetAdapter classes' : 'assumed: empty',
    });
  }
  type.toText = () => `${name} (${declared.base ?? ''})`;
  return type;
}

export interface OfAdapter {
  management: Management;
  record: NetAdapterRecord;
}

/** 12 digits as `5C-6F-69-0E-75-5E`. */
export function dashed(mac: string): string {
  return mac.replace(/(..)(?=.)/g, '$1-');
}

/** `10 Gbps`, `426.0 Mbps`, `0 bps`. `seen: get-netadapter transcripts` */
export function linkSpeedText(bitsPerSecond: number): string {
  const units: [number, string][] = [
    [1e9, 'Gbps'],
    [1e6, 'Mbps'],
    [1e3, 'Kbps'],
  ];
  for (const [size, unit] of units) {
    if (bitsPerSecond < size) continue;
    const value = bitsPerSecond / size;
    return `${Number.isInteger(value) ? value : value.toFixed(1)} ${unit}`;
  }
  return `${bitsPerSecond} bps`;
}

/** The NIC port under an interface; undefined for virtual ones. */
export function nicOf({ management, record }: OfAdapter): NicRecord | undefined {
  return record.backing.kind === 'physical' ? management.world.nics[record.backing.nic] : undefined;
}

function statusOf(record: NetAdapterRecord): string {
  if (!record.enabled) return 'Disabled';
  return record.status;
}

const adapterType = classType<OfAdapter>(
  'MSFT_NetAdapter',
  {
    Name: { type: 'string', get: ({ record }) => record.name },
    ifAlias: { type: 'string', get: ({ record }) => record.name },
    InterfaceAlias: { type: 'string', get: ({ record }) => record.name },
    ifDesc: { type: 'string', get: ({ record }) => record.interfaceDescription },
    ifIndex: { type: 'uint32', get: ({ record }) => uint(record.interfaceIndex) },
    ifName: { type: 'string', get: ({ record }) => `ethernet_${32768 + record.interfaceIndex}` },
    Status: { type: 'string', get: ({ record }) => statusOf(record) },
    AdminStatus: { type: 'string', get: ({ record }) => (record.enabled ? 'Up' : 'Down') },
    MediaConnectionState: {
      type: 'string',
      get: ({ record }) => (record.mediaConnected ? 'Connected' : 'Disconnected'),
    },
    MacAddress: { type: 'string', get: ({ record }) => dashed(record.macAddress) },
    LinkSpeed: { type: 'string', get: ({ record }) => linkSpeedText(statusOf(record) === 'Up' ? record.linkSpeed : 0) },
    MediaType: { type: 'string', get: () => '802.3' },
    PhysicalMediaType: {
      type: 'string',
      get: ({ record }) => (record.backing.kind === 'physical' ? '802.3' : 'Unspecified'),
    },
    DriverInformation: {
      type: 'string',
      get: ({ record }) =>
        `Driver Date ${record.driver.date} Version ${record.driver.version} NDIS ${record.driver.ndis}`,
    },
    DriverFileName: { type: 'string', get: ({ record }) => record.driver.fileName },
    DriverVersion: { type: 'string', get: ({ record }) => record.driver.version },
    NdisVersion: { type: 'string', get: ({ record }) => record.driver.ndis },
    ifOperStatus: { type: 'string', get: ({ record }) => (statusOf(record) === 'Up' ? 'Up' : 'Down') },
  },
  {
    InstanceID: ({ record }) => `{${record.interfaceGuid.toUpperCase()}}`,
    InterfaceDescription: ({ record }) => record.interfaceDescription,
    InterfaceName: ({ record }) => `ethernet_${32768 + record.interfaceIndex}`,
    InterfaceIndex: ({ record }) => uint(record.interfaceIndex),
    InterfaceGuid: ({ record }) => `{${record.interfaceGuid.toUpperCase()}}`,
    DeviceID: ({ record }) => `{${record.interfaceGuid.toUpperCase()}}`,
    DeviceName: ({ record }) => `\\Device\\{${record.interfaceGuid.toUpperCase()}}`,
    CreationClassName: () => 'MSFT_NetAdapter',
    SystemCreationClassName: () => 'CIM_NetworkPort',
    SystemName: ({ management, record }) => systemName(management, record),
    PNPDeviceID: ({ record }) => record.pnpDeviceId,
    Speed: ({ record }) => ulong(statusOf(record) === 'Up' ? record.linkSpeed : 0),
    MaxSpeed: ({ record }) => ulong(record.maxSpeed),
    PermanentAddress: ({ record }) => record.permanentMacAddress,
    NetworkAddresses: ({ record }) => new PSArray([record.macAddress], knownTypes['System.String']),
    FullDuplex: ({ record }) => statusOf(record) === 'Up',
    ActiveMaximumTransmissionUnit: ({ record }) => ulong(record.mtu),
    MtuSize: ({ record }) => uint(record.mtu),
    Virtual: ({ record }) => record.backing.kind === 'synthetic',
    Hidden: ({ record }) => record.hidden,
    NotUserRemovable: () => false,
    IMFilter: () => false,
    InterfaceType: () => uint(6),
    HardwareInterface: ({ record }) => record.backing.kind !== 'synthetic',
    WdmInterface: () => false,
    EndPointInterface: () => false,
    iSCSIInterface: () => false,
    State: ({ record }) => uint(record.enabled ? 2 : 3),
    NdisMedium: () => uint(0),
    NdisPhysicalMedium: ({ record }) => uint(record.backing.kind === 'physical' ? 14 : 0),
    InterfaceOperationalStatus: ({ record }) =>
      uint(statusOf(record) === 'Up' ? 1 : statusOf(record) === 'Not Present' ? 6 : 2),
    OperationalStatusDownDefaultPortNotAuthenticated: () => false,
    OperationalStatusDownMediaDisconnected: ({ record }) => !record.mediaConnected,
    OperationalStatusDownInterfacePaused: () => false,
    OperationalStatusDownLowPowerState: () => false,
    InterfaceAdminStatus: ({ record }) => uint(record.enabled ? 1 : 2),
    MediaConnectState: ({ record }) => uint(record.mediaConnected ? 1 : 2),
    VlanID: ({ record }) => (record.vlanId === null ? null : uint16(record.vlanId)),
    TransmitLinkSpeed: ({ record }) => ulong(statusOf(record) === 'Up' ? record.linkSpeed : 0),
    ReceiveLinkSpeed: ({ record }) => ulong(statusOf(record) === 'Up' ? record.linkSpeed : 0),
    PromiscuousMode: ({ record }) => record.bindings.includes('vms_pp'),
    DeviceWakeUpEnable: () => false,
    ConnectorPresent: ({ record }) => record.backing.kind === 'physical',
    MediaDuplexState: ({ record }) => uint(statusOf(record) === 'Up' ? 2 : 0),
    DriverDate: ({ record }) => record.driver.date,
    DriverVersionString: ({ record }) => record.driver.version,
    DriverName: ({ record }) => `\\SystemRoot\\System32\\drivers\\${record.driver.fileName}`,
    DriverDescription: ({ record }) => record.driver.description,
    MajorDriverVersion: () => uint16(1),
    MinorDriverVersion: () => uint16(0),
    DriverMajorNdisVersion: ({ record }) => byte(Number(record.driver.ndis.split('.')[0])),
    DriverMinorNdisVersion: ({ record }) => byte(Number(record.driver.ndis.split('.')[1] ?? 0)),
    DriverProvider: ({ record }) => record.driver.provider,
    ComponentID: ({ record }) => record.componentId,
    AdminLocked: () => false,
  },
);
// K: NetAdapter.Format.ps1xml shows these in a list
adapterType.defaultDisplay = ['Name', 'InterfaceDescription', 'ifIndex', 'MacAddress', 'Status', 'LinkSpeed'];

function systemName(management: Management, record: NetAdapterRecord): string {
  const machine = management.world.machines[record.machine];
  return machine.domain === null
    ? machine.computerName
    : `${machine.computerName}.${management.world.domains[machine.domain].dnsName}`;
}

export function netAdapterObject(management: Management, record: NetAdapterRecord): Value {
  return new TypedObject<OfAdapter>(adapterType, { management, record });
}

/** The interface behind any object of this module. */
export function netAdapterOfObject(value: Value): NetAdapterRecord | undefined {
  if (!(value instanceof TypedObject)) return undefined;
  return (value.data as Partial<OfAdapter> | null)?.record;
}

const setting: Getters<OfAdapter> = {
  Caption: () => null,
  Description: () => null,
  ElementName: ({ record }) => record.name,
  InstanceID: ({ record }) => `{${record.interfaceGuid.toUpperCase()}}`,
  InterfaceDescription: ({ record }) => record.interfaceDescription,
  Source: () => uint(2),
  SystemName: ({ management, record }) => systemName(management, record),
};
const nameProperty = { Name: { type: 'string', get: ({ record }: OfAdapter): Value => record.name } };

// ------------------------------------------------------------------------------------------------------------- SR-IOV

const sriovType = classType<OfAdapter>(
  'MSFT_NetAdapterSriovSettingData',
  {
    ...nameProperty,
    InterfaceDescription: { type: 'string', get: ({ record }) => record.interfaceDescription },
    SriovSupport: { type: 'string', get: (self) => adapterSriovVerdict(self.management, nicOf(self)).name },
    SwitchName: { type: 'string', get: (self) => `"${nicOf(self)?.nicSwitch?.name ?? 'Default Switch'}"` },
  },
  {
    ...setting,
    Enabled: (self) => {
      const nic = nicOf(self);
      return nic !== undefined && sriovEnabled(nic);
    },
    SwitchType: (self) => uint(nicOf(self)?.nicSwitch ? 1 : 0),
    NumVFs: (self) => {
      const nic = nicOf(self);
      return uint(nic === undefined ? 0 : (nic.nicSwitch?.numVFs ?? configuredVFs(nic)));
    },
    NumAllocatedVFs: (self) => uint(usage(self)?.vfsInUse ?? 0),
    NumVPorts: (self) => {
      const nic = nicOf(self);
      return uint(nic?.nicSwitch ? (NIC_MODELS[nic.model].sriov?.maxVPorts ?? 0) : 0);
    },
    NumActiveVPorts: (self) =>
      uint(nicOf(self)?.nicSwitch?.vports.filter((port) => port.state === 'Activated').length ?? 0),
    NumQueuePairsForDefaultVPort: (self) => uint(nicOf(self)?.nicSwitch?.vports[0]?.queuePairs ?? 0),
    NumQueuePairsForNonDefaultVPorts: (self) => {
      const nic = nicOf(self);
      if (!nic?.nicSwitch) return uint(0);
      return uint(nic.nicSwitch.queuePairPool - (nic.nicSwitch.vports[0]?.queuePairs ?? 0));
    },
    NumActiveDefaultVPortMacAddresses: (self) => uint(filters(self, (vport) => vport === 0)),
    NumActiveNonDefaultVPortMacAddresses: (self) => uint(filters(self, (vport) => vport !== 0)),
    NumActiveDefaultVPortVlanIds: () => uint(0),
    NumActiveNonDefaultVPortVlanIds: () => uint(0),
  },
);
function usage(self: OfAdapter): { vfsInUse: number } | undefined {
  const nicSwitch = nicOf(self)?.nicSwitch;
  return nicSwitch ? { vfsInUse: nicSwitchUsage(nicSwitch).virtualFunctionsInUse } : undefined;
}
function filters(self: OfAdapter, on: (vport: number) => boolean): number {
  return nicOf(self)?.nicSwitch?.filters.filter((filter) => on(filter.vport)).length ?? 0;
}
sriovType.defaultDisplay = ['Name', 'InterfaceDescription', 'Enabled', 'SriovSupport', 'SwitchName', 'NumVFs'];

export function sriovObject(management: Management, record: NetAdapterRecord): Value {
  return new TypedObject<OfAdapter>(sriovType, { management, record });
}

interface OfVf extends OfAdapter {
  vf: VfRecord;
}
const vfType = classType<OfVf>(
  'MSFT_NetAdapterSriovVfSettingData',
  nameProperty as Record<string, { type: string; get: (self: OfVf) => Value }>,
  {
    ...(setting as Getters<OfVf>),
    FunctionID: ({ vf }) => uint16(vf.id),
    SwitchID: () => uint(0),
    VmFriendlyName: ({ vf }) => vf.vmFriendlyName,
    VmID: ({ vf }) => vf.vmId,
    VmNicID: ({ vf }) => vf.vmNicId,
    CurrentMacAddress: ({ vf }) => dashed(vf.currentMacAddress),
    PermanentMacAddress: ({ vf }) => dashed(vf.permanentMacAddress),
    VPortID: (self) =>
      new PSArray(
        (nicOf(self)?.nicSwitch?.vports ?? [])
          .filter((port) => port.function === self.vf.id)
          .map((port) => uint(port.id)),
        knownTypes['System.UInt32'],
      ),
  },
);
export function vfObject(management: Management, record: NetAdapterRecord, vf: VfRecord): Value {
  return new TypedObject<OfVf>(vfType, { management, record, vf });
}

interface OfVPort extends OfAdapter {
  vport: VPortRecord;
}
const vportType = classType<OfVPort>(
  'MSFT_NetAdapterVPortSettingData',
  {
    ...(nameProperty as Record<string, { type: string; get: (self: OfVPort) => Value }>),
    VPortState: { type: 'string', get: ({ vport }) => vport.state },
    InterruptModeration: { type: 'string', get: ({ vport }) => vport.interruptModeration },
  },
  {
    ...(setting as Getters<OfVPort>),
    VPortID: ({ vport }) => uint(vport.id),
    VPortName: ({ vport }) => vport.name,
    SwitchID: () => uint(0),
    FunctionID: ({ vport }) => uint16(vport.function === 'pf' ? 65535 : vport.function),
    NumQueuePairs: ({ vport }) => uint(vport.queuePairs),
    ProcessorAffinityMask: ({ vport }) => ulong(BigInt(vport.processorAffinityMask)),
    ProcessorGroup: ({ vport }) => uint16(vport.processorGroup),
    NumFilters: (self) => uint(filters(self, (id) => id === self.vport.id)),
  },
);
export function vportObject(management: Management, record: NetAdapterRecord, vport: VPortRecord): Value {
  return new TypedObject<OfVPort>(vportType, { management, record, vport });
}

// ------------------------------------------------------------------------------------------------------ hardware info

const hardwareType = classType<OfAdapter>(
  'MSFT_NetAdapterHardwareInfoSettingData',
  {
    ...nameProperty,
    InterfaceDescription: { type: 'string', get: ({ record }) => record.interfaceDescription },
    Segment: { type: 'uint32', get: (self) => uint(pfLocation(self.management, nicOf(self))?.address.segment ?? 0) },
    Bus: { type: 'uint32', get: (self) => uint(pfLocation(self.management, nicOf(self))?.address.bus ?? 0) },
    Device: { type: 'uint32', get: (self) => uint(pfLocation(self.management, nicOf(self))?.address.device ?? 0) },
    Function: { type: 'uint32', get: (self) => uint(pfLocation(self.management, nicOf(self))?.address.function ?? 0) },
    Slot: { type: 'uint32', get: (self) => slot(self) },
    PcieLinkSpeed: { type: 'string', get: (self) => pfLocation(self.management, nicOf(self))?.linkSpeed ?? 'Unknown' },
    PcieLinkWidth: { type: 'uint32', get: (self) => uint(pfLocation(self.management, nicOf(self))?.linkWidth ?? 0) },
    Version: { type: 'string', get: () => '1.1' },
  },
  {
    NumaNode: (self) => uint16(pfLocation(self.management, nicOf(self))?.numaNode ?? 0),
    LocationInformationString: (self) => pfLocation(self.management, nicOf(self))?.text ?? null,
    SegmentNumber: (self) => uint(pfLocation(self.management, nicOf(self))?.address.segment ?? 0),
    BusNumber: (self) => uint(pfLocation(self.management, nicOf(self))?.address.bus ?? 0),
    DeviceNumber: (self) => uint(pfLocation(self.management, nicOf(self))?.address.device ?? 0),
    FunctionNumber: (self) => uint(pfLocation(self.management, nicOf(self))?.address.function ?? 0),
    SlotNumber: (self) => slot(self),
    MsiSupported: () => true,
    MsiXSupported: () => true,
    MsiXEnabled: () => true,
    MsiEnabled: () => false,
    LineBasedInterrupts: () => false,
    NoInterrupt: () => false,
    NumMsixTableEntries: (self) => {
      const nic = nicOf(self);
      return uint(nic ? NIC_MODELS[nic.model].msixVectors : 0);
    },
    PciExpressCurrentLinkWidth: (self) => uint(pfLocation(self.management, nicOf(self))?.linkWidth ?? 0),
    PciExpressMaxLinkWidth: (self) => {
      const nic = nicOf(self);
      return uint(nic ? NIC_MODELS[nic.model].lanes : 0);
    },
    Dma64BitSupported: () => true,
    SriovSupport: (self) => uint(adapterSriovVerdict(self.management, nicOf(self)).value),
  },
);
function slot(self: OfAdapter): Value {
  const number = pfLocation(self.management, nicOf(self))?.slot;
  return number === null || number === undefined ? null : uint(number);
}
export function hardwareObject(management: Management, record: NetAdapterRecord): Value {
  return new TypedObject<OfAdapter>(hardwareType, { management, record });
}

// -------------------------------------------------------------------------------------------------------- statistics

interface OfCounters extends OfAdapter {
  counters: AdapterCounters;
}
const statisticsType = classType<OfCounters>(
  'MSFT_NetAdapterStatisticsSettingData',
  nameProperty as Record<string, { type: string; get: (self: OfCounters) => Value }>,
  {
    ...(setting as Getters<OfCounters>),
    SupportedStatistics: () => uint(4163583),
    ReceivedBytes: ({ counters }) => ulong(counters.receivedBytes),
    ReceivedUnicastPackets: ({ counters }) => ulong(counters.receivedUnicastPackets),
    ReceivedMulticastPackets: ({ counters }) => ulong(counters.receivedMulticastPackets),
    ReceivedBroadcastPackets: ({ counters }) => ulong(counters.receivedBroadcastPackets),
    ReceivedUnicastBytes: ({ counters }) => ulong(counters.receivedBytes),
    ReceivedMulticastBytes: () => ulong(0),
    ReceivedBroadcastBytes: () => ulong(0),
    ReceivedDiscardedPackets: ({ counters }) => ulong(counters.receivedDiscardedPackets),
    ReceivedPacketErrors: () => ulong(0),
    SentBytes: ({ counters }) => ulong(counters.sentBytes),
    SentUnicastPackets: ({ counters }) => ulong(counters.sentUnicastPackets),
    SentMulticastPackets: ({ counters }) => ulong(counters.sentMulticastPackets),
    SentBroadcastPackets: ({ counters }) => ulong(counters.sentBroadcastPackets),
    SentUnicastBytes: ({ counters }) => ulong(counters.sentBytes),
    SentMulticastBytes: () => ulong(0),
    SentBroadcastBytes: () => ulong(0),
    OutboundDiscardedPackets: ({ counters }) => ulong(counters.outboundDiscardedPackets),
    OutboundPacketErrors: () => ulong(0),
  },
);
export function statisticsObject(management: Management, record: NetAdapterRecord, counters: AdapterCounters): Value {
  return new TypedObject<OfCounters>(statisticsType, { management, record, counters });
}
