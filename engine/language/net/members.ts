import type { MethodContext, NetType } from '../types';
import type { ExtendedMember, Value } from '../values';

const todo = (..._: unknown[]): never => {
  throw new Error('not written yet');
};
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
/** `v.name`; undefined result means the member does not exist (the caller decides about strict mode), null is a null value. Over lists without the member: the values of the elements (member-access enumeration). */
export function getMember(value: Value, name: string, context?: MethodContext): Value | undefined {
  return todo(value, name, context);
}
export function hasMember(value: Value, name: string): boolean {
  return todo(value, name);
}
/** `v.name = x`; throws the real errors where it cannot be set. */
export function setMember(value: Value, name: string, newValue: Value, context?: MethodContext): void {
  return todo(value, name, newValue, context);
}
/** Member added by Add-Member, types.ps1xml or note: lets the interpreter run ScriptProperty and ScriptMethod itself. */
export function findExtendedMember(value: Value, name: string): ExtendedMember | undefined {
  return todo(value, name);
}
/** All instance members in display order (properties as Format-List * prints them first). */
export function membersOf(value: Value): MemberView[] {
  return todo(value);
}
export function staticMembersOf(type: NetType): MemberView[] {
  return todo(type);
}
/** `$v.PSObject.TypeNames`. */
export function typeNamesOf(value: Value): string[] {
  return todo(value);
}
