/** Get-NetIPAddress, Get-NetIPConfiguration, Test-NetConnection, Resolve-DnsName. seen: views in objects.md */
import '../../language/net';
import type { IpAddressRecord, NetAdapterRecord } from '../../estate/records';
import { all } from '../../estate/tables';
import type { PingOutcome } from '../../hyper-v/data-plane';
import type { Bound, CommandContext } from '../../language/command';
import type { Program } from '../../language/host';
import type { Implementations } from '../../language/runtime/command-registry';
import { hasWildcards, matchesWildcard } from '../../language/text/wildcard';
import { defineType } from '../../language/types';
import { baseOf, PSArray, PSCustomObject, PSInteger, TypedObject, uint, type Value } from '../../language/values';
import { type EstateService, estate, listOf, textsOf } from '../hyper-v/service';
import { cimInstance } from '../net-adapter/objects';

interface OfAddress {
  adapter: { name: string; interfaceIndex: number };
  record: IpAddressRecord;
}

/** [TimeSpan]::MaxValue, shown as `Infinite ([TimeSpan]::MaxValue)`. */
const endless = 'Infinite ([TimeSpan]::MaxValue)';

const addressText = ({ adapter, record }: OfAddress): string =>
  record.family === 'IPv6' && /^fe80/i.test(record.address)
    ? `${record.address}%${adapter.interfaceIndex}`
    : record.address;

const addressType = defineType<OfAddress>({
  name: 'Microsoft.Management.Infrastructure.CimInstance#ROOT/StandardCimv2/MSFT_NetIPAddress',
  base: cimInstance,
  properties: {
    AddressFamily: { type: 'AddressFamily', get: ({ record }) => record.family },
    AddressState: { type: 'AddressState', get: () => 'Preferred' },
    PrefixOrigin: { type: 'PrefixOrigin', get: ({ record }) => record.prefixOrigin },
    SuffixOrigin: { type: 'SuffixOrigin', get: ({ record }) => record.suffixOrigin },
    Type: { type: 'Type', get: () => 'Unicast' },
    PolicyStore: { type: 'Store', get: () => 'ActiveStore' },
    Store: { type: 'Store', get: () => 'ActiveStore' },
    InterfaceAlias: { type: 'string', get: ({ adapter }) => adapter.name },
    InterfaceIndex: { type: 'uint32', get: ({ adapter }) => uint(adapter.interfaceIndex) },
    ifIndex: { type: 'uint32', get: ({ adapter }) => uint(adapter.interfaceIndex) },
    IPAddress: { type: 'string', get: addressText },
    IPv4Address: { type: 'string', get: (of) => (of.record.family === 'IPv4' ? of.record.address : null) },
    IPv6Address: { type: 'string', get: (of) => (of.record.family === 'IPv6' ? addressText(of) : null) },
    PrefixLength: { type: 'byte', get: ({ record }) => new PSInteger('Byte', BigInt(record.prefixLength)) },
    PreferredLifetime: { type: 'CimInstance#DateTime', get: () => endless },
    SkipAsSource: { type: 'bool', get: () => false },
    ValidLifetime: { type: 'CimInstance#DateTime', get: () => endless },
  },
  toText: (of) => addressText(of),
});

const loopback = { name: 'Loopback Pseudo-Interface 1', interfaceIndex: 1 };

function adaptersOf({ management, machine }: EstateService): NetAdapterRecord[] {
  return all(management.world.netAdapters).filter(
    (adapter) => adapter.machine === machine.id && !adapter.hidden && adapter.bindings.includes('ms_tcpip'),
  );
}

function addressesOf(service: EstateService): OfAddress[] {
  const found: OfAddress[] = [];
  for (const family of ['IPv6', 'IPv4'] as const) {
    for (const adapter of adaptersOf(service))
      for (const record of adapter.ip.addresses) if (record.family === family) found.push({ adapter, record });
    found.push({
      adapter: loopback,
      record: {
        address: family === 'IPv4' ? '127.0.0.1' : '::1',
        family,
        prefixLength: family === 'IPv4' ? 8 : 128,
        prefixOrigin: 'WellKnown',
        suffixOrigin: 'WellKnown',
      },
    });
  }
  return found;
}

/** Error of a CDXML cmdlet whose query by one property finds nothing. seen: CmdletizationResources */
function notFound(ctx: CommandContext, className: string, property: string, value: string): void {
  ctx.writeError({
    message: `No ${className} objects found with property '${property}' equal to '${value}'.  Verify the value of the property and retry.`,
    id: `CmdletizationQuery_NotFound_${property}`,
    category: 'ObjectNotFound',
    target: value,
    exceptionType: 'Microsoft.PowerShell.Cmdletization.Cim.CimJobException',
  });
}

