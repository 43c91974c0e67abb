import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { editorFunction } from '../../engine/console/editor/functions';
import { emacsBindings, windowsBindings } from '../../engine/console/editor/key-bindings';
import type { EditorLanguage } from '../../engine/console/editor/language';
import { LineEditor } from '../../engine/console/editor/line-editor';
import { type Key, keysOfText, parseChord } from '../../engine/console/keys';
import { ScreenBuffer } from '../../engine/console/screen/screen-buffer';
import { parse } from '../../engine/language/parsing/parser';

const language: EditorLanguage = {
  parse: (text) => parse(text),
  complete: (text, cursor) => ({
    replacementIndex: Math.max(0, text.lastIndexOf(' ', cursor - 1) + 1),
    replacementLength: cursor - Math.max(0, text.lastIndexOf(' ', cursor - 1) + 1),
    matches: ['alpha', 'alphabet', 'beta', "'C:\\Program Files'"].map((item) => ({
      completionText: item,
      listItemText: item,
      type: item.startsWith("'") ? 'ProviderContainer' : 'Text',
      toolTip: `tip of ${item}`,
    })),
  }),
};

function editorOn(width = 40, height = 10, history: string[] = []): LineEditor {
  const screen = new ScreenBuffer({ width, height });
  screen.write('PS C:\\> ');
  const editor = new LineEditor({ screen, language, clipboard: { text: '' } });
  editor.loadHistory(history);
  editor.begin();
  return editor;
}

function type(editor: LineEditor, ...elements: string[]): void {
  for (const element of elements) {
    const key = /^<.+>$/.test(element) ? parseChord(element.slice(1, -1)) : undefined;
    for (const k of key ? [key] : keysOfText(element)) editor.key(k);
  }
}

const chords = [...windowsBindings().list(), ...emacsBindings().list()]
  .map(({ chord }) => chord)
  .filter((chord) => !chord.includes(','));
const anyKey: fc.Arbitrary<Key> = fc.oneof(
  fc.constantFrom(...chords).map((chord) => parseChord(chord) as Key),
  fc.constantFrom(...'abc $(){}[]"\'|;-@#`\n\t\u00e9日\ud83d\ude00'.split('')).map((char) => keysOfText(char)[0]),
);

function check(editor: LineEditor): void {
  expect(editor.current).toBeGreaterThanOrEqual(0);
  expect(editor.current).toBeLessThanOrEqual(editor.buffer.length);
  expect(editor.undoIndex).toBeLessThanOrEqual(editor.edits.length);
  const { screen } = editor;
  expect(screen.cursorX).toBeGreaterThanOrEqual(0);
  expect(screen.cursorX).toBeLessThan(screen.width);
  expect(screen.cursorY).toBeGreaterThanOrEqual(0);
  expect(screen.cursorY).toBeLessThan(screen.height);
}

/** Takes back everything; answers the text that is left. */
function undoAll(editor: LineEditor): string {
  for (let i = 0; i < 10_000 && editor.undoIndex > 0; i++) editor.undo();
  return editor.buffer;
}

