import type { Ast, PropertyMemberAst, ScriptBlockAst, TypeDefinitionAst } from '../ast';
import { childrenOf, type WalkAction, walk } from '../ast-walk';
import type { TypeResolver } from './known-types';
import { assignmentTargets } from './method-analysis';
import type { ErrorReporter } from './parse-error';
import type { ITypeName, TypeName } from './type-name';
import type { VariablePath } from './variable-path';

/** Types and, for a class, its properties that names are looked up in. */
interface Scope {
  readonly owner: Ast;
  readonly kind: 'script' | 'function' | 'type' | 'method';
  readonly types: Map<string, TypeDefinitionAst>;
  readonly properties: Map<string, PropertyMemberAst>;
}

/**
 * Finds the classes and enums of a script by name and reports types that do not exist inside a class.
 * seen: PowerShell engine, SymbolResolver
 */
export class SymbolResolver {
  private readonly scopes: Scope[] = [];
  private readonly namespaces: string[] = [];
  private readonly types: TypeResolver;
  private readonly errors: ErrorReporter;

  constructor(types: TypeResolver, errors: ErrorReporter) {
    this.types = types;
    this.errors = errors;
  }

  run(root: ScriptBlockAst): void {
    for (const statement of root.usingStatements) {
      if (statement.usingStatementKind === 'Namespace' && statement.name !== undefined) {
        this.namespaces.push(statement.name.value);
      }
    }
    this.enterScope(root, 'script');
    walk(
      root,
      (node) => this.enter(node),
      () => this.scopes.pop(),
    );
  }

  /** The full .NET name of a type that is no class of the script. */
  resolveName(name: string, arity: number, isAttribute: boolean): string | undefined {
    const direct = this.types.resolve(name, arity, isAttribute);
    if (direct !== undefined) return direct;
    for (const namespace of this.namespaces) {
      const found = this.types.resolve(`${namespace}.${name}`, arity, isAttribute);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  /** The full name of a type's base class. */
  baseOf(fullName: string): string | undefined {
    return this.types.baseOf(fullName);
  }

  private enterScope(owner: Ast, kind: Scope['kind']): void {
    const scope: Scope = { owner, kind, types: new Map(), properties: new Map() };
    this.scopes.push(scope);
    if (owner.type === 'TypeDefinitionAst') {
      for (const member of owner.members) {
        const key = member.name.toLowerCase();
        if (member.type === 'PropertyMemberAst' && !scope.properties.has(key)) scope.properties.set(key, member);
      }
    }
    this.addTypes(owner, scope);
  }

  /** The types defined in a block, not in script blocks inside it. */
  private addTypes(owner: Ast, scope: Scope): void {
    for (const child of childrenOf(owner)) {
      walk(child, (node) => {
        if (node.type === 'TypeDefinitionAst') {
          const key = node.name.toLowerCase();
          if (scope.types.has(key)) {
            this.errors.reportErrorAt(node, 'MemberAlreadyDefined', node.name);
          } else {
            scope.types.set(key, node);
          }
          return undefined;
        }
        return node.type === 'ScriptBlockExpressionAst' || node.type === 'FunctionDefinitionAst' ? 'skip' : undefined;
      });
    }
  }

  private enter(node: Ast): WalkAction {
    switch (node.type) {
      case 'TypeDefinitionAst':
        this.enterScope(node, 'type');
        return 'leave';
      case 'ScriptBlockExpressionAst':
        this.enterScope(node.scriptBlock, 'script');
        return 'leave';
      case 'FunctionDefinitionAst':
        if (node.parent?.type === 'FunctionMemberAst') break;
        this.enterScope(node.body, 'function');
        return 'leave';
      case 'FunctionMemberAst':
        this.enterScope(node.body, 'method');
        return 'leave';
      case 'AssignmentStatementAst':
        if (this.scopes[this.scopes.length - 1].kind === 'method') this.checkPropertyAssignment(node.left);
        break;
      case 'TypeExpressionAst':
      case 'TypeConstraintAst':
        this.resolve(node.typeName, 0, false);
        break;
      case 'AttributeAst':
        this.resolve(node.typeName, 0, true);
        break;
      default:
        break;
    }
    return undefined;
  }

  private currentType(): TypeDefinitionAst | undefined {
    for (let i = this.scopes.length - 1; i >= 0; i--) {
      const owner = this.scopes[i].owner;
      if (owner.type === 'TypeDefinitionAst') return owner;
    }
    return undefined;
  }

  /** `$x = 1` in a method where `x` is a property: `$this.x` is meant. */
  private checkPropertyAssignment(left: Parameters<typeof assignmentTargets>[0]): void {
    for (const target of assignmentTargets(left)) {
      let expression = target;
      while (expression.type === 'ConvertExpressionAst') expression = expression.child;
      if (expression.type !== 'VariableExpressionAst' || !expression.variablePath.isVariable) continue;
      const property = this.lookupProperty(expression.variablePath);
      if (property === undefined) continue;
      if (property.isStatic) {
        const prefix = `[${this.currentType()?.name ?? ''}]::`;
        this.errors.reportErrorAt(expression, 'MissingTypeInStaticPropertyAssignment', prefix, property.name);
      } else {
        this.errors.reportErrorAt(expression, 'MissingThis', '$this.', property.name);
      }
    }
  }

  private lookupProperty(path: VariablePath): PropertyMemberAst | undefined {
    const key = path.userPath.toLowerCase();
    for (let i = this.scopes.length - 1; i >= 0; i--) {
      const property = this.scopes[i].properties.get(key);
      if (property !== undefined) return property;
    }
    return undefined;
  }

  private resolve(typeName: ITypeName, arity: number, isAttribute: boolean): void {
    switch (typeName.kind) {
      case 'ArrayTypeName':
        this.resolve(typeName.elementType, 0, false);
        return;
      case 'GenericTypeName':
        this.resolve(typeName.typeName, typeName.genericArguments.length, false);
        for (const argument of typeName.genericArguments) this.resolve(argument, 0, false);
        return;
      default:
        this.resolveSimple(typeName, arity, isAttribute);
    }
  }

  private resolveSimple(typeName: TypeName, arity: number, isAttribute: boolean): void {
    if (typeName.assemblyName === undefined && arity === 0) {
      const key = typeName.name.toLowerCase();
      for (let i = this.scopes.length - 1; i >= 0; i--) {
        const definition = this.scopes[i].types.get(key);
        if (definition !== undefined) {
          typeName.typeDefinition = definition;
          return;
        }
      }
    }
    if (this.currentType() === undefined || typeName.fullName.toLowerCase() === 'ordered') return;
    if (this.resolveName(typeName.name, arity, isAttribute) !== undefined) return;
    this.errors.reportErrorAt(typeName, isAttribute ? 'CustomAttributeTypeNotFound' : 'TypeNotFound', typeName.name);
  }
}
