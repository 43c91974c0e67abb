import { describe, expect, it } from 'vitest';
import { PathHop } from '../../engine/datapath/hop';
import { reconcile, setPower } from '../../engine/datapath/reconcile';
import { adapterCounters, pathReports, resolveName, traceMessages, trafficReport } from '../../engine/datapath/report';
import { Power } from '../../engine/datapath/state';
import { startPing, startTcp, startUdp, stopTraffic } from '../../engine/datapath/traffic';
import {
  nextVfGuestState,
  nextVfHostState,
  VF_GUEST_TRANSITIONS,
  VF_HOST_TRANSITIONS,
} from '../../engine/datapath/vf-states';
import { setGuestVfEnabled, surpriseRemoveVf } from '../../engine/datapath/virtual-function';
import { all } from '../../engine/estate/tables';
import { adapterOf, exampleFabric } from './example-fabric';
import { Watch } from './invariants';

type Fabric = ReturnType<typeof exampleFabric>;

const vnicIndex = (fabric: Fabric) => fabric.state.vnics.findIndex((vnic) => !vnic.managementOs && !vnic.gone);
const path = (fabric: Fabric) => pathReports(fabric)[0];
const weight = (fabric: Fabric, value: number) => {
  adapterOf(fabric.world).iovWeight = value;
  reconcile(fabric);
};
/** What was said since a record, without the state changes. */
const said = (fabric: Fabric, since: number) =>
  traceMessages(fabric, since)
    .filter((message) => message.protocol !== 'State')
    .map(
      (message) =>
        `${message.message}${/allocated|active|VF$|synthetic$/.test(message.detail) ? ` ${message.detail}` : ''}`,
    );

function pings(fabric: Fabric): number {
  const client = resolveName(fabric, 'CLIENT')!;
  const vm = resolveName(fabric, 'VM01')!;
  return startPing(fabric, client.stack, vm.stack, vm.ip, { interval: 10e6, timeout: 1e9 });
}

describe('state machines of the VF', () => {
  it('have no two rows for one input, no state without a way in, and refuse the rest', () => {
    for (const table of [VF_HOST_TRANSITIONS, VF_GUEST_TRANSITIONS]) {
      const keys = table.map((row) => `${row.from}/${row.on}`);
      expect(new Set(keys).size).toBe(keys.length);
      const reached = new Set<string>(table.map((row) => row.to));
      for (const row of table) expect(reached.has(row.from)).toBe(true);
      expect(table.every((row) => row.guest.length > 5)).toBe(true);
    }
    expect(() => nextVfHostState('Unavailable', 'switchToVf')).toThrow(/Unavailable/);
    expect(() => nextVfGuestState('Absent', 'up')).toThrow(/Absent/);
  });
});

