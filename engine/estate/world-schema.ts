/**
 * The world file as a JSON Schema. `labs/worlds/world.schema.json` is this object, for the author's editor.
 */
import { CHIPSET_MODELS } from '../hardware/chipset-models';
import { FIRMWARE_SETTINGS } from '../hardware/firmware';
import { NIC_MODELS } from '../hardware/nic-models';
import { PROCESSOR_MODELS } from '../hardware/processor-models';
import { OS_IMAGES } from './windows-image';
import type { Schema } from './yaml-document';

/** Windows computer name; 15 characters as NetBIOS allows. */
const computerName: Schema = {
  type: 'string',
  pattern: '^[A-Za-z0-9][A-Za-z0-9-]{0,14}$',
  title: 'a computer name (letters, digits, hyphens, at most 15)',
};

const size = (what: string): Schema => ({
  type: 'string',
  pattern: '^[0-9]+(\\.[0-9]+)? ?(KB|MB|GB|TB)$',
  title: "a size such as '4 GB'",
  description: what,
});

const ipWithPrefix: Schema = {
  type: 'string',
  pattern: '^([0-9]{1,3}\\.){3}[0-9]{1,3}/[0-9]{1,2}$',
  title: "an IPv4 address with prefix length such as '192.168.10.11/24'",
};

const ip: Schema = {
  type: 'string',
  pattern: '^([0-9]{1,3}\\.){3}[0-9]{1,3}$',
  title: "an IPv4 address such as '192.168.10.1'",
};

const mac: Schema = {
  type: 'string',
  pattern: '^([0-9A-Fa-f]{2}-){5}[0-9A-Fa-f]{2}$',
  title: "a MAC address such as 'A0-36-9F-01-02-03'",
  description: 'Left out: made from the names, always the same.',
};

const vlan: Schema = {
  type: 'integer',
  minimum: 1,
  maximum: 4094,
  description: 'VLAN of the rack switch port (access).',
};
const onOff: Schema = { type: 'string', enum: ['enabled', 'disabled'] };

function object(properties: Record<string, Schema>, required: string[] = [], description?: string): Schema {
  return { type: 'object', additionalProperties: false, required, properties, ...(description ? { description } : {}) };
}

const list = (items: Schema, description?: string): Schema => ({
  type: 'array',
  items,
  ...(description ? { description } : {}),
});

const cable: Record<string, Schema> = {
  switchPort: { type: 'integer', minimum: 1, description: 'Port of the rack switch; left out: no cable.' },
  vlan,
  metres: { type: 'number', minimum: 0.1, maximum: 500, description: 'Length of the cable.', default: 3 },
};

const addresses: Record<string, Schema> = {
  ip: { anyOf: [ipWithPrefix, list(ipWithPrefix)] },
  gateway: ip,
  dns: list(ip),
};

const firmwareProperties: Record<string, Schema> = Object.fromEntries(
  Object.entries(FIRMWARE_SETTINGS).map(([name, setting]) => [
    name,
    { type: 'string', enum: [...setting.values], description: `${setting.label}: ${setting.help}` } satisfies Schema,
  ]),
);

const defects: Schema = list(
  {
    type: 'string',
    enum: [
      'remapping-table-checksum',
      'remapping-table-length',
      'remapping-table-register-base-zero',
      'remapping-table-unknown-device',
      'no-mcfg',
    ],
  },
  'Bugs in the ACPI tables that this version writes.',
);

const firmwareVersion = object(
  {
    version: { type: 'string', minLength: 1 },
    date: { type: 'string', pattern: '^[0-9]{4}-[0-9]{2}-[0-9]{2}$', title: 'a date such as 2016-03-01' },
    defects,
    fixed: object(firmwareProperties, [], 'Settings that this version does not show, with the value it uses.'),
    brings: object(firmwareProperties, [], 'Settings that writing this version to the chip sets.'),
  },
  ['version', 'date'],
);

const card = object(
  {
    model: { type: 'string', enum: Object.keys(NIC_MODELS) },
    slot: { type: 'integer', minimum: 1, maximum: 15 },
    rootPort: {
      type: 'string',
      pattern: '^[0-9]{1,2}\\.[0-7]$',
      title: "device and function of the root port such as '2.0'",
    },
    socket: { type: 'integer', minimum: 0, maximum: 3, default: 0 },
    behindSwitch: object({ acs: { type: 'boolean' } }, ['acs'], 'A PCIe switch between the root port and the card.'),
    busNumbers: { type: 'integer', minimum: 1, maximum: 127, description: 'Bus numbers below the root port.' },
    memoryWindow: size('Prefetchable memory below the root port.'),
    driver: object({
      loaded: { type: 'boolean', default: true },
      supportsSriov: { type: 'boolean', default: true },
    }),
    ports: list(
      object(
        {
          name: { type: 'string', minLength: 1, description: 'Interface alias in Windows.' },
          mac,
          ...cable,
          ...addresses,
          sriov: { ...onOff, description: 'Setting *SRIOV of the adapter.', default: 'enabled' },
          numVFs: { type: 'integer', minimum: 0, description: 'Setting *NumVFs of the adapter.' },
          enabled: { type: 'boolean', default: true },
        },
        ['name'],
      ),
    ),
  },
  ['model', 'slot', 'ports'],
);

