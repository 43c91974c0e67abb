/** Statements. */
import type {
  CommandExpressionAst,
  ExpressionAst,
  ForEachStatementAst,
  ForStatementAst,
  IfStatementAst,
  LabeledStatementAst,
  PipelineBaseAst,
  ReturnStatementAst,
  StatementAst,
  StatementBlockAst,
  ThrowStatementAst,
  TrapStatementAst,
} from '../ast';
import { TokenKind } from '../parsing/token-kind';
import { Completion, ControlFlow, ExitException, LoopControl } from '../runtime/control-flow';
import type { Frame } from '../runtime/frame';
import { InputEnumerator } from '../runtime/input-enumerator';
import { Collector, nullSink } from '../runtime/sink';
import type { Value } from '../values';
import { foldCase, PSArray } from '../values';
import { compileAssignmentExpression, compileAssignmentStatement } from './assignments';
import type { Body, Expr, GenStmt, Stmt, SyncStmt } from './closure';
import { generatorOf } from './closure';
import { compilePipelineCommand } from './commands';
import type { CompiledBlock } from './compiled-block';
import { collapse, collecting, compileExpression, orNull, truth } from './expressions';
import { compileSwitch } from './switch';
import { compileTry, runTraps } from './try';
import { compileVariableWrite } from './variables';

/** Writes a value as the pipeline does: the elements of a list one by one, nothing for "no value". */
export function writeEnumerated(f: Frame, value: Value): void {
  if (typeof value !== 'object') {
    if (value !== undefined) f.out.write(value);
    return;
  }
  if (value === null) {
    f.out.write(null);
    return;
  }
  const items = value instanceof PSArray ? value.items : f.rs.elementsOf(value);
  if (items === undefined) {
    f.out.write(value);
    return;
  }
  const { out } = f;
  for (let i = 0; i < items.length; i++) {
    const item = items[i];
    out.write(item === undefined ? null : item);
  }
}

/** Same for lists that are too long to write without looking whether the reader waits. */
export function* writeEnumeratedWaiting(f: Frame, value: Value): import('../host').Program<void> {
  const items = typeof value === 'object' && value !== null ? f.rs.elementsOf(value) : undefined;
  if (items === undefined) {
    if (value !== undefined) f.out.write(value);
    if (f.out.waiting) yield* f.out.drain();
    return;
  }
  const { out, rs } = f;
  for (let i = 0; i < items.length; i++) {
    out.write(orNull(items[i]));
    if (out.waiting) yield* out.drain();
    if (++rs.steps >= rs.nextPause) yield* rs.pause();
  }
}

export function compileBody(block: CompiledBlock, ast: StatementBlockAst): Body {
  return compileList(block, ast.statements, ast.traps);
}

/** A list of statements: an error in one is reported and the next one runs, unless something outside wants it. */
export function compileList(
  block: CompiledBlock,
  statements: readonly StatementAst[],
  traps: readonly TrapStatementAst[],
): Body {
  const list: Stmt[] = [];
  for (const statement of statements) {
    const compiled = compileStatement(block, statement);
    if (compiled !== undefined) list.push(compiled);
  }
  const n = list.length;
  const trapList = traps.map((trap) => ({ trap, body: compileBody(block, trap.body) }));
  const hasTraps = trapList.length > 0;
  let s: SyncStmt | undefined;
  if (!hasTraps && list.every((statement) => statement.s !== undefined)) {
    const steps = list.map((statement) => statement.s!);
    if (n === 0) s = () => 0;
    else if (n === 1) {
      const only = steps[0];
      s = (f) => {
        try {
          return only(f);
        } catch (error) {
          f.rs.statementFailed(error, f);
          return 0;
        }
      };
    } else {
      s = (f) => {
        let i = 0;
        for (;;) {
          try {
            while (i < n) {
              const completion = steps[i++](f);
              if (completion !== 0) return completion;
            }
            return 0;
          } catch (error) {
            f.rs.statementFailed(error, f);
          }
        }
      };
    }
  }
  const g: GenStmt = function* (f) {
    let i = 0;
    for (;;) {
      try {
        while (i < n) {
          const statement = list[i++];
          const { out } = f;
          const completion =
            statement.s !== undefined && (statement.g === undefined || out.direct)
              ? statement.s(f)
              : yield* statement.g!(f);
          if (out.waiting) yield* out.drain();
          if (completion !== 0) return completion;
        }
        return 0;
      } catch (error) {
        if (hasTraps) {
          const completion = yield* runTraps(error, f, trapList);
          if (completion !== undefined) return completion;
        } else {
          const asked = f.rs.statementFailed(error, f);
          if (asked !== undefined) yield* asked;
        }
      }
    }
  };
  return { s, g };
}

