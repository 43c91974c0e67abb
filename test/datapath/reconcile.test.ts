import { describe, expect, it } from 'vitest';
import { powerOnHost } from '../../engine/capability/power-on';
import { Fabric } from '../../engine/datapath/fabric';
import { reconcile } from '../../engine/datapath/reconcile';
import {
  isReachable,
  ledger,
  linkReports,
  pathReports,
  resolveName,
  trafficReport,
} from '../../engine/datapath/report';
import { startPing, startTcp, startUdp } from '../../engine/datapath/traffic';
import { checkWorld } from '../../engine/estate/check-world';
import type { NetAdapterRecord, World } from '../../engine/estate/records';
import { all, find } from '../../engine/estate/tables';
import { Simulation } from '../../engine/simulation/simulation';
import { adapterOf, exampleFabric, exampleWorld } from './example-fabric';
import { Watch } from './invariants';

const netAdapter = (world: World, machine: string, name: string): NetAdapterRecord =>
  find(
    world.netAdapters,
    (record) => world.machines[record.machine].computerName === machine && record.name === name,
  ) as NetAdapterRecord;

const pings = (fabric: Fabric, interval = 10e6) => {
  const client = resolveName(fabric, 'CLIENT')!;
  const vm = resolveName(fabric, 'VM01')!;
  return startPing(fabric, client.stack, vm.stack, vm.ip, { interval, timeout: 1e9 });
};

