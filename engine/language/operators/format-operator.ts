/** `-f`. */
import { toText } from '../conversion/to-text';
import { NetException, PSRuntimeException } from '../errors';
import { enumerate } from '../net/enumerate';
import { formatComposite } from '../text/composite-format';
import type { Value } from '../values';
import { baseOf } from '../values';

/** `format -f args`, in the current culture. */
export function formatOperator(format: Value, args: Value): string {
  const list = enumerate(args) ?? [args];
  try {
    return formatComposite(toText(format), list.map(baseOf));
  } catch (error) {
    if (error instanceof NetException)
      throw new PSRuntimeException(`Error formatting a string: ${error.message}.`, 'FormatError', {
        category: 'InvalidOperation',
        target: format,
      });
    throw error;
  }
}
