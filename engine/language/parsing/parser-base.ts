import type { ParseError } from './parse-error';
import { type ParseErrorId, parseErrorMessage } from './parser-strings';
import { ScriptSource } from './script-source';
import type { Token } from './token';
import { binaryPrecedence, TokenFlags, TokenKind, tokenTraits } from './token-kind';
import { ScriptTooComplicated, Tokenizer, type TokenizerErrors, TokenizerMode } from './tokenizer';

/** Anything with a place in the script: token, node, type name. */
export interface Extent {
  readonly start: number;
  readonly end: number;
}

/**
 * How deep rules may nest before the script counts as too complex. PowerShell itself stops where its stack ends;
 * this bound keeps well inside the stack of a browser's worker, for the parser and for all that walks its tree.
 */
const maxDepth = 600;

/** Token handling and error reports that all rules share. seen: PowerShell engine, Parser */
export abstract class ParserBase implements TokenizerErrors {
  readonly source: ScriptSource;
  readonly errors: ParseError[] = [];
  protected readonly tokenizer: Tokenizer;
  /** A token that was read and given back. */
  protected ungot: Token | undefined;
  /** A comma ends the expression instead of making an array (arguments, parameters, attribute values). */
  protected disableCommaOperator = false;
  private depth = 0;
  private readonly reported = new Set<string>();

  constructor(text: string, fileName?: string) {
    this.source = new ScriptSource(text, fileName);
    this.tokenizer = new Tokenizer(text, this);
  }

  // Errors: the same id at the same place is reported once.

  private addError(id: string, message: string, start: number, end: number, incomplete: boolean): void {
    const key = `${id} ${start} ${end}`;
    if (this.reported.has(key)) return;
    this.reported.add(key);
    this.errors.push({ id, message, start, end, incomplete });
  }

  reportError(start: number, end: number, id: ParseErrorId, first?: string, second?: string, third?: string): void {
    this.addError(id, parseErrorMessage(id, first, second, third), start, end, false);
  }

  reportErrorAt(extent: Extent, id: ParseErrorId, first?: string, second?: string, third?: string): void {
    this.reportError(extent.start, extent.end, id, first, second, third);
  }

  /** Reports an error that more text could mend if nothing follows. True where nothing follows. */
  reportIncompleteInput(start: number, end: number, id: ParseErrorId, argument?: string): boolean {
    const incomplete = this.tokenizer.isAtEndOfScript(end);
    this.addError(id, parseErrorMessage(id, argument), start, end, incomplete);
    return incomplete;
  }

  protected reportIncompleteAt(extent: Extent, id: ParseErrorId, argument?: string): boolean {
    return this.reportIncompleteInput(extent.start, extent.end, id, argument);
  }

  protected reportIncompleteAfter(extent: Extent, id: ParseErrorId, argument?: string): boolean {
    return this.reportIncompleteInput(extent.end, extent.end, id, argument);
  }

  /** The error is shown at one place and was noticed at another, which decides whether the input is incomplete. */
  protected reportIncompleteDetected(start: number, end: number, detectedEnd: number, id: ParseErrorId): void {
    this.addError(id, parseErrorMessage(id), start, end, this.tokenizer.isAtEndOfScript(detectedEnd));
  }

  // Nesting

  protected enter(): void {
    if (++this.depth > maxDepth) throw new ScriptTooComplicated();
  }

  /** So many more levels would be too deep. */
  protected checkNesting(levels: number): void {
    if (this.depth + levels > maxDepth) throw new ScriptTooComplicated();
  }

  protected leave(): void {
    this.depth--;
  }

  // Tokens

  protected text(extent: Extent): string {
    return this.source.text.slice(extent.start, extent.end);
  }

  protected nextToken(): Token {
    const token = this.ungot;
    if (token === undefined) return this.tokenizer.nextToken();
    this.ungot = undefined;
    return token;
  }

  protected peekToken(): Token {
    let token = this.ungot;
    if (token === undefined) {
      token = this.tokenizer.nextToken();
      this.ungot = token;
    }
    return token;
  }

  protected skipToken(): void {
    this.ungot = undefined;
  }

  protected ungetToken(token: Token): void {
    this.ungot = token;
  }

  protected skipNewlines(): void {
    if (this.ungot === undefined || this.ungot.kind === TokenKind.NewLine) {
      this.ungot = undefined;
      this.tokenizer.skipNewlines(false);
    }
  }

  protected skipNewlinesAndSemicolons(): void {
    const ungot = this.ungot;
    if (ungot === undefined || ungot.kind === TokenKind.NewLine || ungot.kind === TokenKind.Semi) {
      this.ungot = undefined;
      this.tokenizer.skipNewlines(true);
    }
  }

  protected nextMemberAccessToken(allowLeftBracket: boolean): Token | undefined {
    return this.ungot === undefined ? this.tokenizer.memberAccessOperator(allowLeftBracket) : undefined;
  }

  protected nextInvokeMemberToken(): Token | undefined {
    return this.ungot === undefined ? this.tokenizer.invokeMemberToken() : undefined;
  }

  protected nextLeftBracket(): Token | undefined {
    if (this.ungot !== undefined) {
      return this.ungot.kind === TokenKind.LBracket ? this.nextToken() : undefined;
    }
    return this.tokenizer.leftBracket();
  }

  /** Changes how the text is read; a token given back is read again where its meaning depends on the mode. */
  protected setMode(mode: TokenizerMode): TokenizerMode {
    const old = this.tokenizer.mode;
    if (mode !== old) {
      const ungot = this.ungot;
      if (
        ungot !== undefined &&
        (tokenTraits(ungot.kind) & TokenFlags.ParseModeInvariant) === 0 &&
        // What is a variable in a command is one in an expression too.
        !(ungot.kind === TokenKind.Variable && old === TokenizerMode.Command && mode === TokenizerMode.Expression)
      ) {
        this.resyncTo(ungot);
      }
      this.tokenizer.mode = mode;
    }
    return old;
  }

  protected resyncTo(token: Token): void {
    this.resync(token.start);
  }

  protected resync(offset: number): void {
    this.ungot = undefined;
    this.tokenizer.resync(offset);
  }

  protected isOperator(token: Token, trait: number): boolean {
    return (tokenTraits(token.kind) & trait) !== 0;
  }

  protected precedence(token: Token): number {
    return binaryPrecedence(token.kind);
  }

  /** Skips to one of these tokens, over whole brackets. */
  protected syncOnError(consumeClosing: boolean, ...kinds: readonly TokenKind[]): void {
    let parens = kinds.includes(TokenKind.RParen) ? 1 : 0;
    let braces = kinds.includes(TokenKind.RCurly) ? 1 : 0;
    let brackets = kinds.includes(TokenKind.RBracket) ? 1 : 0;
    for (;;) {
      const token = this.nextToken();
      let closed = false;
      switch (token.kind) {
        case TokenKind.LParen:
          parens++;
          break;
        case TokenKind.RParen:
          parens--;
          closed = parens === 0;
          break;
        case TokenKind.LCurly:
          braces++;
          break;
        case TokenKind.RCurly:
          braces--;
          closed = braces === 0;
          break;
        case TokenKind.LBracket:
          brackets++;
          break;
        case TokenKind.RBracket:
          brackets--;
          closed = brackets === 0;
          break;
        case TokenKind.EndOfInput:
          this.ungetToken(token);
          return;
        default:
          break;
      }
      const wanted = kinds.includes(token.kind);
      if (closed && wanted) {
        if (!consumeClosing) this.ungetToken(token);
        return;
      }
      if (wanted && parens === 0 && braces === 0 && brackets === 0) return;
    }
  }
}
