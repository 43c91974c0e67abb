import {
  type Ast,
  type AttributeAst,
  type AttributeBaseAst,
  BaseCtorInvokeMemberExpressionAst,
  CommandExpressionAst,
  ConfigurationDefinitionAst,
  type ExpressionAst,
  FunctionDefinitionAst,
  FunctionMemberAst,
  type HashtableAst,
  type MemberAst,
  MethodAttributes,
  ParamBlockAst,
  ParameterAst,
  PropertyAttributes,
  PropertyMemberAst,
  type ScriptBlockAst,
  type StatementAst,
  StringConstantExpressionAst,
  TypeAttributes,
  TypeConstraintAst,
  TypeDefinitionAst,
  UsingStatementAst,
  type UsingStatementKind,
  VariableExpressionAst,
} from '../ast';
import { ArgumentContext, errorStatement, variablePathOf } from './expression-rules';
import type { Extent } from './parser-base';
import { StatementRules } from './statement-rules';
import type { Token } from './token';
import { TokenFlags, TokenKind, tokenKindText } from './token-kind';
import { TokenizerMode } from './tokenizer';
import { VariablePath } from './variable-path';

const noExtent: Extent = { start: 0, end: 0 };

/** Rules for parameters, functions, classes, enums and `using`. */
export abstract class DefinitionRules extends StatementRules {
  /** A class or enum was read. */
  protected hasTypes = false;

  protected abstract scriptBlockWithFirstStatement(
    leftCurly: Token,
    isFilter: boolean,
    first: StatementAst | undefined,
  ): ScriptBlockAst;

  // Parameters

  protected paramBlockRule(): ParamBlockAst | undefined {
    this.skipNewlines();
    const attributes = this.attributeListRule(false);
    this.skipNewlines();
    const paramToken = this.peekToken();
    if (paramToken.kind !== TokenKind.Param) return undefined;
    this.skipToken();
    this.skipNewlines();
    const leftParen = this.nextToken();
    if (leftParen.kind !== TokenKind.LParen) {
      this.ungetToken(leftParen);
      return undefined;
    }
    const parameters = this.parameterListRule();
    this.skipNewlines();
    const rightParen = this.nextToken();
    let end = rightParen.end;
    if (rightParen.kind !== TokenKind.RParen) {
      this.ungetToken(rightParen);
      end = Math.max(0, rightParen.start - 1);
      const last: Extent = parameters.length > 0 ? parameters[parameters.length - 1] : leftParen;
      this.reportIncompleteAfter(last, 'MissingEndParenthesisInFunctionParameterList');
    }
    const own: AttributeAst[] = [];
    for (const attribute of attributes ?? []) {
      if (attribute.type === 'AttributeAst') own.push(attribute);
      else this.reportErrorAt(attribute, 'TypeNotAllowedBeforeParam', attribute.typeName.fullName);
    }
    return new ParamBlockAst(paramToken.start, end, own, parameters);
  }

  private parameterListRule(): ParameterAst[] {
    const parameters: ParameterAst[] = [];
    let comma: Token | undefined;
    for (;;) {
      const parameter = this.parameterRule();
      if (parameter === undefined) {
        if (comma !== undefined) {
          this.reportIncompleteAfter(comma, 'MissingExpressionAfterToken', tokenKindText(comma.kind));
        }
        return parameters;
      }
      parameters.push(parameter);
      this.skipNewlines();
      comma = this.peekToken();
      if (comma.kind !== TokenKind.Comma) return parameters;
      this.skipToken();
    }
  }

  private parameterRule(): ParameterAst | undefined {
    const disableComma = this.disableCommaOperator;
    this.disableCommaOperator = true;
    const mode = this.setMode(TokenizerMode.Expression);
    const parameter = this.parameterInExpressionMode();
    this.disableCommaOperator = disableComma;
    this.setMode(mode);
    return parameter;
  }

