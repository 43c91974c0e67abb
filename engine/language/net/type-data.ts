/**
 * Members that types.ps1xml and Update-TypeData give to types (the extended type system).
 * seen: types.ps1xml of Windows PowerShell 5.1 as described in powershell-views.json; K where marked.
 */

import { formatDateTime } from '../text/date-time';
import type { ExtendedMember, PSArray, PSDateTime, Value } from '../values';
import { baseOf, foldCase } from '../values';

const tables = new Map<string, Map<string, ExtendedMember>>();
const displaySets = new Map<string, string[]>();

/** Adds a member to all objects that have the type name; later ones replace earlier ones. */
export function addTypeMember(typeName: string, member: ExtendedMember): void {
  const key = foldCase(typeName);
  let table = tables.get(key);
  if (!table) {
    table = new Map();
    tables.set(key, table);
  }
  table.set(foldCase(member.name), member);
}
export function removeTypeData(typeName: string): void {
  tables.delete(foldCase(typeName));
  displaySets.delete(foldCase(typeName));
}
/** DefaultDisplayPropertySet of a type name. */
export function setDisplayProperties(typeName: string, names: string[]): void {
  displaySets.set(foldCase(typeName), names);
}
export function displayProperties(typeNames: readonly string[]): string[] | undefined {
  for (const name of typeNames) {
    const found = displaySets.get(foldCase(name));
    if (found) return found;
  }
  return undefined;
}

/** Member of the first type name that has it. */
export function findTypeMember(typeNames: readonly string[], name: string): ExtendedMember | undefined {
  const key = foldCase(name);
  for (const typeName of typeNames) {
    const member = tables.get(foldCase(typeName))?.get(key);
    if (member) return member;
  }
  return undefined;
}
/** Members of all the type names, the most specific first. */
export function typeMembers(typeNames: readonly string[]): ExtendedMember[] {
  const found = new Map<string, ExtendedMember>();
  for (const typeName of typeNames) {
    for (const [key, member] of tables.get(foldCase(typeName)) ?? []) if (!found.has(key)) found.set(key, member);
  }
  return [...found.values()];
}

// The recorded engine lists the Count of ICollection.
addTypeMember('System.Array', {
  kind: 'CodeProperty',
  shownAs: 'Property',
  name: 'Count',
  definition: 'int Count {get;}',
  get: (self: Value) => (baseOf(self) as PSArray).items.length,
});
addTypeMember('System.Collections.DictionaryEntry', { kind: 'AliasProperty', name: 'Name', target: 'Key' });
addTypeMember('System.DateTime', {
  kind: 'CodeProperty',
  shownAs: 'ScriptProperty',
  name: 'DateTime',
  definition:
    'System.Object DateTime {get=if ((& { Set-StrictMode -Version 1; $this.DisplayHint }) -ieq  "Date")\n                    {\n                        "{0}" -f $this.ToLongDateString()\n                    }\n                    elseif ((& { Set-StrictMode -Version 1; $this.DisplayHint }) -ieq "Time")\n                    {\n                        "{0}" -f  $this.ToLongTimeString()\n                    }\n                    else\n                    {\n                        "{0} {1}" -f $this.ToLongDateString(), $this.ToLongTimeString()\n                    };}',
  get: (self: Value) => formatDateTime(self as PSDateTime, 'F'),
});
addTypeMember('System.Net.IPAddress', {
  kind: 'CodeProperty',
  shownAs: 'ScriptProperty',
  name: 'IPAddressToString',
  definition: 'System.Object IPAddressToString {get=$this.Tostring();}',
  get: (self: Value) => (self as unknown as { toString(): string }).toString(),
});
addTypeMember('System.Guid', {
  kind: 'CodeProperty',
  shownAs: 'ScriptProperty',
  name: 'Guid',
  definition: 'System.Object Guid {get=$this.ToString();}',
  get: (self: Value) => (self as unknown as { text: string }).text,
});
