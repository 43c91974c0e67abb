import type { ScriptRequirements } from './parsing/script-requirements';
import type { ScriptSource } from './parsing/script-source';
import type { Token } from './parsing/token';
import type { TokenKind } from './parsing/token-kind';
import type { ITypeName } from './parsing/type-name';
import type { VariablePath } from './parsing/variable-path';

/*
 * The syntax tree of PowerShell, with the names of System.Management.Automation.Language (camel case for properties).
 * Nodes are made by the parser and do not change afterwards; `parent` is set when a node becomes part of another.
 * Every node has `start` and `end`, UTF-16 offsets into the text of `source` of its script block; `end` is exclusive.
 */

/** A number in a script; its .NET type is part of what it means. */
export type NumberLiteral =
  | { readonly kind: 'int'; readonly value: number }
  | { readonly kind: 'long'; readonly value: bigint }
  | { readonly kind: 'double'; readonly value: number }
  /** value = mantissa / 10^scale; the scale (0 to 28) is kept as written. */
  | { readonly kind: 'decimal'; readonly mantissa: bigint; readonly scale: number };

/** A boolean is the value of an attribute argument that was left out: `[Parameter(Mandatory)]`. */
export type ConstantValue = NumberLiteral | boolean;

export type StringConstantType =
  | 'SingleQuoted'
  | 'SingleQuotedHereString'
  | 'DoubleQuoted'
  | 'DoubleQuotedHereString'
  | 'BareWord';

export type UsingStatementKind = 'Assembly' | 'Command' | 'Module' | 'Namespace' | 'Type';

export type RedirectionStream = 'All' | 'Output' | 'Error' | 'Warning' | 'Verbose' | 'Debug' | 'Information';

export const TypeAttributes = { None: 0, Class: 1, Interface: 2, Enum: 4 } as const;
export const PropertyAttributes = { None: 0, Public: 1, Private: 2, Static: 16, Literal: 32, Hidden: 64 } as const;
export const MethodAttributes = { None: 0, Public: 1, Private: 2, Static: 16, Hidden: 64 } as const;
export const SwitchFlags = {
  None: 0,
  File: 1,
  Regex: 2,
  Wildcard: 4,
  Exact: 8,
  CaseSensitive: 16,
  Parallel: 32,
} as const;
export const ForEachFlags = { None: 0, Parallel: 1 } as const;

const constantNames = /^(?:true|false|null)$/i;
const none: readonly never[] = [];

function equalNames(a: string, b: string): boolean {
  return a === b || a.toLowerCase() === b.toLowerCase();
}

/** What all nodes have. `T` is the name of the node's class, so that a switch over `type` knows the node. */
abstract class Node<T extends string> {
  declare readonly type: T;
  declare readonly start: number;
  declare readonly end: number;
  declare parent: Ast | undefined;

  constructor(type: T, start: number, end: number) {
    this.type = type;
    this.start = start;
    this.end = end;
    this.parent = undefined;
  }
}

function adopt(parent: Ast, children: readonly Ast[]): void {
  for (const child of children) child.parent = parent;
}

function adoptPairs(parent: Ast, pairs: readonly (readonly [Ast, Ast])[]): void {
  for (const [a, b] of pairs) {
    a.parent = parent;
    b.parent = parent;
  }
}

/** A script file, a submission at the prompt, the body of a function or a `{ ... }`. */
export class ScriptBlockAst extends Node<'ScriptBlockAst'> {
  /** The whole text the offsets of this tree refer to. */
  declare readonly source: ScriptSource;
  /** Attributes in front of nothing: `[CmdletBinding()]` with `param` stand in the param block. */
  declare readonly attributes: readonly AttributeAst[];
  declare readonly usingStatements: readonly UsingStatementAst[];
  declare readonly paramBlock: ParamBlockAst | undefined;
  declare readonly beginBlock: NamedBlockAst | undefined;
  declare readonly processBlock: NamedBlockAst | undefined;
  declare readonly endBlock: NamedBlockAst | undefined;
  declare readonly dynamicParamBlock: NamedBlockAst | undefined;
  /** What `#requires` lines ask for. */
  declare scriptRequirements: ScriptRequirements | undefined;
  /** For the interpreter: what it made of this block. */
  declare compiled: unknown;

  constructor(
    start: number,
    end: number,
    source: ScriptSource,
    attributes: readonly AttributeAst[],
    usingStatements: readonly UsingStatementAst[],
    paramBlock: ParamBlockAst | undefined,
    beginBlock: NamedBlockAst | undefined,
    processBlock: NamedBlockAst | undefined,
    endBlock: NamedBlockAst | undefined,
    dynamicParamBlock: NamedBlockAst | undefined,
  ) {
    super('ScriptBlockAst', start, end);
    this.source = source;
    this.attributes = attributes;
    this.usingStatements = usingStatements;
    this.paramBlock = paramBlock;
    this.beginBlock = beginBlock;
    this.processBlock = processBlock;
    this.endBlock = endBlock;
    this.dynamicParamBlock = dynamicParamBlock;
    this.scriptRequirements = undefined;
    this.compiled = undefined;
    adopt(this, attributes);
    adopt(this, usingStatements);
    if (paramBlock !== undefined) paramBlock.parent = this;
    if (beginBlock !== undefined) beginBlock.parent = this;
    if (processBlock !== undefined) processBlock.parent = this;
    if (endBlock !== undefined) endBlock.parent = this;
    if (dynamicParamBlock !== undefined) dynamicParamBlock.parent = this;
  }
}

/** `[CmdletBinding()] param(...)` */
export class ParamBlockAst extends Node<'ParamBlockAst'> {
  declare readonly attributes: readonly AttributeAst[];
  declare readonly parameters: readonly ParameterAst[];

  constructor(start: number, end: number, attributes: readonly AttributeAst[], parameters: readonly ParameterAst[]) {
    super('ParamBlockAst', start, end);
    this.attributes = attributes;
    this.parameters = parameters;
    adopt(this, attributes);
    adopt(this, parameters);
  }
}

