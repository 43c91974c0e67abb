/** Get-Command, history. seen: DiscoveryExceptions, HistoryStrings */

import type { CommandMetadata } from '../../language/binding/command-metadata';
import { setMasks, syntaxOfSet } from '../../language/binding/syntax-text';
import { toText } from '../../language/conversion';
import { enumerate } from '../../language/net';
import { CmdletInfo, type CommandInfo, FunctionInfo, ScriptInfo } from '../../language/runtime/command-info';
import type { Implementations } from '../../language/runtime/command-registry';
import type { CommandRuntime } from '../../language/runtime/command-runtime';
import type { HistoryEntry } from '../../language/runtime/history';
import type { Scope } from '../../language/runtime/scope';
import { hasWildcards, matchesWildcard } from '../../language/text/wildcard';
import type { NetType } from '../../language/types';
import { defineType } from '../../language/types';
import { foldCase, long, PSArray, PSDateTime, TypedObject, uint, type Value } from '../../language/values';

function texts(value: Value): string[] {
  if (value === null || value === undefined) return [];
  return (enumerate(value) ?? [value]).map((item) => toText(item));
}

/** All commands that the session knows: aliases, functions, cmdlets, programs. */
function allCommands(ctx: CommandRuntime): CommandInfo[] {
  const { rs } = ctx;
  const found = new Map<string, CommandInfo>();
  for (let s: Scope | null = ctx.frame.scope; s !== null; s = s.parent) {
    for (const [key, info] of s.aliases ?? []) if (!found.has(`a:${key}`)) found.set(`a:${key}`, info);
    for (const [key, info] of s.functions ?? []) if (!found.has(`f:${key}`)) found.set(`f:${key}`, info);
  }
  for (const name of rs.registry.names()) {
    const info = rs.cmdlet(name);
    if (info !== undefined) found.set(`c:${foldCase(name)}`, info);
  }
  return [...found.values()];
}

const order = ['Alias', 'Function', 'Filter', 'Cmdlet', 'ExternalScript', 'Application', 'Script'];

export function metadataOf(ctx: CommandRuntime, info: CommandInfo): CommandMetadata | undefined {
  if (info instanceof CmdletInfo) return info.metadata;
  if (info instanceof FunctionInfo || info instanceof ScriptInfo) return info.metadataFor(ctx.frame);
  return undefined;
}

function syntaxText(ctx: CommandRuntime, info: CommandInfo): string {
  const metadata = metadataOf(ctx, info);
  if (metadata === undefined) return info.name;
  const lines = setMasks(metadata).map(({ mask }) => `\r\n${info.name} ${syntaxOfSet(metadata, mask)}`.trimEnd());
  return `${lines.join('\r\n')}\r\n`;
}

let historyType: NetType | undefined;
function historyInfo(entry: HistoryEntry): Value {
  historyType ??= defineType<HistoryEntry>({
    name: 'Microsoft.PowerShell.Commands.HistoryInfo',
    properties: {
      Id: { type: 'long', get: (data) => long(data.id) },
      CommandLine: { type: 'string', get: (data) => data.commandLine },
      ExecutionStatus: { type: 'System.Management.Automation.Runspaces.PipelineState', get: (data) => data.status },
      StartExecutionTime: { type: 'datetime', get: (data) => new PSDateTime(data.startTicks, 'Local') },
      EndExecutionTime: { type: 'datetime', get: (data) => new PSDateTime(data.endTicks, 'Local') },
    },
    toText: (data) => data.commandLine,
  });
  return new TypedObject(historyType, entry);
}

