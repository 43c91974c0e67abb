import { type Key, keyOfChar, makeKey } from './keys';

/** Final letters of `CSI 1 ; m X`. */
const letters: Record<string, string> = {
  A: 'UpArrow',
  B: 'DownArrow',
  C: 'RightArrow',
  D: 'LeftArrow',
  F: 'End',
  H: 'Home',
  P: 'F1',
  Q: 'F2',
  R: 'F3',
  S: 'F4',
};
/** Numbers of `CSI n ; m ~`. */
const numbers: Record<number, string> = {
  1: 'Home',
  2: 'Insert',
  3: 'Delete',
  4: 'End',
  5: 'PageUp',
  6: 'PageDown',
  7: 'Home',
  8: 'End',
  11: 'F1',
  12: 'F2',
  13: 'F3',
  14: 'F4',
  15: 'F5',
  17: 'F6',
  18: 'F7',
  19: 'F8',
  20: 'F9',
  21: 'F10',
  23: 'F11',
  24: 'F12',
};

/** What the reader did in a terminal. */
export type VtInputEvent = { kind: 'key'; key: Key } | { kind: 'paste'; text: string };

/**
 * Reads what a terminal in raw mode sends (VT input sequences, xterm's modifiers, kitty's `CSI u`, bracketed paste) and
 * answers keys. A sequence may come in pieces; `end()` gives out a lone Escape that was held back.
 */
export class VtInputDecoder {
  private held = '';
  private pasting: string | undefined;

  /** Decodes the next piece. */
  push(text: string): VtInputEvent[] {
    const events: VtInputEvent[] = [];
    let input = this.held + text;
    this.held = '';
    while (input !== '') {
      if (this.pasting !== undefined) {
        const stop = input.indexOf('\x1b[201~');
        if (stop < 0) {
          // The end mark may be cut in two.
          const tail = input.lastIndexOf('\x1b');
          if (tail >= 0 && '\x1b[201~'.startsWith(input.slice(tail))) {
            this.pasting += input.slice(0, tail);
            this.held = input.slice(tail);
          } else this.pasting += input;
          return events;
        }
        events.push({ kind: 'paste', text: this.pasting + input.slice(0, stop) });
        this.pasting = undefined;
        input = input.slice(stop + 6);
        continue;
      }
      const used = this.one(input, events);
      if (used === 0) {
        this.held = input;
        return events;
      }
      input = input.slice(used);
    }
    return events;
  }

  /** True while an Escape waits for what may follow. */
  get waiting(): boolean {
    return this.held !== '' && this.pasting === undefined;
  }

  /** Nothing more comes soon: what is held back are keys. */
  end(): VtInputEvent[] {
    const text = this.held;
    this.held = '';
    const events: VtInputEvent[] = [];
    if (this.pasting !== undefined) {
      this.pasting += text;
      return events;
    }
    for (const char of text) events.push({ kind: 'key', key: keyOfChar(char) });
    return events;
  }

  /** Decodes one key at the start of `input`; answers how many units it took, 0 when it is not complete yet. */
  private one(input: string, events: VtInputEvent[]): number {
    const key = (k: Key): void => {
      events.push({ kind: 'key', key: k });
    };
    const first = input[0];
    if (first !== '\x1b') {
      switch (first) {
        case '\x7f':
          key(makeKey('Backspace'));
          return 1;
        case '\b':
          // Terminals send DEL for Backspace and BS for Ctrl+Backspace.
          key(makeKey('Backspace', true));
          return 1;
        case '\0':
          key(makeKey('Spacebar', true));
          return 1;
        case '\n':
          key(makeKey('Enter', true));
          return 1;
      }
      key(keyOfChar(first));
      return 1;
    }
    if (input.length === 1) return 0;
    const second = input[1];
    if (second === '[') {
      const match = /^\x1b\[([0-9;:<=>?]*)([ -/]*)([@-~])/.exec(input);
      if (!match) return input.length > 32 ? 1 : 0;
      this.sequence(match[1], match[3], key);
      return match[0].length;
    }
    if (second === 'O') {
      if (input.length < 3) return 0;
      const name = letters[input[2]];
      if (name) key(makeKey(name));
      return 3;
    }
    if (second === '\x1b') {
      key(makeKey('Escape'));
      return 1;
    }
    // Escape before a character: Alt.
    const plain = second === '\x7f' ? makeKey('Backspace') : keyOfChar(second);
    key(makeKey(plain.name, plain.ctrl, true, plain.shift));
    return 2;
  }

  private sequence(parameters: string, final: string, key: (k: Key) => void): void {
    const parts = parameters.split(';').map((part) => Number.parseInt(part, 10) || 0);
    const modifiers = Math.max(0, (parts[1] ?? 1) - 1);
    const shift = (modifiers & 1) !== 0;
    const alt = (modifiers & 2) !== 0;
    const ctrl = (modifiers & 4) !== 0;
    if (final === '~') {
      if (parts[0] === 200) {
        this.pasting = '';
        return;
      }
      if (parts[0] === 27 && parts.length >= 3) {
        key(this.codePoint(parts[2], ctrl, alt, shift));
        return;
      }
      const name = numbers[parts[0]];
      if (name) key(makeKey(name, ctrl, alt, shift));
      return;
    }
    if (final === 'Z') {
      key(makeKey('Tab', ctrl, alt, true));
      return;
    }
    if (final === 'u') {
      key(this.codePoint(parts[0], ctrl, alt, shift));
      return;
    }
    const name = letters[final];
    if (name) key(makeKey(name, ctrl, alt, shift));
  }

  private codePoint(code: number, ctrl: boolean, alt: boolean, shift: boolean): Key {
    switch (code) {
      case 8:
      case 127:
        return makeKey('Backspace', ctrl, alt, shift);
      case 9:
        return makeKey('Tab', ctrl, alt, shift);
      case 13:
        return makeKey('Enter', ctrl, alt, shift);
      case 27:
        return makeKey('Escape', ctrl, alt, shift);
    }
    return makeKey(String.fromCharCode(code), ctrl, alt, shift);
  }
}
