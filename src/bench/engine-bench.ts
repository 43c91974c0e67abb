/**
 * The engine's session as the page asks for it. This is the only place that knows both: it turns real time into permission
 * for simulated time, and what the session tells into events of the page.
 */
import {
  Catalog,
  type ConsoleEvent,
  checkAnswer,
  checkStep,
  editorAnalysis,
  type LabsFolder,
  machineState,
  makeKey,
  type PathCounts,
  pathSnapshot,
  prepareEngine,
  readSavedSession,
  type SavedSession,
  Session,
  VtRenderer,
} from '../../engine/index';
import type {
  AnswerResult,
  BenchEvent,
  BenchSession,
  ClockState,
  Completion,
  ConsoleInfo,
  DataPathSnapshot,
  EditorDiagnostic,
  EditorHints,
  EditorHover,
  KeyInput,
  LabProgress,
  LiveQuery,
  LogEntryView,
  OpenedSession,
  OpenOptions,
  SavedLog,
  StepResult,
  TranscriptItem,
} from './session-api';
import { transcriptLimit } from './session-api';

/** Milliseconds of work between two looks at the messages that wait: Ctrl+C and keys are heard within this time. */
const sliceMs = 8;
/** Milliseconds between two pictures of the screen while a command runs. */
const frameMs = 16;
/** Milliseconds between two looks at the data path. */
const pathMs = 200;
const nsPerMs = 1_000_000;
/** A server needs minutes to start; where nothing but that is waited for, time runs at least so many times faster. */
const startingSpeed = 30;

/** Work that goes on as soon as the messages that wait have been read. setTimeout would add 4 ms each time. */
function makeSoon(run: () => void): () => void {
  const channel = new MessageChannel();
  let asked = false;
  channel.port1.onmessage = () => {
    asked = false;
    run();
  };
  return () => {
    if (asked) return;
    asked = true;
    channel.port2.postMessage(0);
  };
}

export class EngineBench implements BenchSession {
  private catalog: Catalog | undefined;
  private session: Session | undefined;
  private send: (event: BenchEvent) => unknown = () => {};
  /** Pieces of screens that the page was sent and has not shown yet. */
  private unseen = 0;
  private readonly renderers = new Map<string, VtRenderer>();
  private readonly prompts = new Map<string, { text: string; secret: boolean }>();
  private transcript: TranscriptItem[] = [];
  private pendingTranscript: TranscriptItem[] = [];
  private transcriptSeq = 0;
  private readonly passed = new Set<string>();
  private playing = false;
  private speed = 1;
  /** Real time until which simulated time has been given out. */
  private paidUntil = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private lastFrame = 0;
  private lastPath = 0;
  private counts: PathCounts | undefined;
  private shownConsoles = '';
  private shownPath = '';
  private replaying = false;
  private logGrew = false;
  private readonly soon = makeSoon(() => this.work());

  // ------------------------------------------------------------------------------------------------------------ opening

  async open(options: OpenOptions, onEvent: (event: BenchEvent) => unknown): Promise<OpenedSession> {
    this.send = onEvent;
    this.speed = options.reducedMotion ? 0 : 1;
    this.send({ type: 'loading', step: 'Reading the worlds and labs', done: 2, total: 5 });
    const [response] = await Promise.all([fetch(options.labsUrl), prepareEngine()]);
    if (!response.ok) throw new Error(`The file of the labs could not be fetched (${response.status}).`);
    this.catalog = new Catalog((await response.json()) as LabsFolder);
    this.send({ type: 'loading', step: options.log ? 'Repeating your work' : 'Building the hosts', done: 3, total: 5 });
    let notice: string | undefined;
    if (options.log) {
      const saved = readSavedSession(options.log);
      this.replay(saved, saved.log.length);
      notice = this.differs(saved);
    } else {
      this.session = new Session(
        this.catalog,
        { world: options.world, lab: options.lab, seed: options.seed },
        this.listener(),
      );
    }
    this.send({ type: 'loading', step: 'Starting the consoles', done: 4, total: 5 });
    const opened = this.opened(notice);
    this.soon();
    return opened;
  }

