/** What checking a lab itself, or an answer to it, needs: fresh sessions in which a script is typed. The session implements it. */

import type { StepResult } from './check-step';
import type { Lab, LabStep } from './lab';

export interface LabTrial {
  /** Types the statements one after another at the prompt of the lab's host, each to its end. Answers what went wrong, or null. */
  run(statements: readonly string[]): string | null;
  check(step: LabStep): StepResult;
  /** Equal for equal management state. */
  stateHash(): string;
}

export interface LabTrials {
  /** A fresh session of the lab, after its setup. */
  open(lab: Lab): LabTrial;
  /** The top-level statements of a script, comments left out; a syntax error is thrown as a sentence with its position. */
  statements(script: { name: string; text: string }): string[];
}
