import Layout from '@theme/Layout';
import type { ReactNode } from 'react';
import { LabList } from '../../components/LabList';
import styles from '../index.module.css';

export default function Labs(): ReactNode {
  return (
    <Layout title="Labs" description="Guided work on simulated Hyper-V hosts, checked in the page.">
      <main className={styles.plain}>
        <h1>Labs</h1>
        <p>
          Each lab is a task on the machines beside the text. You work at the console as you would on a real host; the
          checks look at what the machines have become. Your work is kept in this browser, and you can undo, begin again
          or hand it in as a file.
        </p>
        <LabList />
      </main>
    </Layout>
  );
}
