import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import type { HostUI } from '../../../engine/language/host';
import type { CommandRegistry } from '../../../engine/language/runtime/command-registry';
import { drive } from '../../../engine/language/runtime/drive';
import { Runspace } from '../../../engine/language/runtime/runspace';
import { completionOf } from '../../../engine/session/completion';
import { LineUI, makeRegistry, TestTime } from '../transcript';

interface CompletionCase {
  readonly id: string;
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

/** Variables of 5.1 that the engine the answers come from no longer has. */
const onlyIn51 = new Set(['Alias', 'Drive', 'Error', 'Function', 'Variable'].map((kind) => `$Maximum${kind}Count`));

describe('completion in a running session', () => {
  let registry: CommandRegistry;
  const runspaces = new Map<string, Runspace>();
  const runspaceOf = (setup: string): Runspace => {
    let runspace = runspaces.get(setup);
    if (runspace === undefined) {
      runspace = new Runspace({
        registry,
        ui: new LineUI(120) as unknown as HostUI,
        time: new TestTime(),
        interactive: false,
      });
      if (setup !== '') drive(runspace.run(setup), { stopAfterPauses: 60_000 });
      runspaces.set(setup, runspace);
    }
    return runspace;
  };
  beforeAll(async () => {
    registry = await makeRegistry();
  });
  test.each(cases)('$id', ({ setup, code, cursor, texts, replacementIndex, replacementLength }) => {
    const list = completionOf(runspaceOf(setup ?? '')).complete(code, cursor);
    const found = list.matches
      .map((m) => m.completionText)
      .filter((text) => !onlyIn51.has(text) || texts.includes(text));
    expect(ordered(found)).toEqual(ordered(texts));
    if (texts.length === 0) return;
    expect([list.replacementIndex, list.replacementLength]).toEqual([replacementIndex, replacementLength]);
  });

  test('19 of 20 answers take less than 20 ms', () => {
    const times: number[] = [];
    for (const { setup, code, cursor } of cases) {
      const completer = completionOf(runspaceOf(setup ?? ''));
      const start = performance.now();
      completer.complete(code, cursor);
      times.push(performance.now() - start);
    }
    times.sort((a, b) => a - b);
    expect(times[Math.floor(times.length * 0.95)]).toBeLessThan(20);
  });
});
