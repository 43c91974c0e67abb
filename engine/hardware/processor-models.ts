/**
 * Processors, with the bits that decide about the hypervisor.
 *
 * Bit positions: Intel SDM volume 2 (CPUID) and volume 3, appendix A (VMX capability MSRs); AMD APM volume 3, appendix E.
 * Model numbers and clock of each processor: maker's data sheets (`assumed`: from memory).
 */
import type { CpuidLeaf, ProcessorRecord } from './records';

export const CPUID_BIT = {
  /** Leaf 1, ECX. */
  vmx: 1 << 5,
  /** Leaf 80000001, ECX. */
  svm: 1 << 2,
  /** Leaf 8000000A, EDX. */
  nestedPaging: 1 << 0,
} as const;

/** IA32_FEATURE_CONTROL: lock, and VMX outside SMX. */
export const FEATURE_CONTROL = { lock: 1n << 0n, vmxOutsideSmx: 1n << 2n } as const;
/** Allowed-1 half of IA32_VMX_PROCBASED_CTLS2: enable EPT is bit 1, so bit 33 of the register. */
export const EPT_ALLOWED = 1n << 33n;
/** VM_CR: SVM disabled. */
export const SVM_DISABLED = 1n << 4n;

interface ProcessorModel {
  vendor: ProcessorRecord['vendor'];
  name: string;
  family: number;
  modelNumber: number;
  stepping: number;
  coresPerSocket: number;
  threadsPerCore: number;
  maxClockMHz: number;
  virtualization: boolean;
  secondLevelTranslation: boolean;
  /** Leaf 1 ECX without VMX, and leaf 7 EBX: features that a moved VM must find again. */
  featuresEcx: number;
  features7Ebx: number;
}

/** SSE3 PCLMUL SSSE3 FMA CX16 SSE4.1 SSE4.2 MOVBE POPCNT AES XSAVE OSXSAVE AVX F16C RDRAND. */
const HASWELL_ECX = 0x7fdafbbf & ~CPUID_BIT.vmx;
/** FSGSBASE BMI1 AVX2 SMEP BMI2 ERMS INVPCID. */
const HASWELL_EBX = 0x000007a9;
/** SSE3 SSSE3 CX16 SSE4.1 SSE4.2 POPCNT AES. */
const WESTMERE_ECX = 0x029ae3bf & ~CPUID_BIT.vmx;
/** SSE3 SSSE3 CX16 SSE4.1. */
const PENRYN_ECX = 0x0008e3bd & ~CPUID_BIT.vmx;
const ZEN_ECX = 0x7ed8320b;
const ZEN_EBX = 0x209c01a9;

export const PROCESSOR_MODELS: Record<string, ProcessorModel> = {
  'intel-xeon-e5-2630-v3': {
    vendor: 'GenuineIntel',
    name: 'Intel(R) Xeon(R) CPU E5-2630 v3 @ 2.40GHz',
    family: 6,
    modelNumber: 63,
    stepping: 2,
    coresPerSocket: 8,
    threadsPerCore: 2,
    maxClockMHz: 2400,
    virtualization: true,
    secondLevelTranslation: true,
    featuresEcx: HASWELL_ECX,
    features7Ebx: HASWELL_EBX,
  },
  'intel-xeon-x5650': {
    vendor: 'GenuineIntel',
    name: 'Intel(R) Xeon(R) CPU           X5650  @ 2.67GHz',
    family: 6,
    modelNumber: 44,
    stepping: 2,
    coresPerSocket: 6,
    threadsPerCore: 2,
    maxClockMHz: 2667,
    virtualization: true,
    secondLevelTranslation: true,
    featuresEcx: WESTMERE_ECX,
    features7Ebx: 0,
  },
  // VT-x, but no EPT: the generation before Nehalem.
  'intel-xeon-e5450': {
    vendor: 'GenuineIntel',
    name: 'Intel(R) Xeon(R) CPU           E5450  @ 3.00GHz',
    family: 6,
    modelNumber: 23,
    stepping: 10,
    coresPerSocket: 4,
    threadsPerCore: 1,
    maxClockMHz: 3000,
    virtualization: true,
    secondLevelTranslation: false,
    featuresEcx: PENRYN_ECX,
    features7Ebx: 0,
  },
  'amd-epyc-7251': {
    vendor: 'AuthenticAMD',
    name: 'AMD EPYC 7251 8-Core Processor                 ',
    family: 23,
    modelNumber: 1,
    stepping: 2,
    coresPerSocket: 8,
    threadsPerCore: 2,
    maxClockMHz: 2100,
    virtualization: true,
    secondLevelTranslation: true,
    featuresEcx: ZEN_ECX,
    features7Ebx: ZEN_EBX,
  },
  // AMD-V, but no nested paging: the generation before Barcelona.
  'amd-opteron-2220': {
    vendor: 'AuthenticAMD',
    name: 'Dual-Core AMD Opteron(tm) Processor 2220',
    family: 15,
    modelNumber: 65,
    stepping: 3,
    coresPerSocket: 2,
    threadsPerCore: 1,
    maxClockMHz: 2800,
    virtualization: true,
    secondLevelTranslation: false,
    featuresEcx: 0x00002001,
    features7Ebx: 0,
  },
};

