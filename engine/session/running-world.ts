/** A world that runs: records, time, data path and management service together. Can be copied between two events. */
import { Fabric } from '../datapath/fabric';
import { reconcile } from '../datapath/reconcile';
import type { MachineRecord, World } from '../estate/records';
import { find } from '../estate/tables';
import { registerManagementEvents } from '../hyper-v/events';
import type { Management } from '../hyper-v/management';
import { RunningPlane } from '../hyper-v/plane';
import { fingerprintOf } from '../simulation/fingerprint';
import { Simulation } from '../simulation/simulation';
import { UNIX_EPOCH_TICKS } from '../simulation/time';

/** Milliseconds since 1970 of an ISO date in UTC, without asking the engine's surroundings for a clock. */
function unixMilliseconds(iso: string): number {
  const match = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2}):(\d{2})/.exec(iso);
  if (!match) throw new Error(`the date '${iso}' of the world is not written as 2016-11-14T08:00:00Z`);
  const [year, month, day, hour, minute, second] = match.slice(1).map(Number);
  // Days from civil date (proleptic Gregorian), counting March as the first month.
  const y = month <= 2 ? year - 1 : year;
  const era = Math.floor(y / 400);
  const yearOfEra = y - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  const days = era * 146_097 + dayOfEra - 719_468;
  return (((days * 24 + hour) * 60 + minute) * 60 + second) * 1000;
}

/** First instant of a world in .NET ticks. */
export function epochTicks(world: World): bigint {
  return UNIX_EPOCH_TICKS + BigInt(unixMilliseconds(world.epoch)) * 10_000n;
}

export class RunningWorld implements Management {
  private constructor(
    readonly world: World,
    readonly simulation: Simulation,
    readonly fabric: Fabric,
    readonly plane: RunningPlane,
  ) {
    registerManagementEvents(this);
  }

  /** Starts a world: the data path is built as if it had run for long. The world becomes the property of this object. */
  static start(world: World, seed: number): RunningWorld {
    const simulation = new Simulation({ seed, originMs: unixMilliseconds(world.epoch) });
    const fabric = new Fabric(simulation, world);
    const plane = new RunningPlane(fabric);
    reconcile(fabric, { atOnce: true });
    return new RunningWorld(world, simulation, fabric, plane);
  }

  /** A second world from this instant on. */
  copy(): RunningWorld {
    const world = structuredClone(this.world);
    const simulation = this.simulation.copy();
    const fabric = this.fabric.copy(simulation, world);
    const plane = new RunningPlane(fabric, this.plane.migrations.copy(fabric));
    return new RunningWorld(world, simulation, fabric, plane);
  }

  /** Equal for equal management state. Frames under way and counters are not part of it. */
  stateHash(): string {
    return fingerprintOf(this.world);
  }

  machine(computerName: string): MachineRecord | undefined {
    const wanted = computerName.toLowerCase();
    return find(this.world.machines, (record) => record.computerName.toLowerCase() === wanted);
  }

  /** Simulated local time in .NET ticks. */
  nowTicks(): bigint {
    return (
      UNIX_EPOCH_TICKS + BigInt(this.simulation.originMs) * 10_000n + BigInt(Math.floor(this.simulation.now / 100))
    );
  }
}
