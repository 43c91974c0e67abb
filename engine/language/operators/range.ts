import type { PSArray, Value } from '../values';

const todo = (..._: unknown[]): never => {
  throw new Error('not written yet');
};
/** `a..b`. */
export function rangeOperator(a: Value, b: Value): PSArray {
  return todo(a, b);
}
