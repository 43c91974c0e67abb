/**
 * Enabling and disabling the VFs of a port in config space.
 * Rules: `seen: Linux drivers/pci/iov.c` (engine behaviours, section 12).
 */
import {
  type ConfigSpace,
  capability,
  configRecord,
  extendedCapability,
  PORT_TYPE,
  readConfig,
  SRIOV_CONTROL,
  type SriovCapability,
} from './config-space';
import { NIC_MODELS, type SriovSpec } from './nic-models';
import { addressOfRoutingId, routingId } from './pci-address';
import type { ComputerHardware, NicRecord, PciAddress, PciFunctionRecord } from './records';
import { functionAt, isBridge, pathToRoot, readFunctions } from './topology';

/** Waiting times of the PCI Express and SR-IOV specifications, in nanoseconds. `seen: Linux iov.c` */
export const VF_ENABLE_WAIT = 100_000_000;
export const VF_DISABLE_WAIT = 1_000_000_000;

export type VfEnableProblem =
  | 'no-function'
  | 'no-sriov-capability'
  | 'already-enabled'
  | 'too-many-vfs'
  | 'no-bus-numbers'
  | 'no-vf-memory';

/** Routing id of VF `index`, counted from 0. */
export function vfRoutingId(pf: PciAddress, sriov: SriovCapability, index: number): number {
  return routingId(pf) + sriov.firstVfOffset + sriov.vfStride * index;
}

/** Last bus number that `numVFs` VFs need. */
export function lastVfBus(pf: PciAddress, sriov: SriovCapability, numVFs: number): number {
  return numVFs === 0 ? pf.bus : vfRoutingId(pf, sriov, numVFs - 1) >> 8;
}

/** Addresses of the VF BARs as firmware set them; null for one that has none. */
export function vfBarAddresses(sriov: SriovCapability): (bigint | null)[] {
  const addresses: (bigint | null)[] = [];
  for (let i = 0; i < 6; i++) {
    const value = sriov.vfBars[i];
    const is64 = (value & 0x6) === 0x4;
    if (value === 0 && !is64) continue;
    const address = BigInt((value & ~0xf) >>> 0) | (is64 ? BigInt(sriov.vfBars[i + 1] ?? 0) << 32n : 0n);
    addresses.push(address === 0n ? null : address);
    if (is64) i++;
  }
  return addresses;
}

/** Highest bus number behind the bridge above a function; 255 on a root bus. */
export function lastReachableBus(functions: readonly PciFunctionRecord[], address: PciAddress): number {
  let last = 255;
  for (const read of pathToRoot(readFunctions(functions.filter((f) => f.vf === null)), address)) {
    if (isBridge(read)) last = Math.min(last, read.space.header.subordinateBus);
  }
  return last;
}

/** Writes NumVFs, VF Enable and VF Memory Space; the VFs appear on the bus. */
export function enableVfs(hardware: ComputerHardware, nic: NicRecord, numVFs: number): VfEnableProblem | null {
  const pf = nic.address && functionAt(hardware.pciFunctions, nic.address);
  if (!pf) return 'no-function';
  const space = readConfig(pf.config);
  const sriov = extendedCapability(space, 'sriov');
  const spec = NIC_MODELS[nic.model].sriov;
  if (!sriov || !spec) return 'no-sriov-capability';
  if ((sriov.control & SRIOV_CONTROL.vfEnable) !== 0) return 'already-enabled';
  if (numVFs < 1 || numVFs > sriov.totalVFs) return 'too-many-vfs';
  if (lastVfBus(pf.address, sriov, numVFs) > lastReachableBus(hardware.pciFunctions, pf.address))
    return 'no-bus-numbers';
  if (vfBarAddresses(sriov).some((address) => address === null)) return 'no-vf-memory';
  sriov.numVFs = numVFs;
  sriov.control |= SRIOV_CONTROL.vfEnable | SRIOV_CONTROL.vfMemorySpace;
  pf.config = configRecord(space);
  // All VFs of a port are alike until a driver touches one.
  const config = configRecord(vfSpace(spec, space));
  for (let index = 0; index < numVFs; index++) {
    hardware.pciFunctions.push({
      address: addressOfRoutingId(pf.address.segment, vfRoutingId(pf.address, sriov, index)),
      config,
      slot: pf.slot,
      numaNode: pf.numaNode,
      nic: nic.id,
      vf: index,
    });
  }
  return null;
}

