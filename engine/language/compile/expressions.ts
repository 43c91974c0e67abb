/** Expressions. */
import type { BinaryExpressionAst, ExpressionAst, HashtableAst, StatementBlockAst, UnaryExpressionAst } from '../ast';
import { convertTo, toBool, toText } from '../conversion';
import { PSRuntimeException } from '../errors';
import {
  findExtendedMember,
  getIndex,
  getMember,
  getStatic,
  invokeMethod,
  invokeStatic,
  isProgram,
  methodValue,
  typeText,
} from '../net';
import * as op from '../operators';
import { TokenKind } from '../parsing/token-kind';
import { driveToEnd } from '../runtime/drive';
import type { Frame } from '../runtime/frame';
import { forEachMethod, isIntrinsic, whereMethod } from '../runtime/intrinsic-methods';
import { PSReference } from '../runtime/reference';
import { ScriptBlock } from '../runtime/script-block';
import { baseConstructor } from '../runtime/script-class';
import { Collector } from '../runtime/sink';
import { orderedDictionaryType } from '../runtime/type-tables';
import { findType, type NetType } from '../types';
import type { Value } from '../values';
import { baseOf, PSArray, PSCustomObject, PSDecimal, PSDictionary, PSDouble, PSInteger, PSTypeValue } from '../values';
import { compileAssignmentExpression, compileIncrement } from './assignments';
import type { Expr } from './closure';
import { constant, generatorOf, mapExpr, mapExpr2, mapExprs } from './closure';
import type { CompiledBlock } from './compiled-block';
import { compileBody, compilePipelineValue, compileStatementValue } from './statements';
import { typeResolver } from './types';
import { compileVariableRead, variableFor } from './variables';

/** Errors behind a parenthesis are placed at the statement again, not inside the parenthesis. */
function restoringPoint(e: Expr): Expr {
  if (e.constant !== undefined) return e;
  const { s, g } = e;
  if (s !== undefined) {
    return {
      s: (f) => {
        const { point } = f;
        const value = s(f);
        f.point = point;
        return value;
      },
    };
  }
  return {
    *g(f) {
      const { point } = f;
      const value = yield* g!(f);
      f.point = point;
      return value;
    },
  };
}

/** What a list of written objects is as one value: nothing, the object itself, an array. */
export function collapse(items: Value[]): Value {
  return items.length === 0 ? undefined : items.length === 1 ? items[0] : new PSArray(items);
}

/** AutomationNull counts as null wherever a value is needed. */
export function orNull(value: Value): Value {
  return value === undefined ? null : value;
}

export function compileExpression(block: CompiledBlock, ast: ExpressionAst): Expr {
  switch (ast.type) {
    case 'ConstantExpressionAst':
      return constant(constantValue(ast.value));
    case 'StringConstantExpressionAst':
      return constant(ast.value);
    case 'ExpandableStringExpressionAst':
      return compileExpandable(
        block,
        ast.formatExpression,
        ast.nestedExpressions.map((nested) => compileExpression(block, nested)),
      );
    case 'VariableExpressionAst':
      if (ast.isConstantVariable()) {
        const name = ast.variablePath.unqualifiedPath.toLowerCase();
        return constant(name === 'true' ? true : name === 'false' ? false : null);
      }
      return { s: compileVariableRead(block, ast) };
    case 'ParenExpressionAst':
      return ast.pipeline.type === 'AssignmentStatementAst'
        ? compileAssignmentExpression(block, ast.pipeline)
        : restoringPoint(compilePipelineValue(block, ast.pipeline, false));
    case 'BinaryExpressionAst':
      return compileBinary(block, ast);
    case 'UnaryExpressionAst':
      return compileUnary(block, ast);
    case 'ArrayLiteralAst':
      return mapExprs(
        ast.elements.map((element) => compileExpression(block, element)),
        (values) => {
          for (let i = 0; i < values.length; i++) if (values[i] === undefined) values[i] = null;
          return new PSArray(values);
        },
      );
    case 'ArrayExpressionAst':
      return compileArrayExpression(block, ast.subExpression);
    case 'SubExpressionAst':
      return compileSubExpression(block, ast.subExpression);
    case 'HashtableAst':
      return compileHashtable(block, ast, undefined);
    case 'ScriptBlockExpressionAst': {
      const scriptBlock = ast.scriptBlock;
      return { s: (f) => new ScriptBlock(scriptBlock, f.scope.session) };
    }
    case 'TypeExpressionAst': {
      const resolve = typeResolver(ast.typeName, ast);
      return { s: (f) => new PSTypeValue(resolve(f)) };
    }
    case 'MemberExpressionAst':
      return compileMember(block, ast);
    case 'InvokeMemberExpressionAst':
      return compileInvoke(block, ast);
    case 'BaseCtorInvokeMemberExpressionAst':
      return compileBaseConstructor(block, ast.arguments);
    case 'IndexExpressionAst':
      return compileIndex(compileExpression(block, ast.target), compileExpression(block, ast.index));
    case 'ConvertExpressionAst':
      return compileConvert(block, ast);
    case 'AttributedExpressionAst':
      return compileExpression(block, ast.child);
    case 'UsingExpressionAst': {
      const inner = compileExpression(block, ast.subExpression);
      const key = `using:${ast.subExpression.start}`;
      const name =
        ast.subExpression.type === 'VariableExpressionAst'
          ? ast.subExpression.variablePath.userPath
          : block.ast.source.text.slice(ast.subExpression.start, ast.subExpression.end);
      return {
        s: (f) => {
          const carried = f.rs.usingValue(key, name, f);
          if (carried !== undefined) return carried.value;
          if (f.rs.usingAllowed) return inner.s!(f);
          throw new PSRuntimeException(
            'A Using variable cannot be retrieved. A Using variable can be used only with Invoke-Command, Start-Job, or InlineScript in the script workflow. When it is used with Invoke-Command, the Using variable is valid only if the script block is invoked on a remote computer.',
            'UsingWithoutInvokeCommand',
          );
        },
      };
    }
    case 'ErrorExpressionAst':
      throw new Error('a script with errors is never compiled');
  }
}

