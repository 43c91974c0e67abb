/** Runs .NET regular expressions on JavaScript's engine: compiled once, kept, group numbers as .NET counts them. */
import { NetException } from '../errors';
import { type RegexOptions, regexError, translateRegex } from './regex-translate';

/** A capture: where it starts and what it is. */
export interface RegexGroup {
  index: number;
  value: string;
}

/** One match; `groups[n]` is undefined where group n took no part. Index 0 is the whole match. */
export interface RegexMatch {
  index: number;
  value: string;
  groups: Array<RegexGroup | undefined>;
}

const nonAscii = /[^\x00-\x7f]/;

interface Variant {
  js: RegExp;
  /** JavaScript group indexes of each .NET group, by position in `numbers`. */
  indexes: number[][];
}

/** A .NET regular expression made runnable. */
export class CompiledRegex {
  private plain: Variant | undefined;
  private unicode: Variant | undefined;
  /** .NET's group numbers in order (gaps are possible: `(?<7>x)`). */
  readonly numbers: readonly number[];
  /** Name of each group, by position in `numbers`. */
  readonly names: readonly string[];

  constructor(
    readonly pattern: string,
    readonly options: RegexOptions,
  ) {
    const translation = translateRegex(pattern, options, true);
    this.numbers = [...translation.names.keys()].sort((a, b) => a - b);
    this.names = this.numbers.map((number) => translation.names.get(number)!);
    this.plain = this.build(translation);
  }

  private build(translation: ReturnType<typeof translateRegex>): Variant {
    try {
      return {
        js: new RegExp(translation.source, `${translation.flags}g`),
        indexes: this.numbers.map((number) => (number === 0 ? [0] : (translation.groups.get(number) ?? []))),
      };
    } catch (error) {
      if (error instanceof SyntaxError) throw regexError(this.pattern, 'Unrecognized grouping construct.');
      throw error;
    }
  }

  private variantFor(text: string): Variant {
    if (!nonAscii.test(text)) return this.plain!;
    this.unicode ??= this.build(translateRegex(this.pattern, this.options, false));
    return this.unicode;
  }

  isMatch(text: string, start = 0): boolean {
    const { js } = this.variantFor(text);
    js.lastIndex = start;
    return js.test(text);
  }

  /** First match at or after `start`. */
  match(text: string, start = 0): RegexMatch | undefined {
    const variant = this.variantFor(text);
    variant.js.lastIndex = start;
    const found = variant.js.exec(text);
    if (!found) return undefined;
    const groups: Array<RegexGroup | undefined> = [];
    let positions: Array<[number, number] | undefined> | undefined;
    for (let i = 0; i < variant.indexes.length; i++) {
      let group: RegexGroup | undefined;
      for (const index of variant.indexes[i]!) {
        const value = found[index];
        if (value === undefined) continue;
        if (index === 0) group = { index: found.index, value };
        else {
          positions ??= this.positions(variant, text, found.index);
          group = { index: positions[index]?.[0] ?? found.index, value };
        }
      }
      groups.push(group);
    }
    return { index: found.index, value: found[0], groups };
  }

  private withIndices = new WeakMap<Variant, RegExp>();

  /** Where the captures stand: asked for only when there are groups. */
  private positions(variant: Variant, text: string, at: number): Array<[number, number] | undefined> {
    let js = this.withIndices.get(variant);
    if (!js) {
      js = new RegExp(variant.js.source, `${variant.js.flags.replace('g', '')}yd`);
      this.withIndices.set(variant, js);
    }
    js.lastIndex = at;
    return (js.exec(text)?.indices ?? []) as Array<[number, number] | undefined>;
  }

  /** All matches from the left; an empty match moves on by one character. */
  matches(text: string, start = 0, limit = Number.POSITIVE_INFINITY): RegexMatch[] {
    const all: RegexMatch[] = [];
    let at = start;
    while (all.length < limit && at <= text.length) {
      const found = this.match(text, at);
      if (!found) break;
      all.push(found);
      at = found.index + found.value.length + (found.value === '' ? 1 : 0);
    }
    return all;
  }

  /** Position of a group in `numbers` by name or number text; undefined where there is none. */
  groupPosition(name: string): number | undefined {
    const position = this.names.indexOf(name);
    if (position >= 0) return position;
    if (/^\d+$/.test(name)) {
      const byNumber = this.numbers.indexOf(Number(name));
      if (byNumber >= 0) return byNumber;
    }
    return undefined;
  }

  /** Replaces up to `count` matches; `replacement` is .NET's substitution text or a function. */
  replace(
    text: string,
    replacement: string | ((match: RegexMatch) => string),
    count = Number.POSITIVE_INFINITY,
    start = 0,
  ): string {
    const found = this.matches(text, start, count);
    if (found.length === 0) return text;
    const parts = typeof replacement === 'string' ? this.parseReplacement(replacement) : undefined;
    let out = '';
    let at = 0;
    for (const match of found) {
      out += text.slice(at, match.index);
      out += parts ? this.expand(parts, match, text) : (replacement as (match: RegexMatch) => string)(match);
      at = match.index + match.value.length;
    }
    return out + text.slice(at);
  }

  /** Match.Result: substitution text filled from one match. */
  result(match: RegexMatch, text: string, replacement: string): string {
    return this.expand(this.parseReplacement(replacement), match, text);
  }

