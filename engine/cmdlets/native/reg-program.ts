/** reg.exe query, add, delete over the registry of the machine. seen: reg /? and its output on Windows (K) */
import type { MachineRecord, RegistryKeyRecord, RegistryValueRecord, RegistryValueType } from '../../estate/records';
import { ensureKey, type Hive, registryKey } from '../../estate/registry';
import type { Program } from '../../language/host';
import type { NativeCall, NativeProgram } from '../../language/runtime/command-info';
import { estate } from '../hyper-v/service';

const hiveNames: Record<string, [Hive, string]> = {
  hklm: ['HKLM', 'HKEY_LOCAL_MACHINE'],
  hkey_local_machine: ['HKLM', 'HKEY_LOCAL_MACHINE'],
  hkcu: ['HKCU', 'HKEY_CURRENT_USER'],
  hkey_current_user: ['HKCU', 'HKEY_CURRENT_USER'],
};

const typeNames: Record<RegistryValueType, string> = {
  String: 'REG_SZ',
  ExpandString: 'REG_EXPAND_SZ',
  Binary: 'REG_BINARY',
  DWord: 'REG_DWORD',
  MultiString: 'REG_MULTI_SZ',
  QWord: 'REG_QWORD',
};

interface Key {
  hive: Hive;
  path: string;
  fullName: string;
}

function keyOf(text: string): Key | undefined {
  const [first, ...rest] = text.replace(/\\+$/, '').split('\\');
  const hive = hiveNames[first.toLowerCase()];
  return hive && { hive: hive[0], path: rest.join('\\'), fullName: [hive[1], ...rest].join('\\') };
}

function dataText({ type, data }: RegistryValueRecord): string {
  if (type === 'DWord') return `0x${(Number(data) >>> 0).toString(16)}`;
  if (type === 'QWord') return `0x${BigInt(data as string | number).toString(16)}`;
  if (type === 'Binary') return String(data).toUpperCase();
  return Array.isArray(data) ? data.join('\\0') : String(data);
}

function writeValue(call: NativeCall, value: RegistryValueRecord): void {
  const name = value.name === '' ? '(Default)' : value.name;
  call.writeLine(`    ${name}    ${typeNames[value.type]}    ${dataText(value)}`);
}

function option(args: string[], name: string): string | undefined {
  const at = args.findIndex((arg) => arg.toLowerCase() === name);
  return at < 0 ? undefined : (args[at + 1] ?? '');
}

function fail(call: NativeCall, text: string): number {
  call.writeError(`ERROR: ${text}`);
  return 1;
}

const NOT_FOUND = 'The system was unable to find the specified registry key or value.';

function query(call: NativeCall, machine: MachineRecord, key: Key, args: string[]): number {
  const record = registryKey(machine, key.hive, key.path);
  if (!record) return fail(call, NOT_FOUND);
  const name = args.some((arg) => arg.toLowerCase() === '/ve') ? '' : option(args, '/v');
  const recurse = args.some((arg) => arg.toLowerCase() === '/s');
  if (name !== undefined) {
    const value = record.values[name.toLowerCase()];
    if (!value) return fail(call, NOT_FOUND);
    call.writeLine('');
    call.writeLine(key.fullName);
    writeValue(call, value);
    call.writeLine('');
    return 0;
  }
  const visit = (at: RegistryKeyRecord, fullName: string): void => {
    const values = Object.values(at.values);
    call.writeLine('');
    if (values.length > 0 || fullName === key.fullName) {
      if (values.length > 0) call.writeLine(fullName);
      for (const value of values) writeValue(call, value);
      if (values.length > 0) call.writeLine('');
    }
    for (const child of Object.values(at.keys)) {
      if (recurse) visit(child, `${fullName}\\${child.name}`);
      else call.writeLine(`${fullName}\\${child.name}`);
    }
  };
  visit(record, key.fullName);
  return 0;
}

