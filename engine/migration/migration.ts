import { DatapathEvent } from '../datapath/events';
import { connectPort, createPort, disconnectPort, stepPort } from '../datapath/extensible-switch';
import type { Fabric } from '../datapath/fabric';
import { signalHost } from '../datapath/netvsp';
import { nicCarrier } from '../datapath/physical-nic';
import { writePortRecords } from '../datapath/port-records';
import { reconcile, setPower, stackIndexOf, validatePort, vswitchIndexOf } from '../datapath/reconcile';
import { Attachment, PortKind, PortState, Power, type Stack } from '../datapath/state';
import { detachVf } from '../datapath/virtual-function';
import { ringIsEmpty } from '../datapath/vmbus-ring';
import type { HostId, VMId, VMNetworkAdapterId, VMSwitchId } from '../estate/records';
import { maskOf, parseIpv4 } from '../network/address';
import { EVENT_KINDS } from '../simulation/simulation';
import { type Nanoseconds, SECOND } from '../simulation/time';
import { MIGRATION_COSTS, type PerformanceOption, transferRate } from './costs';
import {
  beginPass,
  dirtyPages,
  type MovingMemory,
  memoryIsEqual,
  newMovingMemory,
  PAGE_BYTES,
  PAGE_HEADER,
  passDone,
  sendPages,
  writeByDevice,
  writeMemory,
} from './memory';
import { isOver, type MigrationInput, type MigrationPhase, nextPhase, phaseTakes } from './phases';

export const MigrationEvent = {
  /** target migration, a the step's generation. */
  step: EVENT_KINDS.migration,
} as const;

/** One pass over the memory. */
export interface MigrationPass {
  number: number;
  pages: number;
  bytes: number;
  from: Nanoseconds;
  to: Nanoseconds;
}

/** One adapter of the VM and where it will be connected. */
export interface MovingAdapter {
  vnic: number;
  adapter: string;
  sourceSwitch: string;
  /** VMSwitchId at the target; empty = not connected. */
  targetSwitch: string;
  /** The port made at the target, -1. */
  port: number;
  receivedBefore: number;
}

/** A live migration as plain data. */
export interface Migration {
  vm: string;
  sourceHost: string;
  targetHost: string;
  source: number;
  target: number;
  phase: MigrationPhase;
  /** Raised with every change of phase: events of an earlier one are void. */
  generation: number;
  startedAt: Nanoseconds;
  endedAt: Nanoseconds;
  option: PerformanceOption;
  networks: readonly string[];
  /** Bytes a second; 0 until the hosts have talked. */
  rate: number;
  dirtyBytesPerSecond: number;
  memory: MovingMemory;
  passes: MigrationPass[];
  bytesSent: number;
  lastTick: Nanoseconds;
  stalledFor: Nanoseconds;
  percent: number;
  blackoutFrom: Nanoseconds;
  blackoutTo: Nanoseconds;
  adapters: MovingAdapter[];
  /** Why it failed or was cancelled. */
  reason: string;
  /** Numbers as Windows prints them, with the failure. */
  code: string;
  cancelled: boolean;
  committed: boolean;
}

export interface MigrationOptions {
  vm: string;
  targetHost: string;
  /** VMSwitchId at the target by VMNetworkAdapterId; an adapter without an entry, or null, arrives unconnected. */
  switches: Record<string, string | null>;
  option?: PerformanceOption;
  /** Bytes of memory to move. */
  memoryBytes: number;
  dirtyBytesPerSecond: number;
  /** Subnets that may be used, best first (`172.16.0.0/24`); none = any. */
  networks?: readonly string[];
  /** Bytes a second; default: from the link and the option. */
  bytesPerSecond?: number;
}

/** What became of a migration, for Move-VM and the page. */
export interface MigrationStatus {
  phase: MigrationPhase;
  state: 'running' | 'completed' | 'failed' | 'cancelled';
  /** 0 to 100, never falling. */
  percent: number;
  reason: string;
  code: string;
  startedAt: Nanoseconds;
  /** Until now or the end. */
  duration: Nanoseconds;
  /** Time without a running copy; 0 before. */
  blackout: Nanoseconds;
  passes: readonly MigrationPass[];
  bytesSent: number;
}