export function compileStatement(block: CompiledBlock, ast: StatementAst): Stmt | undefined {
  switch (ast.type) {
    case 'PipelineAst':
      return compilePipelineStatement(block, ast);
    case 'CommandExpressionAst':
      return compileExpressionStatement(block, ast, ast);
    case 'CommandAst':
      return compilePipelineCommand(block, ast, [ast]);
    case 'AssignmentStatementAst':
      return compileAssignmentStatement(block, ast);
    case 'IfStatementAst':
      return compileIf(block, ast);
    case 'ForStatementAst':
      return compileFor(block, ast);
    case 'WhileStatementAst':
      return compileLoop(block, ast, ast.condition, ast.body, 'while');
    case 'DoWhileStatementAst':
      return compileLoop(block, ast, ast.condition, ast.body, 'doWhile');
    case 'DoUntilStatementAst':
      return compileLoop(block, ast, ast.condition, ast.body, 'doUntil');
    case 'ForEachStatementAst':
      return compileForEach(block, ast);
    case 'SwitchStatementAst':
      return compileSwitch(block, ast);
    case 'TryStatementAst':
      return compileTry(block, ast);
    case 'BreakStatementAst':
      return compileJump(block, ast.label, Completion.Break);
    case 'ContinueStatementAst':
      return compileJump(block, ast.label, Completion.Continue);
    case 'ReturnStatementAst':
      return compileReturn(block, ast);
    case 'ExitStatementAst': {
      const value = ast.pipeline === undefined ? undefined : compilePipelineValue(block, ast.pipeline, true);
      const g = value && generatorOf(value);
      return {
        *g(f) {
          f.point = ast;
          const code = g === undefined ? f.rs.lastExitCode : f.rs.exitCodeOf(yield* g(f));
          throw new ExitException(code);
        },
      };
    }
    case 'ThrowStatementAst':
      return compileThrow(block, ast);
    case 'FunctionDefinitionAst':
      return {
        s: (f) => {
          f.point = ast;
          f.rs.defineFunction(ast, f.scope);
          return 0;
        },
      };
    case 'TypeDefinitionAst':
      // Types are defined when their script starts.
      return undefined;
    case 'UsingStatementAst':
    case 'TrapStatementAst':
      return undefined;
    case 'DataStatementAst': {
      const body = compileBody(block, ast.body);
      const run = collecting(body, collapse);
      const g = generatorOf(run);
      const path = ast.variable;
      const slot = path === undefined ? undefined : block.slot(path);
      return {
        *g(f) {
          const value = yield* g(f);
          if (path !== undefined && slot !== undefined) f.rs.setLocalVariable(f.scope, path, orNull(value));
          else writeEnumerated(f, value);
          return 0;
        },
      };
    }
    case 'BlockStatementAst':
      return compileBody(block, ast.body);
    case 'ConfigurationDefinitionAst':
      return {
        s: (f) => {
          f.point = ast;
          throw f.rs.notSimulated('configuration');
        },
      };
    case 'ErrorStatementAst':
      throw new Error('a script with errors is never compiled');
  }
}

const silentUnary = new Set<TokenKind>([
  TokenKind.PlusPlus,
  TokenKind.MinusMinus,
  TokenKind.PostfixPlusPlus,
  TokenKind.PostfixMinusMinus,
]);