/** `begin`, `process`, `end`, `dynamicparam` or the unnamed body. */
export class NamedBlockAst extends Node<'NamedBlockAst'> {
  /** Begin, Process, End or Dynamicparam. */
  declare readonly blockKind: TokenKind;
  /** The block is a body without a name; then it is the end block (the process block of a filter). */
  declare readonly unnamed: boolean;
  declare readonly statements: readonly StatementAst[];
  declare readonly traps: readonly TrapStatementAst[];

  constructor(
    start: number,
    end: number,
    blockKind: TokenKind,
    unnamed: boolean,
    statements: readonly StatementAst[],
    traps: readonly TrapStatementAst[],
  ) {
    super('NamedBlockAst', start, end);
    this.blockKind = blockKind;
    this.unnamed = unnamed;
    this.statements = statements;
    this.traps = traps;
    adopt(this, statements);
    adopt(this, traps);
  }
}

/** `{ ... }` of a statement, or the statements inside `$( )` and `@( )`. */
export class StatementBlockAst extends Node<'StatementBlockAst'> {
  declare readonly statements: readonly StatementAst[];
  declare readonly traps: readonly TrapStatementAst[];

  constructor(start: number, end: number, statements: readonly StatementAst[], traps: readonly TrapStatementAst[]) {
    super('StatementBlockAst', start, end);
    this.statements = statements;
    this.traps = traps;
    adopt(this, statements);
    adopt(this, traps);
  }
}

/** `Mandatory = $true`, or `Mandatory` alone, of an attribute. */
export class NamedAttributeArgumentAst extends Node<'NamedAttributeArgumentAst'> {
  declare readonly argumentName: string;
  /** A constant `$true` where it was left out. */
  declare readonly argument: ExpressionAst;
  declare readonly expressionOmitted: boolean;

  constructor(start: number, end: number, argumentName: string, argument: ExpressionAst, expressionOmitted: boolean) {
    super('NamedAttributeArgumentAst', start, end);
    this.argumentName = argumentName;
    this.argument = argument;
    this.expressionOmitted = expressionOmitted;
    argument.parent = this;
  }
}

/** `[Parameter(Mandatory)]` */
export class AttributeAst extends Node<'AttributeAst'> {
  declare readonly typeName: ITypeName;
  declare readonly positionalArguments: readonly ExpressionAst[];
  declare readonly namedArguments: readonly NamedAttributeArgumentAst[];

  constructor(
    start: number,
    end: number,
    typeName: ITypeName,
    positionalArguments: readonly ExpressionAst[],
    namedArguments: readonly NamedAttributeArgumentAst[],
  ) {
    super('AttributeAst', start, end);
    this.typeName = typeName;
    this.positionalArguments = positionalArguments;
    this.namedArguments = namedArguments;
    adopt(this, positionalArguments);
    adopt(this, namedArguments);
  }
}

/** `[int]` in front of a parameter, property or expression. */
export class TypeConstraintAst extends Node<'TypeConstraintAst'> {
  declare readonly typeName: ITypeName;

  constructor(start: number, end: number, typeName: ITypeName) {
    super('TypeConstraintAst', start, end);
    this.typeName = typeName;
  }
}

/** One parameter of a function, script block or method. */
export class ParameterAst extends Node<'ParameterAst'> {
  declare readonly name: VariableExpressionAst;
  /** Attributes and type constraints in the order written. */
  declare readonly attributes: readonly AttributeBaseAst[];
  declare readonly defaultValue: ExpressionAst | undefined;

  constructor(
    start: number,
    end: number,
    name: VariableExpressionAst,
    attributes: readonly AttributeBaseAst[],
    defaultValue: ExpressionAst | undefined,
  ) {
    super('ParameterAst', start, end);
    this.name = name;
    this.attributes = attributes;
    this.defaultValue = defaultValue;
    name.parent = this;
    adopt(this, attributes);
    if (defaultValue !== undefined) defaultValue.parent = this;
  }
}

/** `class` or `enum`. */
export class TypeDefinitionAst extends Node<'TypeDefinitionAst'> {
  declare readonly name: string;
  declare readonly attributes: readonly AttributeAst[];
  declare readonly members: readonly MemberAst[];
  /** Bits of {@link TypeAttributes}. */
  declare readonly typeAttributes: number;
  declare readonly baseTypes: readonly TypeConstraintAst[];

  constructor(
    start: number,
    end: number,
    name: string,
    attributes: readonly AttributeAst[],
    members: readonly MemberAst[],
    typeAttributes: number,
    baseTypes: readonly TypeConstraintAst[],
  ) {
    super('TypeDefinitionAst', start, end);
    this.name = name;
    this.attributes = attributes;
    this.members = members;
    this.typeAttributes = typeAttributes;
    this.baseTypes = baseTypes;
    adopt(this, attributes);
    adopt(this, members);
    adopt(this, baseTypes);
  }

  get isEnum(): boolean {
    return (this.typeAttributes & TypeAttributes.Enum) !== 0;
  }
  get isClass(): boolean {
    return (this.typeAttributes & TypeAttributes.Class) !== 0;
  }
}

/** A property of a class, or a name of an enum. */
export class PropertyMemberAst extends Node<'PropertyMemberAst'> {
  declare readonly name: string;
  declare readonly propertyType: TypeConstraintAst | undefined;
  declare readonly attributes: readonly AttributeAst[];
  /** Bits of {@link PropertyAttributes}. */
  declare readonly propertyAttributes: number;
  declare readonly initialValue: ExpressionAst | undefined;

  constructor(
    start: number,
    end: number,
    name: string,
    propertyType: TypeConstraintAst | undefined,
    attributes: readonly AttributeAst[],
    propertyAttributes: number,
    initialValue: ExpressionAst | undefined,
  ) {
    super('PropertyMemberAst', start, end);
    this.name = name;
    this.propertyType = propertyType;
    this.attributes = attributes;
    this.propertyAttributes = propertyAttributes;
    this.initialValue = initialValue;
    if (propertyType !== undefined) propertyType.parent = this;
    adopt(this, attributes);
    if (initialValue !== undefined) initialValue.parent = this;
  }

  get isStatic(): boolean {
    return (this.propertyAttributes & PropertyAttributes.Static) !== 0;
  }
  get isHidden(): boolean {
    return (this.propertyAttributes & PropertyAttributes.Hidden) !== 0;
  }
}

