/** The lists behind `$args`: splatting one passes on parameter names too. */
import type { PSArray, Value } from '../values';

const lists = new WeakSet<object>();

export function markArguments(list: PSArray): PSArray {
  lists.add(list);
  return list;
}
export function isArgumentList(value: Value): boolean {
  return typeof value === 'object' && value !== null && lists.has(value);
}
