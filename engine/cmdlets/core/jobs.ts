/**
 * Background jobs. A job has a runspace of its own and runs at once; the simulated time that it takes passes before it counts
 * as completed and gives its output. Ids go up by two, because each job has a child job. seen: powershell-semantics.md 14
 */
import { toText } from '../../language/conversion';
import { enumerate } from '../../language/net';
import type { Implementations } from '../../language/runtime/command-registry';
import type { CommandRuntime } from '../../language/runtime/command-runtime';
import { TerminatingError } from '../../language/runtime/control-flow';
import { driveToEnd } from '../../language/runtime/drive';
import { ErrorRecord } from '../../language/runtime/error-record';
import { Runspace } from '../../language/runtime/runspace';
import { ScriptBlock } from '../../language/runtime/script-block';
import { Collector } from '../../language/runtime/sink';
import { defineType, findType, type NetType } from '../../language/types';
import { PSArray, PSDateTime, TypedObject, type Value } from '../../language/values';
import { usingValues } from './remoting';

export interface Job {
  id: number;
  name: string;
  command: string;
  output: Value[];
  errors: ErrorRecord[];
  startTicks: bigint;
  endTicks: bigint;
  failed: boolean;
  stopped: boolean;
  received: number;
  now: () => bigint;
}

const jobsOf = new WeakMap<Runspace, { list: Job[]; next: number }>();

function table(rs: Runspace): { list: Job[]; next: number } {
  let found = jobsOf.get(rs);
  if (found === undefined) {
    found = { list: [], next: 1 };
    jobsOf.set(rs, found);
  }
  return found;
}

export function stateOf(job: Job): string {
  if (job.stopped) return 'Stopped';
  if (job.now() < job.endTicks) return 'Running';
  return job.failed ? 'Failed' : 'Completed';
}

let type: NetType | undefined;
const objects = new WeakMap<Job, TypedObject<Job>>();
function jobObject(job: Job): Value {
  type ??= defineType<Job>({
    name: 'System.Management.Automation.PSRemotingJob',
    base: findType('System.Management.Automation.Job'),
    properties: {
      Id: { type: 'int', get: (data) => data.id },
      Name: {
        type: 'string',
        get: (data) => data.name,
        set: (data, value) => {
          data.name = toText(value);
        },
      },
      PSJobTypeName: { type: 'string', get: () => 'BackgroundJob' },
      State: { type: 'System.Management.Automation.JobState', get: stateOf },
      HasMoreData: { type: 'bool', get: (data) => data.received < data.output.length + data.errors.length },
      Location: { type: 'string', get: () => 'localhost' },
      Command: { type: 'string', get: (data) => data.command },
      StatusMessage: { type: 'string', get: () => '' },
      ChildJobs: {
        type: 'System.Collections.Generic.List[System.Management.Automation.Job]',
        get: () => new PSArray([]),
      },
      PSBeginTime: { type: 'System.Nullable[datetime]', get: (data) => new PSDateTime(data.startTicks, 'Local') },
      PSEndTime: {
        type: 'System.Nullable[datetime]',
        get: (data) => (data.now() < data.endTicks ? null : new PSDateTime(data.endTicks, 'Local')),
      },
    },
  });
  let object = objects.get(job);
  if (object === undefined) {
    object = new TypedObject(type, job);
    objects.set(job, object);
  }
  return object;
}

function list(value: Value): Value[] {
  return value === null || value === undefined ? [] : [...(enumerate(value) ?? [value])];
}

