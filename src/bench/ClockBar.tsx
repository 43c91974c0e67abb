/** Simulated time, and the way back: undo, history, share, whether the work is kept. */
import { type ReactNode, useRef, useState } from 'react';
import styles from './bench.module.css';
import { type BenchFiles, type SaveState, useBench } from './bench-store';
import * as control from './controller';
import { setLayout, useLayout } from './layout-store';
import { parseSaved, toLink } from './share';

const speeds = [1, 10, 60, 0];
const speedWords = (speed: number): string => (speed === 0 ? 'fastest' : `${speed}×`);

export function clockText(elapsedMs: number): string {
  const ms = Math.floor(elapsedMs % 1000);
  const seconds = Math.floor(elapsedMs / 1000);
  const pad = (value: number, width = 2): string => String(value).padStart(width, '0');
  return `${pad(Math.floor(seconds / 3600))}:${pad(Math.floor(seconds / 60) % 60)}:${pad(seconds % 60)}.${pad(ms, 3)}`;
}

const saveWords: Record<SaveState, string> = {
  saved: 'Saved',
  saving: 'Saving',
  full: 'Not saved: no room',
  forbidden: 'Not saved',
};

export function ClockBar({ files: _files }: { files: BenchFiles }): ReactNode {
  const clock = useBench((state) => state.clock);
  const save = useBench((state) => state.save);
  const log = useBench((state) => state.log);
  const history = useRef<HTMLDialogElement>(null);
  const share = useRef<HTMLDialogElement>(null);
  return (
    <div className={styles.clock}>
      <button
        type="button"
        className={styles.play}
        onClick={() => (clock.playing ? control.pause() : control.play())}
        aria-label={clock.playing ? 'Let time stand still' : 'Let time run'}
        title={clock.playing ? 'Let time stand still' : 'Let time run. It always runs while a command runs.'}
      >
        <svg width="14" height="14" viewBox="0 0 14 14" fill="currentColor" aria-hidden="true">
          {clock.playing ? <path d="M2 1h3.5v12H2zM8.5 1H12v12H8.5z" /> : <path d="M2.5 1v12L13 7z" />}
        </svg>
      </button>
      <time className={styles.time} title={clock.wall ? `On the machines it is ${clock.wall}` : undefined}>
        {clockText(clock.elapsedMs)}
      </time>
      <label className={styles.speed}>
        <span className="srOnly">Speed of simulated time</span>
        <select
          className={styles.speedSelect}
          value={clock.speed}
          onChange={(event) => control.setSpeed(Number(event.target.value))}
        >
          {speeds.map((speed) => (
            <option key={speed} value={speed}>
              {speedWords(speed)}
            </option>
          ))}
        </select>
      </label>
      <div className={styles.clockTools}>
        <button type="button" className={styles.tool} disabled={log.length === 0} onClick={() => void control.undo()}>
          <span aria-hidden="true">↶ </span>Undo
        </button>
        <button type="button" className={styles.tool} onClick={() => history.current?.showModal()}>
          History
        </button>
        <button type="button" className={styles.tool} onClick={() => share.current?.showModal()}>
          Share
        </button>
        <span className={styles.saved} data-save={save}>
          {saveWords[save]}
        </span>
      </div>
      <HistoryDialog dialog={history} />
      <ShareDialog dialog={share} />
    </div>
  );
}

interface DialogProps {
  dialog: React.RefObject<HTMLDialogElement | null>;
}

function HistoryDialog({ dialog }: DialogProps): ReactNode {
  const log = useBench((state) => state.log);
  const [sure, setSure] = useState(false);
  const close = (): void => dialog.current?.close();
  return (
    <dialog ref={dialog} className={styles.dialog} aria-labelledby="history-title" onClose={() => setSure(false)}>
      <h2 id="history-title">History</h2>
      <p>Everything you have put in, in order. Going back to an entry repeats the session up to it.</p>
      {log.length === 0 ? (
        <p>Nothing yet.</p>
      ) : (
        <ol className={styles.history}>
          {log.map((entry) => (
            <li key={entry.seq}>
              <span className={styles.time}>{clockText(entry.elapsedMs)}</span>
              <span>{entry.console}</span>
              <code>{entry.text}</code>
              <button
                type="button"
                className={styles.tool}
                onClick={() => {
                  void control.undo(entry.seq);
                  close();
                }}
              >
                Back to here
              </button>
            </li>
          ))}
        </ol>
      )}
      <div className={styles.dialogTools}>
        {sure ? (
          <>
            <span>All of this will be put away. Sure?</span>
            <button
              type="button"
              className={styles.danger}
              onClick={() => {
                void control.reset();
                close();
              }}
            >
              Begin again
            </button>
          </>
        ) : (
          <button type="button" className={styles.tool} disabled={log.length === 0} onClick={() => setSure(true)}>
            Begin again …
          </button>
        )}
        <button type="button" className={styles.primary} onClick={close}>
          Close
        </button>
      </div>
    </dialog>
  );
}

function ShareDialog({ dialog }: DialogProps): ReactNode {
  const layout = useLayout();
  const [link, setLink] = useState('');
  const [said, setSaid] = useState('');
  const make = async (): Promise<void> => {
    const saved = await control.exportWork();
    if (!saved) return;
    const made = toLink(saved, location.href.split('#')[0] ?? '');
    setLink(made);
    try {
      await navigator.clipboard.writeText(made);
      setSaid('The link is on the clipboard.');
    } catch {
      setSaid('Copy the link from the field.');
    }
  };
  const read = async (file: File | undefined): Promise<void> => {
    if (!file) return;
    try {
      const saved = parseSaved(await file.text());
      dialog.current?.close();
      await control.importWork(saved);
    } catch (error) {
      setSaid(error instanceof Error ? error.message : String(error));
    }
  };
  return (
    <dialog ref={dialog} className={styles.dialog} aria-labelledby="share-title">
      <h2 id="share-title">Share and keep</h2>
      <p>
        A session is the list of what you put in. The link contains all of it; nothing is sent to a server. A file can
        be handed in, or opened on another computer.
      </p>
      <div className={styles.dialogTools}>
        <button type="button" className={styles.primary} onClick={() => void make()}>
          Make a link
        </button>
        <button type="button" className={styles.tool} onClick={() => void control.downloadWork()}>
          Download as a file
        </button>
        <label className={styles.tool}>
          Open a file
          <input
            type="file"
            accept="application/json,.json"
            className="srOnly"
            onChange={(event) => void read(event.target.files?.[0])}
          />
        </label>
      </div>
      {link && (
        <label className={styles.linkField}>
          The link
          <input type="text" readOnly value={link} onFocus={(event) => event.target.select()} />
        </label>
      )}
      <p role="status">{said}</p>
      <label className={styles.speed}>
        Size of the console&rsquo;s text{' '}
        <select value={layout.fontSize} onChange={(event) => setLayout({ fontSize: Number(event.target.value) })}>
          <option value={0}>as the page has it</option>
          {[11, 12, 13, 14, 15, 16, 18, 20].map((size) => (
            <option key={size} value={size}>
              {size} pixels
            </option>
          ))}
        </select>
      </label>
      <div className={styles.dialogTools}>
        <button type="button" className={styles.primary} onClick={() => dialog.current?.close()}>
          Close
        </button>
      </div>
    </dialog>
  );
}
