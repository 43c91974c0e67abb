/** Get-, New-, Start-, Stop-, Save-, Suspend-, Resume-, Restart-, Set-, Rename-, Remove-VM and its parts. */
import type { VMRecord } from '../../estate/records';
import { findSwitches } from '../../hyper-v/switches';
import {
  createVM,
  findVMById,
  findVMs,
  guestMachine,
  removeVM,
  resumeVM,
  SAVE_DURATION,
  START_DURATION,
  saveVM,
  shutDownVM,
  startVM,
  suspendVM,
  TURN_OFF_DURATION,
  turnOffVM,
  vmsOf,
} from '../../hyper-v/virtual-machines';
import type { Bound, CommandContext } from '../../language/command';
import type { Program } from '../../language/host';
import type { Implementation, Implementations } from '../../language/runtime/command-registry';
import type { Value } from '../../language/values';
import { driveObjects, integrationObjects, memoryObject, processorObject, vmObject, vmOfObject } from './objects';
import { attempt, estate, hostsFor, listOf, textsOf } from './service';
import { enumName, numberOf, switchNames } from './vm-switch';

/** Names of the VMs of the host whose shell this is, for Tab. */
export function vmNames(ctx: CommandContext): string[] {
  const [host] = hostsFor(ctx, null);
  return host ? vmsOf(ctx.service(estate).management, host).map((vm) => vm.name) : [];
}

/** The VMs that -Name, -VMName, -Id or -VM mean. A name that nobody has is a non-terminating error. */
export function chosenVMs(ctx: CommandContext, p: Bound, nameParameter: 'Name' | 'VMName' = 'Name'): VMRecord[] {
  const { management } = ctx.service(estate);
  if (ctx.isBound('VM')) return listOf(p.VM).flatMap((value) => vmOfObject(value) ?? []);
  const found: VMRecord[] = [];
  for (const host of hostsFor(ctx, p.ComputerName)) {
    if (ctx.isBound('Id') || ctx.isBound('VMId')) {
      for (const value of listOf(p.Id ?? p.VMId)) {
        const vm = attempt(ctx, () => findVMById(management, host, ctx.text(value)));
        if (vm) found.push(vm);
      }
      continue;
    }
    for (const name of textsOf(ctx, p[nameParameter])) {
      for (const vm of attempt(ctx, () => findVMs(management, host, name)) ?? []) {
        if (!found.includes(vm)) found.push(vm);
      }
    }
  }
  return found;
}

const ticks = (nanoseconds: number): bigint => BigInt(Math.round(nanoseconds / 100));

/** seen: warning of Start-VM, Stop-VM and their like */
const ALREADY = 'The virtual machine is already in the specified state.';

/** A cmdlet that brings VMs into another state. */
function stateChange(
  synopsis: string,
  action: string,
  change: (ctx: CommandContext, vm: VMRecord, p: Bound) => Program<boolean | undefined>,
): Implementation {
  return {
    help: { synopsis },
    notSimulated: ['AsJob'],
    complete: { Name: (ctx) => vmNames(ctx) },
    *process(ctx, p): Program<void> {
      const { management } = ctx.service(estate);
      for (const vm of chosenVMs(ctx, p)) {
        if (!(yield* ctx.shouldProcess(vm.name, action))) continue;
        const changed = yield* change(ctx, vm, p);
        if (changed === false) ctx.warn(ALREADY);
        if (changed !== undefined && p.Passthru === true) ctx.write(vmObject(management, vm));
        yield* ctx.flush();
      }
    },
  };
}

