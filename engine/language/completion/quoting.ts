import { isDoubleQuote, isSingleQuote } from '../parsing/char-traits';
import { parse } from '../parsing/parser';
import { TokenFlags, TokenKind } from '../parsing/token-kind';

/** A word being completed, without the quote it began with. */
export interface UnquotedWord {
  readonly word: string;
  /** `'`, `"` or empty. */
  readonly quote: string;
}

/** Takes quotes off a word. seen: PowerShell engine, CompletionHelpers.HandleDoubleAndSingleQuote */
export function unquoteWord(word: string): UnquotedWord {
  if (word === '') return { word, quote: '' };
  const single = isSingleQuote(word.charCodeAt(0));
  const double = isDoubleQuote(word.charCodeAt(0));
  if (!single && !double) return { word, quote: '' };
  const quote = single ? "'" : '"';
  if (word.length === 1) return { word: '', quote };
  const last = word.charCodeAt(word.length - 1);
  if ((single && isSingleQuote(last)) || (double && isDoubleQuote(last))) return { word: word.slice(1, -1), quote };
  if (!isSingleQuote(last) && !isDoubleQuote(last)) return { word: word.slice(1), quote };
  return { word, quote: '' };
}

/** Whether a value must stand in quotes to be one argument. */
export function needsQuotes(text: string): boolean {
  if (text === '') return true;
  const { tokens, errors } = parse(text);
  const single = tokens.length === 2;
  const first = tokens[0];
  const isString =
    first.kind === TokenKind.Generic ||
    (first.kind >= TokenKind.StringLiteral && first.kind <= TokenKind.HereStringExpandable);
  const isKeyword = (first.flags & TokenFlags.Keyword) !== 0;
  const wrong = errors.length > 0 || !single;
  if ((!wrong && isString) || (single && isKeyword)) return /[$`]/.test(text);
  if (single && (first.kind === TokenKind.Semi || first.kind === TokenKind.Comma)) return true;
  return wrong;
}

/** Puts a value in quotes where it needs them, or where the word began with one. */
export function quoteValue(text: string, quote: string): string {
  if (!needsQuotes(text)) return quote + text + quote;
  const used = quote === '' ? "'" : quote;
  return used + (used === "'" ? text.replaceAll("'", "''") : text) + used;
}

/** Characters that a member or variable name cannot have without quotes or braces. */
const special = /[-`&@'"#{}()$,;|<> .\\/\t^]/;

/** Whether a member name or variable name must be quoted. seen: PowerShell engine, CharactersRequiringQuotes */
export function nameNeedsQuotes(name: string): boolean {
  return special.test(name);
}

/** A member name as it is written behind a dot. */
export function quoteMember(name: string): string {
  return nameNeedsQuotes(name) ? `'${name.replaceAll("'", "''")}'` : name;
}
