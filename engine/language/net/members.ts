/** Members of values: adapted, extended and .NET's own. seen: powershell-semantics.md 5 */

import { convertTo } from '../conversion/convert';
import { conversionHooks } from '../conversion/hooks';
import { exceptionOf, NetException, PSRuntimeException } from '../errors';
import type { MethodContext, NetProperty, NetType } from '../types';
import type { ExtendedMember, Value } from '../values';
import {
  addedMembers,
  foldCase,
  knownTypes,
  NetObject,
  PSArray,
  PSCustomObject,
  PSDictionary,
  PSEnum,
  PSWrapped,
} from '../values';
import { enumerate } from './enumerate';
import { findParameterType } from './parameter-types';
import { PSBaseView, PSMemberView, PSObjectView } from './psobject';
import { findTypeMember, typeMembers } from './type-data';
import { netTypeText, shortTypeText, typeOf } from './type-name';
import { xmlAdapter } from './xml-adapter';

/** A member as Get-Member, Format-List * and completion need it. */
export interface MemberView {
  name: string;
  /** Property, NoteProperty, AliasProperty, ScriptProperty, CodeProperty, ParameterizedProperty, Method, ScriptMethod, PropertySet, Event. */
  memberType: string;
  /** Definition column of Get-Member: `string Name {get;set;}`, `int IndexOf(char value), ...`. */
  definition: string;
  /** Static members only in staticMembersOf. */
  isStatic?: boolean;
  /** Not listed unless -Force. */
  hidden?: boolean;
}

/** `$v.PSObject.TypeNames`. */
export function typeNamesOf(value: Value): string[] {
  if (value instanceof PSCustomObject) return value.typeNames;
  if (value instanceof PSWrapped) return value.typeNames ?? typeNamesOf(value.base);
  if (value instanceof NetObject) {
    const added = addedMembers.get(value)?.typeNames;
    if (added) return added;
  }
  return typeOf(value)?.lineage() ?? [];
}

function ownMembers(value: NetObject): Map<string, ExtendedMember> | undefined {
  if (value instanceof PSCustomObject || value instanceof PSWrapped) return value.members;
  return addedMembers.get(value)?.members;
}

/** Member added by Add-Member, types.ps1xml or note: lets the interpreter run ScriptProperty and ScriptMethod itself. */
export function findExtendedMember(value: Value, name: string): ExtendedMember | undefined {
  if (value instanceof NetObject) {
    const own = ownMembers(value)?.get(foldCase(name));
    if (own) return own;
  }
  return findTypeMember(typeNamesOf(value), name);
}

/** Value of an extended member; undefined for methods. A set is its own value. */
export function readExtended(value: Value, member: ExtendedMember, context?: MethodContext): Value | undefined {
  switch (member.kind) {
    case 'NoteProperty':
      return member.value === undefined ? null : member.value;
    case 'AliasProperty':
      return getMember(value, member.target, context) ?? null;
    case 'CodeProperty':
      return member.get(value);
    case 'ScriptProperty':
      return conversionHooks.readScriptProperty?.(value, member) ?? null;
    case 'PropertySet':
      return new PSMemberView(value, extendedView(value, member));
    default:
      return undefined;
  }
}

function readProperty(value: Value, property: NetProperty, context?: MethodContext): Value {
  try {
    return property.get(value, context);
  } catch (error) {
    if (!(error instanceof NetException)) throw error;
    throw new PSRuntimeException(
      `Exception getting "${property.name}": "${error.message}"`,
      'GetValueInvocationException',
      {
        category: 'NotSpecified',
        exceptionType: 'System.Management.Automation.GetValueInvocationException',
        inner: error.exception,
      },
    );
  }
}

/** Intrinsic members that every value has. */
function intrinsic(value: Value, key: string): Value | undefined {
  switch (key) {
    case 'psobject':
      return new PSObjectView(value);
    case 'pstypenames':
      return new PSObjectView(value).typeNames();
    case 'psbase':
      return value instanceof PSDictionary ? new PSBaseView(value) : value;
    case 'psadapted':
    case 'psextended':
      return value;
    default:
      return undefined;
  }
}

/**
 * `v.name`; undefined means the member does not exist (the caller decides about strict mode), null is a null value. Over
 * lists without the member: the values of the elements (member-access enumeration).
 */