function compileExpressionStatement(block: CompiledBlock, statement: StatementAst, ast: CommandExpressionAst): Stmt {
  const expression = ast.expression;
  const value = compileExpression(block, expression);
  if (expression.type === 'UnaryExpressionAst' && silentUnary.has(expression.tokenKind)) {
    const s = value.s;
    if (s !== undefined) {
      return {
        s: (f) => {
          f.point = statement;
          s(f);
          f.rs.questionMark = true;
          return 0;
        },
      };
    }
    return {
      *g(f) {
        f.point = statement;
        yield* value.g!(f);
        f.rs.questionMark = true;
        return 0;
      },
    };
  }
  const s = value.s;
  if (s !== undefined) {
    return {
      s: (f) => {
        f.point = statement;
        const result = s(f);
        f.rs.questionMark = true;
        writeEnumerated(f, result);
        return 0;
      },
    };
  }
  const calls = expression.type === 'InvokeMemberExpressionAst';
  return {
    *g(f) {
      f.point = statement;
      const result = yield* value.g!(f);
      if (calls || expression.type !== 'ParenExpressionAst') f.rs.questionMark = true;
      writeEnumerated(f, result);
      return 0;
    },
  };
}

function compilePipelineStatement(block: CompiledBlock, ast: Extract<StatementAst, { type: 'PipelineAst' }>): Stmt {
  const elements = ast.pipelineElements;
  if (elements.length === 1 && elements[0].type === 'CommandExpressionAst' && elements[0].redirections.length === 0) {
    return compileExpressionStatement(block, ast, elements[0]);
  }
  return compilePipelineCommand(block, ast, elements);
}

/** The value of a pipeline: of one expression the value itself, of commands what they write. */
export function compilePipelineValue(block: CompiledBlock, ast: PipelineBaseAst, setPoint: boolean): Expr {
  if (ast.type === 'AssignmentStatementAst') return compileAssignmentExpression(block, ast);
  if (ast.type === 'ErrorStatementAst') throw new Error('a script with errors is never compiled');
  const elements = ast.pipelineElements;
  const first = elements[0];
  if (elements.length === 1 && first.type === 'CommandExpressionAst' && first.redirections.length === 0) {
    const value = compileExpression(block, first.expression);
    if (!setPoint || value.constant !== undefined) return value;
    const { s, g } = value;
    if (s !== undefined) {
      if (first.expression.type === 'VariableExpressionAst') return value;
      return {
        s: (f) => {
          f.point = ast;
          return s(f);
        },
      };
    }
    return {
      *g(f) {
        f.point = ast;
        return yield* g!(f);
      },
    };
  }
  const run = compilePipelineCommand(block, ast, elements);
  return {
    *g(f) {
      const out = f.out;
      const collector = new Collector();
      f.out = collector;
      try {
        yield* run.g!(f);
      } finally {
        f.out = out;
      }
      return collapse(collector.items);
    },
  };
}

/** What a statement on the right of `=` gives. */
export function compileStatementValue(block: CompiledBlock, ast: StatementAst, setPoint = true): Expr {
  if (ast.type === 'PipelineAst') return compilePipelineValue(block, ast, setPoint);
  if (ast.type === 'AssignmentStatementAst') return compileAssignmentExpression(block, ast);
  if (ast.type === 'CommandExpressionAst' && ast.redirections.length === 0) {
    return compileExpression(block, ast.expression);
  }
  const stmt = compileStatement(block, ast) ?? { s: () => 0 };
  return collecting(bodyOf(stmt), collapse);
}

/** A statement as a body. */
export function bodyOf(stmt: Stmt): Body {
  const { s } = stmt;
  const g: GenStmt =
    stmt.g ??
    // biome-ignore lint/correctness/useYield: the plain function never waits
    function* (f) {
      return s!(f);
    };
  return { s, g };
}

function compileIf(block: CompiledBlock, ast: IfStatementAst): Stmt {
  const conditions = ast.clauses.map(([condition]) => compilePipelineValue(block, condition, true));
  const bodies = ast.clauses.map(([, body]) => compileBody(block, body));
  const otherwise = ast.elseClause === undefined ? undefined : compileBody(block, ast.elseClause);
  const n = conditions.length;
  let s: SyncStmt | undefined;
  if (
    conditions.every((condition) => condition.s !== undefined) &&
    bodies.every((body) => body.s !== undefined) &&
    (otherwise === undefined || otherwise.s !== undefined)
  ) {
    const tests = conditions.map((condition) => condition.s!);
    const runs = bodies.map((body) => body.s!);
    const last = otherwise?.s;
    if (n === 1) {
      const test = tests[0];
      const run = runs[0];
      s = (f) => (truth(test(f)) ? run(f) : last === undefined ? 0 : last(f));
    } else {
      s = (f) => {
        for (let i = 0; i < n; i++) if (truth(tests[i](f))) return runs[i](f);
        return last === undefined ? 0 : last(f);
      };
    }
  }
  return {
    s,
    *g(f) {
      for (let i = 0; i < n; i++) {
        const condition = conditions[i];
        if (truth(condition.s !== undefined ? condition.s(f) : yield* condition.g!(f))) {
          const body = bodies[i];
          return body.s !== undefined && f.out.direct ? body.s(f) : yield* body.g(f);
        }
      }
      if (otherwise === undefined) return 0;
      return otherwise.s !== undefined && f.out.direct ? otherwise.s(f) : yield* otherwise.g(f);
    },
  };
}

