/**
 * ACPI tables of firmware, as bytes: MCFG, DMAR (VT-d) and IVRS (AMD IOMMU).
 *
 * Layout: ACPI 5.0 section 5.2.6, PCI Firmware Specification 3.0 table 4-2, VT-d specification chapter 8,
 * AMD I/O Virtualization Technology specification chapter 5.
 */
import { fromHex, put16, put32, put64, toHex, u8, u16, u32, u64 } from './bytes';
import type { AcpiSignature, AcpiTableRecord, HexBytes } from './records';

export const ACPI_HEADER_BYTES = 36;

/** DMAR flags. */
export const DMAR_FLAG = { interruptRemapping: 0x01 } as const;
const DMAR_STRUCTURE = { drhd: 0, rhsa: 3 } as const;
/** Device scope types; only the first two are on the PCI bus. */
export const SCOPE = { endpoint: 1, bridge: 2, ioApic: 3, hpet: 4 } as const;
const IVHD = 0x10;
const IVHD_ENTRY = { startRange: 0x03, endRange: 0x04, special: 0x48 } as const;
const SPECIAL_IOAPIC = 1;
const SPECIAL_HPET = 2;

export interface DeviceScope {
  type: number;
  enumerationId: number;
  startBus: number;
  path: { device: number; function: number }[];
}

export interface RemappingUnit {
  includeAll: boolean;
  segment: number;
  registerBase: bigint;
  scopes: DeviceScope[];
  /** Proximity domain (NUMA node), written as an RHSA structure; null = none. */
  proximity: number | null;
}

export interface Dmar {
  hostAddressWidth: number;
  flags: number;
  units: RemappingUnit[];
}

export interface IvrsUnit {
  /** Bus, device, function of the IOMMU in 16 bits. */
  deviceId: number;
  capabilityOffset: number;
  registerBase: bigint;
  segment: number;
  /** First and last requester id that the unit serves. */
  range: { first: number; last: number };
  /** Interrupt sources that are remapped; empty: the unit does no interrupt remapping. */
  ioApics: { id: number; sourceId: number }[];
  hpets: { id: number; sourceId: number }[];
}

export interface Ivrs {
  /** Bits of virtual address (0 = no DMA remapping) and of physical address. */
  virtualAddressBits: number;
  physicalAddressBits: number;
  units: IvrsUnit[];
}

export interface Mcfg {
  base: bigint;
  segment: number;
  startBus: number;
  endBus: number;
}

/** Sum of all bytes is 0 modulo 256. */
export function checksumIsRight(bytes: Uint8Array): boolean {
  let sum = 0;
  for (const value of bytes) sum = (sum + value) & 0xff;
  return sum === 0;
}

function table(signature: AcpiSignature, revision: number, body: number[] | Uint8Array): Uint8Array {
  const bytes = new Uint8Array(ACPI_HEADER_BYTES + body.length);
  text(bytes, 0, signature, 4);
  put32(bytes, 4, bytes.length);
  bytes[8] = revision;
  text(bytes, 10, 'DUALPA', 6);
  text(bytes, 16, 'SERVER', 8);
  put32(bytes, 24, 1);
  text(bytes, 28, 'DUAL', 4);
  put32(bytes, 32, 1);
  bytes.set(body, ACPI_HEADER_BYTES);
  setChecksum(bytes);
  return bytes;
}

/** Makes the sum of all bytes 0. */
export function setChecksum(bytes: Uint8Array): void {
  bytes[9] = 0;
  let sum = 0;
  for (const value of bytes) sum = (sum + value) & 0xff;
  bytes[9] = (256 - sum) & 0xff;
}

function text(bytes: Uint8Array, offset: number, value: string, length: number): void {
  for (let i = 0; i < length; i++) bytes[offset + i] = i < value.length ? value.charCodeAt(i) : 0x20;
}

function block(length: number, fill: (bytes: Uint8Array) => void): Uint8Array {
  const bytes = new Uint8Array(length);
  fill(bytes);
  return bytes;
}

