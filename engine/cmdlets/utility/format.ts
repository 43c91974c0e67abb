/** Format-Table, Format-List, Format-Wide, Format-Custom. seen: powershell-formatting.md 2, 3; texts: FormatAndOut_format_xxx. */
import type { Bound, CommandContext } from '../../language/command';
import {
  customRules,
  type Expansion,
  FormatCommand,
  type FormatFailure,
  type FormatRequest,
  groupRules,
  listRules,
  ParameterError,
  type ParameterRules,
  readParameter,
  readParameters,
  tableRules,
  ViewNotFound,
  wideRules,
} from '../../language/formatting';
import type { ViewShape } from '../../language/formatting/views';
import type { Implementation } from '../../language/runtime/command-registry';
import { baseOf, PSInteger, type Value } from '../../language/values';
import { formatEnvironment } from './session';

function refuse(ctx: CommandContext, id: string, details: string): never {
  return ctx.throwTerminating({
    message: 'Found invalid data while decoding.',
    details,
    id,
    category: 'InvalidArgument',
    exceptionType: 'System.IO.InvalidDataException',
  });
}

const expansions: Expansion[] = ['CoreOnly', 'EnumOnly', 'Both'];

function expansionOf(ctx: CommandContext, value: Value | undefined): Expansion | undefined {
  if (value === undefined || value === null || value === '') return undefined;
  const text = ctx.text(value).toLowerCase();
  const found = expansions.find((word) => word.toLowerCase() === text);
  if (!found) {
    const error = new ParameterError('IllegalEnumerableExpansionValue', 'The EnumerableExpansion value is not valid.');
    ctx.throwTerminating(error.error);
  }
  return found;
}

function integer(value: Value | undefined): number | undefined {
  const base = baseOf(value);
  if (typeof base === 'number') return base;
  return base instanceof PSInteger ? Number(base.value) : undefined;
}

function boolean(ctx: CommandContext, p: Bound, name: string): boolean | undefined {
  return ctx.isBound(name) ? p[name] === true : undefined;
}

function requestOf(ctx: CommandContext, p: Bound, shape: ViewShape, rules: ParameterRules): FormatRequest {
  const viewName = p.View === undefined || p.View === null ? undefined : ctx.text(p.View);
  try {
    // -Property of Format-Wide is a single value: a list is no name.
    const properties =
      shape === 'wide'
        ? p.Property === undefined || p.Property === null
          ? []
          : [readParameter(p.Property, rules)]
        : readParameters(p.Property, rules);
    if (viewName && properties.length > 0)
      refuse(ctx, 'FormatCannotSpecifyViewAndProperty', 'Cmdlet parameters View and Property are mutually exclusive.');
    const autoSize = boolean(ctx, p, 'AutoSize');
    const columns = integer(p.Column);
    if (autoSize && columns !== undefined)
      refuse(
        ctx,
        'FormatCannotSpecifyAutosizeAndColumns',
        'Cmdlet parameters AutoSize and Column are mutually exclusive.',
      );
    return {
      shape,
      properties,
      viewName,
      groupBy: p.GroupBy === undefined || p.GroupBy === null ? undefined : readParameter(p.GroupBy, groupRules),
      autoSize,
      hideHeader: boolean(ctx, p, 'HideTableHeaders'),
      wrap: boolean(ctx, p, 'Wrap'),
      columns,
      depth: integer(p.Depth),
      expand: expansionOf(ctx, p.Expand),
      force: p.Force === true,
      displayError: p.DisplayError === true,
    };
  } catch (failed) {
    if (failed instanceof ParameterError) ctx.throwTerminating(failed.error);
    throw failed;
  }
}

function reporter(ctx: CommandContext): (failure: FormatFailure) => void {
  return ({ kind, text, self, exception }) => {
    const inner =
      typeof exception === 'object' && exception !== null && 'message' in exception ? String(exception.message) : text;
    ctx.writeError({
      message: inner,
      details:
        kind === 'expression'
          ? `Failed to evaluate expression "${text}".`
          : `Failed to interpret format string "${text}".`,
      id: kind === 'expression' ? 'mshExpressionError' : 'formattingError',
      category: 'InvalidArgument',
      target: self,
    });
  };
}

function formatCmdlet(shape: ViewShape, rules: ParameterRules): Implementation {
  return {
    begin(ctx, p) {
      const environment = formatEnvironment(ctx, p.ShowError === true ? reporter(ctx) : undefined);
      const limit = environment.enumerationLimit();
      environment.enumerationLimit = () => limit;
      ctx.state.format = new FormatCommand(requestOf(ctx, p, shape, rules), environment, (record) => ctx.write(record));
    },
    process(ctx, p) {
      const command = ctx.state.format as FormatCommand;
      const program = command.process(p.InputObject);
      return program && watched(ctx, program);
    },
    end(ctx) {
      (ctx.state.format as FormatCommand).end();
    },
  };
}

/** Turns an unknown view into the cmdlet's terminating error. */
function* watched(ctx: CommandContext, program: ReturnType<FormatCommand['process']> & object) {
  try {
    yield* program;
  } catch (failed) {
    if (!(failed instanceof ViewNotFound)) throw failed;
    ctx.throwTerminating({
      message: 'The pipeline has been stopped.',
      details: failed.message,
      id: 'FormatViewNotFound',
      category: 'ObjectNotFound',
      target: failed.viewName,
      exceptionType: 'System.Management.Automation.PipelineStoppedException',
    });
  }
}

export const formatTable = formatCmdlet('table', tableRules);
export const formatList = formatCmdlet('list', listRules);
export const formatWide = formatCmdlet('wide', wideRules);
export const formatCustom = formatCmdlet('custom', customRules);
