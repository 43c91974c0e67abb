import type { CommandParameterAst } from '../ast';
import { nodesOf } from '../ast-walk';
import type { ParameterMetadata } from '../binding/command-metadata';
import { allSets } from '../binding/command-metadata';
import { keywordKind } from '../parsing/keywords';
import { matchesWildcard } from '../text/wildcard';
import { completeArgument } from './complete-argument';
import { completePath } from './complete-path';
import { type CompletionCommand, type CompletionMatch, type CompletionState, lastAst, match } from './context';
import { compareNames } from './ordering';
import { findCommand, isInSets, type PseudoBinding, pseudoBind } from './pseudo-binder';
import { needsQuotes, unquoteWord } from './quoting';

/** Keywords that are also commands. */
const plainKeywords =
  /^(?:public|private|static|interface|namespace|module|type|assembly|command|hidden|base|default|foreach)$/i;

/** Whether a program found as a command needs `&` in front where it is quoted. */
export function needsAmpersand(state: CompletionState, byDefault: boolean): boolean {
  const parent = lastAst(state).parent;
  if (state.word !== '' && parent?.type === 'CommandAst' && parent.commandElements.length === 1) {
    const invoked = parent.invocationOperator !== 0;
    if (byDefault ? invoked : !invoked) return !byDefault;
  }
  return byDefault;
}

/** seen: PowerShell engine, CompletionCompleters.CompleteCommand */
export function completeCommand(state: CompletionState): CompletionMatch[] {
  const ampersand = needsAmpersand(state, false);
  const { word, quote } = unquoteWord(state.word);
  const slash = word.indexOf('\\');
  const colon = word.indexOf(':');
  let moduleName: string | undefined;
  let name = word;
  if (/[\\/:]/.test(word)) {
    if (slash <= 0 || (colon >= 0 && colon < slash)) return [];
    moduleName = word.slice(0, slash).toLowerCase();
    name = word.slice(slash + 1);
  }
  const pattern = `${name}*`;
  const found: CompletionCommand[] = [];
  for (const command of state.session.commands(pattern)) {
    if (moduleName === undefined || command.moduleName.toLowerCase() === moduleName) found.push(command);
  }
  found.sort((a, b) => compareNames(a.name, b.name));
  const results: CompletionMatch[] = [];
  const seen = new Set<string>();
  for (const command of found) {
    const key = command.name.toLowerCase();
    if (seen.has(key)) continue;
    seen.add(key);
    const text = moduleName === undefined ? command.name : `${command.moduleName}\\${command.name}`;
    results.push(commandMatch(text, command, ampersand, quote));
  }
  if (moduleName === undefined) {
    for (const node of nodesOf(state.root)) {
      if (node.type !== 'FunctionDefinitionAst' || !matchesWildcard(node.name, pattern)) continue;
      const key = node.name.toLowerCase();
      if (seen.has(key)) continue;
      seen.add(key);
      results.unshift(commandMatch(node.name, { name: node.name, kind: 'Function', moduleName: '' }, ampersand, quote));
    }
  }
  return results;
}

function commandMatch(name: string, command: CompletionCommand, ampersand: boolean, quote: string): CompletionMatch {
  let text: string;
  let addAmpersand: boolean;
  if (needsQuotes(name)) {
    addAmpersand = quote === '' && ampersand;
    const used = quote === '' ? "'" : quote;
    text = used + (used === "'" ? name.replaceAll("'", "''") : name.replaceAll('`', '``').replaceAll('$', '`$')) + used;
  } else {
    addAmpersand = quote === '' && ampersand && keywordKind(name) !== undefined && !plainKeywords.test(name);
    text = quote + name + quote;
  }
  if (addAmpersand && name !== 'foreach') text = `& ${text}`;
  return match(
    text,
    command.name,
    'Command',
    command.syntax === undefined || command.syntax === '' ? name : command.syntax,
  );
}

