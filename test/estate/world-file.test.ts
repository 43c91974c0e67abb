import { readFileSync } from 'node:fs';
import Ajv from 'ajv';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { loadWorld } from '../../engine/capability/power-on';
import { checkWorld } from '../../engine/estate/check-world';
import { fileAt, resolveUnc } from '../../engine/estate/files';
import type { MachineId, VMId, World } from '../../engine/estate/records';
import { all, copyWorld } from '../../engine/estate/tables';
import { readWorldFile } from '../../engine/estate/world-file';
import { WORLD_SCHEMA } from '../../engine/estate/world-schema';
import { listed } from '../../engine/estate/yaml-document';

const read = (path: string): string => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
const TWO_HOSTS = read('labs/worlds/two-hosts.yaml');

function twoHosts(): World {
  const { world, problems } = loadWorld(TWO_HOSTS, 'labs/worlds/two-hosts.yaml');
  expect(problems).toEqual([]);
  return world!;
}

/** `line:column message` of every problem. */
function problems(text: string): string[] {
  const { problems: found } = readWorldFile(text, 'w.yaml');
  return found.map((problem) => `${problem.line}:${problem.column} ${problem.message}`);
}

const SMALL = `title: Small
network:
  switch: TOR01
  ports: 4
hosts:
  - name: HV01
    processor: intel-xeon-e5-2630-v3
    memory: 8 GB
    chipset: intel-haswell-ep
    adapters:
      - model: intel-x520-2
        slot: 1
        ports:
          - name: Ethernet
            switchPort: 1
            ip: 10.0.0.1/24
          - name: Ethernet 2
    switches:
      - name: IOV
        adapter: Ethernet 2
        iov: true
virtualMachines:
  - name: VM01
    host: HV01
    memory: 4 GB
    state: running
    adapters:
      - switch: IOV
        ip: 10.0.0.2/24
`;

/** SMALL with one line replaced. */
function changed(line: string, by: string): string {
  expect(SMALL).toContain(`${line}\n`);
  return SMALL.replace(`${line}\n`, `${by}\n`);
}

describe('two-hosts', () => {
  test('is what the issue says', () => {
    const world = twoHosts();
    expect(Object.keys(world.hosts)).toEqual(['HV01', 'HV02']);
    expect(world.name).toBe('two-hosts');
    expect(
      all(world.machines)
        .filter((machine) => machine.console)
        .map((machine) => machine.computerName),
    ).toEqual(['CLIENT', 'HV01', 'HV02', 'VM01']);
    for (const host of all(world.hosts)) {
      expect(host.settings).toMatchObject({
        virtualMachineMigrationEnabled: true,
        virtualMachineMigrationAuthenticationType: 'Kerberos',
        maximumVirtualMachineMigrations: 2,
      });
    }
    expect(all(world.domains)[0].computers.find((each) => each.name === 'HV01')!.allowedToDelegateTo).toContain(
      'cifs/FS01',
    );
    const vm = world.vms['VM01' as VMId];
    expect(vm).toMatchObject({ host: 'HV01', state: 'Running', generation: 2, version: '8.0' });
    expect(vm.drives[0].path).toBe('\\\\FS01\\VMs\\VM01\\VM01.vhdx');
    const disk = resolveUnc(world, '\\\\fs01.contoso.com\\vms\\VM01\\VM01.vhdx')!;
    expect(fileAt(disk.machine, disk.path)).toMatchObject({ kind: 'file', lockedBy: 'VM01' });
    expect(world.machines['VM01' as MachineId].os.caption).toBe('Microsoft Windows Server 2016 Datacenter');
  });

  test('is sound, and is plain JSON', () => {
    const world = twoHosts();
    expect(checkWorld(world)).toEqual([]);
    expect(JSON.parse(JSON.stringify(world))).toEqual(world);
    expect(copyWorld(world)).toEqual(world);
  });

  test('is the same every time', () => {
    expect(JSON.stringify(twoHosts())).toBe(JSON.stringify(twoHosts()));
  });

  test('MAC addresses and GUIDs are unique and of the right form', () => {
    const world = twoHosts();
    const macs = [
      ...all(world.nics).map((nic) => nic.permanentMac),
      ...all(world.vmNetworkAdapters).map((v) => v.macAddress),
    ];
    expect(new Set(macs).size).toBe(macs.length);
    for (const mac of macs) expect(mac).toMatch(/^[0-9A-F]{12}$/);
    const guids = [
      ...all(world.netAdapters).map((adapter) => adapter.interfaceGuid),
      ...all(world.switches).map((each) => each.guid),
      ...all(world.vms).map((vm) => vm.guid),
    ];
    expect(new Set(guids).size).toBe(guids.length);
    for (const guid of guids)
      expect(guid).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  });

  test('adapters look like those of Get-NetAdapter', () => {
    const world = twoHosts();
    const seen = all(world.netAdapters).filter((adapter) => adapter.machine === 'HV01');
    expect(seen.map((a) => [a.name, a.interfaceDescription, a.status, a.linkSpeed])).toEqual([
      ['NIC1', 'Broadcom NetXtreme Gigabit Ethernet', 'Up', 1e9],
      ['NIC2', 'Broadcom NetXtreme Gigabit Ethernet #2', 'Disconnected', 0],
      ['SLOT 2 Port 1', 'Intel(R) Ethernet Server Adapter X520-2', 'Up', 1e10],
      ['SLOT 2 Port 2', 'Intel(R) Ethernet Server Adapter X520-2 #2', 'Up', 1e10],
    ]);
  });
});

