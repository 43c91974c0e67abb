/**
 * The page's side of the session: starts the worker, keeps the reader's work, and turns what the worker says into the
 * state that components show. Loaded when the bench is started, not before.
 */
import { proxy, type Remote, wrap } from 'comlink';
import {
  announce,
  type BenchFiles,
  type BenchTarget,
  getBench,
  type Notice,
  noClock,
  type StepView,
  setBench,
  targetId,
} from './bench-store';
import { takeEngine } from './bundles';
import { holdWork, releaseWork } from './one-tab';
import type {
  AnswerResult,
  BenchEvent,
  BenchSession,
  KeyInput,
  LiveQuery,
  OpenedSession,
  SavedLog,
  TranscriptItem,
} from './session-api';
import { transcriptLimit } from './session-api';
import { dropWork, keepWork, loadWork, saveProgress, saveWork, storageProblem } from './storage';

/** Ctrl+C has this long, in milliseconds, before the reader is offered to end what hangs. */
const interruptPatienceMs = 1500;
/** A console takes so many characters from one paste; more belongs in a file. */
export const pasteLimit = 100_000;
const totalSteps = 5;

interface Running {
  target: BenchTarget;
  files: BenchFiles;
  worker: Worker;
  session: Remote<BenchSession>;
  saved: SavedLog | undefined;
  editorFiles: Record<string, string>;
}

let running: Running | undefined;
let lastFiles: BenchFiles | undefined;
const screens = new Map<string, (data: string) => Promise<void> | undefined>();
let noticeId = 0;

export function notify(kind: Notice['kind'], text: string, action?: Notice['action']): void {
  noticeId += 1;
  const others = getBench().notices.filter((notice) => notice.text !== text);
  setBench({ notices: [...others, { id: noticeId, kind, text, action }].slice(-3) });
}

export function dismiss(id: number): void {
  setBench({ notices: getBench().notices.filter((notice) => notice.id !== id) });
}

const words = (error: unknown): string => (error instanceof Error ? error.message : String(error));

function loading(step: string, done: number): void {
  setBench({ loading: { step, done, total: totalSteps } });
}

function reducedMotion(): boolean {
  return matchMedia('(prefers-reduced-motion: reduce)').matches;
}

function startWorker(files: BenchFiles): Worker {
  const worker = takeEngine(files);
  worker.addEventListener('error', (event) => workerDied(worker, event.message || 'the engine could not be loaded'));
  worker.addEventListener('messageerror', () => workerDied(worker, 'a message could not be read'));
  return worker;
}

function workerDied(worker: Worker, why: string): void {
  if (running && running.worker !== worker) return;
  worker.terminate();
  running = undefined;
  setBench({
    phase: 'failed',
    failure: `The engine has stopped (${why}). Your work is kept as it was before the last command; start the bench again to go on.`,
  });
}

/** Answers, for what the screen shows, when it is shown: the engine waits for it, so that it never runs far ahead of the eye. */
function onEvent(event: BenchEvent): unknown {
  switch (event.type) {
    case 'loading':
      loading(event.step, Math.min(event.done, totalSteps - 1));
      return;
    case 'screen':
      return screens.get(event.console)?.(event.data);
    case 'transcript':
      addTranscript(event.items);
      return;
    case 'consoles':
      setBench({ consoles: event.consoles });
      return;
    case 'clock':
      setBench({ clock: event.clock });
      return;
    case 'path':
      setBench({ path: event.path });
      return;
    case 'lab':
      setBench({ lab: event.lab });
      void keepProgress();
      return;
    case 'log':
      if (running) running.saved = event.saved;
      setBench({ log: event.entries });
      void keep();
      return;
    case 'world':
      askLive();
      return;
    case 'clipboard':
      navigator.clipboard?.writeText(event.text).catch(() => {
        // The browser does not let us; the console keeps its own clipboard.
      });
      return;
    case 'failed':
      if (running) workerDied(running.worker, event.message);
      return;
  }
}

function addTranscript(items: TranscriptItem[]): void {
  const transcripts = { ...getBench().transcripts };
  const touched = new Set<string>();
  for (const item of items) {
    // One copy a message, not one a line: a loop prints thousands of lines in one.
    if (!touched.has(item.console)) {
      touched.add(item.console);
      transcripts[item.console] = [...(transcripts[item.console] ?? [])];
    }
    const lines = transcripts[item.console];
    const last = lines[lines.length - 1];
    // A progress record or a prompt takes the place of the one before it.
    if (last && last.kind === item.kind && (item.kind === 'progress' || item.kind === 'prompt')) lines.pop();
    lines.push(item);
  }
  for (const console of touched) {
    const lines = transcripts[console];
    if (lines.length > transcriptLimit) transcripts[console] = lines.slice(-transcriptLimit);
  }
  setBench({ transcripts });
}

