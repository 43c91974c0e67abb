import type {
  ArrayLiteralAst,
  Ast,
  AttributeAst,
  ConvertExpressionAst,
  ExpressionAst,
  FunctionMemberAst,
  HashtableAst,
  MemberAst,
  ParameterAst,
  ScriptBlockAst,
  StatementAst,
  TryStatementAst,
  UsingStatementAst,
  VariableExpressionAst,
} from '../ast';
import { ForEachFlags, SwitchFlags, textOf } from '../ast';
import { nodesOf, type WalkAction, walk } from '../ast-walk';
import { attributeShapes } from './attribute-shapes';
import { isConstant, pureExpression } from './constant-check';
import { analyzeMethod } from './method-analysis';
import type { ErrorReporter } from './parse-error';
import { checkRestrictedLanguage } from './restricted-language';
import type { SymbolResolver } from './symbol-resolver';
import { TokenKind, tokenKindText } from './token-kind';
import type { ITypeName } from './type-name';
import type { VariablePath } from './variable-path';

/** Variables every method of a class may read. */
const accessibleInMethods = /^(?:lastexitcode|error|stacktrace|outputencoding|nestedpromptlevel|pwd|matches)$/i;

/** Automatic variables that cannot be given another type, with theirs. */
const automaticTypes: Readonly<Record<string, string>> = {
  _: 'System.Object',
  args: 'System.Object[]',
  this: 'System.Object',
  input: 'System.Object',
  pscmdlet: 'System.Management.Automation.PSScriptCmdlet',
  psboundparameters: 'System.Management.Automation.PSBoundParametersDictionary',
  myinvocation: 'System.Management.Automation.InvocationInfo',
  psscriptroot: 'System.String',
  pscommandpath: 'System.String',
};

/** Checks of a parsed script that need no more than its tree. seen: PowerShell engine, SemanticChecks */
export class SemanticChecks {
  private readonly errors: ErrorReporter;
  private readonly symbols: SymbolResolver;
  /** The member of a class that is being checked; undefined inside other script blocks. */
  private readonly members: (MemberAst | undefined)[] = [];
  private notLocal = new Set<VariableExpressionAst>();

  constructor(errors: ErrorReporter, symbols: SymbolResolver) {
    this.errors = errors;
    this.symbols = symbols;
  }

  run(root: ScriptBlockAst): void {
    walk(
      root,
      (node) => this.enter(node),
      () => this.members.pop(),
    );
  }

  private typeOf(name: ITypeName): string | undefined {
    return name.kind === 'TypeName' ? this.symbols.resolveName(name.name, 0, false) : undefined;
  }

  private currentMember(): MemberAst | undefined {
    return this.members[this.members.length - 1];
  }

