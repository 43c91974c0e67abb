import type { Value } from '../values';

const todo = (..._: unknown[]): never => {
  throw new Error('not written yet');
};
/** `format -f args`. */
export function formatOperator(format: Value, args: Value): string {
  return todo(format, args);
}
