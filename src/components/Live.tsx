/** A value that comes from the running hosts; until they run, the one that the author has written. */
import clsx from 'clsx';
import { type ReactNode, useEffect, useId } from 'react';
import { controller, useBench } from '../bench/bench-store';
import styles from './components.module.css';

interface Props {
  host: string;
  /** A PowerShell expression, asked of a copy of the world. */
  ask: string;
  children: ReactNode;
}

export function Live({ host, ask, children }: Props): ReactNode {
  const id = useId();
  const value = useBench((state) => (state.phase === 'ready' ? state.live[id] : undefined));
  const ready = useBench((state) => state.phase === 'ready');
  useEffect(() => {
    if (!ready) return;
    let remove = (): void => {};
    let gone = false;
    void controller().then((c) => {
      if (!gone) remove = c.addLive({ id, host, expression: ask });
    });
    return () => {
      gone = true;
      remove();
    };
  }, [id, host, ask, ready]);
  return (
    <span className={clsx(styles.live, value !== undefined && styles.liveFresh)} title={`${host}: ${ask}`}>
      {value ?? children}
    </span>
  );
}
