import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { windowsBindings } from '../../engine/console/editor/key-bindings';
import { chordOf, keyOfBrowser, keyOfChar, keysOfText, makeKey, parseChord } from '../../engine/console/keys';
import { VtInputDecoder, type VtInputEvent } from '../../engine/console/vt-input';

const chord = (text: string): string => {
  const key = parseChord(text);
  return key ? chordOf(key) : 'none';
};

describe('keys', () => {
  it.each([
    ['Ctrl+R', 'Ctrl+R', '\x12'],
    ['Alt+.', 'Alt+.', '.'],
    ['Alt+F', 'Alt+F', 'f'],
    ['Ctrl+]', 'Ctrl+]', '\x1d'],
    ['Shift+Ctrl+Left', 'Ctrl+Shift+LeftArrow', ''],
    ['Shift+Backspace', 'Shift+Backspace', '\b'],
    ['Ctrl+Backspace', 'Ctrl+Backspace', '\x7f'],
    ['Ctrl+Space', 'Ctrl+Spacebar', ' '],
    ['Ctrl++', 'Ctrl++', ''],
    ['Alt+-', 'Alt+-', '-'],
    ['F8', 'F8', ''],
  ])('reads %s', (text, expected, char) => {
    const key = parseChord(text);
    expect(key && chordOf(key)).toBe(expected);
    expect(key?.char).toBe(char);
  });

  it('refuses names that are no key', () => {
    expect(parseChord('Nokey')).toBeUndefined();
    expect(parseChord('')).toBeUndefined();
  });

  it('types text, a line end being one Enter', () => {
    expect(keysOfText('aB\r\n\t').map((key) => chordOf(key))).toEqual(['A', 'Shift+B', 'Enter', 'Tab']);
  });

  it('finds every bound key of edit mode Windows under its own name', () => {
    const bindings = windowsBindings();
    for (const { chord: name, function: handler } of bindings.list()) {
      const key = parseChord(name);
      expect(key && bindings.lookup(key)).toBe(handler);
    }
  });

  it.each([
    [{ key: 'a', code: 'KeyA', ctrl: false, alt: false, shift: false }, 'A'],
    [{ key: 'A', code: 'KeyA', ctrl: false, alt: false, shift: true }, 'Shift+A'],
    [{ key: 'r', code: 'KeyR', ctrl: true, alt: false, shift: false }, 'Ctrl+R'],
    [{ key: 'C', code: 'KeyC', ctrl: true, alt: false, shift: true }, 'Ctrl+Shift+C'],
    [{ key: 'ArrowLeft', code: 'ArrowLeft', ctrl: true, alt: false, shift: true }, 'Ctrl+Shift+LeftArrow'],
    [{ key: ' ', code: 'Space', ctrl: true, alt: false, shift: false }, 'Ctrl+Spacebar'],
    [{ key: '?', code: 'Slash', ctrl: false, alt: true, shift: true }, 'Alt+?'],
    [{ key: '¬', code: 'KeyL', ctrl: false, alt: true, shift: false }, 'Alt+L'],
    [{ key: '@', code: 'KeyQ', ctrl: true, alt: true, shift: false, altGraph: true }, '@'],
    [{ key: 'F8', code: 'F8', ctrl: false, alt: false, shift: true }, 'Shift+F8'],
    [{ key: 'é', code: 'Digit2', ctrl: false, alt: false, shift: false }, 'é'],
  ])('knows the browser key %j', (event, expected) => {
    const key = keyOfBrowser(event);
    expect(key && chordOf(key)).toBe(expected);
  });

  it('ignores modifiers alone and dead keys', () => {
    for (const key of ['Shift', 'Control', 'Alt', 'Dead', 'CapsLock', 'Process', 'Unidentified'])
      expect(keyOfBrowser({ key, code: '', ctrl: false, alt: false, shift: false })).toBeUndefined();
  });
});

describe('VT input', () => {
  const decode = (...pieces: string[]): string[] => {
    const decoder = new VtInputDecoder();
    const events: VtInputEvent[] = [];
    for (const piece of pieces) events.push(...decoder.push(piece));
    events.push(...decoder.end());
    return events.map((event) => (event.kind === 'key' ? chordOf(event.key) : `paste ${JSON.stringify(event.text)}`));
  };

  it.each([
    ['a', ['A']],
    ['\r', ['Enter']],
    ['\x7f', ['Backspace']],
    ['\b', ['Ctrl+Backspace']],
    ['\x1b[A', ['UpArrow']],
    ['\x1bOA', ['UpArrow']],
    ['\x1b[1;5C', ['Ctrl+RightArrow']],
    ['\x1b[1;6D', ['Ctrl+Shift+LeftArrow']],
    ['\x1b[3~', ['Delete']],
    ['\x1b[3;5~', ['Ctrl+Delete']],
    ['\x1b[19~', ['F8']],
    ['\x1b[19;2~', ['Shift+F8']],
    ['\x1b[18;3~', ['Alt+F7']],
    ['\x1b[Z', ['Shift+Tab']],
    ['\x1b.', ['Alt+.']],
    ['\x1b?', ['Alt+?']],
    ['\x1b1', ['Alt+1']],
    ['\0', ['Ctrl+Spacebar']],
    ['\x12', ['Ctrl+R']],
    ['\x1d', ['Ctrl+]']],
    ['\x03', ['Ctrl+C']],
    ['\x1b[13;2u', ['Shift+Enter']],
    ['\x1b[27;5;13~', ['Ctrl+Enter']],
    ['\x1b[H\x1b[F', ['Home', 'End']],
    ['\x1b', ['Escape']],
    ['\x1b\x1b[A', ['Escape', 'UpArrow']],
    ['\x1b[200~a\nb\x1b[201~c', ['paste "a\\nb"', 'C']],
  ])('reads %j', (text, expected) => {
    expect(decode(text)).toEqual(expected);
  });

  it('reads a sequence that comes in pieces', () => {
    expect(decode('\x1b', '[1;', '5C')).toEqual(['Ctrl+RightArrow']);
    expect(decode('\x1b[200~ab\x1b[20', '1~')).toEqual(['paste "ab"']);
  });

  it('never loses a plain character and never throws', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'binary-ascii' }), { maxLength: 6 }), (pieces) => {
        decode(...pieces);
      }),
    );
  });

  it('knows a special key however it was made', () => {
    expect(makeKey('Left')).toEqual(makeKey('LeftArrow'));
    expect(keyOfChar(' ')).toEqual(makeKey('Space'));
    expect(chord('ctrl+alt+?')).toBe('Ctrl+Alt+?');
  });
});
