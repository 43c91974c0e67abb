/** Conversion of any value to any type, in PowerShell's order of attempts (LanguagePrimitives.ConvertTo). */
import { NetException, PSInvalidCastException, PSRuntimeException } from '../errors';
import {
  constructorArity,
  parseMethodOf,
  readMemberForCast,
  setPropertyForCast,
  settableProperties,
} from '../net/cast-support';
import { enumerate } from '../net/enumerate';
import { typeOf, typeText } from '../net/type-name';
import { maxTicks } from '../text/calendar';
import { findType, type MethodContext, makeGenericType, type NetType } from '../types';
import type { Value } from '../values';
import {
  baseOf,
  PSArray,
  PSChar,
  PSCustomObject,
  PSDateTime,
  PSDecimal,
  PSDictionary,
  PSDouble,
  PSEnum,
  PSInteger,
  PSList,
  PSReference,
  PSSingle,
  PSTimeSpan,
  PSTypeValue,
  PSWrapped,
} from '../values';
import { conversionHooks } from './hooks';
import { toBool } from './to-bool';
import { nullToEnumError, numberToEnum, textToEnum } from './to-enum';
import { finalCastError, type IntegerName, toDecimal, toIntegerKind, toReal } from './to-number';
import { toDisplayText, toText } from './to-text';

const integerNames: Record<string, IntegerName> = {
  'System.Byte': 'Byte',
  'System.SByte': 'SByte',
  'System.Int16': 'Int16',
  'System.UInt16': 'UInt16',
  'System.Int32': 'Int32',
  'System.UInt32': 'UInt32',
  'System.Int64': 'Int64',
  'System.UInt64': 'UInt64',
};

/** `Cannot convert value "x" to type "Y". Error: "m"` */
export function castErrorWithInner(
  value: Value,
  type: NetType,
  inner: NetException,
  id: string,
): PSInvalidCastException {
  return new PSInvalidCastException(
    `Cannot convert value "${toDisplayText(value)}" to type "${type.fullName}". Error: "${inner.message}"`,
    id,
    inner.exception,
  );
}

const isNumber = (value: Value): boolean =>
  typeof value === 'number' ||
  value instanceof PSDouble ||
  value instanceof PSInteger ||
  value instanceof PSDecimal ||
  value instanceof PSSingle;

function isConvertible(value: Value): boolean {
  return (
    isNumber(value) ||
    typeof value === 'string' ||
    typeof value === 'boolean' ||
    value instanceof PSChar ||
    value instanceof PSDateTime ||
    value instanceof PSEnum
  );
}

function invalidCast(value: Value, type: NetType): PSInvalidCastException {
  // Convert knows the primitive types by their short names.
  const primitive = /^System\.(?:DateTime|Boolean|Char|Decimal|Double|Single|U?Int(?:16|32|64)|S?Byte|String)$/.test(
    type.fullName,
  );
  const from = typeOf(value)!;
  const message = `Invalid cast from '${primitive ? from.name : from.fullName}' to '${primitive ? type.name : type.fullName}'.`;
  return castErrorWithInner(
    value,
    type,
    new NetException('System.InvalidCastException', message),
    'InvalidCastIConvertible',
  );
}

