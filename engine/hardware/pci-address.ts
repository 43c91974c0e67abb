import type { PciAddress } from './records';

/** Bus, device and function in 16 bits: the requester id on PCI Express. */
export function routingId(address: PciAddress): number {
  return (address.bus << 8) | (address.device << 3) | address.function;
}

export function addressOfRoutingId(segment: number, id: number): PciAddress {
  return { segment, bus: id >> 8, device: (id >> 3) & 31, function: id & 7 };
}

export function sameAddress(a: PciAddress, b: PciAddress): boolean {
  return a.segment === b.segment && a.bus === b.bus && a.device === b.device && a.function === b.function;
}

/** `03:00.1`, as lspci writes it. */
export function formatAddress(address: PciAddress): string {
  const bus = address.bus.toString(16).padStart(2, '0');
  const device = address.device.toString(16).padStart(2, '0');
  return `${bus}:${device}.${address.function}`;
}
