/** Get-, New-, Set-, Remove-, Rename-VMSwitch and the extensions of a switch. */
import type { HostRecord, VMSwitchRecord } from '../../estate/records';
import { changeSwitch, createSwitch, findSwitches, findUplink, removeSwitch, switchesOf } from '../../hyper-v/switches';
import type { CommandContext } from '../../language/command';
import type { Program } from '../../language/host';
import type { Implementations } from '../../language/runtime/command-registry';
import { PSEnum, PSInteger, type Value } from '../../language/values';
import { SECOND } from '../../simulation/time';
import { switchExtensionObjects, switchOfObject, vmSwitchObject } from './objects';
import { attempt, estate, hostsFor, listOf, textsOf } from './service';

/** Binding the extensible switch restarts the adapter: its link is away for some seconds. `assumed` */
const BINDING_TICKS = BigInt(4 * SECOND) / 100n;

/** Name of an enumeration value, as the estate's records spell it. */
export function enumName(value: Value): string {
  if (!(value instanceof PSEnum)) return String(value);
  return value.netType.enumValues?.find(([, number]) => number === value.value)?.[0] ?? String(value.value);
}

/** A whole number out of any integer value. */
export function numberOf(value: Value): number {
  return value instanceof PSInteger ? Number(value.value) : Number(value);
}

/** Names of the switches of the host whose shell this is, for Tab. */
export function switchNames(ctx: CommandContext): string[] {
  const [host] = hostsFor(ctx, null);
  return host ? switchesOf(ctx.service(estate).management, host).map((record) => record.name) : [];
}

function physicalAdapterNames(ctx: CommandContext): string[] {
  const { management, machine } = ctx.service(estate);
  return Object.values(management.world.netAdapters)
    .filter((adapter) => adapter.machine === machine.id && adapter.backing.kind === 'physical')
    .map((adapter) => adapter.name);
}

/** The switches that -Name or -VMSwitch mean, each with its host. */
function* chosen(
  ctx: CommandContext,
  p: Record<string, Value>,
): Generator<{ host: HostRecord; record: VMSwitchRecord }> {
  const { management } = ctx.service(estate);
  if (ctx.isBound('VMSwitch')) {
    for (const value of listOf(p.VMSwitch)) {
      const record = switchOfObject(value);
      if (record) yield { host: management.world.hosts[record.host], record };
    }
    return;
  }
  for (const host of hostsFor(ctx, p.ComputerName)) {
    for (const name of textsOf(ctx, p.Name)) {
      for (const record of attempt(ctx, () => findSwitches(management, host, name)) ?? []) yield { host, record };
    }
  }
}

