import { verifyLabs } from '../../engine/index';
import type { Call } from '../lab';
import { readArguments, UsageError } from '../usage';
import { catalogOf } from './list';

/** Checks labs from both sides, with the mutation score. */
export const verify: Call = (words, { root }) => {
  const { words: names } = readArguments(words, {});
  const catalog = catalogOf(root);
  const known = catalog.labNames();
  for (const name of names) {
    if (!known.includes(name)) throw new UsageError(`there is no lab '${name}'; there are: ${known.join(', ')}`);
  }
  let good = true;
  for (const result of verifyLabs(catalog, names.length > 0 ? names : known)) {
    process.stdout.write(
      `${result.good ? 'good' : 'WRONG'}  ${result.lab}: ${result.findings.filter((finding) => finding.good).length} of ${result.findings.length} findings good, mutation score ${result.killed}/${result.mutants}\n`,
    );
    for (const finding of result.findings) {
      if (!finding.good) process.stdout.write(`  ${finding.subject}: ${finding.message}\n`);
    }
    if (!result.good) good = false;
  }
  return good ? 0 : 1;
};
