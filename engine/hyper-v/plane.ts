/** The data plane of the management service, over the running fabric. */
import { bindNicSwitches } from '../capability/power-on';
import type { Fabric } from '../datapath/fabric';
import { reconcile, stackIndexOf } from '../datapath/reconcile';
import { adapterCounters, pingResults, resolveName } from '../datapath/report';
import { startPing } from '../datapath/traffic';
import type { HostId, MachineId, NetAdapterId, VMId } from '../estate/records';
import { all, find } from '../estate/tables';
import { Migrations } from '../migration/migration';
import { formatIpv4, parseIpv4 } from '../network/address';
import { MILLISECOND, SECOND } from '../simulation/time';
import type { AdapterCounters, DataPlane, MigrationStatus, PingOutcome } from './data-plane';

export class RunningPlane implements DataPlane {
  readonly migrations: Migrations;

  constructor(
    readonly fabric: Fabric,
    migrations?: Migrations,
  ) {
    this.migrations = migrations ?? new Migrations(fabric);
    // A VF that was given back may let its NIC switch go, or another adapter have it.
    fabric.listener = { vfChanged: () => this.bindSwitches() };
  }

  private bindSwitches(): void {
    const { world } = this.fabric;
    for (const host of Object.keys(world.hosts) as HostId[]) {
      if (world.machines[world.hosts[host].machine].power === 'On') bindNicSwitches(world, host);
    }
  }

  recordsChanged(): void {
    this.bindSwitches();
    reconcile(this.fabric);
  }

  startMigration(vm: VMId, target: string): number {
    const { world } = this.fabric;
    const record = world.vms[vm];
    const { settings } = world.hosts[record.host];
    const switches: Record<string, string | null> = {};
    for (const adapter of all(world.vmNetworkAdapters)) {
      if (adapter.owner.kind !== 'vm' || adapter.owner.vm !== vm || adapter.switch === null) continue;
      const found = find(
        world.switches,
        (entry) => entry.host === target && entry.name.toLowerCase() === adapter.switchName.toLowerCase(),
      );
      switches[adapter.id] = found?.id ?? null;
    }
    return this.migrations.start({
      vm,
      targetHost: target,
      switches,
      option: settings.virtualMachineMigrationPerformanceOption,
      memoryBytes: record.memory.assigned,
      dirtyBytesPerSecond: record.memory.dirtyBytesPerSecond,
      networks: settings.useAnyNetworkForMigration ? [] : settings.migrationNetworks.map((network) => network.subnet),
    });
  }
  migrationStatus(handle: number): MigrationStatus {
    const found = this.migrations.status(handle);
    return {
      phase: found.phase,
      percent: found.percent,
      state: found.state,
      blackoutSeconds: found.blackout / SECOND,
      reason: found.reason === '' ? null : `${found.reason}${found.code === '' ? '' : ` (${found.code})`}`,
    };
  }
  cancelMigration(handle: number): void {
    this.migrations.cancel(handle);
  }

  counters(id: NetAdapterId): AdapterCounters {
    const found = adapterCounters(this.fabric, id);
    return {
      receivedBytes: found.receivedUnicastBytes + found.receivedMulticastBytes + found.receivedBroadcastBytes,
      receivedUnicastPackets: found.receivedUnicastPackets,
      receivedMulticastPackets: found.receivedMulticastPackets,
      receivedBroadcastPackets: found.receivedBroadcastPackets,
      receivedDiscardedPackets: found.receivedDiscardedPackets,
      sentBytes: found.sentUnicastBytes + found.sentMulticastBytes + found.sentBroadcastBytes,
      sentUnicastPackets: found.sentUnicastPackets,
      sentMulticastPackets: found.sentMulticastPackets,
      sentBroadcastPackets: found.sentBroadcastPackets,
      outboundDiscardedPackets: found.outboundDiscardedPackets,
    };
  }

  resolve(_from: MachineId, name: string): string | null {
    const wanted = name.toLowerCase();
    if (wanted === 'localhost' || wanted === '127.0.0.1') return '127.0.0.1';
    const found = resolveName(this.fabric, name);
    return found ? formatIpv4(found.ip) : null;
  }

  sendPing(from: MachineId, to: string, options: { bytes: number; timeoutMs: number; ttl: number }): number {
    const sender = stackIndexOf(this.fabric, from);
    const target = resolveName(this.fabric, to);
    return startPing(this.fabric, sender, target?.stack ?? -1, target?.ip ?? parseIpv4(to) ?? 0, {
      count: 1,
      size: options.bytes,
      timeout: options.timeoutMs * MILLISECOND,
      ttl: options.ttl,
      keepResults: true,
    });
  }

  pingOutcome(handle: number): PingOutcome | null {
    const [result] = pingResults(this.fabric, handle);
    if (!result) return null;
    if (result.status === 'Success') {
      return {
        kind: 'reply',
        from: formatIpv4(result.from),
        bytes: result.bytes,
        milliseconds: result.roundTrip / MILLISECOND,
        ttl: result.ttl,
      };
    }
    if (result.status === 'DestinationHostUnreachable') return { kind: 'unreachable', from: formatIpv4(result.from) };
    return { kind: 'timeout' };
  }
}
