/** Config space as text that `lspci -F FILE` reads: what `lspci -xxxx` prints. */
import { fromHex, put16 } from './bytes';
import { CONFIG_SPACE_BYTES, extendedCapability, readConfig } from './config-space';
import { NIC_MODELS } from './nic-models';
import { formatAddress, routingId } from './pci-address';
import type { ComputerHardware, NicRecord, PciFunctionRecord } from './records';
import { functionAt } from './topology';

/** One function; `identity` replaces the all-ones ids of a VF, as an operating system does. */
function dumpFunction(record: PciFunctionRecord, identity: { vendor: number; device: number } | null): string {
  const bytes = fromHex(record.config, CONFIG_SPACE_BYTES);
  if (identity) {
    put16(bytes, 0, identity.vendor);
    put16(bytes, 2, identity.device);
  }
  const lines = [`${formatAddress(record.address)} function`];
  for (let row = 0; row < CONFIG_SPACE_BYTES; row += 16) {
    let line = `${row.toString(16).padStart(row < 0x100 ? 2 : 3, '0')}:`;
    for (let i = 0; i < 16; i++) line += ` ${bytes[row + i].toString(16).padStart(2, '0')}`;
    lines.push(line);
  }
  return `${lines.join('\n')}\n\n`;
}

/** All functions of a computer in order of their addresses. */
export function lspciDump(hardware: ComputerHardware, nics: readonly NicRecord[]): string {
  const functions = [...hardware.pciFunctions].sort((a, b) => routingId(a.address) - routingId(b.address));
  let text = '';
  for (const record of functions) {
    const nic = record.vf === null ? undefined : nics.find((candidate) => candidate.id === record.nic);
    const pf = nic?.address && functionAt(hardware.pciFunctions, nic.address);
    const sriov = pf && extendedCapability(readConfig(pf.config), 'sriov');
    const identity = nic && sriov ? { vendor: NIC_MODELS[nic.model].vendorId, device: sriov.vfDeviceId } : null;
    text += dumpFunction(record, identity);
  }
  return text;
}
