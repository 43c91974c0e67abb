import { describe, expect, test } from 'vitest';
import type { ComputerSpec } from '../../engine/hardware/assemble';
import { capability, extendedCapability, readConfig } from '../../engine/hardware/config-space';
import { NIC_MODELS, vfMemoryBytes } from '../../engine/hardware/nic-models';
import { formatAddress, routingId } from '../../engine/hardware/pci-address';
import type { ComputerHardware, NicRecord } from '../../engine/hardware/records';
import { functionAt, isBridge, pathToRoot, readFunctions } from '../../engine/hardware/topology';
import { enableVfs, vfBarAddresses, vfFunction } from '../../engine/hardware/virtual-functions';
import { exampleComputer } from './example-computer';

/** Ranges of addresses that the functions decode, from BARs and VF BARs. */
function ranges(
  hardware: ComputerHardware,
  nics: readonly NicRecord[],
): { start: bigint; end: bigint; who: string; bus: number }[] {
  const found: { start: bigint; end: bigint; who: string; bus: number }[] = [];
  for (const nic of nics) {
    const pf = functionAt(hardware.pciFunctions, nic.address!)!;
    const space = readConfig(pf.config);
    const model = NIC_MODELS[nic.model];
    if (space.header.type !== 'endpoint') continue;
    const who = formatAddress(pf.address);
    for (const bar of model.bars) {
      const low = BigInt((space.header.bars[bar.index] & ~0xf) >>> 0);
      const high = bar.kind === 'memory32' ? 0n : BigInt(space.header.bars[bar.index + 1]) << 32n;
      const start = low | high;
      found.push({ start, end: start + BigInt(bar.bytes), who: `${who} BAR${bar.index}`, bus: pf.address.bus });
    }
    const sriov = extendedCapability(space, 'sriov');
    if (!sriov || !model.sriov) continue;
    const addresses = vfBarAddresses(sriov);
    model.sriov.vfBars.forEach((bar, i) => {
      const start = addresses[i];
      if (start === null || start === undefined) return;
      const end = start + BigInt(bar.bytes) * BigInt(sriov.totalVFs);
      found.push({ start, end, who: `${who} VF BAR${bar.index}`, bus: pf.address.bus });
    });
  }
  return found;
}

const changes: [string, (spec: ComputerSpec) => void][] = [
  ['two sockets', () => {}],
  [
    'one socket, both cards',
    (spec) => {
      spec.sockets = 1;
      spec.slots[1].socket = 0;
    },
  ],
  [
    'windows below 4 GB',
    (spec) => {
      spec.firmware.settings.mmioAbove4G = 'disabled';
    },
  ],
  [
    'a card behind a PCIe switch',
    (spec) => {
      spec.slots[0].switch = { acs: true };
    },
  ],
  [
    'AMD',
    (spec) => {
      spec.processor = 'amd-epyc-7251';
      spec.chipset = 'amd-zen';
      spec.sockets = 1;
      spec.slots[1].socket = 0;
    },
  ],
];

describe.each(changes)('enumeration: %s', (_, change) => {
  const { hardware, nics } = exampleComputer(change);
  const functions = readFunctions(hardware.pciFunctions);

  test('every function has an address of its own', () => {
    const ids = hardware.pciFunctions.map((f) => routingId(f.address));
    expect(new Set(ids).size).toBe(ids.length);
  });

  test('every port of a card is reached through bridges to a root port', () => {
    for (const nic of nics) {
      const path = pathToRoot(functions, nic.address!);
      expect(path.length).toBeGreaterThan(0);
      const last = path.at(-1)!;
      expect(capability(last.space, 'pciExpress')?.portType).toBe(4);
    }
  });

  test('INV-21: ranges are disjoint and inside every window on the way', () => {
    const all = ranges(hardware, nics);
    expect(all.length).toBeGreaterThan(8);
    const sorted = [...all].sort((a, b) => (a.start < b.start ? -1 : 1));
    for (let i = 1; i < sorted.length; i++) {
      expect(sorted[i].start >= sorted[i - 1].end, `${sorted[i - 1].who} and ${sorted[i].who}`).toBe(true);
    }
    for (const range of all) {
      for (const read of pathToRoot(functions, { segment: 0, bus: range.bus, device: 0, function: 0 })) {
        if (!isBridge(read)) continue;
        expect(range.start >= read.space.header.prefetchableBase, range.who).toBe(true);
        expect(range.end - 1n <= read.space.header.prefetchableLimit, range.who).toBe(true);
      }
    }
  });

  test('INV-20: VFs are where offset and stride put them, inside the bridge', () => {
    const { hardware: fresh, nics: ports } = exampleComputer(change);
    for (const nic of ports.slice(0, 2)) {
      expect(enableVfs(fresh, nic, 63)).toBe(null);
      const sriov = extendedCapability(readConfig(functionAt(fresh.pciFunctions, nic.address!)!.config), 'sriov')!;
      expect(sriov.numVFs).toBe(63);
      for (let index = 0; index < 63; index++) {
        const vf = vfFunction(fresh, nic, index)!;
        expect(routingId(vf.address)).toBe(routingId(nic.address!) + sriov.firstVfOffset + sriov.vfStride * index);
      }
    }
    const ids = fresh.pciFunctions.map((f) => routingId(f.address));
    expect(new Set(ids).size).toBe(ids.length);
    expect(enableVfs(fresh, ports[0], 1)).toBe('already-enabled');
  });
});

describe('enumeration and settings', () => {
  test('without ARI the VFs of an 82599 need one more bus', () => {
    const { hardware, nics } = exampleComputer((spec) => {
      spec.firmware.settings.ari = 'disabled';
    });
    expect(enableVfs(hardware, nics[0], 63)).toBe(null);
    expect(formatAddress(vfFunction(hardware, nics[0], 0)!.address)).toBe('02:10.0');
  });

  test('one bus number is not enough then', () => {
    const { hardware, nics } = exampleComputer((spec) => {
      spec.firmware.settings.ari = 'disabled';
      spec.slots[0].busNumbers = 1;
    });
    expect(enableVfs(hardware, nics[0], 63)).toBe('no-bus-numbers');
  });

  test('SR-IOV off in firmware leaves no memory for VFs', () => {
    const { hardware, nics } = exampleComputer((spec) => {
      spec.firmware.settings.sriov = 'disabled';
    });
    expect(enableVfs(hardware, nics[0], 63)).toBe('no-vf-memory');
  });

  test('a small window holds the card, not its VFs', () => {
    const { hardware, nics } = exampleComputer((spec) => {
      spec.slots[0].memoryWindowBytes = 2 * 1024 * 1024;
    });
    expect(enableVfs(hardware, nics[0], 63)).toBe('no-vf-memory');
  });

  test('more VFs than TotalVFs, and a card without them', () => {
    const { hardware, nics } = exampleComputer();
    expect(enableVfs(hardware, nics[0], 65)).toBe('too-many-vfs');
    expect(enableVfs(hardware, nics[2], 1)).toBe('no-sriov-capability');
  });

  test('memory of VFs is size times number', () => {
    expect(vfMemoryBytes(NIC_MODELS['intel-x520-2'].sriov!, 63)).toBe(63 * 32 * 1024);
  });
});
