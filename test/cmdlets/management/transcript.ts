/** Runs a line on HV01 of the two-host world and gives what the console shows. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runTranscripts } from '../../../engine/session/cases';
import { Catalog } from '../../../engine/session/catalog';
import { prepareEngine } from '../../../engine/session/registry';

const world = readFileSync(join(import.meta.dirname, '../../../labs/worlds/two-hosts.yaml'), 'utf8');
const catalog = new Catalog({ 'worlds/two-hosts.yaml': world });

/** Lines without blanks at their ends and without empty ones. */
export async function shown(code: string): Promise<string[]> {
  await prepareEngine();
  const [{ lines }] = runTranscripts(catalog, [{ id: 'one', code }], { world: 'two-hosts' });
  return lines.map((line) => line.trimEnd()).filter((line) => line !== '');
}
