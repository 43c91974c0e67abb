/**
 * A stand-in for the engine, for tests of the page alone: it echoes keys, answers a few commands with fixed text, and moves a
 * VM when told. Never part of the site; a test hands it to the page in place of `engine-worker.js`.
 */
import { expose } from 'comlink';
import type {
  BenchEvent,
  BenchSession,
  DataPathSnapshot,
  LabProgress,
  LogEntryView,
  OpenedSession,
  SavedLog,
  TranscriptItem,
} from '../../src/bench/session-api';

const ids = ['HV01', 'HV02', 'VM01', 'CLIENT'];
/** Steps of the lab that these tests open. */
const steps = ['hand-over-pci-express', 'close-the-weakness', 'sriov-works'];
const noStep = { passed: false, hintsOpened: [] as string[], hintsTotal: 2, solutionOpened: false };
const roles = ['Hyper-V host', 'Hyper-V host', 'virtual machine', 'client'];
const iov = [
  '',
  '',
  'IovEnabled               : True',
  'IovSupport               : False',
  'IovSupportReasons        : {To use SR-IOV on this system, the system BIOS must be',
  '                           updated to allow Windows to control PCI Express. Contact',
  '                           your system manufacturer for an update.,',
  '                           This system has a security vulnerability in the ...}',
  'IovVirtualFunctionCount  : 0',
  'IovVirtualFunctionsInUse : 0',
  'IovQueuePairCount        : 127',
  'IovQueuePairsInUse       : 1',
  '',
  '',
];

let send: (event: BenchEvent) => void = () => {};
let saved: SavedLog;
let entries: LogEntryView[] = [];
let transcript: TranscriptItem[] = [];
let lab: LabProgress | undefined;
let seq = 0;
let elapsed = 12_300;
let host = 'HV01';
let frames = 1200;
let playing = false;
let looping = '';
const lines: Record<string, string> = {};
const screens: Record<string, string> = {};

const prompt = '\x1b[97mPS C:\\> \x1b[0m';

function path(): DataPathSnapshot {
  return {
    elapsedMs: elapsed,
    hosts: [
      {
        id: 'HV01',
        state: 'running',
        iovSupport: true,
        iovSummary: 'SR-IOV ready',
        iovReasons: [],
        vmSwitch: { name: 'IOV', iovEnabled: true },
        nic: { name: 'NIC1', model: 'X520-2', vfsInUse: host === 'HV01' ? 1 : 0, vfsTotal: 63, linkUp: true },
      },
      {
        id: 'HV02',
        state: 'running',
        iovSupport: false,
        iovSummary: 'firmware',
        iovReasons: ['...'],
        vmSwitch: { name: 'IOV', iovEnabled: true },
        nic: { name: 'NIC1', model: 'X520-2', vfsInUse: 0, vfsTotal: 0, linkUp: true },
      },
    ],
    adapters: [
      {
        vm: 'VM01',
        adapter: 'Network Adapter',
        host,
        address: '192.168.10.21',
        mac: '00-15-5D-0A-01-00',
        state: 'running',
        path: host === 'HV01' ? 'vf' : 'synthetic',
        vfState: 'Switched',
        vf: { framesPerSecond: host === 'HV01' ? 20 : 0, bitsPerSecond: host === 'HV01' ? 11_840 : 0 },
        vmbus: { framesPerSecond: host === 'HV01' ? 0 : 20, bitsPerSecond: host === 'HV01' ? 0 : 11_840 },
        vfFrames: frames,
        vmbusFrames: 42,
      },
    ],
    traffic: [
      {
        name: 'ping',
        kind: 'ping',
        from: 'CLIENT',
        to: 'VM01',
        sent: 600,
        received: 600,
        lost: 0,
        perSecond: 10,
        running: true,
      },
    ],
    links: [
      { id: 'HV01/NIC1', title: 'HV01 NIC1' },
      { id: 'HV02/NIC1', title: 'HV02 NIC1' },
    ],
  };
}

const consoles = () =>
  ids.map((id, index) => ({ id, title: id, role: roles[index], state: 'running' as const, busy: looping === id }));

function write(console: string, data: string): void {
  screens[console] = (screens[console] ?? prompt) + data;
  send({ type: 'screen', console, data });
}

function say(console: string, kind: TranscriptItem['kind'], text: string): void {
  const item = { seq: seq++, console, kind, text };
  transcript.push(item);
  send({ type: 'transcript', items: [item] });
}

function log(console: string, text: string): void {
  entries = [...entries, { seq: entries.length, elapsedMs: elapsed, console, kind: 'line', text }];
  saved = { ...saved, log: [...saved.log, { console, text }] };
  send({ type: 'log', saved, entries });
}

function run(console: string, text: string): void {
  write(console, '\r\n');
  say(console, 'input', `PS C:\\> ${text}`);
  log(console, text);
  if (text.startsWith('while')) {
    looping = console;
    send({ type: 'consoles', consoles: consoles() });
    return;
  }
  if (text === 'hang') for (;;) seq += 0;
  if (text.startsWith('Move-VM')) host = host === 'HV01' ? 'HV02' : 'HV01';
  const output = text.includes('*iov*') ? iov : text === 'fail' ? [] : text === '' ? [] : [`(${text})`];
  for (const line of output) say(console, 'output', line);
  if (text === 'fail') {
    say(console, 'error', 'fail : something');
    write(console, '\x1b[91;40mfail : something\x1b[0m\r\n');
  }
  write(console, output.map((line) => `${line}\r\n`).join('') + prompt);
  frames += 40;
  elapsed += 15;
  send({ type: 'path', path: path() });
  send({ type: 'clock', clock: clock() });
}

