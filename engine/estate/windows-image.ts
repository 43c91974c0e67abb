/**
 * A fresh installation of Windows: services, features, registry, files.
 * Names of services and folders: those of Windows Server 2016 (`assumed`: from memory; a choice, not all of them).
 */
import { emptyDirectory, ensureDirectory, opaqueFile, putFile, textFile } from './files';
import type {
  DirectoryRecord,
  FirewallRuleRecord,
  MachineId,
  MachineRecord,
  MachineRole,
  ServiceRecord,
  SimTime,
  WindowsFeatureRecord,
} from './records';
import { emptyKey, ensureKey, setRegistryValue } from './registry';

export interface OsImage {
  caption: string;
  version: string;
  build: number;
  revision: number;
  releaseId: string;
  editionId: string;
  installationType: 'Server' | 'Server Core' | 'Client';
}

export const OS_IMAGES: Record<string, OsImage> = {
  'windows-server-2016-datacenter': {
    caption: 'Microsoft Windows Server 2016 Datacenter',
    version: '10.0.14393',
    build: 14393,
    revision: 447,
    releaseId: '1607',
    editionId: 'ServerDatacenter',
    installationType: 'Server',
  },
  'windows-server-2016-standard': {
    caption: 'Microsoft Windows Server 2016 Standard',
    version: '10.0.14393',
    build: 14393,
    revision: 447,
    releaseId: '1607',
    editionId: 'ServerStandard',
    installationType: 'Server',
  },
  'windows-10-enterprise': {
    caption: 'Microsoft Windows 10 Enterprise',
    version: '10.0.14393',
    build: 14393,
    revision: 447,
    releaseId: '1607',
    editionId: 'Enterprise',
    installationType: 'Client',
  },
};

const SECOND = 1_000_000_000;
const DAY = 86_400 * SECOND;
const GB = 1024 ** 3;

type ServiceRow = [name: string, displayName: string, status: 'R' | 'S', start: 'A' | 'M' | 'D', dependsOn?: string[]];

const COMMON_SERVICES: ServiceRow[] = [
  ['BFE', 'Base Filtering Engine', 'R', 'A', ['RpcSs']],
  ['BITS', 'Background Intelligent Transfer Service', 'S', 'M', ['RpcSs']],
  ['CryptSvc', 'Cryptographic Services', 'R', 'A', ['RpcSs']],
  ['DcomLaunch', 'DCOM Server Process Launcher', 'R', 'A'],
  ['Dhcp', 'DHCP Client', 'R', 'A', ['NSI']],
  ['Dnscache', 'DNS Client', 'R', 'A', ['NSI']],
  ['EventLog', 'Windows Event Log', 'R', 'A'],
  ['EventSystem', 'COM+ Event System', 'R', 'A', ['RpcSs']],
  ['gpsvc', 'Group Policy Client', 'R', 'A', ['RpcSs']],
  ['iphlpsvc', 'IP Helper', 'R', 'A', ['NSI', 'RpcSs']],
  ['LanmanServer', 'Server', 'R', 'A'],
  ['LanmanWorkstation', 'Workstation', 'R', 'A', ['NSI']],
  ['lmhosts', 'TCP/IP NetBIOS Helper', 'R', 'M'],
  ['LSM', 'Local Session Manager', 'R', 'A', ['RpcSs', 'DcomLaunch']],
  ['MpsSvc', 'Windows Firewall', 'R', 'A', ['BFE']],
  ['MSiSCSI', 'Microsoft iSCSI Initiator Service', 'S', 'M'],
  ['Netlogon', 'Netlogon', 'R', 'A', ['LanmanWorkstation']],
  ['Netman', 'Network Connections', 'R', 'M', ['RpcSs', 'NSI']],
  ['netprofm', 'Network List Service', 'R', 'M', ['RpcSs', 'NlaSvc']],
  ['NlaSvc', 'Network Location Awareness', 'R', 'A', ['NSI', 'RpcSs', 'Dhcp', 'EventLog']],
  ['NSI', 'Network Store Interface Service', 'R', 'A'],
  ['PlugPlay', 'Plug and Play', 'R', 'M'],
  ['Power', 'Power', 'R', 'A'],
  ['ProfSvc', 'User Profile Service', 'R', 'A', ['RpcSs']],
  ['RemoteRegistry', 'Remote Registry', 'S', 'A', ['RpcSs']],
  ['RpcEptMapper', 'RPC Endpoint Mapper', 'R', 'A'],
  ['RpcSs', 'Remote Procedure Call (RPC)', 'R', 'A', ['RpcEptMapper', 'DcomLaunch']],
  ['SamSs', 'Security Accounts Manager', 'R', 'A', ['RpcSs']],
  ['Schedule', 'Task Scheduler', 'R', 'A', ['RpcSs']],
  ['SENS', 'System Event Notification Service', 'R', 'A', ['EventSystem']],
  ['Spooler', 'Print Spooler', 'R', 'A', ['RpcSs']],
  ['TermService', 'Remote Desktop Services', 'R', 'M', ['RpcSs']],
  ['Themes', 'Themes', 'R', 'A'],
  ['TrustedInstaller', 'Windows Modules Installer', 'S', 'M'],
  ['UmRdpService', 'Remote Desktop Services UserMode Port Redirector', 'R', 'M', ['TermService']],
  ['VSS', 'Volume Shadow Copy', 'S', 'M', ['RpcSs']],
  ['W32Time', 'Windows Time', 'R', 'A'],
  ['WinDefend', 'Windows Defender Service', 'R', 'A', ['RpcSs']],
  ['Winmgmt', 'Windows Management Instrumentation', 'R', 'A', ['RpcSs']],
  ['WinRM', 'Windows Remote Management (WS-Management)', 'R', 'A', ['RpcSs']],
  ['wuauserv', 'Windows Update', 'S', 'M', ['RpcSs']],
];

