import {
  ArrayLiteralAst,
  AssignmentStatementAst,
  CommandAst,
  type CommandBaseAst,
  type CommandElementAst,
  CommandExpressionAst,
  CommandParameterAst,
  ErrorExpressionAst,
  ExpandableStringExpressionAst,
  type ExpressionAst,
  FileRedirectionAst,
  MergingRedirectionAst,
  PipelineAst,
  type PipelineBaseAst,
  type RedirectionAst,
  type RedirectionStream,
  type StatementAst,
  StringConstantExpressionAst,
} from '../ast';
import { isIdentifierStart } from './char-traits';
import { ArgumentContext, ExpressionRules, errorStatement } from './expression-rules';
import type { Extent } from './parser-base';
import { parserStrings } from './parser-strings';
import type { Token } from './token';
import { TokenFlags, TokenKind, tokenKindText } from './token-kind';
import { TokenizerMode } from './tokenizer';

const noRedirections: readonly RedirectionAst[] = [];

const streamNames: Record<RedirectionStream, string> = {
  All: parserStrings.AllStream,
  Output: parserStrings.OutputStream,
  Error: parserStrings.ErrorStream,
  Warning: parserStrings.WarningStream,
  Verbose: parserStrings.VerboseStream,
  Debug: parserStrings.DebugStream,
  Information: parserStrings.InformationStream,
};

const streamOrder: readonly RedirectionStream[] = [
  'All',
  'Output',
  'Error',
  'Warning',
  'Verbose',
  'Debug',
  'Information',
];

/** The redirections of one command, at most one a stream. */
type Redirections = Map<RedirectionStream, RedirectionAst>;

/** Rules for pipelines and commands. */
export abstract class CommandRules extends ExpressionRules {
  protected pipelineRule(): PipelineBaseAst | undefined {
    this.enter();
    const elements: CommandBaseAst[] = [];
    let pipe: Token | undefined;
    for (;;) {
      const isWord = this.startsWithLetter(this.ungot);
      const mode = isWord ? this.tokenizer.mode : this.setMode(TokenizerMode.Expression);
      const expression = isWord ? undefined : this.expressionRule();
      let assignment: Token | undefined;
      if (expression !== undefined) {
        // Still in expression mode, else `=0` would be one token.
        const token = this.peekToken();
        if (this.isOperator(token, TokenFlags.AssignmentOperator)) {
          this.skipToken();
          assignment = token;
        }
      }
      this.setMode(mode);
      let element: CommandBaseAst | undefined;
      if (expression !== undefined) {
        if (elements.length > 0) this.reportErrorAt(expression, 'ExpressionsMustBeFirstInPipeline');
        if (assignment !== undefined) {
          const statement = this.assignmentRule(expression, assignment);
          this.leave();
          return statement;
        }
        element = this.commandExpressionRule(expression);
      } else {
        element = this.commandRule();
      }
      if (element !== undefined) {
        elements.push(element);
      } else if (elements.length > 0 || this.peekToken().kind === TokenKind.Pipe) {
        if (pipe !== undefined) this.reportIncompleteAfter(pipe, 'EmptyPipeElement');
        else this.reportIncompleteAt(this.peekToken(), 'EmptyPipeElement');
      }
      pipe = this.peekToken();
      if (!this.continuesPipeline(pipe)) break;
    }
    this.leave();
    if (elements.length === 0) return undefined;
    return new PipelineAst(elements[0].start, elements[elements.length - 1].end, elements);
  }

  /** A word of a command: no expression begins like this, so none is tried. */
  private startsWithLetter(token: Token | undefined): boolean {
    if (token === undefined || this.tokenizer.mode !== TokenizerMode.Command) return false;
    if (token.kind === TokenKind.Identifier || (token.flags & TokenFlags.Keyword) !== 0) return true;
    return token.kind === TokenKind.Generic && isIdentifierStart(this.source.text.charCodeAt(token.start));
  }

  private continuesPipeline(token: Token): boolean {
    switch (token.kind) {
      case TokenKind.NewLine:
      case TokenKind.EndOfInput:
      case TokenKind.RParen:
      case TokenKind.RCurly:
      case TokenKind.Semi:
        return false;
      case TokenKind.Pipe:
        this.skipToken();
        this.skipNewlines();
        if (this.peekToken().kind === TokenKind.EndOfInput) {
          this.reportIncompleteAfter(token, 'EmptyPipeElement');
          return false;
        }
        return true;
      case TokenKind.AndAnd:
      case TokenKind.OrOr:
        // Read like a pipe, but an error in this version.
        this.skipToken();
        this.skipNewlines();
        this.reportErrorAt(token, 'InvalidEndOfLine', this.text(token));
        return this.peekToken().kind !== TokenKind.EndOfInput;
      default:
        this.reportErrorAt(token, 'UnexpectedToken', this.text(token));
        return false;
    }
  }

