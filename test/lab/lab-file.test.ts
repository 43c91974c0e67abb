import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { partsOf } from '../../engine/lab/check-step';
import { LAB_SCHEMA, loadLab } from '../../engine/lab/lab-file';
import { readLabsFolder } from '../session/labs-folder';

/** The files of one lab of the repository. */
function filesOf(lab: string): Record<string, string> {
  const files: Record<string, string> = {};
  for (const [path, text] of Object.entries(readLabsFolder())) {
    if (path.startsWith(`${lab}/`)) files[path.slice(lab.length + 1)] = text;
  }
  return files;
}

describe('a lab folder', () => {
  it('has a schema for the author’s editor that is the one the reader uses', () => {
    const file = readFileSync(join(import.meta.dirname, '../../labs/lab.schema.json'), 'utf8');
    expect(JSON.parse(file)).toEqual(JSON.parse(JSON.stringify(LAB_SCHEMA)));
  });

  it.each([
    [
      'a step without a Describe',
      (files: Record<string, string>) => ({
        ...files,
        'checks.Tests.ps1': files['checks.Tests.ps1'].replaceAll('prove-it', 'prove'),
      }),
      /checks\.Tests\.ps1:1:1: no block Describe 'prove-it'/,
    ],
    [
      'a step twice in the guide',
      (files: Record<string, string>) => ({ ...files, 'guide.mdx': `${files['guide.mdx']}\n<Step id="prove-it" />\n` }),
      /guide\.mdx:\d+:1: <Step id="prove-it"\/> stands a second time/,
    ],
    [
      'a step that does not exist',
      (files: Record<string, string>) => ({ ...files, 'guide.mdx': `${files['guide.mdx']}\n<Step id="nope" />\n` }),
      /<Step id="nope"\/> names no step/,
    ],
    [
      'a mistake without its expectation',
      (files: Record<string, string>) => ({ ...files, 'mistakes/new.ps1': 'Get-VM\n' }),
      /mistakes\/new\.ps1:1:1: the first line must be a comment/,
    ],
    [
      'an unknown key',
      (files: Record<string, string>) => ({ ...files, 'lab.yaml': files['lab.yaml'].replace('minutes:', 'minuets:') }),
      /lab\.yaml:5:1: .*minuets/,
    ],
    [
      'a wrong id',
      (files: Record<string, string>) => ({
        ...files,
        'lab.yaml': files['lab.yaml'].replace('id: enable-sriov', 'id: other'),
      }),
      /lab\.yaml:2:5: found 'other', expected 'enable-sriov'/,
    ],
    [
      'no answer to a question',
      (files: Record<string, string>) => ({
        ...files,
        'lab.yaml': files['lab.yaml'].replace(/ {8}expression: .*\n/, ''),
      }),
      /no right answer; expected `answer:` or `expression:`/,
    ],
  ])('is refused for %s, with the place', (_what, change, message) => {
    const { lab, problems } = loadLab('enable-sriov', change(filesOf('enable-sriov')));
    expect(lab).toBeNull();
    expect(
      problems.map((problem) => `${problem.file}:${problem.line}:${problem.column}: ${problem.message}`).join('\n'),
    ).toMatch(message);
  });

  it('changes its hash with any of its files', () => {
    const files = filesOf('enable-sriov');
    const before = loadLab('enable-sriov', files).lab?.contentHash;
    expect(loadLab('enable-sriov', files).lab?.contentHash).toBe(before);
    expect(loadLab('enable-sriov', { ...files, 'setup.ps1': `${files['setup.ps1']}\n` }).lab?.contentHash).not.toBe(
      before,
    );
  });
});

describe('a failure', () => {
  it.each([
    ['Expected $true, because it is new, but got $false.', '$true', '$false', 'it is new'],
    ['Expected 5, but got 4.', '5', '4', null],
    [
      "Expected like wildcard '*X520*' to match 'Broadcom', because the other adapter has none, but it did not match.",
      "like wildcard '*X520*' to match 'Broadcom'",
      'it did not match',
      'the other adapter has none',
    ],
    [
      "Expected strings to be the same, because VM01 needs it, but they were different.\nExpected length: 3\nActual length:   0\nStrings differ at index 0.\nExpected: 'IOV'\nBut was:  ''\n           ^",
      "'IOV'",
      "''",
      'VM01 needs it',
    ],
  ])('is taken apart: %s', (message, wanted, found, because) => {
    expect(partsOf(message)).toEqual({ wanted, found, because });
  });
});
