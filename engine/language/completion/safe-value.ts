import type { Ast, ConstantValue, ExpressionAst } from '../ast';
import { getMember, getStatic } from '../net';
import { pureExpression } from '../parsing/constant-check';
import { TokenKind } from '../parsing/token-kind';
import { findType } from '../types';
import { double, long, PSArray, PSDecimal, PSDictionary, PSList, PSTypeValue, type Value } from '../values';
import type { CompletionSession } from './context';

/** A value that can be had without running anything that changes something. */
export interface SafeValue {
  readonly value: Value;
}

function numberOf(constant: ConstantValue): Value {
  if (typeof constant === 'boolean') return constant;
  switch (constant.kind) {
    case 'int':
      return constant.value;
    case 'long':
      return long(constant.value);
    case 'double':
      return double(constant.value);
    default:
      return new PSDecimal(constant.mantissa, constant.scale);
  }
}

/**
 * Evaluates variables, constants, members and indexes of them; undefined for anything that would have to run.
 * seen: PowerShell engine, SafeExprEvaluator
 */
export function safeValue(ast: Ast, session: CompletionSession): SafeValue | undefined {
  switch (ast.type) {
    case 'ConstantExpressionAst':
      return { value: numberOf(ast.value) };
    case 'StringConstantExpressionAst':
      return { value: ast.value };
    case 'VariableExpressionAst': {
      if (ast.splatted) return undefined;
      if (ast.isConstantVariable()) {
        const name = ast.variablePath.unqualifiedPath.toLowerCase();
        return { value: name === 'null' ? null : name === 'true' };
      }
      const value = session.variable(ast);
      return value === undefined ? undefined : { value };
    }
    case 'TypeExpressionAst': {
      const type = session.findType(ast.typeName.fullName) ?? findType(ast.typeName.fullName);
      return type === undefined ? undefined : { value: new PSTypeValue(type) };
    }
    case 'ParenExpressionAst': {
      const inner = pureExpression(ast.pipeline);
      return inner === undefined ? undefined : safeValue(inner, session);
    }
    case 'ArrayLiteralAst':
      return arrayOf(ast.elements, session);
    case 'ArrayExpressionAst':
    case 'SubExpressionAst': {
      if (ast.subExpression.statements.length !== 1) return undefined;
      const statement = ast.subExpression.statements[0];
      const inner = statement.type === 'PipelineAst' ? pureExpression(statement) : undefined;
      const value = inner === undefined ? undefined : safeValue(inner, session);
      if (value === undefined || ast.type === 'SubExpressionAst') return value;
      return value.value instanceof PSArray ? value : { value: new PSArray([value.value]) };
    }
    case 'HashtableAst': {
      const table = new PSDictionary();
      for (const [key, statement] of ast.keyValuePairs) {
        const name = safeValue(key, session);
        const inner = statement.type === 'PipelineAst' ? pureExpression(statement) : undefined;
        const value = inner === undefined ? undefined : safeValue(inner, session);
        if (name === undefined || value === undefined) return undefined;
        table.set(name.value, value.value);
      }
      return { value: table };
    }
    case 'MemberExpressionAst': {
      if (ast.member.type !== 'StringConstantExpressionAst') return undefined;
      const target = safeValue(ast.expression, session);
      if (target === undefined || target.value === null || target.value === undefined) return undefined;
      return guarded(() => {
        const name = ast.member.type === 'StringConstantExpressionAst' ? ast.member.value : '';
        if (!ast.static) return getMember(target.value, name);
        return target.value instanceof PSTypeValue ? getStatic(target.value.type, name) : undefined;
      });
    }
    case 'IndexExpressionAst': {
      const target = safeValue(ast.target, session);
      const index = safeValue(ast.index, session);
      if (target === undefined || index === undefined) return undefined;
      return indexOf(target.value, index.value);
    }
    case 'UnaryExpressionAst': {
      const child = safeValue(ast.child, session);
      if (child === undefined || typeof child.value !== 'number') return undefined;
      return ast.tokenKind === TokenKind.Minus ? { value: -child.value } : undefined;
    }
    default:
      return undefined;
  }
}

function arrayOf(elements: readonly ExpressionAst[], session: CompletionSession): SafeValue | undefined {
  const items: Value[] = [];
  for (const element of elements) {
    const value = safeValue(element, session);
    if (value === undefined) return undefined;
    items.push(value.value);
  }
  return { value: new PSArray(items) };
}

function indexOf(target: Value, index: Value): SafeValue | undefined {
  if (target instanceof PSDictionary) return target.has(index) ? { value: target.get(index) } : undefined;
  if (typeof index !== 'number') return undefined;
  const items = target instanceof PSArray || target instanceof PSList ? target.items : undefined;
  if (items === undefined) return undefined;
  const at = index < 0 ? items.length + index : index;
  return at >= 0 && at < items.length ? { value: items[at] } : undefined;
}

/** A property may run code that fails, or want to wait: then there is no value. */
function guarded(read: () => unknown): SafeValue | undefined {
  try {
    const value = read();
    if (value === undefined || isGenerator(value)) return undefined;
    return { value: value as Value };
  } catch {
    return undefined;
  }
}

function isGenerator(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'next' in value && typeof value.next === 'function';
}
