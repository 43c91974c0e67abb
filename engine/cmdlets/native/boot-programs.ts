/** bcdedit.exe and shutdown.exe. seen: output of Windows Server 2016 (K); engine/estate BootOptions */
import type { BootOptions, MachineRecord } from '../../estate/records';
import { find } from '../../estate/tables';
import { restartHost, stopHost } from '../../hyper-v/hosts';
import { restartMachine, stopMachine } from '../../hyper-v/machines';
import type { Program } from '../../language/host';
import type { NativeCall, NativeProgram } from '../../language/runtime/command-info';
import { estate } from '../hyper-v/service';

const LABEL_WIDTH = 24;
const RESUME = '{7cb5b3a1-7af2-11e6-8e4f-a0481c8d3c11}';

function section(call: NativeCall, title: string, entries: Array<[string, string]>): void {
  call.writeLine('');
  call.writeLine(title);
  call.writeLine('-'.repeat(title.length));
  for (const [name, value] of entries) call.writeLine(`${name.padEnd(LABEL_WIDTH - 1)} ${value}`);
}

function capital(text: string): string {
  return text[0].toUpperCase() + text.slice(1);
}

function loaderEntries(machine: MachineRecord): Array<[string, string]> {
  const entries: Array<[string, string]> = [
    ['identifier', '{current}'],
    ['device', 'partition=C:'],
    ['path', '\\Windows\\system32\\winload.efi'],
    ['description', 'Windows Server 2016'],
    ['locale', 'en-US'],
    ['inherit', '{bootloadersettings}'],
    ['recoveryenabled', 'Yes'],
    ['isolatedcontext', 'Yes'],
    ['allowedinmemorysettings', '0x15000075'],
    ['osdevice', 'partition=C:'],
    ['systemroot', '\\Windows'],
    ['resumeobject', RESUME],
    ['nx', 'OptOut'],
  ];
  const { hypervisorlaunchtype, hypervisoriommupolicy } = machine.bootOptions;
  // A machine without the Hyper-V role has no such element until it is set.
  if (
    machine.features.some((feature) => feature.name === 'Hyper-V' && feature.installState === 'Installed') ||
    hypervisorlaunchtype === 'Off'
  )
    entries.push(['hypervisorlaunchtype', hypervisorlaunchtype]);
  if (hypervisoriommupolicy !== 'default') entries.push(['hypervisoriommupolicy', capital(hypervisoriommupolicy)]);
  return entries;
}

const DONE = 'The operation completed successfully.';

/** Values of the two elements that the simulated loader reads. */
const elements: { [K in keyof BootOptions]: Record<string, BootOptions[K]> } = {
  hypervisorlaunchtype: { auto: 'Auto', off: 'Off' },
  hypervisoriommupolicy: { default: 'default', enable: 'enable', disable: 'disable' },
};

function isElement(name: string): name is keyof BootOptions {
  return name === 'hypervisorlaunchtype' || name === 'hypervisoriommupolicy';
}

function fail(call: NativeCall, lines: string[]): number {
  for (const text of lines) call.writeLine(text);
  return 1;
}

const usage = 'Run "bcdedit /?" for command line assistance.';

