/** The recordings of the real module: every console line and the run object. */
import { readFileSync } from 'node:fs';
import { beforeAll, expect, test } from 'vitest';
import { Catalog, type PesterCase, prepareEngine, runPesterCases } from '../../engine';
import type { PesterCaseOutcome } from '../../engine/pester';
import { readLabsFolder } from '../session/labs-folder';

const cases = JSON.parse(readFileSync('test/conformance/pester/cases.json', 'utf8')) as Array<
  PesterCase & PesterCaseOutcome
>;
let catalog: Catalog;

beforeAll(async () => {
  await prepareEngine();
  catalog = new Catalog(readLabsFolder());
});

test.each(cases.map((one) => [one.id, one] as const))('%s', (_id, one) => {
  const [outcome] = runPesterCases(catalog, [one], { world: 'two-hosts' });
  expect(outcome.detailed).toEqual(one.detailed);
  expect(outcome.normal).toEqual(one.normal);
  expect(outcome.result).toEqual(one.result);
});
