import type { Ast } from '../ast';
import { nodesOf } from '../ast-walk';
import { PSRuntimeException } from '../errors';
import { parse } from '../parsing/parser';
import type { Token } from '../parsing/token';
import { TokenFlags, TokenKind } from '../parsing/token-kind';
import { completeArgument } from './complete-argument';
import { completeAttributeArgument } from './complete-attribute';
import { completeParameter } from './complete-command';
import { completeHashtableAround, completeHashtableKey, hasPendingAssignment } from './complete-hashtable';
import { completeHistory } from './complete-history';
import { completeIdentifier, isArgument, isSwitchFile, stringAsPath } from './complete-identifier';
import { completeMember, completeMembersOf } from './complete-member';
import { completeOperator, completeSwitchFlags } from './complete-operator';
import { completePath } from './complete-path';
import { completeCommandOrFile, completeCommandOrPath, completeFileAsCommand } from './complete-program';
import { completeType, typeNameAt } from './complete-type';
import { completeVariable } from './complete-variable';
import {
  astText,
  type CompletionList,
  type CompletionMatch,
  type CompletionSession,
  type CompletionState,
  lastAst,
  match,
} from './context';

/** What Tab offers at a place of a text. seen: PowerShell engine, CommandCompletion.CompleteInput */
export function complete(text: string, cursor: number, session: CompletionSession): CompletionList {
  const at = Math.max(0, Math.min(cursor, text.length));
  const state = stateAt(text, at, session);
  const matches = matchesOf(state);
  return { replacementIndex: state.replacementIndex, replacementLength: state.replacementLength, matches };
}

/** A word that is no valid wildcard pattern (`Get-[`), and anything a session reports as an error, offers nothing. */
function matchesOf(state: CompletionState): CompletionMatch[] {
  try {
    return matchesAt(state);
  } catch (error) {
    if (error instanceof PSRuntimeException) return [];
    throw error;
  }
}

function isInteresting(token: Token): boolean {
  return token.kind !== TokenKind.NewLine && token.kind !== TokenKind.EndOfInput;
}

function tokenAt(tokens: readonly Token[], cursor: number): Token | undefined {
  for (let i = tokens.length - 1; i >= 0; i--) {
    const token = tokens[i];
    if (token.start < cursor && cursor <= token.end && isInteresting(token)) return token;
  }
  return undefined;
}

function tokenBefore(tokens: readonly Token[], cursor: number): Token | undefined {
  for (let i = tokens.length - 1; i >= 0; i--) {
    if (tokens[i].end < cursor && isInteresting(tokens[i])) return tokens[i];
  }
  return undefined;
}

/** seen: PowerShell engine, CompletionAnalysis.CreateCompletionContext */
function stateAt(text: string, cursor: number, session: CompletionSession): CompletionState {
  const { ast: root, tokens } = parse(text);
  let tokenAtCursor = tokenAt(tokens, cursor);
  let tokenBeforeCursor: Token | undefined;
  let position = cursor;
  let replacementIndex = 0;
  if (tokenAtCursor === undefined) {
    tokenBeforeCursor = tokenBefore(tokens, cursor);
    if (tokenBeforeCursor !== undefined) {
      position = tokenBeforeCursor.end;
      replacementIndex = cursor;
    }
  } else if (tokenAtCursor.nestedTokens !== undefined) {
    tokenAtCursor = tokenAt(tokenAtCursor.nestedTokens, cursor) ?? tokenAtCursor;
  }
  const relatedAsts: Ast[] = [];
  for (const node of nodesOf(root)) if (node.start < position && position <= node.end) relatedAsts.push(node);
  if (relatedAsts.length === 0) relatedAsts.push(root);
  const last = relatedAsts[relatedAsts.length - 1];
  if (last.type === 'NamedBlockAst' && last.unnamed && /^param/i.test(text.slice(last.start, last.start + 5))) {
    relatedAsts.pop();
  }
  return {
    session,
    root,
    text,
    tokens,
    cursor,
    tokenAtCursor,
    tokenBeforeCursor,
    relatedAsts,
    word: '',
    replacementIndex,
    replacementLength: 0,
    literalPaths: false,
  };
}

