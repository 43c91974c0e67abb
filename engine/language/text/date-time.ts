import type { PSDateTime } from '../values';

const todo = (..._: unknown[]): never => {
  throw new Error('not written yet');
};
/** DateTime.ToString(format) in en-US (`invariant`: invariant culture). Absent format: general. */
export function formatDateTime(value: PSDateTime, format?: string, invariant = false): string {
  return todo(value, format, invariant);
}
/** DateTime.Parse; undefined where the text is no date. */
export function parseDateTime(text: string, nowTicks?: bigint): PSDateTime | undefined {
  return todo(text, nowTicks);
}
