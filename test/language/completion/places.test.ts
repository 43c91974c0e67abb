import fc from 'fast-check';
import { expect, test } from 'vitest';
import { complete } from '../../../engine/language/completion/complete';
import { StaticSession } from './static-session';

const session = new StaticSession(
  'function Get-Zeta{param([ValidateSet("Red","Blue")]$Color,[string]$Path)}; $zebra = "C:\\Temp"',
);
session.files.set('.', [
  { name: 'notes.txt', isContainer: false, fullPath: 'C:\\notes.txt' },
  { name: 'new folder', isContainer: true, fullPath: 'C:\\new folder' },
]);
session.files.set('C:\\', [{ name: 'Temp', isContainer: true, fullPath: 'C:\\Temp' }]);
session.files.set('C:\\Temp\\', [{ name: 'a$b.log', isContainer: false, fullPath: 'C:\\Temp\\a$b.log' }]);

function textsAt(code: string): string[] {
  const cursor = code.includes('|>') ? code.indexOf('|>') : code.length;
  return complete(code.replace('|>', ''), cursor, session).matches.map((m) => m.completionText);
}

test.each([
  ['Get-Zeta -Path n', ["'.\\new folder'", '.\\notes.txt']],
  ['Get-Zeta -Path "n', ['".\\new folder"', '".\\notes.txt"']],
  ['Get-Zeta > no', ['.\\notes.txt']],
  ['Get-Zeta -Path C:\\T', ['C:\\Temp']],
  ['$zebra\\a', ["& 'C:\\Temp\\a$b.log'"]],
  ['& n', ["'.\\new folder'", '.\\notes.txt']],
  [
    'function f { [CmdletBinding(Supports|>)]param() }',
    ['SupportsShouldProcess', 'SupportsPaging', 'SupportsTransactions'],
  ],
  ['function f { param([Parameter(Man|>)]$x) }', ['Mandatory']],
  ['switch -w', ['-Wildcard']],
  ['function f($One, $Two) {}; f -', ['-One', '-Two']],
  ['Get-Zeta -Color Red, b', ['Blue']],
  ['"$zebra".Len', ['Length']],
  ['[int]::Max', ['MaxValue']],
  ['# Get-Z', []],
  ['', []],
])('%s', (code, texts) => {
  expect(textsAt(code)).toEqual(texts);
});

test('completion ends for any text and place', () => {
  const piece = fc.constantFrom(
    'Get-Zeta',
    '-Color',
    '$',
    '$zebra',
    '.',
    '::',
    '[',
    ']',
    '(',
    ')',
    '{',
    '}',
    '@{',
    '"',
    "'",
    ',',
    ';',
    ' ',
    '\n',
    '|',
    '=',
    'x',
    '-',
    '[int]',
    '#',
    '&',
    '>',
    'switch',
    'using',
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 12 }), fc.nat(60), (pieces, at) => {
      const text = pieces.join('');
      const cursor = Math.min(at, text.length);
      const list = complete(text, cursor, session);
      if (list.matches.length > 0 && list.replacementIndex >= 0) {
        expect(list.replacementIndex).toBeLessThanOrEqual(text.length);
        expect(list.replacementIndex + list.replacementLength).toBeLessThanOrEqual(text.length);
      }
    }),
    { numRuns: 1500 },
  );
});