const GUEST_SERVICES: ServiceRow[] = [
  ['vmicguestinterface', 'Hyper-V Guest Service Interface', 'S', 'M'],
  ['vmicheartbeat', 'Hyper-V Heartbeat Service', 'R', 'M'],
  ['vmickvpexchange', 'Hyper-V Data Exchange Service', 'R', 'M'],
  ['vmicrdv', 'Hyper-V Remote Desktop Virtualization Service', 'R', 'M'],
  ['vmicshutdown', 'Hyper-V Guest Shutdown Service', 'R', 'M'],
  ['vmictimesync', 'Hyper-V Time Synchronization Service', 'R', 'M'],
  ['vmicvmsession', 'Hyper-V PowerShell Direct Service', 'R', 'M'],
  ['vmicvss', 'Hyper-V Volume Shadow Copy Requestor', 'R', 'M'],
];

const ROLE_SERVICES: Record<MachineRole, ServiceRow[]> = {
  'hyper-v-host': [
    ['vmcompute', 'Hyper-V Host Compute Service', 'R', 'M', ['RpcSs']],
    ['vmms', 'Hyper-V Virtual Machine Management', 'R', 'A', ['RpcSs', 'Winmgmt']],
  ],
  guest: [],
  'domain-controller': [
    ['ADWS', 'Active Directory Web Services', 'R', 'A'],
    ['DNS', 'DNS Server', 'R', 'A', ['RpcSs']],
    ['Kdc', 'Kerberos Key Distribution Center', 'R', 'A', ['RpcSs']],
    ['NTDS', 'Active Directory Domain Services', 'R', 'A'],
  ],
  'file-server': [['SrmSvc', 'File Server Resource Manager', 'S', 'M', ['RpcSs']]],
  client: [],
};

const START_TYPE = { A: 'Automatic', M: 'Manual', D: 'Disabled' } as const;

function services(roles: readonly MachineRole[], domainJoined: boolean): Record<string, ServiceRecord> {
  const rows = [...COMMON_SERVICES, ...GUEST_SERVICES.map((row) => guestRow(row, roles.includes('guest')))];
  for (const role of roles) rows.push(...ROLE_SERVICES[role]);
  rows.sort((a, b) => (a[0].toLowerCase() < b[0].toLowerCase() ? -1 : 1));
  const table: Record<string, ServiceRecord> = {};
  for (const [name, displayName, status, start, dependsOn] of rows) {
    const running = status === 'R' && (name !== 'Netlogon' || domainJoined);
    table[name.toLowerCase()] = {
      name,
      displayName,
      status: running ? 'Running' : 'Stopped',
      startType: name === 'Netlogon' && !domainJoined ? 'Manual' : START_TYPE[start],
      dependsOn: dependsOn ?? [],
    };
  }
  return table;
}

