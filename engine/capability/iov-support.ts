/** The verdicts behind IovSupport, SriovSupport and the IOV numbers of a switch. */
import type {
  HostId,
  HostRecord,
  NetAdapterRecord,
  NicId,
  NicRecord,
  VMSwitchId,
  VMSwitchRecord,
  World,
} from '../estate/records';
import { all } from '../estate/tables';
import { ACS_NEEDED, capability, extendedCapability, PORT_TYPE } from '../hardware/config-space';
import { NIC_MODELS } from '../hardware/nic-models';
import { configuredVFs, nicSwitchUsage, sriovEnabled } from '../hardware/nic-switch';
import { formatAddress } from '../hardware/pci-address';
import { functionAt, pathToRoot, readFunctions } from '../hardware/topology';
import { lastReachableBus, lastVfBus, vfBarAddresses } from '../hardware/virtual-functions';
import { HOST_RULES, readEvidence } from './host-rules';
import { ADAPTER_REASONS, type HostReasonId, type Reason, reason, type SriovSupport, SWITCH_REASONS } from './reasons';

export interface IovVerdict<Id extends string = string> {
  supported: boolean;
  /** Empty when supported. */
  reasons: Reason<Id>[];
}

/** IovSupport and IovSupportReasons of Get-VMHost. */
export function hostIovSupport(world: World, hostId: HostId): IovVerdict<HostReasonId> {
  return hostVerdict(world.hosts[hostId]);
}

function hostVerdict(host: HostRecord): IovVerdict<HostReasonId> {
  const evidence = readEvidence(host);
  const reasons: Reason<HostReasonId>[] = [];
  for (const rule of HOST_RULES) {
    const found = rule(evidence);
    if (found) reasons.push(found);
  }
  return { supported: reasons.length === 0, reasons };
}

/** SriovSupport that the platform's first reason gives every adapter. Pairing `assumed` but for NoOscSupport. */
const PLATFORM_VALUE: Record<HostReasonId, SriovSupport> = {
  'no-slat': 'NoIoMmuSupport',
  'no-interrupt-remapping': 'NoIoMmuSupport',
  'no-dma-remapping': 'NoIoMmuSupport',
  'io-remapping-disabled': 'NoIoMmuSupport',
  'no-iommu': 'NoIoMmuSupport',
  'wrong-firmware-tables': 'NoIoMmuSupport',
  'no-pci-express': 'Unknown',
  'no-native-control': 'NoOscSupport',
  'no-acs-at-root-ports': 'MissingAcs',
  'no-alternate-error-delivery': 'NoIoMmuSupport',
};

export interface AdapterVerdict {
  value: SriovSupport;
  /** Empty when the value is Supported. */
  reasons: Reason[];
}

/**
 * SriovSupport of Get-NetAdapterSriov; null for a port without an SR-IOV capability, which the cmdlet does not list.
 * Order: platform, then ACS, PF driver, bus numbers, BAR space. `assumed`: order of the values.
 */
export function adapterSriovSupport(world: World, nicId: NicId): AdapterVerdict | null {
  const nic = world.nics[nicId];
  const host = world.hosts[nic.host];
  const { pciFunctions } = host.hardware;
  const pf = nic.address && functionAt(pciFunctions, nic.address);
  if (!pf) return null;
  const functions = readFunctions(pciFunctions.filter((f) => f.vf === null));
  const own = functions.find((read) => read.record === pf)!;
  const sriov = extendedCapability(own.space, 'sriov');
  if (!sriov) return null;
  const platform = hostVerdict(host);
  if (!platform.supported) return { value: PLATFORM_VALUE[platform.reasons[0].id], reasons: platform.reasons };

  const refuse = (value: keyof typeof ADAPTER_REASONS, ...evidence: string[]): AdapterVerdict => ({
    value,
    reasons: [reason(value, ADAPTER_REASONS[value], evidence)],
  });
  const at = formatAddress(pf.address);
  for (const bridge of pathToRoot(functions, pf.address)) {
    const portType = capability(bridge.space, 'pciExpress')?.portType;
    if (portType !== PORT_TYPE.rootPort && portType !== PORT_TYPE.downstream) continue;
    const acs = extendedCapability(bridge.space, 'acs');
    if (acs && (acs.capability & ACS_NEEDED) === ACS_NEEDED) continue;
    const port = formatAddress(bridge.record.address);
    return refuse(
      'MissingAcs',
      `${at}: the port ${port} on the way to the root has ${acs ? 'not all of ACS' : 'no ACS'}`,
    );
  }
  if (!nic.driver.loaded) return refuse('MissingPfDriver', `${at}: no driver runs`);
  if (!nic.driver.sriovCapable) {
    return refuse(
      'MissingPfDriver',
      `${at}: the driver ${nic.driver.fileName} ${nic.driver.version} does not enable VFs`,
    );
  }
  const wanted = Math.max(1, configuredVFs(nic));
  const lastBus = lastVfBus(pf.address, sriov, wanted);
  const reachable = lastReachableBus(pciFunctions, pf.address);
  if (lastBus > reachable) {
    return refuse(
      'NoBusResources',
      `${at}: ${wanted} VFs reach to bus ${lastBus}, the bridge above passes up to ${reachable}`,
    );
  }
  if (vfBarAddresses(sriov).some((address) => address === null)) {
    return refuse('NoVfBarSpace', `${at}: a VF BAR has no address`);
  }
  return { value: 'Supported', reasons: [] };
}