  private enter(node: Ast): WalkAction {
    switch (node.type) {
      case 'ScriptBlockAst':
        if (!opensScope(node)) break;
        this.members.push(undefined);
        return 'leave';
      case 'ParamBlockAst':
        this.checkDuplicateParameters(node.parameters);
        break;
      case 'AttributeAst':
        this.checkAttribute(node);
        break;
      case 'ParameterAst':
        this.checkParameter(node);
        break;
      case 'TypeConstraintAst':
      case 'TypeExpressionAst':
        this.checkTypeNameDepth(node, node.typeName);
        break;
      case 'FunctionMemberAst':
        this.members.push(node);
        this.checkMethod(node);
        return 'leave';
      case 'PropertyMemberAst':
        this.members.push(node);
        if (node.propertyType !== undefined && this.typeOf(node.propertyType.typeName) === 'System.Void') {
          this.errors.reportErrorAt(
            node.propertyType,
            'TypeNotAllowedForProperty',
            node.propertyType.typeName.fullName,
          );
        }
        return 'leave';
      case 'FunctionDefinitionAst':
        if (node.parameters !== undefined) {
          if (node.body.paramBlock !== undefined) {
            this.errors.reportErrorAt(node.body.paramBlock, 'OnlyOneParameterListAllowed');
          } else {
            this.checkDuplicateParameters(node.parameters);
          }
        }
        break;
      case 'SwitchStatementAst':
        if ((node.flags & SwitchFlags.Parallel) !== 0 && !isInWorkflow(node)) {
          this.errors.reportErrorAt(node, 'ParallelNotSupported');
        }
        break;
      case 'ForEachStatementAst': {
        const parallel = (node.flags & ForEachFlags.Parallel) !== 0;
        if (parallel && !isInWorkflow(node)) this.errors.reportErrorAt(node, 'ParallelNotSupported');
        if (node.throttleLimit !== undefined && !parallel) {
          this.errors.reportErrorAt(node, 'ThrottleLimitRequresParallelFlag');
        }
        break;
      }
      case 'DataStatementAst':
        this.checkData(node);
        break;
      case 'TryStatementAst':
        this.checkCatchTypes(node);
        break;
      case 'BreakStatementAst':
      case 'ContinueStatementAst': {
        const label = labelOf(node.label);
        this.checkFlowOutOfFinally(node, label);
        this.checkLabelExists(node, label);
        break;
      }
      case 'ReturnStatementAst':
        this.checkFlowOutOfFinally(node, undefined);
        this.checkReturn(node);
        break;
      case 'AssignmentStatementAst':
        this.checkAssignmentTarget(node.left, node.operator === TokenKind.Equals, (target) =>
          this.errors.reportErrorAt(target, 'InvalidLeftHandSide'),
        );
        break;
      case 'UnaryExpressionAst':
        if (isIncrement(node.tokenKind)) {
          const operator = tokenKindText(node.tokenKind);
          this.checkAssignmentTarget(node.child, false, (target) =>
            this.errors.reportErrorAt(target, 'OperatorRequiresVariableOrProperty', operator),
          );
        }
        break;
      case 'ConvertExpressionAst':
        this.checkConvert(node);
        break;
      case 'AttributedExpressionAst':
        this.checkAttributedExpression(node);
        break;
      case 'UsingExpressionAst': {
        const wrong = this.invalidPartOfUsing(node.subExpression);
        if (wrong !== undefined) this.errors.reportErrorAt(wrong, 'InvalidUsingExpression');
        break;
      }
      case 'VariableExpressionAst':
        this.checkVariable(node);
        break;
      case 'HashtableAst':
        this.checkDuplicateKeys(node);
        break;
      case 'BlockStatementAst':
        if (!isInWorkflow(node)) {
          this.errors.reportErrorAt(
            node.kind,
            'UnexpectedKeyword',
            textOf(node).slice(0, node.kind.end - node.kind.start),
          );
        }
        break;
      case 'UsingStatementAst':
        this.checkUsing(node);
        break;
      default:
        break;
    }
    return undefined;
  }

  // Parameters and attributes

  private checkDuplicateParameters(parameters: readonly ParameterAst[]): void {
    const names = new Set<string>();
    for (const parameter of parameters) {
      const name = parameter.name.variablePath.userPath;
      const key = name.toLowerCase();
      if (names.has(key)) this.errors.reportErrorAt(parameter.name, 'DuplicateFormalParameter', name);
      names.add(key);
      const isVoid = parameter.attributes.find(
        (a) => a.type === 'TypeConstraintAst' && this.typeOf(a.typeName) === 'System.Void',
      );
      if (isVoid !== undefined) this.errors.reportErrorAt(isVoid, 'VoidTypeConstraintNotAllowed');
    }
  }

  private checkParameter(node: ParameterAst): void {
    const ofMethod = node.parent?.parent?.type === 'FunctionMemberAst';
    let hasType = false;
    for (const attribute of node.attributes) {
      if (attribute.type !== 'TypeConstraintAst') continue;
      if (attribute.typeName.fullName.toLowerCase() === 'ordered') {
        this.errors.reportErrorAt(attribute, 'OrderedAttributeOnlyOnHashLiteralNode', attribute.typeName.fullName);
      } else if (ofMethod) {
        if (hasType) this.errors.reportErrorAt(attribute, 'MultipleTypeConstraintsOnMethodParam');
        hasType = true;
      }
    }
  }