export function getMember(value: Value, name: string, context?: MethodContext): Value | undefined {
  if (value === null || value === undefined)
    return foldCase(name) === 'count' || foldCase(name) === 'length' ? 0 : undefined;
  const key = foldCase(name);
  if (value instanceof PSCustomObject) {
    const member = value.members.get(key);
    if (member) return readExtended(value, member, context);
    return customFallback(value, key, name, context);
  }
  if (typeof value === 'string' && key === 'length') return value.length;
  if (value instanceof PSArray && (key === 'length' || key === 'count')) {
    if (!addedMembers.has(value)) return value.items.length;
  }
  if (value instanceof PSBaseView) {
    const property = value.base.netType.findProperty(name);
    return property ? readProperty(value.base, property, context) : undefined;
  }
  if (value instanceof PSDictionary) {
    const item = dictionaryItem(value, name);
    if (item !== undefined) return item;
  }
  const found = directMember(value, key, name, context);
  if (found !== undefined) return found;
  const items = enumerate(value);
  if (items) return enumerateMember(items, name, context);
  if (key === 'count' || key === 'length') return 1;
  return undefined;
}

function dictionaryItem(value: PSDictionary, name: string): Value | undefined {
  // Generic dictionaries with keys that are not text are asked with the key converted.
  const keyType = value.netType.genericArguments?.[0];
  if (keyType && keyType.fullName !== 'System.String' && keyType.fullName !== 'System.Object') {
    try {
      const key = convertTo(name, keyType);
      return value.has(key) ? (value.get(key) ?? null) : undefined;
    } catch {
      return undefined;
    }
  }
  return value.has(name) ? (value.get(name) ?? null) : undefined;
}

function customFallback(value: PSCustomObject, key: string, name: string, context?: MethodContext): Value | undefined {
  const fromType = findTypeMember(value.typeNames, name);
  if (fromType) return readExtended(value, fromType, context);
  return intrinsic(value, key);
}

/** A member of the value itself, without enumeration. */
function directMember(value: Value, key: string, name: string, context?: MethodContext): Value | undefined {
  if (value instanceof NetObject) {
    const own = ownMembers(value)?.get(key);
    if (own) return readExtended(value, own, context);
  }
  const base = value instanceof PSWrapped ? value.base : value;
  const type = typeOf(base);
  if (!type) return undefined;
  const fromType = findTypeMember(typeNamesOf(value), name);
  if (fromType) return readExtended(value, fromType, context);
  const adapted = xmlAdapter.get(base, name);
  if (adapted !== undefined) return adapted;
  const property = type.findProperty(name);
  if (property && property.parameters === undefined) return readProperty(base, property, context) ?? null;
  if (base instanceof PSEnum && key === 'value__') return base.value;
  return intrinsic(value, key);
}

function enumerateMember(items: readonly Value[], name: string, context?: MethodContext): Value | undefined {
  const out: Value[] = [];
  let any = false;
  for (const item of items) {
    const value = getElementMember(item, name, context);
    if (value === undefined) {
      // A custom object without the property counts with a null.
      if (item instanceof PSCustomObject) {
        out.push(null);
        any = true;
      }
      continue;
    }
    any = true;
    const inner = enumerate(value);
    if (inner) out.push(...inner);
    else out.push(value);
  }
  if (!any) return undefined;
  if (out.length === 1) return out[0];
  return new PSArray(out);
}

/** Members of an element: Count and Length of plain values are not made up here. */
function getElementMember(item: Value, name: string, context?: MethodContext): Value | undefined {
  if (item === null || item === undefined) return undefined;
  const key = foldCase(name);
  if (item instanceof PSCustomObject) {
    const member = item.members.get(key);
    return member ? readExtended(item, member, context) : customFallback(item, key, name, context);
  }
  if (item instanceof PSDictionary) {
    const found = dictionaryItem(item, name);
    if (found !== undefined) return found;
  }
  const direct = directMember(item, key, name, context);
  if (direct !== undefined) return direct;
  const inner = enumerate(item);
  return inner ? enumerateMember(inner, name, context) : undefined;
}

export function hasMember(value: Value, name: string): boolean {
  return membersOf(value).some((member) => foldCase(member.name) === foldCase(name));
}

function cannotSet(name: string): PSRuntimeException {
  return new PSRuntimeException(
    `The property '${name}' cannot be found on this object. Verify that the property exists and can be set.`,
    'PropertyAssignmentException',
    { category: 'InvalidOperation' },
  );
}

