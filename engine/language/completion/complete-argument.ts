import type { Ast, CommandAst, CommandElementAst, ExpressionAst } from '../ast';
import type { ParameterMetadata } from '../binding/command-metadata';
import { allSets } from '../binding/command-metadata';
import type { Token } from '../parsing/token';
import { TokenKind } from '../parsing/token-kind';
import { matchesWildcard } from '../text/wildcard';
import type { Value } from '../values';
import { completeCommand } from './complete-command';
import { membersOfTypes } from './complete-member';
import { completePath } from './complete-path';
import { completeType } from './complete-type';
import {
  type CompletionMatch,
  type CompletionNameKind,
  type CompletionState,
  lastAst,
  match,
  type ResolvedCommand,
} from './context';
import { compareNames } from './ordering';
import { type ArgumentPair, findCommand, isInSets, type PseudoBinding, pseudoBind, usesIn } from './pseudo-binder';
import { needsQuotes, quoteValue, unquoteWord } from './quoting';
import { safeValue } from './safe-value';
import { TypeInference } from './type-inference';

/** Values for a parameter; `undefined` where the parameter says nothing, so that paths are offered. */
type Values = CompletionMatch[] | undefined;

interface ArgumentLocation {
  readonly positional: boolean;
  readonly position: number;
  readonly pair: ArgumentPair | undefined;
}

/** seen: PowerShell engine, CompletionCompleters.CompleteCommandArgument */
export function completeArgument(state: CompletionState): CompletionMatch[] {
  const last = lastAst(state);
  const { command: commandAst, expression } = locate(state, last);
  if (commandAst === undefined) return [];
  const command = findCommand(state.session, state.root, commandAst.getCommandName());
  let values: Values;
  if (command !== undefined) {
    const binding = pseudoBind(command, commandAst, undefined, 'argument');
    values = valuesOf(state, command, commandAst, binding, expression);
    if (values !== undefined) return values;
  }
  if (
    expression === undefined &&
    commandAst.commandElements.length === 1 &&
    commandAst.invocationOperator !== TokenKind.Unknown &&
    state.word !== ''
  ) {
    return literally(state, () => {
      const results = completePath(state);
      return state.word.includes('-') ? [...results, ...completeCommand(state)] : results;
    });
  }
  const results = command === undefined ? literally(state, () => completePath(state)) : completePath(state);
  if (state.word.indexOf('-') > 0) results.push(...completeCommand(state));
  return results;
}

function literally(state: CompletionState, complete: () => CompletionMatch[]): CompletionMatch[] {
  const before = state.literalPaths;
  state.literalPaths = true;
  const results = complete();
  state.literalPaths = before;
  return results;
}

/** The command around the cursor and, where a word has begun, the argument it is part of. */
function locate(
  state: CompletionState,
  last: Ast,
): { command: CommandAst | undefined; expression: ExpressionAst | undefined } {
  if (last.type === 'CommandAst') return { command: last, expression: undefined };
  if (last.type === 'CommandParameterAst') {
    return { command: last.parent?.type === 'CommandAst' ? last.parent : undefined, expression: undefined };
  }
  const parent = last.parent;
  let argument: Ast = last;
  let owner = parent;
  if (owner?.type === 'ArrayLiteralAst') {
    argument = owner;
    owner = owner.parent;
  }
  if (owner?.type === 'CommandParameterAst') owner = owner.parent;
  if (owner?.type !== 'CommandAst') return { command: undefined, expression: undefined };
  if (last.type === 'ErrorExpressionAst' && state.text.slice(last.start, last.end).endsWith(',')) {
    state.word = '';
    return { command: owner, expression: last };
  }
  const isOnly = owner.commandElements.length === 1;
  if (isOnly || state.word === '') return { command: owner, expression: undefined };
  return { command: owner, expression: argument as ExpressionAst };
}

function valuesOf(
  state: CompletionState,
  command: ResolvedCommand,
  ast: CommandAst,
  binding: PseudoBinding,
  expression: ExpressionAst | undefined,
): Values {
  const isDash = expression?.type === 'StringConstantExpressionAst' && expression.value.trim() === '-';
  if (binding.arguments.length > 0) {
    const location =
      expression !== undefined && !isDash
        ? locationOfExpression(binding.arguments, expression)
        : locationOfToken(binding.arguments, state.tokenAtCursor ?? state.tokenBeforeCursor);
    if (location !== undefined) return valuesAt(state, command, ast, binding, location);
  }
  let index = 0;
  let previous: CommandElementAst | undefined;
  const token = state.tokenAtCursor ?? state.tokenBeforeCursor;
  for (const element of ast.commandElements) {
    if (expression !== undefined ? element === expression : token !== undefined && element.start > token.end) break;
    previous = element;
    index++;
  }
  if (index === 1) return positionalValues(state, command, ast, binding, allSets, 0);
  if (previous?.type === 'CommandParameterAst' && previous.argument === undefined) {
    const parameter = matchingParameter(binding.unbound, previous.parameterName);
    return parameter === undefined ? undefined : parameterValues(state, command, ast, binding, parameter);
  }
  return undefined;
}

