/** Runs programs to their end without a console: in tests, for sort keys, property getters and other plain callers. */
import type { Program, Reply, Request } from '../host';
import { PipelineStoppedException } from './control-flow';
import type { Runspace } from './runspace';

/** Pauses that a getter, a key or a default value may take before it is held for endless. */
const mostPauses = 20_000;

/** Runs to the end at once; simulated time that passes is only counted. */
export function driveToEnd<T>(program: Program<T>, rs: Runspace): T {
  let reply: Reply;
  let pauses = 0;
  for (;;) {
    const step = program.next(reply);
    if (step.done) return step.value;
    if (step.value.kind === 'pause' && ++pauses > mostPauses) {
      // Nobody can press Ctrl+C here, so that an endless getter would hold the shell for ever.
      program.throw(new PipelineStoppedException());
      throw new PipelineStoppedException();
    }
    reply = answerAtOnce(step.value, rs);
  }
}

function answerAtOnce(request: Request, rs: Runspace): Reply {
  switch (request.kind) {
    case 'sleep':
      rs.advance(request.ticks);
      return undefined;
    case 'readLine':
      return '';
    case 'choice':
      return request.multiple ? request.defaults : (request.defaults[0] ?? 0);
    case 'fields':
      return {};
    case 'credential':
      return null;
    default:
      return undefined;
  }
}

export interface DriveOptions {
  /** Answers a request; undefined results count as the default answer. */
  onRequest?: (request: Request) => Reply;
  /** Ends the program with Ctrl+C after so many pauses. */
  stopAfterPauses?: number;
}

/** A synchronous driver for tests and scripts. */
export function drive<T>(program: Program<T>, options: DriveOptions = {}): T | undefined {
  let reply: Reply;
  let pauses = 0;
  let step = program.next();
  for (;;) {
    if (step.done) return step.value;
    const request = step.value;
    if (request.kind === 'pause' && options.stopAfterPauses !== undefined && ++pauses >= options.stopAfterPauses) {
      step = program.throw(new PipelineStoppedException());
      continue;
    }
    reply = options.onRequest?.(request);
    if (reply === undefined) {
      switch (request.kind) {
        case 'readLine':
          reply = '';
          break;
        case 'choice':
          reply = request.multiple ? request.defaults : (request.defaults[0] ?? 0);
          break;
        case 'fields':
          reply = {};
          break;
        case 'credential':
          reply = null;
          break;
      }
    }
    step = program.next(reply);
  }
}