/** Data as text, in the type asked for; undefined where it does not fit. */
function record(name: string, type: RegistryValueType, data: string): RegistryValueRecord | undefined {
  if (type === 'DWord' || type === 'QWord') {
    if (data !== '' && !/^(0x[0-9a-f]+|\d+)$/i.test(data)) return undefined;
    const number = BigInt(data === '' ? 0 : data);
    return {
      name,
      type,
      data: type === 'DWord' ? Number(BigInt.asUintN(32, number)) : String(BigInt.asUintN(64, number)),
    };
  }
  if (type === 'Binary') return /^([0-9a-f]{2})*$/i.test(data) ? { name, type, data: data.toLowerCase() } : undefined;
  if (type === 'MultiString') return { name, type, data: data.split('\\0').filter((part) => part !== '') };
  return { name, type, data };
}

function add(call: NativeCall, machine: MachineRecord, key: Key, args: string[]): number {
  const typeText = option(args, '/t');
  const type = (Object.keys(typeNames) as RegistryValueType[]).find(
    (one) => typeNames[one].toLowerCase() === (typeText ?? 'REG_SZ').toLowerCase(),
  );
  if (!type) return fail(call, `Invalid syntax. Specify valid data type with '/t'.\r\nType "REG ADD /?" for usage.`);
  const name = args.some((arg) => arg.toLowerCase() === '/ve') ? '' : option(args, '/v');
  const target = ensureKey(machine, key.hive, key.path);
  if (name !== undefined) {
    const existing = target.values[name.toLowerCase()];
    if (existing && !args.some((arg) => arg.toLowerCase() === '/f')) {
      // Without an answer the value stays; reg.exe asks at the console, which a script cannot answer.
      return fail(call, `The value ${name} exists. Dualpath does not ask; use /f to overwrite it.`);
    }
    const made = record(existing?.name ?? name, type, option(args, '/d') ?? '');
    if (!made)
      return fail(call, `Invalid syntax. Specify valid numeric value for '/d'.\r\nType "REG ADD /?" for usage.`);
    target.values[name.toLowerCase()] = made;
  }
  call.writeLine('The operation completed successfully.');
  return 0;
}

function remove(call: NativeCall, machine: MachineRecord, key: Key, args: string[]): number {
  const found = registryKey(machine, key.hive, key.path);
  if (!found) return fail(call, NOT_FOUND);
  if (!args.some((arg) => arg.toLowerCase() === '/f'))
    return fail(call, 'reg delete asks at the console, which Dualpath does not simulate; use /f.');
  const name = args.some((arg) => arg.toLowerCase() === '/ve') ? '' : option(args, '/v');
  if (name !== undefined) {
    if (!Object.hasOwn(found.values, name.toLowerCase())) return fail(call, NOT_FOUND);
    delete found.values[name.toLowerCase()];
  } else if (args.some((arg) => arg.toLowerCase() === '/va')) found.values = {};
  else {
    const cut = key.path.lastIndexOf('\\');
    const parent = registryKey(machine, key.hive, cut < 0 ? '' : key.path.slice(0, cut));
    if (!parent || key.path === '') return fail(call, 'Access is denied.');
    delete parent.keys[key.path.slice(cut + 1).toLowerCase()];
  }
  call.writeLine('The operation completed successfully.');
  return 0;
}

export const reg: NativeProgram = {
  name: 'reg.exe',
  // biome-ignore lint/correctness/useYield: it never waits
  *run(call): Program<number> {
    const { machine } = call.service(estate);
    const [verb = '', path = '', ...rest] = call.args;
    const act = { query, add, delete: remove }[verb.toLowerCase()];
    if (!act) {
      if (verb === '') return fail(call, `Invalid syntax.\r\nType "REG /?" for usage.`);
      call.writeLine(`'reg ${verb}' is not simulated by Dualpath; reg query, add and delete are.`);
      return 1;
    }
    const key = keyOf(path);
    if (!key) return fail(call, `Invalid key name.\r\nType "REG ${verb.toUpperCase()} /?" for usage.`);
    return act(call, machine, key, rest);
  },
};
