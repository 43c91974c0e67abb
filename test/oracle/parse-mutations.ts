/**
 * Texts to compare parsers with: real scripts and mutations of them, without the syntax that only newer versions have.
 */
import { parse, tokenize } from '../../engine/language/parsing/parser';

export interface ParseCase {
  readonly id: string;
  readonly code: string;
}

/** A small generator of pseudo-random numbers (mulberry32), so that a seed gives the same cases everywhere. */
export function randomSource(seed: number): (limit: number) => number {
  let state = seed >>> 0;
  return (limit) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return Math.floor((((t ^ (t >>> 14)) >>> 0) / 4294967296) * limit);
  };
}

const characters = ' \n;,.|(){}[]$@"\'`#-+*/%=<>!:_0123456789abcefinorstwx';

const fragments = [
  'if (',
  'else ',
  'foreach ($i in ',
  'while ($true) {',
  'switch ($x) { 1 { } default { } }',
  'function f($a) { ',
  'param(',
  'try { ',
  '} catch { ',
  'finally { }',
  'class C { ',
  '[int] $p = 1',
  'static [void] M() { }',
  'enum E { A; B = 2 }',
  '@{ a = 1 }',
  '@(1, 2)',
  '$(Get-X)',
  '"a $x b"',
  "'it''s'",
  '-eq ',
  '-not ',
  '..',
  '$x.Y(1)',
  '[math]::PI',
  '$a[0]',
  '-Name:',
  '--% ',
  '2>$null',
  ' | ',
  'return ',
  'trap { }',
  'data { }',
  'using namespace System.Text\n',
  ':l ',
  'break l',
  '@"\nx\n"@\n',
  "@'\ny\n'@\n",
  '<# c #>',
  '# c\n',
  '$using:x',
  '@args',
  'begin { }',
  'process { }',
  '++',
  '+= ',
  '1kb',
  '0x1F',
  '1.5e3',
  '[List[int]]',
  '[string[]]',
  '[Parameter(Mandatory)]',
  '[ValidateSet("a","b")]',
];

/** One change of a text. */
function mutate(code: string, random: (limit: number) => number): string {
  const at = random(code.length + 1);
  switch (random(9)) {
    case 0:
      return code.slice(0, at) + code.slice(at + 1);
    case 1:
      return code.slice(0, at) + characters[random(characters.length)] + code.slice(at);
    case 2:
      return code.slice(0, at) + characters[random(characters.length)] + code.slice(at + 1);
    case 3:
      return code.slice(0, at);
    case 4:
      return code.slice(0, at) + fragments[random(fragments.length)] + code.slice(at);
    default:
      return mutateTokens(code, random);
  }
}

function mutateTokens(code: string, random: (limit: number) => number): string {
  const tokens = tokenize(code).filter((t) => t.end > t.start);
  if (tokens.length < 2) return code;
  const a = tokens[random(tokens.length)];
  const b = tokens[random(tokens.length)];
  switch (random(3)) {
    case 0:
      return code.slice(0, a.start) + code.slice(a.end);
    case 1: {
      const [first, second] = a.start < b.start ? [a, b] : [b, a];
      if (first.end > second.start) return code;
      return (
        code.slice(0, first.start) +
        code.slice(second.start, second.end) +
        code.slice(first.end, second.start) +
        code.slice(first.start, first.end) +
        code.slice(second.end)
      );
    }
    default:
      return `${code.slice(0, a.start)}${code.slice(b.start, b.end)} ${code.slice(a.start)}`;
  }
}

/**
 * Syntax that only PowerShell 7 has, or that it reads otherwise: such texts cannot be compared.
 * Half surrogate pairs are refused by the program that answers.
 */
const newerOnly =
  /\?|&&|\|\||&|`e|`u|\d[uysn]|\d[lLdD]?[uUyYsSnN]|0b|\bclean\b|^\s*\||\n\s*(?:#.*\n|<#[\s\S]*?#>|\s)*\||\bworkflow\b|\bparallel\b|\bsequence\b|\binlinescript\b|\bconfiguration\b|\benum\s+\w+\s*:|using\s+(?:module|assembly)|throttlelimit|[\ud800-\udfff]/i;

export function isComparable(code: string): boolean {
  // The program that answers cannot write a number that fits no type.
  return !newerOnly.test(code) && !parse(code).errors.some((e) => e.id === 'BadNumericConstant');
}

/** Cases made from these texts: each text itself and `mutations` changes of it, some of them changed again. */
export function parseMutations(texts: readonly string[], seed: number, mutations: number): ParseCase[] {
  const random = randomSource(seed);
  const cases: ParseCase[] = [];
  const seen = new Set<string>();
  const add = (code: string): void => {
    if (code.length > 4000 || seen.has(code) || !isComparable(code)) return;
    seen.add(code);
    cases.push({ id: `m${cases.length}`, code });
  };
  for (const text of texts) {
    add(text);
    let current = text;
    for (let i = 0; i < mutations; i++) {
      const changed = mutate(random(3) === 0 ? current : text, random);
      current = changed.length < 4000 ? changed : text;
      add(changed);
    }
  }
  return cases;
}
