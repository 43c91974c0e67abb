import type { Random } from '../simulation/random';

/** A page as the hypervisor tracks it. */
export const PAGE_BYTES = 4096;
/** What a page costs on the wire beyond its bytes: address and flags. assumed */
export const PAGE_HEADER = 16;
const REGIONS = 4096;

/**
 * The memory of a VM during a move, in regions of equal size. For each region: how many of its pages were written since
 * the dirty bitmap was read last, how many of the present pass are still to be sent, and a version of its content at
 * both ends; at commitment the versions must agree. Plain data.
 */
export interface MovingMemory {
  bytes: number;
  pagesPerRegion: number;
  dirty: Uint32Array;
  toSend: Uint32Array;
  sourceVersion: Uint32Array;
  targetVersion: Uint32Array;
  /** Regions that the guest's load writes to; the others are only copied once. */
  workingRegions: number;
  /** Where the pass stands. */
  cursor: number;
  /** Bytes of the region at the cursor that were sent already. */
  partial: number;
  /** Bytes written that did not fill a page yet. */
  writeRest: number;
}

/** Everything is dirty at the start: the first pass sends it all. A quarter of the memory is written to. assumed */
export function newMovingMemory(bytes: number): MovingMemory {
  const pages = Math.max(1, Math.ceil(bytes / PAGE_BYTES));
  const regions = Math.min(REGIONS, pages);
  const pagesPerRegion = Math.ceil(pages / regions);
  return {
    bytes,
    pagesPerRegion,
    dirty: new Uint32Array(regions).fill(pagesPerRegion),
    toSend: new Uint32Array(regions),
    sourceVersion: new Uint32Array(regions).fill(1),
    targetVersion: new Uint32Array(regions),
    workingRegions: Math.max(1, Math.floor(regions / 4)),
    cursor: 0,
    partial: 0,
    writeRest: 0,
  };
}

/** Reads and clears the dirty bitmap: what was written until now is what this pass sends. Returns its pages. */
export function beginPass(memory: MovingMemory): number {
  let pages = 0;
  for (let region = 0; region < memory.dirty.length; region++) {
    memory.toSend[region] = memory.dirty[region];
    pages += memory.dirty[region];
    memory.dirty[region] = 0;
  }
  memory.cursor = 0;
  memory.partial = 0;
  return pages;
}

/** Pages that were written since the bitmap was read last. */
export function dirtyPages(memory: MovingMemory): number {
  let pages = 0;
  for (let region = 0; region < memory.dirty.length; region++) pages += memory.dirty[region];
  return pages;
}

/** Sends up to `budget` bytes of the pass; returns how many were sent. */
export function sendPages(memory: MovingMemory, budget: number): number {
  let left = budget;
  while (left > 0 && memory.cursor < memory.toSend.length) {
    const region = memory.cursor;
    const needed = memory.toSend[region] * (PAGE_BYTES + PAGE_HEADER) - memory.partial;
    if (needed > left) {
      memory.partial += left;
      left = 0;
      break;
    }
    left -= needed;
    if (memory.toSend[region] > 0) memory.targetVersion[region] = memory.sourceVersion[region];
    memory.toSend[region] = 0;
    memory.partial = 0;
    memory.cursor++;
  }
  return budget - left;
}

export function passDone(memory: MovingMemory): boolean {
  return memory.cursor >= memory.toSend.length;
}

/** The guest writes `bytes` somewhere in its working set. */
export function writeMemory(memory: MovingMemory, bytes: number, random: Random): void {
  const total = memory.writeRest + bytes;
  let pages = Math.floor(total / PAGE_BYTES);
  memory.writeRest = total - pages * PAGE_BYTES;
  while (pages > 0) {
    const region = random.below(memory.workingRegions);
    const here = Math.min(pages, 16);
    touch(memory, region, here);
    pages -= here;
  }
}

/** A device of the host writes into the receive buffer of the guest: the first regions. */
export function writeByDevice(memory: MovingMemory, pages: number): void {
  if (pages > 0) touch(memory, 0, pages);
}

function touch(memory: MovingMemory, region: number, pages: number): void {
  memory.dirty[region] = Math.min(memory.pagesPerRegion, memory.dirty[region] + pages);
  memory.sourceVersion[region]++;
}

/** Whether the target holds what the source holds, region by region. */
export function memoryIsEqual(memory: MovingMemory): boolean {
  for (let region = 0; region < memory.sourceVersion.length; region++) {
    if (memory.sourceVersion[region] !== memory.targetVersion[region]) return false;
  }
  return true;
}