function matchingParameter(parameters: readonly ParameterMetadata[], name: string): ParameterMetadata | undefined {
  const pattern = `${name}*`;
  return parameters.find(
    (p) => matchesWildcard(p.name, pattern) || p.aliases.some((alias) => matchesWildcard(alias, pattern)),
  );
}

function valuesAt(
  state: CompletionState,
  command: ResolvedCommand,
  ast: CommandAst,
  binding: PseudoBinding,
  location: ArgumentLocation,
): Values {
  if (!binding.succeeded) {
    if (location.positional) return positionalValues(state, command, ast, binding, allSets, location.position);
    const name = location.pair?.parameter?.parameterName;
    const parameter = name === undefined ? undefined : matchingParameter(binding.unbound, name);
    return parameter === undefined ? undefined : parameterValues(state, command, ast, binding, parameter);
  }
  let pair = location.pair;
  if (location.positional && pair === undefined) {
    const positional = binding.arguments.filter((p) => p.parameter === undefined);
    pair = positional[location.position];
    if (pair === undefined) {
      const lastPair = positional[positional.length - 1];
      if (lastPair !== undefined) {
        const remaining = [...binding.boundArguments].filter(([, b]) =>
          b.elements.some((e) => e === lastPair.argument),
        );
        if (remaining.length > 0)
          return boundValues(
            state,
            command,
            ast,
            binding,
            remaining.map(([key]) => key),
          );
        const isBound = [...binding.boundArguments.values()].some((b) => b.argument === lastPair.argument);
        if (!isBound) return undefined;
      }
      return positionalValues(state, command, ast, binding, binding.validSets, location.position);
    }
  }
  const keys: string[] = [];
  for (const [key, bound] of binding.boundArguments) {
    if (bound.kind === 'array' && pair !== undefined && pair.parameter === undefined) {
      if (bound.elements.some((e) => e === pair.argument)) keys.push(key);
    } else if (bound === pair) {
      keys.push(key);
    }
  }
  return boundValues(state, command, ast, binding, keys);
}

function boundValues(
  state: CompletionState,
  command: ResolvedCommand,
  ast: CommandAst,
  binding: PseudoBinding,
  keys: readonly string[],
): Values {
  let values: Values;
  for (const key of keys) {
    const parameter = binding.bound.get(key);
    if (parameter === undefined) continue;
    const own = parameterValues(state, command, ast, binding, parameter);
    if (own !== undefined) values = [...(values ?? []), ...own];
  }
  return values;
}

function positionalValues(
  state: CompletionState,
  command: ResolvedCommand,
  ast: CommandAst,
  binding: PseudoBinding,
  sets: number,
  position: number,
): Values {
  let best: ParameterMetadata | undefined;
  let bestPosition = Number.MAX_SAFE_INTEGER;
  let bestIsDefault = false;
  const inDefault = binding.defaultSet !== 0 && (binding.defaultSet & sets) !== 0;
  for (const parameter of binding.unbound) {
    if (!isInSets(parameter, sets)) continue;
    for (const use of usesIn(parameter, sets)) {
      if (use.fromRemaining || use.position === undefined || use.position < position) continue;
      const isDefault = inDefault && use.mask === binding.defaultSet;
      if (use.position < bestPosition || (use.position === bestPosition && isDefault && !bestIsDefault)) {
        best = parameter;
        bestPosition = use.position;
        bestIsDefault = isDefault;
      }
    }
  }
  if (best !== undefined) return parameterValues(state, command, ast, binding, best);
  for (const parameter of binding.unbound) {
    if (!isInSets(parameter, sets)) continue;
    if (usesIn(parameter, sets).some((use) => use.fromRemaining)) {
      return parameterValues(state, command, ast, binding, parameter);
    }
  }
  return undefined;
}

// Where the cursor is among the arguments