type Constant = Extract<ExpressionAst, { type: 'ConstantExpressionAst' }>['value'];

export function constantValue(value: Constant): Value {
  if (typeof value === 'boolean') return value;
  switch (value.kind) {
    case 'int':
      return value.value;
    case 'long':
      return new PSInteger('Int64', value.value);
    case 'double':
      return new PSDouble(value.value);
    case 'decimal':
      return new PSDecimal(value.mantissa, value.scale);
  }
}

/** Splits `{0} text {{` into texts and numbers of nested expressions. */
function splitFormat(format: string): Array<string | number> {
  const parts: Array<string | number> = [];
  let text = '';
  for (let i = 0; i < format.length; i++) {
    const c = format[i];
    if (c === '{' && format[i + 1] !== '{') {
      const close = format.indexOf('}', i);
      if (text !== '') parts.push(text);
      text = '';
      parts.push(Number(format.slice(i + 1, close)));
      i = close;
    } else {
      if ((c === '{' || c === '}') && format[i + 1] === c) i++;
      text += c;
    }
  }
  if (text !== '') parts.push(text);
  return parts;
}

function textOfValue(value: Value, f: Frame): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return String(value);
  if (value === null || value === undefined) return '';
  return toText(value, f.rs.methodContext);
}

function compileExpandable(_block: CompiledBlock, format: string, nested: Expr[]): Expr {
  const parts = splitFormat(format);
  const exprs = nested.filter((e) => e !== undefined);
  if (exprs.every((e) => e.s !== undefined)) {
    const steps = parts.map((part) => (typeof part === 'string' ? part : nested[part].s!));
    if (steps.length === 1 && typeof steps[0] === 'function') {
      const only = steps[0];
      return { s: (f) => textOfValue(only(f), f) };
    }
    return {
      s: (f) => {
        let text = '';
        for (const step of steps) text += typeof step === 'string' ? step : textOfValue(step(f), f);
        return text;
      },
    };
  }
  return {
    *g(f) {
      let text = '';
      for (const part of parts) {
        if (typeof part === 'string') text += part;
        else {
          const e = nested[part];
          text += textOfValue(e.s !== undefined ? e.s(f) : yield* e.g!(f), f);
        }
      }
      return text;
    },
  };
}

/** `++` and `--` write nothing where they stand alone. */
function isPure(ast: ExpressionAst): boolean {
  if (ast.type !== 'UnaryExpressionAst') return true;
  const { tokenKind } = ast;
  return !(
    tokenKind === TokenKind.PlusPlus ||
    tokenKind === TokenKind.MinusMinus ||
    tokenKind === TokenKind.PostfixPlusPlus ||
    tokenKind === TokenKind.PostfixMinusMinus
  );
}

