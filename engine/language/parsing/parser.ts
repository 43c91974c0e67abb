import {
  type CommandAst,
  NamedBlockAst,
  type ParamBlockAst,
  PipelineAst,
  ScriptBlockAst,
  type StatementAst,
  StatementBlockAst,
  type TrapStatementAst,
  type UsingStatementAst,
} from '../ast';
import { DefinitionRules } from './definition-rules';
import { builtInTypes, type TypeResolver } from './known-types';
import type { ParseError } from './parse-error';
import type { Extent } from './parser-base';
import { scriptRequirements } from './requires-rules';
import type { ScriptRequirements } from './script-requirements';
import { SemanticChecks } from './semantic-checks';
import { SymbolResolver } from './symbol-resolver';
import type { Token } from './token';
import { TokenFlags, TokenKind, tokenKindText } from './token-kind';
import { ScriptTooComplicated } from './tokenizer';

export interface ParseOptions {
  /** Path of the script file. */
  readonly fileName?: string;
  /** The types that exist; those of .NET alone where left out. */
  readonly types?: TypeResolver;
}

export interface ParseResult {
  readonly ast: ScriptBlockAst;
  /** All tokens, comments and line breaks included; the last one is the end of input. */
  readonly tokens: readonly Token[];
  readonly errors: readonly ParseError[];
}

const noUsings: readonly UsingStatementAst[] = [];

class Parser extends DefinitionRules {
  private readonly types: TypeResolver;

  constructor(text: string, options: ParseOptions) {
    super(text, options.fileName);
    this.types = options.types ?? builtInTypes();
  }

  parse(): ParseResult {
    let ast: ScriptBlockAst;
    try {
      ast = this.scriptBlockRule(undefined, false);
      ast.scriptRequirements = this.scriptRequirements();
      this.check(ast);
    } catch (error) {
      if (!(error instanceof ScriptTooComplicated)) throw error;
      this.reportError(this.tokenizer.currentStart(), this.tokenizer.currentEnd(), 'ScriptTooComplicated');
      ast = this.emptyScriptBlock();
    }
    return { ast, tokens: this.tokenizer.tokens, errors: this.errors };
  }

  /** The checks that need the whole tree. */
  private check(ast: ScriptBlockAst): void {
    const symbols = new SymbolResolver(this.types, this);
    if (this.hasTypes || ast.usingStatements.length > 0) symbols.run(ast);
    new SemanticChecks(this, symbols).run(ast);
  }

  /** Parses the `#requires` lines as commands. */
  private scriptRequirements(): ScriptRequirements | undefined {
    const comments = this.tokenizer.requiresTokens.splice(0);
    if (comments.length === 0) return undefined;
    const lines: CommandAst[] = [];
    for (const comment of comments) {
      const start = comment.start + 1;
      const state = this.tokenizer.startNestedScan(this.source.text.slice(start, comment.end), start, undefined);
      const command = this.commandRule();
      this.ungot = undefined;
      this.tokenizer.finishNestedScan(state);
      if (command !== undefined) lines.push(command);
    }
    if (lines.length === 0) return undefined;
    // A node knows its source by its script block.
    const holder = new NamedBlockAst(0, 0, TokenKind.End, true, lines.map(pipelineOf), []);
    new ScriptBlockAst(0, 0, this.source, [], noUsings, undefined, undefined, undefined, holder, undefined);
    return scriptRequirements(lines, this);
  }

  private emptyScriptBlock(): ScriptBlockAst {
    const end = this.source.text.length;
    const block = new NamedBlockAst(0, end, TokenKind.End, true, [], []);
    return new ScriptBlockAst(0, end, this.source, [], noUsings, undefined, undefined, undefined, block, undefined);
  }

  protected scriptBlockRule(leftCurly: Token | undefined, isFilter: boolean): ScriptBlockAst {
    return this.scriptBlockWithFirstStatement(leftCurly, isFilter, undefined);
  }

  protected scriptBlockWithFirstStatement(
    leftCurly: Token | undefined,
    isFilter: boolean,
    first: StatementAst | undefined,
  ): ScriptBlockAst {
    this.enter();
    this.skipNewlines();
    const usings = leftCurly === undefined ? this.usingStatementsRule() : noUsings;
    const restorePoint = this.tokenizer.restorePoint();
    const paramBlock = this.paramBlockRule();
    if (paramBlock === undefined) this.resync(restorePoint);
    this.skipNewlinesAndSemicolons();
    const block = this.scriptBlockBodyRule(leftCurly, usings, paramBlock, isFilter, first);
    this.leave();
    return block;
  }

  private usingStatementsRule(): readonly UsingStatementAst[] {
    const usings: UsingStatementAst[] = [];
    let token = this.peekToken();
    while (token.kind === TokenKind.Using) {
      this.skipToken();
      const statement = this.usingStatementRule(token);
      this.skipNewlinesAndSemicolons();
      if (statement.type === 'UsingStatementAst') usings.push(statement);
      token = this.peekToken();
    }
    this.resyncTo(token);
    return usings.length === 0 ? noUsings : usings;
  }

