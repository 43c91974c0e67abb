/** PSObject, PSMemberInfo and their kin; [ref]; PSMethod. */
import { toText } from '../conversion/to-text';
import { PSRuntimeException } from '../errors';
import { matchesWildcard } from '../text/wildcard';
import type { ExtendedMember, Value } from '../values';
import { baseOf, foldCase, knownTypes, PSArray, PSCustomObject, PSDictionary, PSEnum } from '../values';
import { behave } from './binding';
import { enumerate } from './enumerate';
import { call } from './invoke';
import { findExtendedMember } from './members';
import {
  addMember,
  DetachedMember,
  type PSMemberCollection,
  PSMemberView,
  PSMethodValue,
  PSObjectView,
  removeMember,
} from './psobject';

const view = (self: Value): PSObjectView => self as PSObjectView;
const isProperty = (item: { memberType: string }): boolean =>
  /Property$/.test(item.memberType) && item.memberType !== 'ParameterizedProperty';
const isMethod = (item: { memberType: string }): boolean => /Method$/.test(item.memberType);

/** A copy of an object: custom objects get members of their own. */
function copyOf(value: Value): Value {
  if (value instanceof PSCustomObject) {
    const copy = new PSCustomObject();
    for (const [key, member] of value.members) copy.members.set(key, { ...member });
    copy.typeNames = [...value.typeNames];
    return copy;
  }
  if (value instanceof PSDictionary) {
    const copy = new PSDictionary(value.netType, value.caseSensitive);
    for (const item of value.items()) copy.set(item.key, item.value);
    return copy;
  }
  if (value instanceof PSArray) return new PSArray([...value.items], value.elementType);
  return value;
}

behave('System.Management.Automation.PSObject', {
  toText: (self) => (self instanceof PSObjectView ? toText(self.value) : ''),
  methods: {
    Copy: (self) => copyOf(view(self).value),
    ToString: (self) => toText(view(self).value),
    GetHashCode: () => 0,
  },
  properties: {
    BaseObject: (self) => baseOf(view(self).value),
    ImmediateBaseObject: (self) => baseOf(view(self).value),
    Members: (self) => view(self).members(),
    Methods: (self) => view(self).members(isMethod),
    Properties: (self) => view(self).members(isProperty),
    TypeNames: (self) => view(self).typeNames(),
  },
  construct: (_s, [value]) => (value === undefined || value === null ? new PSCustomObject() : value),
});

const collection = (self: Value): PSMemberCollection => self as PSMemberCollection;
const text = 'System.Management.Automation.PSMemberInfo';
behave('System.Management.Automation.PSMemberInfoIntegratingCollection`1', {
  signatures: [
    `m${text} get_Item(string name)`,
    `mvoid Add(${text} member)`,
    `mvoid Add(${text} member, bool preValidated)`,
    'mvoid Remove(string name)',
    `mSystem.Object Match(string name)`,
    `mSystem.Object Match(string name, System.Management.Automation.PSMemberTypes memberTypes)`,
    'mSystem.Collections.IEnumerator GetEnumerator()',
    'pint Count {get;}',
  ],
  methods: {
    get_Item: (self, [name]) => collection(self).find(String(name)) ?? null,
    Add: (self, [member]) => {
      if (member instanceof DetachedMember) addMember(collection(self).owner, { ...member.member });
      else if (member instanceof PSMemberView)
        addMember(collection(self).owner, { kind: 'NoteProperty', name: member.view.name, value: member.value });
      return undefined;
    },
    Remove: (self, [name]) => {
      removeMember(collection(self).owner, String(name));
      return undefined;
    },
    Match: (self, [pattern]) =>
      new PSArray(collection(self).items.filter((item) => matchesWildcard(item.view.name, String(pattern)))),
  },
  properties: { Count: (self) => collection(self).items.length },
});

function memberType(name: string): Value {
  const type = knownTypes['System.Management.Automation.PSMemberTypes']!;
  const found = type.enumValues?.find(([text]) => foldCase(text) === foldCase(name));
  return found ? new PSEnum(type, found[1]) : name;
}
const member = (self: Value): PSMemberView => self as PSMemberView;
const detached = (self: Value): DetachedMember | undefined => (self instanceof DetachedMember ? self : undefined);
const noteValue = (it: DetachedMember): Value => (it.member.kind === 'NoteProperty' ? it.member.value : null);

