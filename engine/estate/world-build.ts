/** From a checked world file to the records. The hosts are assembled, not yet powered on: see `engine/capability`. */
import { assembleComputer, assembleNic } from '../hardware/assemble';
import { NIC_MODELS } from '../hardware/nic-models';
import { logicalProcessorCount, PROCESSOR_MODELS } from '../hardware/processor-models';
import type { ChipsetRecord, FirmwareDefect, FirmwareImage, FirmwareSettings, SlotRecord } from '../hardware/records';
import {
  defaultHostSettings,
  defaultSwitch,
  defaultVM,
  defaultVMNetworkAdapter,
  GUEST_VNIC,
  HOST_VNIC,
  noAddresses,
  PLAIN_NIC,
  TCPIP_BINDINGS,
  VSWITCH_BINDINGS,
} from './defaults';
import { guidOf, hyperVMacPool, macAfter, macOf } from './derive';
import { emptyDirectory, ensureDirectory, opaqueFile, putFile, resolveUnc, textFile } from './files';
import type {
  CableId,
  DomainId,
  HostId,
  IpConfiguration,
  MachineId,
  MachineRecord,
  NetAdapterId,
  NetAdapterRecord,
  NicId,
  RackSwitchId,
  RackSwitchRecord,
  RegistryValueRecord,
  ShareId,
  VMId,
  VMNetworkAdapterId,
  VMNetworkAdapterRecord,
  VMRecord,
  VMSwitchId,
  VMSwitchPortId,
  VMSwitchPortRecord,
  World,
} from './records';
import { setRegistryValue } from './registry';
import { all, find, id } from './tables';
import { installWindows, OS_IMAGES } from './windows-image';
import type {
  AddressSpec,
  CableSpec,
  CardSpec,
  FileSpec,
  HostSpec,
  MachineSpec,
  RegistrySpec,
  SwitchSpec,
  VMSpec,
  WorldSpec,
} from './world-schema';

const SECOND = 1_000_000_000;
const DAY = 86_400 * SECOND;
const GIGABIT = 1_000_000_000;
const GB = 1024 ** 3;
const UNITS: Record<string, number> = { KB: 1024, MB: 1024 ** 2, GB, TB: 1024 ** 4 };

export const DEFAULT_EPOCH = '2016-11-14T08:00:00Z';
/** Password of local administrators, unless the file says otherwise. Teaching data. */
const LOCAL_PASSWORD = 'Pa55w.rd';

/** `4 GB` in bytes. */
export function bytesOf(size: string): number {
  const [, number, unit] = /^([0-9.]+) ?([A-Z]{2})$/.exec(size)!;
  return Math.round(Number(number) * UNITS[unit]);
}

/** Root port of a slot: `2.0` as written, else by slot number. */
export function rootPortOf(card: CardSpec): { device: number; function: number } {
  if (card.rootPort !== undefined) {
    const [device, fn] = card.rootPort.split('.').map(Number);
    return { device, function: fn };
  }
  return { device: ((card.slot - 1) % 3) + 1, function: Math.floor((card.slot - 1) / 3) };
}

export function versionsOf(host: HostSpec): FirmwareImage[] {
  const versions = host.firmware?.versions ?? [{ version: host.firmware?.version ?? '2.0', date: '2016-03-01' }];
  return versions.map((version) => ({
    version: version.version,
    date: version.date,
    defects: (version.defects ?? []) as FirmwareDefect[],
    fixed: (version.fixed ?? {}) as Partial<FirmwareSettings>,
    brings: (version.brings ?? {}) as Partial<FirmwareSettings>,
  }));
}

export function addressList(spec: AddressSpec): string[] {
  return spec.ip === undefined ? [] : [spec.ip].flat();
}

export function macText(mac: string): string {
  return mac.replaceAll('-', '').toUpperCase();
}

class WorldBuilder {
  readonly world: World;
  readonly spec: WorldSpec;
  readonly seed: string;
  private rack!: RackSwitchRecord;
  private domain: { id: DomainId; dnsName: string; netBiosName: string; controller: string } | null = null;

