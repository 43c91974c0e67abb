/**
 * PCI configuration space: 4 KiB a function, read and written as bytes.
 *
 * Layout: PCI Local Bus 3.0 (header, MSI, MSI-X), PCI Power Management 1.2, PCI Express 3.0 (capability, AER, ACS, ARI),
 * SR-IOV 1.1, ATS 1.1. Capability ids and SR-IOV and ACS offsets are `seen: Linux include/uapi/linux/pci_regs.h`.
 */
import { fromHex, put16, put32, toHex, toTrimmedHex, u8, u16, u32 } from './bytes';
import type { HexBytes } from './records';

export const CONFIG_SPACE_BYTES = 4096;

export const CAPABILITY_ID = {
  powerManagement: 0x01,
  msi: 0x05,
  subsystem: 0x0d,
  pciExpress: 0x10,
  msiX: 0x11,
} as const;

export const EXTENDED_CAPABILITY_ID = {
  aer: 0x0001,
  serialNumber: 0x0003,
  vendorSpecific: 0x000b,
  acs: 0x000d,
  ari: 0x000e,
  ats: 0x000f,
  sriov: 0x0010,
} as const;

/** PCI Express device/port types (flags register, bits 7:4). */
export const PORT_TYPE = { endpoint: 0, rootPort: 4, upstream: 5, downstream: 6, pciBridge: 7, rcEndpoint: 9 } as const;
export type PortType = (typeof PORT_TYPE)[keyof typeof PORT_TYPE];

/** ACS bits, the same in capability and control. */
export const ACS = {
  sourceValidation: 0x01,
  translationBlocking: 0x02,
  requestRedirect: 0x04,
  completionRedirect: 0x08,
  upstreamForwarding: 0x10,
  egressControl: 0x20,
  directTranslated: 0x40,
} as const;

/** What SR-IOV needs of a root port: design, section 11 ("assumed"). */
export const ACS_NEEDED =
  ACS.sourceValidation |
  ACS.translationBlocking |
  ACS.requestRedirect |
  ACS.completionRedirect |
  ACS.upstreamForwarding;

/** SR-IOV control register. */
export const SRIOV_CONTROL = { vfEnable: 0x01, vfMigration: 0x02, vfMemorySpace: 0x08, ariHierarchy: 0x10 } as const;

/** Device Capabilities 2 / Control 2: ARI Forwarding. */
export const ARI_FORWARDING = 0x20;

export type Capability =
  | { id: 'powerManagement'; offset: number; capabilities: number; control: number }
  | { id: 'msi'; offset: number; control: number; address: number; upperAddress: number; data: number }
  | { id: 'msiX'; offset: number; control: number; table: number; pendingBits: number }
  | { id: 'subsystem'; offset: number; vendor: number; device: number }
  | {
      id: 'pciExpress';
      offset: number;
      portType: PortType;
      /** Port is wired to a slot. */
      slotImplemented: boolean;
      deviceCapabilities: number;
      deviceControl: number;
      deviceStatus: number;
      linkCapabilities: number;
      linkControl: number;
      linkStatus: number;
      slotCapabilities: number;
      slotControl: number;
      slotStatus: number;
      rootControl: number;
      deviceCapabilities2: number;
      deviceControl2: number;
      linkCapabilities2: number;
      linkControl2: number;
    };

export interface SriovCapability {
  id: 'sriov';
  offset: number;
  capabilities: number;
  control: number;
  status: number;
  initialVFs: number;
  totalVFs: number;
  numVFs: number;
  functionDependencyLink: number;
  firstVfOffset: number;
  vfStride: number;
  vfDeviceId: number;
  supportedPageSizes: number;
  systemPageSize: number;
  /** Six registers; a 64-bit BAR takes two. */
  vfBars: number[];
}

export type ExtendedCapability =
  | {
      id: 'aer';
      offset: number;
      uncorrectableMask: number;
      uncorrectableSeverity: number;
      correctableMask: number;
      control: number;
      /** Root port only; null on others. */
      rootCommand: number | null;
    }
  | { id: 'serialNumber'; offset: number; low: number; high: number }
  | { id: 'vendorSpecific'; offset: number; vsecId: number; revision: number; payload: HexBytes }
  | { id: 'acs'; offset: number; capability: number; control: number }
  | { id: 'ari'; offset: number; nextFunction: number; control: number }
  | { id: 'ats'; offset: number; capability: number; control: number }
  | SriovCapability;

