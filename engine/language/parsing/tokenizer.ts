import type { NumberLiteral, RedirectionStream } from '../ast';
import {
  endsAssemblyName,
  endsNumber,
  isAnyWhitespace,
  isDash,
  isDecimalDigit,
  isDigit,
  isDoubleQuote,
  isHexDigit,
  isIdentifierFollow,
  isIdentifierStart,
  isLetter,
  isLetterOrDigit,
  isSingleQuote,
  isVariableStart,
  isWhitespace,
  startsNewToken,
} from './char-traits';
import { keywordKind, operatorKind } from './keywords';
import { type NumberSuffix, numberValue } from './number-literal';
import { parameterDetail, parameterDetailWithColon, Token } from './token';
import { TokenFlags, TokenKind } from './token-kind';
import { VariablePath } from './variable-path';

/** What the parser expects next decides how characters become tokens. */
export const TokenizerMode = { Command: 0, Expression: 1, TypeName: 2, Signature: 3 } as const;
export type TokenizerMode = (typeof TokenizerMode)[keyof typeof TokenizerMode];

/** Where the tokenizer reports what is wrong; offsets refer to the whole script. */
export interface TokenizerErrors {
  reportError(start: number, end: number, id: string, argument?: string): void;
  reportIncompleteInput(start: number, end: number, id: string, argument?: string): boolean;
}

/** What has to be put back after a nested scan. */
export interface TokenizerState {
  readonly position: number;
  readonly adjustment: number;
  readonly script: string;
  readonly tokenStart: number;
  readonly skipped: ReadonlySet<number> | undefined;
  readonly tokens: Token[];
}

const streams: readonly RedirectionStream[] = ['All', 'Output', 'Error', 'Warning', 'Verbose', 'Debug', 'Information'];

/** The deepest nesting of `$( )` in strings that is scanned. */
const maxNesting = 250;

const C = {
  nul: 0,
  tab: 9,
  lf: 10,
  cr: 13,
  bang: 0x21,
  quote: 0x22,
  hash: 0x23,
  dollar: 0x24,
  percent: 0x25,
  ampersand: 0x26,
  leftParen: 0x28,
  rightParen: 0x29,
  star: 0x2a,
  plus: 0x2b,
  comma: 0x2c,
  dash: 0x2d,
  dot: 0x2e,
  slash: 0x2f,
  zero: 0x30,
  colon: 0x3a,
  semicolon: 0x3b,
  less: 0x3c,
  equals: 0x3d,
  greater: 0x3e,
  question: 0x3f,
  at: 0x40,
  leftBracket: 0x5b,
  backslash: 0x5c,
  rightBracket: 0x5d,
  caret: 0x5e,
  underscore: 0x5f,
  backtick: 0x60,
  leftBrace: 0x7b,
  pipe: 0x7c,
  rightBrace: 0x7d,
} as const;

/** Thrown where the script is nested too deeply; the parser turns it into an error. */
export class ScriptTooComplicated extends Error {}

/**
 * Turns text into tokens one at a time, as the parser asks for them: the same characters mean different things in
 * commands, expressions, type names and signatures. A rewrite of PowerShell's own tokenizer that keeps its rules,
 * its order of errors and its offsets (seen: PowerShell engine, Tokenizer; number, escape and operator forms of 5.1).
 */
export class Tokenizer {
  mode: TokenizerMode = TokenizerMode.Command;
  /** A sign in front of digits belongs to the number. */
  allowSignedNumbers = false;
  /** The next word is a name, whatever it says. */
  wantSimpleName = false;
  inWorkflowContext = false;
  tokens: Token[] = [];
  /** Comments that are `#requires` lines. */
  requiresTokens: Token[] = [];

  private readonly errors: TokenizerErrors;
  /** The text being scanned: the script, or a `$( )` of a string. */
  private script: string;
  private position = 0;
  private tokenStart = 0;
  /** Offset of `script` in the whole script. */
  private adjustment = 0;
  private skipped: ReadonlySet<number> | undefined;
  private signatureStart = -1;
  private nesting = 0;
  /** Text and format of the string being scanned. */
  private text = '';
  private format = '';
  private falseFooter = -1;

  constructor(script: string, errors: TokenizerErrors) {
    this.script = script;
    this.errors = errors;
  }

  // Nested scans

  /** Goes on with the text of a `$( )` inside a string; its tokens are collected apart. */
  startNestedScan(text: string, start: number, skipped: ReadonlySet<number> | undefined): TokenizerState {
    const state: TokenizerState = {
      position: this.position,
      adjustment: this.adjustment,
      script: this.script,
      tokenStart: this.tokenStart,
      skipped: this.skipped,
      tokens: this.tokens,
    };
    this.position = 0;
    this.adjustment = start;
    this.script = text;
    this.tokenStart = 0;
    this.skipped = skipped;
    this.tokens = [];
    return state;
  }

  finishNestedScan(state: TokenizerState): void {
    this.position = state.position;
    this.adjustment = state.adjustment;
    this.script = state.script;
    this.tokenStart = state.tokenStart;
    this.skipped = state.skipped;
    this.tokens = state.tokens;
  }

  // Characters: position may go one behind the end, where a NUL is read.

  private next(): number {
    const at = this.position++;
    return at < this.script.length ? this.script.charCodeAt(at) : 0;
  }

  private peek(): number {
    return this.position < this.script.length ? this.script.charCodeAt(this.position) : 0;
  }

  private atEnd(): boolean {
    return this.position > this.script.length;
  }

  private skipWhitespace(): void {
    while (isWhitespace(this.peek())) this.position++;
  }

  private normalizeLineBreak(c: number): void {
    if (c === C.cr && this.peek() === C.lf) this.position++;
  }

  // Offsets

  /** Start of the current token in the whole script. */
  currentStart(): number {
    let start = this.tokenStart + this.adjustment;
    if (this.skipped !== undefined) {
      for (let i = this.adjustment; i < start; i++) if (this.skipped.has(i)) start++;
    }
    return start;
  }

