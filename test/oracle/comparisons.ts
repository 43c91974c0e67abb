/** What `npm run oracle` compares: generated cases, and a judgement of our answer against the real engine's. */

import { Catalog, prepareEngine, runTranscripts } from '../../engine/index';
import { parseShape } from '../../engine/language/parsing/oracle-shape';
import { parse } from '../../engine/language/parsing/parser';
import { comparable } from './console-lines';
import { expressionProbes } from './expression-probes';
import { parseMutations } from './parse-mutations';
import { statementPrograms } from './statement-programs';

export interface OracleCase {
  id: string;
  code?: string;
  width?: number;
  value?: string;
  type?: string;
}

await prepareEngine();

export interface Comparison {
  /** Mode of the oracle. */
  mode: 'parse' | 'run' | 'convert';
  name: string;
  generate(seed: number, count: number): OracleCase[];
  /** Null where both agree, or a sentence that says where they do not. */
  judge(entry: OracleCase, answer: Record<string, unknown> | undefined): string | null;
}

/** `readFileSync` is passed in, so that this file can be bundled for any surroundings. */
export function comparisons(readFile: (path: string, encoding: 'utf8') => string): Comparison[] {
  const codes = (name: string): string[] =>
    (JSON.parse(readFile(`test/conformance/${name}.json`, 'utf8')) as { code: string }[]).map((entry) => entry.code);
  const texts = ['language', 'utility', 'formatting'].flatMap(codes);
  const world = 'labs/worlds/two-hosts.yaml';
  const catalog = new Catalog({ 'worlds/two-hosts.yaml': readFile(world, 'utf8') });
  const printed: Comparison['judge'] = (entry, answer) => {
    if (answer === undefined || answer.error !== undefined) return null;
    const [ours] = runTranscripts(catalog, [{ id: entry.id, code: entry.code ?? '', width: entry.width }], {
      world: 'two-hosts',
    });
    const mine = comparable(ours!.lines);
    const real = comparable(answer.lines as string[]);
    const at = mine.findIndex((line, index) => line !== real[index]);
    if (at < 0 && mine.length === real.length) return null;
    const line = at < 0 ? mine.length : at;
    return `line ${line + 1}: ours ${mine[line]}, real ${real[line]}`;
  };
  return [
    {
      mode: 'run',
      name: 'small programs as the console shows them',
      generate: (seed, count) => statementPrograms(seed, count).map((entry) => ({ ...entry, width: 1000 })),
      judge: printed,
    },
    {
      mode: 'run',
      name: 'expressions, one in a program',
      generate: (seed, count) => expressionProbes(seed, count, 1).map(({ id, code }) => ({ id, code, width: 1000 })),
      judge: printed,
    },
    {
      mode: 'parse',
      name: 'tokens, errors and syntax trees of mutated programs',
      generate: (seed, count) => parseMutations(texts, seed, count).slice(0, count),
      judge: (entry, answer) => {
        if (answer === undefined) return 'the oracle did not answer';
        const ours = parseShape(parse(entry.code ?? ''));
        for (const part of ['errors', 'tokens', 'ast'] as const) {
          const mine = JSON.stringify(ours[part]);
          const real = JSON.stringify(answer[part]);
          if (mine !== real) return `${part}: ours ${around(mine, real)}, real ${around(real, mine)}`;
        }
        return null;
      },
    },
  ];
}

/** The place where two texts part, with a little before it. */
function around(text: string, other: string): string {
  let at = 0;
  while (at < text.length && text[at] === other[at]) at++;
  return `...${text.slice(Math.max(0, at - 40), at + 60)}`;
}
