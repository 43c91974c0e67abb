import { chordOf, type Key, parseChord } from '../keys';
import type { EditorFunction } from './editor-function';
import { editorFunction, editorFunctions } from './functions';

/** One line of Get-PSReadlineKeyHandler. */
export interface BoundKey {
  chord: string;
  function: EditorFunction;
}

/** Which keys (and pairs of keys) do what. */
export class KeyBindings {
  private readonly single = new Map<string, EditorFunction>();
  private readonly chords = new Map<string, Map<string, EditorFunction>>();

  lookup(key: Key): EditorFunction | undefined {
    return this.single.get(chordOf(key));
  }
  /** Second keys after a first one that starts a pair. */
  chord(key: Key): Map<string, EditorFunction> | undefined {
    return this.chords.get(chordOf(key));
  }

  /** Binds `Ctrl+x` or `Ctrl+x,Ctrl+u`; answers false where the text names no key. */
  bind(keys: string, handler: EditorFunction): boolean {
    const [first, second] = splitChord(keys);
    const firstKey = parseChord(first);
    if (!firstKey) return false;
    const firstChord = chordOf(firstKey);
    if (second === undefined) {
      this.single.set(firstChord, handler);
      this.chords.delete(firstChord);
      return true;
    }
    const secondKey = parseChord(second);
    if (!secondKey) return false;
    this.single.delete(firstChord);
    let table = this.chords.get(firstChord);
    if (!table) {
      table = new Map();
      this.chords.set(firstChord, table);
    }
    table.set(chordOf(secondKey), handler);
    return true;
  }

  unbind(keys: string): boolean {
    const [first, second] = splitChord(keys);
    const firstKey = parseChord(first);
    if (!firstKey) return false;
    const firstChord = chordOf(firstKey);
    if (second === undefined) return this.single.delete(firstChord);
    const secondKey = parseChord(second);
    return secondKey ? (this.chords.get(firstChord)?.delete(chordOf(secondKey)) ?? false) : false;
  }

  /** Bound keys in the order of the table. */
  *list(): IterableIterator<BoundKey> {
    for (const [chord, handler] of this.single) yield { chord, function: handler };
    for (const [first, table] of this.chords)
      for (const [second, handler] of table) yield { chord: `${first},${second}`, function: handler };
  }

  /** Functions that no key is bound to. */
  unbound(): EditorFunction[] {
    const used = new Set<EditorFunction>();
    for (const { function: handler } of this.list()) used.add(handler);
    return [...editorFunctions.values()].filter((handler) => !used.has(handler));
  }
}

/** `Ctrl+x,Ctrl+u` in its two keys; a lone comma is a key. */
function splitChord(keys: string): [string, string | undefined] {
  const comma = keys.indexOf(',', 1);
  if (comma < 0 || keys[comma - 1] === '+') return [keys, undefined];
  return [keys.slice(0, comma), keys.slice(comma + 1)];
}

function tableOf(entries: ReadonlyArray<readonly [keys: string, name: string]>): KeyBindings {
  const bindings = new KeyBindings();
  for (const [keys, name] of entries) if (!bindings.bind(keys, editorFunction(name))) throw new Error(`no key ${keys}`);
  return bindings;
}

const digits = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9', '-'].map(
  (digit) => [`Alt+${digit}`, 'DigitArgument'] as const,
);

/** Edit mode Windows. seen: powershell-line-editing.md */
export function windowsBindings(): KeyBindings {
  return tableOf([
    ['Enter', 'AcceptLine'],
    ['Shift+Enter', 'AddLine'],
    ['Ctrl+Enter', 'InsertLineAbove'],
    ['Ctrl+Shift+Enter', 'InsertLineBelow'],
    ['Escape', 'RevertLine'],
    ['LeftArrow', 'BackwardChar'],
    ['RightArrow', 'ForwardChar'],
    ['Ctrl+LeftArrow', 'BackwardWord'],
    ['Ctrl+RightArrow', 'NextWord'],
    ['Shift+LeftArrow', 'SelectBackwardChar'],
    ['Shift+RightArrow', 'SelectForwardChar'],
    ['Ctrl+Shift+LeftArrow', 'SelectBackwardWord'],
    ['Ctrl+Shift+RightArrow', 'SelectNextWord'],
    ['UpArrow', 'PreviousHistory'],
    ['DownArrow', 'NextHistory'],
    ['Home', 'BeginningOfLine'],
    ['End', 'EndOfLine'],
    ['Shift+Home', 'SelectBackwardsLine'],
    ['Shift+End', 'SelectLine'],
    ['Delete', 'DeleteChar'],
    ['Backspace', 'BackwardDeleteChar'],
    ['Ctrl+Spacebar', 'MenuComplete'],
    ['Tab', 'TabCompleteNext'],
    ['Shift+Tab', 'TabCompletePrevious'],
    ['Ctrl+A', 'SelectAll'],
    ['Ctrl+C', 'CopyOrCancelLine'],
    ['Ctrl+Shift+C', 'Copy'],
    ['Ctrl+L', 'ClearScreen'],
    ['Ctrl+R', 'ReverseSearchHistory'],
    ['Ctrl+S', 'ForwardSearchHistory'],
    ['Ctrl+V', 'Paste'],
    ['Ctrl+X', 'Cut'],
    ['Ctrl+Y', 'Redo'],
    ['Ctrl+Z', 'Undo'],
    ['Ctrl+Backspace', 'BackwardKillWord'],
    ['Ctrl+Delete', 'KillWord'],
    ['Ctrl+End', 'ForwardDeleteLine'],
    ['Ctrl+Home', 'BackwardDeleteLine'],
    ['Ctrl+]', 'GotoBrace'],
    ['Ctrl+Alt+?', 'ShowKeyBindings'],
    ['Alt+.', 'YankLastArg'],
    ...digits,
    ['Alt+?', 'WhatIsKey'],
    ['Alt+F7', 'ClearHistory'],
    ['F3', 'CharacterSearch'],
    ['Shift+F3', 'CharacterSearchBackward'],
    ['F8', 'HistorySearchBackward'],
    ['Shift+F8', 'HistorySearchForward'],
    ['PageUp', 'ScrollDisplayUp'],
    ['PageDown', 'ScrollDisplayDown'],
    ['Ctrl+PageUp', 'ScrollDisplayUpLine'],
    ['Ctrl+PageDown', 'ScrollDisplayDownLine'],
  ]);
}

