/** Answers to the questions of a lab. */
import type { LabStep, Question } from './lab';
import type { LabSession } from './lab-session';

export interface AnswerResult {
  correct: boolean;
  /** What is wrong with the answer as such (no number, none of the choices); null where it could be compared. */
  problem: string | null;
  /** Shown once the answer is right. */
  explanation: string | null;
}

/** Compares an answer with the right one: text without regard to case and outer blanks, numbers within the tolerance. */
export function checkAnswer(step: LabStep, question: Question, answer: string, session: LabSession): AnswerResult {
  const refuse = (problem: string): AnswerResult => ({ correct: false, problem, explanation: null });
  const right =
    question.answer !== null ? String(question.answer) : session.evaluate(step.host, question.expression ?? '');
  if (right === null)
    return refuse('The right answer could not be computed in this world. Reset the lab and try again.');
  let correct: boolean;
  if (question.kind === 'number') {
    const given = Number(answer.trim().replace(',', '.'));
    if (answer.trim() === '' || Number.isNaN(given)) return refuse(`Found '${answer}', expected a number.`);
    correct = Math.abs(given - Number(right)) <= question.tolerance;
  } else if (question.kind === 'choice') {
    if (!question.choices.includes(answer)) return refuse(`Found '${answer}', expected one of the choices.`);
    correct = answer === right;
  } else {
    correct = plain(answer) === plain(right);
  }
  return { correct, problem: null, explanation: correct ? question.explanation : null };
}

function plain(text: string): string {
  return text.trim().replace(/\s+/g, ' ').toLowerCase();
}
