import {
  ArrayExpressionAst,
  ArrayLiteralAst,
  type Ast,
  AttributeAst,
  type AttributeBaseAst,
  AttributedExpressionAst,
  BinaryExpressionAst,
  type CommandElementAst,
  CommandParameterAst,
  ConstantExpressionAst,
  ConvertExpressionAst,
  ErrorExpressionAst,
  ErrorStatementAst,
  ExpandableStringExpressionAst,
  type ExpressionAst,
  HashtableAst,
  IndexExpressionAst,
  InvokeMemberExpressionAst,
  MemberExpressionAst,
  NamedAttributeArgumentAst,
  ParenExpressionAst,
  type PipelineBaseAst,
  type ScriptBlockAst,
  ScriptBlockExpressionAst,
  type StatementAst,
  StatementBlockAst,
  StringConstantExpressionAst,
  type StringConstantType,
  SubExpressionAst,
  type TrapStatementAst,
  TypeConstraintAst,
  TypeExpressionAst,
  UnaryExpressionAst,
  UsingExpressionAst,
  VariableExpressionAst,
} from '../ast';
import type { Extent } from './parser-base';
import type { Token } from './token';
import { TokenFlags, TokenKind, tokenKindText } from './token-kind';
import { TokenizerMode } from './tokenizer';
import { TypeNameRules } from './type-name-rules';
import { VariablePath } from './variable-path';

/** What an argument of a command stands for; `CommandName` is a bit of `CommandNameAfterInvocationOperator`. */
export const ArgumentContext = {
  CommandName: 1,
  CommandNameAfterInvocationOperator: 3,
  FileName: 4,
  CommandArgument: 8,
  SwitchCondition: 16,
} as const;
export type ArgumentContext = (typeof ArgumentContext)[keyof typeof ArgumentContext];

const noArguments: readonly ExpressionAst[] = [];

/** Rules for attributes and expressions. */
export abstract class ExpressionRules extends TypeNameRules {
  protected abstract statementRule(): StatementAst | undefined;
  protected abstract statementListRule(statements: StatementAst[], traps: TrapStatementAst[]): Extent | undefined;
  protected abstract pipelineRule(): PipelineBaseAst | undefined;
  protected abstract scriptBlockRule(leftCurly: Token | undefined, isFilter: boolean): ScriptBlockAst;
  protected abstract singleCommandArgument(context: ArgumentContext): ExpressionAst | undefined;

  // Attributes

  protected attributeListRule(inExpressionMode: boolean): AttributeBaseAst[] | undefined {
    let attribute = this.attributeRule();
    if (attribute === undefined) return undefined;
    const attributes: AttributeBaseAst[] = [];
    do {
      attributes.push(attribute);
      if (!inExpressionMode || attribute.type === 'AttributeAst') this.skipNewlines();
      attribute = this.attributeRule();
    } while (attribute !== undefined);
    return attributes;
  }

  /** `[type]` or `[attribute(arguments)]` */
  protected attributeRule(): AttributeBaseAst | undefined {
    const leftBracket = this.nextLeftBracket();
    if (leftBracket === undefined) return undefined;
    this.skipNewlines();
    const typeName = this.typeNameRule(true);
    const nameToken = this.firstTypeNameToken;
    if (typeName === undefined || nameToken === undefined) {
      this.resyncTo(leftBracket);
      this.reportIncompleteAfter(leftBracket, 'MissingTypename');
      return undefined;
    }
    const token = this.nextToken();
    if (token.kind === TokenKind.LParen) {
      this.skipNewlines();
      const positional: ExpressionAst[] = [];
      const named: NamedAttributeArgumentAst[] = [];
      const mode = this.setMode(TokenizerMode.Expression);
      const lastItem = this.attributeArgumentsRule(positional, named, token);
      this.setMode(mode);
      this.skipNewlines();
      let end: Extent = lastItem;
      const rightParen = this.nextToken();
      const closed = rightParen.kind === TokenKind.RParen;
      if (closed) {
        end = rightParen;
      } else {
        this.ungetToken(rightParen);
        this.reportIncompleteAfter(lastItem, 'MissingEndParenthesisInExpression');
      }
      this.skipNewlines();
      const rightBracket = this.nextToken();
      if (rightBracket.kind === TokenKind.RBracket) {
        end = rightBracket;
      } else {
        this.ungetToken(rightBracket);
        if (closed) this.reportIncompleteAfter(rightParen, 'EndSquareBracketExpectedAtEndOfAttribute');
      }
      nameToken.flags |= TokenFlags.AttributeName;
      return new AttributeAst(leftBracket.start, end.end, typeName, positional, named);
    }
    let end = typeName.end;
    if (token.kind === TokenKind.RBracket) {
      end = token.end;
    } else {
      this.ungetToken(token);
      const at = Math.max(0, token.start - 1);
      this.reportError(at, at, 'EndSquareBracketExpectedAtEndOfAttribute');
    }
    return new TypeConstraintAst(leftBracket.start, end, typeName);
  }