  /** End of the current token in the whole script. */
  currentEnd(): number {
    let end = this.position + this.adjustment;
    if (this.skipped !== undefined) {
      for (let i = this.adjustment; i < end; i++) if (this.skipped.has(i)) end++;
    }
    return end;
  }

  private reportError(start: number, end: number, id: string, argument?: string): void {
    this.errors.reportError(start + this.adjustment, end + this.adjustment, id, argument);
  }

  private reportIncomplete(start: number, id: string, argument?: string): void {
    this.errors.reportIncompleteInput(start + this.adjustment, this.position + this.adjustment, id, argument);
  }

  /** The offsets of the text being scanned: the whole script, or the string part. */
  scriptStart(): number {
    return this.adjustment;
  }

  scriptEnd(): number {
    return this.script.length + this.adjustment;
  }

  /** Nothing but blanks and comments follows. (Offsets of the whole script are held against a nested text as they are.) */
  isAtEndOfScript(end: number): boolean {
    const script = this.script;
    for (let i = end; i < script.length; i++) {
      const c = script.charCodeAt(i);
      if (c === C.hash) {
        i = skipLineComment(script, i + 1) - 1;
      } else if (c === C.less && script.charCodeAt(i + 1) === C.hash) {
        i = skipBlockComment(script, i + 2) - 1;
      } else if (!isWhitespace(c)) {
        return false;
      }
    }
    return true;
  }

  /** A statement stands behind the signature block of a script. */
  isBehindSignature(start: number): boolean {
    return this.signatureStart >= 0 && this.signatureStart < start;
  }

  // Going back

  restorePoint(): number {
    this.tokenStart = this.position;
    return this.currentStart();
  }

  /** Goes back to an offset of the whole script; tokens from there on are forgotten. */
  resync(start: number): void {
    let adjustment = this.adjustment;
    if (this.skipped !== undefined) {
      for (let i = this.adjustment; i < start - 1; i++) if (this.skipped.has(i)) adjustment++;
    }
    this.position = Math.max(0, Math.min(start - adjustment, this.script.length + 1));
    if (this.tokens.length > 0) dropTokensFrom(this.tokens, start);
    if (this.requiresTokens.length > 0) dropTokensFrom(this.requiresTokens, start);
  }

  // Tokens

  private save(token: Token): Token {
    this.tokens.push(token);
    return token;
  }

  private token(kind: TokenKind): Token {
    return this.save(new Token(kind, this.currentStart(), this.currentEnd(), 0, ''));
  }

  private textToken(kind: TokenKind, value: string, flags: number): Token {
    return this.save(new Token(kind, this.currentStart(), this.currentEnd(), flags, value));
  }

  private expandableToken(kind: TokenKind, value: string, format: string, nested: Token[], flags: number): Token {
    const inError = nested.some((token) => token.hasError) ? TokenFlags.TokenInError : 0;
    const token = new Token(kind, this.currentStart(), this.currentEnd(), flags | inError, value);
    token.detail = { kind: 'string', format, nestedTokens: nested.length === 0 ? undefined : nested };
    return this.save(token);
  }

  private numberToken(value: NumberLiteral | undefined): Token {
    const token = new Token(TokenKind.Number, this.currentStart(), this.currentEnd(), 0, '');
    token.number = value;
    return this.save(token);
  }

  private fileRedirection(from: number, append: boolean, explicit: boolean): Token {
    if (explicit && this.mode === TokenizerMode.Expression) {
      this.position -= append ? 2 : 1;
      return this.numberToken({ kind: 'int', value: from });
    }
    const token = new Token(TokenKind.Redirection, this.currentStart(), this.currentEnd(), 0, '');
    token.detail = { kind: 'redirection', from: streams[from], to: undefined, append };
    return this.save(token);
  }

  private mergingRedirection(from: number, to: number): Token {
    const token = new Token(TokenKind.Redirection, this.currentStart(), this.currentEnd(), 0, '');
    token.detail = { kind: 'redirection', from: streams[from], to: streams[to], append: false };
    return this.save(token);
  }

  // Blanks and comments

  skipNewlines(skipSemicolons: boolean): void {
    for (;;) {
      const c = this.next();
      switch (c) {
        case C.tab:
        case 11:
        case 12:
        case 32:
        case 0x85:
        case 0xa0:
          this.skipWhitespace();
          continue;
        case C.lf:
        case C.cr:
          this.tokenStart = this.position - 1;
          this.normalizeLineBreak(c);
          this.token(TokenKind.NewLine);
          continue;
        case C.semicolon:
          if (!skipSemicolons) break;
          this.tokenStart = this.position - 1;
          this.token(TokenKind.Semi);
          continue;
        case C.hash:
          this.tokenStart = this.position - 1;
          this.scanLineComment();
          continue;
        case C.less:
          if (this.peek() !== C.hash) break;
          this.tokenStart = this.position - 1;
          this.position++;
          this.scanBlockComment();
          continue;
        case C.backtick: {
          const following = this.next();
          if (following === C.lf || following === C.cr) {
            this.tokenStart = this.position - 2;
            this.normalizeLineBreak(following);
            this.token(TokenKind.LineContinuation);
            continue;
          }
          if (isAnyWhitespace(following)) {
            this.skipWhitespace();
            continue;
          }
          this.position--;
          break;
        }
        default:
          if (c > 127 && isWhitespace(c)) {
            this.skipWhitespace();
            continue;
          }
          break;
      }
      break;
    }
    this.position--;
  }

  private scanLineComment(): void {
    const start = this.position;
    const end = skipLineComment(this.script, start);
    this.position = end;
    const token = this.token(TokenKind.Comment);
    // `#requires`, exactly so, somewhere in the line.
    const length = end - start;
    if (length < 8) return;
    const line = this.script.slice(start, end);
    if (length >= 14 && isSignatureStart(line)) {
      this.signatureStart = token.start;
    } else if (this.adjustment === 0 && requiresLine.test(line)) {
      this.requiresTokens.push(token);
    }
  }

  /** Behind `<#`. */
  private scanBlockComment(): void {
    const start = this.position - 2;
    const end = this.script.indexOf('#>', this.position);
    if (end < 0) {
      this.position = this.script.length;
      this.reportIncomplete(start, 'MissingTerminatorMultiLineComment');
    } else {
      this.position = end + 2;
    }
    this.token(TokenKind.Comment);
  }