/** The guest services are installed everywhere and run only in a guest. */
function guestRow(row: ServiceRow, inGuest: boolean): ServiceRow {
  return inGuest ? row : [row[0], row[1], 'S', row[3]];
}

/** Automatic, but waits for a trigger that never comes here. */
const TRIGGERED = new Set(['remoteregistry']);

/**
 * After a start: the automatic services run, and those that something needs although they are started by hand.
 * A service that somebody disabled stays stopped.
 */
export function startServices(machine: MachineRecord): void {
  const fresh = services(machine.roles, machine.domain !== null);
  for (const [key, service] of Object.entries(machine.services)) {
    const usual = fresh[key]?.status === 'Running';
    const automatic = service.startType === 'Automatic' && !TRIGGERED.has(key);
    service.status = service.startType !== 'Disabled' && (automatic || usual) ? 'Running' : 'Stopped';
  }
}

type FeatureRow = [name: string, displayName: string];

const FEATURES: FeatureRow[] = [
  ['AD-Domain-Services', 'Active Directory Domain Services'],
  ['DHCP', 'DHCP Server'],
  ['DNS', 'DNS Server'],
  ['File-Services', 'File and iSCSI Services'],
  ['FS-FileServer', 'File Server'],
  ['Hyper-V', 'Hyper-V'],
  ['Web-Server', 'Web Server (IIS)'],
  ['Data-Center-Bridging', 'Data Center Bridging'],
  ['Failover-Clustering', 'Failover Clustering'],
  ['RSAT-Hyper-V-Tools', 'Hyper-V Management Tools'],
  ['Hyper-V-Tools', 'Hyper-V GUI Management Tools'],
  ['Hyper-V-PowerShell', 'Hyper-V Module for Windows PowerShell'],
  ['NET-Framework-45-Core', '.NET Framework 4.6'],
  ['PowerShell', 'Windows PowerShell 5.1'],
  ['Telnet-Client', 'Telnet Client'],
  ['Windows-Defender', 'Windows Defender'],
  ['WoW64-Support', 'WoW64 Support'],
];

const ROLE_FEATURES: Record<MachineRole, string[]> = {
  'hyper-v-host': ['Hyper-V', 'RSAT-Hyper-V-Tools', 'Hyper-V-Tools', 'Hyper-V-PowerShell'],
  guest: [],
  'domain-controller': ['AD-Domain-Services', 'DNS'],
  'file-server': ['File-Services', 'FS-FileServer'],
  client: [],
};

const ALWAYS_INSTALLED = ['NET-Framework-45-Core', 'PowerShell', 'Windows-Defender', 'WoW64-Support', 'File-Services'];

function features(roles: readonly MachineRole[]): WindowsFeatureRecord[] {
  const installed = new Set([...ALWAYS_INSTALLED, ...roles.flatMap((role) => ROLE_FEATURES[role])]);
  return FEATURES.map(([name, displayName]) => ({
    name,
    displayName,
    installState: installed.has(name) ? 'Installed' : 'Available',
  }));
}

const FIREWALL_RULES: FirewallRuleRecord[] = [
  rule(
    'FPS-ICMP4-ERQ-In',
    'File and Printer Sharing (Echo Request - ICMPv4-In)',
    'File and Printer Sharing',
    'ICMPv4',
    '8',
  ),
  rule('FPS-SMB-In-TCP', 'File and Printer Sharing (SMB-In)', 'File and Printer Sharing', 'TCP', '445'),
  rule('WINRM-HTTP-In-TCP', 'Windows Remote Management (HTTP-In)', 'Windows Remote Management', 'TCP', '5985'),
  rule('RemoteDesktop-UserMode-In-TCP', 'Remote Desktop - User Mode (TCP-In)', 'Remote Desktop', 'TCP', '3389'),
];