  private attributeArgumentsRule(
    positional: ExpressionAst[],
    named: NamedAttributeArgumentAst[],
    leftParen: Token,
  ): Extent {
    const disableComma = this.disableCommaOperator;
    this.disableCommaOperator = true;
    let lastItem: Extent = leftParen;
    let comma: Token | undefined;
    const names = new Set<string>();
    for (;;) {
      this.skipNewlines();
      const name = this.simpleNameRule();
      let expression: ExpressionAst | undefined;
      let omitted = false;
      if (name !== undefined) {
        const token = this.peekToken();
        if (token.kind === TokenKind.Equals) {
          this.nextToken();
          this.skipNewlines();
          expression = this.expressionRule();
          if (expression === undefined) {
            this.reportIncompleteAfter(token, 'MissingExpressionInNamedArgument');
            expression = new ErrorExpressionAst(token.end, token.end, []);
            this.syncOnError(true, TokenKind.Comma, TokenKind.RParen, TokenKind.RBracket, TokenKind.NewLine);
          }
          lastItem = expression;
        } else {
          expression = new ConstantExpressionAst(name.start, name.end, true);
          omitted = true;
        }
        // The real parser compares these names with their letter case.
        if (names.has(name.value)) {
          this.reportErrorAt(name, 'DuplicateNamedArgument', name.value);
        } else {
          names.add(name.value);
          named.push(new NamedAttributeArgumentAst(name.start, expression.end, name.value, expression, omitted));
        }
      } else {
        expression = this.expressionRule();
        if (expression !== undefined) {
          positional.push(expression);
          lastItem = expression;
        } else if (comma !== undefined) {
          this.reportIncompleteAfter(comma, 'MissingExpressionAfterToken', tokenKindText(comma.kind));
          const missing = new ErrorExpressionAst(comma.end, comma.end, []);
          positional.push(missing);
          lastItem = missing;
        }
      }
      this.skipNewlines();
      comma = this.peekToken();
      if (comma.kind !== TokenKind.Comma) break;
      lastItem = comma;
      this.skipToken();
    }
    this.disableCommaOperator = disableComma;
    return lastItem;
  }

  // Names

  protected simpleNameToken: Token | undefined;

  protected simpleNameRule(): StringConstantExpressionAst | undefined {
    this.tokenizer.wantSimpleName = true;
    const token = this.peekToken();
    this.tokenizer.wantSimpleName = false;
    this.simpleNameToken = token;
    if (token.kind !== TokenKind.Identifier) return undefined;
    token.flags |= TokenFlags.MemberName;
    this.skipToken();
    return new StringConstantExpressionAst(token.start, token.end, this.text(token), 'BareWord');
  }

  protected labelOrKeyRule(): ExpressionAst | undefined {
    const name = this.simpleNameRule();
    if (name !== undefined) return name;
    const token = this.peekToken();
    if (token.kind === TokenKind.NewLine || token.kind === TokenKind.Semi) return undefined;
    const disableComma = this.disableCommaOperator;
    this.disableCommaOperator = true;
    const expression = this.unaryExpressionRule();
    this.disableCommaOperator = disableComma;
    return expression;
  }

  // Expressions

