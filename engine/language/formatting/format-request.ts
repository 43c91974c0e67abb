/** What a Format-* command was asked for, and what the layout code needs of the session. */
import type { Program } from '../host';
import type { Value } from '../values';
import type { PropertyParameter } from './parameter-processor';
import type { ScriptRunner } from './property-expression';
import type { DrawSurroundings, ViewShape } from './views';

/** How lists and hash tables in the input are treated (-Expand). */
export type Expansion = 'CoreOnly' | 'EnumOnly' | 'Both';

export interface FormatRequest {
  /** Absent: default display. */
  shape?: ViewShape;
  properties?: readonly PropertyParameter[];
  viewName?: string;
  groupBy?: PropertyParameter;
  autoSize?: boolean;
  hideHeader?: boolean;
  wrap?: boolean;
  /** Format-Wide. */
  columns?: number;
  /** Format-Custom. */
  depth?: number;
  expand?: Expansion;
  /** -Force: errors and other out-of-band objects are formatted like the rest. */
  force?: boolean;
  /** `#ERR` and `#FMTERR` in cells. */
  displayError?: boolean;
}

/** Facts and services of the session. */
export interface FormatEnvironment extends ScriptRunner {
  /** `$FormatEnumerationLimit`. */
  enumerationLimit(): number;
  nowTicks(): bigint;
  surroundings(): DrawSurroundings;
  /** -ShowError: told each property that could not be read or formatted. */
  reportFailure?(failure: FormatFailure): void;
}

export interface FormatFailure {
  kind: 'expression' | 'format';
  /** The expression's or format's text. */
  text: string;
  self: Value;
  exception: unknown;
}

/** Runs a program that never waits (tests, records that need no script). */
export function runNow<T>(program: Program<T>): T {
  let step = program.next();
  while (!step.done) step = program.next(undefined);
  return step.value;
}
