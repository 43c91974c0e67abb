import { expect, it } from 'vitest';
import { makeRegistry, transcript } from '../transcript';

/** Commands, syntax trees and written numbers as scripts see them. */
const registry = await makeRegistry();
const lines = (code: string): string[] => transcript(registry, code).map((line) => line.trimEnd());

it('keeps the text of a number for a parameter without a type, and its value', () => {
  expect(lines('function f($a){"$a";$a+1;$a.GetType().Name}; f 007')).toEqual(['007', '8', 'Int32']);
  expect(lines('function f([int]$a){$a}; f 007')).toEqual(['7']);
  expect(lines('Write-Output .5 1kb 12')).toEqual(['.5', '1kb', '12']);
});

it('gives the syntax tree of a block', () => {
  const block = '$s={param($x,[int]$y=3) $x;"t"};';
  expect(lines(`${block}$s.Ast.ParamBlock.Parameters[1].Name.VariablePath.UserPath`)).toEqual(['y']);
  expect(lines(`${block}$s.Ast.ParamBlock.Parameters[1].DefaultValue.Value`)).toEqual(['3']);
  expect(lines(`${block}$s.Ast.EndBlock.Statements.Count`)).toEqual(['2']);
  const find = '$s.Ast.FindAll({$args[0] -is [System.Management.Automation.Language.VariableExpressionAst]},$true)';
  expect(lines(`${block}${find}|%{$_.Extent.Text}`)).toEqual(['$x', '$y', '$x']);
  expect(
    lines('$s={1;{2}};$p={$args[0].GetType().Name -eq "ConstantExpressionAst"};@($s.Ast.FindAll($p,$false)).Count'),
  ).toEqual(['1']);
});

it('tells the parameters and sets of a command', () => {
  const made =
    "function g{[CmdletBinding(DefaultParameterSetName='A')]param([Parameter(ParameterSetName='A',Mandatory)][string]$P,[Parameter(ParameterSetName='B')][int]$Q)};$c=Get-Command g;";
  expect(lines(`${made}$c.ParameterSets|%{"$($_.Name) $($_.IsDefault)"}`)).toEqual(['A True', 'B False']);
  expect(lines(`${made}$c.Parameters['Q'].ParameterType.Name`)).toEqual(['Int32']);
  expect(lines(`${made}$c.Parameters['P'].Attributes[0].Mandatory`)).toEqual(['True']);
  expect(lines(`${made}$c.DefaultParameterSet`)).toEqual(['A']);
});

it('has the functions of a new session, without module and version', () => {
  expect(
    lines('Get-Command mkdir,more,help,prompt,Clear-Host|%{"$($_.Name) $($_.CommandType) [$($_.Source)]"}'),
  ).toEqual(['mkdir', 'more', 'help', 'prompt', 'Clear-Host'].map((name) => `${name} Function []`));
  expect(lines("'a','b'|more")).toEqual(['a', 'b']);
});

it('lists a module after its first command', () => {
  expect(lines("'x'|Measure-Object|Out-Null;(Get-Module).Name")).toContain('Microsoft.PowerShell.Utility');
});

it('breaks help between words within the width', () => {
  const help = transcript(registry, 'Get-Help Get-Process', 60).map((line) => line.trimEnd());
  expect(help.every((line) => line.length < 60)).toBe(true);
  expect(help.join(' ').replace(/ +/g, ' ')).toContain('[-ComputerName <string[]>]');
});
