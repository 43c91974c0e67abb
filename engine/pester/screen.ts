/** What a run shows on the console: texts, margins and colours. `seen: Pester 5.9.0, test/conformance/pester` */
import type { ConsoleColor } from '../language/host';
import type { ErrorRecord } from '../language/runtime/error-record';
import { failureLines, HIDDEN_TRACE, wholeError } from './failure-lines';
import { filterLines, type RunFilter } from './filter';
import type { RunCounts } from './run-result';
import { type Block, type Container, expandedPathOf, isRoot, pathOf, resultOf, type Test } from './tree';

export type Verbosity = 'None' | 'Normal' | 'Detailed' | 'Diagnostic';

/** Where lines go. A part without line end is followed by others. */
export interface ScreenPort {
  write(text: string, color?: ConsoleColor): void;
  line(text: string, color?: ConsoleColor): void;
  /** Stands for lines of .NET or of the module itself, which a simulated machine has not. */
  hiddenTrace(): void;
}

/** `15ms`, `1.55s`. seen: test/conformance/pester/README.md */
export function humanTime(ticks: bigint): string {
  const milliseconds = Math.round(Number(ticks) / 10_000);
  if (ticks < 10_000_000n) return `${milliseconds}ms`;
  return `${Math.round(Number(ticks) / 100_000) / 100}s`;
}

function times(one: { userTicks: bigint; frameworkTicks: bigint }): string {
  const total = one.userTicks + one.frameworkTicks;
  return `${humanTime(total)} (${humanTime(one.userTicks)}|${humanTime(one.frameworkTicks)})`;
}

const marks = { Passed: '[+]', Failed: '[-]', Skipped: '[!]', Inconclusive: '[?]', NotRun: '[ ]' } as const;
const colors = {
  Passed: 'DarkGreen',
  Failed: 'Red',
  Skipped: 'Yellow',
  Inconclusive: 'Gray',
  NotRun: 'Gray',
} as const;

export class Screen {
  constructor(
    private readonly port: ScreenPort,
    readonly verbosity: Verbosity,
  ) {}
  private get silent(): boolean {
    return this.verbosity === 'None';
  }
  private get detailed(): boolean {
    return this.verbosity === 'Detailed' || this.verbosity === 'Diagnostic';
  }

  start(): void {
    if (this.detailed) this.port.line('Pester v5.9.0', 'Magenta');
  }
  discoveryStart(files: number): void {
    if (this.silent) return;
    this.port.line('');
    this.port.line(`Starting discovery in ${files} files.`, 'Magenta');
  }
  discoveryFailed(container: Container, record: ErrorRecord): void {
    if (this.silent) return;
    this.port.line(`[-] Discovery in ${container.path} failed with:`, 'Red');
    for (const line of wholeError(record)) {
      if (line === HIDDEN_TRACE) this.port.hiddenTrace();
      else this.port.line(line, 'Red');
    }
  }
  discoveryEnd(found: number, ticks: bigint, filter: RunFilter, selected: number): void {
    if (this.silent) return;
    this.port.line(`Discovery found ${found} tests in ${humanTime(ticks)}.`, 'Magenta');
    if (!this.detailed) return;
    const filters = filterLines(filter);
    for (const line of filters) this.port.line(line, 'Magenta');
    if (filters.length > 0) this.port.line(`Filters selected ${selected} tests to run.`, 'Magenta');
  }
  runStart(): void {
    if (!this.silent) this.port.line('Running tests.', 'Magenta');
  }
  containerStart(container: Container): void {
    if (!this.detailed) return;
    this.port.line('');
    this.port.line(`Running tests from '${container.path}'`, 'Magenta');
  }

