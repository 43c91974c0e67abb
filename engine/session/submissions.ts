/** Answers to labs that come from outside: checked by running or replaying them. Nothing that they claim is believed. */
import { checkStep, type StepResult } from '../lab/check-step';
import type { Lab } from '../lab/lab';
import { checkAnswer } from '../lab/questions';
import { type Catalog, CatalogError } from './catalog';
import { labSessionOf, statementsOf, Trial } from './lab-work';
import { ENGINE_VERSION, readSavedSession, type SavedSession } from './log';
import { Session } from './session';

export interface SubmissionCheck {
  steps: StepResult[];
  /** Why the answer could not be checked, or what went wrong in it; null where nothing did. */
  problem: string | null;
}

/** Text of a file that begins as JSON is an export of the page; everything else is a script. */
function isExport(text: string): boolean {
  return /^\s*\{/.test(text);
}

/** Checks one answer to a lab: a script, or an export of the page. */
export function checkSubmission(
  catalog: Catalog,
  labName: string,
  submission: { name: string; text: string },
): SubmissionCheck {
  const lab = catalog.lab(labName);
  if (isExport(submission.text)) {
    let saved: SavedSession;
    try {
      saved = readSavedSession(JSON.parse(submission.text));
    } catch (error) {
      return { steps: [], problem: (error as Error).message };
    }
    if (saved.lab?.id !== lab.id) {
      return { steps: [], problem: `it is an answer to the lab '${saved.lab?.id ?? 'none'}', expected '${lab.id}'` };
    }
    const session = replayed(catalog, saved);
    const asked = labSessionOf(session);
    return { steps: lab.steps.map((step) => checkStep(lab, step, asked)), problem: null };
  }
  let statements: string[];
  try {
    statements = statementsOf(submission);
  } catch (error) {
    return { steps: [], problem: (error as Error).message };
  }
  const trial = new Trial(catalog, lab, true);
  const problem = trial.run(statements);
  return { steps: lab.steps.map((step) => trial.check(step)), problem };
}

function replayed(catalog: Catalog, saved: SavedSession): Session {
  const session = Session.replay(catalog, saved);
  session.settle();
  return session;
}

export interface Grade {
  file: string;
  lab: string;
  steps: StepResult[];
  passed: number;
  /** 0 to 100, by steps. */
  score: number;
  questions: number;
  questionsRight: number;
  note: string;
  /** Why it could not be graded; null where it was. */
  problem: string | null;
}

/** Replays an export and computes its score. */
export function gradeSubmission(catalog: Catalog, file: string, text: string): Grade {
  const grade: Grade = {
    file,
    lab: '',
    steps: [],
    passed: 0,
    score: 0,
    questions: 0,
    questionsRight: 0,
    note: '',
    problem: null,
  };
  try {
    const saved = readSavedSession(JSON.parse(text));
    if (saved.lab === undefined) throw new Error('It is a session without a lab.');
    grade.lab = saved.lab.id;
    const lab = catalog.lab(saved.lab.id);
    const session = replayed(catalog, saved);
    const asked = labSessionOf(session);
    grade.steps = lab.steps.map((step) => checkStep(lab, step, asked));
    const broken = grade.steps.find((step) => step.problem !== null);
    grade.problem = broken?.problem ?? null;
    grade.passed = grade.steps.filter((step) => step.passed).length;
    grade.score = Math.round((100 * grade.passed) / grade.steps.length);
    const questions = gradeQuestions(lab, saved, session);
    grade.questions = questions.all;
    grade.questionsRight = questions.right;
    grade.note = noteOn(catalog, lab, saved, session);
  } catch (error) {
    grade.problem = error instanceof SyntaxError ? `It is not JSON: ${error.message}` : (error as Error).message;
    if (!(error instanceof Error)) throw error;
    if (error instanceof CatalogError) grade.problem = error.message;
  }
  return grade;
}

/** The last answer to each question counts, compared with what is right at the end of the session. */
function gradeQuestions(lab: Lab, saved: SavedSession, session: Session): { all: number; right: number } {
  const given = new Map<string, string>();
  for (const entry of saved.log) {
    const data = entry.data as { kind?: unknown; question?: unknown; value?: unknown } | null;
    if (entry.kind === 'lab' && data?.kind === 'answer') given.set(String(data.question), String(data.value));
  }
  const asked = labSessionOf(session);
  let all = 0;
  let right = 0;
  for (const step of lab.steps) {
    for (const question of step.questions) {
      all++;
      const answer = given.get(question.id);
      if (answer !== undefined && checkAnswer(step, question, answer, asked).correct) right++;
    }
  }
  return { all, right };
}

/** What an instructor should know about a submission. */
function noteOn(catalog: Catalog, lab: Lab, saved: SavedSession, session: Session): string {
  const notes: string[] = [];
  const opened = saved.log
    .filter((entry) => entry.kind === 'lab')
    .map((entry) => entry.data as { kind?: string } | null);
  const hints = opened.filter((data) => data?.kind === 'hint').length;
  if (hints > 0) notes.push(`${hints} ${hints === 1 ? 'hint' : 'hints'} opened`);
  if (opened.some((data) => data?.kind === 'solution')) notes.push('solution opened');
  if (saved.engine !== ENGINE_VERSION) notes.push(`made with engine ${saved.engine}`);
  if (saved.lab?.hash !== lab.contentHash) notes.push('made with another version of the lab');
  if (saved.world.hash !== catalog.world(lab.world).hash) notes.push('made with another version of the world');
  if (saved.outcome !== undefined && saved.outcome !== session.world.stateHash()) {
    notes.push('replay ended in another state than the submission claims');
  }
  return notes.join('; ');
}
