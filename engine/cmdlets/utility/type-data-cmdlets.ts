/** Update-TypeData, Get-TypeData, Remove-TypeData. seen: UpdateDataCommand.cs; texts: powershell-strings.json TypesXmlStrings. */
import type { CommandContext } from '../../language/command';
import { setDisplayName } from '../../language/formatting';
import { isScriptBlock, wildcardTest } from '../../language/formatting/object-access';
import {
  addSessionTypeMember,
  displayProperties,
  removeTypeData,
  setDisplayProperties,
  typeMembers,
} from '../../language/net/type-data';
import type { Implementation } from '../../language/runtime/command-registry';
import { defineType } from '../../language/types';
import {
  baseOf,
  type ExtendedMember,
  PSArray,
  PSDictionary,
  PSEnum,
  PSList,
  TypedObject,
  type Value,
} from '../../language/values';
import { lazyType } from './session';

/** What each session added itself, so that another session's data is no duplicate. */
const addedBySession = new WeakMap<object, Map<string, Set<string>>>();

function addedNames(ctx: CommandContext, typeName: string): Set<string> {
  const owner = ctx.runspace as object;
  let types = addedBySession.get(owner);
  if (!types) {
    types = new Map();
    addedBySession.set(owner, types);
  }
  const key = typeName.toLowerCase();
  let names = types.get(key);
  if (!names) {
    names = new Set();
    types.set(key, names);
  }
  return names;
}

function texts(value: Value | undefined): string[] {
  const base = baseOf(value);
  if (base === null || base === undefined) return [];
  if (base instanceof PSArray || base instanceof PSList) return base.items.map((item) => String(baseOf(item)));
  return [String(base)];
}

function memberKind(value: Value | undefined): string {
  const base = baseOf(value);
  if (base instanceof PSEnum) return base.netType.enumValues?.find(([, number]) => number === base.value)?.[0] ?? '';
  return String(base ?? '');
}

function refuse(ctx: CommandContext, typeName: string, problem: string): void {
  ctx.writeError({
    message: `Error in TypeData "${typeName}": ${problem}`,
    id: 'TypesDynamicUpdateException',
    category: 'InvalidOperation',
    target: typeName,
    exceptionType: 'System.Management.Automation.RuntimeException',
  });
}

function memberOf(kind: string, name: string, value: Value, second: Value): ExtendedMember | undefined {
  switch (kind) {
    case 'NoteProperty':
      return { kind: 'NoteProperty', name, value };
    case 'AliasProperty':
      return { kind: 'AliasProperty', name, target: String(baseOf(value)) };
    case 'ScriptProperty':
      if (!isScriptBlock(baseOf(value)) && !isScriptBlock(baseOf(second))) return undefined;
      return second === null ? { kind, name, getter: value } : { kind, name, getter: value, setter: second };
    case 'ScriptMethod':
      return isScriptBlock(baseOf(value)) ? { kind, name, script: value } : undefined;
    case 'PropertySet':
      return { kind, name, names: texts(value) };
    default:
      return undefined;
  }
}

export const updateTypeData: Implementation = {
  notSimulated: ['AppendPath', 'PrependPath', 'TypeData', 'TypeConverter', 'TypeAdapter'],
  process(ctx, p) {
    if (!ctx.isBound('TypeName')) return;
    const typeName = ctx.text(p.TypeName);
    const added = addedNames(ctx, typeName);
    const force = p.Force === true;
    if (ctx.isBound('MemberName')) {
      const name = ctx.text(p.MemberName);
      const member = memberOf(memberKind(p.MemberType), name, p.Value ?? null, p.SecondValue ?? null);
      if (!member) refuse(ctx, typeName, `The value of the member ${name} is not valid.`);
      else if (added.has(name.toLowerCase()) && !force) refuse(ctx, typeName, `The member ${name} is already present.`);
      else {
        addSessionTypeMember(typeName, member);
        added.add(name.toLowerCase());
      }
    }
    const standard = (key: string, put: () => void): void => {
      if (added.has(`:${key}`) && !force) refuse(ctx, typeName, `The member ${key} is already present.`);
      else {
        put();
        added.add(`:${key}`);
      }
    };
    if (ctx.isBound('DefaultDisplayPropertySet'))
      standard('DefaultDisplayPropertySet', () => setDisplayProperties(typeName, texts(p.DefaultDisplayPropertySet)));
    if (ctx.isBound('DefaultDisplayProperty'))
      standard('DefaultDisplayProperty', () => setDisplayName(typeName, ctx.text(p.DefaultDisplayProperty)));
  },
};

export const removeTypeDataCmdlet: Implementation = {
  notSimulated: ['Path'],
  process(ctx, p) {
    const base = baseOf(p.TypeData);
    const typeName = base instanceof TypedObject ? (base.data as TypeDataView).typeName : ctx.text(p.TypeName);
    const added = addedNames(ctx, typeName);
    if (added.size === 0 && typeMembers([typeName]).length === 0) {
      ctx.writeError({
        message: `Error in TypeData "${typeName}": The type "${typeName}" was not found. The type name value must be the full name of the type. Verify the type name and run the command again.`,
        id: 'TypesDynamicRemoveException',
        category: 'InvalidOperation',
        target: typeName,
      });
      return;
    }
    removeTypeData(typeName);
    added.clear();
  },
};

interface TypeDataView {
  typeName: string;
  members: PSDictionary;
  display: string[] | undefined;
}

const typeData = lazyType(() =>
  defineType<TypeDataView>({
    name: 'System.Management.Automation.Runspaces.TypeData',
    properties: {
      TypeName: { type: 'string', get: (data) => data.typeName },
      Members: {
        type: 'System.Collections.Generic.Dictionary[string,System.Management.Automation.Runspaces.TypeMemberData]',
        get: (data) => data.members,
      },
      DefaultDisplayPropertySet: {
        type: 'System.Management.Automation.Runspaces.PropertySetData',
        get: (data) => (data.display ? new PSArray(data.display) : null),
      },
    },
  }),
);

export const getTypeData: Implementation = {
  process(ctx, p) {
    const patterns = ctx.isBound('TypeName') ? texts(p.TypeName) : ['*'];
    const own = addedBySession.get(ctx.runspace as object);
    const known = ['System.Array', 'System.Collections.DictionaryEntry', 'System.DateTime', 'System.Net.IPAddress'];
    const names = new Map(known.map((name) => [name.toLowerCase(), name]));
    for (const key of own?.keys() ?? []) if (!names.has(key)) names.set(key, key);
    for (const pattern of patterns) {
      const test = wildcardTest(pattern);
      for (const name of names.values()) {
        if (!test(name)) continue;
        const members = new PSDictionary();
        for (const member of typeMembers([name])) members.set(member.name, member.kind);
        ctx.write(new TypedObject(typeData(), { typeName: name, members, display: displayProperties([name]) }));
      }
    }
  },
};
