import type { NetType } from '../types';
import type { Value } from '../values';

const todo = (..._: unknown[]): never => {
  throw new Error('not written yet');
};
/** The .NET type of a value (`GetType()`); null has none. */
export function typeOf(value: Value): NetType | undefined {
  return todo(value);
}
/** A type as PowerShell prints it: `int`, `string[]`, `System.Text.StringBuilder`, `System.Collections.Generic.List[int]`. */
export function typeText(type: NetType): string {
  return todo(type);
}
