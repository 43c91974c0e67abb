import {
  type Ast,
  type AttributeBaseAst,
  BlockStatementAst,
  BreakStatementAst,
  CatchClauseAst,
  CommandExpressionAst,
  ContinueStatementAst,
  DataStatementAst,
  DoUntilStatementAst,
  DoWhileStatementAst,
  ErrorStatementAst,
  ExitStatementAst,
  type ExpressionAst,
  ForEachFlags,
  ForEachStatementAst,
  ForStatementAst,
  IfStatementAst,
  PipelineAst,
  type PipelineBaseAst,
  ReturnStatementAst,
  type StatementAst,
  StatementBlockAst,
  StringConstantExpressionAst,
  SwitchFlags,
  SwitchStatementAst,
  ThrowStatementAst,
  TrapStatementAst,
  TryStatementAst,
  type TypeConstraintAst,
  VariableExpressionAst,
  WhileStatementAst,
} from '../ast';
import { CommandRules } from './command-rules';
import { ArgumentContext, errorStatement, variablePathOf } from './expression-rules';
import type { Extent } from './parser-base';
import type { Token } from './token';
import { TokenFlags, TokenKind, tokenKindText } from './token-kind';

const noTypes: readonly TypeConstraintAst[] = [];
const noExpressions: readonly ExpressionAst[] = [];

/** Rules for statements other than definitions. */
export abstract class StatementRules extends CommandRules {
  protected abstract functionDeclarationRule(functionToken: Token): StatementAst;
  protected abstract configurationStatementRule(token: Token): StatementAst | undefined;
  protected abstract classDefinitionRule(attributes: AttributeBaseAst[] | undefined, token: Token): StatementAst;
  protected abstract enumDefinitionRule(attributes: AttributeBaseAst[] | undefined, token: Token): StatementAst;
  protected abstract usingStatementRule(token: Token): StatementAst;

  protected statementBlockRule(): StatementBlockAst | undefined {
    this.skipNewlines();
    const leftCurly = this.nextToken();
    if (leftCurly.kind !== TokenKind.LCurly) {
      this.ungetToken(leftCurly);
      return undefined;
    }
    const traps: TrapStatementAst[] = [];
    const statements: StatementAst[] = [];
    const body = this.statementListRule(statements, traps);
    const rightCurly = this.nextToken();
    let end = rightCurly.end;
    if (rightCurly.kind !== TokenKind.RCurly) {
      this.ungetToken(rightCurly);
      end = (body ?? leftCurly).end;
      this.reportIncompleteDetected(leftCurly.start, leftCurly.end, rightCurly.end, 'MissingEndCurlyBrace');
    }
    return new StatementBlockAst(leftCurly.start, end, statements, traps);
  }

  protected statementListRule(statements: StatementAst[], traps: TrapStatementAst[]): Extent | undefined {
    let first: StatementAst | undefined;
    let last: StatementAst | undefined;
    this.skipNewlinesAndSemicolons();
    for (;;) {
      const statement = this.statementRule();
      if (statement === undefined) break;
      if (this.tokenizer.isBehindSignature(statement.start)) {
        this.reportErrorAt(statement, 'TokenAfterEndOfValidScriptText');
      }
      if (statement.type === 'TrapStatementAst') traps.push(statement);
      else statements.push(statement);
      first ??= statement;
      last = statement;
      this.skipNewlinesAndSemicolons();
      const token = this.peekToken();
      if (token.kind === TokenKind.RParen || token.kind === TokenKind.RCurly) break;
    }
    return first === undefined || last === undefined ? undefined : { start: first.start, end: last.end };
  }

  protected statementRule(): StatementAst | undefined {
    this.enter();
    const statement = this.anyStatementRule();
    this.leave();
    return statement;
  }

