/** Add-Member. seen: powershell-semantics.md 14 (AddMember.cs); texts: powershell-strings.json AddMember. */
import type { CommandContext } from '../../language/command';
import { isScriptBlock, typeNamesOf } from '../../language/formatting/object-access';
import type { Implementation } from '../../language/runtime/command-registry';
import {
  addedMembers,
  baseOf,
  type ExtendedMember,
  NetObject,
  PSArray,
  PSCustomObject,
  PSDictionary,
  PSEnum,
  PSList,
  PSWrapped,
  type Value,
} from '../../language/values';
import { carrierOf, hasAnyMember, hasOwnMember, putMember } from './member-attachment';

function memberTypeName(value: Value | undefined): string {
  const base = baseOf(value);
  if (base instanceof PSEnum) return base.netType.enumValues?.find(([, number]) => number === base.value)?.[0] ?? '';
  return typeof base === 'string' ? base : '';
}

function refuse(ctx: CommandContext, id: string, message: string): never {
  return ctx.throwTerminating({
    message,
    id,
    category: 'InvalidOperation',
    exceptionType: 'System.InvalidOperationException',
  });
}

function textList(value: Value | undefined): string[] {
  const base = baseOf(value);
  if (base instanceof PSArray || base instanceof PSList) return base.items.map((item) => String(baseOf(item)));
  return base === null || base === undefined ? [] : [String(base)];
}

function member(ctx: CommandContext, kind: string, name: string, value: Value, second: Value): ExtendedMember {
  switch (kind) {
    case 'NoteProperty':
      if (second !== null && second !== undefined)
        refuse(
          ctx,
          'Value2ShouldNotBeSpecified',
          `The SecondValue parameter is not necessary for a member of type "${kind}", and should not be specified. Do not specify the SecondValue parameter when you add members of this type.`,
        );
      return { kind: 'NoteProperty', name, value };
    case 'AliasProperty':
      if (typeof baseOf(value) !== 'string')
        refuse(
          ctx,
          'Value1ShouldNotBeNull',
          `The Value parameter should not be null for a member of type "${kind}". Specify a non-null value for the Value parameter when adding members of this type.`,
        );
      return { kind: 'AliasProperty', name, target: String(baseOf(value)) };
    case 'ScriptProperty':
      if (!isScriptBlock(baseOf(value)) && !isScriptBlock(baseOf(second)))
        refuse(
          ctx,
          'Value1AndValue2AreNotBothNull',
          `Both Value and SecondValue parameters should not be null for a member of type "${kind}". Specify a non-null value for one of the two parameters.`,
        );
      return second === null || second === undefined
        ? { kind: 'ScriptProperty', name, getter: value }
        : { kind: 'ScriptProperty', name, getter: value, setter: second };
    case 'ScriptMethod':
      if (!isScriptBlock(baseOf(value)))
        refuse(
          ctx,
          'Value1ShouldNotBeNull',
          `The Value parameter should not be null for a member of type "${kind}". Specify a non-null value for the Value parameter when adding members of this type.`,
        );
      return { kind: 'ScriptMethod', name, script: value };
    case 'PropertySet':
      return { kind: 'PropertySet', name, names: textList(value) };
    case 'MemberSet': {
      // A member set is a small object of its own: PSStandardMembers is one.
      const set = new PSCustomObject();
      for (const item of (baseOf(value) as PSArray | PSList | null)?.items ?? []) {
        const made = baseOf(item);
        if (made instanceof NetObject && 'asMember' in made) {
          const inner = (made as unknown as { asMember: ExtendedMember }).asMember;
          set.members.set(inner.name.toLowerCase(), inner);
        }
      }
      return { kind: 'NoteProperty', name, value: set };
    }
    default:
      return refuse(
        ctx,
        'CannotAddMemberType',
        `Cannot add a member with type "${kind}". Specify a different type for the MemberTypes parameter.`,
      );
  }
}

function addTypeName(carrier: NetObject, typeName: string): void {
  if (carrier instanceof PSCustomObject) {
    carrier.typeNames = [typeName, ...carrier.typeNames];
    return;
  }
  const names = [typeName, ...typeNamesOf(carrier)];
  if (carrier instanceof PSWrapped) carrier.typeNames = names;
  else {
    const record = addedMembers.get(carrier);
    if (record) record.typeNames = names;
    else addedMembers.set(carrier, { members: new Map(), typeNames: names });
  }
}

export const addMember: Implementation = {
  process(ctx, p) {
    const object = p.InputObject;
    if (object === null || object === undefined) return;
    const carrier = carrierOf(object);
    const force = p.Force === true;
    const put = (made: ExtendedMember): boolean => {
      const taken = force ? false : hasAnyMember(object, made.name) || hasOwnMember(carrier, made.name);
      if (taken) {
        ctx.writeError({
          message: `Cannot add a member with the name "${made.name}" because a member with that name already exists. To overwrite the member anyway, add the Force parameter to your command.`,
          id: 'MemberAlreadyExists',
          category: 'InvalidOperation',
          target: object,
          targetType: 'PSObject',
          exceptionType: 'System.InvalidOperationException',
        });
        return false;
      }
      putMember(carrier, made);
      return true;
    };
    if (ctx.isBound('TypeName') && typeof p.TypeName === 'string') addTypeName(carrier, p.TypeName);
    if (ctx.isBound('NotePropertyMembers')) {
      const table = baseOf(p.NotePropertyMembers);
      if (table instanceof PSDictionary)
        for (const { key, value } of table.items()) put({ kind: 'NoteProperty', name: ctx.text(key), value });
    } else if (ctx.isBound('NotePropertyName'))
      put({ kind: 'NoteProperty', name: String(p.NotePropertyName), value: p.NotePropertyValue ?? null });
    else if (ctx.isBound('MemberType')) {
      const kind = memberTypeName(p.MemberType);
      if (!put(member(ctx, kind, String(p.Name ?? ''), p.Value ?? null, p.SecondValue ?? null))) return;
    }
    if (p.PassThru === true) ctx.write(carrier);
  },
};