describe('the schema', () => {
  test('the file beside the worlds is this schema', () => {
    expect(JSON.parse(read('labs/worlds/world.schema.json'))).toEqual(JSON.parse(JSON.stringify(WORLD_SCHEMA)));
  });

  test('is a JSON Schema, and a real validator agrees about good and bad files', () => {
    const validate = new Ajv({ allErrors: true, strict: true, allowUnionTypes: true }).compile(WORLD_SCHEMA);
    expect(validate(parse(TWO_HOSTS)), JSON.stringify(validate.errors)).toBe(true);
    expect(validate(parse(SMALL))).toBe(true);
    expect(validate(parse(changed('    memory: 8 GB', '    memory: 8')))).toBe(false);
    expect(validate(parse(changed('    memory: 8 GB', '    memroy: 8 GB')))).toBe(false);
  });

  test('our checker and a real validator agree on damaged files', () => {
    const validate = new Ajv({ strict: false }).compile(WORLD_SCHEMA);
    const lines = SMALL.split('\n');
    fc.assert(
      fc.property(fc.nat(lines.length - 2), fc.constantFrom('1', 'true', 'x', '[]', '{}', '-1', "''"), (at, value) => {
        const copy = [...lines];
        copy[at] = copy[at].replace(/: .*$/, `: ${value}`);
        const text = copy.join('\n');
        let data: unknown;
        try {
          data = parse(text);
        } catch {
          return;
        }
        const ours = problems(text).filter((message) => /found .*, expected|missing|unknown key/.test(message));
        if (!validate(data)) expect(ours.length, text).toBeGreaterThan(0);
      }),
      { numRuns: 60 },
    );
  });
});

