/** Runs the tests of one top-level block of a file: how a lab's checks are asked. */
import type { Program } from '../language/host';
import type { Runspace } from '../language/runtime/runspace';
import { runPester } from './run-pester';
import type { TestResult } from './tree';

/** Outcome of one test, as lab checks read it. */
export interface BlockTest {
  path: string[];
  result: TestResult;
  messages: string[];
  tags: string[];
}

export interface BlockRun {
  tests: BlockTest[];
  /** Why the file could not be run at all; null where it ran. */
  problem: string | null;
}

/** A text as a wildcard pattern that means itself. */
function literal(text: string): string {
  return text.replace(/[`*?[\]]/g, '`$&');
}

export function* runTests(rs: Runspace, file: { name: string; text: string }, block: string): Program<BlockRun> {
  const path = /^[A-Za-z]:\\/.test(file.name) ? file.name : `C:\\${file.name}`;
  const run = yield* runPester(rs, { path, text: file.text }, { fullName: [literal(block), `${literal(block)}.*`] });
  const [broken] = run.failedContainers;
  if (broken !== undefined) return { tests: [], problem: broken.messages.join('\n') };
  const tests = run.tests.map((test): BlockTest => {
    let { messages } = test;
    // A test that never ran says why: the setup above it failed.
    if (test.result === 'Failed' && messages.length === 0) {
      messages = run.failedBlocks
        .filter((one) => `${test.expandedPath}.`.startsWith(`${one.path}.`))
        .flatMap((one) => one.messages);
    }
    return { path: test.path, result: test.result, messages, tags: test.tags };
  });
  return { tests, problem: null };
}
