import { describe, expect, test } from 'vitest';
import {
  DefaultDisplay,
  FormatCommand,
  type FormatEnvironment,
  type FormatRequest,
  LineBuffer,
  listRules,
  readParameters,
  runNow,
  tableRules,
  wrapText,
} from '../../../engine/language/formatting';
import { fitColumns } from '../../../engine/language/formatting/column-widths';
import { fitCell, itemsPerRow } from '../../../engine/language/formatting/table-writer';
import '../../../engine/language/net/registry';
import { PSArray, PSCustomObject, PSDictionary, type Value } from '../../../engine/language/values';

function environment(now: { ticks: bigint } = { ticks: 0n }): FormatEnvironment {
  return {
    // biome-ignore lint/correctness/useYield: nothing waits here
    *runScript() {
      return [];
    },
    enumerationLimit: () => 4,
    nowTicks: () => now.ticks,
    surroundings: () => ({ bufferWidth: 120, errorView: '' }),
  };
}

function custom(entries: Record<string, Value>): PSCustomObject {
  return PSCustomObject.from(Object.entries(entries));
}

/** Lines of a Format-* command. */
function lines(values: Value[], width: number, request: FormatRequest): string[] {
  const out = new LineBuffer(width);
  const display = new DefaultDisplay(out, environment());
  const command = new FormatCommand(request, environment(), (record) => display.process(record));
  for (const value of values) {
    const program = command.process(value);
    if (program) runNow(program);
  }
  command.end();
  display.end();
  return out.lines;
}

/** Lines of default display. */
function shown(values: Value[], width = 119): string[] {
  const out = new LineBuffer(width);
  const display = new DefaultDisplay(out, environment());
  for (const value of values) {
    const program = display.process(value);
    if (program) runNow(program);
  }
  display.end();
  return out.lines;
}

describe('word wrap', () => {
  test('the delimiter stays at the end of the line', () => {
    expect(wrapText('the quick brown fox', 10)).toEqual(['the quick ', 'brown fox']);
  });
  test('a word longer than the line is chopped and may start on the current line', () => {
    expect(wrapText('ab cdefghijklmnop', 6)).toEqual(['ab cde', 'fghijk', 'lmnop']);
  });
  test('soft hyphens break, no-break blanks are dropped', () => {
    expect(wrapText('abc\u00addefgh', 4)).toEqual(['abc-', 'defg', 'h']);
    expect(wrapText('ab\u00a0cd efg', 5)).toEqual(['abcd ', 'efg']);
  });
});

describe('columns', () => {
  test('columns without width share the room evenly, one character at a time', () => {
    const widths = [5, 0, 0];
    fitColumns(widths, 59);
    expect(widths).toEqual([5, 26, 26]);
  });
  test('the right-most column shrinks, then hides', () => {
    const widths = [50, 80, 10];
    fitColumns(widths, 119);
    expect(widths).toEqual([50, 68, -1]);
  });
  test('cells', () => {
    expect(fitCell('abcdef', 5, 'left')).toBe('ab...');
    expect(fitCell('abcdef', 5, 'right')).toBe('...ef');
    expect(fitCell('abcdef', 3, 'right')).toBe('def');
    expect(fitCell('ab', 5, 'center')).toBe(' ab  ');
    expect(fitCell('a\nb', 5, 'left')).toBe('a... ');
  });
  test('an exact fit of wide cells is refused', () => {
    expect(itemsPerRow(3, 119)).toBe(29);
    expect(itemsPerRow(3, 120)).toBe(30);
  });
});

describe('default display', () => {
  test('up to four properties are a table, numbers and truth values right', () => {
    expect(
      shown([custom({ Name: 'svchost', Id: 812, Ok: true }), custom({ Name: 'lsass', Id: 64, Ok: false })]),
    ).toEqual(['', 'Name     Id    Ok', '----     --    --', 'svchost 812  True', 'lsass    64 False', '', '']);
  });
  test('five properties are a list', () => {
    expect(shown([custom({ A: 1, B: null, C: 3, D: 4, E: 5 })])).toEqual([
      '',
      '',
      'A : 1',
      'B : ',
      'C : 3',
      'D : 4',
      'E : 5',
      '',
      '',
      '',
    ]);
  });
  test('text in front, in the middle and behind', () => {
    expect(shown(['a', custom({ A: 1 }), 'b', custom({ B: 2 })])).toEqual(['a', '', 'A', '-', '1', 'b', ' ', '', '']);
  });
  test('hash tables', () => {
    const table = new PSDictionary();
    table.set('a', 1);
    table.set('b', new PSArray([1, 2]));
    expect(shown([table], 40)).toEqual([
      '',
      'Name                           Value    ',
      '----                           -----    ',
      'a                              1        ',
      'b                              {1, 2}   ',
      '',
      '',
    ]);
  });
  test('lists in cells stop after four elements', () => {
    expect(shown([custom({ A: new PSArray([1, 2, 3, 4, 5]) })])[3]).toBe('{1, 2, 3, 4...}');
  });
});

