import { describe, expect, test } from 'vitest';
import {
  adapterSriovSupport,
  hostIovSupport,
  switchIovSupport,
  switchOffloads,
} from '../../engine/capability/iov-support';
import { bindNicSwitches } from '../../engine/capability/power-on';
import { IOV_STATUS, vfEligibility, vnicIovStatus } from '../../engine/capability/virtual-function';
import { assertWorld, checkWorld } from '../../engine/estate/check-world';
import type { HostId, NicId, VMNetworkAdapterId, VMSwitchId, World } from '../../engine/estate/records';
import { all, find } from '../../engine/estate/tables';
import { allocateVf, createVPort, findFilter, moveFilters } from '../../engine/hardware/nic-switch';
import { oneHost, twoHosts, worldOf, worldText } from './worlds';

function switchId(world: World, host: string, name: string): VMSwitchId {
  return find(world.switches, (each) => each.host === host && each.name === name)!.id;
}

function sriovSupportOf(world: World, adapterName: string): string | undefined {
  const adapter = find(world.netAdapters, (each) => each.name === adapterName)!;
  if (adapter.backing.kind !== 'physical') return undefined;
  return adapterSriovSupport(world, adapter.backing.nic)?.value;
}

describe('SriovSupport of adapters', () => {
  const world = worldOf(worldText('test/capability/worlds/crowded-slots.yaml'));

  test.each([
    ['Good', 'NoBusResources'],
    ['Few buses', 'NoBusResources'],
    ['Small window', 'NoVfBarSpace'],
    ['No ACS on the way', 'MissingAcs'],
    ['ACS on the way', 'Supported'],
    ['Old driver', 'MissingPfDriver'],
    ['No SR-IOV', undefined],
  ])('%s: %s', (name, value) => {
    expect(sriovSupportOf(world, name)).toBe(name === 'Good' ? 'Supported' : value);
  });

  test('a reason names where it was found', () => {
    const nic = find(world.nics, (each) => each.id === 'HV01/slot4.0')!;
    const verdict = adapterSriovSupport(world, nic.id)!;
    expect(verdict.reasons[0].text).toContain('This device may work in an alternate PCI Express slot.');
    expect(verdict.reasons[0].evidence[0]).toMatch(
      /the port [0-9a-f]{2}:[0-9a-f]{2}\.[0-7] on the way to the root has no ACS/,
    );
  });

  test.each([
    ['{ pcieNativeControl: bios }', 'NoOscSupport'],
    ['{ ioVirtualization: disabled }', 'NoIoMmuSupport'],
    ['{ acs: disabled }', 'MissingAcs'],
    ['{ sriov: disabled }', 'NoVfBarSpace'],
  ])('firmware %s gives %s', (firmware, value) => {
    expect(sriovSupportOf(oneHost({ firmware }), 'Ethernet')).toBe(value);
  });

  test('firmware without SR-IOV leaves the host verdict alone', () => {
    const other = oneHost({ firmware: '{ sriov: disabled }' });
    expect(hostIovSupport(other, 'HV01' as HostId).supported).toBe(true);
    expect(switchIovSupport(other, switchId(other, 'HV01', 'IOV')).reasons[0].text).toContain('BAR resources');
  });
});

