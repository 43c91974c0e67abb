/** hostname.exe, whoami.exe and ipconfig.exe: what people type without thinking. */
import type { NetAdapterRecord } from '../../estate/records';
import { all } from '../../estate/tables';
import type { Program } from '../../language/host';
import type { NativeProgram } from '../../language/runtime/command-info';
import { estate } from '../hyper-v/service';

export const hostname: NativeProgram = {
  name: 'hostname.exe',
  // biome-ignore lint/correctness/useYield: it never waits
  *run(call): Program<number> {
    if (call.args.length > 0) {
      call.writeLine('sethostname: Use the Network Control Panel Applet to set hostname.');
      call.writeLine('hostname -s is not supported.');
      return 1;
    }
    call.writeLine(call.service(estate).machine.computerName);
    return 0;
  },
};

export const whoami: NativeProgram = {
  name: 'whoami.exe',
  // biome-ignore lint/correctness/useYield: it never waits
  *run(call): Program<number> {
    if (call.args.length > 0) {
      call.writeLine(`The options of whoami are not simulated by Dualpath (found '${call.args.join(' ')}').`);
      return 1;
    }
    call.writeLine(call.service(estate).machine.signedInUser.toLowerCase());
    return 0;
  },
};

/** `   IPv4 Address. . . . . . . . . . . : 192.168.10.11`: labels filled with dots up to column 36. */
function field(label: string, value: string): string {
  const dots =
    label.length % 2 === 0
      ? `${label}${' .'.repeat((34 - label.length) / 2)}`
      : `${label}.${' .'.repeat((33 - label.length) / 2)}`;
  return `   ${dots} : ${value}`;
}

function mask(prefixLength: number): string {
  const bits = prefixLength === 0 ? 0 : (0xffffffff << (32 - prefixLength)) >>> 0;
  return [24, 16, 8, 0].map((shift) => (bits >>> shift) & 255).join('.');
}

export const ipconfig: NativeProgram = {
  name: 'ipconfig.exe',
  *run(call): Program<number> {
    const { management, machine } = call.service(estate);
    const full = call.args.some((arg) => /^[-/]all$/i.test(arg));
    const other = call.args.find((arg) => !/^[-/]all$/i.test(arg));
    if (other !== undefined) {
      call.writeLine('');
      call.writeLine(
        `Error: unrecognized or incomplete command line: '${other}' is not simulated by Dualpath; ipconfig and ipconfig /all are.`,
      );
      return 1;
    }
    const suffix = machine.domain === null ? '' : management.world.domains[machine.domain].dnsName;
    call.writeLine('');
    call.writeLine('Windows IP Configuration');
    call.writeLine('');
    if (full) {
      call.writeLine(field('Host Name', machine.computerName));
      call.writeLine(field('Primary Dns Suffix ', suffix));
      call.writeLine(field('Node Type', 'Hybrid'));
      call.writeLine(field('IP Routing Enabled', 'No'));
      call.writeLine(field('WINS Proxy Enabled', 'No'));
      if (suffix !== '') call.writeLine(field('DNS Suffix Search List', suffix));
    }
    for (const adapter of all(management.world.netAdapters)) {
      if (adapter.machine !== machine.id || adapter.hidden || !adapter.bindings.includes('ms_tcpip')) continue;
      call.writeLine('');
      call.writeLine(`Ethernet adapter ${adapter.name}:`);
      call.writeLine('');
      for (const text of interfaceLines(adapter, full)) call.writeLine(text);
    }
    return 0;
  },
};

function interfaceLines(adapter: NetAdapterRecord, full: boolean): string[] {
  const lines: string[] = [];
  const up = adapter.status === 'Up';
  if (!up) lines.push(field('Media State', 'Media disconnected'));
  lines.push(field('Connection-specific DNS Suffix ', ''));
  if (full) {
    lines.push(field('Description', adapter.interfaceDescription));
    lines.push(field('Physical Address', adapter.macAddress.replace(/(..)(?=.)/g, '$1-')));
    lines.push(field('DHCP Enabled', adapter.ip.dhcp ? 'Yes' : 'No'));
    lines.push(field('Autoconfiguration Enabled ', 'Yes'));
  }
  if (!up) return lines;
  for (const address of adapter.ip.addresses) {
    if (address.family === 'IPv6') {
      lines.push(
        field('Link-local IPv6 Address ', `${address.address}%${adapter.interfaceIndex}${full ? '(Preferred)' : ''}`),
      );
    } else {
      lines.push(field('IPv4 Address', `${address.address}${full ? '(Preferred)' : ''}`));
      lines.push(field('Subnet Mask ', mask(address.prefixLength)));
    }
  }
  lines.push(field('Default Gateway ', adapter.ip.defaultGateways[0] ?? ''));
  if (full && adapter.ip.dnsServers.length > 0) {
    adapter.ip.dnsServers.forEach((server, index) => {
      lines.push(index === 0 ? field('DNS Servers ', server) : `${' '.repeat(39)}${server}`);
    });
  }
  if (full) lines.push(field('NetBIOS over Tcpip', 'Enabled'));
  return lines;
}
