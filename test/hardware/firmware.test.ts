import { describe, expect, test } from 'vitest';
import { effectiveSettings, flashFirmware, setFirmwareSetting } from '../../engine/hardware/firmware';
import { launchEvent, launchHypervisor } from '../../engine/hardware/hypervisor-launch';
import { grantsNativeControl } from '../../engine/hardware/osc';
import { startHardware } from '../../engine/hardware/restart';
import { exampleComputer } from './example-computer';

const LAUNCH = { installed: true, launchType: 'Auto', ioRemappingPolicy: 'default' } as const;

describe('firmware settings', () => {
  test('a setting works from the next start', () => {
    const { hardware, nics } = exampleComputer();
    expect(setFirmwareSetting(hardware, 'pcieNativeControl', 'bios')).toEqual({ ok: true });
    expect(grantsNativeControl(hardware.osc!)).toBe(true);
    startHardware(hardware, nics);
    expect(grantsNativeControl(hardware.osc!)).toBe(false);
    expect(hardware.firmware.current.settings.pcieNativeControl).toBe('bios');
  });

  test('wrong names and values are refused, with what is allowed', () => {
    const { hardware } = exampleComputer();
    expect(setFirmwareSetting(hardware, 'turbo', 'on')).toMatchObject({ ok: false, problem: 'unknown-setting' });
    expect(setFirmwareSetting(hardware, 'toString', 'on')).toMatchObject({ ok: false, problem: 'unknown-setting' });
    expect(setFirmwareSetting(hardware, 'acs', 'on')).toEqual({
      ok: false,
      problem: 'unknown-value',
      allowed: ['enabled', 'disabled'],
    });
  });

  test('an old version fixes a setting; the newer one brings it', () => {
    const { hardware, nics } = exampleComputer((spec) => {
      spec.firmware.version = '1.0';
      spec.firmware.images = [
        { version: '1.0', date: '2015-01-01', defects: [], fixed: { alternateErrorDelivery: 'disabled' }, brings: {} },
        { version: '2.0', date: '2016-01-01', defects: [], fixed: {}, brings: { alternateErrorDelivery: 'enabled' } },
      ];
    });
    expect(setFirmwareSetting(hardware, 'alternateErrorDelivery', 'enabled')).toEqual({
      ok: false,
      problem: 'not-in-this-version',
      allowed: ['disabled'],
    });
    expect(flashFirmware(hardware, '3.0')).toEqual({ ok: false, problem: 'unknown-version', allowed: ['1.0', '2.0'] });
    expect(flashFirmware(hardware, '2.0')).toEqual({ ok: true });
    expect(effectiveSettings(hardware.firmware, hardware.firmware.current).alternateErrorDelivery).toBe('disabled');
    startHardware(hardware, nics);
    expect(hardware.firmware.current.version).toBe('2.0');
    expect(effectiveSettings(hardware.firmware, hardware.firmware.current).alternateErrorDelivery).toBe('enabled');
  });

  test('a restart finds the same hardware again', () => {
    const { hardware, nics } = exampleComputer();
    const before = JSON.stringify(hardware);
    startHardware(hardware, nics);
    expect(JSON.stringify(hardware)).toBe(before);
  });
});

describe('the hypervisor', () => {
  test('runs on a complete computer', () => {
    expect(launchHypervisor(exampleComputer().hardware, LAUNCH)).toEqual({ state: 'running', ioRemapping: 'enabled' });
  });

  test('says why it does not', () => {
    const off = exampleComputer((spec) => {
      spec.firmware.settings.virtualizationTechnology = 'disabled';
    }).hardware;
    const state = launchHypervisor(off, LAUNCH);
    expect(state).toEqual({ state: 'notRunning', why: 'virtualizationDisabled' });
    expect(launchEvent(state, 'GenuineIntel')).toMatchObject({ eventId: 41 });
    expect(launchEvent(state, 'AuthenticAMD')).toMatchObject({ eventId: 42 });
    const old = exampleComputer((spec) => {
      spec.processor = 'intel-xeon-e5450';
    }).hardware;
    const noSlat = launchHypervisor(old, LAUNCH);
    expect(noSlat).toEqual({ state: 'notRunning', why: 'noSlat' });
    expect(launchEvent(noSlat, 'GenuineIntel')).toMatchObject({ eventId: 59, level: 'Error' });
    expect(launchHypervisor(old, { ...LAUNCH, launchType: 'Off' })).toMatchObject({ why: 'launchTypeOff' });
    expect(launchHypervisor(old, { ...LAUNCH, installed: false })).toMatchObject({ why: 'notInstalled' });
  });

  test('runs without I/O remapping, and knows it', () => {
    const off = exampleComputer((spec) => {
      spec.firmware.settings.ioVirtualization = 'disabled';
    }).hardware;
    expect(launchHypervisor(off, LAUNCH)).toEqual({ state: 'running', ioRemapping: 'absent' });
    expect(launchHypervisor(exampleComputer().hardware, { ...LAUNCH, ioRemappingPolicy: 'disable' })).toEqual({
      state: 'running',
      ioRemapping: 'disabledByPolicy',
    });
  });
});
