import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ConsoleSession } from '../../engine/console/console';
import { windowsBindings } from '../../engine/console/editor/key-bindings';
import { type Key, keysOfText, parseChord } from '../../engine/console/keys';
import { attribute, reverseBit } from '../../engine/console/screen/colors';
import { ScreenBuffer } from '../../engine/console/screen/screen-buffer';
import { VtRenderer } from '../../engine/console/screen/vt-renderer';
import type { ScreenCase } from '../../engine/console/screens';
import { ScriptedShell } from './scripted-shell';
import { xtermScreen } from './xterm-screen';

const cases = (JSON.parse(readFileSync('test/conformance/console.json', 'utf8')) as ScreenCase[]).filter(
  (c) => c.keys && !c.keys.some((k) => k.startsWith('<Wait')),
);

function keysOf(element: string): Key[] {
  if (element.startsWith('<Burst>')) return keysOfText(element.slice(7));
  const key = /^<.+>$/.test(element) ? parseChord(element.slice(1, -1)) : undefined;
  return key ? [key] : keysOfText(element);
}

describe('VT output in xterm', () => {
  it('shows the same as the screen model after each element of every conformance case', async () => {
    for (const input of cases) {
      const session = new ConsoleSession({
        width: input.width ?? 80,
        height: input.height ?? 25,
        history: input.history,
        clipboard: { text: input.clipboard ?? '' },
        makeShell: (host) => new ScriptedShell(host),
      });
      const { screen } = session;
      const terminal = xtermScreen(screen.width, screen.height);
      const renderer = new VtRenderer(screen);
      session.start();
      await terminal.write(renderer.flush());
      for (const element of input.keys ?? []) {
        for (const key of keysOf(element)) {
          let state = session.key(key);
          for (let i = 0; i < 20 && state.state === 'waiting'; i++) {
            session.reply();
            state = session.advance();
          }
        }
        await terminal.write(renderer.flush());
        const where = `${input.id} after ${element}`;
        expect(terminal.lines(), where).toEqual(screen.lines());
        expect(terminal.cursor(), where).toEqual({ x: screen.cursorX, y: screen.cursorY });
      }
      expect(terminal.scrollback(), input.id).toEqual(screen.scrollback.map((row) => row.text()));
      for (const [y, x, text, , reverse] of screen.colorRuns()) {
        const cell = terminal.cell(x, y);
        expect(cell.char, input.id).toBe(text[0]);
        expect(cell.inverse, input.id).toBe(reverse === 'reverse');
      }
      terminal.dispose();
    }
  });

  it('sends the console colours as ANSI colours', async () => {
    const screen = new ScreenBuffer({ width: 20, height: 4 });
    const terminal = xtermScreen(20, 4);
    const renderer = new VtRenderer(screen);
    screen.write('r', attribute(12, 0));
    screen.write('b', attribute(9, 5));
    screen.write('d', attribute(1, 5));
    screen.write('s', screen.attr | reverseBit);
    screen.write('n');
    await terminal.write(renderer.flush());
    expect(terminal.cell(0, 0)).toEqual({ char: 'r', fg: 9, bg: 0, inverse: false });
    expect(terminal.cell(1, 0)).toEqual({ char: 'b', fg: 12, bg: -1, inverse: false });
    expect(terminal.cell(2, 0)).toEqual({ char: 'd', fg: 4, bg: -1, inverse: false });
    expect(terminal.cell(3, 0)).toEqual({ char: 's', fg: -1, bg: -1, inverse: true });
    expect(terminal.cell(4, 0)).toEqual({ char: 'n', fg: -1, bg: -1, inverse: false });
    terminal.dispose();
  });

  it('brings any output to the terminal, with what scrolled off', async () => {
    const piece = fc.oneof(
      fc.string({ maxLength: 30 }),
      fc.constantFrom(
        '\n',
        '\r',
        '\b',
        '\t',
        'a\nb\n',
        'x'.repeat(25),
        '日本',
        '\u{1f600}',
        'e\u0301',
        '\x1b[31mred',
        '\x9b2J',
      ),
      fc.nat(30).map((count) => 'line\n'.repeat(count)),
    );
    const step = fc.oneof(
      { weight: 8, arbitrary: piece.map((text) => ({ kind: 'write' as const, text })) },
      {
        weight: 2,
        arbitrary: fc.record({ kind: fc.constant('cursor' as const), x: fc.nat(24), y: fc.nat(6) }),
      },
      { weight: 1, arbitrary: fc.constant({ kind: 'clear' as const }) },
      { weight: 2, arbitrary: fc.constant({ kind: 'flush' as const }) },
      {
        weight: 1,
        arbitrary: fc.record({
          kind: fc.constant('resize' as const),
          width: fc.integer({ min: 4, max: 40 }),
          height: fc.integer({ min: 2, max: 9 }),
        }),
      },
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 25 }), async (steps) => {
        const screen = new ScreenBuffer({ width: 20, height: 6 });
        const terminal = xtermScreen(20, 6);
        const renderer = new VtRenderer(screen);
        for (const s of steps) {
          if (s.kind === 'write') screen.write(s.text);
          else if (s.kind === 'cursor') screen.setCursor(s.x, s.y);
          else if (s.kind === 'clear') screen.clear();
          else if (s.kind === 'flush') await terminal.write(renderer.flush());
          else {
            screen.resize(s.width, s.height);
            terminal.resize(s.width, s.height);
          }
        }
        await terminal.write(renderer.flush());
        const odd = /[\u1100-\uffff]/;
        const ours = screen.lines();
        const theirs = terminal.lines();
        for (let y = 0; y < Math.max(ours.length, theirs.length); y++)
          if (!odd.test(ours[y] ?? '')) expect(theirs[y] ?? '').toBe(ours[y] ?? '');
        expect(terminal.cursor()).toEqual({ x: screen.cursorX, y: screen.cursorY });
        const above = terminal.scrollback();
        expect(above.length).toBe(screen.scrollback.length);
        terminal.dispose();
      }),
      { numRuns: 150 },
    );
  });

  it('leaves alone what stands above the window of a terminal that is not ours', async () => {
    const screen = new ScreenBuffer({ width: 20, height: 3 });
    const terminal = xtermScreen(20, 3);
    await terminal.write('mine 1\r\nmine 2\r\nmine 3\r\nmine 4\r\n');
    const renderer = new VtRenderer(screen, { foreignScrollback: true });
    for (let i = 0; i < 5; i++) screen.write(`${i}\n`);
    await terminal.write(renderer.flush());
    screen.clear();
    screen.write('after');
    await terminal.write(renderer.flush());
    expect(terminal.scrollback().slice(0, 2)).toEqual(['mine 1', 'mine 2']);
    expect(terminal.lines()).toEqual(['after']);
    terminal.dispose();
  });

  it('shows the editor as it is after any keys, also when the window changes', async () => {
    const chords = [...windowsBindings().list()].map(({ chord }) => chord).filter((chord) => chord !== 'Ctrl+Alt+?');
    const step = fc.oneof(
      { weight: 6, arbitrary: fc.constantFrom(...chords).map((chord) => ({ key: parseChord(chord) as Key })) },
      {
        weight: 10,
        arbitrary: fc.constantFrom(..."get-w -Co 1..4'{}|\n".split('')).map((c) => ({ key: keysOfText(c)[0] })),
      },
      {
        weight: 1,
        arbitrary: fc.record({ width: fc.integer({ min: 12, max: 40 }), height: fc.integer({ min: 4, max: 12 }) }),
      },
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
        const session = new ConsoleSession({
          width: 30,
          height: 8,
          history: ['1..6', 'if (1) {\n2\n}'],
          clipboard: { text: 'clip\nboard' },
          makeShell: (host) => new ScriptedShell(host),
        });
        const { screen } = session;
        const terminal = xtermScreen(30, 8);
        const renderer = new VtRenderer(screen);
        session.start();
        await terminal.write(renderer.flush());
        for (const s of steps) {
          if ('key' in s) session.key(s.key);
          else {
            session.resize(s.width, s.height);
            terminal.resize(s.width, s.height);
          }
          const sent = renderer.flush();
          if (sent !== '') await terminal.write(sent);
        }
        expect(terminal.lines()).toEqual(screen.lines());
        expect(terminal.cursor()).toEqual({ x: screen.cursorX, y: screen.cursorY });
        terminal.dispose();
      }),
      { numRuns: 60 },
    );
  });

  it('sends nothing when nothing changed, and little for a typed character', () => {
    const session = new ConsoleSession({ width: 120, height: 50, makeShell: (host) => new ScriptedShell(host) });
    const renderer = new VtRenderer(session.screen);
    session.start();
    renderer.flush();
    expect(renderer.flush()).toBe('');
    session.keys(keysOfText('Get-VM'));
    renderer.flush();
    session.keys(keysOfText('S'));
    expect(renderer.flush().length).toBeLessThan(40);
  });

  it('keeps control sequences of the world away from the terminal', async () => {
    const evil = 'VM\x1b]0;owned\x07\x1b[2J\x1b[31m\x9b5n\x07\u202eDROW\u200b<b>&';
    const session = new ConsoleSession({
      width: 60,
      height: 8,
      history: [evil],
      clipboard: { text: evil },
      makeShell: (host) => new ScriptedShell(host),
    });
    const renderer = new VtRenderer(session.screen);
    const terminal = xtermScreen(60, 8);
    session.start();
    session.host.writeLine('output', evil);
    session.host.writeLine('error', evil);
    session.host.windowTitle = evil;
    session.keys([parseChord('Up') as Key, parseChord('Ctrl+R') as Key]);
    session.keys(keysOfText('VM'));
    const sent = renderer.flush();
    const foreign = sent.replace(/\x1b\[[0-9;?]*[HJKmhl]|[\r\n]/g, '').replace(/\x07/g, '');
    expect(foreign).not.toMatch(/[\x00-\x1f\x7f-\x9f\u202e\u200b]/);
    await terminal.write(sent);
    expect(terminal.title).toBe('');
    expect(terminal.lines().join('\n')).toContain('<b>&');
    terminal.dispose();
  });
});
