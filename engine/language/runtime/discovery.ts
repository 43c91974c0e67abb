/** Finds commands. seen: powershell-semantics.md 6 (CommandDiscovery.cs) */
import type { Ast } from '../ast';
import { makeException } from '../errors';
import { baseOf, foldCase, type Value } from '../values';
import { AliasInfo, CmdletInfo, CommandInfo, FunctionInfo, ScriptInfo } from './command-info';
import { TerminatingError } from './control-flow';
import { ErrorRecord, InvocationInfo } from './error-record';
import { Extent } from './extent';
import type { Frame } from './frame';
import type { Runspace } from './runspace';
import type { Scope } from './scope';
import { ScriptBlock } from './script-block';

export function commandNotFound(name: string, f: Frame, node: Ast | undefined): TerminatingError {
  const text = `The term '${name}' is not recognized as the name of a cmdlet, function, script file, or operable program. Check the spelling of the name, or if a path was included, verify that the path is correct and try again.`;
  const exception = makeException('System.Management.Automation.CommandNotFoundException', text, {
    properties: { CommandName: name },
  });
  const record = new ErrorRecord(exception, 'CommandNotFoundException', 'ObjectNotFound', name);
  record.targetName = name;
  record.targetType = 'String';
  exception.errorRecord = record;
  const first = node?.type === 'CommandAst' ? node.commandElements[0] : node;
  const call = node?.type === 'CommandAst' && node.invocationOperator !== 0 ? '&' : name;
  const invocation = new InvocationInfo(
    null,
    node?.type === 'CommandAst' && f.rs.isCallOperator(node) ? f.rs.callOperator(node) : call,
    first && Extent.of(first),
  );
  record.invocation = invocation;
  return new TerminatingError(record);
}

/** A function or alias as seen from a scope. */
export function findInScopes<T>(
  scope: Scope,
  pick: (scope: Scope) => Map<string, T> | null,
  key: string,
): T | undefined {
  for (let s: Scope | null = scope; s !== null; s = s.parent) {
    const found = pick(s)?.get(key);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Follows aliases; undefined where nothing has the name. */
export function lookUp(rs: Runspace, name: string, scope: Scope): CommandInfo | undefined {
  let key = foldCase(name);
  for (let hops = 0; hops < 20; hops++) {
    const alias = findInScopes(scope, (s) => s.aliases, key);
    if (alias === undefined) break;
    const next = foldCase(alias.definition);
    if (next === key) break;
    key = next;
  }
  const slash = key.lastIndexOf('\\');
  if (slash > 0 && !/^[a-z]:|^\.|^\\|\.ps1$/.test(key)) {
    const module = key.slice(0, slash);
    const bare = key.slice(slash + 1);
    const loaded = rs.modules.get(module);
    const exported = loaded?.exportedFunctions.get(bare) ?? loaded?.exportedCmdlets.get(bare);
    if (exported !== undefined) return exported;
    const cmdlet = rs.cmdlet(bare);
    if (cmdlet !== undefined && foldCase(cmdlet.moduleName) === module) return cmdlet;
  }
  return findInScopes(scope, (s) => s.functions, stripScope(key)) ?? rs.cmdlet(key) ?? rs.findProgram(key);
}

function stripScope(key: string): string {
  return key.replace(/^(global|script|local|private):/, '');
}

/** The command of this name; throws CommandNotFoundException. */
export function findCommand(rs: Runspace, name: string, f: Frame, node: Ast | undefined): CommandInfo {
  if (name === '') return commandOfValue(rs, name, f, node);
  const found = lookUp(rs, name, f.scope) ?? rs.findScript(name, f) ?? rs.autoLoad(name, f);
  if (found !== undefined) return found;
  if (!name.includes('-') && !/[\\/:.]/.test(name)) {
    const get = lookUp(rs, `Get-${name}`, f.scope);
    if (get !== undefined) return get;
  }
  throw commandNotFound(name, f, node);
}

/** What `& value` calls. */
export function commandOfValue(rs: Runspace, value: Value, f: Frame, node: Ast | undefined): CommandInfo {
  const base = baseOf(value);
  if (base instanceof ScriptBlock) return new ScriptInfo('', base, undefined);
  if (base instanceof AliasInfo) return findCommand(rs, base.definition, f, node);
  if (base instanceof CommandInfo) return base;
  if (base === null || base === undefined || base === '') {
    const operator = f.rs.callOperator(node);
    const exception = makeException(
      'System.Management.Automation.RuntimeException',
      `The expression after '${operator}' in a pipeline element produced an object that was not valid. It must result in a command name, a script block, or a CommandInfo object.`,
    );
    const record = new ErrorRecord(exception, 'BadExpression', 'InvalidOperation', null);
    const first = node?.type === 'CommandAst' ? node.commandElements[0] : node;
    record.invocation = new InvocationInfo(null, '', first && Extent.of(first));
    throw new TerminatingError(record);
  }
  return findCommand(rs, rs.text(value), f, node);
}

export { CmdletInfo, FunctionInfo };