  constructor(spec: WorldSpec, name: string) {
    this.spec = spec;
    this.seed = spec.seed ?? name;
    this.world = {
      format: 1,
      name,
      title: spec.title,
      epoch: spec.epoch ?? DEFAULT_EPOCH,
      seed: this.seed,
      defaultHost: id<MachineId>(spec.defaultHost ?? spec.hosts[0].name),
      hosts: {},
      machines: {},
      nics: {},
      netAdapters: {},
      switches: {},
      switchPorts: {},
      vms: {},
      vmNetworkAdapters: {},
      checkpoints: {},
      shares: {},
      domains: {},
      rackSwitches: {},
      cables: {},
      nextSerial: 1,
    };
  }

  build(): World {
    const { spec } = this;
    this.addRackSwitch();
    if (spec.domain) {
      this.domain = {
        id: id<DomainId>(spec.domain.name),
        dnsName: spec.domain.name,
        netBiosName: spec.domain.netbios,
        controller: spec.domain.controller,
      };
    }
    for (const machine of spec.machines ?? []) this.addPlainMachine(machine);
    for (const host of spec.hosts) this.addHost(host);
    for (const vm of spec.virtualMachines ?? []) this.addVM(vm);
    if (spec.domain) this.addDomain();
    return this.world;
  }

  private guid(...path: string[]): string {
    return guidOf(this.seed, ...path);
  }

  // ------------------------------------------------------------------------------------------------------- network

  private addRackSwitch(): void {
    const { network } = this.spec;
    const rackId = id<RackSwitchId>(network.switch);
    this.rack = {
      id: rackId,
      name: network.switch,
      ports: Array.from({ length: network.ports ?? 24 }, (_, index) => ({
        number: index + 1,
        name: `Ethernet1/${index + 1}`,
        speed: 10 * GIGABIT,
        mode: 'Access' as const,
        vlan: network.vlan ?? 1,
        allowedVlans: [],
      })),
      ageingSeconds: 300,
      latency: network.latencyNanoseconds ?? 800,
    };
    this.world.rackSwitches[rackId] = this.rack;
  }

  /** Plugs an adapter into the rack switch; false when the file names no port. */
  private plug(adapter: NetAdapterId, cable: CableSpec, speed: number): boolean {
    if (cable.switchPort === undefined) return false;
    const cableId = id<CableId>(`cable:${adapter}`);
    const port = this.rack.ports[cable.switchPort - 1];
    if (cable.vlan !== undefined) port.vlan = cable.vlan;
    port.speed = speed;
    this.world.cables[cableId] = {
      id: cableId,
      adapter,
      switch: this.rack.id,
      port: port.number,
      metres: cable.metres ?? 3,
      plugged: true,
    };
    return true;
  }

  private ipOf(spec: AddressSpec): IpConfiguration {
    const addresses = addressList(spec);
    if (addresses.length === 0) return noAddresses();
    // The network's gateway is only for adapters whose subnet holds it; an adapter's own is taken as it is written.
    const common = this.spec.network.gateway;
    const gateway =
      spec.gateway ?? (common !== undefined && addresses.some((text) => isInSubnet(common, text)) ? common : undefined);
    return {
      dhcp: false,
      addresses: addresses.map((text) => {
        const [address, prefix] = text.split('/');
        return {
          address,
          family: 'IPv4',
          prefixLength: Number(prefix),
          prefixOrigin: 'Manual',
          suffixOrigin: 'Manual',
        };
      }),
      defaultGateways: gateway === undefined ? [] : [gateway],
      dnsServers: spec.dns ?? this.spec.network.dns ?? [],
      mtu: 1500,
    };
  }

  private interfaceIndex(machine: MachineId): number {
    let highest = 1;
    for (const adapter of all(this.world.netAdapters)) {
      if (adapter.machine === machine) highest = Math.max(highest, adapter.interfaceIndex);
    }
    return highest + 1;
  }

  /** The description with ` #2`, ` #3` when others of the machine have it already. */
  private describe(machine: MachineId, description: string): string {
    const taken = new Set(
      all(this.world.netAdapters)
        .filter((adapter) => adapter.machine === machine)
        .map((adapter) => adapter.interfaceDescription),
    );
    let candidate = description;
    for (let n = 2; taken.has(candidate); n++) candidate = `${description} #${n}`;
    return candidate;
  }

