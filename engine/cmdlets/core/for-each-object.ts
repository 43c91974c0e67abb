/** ForEach-Object and Where-Object. seen: InternalCommands.cs */

import type { CommandContext } from '../../language/command';
import { toBool, toText } from '../../language/conversion';
import { isShellError } from '../../language/formatting/object-access';
import { getMember } from '../../language/net';
import { compare, containedIn, contains, equals, isType, like, matchOperator, notLike } from '../../language/operators';
import { BlockRunner } from '../../language/runtime/block-runner';
import type { Implementations } from '../../language/runtime/command-registry';
import type { CommandRuntime } from '../../language/runtime/command-runtime';
import type { ScriptBlock } from '../../language/runtime/script-block';
import { hasWildcards } from '../../language/text/wildcard';
import { baseOf, PSArray, type Value } from '../../language/values';
import {
  ambiguous,
  keyValue,
  matchingMembers,
  memberOfItem,
  nameError,
  propertyName,
  wrappedError,
} from './named-member';

function list(value: Value): Value[] {
  if (value === null || value === undefined) return [];
  return value instanceof PSArray ? [...value.items] : [value];
}

interface ForEachState {
  begin: BlockRunner | undefined;
  process: BlockRunner[];
  end: BlockRunner | undefined;
}

function runnersOf(ctx: CommandRuntime): ForEachState {
  const { bound } = ctx;
  const blocks = [...list(bound.Process), ...list(bound.RemainingScripts)] as ScriptBlock[];
  let begin = bound.Begin as ScriptBlock | undefined | null;
  let end = bound.End as ScriptBlock | undefined | null;
  const given = { begin: ctx.isBound('Begin'), end: ctx.isBound('End') };
  // Several positional blocks: begin, process ..., end.
  if (!given.begin && blocks.length > 1) begin = blocks.shift();
  if (!given.end && blocks.length > 1) end = blocks.pop();
  const runner = (block: ScriptBlock) => new BlockRunner(ctx.frame, block, ctx.sink, ctx.streams);
  return {
    begin: begin ? runner(begin) : undefined,
    process: blocks.filter((block) => block !== null).map(runner),
    end: end ? runner(end) : undefined,
  };
}

const operators = [
  'EQ',
  'CEQ',
  'NE',
  'CNE',
  'GT',
  'CGT',
  'LT',
  'CLT',
  'GE',
  'CGE',
  'LE',
  'CLE',
  'Like',
  'CLike',
  'NotLike',
  'CNotLike',
  'Match',
  'CMatch',
  'NotMatch',
  'CNotMatch',
  'Contains',
  'CContains',
  'NotContains',
  'CNotContains',
  'In',
  'CIn',
  'NotIn',
  'CNotIn',
  'Is',
  'IsNot',
] as const;

function operatorOf(ctx: CommandContext): string | undefined {
  return operators.find((name) => ctx.isBound(name));
}

/** Value of the property that Where-Object asks for; undefined where an error was reported. */
function namedValue(ctx: CommandRuntime, item: Value): Value | undefined {
  const name = toText(ctx.bound.Property);
  const strict = ctx.rs.isStrict(ctx.frame.scope, 2);
  if (item === null || item === undefined) {
    if (!strict) return null;
    nameError(ctx, "Cannot operate on a 'null' input object.", 'InputObjectIsNull', null);
    return undefined;
  }
  const entry = keyValue(item, name);
  if (entry !== undefined) return entry;
  let found: string | undefined;
  if (hasWildcards(name)) {
    const members = matchingMembers(item, name, /Property$/);
    if (members.length > 1) {
      nameError(ctx, ambiguous(name, members, 'members'), 'AmbiguousPropertyName', item);
      return undefined;
    }
    found = members[0]?.name;
  } else found = propertyName(item, name);
  if (found === undefined) {
    if (!strict) return null;
    nameError(ctx, `The input name "${name}" cannot be resolved to a property.`, 'PropertyNotFound', item);
    return undefined;
  }
  try {
    return getMember(item, found, ctx.rs.contextFor(ctx.frame)) ?? null;
  } catch (thrown) {
    if (!isShellError(thrown)) throw thrown;
    return null;
  }
}

/** Token kinds of the operators as error messages name them: `Igt`, `Cmatch`, `Is`. */
function tokenKind(operator: string): string {
  if (/^Is/.test(operator)) return operator;
  const sensitive = operator.startsWith('C') && operator !== 'Contains';
  return `${sensitive ? 'C' : 'I'}${(sensitive ? operator.slice(1) : operator).toLowerCase()}`;
}

function operatorError(ctx: CommandRuntime, operator: string, thrown: unknown, item: Value): void {
  if (!isShellError(thrown)) throw thrown;
  const { exception } = ctx.rs.recordOf(thrown, ctx.frame);
  const bad = exception.netType.fullName === 'System.ArgumentException';
  const kind = tokenKind(operator);
  wrappedError(ctx, thrown, bad ? 'BadOperatorArgument' : 'OperatorFailed', item, {
    exceptionType: `System.Management.Automation.PS${bad ? 'Argument' : 'InvalidOperation'}Exception`,
    category: bad ? 'InvalidArgument' : 'InvalidOperation',
    message: bad
      ? `The argument to operator '${kind}' is not valid: ${exception.message}.`
      : `The '${kind}' operator failed: ${exception.message}.`,
  });
}

