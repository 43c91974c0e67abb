/** The Registry provider over the registry tree of a machine. seen: RegistryProvider.cs; RegistryProviderStrings */

import type { MachineRecord, RegistryKeyRecord, RegistryValueType } from '../../estate/records';
import { emptyKey, ensureKey, registryKey } from '../../estate/registry';
import { PSRuntimeException } from '../../language/errors';
import { addedMembers, baseOf, knownTypes, PSArray, TypedObject, type Value } from '../../language/values';
import {
  type ChildEntry,
  type ItemOperation,
  type ItemProvider,
  type PropertyAccess,
  ProviderError,
  pathNotFound,
} from './item-provider';
import {
  hives,
  kindOfValue,
  netValueOf,
  type OfKey,
  registryKeyType,
  splitHive,
  valueNames,
  valueRecord,
} from './registry-objects';

const kinds: RegistryValueType[] = ['String', 'ExpandString', 'Binary', 'DWord', 'MultiString', 'QWord'];

/** The kind of -PropertyType; `Unknown` leaves the choice to the value. */
function kindNamed(text: string | undefined): RegistryValueType | undefined {
  if (text === undefined) return undefined;
  const kind = kinds.find((name) => name.toLowerCase() === text.toLowerCase());
  if (!kind && text.toLowerCase() !== 'unknown')
    throw new ProviderError(
      `Could not bind parameter 'Type'. Could not convert "${text}" to "Microsoft.Win32.RegistryValueKind". The possible enumeration values are "String, ExpandString, Binary, DWord, MultiString, QWord, Unknown".`,
      'ParameterBindingFailed',
      'InvalidArgument',
      text,
      'System.Management.Automation.PSArgumentException',
      true,
    );
  return kind;
}

function ioError(message: string, category: ProviderError['category'], target: Value): ProviderError {
  return new ProviderError(message, 'System.IO.IOException', category, target, 'System.IO.IOException');
}

export class RegistryProvider implements ItemProvider {
  readonly name = 'Registry';
  readonly isNavigation = true;
  readonly capabilities = 'ShouldProcess, Transactions';
  readonly home = undefined;
  constructor(private readonly machineNow: () => MachineRecord) {}
  private get machine(): MachineRecord {
    return this.machineNow();
  }

  private key(path: string): RegistryKeyRecord | undefined {
    const place = splitHive(path);
    return place && registryKey(this.machine, place.hive, place.rest);
  }
  private required(path: string): RegistryKeyRecord {
    const key = this.key(path);
    if (!key) throw pathNotFound(path);
    return key;
  }
  exists(path: string): boolean {
    return path === '' || this.key(path) !== undefined;
  }
  isContainer(path: string): boolean {
    return this.exists(path);
  }
  item(path: string): Value {
    const place = splitHive(path);
    const record = place && registryKey(this.machine, place.hive, place.rest);
    if (!place || !record) return null;
    const object = new TypedObject<OfKey>(registryKeyType, {
      machine: this.machine,
      hive: place.hive,
      path: place.rest,
      fullName: path.replace(/^[^\\]+/, (name) => name.toUpperCase()),
    });
    addedMembers.set(object, {
      members: new Map([
        [
          'property',
          {
            kind: 'NoteProperty',
            name: 'Property',
            value: new PSArray(valueNames(record, true), knownTypes['System.String']),
          },
        ],
      ]),
    });
    return object;
  }
  childItem(parent: string, name: string): Value {
    return this.item(this.join(parent, name));
  }
  children(path: string): ChildEntry[] {
    const names =
      path === ''
        ? hives.filter(([, hive]) => hive !== undefined).map(([name]) => name)
        : Object.values(this.required(path).keys).map((key) => key.name);
    return names.map((name) => ({ name, isContainer: true, hidden: false }));
  }
  join(parent: string, child: string): string {
    return parent === '' ? child : `${parent.replace(/\\+$/, '')}\\${child}`;
  }
  split(path: string): { parent: string; leaf: string } {
    const cut = path.lastIndexOf('\\');
    return cut < 0 ? { parent: '', leaf: path } : { parent: path.slice(0, cut), leaf: path.slice(cut + 1) };
  }

  label(operation: ItemOperation, path: string, other = ''): [string, string] {
    switch (operation) {
      case 'new-file':
      case 'new-folder':
        return ['New Item', `Item: ${path}`];
      case 'remove':
        return ['Remove Key', `Item: ${path}`];
      case 'rename':
        return ['Rename Item', `Item: ${path} NewName: ${other}`];
      case 'copy':
        return ['Copy Key', `Item: ${path} Destination: ${other}`];
      case 'move':
        return ['Move Item', `Item: ${path} Destination: ${other}`];
      case 'clear':
        return ['Clear Item', `Item: ${path}`];
      default:
        return ['Set Item', `Item: ${path} Value: ${other}`];
    }
  }

