/**
 * PCI Express enumeration: from the board and what is plugged in to the functions on the bus and their config space.
 *
 * Firmware and the PCI driver of Windows share this work; here it is one step. Bus numbers and memory below a root port
 * are given for all VFs of a card when firmware's SR-IOV setting is on (`seen: QEMU and Linux reserve size x TotalVFs`).
 */
import { CHIPSET_MODELS, type ChipsetModel, rootPortDeviceId } from './chipset-models';
import {
  ACS_NEEDED,
  ARI_FORWARDING,
  type BridgeHeader,
  type Capability,
  type ConfigSpace,
  configRecord,
  type EndpointHeader,
  type ExtendedCapability,
  PORT_TYPE,
  type PortType,
  type SriovCapability,
} from './config-space';
import { effectiveSettings } from './firmware';
import { type BarSpec, NIC_MODELS, type NicModel } from './nic-models';
import type {
  ComputerHardware,
  FirmwareSettings,
  HexBytes,
  NicRecord,
  PciAddress,
  PciFunctionRecord,
  SlotRecord,
} from './records';

const MB = 0x100000n;
/** Low memory hole for windows below 4 GB, and where windows above 4 GB begin. `assumed` */
const LOW_BASE = 0x90000000n;
const LOW_PREFETCHABLE_BASE = 0xa0000000n;
const LOW_PREFETCHABLE_END = 0xc0000000n;
const HIGH_BASE = 0x380000000000n;
/** Root buses of further sockets begin here. */
const ROOT_BUSES_PER_SOCKET = 0x80;

/**
 * Vendor-specific capability of Intel root ports (VSEC 2). Bit 0 of its last dword stands for the enable bit of Root
 * Port Alternate Error Delivery; bit 1 says that the chipset needs it. `assumed`: the real register is not public.
 */
export const ERROR_DELIVERY_VSEC = { id: 0x0002, alternateDelivery: 0x1, needed: 0x2 } as const;

/** Bus master and memory space. */
export const COMMAND_MEMORY_AND_MASTER = 0x0006;
/** MSI-X control: enable. */
export const MSIX_ENABLE = 0x8000;

/** Hands out bus numbers and addresses of one root complex. */
interface Resources {
  nextBus: number;
  lastBus: number;
  low: bigint;
  prefetchable: bigint;
  prefetchableEnd: bigint;
}

interface Port {
  slot: SlotRecord;
  settings: FirmwareSettings;
  chipset: ChipsetModel;
  hardware: ComputerHardware;
}

/** All functions of the computer, and with them the address of every NIC port. Changes `nics`. */
export function enumeratePci(hardware: ComputerHardware, nics: readonly NicRecord[]): PciFunctionRecord[] {
  const settings = effectiveSettings(hardware.firmware, hardware.firmware.current);
  const chipset = CHIPSET_MODELS[hardware.board.chipset.model];
  const functions: PciFunctionRecord[] = [];
  for (const nic of nics) nic.address = null;
  for (let socket = 0; socket < hardware.processor.sockets; socket++) {
    const rootBus = socket * ROOT_BUSES_PER_SOCKET;
    const slots = hardware.board.slots
      .filter((slot) => slot.socket === socket)
      .sort((a, b) => a.rootPort.device - b.rootPort.device || a.rootPort.function - b.rootPort.function);
    const high = settings.mmioAbove4G === 'enabled';
    const base = HIGH_BASE + BigInt(socket) * 0x40000000000n;
    const resources: Resources = {
      nextBus: rootBus + 1,
      lastBus: rootBus + ROOT_BUSES_PER_SOCKET - 1,
      low: LOW_BASE + BigInt(socket) * 0x4000000n,
      prefetchable: high ? base : LOW_PREFETCHABLE_BASE + BigInt(socket) * 0x10000000n,
      prefetchableEnd: high ? base + 0x40000000000n : LOW_PREFETCHABLE_END,
    };
    if (socket === 0) functions.push(plainFunction(hostBridge(chipset), { bus: 0, device: 0, function: 0 }, socket));
    if (socket === 0 && chipset.vendor === 'amd' && hardware.board.chipset.iommu) {
      functions.push(plainFunction(amdIommu(), { bus: 0, device: 0, function: 2 }, socket));
    }
    for (const slot of slots) {
      functions.push(...enumerateSlot({ slot, settings, chipset, hardware }, rootBus, resources, nics));
    }
  }
  return functions;
}

