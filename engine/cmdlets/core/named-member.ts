/** The members that ForEach-Object and Where-Object are given by name. seen: InternalCommands.cs; texts: InternalCommandStrings */

import { toDisplayText } from '../../language/conversion';
import { makeException } from '../../language/errors';
import { findProperty, isShellError } from '../../language/formatting/object-access';
import type { Program } from '../../language/host';
import {
  getMember,
  invokeMethod,
  isProgram,
  type MemberView,
  membersOf,
  methodValue,
  typeOf,
} from '../../language/net';
import type { CommandRuntime } from '../../language/runtime/command-runtime';
import { ErrorRecord } from '../../language/runtime/error-record';
import { hasWildcards, wildcardToRegex } from '../../language/text/wildcard';
import { baseOf, foldCase, PSArray, PSCustomObject, PSDictionary, PSWrapped, type Value } from '../../language/values';

/** A non-terminating error about a name; the target counts as the PSObject it came in. */
export function nameError(ctx: CommandRuntime, message: string, id: string, target: Value): void {
  ctx.writeError({
    message,
    id,
    category: 'InvalidArgument',
    target,
    targetType: target === null || target === undefined ? undefined : 'PSObject',
    exceptionType: 'System.Management.Automation.PSArgumentException',
  });
}

/** A non-terminating error with the exception of another one. */
export function wrappedError(
  ctx: CommandRuntime,
  thrown: unknown,
  id: string,
  target: Value,
  reword?: { exceptionType: string; category: 'InvalidArgument' | 'InvalidOperation'; message: string },
): void {
  const exception = reword
    ? makeException(reword.exceptionType, reword.message)
    : ctx.rs.recordOf(thrown, ctx.frame).exception;
  const record = new ErrorRecord(exception, id, reword?.category ?? 'InvalidOperation', target);
  record.errorClass = ctx.info.errorClass;
  ctx.rs.describeTarget(record, target);
  record.targetType = 'PSObject';
  record.invocation = ctx.myInvocation;
  ctx.writeErrorRecord(record);
}

/** Members whose names match, in the order in which the object has them. */
export function matchingMembers(item: Value, pattern: string, kind: RegExp): MemberView[] {
  const expression = wildcardToRegex(pattern);
  return membersOf(item).filter(
    (member) => !member.hidden && kind.test(member.memberType) && expression.test(member.name),
  );
}

export function ambiguous(name: string, members: readonly MemberView[], what: 'members' | 'methods'): string {
  const matches = members.map((member) => ` ${member.name}`).join('');
  return `Input name "${name}" is ambiguous. It can be resolved to multiple matched ${what}. Possible matches include:${matches}.`;
}

/** The value under a key of a hash table; undefined where there is none. */
export function keyValue(item: Value, name: string): Value | undefined {
  const base = item instanceof PSWrapped ? item.base : item;
  return base instanceof PSDictionary && base.has(name) ? (base.get(name) ?? null) : undefined;
}

function shown(value: Value): string {
  return value === null || value === undefined ? 'null' : toDisplayText(value);
}

/** Writes a result as the pipeline unrolls it. */
function writeUnrolled(ctx: CommandRuntime, value: Value): void {
  const items = ctx.rs.elementsOf(value);
  if (items === undefined) ctx.write(value);
  else for (const item of items) ctx.write(item === undefined ? null : item);
}

/** The property of this name in its own spelling. The first two are short ways. */
export function propertyName(item: Value, name: string): string | undefined {
  if (item instanceof PSCustomObject) {
    const member = item.members.get(foldCase(name));
    if (member && member.kind !== 'ScriptMethod') return member.name;
  } else {
    const property = typeOf(baseOf(item))?.findProperty(name);
    if (property && property.parameters === undefined) return property.name;
  }
  return findProperty(item, name)?.name;
}

const intrinsic = /^ps(?:object|base|typenames|adapted|extended)$/i;
const method = /Method$/;
const anyMember = /./;

