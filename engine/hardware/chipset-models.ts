/**
 * Chipsets: which functions stand on the root bus and how they are called.
 * PCI ids: `seen: pci.ids`. Register values: `seen` in public boot logs of such boards (CAP d2078c106f0466, ECAP f020de;
 * AMD extended features f77ef22294ada), capability offsets `assumed`.
 */
import type { ChipsetRecord } from './records';

export interface ChipsetModel {
  vendor: 'intel' | 'amd';
  record: ChipsetRecord;
  hostBridge: { vendorId: number; deviceId: number };
  /** Device id of a root port, by its device number; the last one serves the rest. */
  rootPort: { vendorId: number; deviceIds: Record<number, number> };
  /** PCI address width of the platform less one: host address width field of DMAR. */
  hostAddressWidth: number;
}

/** SAGAW: 48-bit, four-level tables. */
export const FOUR_LEVEL = 0x04;

const COMPLETE: Omit<ChipsetRecord, 'model' | 'needsAlternateErrorDelivery'> = {
  iommu: true,
  interruptRemapping: true,
  acsAtRootPorts: true,
  ariForwarding: true,
  pciExpress: true,
  addressWidths: FOUR_LEVEL,
};

export const CHIPSET_MODELS: Record<string, ChipsetModel> = {
  'intel-haswell-ep': {
    vendor: 'intel',
    record: { model: 'intel-haswell-ep', ...COMPLETE, needsAlternateErrorDelivery: true },
    hostBridge: { vendorId: 0x8086, deviceId: 0x2f00 },
    rootPort: { vendorId: 0x8086, deviceIds: { 1: 0x2f02, 2: 0x2f04, 3: 0x2f08 } },
    hostAddressWidth: 0x2d,
  },
  'intel-5520': {
    vendor: 'intel',
    record: { model: 'intel-5520', ...COMPLETE, needsAlternateErrorDelivery: true },
    hostBridge: { vendorId: 0x8086, deviceId: 0x3406 },
    rootPort: { vendorId: 0x8086, deviceIds: { 1: 0x3408, 3: 0x340a, 5: 0x340c, 7: 0x340e } },
    hostAddressWidth: 0x26,
  },
  'amd-zen': {
    vendor: 'amd',
    record: { model: 'amd-zen', ...COMPLETE, needsAlternateErrorDelivery: false },
    hostBridge: { vendorId: 0x1022, deviceId: 0x1450 },
    rootPort: { vendorId: 0x1022, deviceIds: { 1: 0x1453 } },
    hostAddressWidth: 0x2f,
  },
};

export function rootPortDeviceId(model: ChipsetModel, device: number): number {
  const ids = model.rootPort.deviceIds;
  return ids[device] ?? Object.values(ids).at(-1)!;
}

/** CAP_REG of a unit with the given supported address widths. */
export function vtdCapability(addressWidths: number): bigint {
  return (0xd2078c106f0466n & ~0x1f00n) | (BigInt(addressWidths & 0x1f) << 8n);
}

/** ECAP.IR. */
export const ECAP_INTERRUPT_REMAPPING = 1n << 3n;

export function vtdExtendedCapability(interruptRemapping: boolean): bigint {
  return interruptRemapping ? 0xf020den : 0xf020den & ~ECAP_INTERRUPT_REMAPPING;
}

/** Extended feature register of the AMD unit. */
export const AMD_EXTENDED_FEATURES = 0xf77ef22294adan;