  private checkAttribute(node: AttributeAst): void {
    const target = this.attributeTarget(node);
    const use = target === undefined ? 'attribute' : 'classAttribute';
    if (target !== undefined) this.checkAttributeOfClass(node, target);
    const names = new Set<string>();
    const typeExists = (name: string): boolean => this.symbols.resolveName(name, 0, false) !== undefined;
    const check = (argument: ExpressionAst): void => {
      if (isConstant(argument, use, typeExists)) return;
      this.errors.reportErrorAt(
        argument,
        use === 'classAttribute'
          ? 'ParameterAttributeArgumentNeedsToBeConstant'
          : 'ParameterAttributeArgumentNeedsToBeConstantOrScriptBlock',
      );
    };
    for (const argument of node.namedArguments) {
      const key = argument.argumentName.toLowerCase();
      if (names.has(key)) this.errors.reportErrorAt(argument, 'DuplicateNamedArgument', argument.argumentName);
      else if (!argument.expressionOmitted) check(argument.argument);
      names.add(key);
    }
    for (const argument of node.positionalArguments) check(argument);
  }

  /** What part of a class an attribute stands at. */
  private attributeTarget(node: AttributeAst): AttributeTarget | undefined {
    const parent = node.parent;
    switch (parent?.type) {
      case 'TypeDefinitionAst':
        return parent.isEnum ? 'Enum' : 'Class';
      case 'PropertyMemberAst':
        return 'Property';
      case 'FunctionMemberAst':
        return parent.isConstructor ? 'Constructor' : 'Method';
      case 'ParameterAst':
        return this.currentMember()?.type === 'FunctionMemberAst' ? 'Parameter' : undefined;
      default:
        return undefined;
    }
  }

  private checkAttributeOfClass(node: AttributeAst, target: AttributeTarget): void {
    if (node.typeName.kind !== 'TypeName') return;
    const full = this.symbols.resolveName(node.typeName.name, 0, true);
    const shape = full === undefined ? undefined : attributeShapes.get(full);
    if (full === undefined || shape === undefined) return;
    const isAllowed =
      shape.validOn === 'All' ||
      shape.validOn.split(', ').some((on) => on === target || (on === 'Field' && target === 'Property'));
    if (!isAllowed) {
      this.errors.reportErrorAt(node, 'AttributeNotAllowedOnDeclaration', shape.shownName, shape.validOn);
    }
    for (const argument of node.namedArguments) {
      const key = argument.argumentName.toLowerCase();
      if (shape.properties.some((p) => p.toLowerCase() === key)) continue;
      if (shape.readOnly.some((p) => p.toLowerCase() === key)) {
        this.errors.reportErrorAt(argument, 'ReadOnlyProperty', argument.argumentName);
        continue;
      }
      this.errors.reportErrorAt(
        argument,
        'PropertyNotFoundForAttribute',
        argument.argumentName,
        shape.shownName,
        shape.properties.join(', '),
      );
    }
  }

  private checkTypeNameDepth(node: Ast, typeName: ITypeName): void {
    let depth = 0;
    let current = typeName;
    while (current.kind === 'ArrayTypeName') {
      if (++depth > 200) {
        this.errors.reportErrorAt(node, 'ScriptTooComplicated');
        return;
      }
      current = current.elementType;
    }
  }

  // Classes

  private checkMethod(node: FunctionMemberAst): void {
    const body = node.body;
    if (body.paramBlock !== undefined) this.errors.reportErrorAt(body.paramBlock, 'ParamBlockNotAllowedInMethod');
    const named = body.dynamicParamBlock ?? body.beginBlock ?? body.processBlock;
    if (named !== undefined || (body.endBlock !== undefined && !body.endBlock.unnamed)) {
      const extent = named ?? body.endBlock;
      if (extent !== undefined) this.errors.reportErrorAt(extent, 'NamedBlockNotAllowedInMethod');
    }
    if (node.isConstructor && node.returnType !== undefined) {
      this.errors.reportErrorAt(node.returnType, 'ConstructorCantHaveReturnType');
    }
    const analysis = analyzeMethod(node);
    for (const variable of analysis.unassigned) this.notLocal.add(variable);
    if (!analysis.allPathsReturn && !isVoid(node)) {
      const name = node.functionDefinition;
      this.errors.reportErrorAt(
        { start: name.start, end: name.start + node.name.length },
        'MethodHasCodePathNotReturn',
      );
    }
  }

  private checkReturn(node: StatementAst & { type: 'ReturnStatementAst' }): void {
    const member = this.currentMember();
    if (member?.type !== 'FunctionMemberAst') return;
    if (node.pipeline !== undefined) {
      if (isVoid(member)) this.errors.reportErrorAt(node, 'VoidMethodHasReturn');
    } else if (!isVoid(member)) {
      this.errors.reportErrorAt(node, 'NonVoidMethodMissingReturnValue');
    }
  }

