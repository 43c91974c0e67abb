import type { Program, Reply, Request } from '../language/host';
import { ConsoleHost } from './console-host';
import type { EditorLanguage } from './editor/language';
import { type Clipboard, LineEditor } from './editor/line-editor';
import type { ConsoleEventSink } from './events';
import { type Key, keysOfText } from './keys';
import { promptForChoice, promptForChoices } from './prompts/choice-prompt';
import { credentialPrompt } from './prompts/credential-prompt';
import { type FieldTypes, promptForFields, textFieldTypes } from './prompts/fields-prompt';
import { type PromptSteps, readConsoleLine } from './prompts/line-reader';
import { harmless } from './screen/harmless';
import { ScreenBuffer, type ScreenOptions } from './screen/screen-buffer';

/** How a submitted line ended. */
export interface RunOutcome {
  /** The line asked the console to end. */
  exit?: number;
}

/** The PowerShell session behind a console. */
export interface Shell {
  readonly language: EditorLanguage;
  /** Evaluates the prompt function; answers its text. */
  prompt(): Program<string>;
  /** Runs one submission and shows its output on the host. Errors of the script are shown, not thrown. */
  run(text: string): Program<RunOutcome | undefined>;
  /** What to throw into a running program to stop it (Ctrl+C). */
  stop(): object;
  /** Conversion of answers to the types of prompts: `languageFieldTypes`. Without it answers stay texts. */
  readonly fieldTypes?: FieldTypes;
}

export interface ConsoleOptions extends ScreenOptions {
  /** Makes the session that writes to this host. */
  makeShell(host: ConsoleHost): Shell;
  events?: ConsoleEventSink;
  clipboard?: Clipboard;
  /** Entries of the history file, oldest first. */
  history?: readonly string[];
  /** Each line that the history file gets. */
  historyAdded?(line: string): void;
  historyCleared?(): void;
  /** The text of a secret answer, before its event (which shows `*`). */
  secretAnswered?(text: string): void;
}

/**
 * What a console does: `editing` a line; `asking` a question of a command; `running` until the next request; `waiting` for
 * whoever owns the console to answer `request` (time that passes, events of the world); `exited`.
 */
export type ConsoleState =
  | { state: 'editing' | 'asking' | 'running' | 'exited' }
  | { state: 'waiting'; request: Request };

/** A question that is being asked. */
interface Question {
  steps: PromptSteps<Reply | undefined>;
}

/**
 * One console of one simulated machine: prompt, line editor, a command that runs, its questions, Ctrl+C. It is driven from
 * outside: keys go in with `keys`, and while `current.state` is `running` or `waiting` the owner calls `advance` and
 * `reply`. It knows no clock of its own.
 */
export class ConsoleSession {
  readonly screen: ScreenBuffer;
  readonly host: ConsoleHost;
  readonly editor: LineEditor;
  readonly shell: Shell;
  readonly clipboard: Clipboard;
  private readonly sink: ConsoleEventSink;
  private readonly secretAnswered: ConsoleOptions['secretAnswered'];
  /** What `exit` was given; undefined while the console has not ended. */
  exitCode: number | undefined;
  private readonly answers: { lines: string[] } = { lines: [] };
  private program: Program<string | RunOutcome | undefined> | undefined;
  private phase: 'prompt' | 'command' = 'prompt';
  private question: Question | undefined;
  /** Commands that wait for a nested prompt to end, innermost last. */
  private readonly suspended: Program<string | RunOutcome | undefined>[] = [];
  private request: Request | undefined;
  private answer: Reply = undefined;
  private stopping: unknown;
  private state: ConsoleState['state'] = 'running';
  private promptText = '';
  /** Keys typed while nothing reads them. */
  private readonly typeAhead: Key[] = [];

  constructor(options: ConsoleOptions) {
    this.screen = new ScreenBuffer(options);
    this.sink = options.events ?? (() => {});
    this.secretAnswered = options.secretAnswered;
    this.host = new ConsoleHost(this.screen, this.sink);
    this.clipboard = options.clipboard ?? { text: '' };
    this.shell = options.makeShell(this.host);
    this.editor = new LineEditor({
      screen: this.screen,
      language: this.shell.language,
      clipboard: this.clipboard,
      scrollView: (move) => this.sink({ kind: 'scroll', ...move }),
      historyAdded: options.historyAdded,
      historyCleared: options.historyCleared,
    });
    this.editor.loadHistory(options.history ?? []);
  }

  get current(): ConsoleState {
    if (this.state === 'waiting' && this.request) return { state: 'waiting', request: this.request };
    return { state: this.state as 'editing' | 'asking' | 'running' | 'exited' };
  }

