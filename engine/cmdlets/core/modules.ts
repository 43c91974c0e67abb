/** Modules: New-Module, Import-Module, Export-ModuleMember, Get-Module, Remove-Module. seen: Modules resource strings */

import type { CommandContext } from '../../language/command';
import { compiledOf } from '../../language/compile/compiled-block';
import { toText } from '../../language/conversion';
import type { Program } from '../../language/host';
import { enumerate } from '../../language/net';
import { AliasInfo, FunctionInfo } from '../../language/runtime/command-info';
import type { Implementations } from '../../language/runtime/command-registry';
import type { CommandRuntime } from '../../language/runtime/command-runtime';
import { Frame } from '../../language/runtime/frame';
import { PSModuleInfo, registryModule } from '../../language/runtime/module-info';
import type { Runspace } from '../../language/runtime/runspace';
import { ScriptBlock } from '../../language/runtime/script-block';
import { SessionState } from '../../language/runtime/session-state';
import { Collector } from '../../language/runtime/sink';
import { Variable } from '../../language/runtime/variable';
import { matchesWildcard } from '../../language/text/wildcard';
import { foldCase, NetObject, PSCustomObject, PSDictionary, type Value } from '../../language/values';

function texts(value: Value): string[] {
  if (value === null || value === undefined) return [];
  const items = enumerate(value);
  return (items ?? [value]).map((item) => toText(item));
}

/** Runs the body of a module in a session state of its own. */
function* makeModule(
  rs: Runspace,
  name: string,
  block: ScriptBlock,
  frame: Frame,
  args: Value[],
  path: string,
): Program<{ module: PSModuleInfo; output: Value[] }> {
  const session = new SessionState(rs, rs.global.top);
  const module = new PSModuleInfo(name, session);
  session.module = module;
  module.path = path;
  module.moduleBase = path.replace(/\\[^\\]*$/, '');
  const body = new ScriptBlock(block.ast, session);
  const compiled = compiledOf(block.ast);
  const collector = new Collector();
  const own = new Frame(rs, session.top, compiled, collector, frame.streams, frame, null, true);
  rs.defineTypes(compiled, own);
  yield* rs.runBlock(body, { frame: own, newScope: false, args, out: collector });
  if (!module.exportsDeclared) {
    for (const [key, info] of session.top.functions ?? []) module.exportedFunctions.set(key, info);
    for (const [key, info] of session.top.aliases ?? []) module.exportedAliases.set(key, info);
  }
  return { module, output: collector.items };
}

/** Brings what a module exports into a session state. */
function importInto(
  rs: Runspace,
  module: PSModuleInfo,
  frame: Frame,
  options: { prefix?: string; functions?: string[]; global?: boolean },
): void {
  const scope = options.global ? rs.global.top : frame.scope.session.top;
  const wanted = (name: string): boolean =>
    options.functions === undefined || options.functions.some((pattern) => matchesWildcard(name, pattern));
  for (const info of module.exportedFunctions.values()) {
    if (!(info instanceof FunctionInfo) || !wanted(info.name)) continue;
    scope.functions ??= new Map();
    const name = options.prefix ? info.name.replace(/-/, `-${options.prefix}`) : info.name;
    const imported = name === info.name ? info : new FunctionInfo(name, info.block, info.isFilter);
    imported.module = module;
    scope.functions.set(foldCase(name), imported);
  }
  for (const info of module.exportedAliases.values()) {
    if (!(info instanceof AliasInfo)) continue;
    scope.aliases ??= new Map();
    scope.aliases.set(foldCase(info.name), info);
  }
  for (const [key, variable] of module.exportedVariables) scope.put(key, variable);
  rs.modules.set(foldCase(module.name), module);
  rs.commandVersion++;
}

