/** Invoke-Pester. `seen: Pester 5.9.0 (Main.ps1)` */
import { type Bound, type CommandContext, defineCmdlet, type ParameterDeclaration } from '../language/command';
import type { Program } from '../language/host';
import { ExitException } from '../language/runtime/control-flow';
import { ScriptBlock } from '../language/runtime/script-block';
import { baseOf, PSArray, PSCustomObject, type Value } from '../language/values';
import { isTruthy, texts, throwPlain } from './arguments';
import { PESTER, runtimeOf } from './block-cmdlets';
import { call } from './call-command';
import { defaultConfiguration, readOption } from './configuration';
import type { RunFilter } from './filter';
import { runObject } from './run-object';
import { screenPort } from './run-pester';
import { Runner, type RunOptions } from './runner';
import { Screen, type Verbosity } from './screen';
import { type Container, makeContainer } from './tree';

const VERBOSITIES: readonly Verbosity[] = ['None', 'Normal', 'Detailed', 'Diagnostic'];

function verbosityOf(ctx: CommandContext, value: Value): Verbosity {
  const wanted = value === undefined || value === null ? 'Normal' : ctx.text(value);
  const found = VERBOSITIES.find((one) => one.toLowerCase() === wanted.toLowerCase());
  if (found === undefined) {
    throwPlain(
      ctx,
      `Output.Verbosity must be one of 'None', 'Normal', 'Detailed', 'Diagnostic', but it was '${wanted}'. Please review your configuration.`,
      'System.ArgumentException',
    );
  }
  return found;
}

function skipRemainingOf(ctx: CommandContext, value: Value): RunOptions['skipRemaining'] {
  const wanted = value === undefined || value === null ? 'None' : ctx.text(value);
  const known = ['None', 'Block', 'Container', 'Run'] as const;
  const found = known.find((one) => one.toLowerCase() === wanted.toLowerCase());
  if (found === undefined) {
    throwPlain(
      ctx,
      `Run.SkipRemainingOnFailure must be 'None', 'Run', 'Container' or 'Block', but it was '${wanted}'. Please review your configuration.`,
      'System.ArgumentException',
    );
  }
  return found;
}

/** Files with tests that a path names: the file itself, or all `*.Tests.ps1` below a folder. */
function* filesOf(ctx: CommandContext, path: string): Program<string[]> {
  const { frame, rs } = runtimeOf(ctx);
  const items = yield* call(frame, 'Get-Item', [
    ['Path', path],
    ['ErrorAction', 'Stop'],
  ]);
  const found: string[] = [];
  for (const item of items) {
    const full = rs.text(yield* propertyOf(ctx, item, 'FullName'));
    if (isTruthy(yield* propertyOf(ctx, item, 'PSIsContainer'))) {
      const below = yield* call(frame, 'Get-ChildItem', [
        ['LiteralPath', full],
        ['Recurse', true],
        ['Filter', '*.Tests.ps1'],
        ['File', true],
      ]);
      for (const one of below) found.push(rs.text(yield* propertyOf(ctx, one, 'FullName')));
    } else if (/\.ps1$/i.test(full)) found.push(full);
  }
  return found;
}

function* propertyOf(ctx: CommandContext, item: Value, name: string): Program<Value> {
  const { frame } = runtimeOf(ctx);
  const values = yield* call(frame, 'Select-Object', [
    ['InputObject', item],
    ['ExpandProperty', name],
  ]);
  return values[0] ?? null;
}

function* textOfFile(ctx: CommandContext, path: string): Program<string> {
  const { frame, rs } = runtimeOf(ctx);
  const values = yield* call(frame, 'Get-Content', [
    ['LiteralPath', path],
    ['Raw', true],
    ['ErrorAction', 'Stop'],
  ]);
  return values.map((value) => rs.text(value)).join('');
}

function* fileContainer(ctx: CommandContext, path: string, data?: Value): Program<Container> {
  return makeContainer(path, { text: yield* textOfFile(ctx, path), data });
}

/** Containers of `-Container`, `-ScriptBlock` and `-Path`. */
function* containersOf(ctx: CommandContext, configuration: Value): Program<Container[]> {
  const { rs } = runtimeOf(ctx);
  const listed = (value: Value): readonly Value[] => {
    const base = baseOf(value);
    if (base === undefined || base === null) return [];
    return rs.elementsOf(base) ?? [base];
  };
  const found: Container[] = [];
  for (const script of listed(readOption(configuration, 'Run', 'ScriptBlock'))) {
    if (script instanceof ScriptBlock) found.push(makeContainer(script.text, { script }));
  }
  for (const one of listed(readOption(configuration, 'Run', 'Container'))) {
    const base = baseOf(one);
    if (!(base instanceof PSCustomObject)) continue;
    const item = base.note('Item');
    const data = base.note('Data');
    if (item instanceof ScriptBlock) found.push(makeContainer(item.text, { script: item, data }));
    else for (const path of yield* filesOf(ctx, rs.text(item))) found.push(yield* fileContainer(ctx, path, data));
  }
  if (found.length > 0) return found;
  const excluded = new Set<string>();
  for (const path of texts(ctx, readOption(configuration, 'Run', 'ExcludePath'))) {
    for (const file of yield* filesOf(ctx, path)) excluded.add(file.toLowerCase());
  }
  const paths: string[] = [];
  for (const path of texts(ctx, readOption(configuration, 'Run', 'Path'))) {
    for (const file of yield* filesOf(ctx, path)) {
      if (!excluded.has(file.toLowerCase()) && !paths.includes(file)) paths.push(file);
    }
  }
  for (const path of paths) found.push(yield* fileContainer(ctx, path));
  return found;
}