/** A method or constructor of a class. */
export class FunctionMemberAst extends Node<'FunctionMemberAst'> {
  /** Its name, parameters and body. */
  declare readonly functionDefinition: FunctionDefinitionAst;
  declare readonly returnType: TypeConstraintAst | undefined;
  declare readonly attributes: readonly AttributeAst[];
  /** Bits of {@link MethodAttributes}. */
  declare readonly methodAttributes: number;

  constructor(
    start: number,
    end: number,
    functionDefinition: FunctionDefinitionAst,
    returnType: TypeConstraintAst | undefined,
    attributes: readonly AttributeAst[],
    methodAttributes: number,
  ) {
    super('FunctionMemberAst', start, end);
    this.functionDefinition = functionDefinition;
    this.returnType = returnType;
    this.attributes = attributes;
    this.methodAttributes = methodAttributes;
    functionDefinition.parent = this;
    if (returnType !== undefined) returnType.parent = this;
    adopt(this, attributes);
  }

  get name(): string {
    return this.functionDefinition.name;
  }
  get parameters(): readonly ParameterAst[] {
    return this.functionDefinition.parameters ?? none;
  }
  get body(): ScriptBlockAst {
    return this.functionDefinition.body;
  }
  get isStatic(): boolean {
    return (this.methodAttributes & MethodAttributes.Static) !== 0;
  }
  get isHidden(): boolean {
    return (this.methodAttributes & MethodAttributes.Hidden) !== 0;
  }
  /** Has the name of its class. */
  get isConstructor(): boolean {
    const owner = this.parent;
    return owner !== undefined && owner.type === 'TypeDefinitionAst' && equalNames(owner.name, this.name);
  }
}

/** `using namespace X`, `using module M`, `using assembly A`. */
export class UsingStatementAst extends Node<'UsingStatementAst'> {
  declare readonly usingStatementKind: UsingStatementKind;
  declare readonly name: StringConstantExpressionAst | undefined;
  declare readonly alias: StringConstantExpressionAst | undefined;
  declare readonly moduleSpecification: HashtableAst | undefined;

  constructor(
    start: number,
    end: number,
    usingStatementKind: UsingStatementKind,
    name: StringConstantExpressionAst | undefined,
    alias: StringConstantExpressionAst | undefined,
    moduleSpecification: HashtableAst | undefined,
  ) {
    super('UsingStatementAst', start, end);
    this.usingStatementKind = usingStatementKind;
    this.name = name;
    this.alias = alias;
    this.moduleSpecification = moduleSpecification;
    if (name !== undefined) name.parent = this;
    if (alias !== undefined) alias.parent = this;
    if (moduleSpecification !== undefined) moduleSpecification.parent = this;
  }
}

/** `function`, `filter` or `workflow`. */
export class FunctionDefinitionAst extends Node<'FunctionDefinitionAst'> {
  declare readonly isFilter: boolean;
  declare readonly isWorkflow: boolean;
  /** As written, with a scope such as `script:` if there is one. */
  declare readonly name: string;
  /** Those between parentheses behind the name; a `param` block stands in the body. */
  declare readonly parameters: readonly ParameterAst[] | undefined;
  declare readonly body: ScriptBlockAst;

  constructor(
    start: number,
    end: number,
    isFilter: boolean,
    isWorkflow: boolean,
    name: string,
    parameters: readonly ParameterAst[] | undefined,
    body: ScriptBlockAst,
  ) {
    super('FunctionDefinitionAst', start, end);
    this.isFilter = isFilter;
    this.isWorkflow = isWorkflow;
    this.name = name;
    this.parameters = parameters;
    this.body = body;
    if (parameters !== undefined) adopt(this, parameters);
    body.parent = this;
  }
}

/** `if`, `elseif`, `else` */
export class IfStatementAst extends Node<'IfStatementAst'> {
  /** Condition and body. */
  declare readonly clauses: readonly (readonly [PipelineBaseAst, StatementBlockAst])[];
  declare readonly elseClause: StatementBlockAst | undefined;

  constructor(
    start: number,
    end: number,
    clauses: readonly (readonly [PipelineBaseAst, StatementBlockAst])[],
    elseClause: StatementBlockAst | undefined,
  ) {
    super('IfStatementAst', start, end);
    this.clauses = clauses;
    this.elseClause = elseClause;
    adoptPairs(this, clauses);
    if (elseClause !== undefined) elseClause.parent = this;
  }
}

/** `data name -SupportedCommand ... { }` */
export class DataStatementAst extends Node<'DataStatementAst'> {
  declare readonly variable: string | undefined;
  declare readonly commandsAllowed: readonly ExpressionAst[];
  declare readonly body: StatementBlockAst;

  constructor(
    start: number,
    end: number,
    variable: string | undefined,
    commandsAllowed: readonly ExpressionAst[],
    body: StatementBlockAst,
  ) {
    super('DataStatementAst', start, end);
    this.variable = variable;
    this.commandsAllowed = commandsAllowed;
    this.body = body;
    adopt(this, commandsAllowed);
    body.parent = this;
  }
}

/** `foreach ($v in condition) { }` */
export class ForEachStatementAst extends Node<'ForEachStatementAst'> {
  declare readonly label: string | undefined;
  /** Bits of {@link ForEachFlags}. */
  declare readonly flags: number;
  declare readonly throttleLimit: ExpressionAst | undefined;
  declare readonly variable: VariableExpressionAst;
  /** What is enumerated. */
  declare readonly condition: PipelineBaseAst;
  declare readonly body: StatementBlockAst;

  constructor(
    start: number,
    end: number,
    label: string | undefined,
    flags: number,
    throttleLimit: ExpressionAst | undefined,
    variable: VariableExpressionAst,
    condition: PipelineBaseAst,
    body: StatementBlockAst,
  ) {
    super('ForEachStatementAst', start, end);
    this.label = label;
    this.flags = flags;
    this.throttleLimit = throttleLimit;
    this.variable = variable;
    this.condition = condition;
    this.body = body;
    if (throttleLimit !== undefined) throttleLimit.parent = this;
    variable.parent = this;
    condition.parent = this;
    body.parent = this;
  }
}