export interface MigrationListener {
  phaseChanged?(id: number, phase: MigrationPhase): void;
  /** The VM belongs to the target; its host and the switches of its adapters are already changed in the records. */
  committed?(id: number): void;
  /** Over, one way or the other. */
  ended?(id: number): void;
}

/** All live migrations of a world, over its running data path. */
export class Migrations {
  readonly list: Migration[];
  listener: MigrationListener = {};

  constructor(
    readonly fabric: Fabric,
    list: Migration[] = [],
  ) {
    this.list = list;
    fabric.simulation.handle(MigrationEvent.step, (id, generation) => this.step(id, generation));
  }

  /** The same migrations over a copy of the data path. */
  copy(fabric: Fabric): Migrations {
    return new Migrations(fabric, structuredClone(this.list));
  }

  /** Migrations of a host that are not over, in either direction. */
  running(host?: string): number[] {
    const ids: number[] = [];
    this.list.forEach((migration, id) => {
      if (isOver(migration.phase)) return;
      if (host === undefined || migration.sourceHost === host || migration.targetHost === host) ids.push(id);
    });
    return ids;
  }

  /** The migration under way of a VM, or -1. */
  of(vm: string): number {
    return this.list.findIndex((migration) => migration.vm === vm && !isOver(migration.phase));
  }

  /** Starts a move of a running VM; throws when it is being moved already. */
  start(options: MigrationOptions): number {
    const { fabric } = this;
    const { world } = fabric;
    if (this.of(options.vm) >= 0) throw new Error(`The VM ${options.vm} is being moved already.`);
    const vm = world.vms[options.vm as VMId];
    const source = stackIndexOf(fabric, world.hosts[vm.host].machine);
    const target = stackIndexOf(fabric, world.hosts[options.targetHost as HostId].machine);
    const adapters: MovingAdapter[] = [];
    fabric.state.vnics.forEach((vnic, index) => {
      if (vnic.gone || vnic.vm !== options.vm) return;
      const record = world.vmNetworkAdapters[vnic.id as VMNetworkAdapterId];
      adapters.push({
        vnic: index,
        adapter: vnic.id,
        sourceSwitch: record.switch ?? '',
        targetSwitch: options.switches[vnic.id] ?? '',
        port: -1,
        receivedBefore: vnic.paths.syntheticReceivedPackets,
      });
    });
    const option = options.option ?? 'Compression';
    const id =
      this.list.push({
        vm: options.vm,
        sourceHost: vm.host,
        targetHost: options.targetHost,
        source,
        target,
        phase: 'Setup',
        generation: 1,
        startedAt: fabric.simulation.now,
        endedAt: -1,
        option,
        networks: options.networks ?? [],
        rate: options.bytesPerSecond ?? 0,
        dirtyBytesPerSecond: options.dirtyBytesPerSecond,
        memory: newMovingMemory(options.memoryBytes),
        passes: [],
        bytesSent: 0,
        lastTick: fabric.simulation.now,
        stalledFor: 0,
        percent: 0,
        blackoutFrom: -1,
        blackoutTo: -1,
        adapters,
        reason: '',
        code: '',
        cancelled: false,
        committed: false,
      }) - 1;
    for (const adapter of adapters) fabric.state.vnics[adapter.vnic].moving = true;
    this.say(id, 'Setup', `to ${fabric.state.stacks[target].name}, TCP port 6600`);
    this.after(id, MIGRATION_COSTS.setup);
    this.listener.phaseChanged?.(id, 'Setup');
    return id;
  }

  /** Asks a migration to stop; false when it is too late or over. The VM goes on at the source. */
  cancel(id: number, reason = 'cancelled'): boolean {
    const migration = this.list[id];
    if (!phaseTakes(migration.phase, 'cancel')) return false;
    migration.cancelled = true;
    migration.reason = reason;
    this.withdraw(id, 'cancel');
    return true;
  }

