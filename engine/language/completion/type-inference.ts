import type {
  Ast,
  CommandAst,
  CommandBaseAst,
  ExpressionAst,
  PipelineBaseAst,
  ScriptBlockAst,
  StatementAst,
  TypeDefinitionAst,
  VariableExpressionAst,
} from '../ast';
import { nodesOf } from '../ast-walk';
import { typeOf } from '../net';
import { pureExpression } from '../parsing/constant-check';
import { TokenKind } from '../parsing/token-kind';
import type { ITypeName } from '../parsing/type-name';
import { findType, type NetType } from '../types';
import { knownTypes, PSTypeValue, type Value } from '../values';
import type { CompletionSession } from './context';
import { findCommand, pseudoBind } from './pseudo-binder';
import { safeValue } from './safe-value';

/** What an expression may be: a type, a class of the text, or an object with known properties. */
export type InferredType =
  | { readonly kind: 'type'; readonly type: NetType }
  | { readonly kind: 'definition'; readonly definition: TypeDefinitionAst }
  | { readonly kind: 'value'; readonly value: Value };

/** How far inference follows variables and calls. */
const maxSteps = 60;

/**
 * Says of what type an expression is without running it: literals, casts, members of known types, what commands and
 * functions declare to write, `$_` by what comes down the pipeline.
 */
export class TypeInference {
  private steps = 0;

  constructor(
    private readonly session: CompletionSession,
    private readonly root: ScriptBlockAst,
  ) {}

  private named(name: string): InferredType[] {
    const type = this.session.findType(name) ?? findType(name);
    return type === undefined ? [] : [{ kind: 'type', type }];
  }

  /** The type that a name between brackets means. */
  ofTypeName(name: ITypeName): InferredType[] {
    if (name.kind === 'TypeName' && name.typeDefinition !== undefined) {
      return [{ kind: 'definition', definition: name.typeDefinition }];
    }
    for (const node of nodesOf(this.root)) {
      if (node.type === 'TypeDefinitionAst' && node.name.toLowerCase() === name.name.toLowerCase()) {
        return [{ kind: 'definition', definition: node }];
      }
    }
    return this.named(name.fullName);
  }

  infer(ast: Ast): InferredType[] {
    if (++this.steps > maxSteps) return [];
    switch (ast.type) {
      case 'ConstantExpressionAst': {
        if (typeof ast.value === 'boolean') return this.named('System.Boolean');
        const names = { int: 'Int32', long: 'Int64', double: 'Double', decimal: 'Decimal' };
        return this.named(`System.${names[ast.value.kind]}`);
      }
      case 'StringConstantExpressionAst':
      case 'ExpandableStringExpressionAst':
        return this.named('System.String');
      case 'ScriptBlockExpressionAst':
        return this.named('System.Management.Automation.ScriptBlock');
      case 'HashtableAst':
        return this.named('System.Collections.Hashtable');
      case 'ArrayLiteralAst':
      case 'ArrayExpressionAst':
        return this.named('System.Object[]');
      case 'TypeExpressionAst':
        return this.named('System.Type');
      case 'ConvertExpressionAst':
        return this.ofTypeName(ast.attribute.typeName);
      case 'AttributedExpressionAst':
        return this.infer(ast.child);
      case 'ParenExpressionAst':
        return this.inferPipeline(ast.pipeline);
      case 'SubExpressionAst':
        return ast.subExpression.statements.flatMap((s) => this.inferStatement(s));
      case 'UsingExpressionAst':
        return this.infer(ast.subExpression);
      case 'VariableExpressionAst':
        return this.inferVariable(ast);
      case 'UnaryExpressionAst':
        if (ast.tokenKind === TokenKind.Not || ast.tokenKind === TokenKind.Exclaim) return this.named('System.Boolean');
        return this.infer(ast.child);
      case 'BinaryExpressionAst':
        return this.inferBinary(ast.operator, ast.left, ast.right);
      case 'MemberExpressionAst':
        return this.inferMember(ast.expression, ast.member, ast.static, false);
      case 'InvokeMemberExpressionAst':
        return this.inferMember(ast.expression, ast.member, ast.static, true);
      case 'IndexExpressionAst':
        return this.infer(ast.target).flatMap((t) => elementsOf(t, (name) => this.named(name)));
      case 'CommandExpressionAst':
        return this.infer(ast.expression);
      case 'CommandAst':
        return this.inferCommand(ast);
      default:
        return [];
    }
  }

  private inferPipeline(pipeline: PipelineBaseAst): InferredType[] {
    if (pipeline.type === 'AssignmentStatementAst') return this.inferStatement(pipeline.right);
    if (pipeline.type !== 'PipelineAst') return [];
    return this.infer(pipeline.pipelineElements[pipeline.pipelineElements.length - 1]);
  }

