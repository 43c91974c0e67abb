const todo = (..._: unknown[]): never => {
  throw new Error('not written yet');
};
/** Order of two texts as the NLS word sort gives it: negative, 0, positive. */
export function compareText(a: string, b: string, options: { ignoreCase?: boolean } = {}): number {
  return todo(a, b, options);
}
/** Equality by invariant case folding. */
export function equalText(a: string, b: string, ignoreCase = true): boolean {
  return todo(a, b, ignoreCase);
}
