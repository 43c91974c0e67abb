/** What a discovery finds: containers, blocks and tests, and what a run makes of them. `seen: Pester 5.9.0` */
import type { ErrorRecord } from '../language/runtime/error-record';
import type { ScriptBlock } from '../language/runtime/script-block';
import type { Value } from '../language/values';
import type { Behavior, RecordedCall } from './mock-table';

export type TestResult = 'Passed' | 'Failed' | 'Skipped' | 'Inconclusive' | 'NotRun';

/** What tests and blocks share. */
interface Item {
  readonly name: string;
  /** Name with the templates filled in, once it runs. */
  expandedName: string;
  readonly parent: Block | null;
  readonly tags: readonly string[];
  /** 1-based line of the command in its file. */
  readonly line: number;
  /** One element of -ForEach; undefined where there is none. */
  readonly data: Value;
  readonly hasData: boolean;
  skip: boolean;
  shouldRun: boolean;
  /** Chosen by a filter itself, so that all below it is. */
  included: boolean;
  errors: ErrorRecord[];
  executed: boolean;
  /** 100-ns ticks of the simulated clock. */
  userTicks: bigint;
  frameworkTicks: bigint;
  /** Mocks made here. */
  behaviors: Behavior[];
  /** Calls of mocks made here. */
  calls: RecordedCall[];
}

export interface Test extends Item {
  readonly type: 'Test';
  readonly parent: Block;
  readonly script: ScriptBlock;
  passed: boolean;
  skipped: boolean;
  inconclusive: boolean;
}

export interface Block extends Item {
  readonly type: 'Block';
  readonly command: 'Describe' | 'Context' | 'Root';
  readonly container: Container;
  /** Tests and blocks in the order of the file. */
  readonly order: Array<Block | Test>;
  beforeAll: ScriptBlock | undefined;
  beforeEach: ScriptBlock | undefined;
  afterEach: ScriptBlock | undefined;
  afterAll: ScriptBlock | undefined;
  /** Its name stands on the screen. */
  shown: boolean;
}

/** A file or script block with tests. */
export interface Container {
  /** Full path; for script blocks the text. */
  readonly path: string;
  readonly script: ScriptBlock | undefined;
  /** Text of the file; undefined where it has to be read. */
  readonly text: string | undefined;
  readonly data: Value;
  readonly root: Block;
  errors: ErrorRecord[];
  /** Lines of the error's stack in discovery are shown whole. */
  discovered: boolean;
  executed: boolean;
  userTicks: bigint;
  frameworkTicks: bigint;
}

function item(name: string): Omit<Item, 'parent' | 'line' | 'tags' | 'data' | 'hasData'> & { name: string } {
  return {
    name,
    expandedName: name,
    skip: false,
    shouldRun: false,
    included: false,
    errors: [],
    executed: false,
    userTicks: 0n,
    frameworkTicks: 0n,
    behaviors: [],
    calls: [],
  };
}

export function makeContainer(path: string, source: { script?: ScriptBlock; text?: string; data?: Value }): Container {
  const container = {
    path,
    script: source.script,
    text: source.text,
    data: source.data,
    errors: [],
    discovered: false,
    executed: false,
    userTicks: 0n,
    frameworkTicks: 0n,
  } as unknown as Container & { root: Block };
  container.root = makeBlock('Root', 'Root', null, container, { tags: [], line: 0 });
  return container;
}

export interface ItemOptions {
  tags: readonly string[];
  line: number;
  data?: { value: Value };
  skip?: boolean;
}

export function makeBlock(
  command: Block['command'],
  name: string,
  parent: Block | null,
  container: Container,
  options: ItemOptions,
): Block {
  return {
    ...item(name),
    type: 'Block',
    command,
    parent,
    container,
    tags: options.tags,
    line: options.line,
    data: options.data?.value,
    hasData: options.data !== undefined,
    skip: options.skip ?? false,
    order: [],
    beforeAll: undefined,
    beforeEach: undefined,
    afterEach: undefined,
    afterAll: undefined,
    shown: false,
  };
}

export function makeTest(name: string, parent: Block, script: ScriptBlock, options: ItemOptions): Test {
  return {
    ...item(name),
    type: 'Test',
    parent,
    script,
    tags: options.tags,
    line: options.line,
    data: options.data?.value,
    hasData: options.data !== undefined,
    skip: options.skip ?? false,
    passed: false,
    skipped: false,
    inconclusive: false,
  };
}

export function isRoot(block: Block): boolean {
  return block.parent === null;
}

/** Names from the outermost block to the item itself. */
export function pathOf(one: Block | Test): string[] {
  const path: string[] = [];
  for (let at: Block | Test | null = one; at !== null && at.parent !== null; at = at.parent) path.unshift(at.name);
  return path;
}
export function expandedPathOf(one: Block | Test): string[] {
  const path: string[] = [];
  for (let at: Block | Test | null = one; at !== null && at.parent !== null; at = at.parent) {
    path.unshift(at.expandedName);
  }
  return path;
}

/** Tests of a block before those of the blocks in it: the order of the run object. */
export function* testsOf(block: Block): IterableIterator<Test> {
  for (const one of block.order) if (one.type === 'Test') yield one;
  for (const one of block.order) if (one.type === 'Block') yield* testsOf(one);
}

/** The block and all blocks in it. */
export function* blocksOf(block: Block): IterableIterator<Block> {
  yield block;
  for (const one of block.order) if (one.type === 'Block') yield* blocksOf(one);
}

export function containerOf(one: Block | Test): Container {
  return one.type === 'Block' ? one.container : one.parent.container;
}

export function resultOf(test: Test): TestResult {
  if (!test.shouldRun) return 'NotRun';
  if (test.skipped) return 'Skipped';
  if (test.inconclusive) return 'Inconclusive';
  return test.passed ? 'Passed' : 'Failed';
}