  // Statements

  private checkData(node: StatementAst & { type: 'DataStatementAst' }): void {
    const commands = ['ConvertFrom-StringData'];
    let allConstant = true;
    for (const command of node.commandsAllowed) {
      if (command.type === 'StringConstantExpressionAst') commands.push(command.value);
      else allConstant = false;
    }
    checkRestrictedLanguage(
      node.body,
      {
        allowedCommands: allConstant ? commands : undefined,
        resolveType: (name) => this.symbols.resolveName(name, 0, false),
      },
      this.errors,
    );
  }

  private checkCatchTypes(node: TryStatementAst): void {
    const clauses = node.catchClauses;
    for (let i = 0; i < clauses.length - 1; i++) {
      for (let j = i + 1; j < clauses.length; j++) {
        if (clauses[i].isCatchAll) {
          const at = Math.max(0, clauses[j].start - 1);
          this.errors.reportErrorAt({ start: at, end: at }, 'EmptyCatchNotLast');
          break;
        }
        for (const earlier of clauses[i].catchTypes) {
          const base = this.typeOf(earlier.typeName);
          if (base === undefined) continue;
          for (const later of clauses[j].catchTypes) {
            const type = this.typeOf(later.typeName);
            if (type !== undefined && this.isOrDerives(type, base)) {
              this.errors.reportErrorAt(later, 'ExceptionTypeAlreadyCaught', type);
            }
          }
        }
      }
    }
  }

  private isOrDerives(type: string, base: string): boolean {
    let current: string | undefined = type;
    for (let i = 0; current !== undefined && i < 50; i++) {
      if (current === base) return true;
      current = this.symbols.baseOf(current);
    }
    return false;
  }

  private checkLabelExists(node: StatementAst, label: string | undefined): void {
    if (label === undefined || label === '') return;
    for (let parent = node.parent; parent !== undefined; parent = parent.parent) {
      if (parent.type === 'FunctionDefinitionAst') {
        if (parent.parent?.type === 'FunctionMemberAst') this.errors.reportErrorAt(node, 'LabelNotFound', label);
        return;
      }
      if (isLoop(parent) && matchesLabel(label, parent.label)) return;
    }
  }

  private checkFlowOutOfFinally(node: StatementAst, label: string | undefined): void {
    for (let parent = node.parent; parent !== undefined; parent = parent.parent) {
      if (parent.type === 'NamedBlockAst' || parent.type === 'TrapStatementAst' || parent.type === 'ScriptBlockAst') {
        return;
      }
      if (label !== undefined && (isLoop(parent) || parent.type === 'SwitchStatementAst')) {
        if (matchesLabel(label, parent.label)) return;
      }
      if (
        parent.type === 'StatementBlockAst' &&
        parent.parent?.type === 'TryStatementAst' &&
        parent.parent.finally === parent
      ) {
        this.errors.reportErrorAt(node, 'ControlLeavingFinally');
        return;
      }
    }
  }

  private checkUsing(node: UsingStatementAst): void {
    const kind = node.usingStatementKind;
    if (kind === 'Command' || kind === 'Type' || node.alias !== undefined) {
      this.errors.reportErrorAt(node, 'UsingStatementNotSupported');
    }
  }

  // Expressions

  private checkAssignmentTarget(
    target: ExpressionAst,
    simple: boolean,
    report: (target: { readonly start: number; readonly end: number }) => void,
  ): void {
    switch (target.type) {
      case 'ArrayLiteralAst':
        if (simple) this.checkArrayTargets(target, report);
        else report(target);
        return;
      case 'ParenExpressionAst': {
        const inner = pureExpression(target.pipeline);
        if (inner === undefined) report(target.pipeline);
        else this.checkAssignmentTarget(inner, simple, report);
        return;
      }
      case 'ConvertExpressionAst':
      case 'AttributedExpressionAst':
        this.checkTypedTarget(target, simple, report);
        return;
      case 'VariableExpressionAst':
      case 'MemberExpressionAst':
      case 'InvokeMemberExpressionAst':
      case 'BaseCtorInvokeMemberExpressionAst':
      case 'IndexExpressionAst':
        return;
      default:
        report(target);
    }
  }

