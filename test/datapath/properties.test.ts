import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Fabric } from '../../engine/datapath/fabric';
import { reconcile } from '../../engine/datapath/reconcile';
import { resolveName, trafficReport } from '../../engine/datapath/report';
import { startPing, startTcp, startUdp, stopTraffic } from '../../engine/datapath/traffic';
import { setGuestVfEnabled, surpriseRemoveVf } from '../../engine/datapath/virtual-function';
import { all } from '../../engine/estate/tables';
import { Migrations } from '../../engine/migration/migration';
import { Fingerprint } from '../../engine/simulation/fingerprint';
import { adapterOf, exampleFabric } from './example-fabric';
import { Watch } from './invariants';

type Command =
  | { do: 'step'; ms: number }
  | { do: 'iov'; weight: number }
  | { do: 'surprise' }
  | { do: 'guestVf'; on: boolean }
  | { do: 'migrate' }
  | { do: 'cancel' }
  | { do: 'cable'; machine: string; plugged: boolean }
  | { do: 'pause'; paused: boolean }
  | { do: 'restartGuest' }
  | { do: 'connect'; on: boolean };

const commands: fc.Arbitrary<Command>[] = [
  fc.record({
    do: fc.constant('step' as const),
    ms: fc.oneof(fc.integer({ min: 1, max: 60 }), fc.integer({ min: 60, max: 2500 })),
  }),
  fc.record({ do: fc.constant('iov' as const), weight: fc.constantFrom(0, 100) }),
  fc.record({ do: fc.constant('surprise' as const) }),
  fc.record({ do: fc.constant('guestVf' as const), on: fc.boolean() }),
  fc.record({ do: fc.constant('migrate' as const) }),
  fc.record({ do: fc.constant('cancel' as const) }),
  fc.record({
    do: fc.constant('cable' as const),
    machine: fc.constantFrom('CLIENT', 'HV01', 'HV02'),
    plugged: fc.boolean(),
  }),
  fc.record({ do: fc.constant('pause' as const), paused: fc.boolean() }),
  fc.record({ do: fc.constant('restartGuest' as const) }),
  fc.record({ do: fc.constant('connect' as const), on: fc.boolean() }),
];
const PLANNED = new Set(['step', 'iov', 'guestVf', 'migrate', 'cancel']);

const sequence = (wanted: (command: Command['do']) => boolean) =>
  fc.array(
    fc.tuple(fc.oneof(...commands), fc.integer({ min: 1, max: 1500 })).filter(([command]) => wanted(command.do)),
    { minLength: 1, maxLength: 10 },
  );

interface Scene {
  fabric: Fabric;
  migrations: Migrations;
  ping: number;
  stream: number;
  upload: number;
  datagrams: number;
}

function scene(seed: number, vf: boolean, linux = false): Scene {
  const fabric = exampleFabric({ seed, vf, linux });
  const migrations = new Migrations(fabric);
  const client = resolveName(fabric, 'CLIENT')!;
  const vm = resolveName(fabric, 'VM01')!;
  const ping = startPing(fabric, client.stack, vm.stack, vm.ip, { interval: 100e6, timeout: 1e9 });
  const stream = startTcp(fabric, vm.stack, client.stack, client.ip, { bytesPerSecond: 300_000 });
  const upload = startTcp(fabric, client.stack, vm.stack, vm.ip, { bytesPerSecond: 300_000, port: 5002 });
  const datagrams = startUdp(fabric, client.stack, vm.stack, vm.ip, { packetsPerSecond: 200, size: 100 });
  return { fabric, migrations, ping, stream, upload, datagrams };
}

/** As the management service does it: records first, then `reconcile`. */
function apply({ fabric, migrations }: Scene, command: Command): void {
  const { world } = fabric;
  const vm = all(world.vms)[0];
  const guest = world.machines[vm.guest.machine!];
  const adapter = adapterOf(world);
  switch (command.do) {
    case 'step':
      fabric.simulation.runFor(command.ms * 1e6);
      return;
    case 'iov':
      adapter.iovWeight = command.weight;
      break;
    case 'surprise':
      fabric.state.vnics.forEach((vnic, index) => {
        if (!vnic.managementOs) surpriseRemoveVf(fabric, index);
      });
      break;
    case 'guestVf':
      fabric.state.vnics.forEach((vnic, index) => {
        if (!vnic.managementOs && vm.state === 'Running') setGuestVfEnabled(fabric, index, command.on);
      });
      return;
    case 'migrate': {
      if (vm.state !== 'Running' || migrations.of(vm.id) >= 0) return;
      const target = all(world.hosts).find((host) => host.id !== vm.host)!;
      const vmSwitch = all(world.switches).find((record) => record.host === target.id)!;
      migrations.start({
        vm: vm.id,
        targetHost: target.id,
        switches: { [adapter.id]: adapter.switch === null ? null : vmSwitch.id },
        memoryBytes: 512 * 1024 ** 2,
        dirtyBytesPerSecond: 20e6,
      });
      return;
    }
    case 'cancel': {
      const id = migrations.of(vm.id);
      if (id >= 0) migrations.cancel(id);
      return;
    }
    case 'cable':
      for (const cable of all(world.cables)) {
        if (world.machines[world.netAdapters[cable.adapter].machine].computerName === command.machine) {
          cable.plugged = command.plugged;
        }
      }
      break;
    case 'pause':
      if (migrations.of(vm.id) >= 0) return;
      if (command.paused && vm.state === 'Running') vm.state = 'Paused';
      else if (!command.paused && vm.state === 'Paused') vm.state = 'Running';
      break;
    case 'restartGuest':
      if (vm.state !== 'Running' || migrations.of(vm.id) >= 0) return;
      guest.bootCount++;
      guest.bootedAt = fabric.simulation.now;
      break;
    case 'connect':
      if (migrations.of(vm.id) >= 0) return;
      adapter.switch = command.on ? all(world.switches).find((record) => record.host === vm.host)!.id : null;
      break;
  }
  reconcile(fabric);
}

