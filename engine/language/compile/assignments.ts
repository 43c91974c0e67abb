/** Assignments, `++` and `--`. */
import type { AssignmentStatementAst, AttributeBaseAst, ExpressionAst, UnaryExpressionAst } from '../ast';
import { addingAttributes, guardOf } from '../binding/variable-guard';
import { PSRuntimeException } from '../errors';
import { setIndex, setMember, setStatic } from '../net';
import * as op from '../operators';
import { TokenKind } from '../parsing/token-kind';
import type { Frame } from '../runtime/frame';
import type { Value } from '../values';
import { baseOf, PSArray, PSCustomObject, PSDictionary, PSTypeValue } from '../values';
import type { Expr, Stmt } from './closure';
import type { CompiledBlock } from './compiled-block';
import { collapse, compileExpression, compoundOperation, orNull, readIndex, readMember } from './expressions';
import { compileStatementValue } from './statements';
import { compileVariableRead, compileVariableWrite, variableFor } from './variables';

/** Something that can be assigned to: sub-expressions evaluated once, then read and written with their values. */
interface Target {
  parts: Expr[];
  get(values: Value[], f: Frame): Value;
  set(values: Value[], value: Value, f: Frame): void;
  /** The value that the assignment as an expression has, after storing. */
  isVariable?: boolean;
}

function compileTarget(block: CompiledBlock, ast: ExpressionAst): Target {
  switch (ast.type) {
    case 'VariableExpressionAst': {
      const write = compileVariableWrite(block, ast.variablePath);
      const read = compileVariableRead(block, ast);
      return { parts: [], get: (_values, f) => read(f), set: (_values, value, f) => write(f, value), isVariable: true };
    }
    case 'MemberExpressionAst': {
      const target = compileExpression(block, ast.expression);
      const name = compileExpression(block, ast.member as ExpressionAst);
      if (ast.static) {
        return {
          parts: [target, name],
          get: ([self, member], f) => f.rs.readStatic(self, f.rs.text(member), f),
          set: ([self, member], value, f) => {
            const base = baseOf(self);
            if (!(base instanceof PSTypeValue)) throw propertyNotFound(f.rs.text(member));
            setStatic(base.type, f.rs.text(member), orNull(value), f.rs.contextFor(f));
          },
        };
      }
      return {
        parts: [target, name],
        get: ([self, member], f) => readMember(self, f.rs.text(member), f),
        set: ([self, member], value, f) => {
          const text = f.rs.text(member);
          if (self instanceof PSCustomObject) {
            const found = self.members.get(text.toLowerCase());
            if (found !== undefined && found.kind === 'NoteProperty') {
              found.value = orNull(value);
              return;
            }
          }
          if (self === null || self === undefined) throw propertyNotFound(text);
          setMember(self, text, orNull(value), f.rs.contextFor(f));
        },
      };
    }
    case 'IndexExpressionAst': {
      const target = compileExpression(block, ast.target);
      const index = compileExpression(block, ast.index);
      return {
        parts: [target, index],
        get: ([self, at], f) => readIndex(self, at, f),
        set: ([self, at], value, f) => writeIndex(self, at, value, f),
      };
    }
    case 'ArrayLiteralAst': {
      const targets = ast.elements.map((element) => compileTarget(block, element));
      return compileMultiple(targets);
    }
    case 'ParenExpressionAst': {
      const inner = ast.pipeline.type === 'PipelineAst' ? ast.pipeline.pipelineElements[0] : undefined;
      if (inner?.type === 'CommandExpressionAst') return compileTarget(block, inner.expression);
      break;
    }
    case 'ConvertExpressionAst':
    case 'AttributedExpressionAst':
      return compileTyped(block, ast);
  }
  throw new PSRuntimeException(
    'The assignment expression is not valid. The input to an assignment operator must be an object that is able to accept assignments, such as a variable or a property.',
    'InvalidLeftHandSide',
  );
}

export function propertyNotFound(name: string): PSRuntimeException {
  return new PSRuntimeException(
    `The property '${name}' cannot be found on this object. Verify that the property exists and can be set.`,
    'PropertyNotFound',
  );
}

function writeIndex(self: Value, at: Value, value: Value, f: Frame): void {
  if (typeof at === 'number' && self instanceof PSArray) {
    const { items, elementType } = self;
    if (at >= 0 && at < items.length && elementType.fullName === 'System.Object') {
      items[at] = orNull(value);
      return;
    }
  }
  if (
    self instanceof PSDictionary &&
    (typeof at === 'string' || typeof at === 'number') &&
    self.netType.name === 'Hashtable'
  ) {
    self.set(at, orNull(value));
    return;
  }
  if (self === null || self === undefined) {
    throw new PSRuntimeException('Cannot index into a null array.', 'NullArray');
  }
  if (at === null || at === undefined) {
    throw new PSRuntimeException('Index operation failed; the array index evaluated to null.', 'NullArrayIndex');
  }
  setIndex(self, [at], orNull(value), f.rs.contextFor(f));
}

