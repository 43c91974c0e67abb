/** Programs for the fuzz test: real ones with tokens exchanged, and generated ones. */
import { parse, tokenize } from '../../engine/language/parsing/parser';
import { TokenKind } from '../../engine/language/parsing/token-kind';
import { expressionProbes, probe, SHOW, TYPES, VALUES } from '../oracle/expression-probes';

export type Random = (limit: number) => number;

const OPERATORS = [
  '+',
  '-',
  '*',
  '/',
  '%',
  '-eq',
  '-ne',
  '-lt',
  '-gt',
  '-like',
  '-match',
  '-contains',
  '-in',
  '-replace',
  '-split',
  '-join',
  '-band',
  '-shl',
  '-and',
  '-xor',
  '-is',
  '-as',
  '-f',
  '..',
  ',',
];

const NAMES = [
  '$_',
  '$x',
  '$a',
  '$args',
  '$input',
  '$this',
  '$Error',
  '$Matches',
  '$true',
  '$null',
  '$PSItem',
  '$h',
  '$o',
  '$MyInvocation',
  '$PSBoundParameters',
  '$ExecutionContext',
  '$host',
];

const STATEMENTS = [
  'break',
  'continue',
  'return 1',
  "throw 'x'",
  'throw',
  'exit 3',
  '$x++',
  'trap { continue }',
  'if ($x) { 1 } else { 2 }',
  'foreach ($i in 1..3) { $i }',
  'switch (1,2) { 1 { "one" } default { $_ } }',
  'function f { param($a) $a; f 1 }',
  'try { 1/0 } catch { $_ } finally { 2 }',
  '$a[0] = 1',
  '$h.x = 2',
  '$a, $b = 1, 2',
  'Set-StrictMode -Version Latest',
  '$ErrorActionPreference = "Stop"',
  'class K { [int] $V; K() { $this.V = 2 } }',
  'enum G { P; Q = 5 }',
  '& { param($z) $z } 1',
  '. { $x = 5 }',
  '1..3 | % { $_ * 2 }',
  '1..3 | ? { $_ -gt 1 }',
  '$x = { $_ }',
  'data { 1 }',
  'do { $i++ } while ($i -lt 3)',
  'for ($i = 0; $i -lt 3; $i++) { }',
  '$Error.Clear()',
  'Write-Error e',
  '$o | Add-Member -MemberType ScriptProperty p { 1/0 } -PassThru | Format-List',
  'Remove-Variable x',
  '$x = $x, $x',
  '"$x $(1/0) $($h)"',
  '[array]::Sort($a)',
  "Invoke-Expression '1 +'",
  'Get-Variable x | Format-List',
];

/** A text with some of its tokens exchanged for others of their kind, or a statement put between two others. */
export function exchangeTokens(code: string, random: Random): string {
  const tokens = tokenize(code).filter((t) => t.end > t.start);
  if (tokens.length === 0) return code;
  let text = code;
  for (let changes = 1 + random(3); changes > 0; changes--) {
    const list = tokenize(text).filter((t) => t.end > t.start);
    const token = list[random(list.length)];
    if (token === undefined) return text;
    const before = text.slice(0, token.start);
    const after = text.slice(token.end);
    const value = VALUES[random(VALUES.length)]!;
    const written = text.slice(token.start, token.end);
    switch (token.kind) {
      case TokenKind.Number:
      case TokenKind.StringLiteral:
      case TokenKind.StringExpandable:
        text = `${before}(${value})${after}`;
        break;
      case TokenKind.Variable:
        text = `${before}${random(2) === 0 ? NAMES[random(NAMES.length)] : `(${value})`}${after}`;
        break;
      case TokenKind.Semi:
      case TokenKind.NewLine:
        text = `${before}; ${STATEMENTS[random(STATEMENTS.length)]}; ${after}`;
        break;
      default:
        if (/^-[a-z]+$|^[-+*/%]$|^\.\.$/i.test(written))
          text = `${before} ${OPERATORS[random(OPERATORS.length)]} ${after}`;
        else if (/^\[|^[a-z.]+$/i.test(written) && before.endsWith('['))
          text = `${before}${TYPES[random(TYPES.length)]}${after}`;
        else text = `${STATEMENTS[random(STATEMENTS.length)]}; $x = ${value}; ${text}`;
    }
  }
  return text;
}

/** Texts that have no error of syntax, so that something of them runs. */
export function runs(code: string): boolean {
  return code.length < 3000 && parse(code).errors.length === 0;
}

/** Expressions of every kind, forty in a program. */
export function expressionPrograms(seed: number, count: number): string[] {
  return expressionProbes(seed, count).map(({ expressions }) => SHOW + expressions.map(probe).join('\n'));
}
