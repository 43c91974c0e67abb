import { describe, expect, test } from 'vitest';
import '../../../engine/language/net/registry';
import { makeException } from '../../../engine/language/errors';
import { DefaultDisplay, errorText, LineBuffer, runNow } from '../../../engine/language/formatting';
import { ScriptSource } from '../../../engine/language/parsing/script-source';
import { ErrorDetails, ErrorRecord, InvocationInfo } from '../../../engine/language/runtime/error-record';
import { Extent } from '../../../engine/language/runtime/extent';

function unknownCommand(name: string): ErrorRecord {
  const record = new ErrorRecord(
    makeException(
      'System.Management.Automation.CommandNotFoundException',
      `The term '${name}' is not recognized as the name of a cmdlet, function, script file, or operable program. Check the spelling of the name, or if a path was included, verify that the path is correct and try again.`,
    ),
    'CommandNotFoundException',
    'ObjectNotFound',
    name,
  );
  record.targetName = name;
  record.targetType = 'String';
  record.invocation = new InvocationInfo(null, name, new Extent(new ScriptSource(name), 0, name.length));
  return record;
}

function lines(record: ErrorRecord, bufferWidth: number): string[] {
  const out = new LineBuffer(bufferWidth - 1);
  const display = new DefaultDisplay(out, {
    // biome-ignore lint/correctness/useYield: nothing waits here
    *runScript() {
      return [];
    },
    enumerationLimit: () => 4,
    nowTicks: () => 0n,
    surroundings: () => ({ bufferWidth, errorView: '' }),
  });
  const program = display.process(record, 'error');
  if (program) runNow(program);
  display.end();
  return out.lines;
}

describe('error records', () => {
  test('at 120 columns', () => {
    expect(lines(unknownCommand('Get-Foo'), 120)).toEqual([
      "Get-Foo : The term 'Get-Foo' is not recognized as the name of a cmdlet, function, script file, or operable program. ",
      'Check the spelling of the name, or if a path was included, verify that the path is correct and try again.',
      'At line:1 char:1',
      '+ Get-Foo',
      '+ ~~~~~~~',
      '    + CategoryInfo          : ObjectNotFound: (Get-Foo:String) [], CommandNotFoundException',
      '    + FullyQualifiedErrorId : CommandNotFoundException',
      ' ',
    ]);
  });
  test('at 80 columns the category line is cut and goes on with three blanks', () => {
    expect(lines(unknownCommand('Get-Foo'), 80)).toEqual([
      "Get-Foo : The term 'Get-Foo' is not recognized as the name of a cmdlet, ",
      'function, script file, or operable program. Check the spelling of the name, or ',
      'if a path was included, verify that the path is correct and try again.',
      'At line:1 char:1',
      '+ Get-Foo',
      '+ ~~~~~~~',
      '    + CategoryInfo          : ObjectNotFound: (Get-Foo:String) [], CommandNotF ',
      '   oundException',
      '    + FullyQualifiedErrorId : CommandNotFoundException',
      ' ',
    ]);
  });
  test('details replace the message and take the last line away', () => {
    const record = unknownCommand('x');
    record.details = new ErrorDetails('Details.');
    expect(lines(record, 120)[0]).toBe('x : Details.');
    expect(lines(record, 120).at(-1)).toBe('    + FullyQualifiedErrorId : CommandNotFoundException');
  });
  test('CategoryView', () => {
    expect(errorText(unknownCommand('x'), { bufferWidth: 120, errorView: 'CategoryView' })).toBe(
      'ObjectNotFound: (x:String) [], CommandNotFoundException',
    );
  });
});