  private parameterInExpressionMode(): ParameterAst | undefined {
    this.skipNewlines();
    const attributes = this.attributeListRule(false);
    this.skipNewlines();
    const token = this.nextToken();
    if (token.kind !== TokenKind.Variable && token.kind !== TokenKind.SplattedVariable) {
      this.ungetToken(token);
      if (attributes === undefined) return undefined;
      const last = attributes[attributes.length - 1];
      this.reportIncompleteAfter(last, 'InvalidFunctionParameter');
      this.syncOnError(true, TokenKind.RParen);
      const start = attributes[0].start;
      const name = new VariableExpressionAst(start, last.end, new VariablePath('__error__'), false);
      return new ParameterAst(start, last.end, name, attributes, undefined);
    }
    this.skipNewlines();
    const equals = this.peekToken();
    let defaultValue: ExpressionAst | undefined;
    if (equals.kind === TokenKind.Equals) {
      this.skipToken();
      this.skipNewlines();
      defaultValue = this.expressionRule();
      if (defaultValue === undefined) {
        this.reportIncompleteAfter(equals, 'MissingExpressionAfterToken', tokenKindText(equals.kind));
      }
    }
    const splatted = token.kind === TokenKind.SplattedVariable;
    const name = new VariableExpressionAst(token.start, token.end, variablePathOf(token), splatted);
    const start = attributes === undefined ? token.start : attributes[0].start;
    return new ParameterAst(start, (defaultValue ?? token).end, name, attributes ?? [], defaultValue);
  }

  /** `(parameters)` behind the name of a function. */
  private functionParametersRule(): FunctionParameters {
    this.skipNewlines();
    const leftParen = this.peekToken();
    if (leftParen.kind !== TokenKind.LParen) return { list: undefined, rightParen: undefined, errorEnd: undefined };
    this.skipToken();
    const list = this.parameterListRule();
    this.skipNewlines();
    const rightParen = this.nextToken();
    let errorEnd: Extent | undefined;
    if (rightParen.kind !== TokenKind.RParen) {
      this.ungetToken(rightParen);
      errorEnd = list.length > 0 ? list[list.length - 1] : leftParen;
      this.reportIncompleteAfter(errorEnd, 'MissingEndParenthesisInFunctionParameterList');
    }
    this.skipNewlines();
    return { list, rightParen, errorEnd };
  }

  // Functions

  protected functionDeclarationRule(functionToken: Token): StatementAst {
    this.skipNewlines();
    const nameToken = this.nextToken();
    switch (nameToken.kind) {
      case TokenKind.Variable:
      case TokenKind.SplattedVariable:
      case TokenKind.EndOfInput:
      case TokenKind.StringLiteral:
      case TokenKind.StringExpandable:
      case TokenKind.HereStringLiteral:
      case TokenKind.HereStringExpandable:
      case TokenKind.LParen:
      case TokenKind.RParen:
      case TokenKind.LCurly:
      case TokenKind.RCurly:
      case TokenKind.AtParen:
      case TokenKind.AtCurly:
      case TokenKind.Semi:
      case TokenKind.AndAnd:
      case TokenKind.OrOr:
      case TokenKind.Ampersand:
      case TokenKind.Pipe:
      case TokenKind.Redirection:
      case TokenKind.RedirectInStd:
        this.ungetToken(nameToken);
        this.reportIncompleteAfter(functionToken, 'MissingNameAfterKeyword', this.text(functionToken));
        return errorStatement(functionToken.start, functionToken.end);
      default:
        break;
    }
    nameToken.flags &= ~TokenFlags.Keyword;
    const parameters = this.functionParametersRule();
    const leftCurly = this.nextToken();
    let errorEnd = parameters.errorEnd;
    if (leftCurly.kind !== TokenKind.LCurly) {
      this.ungetToken(leftCurly);
      if (errorEnd === undefined) {
        errorEnd = parameters.rightParen ?? nameToken;
        this.reportIncompleteAfter(errorEnd, 'MissingFunctionBody');
      }
    }
    if (errorEnd !== undefined) return errorStatement(functionToken.start, errorEnd.end, parameters.list);
    const isFilter = functionToken.kind === TokenKind.Filter;
    const isWorkflow = functionToken.kind === TokenKind.Workflow;
    const inWorkflow = this.tokenizer.inWorkflowContext;
    this.tokenizer.inWorkflowContext = isWorkflow;
    const body = this.scriptBlockRule(leftCurly, isFilter);
    this.tokenizer.inWorkflowContext = inWorkflow;
    return new FunctionDefinitionAst(
      functionToken.start,
      body.end,
      isFilter,
      isWorkflow,
      this.functionName(nameToken),
      nonEmpty(parameters.list),
      body,
    );
  }

