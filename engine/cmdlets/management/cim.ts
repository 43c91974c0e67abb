/** Get-CimInstance, Get-WmiObject and Get-HotFix: the classes of root\cimv2 that describe a machine. seen: win32 provider docs (K); values from the records */
import '../../language/net';
import { all } from '../../estate/tables';
import type { Bound, CommandContext } from '../../language/command';
import type { Implementations } from '../../language/runtime/command-registry';
import type { Runspace } from '../../language/runtime/runspace';
import { typeNamed } from '../../language/runtime/type-named';
import { matchesWildcard } from '../../language/text/wildcard';
import { NetType, registerType } from '../../language/types';
import {
  baseOf,
  foldCase,
  knownTypes,
  PSArray,
  type PSDateTime,
  PSInteger,
  TypedObject,
  uint,
  ulong,
  type Value,
} from '../../language/values';
import { dateOf, type EstateService, estate } from '../hyper-v/service';
import { sessionDrives } from './drives';
import { factsOf } from './machine-facts';

type Row = Record<string, Value>;
interface CimClass {
  /** Types of the properties as Get-Member writes them, in order. */
  properties: Record<string, string>;
  key: string;
  rows(service: EstateService, ctx: CommandContext): Row[];
}

const uint16 = (value: number): Value => new PSInteger('UInt16', BigInt(value));
const texts = (items: string[]): Value => new PSArray(items, knownTypes['System.String']);
const when = ({ management }: EstateService, time: number): PSDateTime => dateOf(management, time);

function maskOf(prefixLength: number): string {
  const bits = prefixLength === 0 ? 0 : (0xffffffff << (32 - prefixLength)) >>> 0;
  return [24, 16, 8, 0].map((shift) => (bits >>> shift) & 255).join('.');
}
const colons = (mac: string): string => mac.replace(/(..)(?=.)/g, '$1:');