  private assignmentRule(left: ExpressionAst, operator: Token): AssignmentStatementAst {
    this.skipNewlines();
    let right = this.statementRule();
    if (right === undefined) {
      this.reportIncompleteAfter(operator, 'ExpectedValueExpression', tokenKindText(operator.kind));
      right = errorStatement(operator.end, operator.end);
    }
    const end = right.end;
    return new AssignmentStatementAst(
      left.start,
      end,
      left,
      operator.kind,
      soleExpression(right) ?? right,
      operator.start,
      operator.end,
    );
  }

  private commandExpressionRule(expression: ExpressionAst): CommandExpressionAst {
    let redirections: Redirections | undefined;
    let end = expression.end;
    let token = this.peekToken();
    while (isRedirection(token)) {
      this.skipToken();
      redirections ??= new Map();
      const redirection = this.redirectionRule(token, redirections);
      // The extent follows the last redirection; an input redirection is none.
      end = redirection?.end ?? expression.end;
      token = this.peekToken();
    }
    return new CommandExpressionAst(expression.start, end, expression, listOf(redirections));
  }

  /** Where the last redirection ended. */
  private redirectionExtent: Extent = { start: 0, end: 0 };

  private redirectionRule(token: Token, redirections: Redirections): RedirectionAst | undefined {
    const detail = token.detail?.kind === 'redirection' ? token.detail : undefined;
    let redirection: RedirectionAst;
    if (detail === undefined || detail.to === undefined) {
      let location = this.singleCommandArgument(ArgumentContext.FileName);
      if (location === undefined) {
        this.reportError(token.end, token.end, 'MissingFileSpecification');
        // The `&` of `2>& x` is part of what was meant and not reported once more.
        if (this.peekToken().kind === TokenKind.Ampersand) this.skipToken();
        location = new ErrorExpressionAst(token.start, token.end, []);
      }
      if (detail === undefined) {
        this.reportErrorAt(token, 'RedirectionNotSupported', this.text(token));
        this.redirectionExtent = { start: token.start, end: location.end };
        return undefined;
      }
      redirection = new FileRedirectionAst(token.start, location.end, detail.from, location, detail.append);
    } else {
      if (detail.to !== 'Output' || detail.from === 'Output') {
        this.reportErrorAt(token, 'RedirectionNotSupported', this.text(token));
      }
      redirection = new MergingRedirectionAst(token.start, token.end, detail.from, 'Output');
    }
    if (redirections.has(redirection.fromStream)) {
      this.reportErrorAt(redirection, 'StreamAlreadyRedirected', streamNames[redirection.fromStream]);
    } else {
      redirections.set(redirection.fromStream, redirection);
    }
    this.redirectionExtent = redirection;
    return redirection;
  }

  // Arguments

  protected singleCommandArgument(context: ArgumentContext): ExpressionAst | undefined {
    const token = this.peekToken();
    if (token.kind === TokenKind.Comma || token.kind === TokenKind.EndOfInput) return undefined;
    const mode = this.setMode(TokenizerMode.Command);
    const argument = this.commandArgumentRule(context, this.nextToken());
    this.setMode(mode);
    return argument;
  }

