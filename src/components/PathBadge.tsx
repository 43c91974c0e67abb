import clsx from 'clsx';
import type { ReactNode } from 'react';
import type { PathName } from '../bench/session-api';
import styles from './components.module.css';

const words: Record<PathName, string> = { vf: 'virtual function', synthetic: 'VMBus', none: 'no path' };

/** Names a path in its colour and its line: solid for the VF, dotted for VMBus. */
export function PathBadge({ path, children }: { path: PathName; children?: ReactNode }): ReactNode {
  return (
    <span className={clsx(styles.path, path === 'vf' && styles.pathVf, path === 'synthetic' && styles.pathBus)}>
      <svg width="22" height="8" viewBox="0 0 22 8" aria-hidden="true" focusable="false">
        <path
          d="M2 4H20"
          fill="none"
          stroke="currentColor"
          strokeWidth="3"
          strokeLinecap="round"
          strokeDasharray={path === 'synthetic' ? '0.1 6' : path === 'none' ? '4 5' : undefined}
        />
      </svg>
      {children ?? words[path]}
    </span>
  );
}