export const bcdedit: NativeProgram = {
  name: 'bcdedit.exe',
  *run(call): Program<number> {
    const { machine } = call.service(estate);
    const [verb = '/enum', ...rest] = call.args.map((arg) => arg.replace(/^-/, '/'));
    switch (verb.toLowerCase()) {
      case '/enum':
      case '/v': {
        const which = rest.find((arg) => !arg.startsWith('/'))?.toLowerCase() ?? 'active';
        if (which === 'active' || which === '{bootmgr}' || which === 'all')
          section(call, 'Windows Boot Manager', [
            ['identifier', '{bootmgr}'],
            ['device', 'partition=\\Device\\HarddiskVolume2'],
            ['path', '\\EFI\\Microsoft\\Boot\\bootmgfw.efi'],
            ['description', 'Windows Boot Manager'],
            ['locale', 'en-US'],
            ['inherit', '{globalsettings}'],
            ['bootshutdowndisabled', 'Yes'],
            ['default', '{current}'],
            ['resumeobject', RESUME],
            ['displayorder', '{current}'],
            ['toolsdisplayorder', '{memdiag}'],
            ['timeout', '30'],
          ]);
        if (which !== '{bootmgr}') section(call, 'Windows Boot Loader', loaderEntries(machine));
        return 0;
      }
      case '/set':
      case '/deletevalue': {
        const args = rest[0]?.startsWith('{') ? rest.slice(1) : rest;
        const entry = rest[0]?.startsWith('{') ? rest[0].toLowerCase() : '{current}';
        if (entry !== '{current}' && entry !== '{default}')
          return fail(call, [`The entry '${entry}' is not simulated by Dualpath; {current} is.`]);
        const name = (args[0] ?? '').toLowerCase();
        if (!isElement(name))
          return fail(
            call,
            name === ''
              ? ['The set command specified is not valid.', usage, 'The parameter is incorrect.']
              : [
                  `The element '${args[0]}' is not simulated by Dualpath; hypervisorlaunchtype and hypervisoriommupolicy are.`,
                ],
          );
        if (verb.toLowerCase() === '/deletevalue') {
          if (name === 'hypervisoriommupolicy') {
            if (machine.bootOptions.hypervisoriommupolicy === 'default')
              return fail(call, [
                'An error occurred while attempting to delete the specified data element.',
                'Element not found.',
              ]);
            machine.bootOptions.hypervisoriommupolicy = 'default';
          } else machine.bootOptions.hypervisorlaunchtype = 'Off';
          call.writeLine(DONE);
          return 0;
        }
        const wanted = (elements[name] as Record<string, string>)[(args[1] ?? '').toLowerCase()];
        if (wanted === undefined)
          return fail(call, ['The integer data is not valid as specified.', usage, 'The parameter is incorrect.']);
        (machine.bootOptions as unknown as Record<string, string>)[name] = wanted;
        call.writeLine(DONE);
        return 0;
      }
      case '/?':
        for (const text of [
          'BCDEDIT - Boot Configuration Data Store Editor',
          '',
          'The Bcdedit.exe command-line tool modifies the boot configuration data store.',
          'Dualpath simulates:',
          '',
          'bcdedit [/enum [{current} | {bootmgr}]]',
          'bcdedit /set [{current}] hypervisorlaunchtype Auto | Off',
          'bcdedit /set [{current}] hypervisoriommupolicy Default | Enable | Disable',
          'bcdedit /deletevalue [{current}] hypervisoriommupolicy',
        ])
          call.writeLine(text);
        return 0;
      default:
        if (verb.startsWith('/'))
          return fail(call, [
            `The command '${verb}' of bcdedit is not simulated by Dualpath; /enum, /set and /deletevalue are.`,
          ]);
        return fail(call, ['The parameter is incorrect.', usage]);
    }
  },
};

export const shutdown: NativeProgram = {
  name: 'shutdown.exe',
  *run(call): Program<number> {
    const { management, machine } = call.service(estate);
    const args = call.args.map((arg) => arg.toLowerCase().replace(/^-/, '/'));
    const at = args.indexOf('/t');
    const restart = args.includes('/r') || args.includes('/g');
    if (!restart && !args.includes('/s')) {
      call.writeLine(`Of shutdown, /r and /s are simulated by Dualpath (found '${call.args.join(' ')}').`);
      return 1;
    }
    // seen: without /t the default is 30 seconds
    const seconds = at >= 0 ? Number(args[at + 1] ?? 30) : 30;
    if (seconds > 0) yield* call.sleep(BigInt(Math.round(seconds)) * 10_000_000n);
    const host = find(management.world.hosts, (record) => record.machine === machine.id);
    if (restart) {
      if (host) restartHost(management, host);
      else restartMachine(management, machine);
      yield* call.waitFor(() => machine.power === 'On');
    } else if (host) stopHost(management, host);
    else stopMachine(management, machine);
    return 0;
  },
};
