import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatIpv4, formatMac, maskOf, parseIpv4, parseMac } from '../../engine/network/address';
import { makeArp, makeReverseArpAnnouncement } from '../../engine/network/arp';
import { addCaptureInterface, captureFrame, newCapture, pcapngOf } from '../../engine/network/capture';
import { fold, sumBytes } from '../../engine/network/checksum';
import { DropReason } from '../../engine/network/drop-reason';
import { EtherType, writeEthernet } from '../../engine/network/ethernet';
import { type Frame, FramePool } from '../../engine/network/frame-pool';
import { requestToReply, writeIcmp } from '../../engine/network/icmp';
import { Protocol, writeIpv4 } from '../../engine/network/ipv4';
import { fixMac, learnMac, lookUpMac, macTableRows, newMacTable, removeMac } from '../../engine/network/mac-table';
import { Network, OWN_END, RACK_END, rackEnd } from '../../engine/network/network';
import { udpHolds, writeUdp } from '../../engine/network/udp';
import { Simulation } from '../../engine/simulation/simulation';
import { hasTshark, judge } from './tshark';

const simulation = () => new Simulation({ seed: 1, originMs: 1_479_110_400_000 });

describe('addresses', () => {
  it('reads and prints', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 0xffff }), fc.integer(), (high, low) => {
        expect(parseMac(formatMac(high, low))).toEqual({ high, low });
        expect(parseMac(formatMac(high, low, ''))).toEqual({ high, low });
        expect(parseIpv4(formatIpv4(low))).toBe(low);
      }),
    );
    expect(parseIpv4('192.168.1.256')).toBeUndefined();
    expect(parseIpv4('1.2.3')).toBeUndefined();
    expect(() => parseMac('00-15-5D-0A-1B')).toThrow();
    expect([0, 8, 24, 32].map((length) => formatIpv4(maskOf(length)))).toEqual([
      '0.0.0.0',
      '255.0.0.0',
      '255.255.255.0',
      '255.255.255.255',
    ]);
  });
});

describe('checksum', () => {
  it('equals the sum of 16-bit words of RFC 1071 for any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (data) => {
        const pool = new FramePool(256, 1);
        pool.bytes.set(data, 8);
        let sum = 0;
        for (let i = 0; i < data.length; i += 2) sum += (data[i] << 8) | (data[i + 1] ?? 0);
        // One's complement knows two zeros; only an all-zero input may give the plain one.
        expect(sumBytes(pool, 8, data.length)).toBe(fold(sum));
      }),
    );
  });

  it('a reply made in place from a request verifies', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 0xffff }), fc.uint8Array({ maxLength: 64 }), (sequence, data) => {
        const pool = new FramePool(256, 1);
        pool.bytes.set(data, 16);
        writeIcmp(pool, 8, 8, 0, 1, sequence, data.length);
        expect(sumBytes(pool, 8, 8 + data.length)).toBe(0xffff);
        requestToReply(pool.bytes, 8);
        expect(sumBytes(pool, 8, 8 + data.length)).toBe(0xffff);
      }),
    );
  });

  it('a flipped bit of a datagram is noticed', () => {
    const pool = new FramePool(256, 1);
    pool.bytes.fill(7, 16, 40);
    writeUdp(pool, 8, 1, 2, 5000, 5001, 24);
    expect(udpHolds(pool, 8, 32, 1, 2)).toBe(true);
    pool.bytes[20] ^= 4;
    expect(udpHolds(pool, 8, 32, 1, 2)).toBe(false);
  });
});

describe('address table', () => {
  it('behaves as a map, with fixed entries that beat learnt ones', () => {
    const key = fc.record({
      vlan: fc.integer({ min: 0, max: 2 }),
      high: fc.integer({ min: 0, max: 3 }),
      low: fc.integer({ min: -20, max: 20 }),
    });
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.constantFrom('learn', 'fix', 'remove'), key, fc.nat(50)), { maxLength: 300 }),
        (steps) => {
          const table = newMacTable(16);
          const model = new Map<string, { value: number; fixed: boolean }>();
          for (const [what, { vlan, high, low }, value] of steps) {
            const name = `${vlan}/${high}/${low}`;
            const known = model.get(name);
            if (what === 'learn') {
              const moved = learnMac(table, vlan, high, low, value, 1);
              expect(moved).toBe(!known || (!known.fixed && known.value !== value));
              if (!known?.fixed) model.set(name, { value, fixed: false });
            } else if (what === 'fix') {
              fixMac(table, vlan, high, low, value);
              model.set(name, { value, fixed: true });
            } else expect(removeMac(table, vlan, high, low)).toBe(model.delete(name));
          }
          expect(macTableRows(table)).toHaveLength(model.size);
          expect(table.size).toBe(model.size);
          for (const [name, entry] of model) {
            const [vlan, high, low] = name.split('/').map(Number);
            expect(lookUpMac(table, vlan, high, low)).toBe(entry.value);
          }
        },
      ),
    );
  });
});

