import type { NumberLiteral, RedirectionStream } from '../ast';
import { TokenFlags, type TokenKind, tokenTraits } from './token-kind';

/**
 * A token. What a kind carries beside its place lies in `value`: the text of a string, the name of a variable,
 * parameter or label. One class for all kinds keeps the tokenizer fast.
 */
export class Token {
  kind: TokenKind;
  readonly start: number;
  readonly end: number;
  /** Bits of {@link TokenFlags}. */
  flags: number;
  /** String: its text, escapes replaced. Variable: name. Parameter: name without dash and colon. Label: name. */
  value: string;
  /** Numbers. */
  number: NumberLiteral | undefined;
  /** Details of strings, parameters and redirections. */
  detail: StringDetail | ParameterDetail | RedirectionDetail | undefined;

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
}

/** Expandable strings: the text as a format and the tokens of what is expanded. */
export interface StringDetail {
  readonly kind: 'string';
  readonly format: string;
  nestedTokens: Token[] | undefined;
}

/** `-name:` with its colon. */
export interface ParameterDetail {
  readonly kind: 'parameter';
  readonly usedColon: boolean;
}

/** `2>>`, `2>&1` */
export interface RedirectionDetail {
  readonly kind: 'redirection';
  readonly from: RedirectionStream;
  /** Target stream of a merge; undefined for a file. */
  readonly to: RedirectionStream | undefined;
  readonly append: boolean;
}
