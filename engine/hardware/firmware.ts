/** Settings of the set-up screen: what they are, which values they take, and what a firmware version makes of them. */
import type { ComputerHardware, FirmwareImage, FirmwareRecord, FirmwareSettings, FirmwareState } from './records';

export type FirmwareSettingName = keyof FirmwareSettings;

/** A server as it is shipped for virtualization: everything on, except that alternate error delivery is automatic. */
export const DEFAULT_FIRMWARE_SETTINGS: FirmwareSettings = {
  virtualizationTechnology: 'enabled',
  ioVirtualization: 'enabled',
  interruptRemapping: 'enabled',
  sriov: 'enabled',
  pcieNativeControl: 'os',
  acs: 'enabled',
  ari: 'enabled',
  mmioAbove4G: 'enabled',
  alternateErrorDelivery: 'enabled',
};

export const FIRMWARE_SETTINGS: Record<
  FirmwareSettingName,
  { label: string; values: readonly string[]; help: string }
> = {
  virtualizationTechnology: {
    label: 'Virtualization Technology',
    values: ['enabled', 'disabled'],
    help: 'VT-x or AMD-V: without it the hypervisor does not start.',
  },
  ioVirtualization: {
    label: 'I/O Virtualization',
    values: ['enabled', 'disabled'],
    help: 'VT-d or AMD IOMMU: the firmware describes the remapping units to Windows.',
  },
  interruptRemapping: {
    label: 'Interrupt Remapping',
    values: ['enabled', 'disabled'],
    help: 'The remapping units also check interrupts.',
  },
  sriov: {
    label: 'SR-IOV Global Enable',
    values: ['enabled', 'disabled'],
    help: 'The firmware keeps bus numbers and memory for virtual functions.',
  },
  pcieNativeControl: {
    label: 'PCI Express Native Control',
    values: ['os', 'bios'],
    help: 'Whether _OSC hands PCI Express to the operating system.',
  },
  acs: { label: 'PCIe ACS Support', values: ['enabled', 'disabled'], help: 'Root ports show Access Control Services.' },
  ari: {
    label: 'ARI Forwarding',
    values: ['enabled', 'disabled'],
    help: 'Root ports pass function numbers above 7 without a further bus number.',
  },
  mmioAbove4G: {
    label: 'Memory Mapped I/O above 4 GB',
    values: ['enabled', 'disabled'],
    help: 'Large memory windows for cards with many virtual functions.',
  },
  alternateErrorDelivery: {
    label: 'Root Port Alternate Error Delivery',
    values: ['enabled', 'disabled'],
    help: 'Errors of root ports take a way that cannot bypass interrupt remapping. Old firmware does not know it.',
  },
};

export function firmwareImage(firmware: FirmwareRecord, version: string): FirmwareImage | undefined {
  return firmware.images.find((image) => image.version === version);
}

/** Settings as they work: what a version fixes cannot be chosen. */
export function effectiveSettings(firmware: FirmwareRecord, state: FirmwareState): FirmwareSettings {
  return { ...state.settings, ...firmwareImage(firmware, state.version)?.fixed };
}

export type FirmwareChange =
  | { ok: true }
  | {
      ok: false;
      problem: 'unknown-setting' | 'unknown-value' | 'not-in-this-version' | 'unknown-version';
      allowed: string[];
    };

/** Changes a pending setting; it works from the next start. */
export function setFirmwareSetting(hardware: ComputerHardware, name: string, value: string): FirmwareChange {
  const { firmware } = hardware;
  if (!Object.hasOwn(FIRMWARE_SETTINGS, name)) {
    return { ok: false, problem: 'unknown-setting', allowed: Object.keys(FIRMWARE_SETTINGS) };
  }
  const setting = name as FirmwareSettingName;
  if (!FIRMWARE_SETTINGS[setting].values.includes(value)) {
    return { ok: false, problem: 'unknown-value', allowed: [...FIRMWARE_SETTINGS[setting].values] };
  }
  const fixed = firmwareImage(firmware, firmware.pending.version)?.fixed[setting];
  if (fixed !== undefined && fixed !== value) return { ok: false, problem: 'not-in-this-version', allowed: [fixed] };
  firmware.pending.settings = { ...firmware.pending.settings, [setting]: value };
  return { ok: true };
}

/** Writes another firmware version to the chip; it works from the next start. */
export function flashFirmware(hardware: ComputerHardware, version: string): FirmwareChange {
  const { firmware } = hardware;
  const image = firmwareImage(firmware, version);
  if (!image) {
    return { ok: false, problem: 'unknown-version', allowed: firmware.images.map((candidate) => candidate.version) };
  }
  const settings = { ...firmware.pending.settings, ...image.brings, ...image.fixed };
  firmware.pending = { version, settings };
  return { ok: true };
}
