/** A page of the book. With `bench:` in its front matter, the machines stand beside the text. */
import Link from '@docusaurus/Link';
import { useDoc } from '@docusaurus/plugin-content-docs/client';
import { HtmlClassNameProvider } from '@docusaurus/theme-common';
import DocItemContent from '@theme/DocItem/Content';
import DocItemPaginator from '@theme/DocItem/Paginator';
import TOCInline from '@theme/TOCInline';
import OriginalLayout from '@theme-original/DocItem/Layout';
import type { ReactNode } from 'react';
import { Bench } from '../../../bench/Bench';
import { Lab } from '../../../components/Lab';
import { StepHeadingContext } from '../../../components/lab-context';
import styles from './styles.module.css';

interface BenchFrontMatter {
  world?: string;
  lab?: string;
  still?: string;
  consoles?: string[];
}

interface PageFrontMatter {
  bench?: BenchFrontMatter;
  crumb?: string;
}

export default function DocItemLayout({ children }: { children: ReactNode }): ReactNode {
  const { metadata, toc, contentTitle } = useDoc();
  // The page's own `frontMatter` comes through a printer that drops backslashes; the metadata come as JSON.
  const { bench, crumb } = metadata.frontMatter as PageFrontMatter;
  if (!bench) {
    return (
      <div className={styles.plain}>
        <OriginalLayout>{children}</OriginalLayout>
      </div>
    );
  }
  const target = { world: bench.world ?? 'two-hosts', lab: bench.lab };
  const isLab = bench.lab !== undefined;
  return (
    <HtmlClassNameProvider className="has-bench">
      <div className={styles.page}>
        <article className={styles.article}>
          <nav className={styles.crumb} aria-label="Where this is">
            {isLab ? (
              <>
                <Link to="/labs/">Labs</Link> <span aria-hidden="true">›</span> <span>{metadata.title}</span>
              </>
            ) : (
              <>
                <Link to="/book/">Book</Link> <span aria-hidden="true">›</span> <span>{crumb ?? metadata.title}</span>
              </>
            )}
          </nav>
          {isLab ? (
            <>
              {contentTitle === undefined && (
                <header className="markdown">
                  <h1>{metadata.title}</h1>
                </header>
              )}
              <StepHeadingContext.Provider value="h2">
                <Lab id={bench.lab as string}>
                  <DocItemContent>{children}</DocItemContent>
                </Lab>
              </StepHeadingContext.Provider>
            </>
          ) : (
            <DocItemContent>{children}</DocItemContent>
          )}
          {!isLab && toc.length > 2 && (
            <details className={styles.contents}>
              <summary>On this page</summary>
              <TOCInline toc={toc} maxHeadingLevel={2} />
            </details>
          )}
          <DocItemPaginator />
        </article>
        <Bench
          target={target}
          title={isLab ? metadata.title : undefined}
          still={bench.still}
          consoles={bench.consoles}
        />
      </div>
    </HtmlClassNameProvider>
  );
}
