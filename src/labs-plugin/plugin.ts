import { existsSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { LoadContext, Plugin } from '@docusaurus/types';
import { type LabSummary, readLab } from './front-matter';

/** Reads every lab's summary at build time, so that lists and step cards are text in the page before anything loads. */
export function labsPlugin(context: LoadContext, options: { folder: string }): Plugin {
  const folder = resolve(context.siteDir, options.folder);
  return {
    name: 'dualpath-labs',
    getPathsToWatch: () => [join(folder, '*/lab.yaml')],
    loadContent: async () =>
      existsSync(folder)
        ? readdirSync(folder, { withFileTypes: true })
            .filter((entry) => entry.isDirectory())
            .map((entry) => readLab(join(folder, entry.name)))
            .filter((lab): lab is LabSummary => lab !== undefined)
        : [],
    contentLoaded: async ({ content, actions }) => actions.setGlobalData(content as LabSummary[]),
  };
}
