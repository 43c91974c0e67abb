/** systeminfo.exe. seen: its layout on Windows Server 2016 (K); values from the records */
import { all } from '../../estate/tables';
import type { Program } from '../../language/host';
import type { NativeProgram } from '../../language/runtime/command-info';
import { formatDateTime } from '../../language/text';
import { dateOf, estate } from '../hyper-v/service';
import { factsOf } from '../management/machine-facts';

const thousands = (value: number): string => String(Math.floor(value)).replace(/\B(?=(\d{3})+$)/g, ',');

export const systeminfo: NativeProgram = {
  name: 'systeminfo.exe',
  *run(call): Program<number> {
    const service = call.service(estate);
    const { management, machine } = service;
    if (call.args.length > 0) {
      call.writeLine(`The options of systeminfo are not simulated by Dualpath (found '${call.args.join(' ')}').`);
      return 1;
    }
    yield* call.sleep(30_000_000n);
    const facts = factsOf(service);
    const line = (label: string, value: string): void => call.writeLine(`${`${label}:`.padEnd(27)}${value}`);
    const date = (time: number): string => {
      const at = dateOf(management, time);
      return `${formatDateTime(at, 'd')}, ${formatDateTime(at, 'T')}`;
    };
    const megabytes = facts.memoryBytes / 1024 ** 2;
    call.writeLine('');
    line('Host Name', machine.computerName.toUpperCase());
    line('OS Name', machine.os.caption);
    line('OS Version', `${machine.os.version} N/A Build ${machine.os.build}`);
    line('OS Manufacturer', 'Microsoft Corporation');
    line(
      'OS Configuration',
      machine.roles.includes('domain-controller')
        ? 'Primary Domain Controller'
        : facts.inDomain
          ? 'Member Server'
          : 'Standalone Server',
    );
    line('OS Build Type', 'Multiprocessor Free');
    line('Registered Owner', 'Windows User');
    line('Registered Organization', '');
    line('Product ID', '00376-40000-00000-AA947');
    line('Original Install Date', date(machine.os.installDate));
    line('System Boot Time', date(machine.bootedAt ?? 0));
    line('System Manufacturer', facts.manufacturer);
    line('System Model', facts.model);
    line('System Type', 'x64-based PC');
    line('Processor(s)', `${facts.processor.sockets} Processor(s) Installed.`);
    for (let i = 1; i <= facts.processor.sockets; i++)
      call.writeLine(
        `${' '.repeat(27)}[${String(i).padStart(2, '0')}]: Intel64 Family ${facts.processor.family} Model ${facts.processor.model} Stepping ${facts.processor.stepping} ${facts.processor.vendor} ~${facts.processor.maxClockMHz} Mhz`.replace(
          'Intel64',
          /AMD/i.test(facts.processor.vendor) ? 'AMD64' : 'Intel64',
        ),
      );
    line('BIOS Version', `${facts.firmware.vendor} ${facts.firmware.version}`);
    line('Windows Directory', 'C:\\Windows');
    line('System Directory', 'C:\\Windows\\system32');
    line('Boot Device', '\\Device\\HarddiskVolume2');
    line('System Locale', 'en-us;English (United States)');
    line('Input Locale', 'en-us;English (United States)');
    line('Time Zone', '(UTC) Coordinated Universal Time');
    line('Total Physical Memory', `${thousands(megabytes)} MB`);
    line('Available Physical Memory', `${thousands(megabytes * 0.8)} MB`);
    line('Virtual Memory: Max Size', `${thousands(megabytes * 1.15)} MB`);
    line('Virtual Memory: Available', `${thousands(megabytes * 0.95)} MB`);
    line('Virtual Memory: In Use', `${thousands(megabytes * 0.2)} MB`);
    line('Page File Location(s)', 'C:\\pagefile.sys');
    line('Domain', facts.domain);
    line('Logon Server', machine.environment.LOGONSERVER ?? 'N/A');
    line('Hotfix(s)', 'N/A');
    const adapters = all(management.world.netAdapters).filter((one) => one.machine === machine.id && !one.hidden);
    line('Network Card(s)', `${adapters.length} NIC(s) Installed.`);
    adapters.forEach((adapter, index) => {
      const indent = ' '.repeat(27);
      call.writeLine(`${indent}[${String(index + 1).padStart(2, '0')}]: ${adapter.interfaceDescription}`);
      call.writeLine(`${indent}      Connection Name: ${adapter.name}`);
      if (adapter.status !== 'Up') call.writeLine(`${indent}      Status:          Media disconnected`);
      else {
        call.writeLine(`${indent}      DHCP Enabled:    ${adapter.ip.dhcp ? 'Yes' : 'No'}`);
        if (adapter.ip.addresses.length > 0) {
          call.writeLine(`${indent}      IP address(es)`);
          adapter.ip.addresses.forEach((address, at) => {
            call.writeLine(`${indent}      [${String(at + 1).padStart(2, '0')}]: ${address.address}`);
          });
        }
      }
    });
    if (facts.hypervisorPresent)
      line(
        'Hyper-V Requirements',
        'A hypervisor has been detected. Features required for Hyper-V will not be displayed.',
      );
    else {
      const { host } = facts;
      const settings = host?.hardware.firmware.current;
      const yes = (value: boolean): string => (value ? 'Yes' : 'No');
      line('Hyper-V Requirements', `VM Monitor Mode Extensions: Yes`);
      call.writeLine(
        `${' '.repeat(27)}Virtualization Enabled In Firmware: ${yes(settings?.settings.virtualizationTechnology !== 'disabled')}`,
      );
      call.writeLine(`${' '.repeat(27)}Second Level Address Translation: Yes`);
      call.writeLine(`${' '.repeat(27)}Data Execution Prevention Available: Yes`);
    }
    return 0;
  },
};