  /** True while a command runs, also while it asks. */
  get isBusy(): boolean {
    return this.phase === 'command' && this.program !== undefined;
  }

  /** Shows the first prompt. */
  start(): ConsoleState {
    this.beginPrompt();
    return this.advance();
  }

  /** Runs text as if it had been entered, without showing it: a profile, a set-up, a file of the editor pane. */
  runUnseen(text: string): ConsoleState {
    this.beginCommand(text);
    return this.advance();
  }

  /**
   * Enters a whole line, as the plain view's input field does: at the prompt it is shown with its colours and kept in the
   * history; to a question it is the answer. Incomplete input is continued by the next one.
   */
  submit(text: string): ConsoleState {
    if (this.state !== 'editing') {
      this.keys(keysOfText(text));
      return this.keys(keysOfText('\n'));
    }
    this.editor.paste(text);
    const state = this.keys(keysOfText('\n'));
    if (state.state === 'editing' && this.editor.buffer !== '')
      this.sink({ kind: 'continuation', text: harmless(this.editor.buffer, true) });
    return state;
  }

  /** Keys that arrive together. */
  keys(keys: readonly Key[]): ConsoleState {
    for (const key of keys) {
      if (key.ctrl && !key.alt && key.name === 'C' && (this.state === 'running' || this.state === 'waiting')) {
        this.interrupt();
        continue;
      }
      this.typeAhead.push(key);
    }
    this.drain();
    return this.state === 'running' ? this.advance() : this.current;
  }

  key(key: Key): ConsoleState {
    return this.keys([key]);
  }

  /** Ctrl+V of a view that has the text itself: as one edit of the line, or typed into a question. */
  paste(text: string): ConsoleState {
    if (this.state !== 'editing') return this.keys(keysOfText(text));
    this.editor.paste(text);
    return this.current;
  }

  /** Stops what runs. Its `finally` blocks still run. */
  interrupt(): ConsoleState {
    if (!this.program || this.stopping !== undefined) return this.current;
    this.question = undefined;
    this.request = undefined;
    this.typeAhead.length = 0;
    this.stopping = this.shell.stop();
    this.state = 'running';
    return this.advance();
  }

  /** Answers the request the console waits with; then call `advance`. */
  reply(value?: Reply): void {
    if (this.state !== 'waiting') return;
    this.request = undefined;
    this.answer = value;
    this.state = 'running';
  }

  resize(width: number, height: number): void {
    this.host.aroundResize(() => this.editor.resize(width, height));
  }

  /** Goes on until a key, an answer of the owner or nothing more is needed. */
  advance(): ConsoleState {
    while (this.state === 'running') {
      this.step();
      this.drain();
    }
    return this.current;
  }

  private step(): void {
    if (!this.program) {
      this.beginPrompt();
      return;
    }
    let result: IteratorResult<Request, string | RunOutcome | undefined>;
    try {
      if (this.stopping !== undefined) {
        const stop = this.stopping;
        // Only once: what the finally blocks of the program ask is answered as usual.
        this.stopping = undefined;
        result = this.program.throw(stop);
      } else {
        const answer = this.answer;
        this.answer = undefined;
        result = this.program.next(answer);
      }
    } catch (error) {
      this.ended(error);
      return;
    }
    if (result.done) this.finished(result.value);
    else this.handle(result.value);
  }

  private beginPrompt(): void {
    this.phase = 'prompt';
    this.program = this.shell.prompt();
    this.answer = undefined;
    this.state = 'running';
  }

  private beginCommand(text: string): void {
    this.phase = 'command';
    this.program = this.shell.run(text);
    this.answer = undefined;
    this.stopping = undefined;
    this.state = 'running';
  }

  private finished(value: string | RunOutcome | undefined): void {
    this.program = undefined;
    if (this.phase === 'prompt') {
      this.showPrompt(typeof value === 'string' ? value : '');
      return;
    }
    this.host.resetProgress();
    this.host.endLine();
    if (typeof value !== 'object' || value.exit === undefined) {
      this.beginPrompt();
      return;
    }
    const outer = this.suspended.pop();
    if (!outer) {
      this.exitCode = value.exit;
      this.state = 'exited';
      return;
    }
    this.program = outer;
    this.answer = undefined;
    this.state = 'running';
  }

  /** The program threw: it was stopped, or there is a mistake in our own code, which must not take the console down. */
  private ended(error: unknown): void {
    const wasPrompt = this.phase === 'prompt';
    this.program = undefined;
    this.host.resetProgress();
    if (!this.isStop(error)) {
      this.host.startNewRow();
      const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
      this.host.writeLine('error', `The simulator failed (${text}). Please report this.`);
    }
    if (wasPrompt) this.showPrompt('');
    else this.beginPrompt();
  }

