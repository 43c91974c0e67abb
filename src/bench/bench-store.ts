/**
 * What the bench shows, as one value. Components read it; only `controller.ts` makes the next one. This file is small, so
 * that a page carries no more than this before the reader asks for the bench.
 */
import { useSyncExternalStore } from 'react';
import type {
  CheckResult,
  ClockState,
  ConsoleInfo,
  DataPathSnapshot,
  LabProgress,
  LogEntryView,
  StepResult,
  TranscriptItem,
} from './session-api';

/** A bench is a world, perhaps prepared for a lab. Its id names the saved work. */
export interface BenchTarget {
  world: string;
  lab?: string;
}

export const targetId = (target: BenchTarget): string => (target.lab ? `lab:${target.lab}` : `world:${target.world}`);

/** Where the bench stands. `elsewhere`: the same work is open in another tab. */
export type BenchPhase = 'idle' | 'loading' | 'ready' | 'failed' | 'elsewhere';

/** Whether the reader's work is kept. */
export type SaveState = 'saved' | 'saving' | 'full' | 'forbidden';

export interface Notice {
  id: number;
  kind: 'info' | 'warning' | 'error';
  text: string;
  /** What the notice's button does, if it has one. */
  action?: 'end-worker' | 'use-here' | 'download' | 'restart';
}

export interface StepView {
  checking: boolean;
  result?: StepResult;
  error?: string;
  hints: string[];
  solution?: { name: string; text: string }[];
}

export interface BenchState {
  phase: BenchPhase;
  /** What this page offers. */
  offered: BenchTarget | undefined;
  /** What runs, or is being loaded. */
  running: BenchTarget | undefined;
  loading: { step: string; done: number; total: number };
  failure: string | undefined;
  consoles: ConsoleInfo[];
  clock: ClockState;
  path: DataPathSnapshot | undefined;
  lab: LabProgress | undefined;
  log: LogEntryView[];
  transcripts: Record<string, TranscriptItem[]>;
  steps: Record<string, StepView>;
  live: Record<string, string>;
  /** What is being recorded. */
  capture: { id: number; link: string } | undefined;
  save: SaveState;
  notices: Notice[];
  /** Grows by one with each session that is opened, so that a terminal knows its screen is another one. */
  generation: number;
  /** The reader asked for this: shown to who listens. */
  announcement: string;
}

export const noClock: ClockState = { elapsedMs: 0, wall: '', playing: false, speed: 1 };

const initial: BenchState = {
  phase: 'idle',
  offered: undefined,
  running: undefined,
  loading: { step: '', done: 0, total: 1 },
  failure: undefined,
  consoles: [],
  clock: noClock,
  path: undefined,
  lab: undefined,
  log: [],
  transcripts: {},
  steps: {},
  live: {},
  capture: undefined,
  save: 'saved',
  notices: [],
  generation: 0,
  announcement: '',
};

let state = initial;
const listeners = new Set<() => void>();

export function getBench(): BenchState {
  return state;
}

export function setBench(change: Partial<BenchState>): void {
  state = { ...state, ...change };
  for (const listener of listeners) listener();
}

export function subscribeBench(listener: () => void): () => void {
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
  };
}

/** The part of the bench's state that a component shows; it is drawn again only when that part is another value. */
export function useBench<T>(select: (state: BenchState) => T): T {
  return useSyncExternalStore(
    subscribeBench,
    () => select(state),
    () => select(initial),
  );
}

type Controller = typeof import('./controller');
let loaded: Promise<Controller> | undefined;

/** The part that talks to the engine; fetched when it is first needed. */
export function controller(): Promise<Controller> {
  loaded ??= import('./controller').catch((error: unknown) => {
    loaded = undefined;
    setBench({
      phase: 'failed',
      failure: `The bench could not be loaded (${error instanceof Error ? error.message : String(error)}). Check the connection and try again.`,
    });
    throw error;
  });
  return loaded;
}

/** Where the bench's own files are, with a mark of their version so that an old copy is never used with a new page. */
export interface BenchFiles {
  base: string;
  version: string;
}

export async function startBench(target: BenchTarget, files: BenchFiles): Promise<void> {
  setBench({ phase: 'loading', running: target, loading: { step: 'Fetching the bench', done: 0, total: 5 } });
  try {
    await (await controller()).start(target, files);
  } catch {
    // The failure is part of the state by now.
  }
}

/** Tells it to who cannot see it. */
export function announce(text: string): void {
  setBench({ announcement: text });
}

export type { CheckResult };