/** `[type]value`. Throws PSInvalidCastException with the real text and id. */
export function convertTo(value: Value, type: NetType, context?: MethodContext): Value {
  const name = type.fullName;
  switch (name) {
    case 'System.String':
      return typeof value === 'string' ? value : toText(value, context);
    case 'System.Int32':
      if (typeof value === 'number') return value;
      break;
    case 'System.Object':
      return value === undefined ? null : value;
    case 'System.Boolean':
      return toBool(value);
    case 'System.Management.Automation.PSObject':
      return value === undefined ? null : value;
    case 'System.Void':
      return undefined;
  }
  const base = baseOf(value);
  if (base === null || base === undefined) return convertNull(type);
  const from = typeOf(base)!;
  if (from === type) return value instanceof PSWrapped && value.text !== undefined ? base : value;
  const integer = integerNames[name];
  if (integer) {
    const made = toIntegerKind(base, integer);
    if (made !== undefined) return made;
    if (base instanceof PSDateTime) throw invalidCast(base, type);
    return fallback(base, type, context);
  }
  if (type.kind === 'enum') return convertToEnum(base, type);
  if (from.isAssignableTo(type)) return value;
  switch (name) {
    case 'System.Double':
    case 'System.Single': {
      const made = toReal(base, name === 'System.Double' ? 'Double' : 'Single');
      if (made !== undefined) return made;
      if (isConvertible(base)) throw invalidCast(base, type);
      break;
    }
    case 'System.Decimal': {
      const made = toDecimal(base);
      if (made !== undefined) return made;
      if (isConvertible(base)) throw invalidCast(base, type);
      break;
    }
    case 'System.Char':
      return convertToChar(base, type);
    case 'System.Type':
      if (typeof base === 'string') {
        const found = conversionHooks.findSessionType?.(base) ?? findType(base);
        if (found) return new PSTypeValue(found);
        const error = finalCastError(base, name);
        throw new PSInvalidCastException(error.message, 'InvalidCastFromStringToType');
      }
      break;
    case 'System.Array':
      return new PSArray([...(enumerate(base) ?? [value])]);
    case 'System.Collections.Hashtable':
      if (base instanceof PSDictionary) {
        const table = new PSDictionary(type, base.caseSensitive);
        for (const item of base.items()) table.set(item.key, item.value);
        return table;
      }
      break;
    case 'System.Collections.IDictionary':
      if (base instanceof PSDictionary) return base;
      break;
    case 'System.Management.Automation.ScriptBlock':
      if (typeof base === 'string' && conversionHooks.createScriptBlock) return conversionHooks.createScriptBlock(base);
      break;
    case 'System.Management.Automation.PSReference':
      return new PSReference(value);
    case 'System.Management.Automation.SwitchParameter':
      if (typeof base === 'boolean') break;
      throw finalCastError(base, name);
    case 'System.Management.Automation.PSCustomObject':
      if (base instanceof PSDictionary) return dictionaryToObject(base);
      break;
    case 'System.DateTime':
      if (typeof base === 'number' || (base instanceof PSInteger && base.kind !== 'UInt64')) {
        const { value: ticks } = toIntegerKind(base, 'Int64') as PSInteger;
        if (ticks >= 0n && ticks <= maxTicks) return new PSDateTime(ticks);
        const message =
          'Ticks must be between DateTime.MinValue.Ticks and DateTime.MaxValue.Ticks.\r\nParameter name: ticks';
        throw castErrorWithInner(
          base,
          type,
          new NetException('System.ArgumentOutOfRangeException', message),
          'InvalidCastConstructorException',
        );
      }
      if (typeof base === 'boolean' || base instanceof PSChar || base instanceof PSEnum) throw invalidCast(base, type);
      break;
    case 'System.TimeSpan':
      if (typeof base === 'number' || base instanceof PSInteger)
        return new PSTimeSpan((toIntegerKind(base, 'Int64') as PSInteger).value);
      break;
  }
  if (type.element) return convertToArray(value, base, type, context);
  if (type.genericDefinition?.fullName === 'System.Nullable`1')
    return convertTo(value, type.genericArguments![0]!, context);
  if (type.kind === 'delegate' && from.fullName === 'System.Management.Automation.ScriptBlock') return base;
  return fallback(base, type, context);
}

function convertNull(type: NetType): Value {
  const name = type.fullName;
  if (name === 'System.Char') return new PSChar(0);
  const integer = integerNames[name];
  if (integer) return toIntegerKind(0, integer);
  if (name === 'System.Double') return new PSDouble(0);
  if (name === 'System.Single') return new PSSingle(0);
  if (name === 'System.Decimal') return new PSDecimal(0n, 0);
  if (name === 'System.Management.Automation.SwitchParameter') return convertViaType(false, type);
  if (name === 'System.Management.Automation.PSReference') return new PSReference(null);
  if (type.kind === 'enum') throw nullToEnumError(type);
  if (type.kind === 'struct' && type.genericDefinition?.fullName !== 'System.Nullable`1')
    throw new PSInvalidCastException(`Cannot convert null to type "${name}".`, 'nullToObjectInvalidCast');
  return null;
}