/** The physical port under an adapter of a host. */
export function nicOf(world: World, adapter: NetAdapterRecord | undefined): NicRecord | undefined {
  return adapter?.backing.kind === 'physical' ? world.nics[adapter.backing.nic] : undefined;
}

/** Ports under a switch. */
export function uplinkNics(world: World, vmSwitch: VMSwitchRecord): NicRecord[] {
  return vmSwitch.uplinks
    .map((uplink) => nicOf(world, world.netAdapters[uplink]))
    .filter((nic): nic is NicRecord => nic !== undefined);
}

/** IovSupport and IovSupportReasons of Get-VMSwitch: the verdict on the uplink. */
export function switchIovSupport(world: World, switchId: VMSwitchId): IovVerdict {
  const vmSwitch = world.switches[switchId];
  const no = (reasons: Reason[]): IovVerdict => ({ supported: false, reasons });
  if (vmSwitch.switchType !== 'External') {
    return no([reason('not-external', SWITCH_REASONS['not-external'], [`the switch is ${vmSwitch.switchType}`])]);
  }
  const platform = hostIovSupport(world, vmSwitch.host);
  if (!platform.supported) return platform;
  for (const nic of uplinkNics(world, vmSwitch)) {
    const verdict = adapterSriovSupport(world, nic.id);
    if (!verdict) {
      const evidence = [`${NIC_MODELS[nic.model].description}: its config space has no SR-IOV capability`];
      return no([reason('adapter-without-sriov', SWITCH_REASONS['adapter-without-sriov'], evidence)]);
    }
    if (verdict.value !== 'Supported') return no(verdict.reasons);
    if (!sriovEnabled(nic)) {
      // With *SRIOV 0 the miniport reports no SR-IOV to NDIS. assumed
      return no([reason('MissingPfDriver', ADAPTER_REASONS.MissingPfDriver, ['the adapter setting *SRIOV is 0'])]);
    }
  }
  return { supported: true, reasons: [] };
}

/** Numbers of Get-VMSwitch that come from the hardware below. */
export interface SwitchOffloads {
  iovQueuePairCount: number;
  iovQueuePairsInUse: number;
  iovVirtualFunctionCount: number;
  iovVirtualFunctionsInUse: number;
  availableVMQueues: number;
  numberVmqAllocated: number;
  availableIPSecSA: number;
  numberIPSecSAAllocated: number;
}

/** Queue pairs of the default queue of a switch that is not in IOV mode. `seen: X550 shows 8` */
const DEFAULT_QUEUE_PAIRS = 8;
/** `seen: X550 shows 2048` */
const IPSEC_SA = 2048;

export function switchOffloads(world: World, switchId: VMSwitchId): SwitchOffloads {
  const vmSwitch = world.switches[switchId];
  const result: SwitchOffloads = {
    iovQueuePairCount: 0,
    iovQueuePairsInUse: 0,
    iovVirtualFunctionCount: 0,
    iovVirtualFunctionsInUse: 0,
    availableVMQueues: 0,
    numberVmqAllocated: 0,
    availableIPSecSA: 0,
    numberIPSecSAAllocated: 0,
  };
  const nics = uplinkNics(world, vmSwitch);
  for (const nic of nics) {
    const model = NIC_MODELS[nic.model];
    result.availableVMQueues += nic.keywords['*VMQ'] === '1' ? model.vmqQueues : 0;
    result.availableIPSecSA = model.vendorId === 0x8086 ? IPSEC_SA : 0;
    if (nic.nicSwitch) {
      const usage = nicSwitchUsage(nic.nicSwitch);
      result.iovQueuePairCount += usage.queuePairs;
      result.iovQueuePairsInUse += usage.queuePairsInUse;
      result.iovVirtualFunctionCount += usage.virtualFunctions;
      result.iovVirtualFunctionsInUse += usage.virtualFunctionsInUse;
    } else {
      const pool = model.sriov?.queuePairPool ?? model.rssQueues;
      result.iovQueuePairCount += pool;
      result.iovQueuePairsInUse += Math.min(DEFAULT_QUEUE_PAIRS, model.rssQueues, pool);
    }
  }
  if (nics.length > 0) {
    const onSwitch = all(world.switchPorts).filter((port) => port.switch === switchId && port.state === 'NicConnected');
    for (const port of onSwitch) {
      if (port.connectee.kind !== 'vm-network-adapter') continue;
      const vnic = world.vmNetworkAdapters[port.connectee.id];
      if (vnic && vnic.vmqWeight > 0 && vnic.virtualFunction === null) result.numberVmqAllocated++;
    }
    result.numberVmqAllocated = Math.min(result.numberVmqAllocated, result.availableVMQueues);
  }
  return result;
}