function locationOfExpression(pairs: readonly ArgumentPair[], expression: ExpressionAst): ArgumentLocation | undefined {
  let position = 0;
  for (const pair of pairs) {
    if (pair.kind !== 'pair') continue;
    if (pair.argument === expression) {
      return pair.parameter === undefined
        ? { positional: true, position, pair }
        : { positional: false, position: -1, pair };
    }
    if (pair.parameter === undefined) position++;
  }
  return undefined;
}

function locationOfToken(pairs: readonly ArgumentPair[], token: Token | undefined): ArgumentLocation | undefined {
  if (token === undefined) return undefined;
  let position = 0;
  let previous: ArgumentPair | undefined;
  for (const pair of pairs) {
    const parameter = pair.parameter;
    if (parameter !== undefined) {
      if (parameter.start > token.start) break;
      const argument = pair.argument;
      const isHere =
        (token.kind === TokenKind.Parameter && token.start === parameter.start && argument !== undefined) ||
        (argument !== undefined && token.start > argument.start && token.end < argument.end);
      if (pair.kind === 'pair' && isHere) return { positional: false, position: -1, pair };
    } else {
      if ((pair.argument?.start ?? 0) > token.start) break;
      position++;
    }
    previous = pair;
  }
  return locationBehind(previous, position, token);
}

function locationBehind(previous: ArgumentPair | undefined, position: number, token: Token): ArgumentLocation {
  if (previous === undefined) return { positional: true, position: 0, pair: undefined };
  if (previous.kind === 'fake') return { positional: false, position: -1, pair: previous };
  const parameter = previous.parameter;
  const endsWithColon =
    parameter !== undefined &&
    parameter.argument === undefined &&
    token.detail?.kind === 'parameter' &&
    token.detail.usedColon;
  if (endsWithColon) return { positional: false, position: -1, pair: previous };
  return { positional: true, position, pair: undefined };
}

// Values of a parameter

/** Values that a parameter takes: its set, its enumeration, a completer, names from the world. */
function parameterValues(
  state: CompletionState,
  command: ResolvedCommand,
  ast: CommandAst,
  binding: PseudoBinding,
  parameter: ParameterMetadata,
): Values {
  const set = parameter.attributes.find((a) => a.kind === 'ValidateSet');
  if (set?.kind === 'ValidateSet') return listValues(state, set.values);
  const declared = parameter.declaration?.validateSet;
  if (declared !== undefined) return listValues(state, declared);
  const type = parameter.type?.element ?? parameter.type;
  if (type?.enumValues !== undefined && type.enumValues.length > 0) {
    return listValues(
      state,
      type.enumValues.map(([name]) => name),
    );
  }
  if (parameter.isSwitch) {
    if (state.word !== '' && state.word !== '$') return [];
    return ['$true', '$false'].map((v) => match(v, v, 'ParameterValue', v));
  }
  const bound = new Map<string, Value>();
  for (const [key, pair] of binding.boundArguments) {
    const owner = binding.bound.get(key);
    if (owner === undefined || owner === parameter || pair.argument === undefined) continue;
    const value = safeValue(pair.argument, state.session);
    if (value !== undefined) bound.set(owner.name, value.value);
  }
  const { word } = unquoteWord(state.word);
  const custom = state.session.completeArgument(command, parameter, word, ast, bound);
  if (custom !== undefined) return customValues(state, custom);
  return knownValues(state, command, ast, parameter);
}

/** A fixed list: the word itself first if it is one, the others in order. */
function listValues(state: CompletionState, values: readonly string[]): CompletionMatch[] {
  const { word, quote } = unquoteWord(state.word);
  const pattern = `${word}*`;
  const exact: CompletionMatch[] = [];
  const others: string[] = [];
  for (const value of values) {
    if (value === '') continue;
    if (value.toLowerCase() === word.toLowerCase()) {
      const text = quote === '' ? value : quote + value + quote;
      exact.push(match(text, value, 'ParameterValue', value));
    } else if (matchesWildcard(value, pattern)) {
      others.push(value);
    }
  }
  others.sort(compareNames);
  return [...exact, ...others.map((v) => match(quoteValue(v, quote), v, 'ParameterValue', v))];
}

function customValues(state: CompletionState, values: readonly (string | CompletionMatch)[]): CompletionMatch[] {
  const { word, quote } = unquoteWord(state.word);
  const results: CompletionMatch[] = [];
  for (const value of values) {
    if (typeof value !== 'string') {
      results.push(value);
    } else if (matchesWildcard(value, `${word}*`)) {
      results.push(match(quoteValue(value, quote), value, 'ParameterValue', value));
    }
  }
  return results;
}

