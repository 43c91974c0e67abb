import { beforeAll, describe, expect, it } from 'vitest';
import { Catalog, prepareEngine, verifyLabs } from '../../engine/index';
import { readLabsFolder } from '../session/labs-folder';

let catalog: Catalog;
beforeAll(async () => {
  await prepareEngine();
  catalog = new Catalog(readLabsFolder());
});

describe('labs from both sides', () => {
  const names = new Catalog(readLabsFolder()).labNames();
  it('finds the three labs of the chapter', () =>
    expect(names).toEqual(expect.arrayContaining(['check-your-server', 'enable-sriov', 'live-migrate'])));
  for (const name of names) {
    it(`${name}: the start fails, solutions pass, every mutant and mistake is noticed`, () => {
      const [result] = [...verifyLabs(catalog, [name])];
      expect(result?.findings.filter((finding) => !finding.good)).toEqual([]);
      expect(result?.mutants).toBeGreaterThan(0);
      expect(result?.killed).toBe(result?.mutants);
    });
  }

  it('notices a check that cannot fail, and a solution whose statement does nothing', () => {
    const files = readLabsFolder();
    const weak = {
      ...files,
      'enable-sriov/checks.Tests.ps1': (files['enable-sriov/checks.Tests.ps1'] ?? '').replace(
        /It '/,
        "It 'always right' { 1 | Should -Be 1 }\n    It '",
      ),
    };
    const [result] = [...verifyLabs(new Catalog(weak), ['enable-sriov'])];
    expect(result?.good).toBe(false);
    expect(result?.findings.some((finding) => /never fails/.test(finding.message))).toBe(true);
  });
});
