/**
 * Reads a lab's folder: `lab.yaml`, `setup.ps1`, `checks.Tests.ps1`, `solutions/*.ps1`, `mistakes/*.ps1`. Every mistake of
 * the author is told with file, line, column and what was expected.
 */
import { type Problem, readYamlDocument, type Schema } from '../estate/yaml-document';
import { fingerprintOf } from '../simulation/fingerprint';
import type { Lab, LabStep, Mistake, Question } from './lab';

const word: Schema = {
  type: 'string',
  pattern: '^[a-z][a-z0-9]*(-[a-z0-9]+)*$',
  description: 'a stable word: lower-case letters, digits and hyphens',
};

/** The schema of `lab.yaml`; also written to `labs/lab.schema.json` for the author's editor. */
export const LAB_SCHEMA: Schema = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  title: 'A lab of Dualpath',
  type: 'object',
  additionalProperties: false,
  required: ['id', 'title', 'chapter', 'minutes', 'world', 'host', 'steps'],
  properties: {
    id: { ...word, title: 'Same as the folder name' },
    title: { type: 'string', minLength: 1 },
    chapter: { ...word, title: 'Document id of the chapter' },
    minutes: { type: 'integer', minimum: 1, maximum: 240, title: 'How long a reader needs' },
    world: { ...word, title: 'File name in labs/worlds without .yaml' },
    host: { type: 'string', minLength: 1, title: 'The console that opens first' },
    steps: {
      type: 'array',
      minItems: 1,
      items: {
        type: 'object',
        additionalProperties: false,
        required: ['id', 'title', 'hints'],
        properties: {
          id: { ...word, title: 'Name of the Describe block that checks this step' },
          title: { type: 'string', minLength: 1 },
          host: { type: 'string', minLength: 1, title: 'Where the checks run; default: the host of the lab' },
          throughout: { type: 'boolean', title: 'Holds at the start and must hold throughout' },
          hints: { type: 'array', minItems: 1, items: { type: 'string', minLength: 1 } },
          questions: {
            type: 'array',
            items: {
              type: 'object',
              additionalProperties: false,
              required: ['id', 'kind', 'text'],
              properties: {
                id: word,
                kind: { type: 'string', enum: ['choice', 'number', 'text'] },
                text: { type: 'string', minLength: 1 },
                choices: { type: 'array', minItems: 2, items: { type: 'string', minLength: 1 } },
                answer: { type: ['string', 'number'] },
                expression: { type: 'string', minLength: 1, title: 'PowerShell whose value is the right answer' },
                tolerance: { type: 'number', minimum: 0 },
                explanation: { type: 'string', minLength: 1 },
              },
            },
          },
        },
      },
    },
  },
};

/** Files of one lab folder: path inside the folder, with `/`, to text. */
export type LabFiles = Record<string, string>;

export type LabResult = { lab: Lab; problems: [] } | { lab: null; problems: Problem[] };

interface RawQuestion {
  id: string;
  kind: Question['kind'];
  text: string;
  choices?: string[];
  answer?: string | number;
  expression?: string;
  tolerance?: number;
  explanation?: string;
}
interface RawLab {
  id: string;
  title: string;
  chapter: string;
  minutes: number;
  world: string;
  host: string;
  steps: {
    id: string;
    title: string;
    host?: string;
    throughout?: boolean;
    hints: string[];
    questions?: RawQuestion[];
  }[];
}