  /** Where the last script block began and ended. */
  private fullExtent: Extent = { start: 0, end: 0 };

  /** Reads what closes a script block. False where something else stands there that was skipped. */
  private completeScriptBlockBody(leftCurly: Token | undefined, body: Extent | undefined): boolean {
    const token = this.nextToken();
    if (leftCurly === undefined) {
      this.fullExtent = { start: this.tokenizer.scriptStart(), end: this.tokenizer.scriptEnd() };
      if (token.kind === TokenKind.EndOfInput) return true;
      this.reportErrorAt(token, 'UnexpectedToken', this.text(token));
      return false;
    }
    let end = token.end;
    if (token.kind !== TokenKind.RCurly) {
      this.ungetToken(token);
      end = (body ?? leftCurly).end;
      this.reportIncompleteDetected(leftCurly.start, leftCurly.end, token.end, 'MissingEndCurlyBrace');
    } else if (body === undefined && this.columnsDiffer(leftCurly.end, token.start)) {
      // An empty body is what lies between the braces.
      this.emptyBody = { start: leftCurly.end, end: Math.max(0, token.start - 1) };
    }
    this.fullExtent = { start: leftCurly.start, end };
    return true;
  }

  private emptyBody: Extent | undefined;

  /** The two offsets stand in different columns (of whatever lines). */
  private columnsDiffer(a: number, b: number): boolean {
    return a !== b && this.source.position(a).column !== this.source.position(b).column;
  }

  private scriptBlockBodyRule(
    leftCurly: Token | undefined,
    usings: readonly UsingStatementAst[],
    paramBlock: ParamBlockAst | undefined,
    isFilter: boolean,
    first: StatementAst | undefined,
  ): ScriptBlockAst {
    if ((this.peekToken().flags & TokenFlags.ScriptBlockBlockName) !== 0) {
      return this.namedBlockListRule(leftCurly, usings, paramBlock);
    }
    const traps: TrapStatementAst[] = [];
    const statements: StatementAst[] = first === undefined ? [] : [first];
    let body: Extent | undefined = paramBlock;
    this.emptyBody = undefined;
    for (;;) {
      const list = this.statementListRule(statements, traps);
      if (list !== undefined) body = body === undefined ? list : { start: body.start, end: list.end };
      this.emptyBody = undefined;
      if (this.completeScriptBlockBody(leftCurly, body)) break;
    }
    body ??= this.emptyBody;
    const { start, end } = this.fullExtent;
    const kind = isFilter ? TokenKind.Process : TokenKind.End;
    const block = new NamedBlockAst(body?.start ?? 0, body?.end ?? 0, kind, true, statements, traps);
    return new ScriptBlockAst(
      start,
      end,
      this.source,
      [],
      usings,
      paramBlock,
      undefined,
      isFilter ? block : undefined,
      isFilter ? undefined : block,
      undefined,
    );
  }

  private namedBlockListRule(
    leftCurly: Token | undefined,
    usings: readonly UsingStatementAst[],
    paramBlock: ParamBlockAst | undefined,
  ): ScriptBlockAst {
    const blocks = new Map<TokenKind, NamedBlockAst>();
    let start = (leftCurly ?? paramBlock)?.start;
    let last: Extent | undefined;
    for (;;) {
      const token = this.nextToken();
      if ((token.flags & TokenFlags.ScriptBlockBlockName) === 0) {
        this.ungetToken(token);
        break;
      }
      start ??= token.start;
      last = token;
      let body = this.statementBlockRule();
      if (body === undefined) {
        this.reportIncompleteAfter(token, 'MissingNamedStatementBlock', tokenKindText(token.kind));
        body = new StatementBlockAst(token.start, token.end, [], []);
      } else {
        last = body;
      }
      if (blocks.has(token.kind)) {
        this.reportError(token.start, last.end, 'DuplicateScriptCommandClause', tokenKindText(token.kind));
      } else {
        blocks.set(
          token.kind,
          new NamedBlockAst(token.start, last.end, token.kind, false, body.statements, body.traps),
        );
      }
      this.skipNewlinesAndSemicolons();
    }
    this.completeScriptBlockBody(leftCurly, { start: start ?? 0, end: last?.end ?? 0 });
    const extent = this.fullExtent;
    return new ScriptBlockAst(
      extent.start,
      extent.end,
      this.source,
      [],
      usings,
      paramBlock,
      blocks.get(TokenKind.Begin),
      blocks.get(TokenKind.Process),
      blocks.get(TokenKind.End),
      blocks.get(TokenKind.Dynamicparam),
    );
  }
}

function pipelineOf(command: CommandAst): PipelineAst {
  return new PipelineAst(command.start, command.end, [command]);
}

/** Parses a script. It always ends, never throws, and says in `errors` what is wrong. */
export function parse(text: string, options: ParseOptions = {}): ParseResult {
  return new Parser(text, options).parse();
}

/** The tokens of a text, as the parser read them. */
export function tokenize(text: string): readonly Token[] {
  return parse(text).tokens;
}
