/** New-PesterConfiguration and New-PesterContainer. `seen: Pester 5.9.0 (options and defaults)` */
import { type CommandContext, defineCmdlet } from '../language/command';
import { ScriptBlock } from '../language/runtime/script-block';
import { baseOf, PSArray, PSCustomObject, PSDictionary, type Value } from '../language/values';
import { texts } from './arguments';
import { PESTER, runtimeOf } from './block-cmdlets';

const list = (): Value => new PSArray([]);

/** Options by section with their defaults; each is an object with Value, as the real ones. */
const sections: Record<string, Record<string, () => Value>> = {
  Run: {
    Path: () => new PSArray(['.']),
    ExcludePath: list,
    ScriptBlock: list,
    Container: list,
    TestExtension: () => '.Tests.ps1',
    Exit: () => false,
    Throw: () => false,
    PassThru: () => false,
    SkipRun: () => false,
    SkipRemainingOnFailure: () => 'None',
    FailOnNullOrEmptyForEach: () => false,
  },
  Filter: { Tag: list, ExcludeTag: list, Line: list, ExcludeLine: list, FullName: list },
  Should: { ErrorAction: () => 'Stop' },
  Output: {
    Verbosity: () => 'Normal',
    StackTraceVerbosity: () => 'Filtered',
    CIFormat: () => 'Auto',
    CILogLevel: () => 'Error',
    RenderMode: () => 'Auto',
  },
  TestDrive: { Enabled: () => true },
  TestRegistry: { Enabled: () => true },
};

/** An option holds what was set as `$config.Run.Path = 'x'` and as `$config.Run.Path.Value = 'x'`. */
function optionValue(option: Value): Value {
  const base = baseOf(option);
  if (base instanceof PSCustomObject && base.note('IsModified') !== undefined) return base.note('Value');
  return base;
}

function option(value: Value): PSCustomObject {
  const made = PSCustomObject.from([
    ['Default', value],
    ['Value', value],
    ['IsModified', false],
  ]);
  made.typeNames.unshift('Pester.Option');
  return made;
}

export function defaultConfiguration(): PSCustomObject {
  const made = PSCustomObject.from(
    Object.entries(sections).map(([name, options]) => [
      name,
      PSCustomObject.from(Object.entries(options).map(([key, value]) => [key, option(value())])),
    ]),
  );
  made.typeNames.unshift('PesterConfiguration');
  return made;
}

function memberOf(object: Value, name: string): Value {
  const base = baseOf(object);
  if (base instanceof PSCustomObject) return base.note(name);
  if (base instanceof PSDictionary) return base.has(name) ? base.get(name) : undefined;
  return undefined;
}

/** Value of an option in a configuration object or hash table; undefined where it says nothing. */
export function readOption(configuration: Value, section: string, name: string): Value {
  const part = memberOf(configuration, section);
  return part === undefined ? undefined : optionValue(memberOf(part, name));
}

/** A configuration object with the options of a hash table set. */
function merged(ctx: CommandContext, from: Value): PSCustomObject {
  const configuration = defaultConfiguration();
  const base = baseOf(from);
  if (!(base instanceof PSDictionary)) return configuration;
  for (const { key, value } of base.items()) {
    const section = configuration.note(ctx.text(key));
    const given = baseOf(value);
    if (!(section instanceof PSCustomObject) || !(given instanceof PSDictionary)) continue;
    for (const { key: name, value: wanted } of given.items()) {
      const target = section.note(ctx.text(name));
      if (!(target instanceof PSCustomObject)) continue;
      target.set('Value', wanted);
      target.set('IsModified', true);
    }
  }
  return configuration;
}

export const newPesterConfiguration = defineCmdlet({
  name: 'New-PesterConfiguration',
  module: PESTER,
  commandType: 'Function',
  parameters: [{ name: 'Hashtable', type: 'hashtable', position: 0 }],
  outputs: ['PesterConfiguration'],
  help: { synopsis: 'Creates a new PesterConfiguration object for advanced configuration of Invoke-Pester.' },
  end(ctx, bound) {
    ctx.write(merged(ctx, bound.Hashtable));
  },
});

export const newPesterContainer = defineCmdlet({
  name: 'New-PesterContainer',
  module: PESTER,
  commandType: 'Function',
  defaultParameterSet: 'Path',
  parameters: [
    { name: 'Path', type: 'string[]', sets: { Path: { mandatory: true } } },
    { name: 'ScriptBlock', type: 'ScriptBlock[]', sets: { ScriptBlock: { mandatory: true } } },
    { name: 'Data', type: 'IDictionary[]', sets: { Path: {}, ScriptBlock: {} } },
  ],
  outputs: ['Pester.ContainerInfo'],
  help: { synopsis: 'Generates ContainerInfo-objects used as for Invoke-Pester -Container' },
  end(ctx, bound) {
    const { rs } = runtimeOf(ctx);
    const listed = (value: Value): readonly Value[] => {
      const base = baseOf(value);
      if (base === undefined || base === null) return [];
      return rs.elementsOf(base) ?? [base];
    };
    const items: Value[] =
      bound.ScriptBlock === undefined
        ? texts(ctx, bound.Path)
        : listed(bound.ScriptBlock).filter((one) => one instanceof ScriptBlock);
    const data = listed(bound.Data);
    for (const one of items) {
      for (const entry of data.length === 0 ? [new PSDictionary()] : data) {
        const made = PSCustomObject.from([
          ['Type', one instanceof ScriptBlock ? 'ScriptBlock' : 'File'],
          ['Item', one],
          ['Data', entry],
        ]);
        made.typeNames.unshift('Pester.ContainerInfo');
        ctx.write(made);
      }
    }
  },
});