/** What a loop does after its body ended with `completion`: 0 go on, -1 leave the loop, else leave with that completion. */
function afterBody(f: Frame, completion: number, label: string | undefined): number {
  if (completion === 0) return 0;
  if (completion === Completion.Return) return completion;
  const wanted = f.label;
  if (wanted !== undefined && (label === undefined || foldCase(wanted) !== label)) return completion;
  f.label = undefined;
  return completion === Completion.Break ? -1 : 0;
}

/** `break` and `continue` that come from a called function or block. */
export function caughtJump(error: unknown, f: Frame): number {
  if (!(error instanceof LoopControl)) throw error;
  f.label = error.label;
  return error.completion;
}

function labelOf(ast: LabeledStatementAst): string | undefined {
  return ast.label === undefined ? undefined : foldCase(ast.label);
}

function compileLoop(
  block: CompiledBlock,
  ast: LabeledStatementAst,
  conditionAst: PipelineBaseAst,
  bodyAst: StatementBlockAst,
  kind: 'while' | 'doWhile' | 'doUntil',
): Stmt {
  const condition = compilePipelineValue(block, conditionAst, true);
  const body = compileBody(block, bodyAst);
  const label = labelOf(ast);
  const cs = condition.s;
  const bs = body.s;
  const testFirst = kind === 'while';
  const negate = kind === 'doUntil';
  return {
    *g(f) {
      const { rs } = f;
      let skip = !testFirst;
      for (;;) {
        if (skip) skip = false;
        else {
          const value = cs !== undefined ? cs(f) : yield* condition.g!(f);
          if (truth(value) === negate) return 0;
        }
        if (++rs.steps >= rs.nextPause) yield* rs.pause();
        let completion: number;
        try {
          completion = bs !== undefined && f.out.direct ? bs(f) : yield* body.g(f);
        } catch (error) {
          completion = caughtJump(error, f);
        }
        if (completion !== 0) {
          const next = afterBody(f, completion, label);
          if (next !== 0) return Math.max(next, 0);
        }
      }
    },
  };
}

function compileFor(block: CompiledBlock, ast: ForStatementAst): Stmt {
  const first = ast.initializer === undefined ? undefined : compileSilent(block, ast.initializer);
  const condition = ast.condition === undefined ? undefined : compilePipelineValue(block, ast.condition, true);
  const step = ast.iterator === undefined ? undefined : compileSilent(block, ast.iterator);
  const body = compileBody(block, ast.body);
  const label = labelOf(ast);
  const cs = condition?.s;
  const ss = step?.s;
  const bs = body.s;
  return {
    *g(f) {
      const { rs } = f;
      if (first !== undefined) {
        if (first.s !== undefined) first.s(f);
        else yield* first.g!(f);
      }
      for (;;) {
        if (condition !== undefined && !truth(cs !== undefined ? cs(f) : yield* condition.g!(f))) return 0;
        if (++rs.steps >= rs.nextPause) yield* rs.pause();
        let completion: number;
        try {
          completion = bs !== undefined && f.out.direct ? bs(f) : yield* body.g(f);
        } catch (error) {
          completion = caughtJump(error, f);
        }
        if (completion !== 0) {
          const next = afterBody(f, completion, label);
          if (next !== 0) return Math.max(next, 0);
        }
        if (step !== undefined) {
          if (ss !== undefined) ss(f);
          else yield* step.g!(f);
        }
      }
    },
  };
}

/** A pipeline whose output is thrown away: initializer and iterator of `for`. */
function compileSilent(block: CompiledBlock, ast: PipelineBaseAst): Expr {
  return compilePipelineValue(block, ast, true);
}

