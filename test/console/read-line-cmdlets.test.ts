import { describe, expect, it } from 'vitest';
import { readLineCmdlets } from '../../engine/console/cmdlets';
import { editorFunction } from '../../engine/console/editor/functions';
import { LineEditor } from '../../engine/console/editor/line-editor';
import { chordOf, keysOfText, makeKey } from '../../engine/console/keys';
import { ScreenBuffer } from '../../engine/console/screen/screen-buffer';
import type { Bound, CmdletError, CommandContext } from '../../engine/language/command';
import { parse } from '../../engine/language/parsing/parser';
import { foldCase, PSEnum, type TypedObject, type Value } from '../../engine/language/values';

function newEditor(): LineEditor {
  const screen = new ScreenBuffer({ width: 80, height: 25 });
  screen.write('PS C:\\> ');
  const editor = new LineEditor({
    screen,
    clipboard: { text: '' },
    language: {
      parse: (text) => parse(text),
      complete: () => ({ replacementIndex: 0, replacementLength: 0, matches: [] }),
    },
  });
  editor.begin();
  return editor;
}

/** Calls a cmdlet's `end` with these arguments; answers what it wrote. */
function call(editor: LineEditor, name: string, bound: Bound = {}): Value[] {
  const definition = readLineCmdlets.find((cmdlet) => cmdlet.name === name);
  const written: Value[] = [];
  const context: Partial<CommandContext> = {
    isBound: (parameter) => parameter in bound,
    write: (value) => {
      written.push(value);
    },
    service: () => editor as never,
    text: (value) => String(value),
    throwTerminating: (error: CmdletError) => {
      throw new Error(error.message);
    },
  };
  definition?.end?.(context as CommandContext, bound);
  return written;
}

function property(value: Value, name: string): Value {
  const object = value as TypedObject;
  return object.netType.properties.get(foldCase(name))?.get(object) ?? null;
}
function enumName(value: Value): string | undefined {
  return value instanceof PSEnum ? value.netType.enumValues?.find(([, n]) => n === value.value)?.[0] : undefined;
}

describe('PSReadline cmdlets', () => {
  it('shows the options of a fresh session', () => {
    const [options] = call(newEditor(), 'Get-PSReadlineOption');
    expect(property(options, 'ContinuationPrompt')).toBe('>> ');
    expect(property(options, 'MaximumHistoryCount')).toBe(4096);
    expect(enumName(property(options, 'EditMode'))).toBe('Windows');
    expect(enumName(property(options, 'CommandForegroundColor'))).toBe('Yellow');
    expect(enumName(property(options, 'DefaultTokenForegroundColor'))).toBe('DarkYellow');
    expect(enumName(property(options, 'ErrorBackgroundColor'))).toBe('DarkMagenta');
  });

  it('changes options and colours', () => {
    const editor = newEditor();
    call(editor, 'Set-PSReadlineOption', { HistoryNoDuplicates: true, BellStyle: 'None', ContinuationPrompt: '.. ' });
    call(editor, 'Set-PSReadlineOption', { TokenKind: 'Command', ForegroundColor: 'Magenta' });
    for (const key of keysOfText('dir {')) editor.key(key);
    editor.key(makeKey('Enter'));
    expect(editor.screen.lines()[1]).toBe('..');
    expect(editor.screen.colorRuns()).toContainEqual([0, 8, 'dir', 'Magenta']);
    expect(editor.options.historyNoDuplicates).toBe(true);
    editor.ding();
    expect(editor.screen.bells).toBe(0);
    call(editor, 'Set-PSReadlineOption', { ResetTokenColors: true });
    expect(editor.options.colors.command.foreground).toBe(14);
  });

  it('is honest about edit mode Vi', () => {
    expect(() => call(newEditor(), 'Set-PSReadlineOption', { EditMode: 'Vi' })).toThrow('not simulated');
  });

  it('lists bound and unbound keys', () => {
    const editor = newEditor();
    const bound = call(editor, 'Get-PSReadlineKeyHandler', { Bound: true });
    const lines = bound.map((row) => `${property(row, 'Key')} ${property(row, 'Function')}`);
    expect(lines.slice(0, 4)).toEqual([
      'Enter AcceptLine',
      'Shift+Enter AddLine',
      'Ctrl+Enter InsertLineAbove',
      'Ctrl+Shift+Enter InsertLineBelow',
    ]);
    expect(lines).toContain('Ctrl+c CopyOrCancelLine');
    expect(lines).toContain('Ctrl+C Copy');
    const all = call(editor, 'Get-PSReadlineKeyHandler');
    expect(all.length).toBeGreaterThan(bound.length);
    expect(all.map((row) => property(row, 'Key'))).toContain('Unbound');
  });

  it('binds and unbinds keys', () => {
    const editor = newEditor();
    call(editor, 'Set-PSReadlineKeyHandler', { Chord: 'Ctrl+K', Function: 'KillLine' });
    expect(editor.functionOf(makeKey('K', true))).toBe(editorFunction('KillLine'));
    call(editor, 'Remove-PSReadlineKeyHandler', { Chord: 'Ctrl+K' });
    expect(editor.functionOf(makeKey('K', true))).toBeUndefined();
    expect(() => call(editor, 'Set-PSReadlineKeyHandler', { Chord: 'Ctrl+Nokey', Function: 'KillLine' })).toThrow(
      "Unrecognized key 'Ctrl+Nokey'",
    );
    expect(chordOf(makeKey('K', true))).toBe('Ctrl+K');
  });
});