  private addNetAdapter(
    spec: Pick<NetAdapterRecord, 'machine' | 'backing' | 'name' | 'macAddress' | 'driver' | 'componentId' | 'ip'> & {
      id: string;
      description: string;
      speed: number;
      connected: boolean;
      enabled?: boolean;
      pnpDeviceId: string;
      underSwitch?: boolean;
    },
  ): NetAdapterRecord {
    const enabled = spec.enabled ?? true;
    const up = enabled && spec.connected;
    const record: NetAdapterRecord = {
      id: id<NetAdapterId>(spec.id),
      machine: spec.machine,
      backing: spec.backing,
      name: spec.name,
      interfaceDescription: this.describe(spec.machine, spec.description),
      interfaceIndex: this.interfaceIndex(spec.machine),
      interfaceGuid: this.guid('interface', spec.id),
      macAddress: spec.macAddress,
      permanentMacAddress: spec.macAddress,
      status: !enabled ? 'Disabled' : up ? 'Up' : 'Disconnected',
      linkSpeed: up ? spec.speed : 0,
      maxSpeed: spec.speed,
      enabled,
      mediaConnected: spec.connected,
      mtu: 1500,
      vlanId: null,
      driver: spec.driver,
      pnpDeviceId: spec.pnpDeviceId,
      componentId: spec.componentId,
      hidden: false,
      bindings: [...(spec.underSwitch ? VSWITCH_BINDINGS : TCPIP_BINDINGS)],
      ip: spec.ip,
    };
    this.world.netAdapters[record.id] = record;
    return record;
  }

  // ------------------------------------------------------------------------------------------------------ machines

  private addPlainMachine(spec: MachineSpec): void {
    const machineId = id<MachineId>(spec.name);
    const client = spec.role === 'client';
    const machine = installWindows({
      id: machineId,
      computerName: spec.name,
      image: spec.os ?? (client ? 'windows-10-enterprise' : 'windows-server-2016-standard'),
      roles: [spec.role],
      domain: this.domain,
      console: spec.console ?? false,
      bootedAt: -Math.round((spec.upDays ?? 10) * DAY),
      localPassword: LOCAL_PASSWORD,
      processorName: PROCESSOR_MODELS['intel-xeon-e5-2630-v3'].name,
      processorCount: spec.processors ?? 4,
      systemDriveBytes: spec.role === 'file-server' ? 4096 * GB : 278 * GB,
    });
    this.world.machines[machineId] = machine;
    const { adapter } = spec;
    const speed = adapter.speed === '1 Gbps' ? GIGABIT : 10 * GIGABIT;
    const adapterId = `${spec.name}/${adapter.name ?? 'Ethernet'}`;
    const record = this.addNetAdapter({
      id: adapterId,
      machine: machineId,
      backing: { kind: 'plain' },
      name: adapter.name ?? 'Ethernet',
      description: PLAIN_NIC.description,
      macAddress: adapter.mac ? macText(adapter.mac) : macOf('90E2BA', this.seed, adapterId),
      driver: { ...PLAIN_NIC.driver },
      componentId: PLAIN_NIC.componentId,
      pnpDeviceId: `${PLAIN_NIC.componentId}\\4&1A2B3C4D&0&00E0`,
      ip: this.ipOf(adapter),
      speed,
      connected: adapter.switchPort !== undefined,
    });
    this.plug(record.id, adapter, speed);
    for (const share of spec.shares ?? []) {
      const shareId = id<ShareId>(`${spec.name}/${share.name}`);
      ensureDirectory(machine, share.folder, -30 * DAY);
      this.world.shares[shareId] = {
        id: shareId,
        machine: machineId,
        name: share.name,
        path: share.folder,
        description: share.description ?? '',
        continuouslyAvailable: true,
        access: (share.access ?? ['Everyone']).map((account) => ({ account, right: 'Full' })),
      };
    }
    addFiles(machine, spec.files);
    addRegistry(machine, spec.registry);
  }