  /** What to tell when work that was saved elsewhere did not come out the same. */
  private differs(saved: SavedSession): string | undefined {
    const session = this.current();
    if (saved.outcome === undefined || session.isBusy || saved.outcome === session.world.stateHash()) return undefined;
    const now = session.save();
    const why =
      saved.engine !== now.engine
        ? 'this edition of the book has another engine'
        : saved.world.hash !== now.world.hash
          ? 'the machines of this world were changed'
          : saved.lab?.hash !== now.lab?.hash
            ? 'the lab was changed'
            : 'something in it depends on more than what was typed';
    return `Your work was repeated and came out a little differently: ${why}. The old file is kept.`;
  }

  private replay(saved: SavedSession, upTo: number): void {
    if (!this.catalog) throw new Error('no catalog');
    this.transcript = [];
    this.pendingTranscript = [];
    this.renderers.clear();
    this.prompts.clear();
    this.counts = undefined;
    this.replaying = true;
    try {
      this.session = Session.replay(this.catalog, saved, this.listener(), upTo);
    } finally {
      this.replaying = false;
    }
    this.passed.clear();
    for (const entry of this.session.log) {
      const data = entry.data as { kind?: string; step?: string; passed?: boolean } | null;
      if (entry.kind === 'lab' && data?.kind === 'check' && data.step && data.passed) this.passed.add(data.step);
    }
  }

  private opened(notice?: string): OpenedSession {
    this.pendingTranscript = [];
    return {
      consoles: this.consoleInfos(),
      clock: this.clockState(),
      path: this.pathNow(),
      lab: this.labProgress(),
      transcript: this.transcript,
      log: this.entries(),
      notice,
    };
  }

  private current(): Session {
    if (!this.session) throw new Error('The session is not open.');
    return this.session;
  }

  // ------------------------------------------------------------------------------------------------- what the engine tells

  private listener() {
    return {
      consoleEvent: (machine: string, event: ConsoleEvent) => this.heard(machine, event),
      consoleReplaced: (machine: string) => {
        // The terminal stays; what it shows is drawn again from the new console.
        if (!this.renderers.has(machine)) return;
        this.renderers.delete(machine);
        this.renderer(machine);
      },
      logged: () => {
        if (!this.replaying) this.logGrew = true;
      },
      worldChanged: () => {
        if (!this.replaying) this.send({ type: 'world' });
      },
    };
  }

  private heard(machine: string, event: ConsoleEvent): void {
    switch (event.kind) {
      case 'prompt':
        this.prompts.set(machine, { text: event.text, secret: false });
        return;
      case 'question':
        this.prompts.set(machine, { text: event.text, secret: event.secret });
        this.say(machine, 'prompt', event.text);
        return;
      case 'command':
        this.say(machine, 'input', `${event.prompt}${event.text}${event.cancelled ? '^C' : ''}`);
        return;
      case 'answer':
        this.say(machine, 'input', event.cancelled ? '^C' : event.text);
        return;
      case 'output':
        this.say(machine, event.stream === 'host' ? 'output' : event.stream, event.text);
        return;
      case 'progress':
        this.say(
          machine,
          'progress',
          event.lines
            .map((line) => line.trim())
            .filter(Boolean)
            .join(' '),
        );
        return;
      default:
        return;
    }
  }

  private say(console: string, kind: TranscriptItem['kind'], text: string): void {
    const item: TranscriptItem = { seq: this.transcriptSeq++, console, kind, text };
    const last = this.transcript[this.transcript.length - 1];
    if (kind === 'progress' && last?.kind === 'progress' && last.console === console) this.transcript.pop();
    this.transcript.push(item);
    this.pendingTranscript.push(item);
    // A loop that prints must not fill the memory, nor the page's time with lines that nobody will see.
    for (const list of [this.transcript, this.pendingTranscript]) {
      if (list.length > 2 * transcriptLimit) list.splice(0, list.length - transcriptLimit);
    }
  }

  private consoleInfos(): ConsoleInfo[] {
    const session = this.current();
    const machines = session
      .machines()
      .sort((a, b) => placeOf(a.roles) - placeOf(b.roles) || (a.computerName < b.computerName ? -1 : 1));
    return machines.map((machine) => ({
      id: machine.computerName,
      title: machine.computerName,
      role: machine.roles.map((role) => roleWords[role] ?? role).join(', ') || 'computer',
      state: machineState(session.world, machine),
      busy: this.prompts.has(machine.computerName) && session.console(machine.computerName).console.isBusy,
    }));
  }

