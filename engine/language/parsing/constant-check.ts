import { type Ast, type ExpressionAst, type PipelineBaseAst, textOf } from '../ast';
import { TokenFlags, TokenKind, tokenTraits } from './token-kind';

/** What a constant is wanted for: it decides whether arrays, script blocks and hash tables count. */
export type ConstantUse = 'expression' | 'attribute' | 'classAttribute' | 'requires';

const safePrimitives =
  /^(?:system\.)?(?:int|int16|int32|int64|long|byte|sbyte|char|bool|boolean|decimal|double|float|single|string|uint16|uint32|uint64|datetime|timespan|guid|version|regex|bigint|numerics\.biginteger)$/i;

/** The only expression of a pipeline. */
export function pureExpression(pipeline: PipelineBaseAst): ExpressionAst | undefined {
  if (pipeline.type !== 'PipelineAst' || pipeline.pipelineElements.length !== 1) return undefined;
  const element = pipeline.pipelineElements[0];
  return element.type === 'CommandExpressionAst' && element.redirections.length === 0 ? element.expression : undefined;
}

/** The value is known without running anything. seen: PowerShell engine, IsConstantValueVisitor */
export function isConstant(ast: Ast, use: ConstantUse, typeExists: (name: string) => boolean): boolean {
  const all = (node: Ast): boolean => isConstant(node, use, typeExists);
  switch (ast.type) {
    case 'ConstantExpressionAst':
    case 'StringConstantExpressionAst':
      return true;
    case 'VariableExpressionAst':
      return ast.isConstantVariable();
    case 'TypeExpressionAst':
      return use === 'attribute' || use === 'classAttribute' || typeExists(ast.typeName.fullName);
    case 'MemberExpressionAst':
      // Only a constant field counts; which fields are constant is known of enumerations and the limits of numbers.
      return (
        ast.static &&
        ast.expression.type === 'TypeExpressionAst' &&
        ast.member.type === 'StringConstantExpressionAst' &&
        typeExists(ast.expression.typeName.fullName)
      );
    case 'UnaryExpressionAst':
      return (tokenTraits(ast.tokenKind) & TokenFlags.CanConstantFold) !== 0 && all(ast.child);
    case 'BinaryExpressionAst':
      return (
        (tokenTraits(ast.operator) & TokenFlags.CanConstantFold) !== 0 &&
        all(ast.left) &&
        all(ast.right) &&
        !isNullDivisor(ast.operator, ast.right)
      );
    case 'ConvertExpressionAst':
      return safePrimitives.test(ast.attribute.typeName.fullName) && all(ast.child);
    case 'ParenExpressionAst':
      return all(ast.pipeline);
    case 'SubExpressionAst':
    case 'UsingExpressionAst':
      return all(ast.subExpression);
    case 'StatementBlockAst':
      return ast.traps.length === 0 && ast.statements.length === 1 && all(ast.statements[0]);
    case 'PipelineAst': {
      const expression = pureExpression(ast);
      return expression !== undefined && all(expression);
    }
    case 'ArrayLiteralAst':
      return use !== 'expression' && ast.elements.every(all);
    case 'HashtableAst':
      return use === 'requires' && ast.keyValuePairs.every(([key, value]) => all(key) && all(value));
    case 'ScriptBlockExpressionAst':
      return use === 'attribute';
    default:
      return false;
  }
}

function isNullDivisor(operator: TokenKind, right: ExpressionAst): boolean {
  if (operator !== TokenKind.Divide && operator !== TokenKind.Rem) return false;
  return right.type === 'VariableExpressionAst' && /^(?:false|null)$/i.test(right.variablePath.unqualifiedPath);
}

/** A constant as plain data: text, numbers as written, arrays and hash tables of these. */
export type PlainConstant = string | boolean | undefined | PlainConstant[] | Map<string, PlainConstant>;

/** The value of a constant that holds only literals, for `#requires` lines. */
export function plainConstant(ast: Ast): PlainConstant {
  switch (ast.type) {
    case 'StringConstantExpressionAst':
      return ast.value;
    case 'ConstantExpressionAst':
      return textOf(ast);
    case 'VariableExpressionAst':
      return /^true$/i.test(ast.variablePath.unqualifiedPath);
    case 'ArrayLiteralAst':
      return ast.elements.map(plainConstant);
    case 'ParenExpressionAst':
      return plainConstant(ast.pipeline);
    case 'PipelineAst': {
      const expression = pureExpression(ast);
      return expression === undefined ? undefined : plainConstant(expression);
    }
    case 'HashtableAst':
      return new Map(
        ast.keyValuePairs.map(([key, value]) => [String(plainConstant(key)).toLowerCase(), plainConstant(value)]),
      );
    default:
      return undefined;
  }
}
