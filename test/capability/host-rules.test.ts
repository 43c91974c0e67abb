import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { hostIovSupport } from '../../engine/capability/iov-support';
import { powerOnHost, startVmms } from '../../engine/capability/power-on';
import { HOST_REASONS, type HostReasonId } from '../../engine/capability/reasons';
import type { HostId, HostRecord, World } from '../../engine/estate/records';
import { setRegistryValue } from '../../engine/estate/registry';
import { setChecksum, tableBytes } from '../../engine/hardware/acpi-tables';
import { put32, put64, toHex } from '../../engine/hardware/bytes';
import { configRecord, extendedCapability, readConfig } from '../../engine/hardware/config-space';
import { flashFirmware, setFirmwareSetting } from '../../engine/hardware/firmware';
import type { AcpiSignature } from '../../engine/hardware/records';
import { functionAt, readFunctions, rootPorts } from '../../engine/hardware/topology';
import { oneHost, twoHosts, worldOf, worldText } from './worlds';

const HV01 = 'HV01' as HostId;
const HV02 = 'HV02' as HostId;

function reasons(world: World, host: HostId = HV01): HostReasonId[] {
  return hostIovSupport(world, host).reasons.map((each) => each.id);
}

const AMD = { processor: 'amd-epyc-7251', chipset: 'amd-zen' };
const defect = (name: string): string =>
  `{ version: '1.0', versions: [{ version: '1.0', date: 2016-01-01, defects: [${name}] }] }`;

describe('a good host', () => {
  test.each([
    ['Intel', {}],
    ['AMD', AMD],
  ])('%s supports SR-IOV', (_, lines) => {
    expect(hostIovSupport(oneHost(lines), HV01)).toEqual({ supported: true, reasons: [] });
  });
});

/** Each reason by hardware or firmware in the world file; alone, where the hardware lets it be alone. */
const BY_YAML: [HostReasonId, string, Parameters<typeof oneHost>[0], HostReasonId[]?][] = [
  ['no-slat', 'Intel', { processor: 'intel-xeon-e5450' }],
  ['no-slat', 'AMD', { processor: 'amd-opteron-2220', chipset: 'amd-zen' }],
  ['no-interrupt-remapping', 'chipset', { chipset: '{ model: intel-haswell-ep, interruptRemapping: false }' }],
  ['no-interrupt-remapping', 'firmware', { firmware: '{ interruptRemapping: disabled }' }],
  ['no-interrupt-remapping', 'AMD', { ...AMD, firmware: '{ interruptRemapping: disabled }' }],
  ['no-dma-remapping', 'Intel', { chipset: '{ model: intel-haswell-ep, dmaRemapping: false }' }],
  ['no-dma-remapping', 'AMD', { processor: AMD.processor, chipset: '{ model: amd-zen, dmaRemapping: false }' }],
  ['io-remapping-disabled', 'boot option', { rest: '    bootOptions: { hypervisoriommupolicy: disable }' }],
  ['no-iommu', 'firmware', { firmware: '{ ioVirtualization: disabled }' }],
  ['no-iommu', 'chipset', { chipset: '{ model: intel-haswell-ep, iommu: false }' }],
  ['no-iommu', 'AMD', { ...AMD, firmware: '{ ioVirtualization: disabled }' }],
  ['wrong-firmware-tables', 'checksum', { firmware: defect('remapping-table-checksum') }],
  ['wrong-firmware-tables', 'length', { firmware: defect('remapping-table-length') }],
  ['wrong-firmware-tables', 'register base', { firmware: defect('remapping-table-register-base-zero') }],
  ['wrong-firmware-tables', 'unknown device', { firmware: defect('remapping-table-unknown-device') }],
  ['wrong-firmware-tables', 'AMD checksum', { ...AMD, firmware: defect('remapping-table-checksum') }],
  ['wrong-firmware-tables', 'AMD length', { ...AMD, firmware: defect('remapping-table-length') }],
  ['wrong-firmware-tables', 'AMD register base', { ...AMD, firmware: defect('remapping-table-register-base-zero') }],
  ['wrong-firmware-tables', 'AMD unknown device', { ...AMD, firmware: defect('remapping-table-unknown-device') }],
  ['no-pci-express', 'chipset', { chipset: '{ model: intel-haswell-ep, pciExpress: false }' }],
  ['no-pci-express', 'no MCFG', { firmware: defect('no-mcfg') }],
  ['no-native-control', 'firmware', { firmware: '{ pcieNativeControl: bios }' }],
  ['no-acs-at-root-ports', 'chipset', { chipset: '{ model: intel-haswell-ep, acsAtRootPorts: false }' }],
  ['no-acs-at-root-ports', 'firmware', { firmware: '{ acs: disabled }' }],
  ['no-alternate-error-delivery', 'firmware', { firmware: '{ alternateErrorDelivery: disabled }' }],
];