describe('the running data path follows the records', () => {
  it('building it changes nothing in the records but VFs, and again changes nothing at all', () => {
    const fabric = exampleFabric({ vf: true });
    expect(checkWorld(fabric.world)).toEqual([]);
    const before = fabric.fingerprint();
    const world = structuredClone(fabric.world);
    reconcile(fabric);
    reconcile(fabric);
    expect(fabric.fingerprint()).toBe(before);
    expect(fabric.world).toEqual(world);
  });

  it('a world that was always so and one that became so end in the same paths', () => {
    const became = exampleFabric();
    adapterOf(became.world).iovWeight = 100;
    reconcile(became);
    became.simulation.runFor(5e9);
    const was = exampleFabric({ vf: true });
    const shape = (fabric: Fabric) => ({ ...pathReports(fabric)[0], packets: 0, ring: 0 });
    expect(shape(became)).toEqual(shape(was));
    expect(adapterOf(became.world)).toEqual(adapterOf(was.world));
  });

  it('every machine of the world reaches every other', () => {
    const fabric = exampleFabric({ vf: true });
    const names = ['CLIENT', 'FS01', 'DC01', 'HV01', 'HV02', 'VM01'];
    const all = names.flatMap((from) =>
      names
        .filter((to) => to !== from)
        .map((to) => {
          const [a, b] = [resolveName(fabric, from)!, resolveName(fabric, to)!];
          return startPing(fabric, a.stack, b.stack, b.ip, { count: 2, interval: 1e6 });
        }),
    );
    fabric.simulation.runFor(1e9);
    for (const id of all) expect(trafficReport(fabric, id)).toMatchObject({ received: 2, lost: 0 });
    expect(names.every((name) => isReachable(fabric, fabric.state.stacks[resolveName(fabric, name)!.stack].id))).toBe(
      true,
    );
  });

  it('a host that is switched off and on: its VM is gone, and comes back with its VF', () => {
    const fabric = exampleFabric({ vf: true });
    const { world } = fabric;
    const watch = new Watch(fabric);
    const vm = all(world.vms)[0];
    const host = world.hosts[vm.host];
    const guest = world.machines[vm.guest.machine!];
    const machine = world.machines[host.machine];
    const ping = pings(fabric);
    fabric.simulation.runFor(1e9);
    vm.state = 'Off';
    vm.memory.assigned = 0;
    guest.power = 'Off';
    guest.bootedAt = null;
    machine.power = 'Off';
    machine.bootedAt = null;
    reconcile(fabric);
    fabric.simulation.runFor(2e9);
    expect(
      linkReports(fabric)
        .filter((link) => link.name.startsWith('HV01'))
        .every((link) => !link.up),
    ).toBe(true);
    expect(isReachable(fabric, machine.id)).toBe(false);
    expect(adapterOf(world)).toMatchObject({ virtualFunction: null, vfDataPathActive: false });
    powerOnHost(world, host.id, fabric.simulation.now);
    machine.bootCount++;
    reconcile(fabric);
    fabric.simulation.runFor(1e9);
    vm.state = 'Running';
    vm.startedAt = fabric.simulation.now;
    vm.memory.assigned = vm.memory.startup;
    guest.power = 'On';
    guest.bootedAt = fabric.simulation.now;
    guest.bootCount++;
    reconcile(fabric);
    fabric.simulation.runFor(5e9);
    expect(pathReports(fabric)[0]).toMatchObject({ sends: 'VF', receives: 'VF' });
    const report = trafficReport(fabric, ping);
    expect(report.outages).toHaveLength(1);
    expect(report.outages[0].ended).toBe(true);
    expect(checkWorld(world)).toEqual([]);
    watch.dear();
    expect(watch.violations).toEqual([]);
  });

  it('the adapter under the switch is disabled: the VF vanishes with it, and comes back', () => {
    const fabric = exampleFabric({ vf: true });
    const watch = new Watch(fabric);
    const ping = pings(fabric);
    const adapter = netAdapter(fabric.world, 'HV01', 'SLOT 2 Port 1');
    fabric.simulation.runFor(1e9);
    adapter.enabled = false;
    reconcile(fabric);
    expect(pathReports(fabric)[0]).toMatchObject({ vfHost: 'Unavailable', vf: null });
    fabric.simulation.runFor(1e9);
    adapter.enabled = true;
    reconcile(fabric);
    fabric.simulation.runFor(4e9);
    expect(pathReports(fabric)[0]).toMatchObject({ sends: 'VF' });
    const report = trafficReport(fabric, ping);
    expect(report.outages).toHaveLength(1);
    for (const reason of Object.keys(report.lostBy))
      expect(['link down', 'device gone', 'filter mismatch']).toContain(reason);
    watch.atRest();
    expect(watch.violations).toEqual([]);
  });

  it('a team of two adapters under one switch: every broadcast once, and one link may fail', () => {
    const world = exampleWorld();
    const vmSwitch = all(world.switches).find((record) => world.hosts[record.host].id === all(world.vms)[0].host)!;
    const second = netAdapter(world, 'HV01', 'SLOT 2 Port 2');
    const cable = all(world.cables).find((record) => record.adapter === second.id)!;
    world.rackSwitches[cable.switch].ports.find((port) => port.number === cable.port)!.vlan = 10;
    vmSwitch.embeddedTeamingEnabled = true;
    vmSwitch.uplinks.push(second.id);
    second.bindings = ['vms_pp'];
    second.ip.addresses = [];
    const fabric = new Fabric(new Simulation({ seed: 1, originMs: 0 }), world);
    reconcile(fabric, { atOnce: true });
    const watch = new Watch(fabric);
    const ping = pings(fabric);
    const client = resolveName(fabric, 'CLIENT')!;
    const vm = resolveName(fabric, 'VM01')!;
    const udp = startUdp(fabric, vm.stack, client.stack, client.ip, { packetsPerSecond: 1000 });
    fabric.simulation.runFor(1e9);
    expect(trafficReport(fabric, ping).lost).toBe(0);
    for (const uplink of [cable, all(world.cables).find((record) => record.adapter === vmSwitch.uplinks[0])!]) {
      uplink.plugged = false;
      reconcile(fabric);
      fabric.simulation.runFor(1e9);
      const before = trafficReport(fabric, udp).received;
      fabric.simulation.runFor(1e9);
      expect(trafficReport(fabric, udp).received - before).toBe(1000);
      uplink.plugged = true;
      reconcile(fabric);
      fabric.simulation.runFor(1e9);
    }
    expect(trafficReport(fabric, ping).lost).toBeLessThanOrEqual(2);
    expect(watch.violations.filter((text) => !text.includes('world:'))).toEqual([]);
  });

  it('VLANs: another VLAN is another network, with VF and without', () => {
    for (const vf of [true, false]) {
      const fabric = exampleFabric({ vf });
      const { world } = fabric;
      const vlan = (mode: 'Access' | 'Untagged', id: number) => {
        adapterOf(world).vlan = { ...adapterOf(world).vlan, operationMode: mode, accessVlanId: id };
        reconcile(fabric);
      };
      const rackPort = world.rackSwitches[all(world.rackSwitches)[0].id].ports.find((port) => port.number === 2)!;
      Object.assign(rackPort, { mode: 'Trunk', allowedVlans: [10, 30] });
      reconcile(fabric);
      const ping = pings(fabric, 20e6);
      fabric.simulation.runFor(0.5e9);
      expect(trafficReport(fabric, ping).lost).toBe(0);
      vlan('Access', 30);
      fabric.simulation.runFor(2e9);
      const lost = trafficReport(fabric, ping).lost;
      expect(lost).toBeGreaterThan(40);
      // The client moves into the same VLAN: tagged on the trunk, untagged for both ends.
      world.rackSwitches[all(world.rackSwitches)[0].id].ports.find((port) => port.number === 12)!.vlan = 30;
      reconcile(fabric);
      fabric.simulation.runFor(6e9);
      const received = trafficReport(fabric, ping).received;
      fabric.simulation.runFor(1e9);
      expect(trafficReport(fabric, ping).received - received).toBeGreaterThan(45);
      expect(pathReports(fabric)[0].sends).toBe(vf ? 'VF' : 'VMBus');
    }
  });

  it('a second adapter is added, used, and removed', () => {
    const fabric = exampleFabric({ vf: true });
    const { world } = fabric;
    const watch = new Watch(fabric);
    const first = adapterOf(world);
    const added = {
      ...structuredClone(first),
      id: 'VM01/vnic/1' as typeof first.id,
      name: 'Second',
      macAddress: '00155D0A0B77',
      virtualFunction: null,
      vfDataPathActive: false,
    };
    world.vmNetworkAdapters[added.id] = added;
    reconcile(fabric);
    fabric.simulation.runFor(5e9);
    expect(pathReports(fabric).map((path) => [path.sends, path.vf?.vf, path.vf?.serial])).toEqual([
      ['VF', 0, 1],
      ['VF', 1, 2],
    ]);
    delete world.vmNetworkAdapters[added.id];
    reconcile(fabric);
    fabric.simulation.runFor(2e9);
    expect(pathReports(fabric)).toHaveLength(1);
    expect(checkWorld(world)).toEqual([]);
    watch.atRest();
    expect(watch.violations).toEqual([]);
  });

  it('INV-42: when all traffic has ended, nothing is left under way', () => {
    const fabric = exampleFabric({ vf: true });
    const client = resolveName(fabric, 'CLIENT')!;
    const vm = resolveName(fabric, 'VM01')!;
    startPing(fabric, client.stack, vm.stack, vm.ip, { count: 20, interval: 1e6 });
    startTcp(fabric, client.stack, vm.stack, vm.ip, { bytes: 100_000 });
    const [one, two] = [1, 2].map(() =>
      startUdp(fabric, vm.stack, client.stack, client.ip, { packetsPerSecond: 1000, count: 100 }),
    );
    fabric.simulation.runFor(200e9);
    // Two at once to one machine do not get into each other's way.
    for (const id of [one, two]) expect(trafficReport(fabric, id)).toMatchObject({ received: 100, finished: true });
    expect(ledger(fabric).inFlight).toBe(0);
    expect(fabric.simulation.pendingCount).toBe(0);
  });
});