  protected expressionRule(): ExpressionAst | undefined {
    this.enter();
    const mode = this.setMode(TokenizerMode.Expression);
    const expression = this.binaryExpressionRule();
    this.setMode(mode);
    this.leave();
    return expression;
  }

  private binaryExpressionRule(): ExpressionAst | undefined {
    let right = this.arrayLiteralRule();
    if (right === undefined) return undefined;
    let token = this.peekToken();
    if (!this.isOperator(token, TokenFlags.BinaryOperator)) {
      return token.kind === TokenKind.Parameter ? this.parameterInExpression(token, right) : right;
    }
    this.skipToken();
    const operands: ExpressionAst[] = [right];
    const operators: Token[] = [token];
    let precedence = this.precedence(token);
    for (;;) {
      this.skipNewlines();
      right = this.arrayLiteralRule();
      if (right === undefined) {
        this.reportIncompleteAfter(token, 'ExpectedValueExpression', this.text(token));
        right = new ErrorExpressionAst(token.end, token.end, []);
      }
      operands.push(right);
      token = this.nextToken();
      if (!this.isOperator(token, TokenFlags.BinaryOperator)) break;
      const next = this.precedence(token);
      while (next <= precedence) {
        reduce(operands, operators);
        if (operators.length === 0) break;
        precedence = this.precedence(operators[operators.length - 1]);
      }
      operators.push(token);
      precedence = next;
    }
    this.ungetToken(token);
    while (operators.length > 0) reduce(operands, operators);
    return token.kind === TokenKind.Parameter ? this.parameterInExpression(token, operands[0]) : operands[0];
  }

  /** `$a -foo`: no operator. */
  private parameterInExpression(token: Token, expression: ExpressionAst): ExpressionAst {
    this.reportErrorAt(token, 'UnexpectedToken', this.text(token));
    this.skipToken();
    return new ErrorExpressionAst(expression.start, token.end, [
      expression,
      new CommandParameterAst(token.start, token.end, token.value, undefined, token.start, token.end),
    ]);
  }

  private arrayLiteralRule(): ExpressionAst | undefined {
    let expression = this.unaryExpressionRule();
    if (expression === undefined || this.disableCommaOperator) return expression;
    let token = this.peekToken();
    if (token.kind !== TokenKind.Comma) return expression;
    const elements: ExpressionAst[] = [expression];
    while (token.kind === TokenKind.Comma) {
      this.skipToken();
      this.skipNewlines();
      expression = this.unaryExpressionRule();
      if (expression === undefined) {
        this.reportIncompleteAfter(token, 'MissingExpressionAfterToken', this.text(token));
        elements.push(new ErrorExpressionAst(token.start, token.end, []));
        break;
      }
      elements.push(expression);
      token = this.peekToken();
    }
    return new ArrayLiteralAst(elements[0].start, elements[elements.length - 1].end, elements);
  }

  protected unaryExpressionRule(): ExpressionAst | undefined {
    this.enter();
    const allowSigned = this.tokenizer.allowSignedNumbers;
    this.tokenizer.allowSignedNumbers = true;
    if (this.ungot !== undefined && this.ungot.kind === TokenKind.Minus) this.resyncTo(this.ungot);
    const token = this.peekToken();
    this.tokenizer.allowSignedNumbers = allowSigned;
    let expression: ExpressionAst | undefined;
    if (this.isOperator(token, TokenFlags.UnaryOperator)) {
      if (this.disableCommaOperator && token.kind === TokenKind.Comma) {
        this.leave();
        return undefined;
      }
      this.skipToken();
      this.skipNewlines();
      const child = this.unaryExpressionRule();
      if (child === undefined) {
        this.reportIncompleteAfter(token, 'MissingExpressionAfterOperator', this.text(token));
        this.leave();
        return new ErrorExpressionAst(token.start, token.end, []);
      }
      expression =
        token.kind === TokenKind.Comma
          ? new ArrayLiteralAst(token.start, child.end, [child])
          : new UnaryExpressionAst(token.start, child.end, token.kind, child);
    } else if (token.kind === TokenKind.LBracket) {
      expression = this.attributedExpressionRule(token);
    } else {
      expression = this.primaryExpressionRule(true);
    }
    if (expression !== undefined && expression !== this.unexpectedAttribute) {
      const postfix = this.peekToken();
      const kind =
        postfix.kind === TokenKind.PlusPlus
          ? TokenKind.PostfixPlusPlus
          : postfix.kind === TokenKind.MinusMinus
            ? TokenKind.PostfixMinusMinus
            : undefined;
      if (kind !== undefined) {
        this.skipToken();
        expression = new UnaryExpressionAst(expression.start, postfix.end, kind, expression);
      }
    }
    this.leave();
    return expression;
  }

