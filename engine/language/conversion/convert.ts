import type { MethodContext, NetType } from '../types';
import type { Value } from '../values';

/** `[type]value`. Throws PSInvalidCastException with the real text and id. */
export function convertTo(value: Value, type: NetType, context?: MethodContext): Value {
  throw new Error(`not written yet ${value} ${type} ${context}`);
}
/** The converted value, or undefined where conversion fails (so `-as` gives null). A converted null is null. */
export function tryConvertTo(value: Value, type: NetType, context?: MethodContext): { value: Value } | undefined {
  throw new Error(`not written yet ${value} ${type} ${context}`);
}
