import type { ParseErrorId } from './parser-strings';

/** An error found while parsing; offsets are UTF-16 units of the whole script, `end` exclusive. */
export interface ParseError {
  readonly id: string;
  readonly message: string;
  readonly start: number;
  readonly end: number;
  /** More text could make it right: the console shows `>>` and reads on. */
  readonly incomplete: boolean;
}

/** Takes the errors of the checks that follow parsing. */
export interface ErrorReporter {
  reportErrorAt(
    extent: { readonly start: number; readonly end: number },
    id: ParseErrorId,
    first?: string,
    second?: string,
    third?: string,
  ): void;
}
