import { readFileSync } from 'node:fs';
import { loadWorld } from '../engine/capability/power-on';
import { Fabric } from '../engine/datapath/fabric';
import { reconcile } from '../engine/datapath/reconcile';
import { ledger, pathReports, resolveName, trafficReport } from '../engine/datapath/report';
import { startTcp, startUdp } from '../engine/datapath/traffic';
import type { World } from '../engine/estate/records';
import { all } from '../engine/estate/tables';
import { Simulation } from '../engine/simulation/simulation';

export interface BenchRow {
  name: string;
  value: number;
  unit: string;
  /** What the value should reach; with `/s` units more is better, with `ms` less. */
  aim: number | null;
}

/** Milliseconds of processor time: what else runs on this computer does not count. */
function processorTime(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/**
 * The best of four windows, as a count a second: caches and clock rate are shared with whatever else runs here, and what
 * is wanted is what this code can do.
 */
function bestRate(step: number, fabric: Fabric, count: () => number): number {
  let best = 0;
  for (let window = 0; window < 4; window++) {
    const before = count();
    const started = processorTime();
    let elapsed = 0;
    while (elapsed < 350) {
      fabric.simulation.runFor(step);
      elapsed = processorTime() - started;
    }
    best = Math.max(best, ((count() - before) / elapsed) * 1000);
  }
  return best;
}

/** Datagrams offered a simulated second: below what either path can carry, so that none is lost. */
const VF_RATE = 1_000_000;
const SYNTHETIC_RATE = 300_000;

function fabricOf(vf: boolean, hops: boolean): Fabric {
  const text = readFileSync('labs/worlds/two-hosts.yaml', 'utf8');
  const { world } = loadWorld(text, 'two-hosts.yaml') as { world: World };
  for (const adapter of all(world.vmNetworkAdapters)) adapter.iovWeight = vf ? 100 : 0;
  const fabric = new Fabric(new Simulation({ seed: 1, originMs: Date.parse(world.epoch) }), world);
  reconcile(fabric, { atOnce: true });
  fabric.simulation.trace.hops.on = hops;
  return fabric;
}

/** Frames that went the whole way, from stack to stack, in a second of one core. */
function datagrams(vf: boolean, hops: boolean, towardsVm: boolean): number {
  const fabric = fabricOf(vf, hops);
  const client = resolveName(fabric, 'CLIENT') as { ip: number; stack: number };
  const vm = resolveName(fabric, 'VM01') as { ip: number; stack: number };
  const [from, to] = towardsVm ? [client, vm] : [vm, client];
  const traffic = startUdp(fabric, from.stack, to.stack, to.ip, { packetsPerSecond: vf ? VF_RATE : SYNTHETIC_RATE });
  fabric.simulation.runFor(100e6);
  const best = bestRate(50e6, fabric, () => trafficReport(fabric, traffic).received);
  const report = trafficReport(fabric, traffic);
  if (report.lost > 0 || report.bytesWrong > 0) throw new Error(`lost ${JSON.stringify(report.lostBy)}`);
  const path = pathReports(fabric)[0];
  if (path.sends !== (vf ? 'VF' : 'VMBus')) throw new Error(`sends by ${path.sends}`);
  return best;
}

/** A stream as fast as it goes: full segments and acknowledgements, every byte judged. */
function stream(vf: boolean): { frames: number; bytes: number } {
  const fabric = fabricOf(vf, true);
  const client = resolveName(fabric, 'CLIENT') as { ip: number; stack: number };
  const vm = resolveName(fabric, 'VM01') as { ip: number; stack: number };
  const traffic = startTcp(fabric, vm.stack, client.stack, client.ip, {});
  fabric.simulation.runFor(50e6);
  const before = ledger(fabric).delivered / trafficReport(fabric, traffic).bytesReceived;
  const bytes = bestRate(10e6, fabric, () => trafficReport(fabric, traffic).bytesReceived);
  if (trafficReport(fabric, traffic).bytesWrong > 0) throw new Error('a byte is wrong');
  const perByte = ledger(fabric).delivered / trafficReport(fabric, traffic).bytesReceived;
  return { frames: bytes * Math.min(before, perByte), bytes };
}

/** The copy that a check, an undo or a snapshot makes. */
function copyTime(): number {
  const fabric = fabricOf(true, true);
  fabric.simulation.runFor(1e6);
  const started = processorTime();
  const copies = 20;
  for (let i = 0; i < copies; i++) fabric.copy(fabric.simulation.copy(), structuredClone(fabric.world));
  return (processorTime() - started) / copies;
}

export function run(): BenchRow[] {
  const round = (value: number) => Math.round(value / 1000) * 1000;
  const vfStream = stream(true);
  const syntheticStream = stream(false);
  return [
    { name: 'VF path, to the VM', value: round(datagrams(true, true, true)), unit: 'packets/s', aim: 1_000_000 },
    { name: 'VF path, from the VM', value: round(datagrams(true, true, false)), unit: 'packets/s', aim: 1_000_000 },
    { name: 'VF path, no hop trace', value: round(datagrams(true, false, true)), unit: 'packets/s', aim: 1_000_000 },
    { name: 'synthetic path, to the VM', value: round(datagrams(false, true, true)), unit: 'packets/s', aim: 500_000 },
    {
      name: 'synthetic path, from the VM',
      value: round(datagrams(false, true, false)),
      unit: 'packets/s',
      aim: 500_000,
    },
    { name: 'VF path, TCP stream', value: round(vfStream.frames), unit: 'packets/s', aim: null },
    { name: 'VF path, TCP stream', value: Math.round(vfStream.bytes / 1e6), unit: 'MB/s', aim: null },
    { name: 'synthetic path, TCP stream', value: round(syntheticStream.frames), unit: 'packets/s', aim: null },
    { name: 'copy of data path and world', value: Math.round(copyTime() * 100) / 100, unit: 'ms', aim: 20 },
  ];
}