/** `for (initializer; condition; iterator) { }` */
export class ForStatementAst extends Node<'ForStatementAst'> {
  declare readonly label: string | undefined;
  declare readonly initializer: PipelineBaseAst | undefined;
  declare readonly condition: PipelineBaseAst | undefined;
  declare readonly iterator: PipelineBaseAst | undefined;
  declare readonly body: StatementBlockAst;

  constructor(
    start: number,
    end: number,
    label: string | undefined,
    initializer: PipelineBaseAst | undefined,
    condition: PipelineBaseAst | undefined,
    iterator: PipelineBaseAst | undefined,
    body: StatementBlockAst,
  ) {
    super('ForStatementAst', start, end);
    this.label = label;
    this.initializer = initializer;
    this.condition = condition;
    this.iterator = iterator;
    this.body = body;
    if (initializer !== undefined) initializer.parent = this;
    if (condition !== undefined) condition.parent = this;
    if (iterator !== undefined) iterator.parent = this;
    body.parent = this;
  }
}

/** `do { } while (condition)` */
export class DoWhileStatementAst extends Node<'DoWhileStatementAst'> {
  declare readonly label: string | undefined;
  declare readonly condition: PipelineBaseAst;
  declare readonly body: StatementBlockAst;

  constructor(
    start: number,
    end: number,
    label: string | undefined,
    condition: PipelineBaseAst,
    body: StatementBlockAst,
  ) {
    super('DoWhileStatementAst', start, end);
    this.label = label;
    this.condition = condition;
    this.body = body;
    condition.parent = this;
    body.parent = this;
  }
}

/** `do { } until (condition)` */
export class DoUntilStatementAst extends Node<'DoUntilStatementAst'> {
  declare readonly label: string | undefined;
  declare readonly condition: PipelineBaseAst;
  declare readonly body: StatementBlockAst;

  constructor(
    start: number,
    end: number,
    label: string | undefined,
    condition: PipelineBaseAst,
    body: StatementBlockAst,
  ) {
    super('DoUntilStatementAst', start, end);
    this.label = label;
    this.condition = condition;
    this.body = body;
    condition.parent = this;
    body.parent = this;
  }
}

/** `while (condition) { }` */
export class WhileStatementAst extends Node<'WhileStatementAst'> {
  declare readonly label: string | undefined;
  declare readonly condition: PipelineBaseAst;
  declare readonly body: StatementBlockAst;

  constructor(
    start: number,
    end: number,
    label: string | undefined,
    condition: PipelineBaseAst,
    body: StatementBlockAst,
  ) {
    super('WhileStatementAst', start, end);
    this.label = label;
    this.condition = condition;
    this.body = body;
    condition.parent = this;
    body.parent = this;
  }
}

/** `switch -regex (condition) { clause { } default { } }` */
export class SwitchStatementAst extends Node<'SwitchStatementAst'> {
  declare readonly label: string | undefined;
  /** What is tested; with `-File` the path. */
  declare readonly condition: PipelineBaseAst;
  /** Bits of {@link SwitchFlags}. */
  declare readonly flags: number;
  /** Test and body. */
  declare readonly clauses: readonly (readonly [ExpressionAst, StatementBlockAst])[];
  declare readonly default: StatementBlockAst | undefined;

  constructor(
    start: number,
    end: number,
    label: string | undefined,
    condition: PipelineBaseAst,
    flags: number,
    clauses: readonly (readonly [ExpressionAst, StatementBlockAst])[],
    defaultClause: StatementBlockAst | undefined,
  ) {
    super('SwitchStatementAst', start, end);
    this.label = label;
    this.condition = condition;
    this.flags = flags;
    this.clauses = clauses;
    this.default = defaultClause;
    condition.parent = this;
    adoptPairs(this, clauses);
    if (defaultClause !== undefined) defaultClause.parent = this;
  }
}

/** `try`, `catch`, `finally` */
export class TryStatementAst extends Node<'TryStatementAst'> {
  declare readonly body: StatementBlockAst;
  declare readonly catchClauses: readonly CatchClauseAst[];
  declare readonly finally: StatementBlockAst | undefined;

  constructor(
    start: number,
    end: number,
    body: StatementBlockAst,
    catchClauses: readonly CatchClauseAst[],
    finallyBlock: StatementBlockAst | undefined,
  ) {
    super('TryStatementAst', start, end);
    this.body = body;
    this.catchClauses = catchClauses;
    this.finally = finallyBlock;
    body.parent = this;
    adopt(this, catchClauses);
    if (finallyBlock !== undefined) finallyBlock.parent = this;
  }
}

/** `catch [Type], [Type] { }` */
export class CatchClauseAst extends Node<'CatchClauseAst'> {
  declare readonly catchTypes: readonly TypeConstraintAst[];
  declare readonly body: StatementBlockAst;

  constructor(start: number, end: number, catchTypes: readonly TypeConstraintAst[], body: StatementBlockAst) {
    super('CatchClauseAst', start, end);
    this.catchTypes = catchTypes;
    this.body = body;
    adopt(this, catchTypes);
    body.parent = this;
  }

  /** No type is given. */
  get isCatchAll(): boolean {
    return this.catchTypes.length === 0;
  }
}

/** `trap [Type] { }` */
export class TrapStatementAst extends Node<'TrapStatementAst'> {
  declare readonly trapType: TypeConstraintAst | undefined;
  declare readonly body: StatementBlockAst;

  constructor(start: number, end: number, trapType: TypeConstraintAst | undefined, body: StatementBlockAst) {
    super('TrapStatementAst', start, end);
    this.trapType = trapType;
    this.body = body;
    if (trapType !== undefined) trapType.parent = this;
    body.parent = this;
  }
}

/** `break label` */
export class BreakStatementAst extends Node<'BreakStatementAst'> {
  declare readonly label: ExpressionAst | undefined;

  constructor(start: number, end: number, label: ExpressionAst | undefined) {
    super('BreakStatementAst', start, end);
    this.label = label;
    if (label !== undefined) label.parent = this;
  }
}

/** `continue label` */
export class ContinueStatementAst extends Node<'ContinueStatementAst'> {
  declare readonly label: ExpressionAst | undefined;

