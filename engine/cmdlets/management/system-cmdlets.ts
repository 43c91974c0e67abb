/** Get-Process, Stop-Process, Start-Process, Get-TimeZone, Rename-Computer, Get-ComputerInfo. seen: ProcessResources, ComputerResources */
import '../../language/net';
import { all } from '../../estate/tables';
import type { CommandContext } from '../../language/command';
import type { Implementations } from '../../language/runtime/command-registry';
import { hasWildcards, matchesWildcard } from '../../language/text/wildcard';
import { defineType } from '../../language/types';
import {
  baseOf,
  double,
  long,
  PSCustomObject,
  PSInteger,
  PSTimeSpan,
  TypedObject,
  ulong,
  type Value,
} from '../../language/values';
import { dateOf, type EstateService, estate, listOf, textsOf } from '../hyper-v/service';
import { factsOf } from './machine-facts';

interface OfProcess {
  id: number;
  name: string;
  session: number;
  /** Kilobytes and counts of an idle machine. `assumed` */
  handles: number;
  workingSet: number;
  cpuSeconds: number;
  machine: string;
}

const bytes = (kilobytes: number): Value => long(kilobytes * 1024);

const processType = defineType<OfProcess>({
  name: 'System.Diagnostics.Process',
  properties: {
    Name: { type: 'string', get: (self) => self.name },
    SI: { type: 'int', get: (self) => self.session },
    Handles: { type: 'int', get: (self) => self.handles },
    VM: { type: 'long', get: (self) => bytes(self.workingSet * 40) },
    WS: { type: 'long', get: (self) => bytes(self.workingSet) },
    PM: { type: 'long', get: (self) => bytes(Math.floor(self.workingSet * 0.6)) },
    NPM: { type: 'long', get: (self) => bytes(Math.floor(self.handles / 25) + 3) },
    CPU: { type: 'System.Object', get: (self) => double(self.cpuSeconds) },
    Id: { type: 'int', get: (self) => self.id },
    ProcessName: { type: 'string', get: (self) => self.name },
    HandleCount: { type: 'int', get: (self) => self.handles },
    SessionId: { type: 'int', get: (self) => self.session },
    WorkingSet64: { type: 'long', get: (self) => bytes(self.workingSet) },
    PagedMemorySize64: { type: 'long', get: (self) => bytes(Math.floor(self.workingSet * 0.6)) },
    MachineName: { type: 'string', get: () => '.' },
    HasExited: { type: 'bool', get: () => false },
    Responding: { type: 'bool', get: () => true },
  },
  toText: (self) => `System.Diagnostics.Process (${self.name})`,
});

/** Processes that follow from what runs: the system's own, the services', one worker a running VM. Sizes are `assumed`. */
function processes(service: EstateService, shellId: number): OfProcess[] {
  const { management, machine } = service;
  const list: Array<[string, number, number, number, number]> = [
    ['csrss', 0, 240, 4100, 0.4],
    ['csrss', 1, 180, 3800, 0.3],
    ['dwm', 1, 380, 38000, 0.9],
    ['explorer', 1, 1200, 62000, 1.6],
    ['lsass', 0, 980, 15800, 1.3],
    ['powershell', 1, 560, 68000, 1.1],
    ['services', 0, 280, 8200, 1.2],
    ['smss', 0, 52, 1100, 0.1],
    ['svchost', 0, 640, 14200, 0.7],
    ['svchost', 0, 1450, 41000, 3.2],
    ['svchost', 0, 520, 11400, 0.5],
    ['wininit', 0, 86, 4700, 0.1],
    ['winlogon', 1, 190, 8600, 0.2],
  ];
  if (
    machine.services.vmms?.status === 'Running' ||
    Object.values(machine.services).some((one) => one.name === 'vmms' && one.status === 'Running')
  ) {
    list.push(['vmms', 0, 720, 36000, 2.1], ['vmcompute', 0, 190, 7400, 0.2]);
    for (const vm of all(management.world.vms))
      if (management.world.hosts[vm.host].machine === machine.id && vm.state === 'Running' && !vm.planned)
        list.push(['vmwp', 0, 430, 24000, 4.5]);
  }
  list.sort((a, b) => (a[0] < b[0] ? -1 : a[0] > b[0] ? 1 : 0));
  const found: OfProcess[] = list.map(([name, session, handles, workingSet, cpuSeconds], index) => ({
    id: name === 'powershell' ? shellId : 428 + index * 92,
    name,
    session,
    handles,
    workingSet,
    cpuSeconds,
    machine: machine.computerName,
  }));
  found.push({
    id: 4,
    name: 'System',
    session: 0,
    handles: 1180,
    workingSet: 140,
    cpuSeconds: 12.4,
    machine: machine.computerName,
  });
  found.push({
    id: 0,
    name: 'Idle',
    session: 0,
    handles: 0,
    workingSet: 4,
    cpuSeconds: 0,
    machine: machine.computerName,
  });
  return found.sort((a, b) =>
    a.name.toLowerCase() < b.name.toLowerCase() ? -1 : a.name.toLowerCase() > b.name.toLowerCase() ? 1 : a.id - b.id,
  );
}

