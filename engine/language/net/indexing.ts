import type { MethodContext } from '../types';
import type { Value } from '../values';

const todo = (..._: unknown[]): never => {
  throw new Error('not written yet');
};
/** `v[args]`: arrays (negative, slices), strings, dictionaries, lists, indexers. Null for what is out of range. */
export function getIndex(target: Value, args: Value[], context?: MethodContext): Value {
  return todo(target, args, context);
}
/** `v[args] = value`. */
export function setIndex(target: Value, args: Value[], value: Value, context?: MethodContext): void {
  return todo(target, args, value, context);
}