  private anyStatementRule(): StatementAst | undefined {
    let restorePoint = 0;
    let token = this.nextToken();
    let attributes: AttributeBaseAst[] | undefined;
    if (token.kind === TokenKind.Generic && this.source.text.charCodeAt(token.start) === 0x5b) {
      restorePoint = token.start;
      this.resyncTo(token);
      attributes = this.attributeListRule(false);
      token = this.nextToken();
      if (attributes !== undefined) token = this.attributedStatement(attributes, token, restorePoint);
    }
    switch (token.kind) {
      case TokenKind.If:
        return this.ifStatementRule(token);
      case TokenKind.Switch:
        return this.switchStatementRule(undefined, token);
      case TokenKind.Foreach:
        return this.foreachStatementRule(undefined, token);
      case TokenKind.For:
        return this.forStatementRule(undefined, token);
      case TokenKind.While:
        return this.whileStatementRule(undefined, token);
      case TokenKind.Do:
        return this.doStatementRule(undefined, token);
      case TokenKind.Filter:
      case TokenKind.Function:
      case TokenKind.Workflow:
        return this.functionDeclarationRule(token);
      case TokenKind.Return: {
        const pipeline = this.pipelineRule();
        return new ReturnStatementAst(token.start, (pipeline ?? token).end, pipeline);
      }
      case TokenKind.Throw: {
        const pipeline = this.pipelineRule();
        return new ThrowStatementAst(token.start, (pipeline ?? token).end, pipeline);
      }
      case TokenKind.Exit: {
        const pipeline = this.pipelineRule();
        return new ExitStatementAst(token.start, (pipeline ?? token).end, pipeline);
      }
      case TokenKind.Break: {
        const label = this.labelOrKeyRule();
        return new BreakStatementAst(token.start, (label ?? token).end, label);
      }
      case TokenKind.Continue: {
        const label = this.labelOrKeyRule();
        return new ContinueStatementAst(token.start, (label ?? token).end, label);
      }
      case TokenKind.Trap:
        return this.trapStatementRule(token);
      case TokenKind.Try:
        return this.tryStatementRule(token);
      case TokenKind.Data:
        return this.dataStatementRule(token);
      case TokenKind.Parallel:
      case TokenKind.Sequence:
        return this.blockStatementRule(token);
      case TokenKind.Configuration:
        return this.configurationStatementRule(token);
      case TokenKind.From:
      case TokenKind.Define:
      case TokenKind.Var:
        this.reportErrorAt(token, 'ReservedKeywordNotAllowed', tokenKindText(token.kind));
        return errorStatement(token.start, token.end);
      case TokenKind.Label:
        this.skipNewlines();
        return this.labeledStatementRule(token);
      case TokenKind.EndOfInput:
        if (attributes !== undefined) {
          this.resync(restorePoint);
          return this.pipelineRule();
        }
        this.ungetToken(token);
        return undefined;
      case TokenKind.Else:
      case TokenKind.ElseIf:
      case TokenKind.Catch:
      case TokenKind.Until:
        if (this.errors.length > 0) {
          // Left over from a statement that went wrong: go on behind it.
          this.skipNewlines();
          return this.statementRule();
        }
        break;
      case TokenKind.Class:
        return this.classDefinitionRule(attributes, token);
      case TokenKind.Enum:
        return this.enumDefinitionRule(attributes, token);
      case TokenKind.Using: {
        const statement = this.usingStatementRule(token);
        this.reportErrorAt(statement, 'UsingMustBeAtStartOfScript');
        return statement;
      }
      default:
        break;
    }
    if (attributes !== undefined) this.resync(restorePoint);
    else this.ungetToken(token);
    return this.pipelineRule();
  }

  /** What stands behind attributes decides whether they belong to a statement or begin an expression. */
  private attributedStatement(attributes: AttributeBaseAst[], following: Token, restorePoint: number): Token {
    let reread = true;
    if ((following.flags & TokenFlags.StatementDoesntSupportAttributes) !== 0) {
      if (!attributes.some((a) => a.type === 'TypeConstraintAst')) {
        this.reportErrorAt(attributes[0], 'UnexpectedAttribute', attributes[0].typeName.fullName);
        reread = false;
      }
    } else if ((following.flags & TokenFlags.Keyword) !== 0) {
      const constraint = attributes.find((a) => a.type !== 'AttributeAst');
      if (constraint !== undefined) {
        this.reportErrorAt(constraint, 'TypeNotAllowedBeforeStatement', constraint.typeName.fullName);
      }
      reread = false;
    }
    if (!reread) return following;
    this.resync(restorePoint);
    return this.nextToken();
  }