describe('attach and detach', () => {
  it('sends the messages in the order of the design, and loses nothing', () => {
    const fabric = exampleFabric();
    const watch = new Watch(fabric);
    const ping = pings(fabric);
    fabric.simulation.runFor(1e9);
    let since = fabric.simulation.trace.messages.count;
    weight(fabric, 100);
    fabric.simulation.runFor(3e9);
    expect(said(fabric, since)).toEqual([
      'OID_NIC_SWITCH_ALLOCATE_VF',
      'OID_NIC_SWITCH_CREATE_VPORT',
      'SEND_VF_ASSOCIATION allocated=1 serial=1',
      'OFFER_CHANNEL',
      'QUERY_PROTOCOL_VERSION',
      'QUERY_BUS_RELATIONS',
      'BUS_RELATIONS',
      'BUS_D0ENTRY',
      'QUERY_RESOURCE_REQUIREMENTS',
      'RESOURCES_ASSIGNED',
      'CREATE_INTERRUPT',
      'SWITCH_DATA_PATH active=1 (VF)',
      'OID_RECEIVE_FILTER_MOVE_FILTER',
      'completion of SWITCH_DATA_PATH VF',
    ]);
    expect(path(fabric)).toMatchObject({ sends: 'VF', receives: 'VF', vfHost: 'Switched', vfGuest: 'Running' });
    expect(adapterOf(fabric.world)).toMatchObject({ vfDataPathActive: true, virtualFunction: { vf: 0, serial: 1 } });
    since = fabric.simulation.trace.messages.count;
    weight(fabric, 0);
    fabric.simulation.runFor(3e9);
    expect(said(fabric, since)).toEqual([
      'OID_RECEIVE_FILTER_MOVE_FILTER',
      'SWITCH_DATA_PATH active=0 (synthetic)',
      'EJECT',
      'EJECTION_COMPLETE',
      'OID_NIC_SWITCH_DELETE_VPORT',
      'OID_SRIOV_RESET_VF',
      'OID_NIC_SWITCH_FREE_VF',
      'SEND_VF_ASSOCIATION allocated=0 serial=1',
    ]);
    expect(path(fabric)).toMatchObject({ sends: 'VMBus', receives: 'VMBus', vfHost: 'Unavailable', vf: null });
    expect(adapterOf(fabric.world)).toMatchObject({ vfDataPathActive: false, virtualFunction: null });
    expect(trafficReport(fabric, ping).lost).toBe(0);
    watch.messageOrder();
    expect(watch.violations).toEqual([]);
  });

  it('the VF carries unicast; broadcasts still come by VMBus; counters tell the paths apart', () => {
    const fabric = exampleFabric({ vf: true });
    const client = resolveName(fabric, 'CLIENT')!;
    const vm = resolveName(fabric, 'VM01')!;
    const udp = startUdp(fabric, client.stack, vm.stack, vm.ip, { packetsPerSecond: 1000, count: 500 });
    fabric.simulation.runFor(2e9);
    expect(trafficReport(fabric, udp)).toMatchObject({ received: 500, lost: 0, path: { vf: 500, vmbus: 0 } });
    const { packets } = path(fabric);
    expect(packets.vfReceived).toBeGreaterThanOrEqual(500);
    // The client's ARP request was a broadcast.
    expect(packets.vmbusReceived).toBe(1);
    const guest = all(fabric.world.netAdapters).find(
      (adapter) =>
        fabric.world.machines[adapter.machine].computerName === 'VM01' && adapter.backing.kind === 'synthetic',
    )!;
    expect(adapterCounters(fabric, guest.id).receivedUnicastPackets).toBe(packets.vfReceived);
    expect(adapterCounters(fabric, guest.id).receivedBroadcastPackets).toBe(1);
  });

  it('the VF path is faster than the synthetic one', () => {
    const rtt = (vf: boolean) => {
      const fabric = exampleFabric({ vf });
      const ping = pings(fabric);
      fabric.simulation.runFor(2e9);
      return trafficReport(fabric, ping).rtt.average;
    };
    expect(rtt(true)).toBeLessThan(rtt(false) / 2);
  });

  it('a guest without the driver stays on VMBus', () => {
    const fabric = exampleFabric();
    all(fabric.world.vms)[0].guest.vfDrivers = [];
    const ping = pings(fabric);
    weight(fabric, 100);
    fabric.simulation.runFor(5e9);
    expect(path(fabric)).toMatchObject({ sends: 'VMBus', receives: 'VMBus', vfHost: 'Ready', vfGuest: 'Down' });
    expect(trafficReport(fabric, ping).lost).toBe(0);
    weight(fabric, 0);
    fabric.simulation.runFor(5e9);
    expect(path(fabric)).toMatchObject({ vfHost: 'Unavailable', vfGuest: 'Absent' });
  });

  it('a removal in the middle of a bring-up, at any moment, ends clean', () => {
    for (const after of [0, 1e5, 3e5, 9e8, 1.0003e9, 1.2e9, 1.4603e9, 1.46045e9, 1.4606e9, 1.47e9]) {
      const fabric = exampleFabric();
      const watch = new Watch(fabric);
      const ping = pings(fabric);
      weight(fabric, 100);
      fabric.simulation.runFor(after);
      weight(fabric, 0);
      fabric.simulation.runFor(5e9);
      expect([after, path(fabric).vfHost, path(fabric).vfGuest]).toEqual([after, 'Unavailable', 'Absent']);
      weight(fabric, 100);
      fabric.simulation.runFor(5e9);
      expect([after, path(fabric).vfHost, path(fabric).sends]).toEqual([after, 'Switched', 'VF']);
      expect(trafficReport(fabric, ping).lost).toBe(0);
      watch.atRest();
      expect(watch.violations).toEqual([]);
    }
  });

  it('surprise removal loses only what was inside the VF, under its name, and the stream goes on', () => {
    const fabric = exampleFabric({ vf: true });
    const watch = new Watch(fabric);
    const client = resolveName(fabric, 'CLIENT')!;
    const vm = resolveName(fabric, 'VM01')!;
    const up = startUdp(fabric, vm.stack, client.stack, client.ip, { packetsPerSecond: 100_000 });
    const down = startUdp(fabric, client.stack, vm.stack, vm.ip, { packetsPerSecond: 100_000 });
    const stream = startTcp(fabric, client.stack, vm.stack, vm.ip, { bytesPerSecond: 1e6 });
    fabric.simulation.runFor(0.1e9 + 3333);
    surpriseRemoveVf(fabric, vnicIndex(fabric));
    fabric.simulation.runFor(0.1e9);
    const lost = [up, down].map((id) => trafficReport(fabric, id));
    expect(lost.reduce((sum, report) => sum + report.lost, 0)).toBeGreaterThan(0);
    for (const report of lost) {
      stopTraffic(fabric, report.id);
      expect(report.lost).toBeLessThan(20);
      expect(report.lostBy['device gone'] ?? 0).toBe(report.lost);
    }
    fabric.simulation.runFor(2e9);
    expect(trafficReport(fabric, stream)).toMatchObject({ running: true, bytesWrong: 0 });
    // It comes back by itself: the setting still wants it.
    expect(path(fabric)).toMatchObject({ sends: 'VF', vfHost: 'Switched' });
    expect(watch.violations).toEqual([]);
  });

  it('a guest that never answers the eject: after 60 s the host rescinds the device', () => {
    const fabric = exampleFabric({ vf: true });
    const stack = fabric.state.vnics[vnicIndex(fabric)].stack;
    setPower(fabric, stack, Power.paused);
    weight(fabric, 0);
    setPower(fabric, stack, Power.paused);
    fabric.simulation.runFor(59e9);
    expect(path(fabric).vfHost).toBe('GoneFromSwitched');
    fabric.simulation.runFor(2e9);
    expect(path(fabric)).toMatchObject({ vfHost: 'Unavailable', vf: null });
    setPower(fabric, stack, Power.running);
    fabric.simulation.runFor(1e9);
    expect(path(fabric)).toMatchObject({ vfGuest: 'Absent', sends: 'VMBus' });
  });

  it('disabled and enabled inside the guest nine times under load: no loss', () => {
    const fabric = exampleFabric({ vf: true });
    const watch = new Watch(fabric);
    const ping = pings(fabric);
    for (let i = 0; i < 18; i++) {
      fabric.simulation.runFor(0.2e9 + i * 12_345);
      setGuestVfEnabled(fabric, vnicIndex(fabric), i % 2 === 1);
    }
    fabric.simulation.runFor(2e9);
    expect(path(fabric)).toMatchObject({ sends: 'VF', vfHost: 'Switched' });
    expect(trafficReport(fabric, ping).lost).toBe(0);
    watch.atRest();
    expect(watch.violations).toEqual([]);
  });

  it('a Linux guest waits 100 ms before it uses the VF', () => {
    const ready = (linux: boolean) => {
      const fabric = exampleFabric({ linux });
      weight(fabric, 100);
      fabric.simulation.runFor(3e9);
      return traceMessages(fabric).find((message) => message.detail.startsWith('active=1'))!.time;
    };
    expect(ready(true) - ready(false)).toBe(100e6);
  });

  it('the adapter of the host loses its link: nothing goes, then all goes on, without a change of path', () => {
    const fabric = exampleFabric({ vf: true });
    const watch = new Watch(fabric);
    const ping = pings(fabric);
    const client = resolveName(fabric, 'CLIENT')!;
    const vm = resolveName(fabric, 'VM01')!;
    startUdp(fabric, vm.stack, client.stack, client.ip, { packetsPerSecond: 100 });
    const cable =
      all(fabric.world.cables).find(
        (entry) => entry.adapter.includes('SLOT 2 Port 1') && entry.adapter.includes('HV01'),
      ) ?? all(fabric.world.cables).find((entry) => entry.port === 2)!;
    fabric.simulation.runFor(1e9);
    cable.plugged = false;
    reconcile(fabric);
    fabric.simulation.runFor(1e9);
    cable.plugged = true;
    reconcile(fabric);
    fabric.simulation.runFor(3e9);
    const report = trafficReport(fabric, ping);
    const { 'link down': down = 0, 'filter mismatch': nobody = 0 } = report.lostBy;
    expect(down + nobody).toBe(report.lost);
    expect(report.lost).toBeGreaterThan(90);
    expect(report.outages).toHaveLength(1);
    expect(Math.abs(report.outages[0].duration - 1e9)).toBeLessThan(20e6);
    expect(path(fabric)).toMatchObject({ sends: 'VF', vfHost: 'Switched' });
    expect(watch.violations).toEqual([]);
  });

  it('a VM that stops gives its VF back; one that starts again gets it after its adapter is up', () => {
    const fabric = exampleFabric({ vf: true });
    const { world } = fabric;
    const vm = all(world.vms)[0];
    const guest = world.machines[vm.guest.machine!];
    vm.state = 'Off';
    vm.memory.assigned = 0;
    guest.power = 'Off';
    guest.bootedAt = null;
    reconcile(fabric);
    expect(path(fabric)).toMatchObject({ connected: false, channel: 'closed', sends: 'none' });
    fabric.simulation.runFor(1e9);
    expect(path(fabric)).toMatchObject({ vfHost: 'Unavailable', vf: null });
    vm.state = 'Running';
    vm.startedAt = fabric.simulation.now;
    guest.power = 'On';
    guest.bootedAt = fabric.simulation.now;
    guest.bootCount++;
    const watch = new Watch(fabric);
    reconcile(fabric);
    fabric.simulation.runFor(5e9);
    const names = traceMessages(fabric).map((message) => message.message);
    const handshake = [
      'OPEN_CHANNEL',
      'INIT',
      'INIT_COMPLETE',
      'SEND_NDIS_CONFIG',
      'SEND_NDIS_VER',
      'SEND_RECV_BUF',
      'SEND_RECV_BUF_COMPLETE',
      'SEND_SEND_BUF',
      'SEND_SEND_BUF_COMPLETE',
      'INITIALIZE',
      'INITIALIZE_CMPLT',
      'SET OID_GEN_CURRENT_PACKET_FILTER',
      'SET_CMPLT',
      'adapter is up',
      'OID_NIC_SWITCH_ALLOCATE_VF',
    ];
    let at = names.lastIndexOf('OPEN_CHANNEL');
    for (const name of handshake) {
      const found = names.indexOf(name, at);
      expect([name, found >= at]).toEqual([name, true]);
      at = found;
    }
    expect(path(fabric)).toMatchObject({ sends: 'VF', vfHost: 'Switched' });
    watch.atRest();
    expect(watch.violations).toEqual([]);
  });
});

