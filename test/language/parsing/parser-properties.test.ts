import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Ast } from '../../../engine/language/ast';
import { childrenOf, nodesOf } from '../../../engine/language/ast-walk';
import { type ParseResult, parse } from '../../../engine/language/parsing/parser';
import { TokenKind } from '../../../engine/language/parsing/token-kind';
import { parseMutations } from '../../oracle/parse-mutations';

const words = [
  'if',
  'else',
  'elseif',
  'foreach',
  'in',
  'while',
  'do',
  'until',
  'for',
  'switch',
  'default',
  'function',
  'filter',
  'param',
  'begin',
  'process',
  'end',
  'dynamicparam',
  'try',
  'catch',
  'finally',
  'trap',
  'throw',
  'return',
  'break',
  'continue',
  'exit',
  'class',
  'enum',
  'static',
  'hidden',
  'base',
  'using',
  'namespace',
  'data',
  'workflow',
  'parallel',
  'configuration',
  'define',
  'Get-X',
  '-Name',
  '-Name:',
  '-eq',
  '-not',
  '-f',
  '-split',
  '--%',
  '--',
  '$x',
  '$x.y',
  '${a b}',
  '$(',
  '@(',
  '@{',
  '@x',
  '(',
  ')',
  '{',
  '}',
  '[',
  ']',
  '[int]',
  '[a(b=1)]',
  ',',
  ';',
  '|',
  '||',
  '&&',
  '&',
  '.',
  '::',
  '..',
  '=',
  '+=',
  '++',
  '+',
  '-',
  '*',
  '/',
  '%',
  '!',
  '1',
  '1.5',
  '1kb',
  '0x1f',
  '9999999999999999999',
  "'a'",
  '"b $c"',
  '"$(',
  '"',
  "'",
  '@"\n',
  '\n"@',
  "@'\n",
  "\n'@",
  '#',
  '<#',
  '#>',
  '`',
  '`\n',
  '\n',
  ' ',
  '>',
  '>>',
  '2>&1',
  '<',
  ':l',
  '?',
  '\0',
  '\u2013',
  '\u201c',
  '\u00a0',
  '\ud83d',
  'é',
  '#requires -version',
  '# SIG # Begin signature block\n',
];

/** What must hold of every answer, whatever the text. */
function check(code: string): ParseResult {
  const result = parse(code);
  const { ast, tokens, errors } = result;
  expect(ast.start).toBe(0);
  expect(ast.end).toBe(code.length);
  const last = tokens[tokens.length - 1];
  // Behind named blocks nothing more is read once an error was found.
  if (errors.length === 0) expect(last.kind).toBe(TokenKind.EndOfInput);
  let end = 0;
  for (const token of tokens) {
    expect(token.start).toBeGreaterThanOrEqual(end);
    expect(token.end).toBeGreaterThanOrEqual(token.start);
    if (token.kind !== TokenKind.EndOfInput) end = token.end;
  }
  expect(end).toBeLessThanOrEqual(code.length);
  for (const error of errors) {
    expect(error.message).not.toBe('');
    expect(error.start).toBeLessThanOrEqual(error.end);
    expect(error.end).toBeLessThanOrEqual(code.length + 2);
  }
  return result;
}

function shape(node: Ast): unknown {
  return [node.type, childrenOf(node).map(shape)];
}

describe('any text', () => {
  it('ends, without throwing, and its tokens are in order', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (code) => {
        check(code);
      }),
      { numRuns: 1500 },
    );
  });

  it('made of pieces of PowerShell does so too', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...words), { maxLength: 24 }), fc.constantFrom('', ' '), (parts, glue) => {
        check(parts.join(glue));
      }),
      { numRuns: 4000 },
    );
  });

  it('has a tree whose parents are right', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...words), { maxLength: 16 }), (parts) => {
        const { ast, errors } = check(parts.join(' '));
        if (errors.length > 0) return;
        for (const node of nodesOf(ast)) for (const child of childrenOf(node)) expect(child.parent).toBe(node);
      }),
      { numRuns: 1500 },
    );
  });

  it('means the same with other line breaks', () => {
    for (const { code } of parseMutations(['if ($a) {\n  1\n} else {\n  2\n}\n@{\n a = 1\n}'], 5, 200)) {
      const one = parse(code);
      const other = parse(code.replaceAll('\n', '\r\n'));
      expect(other.errors.map((e) => e.id)).toEqual(one.errors.map((e) => e.id));
      expect(shape(other.ast)).toEqual(shape(one.ast));
    }
  });
});

describe('deep and long texts', () => {
  const depth = 20_000;
  it.each([
    ['parentheses', '('.repeat(depth)],
    ['braces', '{'.repeat(depth)],
    ['sub-expressions', '$('.repeat(depth)],
    ['arrays', '@('.repeat(depth)],
    ['hash tables', '@{a='.repeat(depth)],
    ['unary operators', '!'.repeat(depth)],
    ['negations', '-not '.repeat(depth)],
    ['casts', '[int]'.repeat(depth)],
    ['array types', `[int${'[]'.repeat(depth)}]`],
    ['generic types', '[a['.repeat(depth)],
    ['strings in strings', '"$('.repeat(depth)],
    ['if', 'if(1){'.repeat(depth)],
    ['functions', 'function f{'.repeat(depth)],
    ['assignments', '$a='.repeat(depth)],
    ['indexes', '$a['.repeat(depth)],
    ['calls', '$a.b('.repeat(depth)],
  ])('%s nested without end are an error, not a crash', (_, code) => {
    const { errors } = check(code);
    expect(errors.length).toBeGreaterThan(0);
  });

  it.each([
    ['sums', `1${'+1'.repeat(depth)}`],
    ['members', `$a${'.b'.repeat(depth)}`],
    ['indexes', `$a${'[0]'.repeat(depth)}`],
    ['lists', `1${',1'.repeat(depth)}`],
    ['pipelines', `a${'|b'.repeat(depth)}`],
    ['statements', '$x = 1\n'.repeat(depth)],
  ])('long chains of %s are fine', (_, code) => {
    expect(check(code).errors).toEqual([]);
  });

  it('reads typographic dashes and quotes like plain ones', () => {
    const { errors, tokens } = check('Get-X \u2013Name \u201ca b\u201d \u2018c\u2019');
    expect(errors).toEqual([]);
    expect(tokens.map((t) => t.value)).toEqual(['Get-X', 'Name', 'a b', 'c', '']);
  });
});