describe('tables', () => {
  const vm = custom({
    Name: 'VM1',
    Path: 'C:\\ProgramData\\Microsoft\\Windows\\Hyper-V',
    Notes: 'a note that is long',
  });
  test('the last column shrinks to the screen', () => {
    expect(lines([vm], 60, { shape: 'table' })).toEqual([
      '',
      'Name Path                                     Notes         ',
      '---- ----                                     -----         ',
      'VM1  C:\\ProgramData\\Microsoft\\Windows\\Hyper-V a note that...',
      '',
      '',
    ]);
  });
  test('widths of hash keys share the rest evenly', () => {
    const e = new PSDictionary();
    e.set('e', 'a');
    e.set('width', 5);
    const properties = readParameters(new PSArray([e, 'b', 'c']), tableRules);
    expect(lines([custom({ a: 12345, b: 'B', c: 'C' })], 60, { shape: 'table', properties })).toEqual([
      '',
      '    a b                           c                         ',
      '    - -                           -                         ',
      '12345 B                           C                         ',
      '',
      '',
    ]);
  });
  test('rows that come after 300 ms do not change the widths', () => {
    const now = { ticks: 0n };
    const out = new LineBuffer(119);
    const display = new DefaultDisplay(out, environment(now));
    const show = (value: Value): void => {
      const program = display.process(value);
      if (program) runNow(program);
    };
    show(custom({ A: 'x' }));
    now.ticks = 4_000_000n;
    show(custom({ A: 'yy' }));
    expect(out.lines).toEqual(['', 'A ', '- ', 'x ', 'yy']);
    show(custom({ A: 'zzzz' }));
    display.end();
    expect(out.lines.slice(5)).toEqual(['zz', '', '']);
  });
});

const reason8 =
  'To use SR-IOV on this system, the system BIOS must be updated to allow Windows to control PCI Express. Contact your system manufacturer for an update.';
const vmSwitch = custom({
  Name: 'SRIOV',
  IovEnabled: true,
  IovSupport: false,
  IovSupportReasons: new PSArray([
    reason8,
    'This system has a security vulnerability in the system I/O remapping hardware.',
  ]),
});

describe('lists', () => {
  const properties = readParameters('*iov*', listRules);
  test('Format-List *iov* at 80 columns', () => {
    expect(lines([vmSwitch], 79, { shape: 'list', properties })).toEqual([
      '',
      '',
      'IovEnabled        : True',
      'IovSupport        : False',
      'IovSupportReasons : {To use SR-IOV on this system, the system BIOS must be ',
      '                    updated to allow Windows to control PCI Express. Contact ',
      '                    your system manufacturer for an update., This system has a ',
      '                    security vulnerability in the system I/O remapping ',
      '                    hardware.}',
      '',
      '',
      '',
    ]);
  });
  test('Format-List *iov* at 120 columns', () => {
    expect(lines([vmSwitch], 119, { shape: 'list', properties }).slice(4, 7)).toEqual([
      'IovSupportReasons : {To use SR-IOV on this system, the system BIOS must be updated to allow Windows to control PCI ',
      '                    Express. Contact your system manufacturer for an update., This system has a security vulnerability ',
      '                    in the system I/O remapping hardware.}',
    ]);
  });
  test('long values wrap below the value', () => {
    expect(
      shown(
        [
          custom({
            Name: 'External',
            SwitchType: 'External',
            IovSupportReasons: new PSArray(['OK']),
            Notes:
              'The quick brown fox jumps over the lazy dog and keeps running through the forest until night falls.',
            X: null,
          }),
        ],
        79,
      ),
    ).toEqual([
      '',
      '',
      'Name              : External',
      'SwitchType        : External',
      'IovSupportReasons : {OK}',
      'Notes             : The quick brown fox jumps over the lazy dog and keeps ',
      '                    running through the forest until night falls.',
      'X                 : ',
      '',
      '',
      '',
    ]);
  });
});
