/** Walks over the functions on the bus, by what their config space says. */
import { type BridgeHeader, type ConfigSpace, capability, PORT_TYPE, readConfig } from './config-space';
import { sameAddress } from './pci-address';
import type { PciAddress, PciFunctionRecord } from './records';

export interface ReadFunction {
  record: PciFunctionRecord;
  space: ConfigSpace;
}

export function readFunctions(functions: readonly PciFunctionRecord[]): ReadFunction[] {
  return functions.map((record) => ({ record, space: readConfig(record.config) }));
}

export function functionAt(functions: readonly PciFunctionRecord[], at: PciAddress): PciFunctionRecord | undefined {
  return functions.find((candidate) => sameAddress(candidate.address, at));
}

export function isBridge(read: ReadFunction): read is ReadFunction & { space: ConfigSpace & { header: BridgeHeader } } {
  return read.space.header.type === 'bridge';
}

/** Root ports: bridges whose PCI Express capability says so. */
export function rootPorts(functions: readonly ReadFunction[]): ReadFunction[] {
  return functions.filter((read) => capability(read.space, 'pciExpress')?.portType === PORT_TYPE.rootPort);
}

/** Bridges between a function and the root bus, nearest first. */
export function pathToRoot(functions: readonly ReadFunction[], address: PciAddress): ReadFunction[] {
  const path: ReadFunction[] = [];
  let bus = address.bus;
  // A path has at most as many bridges as there are functions: a loop in broken bytes ends here.
  while (path.length < functions.length) {
    const parent = functions.find(
      (read) =>
        isBridge(read) &&
        read.record.address.segment === address.segment &&
        read.space.header.secondaryBus <= bus &&
        bus <= read.space.header.subordinateBus &&
        // The nearest of several that hold the bus is the one that leads to it directly.
        read.space.header.secondaryBus === bus,
    );
    if (!parent || path.includes(parent)) return path;
    path.push(parent);
    bus = parent.record.address.bus;
  }
  return path;
}
