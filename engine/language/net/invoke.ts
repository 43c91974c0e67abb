/** Calls of methods, static members and constructors, with PowerShell's errors. seen: powershell-semantics.md 5 */

import { convertTo } from '../conversion/convert';
import { conversionHooks } from '../conversion/hooks';
import { NetException, PSRuntimeException } from '../errors';
import type { Program } from '../host';
import type { MethodContext, NetMethod, NetType } from '../types';
import type { ExtendedMember, PSList, Value } from '../values';
import { addedMembers, foldCase, NetObject, PSArray, PSCustomObject, PSEnum, PSInteger, PSWrapped } from '../values';
import { enumerate } from './enumerate';
import { typeNamesOf } from './members';
import { findParameterType } from './parameter-types';
import { changeHooks, PSBaseView, PSMethodValue } from './psobject';
import { findTypeMember } from './type-data';
import { typeOf } from './type-name';

export function isProgram(value: unknown): value is Program<Value> {
  return typeof value === 'object' && value !== null && Symbol.iterator in value && 'throw' in value;
}

/** Wraps what a .NET method threw. */
function invocationError(name: string, count: number, error: NetException): PSRuntimeException {
  return new PSRuntimeException(
    `Exception calling "${name}" with "${count}" argument(s): "${error.message}"`,
    error.exception.netType.name,
    {
      category: 'NotSpecified',
      exceptionType: 'System.Management.Automation.MethodInvocationException',
      inner: error.exception,
    },
  );
}

function* guarded(program: Program<Value>, name: string, count: number): Program<Value> {
  try {
    return yield* program;
  } catch (error) {
    throw error instanceof NetException ? invocationError(name, count, error) : error;
  }
}

/** Runs a method, turning .NET exceptions into MethodInvocationException. */
export function call(
  method: NetMethod,
  shownName: string,
  self: Value,
  args: Value[],
  context: MethodContext,
): Value | Program<Value> {
  try {
    const result = method.invoke(self, args, context);
    return isProgram(result) ? guarded(result, shownName, args.length) : result;
  } catch (error) {
    throw error instanceof NetException ? invocationError(shownName, args.length, error) : error;
  }
}

export function methodNotFound(value: Value, name: string): PSRuntimeException {
  const typeName = value instanceof PSCustomObject ? (value.typeNames[0] ?? '') : (typeOf(value)?.fullName ?? 'null');
  return new PSRuntimeException(
    `Method invocation failed because [${typeName}] does not contain a method named '${name}'.`,
    'MethodNotFound',
    { category: 'InvalidOperation' },
  );
}

function findScriptMethod(value: Value, name: string): ExtendedMember | undefined {
  const key = foldCase(name);
  if (value instanceof PSCustomObject || value instanceof PSWrapped) {
    const own = value.members.get(key);
    if (own) return own;
  } else if (value instanceof NetObject) {
    const own = addedMembers.get(value)?.members.get(key);
    if (own) return own;
  }
  return findTypeMember(typeNamesOf(value), name);
}

const noContext: MethodContext = {};

/**
 * `v.name(args)`. Returns a Program where the method runs script (check with `isProgram`, then `yield*` it); `undefined` for
 * void. Errors: PSRuntimeException (MethodNotFound, MethodCountCouldNotFindBest, name of the inner exception).
 * The intrinsic `ForEach` and `Where` are the interpreter's.
 */