function rule(
  name: string,
  displayName: string,
  group: string,
  protocol: FirewallRuleRecord['protocol'],
  localPort: string,
): FirewallRuleRecord {
  return { name, displayName, group, enabled: true, direction: 'Inbound', action: 'Allow', protocol, localPort };
}

function systemDrive(installed: SimTime, computerName: string): DirectoryRecord {
  const root = emptyDirectory('', installed);
  const holder = { drives: [{ letter: 'C', root }] } as unknown as MachineRecord;
  for (const folder of [
    'PerfLogs',
    'Program Files\\Common Files',
    'Program Files\\Internet Explorer',
    'Program Files\\WindowsPowerShell\\Modules',
    'Program Files\\WindowsPowerShell\\Scripts',
    'Program Files (x86)\\Common Files',
    'ProgramData\\Microsoft\\Windows',
    'Users\\Administrator\\Contacts',
    'Users\\Administrator\\Desktop',
    'Users\\Administrator\\Documents\\WindowsPowerShell',
    'Users\\Administrator\\Downloads',
    'Users\\Administrator\\Favorites',
    'Users\\Administrator\\Links',
    'Users\\Administrator\\Music',
    'Users\\Administrator\\Pictures',
    'Users\\Administrator\\Saved Games',
    'Users\\Administrator\\Searches',
    'Users\\Administrator\\Videos',
    'Users\\Administrator\\AppData\\Local\\Temp',
    'Users\\Administrator\\AppData\\Roaming\\Microsoft\\Windows\\PowerShell\\PSReadline',
    'Users\\Public\\Documents',
    'Windows\\Logs',
    'Windows\\System32\\drivers\\etc',
    'Windows\\System32\\WindowsPowerShell\\v1.0\\Modules',
    'Windows\\Temp',
  ]) {
    ensureDirectory(holder, `C:\\${folder}`, installed);
  }
  const hide = (path: string[]): void => {
    let node: DirectoryRecord = root;
    for (const name of path) node = node.children[name] as DirectoryRecord;
    node.attributes = ['Hidden'];
  };
  hide(['programdata']);
  hide(['users', 'administrator', 'appdata']);
  const at = (path: string): DirectoryRecord => ensureDirectory(holder, path, installed);
  const windows = at('C:\\Windows');
  putFile(windows, opaqueFile('explorer.exe', 4_674_280, installed));
  putFile(windows, opaqueFile('notepad.exe', 243_200, installed));
  putFile(windows, opaqueFile('regedit.exe', 320_512, installed));
  putFile(
    windows,
    textFile(
      'win.ini',
      '; for 16-bit app support\r\n[fonts]\r\n[extensions]\r\n[mci extensions]\r\n[files]\r\n[Mail]\r\nMAPI=1\r\n',
      installed,
    ),
  );
  const system32 = at('C:\\Windows\\System32');
  for (const [name, size] of [
    ['bcdedit.exe', 478_208],
    ['cmd.exe', 232_960],
    ['hostname.exe', 14_336],
    ['ipconfig.exe', 34_816],
    ['net.exe', 56_832],
    ['netsh.exe', 96_256],
    ['notepad.exe', 243_200],
    ['PING.EXE', 20_480],
    ['reg.exe', 71_168],
    ['sc.exe', 68_608],
    ['sconfig.cmd', 1_046],
    ['shutdown.exe', 35_328],
    ['systeminfo.exe', 94_720],
    ['whoami.exe', 66_560],
  ] as const) {
    putFile(system32, opaqueFile(name, size, installed));
  }
  putFile(at('C:\\Windows\\System32\\WindowsPowerShell\\v1.0'), opaqueFile('powershell.exe', 447_488, installed));
  putFile(
    at('C:\\Windows\\System32\\drivers\\etc'),
    textFile('hosts', `# Addresses that ${computerName} knows without asking DNS.\r\n`, installed),
  );
  return root;
}

export interface InstallSpec {
  id: MachineId;
  computerName: string;
  image: string;
  roles: MachineRole[];
  /** DNS name and NetBIOS name of the domain; null = workgroup. */
  domain: { id: MachineRecord['domain']; dnsName: string; netBiosName: string; controller: string } | null;
  console: boolean;
  bootedAt: SimTime | null;
  localPassword: string;
  processorName: string;
  processorCount: number;
  systemDriveBytes?: number;
}