  private addDomain(): void {
    const spec = this.spec.domain!;
    const domain = this.domain!;
    this.world.domains[domain.id] = {
      id: domain.id,
      dnsName: spec.name,
      netBiosName: spec.netbios,
      domainController: id<MachineId>(spec.controller),
      users: spec.users.map((user) => ({
        samAccountName: user.name,
        displayName: user.displayName ?? user.name,
        password: user.password,
        groups: user.groups ?? ['Domain Users'],
        enabled: true,
      })),
      computers: all(this.world.machines)
        .filter((machine) => machine.domain === domain.id)
        .map((machine) => ({
          name: machine.computerName,
          machine: machine.id,
          allowedToDelegateTo:
            this.spec.hosts.find((host) => host.name === machine.computerName)?.hyperV?.liveMigration?.delegateTo ?? [],
          trustedToAuthForDelegation: false,
        })),
    };
  }

  // --------------------------------------------------------------------------------------------------------- hosts

  private addHost(spec: HostSpec): void {
    const hostId = id<HostId>(spec.name);
    const machineId = id<MachineId>(spec.name);
    const chipset = typeof spec.chipset === 'string' ? { model: spec.chipset } : spec.chipset;
    const slots: SlotRecord[] = spec.adapters.map((card) => ({
      number: card.slot,
      rootPort: rootPortOf(card),
      socket: card.socket ?? 0,
      lanes: 8,
      generation: 3,
      switch: card.behindSwitch ? { acs: card.behindSwitch.acs } : null,
      busNumbers: card.busNumbers ?? null,
      memoryWindowBytes: card.memoryWindow === undefined ? null : bytesOf(card.memoryWindow),
      nics: card.ports.map((_, port) => id<NicId>(`${spec.name}/slot${card.slot}.${port}`)),
    }));
    const images = versionsOf(spec);
    const { vendor, version, versions: _, ...settings } = spec.firmware ?? {};
    const hardware = assembleComputer({
      manufacturer: spec.server?.manufacturer ?? 'Contoso',
      product: spec.server?.product ?? 'Rack Server',
      serialNumber: spec.server?.serialNumber ?? this.guid('serial', spec.name).slice(0, 8).toUpperCase(),
      processor: spec.processor,
      sockets: spec.sockets ?? 1,
      memoryBytes: bytesOf(spec.memory),
      chipset: chipset.model,
      chipsetChanges: chipsetChanges(chipset),
      slots,
      firmware: {
        vendor: vendor ?? 'Contoso',
        version: version ?? images[0].version,
        settings: settings as Partial<FirmwareSettings>,
        images,
      },
    });
    const bootedAt = -Math.round((spec.upDays ?? 5) * DAY);
    const machine = installWindows({
      id: machineId,
      computerName: spec.name,
      image: spec.os ?? 'windows-server-2016-datacenter',
      roles: ['hyper-v-host'],
      domain: this.domain,
      console: spec.console ?? true,
      bootedAt,
      localPassword: LOCAL_PASSWORD,
      processorName: hardware.processor.name,
      processorCount: logicalProcessorCount(hardware.processor),
    });
    this.world.machines[machineId] = machine;
    Object.assign(machine.bootOptions, spec.bootOptions ?? {});
    addRegistry(machine, spec.registry);
    addFiles(machine, spec.files);
    const firstAddress = spec.adapters.flatMap((card) => card.ports.flatMap(addressList))[0];
    const settingsRecord = defaultHostSettings(hyperVMacPool((firstAddress ?? '192.168.0.1/24').split('/')[0]));
    const { hyperV } = spec;
    if (hyperV?.virtualMachinePath) settingsRecord.virtualMachinePath = hyperV.virtualMachinePath;
    if (hyperV?.virtualHardDiskPath) settingsRecord.virtualHardDiskPath = hyperV.virtualHardDiskPath;
    const migration = hyperV?.liveMigration;
    if (migration) {
      settingsRecord.virtualMachineMigrationEnabled = migration.enabled ?? true;
      settingsRecord.virtualMachineMigrationAuthenticationType = migration.authentication ?? 'CredSSP';
      settingsRecord.virtualMachineMigrationPerformanceOption = migration.performance ?? 'Compression';
      settingsRecord.maximumVirtualMachineMigrations = migration.simultaneous ?? 2;
      settingsRecord.useAnyNetworkForMigration = migration.anyNetwork ?? migration.networks === undefined;
      settingsRecord.migrationNetworks = (migration.networks ?? []).map((subnet) => ({ subnet, priority: 0 }));
    }
    for (const path of [settingsRecord.virtualMachinePath, settingsRecord.virtualHardDiskPath]) {
      if (/^C:\\/i.test(path)) ensureDirectory(machine, path, -60 * DAY);
    }
    this.world.hosts[hostId] = {
      id: hostId,
      machine: machineId,
      hardware,
      hypervisor: { state: 'notRunning', why: 'notInstalled' },
      runningBootOptions: { ...machine.bootOptions },
      settings: settingsRecord,
      vmms: { startedAt: null, iovEnableOverride: false },
    };
    for (const card of spec.adapters) this.addCard(spec, hostId, card);
    for (const vmSwitch of spec.switches ?? []) this.addSwitch(spec, hostId, vmSwitch);
  }