  constructor(start: number, end: number, label: ExpressionAst | undefined) {
    super('ContinueStatementAst', start, end);
    this.label = label;
    if (label !== undefined) label.parent = this;
  }
}

/** `return pipeline` */
export class ReturnStatementAst extends Node<'ReturnStatementAst'> {
  declare readonly pipeline: PipelineBaseAst | undefined;

  constructor(start: number, end: number, pipeline: PipelineBaseAst | undefined) {
    super('ReturnStatementAst', start, end);
    this.pipeline = pipeline;
    if (pipeline !== undefined) pipeline.parent = this;
  }
}

/** `exit pipeline` */
export class ExitStatementAst extends Node<'ExitStatementAst'> {
  declare readonly pipeline: PipelineBaseAst | undefined;

  constructor(start: number, end: number, pipeline: PipelineBaseAst | undefined) {
    super('ExitStatementAst', start, end);
    this.pipeline = pipeline;
    if (pipeline !== undefined) pipeline.parent = this;
  }
}

/** `throw pipeline` */
export class ThrowStatementAst extends Node<'ThrowStatementAst'> {
  declare readonly pipeline: PipelineBaseAst | undefined;

  constructor(start: number, end: number, pipeline: PipelineBaseAst | undefined) {
    super('ThrowStatementAst', start, end);
    this.pipeline = pipeline;
    if (pipeline !== undefined) pipeline.parent = this;
  }

  /** A `throw` alone inside a catch block throws the same error again. */
  get isRethrow(): boolean {
    if (this.pipeline !== undefined) return false;
    for (let node = this.parent; node !== undefined; node = node.parent) {
      if (node.type === 'CatchClauseAst') return true;
    }
    return false;
  }
}

/** Commands joined by `|`. */
export class PipelineAst extends Node<'PipelineAst'> {
  declare readonly pipelineElements: readonly CommandBaseAst[];

  constructor(start: number, end: number, pipelineElements: readonly CommandBaseAst[]) {
    super('PipelineAst', start, end);
    this.pipelineElements = pipelineElements;
    adopt(this, pipelineElements);
  }
}

/** A command with its arguments. */
export class CommandAst extends Node<'CommandAst'> {
  /** The name (an expression) and the arguments. */
  declare readonly commandElements: readonly CommandElementAst[];
  /** Ampersand, Dot, or Unknown where there is none. */
  declare readonly invocationOperator: TokenKind;
  declare readonly redirections: readonly RedirectionAst[];

  constructor(
    start: number,
    end: number,
    commandElements: readonly CommandElementAst[],
    invocationOperator: TokenKind,
    redirections: readonly RedirectionAst[],
  ) {
    super('CommandAst', start, end);
    this.commandElements = commandElements;
    this.invocationOperator = invocationOperator;
    this.redirections = redirections;
    adopt(this, commandElements);
    adopt(this, redirections);
  }

  /** The name if it is a constant text: `Get-VM` of `Get-VM x` and of `& 'Get-VM' x`. */
  getCommandName(): string | undefined {
    const first = this.commandElements[0];
    return first !== undefined && first.type === 'StringConstantExpressionAst' ? first.value : undefined;
  }
}

/** An expression as the first element of a pipeline. */
export class CommandExpressionAst extends Node<'CommandExpressionAst'> {
  declare readonly expression: ExpressionAst;
  declare readonly redirections: readonly RedirectionAst[];

  constructor(start: number, end: number, expression: ExpressionAst, redirections: readonly RedirectionAst[]) {
    super('CommandExpressionAst', start, end);
    this.expression = expression;
    this.redirections = redirections;
    expression.parent = this;
    adopt(this, redirections);
  }
}

/** `-Name` or `-Name:argument` of a command. */
export class CommandParameterAst extends Node<'CommandParameterAst'> {
  /** Without dash and colon. */
  declare readonly parameterName: string;
  /** What follows the colon. */
  declare readonly argument: ExpressionAst | undefined;
  /** Where the parameter itself stands, without its argument. */
  declare readonly errorStart: number;
  declare readonly errorEnd: number;

  constructor(
    start: number,
    end: number,
    parameterName: string,
    argument: ExpressionAst | undefined,
    errorStart: number,
    errorEnd: number,
  ) {
    super('CommandParameterAst', start, end);
    this.parameterName = parameterName;
    this.argument = argument;
    this.errorStart = errorStart;
    this.errorEnd = errorEnd;
    if (argument !== undefined) argument.parent = this;
  }
}

/** `2>> file` */
export class FileRedirectionAst extends Node<'FileRedirectionAst'> {
  declare readonly fromStream: RedirectionStream;
  declare readonly location: ExpressionAst;
  declare readonly append: boolean;

  constructor(start: number, end: number, fromStream: RedirectionStream, location: ExpressionAst, append: boolean) {
    super('FileRedirectionAst', start, end);
    this.fromStream = fromStream;
    this.location = location;
    this.append = append;
    location.parent = this;
  }
}

/** `2>&1` */
export class MergingRedirectionAst extends Node<'MergingRedirectionAst'> {
  declare readonly fromStream: RedirectionStream;
  declare readonly toStream: RedirectionStream;

  constructor(start: number, end: number, fromStream: RedirectionStream, toStream: RedirectionStream) {
    super('MergingRedirectionAst', start, end);
    this.fromStream = fromStream;
    this.toStream = toStream;
  }
}

/** `left = right`, `left += right` ... */
export class AssignmentStatementAst extends Node<'AssignmentStatementAst'> {
  declare readonly left: ExpressionAst;
  declare readonly operator: TokenKind;
  declare readonly right: StatementAst;
  /** Where the operator stands. */
  declare readonly errorStart: number;
  declare readonly errorEnd: number;

  constructor(
    start: number,
    end: number,
    left: ExpressionAst,
    operator: TokenKind,
    right: StatementAst,
    errorStart: number,
    errorEnd: number,
  ) {
    super('AssignmentStatementAst', start, end);
    this.left = left;
    this.operator = operator;
    this.right = right;
    this.errorStart = errorStart;
    this.errorEnd = errorEnd;
    left.parent = this;
    right.parent = this;
  }
}

