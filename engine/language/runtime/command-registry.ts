/**
 * The cmdlets of a session: declarations (facts) merged with implementations (code) in this one place. A declared cmdlet
 * without code is known and says honestly that it is not simulated.
 */
import type { CmdletDefinition, CommandContext, ParameterDeclaration } from '../command';
import { foldCase, type Value } from '../values';
import { type DeclarationTable, decodeCmdlet } from './declaration-table';

/** The code of a declared cmdlet, and what its declaration does not say. */
export type Implementation = Pick<CmdletDefinition, 'begin' | 'process' | 'end'> & {
  confirmImpact?: CmdletDefinition['confirmImpact'];
  defaultParameterSet?: string;
  errorClass?: string;
  outputs?: string[];
  aliases?: string[];
  help?: CmdletDefinition['help'];
  dynamicParameters?: CmdletDefinition['dynamicParameters'];
  /** Parameters that are declared but not simulated: using one gives an honest error. */
  notSimulated?: string[];
  /** Values that Tab offers for a parameter, from the world. */
  complete?: Record<string, (ctx: CommandContext, word: string, bound: ReadonlyMap<string, Value>) => string[]>;
  /** Corrections of declared parameters by name, merged over the declaration; a new name is added. */
  parameters?: Record<string, Partial<ParameterDeclaration>>;
};

export type Implementations = Record<string, Implementation>;

/** A module that brings cmdlets: shown by Get-Module, loaded when one of its commands is first used. */
export interface CmdletModule {
  name: string;
  version: string;
  /** Binary, Cim, Manifest or Script, as Get-Module shows it. */
  moduleType: 'Binary' | 'Cim' | 'Manifest' | 'Script';
  guid?: string;
  description?: string;
}

/** Commands by folded name. Filled once and shared by all runspaces; a runspace never changes it. */
export class CommandRegistry {
  private readonly tables = new Map<string, DeclarationTable>();
  private readonly declaredIn = new Map<string, { table: DeclarationTable; name: string }>();
  private readonly implementations = new Map<string, Implementation>();
  private readonly definitions = new Map<string, CmdletDefinition>();
  private readonly aliasTargets = new Map<string, string>();
  readonly modules = new Map<string, CmdletModule>();

  /** Adds the declarations of a module. */
  addDeclarations(table: DeclarationTable): void {
    this.tables.set(foldCase(table.module), table);
    for (const name of [...Object.keys(table.cmdlets), ...table.names]) {
      this.declaredIn.set(foldCase(name), { table, name });
      this.definitions.delete(foldCase(name));
      for (const alias of table.cmdlets[name]?.a ?? []) this.aliasTargets.set(foldCase(alias), name);
    }
  }

  /** Gives a declared cmdlet its code. The declaration may be added before or after. */
  implement(name: string, implementation: Implementation): void {
    this.implementations.set(foldCase(name), implementation);
    this.definitions.delete(foldCase(name));
  }

  implementAll(implementations: Implementations): void {
    for (const name of Object.keys(implementations)) this.implement(name, implementations[name]);
  }

  /** Adds a cmdlet whose declaration stands in its own file (`defineCmdlet`): those of Dualpath itself. */
  define(definition: CmdletDefinition): void {
    this.definitions.set(foldCase(definition.name), definition);
    for (const alias of definition.aliases ?? []) this.aliasTargets.set(foldCase(alias), definition.name);
  }

  /** Names what Get-Module shows of a module. */
  addModule(module: CmdletModule): void {
    this.modules.set(foldCase(module.name), module);
  }

  /** A cmdlet by its name (without regard to case); aliases are not followed. */
  find(name: string): CmdletDefinition | undefined {
    const key = foldCase(name);
    const known = this.definitions.get(key);
    if (known) return known;
    const declared = this.declaredIn.get(key);
    if (!declared) return undefined;
    const definition = decodeCmdlet(declared.table, declared.name);
    if (!definition) return undefined;
    const merged = merge(definition, this.implementations.get(key));
    this.definitions.set(key, merged);
    return merged;
  }

  /** Whether the cmdlet has code. */
  isImplemented(name: string): boolean {
    const definition = this.find(name);
    return definition !== undefined && !definition.notSimulated;
  }

  /** Names of all cmdlets, declared and defined. */
  names(): string[] {
    const names = new Map<string, string>();
    for (const [key, { name }] of this.declaredIn) names.set(key, name);
    for (const [key, { name }] of this.definitions) names.set(key, name);
    return [...names.values()];
  }

  /** Names of the cmdlets of a module. */
  namesOfModule(module: string): string[] {
    const key = foldCase(module);
    return this.names().filter((name) => foldCase(this.moduleOf(name) ?? '') === key);
  }

  moduleOf(name: string): string | undefined {
    const key = foldCase(name);
    return this.definitions.get(key)?.module ?? this.declaredIn.get(key)?.table.module;
  }

  /** Aliases that declarations name: alias (as written) -> command. */
  aliases(): Iterable<[string, string]> {
    return this.aliasTargets;
  }
}

function merge(definition: CmdletDefinition, code: Implementation | undefined): CmdletDefinition {
  if (!code) return { ...definition, notSimulated: true };
  const parameters = definition.parameters.map((parameter) => {
    const override = code.parameters?.[parameter.name];
    const merged = override ? { ...parameter, ...override } : { ...parameter };
    if (code.notSimulated?.includes(parameter.name)) merged.notSimulated = true;
    const complete = code.complete?.[parameter.name];
    if (complete) merged.complete = complete;
    return merged;
  });
  for (const [name, extra] of Object.entries(code.parameters ?? {})) {
    if (!definition.parameters.some((parameter) => parameter.name === name)) {
      parameters.push({ name, type: 'System.Object', ...extra });
    }
  }
  const merged: CmdletDefinition = {
    ...definition,
    parameters,
    begin: code.begin,
    process: code.process,
    end: code.end,
  };
  if (code.confirmImpact) merged.confirmImpact = code.confirmImpact;
  if (code.defaultParameterSet) merged.defaultParameterSet = code.defaultParameterSet;
  if (code.errorClass) merged.errorClass = code.errorClass;
  if (code.outputs) merged.outputs = code.outputs;
  if (code.aliases) merged.aliases = code.aliases;
  if (code.help) merged.help = code.help;
  if (code.dynamicParameters) merged.dynamicParameters = code.dynamicParameters;
  return merged;
}

/** Class part of FullyQualifiedErrorId for errors of a cmdlet. `seen: error records of 5.1; rule by module` */
export function errorClassOf(definition: CmdletDefinition): string {
  if (definition.errorClass) return definition.errorClass;
  const name = definition.name;
  if (definition.commandType === 'Function') return name;
  const joined = name.replace('-', '');
  switch (foldCase(definition.module)) {
    case 'hyper-v':
      return `Microsoft.HyperV.PowerShell.Commands.${joined}`;
    case 'failoverclusters':
      return `Microsoft.FailoverClusters.PowerShell.${joined}Command`;
    case 'cimcmdlets':
      return `Microsoft.Management.Infrastructure.CimCmdlets.${joined}Command`;
    case 'psreadline':
      return `Microsoft.PowerShell.${joined}Command`;
    default:
      return `Microsoft.PowerShell.Commands.${joined}Command`;
  }
}