/** `@( )`: what the statements write, always as an array. */
function compileArrayExpression(block: CompiledBlock, ast: StatementBlockAst): Expr {
  const only = ast.statements.length === 1 && ast.traps.length === 0 ? ast.statements[0] : undefined;
  const element =
    only?.type === 'PipelineAst' && only.pipelineElements.length === 1 ? only.pipelineElements[0] : undefined;
  if (element?.type === 'CommandExpressionAst' && element.redirections.length === 0 && isPure(element.expression)) {
    // An expression alone is no statement of its own: its errors are placed at the statement around it.
    return mapExpr(compileExpression(block, element.expression), (value, f) => {
      if (value === undefined) return new PSArray([]);
      return new PSArray([...(f.rs.elementsOf(value) ?? [value])]);
    });
  }
  const body = compileBody(block, ast);
  return collecting(body, (items) => new PSArray(items));
}

/** `$( )`. */
function compileSubExpression(block: CompiledBlock, ast: StatementBlockAst): Expr {
  const only = ast.statements.length === 1 && ast.traps.length === 0 ? ast.statements[0] : undefined;
  if (only?.type === 'PipelineAst' && only.pipelineElements.length === 1) {
    const element = only.pipelineElements[0];
    if (
      element.type === 'CommandExpressionAst' &&
      element.redirections.length === 0 &&
      element.expression.type === 'VariableExpressionAst'
    ) {
      // The commonest case in strings, `$($x)`: a value that is no list is itself.
      const read = compileExpression(block, element.expression).s!;
      return {
        s: (f) => {
          f.point = only;
          const value = read(f);
          if (typeof value !== 'object' || value === null) return value;
          const items = f.rs.elementsOf(value);
          return items === undefined ? value : collapse([...items]);
        },
      };
    }
  }
  return collecting(compileBody(block, ast), collapse);
}

/** Runs statements with a collector in the place of the output. */
export function collecting(
  body: { s: ((f: Frame) => number) | undefined; g: (f: Frame) => Generator },
  finish: (items: Value[]) => Value,
): Expr {
  const run = body as import('./closure').Body;
  if (run.s !== undefined) {
    const s = run.s;
    return {
      s: (f) => {
        const out = f.out;
        const collector = new Collector();
        f.out = collector;
        try {
          f.rs.leaveExpression(s(f), f);
        } finally {
          f.out = out;
        }
        return finish(collector.items);
      },
    };
  }
  return {
    *g(f) {
      const out = f.out;
      const collector = new Collector();
      f.out = collector;
      try {
        f.rs.leaveExpression(yield* run.g(f), f);
      } finally {
        f.out = out;
      }
      return finish(collector.items);
    },
  };
}

/** `@{ }`; `ordered` for `[ordered]`, `custom` for `[pscustomobject]`. */
export function compileHashtable(
  block: CompiledBlock,
  ast: HashtableAst,
  kind: 'ordered' | 'custom' | undefined,
): Expr {
  const parts: Expr[] = [];
  for (const [key, value] of ast.keyValuePairs) {
    parts.push(compileExpression(block, key), compileStatementValue(block, value));
  }
  if (kind === 'custom') {
    return mapExprs(parts, (values, f) => {
      const object = new PSCustomObject();
      for (let i = 0; i < values.length; i += 2) {
        const name = textOfValue(values[i], f);
        if (name.toLowerCase() === 'pstypename') {
          object.typeNames.unshift(textOfValue(values[i + 1], f));
          continue;
        }
        if (object.members.has(name.toLowerCase())) throw duplicateKey(values[i], f);
        object.set(name, orNull(values[i + 1]));
      }
      return object;
    });
  }
  return mapExprs(parts, (values, f) => {
    const table = kind === 'ordered' ? new PSDictionary(orderedDictionaryType()) : new PSDictionary();
    for (let i = 0; i < values.length; i += 2) {
      const key = baseOf(values[i]);
      if (key === null || key === undefined) {
        throw new PSRuntimeException('A null key is not allowed in a hash literal.', 'InvalidNullKey');
      }
      if (table.has(key)) throw duplicateKey(key, f);
      table.set(key, orNull(values[i + 1]));
    }
    return table;
  });
}

function duplicateKey(key: Value, f: Frame): PSRuntimeException {
  return new PSRuntimeException(
    `Duplicate keys '${textOfValue(key, f)}' are not allowed in hash literals.`,
    'DuplicateKeyInHashLiteral',
  );
}

function memberName(block: CompiledBlock, member: ExpressionAst): Expr {
  return compileExpression(block, member);
}

