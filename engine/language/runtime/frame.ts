/** A running block: what compiled closures get. */
import type { Ast } from '../ast';
import type { CompiledBlock } from '../compile/compiled-block';
import type { PSList, Value } from '../values';
import type { Invocation } from './invocation';
import type { Runspace } from './runspace';
import type { Scope } from './scope';
import type { Sink, Streams } from './sink';
import type { Variable } from './variable';

export class Frame {
  /** Variables of the scope that occur in the block, by slot; a cache where the block runs in another's scope. */
  locals: Array<Variable | undefined>;
  /** What is being executed: errors are placed here. */
  point: Ast;
  /** Label of the `break` or `continue` that is on its way. */
  label: string | undefined = undefined;
  /** Value of `return` in a class method. */
  returned: Value = undefined;
  /** -ErrorVariable of the function that runs here. */
  errorList: PSList | undefined = undefined;
  /** Class whose method runs, and its `$this`. */
  scriptClass: unknown = undefined;
  thisValue: Value = undefined;
  /** Error records of the `catch` blocks that are running; a bare `throw` throws the last one again. */
  caught: unknown[] | null = null;

  constructor(
    readonly rs: Runspace,
    readonly scope: Scope,
    readonly block: CompiledBlock,
    public out: Sink,
    public streams: Streams,
    readonly caller: Frame | null,
    readonly invocation: Invocation | null,
    ownsScope: boolean,
  ) {
    this.locals = ownsScope ? scope.slots : [];
    this.point = block.ast;
  }
}
