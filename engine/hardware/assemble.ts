/** Putting a computer together from parts; it is switched off until `startHardware`. */
import { CHIPSET_MODELS } from './chipset-models';
import { DEFAULT_FIRMWARE_SETTINGS } from './firmware';
import { NIC_MODELS } from './nic-models';
import { logicalProcessorCount, processorOf } from './processor-models';
import type {
  ChipsetRecord,
  ComputerHardware,
  FirmwareImage,
  FirmwareSettings,
  HostId,
  NicId,
  NicModelId,
  NicRecord,
  NumaNodeRecord,
  SlotRecord,
} from './records';

export interface ComputerSpec {
  manufacturer: string;
  product: string;
  serialNumber: string;
  processor: string;
  sockets: number;
  memoryBytes: number;
  chipset: string;
  /** Parts of the chipset that differ from the model. */
  chipsetChanges: Partial<ChipsetRecord>;
  slots: SlotRecord[];
  firmware: { vendor: string; version: string; settings: Partial<FirmwareSettings>; images: FirmwareImage[] };
}

export function assembleComputer(spec: ComputerSpec): ComputerHardware {
  const settings: FirmwareSettings = { ...DEFAULT_FIRMWARE_SETTINGS, ...spec.firmware.settings };
  const image = spec.firmware.images.find((candidate) => candidate.version === spec.firmware.version);
  const state = { version: spec.firmware.version, settings: { ...settings, ...image?.fixed } };
  const processor = processorOf(spec.processor, spec.sockets, settings.virtualizationTechnology === 'enabled');
  return {
    board: {
      manufacturer: spec.manufacturer,
      product: spec.product,
      serialNumber: spec.serialNumber,
      chipset: { ...CHIPSET_MODELS[spec.chipset].record, ...spec.chipsetChanges },
      slots: spec.slots,
    },
    processor,
    memoryBytes: spec.memoryBytes,
    numaNodes: numaNodes(spec.sockets, logicalProcessorCount(processor), spec.memoryBytes),
    firmware: {
      vendor: spec.firmware.vendor,
      current: structuredClone(state),
      pending: structuredClone(state),
      images: spec.firmware.images,
    },
    acpiTables: [],
    osc: null,
    iommuUnits: [],
    pciFunctions: [],
  };
}

/** One node a socket, memory shared evenly. */
function numaNodes(sockets: number, logicalProcessors: number, memoryBytes: number): NumaNodeRecord[] {
  const nodes: NumaNodeRecord[] = [];
  const each = logicalProcessors / sockets;
  for (let id = 0; id < sockets; id++) {
    nodes.push({
      id,
      memoryBytes: memoryBytes / sockets,
      logicalProcessors: Array.from({ length: each }, (_, index) => id * each + index),
    });
  }
  return nodes;
}

/** A port of a card with the maker's driver and the settings that it is installed with. */
export function assembleNic(spec: {
  id: NicId;
  host: HostId;
  model: NicModelId;
  port: number;
  mac: string;
  numVFs: number | null;
  sriov: boolean;
  driverLoaded: boolean;
  driverSriovCapable: boolean;
}): NicRecord {
  const model = NIC_MODELS[spec.model];
  const keywords: Record<string, string> = {
    '*FlowControl': '3',
    '*InterruptModeration': '1',
    '*JumboPacket': '1514',
    '*ReceiveBuffers': '512',
    '*RSS': '1',
    '*TransmitBuffers': '512',
    '*VMQ': '1',
  };
  if (model.sriov) {
    keywords['*SRIOV'] = spec.sriov ? '1' : '0';
    keywords['*NumVFs'] = String(spec.numVFs ?? model.sriov.usableVFs);
  }
  return {
    id: spec.id,
    host: spec.host,
    model: spec.model,
    port: spec.port,
    address: null,
    permanentMac: spec.mac,
    driver: {
      loaded: spec.driverLoaded,
      name: model.driver.name,
      fileName: model.driver.fileName,
      provider: model.driver.provider,
      version: model.driver.version,
      date: model.driver.date,
      sriovCapable: model.sriov !== null && spec.driverSriovCapable,
    },
    keywords,
    nicSwitch: null,
  };
}