function plainFunction(
  space: ConfigSpace,
  at: Omit<PciAddress, 'segment'>,
  numaNode: number,
  slot: number | null = null,
): PciFunctionRecord {
  return { address: { segment: 0, ...at }, config: configRecord(space), slot, numaNode, nic: null, vf: null };
}

function commonHeader(vendorId: number, deviceId: number, classCode: number, revision: number) {
  return {
    vendorId,
    deviceId,
    command: COMMAND_MEMORY_AND_MASTER,
    status: 0,
    revision,
    classCode,
    cacheLineSize: 0x10,
    multiFunction: false,
    interruptLine: 0,
    interruptPin: 0,
  };
}

function endpointHeader(common: ReturnType<typeof commonHeader>): EndpointHeader {
  return {
    ...common,
    type: 'endpoint',
    bars: [0, 0, 0, 0, 0, 0],
    subsystemVendor: common.vendorId,
    subsystemDevice: 0,
    expansionRom: 0,
  };
}

function hostBridge(chipset: ChipsetModel): ConfigSpace {
  const { vendorId, deviceId } = chipset.hostBridge;
  const header = endpointHeader(commonHeader(vendorId, deviceId, 0x060000, 2));
  header.multiFunction = chipset.vendor === 'amd';
  return { header, capabilities: [], extended: [] };
}

function amdIommu(): ConfigSpace {
  return { header: endpointHeader(commonHeader(0x1022, 0x1451, 0x080600, 0)), capabilities: [], extended: [] };
}

const SPEED_NAMES = [1, 2, 3];

function expressCapability(
  offset: number,
  portType: PortType,
  link: { lanes: number; generation: 1 | 2 | 3 },
  slotNumber: number | null,
): Extract<Capability, { id: 'pciExpress' }> {
  const isPort = portType !== PORT_TYPE.endpoint;
  const speeds = SPEED_NAMES.filter((generation) => generation <= link.generation).reduce((m, g) => m | (1 << g), 0);
  return {
    id: 'pciExpress',
    offset,
    portType,
    slotImplemented: slotNumber !== null,
    // Role-based error reporting; 512 bytes of payload at an endpoint (with FLR), 256 at a port.
    deviceCapabilities: 0x8000 | (isPort ? 1 : 2 | 0x10000000),
    deviceControl: 0x2937,
    deviceStatus: 0,
    linkCapabilities: link.generation | (link.lanes << 4) | 0xc00,
    linkControl: isPort ? 0x40 : 0,
    linkStatus: link.generation | (link.lanes << 4) | (isPort ? 0x2000 : 0x1000),
    slotCapabilities: slotNumber === null ? 0 : (slotNumber << 19) >>> 0,
    // Both indicators off; a card is present.
    slotControl: slotNumber === null ? 0 : 0x03c0,
    slotStatus: slotNumber === null ? 0 : 0x40,
    rootControl: 0,
    deviceCapabilities2: 0x1f,
    deviceControl2: 0x5,
    linkCapabilities2: speeds,
    linkControl2: link.generation,
  };
}

function bridge(common: ReturnType<typeof commonHeader>, buses: [number, number, number]): BridgeHeader {
  return {
    ...common,
    type: 'bridge',
    primaryBus: buses[0],
    secondaryBus: buses[1],
    subordinateBus: buses[2],
    memoryBase: 0xfff00000,
    memoryLimit: 0x000fffff,
    prefetchableBase: 0xfff00000n,
    prefetchableLimit: 0xfffffn,
    bridgeControl: 0x2,
  };
}

function uniform64(value: bigint): bigint {
  return value & 0xffffffffffffffffn;
}

/** One port of a card before it has addresses. */
interface PlannedPort {
  nic: NicRecord;
  model: NicModel;
  function: number;
}

interface SlotPlan {
  rootPort: PciAddress;
  secondary: number;
  /** Bus of the card. */
  cardBus: number;
  /** Last bus of the card itself, without VFs. */
  lastPlainBus: number;
  subordinate: number;
  ari: boolean;
}

/** Last routing id that a port's VFs take. */
function lastVfRoutingId(port: PlannedPort, cardBus: number, ari: boolean): number {
  const spec = port.model.sriov!;
  const pf = (cardBus << 8) | port.function;
  return pf + (ari ? spec.firstVfOffset.ari : spec.firstVfOffset.noAri) + spec.vfStride * (spec.totalVFs - 1);
}

