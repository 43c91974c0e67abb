import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  checksumIsRight,
  readDmar,
  readIvrs,
  readMcfg,
  tableBytes,
  writeDmar,
  writeIvrs,
} from '../../engine/hardware/acpi-tables';
import type { AcpiSignature } from '../../engine/hardware/records';
import { exampleComputer } from './example-computer';
import { hasTool } from './tool';

const intel = exampleComputer();
const amd = exampleComputer((spec) => {
  spec.processor = 'amd-epyc-7251';
  spec.chipset = 'amd-zen';
  spec.sockets = 1;
  spec.slots[1].socket = 0;
});

function bytes(computer: typeof intel, signature: AcpiSignature): Uint8Array {
  return tableBytes(computer.hardware.acpiTables, signature)!;
}

/** All that iasl says, and the source it writes. */
function disassemble(name: string, table: Uint8Array): { said: string; source: string } {
  const folder = mkdtempSync(join(tmpdir(), 'dualpath-'));
  try {
    const file = join(folder, `${name}.dat`);
    writeFileSync(file, table);
    const said = execFileSync('sh', ['-c', `iasl -d '${file}' 2>&1`], { encoding: 'utf8' });
    return { said, source: readFileSync(join(folder, `${name}.dsl`), 'utf8') };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

describe.skipIf(!hasTool('iasl', '-v'))('iasl disassembles our tables (Debian package acpica-tools)', () => {
  const clean = (said: string): void => {
    expect(said).not.toMatch(/warning|error|invalid|incorrect|unknown|remark/i);
  };

  test('DMAR', () => {
    const { said, source } = disassemble('dmar', bytes(intel, 'DMAR'));
    clean(said);
    clean(source);
    expect(source).toContain('[DMA Remapping table]');
    expect(source).toContain('Register Base Address : 00000000C7FFC000');
    expect(source).toContain('[PCI Bridge Device]');
    expect(source).toContain('[Remapping Hardware Static Affinity]');
  });

  test('IVRS', () => {
    const { said, source } = disassemble('ivrs', bytes(amd, 'IVRS'));
    clean(said);
    clean(source);
    expect(source).toContain('[I/O Virtualization Reporting Structure]');
    expect(source).toContain('[Hardware Definition Block]');
    expect(source).toContain('Base Address : 00000000FEB80000');
  });

  test('MCFG', () => {
    const { said, source } = disassemble('mcfg', bytes(intel, 'MCFG'));
    clean(said);
    expect(source).toContain('Base Address : 0000000080000000');
  });

  test('a wrong checksum would be seen', () => {
    const spoilt = bytes(intel, 'DMAR').slice();
    spoilt[9] ^= 0x5a;
    expect(disassemble('dmar', spoilt).said).toMatch(/checksum/i);
  });
});

describe('ACPI tables', () => {
  test('checksums are right', () => {
    for (const [computer, signature] of [
      [intel, 'DMAR'],
      [intel, 'MCFG'],
      [amd, 'IVRS'],
      [amd, 'MCFG'],
    ] as const) {
      expect(checksumIsRight(bytes(computer, signature)), signature).toBe(true);
    }
  });

  test('the reader gives back what was written', () => {
    const scope = fc.record({
      type: fc.integer({ min: 1, max: 4 }),
      enumerationId: fc.nat(255),
      startBus: fc.nat(255),
      path: fc.array(fc.record({ device: fc.nat(31), function: fc.nat(7) }), { minLength: 1, maxLength: 3 }),
    });
    const unit = fc.record({
      includeAll: fc.boolean(),
      segment: fc.nat(0xffff),
      registerBase: fc.bigInt({ min: 0n, max: (1n << 64n) - 1n }),
      scopes: fc.array(scope, { maxLength: 4 }),
      proximity: fc.constant(null),
    });
    fc.assert(
      fc.property(fc.nat(255), fc.nat(255), fc.array(unit, { maxLength: 4 }), (hostAddressWidth, flags, units) => {
        const dmar = { hostAddressWidth, flags, units };
        expect(readDmar(writeDmar(dmar))).toEqual({ ok: true, value: dmar });
      }),
    );
    const source = fc.record({ id: fc.nat(255), sourceId: fc.nat(0xffff) });
    const ivhd = fc.record({
      deviceId: fc.nat(0xffff),
      capabilityOffset: fc.nat(0xffff),
      registerBase: fc.bigInt({ min: 0n, max: (1n << 64n) - 1n }),
      segment: fc.nat(0xffff),
      range: fc.record({ first: fc.nat(0xffff), last: fc.nat(0xffff) }),
      ioApics: fc.array(source, { maxLength: 2 }),
      hpets: fc.array(source, { maxLength: 2 }),
    });
    fc.assert(
      fc.property(fc.nat(127), fc.nat(127), fc.array(ivhd, { maxLength: 3 }), (virtual, physical, units) => {
        const ivrs = { virtualAddressBits: virtual, physicalAddressBits: physical, units };
        expect(readIvrs(writeIvrs(ivrs))).toEqual({ ok: true, value: ivrs });
      }),
    );
  });

  test('any one changed byte is noticed, and any bytes are read without an exception', () => {
    const table = bytes(intel, 'DMAR');
    fc.assert(
      fc.property(fc.nat(table.length - 1), fc.integer({ min: 1, max: 255 }), (at, change) => {
        const spoilt = table.slice();
        spoilt[at] ^= change;
        // The signature is how a table is found: its change makes another table of it.
        if (at >= 4) expect(readDmar(spoilt).ok).toBe(false);
      }),
    );
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (any) => {
        readDmar(any);
        readIvrs(any);
        readMcfg(any);
      }),
    );
  });

  test('a structure that runs past the end is told', () => {
    const { hardware } = exampleComputer((spec) => {
      spec.firmware.images[0].defects = ['remapping-table-length'];
    });
    const read = readDmar(tableBytes(hardware.acpiTables, 'DMAR')!);
    expect(read).toEqual({ ok: false, problem: expect.stringContaining('runs past') });
  });

  test('what firmware switches off it does not describe', () => {
    const off = exampleComputer((spec) => {
      spec.firmware.settings.ioVirtualization = 'disabled';
    });
    expect(off.hardware.acpiTables.map((table) => table.signature)).toEqual(['MCFG']);
    expect(off.hardware.iommuUnits).toEqual([]);
  });
});
