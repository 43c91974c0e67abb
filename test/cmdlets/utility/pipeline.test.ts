import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compareObject } from '../../../engine/cmdlets/utility/compare-object';
import { convertFromCsv, convertToCsv } from '../../../engine/cmdlets/utility/csv';
import { getUnique } from '../../../engine/cmdlets/utility/get-unique';
import { groupObject } from '../../../engine/cmdlets/utility/group-object';
import { convertFromJson, convertToJson } from '../../../engine/cmdlets/utility/json';
import { measureObject } from '../../../engine/cmdlets/utility/measure-object';
import { outString } from '../../../engine/cmdlets/utility/out';
import { selectObject } from '../../../engine/cmdlets/utility/select-object';
import { sortKey } from '../../../engine/cmdlets/utility/sort-keys';
import { sortObject } from '../../../engine/cmdlets/utility/sort-object';
import { toDisplayText } from '../../../engine/language/conversion';
import { compareText } from '../../../engine/language/text';
import {
  double,
  PSArray,
  PSCustomObject,
  PSDictionary,
  type TypedObject,
  type Value,
} from '../../../engine/language/values';
import { runCmdlet, Terminated } from './run-cmdlet';

function custom(entries: Record<string, Value>): PSCustomObject {
  return PSCustomObject.from(Object.entries(entries));
}
function list(...items: Value[]): PSArray {
  return new PSArray(items);
}
const texts = (values: Value[]): string[] => values.map((value) => toDisplayText(value));

describe('Select-Object', () => {
  const numbers = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10];
  test.each([
    [{ First: 3 }, [1, 2, 3]],
    [{ Skip: 8 }, [9, 10]],
    [{ SkipLast: 8 }, [1, 2]],
    [{ Last: 2 }, [9, 10]],
    [{ Last: 1, Skip: 1 }, [9]],
    [{ First: 2, Skip: 3 }, [4, 5]],
    [{ Index: list(9, 0, 4) }, [1, 5, 10]],
    [{ First: 0 }, []],
  ])('%o', (bound, expected) => {
    expect(runCmdlet(selectObject, numbers, bound as Record<string, Value>).output).toEqual(expected);
  });
  test('-First ends the commands in front as soon as it has enough', () => {
    expect(runCmdlet(selectObject, numbers, { First: 2 }).stoppedAfter).toBe(2);
  });
  test('properties, missing ones, wildcards, the type name', () => {
    const [object] = runCmdlet(selectObject, [custom({ ab: 1, ac: 2, d: 3 })], { Property: list('a*', 'zz') })
      .output as PSCustomObject[];
    expect([...object.members.values()].map((member) => member.name)).toEqual(['ab', 'ac', 'zz']);
    expect(object.note('zz')).toBeNull();
    expect(object.typeNames[0]).toBe('Selected.System.Management.Automation.PSCustomObject');
  });
  test('-ExpandProperty of what is not there', () => {
    const ran = runCmdlet(selectObject, [custom({ a: 1 })], { ExpandProperty: 'zz' });
    expect(ran.errors[0]).toMatchObject({ id: 'ExpandPropertyNotFound', message: 'Property "zz" cannot be found.' });
  });
  test('-ExpandProperty with -Property adds notes to a copy', () => {
    const inner = custom({ q: 1 });
    const [object] = runCmdlet(selectObject, [custom({ n: 'x', v: inner })], {
      Property: list('n'),
      ExpandProperty: 'v',
    }).output as PSCustomObject[];
    expect(object.note('n')).toBe('x');
    expect(inner.note('n')).toBeUndefined();
  });
  test('-Unique regards case, and equal values of different types', () => {
    expect(runCmdlet(selectObject, ['a', 'A', 'a'], { Unique: true }).output).toEqual(['a', 'A']);
    expect(runCmdlet(selectObject, [1, '1'], { Unique: true }).output).toEqual([1]);
  });
  test('a hash table with a key that does not exist', () => {
    const table = new PSDictionary();
    table.set('zz', 1);
    expect(() => runCmdlet(selectObject, [1], { Property: list(table) })).toThrow(Terminated);
  });
});

