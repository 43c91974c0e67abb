/** System.String and System.Text.StringBuilder. Texts of exceptions: .NET Framework. */
import { netToString } from '../conversion/to-text';
import { NetException } from '../errors';
import { compareText } from '../text/compare-text';
import { formatComposite } from '../text/composite-format';
import type { NetType } from '../types';
import type { Value } from '../values';
import { knownTypes, NetObject, PSArray, PSChar, PSEnum } from '../values';
import { behave } from './binding';
import { enumerate } from './enumerate';
import { argumentError, argumentRange, stringArray } from './object-behaviour';

const text = (value: Value): string =>
  value === null || value === undefined ? '' : typeof value === 'string' ? value : netToString(value);
const int = (value: Value): number => value as number;
const chars = (value: Value): string[] =>
  (enumerate(value) ?? []).map((item) => String.fromCharCode((item as PSChar).code));

/** StringComparison: odd ones ignore case; 4 and 5 are ordinal. */
function comparison(args: readonly Value[]): { ignoreCase: boolean; ordinal: boolean } | undefined {
  const found = args.find((arg) => arg instanceof PSEnum) as PSEnum | undefined;
  return found ? { ignoreCase: found.value % 2 === 1, ordinal: found.value >= 4 } : undefined;
}
const fold = (value: string, ignoreCase: boolean): string => (ignoreCase ? value.toUpperCase() : value);

function indexOf(self: string, args: Value[], last: boolean): number {
  const mode = comparison(args);
  const plain = args.filter((arg) => !(arg instanceof PSEnum));
  const [wanted, start, count] = plain;
  const needle = fold(text(wanted), mode?.ignoreCase ?? false);
  const hay = fold(self, mode?.ignoreCase ?? false);
  if (last) {
    if (start === undefined) return needle === '' ? Math.max(hay.length - 1, 0) : hay.lastIndexOf(needle);
    if (hay.length === 0) return needle === '' ? 0 : -1;
    const at = int(start);
    if (at < 0 || at > hay.length)
      throw argumentRange(
        'startIndex',
        'Index was out of range. Must be non-negative and less than the size of the collection.',
      );
    const low = count === undefined ? 0 : at - int(count) + 1;
    const found = hay.slice(0, at + 1).lastIndexOf(needle);
    return found >= low ? found : -1;
  }
  const from = start === undefined ? 0 : int(start);
  if (from < 0 || from > hay.length)
    throw argumentRange(
      'startIndex',
      'Index was out of range. Must be non-negative and less than the size of the collection.',
    );
  if (count !== undefined) {
    if (int(count) < 0 || from + int(count) > hay.length)
      throw argumentRange(
        'count',
        'Count must be positive and count must refer to a location within the string/array/collection.',
      );
    return hay.slice(0, from + int(count)).indexOf(needle, from);
  }
  return hay.indexOf(needle, from);
}

function indexOfAny(self: string, args: Value[], last: boolean): number {
  const set = new Set(chars(args[0]));
  if (last) {
    for (let i = args[1] === undefined ? self.length - 1 : int(args[1]); i >= 0; i--) if (set.has(self[i]!)) return i;
    return -1;
  }
  const end = args[2] === undefined ? self.length : int(args[1]) + int(args[2]);
  for (let i = args[1] === undefined ? 0 : int(args[1]); i < end; i++) if (set.has(self[i]!)) return i;
  return -1;
}

function substring(self: string, start: number, length?: number): string {
  if (start < 0) throw argumentRange('startIndex', 'StartIndex cannot be less than zero.');
  if (start > self.length) throw argumentRange('startIndex', 'startIndex cannot be larger than length of string.');
  if (length === undefined) return self.slice(start);
  if (length < 0) throw argumentRange('length', 'Length cannot be less than zero.');
  if (start + length > self.length)
    throw argumentRange('length', 'Index and length must refer to a location within the string.');
  return self.substr(start, length);
}

