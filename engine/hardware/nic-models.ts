/**
 * Network cards. Each port is one physical function.
 *
 * VFs and queue pairs per port: `seen: DPDK intel_vf guide, Linux ixgbe (63 of 64), intel/mfd-hyperv (127 queue pairs)`.
 * PCI ids: `seen: pci.ids`. Capability offsets, BAR sizes and VF offsets: data sheets, `assumed` (from memory).
 * Driver file names, versions and dates: `assumed`.
 */
import type { NicModelId } from './records';

export interface BarSpec {
  index: number;
  bytes: number;
  kind: 'memory32' | 'memory64' | 'memory64-prefetchable' | 'io';
}

export interface DriverSpec {
  name: string;
  fileName: string;
  provider: string;
  version: string;
  /** ISO date. */
  date: string;
  /** NDIS version that the miniport speaks. */
  ndis: string;
}

export interface SriovSpec {
  /** TotalVFs in config space. */
  totalVFs: number;
  /** VFs that the PF driver gives away; the rest stays with the PF. */
  usableVFs: number;
  vfDeviceId: number;
  vfSubsystemDevice: number;
  /** First VF Offset with and without an ARI hierarchy above the card. */
  firstVfOffset: { ari: number; noAri: number };
  vfStride: number;
  vfBars: BarSpec[];
  vfMsixVectors: number;
  supportedPageSizes: number;
  /** Queue pairs that the NIC switch hands out, default VPort included. */
  queuePairPool: number;
  queuePairsForDefaultVPort: number;
  /** Most queue pairs of one non-default VPort, by number of VFs in use. */
  maxQueuePairsPerVPort: (numVFs: number) => number;
  maxVPorts: number;
  maxMacAddresses: number;
  vfRss: boolean;
  /** Adapter description and driver inside a guest. */
  vfDescription: string;
  vfDriver: DriverSpec;
}

export interface NicModel {
  id: NicModelId;
  vendorId: number;
  deviceId: number;
  subsystemVendor: number;
  subsystemDevice: number;
  revision: number;
  /** InterfaceDescription of the first port; further ones get ` #2`, ... */
  description: string;
  ports: number;
  /** Bits a second. */
  speed: number;
  lanes: number;
  generation: 1 | 2 | 3;
  bars: BarSpec[];
  msixVectors: number;
  /** BAR that holds the MSI-X table, and offset of the pending bits. */
  msix: { bar: number; tableOffset: number; pendingOffset: number };
  /** Offsets of capabilities. */
  at: { powerManagement: number; msi: number; msiX: number; pciExpress: number };
  extendedAt: {
    aer: number;
    serialNumber: number;
    ari: number | null;
    sriov: number | null;
    acs: number | null;
    ats: number | null;
  };
  driver: DriverSpec;
  /** `seen: X550 on Windows shows 31`; the others of the family `assumed`. */
  vmqQueues: number;
  rssQueues: number;
  sriov: SriovSpec | null;
  /** Hardware id prefix in PnPDeviceID. */
  componentId: string;
}

const KB = 1024;
const MB = 1024 * KB;
const GIGABIT = 1_000_000_000;

/** Pools of the 82599 family: 64 pools of two queue pairs, 32 of four. `seen: DPDK intel_vf` */
function pools82599(numVFs: number): number {
  return numVFs > 32 ? 2 : 4;
}

const VF_BARS_82599: BarSpec[] = [
  { index: 0, bytes: 16 * KB, kind: 'memory64-prefetchable' },
  { index: 3, bytes: 16 * KB, kind: 'memory64-prefetchable' },
];

const INTEL_AT = { powerManagement: 0x40, msi: 0x50, msiX: 0x70, pciExpress: 0xa0 };