/** `left -op right` */
export class BinaryExpressionAst extends Node<'BinaryExpressionAst'> {
  declare readonly left: ExpressionAst;
  declare readonly operator: TokenKind;
  declare readonly right: ExpressionAst;
  /** Where the operator stands. */
  declare readonly errorStart: number;
  declare readonly errorEnd: number;

  constructor(
    start: number,
    end: number,
    left: ExpressionAst,
    operator: TokenKind,
    right: ExpressionAst,
    errorStart: number,
    errorEnd: number,
  ) {
    super('BinaryExpressionAst', start, end);
    this.left = left;
    this.operator = operator;
    this.right = right;
    this.errorStart = errorStart;
    this.errorEnd = errorEnd;
    left.parent = this;
    right.parent = this;
  }
}

/** `-not x`, `-x`, `,x`, `++$x`, `$x++` (PostfixPlusPlus) ... */
export class UnaryExpressionAst extends Node<'UnaryExpressionAst'> {
  declare readonly tokenKind: TokenKind;
  declare readonly child: ExpressionAst;

  constructor(start: number, end: number, tokenKind: TokenKind, child: ExpressionAst) {
    super('UnaryExpressionAst', start, end);
    this.tokenKind = tokenKind;
    this.child = child;
    child.parent = this;
  }
}

/** `parallel { }` or `sequence { }` of a workflow. */
export class BlockStatementAst extends Node<'BlockStatementAst'> {
  declare readonly kind: Token;
  declare readonly body: StatementBlockAst;

  constructor(start: number, end: number, kind: Token, body: StatementBlockAst) {
    super('BlockStatementAst', start, end);
    this.kind = kind;
    this.body = body;
    body.parent = this;
  }
}

/** An attribute in front of an expression. */
export class AttributedExpressionAst extends Node<'AttributedExpressionAst'> {
  declare readonly attribute: AttributeBaseAst;
  declare readonly child: ExpressionAst;

  constructor(start: number, end: number, attribute: AttributeBaseAst, child: ExpressionAst) {
    super('AttributedExpressionAst', start, end);
    this.attribute = attribute;
    this.child = child;
    attribute.parent = this;
    child.parent = this;
  }
}

/** `[type]child` */
export class ConvertExpressionAst extends Node<'ConvertExpressionAst'> {
  declare readonly attribute: TypeConstraintAst;
  declare readonly child: ExpressionAst;

  constructor(start: number, end: number, attribute: TypeConstraintAst, child: ExpressionAst) {
    super('ConvertExpressionAst', start, end);
    this.attribute = attribute;
    this.child = child;
    attribute.parent = this;
    child.parent = this;
  }
}

/** `expression.member`, `expression::member` */
export class MemberExpressionAst extends Node<'MemberExpressionAst'> {
  declare readonly expression: ExpressionAst;
  declare readonly member: CommandElementAst;
  declare readonly static: boolean;

  constructor(start: number, end: number, expression: ExpressionAst, member: CommandElementAst, isStatic: boolean) {
    super('MemberExpressionAst', start, end);
    this.expression = expression;
    this.member = member;
    this.static = isStatic;
    expression.parent = this;
    member.parent = this;
  }
}

/** `expression.member(arguments)` */
export class InvokeMemberExpressionAst extends Node<'InvokeMemberExpressionAst'> {
  declare readonly expression: ExpressionAst;
  declare readonly member: CommandElementAst;
  /** Undefined where nothing stands between the parentheses. */
  declare readonly arguments: readonly ExpressionAst[] | undefined;
  declare readonly static: boolean;

  constructor(
    start: number,
    end: number,
    expression: ExpressionAst,
    member: CommandElementAst,
    args: readonly ExpressionAst[] | undefined,
    isStatic: boolean,
  ) {
    super('InvokeMemberExpressionAst', start, end);
    this.expression = expression;
    this.member = member;
    this.arguments = args;
    this.static = isStatic;
    expression.parent = this;
    member.parent = this;
    if (args !== undefined) adopt(this, args);
  }
}

/** `: base(arguments)` of a constructor; added to every constructor without one. */
export class BaseCtorInvokeMemberExpressionAst extends Node<'BaseCtorInvokeMemberExpressionAst'> {
  /** The variable `this`. */
  declare readonly expression: ExpressionAst;
  declare readonly member: CommandElementAst;
  declare readonly arguments: readonly ExpressionAst[] | undefined;
  declare readonly static: boolean;

  constructor(
    start: number,
    end: number,
    expression: ExpressionAst,
    member: CommandElementAst,
    args: readonly ExpressionAst[] | undefined,
    isStatic: boolean,
  ) {
    super('BaseCtorInvokeMemberExpressionAst', start, end);
    this.expression = expression;
    this.member = member;
    this.arguments = args;
    this.static = isStatic;
    expression.parent = this;
    member.parent = this;
    if (args !== undefined) adopt(this, args);
  }
}

/** `[type]` as a value. */
export class TypeExpressionAst extends Node<'TypeExpressionAst'> {
  declare readonly typeName: ITypeName;

  constructor(start: number, end: number, typeName: ITypeName) {
    super('TypeExpressionAst', start, end);
    this.typeName = typeName;
  }
}

/** `$name`, `${name}`, `@name` */
export class VariableExpressionAst extends Node<'VariableExpressionAst'> {
  declare readonly variablePath: VariablePath;
  declare readonly splatted: boolean;

  constructor(start: number, end: number, variablePath: VariablePath, splatted: boolean) {
    super('VariableExpressionAst', start, end);
    this.variablePath = variablePath;
    this.splatted = splatted;
  }

  /** `$true`, `$false` or `$null`: they cannot be changed, so they are constants. */
  isConstantVariable(): boolean {
    if (!this.variablePath.isVariable) return false;
    const name = this.variablePath.unqualifiedPath;
    return name.length <= 5 && name.length >= 4 && constantNames.test(name);
  }
}

/** A number. */
export class ConstantExpressionAst extends Node<'ConstantExpressionAst'> {
  declare readonly value: ConstantValue;

