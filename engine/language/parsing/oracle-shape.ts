import type { Ast, NumberLiteral } from '../ast';
import { TypeAttributes } from '../ast';
import type { ParseError } from './parse-error';
import type { ParseResult } from './parser';
import type { Token } from './token';
import { TokenFlags, TokenKind, tokenKindName } from './token-kind';

/*
 * Tokens, errors and syntax tree as plain data, in the shape in which the real engine is asked for them:
 * nodes as `{type, start, end, ...}` with PowerShell's property names; false, empty and missing ones left out.
 */

export type Json = string | number | boolean | Json[] | { [key: string]: Json };

export interface ParseShape {
  readonly tokens: Json[];
  readonly errors: readonly ParseError[];
  readonly ast: Json;
}

/** The whole answer of `parse` as data. */
export function parseShape(result: ParseResult): ParseShape {
  const text = result.ast.source.text;
  return {
    tokens: result.tokens.map((token) => tokenShape(token, text)),
    errors: result.errors,
    ast: astShape(result.ast, text),
  };
}

const flagBits = Object.entries(TokenFlags).filter(
  ([name, bit]) => bit >= 0x10 && !name.startsWith('BinaryPrecedence'),
);
const precedences = new Map<number, string>(
  Object.entries(TokenFlags)
    .filter(([name]) => name.startsWith('BinaryPrecedence') && name !== 'BinaryPrecedenceMask')
    .map(([name, bit]) => [bit, name]),
);

function flagNames(flags: number): string[] {
  const names: string[] = [];
  const precedence = precedences.get(flags & TokenFlags.BinaryPrecedenceMask);
  if (precedence !== undefined) names.push(precedence);
  for (const [name, bit] of flagBits) if ((flags & bit) !== 0) names.push(name);
  return names;
}

function tokenShape(token: Token, text: string): Json {
  const shape: { [key: string]: Json } = {
    kind: tokenKindName(token.kind),
    text: token.start > text.length ? '' : token.text(text),
    start: token.start,
    end: token.end,
    flags: flagNames(token.flags),
  };
  if (token.hasError) shape['hasError'] = true;
  switch (token.detail?.kind) {
    case 'parameter':
      shape['value'] = token.value;
      if (token.detail.usedColon) shape['usedColon'] = true;
      return shape;
    case 'string': {
      shape['value'] = token.value;
      const nested = token.detail.nestedTokens;
      if (nested !== undefined && nested.length > 0) shape['nested'] = nested.map((t) => tokenShape(t, text));
      return shape;
    }
    case 'variable':
    case 'subExpression':
      shape['value'] = token.value;
      return shape;
    default:
      break;
  }
  if (token.kind === TokenKind.Number && token.number !== undefined) {
    shape['value'] = numberText(token.number);
    shape['valueType'] = numberType(token.number);
  } else if (
    token.kind === TokenKind.Label ||
    (token.kind >= TokenKind.StringLiteral && token.kind <= TokenKind.HereStringExpandable) ||
    // Words that became Generic because of where they stand carry no value of their own.
    (token.kind === TokenKind.Generic && token.value !== '')
  ) {
    shape['value'] = token.value;
  }
  return shape;
}

function numberType(value: NumberLiteral): string {
  switch (value.kind) {
    case 'int':
      return 'System.Int32';
    case 'long':
      return 'System.Int64';
    case 'double':
      return 'System.Double';
    default:
      return 'System.Decimal';
  }
}

/** A number as .NET's invariant culture writes it. */
function numberText(value: NumberLiteral): string {
  switch (value.kind) {
    case 'int':
    case 'long':
      return value.value.toString();
    case 'double':
      return doubleText(value.value);
    default: {
      const negative = value.mantissa < 0n;
      const digits = (negative ? -value.mantissa : value.mantissa).toString().padStart(value.scale + 1, '0');
      const whole = digits.slice(0, digits.length - value.scale);
      const rest = value.scale === 0 ? '' : `.${digits.slice(digits.length - value.scale)}`;
      return (negative ? '-' : '') + whole + rest;
    }
  }
}

function doubleText(value: number): string {
  if (value === Number.POSITIVE_INFINITY) return 'Infinity';
  if (value === Number.NEGATIVE_INFINITY) return '-Infinity';
  if (Object.is(value, -0)) return '-0';
  // 15 digits, as .NET Framework writes a double.
  const [mantissaText, exponentText] = value.toExponential(14).split('e');
  const exponent = Number(exponentText);
  if (exponent > -5 && exponent < 15) {
    const plain = value.toFixed(Math.max(0, 14 - exponent));
    return plain.includes('.') ? plain.replace(/\.?0+$/, '') : plain;
  }
  const digits = String(Math.abs(exponent)).padStart(2, '0');
  return `${mantissaText.replace(/\.?0+$/, '')}E${exponent < 0 ? '-' : '+'}${digits}`;
}

