import { describe, expect, test } from 'vitest';
import { lspciDump } from '../../engine/hardware/lspci-dump';
import { createNicSwitch } from '../../engine/hardware/nic-switch';
import { exampleComputer } from './example-computer';
import { hasTool, runOnFile } from './tool';

const present = hasTool('lspci', '--version');

function lspci(dump: string, ...args: string[]): string {
  return runOnFile('lspci', (file) => ['-F', file, ...args], 'dump.txt', dump);
}

/** The paragraph of one function. */
function section(text: string, address: string): string {
  return text.split('\n\n').find((part) => part.startsWith(address)) ?? '';
}

describe.skipIf(!present)('lspci reads our dumps (Debian package pciutils)', () => {
  const { hardware, nics } = exampleComputer();
  createNicSwitch(hardware, nics[0]);
  const text = present ? lspci(lspciDump(hardware, nics), '-vvv') : '';

  test('the PF names SR-IOV, ARI and MSI-X with our numbers', () => {
    const pf = section(text, '01:00.0');
    expect(pf).toContain('82599ES 10-Gigabit SFI/SFP+ Network Connection');
    expect(pf).toContain('Subsystem: Intel Corporation Ethernet Server Adapter X520-2');
    expect(pf).toContain('MSI-X: Enable+ Count=64 Masked-');
    expect(pf).toContain('[150 v1] Alternative Routing-ID Interpretation (ARI)');
    expect(pf).toContain('Next Function: 1');
    expect(pf).toContain('[160 v1] Single Root I/O Virtualization (SR-IOV)');
    expect(pf).toContain('IOVCtl:\tEnable+ Migration- Interrupt- MSE+ ARIHierarchy+');
    expect(pf).toContain('Initial VFs: 64, Total VFs: 64, Number of VFs: 63, Function Dependency Link: 00');
    expect(pf).toContain('VF offset: 128, stride: 2, Device ID: 10ed');
    expect(pf).toContain('Express (v2) Endpoint, MSI 00');
    expect(pf).toContain('Device Serial Number a0-36-9f-ff-ff-00-00-00');
  });

  test('the other port has no VFs yet', () => {
    const pf = section(text, '01:00.1');
    expect(pf).toContain('Number of VFs: 0, Function Dependency Link: 01');
    expect(pf).toContain('IOVCtl:\tEnable- Migration- Interrupt- MSE-');
  });

  test('the root port names ACS and ARI forwarding', () => {
    const port = section(text, '00:02.0');
    expect(port).toContain('Express (v2) Root Port (Slot+)');
    expect(port).toContain('[110 v1] Access Control Services');
    expect(port).toContain('ACSCap:\tSrcValid+ TransBlk+ ReqRedir+ CmpltRedir+ UpstreamFwd+ EgressCtrl- DirectTrans-');
    expect(port).toContain('ARIFwd+');
    expect(port).toContain('secondary=01, subordinate=01');
    expect(port).toContain('LnkSta:\tSpeed 8GT/s, Width x8');
    expect(port).toContain('Advanced Error Reporting');
  });

  test('the VFs stand where offset and stride put them', () => {
    expect(section(text, '01:10.0')).toContain('82599 Ethernet Controller Virtual Function');
    expect(section(text, '01:10.0')).toContain('MSI-X: Enable- Count=3 Masked-');
    expect(section(text, '01:1f.4')).toContain('82599 Ethernet Controller Virtual Function');
    expect(section(text, '01:1f.6')).toBe('');
    expect(text.match(/82599 Ethernet Controller Virtual Function \(rev 01\)/g)).toHaveLength(63);
  });

  test('a card without SR-IOV shows none', () => {
    const card = section(text, '81:00.0');
    expect(card).toContain('NetXtreme BCM5720');
    expect(card).not.toContain('SR-IOV');
  });

  test('nothing in the dump is unknown to lspci', () => {
    expect(text).not.toMatch(/Unknown|!!!|<chain (broken|looped)>|corrupted/);
  });

  test('an AMD computer with every model of card', () => {
    const amd = exampleComputer((spec) => {
      spec.processor = 'amd-epyc-7251';
      spec.chipset = 'amd-zen';
      spec.sockets = 1;
      spec.slots[1].socket = 0;
      spec.slots[1].switch = { acs: true };
    });
    amd.nics[2].model = 'intel-x710-da2';
    const shown = lspci(lspciDump(amd.hardware, amd.nics), '-vvv');
    expect(shown).toContain('IOMMU: Advanced Micro Devices');
    expect(shown).toContain('PCIe GPP Bridge');
    expect(shown).toContain('Express (v2) Upstream Port');
    expect(shown).toContain('Express (v2) Downstream Port');
    expect(shown).not.toMatch(/!!!|<chain (broken|looped)>|corrupted/);
  });
});
