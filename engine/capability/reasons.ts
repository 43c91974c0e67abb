/** Texts that Windows gives when SR-IOV cannot be used, with their sources. */

export type HostReasonId =
  | 'no-slat'
  | 'no-interrupt-remapping'
  | 'no-dma-remapping'
  | 'io-remapping-disabled'
  | 'no-iommu'
  | 'wrong-firmware-tables'
  | 'no-pci-express'
  | 'no-native-control'
  | 'no-acs-at-root-ports'
  | 'no-alternate-error-delivery';

export interface ReasonText {
  /** Number in the article's list, which is the order of evaluation. */
  number: number;
  text: string;
  /** Where the wording is from. */
  source: string;
}

const KB = 'seen: KB2762297';

export const HOST_REASONS: Record<HostReasonId, ReasonText> = {
  'no-slat': {
    number: 1,
    text: 'SR-IOV cannot be used on this computer because the processor does not support second level address translation (SLAT). For Intel processors, this feature might be referred to as Extended Page Tables (EPT). For AMD processors, this feature might be referred to as Rapid Virtualization Indexing (RVI) or Nested Page Tables (NPT).',
    source: KB,
  },
  'no-interrupt-remapping': {
    number: 2,
    text: 'The chipset on the system does not do interrupt remapping, without which SR-IOV cannot be supported.',
    source: KB,
  },
  'no-dma-remapping': {
    number: 3,
    text: 'The chipset on the system does not do DMA remapping, without which SR-IOV cannot be supported.',
    source: KB,
  },
  'io-remapping-disabled': {
    number: 4,
    text: 'SR-IOV cannot be used on this system as it has been configured to disable the use of I/O remapping hardware.',
    source: KB,
  },
  'no-iommu': {
    number: 5,
    text: 'Ensure that the system has chipset support for SR-IOV and that I/O virtualization is enabled in the BIOS.',
    source: KB,
  },
  'wrong-firmware-tables': {
    number: 6,
    text: 'To use SR-IOV on this computer, the BIOS must be updated because it contains incorrect information describing the hardware capabilities. Contact your computer manufacturer for an update.',
    source: KB,
  },
  'no-pci-express': {
    number: 7,
    text: 'SR-IOV cannot be used on this system as it is reporting that there is no PCI Express Bus. Contact your system manufacturer for further information.',
    source: KB,
  },
  'no-native-control': {
    number: 8,
    text: 'To use SR-IOV on this system, the system BIOS must be updated to allow Windows to control PCI Express. Contact your system manufacturer for an update.',
    source: `${KB}, the book's page`,
  },
  'no-acs-at-root-ports': {
    number: 9,
    text: 'SR-IOV cannot be used on this system as the PCI Express hardware does not support Access Control Services (ACS) at any root port. Contact your system vendor for further information.',
    source: KB,
  },
  'no-alternate-error-delivery': {
    number: 10,
    text: 'This system has a security vulnerability in the system I/O remapping hardware. As a precaution, the ability to use SR-IOV has been disabled. You should contact your system manufacturer for an updated BIOS which enables Root Port Alternate Error Delivery mechanism. If all Virtual Machines intended to use SR-IOV run trusted workloads, SR-IOV may be enabled by adding a registry key of type DWORD with value 1 named IOVEnableOverride under HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion\\Virtualization and changing state of the trusted virtual machines. If the system exhibits reduced performance or instability after SR-IOV devices are assigned to Virtual Machines, consider disabling the use of SR-IOV.',
    source: "seen: the book's page, up to 'If all Virtual'; the rest assumed",
  },
};

/** `SriovSupport` of an adapter, with the number that WMI gives it. */
export const SRIOV_SUPPORT = {
  Unknown: 0,
  Supported: 1,
  MissingAcs: 2,
  MissingPfDriver: 3,
  NoBusResources: 4,
  NoIoMmuSupport: 5,
  NoVfBarSpace: 6,
  NoOscSupport: 7,
} as const;
export type SriovSupport = keyof typeof SRIOV_SUPPORT;

/** Texts of the values that are the adapter's own matter; the platform's values carry the host's texts. */
export const ADAPTER_REASONS: Record<
  'Unknown' | 'MissingAcs' | 'MissingPfDriver' | 'NoBusResources' | 'NoVfBarSpace',
  ReasonText
> = {
  Unknown: {
    number: 0,
    text: 'Ensure that the computer has hardware support for SR-IOV and that I/O virtualization is enabled in the BIOS.',
    source: 'seen: Get-NetAdapterSriov reference',
  },
  MissingAcs: {
    number: 2,
    text: 'SR-IOV cannot be used on this network adapter as the PCI Express hardware does not support Access Control Services (ACS). This device may work in an alternate PCI Express slot. Contact your hardware vendor for further information.',
    source: 'seen: Get-NetAdapterSriov reference',
  },
  MissingPfDriver: {
    number: 3,
    text: 'SR-IOV cannot be used on this network adapter as the device or device driver does not support SR-IOV. If the network adapter supports SR-IOV, contact the hardware vendor for an updated driver.',
    source: 'seen: Get-NetAdapterSriov reference',
  },
  NoBusResources: {
    number: 4,
    text: 'SR-IOV cannot be used on this network adapter as there are not enough PCI Express bus numbers available.',
    source: 'seen: Get-NetAdapterSriov reference',
  },
  NoVfBarSpace: {
    number: 6,
    text: 'SR-IOV cannot be used on this network adapter as there are not enough PCI Express BAR resources available.',
    source: 'seen: Get-NetAdapterSriov reference',
  },
};

export const SWITCH_REASONS = {
  'adapter-without-sriov': {
    number: 0,
    text: 'This network adapter does not support SR-IOV.',
    source: 'assumed: from memory of the book',
  },
  'not-external': {
    number: 0,
    text: 'SR-IOV can only be used on an external virtual switch.',
    source: 'assumed: the real wording is not known',
  },
} satisfies Record<string, ReasonText>;

/** One reason against SR-IOV, with what was read to find it. */
export interface Reason<Id extends string = string> {
  id: Id;
  text: string;
  /** What was read, and what it said. */
  evidence: string[];
  /** Where the wording is from. */
  source: string;
}

export function reason<Id extends string>(id: Id, text: ReasonText, evidence: string[]): Reason<Id> {
  return { id, text: text.text, evidence, source: text.source };
}
