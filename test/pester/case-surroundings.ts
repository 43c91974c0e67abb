/** A fresh shell on a host of the default world, as `lab pester` has it. */

import { coreCmdlets } from '../../engine/cmdlets/core';
import { loadDeclarations } from '../../engine/cmdlets/declarations';
import { utilityImplementations } from '../../engine/cmdlets/utility';
import type { HostUI } from '../../engine/language/host';
import { CommandRegistry } from '../../engine/language/runtime/command-registry';
import { drive } from '../../engine/language/runtime/drive';
import { Runspace } from '../../engine/language/runtime/runspace';
import { type CaseSurroundings, registerPester } from '../../engine/pester';

let loading: Promise<CommandRegistry> | undefined;

async function makeRegistry(): Promise<CommandRegistry> {
  const registry = new CommandRegistry();
  for (const table of await loadDeclarations([
    'Microsoft.PowerShell.Core',
    'Microsoft.PowerShell.Utility',
    'Microsoft.PowerShell.Management',
  ])) {
    registry.addDeclarations(table);
  }
  registry.implementAll(coreCmdlets);
  registry.implementAll(utilityImplementations);
  registerPester(registry);
  return registry;
}

export async function caseSurroundings(): Promise<(ui: HostUI) => CaseSurroundings> {
  loading ??= makeRegistry();
  const registry = await loading;
  return (ui) => {
    let ticks = 636_120_000_000_000_000n;
    const runspace = new Runspace({
      registry,
      ui,
      time: { nowTicks: () => (ticks += 10_000n), utcOffsetMinutes: () => 0, random: () => 0.5 },
      interactive: false,
    });
    return { runspace, drive: (program) => drive(program) as never };
  };
}
