/**
 * The bench of a page: machines to type at, an editor, the data path, the clock. Until the reader starts it, this is a still
 * picture made of text; what runs is loaded by `BenchLive`.
 */
import clsx from 'clsx';
import { lazy, type ReactNode, Suspense, useCallback, useEffect, useRef } from 'react';
import { useLab } from '../components/use-labs';
import styles from './bench.module.css';
import { announce, type BenchTarget, setBench, startBench, useBench } from './bench-store';
import { loadTerminal, prefetchBench, warmEngine } from './bundles';
import { setLayout, useLayout } from './layout-store';
import { Sheet, Splitter } from './Sheet';
import { fromHash } from './share';
import { useBenchFiles } from './use-bench-files';

const loadLive = () => import('./BenchLive');
const BenchLive = lazy(loadLive);

export interface BenchProps {
  target: BenchTarget;
  title?: string;
  /** The first output of this chapter, as the console shows it. */
  still?: string;
  consoles?: string[];
}

const defaultStill = 'Windows PowerShell\nCopyright (C) 2016 Microsoft Corporation. All rights reserved.\n\nPS C:\\> ';
const defaultConsoles = ['HV01', 'HV02', 'VM01', 'CLIENT'];

export function Bench({ target, title, still = defaultStill, consoles = defaultConsoles }: BenchProps): ReactNode {
  const files = useBenchFiles();
  const phase = useBench((state) => state.phase);
  const running = useBench((state) => state.running);
  const layout = useLayout();
  const aside = useRef<HTMLElement>(null);
  const live = phase === 'ready' && running !== undefined;
  const { world, lab } = target;
  const firstConsole = useLab(lab ?? '')?.host;

  const start = useCallback(() => {
    setLayout({ sheet: 'half', ...(firstConsole ? { tab: firstConsole } : {}) });
    // The parts of the bench come at the same time as the engine.
    warmEngine(files);
    loadTerminal(files).catch(() => {});
    loadLive().catch(() => {});
    void startBench({ world, lab }, files);
  }, [world, lab, files, firstConsole]);

  // The page offers this bench; what ran on another page is put away.
  useEffect(() => {
    setBench({ offered: { world, lab } });
    const wanted = leftOpen();
    const shared = readShared();
    if (shared) {
      history.replaceState(null, '', location.pathname + location.search);
      void import('./controller').then(async (module) => {
        await module.start({ world: shared.world.id, lab: shared.lab?.id }, files, shared);
        module.notify(
          'info',
          'This is the session of a link. Your own work on this page is kept and can be had back under History.',
        );
      });
    } else if (wanted) {
      void startBench(wanted, files);
    }
    return () => {
      setBench({ offered: undefined });
      void import('./controller').then((module) => {
        module.stop();
        setBench({ phase: 'idle', running: undefined });
      });
    };
  }, [world, lab, files]);

  // With a fast connection the parts are there before the click.
  useEffect(() => {
    const connection = (navigator as { connection?: { saveData?: boolean; effectiveType?: string } }).connection;
    if (connection?.saveData || (connection?.effectiveType && connection.effectiveType !== '4g')) return;
    const element = aside.current;
    if (!element) return;
    const reached = (): void => {
      prefetchBench(files);
      loadLive().catch(() => {});
    };
    element.addEventListener('pointerenter', reached, { once: true });
    element.addEventListener('focusin', reached, { once: true });
    return () => {
      element.removeEventListener('pointerenter', reached);
      element.removeEventListener('focusin', reached);
    };
  }, [files]);

  return (
    <aside
      ref={aside}
      className={clsx(styles.bench, layout.fullScreen && styles.fullScreen, !live && styles.still)}
      data-sheet={layout.sheet}
      data-phase={phase}
      aria-label="Bench: the machines of this page"
    >
      <Splitter bench={aside} />
      <Sheet />
      {live ? (
        <Suspense fallback={<StillBody text={still} consoles={consoles} />}>
          <BenchLive files={files} title={title} />
        </Suspense>
      ) : (
        <StillBody text={still} consoles={consoles}>
          <StartCard title={title} onStart={start} />
        </StillBody>
      )}
    </aside>
  );
}