/** Commands whose arguments are names of the session: command, parameter, what it names. */
const namedArguments: readonly (readonly [commands: RegExp, parameters: RegExp, kind: CompletionNameKind])[] = [
  [/^(?:Get|Start|Stop|Restart|Suspend|Resume|Set)-Service$/, /^Name$/, 'service'],
  [/^(?:Get|Start|Stop|Restart|Suspend|Resume)-Service$/, /^DisplayName$/, 'serviceDisplayName'],
  [/^(?:Get|Stop|Wait|Debug)-Process$/, /^Name$/, 'process'],
  [/^(?:Import|Get|Remove)-Module$/, /^Name$/, 'module'],
  [/^Get-Command$/, /^(?:Module|PSSnapin)$/, 'module'],
  [/^(?:Get|Remove)-PSDrive$/, /^Name$/, 'drive'],
  [/^Get-PSProvider$/, /^PSProvider$/, 'provider'],
  [/^(?:Get|Set|New|Export|Remove)-Alias$/, /^Name$/, 'alias'],
  [/^(?:Get|Receive|Remove|Stop|Wait)-Job$/, /^Name$/, 'job'],
  [/^(?:Get|Receive|Remove|Stop|Wait)-Job$/, /^Id$/, 'jobId'],
  [/^(?:Get|Clear|Limit|Remove|Show|Write)-EventLog$/, /^LogName$/, 'eventLog'],
];

const commandArguments =
  /^(?:Get-Command:(?:Name)|Get-Help:Name|Show-Command:Name|Trace-Command:Command|New-Alias:Value|Set-Alias:Value)$/;
const variableCommands = /^(?:Get|Set|New|Clear|Remove)-Variable$/;
const propertyArguments =
  /^(?:Select-Object:(?:Property|ExpandProperty|ExcludeProperty)|(?:Sort|Group|Measure|Compare)-Object:Property|Format-(?:Table|List|Wide|Custom):(?:Property|GroupBy)|Where-Object:Property|ConvertTo-Html:Property)$/;
const fileOnly = /^(?:Set|Push)-Location:(?:Path|LiteralPath)$/;

/** What the engine knows by itself of the arguments of commands. seen: NativeCommandArgumentCompletion */
function knownValues(
  state: CompletionState,
  command: ResolvedCommand,
  ast: CommandAst,
  parameter: ParameterMetadata,
): Values {
  const key = `${command.name}:${parameter.name}`;
  for (const [commands, parameters, kind] of namedArguments) {
    if (commands.test(command.name) && parameters.test(parameter.name)) return nameValues(state, kind);
  }
  if (commandArguments.test(key)) {
    const commands = completeCommand(state);
    if (command.name !== 'Get-Help') return commands;
    return [...commands, ...nameValues(state, 'helpTopic')];
  }
  if (variableCommands.test(command.name) && parameter.name === 'Name') {
    const { word, quote } = unquoteWord(state.word);
    const names = [...state.session.variables()].map((v) => v.name).filter((n) => matchesWildcard(n, `${word}*`));
    return names.sort(compareNames).map((n) => match(quoteValue(n, quote), n, 'ParameterValue', n));
  }
  if (key === 'New-Object:TypeName') {
    const { word, quote } = unquoteWord(state.word);
    const before = state.word;
    state.word = word;
    const types = completeType(state, quote, quote);
    state.word = before;
    return types;
  }
  if (propertyArguments.test(key)) return propertyValues(state, ast, false);
  if (key === 'ForEach-Object:MemberName') return propertyValues(state, ast, true);
  if (fileOnly.test(key)) return completePath(state, true);
  return undefined;
}

function nameValues(state: CompletionState, kind: CompletionNameKind): CompletionMatch[] {
  const { word, quote } = unquoteWord(state.word);
  const names = [...new Set(state.session.names(kind))].filter((n) => matchesWildcard(n, `${word}*`));
  return names.sort(compareNames).map((n) => match(quoteValue(n, quote), n, 'ParameterValue', n));
}

/** Names of properties of what comes down the pipeline. */
function propertyValues(state: CompletionState, ast: CommandAst, withMethods: boolean): Values {
  const types = new TypeInference(state.session, state.root).inferInput(ast);
  const { word, quote } = unquoteWord(state.word);
  const members = membersOfTypes(types, `${word}*`, false, (isMethod) => withMethods || !isMethod);
  if (members.length === 0) return types.length === 0 ? undefined : [];
  return members.map((m) => {
    const name = m.listItemText;
    const text = quote !== '' || needsQuotes(name) ? quoteValue(name, quote) : name;
    return match(text, name, m.type, m.toolTip);
  });
}