/** The machine as it is after installation, with its roles. */
export function installWindows(spec: InstallSpec): MachineRecord {
  const image = OS_IMAGES[spec.image];
  const installed = -60 * DAY;
  const account = spec.domain ? spec.domain.netBiosName : spec.computerName;
  const machine: MachineRecord = {
    id: spec.id,
    computerName: spec.computerName,
    roles: spec.roles,
    domain: spec.domain?.id ?? null,
    console: spec.console,
    signedInUser: `${account}\\Administrator`,
    os: {
      caption: image.caption,
      version: image.version,
      build: image.build,
      revision: image.revision,
      installDate: installed,
      installationType: image.installationType,
    },
    power: spec.bootedAt === null ? 'Off' : 'On',
    bootedAt: spec.bootedAt,
    bootCount: 1,
    timeZone: 'UTC',
    culture: 'en-US',
    environment: environment(spec, account),
    services: services(spec.roles, spec.domain !== null),
    features: features(spec.roles),
    registry: { HKLM: emptyKey('HKEY_LOCAL_MACHINE'), HKCU: emptyKey('HKEY_CURRENT_USER') },
    drives: [
      {
        letter: 'C',
        label: '',
        fileSystem: 'NTFS',
        sizeBytes: spec.systemDriveBytes ?? 278 * GB,
        root: systemDrive(installed, spec.computerName),
      },
    ],
    localUsers: [
      { name: 'Administrator', password: spec.localPassword, groups: ['Administrators'], enabled: true },
      { name: 'DefaultAccount', password: '', groups: ['System Managed Accounts Group'], enabled: false },
      { name: 'Guest', password: '', groups: ['Guests'], enabled: false },
    ],
    firewall: { enabled: true, rules: FIREWALL_RULES.map((each) => ({ ...each })) },
    events: [],
    bootOptions: { hypervisorlaunchtype: 'Auto', hypervisoriommupolicy: 'default' },
  };
  fillRegistry(machine, image, spec);
  return machine;
}

function environment(spec: InstallSpec, account: string): Record<string, string> {
  const variables: Record<string, string> = {
    ALLUSERSPROFILE: 'C:\\ProgramData',
    APPDATA: 'C:\\Users\\Administrator\\AppData\\Roaming',
    CommonProgramFiles: 'C:\\Program Files\\Common Files',
    'CommonProgramFiles(x86)': 'C:\\Program Files (x86)\\Common Files',
    CommonProgramW6432: 'C:\\Program Files\\Common Files',
    COMPUTERNAME: spec.computerName,
    ComSpec: 'C:\\Windows\\system32\\cmd.exe',
    HOMEDRIVE: 'C:',
    HOMEPATH: '\\Users\\Administrator',
    LOCALAPPDATA: 'C:\\Users\\Administrator\\AppData\\Local',
    LOGONSERVER: `\\\\${spec.domain?.controller ?? spec.computerName}`,
    NUMBER_OF_PROCESSORS: String(spec.processorCount),
    OS: 'Windows_NT',
    Path: 'C:\\Windows\\system32;C:\\Windows;C:\\Windows\\System32\\Wbem;C:\\Windows\\System32\\WindowsPowerShell\\v1.0\\',
    PATHEXT: '.COM;.EXE;.BAT;.CMD;.VBS;.VBE;.JS;.JSE;.WSF;.WSH;.MSC;.CPL',
    PROCESSOR_ARCHITECTURE: 'AMD64',
    PROCESSOR_IDENTIFIER: spec.processorName,
    ProgramData: 'C:\\ProgramData',
    ProgramFiles: 'C:\\Program Files',
    'ProgramFiles(x86)': 'C:\\Program Files (x86)',
    ProgramW6432: 'C:\\Program Files',
    PSModulePath:
      'C:\\Users\\Administrator\\Documents\\WindowsPowerShell\\Modules;C:\\Program Files\\WindowsPowerShell\\Modules;C:\\Windows\\system32\\WindowsPowerShell\\v1.0\\Modules',
    PUBLIC: 'C:\\Users\\Public',
    SESSIONNAME: 'Console',
    SystemDrive: 'C:',
    SystemRoot: 'C:\\Windows',
    TEMP: 'C:\\Users\\ADMINI~1\\AppData\\Local\\Temp',
    TMP: 'C:\\Users\\ADMINI~1\\AppData\\Local\\Temp',
    USERDOMAIN: account,
    USERNAME: 'Administrator',
    USERPROFILE: 'C:\\Users\\Administrator',
    windir: 'C:\\Windows',
  };
  if (spec.domain) {
    variables.USERDNSDOMAIN = spec.domain.dnsName.toUpperCase();
    variables.USERDOMAIN_ROAMINGPROFILE = account;
  }
  return variables;
}

