import type { Program } from '../host';
import type { MethodContext, NetType } from '../types';
import type { Value } from '../values';

const todo = (..._: unknown[]): never => {
  throw new Error('not written yet');
};
/** `v.name(args)`. Returns a Program where the method runs script (check with `isProgram`, then `yield*` it). `undefined` for void. Errors: PSRuntimeException (MethodNotFound, MethodCountCouldNotFindBest, <exception>) with MethodInvocationException texts. */
export function invokeMethod(
  value: Value,
  name: string,
  args: Value[],
  context?: MethodContext,
): Value | Program<Value> {
  return todo(value, name, args, context);
}
/** `[type]::name`, undefined where there is no such static member. */
export function getStatic(type: NetType, name: string, context?: MethodContext): Value | undefined {
  return todo(type, name, context);
}
export function setStatic(type: NetType, name: string, value: Value, context?: MethodContext): void {
  return todo(type, name, value, context);
}
/** `[type]::name(args)`; `new` constructs. */
export function invokeStatic(
  type: NetType,
  name: string,
  args: Value[],
  context?: MethodContext,
): Value | Program<Value> {
  return todo(type, name, args, context);
}
/** `[type]::new(args)`, New-Object. */
export function construct(type: NetType, args: Value[], context?: MethodContext): Value | Program<Value> {
  return todo(type, args, context);
}
export function isProgram(value: unknown): value is Program<Value> {
  return typeof value === 'object' && value !== null && Symbol.iterator in value && 'throw' in value;
}