interface CommonHeader {
  vendorId: number;
  deviceId: number;
  command: number;
  /** Without bit 4, which says that there is a list of capabilities. */
  status: number;
  revision: number;
  /** Class, subclass, programming interface: 24 bits. */
  classCode: number;
  cacheLineSize: number;
  multiFunction: boolean;
  interruptLine: number;
  interruptPin: number;
}

export interface EndpointHeader extends CommonHeader {
  type: 'endpoint';
  bars: number[];
  subsystemVendor: number;
  subsystemDevice: number;
  expansionRom: number;
}

export interface BridgeHeader extends CommonHeader {
  type: 'bridge';
  primaryBus: number;
  secondaryBus: number;
  subordinateBus: number;
  /** Addresses; base > limit = window closed. */
  memoryBase: number;
  memoryLimit: number;
  prefetchableBase: bigint;
  prefetchableLimit: bigint;
  bridgeControl: number;
}

export interface ConfigSpace {
  header: EndpointHeader | BridgeHeader;
  /** In the order of the chain. */
  capabilities: Capability[];
  /** In the order of the chain; the first stands at 0x100. */
  extended: ExtendedCapability[];
}

const STATUS_CAPABILITY_LIST = 0x10;

function writeCapability(bytes: Uint8Array, capability: Capability, next: number): void {
  const at = capability.offset;
  bytes[at] = CAPABILITY_ID[capability.id];
  bytes[at + 1] = next;
  switch (capability.id) {
    case 'powerManagement':
      put16(bytes, at + 2, capability.capabilities);
      put16(bytes, at + 4, capability.control);
      break;
    case 'msi':
      put16(bytes, at + 2, capability.control);
      put32(bytes, at + 4, capability.address);
      put32(bytes, at + 8, capability.upperAddress);
      put16(bytes, at + 12, capability.data);
      break;
    case 'msiX':
      put16(bytes, at + 2, capability.control);
      put32(bytes, at + 4, capability.table);
      put32(bytes, at + 8, capability.pendingBits);
      break;
    case 'subsystem':
      put16(bytes, at + 4, capability.vendor);
      put16(bytes, at + 6, capability.device);
      break;
    case 'pciExpress':
      put16(bytes, at + 2, 2 | (capability.portType << 4) | (capability.slotImplemented ? 0x100 : 0));
      put32(bytes, at + 0x04, capability.deviceCapabilities);
      put16(bytes, at + 0x08, capability.deviceControl);
      put16(bytes, at + 0x0a, capability.deviceStatus);
      put32(bytes, at + 0x0c, capability.linkCapabilities);
      put16(bytes, at + 0x10, capability.linkControl);
      put16(bytes, at + 0x12, capability.linkStatus);
      put32(bytes, at + 0x14, capability.slotCapabilities);
      put16(bytes, at + 0x18, capability.slotControl);
      put16(bytes, at + 0x1a, capability.slotStatus);
      put16(bytes, at + 0x1c, capability.rootControl);
      put32(bytes, at + 0x24, capability.deviceCapabilities2);
      put16(bytes, at + 0x28, capability.deviceControl2);
      put32(bytes, at + 0x2c, capability.linkCapabilities2);
      put16(bytes, at + 0x30, capability.linkControl2);
      break;
  }
}

