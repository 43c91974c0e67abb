/**
 * .NET regular expressions -> JavaScript source. Anchors, dots and options are written out, so the only JavaScript flags used
 * are `i` and `u`. Error texts are those of the .NET Framework.
 */
import { NetException } from '../errors';

/** Options in force at a point of the pattern. */
export interface RegexOptions {
  ignoreCase: boolean;
  multiline: boolean;
  singleline: boolean;
  explicitCapture: boolean;
  ignorePatternWhitespace: boolean;
}

/** JavaScript source with what is needed to read its captures. */
export interface Translation {
  source: string;
  flags: string;
  /** .NET's group numbers -> indexes of JavaScript groups (several where a name is used twice). */
  groups: Map<number, number[]>;
  /** Group number -> name; unnamed ones have their number. */
  names: Map<number, string>;
}

const wordClass = '\\p{L}\\p{Mn}\\p{Nd}\\p{Pc}';
const blocks: Record<string, string> = {
  IsBasicLatin: '\\u0000-\\u007F',
  'IsLatin-1Supplement': '\\u0080-\\u00FF',
  'IsLatinExtended-A': '\\u0100-\\u017F',
  'IsLatinExtended-B': '\\u0180-\\u024F',
  IsGreek: '\\u0370-\\u03FF',
  IsGreekandCoptic: '\\u0370-\\u03FF',
  IsCyrillic: '\\u0400-\\u04FF',
  IsHebrew: '\\u0590-\\u05FF',
  IsArabic: '\\u0600-\\u06FF',
  IsGeneralPunctuation: '\\u2000-\\u206F',
  IsCurrencySymbols: '\\u20A0-\\u20CF',
  IsArrows: '\\u2190-\\u21FF',
  IsBoxDrawing: '\\u2500-\\u257F',
  IsHiragana: '\\u3040-\\u309F',
  IsKatakana: '\\u30A0-\\u30FF',
  IsCJKUnifiedIdeographs: '\\u4E00-\\u9FFF',
};

function escapeUnit(code: number): string {
  const char = String.fromCharCode(code);
  if (/[\^$\\.*+?()[\]{}|/]/.test(char)) return `\\${char}`;
  if (code < 32 || code === 127 || (code >= 0xd800 && code < 0xe000) || code === 0x2028 || code === 0x2029)
    return `\\u${code.toString(16).padStart(4, '0')}`;
  return char;
}
function escapeInClass(code: number): string {
  const char = String.fromCharCode(code);
  if (/[\^\\[\]-]/.test(char)) return `\\${char}`;
  return code < 32 || code === 127 || (code >= 0xd800 && code < 0xe000) || code === 0x2028 || code === 0x2029
    ? `\\u${code.toString(16).padStart(4, '0')}`
    : char;
}

function otherCase(code: number): number {
  const char = String.fromCharCode(code);
  const lower = char.toLowerCase();
  const upper = char.toUpperCase();
  const other = lower !== char ? lower : upper;
  return other.length === 1 ? other.charCodeAt(0) : code;
}

/** An error as the Regex constructor throws it. */
export function regexError(pattern: string, problem: string): NetException {
  return new NetException('System.ArgumentException', `parsing "${pattern}" - ${problem}`, { hresult: -2147024809 });
}

class NotSimulated extends NetException {
  constructor(what: string) {
    super('System.NotSupportedException', `This simulation does not run regular expressions with ${what}.`);
  }
}

class Translator {
  private at = 0;
  /** JavaScript groups opened so far. */
  private jsGroups = 0;
  needsUnicode = false;
  /** States of ignoreCase under which something with case was written. */
  readonly caseStates = new Set<boolean>();
  readonly groups = new Map<number, number[]>();
  readonly names = new Map<number, string>();
  private unnamedSeen = 0;
  private readonly numberOfName = new Map<string, number>();

  constructor(
    private readonly pattern: string,
    private options: RegexOptions,
    /** Text holds ASCII only, so JavaScript's own `\w` will do. */
    private readonly ascii: boolean,
    /** Case is written out as classes, because it changes inside the pattern. */
    private readonly expandCase: boolean,
  ) {
    this.numberGroups();
  }

  private fail(problem: string): NetException {
    return regexError(this.pattern, problem);
  }

