/** `-like -match -replace`. seen: powershell-semantics.md 3 */
import { toText } from '../conversion/to-text';
import { NetException, PSRuntimeException } from '../errors';
import { enumerate } from '../net/enumerate';
import { RegexValue } from '../net/regex-value';
import { type CompiledRegex, compileRegex } from '../text/regex';
import { wildcardToRegex } from '../text/wildcard';
import type { Value } from '../values';
import { baseOf, NetObject, PSArray, PSDictionary } from '../values';

function likeWith(a: Value, pattern: Value, ignoreCase: boolean, wanted: boolean): Value {
  const regex = wildcardToRegex(toText(pattern), ignoreCase);
  const items = a instanceof NetObject ? enumerate(a) : undefined;
  if (!items) return regex.test(toText(a)) === wanted;
  return new PSArray(items.map((item) => toText(item)).filter((item) => regex.test(item) === wanted));
}

/** `-like`, `-notlike`; a list on the left is filtered, as text. */
export function like(a: Value, pattern: Value, ignoreCase = true): Value {
  return likeWith(a, pattern, ignoreCase, true);
}
export function notLike(a: Value, pattern: Value, ignoreCase = true): Value {
  return likeWith(a, pattern, ignoreCase, false);
}

/** A bad pattern, as the operators report it. */
function regexFailure(error: unknown): unknown {
  if (!(error instanceof NetException)) return error;
  return new PSRuntimeException(error.message, error.typeName, {
    category: 'OperationStopped',
    exceptionType: error.typeName,
    inner: error.exception.inner,
  });
}

function compile(pattern: Value, ignoreCase: boolean): CompiledRegex {
  const base = baseOf(pattern);
  if (base instanceof RegexValue) return base.compiled;
  try {
    return compileRegex(toText(pattern), { ignoreCase });
  } catch (error) {
    throw regexFailure(error);
  }
}

/**
 * `-match` (`negate`: `-notmatch`). `setMatches` gets the table for `$Matches` after a successful scalar match; a list on the
 * left is filtered and sets nothing.
 */
export function matchOperator(
  a: Value,
  pattern: Value,
  options: { ignoreCase?: boolean; negate?: boolean; setMatches: (matches: PSDictionary) => void },
): Value {
  const regex = compile(pattern, options.ignoreCase ?? true);
  const negate = options.negate ?? false;
  const items = a instanceof NetObject ? enumerate(a) : undefined;
  if (items) return new PSArray(items.filter((item) => regex.isMatch(toText(item)) !== negate));
  const found = regex.match(toText(a));
  if (found) {
    const table = new PSDictionary();
    for (let i = 0; i < found.groups.length; i++) {
      const group = found.groups[i];
      if (!group) continue;
      const name = regex.names[i]!;
      table.set(/^\d+$/.test(name) ? Number(name) : name, group.value);
    }
    options.setMatches(table);
  }
  return (found !== undefined) !== negate;
}

/**
 * `-replace`; `right` is the pattern or an array of pattern and replacement. `name` is the operator as error texts name it:
 * `ireplace`, `creplace`, `replace`.
 */
export function replaceOperator(a: Value, right: Value, ignoreCase = true, name = '-ireplace'): Value {
  const list = right instanceof NetObject ? enumerate(right) : undefined;
  let pattern: Value = right;
  let replacement = '';
  if (list) {
    if (list.length > 2)
      throw new PSRuntimeException(
        `The ${name.startsWith('-') ? name : `-${name}`} operator allows only two elements to follow it, not ${list.length}.`,
        'BadReplaceArgument',
        { category: 'InvalidOperation', target: right },
      );
    pattern = list.length > 0 ? list[0] : '';
    if (list.length > 1) replacement = toText(list[1]);
  }
  const regex = compile(pattern ?? '', ignoreCase);
  const items = a instanceof NetObject ? enumerate(a) : undefined;
  if (!items) return regex.replace(toText(a), replacement);
  return new PSArray(items.map((item) => regex.replace(toText(item), replacement)));
}
