import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { loadWorld } from '../../engine/capability/power-on';
import { Fabric } from '../../engine/datapath/fabric';
import { reconcile } from '../../engine/datapath/reconcile';
import { checkWorld } from '../../engine/estate/check-world';
import type { NicId, World } from '../../engine/estate/records';
import { all, copyWorld, find } from '../../engine/estate/tables';
import { restartAdapter, setAdapterEnabled, setSriov } from '../../engine/hyper-v/adapter-settings';
import { registerManagementEvents } from '../../engine/hyper-v/events';
import { restartHost, restartManagementService } from '../../engine/hyper-v/hosts';
import { checkMigration } from '../../engine/hyper-v/live-migration';
import { restartMachine } from '../../engine/hyper-v/machines';
import { findHostByName, type Management } from '../../engine/hyper-v/management';
import { changeAdapter, connectAdapter, disconnectAdapter } from '../../engine/hyper-v/network-adapters';
import { RunningPlane } from '../../engine/hyper-v/plane';
import { createSwitch, findSwitches, findUplink, removeSwitch } from '../../engine/hyper-v/switches';
import { adaptersOf, resumeVM, saveVM, startVM, suspendVM, turnOffVM } from '../../engine/hyper-v/virtual-machines';
import { Simulation } from '../../engine/simulation/simulation';
import { SECOND } from '../../engine/simulation/time';

const text = readFileSync(new URL('../../labs/worlds/two-hosts.yaml', import.meta.url), 'utf8');
const start: World = loadWorld(text, 'two-hosts.yaml').world!;

function running(): Management {
  const world = copyWorld(start);
  const simulation = new Simulation({ seed: 1, originMs: 0 });
  const fabric = new Fabric(simulation, world);
  const plane = new RunningPlane(fabric);
  reconcile(fabric, { atOnce: true });
  const management: Management = { world, simulation, plane };
  registerManagementEvents(management);
  return management;
}

const host = (management: Management, name: string) => findHostByName(management.world, name)!;
const vm01 = (management: Management) => find(management.world.vms, (vm) => vm.name === 'VM01' && !vm.planned)!;
const adapter = (management: Management) => adaptersOf(management, vm01(management))[0];
const port = (management: Management, name: string) =>
  find(management.world.netAdapters, (each) => each.machine === 'HV01' && each.name === name)!;

/** What an administrator does, each by the operation behind its cmdlet. */
const operations: Record<string, (management: Management) => void> = {
  'IovWeight 100': (m) => changeAdapter(m, adapter(m), { iovWeight: 100 }),
  'IovWeight 0': (m) => changeAdapter(m, adapter(m), { iovWeight: 0 }),
  'access VLAN': (m) => changeAdapter(m, adapter(m), { iovWeight: 50, iovQueuePairsRequested: 2 }),
  'Start-VM': (m) => void startVM(m, vm01(m)),
  'Stop-VM -TurnOff': (m) => void turnOffVM(m, vm01(m)),
  'Save-VM': (m) => void saveVM(m, vm01(m)),
  'Suspend-VM': (m) => void suspendVM(m, vm01(m)),
  'Resume-VM': (m) => void resumeVM(m, vm01(m)),
  'restart the guest': (m) => restartMachine(m, m.world.machines[vm01(m).guest.machine!]),
  'restart HV01': (m) => restartHost(m, host(m, 'HV01')),
  'restart HV02': (m) => restartHost(m, host(m, 'HV02')),
  'restart vmms': (m) => restartManagementService(m, host(m, 'HV01')),
  'Disconnect-VMNetworkAdapter': (m) => disconnectAdapter(m, adapter(m)),
  'Connect-VMNetworkAdapter': (m) => {
    const [found] = findSwitches(m, m.world.hosts[vm01(m).host], '*');
    if (found) connectAdapter(m, adapter(m), found);
  },
  'Remove-VMSwitch': (m) => {
    const [found] = findSwitches(m, host(m, 'HV01'), '*');
    if (found) removeSwitch(m, found);
  },
  'New-VMSwitch -EnableIov': (m) => makeSwitch(m, 'SLOT 2 Port 1', true, false),
  'New-VMSwitch for the host too': (m) => makeSwitch(m, 'SLOT 2 Port 1', false, true),
  'Disable-NetAdapterSriov': (m) => setSriov(m, m.world.nics['HV01/slot2.0' as NicId], { enabled: false }),
  'Enable-NetAdapterSriov': (m) => setSriov(m, m.world.nics['HV01/slot2.0' as NicId], { enabled: true }),
  'Restart-NetAdapter': (m) => restartAdapter(m, port(m, 'SLOT 2 Port 1')),
  'Disable-NetAdapter': (m) => setAdapterEnabled(m, port(m, 'SLOT 2 Port 1'), false),
  'Enable-NetAdapter': (m) => setAdapterEnabled(m, port(m, 'SLOT 2 Port 1'), true),
  'Move-VM': (m) => {
    const vm = vm01(m);
    const target = host(m, vm.host === 'HV01' ? 'HV02' : 'HV01');
    checkMigration(m, vm, target);
    m.plane.startMigration(vm.id, target.id);
  },
  'wait 1 s': (m) => m.simulation.runFor(SECOND),
  'wait 200 s': (m) => m.simulation.runFor(200 * SECOND),
};

function makeSwitch(management: Management, uplink: string, iovEnabled: boolean, allowManagementOS: boolean): void {
  createSwitch(management, host(management, 'HV01'), {
    name: 'IOV',
    switchType: 'External',
    uplinks: [findUplink(management, host(management, 'HV01'), { name: uplink }).id],
    iovEnabled,
    allowManagementOS,
    minimumBandwidthMode: 'Default',
    notes: '',
    embeddedTeaming: false,
    packetDirect: false,
  });
}

const names = Object.keys(operations);

/** Runs one operation; a refusal of the management service is as good as success, if the world stays sound. */
function run(management: Management, name: string, log: string[]): void {
  // Nobody can sign in to a host that is starting.
  const down = all(management.world.hosts).some((each) => management.world.machines[each.machine].power !== 'On');
  if (down && !name.startsWith('wait')) return;
  log.push(name);
  try {
    operations[name](management);
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    if (error instanceof TypeError || error instanceof RangeError) throw new Error(`${log.join(', ')}: ${error.stack}`);
    log.push(`(${error.message.split('\n')[0]})`);
  }
  const violations = checkWorld(management.world);
  expect(violations, log.join(', ')).toEqual([]);
}

describe('operations of the management service leave a sound world', () => {
  test.each(names)('%s, and all that follows', (name) => {
    const management = running();
    const log: string[] = [];
    run(management, name, log);
    run(management, 'wait 1 s', log);
    run(management, 'wait 200 s', log);
  });

  test.each(names)('%s while the VM sends through its VF', (name) => {
    const management = running();
    const log: string[] = [];
    run(management, 'IovWeight 100', log);
    management.simulation.runFor(5 * SECOND);
    expect(adapter(management).vfDataPathActive).toBe(true);
    run(management, name, log);
    run(management, 'wait 1 s', log);
    run(management, 'wait 200 s', log);
    expect(all(management.world.vms)).toHaveLength(1);
  });

  test('any sequence', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...names), { maxLength: 15 }), (list) => {
        const management = running();
        const log: string[] = [];
        for (const name of list) run(management, name, log);
        run(management, 'wait 200 s', log);
      }),
      { numRuns: 25 },
    );
  });
});