  /** The result of an attribute that stands in front of nothing. */
  private unexpectedAttribute: ExpressionAst | undefined;

  /** A cast, a type as a value, or an attribute in front of an expression. */
  private attributedExpressionRule(leftBracket: Token): ExpressionAst | undefined {
    const attributes = this.attributeListRule(true);
    if (attributes === undefined) return undefined;
    this.checkNesting(attributes.length);
    const last = attributes[attributes.length - 1];
    let expression: ExpressionAst | undefined;
    if (last.type === 'AttributeAst') {
      this.skipNewlines();
      const child = this.unaryExpressionRule();
      if (child === undefined) {
        this.reportIncompleteAt(last, 'UnexpectedAttribute', last.typeName.fullName);
        this.unexpectedAttribute = new ErrorExpressionAst(leftBracket.start, last.end, attributes);
        return this.unexpectedAttribute;
      }
      expression = new AttributedExpressionAst(last.start, child.end, last, child);
    } else {
      const member = this.nextMemberAccessToken(false);
      if (member !== undefined) {
        expression = this.postPrimaryOperators(member, new TypeExpressionAst(last.start, last.end, last.typeName));
      } else {
        const token = this.peekToken();
        if (token.kind !== TokenKind.NewLine && token.kind !== TokenKind.Comma) {
          const child = this.unaryExpressionRule();
          if (child !== undefined) expression = new ConvertExpressionAst(last.start, child.end, last, child);
        }
      }
      expression ??= new TypeExpressionAst(last.start, last.end, last.typeName);
    }
    for (let i = attributes.length - 2; i >= 0; i--) {
      const attribute = attributes[i];
      expression =
        attribute.type === 'TypeConstraintAst'
          ? new ConvertExpressionAst(attribute.start, expression.end, attribute, expression)
          : new AttributedExpressionAst(attribute.start, expression.end, attribute, expression);
    }
    return expression;
  }

  protected primaryExpressionRule(withMemberAccess: boolean): ExpressionAst | undefined {
    const token = this.nextToken();
    let expression: ExpressionAst;
    switch (token.kind) {
      case TokenKind.Variable:
      case TokenKind.SplattedVariable:
        expression = this.variableRule(token, withMemberAccess);
        break;
      case TokenKind.Number:
        expression = new ConstantExpressionAst(token.start, token.end, token.number ?? noNumber);
        break;
      case TokenKind.StringExpandable:
      case TokenKind.HereStringExpandable:
        expression = this.expandableStringRule(token);
        break;
      case TokenKind.StringLiteral:
      case TokenKind.HereStringLiteral:
        expression = new StringConstantExpressionAst(token.start, token.end, token.value, stringType(token));
        break;
      case TokenKind.LParen:
        expression = this.parenthesizedExpressionRule(token);
        break;
      case TokenKind.AtParen:
      case TokenKind.DollarParen:
        expression = this.subExpressionRule(token);
        break;
      case TokenKind.AtCurly:
        expression = this.hashExpressionRule(token);
        break;
      case TokenKind.LCurly:
        expression = this.scriptBlockExpressionRule(token);
        break;
      default:
        this.ungetToken(token);
        return undefined;
    }
    return withMemberAccess ? this.postPrimaryOperators(this.nextMemberAccessToken(true), expression) : expression;
  }

