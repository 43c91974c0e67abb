/**
 * Reading a world file. What cannot be - a VM on a host that does not exist, two equal addresses, more VFs than the
 * card has - is told with file, line and column; nothing is made of a file that has a problem.
 */
import { CHIPSET_MODELS } from '../hardware/chipset-models';
import { FIRMWARE_SETTINGS } from '../hardware/firmware';
import { NIC_MODELS } from '../hardware/nic-models';
import { PROCESSOR_MODELS } from '../hardware/processor-models';
import { checkWorld } from './check-world';
import type { World } from './records';
import { addressList, buildWorld, bytesOf, macText, rootPortOf, versionsOf } from './world-build';
import {
  type AddressSpec,
  type CableSpec,
  type HostSpec,
  type MachineSpec,
  type VMSpec,
  WORLD_SCHEMA,
  type WorldSpec,
} from './world-schema';
import {
  didYouMean,
  listed,
  type Problem,
  readYamlDocument,
  shown,
  type YamlDocument,
  type YamlPath,
} from './yaml-document';

export type WorldFile = { world: World; problems: [] } | { world: null; problems: Problem[] };

/** `labs/worlds/two-hosts.yaml` is the world `two-hosts`. */
export function worldName(fileName: string): string {
  return fileName.replace(/^.*[\\/]/, '').replace(/\.ya?ml$/i, '');
}

/** Reads a world; its hosts are assembled and not yet powered on. */
export function readWorldFile(text: string, fileName: string): WorldFile {
  const document = readYamlDocument(text, fileName, WORLD_SCHEMA);
  if (document.problems.length > 0) return { world: null, problems: document.problems };
  const spec = document.value as WorldSpec;
  new SpecCheck(spec, document.report).all();
  if (document.problems.length > 0) return { world: null, problems: sorted(document.problems) };
  const world = buildWorld(spec, worldName(fileName));
  for (const violation of checkWorld(world)) document.report([], violation);
  return document.problems.length > 0 ? { world: null, problems: document.problems } : { world, problems: [] };
}

function sorted(problems: Problem[]): Problem[] {
  return problems.sort((a, b) => a.line - b.line || a.column - b.column);
}

/** Names seen so far: a second one of the same kind is a problem. */
class Names {
  private readonly seen = new Map<string, string>();

  /** What has the name already, or null. */
  add(name: string, what: string): string | null {
    const key = name.toLowerCase();
    const before = this.seen.get(key);
    if (before !== undefined) return before;
    this.seen.set(key, what);
    return null;
  }
}

class SpecCheck {
  private readonly machines = new Names();
  private readonly macs = new Names();
  private readonly addresses = new Names();
  private readonly switchPorts = new Names();
  private readonly spec: WorldSpec;
  private readonly report: YamlDocument['report'];

  constructor(spec: WorldSpec, report: YamlDocument['report']) {
    this.spec = spec;
    this.report = report;
  }

  all(): void {
    const { spec } = this;
    this.checkNetwork();
    spec.machines?.forEach((machine, i) => {
      this.checkMachine(machine, ['machines', i]);
    });
    spec.hosts.forEach((host, i) => {
      this.checkHost(host, ['hosts', i]);
    });
    const vmNames = new Names();
    spec.virtualMachines?.forEach((vm, i) => {
      const path = ['virtualMachines', i];
      this.name(vmNames, vm.name, `the VM ${vm.name}`, [...path, 'name'], 'VM');
      this.checkVM(vm, path);
    });
    this.checkMemory();
    this.checkDomain();
    if (spec.defaultHost !== undefined && !this.consoles().includes(spec.defaultHost)) {
      this.unknown(['defaultHost'], spec.defaultHost, 'a machine with a console', this.consoles());
    }
  }

  private consoles(): string[] {
    const { spec } = this;
    return [
      ...spec.hosts.map((host) => host.name),
      ...(spec.machines ?? []).filter((machine) => machine.console).map((machine) => machine.name),
      ...(spec.virtualMachines ?? []).map((vm) => vm.name),
    ];
  }

  private unknown(path: YamlPath, found: string, what: string, known: readonly string[]): void {
    const names = known.length === 0 ? 'there is none' : listed(known.map((name) => shown(name)));
    this.report(path, `found ${shown(found)}, expected ${what}: ${names}${didYouMean(found, known)}`);
  }

