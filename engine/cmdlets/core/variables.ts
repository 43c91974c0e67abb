/** Get-Variable and its kind, Get-Alias and its kind. seen: VariableCommandStrings, AliasCommandStrings, SessionStateStrings */

import type { CommandContext } from '../../language/command';
import { convertTo, toText } from '../../language/conversion';
import { AliasInfo } from '../../language/runtime/command-info';
import type { Implementations } from '../../language/runtime/command-registry';
import type { CommandRuntime } from '../../language/runtime/command-runtime';
import type { Scope } from '../../language/runtime/scope';
import { Variable } from '../../language/runtime/variable';
import { PSVariableObject } from '../../language/runtime/variable-object';
import { hasWildcards, matchesWildcard } from '../../language/text/wildcard';
import { findType } from '../../language/types';
import { baseOf, foldCase, PSArray, PSEnum, type Value } from '../../language/values';

function texts(value: Value): string[] {
  if (value === null || value === undefined) return [];
  return value instanceof PSArray ? value.items.map((item) => toText(item)) : [toText(value)];
}

/** The scope that -Scope means. */
function scopeOf(ctx: CommandRuntime, fallback: Scope = ctx.frame.scope): Scope {
  const given = ctx.bound.Scope;
  if (given === undefined || given === null) return fallback;
  const text = toText(given).toLowerCase();
  switch (text) {
    case 'global':
      return ctx.frame.scope.global;
    case 'script':
      return ctx.frame.scope.script;
    case 'local':
    case 'private':
      return ctx.frame.scope;
  }
  const depth = Number.parseInt(text, 10);
  if (Number.isNaN(depth)) {
    ctx.throwTerminating({
      message: `The scope name '${toText(given)}' is not recognized. Specify a valid scope name, such as "Global", "Local", "Script", or "Private", or the number of a scope relative to the current one.`,
      id: 'Argument',
      category: 'InvalidArgument',
      exceptionType: 'System.Management.Automation.PSArgumentException',
    });
  }
  const scope = ctx.frame.scope.up(depth);
  if (scope === undefined) {
    ctx.throwTerminating({
      message: `The scope number '${depth}' exceeds the number of active scopes.`,
      id: 'ScopeIdOutOfRange',
      category: 'InvalidArgument',
      target: depth,
      exceptionType: 'System.Management.Automation.PSArgumentOutOfRangeException',
    });
  }
  return scope;
}

function optionBits(value: Value): number {
  if (value === null || value === undefined) return 0;
  if (value instanceof PSEnum) return value.value;
  const names = ['none', 'readonly', 'constant', 'private', 'allscope'];
  const bits = [0, 1, 2, 4, 8];
  return toText(value)
    .split(',')
    .reduce((sum, name) => sum | (bits[names.indexOf(name.trim().toLowerCase())] ?? 0), 0);
}

/** Variables of these names, as seen from the scope; wildcards match all that are visible. */
function matching(ctx: CommandRuntime, names: string[], report: boolean): Variable[] {
  const explicit = ctx.isBound('Scope');
  const scope = scopeOf(ctx);
  const found: Variable[] = [];
  const include = texts(ctx.bound.Include);
  const exclude = texts(ctx.bound.Exclude);
  const wanted = (variable: Variable): boolean =>
    (include.length === 0 || include.some((pattern) => matchesWildcard(variable.name, pattern))) &&
    !exclude.some((pattern) => matchesWildcard(variable.name, pattern));
  for (const name of names) {
    const bare = name.replace(/^\$?variable:/i, '');
    if (hasWildcards(bare)) {
      const seen = new Map<string, Variable>();
      for (let s: Scope | null = scope; s !== null; s = explicit ? null : s.parent) {
        for (const [key, variable] of s.variables()) {
          if (!seen.has(key) && matchesWildcard(variable.name, bare)) seen.set(key, variable);
        }
      }
      found.push(...[...seen.values()].filter(wanted).sort((a, b) => (foldCase(a.name) < foldCase(b.name) ? -1 : 1)));
      continue;
    }
    const match = /^(global|script|local):(.*)$/i.exec(bare);
    const start =
      match === null
        ? scope
        : match[1].toLowerCase() === 'global'
          ? scope.global
          : match[1].toLowerCase() === 'script'
            ? scope.script
            : scope;
    const key = foldCase(match === null ? bare : match[2]);
    const variable = explicit || match !== null ? start.own(key) : scope.find(key);
    if (variable !== undefined && wanted(variable)) found.push(variable);
    else if (variable === undefined && report) {
      ctx.writeError({
        message: `Cannot find a variable with the name '${bare}'.`,
        id: 'VariableNotFound',
        category: 'ObjectNotFound',
        target: bare,
        exceptionType: 'System.Management.Automation.ItemNotFoundException',
      });
    }
  }
  return found;
}