function set(configuration: PSCustomObject, section: string, name: string, value: Value): void {
  const part = configuration.note(section);
  const option = part instanceof PSCustomObject ? part.note(name) : undefined;
  if (!(option instanceof PSCustomObject)) return;
  option.set('Value', value);
  option.set('IsModified', true);
}

/** What the simple parameters say, as a configuration. */
function simpleConfiguration(bound: Bound): PSCustomObject {
  const configuration = defaultConfiguration();
  const given: Array<[string, string, Value]> = [
    ['Run', 'Path', bound.Path],
    ['Run', 'ExcludePath', bound.ExcludePath],
    ['Run', 'Container', bound.Container],
    ['Run', 'PassThru', bound.PassThru],
    ['Filter', 'Tag', bound.TagFilter],
    ['Filter', 'ExcludeTag', bound.ExcludeTagFilter],
    ['Filter', 'FullName', bound.FullNameFilter],
    ['Output', 'Verbosity', bound.Output],
  ];
  for (const [section, name, value] of given) if (value !== undefined) set(configuration, section, name, value);
  if (bound.Container !== undefined && bound.Path === undefined) set(configuration, 'Run', 'Path', new PSArray([]));
  if (isTruthy(bound.CI)) set(configuration, 'Run', 'Exit', true);
  return configuration;
}

const simple = (name: string, type: string, more: Partial<ParameterDeclaration> = {}): ParameterDeclaration => ({
  name,
  type,
  sets: { Simple: {} },
  ...more,
});

export const invokePester = defineCmdlet({
  name: 'Invoke-Pester',
  module: PESTER,
  commandType: 'Function',
  defaultParameterSet: 'Simple',
  parameters: [
    simple('Path', 'string[]', { sets: { Simple: { position: 0 } } }),
    simple('ExcludePath', 'string[]'),
    simple('TagFilter', 'string[]', { aliases: ['Tag', 'Tags'] }),
    simple('ExcludeTagFilter', 'string[]', { aliases: ['ExcludeTag'] }),
    simple('FullNameFilter', 'string[]', { aliases: ['Name'] }),
    simple('CI', 'SwitchParameter'),
    simple('Output', 'string', { validateSet: [...VERBOSITIES, 'Minimal'] }),
    simple('PassThru', 'SwitchParameter'),
    simple('Container', 'Object[]'),
    { name: 'Configuration', type: 'Object', sets: { Advanced: {} } },
  ],
  outputs: ['Pester.Run'],
  help: { synopsis: 'Runs Pester tests' },
  *end(ctx, bound): Program<void> {
    const { rs, frame } = runtimeOf(ctx);
    const configuration =
      bound.Configuration === undefined || bound.Configuration === null
        ? simpleConfiguration(bound)
        : bound.Configuration;
    const verbosity = verbosityOf(ctx, readOption(configuration, 'Output', 'Verbosity'));
    const filter: RunFilter = {
      tag: texts(ctx, readOption(configuration, 'Filter', 'Tag')),
      excludeTag: texts(ctx, readOption(configuration, 'Filter', 'ExcludeTag')),
      fullName: texts(ctx, readOption(configuration, 'Filter', 'FullName')),
      line: texts(ctx, readOption(configuration, 'Filter', 'Line')),
      excludeLine: texts(ctx, readOption(configuration, 'Filter', 'ExcludeLine')),
    };
    const started = rs.time.nowTicks();
    const containers = yield* containersOf(ctx, configuration);
    if (containers.length === 0) {
      throwPlain(
        ctx,
        'No test files were found and no scriptblocks were provided.',
        'System.Management.Automation.RuntimeException',
      );
    }
    const runner = new Runner(rs, frame, new Screen(screenPort(rs, []), verbosity));
    const run = yield* runner.run(containers, {
      filter,
      skipRun: isTruthy(readOption(configuration, 'Run', 'SkipRun')),
      skipRemaining: skipRemainingOf(ctx, readOption(configuration, 'Run', 'SkipRemainingOnFailure')),
    });
    if (isTruthy(readOption(configuration, 'Run', 'PassThru'))) ctx.write(runObject(run, started, configuration));
    const failures = run.counts.failed + run.failedBlocks.length + run.failedContainers.length;
    if (isTruthy(readOption(configuration, 'Run', 'Throw')) && run.result === 'Failed') {
      throwPlain(
        ctx,
        `Pester run failed, because ${failures} tests failed`,
        'System.Management.Automation.RuntimeException',
      );
    }
    if (isTruthy(readOption(configuration, 'Run', 'Exit')) && run.result === 'Failed')
      throw new ExitException(failures);
  },
});