/** seen: PowerShell engine, CompletionAnalysis.GetResultHelper */
function matchesAt(state: CompletionState): CompletionMatch[] {
  const token = state.tokenAtCursor;
  let results: CompletionMatch[];
  if (token !== undefined) {
    setReplacement(state, token.start, token.end - token.start);
    if (token.kind === TokenKind.Comment) return completeHistory(state.session, token.text(state.text));
    results = atToken(state, token);
  } else {
    results = betweenTokens(state);
  }
  if (results.length > 0) return results;
  const typed = typeNames(state);
  if (typed !== undefined) return typed;
  results = completeHashtableAround(state);
  if (results.length > 0) return results;
  const root = state.relatedAsts[0];
  const text = astText(state, root);
  if (root.type !== 'ScriptBlockAst' || !/^\S+$/.test(text)) return [];
  setReplacement(state, root.start, root.end - root.start);
  state.word = text;
  return completeFileAsCommand(state);
}

function setReplacement(state: CompletionState, index: number, length: number): void {
  state.replacementIndex = index;
  state.replacementLength = length;
}

function atToken(state: CompletionState, token: Token): CompletionMatch[] {
  const last = lastAst(state);
  switch (token.kind) {
    case TokenKind.Variable:
    case TokenKind.SplattedVariable:
      state.word = token.detail?.kind === 'variable' ? token.detail.path.userPath : token.value;
      return completeVariable(state);
    case TokenKind.Identifier:
    case TokenKind.Generic:
    case TokenKind.MinusMinus:
    case TokenKind.Multiply:
      return token.flags & TokenFlags.TypeName ? [] : completeIdentifier(state, token);
    case TokenKind.Parameter:
      return atParameter(state, token);
    case TokenKind.Dot:
    case TokenKind.ColonColon:
      setReplacement(state, token.end, 0);
      return completeMember(state, token.kind === TokenKind.ColonColon);
    case TokenKind.StringLiteral:
    case TokenKind.StringExpandable:
      return atString(state);
    case TokenKind.RBracket: {
      if (last.type !== 'TypeExpressionAst') return [];
      const members = completeMembersOf(state, last, '*', true);
      if (members.length > 0) setReplacement(state, token.end, 0);
      return members.map((m) => match(`::${m.completionText}`, m.listItemText, m.type, m.toolTip));
    }
    case TokenKind.Comma:
      if (last.type === 'ErrorExpressionAst' && isArgument(last)) {
        setReplacement(state, token.end, 0);
        return completeArgument(state);
      }
      return behindBracket(state, token, last);
    case TokenKind.LParen:
      return behindBracket(state, token, last);
    case TokenKind.AtCurly: {
      const keys = completeHashtableAround(state);
      setReplacement(state, token.start + 2, 0);
      return keys;
    }
    case TokenKind.Number:
      if (last.type !== 'ConstantExpressionAst' || !isArgument(last)) return [];
      state.word = token.text(state.text);
      return completeArgument(state);
    case TokenKind.Redirection:
      if (last.type !== 'ErrorExpressionAst' || last.parent?.type !== 'FileRedirectionAst') return [];
      state.word = '';
      setReplacement(state, token.end, 0);
      return completePath(state);
    case TokenKind.Minus:
      if (last.type === 'BinaryExpressionAst') return completeOperator('');
      return isSwitchFlag(state, token) ? completeSwitchFlags('-') : [];
    default:
      return atOther(state, token);
  }
}

function atOther(state: CompletionState, token: Token): CompletionMatch[] {
  const text = token.text(state.text);
  if (/^-[a-z]/i.test(text) && token.flags & (TokenFlags.BinaryOperator | TokenFlags.UnaryOperator)) {
    return completeOperator(text);
  }
  if (token.flags & TokenFlags.Keyword) {
    state.word = text;
    return completeCommandOrFile(state);
  }
  setReplacement(state, -1, -1);
  return [];
}

function behindBracket(state: CompletionState, token: Token, last: Ast): CompletionMatch[] {
  if (last.type !== 'AttributeAst') return [];
  setReplacement(state, token.end, 0);
  return completeAttributeArgument(state);
}

