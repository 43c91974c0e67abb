/** What a whole session prints: objects of .NET and of the extended type system. */
import { expect, test } from 'vitest';
import { makeRegistry, transcript } from '../transcript';

const registry = await makeRegistry();
const run = (code: string, width = 120): string[] =>
  transcript(registry, code, width)
    .map((line) => line.trimEnd())
    .filter((line) => line !== '');

test('properties come in the order of declaration', () => {
  expect(run("[version]'1.2'")[0]).toBe('Major  Minor  Build  Revision');
  expect(run("[text.stringbuilder]'abc'")[0]).toBe('Capacity MaxCapacity Length');
  expect(run("[regex]'a+'")).toEqual([
    'Options RightToLeft MatchTimeout',
    '------- ----------- ------------',
    '   None       False -00:00:00.0010000',
  ]);
});

test('of XML nodes only elements and attributes are listed', () => {
  expect(run("[xml]'<a><b>1</b></a>'")).toEqual(['a', '-', 'a']);
});

test('a property set is its own value', () => {
  expect(run("$o=[pscustomobject]@{a=1};$o|Add-Member -MemberType PropertySet ps ([string[]]'a');$o.ps")[0]).toBe(
    'ReferencedPropertyNames : {a}',
  );
});

test('the members of an object describe themselves', () => {
  expect(run("'abc'.psobject.properties").map((line) => line.split(/ *: /))).toEqual([
    ['MemberType', 'Property'],
    ['Value', '3'],
    ['IsSettable', 'False'],
    ['IsGettable', 'True'],
    ['TypeNameOfValue', 'System.Int32'],
    ['Name', 'Length'],
    ['IsInstance', 'True'],
  ]);
});
