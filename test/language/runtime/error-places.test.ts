import { beforeAll, describe, expect, it } from 'vitest';
import { Catalog, prepareEngine, runTranscripts } from '../../../engine/index';
import { readLabsFolder } from '../../session/labs-folder';

let catalog: Catalog;
beforeAll(async () => {
  await prepareEngine();
  catalog = new Catalog(readLabsFolder());
});

function lines(code: string): string[] {
  return runTranscripts(catalog, [{ id: 'a', code, width: 200 }], { world: 'two-hosts', host: 'HV01' })[0]!.lines;
}
const mark = (code: string): string | undefined => lines(code).find((line) => /^\+ +~+$/.test(line));
const category = (code: string): string | undefined => lines(code).find((line) => line.includes('CategoryInfo'));

describe('where an error is placed', () => {
  it.each([
    ["@([int]'x').Count", 17],
    ["([int]'x')", 10],
    ['@(1)[0].y()', 11],
  ])('%s: at the whole statement, since an expression in brackets is no statement', (code, width) => {
    expect(mark(code)).toBe(`+ ${'~'.repeat(width)}`);
  });
  it('an unknown type: at its name', () => {
    expect(mark('1; [nosuch]::x')).toBe('+    ~~~~~~~~');
  });
});

describe('what an error record says', () => {
  it.each([
    ["$ErrorActionPreference = 'Stop'; [int]'x'", 'InvalidArgument: (:) [], ParentContainsErrorRecordException'],
    ["$ErrorActionPreference = 'Stop'; throw 'x'", 'OperationStopped: (x:String) [], RuntimeException'],
    ["[int]$v = 'x'", 'MetadataError: (:) [], ArgumentTransformationMetadataException'],
    ["function f { param([int]$v) $v = 'x' }; f", 'InvalidArgument: (:) [], RuntimeException'],
    ['Set-StrictMode -Version 2; (1).foo', 'NotSpecified: (:) [], PropertyNotFoundException'],
    ['$a = 1, 2; $a[3] = 1', 'OperationStopped: (:) [], IndexOutOfRangeException'],
    ['[nosuch]', 'InvalidOperation: (nosuch:TypeName) [], RuntimeException'],
  ])('%s', (code, text) => {
    expect(category(code)).toContain(text);
  });
  it('attributes that the value refuses are not added', () => {
    expect(lines('[ValidateRange(1,3)]$v = 7')[0]).toBe(
      'The attribute cannot be added because variable v with value 7 would no longer be valid.',
    );
  });
});

it('a format that fails has no exception inside', () => {
  expect(lines("try { '{1}' -f 1 } catch { $null -eq $_.Exception.InnerException }")).toEqual(['True']);
});

describe('arguments', () => {
  it.each([
    ['function f($x, $y = 5) { "x=$x y=$y a=$args" }; f -q 4', 'x= y=5 a=-q 4'],
    ['switch ($null) { "" { "empty" } }', 'empty'],
    ['function f { [CmdletBinding()] param() 1/0 }; f -ErrorAction SilentlyContinue -ErrorVariable ev; $ev.Count', '1'],
  ])('%s', (code, text) => {
    expect(lines(code)).toEqual([text]);
  });
  it('have no place where a parameter names its set', () => {
    const code = 'function f { [CmdletBinding()] param([Parameter(ParameterSetName="A")]$x) $x }; f 1';
    expect(lines(code)[0]).toBe("f : A positional parameter cannot be found that accepts argument '1'.");
  });
});
