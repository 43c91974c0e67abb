/**
 * Switching a computer on: pending firmware becomes current, then firmware and Windows find the hardware again.
 * Nothing of the former run stays: tables, `_OSC`, the bus, the VFs and the NIC switches are made anew.
 */
import { hex64 } from './bytes';
import { AMD_EXTENDED_FEATURES, vtdCapability, vtdExtendedCapability } from './chipset-models';
import { enumeratePci } from './enumeration';
import { effectiveSettings } from './firmware';
import { buildAcpiTables, vtdUnits } from './firmware-tables';
import { evaluateOsc } from './osc';
import { processorOf } from './processor-models';
import type { ComputerHardware, IommuUnitRecord, NicRecord } from './records';

/** Changes `hardware` and `nics` (all ports of this computer). */
export function startHardware(hardware: ComputerHardware, nics: readonly NicRecord[]): void {
  const { firmware, board } = hardware;
  firmware.current = structuredClone(firmware.pending);
  const settings = effectiveSettings(firmware, firmware.current);
  const { processor } = hardware;
  hardware.processor = processorOf(processor.model, processor.sockets, settings.virtualizationTechnology === 'enabled');
  for (const nic of nics) nic.nicSwitch = null;
  hardware.pciFunctions = enumeratePci(hardware, nics);
  hardware.iommuUnits = iommuUnits(hardware);
  hardware.acpiTables = buildAcpiTables(hardware);
  hardware.osc = board.chipset.pciExpress ? evaluateOsc(settings) : null;
}

/** Registers that answer only while firmware leaves the units switched on. */
function iommuUnits(hardware: ComputerHardware): IommuUnitRecord[] {
  const { chipset } = hardware.board;
  const settings = effectiveSettings(hardware.firmware, hardware.firmware.current);
  if (!chipset.iommu || settings.ioVirtualization === 'disabled') return [];
  if (hardware.processor.vendor === 'AuthenticAMD') {
    return [
      {
        kind: 'amd-vi',
        registerBase: hex64(0xfeb80000n),
        version: 0,
        capability: hex64(AMD_EXTENDED_FEATURES),
        extendedCapability: hex64(0x190b640fn),
      },
    ];
  }
  return vtdUnits(hardware).map((unit) => ({
    kind: 'vt-d',
    registerBase: hex64(unit.registerBase),
    version: 0x10,
    capability: hex64(vtdCapability(chipset.addressWidths)),
    extendedCapability: hex64(vtdExtendedCapability(chipset.interruptRemapping)),
  }));
}