  private inferStatement(statement: StatementAst): InferredType[] {
    switch (statement.type) {
      case 'PipelineAst':
      case 'AssignmentStatementAst':
        return this.inferPipeline(statement);
      case 'CommandExpressionAst':
        return this.infer(statement.expression);
      default:
        return [];
    }
  }

  private inferBinary(operator: TokenKind, left: ExpressionAst, right: ExpressionAst): InferredType[] {
    switch (operator) {
      case TokenKind.And:
      case TokenKind.Or:
      case TokenKind.Xor:
      case TokenKind.Is:
      case TokenKind.IsNot:
        return this.named('System.Boolean');
      case TokenKind.As:
        return right.type === 'TypeExpressionAst' ? this.ofTypeName(right.typeName) : [];
      case TokenKind.Format:
      case TokenKind.Join:
        return this.named('System.String');
      case TokenKind.DotDot:
      case TokenKind.Isplit:
      case TokenKind.Csplit:
        return this.named('System.Object[]');
      default:
        return this.infer(left);
    }
  }

  /** Members of a type: the type of a property, or what a method returns. */
  private inferMember(target: ExpressionAst, member: Ast, isStatic: boolean, isCall: boolean): InferredType[] {
    if (member.type !== 'StringConstantExpressionAst') return [];
    const name = member.value;
    if (isStatic && target.type === 'TypeExpressionAst') {
      const types = this.ofTypeName(target.typeName);
      if (isCall && name.toLowerCase() === 'new') return types;
      return types.flatMap((t) => this.memberOf(t, name, true, isCall));
    }
    return this.infer(target).flatMap((t) => this.memberOf(t, name, false, isCall));
  }

  private memberOf(inferred: InferredType, name: string, isStatic: boolean, isCall: boolean): InferredType[] {
    if (inferred.kind === 'definition') {
      const key = name.toLowerCase();
      for (const member of inferred.definition.members) {
        if (member.name.toLowerCase() !== key) continue;
        const type = member.type === 'PropertyMemberAst' ? member.propertyType : member.returnType;
        return type === undefined ? [] : this.ofTypeName(type.typeName);
      }
      return [];
    }
    const type = inferred.kind === 'type' ? inferred.type : typeOf(inferred.value);
    if (type === undefined) return [];
    if (isCall) {
      const method = isStatic ? type.findStaticMethod(name) : type.findMethod(name);
      const names = new Set((method?.overloads ?? []).map(returnTypeOf));
      return [...names].flatMap((n) => (n === undefined ? [] : this.named(n)));
    }
    const property = isStatic ? type.findStaticProperty(name) : type.findProperty(name);
    if (property !== undefined) return this.named(property.type);
    // A list gives the members of its elements.
    return elementsOf(inferred, (n) => this.named(n)).flatMap((t) =>
      t.kind === 'type' && t.type !== type ? this.memberOf(t, name, isStatic, isCall) : [],
    );
  }

  private inferVariable(variable: VariableExpressionAst): InferredType[] {
    const path = variable.variablePath;
    const name = path.unqualifiedPath.toLowerCase();
    if (name === '_' || name === 'psitem') {
      const input = this.inferPipelineVariable(variable);
      if (input !== undefined) return input;
    }
    if (name === 'this') {
      for (let node = variable.parent; node !== undefined; node = node.parent) {
        if (node.type === 'TypeDefinitionAst') return [{ kind: 'definition', definition: node }];
      }
    }
    const declared = this.declaredType(variable, name);
    if (declared.length > 0) return declared;
    const live = safeValue(variable, this.session);
    if (live === undefined || live.value === null) return [];
    return [{ kind: 'value', value: live.value }];
  }

  /** `$_` in a script block of a pipeline is what the element before writes. */
  private inferPipelineVariable(variable: VariableExpressionAst): InferredType[] | undefined {
    for (let node: Ast | undefined = variable.parent; node !== undefined; node = node.parent) {
      if (node.type === 'CatchClauseAst') return this.named('System.Management.Automation.ErrorRecord');
      if (node.type !== 'ScriptBlockExpressionAst') continue;
      let command: Ast | undefined = node.parent;
      while (command !== undefined && command.type !== 'CommandAst') command = command.parent;
      if (command === undefined) return undefined;
      return this.inferInput(command);
    }
    return undefined;
  }

  /** What comes down the pipeline to a command; an array's elements. */
  inferInput(command: CommandBaseAst): InferredType[] {
    const pipeline = command.parent;
    if (pipeline?.type !== 'PipelineAst') return [];
    const index = pipeline.pipelineElements.indexOf(command);
    if (index < 1) return [];
    const before = pipeline.pipelineElements[index - 1];
    if (before.type === 'CommandExpressionAst') {
      const live = safeValue(before.expression, this.session);
      if (live !== undefined && live.value !== null) {
        return elementsOf({ kind: 'value', value: live.value }, (n) => this.named(n));
      }
      if (before.expression.type === 'ArrayLiteralAst') return this.infer(before.expression.elements[0]);
    }
    return this.infer(before).flatMap((t) => elementsOf(t, (n) => this.named(n)));
  }