function notWritable(ctx: CommandRuntime, name: string, verb: 'overwrite' | 'remove'): void {
  const removing = verb === 'remove';
  ctx.writeError({
    message: removing
      ? `Cannot remove variable ${name} because it is constant or read-only. If the variable is read-only, try the operation again specifying the Force option.`
      : `Cannot overwrite variable ${name} because it is read-only or constant.`,
    id: removing ? 'VariableNotRemovable' : 'VariableNotWritable',
    category: 'WriteError',
    target: name,
    exceptionType: 'System.Management.Automation.SessionStateUnauthorizedAccessException',
  });
}

function apply(ctx: CommandRuntime, variable: Variable): void {
  if (ctx.isBound('Description')) variable.description = toText(ctx.bound.Description);
  if (ctx.isBound('Option')) variable.setOptions(optionBits(ctx.bound.Option));
}

function aliasScope(ctx: CommandRuntime): Scope {
  return scopeOf(ctx);
}

function setAlias(context: CommandContext, isNew: boolean): void {
  const ctx = context as CommandRuntime;
  const name = toText(ctx.bound.Name);
  const scope = aliasScope(ctx);
  const key = foldCase(name);
  const existing = scope.aliases?.get(key);
  if (existing !== undefined && isNew && ctx.bound.Force !== true) {
    ctx.writeError({
      message: `The alias is not allowed, because an alias with the name '${name}' already exists.`,
      id: 'AliasAlreadyExists',
      category: 'ResourceExists',
      target: name,
      exceptionType: 'System.Management.Automation.SessionStateException',
    });
    return;
  }
  if (existing !== undefined && (existing.options & 3) !== 0 && ctx.bound.Force !== true) {
    ctx.writeError({
      message: `The alias is not writeable because alias ${name} is read-only or constant and cannot be written to.`,
      id: 'AliasNotWritable',
      category: 'WriteError',
      target: name,
      exceptionType: 'System.Management.Automation.SessionStateUnauthorizedAccessException',
    });
    return;
  }
  const alias = new AliasInfo(name, toText(ctx.bound.Value));
  if (ctx.isBound('Description')) alias.description = toText(ctx.bound.Description);
  alias.options = optionBits(ctx.bound.Option);
  scope.aliases ??= new Map();
  scope.aliases.set(key, alias);
  ctx.rs.commandVersion++;
  if (ctx.bound.PassThru === true) ctx.write(alias);
}

