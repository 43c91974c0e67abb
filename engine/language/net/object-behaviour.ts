/** System.Object, enumerations, booleans and characters. */
import { convertTo } from '../conversion/convert';
import { formatValue } from '../conversion/format-value';
import { textToEnum } from '../conversion/to-enum';
import { netToString, toText } from '../conversion/to-text';
import { NetException, PSInvalidCastException } from '../errors';
import type { NetType } from '../types';
import type { Value } from '../values';
import {
  foldCase,
  isReference,
  knownTypes,
  NetObject,
  PSArray,
  PSChar,
  PSEnum,
  PSTypeValue,
  PSWrapped,
} from '../values';
import { behave } from './binding';
import { compareNet, equalNet } from './equality';
import { hashOf } from './hash-code';
import { typeOf } from './type-name';

export function argumentNull(name: string): NetException {
  return new NetException('System.ArgumentNullException', `Value cannot be null.\r\nParameter name: ${name}`, {
    hresult: -2147467261,
    properties: { ParamName: name },
  });
}
export function argumentRange(
  name: string,
  text = 'Specified argument was out of the range of valid values.',
): NetException {
  return new NetException('System.ArgumentOutOfRangeException', `${text}\r\nParameter name: ${name}`, {
    hresult: -2146233086,
    properties: { ParamName: name },
  });
}
export function argumentError(text: string, name?: string): NetException {
  return new NetException('System.ArgumentException', name ? `${text}\r\nParameter name: ${name}` : text, {
    hresult: -2147024809,
  });
}
export function invalidOperation(text: string): NetException {
  return new NetException('System.InvalidOperationException', text, { hresult: -2146233079 });
}
export function formatError(text = 'Input string was not in a correct format.'): NetException {
  return new NetException('System.FormatException', text, { hresult: -2146233033 });
}
/** Puts a result into an out parameter. */
export function setReference(reference: Value, value: Value): void {
  if (isReference(reference)) reference.value = value;
}
export function stringArray(items: readonly string[]): PSArray {
  return new PSArray([...items], knownTypes['System.String']);
}

function sameObject(a: Value, b: Value): boolean {
  if (equalNet(a, b)) return true;
  return a === b;
}

behave('System.Object', {
  methods: {
    Equals: (self, [other]) => sameObject(self, other instanceof PSWrapped ? other.base : other),
    GetHashCode: (self) => hashOf(self),
    GetType: (self) => new PSTypeValue(typeOf(self)!),
    ToString: (self, args) => (args.length === 0 ? netToString(self) : toText(self)),
  },
  staticMethods: {
    Equals: (_self, [a, b]) => sameObject(a, b),
    ReferenceEquals: (_self, [a, b]) => a instanceof NetObject && a === b,
  },
  construct: () => new PlainObject(),
});

/** `[object]::new()`. */
class PlainObject extends NetObject {
  get netType(): NetType {
    return knownTypes['System.Object']!;
  }
}

function enumType(value: Value): NetType {
  const type = value instanceof PSTypeValue ? value.type : undefined;
  if (!type) throw argumentNull('enumType');
  if (type.kind !== 'enum') throw argumentError('Type provided must be an Enum.', 'enumType');
  return type;
}
const sortedValues = (type: NetType): Array<readonly [string, number]> =>
  [...(type.enumValues ?? [])].sort((a, b) => (a[1] >>> 0) - (b[1] >>> 0));

function parseEnum(type: NetType, text: string, ignoreCase: boolean): PSEnum {
  if (text.trim() === '') throw argumentError('Must specify valid information for parsing in the string.');
  if (/^\s*[+-]?\d+\s*$/.test(text)) return new PSEnum(type, Number(text));
  let sum = 0n;
  for (const part of text.split(',')) {
    const name = part.trim();
    const found = type.enumValues?.find(([known]) =>
      ignoreCase ? foldCase(known) === foldCase(name) : known === name,
    );
    if (!found) throw argumentError(`Requested value '${name}' was not found.`);
    sum |= BigInt(found[1]);
  }
  return new PSEnum(type, Number(sum));
}