function exportMembers(ctx: CommandRuntime): void {
  const session = ctx.frame.scope.session;
  const { module } = session;
  if (module === null) {
    ctx.throwTerminating({
      message: 'The Export-ModuleMember cmdlet can only be called from inside a module.',
      id: 'Modules_CanOnlyExecuteExportModuleMemberInsideAModule',
      category: 'PermissionDenied',
      exceptionType: 'System.InvalidOperationException',
    });
  }
  if (!module.exportsDeclared) {
    module.exportsDeclared = true;
    module.exportedFunctions.clear();
    module.exportedAliases.clear();
    module.exportedVariables.clear();
  }
  const { top } = session;
  for (const pattern of texts(ctx.bound.Function)) {
    for (const [key, info] of top.functions ?? [])
      if (matchesWildcard(info.name, pattern)) module.exportedFunctions.set(key, info);
  }
  for (const pattern of texts(ctx.bound.Alias)) {
    for (const [key, info] of top.aliases ?? [])
      if (matchesWildcard(info.name, pattern)) module.exportedAliases.set(key, info);
  }
  for (const pattern of texts(ctx.bound.Variable)) {
    for (const [key, variable] of top.variables())
      if (matchesWildcard(variable.name, pattern)) module.exportedVariables.set(key, variable);
  }
}

/** An object whose methods are the functions of a module. */
function asCustomObject(module: PSModuleInfo): Value {
  const object = new PSCustomObject();
  for (const variable of module.exportedVariables.values()) object.set(variable.name, variable.read());
  for (const info of module.exportedFunctions.values()) {
    if (info instanceof FunctionInfo)
      object.members.set(foldCase(info.name), { kind: 'ScriptMethod', name: info.name, script: info.block });
  }
  return object;
}

let dynamicCount = 0;

/** Loads a module by name or path. */
export function* loadModule(
  context: CommandContext,
  name: string,
  options: { prefix?: string; functions?: string[]; global?: boolean; force?: boolean; args?: Value[] },
): Program<PSModuleInfo | undefined> {
  const ctx = context as CommandRuntime;
  const { rs, frame } = ctx;
  const loaded = rs.modules.get(foldCase(name));
  if (loaded !== undefined && !options.force) {
    importInto(rs, loaded, frame, options);
    return loaded;
  }
  const fromRegistry = registryModule(rs, name);
  if (fromRegistry !== undefined) {
    rs.modules.set(foldCase(fromRegistry.name), fromRegistry);
    return fromRegistry;
  }
  const { files } = rs.options;
  if (files !== undefined) {
    const stem = name.replace(/^.*[\\/]/, '').replace(/\.psm1$|\.psd1$|\.ps1$/i, '');
    const candidates = /[\\/]|\.ps(m|d)?1$/i.test(name)
      ? [name, `${name}.psm1`, `${name}\\${stem}.psm1`]
      : [
          `C:\\Users\\Administrator\\Documents\\WindowsPowerShell\\Modules\\${name}\\${name}.psm1`,
          `C:\\Program Files\\WindowsPowerShell\\Modules\\${name}\\${name}.psm1`,
        ];
    for (const candidate of candidates) {
      if (!/\.psm?1$/i.test(candidate)) continue;
      const path = files.resolve(candidate, rs);
      const text = files.readText(path);
      if (text === undefined) continue;
      const block = rs.createScriptBlock(text, path);
      const { module, output } = yield* makeModule(rs, stem, block, frame, options.args ?? [], path);
      importInto(rs, module, frame, options);
      ctx.writeAll(output);
      return module;
    }
  }
  ctx.writeError({
    message: `The specified module '${name}' was not loaded because no valid module file was found in any module directory.`,
    id: 'Modules_ModuleNotFound',
    category: 'ResourceUnavailable',
    target: name,
    exceptionType: 'System.IO.FileNotFoundException',
  });
  return undefined;
}

