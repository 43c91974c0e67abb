/** [type] values: System.Type as scripts use it. */
import { findType, makeGenericType, type NetType } from '../types';
import type { Value } from '../values';
import { knownTypes, NetObject, PSArray, PSEnum, PSTypeValue } from '../values';
import { behave } from './binding';
import { enumerate } from './enumerate';
import { invalidOperation, stringArray } from './object-behaviour';
import { typeOf, typeText } from './type-name';

const type = (self: Value): NetType => (self as PSTypeValue).type;
const value = (found: NetType | undefined): Value => (found ? new PSTypeValue(found) : null);
const types = (list: readonly NetType[]): PSArray =>
  new PSArray(
    list.map((item) => new PSTypeValue(item)),
    knownTypes['System.Type'],
  );

/** PropertyInfo, MethodInfo, FieldInfo: what reflection shows. */
export class MemberInfoValue extends NetObject {
  constructor(
    readonly kind: 'PropertyInfo' | 'MethodInfo' | 'ConstructorInfo' | 'FieldInfo',
    readonly name: string,
    readonly declaring: NetType,
    readonly signature: string,
    readonly isStatic: boolean,
  ) {
    super();
  }
  get netType(): NetType {
    return knownTypes[`System.Reflection.${this.kind}`]!;
  }
}
for (const kind of ['PropertyInfo', 'MethodInfo', 'ConstructorInfo', 'FieldInfo'] as const) {
  const info = (self: Value): MemberInfoValue => self as MemberInfoValue;
  behave(`System.Reflection.${kind}`, {
    toText: (self) => info(self).signature.replace(/ \{.*/, ''),
    signatures: [
      'pstring Name {get;}',
      'ptype DeclaringType {get;}',
      'pbool IsStatic {get;}',
      kind === 'PropertyInfo' ? 'ptype PropertyType {get;}' : 'ptype ReturnType {get;}',
    ],
    properties: {
      Name: (self) => info(self).name,
      DeclaringType: (self) => new PSTypeValue(info(self).declaring),
      IsStatic: (self) => info(self).isStatic,
      PropertyType: (self) => value(findType(info(self).signature.split(' ')[0]!)),
      ReturnType: (self) => value(findType(info(self).signature.split(' ')[0]!)),
    },
  });
}

function methodsOf(self: NetType): MemberInfoValue[] {
  const out: MemberInfoValue[] = [];
  for (let at: NetType | undefined = self; at; at = at.base) {
    for (const [isStatic, map] of [
      [false, at.methods],
      [true, at.staticMethods],
    ] as const)
      for (const method of map.values())
        for (const text of method.overloads)
          out.push(new MemberInfoValue('MethodInfo', method.name, at, text, isStatic));
  }
  return out;
}
function propertiesOf(self: NetType): MemberInfoValue[] {
  const out: MemberInfoValue[] = [];
  for (let at: NetType | undefined = self; at; at = at.base) {
    for (const [isStatic, map] of [
      [false, at.properties],
      [true, at.staticProperties],
    ] as const)
      for (const property of map.values())
        out.push(new MemberInfoValue('PropertyInfo', property.name, at, `${property.type} ${property.name}`, isStatic));
  }
  return out;
}
function interfacesOf(self: NetType): NetType[] {
  return self.interfaces.flatMap((name) => findType(name) ?? []);
}
const primitives = /^System\.(?:Boolean|Char|S?Byte|U?Int(?:16|32|64)|Single|Double|IntPtr)$/;

/** Assembly that a type is said to live in. */
class AssemblyValue extends NetObject {
  constructor(readonly name: string) {
    super();
  }
  get netType(): NetType {
    return knownTypes['System.Reflection.Assembly']!;
  }
}
behave('System.Reflection.Assembly', {
  toText: (self) => (self as AssemblyValue).name,
  signatures: [
    'pstring FullName {get;}',
    'pstring Location {get;}',
    'pbool GlobalAssemblyCache {get;}',
    'mSystem.Reflection.AssemblyName GetName()',
    'MSystem.Reflection.Assembly LoadWithPartialName(string partialName)',
    'MSystem.Reflection.Assembly Load(string assemblyString)',
  ],
  properties: { FullName: (self) => (self as AssemblyValue).name, Location: () => '', GlobalAssemblyCache: () => true },
  staticMethods: {
    LoadWithPartialName: (_s, [name]) =>
      new AssemblyValue(`${String(name)}, Version=4.0.0.0, Culture=neutral, PublicKeyToken=b03f5f7f11d50a3a`),
    Load: (_s, [name]) =>
      new AssemblyValue(`${String(name)}, Version=4.0.0.0, Culture=neutral, PublicKeyToken=b03f5f7f11d50a3a`),
  },
});
function assemblyOf(self: NetType): AssemblyValue {
  return new AssemblyValue(
    self.fullName.startsWith('System.Management.Automation')
      ? 'System.Management.Automation, Version=3.0.0.0, Culture=neutral, PublicKeyToken=31bf3856ad364e35'
      : 'mscorlib, Version=4.0.0.0, Culture=neutral, PublicKeyToken=b77a5c561934e089',
  );
}

behave('System.Type', {
  methods: {
    Equals: (self, [other]) => other instanceof PSTypeValue && other.type === type(self),
    GetType: (self) => new PSTypeValue(typeOf(self)!),
    ToString: (self) => typeText(type(self)),
    IsAssignableFrom: (self, [other]) => other instanceof PSTypeValue && other.type.isAssignableTo(type(self)),
    IsSubclassOf: (self, [other]) =>
      other instanceof PSTypeValue && other.type !== type(self) && type(self).isSubclassOf(other.type),
    IsInstanceOfType: (self, [other]) => typeOf(other)?.isAssignableTo(type(self)) ?? false,
    GetElementType: (self) => value(type(self).element),
    GetGenericArguments: (self) => types(type(self).genericArguments ?? []),
    GetGenericTypeDefinition: (self) => {
      const found = type(self).genericDefinition;
      if (!found) throw invalidOperation('This operation is only valid on generic types.');
      return new PSTypeValue(found);
    },
    GetInterfaces: (self) => types(interfacesOf(type(self))),
    GetInterface: (self, [name]) =>
      value(interfacesOf(type(self)).find((item) => item.name === name || item.fullName === name)),
    GetEnumNames: (self) => stringArray((type(self).enumValues ?? []).map(([name]) => name)),
    GetEnumValues: (self) =>
      new PSArray(
        (type(self).enumValues ?? []).map(([, number]) => new PSEnum(type(self), number)),
        type(self),
      ),
    GetEnumName: (self, [item]) =>
      type(self).enumValues?.find(([, number]) => number === (item instanceof PSEnum ? item.value : item))?.[0] ?? null,
    GetEnumUnderlyingType: () => new PSTypeValue(knownTypes['System.Int32']!),
    GetMethods: (self) => new PSArray(methodsOf(type(self))),
    GetMethod: (self, [name]) => methodsOf(type(self)).find((item) => item.name === name) ?? null,
    GetProperties: (self) => new PSArray(propertiesOf(type(self))),
    GetProperty: (self, [name]) => propertiesOf(type(self)).find((item) => item.name === name) ?? null,
    GetConstructors: (self) =>
      new PSArray(
        (type(self).constructors?.overloads ?? []).map(
          (text) => new MemberInfoValue('ConstructorInfo', '.ctor', type(self), text, false),
        ),
      ),
    GetFields: () => new PSArray([]),
    GetMembers: (self) => new PSArray([...methodsOf(type(self)), ...propertiesOf(type(self))]),
    GetArrayRank: (self) => (type(self).element ? 1 : 0),
    MakeArrayType: (self) => new PSTypeValue(type(self).arrayType()),
    MakeGenericType: (self, [args]) => new PSTypeValue(makeGenericType(type(self), (enumerate(args) ?? []).map(type))),
    IsEnumDefined: (self, [item]) =>
      type(self).enumValues?.some(([name, number]) => name === item || number === item) ?? false,
    GetCustomAttributes: () => new PSArray([]),
  },
  properties: {
    Assembly: (self) => assemblyOf(type(self)),
    AssemblyQualifiedName: (self) => `${type(self).fullName}, ${assemblyOf(type(self)).name}`,
    BaseType: (self) => value(type(self).base),
    ContainsGenericParameters: (self) => type(self).fullName.includes('`') && !type(self).genericArguments,
    FullName: (self) => type(self).fullName,
    GenericTypeArguments: (self) => types(type(self).genericArguments ?? []),
    IsAbstract: (self) =>
      type(self).kind === 'interface' ||
      /^System\.(?:Array|Enum|ValueType|Text\.Encoding|Math|Convert|Environment|Console)$/.test(type(self).fullName),
    IsArray: (self) => type(self).element !== undefined,
    IsClass: (self) => /class|delegate|array/.test(type(self).kind),
    IsEnum: (self) => type(self).kind === 'enum',
    IsGenericType: (self) => type(self).fullName.includes('`'),
    IsGenericTypeDefinition: (self) => type(self).fullName.includes('`') && !type(self).genericArguments,
    IsInterface: (self) => type(self).kind === 'interface',
    IsPrimitive: (self) => primitives.test(type(self).fullName),
    IsPublic: () => true,
    IsSealed: (self) =>
      type(self).isValueType || type(self).element !== undefined || type(self).fullName === 'System.String',
    IsSerializable: (self) =>
      type(self).kind !== 'interface' &&
      !type(self).fromScript &&
      !/^System\.(?:Math|Convert|Environment|Console)$/.test(type(self).fullName),
    IsValueType: (self) => type(self).isValueType,
    IsNested: (self) => type(self).fullName.includes('+'),
    IsByRef: () => false,
    IsPointer: () => false,
    MemberType: (self) => (self ? 'TypeInfo' : null),
    Module: (self) =>
      `${type(self).fullName.startsWith('System.Management.Automation') ? 'System.Management.Automation.dll' : 'CommonLanguageRuntimeLibrary'}`,
    Name: (self) => type(self).name,
    Namespace: (self) => type(self).namespace || null,
    UnderlyingSystemType: (self) => self,
    DeclaringType: () => null,
    ReflectedType: () => null,
    HasElementType: (self) => type(self).element !== undefined,
  },
  staticMethods: {
    GetType: (_s, [name]) => {
      const found = findType(String(name));
      return found && found.fullName.toLowerCase() === String(name).toLowerCase() ? new PSTypeValue(found) : null;
    },
  },
  staticProperties: { EmptyTypes: () => types([]) },
});