describe('Sort-Object', () => {
  test('numbers, texts without regard to case, mixed', () => {
    expect(runCmdlet(sortObject, [3, 1, 2]).output).toEqual([1, 2, 3]);
    expect(runCmdlet(sortObject, ['b', 'A', 'a', 'B']).output).toEqual(['A', 'a', 'b', 'B']);
    expect(runCmdlet(sortObject, ['10', '9', '8']).output).toEqual(['10', '8', '9']);
  });
  test('objects without the property come last', () => {
    const sorted = runCmdlet(sortObject, [custom({ a: 2 }), custom({ b: 1 }), custom({ a: 1 })], {
      Property: list('a'),
    }).output as PSCustomObject[];
    expect(sorted.map((object) => object.note('a'))).toEqual([1, 2, undefined]);
  });
  test('a key of its own direction', () => {
    const key = new PSDictionary();
    key.set('e', 'b');
    key.set('Descending', true);
    const sorted = runCmdlet(sortObject, [custom({ a: 1, b: 2 }), custom({ a: 1, b: 3 }), custom({ a: 0, b: 5 })], {
      Property: list('a', key),
    }).output as PSCustomObject[];
    expect(sorted.map((object) => object.note('b'))).toEqual([5, 3, 2]);
  });
  test('-Unique', () => {
    expect(runCmdlet(sortObject, ['b', 'a', 'B'], { Unique: true }).output).toEqual(['a', 'b']);
  });
});

describe('Group-Object', () => {
  const names = (values: Value[]): string[] =>
    values.map((value) => {
      const { name, count } = (value as TypedObject<{ name: string; count: number }>).data;
      return `${name}:${count}`;
    });
  test('in order of first appearance', () => {
    expect(names(runCmdlet(groupObject, ['b', 'a', 'B', 'b']).output)).toEqual(['b:3', 'a:1']);
    expect(names(runCmdlet(groupObject, [1, double(1), '1']).output)).toEqual(['1:3']);
  });
  test('several properties, missing ones', () => {
    const objects = [custom({ a: 1, b: 2 }), custom({ a: 1, b: 3 }), custom({ c: 1 })];
    expect(names(runCmdlet(groupObject, objects, { Property: list('a', 'b') }).output)).toEqual([
      '1, 2:1',
      '1, 3:1',
      ':1',
    ]);
  });
  test('as hash table', () => {
    const [table] = runCmdlet(groupObject, ['a', 'bb'], { Property: list('Length'), AsHashTable: true })
      .output as PSDictionary[];
    expect(table.count).toBe(2);
    expect(table.has(2)).toBe(true);
  });
});

describe('Measure-Object', () => {
  const measured = (values: Value[], bound: Record<string, Value>): Record<string, Value> =>
    (runCmdlet(measureObject, values, bound).output[0] as TypedObject<Record<string, Value>>).data;
  test('sum, average, extremes', () => {
    const result = measured([1, 2, 3, 4], { Sum: true, Average: true, Maximum: true, Minimum: true });
    expect([result.sum, result.average, result.maximum, result.minimum].map((value) => toDisplayText(value))).toEqual([
      '10',
      '2.5',
      '4',
      '1',
    ]);
    expect(measured(['a', 'c', 'b'], { Maximum: true }).maximum).toBe('c');
  });
  test('text', () => {
    expect(measured(['one two', 'three'], { Line: true, Word: true, Character: true })).toMatchObject({
      lines: 2,
      words: 3,
      characters: 12,
    });
    expect(measured(['a', '', 'b'], { Line: true }).lines).toBe(2);
  });
  test('errors', () => {
    expect(runCmdlet(measureObject, ['x'], { Sum: true }).errors[0]).toMatchObject({
      message: 'Input object "x" is not numeric.',
      id: 'NonNumericInputObject',
    });
    expect(runCmdlet(measureObject, [custom({ v: 1 })], { Property: list('zz'), Sum: true }).errors[0]).toMatchObject({
      id: 'GenericMeasurePropertyNotFound',
    });
  });
});

