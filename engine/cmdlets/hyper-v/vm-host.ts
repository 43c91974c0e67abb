/** Get-VMHost, Set-VMHost, the switches of live migration, Move-VM and Compare-VM. */
import type { HostRecord, VMHostSettings, VMRecord } from '../../estate/records';
import { changeHostSettings, setMigrationEnabled } from '../../hyper-v/hosts';
import {
  checkMigration,
  incompatibilities,
  logMigration,
  migrationTarget,
  moveStoppedVM,
} from '../../hyper-v/live-migration';
import { ManagementError } from '../../hyper-v/management-error';
import type { Bound, CommandContext } from '../../language/command';
import type { Program } from '../../language/host';
import type { Implementations } from '../../language/runtime/command-registry';
import { PSTimeSpan, type Value } from '../../language/values';
import { SECOND } from '../../simulation/time';
import { hostObject, reportObject, vmObject } from './objects';
import { attempt, estate, hostsFor, hyperVError, refuseCimSession, textsOf } from './service';
import { chosenVMs, vmNames } from './vm';
import { enumName, numberOf } from './vm-switch';

/** How long the hosts talk before they find out that a move cannot be. `assumed` */
const CHECK_TICKS = BigInt(2 * SECOND) / 100n;

function hostNames(ctx: CommandContext): string[] {
  const { management, machine } = ctx.service(estate);
  return Object.values(management.world.hosts)
    .map((host) => management.world.machines[(host as HostRecord).machine].computerName)
    .filter((name) => name !== machine.computerName);
}

/** The VM to move; one that cannot be found ends the command. */
function vmToMove(ctx: CommandContext, p: Bound): VMRecord | undefined {
  return chosenVMs(ctx, p)[0];
}

export const vmHostCmdlets: Implementations = {
  'Get-VMHost': {
    help: { synopsis: 'Gets a Hyper-V host.', examples: [{ code: 'Get-VMHost | Format-List *iov*' }] },
    process(ctx, p) {
      const { management } = ctx.service(estate);
      for (const host of hostsFor(ctx, p.ComputerName)) ctx.write(hostObject(management, host));
    },
  },

  'Set-VMHost': {
    help: { synopsis: 'Configures a Hyper-V host.' },
    *process(ctx, p): Program<void> {
      const { management } = ctx.service(estate);
      for (const host of hostsFor(ctx, p.ComputerName)) {
        const name = management.world.machines[host.machine].computerName;
        if (!(yield* ctx.shouldProcess(name, 'Set-VMHost'))) continue;
        attempt(ctx, () => changeHostSettings(host, settingsOf(ctx, p)));
        if (p.Passthru === true) ctx.write(hostObject(management, host));
      }
    },
  },

  'Enable-VMMigration': {
    help: { synopsis: 'Enables migration on one or more virtual machine hosts.' },
    *process(ctx, p): Program<void> {
      yield* switchMigration(ctx, p, true);
    },
  },
  'Disable-VMMigration': {
    help: { synopsis: 'Disables migration on one or more virtual machine hosts.' },
    *process(ctx, p): Program<void> {
      yield* switchMigration(ctx, p, false);
    },
  },

  'Move-VM': {
    help: {
      synopsis: 'Moves a virtual machine to a new Hyper-V host.',
      description:
        'A running virtual machine is moved live. A virtual function is taken away first, so that its memory can be copied while the synthetic path carries the traffic; the target gives it a new one if it can.',
      examples: [{ code: 'Move-VM -Name VM01 -DestinationHost HV02' }],
    },
    notSimulated: [
      'IncludeStorage',
      'DestinationStoragePath',
      'VirtualMachinePath',
      'SnapshotFilePath',
      'SmartPagingFilePath',
      'Vhds',
      'ResourcePoolName',
      'RetainVhdCopiesOnSource',
      'RemoveSourceUnmanagedVhds',
      'AsJob',
      'CompatibilityReport',
    ],
    complete: { Name: (ctx) => vmNames(ctx), DestinationHost: (ctx) => hostNames(ctx) },
    *process(ctx, p): Program<void> {
      refuseCimSession(ctx);
      const { management } = ctx.service(estate);
      const vm = vmToMove(ctx, p);
      if (!vm) return;
      const destination = ctx.text(p.DestinationHost);
      if (!(yield* ctx.shouldProcess(vm.name, `Move-VM to "${destination}"`))) return;
      const source = management.world.hosts[vm.host];
      const refuse = (error: unknown): never => {
        if (!(error instanceof ManagementError)) throw error;
        return ctx.throwTerminating(hyperVError(ctx, error));
      };
      yield* ctx.sleep(CHECK_TICKS);
      let target: HostRecord;
      try {
        target = migrationTarget(management, vm, destination);
        checkMigration(management, vm, target);
      } catch (error) {
        return refuse(error);
      }
      if (vm.state === 'Off' || vm.state === 'Saved') {
        moveStoppedVM(management, vm, target);
      } else {
        const handle = management.plane.startMigration(vm.id, target.id);
        // seen: Move-VM shows one progress record whose activity is the cmdlet's
        const activity = 'Moving virtual machine';
        let shown = -1;
        try {
          for (;;) {
            const status = management.plane.migrationStatus(handle);
            if (status.percent !== shown) {
              shown = status.percent;
              ctx.progress({
                activity,
                statusDescription: `${vm.name} (${Math.floor(shown)}%)`,
                percentComplete: Math.floor(shown),
              });
              yield* ctx.flush();
            }
            if (status.state !== 'running') break;
            const before = shown;
            yield* ctx.waitFor(() => {
              const now = management.plane.migrationStatus(handle);
              return now.state !== 'running' || Math.floor(now.percent) !== Math.floor(before);
            });
          }
        } finally {
          if (management.plane.migrationStatus(handle).state === 'running') management.plane.cancelMigration(handle);
          ctx.progress({ activity, completed: true });
        }
        const outcome = management.plane.migrationStatus(handle);
        if (outcome.state !== 'completed') {
          refuse(
            new ManagementError(
              `Virtual machine migration operation for '${vm.name}' failed at migration source '${management.world.machines[source.machine].computerName}'. (Virtual machine ID ${vm.guid.toUpperCase()})\n${outcome.reason ?? 'The migration was cancelled.'}`,
              'OperationFailed',
              'NotSpecified',
              vm.name,
            ),
          );
        }
        logMigration(management, vm, source, target, outcome.blackoutSeconds);
      }
      if (p.Passthru === true) ctx.write(vmObject(management, vm));
    },
  },

  'Compare-VM': {
    help: {
      synopsis:
        'Compares a virtual machine and a virtual machine host for compatibility, returning a compatibility report.',
      examples: [{ code: '(Compare-VM -Name VM01 -DestinationHost HV02).Incompatibilities | Format-Table -AutoSize' }],
    },
    notSimulated: [
      'Path',
      'VirtualMachinePath',
      'SnapshotFilePath',
      'SmartPagingFilePath',
      'Copy',
      'Register',
      'GenerateNewId',
      'Vhds',
      'IncludeStorage',
      'DestinationStoragePath',
      'ResourcePoolName',
      'RetainVhdCopiesOnSource',
      'RemoveSourceUnmanagedVhds',
      'CompatibilityReport',
      'VhdDestinationPath',
      'VhdSourcePath',
      'AsJob',
      'SnapshotFilePath',
    ],
    complete: { Name: (ctx) => vmNames(ctx), DestinationHost: (ctx) => hostNames(ctx) },
    *process(ctx, p): Program<void> {
      refuseCimSession(ctx);
      const { management } = ctx.service(estate);
      const vm = vmToMove(ctx, p);
      if (!vm) return;
      yield* ctx.sleep(CHECK_TICKS);
      const target = attempt(ctx, () => migrationTarget(management, vm, ctx.text(p.DestinationHost)));
      if (!target) return;
      const name = management.world.machines[target.machine].computerName;
      ctx.write(reportObject(management, vm, name, incompatibilities(management, vm, target)));
    },
  },
};

