import type { Program } from '../host';
import type { PSArray, Value } from '../values';

const todo = (..._: unknown[]): never => {
  throw new Error('not written yet');
};
/** `text -split right`; right is a separator or array of separator, limit, options. `isScriptBlock(separator)` cases go to `splitByPredicate`. */
export function splitOperator(a: Value, right: Value, ignoreCase = true): PSArray {
  return todo(a, right, ignoreCase);
}
export function splitUnary(a: Value): PSArray {
  return todo(a);
}
/** `text -split { predicate }, limit`: `test` runs the block with `$_` set to each character. */
export function splitByPredicate(a: Value, right: Value, test: (char: string) => Program<boolean>): Program<PSArray> {
  return todo(a, right, test);
}
