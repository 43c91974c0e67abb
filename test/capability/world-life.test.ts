import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  addVnicFilter,
  bindNicSwitches,
  powerOnHost,
  removeVnicFilter,
  startVmms,
} from '../../engine/capability/power-on';
import { vfEligibility } from '../../engine/capability/virtual-function';
import { checkWorld } from '../../engine/estate/check-world';
import type { HostId, NicId, VMNetworkAdapterId, World } from '../../engine/estate/records';
import { copyWorld } from '../../engine/estate/tables';
import { setFirmwareSetting } from '../../engine/hardware/firmware';
import {
  allocateVf,
  createVPort,
  DEFAULT_VPORT,
  deleteVPort,
  findFilter,
  freeVf,
  moveFilters,
  resetVf,
  setFilter,
} from '../../engine/hardware/nic-switch';
import { twoHosts } from './worlds';

const HOST = 'HV01' as HostId;
const NIC = 'HV01/slot2.0' as NicId;
const VNIC = 'VM01/vnic/0' as VMNetworkAdapterId;
const start = twoHosts();

/** Gives the VM a VF, as the virtualization stack does; nothing happens when it may have none. */
function attach(world: World): void {
  const vnic = world.vmNetworkAdapters[VNIC];
  const verdict = vfEligibility(world, VNIC);
  if (verdict.kind !== 'eligible' || vnic.virtualFunction) return;
  const { nic } = verdict;
  const vf = allocateVf(nic, {
    vmId: 'VM01',
    vmFriendlyName: 'VM01',
    vmNicId: VNIC,
    currentMacAddress: vnic.macAddress,
    permanentMacAddress: vnic.macAddress,
  });
  if (!vf.ok) return;
  const vport = createVPort(nic, { function: vf.value.id, queuePairs: vnic.iovQueuePairsRequested, name: 'VM01' });
  if (!vport.ok) return;
  vnic.virtualFunction = { nic: nic.id, vf: vf.value.id, vport: vport.value.id, serial: 1 };
}

function steer(world: World, toVf: boolean): void {
  const vnic = world.vmNetworkAdapters[VNIC];
  const given = vnic.virtualFunction;
  if (!given) return;
  const nic = world.nics[given.nic];
  const filter = findFilter(nic.nicSwitch!, vnic.macAddress, null);
  if (!filter) return;
  if (!toVf) vnic.vfDataPathActive = false;
  moveFilters(nic, [filter.id], toVf ? given.vport : DEFAULT_VPORT);
  if (toVf) vnic.vfDataPathActive = true;
}

function detach(world: World): void {
  const vnic = world.vmNetworkAdapters[VNIC];
  const given = vnic.virtualFunction;
  if (!given) return;
  steer(world, false);
  const nic = world.nics[given.nic];
  vnic.virtualFunction = null;
  deleteVPort(nic, given.vport);
  resetVf(world.hosts[nic.host].hardware, nic, given.vf);
  freeVf(nic, given.vf);
}

const operations: ((world: World) => void)[] = [
  attach,
  (world) => steer(world, true),
  (world) => steer(world, false),
  detach,
  (world) => {
    world.vmNetworkAdapters[VNIC].iovWeight = 100;
  },
  (world) => powerOnHost(world, HOST, 0),
  (world) => startVmms(world, HOST, 0),
  (world) => bindNicSwitches(world, HOST),
  (world) => {
    const { keywords } = world.nics[NIC];
    keywords['*SRIOV'] = keywords['*SRIOV'] === '1' ? '0' : '1';
  },
  (world) => {
    world.nics[NIC].keywords['*NumVFs'] = '2';
  },
  (world) => {
    const { settings } = world.hosts[HOST].hardware.firmware.pending;
    setFirmwareSetting(world.hosts[HOST].hardware, 'acs', settings.acs === 'enabled' ? 'disabled' : 'enabled');
  },
  (world) => {
    const vnic = world.vmNetworkAdapters[VNIC];
    if (vnic.virtualFunction === null) removeVnicFilter(world, VNIC, vnic.switch!);
  },
  (world) => addVnicFilter(world, VNIC, world.vmNetworkAdapters[VNIC].switch!),
];

describe('any life of a host', () => {
  test('leaves a sound world', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(operations.length - 1), { maxLength: 40 }), (list) => {
        const world = copyWorld(start);
        world.vmNetworkAdapters[VNIC].iovWeight = 50;
        for (const index of list) {
          operations[index](world);
          expect(checkWorld(world)).toEqual([]);
        }
      }),
      { numRuns: 40 },
    );
  });

  test('a restart takes the VF away and makes the same NIC switch again', () => {
    const world = copyWorld(start);
    world.vmNetworkAdapters[VNIC].iovWeight = 50;
    attach(world);
    steer(world, true);
    expect(world.vmNetworkAdapters[VNIC].vfDataPathActive).toBe(true);
    powerOnHost(world, HOST, 0);
    expect(world.vmNetworkAdapters[VNIC]).toMatchObject({ virtualFunction: null, vfDataPathActive: false });
    expect(world.nics[NIC]).toEqual(start.nics[NIC]);
    expect(world.hosts[HOST].hardware).toEqual(start.hosts[HOST].hardware);
  });

  test('a NIC switch in use keeps its filters when SR-IOV is switched off', () => {
    const world = copyWorld(start);
    world.vmNetworkAdapters[VNIC].iovWeight = 50;
    attach(world);
    steer(world, true);
    setFilter(world.nics[NIC], { vport: DEFAULT_VPORT, mac: '00155D0A0BFE', vlan: null });
    const before = structuredClone(world.nics[NIC].nicSwitch);
    world.nics[NIC].keywords['*SRIOV'] = '0';
    bindNicSwitches(world, HOST);
    expect(world.nics[NIC].nicSwitch).toEqual(before);
    detach(world);
    bindNicSwitches(world, HOST);
    expect(world.nics[NIC].nicSwitch).toBe(null);
  });
});