  /** Lets a migration fail before commitment, for whoever knows of a reason (service stopped, target full). */
  fail(id: number, reason: string, code = ''): boolean {
    const migration = this.list[id];
    if (!phaseTakes(migration.phase, 'fail')) return false;
    migration.reason = reason;
    migration.code = code;
    this.withdraw(id, 'fail');
    return true;
  }

  status(id: number): MigrationStatus {
    const migration = this.list[id];
    const now = this.fabric.simulation.now;
    const end = migration.endedAt >= 0 ? migration.endedAt : now;
    let blackout = 0;
    if (migration.blackoutFrom >= 0) {
      blackout = (migration.blackoutTo >= 0 ? migration.blackoutTo : now) - migration.blackoutFrom;
    }
    return {
      phase: migration.phase,
      state:
        migration.phase === 'Completed'
          ? 'completed'
          : migration.phase === 'Cancelled'
            ? 'cancelled'
            : migration.phase === 'Failed'
              ? 'failed'
              : 'running',
      percent: migration.percent,
      reason: migration.reason,
      code: migration.code,
      startedAt: migration.startedAt,
      duration: end - migration.startedAt,
      blackout,
      passes: migration.passes,
      bytesSent: migration.bytesSent,
    };
  }

  // ----------------------------------------------------------------------------------------------------- the phases

  private step(id: number, generation: number): void {
    const migration = this.list[id];
    if (migration.generation !== generation) return;
    switch (migration.phase) {
      case 'Setup':
        this.connected(id);
        return;
      case 'TargetResources':
        this.reserved(id);
        return;
      case 'VfRemoval':
        this.waitForVf(id);
        return;
      case 'Transfer':
        this.transfer(id);
        return;
      case 'Blackout':
        this.lastPass(id);
        return;
      case 'Handover':
        this.handedOver(id);
        return;
      case 'Restore':
        this.resume(id);
        return;
      case 'Announce':
        this.cleanUp(id);
        return;
      case 'CleanUp':
        this.complete(id);
        return;
      case 'Withdraw':
        this.withdrawn(id);
        return;
      default:
        return;
    }
  }

  private connected(id: number): void {
    const migration = this.list[id];
    if (!this.hostsTalk(migration)) {
      this.fail(
        id,
        'The Virtual Machine Management Service failed to establish a connection for a Virtual Machine migration',
        '0x8007274C',
      );
      return;
    }
    if (migration.rate === 0) {
      const link = this.linkBetween(migration.source, migration.target, migration.networks);
      migration.rate = transferRate(migration.option, link);
    }
    this.go(id, 'connected', 5);
    this.after(id, MIGRATION_COSTS.targetResources);
  }

  /** The skeleton VM and its memory exist at the target; a validation port is made and deleted, then the real ones. */
  private reserved(id: number): void {
    const migration = this.list[id];
    const { fabric } = this;
    if (!this.hostsTalk(migration)) {
      this.fail(id, CONNECTION_LOST, '0x80072746');
      return;
    }
    for (const adapter of migration.adapters) {
      if (adapter.targetSwitch === '') continue;
      const vswitch = vswitchIndexOf(fabric, adapter.targetSwitch);
      if (vswitch < 0 || fabric.state.switches[vswitch].host !== migration.target) {
        this.fail(
          id,
          'Configuration setup for live migration failed on the destination node. Make sure that name of the virtual network is the same on the source and destination nodes, and try the live migration again.',
          '',
        );
        return;
      }
      validatePort(fabric, vswitch, adapter.vnic);
      adapter.port = createPort(fabric, vswitch, PortKind.vm, adapter.vnic);
    }
    this.go(id, 'reserved', 10);
    for (const adapter of migration.adapters) {
      if (fabric.state.vnics[adapter.vnic].held !== null) detachVf(fabric, adapter.vnic, 'live migration');
    }
    this.after(id, 0);
  }

