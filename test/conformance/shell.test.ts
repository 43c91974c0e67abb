import { readFileSync, writeFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { Catalog, completeCases, prepareEngine, runTranscripts } from '../../engine/index';
import { readLabsFolder } from '../session/labs-folder';

/**
 * What real shells printed, case by case, against ours: a fresh session each. Cases that are not reached yet stand in
 * pending.json under their file and what they wait for; one of them that passes makes the test fail, so that the list
 * never says more than is so. UPDATE_PENDING=1 writes the list anew and keeps the reasons that stand in it.
 */

/** File -> "area: what is missing" -> ids. */
type Pending = Record<string, Record<string, string[]>>;

interface Golden {
  id: string;
  area: string;
  code: string;
  width?: number;
  out: string[];
}
interface CompletionGolden {
  id: string;
  area: string;
  setup?: string;
  code: string;
  cursor: number;
  replacementIndex?: number;
  replacementLength?: number;
  texts: string[];
}

const read = <T>(name: string): T => JSON.parse(readFileSync(`test/conformance/${name}.json`, 'utf8')) as T;
const pending = read<Pending>('pending');
const waiting = (name: string): Set<string> => new Set(Object.values(pending[name] ?? {}).flat());
const surroundings = { world: 'two-hosts', host: 'HV01' };

/** Trailing blanks on a line and blank lines at the very end are not compared. */
function visible(lines: readonly string[]): string[] {
  const shown = lines.map((line) => line.trimEnd());
  while (shown[shown.length - 1] === '') shown.pop();
  return shown;
}

/** The list of a file written anew: ids that still fail under the reason they had, new ones under their area. */
function renew(name: string, failing: ReadonlyMap<string, string>): void {
  const reasons = new Map(Object.entries(pending[name] ?? {}).flatMap(([reason, ids]) => ids.map((id) => [id, reason])));
  const lists: Record<string, string[]> = {};
  for (const [id, area] of failing) (lists[reasons.get(id) ?? `${area}: not looked into yet`] ??= []).push(id);
  pending[name] = lists;
  writeFileSync('test/conformance/pending.json', `${JSON.stringify(pending, null, 2)}\n`);
}

let catalog: Catalog;
beforeAll(async () => {
  await prepareEngine();
  catalog = new Catalog(readLabsFolder());
});

for (const name of ['language', 'utility', 'formatting']) {
  const cases = read<Golden[]>(name);
  const open = waiting(name);
  describe(name, () => {
    const printed = new Map<string, string[]>();
    beforeAll(() => {
      const asked = cases.map(({ id, code, width }) => ({ id, code, width }));
      for (const { id, lines } of runTranscripts(catalog, asked, surroundings)) printed.set(id, lines);
    }, 300_000);
    for (const golden of cases.filter(({ id }) => !open.has(id))) {
      it(golden.id, () => expect(visible(printed.get(golden.id) ?? [])).toEqual(visible(golden.out)));
    }
    it('has no pending case that passes or does not exist', () => {
      if (process.env.UPDATE_PENDING === '1') {
        const failing = cases.filter(
          ({ id, out }) => JSON.stringify(visible(printed.get(id) ?? [])) !== JSON.stringify(visible(out)),
        );
        renew(name, new Map(failing.map(({ id, area }) => [id, area])));
        return;
      }
      const known = new Map(cases.map((golden) => [golden.id, golden]));
      const wrong = [...open].filter((id) => {
        const golden = known.get(id);
        if (golden === undefined) return true;
        return JSON.stringify(visible(printed.get(id) ?? [])) === JSON.stringify(visible(golden.out));
      });
      expect(wrong).toEqual([]);
    });
  });
}

describe('completion in a session', () => {
  const cases = read<CompletionGolden[]>('completion');
  const open = waiting('completion');
  /** The keys of a hash table come behind its methods, in an order of their own. */
  const ordered = (texts: readonly string[]): string[] => {
    const item = texts.indexOf('Item(');
    return item < 0 ? [...texts] : [...texts.slice(0, item + 1), ...texts.slice(item + 1).sort()];
  };
  const offered = new Map<string, { texts: string[]; index: number; length: number }>();
  beforeAll(() => {
    for (const found of completeCases(catalog, cases, surroundings)) {
      offered.set(found.id, {
        texts: found.matches.map((match) => match.completionText),
        index: found.replacementIndex,
        length: found.replacementLength,
      });
    }
  });
  for (const golden of cases.filter(({ id }) => !open.has(id))) {
    it(golden.id, () => {
      const found = offered.get(golden.id);
      expect(ordered(found?.texts ?? [])).toEqual(ordered(golden.texts));
      if (golden.texts.length === 0) return;
      expect([found?.index, found?.length]).toEqual([golden.replacementIndex, golden.replacementLength]);
    });
  }
  it('has no pending case that passes or does not exist', () => {
    const failing = cases.filter(({ id, texts }) => {
      return JSON.stringify(ordered(offered.get(id)?.texts ?? [])) !== JSON.stringify(ordered(texts));
    });
    if (process.env.UPDATE_PENDING === '1') {
      renew('completion', new Map(failing.map(({ id, area }) => [id, area])));
      return;
    }
    const still = new Set(failing.map(({ id }) => id));
    expect([...open].filter((id) => !still.has(id))).toEqual([]);
  });
});