function leaf(registers: Partial<CpuidLeaf>): CpuidLeaf {
  return { eax: 0, ebx: 0, ecx: 0, edx: 0, ...registers };
}

/** The processors of a computer; `virtualizationEnabled` is the firmware's setting. */
export function processorOf(modelName: string, sockets: number, virtualizationEnabled: boolean): ProcessorRecord {
  const model = PROCESSOR_MODELS[modelName];
  const intel = model.vendor === 'GenuineIntel';
  const cpuid: Record<string, CpuidLeaf> = {
    '1': leaf({
      eax: signature(model),
      ecx: (model.featuresEcx | (intel && model.virtualization ? CPUID_BIT.vmx : 0)) >>> 0,
      edx: intel ? 0xbfebfbff : 0x178bfbff,
    }),
    '7.0': leaf({ ebx: model.features7Ebx >>> 0 }),
    '80000001': leaf({ ecx: intel ? 0x21 : 0x1 | (model.virtualization ? CPUID_BIT.svm : 0) }),
  };
  if (!intel) cpuid['8000000a'] = leaf({ eax: 1, edx: model.secondLevelTranslation ? CPUID_BIT.nestedPaging : 0 });
  return {
    model: modelName,
    vendor: model.vendor,
    name: model.name,
    family: model.family,
    modelNumber: model.modelNumber,
    stepping: model.stepping,
    sockets,
    coresPerSocket: model.coresPerSocket,
    threadsPerCore: model.threadsPerCore,
    maxClockMHz: model.maxClockMHz,
    cpuid,
    msrs: virtualizationMsrs(model, virtualizationEnabled),
  };
}

/** What firmware leaves in the registers that guard virtualization. */
function virtualizationMsrs(model: ProcessorModel, enabled: boolean): Record<string, string> {
  if (model.vendor === 'GenuineIntel') {
    const control = FEATURE_CONTROL.lock | (enabled ? FEATURE_CONTROL.vmxOutsideSmx : 0n);
    return {
      IA32_FEATURE_CONTROL: `0x${control.toString(16)}`,
      IA32_VMX_PROCBASED_CTLS2: `0x${(model.secondLevelTranslation ? EPT_ALLOWED : 0n).toString(16)}`,
    };
  }
  return { VM_CR: `0x${(enabled ? 0n : SVM_DISABLED).toString(16)}` };
}

function signature(model: ProcessorModel): number {
  const base = Math.min(model.family, 15);
  return (
    (((model.family - base) << 20) |
      ((model.modelNumber >> 4) << 16) |
      (base << 8) |
      ((model.modelNumber & 15) << 4) |
      model.stepping) >>>
    0
  );
}

/** VMX or SVM in the feature bits. */
export function hasVirtualization(processor: ProcessorRecord): boolean {
  return processor.vendor === 'GenuineIntel'
    ? (processor.cpuid['1'].ecx & CPUID_BIT.vmx) !== 0
    : (processor.cpuid['80000001'].ecx & CPUID_BIT.svm) !== 0;
}

/** Firmware left the extensions usable. */
export function virtualizationEnabled(processor: ProcessorRecord): boolean {
  return processor.vendor === 'GenuineIntel'
    ? (BigInt(processor.msrs['IA32_FEATURE_CONTROL'] ?? '0x0') & FEATURE_CONTROL.vmxOutsideSmx) !== 0n
    : (BigInt(processor.msrs['VM_CR'] ?? '0x0') & SVM_DISABLED) === 0n;
}

/** EPT or NPT in the capability bits. */
export function hasSecondLevelTranslation(processor: ProcessorRecord): boolean {
  return processor.vendor === 'GenuineIntel'
    ? (BigInt(processor.msrs['IA32_VMX_PROCBASED_CTLS2'] ?? '0x0') & EPT_ALLOWED) !== 0n
    : ((processor.cpuid['8000000a']?.edx ?? 0) & CPUID_BIT.nestedPaging) !== 0;
}

export function logicalProcessorCount(processor: ProcessorRecord): number {
  return processor.sockets * processor.coresPerSocket * processor.threadsPerCore;
}
