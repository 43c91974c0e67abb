/** Cmdlets of the NetAdapter module. */
import type { NetAdapterRecord, NicRecord } from '../../estate/records';
import { all } from '../../estate/tables';
import { NIC_MODELS } from '../../hardware/nic-models';
import { restartAdapter, setAdapterEnabled, setSriov } from '../../hyper-v/adapter-settings';
import { hasWildcard, wildcardMatches } from '../../hyper-v/naming';
import type { Bound, CommandContext } from '../../language/command';
import type { Program } from '../../language/host';
import type { Implementation, Implementations } from '../../language/runtime/command-registry';
import type { Value } from '../../language/values';
import { SECOND } from '../../simulation/time';
import { estate, listOf, textsOf } from '../hyper-v/service';
import { numberOf } from '../hyper-v/vm-switch';
import {
  hardwareObject,
  netAdapterObject,
  netAdapterOfObject,
  nicOf,
  sriovObject,
  statisticsObject,
  vfObject,
  vportObject,
} from './objects';

/** An adapter restart: driver down and up, link trained anew. `assumed` */
const RESTART_TICKS = BigInt(5 * SECOND) / 100n;

function adaptersOfMachine(ctx: CommandContext): NetAdapterRecord[] {
  const { management, machine } = ctx.service(estate);
  return all(management.world.netAdapters).filter((record) => record.machine === machine.id);
}

function refuseSessions(ctx: CommandContext): void {
  for (const name of ['CimSession', 'AsJob', 'ThrottleLimit']) {
    if (!ctx.isBound(name)) continue;
    ctx.throwTerminating({
      message: `The parameter '${name}' of ${ctx.command.name} is not simulated by Dualpath. Use Invoke-Command -ComputerName to run it on another machine.`,
      id: 'NotSimulated',
      category: 'NotImplemented',
      target: name,
      errorClass: ctx.command.name,
    });
  }
}

/**
 * The interfaces that -Name, -InterfaceDescription, -InterfaceIndex or -InputObject mean. A name that nobody has gives the
 * error of the CIM cmdlets. `seen: text of CmdletizationQuery_NotFound`
 */
function chosen(ctx: CommandContext, p: Bound, cimClass: string, candidates: NetAdapterRecord[]): NetAdapterRecord[] {
  refuseSessions(ctx);
  if (ctx.isBound('InputObject')) return listOf(p.InputObject).flatMap((value) => netAdapterOfObject(value) ?? []);
  const visible = p.IncludeHidden === true ? candidates : candidates.filter((record) => !record.hidden);
  const by = (property: string, values: string[], read: (record: NetAdapterRecord) => string): NetAdapterRecord[] => {
    const found: NetAdapterRecord[] = [];
    for (const value of values) {
      const matching = visible.filter((record) => wildcardMatches(value, read(record)));
      if (matching.length === 0 && !hasWildcard(value)) {
        ctx.writeError({
          message: `No ${cimClass} objects found with property '${property}' equal to '${value}'.  Verify the value of the property and retry.`,
          id: `CmdletizationQuery_NotFound_${property}`,
          category: 'ObjectNotFound',
          target: value,
          targetName: value,
          targetType: 'String',
          errorClass: ctx.command.name,
          exceptionType: 'Microsoft.PowerShell.Cmdletization.Cim.CimJobException',
        });
      }
      for (const record of matching) if (!found.includes(record)) found.push(record);
    }
    return found;
  };
  if (ctx.isBound('InterfaceDescription'))
    return by('InterfaceDescription', textsOf(ctx, p.InterfaceDescription), (record) => record.interfaceDescription);
  if (ctx.isBound('InterfaceIndex'))
    return by(
      'InterfaceIndex',
      listOf(p.InterfaceIndex).map((value) => String(numberOf(value))),
      (record) => String(record.interfaceIndex),
    );
  if (ctx.isBound('Name')) return by('Name', textsOf(ctx, p.Name), (record) => record.name);
  return visible;
}

const completeNames = {
  Name: (ctx: CommandContext): string[] =>
    adaptersOfMachine(ctx)
      .filter((record) => !record.hidden)
      .map((record) => record.name),
};

