import type { Ast, CommandAst, ScriptBlockAst } from '../ast';
import { nodesOf } from '../ast-walk';
import type { ParameterMetadata } from '../binding/command-metadata';
import { shortTypeName } from '../completion/complete-command';
import type { CompletionSession, ResolvedCommand } from '../completion/context';
import { findCommand, pseudoBind } from '../completion/pseudo-binder';
import { safeValue } from '../completion/safe-value';
import { typeOf, typeText } from '../net';
import { parse } from '../parsing/parser';
import { calledName, type SyntaxLine, syntaxOf } from './syntax';

/** What the editor shows of the word under the pointer. */
export interface Hover {
  readonly start: number;
  readonly end: number;
  /** Lines of plain text; the first one is the signature. */
  readonly lines: readonly string[];
}

/** The command whose arguments are being written, with the parameter that comes next or is being written. */
export interface ParameterHints {
  readonly command: string;
  readonly lines: readonly SyntaxLine[];
  /** The line that fits what is written so far. */
  readonly activeLine: number;
  readonly activeParameter: string | undefined;
}

function innermost<T extends Ast['type']>(
  root: ScriptBlockAst,
  offset: number,
  types: readonly T[],
): Extract<Ast, { type: T }> | undefined {
  let found: Extract<Ast, { type: T }> | undefined;
  for (const node of nodesOf(root)) {
    if (node.start > offset || offset > node.end) continue;
    if ((types as readonly string[]).includes(node.type)) found = node as Extract<Ast, { type: T }>;
  }
  return found;
}

/** Help for the command, parameter, variable or type at an offset. */
export function hover(text: string, offset: number, session: CompletionSession): Hover | undefined {
  const { ast } = parse(text);
  const node = innermost(ast, offset, [
    'CommandParameterAst',
    'VariableExpressionAst',
    'TypeExpressionAst',
    'TypeConstraintAst',
    'StringConstantExpressionAst',
  ]);
  if (node === undefined) return undefined;
  const lines = linesOf(node, ast, session);
  return lines === undefined ? undefined : { start: node.start, end: node.end, lines };
}

function linesOf(node: Ast, root: ScriptBlockAst, session: CompletionSession): string[] | undefined {
  switch (node.type) {
    case 'VariableExpressionAst': {
      const value = safeValue(node, session);
      const name = `$${node.variablePath.userPath}`;
      if (value === undefined) return [name];
      const type = typeOf(value.value);
      return [type === undefined ? `${name} = $null` : `[${typeText(type)}]${name}`];
    }
    case 'TypeExpressionAst':
    case 'TypeConstraintAst': {
      const type = session.findType(node.typeName.fullName);
      return type === undefined ? undefined : [`[${type.fullName}]`];
    }
    case 'CommandParameterAst': {
      if (node.parent?.type !== 'CommandAst') return undefined;
      const command = findCommand(session, root, node.parent.getCommandName());
      const parameter = command === undefined ? undefined : parameterOf(command, node.parameterName);
      return parameter === undefined ? undefined : parameterLines(parameter);
    }
    case 'StringConstantExpressionAst': {
      const { parent } = node;
      if (parent?.type !== 'CommandAst' || parent.commandElements[0] !== node) return undefined;
      const command = findCommand(session, root, parent.getCommandName());
      if (command === undefined) return undefined;
      const shown = calledName(parent);
      const alias = shown !== undefined && shown.toLowerCase() !== command.name.toLowerCase();
      const syntax = syntaxOf(command).map((line) => line.text);
      return alias ? [`${shown} -> ${command.name}`, ...syntax] : syntax;
    }
    default:
      return undefined;
  }
}

function parameterOf(command: ResolvedCommand, name: string): ParameterMetadata | undefined {
  const exact = command.metadata.exact(name);
  if (exact !== undefined) return exact;
  const found = command.metadata.startingWith(name);
  return found.length === 1 ? found[0] : undefined;
}

function parameterLines(parameter: ParameterMetadata): string[] {
  const lines = [`-${parameter.name} <${shortTypeName(parameter)}>`];
  const [use] = parameter.uses;
  if (use?.mandatory) lines.push('Required');
  if (use?.position !== undefined) lines.push(`Position ${use.position}`);
  if (use?.fromPipeline) lines.push('From the pipeline');
  if (parameter.aliases.length > 0) lines.push(`Aliases: ${parameter.aliases.join(', ')}`);
  const set = parameter.attributes.find((a) => a.kind === 'ValidateSet');
  if (set?.kind === 'ValidateSet') lines.push(`Values: ${set.values.join(', ')}`);
  const help = parameter.uses.find((u) => u.helpMessage)?.helpMessage;
  if (help !== undefined) lines.push(help);
  return lines;
}

/** The parameters of the command around an offset. */
export function parameterHints(text: string, offset: number, session: CompletionSession): ParameterHints | undefined {
  const { ast: root } = parse(text);
  let commandAst: CommandAst | undefined = innermost(root, offset, ['CommandAst']);
  if (commandAst === undefined) {
    // Behind the last argument: `Get-VM |`.
    const end = text.slice(0, offset).trimEnd().length;
    if (/[\r\n;|{}()]/.test(text.slice(end, offset)) || /[;|{}(]$/.test(text.slice(0, end))) return undefined;
    commandAst = innermost(root, end, ['CommandAst']);
  }
  if (commandAst === undefined) return undefined;
  const command = findCommand(session, root, commandAst.getCommandName());
  if (command === undefined) return undefined;
  const lines = syntaxOf(command);
  const binding = pseudoBind(command, commandAst, undefined, 'argument');
  let activeParameter: string | undefined;
  for (const [key, pair] of binding.boundArguments) {
    const parameter = binding.bound.get(key);
    for (const part of [pair.parameter, pair.argument]) {
      if (part !== undefined && part.start <= offset && offset <= part.end) activeParameter = parameter?.name;
    }
    if (pair.kind === 'fake') activeParameter ??= parameter?.name;
  }
  activeParameter ??= nextPositional(binding.unbound, binding.validSets);
  const active = command.metadata.setNames.findIndex((_, i) => (binding.validSets & (1 << i)) !== 0);
  return { command: command.name, lines, activeLine: Math.max(0, active), activeParameter };
}

function nextPositional(parameters: readonly ParameterMetadata[], sets: number): string | undefined {
  let best: { name: string; position: number } | undefined;
  for (const { name, uses } of parameters) {
    for (const { mask, position } of uses) {
      if (position === undefined || (mask & sets) === 0) continue;
      if (best === undefined || position < best.position) best = { name, position };
    }
  }
  return best?.name;
}
