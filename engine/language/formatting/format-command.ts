/**
 * The inside of Format-* and of default display: chooses the view, sends out-of-band objects past it, opens and closes groups.
 * seen: powershell-formatting.md 2, 8 (BaseFormattingCommand.cs, FormatViewManager.cs).
 */

import { toDisplayText } from '../conversion';
import type { Program, StreamKind } from '../host';
import { compare } from '../operators';
import { PSCustomObject, TypedObject, type Value } from '../values';
import type { FormatEnvironment, FormatRequest } from './format-request';
import { elementsOf, isShellError, propertiesOf, typeNamesOf } from './object-access';
import { ObjectBrowser } from './object-browser';
import { PropertyExpression } from './property-expression';
import {
  type ComplexPart,
  FormatEndData,
  FormatEntryData,
  FormatRecord,
  GroupEndData,
  GroupStartData,
} from './records';
import { isScalar } from './scalar-types';
import { objectText, smartText } from './smart-text';
import { defaultDisplaySet } from './type-display';
import {
  allProperties,
  DrawnGenerator,
  ListGenerator,
  TableGenerator,
  type ViewGenerator,
  WideGenerator,
} from './view-generator';
import { findOutOfBandView, findView, type View, type ViewShape, viewsOfType } from './views';

/** -View names a view that is not there. */
export class ViewNotFound extends Error {
  constructor(
    readonly viewName: string,
    message: string,
  ) {
    super(message);
  }
}

/** More properties than these are shown as a list. */
const tableLimit = 4;

export class FormatCommand {
  private generator: ViewGenerator | undefined;
  private state: 'outside' | 'document' | 'group' = 'outside';
  private groupValue: Value | undefined;
  private groupLabel = '';
  /** Types whose objects are shown by the view at work, so that the next one is not asked about again. */
  private readonly settled = new Set<unknown>();

  constructor(
    private readonly request: FormatRequest,
    private readonly environment: FormatEnvironment,
    private readonly emit: (record: FormatRecord) => void,
  ) {}

  /** Formats an object of the pipeline. A Program is returned where a script has to run. */
  process(value: Value, stream: StreamKind = 'output'): Program<void> | undefined {
    if (value === null || value === undefined) return undefined;
    if (this.state === 'group' && this.settled.has(kindOf(value)) && !this.groups) {
      const entry = this.generator!.entryNow(value);
      if (entry) {
        this.emit(new FormatEntryData(entry, false, stream));
        return undefined;
      }
    }
    return this.processSlowly(value, stream);
  }

  /** Closes group and document. */
  end(): void {
    if (this.state === 'group') this.emit(new GroupEndData());
    if (this.state !== 'outside') this.emit(new FormatEndData());
    this.state = 'outside';
    this.generator = undefined;
    this.settled.clear();
  }

  private get groups(): boolean {
    return this.request.groupBy !== undefined || this.generator?.view?.group !== undefined;
  }

  private *processSlowly(value: Value, stream: StreamKind): Program<void> {
    const elements = value instanceof FormatRecord ? undefined : elementsOf(value);
    if (!elements || this.request.expand === 'CoreOnly') {
      yield* this.one(value, stream);
      return;
    }
    const items = [...elements];
    if (this.request.expand === 'Both') {
      this.comment('The following object supports IEnumerable:\n');
      yield* this.outOfBand(value, true, stream);
      this.comment(
        items.length === 0
          ? '\nThe IEnumerable contains no objects.\n'
          : items.length === 1
            ? '\nThe IEnumerable contains the following object:\n'
            : `\nThe IEnumerable contains the following ${items.length} objects:\n`,
      );
    }
    for (const item of items) if (item !== null && item !== undefined) yield* this.one(item, stream);
  }

  private comment(text: string): void {
    this.emit(new FormatEntryData({ kind: 'text', text }, true));
  }