  constructor(start: number, end: number, value: ConstantValue) {
    super('ConstantExpressionAst', start, end);
    this.value = value;
  }
}

/** Text in quotes without variables, or a bare word. */
export class StringConstantExpressionAst extends Node<'StringConstantExpressionAst'> {
  declare readonly value: string;
  declare readonly stringConstantType: StringConstantType;

  constructor(start: number, end: number, value: string, stringConstantType: StringConstantType) {
    super('StringConstantExpressionAst', start, end);
    this.value = value;
    this.stringConstantType = stringConstantType;
  }
}

/** Text with variables or `$( )` in it. */
export class ExpandableStringExpressionAst extends Node<'ExpandableStringExpressionAst'> {
  /** The text with escapes replaced and variables as written. */
  declare readonly value: string;
  /** The text as a format, `{0}` for the first nested expression; braces of the text are doubled. */
  declare readonly formatExpression: string;
  declare readonly stringConstantType: StringConstantType;
  declare readonly nestedExpressions: readonly ExpressionAst[];

  constructor(
    start: number,
    end: number,
    value: string,
    formatExpression: string,
    stringConstantType: StringConstantType,
    nestedExpressions: readonly ExpressionAst[],
  ) {
    super('ExpandableStringExpressionAst', start, end);
    this.value = value;
    this.formatExpression = formatExpression;
    this.stringConstantType = stringConstantType;
    this.nestedExpressions = nestedExpressions;
    adopt(this, nestedExpressions);
  }
}

/** `{ ... }` as a value. */
export class ScriptBlockExpressionAst extends Node<'ScriptBlockExpressionAst'> {
  declare readonly scriptBlock: ScriptBlockAst;

  constructor(start: number, end: number, scriptBlock: ScriptBlockAst) {
    super('ScriptBlockExpressionAst', start, end);
    this.scriptBlock = scriptBlock;
    scriptBlock.parent = this;
  }
}

/** `a, b, c` */
export class ArrayLiteralAst extends Node<'ArrayLiteralAst'> {
  declare readonly elements: readonly ExpressionAst[];

  constructor(start: number, end: number, elements: readonly ExpressionAst[]) {
    super('ArrayLiteralAst', start, end);
    this.elements = elements;
    adopt(this, elements);
  }
}

/** `@{ key = value }` */
export class HashtableAst extends Node<'HashtableAst'> {
  declare readonly keyValuePairs: readonly (readonly [ExpressionAst, StatementAst])[];
  /** Part of a configuration. */
  declare readonly isSchemaElement: boolean;

  constructor(
    start: number,
    end: number,
    keyValuePairs: readonly (readonly [ExpressionAst, StatementAst])[],
    isSchemaElement: boolean,
  ) {
    super('HashtableAst', start, end);
    this.keyValuePairs = keyValuePairs;
    this.isSchemaElement = isSchemaElement;
    adoptPairs(this, keyValuePairs);
  }
}

/** `@( ... )` */
export class ArrayExpressionAst extends Node<'ArrayExpressionAst'> {
  declare readonly subExpression: StatementBlockAst;

  constructor(start: number, end: number, subExpression: StatementBlockAst) {
    super('ArrayExpressionAst', start, end);
    this.subExpression = subExpression;
    subExpression.parent = this;
  }
}

/** `( ... )` */
export class ParenExpressionAst extends Node<'ParenExpressionAst'> {
  declare readonly pipeline: PipelineBaseAst;

  constructor(start: number, end: number, pipeline: PipelineBaseAst) {
    super('ParenExpressionAst', start, end);
    this.pipeline = pipeline;
    pipeline.parent = this;
  }
}

/** `$( ... )` */
export class SubExpressionAst extends Node<'SubExpressionAst'> {
  declare readonly subExpression: StatementBlockAst;

  constructor(start: number, end: number, subExpression: StatementBlockAst) {
    super('SubExpressionAst', start, end);
    this.subExpression = subExpression;
    subExpression.parent = this;
  }
}

/** `$using:name` */
export class UsingExpressionAst extends Node<'UsingExpressionAst'> {
  /** The variable without `using:`. */
  declare readonly subExpression: ExpressionAst;

  constructor(start: number, end: number, subExpression: ExpressionAst) {
    super('UsingExpressionAst', start, end);
    this.subExpression = subExpression;
    subExpression.parent = this;
  }
}

/** `target[index]` */
export class IndexExpressionAst extends Node<'IndexExpressionAst'> {
  declare readonly target: ExpressionAst;
  declare readonly index: ExpressionAst;

  constructor(start: number, end: number, target: ExpressionAst, index: ExpressionAst) {
    super('IndexExpressionAst', start, end);
    this.target = target;
    this.index = index;
    target.parent = this;
    index.parent = this;
  }
}

/** What could not be parsed as a statement, with the parts that could. */
export class ErrorStatementAst extends Node<'ErrorStatementAst'> {
  /** The token that began the statement. */
  declare readonly kind: Token | undefined;
  declare readonly flags: ReadonlyMap<string, readonly [Token, Ast | undefined]> | undefined;
  declare readonly conditions: readonly Ast[];
  declare readonly bodies: readonly Ast[];
  declare readonly nestedAst: readonly Ast[];

  constructor(
    start: number,
    end: number,
    kind: Token | undefined,
    flags: ReadonlyMap<string, readonly [Token, Ast | undefined]> | undefined,
    conditions: readonly Ast[],
    bodies: readonly Ast[],
    nestedAst: readonly Ast[],
  ) {
    super('ErrorStatementAst', start, end);
    this.kind = kind;
    this.flags = flags;
    this.conditions = conditions;
    this.bodies = bodies;
    this.nestedAst = nestedAst;
    if (flags !== undefined) {
      for (const [, ast] of flags.values()) if (ast !== undefined) ast.parent = this;
    }
    adopt(this, conditions);
    adopt(this, bodies);
    adopt(this, nestedAst);
  }
}

/** What could not be parsed as an expression, with the parts that could. */
export class ErrorExpressionAst extends Node<'ErrorExpressionAst'> {
  declare readonly nestedAst: readonly Ast[];

  constructor(start: number, end: number, nestedAst: readonly Ast[]) {
    super('ErrorExpressionAst', start, end);
    this.nestedAst = nestedAst;
    adopt(this, nestedAst);
  }
}

