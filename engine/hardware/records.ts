/**
 * What a computer is made of, as flat records.
 *
 * Everything here survives `JSON.stringify` unchanged: bytes are hex strings (two digits a byte), 64-bit registers are
 * `0x` strings, sizes are numbers of bytes. Nothing says "SR-IOV works here"; that is read out of these bytes by
 * `engine/capability`.
 */

declare const idKind: unique symbol;
/** A string that names a record of one kind; ids of different kinds do not mix. */
export type TypedId<Kind extends string> = string & { readonly [idKind]: Kind };

export type HostId = TypedId<'host'>;
export type NicId = TypedId<'nic'>;

/** Hex digits, two a byte, lower case. */
export type HexBytes = string;
/** `0x` and hex digits. */
export type HexNumber = string;

// ---------------------------------------------------------------------------------------------------------- processor

export type ProcessorVendor = 'GenuineIntel' | 'AuthenticAMD';

/** One CPUID leaf; registers as unsigned numbers. */
export interface CpuidLeaf {
  eax: number;
  ebx: number;
  ecx: number;
  edx: number;
}

/** All sockets hold the same processor. */
export interface ProcessorRecord {
  model: string;
  vendor: ProcessorVendor;
  /** Brand string, as Windows shows it. */
  name: string;
  family: number;
  modelNumber: number;
  stepping: number;
  sockets: number;
  coresPerSocket: number;
  threadsPerCore: number;
  maxClockMHz: number;
  /** Keys: `'1'`, `'7.0'`, `'80000001'`, `'8000000a'`. */
  cpuid: Record<string, CpuidLeaf>;
  /** Model-specific registers that firmware and hypervisor look at, by architectural name. */
  msrs: Record<string, HexNumber>;
}

export interface NumaNodeRecord {
  id: number;
  memoryBytes: number;
  /** Numbers of the logical processors of this node. */
  logicalProcessors: number[];
}

// ----------------------------------------------------------------------------------------------------------- firmware

/** Settings of the set-up screen. `pcieNativeControl`: who owns PCI Express after `_OSC`. */
export interface FirmwareSettings {
  /** VT-x or AMD-V. */
  virtualizationTechnology: 'enabled' | 'disabled';
  /** VT-d or AMD IOMMU ("I/O virtualization"). */
  ioVirtualization: 'enabled' | 'disabled';
  interruptRemapping: 'enabled' | 'disabled';
  /** SR-IOV global enable: firmware keeps bus numbers and memory for VFs. */
  sriov: 'enabled' | 'disabled';
  pcieNativeControl: 'os' | 'bios';
  acs: 'enabled' | 'disabled';
  ari: 'enabled' | 'disabled';
  mmioAbove4G: 'enabled' | 'disabled';
  /** Root Port Alternate Error Delivery; only firmware versions that know it can enable it. */
  alternateErrorDelivery: 'enabled' | 'disabled';
}

/** Bugs a firmware version writes into its tables. */
export type FirmwareDefect =
  | 'remapping-table-checksum'
  | 'remapping-table-length'
  | 'remapping-table-register-base-zero'
  | 'remapping-table-unknown-device'
  | 'no-mcfg';

/** One version of the firmware that can be on the flash chip. */
export interface FirmwareImage {
  version: string;
  /** ISO date. */
  date: string;
  defects: FirmwareDefect[];
  /** Settings that this version does not show; their value is fixed as given. */
  fixed: Partial<FirmwareSettings>;
  /** Settings that writing this version to the chip sets. */
  brings: Partial<FirmwareSettings>;
}

export interface FirmwareState {
  version: string;
  settings: FirmwareSettings;
}

/** `pending` becomes `current` when the computer restarts. */
export interface FirmwareRecord {
  vendor: string;
  current: FirmwareState;
  pending: FirmwareState;
  /** The installed version and those that the maker offers, oldest first. */
  images: FirmwareImage[];
}

// -------------------------------------------------------------------------------------------------------------- board

/** What is soldered on: it does not change by a setting. */
export interface ChipsetRecord {
  model: string;
  /** Has DMA remapping units at all. */
  iommu: boolean;
  interruptRemapping: boolean;
  acsAtRootPorts: boolean;
  ariForwarding: boolean;
  /** False: root ports are conventional PCI bridges. */
  pciExpress: boolean;
  /** Supported adjusted guest address widths of the units, as the SAGAW bits of VT-d (0 = no DMA remapping). */
  addressWidths: number;
  /** Errors of the root ports can bypass interrupt remapping unless firmware enables the alternate delivery. */
  needsAlternateErrorDelivery: boolean;
}

/** A slot: a root port, possibly a switch behind it, and what is plugged in. */
export interface SlotRecord {
  number: number;
  /** Root port by device and function on bus 0. */
  rootPort: { device: number; function: number };
  socket: number;
  lanes: number;
  /** PCIe generation: 1 = 2.5 GT/s, 2 = 5 GT/s, 3 = 8 GT/s. */
  generation: 1 | 2 | 3;
  /** A PCIe switch between root port and card; its downstream ports may lack ACS. */
  switch: { acs: boolean } | null;
  /** Bus numbers that firmware keeps below the root port when SR-IOV is enabled; null = as many as the card asks for. */
  busNumbers: number | null;
  /** Bytes of prefetchable memory below the root port; null = as much as the card asks for. */
  memoryWindowBytes: number | null;
  /** Ports of the card, in order of function number. */
  nics: NicId[];
}

export interface BoardRecord {
  manufacturer: string;
  product: string;
  serialNumber: string;
  chipset: ChipsetRecord;
  slots: SlotRecord[];
}

