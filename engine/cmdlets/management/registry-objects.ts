/** Microsoft.Win32.RegistryKey and the data of registry values. seen: .NET Framework RegistryKey members (K), RegistryProviderStrings */
import '../../language/net';
import type { MachineRecord, RegistryKeyRecord, RegistryValueRecord, RegistryValueType } from '../../estate/records';
import { ensureKey, type Hive, registryKey } from '../../estate/registry';
import { convertTo, toText } from '../../language/conversion';
import { NetException } from '../../language/errors';
import { defineEnum, defineType, enumValue, findType, type NetType } from '../../language/types';
import { baseOf, knownTypes, long, PSArray, PSInteger, PSList, TypedObject, type Value } from '../../language/values';

/** Hives by the names of the registry itself, and what of them a machine has. */
export const hives: ReadonlyArray<readonly [string, Hive | undefined]> = [
  ['HKEY_LOCAL_MACHINE', 'HKLM'],
  ['HKEY_CURRENT_USER', 'HKCU'],
  ['HKEY_CLASSES_ROOT', undefined],
  ['HKEY_CURRENT_CONFIG', undefined],
  ['HKEY_USERS', undefined],
  ['HKEY_PERFORMANCE_DATA', undefined],
];

/** A key that exists: its record, and its whole name `HKEY_LOCAL_MACHINE\SOFTWARE`. */
export interface OfKey {
  machine: MachineRecord;
  hive: Hive;
  /** Below the hive. */
  path: string;
  fullName: string;
}

export function hiveOf(name: string): Hive | undefined {
  const key = name.toLowerCase();
  if (key === 'hklm' || key === 'hkcu') return name.toUpperCase() as Hive;
  return hives.find(([full]) => full.toLowerCase() === key)?.[1];
}

/** `HKEY_LOCAL_MACHINE\X` into hive and rest; undefined where no such hive is kept. */
export function splitHive(path: string): { hive: Hive; rest: string } | undefined {
  const cut = path.indexOf('\\');
  const hive = hiveOf(cut < 0 ? path : path.slice(0, cut));
  return hive && { hive, rest: cut < 0 ? '' : path.slice(cut + 1) };
}

export function recordOf(of: OfKey): RegistryKeyRecord | undefined {
  return registryKey(of.machine, of.hive, of.path);
}

const bytesType = () => knownTypes['System.Byte']!;
const stringType = () => knownTypes['System.String']!;

export function byteArray(bytes: ArrayLike<number>): PSArray {
  return new PSArray(
    Array.from(bytes, (byte) => new PSInteger('Byte', BigInt(byte))),
    bytesType(),
  );
}

/** `%SystemRoot%\x` with the variables of the machine. */
export function expandVariables(machine: MachineRecord, text: string): string {
  return text.replace(/%([^%]+)%/g, (whole, name: string) => {
    const key = Object.keys(machine.environment).find((own) => own.toLowerCase() === name.toLowerCase());
    return key === undefined ? whole : machine.environment[key];
  });
}

/** The value as .NET gives it. */
export function netValueOf(machine: MachineRecord, record: RegistryValueRecord, expand = true): Value {
  const { data } = record;
  switch (record.type) {
    case 'DWord':
      return Number(data) | 0;
    case 'QWord':
      return long(BigInt.asIntN(64, BigInt(data as string | number)));
    case 'MultiString':
      return new PSArray([...(Array.isArray(data) ? data : [String(data)])], stringType());
    case 'Binary': {
      const digits = String(data);
      const bytes: number[] = [];
      for (let i = 0; i + 1 < digits.length; i += 2) bytes.push(Number.parseInt(digits.slice(i, i + 2), 16));
      return byteArray(bytes);
    }
    case 'ExpandString':
      return expand ? expandVariables(machine, String(data)) : String(data);
    default:
      return String(data);
  }
}

function items(value: Value): readonly Value[] {
  const base = baseOf(value);
  return base instanceof PSArray || base instanceof PSList ? base.items : [value];
}

/** Kind that .NET chooses for a value. seen: RegistryProvider GetValueKindFromObject */
export function kindOfValue(value: Value): RegistryValueType {
  const base = baseOf(value);
  if (typeof base === 'number') return 'DWord';
  if (base instanceof PSInteger && (base.kind === 'Int64' || base.kind === 'UInt64')) return 'QWord';
  if (base instanceof PSArray && base.elementType === bytesType()) return 'Binary';
  if (base instanceof PSArray && base.elementType === stringType()) return 'MultiString';
  return 'String';
}

