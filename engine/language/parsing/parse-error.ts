/** An error found while parsing; offsets are UTF-16 units of the whole script, `end` exclusive. */
export interface ParseError {
  readonly id: string;
  readonly message: string;
  readonly start: number;
  readonly end: number;
  /** More text could make it right: the console shows `>>` and reads on. */
  readonly incomplete: boolean;
}