export const CURRENT_VERSION_KEY = 'SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion';
/** Key of IOVEnableOverride. `seen: page, KB2762297` */
export const VIRTUALIZATION_KEY = `${CURRENT_VERSION_KEY}\\Virtualization`;

function fillRegistry(machine: MachineRecord, image: OsImage, spec: InstallSpec): void {
  const text = (path: string, name: string, data: string): void =>
    setRegistryValue(machine, 'HKLM', path, { name, type: 'String', data });
  const number = (path: string, name: string, data: number): void =>
    setRegistryValue(machine, 'HKLM', path, { name, type: 'DWord', data });
  text(CURRENT_VERSION_KEY, 'SystemRoot', 'C:\\Windows');
  text(CURRENT_VERSION_KEY, 'ProductName', image.caption.replace('Microsoft ', ''));
  text(CURRENT_VERSION_KEY, 'ReleaseId', image.releaseId);
  text(CURRENT_VERSION_KEY, 'CurrentBuild', String(image.build));
  text(CURRENT_VERSION_KEY, 'CurrentBuildNumber', String(image.build));
  text(CURRENT_VERSION_KEY, 'CurrentVersion', '6.3');
  text(CURRENT_VERSION_KEY, 'EditionID', image.editionId);
  text(CURRENT_VERSION_KEY, 'InstallationType', image.installationType);
  number(CURRENT_VERSION_KEY, 'CurrentMajorVersionNumber', 10);
  number(CURRENT_VERSION_KEY, 'CurrentMinorVersionNumber', 0);
  number(CURRENT_VERSION_KEY, 'UBR', image.revision);
  text(CURRENT_VERSION_KEY, 'RegisteredOwner', 'Windows User');
  text(CURRENT_VERSION_KEY, 'RegisteredOrganization', '');
  if (machine.roles.includes('hyper-v-host')) ensureKey(machine, 'HKLM', VIRTUALIZATION_KEY);
  const control = 'SYSTEM\\CurrentControlSet\\Control';
  text(`${control}\\ComputerName\\ComputerName`, 'ComputerName', spec.computerName);
  text(`${control}\\ComputerName\\ActiveComputerName`, 'ComputerName', spec.computerName);
  text(`${control}\\TimeZoneInformation`, 'TimeZoneKeyName', machine.timeZone);
  number(`${control}\\Terminal Server`, 'fDenyTSConnections', 0);
  const tcpip = 'SYSTEM\\CurrentControlSet\\Services\\Tcpip\\Parameters';
  text(tcpip, 'Hostname', spec.computerName);
  text(tcpip, 'Domain', spec.domain?.dnsName ?? '');
  for (const service of Object.values(machine.services)) {
    const path = `SYSTEM\\CurrentControlSet\\Services\\${service.name}`;
    text(path, 'DisplayName', service.displayName);
    number(path, 'Start', service.startType === 'Automatic' ? 2 : service.startType === 'Manual' ? 3 : 4);
  }
  for (const path of [
    'HARDWARE\\DESCRIPTION\\System',
    'SAM\\SAM',
    'SECURITY',
    'SOFTWARE\\Classes',
    'SOFTWARE\\Policies\\Microsoft',
  ]) {
    ensureKey(machine, 'HKLM', path);
  }
  for (const path of [
    'AppEvents',
    'Console',
    'Control Panel',
    'Environment',
    'EUDC',
    'Keyboard Layout',
    'Network',
    'Printers',
    'Software\\Microsoft\\Windows\\CurrentVersion\\Run',
    'System',
    'Volatile Environment',
  ]) {
    ensureKey(machine, 'HKCU', path);
  }
}
