import type { Value } from '../values';

/** `[int]value` as a JavaScript number in the int32 range; throws the conversion error. */
export function toInt(value: Value): number {
  throw new Error(`not written yet ${value}`);
}
/** The value as a number of whichever type fits, as arithmetic with a number on the left sees it (`"1kb"`, `"0x10"`, `$true`). Result is int32 (number), PSInteger, PSDecimal, PSDouble or PSSingle. */
export function toNumber(value: Value): Value {
  throw new Error(`not written yet ${value}`);
}
