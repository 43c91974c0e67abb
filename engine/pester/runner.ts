/** Discovery and run of containers. `seen: Pester 5.9.0 (Pester.Runtime.ps1); test/conformance/pester` */
import type { Program } from '../language/host';
import type { ErrorRecord } from '../language/runtime/error-record';
import type { Frame } from '../language/runtime/frame';
import type { Runspace } from '../language/runtime/runspace';
import type { Scope } from '../language/runtime/scope';
import { ScriptBlock } from '../language/runtime/script-block';
import type { Value } from '../language/values';
import { applyFilter, type RunFilter } from './filter';
import { expandableText, hasTemplate } from './name-template';
import { type FinishedRun, finishRun } from './run-result';
import type { Screen } from './screen';
import {
  captureIn,
  dataEntries,
  defineData,
  moduleFrame,
  type PesterState,
  recordOfFailure,
  runIn,
  scopeBelow,
  setVariable,
  stateOf,
} from './state';
import { closeTestDrives, openTestDrives, rememberTestDrives, restoreTestDrives, type TestDrive } from './test-drive';
import { type Block, blocksOf, type Container, isRoot, resultOf, type Test, testsOf } from './tree';

const SKIPPED_IDS = new Set(['PesterTestSkipped', 'PesterTestPending']);
const INCONCLUSIVE_ID = 'PesterTestInconclusive';

export interface RunOptions {
  filter: RunFilter;
  /** Only find the tests. */
  skipRun?: boolean;
  /** Where a test failed, the tests behind it in the same block, file or run are skipped. */
  skipRemaining?: 'None' | 'Block' | 'Container' | 'Run';
}

export class Runner {
  private readonly state: PesterState;
  private drives: readonly TestDrive[] = [];
  private skipRemaining: RunOptions['skipRemaining'] = 'None';
  private containers: readonly Container[] = [];
  constructor(
    private readonly rs: Runspace,
    private readonly caller: Frame,
    private readonly screen: Screen,
  ) {
    this.state = stateOf(rs);
  }

  private now(): bigint {
    return this.rs.time.nowTicks();
  }

  *run(containers: Container[], options: RunOptions): Program<FinishedRun> {
    const { state, screen } = this;
    const outer = {
      phase: state.phase,
      container: state.container,
      block: state.block,
      test: state.test,
      scope: state.scope,
    };
    const started = this.now();
    this.skipRemaining = options.skipRemaining ?? 'None';
    this.containers = containers;
    try {
      screen.start();
      screen.discoveryStart(containers.length);
      state.phase = 'discovery';
      state.test = undefined;
      for (const container of containers) yield* this.discover(container);
      let found = 0;
      let selected = 0;
      for (const container of containers) {
        for (const _test of testsOf(container.root)) found++;
        selected += applyFilter(container, options.filter);
      }
      screen.discoveryEnd(found, this.now() - started, options.filter, selected);
      if (options.skipRun !== true) {
        screen.runStart();
        state.phase = 'run';
        for (const container of containers) if (container.root.shouldRun) yield* this.runContainer(container);
      }
    } finally {
      Object.assign(state, outer);
    }
    const finished = finishRun(containers, this.now() - started);
    if (options.skipRun !== true) {
      screen.summary(finished.counts, finished.ticks, finished.failedBlocks, finished.failedContainers);
    }
    return finished;
  }

  /** A scope for a file's own code, with the automatic variables of a script. */
  private fileScope(container: Container): Scope {
    const scope = scopeBelow(this.caller.scope, 'own');
    if (container.script === undefined) {
      setVariable(scope, 'PSCommandPath', container.path);
      setVariable(scope, 'PSScriptRoot', container.path.replace(/[\\/][^\\/]*$/, ''));
    }
    for (const [name, value] of dataEntries(container.data)) setVariable(scope, name, value);
    return scope;
  }

  private *discover(container: Container): Program<void> {
    const { rs, state } = this;
    state.container = container;
    state.block = container.root;
    const scope = this.fileScope(container);
    state.scope = scope;
    const frame = moduleFrame(rs, scope, this.caller);
    try {
      let { script } = container;
      if (script === undefined) {
        const parsed = rs.parseText(container.text ?? '', container.path, frame);
        script = new ScriptBlock(parsed.ast, rs.global);
      }
      yield* runIn(rs, script, scope, this.caller, { named: dataEntries(container.data) });
      container.discovered = true;
    } catch (error) {
      const record = recordOfFailure(rs, error, frame);
      container.errors.push(record);
      // What the broken block held so far is not part of the tree.
      this.screen.discoveryFailed(container, record);
    } finally {
      state.block = undefined;
      state.container = undefined;
    }
  }

  private *runContainer(container: Container): Program<void> {
    const { screen, state } = this;
    state.container = container;
    container.executed = true;
    screen.containerStart(container);
    const started = this.now();
    const scope = this.fileScope(container);
    const frame = moduleFrame(this.rs, scope, this.caller);
    this.drives = yield* openTestDrives(frame, scope, container);
    yield* this.runBlock(container.root, scope);
    yield* closeTestDrives(frame, this.drives);
    this.drives = [];
    container.userTicks = this.now() - started;
    const failed =
      [...testsOf(container.root)].some(
        (test) => test.shouldRun && !test.passed && !test.skipped && !test.inconclusive,
      ) || [...blocksOf(container.root)].some((block) => block.errors.length > 0);
    screen.containerEnd(container, !failed);
  }

