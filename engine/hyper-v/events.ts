import type { HostId, MachineId, VMId } from '../estate/records';
import { EVENT_KINDS } from '../simulation/simulation';
import { finishHostStart } from './hosts';
import { finishMachineStart } from './machines';
import type { Management } from './management';
import { finishGuestBoot, finishGuestShutdown } from './virtual-machines';

/** Events of the management service. `data` names the record, since events are plain data. */
export const MANAGEMENT_EVENTS = {
  guestBooted: EVENT_KINDS.hyperV,
  guestShutDown: EVENT_KINDS.hyperV + 1,
  hostStarted: EVENT_KINDS.hyperV + 2,
  machineStarted: EVENT_KINDS.hyperV + 3,
} as const;

/** Registers what happens at the service's events; called once on every simulation, copies included. */
export function registerManagementEvents(management: Management): void {
  const { simulation } = management;
  simulation.handle(MANAGEMENT_EVENTS.guestBooted, (_target, run, _b, data) =>
    finishGuestBoot(management, data as VMId, run),
  );
  simulation.handle(MANAGEMENT_EVENTS.guestShutDown, (_target, run, _b, data) =>
    finishGuestShutdown(management, data as VMId, run),
  );
  simulation.handle(MANAGEMENT_EVENTS.hostStarted, (_target, boot, _b, data) =>
    finishHostStart(management, data as HostId, boot),
  );
  simulation.handle(MANAGEMENT_EVENTS.machineStarted, (_target, boot, _b, data) =>
    finishMachineStart(management, data as MachineId, boot),
  );
}
