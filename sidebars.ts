import type { SidebarsConfig } from '@docusaurus/plugin-content-docs';

/** The book in reading order. */
const sidebars: SidebarsConfig = {
  book: [
    'index',
    { type: 'category', label: 'Networking', collapsible: false, items: ['networking/sr-iov-and-live-migration'] },
    {
      type: 'category',
      label: 'Reference',
      collapsible: false,
      items: [
        'reference/index',
        'reference/reasons',
        'reference/messages',
        'reference/lab-cmdlets',
        'reference/sources',
      ],
    },
    {
      type: 'category',
      label: 'Making and teaching',
      collapsible: false,
      items: ['authors/index', 'authors/chapters', 'authors/labs', 'instructors/index'],
    },
  ],
};

export default sidebars;
