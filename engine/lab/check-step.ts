/** Checking one step of a lab: what was found, what was wanted, and which command last changed it. */
import type { Lab, LabStep } from './lab';
import type { Instant, LabSession, TestOutcome } from './lab-session';

export interface CheckResult {
  /** Name of the It block. */
  name: string;
  passed: boolean;
  /** Did not run: skipped, or the file broke before it. */
  ran: boolean;
  /** First message of the failure, whole. */
  message: string | null;
  found: string | null;
  wanted: string | null;
  because: string | null;
  /** The reader's command after which the check last came out otherwise; null where none of them did. */
  lastChangedBy: string | null;
}

export interface StepResult {
  step: string;
  passed: boolean;
  results: CheckResult[];
  /** Why the checks could not run; null where they did. */
  problem: string | null;
}

/** How many commands back the search for the last change goes. */
const SEARCH_DEPTH = 40;

/**
 * Runs the checks of a step. Without `blame` nobody asks which command a failure comes from: the search for it runs the
 * checks once more for each earlier instant.
 */
export function checkStep(lab: Lab, step: LabStep, session: LabSession, { blame: wanted = true } = {}): StepResult {
  const file = { name: 'checks.Tests.ps1', text: lab.checks };
  const run = session.runChecks(step.host, file, step.id);
  if (run.problem !== null) return { step: step.id, passed: false, results: [], problem: run.problem };
  const tests = run.tests.filter((test) => test.path[0] === step.id && test.result !== 'NotRun');
  if (tests.length === 0) {
    return { step: step.id, passed: false, results: [], problem: `the file has no check for the step '${step.id}'` };
  }
  const results = tests.map((test) => resultOf(test));
  const failed = tests.filter((test) => test.result !== 'Passed');
  if (wanted && failed.length > 0) blame(lab, step, session, failed, results);
  return { step: step.id, passed: failed.length === 0, results, problem: null };
}

function nameOf(test: TestOutcome): string {
  return test.path.slice(1).join(' › ');
}

function resultOf(test: TestOutcome): CheckResult {
  const message = test.messages[0] ?? null;
  return {
    name: nameOf(test),
    passed: test.result === 'Passed',
    ran: test.result === 'Passed' || test.result === 'Failed',
    message,
    ...partsOf(message),
    lastChangedBy: null,
  };
}

/** Takes Pester's sentence apart: `Expected X, because R, but got Y.` */
export function partsOf(message: string | null): Pick<CheckResult, 'found' | 'wanted' | 'because'> {
  if (message === null) return { found: null, wanted: null, because: null };
  const strings =
    /Expected strings to be the same(?:, because ([\s\S]*?))?, but they were different\.[\s\S]*?Expected: ('[\s\S]*?')\r?\n\s*But was: +('[\s\S]*?')(?:\r?\n|$)/.exec(
      message,
    );
  if (strings) return { wanted: strings[2], found: strings[3], because: strings[1] ?? null };
  const plain = /^Expected ([\s\S]*?)(?:, because ([\s\S]*?))?, but (?:got )?([\s\S]*?)\.?$/.exec(message);
  if (plain) return { wanted: plain[1], found: plain[3], because: plain[2] ?? null };
  return { found: null, wanted: null, because: null };
}

/** Goes back command by command until a failed check came out otherwise; the command after that instant is to blame. */
function blame(lab: Lab, step: LabStep, session: LabSession, failed: TestOutcome[], results: CheckResult[]): void {
  const instants = session.instants();
  const open = new Map(failed.map((test) => [nameOf(test), outcomeText(test)]));
  const file = { name: 'checks.Tests.ps1', text: lab.checks };
  let later: Instant | undefined = instants[instants.length - 1];
  for (let i = instants.length - 2; i >= 0 && i >= instants.length - 1 - SEARCH_DEPTH && open.size > 0; i--) {
    const instant = instants[i];
    // Where the state is the same, so is every check.
    if (later && instant.stateHash === later.stateHash) {
      later = instant;
      continue;
    }
    const run = session.runChecks(step.host, file, step.id, instant);
    const before = new Map(run.tests.map((test) => [nameOf(test), outcomeText(test)]));
    for (const [name, text] of open) {
      if (before.get(name) === text) continue;
      const result = results.find((entry) => entry.name === name);
      if (result) result.lastChangedBy = instants[i + 1].line;
      open.delete(name);
    }
    later = instant;
  }
}

function outcomeText(test: TestOutcome): string {
  return `${test.result}:${test.messages[0] ?? ''}`;
}
