import type { TypedId, World } from './records';

/** All records of a table, in order of insertion. */
export function all<K extends string, R>(table: Record<K, R>): R[] {
  return Object.values(table) as R[];
}

/** First record that fits, in order of insertion. */
export function find<K extends string, R>(table: Record<K, R>, fits: (record: R) => boolean): R | undefined {
  for (const key in table) if (fits(table[key])) return table[key];
  return undefined;
}

/** Makes a typed id out of text. */
export function id<T extends TypedId<string>>(text: string): T {
  return text as T;
}

/** A copy that shares nothing with the original. */
export function copyWorld(world: World): World {
  return structuredClone(world);
}