const clock = () => ({ elapsedMs: elapsed, wall: '2026-03-02 09:00:12', playing, speed: 1 });

function progress(): LabProgress | undefined {
  return lab;
}

function opened(): OpenedSession {
  return { consoles: consoles(), clock: clock(), path: path(), lab: progress(), transcript, log: entries };
}

const session: BenchSession = {
  async open(options, onEvent) {
    send = onEvent;
    saved = options.log ?? { format: 1, engine: 'fake', world: { id: options.world }, seed: 1, log: [] };
    if (options.lab) {
      saved = { ...saved, lab: { id: options.lab } };
      lab = {
        id: options.lab,
        title: options.lab,
        steps: steps.map((id) => ({ ...noStep, id, title: id })),
        answers: {},
      };
    }
    for (const id of ids)
      screens[id] =
        `Windows PowerShell\r\nCopyright (C) 2016 Microsoft Corporation. All rights reserved.\r\n\r\n${prompt}`;
    for (const entry of options.log?.log ?? []) {
      const { console, text } = entry as { console: string; text: string };
      screens[console] += `${text}\r\n(${text})\r\n${prompt}`;
      transcript.push({ seq: seq++, console, kind: 'input', text: `PS C:\\> ${text}` });
      entries = [...entries, { seq: entries.length, elapsedMs: elapsed, console, kind: 'line', text }];
    }
    return opened();
  },
  attach: async (console) => screens[console] ?? '',
  resize: async () => {},
  async key(console, key) {
    const line = lines[console] ?? '';
    if (key.key === 'Enter') {
      lines[console] = '';
      run(console, line);
    } else if (key.key === 'Backspace') {
      if (line === '') return;
      lines[console] = line.slice(0, -1);
      write(console, '\b \b');
    } else if (key.key.length === 1 && !key.ctrl) {
      lines[console] = line + key.key;
      write(console, key.key);
    }
  },
  async paste(console, text) {
    lines[console] = (lines[console] ?? '') + text;
    write(console, text);
  },
  async interrupt(console) {
    if (looping === console) {
      looping = '';
      write(console, `^C\r\n${prompt}`);
      send({ type: 'consoles', consoles: consoles() });
    }
  },
  async runLine(console, text) {
    if (looping === console) return false;
    write(console, text);
    run(console, text);
    return true;
  },
  async submitLine(console, text) {
    return session.runLine(console, text);
  },
  promptOf: async (console) => ({ text: 'PS C:\\> ', secret: false, busy: looping === console }),
  saveFile: async () => {},
  readFile: async () => undefined,
  complete: async (_console, text, cursor) => ({
    replacementIndex: 0,
    replacementLength: cursor,
    matches: ['Get-VM', 'Get-VMSwitch']
      .filter((name) => name.startsWith(text.slice(0, cursor)))
      .map((name) => ({ completionText: name, listItemText: name, type: 'Command', toolTip: name })),
  }),
  diagnose: async (_console, text) =>
    text.includes('|||')
      ? [
          {
            message: 'An empty pipe element is not allowed.',
            errorId: 'EmptyPipeElement',
            start: 0,
            end: 3,
            severity: 'error',
          },
        ]
      : [],
  hover: async () => undefined,
  parameterHints: async () => undefined,
  async play() {
    playing = true;
    send({ type: 'clock', clock: clock() });
  },
  async pause() {
    playing = false;
    send({ type: 'clock', clock: clock() });
  },
  setSpeed: async () => {},
  live: async (queries) => Object.fromEntries(queries.map((query) => [query.id, 'IovSupport True'])),
  async check(step) {
    const right = entries.some((entry) => entry.text.includes(step));
    if (lab && right) {
      lab = { ...lab, steps: lab.steps.map((item) => (item.id === step ? { ...item, passed: true } : item)) };
      send({ type: 'lab', lab });
    }
    return {
      step,
      ok: right,
      checks: [
        { it: 'The machines are there', ok: true },
        right
          ? { it: `The word ${step} was said`, ok: true }
          : {
              it: `The word ${step} was said`,
              ok: false,
              found: 'IovSupport : False',
              wanted: 'IovSupport : True',
              because: 'root port 00:03.0 has no alternate error delivery',
              lastChangedBy: 'nothing you ran',
            },
      ],
    };
  },
  async hint(step) {
    if (!lab) return undefined;
    const opened = lab.steps.find((item) => item.id === step)?.hintsOpened.length ?? 0;
    lab = {
      ...lab,
      steps: lab.steps.map((item) =>
        item.id === step ? { ...item, hintsOpened: [...item.hintsOpened, String(opened)] } : item,
      ),
    };
    send({ type: 'lab', lab });
    return 'a hint';
  },
  hints: async (step) =>
    (lab?.steps.find((item) => item.id === step)?.hintsOpened ?? []).map(
      (_, index) => ['Think of a word.', 'It begins with a letter.'][index],
    ),
  solution: async (step) => [{ name: 'solution', text: step }],
  answer: async (question, value) => ({
    question,
    ok: value === '0' || value === 'VMBus',
    message: value === '0' || value === 'VMBus' ? 'Right.' : 'Not so.',
  }),
  startCapture: async () => 1,
  stopCapture: async () => new Uint8Array([10, 13, 13, 10]),
  exportLog: async () => saved,
  async undo() {
    entries = entries.slice(0, -1);
    saved = { ...saved, log: saved.log.slice(0, -1) };
    return opened();
  },
  async reset() {
    entries = [];
    transcript = [];
    saved = { ...saved, log: [] };
    return opened();
  },
  ping: async () => 1,
};

expose(session);