  // Strings

  /** Scans up to the closing single quote and adds to `text`. True where it is missing. */
  private scanSingleQuoted(): boolean {
    const script = this.script;
    const opening = this.position - 1;
    let at = this.position;
    let from = at;
    for (;;) {
      if (at >= script.length) {
        this.text += script.slice(from);
        this.position = script.length;
        this.reportIncomplete(opening, 'TerminatorExpectedAtEndOfString', "'");
        return true;
      }
      const c = script.charCodeAt(at);
      at++;
      if (c === 0x27 || isSingleQuote(c)) {
        this.text += script.slice(from, at - 1);
        if (at < script.length && isSingleQuote(script.charCodeAt(at))) {
          from = at;
          at++;
          continue;
        }
        this.position = at;
        return false;
      }
    }
  }

  private scanStringLiteral(): Token {
    this.text = '';
    const unterminated = this.scanSingleQuoted();
    return this.textToken(TokenKind.StringLiteral, this.text, unterminated ? TokenFlags.TokenInError : 0);
  }

  /** Scans up to the closing double quote and adds to `text` and `format`. True where it is missing. */
  private scanDoubleQuoted(nested: Token[]): boolean {
    const opening = this.position - 1;
    for (;;) {
      this.copyPlainCharacters();
      const c = this.next();
      if (c === C.nul && this.atEnd()) {
        this.position--;
        this.reportIncomplete(opening, 'TerminatorExpectedAtEndOfString', '"');
        return true;
      }
      if (isDoubleQuote(c)) {
        if (!isDoubleQuote(this.peek())) return false;
        this.append(this.next());
      } else if (c === C.dollar) {
        if (!this.scanDollar(false, nested)) this.append(c);
      } else if (c === C.backtick) {
        this.appendEscape();
      } else {
        this.append(c);
      }
    }
  }

  /** Copies what means nothing special in an expandable string. */
  private copyPlainCharacters(): void {
    const script = this.script;
    const from = this.position;
    let at = from;
    while (at < script.length) {
      const c = script.charCodeAt(at);
      if (c > 0x7a ? c < 0x7e || (c >= 0x201c && c <= 0x201e) : c === 0x22 || c === 0x24 || c === 0x60 || c < 14) break;
      at++;
    }
    if (at > from) {
      const part = script.slice(from, at);
      this.text += part;
      this.format += part;
      this.position = at;
    }
  }

  private append(c: number): void {
    const character = String.fromCharCode(c);
    this.text += character;
    this.format += c === C.leftBrace || c === C.rightBrace ? character + character : character;
  }

  /** Behind a backtick of an expandable string or word. */
  private appendEscape(): void {
    const c = this.peek();
    if (c === C.nul) {
      this.append(C.backtick);
      return;
    }
    this.position++;
    this.append(escapedCharacter(c));
  }

  /** Behind `$` in an expandable string: a variable or `$( )` becomes a nested token. */
  private scanDollar(hereString: boolean, nested: Token[]): boolean {
    const start = this.position - 1;
    const c = this.peek();
    const tokenStart = this.tokenStart;
    const mode = this.mode;
    const tokens = this.tokens;
    const text = this.text;
    const format = this.format;
    let token: Token | undefined;
    this.tokens = [];
    this.mode = TokenizerMode.Expression;
    if (c === C.leftParen) {
      this.position++;
      token = this.scanSubExpression(hereString);
    } else if (c === C.leftBrace || isVariableStart(c)) {
      this.tokenStart = this.position - 1;
      token = this.scanVariable(false, true);
    }
    this.tokens = tokens;
    this.tokenStart = tokenStart;
    this.mode = mode;
    this.text = text;
    this.format = format;
    if (token === undefined) return false;
    this.text += this.script.slice(start, this.position);
    this.format += `{${nested.length}}`;
    nested.push(token);
    return true;
  }

  /** Behind `$(` of a string. It is tokenized when the parser comes to it. */
  private scanSubExpression(hereString: boolean): Token {
    if (++this.nesting > maxNesting) throw new ScriptTooComplicated();
    this.tokenStart = this.position - 2;
    let text = '$(';
    let depth = 1;
    let flags = 0;
    const skipped: number[] = [];
    while (depth > 0) {
      const c = this.next();
      if (c === C.leftParen) {
        depth++;
      } else if (c === C.rightParen) {
        depth--;
      } else if (c === C.backtick || isDoubleQuote(c)) {
        const following = this.peek();
        if (!hereString && isDoubleQuote(following)) {
          this.position++;
          text += String.fromCharCode(following);
          skipped.push(this.position - 2 + this.adjustment);
          continue;
        }
      } else if (c === C.nul && this.atEnd()) {
        this.position--;
        this.errors.reportIncompleteInput(
          this.tokenStart + this.adjustment,
          this.position + this.adjustment,
          'IncompleteDollarSubexpressionReference',
        );
        flags = TokenFlags.TokenInError;
        break;
      }
      text += String.fromCharCode(c);
    }
    this.nesting--;
    const token = new Token(TokenKind.StringLiteral, this.currentStart(), this.currentEnd(), flags, text);
    token.detail = {
      kind: 'subExpression',
      skipped: skipped.length > 0 ? new Set(skipped) : this.skipped,
    };
    return token;
  }

  private scanStringExpandable(): Token {
    const nested: Token[] = [];
    this.text = '';
    this.format = '';
    const unterminated = this.scanDoubleQuoted(nested);
    return this.expandableToken(
      TokenKind.StringExpandable,
      this.text,
      this.format,
      nested,
      unterminated ? TokenFlags.TokenInError : 0,
    );
  }

