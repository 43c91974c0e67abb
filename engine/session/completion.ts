/** What Tab asks of a shell: its commands, variables, drives and names, read from the runspace at the moment of asking. */
import { namesOfMachine } from '../cmdlets/management';
import type { CommandAst, VariableExpressionAst } from '../language/ast';
import type { ParameterMetadata } from '../language/binding/command-metadata';
import { complete } from '../language/completion/complete';
import type {
  CompletionCommand,
  CompletionList,
  CompletionNameKind,
  CompletionPathItem,
  CompletionSession,
  CompletionVariable,
  ResolvedCommand,
} from '../language/completion/context';
import { commandOfText } from '../language/completion/text-metadata';
import {
  AliasInfo,
  ApplicationInfo,
  CmdletInfo,
  type CommandInfo,
  FunctionInfo,
  ScriptInfo,
} from '../language/runtime/command-info';
import { syntaxLines } from '../language/runtime/command-syntax';
import type { Runspace } from '../language/runtime/runspace';
import { matchesWildcard } from '../language/text/wildcard';
import { allTypes, findType, type NetType } from '../language/types';
import { foldCase, type Value } from '../language/values';

/** Lists of names that a room above the language knows: services, drives, event logs. */
export interface NamesOfMachine {
  names(kind: CompletionNameKind): Iterable<string>;
  /** Items of a container, by the path as typed. */
  listContainer(path: string): Iterable<CompletionPathItem> | undefined;
  driveItems(drive: string): Iterable<string>;
}

class RunspaceCompletion implements CompletionSession {
  constructor(
    private readonly runspace: Runspace,
    private readonly machine: NamesOfMachine,
  ) {}

  *commands(pattern: string): Iterable<CompletionCommand> {
    const { runspace } = this;
    const matches = (name: string): boolean => matchesWildcard(name, pattern);
    const seen = new Set<string>();
    const { top } = runspace.global;
    for (const alias of top.aliases?.values() ?? []) {
      if (!matches(alias.name)) continue;
      seen.add(foldCase(alias.name));
      yield { name: alias.name, kind: 'Alias', moduleName: alias.moduleName, syntax: alias.definition };
    }
    for (const info of top.functions?.values() ?? []) {
      if (!matches(info.name)) continue;
      seen.add(foldCase(info.name));
      yield {
        name: info.name,
        kind: info.kind as 'Function',
        moduleName: info.moduleName,
        syntax: this.syntaxOf(info),
      };
    }
    for (const name of runspace.registry.names()) {
      if (!matches(name) || seen.has(foldCase(name))) continue;
      const info = runspace.cmdlet(name);
      yield {
        name,
        kind: info?.kind === 'Function' ? 'Function' : 'Cmdlet',
        moduleName: runspace.registry.moduleOf(name) ?? '',
        syntax: info === undefined ? name : this.syntaxOf(info),
      };
    }
    for (const program of runspace.allPrograms()) {
      if (matches(program.name) || matches(program.name.replace(/\.exe$/i, ''))) {
        yield { name: program.name, kind: 'Application', moduleName: '', syntax: program.path };
      }
    }
  }

  private syntaxOf(info: CommandInfo): string {
    try {
      return syntaxLines(info, this.runspace.topFrame()).join('\n');
    } catch {
      // A function with a broken param block has no syntax; its name still completes.
      return info.name;
    }
  }

  resolveCommand(name: string): ResolvedCommand | undefined {
    const info = this.runspace.lookUp(name, this.runspace.global.top);
    if (info === undefined || info instanceof AliasInfo || info instanceof ApplicationInfo) return undefined;
    if (info instanceof CmdletInfo) {
      return {
        name: info.name,
        metadata: info.metadata,
        isSimpleFunction: false,
        outputs: info.definition.outputs ?? [],
      };
    }
    if (info instanceof FunctionInfo || info instanceof ScriptInfo) {
      const body = info.block.ast;
      const declared = body.parent?.type === 'FunctionDefinitionAst' ? body.parent.parameters : undefined;
      return commandOfText(info.name, body, declared);
    }
    return undefined;
  }

  *variables(): Iterable<CompletionVariable> {
    for (const [, variable] of this.runspace.global.top.variables()) {
      yield { name: variable.name, value: variable.read(), description: variable.description };
    }
  }

  variable(ast: VariableExpressionAst): Value | undefined {
    const path = ast.variablePath;
    return this.runspace.global.top.find(foldCase(path.unqualifiedPath))?.read();
  }

  environmentNames(): Iterable<string> {
    return this.machine.driveItems('env');
  }
  driveItems(drive: string): Iterable<string> {
    const { top } = this.runspace.global;
    switch (drive.toLowerCase()) {
      case 'function':
        return [...(top.functions?.values() ?? [])].map((info) => info.name);
      case 'alias':
        return [...(top.aliases?.values() ?? [])].map((info) => info.name);
      default:
        return this.machine.driveItems(drive);
    }
  }
  variableDrives(): Iterable<string> {
    return ['Alias', 'Env', 'Function', 'Variable'];
  }
  listContainer(path: string): Iterable<CompletionPathItem> | undefined {
    return this.machine.listContainer(path);
  }
  *names(kind: CompletionNameKind): Iterable<string> {
    if (kind === 'module') {
      for (const module of this.runspace.registry.modules.values()) yield module.name;
    } else if (kind === 'alias') {
      for (const alias of this.runspace.global.top.aliases?.values() ?? []) yield alias.name;
    } else yield* this.machine.names(kind);
  }

  completeArgument(
    command: ResolvedCommand,
    parameter: ParameterMetadata,
    word: string,
    _ast: CommandAst,
    bound: ReadonlyMap<string, Value>,
  ): readonly string[] | undefined {
    const definition = this.runspace.registry.find(command.name);
    const offer = definition?.parameters.find((entry) => entry.name === parameter.name)?.complete;
    if (definition === undefined || offer === undefined) return undefined;
    const { runspace } = this;
    // Completers ask the world only: they get the services of the shell, and nothing to write to.
    const context = {
      service: <T>(key: { id: string }): T => runspace.service(key as never) as T,
      hasService: (key: { id: string }): boolean => runspace.hasService(key as never),
    };
    const pattern = `${word}*`;
    return offer(context as never, word, bound).filter((name) => matchesWildcard(name, pattern));
  }

  history(): readonly { id: number; commandLine: string }[] {
    return this.runspace.history.entries;
  }
  findType(name: string): NetType | undefined {
    return this.runspace.findTypeByText(name, this.runspace.global.top) ?? findType(name);
  }
  types(): Iterable<NetType> {
    return allTypes();
  }
}

export interface Completer {
  /** What the runspace knows by name; the editor's analysis reads it too. */
  readonly session: CompletionSession;
  complete(text: string, cursor: number): CompletionList;
}

/** Tab for a runspace. `machine` brings what only the machine knows. */
export function completionOf(runspace: Runspace, machine: NamesOfMachine = namesOfMachine(runspace)): Completer {
  const session = new RunspaceCompletion(runspace, machine);
  return { session, complete: (text, cursor) => complete(text, cursor, session) };
}
