import { describe, expect, it } from 'vitest';
import { nicIndexOf, reconcile } from '../../engine/datapath/reconcile';
import { resolveName, trafficReport } from '../../engine/datapath/report';
import { startPing, startTcp, startUdp } from '../../engine/datapath/traffic';
import { all, find } from '../../engine/estate/tables';
import { Migrations } from '../../engine/migration/migration';
import { DropReason } from '../../engine/network/drop-reason';
import { hasTshark, judge } from '../network/tshark';
import { adapterOf, exampleFabric } from './example-fabric';

/** The number of a machine's adapter by name. */
function nicOf(fabric: ReturnType<typeof exampleFabric>, machine: string, name: string): number {
  const { world } = fabric;
  const adapter = find(
    world.netAdapters,
    (record) => world.machines[record.machine].computerName === machine && record.name === name,
  )!;
  return nicIndexOf(fabric, adapter.id);
}

describe.skipIf(!hasTshark)('captures, judged by tshark', () => {
  it('both paths: every frame decodes, no checksum is wrong', () => {
    const fabric = exampleFabric();
    const client = resolveName(fabric, 'CLIENT')!;
    const vm = resolveName(fabric, 'VM01')!;
    const cable = fabric.captureCable(nicOf(fabric, 'HV01', 'SLOT 2 Port 1'));
    const adapter = fabric.captureAdapter(fabric.state.vnics.findIndex((vnic) => !vnic.managementOs));
    startPing(fabric, client.stack, vm.stack, vm.ip, { interval: 10e6, count: 120 });
    startPing(fabric, client.stack, vm.stack, vm.ip, { interval: 50e6, count: 4, size: 4000 });
    startPing(fabric, client.stack, vm.stack, vm.ip, { interval: 50e6, count: 4, size: 1 });
    const stream = startTcp(fabric, vm.stack, client.stack, client.ip, { bytes: 700_001, bytesPerSecond: 200_000 });
    const refused = startTcp(fabric, client.stack, -1, vm.ip, { port: 81 });
    startUdp(fabric, client.stack, vm.stack, vm.ip, { packetsPerSecond: 50, size: 101, count: 60 });
    startUdp(fabric, client.stack, -1, vm.ip, { packetsPerSecond: 50, size: 7, count: 3, port: 99 });
    fabric.simulation.runFor(0.7e9);
    adapterOf(fabric.world).iovWeight = 100;
    reconcile(fabric);
    fabric.simulation.runFor(4e9);
    expect(trafficReport(fabric, stream)).toMatchObject({
      finished: true,
      bytesReceived: 700_001,
      bytesWrong: 0,
      ended: '',
    });
    expect(trafficReport(fabric, stream).path.vf).toBeGreaterThan(50);
    expect(trafficReport(fabric, refused).ended).toBe('refused');
    for (const [capture, least] of [
      [cable, 1000],
      [adapter, 1000],
    ]) {
      const judgement = judge(fabric.captureFile(capture));
      expect(judgement.faults).toEqual([]);
      expect(judgement.frames).toBe(fabric.network.state.captures[capture].packets);
      expect(judgement.frames).toBeGreaterThan(least);
      expect(Object.keys(judgement.protocols).sort()).toEqual(['ARP', 'ICMP', 'IPv4', 'TCP', 'UDP']);
    }
  });

  it('through a migration: the announcement is on the wire of the new host', () => {
    const fabric = exampleFabric({ vf: true });
    const { world } = fabric;
    const migrations = new Migrations(fabric);
    const client = resolveName(fabric, 'CLIENT')!;
    const vm = resolveName(fabric, 'VM01')!;
    const source = fabric.captureCable(nicOf(fabric, 'HV01', 'SLOT 2 Port 1'));
    const target = fabric.captureCable(nicOf(fabric, 'HV02', 'SLOT 2 Port 1'));
    const end = fabric.captureCable(nicOf(fabric, 'CLIENT', 'Ethernet'));
    startPing(fabric, client.stack, vm.stack, vm.ip, { interval: 100e6 });
    startTcp(fabric, client.stack, vm.stack, vm.ip, { bytesPerSecond: 100_000 });
    const host = all(world.hosts).find((record) => record.id !== all(world.vms)[0].host)!;
    const vmSwitch = all(world.switches).find((record) => record.host === host.id)!;
    const id = migrations.start({
      vm: all(world.vms)[0].id,
      targetHost: host.id,
      switches: { [adapterOf(world).id]: vmSwitch.id },
      memoryBytes: 1024 ** 3,
      dirtyBytesPerSecond: 10e6,
    });
    fabric.simulation.runFor(8e9);
    expect(migrations.status(id).state).toBe('completed');
    for (const capture of [source, target, end]) {
      const judgement = judge(fabric.captureFile(capture));
      expect(judgement.faults).toEqual([]);
      expect(judgement.frames).toBe(fabric.network.state.captures[capture].packets);
    }
    // INV-38: exactly the configured number of announcements, through the new host's port.
    expect(judge(fabric.captureFile(target)).protocols['RARP']).toBe(1);
    expect(judge(fabric.captureFile(source)).protocols['RARP']).toBe(1);
    expect(fabric.pool.dropped[DropReason.checksum]).toBe(0);
  });
});
