/** How well a value fits a parameter: the ranks by which PowerShell chooses an overload (LanguagePrimitives.ConversionRank). */
import type { NetType } from '../types';
import type { Value } from '../values';
import { baseOf, isReference } from '../values';
import { castConstructor, castParse } from './cast-lookup';
import { enumerate } from './enumerate';
import { typeOf } from './type-name';

export const Rank = {
  None: 0,
  UnrelatedArrays: 0x0f,
  ToString: 0x1f,
  Custom: 0x2f,
  IConvertible: 0x3f,
  ImplicitCast: 0x4f,
  ExplicitCast: 0x5f,
  Constructor: 0x6f,
  Create: 0x73,
  Parse: 0x7f,
  PSObject: 0x8f,
  Language: 0x9f,
  NullToValue: 0xaf,
  NullToRef: 0xbf,
  NumericExplicit: 0xcf,
  NumericExplicit1: 0xdf,
  NumericString: 0xef,
  NumericImplicit: 0xff,
  Assignable: 0x10f,
  StringToCharArray: 0x11a,
  Identity: 0x11f,
} as const;

const integers = ['SByte', 'Byte', 'Int16', 'UInt16', 'Int32', 'UInt32', 'Int64', 'UInt64'];
const numerics = new Set([...integers, 'Single', 'Double', 'Decimal'].map((name) => `System.${name}`));

const implicitTargets: Record<string, string[]> = {
  SByte: ['Int16', 'Int32', 'Int64', 'Single', 'Double', 'Decimal'],
  Byte: ['Int16', 'UInt16', 'Int32', 'UInt32', 'Int64', 'UInt64', 'Single', 'Double', 'Decimal'],
  Int16: ['Int32', 'Int64', 'Single', 'Double', 'Decimal'],
  UInt16: ['Int32', 'UInt32', 'Int64', 'UInt64', 'Single', 'Double', 'Decimal'],
  Int32: ['Int64', 'Single', 'Double', 'Decimal'],
  UInt32: ['Int64', 'UInt64', 'Single', 'Double', 'Decimal'],
  Int64: ['Single', 'Double', 'Decimal'],
  UInt64: ['Single', 'Double', 'Decimal'],
  Single: ['Double'],
  Double: [],
  Decimal: [],
  Char: ['UInt16', 'Int32', 'UInt32', 'Int64', 'UInt64', 'Single', 'Double', 'Decimal'],
};

/** Rank of a numeric type going to another; reals become decimal or single more readily than whole numbers. */
function numericRank(from: string, to: string): number {
  if (implicitTargets[from]?.includes(to)) return Rank.NumericImplicit;
  const real = /^(?:Single|Double|Decimal)$/;
  if (real.test(from) && real.test(to)) return Rank.NumericExplicit1;
  return Rank.NumericExplicit;
}

/** Rank of a conversion; 0 where there is none. Depends on the value's type, and for arrays on its elements. */
export function conversionRank(value: Value, to: NetType): number {
  const base = baseOf(value);
  if (base === null || base === undefined) return to.isValueType ? Rank.NullToValue : Rank.NullToRef;
  if (isReference(base) && to.fullName === 'System.Management.Automation.PSReference') return Rank.Identity;
  const from = typeOf(base)!;
  return rankOfTypes(base, from, to);
}

function rankOfTypes(value: Value, from: NetType, to: NetType): number {
  if (from === to) return Rank.Identity;
  if (from.isAssignableTo(to)) return Rank.Assignable;
  const target = to.fullName;
  const source = from.fullName;
  if (target === 'System.Management.Automation.PSObject') return Rank.PSObject;
  if (target === 'System.Boolean') return Rank.Language;
  if (numerics.has(target)) {
    if (numerics.has(source)) return numericRank(from.name, to.name);
    if (source === 'System.String') return Rank.NumericString;
    if (source === 'System.Char') return Rank.NumericImplicit;
    if (source === 'System.Boolean') return Rank.NumericImplicit;
    if (from.kind === 'enum') return Rank.NumericImplicit;
    return 0;
  }
  if (target === 'System.String')
    return numerics.has(source) || source === 'System.Char' ? Rank.NumericString : Rank.ToString;
  if (target === 'System.Char') {
    if (source === 'System.String') return Rank.Parse;
    return numerics.has(source) ? Rank.NumericExplicit : 0;
  }
  if (to.kind === 'enum') {
    if (source === 'System.String') return Rank.Custom;
    return numerics.has(source) || from.kind === 'enum' ? Rank.Language : enumerate(value) ? Rank.Custom : 0;
  }
  if (to.kind === 'delegate' || target === 'System.Delegate')
    return source === 'System.Management.Automation.ScriptBlock' ? Rank.Language : 0;
  if (to.element) {
    if (source === 'System.String' && target === 'System.Char[]') return Rank.StringToCharArray;
    const items = enumerate(value);
    if (items) {
      // The elements must convert too: an array is only as good as its worst one.
      for (const item of items) if (conversionRank(item, to.element) === 0) return 0;
      return Rank.UnrelatedArrays;
    }
    const single = rankOfTypes(value, from, to.element);
    return single === 0 ? 0 : single - 8;
  }
  if (target === 'System.Collections.Hashtable')
    return from.implements('System.Collections.IDictionary') ? Rank.Constructor : 0;
  if (target === 'System.Type' && source === 'System.String') return Rank.Language;
  if (target === 'System.Management.Automation.ScriptBlock' && source === 'System.String') return Rank.Language;
  if (source === 'System.String' && /^System\.(?:Text\.RegularExpressions\.Regex|Xml\.XmlDocument)$/.test(target))
    return Rank.Language;
  if (source === 'System.String' && castParse(to)) return Rank.Parse;
  if (to.genericDefinition?.fullName === 'System.Nullable`1') return rankOfTypes(value, from, to.genericArguments![0]!);
  if (to.kind === 'interface') {
    if (/^System\.Collections\.(?:IEnumerable|ICollection|IList)$/.test(target) && enumerate(value))
      return Rank.Assignable;
    if (
      to.genericDefinition &&
      /(?:IEnumerable|ICollection|IList|IReadOnlyList|IReadOnlyCollection)`1$/.test(to.genericDefinition.fullName)
    ) {
      const items = enumerate(value);
      if (items) return Rank.ImplicitCast;
    }
    return 0;
  }
  if (castConstructor(to, value)) return Rank.Constructor;
  if (target === 'System.DateTime' && numerics.has(source)) return Rank.Constructor;
  if (to.convertFrom) return Rank.Custom;
  return 0;
}
