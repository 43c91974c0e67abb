const todo = (..._: unknown[]): never => {
  throw new Error('not written yet');
};
/** A .NET regular expression made runnable. */
export interface CompiledRegex {
  readonly pattern: string;
  readonly js: RegExp;
  /** Names of groups in .NET's numbering: index = number as .NET counts, value = name (digits for unnamed ones). */
  readonly groupNames: readonly string[];
  /** JavaScript group index of each .NET group number. */
  readonly groupIndex: readonly number[];
}
/** Translates and caches; throws NetException System.ArgumentException with .NET's text for a bad pattern. */
export function compileRegex(
  pattern: string,
  options?: {
    ignoreCase?: boolean;
    multiline?: boolean;
    singleline?: boolean;
    explicitCapture?: boolean;
    ignorePatternWhitespace?: boolean;
  },
): CompiledRegex {
  return todo(pattern, options);
}