function setFailure(name: string, message: string, id: string, error?: unknown): PSRuntimeException {
  return new PSRuntimeException(`Exception setting "${name}": "${message}"`, id, {
    category: 'NotSpecified',
    exceptionType:
      id === 'ExceptionWhenSetting'
        ? 'System.Management.Automation.SetValueInvocationException'
        : 'System.Management.Automation.SetValueInvocationException',
    inner: exceptionOf(error),
  });
}

function writeExtended(target: Value, member: ExtendedMember, value: Value, context?: MethodContext): void {
  switch (member.kind) {
    case 'NoteProperty':
      member.value = value === undefined ? null : value;
      return;
    case 'AliasProperty':
      setMember(target, member.target, value, context);
      return;
    case 'CodeProperty':
      if (member.set) {
        member.set(target, value);
        return;
      }
      throw setterMissing(member.name);
    case 'ScriptProperty':
      if (!member.setter) throw setterMissing(member.name);
      conversionHooks.writeScriptProperty?.(target, member, value);
      return;
    default:
      throw cannotSet(member.name);
  }
}

function setterMissing(name: string): PSRuntimeException {
  return new PSRuntimeException(
    `Set accessor for property "${name}" is unavailable.`,
    'SetWithoutSetterFromScriptProperty',
    {
      category: 'NotSpecified',
      exceptionType: 'System.Management.Automation.SetValueException',
    },
  );
}

/** `v.name = x`; throws the real errors where it cannot be set. */
export function setMember(target: Value, name: string, value: Value, context?: MethodContext): void {
  if (target === null || target === undefined) throw cannotSet(name);
  const key = foldCase(name);
  if (target instanceof NetObject) {
    const own = ownMembers(target)?.get(key);
    if (own) {
      writeExtended(target, own, value, context);
      return;
    }
  }
  if (target instanceof PSDictionary) {
    const keyType = target.netType.genericArguments?.[0];
    target.set(keyType ? convertTo(name, keyType) : name, value === undefined ? null : value);
    return;
  }
  const fromType = findTypeMember(typeNamesOf(target), name);
  if (fromType) {
    writeExtended(target, fromType, value, context);
    return;
  }
  const base = target instanceof PSWrapped ? target.base : target;
  if (xmlAdapter.set(base, name, value)) return;
  const type = typeOf(base);
  const property = type?.findProperty(name);
  if (property && property.parameters === undefined) {
    if (!property.set)
      throw new PSRuntimeException(`'${property.name}' is a ReadOnly property.`, 'PropertyAssignmentException', {
        category: 'InvalidOperation',
      });
    const wanted = findParameterType(property.type, type);
    let converted = value;
    try {
      if (wanted) converted = convertTo(value, wanted, context);
      property.set(base, converted, context);
    } catch (error) {
      if (error instanceof PSRuntimeException || error instanceof NetException)
        throw setFailure(property.name, error.message, 'ExceptionWhenSetting', error);
      throw error;
    }
    return;
  }
  // A list takes the value on each of its elements.
  const items = enumerate(base);
  if (items && items.length > 0 && items.every((item) => hasSettable(item, name))) {
    for (const item of items) setMember(item, name, value, context);
    return;
  }
  if (base instanceof PSCustomObject) {
    const error = cannotSet(name);
    throw setFailure(name, error.message, 'ExceptionWhenSetting', error);
  }
  throw cannotSet(name);
}

function hasSettable(item: Value, name: string): boolean {
  if (item === null || item === undefined) return false;
  if (item instanceof PSDictionary) return true;
  if (findExtendedMember(item, name)) return true;
  return typeOf(item)?.findProperty(name)?.set !== undefined;
}

/** Type of a value as a note's definition names it: `string`, `int`, `System.Object[]`. */
function noteTypeName(value: Value): string {
  if (value === null || value === undefined) return 'object';
  if (value instanceof PSCustomObject) return value.typeNames[0] ?? 'System.Management.Automation.PSCustomObject';
  const type = typeOf(value)!;
  return shortTypeText(type);
}

function noteText(value: Value): string {
  if (value === null || value === undefined) return 'null';
  const base = value instanceof PSWrapped ? value.base : value;
  return shortText(base);
}

