/** Small parts of prose. */
import clsx from 'clsx';
import type { ReactNode } from 'react';
import styles from './components.module.css';

/** A term at the place where it is explained. */
export function Term({ children }: { children: ReactNode }): ReactNode {
  return <dfn className={styles.term}>{children}</dfn>;
}

/** The path by the virtual function: teal, solid underline. */
export function VF({ children }: { children: ReactNode }): ReactNode {
  return <span className={clsx(styles.inlinePath, styles.inlineVf)}>{children}</span>;
}

/** The path by VMBus: amber, dotted underline. */
export function VMBus({ children }: { children: ReactNode }): ReactNode {
  return <span className={clsx(styles.inlinePath, styles.inlineBus)}>{children}</span>;
}

const marks = {
  seen: 'seen',
  assumed: 'assumed',
} as const;

/** How a fact is known: seen in a source, or assumed by this book until someone finds better. */
export function Mark({ is }: { is: keyof typeof marks }): ReactNode {
  return <span className={styles.mark}>{marks[is]}</span>;
}

/** The first paragraph of a chapter. */
export function Lead({ children }: { children: ReactNode }): ReactNode {
  return <div className="lead">{children}</div>;
}

/** A drawing with the words that say the same. */
export function Figure({ children, caption }: { children: ReactNode; caption: ReactNode }): ReactNode {
  return (
    <figure className={styles.figure}>
      {children}
      <figcaption>{caption}</figcaption>
    </figure>
  );
}