describe('IovSupport of switches', () => {
  test('HV01 True with 63 VFs, HV02 False with the texts of the host', () => {
    const world = twoHosts();
    const good = switchId(world, 'HV01', 'IOV');
    expect(switchIovSupport(world, good)).toEqual({ supported: true, reasons: [] });
    expect(switchOffloads(world, good)).toMatchObject({
      iovVirtualFunctionCount: 63,
      iovVirtualFunctionsInUse: 0,
      iovQueuePairCount: 127,
      iovQueuePairsInUse: 1,
    });
    const bad = switchId(world, 'HV02', 'IOV');
    const verdict = switchIovSupport(world, bad);
    expect(verdict.reasons.map((each) => each.id)).toEqual(['no-native-control', 'no-alternate-error-delivery']);
    expect(switchOffloads(world, bad)).toMatchObject({ iovVirtualFunctionCount: 0, iovVirtualFunctionsInUse: 0 });
  });

  test('a switch without IOV on a good port: support without VFs', () => {
    const world = twoHosts();
    const id = switchId(world, 'HV01', 'IOV');
    world.switches[id].iovEnabled = false;
    bindNicSwitches(world, 'HV01' as HostId);
    expect(switchIovSupport(world, id).supported).toBe(true);
    expect(switchOffloads(world, id)).toMatchObject({
      iovVirtualFunctionCount: 0,
      iovQueuePairCount: 127,
      iovQueuePairsInUse: 8,
      availableVMQueues: 31,
    });
    assertWorld(world);
  });

  test('a card without SR-IOV, and a switch that is not external', () => {
    const world = worldOf(worldText('test/capability/worlds/amd-host.yaml'));
    expect(switchIovSupport(world, switchId(world, 'AMD01', 'Slow')).reasons.map((each) => each.text)).toEqual([
      'This network adapter does not support SR-IOV.',
    ]);
    expect(switchIovSupport(world, switchId(world, 'AMD01', 'Inner'))).toMatchObject({
      supported: false,
      reasons: [{ id: 'not-external' }],
    });
    expect(switchIovSupport(world, switchId(world, 'AMD01', 'Fast')).supported).toBe(true);
  });

  test('SR-IOV off in the adapter takes the VFs away', () => {
    const world = twoHosts();
    const nic = world.nics['HV01/slot2.0' as NicId];
    nic.keywords['*SRIOV'] = '0';
    bindNicSwitches(world, 'HV01' as HostId);
    expect(nic.nicSwitch).toBe(null);
    expect(switchIovSupport(world, switchId(world, 'HV01', 'IOV')).supported).toBe(false);
    nic.keywords['*SRIOV'] = '1';
    nic.keywords['*NumVFs'] = '8';
    bindNicSwitches(world, 'HV01' as HostId);
    expect(nic.nicSwitch!.numVFs).toBe(8);
    assertWorld(world);
  });
});

