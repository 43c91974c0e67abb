import { readFileSync } from 'node:fs';
import { loadWorld } from '../../engine/capability/power-on';
import { Fabric } from '../../engine/datapath/fabric';
import { reconcile } from '../../engine/datapath/reconcile';
import type { VMNetworkAdapterRecord, World } from '../../engine/estate/records';
import { all } from '../../engine/estate/tables';

import { Simulation } from '../../engine/simulation/simulation';

const text = readFileSync(new URL('../../labs/worlds/two-hosts.yaml', import.meta.url), 'utf8');
let built: World | undefined;

/** The world `two-hosts`, a fresh copy. */
export function exampleWorld(): World {
  if (!built) {
    const file = loadWorld(text, 'two-hosts.yaml');
    if (!file.world) throw new Error(JSON.stringify(file.problems));
    built = file.world;
  }
  return structuredClone(built);
}

/** The one adapter of VM01. */
export function adapterOf(world: World): VMNetworkAdapterRecord {
  const adapter = all(world.vmNetworkAdapters).find((record) => record.owner.kind === 'vm');
  if (!adapter) throw new Error('no VM adapter');
  return adapter;
}

/** The running data path of `two-hosts`; with `vf`, VM01's adapter has SR-IOV from the start. */
export function exampleFabric(options: { vf?: boolean; seed?: number; linux?: boolean } = {}): Fabric {
  const world = exampleWorld();
  if (options.vf) adapterOf(world).iovWeight = 100;
  if (options.linux) {
    const vm = all(world.vms)[0];
    world.machines[vm.guest.machine as keyof World['machines']].os.caption = 'Debian GNU/Linux';
  }
  const simulation = new Simulation({ seed: options.seed ?? 1, originMs: Date.parse(world.epoch) });
  const fabric = new Fabric(simulation, world);
  reconcile(fabric, { atOnce: true });
  return fabric;
}
