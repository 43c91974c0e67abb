import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { loadWorld } from '../../engine/capability/power-on';
import { assertWorld, checkWorld } from '../../engine/estate/check-world';
import type {
  HostId,
  MachineId,
  NetAdapterId,
  NicId,
  VMId,
  VMNetworkAdapterId,
  VMSwitchId,
  World,
} from '../../engine/estate/records';
import { copyWorld, id } from '../../engine/estate/tables';

const text = readFileSync(new URL('../../labs/worlds/two-hosts.yaml', import.meta.url), 'utf8');
const sound = loadWorld(text, 'two-hosts.yaml').world!;
const VM = id<VMId>('VM01');
const VNIC = id<VMNetworkAdapterId>('VM01/vnic/0');
const SWITCH = id<VMSwitchId>('HV01/switch/IOV');
const NIC = id<NicId>('HV01/slot2.0');

const broken: [string, (world: World) => void, RegExp][] = [
  [
    'a record under a wrong key',
    (w) => {
      w.vms[id<VMId>('VM02')] = w.vms[VM];
    },
    /calls itself VM01/,
  ],
  [
    'a VM on no host',
    (w) => {
      w.vms[VM].host = id<HostId>('HV09');
    },
    /VM VM01: no such host/,
  ],
  [
    'a vNIC on a switch of another host',
    (w) => {
      w.vms[VM].host = id<HostId>('HV02');
    },
    /its switch is on another host/,
  ],
  [
    'a vNIC on no switch',
    (w) => {
      w.vmNetworkAdapters[VNIC].switch = id<VMSwitchId>('x');
    },
    /no such switch/,
  ],
  [
    'more memory than there is',
    (w) => {
      w.vms[VM].memory.assigned = 2 ** 40;
    },
    /more memory than it has/,
  ],
  [
    'a VM that is off and has memory',
    (w) => {
      w.vms[VM].state = 'Off';
    },
    /Off with memory/,
  ],
  [
    'a VM that is off and a guest that is on',
    (w) => {
      w.vms[VM].state = 'Off';
    },
    /its guest is On/,
  ],
  [
    'a vNIC at two ports',
    (w) => {
      const [port] = Object.values(w.switchPorts).filter((p) => p.connectee.id === VNIC);
      const key = id<typeof port.id>('twin');
      w.switchPorts[key] = { ...port, id: key };
    },
    /connected at two ports/,
  ],
  [
    'a VF for nobody',
    (w) => {
      w.vmNetworkAdapters[VNIC].vfDataPathActive = true;
    },
    /without a VF/,
  ],
  [
    'a VF that is free',
    (w) => {
      w.vmNetworkAdapters[VNIC].virtualFunction = { nic: NIC, vf: 0, vport: 1, serial: 1 };
    },
    /its VF is not allocated/,
  ],
  [
    'serial number 0',
    (w) => {
      w.vmNetworkAdapters[VNIC].virtualFunction = { nic: NIC, vf: 0, vport: 1, serial: 0 };
    },
    /serial number 0/,
  ],
  [
    'an external switch without an adapter',
    (w) => {
      w.switches[SWITCH].uplinks = [];
    },
    /External with 0 adapters/,
  ],
  [
    'an adapter that is not bound',
    (w) => {
      w.netAdapters[id<NetAdapterId>('HV01/SLOT 2 Port 1')].bindings = [];
    },
    /is not bound to it/,
  ],
  [
    'an adapter under two switches',
    (w) => {
      const key = id<VMSwitchId>('HV01/switch/B');
      w.switches[key] = { ...w.switches[SWITCH], id: key };
    },
    /under two switches/,
  ],
  [
    'a NIC switch without IOV mode',
    (w) => {
      w.switches[SWITCH].iovEnabled = false;
    },
    /not in IOV mode/,
  ],
  [
    'VFs on the bus without a NIC switch',
    (w) => {
      w.nics[NIC].nicSwitch = null;
    },
    /without a NIC switch/,
  ],
  [
    'NumVFs that differ',
    (w) => {
      w.nics[NIC].nicSwitch!.numVFs = 7;
    },
    /differ/,
  ],
  [
    'two functions at one address',
    (w) => {
      const list = w.hosts[id<HostId>('HV01')].hardware.pciFunctions;
      list.push(list[0]);
    },
    /two functions at/,
  ],
  [
    'two machines of one name',
    (w) => {
      w.machines[id<MachineId>('DC01')].computerName = 'hv01';
    },
    /one computer name/,
  ],
  [
    'a machine that is off since a time',
    (w) => {
      w.machines[id<MachineId>('DC01')].power = 'Off';
    },
    /bootedAt says otherwise/,
  ],
  [
    'two adapters of one name',
    (w) => {
      w.netAdapters[id<NetAdapterId>('HV01/NIC2')].name = 'nic1';
    },
    /is taken on its machine/,
  ],
  [
    'speed on a dead link',
    (w) => {
      w.netAdapters[id<NetAdapterId>('HV01/NIC2')].linkSpeed = 1;
    },
    /Disconnected with a link speed/,
  ],
  [
    'memory out of order',
    (w) => {
      w.vms[VM].memory.dynamicMemoryEnabled = true;
      w.vms[VM].memory.minimum = w.vms[VM].memory.startup + 1;
    },
    /minimum <= startup/,
  ],
  [
    'two cables at one port',
    (w) => {
      const [first, second] = Object.values(w.cables);
      second.port = first.port;
    },
    /two cables at TOR01#/,
  ],
];

describe('checkWorld', () => {
  test('finds nothing in a sound world', () => {
    expect(checkWorld(sound)).toEqual([]);
    assertWorld(sound);
  });

  test.each(broken)('%s', (_, damage, message) => {
    const world = copyWorld(sound);
    damage(world);
    expect(checkWorld(world).join('\n')).toMatch(message);
    expect(() => assertWorld(world)).toThrow(message);
  });
});
