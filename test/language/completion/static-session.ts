import type { Ast, ExpressionAst, VariableExpressionAst } from '../../../engine/language/ast';
import { nodesOf } from '../../../engine/language/ast-walk';
import { cmdletMetadata } from '../../../engine/language/binding/command-metadata';
import type { CmdletDefinition } from '../../../engine/language/command';
import type {
  CompletionCommand,
  CompletionPathItem,
  CompletionSession,
  CompletionVariable,
  ResolvedCommand,
} from '../../../engine/language/completion/context';
import { safeValue } from '../../../engine/language/completion/safe-value';
import { commandOfText } from '../../../engine/language/completion/text-metadata';
import { parse } from '../../../engine/language/parsing/parser';
import { matchesWildcard } from '../../../engine/language/text/wildcard';
import { findType, type NetType } from '../../../engine/language/types';
import { PSCustomObject, PSDictionary, type Value } from '../../../engine/language/values';

const properties = ['Select-Object', 'Sort-Object', 'Group-Object', 'Format-Table', 'Format-List'];

const cmdlets: readonly CmdletDefinition[] = [
  ...properties.map((name) => ({
    name,
    module: 'Microsoft.PowerShell.Utility',
    parameters: [
      { name: 'InputObject', type: 'psobject', fromPipeline: true },
      { name: 'Property', type: 'object[]', position: 0 },
    ],
  })),
  { name: 'Get-Date', module: 'Microsoft.PowerShell.Utility', parameters: [], outputs: ['System.DateTime'] },
];

const aliases: Record<string, string> = {
  select: 'Select-Object',
  sort: 'Sort-Object',
  group: 'Group-Object',
  ft: 'Format-Table',
  fl: 'Format-List',
};

/** A session made from the text of a script: its functions, and its variables as far as they are constants. */
export class StaticSession implements CompletionSession {
  private readonly functions = new Map<string, ResolvedCommand>();
  private readonly values = new Map<string, CompletionVariable>();
  readonly files = new Map<string, readonly CompletionPathItem[]>();
  readonly nameLists: Partial<Record<string, readonly string[]>> = {};

  constructor(setup: string) {
    for (const name of ['ErrorActionPreference', 'MaximumHistoryCount', 'PSCulture', 'PSVersionTable'])
      this.set(name, null);
    for (const node of nodesOf(parse(setup).ast)) this.read(node);
  }

  private read(node: Ast): void {
    if (node.type === 'FunctionDefinitionAst') {
      this.functions.set(node.name.toLowerCase(), commandOfText(node.name, node.body, node.parameters));
    } else if (node.type === 'AssignmentStatementAst' && node.left.type === 'VariableExpressionAst') {
      const right = node.right.type === 'CommandExpressionAst' ? node.right.expression : undefined;
      if (right !== undefined) this.set(node.left.variablePath.unqualifiedPath, this.valueOf(right));
    }
  }

  private set(name: string, value: Value): void {
    this.values.set(name.toLowerCase(), { name, value });
  }

  private valueOf(ast: ExpressionAst): Value {
    const value = safeValue(ast.type === 'ConvertExpressionAst' ? ast.child : ast, this)?.value ?? null;
    if (ast.type !== 'ConvertExpressionAst' || !(value instanceof PSDictionary)) return value;
    return PSCustomObject.from([...value.items()].map((item) => [String(item.key), item.value] as const));
  }

  *commands(pattern: string): Iterable<CompletionCommand> {
    for (const { name } of this.functions.values()) {
      if (matchesWildcard(name, pattern)) yield { name, kind: 'Function', moduleName: '' };
    }
    for (const { name, module } of cmdlets) {
      if (matchesWildcard(name, pattern)) yield { name, kind: 'Cmdlet', moduleName: module };
    }
  }

  resolveCommand(name: string): ResolvedCommand | undefined {
    const key = name.toLowerCase();
    const own = this.functions.get(key);
    if (own !== undefined) return own;
    const target = aliases[key]?.toLowerCase() ?? key;
    const cmdlet = cmdlets.find((c) => c.name.toLowerCase() === target);
    if (cmdlet === undefined) return undefined;
    const metadata = cmdletMetadata(cmdlet);
    return { name: cmdlet.name, metadata, isSimpleFunction: false, outputs: cmdlet.outputs ?? [] };
  }

  variables(): Iterable<CompletionVariable> {
    return this.values.values();
  }

  variable(ast: VariableExpressionAst): Value | undefined {
    return this.values.get(ast.variablePath.unqualifiedPath.toLowerCase())?.value;
  }

  environmentNames(): string[] {
    return ['Path', 'TEMP'];
  }

  driveItems(): string[] {
    return [];
  }

  variableDrives(): string[] {
    return ['Alias', 'Env', 'Function', 'Variable'];
  }

  listContainer(path: string): readonly CompletionPathItem[] | undefined {
    return this.files.get(path);
  }

  names(kind: string): readonly string[] {
    return this.nameLists[kind] ?? [];
  }

  completeArgument(): undefined {
    return undefined;
  }

  history(): [] {
    return [];
  }

  findType(name: string): NetType | undefined {
    return findType(name);
  }

  types(): NetType[] {
    return [];
  }
}