// --------------------------------------------------------------------------------------------- what firmware presents

export type AcpiSignature = 'DMAR' | 'IVRS' | 'MCFG';

export interface AcpiTableRecord {
  signature: AcpiSignature;
  bytes: HexBytes;
}

/** Last `_OSC` evaluation on the PCI root bridge; masks as in the PCI Firmware Specification 3.0, section 4.5.1. */
export interface OscRecord {
  /** First dword returned; 0 = no error. */
  status: number;
  supportRequested: number;
  controlRequested: number;
  controlGranted: number;
}

/** Registers of one DMA remapping unit, as read at its register base. */
export interface IommuUnitRecord {
  kind: 'vt-d' | 'amd-vi';
  registerBase: HexNumber;
  /** VT-d: VER_REG; AMD: 0. */
  version: number;
  /** VT-d: CAP_REG; AMD: MMIO extended feature register. */
  capability: HexNumber;
  /** VT-d: ECAP_REG; AMD: IOMMU PCI capability header. */
  extendedCapability: HexNumber;
}

export interface PciAddress {
  segment: number;
  bus: number;
  device: number;
  function: number;
}

/** One function on the bus with its 4 KiB configuration space. */
export interface PciFunctionRecord {
  address: PciAddress;
  /** Trailing zero bytes are left out; `engine/hardware/config-space.ts` reads and writes it. */
  config: HexBytes;
  /** Slot number, where the function is in a slot. */
  slot: number | null;
  numaNode: number;
  /** The NIC port behind this function: the PF itself, or the PF of this VF. */
  nic: NicId | null;
  /** 0 and up for a VF, null for any other function. */
  vf: number | null;
}

// ----------------------------------------------------------------------------------------------------------- computer

export type HypervisorState =
  | { state: 'running'; ioRemapping: 'enabled' | 'disabledByPolicy' | 'absent' }
  | {
      state: 'notRunning';
      why: 'noVirtualizationExtensions' | 'virtualizationDisabled' | 'noSlat' | 'launchTypeOff' | 'notInstalled';
    };

/** A physical server. */
export interface ComputerHardware {
  board: BoardRecord;
  processor: ProcessorRecord;
  memoryBytes: number;
  numaNodes: NumaNodeRecord[];
  firmware: FirmwareRecord;
  /** All below is made anew from the above when the computer starts. */
  acpiTables: AcpiTableRecord[];
  osc: OscRecord | null;
  iommuUnits: IommuUnitRecord[];
  pciFunctions: PciFunctionRecord[];
}

// ---------------------------------------------------------------------------------------------------------------- NIC

/** Names of `engine/hardware/nic-models.ts`. */
export type NicModelId = string;

/**
 * Life of one VF, in the order of attach and take-away. The table of transitions is in `nic-switch.ts`.
 */
export type VfState =
  | 'Free'
  | 'Allocated'
  | 'VPortCreated'
  | 'FilterMoved'
  | 'FilterReturned'
  | 'VPortDeleted'
  | 'Reset';

export interface VfRecord {
  /** Zero-based, as the PF driver returns it. */
  id: number;
  state: VfState;
  /** PCIe requester id: bus, device and function in 16 bits. */
  requestorId: number;
  /** Whom it is allocated to; empty strings when free. */
  vmId: string;
  vmFriendlyName: string;
  vmNicId: string;
  currentMacAddress: string;
  permanentMacAddress: string;
}

export type VPortState = 'Activated' | 'DeActivated';
export type InterruptModeration = 'Adaptive' | 'Off' | 'Low' | 'Medium' | 'High';

export interface VPortRecord {
  /** 0 is the default VPort. */
  id: number;
  name: string;
  /** `'pf'`, or the id of a VF. */
  function: 'pf' | number;
  state: VPortState;
  queuePairs: number;
  interruptModeration: InterruptModeration;
  processorGroup: number;
  processorAffinityMask: HexNumber;
}

/** Receive filter: MAC and VLAN must both match; VLAN null matches untagged frames and VLAN 0. */
export interface ReceiveFilterRecord {
  id: number;
  vport: number;
  /** 12 hex digits, upper case. */
  mac: string;
  vlan: number | null;
}

/** The embedded switch of one port, present while SR-IOV is in use. */
export interface NicSwitchRecord {
  id: 0;
  name: string;
  type: 'External';
  /** VFs that were enabled in config space when the switch was made. */
  numVFs: number;
  queuePairPool: number;
  vfs: VfRecord[];
  vports: VPortRecord[];
  filters: ReceiveFilterRecord[];
  nextVPortId: number;
  nextFilterId: number;
}

/** The driver package bound to a function. */
export interface NicDriverRecord {
  loaded: boolean;
  /** Service name and file. */
  name: string;
  fileName: string;
  provider: string;
  version: string;
  /** ISO date. */
  date: string;
  /** The driver calls NdisMEnableVirtualization. */
  sriovCapable: boolean;
}

/** One port of a network card: a physical function. */
export interface NicRecord {
  id: NicId;
  host: HostId;
  model: NicModelId;
  /** 0 and up on its card. */
  port: number;
  /** Where the PF answers; null when enumeration did not reach it. */
  address: PciAddress | null;
  permanentMac: string;
  driver: NicDriverRecord;
  /** Registry keywords of the adapter (`*SRIOV`, `*NumVFs`, `*JumboPacket`, ...) and their values. */
  keywords: Record<string, string>;
  nicSwitch: NicSwitchRecord | null;
}
