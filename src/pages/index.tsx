import Link from '@docusaurus/Link';
import Layout from '@theme/Layout';
import type { ReactNode } from 'react';
import { LabList } from '../components/LabList';
import styles from './index.module.css';

const chapter = '/book/networking/sr-iov-and-live-migration/';

export default function Home(): ReactNode {
  return (
    <Layout
      title="A book on Hyper-V networking with the machines in it"
      description="An interactive companion on Hyper-V networking in Windows Server 2016: read, type real commands at simulated hosts, and have your work checked."
    >
      <main>
        <div className={styles.hero}>
          <div>
            <h1>Hyper-V networking, with the machines beside the text</h1>
            <p>
              Dualpath is a book you can type at. Its chapters on Windows Server 2016 stand next to two simulated
              Hyper-V hosts, a virtual machine and a client: Windows PowerShell as you know it, frames down to the byte,
              and labs that check what you have done.
            </p>
            <div className={styles.actions}>
              <Link className={styles.primary} to={chapter}>
                Read the chapter on SR-IOV
              </Link>
              <Link className={styles.secondary} to="/labs/">
                Go to the labs
              </Link>
            </div>
          </div>
          <figure className={styles.screen}>
            {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keyboard */}
            <pre tabIndex={0}>
              {'PS C:\\> '}
              <span className={styles.command}>Get-VMSwitch</span>
              {' | '}
              <span className={styles.command}>Format-List</span>
              {` *iov*


IovEnabled               : True
IovSupport               : True
IovSupportReasons        :
IovQueuePairCount        : 127
IovQueuePairsInUse       : 2
IovVirtualFunctionCount  : 63
IovVirtualFunctionsInUse : 1`}
            </pre>
            <figcaption>Nothing to install, nothing to break: everything runs in this page.</figcaption>
          </figure>
        </div>
        <div className={styles.parts}>
          <section>
            <h2>It is true</h2>
            <p>
              What a command prints, the error it gives, the reason a server has against SR-IOV: each follows what real
              machines say, with its source. What nobody has seen is marked as assumed, and what is not simulated says
              so.
            </p>
          </section>
          <section>
            <h2>It is a machine, not a film</h2>
            <p>
              Firmware tables, PCI Express configuration space, VMBus messages and every frame are there. Break one
              byte, and the right reason appears. Repair it, and the virtual function comes.
            </p>
          </section>
          <section>
            <h2>It checks your work</h2>
            <p>
              Labs look at the state of the machines, not at what you typed. When something is missing they say what was
              found, what was wanted and why. The checks are PowerShell that you can read.
            </p>
          </section>
        </div>
        <div className={styles.wide}>
          <h2>Labs</h2>
          <LabList heading="h3" />
        </div>
      </main>
    </Layout>
  );
}