/** A property read that found nothing: null, or the error of strict mode 2. */
export function missingProperty(f: Frame, name: string): Value {
  if (f.rs.isStrict(f.scope, 2)) {
    throw new PSRuntimeException(
      `The property '${name}' cannot be found on this object. Verify that the property exists.`,
      'PropertyNotFoundStrict',
      { category: 'NotSpecified', exceptionType: 'System.Management.Automation.PropertyNotFoundException' },
    );
  }
  return null;
}

function compileMember(block: CompiledBlock, ast: Extract<ExpressionAst, { type: 'MemberExpressionAst' }>): Expr {
  const member = ast.member as ExpressionAst;
  const name = memberName(block, member);
  if (ast.static) {
    const target = compileStaticTarget(block, ast.expression);
    return mapExpr2(target, name, (type, member, f) => {
      const text = textOfValue(member, f);
      const net = staticType(type, f);
      const value = net === undefined ? undefined : getStatic(net, text, f.rs.contextFor(f));
      if (value !== undefined) return value;
      return missingProperty(f, text);
    });
  }
  const target = compileExpression(block, ast.expression);
  if (member.type === 'StringConstantExpressionAst') {
    const text = member.value;
    const key = text.toLowerCase();
    return mapExpr(target, (value, f) => {
      if (value instanceof PSCustomObject) {
        const found = value.members.get(key);
        if (found !== undefined && found.kind === 'NoteProperty') return found.value;
      }
      return readMember(value, text, f);
    });
  }
  return mapExpr2(target, name, (value, member, f) => readMember(value, textOfValue(member, f), f));
}

/** `value.name` with the rules of strict mode. */
export function readMember(value: Value, name: string, f: Frame): Value {
  if (value === null || value === undefined) return /^(count|length)$/i.test(name) ? 0 : missingProperty(f, name);
  const result = getMember(value, name, f.rs.contextFor(f));
  return result === undefined ? (methodValue(value, name) ?? missingProperty(f, name)) : result;
}

function compileBaseConstructor(block: CompiledBlock, args: readonly ExpressionAst[] | undefined): Expr {
  const values = generatorOf(
    mapExprs(
      (args ?? []).map((argument) => compileExpression(block, argument)),
      (list) => new PSArray(list),
    ),
  );
  return {
    *g(f) {
      const list = (yield* values(f)) as PSArray;
      yield* baseConstructor(f.rs, f, list.items);
      return undefined;
    },
  };
}

/** The left side of `::`: a type, or a value that is one. */
function compileStaticTarget(block: CompiledBlock, ast: ExpressionAst): Expr {
  return compileExpression(block, ast);
}

function staticType(value: Value, f: Frame): NetType | undefined {
  const base = baseOf(value);
  if (base instanceof PSTypeValue) return base.type;
  if (typeof base === 'string') return f.rs.findTypeByText(base, f.scope);
  return undefined;
}

/** Arguments of a method; `[ref]` and typed ones keep what is written. */
function compileArguments(block: CompiledBlock, args: readonly ExpressionAst[] | undefined): Expr[] {
  return (args ?? []).map((argument) => compileExpression(block, argument));
}

