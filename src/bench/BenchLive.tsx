/** The bench while its machines run. */
import clsx from 'clsx';
import { type KeyboardEvent, type ReactNode, type TouchEvent, useEffect, useRef, useState } from 'react';
import styles from './bench.module.css';
import { type BenchFiles, type Notice, useBench } from './bench-store';
import { ClockBar } from './ClockBar';
import * as control from './controller';
import { DataPath } from './DataPath';
import { EditorPane } from './EditorPane';
import { KeyRow } from './KeyRow';
import { setLayout, useLayout } from './layout-store';
import type { ConsoleInfo, MachineState } from './session-api';
import { TerminalPane } from './TerminalPane';
import { TextPane } from './TextPane';

const stateWords: Record<MachineState, string> = {
  running: 'running',
  starting: 'starting',
  restarting: 'restarting',
  off: 'off',
  paused: 'paused',
  saved: 'saved',
};

interface Tab {
  id: string;
  label: string;
  console?: ConsoleInfo;
  phoneOnly?: boolean;
}

export default function BenchLive({ files }: { files: BenchFiles; title?: string }): ReactNode {
  const consoles = useBench((state) => state.consoles);
  const generation = useBench((state) => state.generation);
  const layout = useLayout();
  const tabs: Tab[] = [
    ...consoles.map((console) => ({ id: console.id, label: console.title, console })),
    { id: 'editor', label: 'Editor' },
    { id: 'path', label: 'Data path', phoneOnly: true },
  ];
  const open = tabs.find((tab) => tab.id === layout.tab) ?? tabs[0];
  // A console is built when it is first looked at, and then stays, with what it shows.
  const [built, setBuilt] = useState<string[]>([]);
  const openId = open?.id ?? '';
  useEffect(() => {
    setBuilt((before) => (before.includes(openId) ? before : [...before, openId]));
  }, [openId]);

  const lastConsole = useRef(consoles[0]?.id ?? '');
  if (open?.console) lastConsole.current = open.id;
  const choose = (id: string): void =>
    setLayout({ tab: id, ...(layout.sheet === 'peek' ? { sheet: 'half' as const } : {}) });

  const touch = useRef<{ x: number; y: number } | undefined>(undefined);
  const swiped = (event: TouchEvent): void => {
    const start = touch.current;
    touch.current = undefined;
    const end = event.changedTouches[0];
    if (!start || !end) return;
    const across = end.clientX - start.x;
    if (Math.abs(across) < 70 || Math.abs(end.clientY - start.y) > 40) return;
    const at = tabs.findIndex((tab) => tab.id === openId);
    const next = tabs[at + (across < 0 ? 1 : -1)];
    if (next) choose(next.id);
  };

  return (
    <>
      <TabBar tabs={tabs} open={openId} onChoose={choose} />
      <Notices />
      <div
        className={styles.panes}
        onTouchStart={(event) => {
          const first = event.touches[0];
          touch.current = event.touches.length === 1 ? { x: first.clientX, y: first.clientY } : undefined;
        }}
        onTouchEnd={swiped}
      >
        {consoles.map((console) => (
          <div
            key={console.id}
            id={`pane-${console.id}`}
            role="tabpanel"
            aria-labelledby={`tab-${console.id}`}
            hidden={openId !== console.id}
            className={styles.pane}
          >
            {layout.textView
              ? openId === console.id && <TextPane key={generation} console={console} />
              : (built.includes(console.id) || openId === console.id) && (
                  <TerminalPane key={generation} console={console} files={files} visible={openId === console.id} />
                )}
          </div>
        ))}
        <div
          id="pane-editor"
          role="tabpanel"
          aria-labelledby="tab-editor"
          hidden={openId !== 'editor'}
          className={styles.pane}
        >
          {(built.includes('editor') || openId === 'editor') && (
            <EditorPane files={files} runOn={lastConsole.current} consoles={consoles} onRan={choose} />
          )}
        </div>
        <div
          id="pane-path"
          role="tabpanel"
          aria-labelledby="tab-path"
          hidden={openId !== 'path'}
          className={clsx(styles.pane, styles.pathPane)}
        >
          {openId === 'path' && <DataPath />}
        </div>
      </div>
      {openId !== 'path' && (
        <section className={styles.pathSection} aria-label="Data path">
          <DataPath folding />
        </section>
      )}
      {open?.console && !layout.textView && <KeyRow console={open.id} />}
      <ClockBar files={files} />
      <p className="srOnly" role="status">
        <Announcement />
      </p>
    </>
  );
}