export function invokeMethod(
  value: Value,
  name: string,
  args: Value[],
  context: MethodContext = noContext,
): Value | Program<Value> {
  if (value === null || value === undefined)
    throw new PSRuntimeException('You cannot call a method on a null-valued expression.', 'InvokeMethodOnNull', {
      category: 'InvalidOperation',
    });
  if (value instanceof NetObject) {
    const extended = findScriptMethod(value, name);
    if (extended?.kind === 'ScriptMethod')
      return conversionHooks.callScriptMethod?.(value, extended.name, args) ?? null;
    if (extended?.kind === 'NoteProperty' && extended.value instanceof PSMethodValue)
      return invokeMethod(extended.value.owner, extended.value.name, args, context);
  }
  const base = value instanceof PSWrapped || value instanceof PSBaseView ? value.base : value;
  const type = typeOf(base)!;
  const method = type.findMethod(name);
  if (method) {
    const result = call(method, method.name, base, args, context);
    if (base instanceof NetObject && changeHooks.has(base as PSList)) changeHooks.get(base as PSList)!();
    return result;
  }
  // Accessors of properties can be called by their own names.
  const accessor = /^(get|set)_(\w+)$/i.exec(name);
  if (accessor) {
    const property = type.findProperty(accessor[2]!);
    if (property && foldCase(accessor[1]!) === 'get' && args.length === 0) return property.get(base, context);
    if (property?.parameters !== undefined) {
      const item = type.findMethod(`${foldCase(accessor[1]!)}_item`);
      if (item) return call(item, item.name, base, args, context);
    }
    if (property?.set && foldCase(accessor[1]!) === 'set' && args.length === 1) {
      const wanted = findParameterType(property.type, type);
      property.set(base, wanted ? convertTo(args[0], wanted) : args[0], context);
      return undefined;
    }
  }
  const parameterized = type.findProperty(name);
  if (parameterized?.parameters !== undefined) {
    const item = type.findMethod('get_Item') ?? type.findMethod(`get_${name}`);
    if (item) return call(item, name, base, args, context);
  }
  const items = enumerate(base);
  if (items) return enumerateMethod(base, items, name, args, context);
  throw methodNotFound(value, name);
}

/** Calls the method on each element of a list that lacks it itself. */
function enumerateMethod(
  list: Value,
  items: readonly Value[],
  name: string,
  args: Value[],
  context: MethodContext,
): Value | Program<Value> {
  const has = (item: Value): boolean =>
    item !== null &&
    item !== undefined &&
    (typeOf(item)?.findMethod(name) !== undefined ||
      findScriptMethod(item, name)?.kind === 'ScriptMethod' ||
      enumerate(item) !== undefined);
  if (items.length === 0 || !items.some(has)) {
    const first = items.find((item) => item !== null && item !== undefined);
    throw methodNotFound(first !== undefined ? first : list, name);
  }
  const out: Value[] = [];
  const programs: Array<Value | Program<Value>> = items.map((item) => invokeMethod(item, name, args, context));
  if (programs.some(isProgram)) return runAll(programs, out);
  for (const result of programs as Value[]) collect(out, result);
  return collected(out);
}

function collect(out: Value[], result: Value): void {
  if (result === undefined) return;
  const inner = enumerate(result);
  if (inner) out.push(...inner);
  else out.push(result);
}
function collected(out: Value[]): Value {
  return out.length === 0 ? undefined : out.length === 1 ? out[0] : new PSArray(out);
}
function* runAll(programs: Array<Value | Program<Value>>, out: Value[]): Program<Value> {
  for (const program of programs) collect(out, isProgram(program) ? yield* program : program);
  return collected(out);
}

/** `[type]::name`, undefined where there is no such static member. */
export function getStatic(type: NetType, name: string, context: MethodContext = noContext): Value | undefined {
  if (type.enumValues) {
    const key = foldCase(name);
    const found = type.enumValues.find(([text]) => foldCase(text) === key);
    if (found) return new PSEnum(type, found[1]);
  }
  const property = type.findStaticProperty(name);
  if (property) {
    try {
      return property.get(null, context) ?? null;
    } catch (error) {
      if (error instanceof NetException)
        throw new PSRuntimeException(
          `Exception getting "${property.name}": "${error.message}"`,
          'GetValueInvocationException',
          {
            category: 'NotSpecified',
            exceptionType: 'System.Management.Automation.GetValueInvocationException',
            inner: error.exception,
          },
        );
      throw error;
    }
  }
  const method = foldCase(name) === 'new' ? type.constructors : type.findStaticMethod(name);
  return method ? new PSMethodValue(null, name, method, type) : undefined;
}