const classes: Record<string, CimClass> = {
  Win32_OperatingSystem: {
    key: 'Name',
    properties: {
      Status: 'string',
      Name: 'string',
      FreePhysicalMemory: 'uint64',
      FreeSpaceInPagingFiles: 'uint64',
      FreeVirtualMemory: 'uint64',
      Caption: 'string',
      InstallDate: 'CimInstance#DateTime',
      CreationClassName: 'string',
      CSCreationClassName: 'string',
      CSName: 'string',
      CurrentTimeZone: 'int16',
      Distributed: 'bool',
      LastBootUpTime: 'CimInstance#DateTime',
      LocalDateTime: 'CimInstance#DateTime',
      NumberOfProcesses: 'uint32',
      OSType: 'uint16',
      TotalVirtualMemorySize: 'uint64',
      TotalVisibleMemorySize: 'uint64',
      Version: 'string',
      BootDevice: 'string',
      BuildNumber: 'string',
      BuildType: 'string',
      CodeSet: 'string',
      CountryCode: 'string',
      Locale: 'string',
      Manufacturer: 'string',
      MUILanguages: 'string[]',
      OperatingSystemSKU: 'uint32',
      Organization: 'string',
      OSArchitecture: 'string',
      OSLanguage: 'uint32',
      Primary: 'bool',
      ProductType: 'uint32',
      RegisteredUser: 'string',
      SerialNumber: 'string',
      SystemDevice: 'string',
      SystemDirectory: 'string',
      SystemDrive: 'string',
      WindowsDirectory: 'string',
    },
    rows: (service) => {
      const { machine, management } = service;
      const facts = factsOf(service);
      const kilobytes = Math.floor(facts.memoryBytes / 1024);
      return [
        {
          Status: 'OK',
          Name: `${machine.os.caption}|C:\\Windows|\\Device\\Harddisk0\\Partition4`,
          FreePhysicalMemory: ulong(Math.floor(kilobytes * 0.8)),
          FreeSpaceInPagingFiles: ulong(Math.floor(kilobytes * 0.15)),
          FreeVirtualMemory: ulong(Math.floor(kilobytes * 0.95)),
          Caption: machine.os.caption,
          InstallDate: when(service, machine.os.installDate),
          CreationClassName: 'Win32_OperatingSystem',
          CSCreationClassName: 'Win32_ComputerSystem',
          CSName: machine.computerName,
          CurrentTimeZone: 0,
          Distributed: false,
          LastBootUpTime: when(service, machine.bootedAt ?? 0),
          LocalDateTime: when(service, management.simulation.now),
          NumberOfProcesses: uint(60),
          OSType: uint16(18),
          TotalVirtualMemorySize: ulong(Math.floor(kilobytes * 1.15)),
          TotalVisibleMemorySize: ulong(kilobytes),
          Version: machine.os.version,
          BootDevice: '\\Device\\HarddiskVolume2',
          BuildNumber: String(machine.os.build),
          BuildType: 'Multiprocessor Free',
          CodeSet: '1252',
          CountryCode: '1',
          Locale: '0409',
          Manufacturer: 'Microsoft Corporation',
          MUILanguages: texts(['en-US']),
          OperatingSystemSKU: uint(8),
          Organization: '',
          OSArchitecture: '64-bit',
          OSLanguage: uint(1033),
          Primary: true,
          ProductType: uint(machine.roles.includes('domain-controller') ? 2 : 3),
          RegisteredUser: 'Windows User',
          SerialNumber: '00376-40000-00000-AA947',
          SystemDevice: '\\Device\\HarddiskVolume4',
          SystemDirectory: 'C:\\Windows\\system32',
          SystemDrive: 'C:',
          WindowsDirectory: 'C:\\Windows',
        },
      ];
    },
  },
  Win32_ComputerSystem: {
    key: 'Name',
    properties: {
      Caption: 'string',
      Description: 'string',
      Name: 'string',
      Status: 'string',
      CreationClassName: 'string',
      PrimaryOwnerName: 'string',
      DNSHostName: 'string',
      Domain: 'string',
      DomainRole: 'uint16',
      HypervisorPresent: 'bool',
      Manufacturer: 'string',
      Model: 'string',
      NumberOfLogicalProcessors: 'uint32',
      NumberOfProcessors: 'uint32',
      PartOfDomain: 'bool',
      SystemType: 'string',
      TotalPhysicalMemory: 'uint64',
      UserName: 'string',
      Workgroup: 'string',
    },
    rows: (service) => {
      const { machine } = service;
      const facts = factsOf(service);
      return [
        {
          Caption: machine.computerName,
          Description: 'AT/AT COMPATIBLE',
          Name: machine.computerName,
          Status: 'OK',
          CreationClassName: 'Win32_ComputerSystem',
          PrimaryOwnerName: 'Windows User',
          DNSHostName: machine.computerName,
          Domain: facts.domain,
          DomainRole: uint16(machine.roles.includes('domain-controller') ? 5 : facts.inDomain ? 3 : 2),
          HypervisorPresent: facts.hypervisorPresent,
          Manufacturer: facts.manufacturer,
          Model: facts.model,
          NumberOfLogicalProcessors: uint(facts.processor.logical),
          NumberOfProcessors: uint(facts.processor.sockets),
          PartOfDomain: facts.inDomain,
          SystemType: 'x64-based PC',
          TotalPhysicalMemory: ulong(facts.memoryBytes),
          UserName: machine.signedInUser,
          Workgroup: facts.inDomain ? null : 'WORKGROUP',
        },
      ];
    },
  },
  Win32_BIOS: {
    key: 'Name',
    properties: {
      Status: 'string',
      Name: 'string',
      Caption: 'string',
      SMBIOSPresent: 'bool',
      Description: 'string',
      Manufacturer: 'string',
      PrimaryBIOS: 'bool',
      SerialNumber: 'string',
      SMBIOSBIOSVersion: 'string',
      Version: 'string',
    },
    rows: (service) => {
      const { firmware, serialNumber } = factsOf(service);
      return [
        {
          Status: 'OK',
          Name: firmware.version,
          Caption: firmware.version,
          SMBIOSPresent: true,
          Description: firmware.version,
          Manufacturer: firmware.vendor,
          PrimaryBIOS: true,
          SerialNumber: serialNumber,
          SMBIOSBIOSVersion: firmware.version,
          Version: firmware.version,
        },
      ];
    },
  },
  Win32_Processor: {
    key: 'DeviceID',
    properties: {
      Caption: 'string',
      Description: 'string',
      Name: 'string',
      Status: 'string',
      DeviceID: 'string',
      AddressWidth: 'uint16',
      CurrentClockSpeed: 'uint32',
      Manufacturer: 'string',
      MaxClockSpeed: 'uint32',
      NumberOfCores: 'uint32',
      NumberOfEnabledCore: 'uint32',
      NumberOfLogicalProcessors: 'uint32',
      SocketDesignation: 'string',
    },
    rows: (service) => {
      const { processor } = factsOf(service);
      const kind = processor.vendor === 'AuthenticAMD' ? 'AMD64' : 'Intel64';
      const caption = `${kind} Family ${processor.family} Model ${processor.model} Stepping ${processor.stepping}`;
      return Array.from({ length: processor.sockets }, (_, index) => ({
        Caption: caption,
        Description: caption,
        Name: processor.name,
        Status: 'OK',
        DeviceID: `CPU${index}`,
        AddressWidth: uint16(64),
        CurrentClockSpeed: uint(processor.maxClockMHz),
        Manufacturer: processor.vendor,
        MaxClockSpeed: uint(processor.maxClockMHz),
        NumberOfCores: uint(processor.cores),
        NumberOfEnabledCore: uint(processor.cores),
        NumberOfLogicalProcessors: uint(processor.logical / processor.sockets),
        SocketDesignation: `CPU${index + 1}`,
      }));
    },
  },
  Win32_Service: {
    key: 'Name',
    properties: {
      Name: 'string',
      Status: 'string',
      ExitCode: 'uint32',
      DesktopInteract: 'bool',
      ErrorControl: 'string',
      PathName: 'string',
      ServiceType: 'string',
      StartMode: 'string',
      Caption: 'string',
      Description: 'string',
      DisplayName: 'string',
      Started: 'bool',
      StartName: 'string',
      State: 'string',
      SystemName: 'string',
      AcceptStop: 'bool',
      ProcessId: 'uint32',
    },
    rows: ({ machine }) =>
      Object.values(machine.services).map((service, index) => {
        const running = service.status === 'Running';
        return {
          Name: service.name,
          Status: 'OK',
          ExitCode: uint(0),
          DesktopInteract: false,
          ErrorControl: 'Normal',
          PathName:
            service.name === 'vmms'
              ? 'C:\\Windows\\system32\\vmms.exe'
              : 'C:\\Windows\\system32\\svchost.exe -k netsvcs',
          ServiceType: service.name === 'vmms' ? 'Own Process' : 'Share Process',
          StartMode: service.startType === 'Automatic' ? 'Auto' : service.startType,
          Caption: service.displayName,
          Description: service.displayName,
          DisplayName: service.displayName,
          Started: running,
          StartName: 'LocalSystem',
          State: service.status.replace('Pending', ' Pending'),
          SystemName: machine.computerName,
          AcceptStop: running,
          ProcessId: uint(running ? 900 + index * 4 : 0),
        };
      }),
  },
  Win32_NetworkAdapter: {
    key: 'DeviceID',
    properties: {
      Caption: 'string',
      Description: 'string',
      Name: 'string',
      DeviceID: 'string',
      AdapterType: 'string',
      GUID: 'string',
      Index: 'uint32',
      InterfaceIndex: 'uint32',
      MACAddress: 'string',
      Manufacturer: 'string',
      NetConnectionID: 'string',
      NetConnectionStatus: 'uint16',
      NetEnabled: 'bool',
      PhysicalAdapter: 'bool',
      PNPDeviceID: 'string',
      ProductName: 'string',
      ServiceName: 'string',
      Speed: 'uint64',
    },
    rows: ({ management, machine }) =>
      all(management.world.netAdapters)
        .filter((adapter) => adapter.machine === machine.id && !adapter.hidden)
        .map((adapter, index) => ({
          Caption: `[${String(index + 1).padStart(8, '0')}] ${adapter.interfaceDescription}`,
          Description: adapter.interfaceDescription,
          Name: adapter.interfaceDescription,
          DeviceID: String(index + 1),
          AdapterType: 'Ethernet 802.3',
          GUID: `{${adapter.interfaceGuid.toUpperCase()}}`,
          Index: uint(index + 1),
          InterfaceIndex: uint(adapter.interfaceIndex),
          MACAddress: colons(adapter.macAddress),
          Manufacturer: adapter.driver.provider,
          NetConnectionID: adapter.name,
          NetConnectionStatus: uint16(adapter.status === 'Up' ? 2 : 7),
          NetEnabled: adapter.enabled,
          PhysicalAdapter: true,
          PNPDeviceID: adapter.pnpDeviceId,
          ProductName: adapter.interfaceDescription,
          ServiceName: adapter.driver.fileName.replace(/\.sys$/i, ''),
          Speed: ulong(adapter.linkSpeed),
        })),
  },
  Win32_NetworkAdapterConfiguration: {
    key: 'Index',
    properties: {
      Caption: 'string',
      Description: 'string',
      DHCPEnabled: 'bool',
      DNSServerSearchOrder: 'string[]',
      Index: 'uint32',
      InterfaceIndex: 'uint32',
      IPAddress: 'string[]',
      IPEnabled: 'bool',
      IPSubnet: 'string[]',
      DefaultIPGateway: 'string[]',
      MACAddress: 'string',
      ServiceName: 'string',
    },
    rows: ({ management, machine }) =>
      all(management.world.netAdapters)
        .filter((adapter) => adapter.machine === machine.id && !adapter.hidden)
        .map((adapter, index) => ({
          Caption: `[${String(index + 1).padStart(8, '0')}] ${adapter.interfaceDescription}`,
          Description: adapter.interfaceDescription,
          DHCPEnabled: adapter.ip.dhcp,
          DNSServerSearchOrder: adapter.ip.dnsServers.length > 0 ? texts(adapter.ip.dnsServers) : null,
          Index: uint(index + 1),
          InterfaceIndex: uint(adapter.interfaceIndex),
          IPAddress:
            adapter.ip.addresses.length > 0 ? texts(adapter.ip.addresses.map((address) => address.address)) : null,
          IPEnabled: adapter.status === 'Up' && adapter.bindings.includes('ms_tcpip'),
          IPSubnet:
            adapter.ip.addresses.length > 0
              ? texts(
                  adapter.ip.addresses.map((address) =>
                    address.family === 'IPv4' ? maskOf(address.prefixLength) : String(address.prefixLength),
                  ),
                )
              : null,
          DefaultIPGateway: adapter.ip.defaultGateways.length > 0 ? texts(adapter.ip.defaultGateways) : null,
          MACAddress: colons(adapter.macAddress),
          ServiceName: adapter.driver.fileName.replace(/\.sys$/i, ''),
        })),
  },
  Win32_LogicalDisk: {
    key: 'DeviceID',
    properties: {
      Caption: 'string',
      Description: 'string',
      Name: 'string',
      DeviceID: 'string',
      DriveType: 'uint32',
      FileSystem: 'string',
      FreeSpace: 'uint64',
      ProviderName: 'string',
      Size: 'uint64',
      SystemName: 'string',
      VolumeName: 'string',
    },
    rows: ({ machine }, ctx) => {
      const drives = sessionDrives(ctx.runspace as Runspace);
      return machine.drives.map((record) => {
        const drive = drives.drive(record.letter);
        const free = (drive && drives.usage(drive)?.free) ?? record.sizeBytes;
        const name = `${record.letter}:`;
        return {
          Caption: name,
          Description: 'Local Fixed Disk',
          Name: name,
          DeviceID: name,
          DriveType: uint(3),
          FileSystem: record.fileSystem,
          FreeSpace: ulong(free),
          ProviderName: null,
          Size: ulong(record.sizeBytes),
          SystemName: machine.computerName,
          VolumeName: record.label,
        };
      });
    },
  },
  // The simulated installation has no updates beyond its build.
  Win32_QuickFixEngineering: {
    key: 'HotFixID',
    properties: {
      CSName: 'string',
      Description: 'string',
      HotFixID: 'string',
      InstalledBy: 'string',
      InstalledOn: 'string',
    },
    rows: () => [],
  },
};

