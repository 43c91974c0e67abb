/**
 * Every check is checked. For a lab: the untouched start fails every step; every solution passes, twice, with the same
 * state; every solution without any one of its state-changing statements fails; every mistake fails with its own message;
 * and no check is untouched by all of these.
 */
import type { StepResult } from './check-step';
import type { Lab } from './lab';
import type { LabTrial, LabTrials } from './trial';

export interface Finding {
  /** What was tried: `start`, `solutions/a.ps1`, `solutions/a.ps1 without line 2`, `mistakes/b.ps1`. */
  subject: string;
  good: boolean;
  /** What was expected and found; empty where it is good. */
  message: string;
}

export interface LabVerification {
  lab: string;
  findings: Finding[];
  /** Solutions with one statement left out: how many there were, and how many the checks noticed. */
  mutants: number;
  killed: number;
  good: boolean;
}

/** A statement that only lets time pass changes nothing a check is about. */
const ONLY_TIME = /^\s*(Start-Sleep|sleep)\b[^|;]*$/i;

export function verifyLab(lab: Lab, trials: LabTrials): LabVerification {
  const findings: Finding[] = [];
  const add = (subject: string, message: string | null): void => {
    findings.push({ subject, good: message === null, message: message ?? '' });
  };
  /** Checks that failed at least once, and that passed at least once, by `step.check`. */
  const failed = new Set<string>();
  const passed = new Set<string>();
  const checkAll = (trial: LabTrial): StepResult[] =>
    lab.steps.map((step) => {
      const result = trial.check(step);
      for (const check of result.results) (check.passed ? passed : failed).add(`${step.id}.${check.name}`);
      return result;
    });

  const start = checkAll(trials.open(lab));
  for (const [index, result] of start.entries()) {
    const step = lab.steps[index];
    if (result.problem !== null) add(`start, step ${step.id}`, `the check could not run: ${result.problem}`);
    else if (step.throughout)
      add(`start, step ${step.id}`, result.passed ? null : 'marked as holding throughout, but fails at the start');
    else add(`start, step ${step.id}`, result.passed ? 'passes although nothing was done' : null);
  }

  let mutants = 0;
  let killed = 0;
  for (const solution of lab.solutions) {
    const subject = `solutions/${solution.name}`;
    let statements: string[];
    try {
      statements = trials.statements(solution);
    } catch (error) {
      add(subject, (error as Error).message);
      continue;
    }
    const changing: number[] = [];
    const trial = trials.open(lab);
    let hash = trial.stateHash();
    let problem: string | null = null;
    for (let index = 0; index < statements.length && problem === null; index++) {
      problem = trial.run([statements[index]]);
      const after = trial.stateHash();
      if (after !== hash && !ONLY_TIME.test(statements[index])) changing.push(index);
      hash = after;
    }
    if (problem !== null) {
      add(subject, problem);
      continue;
    }
    const wrong = firstFailure(lab, checkAll(trial));
    add(subject, wrong === null ? null : `does not pass: ${wrong}`);
    if (wrong !== null) continue;

    const again = trials.open(lab);
    again.run(statements);
    add(`${subject}, again`, again.stateHash() === hash ? null : 'ends in another state the second time');

    for (const left of changing) {
      mutants++;
      const mutant = trials.open(lab);
      mutant.run(statements.filter((_, index) => index !== left));
      const noticed = firstFailure(lab, checkAll(mutant)) !== null;
      if (noticed) killed++;
      add(
        `${subject} without \`${oneLine(statements[left])}\``,
        noticed ? null : 'still passes: the checks do not notice',
      );
    }
  }

  for (const mistake of lab.mistakes) {
    const subject = `mistakes/${mistake.name}`;
    let statements: string[];
    try {
      statements = trials.statements(mistake);
    } catch (error) {
      add(subject, (error as Error).message);
      continue;
    }
    const trial = trials.open(lab);
    trial.run(statements);
    add(subject, mistakeProblem(mistake.check, mistake.message, checkAll(trial)));
  }

  const all = new Set([...failed, ...passed]);
  for (const check of all) {
    if (!failed.has(check))
      add(`check ${check}`, 'never fails: neither the start, nor a mistake, nor a solution with a statement left out');
    if (!passed.has(check)) add(`check ${check}`, 'never passes');
  }
  return { lab: lab.id, findings, mutants, killed, good: findings.every((finding) => finding.good) };
}

function oneLine(text: string): string {
  const flat = text.replace(/\s+/g, ' ');
  return flat.length > 60 ? `${flat.slice(0, 57)}...` : flat;
}

function firstFailure(lab: Lab, results: StepResult[]): string | null {
  for (const [index, result] of results.entries()) {
    if (result.problem !== null) return `step ${lab.steps[index].id} could not be checked: ${result.problem}`;
    const check = result.results.find((entry) => !entry.passed);
    if (check) return `step ${lab.steps[index].id}, ${check.name}: ${check.message ?? 'did not run'}`;
  }
  return null;
}

function mistakeProblem(named: string, message: string, results: StepResult[]): string | null {
  const [stepId, ...rest] = named.split('.');
  const checkName = rest.join('.');
  const step = results.find((result) => result.step === stepId);
  if (!step) return `names the step '${stepId}', which the lab does not have`;
  const failures = step.results.filter((check) => !check.passed && (checkName === '' || check.name === checkName));
  if (failures.length === 0) return `expected the check ${named} to fail, but it passes`;
  if (failures.some((check) => (check.message ?? '').includes(message))) return null;
  return `expected a message with '${message}', found '${failures[0].message ?? ''}'`;
}
