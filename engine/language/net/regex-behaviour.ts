/** System.Text.RegularExpressions. */

import { toText } from '../conversion/to-text';
import { NetException, PSInvalidCastException } from '../errors';
import type { Program } from '../host';
import { escapeRegex, type RegexMatch, unescapeRegex } from '../text/regex';
import type { Value } from '../values';
import { knownTypes, NetObject, PSArray, PSEnum, PSTimeSpan } from '../values';
import { behave } from './binding';
import { argumentRange, stringArray } from './object-behaviour';
import { CaptureValue, GroupValue, MatchValue, RegexCollection, RegexValue, regexOptionBits } from './regex-value';

const regex = (self: Value): RegexValue => self as RegexValue;
const group = (self: Value): GroupValue => self as GroupValue;

function makeRegex(pattern: Value, options: Value): RegexValue {
  const bits = options instanceof PSEnum ? options.value : 0;
  if (bits & regexOptionBits.RightToLeft)
    throw new NetException(
      'System.NotSupportedException',
      'This simulation does not run regular expressions with RightToLeft.',
    );
  return new RegexValue(pattern as string, bits);
}
/** Regex of a static call: the options are where the enumeration stands. */
const staticRegex = (args: Value[]): RegexValue =>
  makeRegex(
    args[1],
    args.find((arg) => arg instanceof PSEnum && arg.netType.name === 'RegexOptions'),
  );

function matchOf(it: RegexValue, text: string, start = 0): MatchValue {
  if (start < 0 || start > text.length)
    throw argumentRange('startat', 'Start index cannot be less than 0 or greater than input length.');
  return new MatchValue(it.compiled, text, it.compiled.match(text, start));
}
function matchesOf(it: RegexValue, text: string, start = 0): RegexCollection {
  return new RegexCollection(
    it.compiled.matches(text, start).map((found) => new MatchValue(it.compiled, text, found)),
    'MatchCollection',
  );
}

const isScript = (value: Value): boolean =>
  value instanceof NetObject && value.netType.fullName === 'System.Management.Automation.ScriptBlock';

/** Replacement by text, or by a script block that gets the match. */
function replace(
  it: RegexValue,
  text: string,
  replacement: Value,
  rest: Value[],
  context: { runScript?: (block: Value, args: Value[], underscore?: Value) => Program<Value[]> },
): Value | Program<Value> {
  const [count, start] = rest.filter((arg) => typeof arg === 'number') as number[];
  const limit = count === undefined || count < 0 ? Number.POSITIVE_INFINITY : count;
  if (!isScript(replacement)) return it.compiled.replace(text, replacement as string, limit, start);
  return (function* (): Program<Value> {
    const found = it.compiled.matches(text, start ?? 0, limit);
    const texts = new Map<RegexMatch, string>();
    for (const match of found) {
      const out = yield* context.runScript!(replacement, [new MatchValue(it.compiled, text, match)]);
      texts.set(match, toText(out.length === 1 ? out[0] : new PSArray(out)));
    }
    let result = '';
    let at = 0;
    for (const match of found) {
      result += text.slice(at, match.index) + texts.get(match)!;
      at = match.index + match.value.length;
    }
    return result + text.slice(at);
  })();
}