interface Instance {
  row: Row;
  name: string;
}
const types = new Map<string, NetType>();

/** The type of the instances of a class: CIM's, or the older WMI's. */
function typeOfClass(name: string, wmi: boolean): NetType {
  const fullName = wmi
    ? `System.Management.ManagementObject#root\\cimv2\\${name}`
    : `Microsoft.Management.Infrastructure.CimInstance#root/cimv2/${name}`;
  const known = types.get(fullName);
  if (known) return known;
  const base = typeNamed(
    wmi ? 'System.Management.ManagementObject' : 'Microsoft.Management.Infrastructure.CimInstance',
  );
  const type = registerType(new NetType(fullName, base));
  const row = (self: Value): Instance => (self as TypedObject<Instance>).data;
  const put = (property: string, shown: string, get: (self: Value) => Value): void => {
    type.properties.set(foldCase(property), { name: property, type: shown, get });
  };
  if (wmi)
    put(
      'PSComputerName',
      'string',
      (self) => row(self).row.CSName ?? row(self).row.SystemName ?? row(self).row.Name ?? null,
    );
  for (const [property, shown] of Object.entries(classes[name].properties))
    put(property, shown, (self) => {
      const value = row(self).row[property] ?? null;
      // WMI has dates as text: 20161114080000.000000+000
      return wmi && shown === 'CimInstance#DateTime' && value !== null ? dmtf(value as PSDateTime) : value;
    });
  if (!wmi) put('PSComputerName', 'string', () => null);
  const { key } = classes[name];
  type.toText = (self) =>
    wmi
      ? `\\\\.\\root\\cimv2:${name}.${key}="${String(row(self).row[key])}"`
      : `${name} (${key} = "${String(row(self).row[key])}")`;
  types.set(fullName, type);
  return type;
}