  /** Behind `@'` or `@"`: the rest of the line must be empty. */
  private scanHereStringHeader(quote: string): boolean {
    const opening = this.position - 2;
    let c = this.next();
    while (isWhitespace(c)) c = this.next();
    if (c === C.cr) {
      this.normalizeLineBreak(c);
      return true;
    }
    if (c === C.lf) return true;
    if (c === C.nul && this.atEnd()) {
      this.position--;
      this.reportIncomplete(opening, 'TerminatorExpectedAtEndOfString', `${quote}@`);
      return false;
    }
    this.position--;
    this.reportError(this.position, this.position + 1, 'UnexpectedCharactersAfterHereStringHeader');
    for (;;) {
      c = this.next();
      if (c === quote.charCodeAt(0) && this.peek() === C.at) {
        this.position++;
        return false;
      }
      if (c === C.lf || c === C.cr || (c === C.nul && this.atEnd())) {
        this.position--;
        return false;
      }
    }
  }

  /** At the start of a line of a here-string. */
  private scanHereStringFooter(isQuote: (c: number) => boolean): boolean {
    let c = this.next();
    if (isQuote(c) && this.peek() === C.at) {
      this.position++;
      return true;
    }
    while (isWhitespace(c)) {
      this.append(c);
      c = this.next();
    }
    if (c === C.cr || c === C.lf || (c === C.nul && this.atEnd())) {
      this.position--;
      return false;
    }
    if (isQuote(c) && this.peek() === C.at) {
      this.append(c);
      if (this.falseFooter === -1) this.falseFooter = this.position - 1;
      this.append(this.next());
    } else {
      this.position--;
    }
    return false;
  }

  private scanHereString(expandable: boolean): Token {
    const opening = this.position - 2;
    const quote = expandable ? '"' : "'";
    const kind = expandable ? TokenKind.HereStringExpandable : TokenKind.HereStringLiteral;
    const isQuote = expandable ? isDoubleQuote : isSingleQuote;
    const nested: Token[] = [];
    if (!this.scanHereStringHeader(quote)) {
      return expandable
        ? this.expandableToken(kind, '', '', nested, TokenFlags.TokenInError)
        : this.textToken(kind, '', TokenFlags.TokenInError);
    }
    let flags = 0;
    this.text = '';
    this.format = '';
    this.falseFooter = -1;
    if (!this.scanHereStringFooter(isQuote)) {
      for (;;) {
        this.copyPlainCharacters();
        const c = this.next();
        if (c === C.cr || c === C.lf) {
          const text = this.text;
          const format = this.format;
          this.append(c);
          if (c === C.cr && this.peek() === C.lf) {
            this.position++;
            this.append(C.lf);
          }
          if (this.scanHereStringFooter(isQuote)) {
            this.text = text;
            this.format = format;
            break;
          }
        } else if (c === C.nul && this.atEnd()) {
          this.position--;
          if (this.falseFooter !== -1) {
            this.reportIncomplete(this.falseFooter, 'WhitespaceBeforeHereStringFooter');
          } else {
            this.reportIncomplete(opening, 'TerminatorExpectedAtEndOfString', `${quote}@`);
          }
          flags = TokenFlags.TokenInError;
          break;
        } else if (expandable && c === C.dollar) {
          if (!this.scanDollar(true, nested)) this.append(c);
        } else if (expandable && c === C.backtick) {
          this.appendEscape();
        } else {
          this.append(c);
        }
      }
    }
    return expandable
      ? this.expandableToken(kind, this.text, this.format, nested, flags)
      : this.textToken(kind, this.text, flags);
  }

  // Variables

  private scanVariable(splatted: boolean, inString: boolean): Token {
    const start = this.position;
    let c = this.next();
    if (c === C.leftBrace) return this.scanBracedVariable(start, inString);
    if (!isVariableStart(c)) {
      this.position--;
      return this.scanGeneric('$');
    }
    if (c !== C.dollar && c !== C.question && c !== C.caret) {
      for (;;) {
        c = this.peek();
        if (c < 128 ? isIdentifierFollow(c) || c === C.question : isLetterOrDigit(c)) {
          this.position++;
        } else if (c === C.colon) {
          if (this.script.charCodeAt(this.position + 1) === C.colon) break;
          this.position++;
        } else if (
          startsNewToken(c) ||
          c === C.dot ||
          c === C.leftBracket ||
          c === C.equals ||
          this.mode !== TokenizerMode.Command
        ) {
          break;
        } else {
          this.position = this.tokenStart;
          return this.scanGeneric('');
        }
      }
    } else if (this.mode === TokenizerMode.Command && !startsNewToken(this.peek())) {
      this.position = this.tokenStart;
      return this.scanGeneric('');
    }
    const path = new VariablePath(this.script.slice(start, this.position));
    if (path.unqualifiedPath === '') {
      const id = path.isDriveQualified ? 'InvalidVariableReferenceWithDrive' : 'InvalidVariableReference';
      this.reportError(this.tokenStart, this.position, id);
    }
    return this.variableToken(path, splatted);
  }

  /** Behind `${`. */
  private scanBracedVariable(start: number, inString: boolean): Token {
    let name = '';
    let c: number;
    for (;;) {
      c = this.next();
      if (c === C.rightBrace) break;
      if (c === C.nul && this.atEnd()) {
        this.position--;
        break;
      }
      if (c === C.backtick) {
        const escaped = this.next();
        if (escaped === C.nul && this.atEnd()) {
          this.position--;
          break;
        }
        c = escapedCharacter(escaped);
      } else if (isDoubleQuote(c)) {
        if (inString) {
          const following = this.next();
          if (following === C.nul && this.atEnd()) {
            this.position--;
            break;
          }
          if (isDoubleQuote(following)) c = following;
          else this.position--;
        }
      } else if (c === C.leftBrace) {
        this.reportError(this.position, this.position + 1, 'OpenBraceNeedsToBeBackTickedInVariableName');
      }
      name += String.fromCharCode(c);
    }
    const closed = c === C.rightBrace;
    if (!closed) this.reportIncomplete(start, 'IncompleteDollarVariableReference');
    if (name.length === 0) {
      if (closed) this.reportError(this.position - 1, this.position, 'EmptyVariableReference');
      name = ':Error:';
    }
    if (this.mode === TokenizerMode.Command) {
      const following = this.peek();
      if (!startsNewToken(following) && following !== C.dot && following !== C.leftBracket) {
        this.position = this.tokenStart;
        return this.scanGeneric('');
      }
    }
    const path = new VariablePath(name);
    if (path.unqualifiedPath === '') {
      this.reportError(this.tokenStart, this.position, 'InvalidBracedVariableReference');
    }
    return this.variableToken(path, false);
  }