behave('System.Text.RegularExpressions.Regex', {
  toText: (self) => regex(self).pattern,
  convertFrom: (value) => {
    if (typeof value !== 'string') return undefined;
    try {
      return new RegexValue(value);
    } catch (error) {
      if (!(error instanceof NetException)) throw error;
      throw new PSInvalidCastException(
        `Cannot convert value "${value}" to type "System.Text.RegularExpressions.Regex". Error: "${error.message}"`,
        'InvalidCastFromStringToRegex',
        error.exception,
      );
    }
  },
  methods: {
    IsMatch: (self, [text, start]) => regex(self).compiled.isMatch(text as string, (start as number) ?? 0),
    Match: (self, [text, start]) => matchOf(regex(self), text as string, (start as number) ?? 0),
    Matches: (self, [text, start]) => matchesOf(regex(self), text as string, (start as number) ?? 0),
    Replace: (self, args, context) => replace(regex(self), args[0] as string, args[1], args.slice(2), context),
    Split: (self, [text, count, start]) =>
      stringArray(regex(self).compiled.split(text as string, (count as number) ?? 0, (start as number) ?? 0)),
    GetGroupNames: (self) => stringArray(regex(self).compiled.names),
    GetGroupNumbers: (self) => new PSArray([...regex(self).compiled.numbers], knownTypes['System.Int32']),
    GroupNameFromNumber: (self, [number]) => {
      const { compiled } = regex(self);
      return compiled.names[compiled.numbers.indexOf(number as number)] ?? '';
    },
    GroupNumberFromName: (self, [name]) => {
      const { compiled } = regex(self);
      return compiled.numbers[compiled.names.indexOf(name as string)] ?? -1;
    },
    ToString: (self) => regex(self).pattern,
  },
  properties: {
    Options: (self) => new PSEnum(knownTypes['System.Text.RegularExpressions.RegexOptions']!, regex(self).options),
    RightToLeft: () => false,
    // Regex.InfiniteMatchTimeout.
    MatchTimeout: () => new PSTimeSpan(-10_000n),
  },
  staticMethods: {
    IsMatch: (_s, args) => staticRegex(args).compiled.isMatch(args[0] as string),
    Match: (_s, args) => matchOf(staticRegex(args), args[0] as string),
    Matches: (_s, args) => matchesOf(staticRegex(args), args[0] as string),
    Replace: (_s, args, context) => replace(staticRegex(args), args[0] as string, args[2], [], context),
    Split: (_s, args) => stringArray(staticRegex(args).compiled.split(args[0] as string)),
    Escape: (_s, [text]) => escapeRegex(text as string),
    Unescape: (_s, [text]) => unescapeRegex(text as string),
  },
  construct: (_s, [pattern, options]) => makeRegex(pattern, options),
});

behave('System.Text.RegularExpressions.Capture', {
  toText: (self) => group(self).value,
  methods: { ToString: (self) => group(self).value },
  properties: {
    Index: (self) => group(self).index,
    Length: (self) => group(self).value.length,
    Value: (self) => group(self).value,
  },
});
behave('System.Text.RegularExpressions.Group', {
  properties: {
    Success: (self) => group(self).success,
    Name: (self) => group(self).name,
    Captures: (self) => {
      const it = group(self);
      const inner = it instanceof MatchValue ? it : new CaptureValue(it.index, it.value);
      return new RegexCollection(it.success ? [inner] : [], 'CaptureCollection');
    },
  },
});
behave('System.Text.RegularExpressions.Match', {
  methods: {
    NextMatch: (self) => {
      const it = self as MatchValue;
      if (!it.found) return it;
      const next = it.found.index + it.found.value.length + (it.found.value === '' ? 1 : 0);
      return new MatchValue(it.regex, it.text, next <= it.text.length ? it.regex.match(it.text, next) : undefined);
    },
    Result: (self, [replacement]) => {
      const it = self as MatchValue;
      if (!it.found)
        throw new NetException('System.NotSupportedException', 'Result cannot be called on a failed Match.');
      return it.regex.result(it.found, it.text, replacement as string);
    },
  },
  properties: {
    Groups: (self) => new RegexCollection((self as MatchValue).groups(), 'GroupCollection', (self as MatchValue).regex),
  },
  staticProperties: {},
});

for (const name of ['MatchCollection', 'GroupCollection', 'CaptureCollection']) {
  const all = (self: Value): readonly Value[] => (self as RegexCollection).items;
  behave(`System.Text.RegularExpressions.${name}`, {
    methods: {
      CopyTo: (self, [target, at]) => {
        all(self).forEach((item, i) => {
          (target as PSArray).items[(at as number) + i] = item;
        });
        return undefined;
      },
      get_Item: (self, [key]) => {
        const it = self as RegexCollection;
        if (it.regex) {
          // A group that does not exist is one without success.
          const position =
            typeof key === 'number' ? it.regex.numbers.indexOf(key) : (it.regex.groupPosition(String(key)) ?? -1);
          return it.items[position] ?? new GroupValue(false, 0, '', String(key));
        }
        if ((key as number) < 0 || (key as number) >= it.items.length) throw argumentRange('i');
        return it.items[key as number];
      },
    },
    properties: {
      Count: (self) => all(self).length,
      IsReadOnly: () => true,
      IsSynchronized: () => false,
      SyncRoot: (self) => self,
    },
  });
}