  private clockState(): ClockState {
    const { simulation } = this.current().world;
    return {
      elapsedMs: simulation.now / nsPerMs,
      wall: new Date(simulation.originMs + simulation.now / nsPerMs).toISOString().slice(0, 19).replace('T', ' '),
      playing: this.playing,
      speed: this.speed,
    };
  }

  private pathNow(): DataPathSnapshot {
    const { snapshot, counts } = pathSnapshot(this.current().world, this.counts);
    this.counts = counts;
    return snapshot;
  }

  private entries(): LogEntryView[] {
    return this.current()
      .log.filter((entry) => entry.kind !== 'resize')
      .map((entry) => ({
        seq: entry.seq,
        elapsedMs: entry.t / nsPerMs,
        console: entry.console,
        kind: entry.kind,
        text: entryText(entry.kind, entry.data),
      }));
  }

  private labProgress(): LabProgress | undefined {
    const { lab, log } = this.current();
    if (!lab) return undefined;
    const inputs = log.filter((entry) => entry.kind === 'lab').map((entry) => entry.data as LabEntry);
    const answers: LabProgress['answers'] = {};
    for (const input of inputs) {
      if (input.kind === 'answer') {
        answers[input.question] = { given: input.value, ok: input.ok ?? false, message: input.message ?? '' };
      }
    }
    return {
      id: lab.id,
      title: lab.title,
      steps: lab.steps.map((step) => ({
        id: step.id,
        title: step.title,
        passed: this.passed.has(step.id),
        hintsOpened: inputs
          .filter(
            (input): input is Extract<LabEntry, { kind: 'hint' }> => input.kind === 'hint' && input.step === step.id,
          )
          .map((input) => String(input.number)),
        hintsTotal: step.hints.length,
        solutionOpened: inputs.some((input) => input.kind === 'solution' && input.step === step.id),
      })),
      answers,
    };
  }

  // --------------------------------------------------------------------------------------------------------- going on

  /** One slice of work, then a look at the screen; again as long as there is something to do. */
  private work(): void {
    const session = this.session;
    if (!session || this.replaying) return;
    clearTimeout(this.timer);
    const begun = performance.now();
    const runs = session.isBusy || this.playing || this.machinesMove();
    if (!runs) {
      this.paidUntil = 0;
      this.flush(true);
      return;
    }
    // A command that prints faster than the page can show waits: else Ctrl+C would be seen only after all of it.
    if (session.isBusy && this.unseen > 1) return;
    if (this.paidUntil === 0) this.paidUntil = begun;
    const idle = this.playing || this.machinesMove();
    const speed = this.speed > 0 && !this.playing && !session.isBusy ? Math.max(this.speed, startingSpeed) : this.speed;
    const { simulation } = session.world;
    const before = simulation.now;
    const grant =
      speed === 0
        ? session.isBusy
          ? Number.MAX_SAFE_INTEGER
          : 1000 * nsPerMs
        : (begun - this.paidUntil) * speed * nsPerMs;
    const limit = Math.min(before + grant, Number.MAX_SAFE_INTEGER);
    const outcome = session.work(
      limit,
      () => performance.now() - begun < sliceMs,
      idle && (speed !== 0 || !session.isBusy),
    );
    const passed = simulation.now - before;
    if (speed > 0) this.paidUntil += passed / nsPerMs / speed;
    // A slow computer does not owe the reader the time that it could not keep up with.
    if (begun - this.paidUntil > 250) this.paidUntil = begun - 250;
    if (idle && passed > 0 && !session.isBusy) this.timePassed(before, passed);
    this.flush(!session.isBusy);
    if (outcome === 'more') this.soon();
    else this.timer = setTimeout(() => this.work(), frameMs);
  }

  /** Notes time that ran while nobody typed. One stretch is one entry of the log, however often it is looked at. */
  private timePassed(from: number, nanoseconds: number): void {
    const { log } = this.current();
    const last = log[log.length - 1];
    if (last !== undefined && last === this.clockEntry) {
      last.data = Number(last.data) + nanoseconds;
      this.logGrew = true;
      return;
    }
    this.current().letTimePass(nanoseconds);
    this.clockEntry = log[log.length - 1];
    this.clockEntry.t = from;
  }

  private clockEntry: Session['log'][number] | undefined;

  /** A machine that starts goes on by itself; nobody has to press play for it. */
  private machinesMove(): boolean {
    const session = this.current();
    return session.machines().some((machine) => {
      const state = machineState(session.world, machine);
      return state === 'starting' || state === 'restarting';
    });
  }