function* switchMigration(ctx: CommandContext, p: Bound, enabled: boolean): Program<void> {
  const { management } = ctx.service(estate);
  for (const host of hostsFor(ctx, p.ComputerName)) {
    const name = management.world.machines[host.machine].computerName;
    if (!(yield* ctx.shouldProcess(name, ctx.command.name))) continue;
    attempt(ctx, () => setMigrationEnabled(management, host, enabled));
    if (p.Passthru === true) ctx.write(hostObject(management, host));
  }
}

/** Parameters of Set-VMHost as settings. */
function settingsOf(ctx: CommandContext, p: Bound): Partial<VMHostSettings> {
  const change: Partial<VMHostSettings> = {};
  const take = <K extends keyof VMHostSettings>(
    parameter: string,
    key: K,
    read: (value: Value) => VMHostSettings[K],
  ): void => {
    if (ctx.isBound(parameter)) change[key] = read(p[parameter]);
  };
  const asText = (value: Value): string => textsOf(ctx, value)[0] ?? '';
  take('MaximumVirtualMachineMigrations', 'maximumVirtualMachineMigrations', numberOf);
  take('MaximumStorageMigrations', 'maximumStorageMigrations', numberOf);
  take(
    'VirtualMachineMigrationAuthenticationType',
    'virtualMachineMigrationAuthenticationType',
    (value) => enumName(value) as 'Kerberos' | 'CredSSP',
  );
  take(
    'VirtualMachineMigrationPerformanceOption',
    'virtualMachineMigrationPerformanceOption',
    (value) => enumName(value) as 'TCPIP' | 'Compression' | 'SMB',
  );
  take('UseAnyNetworkForMigration', 'useAnyNetworkForMigration', (value) => value === true);
  take('VirtualHardDiskPath', 'virtualHardDiskPath', asText);
  take('VirtualMachinePath', 'virtualMachinePath', asText);
  take('MacAddressMinimum', 'macAddressMinimum', (value) => asText(value).replace(/[-:]/g, '').toUpperCase());
  take('MacAddressMaximum', 'macAddressMaximum', (value) => asText(value).replace(/[-:]/g, '').toUpperCase());
  take('NumaSpanningEnabled', 'numaSpanningEnabled', (value) => value === true);
  take('EnableEnhancedSessionMode', 'enableEnhancedSessionMode', (value) => value === true);
  take('FibreChannelWwnn', 'fibreChannelWwnn', asText);
  take('FibreChannelWwpnMinimum', 'fibreChannelWwpnMinimum', asText);
  take('FibreChannelWwpnMaximum', 'fibreChannelWwpnMaximum', asText);
  if (ctx.isBound('ResourceMeteringSaveInterval') && p.ResourceMeteringSaveInterval instanceof PSTimeSpan) {
    change.resourceMeteringSaveIntervalSeconds = Number(p.ResourceMeteringSaveInterval.ticks / 10_000_000n);
  }
  return change;
}
