/** Which tests run. `seen: Pester 5.9.0 (Test-ShouldRun); wildcards as in -like` */
import { matchesWildcard } from '../language/text/wildcard';
import { type Block, type Container, containerOf, pathOf, type Test, testsOf } from './tree';

export interface RunFilter {
  tag: readonly string[];
  excludeTag: readonly string[];
  fullName: readonly string[];
  /** `path:line` of a block or test. */
  line: readonly string[];
  excludeLine: readonly string[];
}

export const everything: RunFilter = { tag: [], excludeTag: [], fullName: [], line: [], excludeLine: [] };

function like(texts: readonly string[], patterns: readonly string[]): boolean {
  return patterns.some((pattern) => texts.some((text) => matchesWildcard(text, pattern)));
}

function onLine(one: Block | Test, lines: readonly string[]): boolean {
  if (lines.length === 0) return false;
  const own = `${containerOf(one).path}:${one.line}`.replace(/\\/g, '/').toLowerCase();
  return lines.some((line) => line.trim().replace(/\\/g, '/').toLowerCase() === own);
}

/** Undefined: the filter says nothing of it. */
function verdict(one: Block | Test, filter: RunFilter): 'exclude' | 'include' | 'explicit' | undefined {
  if (onLine(one, filter.excludeLine)) return 'exclude';
  if (like(one.tags, filter.excludeTag)) return 'exclude';
  if (onLine(one, filter.line)) return 'explicit';
  if (filter.fullName.length > 0 && like([pathOf(one).join('.')], filter.fullName)) return 'include';
  if (like(one.tags, filter.tag)) return 'include';
  return undefined;
}

function choose(block: Block, filter: RunFilter, anyInclude: boolean): void {
  for (const one of block.order) {
    const said = verdict(one, filter);
    if (said === 'exclude') {
      exclude(one);
      continue;
    }
    // A test named by its line runs although it is marked to be skipped.
    if (said === 'explicit' && one.type === 'Test') one.skip = false;
    one.included = said !== undefined || block.included;
    if (one.type === 'Test') {
      one.shouldRun = !anyInclude || one.included;
      if (block.skip && said !== 'explicit') one.skip = true;
    } else {
      if (block.skip) one.skip = true;
      choose(one, filter, anyInclude);
    }
  }
  block.shouldRun = block.order.some((one) => one.shouldRun);
  // Where all tests are skipped, so is the setup.
  if (block.shouldRun && !block.skip) {
    block.skip = block.order.every((one) => !one.shouldRun || one.skip);
  }
}

function exclude(one: Block | Test): void {
  one.shouldRun = false;
  if (one.type === 'Block') for (const inner of one.order) exclude(inner);
}

/** Marks what runs; answers how many tests that are. */
export function applyFilter(container: Container, filter: RunFilter): number {
  const anyInclude = filter.tag.length + filter.fullName.length + filter.line.length > 0;
  choose(container.root, filter, anyInclude);
  let count = 0;
  for (const test of testsOf(container.root)) if (test.shouldRun) count++;
  return count;
}

/** `Filter 'Tag' set to ('Fast').` */
export function filterLines(filter: RunFilter): string[] {
  const lines: string[] = [];
  const add = (name: string, values: readonly string[]): void => {
    if (values.length > 0) lines.push(`Filter '${name}' set to ('${values.join("', '")}').`);
  };
  add('Tag', filter.tag);
  add('ExcludeTag', filter.excludeTag);
  add('Line', filter.line);
  add('ExcludeLine', filter.excludeLine);
  add('FullName', filter.fullName);
  return lines;
}