  private labeledStatementRule(label: Token): StatementAst | undefined {
    const token = this.nextToken();
    switch (token.kind) {
      case TokenKind.Switch:
        return this.switchStatementRule(label, token);
      case TokenKind.Foreach:
        return this.foreachStatementRule(label, token);
      case TokenKind.For:
        return this.forStatementRule(label, token);
      case TokenKind.While:
        return this.whileStatementRule(label, token);
      case TokenKind.Do:
        return this.doStatementRule(label, token);
      default:
        // Not a label: a command that begins with a colon.
        this.resyncTo(label);
        return this.pipelineRule();
    }
  }

  private blockStatementRule(token: Token): StatementAst {
    const block = this.statementBlockRule();
    if (block === undefined) {
      this.reportIncompleteAfter(token, 'MissingStatementAfterKeyword', this.text(token));
      return errorStatement(token.start, token.end);
    }
    return new BlockStatementAst(token.start, block.end, token, block);
  }

  private ifStatementRule(ifToken: Token): StatementAst {
    const clauses: (readonly [PipelineBaseAst, StatementBlockAst])[] = [];
    const parts: Ast[] = [];
    let keyword = ifToken;
    let restorePoint: number;
    for (;;) {
      this.skipNewlines();
      const leftParen = this.nextToken();
      if (leftParen.kind !== TokenKind.LParen) {
        this.ungetToken(leftParen);
        this.reportIncompleteAfter(keyword, 'MissingOpenParenthesisInIfStatement', this.text(keyword));
        return errorStatement(ifToken.start, keyword.end, parts);
      }
      this.skipNewlines();
      let condition = this.pipelineRule();
      if (condition === undefined) {
        this.reportIncompleteAfter(leftParen, 'IfStatementMissingCondition', this.text(keyword));
        condition = errorStatement(leftParen.end, leftParen.end);
      } else {
        parts.push(condition);
      }
      this.skipNewlines();
      const rightParen = this.nextToken();
      if (rightParen.kind !== TokenKind.RParen) {
        this.ungetToken(rightParen);
        if (condition.type !== 'ErrorStatementAst') {
          this.reportIncompleteAt(rightParen, 'MissingEndParenthesisAfterStatement', this.text(keyword));
        }
        return errorStatement(ifToken.start, Math.max(0, rightParen.start - 1), parts);
      }
      this.skipNewlines();
      const body = this.statementBlockRule();
      if (body === undefined) {
        this.reportIncompleteAt(rightParen, 'MissingStatementBlock', this.text(keyword));
        return errorStatement(ifToken.start, rightParen.end, parts);
      }
      parts.push(body);
      clauses.push([condition, body]);
      // A newline behind the block ends the statement unless `else` follows.
      restorePoint = this.ungot === undefined ? this.tokenizer.restorePoint() : this.ungot.start;
      this.skipNewlines();
      keyword = this.peekToken();
      if (keyword.kind !== TokenKind.ElseIf) break;
      this.skipToken();
    }
    let elseClause: StatementBlockAst | undefined;
    if (keyword.kind === TokenKind.Else) {
      this.skipToken();
      this.skipNewlines();
      elseClause = this.statementBlockRule();
      if (elseClause === undefined) {
        this.reportIncompleteAfter(keyword, 'MissingStatementBlockAfterElse');
        return errorStatement(ifToken.start, keyword.end, parts);
      }
    } else {
      this.resync(restorePoint);
    }
    const end = (elseClause ?? clauses[clauses.length - 1][1]).end;
    return new IfStatementAst(ifToken.start, end, clauses, elseClause);
  }

  // Switch

  private isParameter(token: Token, name: string): boolean {
    return name.toLowerCase().startsWith(token.value.toLowerCase());
  }