/** One save at a time; the last one wins. */
let saving: Promise<void> | undefined;
let saveAgain = false;

async function keep(): Promise<void> {
  if (saving) {
    saveAgain = true;
    return;
  }
  setBench({ save: 'saving' });
  saving = (async () => {
    do {
      saveAgain = false;
      const now = running;
      if (!now?.saved) break;
      await saveWork({ id: targetId(now.target), saved: now.saved, changed: Date.now(), files: now.editorFiles });
    } while (saveAgain);
  })();
  try {
    await saving;
    setBench({ save: 'saved' });
  } catch (error) {
    const problem = storageProblem(error);
    if (getBench().save !== problem) {
      setBench({ save: problem });
      notify(
        'warning',
        problem === 'full'
          ? 'The browser has no room left: your work is not being kept. Download it, or free some space.'
          : 'The browser does not allow this page to keep your work. It stays while the page is open; download it to keep it.',
        'download',
      );
    }
    setBench({ save: problem });
  } finally {
    saving = undefined;
  }
}

async function keepProgress(): Promise<void> {
  const lab = getBench().lab;
  if (!lab) return;
  try {
    await saveProgress({
      lab: lab.id,
      steps: lab.steps.length,
      passed: lab.steps.filter((step) => step.passed).map((step) => step.id),
    });
  } catch {
    // `keep` reports that storage does not work; once is enough.
  }
}

function show(opened: OpenedSession): void {
  const transcripts: Record<string, TranscriptItem[]> = {};
  for (const item of opened.transcript) {
    const lines = transcripts[item.console] ?? [];
    lines.push(item);
    transcripts[item.console] = lines;
  }
  const before = getBench();
  const steps: Record<string, StepView> = {};
  for (const step of opened.lab?.steps ?? []) {
    steps[step.id] = { checking: false, hints: [] };
  }
  setBench({
    phase: 'ready',
    failure: undefined,
    consoles: opened.consoles,
    clock: opened.clock,
    path: opened.path,
    lab: opened.lab,
    log: opened.log,
    transcripts,
    steps,
    generation: before.generation + 1,
    capture: undefined,
  });
  if (opened.notice) notify('warning', opened.notice);
  askLive();
  void restoreHints();
}

/** Hints that were opened before a reload are open again. */
async function restoreHints(): Promise<void> {
  for (const step of getBench().lab?.steps ?? []) {
    if (step.hintsOpened.length === 0 || !running) continue;
    const hints = await running.session.hints(step.id);
    setStep(step.id, { hints });
  }
}

export async function start(target: BenchTarget, files: BenchFiles, replacement?: SavedLog): Promise<void> {
  stop();
  lastFiles = files;
  setBench({
    phase: 'loading',
    running: target,
    failure: undefined,
    consoles: [],
    lab: undefined,
    path: undefined,
    log: [],
    transcripts: {},
    steps: {},
    live: {},
    clock: noClock,
    notices: [],
  });
  loading('Starting the engine', 1);
  const held = await holdWork(targetId(target), () => {
    stop();
    setBench({ phase: 'elsewhere' });
  });
  if (!held) {
    setBench({ phase: 'elsewhere' });
    return;
  }
  await open(target, files, replacement);
}

async function open(target: BenchTarget, files: BenchFiles, replacement?: SavedLog): Promise<void> {
  const worker = startWorker(files);
  const session = wrap<BenchSession>(worker);
  const mine: Running = { target, files, worker, session, saved: undefined, editorFiles: {} };
  running = mine;
  let log = replacement;
  try {
    const work = await loadWork(targetId(target));
    if (work) mine.editorFiles = work.files;
    if (work && replacement) await keepWork(work);
    log ??= work?.saved;
  } catch (error) {
    const problem = storageProblem(error);
    setBench({ save: problem });
    notify(
      'warning',
      'The browser does not allow this page to keep your work. It stays while the page is open; download it to keep it.',
      'download',
    );
  }
  if (running !== mine) return;
  loading(log ? 'Building the hosts and repeating your work' : 'Building the hosts', 2);
  try {
    const opened = await session.open(
      {
        world: target.world,
        lab: target.lab,
        seed: log?.seed ?? 1,
        log,
        labsUrl: `${files.base}labs.json?v=${files.version}`,
        reducedMotion: reducedMotion(),
      },
      proxy(onEvent),
    );
    if (running !== mine) return;
    mine.saved = log;
    rememberOpen(target);
    show(opened);
    announce('The bench is ready.');
    if (replacement) void keep();
    watch(mine);
  } catch (error) {
    if (running !== mine) return;
    worker.terminate();
    running = undefined;
    setBench({ phase: 'failed', failure: words(error) });
  }
}

