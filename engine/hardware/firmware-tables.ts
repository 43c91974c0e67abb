/** The ACPI tables that firmware leaves in memory, its bugs included. */
import {
  ACPI_HEADER_BYTES,
  type DeviceScope,
  DMAR_FLAG,
  type RemappingUnit,
  SCOPE,
  setChecksum,
  tableRecord,
  writeDmar,
  writeIvrs,
  writeMcfg,
} from './acpi-tables';
import { put16, put64, u16 } from './bytes';
import { CHIPSET_MODELS } from './chipset-models';
import { effectiveSettings, firmwareImage } from './firmware';
import type { AcpiTableRecord, ComputerHardware, FirmwareDefect } from './records';

/** Base of the memory-mapped config space. `assumed` */
const ECAM_BASE = 0x80000000n;
/** Register bases of the units by socket, as boot logs of two-socket Haswell boards show them. */
const UNIT_BASES = [0xc7ffc000n, 0xfbffc000n];
const AMD_UNIT_BASE = 0xfeb80000n;

/** One unit a socket; that of socket 0 serves all that no other names, and stands last, as the specification asks. */
export function vtdUnits(hardware: ComputerHardware): RemappingUnit[] {
  const units: RemappingUnit[] = [];
  const manyNodes = hardware.processor.sockets > 1;
  for (let socket = hardware.processor.sockets - 1; socket >= 0; socket--) {
    const scopes: DeviceScope[] = [];
    if (socket === 0) {
      scopes.push(
        { type: SCOPE.ioApic, enumerationId: 8, startBus: 0xf0, path: [{ device: 0x1f, function: 7 }] },
        { type: SCOPE.hpet, enumerationId: 0, startBus: 0xf0, path: [{ device: 0x0f, function: 0 }] },
      );
    } else {
      for (const slot of hardware.board.slots) {
        if (slot.socket !== socket) continue;
        scopes.push({ type: SCOPE.bridge, enumerationId: 0, startBus: socket * 0x80, path: [{ ...slot.rootPort }] });
      }
      // A unit that names nothing would be an error of the table.
      if (scopes.length === 0) continue;
    }
    units.push({
      includeAll: socket === 0,
      segment: 0,
      registerBase: UNIT_BASES[socket] ?? UNIT_BASES[1] + BigInt(socket) * 0x1000n,
      scopes,
      proximity: manyNodes ? socket : null,
    });
  }
  return units;
}

export function buildAcpiTables(hardware: ComputerHardware): AcpiTableRecord[] {
  const { firmware, board } = hardware;
  const settings = effectiveSettings(firmware, firmware.current);
  const defects = firmwareImage(firmware, firmware.current.version)?.defects ?? [];
  const tables: AcpiTableRecord[] = [];
  if (board.chipset.pciExpress && !defects.includes('no-mcfg')) {
    const mcfg = writeMcfg({ base: ECAM_BASE, segment: 0, startBus: 0, endBus: 255 });
    tables.push(tableRecord('MCFG', mcfg));
  }
  if (!board.chipset.iommu || settings.ioVirtualization === 'disabled') return tables;
  const remapsInterrupts = settings.interruptRemapping === 'enabled' && board.chipset.interruptRemapping;
  if (hardware.processor.vendor === 'AuthenticAMD') {
    const ivrs = writeIvrs({
      virtualAddressBits: board.chipset.addressWidths === 0 ? 0 : 64,
      physicalAddressBits: 48,
      units: [
        {
          deviceId: 0x0002,
          capabilityOffset: 0x40,
          registerBase: defects.includes('remapping-table-register-base-zero') ? 0n : AMD_UNIT_BASE,
          segment: 0,
          range: { first: 0x0003, last: 0xffff },
          ioApics: remapsInterrupts ? [{ id: 0x80, sourceId: 0x00a0 }] : [],
          hpets: remapsInterrupts ? [{ id: 0, sourceId: 0x00a0 }] : [],
        },
      ],
    });
    if (defects.includes('remapping-table-unknown-device')) {
      put16(ivrs, ACPI_HEADER_BYTES + 12 + 4, 0x00f8);
      setChecksum(ivrs);
    }
    tables.push(tableRecord('IVRS', spoil(ivrs, defects)));
    return tables;
  }
  const units = vtdUnits(hardware);
  if (defects.includes('remapping-table-unknown-device')) {
    units[0].scopes.push({
      type: SCOPE.endpoint,
      enumerationId: 0,
      startBus: 0,
      path: [{ device: 0x1e, function: 0 }],
    });
  }
  const dmar = writeDmar({
    hostAddressWidth: CHIPSET_MODELS[board.chipset.model].hostAddressWidth,
    flags: remapsInterrupts ? DMAR_FLAG.interruptRemapping : 0,
    units,
  });
  if (defects.includes('remapping-table-register-base-zero')) {
    put64(dmar, ACPI_HEADER_BYTES + 12 + 8, 0n);
    setChecksum(dmar);
  }
  tables.push(tableRecord('DMAR', spoil(dmar, defects)));
  return tables;
}

/** Bugs that both tables can have. */
function spoil(bytes: Uint8Array, defects: readonly FirmwareDefect[]): Uint8Array {
  if (defects.includes('remapping-table-length')) {
    const first = ACPI_HEADER_BYTES + 12;
    put16(bytes, first + 2, u16(bytes, first + 2) + 0x100);
    setChecksum(bytes);
  }
  if (defects.includes('remapping-table-checksum')) bytes[9] ^= 0x5a;
  return bytes;
}