  /** Memory is copied only when every VF is gone: from here on all frames go by VMBus. */
  private waitForVf(id: number): void {
    const migration = this.list[id];
    const { fabric } = this;
    if (this.vmStopped(migration)) {
      this.fail(id, 'The virtual machine was stopped.');
      return;
    }
    for (const adapter of migration.adapters) {
      const vnic = fabric.state.vnics[adapter.vnic];
      if (vnic.held !== null || vnic.vfGuest !== 'Absent' || vnic.vfHost !== 'Unavailable') {
        if (vnic.held !== null && !vnic.detaching) detachVf(fabric, adapter.vnic, 'live migration');
        this.after(id, MIGRATION_COSTS.tick);
        return;
      }
    }
    this.go(id, 'vfGone', 12);
    migration.lastTick = fabric.simulation.now;
    for (const adapter of migration.adapters) {
      adapter.receivedBefore = fabric.state.vnics[adapter.vnic].paths.syntheticReceivedPackets;
    }
    this.pass(id);
  }

  private pass(id: number): void {
    const migration = this.list[id];
    const pages = beginPass(migration.memory);
    migration.passes.push({
      number: migration.passes.length + 1,
      pages,
      bytes: 0,
      from: this.fabric.simulation.now,
      to: -1,
    });
    this.say(id, `pass ${migration.passes.length}`, `${pages} pages`);
    this.after(id, this.nextTick(migration));
  }

  /** Time to the next look: the rest of the pass, at most a tick. */
  private nextTick(migration: Migration): Nanoseconds {
    const pass = migration.passes[migration.passes.length - 1];
    const left = pass.pages * (PAGE_BYTES + PAGE_HEADER) - pass.bytes;
    return Math.max(1, Math.min(MIGRATION_COSTS.tick, Math.ceil((left / migration.rate) * SECOND)));
  }

  private transfer(id: number): void {
    const migration = this.list[id];
    const { fabric } = this;
    const now = fabric.simulation.now;
    if (this.vmStopped(migration)) {
      this.fail(id, 'The virtual machine was stopped.');
      return;
    }
    const elapsed = now - migration.lastTick;
    migration.lastTick = now;
    this.guestWrites(migration, elapsed);
    if (!this.hostsTalk(migration)) {
      migration.stalledFor += elapsed;
      if (migration.stalledFor > MIGRATION_COSTS.stalled) this.fail(id, CONNECTION_LOST, '0x80072746');
      else this.after(id, MIGRATION_COSTS.tick);
      return;
    }
    migration.stalledFor = 0;
    const pass = migration.passes[migration.passes.length - 1];
    const sent = sendPages(migration.memory, Math.ceil((migration.rate * elapsed) / SECOND));
    pass.bytes += sent;
    migration.bytesSent += sent;
    this.progress(migration);
    if (!passDone(migration.memory)) {
      this.after(id, this.nextTick(migration));
      return;
    }
    pass.to = now;
    const left = dirtyPages(migration.memory) * (PAGE_BYTES + PAGE_HEADER);
    const time = (left / migration.rate) * SECOND;
    const stuck = migration.passes.length > 1 && left >= pass.bytes;
    if (migration.passes.length < MIGRATION_COSTS.passes && time > MIGRATION_COSTS.lastPass && !stuck) {
      this.go(id, 'passDone', migration.percent);
      this.pass(id);
      return;
    }
    this.stop(id);
  }

  /** The blackout begins: the VM stands still, and what it wrote last is sent. */
  private stop(id: number): void {
    const migration = this.list[id];
    const { fabric } = this;
    this.go(id, 'converged', 90);
    fabric.state.frozenVms[migration.vm] = true;
    const stack = this.guestStack(migration);
    if (stack >= 0 && fabric.state.stacks[stack].power === Power.running) setPower(fabric, stack, Power.paused);
    migration.blackoutFrom = fabric.simulation.now;
    for (const adapter of migration.adapters) {
      const vnic = fabric.state.vnics[adapter.vnic];
      vnic.blackoutFrom = fabric.simulation.now;
      vnic.announcedAt = -1;
    }
    this.devicesWrite(migration);
    const pages = beginPass(migration.memory);
    const bytes = pages * (PAGE_BYTES + PAGE_HEADER);
    migration.passes.push({
      number: migration.passes.length + 1,
      pages,
      bytes: 0,
      from: fabric.simulation.now,
      to: -1,
    });
    this.say(id, 'blackout begins', `${pages} pages left`);
    this.after(id, Math.ceil((bytes / migration.rate) * SECOND) + MIGRATION_COSTS.saveDevices);
  }