  private isStop(error: unknown): boolean {
    return typeof error === 'object' && error !== null && error.constructor === this.shell.stop().constructor;
  }

  private showPrompt(text: string): void {
    this.host.startNewRow();
    this.promptText = text === '' ? 'PS>' : text;
    // The prompt is part of the transcript as an event of its own.
    this.screen.write(this.promptText);
    this.sink({ kind: 'prompt', text: harmless(this.promptText, true) });
    this.editor.begin();
    this.state = 'editing';
  }

  /** Gives waiting keys to whoever reads. */
  private drain(): void {
    while (this.typeAhead.length > 0) {
      if (this.state === 'editing') {
        const taken = this.editor.keys(this.typeAhead);
        this.typeAhead.splice(0, taken);
        if (!this.editor.reading) this.accepted();
      } else if (this.state === 'asking' && this.question) {
        const key = this.typeAhead.shift() as Key;
        this.continueQuestion(key);
      } else return;
    }
  }

  private accepted(): void {
    const text = this.editor.result;
    const cancelled = this.editor.wasCancelled;
    const prompt = harmless(this.promptText, true);
    this.sink(
      cancelled
        ? { kind: 'command', prompt, text: harmless(this.editor.cancelledText, true), cancelled: true }
        : { kind: 'command', prompt, text: harmless(text, true) },
    );
    if (cancelled || text.trim() === '') {
      this.program = undefined;
      this.beginPrompt();
    } else this.beginCommand(text);
  }

  // --- questions --------------------------------------------------------------------------------------------------

  private handle(request: Request): void {
    const question = this.questionFor(request);
    if (question) {
      this.question = { steps: question };
      this.state = 'asking';
      this.continueQuestion(undefined);
      return;
    }
    if (request.kind === 'nestedPrompt' && this.program) {
      this.suspended.push(this.program);
      this.beginPrompt();
      return;
    }
    this.request = request;
    this.state = 'waiting';
  }

  private continueQuestion(key: Key | undefined): void {
    const { question } = this;
    if (!question) return;
    const result = key === undefined ? question.steps.next() : question.steps.next(key);
    if (!result.done) return;
    this.question = undefined;
    this.state = 'running';
    if (result.value === undefined) {
      this.stopping = this.shell.stop();
      return;
    }
    this.answer = result.value;
  }

  /** The steps of a question, undefined for requests that are no questions. Steps that end with undefined: Ctrl+C. */
  private questionFor(request: Request): PromptSteps<Reply | undefined> | undefined {
    const { host } = this;
    const types = this.shell.fieldTypes ?? textFieldTypes;
    const read = (secret = false): PromptSteps<string | undefined> => this.readAnswer(secret);
    switch (request.kind) {
      case 'readLine':
        return this.askLine(request.prompt, request.secure, types);
      case 'choice': {
        const { caption, message, choices, defaults } = request;
        if (request.multiple) return promptForChoices(host, { caption, message, choices, defaults }, read);
        return promptForChoice(host, { caption, message, choices, defaultChoice: defaults[0] ?? -1 }, read);
      }
      case 'fields':
        return promptForFields(host, types, request, read);
      case 'credential':
        return credentialPrompt(host, request.caption, request.message, request.userName, read);
      default:
        return undefined;
    }
  }

  /** Read-Host: with a text it is a prompt for one field of that name. */
  private *askLine(prompt: string | undefined, secure: boolean, types: FieldTypes): PromptSteps<Reply | undefined> {
    if (prompt === undefined || prompt === '' || secure) {
      if (prompt) this.host.write(`${prompt}: `);
      return yield* this.readAnswer(secure);
    }
    const answers = yield* promptForFields(
      this.host,
      types,
      { caption: '', message: '', fields: [{ name: prompt, type: 'string' }] },
      (secret) => this.readAnswer(secret),
    );
    return answers && (answers[prompt] as string);
  }

  private *readAnswer(secret: boolean): PromptSteps<string | undefined> {
    this.sink({ kind: 'question', text: this.host.takePending(), secret });
    const text = yield* readConsoleLine(this.host, secret ? { mask: '*' } : { history: this.answers });
    if (secret && text !== undefined) this.secretAnswered?.(text);
    if (text === undefined) this.sink({ kind: 'answer', text: '', cancelled: true });
    else this.sink({ kind: 'answer', text: secret ? '*'.repeat(text.length) : harmless(text) });
    return text;
  }
}
