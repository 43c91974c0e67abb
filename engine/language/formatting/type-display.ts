/**
 * What types say of their display: the default property set and the property that names an object
 * (types.ps1xml, Update-TypeData, PSStandardMembers of an object).
 */
import { findExtendedMember } from '../net';
import { displayNameOf, displayProperties, setDisplayName } from '../net/type-data';
import { baseOf, NetObject, type Value } from '../values';
import { readMember, typeNamesOf } from './object-access';
import { displaySetOf } from './views-data';

/** The default display properties of an object; undefined where it has none. */
export function defaultDisplaySet(self: Value): string[] | undefined {
  const own = standardMember(self);
  if (own) return own;
  const names = typeNamesOf(self);
  const updated = displayProperties(names);
  if (updated) return updated;
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

export { displayNameOf, setDisplayName };