describe('line editor', () => {
  it('stays whole under any keys, and undo of everything gives the empty line', () => {
    fc.assert(
      fc.property(
        fc.array(anyKey, { maxLength: 60 }),
        fc.boolean(),
        fc.integer({ min: 12, max: 50 }),
        fc.integer({ min: 3, max: 12 }),
        (keys, emacs, width, height) => {
          const editor = editorOn(width, height, ['one', 'if (1) {\n2\n}', 'three four']);
          if (emacs) editor.setEditMode('Emacs');
          for (const key of keys) {
            editor.key(key);
            check(editor);
            if (!editor.reading) {
              if (editor.screen.cursorX !== 0) editor.screen.write('\n');
              editor.screen.write('PS> ');
              editor.begin();
            }
          }
          // A search or a menu that is still open ends first.
          editor.key(parseChord('Escape') as Key);
          editor.key(parseChord('F5') as Key);
          if (editor.reading && editor.editGroupStart < 0) expect(undoAll(editor)).toBe('');
        },
      ),
      { numRuns: 400 },
    );
  });

  it('redo after undo gives the same text and caret', () => {
    fc.assert(
      fc.property(fc.array(anyKey, { maxLength: 30 }), (keys) => {
        const editor = editorOn();
        for (const key of keys) {
          if (key.name === 'Enter' || !editor.reading) continue;
          editor.key(key);
        }
        if (!editor.reading || editor.editGroupStart >= 0) return;
        const text = editor.buffer;
        const index = editor.undoIndex;
        undoAll(editor);
        while (editor.undoIndex < index) editor.redo();
        expect(editor.buffer).toBe(text);
      }),
    );
  });

  it('draws the text as it is, whatever is typed: the rows hold the buffer', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'ab1 -$'.split('')), maxLength: 90 }), (text) => {
        const editor = editorOn(20, 12);
        type(editor, text);
        expect(editor.screen.lines().join('\n').replace(/\n/g, '').trimEnd()).toBe(
          // Blanks that fall on a row's end are not visible.
          `PS C:\\> ${text}`
            .match(/.{1,20}/g)
            ?.map((row) => row.trimEnd())
            .join('')
            .trimEnd(),
        );
      }),
    );
  });

  it('keeps the line when the window is resized', () => {
    const editor = editorOn(40, 10);
    type(editor, 'Get-VMSwitch -Name External | Format-List *iov*');
    editor.resize(25, 10);
    expect(editor.screen.lines()).toEqual(['PS C:\\> Get-VMSwitch -Nam', 'e External | Format-List', '*iov*']);
    editor.resize(80, 4);
    expect(editor.screen.lines()).toEqual(['PS C:\\> Get-VMSwitch -Name External | Format-List *iov*']);
    type(editor, '<Home>', 'x');
    expect(editor.screen.lines()[0]).toBe('PS C:\\> xGet-VMSwitch -Name External | Format-List *iov*');
  });

  it('takes a paste of ten thousand lines in one go', () => {
    const editor = editorOn(80, 25);
    editor.host.clipboard.text = Array.from({ length: 10_000 }, (_, i) => `$x${i} = ${i}`).join('\r\n');
    type(editor, '<Ctrl+V>');
    expect(editor.buffer.split('\n').length).toBe(10_000);
    type(editor, '<Ctrl+Z>');
    expect(editor.buffer).toBe('');
  });

  it('keeps the first lines of an input higher than the window in the scroll-back', () => {
    const editor = editorOn(40, 8);
    const lines = Array.from({ length: 20 }, (_, i) => `line${i}`);
    editor.paste(lines.join('\n'));
    expect(editor.screen.allLines()).toEqual(lines.map((line, i) => (i === 0 ? `PS C:\\> ${line}` : `>> ${line}`)));
    expect(editor.screen.cursorY).toBe(7);
    type(editor, '<Escape>');
    expect(editor.buffer).toBe('');
    expect(editor.reading).toBe(true);
  });

  it('takes megabytes, without colours', () => {
    const editor = editorOn(80, 25);
    editor.paste('$x = 1\n'.repeat(300_000));
    expect(editor.buffer.length).toBe(2_100_000);
    expect(editor.screen.cursorX).toBe(3);
    type(editor, 'y', '<Backspace>', '<Ctrl+C>');
    expect(editor.reading).toBe(false);
  });

  it('adds a backslash to a folder taken from the menu, not to one taken with Tab', () => {
    const editor = editorOn();
    type(editor, 'cd ', '<Shift+Tab>');
    expect(editor.buffer).toBe("cd 'C:\\Program Files'");
    const other = editorOn();
    type(other, 'cd ', '<Ctrl+Space>', '<Shift+Tab>', '<Ctrl+A>');
    expect(other.buffer).toBe("cd 'C:\\Program Files\\'");
  });

  it('lists completions in edit mode Emacs and comes back with the prompt below', () => {
    const editor = editorOn();
    editor.setEditMode('Emacs');
    type(editor, 'x a', '<Alt+=>');
    expect(editor.screen.lines()).toEqual([
      'PS C:\\> x a',
      'alpha               beta',
      "alphabet            'C:\\Program Files'",
      'PS C:\\> x a',
    ]);
  });

  it('shows tool tips when asked to', () => {
    const editor = editorOn(60, 12);
    editor.options.showToolTips = true;
    type(editor, 'x ', '<Ctrl+Space>');
    expect(editor.screen.lines()[1]).toBe('alpha               - tip of alpha');
  });

  it('kills and yanks, joining kills that follow each other', () => {
    const editor = editorOn();
    editor.setEditMode('Emacs');
    type(editor, 'one two three', '<Alt+Backspace>', '<Alt+Backspace>', '<Ctrl+Y>');
    expect(editor.buffer).toBe('one two three');
    type(editor, '<Ctrl+U>', 'x', '<Ctrl+W>', '<Ctrl+Y>', '<Alt+Y>');
    expect(editor.buffer).toBe('one two three');
  });

  it('runs a pair of keys', () => {
    const editor = editorOn();
    editor.setEditMode('Emacs');
    type(editor, 'ab', '<Ctrl+X>', '<Ctrl+U>');
    expect(editor.buffer).toBe('a');
  });

  it('repeats and reverses with a numeric argument', () => {
    const editor = editorOn();
    type(editor, 'abc', '<Alt+5>', 'x', '<Alt+->', '<Alt+2>', '<Right>', 'Y');
    expect(editor.buffer).toBe('abcxxxYxx');
  });

  it('starts from the newest line again after F8 and another key', () => {
    const editor = editorOn(40, 10, ['one x', 'two', 'one y', 'three']);
    type(editor, 'one', '<F8>', '<F8>', '<Left>', '<Up>');
    expect(editor.buffer).toBe('three');
  });

  it('leaves out duplicates in the history when told to', () => {
    const editor = editorOn(40, 10, ['a', 'b', 'a', 'a']);
    editor.options.historyNoDuplicates = true;
    type(editor, '<Up>', '<Up>');
    expect(editor.buffer).toBe('b');
  });

  it('names every function once and describes it', () => {
    expect(editorFunction('acceptline').name).toBe('AcceptLine');
    expect(() => editorFunction('nothing')).toThrow();
  });

  it('accepts and gets the next line of the history', () => {
    const editor = editorOn(40, 10, ['one', 'two', 'three']);
    editor.setEditMode('Emacs');
    type(editor, '<Up>', '<Up>', '<Up>', '<Ctrl+O>');
    expect(editor.result).toBe('one');
    editor.screen.write('PS> ');
    editor.begin();
    expect(editor.buffer).toBe('two');
  });
});