/** `$a, $b = 1, 2, 3`: the last one gets the rest. */
function compileMultiple(targets: Target[]): Target {
  const parts = targets.flatMap((target) => target.parts);
  return {
    parts,
    get: (values, f) => {
      let at = 0;
      return new PSArray(
        targets.map((target) => {
          const own = values.slice(at, at + target.parts.length);
          at += target.parts.length;
          return target.get(own, f);
        }),
      );
    },
    set: (values, value, f) => {
      const elements = value === undefined || value === null ? undefined : f.rs.elementsOf(value);
      const list: readonly Value[] = elements ?? (value === undefined ? [] : [value]);
      let at = 0;
      targets.forEach((target, i) => {
        const own = values.slice(at, at + target.parts.length);
        at += target.parts.length;
        const last = i === targets.length - 1;
        let part: Value = i < list.length ? list[i] : null;
        if (last && list.length > targets.length) part = new PSArray(list.slice(i));
        target.set(own, orNull(part), f);
      });
    },
  };
}

/** `[int]$x = ...`: the variable keeps its type. */
function compileTyped(block: CompiledBlock, ast: ExpressionAst): Target {
  const attributes: AttributeBaseAst[] = [];
  let child = ast;
  while (child.type === 'ConvertExpressionAst' || child.type === 'AttributedExpressionAst') {
    attributes.push(child.attribute);
    child = child.child;
  }
  if (child.type !== 'VariableExpressionAst') {
    // A cast in front of a property or index converts the value.
    const target = compileTarget(block, child);
    const make = guardOf(attributes);
    return { ...target, set: (values, value, f) => target.set(values, make(f).accept(orNull(value)), f) };
  }
  const path = child.variablePath;
  const read = compileVariableRead(block, child);
  const makeGuard = guardOf(attributes, path.unqualifiedPath);
  return {
    parts: [],
    isVariable: true,
    get: (_values, f) => read(f),
    set: (_values, value, f) => {
      const guard = makeGuard(f);
      if (path.isDriveQualified) {
        f.rs.writeDriveVariable(path.driveName!, path.unqualifiedPath, guard.accept(orNull(value)), f);
        return;
      }
      const converted = addingAttributes(guard, orNull(value), path.unqualifiedPath, f);
      const variable = variableFor(path, f, true)!;
      if (variable.isReadOnly) {
        throw new PSRuntimeException(
          `Cannot overwrite variable ${variable.name} because it is read-only or constant.`,
          'VariableNotWritable',
          { category: 'WriteError', target: variable.name },
        );
      }
      variable.value = converted;
      variable.setGuard(guard);
    },
  };
}

interface Compiled {
  s?: (f: Frame) => Value;
  g?: (f: Frame) => import('../host').Program<Value>;
}

function compileAssign(block: CompiledBlock, ast: AssignmentStatementAst): Compiled {
  const target = compileTarget(block, ast.left);
  const right = compileStatementValue(block, ast.right, false);
  const plain = ast.operator === TokenKind.Equals;
  const operation = plain ? undefined : compoundOperation(ast.operator);
  const { parts, get, set } = target;
  const rs = right.s;
  if (rs !== undefined && parts.length === 0) {
    const none: Value[] = [];
    if (operation === undefined) {
      return {
        s: (f) => {
          f.point = ast;
          const value = rs(f);
          set(none, value, f);
          return value;
        },
      };
    }
    return {
      s: (f) => {
        f.point = ast;
        const old = get(none, f);
        const value = operation(old, rs(f), f);
        set(none, value, f);
        return value;
      },
    };
  }
  if (rs !== undefined && parts.every((part) => part.s !== undefined)) {
    const steps = parts.map((part) => part.s!);
    return {
      s: (f) => {
        f.point = ast;
        if (operation === undefined) {
          const value = rs(f);
          set(
            steps.map((step) => step(f)),
            value,
            f,
          );
          return value;
        }
        const values = steps.map((step) => step(f));
        const value = operation(get(values, f), rs(f), f);
        set(values, value, f);
        return value;
      },
    };
  }
  return {
    *g(f) {
      f.point = ast;
      if (operation === undefined) {
        const value = rs !== undefined ? rs(f) : yield* right.g!(f);
        const values: Value[] = [];
        for (const part of parts) values.push(part.s !== undefined ? part.s(f) : yield* part.g!(f));
        set(values, value, f);
        return value;
      }
      const values: Value[] = [];
      for (const part of parts) values.push(part.s !== undefined ? part.s(f) : yield* part.g!(f));
      const old = get(values, f);
      const value = operation(old, rs !== undefined ? rs(f) : yield* right.g!(f), f);
      set(values, value, f);
      return value;
    },
  };
}

