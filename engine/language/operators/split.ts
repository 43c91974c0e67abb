/** `-split`. seen: powershell-semantics.md 3, ParserStrings */
import { convertTo } from '../conversion/convert';
import { toInt } from '../conversion/to-number';
import { toText } from '../conversion/to-text';
import { NetException, PSRuntimeException } from '../errors';
import type { Program } from '../host';
import { enumerate } from '../net/enumerate';
import { compileRegex, escapeRegex } from '../text/regex';
import { defineEnum, type NetType } from '../types';
import type { Value } from '../values';
import { knownTypes, NetObject, PSArray, type PSEnum } from '../values';

/** System.Management.Automation.SplitOptions. */
export const splitOptionsType: NetType = defineEnum(
  'System.Management.Automation.SplitOptions',
  [
    ['SimpleMatch', 1],
    ['RegexMatch', 2],
    ['CultureInvariant', 4],
    ['IgnorePatternWhitespace', 8],
    ['Multiline', 16],
    ['Singleline', 32],
    ['IgnoreCase', 64],
    ['ExplicitCapture', 128],
  ],
  true,
);
const bit = {
  SimpleMatch: 1,
  IgnorePatternWhitespace: 8,
  Multiline: 16,
  Singleline: 32,
  IgnoreCase: 64,
  ExplicitCapture: 128,
};

interface SplitArguments {
  separator: Value;
  limit: number;
  options: number;
  hasOptions: boolean;
}

function argumentsOf(right: Value): SplitArguments {
  const list = right instanceof NetObject ? enumerate(right) : undefined;
  if (!list) return { separator: right, limit: 0, options: 0, hasOptions: false };
  const options = list.length > 2 && list[2] !== null ? (convertTo(list[2], splitOptionsType) as PSEnum).value : 0;
  return {
    separator: list[0] ?? '',
    limit: list.length > 1 ? toInt(list[1]) : 0,
    options,
    hasOptions: list.length > 2,
  };
}

function texts(a: Value): string[] {
  const items = a instanceof NetObject ? enumerate(a) : undefined;
  return items ? items.map((item) => toText(item)) : [toText(a)];
}

function result(pieces: string[]): PSArray {
  return new PSArray(pieces, knownTypes['System.String']);
}

/** `text -split right`; right is a separator or array of separator, limit, options. Script-block separators go to `splitByPredicate`. */
export function splitOperator(a: Value, right: Value, ignoreCase = true): PSArray {
  const { separator, limit, options } = argumentsOf(right);
  if ((options & bit.SimpleMatch) !== 0 && (options & ~(bit.SimpleMatch | bit.IgnoreCase)) !== 0) {
    throw new PSRuntimeException(
      'The combination of options with the -split operator is not valid.',
      'InvalidSplitOptionCombination',
      { category: 'InvalidArgument', exceptionType: 'System.ArgumentException' },
    );
  }
  const pattern = (options & bit.SimpleMatch) !== 0 ? escapeRegex(toText(separator)) : toText(separator);
  try {
    const regex = compileRegex(pattern, {
      ignoreCase: ignoreCase || (options & bit.IgnoreCase) !== 0,
      multiline: (options & bit.Multiline) !== 0,
      singleline: (options & bit.Singleline) !== 0,
      ignorePatternWhitespace: (options & bit.IgnorePatternWhitespace) !== 0,
      explicitCapture: (options & bit.ExplicitCapture) !== 0,
    });
    return result(texts(a).flatMap((text) => (limit < 0 ? [text] : regex.split(text, limit))));
  } catch (error) {
    if (error instanceof NetException)
      throw new PSRuntimeException(error.message, error.typeName, {
        category: 'OperationStopped',
        exceptionType: error.typeName,
      });
    throw error;
  }
}

/** Unary `-split`: at white space, after trimming. */
export function splitUnary(a: Value): PSArray {
  return result(
    texts(a).flatMap((text) => {
      const trimmed = text.trim();
      return trimmed === '' ? [''] : trimmed.split(/\s+/);
    }),
  );
}

/** `text -split { predicate }, limit`: `test` runs the block with `$_` set to each character. */
export function* splitByPredicate(a: Value, right: Value, test: (char: string) => Program<boolean>): Program<PSArray> {
  const { limit, hasOptions } = argumentsOf(right);
  if (hasOptions)
    throw new PSRuntimeException(
      'Options are not allowed on the -split operator with a predicate.',
      'InvalidSplitOptionWithPredicate',
      { category: 'InvalidArgument', exceptionType: 'System.ArgumentException' },
    );
  const out: string[] = [];
  for (const text of texts(a)) {
    let piece = '';
    let made = 1;
    for (let i = 0; i < text.length; i++) {
      if (limit > 0 && made >= limit) {
        piece += text.slice(i);
        break;
      }
      if (yield* test(text[i]!)) {
        out.push(piece);
        piece = '';
        made++;
      } else piece += text[i];
    }
    out.push(piece);
  }
  return result(out);
}