function convertViaType(value: Value, type: NetType): Value {
  return type.convertFrom?.(value) ?? value;
}

function convertToEnum(base: Value, type: NetType): Value {
  if (typeof base === 'string') return textToEnum(base, type);
  if (typeof base === 'number') return numberToEnum(base, base, type);
  if (base instanceof PSInteger) return numberToEnum(base, Number(base.value), type);
  if (base instanceof PSDouble || base instanceof PSSingle || base instanceof PSDecimal)
    return textToEnum(toText(base), type);
  if (base instanceof PSEnum) {
    if (base.netType === type) return base;
    return numberToEnum(base, base.value, type);
  }
  if (typeof base === 'boolean') throw finalCastError(base, type.fullName);
  if (base instanceof PSChar) return textToEnum(String.fromCharCode(base.code), type);
  const items = enumerate(base);
  if (items) {
    if (type.isFlags || items.length <= 1) return textToEnum(items.map((item) => toText(item)).join(','), type);
    if (items.every((item) => typeof item === 'string')) return textToEnum(items.join(','), type);
  }
  throw finalCastError(base, type.fullName);
}

function convertToChar(base: Value, type: NetType): Value {
  if (typeof base === 'string') {
    if (base.length === 1) return new PSChar(base.charCodeAt(0));
    throw castErrorWithInner(
      base,
      type,
      new NetException('System.FormatException', 'String must be exactly one character long.'),
      'InvalidCastParseTargetInvocation',
    );
  }
  const whole =
    typeof base === 'boolean' || base instanceof PSDouble || base instanceof PSSingle || base instanceof PSDecimal
      ? undefined
      : toIntegerKind(base, 'Int64');
  if (whole === undefined) {
    if (isConvertible(base)) throw invalidCast(base, type);
    throw finalCastError(base, type.fullName);
  }
  const code = (whole as PSInteger).value;
  if (code < 0n || code > 65535n)
    throw castErrorWithInner(
      base,
      type,
      new NetException('System.OverflowException', 'Value was either too large or too small for a character.'),
      'InvalidCastIConvertible',
    );
  return new PSChar(Number(code));
}

function convertToArray(value: Value, base: Value, type: NetType, context?: MethodContext): Value {
  const element = type.element!;
  if (typeof base === 'string' && element.fullName === 'System.Char') {
    const chars: Value[] = [];
    for (let i = 0; i < base.length; i++) chars.push(new PSChar(base.charCodeAt(i)));
    return new PSArray(chars, element);
  }
  const items = enumerate(base);
  if (items) {
    if (element.fullName === 'System.Object') return new PSArray([...items], element);
    return new PSArray(
      items.map((item) => convertTo(item, element, context)),
      element,
    );
  }
  try {
    return new PSArray([convertTo(value, element, context)], element);
  } catch (error) {
    if (!(error instanceof PSInvalidCastException)) throw error;
    throw new PSInvalidCastException(
      `Cannot convert value "${toDisplayText(base)}" to type "${type.fullName}". Error: "${error.message}"`,
      'InvalidCastExceptionScalarToArray',
      error.exception,
    );
  }
}

/** [pscustomobject]@{...}. A key that is not text becomes its text. */
export function dictionaryToObject(table: PSDictionary): PSCustomObject {
  const object = new PSCustomObject();
  for (const item of table.items()) {
    const name = toText(item.key);
    if (name.toLowerCase() === 'pstypename' && typeof item.value === 'string') object.typeNames.unshift(item.value);
    else object.set(name, item.value);
  }
  return object;
}