  /** The target has all memory and confirms: the commitment. Source ports go, in the switch's own order. */
  private lastPass(id: number): void {
    const migration = this.list[id];
    const { fabric } = this;
    const { world } = fabric;
    if (!this.hostsTalk(migration)) {
      this.fail(id, CONNECTION_LOST, '0x80072746');
      return;
    }
    const pass = migration.passes[migration.passes.length - 1];
    pass.bytes = sendPages(migration.memory, Number.MAX_SAFE_INTEGER - 1);
    pass.bytes = pass.pages * (PAGE_BYTES + PAGE_HEADER);
    pass.to = fabric.simulation.now;
    migration.bytesSent += pass.bytes;
    if (!memoryIsEqual(migration.memory)) throw new Error('Migration: memory differs at commitment.');
    migration.committed = true;
    this.go(id, 'committed', 92);
    for (const adapter of migration.adapters) {
      const vnic = fabric.state.vnics[adapter.vnic];
      if (vnic.vswitch < 0) continue;
      fabric.message('Switch', vnic.place, 'stack', vnic.name, 'SWITCH_NIC_SAVE', '');
      fabric.message('Switch', vnic.place, 'stack', vnic.name, 'SWITCH_NIC_SAVE_COMPLETE', '');
      disconnectPort(fabric, adapter.vnic);
    }
    const vm = world.vms[migration.vm as VMId];
    vm.host = migration.targetHost as HostId;
    for (const adapter of migration.adapters) {
      fabric.state.vnics[adapter.vnic].host = migration.target;
      const record = world.vmNetworkAdapters[adapter.adapter as VMNetworkAdapterId];
      record.switch = adapter.targetSwitch === '' ? null : (adapter.targetSwitch as VMSwitchId);
    }
    writePortRecords(fabric);
    this.listener.committed?.(id);
    this.after(id, MIGRATION_COSTS.handover);
  }

  /** Only when the source's ports are gone, the target's NICs are connected. */
  private handedOver(id: number): void {
    const migration = this.list[id];
    const { fabric } = this;
    for (const adapter of migration.adapters) {
      if (adapter.port < 0) continue;
      const vswitch = vswitchIndexOf(fabric, adapter.targetSwitch);
      if (vswitch < 0) continue;
      const vnic = fabric.state.vnics[adapter.vnic];
      connectPort(fabric, vswitch, adapter.port, adapter.vnic);
      fabric.message('Switch', vnic.place, 'stack', vnic.name, 'SWITCH_NIC_RESTORE', '');
      fabric.message('Switch', vnic.place, 'stack', vnic.name, 'SWITCH_NIC_RESTORE_COMPLETE', '');
    }
    this.go(id, 'connectedAtTarget', 94);
    this.after(id, MIGRATION_COSTS.restoreDevices);
  }

  private resume(id: number): void {
    const migration = this.list[id];
    const { fabric } = this;
    this.thaw(migration);
    migration.blackoutTo = fabric.simulation.now;
    this.say(id, 'blackout ends', `${Math.round((migration.blackoutTo - migration.blackoutFrom) / 1e6)} ms`);
    this.go(id, 'resumed', 96);
    for (const adapter of migration.adapters) {
      if (fabric.state.vnics[adapter.vnic].vswitch >= 0) {
        fabric.simulation.after(0, DatapathEvent.announce, adapter.vnic, 0);
      }
    }
    this.after(id, 0);
  }

