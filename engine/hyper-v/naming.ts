/**
 * Names with wildcards, as the cmdlets take them: `*`, `?`, `[a-z]`, a backtick before a character that is meant itself.
 * Ignores case.
 */
export function wildcardMatches(pattern: string, text: string): boolean {
  return wildcardPattern(pattern).test(text);
}

/** True where the text holds a wildcard: then finding nothing is no error. */
export function hasWildcard(text: string): boolean {
  return /(^|[^`])[*?[\]]/.test(text);
}

function wildcardPattern(pattern: string): RegExp {
  let source = '';
  for (let i = 0; i < pattern.length; i++) {
    const char = pattern[i];
    if (char === '`' && i + 1 < pattern.length) source += escaped(pattern[++i]);
    else if (char === '*') source += '[\\s\\S]*';
    else if (char === '?') source += '[\\s\\S]';
    else if (char === '[') {
      const end = pattern.indexOf(']', i + 2);
      if (end < 0) source += '\\[';
      else {
        source += `[${pattern.slice(i + 1, end).replace(/[\\^\]]/g, '\\$&')}]`;
        i = end;
      }
    } else source += escaped(char);
  }
  try {
    return new RegExp(`^${source}$`, 'i');
  } catch {
    // A range from right to left (`[z-a]`) is no pattern: it matches nothing.
    return /(?!)/;
  }
}

function escaped(char: string): string {
  return char.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
}