  private switchStatementRule(label: Token | undefined, switchToken: Token): StatementAst {
    const start = (label ?? switchToken).start;
    let last: Extent = label ?? switchToken;
    let failed = false;
    let incomplete = false;
    let inParens = false;
    let condition: PipelineBaseAst | undefined;
    const seen = new Map<string, readonly [Token, Ast | undefined]>();
    let flags = 0;
    this.skipNewlines();
    let token = this.peekToken();
    const note = (name: string, ast?: Ast): void => {
      if (!seen.has(name)) seen.set(name, [token, ast]);
    };
    while (token.kind === TokenKind.Parameter) {
      this.skipToken();
      last = token;
      if (this.isParameter(token, 'regex')) {
        flags = (flags | SwitchFlags.Regex) & ~SwitchFlags.Wildcard;
        note('regex');
      } else if (this.isParameter(token, 'wildcard')) {
        flags = (flags | SwitchFlags.Wildcard) & ~SwitchFlags.Regex;
        note('wildcard');
      } else if (this.isParameter(token, 'exact')) {
        flags &= ~(SwitchFlags.Regex | SwitchFlags.Wildcard);
        note('exact');
      } else if (this.isParameter(token, 'casesensitive')) {
        flags |= SwitchFlags.CaseSensitive;
        note('casesensitive');
      } else if (this.isParameter(token, 'parallel')) {
        flags |= SwitchFlags.Parallel;
        note('parallel');
      } else if (this.isParameter(token, 'file')) {
        flags |= SwitchFlags.File;
        this.skipNewlines();
        const file = this.singleCommandArgument(ArgumentContext.FileName);
        if (file === undefined) {
          failed = true;
          incomplete = this.reportIncompleteAfter(token, 'MissingFilenameOption');
          note('file');
        } else {
          last = file;
          condition = new PipelineAst(file.start, file.end, [new CommandExpressionAst(file.start, file.end, file, [])]);
          note('file', condition);
        }
      } else {
        failed = true;
        this.reportErrorAt(token, 'InvalidSwitchFlag', token.value);
      }
      token = this.peekToken();
    }
    if (token.kind === TokenKind.Minus) note('--%');
    const leftParen = this.peekToken();
    if (leftParen.kind === TokenKind.LParen) {
      last = leftParen;
      this.skipToken();
      if ((flags & SwitchFlags.File) !== 0) {
        failed = true;
        this.reportErrorAt(leftParen, 'PipelineValueRequired');
      }
      inParens = true;
      this.skipNewlines();
      condition = this.pipelineRule();
      if (condition === undefined) {
        failed = true;
        incomplete = this.reportIncompleteAfter(leftParen, 'PipelineValueRequired');
      } else {
        last = condition;
      }
      this.skipNewlines();
      const rightParen = this.nextToken();
      if (rightParen.kind === TokenKind.RParen) {
        last = rightParen;
      } else {
        this.ungetToken(rightParen);
        if (!incomplete) {
          failed = true;
          incomplete = this.reportIncompleteAfter(last, 'MissingEndParenthesisInSwitchStatement');
        }
      }
    } else if (condition === undefined && (flags & SwitchFlags.File) === 0) {
      failed = true;
      incomplete = this.reportIncompleteAfter(last, 'PipelineValueRequired');
    }
    this.skipNewlines();
    const leftCurly = this.nextToken();
    let defaultClause: StatementBlockAst | undefined;
    const clauses: (readonly [ExpressionAst, StatementBlockAst])[] = [];
    const bodies: Ast[] = [];
    let end = last.end;
    if (leftCurly.kind !== TokenKind.LCurly) {
      this.ungetToken(leftCurly);
      if (!incomplete) {
        failed = true;
        this.reportIncompleteAfter(last, 'MissingCurlyBraceInSwitchStatement');
      }
    } else {
      last = leftCurly;
      this.skipNewlines();
      for (;;) {
        let clauseToken = this.peekToken();
        const isDefault = clauseToken.kind === TokenKind.Default;
        let test: ExpressionAst | undefined;
        if (isDefault) {
          this.skipToken();
          test = new StringConstantExpressionAst(
            clauseToken.start,
            clauseToken.end,
            this.text(clauseToken),
            'BareWord',
          );
        } else {
          test = this.singleCommandArgument(ArgumentContext.SwitchCondition);
          if (test === undefined) {
            failed = true;
            this.reportIncompleteAfter(last, 'MissingSwitchConditionExpression');
            if (this.peekToken().kind === TokenKind.RCurly) this.skipToken();
            break;
          }
        }
        bodies.push(test);
        last = test;
        const body = this.statementBlockRule();
        if (body === undefined) {
          failed = true;
          incomplete = this.reportIncompleteAfter(last, 'MissingSwitchStatementClause');
        } else {
          bodies.push(body);
          last = body;
          if (isDefault) {
            if (defaultClause !== undefined) {
              failed = true;
              this.reportErrorAt(test, 'MultipleSwitchDefaultClauses');
            }
            defaultClause = body;
          } else {
            clauses.push([test, body]);
          }
        }
        this.skipNewlinesAndSemicolons();
        clauseToken = this.peekToken();
        if (clauseToken.kind === TokenKind.RCurly) {
          end = clauseToken.end;
          this.skipToken();
          break;
        }
        if (clauseToken.kind === TokenKind.EndOfInput) {
          if (!incomplete) {
            failed = true;
            this.reportIncompleteDetected(leftCurly.start, leftCurly.end, clauseToken.end, 'MissingEndCurlyBrace');
          }
          break;
        }
      }
    }
    if (failed || condition === undefined) {
      return new ErrorStatementAst(
        start,
        last.end,
        switchToken,
        seen.size === 0 ? undefined : seen,
        inParens && condition !== undefined ? [condition] : [],
        bodies,
        [],
      );
    }
    return new SwitchStatementAst(start, end, label?.value, condition, flags, clauses, defaultClause);
  }

