/** A moment of the world as the page's data-path view shows it: hosts, adapters with both paths, traffic, migration. */
import { hostIovSupport } from '../capability/iov-support';
import { pathReport, trafficReports } from '../datapath/report';
import type { HostId, HostRecord, MachineRecord, VMId } from '../estate/records';
import { all, find } from '../estate/tables';
import { NIC_MODELS } from '../hardware/nic-models';
import { nicSwitchUsage } from '../hardware/nic-switch';
import { isOver, type MigrationPhase } from '../migration/phases';
import { MILLISECOND, SECOND } from '../simulation/time';
import type { RunningWorld } from './running-world';

export type MachineStateName = 'running' | 'starting' | 'restarting' | 'off' | 'paused' | 'saved';

export interface HostPathView {
  id: string;
  state: MachineStateName;
  iovSupport: boolean;
  iovSummary: string;
  iovReasons: string[];
  vmSwitch?: { name: string; iovEnabled: boolean };
  nic?: { name: string; model: string; vfsInUse: number; vfsTotal: number; linkUp: boolean };
}

export interface RateView {
  framesPerSecond: number;
  bitsPerSecond: number;
}

export interface AdapterPathView {
  vm: string;
  adapter: string;
  host: string;
  address?: string;
  mac: string;
  state: MachineStateName;
  path: 'vf' | 'synthetic' | 'none';
  vfState: string;
  vf: RateView;
  vmbus: RateView;
  vfFrames: number;
  vmbusFrames: number;
}

export interface TrafficPathView {
  name: string;
  kind: 'ping' | 'tcp';
  from: string;
  to: string;
  sent: number;
  received: number;
  lost: number;
  perSecond: number;
  running: boolean;
}

export interface MigrationPathView {
  vm: string;
  from: string;
  to: string;
  phase: string;
  words: string;
  percent: number;
  pass?: number;
  blackoutMs?: number;
  running: boolean;
}

export interface PathSnapshot {
  elapsedMs: number;
  hosts: HostPathView[];
  adapters: AdapterPathView[];
  traffic: TrafficPathView[];
  migration?: MigrationPathView;
  links: { id: string; title: string }[];
}

const PHASE_WORDS: Record<MigrationPhase, string> = {
  Setup: 'The hosts agree on the move.',
  TargetResources: 'The target makes room for the memory and the switch port.',
  VfRemoval: 'The virtual function is taken away; VMBus carries all.',
  Transfer: 'Memory is copied while the virtual machine runs.',
  Blackout: 'The virtual machine stands still; the last pages are sent.',
  Handover: 'The port at the source goes, the one at the target is connected.',
  Restore: 'The virtual machine starts to run at the target.',
  Announce: 'The target tells the network where the address lives now.',
  CleanUp: 'The source forgets the virtual machine.',
  Completed: 'The virtual machine has moved.',
  Withdraw: 'The move is taken back.',
  Cancelled: 'The move was cancelled; the virtual machine goes on where it was.',
  Failed: 'The move failed; the virtual machine goes on where it was.',
};

/** One short phrase for the first reason that a host gives against SR-IOV. */
const REASON_SUMMARIES: Record<string, string> = {
  'no-slat': 'processor',
  'no-interrupt-remapping': 'chipset: interrupt remapping',
  'no-dma-remapping': 'chipset: DMA remapping',
  'io-remapping-disabled': 'boot option',
  'no-iommu': 'I/O virtualization off',
  'wrong-firmware-tables': 'firmware tables',
  'no-pci-express': 'no PCI Express',
  'no-native-control': 'firmware',
  'no-acs-at-root-ports': 'root ports',
  'no-alternate-error-delivery': 'root ports',
};

function stateOf(machine: MachineRecord | undefined): MachineStateName {
  switch (machine?.power) {
    case 'On':
      return 'running';
    case 'Starting':
      return machine.bootCount > 1 ? 'restarting' : 'starting';
    case 'Stopping':
      return 'restarting';
    default:
      return 'off';
  }
}

/** State of a machine's console tab: a guest's follows its VM. */
export function machineState(running: RunningWorld, machine: MachineRecord): MachineStateName {
  const vm = find(running.world.vms, (record) => record.guest.machine === machine.id);
  if (vm?.state === 'Paused') return 'paused';
  if (vm?.state === 'Saved') return 'saved';
  return stateOf(machine);
}

/** Frame counts at an earlier instant, to make rates of. */
export interface PathCounts {
  at: number;
  adapters: Map<string, { vfFrames: number; vmbusFrames: number; vfBytes: number; vmbusBytes: number }>;
}

function hostView(running: RunningWorld, host: HostRecord): HostPathView {
  const { world } = running;
  const machine = world.machines[host.machine];
  const verdict = hostIovSupport(world, host.id);
  const view: HostPathView = {
    id: machine.computerName,
    state: stateOf(machine),
    iovSupport: verdict.supported,
    iovSummary: verdict.supported ? '' : (REASON_SUMMARIES[verdict.reasons[0].id] ?? 'see its reasons'),
    iovReasons: verdict.reasons.map((reason) => reason.text),
  };
  const vmSwitch = find(world.switches, (record) => record.host === host.id && record.switchType === 'External');
  if (vmSwitch) view.vmSwitch = { name: vmSwitch.name, iovEnabled: vmSwitch.iovEnabled };
  const uplink = vmSwitch?.uplinks[0] === undefined ? undefined : world.netAdapters[vmSwitch.uplinks[0]];
  if (uplink?.backing.kind === 'physical') {
    const nic = world.nics[uplink.backing.nic];
    const usage = nic.nicSwitch ? nicSwitchUsage(nic.nicSwitch) : null;
    view.nic = {
      name: uplink.name,
      model: NIC_MODELS[nic.model].description,
      vfsInUse: usage?.virtualFunctionsInUse ?? 0,
      vfsTotal: usage?.virtualFunctions ?? 0,
      linkUp: uplink.status === 'Up',
    };
  }
  return view;
}