describe('each reason by the world file', () => {
  test.each(BY_YAML)('%s: %s', (id, _, lines) => {
    const world = oneHost(lines);
    const verdict = hostIovSupport(world, HV01);
    expect(verdict.reasons.map((each) => each.id)).toEqual([id]);
    expect(verdict.supported).toBe(false);
    expect(verdict.reasons[0].text).toBe(HOST_REASONS[id].text);
    expect(verdict.reasons[0].evidence.length).toBeGreaterThan(0);
    expect(verdict.reasons[0].source).toMatch(/^(seen|assumed)/);
  });

  test('all ten are among them', () => {
    expect(new Set(BY_YAML.map(([id]) => id))).toEqual(new Set(Object.keys(HOST_REASONS)));
  });

  test('on a host without second level translation the hypervisor does not run', () => {
    const world = worldOf(worldText('test/capability/worlds/old-processor.yaml'));
    const host = world.hosts['OLD01' as HostId];
    expect(host.hypervisor).toEqual({ state: 'notRunning', why: 'noSlat' });
    expect(reasons(world, host.id)).toEqual(['no-slat']);
    expect(world.machines[host.machine].events).toMatchObject([{ eventId: 59, level: 'Error' }]);
  });
});

/** Root port above the card. */
function firstRootPort(host: HostRecord) {
  const [port] = rootPorts(readFunctions(host.hardware.pciFunctions));
  return {
    record: functionAt(host.hardware.pciFunctions, port.record.address)!,
    space: readConfig(port.record.config),
  };
}

function changeTable(
  host: HostRecord,
  signature: AcpiSignature,
  change: (bytes: Uint8Array) => void,
  honest = true,
): void {
  const bytes = tableBytes(host.hardware.acpiTables, signature)!;
  change(bytes);
  if (honest) setChecksum(bytes);
  host.hardware.acpiTables.find((table) => table.signature === signature)!.bytes = toHex(bytes);
}

