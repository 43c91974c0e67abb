/** One machine's console as a terminal. */
import { type ReactNode, useEffect, useRef, useState } from 'react';
import styles from './bench.module.css';
import type { BenchFiles } from './bench-store';
import { loadTerminal } from './bundles';
import * as control from './controller';
import { useLayout } from './layout-store';
import type { ConsoleInfo } from './session-api';
import type { TerminalView } from './terminal/terminal';
import { currentTerminal } from './terminal-focus';

/** Pixels; the terminal's text on a phone and beside the text. */
export const fontSizeOf = (chosen: number): number => chosen || (window.innerWidth < 900 ? 11 : 13.5);

const stateWords: Partial<Record<ConsoleInfo['state'], string>> = {
  off: 'This machine is off.',
  restarting: 'This machine restarts …',
  starting: 'This machine starts …',
  saved: 'This machine is saved.',
  paused: 'This machine is paused.',
};

interface Props {
  console: ConsoleInfo;
  files: BenchFiles;
  visible: boolean;
}

export function TerminalPane({ console, files, visible }: Props): ReactNode {
  const box = useRef<HTMLDivElement>(null);
  const view = useRef<TerminalView | undefined>(undefined);
  const layout = useLayout();
  const [failed, setFailed] = useState<string>();
  const { id, title } = console;
  const size = useRef(layout.fontSize);
  size.current = layout.fontSize;

  useEffect(() => {
    let gone = false;
    let unlisten = (): void => {};
    loadTerminal(files)
      .then(async ({ createTerminal }) => {
        if (gone || !box.current) return;
        const terminal = createTerminal(box.current, {
          label: `Console of ${title}. F6 leaves it.`,
          fontSize: fontSizeOf(size.current),
          onKey: (key) => control.key(id, key),
          onPaste: (text) => control.paste(id, text),
          onInterrupt: () => void control.interrupt(id),
          onResize: (columns, rows) => control.resize(id, columns, rows),
          onLeave: () => document.getElementById(`tab-${id}`)?.focus(),
        });
        view.current = terminal;
        // What comes while the first screen is on its way is written after it.
        const early: string[] = [];
        let ready = false;
        unlisten = control.onScreen(id, (data) => {
          if (ready) return terminal.write(data);
          early.push(data);
          return undefined;
        });
        const first = await control.attach(id, terminal.columns, terminal.rows);
        if (gone) return;
        void terminal.write(first);
        for (const data of early) void terminal.write(data);
        ready = true;
        currentTerminal.set(id, terminal);
        if (currentTerminal.wanted === id) {
          terminal.focus();
          currentTerminal.wanted = undefined;
        }
      })
      .catch((error: unknown) => setFailed(error instanceof Error ? error.message : String(error)));
    return () => {
      gone = true;
      unlisten();
      currentTerminal.delete(id);
      view.current?.dispose();
      view.current = undefined;
    };
  }, [id, title, files]);

  useEffect(() => {
    view.current?.setFontSize(fontSizeOf(layout.fontSize));
  }, [layout.fontSize]);

  useEffect(() => {
    if (visible) view.current?.fit();
  }, [visible]);

  const words = stateWords[console.state];
  return (
    <div className={styles.console}>
      {failed ? (
        <p className={styles.consoleWords} role="alert">
          The terminal could not be loaded ({failed}). The text view works without it.
        </p>
      ) : (
        <div ref={box} className={styles.terminal} />
      )}
      {words && <p className={styles.machineState}>{words}</p>}
      {console.busy && (
        <button type="button" className={styles.stop} onClick={() => void control.interrupt(id)}>
          Stop <kbd>Ctrl+C</kbd>
        </button>
      )}
    </div>
  );
}