const queries: Array<[name: string, read: (of: OfAddress) => string]> = [
  ['IPAddress', (of) => of.record.address],
  ['InterfaceAlias', (of) => of.adapter.name],
  ['InterfaceIndex', (of) => String(of.adapter.interfaceIndex)],
  ['AddressFamily', (of) => of.record.family],
  ['PrefixLength', (of) => String(of.record.prefixLength)],
  ['PrefixOrigin', (of) => of.record.prefixOrigin],
  ['SuffixOrigin', (of) => of.record.suffixOrigin],
];

function withoutZone(text: string): string {
  return text.replace(/%\d+$/, '');
}

function seconds(value: Value | undefined): number {
  const base = baseOf(value);
  return typeof base === 'number' ? base : base instanceof PSInteger ? Number(base.value) : 1;
}

function note(typeName: string, entries: Array<[string, Value]>): PSCustomObject {
  const object = PSCustomObject.from(entries);
  object.typeNames = [typeName, ...object.typeNames];
  return object;
}

function addressObject(of: OfAddress): Value {
  return new TypedObject<OfAddress>(addressType, of);
}

function configuration(adapter: NetAdapterRecord): Value {
  const of = (family: 'IPv4' | 'IPv6'): Value => {
    const found = adapter.ip.addresses.filter((record) => record.family === family && !/^fe80/i.test(record.address));
    const objects = found.map((record) => addressObject({ adapter, record }));
    return objects.length === 0 ? null : objects.length === 1 ? objects[0] : new PSArray(objects);
  };
  const gateways = adapter.ip.defaultGateways.map((gateway) => gateway);
  return note('NetIPConfiguration', [
    ['InterfaceAlias', adapter.name],
    ['InterfaceIndex', uint(adapter.interfaceIndex)],
    ['InterfaceDescription', adapter.interfaceDescription],
    ['NetProfile.Name', 'Network'],
    ['IPv6Address', of('IPv6')],
    ['IPv4Address', of('IPv4')],
    ['IPv6DefaultGateway', null],
    ['IPv4DefaultGateway', gateways.length > 0 ? gateways.join('\n') : null],
    ['DNSServer', adapter.ip.dnsServers.join('\n')],
  ]);
}

function* pinged(ctx: CommandContext, address: string): Program<PingOutcome | null> {
  const { management, machine } = ctx.service(estate);
  const handle = management.plane.sendPing(machine.id, address, { bytes: 32, ttl: 128, timeoutMs: 4000 });
  yield* ctx.waitFor(() => management.plane.pingOutcome(handle) !== null);
  return management.plane.pingOutcome(handle);
}

/** The adapter through which an address is reached: its own subnet, else the one with a gateway. */
function sourceFor(service: EstateService, address: string): OfAddress | undefined {
  const bits = (text: string): number => text.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
  const own = addressesOf(service).filter((of) => of.record.family === 'IPv4' && of.adapter !== loopback);
  return (
    own.find(({ record }) => {
      const size = 2 ** (32 - record.prefixLength);
      return Math.floor(bits(record.address) / size) === Math.floor(bits(address) / size);
    }) ?? own.find((of) => (of.adapter as NetAdapterRecord).ip.defaultGateways.length > 0)
  );
}

function* testConnection(ctx: CommandContext, p: Bound): Program<void> {
  const service = ctx.service(estate);
  const name =
    p.ComputerName === undefined || p.ComputerName === null ? 'internetbeacon.msedge.net' : ctx.text(p.ComputerName);
  const quiet = p.InformationLevel !== undefined && ctx.text(p.InformationLevel).toLowerCase() === 'quiet';
  const address = service.management.plane.resolve(service.machine.id, name);
  if (address === null) {
    ctx.warn(`Name resolution of ${name} failed`);
    if (quiet) ctx.write(false);
    else
      ctx.write(
        note('TestNetConnectionResult', [
          ['ComputerName', name],
          ['RemoteAddress', null],
          ['InterfaceAlias', ''],
          ['SourceAddress', null],
          ['PingSucceeded', false],
        ]),
      );
    return;
  }
  const outcome = yield* pinged(ctx, address);
  const good = outcome?.kind === 'reply';
  if (!good)
    ctx.warn(
      `Ping to ${address} failed -- Status: ${outcome?.kind === 'unreachable' ? 'DestinationHostUnreachable' : 'TimedOut'}`,
    );
  if (quiet) {
    ctx.write(good);
    return;
  }
  const source = sourceFor(service, address);
  ctx.write(
    note('TestNetConnectionResult', [
      ['ComputerName', name],
      ['RemoteAddress', address],
      ['InterfaceAlias', source?.adapter.name ?? ''],
      ['SourceAddress', source?.record.address ?? null],
      ['PingSucceeded', good],
      ['PingReplyDetails (RTT)', `${outcome?.kind === 'reply' ? Math.floor(outcome.milliseconds) : 0} ms`],
    ]),
  );
}

