import type { Nanoseconds } from '../simulation/time';

/**
 * Addresses by (VLAN, MAC) in an open-addressed hash table of typed arrays: what a learning switch or an adapter's
 * receive filters look up for every frame. Plain data.
 */
export interface MacTable {
  size: number;
  /** VLAN in the upper 16 bits, first two bytes of the address in the lower. */
  key: Int32Array;
  low: Int32Array;
  value: Int32Array;
  /** Last time the address was seen; unused where entries do not age. */
  seen: Float64Array;
  /** 0 free, 1 learnt, 2 static. */
  state: Uint8Array;
}

export const MacEntry = { free: 0, learnt: 1, fixed: 2 } as const;

export function newMacTable(capacity = 64): MacTable {
  return {
    size: 0,
    key: new Int32Array(capacity),
    low: new Int32Array(capacity),
    value: new Int32Array(capacity),
    seen: new Float64Array(capacity),
    state: new Uint8Array(capacity),
  };
}

function slotOf(key: number, low: number, mask: number): number {
  let hash = Math.imul(low ^ Math.imul(key, 0x9e3779b1), 0x85ebca6b);
  hash ^= hash >>> 15;
  return hash & mask;
}

/** Index of the entry, or -1. */
export function findMac(table: MacTable, vlan: number, high: number, low: number): number {
  const key = (vlan << 16) | high;
  const mask = table.state.length - 1;
  let i = slotOf(key, low, mask);
  while (table.state[i] !== MacEntry.free) {
    if (table.low[i] === low && table.key[i] === key) return i;
    i = (i + 1) & mask;
  }
  return -1;
}

/** The value of an address, or -1. */
export function lookUpMac(table: MacTable, vlan: number, high: number, low: number): number {
  const i = findMac(table, vlan, high, low);
  return i < 0 ? -1 : table.value[i];
}

/** Sets a fixed entry; it beats a learnt one. */
export function fixMac(table: MacTable, vlan: number, high: number, low: number, value: number): void {
  put(table, vlan, high, low, value, MacEntry.fixed, 0);
}

/** Learns where an address was seen. A fixed entry stays as it is. Returns true when the address is new or has moved. */
export function learnMac(
  table: MacTable,
  vlan: number,
  high: number,
  low: number,
  value: number,
  now: Nanoseconds,
): boolean {
  const i = findMac(table, vlan, high, low);
  if (i >= 0) {
    if (table.state[i] === MacEntry.fixed) return false;
    table.seen[i] = now;
    if (table.value[i] === value) return false;
    table.value[i] = value;
    return true;
  }
  put(table, vlan, high, low, value, MacEntry.learnt, now);
  return true;
}

export function removeMac(table: MacTable, vlan: number, high: number, low: number): boolean {
  const found = findMac(table, vlan, high, low);
  if (found < 0) return false;
  const mask = table.state.length - 1;
  // Close the gap so that later entries of the same run stay reachable.
  let hole = found;
  let i = found;
  for (;;) {
    i = (i + 1) & mask;
    if (table.state[i] === MacEntry.free) break;
    const home = slotOf(table.key[i], table.low[i], mask);
    if (((i - home) & mask) >= ((i - hole) & mask)) {
      table.key[hole] = table.key[i];
      table.low[hole] = table.low[i];
      table.value[hole] = table.value[i];
      table.seen[hole] = table.seen[i];
      table.state[hole] = table.state[i];
      hole = i;
    }
  }
  table.state[hole] = MacEntry.free;
  table.size--;
  return true;
}

/** Removes every entry for which `gone` says so; returns how many. */
export function removeMacsWhere(
  table: MacTable,
  gone: (value: number, state: number, seen: number) => boolean,
): number {
  const doomed: [number, number, number][] = [];
  for (let i = 0; i < table.state.length; i++) {
    if (table.state[i] === MacEntry.free || !gone(table.value[i], table.state[i], table.seen[i])) continue;
    doomed.push([table.key[i] >>> 16, table.key[i] & 0xffff, table.low[i]]);
  }
  for (const [vlan, high, low] of doomed) removeMac(table, vlan, high, low);
  return doomed.length;
}

export interface MacTableRow {
  vlan: number;
  high: number;
  low: number;
  value: number;
  fixed: boolean;
  seen: Nanoseconds;
}

/** All entries by VLAN and address, for people. */
export function macTableRows(table: MacTable): MacTableRow[] {
  const rows: MacTableRow[] = [];
  for (let i = 0; i < table.state.length; i++) {
    if (table.state[i] === MacEntry.free) continue;
    rows.push({
      vlan: table.key[i] >>> 16,
      high: table.key[i] & 0xffff,
      low: table.low[i],
      value: table.value[i],
      fixed: table.state[i] === MacEntry.fixed,
      seen: table.seen[i],
    });
  }
  return rows.sort((x, y) => x.vlan - y.vlan || x.high - y.high || (x.low >>> 0) - (y.low >>> 0));
}

function put(
  table: MacTable,
  vlan: number,
  high: number,
  low: number,
  value: number,
  state: number,
  now: Nanoseconds,
): void {
  let i = findMac(table, vlan, high, low);
  if (i < 0) {
    if ((table.size + 1) * 2 > table.state.length) widen(table);
    const key = (vlan << 16) | high;
    const mask = table.state.length - 1;
    i = slotOf(key, low, mask);
    while (table.state[i] !== MacEntry.free) i = (i + 1) & mask;
    table.key[i] = key;
    table.low[i] = low;
    table.size++;
  }
  table.value[i] = value;
  table.state[i] = state;
  table.seen[i] = now;
}

function widen(table: MacTable): void {
  const rows = macTableRows(table);
  const wider = newMacTable(table.state.length * 2);
  for (const row of rows) {
    put(wider, row.vlan, row.high, row.low, row.value, row.fixed ? MacEntry.fixed : MacEntry.learnt, row.seen);
  }
  Object.assign(table, wider);
}
