/**
 * The log of inputs: the save format. Undo, branch, share, bug report, reload, submission and re-grading are all replay.
 */

export const LOG_FORMAT = 1;
/** Version of the engine that wrote a log; raised when a replay may come out otherwise. */
export const ENGINE_VERSION = '0.1.0';

export type LogKind =
  /** A line entered at the prompt. Data: the text. */
  | 'line'
  /** The answer to a question of a command. Data: the text, null after Ctrl+C; of a secret one a `SecretAnswer`. */
  | 'answer'
  /** Ctrl+C. Data: the interpreter's step count, so that a replay stops at the same step. */
  | 'stop'
  /** A saved editor file. Data: `{path, text}`. */
  | 'file'
  /** Data: `{width, height}`. */
  | 'resize'
  /** The reader let time run. Data: how long, in nanoseconds of simulated time. */
  | 'clock'
  /** An action of a window, recorded as the command it equals. Data: the command line. */
  | 'action'
  /** Answer to a question of the lab, hint opened, solution opened. Data: a `LabInput`. */
  | 'lab';

export type LabInput =
  | { kind: 'answer'; question: string; value: string }
  | { kind: 'hint'; step: string; number: number }
  | { kind: 'solution'; step: string }
  | { kind: 'check'; step: string; passed: boolean };

export interface LogEntry {
  /** Simulated time in nanoseconds since the world began. */
  t: number;
  /** 0, 1, 2 ... without gaps. */
  seq: number;
  /** Computer name of the console, or '' for what belongs to none. */
  console: string;
  kind: LogKind;
  data: unknown;
}

export interface SavedSession {
  format: number;
  engine: string;
  world: { id: string; hash: string };
  lab?: { id: string; hash: string };
  seed: number;
  log: LogEntry[];
  /** State hash after the last entry, so that a replay can say whether it came out the same. */
  outcome?: string;
}

const KINDS: readonly string[] = ['line', 'answer', 'stop', 'file', 'resize', 'clock', 'action', 'lab'];

/** Reads a saved session out of foreign data. Throws a sentence that says what was found and what was expected. */
export function readSavedSession(value: unknown): SavedSession {
  const wrong = (what: string): never => {
    throw new Error(`This is no saved session of Dualpath: ${what}.`);
  };
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return wrong(`found ${Array.isArray(value) ? 'a list' : typeof value}, expected an object`);
  const saved = value as Record<string, unknown>;
  if (saved.format !== LOG_FORMAT) return wrong(`found format ${String(saved.format)}, expected ${LOG_FORMAT}`);
  const world = saved.world as { id?: unknown; hash?: unknown } | undefined;
  if (typeof world?.id !== 'string') return wrong('found no world, expected world.id');
  const lab = saved.lab as { id?: unknown; hash?: unknown } | undefined;
  if (lab !== undefined && typeof lab?.id !== 'string') return wrong('found a lab without id');
  if (!Number.isInteger(saved.seed)) return wrong(`found seed ${String(saved.seed)}, expected a whole number`);
  if (!Array.isArray(saved.log)) return wrong('found no log, expected a list of entries');
  let before = 0;
  const log = saved.log.map((raw: unknown, index): LogEntry => {
    const entry = raw as Partial<LogEntry> | null;
    if (typeof entry !== 'object' || entry === null) return wrong(`entry ${index + 1} of the log is no object`);
    if (typeof entry.t !== 'number' || !(entry.t >= before))
      return wrong(`entry ${index + 1} of the log has the time ${String(entry.t)}, expected ${before} or later`);
    if (typeof entry.kind !== 'string' || !KINDS.includes(entry.kind))
      return wrong(`entry ${index + 1} of the log has the kind ${String(entry.kind)}, expected ${KINDS.join(', ')}`);
    if (typeof entry.console !== 'string') return wrong(`entry ${index + 1} of the log names no console`);
    before = entry.t;
    return { t: entry.t, seq: index, console: entry.console, kind: entry.kind, data: entry.data ?? null };
  });
  return {
    format: LOG_FORMAT,
    engine: String(saved.engine ?? ''),
    world: { id: world.id, hash: String(world.hash ?? '') },
    ...(lab ? { lab: { id: String(lab.id), hash: String(lab.hash ?? '') } } : {}),
    seed: saved.seed as number,
    log,
    ...(typeof saved.outcome === 'string' ? { outcome: saved.outcome } : {}),
  };
}
