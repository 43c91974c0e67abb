/** `try`, `catch`, `finally` and `trap`. */
import type { TrapStatementAst, TryStatementAst, TypeConstraintAst } from '../ast';
import type { PSException } from '../errors';
import type { Program } from '../host';
import { Completion, ControlFlow, TerminatingError } from '../runtime/control-flow';
import type { ErrorRecord } from '../runtime/error-record';
import type { Frame } from '../runtime/frame';
import { Variable } from '../runtime/variable';
import type { Body, Stmt } from './closure';
import type { CompiledBlock } from './compiled-block';
import { compileBody } from './statements';
import { findTypeName, typeNotFound } from './types';

interface Handler {
  types: readonly TypeConstraintAst[];
  body: Body;
}

/** The handler for an error, and the record as the handler sees it: with the inner exception where that one matched. */
function findHandler(
  handlers: readonly Handler[],
  record: ErrorRecord,
  f: Frame,
): { handler: Handler; record: ErrorRecord } | undefined {
  const catchAll = handlers.find((handler) => handler.types.length === 0);
  let exception: PSException | undefined = record.exception;
  while (exception !== undefined) {
    let best: Handler | undefined;
    let bestDistance = Number.POSITIVE_INFINITY;
    for (const handler of handlers) {
      for (const constraint of handler.types) {
        const type = findTypeName(constraint.typeName, f);
        if (type === undefined) throw typeNotFound(constraint.typeName);
        let distance = 0;
        for (let t: typeof type | undefined = exception.netType; t !== undefined; t = t.base, distance++) {
          if (t === type && distance < bestDistance) {
            best = handler;
            bestDistance = distance;
          }
        }
      }
    }
    if (best !== undefined) {
      return { handler: best, record: exception === record.exception ? record : record.withException(exception) };
    }
    exception = exception.inner;
  }
  return catchAll && { handler: catchAll, record };
}

/** Puts `$_` in the place of what it was, for the time of a handler. */
function enterHandler(f: Frame, slot: number, record: ErrorRecord): () => void {
  const saved = f.scope.own('_');
  const variable = f.scope.put('_', new Variable('_', record));
  f.locals[slot] = variable;
  f.caught ??= [];
  f.caught.push(record);
  return () => {
    f.caught!.pop();
    if (saved === undefined) {
      f.scope.take('_');
      f.locals[slot] = undefined;
    } else {
      f.scope.put('_', saved);
      f.locals[slot] = saved;
    }
  };
}

export function compileTry(block: CompiledBlock, ast: TryStatementAst): Stmt {
  const body = compileBody(block, ast.body);
  const handlers: Handler[] = ast.catchClauses.map((clause) => ({
    types: clause.catchTypes,
    body: compileBody(block, clause.body),
  }));
  const last = ast.finally === undefined ? undefined : compileBody(block, ast.finally);
  const underscore = block.slot('_');
  const onlyCatchAll = handlers.length === 1 && handlers[0].types.length === 0 ? handlers[0] : undefined;

  function caught(error: unknown, f: Frame): { handler: Handler; record: ErrorRecord } {
    if (error instanceof ControlFlow || handlers.length === 0) throw error;
    const record = f.rs.recordOf(error, f);
    const found = onlyCatchAll === undefined ? findHandler(handlers, record, f) : { handler: onlyCatchAll, record };
    if (found === undefined) throw error instanceof TerminatingError ? error : new TerminatingError(record);
    f.rs.questionMark = false;
    f.rs.logError(found.record);
    return found;
  }

  const allSync =
    body.s !== undefined &&
    handlers.every((handler) => handler.body.s !== undefined) &&
    (last === undefined || last.s !== undefined);
  let s: Stmt['s'];
  if (allSync) {
    const bs = body.s!;
    const ls = last?.s;
    s = (f) => {
      const { rs } = f;
      const saved = rs.propagate;
      try {
        try {
          if (handlers.length > 0) rs.propagate = true;
          return bs(f);
        } catch (error) {
          rs.propagate = saved;
          const { handler, record } = caught(error, f);
          const leave = enterHandler(f, underscore, record);
          try {
            return handler.body.s!(f);
          } finally {
            leave();
          }
        }
      } finally {
        rs.propagate = saved;
        if (ls !== undefined) ls(f);
      }
    };
  }
  return {
    s,
    *g(f) {
      const { rs } = f;
      const saved = rs.propagate;
      try {
        try {
          if (handlers.length > 0) rs.propagate = true;
          return body.s !== undefined && f.out.direct ? body.s(f) : yield* body.g(f);
        } catch (error) {
          rs.propagate = saved;
          const { handler, record } = caught(error, f);
          const leave = enterHandler(f, underscore, record);
          try {
            const run = handler.body;
            return run.s !== undefined && f.out.direct ? run.s(f) : yield* run.g(f);
          } finally {
            leave();
          }
        }
      } finally {
        rs.propagate = saved;
        if (last !== undefined) {
          if (last.s !== undefined && f.out.direct) last.s(f);
          else yield* last.g(f);
        }
      }
    },
  };
}

/** Runs the trap for an error of a statement list; undefined: go on with the next statement. */
export function* runTraps(
  error: unknown,
  f: Frame,
  traps: ReadonlyArray<{ trap: TrapStatementAst; body: Body }>,
): Program<number | undefined> {
  if (error instanceof ControlFlow) throw error;
  const record = f.rs.recordOf(error, f);
  const handlers: Handler[] = traps.map(({ trap, body }) => ({
    types: trap.trapType === undefined ? [] : [trap.trapType],
    body,
  }));
  const found = findHandler(handlers, record, f);
  if (found === undefined) {
    const asked = f.rs.statementFailed(error, f);
    if (asked !== undefined) yield* asked;
    return undefined;
  }
  f.rs.logError(found.record);
  const saved = f.rs.propagate;
  f.rs.propagate = false;
  const leave = enterHandler(f, f.block.slot('_'), found.record);
  let completion: number;
  try {
    completion = yield* found.handler.body.g(f);
  } finally {
    leave();
    f.rs.propagate = saved;
  }
  if (completion === Completion.Continue) return undefined;
  if (completion === Completion.Break) throw error instanceof TerminatingError ? error : new TerminatingError(record);
  if (completion === Completion.Return) return completion;
  f.rs.reportError(found.record, f);
  return undefined;
}
