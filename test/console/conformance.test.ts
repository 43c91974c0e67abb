import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import type { ScreenCase, ScreenResult } from '../../engine/console/screens';
import { Catalog, prepareEngine, runScreenCases } from '../../engine/index';
import { readLabsFolder } from '../session/labs-folder';

interface Golden extends ScreenCase, Omit<ScreenResult, 'id'> {
  note?: string;
}

const cases = JSON.parse(readFileSync('test/conformance/console.json', 'utf8')) as Golden[];

let catalog: Catalog;
beforeAll(async () => {
  await prepareEngine();
  catalog = new Catalog(readLabsFolder());
});
const run = (golden: Golden): ScreenResult => runScreenCases(catalog, [golden], { world: 'two-hosts' })[0];

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

describe('console conformance', () => {
  for (const golden of cases) {
    it(golden.id, () => compare(golden, run(golden)));
  }
});
