/** What a machine says of its hardware and operating system, for CIM, systeminfo and Get-ComputerInfo. */
import type { HostRecord, MachineRecord, VMRecord } from '../../estate/records';
import { find } from '../../estate/tables';
import type { EstateService } from '../hyper-v/service';

export interface MachineFacts {
  machine: MachineRecord;
  host: HostRecord | undefined;
  vm: VMRecord | undefined;
  manufacturer: string;
  model: string;
  serialNumber: string;
  /** Name, vendor and version of the firmware. */
  firmware: { vendor: string; version: string };
  processor: {
    name: string;
    vendor: string;
    sockets: number;
    cores: number;
    logical: number;
    maxClockMHz: number;
    family: number;
    model: number;
    stepping: number;
  };
  memoryBytes: number;
  domain: string;
  inDomain: boolean;
  hypervisorPresent: boolean;
}

/** `seen: Hyper-V guest firmware and system strings of Windows Server 2016 (K)` */
const VIRTUAL = { manufacturer: 'Microsoft Corporation', model: 'Virtual Machine' };

export function factsOf({ management, machine }: EstateService): MachineFacts {
  const { world } = management;
  const host = find(world.hosts, (record) => record.machine === machine.id);
  const vm = find(world.vms, (record) => record.guest.machine === machine.id);
  const iron = host ?? (vm ? world.hosts[vm.host] : undefined);
  const cpu = iron?.hardware.processor;
  const domain = machine.domain === null ? undefined : world.domains[machine.domain].dnsName;
  const logical = host
    ? host.hardware.processor.sockets * host.hardware.processor.coresPerSocket * host.hardware.processor.threadsPerCore
    : (vm?.processor.count ?? 1);
  return {
    machine,
    host,
    vm,
    manufacturer: host?.hardware.board.manufacturer ?? VIRTUAL.manufacturer,
    model: host?.hardware.board.product ?? VIRTUAL.model,
    serialNumber: host?.hardware.board.serialNumber ?? '0000-0000-0000-0000-0000-0000-00',
    firmware: host
      ? { vendor: host.hardware.firmware.vendor, version: host.hardware.firmware.current.version }
      : { vendor: VIRTUAL.manufacturer, version: 'Hyper-V UEFI Release v1.0' },
    processor: {
      name: cpu?.name ?? 'Intel(R) Xeon(R) Processor',
      vendor: cpu?.vendor ?? 'GenuineIntel',
      sockets: host?.hardware.processor.sockets ?? 1,
      cores: host ? host.hardware.processor.coresPerSocket : logical,
      logical,
      maxClockMHz: cpu?.maxClockMHz ?? 2400,
      family: cpu?.family ?? 6,
      model: cpu?.modelNumber ?? 79,
      stepping: cpu?.stepping ?? 1,
    },
    memoryBytes: host?.hardware.memoryBytes ?? (vm ? Math.max(vm.memory.assigned, vm.memory.startup) : 4 * 1024 ** 3),
    domain: domain ?? 'WORKGROUP',
    inDomain: domain !== undefined,
    hypervisorPresent: vm !== undefined || host?.hypervisor.state === 'running',
  };
}