export const vmCmdlets: Implementations = {
  'Get-VM': {
    help: {
      synopsis: 'Gets the virtual machines from one or more Hyper-V hosts.',
      examples: [{ code: 'Get-VM', text: 'All virtual machines of this host.' }],
    },
    notSimulated: ['ClusterObject'],
    complete: { Name: (ctx) => vmNames(ctx) },
    process(ctx, p) {
      const { management } = ctx.service(estate);
      const named = ctx.isBound('Name') || ctx.isBound('Id');
      const vms = named ? chosenVMs(ctx, p) : hostsFor(ctx, p.ComputerName).flatMap((host) => vmsOf(management, host));
      for (const vm of vms) ctx.write(vmObject(management, vm));
    },
  },

  'New-VM': {
    help: {
      synopsis: 'Creates a new virtual machine.',
      examples: [{ code: 'New-VM -Name VM02 -MemoryStartupBytes 1GB -Generation 2 -SwitchName IOV' }],
    },
    notSimulated: ['BootDevice', 'Prerelease', 'Experimental'],
    complete: { SwitchName: (ctx) => switchNames(ctx) },
    *process(ctx, p): Program<void> {
      const { management } = ctx.service(estate);
      const name = ctx.isBound('Name') ? ctx.text(p.Name) : 'New Virtual Machine';
      for (const host of hostsFor(ctx, p.ComputerName)) {
        if (!(yield* ctx.shouldProcess(host.id, `Create virtual machine "${name}".`))) continue;
        const vm = attempt(ctx, () => {
          const record = ctx.isBound('SwitchName') ? findSwitches(management, host, ctx.text(p.SwitchName))[0] : null;
          return createVM(management, host, {
            name,
            generation: ctx.isBound('Generation') && numberOf(p.Generation) === 2 ? 2 : 1,
            memoryStartupBytes: ctx.isBound('MemoryStartupBytes') ? numberOf(p.MemoryStartupBytes) : 512 * 1024 ** 2,
            path: ctx.isBound('Path') ? ctx.text(p.Path) : null,
            vhdPath: ctx.isBound('VHDPath')
              ? ctx.text(p.VHDPath)
              : ctx.isBound('NewVHDPath')
                ? ctx.text(p.NewVHDPath)
                : null,
            switch: record,
          });
        });
        if (vm) ctx.write(vmObject(management, vm));
      }
    },
  },

  'Start-VM': stateChange('Starts a virtual machine.', 'Start-VM', function* (ctx, vm) {
    if (vm.state === 'Running') return false;
    yield* ctx.sleep(ticks(START_DURATION));
    return attempt(ctx, () => startVM(ctx.service(estate).management, vm));
  }),

  'Stop-VM': {
    ...stateChange('Shuts down, turns off, or saves a virtual machine.', 'Stop-VM', function* (ctx, vm, p) {
      const { management } = ctx.service(estate);
      if (p.Save === true) {
        if (vm.state === 'Off' || vm.state === 'Saved') return false;
        yield* ctx.sleep(ticks(SAVE_DURATION));
        return attempt(ctx, () => saveVM(management, vm));
      }
      if (p.TurnOff === true || (p.Force === true && guestMachine(management, vm)?.power !== 'On')) {
        if (vm.state === 'Off') return false;
        yield* ctx.sleep(ticks(TURN_OFF_DURATION));
        return attempt(ctx, () => turnOffVM(management, vm));
      }
      const started = attempt(ctx, () => shutDownVM(management, vm, p.Force === true));
      if (started) yield* ctx.waitFor(() => vm.state === 'Off');
      return started;
    }),
  },

  'Save-VM': stateChange('Saves a virtual machine.', 'Save-VM', function* (ctx, vm) {
    if (vm.state === 'Off' || vm.state === 'Saved') return false;
    yield* ctx.sleep(ticks(SAVE_DURATION));
    return attempt(ctx, () => saveVM(ctx.service(estate).management, vm));
  }),

  'Suspend-VM': stateChange('Suspends, or pauses, a virtual machine.', 'Suspend-VM', function* (ctx, vm) {
    yield* ctx.flush();
    return attempt(ctx, () => suspendVM(ctx.service(estate).management, vm));
  }),

  'Resume-VM': stateChange('Resumes a suspended (paused) virtual machine.', 'Resume-VM', function* (ctx, vm) {
    yield* ctx.flush();
    return attempt(ctx, () => resumeVM(ctx.service(estate).management, vm));
  }),

  'Restart-VM': {
    ...stateChange('Restarts a virtual machine.', 'Restart-VM', function* (ctx, vm, p) {
      const { management } = ctx.service(estate);
      if (vm.state !== 'Running') {
        attempt(ctx, () => suspendVM(management, vm));
        return undefined;
      }
      // seen: Restart-VM resets the virtual hardware and asks first unless -Force
      if (
        p.Force !== true &&
        !(yield* ctx.shouldContinue(`Are you sure you want to restart the virtual machine "${vm.name}"?`, 'Confirm'))
      ) {
        return undefined;
      }
      turnOffVM(management, vm);
      yield* ctx.sleep(ticks(TURN_OFF_DURATION));
      return attempt(ctx, () => startVM(management, vm));
    }),
    notSimulated: ['AsJob', 'Type', 'Wait', 'For', 'Timeout', 'Delay'],
  },

  'Set-VM': {
    help: { synopsis: 'Configures a virtual machine.' },
    complete: { Name: (ctx) => vmNames(ctx) },
    *process(ctx, p): Program<void> {
      const { management } = ctx.service(estate);
      for (const vm of chosenVMs(ctx, p)) {
        if (!(yield* ctx.shouldProcess(vm.name, 'Set-VM'))) continue;
        attempt(ctx, () => applySettings(ctx, vm, p));
        if (p.Passthru === true) ctx.write(vmObject(management, vm));
      }
    },
  },

  'Rename-VM': {
    help: { synopsis: 'Renames a virtual machine.' },
    complete: { Name: (ctx) => vmNames(ctx) },
    *process(ctx, p): Program<void> {
      for (const vm of chosenVMs(ctx, p)) {
        if (!(yield* ctx.shouldProcess(vm.name, `Rename virtual machine to "${ctx.text(p.NewName)}".`))) continue;
        vm.name = ctx.text(p.NewName);
        if (p.Passthru === true) ctx.write(vmObject(ctx.service(estate).management, vm));
      }
    },
  },

  'Remove-VM': {
    help: { synopsis: 'Deletes a virtual machine.' },
    complete: { Name: (ctx) => vmNames(ctx) },
    *process(ctx, p): Program<void> {
      const { management } = ctx.service(estate);
      for (const vm of chosenVMs(ctx, p)) {
        if (!(yield* ctx.shouldProcess(vm.name, 'Remove virtual machine.'))) continue;
        // seen: question of Remove-VM without -Force
        if (
          p.Force !== true &&
          !(yield* ctx.shouldContinue(`Are you sure you want to remove virtual machine "${vm.name}"?`, 'Confirm'))
        )
          continue;
        attempt(ctx, () => removeVM(management, vm));
      }
    },
  },

  'Get-VMProcessor': partOf('Gets the processor of a virtual machine.', (ctx, vm) => [
    processorObject(ctx.service(estate).management, vm),
  ]),
  'Get-VMMemory': partOf('Gets the memory of a virtual machine or snapshot.', (ctx, vm) => [
    memoryObject(ctx.service(estate).management, vm),
  ]),
  'Get-VMHardDiskDrive': partOf(
    'Gets the virtual hard disk drives attached to one or more virtual machines.',
    (ctx, vm) => driveObjects(ctx.service(estate).management, vm, 'HardDisk'),
  ),
  'Get-VMDvdDrive': partOf('Gets the DVD drives attached to a virtual machine or snapshot.', (ctx, vm) =>
    driveObjects(ctx.service(estate).management, vm, 'Dvd'),
  ),
  'Get-VMIntegrationService': partOf(
    'Gets the integration services of a virtual machine or snapshot.',
    (ctx, vm, p) => {
      const names = textsOf(ctx, p.Name).map((name) => name.toLowerCase());
      const objects = integrationObjects(ctx.service(estate).management, vm);
      return objects.filter(
        (_, index) => names.length === 0 || names.includes(vm.integrationServices[index].name.toLowerCase()),
      );
    },
  ),
};

