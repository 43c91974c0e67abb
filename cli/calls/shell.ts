import { type MachineConsole, Session, VtInputDecoder, VtRenderer } from '../../engine/index';
import type { Call } from '../lab';
import { optionText, readArguments, UsageError } from '../usage';
import { catalogOf } from './list';

/** How often a running command is looked at, in milliseconds. */
const TICK = 16;
/** Milliseconds after which an Escape is one, and not the start of a sequence. */
const ESCAPE_WAIT = 40;

/** The console of a simulated machine, in the reader's own terminal. `exit` or Ctrl+D at an empty prompt ends it. */
export const shell: Call = async (words, { root }) => {
  const { options, words: rest } = readArguments(words, { world: 'value', lab: 'value', host: 'value' });
  if (rest.length > 0)
    throw new UsageError(`found '${rest[0]}', expected only options: lab shell [--world W | --lab L] [--host H]`);
  if (options.has('world') && options.has('lab')) throw new UsageError('expected --world or --lab, not both');
  const { stdin, stdout } = process;
  if (!stdin.isTTY || !stdout.isTTY) {
    throw new UsageError('lab shell wants a terminal; for scripts there is lab run --typed FILE|-');
  }
  const session = new Session(catalogOf(root), {
    world: optionText(options, 'world', 'two-hosts'),
    lab: options.has('lab') ? optionText(options, 'lab', '') : undefined,
    width: Math.max(20, stdout.columns),
    height: Math.max(5, stdout.rows),
  });
  const name = options.has('host') ? optionText(options, 'host', '') : session.machines()[0].computerName;
  if (!session.world.machine(name)) {
    throw new UsageError(
      `there is no machine '${name}'; there are: ${session
        .machines()
        .map((machine) => machine.computerName)
        .join(', ')}`,
    );
  }
  return new Promise<number>((resolve) => {
    let shown: MachineConsole = session.console(name);
    let renderer = new VtRenderer(shown.console.screen, { foreignScrollback: true });
    const decoder = new VtInputDecoder();
    let escapeTimer: NodeJS.Timeout | undefined;
    const draw = (): void => {
      const now = session.console(name);
      if (now !== shown) {
        shown = now;
        renderer = new VtRenderer(now.console.screen, { foreignScrollback: true });
      }
      const text = renderer.flush();
      if (text !== '') stdout.write(text);
    };
    const end = (): void => {
      clearInterval(timer);
      clearTimeout(escapeTimer);
      stdin.setRawMode(false);
      stdin.pause();
      stdout.write('\x1b[0m\x1b[?2004l\r\n');
      resolve(0);
    };
    const work = (): void => {
      const until = performance.now() + TICK / 2;
      session.work(Number.MAX_SAFE_INTEGER, () => performance.now() < until);
      draw();
      if (session.stateOf(name).state === 'exited') end();
    };
    const timer = setInterval(() => {
      if (session.isBusy) work();
    }, TICK);
    stdin.setRawMode(true);
    stdin.setEncoding('utf8');
    stdout.write('\x1b[?2004h');
    stdin.on('data', (data: string) => {
      if (
        data === '\x04' &&
        session.stateOf(name).state === 'editing' &&
        session.console(name).console.editor.buffer === ''
      ) {
        end();
        return;
      }
      for (const event of decoder.push(data)) {
        if (event.kind === 'key') session.keys(name, [event.key]);
        else session.console(name).console.paste(event.text);
      }
      work();
      // A lone Escape is told from the start of a sequence by nothing following it.
      clearTimeout(escapeTimer);
      escapeTimer = setTimeout(() => {
        for (const event of decoder.end()) if (event.kind === 'key') session.keys(name, [event.key]);
        work();
      }, ESCAPE_WAIT);
    });
    stdout.on('resize', () => {
      session.resize(name, Math.max(20, stdout.columns), Math.max(5, stdout.rows));
      renderer.reset();
      draw();
    });
    draw();
  });
};