behave('System.Enum', {
  methods: {
    CompareTo: (self, [other]) => compareNet(self, other),
    HasFlag: (self, [flag]) => ((self as PSEnum).value & (flag as PSEnum).value) === (flag as PSEnum).value,
    ToString: (self, args) => formatValue(self, typeof args[0] === 'string' ? args[0] : ''),
    GetTypeCode: () => convertTo('Int32', knownTypes['System.Object']!),
  },
  staticMethods: {
    GetNames: (_s, [type]) => stringArray(sortedValues(enumType(type)).map(([name]) => name)),
    GetValues: (_s, [given]) => {
      const type = enumType(given);
      return new PSArray(
        sortedValues(type).map(([, number]) => new PSEnum(type, number)),
        type,
      );
    },
    GetName: (_s, [given, value]) => {
      const type = enumType(given);
      const number = value instanceof PSEnum ? value.value : (convertTo(value, knownTypes['System.Int32']!) as number);
      return type.enumValues?.find(([, known]) => known === number)?.[0] ?? null;
    },
    GetUnderlyingType: (_s, [given]) => {
      enumType(given);
      return new PSTypeValue(knownTypes['System.Int32']!);
    },
    IsDefined: (_s, [given, value]) => {
      const type = enumType(given);
      if (typeof value === 'string') return type.enumValues?.some(([name]) => name === value) ?? false;
      const number = value instanceof PSEnum ? value.value : (convertTo(value, knownTypes['System.Int32']!) as number);
      return type.enumValues?.some(([, known]) => known === number) ?? false;
    },
    Parse: (_s, [given, text, ignoreCase]) => parseEnum(enumType(given), text as string, ignoreCase === true),
    ToObject: (_s, [given, value]) =>
      new PSEnum(enumType(given), Number(convertTo(value, knownTypes['System.Int32']!))),
    Format: (_s, [, value, format]) => formatValue(value, format as string),
    TryParse: (_s, args) => {
      const reference = args.at(-1);
      const type = isReference(reference as Value)
        ? typeOf((reference as unknown as { value: Value }).value)
        : undefined;
      if (!type || type.kind !== 'enum') return false;
      try {
        setReference(reference as Value, textToEnum(args[0] as string, type));
        return true;
      } catch (error) {
        if (error instanceof PSInvalidCastException || error instanceof NetException) return false;
        throw error;
      }
    },
  },
});
behave('System.ValueType', {});

behave('System.Boolean', {
  methods: {
    CompareTo: (self, [other]) => compareNet(self, other),
    Equals: (self, [other]) => self === other,
    ToString: (self) => (self ? 'True' : 'False'),
  },
  staticMethods: {
    Parse: (_s, [text]) => {
      const word = (text as string).trim().toLowerCase();
      if (word === 'true') return true;
      if (word === 'false') return false;
      throw formatError('String was not recognized as a valid Boolean.');
    },
    TryParse: (_s, [text, out]) => {
      const word = String(text ?? '')
        .trim()
        .toLowerCase();
      setReference(out, word === 'true');
      return word === 'true' || word === 'false';
    },
  },
  staticProperties: { TrueString: () => 'True', FalseString: () => 'False' },
});

const char = (value: Value): string => String.fromCharCode((value as PSChar).code);
/** A predicate takes a character, or a text and a position. */
const test =
  (pattern: RegExp) =>
  (_self: Value, args: Value[]): Value =>
    pattern.test(args.length === 2 ? ((args[0] as string)[args[1] as number] ?? '') : char(args[0]));
const made = (text: string): PSChar => new PSChar(text.charCodeAt(0));

behave('System.Char', {
  methods: {
    CompareTo: (self, [other]) => (self as PSChar).code - (other as PSChar).code,
    Equals: (self, [other]) => other instanceof PSChar && other.code === (self as PSChar).code,
    ToString: (self) => char(self),
  },
  staticMethods: {
    IsControl: test(/\p{Cc}/u),
    IsDigit: test(/\p{Nd}/u),
    IsLetter: test(/\p{L}/u),
    IsLetterOrDigit: test(/[\p{L}\p{Nd}]/u),
    IsLower: test(/\p{Ll}/u),
    IsUpper: test(/\p{Lu}/u),
    IsNumber: test(/\p{N}/u),
    IsPunctuation: test(/\p{P}/u),
    IsSeparator: test(/\p{Z}/u),
    IsSymbol: test(/\p{S}/u),
    IsWhiteSpace: test(/[\s\u0085]/),
    IsSurrogate: test(/[\ud800-\udfff]/),
    IsHighSurrogate: test(/[\ud800-\udbff]/),
    IsLowSurrogate: test(/[\udc00-\udfff]/),
    ToLower: (_s, [c]) => made(char(c).toLowerCase()),
    ToUpper: (_s, [c]) => made(char(c).toUpperCase()),
    ToLowerInvariant: (_s, [c]) => made(char(c).toLowerCase()),
    ToUpperInvariant: (_s, [c]) => made(char(c).toUpperCase()),
    ToString: (_s, [c]) => char(c),
    Parse: (_s, [text]) => {
      if ((text as string).length !== 1) throw formatError('String must be exactly one character long.');
      return made(text as string);
    },
    ConvertFromUtf32: (_s, [code]) => String.fromCodePoint(code as number),
    ConvertToUtf32: (_s, args) =>
      args[0] instanceof PSChar
        ? (char(args[0]) + char(args[1])).codePointAt(0)!
        : (args[0] as string).codePointAt(args[1] as number)!,
    GetNumericValue: (_s, [c]) => convertTo(/\d/.test(char(c)) ? Number(char(c)) : -1, knownTypes['System.Double']!),
  },
  staticProperties: { MaxValue: () => new PSChar(0xffff), MinValue: () => new PSChar(0) },
});