  private functionName(token: Token): string {
    return token.kind === TokenKind.Generic ? token.value : this.text(token);
  }

  /** The body is parsed; resources of DSC are not known, so their names are commands. */
  protected configurationStatementRule(configurationToken: Token): StatementAst | undefined {
    this.skipNewlines();
    const nameToken = this.nextToken();
    const name = this.commandArgumentRule(ArgumentContext.CommandArgument, nameToken);
    this.skipNewlines();
    const leftCurly = this.nextToken();
    if (name === undefined || leftCurly.kind !== TokenKind.LCurly) {
      this.ungetToken(leftCurly);
      this.reportIncompleteAfter(name ?? configurationToken, 'MissingNameAfterKeyword', this.text(configurationToken));
      return errorStatement(
        configurationToken.start,
        (name ?? configurationToken).end,
        name === undefined ? [] : [name],
      );
    }
    const body = this.scriptBlockExpressionRule(leftCurly);
    if (body.type !== 'ScriptBlockExpressionAst') return undefined;
    return new ConfigurationDefinitionAst(configurationToken.start, body.end, body, 'Resource', name);
  }

  // Classes and enums

  protected classDefinitionRule(attributes: AttributeBaseAst[] | undefined, classToken: Token): StatementAst {
    this.skipNewlines();
    const name = this.simpleNameRule();
    const nameToken = this.simpleNameToken;
    if (name === undefined || nameToken === undefined) {
      this.reportIncompleteAfter(classToken, 'MissingNameAfterKeyword', this.text(classToken));
      return errorStatement(classToken.start, classToken.end);
    }
    nameToken.flags = (nameToken.flags & ~TokenFlags.MemberName) | TokenFlags.TypeName;
    this.skipNewlines();
    const mode = this.setMode(TokenizerMode.Signature);
    const statement = this.classBodyRule(attributes, classToken, name);
    this.setMode(mode);
    return statement;
  }

  private classBodyRule(
    attributes: AttributeBaseAst[] | undefined,
    classToken: Token,
    name: StringConstantExpressionAst,
  ): StatementAst {
    const baseTypes = this.baseTypesRule();
    const leftCurly = this.nextToken();
    if (leftCurly.kind !== TokenKind.LCurly) {
      this.ungetToken(leftCurly);
      const last = baseTypes.length > 0 ? baseTypes[baseTypes.length - 1] : name;
      this.reportIncompleteAfter(last, 'MissingTypeBody', tokenKindText(classToken.kind));
      return errorStatement(classToken.start, last.end, baseTypes);
    }
    let last: Extent = leftCurly;
    const members: MemberAst[] = [];
    const failed: Ast[] = [];
    for (;;) {
      const errors: Ast[] = [];
      const member = this.classMemberRule(name.value, errors);
      if (member === undefined && errors.length === 0) break;
      if (member !== undefined) {
        members.push(member);
        last = member;
      }
      if (errors.length > 0) {
        failed.push(...errors);
        last = errors[errors.length - 1];
      }
    }
    const rightCurly = this.nextToken();
    if (rightCurly.kind !== TokenKind.RCurly) {
      this.ungetToken(rightCurly);
      this.reportIncompleteDetected(leftCurly.end, leftCurly.end, rightCurly.end, 'MissingEndCurlyBrace');
    } else {
      last = rightCurly;
    }
    const start = attributes === undefined ? classToken.start : attributes[0].start;
    const own = (attributes ?? []).filter((a) => a.type === 'AttributeAst');
    const types = (attributes ?? []).filter((a) => a.type === 'TypeConstraintAst');
    this.hasTypes = true;
    const definition = new TypeDefinitionAst(
      start,
      last.end,
      name.value,
      own,
      members,
      TypeAttributes.Class,
      baseTypes,
    );
    if (types.length > 0) failed.push(...types, definition);
    return failed.length > 0 ? errorStatement(start, last.end, failed) : definition;
  }