export const NIC_MODELS: Record<NicModelId, NicModel> = {
  'intel-x520-2': {
    id: 'intel-x520-2',
    vendorId: 0x8086,
    deviceId: 0x10fb,
    subsystemVendor: 0x8086,
    subsystemDevice: 0x000c,
    revision: 1,
    description: 'Intel(R) Ethernet Server Adapter X520-2',
    ports: 2,
    speed: 10 * GIGABIT,
    lanes: 8,
    generation: 2,
    bars: [
      { index: 0, bytes: 512 * KB, kind: 'memory64-prefetchable' },
      { index: 4, bytes: 16 * KB, kind: 'memory64-prefetchable' },
    ],
    msixVectors: 64,
    msix: { bar: 4, tableOffset: 0, pendingOffset: 0x2000 },
    at: INTEL_AT,
    extendedAt: { aer: 0x100, serialNumber: 0x140, ari: 0x150, sriov: 0x160, acs: null, ats: null },
    driver: {
      name: 'ixgbn',
      fileName: 'ixgbn65x64.sys',
      provider: 'Intel',
      version: '3.9.58.9101',
      date: '2014-06-19',
      ndis: '6.40',
    },
    vmqQueues: 31,
    rssQueues: 16,
    sriov: {
      totalVFs: 64,
      usableVFs: 63,
      vfDeviceId: 0x10ed,
      vfSubsystemDevice: 0x000c,
      firstVfOffset: { ari: 0x80, noAri: 0x180 },
      vfStride: 2,
      vfBars: VF_BARS_82599,
      vfMsixVectors: 3,
      supportedPageSizes: 0x553,
      queuePairPool: 127,
      queuePairsForDefaultVPort: 1,
      maxQueuePairsPerVPort: pools82599,
      maxVPorts: 64,
      maxMacAddresses: 128,
      vfRss: false,
      vfDescription: 'Intel(R) 82599 Virtual Function',
      vfDriver: {
        name: 'vxn',
        fileName: 'vxn65x64.sys',
        provider: 'Intel',
        version: '1.0.16.1',
        date: '2014-03-05',
        ndis: '6.40',
      },
    },
    componentId: 'PCI\\VEN_8086&DEV_10FB&SUBSYS_000C8086',
  },
  'intel-x550-t2': {
    id: 'intel-x550-t2',
    vendorId: 0x8086,
    deviceId: 0x1563,
    subsystemVendor: 0x8086,
    subsystemDevice: 0x001d,
    revision: 1,
    description: 'Intel(R) Ethernet Converged Network Adapter X550-T2',
    ports: 2,
    speed: 10 * GIGABIT,
    lanes: 4,
    generation: 3,
    bars: [
      { index: 0, bytes: 4 * MB, kind: 'memory64-prefetchable' },
      { index: 4, bytes: 16 * KB, kind: 'memory64-prefetchable' },
    ],
    msixVectors: 64,
    msix: { bar: 4, tableOffset: 0, pendingOffset: 0x2000 },
    at: INTEL_AT,
    extendedAt: { aer: 0x100, serialNumber: 0x140, ari: 0x150, sriov: 0x160, acs: 0x1b0, ats: null },
    driver: {
      name: 'ixgbs',
      fileName: 'ixs65x64.sys',
      provider: 'Intel',
      version: '4.0.217.0',
      date: '2018-01-24',
      ndis: '6.50',
    },
    vmqQueues: 31,
    rssQueues: 16,
    sriov: {
      totalVFs: 64,
      usableVFs: 63,
      vfDeviceId: 0x1565,
      vfSubsystemDevice: 0x001d,
      firstVfOffset: { ari: 0x80, noAri: 0x180 },
      vfStride: 2,
      vfBars: VF_BARS_82599,
      vfMsixVectors: 3,
      supportedPageSizes: 0x553,
      queuePairPool: 127,
      queuePairsForDefaultVPort: 1,
      maxQueuePairsPerVPort: pools82599,
      maxVPorts: 64,
      maxMacAddresses: 128,
      vfRss: true,
      vfDescription: 'Intel(R) X550 Virtual Function',
      vfDriver: {
        name: 'vxs',
        fileName: 'vxs65x64.sys',
        provider: 'Intel',
        version: '2.0.210.0',
        date: '2018-01-24',
        ndis: '6.50',
      },
    },
    componentId: 'PCI\\VEN_8086&DEV_1563&SUBSYS_001D8086',
  },
  'intel-i350-t2': {
    id: 'intel-i350-t2',
    vendorId: 0x8086,
    deviceId: 0x1521,
    subsystemVendor: 0x8086,
    subsystemDevice: 0x5001,
    revision: 1,
    description: 'Intel(R) Gigabit 2P I350-t Adapter',
    ports: 2,
    speed: GIGABIT,
    lanes: 4,
    generation: 2,
    bars: [
      { index: 0, bytes: MB, kind: 'memory32' },
      { index: 3, bytes: 16 * KB, kind: 'memory32' },
    ],
    msixVectors: 10,
    msix: { bar: 3, tableOffset: 0, pendingOffset: 0x2000 },
    at: INTEL_AT,
    extendedAt: { aer: 0x100, serialNumber: 0x140, ari: 0x150, sriov: 0x160, acs: 0x1d0, ats: null },
    driver: {
      name: 'e1iexpress',
      fileName: 'e1i65x64.sys',
      provider: 'Microsoft',
      version: '12.13.27.0',
      date: '2015-07-09',
      ndis: '6.50',
    },
    vmqQueues: 7,
    rssQueues: 8,
    sriov: {
      totalVFs: 8,
      usableVFs: 7,
      vfDeviceId: 0x1520,
      vfSubsystemDevice: 0x5001,
      firstVfOffset: { ari: 0x80, noAri: 0x180 },
      vfStride: 4,
      vfBars: [
        { index: 0, bytes: 16 * KB, kind: 'memory64-prefetchable' },
        { index: 3, bytes: 16 * KB, kind: 'memory64-prefetchable' },
      ],
      vfMsixVectors: 3,
      supportedPageSizes: 0x553,
      queuePairPool: 8,
      queuePairsForDefaultVPort: 1,
      maxQueuePairsPerVPort: () => 1,
      maxVPorts: 8,
      maxMacAddresses: 32,
      vfRss: false,
      vfDescription: 'Intel(R) I350 Virtual Function',
      vfDriver: {
        name: 'vmx',
        fileName: 'v1q65x64.sys',
        provider: 'Intel',
        version: '1.5.60.1',
        date: '2014-03-05',
        ndis: '6.40',
      },
    },
    componentId: 'PCI\\VEN_8086&DEV_1521&SUBSYS_50018086',
  },
  'intel-x710-da2': {
    id: 'intel-x710-da2',
    vendorId: 0x8086,
    deviceId: 0x1572,
    subsystemVendor: 0x8086,
    subsystemDevice: 0x0007,
    revision: 1,
    description: 'Intel(R) Ethernet Converged Network Adapter X710-2',
    ports: 2,
    speed: 10 * GIGABIT,
    lanes: 8,
    generation: 3,
    bars: [
      { index: 0, bytes: 8 * MB, kind: 'memory64-prefetchable' },
      { index: 3, bytes: 32 * KB, kind: 'memory64-prefetchable' },
    ],
    msixVectors: 129,
    msix: { bar: 3, tableOffset: 0, pendingOffset: 0x1000 },
    at: INTEL_AT,
    extendedAt: { aer: 0x100, serialNumber: 0x140, ari: 0x150, sriov: 0x160, acs: 0x1b0, ats: null },
    driver: {
      name: 'i40ea',
      fileName: 'i40ea65.sys',
      provider: 'Intel',
      version: '1.5.59.0',
      date: '2016-10-05',
      ndis: '6.50',
    },
    vmqQueues: 31,
    rssQueues: 16,
    sriov: {
      totalVFs: 64,
      usableVFs: 64,
      vfDeviceId: 0x154c,
      vfSubsystemDevice: 0,
      firstVfOffset: { ari: 0x10, noAri: 0x110 },
      vfStride: 1,
      vfBars: [
        { index: 0, bytes: 64 * KB, kind: 'memory64-prefetchable' },
        { index: 3, bytes: 16 * KB, kind: 'memory64-prefetchable' },
      ],
      vfMsixVectors: 5,
      supportedPageSizes: 0x553,
      queuePairPool: 384,
      queuePairsForDefaultVPort: 4,
      maxQueuePairsPerVPort: () => 16,
      maxVPorts: 128,
      maxMacAddresses: 256,
      vfRss: true,
      vfDescription: 'Intel(R) XL710/X710 Virtual Function',
      vfDriver: {
        name: 'i40eavf',
        fileName: 'i40eavf65.sys',
        provider: 'Intel',
        version: '1.5.59.0',
        date: '2016-10-05',
        ndis: '6.50',
      },
    },
    componentId: 'PCI\\VEN_8086&DEV_1572&SUBSYS_00078086',
  },
  // No SR-IOV at all. Description: seen in transcripts of Get-NetAdapter.
  'broadcom-5720': {
    id: 'broadcom-5720',
    vendorId: 0x14e4,
    deviceId: 0x165f,
    subsystemVendor: 0x14e4,
    subsystemDevice: 0x165f,
    revision: 0,
    description: 'Broadcom NetXtreme Gigabit Ethernet',
    ports: 2,
    speed: GIGABIT,
    lanes: 1,
    generation: 2,
    bars: [
      { index: 0, bytes: 64 * KB, kind: 'memory64-prefetchable' },
      { index: 2, bytes: 64 * KB, kind: 'memory64-prefetchable' },
      { index: 4, bytes: 64 * KB, kind: 'memory64-prefetchable' },
    ],
    msixVectors: 17,
    msix: { bar: 4, tableOffset: 0, pendingOffset: 0x1000 },
    at: { powerManagement: 0x48, msi: 0x58, msiX: 0xa0, pciExpress: 0xac },
    extendedAt: { aer: 0x100, serialNumber: 0x13c, ari: null, sriov: null, acs: null, ats: null },
    driver: {
      name: 'b57nd60a',
      fileName: 'b57nd60a.sys',
      provider: 'Microsoft',
      version: '17.2.0.2',
      date: '2015-08-10',
      ndis: '6.30',
    },
    vmqQueues: 16,
    rssQueues: 4,
    sriov: null,
    componentId: 'PCI\\VEN_14E4&DEV_165F&SUBSYS_165F14E4',
  },
};

/** Bytes of address space that all VFs of a port decode when `numVFs` are enabled: size of one times number. */
export function vfMemoryBytes(spec: SriovSpec, numVFs: number): number {
  return spec.vfBars.reduce((sum, bar) => sum + bar.bytes, 0) * numVFs;
}
