/** A module of the session: its own session state, and what it exports. */
import type { NetType } from '../types';
import { foldCase, NetObject, type Value } from '../values';
import type { CommandInfo } from './command-info';
import type { Runspace } from './runspace';
import type { SessionState } from './session-state';
import { typeNamed } from './type-named';
import type { Variable } from './variable';

export class PSModuleInfo extends NetObject {
  path = '';
  moduleBase = '';
  version = '0.0';
  guid = '00000000-0000-0000-0000-000000000000';
  description = '';
  moduleType: 'Script' | 'Binary' | 'Manifest' | 'Cim' | 'Workflow' = 'Script';
  privateData: Value = null;
  onRemove: Value = null;
  /** Exported names by folded name. */
  readonly exportedFunctions = new Map<string, CommandInfo>();
  readonly exportedCmdlets = new Map<string, CommandInfo>();
  readonly exportedAliases = new Map<string, CommandInfo>();
  readonly exportedVariables = new Map<string, Variable>();
  readonly nestedModules: PSModuleInfo[] = [];
  /** Export-ModuleMember was called: then only what it names is exported. */
  exportsDeclared = false;
  constructor(
    public name: string,
    /** Undefined for modules whose commands are cmdlets of the registry. */
    readonly session: SessionState | undefined,
  ) {
    super();
  }
  get netType(): NetType {
    return typeNamed('System.Management.Automation.PSModuleInfo');
  }
}

/** A module of the registry: its commands are cmdlets. */
export function registryModule(rs: Runspace, name: string): PSModuleInfo | undefined {
  const known = rs.registry.modules.get(foldCase(name));
  const commands = rs.registry.namesOfModule(name);
  if (known === undefined && commands.length === 0) return undefined;
  const module = new PSModuleInfo(known?.name ?? rs.registry.moduleOf(commands[0]) ?? name, undefined);
  module.version = known?.version ?? '1.0.0.0';
  module.moduleType = known?.moduleType ?? 'Manifest';
  module.description = known?.description ?? '';
  module.moduleBase = `C:\\Windows\\system32\\WindowsPowerShell\\v1.0\\Modules\\${module.name}`;
  module.path = `${module.moduleBase}\\${module.name}.psd1`;
  for (const command of commands) {
    const info = rs.cmdlet(command);
    if (info === undefined) continue;
    (info.kind === 'Function' ? module.exportedFunctions : module.exportedCmdlets).set(foldCase(command), info);
  }
  return module;
}