function compileInvoke(block: CompiledBlock, ast: Extract<ExpressionAst, { type: 'InvokeMemberExpressionAst' }>): Expr {
  const target = compileExpression(block, ast.expression);
  const name = compileExpression(block, ast.member as ExpressionAst);
  const args = compileArguments(block, ast.arguments);
  const parts = [target, name, ...args];
  const isStatic = ast.static;
  const baseCast = castOfThis(ast.expression);
  const invoke = (values: Value[], f: Frame): Value | import('../host').Program<Value> => {
    const callArgs = values.slice(2).map(orNull);
    const called = values[1];
    const self = values[0];
    if (called instanceof ScriptBlock && !isStatic) return f.rs.invokeBlockAsMethod(called, self, callArgs, f);
    const text = textOfValue(called, f);
    if (isStatic) {
      const type = staticType(self, f);
      if (type === undefined) {
        if (self === null || self === undefined) throw methodOnNull();
        throw new PSRuntimeException(
          `Method invocation failed because [${typeText(f.rs.typeOfValue(self))}] does not contain a method named '${text}'.`,
          'MethodNotFound',
          { target: text },
        );
      }
      return invokeStatic(type, text, callArgs, f.rs.contextFor(f));
    }
    if (self === null || self === undefined) throw methodOnNull();
    const context = f.rs.contextFor(f);
    if (
      isIntrinsic(text) &&
      f.rs.typeOfValue(self).findMethod(text) === undefined &&
      findExtendedMember(self, text) === undefined
    ) {
      return text.toLowerCase() === 'foreach'
        ? forEachMethod(self, callArgs, context)
        : whereMethod(self, callArgs, context);
    }
    if (baseCast !== undefined) {
      const method = baseCast(f).findMethod(text);
      if (method !== undefined) return method.invoke(self, callArgs, context);
    }
    return invokeMethod(self, text, callArgs, context);
  };
  // A static method of a type of .NET never runs script.
  const known =
    isStatic && ast.expression.type === 'TypeExpressionAst' ? findType(ast.expression.typeName.fullName) : undefined;
  if (known !== undefined && parts.every((part) => part.s !== undefined)) {
    const steps = parts.map((part) => part.s!);
    return {
      s: (f) => {
        const result = invoke(
          steps.map((step) => step(f)),
          f,
        );
        return isProgram(result) ? driveToEnd(result, f.rs) : result;
      },
    };
  }
  const steps = parts.map((part) => part.s);
  return {
    *g(f) {
      const values: Value[] = [];
      for (let i = 0; i < parts.length; i++) {
        const s = steps[i];
        values.push(s !== undefined ? s(f) : yield* parts[i].g!(f));
      }
      const result = invoke(values, f);
      return isProgram(result) ? yield* result : result;
    },
  };
}

/** `([Base]$this).Method()` calls the base's method, also where a derived class overrides it. */
function castOfThis(ast: ExpressionAst): ((f: Frame) => NetType) | undefined {
  if (ast.type !== 'ParenExpressionAst' || ast.pipeline.type !== 'PipelineAst') return undefined;
  const element = ast.pipeline.pipelineElements[0];
  if (element.type !== 'CommandExpressionAst' || element.expression.type !== 'ConvertExpressionAst') return undefined;
  const { child, attribute } = element.expression;
  if (child.type !== 'VariableExpressionAst' || child.variablePath.userPath.toLowerCase() !== 'this') return undefined;
  return typeResolver(attribute.typeName);
}

function methodOnNull(): PSRuntimeException {
  return new PSRuntimeException('You cannot call a method on a null-valued expression.', 'InvokeMethodOnNull');
}

function compileIndex(target: Expr, index: Expr): Expr {
  return mapExpr2(target, index, readIndex);
}

/** `target[index]`. */
export function readIndex(target: Value, index: Value, f: Frame): Value {
  if (typeof index === 'number' && target instanceof PSArray) {
    const { items } = target;
    if (index >= 0 && index < items.length) return items[index];
    if ((index >= items.length || index < -items.length) && f.rs.isStrict(f.scope, 3)) {
      throw new PSRuntimeException('Index was outside the bounds of the array.', 'System.IndexOutOfRangeException', {
        category: 'OperationStopped',
        exceptionType: 'System.IndexOutOfRangeException',
      });
    }
  }
  if (target === null || target === undefined) {
    throw new PSRuntimeException('Cannot index into a null array.', 'NullArray');
  }
  if (index === undefined || index === null) {
    if (!(target instanceof PSDictionary)) {
      throw new PSRuntimeException('Index operation failed; the array index evaluated to null.', 'NullArrayIndex');
    }
  }
  return orNull(getIndex(target, [orNull(index)], f.rs.contextFor(f)));
}

function compileConvert(block: CompiledBlock, ast: Extract<ExpressionAst, { type: 'ConvertExpressionAst' }>): Expr {
  const typeName = ast.attribute.typeName;
  const simple = typeName.kind === 'TypeName' ? typeName.name.toLowerCase() : '';
  if (ast.child.type === 'HashtableAst') {
    if (simple === 'ordered') return compileHashtable(block, ast.child, 'ordered');
    if (simple === 'pscustomobject' || simple === 'system.management.automation.pscustomobject') {
      return compileHashtable(block, ast.child, 'custom');
    }
  }
  if (simple === 'ref' || simple === 'system.management.automation.psreference') {
    const child = ast.child;
    if (child.type === 'VariableExpressionAst') {
      const path = child.variablePath;
      return {
        s: (f) => {
          const variable = variableFor(path, f, false);
          if (variable === undefined) {
            throw new PSRuntimeException(
              '[ref] cannot be applied to a variable that does not exist.',
              'NonExistingVariableReference',
              { target: path.userPath },
            );
          }
          return new PSReference(variable);
        },
      };
    }
    return mapExpr(compileExpression(block, child), (value) => new PSReference(value));
  }
  const child = compileExpression(block, ast.child);
  if (simple === 'void' || simple === 'system.void') return mapExpr(child, () => undefined);
  const resolve = typeResolver(typeName, ast.attribute);
  return mapExpr(child, (value, f) => convertTo(orNull(value), resolve(f), f.rs.contextFor(f)));
}