  private addCard(host: HostSpec, hostId: HostId, card: CardSpec): void {
    const model = NIC_MODELS[card.model];
    card.ports.forEach((port, index) => {
      const nicId = id<NicId>(`${host.name}/slot${card.slot}.${index}`);
      const oui = model.vendorId === 0x8086 ? 'A0369F' : '000AF7';
      const mac = port.mac ? macText(port.mac) : macOf(oui, this.seed, nicId);
      const loaded = card.driver?.loaded ?? true;
      this.world.nics[nicId] = assembleNic({
        id: nicId,
        host: hostId,
        model: card.model,
        port: index,
        mac,
        numVFs: port.numVFs ?? null,
        sriov: port.sriov !== 'disabled',
        driverLoaded: loaded,
        driverSriovCapable: card.driver?.supportsSriov ?? true,
      });
      const underSwitch = (host.switches ?? []).some((s) => s.adapter === port.name || s.adapters?.includes(port.name));
      const record = this.addNetAdapter({
        id: `${host.name}/${port.name}`,
        machine: id<MachineId>(host.name),
        backing: { kind: 'physical', nic: nicId },
        name: port.name,
        description: model.description,
        macAddress: mac,
        driver: {
          description: model.description,
          provider: model.driver.provider,
          name: model.driver.name,
          fileName: model.driver.fileName,
          version: model.driver.version,
          date: model.driver.date,
          ndis: model.driver.ndis,
        },
        componentId: model.componentId,
        pnpDeviceId: `${model.componentId}\\4&${this.guid('pnp', nicId).slice(0, 8).toUpperCase()}&0&00${index}8`,
        ip: this.ipOf(port),
        speed: model.speed,
        connected: port.switchPort !== undefined,
        enabled: port.enabled ?? true,
        underSwitch,
      });
      if (!loaded) record.status = 'Not Present';
      this.plug(record.id, port, model.speed);
    });
  }

  private addSwitch(host: HostSpec, hostId: HostId, spec: SwitchSpec): void {
    const switchId = id<VMSwitchId>(`${host.name}/switch/${spec.name}`);
    const type = spec.type ?? 'external';
    const record = defaultSwitch({
      id: switchId,
      guid: this.guid('switch', host.name, spec.name),
      host: hostId,
      name: spec.name,
      switchType: type === 'external' ? 'External' : type === 'internal' ? 'Internal' : 'Private',
      iovEnabled: spec.iov ?? false,
    });
    record.notes = spec.notes ?? '';
    record.allowManagementOS = type === 'internal' || (spec.managementOS ?? false);
    if (spec.bandwidthMode) record.bandwidthReservationMode = spec.bandwidthMode;
    if (spec.adapters) {
      record.embeddedTeamingEnabled = true;
      record.teamingMode = 'SwitchIndependent';
      record.loadBalancingAlgorithm = 'Dynamic';
    }
    this.world.switches[switchId] = record;
    for (const name of spec.adapters ?? (spec.adapter ? [spec.adapter] : [])) {
      const adapterId = id<NetAdapterId>(`${host.name}/${name}`);
      record.uplinks.push(adapterId);
      this.addSwitchPort(switchId, { kind: 'uplink', id: adapterId });
    }
    if (record.allowManagementOS) this.addManagementAdapter(host, hostId, spec, switchId);
  }

