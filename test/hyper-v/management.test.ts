import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadWorld } from '../../engine/capability/power-on';
import type { HostRecord, VMRecord } from '../../engine/estate/records';
import { find } from '../../engine/estate/tables';
import { setFirmwareSetting } from '../../engine/hardware/firmware';
import { registerManagementEvents } from '../../engine/hyper-v/events';
import { restartHost } from '../../engine/hyper-v/hosts';
import { hostIov, switchIov } from '../../engine/hyper-v/iov';
import { checkMigration, incompatibilities, migrationTarget } from '../../engine/hyper-v/live-migration';
import { findHostByName, type Management, newGuid } from '../../engine/hyper-v/management';
import { hasWildcard, wildcardMatches } from '../../engine/hyper-v/naming';
import { createSwitch, findSwitches, findUplink, removeSwitch } from '../../engine/hyper-v/switches';
import { createVM, findVMs, startVM, turnOffVM } from '../../engine/hyper-v/virtual-machines';
import { Simulation } from '../../engine/simulation/simulation';
import { stillPlane } from './still-plane';

const yaml = readFileSync(join(import.meta.dirname, '../../labs/worlds/two-hosts.yaml'), 'utf8');

function twoHosts(): { management: Management; hv01: HostRecord; hv02: HostRecord; vm01: VMRecord; told: string[] } {
  const { world, problems } = loadWorld(yaml, 'two-hosts.yaml');
  if (!world) throw new Error(problems.map((problem) => problem.message).join('\n'));
  const plane = stillPlane();
  const management = { world, simulation: new Simulation({ seed: 1, originMs: 0 }), plane };
  registerManagementEvents(management);
  const hv01 = findHostByName(world, 'HV01') as HostRecord;
  const hv02 = findHostByName(world, 'hv02.contoso.com') as HostRecord;
  const vm01 = find(world.vms, (vm) => vm.name === 'VM01') as VMRecord;
  return { management, hv01, hv02, vm01, told: plane.told };
}

const newSwitch = {
  name: 'Second',
  switchType: 'External' as const,
  iovEnabled: true,
  allowManagementOS: false,
  minimumBandwidthMode: 'Default' as const,
  notes: '',
  embeddedTeaming: false,
  packetDirect: false,
};

describe('switches', () => {
  it('take bandwidth mode None with SR-IOV and Weight without', () => {
    const { management, hv01 } = twoHosts();
    const nic = findUplink(management, hv01, { name: 'NIC2' });
    const iov = createSwitch(management, hv01, { ...newSwitch, uplinks: [nic.id] });
    expect(iov.bandwidthReservationMode).toBe('None');
    removeSwitch(management, iov);
    const plain = createSwitch(management, hv01, { ...newSwitch, uplinks: [nic.id], iovEnabled: false });
    expect(plain.bandwidthReservationMode).toBe('Weight');
  });

  it('refuse an adapter that is bound already', () => {
    const { management, hv01 } = twoHosts();
    const [iov] = findSwitches(management, hv01, 'iov');
    expect(() => createSwitch(management, hv01, { ...newSwitch, uplinks: iov.uplinks })).toThrow(
      /is already bound to the Microsoft Virtual Switch protocol/,
    );
  });

  it('give the address of the physical adapter to the host and take it back', () => {
    const { management, hv01 } = twoHosts();
    const nic = findUplink(management, hv01, { name: 'NIC1' });
    const before = nic.ip.addresses.map((entry) => entry.address);
    const made = createSwitch(management, hv01, {
      ...newSwitch,
      uplinks: [nic.id],
      iovEnabled: false,
      allowManagementOS: true,
    });
    expect(nic.ip.addresses).toEqual([]);
    removeSwitch(management, made);
    expect(nic.ip.addresses.map((entry) => entry.address)).toEqual(before);
  });

  it('that are missing are an error only without wildcards', () => {
    const { management, hv01 } = twoHosts();
    expect(findSwitches(management, hv01, 'x*')).toEqual([]);
    expect(() => findSwitches(management, hv01, 'x')).toThrow(
      'Hyper-V was unable to find a virtual switch with name "x".',
    );
  });
});

