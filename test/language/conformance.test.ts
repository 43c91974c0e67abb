/**
 * What the real programs printed for some thousands of snippets: each runs in a fresh session, and each must come out the same,
 * but for the ids in test/conformance/pending.json. A case in that list must fail: when it passes, it leaves the list.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { makeRegistry, transcript } from './transcript';

interface Case {
  id: string;
  area: string;
  code: string;
  width?: number;
  out: string[];
}

/** File -> reason -> ids. */
type Pending = Record<string, Record<string, string[]>>;

const folder = new URL('../conformance/', import.meta.url);
const read = <T>(name: string): T => JSON.parse(readFileSync(new URL(name, folder), 'utf8')) as T;
const pending = read<Pending>('pending.json');
const registry = await makeRegistry();

function trimmed(lines: readonly string[]): string[] {
  const result = lines.map((line) => line.replace(/\s+$/, ''));
  while (result.length > 0 && result[result.length - 1] === '') result.pop();
  return result;
}

const update = process.env.UPDATE_PENDING === '1';
const updated: Pending = {};

describe.each(['language', 'utility', 'formatting'])('%s', (file) => {
  it('prints what the real program printed', () => {
    const cases = read<Case[]>(`${file}.json`);
    const waiting = new Set(Object.values(pending[file] ?? {}).flat());
    const counts = new Map<string, [number, number]>();
    const wrong: string[] = [];
    const healed: string[] = [];
    const failing = new Map<string, string[]>();
    for (const { id, area, code, width, out } of cases) {
      let lines: string[];
      try {
        lines = transcript(registry, code, width);
      } catch (error) {
        lines = [`crash: ${error instanceof Error ? error.stack : String(error)}`];
      }
      const good = JSON.stringify(trimmed(lines)) === JSON.stringify(trimmed(out));
      const count = counts.get(area) ?? [0, 0];
      count[1]++;
      if (good) count[0]++;
      counts.set(area, count);
      if (good && waiting.has(id)) healed.push(id);
      if (!good) failing.set(area, [...(failing.get(area) ?? []), id]);
      if (!good && !waiting.has(id)) {
        wrong.push(`${id}\n  ${code}\n  wanted ${JSON.stringify(out)}\n  got    ${JSON.stringify(lines)}`);
      }
    }
    const total = [...counts.values()].reduce(([a, b], [c, d]) => [a + c, b + d], [0, 0]);
    const areas = [...counts].map(([area, [right, all]]) => `${area} ${right}/${all}`);
    console.log(`${file}: ${total[0]}/${total[1]} (${areas.join(', ')})`);
    if (update) {
      updated[file] = Object.fromEntries([...failing].map(([area, ids]) => [`${area}: not looked into yet`, ids]));
      writeFileSync(new URL('pending.json', folder), `${JSON.stringify({ ...pending, ...updated }, null, 1)}\n`);
      return;
    }
    expect(healed, 'these pass now: take them out of pending.json').toEqual([]);
    expect(wrong, wrong.join('\n')).toEqual([]);
  });
});