let shortText: (value: Value) => string = () => '';
/** Set by conversion: text of a note's value in its definition. */
export function setNoteText(text: (value: Value) => string): void {
  shortText = text;
}

function extendedView(value: Value, member: ExtendedMember): MemberView {
  const { name } = member;
  switch (member.kind) {
    case 'NoteProperty':
      return {
        name,
        memberType: 'NoteProperty',
        definition: `${noteTypeName(member.value)} ${name}=${noteText(member.value)}`,
      };
    case 'AliasProperty':
      return { name, memberType: 'AliasProperty', definition: `${name} = ${member.target}` };
    case 'CodeProperty':
      return {
        name,
        memberType: member.shownAs ?? 'CodeProperty',
        definition: member.definition ?? `System.Object ${name}{get=;}`,
      };
    case 'ScriptProperty':
      return {
        name,
        memberType: 'ScriptProperty',
        definition: `System.Object ${name} {get=${shortText(member.getter)};${member.setter ? `set=${shortText(member.setter)};` : ''}}`,
      };
    case 'ScriptMethod':
      return { name, memberType: 'ScriptMethod', definition: `System.Object ${name}();` };
    case 'PropertySet':
      return { name, memberType: 'PropertySet', definition: `${name} {${member.names.join(', ')}}` };
    default:
      void value;
      throw new Error('unknown member');
  }
}

/** Names of public static fields among the static properties of the data. */
const staticFields =
  /^(?:M(?:ax|in)Value|Empty|PI|E|Zero|Epsilon|NaN|(?:Positive|Negative)Infinity|(?:True|False)String|Ticks\w+|One|MinusOne|Any|Loopback|Broadcast|None|IPv6\w+)$/;

function propertyView(property: NetProperty, isStatic: boolean): MemberView {
  const definition = property.definition ?? `${property.type} ${property.name} {get;${property.set ? 'set;' : ''}}`;
  return {
    name: property.name,
    memberType: property.parameters === undefined ? 'Property' : 'ParameterizedProperty',
    // Static fields are shown as properties without the word.
    definition: isStatic && !staticFields.test(property.name) ? `static ${definition}` : definition,
    isStatic,
    hidden: property.hidden,
  };
}

/** All instance members in display order (properties as Format-List * prints them first). */
export function membersOf(value: Value): MemberView[] {
  const views = new Map<string, MemberView>();
  const put = (view: MemberView): void => {
    const key = foldCase(view.name);
    if (!views.has(key)) views.set(key, view);
  };
  if (value instanceof NetObject)
    for (const member of ownMembers(value)?.values() ?? []) put(extendedView(value, member));
  for (const member of typeMembers(typeNamesOf(value))) put(extendedView(value, member));
  const base = value instanceof PSWrapped ? value.base : value;
  const elements = xmlAdapter.views(base);
  for (const view of elements ?? []) put(view);
  const type = typeOf(base);
  if (type) {
    const chain: NetType[] = [];
    for (let at: NetType | undefined = type; at; at = at.base) chain.push(at);
    if (!elements)
      for (const at of chain) for (const property of at.properties.values()) put(propertyView(property, false));
    for (const at of chain)
      for (const method of at.methods.values())
        put({
          name: method.name,
          memberType: 'Method',
          definition: method.overloads.join(', '),
          hidden: method.hidden,
        });
  }
  return [...views.values()];
}

export function staticMembersOf(type: NetType): MemberView[] {
  const views = new Map<string, MemberView>();
  const put = (view: MemberView): void => {
    const key = foldCase(view.name);
    if (!views.has(key)) views.set(key, view);
  };
  if (type.enumValues) {
    for (const [name] of type.enumValues)
      put({ name, memberType: 'Property', definition: `static ${netTypeText(type)} ${name} {get;}`, isStatic: true });
  }
  if (type.constructors)
    put({ name: 'new', memberType: 'Method', definition: type.constructors.overloads.join(', '), isStatic: true });
  for (let at: NetType | undefined = type; at; at = at.base) {
    for (const property of at.staticProperties.values()) put(propertyView(property, true));
    for (const method of at.staticMethods.values())
      put({
        name: method.name,
        memberType: 'Method',
        definition: method.overloads.map((text) => `static ${text}`).join(', '),
        isStatic: true,
        hidden: method.hidden,
      });
  }
  void knownTypes;
  return [...views.values()];
}