describe('the verdict on SR-IOV', () => {
  it('is good on HV01 and has the two reasons of the page on HV02, in its order', () => {
    const { management, hv01, hv02 } = twoHosts();
    expect(hostIov(management, hv01)).toEqual({ supported: true, reasons: [] });
    const verdict = switchIov(management, findSwitches(management, hv02, 'IOV')[0]);
    expect(verdict.supported).toBe(false);
    expect(verdict.reasons).toHaveLength(2);
    expect(verdict.reasons[0]).toMatch(
      /^To use SR-IOV on this system, the system BIOS must be updated to allow Windows/,
    );
    expect(verdict.reasons[1]).toMatch(
      /^This system has a security vulnerability in the system I\/O remapping hardware/,
    );
  });

  it('changes when the firmware does and the host has restarted, not before', () => {
    const { management, hv02 } = twoHosts();
    setFirmwareSetting(hv02.hardware, 'pcieNativeControl', 'os');
    expect(hostIov(management, hv02).reasons).toHaveLength(2);
    restartHost(management, hv02);
    management.simulation.runFor(200e9);
    expect(hostIov(management, hv02).reasons).toHaveLength(1);
  });
});

describe('virtual machines', () => {
  it('start, once, and boot', () => {
    const { management, vm01 } = twoHosts();
    expect(startVM(management, vm01)).toBe(false);
    turnOffVM(management, vm01);
    expect(vm01.memory.assigned).toBe(0);
    expect(startVM(management, vm01)).toBe(true);
    expect(vm01.memory.assigned).toBe(vm01.memory.startup);
  });

  it('do not start on more memory than the host has', () => {
    const { management, hv01 } = twoHosts();
    const vm = createVM(management, hv01, {
      name: 'Big',
      generation: 2,
      memoryStartupBytes: 512 * 1024 ** 3,
      path: null,
      vhdPath: null,
      switch: null,
    });
    expect(() => startVM(management, vm)).toThrow(/Not enough memory in the system to start the virtual machine Big/);
    expect(vm.state).toBe('Off');
  });

  it('are found without regard to case', () => {
    const { management, hv01 } = twoHosts();
    expect(findVMs(management, hv01, 'vm01')).toHaveLength(1);
  });
});

describe('live migration', () => {
  it('is possible to a host without SR-IOV', () => {
    const { management, hv02, vm01 } = twoHosts();
    expect(migrationTarget(management, vm01, 'HV02')).toBe(hv02);
    expect(incompatibilities(management, vm01, hv02)).toEqual([]);
    expect(() => checkMigration(management, vm01, hv02)).not.toThrow();
  });

  it('wants a switch of the same name', () => {
    const { management, hv02, vm01 } = twoHosts();
    removeSwitch(management, findSwitches(management, hv02, 'IOV')[0]);
    expect(incompatibilities(management, vm01, hv02)).toMatchObject([
      { message: "Could not find Ethernet switch 'IOV'.", messageId: 33012 },
    ]);
  });

  it('wants delegation where Kerberos is used', () => {
    const { management, hv02, vm01 } = twoHosts();
    for (const domain of Object.values(management.world.domains)) {
      for (const account of domain.computers) account.allowedToDelegateTo = [];
    }
    expect(() => checkMigration(management, vm01, hv02)).toThrow(
      /No credentials are available in the security package/,
    );
  });
});

describe('names', () => {
  it('match with wildcards, ignoring case', () => {
    expect(wildcardMatches('vm*', 'VM01')).toBe(true);
    expect(wildcardMatches('vm0?', 'vm011')).toBe(false);
    expect(wildcardMatches('vm[0-9]', 'VM5')).toBe(true);
    expect(wildcardMatches('a.b', 'axb')).toBe(false);
    expect(wildcardMatches('a`*b', 'a*b')).toBe(true);
    expect(hasWildcard('a`*b')).toBe(false);
    expect(hasWildcard('a*b')).toBe(true);
  });

  it('made from the seed are always the same and never twice', () => {
    const a = twoHosts().management.world;
    const b = twoHosts().management.world;
    const first = newGuid(a);
    expect(newGuid(b)).toBe(first);
    expect(newGuid(a)).not.toBe(first);
    expect(first).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  });
});