describe('VLAN tags', () => {
  it('go in and out without touching the rest', () => {
    const pool = new FramePool(1514, 2);
    const frame = makeArp(pool, 0, 1, 0x1234, 5, 6, 7, 8, 9, 0xffff, -1);
    const before = pool.view(frame).slice();
    pool.setTag(frame, 20);
    const tagged = pool.view(frame).slice();
    expect(tagged.length).toBe(before.length + 4);
    expect([...tagged.slice(12, 18)]).toEqual([0x81, 0, 0, 20, 8, 6]);
    pool.setTag(frame, 4094);
    expect([...pool.view(frame).slice(14, 16)]).toEqual([0x0f, 0xfe]);
    pool.setTag(frame, 0);
    expect(pool.view(frame)).toEqual(before);
  });
});

/** A rack switch with `count` stations at its ports; frames that come out are collected by port. */
function rack(
  count: number,
  setUp: (port: number) => { mode: 'Access' | 'Trunk'; vlan: number; allowedVlans: number[] },
) {
  const sim = simulation();
  const network = new Network(sim, new FramePool(1518, 16));
  const index = network.addRackSwitch({
    name: 'TOR',
    ports: Array.from({ length: count }, (_, i) => ({ number: i + 1, name: `port ${i + 1}`, ...setUp(i) })),
    ageingSeconds: 300,
    latency: 500,
  });
  const out: number[] = [];
  for (let i = 0; i < count; i++) {
    const wire = { rate: 10e9, latency: 5, largest: 1518 };
    out.push(network.addWire({ ...wire, name: `in ${i}`, toKind: RACK_END, toIndex: rackEnd(index, i) }));
    const back = network.addWire({ ...wire, name: `out ${i}`, toKind: OWN_END, toIndex: i });
    network.state.racks[index].ports[i].wire = back;
  }
  const arrived: { port: number; frame: number; tag: number; id: number; parent: number }[] = [];
  network.receive = (_kind, port, frame) => {
    arrived.push({
      port,
      frame,
      tag: network.pool.tag[frame],
      id: network.pool.id[frame],
      parent: network.pool.parent[frame],
    });
    network.pool.deliver(frame);
  };
  const send = (port: number, from: number, to: number, tag = 0): Frame => {
    const frame = network.pool.make(60, sim.now, -1, 0);
    const broadcast = to < 0;
    writeEthernet(network.pool.bytes, network.pool.start[frame], broadcast ? 0xffff : 0x0200, to, 0x0200, from, 0x0800);
    if (tag) network.pool.setTag(frame, tag);
    network.send(out[port], frame, sim.now);
    return frame;
  };
  return { sim, network, send, arrived };
}

describe('top-of-rack switch', () => {
  const access = () => ({ mode: 'Access' as const, vlan: 10, allowedVlans: [] });

  it('floods what it does not know, learns, and then forwards to one port; forgets after the ageing time', () => {
    const { sim, send, arrived, network } = rack(4, access);
    send(0, 1, 2);
    sim.runFor(1e6);
    expect(arrived.map((entry) => entry.port).sort()).toEqual([1, 2, 3]);
    // Each flooded copy is a frame of its own, with the first as its parent.
    expect(new Set(arrived.map((entry) => entry.id)).size).toBe(3);
    expect(arrived.filter((entry) => entry.parent === 0)).toHaveLength(1);
    arrived.length = 0;
    send(1, 2, 1);
    send(0, 1, 2);
    sim.runFor(1e6);
    expect(arrived.map((entry) => entry.port)).toEqual([0, 1]);
    arrived.length = 0;
    sim.runFor(301e9);
    send(0, 1, 2);
    sim.runFor(1e6);
    expect(arrived).toHaveLength(3);
    expect(network.pool.inFlight).toBe(0);
  });

  it('INV-28: never sends a frame out of the port it came in by', () => {
    const { sim, send, arrived, network } = rack(3, access);
    send(0, 1, -1);
    send(0, 7, 1);
    sim.runFor(1e6);
    expect(arrived.every((entry) => entry.port !== 0)).toBe(true);
    expect(network.pool.dropped[DropReason.filterMismatch]).toBe(1);
  });

  it('keeps VLANs apart and tags on trunks', () => {
    const ports = [
      { mode: 'Access' as const, vlan: 10, allowedVlans: [] },
      { mode: 'Access' as const, vlan: 20, allowedVlans: [] },
      { mode: 'Trunk' as const, vlan: 10, allowedVlans: [10, 20] },
      { mode: 'Trunk' as const, vlan: 1, allowedVlans: [20] },
    ];
    const { sim, send, arrived, network } = rack(4, (port) => ports[port]);
    send(0, 1, -1);
    sim.runFor(1e6);
    expect(arrived.map(({ port, tag }) => [port, tag])).toEqual([[2, 0]]);
    arrived.length = 0;
    send(1, 2, -1);
    sim.runFor(1e6);
    expect(arrived.map(({ port, tag }) => [port, tag]).sort()).toEqual([
      [2, 20],
      [3, 20],
    ]);
    arrived.length = 0;
    send(3, 3, -1, 10);
    sim.runFor(1e6);
    expect(arrived).toEqual([]);
    expect(network.pool.dropped[DropReason.vlanMismatch]).toBe(1);
  });
});