function planSlot(port: Port, rootBus: number, resources: Resources, planned: readonly PlannedPort[]): SlotPlan {
  const { slot, settings } = port;
  const secondary = resources.nextBus;
  const cardBus = slot.switch ? secondary + 2 : secondary;
  const ari =
    settings.ari === 'enabled' &&
    port.hardware.board.chipset.ariForwarding &&
    planned.some((p) => p.model.extendedAt.ari !== null);
  let wanted = cardBus;
  if (settings.sriov === 'enabled') {
    for (const p of planned) if (p.model.sriov) wanted = Math.max(wanted, lastVfRoutingId(p, cardBus, ari) >> 8);
  }
  let subordinate = Math.min(wanted, resources.lastBus);
  if (slot.busNumbers !== null) subordinate = Math.min(subordinate, Math.max(cardBus, secondary + slot.busNumbers - 1));
  resources.nextBus = subordinate + 1;
  return {
    rootPort: { segment: 0, bus: rootBus, ...slot.rootPort },
    secondary,
    cardBus,
    lastPlainBus: cardBus,
    subordinate,
    ari,
  };
}

/** Takes `bytes` on a boundary of `alignment`, or null when the window ends before. */
function take(window: { next: bigint; end: bigint }, bytes: bigint, alignment: bigint): bigint | null {
  const start = (window.next + alignment - 1n) & ~(alignment - 1n);
  if (start + bytes > window.end) return null;
  window.next = start + bytes;
  return start;
}

function putBar(bars: number[], bar: BarSpec, address: bigint): void {
  if (bar.kind === 'memory32') {
    bars[bar.index] = Number(address);
  } else {
    bars[bar.index] = Number(address & 0xffffffffn) | (bar.kind === 'memory64-prefetchable' ? 0xc : 0x4);
    bars[bar.index] >>>= 0;
    bars[bar.index + 1] = Number(address >> 32n);
  }
}

function enumerateSlot(
  port: Port,
  rootBus: number,
  resources: Resources,
  nics: readonly NicRecord[],
): PciFunctionRecord[] {
  const { slot, settings } = port;
  const planned: PlannedPort[] = slot.nics.map((id, index) => {
    const nic = nics.find((candidate) => candidate.id === id)!;
    return { nic, model: NIC_MODELS[nic.model], function: index };
  });
  const plan = planSlot(port, rootBus, resources, planned);

  // Addresses: the ports' own BARs first, then those of the VFs, in one window each for 32-bit and prefetchable memory.
  const windowStart = resources.prefetchable;
  const wantedEnd =
    slot.memoryWindowBytes === null ? resources.prefetchableEnd : windowStart + BigInt(slot.memoryWindowBytes);
  const prefetchable = {
    next: windowStart,
    end: wantedEnd < resources.prefetchableEnd ? wantedEnd : resources.prefetchableEnd,
  };
  const low = { next: resources.low, end: LOW_PREFETCHABLE_BASE };
  const pfBars = planned.map((p) => {
    const bars = [0, 0, 0, 0, 0, 0];
    for (const bar of p.model.bars) {
      const window = bar.kind === 'memory32' ? low : prefetchable;
      const address = take(window, BigInt(bar.bytes), BigInt(bar.bytes));
      if (address !== null) putBar(bars, bar, address);
    }
    return bars;
  });
  const vfBars = planned.map((p) => {
    const bars = [0, 0, 0, 0, 0, 0];
    if (!p.model.sriov || settings.sriov !== 'enabled') return bars;
    for (const bar of p.model.sriov.vfBars) {
      const address = take(prefetchable, BigInt(bar.bytes) * BigInt(p.model.sriov.totalVFs), BigInt(bar.bytes));
      if (address !== null) putBar(bars, bar, address);
    }
    return bars;
  });
  const usesPrefetchable = prefetchable.next > windowStart;
  const usesLow = low.next > resources.low;
  const prefetchableLimit = uniform64(((prefetchable.next + MB - 1n) & ~(MB - 1n)) - 1n);
  const lowLimit = ((low.next + MB - 1n) & ~(MB - 1n)) - 1n;

  const open = (header: BridgeHeader): BridgeHeader => {
    if (usesPrefetchable) {
      header.prefetchableBase = windowStart;
      header.prefetchableLimit = prefetchableLimit;
    }
    if (usesLow) {
      header.memoryBase = Number(resources.low);
      header.memoryLimit = Number(lowLimit);
    }
    return header;
  };

  const functions: PciFunctionRecord[] = [
    plainFunction(rootPortSpace(port, plan, open), plan.rootPort, slot.socket, slot.number),
    ...switchPorts(port, plan, open),
  ];
  for (const [index, p] of planned.entries()) {
    const address: PciAddress = { segment: 0, bus: plan.cardBus, device: 0, function: p.function };
    p.nic.address = address;
    functions.push({
      address,
      config: configRecord(portSpace(p, plan, planned.length, pfBars[index], vfBars[index], settings)),
      slot: slot.number,
      numaNode: slot.socket,
      nic: p.nic.id,
      vf: null,
    });
  }
  if (usesPrefetchable) resources.prefetchable = prefetchableLimit + 1n;
  if (usesLow) resources.low = lowLimit + 1n;
  return functions;
}

