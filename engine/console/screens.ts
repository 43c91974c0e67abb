import type { Request } from '../language/host';
import { ConsoleSession, type Shell } from './console';
import type { ConsoleHost } from './console-host';
import { type Key, keyOfChar, keysOfText, parseChord } from './keys';
import { PendingProgress } from './progress';
import type { ColorRun } from './screen/screen-buffer';
import { wrapText } from './word-wrap';

/** A Write-Progress record of a case. */
export interface ProgressInput {
  id: number;
  activity: string;
  status?: string;
  operation?: string;
  percent?: number;
  seconds?: number;
  parent?: number;
  completed?: boolean;
}

/** A case of `lab screens`: keys on an empty screen, or a progress pane, or a text to wrap. */
export interface ScreenCase {
  id: string;
  setup?: string;
  history?: string[];
  clipboard?: string;
  keys?: string[];
  width?: number;
  height?: number;
  progress?: ProgressInput[];
  maxHeight?: number;
  wrap?: string;
  cells?: number;
}

/** What is on the screen after the keys; fields as in the conformance cases for the console. */
export interface ScreenResult {
  id: string;
  screen?: string[];
  cursor?: { x: number; y: number };
  buffer?: string;
  bufferCursor?: number;
  selection?: [start: number, length: number];
  bells?: number;
  colors?: ColorRun[];
  clipboardAfter?: string;
  /** After each element of `keys`: text and caret, null while the editor was not reading. */
  trace?: Array<[text: string, caret: number] | null>;
  /** False while a command runs or asks. */
  editor?: boolean;
  lines?: string[];
}

/** What a case runs in. */
export interface ScreensEnvironment {
  makeShell(host: ConsoleHost): Shell;
  /** Handles a request (time that passes); answers how many 100-ns ticks of simulated time it took. */
  handle(request: Request): bigint;
}

const ticksPerMillisecond = 10_000n;
/** How long the runner lets a command go on after a key before the next one: 2 simulated seconds. */
const patience = 2000n * ticksPerMillisecond;
/** A program that pauses this often without time passing is taken for endless. */
const maxPauses = 20_000;

/** Runs one case in a fresh console. */
export function runScreen(input: ScreenCase, makeEnvironment: () => ScreensEnvironment): ScreenResult {
  if (input.progress) return { id: input.id, lines: progressLines(input) };
  if (input.wrap !== undefined) return { id: input.id, lines: wrapText(input.wrap, input.cells ?? input.width ?? 80) };

  const environment = makeEnvironment();
  const clipboard = { text: input.clipboard ?? '' };
  const session = new ConsoleSession({
    width: input.width ?? 80,
    height: input.height ?? 25,
    // The cases were read off a terminal.
    edge: 'deferred',
    clipboard,
    history: input.history,
    makeShell: (host) => environment.makeShell(host),
  });
  const settle = (budget: bigint): void => {
    let used = 0n;
    let pauses = 0;
    let now = session.advance();
    while (now.state === 'waiting' && used < budget && pauses++ < maxPauses) {
      used += environment.handle(now.request);
      session.reply();
      now = session.advance();
    }
  };
  const isEditing = (): boolean => session.current.state === 'editing';

  session.start();
  settle(patience);
  if (input.setup) {
    session.runUnseen(input.setup);
    settle(patience * 30n);
    session.screen.clear();
    session.start();
    settle(patience);
  }
  session.screen.bells = 0;
  const trace: NonNullable<ScreenResult['trace']> = [];
  for (const element of input.keys ?? []) {
    const wait = /^<Wait (\d+)>$/.exec(element);
    if (wait) settle(BigInt(wait[1]) * ticksPerMillisecond);
    else if (element.startsWith('<Burst>')) {
      session.keys(keysOfText(element.slice(7)));
      settle(patience);
    } else {
      for (const key of keysOfElement(element)) {
        session.key(key);
        settle(patience);
      }
    }
    trace.push(isEditing() ? [session.editor.buffer, session.editor.current] : null);
  }

  const { screen, editor } = session;
  const result: ScreenResult = {
    id: input.id,
    screen: screen.lines(),
    cursor: { x: screen.cursorX, y: screen.cursorY },
  };
  if (isEditing()) {
    result.buffer = editor.buffer;
    result.bufferCursor = editor.current;
    const selection = editor.selection;
    if (selection) result.selection = [selection.start, selection.length];
  } else result.editor = false;
  if (screen.bells > 0) result.bells = screen.bells;
  const colors = screen.colorRuns();
  if (colors.length > 0) result.colors = colors;
  if (clipboard.text !== (input.clipboard ?? '')) result.clipboardAfter = clipboard.text;
  result.trace = trace;
  return result;
}

/** Runs many cases. */
export function runScreens(cases: readonly ScreenCase[], makeEnvironment: () => ScreensEnvironment): ScreenResult[] {
  return cases.map((input) => runScreen(input, makeEnvironment));
}

/** `<Ctrl+R>` is a key, anything else is typed as it stands. */
function keysOfElement(element: string): Key[] {
  const match = /^<(.+)>$/s.exec(element);
  const key = match ? parseChord(match[1]) : undefined;
  return key ? [key] : [...element].flatMap((char) => [...char.split('')].map(keyOfChar));
}

function progressLines(input: ScreenCase): string[] {
  const pane = new PendingProgress();
  for (const record of input.progress ?? []) {
    pane.update({
      activityId: record.id,
      parentActivityId: record.parent ?? -1,
      activity: record.activity,
      statusDescription: record.status ?? 'Processing',
      currentOperation: record.operation ?? '',
      percentComplete: record.percent ?? -1,
      secondsRemaining: record.seconds ?? -1,
      completed: record.completed ?? false,
      sourceId: 0,
    });
  }
  return pane.render(input.width ?? 80, input.maxHeight ?? 8).map((line) => line.trimEnd());
}
