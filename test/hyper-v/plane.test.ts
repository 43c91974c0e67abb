import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadWorld } from '../../engine/capability/power-on';
import { Fabric } from '../../engine/datapath/fabric';
import { reconcile } from '../../engine/datapath/reconcile';
import { resolveName, trafficReport } from '../../engine/datapath/report';
import { startPing, startTcp } from '../../engine/datapath/traffic';
import type { HostRecord, VMRecord } from '../../engine/estate/records';
import { find } from '../../engine/estate/tables';
import { registerManagementEvents } from '../../engine/hyper-v/events';
import { switchIov } from '../../engine/hyper-v/iov';
import { checkMigration } from '../../engine/hyper-v/live-migration';
import { findHostByName, type Management } from '../../engine/hyper-v/management';
import { changeAdapter, connectAdapter } from '../../engine/hyper-v/network-adapters';
import { RunningPlane } from '../../engine/hyper-v/plane';
import { createSwitch, findSwitches, findUplink, removeSwitch } from '../../engine/hyper-v/switches';
import { adaptersOf } from '../../engine/hyper-v/virtual-machines';
import { Simulation } from '../../engine/simulation/simulation';
import { MILLISECOND, SECOND } from '../../engine/simulation/time';

const yaml = readFileSync(join(import.meta.dirname, '../../labs/worlds/two-hosts.yaml'), 'utf8');

function running() {
  const { world } = loadWorld(yaml, 'two-hosts.yaml');
  if (!world) throw new Error('the world is broken');
  const simulation = new Simulation({ seed: 1, originMs: 0 });
  const fabric = new Fabric(simulation, world);
  const plane = new RunningPlane(fabric);
  reconcile(fabric, { atOnce: true });
  const management: Management = { world, simulation, plane };
  registerManagementEvents(management);
  const hv01 = findHostByName(world, 'HV01') as HostRecord;
  const hv02 = findHostByName(world, 'HV02') as HostRecord;
  const vm01 = find(world.vms, (vm) => vm.name === 'VM01') as VMRecord;
  const [adapter] = adaptersOf(management, vm01);
  return { management, fabric, plane, hv01, hv02, vm01, adapter };
}

function move({ management, plane }: ReturnType<typeof running>, vm: VMRecord, target: HostRecord): void {
  checkMigration(management, vm, target);
  const handle = plane.startMigration(vm.id, target.id);
  for (let i = 0; i < 1000 && plane.migrationStatus(handle).state === 'running'; i++)
    management.simulation.runFor(100 * MILLISECOND);
  expect(plane.migrationStatus(handle)).toMatchObject({ state: 'completed', reason: null });
}

describe('the running plane', () => {
  it('gives a VF when it is asked for, and takes it back', () => {
    const world = running();
    const { management, adapter, hv01 } = world;
    const [iov] = findSwitches(management, hv01, 'IOV');
    expect(adapter.vfDataPathActive).toBe(false);
    changeAdapter(management, adapter, { iovWeight: 100 });
    management.simulation.runFor(5 * SECOND);
    expect(adapter.vfDataPathActive).toBe(true);
    expect(switchIov(management, iov).virtualFunctionsInUse).toBe(1);
    changeAdapter(management, adapter, { iovWeight: 0 });
    management.simulation.runFor(5 * SECOND);
    expect(adapter.vfDataPathActive).toBe(false);
    expect(switchIov(management, iov).virtualFunctionsInUse).toBe(0);
  });

  it('follows a switch that is made anew', () => {
    const world = running();
    const { management, adapter, hv01 } = world;
    changeAdapter(management, adapter, { iovWeight: 100 });
    management.simulation.runFor(5 * SECOND);
    removeSwitch(management, findSwitches(management, hv01, 'IOV')[0]);
    management.simulation.runFor(5 * SECOND);
    expect(adapter.vfDataPathActive).toBe(false);
    const uplink = findUplink(management, hv01, { name: 'SLOT 2 Port 1' });
    const made = createSwitch(management, hv01, {
      name: 'IOV',
      switchType: 'External',
      uplinks: [uplink.id],
      iovEnabled: true,
      allowManagementOS: false,
      minimumBandwidthMode: 'Default',
      notes: '',
      embeddedTeaming: false,
      packetDirect: false,
    });
    connectAdapter(management, adapter, made);
    management.simulation.runFor(5 * SECOND);
    expect(adapter.vfDataPathActive).toBe(true);
    expect(
      world.plane.pingOutcome(
        world.plane.sendPing(
          find(management.world.machines, (m) => m.computerName === 'CLIENT')!.id,
          '192.168.10.101',
          { bytes: 32, timeoutMs: 1000, ttl: 128 },
        ),
      ),
    ).toBe(null);
  });

  it('answers a ping', () => {
    const { management, plane } = running();
    const client = find(management.world.machines, (machine) => machine.computerName === 'CLIENT')!;
    expect(plane.resolve(client.id, 'vm01')).toBe('192.168.10.101');
    const handle = plane.sendPing(client.id, '192.168.10.101', { bytes: 32, timeoutMs: 4000, ttl: 128 });
    management.simulation.runFor(SECOND);
    expect(plane.pingOutcome(handle)).toMatchObject({ kind: 'reply', from: '192.168.10.101', bytes: 32, ttl: 128 });
  });

  it('moves a VM to a host without SR-IOV and back: the stream survives, pings are lost only in the blackout', () => {
    const world = running();
    const { management, fabric, adapter, vm01, hv01, hv02 } = world;
    changeAdapter(management, adapter, { iovWeight: 100 });
    management.simulation.runFor(5 * SECOND);
    const from = resolveName(fabric, 'CLIENT')!;
    const to = resolveName(fabric, 'VM01')!;
    const ping = startPing(fabric, from.stack, to.stack, to.ip, { interval: 100 * MILLISECOND, timeout: SECOND });
    const stream = startTcp(fabric, from.stack, to.stack, to.ip, { bytesPerSecond: 1_000_000 });
    management.simulation.runFor(3 * SECOND);
    move(world, vm01, hv02);
    expect(vm01.host).toBe(hv02.id);
    management.simulation.runFor(5 * SECOND);
    expect(adapter.vfDataPathActive).toBe(false);
    move(world, vm01, hv01);
    management.simulation.runFor(5 * SECOND);
    expect(adapter.vfDataPathActive).toBe(true);
    const pings = trafficReport(fabric, ping);
    expect(pings.received).toBeGreaterThan(100);
    expect(pings.lost - (pings.lostBy.blackout ?? 0)).toBe(0);
    const tcp = trafficReport(fabric, stream);
    expect(tcp).toMatchObject({ bytesWrong: 0, ended: '', running: true });
    expect(tcp.bytesReceived).toBeGreaterThan(10_000_000);
  });
});
