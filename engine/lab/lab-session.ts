/** What the lab room needs of a session; the session implements it. All of it works on copies: the reader's work is safe. */

/** One test of a Pester run. */
export interface TestOutcome {
  /** Names from the outermost Describe to the It, templates filled in. */
  path: string[];
  result: 'Passed' | 'Failed' | 'Skipped' | 'Inconclusive' | 'NotRun';
  /** Messages of its errors, first line first; empty where it passed. */
  messages: string[];
  tags: string[];
}

export interface CheckRun {
  tests: TestOutcome[];
  /** Why the file could not be run at all (parse error, a throw in discovery, time limit); null where it ran. */
  problem: string | null;
}

export interface ScriptRun {
  /** Lines the console would show. */
  lines: string[];
  /** True where an error record was written. */
  failed: boolean;
}

/** An instant of the session that can be gone back to: the world after a command. */
export interface Instant {
  /** Index in the log; -1 is the start. */
  entry: number;
  /** The command line after which this is the state; null for the start. */
  line: string | null;
  /** Machine on which it ran. */
  machine: string | null;
  /** Equal exactly for equal states. */
  stateHash: string;
}

export interface LabSession {
  /** Runs a Pester file on a copy of the world as it was at `instant` (default: now), in a fresh runspace on `machine`. */
  runChecks(machine: string, file: { name: string; text: string }, block: string, instant?: Instant): CheckRun;
  /** Value of an expression on a copy of the world, as text; several values by line breaks. Null where it fails. */
  evaluate(machine: string, expression: string): string | null;
  /** Instants after each command of the reader, oldest first, the start included. */
  instants(): Instant[];
}
