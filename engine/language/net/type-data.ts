/**
 * Members that types.ps1xml and Update-TypeData give to types (the extended type system).
 * seen: types.ps1xml of Windows PowerShell 5.1 as described in powershell-views.json; K where marked.
 */

import { formatDateTime } from '../text/date-time';
import type { ExtendedMember, PSArray, PSDateTime, Value } from '../values';
import { baseOf, foldCase } from '../values';

type MemberTables = Map<string, Map<string, ExtendedMember>>;

function put(tables: MemberTables, typeName: string, member: ExtendedMember): void {
  const key = foldCase(typeName);
  let table = tables.get(key);
  if (!table) {
    table = new Map();
    tables.set(key, table);
  }
  table.set(foldCase(member.name), member);
}

/** What every session begins with (types.ps1xml). */
const builtIn: MemberTables = new Map();

/** What one session added or took away (Update-TypeData, Remove-TypeData). Type names are folded. */
export class SessionTypeData {
  readonly members: MemberTables = new Map();
  /** DefaultDisplayPropertySet. */
  readonly displaySets = new Map<string, string[]>();
  /** DefaultDisplayProperty. */
  readonly displayNames = new Map<string, string>();
  /** Types whose built-in members are gone. */
  readonly removed = new Set<string>();
  changed = false;
}

let session = new SessionTypeData();

/** The session whose objects are looked at from now on. */
export function enterTypeData(data: SessionTypeData): void {
  session = data;
}

/** Adds a member to all objects that have the type name, in every session; later ones replace earlier ones. */
export function addTypeMember(typeName: string, member: ExtendedMember): void {
  put(builtIn, typeName, member);
}
/** Adds a member in this session. */
export function addSessionTypeMember(typeName: string, member: ExtendedMember): void {
  put(session.members, typeName, member);
  session.changed = true;
}
export function removeTypeData(typeName: string): void {
  const key = foldCase(typeName);
  session.members.delete(key);
  session.displaySets.delete(key);
  session.displayNames.delete(key);
  session.removed.add(key);
  session.changed = true;
}
/** DefaultDisplayPropertySet of a type name. */
export function setDisplayProperties(typeName: string, names: string[]): void {
  session.displaySets.set(foldCase(typeName), names);
}
export function displayProperties(typeNames: readonly string[]): string[] | undefined {
  if (session.displaySets.size === 0) return undefined;
  for (const name of typeNames) {
    const found = session.displaySets.get(foldCase(name));
    if (found) return found;
  }
  return undefined;
}
/** DefaultDisplayProperty of a type name. */
export function setDisplayName(typeName: string, property: string): void {
  session.displayNames.set(foldCase(typeName), property);
}
/** The property that names objects of these types. */
export function displayNameOf(typeNames: readonly string[]): string | undefined {
  if (session.displayNames.size === 0) return undefined;
  for (const name of typeNames) {
    const found = session.displayNames.get(foldCase(name));
    if (found) return found;
  }
  return undefined;
}

/** Member of the first type name that has it. */
export function findTypeMember(typeNames: readonly string[], name: string): ExtendedMember | undefined {
  let key: string | undefined;
  for (const typeName of typeNames) {
    const type = foldCase(typeName);
    const added = session.changed ? session.members.get(type) : undefined;
    const known = builtIn.get(type);
    if (added === undefined && known === undefined) continue;
    key ??= foldCase(name);
    const member = added?.get(key) ?? (session.removed.has(type) ? undefined : known?.get(key));
    if (member) return member;
  }
  return undefined;
}

const none: ExtendedMember[] = [];

/** Members of all the type names, the most specific first. */
export function typeMembers(typeNames: readonly string[]): ExtendedMember[] {
  let found: Map<string, ExtendedMember> | undefined;
  for (const typeName of typeNames) {
    const type = foldCase(typeName);
    const added = session.changed ? session.members.get(type) : undefined;
    const known = session.removed.has(type) ? undefined : builtIn.get(type);
    if (added === undefined && known === undefined) continue;
    found ??= new Map();
    for (const table of [added, known])
      for (const [key, member] of table ?? []) if (!found.has(key)) found.set(key, member);
  }
  return found ? [...found.values()] : none;
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
