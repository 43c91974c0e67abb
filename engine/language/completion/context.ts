import type { Ast, CommandAst, ScriptBlockAst, VariableExpressionAst } from '../ast';
import type { CommandMetadata, ParameterMetadata } from '../binding/command-metadata';
import type { Token } from '../parsing/token';
import type { NetType } from '../types';
import type { Value } from '../values';

/** Names of System.Management.Automation.CompletionResultType. */
export type CompletionResultType =
  | 'Text'
  | 'History'
  | 'Command'
  | 'ProviderItem'
  | 'ProviderContainer'
  | 'Property'
  | 'Method'
  | 'ParameterName'
  | 'ParameterValue'
  | 'Variable'
  | 'Namespace'
  | 'Type'
  | 'Keyword'
  | 'DynamicKeyword';

/** One thing that Tab offers. */
export interface CompletionMatch {
  readonly completionText: string;
  readonly listItemText: string;
  readonly type: CompletionResultType;
  readonly toolTip: string;
}

/** What Tab offers at a place; `replacementIndex` is -1 where there is nothing to replace. */
export interface CompletionList {
  readonly replacementIndex: number;
  readonly replacementLength: number;
  readonly matches: readonly CompletionMatch[];
}

/** A command as Get-Command lists it. */
export interface CompletionCommand {
  readonly name: string;
  readonly kind: 'Alias' | 'Function' | 'Filter' | 'Cmdlet' | 'ExternalScript' | 'Application' | 'Script';
  readonly moduleName: string;
  /** Get-Command -Syntax, the target of an alias, or the path of a program. */
  readonly syntax?: string;
}

/** A command found by name, aliases followed. */
export interface ResolvedCommand {
  readonly name: string;
  readonly metadata: CommandMetadata;
  /** A function without attributes: arguments are only placed, nothing is bound from the pipeline. */
  readonly isSimpleFunction: boolean;
  /** Full type names of what it writes. */
  readonly outputs: readonly string[];
}

export interface CompletionVariable {
  readonly name: string;
  readonly value: Value;
  readonly description?: string;
}

/** One item of a directory, registry key or other container. */
export interface CompletionPathItem {
  readonly name: string;
  readonly isContainer: boolean;
  /** The whole path of the item, for the tool tip. */
  readonly fullPath: string;
}

/** Lists of names that commands complete: `Get-Service <Tab>`. */
export type CompletionNameKind =
  | 'service'
  | 'serviceDisplayName'
  | 'process'
  | 'module'
  | 'drive'
  | 'provider'
  | 'alias'
  | 'helpTopic'
  | 'eventLog'
  | 'job'
  | 'jobId';

/** What completion needs to know of a session. The runtime implements it. */
export interface CompletionSession {
  /** All commands whose name matches a wildcard pattern; unsorted. */
  commands(pattern: string): Iterable<CompletionCommand>;
  /** A command by name, aliases followed; undefined where there is none. */
  resolveCommand(name: string): ResolvedCommand | undefined;
  variables(): Iterable<CompletionVariable>;
  /** The value of a variable; undefined where it does not exist. */
  variable(ast: VariableExpressionAst): Value | undefined;
  /** Names of the environment variables. */
  environmentNames(): Iterable<string>;
  /** Names of items of a drive that can stand behind `$`: `env`, `function`, `alias`. */
  driveItems(drive: string): Iterable<string>;
  /** Names of drives whose items can be read as variables. */
  variableDrives(): Iterable<string>;
  /**
   * The items of the container that a path names, as typed (`.`, `C:\`, `..\x\`, `HKLM:\SOFTWARE\`); undefined where there
   * is none. Hidden items are left out.
   */
  listContainer(path: string): Iterable<CompletionPathItem> | undefined;
  names(kind: CompletionNameKind): Iterable<string>;
  /** Values from a completer of the parameter: `[ArgumentCompleter]`, Register-ArgumentCompleter, or the world. */
  completeArgument(
    command: ResolvedCommand,
    parameter: ParameterMetadata,
    word: string,
    commandAst: CommandAst,
    bound: ReadonlyMap<string, Value>,
  ): readonly (string | CompletionMatch)[] | undefined;
  /** Lines entered before, oldest first. */
  history(): readonly { readonly id: number; readonly commandLine: string }[];
  /** Types beyond those of the registry: classes of the session by name. */
  findType(name: string): NetType | undefined;
  types(): Iterable<NetType>;
}

/** The state of one completion. */
export interface CompletionState {
  readonly session: CompletionSession;
  readonly root: ScriptBlockAst;
  readonly text: string;
  readonly tokens: readonly Token[];
  readonly cursor: number;
  readonly tokenAtCursor: Token | undefined;
  readonly tokenBeforeCursor: Token | undefined;
  /** The nodes around the cursor, outermost first. */
  readonly relatedAsts: Ast[];
  word: string;
  replacementIndex: number;
  replacementLength: number;
  /** Paths are taken as they are: no wildcards. */
  literalPaths: boolean;
}

/** Shorthand for a match. */
export function match(
  completionText: string,
  listItemText: string,
  type: CompletionResultType,
  toolTip: string,
): CompletionMatch {
  return { completionText, listItemText, type, toolTip };
}

/** The innermost node around the cursor. */
export function lastAst(state: CompletionState): Ast {
  return state.relatedAsts[state.relatedAsts.length - 1];
}

/** The text of a node. */
export function astText(state: CompletionState, ast: { readonly start: number; readonly end: number }): string {
  return state.text.slice(ast.start, ast.end);
}