describe('Compare-Object', () => {
  const compared = (left: Value[], right: Value[], bound: Record<string, Value> = {}): string[] =>
    (
      runCmdlet(compareObject, undefined, {
        ReferenceObject: list(...left),
        DifferenceObject: list(...right),
        ...bound,
      }).output as PSCustomObject[]
    ).map((object) => `${toDisplayText(object.note('InputObject') ?? null)}${object.note('SideIndicator')}`);
  test('order of the results', () => {
    expect(compared([1, 2, 3], [2, 3, 4])).toEqual(['4=>', '1<=']);
    expect(compared([1, 2, 3], [2, 3, 4], { IncludeEqual: true })).toEqual(['2==', '3==', '4=>', '1<=']);
    expect(compared([1, 2, 3], [3, 2, 1], { SyncWindow: 0 })).toHaveLength(4);
    expect(compared(['a', 'B'], ['A', 'b'])).toEqual([]);
  });
});

test('Get-Unique drops repetitions that follow each other', () => {
  expect(runCmdlet(getUnique, [1, 2, 2, 3, 2]).output).toEqual([1, 2, 3, 2]);
  expect(runCmdlet(getUnique, ['a', 'A']).output).toEqual(['a', 'A']);
});

describe('JSON cmdlets', () => {
  test('5.1 puts nested blocks below their opening bracket', () => {
    const object = custom({ a: 1, b: custom({ c: list(1, custom({ d: null })), e: list() }) });
    expect(runCmdlet(convertToJson, [object], { Depth: 5 }).output).toEqual([
      [
        '{',
        '    "a":  1,',
        '    "b":  {',
        '              "c":  [',
        '                        1,',
        '                        {',
        '                            "d":  null',
        '                        }',
        '                    ],',
        '              "e":  [',
        '',
        '                    ]',
        '          }',
        '}',
      ].join('\r\n'),
    ]);
  });
  test('deeper objects become text', () => {
    const deep = custom({ a: custom({ b: custom({ c: custom({ d: 1 }) }) }) });
    expect(runCmdlet(convertToJson, [deep], { Compress: true }).output).toEqual(['{"a":{"b":{"c":"@{d=1}"}}}']);
  });
  test('lines that only together are a document', () => {
    const [object] = runCmdlet(convertFromJson, ['{"a":', '1}']).output as PSCustomObject[];
    expect(object.note('a')).toBe(1);
  });
});

describe('CSV cmdlets', () => {
  test('quotes everything but null', () => {
    expect(
      runCmdlet(convertToCsv, [custom({ a: 'q"q', b: null, c: list(1, 2) })], { NoTypeInformation: true }).output,
    ).toEqual(['"a","b","c"', '"q""q",,"System.Object[]"']);
  });
  test('reads what it wrote', () => {
    const rows = runCmdlet(convertFromCsv, ['#TYPE X', 'a,b', '1,2', '3']).output as PSCustomObject[];
    expect(rows.map((row) => [row.note('a'), row.note('b')])).toEqual([
      ['1', '2'],
      ['3', null],
    ]);
    expect(rows[0].typeNames[0]).toBe('CSV:X');
  });
});

test('Out-String: one text, or lines', () => {
  expect(runCmdlet(outString, [1, 2]).output).toEqual(['1\n2\n']);
  expect(texts(runCmdlet(outString, [custom({ a: 1 })], { Stream: true }).output)).toEqual(['', 'a', '-', '1', '', '']);
  expect(runCmdlet(outString, [null]).output).toEqual(['']);
});

test('sort keys agree with the word sort', () => {
  const ascii = fc.string({
    unit: fc.constantFrom(...Array.from({ length: 95 }, (_, i) => String.fromCharCode(32 + i))),
  });
  fc.assert(
    fc.property(ascii, ascii, (a, b) => {
      const x = sortKey(a)!;
      const y = sortKey(b)!;
      if (x !== y) expect(Math.sign(compareText(a, b, { ignoreCase: true }))).toBe(x < y ? -1 : 1);
    }),
  );
});