describe('wire', () => {
  it('INV-08, INV-05: serialises one frame after the other, in order, and drops what is too long or too much', () => {
    const sim = simulation();
    const network = new Network(sim, new FramePool(1518, 16));
    const wire = network.addWire({
      name: 'w',
      rate: 1e9,
      latency: 1000,
      largest: 1514,
      queueBytes: 15_000,
      toKind: OWN_END,
      toIndex: 0,
    });
    const times: number[] = [];
    network.receive = (_kind, _index, frame) => {
      times.push(sim.now);
      network.pool.deliver(frame);
    };
    for (let i = 0; i < 20; i++) network.send(wire, network.pool.make(1514, 0, -1, i), 0);
    network.send(wire, network.pool.make(1515, 0, -1, 99), 0);
    sim.runFor(1e9);
    // (1514 + 24) * 8 ns a frame at 1 Gbit/s.
    expect(times).toEqual(Array.from({ length: times.length }, (_, i) => 12_304 * (i + 1) + 1000));
    expect(times.length).toBe(10);
    expect(network.pool.dropped[DropReason.queueOverflow]).toBe(10);
    expect(network.pool.dropped[DropReason.mtu]).toBe(1);
  });

  it('loses what is on it when it goes down, and carries again when it is up', () => {
    const sim = simulation();
    const network = new Network(sim, new FramePool(1518, 16));
    const wire = network.addWire({ name: 'w', rate: 1e9, latency: 1000, largest: 1514, toKind: OWN_END, toIndex: 0 });
    let arrived = 0;
    network.receive = (_kind, _index, frame) => {
      arrived++;
      network.pool.deliver(frame);
    };
    network.send(wire, network.pool.make(60, 0, -1, 0), 0);
    network.setWire(wire, false);
    network.send(wire, network.pool.make(60, 0, -1, 1), 0);
    network.setWire(wire, true);
    network.send(wire, network.pool.make(60, 0, -1, 2), 0);
    sim.runFor(1e6);
    expect(arrived).toBe(1);
    expect(network.pool.dropped[DropReason.linkDown]).toBe(2);
    expect(network.pool.inFlight).toBe(0);
  });
});

describe.skipIf(!hasTshark)('pcapng', () => {
  it('is read by tshark: interfaces, times to the nanosecond, comments, tags, ARP and reverse ARP', () => {
    const pool = new FramePool(1518, 8);
    const capture = newCapture('test');
    const first = addCaptureInterface(capture, 'HV01/Ethernet 2', 10e9);
    const second = addCaptureInterface(capture, 'Größe 10 µs', 0);
    const origin = 1_479_110_400_000;
    captureFrame(capture, pool, makeArp(pool, 0, 1, 0x15, 0x5d0a0b00, 1, 0, 0, 2, 0xffff, -1), first, origin, 1, 2);
    captureFrame(
      capture,
      pool,
      makeReverseArpAnnouncement(pool, 0, 0x15, 0x5d0a0b00),
      second,
      origin,
      2_000_000_003,
      0,
      'lost: blackout',
    );
    const frame = pool.make(60, 0, -1, 0);
    const at = pool.start[frame];
    pool.bytes.fill(0, at, at + 60);
    writeEthernet(pool.bytes, at, 0x15, 1, 0x15, 2, EtherType.ipv4);
    writeIpv4(pool.bytes, at + 14, 36, 7, 0x4000, 128, Protocol.udp, parseIpv4('10.0.0.1')!, parseIpv4('10.0.0.2')!);
    writeUdp(pool, at + 34, parseIpv4('10.0.0.1')!, parseIpv4('10.0.0.2')!, 49152, 5001, 8);
    pool.setTag(frame, 20);
    captureFrame(capture, pool, frame, first, origin, 3e9, 1);
    const judgement = judge(pcapngOf(capture));
    expect(judgement).toEqual({ frames: 3, faults: [], protocols: { ARP: 1, RARP: 1, UDP: 1 } });
    expect(capture.packets).toBe(3);
    // The judge itself must notice a wrong byte.
    const broken = pcapngOf(capture).slice();
    broken[broken.length - 30] ^= 1;
    expect(judge(broken).faults.length + (judge(broken).protocols['UDP'] === 1 ? 0 : 1)).toBeGreaterThan(0);
  });
});
