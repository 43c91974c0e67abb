import { describe, expect, it } from 'vitest';
import { convertTo, toText } from '../../../engine/language/conversion';
import { PSRuntimeException } from '../../../engine/language/errors';
import {
  construct,
  getIndex,
  getMember,
  getStatic,
  invokeMethod,
  invokeStatic,
  membersOf,
  setIndex,
  setMember,
  typeText,
} from '../../../engine/language/net';
import { findType, type NetType } from '../../../engine/language/types';
import {
  PSArray,
  PSCustomObject,
  PSDictionary,
  PSDouble,
  type PSList,
  type Value,
} from '../../../engine/language/values';

const type = (name: string): NetType => findType(name)!;
const call = (value: Value, name: string, ...args: Value[]): string => toText(invokeMethod(value, name, args) as Value);
function failure(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    if (error instanceof PSRuntimeException) return `${error.id}: ${error.message}`;
    throw error;
  }
  return 'no error';
}

describe('methods', () => {
  it.each<[Value, string, Value[], string]>([
    ['hello', 'Substring', [1, 2], 'el'],
    ['a,b;c', 'Split', [new PSArray([',', ';'])], 'a b c'],
    ['axxb', 'Split', ['xx'], 'a  b'],
    ['hello', 'IndexOf', ['l'], '2'],
    ['hello', 'PadLeft', [7, '*'], '**hello'],
    [255, 'ToString', ['X4'], '00FF'],
    [new PSDouble(1 / 3), 'ToString', [], '0.333333333333333'],
  ])('%s.%s(%s)', (value, name, args, wanted) => {
    expect(toText(invokeMethod(value, name, args) as Value)).toBe(wanted);
  });

  it('fails with the texts of the real engine', () => {
    expect(failure(() => invokeMethod('abc', 'Foo', []))).toBe(
      "MethodNotFound: Method invocation failed because [System.String] does not contain a method named 'Foo'.",
    );
    expect(failure(() => invokeMethod('abc', 'Substring', []))).toBe(
      'MethodCountCouldNotFindBest: Cannot find an overload for "Substring" and the argument count: "0".',
    );
    expect(failure(() => invokeMethod('abc', 'Substring', [9]))).toBe(
      'ArgumentOutOfRangeException: Exception calling "Substring" with "1" argument(s): "startIndex cannot be larger than length of string.\r\nParameter name: startIndex"',
    );
    expect(failure(() => invokeMethod(null, 'Foo', []))).toBe(
      'InvokeMethodOnNull: You cannot call a method on a null-valued expression.',
    );
    expect(failure(() => invokeMethod(new PSArray([1, 2]), 'Add', [3]))).toBe(
      'NotSupportedException: Exception calling "Add" with "1" argument(s): "Collection was of a fixed size."',
    );
  });

  it('says of a member that exists but is not simulated that it is not', () => {
    expect(failure(() => construct(type('System.IO.MemoryStream'), []))).toContain(
      'but this simulation does not provide it',
    );
  });

  it('chooses overloads as PowerShell does', () => {
    expect(toText(invokeStatic(type('math'), 'Max', [3, new PSDouble(7.5)]) as Value)).toBe('8');
    expect(toText(invokeStatic(type('math'), 'Max', [new PSDouble(1.5), 2]) as Value)).toBe('2');
    expect(toText(invokeStatic(type('string'), 'Join', ['-', 1, 2, 3]) as Value)).toBe('1-2-3');
  });
});