  private baseTypesRule(): TypeConstraintAst[] {
    const baseTypes: TypeConstraintAst[] = [];
    const colon = this.peekToken();
    if (colon.kind !== TokenKind.Colon) return baseTypes;
    this.skipToken();
    this.skipNewlines();
    let comma: Token | undefined;
    for (;;) {
      const typeName = this.typeNameRule(false);
      if (typeName === undefined) {
        this.reportIncompleteAfter(comma ?? colon, 'TypeNameExpected');
        return baseTypes;
      }
      baseTypes.push(new TypeConstraintAst(typeName.start, typeName.end, typeName));
      this.skipNewlines();
      comma = this.peekToken();
      if (comma.kind !== TokenKind.Comma) return baseTypes;
      this.skipToken();
      this.skipNewlines();
    }
  }

  /** A member, or what could be read of one in `errors`; nothing where the class ends. */
  private classMemberRule(className: string, errors: Ast[]): MemberAst | undefined {
    let start = -1;
    const attributes: AttributeAst[] = [];
    let type: TypeConstraintAst | undefined;
    let staticToken: Token | undefined;
    let hiddenToken: Token | undefined;
    let token: Token;
    let last: Extent | undefined;
    for (;;) {
      this.skipNewlines();
      const attribute = this.attributeRule();
      if (attribute !== undefined) {
        last = attribute;
        if (start < 0) start = attribute.start;
        if (attribute.type === 'AttributeAst') attributes.push(attribute);
        else if (type === undefined) type = attribute;
        else this.reportErrorAt(attribute, 'TooManyTypes');
        continue;
      }
      token = this.peekToken();
      if (start < 0) start = token.start;
      if (token.kind === TokenKind.Static) {
        if (staticToken !== undefined) this.reportErrorAt(token, 'DuplicateQualifier', this.text(token));
        staticToken = token;
      } else if (token.kind === TokenKind.Hidden) {
        if (hiddenToken !== undefined) this.reportErrorAt(token, 'DuplicateQualifier', this.text(token));
        hiddenToken = token;
      } else {
        break;
      }
      last = token;
      this.skipToken();
    }
    const recordErrors = (...more: readonly (Ast | undefined)[]): void => {
      errors.push(...attributes);
      if (type !== undefined) errors.push(type);
      for (const ast of more) if (ast !== undefined) errors.push(ast);
    };
    if (token.kind === TokenKind.Variable) {
      this.skipToken();
      return this.propertyRule(token, start, type, attributes, staticToken, hiddenToken, recordErrors);
    }
    if (
      token.kind === TokenKind.Identifier ||
      token.kind === TokenKind.DynamicKeyword ||
      (token.flags & TokenFlags.Keyword) !== 0
    ) {
      // Any word may name a method.
      token.flags = 0;
      this.skipToken();
      const method = this.methodDeclarationRule(token, className, staticToken !== undefined);
      if (method.type !== 'FunctionDefinitionAst') {
        this.syncOnError(false, TokenKind.RCurly);
        recordErrors();
        return undefined;
      }
      let flags: number = MethodAttributes.Public;
      if (staticToken !== undefined) flags |= MethodAttributes.Static;
      if (hiddenToken !== undefined) flags |= MethodAttributes.Hidden;
      return new FunctionMemberAst(start, method.end, method, type, attributes, flags);
    }
    if (last !== undefined) {
      this.reportIncompleteAfter(last, 'IncompleteMemberDefinition');
      recordErrors();
    }
    return undefined;
  }

