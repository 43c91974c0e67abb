import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toText } from '../../../engine/language/conversion';
import { PSRuntimeException } from '../../../engine/language/errors';
import { typeOf } from '../../../engine/language/net';
import * as op from '../../../engine/language/operators';
import { compareText } from '../../../engine/language/text';
import { findType } from '../../../engine/language/types';
import {
  PSArray,
  PSChar,
  PSDecimal,
  PSDictionary,
  PSDouble,
  PSEnum,
  PSInteger,
  type Value,
} from '../../../engine/language/values';

const shown = (value: Value): string => `${typeOf(value)?.name ?? 'null'} ${toText(value)}`;
const list = (...items: Value[]): PSArray => new PSArray(items);

describe('arithmetic', () => {
  it.each<[string, () => Value, string]>([
    ['overflow of int is a double', () => op.add(2147483647, 1), 'Double 2147483648'],
    [
      'overflow of long is a double',
      () => op.add(new PSInteger('Int64', 2n ** 63n - 1n), 1),
      'Double 9.22337203685478E+18',
    ],
    ['exact division stays int', () => op.divide(6, 3), 'Int32 2'],
    ['other division is real', () => op.divide(7, 2), 'Double 3.5'],
    ['remainder keeps the sign of the left', () => op.remainder(-7, 3), 'Int32 -1'],
    ['text decides by the left', () => op.multiply('3', 4), 'String 3333'],
    ['number and text', () => op.add(10, '1kb'), 'Int32 1034'],
    ['list and list', () => op.add(list(1), list(2, 3)), 'Object[] 1 2 3'],
    ['null and value', () => op.add(null, 5), 'Int32 5'],
    ['decimal and double', () => op.add(new PSDouble(1.5), new PSDecimal(2n, 0)), 'Decimal 3.5'],
    [
      'division of decimals',
      () => op.divide(new PSDecimal(1n, 0), new PSDecimal(3n, 0)),
      'Decimal 0.3333333333333333333333333333',
    ],
    ['enumeration and number', () => op.add(new PSEnum(findType('dayofweek')!, 1), 1), 'DayOfWeek Tuesday'],
    ['char and number', () => op.add(new PSChar(97), 1), 'String a1'],
    ['bits of a real', () => op.bitAnd(new PSDouble(6), 3), 'UInt64 2'],
    ['shift', () => op.shiftLeft(1, 33), 'Int32 2'],
  ])('%s', (_name, run, wanted) => {
    expect(shown(run())).toBe(wanted);
  });

  it('says what cannot be done', () => {
    expect(() => op.divide(1, 0)).toThrow('Attempted to divide by zero.');
    expect(() => op.add(1, new PSDictionary())).toThrow(
      "Method invocation failed because [System.Collections.Hashtable] does not contain a method named 'op_Addition'.",
    );
    expect(() => op.multiply('abc', 2 ** 30)).toThrow(PSRuntimeException);
  });

  it('agrees with bigint on sums of int32', () => {
    const int = fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 });
    fc.assert(
      fc.property(int, int, (a, b) => {
        expect(toText(op.add(a, b))).toBe(String(BigInt(a) + BigInt(b)));
      }),
    );
  });
});

describe('comparison', () => {
  it('filters lists, ignores case, converts to the left', () => {
    expect(toText(op.equals(list(1, 2, 1), 1))).toBe('1 1');
    expect(op.equals('ABC', 'abc')).toBe(true);
    expect(op.equals('ABC', 'abc', false)).toBe(false);
    expect(op.greater('10', 9)).toBe(false);
    expect(op.greater(10, '9')).toBe(true);
    expect(op.equals(0, null)).toBe(false);
    expect(op.less(-1, null)).toBe(true);
  });
  it('orders text by words: hyphens count last', () => {
    expect(op.less('a-b', 'ab')).toBe(false);
    expect(op.less('coop', 'co-op')).toBe(true);
    expect(compareText('a', 'B', { ignoreCase: true })).toBeLessThan(0);
  });
  it('is an order', () => {
    const text = fc.string({ maxLength: 6 });
    fc.assert(
      fc.property(text, text, (a, b) => {
        expect(Math.sign(compareText(a, b)) + Math.sign(compareText(b, a))).toBe(0);
      }),
    );
  });
});

describe('matching, splitting, formatting', () => {
  it('sets the groups of a match by number and name', () => {
    let matches: PSDictionary | undefined;
    const found = op.matchOperator('key=val', '(?<k>\\w+)=(\\w+)', {
      setMatches: (table) => {
        matches = table;
      },
    });
    expect([found, matches!.get(0), matches!.get(1), matches!.get('k')]).toEqual([true, 'key=val', 'val', 'key']);
  });
  it('replaces with groups and reports a third operand', () => {
    expect(op.replaceOperator('John Smith', list('(\\w+) (\\w+)', '$2, $1'))).toBe('Smith, John');
    expect(() => op.replaceOperator('a', list(1, 2, 3))).toThrow(
      'The -ireplace operator allows only two elements to follow it, not 3.',
    );
  });
  it('splits with captures and limits', () => {
    expect(toText(op.splitOperator('a1b2c', '(\\d)'))).toBe('a 1 b 2 c');
    expect(toText(op.splitOperator('a,b,c', list(',', 2)))).toBe('a b,c');
    expect(toText(op.splitUnary('  a  b '))).toBe('a b');
  });
  it.each([
    ['{0:N2}|{1,-6}|{2,4:d2}', list(new PSDouble(1234.567), 'ab', 7), '1,234.57|ab    |  07'],
    ['{0:C}', list(new PSDouble(-3)), '($3.00)'],
    ['{0:P1}', list(new PSDouble(0.256)), '25.6 %'],
    ['{0:#,##0.00;(#)}', list(new PSDouble(-1234.5)), '(1235)'],
    // The Framework takes `}}` inside an item for an escaped brace of its format (documented quirk).
    ['{{{0:X4}}}', list(255), '{X4}'],
  ])('%s', (format, args, wanted) => {
    expect(op.formatOperator(format, args)).toBe(wanted);
  });
});
