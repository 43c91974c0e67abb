/** Runs one script block for many objects in the scope where the cmdlet was called: ForEach-Object, Where-Object. */
import { truth } from '../compile/expressions';
import type { Program } from '../host';
import type { Value } from '../values';
import { PSArray } from '../values';
import { Completion, LoopControl } from './control-flow';
import { Frame } from './frame';
import type { Scope } from './scope';
import type { ScriptBlock } from './script-block';
import { Collector, type Sink, type Streams } from './sink';
import { Variable } from './variable';

export class BlockRunner {
  private readonly frame: Frame;
  private readonly scope: Scope;
  private readonly underscore = new Variable('_', null);
  private readonly slot: number | undefined;
  private readonly collector: Collector | undefined;
  private readonly general: boolean;

  constructor(
    private readonly caller: Frame,
    private readonly block: ScriptBlock,
    private readonly out: Sink,
    streams: Streams,
    collect = false,
  ) {
    const { compiled } = block;
    const session = block.session ?? caller.scope.session;
    this.scope = session === caller.scope.session ? caller.scope : session.current;
    this.collector = collect ? new Collector() : undefined;
    this.frame = new Frame(
      caller.rs,
      this.scope,
      compiled,
      this.collector ?? out,
      streams,
      caller,
      caller.invocation,
      false,
    );
    this.slot = compiled.layout.get('_');
    if (this.slot !== undefined) this.frame.locals[this.slot] = this.underscore;
    this.general = compiled.parameters.length > 0 || compiled.begin !== undefined || compiled.process !== undefined;
  }

  /** Runs the block with `$_`; undefined leaves `$_` as it is. */
  run(value: Value): Program<void> | undefined {
    if (this.general) return this.runGeneral(value);
    const body = this.block.compiled.end;
    if (body === undefined) return undefined;
    const { frame, scope, out } = this;
    if (body.s === undefined || !(this.collector ?? out).direct) return this.running(value);
    const { session } = scope;
    const previous = session.current;
    const { rs } = frame;
    const saved = scope.own('_');
    const current = rs.currentFrame;
    if (value !== undefined) {
      this.underscore.value = value;
      scope.put('_', this.underscore);
    }
    session.current = scope;
    rs.currentFrame = frame;
    try {
      const completion = body.s(frame);
      if (completion > Completion.Return) throw new LoopControl(completion, frame.label);
    } finally {
      session.current = previous;
      rs.currentFrame = current;
      if (value !== undefined) {
        if (saved === undefined) scope.take('_');
        else scope.put('_', saved);
      }
    }
    return undefined;
  }

  private *running(value: Value): Program<void> {
    const { frame, scope } = this;
    const { session } = scope;
    const { rs } = frame;
    const previous = session.current;
    const saved = scope.own('_');
    const current = rs.currentFrame;
    if (value !== undefined) {
      this.underscore.value = value;
      scope.put('_', this.underscore);
      if (this.slot !== undefined) frame.locals[this.slot] = this.underscore;
    }
    session.current = scope;
    rs.currentFrame = frame;
    rs.enterCall();
    try {
      const completion = yield* this.block.compiled.end!.g(frame);
      if (frame.out.waiting) yield* frame.out.drain();
      if (completion > Completion.Return) throw new LoopControl(completion, frame.label);
    } finally {
      rs.leaveCall(scope);
      session.current = previous;
      rs.currentFrame = current;
      if (value !== undefined) {
        if (saved === undefined) scope.take('_');
        else scope.put('_', saved);
      }
    }
  }

  private *runGeneral(value: Value): Program<void> {
    const out = this.collector ?? this.out;
    yield* this.caller.rs.runBlock(this.block, {
      frame: this.caller,
      underscore: value,
      newScope: false,
      args: [],
      out,
    });
    if (out.waiting) yield* out.drain();
  }

  /** Truth of what the block wrote; for Where-Object. */
  takeTruth(): boolean {
    const { items } = this.collector!;
    const result = items.length === 0 ? false : items.length === 1 ? truth(items[0]) : truth(new PSArray([...items]));
    items.length = 0;
    return result;
  }
}
