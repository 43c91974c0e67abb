/** What conversion needs of members: static Parse, constructors with one argument, settable properties. */
import type { MethodContext, NetType } from '../types';
import type { Value } from '../values';
import { castConstructor, castParse } from './binding';

export interface ParseMethod {
  invoke: (text: string, context?: MethodContext) => Value;
  errorId: string;
}

/** The type's static Parse for text; prefers the one with a format provider, as PowerShell does. */
export function parseMethodOf(type: NetType): ParseMethod | undefined {
  return castParse(type);
}

/** A constructor that takes this value alone. */
export function constructorArity(
  type: NetType,
  value: Value,
): ((value: Value, context?: MethodContext) => Value) | undefined {
  return castConstructor(type, value);
}

/** A new instance by the default constructor; undefined where there is none. */
export function readMemberForCast(type: NetType, context?: MethodContext): Value | undefined {
  const constructors = type.constructors;
  if (!constructors?.overloads.some((signature) => /\(\)$/.test(signature))) return undefined;
  return constructors.invoke(null, [], context ?? {}) as Value;
}

/** Sets a property of an object made by a cast; false where it has none of that name that can be set. */
export function setPropertyForCast(target: Value, name: string, value: Value, context?: MethodContext): boolean {
  const type = (target as { netType: NetType }).netType;
  const property = type.findProperty(name);
  if (!property?.set) return false;
  property.set(target, value);
  void context;
  return true;
}

/** `[Capacity <System.Int32>]` of each settable property. */
export function settableProperties(type: NetType): string[] {
  const names: string[] = [];
  for (let at: NetType | undefined = type; at; at = at.base) {
    for (const property of at.properties.values())
      if (property.set) names.push(`[${property.name} <${property.type}>]`);
  }
  return names;
}