  /** First pass: .NET numbers unnamed groups from the left, then named ones. */
  private numberGroups(): void {
    const { pattern } = this;
    const named: string[] = [];
    const numbers = new Set<number>();
    let unnamed = 0;
    let depthOptions: RegexOptions[] = [];
    let options = { ...this.options };
    for (let i = 0; i < pattern.length; i++) {
      const char = pattern[i];
      if (char === '\\') i++;
      else if (char === '[') {
        i = this.skipClass(i);
      } else if (char === '#' && options.ignorePatternWhitespace) {
        while (i + 1 < pattern.length && pattern[i + 1] !== '\n') i++;
      } else if (char === ')') {
        const outer = depthOptions.pop();
        if (outer) options = outer;
      } else if (char === '(') {
        if (pattern.startsWith('(?#', i)) {
          const end = pattern.indexOf(')', i);
          i = end < 0 ? pattern.length : end;
          continue;
        }
        depthOptions.push({ ...options });
        const rest = pattern.slice(i + 1);
        if (rest[0] !== '?') {
          if (!options.explicitCapture) numbers.add(++unnamed);
          continue;
        }
        const name = /^\?(?:<([^>=!][^>]*)>|'([^']+)')/.exec(rest);
        if (name) {
          const text = (name[1] ?? name[2])!.replace(/-.*$/, '');
          if (/^\d+$/.test(text)) numbers.add(Number(text));
          else if (text && !named.includes(text)) named.push(text);
          continue;
        }
        const inline = /^\?([imnsx]*)(?:-([imnsx]*))?([:)])/.exec(rest);
        if (inline) {
          options = applyInline(options, inline[1]!, inline[2] ?? '');
          if (inline[3] === ')') {
            // Options last to the end of the enclosing group.
            depthOptions.pop();
            i += inline[0].length;
          }
        }
      }
    }
    let next = 1;
    for (const name of named) {
      while (numbers.has(next)) next++;
      numbers.add(next);
      this.numberOfName.set(name, next);
      this.names.set(next, name);
    }
    for (const number of numbers) if (!this.names.has(number)) this.names.set(number, String(number));
    this.names.set(0, '0');
    depthOptions = [];
  }

  /** Index of the `]` that ends a class starting at `start`. */
  private skipClass(start: number): number {
    let i = start + 1;
    if (this.pattern[i] === '^') i++;
    if (this.pattern[i] === ']') i++;
    for (; i < this.pattern.length; i++) {
      const char = this.pattern[i];
      if (char === '\\') i++;
      else if (char === '[' && this.pattern[i - 1] === '-') i = this.skipClass(i);
      else if (char === ']') return i;
    }
    return this.pattern.length;
  }

  run(): string {
    const source = this.alternatives(0);
    if (this.at < this.pattern.length) throw this.fail("Too many )'s.");
    return source;
  }

  private alternatives(depth: number): string {
    let out = '';
    for (;;) {
      out += this.sequence(depth);
      if (this.pattern[this.at] !== '|') return out;
      this.at++;
      out += '|';
    }
  }

  private sequence(depth: number): string {
    let out = '';
    for (;;) {
      if (this.at >= this.pattern.length) {
        return out;
      }
      const char = this.pattern[this.at]!;
      if (char === '|' || char === ')') return out;
      if (this.options.ignorePatternWhitespace) {
        if (/\s/.test(char)) {
          this.at++;
          continue;
        }
        if (char === '#') {
          while (this.at < this.pattern.length && this.pattern[this.at] !== '\n') this.at++;
          continue;
        }
      }
      if (this.pattern.startsWith('(?#', this.at)) {
        const end = this.pattern.indexOf(')', this.at);
        if (end < 0) throw this.fail('Unterminated (?#...) comment.');
        this.at = end + 1;
        continue;
      }
      if (char === '*' || char === '+' || char === '?') throw this.fail('Quantifier {x,y} following nothing.');
      if (char === '{' && this.quantifierAt()) throw this.fail('Quantifier {x,y} following nothing.');
      const atom = this.atom(depth);
      if (atom === undefined) continue;
      out += this.quantified(atom);
    }
  }

  private quantifierAt(): RegExpExecArray | null {
    return /^\{(\d+)(?:,(\d*))?\}/.exec(this.pattern.slice(this.at, this.at + 30));
  }

  private quantified(atom: string): string {
    const quantifier = this.quantifier();
    if (quantifier === '') return atom;
    // JavaScript allows no quantifier on lookbehind or anchors.
    return /^\(\?<?[=!]/.test(atom) || atom === '^' || atom === '$' ? `(?:${atom})${quantifier}` : atom + quantifier;
  }

  private quantifier(): string {
    if (this.options.ignorePatternWhitespace) while (/\s/.test(this.pattern[this.at] ?? 'x')) this.at++;
    const char = this.pattern[this.at];
    let text = '';
    if (char === '*' || char === '+' || char === '?') {
      text = char;
      this.at++;
    } else if (char === '{') {
      const counted = this.quantifierAt();
      if (!counted) return '';
      const low = Number(counted[1]);
      const high = counted[2] ? Number(counted[2]) : undefined;
      if (low > 2147483647 || (high ?? 0) > 2147483647)
        throw this.fail('Capture group numbers must be less than or equal to Int32.MaxValue.');
      if (high !== undefined && low > high) throw this.fail('Illegal {x,y} with x > y.');
      text = counted[0];
      this.at += counted[0].length;
    } else return '';
    if (this.pattern[this.at] === '?') {
      text += '?';
      this.at++;
    }
    const next = this.pattern[this.at];
    if (next === '*' || next === '+' || next === '?') throw this.fail(`Nested quantifier ${next}.`);
    if (next === '{' && this.quantifierAt()) throw this.fail('Nested quantifier {.');
    return text;
  }

  private literal(code: number): string {
    const other = otherCase(code);
    if (other !== code) {
      this.caseStates.add(this.options.ignoreCase);
      if (this.expandCase && this.options.ignoreCase) return `[${escapeInClass(code)}${escapeInClass(other)}]`;
    }
    return escapeUnit(code);
  }

  private word(): string {
    if (this.ascii) return '\\w';
    this.needsUnicode = true;
    return `[${wordClass}\\u200C\\u200D]`;
  }

  private atom(depth: number): string | undefined {
    const char = this.pattern[this.at]!;
    switch (char) {
      case '.':
        this.at++;
        return this.options.singleline ? '[\\s\\S]' : '[^\\n]';
      case '^':
        this.at++;
        return this.options.multiline ? '(?<![^\\n])' : '^';
      case '$':
        this.at++;
        return this.options.multiline ? '(?![^\\n])' : '(?=\\n?$)';
      case '[':
        return this.characterClass();
      case '(':
        return this.group(depth);
      case '\\':
        return this.escape();
      default:
        this.at++;
        return this.literal(char.charCodeAt(0));
    }
  }

  private close(): void {
    if (this.pattern[this.at] !== ')') throw this.fail("Not enough )'s.");
    this.at++;
  }

  private capture(number: number, depth: number): string {
    const index = ++this.jsGroups;
    const list = this.groups.get(number);
    if (list) list.push(index);
    else this.groups.set(number, [index]);
    const inner = this.alternatives(depth + 1);
    this.close();
    return `(${inner})`;
  }

  private group(depth: number): string | undefined {
    const saved = this.options;
    const rest = this.pattern.slice(this.at + 1, this.at + 60);
    this.at++;
    if (rest[0] !== '?') {
      let text: string;
      if (saved.explicitCapture) {
        text = `(?:${this.alternatives(depth + 1)})`;
        this.close();
      } else {
        // Numbers taken by `(?<3>...)` do not shift unnamed ones.
        text = this.capture(++this.unnamedSeen, depth);
      }
      this.options = saved;
      return text;
    }
    const plain = /^\?(?::|=|!|<=|<!|>)/.exec(rest);
    if (plain) {
      this.at += plain[0].length;
      if (plain[0] === '?>') {
        const index = ++this.jsGroups;
        const inner = this.alternatives(depth + 1);
        this.close();
        this.options = saved;
        return `(?:(?=(${inner}))\\${index})`;
      }
      const inner = this.alternatives(depth + 1);
      this.close();
      this.options = saved;
      return `(${plain[0]}${inner})`;
    }
    if (/^\?['<]/.test(rest)) {
      const close = rest[1] === '<' ? '>' : "'";
      const end = this.pattern.indexOf(close, this.at + 2);
      const name = end < 0 ? '' : this.pattern.slice(this.at + 2, end);
      if (!/^(?:\w+|\w*-\w+)$/.test(name))
        throw this.fail('Invalid group name: Group names must begin with a word character.');
      if (name.includes('-')) throw new NotSimulated('balancing groups');
      this.at = end + 1;
      const number = /^\d+$/.test(name) ? Number(name) : this.numberOfName.get(name)!;
      const text = this.capture(number, depth);
      this.options = saved;
      return text;
    }
    const inline = /^\?([imnsx]*)(?:-([imnsx]*))?([:)])/.exec(rest);
    if (inline) {
      this.at += inline[0].length;
      this.options = applyInline(saved, inline[1]!, inline[2] ?? '');
      if (inline[3] === ')') return undefined;
      const inner = this.alternatives(depth + 1);
      this.close();
      this.options = saved;
      return `(?:${inner})`;
    }
    if (rest.startsWith('?(')) {
      if (/^\?\((?:\d+|\w+)\)/.test(rest)) {
        const name = /^\?\((\w+)\)/.exec(rest)![1]!;
        if (/^\d+$/.test(name) ? this.names.has(Number(name)) : this.numberOfName.has(name))
          throw new NotSimulated('conditions on groups');
      }
      this.at += 2;
      const condition = /^\(?\?(?:=|!|<=|<!)/.test(this.pattern.slice(this.at));
      if (condition) this.at += 0;
      const test = this.alternatives(depth + 1);
      this.close();
      const yes = this.sequence(depth + 1);
      let no = '';
      if (this.pattern[this.at] === '|') {
        this.at++;
        no = this.sequence(depth + 1);
      }
      if (this.pattern[this.at] === '|') throw this.fail('Too many | in (?()|).');
      this.close();
      this.options = saved;
      return `(?:(?=${test})${yes}|(?!${test})${no})`;
    }
    if (rest === '?') throw this.fail('Unrecognized grouping construct.');
    throw this.fail('Unrecognized grouping construct.');
  }

  private reference(number: number): string {
    const list = this.groups.get(number);
    // A reference to a group that stands further right never matches in .NET.
    if (!list) return '(?!)';
    if (this.options.ignoreCase) this.caseStates.add(true);
    return list.length === 1 ? `(?:\\${list[0]})` : `(?:${list.map((n) => `\\${n}`).join('')})`;
  }

  private escape(): string {
    const next = this.pattern[this.at + 1];
    if (next === undefined) throw this.fail('Illegal \\ at end of pattern.');
    switch (next) {
      case 'b':
      case 'B': {
        this.at += 2;
        if (this.ascii) return `\\${next}`;
        const word = this.word();
        return next === 'b'
          ? `(?:(?<=${word})(?!${word})|(?<!${word})(?=${word}))`
          : `(?:(?<=${word})(?=${word})|(?<!${word})(?!${word}))`;
      }
      case 'A':
        this.at += 2;
        return '^';
      case 'z':
        this.at += 2;
        return '$';
      case 'Z':
        this.at += 2;
        return '(?=\\n?$)';
      case 'G':
        throw new NotSimulated('\\G');
      case 'k': {
        const match = /^\\k(?:<(\w+)>|'(\w+)')/.exec(this.pattern.slice(this.at));
        if (!match) throw this.fail('Malformed \\k<...> named back reference.');
        this.at += match[0].length;
        const name = (match[1] ?? match[2])!;
        if (/^\d+$/.test(name)) {
          if (!this.names.has(Number(name))) throw this.fail(`Reference to undefined group number ${name}.`);
          return this.reference(Number(name));
        }
        const number = this.numberOfName.get(name);
        if (number === undefined) throw this.fail(`Reference to undefined group name ${name}.`);
        return this.reference(number);
      }
    }
    if (/[1-9]/.test(next)) {
      let digits = /^\d+/.exec(this.pattern.slice(this.at + 1))![0];
      // The longest number that names a group; `\10` with one group is octal 10.
      if (digits.length > 1) {
        while (digits.length > 1 && !this.names.has(Number(digits))) digits = digits.slice(0, -1);
        if (digits.length === 1 && !this.names.has(Number(digits))) {
          const octal = /^[0-7]{2,3}/.exec(this.pattern.slice(this.at + 1));
          if (octal) {
            this.at += 1 + octal[0].length;
            return this.literal(Number.parseInt(octal[0], 8) & 0xff);
          }
        }
      }
      if (!this.names.has(Number(digits))) throw this.fail(`Reference to undefined group number ${digits}.`);
      this.at += 1 + digits.length;
      return this.reference(Number(digits));
    }
    const set = this.classEscape();
    if (set !== undefined) return set.startsWith('\\') && !set.startsWith('\\u') ? set : `[${set}]`;
    return this.literal(this.characterEscape());
  }

  /** `\d \w \s \p{..}` and their negations: text to stand inside a class; moves past it. */
  private classEscape(): string | undefined {
    const next = this.pattern[this.at + 1]!;
    switch (next) {
      case 'd':
      case 'D':
        this.at += 2;
        if (this.ascii) return `\\${next}`;
        this.needsUnicode = true;
        return next === 'd' ? '\\p{Nd}' : '\\P{Nd}';
      case 's':
      case 'S':
        this.at += 2;
        return `\\${next}`;
      case 'w':
        this.at += 2;
        if (this.ascii) return '\\w';
        this.needsUnicode = true;
        return wordClass;
      case 'W':
        this.at += 2;
        if (this.ascii) return '\\W';
        this.needsUnicode = true;
        // The complement of a union cannot stand inside a class as one escape; the parts outside L, Mn, Nd, Pc do.
        return '\\p{Me}\\p{Mc}\\p{Nl}\\p{No}\\p{Pd}\\p{Ps}\\p{Pe}\\p{Pi}\\p{Pf}\\p{Po}\\p{S}\\p{Z}\\p{C}';
      case 'p':
      case 'P': {
        const match = /^\\[pP]\{([\w-]+)\}/.exec(this.pattern.slice(this.at));
        if (!match) throw this.fail('Malformed \\p{X} character escape.');
        this.at += match[0].length;
        const name = match[1]!;
        this.needsUnicode = true;
        if (/^(?:L[ultmo]?|M[nce]?|N[dlo]?|P[cdseifo]?|S[mcko]?|Z[slp]?|C[cfson]?)$/.test(name)) {
          const category = name === 'C' || name === 'Cs' ? name : name;
          return `\\${next}{${category}}`;
        }
        const block = blocks[name];
        if (!block) {
          if (/^Is[A-Z]/.test(name)) throw new NotSimulated(`the block ${name}`);
          throw this.fail(`Unknown property '${name}'.`);
        }
        if (next === 'P') {
          const [low, high] = block.match(/\\u[0-9A-F]{4}/g)! as [string, string];
          const before = Number.parseInt(low.slice(2), 16) - 1;
          const after = Number.parseInt(high.slice(2), 16) + 1;
          const hex = (n: number): string => `\\u${n.toString(16).padStart(4, '0')}`;
          return `${before >= 0 ? `\\u0000-${hex(before)}` : ''}${hex(after)}-\\uFFFF`;
        }
        return block;
      }
      default:
        return undefined;
    }
  }

  /** One character written with a backslash; moves past it. */
  private characterEscape(): number {
    const next = this.pattern[this.at + 1];
    if (next === undefined) throw this.fail('Illegal \\ at end of pattern.');
    const rest = this.pattern.slice(this.at + 1);
    const simple: Record<string, number> = { a: 7, b: 8, e: 27, f: 12, n: 10, r: 13, t: 9, v: 11 };
    if (next in simple) {
      this.at += 2;
      return simple[next]!;
    }
    if (next === 'x' || next === 'u') {
      const match = (next === 'x' ? /^x([0-9a-fA-F]{2})/ : /^u([0-9a-fA-F]{4})/).exec(rest);
      if (!match) throw this.fail('Insufficient hexadecimal digits.');
      this.at += 1 + match[0].length;
      return Number.parseInt(match[1]!, 16);
    }
    if (next === 'c') {
      const letter = rest[1];
      if (letter === undefined) throw this.fail('Missing control character.');
      const code = letter.toUpperCase().charCodeAt(0) - 64;
      if (code < 0 || code > 31) throw this.fail('Unrecognized control character.');
      this.at += 3;
      return code;
    }
    if (/[0-7]/.test(next)) {
      const match = /^[0-7]{1,3}/.exec(rest)!;
      this.at += 1 + match[0].length;
      return Number.parseInt(match[0], 8) & 0xff;
    }
    if (/[\p{L}\p{Mn}\p{Nd}\p{Pc}]/u.test(next)) throw this.fail(`Unrecognized escape sequence \\${next}.`);
    this.at += 2;
    return next.charCodeAt(0);
  }

  private characterClass(): string {
    this.at++;
    const negated = this.pattern[this.at] === '^';
    if (negated) this.at++;
    let body = '';
    let first = true;
    let subtracted: string | undefined;
    const addUnit = (code: number): void => {
      body += escapeInClass(code);
      const other = otherCase(code);
      if (other !== code) {
        this.caseStates.add(this.options.ignoreCase);
        if (this.expandCase && this.options.ignoreCase) body += escapeInClass(other);
      }
    };
    for (;;) {
      if (this.at >= this.pattern.length) throw this.fail('Unterminated [] set.');
      const char = this.pattern[this.at]!;
      if (char === ']' && !first) {
        this.at++;
        break;
      }
      first = false;
      if (char === '-' && this.pattern[this.at + 1] === '[' && body !== '') {
        this.at++;
        subtracted = this.characterClass();
        if (this.pattern[this.at] !== ']')
          throw this.fail('A subtraction must be the last element in a character class.');
        this.at++;
        break;
      }
      if (char === '[' && this.pattern[this.at + 1] === ':') {
        // `[:name:]` is read as plain characters by .NET.
      }
      let low: number;
      if (char === '\\') {
        if (this.at + 1 >= this.pattern.length) throw this.fail('Unterminated [] set.');
        const set = this.classEscape();
        if (set !== undefined) {
          if (
            this.pattern[this.at] === '-' &&
            this.pattern[this.at + 1] !== ']' &&
            this.pattern[this.at + 1] !== '[' &&
            this.pattern[this.at + 1] !== undefined
          ) {
            throw this.fail(`Cannot include class \\${set[1]} in character range.`);
          }
          body += set;
          continue;
        }
        low = this.characterEscape();
      } else {
        low = char.charCodeAt(0);
        this.at++;
      }
      if (
        this.pattern[this.at] === '-' &&
        this.pattern[this.at + 1] !== ']' &&
        this.pattern[this.at + 1] !== undefined &&
        !(this.pattern[this.at + 1] === '[')
      ) {
        this.at++;
        let high: number;
        if (this.pattern[this.at] === '\\') {
          const mark = this.pattern[this.at + 1];
          if (mark !== undefined && /[dDwWsSpP]/.test(mark))
            throw this.fail(`Cannot include class \\${mark} in character range.`);
          high = this.characterEscape();
        } else {
          high = this.pattern.charCodeAt(this.at);
          this.at++;
        }
        if (high < low) throw this.fail('[x-y] range in reverse order.');
        body += `${escapeInClass(low)}-${escapeInClass(high)}`;
        this.caseStates.add(this.options.ignoreCase);
        if (this.expandCase && this.options.ignoreCase) {
          for (let code = low; code <= high && code < 0x250; code++) {
            const other = otherCase(code);
            if (other !== code) body += escapeInClass(other);
          }
        }
        continue;
      }
      addUnit(low);
    }
    const text = `[${negated ? '^' : ''}${body}]`;
    return subtracted === undefined ? text : `(?:(?!${subtracted})${text})`;
  }
}

function applyInline(options: RegexOptions, on: string, off: string): RegexOptions {
  const result = { ...options };
  const keys: Record<string, keyof RegexOptions> = {
    i: 'ignoreCase',
    m: 'multiline',
    s: 'singleline',
    n: 'explicitCapture',
    x: 'ignorePatternWhitespace',
  };
  for (const letter of on) result[keys[letter]!] = true;
  for (const letter of off) result[keys[letter]!] = false;
  return result;
}

/** Translates a pattern for text that is ASCII only (`ascii`) or any text. */
export function translateRegex(pattern: string, options: RegexOptions, ascii: boolean): Translation {
  let translator = new Translator(pattern, options, ascii, false);
  let source = translator.run();
  let ignoreCase = translator.caseStates.has(true);
  if (translator.caseStates.size > 1) {
    translator = new Translator(pattern, options, ascii, true);
    source = translator.run();
    ignoreCase = false;
  }
  const flags = `${ignoreCase ? 'i' : ''}${translator.needsUnicode ? 'u' : ''}`;
  return { source, flags, groups: translator.groups, names: translator.names };
}