function readCapability(bytes: Uint8Array, at: number): Capability | null {
  switch (bytes[at]) {
    case CAPABILITY_ID.powerManagement:
      return { id: 'powerManagement', offset: at, capabilities: u16(bytes, at + 2), control: u16(bytes, at + 4) };
    case CAPABILITY_ID.msi:
      return {
        id: 'msi',
        offset: at,
        control: u16(bytes, at + 2),
        address: u32(bytes, at + 4),
        upperAddress: u32(bytes, at + 8),
        data: u16(bytes, at + 12),
      };
    case CAPABILITY_ID.msiX:
      return {
        id: 'msiX',
        offset: at,
        control: u16(bytes, at + 2),
        table: u32(bytes, at + 4),
        pendingBits: u32(bytes, at + 8),
      };
    case CAPABILITY_ID.subsystem:
      return { id: 'subsystem', offset: at, vendor: u16(bytes, at + 4), device: u16(bytes, at + 6) };
    case CAPABILITY_ID.pciExpress: {
      const flags = u16(bytes, at + 2);
      return {
        id: 'pciExpress',
        offset: at,
        portType: ((flags >> 4) & 0xf) as PortType,
        slotImplemented: (flags & 0x100) !== 0,
        deviceCapabilities: u32(bytes, at + 0x04),
        deviceControl: u16(bytes, at + 0x08),
        deviceStatus: u16(bytes, at + 0x0a),
        linkCapabilities: u32(bytes, at + 0x0c),
        linkControl: u16(bytes, at + 0x10),
        linkStatus: u16(bytes, at + 0x12),
        slotCapabilities: u32(bytes, at + 0x14),
        slotControl: u16(bytes, at + 0x18),
        slotStatus: u16(bytes, at + 0x1a),
        rootControl: u16(bytes, at + 0x1c),
        deviceCapabilities2: u32(bytes, at + 0x24),
        deviceControl2: u16(bytes, at + 0x28),
        linkCapabilities2: u32(bytes, at + 0x2c),
        linkControl2: u16(bytes, at + 0x30),
      };
    }
    default:
      return null;
  }
}

function writeExtended(bytes: Uint8Array, capability: ExtendedCapability, next: number): void {
  const at = capability.offset;
  put32(bytes, at, (EXTENDED_CAPABILITY_ID[capability.id] | (1 << 16) | (next << 20)) >>> 0);
  switch (capability.id) {
    case 'aer':
      put32(bytes, at + 0x08, capability.uncorrectableMask);
      put32(bytes, at + 0x0c, capability.uncorrectableSeverity);
      put32(bytes, at + 0x14, capability.correctableMask);
      put32(bytes, at + 0x18, capability.control);
      if (capability.rootCommand !== null) put32(bytes, at + 0x2c, capability.rootCommand);
      break;
    case 'serialNumber':
      put32(bytes, at + 4, capability.low);
      put32(bytes, at + 8, capability.high);
      break;
    case 'vendorSpecific': {
      const payload = fromHex(capability.payload);
      put32(bytes, at + 4, (capability.vsecId | (capability.revision << 16) | ((payload.length + 8) << 20)) >>> 0);
      bytes.set(payload, at + 8);
      break;
    }
    case 'acs':
    case 'ats':
      put16(bytes, at + 4, capability.capability);
      put16(bytes, at + 6, capability.control);
      break;
    case 'ari':
      put16(bytes, at + 4, capability.nextFunction << 8);
      put16(bytes, at + 6, capability.control);
      break;
    case 'sriov':
      put32(bytes, at + 0x04, capability.capabilities);
      put16(bytes, at + 0x08, capability.control);
      put16(bytes, at + 0x0a, capability.status);
      put16(bytes, at + 0x0c, capability.initialVFs);
      put16(bytes, at + 0x0e, capability.totalVFs);
      put16(bytes, at + 0x10, capability.numVFs);
      bytes[at + 0x12] = capability.functionDependencyLink;
      put16(bytes, at + 0x14, capability.firstVfOffset);
      put16(bytes, at + 0x16, capability.vfStride);
      put16(bytes, at + 0x1a, capability.vfDeviceId);
      put32(bytes, at + 0x1c, capability.supportedPageSizes);
      put32(bytes, at + 0x20, capability.systemPageSize);
      for (let i = 0; i < 6; i++) put32(bytes, at + 0x24 + i * 4, capability.vfBars[i]);
      break;
  }
}

