/** Pipelines of a whole session. */
import { describe, expect, test } from 'vitest';
import { makeRegistry, transcript } from '../../language/transcript';

const registry = await makeRegistry();
const run = (code: string, width = 120): string[] =>
  transcript(registry, code, width)
    .map((line) => line.trimEnd())
    .filter((line) => line !== '');

describe('ForEach-Object and Where-Object with names of members', () => {
  test.each([
    ['\'a b\'|% Split|% {"<$_>"}', ['<a>', '<b>']],
    ['[pscustomobject]@{ab=1}|% a*', ['1']],
    ["'abc'|% Sub* 1", ['bc']],
    [
      "'x'|% ToUpper -WhatIf",
      ['What if: Performing the operation "Invoke method \'ToUpper\'" on target "InputObject: x".'],
    ],
    ['@{a=1},@{a=2}|? a -eq 2|% a', ['2']],
    ["[pscustomobject]@{n='abc'}|? n -match b|% {$Matches[0]}", ['b']],
    ['$null|% a', []],
  ])('%s', (code, lines) => {
    expect(run(code)).toEqual(lines);
  });
  test.each([
    [
      '[pscustomobject]@{ab=1;ac=2}|% a*',
      'AmbiguousPropertyOrMethodName,Microsoft.PowerShell.Commands.ForEachObjectCommand',
    ],
    ["'abc'|% Foo 1", 'MethodNotFound,Microsoft.PowerShell.Commands.ForEachObjectCommand'],
    ["'abc'|% Substring 10", 'MethodInvocationError,Microsoft.PowerShell.Commands.ForEachObjectCommand'],
    ['[pscustomobject]@{n=1}|? n -gt abc', 'OperatorFailed,Microsoft.PowerShell.Commands.WhereObjectCommand'],
    ["'x'|? n -match '['", 'BadOperatorArgument,Microsoft.PowerShell.Commands.WhereObjectCommand'],
    ['1|? n 1', 'OperatorNotSpecified,Microsoft.PowerShell.Commands.WhereObjectCommand'],
    ['1|? n -eq', 'ValueNotSpecifiedForWhereObject,Microsoft.PowerShell.Commands.WhereObjectCommand'],
  ])('%s', (code, id) => {
    expect(run(code).at(-1)).toBe(`    + FullyQualifiedErrorId : ${id}`);
  });
});

test('errors of the command line name the command, not the alias', () => {
  expect(run('1|sort -foo')[0]).toBe("Sort-Object : A parameter cannot be found that matches parameter name 'foo'.");
});

test('a method without its call shows its overloads', () => {
  expect(run("'abc'.Substring")).toEqual([
    'OverloadDefinitions',
    '-------------------',
    'string Substring(int startIndex)',
    'string Substring(int startIndex, int length)',
  ]);
});

test('type data stay in their session', () => {
  expect(
    run('Update-TypeData -TypeName System.Int32 -MemberName Foo -MemberType ScriptProperty -Value {42};(5).Foo'),
  ).toEqual(['42']);
  expect(run('(5).Foo -eq $null')).toEqual(['True']);
});

test('an error that ends its command has the place of the command', () => {
  expect(run("Write-Error 'a' -EA Stop").slice(0, 2)).toEqual(["Write-Error 'a' -EA Stop : a", 'At line:1 char:1']);
  expect(run("Write-Error 'a'")[1]).toBe(
    '    + CategoryInfo          : NotSpecified: (:) [Write-Error], WriteErrorException',
  );
});
test('Set-PSDebug -Off', () => {
  expect(run("Set-PSDebug -Off;'ok'")).toEqual(['ok']);
});