export const discoveryCmdlets: Implementations = {
  'Get-Command': {
    notSimulated: ['ShowCommandInfo'],
    process(context, p) {
      const ctx = context as CommandRuntime;
      const { rs } = ctx;
      const names = texts(p.Name);
      const verbs = texts(p.Verb);
      const nouns = texts(p.Noun);
      const modules = texts(p.Module);
      const kinds =
        p.CommandType === undefined
          ? []
          : toText(p.CommandType)
              .split(',')
              .map((kind) => kind.trim());
      const found: CommandInfo[] = [];
      const add = (info: CommandInfo): void => {
        if (kinds.length > 0 && !kinds.includes('All') && !kinds.includes(info.kind)) return;
        if (modules.length > 0 && !modules.some((pattern) => matchesWildcard(info.moduleName, pattern))) return;
        found.push(info);
      };
      const sorted = () =>
        allCommands(ctx).sort(
          (a, b) =>
            order.indexOf(a.kind) - order.indexOf(b.kind) ||
            (foldCase(a.name) < foldCase(b.name) ? -1 : foldCase(a.name) > foldCase(b.name) ? 1 : 0),
        );
      if (verbs.length > 0 || nouns.length > 0) {
        for (const info of sorted()) {
          const [verb, noun] = [info.name.split('-')[0], info.name.split('-').slice(1).join('-')];
          if (noun === '' || info.kind === 'Alias') continue;
          if (verbs.length > 0 && !verbs.some((pattern) => matchesWildcard(verb, pattern))) continue;
          if (nouns.length > 0 && !nouns.some((pattern) => matchesWildcard(noun, pattern))) continue;
          add(info);
        }
      } else if (names.length === 0) for (const info of sorted()) add(info);
      for (const name of names) {
        if (hasWildcards(name)) {
          for (const info of sorted()) if (matchesWildcard(info.name, name)) add(info);
          for (const info of rs.allPrograms()) if (matchesWildcard(info.name, name)) add(info);
          continue;
        }
        const key = foldCase(name);
        let info: CommandInfo | undefined;
        for (let s: Scope | null = ctx.frame.scope; s !== null && info === undefined; s = s.parent)
          info = s.aliases?.get(key);
        if (info === undefined || (kinds.length > 0 && !kinds.includes('Alias')))
          info = rs.lookUp(name, ctx.frame.scope) ?? rs.findScript(name, ctx.frame) ?? info;
        if (info === undefined) {
          ctx.writeError({
            message: `The term '${name}' is not recognized as the name of a cmdlet, function, script file, or operable program. Check the spelling of the name, or if a path was included, verify that the path is correct and try again.`,
            id: 'CommandNotFoundException',
            category: 'ObjectNotFound',
            target: name,
            exceptionType: 'System.Management.Automation.CommandNotFoundException',
          });
          continue;
        }
        // A command asked for by its name brings its module along. seen: Get-Command in 5.1
        rs.noteModule(info);
        add(info);
      }
      const total = typeof p.TotalCount === 'number' && p.TotalCount >= 0 ? p.TotalCount : Number.POSITIVE_INFINITY;
      for (const info of found.slice(0, total)) ctx.write(p.Syntax === true ? syntaxText(ctx, info) : info);
    },
  },
  'Get-History': {
    process(context, p) {
      const ctx = context as CommandRuntime;
      const { entries } = ctx.rs.history;
      const count = typeof p.Count === 'number' ? p.Count : undefined;
      const ids = p.Id === undefined ? [] : texts(p.Id).map(Number);
      if (ids.length > 0) {
        for (const id of ids) {
          const entry = ctx.rs.history.find(id);
          if (entry !== undefined) ctx.write(historyInfo(entry));
          else {
            ctx.writeError({
              message: `Cannot locate the history for Id ${id}.`,
              id: 'GetHistoryNoHistoryForId',
              category: 'ObjectNotFound',
              target: id,
              exceptionType: 'System.ArgumentException',
            });
          }
        }
        return;
      }
      for (const entry of count === undefined ? entries : entries.slice(-count)) ctx.write(historyInfo(entry));
    },
  },
  'Clear-History': {
    process(context) {
      (context as CommandRuntime).rs.history.entries.length = 0;
    },
  },
  'Add-History': {
    process(context, p) {
      const ctx = context as CommandRuntime;
      for (const item of p.InputObject === undefined || p.InputObject === null
        ? []
        : (enumerate(p.InputObject) ?? [p.InputObject])) {
        const line = ctx.rs.text(ctx.rs.property(item, 'CommandLine'));
        if (line === '') continue;
        const now = ctx.rs.time.nowTicks();
        const entry = ctx.rs.history.add(line, 'Completed', now, now);
        if (p.Passthru === true) ctx.write(historyInfo(entry));
      }
    },
  },
  'Invoke-History': {
    *process(context, p) {
      const ctx = context as CommandRuntime;
      const { history } = ctx.rs;
      const id = p.Id === undefined ? undefined : toText(p.Id);
      const entry =
        id === undefined
          ? history.entries[history.entries.length - 1]
          : /^\d+$/.test(id)
            ? history.find(Number(id))
            : [...history.entries].reverse().find((one) => one.commandLine.startsWith(id));
      if (entry === undefined) {
        return ctx.throwTerminating({
          message:
            id === undefined ? 'Cannot locate the most recent history.' : `Cannot locate the history for Id ${id}.`,
          id: 'InvokeHistoryNoHistoryForId',
          category: 'ObjectNotFound',
          target: id ?? null,
          exceptionType: 'System.ArgumentException',
        });
      }
      const program = yield* ctx.shouldProcess(entry.commandLine);
      if (!program) return;
      ctx.rs.ui.writeLine('host', entry.commandLine);
      const block = ctx.rs.createScriptBlock(entry.commandLine);
      yield* ctx.rs.runBlock(block, { frame: ctx.frame, newScope: false, out: ctx.sink });
      if (ctx.sink.waiting) yield* ctx.sink.drain();
    },
  },
};

export { PSArray, uint };
