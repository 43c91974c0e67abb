import { existsSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { ParseFrontMatter } from '@docusaurus/types';
import { parse } from 'yaml';

/** The parts of `lab.yaml` that a page shows before the engine is there. The engine reads and checks the whole file. */
export interface LabSummary {
  id: string;
  title: string;
  chapter?: string;
  minutes?: number;
  world?: string;
  /** The console that opens first. */
  host?: string;
  summary?: string;
  steps: { id: string; title: string; hints: number; questions: QuestionSummary[] }[];
}

/** A question as the page asks it; what is right stays in the engine. */
export interface QuestionSummary {
  id: string;
  kind: 'choice' | 'number' | 'text';
  text: string;
  choices?: string[];
  unit?: string;
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);
const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);

function question(value: unknown): QuestionSummary[] {
  if (!isRecord(value) || typeof value.id !== 'string') return [];
  const kind = value.kind ?? value.type;
  const choices = list(value.choices).map((c) => (isRecord(c) ? String(c.text ?? c.id) : String(c)));
  return [
    {
      id: value.id,
      kind: kind === 'number' || kind === 'text' ? kind : choices.length > 0 ? 'choice' : 'text',
      text: text(value.text) ?? text(value.question) ?? text(value.title) ?? value.id,
      ...(choices.length > 0 ? { choices } : {}),
      ...(text(value.unit) ? { unit: text(value.unit) } : {}),
    },
  ];
}

/** Reads a lab's folder. A file that cannot be read is the engine's to report, with line and column. */
export function readLab(folder: string): LabSummary | undefined {
  const file = join(folder, 'lab.yaml');
  if (!existsSync(file)) return undefined;
  const data: unknown = parse(readFileSync(file, 'utf8'));
  if (!isRecord(data)) return undefined;
  const id = basename(folder);
  return {
    id,
    title: text(data.title) ?? id,
    chapter: text(data.chapter),
    minutes: typeof data.minutes === 'number' ? data.minutes : undefined,
    world: text(data.world),
    host: text(data.host),
    summary: text(data.summary) ?? text(data.description),
    steps: list(data.steps)
      .filter(isRecord)
      .map((step) => ({
        id: String(step.id),
        title: text(step.title) ?? String(step.id),
        hints: list(step.hints).length,
        questions: list(step.questions).flatMap(question),
      })),
  };
}

/**
 * Gives every `labs/<id>/guide.mdx` the front matter of a page, from its `lab.yaml`: so a guide is only text, and the
 * same file can be read as a page of its own and inside a chapter.
 */
export const parseLabFrontMatter: ParseFrontMatter = async (params) => {
  const result = await params.defaultParseFrontMatter(params);
  if (basename(params.filePath) !== 'guide.mdx') return result;
  const lab = readLab(dirname(params.filePath));
  if (!lab) return result;
  return {
    ...result,
    frontMatter: {
      title: lab.title,
      slug: `/${lab.id}`,
      displayed_sidebar: null,
      hide_title: true,
      hide_table_of_contents: true,
      ...(lab.summary ? { description: lab.summary } : {}),
      ...result.frontMatter,
      bench: { world: lab.world ?? 'two-hosts', lab: lab.id },
    },
  };
};