export const moduleCmdlets: Implementations = {
  'New-Module': {
    *process(context, p) {
      const ctx = context as CommandRuntime;
      const name = p.Name === undefined ? `__DynamicModule_${++dynamicCount}` : toText(p.Name);
      const args =
        p.ArgumentList === undefined || p.ArgumentList === null
          ? []
          : [...(enumerate(p.ArgumentList) ?? [p.ArgumentList])];
      const { module, output } = yield* makeModule(ctx.rs, name, p.ScriptBlock as ScriptBlock, ctx.frame, args, name);
      module.exportsDeclared ||= false;
      if (p.AsCustomObject === true) {
        ctx.write(asCustomObject(module));
        return;
      }
      if (p.ReturnResult === true) {
        importInto(ctx.rs, module, ctx.frame, {});
        ctx.writeAll(output);
        return;
      }
      importInto(ctx.rs, module, ctx.frame, { functions: p.Function === undefined ? undefined : texts(p.Function) });
      ctx.write(module);
    },
  },
  'Export-ModuleMember': {
    process(context) {
      exportMembers(context as CommandRuntime);
    },
  },
  'Import-Module': {
    *process(context, p) {
      const ctx = context as CommandRuntime;
      const options = {
        prefix: p.Prefix === undefined ? undefined : toText(p.Prefix),
        functions: p.Function === undefined ? undefined : texts(p.Function),
        global: p.Global === true,
        force: p.Force === true,
        args: p.ArgumentList === undefined || p.ArgumentList === null ? [] : [...(enumerate(p.ArgumentList) ?? [])],
      };
      const infos = p.ModuleInfo === undefined ? [] : [...(enumerate(p.ModuleInfo) ?? [p.ModuleInfo])];
      for (const info of infos) {
        if (!(info instanceof PSModuleInfo)) continue;
        importInto(ctx.rs, info, ctx.frame, options);
        if (p.PassThru === true) ctx.write(p.AsCustomObject === true ? asCustomObject(info) : info);
      }
      for (const name of texts(p.Name)) {
        const module = yield* loadModule(ctx, name, options);
        if (module !== undefined && p.PassThru === true) ctx.write(module);
        if (module !== undefined && p.AsCustomObject === true && p.PassThru !== true) ctx.write(asCustomObject(module));
      }
    },
  },
  'Get-Module': {
    process(context, p) {
      const ctx = context as CommandRuntime;
      const { rs } = ctx;
      let list: PSModuleInfo[];
      if (p.ListAvailable === true) {
        const names = new Set<string>([...rs.registry.modules.values()].map((module) => module.name));
        list = [...names].map((name) => registryModule(rs, name)).filter((module) => module !== undefined);
      } else list = [...rs.modules.values()];
      const names = texts(p.Name);
      if (names.length > 0)
        list = list.filter((module) => names.some((pattern) => matchesWildcard(module.name, pattern)));
      ctx.writeAll(list.sort((a, b) => (foldCase(a.name) < foldCase(b.name) ? -1 : 1)));
    },
  },
  'Remove-Module': {
    *process(context, p) {
      const ctx = context as CommandRuntime;
      const { rs } = ctx;
      const chosen = new Set<PSModuleInfo>();
      for (const info of p.ModuleInfo === undefined ? [] : (enumerate(p.ModuleInfo) ?? [p.ModuleInfo]))
        if (info instanceof PSModuleInfo) chosen.add(info);
      for (const name of texts(p.Name)) {
        const found = [...rs.modules.values()].filter((module) => matchesWildcard(module.name, name));
        if (found.length === 0) {
          ctx.writeError({
            message:
              'No modules were removed. Verify that the specification of modules to remove is correct and those modules exist in the runspace.',
            id: 'Modules_NoModulesRemoved',
            category: 'ResourceUnavailable',
            target: null,
            exceptionType: 'System.InvalidOperationException',
          });
        }
        for (const module of found) chosen.add(module);
      }
      for (const module of chosen) {
        if (module.onRemove instanceof ScriptBlock)
          yield* rs.runBlock(module.onRemove, { frame: ctx.frame, newScope: true, args: [module] });
        rs.modules.delete(foldCase(module.name));
        for (const scope of [rs.global.top, ctx.frame.scope.session.top]) {
          for (const [key, info] of scope.functions ?? []) if (info.module === module) scope.functions!.delete(key);
          for (const [key, info] of scope.aliases ?? [])
            if (module.exportedAliases.get(key) === info) scope.aliases!.delete(key);
          for (const key of module.exportedVariables.keys())
            if (scope.own(key) === module.exportedVariables.get(key)) scope.take(key);
        }
        rs.commandVersion++;
      }
    },
  },
};

export { NetObject, PSDictionary, Variable };