  private propertyRule(
    variable: Token,
    start: number,
    type: TypeConstraintAst | undefined,
    attributes: AttributeAst[],
    staticToken: Token | undefined,
    hiddenToken: Token | undefined,
    recordErrors: (...more: readonly (Ast | undefined)[]) => void,
  ): MemberAst | undefined {
    let initialValue: ExpressionAst | undefined;
    if (this.peekToken().kind === TokenKind.Equals) {
      this.skipToken();
      this.skipNewlines();
      initialValue = this.expressionRule();
    }
    let flags: number = PropertyAttributes.Public;
    if (staticToken !== undefined) flags |= PropertyAttributes.Static;
    if (hiddenToken !== undefined) flags |= PropertyAttributes.Hidden;
    let last: Extent = initialValue ?? variable;
    const terminator = this.peekToken();
    if (!endsMember(terminator)) this.reportIncompleteAfter(last, 'MissingPropertyTerminator');
    this.skipNewlinesAndSemicolons();
    if (terminator.kind === TokenKind.Semi) last = terminator;
    if (variable.value === '') {
      recordErrors(initialValue);
      return undefined;
    }
    return new PropertyMemberAst(start, last.end, variable.value, type, attributes, flags, initialValue);
  }

  private methodDeclarationRule(nameToken: Token, className: string, isStatic: boolean): StatementAst {
    const name = this.text(nameToken);
    let parameters: FunctionParameters;
    if (this.peekToken().kind === TokenKind.LParen) {
      parameters = this.functionParametersRule();
    } else {
      this.reportIncompleteAfter(nameToken, 'MissingMethodParameterList');
      parameters = { list: [], rightParen: undefined, errorEnd: undefined };
    }
    let errorEnd = parameters.errorEnd;
    const isConstructor = !isStatic && name.toLowerCase() === className.toLowerCase();
    let baseArguments: readonly ExpressionAst[] = [];
    let baseToken: Token | undefined;
    let baseEnd = 0;
    if (isConstructor) {
      this.skipNewlines();
      const mode = this.setMode(TokenizerMode.Signature);
      const colon = this.peekToken();
      if (colon.kind === TokenKind.Colon) {
        this.skipToken();
        this.skipNewlines();
        baseToken = this.peekToken();
        if (baseToken.kind === TokenKind.Base) {
          this.skipToken();
          this.skipNewlines();
          const leftParen = this.peekToken();
          if (leftParen.kind === TokenKind.LParen) {
            this.skipToken();
            baseArguments = this.invokeArgumentsRule(leftParen);
            baseEnd = this.invokeArgumentsEnd;
            this.skipNewlines();
          } else {
            errorEnd = baseToken;
            this.reportIncompleteAfter(baseToken, 'MissingMethodParameterList');
          }
        } else {
          errorEnd = colon;
          this.reportIncompleteAfter(colon, 'MissingBaseCtorCall');
        }
      }
      this.setMode(mode);
    }
    const leftCurly = this.nextToken();
    if (leftCurly.kind !== TokenKind.LCurly) {
      this.ungetToken(leftCurly);
      if (errorEnd === undefined) {
        errorEnd = parameters.rightParen ?? nameToken;
        this.reportIncompleteAfter(errorEnd, 'MissingFunctionBody');
      }
    }
    if (errorEnd !== undefined) return errorStatement(nameToken.start, errorEnd.end, parameters.list);
    const baseCall = isConstructor ? baseConstructorCall(baseToken, baseEnd, baseArguments) : undefined;
    const mode = this.setMode(TokenizerMode.Command);
    const body = this.scriptBlockWithFirstStatement(leftCurly, false, baseCall);
    this.setMode(mode);
    const list = nonEmpty(parameters.list);
    return new FunctionDefinitionAst(nameToken.start, body.end, false, false, this.functionName(nameToken), list, body);
  }