  private expand(parts: ReplacementPart[], match: RegexMatch, text: string): string {
    let out = '';
    for (const part of parts) {
      if (typeof part === 'string') out += part;
      else if (typeof part === 'number') out += match.groups[part]?.value ?? '';
      else if (part.special === '`') out += text.slice(0, match.index);
      else if (part.special === "'") out += text.slice(match.index + match.value.length);
      else if (part.special === '_') out += text;
      else {
        for (let i = match.groups.length - 1; i > 0; i--) {
          const group = match.groups[i];
          if (group) {
            out += group.value;
            break;
          }
        }
      }
    }
    return out;
  }

  private parseReplacement(replacement: string): ReplacementPart[] {
    const parts: ReplacementPart[] = [];
    let literal = '';
    for (let i = 0; i < replacement.length; ) {
      const char = replacement[i]!;
      if (char !== '$') {
        literal += char;
        i++;
        continue;
      }
      const rest = replacement.slice(i);
      const braced = /^\$\{(\w+)\}/.exec(rest);
      const digits = /^\$(\d+)/.exec(rest);
      const special = /^\$([&`'+_$])/.exec(rest);
      let part: ReplacementPart | undefined;
      let length = 1;
      if (braced) {
        const position = this.groupPosition(braced[1]!);
        if (position !== undefined) part = position;
        length = braced[0].length;
        if (part === undefined) {
          literal += braced[0];
          i += length;
          continue;
        }
      } else if (digits) {
        // The longest number that names a group.
        let text = digits[1]!;
        let position = this.groupPosition(String(Number(text)));
        while (position === undefined && text.length > 1) {
          text = text.slice(0, -1);
          position = this.groupPosition(String(Number(text)));
        }
        if (position !== undefined) {
          part = position;
          length = 1 + text.length;
        }
      } else if (special) {
        length = 2;
        if (special[1] === '$') part = '$';
        else if (special[1] === '&') part = 0;
        else part = { special: special[1]! };
      }
      if (part === undefined) {
        literal += '$';
        i++;
        continue;
      }
      if (literal) parts.push(literal);
      literal = '';
      parts.push(part);
      i += length;
    }
    if (literal) parts.push(literal);
    return parts;
  }

  /** Regex.Split: pieces between matches, captures included. */
  split(text: string, count = 0, start = 0): string[] {
    const found = this.matches(text, start, count > 0 ? count - 1 : Number.POSITIVE_INFINITY);
    if (found.length === 0) return [text];
    const pieces: string[] = [];
    let at = 0;
    for (const match of found) {
      pieces.push(text.slice(at, match.index));
      at = match.index + match.value.length;
      for (let i = 1; i < match.groups.length; i++) {
        const group = match.groups[i];
        if (group) pieces.push(group.value);
      }
    }
    pieces.push(text.slice(at));
    return pieces;
  }
}

type ReplacementPart = string | number | { special: string };

const cache = new Map<string, CompiledRegex>();
const cacheLimit = 500;

/** Translates and caches; throws NetException System.ArgumentException with .NET's text for a bad pattern. */
export function compileRegex(pattern: string, options: Partial<RegexOptions> = {}): CompiledRegex {
  const full: RegexOptions = {
    ignoreCase: options.ignoreCase ?? false,
    multiline: options.multiline ?? false,
    singleline: options.singleline ?? false,
    explicitCapture: options.explicitCapture ?? false,
    ignorePatternWhitespace: options.ignorePatternWhitespace ?? false,
  };
  const key = `${+full.ignoreCase}${+full.multiline}${+full.singleline}${+full.explicitCapture}${+full.ignorePatternWhitespace}${pattern}`;
  let compiled = cache.get(key);
  if (!compiled) {
    compiled = new CompiledRegex(pattern, full);
    if (cache.size >= cacheLimit) cache.delete(cache.keys().next().value!);
    cache.set(key, compiled);
  }
  return compiled;
}

/** Regex.Escape. */
export function escapeRegex(text: string): string {
  return text.replace(/[\\*+?|{[()^$.# \t\n\r\f]/g, (char) => {
    const named: Record<string, string> = { '\t': '\\t', '\n': '\\n', '\r': '\\r', '\f': '\\f' };
    return named[char] ?? `\\${char}`;
  });
}

/** Regex.Unescape. */
export function unescapeRegex(text: string): string {
  return text.replace(
    /\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|c(.)|([0-7]{1,3})|(.)|$)/gs,
    (whole, x, u, c, octal, char) => {
      if (x ?? u) return String.fromCharCode(Number.parseInt(x ?? u, 16));
      if (c) return String.fromCharCode(c.toUpperCase().charCodeAt(0) - 64);
      if (octal) return String.fromCharCode(Number.parseInt(octal, 8));
      if (char === undefined)
        throw new NetException('System.ArgumentException', `parsing "${text}" - Illegal \\ at end of pattern.`);
      const named: Record<string, string> = {
        a: '\x07',
        b: '\b',
        e: '\x1b',
        f: '\f',
        n: '\n',
        r: '\r',
        t: '\t',
        v: '\v',
      };
      if (named[char]) return named[char];
      if (/[A-Za-z0-9_]/.test(char))
        throw new NetException(
          'System.ArgumentException',
          `parsing "${text}" - Unrecognized escape sequence ${whole}.`,
        );
      return char;
    },
  );
}