  private renderer(machine: string): VtRenderer {
    let found = this.renderers.get(machine);
    if (!found) {
      found = new VtRenderer(this.current().console(machine).console.screen);
      this.renderers.set(machine, found);
    }
    return found;
  }

  private show(machine: string, data: string): void {
    this.unseen++;
    const shown = (): void => {
      this.unseen--;
      this.soon();
    };
    Promise.resolve(this.send({ type: 'screen', console: machine, data })).then(shown, shown);
  }

  /** Sends what has changed. While a command runs, not more often than a screen can show. */
  private flush(now: boolean): void {
    const at = performance.now();
    if (!now && at - this.lastFrame < frameMs) return;
    this.lastFrame = at;
    for (const [machine, renderer] of this.renderers) {
      const data = renderer.flush();
      if (data !== '') this.show(machine, data);
    }
    if (this.pendingTranscript.length > 0) {
      this.send({ type: 'transcript', items: this.pendingTranscript });
      this.pendingTranscript = [];
    }
    if (this.logGrew) {
      this.logGrew = false;
      this.sendLog();
    }
    const consoles = this.consoleInfos();
    const text = JSON.stringify(consoles);
    if (text !== this.shownConsoles) {
      this.shownConsoles = text;
      this.send({ type: 'consoles', consoles });
    }
    if (now || at - this.lastPath >= pathMs) this.flushPath(at);
  }

  private flushPath(at: number): void {
    if (at - this.lastPath < pathMs / 2) {
      // Rates need a stretch of time to be measured over; the picture follows a moment later.
      clearTimeout(this.pathTimer);
      this.pathTimer = setTimeout(() => this.flushPath(performance.now()), pathMs);
      return;
    }
    this.lastPath = at;
    this.send({ type: 'clock', clock: this.clockState() });
    const path = this.pathNow();
    const text = JSON.stringify(path);
    if (text === this.shownPath) return;
    this.shownPath = text;
    this.send({ type: 'path', path });
  }

  private pathTimer: ReturnType<typeof setTimeout> | undefined;

  private sendLog(): void {
    this.send({ type: 'log', saved: this.saved(), entries: this.entries() });
  }

  private saved(): SavedLog {
    return this.current().save() as SavedLog;
  }

  /** After something the reader did: on with it at once. */
  private touched(): void {
    // What was entered is kept before it is carried out, so that an entry that hangs is known.
    if (this.logGrew) {
      this.logGrew = false;
      this.sendLog();
    }
    this.flush(true);
    this.work();
  }

  // ------------------------------------------------------------------------------------------------------------- consoles

  async attach(console: string, columns: number, rows: number): Promise<string> {
    this.current().resize(console, columns, rows);
    this.current().console(console);
    this.current().resize(console, columns, rows);
    this.renderers.delete(console);
    const data = this.renderer(console).flush();
    this.soon();
    return data;
  }

  async resize(console: string, columns: number, rows: number): Promise<void> {
    this.current().resize(console, columns, rows);
    this.flush(true);
  }

  async key(console: string, key: KeyInput): Promise<void> {
    const made = makeKey(key.key, key.ctrl, key.alt, key.shift);
    // What the keyboard typed counts, not what a US keyboard would have typed.
    const typed = key.key.length === 1 && !key.ctrl ? { ...made, char: key.key } : made;
    this.current().keys(console, [typed]);
    this.touched();
  }

  async paste(console: string, text: string): Promise<void> {
    this.current().console(console).console.paste(text);
    this.touched();
  }

  async interrupt(console: string): Promise<void> {
    const session = this.current();
    if (session.console(console).console.isBusy) session.interrupt(console);
    else session.keys(console, [makeKey('C', true)]);
    this.touched();
  }

  async runLine(console: string, text: string): Promise<boolean> {
    const done = this.current().submit(console, text);
    this.touched();
    return done;
  }

  async submitLine(console: string, text: string): Promise<boolean> {
    const session = this.current();
    const { console: screen } = session.console(console);
    if (screen.current.state === 'asking') {
      screen.submit(text);
      this.touched();
      return true;
    }
    return this.runLine(console, text);
  }

  async promptOf(console: string): Promise<{ text: string; secret: boolean; busy: boolean }> {
    const { console: screen } = this.current().console(console);
    const prompt = this.prompts.get(console) ?? { text: '', secret: false };
    return { ...prompt, busy: screen.isBusy && screen.current.state !== 'asking' };
  }

