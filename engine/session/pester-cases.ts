/** `lab pester`: Pester files in, console lines and results out. Each case has sessions of its own. */

import { FileTree } from '../cmdlets/management/file-tree';
import { type PesterCase, type PesterCaseOutcome, runPesterCase } from '../pester';
import type { Surroundings } from './cases';
import { LazyWorld } from './cases';
import type { Catalog } from './catalog';
import { driveUnattended, makeRunspace, STRETCH_COST } from './shells';

/** Runs every case with both kinds of output. */
export function runPesterCases(
  catalog: Catalog,
  cases: readonly PesterCase[],
  surroundings: Surroundings,
): PesterCaseOutcome[] {
  const host = surroundings.host ?? 'HV01';
  return cases.map((entry) =>
    runPesterCase(entry, (ui) => {
      const lazy = new LazyWorld(catalog, surroundings.world);
      const runspace = makeRunspace({
        running: lazy.get,
        machineName: host,
        userName: 'CONTOSO\\Administrator',
        ui,
        interactive: false,
        epoch: catalog.epochTicks(surroundings.world),
        started: () => lazy.started !== undefined,
      });
      return {
        runspace,
        drive: (program) => driveUnattended(program, lazy.get, STRETCH_COST),
        writeFile: (path, text) => {
          const running = lazy.get();
          const machine = running.machine(host);
          if (machine === undefined) throw new Error(`there is no machine '${host}'`);
          const tree = new FileTree(running.world, machine, () => running.simulation.now);
          const folder = path.replace(/\\[^\\]*$/, '');
          if (tree.node(folder) === undefined) tree.makeDirectory(folder);
          tree.writeText(path, text);
        },
      };
    }),
  );
}

export type { PesterCase };
