/**
 * May SR-IOV work on this computer? One rule a function, each from what firmware and hardware show: processor bits, ACPI
 * tables, remapping registers, config space, `_OSC`, boot options. A rule that cannot read its evidence is silent.
 * The link from evidence to text is `assumed` where Microsoft does not state it (design, section 11).
 */

import type { HostRecord } from '../estate/records';
import {
  DMAR_FLAG,
  type Dmar,
  type Ivrs,
  type Read,
  readDmar,
  readIvrs,
  readMcfg,
  SCOPE,
  tableBytes,
} from '../hardware/acpi-tables';
import { fromHex, u32 } from '../hardware/bytes';
import { ECAP_INTERRUPT_REMAPPING } from '../hardware/chipset-models';
import { ACS_NEEDED, extendedCapability } from '../hardware/config-space';
import { ERROR_DELIVERY_VSEC } from '../hardware/enumeration';
import { grantsNativeControl } from '../hardware/osc';
import { addressOfRoutingId, formatAddress } from '../hardware/pci-address';
import { hasSecondLevelTranslation } from '../hardware/processor-models';
import { functionAt, type ReadFunction, readFunctions, rootPorts } from '../hardware/topology';
import { HOST_REASONS, type HostReasonId, type Reason, reason } from './reasons';

/** Everything that the rules look at, read once. */
export interface HostEvidence {
  host: HostRecord;
  /** The remapping table; null when firmware gives none. */
  remapping: { kind: 'DMAR'; table: Read<Dmar> } | { kind: 'IVRS'; table: Read<Ivrs> } | null;
  mcfg: 'present' | 'absent' | 'wrong';
  functions: ReadFunction[];
  rootPorts: ReadFunction[];
}

export function readEvidence(host: HostRecord): HostEvidence {
  const { acpiTables } = host.hardware;
  const dmar = tableBytes(acpiTables, 'DMAR');
  const ivrs = tableBytes(acpiTables, 'IVRS');
  const mcfg = tableBytes(acpiTables, 'MCFG');
  const functions = readFunctions(host.hardware.pciFunctions.filter((f) => f.vf === null));
  return {
    host,
    remapping: dmar ? { kind: 'DMAR', table: readDmar(dmar) } : ivrs ? { kind: 'IVRS', table: readIvrs(ivrs) } : null,
    mcfg: mcfg === null ? 'absent' : readMcfg(mcfg).ok ? 'present' : 'wrong',
    functions,
    rootPorts: rootPorts(functions),
  };
}

type HostRule = (evidence: HostEvidence) => Reason<HostReasonId> | null;

function because(id: HostReasonId, ...evidence: string[]): Reason<HostReasonId> {
  return reason(id, HOST_REASONS[id], evidence);
}

const hex = (value: number | bigint): string => `0x${value.toString(16)}`;

/** 1: EPT in IA32_VMX_PROCBASED_CTLS2, NPT in CPUID 8000000A. */
export const noSlat: HostRule = ({ host }) => {
  const { processor } = host.hardware;
  if (hasSecondLevelTranslation(processor)) return null;
  const where =
    processor.vendor === 'GenuineIntel'
      ? `IA32_VMX_PROCBASED_CTLS2 is ${processor.msrs['IA32_VMX_PROCBASED_CTLS2']}: enable EPT (bit 33) may not be set`
      : `CPUID 8000000A EDX is ${hex(processor.cpuid['8000000a']?.edx ?? 0)}: bit 0 (nested paging) is clear`;
  return because('no-slat', `${processor.name.trim()}: ${where}`);
};

