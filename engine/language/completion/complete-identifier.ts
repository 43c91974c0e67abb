import type { Ast, InvokeMemberExpressionAst, MemberExpressionAst } from '../ast';
import { nodesOf } from '../ast-walk';
import { toText } from '../conversion';
import type { Token } from '../parsing/token';
import { TokenFlags, TokenKind } from '../parsing/token-kind';
import { completeArgument } from './complete-argument';
import { completeAttributeArgument } from './complete-attribute';
import { completeParameter } from './complete-command';
import { completeHashtableKey } from './complete-hashtable';
import { completeMember } from './complete-member';
import { completePath } from './complete-path';
import { completeCommandOrFile } from './complete-program';
import { completeVariable } from './complete-variable';
import { type CompletionMatch, type CompletionState, lastAst, match } from './context';
import { sortedNames } from './ordering';
import { quoteValue, unquoteWord } from './quoting';
import { safeValue } from './safe-value';

/** Whether an expression is an argument of a command, alone or in a list. */
export function isArgument(ast: Ast): boolean {
  if (ast.type.startsWith('Command')) return false;
  const owner = ast.parent?.type === 'ArrayLiteralAst' ? ast.parent.parent : ast.parent;
  return owner?.type === 'CommandAst' || owner?.type === 'CommandParameterAst';
}

/** The file of `switch -file`. */
export function isSwitchFile(ast: Ast, before: Token | undefined): boolean {
  if (ast.type === 'ErrorStatementAst') {
    const flag = ast.kind?.kind === TokenKind.Switch ? ast.flags?.get('file') : undefined;
    return flag !== undefined && before !== undefined && flag[0].end === before.end;
  }
  const pipeline = ast.parent?.type === 'CommandExpressionAst' ? ast.parent.parent : undefined;
  const statement = pipeline?.type === 'PipelineAst' ? pipeline.parent : undefined;
  if (statement?.type !== 'ErrorStatementAst' || statement.kind?.kind !== TokenKind.Switch) return false;
  return statement.flags?.get('file')?.[1] === pipeline;
}

/** A string as the beginning of a path, in its quotes; undefined where it would have to be run. */
export function stringAsPath(state: CompletionState, ast: Ast, rest: string): string | undefined {
  if (ast.type === 'StringConstantExpressionAst') {
    const quotes: Partial<Record<string, string>> = { SingleQuoted: "'", DoubleQuoted: '"' };
    const quote = quotes[ast.stringConstantType] ?? '';
    return quote + ast.value + rest + quote;
  }
  if (ast.type !== 'ExpandableStringExpressionAst') return undefined;
  let text = ast.value;
  for (const nested of ast.nestedExpressions) {
    if (nested.type !== 'VariableExpressionAst') return undefined;
    const value = safeValue(nested, state.session);
    if (value === undefined) return undefined;
    text = text.replace(state.text.slice(nested.start, nested.end), () => toText(value.value));
  }
  const quote = ast.stringConstantType === 'DoubleQuoted' ? '"' : '';
  return quote + text + rest + quote;
}

/** A word that is not in quotes. seen: PowerShell engine, CompletionAnalysis.GetResultForIdentifier */
export function completeIdentifier(state: CompletionState, token: Token): CompletionMatch[] {
  const last = lastAst(state);
  const text = token.text(state.text);
  state.word = text;
  if (last.type === 'StringConstantExpressionAst') {
    if (last.value === '$') {
      state.word = '';
      return completeVariable(state);
    }
    if (last.parent?.type === 'UsingStatementAst') return completeUsing(state, last.parent.usingStatementKind);
  }
  if (token.flags & TokenFlags.MemberName) {
    if (last.type === 'NamedAttributeArgumentAst' || last.parent?.type === 'NamedAttributeArgumentAst') {
      return completeAttributeArgument(state);
    }
  }
  if (token.flags & TokenFlags.CommandName) return completeCommandName(state, token, text);
  if (/^[-\u2013\u2014\u2015]{1,2}$/.test(text) && last.parent?.type === 'CommandAst') {
    const parameters = text.length === 1 ? completeParameter(state) : [];
    return parameters.length > 0 ? parameters : completeArgument(state);
  }
  const members = completeMemberName(state, token, text);
  if (members.length > 0) return members;
  if (last.parent?.type === 'HashtableAst') {
    const keys = completeHashtableKey(state, last.parent);
    if (keys !== undefined && keys.length > 0) return keys;
  }
  const path = stringAsPath(state, last, '');
  if (path !== undefined) state.word = path;
  if (last.parent?.type === 'FileRedirectionAst' || isSwitchFile(last, state.tokenBeforeCursor)) {
    if (path !== undefined) return completePath(state);
  }
  return completeArgument(state);
}

function completeUsing(state: CompletionState, kind: string): CompletionMatch[] {
  if (kind === 'Assembly')
    return completePath(state).filter((m) => /container$/i.test(m.type) || /\.dll'?$/i.test(m.completionText));
  if (kind !== 'Module') return [];
  const { word, quote } = unquoteWord(state.word);
  const names = sortedNames(state.session.names('module')).filter((n) =>
    n.toLowerCase().startsWith(word.toLowerCase()),
  );
  return [...completePath(state), ...names.map((n) => match(quoteValue(n, quote), n, 'ParameterValue', n))];
}

/** The first word of a command; what stands right in front of it may make it a path: `$home\x`. */
function completeCommandName(state: CompletionState, token: Token, text: string): CompletionMatch[] {
  let before: Ast | undefined;
  for (const node of nodesOf(state.root)) {
    if (node.end <= token.start && node.end > node.start) before = node;
  }
  if (before !== undefined && before.end === token.start) {
    if (!/^[\\/]/.test(text)) return [];
    const value = before.type === 'VariableExpressionAst' ? safeValue(before, state.session) : undefined;
    const path = value === undefined ? stringAsPath(state, before, text) : toText(value.value) + text;
    if (path === undefined) return [];
    state.word = path;
    state.replacementIndex = before.start;
    state.replacementLength += before.end - before.start;
    if (value === undefined) return completePath(state);
  }
  return completeCommandOrFile(state);
}

type MemberNode = MemberExpressionAst | InvokeMemberExpressionAst;

function isMemberNode(ast: Ast | undefined): ast is MemberNode {
  return ast?.type === 'MemberExpressionAst' || ast?.type === 'InvokeMemberExpressionAst';
}

function completeMemberName(state: CompletionState, token: Token, text: string): CompletionMatch[] {
  const last = lastAst(state);
  if (isMemberNode(last.parent)) {
    let member = last.parent;
    while (
      member.end >= state.cursor &&
      isMemberNode(member.expression) &&
      member.expression.member.end >= state.cursor
    ) {
      member = member.expression;
    }
    return completeMember(state, member.static);
  }
  if (text === '.' || text === '::') {
    const members = completeMember(state, text === '::');
    if (members.length > 0) {
      state.replacementIndex = token.end;
      state.replacementLength = 0;
    }
    return members;
  }
  // `$x.Le*`: the star reads as a multiplication.
  if (token.kind !== TokenKind.Multiply || last.type !== 'BinaryExpressionAst') return [];
  const { left } = last;
  if (left.type !== 'MemberExpressionAst' || left.member.end !== token.start) return [];
  state.relatedAsts.splice(state.relatedAsts.indexOf(last), 1);
  state.relatedAsts.push(left);
  state.replacementIndex = left.member.start;
  state.replacementLength = token.end - left.member.start;
  const length = state.replacementLength;
  const members = completeMember(state, left.static);
  state.replacementLength = length;
  return members;
}