function dmtf(date: PSDateTime): string {
  const seconds = Number(date.ticks / 10_000_000n) % 86_400;
  let days = Number(date.ticks / 864_000_000_000n);
  let year = 1;
  const length = (y: number): number => ((y % 4 === 0 && y % 100 !== 0) || y % 400 === 0 ? 366 : 365);
  while (days >= length(year)) days -= length(year++);
  const months = [31, length(year) === 366 ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
  let month = 0;
  while (days >= months[month]) days -= months[month++];
  const two = (value: number): string => String(value).padStart(2, '0');
  const micro = String(Number((date.ticks % 10_000_000n) / 10n)).padStart(6, '0');
  return `${year}${two(month + 1)}${two(days + 1)}${two(Math.floor(seconds / 3600))}${two(Math.floor(seconds / 60) % 60)}${two(seconds % 60)}.${micro}+000`;
}

/** A WQL condition as a test; undefined where it cannot be read. */
export function wqlCondition(text: string): ((row: Row) => boolean) | undefined {
  const tokens = text.match(/'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|<=|>=|<>|!=|[=<>()]|[^\s=<>!()]+/g) ?? [];
  let at = 0;
  const word = (): string => (tokens[at] ?? '').toLowerCase();
  const field = (row: Row, name: string): string => {
    const key = Object.keys(row).find((one) => one.toLowerCase() === name);
    const value = key === undefined ? null : baseOf(row[key]);
    if (value === null || value === undefined) return '';
    return value instanceof PSInteger ? String(value.value) : String(value);
  };
  const simple = (): ((row: Row) => boolean) | undefined => {
    if (word() === 'not') {
      at++;
      const inner = simple();
      return inner && ((row) => !inner(row));
    }
    if (word() === '(') {
      at++;
      const inner = either();
      if (tokens[at++] !== ')') return undefined;
      return inner;
    }
    const name = word();
    const operator = (tokens[at + 1] ?? '').toLowerCase();
    const raw = tokens[at + 2];
    if (raw === undefined) return undefined;
    at += 3;
    const wanted = /^['"]/.test(raw) ? raw.slice(1, -1).replace(/\\(.)/g, '$1') : raw;
    const number = (a: string, b: string): number =>
      Number.isNaN(Number(a)) || Number.isNaN(Number(b)) || a === ''
        ? a.toLowerCase() < b.toLowerCase()
          ? -1
          : a.toLowerCase() > b.toLowerCase()
            ? 1
            : 0
        : Number(a) - Number(b);
    switch (operator) {
      case '=':
        return (row) => number(field(row, name), wanted) === 0;
      case '<>':
      case '!=':
        return (row) => number(field(row, name), wanted) !== 0;
      case '<':
        return (row) => number(field(row, name), wanted) < 0;
      case '>':
        return (row) => number(field(row, name), wanted) > 0;
      case '<=':
        return (row) => number(field(row, name), wanted) <= 0;
      case '>=':
        return (row) => number(field(row, name), wanted) >= 0;
      case 'like':
        return (row) =>
          matchesWildcard(field(row, name), wanted.replace(/[*?`]/g, '`$&').replaceAll('%', '*').replaceAll('_', '?'));
      default:
        return undefined;
    }
  };
  const both = (): ((row: Row) => boolean) | undefined => {
    let left = simple();
    while (left && word() === 'and') {
      at++;
      const first = left;
      const second = simple();
      left = second && ((row) => first(row) && second(row));
    }
    return left;
  };
  const either = (): ((row: Row) => boolean) | undefined => {
    let left = both();
    while (left && word() === 'or') {
      at++;
      const first = left;
      const second = both();
      left = second && ((row) => first(row) || second(row));
    }
    return left;
  };
  const test = either();
  return at === tokens.length ? test : undefined;
}

function query(ctx: CommandContext, className: string, condition: string | undefined, wmi: boolean): void {
  const name = Object.keys(classes).find((one) => one.toLowerCase() === className.toLowerCase());
  if (name === undefined) {
    if (/^(Win32|CIM|Msvm|MSFT)_/i.test(className))
      ctx.writeError({
        message: `The class '${className}' exists on a real computer, but Dualpath does not simulate it. There are: ${Object.keys(classes).join(', ')}.`,
        id: 'NotSimulated',
        category: 'NotImplemented',
        target: className,
        exceptionType: 'System.NotSupportedException',
      });
    else if (wmi)
      ctx.writeError({
        message: `Invalid class "${className}"`,
        id: 'GetWMIManagementException',
        category: 'InvalidType',
        exceptionType: 'System.Management.ManagementException',
      });
    else
      ctx.writeError({
        message: 'Invalid class ',
        id: 'HRESULT 0x80041010',
        category: 'MetadataError',
        target: `root\\cimv2:${className}`,
        targetName: `root\\cimv2:${className}`,
        targetType: 'String',
        exceptionType: 'Microsoft.Management.Infrastructure.CimException',
        errorClass: 'Microsoft.Management.Infrastructure.CimCmdlets.GetCimInstanceCommand',
      });
    return;
  }
  const test = condition === undefined || condition.trim() === '' ? () => true : wqlCondition(condition);
  if (!test) {
    ctx.writeError(
      wmi
        ? {
            message: `Invalid query "select * from ${className} where ${condition}"`,
            id: 'GetWMIManagementException',
            category: 'InvalidArgument',
            exceptionType: 'System.Management.ManagementException',
          }
        : {
            message: 'Invalid query ',
            id: 'HRESULT 0x80041017',
            category: 'InvalidArgument',
            exceptionType: 'Microsoft.Management.Infrastructure.CimException',
            errorClass: 'Microsoft.Management.Infrastructure.CimCmdlets.GetCimInstanceCommand',
          },
    );
    return;
  }
  const type = typeOfClass(name, wmi);
  for (const row of classes[name].rows(ctx.service(estate), ctx))
    if (test(row)) ctx.write(new TypedObject<Instance>(type, { row, name }));
}

function ask(ctx: CommandContext, p: Bound, className: Value | undefined, wmi: boolean): void {
  if (p.Query !== undefined && p.Query !== null) {
    const match = /^\s*select\s+.+?\s+from\s+(\S+)(?:\s+where\s+(.*))?$/is.exec(ctx.text(p.Query));
    query(ctx, match?.[1] ?? ctx.text(p.Query), match?.[2], wmi);
    return;
  }
  query(
    ctx,
    ctx.text(className ?? null),
    p.Filter === undefined || p.Filter === null ? undefined : ctx.text(p.Filter),
    wmi,
  );
}

export const cimCmdlets: Implementations = {
  'Get-CimInstance': {
    help: {
      synopsis: 'Gets the CIM instances of a class from a CIM server.',
      examples: [{ code: 'Get-CimInstance Win32_Service -Filter "Name=\'vmms\'"' }],
    },
    notSimulated: [
      'CimSession',
      'ComputerName',
      'ResourceUri',
      'KeyOnly',
      'Namespace',
      'QueryDialect',
      'Shallow',
      'InputObject',
    ],
    complete: { ClassName: () => Object.keys(classes) },
    process: (ctx, p) => ask(ctx, p, p.ClassName, false),
  },
  'Get-WmiObject': {
    help: {
      synopsis:
        'Gets instances of Windows Management Instrumentation (WMI) classes or information about the available classes.',
    },
    notSimulated: [
      'Amended',
      'AsJob',
      'Authentication',
      'Authority',
      'ComputerName',
      'Credential',
      'DirectRead',
      'EnableAllPrivileges',
      'Impersonation',
      'List',
      'Locale',
      'Namespace',
      'Recurse',
      'ThrottleLimit',
    ],
    complete: { Class: () => Object.keys(classes) },
    process: (ctx, p) => ask(ctx, p, p.Class, true),
  },
  'Get-HotFix': {
    help: { synopsis: 'Gets the hotfixes that are installed on local or remote computers.' },
    notSimulated: ['ComputerName', 'Credential'],
    process(ctx, p) {
      // No update is installed: asking for one by its number fails as it does for one that is missing.
      if (!ctx.isBound('Id')) return;
      void p;
      ctx.writeError({
        message:
          'Cannot find the requested hotfix on the localhost computer. Verify the input and run the command again.',
        id: 'GetHotFixNoEntriesFound',
        category: 'ObjectNotFound',
        exceptionType: 'System.ArgumentException',
      });
    },
  },
};
