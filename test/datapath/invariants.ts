import type { Fabric } from '../../engine/datapath/fabric';
import { PathHop } from '../../engine/datapath/hop';
import { nicCarrier, receiveFilterOwner } from '../../engine/datapath/physical-nic';
import { traceMessages } from '../../engine/datapath/report';
import { ChannelState, GuestPath, PortKind, PortState, Power } from '../../engine/datapath/state';
import { VmbusPacket } from '../../engine/datapath/vmbus-ring';
import { checkWorld } from '../../engine/estate/check-world';
import { memoryIsEqual } from '../../engine/migration/memory';
import type { Migrations } from '../../engine/migration/migration';
import { isOver } from '../../engine/migration/phases';
import { read16 } from '../../engine/network/ethernet';
import type { Frame, FrameQueue } from '../../engine/network/frame-pool';

/**
 * Checks what must always hold (engine-behaviours 14), independently of the code under test: it looks at the state after
 * events and listens at the seams of the fabric.
 */
export class Watch {
  readonly violations: string[] = [];
  private events = 0;
  private readonly lastByPath = new Map<string, number>();
  private readonly pathOf = new Map<number, 'vf' | 'vmbus'>();
  private readonly seen = new Set<string>();
  private readonly homes = new Map<string, string>();
  private readonly before = new Map<string, { associated: string; path: 'vf' | 'synthetic' }>();

  constructor(
    readonly fabric: Fabric,
    readonly migrations?: Migrations,
    readonly every = 64,
  ) {
    for (const vm of Object.values(fabric.world.vms)) this.homes.set(vm.id, vm.host);
    // What was attached before the world began is in no trace.
    for (const vnic of fabric.state.vnics) {
      if (!vnic.associated) continue;
      const path = vnic.vfHost === 'Switched' ? 'vf' : 'synthetic';
      this.before.set(fabric.simulation.trace.places[vnic.place], { associated: `${vnic.associationSerial}`, path });
    }
    this.listen();
    fabric.simulation.observer = () => this.afterEvent();
  }

  private say(text: string): void {
    if (this.violations.length < 20) this.violations.push(`${this.fabric.simulation.now}: ${text}`);
  }

  private listen(): void {
    const { fabric } = this;
    const byVf = fabric.crossedByVf.bind(fabric);
    const byVmbus = fabric.crossedByVmbus.bind(fabric);
    const receiveUdp = fabric.receiveUdp.bind(fabric);
    const hop = fabric.hop.bind(fabric);
    fabric.crossedByVf = (frame: Frame) => {
      this.pathOf.set(fabric.pool.id[frame], 'vf');
      byVf(frame);
    };
    fabric.crossedByVmbus = (frame: Frame) => {
      this.pathOf.set(fabric.pool.id[frame], 'vmbus');
      byVmbus(frame);
    };
    fabric.receiveUdp = (stack: number, port: number, frame: Frame, at: number) => {
      this.arrived(frame, read16(fabric.pool.bytes, at + 2));
      receiveUdp(stack, port, frame, at);
    };
    fabric.hop = (kind: number, place: number, frame: Frame) => {
      if (kind === PathHop.vfSend) this.sentByVf(place);
      if (kind === PathHop.stackSend) this.sentByStack(place);
      hop(kind, place, frame);
    };
    const listener = this.migrations?.listener;
    if (listener && this.migrations) {
      const migrations = this.migrations;
      listener.phaseChanged = (id, phase) => {
        if (phase === 'Blackout') this.atPause(migrations, id);
      };
      listener.committed = (id) => this.atCommitment(migrations, id);
    }
  }

  /** INV-03, INV-05, INV-07: a datagram has reached its stack. */
  private arrived(frame: Frame, port: number): void {
    const { pool, simulation } = this.fabric;
    const traffic = pool.traffic[frame];
    const sequence = pool.sequence[frame];
    const key = `${traffic}/${sequence}`;
    if (this.seen.has(key)) this.say(`INV-03: datagram ${key} was delivered twice`);
    this.seen.add(key);
    const path = `${traffic}/${port}/${this.pathOf.get(pool.id[frame]) ?? 'direct'}`;
    const last = this.lastByPath.get(path) ?? -1;
    if (sequence < last) this.say(`INV-05: datagram ${key} came after ${last} on one path`);
    this.lastByPath.set(path, Math.max(last, sequence));
    if (simulation.now - pool.sentAt[frame] < 1000) this.say(`INV-07: datagram ${key} was too fast`);
  }