  private cleanUp(id: number): void {
    const migration = this.list[id];
    this.go(id, 'announced', 97);
    for (const adapter of migration.adapters) this.fabric.state.vnics[adapter.vnic].moving = false;
    // A VF is given back as soon as the new host has one to give.
    reconcile(this.fabric);
    this.after(id, MIGRATION_COSTS.cleanUp);
  }

  private complete(id: number): void {
    const migration = this.list[id];
    migration.endedAt = this.fabric.simulation.now;
    this.go(id, 'sourceRemoved', 100);
    this.listener.ended?.(id);
  }

  // ------------------------------------------------------------------------------------------------ the way back

  private withdraw(id: number, input: 'cancel' | 'fail'): void {
    const migration = this.list[id];
    const { fabric } = this;
    this.go(id, input, migration.percent);
    if (migration.blackoutFrom >= 0 && migration.blackoutTo < 0) {
      this.thaw(migration);
      migration.blackoutTo = fabric.simulation.now;
      for (const adapter of migration.adapters) fabric.state.vnics[adapter.vnic].announcedAt = fabric.simulation.now;
    }
    for (const adapter of migration.adapters) {
      const vswitch = vswitchIndexOf(fabric, adapter.targetSwitch);
      if (adapter.port >= 0 && vswitch >= 0) {
        const port = fabric.state.switches[vswitch].ports[adapter.port];
        port.state = PortState.nicDeleted;
        stepPort(fabric, vswitch, adapter.port, 'SWITCH_PORT_TEARDOWN');
        stepPort(fabric, vswitch, adapter.port, 'SWITCH_PORT_DELETE');
        adapter.port = -1;
      }
      fabric.state.vnics[adapter.vnic].moving = false;
    }
    reconcile(fabric);
    this.after(id, MIGRATION_COSTS.withdraw);
  }

  private withdrawn(id: number): void {
    const migration = this.list[id];
    migration.endedAt = this.fabric.simulation.now;
    this.go(id, migration.cancelled ? 'withdrawnByCancel' : 'withdrawnByFailure', migration.percent);
    this.listener.ended?.(id);
  }

  // ------------------------------------------------------------------------------------------------------- pieces

  private go(id: number, input: MigrationInput, percent: number): void {
    const migration = this.list[id];
    const before = migration.phase;
    migration.phase = nextPhase(before, input);
    migration.generation++;
    migration.percent = Math.max(migration.percent, percent);
    if (migration.phase === before) return;
    writePortRecords(this.fabric);
    this.say(id, `${before} -> ${migration.phase}`, input);
    this.listener.phaseChanged?.(id, migration.phase);
  }

  private after(id: number, delay: Nanoseconds): void {
    this.fabric.simulation.after(delay, MigrationEvent.step, id, this.list[id].generation);
  }

  private say(id: number, message: string, detail: string): void {
    const migration = this.list[id];
    const { fabric } = this;
    const place = fabric.simulation.trace.place(`migration of ${migration.vm}`);
    const names = fabric.state.stacks;
    fabric.message('Migration', place, names[migration.source].name, names[migration.target].name, message, detail);
  }

  private progress(migration: Migration): void {
    const pass = migration.passes[migration.passes.length - 1];
    const share = pass.pages === 0 ? 1 : Math.min(1, pass.bytes / (pass.pages * (PAGE_BYTES + PAGE_HEADER)));
    // The first pass is by far the longest; the later ones share what is left before the blackout.
    const percent =
      pass.number === 1
        ? 12 + Math.floor(share * 63)
        : 75 + Math.floor(((pass.number - 2 + share) / (MIGRATION_COSTS.passes - 1)) * 14);
    migration.percent = Math.max(migration.percent, Math.min(89, percent));
  }

  private guestStack(migration: Migration): number {
    const vm = this.fabric.world.vms[migration.vm as VMId];
    return vm && vm.guest.machine !== null ? stackIndexOf(this.fabric, vm.guest.machine) : -1;
  }

  private vmStopped(migration: Migration): boolean {
    const vm = this.fabric.world.vms[migration.vm as VMId];
    return !vm || vm.state === 'Off' || vm.state === 'Saved' || this.hostIsDown(migration.source);
  }

