import type { Value } from '../values';

const todo = (..._: unknown[]): never => {
  throw new Error('not written yet');
};
/** String.Format: `{0,-10:N2}`. Throws NetException System.FormatException. */
export function formatComposite(format: string, args: readonly Value[]): string {
  return todo(format, args);
}