/** A reload finds the bench as it was left; a new visit begins with the still picture. */
function rememberOpen(target: BenchTarget): void {
  try {
    sessionStorage.setItem('dualpath.open', JSON.stringify({ page: location.pathname, target }));
  } catch {
    // Then the reader starts the bench again with one click.
  }
}

export function stop(): void {
  running?.worker.terminate();
  running = undefined;
  screens.clear();
  releaseWork();
}

export async function takeHere(): Promise<void> {
  const { running: target } = getBench();
  const files = lastFiles;
  if (!target || !files) return;
  await holdWork(targetId(target), () => setBench({ phase: 'elsewhere' }), true);
  setBench({ phase: 'loading' });
  await open(target, files);
}

/** Asks the engine now and then whether it lives; a regular expression can keep JavaScript itself from answering. */
function watch(mine: Running): void {
  const periodMs = 4000;
  const beat = async (): Promise<void> => {
    if (running !== mine) return;
    if (!document.hidden) {
      const answered = await within(mine.session.ping(), periodMs);
      if (running !== mine) return;
      if (!answered) {
        notify('warning', 'The engine does not answer: one operation keeps it busy.', 'end-worker');
      } else {
        setBench({ notices: getBench().notices.filter((notice) => notice.action !== 'end-worker') });
      }
    }
    setTimeout(beat, periodMs);
  };
  setTimeout(beat, periodMs);
}

function within(promise: Promise<unknown>, ms: number): Promise<boolean> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(false), ms);
    promise.then(
      () => {
        clearTimeout(timer);
        resolve(true);
      },
      () => {
        clearTimeout(timer);
        resolve(true);
      },
    );
  });
}

/** Ends a worker that does not come back, and repeats the reader's work without the entry that kept it. */
export async function endWorker(): Promise<void> {
  if (!running) return;
  const { target, files, worker, saved } = running;
  worker.terminate();
  running = undefined;
  const log = saved ? { ...saved, log: saved.log.slice(0, -1) } : undefined;
  setBench({ phase: 'loading', notices: [] });
  await open(target, files, log);
  notify(
    'warning',
    'The last command did not come back. It was ended and left out; everything before it has been repeated.',
  );
}

export function onScreen(console: string, write: (data: string) => Promise<void> | undefined): () => void {
  screens.set(console, write);
  return () => {
    if (screens.get(console) === write) screens.delete(console);
  };
}

export async function attach(console: string, columns: number, rows: number): Promise<string> {
  return (await running?.session.attach(console, columns, rows)) ?? '';
}

export function resize(console: string, columns: number, rows: number): void {
  void running?.session.resize(console, columns, rows);
}

export function key(console: string, input: KeyInput): void {
  void running?.session.key(console, input);
}

export function paste(console: string, text: string): void {
  if (text.length > pasteLimit) {
    const size =
      text.length > 2_000_000 ? `${Math.round(text.length / 1_000_000)} MB` : `${Math.round(text.length / 1000)} KB`;
    notify(
      'warning',
      `That text is ${size} long; a console takes up to ${pasteLimit / 1000} KB at once. Nothing was pasted. Put it in the Editor and run it there.`,
    );
    return;
  }
  void running?.session.paste(console, text);
}

export async function interrupt(console: string): Promise<void> {
  if (!running) return;
  const answered = await within(running.session.interrupt(console), interruptPatienceMs);
  if (!answered) {
    notify('warning', 'This operation cannot be stopped in the ordinary way.', 'end-worker');
  }
}

export async function submitLine(console: string, text: string): Promise<boolean> {
  return (await running?.session.submitLine(console, text)) ?? false;
}

export async function promptOf(console: string): Promise<{ text: string; secret: boolean; busy: boolean }> {
  return (await running?.session.promptOf(console)) ?? { text: '', secret: false, busy: false };
}

/** Types a command where it belongs. The bench must be ready. */
export async function runLine(console: string, text: string): Promise<boolean> {
  const done = (await running?.session.runLine(console, text)) ?? false;
  if (!done) notify('info', `${console} is busy with another command. Wait for it, or stop it with Ctrl+C.`);
  return done;
}

export async function complete(console: string, text: string, cursor: number) {
  return running?.session.complete(console, text, cursor);
}

export async function diagnose(console: string, text: string) {
  return (await running?.session.diagnose(console, text)) ?? [];
}

export async function hover(console: string, text: string, offset: number) {
  return running?.session.hover(console, text, offset);
}

export async function parameterHints(console: string, text: string, offset: number) {
  return running?.session.parameterHints(console, text, offset);
}

export function editorFile(): string | undefined {
  return running?.editorFiles[editorPath];
}

/** The script of the editor tab, on the machine where it runs. */
export const editorPath = 'C:\\Scripts\\lab.ps1';