/** Clears VF Enable; the VFs leave the bus, NumVFs goes back to 0. */
export function disableVfs(hardware: ComputerHardware, nic: NicRecord): void {
  hardware.pciFunctions = hardware.pciFunctions.filter((f) => f.nic !== nic.id || f.vf === null);
  const pf = nic.address && functionAt(hardware.pciFunctions, nic.address);
  if (!pf) return;
  const space = readConfig(pf.config);
  const sriov = extendedCapability(space, 'sriov');
  if (!sriov) return;
  sriov.control &= ~(SRIOV_CONTROL.vfEnable | SRIOV_CONTROL.vfMemorySpace);
  sriov.numVFs = 0;
  pf.config = configRecord(space);
}

export function vfFunction(hardware: ComputerHardware, nic: NicRecord, vf: number): PciFunctionRecord | undefined {
  return hardware.pciFunctions.find((f) => f.nic === nic.id && f.vf === vf);
}

/** Bus Master of a VF: on while a guest's driver runs it. */
export function setVfBusMaster(hardware: ComputerHardware, nic: NicRecord, vf: number, on: boolean): void {
  const record = vfFunction(hardware, nic, vf);
  if (!record) return;
  const space = readConfig(record.config);
  space.header.command = on ? 0x0004 : 0;
  const msiX = capability(space, 'msiX');
  if (msiX) msiX.control = on ? msiX.control | 0x8000 : msiX.control & 0x7fff;
  record.config = configRecord(space);
}

/** Function level reset: everything that a driver can set is at its default again. */
export function resetVfFunction(hardware: ComputerHardware, nic: NicRecord, vf: number): void {
  const record = vfFunction(hardware, nic, vf);
  const pf = nic.address && functionAt(hardware.pciFunctions, nic.address);
  const spec = NIC_MODELS[nic.model].sriov;
  if (record && pf && spec) record.config = configRecord(vfSpace(spec, readConfig(pf.config)));
}

/** Vendor and device id read as all ones in a VF; software takes them from the PF. */
export function vfSpace(spec: SriovSpec, pf: ConfigSpace): ConfigSpace {
  const { header } = pf;
  const express = capability(pf, 'pciExpress');
  const aer = extendedCapability(pf, 'aer');
  const ari = extendedCapability(pf, 'ari');
  return {
    header: {
      type: 'endpoint',
      vendorId: 0xffff,
      deviceId: 0xffff,
      command: 0,
      status: 0,
      revision: header.revision,
      classCode: header.classCode,
      cacheLineSize: 0,
      multiFunction: false,
      interruptLine: 0,
      interruptPin: 0,
      bars: [0, 0, 0, 0, 0, 0],
      subsystemVendor: header.type === 'endpoint' ? header.subsystemVendor : header.vendorId,
      subsystemDevice: spec.vfSubsystemDevice,
      expansionRom: 0,
    },
    capabilities: [
      {
        id: 'msiX',
        offset: 0x70,
        control: spec.vfMsixVectors - 1,
        table: spec.vfBars.at(-1)!.index,
        pendingBits: 0x2000 | spec.vfBars.at(-1)!.index,
      },
      ...(express
        ? [{ ...express, offset: 0xa0, portType: PORT_TYPE.endpoint, deviceControl: 0, linkStatus: 0, linkControl: 0 }]
        : []),
    ],
    extended: [
      ...(aer ? [{ ...aer, offset: 0x100, uncorrectableSeverity: 0, correctableMask: 0, rootCommand: null }] : []),
      ...(ari ? [{ ...ari, offset: 0x150, nextFunction: 0 }] : []),
    ],
  };
}
