/**
 * What the page and the machine room say to each other. The machine room (`worker.ts`) runs the engine in a Web Worker;
 * the page only draws what it is told and sends commands. Everything here is plain data that `postMessage` can copy.
 */

export type MachineState = 'running' | 'starting' | 'restarting' | 'off' | 'paused' | 'saved';

/** A console that the reader can sit at: one machine of the world. */
export interface ConsoleInfo {
  /** Id of the machine, e.g. `HV01`. */
  id: string;
  title: string;
  /** What the machine is, in words: `Hyper-V host`. */
  role: string;
  state: MachineState;
  /** A command runs there. */
  busy: boolean;
}

/** Lines of the transcript that are kept; older ones are gone, as in a console's buffer. */
export const transcriptLimit = 4000;

/** One line (or several) of the plain transcript: what a person would have read. */
export interface TranscriptItem {
  seq: number;
  console: string;
  /** input: typed by the reader, after its prompt; output and the streams: printed by the machine; note: said by the page. */
  kind: 'input' | 'output' | 'error' | 'warning' | 'verbose' | 'debug' | 'progress' | 'prompt' | 'note';
  text: string;
}

/** A key as the keyboard sent it; names are those of .NET's ConsoleKey for keys without a character. */
export interface KeyInput {
  /** `Enter`, `LeftArrow`, `F3`, or one character. */
  key: string;
  ctrl: boolean;
  alt: boolean;
  shift: boolean;
}

export interface ClockState {
  /** Simulated time since the session began, in milliseconds. */
  elapsedMs: number;
  /** The simulated wall clock, `2026-03-02 09:00:00`. */
  wall: string;
  /** Time runs by itself. It always runs while a command runs. */
  playing: boolean;
  /** Simulated seconds a real second; 0 = as fast as it goes. */
  speed: number;
}

export type PathName = 'vf' | 'synthetic' | 'none';

export interface RateView {
  framesPerSecond: number;
  bitsPerSecond: number;
}

export interface HostView {
  id: string;
  state: MachineState;
  /** SR-IOV may be used by guests of this host. */
  iovSupport: boolean;
  /** One short reason in words when it may not; the whole text is `iovReasons`. */
  iovSummary: string;
  iovReasons: string[];
  vmSwitch?: { name: string; iovEnabled: boolean };
  nic?: { name: string; model: string; vfsInUse: number; vfsTotal: number; linkUp: boolean };
}

/** A VM's network adapter and the two paths it has. */
export interface AdapterView {
  vm: string;
  adapter: string;
  host: string;
  address?: string;
  mac: string;
  state: MachineState;
  /** Which path carries data now. */
  path: PathName;
  /** Name of the VF's state, e.g. `DataPathSwitched`. */
  vfState: string;
  vf: RateView;
  vmbus: RateView;
  /** Frames since the session began, by path. */
  vfFrames: number;
  vmbusFrames: number;
}

export interface TrafficView {
  name: string;
  kind: 'ping' | 'tcp';
  from: string;
  to: string;
  sent: number;
  received: number;
  lost: number;
  perSecond: number;
  running: boolean;
}

export interface MigrationView {
  vm: string;
  from: string;
  to: string;
  phase: string;
  /** The phase in a sentence. */
  words: string;
  percent: number;
  pass?: number;
  blackoutMs?: number;
  running: boolean;
}

/** A moment of the world as the data-path view draws it. */
export interface DataPathSnapshot {
  elapsedMs: number;
  hosts: HostView[];
  adapters: AdapterView[];
  traffic: TrafficView[];
  migration?: MigrationView;
  /** Links that can be captured. */
  links: { id: string; title: string }[];
}

/** One assertion of a step's check. */
export interface CheckResult {
  it: string;
  ok: boolean;
  /** The check could not be carried out; `because` says why. */
  broken?: boolean;
  /** Not run, as the check's file says; neither right nor wrong. */
  skipped?: boolean;
  found?: string;
  wanted?: string;
  because?: string;
  lastChangedBy?: string;
}

export interface StepResult {
  step: string;
  ok: boolean;
  checks: CheckResult[];
}

export interface AnswerResult {
  question: string;
  ok: boolean;
  message: string;
}

export interface LabProgress {
  id: string;
  title: string;
  steps: {
    id: string;
    title: string;
    passed: boolean;
    hintsOpened: string[];
    hintsTotal: number;
    solutionOpened: boolean;
  }[];
  answers: Record<string, { given: string; ok: boolean; message: string }>;
}

/** An entry of the log of inputs, as the history list shows it. */
export interface LogEntryView {
  seq: number;
  elapsedMs: number;
  console: string;
  kind: string;
  text: string;
}

/** The save format: opaque to the page but for these fields. */
export interface SavedLog {
  format: number;
  engine: string;
  world: { id: string; hash?: string };
  lab?: { id: string; hash?: string };
  seed: number;
  log: unknown[];
}