function number(value: Value): number {
  const base = baseOf(value);
  return typeof base === 'number' ? base : base instanceof PSInteger ? Number(base.value) : Number.NaN;
}

function chosen(ctx: CommandContext, p: Record<string, Value>): OfProcess[] {
  const shell = number(ctx.getVariable('PID'));
  const list = processes(ctx.service(estate), Number.isNaN(shell) ? 4242 : shell);
  if (p.InputObject !== undefined && p.InputObject !== null)
    return listOf(p.InputObject).flatMap((value) =>
      value instanceof TypedObject && value.netType === processType ? [value.data as OfProcess] : [],
    );
  if (p.Id !== undefined && p.Id !== null) {
    return listOf(p.Id).flatMap((value) => {
      const found = list.filter((one) => one.id === number(value));
      if (found.length === 0)
        ctx.writeError({
          message: `Cannot find a process with the process identifier ${number(value)}.`,
          id: 'NoProcessFoundForGivenId',
          category: 'ObjectNotFound',
          target: value,
          exceptionType: 'Microsoft.PowerShell.Commands.ProcessCommandException',
        });
      return found;
    });
  }
  const names = p.Name === undefined || p.Name === null ? ['*'] : textsOf(ctx, p.Name);
  return names.flatMap((name) => {
    const found = list.filter((one) => matchesWildcard(one.name, name));
    if (found.length === 0 && !hasWildcards(name))
      ctx.writeError({
        message: `Cannot find a process with the name "${name}". Verify the process name and call the cmdlet again.`,
        id: 'NoProcessFoundForGivenName',
        category: 'ObjectNotFound',
        target: name,
        exceptionType: 'Microsoft.PowerShell.Commands.ProcessCommandException',
      });
    return found;
  });
}

function honest(ctx: CommandContext, what: string): void {
  ctx.writeError({
    message: `${what} is not simulated by Dualpath: the processes of a machine follow from its services and virtual machines.`,
    id: 'NotSimulated',
    category: 'NotImplemented',
    exceptionType: 'System.NotSupportedException',
  });
}

/** `seen: Get-TimeZone of a machine in UTC (K)` */
function timeZone(): Value {
  const object = PSCustomObject.from([
    ['Id', 'UTC'],
    ['DisplayName', '(UTC) Coordinated Universal Time'],
    ['StandardName', 'Coordinated Universal Time'],
    ['DaylightName', 'Coordinated Universal Time'],
    ['BaseUtcOffset', new PSTimeSpan(0n)],
    ['SupportsDaylightSavingTime', false],
  ]);
  object.typeNames = ['System.TimeZoneInfo', ...object.typeNames];
  return object;
}