describe('members', () => {
  it('finds keys, notes, aliases and members of elements', () => {
    const table = new PSDictionary();
    table.set('Count', 99);
    expect(getMember(table, 'count')).toBe(99);
    const objects = new PSArray([PSCustomObject.from([['n', 1]]), PSCustomObject.from([['m', 2]])]);
    expect((getMember(objects, 'n') as PSArray).items).toEqual([1, null]);
    expect(getMember(5, 'Count')).toBe(1);
    expect(getMember(null, 'Count')).toBe(0);
    expect(getMember(PSCustomObject.from([['a', 1]]), 'Count')).toBeUndefined();
  });
  it('sets what can be set', () => {
    const object = PSCustomObject.from([['a', 1]]);
    setMember(object, 'A', 5);
    expect(getMember(object, 'a')).toBe(5);
    expect(failure(() => setMember('x', 'Length', 3))).toBe(
      "PropertyAssignmentException: 'Length' is a ReadOnly property.",
    );
    expect(failure(() => setMember(object, 'zz', 3))).toContain(
      'ExceptionWhenSetting: Exception setting "zz": "The property \'zz\' cannot be found',
    );
  });
  it('lists them with their definitions', () => {
    const views = membersOf('x');
    expect(views.find((view) => view.name === 'Length')?.definition).toBe('int Length {get;}');
    expect(views.find((view) => view.name === 'Chars')?.memberType).toBe('ParameterizedProperty');
  });
  it('names generic types as PowerShell prints them', () => {
    expect(typeText(type('System.Collections.Generic.Dictionary[string,int[]]'))).toBe(
      'System.Collections.Generic.Dictionary[string,int[]]',
    );
  });
});

describe('indexes', () => {
  it('reads from the end, slices, and gives null outside', () => {
    const array = new PSArray([1, 2, 3]);
    expect([getIndex(array, [-1]), getIndex(array, [9]), toText(getIndex(array, [new PSArray([0, 2])]))]).toEqual([
      3,
      null,
      '1 3',
    ]);
    expect(failure(() => setIndex(array, [5], 1))).toBe(
      'System.IndexOutOfRangeException: Index was outside the bounds of the array.',
    );
  });
  it('gives an empty group for one that does not exist', () => {
    const match = invokeStatic(type('regex'), 'Match', ['ab', '(a)']) as Value;
    expect(getMember(getIndex(getMember(match, 'Groups') as Value, [4]), 'Value')).toBe('');
  });
});

describe('collections', () => {
  it('converts what goes into a generic list', () => {
    const list = construct(type('System.Collections.Generic.List[int]'), []) as PSList;
    invokeMethod(list, 'Add', ['5']);
    expect(list.items).toEqual([5]);
    expect(failure(() => invokeMethod(list, 'Add', ['x']))).toContain(
      'Cannot convert argument "item", with value: "x", for "Add" to type "System.Int32"',
    );
  });
  it('keeps .NET semantics of stacks, queues and sets', () => {
    const stack = construct(type('System.Collections.Stack'), []) as Value;
    for (const value of [1, 2]) invokeMethod(stack, 'Push', [value]);
    expect(call(stack, 'Pop')).toBe('2');
    const set = construct(type('System.Collections.Generic.HashSet[string]'), []) as Value;
    expect([call(set, 'Add', 'a'), call(set, 'Add', 'a'), call(set, 'Add', 'A')]).toEqual(['True', 'False', 'True']);
  });
  it('gives the numbers of the Framework for a seed', () => {
    const random = construct(type('random'), [42]) as Value;
    expect([1, 2, 3].map(() => invokeMethod(random, 'Next', [100]))).toEqual([66, 14, 12]);
  });
});

describe('xml', () => {
  const xml = convertTo('<r a="1"><i k="x">one</i><i>two</i></r>', type('xml'));
  it('shows elements and attributes as properties', () => {
    const root = getMember(xml, 'r') as Value;
    expect(getMember(root, 'a')).toBe('1');
    expect((getMember(root, 'i') as PSArray).items[1]).toBe('two');
  });
  it('answers XPath', () => {
    expect(
      toText(getMember(invokeMethod(xml, 'SelectSingleNode', ["//i[@k='x']"]) as Value, 'InnerText') as Value),
    ).toBe('one');
    expect(getMember(xml, 'OuterXml')).toBe('<r a="1"><i k="x">one</i><i>two</i></r>');
  });
});

it('knows the constants', () => {
  expect(toText(getStatic(type('math'), 'PI') as Value)).toBe('3.14159265358979');
  expect(toText(getStatic(type('int'), 'MaxValue') as Value)).toBe('2147483647');
});
