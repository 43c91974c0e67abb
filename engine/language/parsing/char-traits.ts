/*
 * What a character may be in PowerShell source. seen: PowerShell engine, CharTraits
 * Dashes and quotes of typography count as the ASCII ones, so that text pasted from a page works.
 */

const IdentifierStart = 1;
const Digit = 2;
const Whitespace = 4;
const HexDigit = 8;
const VariableStart = 16;
const StartsNewToken = 32;
const EndsAssemblyName = 64;
const EndsNumber = 128;
const IdentifierFollow = IdentifierStart | Digit;

const traits = new Uint8Array(128);

function mark(characters: string, trait: number): void {
  for (let i = 0; i < characters.length; i++) traits[characters.charCodeAt(i)] |= trait;
}

const lower = 'abcdefghijklmnopqrstuvwxyz';
const letters = lower + lower.toUpperCase();
mark(`${letters}_`, IdentifierStart | VariableStart);
mark('0123456789', Digit | HexDigit | VariableStart);
mark('abcdefABCDEF', HexDigit);
mark('$:?^', VariableStart);
mark(' \t\v\f', Whitespace);
mark('\0 \t\v\f\r\n&(),;{|}', StartsNewToken);
mark('\0 \t\v\f\r\n,=]', EndsAssemblyName);
mark('!#%*+-./<=>]', EndsNumber);

const letter = /^\p{L}$/u;
const letterOrDigit = /^[\p{L}\p{Nd}]$/u;
const digit = /^\p{Nd}$/u;
const separator = /^[\p{Zs}\p{Zl}\p{Zp}]$/u;

function has(c: number, trait: number): boolean {
  return (traits[c] & trait) !== 0;
}

export function isWhitespace(c: number): boolean {
  if (c < 128) return has(c, Whitespace);
  if (c <= 256) return c === 0xa0 || c === 0x85;
  return separator.test(String.fromCharCode(c));
}

/** As .NET's Char.IsWhiteSpace: line breaks too. */
export function isAnyWhitespace(c: number): boolean {
  return c === 10 || c === 13 || isWhitespace(c);
}

export function isDash(c: number): boolean {
  return c === 0x2d || c === 0x2013 || c === 0x2014 || c === 0x2015;
}

export function isSingleQuote(c: number): boolean {
  return c === 0x27 || (c >= 0x2018 && c <= 0x201b);
}

export function isDoubleQuote(c: number): boolean {
  return c === 0x22 || (c >= 0x201c && c <= 0x201e);
}

export function isVariableStart(c: number): boolean {
  return c < 128 ? has(c, VariableStart) : letterOrDigit.test(String.fromCharCode(c));
}

export function isIdentifierStart(c: number): boolean {
  return c < 128 ? has(c, IdentifierStart) : letter.test(String.fromCharCode(c));
}

export function isIdentifierFollow(c: number): boolean {
  return c < 128 ? has(c, IdentifierFollow) : letterOrDigit.test(String.fromCharCode(c));
}

export function isLetter(c: number): boolean {
  return c < 128 ? has(c, IdentifierStart) && c !== 0x5f : letter.test(String.fromCharCode(c));
}

export function isLetterOrDigit(c: number): boolean {
  return c < 128 ? has(c, IdentifierFollow) && c !== 0x5f : letterOrDigit.test(String.fromCharCode(c));
}

/** Any decimal digit of Unicode. */
export function isDigit(c: number): boolean {
  return c < 128 ? has(c, Digit) : digit.test(String.fromCharCode(c));
}

export function isDecimalDigit(c: number): boolean {
  return c >= 0x30 && c <= 0x39;
}

export function isHexDigit(c: number): boolean {
  return c < 128 && has(c, HexDigit);
}

/** The character cannot be part of a bare word. */
export function startsNewToken(c: number): boolean {
  return c < 128 ? has(c, StartsNewToken) : isWhitespace(c);
}

/** The character may follow a number directly in an expression. */
export function endsNumber(c: number): boolean {
  return c < 128 ? has(c, EndsNumber) : isDash(c);
}

export function endsAssemblyName(c: number): boolean {
  return c < 128 ? has(c, EndsAssemblyName) : isWhitespace(c);
}