const vmSwitch = object(
  {
    name: { type: 'string', minLength: 1 },
    type: { type: 'string', enum: ['external', 'internal', 'private'], default: 'external' },
    adapter: { type: 'string', minLength: 1, description: 'Name of the port under an external switch.' },
    adapters: list({ type: 'string', minLength: 1 }, 'Ports of a switch with embedded teaming.'),
    iov: { type: 'boolean', default: false, description: '-EnableIov: only at creation.' },
    managementOS: { type: 'boolean', default: false, description: 'A vEthernet adapter for the host.' },
    bandwidthMode: { type: 'string', enum: ['Default', 'Weight', 'Absolute', 'None'] },
    notes: { type: 'string' },
    ...addresses,
  },
  ['name'],
);

const registry = list(
  object(
    {
      key: { type: 'string', pattern: '^HK(LM|CU):?\\\\', title: "a key such as 'HKLM\\SOFTWARE\\Contoso'" },
      name: { type: 'string' },
      type: { type: 'string', enum: ['String', 'ExpandString', 'Binary', 'DWord', 'MultiString', 'QWord'] },
      data: { type: ['string', 'number', 'array'] },
    },
    ['key', 'name', 'data'],
  ),
);

const os: Schema = { type: 'string', enum: Object.keys(OS_IMAGES) };
const days: Schema = { type: 'number', minimum: 0, description: 'Days since the last start, when the world begins.' };
const files = list(
  object(
    {
      path: { type: 'string', pattern: '^[A-Z]:\\\\', title: "a local path such as 'C:\\Data\\a.txt'" },
      text: { type: 'string' },
      size: size('Size of a file whose content does not matter.'),
    },
    ['path'],
  ),
);

const host = object(
  {
    name: computerName,
    os,
    upDays: days,
    console: { type: 'boolean', default: true },
    server: object({
      manufacturer: { type: 'string' },
      product: { type: 'string' },
      serialNumber: { type: 'string' },
    }),
    processor: { type: 'string', enum: Object.keys(PROCESSOR_MODELS) },
    sockets: { type: 'integer', minimum: 1, maximum: 4, default: 1 },
    memory: size('Memory of the host.'),
    chipset: {
      anyOf: [
        { type: 'string', enum: Object.keys(CHIPSET_MODELS) },
        object(
          {
            model: { type: 'string', enum: Object.keys(CHIPSET_MODELS) },
            iommu: { type: 'boolean', description: 'Has DMA remapping units.' },
            interruptRemapping: { type: 'boolean' },
            dmaRemapping: { type: 'boolean', description: 'False: the units offer no address width.' },
            acsAtRootPorts: { type: 'boolean' },
            ariForwarding: { type: 'boolean' },
            pciExpress: { type: 'boolean' },
          },
          ['model'],
        ),
      ],
    },
    firmware: object({
      vendor: { type: 'string' },
      version: { type: 'string', description: 'Installed version; one of `versions`.' },
      ...firmwareProperties,
      versions: list(firmwareVersion, 'The installed version and later ones that the maker offers.'),
    }),
    adapters: list(card),
    switches: list(vmSwitch),
    hyperV: object({
      virtualMachinePath: { type: 'string' },
      virtualHardDiskPath: { type: 'string' },
      liveMigration: object({
        enabled: { type: 'boolean' },
        authentication: { type: 'string', enum: ['CredSSP', 'Kerberos'] },
        performance: { type: 'string', enum: ['TCPIP', 'Compression', 'SMB'] },
        simultaneous: { type: 'integer', minimum: 0, maximum: 100 },
        anyNetwork: { type: 'boolean' },
        networks: list({ type: 'string', pattern: '^[0-9.]+/[0-9]+$', title: "a subnet such as '172.16.0.0/24'" }),
        delegateTo: list({ type: 'string' }, 'Services of other computers that this computer account may use.'),
      }),
    }),
    bootOptions: object({
      hypervisorlaunchtype: { type: 'string', enum: ['Auto', 'Off'] },
      hypervisoriommupolicy: { type: 'string', enum: ['default', 'enable', 'disable'] },
    }),
    registry,
    files,
  },
  ['name', 'processor', 'memory', 'chipset', 'adapters'],
);