export function setStatic(type: NetType, name: string, value: Value, context: MethodContext = noContext): void {
  const property = type.findStaticProperty(name);
  if (!property)
    throw new PSRuntimeException(
      `The property '${name}' cannot be found on this object. Verify that the property exists and can be set.`,
      'PropertyNotFound',
      { category: 'InvalidOperation' },
    );
  if (!property.set)
    throw new PSRuntimeException(`'${property.name}' is a ReadOnly property.`, 'PropertyAssignmentException', {
      category: 'InvalidOperation',
    });
  const wanted = findParameterType(property.type, type);
  property.set(null, wanted ? convertTo(value, wanted, context) : value, context);
}

/** `[type]::name(args)`; `new` constructs. */
export function invokeStatic(
  type: NetType,
  name: string,
  args: Value[],
  context: MethodContext = noContext,
): Value | Program<Value> {
  if (foldCase(name) === 'new') return construct(type, args, context);
  const method = type.findStaticMethod(name);
  if (method) return call(method, method.name, null, args, context);
  const accessor = /^get_(\w+)$/i.exec(name);
  if (accessor && args.length === 0) {
    const property = type.findStaticProperty(accessor[1]!);
    if (property) return property.get(null, context);
  }
  throw new PSRuntimeException(
    `Method invocation failed because [${type.fullName}] does not contain a method named '${name}'.`,
    'MethodNotFound',
    { category: 'InvalidOperation', target: name },
  );
}

/** `[type]::new(args)`, New-Object. */
export function construct(type: NetType, args: Value[], context: MethodContext = noContext): Value | Program<Value> {
  if (type.element) {
    if (args.length !== 1)
      throw new PSRuntimeException(
        `Cannot find an overload for "new" and the argument count: "${args.length}".`,
        'MethodCountCouldNotFindBest',
        { category: 'NotSpecified', exceptionType: 'System.Management.Automation.MethodException' },
      );
    const size = convertTo(args[0], findParameterType('int')!) as number;
    return new PSArray(
      Array.from({ length: size }, () => defaultOf(type.element!)),
      type.element,
    );
  }
  const { constructors } = type;
  if (constructors) {
    const empty = constructors.overloads.some((text) => /\(\)$/.test(text));
    if (args.length === 0 && !empty && type.isValueType) return defaultOf(type);
    return call(constructors, '.ctor', null, args, context);
  }
  if (args.length === 0 && type.isValueType) return defaultOf(type);
  throw new PSRuntimeException(
    `Method invocation failed because [${type.fullName}] does not contain a method named 'new'.`,
    'MethodNotFound',
    { category: 'InvalidOperation', target: 'new' },
  );
}

/** `default(T)`. */
export function defaultOf(type: NetType): Value {
  if (!type.isValueType) return null;
  if (type.kind === 'enum') return new PSEnum(type, 0);
  if (type.fullName === 'System.Boolean') return false;
  if (type.fullName === 'System.Int32') return 0;
  try {
    return convertTo(null, type);
  } catch {
    const special: Record<string, () => Value> = {
      'System.DateTime': () => convertTo(new PSInteger('Int64', 0n), type),
      'System.TimeSpan': () => convertTo(new PSInteger('Int64', 0n), type),
      'System.Guid': () => convertTo('00000000-0000-0000-0000-000000000000', type),
    };
    return special[type.fullName]?.() ?? null;
  }
}

/** What `$v.Method` without parentheses gives; undefined where there is no such method. */
export function methodValue(value: Value, name: string): PSMethodValue | undefined {
  const type = typeOf(value);
  const method = type?.findMethod(name);
  return method ? new PSMethodValue(value, method.name, method, type) : undefined;
}