/** The jobs that -Job, -Id, -Name or -State mean; all where `orAll` and nothing is given. */
function chosen(ctx: CommandRuntime, orAll: boolean): Job[] {
  const { list: jobs } = table(ctx.rs);
  const { bound } = ctx;
  const found: Job[] = [];
  for (const one of list(bound.Job)) if (one instanceof TypedObject) found.push(one.data as Job);
  for (const id of list(bound.Id)) {
    const job = jobs.find((one) => one.id === id);
    if (job !== undefined) found.push(job);
    else {
      ctx.writeError({
        message: `The command cannot find the job because a job with the ${toText(id)} identifier was not found. Verify the value of the Id parameter and then try the command again.`,
        id: 'JobWithSpecifiedSessionNotFound',
        category: 'ObjectNotFound',
        target: id,
        exceptionType: 'System.Management.Automation.PSArgumentException',
      });
    }
  }
  for (const name of list(bound.Name)) {
    const matches = jobs.filter((one) => ctx.rs.wildcardMatches(toText(name), one.name));
    if (matches.length === 0 && !/[*?[]/.test(toText(name))) {
      ctx.writeError({
        message: `The command cannot find the job because the job name ${toText(name)} was not found. Verify the value of the Name parameter, and then try the command again.`,
        id: 'JobWithSpecifiedNameNotFound',
        category: 'ObjectNotFound',
        target: name,
        exceptionType: 'System.Management.Automation.PSArgumentException',
      });
    }
    found.push(...matches);
  }
  if (bound.State !== undefined)
    return (found.length > 0 ? found : jobs).filter((job) => stateOf(job) === toText(bound.State));
  const named = ['Job', 'Id', 'Name'].some((name) => ctx.isBound(name));
  return named || !orAll ? found : [...jobs];
}

export const jobCmdlets: Implementations = {
  'Start-Job': {
    notSimulated: ['FilePath', 'LiteralPath', 'RunAs32', 'PSVersion', 'Credential', 'DefinitionName', 'DefinitionPath'],
    process(context, p) {
      const ctx = context as CommandRuntime;
      const { rs } = ctx;
      const block = p.ScriptBlock as ScriptBlock;
      const jobs = table(rs);
      const inner = new Runspace({ ...rs.options, interactive: false, location: rs.location });
      inner.usingValues = usingValues(ctx, block);
      const started = rs.time.nowTicks();
      const output = new Collector();
      const errors: ErrorRecord[] = [];
      let failed = false;
      const frame = inner.topFrame(output);
      const sink = new Collector();
      frame.streams = {
        error: sink,
        warning: new Collector(),
        verbose: new Collector(),
        debug: new Collector(),
        information: new Collector(),
      };
      try {
        const own = new ScriptBlock(block.ast, inner.global);
        const args = list(p.ArgumentList);
        if (p.InitializationScript instanceof ScriptBlock) {
          driveToEnd(
            inner.runBlock(new ScriptBlock(p.InitializationScript.ast, inner.global), {
              frame,
              newScope: false,
              out: output,
            }),
            inner,
          );
        }
        driveToEnd(
          inner.runBlock(own, { frame, newScope: true, args, out: output, input: list(p.InputObject) }),
          inner,
        );
      } catch (error) {
        if (!(error instanceof TerminatingError)) throw error;
        failed = true;
        errors.push(error.record);
      }
      for (const record of sink.items) if (record instanceof ErrorRecord) errors.unshift(record);
      rs.activate();
      const id = jobs.next;
      jobs.next += 2;
      const job: Job = {
        id,
        name: p.Name === undefined ? `Job${id}` : toText(p.Name),
        command: block.text,
        output: output.items,
        errors,
        startTicks: started,
        endTicks: started + inner.passedTicks,
        failed,
        stopped: false,
        received: 0,
        now: () => rs.time.nowTicks(),
      };
      jobs.list.push(job);
      ctx.write(jobObject(job));
    },
  },
  'Get-Job': {
    process(context) {
      const ctx = context as CommandRuntime;
      for (const job of chosen(ctx, true)) ctx.write(jobObject(job));
    },
  },
  'Wait-Job': {
    *process(context, p) {
      const ctx = context as CommandRuntime;
      const timeout = typeof p.Timeout === 'number' && p.Timeout >= 0 ? BigInt(p.Timeout) * 10_000_000n : undefined;
      for (const job of chosen(ctx, false)) {
        let left = job.endTicks - ctx.rs.time.nowTicks();
        if (timeout !== undefined && left > timeout) left = timeout;
        if (left > 0n && !job.stopped) yield* ctx.sleep(left);
        if (stateOf(job) !== 'Running') ctx.write(jobObject(job));
      }
    },
  },
  'Receive-Job': {
    *process(context, p) {
      const ctx = context as CommandRuntime;
      for (const job of chosen(ctx, false)) {
        if (p.Wait === true) {
          const left = job.endTicks - ctx.rs.time.nowTicks();
          if (left > 0n) yield* ctx.sleep(left);
        }
        if (stateOf(job) === 'Running') continue;
        if (job.received === 0) {
          ctx.writeAll(job.output);
          for (const record of job.errors) ctx.writeErrorRecord(record);
          if (p.Keep !== true) job.received = job.output.length + job.errors.length;
        }
        if (p.AutoRemoveJob === true) {
          const jobs = table(ctx.rs);
          jobs.list.splice(jobs.list.indexOf(job), 1);
        }
      }
    },
  },
  'Stop-Job': {
    process(context, p) {
      const ctx = context as CommandRuntime;
      for (const job of chosen(ctx, false)) {
        if (stateOf(job) === 'Running') job.stopped = true;
        if (p.PassThru === true) ctx.write(jobObject(job));
      }
    },
  },
  'Remove-Job': {
    process(context, p) {
      const ctx = context as CommandRuntime;
      const jobs = table(ctx.rs);
      for (const job of chosen(ctx, false)) {
        if (stateOf(job) === 'Running' && p.Force !== true) {
          ctx.writeError({
            message: `The command cannot remove the job with the job ID ${job.id} because the job is not finished. To remove the job, first stop the job, or use the Force parameter.`,
            id: 'JobWithSpecifiedSessionIdNotCompleted',
            category: 'InvalidOperation',
            target: jobObject(job),
            exceptionType: 'System.ArgumentException',
          });
          continue;
        }
        jobs.list.splice(jobs.list.indexOf(job), 1);
      }
    },
  },
};