describe('problems name file, line, column, what was found and what was expected', () => {
  test('the small world has none', () => {
    expect(problems(SMALL)).toEqual([]);
  });

  test.each([
    ['bad YAML', '  - name: HV01', '  - name: [HV01', /^\d+:\d+ not valid YAML/],
    ['a tab', '    memory: 8 GB', '\tmemory: 8 GB', /^8:1 a tab is used for indentation|not valid YAML/],
    ['a key twice', '    memory: 8 GB', '    memory: 8 GB\n    memory: 9 GB', /^9:5 this key stands twice/],
    ['an unknown key', '    memory: 8 GB', '    memroy: 8 GB', /^8:5 unknown key 'memroy'; did you mean 'memory'\?$/],
    ['a wrong type', '    memory: 8 GB', '    memory: 8', /^8:13 found 8, expected a size such as '4 GB'$/],
    ['a wrong size', '    memory: 8 GB', '    memory: 8 gigs', /^8:13 found '8 gigs', expected a size such as '4 GB'$/],
    [
      'an unknown processor',
      '    processor: intel-xeon-e5-2630-v3',
      '    processor: intel-xeon-e5-2630',
      /^7:16 found 'intel-xeon-e5-2630', expected .*; did you mean 'intel-xeon-e5-2630-v3'\?$/,
    ],
    [
      'a chipset of another maker',
      '    chipset: intel-haswell-ep',
      '    chipset: amd-zen',
      /^9:14 found 'amd-zen', expected one for intel-xeon-e5-2630-v3: intel-haswell-ep or intel-5520$/,
    ],
    [
      'an unknown host',
      '    host: HV01',
      '    host: HV1',
      /^24:11 found 'HV1', expected a host: 'HV01'; did you mean 'HV01'\?$/,
    ],
    [
      'an unknown switch',
      '      - switch: IOV',
      '      - switch: VMs',
      /^28:17 found 'VMs', expected a switch of HV01: 'IOV'/,
    ],
    [
      'a switch on no adapter',
      '        adapter: Ethernet 2',
      '        adapter: Ethernet 3',
      /^20:18 found 'Ethernet 3', expected an adapter of HV01: 'Ethernet' or 'Ethernet 2'/,
    ],
    [
      'a switch on an adapter with an address',
      '        adapter: Ethernet 2',
      '        adapter: Ethernet',
      /^20:18 Ethernet has an address/,
    ],
    [
      'an external switch without an adapter',
      '        adapter: Ethernet 2',
      '        notes: x',
      /^19:9 an external switch needs an adapter/,
    ],
    [
      'the same address',
      '        ip: 10.0.0.2/24',
      '        ip: 10.0.0.1/24',
      /^29:13 the address 10\.0\.0\.1 is that of HV01, Ethernet already$/,
    ],
    [
      'no address',
      '        ip: 10.0.0.2/24',
      '        ip: 10.0.0.256/24',
      /^29:13 found '10\.0\.0\.256\/24', expected an IPv4 address/,
    ],
    [
      'too many VFs',
      '          - name: Ethernet 2',
      '          - name: Ethernet 2\n            numVFs: 64',
      /^18:21 found 64 VFs, expected at most 63/,
    ],
    [
      'more memory than the host has',
      '    memory: 4 GB',
      '    memory: 9 GB',
      /^8:13 running VMs need 9 GB, but HV01 has 8 GB$/,
    ],
    [
      'a port that the rack switch has not',
      '            switchPort: 1',
      '            switchPort: 5',
      /^15:25 found port 5, expected 1 to 4/,
    ],
    [
      'a MAC address of a group',
      '            switchPort: 1',
      '            mac: 01-00-5E-00-00-01',
      /^15:18 01-00-5E-00-00-01 is a group address/,
    ],
    ['two machines of one name', '  - name: VM01', '  - name: HV01', /^23:11 the name 'HV01' is taken/],
    [
      'a share that is not',
      '    state: running',
      '    folder: \\\\FS01\\VMs\n    state: running',
      /^26:13 found '\\\\FS01\\VMs', expected a path on a share: there is none/,
    ],
    [
      'too many processors',
      '    state: running',
      '    processors: 64\n    state: running',
      /^26:17 found 64 processors, but HV01 has 16/,
    ],
    [
      'a machine without console',
      '  ports: 4',
      '  ports: 4\ndefaultHost: HV09',
      /^5:14 found 'HV09', expected a machine with a console/,
    ],
    [
      'a missing key',
      '    memory: 8 GB',
      '    upDays: 1',
      /^6:5 the key 'memory' is missing \(a size such as '4 GB'\)$/,
    ],
  ])('%s', (_, line, by, message) => {
    const found = problems(changed(line, by));
    expect(
      found.some((each) => message.test(each)),
      listed(found),
    ).toBe(true);
  });

  test('the same MAC address twice', () => {
    const text = SMALL.replace('            switchPort: 1\n', '            mac: A0-36-9F-00-00-01\n').replace(
      '          - name: Ethernet 2\n',
      '          - name: Ethernet 2\n            mac: a0-36-9f-00-00-01\n',
    );
    expect(problems(text)).toEqual([
      expect.stringMatching(/^18:18 the MAC address .* is that of HV01, Ethernet already$/),
    ]);
  });

  test('markup and control characters in a value are shown harmlessly', () => {
    const found = problems(changed('    host: HV01', '    host: "<b>\\e[31m"'));
    expect(found[0]).toContain("'<b>\ufffd[31m'");
  });

  test('aliases that lead nowhere, in a circle, or to too much', () => {
    expect(problems(changed('    memory: 8 GB', '    memory: *size'))).toEqual([
      "8:13 there is no anchor '&size' before this place",
    ]);
    expect(problems('title: &a [*a]\nnetwork: 1\nhosts: 1\n').length).toBeGreaterThan(0);
    const bomb = ['a: &a [x, x, x, x, x, x, x, x, x]'];
    for (const [name, before] of ['ba', 'cb', 'dc', 'ed', 'fe', 'gf']) {
      bomb.push(`${name}: &${name} [${Array(9).fill(`*${before}`).join(', ')}]`);
    }
    expect(problems(`${bomb.join('\n')}\n`)).toEqual(['1:1 the aliases of this file stand for too many values']);
  });

  test('a key that objects have of themselves is unknown, not dangerous', () => {
    expect(problems(changed('  ports: 4', '  ports: 4\n  __proto__: { polluted: true }'))[0]).toMatch(
      /^5:3 unknown key/,
    );
    expect(({} as { polluted?: boolean }).polluted).toBe(undefined);
  });

  test('an empty file, a list, a number', () => {
    for (const text of ['', '- a', '7']) expect(problems(text)[0]).toMatch(/^1:1 found .*, expected a map$/);
  });

  test('no text makes the reader throw', () => {
    fc.assert(
      fc.property(fc.nat(SMALL.length), fc.nat(20), fc.string({ maxLength: 5 }), (at, length, by) => {
        readWorldFile(SMALL.slice(0, at) + by + SMALL.slice(at + length), 'w.yaml');
      }),
      { numRuns: 60 },
    );
  });
});
