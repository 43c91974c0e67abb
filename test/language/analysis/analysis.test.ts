import { expect, test } from 'vitest';
import { diagnose } from '../../../engine/language/analysis/diagnostics';
import { hover, parameterHints } from '../../../engine/language/analysis/hover';
import { StaticSession } from '../completion/static-session';

const session = new StaticSession(
  'function Get-Zeta{[CmdletBinding()]param([Parameter(Mandatory,Position=0)][string]$Name,[Parameter(Position=1)][int]$Number,[switch]$Nice,[switch]$Number2)}; $zen = "text"',
);

test('parse errors come alone', () => {
  expect(diagnose('Get-Nothing (', session).map((d) => [d.severity, d.id])).toEqual([
    ['error', 'ExpectedExpression'],
    ['error', 'MissingEndParenthesisInExpression'],
  ]);
});

test.each([
  ['Get-Zeta x', []],
  ['Get-Zeto x', [['CommandNotFoundException', 'Get-Zeto']]],
  ['Get-Zeta -Nmae x', [['NamedParameterNotFound', '-Nmae']]],
  ['Get-Zeta -N x', [['AmbiguousParameter', '-N']]],
  ['function Get-Own($A) {}; Get-Own -B 1', []],
  ['& $zen; .\\run.ps1; C:\\x.exe', []],
  ['select Name', []],
])('%s', (code, expected) => {
  expect(diagnose(code, session).map((d) => [d.id, code.slice(d.start, d.end)])).toEqual(expected);
});

test('messages are those of running the command', () => {
  expect(diagnose('Get-Zeta -Nmae x', session)[0].message).toBe(
    "A parameter cannot be found that matches parameter name 'Nmae'.",
  );
  expect(diagnose('Get-Zeta -N x', session)[0].message).toBe(
    "Parameter cannot be processed because the parameter name 'N' is ambiguous. Possible matches include: -Name -Number -Nice -Number2.",
  );
});

test('hover', () => {
  expect(hover('Get-Zeta x', 3, session)?.lines).toEqual([
    'Get-Zeta [-Name] <string> [[-Number] <int>] [-Nice] [-Number2] [<CommonParameters>]',
  ]);
  expect(hover('Get-Zeta -Name x', 11, session)?.lines).toEqual(['-Name <string>', 'Required', 'Position 0']);
  expect(hover('$zen', 2, session)?.lines).toEqual(['[string]$zen']);
  expect(hover('fl', 1, session)?.lines[0]).toBe('fl -> Format-List');
  expect(hover('1 + 2', 1, session)).toBeUndefined();
});

test('parameter hints follow the arguments', () => {
  const at = (code: string) => parameterHints(code, code.length, session)?.activeParameter;
  expect(at('Get-Zeta ')).toBe('Name');
  expect(at('Get-Zeta x ')).toBe('Number');
  expect(at('Get-Zeta -Number ')).toBe('Number');
  expect(at('Get-Zeta -Number 1 ')).toBe('Name');
  expect(at('1; ')).toBeUndefined();
});