/** Reads and checks a lab. `folder` is the folder's name, used in messages and compared with the id. */
export function loadLab(folder: string, files: LabFiles): LabResult {
  const problems: Problem[] = [];
  const yamlName = `labs/${folder}/lab.yaml`;
  const yaml = files['lab.yaml'];
  if (yaml === undefined) {
    return {
      lab: null,
      problems: [{ file: yamlName, line: 1, column: 1, message: 'the file is missing; every lab has one' }],
    };
  }
  const document = readYamlDocument(yaml, yamlName, LAB_SCHEMA);
  if (document.problems.length > 0) return { lab: null, problems: document.problems };
  const raw = document.value as RawLab;
  if (raw.id !== folder) document.report(['id'], `found '${raw.id}', expected '${folder}', the name of the folder`);
  const seen = new Set<string>();
  raw.steps.forEach((step, index) => {
    if (seen.has(step.id))
      document.report(['steps', index, 'id'], `the step id '${step.id}' stands twice; ids are unique in a lab`);
    seen.add(step.id);
    checkQuestions(step.questions ?? [], ['steps', index, 'questions'], document.report);
  });
  problems.push(...document.problems);

  const checks = files['checks.Tests.ps1'];
  const at = (name: string, line: number, message: string): void => {
    problems.push({ file: `labs/${folder}/${name}`, line, column: 1, message });
  };
  if (checks === undefined) at('checks.Tests.ps1', 1, 'the file is missing; it holds a Describe block for every step');
  else {
    for (const step of raw.steps) {
      const needle = new RegExp(`^\\s*Describe\\s+(['"])${step.id}\\1`, 'mi');
      if (!needle.test(checks))
        at('checks.Tests.ps1', 1, `no block Describe '${step.id}' { ... }, expected one for every step of lab.yaml`);
    }
  }
  if (files['guide.mdx'] === undefined)
    at('guide.mdx', 1, 'the file is missing; it holds the text with <Step id="..."/> once for every step');
  else checkGuide(raw, files['guide.mdx'], at);

  const solutions = scripts(files, 'solutions/');
  if (solutions.length === 0) at('solutions', 1, 'no solutions/*.ps1, expected at least one');
  const mistakes: Mistake[] = [];
  for (const script of scripts(files, 'mistakes/')) {
    const mistake = readMistake(script.name, script.text);
    if (mistake) mistakes.push(mistake);
    else
      at(
        `mistakes/${script.name}`,
        1,
        'the first line must be a comment: # fails: <step or step.check> : <part of the message>',
      );
  }
  if (mistakes.length === 0) at('mistakes', 1, 'no mistakes/*.ps1, expected at least one usual wrong answer');
  if (problems.length > 0 || checks === undefined) return { lab: null, problems };

  return {
    lab: {
      id: raw.id,
      title: raw.title,
      chapter: raw.chapter,
      minutes: raw.minutes,
      world: raw.world,
      host: raw.host,
      steps: raw.steps.map(
        (step): LabStep => ({
          id: step.id,
          title: step.title,
          host: step.host ?? raw.host,
          hints: step.hints,
          throughout: step.throughout ?? false,
          questions: (step.questions ?? []).map(
            (question): Question => ({
              id: question.id,
              kind: question.kind,
              text: question.text,
              choices: question.choices ?? [],
              answer: question.answer ?? null,
              expression: question.expression ?? null,
              tolerance: question.tolerance ?? 0,
              explanation: question.explanation ?? null,
            }),
          ),
        }),
      ),
      setup: files['setup.ps1'] ?? null,
      checks,
      solutions,
      mistakes,
      contentHash: fingerprintOf(
        Object.keys(files)
          .sort()
          .map((name) => [name, files[name]]),
      ),
    },
    problems: [],
  };
}

function scripts(files: LabFiles, folder: string): { name: string; text: string }[] {
  return Object.keys(files)
    .filter((name) => name.startsWith(folder) && name.endsWith('.ps1'))
    .sort()
    .map((name) => ({ name: name.slice(folder.length), text: files[name] }));
}

/** `# fails: make-switch.uses SR-IOV : Expected $true` as the first line. */
function readMistake(name: string, text: string): Mistake | null {
  const match = /^\s*#\s*fails:\s*(.+?)\s+:\s+(.+?)\s*$/m.exec(text.split(/\r?\n/, 1)[0]);
  return match ? { name, text, check: match[1], message: match[2] } : null;
}

function checkQuestions(
  questions: RawQuestion[],
  path: (string | number)[],
  report: (path: (string | number)[], message: string) => void,
): void {
  const seen = new Set<string>();
  questions.forEach((question, index) => {
    const here = [...path, index];
    if (seen.has(question.id)) report([...here, 'id'], `the question id '${question.id}' stands twice in this step`);
    seen.add(question.id);
    if (question.answer === undefined && question.expression === undefined) {
      report(here, 'no right answer; expected `answer:` or `expression:`');
    }
    if (question.answer !== undefined && question.expression !== undefined) {
      report([...here, 'expression'], 'both `answer:` and `expression:`; expected one of them');
    }
    if (question.kind === 'choice') {
      if (question.choices === undefined) report(here, 'a question of kind choice needs `choices:`');
      else if (question.answer !== undefined && !question.choices.includes(String(question.answer))) {
        report([...here, 'answer'], `found '${question.answer}', expected one of the choices`);
      }
    }
    if (question.kind === 'number' && question.answer !== undefined && typeof question.answer !== 'number') {
      report([...here, 'answer'], `found '${question.answer}', expected a number`);
    }
  });
}

function checkGuide(raw: RawLab, guide: string, at: (name: string, line: number, message: string) => void): void {
  const lines = guide.split('\n');
  const found = new Map<string, number>();
  lines.forEach((line, index) => {
    for (const match of line.matchAll(/<Step\b[^>]*\bid="([^"]*)"/g)) {
      const id = match[1];
      if (!raw.steps.some((step) => step.id === id)) {
        at(
          'guide.mdx',
          index + 1,
          `<Step id="${id}"/> names no step of lab.yaml; there are ${raw.steps.map((step) => step.id).join(', ')}`,
        );
      } else if (found.has(id))
        at('guide.mdx', index + 1, `<Step id="${id}"/> stands a second time (first in line ${found.get(id)})`);
      found.set(id, index + 1);
    }
  });
  for (const step of raw.steps) {
    if (!found.has(step.id)) at('guide.mdx', 1, `no <Step id="${step.id}"/>, expected one for every step of lab.yaml`);
  }
}
