/** Cell texts for windows outside the console. */
import { FormatRecord, smartText } from '../../language/formatting';
import { baseOf, type Value } from '../../language/values';

export function smartTextOf(value: Value): string {
  return smartText(value, 4);
}

export function isFormatRecordValue(value: Value): boolean {
  return baseOf(value) instanceof FormatRecord;
}