  private name(names: Names, name: string, what: string, path: YamlPath, kind: string): void {
    const before = names.add(name, what);
    if (before !== null) this.report(path, `the name ${shown(name)} is taken by ${before}; each ${kind} needs its own`);
  }

  private mac(mac: string | undefined, what: string, path: YamlPath): void {
    if (mac === undefined) return;
    const digits = macText(mac);
    if ((Number.parseInt(digits.slice(0, 2), 16) & 1) !== 0) {
      this.report([...path, 'mac'], `${mac} is a group address; an adapter needs a MAC address of its own`);
    }
    const before = this.macs.add(digits, what);
    if (before !== null) this.report([...path, 'mac'], `the MAC address ${mac} is that of ${before} already`);
  }

  private ip(spec: AddressSpec, what: string, path: YamlPath): void {
    addressList(spec).forEach((text, i) => {
      const where = Array.isArray(spec.ip) ? [...path, 'ip', i] : [...path, 'ip'];
      const [address, prefix] = text.split('/');
      if (address.split('.').some((part) => Number(part) > 255) || Number(prefix) > 32) {
        this.report(where, `found ${shown(text)}, expected an IPv4 address such as '192.168.10.11/24'`);
        return;
      }
      const before = this.addresses.add(address, what);
      if (before !== null) this.report(where, `the address ${address} is that of ${before} already`);
    });
  }

  private cable(cable: CableSpec, what: string, path: YamlPath): void {
    if (cable.switchPort === undefined) return;
    const ports = this.spec.network.ports ?? 24;
    const where = [...path, 'switchPort'];
    if (cable.switchPort > ports) {
      this.report(
        where,
        `found port ${cable.switchPort}, expected 1 to ${ports}: ${this.spec.network.switch} has no more`,
      );
    }
    const before = this.switchPorts.add(String(cable.switchPort), what);
    if (before !== null) this.report(where, `port ${cable.switchPort} is taken by ${before}`);
  }

  private checkNetwork(): void {
    const { network } = this.spec;
    if (network.gateway?.split('.').some((part) => Number(part) > 255)) {
      this.report(['network', 'gateway'], `found ${shown(network.gateway)}, expected an IPv4 address`);
    }
  }

  private checkMachine(machine: MachineSpec, path: YamlPath): void {
    this.name(this.machines, machine.name, `the machine ${machine.name}`, [...path, 'name'], 'machine');
    const at = [...path, 'adapter'];
    this.mac(machine.adapter.mac, machine.name, at);
    this.ip(machine.adapter, machine.name, at);
    this.cable(machine.adapter, machine.name, at);
    const shares = new Names();
    machine.shares?.forEach((share, i) => {
      this.name(shares, share.name, `another share of ${machine.name}`, [...path, 'shares', i, 'name'], 'share');
    });
    if (machine.shares && machine.role !== 'file-server') {
      this.report(
        [...path, 'shares'],
        `shares need the role 'file-server'; ${machine.name} is a ${machine.role}`,
        'key',
      );
    }
  }

  private checkHost(host: HostSpec, path: YamlPath): void {
    this.name(this.machines, host.name, `the host ${host.name}`, [...path, 'name'], 'machine');
    const model = typeof host.chipset === 'string' ? host.chipset : host.chipset.model;
    const chipset = CHIPSET_MODELS[model];
    const processor = PROCESSOR_MODELS[host.processor];
    const fits = (processor.vendor === 'GenuineIntel') === (chipset.vendor === 'intel');
    if (!fits) {
      const maker = processor.vendor === 'GenuineIntel' ? 'intel' : 'amd';
      const names = Object.keys(CHIPSET_MODELS).filter((name) => CHIPSET_MODELS[name].vendor === maker);
      this.report([...path, 'chipset'], `found ${shown(model)}, expected one for ${host.processor}: ${listed(names)}`);
    }
    this.checkFirmware(host, path);
    this.checkCards(host, path);
    this.checkSwitches(host, path);
  }

  private checkFirmware(host: HostSpec, path: YamlPath): void {
    const images = versionsOf(host);
    const version = host.firmware?.version;
    if (version !== undefined && !images.some((image) => image.version === version)) {
      this.unknown(
        [...path, 'firmware', 'version'],
        version,
        'one of its versions',
        images.map((i) => i.version),
      );
    }
    const installed = images.find((image) => image.version === (version ?? images[0].version));
    for (const name of Object.keys(FIRMWARE_SETTINGS) as (keyof typeof FIRMWARE_SETTINGS)[]) {
      const wanted = host.firmware?.[name];
      const fixed = installed?.fixed[name];
      if (wanted !== undefined && fixed !== undefined && wanted !== fixed) {
        this.report(
          [...path, 'firmware', name],
          `found '${wanted}', but version ${installed!.version} fixes ${name} at '${fixed}'`,
        );
      }
    }
  }