export const vmSwitchCmdlets: Implementations = {
  'Get-VMSwitch': {
    help: {
      synopsis: 'Gets virtual switches from one or more virtual Hyper-V hosts.',
      examples: [
        { code: 'Get-VMSwitch', text: 'All virtual switches of this host.' },
        {
          code: 'Get-VMSwitch | Format-List *iov*',
          text: 'What each switch says about SR-IOV: is it on, can it work, and if not, why.',
        },
      ],
    },
    notSimulated: ['ResourcePoolName'],
    complete: { Name: (ctx) => switchNames(ctx) },
    process(ctx, p) {
      const { management } = ctx.service(estate);
      const types = listOf(p.SwitchType).map(enumName);
      const ids = listOf(p.Id).map((value) => ctx.text(value).toLowerCase());
      for (const host of hostsFor(ctx, p.ComputerName)) {
        const name = p.Name === undefined || p.Name === null ? '*' : ctx.text(p.Name);
        const found =
          ids.length > 0
            ? switchesOf(management, host).filter((record) => ids.includes(record.guid))
            : (attempt(ctx, () => findSwitches(management, host, name)) ?? []);
        for (const record of found) {
          if (types.length === 0 || types.includes(record.switchType)) ctx.write(vmSwitchObject(management, record));
        }
      }
    },
  },

  'New-VMSwitch': {
    help: {
      synopsis: 'Creates a new virtual switch on one or more virtual machine hosts.',
      description:
        'SR-IOV is chosen when the switch is made (-EnableIov $true) and cannot be changed later; the switch has to be made anew.',
      examples: [
        {
          code: "New-VMSwitch -Name IOV -NetAdapterName 'Ethernet 1' -EnableIov $true",
          text: 'An external switch whose virtual machines can get virtual functions.',
        },
      ],
    },
    notSimulated: ['Id'],
    complete: { NetAdapterName: (ctx) => physicalAdapterNames(ctx) },
    *process(ctx, p): Program<void> {
      const { management } = ctx.service(estate);
      const names = listOf(p.NetAdapterName).map((value) => ({ name: ctx.text(value) }));
      const descriptions = listOf(p.NetAdapterInterfaceDescription).map((value) => ({ description: ctx.text(value) }));
      const name = ctx.text(p.Name);
      for (const host of hostsFor(ctx, p.ComputerName)) {
        const wantedUplinks = [...names, ...descriptions];
        const uplinks: ReturnType<typeof findUplink>[] = [];
        let complete = true;
        for (const by of wantedUplinks) {
          const adapter = attempt(ctx, () => findUplink(management, host, by));
          if (adapter) uplinks.push(adapter);
          else complete = false;
        }
        if (!complete) continue;
        if (!(yield* ctx.shouldProcess(name, 'Create virtual Ethernet switch.'))) continue;
        const switchType = wantedUplinks.length > 0 ? 'External' : (enumName(p.SwitchType) as 'Internal' | 'Private');
        if (wantedUplinks.length > 1 && p.EnableEmbeddedTeaming === false) {
          ctx.throwTerminating({
            message: 'Several network adapters can be given only to a switch with embedded teaming.',
            id: 'InvalidParameter',
            category: 'InvalidArgument',
            errorClass: 'Microsoft.HyperV.PowerShell.Commands.NewVMSwitch',
          });
        }
        if (wantedUplinks.length > 0) yield* ctx.sleep(BINDING_TICKS);
        const record = attempt(ctx, () =>
          createSwitch(management, host, {
            name,
            switchType,
            uplinks: uplinks.map((adapter) => adapter.id),
            iovEnabled: p.EnableIov === true,
            allowManagementOS: p.AllowManagementOS !== false,
            minimumBandwidthMode: ctx.isBound('MinimumBandwidthMode')
              ? (enumName(p.MinimumBandwidthMode) as VMSwitchRecord['bandwidthReservationMode'])
              : 'Default',
            notes: ctx.isBound('Notes') ? ctx.text(p.Notes) : '',
            embeddedTeaming: p.EnableEmbeddedTeaming === true || wantedUplinks.length > 1,
            packetDirect: p.EnablePacketDirect === true,
          }),
        );
        if (record) ctx.write(vmSwitchObject(management, record));
      }
    },
  },

  'Set-VMSwitch': {
    help: {
      synopsis: 'Configures a virtual switch.',
      description: 'SR-IOV is not among what can be configured: a switch has it from its creation or not at all.',
    },
    notSimulated: ['Extensions'],
    complete: { Name: (ctx) => switchNames(ctx), NetAdapterName: (ctx) => physicalAdapterNames(ctx) },
    *process(ctx, p): Program<void> {
      const { management } = ctx.service(estate);
      for (const { host, record } of chosen(ctx, p)) {
        if (!(yield* ctx.shouldProcess(record.name, 'Configure virtual Ethernet switch.'))) continue;
        attempt(ctx, () => {
          const by = ctx.isBound('NetAdapterName')
            ? { name: ctx.text(p.NetAdapterName) }
            : ctx.isBound('NetAdapterInterfaceDescription')
              ? { description: ctx.text(p.NetAdapterInterfaceDescription) }
              : null;
          changeSwitch(management, host, record, {
            notes: ctx.isBound('Notes') ? ctx.text(p.Notes) : undefined,
            allowManagementOS: ctx.isBound('AllowManagementOS') ? p.AllowManagementOS === true : undefined,
            switchType: ctx.isBound('SwitchType') ? (enumName(p.SwitchType) as 'Internal' | 'Private') : undefined,
            uplinks: by ? [findUplink(management, host, by).id] : undefined,
            defaultFlowMinimumBandwidthAbsolute: ctx.isBound('DefaultFlowMinimumBandwidthAbsolute')
              ? numberOf(p.DefaultFlowMinimumBandwidthAbsolute)
              : undefined,
            defaultFlowMinimumBandwidthWeight: ctx.isBound('DefaultFlowMinimumBandwidthWeight')
              ? numberOf(p.DefaultFlowMinimumBandwidthWeight)
              : undefined,
          });
          if (ctx.isBound('DefaultQueueVrssEnabled'))
            record.defaultQueueVrssEnabledRequested = p.DefaultQueueVrssEnabled === true;
          if (ctx.isBound('DefaultQueueVmmqEnabled'))
            record.defaultQueueVmmqEnabledRequested = p.DefaultQueueVmmqEnabled === true;
          if (ctx.isBound('DefaultQueueVmmqQueuePairs'))
            record.defaultQueueVrssMaxQueuePairsRequested = numberOf(p.DefaultQueueVmmqQueuePairs);
          if (p.Passthru === true) ctx.write(vmSwitchObject(management, record));
        });
      }
    },
  },

  'Remove-VMSwitch': {
    help: { synopsis: 'Deletes a virtual switch.' },
    complete: { Name: (ctx) => switchNames(ctx) },
    *process(ctx, p): Program<void> {
      const { management } = ctx.service(estate);
      for (const { record } of chosen(ctx, p)) {
        if (!(yield* ctx.shouldProcess(record.name, 'Remove virtual Ethernet switch.'))) continue;
        // seen: it asks unless -Force. The wording of the question is assumed.
        if (
          p.Force !== true &&
          !(yield* ctx.shouldContinue(`Are you sure you want to remove virtual switch "${record.name}"?`, 'Confirm'))
        )
          continue;
        if (record.uplinks.length > 0) yield* ctx.sleep(BINDING_TICKS);
        attempt(ctx, () => removeSwitch(management, record));
      }
    },
  },

  'Rename-VMSwitch': {
    help: { synopsis: 'Renames a virtual switch.' },
    complete: { Name: (ctx) => switchNames(ctx) },
    *process(ctx, p): Program<void> {
      const { management } = ctx.service(estate);
      for (const { record } of chosen(ctx, p)) {
        if (!(yield* ctx.shouldProcess(record.name, 'Rename virtual Ethernet switch.'))) continue;
        record.name = ctx.text(p.NewName);
        for (const adapter of Object.values(management.world.vmNetworkAdapters)) {
          if (adapter.switch === record.id) adapter.switchName = record.name;
        }
        if (p.Passthru === true) ctx.write(vmSwitchObject(management, record));
      }
    },
  },

  'Get-VMSwitchExtension': {
    help: { synopsis: 'Gets the extensions on one or more virtual switches.' },
    complete: { VMSwitchName: (ctx) => switchNames(ctx) },
    process(ctx, p) {
      const { management } = ctx.service(estate);
      const records: VMSwitchRecord[] = [];
      if (ctx.isBound('VMSwitch')) {
        for (const value of listOf(p.VMSwitch)) {
          const record = switchOfObject(value);
          if (record) records.push(record);
        }
      } else {
        for (const host of hostsFor(ctx, p.ComputerName)) {
          for (const name of textsOf(ctx, p.VMSwitchName)) {
            records.push(...(attempt(ctx, () => findSwitches(management, host, name)) ?? []));
          }
        }
      }
      const names = textsOf(ctx, p.Name).map((name) => name.toLowerCase());
      for (const record of records) {
        record.extensions.forEach((extension, index) => {
          if (names.length === 0 || names.includes(extension.name.toLowerCase())) {
            ctx.write(switchExtensionObjects(management, record)[index]);
          }
        });
      }
    },
  },
};
