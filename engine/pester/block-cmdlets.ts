/** Describe, Context, It and the setups and teardowns. `seen: Pester 5.9.0` */
import {
  type Bound,
  type CmdletDefinition,
  type CommandContext,
  defineCmdlet,
  type ParameterDeclaration,
} from '../language/command';
import type { Program } from '../language/host';
import type { CommandRuntime } from '../language/runtime/command-runtime';
import { ScriptBlock } from '../language/runtime/script-block';
import { baseOf, type Value } from '../language/values';
import { isTruthy, texts, throwPlain } from './arguments';
import { defineData, type PesterState, runIn, scopeBelow, stateOf } from './state';
import { type Block, makeBlock, makeTest } from './tree';

export const PESTER = 'Pester';

export function runtimeOf(ctx: CommandContext): CommandRuntime {
  return ctx as CommandRuntime;
}

function missingBlock(kind: string, name: string): string {
  const what = kind === 'It' ? 'test script block' : 'test fixture';
  if (name.includes('\n')) {
    return kind === 'It'
      ? 'Test name has multiple lines and no test scriptblock is provided. (Have you provided a name for the test?)'
      : 'Test fixture name has multiple lines and no test fixture is provided. (Have you provided a name for the test group?)';
  }
  return `No ${what} is provided. (Have you put the open curly brace on the next line?)`;
}
const runtimeException = 'System.Management.Automation.RuntimeException';

function inDiscovery(ctx: CommandContext, name: string): PesterState {
  const state = stateOf(runtimeOf(ctx).rs);
  if (state.phase === 'idle') {
    throwPlain(ctx, `${name} can only be used in a file that Invoke-Pester runs.`, 'System.InvalidOperationException');
  }
  return state;
}

/** One entry for each element of -ForEach; one without data where it was not given. */
function dataOf(ctx: CommandContext, bound: Bound): Array<{ value: Value } | undefined> {
  if (!ctx.isBound('ForEach')) return [undefined];
  const { rs } = runtimeOf(ctx);
  const value = baseOf(bound.ForEach);
  if (value === null || value === undefined) return [];
  const items = rs.elementsOf(value);
  return (items === undefined ? [value] : [...items]).map((item) => ({ value: item }));
}

const nameParameter: ParameterDeclaration = { name: 'Name', type: 'string', mandatory: true, position: 0 };
const tagParameter: ParameterDeclaration = {
  name: 'Tag',
  type: 'string[]',
  aliases: ['Tags'],
  allowEmptyCollection: true,
};
const skipParameter: ParameterDeclaration = { name: 'Skip', type: 'SwitchParameter' };
const allowEmptyData: ParameterDeclaration = { name: 'AllowNullOrEmptyForEach', type: 'SwitchParameter' };
function forEachParameter(aliases: string[]): ParameterDeclaration {
  return { name: 'ForEach', type: 'Object', aliases, allowNull: true, allowEmptyCollection: true };
}

function blockCmdlet(command: 'Describe' | 'Context'): CmdletDefinition {
  return defineCmdlet({
    name: command,
    module: PESTER,
    commandType: 'Function',
    parameters: [
      nameParameter,
      tagParameter,
      { name: 'Fixture', type: 'ScriptBlock', position: 1, notNull: true },
      skipParameter,
      allowEmptyData,
      forEachParameter([]),
    ],
    help: {
      synopsis:
        command === 'Describe'
          ? 'Creates a logical group of tests.'
          : 'Provides logical grouping of It blocks within a single Describe block.',
    },
    *end(ctx, bound): Program<void> {
      const runtime = runtimeOf(ctx);
      const { rs, frame } = runtime;
      const state = inDiscovery(ctx, command);
      const name = ctx.text(bound.Name);
      const script = bound.Fixture;
      if (!(script instanceof ScriptBlock)) throwPlain(ctx, missingBlock(command, name), runtimeException);
      const parent = state.block;
      const { container } = state;
      if (state.phase !== 'discovery' || parent === undefined || container === undefined) return;
      const tags = texts(ctx, bound.Tag);
      const line = runtime.myInvocation.scriptLineNumber;
      for (const data of dataOf(ctx, bound)) {
        const block = makeBlock(command, name, parent, container, { tags, line, data, skip: isTruthy(bound.Skip) });
        const scope = scopeBelow(frame.scope);
        if (data !== undefined) defineData(scope, data.value);
        state.block = block;
        try {
          yield* runIn(rs, script as ScriptBlock, scope, frame, { named: [] });
          // A block whose body throws does not become part of the tree.
          parent.order.push(block);
        } finally {
          state.block = parent;
        }
      }
    },
  });
}