  private checkArrayTargets(
    target: ArrayLiteralAst,
    report: (target: { readonly start: number; readonly end: number }) => void,
  ): void {
    for (const element of target.elements) this.checkAssignmentTarget(element, true, report);
  }

  private checkTypedTarget(
    target: ExpressionAst & { type: 'ConvertExpressionAst' | 'AttributedExpressionAst' },
    simple: boolean,
    report: (target: { readonly start: number; readonly end: number }) => void,
  ): void {
    let expression: ExpressionAst = target;
    let types = 0;
    let reference: Ast | undefined;
    let lastType: string | undefined;
    while (expression.type === 'ConvertExpressionAst' || expression.type === 'AttributedExpressionAst') {
      if (expression.type === 'ConvertExpressionAst') {
        types++;
        lastType = this.typeOf(expression.attribute.typeName);
        if (lastType === 'System.Management.Automation.PSReference') reference = expression.attribute;
        else if (lastType === 'System.Void') {
          this.errors.reportErrorAt(expression.attribute, 'VoidTypeConstraintNotAllowed');
        }
      }
      expression = expression.child;
    }
    if (reference !== undefined && types > 1) {
      this.errors.reportErrorAt(reference, 'ReferenceNeedsToBeByItselfInTypeConstraint');
      return;
    }
    if (expression.type === 'VariableExpressionAst' && isAnyLocal(expression.variablePath)) {
      const name = expression.variablePath.unqualifiedPath;
      const automatic = automaticTypes[name.toLowerCase()];
      if (automatic !== undefined && automatic !== lastType) {
        this.errors.reportErrorAt(target, 'AssignmentStatementToAutomaticNotSupported', name, automatic);
      }
    }
    this.checkAssignmentTarget(expression, simple, report);
  }

  private checkConvert(node: ConvertExpressionAst): void {
    const typeName = node.attribute.typeName;
    if (typeName.fullName.toLowerCase() === 'ordered') {
      if (node.child.type !== 'HashtableAst') {
        this.errors.reportErrorAt(node, 'OrderedAttributeOnlyOnHashLiteralNode', typeName.fullName);
      }
      return;
    }
    const reference = 'System.Management.Automation.PSReference';
    if (this.typeOf(typeName) !== reference) return;
    let repeated = false;
    let child = node.child;
    while (child.type === 'ConvertExpressionAst' || child.type === 'AttributedExpressionAst') {
      if (child.type === 'ConvertExpressionAst' && this.typeOf(child.attribute.typeName) === reference) {
        repeated = true;
        this.errors.reportErrorAt(child.attribute, 'ReferenceNeedsToBeByItselfInTypeSequence');
      }
      child = child.child;
    }
    // [ref] must be the last type, except in front of the target of an assignment.
    const outer = node.parent;
    if (outer?.type !== 'ConvertExpressionAst' || repeated) return;
    if (this.typeOf(outer.attribute.typeName) === reference) return;
    for (let parent = outer.parent; parent !== undefined; parent = parent.parent) {
      if (parent.type === 'CommandExpressionAst') break;
      if (parent.type === 'AssignmentStatementAst') {
        for (const inner of nodesOf(parent.left)) if (inner === node) return;
        break;
      }
    }
    this.errors.reportErrorAt(node.attribute, 'ReferenceNeedsToBeLastTypeInTypeConversion');
  }

  private checkAttributedExpression(node: ExpressionAst & { type: 'AttributedExpressionAst' }): void {
    let expression: ExpressionAst = node;
    while (expression.type === 'AttributedExpressionAst' || expression.type === 'ConvertExpressionAst') {
      if (expression.child.type === 'VariableExpressionAst') return;
      expression = expression.child;
    }
    this.errors.reportErrorAt(node.attribute, 'UnexpectedAttribute', node.attribute.typeName.fullName);
  }

  /** What may not follow `$using:`. */
  private invalidPartOfUsing(expression: ExpressionAst): ExpressionAst | undefined {
    let current = expression;
    for (;;) {
      if (current.type === 'VariableExpressionAst') return undefined;
      if (current.type === 'MemberExpressionAst' && current.member.type === 'StringConstantExpressionAst') {
        current = current.expression;
      } else if (current.type === 'IndexExpressionAst') {
        const typeExists = (name: string): boolean => this.symbols.resolveName(name, 0, false) !== undefined;
        if (!isConstant(current.index, 'attribute', typeExists)) return current.index;
        current = current.target;
      } else {
        return current;
      }
    }
  }

