/** `a..b`. */
import { toInt } from '../conversion/to-number';
import { PSRuntimeException } from '../errors';
import type { Value } from '../values';
import { baseOf, PSArray } from '../values';

/** More elements than this are refused, as the real engine does where memory ends. */
const largestRange = 1 << 25;

/** Whole numbers from a to b, upwards or downwards; reals are rounded, text converted. */
export function rangeOperator(a: Value, b: Value): PSArray {
  const from = toInt(baseOf(a) as Value);
  const to = toInt(baseOf(b) as Value);
  const size = Math.abs(to - from) + 1;
  if (size > largestRange) {
    const message = 'Array dimensions exceeded supported range.';
    throw new PSRuntimeException(message, 'System.OutOfMemoryException', {
      category: 'OperationStopped',
      exceptionType: 'System.OutOfMemoryException',
    });
  }
  const items: Value[] = new Array(size);
  const step = from <= to ? 1 : -1;
  for (let i = 0, value = from; i < size; i++, value += step) items[i] = value;
  return new PSArray(items);
}