  // --------------------------------------------------------------------------------------------------------------- editor

  async saveFile(console: string, path: string, text: string): Promise<void> {
    this.current().saveFile(console, path, text);
  }

  async readFile(console: string, path: string): Promise<string | undefined> {
    return this.current().readFile(console, path) ?? undefined;
  }

  async complete(console: string, text: string, cursor: number): Promise<Completion> {
    const found = this.current().console(console).shell.language.complete(text, cursor);
    return { ...found, matches: found.matches.map((match) => ({ ...match })) };
  }

  private analysis(console: string) {
    return editorAnalysis(this.current().console(console).shell.runspace);
  }

  async diagnose(console: string, text: string): Promise<EditorDiagnostic[]> {
    return this.analysis(console)
      .diagnose(text)
      .map(({ id, ...rest }) => ({ ...rest, errorId: id }));
  }

  async hover(console: string, text: string, offset: number): Promise<EditorHover | undefined> {
    const found = this.analysis(console).hover(text, offset);
    return found && { start: found.start, end: found.end, lines: [...found.lines] };
  }

  async parameterHints(console: string, text: string, offset: number): Promise<EditorHints | undefined> {
    const found = this.analysis(console).parameterHints(text, offset);
    if (!found) return undefined;
    const lines = found.lines.map((line) => ({
      text: line.text,
      parameters: line.parameters.map(({ name, start, end }) => ({ name, start, end })),
    }));
    return { lines, activeLine: found.activeLine, activeParameter: found.activeParameter };
  }

  // ---------------------------------------------------------------------------------------------------------------- clock

  async play(): Promise<void> {
    this.playing = true;
    this.send({ type: 'clock', clock: this.clockState() });
    this.work();
  }

  async pause(): Promise<void> {
    this.playing = false;
    this.send({ type: 'clock', clock: this.clockState() });
    this.flush(true);
  }

  async setSpeed(speed: number): Promise<void> {
    this.speed = speed;
    this.paidUntil = 0;
    this.send({ type: 'clock', clock: this.clockState() });
    this.work();
  }

  // ------------------------------------------------------------------------------------------------------------------ lab

  async live(queries: LiveQuery[]): Promise<Record<string, string>> {
    const session = this.current();
    const values: Record<string, string> = {};
    // The world may change with each step of a command; its end asks again.
    if (session.isBusy) return values;
    const asked = session.labSession();
    for (const { id, host, expression } of queries) {
      const value = asked.evaluate(host, expression);
      if (value !== null) values[id] = value;
    }
    return values;
  }

  async check(step: string): Promise<StepResult> {
    const session = this.current();
    const { lab } = session;
    const found = lab?.steps.find((item) => item.id === step);
    if (!lab || !found) throw new Error(`The lab has no step '${step}'.`);
    const result = checkStep(lab, found, session.labSession());
    if (result.problem !== null) throw new Error(result.problem);
    if (result.passed) this.passed.add(step);
    else this.passed.delete(step);
    this.note({ kind: 'check', step, passed: result.passed });
    return {
      step,
      ok: result.passed,
      checks: result.results.map((check) => ({
        it: check.name,
        ok: check.passed,
        skipped: !check.ran,
        found: check.found ?? undefined,
        wanted: check.wanted ?? undefined,
        because:
          check.because ?? (check.found === null && check.wanted === null ? (check.message ?? undefined) : undefined),
        lastChangedBy: check.lastChangedBy ?? undefined,
      })),
    };
  }

  async hint(step: string): Promise<string | undefined> {
    const found = this.stepOf(step);
    const number = this.hintsOf(step);
    if (number >= found.hints.length) return undefined;
    this.note({ kind: 'hint', step, number: number + 1 });
    return found.hints[number];
  }

  async hints(step: string): Promise<string[]> {
    return this.stepOf(step).hints.slice(0, this.hintsOf(step));
  }

  /** How many hints of a step are open. */
  private hintsOf(step: string): number {
    let most = 0;
    for (const entry of this.current().log) {
      const data = entry.data as LabEntry | null;
      if (entry.kind === 'lab' && data?.kind === 'hint' && data.step === step) most = Math.max(most, data.number);
    }
    return most;
  }

  private stepOf(step: string) {
    const found = this.current().lab?.steps.find((item) => item.id === step);
    if (!found) throw new Error(`The lab has no step '${step}'.`);
    return found;
  }

