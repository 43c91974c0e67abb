/** Get-LabFirmware and Set-LabFirmware: the set-up screen of a simulated server, from PowerShell. */
import type { HostRecord, MachineRecord } from '../../estate/records';
import {
  effectiveSettings,
  FIRMWARE_SETTINGS,
  type FirmwareSettingName,
  flashFirmware,
  setFirmwareSetting,
} from '../../hardware/firmware';
import { findHostByName, type Management } from '../../hyper-v/management';
import { type CmdletDefinition, type CommandContext, defineCmdlet, serviceKey } from '../../language/command';
import { defineType } from '../../language/types';
import { knownTypes, PSArray, TypedObject, type Value } from '../../language/values';

/** What the lab's cmdlets get from the session. The same key as the estate service of the Windows cmdlets. */
export interface LabEstate {
  readonly management: Management;
  readonly machine: MachineRecord;
}
export const labEstate = serviceKey<LabEstate>('estate');

interface OfSetting {
  computerName: string;
  name: FirmwareSettingName;
  current: string;
  pending: string;
  locked: boolean;
}

let settingTypeMade: ReturnType<typeof defineType> | undefined;
function settingType(): ReturnType<typeof defineType> {
  settingTypeMade ??= defineType<OfSetting>({
    name: 'Dualpath.FirmwareSetting',
    properties: {
      Name: { type: 'string', get: (self) => self.name },
      Setting: { type: 'string', get: (self) => FIRMWARE_SETTINGS[self.name].label },
      Value: { type: 'string', get: (self) => self.current },
      Pending: { type: 'string', get: (self) => (self.pending === self.current ? null : self.pending) },
      Locked: { type: 'bool', get: (self) => self.locked },
      AllowedValues: {
        type: 'string[]',
        get: (self) => new PSArray([...FIRMWARE_SETTINGS[self.name].values], knownTypes['System.String']),
      },
      Description: { type: 'string', get: (self) => FIRMWARE_SETTINGS[self.name].help },
      ComputerName: { type: 'string', get: (self) => self.computerName },
    },
    toText: (self) => `${self.name} = ${self.current}`,
    defaultDisplay: ['Name', 'Value', 'Pending', 'Setting'],
  }) as ReturnType<typeof defineType>;
  return settingTypeMade;
}

/** The server a call is about: -ComputerName, or the host whose shell this is. */
function serverOf(ctx: CommandContext, computerName: Value): { host: HostRecord; name: string } {
  const { management, machine } = ctx.service(labEstate);
  const name = computerName === undefined || computerName === null ? machine.computerName : ctx.text(computerName);
  const host = findHostByName(management.world, name);
  if (!host) {
    const known = Object.values(management.world.hosts).map(
      (record) => management.world.machines[(record as HostRecord).machine].computerName,
    );
    ctx.throwTerminating({
      message: `Found '${name}', expected a physical server of this world: ${known.join(', ')}. A virtual machine or a client has no firmware here.`,
      id: 'NoSuchServer',
      category: 'ObjectNotFound',
      target: name,
      errorClass: 'Dualpath.Lab',
    });
  }
  return { host, name: management.world.machines[host.machine].computerName };
}

const computerNameParameter = {
  name: 'ComputerName',
  type: 'string',
  helpMessage: 'The server; default: the one whose shell this is.',
};

export const getLabFirmware: CmdletDefinition = defineCmdlet({
  name: 'Get-LabFirmware',
  module: 'Dualpath',
  parameters: [
    { name: 'Name', type: 'string[]', position: 0, wildcards: true, complete: () => Object.keys(FIRMWARE_SETTINGS) },
    computerNameParameter,
  ],
  outputs: ['Dualpath.FirmwareSetting'],
  help: {
    synopsis: 'Shows the firmware settings of a simulated server, as its set-up screen would.',
    description: 'Value is what works now, Pending what will work after the next start of the computer.',
    examples: [{ code: 'Get-LabFirmware' }, { code: 'Get-LabFirmware -ComputerName HV01' }],
  },
  process(ctx, p) {
    const { host, name } = serverOf(ctx, p.ComputerName);
    const { firmware } = host.hardware;
    const now = effectiveSettings(firmware, firmware.current);
    const next = effectiveSettings(firmware, firmware.pending);
    const fixed = firmware.images.find((image) => image.version === firmware.pending.version)?.fixed ?? {};
    const wanted =
      p.Name === undefined || p.Name === null ? null : (ctx.convert(p.Name, 'string[]') as PSArray).items.map(String);
    if (wanted === null) {
      const newest = firmware.images[firmware.images.length - 1];
      ctx.verbose(
        `Firmware ${firmware.vendor} ${firmware.current.version}; the maker offers ${firmware.images.map((image) => image.version).join(', ')}.`,
      );
      if (newest && newest.version !== firmware.pending.version) {
        ctx.warn(
          `${name} has firmware ${firmware.current.version}. The maker offers ${newest.version} (Set-LabFirmware -Version ${newest.version}).`,
        );
      }
    }
    for (const setting of Object.keys(FIRMWARE_SETTINGS) as FirmwareSettingName[]) {
      if (wanted !== null && !wanted.some((pattern) => matches(pattern, setting))) continue;
      ctx.write(
        new TypedObject<OfSetting>(settingType(), {
          computerName: name,
          name: setting,
          current: now[setting],
          pending: next[setting],
          locked: setting in fixed,
        }),
      );
    }
  },
});

