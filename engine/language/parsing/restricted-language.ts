import { type Ast, textOf } from '../ast';
import { walk } from '../ast-walk';
import type { ErrorReporter } from './parse-error';
import type { ParseErrorId } from './parser-strings';
import { parserStrings } from './parser-strings';
import { TokenFlags, TokenKind, tokenKindText, tokenTraits } from './token-kind';
import type { ITypeName } from './type-name';

/** What a data section, a `.psd1` file or restricted language mode allows. */
export interface RestrictedLanguage {
  /** Commands that may be called; undefined where that is not known before the script runs. */
  readonly allowedCommands: readonly string[] | undefined;
  /** Variables beside the constant ones; undefined for none. */
  readonly allowedVariables?: readonly string[];
  readonly allowEnvironmentVariables?: boolean;
  /** The full .NET name of a type by name. */
  readonly resolveType: (name: string) => string | undefined;
}

const defaultVariables = ['PSCulture', 'PSUICulture', 'true', 'false', 'null'];

/** Types with a type code of their own: numbers, text, dates. */
const plainTypes =
  /^System\.(?:Boolean|Byte|Char|DateTime|DBNull|Decimal|Double|Int16|Int32|Int64|SByte|Single|String|UInt16|UInt32|UInt64)$/;

const forbidden: Partial<Record<Ast['type'], ParseErrorId>> = {
  ScriptBlockAst: 'ScriptBlockNotSupportedInDataSection',
  ParamBlockAst: 'ParameterDeclarationNotSupportedInDataSection',
  AttributeAst: 'AttributeNotSupportedInDataSection',
  FunctionDefinitionAst: 'FunctionDeclarationNotSupportedInDataSection',
  TrapStatementAst: 'TrapStatementNotSupportedInDataSection',
  SwitchStatementAst: 'SwitchStatementNotSupportedInDataSection',
  DataStatementAst: 'DataSectionStatementNotSupportedInDataSection',
  ForEachStatementAst: 'ForeachStatementNotSupportedInDataSection',
  DoWhileStatementAst: 'DoWhileStatementNotSupportedInDataSection',
  DoUntilStatementAst: 'DoWhileStatementNotSupportedInDataSection',
  ForStatementAst: 'ForWhileStatementNotSupportedInDataSection',
  WhileStatementAst: 'ForWhileStatementNotSupportedInDataSection',
  TryStatementAst: 'TryStatementNotSupportedInDataSection',
  BreakStatementAst: 'FlowControlStatementNotSupportedInDataSection',
  ContinueStatementAst: 'FlowControlStatementNotSupportedInDataSection',
  ReturnStatementAst: 'FlowControlStatementNotSupportedInDataSection',
  ExitStatementAst: 'FlowControlStatementNotSupportedInDataSection',
  ThrowStatementAst: 'FlowControlStatementNotSupportedInDataSection',
  AssignmentStatementAst: 'AssignmentStatementNotSupportedInDataSection',
  MergingRedirectionAst: 'RedirectionNotSupportedInDataSection',
  FileRedirectionAst: 'RedirectionNotSupportedInDataSection',
  MemberExpressionAst: 'PropertyReferenceNotSupportedInDataSection',
  InvokeMemberExpressionAst: 'MethodCallNotSupportedInDataSection',
  ScriptBlockExpressionAst: 'ScriptBlockNotSupportedInDataSection',
  IndexExpressionAst: 'ArrayReferenceNotSupportedInDataSection',
  AttributedExpressionAst: 'AttributeNotSupportedInDataSection',
  BlockStatementAst: 'ParallelAndSequenceBlockNotSupportedInDataSection',
};

/** Reports what is not allowed in restricted language. seen: PowerShell engine, RestrictedLanguageChecker */
export function checkRestrictedLanguage(root: Ast, rules: RestrictedLanguage, errors: ErrorReporter): void {
  const commands = rules.allowedCommands?.map((name) => name.toLowerCase());
  const variables = [...defaultVariables, ...(rules.allowedVariables ?? [])];
  const allVariables = rules.allowedVariables?.length === 1 && rules.allowedVariables[0] === '*';
  const allowed = new Set(variables.map((name) => name.toLowerCase()));

  const checkType = (node: Ast, typeName: ITypeName): void => {
    let element = typeName;
    while (element.kind === 'ArrayTypeName') element = element.elementType;
    const full = element.kind === 'TypeName' ? rules.resolveType(element.name) : undefined;
    if (full === undefined || !plainTypes.test(full)) {
      errors.reportErrorAt(node, 'TypeNotAllowedInDataSection', typeName.fullName);
    }
  };

  const checkCommand = (node: Extract<Ast, { type: 'CommandAst' }>): void => {
    if (node.invocationOperator === TokenKind.Dot) {
      errors.reportErrorAt(node, 'DotSourcingNotSupportedInDataSection');
      return;
    }
    if (commands === undefined) return;
    const name = node.getCommandName();
    if (name === undefined) {
      if (node.invocationOperator === TokenKind.Ampersand) {
        errors.reportErrorAt(node, 'OperatorNotSupportedInDataSection', tokenKindText(TokenKind.Ampersand));
      } else {
        errors.reportErrorAt(node, 'CmdletNotInAllowedListForDataSection', textOf(node));
      }
    } else if (!commands.includes(name.toLowerCase())) {
      errors.reportErrorAt(node, 'CmdletNotInAllowedListForDataSection', name);
    }
  };

  walk(root, (node) => {
    const id = forbidden[node.type];
    if (id !== undefined) errors.reportErrorAt(node, id);
    switch (node.type) {
      case 'TypeConstraintAst':
      case 'TypeExpressionAst':
        checkType(node, node.typeName);
        break;
      case 'CommandAst':
        checkCommand(node);
        break;
      case 'BinaryExpressionAst':
        if ((tokenTraits(node.operator) & TokenFlags.DisallowedInRestrictedMode) !== 0) {
          errors.reportErrorAt(
            { start: node.errorStart, end: node.errorEnd },
            'OperatorNotSupportedInDataSection',
            tokenKindText(node.operator),
          );
        }
        break;
      case 'UnaryExpressionAst':
        if ((tokenTraits(node.tokenKind) & TokenFlags.DisallowedInRestrictedMode) !== 0) {
          errors.reportErrorAt(node, 'OperatorNotSupportedInDataSection', tokenKindText(node.tokenKind));
        }
        break;
      case 'VariableExpressionAst': {
        const path = node.variablePath;
        if (allVariables || allowed.has(path.userPath.toLowerCase())) break;
        if (rules.allowEnvironmentVariables && path.driveName?.toLowerCase() === 'env') break;
        const list =
          rules.allowedVariables === undefined
            ? parserStrings.DefaultAllowedVariablesInDataSection
            : variables.map((name) => `$${name}`).join(', ');
        errors.reportErrorAt(node, 'VariableReferenceNotSupportedInDataSection', list);
        break;
      }
      default:
        break;
    }
    return undefined;
  });
}