function compileUnary(block: CompiledBlock, ast: UnaryExpressionAst): Expr {
  switch (ast.tokenKind) {
    case TokenKind.PlusPlus:
    case TokenKind.MinusMinus:
    case TokenKind.PostfixPlusPlus:
    case TokenKind.PostfixMinusMinus:
      return compileIncrement(block, ast);
  }
  const child = compileExpression(block, ast.child);
  switch (ast.tokenKind) {
    case TokenKind.Not:
    case TokenKind.Exclaim:
      return mapExpr(child, (value) => !truth(value));
    case TokenKind.Minus: {
      const folded = mapExpr(child, (value) => {
        if (typeof value === 'number' && value !== 0 && value !== -2147483648) return -value;
        return op.negate(orNull(value));
      });
      return folded;
    }
    case TokenKind.Plus:
      return mapExpr(child, (value) => (typeof value === 'number' ? value : op.plus(orNull(value))));
    case TokenKind.Bnot:
      return mapExpr(child, (value) => op.bitNot(orNull(value)));
    case TokenKind.Join:
      return mapExpr(child, (value, f) => op.joinUnary(orNull(value), f.rs.methodContext));
    case TokenKind.Isplit:
    case TokenKind.Csplit:
      return mapExpr(child, (value) => op.splitUnary(orNull(value)));
    case TokenKind.Comma:
      return mapExpr(child, (value) => new PSArray([orNull(value)]));
    default:
      throw new Error(`unary operator ${ast.tokenKind}`);
  }
}

/** Truth of a value; the plain ones at once. */
export function truth(value: Value): boolean {
  if (typeof value === 'boolean') return value;
  if (value === null || value === undefined) return false;
  return toBool(value);
}

type BinaryOp = (a: Value, b: Value, f: Frame) => Value;

/** `a + b` of whole numbers is done here; all else by the operators. */
export const arithmetic: Record<'add' | 'subtract' | 'multiply' | 'divide' | 'remainder', BinaryOp> = {
  add(a, b) {
    if (typeof a === 'number' && typeof b === 'number') {
      const sum = a + b;
      if ((sum | 0) === sum) return sum;
    } else if (typeof a === 'string' && typeof b === 'string') return a + b;
    return op.add(orNull(a), orNull(b));
  },
  subtract(a, b) {
    if (typeof a === 'number' && typeof b === 'number') {
      const difference = a - b;
      if ((difference | 0) === difference) return difference;
    }
    return op.subtract(orNull(a), orNull(b));
  },
  multiply(a, b) {
    if (typeof a === 'number' && typeof b === 'number') {
      const product = a * b;
      if ((product | 0) === product && product !== 0) return product;
    }
    return op.multiply(orNull(a), orNull(b));
  },
  divide(a, b) {
    return op.divide(orNull(a), orNull(b));
  },
  remainder(a, b) {
    if (typeof a === 'number' && typeof b === 'number' && a >= 0 && b > 0) return a % b;
    return op.remainder(orNull(a), orNull(b));
  },
};

const comparison: Record<'lt' | 'le' | 'gt' | 'ge' | 'eq' | 'ne', BinaryOp> = {
  lt: (a, b) => (typeof a === 'number' && typeof b === 'number' ? a < b : op.less(orNull(a), orNull(b))),
  le: (a, b) => (typeof a === 'number' && typeof b === 'number' ? a <= b : op.lessOrEqual(orNull(a), orNull(b))),
  gt: (a, b) => (typeof a === 'number' && typeof b === 'number' ? a > b : op.greater(orNull(a), orNull(b))),
  ge: (a, b) => (typeof a === 'number' && typeof b === 'number' ? a >= b : op.greaterOrEqual(orNull(a), orNull(b))),
  eq: (a, b) => (typeof a === 'number' && typeof b === 'number' ? a === b : op.equals(orNull(a), orNull(b))),
  ne: (a, b) => (typeof a === 'number' && typeof b === 'number' ? a !== b : op.notEquals(orNull(a), orNull(b))),
};