  async solution(step: string): Promise<{ name: string; text: string }[]> {
    this.stepOf(step);
    this.note({ kind: 'solution', step });
    return (this.current().lab?.solutions ?? []).map(({ name, text }) => ({ name, text }));
  }

  async answer(question: string, value: string): Promise<AnswerResult> {
    const session = this.current();
    for (const step of session.lab?.steps ?? []) {
      const found = step.questions.find((item) => item.id === question);
      if (!found) continue;
      const { correct, problem, explanation } = checkAnswer(step, found, value, session.labSession());
      const message = problem ?? explanation ?? (correct ? 'Right.' : 'Not so. Look again, and answer again.');
      this.note({ kind: 'answer', question, value, ok: correct, message });
      return { question, ok: correct, message };
    }
    throw new Error(`The lab has no question '${question}'.`);
  }

  private note(input: LabEntry): void {
    this.current().note(input);
    this.send({ type: 'lab', lab: this.labProgress() as LabProgress });
    this.touched();
  }

  // ----------------------------------------------------------------------------------------------------------- log and more

  async startCapture(link: string): Promise<number> {
    const { fabric } = this.current().world;
    const [kind, index] = link.split(':');
    return kind === 'vnic' ? fabric.captureAdapter(Number(index)) : fabric.captureCable(Number(index));
  }

  async stopCapture(capture: number): Promise<Uint8Array> {
    const { fabric } = this.current().world;
    fabric.stopCapture(capture);
    return fabric.captureFile(capture);
  }

  async exportLog(): Promise<SavedLog> {
    return this.saved();
  }

  /** Back to just after the entry `toSeq`; without one, to before the last thing the reader did. */
  async undo(toSeq?: number): Promise<OpenedSession> {
    const saved = this.current().save();
    let upTo = toSeq === undefined ? saved.log.length : toSeq + 1;
    if (toSeq === undefined) {
      // A look at the clock or a check is nothing that anyone wants to take back alone.
      while (upTo > 0 && !isDeed(saved.log[upTo - 1].kind)) upTo -= 1;
      upTo = Math.max(0, upTo - 1);
    }
    this.replay(saved, upTo);
    this.soon();
    return this.opened();
  }

  async reset(): Promise<OpenedSession> {
    const saved = this.current().save();
    this.replay({ ...saved, log: [] }, 0);
    this.soon();
    return this.opened();
  }

  async ping(): Promise<number> {
    return this.current().world.simulation.now;
  }
}

/** An entry of the kind `lab`; of an answer the page also keeps what was said to it, which grading does not believe. */
type LabEntry =
  | { kind: 'answer'; question: string; value: string; ok?: boolean; message?: string }
  | { kind: 'hint'; step: string; number: number }
  | { kind: 'solution'; step: string }
  | { kind: 'check'; step: string; passed: boolean };

const isDeed = (kind: string): boolean => kind === 'line' || kind === 'answer' || kind === 'file' || kind === 'action';

/** Order of the tabs: hosts, then guests, then other computers. */
const placeOf = (roles: readonly string[]): number =>
  roles.includes('hyper-v-host') ? 0 : roles.includes('guest') ? 1 : 2;

const roleWords: Record<string, string> = {
  'hyper-v-host': 'Hyper-V host',
  guest: 'virtual machine',
  client: 'client',
  'domain-controller': 'domain controller',
  'file-server': 'file server',
};

function entryText(kind: string, data: unknown): string {
  switch (kind) {
    case 'line':
    case 'action':
      return String(data);
    case 'answer':
      return data === null ? 'answer: stopped' : `answer: ${String(data)}`;
    case 'stop':
      return 'Ctrl+C';
    case 'file':
      return `saved ${(data as { path?: string } | null)?.path ?? 'a file'}`;
    case 'clock':
      return `time runs for ${(Number(data) / 1e9).toFixed(1)} s`;
    case 'lab':
      return labText(data as LabEntry);
    default:
      return kind;
  }
}

function labText(entry: LabEntry): string {
  switch (entry.kind) {
    case 'answer':
      return `answers ${entry.question}: ${entry.value}`;
    case 'hint':
      return `opens hint ${entry.number} of ${entry.step}`;
    case 'solution':
      return `opens the solution of ${entry.step}`;
    case 'check':
      return `checks ${entry.step}: ${entry.passed ? 'right' : 'not yet'}`;
  }
}