  /** INV-14: a frame leaves through the VF. */
  private sentByVf(place: number): void {
    const vnic = this.fabric.state.vnics.find((candidate) => candidate.place === place && !candidate.gone);
    if (!vnic) return;
    const nic = vnic.held ? this.fabric.state.nics[vnic.held.nic] : undefined;
    const may =
      nic !== undefined &&
      vnic.guestPath === GuestPath.vf &&
      vnic.vfGuest === 'Running' &&
      nicCarrier(this.fabric, nic) &&
      (vnic.held as { vport: number }).vport >= 0;
    if (!may) this.say(`INV-14: ${vnic.name} sent by a VF it may not use`);
  }

  /** INV-30: who stands still sends nothing. */
  private sentByStack(place: number): void {
    const stack = this.fabric.state.stacks.find((candidate) => candidate.place === place && !candidate.gone);
    if (stack && stack.power !== Power.running) this.say(`INV-30: ${stack.name} sends while it does not run`);
  }

  /** INV-33: the VM stops. */
  private atPause(migrations: Migrations, id: number): void {
    for (const adapter of migrations.list[id].adapters) {
      const vnic = this.fabric.state.vnics[adapter.vnic];
      if (vnic.held !== null || vnic.vfHost !== 'Unavailable' || vnic.vfGuest !== 'Absent') {
        this.say(`INV-33: ${vnic.name} still has a VF when its VM is paused`);
      }
      if (vnic.guestPath !== GuestPath.synthetic) this.say(`INV-33: ${vnic.name} does not send by VMBus at the pause`);
    }
  }

  /** INV-30, INV-32: the VM changes hands. */
  private atCommitment(migrations: Migrations, id: number): void {
    const migration = migrations.list[id];
    if (!memoryIsEqual(migration.memory)) this.say('INV-32: memory differs at commitment');
    if (this.homes.get(migration.vm) !== migration.sourceHost) this.say('INV-30: the VM was not at the source');
    this.homes.set(migration.vm, migration.targetHost);
    if (!this.fabric.state.frozenVms[migration.vm]) this.say('INV-30: the VM runs while it changes hands');
  }

  private afterEvent(): void {
    this.cheap();
    if (++this.events % this.every === 0) this.dear();
  }

  private cheap(): void {
    const { pool, state } = this.fabric;
    // INV-01
    if (pool.created !== pool.delivered + pool.droppedTotal + pool.inFlight) this.say('INV-01: frames do not add up');
    for (const vnic of state.vnics) {
      if (vnic.managementOs || vnic.gone) continue;
      // INV-10
      if (vnic.guestPath === GuestPath.vf) {
        const leaving = vnic.vfHost.startsWith('Gone') || vnic.held === null;
        if (!leaving && (vnic.vfHost !== 'Switched' || !vnic.associated)) {
          const asking = vnic.vfHost === 'SwitchPending' && vnic.pendingDirection === 0;
          if (!asking) this.say(`INV-10: guest of ${vnic.name} on the VF, host ${vnic.vfHost}`);
        }
      }
      // INV-12
      if (vnic.controlsOpen < 0 || vnic.hostRequestsOpen < 0) this.say(`INV-12: ${vnic.name} got an answer too many`);
      // INV-30
      if (vnic.vm !== '' && this.migrations) {
        const host = this.fabric.world.vms[vnic.vm as keyof typeof this.fabric.world.vms]?.host;
        if (host !== undefined && host !== this.homes.get(vnic.vm))
          this.say(`INV-30: ${vnic.vm} moved without commitment`);
      }
    }
  }