  private checkCards(host: HostSpec, path: YamlPath): void {
    const slots = new Names();
    const rootPorts = new Names();
    const names = new Names();
    host.adapters.forEach((card, i) => {
      const at = [...path, 'adapters', i];
      const model = NIC_MODELS[card.model];
      this.name(slots, String(card.slot), 'another card', [...at, 'slot'], 'card');
      const rootPort = rootPortOf(card);
      const key = `${card.socket ?? 0}:${rootPort.device}.${rootPort.function}`;
      if (rootPort.device < 1 || rootPort.device > 31) {
        this.report([...at, 'rootPort'], `found device ${rootPort.device}, expected 1 to 31`);
      }
      if (rootPorts.add(key, '') !== null) {
        this.report(
          [...at, card.rootPort === undefined ? 'slot' : 'rootPort'],
          `root port ${key} is taken by another card`,
        );
      }
      if ((card.socket ?? 0) >= (host.sockets ?? 1)) {
        this.report([...at, 'socket'], `found socket ${card.socket}, but ${host.name} has ${host.sockets ?? 1}`);
      }
      if (card.ports.length > model.ports) {
        this.report([...at, 'ports'], `found ${card.ports.length} ports, but ${card.model} has ${model.ports}`);
      }
      card.ports.forEach((port, j) => {
        const where = [...at, 'ports', j];
        const what = `${host.name}, ${port.name}`;
        this.name(names, port.name, 'another adapter of this host', [...where, 'name'], 'adapter');
        this.mac(port.mac, what, where);
        this.ip(port, what, where);
        this.cable(port, what, where);
        const most = model.sriov?.usableVFs ?? 0;
        if (port.numVFs !== undefined && port.numVFs > most) {
          this.report(
            [...where, 'numVFs'],
            `found ${port.numVFs} VFs, expected at most ${most}: a port of ${card.model} has no more`,
          );
        }
        if (port.sriov === 'enabled' && !model.sriov) {
          this.report([...where, 'sriov'], `${card.model} has no SR-IOV`);
        }
      });
    });
  }

  private checkSwitches(host: HostSpec, path: YamlPath): void {
    const names = new Names();
    const uplinks = new Map<string, string>();
    const ports = host.adapters.flatMap((card) => card.ports.map((port) => port));
    const portNames = ports.map((port) => port.name);
    host.switches?.forEach((vmSwitch, i) => {
      const at = [...path, 'switches', i];
      this.name(names, vmSwitch.name, 'another switch of this host', [...at, 'name'], 'switch');
      const external = (vmSwitch.type ?? 'external') === 'external';
      const adapters = vmSwitch.adapters ?? (vmSwitch.adapter === undefined ? [] : [vmSwitch.adapter]);
      if (external && adapters.length === 0) {
        this.report(at, `an external switch needs an adapter: ${listed(portNames.map((name) => shown(name)))}`);
      }
      if (!external && adapters.length > 0) {
        this.report(
          [...at, vmSwitch.adapters ? 'adapters' : 'adapter'],
          `a switch of type ${vmSwitch.type} has no adapter`,
          'key',
        );
      }
      if (!external && vmSwitch.iov) {
        this.report([...at, 'iov'], `a switch of type ${vmSwitch.type} cannot have SR-IOV`);
      }
      if (vmSwitch.ip !== undefined && !vmSwitch.managementOS && vmSwitch.type !== 'internal') {
        this.report([...at, 'ip'], 'an address needs managementOS: true', 'key');
      }
      this.ip(vmSwitch, `${host.name}, vEthernet (${vmSwitch.name})`, at);
      adapters.forEach((name, j) => {
        const where = vmSwitch.adapters ? [...at, 'adapters', j] : [...at, 'adapter'];
        if (!portNames.includes(name)) {
          this.unknown(where, name, `an adapter of ${host.name}`, portNames);
          return;
        }
        const other = uplinks.get(name);
        if (other !== undefined) this.report(where, `${name} is under the switch ${shown(other)} already`);
        uplinks.set(name, vmSwitch.name);
        if (ports.find((port) => port.name === name)?.ip !== undefined) {
          this.report(
            where,
            `${name} has an address; under a switch it carries none: put it on the switch, with managementOS: true`,
          );
        }
      });
    });
  }

