/**
 * Values that views compute with script blocks, written as functions: by type and column label.
 * seen: the format files of PowerShell 6.0.0-alpha.9 (powershell-views.json names the properties they use), objects.json.
 */
import { toDisplayText } from '../conversion';
import { formatDateTime, formatNumber } from '../text';
import {
  baseOf,
  double,
  PSArray,
  PSDateTime,
  PSDecimal,
  PSDictionary,
  PSDouble,
  PSInteger,
  PSList,
  type Value,
} from '../values';
import { readMember } from './object-access';

/** A property as a JavaScript number; undefined where it is none. */
function numberOf(self: Value, name: string): number | undefined {
  const value = baseOf(readMember(self, name) ?? null);
  if (typeof value === 'number') return value;
  if (value instanceof PSInteger) return Number(value.value);
  if (value instanceof PSDouble) return value.value;
  if (value instanceof PSDecimal) return Number(value.mantissa) / 10 ** value.scale;
  return undefined;
}

/** `[int]($_.X / 1024)`: half to even. */
function roundHalfEven(number: number): number {
  const floor = Math.floor(number);
  const rest = number - floor;
  if (rest === 0.5) return floor % 2 === 0 ? floor : floor + 1;
  return Math.round(number);
}

function kilobytes(name: string): (self: Value) => Value {
  return (self) => {
    const bytes = numberOf(self, name);
    return bytes === undefined ? 0 : roundHalfEven(bytes / 1024);
  };
}

function megabytes(name: string): (self: Value) => Value {
  return (self) => {
    const bytes = numberOf(self, name);
    if (bytes === undefined) return null;
    const value = bytes / 1048576;
    return Number.isInteger(value) && Math.abs(value) < 2 ** 31 ? value : double(value);
  };
}

function cpuSeconds(self: Value): Value {
  const seconds = numberOf(self, 'CPU');
  return seconds === undefined ? '' : formatNumber(double(seconds), 'N');
}

/** `{0,10} {1,8}` of short date and short time. seen: FileSystem_format_ps1xml. */
function lastWriteTime(self: Value): Value {
  const time = baseOf(readMember(self, 'LastWriteTime') ?? null);
  if (!(time instanceof PSDateTime)) return '';
  return `${formatDateTime(time, 'd').padStart(10)} ${formatDateTime(time, 't').padStart(8)}`;
}

function gigabytes(name: string): (self: Value) => Value {
  return (self) => {
    const used = numberOf(self, 'Used');
    const free = numberOf(self, 'Free');
    const bytes = numberOf(self, name);
    if ((used === undefined && free === undefined) || bytes === undefined) return '';
    return formatNumber(double(bytes / 1024 ** 3), '###0.00');
  };
}

function keysOf(name: string): (self: Value) => Value {
  return (self) => {
    const table = baseOf(readMember(self, name) ?? null);
    if (table instanceof PSDictionary) return new PSArray([...table.items()].map((item) => item.key));
    return table instanceof PSArray || table instanceof PSList ? table : null;
  };
}

/** `Alias` shows where it leads. seen: PowerShellCore_format_ps1xml CommandInfo. */
function commandName(self: Value): Value {
  const name = toDisplayText(readMember(self, 'Name') ?? null);
  const type = toDisplayText(readMember(self, 'CommandType') ?? null);
  return type === 'Alias' ? (readMember(self, 'DisplayName') ?? name) : name;
}

function propertyBlock(self: Value): Value {
  // The registry provider gives the values as text lines, because only it knows their kinds.
  return readMember(self, 'PropertyText') ?? null;
}

/** Functions by `type|label`, lower case. */
const computed = new Map<string, (self: Value) => Value>();

/** Adds the function behind a computed column (`uses` properties alone cannot say it). */
export function registerComputedColumn(type: string, label: string, read: (self: Value) => Value): void {
  computed.set(`${type}|${label}`.toLowerCase(), read);
}

/** The function behind a computed column, if it is known. */
export function computedColumn(types: readonly string[], label: string): ((self: Value) => Value) | undefined {
  for (const type of types) {
    const read = computed.get(`${type}|${label}`.toLowerCase());
    if (read) return read;
  }
  return undefined;
}

/** `MemoryAssigned(M)`: bytes in megabytes. seen: objects.json. */
export function megabyteColumn(label: string, property: string): ((self: Value) => Value) | undefined {
  return label.endsWith('(M)') ? megabytes(property) : undefined;
}

const processes = ['System.Diagnostics.Process', 'System.Diagnostics.Process#IncludeUserName'];
for (const type of processes) {
  for (const name of ['NPM', 'PM', 'WS']) registerComputedColumn(type, `${name}(K)`, kilobytes(name));
  registerComputedColumn(type, 'CPU(s)', cpuSeconds);
}
registerComputedColumn('System.Diagnostics.ProcessModule', 'Size(K)', kilobytes('Size'));
registerComputedColumn('System.IO.DirectoryInfo', 'LastWriteTime', lastWriteTime);
registerComputedColumn('System.Management.Automation.PSDriveInfo', 'Used (GB)', gigabytes('Used'));
registerComputedColumn('System.Management.Automation.PSDriveInfo', 'Free (GB)', gigabytes('Free'));
registerComputedColumn('System.Management.Automation.PSDriveInfo', 'Provider', (self) => {
  const provider = readMember(self, 'Provider') ?? null;
  return readMember(provider, 'Name') ?? provider;
});
registerComputedColumn('System.Management.Automation.PSDriveInfo', 'Root', (self) => {
  const shown = readMember(self, 'DisplayRoot') ?? null;
  return shown === null ? (readMember(self, 'Root') ?? null) : shown;
});
registerComputedColumn('System.Management.Automation.AliasInfo', 'Name', commandName);
registerComputedColumn('System.Management.Automation.PSModuleInfo', 'ExportedCommands', keysOf('ExportedCommands'));
for (const name of ['ExportedFunctions', 'ExportedCmdlets', 'ExportedVariables', 'ExportedAliases'])
  registerComputedColumn('System.Management.Automation.PSModuleInfo', name, keysOf(name));
registerComputedColumn('Microsoft.Win32.RegistryKey', 'Property', propertyBlock);
