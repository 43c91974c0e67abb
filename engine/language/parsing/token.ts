import type { NumberLiteral, RedirectionStream } from '../ast';
import { TokenFlags, type TokenKind, tokenTraits } from './token-kind';
import type { VariablePath } from './variable-path';

/**
 * A token. What a kind carries beside its place lies in `value`: the text of a string, the name of a variable,
 * parameter or label. One class for all kinds keeps the tokenizer fast.
 */
export class Token {
  declare kind: TokenKind;
  declare readonly start: number;
  declare readonly end: number;
  /** Bits of {@link TokenFlags}. */
  declare flags: number;
  /** String: its text, escapes replaced. Variable: name. Parameter: name without dash and colon. Label: name. */
  declare value: string;
  /** Numbers; undefined where the number fits no type. */
  declare number: NumberLiteral | undefined;
  /** Details of strings, variables, parameters and redirections. */
  declare detail: TokenDetail | undefined;

  constructor(kind: TokenKind, start: number, end: number, flags: number, value: string) {
    this.kind = kind;
    this.start = start;
    this.end = end;
    this.flags = flags | tokenTraits(kind);
    this.value = value;
    this.number = undefined;
    this.detail = undefined;
  }

  get hasError(): boolean {
    return (this.flags & TokenFlags.TokenInError) !== 0;
  }

  /** The tokens inside an expandable string. */
  get nestedTokens(): readonly Token[] | undefined {
    return this.detail?.kind === 'string' ? this.detail.nestedTokens : undefined;
  }

  /** The text of the token as written. */
  text(script: string): string {
    return script.slice(this.start, this.end);
  }
}

export type TokenDetail = StringDetail | SubExpressionDetail | VariableDetail | ParameterDetail | RedirectionDetail;

/** Expandable strings: the text as a format and the tokens of what is expanded. */
export interface StringDetail {
  readonly kind: 'string';
  readonly format: string;
  nestedTokens: Token[] | undefined;
}

/** `$( )` in a string before it is tokenized: offsets of the quotes that were left out of its text. */
export interface SubExpressionDetail {
  readonly kind: 'subExpression';
  readonly skipped: ReadonlySet<number> | undefined;
}

export interface VariableDetail {
  readonly kind: 'variable';
  readonly path: VariablePath;
}

/** `-name:` with its colon. */
export interface ParameterDetail {
  readonly kind: 'parameter';
  readonly usedColon: boolean;
}

export const parameterDetail: ParameterDetail = { kind: 'parameter', usedColon: false };
export const parameterDetailWithColon: ParameterDetail = { kind: 'parameter', usedColon: true };

/** `2>>`, `2>&1` */
export interface RedirectionDetail {
  readonly kind: 'redirection';
  readonly from: RedirectionStream;
  /** Target stream of a merge; undefined for a file. */
  readonly to: RedirectionStream | undefined;
  readonly append: boolean;
}