  // Loops

  private foreachStatementRule(label: Token | undefined, foreachToken: Token): StatementAst {
    const start = (label ?? foreachToken).start;
    let errorEnd: Extent | undefined;
    let flags = 0;
    let throttleLimit: ExpressionAst | undefined;
    this.skipNewlines();
    let token = this.peekToken();
    while (token.kind === TokenKind.Parameter) {
      this.skipToken();
      if (this.isParameter(token, 'parallel')) {
        flags |= ForEachFlags.Parallel;
      } else if (this.isParameter(token, 'throttlelimit')) {
        this.skipNewlines();
        throttleLimit = this.singleCommandArgument(ArgumentContext.CommandArgument);
        if (throttleLimit === undefined) this.reportIncompleteAfter(token, 'MissingThrottleLimit');
      } else {
        errorEnd = token;
        this.reportErrorAt(token, 'InvalidForeachFlag', token.value);
      }
      this.skipNewlines();
      token = this.peekToken();
    }
    const leftParen = this.nextToken();
    if (leftParen.kind !== TokenKind.LParen) {
      this.ungetToken(leftParen);
      this.reportIncompleteAfter(foreachToken, 'MissingOpenParenthesisAfterKeyword', tokenKindText(foreachToken.kind));
      return errorStatement(start, foreachToken.end);
    }
    this.skipNewlines();
    const variableToken = this.nextToken();
    if (variableToken.kind !== TokenKind.Variable && variableToken.kind !== TokenKind.SplattedVariable) {
      this.ungetToken(variableToken);
      this.reportIncompleteAfter(leftParen, 'MissingVariableNameAfterForeach');
      return errorStatement(start, leftParen.end);
    }
    const variable = new VariableExpressionAst(
      variableToken.start,
      variableToken.end,
      variablePathOf(variableToken),
      variableToken.kind === TokenKind.SplattedVariable,
    );
    this.skipNewlines();
    let condition: PipelineBaseAst | undefined;
    let body: StatementBlockAst | undefined;
    const inToken = this.nextToken();
    if (inToken.kind !== TokenKind.In) {
      this.ungetToken(inToken);
      errorEnd = variable;
      this.reportIncompleteAfter(variable, 'MissingInInForeach');
    } else {
      this.skipNewlines();
      condition = this.pipelineRule();
      if (condition === undefined) {
        errorEnd = inToken;
        this.reportIncompleteAfter(inToken, 'MissingForeachExpression');
      } else {
        this.skipNewlines();
        const rightParen = this.nextToken();
        if (rightParen.kind !== TokenKind.RParen) {
          this.ungetToken(rightParen);
          errorEnd = condition;
          this.reportIncompleteAfter(condition, 'MissingEndParenthesisAfterForeach');
        } else {
          body = this.statementBlockRule();
          if (body === undefined) {
            errorEnd = rightParen;
            this.reportIncompleteAfter(rightParen, 'MissingForeachStatement');
          }
        }
      }
    }
    if (errorEnd !== undefined || condition === undefined || body === undefined) {
      return errorStatement(start, (errorEnd ?? foreachToken).end, present(variable, condition, body));
    }
    return new ForEachStatementAst(start, body.end, label?.value, flags, throttleLimit, variable, condition, body);
  }

