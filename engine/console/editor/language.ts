/**
 * What the line editor needs of the language: tokens for colours and brackets, parse errors, completions.
 */
import type { Token } from '../../language/parsing/token';
import { TokenFlags, TokenKind } from '../../language/parsing/token-kind';

/** A parse error as the editor sees it. */
export interface EditorParseError {
  /** True where more input could make it right: Enter goes on with `>> `. */
  readonly incomplete: boolean;
  readonly message: string;
  readonly start: number;
  readonly end: number;
}

/** One thing that Tab offers. */
export interface CompletionMatch {
  readonly completionText: string;
  readonly listItemText: string;
  /** CompletionResultType: `Command`, `ParameterName`, `ProviderContainer` ... */
  readonly type: string;
  readonly toolTip: string;
}

/** What Tab offers at a place. */
export interface CompletionList {
  readonly replacementIndex: number;
  readonly replacementLength: number;
  readonly matches: readonly CompletionMatch[];
}

/** The language as the editor uses it. */
export interface EditorLanguage {
  parse(text: string): { tokens: readonly Token[]; errors: readonly EditorParseError[] };
  complete(text: string, cursor: number): CompletionList;
}

/** What a token is coloured as. seen: PSReadLine 1.2, GetTokenColors */
export type TokenClass =
  | 'default'
  | 'comment'
  | 'keyword'
  | 'string'
  | 'operator'
  | 'variable'
  | 'command'
  | 'parameter'
  | 'type'
  | 'number'
  | 'member';

const operatorFlags = TokenFlags.BinaryOperator | TokenFlags.UnaryOperator | TokenFlags.AssignmentOperator;

export function tokenClassOf(token: Token): TokenClass {
  switch (token.kind) {
    case TokenKind.Comment:
      return 'comment';
    case TokenKind.Parameter:
      return 'parameter';
    case TokenKind.Variable:
    case TokenKind.SplattedVariable:
      return 'variable';
    case TokenKind.StringExpandable:
    case TokenKind.StringLiteral:
    case TokenKind.HereStringExpandable:
    case TokenKind.HereStringLiteral:
      return 'string';
    case TokenKind.Number:
      return 'number';
  }
  const { flags } = token;
  if (flags & TokenFlags.CommandName) return 'command';
  if (flags & TokenFlags.Keyword) return 'keyword';
  if (flags & operatorFlags) return 'operator';
  if (flags & TokenFlags.TypeName) return 'type';
  if (flags & TokenFlags.MemberName) return 'member';
  return 'default';
}
