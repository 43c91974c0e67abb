/** `switch`. */
import type { SwitchStatementAst } from '../ast';
import { SwitchFlags } from '../ast';
import type { Program } from '../host';
import { equals, like, matchOperator } from '../operators';
import { Completion } from '../runtime/control-flow';
import type { Frame } from '../runtime/frame';
import { InputEnumerator } from '../runtime/input-enumerator';
import { ScriptBlock } from '../runtime/script-block';
import { Variable } from '../runtime/variable';
import type { Value } from '../values';
import { foldCase } from '../values';
import type { Stmt } from './closure';
import type { CompiledBlock } from './compiled-block';
import { collapse, compileExpression, orNull, truth } from './expressions';
import { caughtJump, compileBody, compilePipelineValue } from './statements';

export function compileSwitch(block: CompiledBlock, ast: SwitchStatementAst): Stmt {
  const condition = compilePipelineValue(block, ast.condition, true);
  const clauses = ast.clauses.map(([test, body]) => ({
    test: compileExpression(block, test),
    body: compileBody(block, body),
  }));
  const otherwise = ast.default === undefined ? undefined : compileBody(block, ast.default);
  const flags = ast.flags;
  const ignoreCase = (flags & SwitchFlags.CaseSensitive) === 0;
  const label = ast.label === undefined ? undefined : foldCase(ast.label);
  const underscore = block.slot('_');

  function* matches(f: Frame, test: Value, item: Value): Program<boolean> {
    if (test instanceof ScriptBlock) {
      return truth(collapse(yield* f.rs.runBlock(test, { underscore: item, frame: f, newScope: true })));
    }
    if ((flags & SwitchFlags.Regex) !== 0) {
      return truth(
        matchOperator(f.rs.text(item), f.rs.patternOperand(test), {
          ignoreCase,
          setMatches: (table) => f.rs.setLocalVariable(f.scope, 'Matches', table),
        }),
      );
    }
    if ((flags & SwitchFlags.Wildcard) !== 0)
      return truth(like(f.rs.text(item), f.rs.patternOperand(test), ignoreCase));
    // Nothing counts as empty text beside a text.
    if (typeof test === 'string' && (item === null || item === undefined)) return test === '';
    return truth(equals(orNull(item), orNull(test), ignoreCase));
  }

  return {
    *g(f) {
      const { rs } = f;
      let value = condition.s !== undefined ? condition.s(f) : yield* condition.g!(f);
      if ((flags & SwitchFlags.File) !== 0) value = yield* rs.linesOfFile(value, f);
      const items: readonly Value[] =
        value === undefined ? [] : value === null ? [null] : (rs.elementsOf(value) ?? [value]);
      const enumerator = new InputEnumerator([...items]);
      const hadSwitch = f.scope.own('switch');
      const saved = f.scope.own('_');
      rs.setLocalVariable(f.scope, 'switch', enumerator);
      const current = f.scope.put('_', new Variable('_', null));
      f.locals[underscore] = current;
      try {
        for (let i = 0; i < items.length; i++) {
          if (enumerator.position >= i) i = enumerator.position + 1;
          if (i >= items.length) break;
          enumerator.position = i;
          current.value = items[i];
          if (++rs.steps >= rs.nextPause) yield* rs.pause();
          let matched = false;
          let next = false;
          for (const { test, body } of clauses) {
            const tested = test.s !== undefined ? test.s(f) : yield* test.g!(f);
            if (!(yield* matches(f, tested, current.value))) continue;
            matched = true;
            let completion: number;
            try {
              completion = body.s !== undefined && f.out.direct ? body.s(f) : yield* body.g(f);
            } catch (error) {
              completion = caughtJump(error, f);
            }
            if (completion === 0) continue;
            const wanted = f.label;
            const ours =
              completion !== Completion.Return &&
              (wanted === undefined || (label !== undefined && foldCase(wanted) === label));
            if (!ours) return completion;
            f.label = undefined;
            if (completion === Completion.Break) return 0;
            next = true;
            break;
          }
          if (matched || next || otherwise === undefined) continue;
          let completion: number;
          try {
            completion = otherwise.s !== undefined && f.out.direct ? otherwise.s(f) : yield* otherwise.g(f);
          } catch (error) {
            completion = caughtJump(error, f);
          }
          if (completion !== 0) {
            const wanted = f.label;
            const ours =
              completion !== Completion.Return &&
              (wanted === undefined || (label !== undefined && foldCase(wanted) === label));
            if (!ours) return completion;
            f.label = undefined;
            if (completion === Completion.Break) return 0;
          }
        }
        return 0;
      } finally {
        if (saved === undefined) {
          f.scope.take('_');
          f.locals[underscore] = undefined;
        } else {
          f.scope.put('_', saved);
          f.locals[underscore] = saved;
        }
        if (hadSwitch !== undefined) f.scope.put('switch', hadSwitch);
        else f.scope.remove('switch');
      }
    },
  };
}