function acsCapability(offset: number): ExtendedCapability {
  return { id: 'acs', offset, capability: ACS_NEEDED, control: ACS_NEEDED };
}

function aerCapability(offset: number, rootCommand: number | null): ExtendedCapability {
  return {
    id: 'aer',
    offset,
    uncorrectableMask: 0,
    uncorrectableSeverity: 0x00062030,
    correctableMask: 0x2000,
    control: 0xa0,
    rootCommand,
  };
}

function rootPortSpace(port: Port, plan: SlotPlan, open: (header: BridgeHeader) => BridgeHeader): ConfigSpace {
  const { slot, settings, chipset, hardware } = port;
  const record = hardware.board.chipset;
  const deviceId = rootPortDeviceId(chipset, slot.rootPort.device);
  const common = commonHeader(chipset.rootPort.vendorId, deviceId, 0x060400, 2);
  const header = open(bridge(common, [plan.rootPort.bus, plan.secondary, plan.subordinate]));
  header.command = 0x0007;
  const capabilities: Capability[] = [
    { id: 'subsystem', offset: 0x40, vendor: chipset.rootPort.vendorId, device: 0 },
    { id: 'msi', offset: 0x60, control: 0, address: 0, upperAddress: 0, data: 0 },
  ];
  const extended: ExtendedCapability[] = [];
  if (record.pciExpress) {
    const express = expressCapability(0x90, PORT_TYPE.rootPort, slot, slot.number);
    if (record.ariForwarding && settings.ari === 'enabled') express.deviceCapabilities2 |= ARI_FORWARDING;
    if (plan.ari) express.deviceControl2 |= ARI_FORWARDING;
    capabilities.push(express);
    if (chipset.vendor === 'intel') extended.push(errorDelivery(port));
    if (record.acsAtRootPorts && settings.acs === 'enabled') extended.push(acsCapability(0x110));
    extended.push(aerCapability(0x148, 0));
    // The chain has to start at 0x100.
    if (extended[0].offset !== 0x100) extended[0].offset = 0x100;
  }
  capabilities.push({ id: 'powerManagement', offset: 0xe0, capabilities: 0xc803, control: 0 });
  return { header, capabilities, extended };
}

function errorDelivery(port: Port): ExtendedCapability {
  const bits =
    (port.settings.alternateErrorDelivery === 'enabled' ? ERROR_DELIVERY_VSEC.alternateDelivery : 0) |
    (port.hardware.board.chipset.needsAlternateErrorDelivery ? ERROR_DELIVERY_VSEC.needed : 0);
  const payload: HexBytes = `${bits.toString(16).padStart(2, '0')}000000`;
  return { id: 'vendorSpecific', offset: 0x100, vsecId: ERROR_DELIVERY_VSEC.id, revision: 0, payload };
}

/** A PLX switch between root port and card: one upstream and one downstream port. */
function switchPorts(port: Port, plan: SlotPlan, open: (header: BridgeHeader) => BridgeHeader): PciFunctionRecord[] {
  const { slot, settings } = port;
  if (!slot.switch) return [];
  const make = (portType: PortType, bus: number, secondary: number, acs: boolean): PciFunctionRecord => {
    const common = commonHeader(0x10b5, 0x8724, 0x060400, 0xca);
    const header = open(bridge(common, [bus, secondary, plan.subordinate]));
    const express = expressCapability(0x68, portType, slot, null);
    if (portType === PORT_TYPE.downstream && settings.ari === 'enabled') {
      express.deviceCapabilities2 |= ARI_FORWARDING;
      if (plan.ari) express.deviceControl2 |= ARI_FORWARDING;
    }
    const capabilities: Capability[] = [
      { id: 'powerManagement', offset: 0x40, capabilities: 0xc803, control: 0 },
      express,
      { id: 'subsystem', offset: 0xa4, vendor: 0x10b5, device: 0x8724 },
    ];
    const extended = [aerCapability(0x100, null)];
    if (acs) extended.push(acsCapability(0xf24));
    const space: ConfigSpace = { header, capabilities, extended };
    return plainFunction(
      space,
      { bus, device: portType === PORT_TYPE.downstream ? 1 : 0, function: 0 },
      slot.socket,
      slot.number,
    );
  };
  return [
    make(PORT_TYPE.upstream, plan.secondary, plan.secondary + 1, false),
    make(PORT_TYPE.downstream, plan.secondary + 1, plan.cardBus, slot.switch.acs),
  ];
}