function atParameter(state: CompletionState, token: Token): CompletionMatch[] {
  const last = lastAst(state);
  state.word = token.text(state.text);
  const { parent } = last;
  if (
    last.type === 'StringConstantExpressionAst' &&
    parent?.type === 'CommandAst' &&
    parent.commandElements.length === 1
  ) {
    return completeFileAsCommand(state);
  }
  if (last.type === 'ErrorStatementAst' && last.kind?.kind === TokenKind.Switch) return completeSwitchFlags(state.word);
  if (last.type === 'CommandParameterAst' && parent !== undefined && isExpression(parent)) {
    return completeOperator(state.word);
  }
  if (state.word.endsWith(':')) {
    setReplacement(state, token.end, 0);
    state.word = '';
    return completeArgument(state);
  }
  return completeParameter(state);
}

function isExpression(ast: Ast): boolean {
  return ast.type.endsWith('ExpressionAst') && ast.type !== 'CommandExpressionAst';
}

/** `-` behind `switch` and its flags. */
function isSwitchFlag(state: CompletionState, token: Token): boolean {
  let before: Ast | undefined;
  for (const node of nodesOf(state.root)) if (node.end < token.start) before = node;
  for (let ast = before; ast !== undefined; ast = ast.parent) {
    if (ast.type !== 'ErrorStatementAst') continue;
    return ast.kind?.kind === TokenKind.Switch && ast.flags?.get('--%')?.[0].start === token.start;
  }
  return false;
}

/** seen: PowerShell engine, CompletionAnalysis.GetResultForString */
function atString(state: CompletionState): CompletionMatch[] {
  const last = lastAst(state);
  const path = stringAsPath(state, last, '');
  if (path === undefined) return [];
  state.word = path;
  const parent = last.parent?.type;
  if (parent === 'CommandAst' || parent === 'CommandParameterAst') return completeArgument(state);
  return completeCommandOrPath(state);
}

function lineAt(text: string, cursor: number): string {
  const start = Math.max(text.lastIndexOf('\n', cursor - 1), text.lastIndexOf('\r', cursor - 1)) + 1;
  const rest = text.slice(start);
  const end = rest.search(/[\r\n]/);
  return end < 0 ? rest : rest.slice(0, end);
}

function betweenTokens(state: CompletionState): CompletionMatch[] {
  const last = lastAst(state);
  const before = state.tokenBeforeCursor;
  const isBlank = lineAt(state.text, state.cursor).trim() === '' && before?.kind !== TokenKind.LineContinuation;
  if (!isBlank && (last.type === 'CommandParameterAst' || last.type === 'CommandAst' || isArgument(last))) {
    state.word = '';
    if (last.type !== 'HashtableAst') return completeArgument(state);
    if (hasPendingAssignment(last)) return [];
    setReplacement(state, state.cursor, 0);
    return completeHashtableKey(state, last) ?? [];
  }
  let results: CompletionMatch[] = [];
  if (isBlank) {
    results = completeHashtableAround(state);
    if (results.length === 0 && (before?.kind === TokenKind.Dot || before?.kind === TokenKind.ColonColon)) {
      results = completeMember(state, before.kind === TokenKind.ColonColon);
    }
  }
  const opensArguments = before?.kind === TokenKind.LParen || before?.kind === TokenKind.Comma;
  if (results.length === 0 && opensArguments && last.type === 'AttributeAst')
    results = completeAttributeArgument(state);
  if (results.length > 0) {
    setReplacement(state, state.cursor, 0);
    return results;
  }
  const isFile =
    (last.type === 'ErrorExpressionAst' && last.parent?.type === 'FileRedirectionAst') || isSwitchFile(last, before);
  if (isFile) {
    state.word = '';
    return completePath(state);
  }
  setReplacement(state, -1, -1);
  return [];
}

/** Type names, where the cursor stands in one and nothing else was found. */
function typeNames(state: CompletionState): CompletionMatch[] | undefined {
  const around =
    state.relatedAsts.find((a) => a.type === 'TypeExpressionAst') ??
    state.relatedAsts.find((a) => a.type === 'TypeConstraintAst');
  const token = state.tokenAtCursor;
  if (around?.type === 'TypeExpressionAst' || around?.type === 'TypeConstraintAst') {
    const name = typeNameAt(around.typeName, state.cursor);
    if (name !== undefined) return typesAt(state, name.start, name.end, name.fullName);
  }
  if (token === undefined || (token.flags & TokenFlags.TypeName) === 0) return undefined;
  return typesAt(state, token.start, token.end, token.text(state.text));
}

function typesAt(state: CompletionState, start: number, end: number, name: string): CompletionMatch[] {
  setReplacement(state, start, end - start);
  state.word = name;
  return completeType(state);
}
