import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { runScreen, type ScreenCase, type ScreenResult } from '../../engine/console/screens';
import { scriptedEnvironment } from './scripted-shell';

interface Golden extends ScreenCase, Omit<ScreenResult, 'id'> {
  note?: string;
}

const cases = JSON.parse(readFileSync('test/conformance/console.json', 'utf8')) as Golden[];

const run = (golden: Golden): ScreenResult => runScreen(golden, scriptedEnvironment);

/** Compares what a case records with what our console shows. */
function compare(golden: Golden, ours: ScreenResult): void {
  if (golden.lines) {
    // Blanks at the end count where a text is wrapped, not in the pane.
    expect(ours.lines).toEqual(golden.lines);
    return;
  }
  expect(ours.screen).toEqual(golden.screen);
  expect(ours.cursor).toEqual(golden.cursor);
  if (golden.editor === false) expect(ours.editor).toBe(false);
  else {
    expect(ours.buffer).toBe(golden.buffer);
    expect(ours.bufferCursor).toBe(golden.bufferCursor);
  }
  expect(ours.selection).toEqual(golden.selection);
  expect(ours.bells ?? 0).toBe(golden.bells ?? 0);
  expect(ours.clipboardAfter).toBe(golden.clipboardAfter);
  if (golden.trace) expect(ours.trace).toEqual(golden.trace);
  if (golden.colors) expect(ours.colors).toEqual(golden.colors);
}

/** Cases that run PowerShell itself; they wait for the interpreter and its completion. */
const pending = new Set([
  'burst-block',
  'tab-variable-in-string',
  'tab-member',
  'tab-operator',
  'tab-hash-number',
  'tab-hash-text',
  'multi-brace',
  'multi-herestring',
  'multi-pipe',
  'multi-backtick',
  'multi-operator',
  'multi-shift-enter',
  'multi-enter-in-middle',
  'tab-quoted-value',
  'tab-alias-typed',
  'get-history',
  'confirm-whatif',
  'confirm-false',
  'should-continue',
  'stop-pipeline',
  'out-newline-end',
  'out-write-host-lines',
  'out-two-statements',
  'out-tab-char',
  'out-backspace',
]);

describe('console conformance', () => {
  for (const golden of cases) {
    const test = pending.has(golden.id) ? it.todo : it;
    test(golden.id, () => compare(golden, run(golden)));
  }

  it('has no pending case that does not exist', () => {
    const ids = new Set(cases.map((golden) => golden.id));
    expect([...pending].filter((id) => !ids.has(id))).toEqual([]);
  });
});
