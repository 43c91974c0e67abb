/** Should -Exist, -FileContentMatch and its kin. `seen: Pester 5.9.0, test/conformance/pester (files)` */
import { toText } from '../language/conversion';
import type { Program } from '../language/host';
import { compileRegex } from '../language/text';
import { baseOf, PSArray, type Value } from '../language/values';
import type { CallOperator, OperatorCall, Verdict } from './assertion';
import { runtimeOf } from './block-cmdlets';
import { call as callCommand } from './call-command';
import { formatBecause, formatNicely } from './format-value';

function textOf(value: Value): string {
  const base = baseOf(value);
  return base === null || base === undefined ? '' : toText(base);
}

function* exists({ ctx, actual, negate, because }: OperatorCall): Program<Verdict> {
  const found = yield* callCommand(runtimeOf(ctx).frame, 'Test-Path', [['LiteralPath', textOf(actual)]]);
  if ((found[0] === true) !== negate) return { failure: null };
  const not = negate ? 'not ' : '';
  return {
    failure: `Expected path ${formatNicely(actual)} to ${not}exist,${formatBecause(because)} but it did ${negate ? 'exist' : 'not exist'}.`,
  };
}

/** Whole: the text of the file at once; else line by line. */
function content(name: string, caseSensitive: boolean, whole: boolean): CallOperator {
  return {
    name,
    aliases: [],
    wholeInput: false,
    parameters: [{ name: 'ExpectedContent', type: 'Object', position: 0, allowEmptyString: true, allowNull: true }],
    *check({ ctx, bound, actual, negate, because }): Program<Verdict> {
      const runtime = runtimeOf(ctx);
      const path = textOf(actual);
      const pattern = textOf(bound.ExpectedContent);
      const named: Array<[string, Value]> = [['Path', new PSArray([path])]];
      if (whole) named.push(['Raw', true]);
      named.push(['ErrorAction', 'Stop']);
      const lines = yield* callCommand(runtime.frame, 'Get-Content', named);
      const regex = compileRegex(pattern, { ignoreCase: !caseSensitive });
      const found = lines.some((line) => regex.match(textOf(line), 0) !== undefined);
      if (found !== negate) return { failure: null };
      const adverb = caseSensitive ? 'case sensitively ' : '';
      return {
        failure: `Expected ${formatNicely(pattern)} to ${negate ? 'not ' : ''}be ${adverb}found in file ${formatNicely(actual)},${formatBecause(because)} but it was ${negate ? 'found' : 'not found'}.`,
      };
    },
  };
}

export const fileOperators: CallOperator[] = [
  { name: 'Exist', aliases: [], wholeInput: false, parameters: [], check: exists },
  content('FileContentMatch', false, false),
  content('FileContentMatchExactly', true, false),
  content('FileContentMatchMultiline', false, true),
  content('FileContentMatchMultilineExactly', true, true),
];
