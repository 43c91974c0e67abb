/** The declaration tables of the modules; each is loaded when a session first needs it. Written by scripts/declarations.mjs. */
import type { DeclarationTable } from '../../language/runtime/declaration-table';

type Loader = () => Promise<{ default: unknown }>;

const loaders: Record<string, Loader> = {
  CimCmdlets: () => import('./cimcmdlets.data.json'),
  DnsClient: () => import('./dnsclient.data.json'),
  FailoverClusters: () => import('./failoverclusters.data.json'),
  'Hyper-V': () => import('./hyper-v.data.json'),
  'Microsoft.PowerShell.Core': () => import('./microsoft.powershell.core.data.json'),
  'Microsoft.PowerShell.Diagnostics': () => import('./microsoft.powershell.diagnostics.data.json'),
  'Microsoft.PowerShell.Host': () => import('./microsoft.powershell.host.data.json'),
  'Microsoft.PowerShell.Management': () => import('./microsoft.powershell.management.data.json'),
  'Microsoft.PowerShell.Security': () => import('./microsoft.powershell.security.data.json'),
  'Microsoft.PowerShell.Utility': () => import('./microsoft.powershell.utility.data.json'),
  NetAdapter: () => import('./netadapter.data.json'),
  NetLbfo: () => import('./netlbfo.data.json'),
  NetQoS: () => import('./netqos.data.json'),
  NetSwitchTeam: () => import('./netswitchteam.data.json'),
  NetTCPIP: () => import('./nettcpip.data.json'),
  PSReadLine: () => import('./psreadline.data.json'),
  Storage: () => import('./storage.data.json'),
};

/** Names of the modules that have declarations. */
export const declaredModules: readonly string[] = Object.keys(loaders);

/** Loads the tables of these modules, all where none are named. */
export async function loadDeclarations(modules: readonly string[] = declaredModules): Promise<DeclarationTable[]> {
  return Promise.all(
    modules.map(async (name) => {
      const loader = loaders[name];
      if (!loader) throw new Error(`no declarations of module ${name}`);
      return (await loader()).default as DeclarationTable;
    }),
  );
}