  newItem(path: string, type: string, value: Value, force: boolean): Value {
    const existing = this.key(path);
    if (existing && !force) throw ioError('A key in this path already exists.', 'ResourceExists', path);
    const place = splitHive(path);
    const { parent } = this.split(path);
    if (!place || (!this.exists(parent) && !force))
      throw ioError('The registry key at the specified path does not exist.', 'InvalidArgument', path);
    const above = splitHive(parent);
    // -Force on a key that exists makes it anew, without its values.
    if (existing && above) {
      const record = ensureKey(this.machine, above.hive, above.rest);
      const leaf = this.split(path).leaf;
      record.keys[leaf.toLowerCase()] = emptyKey(leaf);
    }
    const key = ensureKey(this.machine, place.hive, place.rest);
    if (value !== null && value !== undefined) {
      const kind = kindNamed(type === '' ? undefined : type) ?? kindOfValue(value);
      key.values[''] = valueRecord('', kind, value);
    }
    return this.item(path);
  }
  remove(path: string): void {
    const { parent, leaf } = this.split(path);
    this.required(path);
    const above = this.key(parent);
    if (!above)
      throw new ProviderError(
        'The operation was not processed. The location that was provided does not allow this operation.',
        'InvalidContainer',
        'InvalidArgument',
        path,
        'System.ArgumentException',
      );
    delete above.keys[leaf.toLowerCase()];
  }
  rename(path: string, name: string): string {
    const { parent, leaf } = this.split(path);
    const above = this.key(parent);
    const record = this.required(path);
    if (above && Object.hasOwn(above.keys, name.toLowerCase()) && name.toLowerCase() !== leaf.toLowerCase())
      throw new ProviderError(
        'The item cannot be renamed because an item with that name already exists in the same container.',
        'Argument',
        'InvalidArgument',
        name,
        'System.Management.Automation.PSArgumentException',
        true,
      );
    if (above) {
      delete above.keys[leaf.toLowerCase()];
      record.name = name;
      above.keys[name.toLowerCase()] = record;
    }
    return this.join(parent, name);
  }
  copy(path: string, target: string, recurse: boolean): string {
    const source = this.required(path);
    const place = this.key(target) ? this.join(target, this.split(path).leaf) : target;
    if (`${place.toLowerCase()}\\`.startsWith(`${path.toLowerCase()}\\`))
      throw new ProviderError(
        'The operation cannot be performed because the destination path is subordinate to the source path.',
        'System.ArgumentException',
        'InvalidArgument',
        place,
        'System.ArgumentException',
      );
    const { parent, leaf } = this.split(place);
    const above = this.key(parent);
    if (!above) throw pathNotFound(parent);
    const duplicate = (record: RegistryKeyRecord, name: string): RegistryKeyRecord => ({
      name,
      values: Object.fromEntries(Object.entries(record.values).map(([key, value]) => [key, { ...value }])),
      keys: recurse
        ? Object.fromEntries(Object.entries(record.keys).map(([key, child]) => [key, duplicate(child, child.name)]))
        : {},
    });
    above.keys[leaf.toLowerCase()] = duplicate(source, leaf);
    return place;
  }
  move(path: string, target: string): string {
    const place = this.copy(path, target, true);
    this.remove(path);
    return place;
  }
  setItem(path: string, value: Value): Value {
    this.required(path).values[''] = valueRecord('', kindOfValue(value), value);
    return this.item(path);
  }
  clearItem(path: string): void {
    this.required(path).values = {};
  }

  properties(path: string): PropertyAccess {
    const { machine } = this;
    const key = this.required(path);
    const own = (name: string): string => (/^\(default\)$/i.test(name) ? '' : name.toLowerCase());
    const missing = (name: string): ProviderError =>
      new ProviderError(
        `Property ${name} does not exist at path ${path}.`,
        'System.Management.Automation.PSArgumentException',
        'InvalidArgument',
        name,
        'System.Management.Automation.PSArgumentException',
      );
    const chosenKind = (value: Value): RegistryValueType => {
      const base = baseOf(value);
      if (base instanceof PSArray && base.elementType.fullName === 'System.Object')
        throw new ProviderError(
          "RegistryKey.SetValue does not support arrays of type 'Object[]'. Only Byte[] and String[] are supported.",
          'System.ArgumentException',
          'InvalidArgument',
          null,
          'System.ArgumentException',
        );
      return kindOfValue(value);
    };
    const store = (name: string, kind: RegistryValueType, value: Value): void => {
      const spelled = own(name) === '' ? '' : (key.values[own(name)]?.name ?? name);
      try {
        key.values[own(name)] = valueRecord(spelled, kind, value);
      } catch (error) {
        if (!(error instanceof PSRuntimeException)) throw error;
        throw new ProviderError(
          error.message,
          'System.Management.Automation.PSInvalidCastException',
          'InvalidArgument',
          path,
          'System.Management.Automation.PSInvalidCastException',
        );
      }
    };
    return {
      shownPath: path,
      dynamic: true,
      names: () => valueNames(key, true),
      has: (name) => Object.hasOwn(key.values, own(name)),
      get: (name) => {
        const record = Object.hasOwn(key.values, own(name)) ? key.values[own(name)] : undefined;
        if (!record) throw missing(name);
        return netValueOf(machine, record);
      },
      kind: (name) => key.values[own(name)]?.type,
      set: (name, value, kind) =>
        store(name, kindNamed(kind) ?? key.values[own(name)]?.type ?? chosenKind(value), value),
      create: (name, kind, value) => store(name, kindNamed(kind) ?? chosenKind(value), value),
      remove: (name) => {
        if (!Object.hasOwn(key.values, own(name))) throw missing(name);
        delete key.values[own(name)];
      },
      clear: (name) => {
        const record = Object.hasOwn(key.values, own(name)) ? key.values[own(name)] : undefined;
        if (!record) throw missing(name);
        const empty: Record<RegistryValueType, string | number | string[]> = {
          String: '',
          ExpandString: '',
          Binary: '',
          DWord: 0,
          QWord: '0',
          MultiString: [],
        };
        record.data = empty[record.type];
      },
    };
  }
}
