import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { complete } from '../../../engine/language/completion/complete';
import { StaticSession } from './static-session';

interface CompletionCase {
  readonly id: string;
  readonly area: string;
  readonly setup?: string;
  readonly code: string;
  readonly cursor: number;
  readonly replacementIndex?: number;
  readonly replacementLength?: number;
  readonly texts: readonly string[];
}

const cases: CompletionCase[] = JSON.parse(readFileSync('test/conformance/completion.json', 'utf8'));

/** The keys of a hash table come behind its methods, in an order of their own. */
function ordered(texts: readonly string[]): string[] {
  const item = texts.indexOf('Item(');
  return item < 0 ? [...texts] : [...texts.slice(0, item + 1), ...texts.slice(item + 1).sort()];
}

describe('completion as Windows PowerShell offers it', () => {
  const sessions = new Map<string, StaticSession>();
  for (const item of cases) {
    const setup = item.setup ?? '';
    // Classes are made by running their text.
    if (item.area === 'class') continue;
    test(item.id, () => {
      const session = sessions.get(setup) ?? new StaticSession(setup);
      sessions.set(setup, session);
      const list = complete(item.code, item.cursor, session);
      expect(ordered(list.matches.map((m) => m.completionText))).toEqual(ordered(item.texts));
      if (item.texts.length === 0) return;
      expect([list.replacementIndex, list.replacementLength]).toEqual([item.replacementIndex, item.replacementLength]);
    });
  }
});