behave('System.Management.Automation.PSMemberInfo', {
  toText: (self) =>
    self instanceof PSMemberView
      ? self.view.definition
      : self instanceof DetachedMember
        ? `${self.member.kind} ${self.member.name}`
        : '',
  methods: { Copy: (self) => self },
  properties: {
    Name: (self) => detached(self)?.member.name ?? member(self).view.name,
    MemberType: (self) => memberType(detached(self)?.member.kind ?? member(self).view.memberType),
    // seen: the real engine, also for .NET's own members.
    IsInstance: () => true,
    TypeNameOfValue: (self) => (detached(self) ? 'System.Object' : member(self).typeNameOfValue),
    Value: {
      get: (self) => {
        const it = detached(self);
        if (it) return noteValue(it);
        if (isMethod(member(self).view)) return methodOf(member(self));
        return member(self).value;
      },
      set: (self, value) => {
        const it = detached(self);
        if (it) {
          if (it.member.kind === 'NoteProperty') it.member.value = value;
        } else member(self).value = value;
      },
    },
  },
});
behave('System.Management.Automation.PSPropertyInfo', {
  properties: { IsGettable: () => true, IsSettable: (self) => detached(self) !== undefined || member(self).isSettable },
});
/** Properties in the order of declaration. seen: the classes of MshMemberInfo.cs, by reflection. */
const declared: Record<string, string> = {
  MemberType: 'pSystem.Management.Automation.PSMemberTypes MemberType {get;}',
  Value: 'pSystem.Object Value {get;set;}',
  IsSettable: 'pbool IsSettable {get;}',
  IsGettable: 'pbool IsGettable {get;}',
  TypeNameOfValue: 'pstring TypeNameOfValue {get;}',
  Name: 'pstring Name {get;}',
  IsInstance: 'pbool IsInstance {get;}',
  ReferencedMemberName: 'pstring ReferencedMemberName {get;}',
  ConversionType: 'ptype ConversionType {get;}',
  GetterScript: 'pscriptblock GetterScript {get;set;}',
  SetterScript: 'pscriptblock SetterScript {get;set;}',
  ReferencedPropertyNames: 'pSystem.Collections.ObjectModel.Collection[string] ReferencedPropertyNames {get;}',
  Script: 'pscriptblock Script {get;set;}',
  OverloadDefinitions: 'pSystem.Collections.ObjectModel.Collection[string] OverloadDefinitions {get;}',
};
for (const [kind, names] of [
  ['PSNoteProperty', 'MemberType,IsSettable,IsGettable,Value,TypeNameOfValue'],
  ['PSProperty', 'MemberType,Value,IsSettable,IsGettable,TypeNameOfValue'],
  ['PSAliasProperty', 'ReferencedMemberName,ConversionType,MemberType,TypeNameOfValue,IsSettable,IsGettable,Value'],
  ['PSScriptProperty', 'GetterScript,SetterScript,MemberType,IsSettable,IsGettable,Value,TypeNameOfValue'],
  ['PSCodeProperty', 'MemberType,IsSettable,IsGettable,Value,TypeNameOfValue'],
  ['PSPropertySet', 'ReferencedPropertyNames,MemberType,Value,TypeNameOfValue'],
  ['PSScriptMethod', 'Script,OverloadDefinitions,MemberType,TypeNameOfValue,Value'],
] as const)
  behave(`System.Management.Automation.${kind}`, {
    signatures: [...names.split(','), 'Name', 'IsInstance'].map((name) => declared[name]!),
  });

/** The member of a view or of one that stands alone. */
function extendedOf(self: Value): ExtendedMember | undefined {
  return self instanceof DetachedMember
    ? self.member
    : self instanceof PSMemberView
      ? findExtendedMember(self.owner, self.view.name)
      : undefined;
}
behave('System.Management.Automation.PSPropertySet', {
  signatures: ['c(string name, System.Collections.Generic.IEnumerable[string] referencedPropertyNames)'],
  construct: (_s, [name, names]) =>
    new DetachedMember({
      kind: 'PropertySet',
      name: String(name),
      names: (enumerate(names) ?? []).map((item) => toText(item)),
    }),
  properties: {
    ReferencedPropertyNames: (self) => {
      const found = extendedOf(self);
      return new PSArray(found?.kind === 'PropertySet' ? found.names : [], knownTypes['System.String']);
    },
    Value: (self) => self,
    TypeNameOfValue: () => 'System.Management.Automation.PSPropertySet',
  },
});
behave('System.Management.Automation.PSAliasProperty', { properties: { ConversionType: () => null } });
behave('System.Management.Automation.PSScriptProperty', {
  properties: {
    GetterScript: (self) => {
      const found = extendedOf(self);
      return found?.kind === 'ScriptProperty' ? found.getter : null;
    },
    SetterScript: (self) => {
      const found = extendedOf(self);
      return found?.kind === 'ScriptProperty' ? (found.setter ?? null) : null;
    },
  },
});
behave('System.Management.Automation.PSScriptMethod', {
  properties: {
    Script: (self) => {
      const found = extendedOf(self);
      return found?.kind === 'ScriptMethod' ? found.script : null;
    },
    OverloadDefinitions: (self) => {
      const found = extendedOf(self);
      return new PSArray([`System.Object ${found?.name ?? ''}();`], knownTypes['System.String']);
    },
  },
});
function methodOf(it: PSMemberView): Value {
  return it;
}

