import Link from '@docusaurus/Link';
import type { ReactNode } from 'react';
import styles from '../../../pages/index.module.css';

export default function NotFoundContent(): ReactNode {
  return (
    <main className={styles.plain}>
      <h1>There is no such page</h1>
      <p>
        The address may be misspelt, or the page has moved. Nothing of your work is lost: it is kept in this browser and
        waits in its chapter.
      </p>
      <p>
        <Link to="/book/">Contents of the book</Link> · <Link to="/labs/">Labs</Link> · <Link to="/">First page</Link>
      </p>
    </main>
  );
}