/** What is left: the type's own conversion, Parse, constructors, lists, properties from a hash table. */
function fallback(base: Value, type: NetType, context?: MethodContext): Value {
  if (type.convertFrom) {
    const made = type.convertFrom(base);
    if (made !== undefined) return made;
  }
  if (typeof base === 'string' || isNumber(base)) {
    // A number is read by its text.
    const parse = parseMethodOf(type);
    if (parse) {
      try {
        return parse.invoke(typeof base === 'string' ? base : toText(base), context);
      } catch (error) {
        if (error instanceof NetException) throw castErrorWithInner(base, type, error, parse.errorId);
        throw error;
      }
    }
  }
  if (type.fromScript && conversionHooks.constructScriptClass) {
    const made = conversionHooks.constructScriptClass(type, base);
    if (made !== undefined) return made;
  }
  const items = enumerate(base);
  const construct = constructorArity(type, base);
  if (construct) {
    try {
      return construct(base, context);
    } catch (error) {
      if (error instanceof NetException) throw castErrorWithInner(base, type, error, 'InvalidCastConstructorException');
      throw error;
    }
  }
  if (type.genericArguments?.length === 1 && type.genericDefinition) {
    const [element] = type.genericArguments;
    const definition = type.genericDefinition.fullName;
    if (/(?:List|Collection|Queue|Stack|HashSet|IList|ICollection|IEnumerable|IReadOnlyList)`1$/.test(definition)) {
      const target =
        type.kind === 'interface' ? makeGenericType(findType('System.Collections.Generic.List`1')!, [element!]) : type;
      return new PSList(
        (items ?? [base]).map((item) => convertTo(item, element!, context)),
        target,
      );
    }
  }
  if (base instanceof PSDictionary || base instanceof PSCustomObject) {
    const made = objectFromProperties(base, type, context);
    if (made !== undefined) return made;
  }
  if (typeof base === 'boolean' || base instanceof PSChar || base instanceof PSDateTime) throw invalidCast(base, type);
  if (
    isConvertible(base) &&
    /^System\.(?:DateTime|Boolean|Char|Decimal|Double|Single|U?Int(?:16|32|64)|S?Byte)$/.test(type.fullName)
  )
    throw invalidCast(base, type);
  if (/SecureString$|PSCredential$/.test(type.fullName))
    throw new PSInvalidCastException(
      `Cannot convert the "${toDisplayText(base)}" value of type "${typeOf(base)!.fullName}" to type "${type.fullName}".`,
      'ConvertToFinalInvalidCastException',
    );
  throw finalCastError(base, type.fullName);
}

/** A new instance of a type with a default constructor, its properties set from a hash table or custom object. */
function objectFromProperties(source: PSDictionary | PSCustomObject, type: NetType, context?: MethodContext): Value {
  const made = type.fromScript ? conversionHooks.constructDefault?.(type) : readMemberForCast(type, context);
  if (made === undefined) return undefined;
  const entries: Array<[string, Value]> =
    source instanceof PSDictionary
      ? [...source.items()].map((item) => [toText(item.key), item.value])
      : [...source.members.values()].flatMap(
          (member): Array<[string, Value]> => (member.kind === 'NoteProperty' ? [[member.name, member.value]] : []),
        );
  for (const [name, value] of entries) {
    if (setPropertyForCast(made, name, value, context)) continue;
    const settable = settableProperties(type);
    const message =
      settable.length === 0
        ? `The property '${name}' was not found for the '${type.fullName}' object. There is no settable property available.`
        : `The ${name} property was not found for the ${type.fullName} object. The available property is: ${settable.join(' , ')}`;
    throw new PSInvalidCastException(
      `Cannot create object of type "${type.fullName}". ${message}`,
      'ObjectCreationError',
    );
  }
  return made;
}

/** The converted value, or undefined where conversion fails (so `-as` gives null). A converted null is null. */
export function tryConvertTo(value: Value, type: NetType, context?: MethodContext): { value: Value } | undefined {
  try {
    return { value: convertTo(value, type, context) };
  } catch (error) {
    if (error instanceof PSRuntimeException || error instanceof NetException) return undefined;
    throw error;
  }
}

/** Used by messages that print a type's short name. */
export function shortTypeName(value: Value): string {
  const type = typeOf(value);
  return type ? typeText(type) : 'null';
}
