/** ForEach-Object and Where-Object. seen: InternalCommands.cs */

import type { CommandContext } from '../../language/command';
import { toBool, toText } from '../../language/conversion';
import type { Program } from '../../language/host';
import { getMember, hasMember, invokeMethod, isProgram } from '../../language/net';
import { compare, containedIn, contains, equals, isType, like, matchOperator, notLike } from '../../language/operators';
import { BlockRunner } from '../../language/runtime/block-runner';
import type { Implementations } from '../../language/runtime/command-registry';
import type { CommandRuntime } from '../../language/runtime/command-runtime';
import type { ScriptBlock } from '../../language/runtime/script-block';
import { baseOf, PSArray, type Value } from '../../language/values';

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

function* memberOf(ctx: CommandRuntime, item: Value): Program<void> {
  const name = toText(ctx.bound.MemberName);
  const args = list(ctx.bound.ArgumentList);
  const context = ctx.rs.contextFor(ctx.frame);
  if (item === null || item === undefined) {
    ctx.writeError({
      message: 'Input name "' + name + '" cannot be resolved to a method.',
      id: 'InputObjectIsNull',
      category: 'InvalidArgument',
      exceptionType: 'System.Management.Automation.PSArgumentNullException',
      target: null,
    });
    return;
  }
  const type = ctx.rs.typeOfValue(item);
  const isMethod = type.findMethod(name) !== undefined && type.findProperty(name) === undefined;
  if (isMethod || args.length > 0) {
    const result = invokeMethod(item, name, args, context);
    const value = isProgram(result) ? yield* result : result;
    if (value !== undefined) ctx.write(value);
    return;
  }
  const value = getMember(item, name, context);
  ctx.write(value === undefined ? null : value);
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

function test(operator: string, left: Value, right: Value): boolean {
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
      return toBool(matchOperator(left, right, { ignoreCase, negate: bare === 'notmatch', setMatches: () => {} }));
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
      const state = runnersOf(ctx);
      ctx.state.blocks = state;
      return state.begin?.run(undefined);
    },
    process(context) {
      const ctx = context as CommandRuntime;
      const state = ctx.state.blocks as ForEachState | undefined;
      const item = ctx.bound.InputObject;
      if (state === undefined) return memberOf(ctx, item);
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
        ctx.state.operator = operatorOf(ctx);
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
      const name = toText(ctx.bound.Property);
      const found =
        item === null || !hasMember(item, name) ? undefined : getMember(item, name, ctx.rs.contextFor(ctx.frame));
      if (found === undefined && ctx.rs.isStrict(ctx.frame.scope, 2) && item !== null) {
        ctx.writeError({
          message: `The property "${name}" cannot be found on this object. Verify that the property exists.`,
          id: 'PropertyNotFound',
          category: 'InvalidArgument',
          target: item,
          exceptionType: 'System.Management.Automation.PSArgumentException',
        });
        return undefined;
      }
      const operator = ctx.state.operator as string | undefined;
      const value = found === undefined ? null : found;
      if (operator === undefined) {
        if (toBool(value)) ctx.write(item);
        return undefined;
      }
      const right = ctx.bound.Value === undefined ? true : ctx.bound.Value;
      if (test(operator, baseOf(value), right)) ctx.write(item);
      return undefined;
    },
  },
};