  private variableRule(token: Token, withMemberAccess: boolean): ExpressionAst {
    const path = variablePathOf(token);
    const splatted = token.kind === TokenKind.SplattedVariable;
    if (path.isDriveQualified && path.driveName?.toLowerCase() === 'using' && path.unqualifiedPath.length > 0) {
      let expression: ExpressionAst = new VariableExpressionAst(
        token.start,
        token.end,
        new VariablePath(path.unqualifiedPath),
        splatted,
      );
      if (withMemberAccess) expression = this.postPrimaryOperators(this.nextMemberAccessToken(true), expression);
      return new UsingExpressionAst(expression.start, expression.end, expression);
    }
    return new VariableExpressionAst(token.start, token.end, path, splatted);
  }

  /** Member access, calls and indexes behind an expression. */
  private postPrimaryOperators(token: Token | undefined, target: ExpressionAst): ExpressionAst {
    let operator = token;
    let expression = target;
    while (operator !== undefined) {
      this.skipNewlines();
      if (operator.kind === TokenKind.LBracket) expression = this.elementAccessRule(expression, operator);
      else expression = this.memberAccessRule(expression, operator);
      operator = this.nextMemberAccessToken(true);
    }
    return expression;
  }

  // Literals

  private hashExpressionRule(atCurly: Token): ExpressionAst {
    this.skipNewlines();
    const pairs: (readonly [ExpressionAst, StatementAst])[] = [];
    for (;;) {
      const pair = this.keyValuePairRule();
      if (pair === undefined) break;
      pairs.push(pair);
      const token = this.peekToken();
      if (token.kind !== TokenKind.NewLine && token.kind !== TokenKind.Semi) break;
      this.skipNewlinesAndSemicolons();
    }
    const rightCurly = this.nextToken();
    let end = rightCurly.end;
    if (rightCurly.kind !== TokenKind.RCurly) {
      this.ungetToken(rightCurly);
      this.reportIncompleteDetected(atCurly.end, atCurly.end, rightCurly.end, 'MissingEndCurlyBrace');
      end = Math.max(0, rightCurly.start - 1);
    }
    return new HashtableAst(atCurly.start, end, pairs, false);
  }

  private keyValuePairRule(): readonly [ExpressionAst, StatementAst] | undefined {
    const mode = this.setMode(TokenizerMode.Expression);
    const key = this.labelOrKeyRule();
    const equals = key === undefined ? undefined : this.nextToken();
    this.setMode(mode);
    if (key === undefined || equals === undefined) return undefined;
    if (equals.kind !== TokenKind.Equals) {
      this.ungetToken(equals);
      this.reportError(key.end, key.end, 'MissingEqualsInHashLiteral');
      this.syncOnError(false, TokenKind.RCurly, TokenKind.Semi, TokenKind.NewLine);
      return [key, errorStatement(key.end, key.end)];
    }
    this.setMode(TokenizerMode.Command);
    this.skipNewlines();
    let value = this.statementRule();
    if (value === undefined) {
      this.reportIncompleteAfter(equals, 'MissingStatementInHashLiteral');
      value = errorStatement(equals.end, equals.end);
    }
    this.setMode(mode);
    return [key, value];
  }

  protected scriptBlockExpressionRule(leftCurly: Token): ExpressionAst {
    const disableComma = this.disableCommaOperator;
    this.disableCommaOperator = false;
    const mode = this.setMode(TokenizerMode.Command);
    this.skipNewlines();
    const block = this.scriptBlockRule(leftCurly, false);
    this.disableCommaOperator = disableComma;
    this.setMode(mode);
    return new ScriptBlockExpressionAst(block.start, block.end, block);
  }

  private subExpressionRule(first: Token): ExpressionAst {
    const traps: TrapStatementAst[] = [];
    const statements: StatementAst[] = [];
    const disableComma = this.disableCommaOperator;
    this.disableCommaOperator = false;
    const mode = this.setMode(TokenizerMode.Command);
    this.skipNewlines();
    const body = this.statementListRule(statements, traps);
    this.skipNewlines();
    const rightParen = this.nextToken();
    let end = rightParen.end;
    if (rightParen.kind !== TokenKind.RParen) {
      this.ungetToken(rightParen);
      this.reportIncompleteAt(rightParen, 'MissingEndParenthesisInSubexpression');
      end = (body ?? first).end;
    }
    this.disableCommaOperator = disableComma;
    this.setMode(mode);
    const block = new StatementBlockAst(body?.start ?? 0, body?.end ?? 0, statements, traps);
    return first.kind === TokenKind.DollarParen
      ? new SubExpressionAst(first.start, end, block)
      : new ArrayExpressionAst(first.start, end, block);
  }