  protected commandArgumentRule(context: ArgumentContext, first: Token): ExpressionAst | undefined {
    let elements: ExpressionAst[] | undefined;
    let comma: Token | undefined;
    let token = first;
    for (;;) {
      let argument: ExpressionAst | undefined;
      let verbatim = false;
      switch (token.kind) {
        case TokenKind.NewLine:
        case TokenKind.EndOfInput:
        case TokenKind.RParen:
        case TokenKind.RCurly:
        case TokenKind.Semi:
        case TokenKind.AndAnd:
        case TokenKind.OrOr:
        case TokenKind.Ampersand:
        case TokenKind.Pipe:
        case TokenKind.Comma:
        case TokenKind.MinusMinus:
        case TokenKind.Redirection:
        case TokenKind.RedirectInStd:
          this.ungetToken(token);
          if (comma === undefined || elements === undefined) return undefined;
          this.reportIncompleteAfter(comma, 'MissingExpression', ',');
          return new ErrorExpressionAst(elements[0].start, comma.end, elements);
        case TokenKind.Variable:
        case TokenKind.SplattedVariable:
        case TokenKind.Number:
        case TokenKind.StringLiteral:
        case TokenKind.StringExpandable:
        case TokenKind.HereStringLiteral:
        case TokenKind.HereStringExpandable:
        case TokenKind.LParen:
        case TokenKind.LCurly:
        case TokenKind.AtParen:
        case TokenKind.AtCurly:
        case TokenKind.DollarParen:
          this.ungetToken(token);
          argument = this.primaryExpressionRule(true);
          break;
        case TokenKind.Generic:
          if ((context & ArgumentContext.CommandName) !== 0) token.flags |= TokenFlags.CommandName;
          if (token.detail?.kind === 'string' && context !== ArgumentContext.CommandName) {
            const format = token.detail.format;
            const nested = this.nestedExpressionsRule(token);
            argument = new ExpandableStringExpressionAst(
              token.start,
              token.end,
              token.value,
              format,
              'BareWord',
              nested,
            );
          } else {
            argument = new StringConstantExpressionAst(token.start, token.end, token.value, 'BareWord');
            verbatim = token.value === '--%';
          }
          break;
        default:
          argument = new StringConstantExpressionAst(token.start, token.end, this.text(token), 'BareWord');
          token.flags &= ~TokenFlags.Keyword;
          if ((context & ArgumentContext.CommandName) !== 0) token.flags |= TokenFlags.CommandName;
          else if (token.kind !== TokenKind.Identifier) token.kind = TokenKind.Generic;
          break;
      }
      if (argument === undefined) return undefined;
      if (context !== ArgumentContext.CommandArgument || verbatim) return arrayOf(elements, argument);
      token = this.peekToken();
      if (token.kind !== TokenKind.Comma) return arrayOf(elements, argument);
      comma = token;
      elements ??= [];
      elements.push(argument);
      this.skipToken();
      this.skipNewlines();
      token = this.nextToken();
    }
  }

  // Commands

  protected commandRule(): CommandAst | undefined {
    const elements: CommandElementAst[] = [];
    let redirections: Redirections | undefined;
    let context: ArgumentContext = ArgumentContext.CommandName;
    const mode = this.setMode(TokenizerMode.Command);
    let token = this.nextToken();
    const first = token;
    const invoked = first.kind === TokenKind.Dot || first.kind === TokenKind.Ampersand;
    if (invoked) {
      token = this.nextToken();
      context = ArgumentContext.CommandNameAfterInvocationOperator;
    }
    let end = first.end;
    let noMoreParameters = false;
    for (let scanning = true; scanning; ) {
      switch (token.kind) {
        case TokenKind.NewLine:
        case TokenKind.EndOfInput:
        case TokenKind.RParen:
        case TokenKind.RCurly:
        case TokenKind.Semi:
        case TokenKind.AndAnd:
        case TokenKind.OrOr:
        case TokenKind.Pipe:
          this.ungetToken(token);
          scanning = false;
          continue;
        case TokenKind.Ampersand:
          end = token.end;
          this.reportErrorAt(token, 'AmpersandNotAllowed');
          break;
        case TokenKind.MinusMinus:
          end = token.end;
          elements.push(
            noMoreParameters
              ? new StringConstantExpressionAst(token.start, token.end, this.text(token), 'BareWord')
              : new CommandParameterAst(token.start, token.end, '-', undefined, token.start, token.end),
          );
          noMoreParameters = true;
          break;
        case TokenKind.Comma:
          end = token.end;
          this.reportErrorAt(token, 'MissingArgument');
          this.skipNewlines();
          break;
        case TokenKind.Parameter:
          end = this.commandParameterRule(token, context, noMoreParameters, elements);
          break;
        case TokenKind.Redirection:
        case TokenKind.RedirectInStd:
          if ((context & ArgumentContext.CommandName) === 0) {
            redirections ??= new Map();
            this.redirectionRule(token, redirections);
            end = this.redirectionExtent.end;
          } else {
            end = token.end;
            elements.push(new StringConstantExpressionAst(token.start, token.end, this.text(token), 'BareWord'));
          }
          break;
        case TokenKind.InlineScript:
          if (context === ArgumentContext.CommandName) {
            scanning = this.inlineScriptRule(token, elements);
            end = elements[elements.length - 1].end;
            if (!scanning) continue;
            break;
          }
          end = this.argumentElementRule(context, token, elements, end);
          break;
        default: {
          end = this.argumentElementRule(context, token, elements, end);
          if (token.value === '--%' && isStringToken(token)) {
            const rest = this.verbatimArgumentRule();
            if (rest !== undefined) {
              elements.push(new StringConstantExpressionAst(rest.start, rest.end, rest.value, 'BareWord'));
              end = rest.end;
              scanning = false;
              continue;
            }
          }
          break;
        }
      }
      context = ArgumentContext.CommandArgument;
      token = this.nextToken();
    }
    this.setMode(mode);
    if (elements.length === 0) {
      if (invoked) this.reportErrorAt(first, 'MissingExpression', this.text(first));
      return undefined;
    }
    const operator = invoked ? first.kind : TokenKind.Unknown;
    return new CommandAst(first.start, end, elements, operator, listOf(redirections));
  }