export const systemCmdlets: Implementations = {
  'Get-Process': {
    help: { synopsis: 'Gets the processes that are running on the local computer or a remote computer.' },
    notSimulated: ['ComputerName', 'Module', 'FileVersionInfo', 'IncludeUserName'],
    process(ctx, p) {
      for (const one of chosen(ctx, p)) ctx.write(new TypedObject<OfProcess>(processType, one));
    },
  },
  'Stop-Process': {
    help: { synopsis: 'Stops one or more running processes.' },
    *process(ctx, p) {
      for (const one of chosen(ctx, p))
        if (yield* ctx.shouldProcess(`${one.name} (${one.id})`, 'Stop-Process'))
          honest(ctx, `Stopping ${one.name} (${one.id})`);
    },
  },
  'Start-Process': {
    help: { synopsis: 'Starts one or more processes on the local computer.' },
    process: (ctx, p) => honest(ctx, `Starting '${ctx.text(p.FilePath)}' as a process of its own`),
  },
  'Get-TimeZone': {
    help: { synopsis: 'Gets the current time zone or a list of available time zones.' },
    notSimulated: ['ListAvailable', 'Id', 'Name'],
    process: (ctx) => ctx.write(timeZone()),
  },
  'Rename-Computer': {
    help: { synopsis: 'Renames a computer.' },
    *process(ctx, p) {
      const { machine } = ctx.service(estate);
      const name = ctx.text(p.NewName);
      if (!(yield* ctx.shouldProcess(machine.computerName, 'Rename-Computer'))) return;
      // Cables, shares and consoles of a world know their machines by name.
      ctx.writeError({
        message: `Renaming '${machine.computerName}' to '${name}' is not simulated by Dualpath: labs and shares refer to machines by their names.`,
        id: 'NotSimulated',
        category: 'NotImplemented',
        target: machine.computerName,
        exceptionType: 'System.NotSupportedException',
      });
    },
  },
  'Get-ComputerInfo': {
    help: { synopsis: 'Gets a consolidated object of system and operating system properties.' },
    process(ctx, p) {
      const service = ctx.service(estate);
      const { machine, management } = service;
      const facts = factsOf(service);
      const settings = facts.host?.hardware.firmware.current.settings;
      const requirement = (value: boolean): Value => (facts.hypervisorPresent ? null : value);
      const entries: Array<[string, Value]> = [
        ['WindowsBuildLabEx', `${machine.os.build}.${machine.os.revision}.amd64fre.rs1_release`],
        ['WindowsCurrentVersion', '6.3'],
        ['WindowsEditionId', 'ServerDatacenter'],
        ['WindowsInstallationType', machine.os.installationType],
        ['WindowsProductName', machine.os.caption.replace('Microsoft ', '')],
        ['WindowsSystemRoot', 'C:\\Windows'],
        ['BiosManufacturer', facts.firmware.vendor],
        ['BiosSMBIOSBIOSVersion', facts.firmware.version],
        ['BiosSeralNumber', facts.serialNumber],
        ['CsName', machine.computerName],
        ['CsDNSHostName', machine.computerName],
        ['CsDomain', facts.domain],
        ['CsPartOfDomain', facts.inDomain],
        ['CsManufacturer', facts.manufacturer],
        ['CsModel', facts.model],
        ['CsNumberOfLogicalProcessors', facts.processor.logical],
        ['CsNumberOfProcessors', facts.processor.sockets],
        ['CsTotalPhysicalMemory', ulong(facts.memoryBytes)],
        ['CsHypervisorPresent', facts.hypervisorPresent],
        ['OsName', machine.os.caption],
        ['OsVersion', machine.os.version],
        ['OsBuildNumber', String(machine.os.build)],
        ['OsArchitecture', '64-bit'],
        ['OsInstallDate', dateOf(management, machine.os.installDate)],
        ['OsLastBootUpTime', dateOf(management, machine.bootedAt ?? 0)],
        ['OsLocalDateTime', dateOf(management, management.simulation.now)],
        ['TimeZone', '(UTC) Coordinated Universal Time'],
        ['HyperVisorPresent', facts.hypervisorPresent],
        ['HyperVRequirementDataExecutionPreventionAvailable', requirement(true)],
        ['HyperVRequirementSecondLevelAddressTranslation', requirement(true)],
        [
          'HyperVRequirementVirtualizationFirmwareEnabled',
          requirement(settings?.virtualizationTechnology !== 'disabled'),
        ],
        ['HyperVRequirementVMMonitorModeExtensions', requirement(true)],
      ];
      const wanted = ctx.isBound('Property') ? textsOf(ctx, p.Property) : ['*'];
      const object = PSCustomObject.from(
        entries.filter(([name]) => wanted.some((pattern) => matchesWildcard(name, pattern))),
      );
      object.typeNames = ['Microsoft.PowerShell.Commands.ComputerInfo', ...object.typeNames];
      ctx.write(object);
    },
  },
};
