/** A lab in a chapter: what it is, how far the reader is, and its guide. */
import clsx from 'clsx';
import { type ReactNode, useEffect, useState } from 'react';
import { startBench, useBench } from '../bench/bench-store';
import { setLayout } from '../bench/layout-store';
import { useBenchFiles } from '../bench/use-bench-files';
import styles from './components.module.css';
import { LabContext } from './lab-context';
import { useLab } from './use-labs';

export function Lab({ id, children }: { id: string; children?: ReactNode }): ReactNode {
  return (
    <LabContext.Provider value={id}>
      <LabHead id={id} />
      {children}
      <LabEnd id={id} />
    </LabContext.Provider>
  );
}

/** How far the reader is, also before the bench runs. */
export function usePassed(id: string): string[] {
  const running = useBench((state) => state.lab);
  const [kept, setKept] = useState<string[]>([]);
  useEffect(() => {
    let gone = false;
    import('../bench/storage')
      .then((storage) => storage.allProgress())
      .then((all) => {
        if (!gone) setKept(all.find((progress) => progress.lab === id)?.passed ?? []);
      })
      .catch(() => {
        // No storage: nothing is known before the bench runs.
      });
    return () => {
      gone = true;
    };
  }, [id]);
  return running?.id === id ? running.steps.filter((step) => step.passed).map((step) => step.id) : kept;
}

/** Starts a lab's machines, on whatever page this is. */
export function useStartLab(id: string): () => void {
  const files = useBenchFiles();
  const lab = useLab(id);
  return () => {
    setLayout({ sheet: 'half', ...(lab?.host ? { tab: lab.host } : {}) });
    void startBench({ world: lab?.world ?? 'two-hosts', lab: id }, files);
  };
}

export function LabHead({ id }: { id: string }): ReactNode {
  const lab = useLab(id);
  const running = useBench((state) => state.running?.lab);
  const phase = useBench((state) => state.phase);
  const passed = usePassed(id);
  const start = useStartLab(id);
  if (!lab) throw new Error(`There is no lab "${id}" in the folder labs/.`);
  const steps = lab.steps;
  const now = steps.findIndex((step) => !passed.includes(step.id));
  const mine = running === id && (phase === 'ready' || phase === 'loading');
  return (
    <section className={styles.lab} aria-label={`Lab: ${lab.title}`}>
      <div className={styles.labHead}>
        <span>
          <b>Lab</b> &nbsp;{lab.title}
          {lab.minutes ? ` · about ${lab.minutes} minutes` : ''}
        </span>
        <span className={styles.dots} role="img" aria-label={progressWords(passed.length, steps.length)}>
          {steps.map((step, index) => (
            <i
              key={step.id}
              className={clsx(passed.includes(step.id) && styles.dotDone, index === now && mine && styles.dotNow)}
            />
          ))}
        </span>
      </div>
      {lab.summary && <p className={styles.labIntro}>{lab.summary}</p>}
      {!mine && (
        <div className={styles.labHead}>
          <button type="button" className={clsx(styles.button, styles.buttonPrimary)} onClick={start}>
            {passed.length > 0 ? 'Go on with this lab' : 'Start this lab'}
          </button>
          <span>{progressWords(passed.length, steps.length)}</span>
        </div>
      )}
    </section>
  );
}

export function progressWords(passed: number, steps: number): string {
  if (steps === 0) return 'no steps yet';
  if (passed === 0) return `${steps} steps, none done yet`;
  if (passed === steps) return `all ${steps} steps done`;
  return `${passed} of ${steps} steps done`;
}

function LabEnd({ id }: { id: string }): ReactNode {
  const lab = useLab(id);
  const passed = usePassed(id);
  if (!lab || lab.steps.length === 0 || passed.length < lab.steps.length) return null;
  return (
    <section className={styles.lab} role="status">
      <div className={styles.labHead}>
        <span className={styles.stepDone}>
          <b>{lab.title}: done.</b>
        </span>
      </div>
      <p className={styles.labIntro}>
        All {lab.steps.length} steps hold. The machines are still yours: try what you like, or use Share in the bench to
        hand in your work as a file.
      </p>
    </section>
  );
}