describe('each reason by a broken byte', () => {
  const broken = (change: (host: HostRecord) => void, lines = {}): HostReasonId[] => {
    const world = oneHost(lines);
    change(world.hosts[HV01]);
    return reasons(world);
  };

  test('1: the EPT bit of the capability register', () => {
    expect(
      broken((host) => {
        host.hardware.processor.msrs.IA32_VMX_PROCBASED_CTLS2 = '0x0';
      }),
    ).toEqual(['no-slat']);
  });
  test('1: the NPT bit of CPUID', () => {
    expect(
      broken((host) => {
        host.hardware.processor.cpuid['8000000a'].edx = 0;
      }, AMD),
    ).toEqual(['no-slat']);
  });
  test('2: INTR_REMAP in the table', () => {
    expect(
      broken((host) =>
        changeTable(host, 'DMAR', (bytes) => {
          bytes[37] &= ~1;
        }),
      ),
    ).toEqual(['no-interrupt-remapping']);
  });
  test('2: IR in the unit', () => {
    expect(
      broken((host) => {
        host.hardware.iommuUnits[0].extendedCapability = '0xf020d6';
      }),
    ).toEqual(['no-interrupt-remapping']);
  });
  test('3: SAGAW in the unit', () => {
    expect(
      broken((host) => {
        host.hardware.iommuUnits[0].capability = '0x00d2078c106f0066';
      }),
    ).toEqual(['no-dma-remapping']);
  });
  test('5: no table', () => {
    expect(
      broken((host) => {
        host.hardware.acpiTables = host.hardware.acpiTables.filter((t) => t.signature === 'MCFG');
      }),
    ).toEqual(['no-iommu']);
  });
  test('6: one byte of the table, with the old checksum', () => {
    expect(
      broken((host) =>
        changeTable(
          host,
          'DMAR',
          (bytes) => {
            bytes[60] ^= 4;
          },
          false,
        ),
      ),
    ).toEqual(['wrong-firmware-tables']);
  });
  test('6: a register base where no unit answers', () => {
    expect(broken((host) => changeTable(host, 'DMAR', (bytes) => put64(bytes, 56, 0xdead0000n)))).toEqual([
      'wrong-firmware-tables',
    ]);
  });
  test('6: a wrong length with a right checksum', () => {
    expect(broken((host) => changeTable(host, 'DMAR', (bytes) => put32(bytes, 4, 40)))).toEqual([
      'wrong-firmware-tables',
    ]);
  });
  test('7: the root port without its PCI Express capability', () => {
    const ids = broken((host) => {
      const { record, space } = firstRootPort(host);
      space.capabilities = space.capabilities.filter((each) => each.id !== 'pciExpress');
      record.config = configRecord({ ...space, extended: [] });
    });
    expect(ids).toEqual(['no-pci-express']);
  });
  test('8: what _OSC returned', () => {
    expect(
      broken((host) => {
        host.hardware.osc!.controlGranted = 0x0d;
      }),
    ).toEqual(['no-native-control']);
  });
  test.each([0x01, 0x02, 0x04, 0x08, 0x10])('9: ACS without bit 0x%i', (bit) => {
    const ids = broken((host) => {
      const { record, space } = firstRootPort(host);
      extendedCapability(space, 'acs')!.capability &= ~bit;
      record.config = configRecord(space);
    });
    expect(ids).toEqual(['no-acs-at-root-ports']);
  });
  test('9: one root port with ACS is enough', () => {
    const world = twoHosts();
    const { record, space } = firstRootPort(world.hosts[HV01]);
    record.config = configRecord({ ...space, extended: space.extended.filter((each) => each.id !== 'acs') });
    expect(reasons(world)).toEqual([]);
  });
  test('10: the enable bit of the chipset', () => {
    const ids = broken((host) => {
      const { record, space } = firstRootPort(host);
      const vsec = extendedCapability(space, 'vendorSpecific')!;
      expect(vsec.payload).toBe('03000000');
      vsec.payload = '02000000';
      record.config = configRecord(space);
    });
    expect(ids).toEqual(['no-alternate-error-delivery']);
  });
  test('a byte that means nothing to SR-IOV changes nothing', () => {
    expect(
      broken((host) => {
        host.hardware.pciFunctions[0].config = `${host.hardware.pciFunctions[0].config}00`;
      }),
    ).toEqual([]);
  });
});