function show(
  synopsis: string,
  cimClass: string,
  only: (ctx: CommandContext, record: NetAdapterRecord) => boolean,
  write: (ctx: CommandContext, record: NetAdapterRecord, p: Bound) => void,
): Implementation {
  return {
    help: { synopsis },
    complete: completeNames,
    process(ctx, p) {
      const candidates = adaptersOfMachine(ctx).filter((record) => only(ctx, record));
      for (const record of chosen(ctx, p, cimClass, candidates)) write(ctx, record, p);
    },
  };
}

/** True where the adapter's hardware has SR-IOV: only these have the setting. */
function hasSriov(ctx: CommandContext, record: NetAdapterRecord): boolean {
  const nic = nicOf({ management: ctx.service(estate).management, record });
  return nic !== undefined && NIC_MODELS[nic.model].sriov !== null;
}

function numbersOf(ctx: CommandContext, p: Bound, name: string): number[] | null {
  return ctx.isBound(name) ? listOf(p[name]).map(numberOf) : null;
}

/** Enable-, Disable- and Set-NetAdapterSriov: the setting is stored, and works after the adapter's restart. */
function changeSriov(
  synopsis: string,
  wanted: (p: Bound, ctx: CommandContext) => { enabled?: boolean; numVFs?: number },
): Implementation {
  return {
    help: { synopsis },
    complete: completeNames,
    *process(ctx, p): Program<void> {
      const { management } = ctx.service(estate);
      const candidates = adaptersOfMachine(ctx).filter((record) => hasSriov(ctx, record));
      for (const record of chosen(ctx, p, 'MSFT_NetAdapterSriovSettingData', candidates)) {
        const nic = nicOf({ management, record }) as NicRecord;
        const change = wanted(p, ctx);
        const most = NIC_MODELS[nic.model].sriov?.usableVFs ?? 0;
        if (change.numVFs !== undefined && change.numVFs > most) {
          ctx.writeError({
            message: `The number of virtual functions (${change.numVFs}) is greater than the network adapter '${record.name}' supports (${most}).`,
            id: 'Windows System Error 87',
            category: 'InvalidArgument',
            target: record.name,
            errorClass: ctx.command.name,
            exceptionType: 'Microsoft.Management.Infrastructure.CimException',
          });
          continue;
        }
        if (!(yield* ctx.shouldProcess(record.name, ctx.command.name))) continue;
        setSriov(management, nic, change);
        if (p.NoRestart !== true) {
          yield* ctx.sleep(RESTART_TICKS);
          restartAdapter(management, record);
        }
        if (p.PassThru === true) ctx.write(sriovObject(management, record));
      }
    },
  };
}

function changeEnabled(synopsis: string, enabled: boolean): Implementation {
  return {
    help: { synopsis },
    complete: completeNames,
    confirmImpact: enabled ? 'Medium' : 'High',
    *process(ctx, p): Program<void> {
      const { management } = ctx.service(estate);
      for (const record of chosen(ctx, p, 'MSFT_NetAdapter', adaptersOfMachine(ctx))) {
        if (!(yield* ctx.shouldProcess(record.name, ctx.command.name))) continue;
        yield* ctx.sleep(RESTART_TICKS / 2n);
        setAdapterEnabled(management, record, enabled);
        if (p.PassThru === true) ctx.write(netAdapterObject(management, record));
      }
    },
  };
}