  private forStatementRule(label: Token | undefined, forToken: Token): StatementAst {
    const start = (label ?? forToken).start;
    this.skipNewlines();
    const leftParen = this.nextToken();
    if (leftParen.kind !== TokenKind.LParen) {
      this.ungetToken(leftParen);
      this.reportIncompleteAfter(forToken, 'MissingOpenParenthesisAfterKeyword', tokenKindText(forToken.kind));
      return errorStatement(start, forToken.end);
    }
    let last: Extent = leftParen;
    const part = (hasSemicolon: boolean): PipelineBaseAst | undefined => {
      this.skipNewlines();
      const pipeline = this.pipelineRule();
      if (pipeline !== undefined) last = pipeline;
      if (hasSemicolon && this.peekToken().kind === TokenKind.Semi) last = this.nextToken();
      return pipeline;
    };
    const initializer = part(true);
    const condition = part(true);
    const iterator = part(false);
    this.skipNewlines();
    const rightParen = this.nextToken();
    let body: StatementBlockAst | undefined;
    if (rightParen.kind !== TokenKind.RParen) {
      this.ungetToken(rightParen);
      this.reportIncompleteAfter(last, 'MissingEndParenthesisAfterStatement', tokenKindText(forToken.kind));
    } else {
      body = this.statementBlockRule();
      if (body === undefined) {
        last = rightParen;
        this.reportIncompleteAfter(rightParen, 'MissingLoopStatement', tokenKindText(forToken.kind));
      }
    }
    if (body === undefined) return errorStatement(start, last.end, present(initializer, condition, iterator));
    return new ForStatementAst(start, body.end, label?.value, initializer, condition, iterator, body);
  }

  private whileStatementRule(label: Token | undefined, whileToken: Token): StatementAst {
    const start = (label ?? whileToken).start;
    this.skipNewlines();
    const leftParen = this.nextToken();
    if (leftParen.kind !== TokenKind.LParen) {
      this.ungetToken(leftParen);
      this.reportIncompleteAfter(whileToken, 'MissingOpenParenthesisAfterKeyword', this.text(whileToken));
      return errorStatement(start, whileToken.end);
    }
    this.skipNewlines();
    const keyword = tokenKindText(whileToken.kind);
    let condition = this.pipelineRule();
    const parts: Ast[] = [];
    if (condition === undefined) {
      this.reportIncompleteAfter(leftParen, 'MissingExpressionAfterKeyword', keyword);
      condition = errorStatement(leftParen.end, leftParen.end);
    } else {
      parts.push(condition);
    }
    this.skipNewlines();
    const rightParen = this.nextToken();
    if (rightParen.kind !== TokenKind.RParen) {
      this.ungetToken(rightParen);
      if (condition.type !== 'ErrorStatementAst') {
        this.reportIncompleteAfter(condition, 'MissingEndParenthesisAfterStatement', keyword);
      }
      return errorStatement(start, condition.end, parts);
    }
    this.skipNewlines();
    const body = this.statementBlockRule();
    if (body === undefined) {
      this.reportIncompleteAfter(rightParen, 'MissingLoopStatement', keyword);
      return errorStatement(start, rightParen.end, parts);
    }
    return new WhileStatementAst(start, body.end, label?.value, condition, body);
  }

