/** The `lab` command: `npm run -s lab -- CALL ...`. Results go to stdout, messages to stderr. */
import { CatalogError, prepareEngine } from '../engine/index';
import { complete, parse, pester, screens, transcripts } from './calls/cases';
import { check } from './calls/check';
import { grade } from './calls/grade';
import { list } from './calls/list';
import { newLab } from './calls/new-lab';
import { run } from './calls/run';
import { shell } from './calls/shell';
import { verify } from './calls/verify';
import { USAGE, UsageError } from './usage';

export interface Surroundings {
  /** The repository. */
  root: string;
  /** Where the user called from: relative paths are meant from here. */
  callerFolder: string;
}

/** A call gets its words and answers the exit code. */
export type Call = (words: string[], surroundings: Surroundings) => number | Promise<number>;

const CALLS: Record<string, Call> = {
  list,
  shell,
  run,
  transcripts,
  parse,
  complete,
  screens,
  pester,
  check,
  verify,
  grade,
  new: newLab,
};

/** Runs a call. Never throws: what a user did wrong is one message and exit code 2. */
export async function main(words: string[], surroundings: Surroundings): Promise<number> {
  const [name, ...rest] = words;
  if (name === undefined || name === 'help' || name === '--help' || name === '-h') {
    process.stdout.write(USAGE);
    return name === undefined ? 2 : 0;
  }
  const call = Object.hasOwn(CALLS, name) ? CALLS[name] : undefined;
  if (!call) {
    process.stderr.write(`lab: unknown call '${name}'; expected one of ${Object.keys(CALLS).join(', ')}\n`);
    return 2;
  }
  try {
    await prepareEngine();
    return await call(rest, surroundings);
  } catch (error) {
    if (error instanceof UsageError || error instanceof CatalogError) {
      process.stderr.write(`lab ${name}: ${error.message}\n`);
      return 2;
    }
    if ((error as NodeJS.ErrnoException).code === 'EPIPE') return 0;
    process.stderr.write(
      `lab ${name}: the simulator failed: ${(error as Error).message}. Please report this with the command you gave.\n`,
    );
    if (process.env.DUALPATH_TRACE) process.stderr.write(`${(error as Error).stack}\n`);
    return 2;
  }
}
