/**
 * What the language needs of the outside: a screen to write to, someone who answers questions, and time.
 *
 * Writing is synchronous. Everything that has to wait is a `Request` that the running program *yields*; whoever drives it
 * (console, CLI, check runner) answers with `next(reply)`, or ends it with `throw(new PipelineStoppedException())`, after
 * which `finally` blocks run and the generator ends.
 */
import type { Value } from './values';

/** Names of the sixteen console colours (System.ConsoleColor). */
export type ConsoleColor =
  | 'Black'
  | 'DarkBlue'
  | 'DarkGreen'
  | 'DarkCyan'
  | 'DarkRed'
  | 'DarkMagenta'
  | 'DarkYellow'
  | 'Gray'
  | 'DarkGray'
  | 'Blue'
  | 'Green'
  | 'Cyan'
  | 'Red'
  | 'Magenta'
  | 'Yellow'
  | 'White';

/** Which stream a console line belongs to; decides its colours. */
export type StreamKind = 'output' | 'error' | 'warning' | 'verbose' | 'debug' | 'host';

/** A Write-Progress record. */
export interface ProgressRecord {
  activityId: number;
  parentActivityId: number;
  activity: string;
  statusDescription: string;
  currentOperation: string;
  /** 0 to 100, or -1 where unknown. */
  percentComplete: number;
  /** Seconds, or -1. */
  secondsRemaining: number;
  completed: boolean;
  /** 0 for the local host; remoting sources count up. */
  sourceId: number;
}

/** The screen. Widths are in cells. */
export interface HostUI {
  /** Width of the console buffer (`$Host.UI.RawUI.BufferSize.Width`); formatting uses one less. */
  readonly bufferWidth: number;
  readonly windowHeight: number;
  /** Text without a line end, as Write-Host -NoNewline. */
  write(text: string, foreground?: ConsoleColor, background?: ConsoleColor): void;
  /** One whole line. The text of warnings, verbose and debug already carries `WARNING: ` etc. and is not yet wrapped. */
  writeLine(kind: StreamKind, text: string, foreground?: ConsoleColor, background?: ConsoleColor): void;
  writeProgress(record: ProgressRecord): void;
  /** Clear-Host. */
  clear(): void;
  /** `$Host.UI.RawUI` state that scripts may change. */
  windowTitle: string;
  foregroundColor: ConsoleColor;
  backgroundColor: ConsoleColor;
}

/** One field of a prompt for parameters. */
export interface PromptField {
  name: string;
  /** PowerShell type name as the binder declares it, e.g. `string[]`. */
  type: string;
  helpMessage?: string;
  secure?: boolean;
}

/** One entry of a choice prompt; `label` has `&` before its hot key. */
export interface Choice {
  label: string;
  help: string;
}

/** What a running program asks of its driver. Each has a reply type (see `Reply`). */
export type Request =
  /** A point where the program can pause: the driver may let other work run or end the program. Reply: anything. */
  | { kind: 'pause'; steps?: number }
  /** Simulated time passes, in 100-ns ticks. The driver advances the clock (and runs the world's events). Reply: anything. */
  | { kind: 'sleep'; ticks: bigint }
  /** Read-Host. Reply: string. */
  | { kind: 'readLine'; prompt?: string; secure: boolean }
  /** PromptForChoice; `multiple` allows several. Reply: number (index) or number[]. */
  | { kind: 'choice'; caption: string; message: string; choices: Choice[]; defaults: number[]; multiple?: boolean }
  /** Missing mandatory parameters and `$Host.UI.Prompt`. Reply: Record<string, Value> by field name. */
  | { kind: 'fields'; caption: string; message: string; fields: PromptField[] }
  /** Get-Credential. Reply: {userName, password} or null when cancelled. */
  | { kind: 'credential'; caption: string; message: string; userName: string }
  /** A room above waits for something in simulated time (a VM that starts, a migration). `until` is asked after each event; `progress` may be drawn. Reply: anything. */
  | { kind: 'waitFor'; until: () => boolean; deadlineTicks?: bigint }
  /** Work that can block JavaScript for long (a regular expression): the driver notes that it starts. Reply: anything. */
  | { kind: 'mayBlock'; what: string }
  /** Enter/leave an interactive remote session (Enter-PSSession, exit). Reply: anything. */
  | { kind: 'pushRunspace'; runspace: unknown }
  | { kind: 'popRunspace' }
  /** `$Host.EnterNestedPrompt()`, Suspend of a question: prompts are shown and lines run until `exit`. Reply: anything. */
  | { kind: 'nestedPrompt' };

/** What the driver answers; its type follows the request. */
export type Reply =
  | string
  | number
  | number[]
  | Record<string, Value>
  | { userName: string; password: string }
  | null
  | undefined;

/** A program that can wait. */
export type Program<T = void> = Generator<Request, T, Reply>;

/** Clock and chance of the session, given to each runspace. */
export interface HostTime {
  /** Simulated local time in 100-ns ticks since 0001-01-01. */
  nowTicks(): bigint;
  /** Minutes from UTC of the simulated machine's time zone. */
  utcOffsetMinutes(): number;
  /** Uniform in [0, 1), seeded. */
  random(): number;
}