/** Whole-number forms with the constant on the right, the commonest in loops. */
function withConstant(kind: TokenKind, left: (f: Frame) => Value, n: number): ((f: Frame) => Value) | undefined {
  switch (kind) {
    case TokenKind.Ilt:
      return (f) => {
        const a = left(f);
        return typeof a === 'number' ? a < n : op.less(orNull(a), n);
      };
    case TokenKind.Ile:
      return (f) => {
        const a = left(f);
        return typeof a === 'number' ? a <= n : op.lessOrEqual(orNull(a), n);
      };
    case TokenKind.Igt:
      return (f) => {
        const a = left(f);
        return typeof a === 'number' ? a > n : op.greater(orNull(a), n);
      };
    case TokenKind.Ieq:
      return (f) => {
        const a = left(f);
        return typeof a === 'number' ? a === n : op.equals(orNull(a), n);
      };
    case TokenKind.Plus:
      return (f) => arithmetic.add(left(f), n, f);
    case TokenKind.Rem:
      return (f) => arithmetic.remainder(left(f), n, f);
    default:
      return undefined;
  }
}

function binaryOperation(kind: TokenKind): BinaryOp | undefined {
  switch (kind) {
    case TokenKind.Plus:
      return arithmetic.add;
    case TokenKind.Minus:
      return arithmetic.subtract;
    case TokenKind.Multiply:
      return arithmetic.multiply;
    case TokenKind.Divide:
      return arithmetic.divide;
    case TokenKind.Rem:
      return arithmetic.remainder;
    case TokenKind.Ieq:
      return comparison.eq;
    case TokenKind.Ine:
      return comparison.ne;
    case TokenKind.Ilt:
      return comparison.lt;
    case TokenKind.Ile:
      return comparison.le;
    case TokenKind.Igt:
      return comparison.gt;
    case TokenKind.Ige:
      return comparison.ge;
    case TokenKind.Ceq:
      return (a, b) => op.equals(orNull(a), orNull(b), false);
    case TokenKind.Cne:
      return (a, b) => op.notEquals(orNull(a), orNull(b), false);
    case TokenKind.Clt:
      return (a, b) => op.less(orNull(a), orNull(b), false);
    case TokenKind.Cle:
      return (a, b) => op.lessOrEqual(orNull(a), orNull(b), false);
    case TokenKind.Cgt:
      return (a, b) => op.greater(orNull(a), orNull(b), false);
    case TokenKind.Cge:
      return (a, b) => op.greaterOrEqual(orNull(a), orNull(b), false);
    case TokenKind.Ilike:
      return (a, b) => op.like(orNull(a), orNull(b));
    case TokenKind.Clike:
      return (a, b) => op.like(orNull(a), orNull(b), false);
    case TokenKind.Inotlike:
      return (a, b) => op.notLike(orNull(a), orNull(b));
    case TokenKind.Cnotlike:
      return (a, b) => op.notLike(orNull(a), orNull(b), false);
    case TokenKind.Imatch:
      return match(true, false);
    case TokenKind.Cmatch:
      return match(false, false);
    case TokenKind.Inotmatch:
      return match(true, true);
    case TokenKind.Cnotmatch:
      return match(false, true);
    case TokenKind.Ireplace:
      return (a, b) => op.replaceOperator(orNull(a), orNull(b));
    case TokenKind.Creplace:
      return (a, b) => op.replaceOperator(orNull(a), orNull(b), false, 'creplace');
    case TokenKind.Icontains:
      return (a, b) => op.contains(orNull(a), orNull(b));
    case TokenKind.Ccontains:
      return (a, b) => op.contains(orNull(a), orNull(b), false);
    case TokenKind.Inotcontains:
      return (a, b) => !op.contains(orNull(a), orNull(b));
    case TokenKind.Cnotcontains:
      return (a, b) => !op.contains(orNull(a), orNull(b), false);
    case TokenKind.Iin:
      return (a, b) => op.containedIn(orNull(a), orNull(b));
    case TokenKind.Cin:
      return (a, b) => op.containedIn(orNull(a), orNull(b), false);
    case TokenKind.Inotin:
      return (a, b) => !op.containedIn(orNull(a), orNull(b));
    case TokenKind.Cnotin:
      return (a, b) => !op.containedIn(orNull(a), orNull(b), false);
    case TokenKind.Is:
      return (a, b, f) => op.isType(orNull(a), f.rs.typeOperand(b, f.scope));
    case TokenKind.IsNot:
      return (a, b, f) => !op.isType(orNull(a), f.rs.typeOperand(b, f.scope));
    case TokenKind.As:
      return (a, b, f) => op.asType(orNull(a), f.rs.typeOperand(b, f.scope), f.rs.contextFor(f));
    case TokenKind.Format:
      return (a, b) => op.formatOperator(orNull(a), orNull(b));
    case TokenKind.Join:
      return (a, b, f) => op.joinOperator(orNull(a), orNull(b), f.rs.methodContext);
    case TokenKind.DotDot:
      return (a, b) => op.rangeOperator(orNull(a), orNull(b));
    case TokenKind.Band:
      return (a, b) => op.bitAnd(orNull(a), orNull(b));
    case TokenKind.Bor:
      return (a, b) => op.bitOr(orNull(a), orNull(b));
    case TokenKind.Bxor:
      return (a, b) => op.bitXor(orNull(a), orNull(b));
    case TokenKind.Shl:
      return (a, b) => op.shiftLeft(orNull(a), orNull(b));
    case TokenKind.Shr:
      return (a, b) => op.shiftRight(orNull(a), orNull(b));
    case TokenKind.Xor:
      return (a, b) => truth(a) !== truth(b);
    default:
      return undefined;
  }
}