/** A cmdlet that shows a part of the chosen VMs. */
function partOf(synopsis: string, part: (ctx: CommandContext, vm: VMRecord, p: Bound) => Value[]): Implementation {
  return {
    help: { synopsis },
    complete: { VMName: (ctx) => vmNames(ctx) },
    process(ctx, p) {
      for (const vm of chosenVMs(ctx, p, 'VMName')) ctx.writeAll(part(ctx, vm, p));
    },
  };
}

function applySettings(ctx: CommandContext, vm: VMRecord, p: Bound): void {
  const set = (name: string, apply: (value: Value) => void): void => {
    if (ctx.isBound(name)) apply(p[name]);
  };
  const whenOff = (name: string, apply: (value: Value) => void): void => {
    if (!ctx.isBound(name)) return;
    if (vm.state !== 'Off') {
      ctx.throwTerminating({
        message: `Failed to modify the virtual machine.\nThe operation cannot be performed while the virtual machine is in its current state. The virtual machine '${vm.name}' must be off to change ${name}.`,
        id: 'InvalidState',
        category: 'InvalidOperation',
        target: vm.name,
        errorClass: 'Microsoft.HyperV.PowerShell.Commands.SetVM',
      });
    }
    apply(p[name]);
  };
  whenOff('ProcessorCount', (value) => {
    vm.processor.count = numberOf(value);
  });
  whenOff('DynamicMemory', (value) => {
    vm.memory.dynamicMemoryEnabled = value === true;
  });
  whenOff('StaticMemory', (value) => {
    if (value === true) vm.memory.dynamicMemoryEnabled = false;
  });
  whenOff('MemoryStartupBytes', (value) => {
    vm.memory.startup = numberOf(value);
  });
  set('MemoryMinimumBytes', (value) => {
    vm.memory.minimum = numberOf(value);
  });
  set('MemoryMaximumBytes', (value) => {
    vm.memory.maximum = numberOf(value);
  });
  set('AutomaticStartAction', (value) => {
    vm.automaticStartAction = enumName(value) as VMRecord['automaticStartAction'];
  });
  set('AutomaticStartDelay', (value) => {
    vm.automaticStartDelay = numberOf(value);
  });
  set('AutomaticStopAction', (value) => {
    vm.automaticStopAction = enumName(value) as VMRecord['automaticStopAction'];
  });
  set('AutomaticCriticalErrorAction', (value) => {
    vm.automaticCriticalErrorAction = enumName(value) as VMRecord['automaticCriticalErrorAction'];
  });
  set('CheckpointType', (value) => {
    vm.checkpointType = enumName(value) as VMRecord['checkpointType'];
  });
  set('Notes', (value) => {
    vm.notes = ctx.text(value);
  });
  set('SnapshotFileLocation', (value) => {
    vm.snapshotFileLocation = ctx.text(value);
  });
  set('SmartPagingFilePath', (value) => {
    vm.smartPagingFilePath = ctx.text(value);
  });
  set('LockOnDisconnect', (value) => {
    vm.lockOnDisconnect = enumName(value) as 'On' | 'Off';
  });
  set('GuestControlledCacheTypes', (value) => {
    vm.guestControlledCacheTypes = value === true;
  });
  set('NewVMName', (value) => {
    vm.name = ctx.text(value);
  });
}
