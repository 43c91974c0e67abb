/** `-join`. */
import { toElementText, toText } from '../conversion/to-text';
import { enumerate } from '../net/enumerate';
import type { MethodContext } from '../types';
import type { Value } from '../values';

/** `list -join separator`, `-join list`. */
export function joinOperator(list: Value, separator: Value, context?: MethodContext): string {
  const items = enumerate(list);
  if (!items) return toText(list, context);
  const between = toText(separator, context);
  let out = '';
  for (let i = 0; i < items.length; i++) {
    if (i > 0) out += between;
    const item = items[i];
    out += typeof item === 'string' ? item : toElementText(item);
  }
  return out;
}
export function joinUnary(list: Value, context?: MethodContext): string {
  return joinOperator(list, '', context);
}