  protected enumDefinitionRule(attributes: AttributeBaseAst[] | undefined, enumToken: Token): StatementAst {
    this.skipNewlines();
    const name = this.simpleNameRule();
    if (name === undefined) {
      this.reportIncompleteAfter(enumToken, 'MissingNameAfterKeyword', this.text(enumToken));
      return errorStatement(enumToken.start, enumToken.end);
    }
    this.skipNewlines();
    const leftCurly = this.nextToken();
    if (leftCurly.kind !== TokenKind.LCurly) {
      this.ungetToken(leftCurly);
      this.reportIncompleteAfter(name, 'MissingTypeBody', tokenKindText(enumToken.kind));
      return errorStatement(enumToken.start, name.end);
    }
    const members: MemberAst[] = [];
    for (;;) {
      const member = this.enumMemberRule();
      if (member === undefined) break;
      members.push(member);
    }
    const rightCurly = this.nextToken();
    if (rightCurly.kind !== TokenKind.RCurly) {
      this.ungetToken(rightCurly);
      this.reportIncompleteDetected(leftCurly.end, leftCurly.end, rightCurly.end, 'MissingEndCurlyBrace');
    }
    const first: Extent = attributes === undefined ? enumToken : attributes[0];
    const own = (attributes ?? []).filter((a) => a.type === 'AttributeAst');
    const types = (attributes ?? []).filter((a) => a.type === 'TypeConstraintAst');
    this.hasTypes = true;
    const definition = new TypeDefinitionAst(
      first.start,
      rightCurly.end,
      name.value,
      own,
      members,
      TypeAttributes.Enum,
      [],
    );
    return types.length > 0 ? errorStatement(first.start, first.end, [...types, definition]) : definition;
  }

  private enumMemberRule(): MemberAst | undefined {
    this.skipNewlines();
    const name = this.simpleNameRule();
    if (name === undefined) return undefined;
    let last: Extent = name;
    let initialValue: ExpressionAst | undefined;
    let missingValue = false;
    const mode = this.setMode(TokenizerMode.Expression);
    const equals = this.peekToken();
    if (equals.kind === TokenKind.Equals) {
      this.skipToken();
      initialValue = this.expressionRule();
      if (initialValue === undefined) {
        this.reportError(equals.end, equals.end, 'ExpectedValueExpression', tokenKindText(equals.kind));
        last = equals;
        missingValue = true;
      } else {
        last = initialValue;
      }
    }
    this.setMode(mode);
    const terminator = this.peekToken();
    if (!endsMember(terminator) && !missingValue) this.reportIncompleteAfter(last, 'MissingPropertyTerminator');
    this.skipNewlinesAndSemicolons();
    if (terminator.kind === TokenKind.Semi) last = terminator;
    const flags = PropertyAttributes.Public | PropertyAttributes.Static | PropertyAttributes.Literal;
    return new PropertyMemberAst(name.start, last.end, name.value, undefined, [], flags, initialValue);
  }

  // Using

  protected usingStatementRule(usingToken: Token): StatementAst {
    const directive = this.nextToken();
    const kind = usingKinds.get(directive.kind);
    if (kind === undefined) {
      this.ungetToken(directive);
      this.reportIncompleteAfter(usingToken, 'MissingUsingStatementDirective');
      return errorStatement(usingToken.start, usingToken.end);
    }
    const aliasAllowed = kind === 'Namespace' || kind === 'Module';
    const aliasRequired = kind === 'Type' || kind === 'Command';
    const itemToken = this.nextToken();
    switch (itemToken.kind) {
      case TokenKind.EndOfInput:
      case TokenKind.NewLine:
      case TokenKind.Comma:
      case TokenKind.Semi:
        this.reportIncompleteAfter(directive, 'MissingUsingItemName');
        return errorStatement(usingToken.start, directive.end);
      default:
        break;
    }
    const item = this.commandArgumentRule(ArgumentContext.CommandArgument, itemToken);
    if (item === undefined) {
      this.reportErrorAt(itemToken, 'InvalidValueForUsingItemName', this.text(itemToken));
      this.syncOnError(true, TokenKind.Semi, TokenKind.NewLine);
      return errorStatement(usingToken.start, itemToken.end);
    }
    const isModuleSpecification = kind === 'Module' && item.type === 'HashtableAst';
    if (item.type !== 'StringConstantExpressionAst' && !isModuleSpecification) {
      this.reportErrorAt(item, 'InvalidValueForUsingItemName', this.text(item));
      return errorStatement(usingToken.start, item.end);
    }
    if (item.type === 'StringConstantExpressionAst' && (aliasAllowed || aliasRequired)) {
      const equals = this.peekToken();
      if (equals.kind === TokenKind.Equals) return this.usingAliasRule(usingToken, kind, item, equals);
      if (aliasRequired) {
        this.reportIncompleteAfter(itemToken, 'MissingEqualsInUsingAlias');
        return errorStatement(usingToken.start, item.end, [item]);
      }
    }
    this.requireStatementTerminator();
    return item.type === 'HashtableAst'
      ? new UsingStatementAst(usingToken.start, item.end, kind, undefined, undefined, item)
      : new UsingStatementAst(
          usingToken.start,
          item.end,
          kind,
          item.type === 'StringConstantExpressionAst' ? item : undefined,
          undefined,
          undefined,
        );
  }

