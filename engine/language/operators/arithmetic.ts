import type { Value } from '../values';

const todo = (..._: unknown[]): never => {
  throw new Error('not written yet');
};
/** `a + b`; `a - b` ...: the left operand decides what is done. Errors are PSRuntimeException. */
export function add(a: Value, b: Value): Value {
  return todo(a, b);
}
export function subtract(a: Value, b: Value): Value {
  return todo(a, b);
}
export function multiply(a: Value, b: Value): Value {
  return todo(a, b);
}
export function divide(a: Value, b: Value): Value {
  return todo(a, b);
}
export function remainder(a: Value, b: Value): Value {
  return todo(a, b);
}
/** Unary `-a`, `+a`. */
export function negate(a: Value): Value {
  return todo(a);
}
export function plus(a: Value): Value {
  return todo(a);
}
export function bitNot(a: Value): Value {
  return todo(a);
}
export function bitAnd(a: Value, b: Value): Value {
  return todo(a, b);
}
export function bitOr(a: Value, b: Value): Value {
  return todo(a, b);
}
export function bitXor(a: Value, b: Value): Value {
  return todo(a, b);
}
export function shiftLeft(a: Value, b: Value): Value {
  return todo(a, b);
}
export function shiftRight(a: Value, b: Value): Value {
  return todo(a, b);
}