function match(ignoreCase: boolean, negate: boolean): BinaryOp {
  return (a, b, f) =>
    op.matchOperator(orNull(a), orNull(b), {
      ignoreCase,
      negate,
      setMatches: (matches) => f.rs.setLocalVariable(f.scope, 'Matches', matches),
    });
}

/** The operation of a compound assignment: `+=` and the like. */
export function compoundOperation(kind: TokenKind): BinaryOp {
  switch (kind) {
    case TokenKind.PlusEquals:
      return arithmetic.add;
    case TokenKind.MinusEquals:
      return arithmetic.subtract;
    case TokenKind.MultiplyEquals:
      return arithmetic.multiply;
    case TokenKind.DivideEquals:
      return arithmetic.divide;
    case TokenKind.RemainderEquals:
      return arithmetic.remainder;
    default:
      throw new Error(`assignment operator ${kind}`);
  }
}

function compileBinary(block: CompiledBlock, ast: BinaryExpressionAst): Expr {
  const left = compileExpression(block, ast.left);
  const right = compileExpression(block, ast.right);
  const kind = ast.operator;
  if (kind === TokenKind.And || kind === TokenKind.Or) return compileLogical(left, right, kind === TokenKind.And);
  if (kind === TokenKind.Isplit || kind === TokenKind.Csplit) {
    return compileSplit(left, right, kind === TokenKind.Isplit);
  }
  if (left.s !== undefined && typeof right.constant?.value === 'number') {
    const quick = withConstant(kind, left.s, right.constant.value);
    if (quick !== undefined) return { s: quick };
  }
  const operation = binaryOperation(kind);
  if (operation === undefined) throw new Error(`binary operator ${kind}`);
  return mapExpr2(left, right, operation);
}

function compileLogical(left: Expr, right: Expr, and: boolean): Expr {
  const ls = left.s;
  const rs = right.s;
  if (ls !== undefined && rs !== undefined) {
    return and ? { s: (f) => truth(ls(f)) && truth(rs(f)) } : { s: (f) => truth(ls(f)) || truth(rs(f)) };
  }
  const lg = generatorOf(left);
  const rg = generatorOf(right);
  return {
    *g(f) {
      const first = truth(yield* lg(f));
      if (first !== and) return first;
      return truth(yield* rg(f));
    },
  };
}

/** -split: with a script block it runs the block for each character. */
function compileSplit(left: Expr, right: Expr, ignoreCase: boolean): Expr {
  const lg = generatorOf(left);
  const rg = generatorOf(right);
  const byBlock = function* (f: Frame): import('../host').Program<Value> {
    const text = yield* lg(f);
    const by = yield* rg(f);
    const separator = by instanceof PSArray ? by.items[0] : by;
    if (separator instanceof ScriptBlock) {
      return yield* op.splitByPredicate(orNull(text), orNull(by), function* (char) {
        return truth(collapse(yield* f.rs.runBlock(separator, { underscore: char, frame: f, newScope: false })));
      });
    }
    return op.splitOperator(orNull(text), orNull(by), ignoreCase);
  };
  if (left.s !== undefined && right.constant !== undefined) {
    const s = left.s;
    const by = right.constant.value;
    return { s: (f) => op.splitOperator(orNull(s(f)), by, ignoreCase) };
  }
  return { g: byBlock };
}
