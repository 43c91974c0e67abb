/** A module of the session: its own session state, and what it exports. */
import type { NetType } from '../types';
import { NetObject, type Value } from '../values';
import type { CommandInfo } from './command-info';
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
