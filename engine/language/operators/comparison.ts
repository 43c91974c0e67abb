import type { Value } from '../values';

const todo = (..._: unknown[]): never => {
  throw new Error('not written yet');
};
/** `-eq` ...: a list on the left is filtered (the result is then an array). `ignoreCase` false for the `c` forms. */
export function equals(a: Value, b: Value, ignoreCase = true): Value {
  return todo(a, b, ignoreCase);
}
export function notEquals(a: Value, b: Value, ignoreCase = true): Value {
  return todo(a, b, ignoreCase);
}
export function less(a: Value, b: Value, ignoreCase = true): Value {
  return todo(a, b, ignoreCase);
}
export function lessOrEqual(a: Value, b: Value, ignoreCase = true): Value {
  return todo(a, b, ignoreCase);
}
export function greater(a: Value, b: Value, ignoreCase = true): Value {
  return todo(a, b, ignoreCase);
}
export function greaterOrEqual(a: Value, b: Value, ignoreCase = true): Value {
  return todo(a, b, ignoreCase);
}
/** LanguagePrimitives.Compare: negative, 0, positive; throws where the two cannot be compared. For Sort-Object, switch ... */
export function compare(a: Value, b: Value, ignoreCase = true): number {
  return todo(a, b, ignoreCase);
}
/** LanguagePrimitives.Equals: never filters. */
export function equalValues(a: Value, b: Value, ignoreCase = true): boolean {
  return todo(a, b, ignoreCase);
}
/** `-contains` (list left), `-in` (list right). */
export function contains(list: Value, item: Value, ignoreCase = true): boolean {
  return todo(list, item, ignoreCase);
}
export function containedIn(item: Value, list: Value, ignoreCase = true): boolean {
  return todo(list, item, ignoreCase);
}
