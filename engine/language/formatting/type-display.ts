/**
 * What types say of their display: the default property set and the property that names an object
 * (types.ps1xml, Update-TypeData, PSStandardMembers of an object).
 */
import { findExtendedMember } from '../net';
import { baseOf, NetObject, type Value } from '../values';
import { readMember, typeNamesOf } from './object-access';
import { displaySetOf } from './views-data';

/** Set by Update-TypeData, by type name in lower case. */
const updatedSets = new Map<string, string[]>();
const updatedNames = new Map<string, string>();

/** Update-TypeData -DefaultDisplayPropertySet / -DefaultDisplayProperty; undefined removes (Remove-TypeData). */
export function setTypeDisplay(typeName: string, display: { set?: string[]; name?: string } | undefined): void {
  const key = typeName.toLowerCase();
  if (!display) {
    updatedSets.delete(key);
    updatedNames.delete(key);
  }
  if (display?.set) updatedSets.set(key, display.set);
  if (display?.name) updatedNames.set(key, display.name);
}

/** The default display properties of an object; undefined where it has none. */
export function defaultDisplaySet(self: Value): string[] | undefined {
  const own = standardMember(self);
  if (own) return own;
  const names = typeNamesOf(self);
  if (updatedSets.size > 0)
    for (const name of names) {
      const set = updatedSets.get(name.toLowerCase());
      if (set) return set;
    }
  const base = baseOf(self);
  if (base instanceof NetObject)
    for (let type = base.netType as typeof base.netType | undefined; type; type = type.base)
      if (type.defaultDisplay) return type.defaultDisplay;
  for (const name of names) {
    const set = displaySetOf(name) ?? (name.startsWith('Deserialized.') ? displaySetOf(name.slice(13)) : undefined);
    if (set) return set;
  }
  return undefined;
}

/** `PSStandardMembers` added to this very object. */
function standardMember(self: Value): string[] | undefined {
  if (typeof self !== 'object' || self === null || !findExtendedMember(self, 'PSStandardMembers')) return undefined;
  const members = readMember(self, 'PSStandardMembers');
  const set = members === undefined ? undefined : findExtendedMember(members, 'DefaultDisplayPropertySet');
  return set?.kind === 'PropertySet' ? set.names : undefined;
}

/** The property that names objects of these types. */
export function displayNameOf(typeNames: readonly string[]): string | undefined {
  if (updatedNames.size === 0) return undefined;
  for (const name of typeNames) {
    const found = updatedNames.get(name.toLowerCase());
    if (found) return found;
  }
  return undefined;
}
