/** Get-Member. seen: powershell-semantics.md 14 (GetMember.cs). */
import { wildcardTest } from '../../language/formatting/object-access';
import {
  findExtendedMember,
  type MemberView,
  membersOf,
  staticMembersOf,
  typeNamesOf,
  typeOf,
} from '../../language/net';
import type { Implementation } from '../../language/runtime/command-registry';
import { defineType } from '../../language/types';
import { baseOf, type PSArray, PSEnum, PSTypeValue, TypedObject, type Value } from '../../language/values';
import { memberTypes } from './enums';
import { lazyType } from './session';

interface Definition {
  typeName: string;
  name: string;
  memberType: string;
  definition: string;
}

const memberDefinition = lazyType(() =>
  defineType<Definition>({
    name: 'Microsoft.PowerShell.Commands.MemberDefinition',
    properties: {
      TypeName: { type: 'string', get: (data) => data.typeName },
      Name: { type: 'string', get: (data) => data.name },
      MemberType: {
        type: 'System.Management.Automation.PSMemberTypes',
        get: (data) => {
          const found = memberTypes.enumValues?.find(([name]) => name === data.memberType);
          return found ? new PSEnum(memberTypes, found[1]) : data.memberType;
        },
      },
      Definition: { type: 'string', get: (data) => data.definition },
    },
    toText: (data) => data.definition,
  }),
);

const groups: Record<string, string[]> = {
  properties: ['AliasProperty', 'CodeProperty', 'Property', 'NoteProperty', 'ScriptProperty'],
  methods: ['CodeMethod', 'Method', 'ScriptMethod'],
};
const everything = 'all';

/** Member types chosen by -MemberType; undefined: all. */
function chosenTypes(value: Value | undefined): Set<string> | undefined {
  if (value === undefined || value === null) return undefined;
  const base = baseOf(value);
  const words: string[] = [];
  if (base instanceof PSEnum) {
    const exact = base.netType.enumValues?.find(([, number]) => number === base.value);
    if (exact) words.push(exact[0]);
    else
      for (const [name, number] of base.netType.enumValues ?? [])
        if ((number & (number - 1)) === 0 && (base.value & number) !== 0) words.push(name);
  } else words.push(...String(base).split(/\s*,\s*/));
  const chosen = new Set<string>();
  for (const word of words) {
    const lower = word.toLowerCase();
    if (lower === everything) return undefined;
    for (const name of groups[lower] ?? [word]) chosen.add(name.toLowerCase());
  }
  return chosen;
}

const order = new Intl.Collator('en-US', { sensitivity: 'accent' });

/** Which of the views is asked for: members of the type, members added to it, or both. */
function viewTest(value: Value | undefined): (object: Value, member: MemberView) => boolean {
  const base = baseOf(value);
  const name =
    base instanceof PSEnum
      ? (base.netType.enumValues?.find(([, n]) => n === base.value)?.[0] ?? '')
      : String(base ?? '');
  const lower = name.toLowerCase();
  if (lower === 'adapted' || lower === 'base')
    return (object, member) => findExtendedMember(object, member.name) === undefined;
  if (lower === 'extended') return (object, member) => findExtendedMember(object, member.name) !== undefined;
  return () => true;
}

export const getMember: Implementation = {
  process(ctx, p) {
    const object = p.InputObject;
    if (object === null || object === undefined) return;
    let seen = ctx.state.seen as Set<string> | undefined;
    if (!seen) {
      seen = new Set();
      ctx.state.seen = seen;
    }
    const base = baseOf(object);
    let typeName: string;
    let members: MemberView[];
    if (p.Static === true) {
      const type = base instanceof PSTypeValue ? base.type : typeOf(base);
      if (!type) return;
      typeName = type.fullName;
      members = staticMembersOf(type);
    } else {
      typeName = typeNamesOf(object)[0] ?? '<null>';
      members = membersOf(object);
    }
    if (seen.has(typeName)) return;
    seen.add(typeName);

    const names = base === undefined ? [] : ((baseOf(p.Name) as PSArray | undefined)?.items ?? ['*']);
    const tests = names.map((name) => wildcardTest(String(name)));
    const types = chosenTypes(p.MemberType);
    const inView = viewTest(p.View);
    const found = members
      .filter(
        (member) =>
          (p.Force === true || !member.hidden) &&
          (!types || types.has(member.memberType.toLowerCase())) &&
          tests.some((test) => test(member.name)) &&
          inView(object, member),
      )
      .map(
        (member): Definition => ({
          typeName,
          name: member.name,
          memberType: member.memberType,
          definition: member.definition,
        }),
      );
    found.sort((a, b) => order.compare(a.memberType, b.memberType) || order.compare(a.name, b.name));
    ctx.writeAll(found.map((definition) => new TypedObject(memberDefinition(), definition)));
  },
  end(ctx) {
    if (ctx.state.seen !== undefined) return;
    ctx.writeError({
      message: 'You must specify an object for the Get-Member cmdlet.',
      id: 'NoObjectInGetMember',
      category: 'CloseError',
      exceptionType: 'System.InvalidOperationException',
    });
  },
};
