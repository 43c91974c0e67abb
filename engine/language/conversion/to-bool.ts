import type { Value } from '../values';

/** Truth of a value, as `if` and `-and` see it. */
export function toBool(value: Value): boolean {
  throw new Error(`not written yet ${value}`);
}