function readExtended(bytes: Uint8Array, at: number, isRootPort: boolean): ExtendedCapability | null {
  switch (u16(bytes, at)) {
    case EXTENDED_CAPABILITY_ID.aer:
      return {
        id: 'aer',
        offset: at,
        uncorrectableMask: u32(bytes, at + 0x08),
        uncorrectableSeverity: u32(bytes, at + 0x0c),
        correctableMask: u32(bytes, at + 0x14),
        control: u32(bytes, at + 0x18),
        rootCommand: isRootPort ? u32(bytes, at + 0x2c) : null,
      };
    case EXTENDED_CAPABILITY_ID.serialNumber:
      return { id: 'serialNumber', offset: at, low: u32(bytes, at + 4), high: u32(bytes, at + 8) };
    case EXTENDED_CAPABILITY_ID.vendorSpecific: {
      const header = u32(bytes, at + 4);
      return {
        id: 'vendorSpecific',
        offset: at,
        vsecId: header & 0xffff,
        revision: (header >>> 16) & 0xf,
        payload: toHex(bytes.subarray(at + 8, at + (header >>> 20))),
      };
    }
    case EXTENDED_CAPABILITY_ID.acs:
      return { id: 'acs', offset: at, capability: u16(bytes, at + 4), control: u16(bytes, at + 6) };
    case EXTENDED_CAPABILITY_ID.ats:
      return { id: 'ats', offset: at, capability: u16(bytes, at + 4), control: u16(bytes, at + 6) };
    case EXTENDED_CAPABILITY_ID.ari:
      return { id: 'ari', offset: at, nextFunction: u8(bytes, at + 5), control: u16(bytes, at + 6) };
    case EXTENDED_CAPABILITY_ID.sriov: {
      const vfBars: number[] = [];
      for (let i = 0; i < 6; i++) vfBars.push(u32(bytes, at + 0x24 + i * 4));
      return {
        id: 'sriov',
        offset: at,
        capabilities: u32(bytes, at + 0x04),
        control: u16(bytes, at + 0x08),
        status: u16(bytes, at + 0x0a),
        initialVFs: u16(bytes, at + 0x0c),
        totalVFs: u16(bytes, at + 0x0e),
        numVFs: u16(bytes, at + 0x10),
        functionDependencyLink: u8(bytes, at + 0x12),
        firstVfOffset: u16(bytes, at + 0x14),
        vfStride: u16(bytes, at + 0x16),
        vfDeviceId: u16(bytes, at + 0x1a),
        supportedPageSizes: u32(bytes, at + 0x1c),
        systemPageSize: u32(bytes, at + 0x20),
        vfBars,
      };
    }
    default:
      return null;
  }
}

/** The bytes of a function. */
export function writeConfigSpace(space: ConfigSpace): Uint8Array {
  const bytes = new Uint8Array(CONFIG_SPACE_BYTES);
  const { header, capabilities, extended } = space;
  put16(bytes, 0x00, header.vendorId);
  put16(bytes, 0x02, header.deviceId);
  put16(bytes, 0x04, header.command);
  put16(bytes, 0x06, header.status | (capabilities.length > 0 ? STATUS_CAPABILITY_LIST : 0));
  put32(bytes, 0x08, ((header.classCode << 8) | header.revision) >>> 0);
  bytes[0x0c] = header.cacheLineSize;
  bytes[0x0e] = (header.type === 'bridge' ? 1 : 0) | (header.multiFunction ? 0x80 : 0);
  if (capabilities.length > 0) bytes[0x34] = capabilities[0].offset;
  bytes[0x3c] = header.interruptLine;
  bytes[0x3d] = header.interruptPin;
  if (header.type === 'endpoint') {
    for (let i = 0; i < 6; i++) put32(bytes, 0x10 + i * 4, header.bars[i]);
    put16(bytes, 0x2c, header.subsystemVendor);
    put16(bytes, 0x2e, header.subsystemDevice);
    put32(bytes, 0x30, header.expansionRom);
  } else {
    bytes[0x18] = header.primaryBus;
    bytes[0x19] = header.secondaryBus;
    bytes[0x1a] = header.subordinateBus;
    // No port I/O below our bridges: base above limit closes the window.
    bytes[0x1c] = 0xf0;
    put16(bytes, 0x20, (header.memoryBase >>> 16) & 0xfff0);
    put16(bytes, 0x22, (header.memoryLimit >>> 16) & 0xfff0);
    put16(bytes, 0x24, (Number((header.prefetchableBase >> 16n) & 0xfff0n) | 1) & 0xffff);
    put16(bytes, 0x26, (Number((header.prefetchableLimit >> 16n) & 0xfff0n) | 1) & 0xffff);
    put32(bytes, 0x28, Number(header.prefetchableBase >> 32n));
    put32(bytes, 0x2c, Number(header.prefetchableLimit >> 32n));
    put16(bytes, 0x3e, header.bridgeControl);
  }
  capabilities.forEach((capability, i) => {
    writeCapability(bytes, capability, capabilities[i + 1]?.offset ?? 0);
  });
  extended.forEach((capability, i) => {
    writeExtended(bytes, capability, extended[i + 1]?.offset ?? 0);
  });
  return bytes;
}

