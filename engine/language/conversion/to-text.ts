import type { MethodContext } from '../types';
import type { Value } from '../values';

/** Text of a value as in an expandable string: invariant culture, lists joined with `$OFS`. */
export function toText(value: Value, context?: Pick<MethodContext, 'ofs'>): string {
  throw new Error(`not written yet ${value} ${context}`);
}
/** Text of a value as the bare display prints it: current culture (en-US). */
export function toDisplayText(value: Value): string {
  throw new Error(`not written yet ${value}`);
}
