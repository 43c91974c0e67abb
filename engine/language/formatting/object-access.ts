/**
 * How the layout code looks at objects: properties only (no keys of hash tables, no members of list elements).
 */
import { toText } from '../conversion';
import { NetException, PSRuntimeException } from '../errors';
import { enumerate, findExtendedMember, getMember, membersOf, typeNamesOf } from '../net';
import { typeMembers } from '../net/type-data';
import { ScriptBlock } from '../runtime/script-block';
import { wildcardToRegex } from '../text/wildcard';
import { findType } from '../types';
import {
  baseOf,
  foldCase,
  NetObject,
  PSArray,
  PSCustomObject,
  PSDictionary,
  PSDictionaryEntry,
  PSList,
  TypedObject,
  type Value,
} from '../values';

/** A property or property set (`set`: the names it stands for) with its own spelling. */
export interface PropertyRef {
  name: string;
  set?: string[];
}

const propertyKinds = new Set(['Property', 'NoteProperty', 'AliasProperty', 'ScriptProperty', 'CodeProperty']);

/** A custom object whose type names bring no members of their own. */
function isPlainCustom(value: Value): value is PSCustomObject {
  return value instanceof PSCustomObject && typeMembers(value.typeNames).length === 0;
}

/** Properties and property sets in member order. */
export function propertiesOf(self: Value): PropertyRef[] {
  const refs: PropertyRef[] = [];
  if (isPlainCustom(self)) {
    for (const member of self.members.values()) {
      if (member.kind === 'PropertySet') refs.push({ name: member.name, set: member.names });
      else if (member.kind !== 'ScriptMethod') refs.push({ name: member.name });
    }
    return refs;
  }
  for (const member of membersOf(self)) {
    if (member.hidden) continue;
    if (propertyKinds.has(member.memberType)) refs.push({ name: member.name });
    else if (member.memberType === 'PropertySet') refs.push({ name: member.name, set: setNames(self, member.name) });
  }
  return refs;
}

function setNames(self: Value, name: string): string[] {
  const member = findExtendedMember(self, name);
  return member?.kind === 'PropertySet' ? member.names : [];
}

/** The property or property set of this name; case does not matter. */
export function findProperty(self: Value, name: string): PropertyRef | undefined {
  const key = foldCase(name);
  if (self instanceof PSCustomObject) {
    const member = self.members.get(key);
    if (member) {
      if (member.kind === 'ScriptMethod') return undefined;
      return member.kind === 'PropertySet' ? { name: member.name, set: member.names } : { name: member.name };
    }
    if (isPlainCustom(self)) return undefined;
  } else if (self instanceof TypedObject) {
    const property = self.netType.findProperty(name);
    if (property && !property.hidden) return { name: property.name };
  }
  if (self === null || self === undefined) return undefined;
  const extended = findExtendedMember(self, name);
  if (extended) {
    if (extended.kind === 'ScriptMethod') return undefined;
    return extended.kind === 'PropertySet' ? { name: extended.name, set: extended.names } : { name: extended.name };
  }
  for (const member of membersOf(self))
    if (propertyKinds.has(member.memberType) && foldCase(member.name) === key) return { name: member.name };
  return undefined;
}

/** A wildcard of property names as a test. */
export function wildcardTest(pattern: string): (name: string) => boolean {
  const expression = wildcardToRegex(pattern);
  return (name) => expression.test(name);
}

/** Properties and property sets whose names match. */
export function membersMatching(self: Value, pattern: string): PropertyRef[] {
  const all = propertiesOf(self);
  if (pattern === '*') return all;
  const matches = wildcardTest(pattern);
  return all.filter((member) => matches(member.name));
}

/** Value of a property; undefined where there is none. Throws what its getter throws. */
export function readMember(self: Value, name: string): Value | undefined {
  if (self instanceof PSCustomObject) {
    const member = self.members.get(foldCase(name));
    if (member?.kind === 'NoteProperty') return member.value ?? null;
    if (!member && isPlainCustom(self)) return undefined;
    if (member?.kind === 'ScriptMethod' || member?.kind === 'PropertySet') return undefined;
    return getMember(self, name);
  }
  if (self === null || self === undefined) return undefined;
  if (isScalar(self) || self instanceof TypedObject) {
    // The commonest kinds: nothing of theirs is a list or a table of keys.
    const ref = self instanceof TypedObject ? self.netType.findProperty(name) : findProperty(self, name);
    if (!ref && !findProperty(self, name)) return undefined;
    return getMember(self, name);
  }
  const ref = findProperty(self, name);
  if (!ref) return undefined;
  const base = baseOf(self);
  if (base instanceof PSDictionary && !findExtendedMember(self, name)) {
    // getMember would look for a key of this name first.
    const property = base.netType.findProperty(name);
    if (property) return property.get(base);
  }
  return getMember(self, ref.name);
}

function isScalar(value: Value): boolean {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}

/** True for script blocks. */
export function isScriptBlock(value: Value): boolean {
  return value instanceof ScriptBlock;
}

/** The text between the braces. */
export function textOfScript(block: Value): string {
  return block instanceof ScriptBlock ? block.text : toText(block);
}

/** Entries of a hash table as objects. A generic dictionary yields key/value pairs of its own type. */
function entriesOf(table: PSDictionary): Value[] {
  const pair = /^System\.Collections\.Generic\./.test(table.netType.fullName)
    ? findType('System.Collections.Generic.KeyValuePair`2')
    : undefined;
  const entries: Value[] = [];
  for (const { key, value } of table.items())
    entries.push(pair ? new PSDictionaryEntry(key, value, pair) : new PSDictionaryEntry(key, value));
  return entries;
}

/** Elements of what Format-* takes apart: lists, and hash tables as entries. */
export function elementsOf(value: Value): Iterable<Value> | undefined {
  const base = baseOf(value);
  if (base instanceof PSArray || base instanceof PSList) return base.items;
  if (base === null || base === undefined || !(base instanceof NetObject)) return undefined;
  if (base instanceof PSDictionary) return entriesOf(base);
  return enumerate(base);
}

/** An error of the shell (not a stop, a break or a fault of ours). */
export function isShellError(thrown: unknown): boolean {
  return (
    thrown instanceof NetException ||
    thrown instanceof PSRuntimeException ||
    // TerminatingError of the interpreter.
    (typeof thrown === 'object' && thrown !== null && 'record' in thrown)
  );
}

export { typeNamesOf };