const it = defineCmdlet({
  name: 'It',
  module: PESTER,
  commandType: 'Function',
  parameters: [
    nameParameter,
    { name: 'Test', type: 'ScriptBlock', position: 1 },
    forEachParameter(['TestCases']),
    tagParameter,
    skipParameter,
    allowEmptyData,
  ],
  help: { synopsis: 'Validates the results of a test inside of a Describe block.' },
  end(ctx, bound) {
    const state = inDiscovery(ctx, 'It');
    const script = bound.Test;
    const name = ctx.text(bound.Name);
    if (!(script instanceof ScriptBlock)) throwPlain(ctx, missingBlock('It', name), runtimeException);
    const parent = state.block;
    if (state.phase !== 'discovery' || parent === undefined) return;
    const options = {
      tags: texts(ctx, bound.Tag),
      line: runtimeOf(ctx).myInvocation.scriptLineNumber,
      skip: isTruthy(bound.Skip),
    };
    for (const data of dataOf(ctx, bound)) {
      parent.order.push(makeTest(name, parent, script as ScriptBlock, { ...options, data }));
    }
  },
});

type Part = 'beforeAll' | 'beforeEach' | 'afterEach' | 'afterAll';

function partCmdlet(name: string, part: Part, synopsis: string): CmdletDefinition {
  return defineCmdlet({
    name,
    module: PESTER,
    commandType: 'Function',
    parameters: [{ name: 'Scriptblock', type: 'ScriptBlock', mandatory: true, position: 1 }],
    help: { synopsis },
    end(ctx, bound) {
      const state = inDiscovery(ctx, name);
      const block: Block | undefined = state.block;
      if (state.phase !== 'discovery' || block === undefined) return;
      if (block[part] !== undefined) {
        throwPlain(
          ctx,
          `${name} is already defined in this block. Each block can only have one ${name}.`,
          'System.Management.Automation.RuntimeException',
        );
      }
      block[part] = bound.Scriptblock as ScriptBlock;
    },
  });
}

const beforeDiscovery = defineCmdlet({
  name: 'BeforeDiscovery',
  module: PESTER,
  commandType: 'Function',
  parameters: [{ name: 'ScriptBlock', type: 'ScriptBlock', mandatory: true, position: 0 }],
  help: { synopsis: 'Runs setup code that is used during Discovery phase.' },
  *end(ctx, bound): Program<void> {
    const { rs, frame } = runtimeOf(ctx);
    if (stateOf(rs).phase === 'run') return;
    yield* runIn(rs, bound.ScriptBlock as ScriptBlock, frame.scope, frame);
  },
});

export const blockCmdlets: CmdletDefinition[] = [
  blockCmdlet('Describe'),
  blockCmdlet('Context'),
  it,
  partCmdlet(
    'BeforeAll',
    'beforeAll',
    'Defines a series of steps to perform at the beginning of the current container, Context, or Describe block.',
  ),
  partCmdlet(
    'BeforeEach',
    'beforeEach',
    'Defines a series of steps to perform at the beginning of every It block within the current block.',
  ),
  partCmdlet(
    'AfterEach',
    'afterEach',
    'Defines a series of steps to perform at the end of every It block within the current block.',
  ),
  partCmdlet(
    'AfterAll',
    'afterAll',
    'Defines a series of steps to perform at the end of the current container, Context, or Describe block.',
  ),
  beforeDiscovery,
];