  private *one(value: Value, stream: StreamKind): Program<void> {
    if (value instanceof FormatRecord) {
      this.emit(value);
      return;
    }
    const force = this.request.force === true;
    if (!force && (yield* this.outOfBand(value, false, stream))) return;
    if (this.state === 'outside') {
      this.generator = this.selectGenerator(value);
      this.emit(yield* this.generator.start(value));
      this.state = 'document';
    }
    const generator = this.generator!;
    if (!force && !generator.applies(typeNamesOf(value)) && (yield* this.outOfBand(value, true, stream))) return;
    yield* this.moveToGroup(value);
    this.emit(new FormatEntryData(yield* generator.entry(value), false, stream));
    const kind = kindOf(value);
    if (kind !== undefined) this.settled.add(kind);
  }

  // --- out of band -------------------------------------------------------------------------------------------------

  private *outOfBand(value: Value, listFallback: boolean, stream: StreamKind): Program<boolean> {
    const names = typeNamesOf(value);
    const view = findOutOfBandView(names);
    const quiet: FormatRequest = {};
    if (view) {
      const generator =
        view.shape === 'list'
          ? new ListGenerator(quiet, this.environment, view)
          : new DrawnGenerator(quiet, this.environment, view);
      this.emit(new FormatEntryData(yield* generator.entry(value), true, streamOf(names, stream)));
      return true;
    }
    if (isScalar(names) || isPropertyless(value)) {
      this.emit(new FormatEntryData({ kind: 'text', text: toDisplayText(value) }, true, stream));
      return true;
    }
    if (!listFallback || propertiesOf(value).length === 0) return false;
    const generator = new ListGenerator(quiet, this.environment);
    this.emit(new FormatEntryData(yield* generator.entry(value), true, stream));
    return true;
  }

  // --- choice of the view ------------------------------------------------------------------------------------------

  private selectGenerator(first: Value): ViewGenerator {
    const { shape, properties, viewName } = this.request;
    const names = typeNamesOf(first);
    if (shape === undefined) {
      const view = findView(names);
      if (view) return this.fromView(view);
      const count = defaultDisplaySet(first)?.length ?? allProperties(first).length;
      return this.fromProperties(count <= tableLimit ? 'table' : 'list');
    }
    if (properties && properties.length > 0) return this.fromProperties(shape);
    if (viewName !== undefined && viewName !== '') {
      const view = findView(names, shape, viewName);
      if (!view) throw new ViewNotFound(viewName, unknownViewText(viewName, shape, names[0] ?? ''));
      return this.fromView(view);
    }
    const view = findView(names, shape);
    return view ? this.fromView(view) : this.fromProperties(shape);
  }

  private fromView(view: View): ViewGenerator {
    const { request, environment } = this;
    switch (view.shape) {
      case 'table':
        return new TableGenerator(request, environment, view);
      case 'list':
        return new ListGenerator(request, environment, view);
      case 'wide':
        return new WideGenerator(request, environment, view);
      case 'custom':
        return new DrawnGenerator(request, environment, view);
    }
  }

  private fromProperties(shape: ViewShape): ViewGenerator {
    const { request, environment } = this;
    switch (shape) {
      case 'table':
        return new TableGenerator(request, environment);
      case 'list':
        return new ListGenerator(request, environment);
      case 'wide':
        return new WideGenerator(request, environment);
      case 'custom':
        return new ObjectBrowser(request, environment);
    }
  }

  // --- groups ------------------------------------------------------------------------------------------------------

  private *moveToGroup(value: Value): Program<void> {
    const changed = yield* this.groupChanged(value);
    if (this.state === 'group' && !changed) return;
    if (this.state === 'group') this.emit(new GroupEndData());
    this.emit(new GroupStartData(this.heading(value)));
    this.state = 'group';
  }