/** An assignment as a statement: writes nothing. */
export function compileAssignmentStatement(block: CompiledBlock, ast: AssignmentStatementAst): Stmt {
  const { s, g } = compileAssign(block, ast);
  if (s !== undefined) {
    return {
      s: (f) => {
        s(f);
        f.rs.questionMark = true;
        return 0;
      },
    };
  }
  const sets = ast.right.type !== 'PipelineAst';
  return {
    *g(f) {
      yield* g!(f);
      if (sets) f.rs.questionMark = true;
      return 0;
    },
  };
}

/** An assignment as a value: `($x = 1)`, `$a = $b = 1`. */
export function compileAssignmentExpression(block: CompiledBlock, ast: AssignmentStatementAst): Expr {
  const { s, g } = compileAssign(block, ast);
  const left = ast.left;
  // The value is what the variable holds afterwards: a type constraint may have converted it.
  const read =
    left.type === 'VariableExpressionAst' ||
    left.type === 'ConvertExpressionAst' ||
    left.type === 'AttributedExpressionAst'
      ? compileReadBack(block, left)
      : undefined;
  if (s !== undefined) {
    if (read === undefined) return { s };
    return {
      s: (f) => {
        s(f);
        return read(f);
      },
    };
  }
  return {
    *g(f) {
      const value = yield* g!(f);
      return read === undefined ? value : read(f);
    },
  };
}

function compileReadBack(block: CompiledBlock, ast: ExpressionAst): ((f: Frame) => Value) | undefined {
  let child = ast;
  while (child.type === 'ConvertExpressionAst' || child.type === 'AttributedExpressionAst') child = child.child;
  return child.type === 'VariableExpressionAst' &&
    !child.variablePath.isDriveQualified &&
    child.variablePath.unqualifiedPath.toLowerCase() !== 'null'
    ? compileVariableRead(block, child)
    : undefined;
}

function step(value: Value, by: 1 | -1): Value {
  if (typeof value === 'number') {
    const next = value + by;
    if ((next | 0) === next) return next;
    return op.add(value, by);
  }
  if (value === null || value === undefined) return by;
  const base = baseOf(value);
  if (typeof base === 'object' && base !== null && numericTypes.has(base.netType.fullName)) return op.add(base, by);
  throw new PSRuntimeException(
    `The '${by === 1 ? '++' : '--'}' operator works only on numbers. The operand is a '${typeof base === 'string' ? 'System.String' : typeof base === 'boolean' ? 'System.Boolean' : (base as { netType: { fullName: string } }).netType.fullName}'.`,
    'OperatorRequiresNumber',
    { target: base },
  );
}

const numericTypes = new Set(
  ['Byte', 'SByte', 'Int16', 'UInt16', 'UInt32', 'Int64', 'UInt64', 'Double', 'Single', 'Decimal'].map(
    (name) => `System.${name}`,
  ),
);

/** `$x++`, `--$x`. */
export function compileIncrement(block: CompiledBlock, ast: UnaryExpressionAst): Expr {
  const by = ast.tokenKind === TokenKind.PlusPlus || ast.tokenKind === TokenKind.PostfixPlusPlus ? 1 : -1;
  const postfix = ast.tokenKind === TokenKind.PostfixPlusPlus || ast.tokenKind === TokenKind.PostfixMinusMinus;
  const child = ast.child;
  const { parts, get, set } = compileTarget(block, child);
  if (parts.length === 0 && child.type === 'VariableExpressionAst' && child.variablePath.isUnqualified) {
    const slot = block.slot(child.variablePath.unqualifiedPath);
    const none: Value[] = [];
    return {
      s: (f) => {
        const variable = f.locals[slot];
        if (variable?.plain) {
          const old = variable.value;
          if (typeof old === 'number') {
            const next = old + by;
            if ((next | 0) === next) {
              variable.value = next;
              return postfix ? old : next;
            }
          }
        }
        const old = get(none, f);
        const next = step(old, by);
        set(none, next, f);
        return postfix ? (old ?? 0) : next;
      },
    };
  }
  if (parts.every((part) => part.s !== undefined)) {
    const steps = parts.map((part) => part.s!);
    return {
      s: (f) => {
        const values = steps.map((one) => one(f));
        const old = get(values, f);
        const next = step(old, by);
        set(values, next, f);
        return postfix ? (old ?? 0) : next;
      },
    };
  }
  return {
    *g(f) {
      const values: Value[] = [];
      for (const part of parts) values.push(part.s !== undefined ? part.s(f) : yield* part.g!(f));
      const old = get(values, f);
      const next = step(old, by);
      set(values, next, f);
      return postfix ? (old ?? 0) : next;
    },
  };
}

export { collapse };
