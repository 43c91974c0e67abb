/** The main part of a page of the book; with a bench it is the page's own affair how the width is used. */
import { useDocsSidebar } from '@docusaurus/plugin-content-docs/client';
import clsx from 'clsx';
import type { ReactNode } from 'react';
import styles from './styles.module.css';

interface Props {
  hiddenSidebarContainer: boolean;
  children: ReactNode;
}

export default function DocRootLayoutMain({ hiddenSidebarContainer, children }: Props): ReactNode {
  const sidebar = useDocsSidebar();
  const wide = hiddenSidebarContainer || !sidebar;
  return <main className={clsx(styles.main, wide && styles.wide)}>{children}</main>;
}