const propertyNames: Record<string, string> = { default: 'Default', finally: 'Finally', static: 'Static' };
const leftOut = new Set([
  'type',
  'start',
  'end',
  'parent',
  'source',
  'compiled',
  'scriptRequirements',
  'flags',
  'errorStart',
  'errorEnd',
  'isSchemaElement',
  'formatExpression',
  'functionDefinition',
]);

function astShape(node: Ast, text: string): Json {
  const shape: { [key: string]: Json } = { type: node.type, start: node.start, end: node.end };
  for (const [key, value] of Object.entries(node) as [string, unknown][]) {
    if (leftOut.has(key)) continue;
    const name = propertyNames[key] ?? key.charAt(0).toUpperCase() + key.slice(1);
    const json = valueShape(node, key, value, text);
    if (json !== undefined) shape[name] = json;
  }
  addDerived(node, shape, text);
  return shape;
}

function addDerived(node: Ast, shape: { [key: string]: Json }, text: string): void {
  switch (node.type) {
    case 'ConstantExpressionAst':
      shape['Value'] = typeof node.value === 'boolean' ? (node.value ? 'True' : 'False') : numberText(node.value);
      shape['ValueType'] = typeof node.value === 'boolean' ? 'System.Boolean' : numberType(node.value);
      break;
    case 'ConvertExpressionAst':
      shape['Type'] = astShape(node.attribute, text);
      break;
    case 'TypeDefinitionAst':
      shape['TypeAttributes'] = (node.typeAttributes & TypeAttributes.Enum) !== 0 ? 'Enum' : 'Class';
      if (node.isEnum) shape['IsEnum'] = true;
      if (node.isClass) shape['IsClass'] = true;
      break;
    case 'PropertyMemberAst':
      shape['PropertyAttributes'] = bitNames(node.propertyAttributes);
      addMemberFlags(node.propertyAttributes, shape);
      break;
    case 'FunctionMemberAst':
      shape['Name'] = node.name;
      if (node.parameters.length > 0) shape['Parameters'] = node.parameters.map((p) => astShape(p, text));
      shape['Body'] = astShape(node.body, text);
      shape['MethodAttributes'] = bitNames(node.methodAttributes);
      addMemberFlags(node.methodAttributes, shape);
      if (node.isConstructor) shape['IsConstructor'] = true;
      break;
    case 'ThrowStatementAst':
      if (node.isRethrow) shape['IsRethrow'] = true;
      break;
    case 'CatchClauseAst':
      if (node.isCatchAll) shape['IsCatchAll'] = true;
      break;
    default:
      break;
  }
}

function addMemberFlags(flags: number, shape: { [key: string]: Json }): void {
  if ((flags & 1) !== 0) shape['IsPublic'] = true;
  if ((flags & 16) !== 0) shape['IsStatic'] = true;
  if ((flags & 64) !== 0) shape['IsHidden'] = true;
}

const memberBits: readonly (readonly [number, string])[] = [
  [1, 'Public'],
  [2, 'Private'],
  [16, 'Static'],
  [32, 'Literal'],
  [64, 'Hidden'],
];

function bitNames(flags: number): string {
  return memberBits
    .filter(([bit]) => (flags & bit) !== 0)
    .map(([, name]) => name)
    .join(', ');
}

function isNode(value: object): value is Ast {
  return 'type' in value && 'start' in value && 'parent' in value;
}

function valueShape(node: Ast, key: string, value: unknown, text: string): Json | undefined {
  if (value === undefined || value === false) return undefined;
  if (typeof value === 'string' || typeof value === 'boolean') return value;
  if (typeof value === 'number') {
    if (key === 'blockKind' || key === 'operator' || key === 'tokenKind' || key === 'invocationOperator') {
      return tokenKindName(value as TokenKind);
    }
    return undefined;
  }
  if (Array.isArray(value)) {
    if (value.length === 0) return undefined;
    const items = value.map((item: unknown) => valueShape(node, key, item, text));
    return items.filter((item) => item !== undefined);
  }
  if (typeof value === 'object' && value !== null) {
    if (isNode(value)) return astShape(value, text);
    if ('userPath' in value) return String(value.userPath);
    if ('fullName' in value) return String(value.fullName);
    if (key === 'kind' && 'start' in value && 'end' in value) return text.slice(Number(value.start), Number(value.end));
  }
  return undefined;
}
