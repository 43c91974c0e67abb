import type { Key } from '../keys';
import type { LineEditor } from './line-editor';

/** The steps of a function that reads further keys (search, menu): yields where it waits for one. */
export type KeySteps<T = void> = Generator<void, T, Key>;

/** What a function does. `arg` is the digit argument, if one was given. */
export type EditorAction = (editor: LineEditor, key: Key, arg: number | undefined) => void | KeySteps;

/** A function that keys are bound to. */
export interface EditorFunction {
  readonly name: string;
  /** Text of Get-PSReadlineKeyHandler and of Alt+?. */
  readonly description: string;
  readonly action: EditorAction;
}
