import { describe, expect, it } from 'vitest';
import { PSArray, PSCustomObject, type Value } from '../../engine/language/values';
import { SHOULD_OPERATORS } from '../../engine/pester/should-operators';

const run = (
  name: string,
  actual: Value,
  expected: Value,
  more: { negate?: boolean; because?: string } = {},
): string | null =>
  SHOULD_OPERATORS[name].check({ actual, expected, negate: more.negate ?? false, because: more.because ?? null });
const list = (...items: Value[]): PSArray => new PSArray(items);

describe('Should', () => {
  it.each<[string, Value, Value, { negate?: boolean; because?: string }, string | null]>([
    ['Be', list(4), 5, {}, 'Expected 5, but got 4.'],
    ['Be', list('1'), 1, {}, null],
    ['Be', list(1, 2, 3), list(1, 2, 4), {}, 'Expected @(1, 2, 4), but got @(1, 2, 3).'],
    ['Be', null, list(1), {}, 'Expected 1, but got $null.'],
    [
      'Be',
      list(1, 2),
      list(1, 2),
      { negate: true },
      'Expected @(1, 2) to be different from the actual value, but got the same value.',
    ],
    [
      'BeTrue',
      0,
      null,
      { because: 'the switch has SR-IOV' },
      'Expected $true, because the switch has SR-IOV, but got 0.',
    ],
    ['BeGreaterThan', 3, 4, {}, 'Expected the actual value to be greater than 4, but got 3.'],
    ['BeLessOrEqual', 3, 3, { negate: true }, 'Expected the actual value to be greater than 3, but got 3.'],
    ['BeIn', 9, list(8), {}, 'Expected collection 8 to contain 9, but it was not found.'],
    ['Contain', list('abc'), 'b', {}, "Expected 'b' to be found in collection abc, but it was not found."],
    [
      'HaveCount',
      list('a', 'b'),
      3,
      {},
      "Expected a collection with size 3, but got collection with size 2 @('a', 'b').",
    ],
    ['HaveCount', list(null), 0, {}, 'Expected an empty collection, but got collection with size 1 @($null).'],
    ['BeLike', 'web01', 'sql??', {}, "Expected like wildcard 'sql??' to match 'web01', but it did not match."],
    ['Match', null, 'x', {}, "Expected regular expression 'x' to match $null, but it did not match."],
    [
      'BeOfType',
      1,
      'System.Int64',
      {},
      'Expected the value to have type [long] or any of its subtypes, but got 1 with type [int].',
    ],
    ['BeNullOrEmpty', list(1, 2), null, {}, 'Expected $null or empty, but got @(1, 2).'],
    ['Be', PSCustomObject.from([['N', 1]]), 1, {}, 'Expected 1, but got @{N=1}.'],
  ])('%s %#', (name, actual, expected, more, message) => {
    expect(run(name, actual, expected, more)).toBe(message);
  });

  it('shows long texts from the difference on', () => {
    const message = run('Be', `${'a'.repeat(60)}1${'b'.repeat(60)}`, `${'a'.repeat(60)}2${'b'.repeat(60)}`);
    expect(message?.split('\n').slice(3)).toEqual([
      `Expected: '...${'a'.repeat(45)}2${'b'.repeat(11)}...'`,
      `But was:  '...${'a'.repeat(45)}1${'b'.repeat(11)}...'`,
      `           ${'-'.repeat(48)}^`,
    ]);
  });
});
