/** The commands of every session: declarations of all modules, and the code that there is. Made once. */
import { coreCmdlets } from '../cmdlets/core';
import { declaredModules, loadDeclarations } from '../cmdlets/declarations';
import { vmCmdlets } from '../cmdlets/hyper-v/vm';
import { vmHostCmdlets } from '../cmdlets/hyper-v/vm-host';
import { vmNetworkAdapterCmdlets } from '../cmdlets/hyper-v/vm-network-adapter';
import { vmSwitchCmdlets } from '../cmdlets/hyper-v/vm-switch';
import { managementImplementations } from '../cmdlets/management';
import { netAdapterCmdlets } from '../cmdlets/net-adapter/net-adapter';
import { securityImplementations } from '../cmdlets/security/credentials';
import { utilityImplementations } from '../cmdlets/utility';
import { readLineCmdlets, readLineModule, registerReadLineTypes } from '../console/cmdlets';
import { LAB_CMDLETS } from '../lab/cmdlets';
import { type CmdletModule, CommandRegistry } from '../language/runtime/command-registry';
import { registerPester } from '../pester';

/** Modules as Get-Module shows them. `assumed: versions on Windows Server 2016` */
const MODULES: CmdletModule[] = [
  { name: 'CimCmdlets', version: '1.0.0.0', moduleType: 'Manifest' },
  { name: 'DnsClient', version: '1.0.0.0', moduleType: 'Manifest' },
  { name: 'FailoverClusters', version: '2.0.0.0', moduleType: 'Manifest' },
  { name: 'Hyper-V', version: '2.0.0.0', moduleType: 'Binary' },
  { name: 'Microsoft.PowerShell.Diagnostics', version: '3.0.0.0', moduleType: 'Manifest' },
  { name: 'Microsoft.PowerShell.Host', version: '3.0.0.0', moduleType: 'Manifest' },
  { name: 'Microsoft.PowerShell.Management', version: '3.1.0.0', moduleType: 'Manifest' },
  { name: 'Microsoft.PowerShell.Security', version: '3.0.0.0', moduleType: 'Manifest' },
  { name: 'Microsoft.PowerShell.Utility', version: '3.1.0.0', moduleType: 'Manifest' },
  { name: 'NetAdapter', version: '2.0.0.0', moduleType: 'Manifest' },
  { name: 'NetLbfo', version: '2.0.0.0', moduleType: 'Manifest' },
  { name: 'NetQos', version: '2.0.0.0', moduleType: 'Manifest' },
  { name: 'NetSwitchTeam', version: '1.0.0.0', moduleType: 'Manifest' },
  { name: 'NetTCPIP', version: '1.0.0.0', moduleType: 'Manifest' },
  { name: 'Storage', version: '2.0.0.0', moduleType: 'Manifest' },
  { name: 'Dualpath', version: '0.1.0', moduleType: 'Script' },
];

let ready: CommandRegistry | undefined;
let loading: Promise<CommandRegistry> | undefined;

async function make(): Promise<CommandRegistry> {
  const registry = new CommandRegistry();
  registerReadLineTypes();
  // PSReadLine has its own, older cmdlets (1.2); the declarations are those of 2.0.
  for (const table of await loadDeclarations(declaredModules.filter((name) => name !== 'PSReadLine'))) {
    registry.addDeclarations(table);
  }
  for (const list of [
    coreCmdlets,
    utilityImplementations,
    managementImplementations,
    securityImplementations,
    vmSwitchCmdlets,
    vmCmdlets,
    vmNetworkAdapterCmdlets,
    vmHostCmdlets,
    netAdapterCmdlets,
  ]) {
    registry.implementAll(list);
  }
  for (const definition of [...LAB_CMDLETS, ...readLineCmdlets]) registry.define(definition);
  registerPester(registry);
  for (const module of [...MODULES, readLineModule]) registry.addModule(module);
  return registry;
}

/** Loads declarations and code; to be awaited once before the first session. */
export async function prepareEngine(): Promise<void> {
  loading ??= make();
  ready = await loading;
}

/** The registry. Throws where `prepareEngine` was not awaited (our own mistake). */
export function sharedRegistry(): CommandRegistry {
  if (!ready) throw new Error('prepareEngine was not awaited');
  return ready;
}