  private variableToken(path: VariablePath, splatted: boolean): Token {
    const kind = splatted ? TokenKind.SplattedVariable : TokenKind.Variable;
    const token = new Token(kind, this.currentStart(), this.currentEnd(), 0, path.unqualifiedPath);
    token.detail = { kind: 'variable', path };
    return this.save(token);
  }

  // Parameters and operators

  private scanParameter(): Token {
    const start = this.position;
    const script = this.script;
    const inCommand = this.mode === TokenizerMode.Command;
    let colon = false;
    let end = start;
    for (;;) {
      const c = this.next();
      end = this.position - 1;
      if (c < 128 && isLetter(c)) continue;
      if (c === C.colon) {
        // Outside commands the colon is noted but left where it is.
        colon = true;
        if (!inCommand) this.position--;
        break;
      }
      if (startsNewToken(c) || c === C.dot || c === C.leftBracket) {
        this.position--;
        break;
      }
      if (isSingleQuote(c) || isDoubleQuote(c)) {
        this.position--;
        if (inCommand) return this.scanGeneric(script.charAt(this.tokenStart) + script.slice(start, end));
        break;
      }
      if (!inCommand) {
        this.position--;
        break;
      }
    }
    const name = script.slice(start, end);
    if (this.mode === TokenizerMode.Expression) {
      const operator = operatorKind(name);
      if (operator !== undefined) return this.token(operator);
    }
    if (name.length === 0) return this.token(TokenKind.Minus);
    const token = new Token(TokenKind.Parameter, this.currentStart(), this.currentEnd(), 0, name);
    token.detail = colon ? parameterDetailWithColon : parameterDetail;
    return this.save(token);
  }

  /** An operator, or in a command the start of a word such as `+x`. */
  private operatorOrWord(kind: TokenKind): Token {
    if (this.mode === TokenizerMode.Command && !startsNewToken(this.peek())) {
      return this.scanGeneric(this.script.slice(this.tokenStart, this.position));
    }
    return this.token(kind);
  }

  /** A word of a command; `prefix` is what has been read of it. */
  private scanGeneric(prefix: string): Token {
    const nested: Token[] = [];
    const script = this.script;
    this.text = prefix;
    this.format = prefix;
    let from = this.position;
    for (;;) {
      const c = this.next();
      if (startsNewToken(c)) break;
      const single = isSingleQuote(c);
      if (c !== C.backtick && c !== C.dollar && !single && !isDoubleQuote(c)) continue;
      if (this.position - 1 > from) {
        const part = script.slice(from, this.position - 1);
        this.text += part;
        this.format += part;
      }
      if (c === C.backtick) {
        this.appendEscape();
      } else if (single) {
        const before = this.text.length;
        this.scanSingleQuoted();
        this.format += this.text.slice(before);
      } else if (c === C.dollar) {
        if (!this.scanDollar(false, nested)) this.append(c);
      } else {
        this.scanDoubleQuoted(nested);
      }
      from = this.position;
    }
    this.position--;
    if (this.position > from) {
      const part = script.slice(from, this.position);
      this.text += part;
      this.format += part;
    }
    if (nested.length > 0) return this.expandableToken(TokenKind.Generic, this.text, this.format, nested, 0);
    return this.textToken(TokenKind.Generic, this.text, 0);
  }

  /** The rest of a line behind `--%`. */
  verbatimArgument(): Token {
    this.skipWhitespace();
    this.tokenStart = this.position;
    let quoted = false;
    for (;;) {
      const c = this.next();
      if (c === C.cr || c === C.lf || (c === C.nul && this.atEnd())) break;
      if (isDoubleQuote(c)) quoted = !quoted;
      else if (!quoted && (c === C.pipe || (c === C.ampersand && !this.atEnd() && this.peek() === C.ampersand))) break;
    }
    this.position--;
    return this.textToken(TokenKind.Generic, this.script.slice(this.tokenStart, this.position), 0);
  }

  // Numbers

  private scanNumber(firstCharacter: number): Token {
    const number = this.scanNumberText(firstCharacter);
    if (number === undefined) {
      this.position = this.tokenStart;
      return this.scanGeneric('');
    }
    const value = numberValue(number.text, number.hex, number.real, number.suffix, number.multiplier);
    if (value === undefined) {
      if (this.mode !== TokenizerMode.Expression) {
        this.position = this.tokenStart;
        return this.scanGeneric('');
      }
      this.reportError(
        this.tokenStart,
        this.position,
        'BadNumericConstant',
        this.script.slice(this.tokenStart, this.position),
      );
    }
    return this.numberToken(value);
  }

  private skipDecimalDigits(): number {
    const start = this.position;
    while (isDecimalDigit(this.peek())) this.position++;
    return this.position - start;
  }

  /** Behind `e`. */
  private skipExponent(): boolean {
    const c = this.peek();
    if (c === C.plus || isDash(c)) this.position++;
    return this.skipDecimalDigits() > 0;
  }

  private skipAfterDot(): boolean {
    this.skipDecimalDigits();
    const c = this.peek();
    if (c !== 0x65 && c !== 0x45) return true;
    this.position++;
    return this.skipExponent();
  }