/** The record of a value; throws the conversion errors of LanguagePrimitives. */
export function valueRecord(name: string, kind: RegistryValueType, value: Value): RegistryValueRecord {
  const convert = (to: string, what: Value): Value => convertTo(what, findType(to)!);
  switch (kind) {
    case 'DWord': {
      const base = baseOf(value);
      const given = base === null || base === undefined ? 0 : base;
      const wide = given instanceof PSInteger && given.kind !== 'Int64' ? given.value : undefined;
      const number = wide ?? BigInt(convert('int', given) as number);
      return { name, type: kind, data: Number(BigInt.asUintN(32, number)) };
    }
    case 'QWord': {
      const number = convert('long', value ?? 0);
      return { name, type: kind, data: String(BigInt.asUintN(64, (number as PSInteger).value)) };
    }
    case 'MultiString':
      return {
        name,
        type: kind,
        data: value === null || value === undefined ? [] : items(value).map((item) => toText(item)),
      };
    case 'Binary': {
      const bytes = value === null || value === undefined ? [] : items(convert('byte[]', value));
      return {
        name,
        type: kind,
        data: bytes
          .map((byte) => Number((byte as PSInteger).value))
          .map((byte) => byte.toString(16).padStart(2, '0'))
          .join(''),
      };
    }
    default:
      return { name, type: kind, data: value === null || value === undefined ? '' : toText(value) };
  }
}

/** Names of the values in their order; the default value is `(default)` where `shown`. */
export function valueNames(record: RegistryKeyRecord, shown: boolean): string[] {
  return Object.values(record.values).map((value) => (value.name === '' && shown ? '(default)' : value.name));
}

export const kindEnum = defineEnum('Microsoft.Win32.RegistryValueKind', [
  ['String', 1],
  ['ExpandString', 2],
  ['Binary', 3],
  ['DWord', 4],
  ['MultiString', 7],
  ['QWord', 11],
  ['Unknown', 0],
  ['None', -1],
]);
const viewEnum = defineEnum('Microsoft.Win32.RegistryView', [
  ['Default', 0],
  ['Registry64', 256],
  ['Registry32', 512],
]);

const dataOf = (self: Value): OfKey => (self as TypedObject<OfKey>).data;
const live = (self: Value): RegistryKeyRecord => {
  const record = recordOf(dataOf(self));
  if (!record)
    throw new NetException(
      'System.IO.IOException',
      'Illegal operation attempted on a registry key that has been marked for deletion.\r\n',
    );
  return record;
};

/** The text of the Property column: the values as Format-List shows them. seen: Registry.format.ps1xml */
export function propertyText(machine: MachineRecord, record: RegistryKeyRecord, width = 119): string {
  const names = valueNames(record, true);
  const longest = names.reduce((most, name) => Math.max(most, name.length), 0);
  const lines = Object.values(record.values).map((value, index) => {
    const data = netValueOf(machine, value);
    const text =
      data instanceof PSArray
        ? `{${data.items
            .slice(0, 4)
            .map((item) => toText(item))
            .join(', ')}${data.items.length > 4 ? '...' : ''}}`
        : toText(data);
    const head = `${names[index].padEnd(longest)} : `;
    const room = Math.max(20, width - head.length);
    const parts: string[] = [];
    for (let at = 0; at < text.length || at === 0; at += room) parts.push(text.slice(at, at + room));
    return parts.map((part, line) => (line === 0 ? head : ' '.repeat(head.length)) + part).join('\n');
  });
  const whole = lines.join('\n').trim();
  return whole.length >= 5000 ? `${whole.slice(0, 5000)}...` : whole;
}

