/** Names of types: of a value's type, as PowerShell prints it, as .NET's own ToString does. */
import { acceleratorOf, type NetType } from '../types';
import type { Value } from '../values';
import { knownTypes, NetObject, PSWrapped } from '../values';

/** The .NET type of a value (`GetType()`); null has none. */
export function typeOf(value: Value): NetType | undefined {
  switch (typeof value) {
    case 'number':
      return knownTypes['System.Int32'];
    case 'string':
      return knownTypes['System.String'];
    case 'boolean':
      return knownTypes['System.Boolean'];
    default:
      if (value instanceof PSWrapped) return typeOf(value.base);
      return value instanceof NetObject ? value.netType : undefined;
  }
}

/** A type as PowerShell prints it: `int`, `string[]`, `System.Text.StringBuilder`, `System.Collections.Generic.List[int]`. */
export function typeText(type: NetType): string {
  if (type.element) return `${typeText(type.element)}[]`;
  const short = acceleratorOf(type);
  if (short !== undefined) return short;
  if (type.genericArguments && type.genericDefinition) {
    const stem = type.genericDefinition.fullName.replace(/`\d+/, '');
    return `${stem}[${type.genericArguments.map(typeText).join(',')}]`;
  }
  return type.fullName;
}

/** As typeText, without namespaces: `Object[]`, `Dictionary[string,int]`. */
export function shortTypeText(type: NetType): string {
  if (type.element) return `${shortTypeText(type.element)}[]`;
  const text = acceleratorOf(type);
  if (text !== undefined) return text;
  if (type.genericArguments && type.genericDefinition)
    return `${type.genericDefinition.name.replace(/`\d+/, '')}[${type.genericArguments.map(shortTypeText).join(',')}]`;
  return type.name;
}

/** Type.ToString() of .NET: ``System.Collections.Generic.List`1[System.Int32]``. Also what objects without a text of their own print. */
export function netTypeText(type: NetType): string {
  if (type.element) return `${netTypeText(type.element)}[]`;
  if (type.genericArguments && type.genericDefinition)
    return `${type.genericDefinition.fullName}[${type.genericArguments.map(netTypeText).join(',')}]`;
  return type.fullName;
}

/** Full name of a value's type as PowerShell's messages print it. */
export function typeNameOf(value: Value): string {
  const type = typeOf(value);
  return type ? type.fullName : 'null';
}