  private scanNumberText(firstCharacter: number): ScannedNumber | undefined {
    const start = this.position - 1;
    let isNumber = true;
    let hex = false;
    let real = false;
    let sign = '';
    let c = firstCharacter;
    let digits = start;
    if (isDash(c) || c === C.plus) {
      sign = isDash(c) ? '-' : '';
      c = this.next();
      digits = this.position - 1;
    }
    if (c === C.dot) {
      isNumber = this.skipAfterDot();
      real = true;
    } else {
      const following = this.peek();
      if (c === C.zero && (following === 0x78 || following === 0x58)) {
        this.position++;
        digits = this.position;
        while (isHexDigit(this.peek())) this.position++;
        if (this.position === digits) isNumber = false;
        hex = true;
      } else {
        this.skipDecimalDigits();
        const stop = this.peek();
        if (stop === C.dot) {
          this.position++;
          if (this.peek() === C.dot) {
            this.position--;
          } else {
            real = true;
            isNumber = this.skipAfterDot();
          }
        } else if (stop === 0x65 || stop === 0x45) {
          this.position++;
          real = true;
          isNumber = this.skipExponent();
        }
      }
    }
    const end = this.position;
    let suffix: NumberSuffix = '';
    let multiplier = 1;
    c = this.peek();
    if (c === 0x6c || c === 0x4c || c === 0x64 || c === 0x44) {
      suffix = c === 0x6c || c === 0x4c ? 'l' : 'd';
      this.position++;
      c = this.peek();
    }
    const power = 'kmgtp'.indexOf(String.fromCharCode(c | 0x20));
    if (power >= 0 && c < 128 && isLetter(c)) {
      multiplier = 1024 ** (power + 1);
      this.position++;
      const b = this.peek();
      if (b === 0x62 || b === 0x42) {
        this.position++;
        c = this.peek();
      } else {
        isNumber = false;
      }
    }
    if (!startsNewToken(c) && (this.mode !== TokenizerMode.Expression || !endsNumber(c))) isNumber = false;
    if (!isNumber) return undefined;
    let text = this.script.slice(digits, end);
    if (real) text = text.replace(/[\u2013-\u2015]/, '-');
    return { text: sign + text, hex, real, suffix, multiplier };
  }

  // Member access

  /** `.`, `::` or `[` directly behind an expression. */
  memberAccessOperator(allowLeftBracket: boolean): Token | undefined {
    let c = this.peek();
    for (;;) {
      if (c === C.less) {
        this.tokenStart = this.position;
        this.position++;
        if (this.peek() !== C.hash) {
          this.position--;
          return undefined;
        }
        this.position++;
        this.scanBlockComment();
        c = this.peek();
      } else if (c === C.dot) {
        this.tokenStart = this.position;
        this.position++;
        c = this.peek();
        if (c === C.dot || (this.mode === TokenizerMode.Command && endsMemberAccess(c))) {
          this.position--;
          return undefined;
        }
        return this.token(TokenKind.Dot);
      } else if (c === C.colon) {
        this.tokenStart = this.position;
        this.position++;
        if (this.peek() !== C.colon) {
          this.position--;
          return undefined;
        }
        this.position++;
        if (this.mode === TokenizerMode.Command && endsMemberAccess(this.peek())) {
          this.position -= 2;
          return undefined;
        }
        return this.token(TokenKind.ColonColon);
      } else if (c === C.leftBracket && allowLeftBracket) {
        this.tokenStart = this.position;
        this.position++;
        return this.token(TokenKind.LBracket);
      } else {
        return undefined;
      }
    }
  }

  /** `(` or `{` directly behind a member name. */
  invokeMemberToken(): Token | undefined {
    const c = this.peek();
    if (c !== C.leftParen && c !== C.leftBrace) return undefined;
    this.tokenStart = this.position;
    this.position++;
    return this.token(c === C.leftParen ? TokenKind.LParen : TokenKind.LCurly);
  }

  /** `[` behind blanks and comments: the next attribute. */
  leftBracket(): Token | undefined {
    const restore = this.position;
    let resyncIfMember = false;
    for (;;) {
      this.tokenStart = this.position;
      const c = this.next();
      if (isWhitespace(c)) {
        resyncIfMember = true;
        this.skipWhitespace();
      } else if (c === C.hash) {
        resyncIfMember = true;
        this.scanLineComment();
      } else if (c === C.less && this.peek() === C.hash) {
        resyncIfMember = false;
        this.position++;
        this.scanBlockComment();
      } else if (c === C.leftBracket) {
        return this.token(TokenKind.LBracket);
      } else {
        // Blanks in front of `.` and `::` matter: `[int] .x` is no member access.
        if ((c === C.dot || c === C.colon) && resyncIfMember) this.resync(restore + this.adjustment);
        else this.position--;
        return undefined;
      }
    }
  }

  // Names

  private scanDot(): Token {
    const c = this.peek();
    const inCommand = this.mode === TokenizerMode.Command;
    if (c === C.dot) {
      this.position++;
      if (inCommand && !startsNewToken(this.peek())) {
        this.position--;
        return this.scanGeneric('.');
      }
      return this.token(TokenKind.DotDot);
    }
    if (isDecimalDigit(c)) return this.scanNumber(C.dot);
    if (inCommand && !startsNewToken(c) && c !== C.dollar && c !== C.quote && c !== 0x27) return this.scanGeneric('.');
    return this.token(TokenKind.Dot);
  }

  private scanIdentifier(): Token {
    const script = this.script;
    let at = this.position;
    while (at < script.length && isIdentifierFollow(script.charCodeAt(at))) at++;
    this.position = at;
    const mode = this.mode;
    if (mode === TokenizerMode.TypeName) return this.scanTypeName();
    if (!this.wantSimpleName && mode !== TokenizerMode.Expression) {
      if (mode === TokenizerMode.Command && !startsNewToken(this.peek())) {
        return this.scanGeneric(script.slice(this.tokenStart, at));
      }
      const kind = keywordKind(script.slice(this.tokenStart, at));
      if (kind !== undefined && (kind !== TokenKind.InlineScript || this.inWorkflowContext)) return this.token(kind);
    }
    return this.token(TokenKind.Identifier);
  }

  private scanTypeName(): Token {
    for (;;) {
      const c = this.next();
      if (
        c === C.dot ||
        c === C.backtick ||
        c === C.underscore ||
        c === C.plus ||
        c === C.hash ||
        c === C.backslash ||
        isLetterOrDigit(c)
      ) {
        continue;
      }
      this.position--;
      const token = this.token(TokenKind.Identifier);
      token.flags |= TokenFlags.TypeName;
      return token;
    }
  }

  private scanAssemblyNamePart(): string {
    this.skipWhitespace();
    this.tokenStart = this.position;
    while (!endsAssemblyName(this.peek())) this.position++;
    const text = this.script.slice(this.tokenStart, this.position);
    this.token(TokenKind.Identifier).flags |= TokenFlags.TypeName;
    this.skipWhitespace();
    return text;
  }