/** Reads what `writeConfigSpace` writes; capabilities of other ids are passed over. */
export function parseConfigSpace(bytes: Uint8Array): ConfigSpace {
  const status = u16(bytes, 0x06);
  const common = {
    vendorId: u16(bytes, 0x00),
    deviceId: u16(bytes, 0x02),
    command: u16(bytes, 0x04),
    status: status & ~STATUS_CAPABILITY_LIST,
    revision: u8(bytes, 0x08),
    classCode: u32(bytes, 0x08) >>> 8,
    cacheLineSize: u8(bytes, 0x0c),
    multiFunction: (bytes[0x0e] & 0x80) !== 0,
    interruptLine: u8(bytes, 0x3c),
    interruptPin: u8(bytes, 0x3d),
  };
  let header: EndpointHeader | BridgeHeader;
  if ((bytes[0x0e] & 0x7f) === 0) {
    const bars: number[] = [];
    for (let i = 0; i < 6; i++) bars.push(u32(bytes, 0x10 + i * 4));
    header = {
      ...common,
      type: 'endpoint',
      bars,
      subsystemVendor: u16(bytes, 0x2c),
      subsystemDevice: u16(bytes, 0x2e),
      expansionRom: u32(bytes, 0x30),
    };
  } else {
    header = {
      ...common,
      type: 'bridge',
      primaryBus: u8(bytes, 0x18),
      secondaryBus: u8(bytes, 0x19),
      subordinateBus: u8(bytes, 0x1a),
      memoryBase: ((u16(bytes, 0x20) & 0xfff0) << 16) >>> 0,
      memoryLimit: (((u16(bytes, 0x22) & 0xfff0) << 16) | 0xfffff) >>> 0,
      prefetchableBase: (BigInt(u32(bytes, 0x28)) << 32n) | (BigInt(u16(bytes, 0x24) & 0xfff0) << 16n),
      prefetchableLimit: (BigInt(u32(bytes, 0x2c)) << 32n) | (BigInt(u16(bytes, 0x26) & 0xfff0) << 16n) | 0xfffffn,
      bridgeControl: u16(bytes, 0x3e),
    };
  }
  const capabilities: Capability[] = [];
  if ((status & STATUS_CAPABILITY_LIST) !== 0) {
    for (const at of chain(bytes[0x34] & 0xfc, (offset) => bytes[offset + 1] & 0xfc)) {
      const capability = readCapability(bytes, at);
      if (capability) capabilities.push(capability);
    }
  }
  const express = capabilities.find((c) => c.id === 'pciExpress');
  const extended: ExtendedCapability[] = [];
  // An all-zero dword at 0x100 means that there are none.
  if (express && u32(bytes, 0x100) !== 0) {
    for (const at of chain(0x100, (offset) => u16(bytes, offset + 2) >> 4)) {
      const capability = readExtended(bytes, at, express.portType === PORT_TYPE.rootPort);
      if (capability) extended.push(capability);
    }
  }
  return { header, capabilities, extended };
}

/** Offsets of a linked list; a list that bites its tail ends there. */
function* chain(first: number, next: (offset: number) => number): Generator<number> {
  const seen = new Set<number>();
  for (let at = first; at !== 0 && !seen.has(at); at = next(at)) {
    seen.add(at);
    yield at;
  }
}

/** Config space of a record. */
export function readConfig(config: HexBytes): ConfigSpace {
  return parseConfigSpace(fromHex(config, CONFIG_SPACE_BYTES));
}

/** Record of a config space. */
export function configRecord(space: ConfigSpace): HexBytes {
  return toTrimmedHex(writeConfigSpace(space));
}

type OfId<Union, Id> = Extract<Union, { id: Id }>;

export function capability<Id extends Capability['id']>(space: ConfigSpace, id: Id): OfId<Capability, Id> | undefined {
  return space.capabilities.find((c) => c.id === id) as OfId<Capability, Id> | undefined;
}

export function extendedCapability<Id extends ExtendedCapability['id']>(
  space: ConfigSpace,
  id: Id,
): OfId<ExtendedCapability, Id> | undefined {
  return space.extended.find((c) => c.id === id) as OfId<ExtendedCapability, Id> | undefined;
}