const note = (name: Value, value: Value): DetachedMember =>
  new DetachedMember({ kind: 'NoteProperty', name: String(name), value });
behave('System.Management.Automation.PSNoteProperty', { construct: (_s, [name, value]) => note(name, value) });
behave('System.Management.Automation.PSAliasProperty', {
  signatures: ['c(string name, string referencedMemberName)', 'pstring ReferencedMemberName {get;}'],
  properties: {
    ReferencedMemberName: (self) => (self instanceof PSMemberView ? self.view.definition.replace(/^.* = /, '') : ''),
  },
  construct: (_s, [name, target]) =>
    new DetachedMember({ kind: 'AliasProperty', name: String(name), target: String(target) }),
});
behave('System.Management.Automation.PSScriptProperty', {
  signatures: [
    'c(string name, scriptblock getterScript)',
    'c(string name, scriptblock getterScript, scriptblock setterScript)',
  ],
  construct: (_s, [name, getter, setter]) =>
    new DetachedMember({ kind: 'ScriptProperty', name: String(name), getter, setter }),
});
behave('System.Management.Automation.PSScriptMethod', {
  signatures: ['c(string name, scriptblock script)'],
  construct: (_s, [name, script]) => new DetachedMember({ kind: 'ScriptMethod', name: String(name), script }),
});

behave('System.Management.Automation.PSMethod', {
  toText: (self) => (self instanceof PSMethodValue ? self.method.overloads.join(', ') : ''),
  signatures: [
    ...['MemberType', 'OverloadDefinitions', 'TypeNameOfValue', 'Value', 'Name', 'IsInstance'].map(
      (name) => declared[name]!,
    ),
    'mSystem.Object Invoke(Params System.Object[] arguments)',
  ],
  properties: {
    OverloadDefinitions: (self) => {
      const it = self as PSMethodValue;
      const definitions =
        it instanceof PSMethodValue
          ? it.method.overloads.map((line) =>
              it.owner === null && it.method.name !== it.declaring?.name && it.name !== 'new' ? `static ${line}` : line,
            )
          : (self as unknown as PSMemberView).view.definition
              .split('), ')
              .map((line, i, all) => (i < all.length - 1 ? `${line})` : line));
      return new PSArray(definitions, knownTypes['System.String']);
    },
    MemberType: () => memberType('Method'),
    TypeNameOfValue: () => 'System.Management.Automation.PSMethod',
    Name: (self) => (self instanceof PSMethodValue ? self.method.name : member(self).view.name),
    Value: (self) => self,
    IsInstance: () => false,
  },
  methods: {
    Invoke: (self, [args], context) => {
      const it = self as PSMethodValue;
      if (it instanceof PSMethodValue)
        return call(it.method, it.method.name, it.owner, (args as PSArray).items, context);
      throw new PSRuntimeException('The method cannot be invoked.', 'CannotInvoke');
    },
  },
});

behave('System.Management.Automation.PSReference', {
  toText: (self) => toText((self as unknown as { value: Value }).value),
  properties: {
    Value: {
      get: (self) => (self as unknown as { value: Value }).value,
      set: (self, value) => {
        (self as unknown as { value: Value }).value = value;
      },
    },
  },
});

behave('System.Management.Automation.SwitchParameter', {
  properties: { IsPresent: (self) => (self as unknown as { isPresent: boolean }).isPresent },
  methods: {
    ToBool: (self) => (self as unknown as { isPresent: boolean }).isPresent,
    ToString: (self) => ((self as unknown as { isPresent: boolean }).isPresent ? 'True' : 'False'),
  },
  toText: (self) => ((self as unknown as { isPresent: boolean }).isPresent ? 'True' : 'False'),
});
