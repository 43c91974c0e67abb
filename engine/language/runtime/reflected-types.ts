/** Types of the engine that scripts make themselves: dynamic parameters and their attributes. */
import { toText } from '../conversion';
import { findType, NetType, registerType } from '../types';
import { foldCase, knownTypes, PSArray, PSDictionary, PSList, TypedObject, type Value } from '../values';
import type { AttributeObject, RuntimeParameter } from './dynamic-parameters';
import { ensureType } from './engine-types';

const automation = 'System.Management.Automation';

function attributeType(name: string, propertyNames: readonly string[]): void {
  const type = ensureType(`${automation}.${name}`, 'System.Attribute');
  for (const property of propertyNames) {
    type.properties.set(foldCase(property), {
      name: property,
      type: 'System.Object',
      get: (self) => (self as TypedObject<AttributeObject>).data.properties.get(property) ?? null,
      set: (self, value) => {
        (self as TypedObject<AttributeObject>).data.properties.set(property, value);
      },
    });
  }
  const short = foldCase(name).replace(/attribute$/, '');
  type.constructors = {
    name: 'new',
    overloads: [`${automation}.${name} new(Params System.Object[] args)`],
    invoke: (_self, args) =>
      new TypedObject<AttributeObject>(type, { name: short, args: [...args], properties: new Map<string, Value>() }),
  };
}

export function installReflectedTypes(): void {
  attributeType('ParameterAttribute', [
    'Position',
    'ParameterSetName',
    'Mandatory',
    'ValueFromPipeline',
    'ValueFromPipelineByPropertyName',
    'ValueFromRemainingArguments',
    'HelpMessage',
    'DontShow',
  ]);
  for (const name of [
    'ValidateSetAttribute',
    'ValidateRangeAttribute',
    'ValidateNotNullOrEmptyAttribute',
    'AliasAttribute',
    'AllowNullAttribute',
  ]) {
    attributeType(name, ['IgnoreCase']);
  }
  const parameter = ensureType(`${automation}.RuntimeDefinedParameter`);
  const data = (self: Value) => (self as TypedObject<RuntimeParameter>).data;
  const put = (name: string, get: (self: Value) => Value, set: (self: Value, value: Value) => void): void => {
    parameter.properties.set(foldCase(name), { name, type: 'System.Object', get, set });
  };
  put(
    'Name',
    (self) => data(self).name,
    (self, value) => {
      data(self).name = toText(value);
    },
  );
  put(
    'ParameterType',
    (self) => data(self).type,
    (self, value) => {
      data(self).type = value;
    },
  );
  put(
    'Attributes',
    (self) => data(self).attributes,
    () => {},
  );
  put(
    'Value',
    (self) => data(self).value,
    (self, value) => {
      data(self).value = value;
    },
  );
  put(
    'IsSet',
    (self) => data(self).isSet,
    (self, value) => {
      data(self).isSet = value === true;
    },
  );
  parameter.constructors = {
    name: 'new',
    overloads: [
      `${automation}.RuntimeDefinedParameter new()`,
      `${automation}.RuntimeDefinedParameter new(string name, type parameterType, System.Collections.ObjectModel.Collection[System.Attribute] attributes)`,
    ],
    invoke: (_self, [name, type, attributes]) => {
      const list = new PSList([]);
      if (attributes instanceof PSList || attributes instanceof PSArray) list.items.push(...attributes.items);
      else if (attributes instanceof TypedObject) list.items.push(attributes);
      return new TypedObject<RuntimeParameter>(parameter, {
        name: toText(name ?? ''),
        type: typeof type === 'string' ? null : (type ?? null),
        attributes: list,
        value: null,
        isSet: false,
      });
    },
  };
  const base = findType('System.Collections.Generic.Dictionary`2') ?? knownTypes['System.Collections.Hashtable'];
  const dictionary =
    knownTypes[`${automation}.RuntimeDefinedParameterDictionary`] ??
    registerType(new NetType(`${automation}.RuntimeDefinedParameterDictionary`, base));
  if (dictionary.findMethod('Add') === undefined) {
    dictionary.methods.set('add', {
      name: 'Add',
      overloads: ['void Add(string key, System.Management.Automation.RuntimeDefinedParameter value)'],
      invoke: (self, [key, value]) => {
        (self as PSDictionary).set(key, value);
        return undefined;
      },
    });
  }
  dictionary.constructors = {
    name: 'new',
    overloads: [`${automation}.RuntimeDefinedParameterDictionary new()`],
    invoke: () => new PSDictionary(dictionary),
  };
}
