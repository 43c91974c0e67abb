import { fingerprintOf } from '../simulation/fingerprint';
import type { Fabric } from './fabric';

/**
 * The state hash of a running data path: everything that decides its future (time, pending events, chance, frames in
 * flight with their bytes, tables, rings, sockets). Trace and captures are not part of it: they change nothing.
 */
export function fabricFingerprint(fabric: Fabric): string {
  const { wires, racks } = fabric.network.state;
  return fingerprintOf([fabric.simulation.state(), fabric.pool.state(), wires, racks, fabric.state]);
}