  private argumentElementRule(
    context: ArgumentContext,
    token: Token,
    elements: CommandElementAst[],
    end: number,
  ): number {
    const argument = this.commandArgumentRule(context, token);
    if (argument === undefined) return end;
    elements.push(argument);
    return argument.end;
  }

  private commandParameterRule(
    token: Token,
    context: ArgumentContext,
    noMoreParameters: boolean,
    elements: CommandElementAst[],
  ): number {
    if ((context & ArgumentContext.CommandName) !== 0 || noMoreParameters) {
      token.flags |= TokenFlags.CommandName;
      elements.push(new StringConstantExpressionAst(token.start, token.end, this.text(token), 'BareWord'));
      return token.end;
    }
    let argument: ExpressionAst | undefined;
    let end = token.end;
    if (token.detail?.kind === 'parameter' && token.detail.usedColon && this.peekToken().kind !== TokenKind.Comma) {
      argument = this.commandArgumentRule(ArgumentContext.CommandArgument, this.nextToken());
      if (argument === undefined) {
        this.reportError(token.end, token.end, 'ParameterRequiresArgument', this.text(token));
      } else {
        end = argument.end;
      }
    }
    elements.push(new CommandParameterAst(token.start, end, token.value, argument, token.start, token.end));
    return end;
  }

  private verbatimArgumentRule(): Token | undefined {
    if (this.ungot !== undefined && this.ungot.kind !== TokenKind.Parameter) return undefined;
    this.ungot = undefined;
    return this.tokenizer.verbatimArgument();
  }

  /** `inlinescript { }` of a workflow. */
  private inlineScriptRule(token: Token, elements: CommandElementAst[]): boolean {
    elements.push(new StringConstantExpressionAst(token.start, token.end, this.text(token), 'BareWord'));
    token.flags |= TokenFlags.CommandName;
    this.skipNewlines();
    const leftCurly = this.nextToken();
    if (leftCurly.kind !== TokenKind.LCurly) {
      this.ungetToken(leftCurly);
      this.reportIncompleteAfter(token, 'MissingStatementAfterKeyword', this.text(token));
      return false;
    }
    elements.push(this.scriptBlockExpressionRule(leftCurly));
    return true;
  }
}

function isRedirection(token: Token): boolean {
  return token.kind === TokenKind.Redirection || token.kind === TokenKind.RedirectInStd;
}

function isStringToken(token: Token): boolean {
  return (
    token.kind === TokenKind.Generic ||
    (token.kind >= TokenKind.StringLiteral && token.kind <= TokenKind.HereStringExpandable)
  );
}

function arrayOf(elements: ExpressionAst[] | undefined, last: ExpressionAst): ExpressionAst {
  if (elements === undefined) return last;
  elements.push(last);
  return new ArrayLiteralAst(elements[0].start, last.end, elements);
}

function listOf(redirections: Redirections | undefined): readonly RedirectionAst[] {
  if (redirections === undefined) return noRedirections;
  const list: RedirectionAst[] = [];
  for (const stream of streamOrder) {
    const redirection = redirections.get(stream);
    if (redirection !== undefined) list.push(redirection);
  }
  return list;
}

/** The command expression of a pipeline that is nothing else. */
function soleExpression(statement: StatementAst): CommandExpressionAst | undefined {
  if (statement.type !== 'PipelineAst' || statement.pipelineElements.length !== 1) return undefined;
  const element = statement.pipelineElements[0];
  return element.type === 'CommandExpressionAst' ? element : undefined;
}