  /** Looks at everything. */
  dear(): void {
    const { fabric } = this;
    const { state, pool } = fabric;
    // INV-01, INV-18: every frame in flight is in exactly one place.
    const owners = new Map<number, number>();
    const own = (frame: number) => owners.set(frame, (owners.get(frame) ?? 0) + 1);
    const queue = (frames: FrameQueue, what: string) => {
      let count = 0;
      for (let frame = frames.head; frame >= 0; frame = pool.next[frame]) {
        own(frame);
        count++;
      }
      if (count !== frames.count) this.say(`INV-18: ${what} counts ${frames.count} and holds ${count}`);
    };
    for (const wire of fabric.network.state.wires) queue(wire.inFlight, wire.name);
    for (const nic of state.nics) for (const vport of nic.vports) queue(vport.queue, `${nic.name} VPort ${vport.id}`);
    for (const vnic of state.vnics) {
      queue(vnic.receiveBatch, `${vnic.name} batch`);
      queue(vnic.transmitBacklog, `${vnic.name} backlog`);
      for (const frame of vnic.sectionFrame) if (frame >= 0) own(frame);
      for (const frame of vnic.subFrame) if (frame >= 0) own(frame);
      for (const frame of gpaFrames(vnic.toHost)) own(frame);
    }
    for (const stack of state.stacks) {
      queue(stack.loopback, `${stack.name} loopback`);
      for (const port of stack.interfaces) for (const entry of port.neighbours.values()) queue(entry.waiting, 'ARP');
    }
    let used = 0;
    for (let frame = 0; frame < pool.slots; frame++) {
      if (!pool.used[frame]) continue;
      used++;
      if (owners.get(frame) !== 1) this.say(`INV-18: frame ${pool.id[frame]} has ${owners.get(frame) ?? 0} owners`);
    }
    if (used !== pool.inFlight || owners.size !== used) this.say('INV-01: frames in flight do not add up');
    this.paths();
    this.links();
    for (const text of checkWorld(fabric.world)) this.say(`world: ${text}`);
  }

  private paths(): void {
    const { fabric } = this;
    const { state } = fabric;
    const vfs = new Set<string>();
    state.vnics.forEach((vnic, index) => {
      if (vnic.gone) return;
      // INV-31
      let connected = 0;
      for (const vswitch of state.switches) {
        for (const port of vswitch.ports) {
          if (port.kind !== PortKind.uplink && port.index === index && port.state === PortState.connected) connected++;
        }
      }
      if (connected > 1) this.say(`INV-31: ${vnic.name} is connected ${connected} times`);
      if ((connected === 1) !== vnic.vswitch >= 0) this.say(`INV-31: ${vnic.name} does not know its port`);
      // INV-09
      if (vnic.vswitch >= 0) {
        for (const uplink of state.switches[vnic.vswitch].uplinks) {
          const nic = state.nics[uplink];
          const owner = receiveFilterOwner(nic, vnic.vlan, vnic.macHigh, vnic.macLow);
          if (owner < 0) this.say(`INV-09: nobody owns the filter of ${vnic.name}`);
          else if (nic.vports[owner].gone) this.say(`INV-09: a deleted VPort owns the filter of ${vnic.name}`);
          else if (owner !== 0 && nic.vports[owner].vnic !== index)
            this.say(`INV-09: another owns the filter of ${vnic.name}`);
          if (vnic.vfHost === 'Switched' && vnic.held?.nic === uplink && owner !== vnic.held.vport) {
            this.say(`INV-10: the filter of ${vnic.name} is not on its VF`);
          }
        }
      }
      // INV-13
      if (vnic.held) {
        const key = `${vnic.held.nic}/${vnic.held.vf}`;
        if (vfs.has(key)) this.say(`INV-13: VF ${key} has two vNICs`);
        vfs.add(key);
        if (vnic.held.serial === 0) this.say('INV-13: serial 0');
      }
    });
  }

  /** INV-08: no wire has carried more than its rate allows. */
  private links(): void {
    for (const wire of this.fabric.network.state.wires) {
      const bits = (wire.bytes + wire.frames * 24) * 8;
      const until = Math.max(this.fabric.simulation.now, wire.busyUntil);
      if (bits > (wire.rate * until) / 1e9 + wire.largest * 8) this.say(`INV-08: ${wire.name} carried too much`);
    }
  }

