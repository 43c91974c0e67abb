/**
 * Cmdlets: one declaration each. Binder, Get-Help, Get-Command, Get-Member, completion, the editor and the reference page
 * all read it. The language knows no cmdlet by name; rooms above hand their `CmdletDefinition`s to a `CommandRegistry`.
 */
import type { Program, ProgressRecord } from './host';
import type { Provenance } from './types';
import type { Value } from './values';

/** How a parameter takes part in one parameter set. */
export interface ParameterInSet {
  mandatory?: boolean;
  /** Absent: named only. */
  position?: number;
  fromPipeline?: boolean;
  fromPipelineByPropertyName?: boolean;
  fromRemaining?: boolean;
}

/** A parameter's declaration. `type` is PowerShell's short name (`string[]`, `SwitchParameter`, `VMSwitch[]`). */
export interface ParameterDeclaration extends ParameterInSet {
  name: string;
  type: string;
  aliases?: string[];
  /** Per set; absent: the fields above hold in all sets. */
  sets?: Record<string, ParameterInSet>;
  validateSet?: string[];
  /** Names of the enumeration `type`, as documented; the registry makes the enumeration where no room registered it. */
  enumNames?: string[];
  validateRange?: [number, number];
  validatePattern?: string;
  validateCount?: [number, number];
  validateLength?: [number, number];
  notNull?: boolean;
  notNullOrEmpty?: boolean;
  allowNull?: boolean;
  allowEmptyString?: boolean;
  allowEmptyCollection?: boolean;
  /** SupportsWildcards: for help only. */
  wildcards?: boolean;
  defaultValue?: string;
  helpMessage?: string;
  /** Declared so that binder, help and completion know it, but using it gives the honest "not simulated" error. */
  notSimulated?: boolean;
  /** Values Tab offers, from the world. */
  complete?: (ctx: CommandContext, word: string, bound: ReadonlyMap<string, Value>) => string[];
}

/** Values bound to a cmdlet's parameters: `p.Name`, undefined where not bound. Switches are booleans. */
export type Bound = Record<string, Value>;

/** A step of a cmdlet. Plain functions are fastest; generators may wait (`yield* ctx.sleep(...)`). */
export type Step = (ctx: CommandContext, bound: Bound) => void | Program<void>;

export interface CmdletDefinition {
  /** `Verb-Noun`. */
  name: string;
  module: string;
  /** `Function` for cdxml and script modules (NetAdapter ...), as Get-Command shows it. */
  commandType?: 'Cmdlet' | 'Function';
  aliases?: string[];
  defaultParameterSet?: string;
  supportsShouldProcess?: boolean;
  confirmImpact?: 'None' | 'Low' | 'Medium' | 'High';
  parameters: ParameterDeclaration[];
  /** Full .NET type names of what it writes. */
  outputs?: string[];
  help?: {
    synopsis: string;
    description?: string;
    examples?: Array<{ code: string; text?: string }>;
    links?: string[];
  };
  provenance?: Provenance;
  /** Extra parameters that depend on the bound ones. */
  dynamicParameters?: (ctx: CommandContext, bound: Bound) => ParameterDeclaration[];
  begin?: Step;
  /** Once per pipeline object; once with the command line's values where there is no pipeline input. */
  process?: Step;
  end?: Step;
  /** Absent steps on a declared cmdlet mean: known, not simulated. Set by the registry. */
  notSimulated?: boolean;
  /** Class part of error ids; default by module (`Microsoft.PowerShell.Commands.GetDateCommand`, the name of a function). */
  errorClass?: string;
}

/** Names of System.Management.Automation.ErrorCategory. */
export type ErrorCategoryName =
  | 'NotSpecified'
  | 'OpenError'
  | 'CloseError'
  | 'DeviceError'
  | 'DeadlockDetected'
  | 'InvalidArgument'
  | 'InvalidData'
  | 'InvalidOperation'
  | 'InvalidResult'
  | 'InvalidType'
  | 'MetadataError'
  | 'NotImplemented'
  | 'NotInstalled'
  | 'ObjectNotFound'
  | 'OperationStopped'
  | 'OperationTimeout'
  | 'SyntaxError'
  | 'ParserError'
  | 'PermissionDenied'
  | 'ResourceBusy'
  | 'ResourceExists'
  | 'ResourceUnavailable'
  | 'ReadError'
  | 'WriteError'
  | 'FromStdErr'
  | 'SecurityError'
  | 'ProtocolError'
  | 'ConnectionError'
  | 'AuthenticationError'
  | 'LimitsExceeded'
  | 'QuotaExceeded'
  | 'NotEnabled';

