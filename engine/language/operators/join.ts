import type { MethodContext } from '../types';
import type { Value } from '../values';

const todo = (..._: unknown[]): never => {
  throw new Error('not written yet');
};
/** `list -join separator`, `-join list`. */
export function joinOperator(list: Value, separator: Value, context?: MethodContext): string {
  return todo(list, separator, context);
}
export function joinUnary(list: Value, context?: MethodContext): string {
  return todo(list, context);
}