/** Edit mode Emacs of PSReadLine 1.2. assumed: from its documentation, not run */
export function emacsBindings(): KeyBindings {
  return tableOf([
    ['Backspace', 'BackwardDeleteChar'],
    ['Enter', 'AcceptLine'],
    ['Shift+Enter', 'AddLine'],
    ['LeftArrow', 'BackwardChar'],
    ['RightArrow', 'ForwardChar'],
    ['Shift+LeftArrow', 'SelectBackwardChar'],
    ['Shift+RightArrow', 'SelectForwardChar'],
    ['UpArrow', 'PreviousHistory'],
    ['DownArrow', 'NextHistory'],
    ['Alt+<', 'BeginningOfHistory'],
    ['Alt+>', 'EndOfHistory'],
    ['Home', 'BeginningOfLine'],
    ['End', 'EndOfLine'],
    ['Shift+Home', 'SelectBackwardsLine'],
    ['Shift+End', 'SelectLine'],
    ['Escape', 'RevertLine'],
    ['Delete', 'DeleteChar'],
    ['Tab', 'Complete'],
    ['Ctrl+A', 'BeginningOfLine'],
    ['Ctrl+B', 'BackwardChar'],
    ['Shift+Ctrl+B', 'SelectBackwardChar'],
    ['Ctrl+C', 'CopyOrCancelLine'],
    ['Ctrl+D', 'DeleteCharOrExit'],
    ['Ctrl+E', 'EndOfLine'],
    ['Ctrl+F', 'ForwardChar'],
    ['Shift+Ctrl+F', 'SelectForwardChar'],
    ['Ctrl+G', 'Abort'],
    ['Ctrl+H', 'BackwardDeleteChar'],
    ['Ctrl+L', 'ClearScreen'],
    ['Ctrl+K', 'KillLine'],
    ['Ctrl+M', 'ValidateAndAcceptLine'],
    ['Ctrl+N', 'NextHistory'],
    ['Ctrl+O', 'AcceptAndGetNext'],
    ['Ctrl+P', 'PreviousHistory'],
    ['Ctrl+R', 'ReverseSearchHistory'],
    ['Ctrl+S', 'ForwardSearchHistory'],
    ['Ctrl+T', 'SwapCharacters'],
    ['Ctrl+U', 'BackwardKillLine'],
    ['Ctrl+W', 'UnixWordRubout'],
    ['Ctrl+Y', 'Yank'],
    ['Ctrl+@', 'SetMark'],
    ['Ctrl+_', 'Undo'],
    ['Ctrl+]', 'CharacterSearch'],
    ['Ctrl+Alt+]', 'CharacterSearchBackward'],
    ['Alt+B', 'BackwardWord'],
    ['Alt+Shift+B', 'SelectBackwardWord'],
    ['Alt+D', 'KillWord'],
    ['Alt+F', 'ForwardWord'],
    ['Alt+Shift+F', 'SelectForwardWord'],
    ['Alt+R', 'RevertLine'],
    ['Alt+Y', 'YankPop'],
    ['Alt+Backspace', 'BackwardKillWord'],
    ['Alt+=', 'PossibleCompletions'],
    ['Ctrl+Spacebar', 'MenuComplete'],
    ['Alt+.', 'YankLastArg'],
    ['Alt+_', 'YankLastArg'],
    ['Ctrl+Alt+Y', 'YankNthArg'],
    ...digits,
    ['Ctrl+Alt+?', 'ShowKeyBindings'],
    ['Alt+?', 'WhatIsKey'],
    ['Ctrl+Home', 'BackwardDeleteLine'],
    ['Ctrl+End', 'ForwardDeleteLine'],
    ['F3', 'CharacterSearch'],
    ['Shift+F3', 'CharacterSearchBackward'],
    ['PageUp', 'ScrollDisplayUp'],
    ['PageDown', 'ScrollDisplayDown'],
    ['Ctrl+PageUp', 'ScrollDisplayUpLine'],
    ['Ctrl+PageDown', 'ScrollDisplayDownLine'],
    ['Ctrl+X,Ctrl+U', 'Undo'],
    ['Ctrl+X,Ctrl+X', 'ExchangePointAndMark'],
  ]);
}