  /** The type that a parameter, a cast or an assignment before gives a variable. */
  private declaredType(variable: VariableExpressionAst, name: string): InferredType[] {
    let found: InferredType[] = [];
    for (const node of nodesOf(this.root)) {
      if (node.start > variable.start) break;
      if (node.type === 'ParameterAst' && node.name.variablePath.unqualifiedPath.toLowerCase() === name) {
        if (!isWithin(variable, node.parent)) continue;
        const constraint = node.attributes.find((a) => a.type === 'TypeConstraintAst');
        if (constraint !== undefined) found = this.ofTypeName(constraint.typeName);
      } else if (node.type === 'AssignmentStatementAst' && node.end <= variable.start) {
        const left = node.left;
        if (left.type === 'ConvertExpressionAst' && isNamed(left.child, name)) {
          found = this.ofTypeName(left.attribute.typeName);
        } else if (isNamed(left, name)) {
          const types = this.inferStatement(node.right);
          if (types.length > 0) found = types;
        }
      } else if (
        node.type === 'ForEachStatementAst' &&
        isNamed(node.variable, name) &&
        node.body.start < variable.start
      ) {
        const inner = pureExpression(node.condition);
        const types = inner === undefined ? this.inferPipeline(node.condition) : this.infer(inner);
        const elements = types.flatMap((t) => elementsOf(t, (n) => this.named(n)));
        if (elements.length > 0) found = elements;
      }
    }
    return found;
  }

  private inferCommand(ast: CommandAst): InferredType[] {
    const name = ast.getCommandName();
    const command = findCommand(this.session, this.root, name);
    if (command === undefined) return [];
    const binding = pseudoBind(command, ast, undefined, 'argument');
    if (command.name === 'New-Object') {
      const argument = binding.boundArguments.get('typename')?.argument;
      if (argument?.type === 'StringConstantExpressionAst') return this.named(argument.value);
    }
    if (passesInput.has(command.name)) {
      if (command.name === 'Select-Object' && binding.bound.has('property')) return [];
      return this.inferInput(ast);
    }
    return command.outputs.flatMap((output) => this.named(output));
  }
}

/** Commands that write what they read. */
const passesInput = new Set(['Where-Object', 'Sort-Object', 'Select-Object', 'Tee-Object', 'Get-Unique']);

function isNamed(expression: Ast, name: string): boolean {
  return expression.type === 'VariableExpressionAst' && expression.variablePath.unqualifiedPath.toLowerCase() === name;
}

function isWithin(node: Ast, ancestor: Ast | undefined): boolean {
  const owner = ancestor?.type === 'ParamBlockAst' ? ancestor.parent : ancestor;
  for (let current: Ast | undefined = node; current !== undefined; current = current.parent) {
    if (current === owner) return true;
  }
  return false;
}

/** `string` of `string ToUpper()`, `static int Parse(string s)`. */
function returnTypeOf(signature: string): string | undefined {
  const match = /^(?:static\s+)?(\S+)\s+[\w.]+(?:\[.*?\])?\(/.exec(signature);
  return match === null || match[1] === 'void' ? undefined : match[1];
}

/** The element type of a list; the type itself where it is none. */
function elementsOf(inferred: InferredType, named: (name: string) => InferredType[]): InferredType[] {
  if (inferred.kind === 'definition') return [inferred];
  if (inferred.kind === 'value') {
    const value = inferred.value;
    if (typeof value === 'object' && value !== null && 'items' in value && Array.isArray(value.items)) {
      return value.items.length === 0 ? [] : [{ kind: 'value', value: (value.items as Value[])[0] }];
    }
    return [inferred];
  }
  const type = inferred.type;
  if (type.element !== undefined)
    return type.element === knownTypes['System.Object'] ? [] : [{ kind: 'type', type: type.element }];
  if (type.genericArguments?.length === 1) return [{ kind: 'type', type: type.genericArguments[0] }];
  const text = /^System\.Collections\.Generic\.IEnumerable\[(.+)\]$/.exec(
    type.interfaces.find((i) => i.startsWith('System.Collections.Generic.IEnumerable[')) ?? '',
  );
  if (text !== null && type.fullName !== 'System.String') {
    const element = named(text[1]);
    if (element.length > 0) return element;
  }
  return [inferred];
}

/** Whether a value is a type, so that `::` asks for its static members. */
export function asType(value: Value): NetType | undefined {
  return value instanceof PSTypeValue ? value.type : undefined;
}