  /** Behind the comma of `[Name, Assembly, Version=1.0]`. */
  assemblyName(): string {
    let name = this.scanAssemblyNamePart();
    while (this.peek() === C.comma) {
      this.tokenStart = this.position;
      this.position++;
      this.token(TokenKind.Comma);
      name += `, ${this.scanAssemblyNamePart()}`;
      if (this.peek() === C.equals) {
        this.tokenStart = this.position;
        this.position++;
        this.token(TokenKind.Equals);
        name += `=${this.scanAssemblyNamePart()}`;
      }
    }
    return name;
  }

  private scanLabel(): Token {
    const start = this.position;
    const c = this.next();
    if (!isIdentifierStart(c)) {
      this.position--;
      if (c === C.nul) return this.textToken(TokenKind.Generic, ':', 0);
      return this.scanGeneric(':');
    }
    while (isIdentifierFollow(this.peek())) this.position++;
    if (this.mode === TokenizerMode.Command && !startsNewToken(this.peek())) {
      // The character that ends the name becomes part of the word as it is.
      this.position++;
      return this.scanGeneric(this.script.slice(start - 1, this.position));
    }
    return this.textToken(TokenKind.Label, this.script.slice(start, this.position), 0);
  }

  // The next token

  nextToken(): Token {
    for (;;) {
      this.tokenStart = this.position;
      const c = this.next();
      if (c < 128) {
        if (isIdentifierStart(c)) return this.scanIdentifier();
        switch (c) {
          case C.tab:
          case 11:
          case 12:
          case 32:
            this.skipWhitespace();
            continue;
          case 0x27:
            return this.scanStringLiteral();
          case C.quote:
            return this.scanStringExpandable();
          case C.at:
            return this.scanAt();
          case C.hash:
            this.scanLineComment();
            continue;
          case C.cr:
            this.normalizeLineBreak(c);
            return this.token(TokenKind.NewLine);
          case C.lf:
            return this.token(TokenKind.NewLine);
          case C.backtick: {
            const token = this.scanBacktick();
            if (token !== undefined) return token;
            continue;
          }
          case C.equals:
            return this.operatorOrWord(TokenKind.Equals);
          case C.plus:
            return this.scanPlus();
          case C.dash:
            return this.scanDash(c);
          case C.star:
            return this.scanStar();
          case C.slash:
            return this.operatorOrAssignment(TokenKind.Divide, TokenKind.DivideEquals);
          case C.percent:
            return this.operatorOrAssignment(TokenKind.Rem, TokenKind.RemainderEquals);
          case C.dollar:
            if (this.peek() === C.leftParen) {
              this.position++;
              return this.token(TokenKind.DollarParen);
            }
            return this.scanVariable(false, false);
          case C.less:
            if (this.peek() === C.hash) {
              this.position++;
              this.scanBlockComment();
              continue;
            }
            return this.token(TokenKind.RedirectInStd);
          case C.greater:
            if (this.peek() === C.greater) {
              this.position++;
              return this.fileRedirection(1, true, false);
            }
            return this.fileRedirection(1, false, false);
          case C.leftParen:
            return this.token(TokenKind.LParen);
          case C.rightParen:
            return this.token(TokenKind.RParen);
          case C.leftBracket:
            if (this.mode === TokenizerMode.Command && !startsNewToken(this.peek())) return this.scanGeneric('[');
            return this.token(TokenKind.LBracket);
          case C.rightBracket:
            return this.token(TokenKind.RBracket);
          case C.leftBrace:
            return this.token(TokenKind.LCurly);
          case C.rightBrace:
            return this.token(TokenKind.RCurly);
          case C.dot:
            return this.scanDot();
          case C.semicolon:
            return this.token(TokenKind.Semi);
          case C.comma:
            return this.token(TokenKind.Comma);
          case C.ampersand:
            if (this.peek() === C.ampersand) {
              this.position++;
              return this.token(TokenKind.AndAnd);
            }
            return this.token(TokenKind.Ampersand);
          case C.pipe:
            if (this.peek() === C.pipe) {
              this.position++;
              return this.token(TokenKind.OrOr);
            }
            return this.token(TokenKind.Pipe);
          case C.bang:
            return this.scanExclaim();
          case C.colon:
            return this.scanColon();
          case C.nul:
            if (this.atEnd()) {
              const at = this.tokenStart + 1 + this.adjustment;
              return this.save(new Token(TokenKind.EndOfInput, at, at, 0, ''));
            }
            return this.scanGeneric('\0');
          default:
            if (isDecimalDigit(c)) return this.scanDigit(c);
            return this.scanGeneric(String.fromCharCode(c));
        }
      }
      if (isSingleQuote(c)) return this.scanStringLiteral();
      if (isDoubleQuote(c)) return this.scanStringExpandable();
      if (isDash(c)) return this.scanDash(c);
      if (isWhitespace(c)) {
        this.skipWhitespace();
        continue;
      }
      if (isLetter(c)) return this.scanIdentifier();
      return this.scanGeneric(String.fromCharCode(c));
    }
  }

  private scanAt(): Token {
    const c = this.next();
    if (c === C.leftBrace) return this.token(TokenKind.AtCurly);
    if (c === C.leftParen) return this.token(TokenKind.AtParen);
    if (isSingleQuote(c)) return this.scanHereString(false);
    if (isDoubleQuote(c)) return this.scanHereString(true);
    this.position--;
    if (isVariableStart(c)) return this.scanVariable(true, false);
    this.reportError(this.position - 1, this.position, 'UnrecognizedToken');
    return this.token(TokenKind.Unknown);
  }

  /** Undefined where the line goes on. */
  private scanBacktick(): Token | undefined {
    const c = this.next();
    if (c === C.cr || c === C.lf) {
      this.normalizeLineBreak(c);
      this.token(TokenKind.LineContinuation);
      return undefined;
    }
    if (isAnyWhitespace(c)) {
      this.skipWhitespace();
      return undefined;
    }
    if (c === C.nul && this.atEnd()) {
      this.reportIncomplete(this.position, 'IncompleteString');
      this.position--;
      return undefined;
    }
    return this.scanGeneric(String.fromCharCode(escapedCharacter(c)));
  }

