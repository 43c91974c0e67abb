/**
 * The functions that keys can be bound to, with the descriptions of PSReadLine 1.2 (its spelling mistakes included).
 * seen: powershell-strings.json, PSReadLineResources
 */
import * as basic from './basic-editing';
import * as completion from './completion';
import * as digits from './digit-argument';
import type { EditorAction, EditorFunction } from './editor-function';
import * as history from './history-search';
import * as killYank from './kill-yank';
import * as movement from './movement';

const table: ReadonlyArray<readonly [name: string, action: EditorAction, description: string]> = [
  ['Abort', basic.abort, 'Abort the current operation, e.g. incremental history search'],
  [
    'AcceptAndGetNext',
    basic.acceptAndGetNext,
    'Accept the current line and recall the next line from history after the current line finishes executing',
  ],
  ['AcceptLine', basic.acceptLine, 'Accept the input or move to the next line if input is missing a closing token.'],
  ['AddLine', basic.addLine, 'Move the cursor to the next line without attempting to execute the input'],
  ['BackwardChar', movement.backwardChar, 'Move the cursor back one character'],
  ['BackwardDeleteChar', basic.backwardDeleteChar, 'Delete the charcter before the cursor'],
  ['BackwardDeleteLine', basic.backwardDeleteLine, 'Delete text from the cursor to the start of the line'],
  [
    'BackwardKillLine',
    killYank.backwardKillLine,
    'Move the text from the cursor to the beginning of the line to the kill ring',
  ],
  [
    'BackwardKillWord',
    killYank.backwardKillWord,
    'Move the text from the start of the current or previous word to the cursor to the kill ring',
  ],
  ['BackwardWord', movement.moveBackwardWord, 'Move the cursor to the beginning of the current or previous word'],
  ['BeginningOfHistory', history.beginningOfHistory, 'Move to the first item in the history'],
  ['BeginningOfLine', movement.beginningOfLine, 'Move the cursor to the beginning of the line'],
  ['CancelLine', basic.cancelLine, 'Abort editing the current line and re-evaluate the prompt'],
  [
    'CharacterSearch',
    movement.characterSearch,
    'Read a character and move the cursor to the next occurence of that character',
  ],
  [
    'CharacterSearchBackward',
    movement.characterSearchBackward,
    'Read a character and move the cursor to the previous occurence of that character',
  ],
  ['ClearHistory', history.clearHistory, 'Remove all items from the command line history (not PowerShell history)'],
  ['ClearScreen', movement.clearScreen, 'Clear the screen and redraw the current line at the top of the screen'],
  [
    'Complete',
    completion.completeFunction,
    'Complete the input if there is a single completion, otherwise complete the input with common prefix for all completions.  Show possible completions if pressed a second time.',
  ],
  [
    'Copy',
    killYank.copy,
    'Copy selected region to the system clipboard.  If no region is selected, copy the whole line',
  ],
  [
    'CopyOrCancelLine',
    killYank.copyOrCancelLine,
    'Either copy selected text to the clipboard, or if no text is selected, cancel editing the line with CancelLine.',
  ],
  ['Cut', killYank.cut, 'Delete selected region placing deleted text in the system clipboard'],
  ['DeleteChar', basic.deleteChar, 'Delete the character under the cusor'],
  [
    'DeleteCharOrExit',
    basic.deleteCharOrExit,
    'Delete the character under the cusor, or if the line is empty, exit the process.',
  ],
  ['DigitArgument', digits.digitArgument, 'Start or accumulate a numeric argument to other functions'],
  ['EndOfHistory', history.endOfHistory, 'Move to the last item (the current input) in the history'],
  ['EndOfLine', movement.endOfLine, 'Move the cursor to the end of the line'],
  [
    'ExchangePointAndMark',
    killYank.exchangePointAndMark,
    'Mark the location of the cursor and move the cursor to the position of the previous mark',
  ],
  ['ForwardChar', movement.forwardChar, 'Move the cursor forward one character'],
  ['ForwardDeleteLine', basic.forwardDeleteLine, 'Delete text from the cursor to the end of the line'],
  ['ForwardSearchHistory', history.forwardSearchHistory, 'Search history forward interactively'],
  [
    'ForwardWord',
    movement.moveForwardWord,
    'Move the cursor forward to the end of the current word, or if between words, to the end of the next word. ',
  ],
  ['GotoBrace', movement.gotoBrace, 'Go to matching brace'],
  [
    'HistorySearchBackward',
    history.historySearchBackward,
    'Search for the previous item in the history that starts with the current input - like PreviousHistory if the input is empty',
  ],
  [
    'HistorySearchForward',
    history.historySearchForward,
    'Search for the next item in the history that starts with the current input - like NextHistory if the input is empty',
  ],
  ['Ignore', basic.ignore, ''],
  [
    'InsertLineAbove',
    basic.insertLineAbove,
    'Inserts a new empty line above the current line without attempting to execute the input',
  ],
  [
    'InsertLineBelow',
    basic.insertLineBelow,
    'Inserts a new empty line below the current line without attempting to execute the input',
  ],
  ['KillLine', killYank.killLine, 'Move the text from the cursor to the end of the input to the kill ring'],
  ['KillRegion', killYank.killRegion, 'Kill the text between the cursor and the mark'],
  [
    'KillWord',
    killYank.killWord,
    'Move the text from the cursor to the end of the current or next word to the kill ring',
  ],
  [
    'MenuComplete',
    completion.menuComplete,
    'Complete the input if there is a single completion, otherwise complete the input by selecting from a menu of possible completions.',
  ],
  ['NextHistory', history.nextHistory, 'Replace the input with the next item in the history'],
  ['NextLine', movement.nextLine, 'Move the cursor to the next line if the input has multiple lines.'],
  ['NextWord', movement.moveNextWord, 'Move the cursor forward to the start of the next word'],
  ['Paste', killYank.paste, 'Paste text from the system clipboard'],
  [
    'PossibleCompletions',
    completion.possibleCompletions,
    'Display the possible completions without changing the input',
  ],
  ['PreviousHistory', history.previousHistory, 'Replace the input with the previous item in the history'],
  ['PreviousLine', movement.previousLine, 'Move the cursor to the previous line if the input has multiple lines.'],
  ['Redo', basic.redo, 'Redo an undo'],
  ['ReverseSearchHistory', history.reverseSearchHistory, 'Search history backwards interactively'],
  ['RevertLine', basic.revertLine, 'Equivalent to undo all edits (clears the line except lines imported from history)'],
  ['ScrollDisplayDown', movement.scrollDisplayDown, 'Scroll the display down one screen'],
  ['ScrollDisplayDownLine', movement.scrollDisplayDownLine, 'Scroll the display down one line'],
  ['ScrollDisplayToCursor', movement.scrollDisplayToCursor, 'Scroll the display to the cursor'],
  ['ScrollDisplayTop', movement.scrollDisplayTop, 'Scroll the display to the top'],
  ['ScrollDisplayUp', movement.scrollDisplayUp, 'Scroll the display up one screen'],
  ['ScrollDisplayUpLine', movement.scrollDisplayUpLine, 'Scroll the display up one line'],
  ['SelectAll', killYank.selectAll, 'Select the entire line. Moves the cursor to the end of the line'],
  ['SelectBackwardChar', killYank.selectBackwardChar, 'Adjust the current selection to include the previous character'],
  ['SelectBackwardWord', killYank.selectBackwardWord, 'Adjust the current selection to include the previous word'],
  [
    'SelectBackwardsLine',
    killYank.selectBackwardsLine,
    'Adjust the current selection to include from the cursor to the end of the line',
  ],
  ['SelectForwardChar', killYank.selectForwardChar, 'Adjust the current selection to include the next character'],
  [
    'SelectForwardWord',
    killYank.selectForwardWord,
    'Adjust the current selection to include the next word using ForwardWord',
  ],
  [
    'SelectLine',
    killYank.selectLine,
    'Adjust the current selection to include from the cursor to the start of the line',
  ],
  ['SelectNextWord', killYank.selectNextWord, 'Adjust the current selection to include the next word'],
  [
    'SelectShellBackwardWord',
    killYank.selectShellBackwardWord,
    'Adjust the current selection to include the previous word using ShellBackwardWord',
  ],
  [
    'SelectShellForwardWord',
    killYank.selectShellForwardWord,
    'Adjust the current selection to include the next word using ShellForwardWord',
  ],
  [
    'SelectShellNextWord',
    killYank.selectShellNextWord,
    'Adjust the current selection to include the next word using ShellNextWord',
  ],
  ['SelfInsert', basic.selfInsert, 'Insert the key typed'],
  ['SetMark', killYank.setMark, 'Mark the location of the cursor'],
  [
    'ShellBackwardKillWord',
    killYank.shellBackwardKillWord,
    'Move the text from the cursor to the start of the current or previous token to the kill ring',
  ],
  [
    'ShellBackwardWord',
    movement.moveShellBackwardWord,
    'Move the cursor to the beginning of the current or previous token or start of the line',
  ],
  [
    'ShellForwardWord',
    movement.moveShellForwardWord,
    'Move the cursor to the beginning of the next token or end of line',
  ],
  [
    'ShellKillWord',
    killYank.shellKillWord,
    'Move the text from the cursor to the end of the current or next token to the kill ring',
  ],
  ['ShellNextWord', movement.moveShellNextWord, 'Move the cursor to the end of the current token'],
  ['ShowKeyBindings', digits.showKeyBindings, 'Show all key bindings'],
  ['SwapCharacters', basic.swapCharacters, 'Swap the current character with the character before it.'],
  ['TabCompleteNext', completion.tabCompleteNext, 'Complete the input using the next completion'],
  ['TabCompletePrevious', completion.tabCompletePrevious, 'Complete the input using the previous completion'],
  ['Undo', basic.undo, 'Undo a previous edit'],
  [
    'UnixWordRubout',
    killYank.unixWordRubout,
    'Move the text from the cursor to the start of the current or previous whitespace delimited word to the kill ring',
  ],
  [
    'ValidateAndAcceptLine',
    basic.validateAndAcceptLine,
    'Accept the input or move to the next line if input is missing a closing token.\nIf there are other parse errors, unresolved commands, or incorrect parameters, show the error and continue editing.',
  ],
  ['WhatIsKey', digits.whatIsKey, 'Show the key binding for the next chord entered'],
  ['Yank', killYank.yank, 'Copy the text from the current kill ring position to the input'],
  ['YankLastArg', killYank.yankLastArg, 'Copy the text of the last argument to the input'],
  ['YankNthArg', killYank.yankNthArg, 'Copy the text of the first argument to the input'],
  ['YankPop', killYank.yankPop, 'Replace the previously yanked text with the text from the next kill ring position'],
];

/** All functions by name in lower case. */
export const editorFunctions: ReadonlyMap<string, EditorFunction> = new Map(
  table.map(([name, action, description]) => [name.toLowerCase(), { name, action, description }]),
);

/** A function of this name; throws on a name that does not exist (our own mistake). */
export function editorFunction(name: string): EditorFunction {
  const found = editorFunctions.get(name.toLowerCase());
  if (!found) throw new Error(`no editor function ${name}`);
  return found;
}