  /** INV-11, over the messages in the trace. */
  messageOrder(): void {
    const last = new Map([...this.before].map(([name, state]) => [name, { ...state }]));
    for (const message of traceMessages(this.fabric)) {
      if (message.protocol !== 'NVSP' && message.message !== 'CLOSE_CHANNEL') continue;
      const state = last.get(message.where) ?? { associated: '', path: 'synthetic' as const };
      last.set(message.where, state);
      // A guest that restarts has no path; it cannot be told, and the host has moved the filter back.
      if (message.message === 'CLOSE_CHANNEL') state.path = 'synthetic';
      if (message.message === 'SEND_VF_ASSOCIATION') {
        const [allocated, serial] = message.detail.split(' ').map((part) => part.split('=')[1]);
        if (allocated === '1') state.associated = serial;
        else {
          if (state.path === 'vf') this.say(`INV-11: association 0 of ${message.where} while the path is the VF's`);
          if (serial !== state.associated) this.say(`INV-11: association 0 with serial ${serial}`);
        }
      } else if (message.message === 'SWITCH_DATA_PATH') {
        if (message.detail.startsWith('active=1')) {
          if (state.associated === '') this.say(`INV-11: ${message.where} asks for a VF it was never told of`);
        } else state.path = 'synthetic';
      } else if (message.message === 'completion of SWITCH_DATA_PATH') {
        state.path = message.detail === 'VF' ? 'vf' : 'synthetic';
      }
    }
  }

  /** INV-12, INV-18, INV-36: faults are over and time has passed. */
  atRest(): void {
    this.dear();
    for (const vnic of this.fabric.state.vnics) {
      if (vnic.gone || vnic.managementOs) continue;
      if (vnic.channel === ChannelState.open) {
        if (vnic.controlsOpen !== 0) this.say(`INV-12: ${vnic.name} waits for ${vnic.controlsOpen} answers`);
        if (vnic.hostRequestsOpen !== 0) this.say(`INV-12: the host of ${vnic.name} waits for answers`);
        if (vnic.hostOwes.length + vnic.guestOwes.length > 0) this.say(`INV-12: ${vnic.name} still owes messages`);
      }
      if (vnic.vfHost === 'SwitchPending' || vnic.vfHost.startsWith('Gone') || vnic.detaching) {
        this.say(`INV-36: ${vnic.name} rests in ${vnic.vfHost}`);
      }
      if (vnic.wantsVf && vnic.rndisOperational && vnic.held === null) this.say(`INV-36: ${vnic.name} got no VF`);
      if (
        vnic.wantsVf &&
        vnic.vfDriver &&
        vnic.vfEnabledInGuest &&
        vnic.rndisOperational &&
        vnic.vfHost !== 'Switched'
      ) {
        this.say(`INV-36: ${vnic.name} wants its VF and rests in ${vnic.vfHost}/${vnic.vfGuest}`);
      }
      if (vnic.moving) this.say(`INV-36: ${vnic.name} still moves`);
    }
    if (Object.keys(this.fabric.state.frozenVms).length > 0) this.say('INV-36: a VM stands still');
    for (const migration of this.migrations?.list ?? []) {
      if (!isOver(migration.phase)) this.say(`INV-36: a migration rests in ${migration.phase}`);
    }
    this.messageOrder();
  }
}

/** Frames that lie in a ring by their pages: the ring is read without moving its indices. */
function gpaFrames(ring: { control: Uint32Array; data: Int32Array }): number[] {
  const frames: number[] = [];
  const words = ring.data.length;
  let at = ring.control[1] >> 2;
  const end = ring.control[0] >> 2;
  while (at !== end) {
    const length = (ring.data[(at + 1) % words] & 0xffff) * 2;
    if ((ring.data[at] & 0xffff) === VmbusPacket.gpaDirect) frames.push(ring.data[(at + 8) % words]);
    at = (at + length + 2) % words;
  }
  return frames;
}