/** What ran on this page before it was reloaded. */
function leftOpen(): BenchTarget | undefined {
  try {
    const kept = JSON.parse(sessionStorage.getItem('dualpath.open') ?? 'null') as {
      page: string;
      target: BenchTarget;
    } | null;
    return kept?.page === location.pathname ? kept.target : undefined;
  } catch {
    return undefined;
  }
}

function readShared() {
  try {
    return fromHash(location.hash);
  } catch {
    announce('The link of this session is damaged.');
    return undefined;
  }
}

function StillBody({
  text,
  consoles,
  children,
}: {
  text: string;
  consoles: string[];
  children?: ReactNode;
}): ReactNode {
  return (
    <>
      <div className={styles.tabs} aria-hidden="true">
        <div className={styles.tabList}>
          {consoles.map((name, index) => (
            <span key={name} className={clsx(styles.tab, index === 0 && styles.tabOpen)}>
              <i className={styles.dotOff} />
              {name}
            </span>
          ))}
          <span className={styles.tab}>Editor</span>
        </div>
      </div>
      <div className={styles.console}>
        <pre className={styles.stillText}>{coloured(text)}</pre>
        {children}
      </div>
    </>
  );
}

/** Commands of the still picture in the console's colours: what follows a prompt is a command line. */
function coloured(text: string): ReactNode[] {
  return text.split('\n').map((line, index) => {
    const prompt = /^(PS [^>]*> )(.*)$/.exec(line);
    const lineKey = `${index}:${line}`;
    if (!prompt) return <span key={lineKey}>{`${line}\n`}</span>;
    const parts = prompt[2].split(/(\s+|\||;)/);
    let first = true;
    return (
      <span key={lineKey}>
        {prompt[1]}
        {parts.map((part, at) => {
          const key = `${at}:${part}`;
          if (part === '|' || part === ';') {
            first = true;
            return (
              <span key={key} className={styles.cGrey}>
                {part}
              </span>
            );
          }
          const blank = part.trim() === '';
          const cls = blank ? undefined : part.startsWith('-') ? styles.cGrey : first ? styles.cYellow : undefined;
          if (!blank) first = false;
          return (
            <span key={key} className={cls}>
              {part}
            </span>
          );
        })}
        {'\n'}
      </span>
    );
  });
}

function StartCard({ title, onStart }: { title?: string; onStart: () => void }): ReactNode {
  const phase = useBench((state) => state.phase);
  const loading = useBench((state) => state.loading);
  const failure = useBench((state) => state.failure);
  if (phase === 'loading') {
    return (
      <div className={styles.startCard} role="status">
        <p className={styles.startWords}>{loading.step || 'Starting'} …</p>
        <progress
          className={styles.progress}
          max={loading.total}
          value={loading.done}
          aria-label="Starting the bench"
        />
      </div>
    );
  }
  if (phase === 'elsewhere') {
    return (
      <div className={styles.startCard} role="alert">
        <p className={styles.startWords}>
          This work is open in another tab. One tab at a time can have it, or they would overwrite each other.
        </p>
        <button
          type="button"
          className={styles.startButton}
          onClick={() => void import('./controller').then((m) => m.takeHere())}
        >
          Use it here
        </button>
      </div>
    );
  }
  return (
    <div className={styles.startCard} role={phase === 'failed' ? 'alert' : undefined}>
      <p className={styles.startWords}>
        {phase === 'failed'
          ? failure
          : title
            ? `${title}: two Hyper-V hosts, a virtual machine and a client, simulated in this page.`
            : 'Two Hyper-V hosts, a virtual machine and a client, simulated in this page.'}
      </p>
      <button type="button" className={styles.startButton} onClick={onStart}>
        {phase === 'failed' ? 'Start again' : 'Start the machines'}
      </button>
    </div>
  );
}
