/** Mocks and their history. `seen: Pester 5.9.0 (Mock.ps1)` */
import type { CommandInfo } from '../language/runtime/command-info';
import type { ScriptBlock } from '../language/runtime/script-block';
import type { Value } from '../language/values';
import type { Block, Test } from './tree';

/** What a mock does where its filter holds. */
export interface Behavior {
  /** Folded name of the real command. */
  readonly key: string;
  /** Name as the command has it. */
  readonly commandName: string;
  /** Folded name of the module that the mock was made for; '' for the script's own scope. */
  readonly module: string;
  readonly moduleName: string;
  readonly filter: ScriptBlock | undefined;
  readonly body: ScriptBlock | undefined;
  readonly verifiable: boolean;
  invoked: boolean;
}

/** One call that a behavior answered. */
export interface RecordedCall {
  readonly key: string;
  readonly module: string;
  readonly bound: ReadonlyArray<readonly [string, Value]>;
  readonly args: readonly Value[];
  readonly behavior: Behavior;
  /** The mocked command: its parameters' aliases count in filters. */
  readonly original: CommandInfo;
}

/** Behaviors that hold here, in the order they are tried: those with a filter first, the newest and innermost before others. */
export function behaviorsFor(at: Test | Block | null, key: string, module: string): Behavior[] {
  const filtered: Behavior[] = [];
  const plain: Behavior[] = [];
  for (let one: Test | Block | null = at; one !== null; one = one.parent) {
    for (let i = one.behaviors.length - 1; i >= 0; i--) {
      const behavior = one.behaviors[i];
      if (behavior.key !== key || behavior.module !== module) continue;
      (behavior.filter === undefined ? plain : filtered).push(behavior);
    }
  }
  return [...filtered, ...plain];
}

/** All behaviors in force here. */
export function* behaviorsInForce(at: Test | Block | null): IterableIterator<Behavior> {
  for (let one: Test | Block | null = at; one !== null; one = one.parent) yield* one.behaviors;
}

/** Calls of a test, or of a block and everything in it. */
export function* callsIn(at: Test | Block): IterableIterator<RecordedCall> {
  yield* at.calls;
  if (at.type === 'Block') for (const one of at.order) yield* callsIn(one);
}
