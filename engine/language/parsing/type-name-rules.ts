import { type Extent, ParserBase } from './parser-base';
import type { Token } from './token';
import { TokenKind } from './token-kind';
import { TokenizerMode } from './tokenizer';
import { ArrayTypeName, GenericTypeName, type ITypeName, TypeName } from './type-name';

/** Rules for what stands between the brackets of a type. */
export abstract class TypeNameRules extends ParserBase {
  /** The first token of the last type name, to be marked as the name of an attribute. */
  protected firstTypeNameToken: Token | undefined;

  protected typeNameRule(allowAssemblyQualifiedNames: boolean): ITypeName | undefined {
    const mode = this.setMode(TokenizerMode.TypeName);
    const token = this.nextToken();
    let typeName: ITypeName | undefined;
    this.firstTypeNameToken = undefined;
    if (token.kind === TokenKind.Identifier) {
      typeName = this.finishTypeNameRule(token, false, allowAssemblyQualifiedNames);
      this.firstTypeNameToken = token;
    } else {
      this.ungetToken(token);
    }
    this.setMode(mode);
    return typeName;
  }

  private simpleTypeName(token: Token, end = token.end): TypeName {
    return new TypeName(token.start, end, this.text(token));
  }

  private finishTypeNameRule(
    name: Token,
    unbracketedGenericArgument: boolean,
    allowAssemblyQualifiedNames: boolean,
  ): ITypeName {
    let token = this.peekToken();
    if (token.kind === TokenKind.LBracket) {
      const leftBracket = token;
      this.skipToken();
      this.skipNewlines();
      token = this.nextToken();
      switch (token.kind) {
        case TokenKind.RBracket:
        case TokenKind.Comma: {
          const element = this.simpleTypeName(name);
          return this.completeArrayTypeName(element, element, token, unbracketedGenericArgument);
        }
        case TokenKind.LBracket:
        case TokenKind.Identifier:
          return this.genericTypeNameRule(name, token, unbracketedGenericArgument);
        case TokenKind.EndOfInput:
          this.ungetToken(token);
          this.reportIncompleteAfter(leftBracket, 'MissingTypename');
          break;
        default:
          this.reportErrorAt(token, 'UnexpectedToken', this.text(token));
          this.syncOnError(true, TokenKind.RBracket);
          break;
      }
      return this.simpleTypeName(name);
    }
    if (token.kind === TokenKind.Comma && allowAssemblyQualifiedNames && !unbracketedGenericArgument) {
      this.skipToken();
      const assembly = this.tokenizer.assemblyName();
      if (assembly.trim() === '') {
        this.reportError(token.end, token.end, 'MissingAssemblyNameSpecification');
        return this.simpleTypeName(name);
      }
      const typeName = this.simpleTypeName(name, this.tokenizer.currentEnd());
      typeName.assemblyName = assembly;
      return typeName;
    }
    return this.simpleTypeName(name);
  }

  private singleGenericArgument(first: Token): ITypeName {
    if (first.kind === TokenKind.Identifier) return this.finishTypeNameRule(first, true, true);
    const token = this.nextToken();
    if (token.kind !== TokenKind.Identifier) {
      this.ungetToken(token);
      this.reportIncompleteAfter(token, 'MissingTypename');
      return new TypeName(first.start, first.end, ':ErrorTypeName:');
    }
    const typeName = this.finishTypeNameRule(token, false, true);
    const closing = this.nextToken();
    if (closing.kind !== TokenKind.RBracket) {
      this.ungetToken(closing);
      this.reportIncompleteBefore(closing, 'EndSquareBracketExpectedAtEndOfType');
    }
    return typeName;
  }

  protected reportIncompleteBefore(
    token: Token,
    id: 'EndSquareBracketExpectedAtEndOfType' | 'EndSquareBracketExpectedAtEndOfAttribute',
  ): void {
    const at = Math.max(0, token.start - 1);
    this.reportIncompleteInput(at, at, id);
  }

  private genericTypeNameRule(name: Token, first: Token, unbracketedGenericArgument: boolean): ITypeName {
    this.enter();
    const args: ITypeName[] = [this.singleGenericArgument(first)];
    let token: Token;
    for (;;) {
      this.skipNewlines();
      token = this.nextToken();
      if (token.kind !== TokenKind.Comma) break;
      this.skipNewlines();
      const next = this.peekToken();
      if (next.kind === TokenKind.Identifier || next.kind === TokenKind.LBracket) {
        this.skipToken();
        args.push(this.singleGenericArgument(next));
      } else {
        this.reportIncompleteAfter(token, 'MissingTypename');
        args.push(new TypeName(token.start, token.end, ':ErrorTypeName:'));
      }
    }
    let last: Extent = token;
    if (token.kind !== TokenKind.RBracket) {
      this.ungetToken(token);
      this.reportIncompleteBefore(token, 'EndSquareBracketExpectedAtEndOfAttribute');
      last = args[args.length - 1];
    }
    const openType = new TypeName(name.start, name.end, this.text(name), args.length);
    const generic = new GenericTypeName(name.start, last.end, openType, args);
    let result: ITypeName = generic;
    const next = this.peekToken();
    if (next.kind === TokenKind.LBracket) {
      this.skipToken();
      result = this.completeArrayTypeName(generic, openType, this.nextToken(), unbracketedGenericArgument);
    } else if (next.kind === TokenKind.Comma && !unbracketedGenericArgument) {
      this.skipToken();
      this.assemblyNameOf(openType, next);
    }
    this.leave();
    return result;
  }

  private assemblyNameOf(typeName: TypeName, comma: Token): void {
    const assembly = this.tokenizer.assemblyName();
    if (assembly === '') this.reportError(comma.end, comma.end, 'MissingAssemblyNameSpecification');
    else typeName.assemblyName = assembly;
  }

  private completeArrayTypeName(
    element: ITypeName,
    qualified: TypeName,
    firstTokenAfterBracket: Token,
    unbracketedGenericArgument: boolean,
  ): ITypeName {
    let typeName = element;
    let first = firstTokenAfterBracket;
    for (;;) {
      switch (first.kind) {
        case TokenKind.Comma: {
          let rank = 1;
          let token = first;
          let comma = first;
          do {
            comma = token;
            rank++;
            token = this.nextToken();
          } while (token.kind === TokenKind.Comma);
          if (token.kind !== TokenKind.RBracket) {
            this.ungetToken(token);
            this.reportError(comma.end, comma.end, 'EndSquareBracketExpectedAtEndOfAttribute');
          }
          typeName = new ArrayTypeName(typeName.start, token.end, typeName, rank);
          break;
        }
        case TokenKind.RBracket:
          typeName = new ArrayTypeName(typeName.start, first.end, typeName, 1);
          break;
        case TokenKind.EndOfInput: {
          this.ungetToken(first);
          const at = Math.max(0, first.start - 1);
          this.reportError(at, at, 'EndSquareBracketExpectedAtEndOfAttribute');
          break;
        }
        default:
          this.reportErrorAt(first, 'UnexpectedToken', this.text(first));
          this.syncOnError(true, TokenKind.RBracket);
          break;
      }
      const token = this.peekToken();
      if (!unbracketedGenericArgument && token.kind === TokenKind.Comma) {
        this.skipToken();
        this.assemblyNameOf(qualified, token);
        return typeName;
      }
      if (token.kind !== TokenKind.LBracket) return typeName;
      this.skipToken();
      first = this.nextToken();
    }
  }
}
