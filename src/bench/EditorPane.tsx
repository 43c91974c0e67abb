/** The tab where a script is written and run. */
import { useColorMode } from '@docusaurus/theme-common';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import styles from './bench.module.css';
import { type BenchFiles, useBench } from './bench-store';
import { loadEditor } from './bundles';
import * as control from './controller';
import type { EditorView } from './editor/editor';
import type { ConsoleInfo } from './session-api';

const firstText =
  '# A script for the machines beside this text. F5 runs it all, F8 the selection; F6 leaves the editor.\n';
/** Milliseconds after the last key until the text is kept. */
const keepAfterMs = 800;

interface Props {
  files: BenchFiles;
  runOn: string;
  consoles: ConsoleInfo[];
  onRan(console: string): void;
}

export function EditorPane({ files, runOn, consoles, onRan }: Props): ReactNode {
  const box = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView | undefined>(undefined);
  const generation = useBench((state) => state.generation);
  const { colorMode } = useColorMode();
  const [host, setHost] = useState(runOn);
  const [ready, setReady] = useState(false);
  const [failed, setFailed] = useState<string>();
  const now = useRef({ host, onRan, dark: colorMode === 'dark' });
  now.current = { host, onRan, dark: colorMode === 'dark' };

  // biome-ignore lint/correctness/useExhaustiveDependencies: another session has another script
  useEffect(() => {
    let gone = false;
    let timer: ReturnType<typeof setTimeout> | undefined;
    loadEditor(files)
      .then(({ createEditor }) => {
        if (gone || !box.current) return;
        view.current = createEditor(box.current, {
          text: control.editorFile() ?? firstText,
          dark: now.current.dark,
          label: 'PowerShell script. F6 leaves the editor.',
          fontSize: window.innerWidth < 900 ? 12 : 13.5,
          workerUrl: `${files.base}editor-worker.js?v=${files.version}`,
          complete: (text, cursor) => control.complete(now.current.host, text, cursor),
          diagnose: (text) => control.diagnose(now.current.host, text),
          hover: (text, offset) => control.hover(now.current.host, text, offset),
          parameterHints: (text, offset) => control.parameterHints(now.current.host, text, offset),
          onChange: (text) => {
            clearTimeout(timer);
            timer = setTimeout(() => void control.keepEditorText(text), keepAfterMs);
          },
          onRun: (text, selection) => void run(text, selection),
          onLeave: () => document.getElementById('tab-editor')?.focus(),
        });
        setReady(true);
      })
      .catch((error: unknown) => setFailed(error instanceof Error ? error.message : String(error)));
    return () => {
      gone = true;
      clearTimeout(timer);
      view.current?.dispose();
      view.current = undefined;
    };
  }, [files, generation]);

  useEffect(() => view.current?.setDark(colorMode === 'dark'), [colorMode]);

  const run = async (text: string, selection: boolean): Promise<void> => {
    if (text.trim() === '') return;
    const { host: console, onRan: ran } = now.current;
    const done = selection ? await control.runLine(console, text) : await control.runScript(console, text);
    if (done) ran(console);
  };

  return (
    <div className={styles.editor}>
      <div className={styles.editorBar}>
        <span className={styles.fileName}>{control.editorPath}</span>
        <label>
          <span className="srOnly">Run on </span>
          <select value={host} onChange={(event) => setHost(event.target.value)}>
            {consoles.map((console) => (
              <option key={console.id} value={console.id}>
                {console.title}
              </option>
            ))}
          </select>
        </label>
        <button
          type="button"
          className={styles.primary}
          disabled={!ready}
          onClick={() => void run(view.current?.text() ?? '', false)}
        >
          Run <kbd>F5</kbd>
        </button>
        <button
          type="button"
          className={styles.tool}
          disabled={!ready}
          onClick={() => void run(view.current?.selection() ?? '', true)}
        >
          Run selection <kbd>F8</kbd>
        </button>
      </div>
      {failed ? (
        <p className={styles.paneWords} role="alert">
          The editor could not be loaded ({failed}). Scripts can also be pasted into a console.
        </p>
      ) : (
        <div ref={box} className={styles.editorBox} aria-busy={!ready} />
      )}
    </div>
  );
}