function compileForEach(block: CompiledBlock, ast: ForEachStatementAst): Stmt {
  const condition = compilePipelineValue(block, ast.condition, true);
  const body = compileBody(block, ast.body);
  const write = compileVariableWrite(block, ast.variable.variablePath);
  const label = labelOf(ast);
  const bs = body.s;
  const enumeratorSlot = block.layout.has('foreach');
  return {
    *g(f) {
      const { rs } = f;
      const value = condition.s !== undefined ? condition.s(f) : yield* condition.g!(f);
      if (value === null || value === undefined) return 0;
      const items = rs.elementsOf(value) ?? [value];
      const enumerator = enumeratorSlot ? new InputEnumerator([...items]) : undefined;
      if (enumerator !== undefined) rs.setLocalVariable(f.scope, 'foreach', enumerator);
      for (let i = 0; i < items.length; i++) {
        if (enumerator !== undefined) {
          if (enumerator.position >= i) i = enumerator.position + 1;
          if (i >= items.length) break;
          enumerator.position = i;
        }
        write(f, orNull(items[i]));
        if (++rs.steps >= rs.nextPause) yield* rs.pause();
        let completion: number;
        try {
          completion = bs !== undefined && f.out.direct ? bs(f) : yield* body.g(f);
        } catch (error) {
          completion = caughtJump(error, f);
        }
        if (completion !== 0) {
          const next = afterBody(f, completion, label);
          if (next !== 0) return Math.max(next, 0);
        }
      }
      return 0;
    },
  };
}

export { afterBody };

function compileJump(block: CompiledBlock, label: ExpressionAst | undefined, completion: Completion): Stmt {
  if (label === undefined) {
    return {
      s: (f) => {
        f.label = undefined;
        return completion;
      },
    };
  }
  const value = compileExpression(block, label);
  const s = value.s;
  if (s !== undefined) {
    return {
      s: (f) => {
        f.label = f.rs.text(s(f));
        return completion;
      },
    };
  }
  return {
    *g(f) {
      f.label = f.rs.text(yield* value.g!(f));
      return completion;
    },
  };
}

function compileReturn(block: CompiledBlock, ast: ReturnStatementAst): Stmt {
  if (ast.pipeline === undefined) return { s: () => Completion.Return };
  const pipeline = ast.pipeline;
  if (block.isMethod) {
    const value = compilePipelineValue(block, pipeline, true);
    const { s, g } = value;
    if (s !== undefined) {
      return {
        s: (f) => {
          f.point = ast;
          f.returned = s(f);
          return Completion.Return;
        },
      };
    }
    return {
      *g(f) {
        f.point = ast;
        f.returned = yield* g!(f);
        return Completion.Return;
      },
    };
  }
  if (pipeline.type !== 'AssignmentStatementAst') {
    const run = compileStatement(block, pipeline)!;
    const { s, g } = run;
    if (s !== undefined) {
      return {
        s: (f) => {
          s(f);
          return Completion.Return;
        },
      };
    }
    return {
      *g(f) {
        yield* g!(f);
        return Completion.Return;
      },
    };
  }
  const run = compileAssignmentStatement(block, pipeline);
  const { s, g } = run;
  if (s !== undefined) {
    return {
      s: (f) => {
        s(f);
        return Completion.Return;
      },
    };
  }
  return {
    *g(f) {
      yield* g!(f);
      return Completion.Return;
    },
  };
}

function compileThrow(block: CompiledBlock, ast: ThrowStatementAst): Stmt {
  if (ast.pipeline === undefined) {
    const rethrow = ast.isRethrow;
    return {
      s: (f) => {
        f.point = ast;
        throw f.rs.throwNothing(rethrow, ast, f);
      },
    };
  }
  const value = compilePipelineValue(block, ast.pipeline, true);
  const { s, g } = value;
  if (s !== undefined) {
    return {
      s: (f) => {
        f.point = ast;
        const thrown = s(f);
        f.point = ast;
        throw f.rs.throwValue(thrown, ast, f);
      },
    };
  }
  return {
    *g(f) {
      f.point = ast;
      const thrown = yield* g!(f);
      f.point = ast;
      throw f.rs.throwValue(thrown, ast, f);
    },
  };
}

/** Whether an exception passes all `catch` and `trap`. */
export function isControl(error: unknown): boolean {
  return error instanceof ControlFlow;
}

export { nullSink };
