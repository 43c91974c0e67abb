/** Everything that an author may use in a chapter or a lab's guide without importing it. */
import MDXComponents from '@theme-original/MDXComponents';
import type { ComponentProps, ReactNode } from 'react';
import { Command } from '../components/Command';
import { Lab } from '../components/Lab';
import { LabList } from '../components/LabList';
import { Live } from '../components/Live';
import { PathBadge } from '../components/PathBadge';
import { Step } from '../components/Step';
import { TwoPaths } from '../components/TwoPaths';
import { Figure, Lead, Mark, Term, VF, VMBus } from '../components/Words';

/** A wide table scrolls by itself; the page does not. */
function Table(props: ComponentProps<'table'>): ReactNode {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keyboard
    <div className="tableBox" tabIndex={0}>
      <table {...props} />
    </div>
  );
}

/** The corner above a column of row names is a cell, not a header without a name. */
function HeaderCell(props: ComponentProps<'th'>): ReactNode {
  return props.children === undefined ? <td style={props.style} /> : <th {...props} />;
}

export default {
  ...MDXComponents,
  table: Table,
  th: HeaderCell,
  Command,
  Figure,
  Lab,
  LabList,
  Lead,
  Live,
  Mark,
  Path: PathBadge,
  Step,
  Term,
  TwoPaths,
  VF,
  VMBus,
};