  /** The names of the blocks above a test, just before it runs. */
  block(block: Block): void {
    if (!this.detailed || block.shown || isRoot(block)) return;
    const { parent } = block;
    if (parent !== null) this.block(parent);
    block.shown = true;
    if (parent !== null && isRoot(parent) && parent.order.find((one) => one.shouldRun) !== block) this.port.line('');
    const margin = ' '.repeat(pathOf(block).length - 1);
    if (block.command === 'Describe') this.port.line(`${margin}Describing ${block.expandedName}`, 'Green');
    else this.port.line(`${margin}Context ${block.expandedName}`, 'Cyan');
  }

  test(test: Test): void {
    if (this.silent) return;
    const result = resultOf(test);
    if (!this.detailed && result !== 'Failed') return;
    this.block(test.parent);
    const level = this.detailed ? pathOf(test).length : 0;
    const margin = ' '.repeat(level);
    const name = this.detailed ? test.expandedName : expandedPathOf(test).join('.');
    const why =
      (result === 'Skipped' || result === 'Inconclusive') && test.errors.length > 0
        ? ` ${test.errors[test.errors.length - 1].exception.message}`
        : '';
    this.port.write(`${margin}${marks[result]} ${name}${why}`, colors[result]);
    this.port.line(` ${times(test)}`, 'DarkGray');
    if (result === 'Failed') this.errors(test.errors, ' '.repeat(level + 1));
  }

  private errors(records: readonly ErrorRecord[], margin: string): void {
    records.forEach((record, index) => {
      const { message, trace } = failureLines(record);
      const all = [...message, ...trace];
      if (records.length > 1 && all.length > 0) all[0] = `[${index}] ${all[0]}`;
      for (const line of all) this.port.line(`${margin}${line}`, 'Red');
    });
  }

  /** A setup or teardown of a whole block failed. */
  blockFailed(block: Block): void {
    if (this.silent) return;
    if (this.detailed) this.block(block);
    const path = pathOf(block);
    this.port.line(`[-] ${block.command} ${path.join('.')} failed`, 'Red');
    this.errors(block.errors, ' '.repeat(this.detailed ? path.length + 1 : 1));
  }

  containerEnd(container: Container, passed: boolean): void {
    if (this.silent) return;
    if (container.errors.length > 0) {
      this.port.line(`[-] ${container.path} failed with:`, 'Red');
      this.errors(container.errors, '');
    }
    if (!this.detailed && passed) {
      this.port.write(`[+] ${container.path}`, 'DarkGreen');
      this.port.line(` ${times(container)}`, 'DarkGray');
    }
  }

  summary(
    counts: RunCounts,
    ticks: bigint,
    failedBlocks: readonly Block[],
    failedContainers: readonly Container[],
  ): void {
    if (this.silent) return;
    const { port } = this;
    port.line(`Tests completed in ${humanTime(ticks)}`, 'White');
    const part = (text: string, count: number, color: ConsoleColor, last = false): void => {
      const shown = count > 0 ? color : 'DarkGray';
      if (last) port.line(text, shown);
      else port.write(text, shown);
    };
    const passed = counts.failed > 0 ? 'White' : 'DarkGreen';
    part(`Tests Passed: ${counts.passed}, `, counts.passed, passed);
    part(`Failed: ${counts.failed}, `, counts.failed, 'Red');
    part(`Skipped: ${counts.skipped}, `, counts.skipped, 'Yellow');
    part(`Inconclusive: ${counts.inconclusive}, `, counts.inconclusive, 'Gray');
    part(`NotRun: ${counts.notRun}`, counts.notRun, 'Gray', true);
    if (failedBlocks.length > 0) {
      port.line(`BeforeAll \\ AfterAll failed: ${failedBlocks.length}`, 'Red');
      for (const block of failedBlocks) port.line(`  - ${pathOf(block).join('.')}`, 'Red');
    }
    if (failedContainers.length > 0) {
      port.line(`Container failed: ${failedContainers.length}`, 'Red');
      for (const container of failedContainers) port.line(`  - ${container.path}`, 'Red');
    }
  }
}
