import { join } from 'node:path';
import { Catalog } from '../../engine/index';
import { readFolder } from '../files';
import type { Call } from '../lab';
import { readArguments } from '../usage';

/** The repository's labs and worlds. */
export function catalogOf(root: string): Catalog {
  return new Catalog(readFolder(join(root, 'labs')));
}

/** Worlds and labs, a line each. */
export const list: Call = (words, { root }) => {
  readArguments(words, {});
  const catalog = catalogOf(root);
  const lines = ['Worlds'];
  for (const name of catalog.worldNames()) lines.push(`  ${name.padEnd(24)} ${catalog.world(name).world.title}`);
  lines.push('Labs');
  for (const name of catalog.labNames()) {
    const lab = catalog.lab(name);
    lines.push(
      `  ${name.padEnd(24)} ${lab.title} (${lab.steps.length} steps, about ${lab.minutes} minutes, world ${lab.world})`,
    );
  }
  process.stdout.write(`${lines.join('\n')}\n`);
  return 0;
};