/** What is on the data path now. `before` is the answer's `counts` of an earlier call; without it rates are 0. */
export function pathSnapshot(
  running: RunningWorld,
  before?: PathCounts,
): { snapshot: PathSnapshot; counts: PathCounts } {
  const { world, fabric, simulation } = running;
  const counts: PathCounts = { at: simulation.now, adapters: new Map() };
  const seconds = before ? (simulation.now - before.at) / SECOND : 0;
  const rate = (now: number, then: number): number => (seconds > 0 ? Math.max(0, (now - then) / seconds) : 0);
  const adapters: AdapterPathView[] = [];
  fabric.state.vnics.forEach((vnic, index) => {
    if (vnic.gone || vnic.vm === '') return;
    const vm = world.vms[vnic.vm as VMId];
    if (!vm) return;
    const report = pathReport(fabric, index);
    const vfFrames = report.packets.vfSent + report.packets.vfReceived;
    const vmbusFrames = report.packets.vmbusSent + report.packets.vmbusReceived;
    const vfBytes = vnic.paths.vfSentBytes + vnic.paths.vfReceivedBytes;
    const vmbusBytes = vnic.paths.syntheticSentBytes + vnic.paths.syntheticReceivedBytes;
    counts.adapters.set(vnic.id, { vfFrames, vmbusFrames, vfBytes, vmbusBytes });
    const old = before?.adapters.get(vnic.id) ?? { vfFrames, vmbusFrames, vfBytes, vmbusBytes };
    const face = find(
      world.netAdapters,
      (record) => record.backing.kind === 'synthetic' && record.backing.vmNetworkAdapter === vnic.id,
    );
    const address = face?.ip.addresses.find((entry) => entry.family === 'IPv4')?.address;
    const guest = vm.guest.machine === null ? undefined : world.machines[vm.guest.machine];
    adapters.push({
      vm: vm.name,
      adapter: report.name,
      host: world.machines[world.hosts[vm.host].machine].computerName,
      ...(address === undefined ? {} : { address }),
      mac: report.macAddress.toUpperCase(),
      state: guest ? machineState(running, guest) : vm.state === 'Off' ? 'off' : 'running',
      path: report.sends === 'VF' ? 'vf' : report.sends === 'VMBus' && report.connected ? 'synthetic' : 'none',
      vfState: report.vfHost,
      vf: {
        framesPerSecond: rate(vfFrames, old.vfFrames),
        bitsPerSecond: rate(vfBytes, old.vfBytes) * 8,
      },
      vmbus: {
        framesPerSecond: rate(vmbusFrames, old.vmbusFrames),
        bitsPerSecond: rate(vmbusBytes, old.vmbusBytes) * 8,
      },
      vfFrames,
      vmbusFrames,
    });
  });
  const traffic = trafficReports(fabric)
    .filter((report) => !fabric.state.traffics[report.id].keepResults && report.kind !== 'udp')
    .map(
      (report): TrafficPathView => ({
        name: `${report.kind} ${report.id}`,
        kind: report.kind === 'tcp' ? 'tcp' : 'ping',
        from: report.from,
        to: report.to,
        sent: report.sent,
        received: report.received,
        lost: report.lost,
        perSecond: report.duration > 0 ? report.received / (report.duration / SECOND) : 0,
        running: report.running,
      }),
    );
  const snapshot: PathSnapshot = {
    elapsedMs: simulation.now / MILLISECOND,
    hosts: all(world.hosts).map((host) => hostView(running, host)),
    adapters,
    traffic,
    links: linksOf(running),
  };
  const { migrations } = running.plane;
  const last = migrations.list.length - 1;
  if (last >= 0) {
    const migration = migrations.list[last];
    const status = migrations.status(last);
    const nameOf = (host: string): string => world.machines[world.hosts[host as HostId].machine].computerName;
    snapshot.migration = {
      vm: world.vms[migration.vm as VMId]?.name ?? migration.vm,
      from: nameOf(migration.sourceHost),
      to: nameOf(migration.targetHost),
      phase: status.phase,
      words: PHASE_WORDS[status.phase],
      percent: status.percent,
      ...(status.passes.length > 0 ? { pass: status.passes.length } : {}),
      ...(status.blackout > 0 ? { blackoutMs: status.blackout / MILLISECOND } : {}),
      running: !isOver(migration.phase),
    };
  }
  return { snapshot, counts };
}

/** What can be captured: cables of physical adapters, and the adapters of VMs with both paths. */
function linksOf(running: RunningWorld): { id: string; title: string }[] {
  const { fabric } = running;
  const links: { id: string; title: string }[] = [];
  fabric.state.vnics.forEach((vnic, index) => {
    if (vnic.gone || vnic.vm === '') return;
    const vm = running.world.vms[vnic.vm as VMId];
    if (vm) links.push({ id: `vnic:${index}`, title: `${vm.name}, ${vnic.name} (both paths)` });
  });
  fabric.state.nics.forEach((nic, index) => {
    if (nic.gone) return;
    const adapter = running.world.netAdapters[nic.id as keyof typeof running.world.netAdapters];
    if (adapter?.status !== 'Up') return;
    links.push({
      id: `cable:${index}`,
      title: `Cable of ${running.world.machines[adapter.machine].computerName}, ${adapter.name}`,
    });
  });
  return links;
}