/** What a cmdlet says of an error; the engine makes the ErrorRecord (position, activity, full id). */
export interface CmdletError {
  message: string;
  /** Without the class part: the engine appends `,Full.Class.Name` (see `errorClass`). */
  id: string;
  category: ErrorCategoryName;
  target?: Value;
  /** .NET type of the exception; default System.Management.Automation.RuntimeException-like of the cmdlet. */
  exceptionType?: string;
  /** Class part of FullyQualifiedErrorId; default: `Microsoft.PowerShell.Commands.<VerbNoun>Command`. */
  errorClass?: string;
  /** Replaces the printed message (ErrorDetails). */
  details?: string;
  reason?: string;
  targetName?: string;
  targetType?: string;
}

/** Typed key of a service that a room above provides to its cmdlets. */
export interface ServiceKey<T> {
  readonly id: string;
  /** Phantom. */
  readonly type?: T;
}
export function serviceKey<T>(id: string): ServiceKey<T> {
  return { id };
}

/**
 * What a running cmdlet gets. `write`, `writeError`, `warn` ... go into one ordered queue that the pipeline hands on after
 * the step returns; a generator step may hand on at once with `yield* ctx.flush()`.
 */
export interface CommandContext {
  readonly command: CmdletDefinition;
  readonly parameterSet: string;
  /** Names bound on the command line or from the pipeline, as declared. */
  isBound(name: string): boolean;
  /** True where this command has pipeline input to expect. */
  readonly expectsInput: boolean;
  /** State of this invocation, shared by begin, process, end. */
  state: Record<string, unknown>;

  write(value: Value): void;
  /** Writes the elements of a list one by one. */
  writeAll(values: Iterable<Value>): void;
  /** Non-terminating error. */
  writeError(error: CmdletError): void;
  /** Statement-terminating error: never returns. */
  throwTerminating(error: CmdletError): never;
  warn(text: string): void;
  verbose(text: string): void;
  debug(text: string): void;
  writeInformation(value: Value, tags?: string[]): void;
  progress(record: Partial<ProgressRecord> & { activity: string }): void;
  /** Hands on what is queued, now. */
  flush(): Program<void>;
  /** After this step the commands before this one in the pipeline end (Select-Object -First). */
  stopUpstream(): void;

  /** ShouldProcess: -WhatIf, -Confirm and the preference variables. `What if: Performing the operation "{action}" on target "{target}".` */
  shouldProcess(target: string, action?: string): Program<boolean>;
  shouldProcessText(whatIfText: string, confirmText: string, caption: string): Program<boolean>;
  /** Asks regardless of preferences, unless -Force was handled by the caller. */
  shouldContinue(query: string, caption: string): Program<boolean>;

  /** Simulated time passes. */
  sleep(ticks: bigint): Program<void>;
  /** Waits until the predicate holds, letting the world's events run. */
  waitFor(until: () => boolean): Program<void>;

  /** Runs a script block in the caller's scope with `$_` and arguments; its output as a list. */
  invoke(
    script: Value,
    options?: { underscore?: Value; args?: Value[]; input?: Value[]; newScope?: boolean },
  ): Program<Value[]>;

  /** Conversion as the binder does it (LanguagePrimitives.ConvertTo); throws PSInvalidCast with the real text. */
  convert(value: Value, type: string): Value;
  /** Value as in an expandable string. */
  text(value: Value): string;
  /** Variable of the caller's scope. */
  getVariable(name: string): Value;
  setVariable(name: string, value: Value): void;

  /** A service of a room above; throws when the session lacks it (our own mistake). */
  service<T>(key: ServiceKey<T>): T;
  /** The runspace (see runtime/runspace.ts); typed there. */
  readonly runspace: unknown;
}

/** Declares a cmdlet. Only gives the literal its type; registries are filled explicitly. */
export function defineCmdlet(definition: CmdletDefinition): CmdletDefinition {
  return definition;
}
