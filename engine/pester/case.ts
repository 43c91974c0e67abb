/** Pester files in, console lines out: the shape of test/conformance/pester, for `lab pester`. */
import type { ConsoleColor, HostUI, Program, ProgressRecord, StreamKind } from '../language/host';
import type { Runspace } from '../language/runtime/runspace';
import { runPester } from './run-pester';
import type { PesterRun } from './run-result';
import type { Verbosity } from './screen';

export interface PesterCase {
  id: string;
  /** Name of the file; default `<id>.Tests.ps1`. */
  name?: string;
  file: string;
  /** Other files of the folder, by name. */
  more?: Readonly<Record<string, string>> | ReadonlyArray<{ name: string; file?: string; text?: string }>;
  args?: { TagFilter?: string[]; ExcludeTagFilter?: string[]; FullNameFilter?: string[] };
}

export interface PesterCaseTest {
  ExpandedPath: string;
  Result: string;
  Messages?: string[];
  ErrorIds?: string[];
}

export interface PesterCaseResult {
  Result: string;
  TotalCount: number;
  PassedCount: number;
  FailedCount: number;
  SkippedCount: number;
  InconclusiveCount: number;
  NotRunCount: number;
  FailedBlocksCount: number;
  FailedContainersCount: number;
  Tests: PesterCaseTest[];
  FailedBlocks?: Array<{ Path: string; Messages: string[] }>;
  FailedContainers?: Array<{ Item: string; Messages: string[] }>;
}

export interface PesterCaseOutcome {
  id: string;
  detailed: string[];
  normal: string[];
  result: PesterCaseResult;
}

/** Makes a fresh runspace that writes to `ui`, and a way to run a program in it to its end. */
export interface CaseSurroundings {
  runspace: Runspace;
  drive<T>(program: Program<T>): T;
  /** Puts a file where the runspace finds it; absent where it has no files. */
  writeFile?(path: string, text: string): void;
}

/** Folder that the files of a case lie in. */
export const CASE_FOLDER = 'C:\\PesterCase';

/** A screen that keeps whole lines. */
class CaseScreen implements HostUI {
  readonly lines: string[] = [];
  readonly bufferWidth = 120;
  readonly windowHeight = 50;
  windowTitle = 'Windows PowerShell';
  foregroundColor: ConsoleColor = 'DarkYellow';
  backgroundColor: ConsoleColor = 'DarkMagenta';
  private open = '';
  write(text: string): void {
    const parts = (this.open + text).split(/\r?\n/);
    this.open = parts.pop() ?? '';
    this.lines.push(...parts);
  }
  writeLine(_kind: StreamKind, text: string): void {
    this.write(`${text}\n`);
  }
  writeProgress(_record: ProgressRecord): void {}
  clear(): void {}
  trace(): void {
    if (this.lines[this.lines.length - 1] !== '<trace>') this.lines.push('<trace>');
  }
}

function filesOf(more: PesterCase['more']): Array<[string, string]> {
  if (more === undefined || more === null) return [];
  if (Array.isArray(more)) {
    return more.map((one: { name: string; file?: string; text?: string }) => [one.name, one.file ?? one.text ?? '']);
  }
  return Object.entries(more as Record<string, string>);
}

/** `<dir>/` for the folder, `<t>` for durations. */
function generalize(line: string): string {
  let text = line.split(`${CASE_FOLDER}\\`).join('<dir>/').split(CASE_FOLDER).join('<dir>');
  text = text.replace(/ \d+(?:\.\d+)?(?:ms|s) \(\d+(?:\.\d+)?(?:ms|s)\|\d+(?:\.\d+)?(?:ms|s)\)$/, ' <t> (<t>|<t>)');
  text = text.replace(/^(Discovery found \d+ tests in |Tests completed in )\d+(?:\.\d+)?(?:ms|s)(\.?)$/, '$1<t>$2');
  return text;
}

function resultOf(run: PesterRun): PesterCaseResult {
  const { counts } = run;
  const failedBlocks = run.failedBlocks.map((block) => ({
    Path: block.path,
    Messages: block.messages.map(generalize),
  }));
  const failedContainers = run.failedContainers.map((container) => ({
    Item: generalize(container.item),
    Messages: container.messages.map(generalize),
  }));
  return {
    Result: run.result,
    TotalCount: counts.total,
    PassedCount: counts.passed,
    FailedCount: counts.failed,
    SkippedCount: counts.skipped,
    InconclusiveCount: counts.inconclusive,
    NotRunCount: counts.notRun,
    FailedBlocksCount: failedBlocks.length,
    FailedContainersCount: failedContainers.length,
    Tests: run.tests.map((test) => ({
      ExpandedPath: test.expandedPath,
      Result: test.result,
      ...(test.messages.length > 0 && {
        Messages: test.messages.map(generalize),
        ErrorIds: test.errorIds.map(generalize),
      }),
    })),
    ...(failedBlocks.length > 0 && { FailedBlocks: failedBlocks }),
    ...(failedContainers.length > 0 && { FailedContainers: failedContainers }),
  };
}

function runOnce(
  one: PesterCase,
  verbosity: Verbosity,
  make: (ui: HostUI) => CaseSurroundings,
): { lines: string[]; run: PesterRun } {
  const screen = new CaseScreen();
  const surroundings = make(screen);
  const name = one.name ?? `${one.id}.Tests.ps1`;
  const others = filesOf(one.more);
  for (const [other, text] of [[name, one.file] as const, ...others]) {
    surroundings.writeFile?.(`${CASE_FOLDER}\\${other}`, text);
  }
  const files = [[name, one.file] as [string, string], ...others]
    .filter(([path]) => /\.tests\.ps1$/i.test(path))
    .sort(([a], [b]) => (a.toLowerCase() < b.toLowerCase() ? -1 : 1))
    .map(([path, text]) => ({ path: `${CASE_FOLDER}\\${path}`, text }));
  const run = surroundings.drive(
    runPester(surroundings.runspace, files, {
      output: verbosity,
      tag: one.args?.TagFilter,
      excludeTag: one.args?.ExcludeTagFilter,
      fullName: one.args?.FullNameFilter,
      onHiddenTrace: () => screen.trace(),
    }),
  );
  return { lines: screen.lines.map(generalize), run };
}

/** Runs a case with both kinds of output, each in a fresh runspace. */
export function runPesterCase(one: PesterCase, make: (ui: HostUI) => CaseSurroundings): PesterCaseOutcome {
  const detailed = runOnce(one, 'Detailed', make);
  const normal = runOnce(one, 'Normal', make);
  return { id: one.id, detailed: detailed.lines, normal: normal.lines, result: resultOf(detailed.run) };
}