  private hostIsDown(stack: number): boolean {
    return this.fabric.state.stacks[stack].power === Power.off;
  }

  /** The guest runs and writes; and the host writes what it received for it. */
  private guestWrites(migration: Migration, elapsed: Nanoseconds): void {
    const stack = this.guestStack(migration);
    const runs = stack < 0 || this.fabric.state.stacks[stack].power === Power.running;
    if (runs) {
      const bytes = Math.floor(migration.dirtyBytesPerSecond * (elapsed / SECOND));
      writeMemory(migration.memory, bytes, this.fabric.simulation.random(`memory of ${migration.vm}`));
    }
    this.devicesWrite(migration);
  }

  private devicesWrite(migration: Migration): void {
    for (const adapter of migration.adapters) {
      const received = this.fabric.state.vnics[adapter.vnic].paths.syntheticReceivedPackets;
      writeByDevice(migration.memory, Math.min(64, received - adapter.receivedBefore));
      adapter.receivedBefore = received;
    }
  }

  /** The VM runs again: what waited for it happens now. */
  private thaw(migration: Migration): void {
    const { fabric } = this;
    delete fabric.state.frozenVms[migration.vm];
    const stack = this.guestStack(migration);
    const vm = fabric.world.vms[migration.vm as VMId];
    const runs = vm.state !== 'Paused' && vm.state !== 'Pausing';
    if (stack >= 0 && runs && fabric.state.stacks[stack].power === Power.paused) {
      setPower(fabric, stack, Power.running);
    }
    for (const adapter of migration.adapters) {
      const vnic = fabric.state.vnics[adapter.vnic];
      if (!ringIsEmpty(vnic.toHost)) signalHost(fabric, adapter.vnic);
    }
  }

  /** Whether the two hosts can reach each other: both run, and a pair of addresses shares a subnet with links up. */
  private hostsTalk(migration: Migration): boolean {
    return this.linkBetween(migration.source, migration.target, []) > 0;
  }

  /** Bits a second of the best link between two hosts over the networks allowed; 0 = none. */
  private linkBetween(source: number, target: number, networks: readonly string[]): number {
    const { stacks } = this.fabric.state;
    if (stacks[source].power === Power.off || stacks[target].power === Power.off) return 0;
    const ours = this.addressesOf(stacks[source]);
    const theirs = this.addressesOf(stacks[target]);
    for (const network of networks.length > 0 ? [...networks, ''] : ['']) {
      const [text, length] = network.split('/');
      const base = network === '' ? 0 : (parseIpv4(text) ?? 0);
      const mask = network === '' ? 0 : maskOf(Number(length));
      let best = 0;
      for (const a of ours) {
        for (const b of theirs) {
          const together = ((a.ip ^ b.ip) & a.mask) === 0;
          if (together && ((a.ip ^ base) & mask) === 0) best = Math.max(best, Math.min(a.rate, b.rate));
        }
      }
      if (best > 0) return best;
    }
    return 0;
  }

  private addressesOf(stack: Stack): { ip: number; mask: number; rate: number }[] {
    const { fabric } = this;
    const found: { ip: number; mask: number; rate: number }[] = [];
    for (const port of stack.interfaces) {
      if (port.gone || !port.enabled) continue;
      let nics: number[] = [];
      if (port.attachment === Attachment.nic) nics = [port.index];
      else if (port.attachment === Attachment.managementVnic) {
        const vnic = fabric.state.vnics[port.index];
        if (vnic.vswitch >= 0) nics = fabric.state.switches[vnic.vswitch].uplinks;
      }
      const nic = nics.map((index) => fabric.state.nics[index]).find((candidate) => nicCarrier(fabric, candidate));
      if (!nic) continue;
      const rate = fabric.network.state.wires[nic.wire].rate;
      port.addresses.forEach((ip, i) => {
        found.push({ ip, mask: port.masks[i], rate });
      });
    }
    return found;
  }
}

const CONNECTION_LOST =
  'Failed to send data for a Virtual Machine migration: An existing connection was forcibly closed by the remote host.';