  private usingAliasRule(
    usingToken: Token,
    kind: UsingStatementKind,
    name: StringConstantExpressionAst,
    equals: Token,
  ): StatementAst {
    this.skipToken();
    const token = this.nextToken();
    if (token.kind === TokenKind.EndOfInput || token.kind === TokenKind.NewLine || token.kind === TokenKind.Semi) {
      this.ungetToken(token);
      this.reportIncompleteAfter(equals, 'MissingNamespaceAlias');
      return errorStatement(usingToken.start, equals.end);
    }
    if (token.kind === TokenKind.Comma) {
      this.reportErrorAt(token, 'UnexpectedUnaryOperator', this.text(token));
      return errorStatement(usingToken.start, token.end);
    }
    const value = this.commandArgumentRule(ArgumentContext.CommandArgument, token);
    let specification: HashtableAst | undefined;
    let alias: StringConstantExpressionAst | undefined;
    if (kind === 'Module' && value?.type === 'HashtableAst') {
      specification = value;
    } else if (value?.type === 'StringConstantExpressionAst') {
      alias = value;
    } else {
      const extent: Extent = value ?? token;
      this.reportErrorAt(extent, 'InvalidValueForUsingItemName', this.text(extent));
      return errorStatement(usingToken.start, extent.end, value === undefined ? [name] : [name, value]);
    }
    this.requireStatementTerminator();
    return new UsingStatementAst(usingToken.start, token.end, kind, name, alias, specification);
  }

  private requireStatementTerminator(): void {
    const token = this.peekToken();
    if (token.kind === TokenKind.NewLine || token.kind === TokenKind.Semi) {
      this.skipToken();
    } else if (token.kind !== TokenKind.EndOfInput) {
      this.reportIncompleteAt(token, 'MissingStatementTerminator');
    }
  }
}

interface FunctionParameters {
  readonly list: ParameterAst[] | undefined;
  readonly rightParen: Token | undefined;
  readonly errorEnd: Extent | undefined;
}

const usingKinds: ReadonlyMap<TokenKind, UsingStatementKind> = new Map<TokenKind, UsingStatementKind>([
  [TokenKind.Namespace, 'Namespace'],
  [TokenKind.Type, 'Type'],
  [TokenKind.Module, 'Module'],
  [TokenKind.Command, 'Command'],
  [TokenKind.Assembly, 'Assembly'],
]);

function endsMember(token: Token): boolean {
  return token.kind === TokenKind.NewLine || token.kind === TokenKind.Semi || token.kind === TokenKind.RCurly;
}

function nonEmpty<T>(list: T[] | undefined): T[] | undefined {
  return list !== undefined && list.length > 0 ? list : undefined;
}

/** The call of the base class's constructor that every constructor begins with. */
function baseConstructorCall(baseToken: Token | undefined, end: number, args: readonly ExpressionAst[]): StatementAst {
  const keyword: Extent = baseToken ?? noExtent;
  const call = new BaseCtorInvokeMemberExpressionAst(
    keyword.start,
    baseToken === undefined ? 0 : end,
    new VariableExpressionAst(keyword.start, keyword.end, new VariablePath('this'), false),
    new StringConstantExpressionAst(keyword.start, keyword.end, '.ctor', 'BareWord'),
    args.length === 0 ? undefined : args,
    false,
  );
  return new CommandExpressionAst(call.start, call.end, call, []);
}
