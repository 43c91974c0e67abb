/** WildcardPattern: `* ? [abc] [a-z]`, backtick escapes. seen: powershell-semantics.md 3, WildcardPatternStrings */
import { PSRuntimeException } from '../errors';

const cache = new Map<string, RegExp>();

function badPattern(pattern: string): PSRuntimeException {
  return new PSRuntimeException(
    `The specified wildcard character pattern is not valid: ${pattern}`,
    'RuntimeException',
    { category: 'NotSpecified', exceptionType: 'System.Management.Automation.WildcardPatternException' },
  );
}

function quote(char: string): string {
  return /[\^$\\.*+?()[\]{}|/-]/.test(char) ? `\\${char}` : char;
}

/** The pattern as a regular expression on the whole text. */
export function wildcardToRegex(pattern: string, ignoreCase = true): RegExp {
  const key = (ignoreCase ? 'i' : 'c') + pattern;
  const known = cache.get(key);
  if (known) return known;
  let out = '^';
  for (let i = 0; i < pattern.length; i++) {
    const char = pattern[i]!;
    if (char === '`' && i + 1 < pattern.length) out += quote(pattern[++i]!);
    else if (char === '*') out += '[\\s\\S]*';
    else if (char === '?') out += '[\\s\\S]';
    else if (char === '[') {
      let body = '';
      let at = i + 1;
      let closed = false;
      for (; at < pattern.length; at++) {
        const inner = pattern[at]!;
        if (inner === ']' && at > i + 1) {
          closed = true;
          break;
        }
        if (inner === '`' && at + 1 < pattern.length) body += quote(pattern[++at]!);
        else if (inner === '-' && at > i + 1 && pattern[at + 1] !== ']') body += '-';
        else body += quote(inner);
      }
      if (!closed) throw badPattern(pattern);
      try {
        new RegExp(`[${body}]`);
      } catch {
        throw badPattern(pattern);
      }
      out += `[${body}]`;
      i = at;
    } else out += quote(char);
  }
  const regex = new RegExp(`${out}$`, ignoreCase ? 'i' : '');
  if (cache.size > 500) cache.clear();
  cache.set(key, regex);
  return regex;
}

/** Whether the text has characters that make it a pattern. */
export function hasWildcards(text: string): boolean {
  for (let i = 0; i < text.length; i++) {
    const char = text[i];
    if (char === '`') i++;
    else if (char === '*' || char === '?' || char === '[') return true;
  }
  return false;
}

export function matchesWildcard(text: string, pattern: string, ignoreCase = true): boolean {
  return wildcardToRegex(pattern, ignoreCase).test(text);
}
