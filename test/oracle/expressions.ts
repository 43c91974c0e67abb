/**
 * Expressions for comparing with the real engine: every kind of literal under every operator, conversion and many member
 * calls. Seeded: the same seed gives the same cases. `expressionCases` are for the oracle's `run`, `conversionCases` for
 * `convert`. What PowerShell 7 does differently is left out at the source (number texts of `[math]::PI`, culture order ...).
 */

/** A case for the oracle's `run` mode. */
export interface ExpressionCase {
  id: string;
  code: string;
}
/** A case for the oracle's `convert` mode. */
export interface ConversionCase {
  id: string;
  value: string;
  type: string;
}

export const literals: readonly string[] = [
  '0',
  '1',
  '-1',
  '7',
  '2147483647',
  '-2147483648',
  '5l',
  '9223372036854775807',
  '[byte]200',
  '[sbyte]-5',
  '[int16]300',
  '[uint16]65535',
  '[uint32]4000000000',
  '[uint64]18446744073709551615',
  '1.5',
  '2.5',
  '-0.5',
  '1e20',
  '[double]::NaN',
  '[single]2.5',
  '3d',
  '1.10d',
  '$true',
  '$false',
  '$null',
  "''",
  "'abc'",
  "'ABC'",
  "'10'",
  "' 5 '",
  "'1.5'",
  "'0x1F'",
  "'1e3'",
  "[char]'a'",
  "[char]'7'",
  '(1,2,3)',
  '@()',
  '(,1)',
  "('a','B','c')",
  '(1,$null,2)',
  '@{a=1}',
  "[datetime]'2016-08-20'",
  "[timespan]'1:02:03'",
  "[version]'1.2.3'",
  '[dayofweek]::Friday',
  "[guid]'6f9619ff-8b86-d011-b42d-00c04fc964ff'",
  '[int]',
  '[pscustomobject]@{a=1}',
];

export const binaryOperators: readonly string[] = [
  '+',
  '-',
  '*',
  '/',
  '%',
  '-eq',
  '-ne',
  '-lt',
  '-le',
  '-gt',
  '-ge',
  '-ceq',
  '-cne',
  '-like',
  '-notlike',
  '-match',
  '-notmatch',
  '-replace',
  '-contains',
  '-notcontains',
  '-in',
  '-notin',
  '-split',
  '-join',
  '-band',
  '-bor',
  '-bxor',
  '-shl',
  '-shr',
  '-and',
  '-or',
  '-xor',
  '-f',
  '-is',
  '-as',
  '..',
];

export const unaryOperators: readonly string[] = ['-', '+', '!', '-not ', '-bnot ', '-join ', '-split ', ','];

export const types: readonly string[] = [
  'int',
  'long',
  'byte',
  'sbyte',
  'int16',
  'uint16',
  'uint32',
  'uint64',
  'double',
  'single',
  'decimal',
  'bool',
  'string',
  'char',
  'object',
  'array',
  'int[]',
  'string[]',
  'char[]',
  'datetime',
  'timespan',
  'version',
  'guid',
  'dayofweek',
  'consolecolor',
  'hashtable',
  'type',
  'bigint',
  'System.Collections.ArrayList',
  'System.Collections.Generic.List[int]',
];

/** Member calls on values of a kind; `{0}` is the value. */
export const memberCalls: readonly string[] = [
  "'hello'.Substring({i})",
  "'hello'.IndexOf('l',{i})",
  "'hello'.Insert({i},'X')",
  "'hello'.Remove({i})",
  "'a,b,,c'.Split(',')",
  "'  x '.Trim()",
  "'hello'.PadLeft({i})",
  "'hello'.Replace('l','L')",
  "'hello'.ToUpper()",
  "'hello'.StartsWith('he')",
  "'hello'.LastIndexOf('l')",
  "'hello'.Contains('ell')",
  "'hello'.ToCharArray().Length",
  "'hello'[{i}]",
  "'hello'.Length",
  '(1,2,3)[{i}]',
  '(1,2,3).Length',
  '(1..9)[{i}..2]',
  '@{a=1;b=2}.Count',
  '[math]::Abs({i})',
  '[math]::Round({i}.5)',
  '[math]::Floor(-{i}.5)',
  '[math]::Max({i},2)',
  '[convert]::ToString({i},2)',
  "[convert]::ToInt32('{i}')",
  '({i}).ToString("N2")',
  '({i}).ToString("X4")',
  '({i}).ToString("000")',
  "'{0:N{i}}' -f 1234.5678",
  "'{0,{i}}' -f 'x'",
  "'{0:d{i}}' -f 42",
  "([datetime]'2016-08-20').AddDays({i}).ToString('yyyy-MM-dd')",
  "([datetime]'2016-01-31').AddMonths({i}).ToString('s')",
  '([timespan]::FromMinutes({i})).ToString()',
  '[datetime]::DaysInMonth(2016,{i})',
  "[regex]::Matches('a1b22','\\d+').Count",
  "[regex]::Match('key=val','(?<k>\\w+)=(\\w+)').Groups[{i}].Value",
  "[string]::Join('-',1,{i})",
  '[enum]::GetNames([dayofweek])[{i}]',
  '[char]::IsDigit([char]({i}+47))',
  '[System.Collections.ArrayList]@(1,2,3).IndexOf({i})',
  '$l=[System.Collections.Generic.List[int]]@(3,1,2);$l.Sort();$l.RemoveAt({i});$l -join ","',
  '$q=New-Object System.Collections.Queue;1..3|%{{$q.Enqueue($_)}};$q.Dequeue()+{i}',
];

/** A small generator of uniform numbers (mulberry32). */
function generator(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** Shows a value with its type, so that `2` and `2.0` differ. */
const shown = (code: string): string =>
  `try { $r = ${code}; if ($null -eq $r) { 'null' } else { $r.GetType().FullName; "$r" } } catch { $_.FullyQualifiedErrorId; $_.Exception.Message }`;

/** `count` expressions drawn from literals, operators and member calls. */
export function expressionCases(seed: number, count: number): ExpressionCase[] {
  const random = generator(seed);
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!;
  const cases: ExpressionCase[] = [];
  for (let i = 0; i < count; i++) {
    const kind = random();
    let code: string;
    if (kind < 0.75) code = shown(`(${pick(literals)}) ${pick(binaryOperators)} (${pick(literals)})`);
    else if (kind < 0.85) code = shown(`${pick(unaryOperators)}(${pick(literals)})`);
    else
      code = shown(
        pick(memberCalls)
          .replaceAll('{i}', String(Math.floor(random() * 7)))
          .replaceAll('{{', '{')
          .replaceAll('}}', '}'),
      );
    cases.push({ id: `e${seed}-${i}`, code });
  }
  return cases;
}

/** Every literal converted to every type. */
export function conversionCases(): ConversionCase[] {
  return literals.flatMap((value, i) => types.map((type, j) => ({ id: `c${i}-${j}`, value, type })));
}
