/** `_OSC` of a PCI Express root bridge: who may touch what. PCI Firmware Specification 3.0, section 4.5.1. */
import type { FirmwareSettings, OscRecord } from './records';

export const OSC_CONTROL = {
  nativeHotPlug: 0x01,
  shpcNativeHotPlug: 0x02,
  nativePme: 0x04,
  advancedErrorReporting: 0x08,
  /** Registers of the PCI Express capability: without it the operating system may not use what lies beyond byte 255. */
  capabilityStructure: 0x10,
} as const;

/** What Windows asks for (`assumed`: all but SHPC). */
export const OSC_CONTROL_REQUESTED =
  OSC_CONTROL.nativeHotPlug |
  OSC_CONTROL.nativePme |
  OSC_CONTROL.advancedErrorReporting |
  OSC_CONTROL.capabilityStructure;

/** Extended config space, ASPM, clock power management, segments, MSI. */
export const OSC_SUPPORT_REQUESTED = 0x1f;

/** The firmware's answer. */
export function evaluateOsc(settings: FirmwareSettings): OscRecord {
  return {
    status: 0,
    supportRequested: OSC_SUPPORT_REQUESTED,
    controlRequested: OSC_CONTROL_REQUESTED,
    controlGranted: settings.pcieNativeControl === 'os' ? OSC_CONTROL_REQUESTED : 0,
  };
}

/** Windows controls PCI Express natively. */
export function grantsNativeControl(osc: OscRecord): boolean {
  return osc.status === 0 && (osc.controlGranted & OSC_CONTROL.capabilityStructure) !== 0;
}
