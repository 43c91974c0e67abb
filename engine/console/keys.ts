/**
 * Keys as the console sees them (System.ConsoleKeyInfo of a US keyboard): which key, the character it makes, modifiers.
 */
export interface Key {
  /**
   * Name of the key: a letter in upper case, a digit or a character that stands alone (`]`, `?`), or `Enter`, `Tab`,
   * `Backspace`, `Escape`, `Spacebar`, `LeftArrow` ... `F12` as in System.ConsoleKey.
   */
  readonly name: string;
  /** The character it types; '' for none. Ctrl with a letter makes a control character. */
  readonly char: string;
  readonly ctrl: boolean;
  readonly alt: boolean;
  readonly shift: boolean;
}

/** Keys that are not characters, with what they type and with Ctrl held. */
const named: Record<string, { char: string; ctrl: string }> = {
  Enter: { char: '\r', ctrl: '\n' },
  Tab: { char: '\t', ctrl: '' },
  Backspace: { char: '\b', ctrl: '\x7f' },
  Escape: { char: '\x1b', ctrl: '\x1b' },
  Spacebar: { char: ' ', ctrl: ' ' },
  LeftArrow: { char: '', ctrl: '' },
  RightArrow: { char: '', ctrl: '' },
  UpArrow: { char: '', ctrl: '' },
  DownArrow: { char: '', ctrl: '' },
  Home: { char: '', ctrl: '' },
  End: { char: '', ctrl: '' },
  PageUp: { char: '', ctrl: '' },
  PageDown: { char: '', ctrl: '' },
  Insert: { char: '', ctrl: '' },
  Delete: { char: '', ctrl: '' },
};
for (let i = 1; i <= 24; i++) named[`F${i}`] = { char: '', ctrl: '' };

const short: Record<string, string> = {
  left: 'LeftArrow',
  right: 'RightArrow',
  up: 'UpArrow',
  down: 'DownArrow',
  space: 'Spacebar',
  esc: 'Escape',
  return: 'Enter',
  del: 'Delete',
  ins: 'Insert',
};
const byLowerName = new Map<string, string>(Object.keys(named).map((name) => [name.toLowerCase(), name]));
for (const [alias, name] of Object.entries(short)) byLowerName.set(alias, name);

/** Control characters that Ctrl makes of a US keyboard's characters; '' for none. */
function controlChar(char: string): string {
  const code = char.toUpperCase().charCodeAt(0);
  if (code >= 0x41 && code <= 0x5a) return String.fromCharCode(code - 0x40);
  if (char === '[') return '\x1b';
  if (char === '\\') return '\x1c';
  if (char === ']') return '\x1d';
  if (char === '^') return '\x1e';
  if (char === '_') return '\x1f';
  return '';
}

/** Builds a key from a name (`Enter`, `Left`, `a`, `]`) and modifiers. */
export function makeKey(name: string, ctrl = false, alt = false, shift = false): Key {
  const special = name.length > 1 ? byLowerName.get(name.toLowerCase()) : undefined;
  if (special) {
    const { char, ctrl: withCtrl } = named[special];
    return { name: special, char: ctrl ? (alt ? '' : withCtrl) : char, ctrl, alt, shift };
  }
  if (name === ' ') return makeKey('Spacebar', ctrl, alt, shift);
  const isLetter = /^[a-z]$/i.test(name);
  if (isLetter) {
    const upper = name.toUpperCase();
    let char = shift ? upper : upper.toLowerCase();
    if (ctrl) char = alt ? '' : controlChar(upper);
    return { name: upper, char, ctrl, alt, shift };
  }
  return { name, char: ctrl ? (alt ? '' : controlChar(name)) : name, ctrl, alt, shift };
}

/** The key that types a character. Line feed and carriage return are Enter. */
export function keyOfChar(char: string): Key {
  switch (char) {
    case '\n':
    case '\r':
      return makeKey('Enter');
    case '\t':
      return makeKey('Tab');
    case '\b':
      return makeKey('Backspace');
    case '\x1b':
      return makeKey('Escape');
    case ' ':
      return makeKey('Spacebar');
  }
  const code = char.charCodeAt(0);
  if (code < 0x20 && code > 0) return makeKey(String.fromCharCode(code + 0x40), true);
  if (/^[a-z]$/i.test(char)) return { name: char.toUpperCase(), char, ctrl: false, alt: false, shift: char < 'a' };
  return { name: char, char, ctrl: false, alt: false, shift: false };
}