describe('a cable of the VM', () => {
  it('is taken out and put in again: the guest hears of it, and its VF goes and comes', () => {
    const fabric = exampleFabric({ vf: true });
    const watch = new Watch(fabric);
    const ping = pings(fabric);
    const vmSwitch = adapterOf(fabric.world).switch;
    fabric.simulation.runFor(1e9);
    adapterOf(fabric.world).switch = null;
    reconcile(fabric);
    fabric.simulation.runFor(2e9);
    expect(path(fabric)).toMatchObject({ connected: false, mediaConnected: false, vf: null, receives: 'none' });
    adapterOf(fabric.world).switch = vmSwitch;
    reconcile(fabric);
    fabric.simulation.runFor(4e9);
    expect(path(fabric)).toMatchObject({ connected: true, mediaConnected: true, sends: 'VF', receives: 'VF' });
    expect(trafficReport(fabric, ping).outages).toHaveLength(1);
    watch.atRest();
    expect(watch.violations).toEqual([]);
  });
});

describe('the way of a frame', () => {
  const hopsOf = (vf: boolean) => {
    const fabric = exampleFabric({ vf });
    const client = resolveName(fabric, 'CLIENT')!;
    const vm = resolveName(fabric, 'VM01')!;
    startPing(fabric, client.stack, vm.stack, vm.ip, { count: 2, interval: 1e9 });
    fabric.simulation.runFor(0.5e9);
    const from = fabric.simulation.trace.hops.count;
    fabric.simulation.runFor(1e9);
    const { trace } = fabric.simulation;
    return trace.hops.read(trace.places, from).map((record) => record.kind);
  };
  const wire = [PathHop.nicTransmit, PathHop.wire, PathHop.rackSwitch, PathHop.wire, PathHop.nicReceive];

  it('VF: stack, NetVSC, NIC switch, wire', () => {
    expect(hopsOf(true)).toEqual([
      PathHop.stackSend,
      ...wire,
      PathHop.vfReceive,
      PathHop.stackReceive,
      PathHop.stackSend,
      PathHop.vfSend,
      ...wire,
      PathHop.stackReceive,
    ]);
  });

  it('synthetic: stack, NetVSC, ring, NetVSP, extensible switch, NIC, wire', () => {
    expect(hopsOf(false)).toEqual([
      PathHop.stackSend,
      ...wire,
      PathHop.switchIn,
      PathHop.switchOut,
      PathHop.netvspReceive,
      PathHop.ringToGuest,
      PathHop.stackReceive,
      PathHop.stackSend,
      PathHop.ringToHost,
      PathHop.switchIn,
      PathHop.switchOut,
      ...wire,
      PathHop.stackReceive,
    ]);
  });
});