describe('why a VM network adapter is not on a VF', () => {
  const VNIC = 'VM01/vnic/0' as VMNetworkAdapterId;
  const wanted = (): World => {
    const world = twoHosts();
    world.vmNetworkAdapters[VNIC].iovWeight = 100;
    return world;
  };

  test('IovWeight 0: nothing is wanted, all is well', () => {
    expect(vfEligibility(twoHosts(), VNIC)).toEqual({ kind: 'not-wanted' });
    expect(vnicIovStatus(twoHosts(), VNIC)).toEqual({ status: ['Ok'], statusDescription: ['OK'], evidence: '' });
  });

  test('all good: a VF of the port under the switch', () => {
    expect(vfEligibility(wanted(), VNIC)).toMatchObject({ kind: 'eligible', nic: { id: 'HV01/slot2.0' } });
  });

  const because = (change: (world: World) => void): string => {
    const world = wanted();
    change(world);
    const { status, statusDescription } = vnicIovStatus(world, VNIC);
    if (status[0] === 'Degraded') expect(statusDescription).toEqual(['Degraded (SR-IOV not operational)']);
    return status.join(' ');
  };

  test('SwitchNotInIovMode', () => {
    expect(
      because((world) => {
        world.switches[switchId(world, 'HV01', 'IOV')].iovEnabled = false;
      }),
    ).toBe('Degraded SwitchNotInIovMode');
  });

  test('NoIommu on the page’s server', () => {
    expect(
      because((world) => {
        world.vms['VM01' as keyof typeof world.vms].host = 'HV02' as HostId;
        world.vmNetworkAdapters[VNIC].switch = switchId(world, 'HV02', 'IOV');
      }),
    ).toBe('Degraded NoIommu');
  });

  test('NoIovSupportInNic', () => {
    expect(
      because((world) => {
        world.nics['HV01/slot2.0' as NicId].driver.loaded = false;
      }),
    ).toBe('Degraded NoIovSupportInNic');
  });

  test.each([
    ['DHCP guard', { dhcpGuard: 'On' }],
    ['router guard', { routerGuard: 'On' }],
    ['MAC spoofing', { macAddressSpoofing: 'On' }],
    ['mirroring', { portMirroringMode: 'Source' }],
    ['a bandwidth limit', { bandwidth: { minimumAbsolute: 0, minimumWeight: 0, maximum: 1e9 } }],
    ['an ACL', { acls: [{ action: 'Deny', direction: 'Both', localAddress: 'ANY', remoteAddress: '10.0.0.1' }] }],
  ] as const)('IovBlockedByPolicy: %s', (_, change) => {
    expect(because((world) => Object.assign(world.vmNetworkAdapters[VNIC], structuredClone(change)))).toBe(
      'Degraded IovBlockedByPolicy',
    );
  });

  test('IovNoAvailResources', () => {
    expect(
      because((world) => {
        const nic = world.nics['HV01/slot2.0' as NicId];
        for (let i = 0; i < 63; i++) {
          allocateVf(nic, {
            vmId: `${i}`,
            vmFriendlyName: '',
            vmNicId: `${i}`,
            currentMacAddress: '',
            permanentMacAddress: '',
          });
        }
      }),
    ).toBe('Degraded IovNoAvailResources');
  });

  /** What the virtualization stack does when it gives a VF. */
  const attach = (world: World): void => {
    const nic = world.nics['HV01/slot2.0' as NicId];
    const vnic = world.vmNetworkAdapters[VNIC];
    const vf = allocateVf(nic, {
      vmId: 'VM01',
      vmFriendlyName: 'VM01',
      vmNicId: VNIC,
      currentMacAddress: vnic.macAddress,
      permanentMacAddress: vnic.macAddress,
    });
    const vport = createVPort(nic, { function: 0, queuePairs: 1, name: 'VM01' });
    if (!vf.ok || !vport.ok) throw new Error('no VF');
    vnic.virtualFunction = { nic: nic.id, vf: vf.value.id, vport: vport.value.id, serial: 1 };
  };

  test('IovGuestDriversNeeded, only after a VF was offered', () => {
    const world = wanted();
    world.vms['VM01' as keyof typeof world.vms].guest.vfDrivers = [];
    expect(vnicIovStatus(world, VNIC).status).toEqual(['Ok']);
    attach(world);
    expect(vnicIovStatus(world, VNIC).status).toEqual(['Degraded', 'IovGuestDriversNeeded']);
    assertWorld(world);
  });

  test('OK (SR-IOV active) once the data path is on the VF', () => {
    const world = wanted();
    attach(world);
    const nic = world.nics['HV01/slot2.0' as NicId];
    const vnic = world.vmNetworkAdapters[VNIC];
    const filter = findFilter(nic.nicSwitch!, vnic.macAddress, null)!;
    expect(filter.vport).toBe(0);
    vnic.vfDataPathActive = true;
    expect(checkWorld(world)).toHaveLength(1);
    moveFilters(nic, [filter.id], vnic.virtualFunction!.vport);
    assertWorld(world);
    expect(vnicIovStatus(world, VNIC)).toEqual({
      status: ['Ok'],
      statusDescription: ['OK (SR-IOV active)'],
      evidence: '',
    });
    expect(switchOffloads(world, switchId(world, 'HV01', 'IOV'))).toMatchObject({
      iovVirtualFunctionsInUse: 1,
      iovQueuePairsInUse: 2,
    });
  });

  test('the numbers are those of VMOperationalStatus', () => {
    expect(Object.values(IOV_STATUS)).toEqual([32785, 32786, 32787, 32788, 32789, 32790]);
  });

  test('the AMD world: one adapter may have a VF, the other stands on a card without', () => {
    const world = worldOf(worldText('test/capability/worlds/amd-host.yaml'));
    const kinds = all(world.vmNetworkAdapters)
      .filter((vnic) => vnic.owner.kind === 'vm')
      .map((vnic) => vfEligibility(world, vnic.id))
      .map((verdict) => (verdict.kind === 'refused' ? verdict.status : verdict.kind));
    expect(kinds).toEqual(['eligible', 'NoIovSupportInNic']);
  });
});