  private addSwitchPort(switchId: VMSwitchId, connectee: VMSwitchPortRecord['connectee']): void {
    const number = all(this.world.switchPorts).filter((port) => port.switch === switchId).length + 1;
    const portId = id<VMSwitchPortId>(`${switchId}/port/${connectee.id}`);
    this.world.switchPorts[portId] = {
      id: portId,
      switch: switchId,
      guid: this.guid('port', switchId, connectee.id),
      number,
      state: 'NicConnected',
      connectee,
    };
  }

  private addManagementAdapter(host: HostSpec, hostId: HostId, spec: SwitchSpec, switchId: VMSwitchId): void {
    const vnicId = id<VMNetworkAdapterId>(`${host.name}/vnic/${spec.name}`);
    const vnic = defaultVMNetworkAdapter({
      id: vnicId,
      guid: this.guid('vnic', vnicId),
      owner: { kind: 'management-os', host: hostId },
      name: spec.name,
    });
    vnic.macAddress = this.nextMac(hostId);
    vnic.switch = switchId;
    vnic.switchName = spec.name;
    this.world.vmNetworkAdapters[vnicId] = vnic;
    const uplink = this.world.switches[switchId].uplinks[0];
    this.addNetAdapter({
      id: `${host.name}/vEthernet (${spec.name})`,
      machine: id<MachineId>(host.name),
      backing: { kind: 'synthetic', vmNetworkAdapter: vnicId },
      name: `vEthernet (${spec.name})`,
      description: HOST_VNIC.description,
      macAddress: vnic.macAddress,
      driver: { ...HOST_VNIC.driver },
      componentId: HOST_VNIC.componentId,
      pnpDeviceId: `ROOT\\VMS_MP\\${String(this.world.nextSerial++).padStart(4, '0')}`,
      ip: this.ipOf(spec),
      speed: uplink ? this.world.netAdapters[uplink].maxSpeed : 10 * GIGABIT,
      connected: uplink ? this.world.netAdapters[uplink].mediaConnected : true,
    });
    this.addSwitchPort(switchId, { kind: 'vm-network-adapter', id: vnicId });
  }

  private nextMac(host: HostId): string {
    const { settings } = this.world.hosts[host];
    return macAfter(settings.macAddressMinimum, settings.nextMacOffset++);
  }

  // ---------------------------------------------------------------------------------------------- virtual machines