/** ForEach-Object with the name of a property or method: one object. */
export function* memberOfItem(ctx: CommandRuntime, item: Value): Program<void> {
  const name = toDisplayText(ctx.bound.MemberName);
  const bound = baseOf(ctx.bound.ArgumentList);
  const args = bound instanceof PSArray ? [...bound.items] : bound === null || bound === undefined ? [] : [bound];
  const allowed = (action: string): Program<boolean> => ctx.shouldProcess(`InputObject: ${shown(item)}`, action);
  const property = (key: string): string => `Retrieve the value for property '${key}'`;
  const strict = ctx.rs.isStrict(ctx.frame.scope, 2);
  if (item === null || item === undefined) {
    if (args.length > 0)
      nameError(ctx, 'You cannot call a method on a null-valued expression.', 'InvokeMethodOnNull', null);
    else if (yield* allowed(property(name))) {
      if (strict) nameError(ctx, "Cannot operate on a 'null' input object.", 'InputObjectIsNull', null);
      else ctx.write(null);
    }
    return;
  }
  if (args.length > 0) {
    const found = matchingMembers(item, name, method);
    if (found.length > 1) {
      nameError(ctx, ambiguous(name, found, 'methods'), 'AmbiguousMethodName', item);
      return;
    }
    if (found.length === 0) {
      nameError(ctx, `Input name "${name}" cannot be resolved to a method.`, 'MethodNotFound', item);
      return;
    }
    const called = found[0].name;
    if (yield* allowed(`Invoke method '${called}' with arguments: ${args.map(shown).join(', ')}`))
      yield* call(ctx, item, called, args);
    return;
  }
  const value = keyValue(item, name);
  if (value !== undefined) {
    if (yield* allowed(`Retrieve the value for key '${name}'`)) writeUnrolled(ctx, value);
    return;
  }
  let wanted: string | undefined;
  let called: string | undefined;
  if (hasWildcards(name)) {
    const found = matchingMembers(item, name, anyMember);
    if (found.length > 1) {
      nameError(ctx, ambiguous(name, found, 'members'), 'AmbiguousPropertyOrMethodName', item);
      return;
    }
    const only = found[0];
    if (only && method.test(only.memberType)) called = only.name;
    else wanted = only?.name;
  } else {
    wanted = intrinsic.test(name) ? name : propertyName(item, name);
    const key = foldCase(name);
    if (wanted === undefined)
      called = membersOf(item).find((one) => foldCase(one.name) === key && method.test(one.memberType))?.name;
  }
  if (called !== undefined) {
    if (yield* allowed(`Invoke method '${called}'`)) yield* call(ctx, item, called, args);
    return;
  }
  if (!(yield* allowed(property(wanted ?? name)))) return;
  if (wanted !== undefined) {
    let result: Value = null;
    try {
      result = getMember(item, wanted, ctx.rs.contextFor(ctx.frame)) ?? null;
    } catch (thrown) {
      // A property that fails is a null here.
      if (!isShellError(thrown)) throw thrown;
    }
    writeUnrolled(ctx, result);
  } else if (strict)
    nameError(ctx, `The input name "${name}" cannot be resolved to a member.`, 'PropertyOrMethodNotFound', item);
  else ctx.write(null);
}

function* call(ctx: CommandRuntime, item: Value, name: string, args: Value[]): Program<void> {
  try {
    const result = invokeMethod(item, name, args, ctx.rs.contextFor(ctx.frame));
    const value = isProgram(result) ? yield* result : result;
    if (value !== undefined) writeUnrolled(ctx, value);
  } catch (thrown) {
    if (!isShellError(thrown)) throw thrown;
    const noOverload = (thrown as { id?: unknown }).id === 'MethodCountCouldNotFindBest';
    // Without arguments the method itself is the answer.
    if (noOverload && args.length === 0) ctx.write(methodValue(item, name) ?? null);
    else wrappedError(ctx, thrown, 'MethodInvocationError', item);
  }
}
