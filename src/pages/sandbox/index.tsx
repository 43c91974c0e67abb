import { HtmlClassNameProvider } from '@docusaurus/theme-common';
import Layout from '@theme/Layout';
import type { ReactNode } from 'react';
import { Bench } from '../../bench/Bench';
import { Command } from '../../components/Command';
import styles from '../../theme/DocItem/Layout/styles.module.css';

/** The machines without a chapter: to try what one likes. */
export default function Sandbox(): ReactNode {
  return (
    <HtmlClassNameProvider className="has-bench">
      <Layout title="Sandbox" description="Two simulated Hyper-V hosts to try things on, without a task." noFooter>
        <main className={styles.page}>
          <article className={`${styles.article} markdown`}>
            <h1>Sandbox</h1>
            <p className="lead">
              Two hosts, one virtual machine and a client, and nobody who checks. Try what you like; History takes you
              back.
            </p>
            <p>A few commands to begin with. Each button types its line at the machine it names.</p>
            <Command host="HV01">{'Get-VMSwitch | Format-List *iov*'}</Command>
            <Command host="HV01">{'Get-NetAdapter'}</Command>
            <Command host="HV01">{'Get-VM | Get-VMNetworkAdapter'}</Command>
            <Command host="HV02">{'(Get-VMHost).IovSupportReasons'}</Command>
            <Command host="VM01">{'Get-NetAdapter'}</Command>
            <Command host="CLIENT">{'ping VM01'}</Command>
          </article>
          <Bench target={{ world: 'two-hosts' }} title="Sandbox" />
        </main>
      </Layout>
    </HtmlClassNameProvider>
  );
}