function test(ctx: CommandRuntime, operator: string, left: Value, right: Value): boolean {
  const sensitive = operator.startsWith('C') && operator !== 'Contains';
  const bare = (sensitive ? operator.slice(1) : operator).toLowerCase();
  const ignoreCase = !sensitive;
  switch (bare) {
    case 'eq':
      return toBool(equals(left, right, ignoreCase));
    case 'ne':
      return !toBool(equals(left, right, ignoreCase));
    case 'gt':
      return compare(left, right, ignoreCase) > 0;
    case 'lt':
      return compare(left, right, ignoreCase) < 0;
    case 'ge':
      return compare(left, right, ignoreCase) >= 0;
    case 'le':
      return compare(left, right, ignoreCase) <= 0;
    case 'like':
      return toBool(like(left, right, ignoreCase));
    case 'notlike':
      return toBool(notLike(left, right, ignoreCase));
    case 'match':
    case 'notmatch':
      return toBool(
        matchOperator(left, right, {
          ignoreCase,
          negate: bare === 'notmatch',
          setMatches: (matches) => ctx.rs.setLocalVariable(ctx.frame.scope, 'Matches', matches),
        }),
      );
    case 'contains':
      return contains(left, right, ignoreCase);
    case 'notcontains':
      return !contains(left, right, ignoreCase);
    case 'in':
      return containedIn(left, right, ignoreCase);
    case 'notin':
      return !containedIn(left, right, ignoreCase);
    case 'is':
      return isType(left, right);
    case 'isnot':
      return !isType(left, right);
    default:
      return false;
  }
}

export const forEachCmdlets: Implementations = {
  'ForEach-Object': {
    parameters: {
      InputObject: { allowNull: true },
      Process: { allowNull: true, allowEmptyCollection: true },
      RemainingScripts: { allowNull: true, allowEmptyCollection: true },
    },
    begin(context) {
      const ctx = context as CommandRuntime;
      if (ctx.isBound('MemberName')) return undefined;
      if (ctx.common.whatIf === true || ctx.common.confirm === true)
        ctx.throwTerminating({
          message: 'The -WhatIf and -Confirm parameters are not supported for script blocks.',
          id: 'NoShouldProcessForScriptBlockSet',
          category: 'InvalidOperation',
          exceptionType: 'System.InvalidOperationException',
        });
      const state = runnersOf(ctx);
      ctx.state.blocks = state;
      return state.begin?.run(undefined);
    },
    process(context) {
      const ctx = context as CommandRuntime;
      const state = ctx.state.blocks as ForEachState | undefined;
      const item = ctx.bound.InputObject;
      if (state === undefined) return memberOfItem(ctx, item);
      const { process } = state;
      const value = item === undefined ? null : item;
      if (process.length === 1) return process[0].run(value);
      return (function* () {
        for (const block of process) {
          const program = block.run(value);
          if (program !== undefined) yield* program;
        }
      })();
    },
    end(context) {
      const ctx = context as CommandRuntime;
      return (ctx.state.blocks as ForEachState | undefined)?.end?.run(undefined);
    },
  },
  'Where-Object': {
    parameters: { InputObject: { allowNull: true } },
    begin(context) {
      const ctx = context as CommandRuntime;
      if (!ctx.isBound('FilterScript')) {
        const operator = operatorOf(ctx);
        ctx.state.operator = operator;
        const refuse = (id: string, message: string): never =>
          ctx.throwTerminating({
            message,
            id,
            category: 'InvalidArgument',
            exceptionType: 'System.Management.Automation.PSArgumentException',
          });
        if (operator === undefined && ctx.isBound('Value'))
          refuse(
            'OperatorNotSpecified',
            'An operator is required to compare the two specified values. Include a valid operator in the command, and then try the command again. For example, Get-Process | Where-Object -Property Name -eq Idle',
          );
        if (operator !== undefined && !ctx.isBound('Value'))
          refuse(
            'ValueNotSpecifiedForWhereObject',
            'The specified operator requires both the -Property and -Value parameters. Provide values for both parameters, and then try the command again.',
          );
        return;
      }
      ctx.state.block = new BlockRunner(ctx.frame, ctx.bound.FilterScript as ScriptBlock, ctx.sink, ctx.streams, true);
    },
    process(context) {
      const ctx = context as CommandRuntime;
      const item = ctx.bound.InputObject;
      if (item === undefined) return undefined;
      const block = ctx.state.block as BlockRunner | undefined;
      if (block !== undefined) {
        const program = block.run(item);
        if (program === undefined) {
          if (block.takeTruth()) ctx.write(item);
          return undefined;
        }
        return (function* () {
          yield* program;
          if (block.takeTruth()) ctx.write(item);
        })();
      }
      const value = namedValue(ctx, item);
      if (value === undefined) return undefined;
      const operator = ctx.state.operator as string | undefined;
      if (operator === undefined) {
        if (toBool(value)) ctx.write(item);
        return undefined;
      }
      try {
        if (test(ctx, operator, baseOf(value), ctx.bound.Value)) ctx.write(item);
      } catch (thrown) {
        operatorError(ctx, operator, thrown, item);
      }
      return undefined;
    },
  },
};
