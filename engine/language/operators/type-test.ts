import type { MethodContext } from '../types';
import type { Value } from '../values';

const todo = (..._: unknown[]): never => {
  throw new Error('not written yet');
};
/** `-is`, `-as`; the right side is a type or its name. */
export function isType(value: Value, type: Value): boolean {
  return todo(value, type);
}
export function asType(value: Value, type: Value, context?: MethodContext): Value {
  return todo(value, type, context);
}
