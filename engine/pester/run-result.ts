/** A finished run as plain data, and what it sums up to. */
import { displayMessage } from './failure-lines';
import {
  type Block,
  blocksOf,
  type Container,
  expandedPathOf,
  isRoot,
  pathOf,
  resultOf,
  type Test,
  type TestResult,
  testsOf,
} from './tree';

export interface RunCounts {
  passed: number;
  failed: number;
  skipped: number;
  inconclusive: number;
  notRun: number;
}

/** A run as the engine keeps it. */
export interface FinishedRun {
  containers: Container[];
  tests: Test[];
  failedBlocks: Block[];
  failedContainers: Container[];
  counts: RunCounts;
  result: 'Passed' | 'Failed';
  ticks: bigint;
}

export function finishRun(containers: Container[], ticks: bigint): FinishedRun {
  const tests = containers.flatMap((container) => [...testsOf(container.root)]);
  const failedBlocks = containers.flatMap((container) =>
    [...blocksOf(container.root)].filter((block) => block.errors.length > 0 && !isRoot(block)),
  );
  const failedContainers = containers.filter((container) => container.errors.length > 0);
  const counts: RunCounts = { passed: 0, failed: 0, skipped: 0, inconclusive: 0, notRun: 0 };
  const names = {
    Passed: 'passed',
    Failed: 'failed',
    Skipped: 'skipped',
    Inconclusive: 'inconclusive',
    NotRun: 'notRun',
  } as const;
  for (const test of tests) counts[names[resultOf(test)]]++;
  const good = counts.failed === 0 && failedBlocks.length === 0 && failedContainers.length === 0;
  return { containers, tests, failedBlocks, failedContainers, counts, result: good ? 'Passed' : 'Failed', ticks };
}

/** One test of a run, for labs and the command line. */
export interface PesterTest {
  /** Names from the outermost Describe to the It, templates filled in. */
  path: string[];
  /** The same, joined by points. */
  expandedPath: string;
  result: TestResult;
  /** One for each error; lines are parted by LF. */
  messages: string[];
  errorIds: string[];
  /** Its own tags and those of the blocks around it. */
  tags: string[];
}

export interface PesterRun {
  result: 'Passed' | 'Failed';
  counts: RunCounts & { total: number };
  tests: PesterTest[];
  failedBlocks: Array<{ path: string; messages: string[] }>;
  failedContainers: Array<{ item: string; messages: string[] }>;
  /** What the run wrote on the console. */
  lines: string[];
}

function tagsOf(test: Test): string[] {
  const tags: string[] = [];
  for (let at: Block | Test | null = test; at !== null; at = at.parent) {
    for (const tag of at.tags) if (!tags.includes(tag)) tags.push(tag);
  }
  return tags;
}

export function runData(run: FinishedRun, lines: string[]): PesterRun {
  return {
    result: run.result,
    counts: { ...run.counts, total: run.tests.length },
    tests: run.tests.map((test) => {
      const path = expandedPathOf(test);
      return {
        path,
        expandedPath: path.join('.'),
        result: resultOf(test),
        messages: test.errors.map(displayMessage),
        errorIds: test.errors.map((record) => record.fullyQualifiedErrorId),
        tags: tagsOf(test),
      };
    }),
    failedBlocks: run.failedBlocks.map((block) => ({
      path: pathOf(block).join('.'),
      messages: block.errors.map(displayMessage),
    })),
    failedContainers: run.failedContainers.map((container) => ({
      item: container.path,
      messages: container.errors.map(displayMessage),
    })),
    lines,
  };
}