  /** Reads the group's value of an object; true where it differs from that of the one before. */
  private *groupChanged(value: Value): Program<boolean> {
    const parameter = this.request.groupBy;
    const group = this.generator?.view?.group;
    let next: Value | undefined;
    let label = '';
    if (parameter) {
      const reading = (yield* parameter.expression.read(value, this.environment))[0];
      if (!reading || ('failed' in reading && reading.failed !== undefined)) return false;
      next = reading.value ?? null;
      label = parameter.label ?? parameter.expression.resolve(value)[0]?.text ?? parameter.expression.text;
    } else if (group) {
      const reading =
        group.read !== undefined
          ? { value: group.read(value) }
          : PropertyExpression.exact(group.property ?? '').readNow(value);
      if (!reading || ('failed' in reading && reading.failed !== undefined)) return false;
      next = reading.value ?? null;
      label = group.label ?? group.property ?? '';
    } else return false;
    const before = this.groupValue;
    this.groupValue = next;
    // A null first value is no change from nothing: the heading then has no label.
    if (before === undefined ? next === null : sameGroup(before, next)) return false;
    this.groupLabel = label;
    return true;
  }

  private heading(first: Value): ComplexPart[] | undefined {
    const { groupValue } = this;
    if (groupValue === undefined || !this.groups) return undefined;
    const draw = this.request.groupBy ? undefined : this.generator?.view?.group?.heading;
    if (draw) return draw(first);
    const label = this.request.groupBy ? this.request.groupBy.label : this.generator?.view?.group?.label;
    return [`   ${label ?? this.groupLabel}: `, smartText(groupValue, this.generator!.limit)];
  }
}

/** What tells objects of one sort apart: their type, or the shape of plain custom objects. Undefined: ask each time. */
function kindOf(value: Value): unknown {
  if (value instanceof PSCustomObject)
    return hasPlainNames(value.typeNames) && value.members.size > 0 && !value.members.has('pscomputername')
      ? PSCustomObject
      : undefined;
  return value instanceof TypedObject ? value.netType : undefined;
}

/** Type names of `[pscustomobject]` and of Select-Object's results: no view is registered for them. */
function hasPlainNames(names: readonly string[]): boolean {
  return (
    names.length === 2 || (names.length === 3 && names[0].startsWith('Selected.System.Management.Automation.PSCustom'))
  );
}

/** True where there is nothing to show but the text. */
function isPropertyless(value: Value): boolean {
  if (value instanceof PSCustomObject && value.members.size > 3) return false;
  for (const { name, set } of propertiesOf(value))
    if (!set && !/^(PSComputerName|PSShowComputerName|RunspaceId)$/i.test(name)) return false;
  return true;
}

function sameGroup(a: Value, b: Value): boolean {
  try {
    return compare(a, b, true) === 0 || compare(b, a, true) === 0;
  } catch (failed) {
    if (!isShellError(failed)) throw failed;
    return objectText(a).toLowerCase() === objectText(b).toLowerCase();
  }
}

const recordStreams: Record<string, StreamKind> = {
  'System.Management.Automation.WarningRecord': 'warning',
  'System.Management.Automation.VerboseRecord': 'verbose',
  'System.Management.Automation.DebugRecord': 'debug',
};

/** Records of the other streams keep their colours and marks when they are merged into the output. */
function streamOf(names: readonly string[], stream: StreamKind): StreamKind {
  return recordStreams[names[0] ?? ''] ?? stream;
}

const shapeNames: Record<ViewShape, string> = { table: 'Table', list: 'List', wide: 'Wide', custom: 'Custom' };

/** texts: powershell-strings.json FormatAndOut_format_xxx. */
function unknownViewText(name: string, shape: ViewShape, type: string): string {
  const views = viewsOfType(type);
  const fitting = views.filter((view) => view.shape === shape).map((view) => view.name);
  if (fitting.length > 0)
    return `The view name ${name} cannot be found. Specify one of the following ${shapeNames[shape]} views and try again: ${fitting.join(', ')}.`;
  const others = views.filter((view) => view.name.toLowerCase() === name.toLowerCase());
  if (others.length > 0)
    return ` The view name ${name} cannot be found in the ${shapeNames[shape]} formatting. Try using one of these other format cmdlets: ${others.map((view) => `Format-${shapeNames[view.shape]}`).join(', ')}`;
  return `The view name ${name} cannot be found. There are no existing ${shapeNames[shape]} views for ${type} objects.`;
}