function split(self: string, args: Value[]): PSArray {
  const options = args.find((arg) => arg instanceof PSEnum) as PSEnum | undefined;
  const removeEmpty = options !== undefined && (options.value & 1) !== 0;
  const limit = typeof args[1] === 'number' ? args[1] : Number.POSITIVE_INFINITY;
  if (limit < 0) throw argumentRange('count', 'Count cannot be less than zero.');
  if (limit === 0) return stringArray([]);
  const items = enumerate(args[0]) ?? [];
  let separators = items.map((item) => text(item)).filter((item) => item !== '');
  if (separators.length === 0) separators = [' ', '\t', '\n', '\r', '\v', '\f', '\u0085', '\u00a0', '\u2028', '\u2029'];
  const out: string[] = [];
  let at = 0;
  let i = 0;
  while (i < self.length && out.length < limit - 1) {
    const separator = separators.find((one) => self.startsWith(one, i));
    if (separator === undefined) {
      i++;
      continue;
    }
    const piece = self.slice(at, i);
    i += separator.length;
    if (!removeEmpty || piece !== '') out.push(piece);
    at = i;
  }
  let rest = self.slice(at);
  if (removeEmpty && out.length === limit - 1) {
    // The last piece keeps its inside, but separators before it go.
    for (let again = true; again; ) {
      const separator = separators.find((one) => rest.startsWith(one));
      again = separator !== undefined;
      if (separator !== undefined) rest = rest.slice(separator.length);
    }
  }
  if (!removeEmpty || rest !== '') out.push(rest);
  return stringArray(out);
}

const whiteSpace =
  '\t\n\v\f\r \u0085\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000';

function trim(self: string, args: Value[], start: boolean, end: boolean): string {
  const set = args.length > 0 && enumerate(args[0])!.length > 0 ? chars(args[0]).join('') : whiteSpace;
  let from = 0;
  let to = self.length;
  if (start) while (from < to && set.includes(self[from]!)) from++;
  if (end) while (to > from && set.includes(self[to - 1]!)) to--;
  return self.slice(from, to);
}

function replaceAll(self: string, old: string, next: string): string {
  if (old === '') throw argumentError('String cannot be of zero length.', 'oldValue');
  return self.split(old).join(next);
}

function formatArguments(args: Value[]): { format: string; values: readonly Value[] } {
  const start = typeof args[0] === 'string' ? 0 : 1;
  const rest = args.slice(start + 1);
  const only = rest[0];
  const values =
    rest.length === 1 && only instanceof PSArray && only.elementType.fullName === 'System.Object' ? only.items : rest;
  return { format: text(args[start]), values };
}

/** -1, 0, 1, as the Framework's string comparison returns. */
function sign(order: number): number {
  return order < 0 ? -1 : order > 0 ? 1 : 0;
}

function compareStrings(args: Value[]): number {
  const mode = comparison(args);
  const ignoreCase = mode?.ignoreCase ?? args.some((arg) => arg === true);
  if (args.length >= 5 && typeof args[1] === 'number') {
    const length = args[4] as number;
    const a = text(args[0]).substr(args[1], length);
    const b = text(args[2]).substr(args[3] as number, length);
    return sign(compareText(a, b, { ignoreCase }));
  }
  const [a, b] = [text(args[0]), text(args[1])];
  if (mode?.ordinal) {
    const [x, y] = [fold(a, ignoreCase), fold(b, ignoreCase)];
    return sign(x < y ? -1 : x > y ? 1 : 0);
  }
  return sign(compareText(a, b, { ignoreCase }));
}