/** 2: the table's flag, and the unit's own bit; on AMD the interrupt sources that the table names. */
export const noInterruptRemapping: HostRule = ({ host, remapping }) => {
  if (!remapping?.table.ok) return null;
  if (remapping.kind === 'IVRS') {
    const without = remapping.table.value.units.filter((unit) => unit.ioApics.length === 0);
    if (without.length === 0) return null;
    return because('no-interrupt-remapping', 'IVRS names no I/O APIC whose interrupts the unit would remap');
  }
  const evidence: string[] = [];
  const { flags } = remapping.table.value;
  if ((flags & DMAR_FLAG.interruptRemapping) === 0) evidence.push(`DMAR flags are ${hex(flags)}: INTR_REMAP is clear`);
  for (const unit of host.hardware.iommuUnits) {
    if ((BigInt(unit.extendedCapability) & ECAP_INTERRUPT_REMAPPING) === 0n) {
      evidence.push(`unit at ${unit.registerBase}: ECAP_REG is ${unit.extendedCapability}, IR (bit 3) is clear`);
    }
  }
  return evidence.length > 0 ? because('no-interrupt-remapping', ...evidence) : null;
};

/** 3: SAGAW in CAP_REG; on AMD the virtual address size in IVRS. */
export const noDmaRemapping: HostRule = ({ host, remapping }) => {
  if (!remapping?.table.ok) return null;
  if (remapping.kind === 'IVRS') {
    if (remapping.table.value.virtualAddressBits > 0) return null;
    return because('no-dma-remapping', 'IVRS gives a virtual address size of 0 bits');
  }
  const units = host.hardware.iommuUnits;
  const without = units.filter((unit) => (BigInt(unit.capability) & 0x1f00n) === 0n);
  if (without.length === 0) return null;
  return because(
    'no-dma-remapping',
    ...without.map(
      (unit) => `unit at ${unit.registerBase}: CAP_REG is ${unit.capability}, SAGAW offers no address width`,
    ),
  );
};

/** 4: boot option of the running system. */
export const ioRemappingDisabled: HostRule = ({ host }) => {
  if (host.runningBootOptions.hypervisoriommupolicy !== 'disable') return null;
  return because('io-remapping-disabled', 'the running system was started with hypervisoriommupolicy Disable');
};

/** 5: neither DMAR nor IVRS. */
export const noIommu: HostRule = ({ remapping }) => {
  if (remapping) return null;
  return because('no-iommu', 'firmware gives no DMAR and no IVRS table');
};

/** 6: a table that contradicts itself or the bus. */
export const wrongFirmwareTables: HostRule = (evidence) => {
  const { remapping } = evidence;
  if (!remapping) return null;
  if (!remapping.table.ok) return because('wrong-firmware-tables', remapping.table.problem);
  const found =
    remapping.kind === 'DMAR'
      ? dmarFaults(evidence, remapping.table.value)
      : ivrsFaults(evidence, remapping.table.value);
  return found.length > 0 ? because('wrong-firmware-tables', ...found) : null;
};

function dmarFaults({ host }: HostEvidence, dmar: Dmar): string[] {
  const found: string[] = [];
  if (dmar.units.length === 0) found.push('DMAR describes no remapping unit');
  for (const unit of dmar.units) {
    if (unit.registerBase === 0n) {
      found.push('a remapping unit of DMAR has the register base 0');
    } else if (!host.hardware.iommuUnits.some((real) => BigInt(real.registerBase) === unit.registerBase)) {
      found.push(`DMAR puts a remapping unit at ${hex(unit.registerBase)}, where no unit answers`);
    }
    for (const scope of unit.scopes) {
      // Interrupt controllers and timers need not be visible on the bus.
      if (scope.type !== SCOPE.endpoint && scope.type !== SCOPE.bridge) continue;
      const [first] = scope.path;
      const address = { segment: unit.segment, bus: scope.startBus, ...first };
      if (!first || !functionAt(host.hardware.pciFunctions, address)) {
        found.push(
          `a device scope of DMAR names ${first ? formatAddress(address) : 'nothing'}, where there is no device`,
        );
      }
    }
  }
  return found;
}

