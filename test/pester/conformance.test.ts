/** The recordings of the real module: every console line and the run object. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { type PesterCase, type PesterCaseOutcome, runPesterCase } from '../../engine/pester';
import { caseSurroundings } from './case-surroundings';

const cases = JSON.parse(readFileSync('test/conformance/pester/cases.json', 'utf8')) as Array<
  PesterCase & PesterCaseOutcome
>;

for (const one of cases) {
  test(one.id, async () => {
    const make = await caseSurroundings();
    const outcome = runPesterCase(one, make);
    expect(outcome.detailed).toEqual(one.detailed);
    expect(outcome.normal).toEqual(one.normal);
    expect(outcome.result).toEqual(one.result);
  });
}
