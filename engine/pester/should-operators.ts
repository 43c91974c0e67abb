/**
 * The Should operators that need nothing but values. Each answers null where the assertion holds, or the message of its
 * failure. `seen: Pester 5.9.0, test/conformance/pester`
 */
import { toBool, toText } from '../language/conversion';
import { typeOf } from '../language/net';
import { compare, contains, equals, isType, like, matchOperator } from '../language/operators';
import { findType } from '../language/types';
import { baseOf, PSArray, PSDictionary, PSTypeValue, type Value } from '../language/values';
import { arrayOrSingle, formatBecause, formatNicely, formatType, itemsOf } from './format-value';
import { stringDifference } from './string-difference';

export interface Assertion {
  actual: Value;
  expected: Value;
  negate: boolean;
  because: string | null;
}

export type ShouldOperator = (assertion: Assertion) => string | null;

/** Thrown by an operator that cannot be applied: shown as `ArgumentException: ...`, not as a failed assertion. */
export class ShouldArgumentError extends Error {}

/** Equal as -Be sees it: arrays item by item, scalars by the language's -eq with the expected value on the left. */
function same(actual: Value, expected: Value, caseSensitive: boolean): boolean {
  const left = itemsOf(expected);
  const right = itemsOf(actual);
  if (left !== undefined || right !== undefined) {
    const wanted = left ?? [expected];
    const found = right ?? [actual];
    return wanted.length === found.length && wanted.every((item, index) => same(found[index], item, caseSensitive));
  }
  return toBool(equals(expected, actual, !caseSensitive));
}

function be(caseSensitive: boolean): ShouldOperator {
  return ({ actual: given, expected: wanted, negate, because }) => {
    const actual = arrayOrSingle(given);
    const expected = arrayOrSingle(wanted);
    if (same(actual, expected, caseSensitive) !== negate) return null;
    const reason = formatBecause(because);
    const exactly = caseSensitive ? 'exactly ' : '';
    if (negate) {
      return `Expected ${formatNicely(expected)} to be different from the actual value,${reason} but got ${exactly}the same value.`;
    }
    const wantedText = baseOf(expected);
    const foundText = baseOf(actual);
    if (typeof wantedText === 'string' && typeof foundText === 'string') {
      return stringDifference(wantedText, foundText, caseSensitive, because);
    }
    return `Expected ${exactly}${formatNicely(expected)},${reason} but got ${formatNicely(actual)}.`;
  };
}

function ordered(name: string, opposite: string, holds: (order: number) => boolean): ShouldOperator {
  return ({ actual, expected, negate, because }) => {
    // Nothing is just below every number, as the language compares it.
    const good = holds(compare(actual, expected));
    if (good !== negate) return null;
    return `Expected the actual value to be ${negate ? opposite : name} ${formatNicely(expected)},${formatBecause(because)} but got ${formatNicely(actual)}.`;
  };
}

function truth(wanted: boolean): ShouldOperator {
  return ({ actual, negate, because }) => {
    const good = toBool(actual) === wanted;
    if (good !== negate) return null;
    const expected = wanted !== negate;
    return `Expected $${expected},${formatBecause(because)} but got ${formatNicely(actual)}.`;
  };
}

function pattern(what: string, holds: (actual: Value, expected: Value) => boolean, adverb = ''): ShouldOperator {
  return ({ actual, expected, negate, because }) => {
    if (holds(actual, expected) !== negate) return null;
    const verb = `${negate ? 'not ' : ''}${adverb}match`;
    return `Expected ${what} ${formatNicely(expected)} to ${verb} ${formatNicely(actual)},${formatBecause(because)} but it did ${negate ? 'match' : 'not match'}.`;
  };
}

const matches = (caseSensitive: boolean) => (actual: Value, expected: Value) =>
  toBool(
    matchOperator(actual === null ? '' : toText(actual), expected, {
      ignoreCase: !caseSensitive,
      setMatches: () => {},
    }),
  );

function isEmpty(value: Value): boolean {
  const base = baseOf(value);
  if (base === null || base === undefined || base === '') return true;
  if (base instanceof PSDictionary) return base.count === 0;
  const items = itemsOf(base);
  if (items === undefined) return false;
  return items.length === 0 || (items.length === 1 && isEmpty(items[0]));
}

function arrayOf(value: Value): Value[] {
  return itemsOf(value) ?? (value === undefined ? [] : [value]);
}

/** A collection in a message: null where it has no items. */
function formatCollection(value: Value): string {
  const items = itemsOf(value);
  return items !== undefined && items.length === 0 ? '$null' : formatNicely(value);
}

export interface OperatorDeclaration {
  aliases: string[];
  /** Name of the parameter that takes the expected value; null for operators without one. */
  expected: string | null;
  /** Gets the whole input as one array; others are asked for each object. */
  wholeInput: boolean;
  check: ShouldOperator;
}