export const variableCmdlets: Implementations = {
  'Get-Variable': {
    process(context) {
      const ctx = context as CommandRuntime;
      const names = texts(ctx.bound.Name);
      for (const variable of matching(ctx, names.length === 0 ? ['*'] : names, true)) {
        ctx.write(ctx.bound.ValueOnly === true ? (variable.read() ?? null) : new PSVariableObject(variable));
      }
    },
  },
  'Set-Variable': {
    parameters: { Value: { allowNull: true } },
    begin(ctx) {
      ctx.state.values = [];
    },
    process(context) {
      const ctx = context as CommandRuntime;
      if (ctx.bound.Value !== undefined && ctx.expectsInput) (ctx.state.values as Value[]).push(ctx.bound.Value);
    },
    end(context) {
      const ctx = context as CommandRuntime;
      const collected = ctx.state.values as Value[];
      const value: Value = ctx.expectsInput
        ? collected.length === 0
          ? ctx.bound.Value
          : collected.length === 1
            ? collected[0]
            : new PSArray(collected)
        : ctx.bound.Value;
      const scope = scopeOf(ctx);
      for (const full of texts(ctx.bound.Name)) {
        const match = /^(global|script|local|private):(.*)$/i.exec(full);
        const target =
          match === null
            ? scope
            : match[1].toLowerCase() === 'global'
              ? scope.global
              : match[1].toLowerCase() === 'script'
                ? scope.script
                : scope;
        const name = match === null ? full : match[2];
        let variable = target.own(foldCase(name));
        const outer = variable ?? target.find(foldCase(name));
        if (variable === undefined && outer !== undefined && (outer.options & 8) !== 0) variable = outer;
        if (variable?.isReadOnly && !(ctx.bound.Force === true && (variable.options & 2) === 0)) {
          notWritable(ctx, name, 'overwrite');
          continue;
        }
        if (variable === undefined) variable = target.put(foldCase(name), new Variable(name, null));
        if (ctx.isBound('Value') || ctx.expectsInput) {
          const given = value === undefined ? null : value;
          variable.value = variable.guard === null ? given : variable.guard.accept(given);
        }
        apply(ctx, variable);
        if (ctx.bound.PassThru === true) ctx.write(new PSVariableObject(variable));
      }
    },
  },
  'New-Variable': {
    parameters: { Value: { allowNull: true } },
    process(context) {
      const ctx = context as CommandRuntime;
      const name = toText(ctx.bound.Name);
      const scope = scopeOf(ctx);
      const existing = scope.own(foldCase(name));
      if (existing !== undefined) {
        if (ctx.bound.Force !== true) {
          ctx.writeError({
            message: `A variable with name '${name}' already exists.`,
            id: 'VariableAlreadyExists',
            category: 'ResourceExists',
            target: name,
            exceptionType: 'System.Management.Automation.SessionStateException',
          });
          return;
        }
        if ((existing.options & 2) !== 0) {
          notWritable(ctx, name, 'overwrite');
          return;
        }
      }
      const variable = scope.put(
        foldCase(name),
        new Variable(name, ctx.bound.Value === undefined ? null : ctx.bound.Value),
      );
      existing?.remove();
      apply(ctx, variable);
      if (ctx.bound.PassThru === true) ctx.write(new PSVariableObject(variable));
    },
  },
  'Clear-Variable': {
    process(context) {
      const ctx = context as CommandRuntime;
      for (const variable of matching(ctx, texts(ctx.bound.Name), true)) {
        if (variable.isReadOnly && ctx.bound.Force !== true) notWritable(ctx, variable.name, 'overwrite');
        else {
          const guardType = variable.guard?.attributes.find((one) => (one as { kind?: string }).kind === 'Type') as
            | { type: import('../../language/types').NetType }
            | undefined;
          variable.value = guardType === undefined ? null : convertTo(null, guardType.type);
          if (ctx.bound.PassThru === true) ctx.write(new PSVariableObject(variable));
        }
      }
    },
  },
  'Remove-Variable': {
    process(context) {
      const ctx = context as CommandRuntime;
      for (const variable of matching(ctx, texts(ctx.bound.Name), true)) {
        if ((variable.options & 2) !== 0 || ((variable.options & 1) !== 0 && ctx.bound.Force !== true)) {
          notWritable(ctx, variable.name, 'remove');
          continue;
        }
        const key = foldCase(variable.name);
        for (let s: Scope | null = scopeOf(ctx); s !== null; s = s.parent) {
          if (s.own(key) === variable) {
            s.remove(key);
            break;
          }
        }
      }
    },
  },
  'Get-Alias': {
    process(context) {
      const ctx = context as CommandRuntime;
      const all = new Map<string, AliasInfo>();
      for (let s: Scope | null = scopeOf(ctx); s !== null; s = ctx.isBound('Scope') ? null : s.parent) {
        for (const [key, alias] of s.aliases ?? []) if (!all.has(key)) all.set(key, alias);
      }
      const exclude = texts(ctx.bound.Exclude);
      const sorted = [...all.values()]
        .filter((alias) => !exclude.some((pattern) => matchesWildcard(alias.name, pattern)))
        .sort((a, b) => (foldCase(a.name) < foldCase(b.name) ? -1 : 1));
      const definitions = texts(ctx.bound.Definition);
      if (definitions.length > 0) {
        for (const definition of definitions) {
          const found = sorted.filter((alias) => matchesWildcard(alias.definition, definition));
          if (found.length === 0 && !hasWildcards(definition)) {
            ctx.writeError({
              message: `This command cannot find a matching alias because an alias with the definition '${definition}' does not exist.`,
              id: 'ItemNotFoundException',
              category: 'ObjectNotFound',
              target: definition,
              exceptionType: 'System.Management.Automation.ItemNotFoundException',
            });
          }
          ctx.writeAll(found);
        }
        return;
      }
      const names = texts(ctx.bound.Name);
      for (const name of names.length === 0 ? ['*'] : names) {
        const found = sorted.filter((alias) => matchesWildcard(alias.name, name));
        if (found.length === 0 && !hasWildcards(name)) {
          ctx.writeError({
            message: `This command cannot find a matching alias because an alias with the name '${name}' does not exist.`,
            id: 'ItemNotFoundException',
            category: 'ObjectNotFound',
            target: name,
            exceptionType: 'System.Management.Automation.ItemNotFoundException',
          });
        }
        ctx.writeAll(found);
      }
    },
  },
  'Set-Alias': { process: (ctx) => setAlias(ctx, false) },
  'New-Alias': { process: (ctx) => setAlias(ctx, true) },
};

export { baseOf, findType };