/** Code units' difference at the first place where they differ, as CompareOrdinal gives. */
function compareOrdinal(a: string, b: string): number {
  for (let i = 0; i < a.length && i < b.length; i++) {
    const difference = a.charCodeAt(i) - b.charCodeAt(i);
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}

const str = (self: Value): string => self as string;

behave('System.String', {
  methods: {
    Clone: (self) => self,
    CompareTo: (self, [other]) => (other === null ? 1 : sign(compareText(str(self), text(other)))),
    Contains: (self, [value]) => str(self).includes(text(value)),
    EndsWith: (self, args) => {
      const mode = comparison(args);
      const ignore = mode?.ignoreCase ?? args[1] === true;
      return fold(str(self), ignore).endsWith(fold(text(args[0]), ignore));
    },
    StartsWith: (self, args) => {
      const mode = comparison(args);
      const ignore = mode?.ignoreCase ?? args[1] === true;
      return fold(str(self), ignore).startsWith(fold(text(args[0]), ignore));
    },
    Equals: (self, args) => {
      if (typeof args[0] !== 'string') return false;
      const ignore = comparison(args)?.ignoreCase ?? false;
      return fold(str(self), ignore) === fold(args[0], ignore);
    },
    GetEnumerator: (self) =>
      new Enumerator(
        [...Array(str(self).length).keys()].map((i) => new PSChar(str(self).charCodeAt(i))),
        'System.CharEnumerator',
      ),
    GetTypeCode: () => new PSEnum(knownTypes['System.TypeCode'] ?? knownTypes['System.Enum']!, 18),
    IndexOf: (self, args) => indexOf(str(self), args, false),
    IndexOfAny: (self, args) => indexOfAny(str(self), args, false),
    LastIndexOf: (self, args) => indexOf(str(self), args, true),
    LastIndexOfAny: (self, args) => indexOfAny(str(self), args, true),
    Insert: (self, [at, value]) => {
      if (int(at) < 0 || int(at) > str(self).length) throw argumentRange('startIndex');
      return str(self).slice(0, int(at)) + text(value) + str(self).slice(int(at));
    },
    IsNormalized: (self) => str(self).normalize() === str(self),
    Normalize: (self, [form]) => {
      const names = { 1: 'NFC', 2: 'NFD', 5: 'NFKC', 6: 'NFKD' } as Record<number, string>;
      return str(self).normalize(form instanceof PSEnum ? names[form.value] : 'NFC');
    },
    PadLeft: (self, [width, pad]) => {
      if (int(width) < 0) throw argumentRange('totalWidth', 'Non-negative number required.');
      return str(self).padStart(int(width), pad instanceof PSChar ? text(pad) : ' ');
    },
    PadRight: (self, [width, pad]) => {
      if (int(width) < 0) throw argumentRange('totalWidth', 'Non-negative number required.');
      return str(self).padEnd(int(width), pad instanceof PSChar ? text(pad) : ' ');
    },
    Remove: (self, [start, count]) => {
      const from = int(start);
      if (from < 0) throw argumentRange('startIndex', 'StartIndex cannot be less than zero.');
      if (count === undefined) {
        if (from >= str(self).length)
          throw argumentRange('startIndex', 'startIndex must be less than length of string.');
        return str(self).slice(0, from);
      }
      if (int(count) < 0) throw argumentRange('count', 'Count cannot be less than zero.');
      if (from + int(count) > str(self).length)
        throw argumentRange('count', 'Index and count must refer to a location within the string.');
      return str(self).slice(0, from) + str(self).slice(from + int(count));
    },
    Replace: (self, [old, next]) => replaceAll(str(self), text(old), text(next)),
    Split: (self, args) => split(str(self), args),
    Substring: (self, [start, length]) =>
      substring(str(self), int(start), length === undefined ? undefined : int(length)),
    ToCharArray: (self, [start, length]) => {
      const part = start === undefined ? str(self) : substring(str(self), int(start), int(length));
      return new PSArray(
        Array.from({ length: part.length }, (_, i) => new PSChar(part.charCodeAt(i))),
        knownTypes['System.Char'],
      );
    },
    ToLower: (self) => str(self).toLowerCase(),
    ToLowerInvariant: (self) => str(self).toLowerCase(),
    ToString: (self) => self,
    ToUpper: (self) => upper(str(self)),
    ToUpperInvariant: (self) => upper(str(self)),
    Trim: (self, args) => trim(str(self), args, true, true),
    TrimStart: (self, args) => trim(str(self), args, true, false),
    TrimEnd: (self, args) => trim(str(self), args, false, true),
    get_Chars: (self, [at]) => {
      if (int(at) < 0 || int(at) >= str(self).length)
        throw new NetException('System.IndexOutOfRangeException', 'Index was outside the bounds of the array.');
      return new PSChar(str(self).charCodeAt(int(at)));
    },
  },
  properties: { Length: (self) => str(self).length },
  staticMethods: {
    Compare: (_s, args) => compareStrings(args),
    CompareOrdinal: (_s, args) =>
      args.length === 2
        ? compareOrdinal(text(args[0]), text(args[1]))
        : compareOrdinal(
            text(args[0]).substr(int(args[1]), int(args[4])),
            text(args[2]).substr(int(args[3]), int(args[4])),
          ),
    Concat: (_s, args) => args.map((arg) => (enumerate(arg) ?? [arg]).map((item) => text(item)).join('')).join(''),
    Copy: (_s, [value]) => value,
    Equals: (_s, args) => {
      const ignore = comparison(args)?.ignoreCase ?? false;
      return fold(text(args[0]), ignore) === fold(text(args[1]), ignore);
    },
    Format: (_s, args) => {
      const { format, values } = formatArguments(args);
      return formatComposite(format, values);
    },
    Intern: (_s, [value]) => value,
    IsInterned: (_s, [value]) => value,
    IsNullOrEmpty: (_s, [value]) => text(value) === '',
    IsNullOrWhiteSpace: (_s, [value]) => text(value).trim() === '',
    Join: (_s, args) => {
      const items = (enumerate(args[1]) ?? []).map((item) => text(item));
      const part = typeof args[2] === 'number' ? items.slice(args[2], args[2] + (args[3] as number)) : items;
      return part.join(text(args[0]));
    },
  },
  staticProperties: { Empty: () => '' },
  construct: (_s, args) => {
    if (args[0] instanceof PSChar) {
      if (int(args[1]) < 0) throw argumentRange('count', "'count' must be non-negative.");
      return text(args[0]).repeat(int(args[1]));
    }
    const all = chars(args[0]).join('');
    return typeof args[1] === 'number' ? all.substr(args[1], args[2] as number) : all;
  },
});

/** Upper case one character for one: ß stays. */
function upper(value: string): string {
  const whole = value.toUpperCase();
  return whole.length === value.length
    ? whole
    : Array.from(value, (one) => (one.toUpperCase().length === one.length ? one.toUpperCase() : one)).join('');
}

/** An enumerator that scripts move by hand. */
export class Enumerator extends NetObject {
  position = -1;
  constructor(
    readonly items: readonly Value[],
    private readonly typeName: string,
  ) {
    super();
  }
  get netType(): NetType {
    return knownTypes[this.typeName] ?? knownTypes['System.Object']!;
  }
  enumerate(): readonly Value[] {
    return this.items.slice(this.position + 1);
  }
}

const enumeratorSignatures = ['mbool MoveNext()', 'mvoid Reset()', 'pSystem.Object Current {get;}'];
for (const name of [
  'System.CharEnumerator',
  'System.Array+SZArrayEnumerator',
  'System.Collections.ArrayListEnumeratorSimple',
  'System.Collections.Generic.List`1+Enumerator',
  'System.Collections.Hashtable+HashtableEnumerator',
  'System.Collections.Specialized.OrderedDictionary+OrderedDictionaryEnumerator',
]) {
  const entry = /Hashtable|Dictionary/.test(name)
    ? ['pSystem.Collections.DictionaryEntry Entry {get;}', 'pSystem.Object Key {get;}', 'pSystem.Object Value {get;}']
    : [];
  const current = (self: Value): Value => {
    const it = self as Enumerator;
    return it.items[it.position] ?? null;
  };
  const field =
    (key: 'key' | 'value') =>
    (self: Value): Value =>
      (current(self) as unknown as Record<string, Value>)?.[key] ?? null;
  behave(name, {
    signatures: [...enumeratorSignatures, ...entry],
    methods: {
      MoveNext: (self) => {
        const it = self as Enumerator;
        it.position++;
        return it.position < it.items.length;
      },
      Reset: (self) => {
        (self as Enumerator).position = -1;
        return undefined;
      },
    },
    properties: { Current: current, Entry: current, Key: field('key'), Value: field('value') },
  });
}

export class StringBuilderValue extends NetObject {
  text = '';
  capacity = 16;
  maxCapacity = 2147483647;
  get netType(): NetType {
    return knownTypes['System.Text.StringBuilder']!;
  }
}
const builder = (self: Value): StringBuilderValue => self as StringBuilderValue;
function grow(self: Value, next: string): Value {
  const it = builder(self);
  it.text = next;
  while (it.capacity < next.length) it.capacity *= 2;
  return it;
}
function appended(args: Value[]): string {
  if (args[0] instanceof PSChar && typeof args[1] === 'number') return text(args[0]).repeat(args[1]);
  if (typeof args[0] === 'string' && typeof args[1] === 'number') return args[0].substr(args[1], args[2] as number);
  if (args[0] instanceof PSArray) {
    const all = chars(args[0]).join('');
    return typeof args[1] === 'number' ? all.substr(args[1], args[2] as number) : all;
  }
  return text(args[0]);
}

behave('System.Text.StringBuilder', {
  toText: (self) => builder(self).text,
  methods: {
    Append: (self, args) => grow(self, builder(self).text + appended(args)),
    AppendLine: (self, args) => grow(self, `${builder(self).text}${args.length ? text(args[0]) : ''}\r\n`),
    AppendFormat: (self, args) => {
      const { format, values } = formatArguments(args);
      return grow(self, builder(self).text + formatComposite(format, values));
    },
    Clear: (self) => grow(self, ''),
    EnsureCapacity: (self, [size]) => {
      builder(self).capacity = Math.max(builder(self).capacity, int(size));
      return builder(self).capacity;
    },
    Equals: (self, [other]) => other instanceof StringBuilderValue && other.text === builder(self).text,
    Insert: (self, args) => {
      const { text: own } = builder(self);
      const at = int(args[0]);
      if (at < 0 || at > own.length)
        throw argumentRange(
          'index',
          'Index was out of range. Must be non-negative and less than the size of the collection.',
        );
      const piece =
        args[1] instanceof PSChar || args[1] instanceof PSArray
          ? appended(args.slice(1))
          : typeof args[2] === 'number'
            ? text(args[1]).repeat(args[2])
            : text(args[1]);
      return grow(self, own.slice(0, at) + piece + own.slice(at));
    },
    Remove: (self, [start, length]) => {
      const { text: own } = builder(self);
      if (int(start) < 0 || int(length) < 0 || int(start) + int(length) > own.length)
        throw argumentRange(
          'index',
          'Index was out of range. Must be non-negative and less than the size of the collection.',
        );
      return grow(self, own.slice(0, int(start)) + own.slice(int(start) + int(length)));
    },
    Replace: (self, args) => {
      const { text: own } = builder(self);
      const [old, next] = [text(args[0]), text(args[1])];
      if (typeof args[2] === 'number') {
        const end = args[2] + (args[3] as number);
        return grow(self, own.slice(0, args[2]) + replaceAll(own.slice(args[2], end), old, next) + own.slice(end));
      }
      return grow(self, replaceAll(own, old, next));
    },
    ToString: (self, [start, length]) =>
      start === undefined ? builder(self).text : builder(self).text.substr(int(start), int(length)),
    get_Chars: (self, [at]) => {
      if (int(at) < 0 || int(at) >= builder(self).text.length)
        throw new NetException('System.IndexOutOfRangeException', 'Index was outside the bounds of the array.');
      return new PSChar(builder(self).text.charCodeAt(int(at)));
    },
    set_Chars: (self, [at, value]) => {
      const { text: own } = builder(self);
      if (int(at) < 0 || int(at) >= own.length) throw argumentRange('index');
      return void grow(self, own.slice(0, int(at)) + text(value) + own.slice(int(at) + 1)) as undefined;
    },
  },
  properties: {
    Length: {
      get: (self) => builder(self).text.length,
      set: (self, value) => {
        const { text: own } = builder(self);
        grow(self, own.length > int(value) ? own.slice(0, int(value)) : own.padEnd(int(value), '\0'));
      },
    },
    Capacity: {
      get: (self) => builder(self).capacity,
      set: (self, value) => {
        builder(self).capacity = int(value);
      },
    },
    MaxCapacity: (self) => builder(self).maxCapacity,
  },
  construct: (_s, args) => {
    const made = new StringBuilderValue();
    if (typeof args[0] === 'string') {
      grow(made, typeof args[2] === 'number' ? args[0].substr(args[1] as number, args[2]) : args[0]);
    }
    const capacity = args.filter((arg) => typeof arg === 'number') as number[];
    if (typeof args[0] === 'number' && capacity[0]! > 0) made.capacity = capacity[0]!;
    return made;
  },
});
