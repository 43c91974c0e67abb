import type { Value } from '../values';

const todo = (..._: unknown[]): never => {
  throw new Error('not written yet');
};
/** Double as text with 15 digits: `0.3`, `1E+20`, `∞`. */
export function doubleToText(value: number): string {
  return todo(value);
}
/** Single as text with 7 digits. */
export function singleToText(value: number): string {
  return todo(value);
}
/** Number with a standard or custom format in en-US (`N2`, `X4`, `0.00`). */
export function formatNumber(value: Value, format: string): string {
  return todo(value, format);
}