const machine = object(
  {
    name: computerName,
    role: { type: 'string', enum: ['domain-controller', 'file-server', 'client'] },
    os,
    upDays: days,
    console: { type: 'boolean', default: false },
    processors: { type: 'integer', minimum: 1, maximum: 64, default: 4 },
    adapter: object(
      {
        name: { type: 'string', minLength: 1 },
        speed: { type: 'string', enum: ['1 Gbps', '10 Gbps'] },
        mac,
        ...cable,
        ...addresses,
      },
      ['switchPort', 'ip'],
    ),
    shares: list(
      object(
        {
          name: { type: 'string', minLength: 1 },
          folder: { type: 'string', pattern: '^[A-Z]:\\\\', title: "a local path such as 'C:\\Shares\\VMs'" },
          description: { type: 'string' },
          access: list({ type: 'string' }, 'Accounts with full access; computers end in $.'),
        },
        ['name', 'folder'],
      ),
    ),
    registry,
    files,
  },
  ['name', 'role', 'adapter'],
);

const vm = object(
  {
    name: { type: 'string', minLength: 1 },
    host: { type: 'string', minLength: 1 },
    generation: { type: 'integer', enum: [1, 2], default: 2 },
    version: { type: 'string', enum: ['5.0', '6.2', '7.0', '7.1', '8.0'], default: '8.0' },
    state: { type: 'string', enum: ['running', 'off'], default: 'off' },
    upDays: days,
    memory: size('Startup memory.'),
    dynamicMemory: object({ minimum: size('Minimum.'), maximum: size('Maximum.') }),
    processors: { type: 'integer', minimum: 1, maximum: 240, default: 1 },
    folder: { type: 'string', description: 'Folder of the VM: local or on a share.' },
    disks: list(
      object({ path: { type: 'string', minLength: 1 }, size: size('Size of the file.') }, ['path']),
      'Virtual hard disks.',
    ),
    writesPerSecond: size('Memory that the guest writes in a second while it runs.'),
    load: { type: 'integer', minimum: 0, maximum: 100, default: 0 },
    notes: { type: 'string' },
    guest: object({
      os: { type: 'string', enum: [...Object.keys(OS_IMAGES), 'none'] },
      computerName,
      password: { type: 'string', description: 'Password of the local Administrator.' },
      joined: { type: 'boolean', default: false, description: 'Member of the domain.' },
      console: { type: 'boolean', default: true },
      vfDrivers: list({ type: 'string', enum: Object.keys(NIC_MODELS) }, 'Cards whose VF driver is installed.'),
      bootSeconds: { type: 'number', minimum: 0, maximum: 600 },
      files,
    }),
    adapters: list(
      object({
        name: { type: 'string', minLength: 1, default: 'Network Adapter' },
        switch: { type: 'string', minLength: 1 },
        mac,
        iovWeight: { type: 'integer', minimum: 0, maximum: 100, default: 0 },
        iovQueuePairs: { type: 'integer', minimum: 1 },
        vlan: { type: 'integer', minimum: 1, maximum: 4094, description: 'Access VLAN of the adapter.' },
        ...addresses,
      }),
    ),
  },
  ['name', 'host', 'memory'],
);

export const WORLD_SCHEMA: Schema = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  title: 'A world of Dualpath: hardware, firmware, cabling, hosts, VMs and guests',
  ...object(
    {
      title: { type: 'string', minLength: 1 },
      description: { type: 'string' },
      epoch: {
        type: 'string',
        pattern: '^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z$',
        title: "a time such as '2016-11-14T08:00:00Z'",
        description: 'Wall clock when the world begins.',
      },
      seed: { type: 'string', minLength: 1, description: 'MAC addresses and GUIDs are made from it.' },
      defaultHost: computerName,
      domain: object(
        {
          name: { type: 'string', pattern: '^[a-z0-9.-]+\\.[a-z0-9-]+$', title: "a DNS name such as 'contoso.com'" },
          netbios: { type: 'string', pattern: '^[A-Z0-9-]{1,15}$', title: "a NetBIOS name such as 'CONTOSO'" },
          controller: computerName,
          users: list(
            object(
              {
                name: { type: 'string', minLength: 1 },
                displayName: { type: 'string' },
                password: { type: 'string', minLength: 1 },
                groups: list({ type: 'string' }),
              },
              ['name', 'password'],
            ),
          ),
        },
        ['name', 'netbios', 'controller', 'users'],
      ),
      network: object(
        {
          switch: computerName,
          ports: { type: 'integer', minimum: 1, maximum: 128, default: 24 },
          vlan: { ...vlan, description: 'VLAN of ports for which no other is given.', default: 1 },
          gateway: ip,
          dns: list(ip),
          latencyNanoseconds: { type: 'integer', minimum: 0, maximum: 1_000_000, default: 800 },
        },
        ['switch'],
      ),
      hosts: { ...list(host), minItems: 1 },
      machines: list(machine),
      virtualMachines: list(vm),
    },
    ['title', 'network', 'hosts'],
  ),
};

