import { MILLISECOND, SECOND } from '../simulation/time';

/** Times and rates of a live migration, with their sources. */
export const MIGRATION_COSTS = {
  /**
   * Set-up, reservation, clean-up: together about 2.5 s of the 7 s that 512 MB took over 1 GbE, the rest being the wire.
   * seen: aidanfinn.com ?p=12228, our arithmetic in numbers.md; the split is assumed.
   */
  setup: 1_200 * MILLISECOND,
  targetResources: 500 * MILLISECOND,
  cleanUp: 600 * MILLISECOND,
  /** Withdrawing what was reserved after a failure. assumed */
  withdraw: 200 * MILLISECOND,
  /** Saving and restoring processors and devices inside the blackout; book page 49 says milliseconds. assumed */
  saveDevices: 40 * MILLISECOND,
  handover: 20 * MILLISECOND,
  restoreDevices: 60 * MILLISECOND,
  /** How often progress is looked at. */
  tick: 50 * MILLISECOND,
  /** Passes at most. seen: book page 499 */
  passes: 5,
  /** A pass that would take no longer than this is done in the blackout. assumed */
  lastPass: 100 * MILLISECOND,
  /** A connection that stands still for so long is given up. assumed, as TCP's own retransmissions end */
  stalled: 20 * SECOND,
} as const;

export type PerformanceOption = 'TCPIP' | 'Compression' | 'SMB';

/**
 * Bytes of memory moved a second over a link of `bitsPerSecond`.
 * seen: 95 % of the line with TCP/IP, nearly all of it with SMB (aidanfinn.com ?p=15421); time about halved by
 * compression (?p=14907). Compression is bound by the processors at about 1 GB/s. assumed
 */
export function transferRate(option: PerformanceOption, bitsPerSecond: number): number {
  const line = bitsPerSecond / 8;
  switch (option) {
    case 'TCPIP':
      return Math.floor(line * 0.95);
    case 'SMB':
      return Math.floor(line * 0.98);
    default:
      return Math.floor(Math.max(line * 0.95, Math.min(line * 2, 1_000_000_000)));
  }
}
