/** netsh.exe: the parts about interfaces and their addresses. seen: netsh output on Windows Server 2016 (K) */
import type { NetAdapterRecord } from '../../estate/records';
import { all } from '../../estate/tables';
import type { Program } from '../../language/host';
import type { NativeCall, NativeProgram } from '../../language/runtime/command-info';
import { estate } from '../hyper-v/service';

function adaptersOf(call: NativeCall): NetAdapterRecord[] {
  const { management, machine } = call.service(estate);
  return all(management.world.netAdapters).filter((adapter) => adapter.machine === machine.id && !adapter.hidden);
}

function showInterface(call: NativeCall): void {
  call.writeLine('');
  call.writeLine('Admin State    State          Type             Interface Name');
  call.writeLine('-------------------------------------------------------------------------');
  for (const adapter of adaptersOf(call)) {
    const admin = adapter.enabled ? 'Enabled' : 'Disabled';
    const state = adapter.status === 'Up' ? 'Connected' : 'Disconnected';
    call.writeLine(`${admin.padEnd(15)}${state.padEnd(15)}${'Dedicated'.padEnd(17)}${adapter.name}`);
  }
  call.writeLine('');
}

function showIpInterfaces(call: NativeCall): void {
  call.writeLine('');
  call.writeLine('Idx     Met         MTU          State                Name');
  call.writeLine('---  ----------  ----------  ------------  ---------------------------');
  const rows: Array<[number, number, number, string, string]> = [
    [1, 75, 4294967295, 'connected', 'Loopback Pseudo-Interface 1'],
  ];
  for (const adapter of adaptersOf(call)) {
    if (!adapter.bindings.includes('ms_tcpip')) continue;
    const metric = adapter.linkSpeed >= 2_000_000_000 ? 15 : 25;
    rows.push([
      adapter.interfaceIndex,
      metric,
      adapter.ip.mtu,
      adapter.status === 'Up' ? 'connected' : 'disconnected',
      adapter.name,
    ]);
  }
  for (const [index, metric, mtu, state, name] of rows)
    call.writeLine(
      `${String(index).padStart(3)}  ${String(metric).padStart(10)}  ${String(mtu).padStart(10)}  ${state.padEnd(12)}  ${name}`,
    );
  call.writeLine('');
}

function maskOf(prefixLength: number): string {
  const bits = prefixLength === 0 ? 0 : (0xffffffff << (32 - prefixLength)) >>> 0;
  return [24, 16, 8, 0].map((shift) => (bits >>> shift) & 255).join('.');
}
function subnetOf(address: string, prefixLength: number): string {
  const bits = address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
  const mask = prefixLength === 0 ? 0 : (0xffffffff << (32 - prefixLength)) >>> 0;
  const net = (bits & mask) >>> 0;
  return [24, 16, 8, 0].map((shift) => (net >>> shift) & 255).join('.');
}

function showAddresses(call: NativeCall, name: string | undefined): number {
  const adapters = adaptersOf(call).filter(
    (adapter) =>
      adapter.bindings.includes('ms_tcpip') &&
      (name === undefined || adapter.name.toLowerCase() === name.toLowerCase()),
  );
  if (name !== undefined && adapters.length === 0) {
    call.writeLine('The filename, directory name, or volume label syntax is incorrect.');
    call.writeLine('');
    return 1;
  }
  const field = (label: string, value: string): void => call.writeLine(`    ${`${label}:`.padEnd(38)}${value}`);
  for (const adapter of adapters) {
    call.writeLine('');
    call.writeLine(`Configuration for interface "${adapter.name}"`);
    field('DHCP enabled', adapter.ip.dhcp ? 'Yes' : 'No');
    for (const address of adapter.ip.addresses) {
      if (address.family !== 'IPv4') continue;
      field('IP Address', address.address);
      field(
        'Subnet Prefix',
        `${subnetOf(address.address, address.prefixLength)}/${address.prefixLength} (mask ${maskOf(address.prefixLength)})`,
      );
    }
    for (const gateway of adapter.ip.defaultGateways) {
      field('Default Gateway', gateway);
      field('Gateway Metric', '256');
    }
    field('InterfaceMetric', adapter.linkSpeed >= 2_000_000_000 ? '15' : '25');
  }
  call.writeLine('');
  return 0;
}

export const netsh: NativeProgram = {
  name: 'netsh.exe',
  *run(call): Program<number> {
    const words = call.args.map((arg) => arg.toLowerCase());
    const isInterface = words[0] !== undefined && words[0].length >= 3 && 'interface'.startsWith(words[0]);
    if (isInterface) {
      const rest = words.slice(1);
      if (rest[0] === 'show' && /^int/.test(rest[1] ?? '')) {
        showInterface(call);
        return 0;
      }
      if (rest[0] === 'ipv4' || rest[0] === 'ip') {
        if (rest[1] === 'show' && /^(int|subint)/.test(rest[2] ?? '')) {
          showIpInterfaces(call);
          return 0;
        }
        if (rest[1] === 'show' && /^(addr|conf|ipaddr)/.test(rest[2] ?? ''))
          return showAddresses(call, call.args[4]?.replace(/^name=/i, '').replace(/^"|"$/g, ''));
      }
    }
    call.writeLine(
      `'netsh ${call.args.join(' ')}' is not simulated by Dualpath; 'netsh interface show interface', 'netsh interface ipv4 show interfaces' and 'show addresses' are.`,
    );
    return 1;
  },
};