// ------------------------------------------------------------------------------------- the same, as TypeScript types

export interface CableSpec {
  switchPort?: number;
  vlan?: number;
  metres?: number;
}

export interface AddressSpec {
  ip?: string | string[];
  gateway?: string;
  dns?: string[];
}

type FirmwareSpec = Partial<Record<keyof typeof FIRMWARE_SETTINGS, string>>;

export interface CardSpec {
  model: string;
  slot: number;
  rootPort?: string;
  socket?: number;
  behindSwitch?: { acs: boolean };
  busNumbers?: number;
  memoryWindow?: string;
  driver?: { loaded?: boolean; supportsSriov?: boolean };
  ports: (CableSpec &
    AddressSpec & { name: string; mac?: string; sriov?: string; numVFs?: number; enabled?: boolean })[];
}

export interface SwitchSpec extends AddressSpec {
  name: string;
  type?: 'external' | 'internal' | 'private';
  adapter?: string;
  adapters?: string[];
  iov?: boolean;
  managementOS?: boolean;
  bandwidthMode?: 'Default' | 'Weight' | 'Absolute' | 'None';
  notes?: string;
}

export interface RegistrySpec {
  key: string;
  name: string;
  type?: 'String' | 'ExpandString' | 'Binary' | 'DWord' | 'MultiString' | 'QWord';
  data: string | number | string[];
}

export interface FileSpec {
  path: string;
  text?: string;
  size?: string;
}

export interface HostSpec {
  name: string;
  os?: string;
  upDays?: number;
  console?: boolean;
  server?: { manufacturer?: string; product?: string; serialNumber?: string };
  processor: string;
  sockets?: number;
  memory: string;
  chipset:
    | string
    | {
        model: string;
        iommu?: boolean;
        interruptRemapping?: boolean;
        dmaRemapping?: boolean;
        acsAtRootPorts?: boolean;
        ariForwarding?: boolean;
        pciExpress?: boolean;
      };
  firmware?: FirmwareSpec & {
    vendor?: string;
    version?: string;
    versions?: { version: string; date: string; defects?: string[]; fixed?: FirmwareSpec; brings?: FirmwareSpec }[];
  };
  adapters: CardSpec[];
  switches?: SwitchSpec[];
  hyperV?: {
    virtualMachinePath?: string;
    virtualHardDiskPath?: string;
    liveMigration?: {
      enabled?: boolean;
      authentication?: 'CredSSP' | 'Kerberos';
      performance?: 'TCPIP' | 'Compression' | 'SMB';
      simultaneous?: number;
      anyNetwork?: boolean;
      networks?: string[];
      delegateTo?: string[];
    };
  };
  bootOptions?: { hypervisorlaunchtype?: 'Auto' | 'Off'; hypervisoriommupolicy?: 'default' | 'enable' | 'disable' };
  registry?: RegistrySpec[];
  files?: FileSpec[];
}

export interface MachineSpec {
  name: string;
  role: 'domain-controller' | 'file-server' | 'client';
  os?: string;
  upDays?: number;
  console?: boolean;
  processors?: number;
  adapter: CableSpec & AddressSpec & { name?: string; speed?: '1 Gbps' | '10 Gbps'; mac?: string };
  shares?: { name: string; folder: string; description?: string; access?: string[] }[];
  registry?: RegistrySpec[];
  files?: FileSpec[];
}

export interface VMSpec {
  name: string;
  host: string;
  generation?: 1 | 2;
  version?: string;
  state?: 'running' | 'off';
  upDays?: number;
  memory: string;
  dynamicMemory?: { minimum?: string; maximum?: string };
  processors?: number;
  folder?: string;
  disks?: { path: string; size?: string }[];
  writesPerSecond?: string;
  load?: number;
  notes?: string;
  guest?: {
    os?: string;
    computerName?: string;
    password?: string;
    joined?: boolean;
    console?: boolean;
    vfDrivers?: string[];
    bootSeconds?: number;
    files?: FileSpec[];
  };
  adapters?: (AddressSpec & {
    name?: string;
    switch?: string;
    mac?: string;
    iovWeight?: number;
    iovQueuePairs?: number;
    vlan?: number;
  })[];
}

export interface WorldSpec {
  title: string;
  description?: string;
  epoch?: string;
  seed?: string;
  defaultHost?: string;
  domain?: {
    name: string;
    netbios: string;
    controller: string;
    users: { name: string; displayName?: string; password: string; groups?: string[] }[];
  };
  network: {
    switch: string;
    ports?: number;
    vlan?: number;
    gateway?: string;
    dns?: string[];
    latencyNanoseconds?: number;
  };
  hosts: HostSpec[];
  machines?: MachineSpec[];
  virtualMachines?: VMSpec[];
}