  private *runBlock(block: Block, parentScope: Scope): Program<void> {
    const { rs, state, screen } = this;
    const scope = isRoot(block) ? parentScope : scopeBelow(parentScope);
    const outer = { block: state.block, scope: state.scope };
    const started = this.now();
    block.executed = true;
    state.block = block;
    state.scope = scope;
    const frame = moduleFrame(rs, scope, this.caller);
    const before = this.drives.length === 0 ? [] : yield* rememberTestDrives(frame, this.drives);
    try {
      if (block.hasData) defineData(scope, block.data);
      let ready = true;
      if (block.beforeAll !== undefined && !block.skip) ready = yield* this.attempt(block.beforeAll, scope, block);
      if (ready) {
        yield* this.expandName(block, scope);
        for (const one of block.order) {
          if (!one.shouldRun) continue;
          if (one.type === 'Test') yield* this.runTest(one, scope);
          else yield* this.runBlock(one, scope);
          state.block = block;
          state.scope = scope;
        }
      }
      if (block.afterAll !== undefined && !block.skip) yield* this.attempt(block.afterAll, scope, block);
    } finally {
      this.undoMocks(block);
      rs.scopeEnded(scope, false);
      rs.commandVersion++;
      block.userTicks = this.now() - started;
      state.block = outer.block;
      state.scope = outer.scope;
    }
    if (this.drives.length > 0) yield* restoreTestDrives(frame, this.drives, before);
    if (block.errors.length === 0) return;
    // A setup of the file itself: its container failed.
    if (isRoot(block)) block.container.errors.push(...block.errors);
    else screen.blockFailed(block);
  }

  private *runTest(test: Test, blockScope: Scope): Program<void> {
    const { rs, state, screen } = this;
    const scope = scopeBelow(blockScope);
    if (test.hasData) defineData(scope, test.data);
    if (test.skip) {
      yield* this.expandName(test, scope);
      test.skipped = true;
      screen.test(test);
      return;
    }
    screen.block(test.parent);
    const outer = { scope: state.scope };
    const started = this.now();
    test.executed = true;
    state.test = test;
    state.scope = scope;
    state.softErrors = test.errors;
    try {
      const above: Block[] = [];
      for (let at: Block | null = test.parent; at !== null; at = at.parent) above.unshift(at);
      let ready = true;
      for (const block of above) {
        if (block.beforeEach === undefined) continue;
        ready = yield* this.attempt(block.beforeEach, scope, test);
        if (!ready) break;
      }
      yield* this.expandName(test, scope);
      if (ready) yield* this.attempt(test.script, scope, test, dataEntries(test.data));
      for (const block of above.reverse()) {
        if (block.afterEach === undefined) continue;
        if (!(yield* this.attempt(block.afterEach, scope, test))) break;
      }
    } finally {
      this.undoMocks(test);
      rs.scopeEnded(scope, false);
      rs.commandVersion++;
      state.test = undefined;
      state.scope = outer.scope;
      test.userTicks = this.now() - started;
    }
    this.judge(test);
    screen.test(test);
    if (resultOf(test) === 'Failed') this.skipOthers(test);
  }

  /** Run.SkipRemainingOnFailure: what has not run yet does not run. */
  private skipOthers(failed: Test): void {
    const roots: Record<string, readonly Block[]> = {
      Block: [failed.parent],
      Container: [failed.parent.container.root],
      Run: this.containers.map((container) => container.root),
    };
    for (const root of roots[this.skipRemaining ?? 'None'] ?? []) {
      for (const block of blocksOf(root)) if (!block.executed) block.skip = true;
      for (const test of testsOf(root)) if (!test.executed) test.skip = true;
    }
  }

  private judge(test: Test): void {
    const { errors } = test;
    const own = errors[errors.length - 1];
    if (own === undefined) test.passed = true;
    else if (errors.every((record) => SKIPPED_IDS.has(record.fullyQualifiedErrorId))) test.skipped = true;
    else if (errors.every((record) => record.fullyQualifiedErrorId === INCONCLUSIVE_ID)) test.inconclusive = true;
  }

  /** Runs a part of a test or block; its error is kept. */
  private *attempt(
    script: ScriptBlock,
    scope: Scope,
    owner: Test | Block,
    named: ReadonlyArray<readonly [string, Value]> = [],
  ): Program<boolean> {
    try {
      yield* runIn(this.rs, script, scope, this.caller, { named });
      return true;
    } catch (error) {
      const record: ErrorRecord = recordOfFailure(this.rs, error, moduleFrame(this.rs, scope, this.caller));
      this.rs.logError(record);
      owner.errors.push(record);
      return false;
    }
  }

  /** Fills the templates of a name with the values its scope has now. */
  private *expandName(one: Test | Block, scope: Scope): Program<void> {
    if (!hasTemplate(one.name) || (one.type === 'Block' && isRoot(one))) return;
    const frame = moduleFrame(this.rs, scope, this.caller);
    try {
      const parsed = this.rs.parseText(expandableText(one.name), undefined, frame);
      const block = new ScriptBlock(parsed.ast, scope.session);
      const items = yield* captureIn(this.rs, block, scope, this.caller);
      if (items.length > 0) one.expandedName = items.map((item) => this.rs.text(item)).join(' ');
    } catch (error) {
      recordOfFailure(this.rs, error, frame);
    }
  }

  private undoMocks(owner: Test | Block): void {
    const steps = this.state.undo.get(owner);
    if (steps === undefined) return;
    this.state.undo.delete(owner);
    for (const step of steps.reverse()) step();
  }
}