describe("the page's server", () => {
  test('HV02 gives exactly its two reasons, in its order', () => {
    const verdict = hostIovSupport(twoHosts(), HV02);
    expect(verdict.supported).toBe(false);
    expect(verdict.reasons.map((each) => HOST_REASONS[each.id].number)).toEqual([8, 10]);
    expect(verdict.reasons[0].text).toBe(
      'To use SR-IOV on this system, the system BIOS must be updated to allow Windows to control PCI Express. Contact your system manufacturer for an update.',
    );
    expect(verdict.reasons[1].text).toMatch(
      /^This system has a security vulnerability in the system I\/O remapping hardware\. /,
    );
  });

  test('HV01 has none', () => {
    expect(hostIovSupport(twoHosts(), HV01)).toEqual({ supported: true, reasons: [] });
  });

  test('is repaired by the newer firmware and one setting, after a restart', () => {
    const world = twoHosts();
    const { hardware } = world.hosts[HV02];
    expect(flashFirmware(hardware, '2.4.2')).toEqual({ ok: true });
    expect(setFirmwareSetting(hardware, 'pcieNativeControl', 'os')).toEqual({ ok: true });
    expect(reasons(world, HV02)).toHaveLength(2);
    powerOnHost(world, HV02, 0);
    expect(reasons(world, HV02)).toEqual([]);
  });

  test('the firmware alone cures no. 10, the setting alone no. 8', () => {
    const world = twoHosts();
    flashFirmware(world.hosts[HV02].hardware, '2.4.2');
    powerOnHost(world, HV02, 0);
    expect(reasons(world, HV02)).toEqual(['no-native-control']);
    const other = twoHosts();
    setFirmwareSetting(other.hosts[HV02].hardware, 'pcieNativeControl', 'os');
    powerOnHost(other, HV02, 0);
    expect(reasons(other, HV02)).toEqual(['no-alternate-error-delivery']);
  });

  test('IOVEnableOverride counts when the management service starts, and only against no. 10', () => {
    const world = twoHosts();
    const machine = world.machines[world.hosts[HV02].machine];
    const key = 'Software\\microsoft\\Windows NT\\CurrentVersion\\Virtualization';
    setRegistryValue(machine, 'HKLM', key, { name: 'IovEnableOverride', type: 'DWord', data: 1 });
    expect(reasons(world, HV02)).toHaveLength(2);
    startVmms(world, HV02, 0);
    expect(reasons(world, HV02)).toEqual(['no-native-control']);
    setRegistryValue(machine, 'HKLM', key, { name: 'IovEnableOverride', type: 'DWord', data: 0 });
    startVmms(world, HV02, 0);
    expect(reasons(world, HV02)).toEqual(['no-native-control', 'no-alternate-error-delivery']);
    setRegistryValue(machine, 'HKLM', key, { name: 'IovEnableOverride', type: 'String', data: '1' });
    startVmms(world, HV02, 0);
    expect(reasons(world, HV02)).toHaveLength(2);
  });
});

describe('several causes at once', () => {
  test('reasons come in the order of their numbers, each once', () => {
    const causes = [
      'pcieNativeControl: bios',
      'acs: disabled',
      'alternateErrorDelivery: disabled',
      'interruptRemapping: disabled',
    ];
    const numbers = [8, 9, 10, 2];
    fc.assert(
      fc.property(fc.subarray([0, 1, 2, 3]), (chosen) => {
        const world = oneHost({ firmware: `{ ${chosen.map((i) => causes[i]).join(', ') || "version: '1.0'"} }` });
        const found = hostIovSupport(world, HV01).reasons.map((each) => HOST_REASONS[each.id].number);
        expect(found).toEqual(chosen.map((i) => numbers[i]).sort((a, b) => a - b));
      }),
      { numRuns: 20 },
    );
  });

  test('without a table 2, 3 and 6 are silent', () => {
    const world = oneHost({
      chipset: '{ model: intel-haswell-ep, interruptRemapping: false, dmaRemapping: false }',
      firmware: `{ ioVirtualization: disabled, versions: [{ version: '1.0', date: 2016-01-01, defects: [remapping-table-checksum] }] }`,
    });
    expect(reasons(world)).toEqual(['no-iommu']);
  });

  test('a table that cannot be read tells nothing of 2 and 3', () => {
    const world = oneHost({
      chipset: '{ model: intel-haswell-ep, interruptRemapping: false, dmaRemapping: false }',
      firmware: defect('remapping-table-checksum'),
    });
    expect(reasons(world)).toEqual(['wrong-firmware-tables']);
  });
});