function ivrsFaults({ host }: HostEvidence, ivrs: Ivrs): string[] {
  const found: string[] = [];
  if (ivrs.units.length === 0) found.push('IVRS describes no IOMMU');
  for (const unit of ivrs.units) {
    if (unit.registerBase === 0n) {
      found.push('an IOMMU of IVRS has the register base 0');
    } else if (!host.hardware.iommuUnits.some((real) => BigInt(real.registerBase) === unit.registerBase)) {
      found.push(`IVRS puts an IOMMU at ${hex(unit.registerBase)}, where none answers`);
    }
    const address = addressOfRoutingId(unit.segment, unit.deviceId);
    if (!functionAt(host.hardware.pciFunctions, address)) {
      found.push(`IVRS says that the IOMMU is ${formatAddress(address)}, where there is no device`);
    }
  }
  return found;
}

/** 7: no MCFG, or no root port with a PCI Express capability. */
export const noPciExpress: HostRule = ({ mcfg, rootPorts: ports }) => {
  const evidence: string[] = [];
  if (mcfg === 'absent') evidence.push('firmware gives no MCFG table');
  if (mcfg === 'wrong') evidence.push('the MCFG table cannot be read');
  if (ports.length === 0) evidence.push('no bridge on the bus has the PCI Express capability of a root port');
  return evidence.length > 0 ? because('no-pci-express', ...evidence) : null;
};

/** 8: what `_OSC` returned. */
export const noNativeControl: HostRule = ({ host }) => {
  const { osc } = host.hardware;
  if (!osc || grantsNativeControl(osc)) return null;
  return because(
    'no-native-control',
    `_OSC was asked for control ${hex(osc.controlRequested)} and granted ${hex(osc.controlGranted)}`,
  );
};

/** 9: no root port with the whole of ACS. */
export const noAcsAtRootPorts: HostRule = ({ rootPorts: ports }) => {
  if (ports.length === 0) return null;
  const evidence: string[] = [];
  for (const port of ports) {
    const acs = extendedCapability(port.space, 'acs');
    if (acs && (acs.capability & ACS_NEEDED) === ACS_NEEDED) return null;
    evidence.push(
      `root port ${formatAddress(port.record.address)}: ${acs ? `ACS capability is ${hex(acs.capability)}, needed ${hex(ACS_NEEDED)}` : 'no ACS capability'}`,
    );
  }
  return because('no-acs-at-root-ports', ...evidence);
};

/** 10: the chipset needs the alternate delivery of errors, and it is off. IOVEnableOverride silences this rule only. */
export const noAlternateErrorDelivery: HostRule = ({ host, rootPorts: ports }) => {
  if (host.vmms.iovEnableOverride) return null;
  const evidence: string[] = [];
  for (const port of ports) {
    const bits = errorDeliveryBits(port);
    if (bits === null || (bits & ERROR_DELIVERY_VSEC.needed) === 0) continue;
    if ((bits & ERROR_DELIVERY_VSEC.alternateDelivery) === 0) {
      evidence.push(
        `root port ${formatAddress(port.record.address)}: the enable bit of alternate error delivery is clear`,
      );
    }
  }
  return evidence.length > 0 ? because('no-alternate-error-delivery', ...evidence) : null;
};

function errorDeliveryBits(port: ReadFunction): number | null {
  for (const each of port.space.extended) {
    if (each.id === 'vendorSpecific' && each.vsecId === ERROR_DELIVERY_VSEC.id) return u32(fromHex(each.payload, 4), 0);
  }
  return null;
}

/** In the order of the article; the one real list of two reasons agrees with it. */
export const HOST_RULES: readonly HostRule[] = [
  noSlat,
  noInterruptRemapping,
  noDmaRemapping,
  ioRemappingDisabled,
  noIommu,
  wrongFirmwareTables,
  noPciExpress,
  noNativeControl,
  noAcsAtRootPorts,
  noAlternateErrorDelivery,
];
