import Link from '@docusaurus/Link';
import useBaseUrl from '@docusaurus/useBaseUrl';
import type { ReactNode } from 'react';

interface Props {
  className?: string;
  imageClassName?: string;
  titleClassName?: string;
}

/** The sign of the book: two paths to one wire, one solid, one dotted. Drawn in the page, so that it follows the theme. */
export function DualpathMark({ className }: { className?: string }): ReactNode {
  return (
    <svg
      className={className}
      width="26"
      height="22"
      viewBox="0 0 26 22"
      fill="none"
      strokeWidth="3"
      strokeLinecap="round"
      aria-hidden="true"
      focusable="false"
    >
      <path d="M2 11h4c5 0 4-8 9-8h9" stroke="var(--vf)" />
      <path d="M2 11h4c5 0 4 8 9 8h9" stroke="var(--vmbus)" strokeDasharray="1 5" />
    </svg>
  );
}

export default function Logo({ className, titleClassName }: Props): ReactNode {
  return (
    <Link to={useBaseUrl('/')} className={className} style={{ display: 'flex', gap: 10, alignItems: 'center' }}>
      <DualpathMark />
      <b className={titleClassName}>Dualpath</b>
    </Link>
  );
}
