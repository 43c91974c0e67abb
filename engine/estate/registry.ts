/** Reading and writing the registry tree of a machine. Paths as `SOFTWARE\Microsoft`, below a hive, case ignored. */
import type { MachineRecord, RegistryKeyRecord, RegistryValueRecord } from './records';

export type Hive = keyof MachineRecord['registry'];

export function emptyKey(name: string): RegistryKeyRecord {
  return { name, values: {}, keys: {} };
}

function parts(path: string): string[] {
  return path.split('\\').filter((part) => part !== '');
}

export function registryKey(machine: MachineRecord, hive: Hive, path: string): RegistryKeyRecord | undefined {
  let key: RegistryKeyRecord | undefined = machine.registry[hive];
  for (const part of parts(path)) {
    const name = part.toLowerCase();
    key = key && Object.hasOwn(key.keys, name) ? key.keys[name] : undefined;
  }
  return key;
}

export function registryValue(
  machine: MachineRecord,
  hive: Hive,
  path: string,
  name: string,
): RegistryValueRecord | undefined {
  const key = registryKey(machine, hive, path);
  return key && Object.hasOwn(key.values, name.toLowerCase()) ? key.values[name.toLowerCase()] : undefined;
}

/** The key at `path`, made with all its parents where it is missing. */
export function ensureKey(machine: MachineRecord, hive: Hive, path: string): RegistryKeyRecord {
  let key = machine.registry[hive];
  for (const part of parts(path)) {
    const name = part.toLowerCase();
    if (!Object.hasOwn(key.keys, name)) key.keys[name] = emptyKey(part);
    key = key.keys[name];
  }
  return key;
}

export function setRegistryValue(machine: MachineRecord, hive: Hive, path: string, value: RegistryValueRecord): void {
  ensureKey(machine, hive, path).values[value.name.toLowerCase()] = value;
}
