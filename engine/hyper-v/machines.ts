/** Machines that are no Hyper-V hosts: guests and plain computers. */
import type { MachineId, MachineRecord, VMRecord } from '../estate/records';
import { find } from '../estate/tables';
import { EVENT_KINDS } from '../simulation/simulation';
import { MACHINE_RESTART_DURATION } from './hosts';
import type { Management } from './management';
import { rebootGuest, shutDownVM } from './virtual-machines';

/** Event kind: see events.ts, which registers it. */
const MACHINE_STARTED = EVENT_KINDS.hyperV + 3;

/** The VM in which a machine runs, if it is a guest. */
export function vmOfMachine(management: Management, machine: MachineRecord): VMRecord | undefined {
  return find(management.world.vms, (vm) => vm.guest.machine === machine.id);
}

/** Restarts a guest or a plain computer. */
export function restartMachine(management: Management, machine: MachineRecord): void {
  const vm = vmOfMachine(management, machine);
  if (vm) {
    rebootGuest(management, vm);
    return;
  }
  machine.power = 'Starting';
  machine.bootCount++;
  machine.bootedAt = null;
  management.plane.recordsChanged();
  management.simulation.after(MACHINE_RESTART_DURATION, MACHINE_STARTED, 0, machine.bootCount, 0, machine.id);
}

/** Shuts a guest or a plain computer down. */
export function stopMachine(management: Management, machine: MachineRecord): void {
  const vm = vmOfMachine(management, machine);
  if (vm) {
    shutDownVM(management, vm, true);
    return;
  }
  machine.power = 'Off';
  machine.bootedAt = null;
  management.plane.recordsChanged();
}

/** Presses the power button of a plain computer that is off. */
export function startMachine(management: Management, machine: MachineRecord): void {
  if (machine.power !== 'Off') return;
  machine.power = 'Starting';
  machine.bootCount++;
  management.simulation.after(MACHINE_RESTART_DURATION, MACHINE_STARTED, 0, machine.bootCount, 0, machine.id);
}

/** The computer is up. */
export function finishMachineStart(management: Management, id: MachineId, boot: number): void {
  const machine = management.world.machines[id];
  if (machine.bootCount !== boot || machine.power !== 'Starting') return;
  machine.power = 'On';
  machine.bootedAt = management.simulation.now;
  management.plane.recordsChanged();
}