  private parenthesizedExpressionRule(leftParen: Token): ExpressionAst {
    const mode = this.setMode(TokenizerMode.Command);
    const disableComma = this.disableCommaOperator;
    this.disableCommaOperator = false;
    this.skipNewlines();
    let pipeline = this.pipelineRule();
    if (pipeline === undefined) {
      this.reportIncompleteAfter(leftParen, 'ExpectedExpression');
      pipeline = errorStatement(leftParen.end, leftParen.end);
    }
    this.skipNewlines();
    const rightParen = this.nextToken();
    let end = rightParen.end;
    if (rightParen.kind !== TokenKind.RParen) {
      this.ungetToken(rightParen);
      this.reportIncompleteAfter(pipeline, 'MissingEndParenthesisInExpression');
      end = pipeline.end;
    }
    this.disableCommaOperator = disableComma;
    this.setMode(mode);
    return new ParenExpressionAst(leftParen.start, end, pipeline);
  }

  /** Parses what is expanded in a string; the string's nested tokens become the tokens of these expressions. */
  protected nestedExpressionsRule(token: Token): ExpressionAst[] {
    const detail = token.detail;
    const expressions: ExpressionAst[] = [];
    if (detail?.kind !== 'string' || detail.nestedTokens === undefined) return expressions;
    const tokens: Token[] = [];
    for (const nested of detail.nestedTokens) {
      let expression: ExpressionAst | undefined;
      if (nested.detail?.kind === 'subExpression') {
        const state = this.tokenizer.startNestedScan(nested.value, nested.start, nested.detail.skipped);
        expression = this.primaryExpressionRule(true);
        for (const t of this.tokenizer.tokens) tokens.push(t);
        this.ungot = undefined;
        this.tokenizer.finishNestedScan(state);
      } else {
        expression = this.variableRule(nested, false);
        tokens.push(nested);
      }
      if (expression !== undefined) expressions.push(expression);
    }
    detail.nestedTokens = tokens;
    return expressions;
  }

  protected expandableStringRule(token: Token): ExpressionAst {
    const detail = token.detail;
    if (detail?.kind === 'string' && detail.nestedTokens !== undefined) {
      const nested = this.nestedExpressionsRule(token);
      return new ExpandableStringExpressionAst(
        token.start,
        token.end,
        token.value,
        detail.format,
        stringType(token),
        nested,
      );
    }
    return new StringConstantExpressionAst(token.start, token.end, token.value, stringType(token));
  }

  // Members

  private memberNameRule(): ExpressionAst | undefined {
    const name = this.simpleNameRule();
    if (name !== undefined) return name;
    const token = this.peekToken();
    if (this.isOperator(token, TokenFlags.UnaryOperator) || token.kind === TokenKind.LBracket) {
      return this.unaryExpressionRule();
    }
    return this.primaryExpressionRule(false);
  }

  private memberAccessRule(target: ExpressionAst, operator: Token): ExpressionAst {
    const isStatic = operator.kind === TokenKind.ColonColon;
    let member: CommandElementAst | undefined = this.memberNameRule();
    if (member === undefined) {
      this.reportIncompleteAfter(operator, 'MissingPropertyName');
      member =
        this.singleCommandArgument(ArgumentContext.CommandArgument) ??
        new ErrorExpressionAst(target.start, operator.end, []);
    } else {
      const bracket = this.nextInvokeMemberToken();
      if (bracket !== undefined) return this.memberInvokeRule(target, bracket, isStatic, member);
    }
    return new MemberExpressionAst(target.start, member.end, target, member, isStatic);
  }

  private memberInvokeRule(
    target: ExpressionAst,
    bracket: Token,
    isStatic: boolean,
    member: CommandElementAst,
  ): ExpressionAst {
    if (bracket.kind === TokenKind.LParen) {
      const args = this.invokeArgumentsRule(bracket);
      const end = this.invokeArgumentsEnd;
      return new InvokeMemberExpressionAst(target.start, end, target, member, args, isStatic);
    }
    this.skipNewlines();
    const block = this.scriptBlockExpressionRule(bracket);
    return new InvokeMemberExpressionAst(target.start, block.end, target, member, [block], isStatic);
  }