export interface OpenOptions {
  world: string;
  lab?: string;
  seed: number;
  log?: SavedLog;
  /** Where the file of the worlds and labs is. */
  labsUrl: string;
  reducedMotion: boolean;
}

export interface OpenedSession {
  consoles: ConsoleInfo[];
  clock: ClockState;
  path: DataPathSnapshot;
  lab?: LabProgress;
  transcript: TranscriptItem[];
  log: LogEntryView[];
  /** Set when work saved under another version did not come out the same. */
  notice?: string;
}

export interface Completion {
  replacementIndex: number;
  replacementLength: number;
  matches: { completionText: string; listItemText: string; type: string; toolTip: string }[];
}

export interface EditorDiagnostic {
  message: string;
  errorId: string;
  /** Offsets in the text. */
  start: number;
  end: number;
  severity: 'error' | 'warning';
}

/** A word of the script explained, between two offsets. */
export interface EditorHover {
  start: number;
  end: number;
  /** Plain text; the first line is the signature. */
  lines: string[];
}

/** The ways to call the command that is being written. */
export interface EditorHints {
  lines: { text: string; parameters: { name: string; start: number; end: number }[] }[];
  activeLine: number;
  activeParameter?: string;
}

/** A live value in the text: an expression asked of a copy of the world. */
export interface LiveQuery {
  id: string;
  host: string;
  expression: string;
}

export type BenchEvent =
  | { type: 'loading'; step: string; done: number; total: number }
  | { type: 'screen'; console: string; data: string }
  | { type: 'transcript'; items: TranscriptItem[] }
  | { type: 'consoles'; consoles: ConsoleInfo[] }
  | { type: 'clock'; clock: ClockState }
  | { type: 'path'; path: DataPathSnapshot }
  | { type: 'lab'; lab: LabProgress }
  /** The log grew or was cut: save it. Sent before the entry is carried out. */
  | { type: 'log'; saved: SavedLog; entries: LogEntryView[] }
  /** The world changed in a way that may change live values. */
  | { type: 'world' }
  | { type: 'clipboard'; text: string }
  | { type: 'failed'; message: string };

/** The session in the worker, as Comlink shows it to the page. */
export interface BenchSession {
  /** `onEvent` may answer a promise; of a screen's event the engine waits for it before it runs on. */
  open(options: OpenOptions, onEvent: (event: BenchEvent) => unknown): Promise<OpenedSession>;
  /** Starts sending this console's screen; returns what to write first so that the screen is as it is now. */
  attach(console: string, columns: number, rows: number): Promise<string>;
  resize(console: string, columns: number, rows: number): Promise<void>;
  key(console: string, key: KeyInput): Promise<void>;
  paste(console: string, text: string): Promise<void>;
  /** Ctrl+C; resolves when the console took notice. */
  interrupt(console: string): Promise<void>;
  /** Types the text at the console's prompt and presses Enter. Refused (false) while a command runs there. */
  runLine(console: string, text: string): Promise<boolean>;
  /** The text view's input line: a line at the prompt, or the answer to a question that the console asks. */
  submitLine(console: string, text: string): Promise<boolean>;
  /** The prompt that a submitted line would answer now, and whether what is typed must not be shown. */
  promptOf(console: string): Promise<{ text: string; secret: boolean; busy: boolean }>;
  saveFile(console: string, path: string, text: string): Promise<void>;
  readFile(console: string, path: string): Promise<string | undefined>;
  complete(console: string, text: string, cursor: number): Promise<Completion>;
  diagnose(console: string, text: string): Promise<EditorDiagnostic[]>;
  hover(console: string, text: string, offset: number): Promise<EditorHover | undefined>;
  parameterHints(console: string, text: string, offset: number): Promise<EditorHints | undefined>;
  play(): Promise<void>;
  pause(): Promise<void>;
  setSpeed(speed: number): Promise<void>;
  live(queries: LiveQuery[]): Promise<Record<string, string>>;
  check(step: string): Promise<StepResult>;
  hint(step: string): Promise<string | undefined>;
  hints(step: string): Promise<string[]>;
  solution(step: string): Promise<{ name: string; text: string }[]>;
  answer(question: string, value: string): Promise<AnswerResult>;
  /** Begins to record a link; the frames of both paths of a VM's adapter, or of a cable. */
  startCapture(link: string): Promise<number>;
  /** Ends a recording; the file is pcapng. */
  stopCapture(capture: number): Promise<Uint8Array>;
  exportLog(): Promise<SavedLog>;
  /** Replays the log up to and including this entry (the last but one, when none is named). */
  undo(toSeq?: number): Promise<OpenedSession>;
  reset(): Promise<OpenedSession>;
  /** Proof of life, answered at once unless JavaScript itself is blocked. */
  ping(): Promise<number>;
}