export const SHOULD_OPERATORS: Record<string, OperatorDeclaration> = {
  Be: { aliases: ['EQ'], expected: 'ExpectedValue', wholeInput: true, check: be(false) },
  BeExactly: { aliases: ['CEQ'], expected: 'ExpectedValue', wholeInput: true, check: be(true) },
  BeGreaterThan: {
    aliases: ['GT'],
    expected: 'ExpectedValue',
    wholeInput: false,
    check: ordered('greater than', 'less than or equal to', (order) => order > 0),
  },
  BeLessOrEqual: {
    aliases: ['LE'],
    expected: 'ExpectedValue',
    wholeInput: false,
    check: ordered('less than or equal to', 'greater than', (order) => order <= 0),
  },
  BeLessThan: {
    aliases: ['LT'],
    expected: 'ExpectedValue',
    wholeInput: false,
    check: ordered('less than', 'greater than or equal to', (order) => order < 0),
  },
  BeGreaterOrEqual: {
    aliases: ['GE'],
    expected: 'ExpectedValue',
    wholeInput: false,
    check: ordered('greater than or equal to', 'less than', (order) => order >= 0),
  },
  BeTrue: { aliases: [], expected: null, wholeInput: false, check: truth(true) },
  BeFalse: { aliases: [], expected: null, wholeInput: false, check: truth(false) },
  BeNullOrEmpty: {
    aliases: [],
    expected: null,
    wholeInput: true,
    check: ({ actual, negate, because }) => {
      if (isEmpty(actual) !== negate) return null;
      const reason = formatBecause(because);
      return negate
        ? `Expected a value,${reason} but got $null or empty.`
        : `Expected $null or empty,${reason} but got ${formatNicely(arrayOrSingle(actual))}.`;
    },
  },
  BeIn: {
    aliases: [],
    expected: 'ExpectedValue',
    wholeInput: false,
    check: ({ actual, expected, negate, because }) => {
      if (contains(expected, actual) !== negate) return null;
      return `Expected collection ${formatCollection(expected)} to ${negate ? 'not ' : ''}contain ${formatNicely(actual)},${formatBecause(because)} but it was ${negate ? 'found' : 'not found'}.`;
    },
  },
  Contain: {
    aliases: [],
    expected: 'ExpectedValue',
    wholeInput: true,
    check: ({ actual, expected, negate, because }) => {
      if (contains(actual, expected) !== negate) return null;
      return `Expected ${formatNicely(expected)} to ${negate ? 'not ' : ''}be found in collection ${formatCollection(actual)},${formatBecause(because)} but it was ${negate ? 'found' : 'not found'}.`;
    },
  },
  HaveCount: {
    aliases: [],
    expected: 'ExpectedValue',
    wholeInput: true,
    check: ({ actual, expected, negate, because }) => {
      const wanted = Number(toText(expected));
      if (wanted < 0) throw new ShouldArgumentError(`Expected collection size must be greater than or equal to 0.`);
      const found = arrayOf(actual);
      if ((found.length === wanted) !== negate) return null;
      const reason = formatBecause(because);
      const size = (count: number): string => (count === 0 ? 'an empty collection' : `a collection with size ${count}`);
      if (negate) {
        return wanted === 0
          ? `Expected a non-empty collection,${reason} but got an empty collection.`
          : `Expected a collection with size different from ${wanted},${reason} but got collection with that size ${formatNicely(actual)}.`;
      }
      const got =
        found.length === 0
          ? 'an empty collection'
          : `collection with size ${found.length} ${formatNicely(new PSArray(found))}`;
      return `Expected ${size(wanted)},${reason} but got ${got}.`;
    },
  },
  BeLike: {
    aliases: [],
    expected: 'ExpectedValue',
    wholeInput: false,
    check: pattern('like wildcard', (actual, expected) => toBool(like(toText(actual), expected))),
  },
  BeLikeExactly: {
    aliases: [],
    expected: 'ExpectedValue',
    wholeInput: false,
    check: pattern('case sensitive like wildcard', (actual, expected) => toBool(like(toText(actual), expected, false))),
  },
  Match: {
    aliases: [],
    expected: 'RegularExpression',
    wholeInput: false,
    check: pattern('regular expression', matches(false)),
  },
  MatchExactly: {
    aliases: ['CMATCH'],
    expected: 'RegularExpression',
    wholeInput: false,
    check: pattern('regular expression', matches(true), 'case sensitively '),
  },
  BeOfType: {
    aliases: ['HaveType'],
    expected: 'ExpectedType',
    wholeInput: false,
    check: ({ actual, expected, negate, because }) => {
      const base = baseOf(expected);
      const name = base instanceof PSTypeValue ? '' : toText(base).replace(/^\[(.*)\]$/, '$1');
      const type = base instanceof PSTypeValue ? base.type : findType(name);
      if (!type) {
        throw new ShouldArgumentError(
          `Could not find type [${name}]. Make sure that the assembly that contains that type is loaded.`,
        );
      }
      const good = actual !== null && actual !== undefined && isType(actual, new PSTypeValue(type));
      if (good !== negate) return null;
      const found = actual === null || actual === undefined ? '$null' : formatType(typeOf(baseOf(actual)));
      return `Expected the value to ${negate ? 'not ' : ''}have type ${formatType(type)} or any of its subtypes,${formatBecause(because)} but got ${formatNicely(actual)} with type ${found}.`;
    },
  },
};