export const netAdapterCmdlets: Implementations = {
  'Get-NetAdapter': {
    help: { synopsis: 'Gets the basic network adapter properties.', examples: [{ code: 'Get-NetAdapter' }] },
    complete: completeNames,
    process(ctx, p) {
      const { management } = ctx.service(estate);
      const candidates = adaptersOfMachine(ctx).filter(
        (record) => p.Physical !== true || record.backing.kind !== 'synthetic',
      );
      for (const record of chosen(ctx, p, 'MSFT_NetAdapter', candidates))
        ctx.write(netAdapterObject(management, record));
    },
  },
  'Enable-NetAdapter': changeEnabled('Enables a network adapter.', true),
  'Disable-NetAdapter': changeEnabled('Disables a network adapter.', false),
  'Restart-NetAdapter': {
    help: { synopsis: 'Restarts a network adapter by disabling and then re-enabling the network adapter.' },
    complete: completeNames,
    *process(ctx, p): Program<void> {
      const { management } = ctx.service(estate);
      for (const record of chosen(ctx, p, 'MSFT_NetAdapter', adaptersOfMachine(ctx))) {
        if (!(yield* ctx.shouldProcess(record.name, ctx.command.name))) continue;
        yield* ctx.sleep(RESTART_TICKS);
        restartAdapter(management, record);
        if (p.PassThru === true) ctx.write(netAdapterObject(management, record));
      }
    },
  },
  'Rename-NetAdapter': {
    help: { synopsis: 'Renames a network adapter.' },
    complete: completeNames,
    *process(ctx, p): Program<void> {
      const { management } = ctx.service(estate);
      for (const record of chosen(ctx, p, 'MSFT_NetAdapter', adaptersOfMachine(ctx))) {
        if (!(yield* ctx.shouldProcess(record.name, ctx.command.name))) continue;
        record.name = ctx.text(p.NewName as Value);
        if (p.PassThru === true) ctx.write(netAdapterObject(management, record));
      }
    },
  },
  'Get-NetAdapterSriov': show(
    'Gets the SR-IOV properties of the network adapter.',
    'MSFT_NetAdapterSriovSettingData',
    hasSriov,
    (ctx, record) => ctx.write(sriovObject(ctx.service(estate).management, record)),
  ),
  'Enable-NetAdapterSriov': changeSriov('Enables SR-IOV on the network adapter.', () => ({ enabled: true })),
  'Disable-NetAdapterSriov': changeSriov(
    'Disables SR-IOV on a network adapter: virtual functions are taken back and every virtual machine interface returns to the synthetic path.',
    () => ({ enabled: false }),
  ),
  'Set-NetAdapterSriov': changeSriov('Sets the SR-IOV properties on the network adapter.', (p, ctx) => ({
    enabled: ctx.isBound('Enabled') ? p.Enabled === true : undefined,
    numVFs: ctx.isBound('NumVFs') ? numberOf(p.NumVFs) : undefined,
  })),
  'Get-NetAdapterSriovVf': show(
    'Gets the SR-IOV virtual function settings for a network adapter.',
    'MSFT_NetAdapterSriovVfSettingData',
    (ctx, record) => Boolean(nicOf({ management: ctx.service(estate).management, record })?.nicSwitch),
    (ctx, record, p) => {
      const { management } = ctx.service(estate);
      const wanted = numbersOf(ctx, p, 'FunctionID');
      for (const vf of nicOf({ management, record })?.nicSwitch?.vfs ?? []) {
        if (vf.state === 'Free' || (wanted && !wanted.includes(vf.id))) continue;
        ctx.write(vfObject(management, record, vf));
      }
    },
  ),
  'Get-NetAdapterVPort': show(
    'Gets the network adapter VPort properties: which function has which queue pairs and filters.',
    'MSFT_NetAdapterVPortSettingData',
    (ctx, record) => Boolean(nicOf({ management: ctx.service(estate).management, record })?.nicSwitch),
    (ctx, record, p) => {
      const { management } = ctx.service(estate);
      const ids = numbersOf(ctx, p, 'VPortID');
      const functions = numbersOf(ctx, p, 'FunctionID');
      for (const vport of nicOf({ management, record })?.nicSwitch?.vports ?? []) {
        if (ids && !ids.includes(vport.id)) continue;
        if (functions && (vport.function === 'pf' || !functions.includes(vport.function))) continue;
        if (p.PhysicalFunction === true && vport.function !== 'pf') continue;
        ctx.write(vportObject(management, record, vport));
      }
    },
  ),
  'Get-NetAdapterHardwareInfo': show(
    'Gets the hardware information for the network adapter.',
    'MSFT_NetAdapterHardwareInfoSettingData',
    (_ctx, record) => record.backing.kind === 'physical' || record.backing.kind === 'virtual-function',
    (ctx, record) => ctx.write(hardwareObject(ctx.service(estate).management, record)),
  ),
  'Get-NetAdapterStatistics': show(
    'Gets networking statistics from the network adapter.',
    'MSFT_NetAdapterStatisticsSettingData',
    (_ctx, record) => record.enabled,
    (ctx, record) => {
      const { management } = ctx.service(estate);
      ctx.write(statisticsObject(management, record, management.plane.counters(record.id)));
    },
  ),
};