/** `configuration name { }` */
export class ConfigurationDefinitionAst extends Node<'ConfigurationDefinitionAst'> {
  declare readonly body: ScriptBlockExpressionAst;
  declare readonly configurationType: 'Resource' | 'Meta';
  declare readonly instanceName: ExpressionAst;

  constructor(
    start: number,
    end: number,
    body: ScriptBlockExpressionAst,
    configurationType: 'Resource' | 'Meta',
    instanceName: ExpressionAst,
  ) {
    super('ConfigurationDefinitionAst', start, end);
    this.body = body;
    this.configurationType = configurationType;
    this.instanceName = instanceName;
    body.parent = this;
    instanceName.parent = this;
  }
}

/** Attribute or type constraint. */
export type AttributeBaseAst = AttributeAst | TypeConstraintAst;

/** Member of a class or enum. */
export type MemberAst = PropertyMemberAst | FunctionMemberAst;

/** Redirection of a stream. */
export type RedirectionAst = FileRedirectionAst | MergingRedirectionAst;

/** Element of a pipeline. */
export type CommandBaseAst = CommandAst | CommandExpressionAst;

/** What can stand as a condition, in parentheses, behind `return`. */
export type PipelineBaseAst = PipelineAst | AssignmentStatementAst | ErrorStatementAst;

/** Statement that repeats its body. */
export type LoopStatementAst =
  | ForEachStatementAst
  | ForStatementAst
  | DoWhileStatementAst
  | DoUntilStatementAst
  | WhileStatementAst;

/** Statement that can carry a label. */
export type LabeledStatementAst =
  | ForEachStatementAst
  | ForStatementAst
  | DoWhileStatementAst
  | DoUntilStatementAst
  | WhileStatementAst
  | SwitchStatementAst;

/** An expression. */
export type ExpressionAst =
  | BinaryExpressionAst
  | UnaryExpressionAst
  | AttributedExpressionAst
  | ConvertExpressionAst
  | MemberExpressionAst
  | InvokeMemberExpressionAst
  | BaseCtorInvokeMemberExpressionAst
  | TypeExpressionAst
  | VariableExpressionAst
  | ConstantExpressionAst
  | StringConstantExpressionAst
  | ExpandableStringExpressionAst
  | ScriptBlockExpressionAst
  | ArrayLiteralAst
  | HashtableAst
  | ArrayExpressionAst
  | ParenExpressionAst
  | SubExpressionAst
  | UsingExpressionAst
  | IndexExpressionAst
  | ErrorExpressionAst;

/** Part of a command, or a member name. */
export type CommandElementAst = ExpressionAst | CommandParameterAst;

/** A statement. */
export type StatementAst =
  | TypeDefinitionAst
  | UsingStatementAst
  | FunctionDefinitionAst
  | IfStatementAst
  | DataStatementAst
  | ForEachStatementAst
  | ForStatementAst
  | DoWhileStatementAst
  | DoUntilStatementAst
  | WhileStatementAst
  | SwitchStatementAst
  | TryStatementAst
  | TrapStatementAst
  | BreakStatementAst
  | ContinueStatementAst
  | ReturnStatementAst
  | ExitStatementAst
  | ThrowStatementAst
  | PipelineAst
  | CommandAst
  | CommandExpressionAst
  | AssignmentStatementAst
  | BlockStatementAst
  | ErrorStatementAst
  | ConfigurationDefinitionAst;

/** Any node. */
export type Ast =
  | ScriptBlockAst
  | ParamBlockAst
  | NamedBlockAst
  | StatementBlockAst
  | NamedAttributeArgumentAst
  | AttributeAst
  | TypeConstraintAst
  | ParameterAst
  | TypeDefinitionAst
  | PropertyMemberAst
  | FunctionMemberAst
  | UsingStatementAst
  | FunctionDefinitionAst
  | IfStatementAst
  | DataStatementAst
  | ForEachStatementAst
  | ForStatementAst
  | DoWhileStatementAst
  | DoUntilStatementAst
  | WhileStatementAst
  | SwitchStatementAst
  | TryStatementAst
  | CatchClauseAst
  | TrapStatementAst
  | BreakStatementAst
  | ContinueStatementAst
  | ReturnStatementAst
  | ExitStatementAst
  | ThrowStatementAst
  | PipelineAst
  | CommandAst
  | CommandExpressionAst
  | CommandParameterAst
  | FileRedirectionAst
  | MergingRedirectionAst
  | AssignmentStatementAst
  | BinaryExpressionAst
  | UnaryExpressionAst
  | BlockStatementAst
  | AttributedExpressionAst
  | ConvertExpressionAst
  | MemberExpressionAst
  | InvokeMemberExpressionAst
  | BaseCtorInvokeMemberExpressionAst
  | TypeExpressionAst
  | VariableExpressionAst
  | ConstantExpressionAst
  | StringConstantExpressionAst
  | ExpandableStringExpressionAst
  | ScriptBlockExpressionAst
  | ArrayLiteralAst
  | HashtableAst
  | ArrayExpressionAst
  | ParenExpressionAst
  | SubExpressionAst
  | UsingExpressionAst
  | IndexExpressionAst
  | ErrorStatementAst
  | ErrorExpressionAst
  | ConfigurationDefinitionAst;

/** The name of a node's class. */
export type AstType = Ast['type'];

/** The script block that a node belongs to. */
export function enclosingScriptBlock(node: Ast): ScriptBlockAst | undefined {
  let current: Ast | undefined = node;
  while (current !== undefined && current.type !== 'ScriptBlockAst') current = current.parent;
  return current;
}

/** The outermost node. */
export function rootOf(node: Ast): Ast {
  let current = node;
  while (current.parent !== undefined) current = current.parent;
  return current;
}

/** The source that a node's offsets refer to; undefined for a node that is part of no script. */
export function sourceOf(node: Ast): ScriptSource | undefined {
  return enclosingScriptBlock(node)?.source;
}

/** The text of a node as written. */
export function textOf(node: Ast): string {
  return sourceOf(node)?.text.slice(node.start, node.end) ?? '';
}