export const registryKeyType: NetType = defineType<OfKey>({
  name: 'Microsoft.Win32.RegistryKey',
  base: knownTypes['System.MarshalByRefObject'],
  interfaces: ['System.IDisposable'],
  properties: {
    SubKeyCount: { type: 'int', get: (of) => Object.keys(recordOf(of)?.keys ?? {}).length },
    View: { type: 'Microsoft.Win32.RegistryView', get: () => enumValue(viewEnum, 'Default') },
    Handle: {
      type: 'Microsoft.Win32.SafeHandles.SafeRegistryHandle',
      get: () => 'Microsoft.Win32.SafeHandles.SafeRegistryHandle',
    },
    ValueCount: { type: 'int', get: (of) => Object.keys(recordOf(of)?.values ?? {}).length },
    Name: { type: 'string', get: (of) => of.fullName },
  },
  toText: (of) => of.fullName,
  methods: [
    {
      name: 'GetValue',
      overloads: [
        'System.Object GetValue(string name)',
        'System.Object GetValue(string name, System.Object defaultValue)',
        'System.Object GetValue(string name, System.Object defaultValue, Microsoft.Win32.RegistryValueOptions options)',
      ],
      invoke: (self, args) => {
        const value = live(self).values[toText(args[0]).toLowerCase()];
        return value ? netValueOf(dataOf(self).machine, value, args.length < 3) : (args[1] ?? null);
      },
    },
    {
      name: 'GetValueNames',
      overloads: ['string[] GetValueNames()'],
      invoke: (self) => new PSArray(valueNames(live(self), false), stringType()),
    },
    {
      name: 'GetSubKeyNames',
      overloads: ['string[] GetSubKeyNames()'],
      invoke: (self) =>
        new PSArray(
          Object.values(live(self).keys).map((key) => key.name),
          stringType(),
        ),
    },
    {
      name: 'GetValueKind',
      overloads: ['Microsoft.Win32.RegistryValueKind GetValueKind(string name)'],
      invoke: (self, args) => {
        const value = live(self).values[toText(args[0]).toLowerCase()];
        if (!value) throw new NetException('System.IO.IOException', 'The specified registry key does not exist.');
        return enumValue(kindEnum, value.type);
      },
    },
    {
      name: 'OpenSubKey',
      overloads: [
        'Microsoft.Win32.RegistryKey OpenSubKey(string name)',
        'Microsoft.Win32.RegistryKey OpenSubKey(string name, bool writable)',
      ],
      invoke: (self, args) => subKey(dataOf(self), toText(args[0])) ?? null,
    },
    {
      name: 'CreateSubKey',
      overloads: ['Microsoft.Win32.RegistryKey CreateSubKey(string subkey)'],
      invoke: (self, args) => {
        const of = dataOf(self);
        const name = toText(args[0]);
        ensureKey(of.machine, of.hive, of.path === '' ? name : `${of.path}\\${name}`);
        return subKey(of, name) ?? null;
      },
    },
    {
      name: 'SetValue',
      overloads: [
        'void SetValue(string name, System.Object value)',
        'void SetValue(string name, System.Object value, Microsoft.Win32.RegistryValueKind valueKind)',
      ],
      invoke: (self, args) => {
        const name = toText(args[0]);
        const kind = args[2] === undefined ? kindOfValue(args[1]) : (toText(args[2]) as RegistryValueType);
        live(self).values[name.toLowerCase()] = valueRecord(name, kind, args[1]);
        return undefined;
      },
    },
    {
      name: 'DeleteValue',
      overloads: ['void DeleteValue(string name)', 'void DeleteValue(string name, bool throwOnMissingValue)'],
      invoke: (self, args) => {
        const { values } = live(self);
        const key = toText(args[0]).toLowerCase();
        if (!Object.hasOwn(values, key) && args[1] !== false)
          throw new NetException('System.ArgumentException', 'No value exists with that name.');
        delete values[key];
        return undefined;
      },
    },
    {
      name: 'DeleteSubKeyTree',
      overloads: ['void DeleteSubKeyTree(string subkey)'],
      invoke: (self, args) => {
        const { keys } = live(self);
        const key = toText(args[0]).toLowerCase();
        if (!Object.hasOwn(keys, key))
          throw new NetException(
            'System.ArgumentException',
            'Cannot delete a subkey tree because the subkey does not exist.',
          );
        delete keys[key];
        return undefined;
      },
    },
    { name: 'Close', overloads: ['void Close()'], invoke: () => undefined },
    { name: 'Flush', overloads: ['void Flush()'], invoke: () => undefined },
    { name: 'Dispose', overloads: ['void Dispose()'], invoke: () => undefined },
  ],
});
// Only the layout code asks for it (Property column).
registryKeyType.properties.set('propertytext', {
  name: 'PropertyText',
  type: 'string',
  hidden: true,
  get: (self) => {
    const record = recordOf(dataOf(self));
    return record ? propertyText(dataOf(self).machine, record) : '';
  },
});

function subKey(of: OfKey, name: string): TypedObject<OfKey> | undefined {
  const path = of.path === '' ? name : `${of.path}\\${name}`;
  return registryKey(of.machine, of.hive, path)
    ? new TypedObject<OfKey>(registryKeyType, { ...of, path, fullName: `${of.fullName}\\${name}` })
    : undefined;
}
