/** Write-Output and the other Write-* cmdlets, Invoke-Expression, Start-Sleep, Set-StrictMode. */

import { compiledOf } from '../../language/compile/compiled-block';
import { toDisplayText, toText } from '../../language/conversion';
import { makeException, PSException } from '../../language/errors';
import { enumerate } from '../../language/net';
import { parse } from '../../language/parsing/parser';
import type { Implementations } from '../../language/runtime/command-registry';
import type { CommandRuntime } from '../../language/runtime/command-runtime';
import { LoopControl } from '../../language/runtime/control-flow';
import { ErrorDetails, ErrorRecord, InvocationInfo } from '../../language/runtime/error-record';
import { Frame } from '../../language/runtime/frame';
import { parseFailure } from '../../language/runtime/parse-failure';
import { ScriptBlock } from '../../language/runtime/script-block';
import { HostInformationMessage } from '../../language/runtime/stream-records';
import {
  baseOf,
  PSArray,
  PSDictionary,
  PSDouble,
  PSEnum,
  PSInteger,
  PSVersion,
  type Value,
} from '../../language/values';

function enumText(value: Value): string | undefined {
  return value === undefined || value === null ? undefined : toText(value);
}

/** Text of Write-Host: elements joined with the separator. */
function hostText(value: Value, separator: string): string {
  if (value === null || value === undefined) return '';
  const base = baseOf(value);
  if (typeof base === 'string') return base;
  if (!(base instanceof PSDictionary)) {
    const items = enumerate(base);
    if (items !== undefined) return items.map((item) => hostText(item, separator)).join(separator);
  } else {
    return [...base.items()].map(() => 'System.Collections.DictionaryEntry').join(separator);
  }
  // ToString() of the object: in the culture of the session.
  return toDisplayText(value);
}

