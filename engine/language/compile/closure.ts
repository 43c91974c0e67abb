/**
 * What the compiler makes of nodes. A node that can never wait has a plain function (`s`); one that can has a generator
 * function (`g`). Nodes that hold statements have both where the plain one is possible: it may be used only where the output
 * sink is direct, because a plain function cannot hand on output to a reader that waits.
 */
import type { Program } from '../host';
import type { Completion } from '../runtime/control-flow';
import type { Frame } from '../runtime/frame';
import type { Value } from '../values';

export type SyncExpr = (f: Frame) => Value;
export type GenExpr = (f: Frame) => Program<Value>;
export interface Expr {
  s?: SyncExpr;
  g?: GenExpr;
  /** The value where it is known when compiled. */
  constant?: { value: Value };
}

export type SyncStmt = (f: Frame) => Completion;
export type GenStmt = (f: Frame) => Program<Completion>;
export interface Stmt {
  s?: SyncStmt;
  /** Absent for single statements that cannot wait; then `s` is there. */
  g?: GenStmt;
}

/** Statements with both ways to run them. */
export interface Body {
  s: SyncStmt | undefined;
  g: GenStmt;
}

/** The generator of an expression, made from the plain function where there is only that. */
export function generatorOf(e: Expr): GenExpr {
  if (e.g !== undefined) return e.g;
  const s = e.s!;
  // biome-ignore lint/correctness/useYield: the plain function never waits
  return function* (f) {
    return s(f);
  };
}

/** One operand. */
export function mapExpr(e: Expr, op: (value: Value, f: Frame) => Value): Expr {
  const { s, g } = e;
  if (s !== undefined) return { s: (f) => op(s(f), f) };
  return {
    *g(f) {
      return op(yield* g!(f), f);
    },
  };
}

/** Two operands, evaluated from left to right. */
export function mapExpr2(a: Expr, b: Expr, op: (a: Value, b: Value, f: Frame) => Value): Expr {
  const as = a.s;
  const bs = b.s;
  if (as !== undefined && bs !== undefined) return { s: (f) => op(as(f), bs(f), f) };
  const ag = a.g;
  const bg = b.g;
  return {
    *g(f) {
      const left = as !== undefined ? as(f) : yield* ag!(f);
      const right = bs !== undefined ? bs(f) : yield* bg!(f);
      return op(left, right, f);
    },
  };
}

/** Several operands. */
export function mapExprs(list: readonly Expr[], op: (values: Value[], f: Frame) => Value): Expr {
  if (list.every((e) => e.s !== undefined)) {
    const parts = list.map((e) => e.s!);
    const n = parts.length;
    return {
      s: (f) => {
        const values: Value[] = new Array(n);
        for (let i = 0; i < n; i++) values[i] = parts[i](f);
        return op(values, f);
      },
    };
  }
  return {
    *g(f) {
      const values: Value[] = [];
      for (const e of list) values.push(e.s !== undefined ? e.s(f) : yield* e.g!(f));
      return op(values, f);
    },
  };
}

export function constant(value: Value): Expr {
  return { s: () => value, constant: { value } };
}