export const ipCmdlets: Implementations = {
  'Get-NetIPAddress': {
    help: {
      synopsis: 'Gets the IP address configuration.',
      examples: [{ code: 'Get-NetIPAddress -AddressFamily IPv4' }],
    },
    notSimulated: ['AsJob', 'CimSession', 'ThrottleLimit', 'IncludeAllCompartments'],
    // CIM's own enumeration, not that of System.Net.Sockets.
    parameters: { AddressFamily: { type: 'string[]', enumNames: undefined, validateSet: ['IPv4', 'IPv6'] } },
    complete: {
      InterfaceAlias: (ctx) => adaptersOf(ctx.service(estate)).map((adapter) => adapter.name),
      IPAddress: (ctx) => addressesOf(ctx.service(estate)).map((of) => of.record.address),
    },
    process(ctx, p) {
      let found = addressesOf(ctx.service(estate));
      for (const [name, read] of queries) {
        if (!ctx.isBound(name)) continue;
        const wanted = listOf(p[name]).map((value) => withoutZone(ctx.text(value)));
        for (const value of wanted)
          if (!hasWildcards(value) && !found.some((of) => read(of).toLowerCase() === value.toLowerCase()))
            notFound(ctx, 'MSFT_NetIPAddress', name, value);
        found = found.filter((of) => wanted.some((value) => matchesWildcard(read(of), value)));
      }
      for (const of of found) ctx.write(addressObject(of));
    },
  },

  'Get-NetIPConfiguration': {
    help: { synopsis: 'Gets IP network configuration.' },
    notSimulated: ['CimSession', 'AllCompartments', 'CompartmentId', 'Detailed'],
    process(ctx, p) {
      const aliases =
        p.InterfaceAlias === undefined || p.InterfaceAlias === null ? ['*'] : textsOf(ctx, p.InterfaceAlias);
      const index = ctx.isBound('InterfaceIndex') ? seconds(p.InterfaceIndex) : undefined;
      for (const adapter of adaptersOf(ctx.service(estate)))
        if (
          (p.All === true || adapter.status === 'Up') &&
          aliases.some((alias) => matchesWildcard(adapter.name, alias)) &&
          (index === undefined || adapter.interfaceIndex === index)
        )
          ctx.write(configuration(adapter));
    },
  },

  'Test-NetConnection': {
    help: {
      synopsis: 'Displays diagnostic information for a connection.',
      examples: [{ code: 'Test-NetConnection VM01' }],
    },
    notSimulated: [
      'CommonTCPPort',
      'Port',
      'TraceRoute',
      'Hops',
      'DiagnoseRouting',
      'ConstrainSourceAddress',
      'ConstrainInterface',
    ],
    process: (ctx, p) => testConnection(ctx, p),
  },

  'Resolve-DnsName': {
    help: { synopsis: 'Performs a DNS name query resolution for the specified name.' },
    errorClass: 'Microsoft.DnsClient.Commands.ResolveDnsName',
    parameters: {
      Name: { type: 'string', position: 0, mandatory: true, fromPipeline: true, fromPipelineByPropertyName: true },
      Type: { type: 'string', position: 1, fromPipelineByPropertyName: true },
      Server: { type: 'string[]', notSimulated: true },
    },
    process(ctx, p) {
      const { management, machine } = ctx.service(estate);
      const name = ctx.text(p.Name);
      const wanted = p.Type === undefined ? 'A' : ctx.text(p.Type).toUpperCase();
      const address = wanted === 'A' || wanted === 'A_AAAA' ? management.plane.resolve(machine.id, name) : null;
      if (address === null) {
        ctx.writeError({
          message: `${name} : DNS name does not exist`,
          id: 'DNS_ERROR_RCODE_NAME_ERROR',
          category: 'ResourceUnavailable',
          target: name,
          exceptionType: 'System.ComponentModel.Win32Exception',
        });
        return;
      }
      const domain = machine.domain === null ? undefined : management.world.domains[machine.domain].dnsName;
      ctx.write(
        note('Microsoft.DnsClient.Commands.DnsRecord_A', [
          ['Name', name.includes('.') || domain === undefined ? name : `${name}.${domain}`],
          ['Type', 'A'],
          ['TTL', 1200],
          ['Section', 'Answer'],
          ['IPAddress', address],
        ]),
      );
    },
  },
};