function join(parts: Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

export function writeDmar(dmar: Dmar): Uint8Array {
  const parts = [
    block(12, (b) => {
      b[0] = dmar.hostAddressWidth;
      b[1] = dmar.flags;
    }),
  ];
  for (const unit of dmar.units) {
    const scopes = join(unit.scopes.map(writeScope));
    parts.push(
      block(16, (b) => {
        put16(b, 0, DMAR_STRUCTURE.drhd);
        put16(b, 2, 16 + scopes.length);
        b[4] = unit.includeAll ? 1 : 0;
        put16(b, 6, unit.segment);
        put64(b, 8, unit.registerBase);
      }),
      scopes,
    );
  }
  for (const unit of dmar.units) {
    const { proximity } = unit;
    if (proximity === null) continue;
    parts.push(
      block(20, (b) => {
        put16(b, 0, DMAR_STRUCTURE.rhsa);
        put16(b, 2, 20);
        put64(b, 8, unit.registerBase);
        put32(b, 16, proximity);
      }),
    );
  }
  return table('DMAR', 1, join(parts));
}

function writeScope(scope: DeviceScope): Uint8Array {
  return block(6 + scope.path.length * 2, (b) => {
    b[0] = scope.type;
    b[1] = b.length;
    b[4] = scope.enumerationId;
    b[5] = scope.startBus;
    scope.path.forEach((hop, i) => {
      b[6 + i * 2] = hop.device;
      b[7 + i * 2] = hop.function;
    });
  });
}

export function writeIvrs(ivrs: Ivrs): Uint8Array {
  const parts = [
    block(12, (b) => {
      put32(b, 0, (ivrs.physicalAddressBits << 8) | (ivrs.virtualAddressBits << 15) | 1);
    }),
  ];
  for (const unit of ivrs.units) {
    const entries = [
      block(8, (b) => {
        b[0] = IVHD_ENTRY.startRange;
        put16(b, 1, unit.range.first);
        b[4] = IVHD_ENTRY.endRange;
        put16(b, 5, unit.range.last);
      }),
      ...unit.hpets.map((hpet) => special(hpet.id, hpet.sourceId, SPECIAL_HPET)),
      ...unit.ioApics.map((ioApic) => special(ioApic.id, ioApic.sourceId, SPECIAL_IOAPIC)),
    ];
    const body = join(entries);
    parts.push(
      block(24, (b) => {
        b[0] = IVHD;
        put16(b, 2, 24 + body.length);
        put16(b, 4, unit.deviceId);
        put16(b, 6, unit.capabilityOffset);
        put64(b, 8, unit.registerBase);
        put16(b, 16, unit.segment);
      }),
      body,
    );
  }
  return table('IVRS', 2, join(parts));
}

function special(handle: number, sourceId: number, variety: number): Uint8Array {
  return block(8, (b) => {
    b[0] = IVHD_ENTRY.special;
    // LINT and NMI pass through.
    b[3] = variety === SPECIAL_IOAPIC ? 0xd7 : 0;
    b[4] = handle;
    put16(b, 5, sourceId);
    b[7] = variety;
  });
}

export function writeMcfg(mcfg: Mcfg): Uint8Array {
  return table(
    'MCFG',
    1,
    block(24, (b) => {
      put64(b, 8, mcfg.base);
      put16(b, 16, mcfg.segment);
      b[18] = mcfg.startBus;
      b[19] = mcfg.endBus;
    }),
  );
}

/** A table that can be read, or what is wrong with its bytes. */
export type Read<T> = { ok: true; value: T } | { ok: false; problem: string };

function readHeader(bytes: Uint8Array, signature: AcpiSignature): string | null {
  if (bytes.length < ACPI_HEADER_BYTES) return `${signature} is shorter than its header`;
  if (u32(bytes, 4) !== bytes.length) {
    return `${signature} says that it is ${u32(bytes, 4)} bytes long, and is ${bytes.length}`;
  }
  if (!checksumIsRight(bytes)) return `the checksum of ${signature} is wrong`;
  return null;
}

/** Reads a DMAR table and refuses one that contradicts itself. */
export function readDmar(bytes: Uint8Array): Read<Dmar> {
  const bad = readHeader(bytes, 'DMAR');
  if (bad) return { ok: false, problem: bad };
  const units: RemappingUnit[] = [];
  let at = ACPI_HEADER_BYTES + 12;
  while (at < bytes.length) {
    if (at + 4 > bytes.length) return { ok: false, problem: 'a structure of DMAR runs past the end of the table' };
    const type = u16(bytes, at);
    const length = u16(bytes, at + 2);
    if (length < 4 || at + length > bytes.length) {
      return { ok: false, problem: `the structure at offset ${at} of DMAR runs past the end of the table` };
    }
    if (type === DMAR_STRUCTURE.drhd) {
      const scopes: DeviceScope[] = [];
      let scopeAt = at + 16;
      while (scopeAt < at + length) {
        const scopeLength = u8(bytes, scopeAt + 1);
        if (scopeLength < 8 || scopeAt + scopeLength > at + length) {
          return { ok: false, problem: `the device scope at offset ${scopeAt} of DMAR runs past its structure` };
        }
        const path: DeviceScope['path'] = [];
        for (let hop = scopeAt + 6; hop + 1 < scopeAt + scopeLength; hop += 2) {
          path.push({ device: bytes[hop], function: bytes[hop + 1] });
        }
        scopes.push({
          type: bytes[scopeAt],
          enumerationId: bytes[scopeAt + 4],
          startBus: bytes[scopeAt + 5],
          path,
        });
        scopeAt += scopeLength;
      }
      units.push({
        includeAll: (bytes[at + 4] & 1) !== 0,
        segment: u16(bytes, at + 6),
        registerBase: u64(bytes, at + 8),
        scopes,
        proximity: null,
      });
    } else if (type === DMAR_STRUCTURE.rhsa) {
      const base = u64(bytes, at + 8);
      const unit = units.find((candidate) => candidate.registerBase === base);
      if (unit) unit.proximity = u32(bytes, at + 16);
    }
    at += length;
  }
  return { ok: true, value: { hostAddressWidth: bytes[36], flags: bytes[37], units } };
}

export function readIvrs(bytes: Uint8Array): Read<Ivrs> {
  const bad = readHeader(bytes, 'IVRS');
  if (bad) return { ok: false, problem: bad };
  const info = u32(bytes, ACPI_HEADER_BYTES);
  const units: IvrsUnit[] = [];
  let at = ACPI_HEADER_BYTES + 12;
  while (at < bytes.length) {
    const length = at + 4 <= bytes.length ? u16(bytes, at + 2) : 0;
    if (length < 4 || at + length > bytes.length) {
      return { ok: false, problem: `the structure at offset ${at} of IVRS runs past the end of the table` };
    }
    if (bytes[at] === IVHD) units.push(readIvhd(bytes, at, length));
    at += length;
  }
  return {
    ok: true,
    value: { virtualAddressBits: (info >>> 15) & 0x7f, physicalAddressBits: (info >>> 8) & 0x7f, units },
  };
}

function readIvhd(bytes: Uint8Array, at: number, length: number): IvrsUnit {
  const unit: IvrsUnit = {
    deviceId: u16(bytes, at + 4),
    capabilityOffset: u16(bytes, at + 6),
    registerBase: u64(bytes, at + 8),
    segment: u16(bytes, at + 16),
    range: { first: 0, last: 0 },
    ioApics: [],
    hpets: [],
  };
  let entry = at + 24;
  while (entry < at + length) {
    const type = bytes[entry];
    if (type === IVHD_ENTRY.startRange) unit.range.first = u16(bytes, entry + 1);
    if (type === IVHD_ENTRY.endRange) unit.range.last = u16(bytes, entry + 1);
    if (type === IVHD_ENTRY.special) {
      const source = { id: bytes[entry + 4], sourceId: u16(bytes, entry + 5) };
      (bytes[entry + 7] === SPECIAL_IOAPIC ? unit.ioApics : unit.hpets).push(source);
    }
    // Entry sizes follow from the two upper bits of the type: 4, 8, 16, 32 bytes.
    entry += 4 << (type >> 6);
  }
  return unit;
}

export function readMcfg(bytes: Uint8Array): Read<Mcfg> {
  const bad = readHeader(bytes, 'MCFG');
  if (bad) return { ok: false, problem: bad };
  return {
    ok: true,
    value: { base: u64(bytes, 44), segment: u16(bytes, 52), startBus: bytes[54], endBus: bytes[55] },
  };
}

export function tableRecord(signature: AcpiSignature, bytes: Uint8Array): AcpiTableRecord {
  return { signature, bytes: toHex(bytes) };
}

export function tableBytes(tables: readonly AcpiTableRecord[], signature: AcpiSignature): Uint8Array | null {
  const found = tables.find((candidate) => candidate.signature === signature);
  return found ? fromHex(found.bytes as HexBytes) : null;
}