export async function keepEditorText(text: string): Promise<void> {
  if (!running) return;
  running.editorFiles = { ...running.editorFiles, [editorPath]: text };
  running.saved ??= await running.session.exportLog();
  await keep();
}

/** Saves the script on the machine and runs it there, as one would at the prompt. */
export async function runScript(console: string, text: string): Promise<boolean> {
  if (!running) return false;
  await keepEditorText(text);
  await running.session.saveFile(console, editorPath, text);
  return runLine(console, `& '${editorPath}'`);
}

export function play(): void {
  void running?.session.play();
}

export function pause(): void {
  void running?.session.pause();
}

export function setSpeed(speed: number): void {
  void running?.session.setSpeed(speed);
}

/** Values in the text that come from the hosts; asked again whenever the world changed. */
const queries = new Map<string, LiveQuery>();
let liveTimer: ReturnType<typeof setTimeout> | undefined;

export function addLive(query: LiveQuery): () => void {
  queries.set(query.id, query);
  askLive();
  return () => {
    queries.delete(query.id);
  };
}

function askLive(): void {
  if (liveTimer !== undefined || queries.size === 0) return;
  liveTimer = setTimeout(async () => {
    liveTimer = undefined;
    if (!running) return;
    try {
      setBench({ live: { ...getBench().live, ...(await running.session.live([...queries.values()])) } });
    } catch {
      // The text keeps the value that it was written with.
    }
  }, 250);
}

function setStep(step: string, change: Partial<StepView>): void {
  const steps = getBench().steps;
  setBench({ steps: { ...steps, [step]: { ...(steps[step] ?? { checking: false, hints: [] }), ...change } } });
}

export async function check(step: string): Promise<void> {
  if (!running) return;
  setStep(step, { checking: true, error: undefined });
  try {
    const result = await running.session.check(step);
    setStep(step, { checking: false, result });
    const right = result.checks.filter((c) => c.ok).length;
    announce(
      result.ok
        ? `Step done: all ${result.checks.length} checks are right.`
        : `${right} of ${result.checks.length} checks are right. What is missing is below the step.`,
    );
  } catch (error) {
    setStep(step, { checking: false, error: words(error) });
    announce('The check could not be carried out.');
  }
}

export async function hint(step: string): Promise<void> {
  if (!running) return;
  await running.session.hint(step);
  setStep(step, { hints: await running.session.hints(step) });
}

export async function solution(step: string): Promise<void> {
  if (!running) return;
  setStep(step, { solution: await running.session.solution(step) });
}

export async function answer(question: string, value: string): Promise<AnswerResult | undefined> {
  return running?.session.answer(question, value);
}

async function again(make: (session: Remote<BenchSession>) => Promise<OpenedSession>, words: string): Promise<void> {
  if (!running) return;
  show(await make(running.session));
  running.saved = await running.session.exportLog();
  await keep();
  announce(words);
}

export function undo(toSeq?: number): Promise<void> {
  return again(
    (session) => session.undo(toSeq),
    toSeq === undefined ? 'The last entry was undone.' : 'You are back at that entry.',
  );
}

export async function reset(): Promise<void> {
  if (!running) return;
  try {
    const work = await loadWork(targetId(running.target));
    if (work) await keepWork(work);
    await dropWork(targetId(running.target));
  } catch {
    // There is nothing to drop where nothing could be kept.
  }
  await again((session) => session.reset(), 'The lab begins again.');
}

/** Records a link until it is called again; then the recording is saved as a file that Wireshark opens. */
export async function toggleCapture(link: string): Promise<void> {
  if (!running) return;
  const { capture } = getBench();
  if (!capture) {
    setBench({ capture: { id: await running.session.startCapture(link), link } });
    announce('Recording. Let time run, then stop and save.');
    return;
  }
  setBench({ capture: undefined });
  const bytes = await running.session.stopCapture(capture.id);
  const name = capture.link.replace(/[^\w.-]+/g, '-');
  download(
    new Blob([bytes as Uint8Array<ArrayBuffer>], { type: 'application/octet-stream' }),
    `dualpath-${name}.pcapng`,
  );
}

export async function exportWork(): Promise<SavedLog | undefined> {
  return running?.session.exportLog();
}

export async function downloadWork(): Promise<void> {
  const saved = await exportWork();
  const target = getBench().running;
  if (!saved || !target) return;
  download(
    new Blob([JSON.stringify(saved, null, 1)], { type: 'application/json' }),
    `dualpath-${target.lab ?? target.world}.json`,
  );
}

/** Work from a file or a link takes the place of what is open; that is kept beside it. */
export async function importWork(saved: SavedLog): Promise<void> {
  const files = lastFiles ?? running?.files;
  if (!files) return;
  await start({ world: saved.world.id, lab: saved.lab?.id }, files, saved);
}

function download(blob: Blob, name: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