  private checkVM(vm: VMSpec, path: YamlPath): void {
    const { spec } = this;
    const host = spec.hosts.find((candidate) => candidate.name === vm.host);
    if (!host) {
      this.unknown(
        [...path, 'host'],
        vm.host,
        'a host',
        spec.hosts.map((candidate) => candidate.name),
      );
      return;
    }
    if (this.machines.add(vm.name, `the VM ${vm.name}`) !== null) {
      this.report([...path, 'name'], `the name ${shown(vm.name)} is taken by another machine`);
    }
    const processor = PROCESSOR_MODELS[host.processor];
    const logical = (host.sockets ?? 1) * processor.coresPerSocket * processor.threadsPerCore;
    if ((vm.processors ?? 1) > logical) {
      this.report([...path, 'processors'], `found ${vm.processors} processors, but ${host.name} has ${logical}`);
    }
    if (vm.dynamicMemory) {
      const startup = bytesOf(vm.memory);
      const { minimum, maximum } = vm.dynamicMemory;
      if (minimum !== undefined && bytesOf(minimum) > startup) {
        this.report(
          [...path, 'dynamicMemory', 'minimum'],
          `the minimum ${minimum} is more than the startup memory ${vm.memory}`,
        );
      }
      if (maximum !== undefined && bytesOf(maximum) < startup) {
        this.report(
          [...path, 'dynamicMemory', 'maximum'],
          `the maximum ${maximum} is less than the startup memory ${vm.memory}`,
        );
      }
    }
    const switches = (host.switches ?? []).map((vmSwitch) => vmSwitch.name);
    vm.adapters?.forEach((adapter, i) => {
      const at = [...path, 'adapters', i];
      const what = `${vm.name}, ${adapter.name ?? 'Network Adapter'}`;
      if (adapter.switch !== undefined && !switches.includes(adapter.switch)) {
        this.unknown([...at, 'switch'], adapter.switch, `a switch of ${host.name}`, switches);
      }
      this.mac(adapter.mac, what, at);
      this.ip(adapter, what, at);
    });
    vm.disks?.forEach((disk, i) => {
      this.path(disk.path, [...path, 'disks', i, 'path']);
    });
    if (vm.folder !== undefined) this.path(vm.folder, [...path, 'folder']);
    if (vm.guest?.joined && !spec.domain)
      this.report([...path, 'guest', 'joined'], 'there is no domain to be joined to');
  }

  /** A path that a host uses must lead somewhere. */
  private path(path: string, where: YamlPath): void {
    if (path.startsWith('\\\\')) {
      const [server, share] = path.slice(2).split('\\');
      const shares = (this.spec.machines ?? []).flatMap((machine) =>
        (machine.shares ?? []).map((record) => `\\\\${machine.name}\\${record.name}`),
      );
      const wanted = `\\\\${(server ?? '').split('.')[0]}\\${share ?? ''}`;
      if (!shares.some((known) => known.toLowerCase() === wanted.toLowerCase())) {
        this.unknown(where, path, 'a path on a share', shares);
      }
    } else if (!/^[A-Z]:\\/i.test(path)) {
      this.report(where, `found ${shown(path)}, expected a path such as 'C:\\VMs' or '\\\\FS01\\VMs'`);
    }
  }

  private checkMemory(): void {
    for (const [i, host] of this.spec.hosts.entries()) {
      const running = (this.spec.virtualMachines ?? []).filter((vm) => vm.host === host.name && vm.state === 'running');
      const used = running.reduce((sum, vm) => sum + bytesOf(vm.memory), 0);
      if (used > bytesOf(host.memory)) {
        const gigabytes = Math.round((used / 1024 ** 3) * 10) / 10;
        this.report(['hosts', i, 'memory'], `running VMs need ${gigabytes} GB, but ${host.name} has ${host.memory}`);
      }
    }
  }

  private checkDomain(): void {
    const { domain } = this.spec;
    const controllers = (this.spec.machines ?? []).filter((machine) => machine.role === 'domain-controller');
    if (!domain) return;
    const names = controllers.map((machine) => machine.name);
    if (!names.includes(domain.controller)) {
      this.unknown(['domain', 'controller'], domain.controller, 'a machine with the role domain-controller', names);
    }
  }
}