/** Everything whole again, and time to come to rest. */
function heal(current: Scene): void {
  const { fabric } = current;
  const { world } = fabric;
  const vm = all(world.vms)[0];
  for (const cable of all(world.cables)) cable.plugged = true;
  if (vm.state === 'Paused') vm.state = 'Running';
  reconcile(fabric);
  for (let i = 0; i < fabric.state.vnics.length; i++) {
    if (!fabric.state.vnics[i].managementOs) setGuestVfEnabled(fabric, i, true);
  }
  fabric.simulation.runFor(5e9);
  for (const id of fabric.state.traffics.keys()) stopTraffic(fabric, id);
  fabric.simulation.runFor(70e9);
}

function play(current: Scene, list: readonly [Command, number][]): void {
  for (const [command, pause] of list) {
    apply(current, command);
    current.fabric.simulation.runFor(pause * 1e6);
  }
}

describe('any sequence of attach, detach, surprise, migrate, cancel, link down, restart, with traffic', () => {
  it('INV-01 to INV-03, INV-05 to INV-14, INV-30 to INV-33, INV-36: always hold', () => {
    fc.assert(
      fc.property(
        fc.nat(1000),
        fc.boolean(),
        fc.boolean(),
        sequence(() => true),
        (seed, vf, linux, list) => {
          const current = scene(seed, vf, linux);
          const watch = new Watch(current.fabric, current.migrations);
          play(current, list);
          heal(current);
          watch.atRest();
          expect(watch.violations).toEqual([]);
          for (const id of [current.ping, current.stream, current.upload, current.datagrams]) {
            // INV-06
            expect(trafficReport(current.fabric, id).bytesWrong).toBe(0);
          }
        },
      ),
      { numRuns: 15 },
    );
  });

  it('INV-04, INV-37: planned changes lose nothing outside the blackout, and streams survive byte for byte', () => {
    fc.assert(
      fc.property(
        fc.nat(1000),
        fc.boolean(),
        sequence((name) => PLANNED.has(name)),
        (seed, vf, list) => {
          const current = scene(seed, vf);
          const { fabric } = current;
          const watch = new Watch(fabric, current.migrations, 512);
          play(current, list);
          fabric.simulation.runFor(20e9);
          watch.messageOrder();
          expect(watch.violations).toEqual([]);
          // Frames nobody asked for (broadcasts at a host without VMs) end in the filter; all else only in a blackout.
          for (const id of [current.ping, current.datagrams]) {
            expect(Object.keys(trafficReport(fabric, id).lostBy).filter((reason) => reason !== 'blackout')).toEqual([]);
          }
          for (const id of [current.stream, current.upload]) {
            const report = trafficReport(fabric, id);
            expect(report.running).toBe(true);
            expect(report.bytesWrong).toBe(0);
            expect(report.bytesSent - report.bytesReceived).toBeLessThan(70_000);
            expect(report.bytesReceived).toBeGreaterThan(0.97 * 300_000 * 20);
          }
        },
      ),
      { numRuns: 8 },
    );
  });

  it('INV-40: same seed and commands give the same events and the same state', () => {
    fc.assert(
      fc.property(
        fc.nat(1000),
        sequence(() => true),
        (seed, list) => {
          const run = (slice: boolean) => {
            const current = scene(seed, true);
            current.fabric.simulation.digest = new Fingerprint();
            // Neither the trace nor how time is cut into pieces may change anything.
            current.fabric.simulation.trace.hops.on = slice;
            for (const [command, pause] of list) {
              apply(current, command);
              if (slice) for (let i = 0; i < 10; i++) current.fabric.simulation.runFor(pause * 1e5);
              else current.fabric.simulation.runFor(pause * 1e6);
            }
            return `${current.fabric.simulation.digest.text} ${current.fabric.fingerprint()}`;
          };
          expect(run(true)).toBe(run(false));
        },
      ),
      { numRuns: 4 },
    );
  });

  it('INV-41: a copy taken at any instant goes the same way as the original', () => {
    fc.assert(
      fc.property(
        fc.nat(1000),
        sequence(() => true),
        fc.nat(3000),
        (seed, list, events) => {
          const current = scene(seed, true);
          const half = Math.floor(list.length / 2);
          play(current, list.slice(0, half));
          current.fabric.simulation.runUntil(current.fabric.simulation.now + 5e9, events);
          const fabric = current.fabric.copy(current.fabric.simulation.copy(), structuredClone(current.fabric.world));
          const twin = { ...current, fabric, migrations: current.migrations.copy(fabric) };
          expect(twin.fabric.fingerprint()).toBe(current.fabric.fingerprint());
          for (const each of [current, twin]) {
            play(each, list.slice(half));
            each.fabric.simulation.runFor(2e9);
          }
          expect(twin.fabric.fingerprint()).toBe(current.fabric.fingerprint());
          expect(twin.migrations.list).toEqual(current.migrations.list);
        },
      ),
      { numRuns: 5 },
    );
  });
});
