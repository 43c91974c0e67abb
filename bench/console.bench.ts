import { ConsoleSession, type Shell } from '../engine/console/console';
import type { ConsoleHost } from '../engine/console/console-host';
import { type Key, keysOfText, makeKey } from '../engine/console/keys';
import { VtRenderer } from '../engine/console/screen/vt-renderer';
import { parse } from '../engine/language/parsing/parser';

interface BenchRow {
  name: string;
  value: number;
  unit: string;
  aim: number | null;
}

/** A shell that only parses. */
function shellThatParses(_host: ConsoleHost): Shell {
  return {
    language: {
      parse: (text) => parse(text),
      complete: (_text, cursor) => ({ replacementIndex: cursor, replacementLength: 0, matches: [] }),
    },
    // biome-ignore lint/correctness/useYield: a program that never waits
    *prompt() {
      return 'PS C:\\> ';
    },
    // biome-ignore lint/correctness/useYield: a program that never waits
    *run() {
      return undefined;
    },
    stop: () => new Error('stopped'),
  };
}

const line =
  "Get-VMSwitch -Name External | Where-Object { $_.IovEnabled -eq $true -and $_.Name -like 'x*' } | Format-List *iov*";

function milliseconds(work: () => void): number {
  const started = process.hrtime.bigint();
  work();
  return Number(process.hrtime.bigint() - started) / 1e6;
}

/** Times from a key to the VT text that shows it, sorted. */
function keyTimes(keys: readonly Key[], rounds: number): number[] {
  const session = new ConsoleSession({ width: 120, height: 50, makeShell: shellThatParses });
  const renderer = new VtRenderer(session.screen);
  session.start();
  renderer.flush();
  const times: number[] = [];
  for (let round = 0; round < rounds; round++) {
    for (const key of keys)
      times.push(
        milliseconds(() => {
          session.key(key);
          renderer.flush();
        }),
      );
    session.key(makeKey('Escape'));
    renderer.flush();
  }
  return times.sort((a, b) => a - b);
}

export function run(): BenchRow[] {
  keyTimes(keysOfText(line), 10);
  const typed = keyTimes(keysOfText(line), 40);
  const at = (share: number): number => typed[Math.floor(typed.length * share)];
  const session = new ConsoleSession({ width: 120, height: 50, makeShell: shellThatParses });
  const renderer = new VtRenderer(session.screen);
  session.start();
  const lines = 200_000;
  const output = milliseconds(() => {
    for (let i = 0; i < lines; i++) {
      session.host.writeLine('output', `line ${i} of some text that is as long as usual`);
      if (i % 500 === 0) renderer.flush();
    }
  });
  const paste = milliseconds(() => {
    session.paste('$x = 1\n'.repeat(150_000));
  });
  return [
    { name: 'key to VT text, median', value: at(0.5), unit: 'ms', aim: null },
    { name: 'key to VT text, p95', value: at(0.95), unit: 'ms', aim: 16 },
    { name: 'output lines, drawn every 500', value: (lines / output) * 1000, unit: 'lines/s', aim: null },
    { name: 'paste of 1 MB into the line', value: paste, unit: 'ms', aim: null },
  ];
}