/** Keys of a text typed by hand or pasted by mouse; CR LF is one Enter. */
export function keysOfText(text: string): Key[] {
  const keys: Key[] = [];
  for (let i = 0; i < text.length; i++) {
    if (text[i] === '\r' && text[i + 1] === '\n') continue;
    keys.push(keyOfChar(text[i]));
  }
  return keys;
}

/** Which binding a key looks for: `Ctrl+Shift+C`, `Alt+?`. Shift does not count where the character already says it. */
export function chordOf(key: Key): string {
  let chord = '';
  if (key.ctrl) chord += 'Ctrl+';
  if (key.alt) chord += 'Alt+';
  if (key.shift && (key.name.length > 1 || (key.name >= 'A' && key.name <= 'Z'))) chord += 'Shift+';
  return chord + key.name;
}

/** A key as Alt+? and Get-PSReadlineKeyHandler name it: `Ctrl+R`, `Alt+.`, `a`. seen: PSReadLine 1.2, ToGestureString */
export function gestureOf(key: Key): string {
  const code = key.char.charCodeAt(0);
  if (key.char === '' || code <= 32 || (code >= 127 && code < 160)) return chordOf(key);
  return `${key.ctrl ? 'Ctrl+' : ''}${key.alt ? 'Alt+' : ''}${key.char}`;
}

/** Reads `Ctrl+Left`, `Alt+.`, `Shift+Ctrl+Enter`, `Ctrl++`; undefined when it names no key. */
export function parseChord(text: string): Key | undefined {
  let rest = text;
  let ctrl = false;
  let alt = false;
  let shift = false;
  for (;;) {
    const match = /^(ctrl|control|alt|shift)\+(?=.)/i.exec(rest);
    if (!match) break;
    const modifier = match[1].toLowerCase();
    if (modifier === 'alt') alt = true;
    else if (modifier === 'shift') shift = true;
    else ctrl = true;
    rest = rest.slice(match[0].length);
  }
  if (rest.length === 1 || byLowerName.has(rest.toLowerCase())) return makeKey(rest, ctrl, alt, shift);
  return undefined;
}

/** The fields of a browser's KeyboardEvent that matter here. */
export interface BrowserKey {
  /** `KeyboardEvent.key`. */
  key: string;
  /** `KeyboardEvent.code`. */
  code: string;
  ctrl: boolean;
  alt: boolean;
  shift: boolean;
  /** AltGr is down: its characters are typed, not bound. */
  altGraph?: boolean;
}

const browserNames: Record<string, string> = {
  ArrowLeft: 'LeftArrow',
  ArrowRight: 'RightArrow',
  ArrowUp: 'UpArrow',
  ArrowDown: 'DownArrow',
  Esc: 'Escape',
  Del: 'Delete',
  ' ': 'Spacebar',
  Spacebar: 'Spacebar',
};

/** The console's key for a browser's; undefined for keys that type nothing and name nothing (Shift alone, dead keys). */
export function keyOfBrowser(event: BrowserKey): Key | undefined {
  const { key, code, shift } = event;
  const ctrl = event.ctrl && !event.altGraph;
  const alt = event.alt && !event.altGraph;
  const name = browserNames[key] ?? (key.length > 1 ? byLowerName.get(key.toLowerCase()) : undefined);
  if (name) return makeKey(name, ctrl, alt, shift);
  if (key.length === 1) {
    // With Ctrl or Alt the layout may make an odd character (Alt+L on a Mac types a glyph): the place of the key decides.
    if ((ctrl || alt) && key.charCodeAt(0) > 0x7e) {
      const letter = /^Key([A-Z])$/.exec(code)?.[1] ?? /^Digit([0-9])$/.exec(code)?.[1];
      if (letter) return makeKey(letter, ctrl, alt, shift);
    }
    if (ctrl || alt) return makeKey(key, ctrl, alt, shift);
    return keyOfChar(key);
  }
  // Characters beyond 16 bits arrive as two units; the caller types them with keysOfText.
  return undefined;
}