export const writeCmdlets: Implementations = {
  'Clear-Host': {
    process(context) {
      (context as CommandRuntime).rs.ui.clear();
    },
  },
  'Write-Output': {
    parameters: { InputObject: { allowNull: true, allowEmptyString: true, allowEmptyCollection: true } },
    process(context) {
      const ctx = context as CommandRuntime;
      const input = ctx.bound.InputObject;
      if (input === undefined) return;
      const items = input === null ? undefined : enumerate(input);
      if (items === undefined) {
        ctx.write(input);
        return;
      }
      if (ctx.bound.NoEnumerate === true) {
        ctx.write(items.length === 1 ? items[0] : input);
        return;
      }
      for (const item of items) {
        const inner = item === null || item === undefined ? undefined : enumerate(item);
        if (inner === undefined || items.length > 1) ctx.write(item === undefined ? null : item);
        else for (const one of inner) ctx.write(one === undefined ? null : one);
      }
    },
  },
  'Write-Host': {
    process(context, p) {
      const ctx = context as CommandRuntime;
      const separator = p.Separator === undefined ? ' ' : toText(p.Separator);
      const text = hostText(p.Object, separator);
      ctx.writeInformation(
        new HostInformationMessage(
          text,
          p.NoNewline === true,
          enumText(p.ForegroundColor),
          enumText(p.BackgroundColor),
        ),
        ['PSHOST'],
      );
    },
  },
  'Write-Warning': {
    process(ctx, p) {
      ctx.warn(toText(p.Message));
    },
  },
  'Write-Verbose': {
    process(ctx, p) {
      ctx.verbose(toText(p.Message));
    },
  },
  'Write-Debug': {
    process(ctx, p) {
      ctx.debug(toText(p.Message));
    },
  },
  'Write-Information': {
    process(ctx, p) {
      const tags = p.Tags instanceof PSArray ? p.Tags.items.map((tag) => toText(tag)) : [];
      ctx.writeInformation(p.MessageData, tags);
    },
  },
  'Write-Error': {
    parameters: { Message: { allowNull: true, allowEmptyString: true } },
    process(context, p) {
      const ctx = context as CommandRuntime;
      let record: ErrorRecord;
      const given = p.ErrorRecord;
      if (given instanceof ErrorRecord) {
        record = given.withException(given.exception);
        record.logged = false;
      } else {
        const message = p.Message === undefined || p.Message === null ? '' : toText(p.Message);
        const exception =
          p.Exception instanceof PSException
            ? p.Exception
            : makeException('Microsoft.PowerShell.Commands.WriteErrorException', message);
        const category = p.Category === undefined ? 'NotSpecified' : toText(p.Category);
        const id = p.ErrorId !== undefined && toText(p.ErrorId) !== '' ? toText(p.ErrorId) : exception.netType.fullName;
        const target = p.TargetObject === undefined ? null : p.TargetObject;
        record = new ErrorRecord(exception, id, category as ErrorRecord['category'], target);
        if (target !== null) ctx.rs.describeTarget(record, target);
        if (p.Exception instanceof PSException && message !== '') record.details = new ErrorDetails(message);
      }
      if (p.RecommendedAction !== undefined && toText(p.RecommendedAction) !== '') {
        record.details ??= new ErrorDetails(record.message);
        record.details.recommendedAction = toText(p.RecommendedAction);
      }
      record.activity = p.CategoryActivity === undefined ? 'Write-Error' : toText(p.CategoryActivity);
      if (p.CategoryReason !== undefined) record.reason = toText(p.CategoryReason);
      if (p.CategoryTargetName !== undefined) record.targetName = toText(p.CategoryTargetName);
      if (p.CategoryTargetType !== undefined) record.targetType = toText(p.CategoryTargetType);
      // The place of the error is the call of the function or script that reports it.
      const caller = ctx.frame.invocation;
      if (caller !== null && caller.command.kind !== 'Script') {
        record.invocation = caller.myInvocation;
        record.errorClass = caller.command.errorClass;
      } else record.invocation = ctx.rs.promptInvocation(ctx.frame);
      ctx.writeErrorRecord(record);
    },
  },
  'Start-Sleep': {
    *process(ctx, p) {
      const number = (value: Value): bigint => {
        const base = baseOf(value);
        if (typeof base === 'number') return BigInt(base);
        if (base instanceof PSInteger) return base.value;
        if (base instanceof PSDouble) return BigInt(Math.round(base.value));
        return 0n;
      };
      const ticks = p.Milliseconds !== undefined ? number(p.Milliseconds) * 10_000n : number(p.Seconds) * 10_000_000n;
      yield* ctx.sleep(ticks);
    },
  },
  'Set-StrictMode': {
    process(context, p) {
      const ctx = context as CommandRuntime;
      const { scope } = ctx.frame;
      if (p.Off === true) {
        scope.strictMode = 0;
        return;
      }
      const version = p.Version;
      const text =
        version instanceof PSVersion
          ? version.major
          : toText(version).toLowerCase() === 'latest'
            ? 3
            : Number.parseInt(toText(version), 10);
      scope.strictMode = Math.min(3, text);
    },
    parameters: { Version: { type: 'System.Object' } },
  },
  'Invoke-Expression': {
    parameters: { Command: { allowEmptyString: false } },
    *process(context, p) {
      const ctx = context as CommandRuntime;
      const { rs, frame } = ctx;
      const parsed = parse(toText(p.Command));
      if (parsed.errors.length > 0) {
        const failure = parseFailure(parsed, frame);
        failure.record.errorClass = ctx.info.errorClass;
        throw failure;
      }
      const compiled = compiledOf(parsed.ast);
      const inner = new Frame(rs, frame.scope, compiled, ctx.sink, ctx.streams, frame, frame.invocation, false);
      rs.defineTypes(compiled, inner);
      if (parsed.ast.paramBlock !== undefined || compiled.begin !== undefined || compiled.process !== undefined) {
        yield* rs.runBlock(new ScriptBlock(parsed.ast, frame.scope.session), {
          frame,
          newScope: false,
          out: ctx.sink,
          args: [],
        });
        if (ctx.sink.waiting) yield* ctx.sink.drain();
        return;
      }
      if (compiled.end === undefined) return;
      const previous = rs.currentFrame;
      rs.currentFrame = inner;
      try {
        const completion = yield* compiled.end.g(inner);
        if (ctx.sink.waiting) yield* ctx.sink.drain();
        if (completion > 1) throw new LoopControl(completion, inner.label);
      } finally {
        rs.currentFrame = previous;
      }
    },
  },
};

export { InvocationInfo, PSEnum };