  private doStatementRule(label: Token | undefined, doToken: Token): StatementAst {
    const start = (label ?? doToken).start;
    let errorEnd: Extent | undefined;
    let condition: PipelineBaseAst | undefined;
    let end = 0;
    let isUntil = false;
    const body = this.statementBlockRule();
    if (body === undefined) {
      errorEnd = doToken;
      this.reportIncompleteAfter(doToken, 'MissingLoopStatement', tokenKindText(TokenKind.Do));
    } else {
      this.skipNewlines();
      const keyword = this.nextToken();
      if (keyword.kind !== TokenKind.While && keyword.kind !== TokenKind.Until) {
        this.ungetToken(keyword);
        errorEnd = body;
        this.reportIncompleteAfter(body, 'MissingWhileOrUntilInDoWhile');
      } else {
        isUntil = keyword.kind === TokenKind.Until;
        const keywordText = tokenKindText(keyword.kind);
        this.skipNewlines();
        const leftParen = this.nextToken();
        if (leftParen.kind !== TokenKind.LParen) {
          this.ungetToken(leftParen);
          errorEnd = keyword;
          this.reportIncompleteAfter(keyword, 'MissingOpenParenthesisAfterKeyword', keywordText);
        } else {
          this.skipNewlines();
          condition = this.pipelineRule();
          if (condition === undefined) {
            errorEnd = leftParen;
            this.reportIncompleteAfter(leftParen, 'MissingExpressionAfterKeyword', keywordText);
          }
          this.skipNewlines();
          const rightParen = this.nextToken();
          end = rightParen.end;
          if (rightParen.kind !== TokenKind.RParen) {
            this.ungetToken(rightParen);
            if (condition !== undefined) {
              errorEnd = condition;
              this.reportIncompleteAfter(condition, 'MissingEndParenthesisAfterStatement', keywordText);
            }
          }
        }
      }
    }
    if (errorEnd !== undefined || body === undefined || condition === undefined) {
      return errorStatement(start, (errorEnd ?? doToken).end, present(body, condition));
    }
    return isUntil
      ? new DoUntilStatementAst(start, end, label?.value, condition, body)
      : new DoWhileStatementAst(start, end, label?.value, condition, body);
  }

  // Errors

  private trapStatementRule(trapToken: Token): StatementAst {
    const restorePoint = this.tokenizer.restorePoint();
    this.skipNewlines();
    const attribute = this.attributeRule();
    let type: TypeConstraintAst | undefined;
    if (attribute !== undefined) {
      if (attribute.type === 'TypeConstraintAst') type = attribute;
      else this.resync(restorePoint);
    }
    const body = this.statementBlockRule();
    if (body === undefined) {
      const last = type ?? trapToken;
      this.reportIncompleteAfter(last, 'MissingTrapStatement');
      return errorStatement(trapToken.start, last.end, present(type));
    }
    return new TrapStatementAst(trapToken.start, body.end, type, body);
  }

  private tryStatementRule(tryToken: Token): StatementAst {
    this.skipNewlines();
    const body = this.statementBlockRule();
    if (body === undefined) {
      this.reportIncompleteAfter(tryToken, 'MissingTryStatementBlock');
      return errorStatement(tryToken.start, tryToken.end);
    }
    const failure: CatchFailure = { end: undefined, types: [] };
    const catches: CatchClauseAst[] = [];
    for (;;) {
      const clause = this.catchClauseRule(failure);
      if (clause === undefined) break;
      catches.push(clause);
    }
    this.skipNewlines();
    const token = this.peekToken();
    let finallyBlock: StatementBlockAst | undefined;
    if (token.kind === TokenKind.Finally) {
      this.skipToken();
      finallyBlock = this.statementBlockRule();
      if (finallyBlock === undefined) {
        failure.end = token;
        this.reportIncompleteAfter(token, 'MissingFinallyStatementBlock', tokenKindText(token.kind));
      }
    }
    if (catches.length === 0 && finallyBlock === undefined && failure.end === undefined) {
      failure.end = body;
      this.reportIncompleteAfter(body, 'MissingCatchOrFinally');
    }
    if (failure.end !== undefined) {
      return errorStatement(tryToken.start, failure.end.end, [body, ...catches, ...failure.types]);
    }
    const end = (finallyBlock ?? catches[catches.length - 1]).end;
    return new TryStatementAst(tryToken.start, end, body, catches, finallyBlock);
  }