/** seen: PowerShell engine, CompletionCompleters.CompleteCommandParameter */
export function completeParameter(state: CompletionState): CompletionMatch[] {
  let parameter: CommandParameterAst | undefined;
  for (let i = state.relatedAsts.length - 1; i >= 0 && parameter === undefined; i--) {
    const ast = state.relatedAsts[i];
    if (ast.type === 'CommandParameterAst') parameter = ast;
  }
  let name = '';
  let withColon = false;
  let bindPositional = true;
  let owner = parameter?.parent;
  if (parameter !== undefined) {
    name = parameter.parameterName;
    withColon = state.word.endsWith(':');
  } else {
    const last = lastAst(state);
    if (last.type !== 'StringConstantExpressionAst' || last.value.trim() !== '-') return [];
    owner = last.parent;
    if (owner?.type === 'CommandAst') {
      const at = state.tokenAtCursor?.start ?? last.start;
      const next = owner.commandElements.find((e) => e.start > at);
      if (next !== undefined) bindPositional = next.type === 'CommandParameterAst';
    }
  }
  if (owner?.type !== 'CommandAst') return [];
  const command = findCommand(state.session, state.root, owner.getCommandName());
  if (command === undefined) return completeArgument(state);
  const binding = pseudoBind(command, owner, parameter, 'parameter', bindPositional);
  const results = binding.succeeded
    ? parametersOf(name, binding, parameter, withColon)
    : parameterMatches(name, allSets, binding.unbound, withColon);
  if (results.length > 0) return results;
  return completePath(state, command.name === 'Set-Location');
}

function parametersOf(
  name: string,
  binding: PseudoBinding,
  ast: CommandParameterAst | undefined,
  withColon: boolean,
): CompletionMatch[] {
  if (ast === undefined || name === '') {
    return parameterMatches(name, binding.validSets, binding.unbound, withColon);
  }
  if (binding.notFound.has(ast)) return [];
  if (binding.ambiguous.has(ast)) return parameterMatches(name, binding.validSets, binding.unbound, withColon);
  if (binding.duplicate.has(ast)) {
    return parameterMatches(name, binding.validSets, [...binding.bound.values()], withColon);
  }
  for (const [key, pair] of binding.boundArguments) {
    if (pair.parameter === ast) {
      const parameter = binding.bound.get(key);
      return parameter === undefined ? [] : parameterMatches(name, allSets, [parameter], withColon);
    }
    if (pair.argument === ast) return [];
  }
  return parameterMatches(name, binding.validSets, binding.unbound, withColon);
}

/** Parameters of these sets whose name or alias begins with a word; the common ones come last. */
function parameterMatches(
  name: string,
  sets: number,
  parameters: readonly ParameterMetadata[],
  withColon: boolean,
): CompletionMatch[] {
  const own: CompletionMatch[] = [];
  const common: CompletionMatch[] = [];
  const pattern = `${name}*`;
  const colon = withColon ? ':' : '';
  for (const parameter of parameters) {
    if (!isInSets(parameter, sets)) continue;
    const list = parameter.common && !/^(?:WhatIf|Confirm|UseTransaction)$/i.test(parameter.name) ? common : own;
    const type = `[${shortTypeName(parameter)}] `;
    if (matchesWildcard(parameter.name, pattern)) {
      const help = parameter.uses.find((use) => use.helpMessage)?.helpMessage;
      const toolTip = type + parameter.name + (help === undefined ? '' : ` - ${help}`);
      list.push(match(`-${parameter.name}${colon}`, parameter.name, 'ParameterName', toolTip));
    }
    if (name === '') continue;
    for (const alias of parameter.aliases) {
      if (matchesWildcard(alias, pattern)) {
        list.push(match(`-${alias}${colon}`, alias, 'ParameterName', type + alias));
      }
    }
  }
  return [...own, ...common];
}

/** The type as tool tips show it: without namespace, accelerators by their name. */
export function shortTypeName(parameter: ParameterMetadata): string {
  const name = parameter.type?.fullName ?? parameter.typeName;
  const array = name.endsWith('[]') ? '[]' : '';
  const plain = array === '' ? name : name.slice(0, -2);
  const simple = simpleNames[plain];
  return (simple ?? plain.slice(plain.lastIndexOf('.') + 1)) + array;
}

const simpleNames: Record<string, string> = {
  'System.String': 'string',
  'System.Int32': 'int',
  'System.Int64': 'long',
  'System.Boolean': 'bool',
  'System.Double': 'double',
  'System.Byte': 'byte',
  'System.Char': 'char',
  'System.DateTime': 'datetime',
  'System.TimeSpan': 'timespan',
  'System.Management.Automation.SwitchParameter': 'switch',
  'System.Management.Automation.ScriptBlock': 'scriptblock',
  'System.Management.Automation.PSCredential': 'pscredential',
  'System.Collections.Hashtable': 'hashtable',
};
