/**
 * Invoke-Command and sessions. What runs elsewhere is asked of the session through `RemotingService`: each machine has a
 * runspace of its own, and what comes back are copies (Deserialized.X) that say where they come from.
 */

import { nodesOf } from '../../language/ast-walk';
import { serviceKey } from '../../language/command';
import { toText } from '../../language/conversion';
import type { Program } from '../../language/host';
import { enumerate } from '../../language/net';
import type { Implementations } from '../../language/runtime/command-registry';
import type { CommandRuntime } from '../../language/runtime/command-runtime';
import type { ErrorRecord } from '../../language/runtime/error-record';
import type { ScriptBlock } from '../../language/runtime/script-block';
import { foldCase, NetObject, type Value } from '../../language/values';

/** Where a command is to run. */
export interface RemoteTarget {
  kind: 'ComputerName' | 'VMName' | 'VMId' | 'Session' | 'ContainerId';
  name: string;
  /** PSSession object for kind Session. */
  session?: Value;
  credential?: Value;
}

/** What a remote run answers, in order of simulated time. */
export type RemoteItem =
  | { kind: 'output'; value: Value }
  | { kind: 'error'; record: ErrorRecord }
  | { kind: 'warning' | 'verbose' | 'debug'; text: string }
  | { kind: 'information'; value: Value; tags: string[] };

export interface RemotingService {
  /** Checks that the target can be reached; answers the error to report where it cannot. */
  reach(ctx: CommandRuntime, target: RemoteTarget): ErrorRecord | undefined;
  /** Runs a block there; values of `$using:` are taken along. Items are handed to `take` as they come. */
  invoke(
    ctx: CommandRuntime,
    targets: RemoteTarget[],
    block: ScriptBlock,
    options: { args: Value[]; input: Value[]; using: ReadonlyMap<string, Value>; hideComputerName: boolean },
    take: (item: RemoteItem) => void,
  ): Program<void>;
  /** New-PSSession; answers the PSSession object. */
  open(ctx: CommandRuntime, target: RemoteTarget, name: string | undefined): Program<Value>;
  sessions(ctx: CommandRuntime): Value[];
  close(ctx: CommandRuntime, session: Value): void;
  /** Enter-PSSession: the console then speaks to that machine. */
  enter(ctx: CommandRuntime, target: RemoteTarget): Program<void>;
  exit(ctx: CommandRuntime): Program<void>;
}

export const remoting = serviceKey<RemotingService>('remoting');

function list(value: Value): Value[] {
  if (value === null || value === undefined) return [];
  return [...(enumerate(value) ?? [value])];
}

/** The targets that the parameters name; empty for a local run. */
export function targetsOf(ctx: CommandRuntime): RemoteTarget[] {
  const { bound } = ctx;
  const credential = bound.Credential ?? undefined;
  const targets: RemoteTarget[] = [];
  for (const session of list(bound.Session)) targets.push({ kind: 'Session', name: '', session });
  for (const name of list(bound.ComputerName)) targets.push({ kind: 'ComputerName', name: toText(name), credential });
  for (const name of list(bound.VMName)) targets.push({ kind: 'VMName', name: toText(name), credential });
  for (const name of list(bound.VMId)) targets.push({ kind: 'VMId', name: toText(name), credential });
  return targets;
}