  private catchClauseRule(failure: CatchFailure): CatchClauseAst | undefined {
    this.skipNewlines();
    const catchToken = this.nextToken();
    if (catchToken.kind !== TokenKind.Catch) {
      this.ungetToken(catchToken);
      return undefined;
    }
    const types: TypeConstraintAst[] = [];
    let comma: Token | undefined;
    for (;;) {
      const restorePoint = this.tokenizer.restorePoint();
      this.skipNewlines();
      const attribute = this.attributeRule();
      if (attribute === undefined) {
        if (comma !== undefined) {
          failure.end = comma;
          this.reportIncompleteAfter(comma, 'MissingTypeLiteralToken');
        }
        break;
      }
      if (attribute.type !== 'TypeConstraintAst') {
        this.resync(restorePoint);
        break;
      }
      types.push(attribute);
      this.skipNewlines();
      comma = this.peekToken();
      if (comma.kind !== TokenKind.Comma) break;
      this.skipToken();
    }
    const body = this.statementBlockRule();
    if (body === undefined) {
      if (comma === undefined || failure.end !== comma) {
        failure.end = types.length > 0 ? types[types.length - 1] : catchToken;
        this.reportIncompleteAfter(failure.end, 'MissingCatchHandlerBlock');
      }
      failure.types.push(...types);
      return undefined;
    }
    return new CatchClauseAst(catchToken.start, body.end, types.length === 0 ? noTypes : types, body);
  }

  // Data

  private dataStatementRule(dataToken: Token): StatementAst {
    let errorEnd: Extent | undefined;
    this.skipNewlines();
    const name = this.simpleNameRule();
    this.skipNewlines();
    const parameter = this.peekToken();
    let commands: ExpressionAst[] | undefined;
    if (parameter.kind === TokenKind.Parameter) {
      this.skipToken();
      if (!this.isParameter(parameter, 'SupportedCommand')) {
        errorEnd = parameter;
        this.reportErrorAt(parameter, 'InvalidParameterForDataSectionStatement', parameter.value);
      }
      commands = [];
      let comma: Token | undefined;
      for (;;) {
        this.skipNewlines();
        const command = this.singleCommandArgument(ArgumentContext.CommandName);
        if (command === undefined) {
          if (errorEnd === undefined) {
            this.reportIncompleteAfter(comma ?? parameter, 'MissingValueForSupportedCommandInDataSectionStatement');
          }
          errorEnd = comma ?? parameter;
          break;
        }
        commands.push(command);
        comma = this.peekToken();
        if (comma.kind !== TokenKind.Comma) break;
        this.skipToken();
      }
    }
    let body: StatementBlockAst | undefined;
    if (errorEnd === undefined) {
      body = this.statementBlockRule();
      if (body === undefined) {
        errorEnd = commands !== undefined ? commands[commands.length - 1] : (name ?? dataToken);
        this.reportIncompleteAfter(errorEnd, 'MissingStatementBlockForDataSection');
      }
    }
    if (errorEnd !== undefined || body === undefined) {
      return errorStatement(dataToken.start, (errorEnd ?? dataToken).end, commands ?? []);
    }
    return new DataStatementAst(dataToken.start, body.end, name?.value, commands ?? noExpressions, body);
  }
}

/** What went wrong in a catch clause: where, and the types that were read. */
interface CatchFailure {
  end: Extent | undefined;
  readonly types: TypeConstraintAst[];
}

function present(...nodes: readonly (Ast | undefined)[]): Ast[] {
  return nodes.filter((node) => node !== undefined);
}
