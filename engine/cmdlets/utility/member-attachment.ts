/** Adding members to values: Add-Member, Select-Object -ExpandProperty, Compare-Object -PassThru. */
import type { CommandContext } from '../../language/command';
import { findExtendedMember, hasMember } from '../../language/net';
import {
  addedMembers,
  baseOf,
  type ExtendedMember,
  foldCase,
  NetObject,
  PSCustomObject,
  PSWrapped,
  type Value,
} from '../../language/values';

/** The members added to this very object, if any can be. */
function ownMembers(value: Value, create: boolean): Map<string, ExtendedMember> | undefined {
  if (value instanceof PSCustomObject || value instanceof PSWrapped) return value.members;
  if (!(value instanceof NetObject)) return undefined;
  let record = addedMembers.get(value);
  if (!record && create) {
    record = { members: new Map() };
    addedMembers.set(value, record);
  }
  return record?.members;
}

/** The value to hang members on: itself where it can carry some, else a wrapper. */
export function carrierOf(value: Value): NetObject {
  if (value instanceof NetObject) return value;
  return new PSWrapped(value);
}

/** Puts a member on a carrier, replacing one of the same name. */
export function putMember(carrier: NetObject, member: ExtendedMember): void {
  ownMembers(carrier, true)!.set(foldCase(member.name), member);
}

/** True where the very object (not its type) has a member of this name. */
export function hasOwnMember(value: Value, name: string): boolean {
  return ownMembers(value, false)?.has(foldCase(name)) ?? false;
}

/** True where the object has any member of this name. */
export function hasAnyMember(value: Value, name: string): boolean {
  return hasOwnMember(value, name) || findExtendedMember(value, name) !== undefined || hasMember(value, name);
}

/** Removes a member of the very object. */
export function removeOwnMember(value: Value, name: string): void {
  ownMembers(value, false)?.delete(foldCase(name));
}

/** A value with note properties that only this copy carries (-ExpandProperty together with -Property). */
export function attachNotes(
  ctx: CommandContext,
  value: Value,
  notes: ReadonlyArray<readonly [string, Value]>,
  source: Value,
): Value {
  let carrier: NetObject;
  if (value instanceof PSCustomObject) {
    const copy = new PSCustomObject();
    for (const [key, member] of value.members) copy.members.set(key, member);
    copy.typeNames = [...value.typeNames];
    carrier = copy;
  } else {
    const wrapper = new PSWrapped(baseOf(value));
    const before = ownMembers(value, false);
    if (before) for (const [key, member] of before) wrapper.members.set(key, member);
    carrier = wrapper;
  }
  for (const [name, note] of notes) {
    if (hasAnyMember(value, name)) {
      ctx.writeError({
        message: `The property cannot be processed because the property "${name}" already exists.`,
        id: 'AlreadyExistingUserSpecifiedPropertyExpand',
        category: 'InvalidOperation',
        target: source,
        targetType: 'PSObject',
        exceptionType: 'System.Management.Automation.PSArgumentException',
      });
      continue;
    }
    putMember(carrier, { kind: 'NoteProperty', name, value: note });
  }
  return carrier;
}
