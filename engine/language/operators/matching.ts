import type { PSDictionary, Value } from '../values';

const todo = (..._: unknown[]): never => {
  throw new Error('not written yet');
};
/** `-like`, `-notlike`; a list on the left is filtered. */
export function like(a: Value, pattern: Value, ignoreCase = true): Value {
  return todo(a, pattern, ignoreCase);
}
export function notLike(a: Value, pattern: Value, ignoreCase = true): Value {
  return todo(a, pattern, ignoreCase);
}
/** `-match` (`negate`: `-notmatch`). `setMatches` gets the table for `$Matches` after a successful scalar match. */
export function matchOperator(
  a: Value,
  pattern: Value,
  options: { ignoreCase?: boolean; negate?: boolean; setMatches: (matches: PSDictionary) => void },
): Value {
  return todo(a, pattern, options);
}
/** `-replace`; `right` is the pattern or an array of pattern and replacement. `name` is the operator as error texts name it: `ireplace`, `creplace`, `replace`. */
export function replaceOperator(a: Value, right: Value, ignoreCase = true, name = 'ireplace'): Value {
  return todo(a, right, ignoreCase, name);
}
