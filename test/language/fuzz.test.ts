import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { LineHost } from '../../engine/console/line-host';
import { Catalog, prepareEngine } from '../../engine/index';
import { PipelineStoppedException } from '../../engine/language/runtime/control-flow';
import { LazyWorld } from '../../engine/session/cases';
import { driveUnattended, EndlessScript, makeRunspace } from '../../engine/session/shells';
import { randomSource } from '../oracle/parse-mutations';
import { readLabsFolder } from '../session/labs-folder';
import { exchangeTokens, expressionPrograms, runs } from './fuzz-programs';

/** Whatever is typed, only errors of PowerShell come out: never a mistake of ours, and never an end that does not come. */

let catalog: Catalog;
beforeAll(async () => {
  await prepareEngine();
  catalog = new Catalog(readLabsFolder());
});

/** Runs a program in a fresh session; true where it had to be stopped. */
function run(code: string, pauses = 200): { stopped: boolean; lines: string[] } {
  const ui = new LineHost(120);
  const lazy = new LazyWorld(catalog, 'two-hosts');
  const runspace = makeRunspace({
    running: lazy.get,
    machineName: 'HV01',
    userName: 'CONTOSO\\Administrator',
    ui,
    interactive: false,
    epoch: catalog.epochTicks('two-hosts'),
    started: () => lazy.started !== undefined,
  });
  let stopped = false;
  try {
    driveUnattended(runspace.run(code), lazy.get, 200_000, pauses);
  } catch (error) {
    if (!(error instanceof EndlessScript) && !(error instanceof PipelineStoppedException)) {
      throw new Error(`${(error as Error).message} in: ${code}`, { cause: error });
    }
    stopped = true;
  }
  ui.finish();
  return { stopped, lines: ui.lines };
}

const codes = ['language', 'utility', 'formatting'].flatMap((name) =>
  (JSON.parse(readFileSync(`test/conformance/${name}.json`, 'utf8')) as { code: string }[]).map(({ code }) => code),
);

describe('any program', () => {
  it('ends with the errors of PowerShell only, when tokens of real ones are exchanged', () => {
    fc.assert(
      fc.property(fc.nat(codes.length - 1), fc.nat(), (at, seed) => {
        const code = exchangeTokens(codes[at]!, randomSource(seed));
        if (runs(code)) run(code);
      }),
      { numRuns: 300 },
    );
  });

  it('ends with the errors of PowerShell only, for expressions of all kinds', () => {
    for (const code of expressionPrograms(20_161_012, 400)) run(code, 2000);
  });
});

describe('a program without an end', () => {
  it.each([
    'while ($true) { }',
    'for (;;) { }',
    'do { } until ($false)',
    '1 | ForEach-Object { while (1) { } }',
    'try { while ($true) { } } finally { 1 }',
    '1..3 | Sort-Object { while ($true) { } }',
  ])('can be stopped at a pause: %s', (code) => {
    expect(run(code).stopped).toBe(true);
  });

  it.each([
    'function f { f }; f',
    'function f($n) { f ($n + 1) }; f 0',
    '$s = { & $s }; & $s',
    'class A { [int] F() { return $this.F() } }; [A]::new().F()',
    'filter g { $_ | g }; 1 | g',
    "$x = 'Invoke-Expression $x'; Invoke-Expression $x",
  ])('that calls itself gives the error of call depth: %s', (code) => {
    expect(run(code).lines).toContain('The script failed due to call depth overflow.');
  });
});

describe('sizes that no memory holds', () => {
  it.each([
    "'abc'.PadLeft(2147483647).Length",
    "'a' * 2147483647",
    '@(1) * 2147483647',
    "[string]::new('a', 2147483647)",
  ])('%s', (code) => {
    expect(run(code).lines.join('\n')).toContain('System.OutOfMemoryException');
  });
});