  /** Where the last argument list ended. */
  protected invokeArgumentsEnd = 0;

  /** Behind `(` of a call. */
  protected invokeArgumentsRule(leftParen: Token): readonly ExpressionAst[] {
    const args: ExpressionAst[] = [];
    let comma: Token | undefined;
    const disableComma = this.disableCommaOperator;
    this.disableCommaOperator = true;
    let reported = false;
    for (;;) {
      this.skipNewlines();
      const argument = this.expressionRule();
      if (argument === undefined) {
        if (comma !== undefined) {
          this.reportIncompleteAfter(comma, 'MissingExpressionAfterToken', tokenKindText(TokenKind.Comma));
          reported = true;
        }
        break;
      }
      args.push(argument);
      this.skipNewlines();
      comma = this.nextToken();
      if (comma.kind !== TokenKind.Comma) {
        this.ungetToken(comma);
        comma = undefined;
        break;
      }
    }
    this.skipNewlines();
    const rightParen = this.nextToken();
    let end: Extent = rightParen;
    if (rightParen.kind !== TokenKind.RParen) {
      this.ungetToken(rightParen);
      const last: Extent = args.length > 0 ? args[args.length - 1] : leftParen;
      if (!reported) this.reportIncompleteAfter(last, 'MissingEndParenthesisInMethodCall');
      end = comma ?? last;
    }
    this.disableCommaOperator = disableComma;
    this.invokeArgumentsEnd = end.end;
    return args.length === 0 ? noArguments : args;
  }

  private elementAccessRule(target: ExpressionAst, leftBracket: Token): ExpressionAst {
    this.skipNewlines();
    const disableComma = this.disableCommaOperator;
    this.disableCommaOperator = false;
    let index = this.expressionRule();
    this.disableCommaOperator = disableComma;
    let missing = false;
    if (index === undefined) {
      missing = true;
      this.reportIncompleteAfter(leftBracket, 'MissingArrayIndexExpression');
      index = new ErrorExpressionAst(leftBracket.start, leftBracket.end, []);
    }
    this.skipNewlines();
    const rightBracket = this.nextToken();
    let end = rightBracket.end;
    if (rightBracket.kind !== TokenKind.RBracket) {
      this.ungetToken(rightBracket);
      if (!missing && index.type !== 'ErrorExpressionAst') this.reportIncompleteAfter(index, 'MissingEndSquareBracket');
      end = index.end;
    }
    return new IndexExpressionAst(target.start, end, target, index);
  }
}

/** The value of a number that fits no type; its error has been reported. */
const noNumber = { kind: 'int', value: 0 } as const;

function reduce(operands: ExpressionAst[], operators: Token[]): void {
  const right = operands.pop();
  const left = operands.pop();
  const operator = operators.pop();
  if (right === undefined || left === undefined || operator === undefined) return;
  operands.push(
    new BinaryExpressionAst(left.start, right.end, left, operator.kind, right, operator.start, operator.end),
  );
}

/** The kind of string a token is. */
export function stringType(token: Token): StringConstantType {
  switch (token.kind) {
    case TokenKind.StringExpandable:
      return 'DoubleQuoted';
    case TokenKind.StringLiteral:
      return 'SingleQuoted';
    case TokenKind.HereStringExpandable:
      return 'DoubleQuotedHereString';
    case TokenKind.HereStringLiteral:
      return 'SingleQuotedHereString';
    default:
      return 'BareWord';
  }
}

/** A statement that could not be parsed. */
export function errorStatement(start: number, end: number, nested: readonly Ast[] = []): ErrorStatementAst {
  return new ErrorStatementAst(start, end, undefined, undefined, [], [], nested);
}

/** The path of a variable token. */
export function variablePathOf(token: Token): VariablePath {
  return token.detail?.kind === 'variable' ? token.detail.path : new VariablePath(token.value);
}