/** Values of the `$using:` expressions of a block, as they are here, by their text without `using:`. */
export function usingValues(ctx: CommandRuntime, block: ScriptBlock): Map<string, Value> {
  const values = new Map<string, Value>();
  for (const node of nodesOf(block.ast)) {
    if (node.type !== 'UsingExpressionAst') continue;
    const { subExpression } = node;
    if (subExpression.type !== 'VariableExpressionAst') {
      // `$using:a.b` is evaluated here, and its value travels. seen: ScriptBlockToPowerShellConverter
      const text = block.ast.source.text.slice(subExpression.start, subExpression.end);
      const local = ctx.rs.createScriptBlock(text.replace(/^\$(\{?)using:/i, '$$$1'));
      values.set(foldCase(text), ctx.rs.evaluateBlockNow(local, ctx.frame));
      continue;
    }
    const name = subExpression.variablePath.userPath;
    const value = ctx.frame.scope.value(foldCase(name));
    if (value === undefined) {
      ctx.throwTerminating({
        message: `The value of the using variable '$using:${name}' cannot be retrieved because it has not been set in the local session.`,
        id: 'UsingVariableIsUndefined',
        category: 'InvalidOperation',
        exceptionType: 'System.Management.Automation.RuntimeException',
        errorClass: '',
      });
    }
    values.set(foldCase(name), value);
  }
  return values;
}

function withSwitch(ctx: CommandRuntime, name: 'verbose' | 'debug', write: () => void): void {
  const given = ctx.common[name];
  ctx.common[name] = true;
  write();
  ctx.common[name] = given;
}

function report(ctx: CommandRuntime, item: RemoteItem): void {
  switch (item.kind) {
    case 'output':
      ctx.write(item.value);
      break;
    case 'error':
      ctx.writeErrorRecord(item.record);
      break;
    case 'warning':
      ctx.warn(item.text);
      break;
    // What the other side decided to show is shown, whatever is preferred here.
    case 'verbose':
      withSwitch(ctx, 'verbose', () => ctx.verbose(item.text));
      break;
    case 'debug':
      withSwitch(ctx, 'debug', () => ctx.debug(item.text));
      break;
    case 'information':
      ctx.writeInformation(item.value, item.tags);
      break;
  }
}

function service(ctx: CommandRuntime): RemotingService {
  if (!ctx.rs.hasService(remoting)) {
    ctx.throwTerminating({
      message: 'Remote sessions are not simulated here.',
      id: 'NotSimulated',
      category: 'NotImplemented',
      exceptionType: 'System.NotSupportedException',
    });
  }
  return ctx.rs.service(remoting);
}

export const remotingCmdlets: Implementations = {
  'Invoke-Command': {
    notSimulated: ['FilePath', 'AsJob', 'InDisconnectedSession', 'ContainerId', 'ConnectionUri'],
    begin(ctx) {
      ctx.state.input = [];
    },
    process(context, p) {
      const ctx = context as CommandRuntime;
      if (ctx.expectsInput && p.InputObject !== undefined) (ctx.state.input as Value[]).push(p.InputObject);
    },
    *end(context, p) {
      const ctx = context as CommandRuntime;
      const block = p.ScriptBlock as ScriptBlock;
      const targets = targetsOf(ctx);
      const args = list(p.ArgumentList);
      const input = ctx.state.input as Value[];
      if (targets.length === 0) {
        yield* ctx.rs.runBlock(block, {
          frame: ctx.frame,
          newScope: p.NoNewScope !== true,
          args,
          input: ctx.expectsInput ? input : undefined,
          out: ctx.sink,
        });
        if (ctx.sink.waiting) yield* ctx.sink.drain();
        return;
      }
      const remote = service(ctx);
      const reachable: RemoteTarget[] = [];
      for (const target of targets) {
        const problem = remote.reach(ctx, target);
        if (problem === undefined) reachable.push(target);
        else ctx.writeErrorRecord(problem);
      }
      if (reachable.length === 0) return;
      const items: RemoteItem[] = [];
      const program = remote.invoke(
        ctx,
        reachable,
        block,
        { args, input, using: usingValues(ctx, block), hideComputerName: p.HideComputerName === true },
        (item) => items.push(item),
      );
      // What comes is handed on whenever the remote run waits for something.
      let reply: import('../../language/host').Reply;
      for (;;) {
        const step = program.next(reply);
        for (const item of items.splice(0)) report(ctx, item);
        yield* ctx.flush();
        if (step.done) return;
        reply = yield step.value;
      }
    },
  },
  'Enter-PSSession': {
    *process(context) {
      const ctx = context as CommandRuntime;
      const remote = service(ctx);
      const [target] = targetsOf(ctx);
      if (target !== undefined) yield* remote.enter(ctx, target);
    },
  },
  'Exit-PSSession': {
    *process(context) {
      const ctx = context as CommandRuntime;
      if (ctx.rs.hasService(remoting)) yield* ctx.rs.service(remoting).exit(ctx);
    },
  },
  'New-PSSession': {
    *process(context, p) {
      const ctx = context as CommandRuntime;
      const remote = service(ctx);
      const names = list(p.Name).map((name) => toText(name));
      let index = 0;
      for (const target of targetsOf(ctx)) {
        const problem = remote.reach(ctx, target);
        if (problem !== undefined) ctx.writeErrorRecord(problem);
        else ctx.write(yield* remote.open(ctx, target, names[index]));
        index++;
      }
    },
  },
  'Get-PSSession': {
    process(context, p) {
      const ctx = context as CommandRuntime;
      if (!ctx.rs.hasService(remoting)) return;
      const names = list(p.Name).map((name) => toText(name));
      for (const session of service(ctx).sessions(ctx)) {
        const name = ctx.rs.text(ctx.rs.property(session, 'Name'));
        if (names.length > 0 && !names.some((pattern) => ctx.rs.wildcardMatches(pattern, name))) continue;
        ctx.write(session);
      }
    },
  },
  'Remove-PSSession': {
    process(context, p) {
      const ctx = context as CommandRuntime;
      const remote = service(ctx);
      const all = remote.sessions(ctx);
      const chosen = new Set<Value>(list(p.Session));
      for (const name of list(p.Name))
        for (const one of all)
          if (ctx.rs.wildcardMatches(toText(name), ctx.rs.text(ctx.rs.property(one, 'Name')))) chosen.add(one);
      for (const id of list(p.Id)) for (const one of all) if (ctx.rs.property(one, 'Id') === id) chosen.add(one);
      for (const one of chosen) remote.close(ctx, one);
    },
  },
};

export { NetObject };
