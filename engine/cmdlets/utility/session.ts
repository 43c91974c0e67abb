/** What the utility cmdlets take from the running session. */
import type { CommandContext } from '../../language/command';
import type { FormatEnvironment, FormatFailure, LineOutput } from '../../language/formatting';
import { enumerationLimit, fallbackWidth, HostLineOutput } from '../../language/formatting';
import type { HostTime, HostUI, Program } from '../../language/host';
import type { NetType } from '../../language/types';
import type { Value } from '../../language/values';

/** The parts of a runspace that are read here. */
interface SessionView {
  /** Errors of statements are thrown to an enclosing `try`. */
  propagate?: boolean;
  readonly ui?: HostUI;
  readonly time?: HostTime;
  readonly host?: { readonly ui?: HostUI; readonly time?: HostTime };
}

function sessionOf(ctx: CommandContext): SessionView {
  return ctx.runspace as SessionView;
}

/** The screen of the session. */
export function hostUI(ctx: CommandContext): HostUI {
  const session = sessionOf(ctx);
  const ui = session.ui ?? session.host?.ui;
  if (!ui) throw new Error('the session has no screen');
  return ui;
}

/** Clock and chance of the session. */
export function hostTime(ctx: CommandContext): HostTime {
  const session = sessionOf(ctx);
  const time = session.time ?? session.host?.time;
  if (!time) throw new Error('the session has no clock');
  return time;
}

/** The console as the target of laid-out lines. */
export function hostLines(ctx: CommandContext): LineOutput {
  return new HostLineOutput(hostUI(ctx));
}

/** Width of text made for a file or a string: that of the console less one. */
export function textWidth(ctx: CommandContext): number {
  const { bufferWidth } = hostUI(ctx);
  return bufferWidth > 0 ? bufferWidth - 1 : fallbackWidth;
}

/** Runs a calculated property: an error ends it and is not shown. seen: the real engine (PSPropertyExpression). */
export function* calculated(ctx: CommandContext, script: Value, self: Value): Program<Value[]> {
  const session = sessionOf(ctx);
  const saved = session.propagate;
  session.propagate = true;
  try {
    return yield* ctx.invoke(script, { underscore: self });
  } finally {
    session.propagate = saved;
  }
}

/** What the layout code needs, taken from the cmdlet's surroundings. */
export function formatEnvironment(
  ctx: CommandContext,
  reportFailure?: (failure: FormatFailure) => void,
): FormatEnvironment {
  const time = hostTime(ctx);
  return {
    runScript: (script, self) => calculated(ctx, script, self),
    enumerationLimit: () => enumerationLimit(ctx.getVariable('FormatEnumerationLimit')),
    nowTicks: () => time.nowTicks(),
    surroundings: () => {
      const view = ctx.getVariable('ErrorView');
      return { bufferWidth: hostUI(ctx).bufferWidth, errorView: typeof view === 'string' ? view : '' };
    },
    reportFailure,
  };
}

/** A type that is made when it is first needed, because its base has to be registered before. */
export function lazyType(make: () => NetType): () => NetType {
  let made: NetType | undefined;
  return () => {
    made ??= make();
    return made;
  };
}
