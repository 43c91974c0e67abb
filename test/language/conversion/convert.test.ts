import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { convertTo, toBool, toDisplayText, toText } from '../../../engine/language/conversion';
import { PSRuntimeException } from '../../../engine/language/errors';
import '../../../engine/language/net';
import { findType, type NetType } from '../../../engine/language/types';
import {
  PSArray,
  PSCustomObject,
  PSDictionary,
  PSDouble,
  type PSInteger,
  type Value,
} from '../../../engine/language/values';

const type = (name: string): NetType => findType(name)!;
const cast = (value: Value, name: string): string => toText(convertTo(value, type(name)));
function failure(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    if (error instanceof PSRuntimeException) return `${error.id}: ${error.message}`;
    throw error;
  }
  return 'no error';
}

describe('casts', () => {
  it.each([
    ['2.5', 'int', '2'],
    ['3.5', 'int', '4'],
    ['0x1F', 'int', '31'],
    [' 5 ', 'int', '5'],
    ['', 'int', '0'],
    ['1,000', 'double', '1000'],
    ['1.50', 'decimal', '1.50'],
    ['mon', 'dayofweek', 'Monday'],
    ['hidden,system', 'System.IO.FileAttributes', 'Hidden, System'],
    ['2016-08-20', 'datetime', '08/20/2016 00:00:00'],
    ['20 Aug 2016', 'datetime', '08/20/2016 00:00:00'],
    ['1.02:03:04.5', 'timespan', '1.02:03:04.5000000'],
    ['1.2.3', 'version', '1.2.3'],
    ['::1', 'ipaddress', '::1'],
    ['255', 'byte', '255'],
  ])('%s to %s is %s', (text, name, wanted) => {
    expect(cast(text, name)).toBe(wanted);
  });

  it.each([
    [
      'abc',
      'int',
      'InvalidCastFromStringToInteger: Cannot convert value "abc" to type "System.Int32". Error: "Input string was not in a correct format."',
    ],
    [
      '300',
      'byte',
      'InvalidCastFromStringToInteger: Cannot convert value "300" to type "System.Byte". Error: "Value was either too large or too small for an unsigned byte."',
    ],
    [
      'x',
      'version',
      'InvalidCastParseTargetInvocation: Cannot convert value "x" to type "System.Version". Error: "Version string portion was too short or too long."',
    ],
    [
      'ab',
      'char',
      'InvalidCastParseTargetInvocation: Cannot convert value "ab" to type "System.Char". Error: "String must be exactly one character long."',
    ],
    [
      '1',
      'hashtable',
      'ConvertToFinalInvalidCastException: Cannot convert the "1" value of type "System.String" to type "System.Collections.Hashtable".',
    ],
  ])('%s to %s fails with its own text', (text, name, wanted) => {
    expect(failure(() => convertTo(text, type(name)))).toBe(wanted);
  });

  it('rounds reals half to even and refuses what does not fit', () => {
    expect(convertTo(new PSDouble(2.5), type('int'))).toBe(2);
    expect(failure(() => convertTo(new PSDouble(3e10), type('int')))).toContain('InvalidCastIConvertible');
  });

  it('null becomes the empty value of value types it knows, and is refused by the others', () => {
    expect(convertTo(null, type('int'))).toBe(0);
    expect(convertTo(null, type('string'))).toBe('');
    expect(failure(() => convertTo(null, type('datetime')))).toBe(
      'nullToObjectInvalidCast: Cannot convert null to type "System.DateTime".',
    );
  });

  it('every Int64 survives its text', () => {
    fc.assert(
      fc.property(fc.bigInt(-(2n ** 63n), 2n ** 63n - 1n), (value) => {
        const long = convertTo(value.toString(), type('long')) as PSInteger;
        expect(long.value).toBe(value);
      }),
    );
  });
});

describe('text and truth', () => {
  it('shows custom objects, lists and tables as strings do', () => {
    const inner = PSCustomObject.from([['b', 1]]);
    const object = PSCustomObject.from([
      ['a', inner],
      ['c', new PSArray([1, 2])],
      ['d', new PSDictionary()],
    ]);
    expect(toText(object)).toBe('@{a=; c=System.Object[]; d=System.Collections.Hashtable}');
    expect(toText(new PSArray([1, null, 2]))).toBe('1  2');
    expect(toText(new PSArray([1, 2]), { ofs: ',' })).toBe('1,2');
  });
  it('uses the invariant culture in strings and en-US at the display', () => {
    const date = convertTo('2016-08-20T17:18:18', type('datetime'));
    expect(toText(date)).toBe('08/20/2016 17:18:18');
    expect(toDisplayText(date)).toBe('8/20/2016 5:18:18 PM');
  });
  it('knows the truth of lists', () => {
    expect(
      [new PSArray([]), new PSArray([0]), new PSArray([0, 0]), new PSArray([new PSArray([0])])].map(toBool),
    ).toEqual([false, false, true, true]);
  });
});