  private checkVariable(node: VariableExpressionAst): void {
    const path = node.variablePath;
    if (node.splatted) {
      const parent = node.parent;
      if (parent?.type !== 'CommandAst' && parent?.type !== 'UsingExpressionAst') {
        const id =
          parent?.type === 'ArrayLiteralAst' && parent.parent?.type === 'CommandAst'
            ? 'SplattingNotPermittedInArgumentList'
            : 'SplattingNotPermitted';
        this.errors.reportErrorAt(node, id, path.userPath);
      }
    }
    if (
      this.notLocal.has(node) &&
      path.isVariable &&
      !path.isGlobal &&
      !path.isScript &&
      !node.isConstantVariable() &&
      !accessibleInMethods.test(path.userPath)
    ) {
      this.errors.reportErrorAt(node, 'VariableNotLocal');
    }
    if (path.userPath.toLowerCase() === 'this') {
      const member = this.currentMember();
      if (member?.isStatic) {
        this.errors.reportErrorAt(node, 'NonStaticMemberAccessInStaticMember', path.userPath);
      }
    }
  }

  private checkDuplicateKeys(node: HashtableAst): void {
    if (node.keyValuePairs.length < 2) return;
    const keys = new Set<string>();
    for (const [key] of node.keyValuePairs) {
      let text: string;
      if (key.type === 'StringConstantExpressionAst') text = key.value;
      else if (key.type === 'ConstantExpressionAst') text = textOf(key);
      else continue;
      const folded = text.toLowerCase();
      if (keys.has(folded)) this.errors.reportErrorAt(key, 'DuplicateKeyInHashLiteral', text);
      keys.add(folded);
    }
  }
}

type AttributeTarget = 'Class' | 'Enum' | 'Property' | 'Constructor' | 'Method' | 'Parameter';

/** A script block that is no body of a method. */
function opensScope(node: ScriptBlockAst): boolean {
  const parent = node.parent;
  return (
    parent === undefined || parent.type === 'ScriptBlockExpressionAst' || parent.parent?.type !== 'FunctionMemberAst'
  );
}

function isLoop(
  node: Ast,
): node is Extract<Ast, { type: `${'ForEach' | 'For' | 'While' | 'DoWhile' | 'DoUntil'}StatementAst` }> {
  return (
    node.type === 'ForEachStatementAst' ||
    node.type === 'ForStatementAst' ||
    node.type === 'WhileStatementAst' ||
    node.type === 'DoWhileStatementAst' ||
    node.type === 'DoUntilStatementAst'
  );
}

function matchesLabel(label: string, loopLabel: string | undefined): boolean {
  return label === '' || label.toLowerCase() === (loopLabel ?? '').toLowerCase();
}

/** The text of a label; empty where there is none, undefined where it is computed. */
function labelOf(label: ExpressionAst | undefined): string | undefined {
  if (label === undefined) return '';
  return label.type === 'StringConstantExpressionAst' ? label.value : undefined;
}

function isIncrement(kind: TokenKind): boolean {
  return (
    kind === TokenKind.PlusPlus ||
    kind === TokenKind.MinusMinus ||
    kind === TokenKind.PostfixPlusPlus ||
    kind === TokenKind.PostfixMinusMinus
  );
}

function isAnyLocal(path: VariablePath): boolean {
  return path.isVariable && (path.isUnscopedVariable || path.isLocal || path.isPrivate);
}

function isVoid(member: FunctionMemberAst): boolean {
  const type = member.returnType?.typeName;
  return type === undefined || (type.kind === 'TypeName' && /^(?:system\.)?void$/i.test(type.name));
}

/** The node is part of a workflow. */
function isInWorkflow(node: Ast): boolean {
  for (let current: Ast | undefined = node; current !== undefined; current = current.parent) {
    if (current.type === 'ScriptBlockAst' && current.parent?.type === 'FunctionDefinitionAst') {
      return current.parent.isWorkflow;
    }
    if (
      current.type === 'CommandAst' &&
      current !== node &&
      current.getCommandName()?.toLowerCase() === 'inlinescript'
    ) {
      return false;
    }
  }
  return false;
}
