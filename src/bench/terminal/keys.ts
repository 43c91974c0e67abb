/** From the browser's key events to the keys of a Windows console. */
import type { KeyInput } from '../session-api';

/** Browser names of keys without a character, and .NET's ConsoleKey names for them. */
const names: Record<string, string> = {
  Enter: 'Enter',
  Tab: 'Tab',
  Backspace: 'Backspace',
  Escape: 'Escape',
  ArrowLeft: 'LeftArrow',
  ArrowRight: 'RightArrow',
  ArrowUp: 'UpArrow',
  ArrowDown: 'DownArrow',
  Home: 'Home',
  End: 'End',
  PageUp: 'PageUp',
  PageDown: 'PageDown',
  Insert: 'Insert',
  Delete: 'Delete',
  F1: 'F1',
  F2: 'F2',
  F3: 'F3',
  F4: 'F4',
  F7: 'F7',
  F8: 'F8',
  F9: 'F9',
  F10: 'F10',
};

interface KeyEventLike {
  key: string;
  ctrlKey: boolean;
  altKey: boolean;
  shiftKey: boolean;
  getModifierState(name: string): boolean;
}

const isMac = typeof navigator !== 'undefined' && /Mac|iPhone|iPad/.test(navigator.platform ?? '');

/** The console's key for this event; undefined for keys that stay the browser's (F5, F11, F12, a lone modifier). */
export function keyOf(event: KeyEventLike): KeyInput | undefined {
  const modifiers = { ctrl: event.ctrlKey, alt: event.altKey, shift: event.shiftKey };
  const named = names[event.key];
  if (named) return { key: named, ...modifiers };
  if ([...event.key].length !== 1) return undefined;
  // AltGr reports Ctrl+Alt, and a Mac's Option key makes characters: what counts there is the character.
  if (event.getModifierState('AltGraph') || (isMac && event.altKey && !event.ctrlKey)) {
    return { key: event.key, ctrl: false, alt: false, shift: event.shiftKey };
  }
  return { key: event.key, ...modifiers };
}

const plain = { ctrl: false, alt: false, shift: false };

/** Text that arrives without key events: from an input method or a phone's keyboard. */
export function keysOfText(text: string): KeyInput[] {
  const keys: KeyInput[] = [];
  for (const character of text) {
    if (character === '\r' || character === '\n') keys.push({ key: 'Enter', ...plain });
    else if (character === '\t') keys.push({ key: 'Tab', ...plain });
    else if (character === '\x7f' || character === '\b') keys.push({ key: 'Backspace', ...plain });
    else if (character === '\x1b') keys.push({ key: 'Escape', ...plain });
    else if (character >= ' ') keys.push({ key: character, ...plain });
  }
  return keys;
}