  private addVM(spec: VMSpec): void {
    const vmId = id<VMId>(spec.name);
    const hostId = id<HostId>(spec.host);
    const host = this.world.hosts[hostId];
    const running = spec.state === 'running';
    const folder = spec.folder ?? `${host.settings.virtualMachinePath}\\${spec.name}`;
    const vm = defaultVM({
      id: vmId,
      guid: this.guid('vm', spec.name),
      name: spec.name,
      host: hostId,
      generation: spec.generation ?? 2,
      memoryStartup: bytesOf(spec.memory),
      folder,
      creationTime: -20 * DAY,
    });
    vm.version = spec.version ?? '8.0';
    vm.notes = spec.notes ?? '';
    vm.processor.count = spec.processors ?? 1;
    vm.processor.load = spec.load ?? 0;
    if (spec.writesPerSecond) vm.memory.dirtyBytesPerSecond = bytesOf(spec.writesPerSecond);
    if (spec.dynamicMemory) {
      vm.memory.dynamicMemoryEnabled = true;
      if (spec.dynamicMemory.minimum) vm.memory.minimum = bytesOf(spec.dynamicMemory.minimum);
      if (spec.dynamicMemory.maximum) vm.memory.maximum = bytesOf(spec.dynamicMemory.maximum);
    }
    const startedAt = running ? -Math.round((spec.upDays ?? 2) * DAY) : null;
    if (running) {
      vm.state = 'Running';
      vm.startedAt = startedAt;
      vm.memory.assigned = vm.memory.startup;
      // A server that is up and idle uses about a third of a small memory. assumed
      vm.memory.demand = Math.floor((vm.memory.startup * 0.35) / 2 ** 21) * 2 ** 21;
    }
    this.world.vms[vmId] = vm;
    const guestMachine = this.addGuest(spec, vm, startedAt);
    (spec.disks ?? []).forEach((disk, index) => {
      vm.drives.push({
        kind: 'HardDisk',
        controllerType: vm.generation === 2 ? 'SCSI' : 'IDE',
        controllerNumber: 0,
        controllerLocation: index,
        path: disk.path,
      });
      this.putHostFile(host.machine, disk.path, disk.size ? bytesOf(disk.size) : 12 * GB, running ? vmId : null);
    });
    const configuration = `${folder}\\Virtual Machines\\${vm.guid.toUpperCase()}`;
    this.putHostFile(host.machine, `${configuration}.vmcx`, 56_438, running ? vmId : null);
    this.putHostFile(host.machine, `${configuration}.vmrs`, running ? 4_718_592 : 45_056, running ? vmId : null);
    (spec.adapters ?? [{}]).forEach((adapter, index) => {
      this.addVMAdapter(vm, adapter, index, guestMachine);
    });
  }

  private addGuest(spec: VMSpec, vm: VMRecord, startedAt: number | null): MachineRecord | null {
    const guest = spec.guest;
    const image = guest?.os ?? 'windows-server-2016-datacenter';
    if (image === 'none') return null;
    const machineId = id<MachineId>(spec.name);
    const machine = installWindows({
      id: machineId,
      computerName:
        guest?.computerName ??
        spec.name
          .toUpperCase()
          .replace(/[^A-Z0-9-]/g, '-')
          .slice(0, 15),
      image,
      roles: ['guest'],
      domain: guest?.joined ? this.domain : null,
      console: guest?.console ?? true,
      bootedAt: startedAt,
      localPassword: guest?.password ?? LOCAL_PASSWORD,
      processorName: this.world.hosts[vm.host].hardware.processor.name,
      processorCount: vm.processor.count,
      systemDriveBytes: 127 * GB,
    });
    addFiles(machine, guest?.files);
    this.world.machines[machineId] = machine;
    vm.guest = {
      machine: machineId,
      integrationServicesVersion: OS_IMAGES[image].version,
      // In the box of Windows Server 2016: the VF drivers of Intel. assumed
      vfDrivers: guest?.vfDrivers ?? Object.keys(NIC_MODELS).filter((m) => NIC_MODELS[m].vendorId === 0x8086),
      bootSeconds: guest?.bootSeconds ?? 20,
    };
    return machine;
  }

  private addVMAdapter(
    vm: VMRecord,
    spec: NonNullable<VMSpec['adapters']>[number],
    index: number,
    guest: MachineRecord | null,
  ): void {
    const name = spec.name ?? 'Network Adapter';
    const vnicId = id<VMNetworkAdapterId>(`${vm.id}/vnic/${index}`);
    const vnic: VMNetworkAdapterRecord = defaultVMNetworkAdapter({
      id: vnicId,
      guid: this.guid('vnic', vnicId),
      owner: { kind: 'vm', vm: vm.id },
      name,
    });
    vnic.iovWeight = spec.iovWeight ?? 0;
    vnic.iovQueuePairsRequested = spec.iovQueuePairs ?? 1;
    if (spec.vlan !== undefined) {
      vnic.vlan.operationMode = 'Access';
      vnic.vlan.accessVlanId = spec.vlan;
    }
    if (spec.mac) {
      vnic.dynamicMacAddressEnabled = false;
      vnic.macAddress = macText(spec.mac);
    } else if (vm.state === 'Running') {
      vnic.macAddress = this.nextMac(vm.host);
    }
    const vmSwitch = find(this.world.switches, (s) => s.host === vm.host && s.name === spec.switch);
    if (vmSwitch) {
      vnic.switch = vmSwitch.id;
      vnic.switchName = vmSwitch.name;
    }
    this.world.vmNetworkAdapters[vnicId] = vnic;
    if (vmSwitch && vm.state === 'Running') {
      this.addSwitchPort(vmSwitch.id, { kind: 'vm-network-adapter', id: vnicId });
    }
    if (!guest) return;
    const uplink = vmSwitch?.uplinks[0];
    this.addNetAdapter({
      id: `${guest.id}/guest/${index}`,
      machine: guest.id,
      backing: { kind: 'synthetic', vmNetworkAdapter: vnicId },
      name: index === 0 ? 'Ethernet' : `Ethernet ${index + 1}`,
      description: GUEST_VNIC.description,
      macAddress: vnic.macAddress,
      driver: { ...GUEST_VNIC.driver },
      componentId: GUEST_VNIC.componentId,
      pnpDeviceId: `VMBUS\\{F8615163-DF3E-46C5-913F-F2D2F965ED0E}\\{${vnic.guid.toUpperCase()}}`,
      ip: this.ipOf(spec),
      speed: uplink ? this.world.netAdapters[uplink].maxSpeed : 10 * GIGABIT,
      connected: vm.state === 'Running' && vmSwitch !== undefined,
    });
  }