function Announcement(): ReactNode {
  return useBench((state) => state.announcement);
}

function TabBar({ tabs, open, onChoose }: { tabs: Tab[]; open: string; onChoose: (id: string) => void }): ReactNode {
  const layout = useLayout();
  const list = useRef<HTMLDivElement>(null);
  const keys = (event: KeyboardEvent): void => {
    const shown = tabs.filter((tab) => !tab.phoneOnly || window.innerWidth < 900);
    const at = shown.findIndex((tab) => tab.id === open);
    const to =
      event.key === 'ArrowRight'
        ? at + 1
        : event.key === 'ArrowLeft'
          ? at - 1
          : event.key === 'Home'
            ? 0
            : event.key === 'End'
              ? shown.length - 1
              : -1;
    const next = shown[to];
    if (!next) return;
    event.preventDefault();
    onChoose(next.id);
    list.current?.querySelector<HTMLElement>(`#tab-${next.id}`)?.focus();
  };
  return (
    <div className={styles.tabs}>
      <div className={styles.tabList} role="tablist" aria-label="Machines" ref={list} onKeyDown={keys} tabIndex={-1}>
        {tabs.map((tab) => (
          <button
            type="button"
            key={tab.id}
            id={`tab-${tab.id}`}
            role="tab"
            aria-selected={tab.id === open}
            aria-controls={`pane-${tab.id}`}
            tabIndex={tab.id === open ? 0 : -1}
            className={clsx(
              styles.tab,
              tab.id === open && (tab.console ? styles.tabOpen : styles.tabOpenPlain),
              tab.phoneOnly && styles.phoneOnly,
            )}
            onClick={() => onChoose(tab.id)}
          >
            {tab.console && (
              <i
                className={clsx(
                  styles.dot,
                  tab.console.state !== 'running' && styles.dotOff,
                  tab.console.busy && styles.dotBusy,
                )}
                aria-hidden="true"
              />
            )}
            {tab.label}
            {tab.console && (
              <span className="srOnly">
                , {tab.console.role}, {stateWords[tab.console.state]}
                {tab.console.busy ? ', a command runs' : ''}
              </span>
            )}
          </button>
        ))}
      </div>
      <div className={styles.tabTools}>
        <button
          type="button"
          className={styles.tool}
          aria-pressed={layout.textView}
          onClick={() => setLayout({ textView: !layout.textView })}
        >
          Text view
        </button>
        <button
          type="button"
          className={clsx(styles.tool, styles.wideOnly)}
          aria-pressed={layout.fullScreen}
          onClick={() => setLayout({ fullScreen: !layout.fullScreen })}
          aria-label={layout.fullScreen ? 'Leave full screen' : 'Full screen'}
          title={layout.fullScreen ? 'Leave full screen' : 'Full screen'}
        >
          <svg
            width="16"
            height="16"
            viewBox="0 0 16 16"
            fill="none"
            stroke="currentColor"
            strokeWidth="1.6"
            aria-hidden="true"
          >
            {layout.fullScreen ? (
              <path d="M7 2v5H2M9 14V9h5M7 7 2 2M9 9l5 5" />
            ) : (
              <path d="M9.5 2H14v4.5M6.5 14H2V9.5M14 2 9 7M2 14l5-5" />
            )}
          </svg>
        </button>
      </div>
    </div>
  );
}

const actionWords: Record<NonNullable<Notice['action']>, string> = {
  'end-worker': 'End it',
  'use-here': 'Use it here',
  download: 'Download my work',
  restart: 'Start again',
};

function act(notice: Notice): void {
  if (notice.action === 'end-worker') void control.endWorker();
  else if (notice.action === 'use-here') void control.takeHere();
  else if (notice.action === 'download') void control.downloadWork();
  control.dismiss(notice.id);
}

function Notices(): ReactNode {
  const notices = useBench((state) => state.notices);
  return (
    <div className={styles.notices} aria-live="polite">
      {notices.map((notice) => (
        <div key={notice.id} className={styles.notice} data-kind={notice.kind}>
          <p>{notice.text}</p>
          {notice.action && (
            <button type="button" className={styles.tool} onClick={() => act(notice)}>
              {actionWords[notice.action]}
            </button>
          )}
          <button
            type="button"
            className={styles.tool}
            aria-label="Close this message"
            onClick={() => control.dismiss(notice.id)}
          >
            ✕
          </button>
        </div>
      ))}
    </div>
  );
}
