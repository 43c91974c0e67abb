/** All labs, with how far the reader is. */
import Link from '@docusaurus/Link';
import { type ReactNode, useEffect, useState } from 'react';
import styles from './components.module.css';
import { progressWords } from './Lab';
import { useLabs } from './use-labs';

export function LabList({ heading: Heading = 'h2' }: { heading?: 'h2' | 'h3' }): ReactNode {
  const labs = useLabs();
  const [passed, setPassed] = useState<Record<string, number>>({});
  useEffect(() => {
    let gone = false;
    import('../bench/storage')
      .then((storage) => storage.allProgress())
      .then((all) => {
        if (!gone) setPassed(Object.fromEntries(all.map((progress) => [progress.lab, progress.passed.length])));
      })
      .catch(() => {
        // No storage: the list shows no progress.
      });
    return () => {
      gone = true;
    };
  }, []);
  if (labs.length === 0) return <p>There are no labs in this edition.</p>;
  return (
    <ul className={styles.labList}>
      {labs.map((lab) => (
        <li key={lab.id} className={styles.labCard}>
          <Heading>
            <Link to={`/labs/${lab.id}/`}>{lab.title}</Link>
          </Heading>
          {lab.summary && <p>{lab.summary}</p>}
          <p className={styles.labMeta}>
            {lab.minutes ? `about ${lab.minutes} minutes · ` : ''}
            {progressWords(passed[lab.id] ?? 0, lab.steps.length)}
          </p>
          <ol>
            {lab.steps.map((step) => (
              <li key={step.id}>{step.title}</li>
            ))}
          </ol>
        </li>
      ))}
    </ul>
  );
}
