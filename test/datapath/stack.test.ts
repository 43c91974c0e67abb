import { describe, expect, it } from 'vitest';
import type { Fabric } from '../../engine/datapath/fabric';
import { reconcile } from '../../engine/datapath/reconcile';
import { ledger, pingResults, resolveName, trafficReport } from '../../engine/datapath/report';
import { startPing, startTcp, stopTraffic } from '../../engine/datapath/traffic';
import { all } from '../../engine/estate/tables';
import { parseIpv4 } from '../../engine/network/address';
import { DropReason } from '../../engine/network/drop-reason';
import type { Frame } from '../../engine/network/frame-pool';
import { exampleFabric } from './example-fabric';

const machine = (fabric: Fabric, name: string) => resolveName(fabric, name) as { ip: number; stack: number };
const address = (text: string) => parseIpv4(text) as number;

/** Puts or takes the cables of a machine. */
function cables(fabric: Fabric, name: string, plugged: boolean): void {
  const { world } = fabric;
  for (const cable of all(world.cables)) {
    if (world.machines[world.netAdapters[cable.adapter].machine].computerName === name) cable.plugged = plugged;
  }
  reconcile(fabric);
}

/** Loses the frames for which `which` says so, on their way out of the wire. */
function lose(fabric: Fabric, which: (frame: Frame) => boolean): void {
  const receive = fabric.network.receive;
  fabric.network.receive = (kind, index, frame) => {
    if (which(frame)) fabric.drop(frame, DropReason.queueOverflow, 0);
    else receive(kind, index, frame);
  };
}

describe('ping, as Windows does it', () => {
  it('sends 32 bytes with identifier 1 and TTL 128 and gets them back', () => {
    const fabric = exampleFabric();
    const [client, vm] = [machine(fabric, 'CLIENT'), machine(fabric, 'VM01')];
    const ping = startPing(fabric, client.stack, vm.stack, vm.ip, { count: 4, sequential: true, keepResults: true });
    fabric.simulation.runFor(10e9);
    expect(trafficReport(fabric, ping)).toMatchObject({ sent: 4, received: 4, lost: 0, finished: true });
    const results = pingResults(fabric, ping);
    expect(results.map(({ status, ttl, bytes, from }) => [status, ttl, bytes, from])).toEqual(
      Array(4).fill(['Success', 128, 32, vm.ip]),
    );
    // The next request goes out a second after the answer.
    expect(results[1].sentAt - results[0].sentAt).toBe(1e9 + results[0].roundTrip);
  });

  it('says "unreachable" by itself when ARP finds nobody, after three requests', () => {
    const fabric = exampleFabric();
    const client = machine(fabric, 'CLIENT');
    const ping = startPing(fabric, client.stack, -1, address('192.168.10.77'), { count: 1, keepResults: true });
    fabric.simulation.runFor(5e9);
    expect(pingResults(fabric, ping)[0]).toMatchObject({ status: 'DestinationHostUnreachable', from: client.ip });
  });

  it('times out when the answer does not come', () => {
    const fabric = exampleFabric();
    const [client, vm] = [machine(fabric, 'CLIENT'), machine(fabric, 'VM01')];
    startPing(fabric, client.stack, vm.stack, vm.ip, { count: 1 });
    fabric.simulation.runFor(1e9);
    cables(fabric, 'HV01', false);
    const ping = startPing(fabric, client.stack, vm.stack, vm.ip, { count: 2, sequential: true, keepResults: true });
    fabric.simulation.runFor(20e9);
    const results = pingResults(fabric, ping);
    expect(results.map((result) => result.status)).toEqual(['TimedOut', 'TimedOut']);
    expect(results[1].sentAt - results[0].sentAt).toBe(4e9);
    // The rack switch has forgotten the port, floods, and nobody takes the frame.
    expect(trafficReport(fabric, ping).lostBy).toEqual({ 'filter mismatch': 2 });
  });

  it('fails at once without a route, and when a packet must not be cut', () => {
    const fabric = exampleFabric();
    const [client, vm] = [machine(fabric, 'CLIENT'), machine(fabric, 'VM01')];
    const big = startPing(fabric, client.stack, vm.stack, vm.ip, {
      count: 1,
      size: 1473,
      dontFragment: true,
      keepResults: true,
    });
    const fits = startPing(fabric, client.stack, vm.stack, vm.ip, {
      count: 1,
      size: 1472,
      dontFragment: true,
      keepResults: true,
    });
    fabric.simulation.runFor(5e9);
    expect(pingResults(fabric, big)[0].status).toBe('PacketTooBig');
    expect(pingResults(fabric, fits)[0]).toMatchObject({ status: 'Success', bytes: 1472 });
  });

  it('cuts and joins what is longer than the MTU, both ways', () => {
    const fabric = exampleFabric();
    const [client, vm] = [machine(fabric, 'CLIENT'), machine(fabric, 'VM01')];
    const ping = startPing(fabric, client.stack, vm.stack, vm.ip, {
      count: 3,
      size: 65_500,
      keepResults: true,
      interval: 20e6,
    });
    fabric.simulation.runFor(5e9);
    expect(pingResults(fabric, ping).map(({ status, bytes }) => [status, bytes])).toEqual(
      Array(3).fill(['Success', 65_500]),
    );
    expect(fabric.state.assemblies).toEqual([]);
  });

  it('answers itself: own address, loopback, also without a cable', () => {
    const fabric = exampleFabric();
    cables(fabric, 'CLIENT', false);
    const client = machine(fabric, 'CLIENT');
    const own = startPing(fabric, client.stack, client.stack, client.ip, { count: 2, keepResults: true });
    const loop = startPing(fabric, client.stack, -1, address('127.0.0.1'), { count: 2, keepResults: true });
    fabric.simulation.runFor(5e9);
    for (const ping of [own, loop]) {
      expect(pingResults(fabric, ping).map((result) => result.status)).toEqual(['Success', 'Success']);
    }
  });

  it('obeys the firewall of the machine', () => {
    const fabric = exampleFabric();
    const [client, vm] = [machine(fabric, 'CLIENT'), machine(fabric, 'VM01')];
    const guest = all(fabric.world.machines).find((record) => record.computerName === 'VM01')!;
    guest.firewall = {
      enabled: true,
      rules: [
        {
          name: 'FPS-ICMP4-ERQ-In',
          displayName: 'File and Printer Sharing (Echo Request - ICMPv4-In)',
          group: 'File and Printer Sharing',
          enabled: false,
          direction: 'Inbound',
          action: 'Allow',
          protocol: 'ICMPv4',
          localPort: '8',
        },
      ],
    };
    reconcile(fabric);
    const ping = startPing(fabric, client.stack, vm.stack, vm.ip, { count: 1, timeout: 1e9 });
    fabric.simulation.runFor(2e9);
    expect(trafficReport(fabric, ping).lostBy).toEqual({ 'policy veto': 1 });
  });
});