  /** A file that a host uses: on its own drive or on a share. */
  private putHostFile(machine: MachineId, path: string, size: number, lockedBy: VMId | null): void {
    const unc = resolveUnc(this.world, path);
    const target = unc ?? { machine: this.world.machines[machine], path };
    const cut = target.path.lastIndexOf('\\');
    const folder = ensureDirectory(target.machine, target.path.slice(0, cut), -20 * DAY);
    const file = opaqueFile(target.path.slice(cut + 1), size, -20 * DAY);
    file.lockedBy = lockedBy;
    putFile(folder, file);
  }
}

function chipsetChanges(chipset: Exclude<HostSpec['chipset'], string>): Partial<ChipsetRecord> {
  const { model: _, dmaRemapping, ...rest } = chipset;
  const changes: Partial<ChipsetRecord> = { ...rest };
  if (dmaRemapping === false) changes.addressWidths = 0;
  return changes;
}

function addRegistry(machine: MachineRecord, values: readonly RegistrySpec[] | undefined): void {
  for (const value of values ?? []) {
    const [hive, ...path] = value.key.replace(/^HK(LM|CU):?\\/, 'HK$1\\').split('\\');
    const type =
      value.type ?? (typeof value.data === 'number' ? 'DWord' : Array.isArray(value.data) ? 'MultiString' : 'String');
    const record: RegistryValueRecord = { name: value.name, type, data: value.data };
    setRegistryValue(machine, hive as 'HKLM' | 'HKCU', path.join('\\'), record);
  }
}

function addFiles(machine: MachineRecord, files: readonly FileSpec[] | undefined): void {
  for (const file of files ?? []) {
    const cut = file.path.lastIndexOf('\\');
    const letter = file.path[0].toUpperCase();
    if (!machine.drives.some((drive) => drive.letter === letter)) {
      const root = emptyDirectory('', -60 * DAY);
      machine.drives.push({ letter, label: '', fileSystem: 'NTFS', sizeBytes: 1024 * GB, root });
    }
    const folder = ensureDirectory(machine, file.path.slice(0, cut), -20 * DAY);
    const name = file.path.slice(cut + 1);
    putFile(
      folder,
      file.text === undefined
        ? opaqueFile(name, file.size ? bytesOf(file.size) : 0, -20 * DAY)
        : textFile(name, file.text, -20 * DAY),
    );
  }
}

/** The records of a world whose file has no problem. */
export function buildWorld(spec: WorldSpec, name: string): World {
  return new WorldBuilder(spec, name).build();
}

/** Whether an address lies in the subnet of `192.168.10.11/24`. */
function isInSubnet(address: string, member: string): boolean {
  const [host, prefix] = member.split('/');
  const number = (text: string): number => text.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
  const size = 2 ** (32 - Number(prefix));
  return Math.floor(number(address) / size) === Math.floor(number(host) / size);
}