  private scanPlus(): Token {
    const c = this.peek();
    if (c === C.plus) {
      this.position++;
      return this.operatorOrWord(TokenKind.PlusPlus);
    }
    if (c === C.equals) {
      this.position++;
      return this.operatorOrWord(TokenKind.PlusEquals);
    }
    if (this.allowSignedNumbers && (isDigit(c) || c === C.dot)) return this.scanNumber(C.plus);
    return this.operatorOrWord(TokenKind.Plus);
  }

  private scanDash(dash: number): Token {
    const c = this.peek();
    if (isDash(c)) {
      this.position++;
      return this.operatorOrWord(TokenKind.MinusMinus);
    }
    if (c === C.equals) {
      this.position++;
      return this.operatorOrWord(TokenKind.MinusEquals);
    }
    if (isLetter(c) || c === C.underscore || c === C.question) return this.scanParameter();
    if (this.allowSignedNumbers && (isDigit(c) || c === C.dot)) return this.scanNumber(dash);
    return this.operatorOrWord(TokenKind.Minus);
  }

  private scanStar(): Token {
    const c = this.peek();
    if (c === C.equals) {
      this.position++;
      return this.operatorOrWord(TokenKind.MultiplyEquals);
    }
    if (c !== C.greater) return this.operatorOrWord(TokenKind.Multiply);
    this.position++;
    const following = this.peek();
    if (following === C.greater) {
      this.position++;
      return this.fileRedirection(0, true, false);
    }
    if (following === C.ampersand) {
      this.position++;
      if (this.peek() === C.zero + 1) {
        this.position++;
        return this.mergingRedirection(0, 1);
      }
      this.position--;
    }
    return this.fileRedirection(0, false, false);
  }

  private operatorOrAssignment(operator: TokenKind, assignment: TokenKind): Token {
    if (this.peek() === C.equals) {
      this.position++;
      return this.operatorOrWord(assignment);
    }
    return this.operatorOrWord(operator);
  }

  private scanDigit(c: number): Token {
    const stream = c - C.zero;
    if (stream >= 1 && stream <= 6 && this.peek() === C.greater) {
      this.position++;
      const following = this.peek();
      if (following === C.greater) {
        this.position++;
        return this.fileRedirection(stream, true, true);
      }
      if (following === C.ampersand) {
        this.position++;
        const target = this.peek() - C.zero;
        if (target === 1 || target === 2) {
          this.position++;
          return this.mergingRedirection(stream, target);
        }
        this.position--;
      }
      return this.fileRedirection(stream, false, true);
    }
    return this.scanNumber(c);
  }

  private scanExclaim(): Token {
    const c = this.peek();
    if (
      (this.mode === TokenizerMode.Command && !startsNewToken(c)) ||
      (this.mode === TokenizerMode.Expression && isIdentifierStart(c))
    ) {
      return this.scanGeneric('!');
    }
    if (this.mode === TokenizerMode.Expression && (isDigit(c) || c === C.dot)) {
      // Only tried: the digits behind `!` must end as a number does.
      const isNumber = this.scanNumberText(C.bang) !== undefined;
      this.position = this.tokenStart + 1;
      if (!isNumber) return this.scanGeneric('!');
    }
    return this.token(TokenKind.Exclaim);
  }

  private scanColon(): Token {
    if (this.peek() === C.colon) {
      this.position++;
      if (this.mode === TokenizerMode.Command && !this.wantSimpleName && !startsNewToken(this.peek())) {
        return this.scanGeneric('::');
      }
      return this.token(TokenKind.ColonColon);
    }
    if (this.mode === TokenizerMode.Command) return this.scanLabel();
    return this.token(TokenKind.Colon);
  }
}

interface ScannedNumber {
  readonly text: string;
  readonly hex: boolean;
  readonly real: boolean;
  readonly suffix: NumberSuffix;
  readonly multiplier: number;
}

const requiresLine = /^requires/i;

/** The character meant by a backtick and this one. */
function escapedCharacter(c: number): number {
  switch (c) {
    case 0x30:
      return 0;
    case 0x61:
      return 7;
    case 0x62:
      return 8;
    case 0x66:
      return 12;
    case 0x6e:
      return 10;
    case 0x72:
      return 13;
    case 0x74:
      return 9;
    case 0x76:
      return 11;
    default:
      return c;
  }
}

function endsMemberAccess(c: number): boolean {
  return c === C.nul || c === C.cr || c === C.lf || isWhitespace(c);
}

function skipLineComment(script: string, from: number): number {
  let at = from;
  while (at < script.length) {
    const c = script.charCodeAt(at);
    if (c === C.lf || c === C.cr) break;
    at++;
  }
  return at;
}

function skipBlockComment(script: string, from: number): number {
  const end = script.indexOf('#>', from);
  return end < 0 ? script.length : end + 2;
}

function dropTokensFrom(tokens: Token[], start: number): void {
  let last = tokens.length - 1;
  if (last >= 0 && tokens[last].kind === TokenKind.EndOfInput) last--;
  while (last >= 0 && tokens[last].end > start) last--;
  tokens.length = last + 1;
}

const signatureText = 'sig#beginsignatureblock\n';

/** A comment that looks much like `# SIG # Begin signature block`. */
function isSignatureStart(line: string): boolean {
  const text = `${line.replace(/\s/g, '')}\n`.toLowerCase();
  if (text.length > 34 || text.length < 14 || !text.includes('sig')) return false;
  let row = Array.from({ length: signatureText.length + 1 }, (_, i) => i);
  for (let i = 1; i <= text.length; i++) {
    const next = [i];
    for (let j = 1; j <= signatureText.length; j++) {
      next[j] =
        text[i - 1] === signatureText[j - 1] ? row[j - 1] : Math.min(row[j] + 1, next[j - 1] + 1, row[j - 1] + 1);
    }
    row = next;
  }
  return row[signatureText.length] < 10;
}