describe('TCP', () => {
  it('delivers a stream byte for byte and closes in order', () => {
    const fabric = exampleFabric({ vf: true });
    const [client, vm] = [machine(fabric, 'CLIENT'), machine(fabric, 'VM01')];
    const stream = startTcp(fabric, client.stack, vm.stack, vm.ip, { bytes: 3_000_003 });
    fabric.simulation.runFor(2e9);
    expect(trafficReport(fabric, stream)).toMatchObject({
      finished: true,
      ended: '',
      bytesReceived: 3_000_003,
      bytesWrong: 0,
      tcp: { state: 'TimeWait', retransmissions: 0 },
    });
    fabric.simulation.runFor(130e9);
    // Nothing is left over: sockets, frames, timers.
    expect(fabric.state.stacks.every((stack) => stack.sockets.length === 0)).toBe(true);
    expect(ledger(fabric).inFlight).toBe(0);
  });

  it('mends single losses by fast retransmission and lost tails by time-out', () => {
    const fabric = exampleFabric();
    const [client, vm] = [machine(fabric, 'CLIENT'), machine(fabric, 'VM01')];
    const random = fabric.simulation.random('test');
    lose(fabric, (frame) => fabric.pool.traffic[frame] === 0 && random.below(50) === 0);
    const stream = startTcp(fabric, vm.stack, client.stack, client.ip, { bytes: 2_000_000 });
    fabric.simulation.runFor(120e9);
    const report = trafficReport(fabric, stream);
    expect(report).toMatchObject({ finished: true, ended: '', bytesReceived: 2_000_000, bytesWrong: 0 });
    expect(report.lost).toBeGreaterThan(10);
    expect(report.tcp?.fastRetransmissions).toBeGreaterThan(3);
  });

  it('puts segments that come out of order back in order', () => {
    const fabric = exampleFabric();
    const [client, vm] = [machine(fabric, 'CLIENT'), machine(fabric, 'VM01')];
    const receive = fabric.network.receive;
    const held: [number, number, Frame][] = [];
    fabric.network.receive = (kind, index, frame) => {
      // Every seventh frame of the stream waits until three others have passed.
      if (fabric.pool.traffic[frame] === 0 && fabric.pool.id[frame] % 7 === 0) held.push([kind, index, frame]);
      else {
        receive(kind, index, frame);
        if (held.length > 0 && fabric.pool.id[frame] % 3 === 0) receive(...held.shift()!);
      }
    };
    const stream = startTcp(fabric, client.stack, vm.stack, vm.ip, { bytes: 1_000_000 });
    fabric.simulation.runFor(60e9);
    for (const late of held) receive(...late);
    expect(trafficReport(fabric, stream)).toMatchObject({ bytesReceived: 1_000_000, bytesWrong: 0 });
  });

  it('keeps to the rate it was given', () => {
    const fabric = exampleFabric();
    const [client, vm] = [machine(fabric, 'CLIENT'), machine(fabric, 'VM01')];
    const stream = startTcp(fabric, client.stack, vm.stack, vm.ip, { bytesPerSecond: 1_250_000 });
    fabric.simulation.runFor(4e9);
    stopTraffic(fabric, stream);
    fabric.simulation.runFor(1e9);
    const report = trafficReport(fabric, stream);
    expect(report.bytesReceived).toBe(report.bytesSent);
    expect(Math.abs(report.bytesReceived - 5_000_000)).toBeLessThan(30_000);
    expect(report.outages).toEqual([]);
  });

  it('is refused where nobody listens, and times out where nobody answers', () => {
    const fabric = exampleFabric();
    const [client, vm] = [machine(fabric, 'CLIENT'), machine(fabric, 'VM01')];
    const refused = startTcp(fabric, client.stack, -1, vm.ip, { port: 81 });
    fabric.simulation.runFor(1e9);
    expect(trafficReport(fabric, refused)).toMatchObject({ ended: 'refused', finished: true });
    cables(fabric, 'HV01', false);
    const silent = startTcp(fabric, client.stack, vm.stack, vm.ip, {});
    fabric.simulation.runFor(30e9);
    expect(trafficReport(fabric, silent)).toMatchObject({ ended: 'timed out', finished: true });
  });

  it('survives a short loss of the link and gives up after a long one', () => {
    const fabric = exampleFabric();
    const [client, vm] = [machine(fabric, 'CLIENT'), machine(fabric, 'VM01')];
    const stream = startTcp(fabric, client.stack, vm.stack, vm.ip, { bytesPerSecond: 500_000 });
    fabric.simulation.runFor(2e9);
    cables(fabric, 'HV01', false);
    fabric.simulation.runFor(3e9);
    cables(fabric, 'HV01', true);
    fabric.simulation.runFor(10e9);
    const report = trafficReport(fabric, stream);
    expect(report).toMatchObject({ running: true, bytesWrong: 0 });
    expect(report.outages).toHaveLength(1);
    expect(report.outages[0].duration).toBeGreaterThan(3e9);
    expect(report.bytesReceived).toBeGreaterThan(6_000_000);
    cables(fabric, 'HV01', false);
    fabric.simulation.runFor(60e9);
    expect(trafficReport(fabric, stream)).toMatchObject({ finished: true, ended: 'timed out' });
  });

  it('is reset when the other machine has restarted', () => {
    const fabric = exampleFabric();
    const [client, vm] = [machine(fabric, 'CLIENT'), machine(fabric, 'VM01')];
    const stream = startTcp(fabric, client.stack, vm.stack, vm.ip, { bytesPerSecond: 500_000 });
    fabric.simulation.runFor(2e9);
    const guest = all(fabric.world.machines).find((record) => record.computerName === 'VM01')!;
    guest.bootCount++;
    reconcile(fabric);
    fabric.simulation.runFor(5e9);
    expect(trafficReport(fabric, stream)).toMatchObject({ finished: true, ended: 'reset' });
  });
});

describe('names', () => {
  it('finds machines by short name, full name and address, in any case', () => {
    const fabric = exampleFabric();
    const client = resolveName(fabric, 'CLIENT');
    expect(resolveName(fabric, 'client')).toEqual(client);
    expect(resolveName(fabric, 'Client.Contoso.com')).toEqual(client);
    expect(resolveName(fabric, '192.168.10.50')).toEqual(client);
    expect(resolveName(fabric, 'client.fabrikam.com')).toBeUndefined();
    expect(resolveName(fabric, 'nobody')).toBeUndefined();
    expect(resolveName(fabric, '10.9.9.9')).toEqual({ ip: address('10.9.9.9'), stack: -1 });
  });
});