/** Serial number of a card: its MAC with ff-ff in the middle, as Intel writes it. */
function serialNumber(mac: string): { low: number; high: number } {
  const high = Number.parseInt(`${mac.slice(0, 6)}ff`, 16);
  const low = Number.parseInt(`ff${mac.slice(6, 12)}`, 16);
  return { low: low >>> 0, high: high >>> 0 };
}

function portSpace(
  planned: PlannedPort,
  plan: SlotPlan,
  ports: number,
  bars: number[],
  vfBars: number[],
  settings: FirmwareSettings,
): ConfigSpace {
  const { nic, model } = planned;
  const header = endpointHeader(commonHeader(model.vendorId, model.deviceId, 0x020000, model.revision));
  header.multiFunction = ports > 1;
  header.bars = bars;
  header.subsystemVendor = model.subsystemVendor;
  header.subsystemDevice = model.subsystemDevice;
  header.interruptPin = (planned.function % 4) + 1;
  if (!nic.driver.loaded) header.command = 0;
  const { at, extendedAt, msix } = model;
  const capabilities: Capability[] = [
    { id: 'powerManagement', offset: at.powerManagement, capabilities: 0x4823, control: 0x2008 },
    { id: 'msi', offset: at.msi, control: 0x0180, address: 0, upperAddress: 0, data: 0 },
    {
      id: 'msiX',
      offset: at.msiX,
      control: (model.msixVectors - 1) | (nic.driver.loaded ? MSIX_ENABLE : 0),
      table: msix.tableOffset | msix.bar,
      pendingBits: msix.pendingOffset | msix.bar,
    },
    expressCapability(at.pciExpress, PORT_TYPE.endpoint, model, null),
  ];
  const extended: ExtendedCapability[] = [
    aerCapability(extendedAt.aer, null),
    { id: 'serialNumber', offset: extendedAt.serialNumber, ...serialNumber(nic.permanentMac) },
  ];
  if (extendedAt.ari !== null) {
    const nextFunction = planned.function + 1 < ports ? planned.function + 1 : 0;
    extended.push({ id: 'ari', offset: extendedAt.ari, nextFunction, control: 0 });
  }
  if (model.sriov && extendedAt.sriov !== null) extended.push(sriovCapability(planned, plan, vfBars, settings));
  if (extendedAt.acs !== null) extended.push({ id: 'acs', offset: extendedAt.acs, capability: 0, control: 0 });
  if (extendedAt.ats !== null) extended.push({ id: 'ats', offset: extendedAt.ats, capability: 0x20, control: 0 });
  return { header, capabilities, extended };
}

function sriovCapability(
  planned: PlannedPort,
  plan: SlotPlan,
  vfBars: number[],
  settings: FirmwareSettings,
): SriovCapability {
  const spec = planned.model.sriov!;
  const bars = vfBars.map((value, index) => {
    const bar = spec.vfBars.find((candidate) => candidate.index === index);
    // A BAR without an address still shows its type.
    return value === 0 && bar ? (bar.kind === 'memory64-prefetchable' ? 0xc : 0x4) : value;
  });
  return {
    id: 'sriov',
    offset: planned.model.extendedAt.sriov!,
    capabilities: settings.ari === 'enabled' ? 0x2 : 0,
    // Only the lowest function's bit counts.
    control: plan.ari && planned.function === 0 ? 0x10 : 0,
    status: 0,
    initialVFs: spec.totalVFs,
    totalVFs: spec.totalVFs,
    numVFs: 0,
    functionDependencyLink: planned.function,
    firstVfOffset: plan.ari ? spec.firstVfOffset.ari : spec.firstVfOffset.noAri,
    vfStride: spec.vfStride,
    vfDeviceId: spec.vfDeviceId,
    supportedPageSizes: spec.supportedPageSizes,
    systemPageSize: 1,
    vfBars: bars,
  };
}

/** Text of a location, as `LocationInformationString` shows it. */
export function locationText(address: PciAddress): string {
  return `PCI bus ${address.bus}, device ${address.device}, function ${address.function}`;
}
