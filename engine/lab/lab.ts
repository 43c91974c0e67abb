/** What a lab is, once its files are read. */

export type QuestionKind = 'choice' | 'number' | 'text';

export interface Question {
  id: string;
  kind: QuestionKind;
  /** Markdown, one paragraph. */
  text: string;
  /** For `choice`, in the order shown. */
  choices: string[];
  /** The right answer as written by the author; null where an expression computes it. */
  answer: string | number | null;
  /** PowerShell, evaluated on a copy of the world on the step's host. */
  expression: string | null;
  /** For `number`: how far from the right answer still counts. */
  tolerance: number;
  /** Shown once the answer is right. */
  explanation: string | null;
}

export interface LabStep {
  id: string;
  title: string;
  /** The machine on which the step's checks run. */
  host: string;
  /** From a nudge to nearly all; never the command itself. */
  hints: string[];
  questions: Question[];
  /** True for a step that holds already at the start and must hold throughout. */
  throughout: boolean;
}

export interface LabScript {
  /** File name without folder. */
  name: string;
  text: string;
}

export interface Mistake extends LabScript {
  /** The step, or `step.check name`, that must fail. */
  check: string;
  /** Part of the message that the failure must show. */
  message: string;
}

export interface Lab {
  id: string;
  title: string;
  /** Document id of the chapter it belongs to. */
  chapter: string;
  minutes: number;
  world: string;
  /** The console that opens first. */
  host: string;
  steps: LabStep[];
  setup: string | null;
  checks: string;
  solutions: LabScript[];
  mistakes: Mistake[];
  /** Changes whenever a file of the lab changes. */
  contentHash: string;
}
