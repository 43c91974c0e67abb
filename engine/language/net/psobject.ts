/** `$v.PSObject`: properties, members, type names of a value. */
import { PSRuntimeException } from '../errors';
import { findType, type NetMethod, type NetType } from '../types';
import type { ExtendedMember, Value } from '../values';
import {
  addedMembers,
  foldCase,
  knownTypes,
  NetObject,
  PSCustomObject,
  type PSDictionary,
  PSList,
  PSWrapped,
} from '../values';
import { getMember, type MemberView, membersOf, setMember, typeNamesOf } from './members';
import { typeOf, typeText } from './type-name';

export class PSObjectView extends NetObject {
  constructor(readonly value: Value) {
    super();
  }
  get netType(): NetType {
    return knownTypes['System.Management.Automation.PSObject']!;
  }
  /** The live list of type names: changes to it change the object. */
  typeNames(): PSList {
    const { value } = this;
    const names = typeNamesOf(value);
    const list = new PSList([...names], knownTypes['System.Collections.ObjectModel.Collection`1']);
    return liveTypeNames(value, list);
  }
  members(kinds?: (view: MemberView) => boolean): PSMemberCollection {
    const views = membersOf(this.value).filter((view) => !view.hidden && (kinds?.(view) ?? true));
    return new PSMemberCollection(
      this.value,
      views.map((view) => new PSMemberView(this.value, view)),
    );
  }
}

/** `$h.PSBase`: a dictionary whose keys do not hide its properties. */
export class PSBaseView extends NetObject {
  constructor(readonly base: PSDictionary) {
    super();
  }
  get netType(): NetType {
    return this.base.netType;
  }
}

/** A PSList whose changes are written back to the object's type names. */
function liveTypeNames(value: Value, list: PSList): PSList {
  if (!(value instanceof NetObject)) return list;
  const write = (): void => {
    const names = list.items.map(String);
    if (value instanceof PSCustomObject) value.typeNames = names;
    else if (value instanceof PSWrapped) value.typeNames = names;
    else {
      const added = addedMembers.get(value) ?? { members: new Map<string, ExtendedMember>() };
      added.typeNames = names;
      addedMembers.set(value, added);
    }
  };
  changeHooks.set(list, write);
  return list;
}

/** Called after a list with a hook was changed by one of its methods. */
export const changeHooks = new WeakMap<PSList, () => void>();

/** `Properties`, `Members`, `Methods`. */
export class PSMemberCollection extends NetObject {
  constructor(
    readonly owner: Value,
    readonly items: readonly PSMemberView[],
  ) {
    super();
  }
  get netType(): NetType {
    return knownTypes['System.Management.Automation.PSMemberInfoIntegratingCollection`1']!;
  }
  enumerate(): readonly Value[] {
    return this.items;
  }
  find(name: string): PSMemberView | undefined {
    const key = foldCase(name);
    return this.items.find((item) => foldCase(item.view.name) === key);
  }
}

/** PSPropertyInfo or PSMethodInfo. */
export class PSMemberView extends NetObject {
  constructor(
    readonly owner: Value,
    readonly view: MemberView,
  ) {
    super();
  }
  get netType(): NetType {
    const names: Record<string, string> = {
      Property: 'PSProperty',
      Method: 'PSMethod',
      CodeProperty: 'PSCodeProperty',
    };
    const { memberType } = this.view;
    return (
      knownTypes[`System.Management.Automation.${names[memberType] ?? `PS${memberType}`}`] ??
      knownTypes['System.Management.Automation.PSMemberInfo']!
    );
  }
  get value(): Value {
    return getMember(this.owner, this.view.name) ?? null;
  }
  set value(next: Value) {
    setMember(this.owner, this.view.name, next);
  }
  get typeNameOfValue(): string {
    if (this.view.memberType === 'Property') {
      const text = this.view.definition.replace(/ \S+ \{.*$/s, '').replace(/^static /, '');
      return findType(text)?.fullName ?? text;
    }
    const { value } = this;
    return typeOf(value)?.fullName ?? 'System.Object';
  }
  get isSettable(): boolean {
    return /NoteProperty|AliasProperty/.test(this.view.memberType) || /set;|set=/.test(this.view.definition);
  }
}

/** Members given by hand to `Add`: `[psnoteproperty]::new('a', 1)`. */
export class DetachedMember extends NetObject {
  constructor(readonly member: ExtendedMember) {
    super();
  }
  get netType(): NetType {
    return knownTypes[`System.Management.Automation.PS${this.member.kind}`]!;
  }
}

/** Adds a member to a value; the value must be one that can carry members. */
export function addMember(target: Value, member: ExtendedMember, force = false): void {
  if (!(target instanceof NetObject)) return;
  let members: Map<string, ExtendedMember>;
  if (target instanceof PSCustomObject || target instanceof PSWrapped) members = target.members;
  else {
    const added = addedMembers.get(target) ?? { members: new Map<string, ExtendedMember>() };
    addedMembers.set(target, added);
    members = added.members;
  }
  const key = foldCase(member.name);
  if (members.has(key) && !force)
    throw new PSRuntimeException(
      `Cannot add a member with the name "${member.name}" because a member with that name already exists. To overwrite the member anyway, add the Force parameter to your command.`,
      'MemberAlreadyExists',
      { category: 'InvalidOperation' },
    );
  members.set(key, member);
}

/** Removes a member that was added to the value. */
export function removeMember(target: Value, name: string): void {
  if (!(target instanceof NetObject)) return;
  const members =
    target instanceof PSCustomObject || target instanceof PSWrapped
      ? target.members
      : addedMembers.get(target)?.members;
  members?.delete(foldCase(name));
}

/** Name of a value's type, short. */
export function shortName(value: Value): string {
  const type = typeOf(value);
  return type ? typeText(type) : 'object';
}

/** A method without its call: `$s.Substring` prints its overloads. */
export class PSMethodValue extends NetObject {
  constructor(
    readonly owner: Value,
    readonly name: string,
    readonly method: NetMethod,
    readonly declaring: NetType | undefined,
  ) {
    super();
  }
  get netType(): NetType {
    return knownTypes['System.Management.Automation.PSMethod']!;
  }
}