function matches(pattern: string, name: string): boolean {
  const source = pattern
    .replace(/[.+^${}()|\\]/g, '\\$&')
    .replace(/\*/g, '.*')
    .replace(/\?/g, '.');
  return new RegExp(`^${source}$`, 'i').test(name);
}

export const setLabFirmware: CmdletDefinition = defineCmdlet({
  name: 'Set-LabFirmware',
  module: 'Dualpath',
  supportsShouldProcess: true,
  confirmImpact: 'Medium',
  defaultParameterSet: 'Setting',
  parameters: [
    {
      name: 'Name',
      type: 'string',
      sets: { Setting: { mandatory: true, position: 0 } },
      complete: () => Object.keys(FIRMWARE_SETTINGS),
    },
    {
      name: 'Value',
      type: 'string',
      sets: { Setting: { mandatory: true, position: 1 } },
      complete: (_ctx, _word, bound) => {
        const name = Object.keys(FIRMWARE_SETTINGS).find(
          (key) => key.toLowerCase() === String(bound.get('Name') ?? '').toLowerCase(),
        );
        return name ? [...FIRMWARE_SETTINGS[name as FirmwareSettingName].values] : ['enabled', 'disabled'];
      },
    },
    {
      name: 'Version',
      type: 'string',
      sets: { Version: { mandatory: true } },
      complete: (ctx) => serverOf(ctx, null).host.hardware.firmware.images.map((image) => image.version),
    },
    computerNameParameter,
  ],
  help: {
    synopsis: 'Changes a firmware setting of a simulated server, or installs another firmware version.',
    description: 'The change is stored at once and takes effect when the computer is restarted (Restart-Computer).',
    examples: [{ code: 'Set-LabFirmware -Name sriov -Value enabled' }, { code: 'Set-LabFirmware -Version 2.4.2' }],
  },
  *process(ctx, p) {
    const { host, name } = serverOf(ctx, p.ComputerName);
    const { firmware } = host.hardware;
    const refuse = (message: string, target: string): never =>
      ctx.throwTerminating({
        message,
        id: 'FirmwareRefused',
        category: 'InvalidArgument',
        target,
        errorClass: 'Dualpath.Lab',
      });
    if (ctx.isBound('Version')) {
      const version = ctx.text(p.Version);
      if (!(yield* ctx.shouldProcess(name, `Install firmware ${version}`))) return;
      const result = flashFirmware(host.hardware, version);
      if (!result.ok)
        refuse(
          `Found version '${version}', expected one that the maker offers: ${result.allowed.join(', ')}.`,
          version,
        );
    } else {
      const wanted = ctx.text(p.Name);
      const setting = Object.keys(FIRMWARE_SETTINGS).find(
        (key) =>
          key.toLowerCase() === wanted.toLowerCase() ||
          FIRMWARE_SETTINGS[key as FirmwareSettingName].label.toLowerCase() === wanted.toLowerCase(),
      );
      const value = ctx.text(p.Value).toLowerCase();
      if (!setting)
        refuse(`Found the setting '${wanted}', expected one of: ${Object.keys(FIRMWARE_SETTINGS).join(', ')}.`, wanted);
      if (!(yield* ctx.shouldProcess(name, `Set firmware setting ${setting} to ${value}`))) return;
      const result = setFirmwareSetting(host.hardware, setting as string, value);
      if (!result.ok) {
        if (result.problem === 'not-in-this-version') {
          refuse(
            `The firmware ${firmware.pending.version} of ${name} does not show the setting '${setting}'. Install a version that does: ${firmware.images.map((image) => image.version).join(', ')}.`,
            setting as string,
          );
        }
        refuse(`Found the value '${value}' for '${setting}', expected one of: ${result.allowed.join(', ')}.`, value);
      }
    }
    ctx.warn(`The change is stored. It takes effect when ${name} is restarted.`);
  },
});
