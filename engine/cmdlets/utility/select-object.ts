/** Select-Object. seen: powershell-semantics.md 14 (select-object.cs). */
import type { CmdletError, CommandContext } from '../../language/command';
import {
  type ParameterRules,
  PropertyExpression,
  type PropertyParameter,
  type Reading,
} from '../../language/formatting';
import { wildcardTest } from '../../language/formatting/object-access';
import type { Program } from '../../language/host';
import { enumerate, typeOf } from '../../language/net';
import type { Implementation } from '../../language/runtime/command-registry';
import { baseOf, PSArray, PSCustomObject, PSInteger, PSList, type Value } from '../../language/values';
import { attachNotes } from './member-attachment';
import { compareValues, propertyParameters, scriptRunner } from './object-order';

const rules: ParameterRules = { keys: ['expression', 'label'] };

function integer(value: Value | undefined): number {
  const base = baseOf(value);
  return typeof base === 'number' ? base : base instanceof PSInteger ? Number(base.value) : 0;
}

/** Which of the objects that come in are wanted (SelectObjectQueue). */
class Window {
  private readonly held: Value[] = [];
  private streamed = 0;
  constructor(
    private readonly first: number,
    private readonly last: number,
    private skip: number,
    private readonly skipLast: number,
    private readonly limited: boolean,
  ) {}

  /** The object that may be handed on now. */
  next(value: Value): Value | undefined {
    const { held, first, last } = this;
    if (last > 0 && held.length >= (first === 0 ? last + this.skip : last)) held.shift();
    held.push(value);
    if (this.skip === 0) {
      if (this.skipLast > 0) return held.length > this.skipLast ? held.shift() : undefined;
      if (!this.limited || this.streamed < first) {
        this.streamed++;
        return held.shift();
      }
      if (last === 0) held.shift();
    } else if (last === 0 || first !== 0) {
      held.shift();
      this.skip--;
    }
    return undefined;
  }

  get full(): boolean {
    return this.limited && this.last === 0 && this.skipLast === 0 && this.skip === 0 && this.streamed >= this.first;
  }

  /** What is left at the end of the input. */
  rest(): Value[] {
    if (this.last === 0) return [];
    return this.first === 0 ? this.held.slice(0, Math.max(0, this.held.length - this.skip)) : this.held;
  }
}

interface State {
  window: Window;
  parameters: PropertyParameter[];
  excluded: ((name: string) => boolean) | undefined;
  expand: PropertyExpression | undefined;
  unique: Unique | undefined;
  indexes: number[] | undefined;
  position: number;
  /** All parameters are plain names: no script has to run. */
  plain: boolean;
}

/** Objects seen so far, for -Unique: compared with regard to case, in order of first appearance. */
class Unique {
  readonly objects: Value[] = [];
  private readonly noteCounts: number[] = [];
  private readonly texts = new Set<string>();
  private readonly numbers = new Set<number>();
  /** False once something else than texts or than int32 numbers has come. */
  private onlyTexts = true;
  private onlyNumbers = true;

  add(object: Value, notes: ReadonlyArray<readonly [string, Value]>): void {
    const base = baseOf(object);
    if (notes.length === 0 && typeof base === 'string' && this.onlyTexts) {
      if (this.texts.has(base)) return;
      this.texts.add(base);
    } else if (notes.length === 0 && typeof base === 'number' && this.onlyNumbers) {
      if (this.numbers.has(base)) return;
      this.numbers.add(base);
    } else if (this.objects.some((other, i) => this.same(object, notes, other, this.noteCounts[i]))) return;
    if (typeof base !== 'string' || notes.length > 0) this.onlyTexts = false;
    if (typeof base !== 'number' || notes.length > 0) this.onlyNumbers = false;
    this.objects.push(object);
    this.noteCounts.push(notes.length);
  }

  private same(
    object: Value,
    notes: ReadonlyArray<readonly [string, Value]>,
    other: Value,
    otherNotes: number,
  ): boolean {
    if (otherNotes !== notes.length) return false;
    // Custom objects made here differ by their notes only.
    const custom = object instanceof PSCustomObject && other instanceof PSCustomObject;
    if (!(custom && notes.length > 0) && compareValues(object, other, false) !== 0) return false;
    if (!(other instanceof PSCustomObject)) return notes.length === 0;
    return notes.every(([name, value]) => {
      const theirs = other.note(name);
      return theirs !== undefined && compareValues(theirs, value, false) === 0;
    });
  }
}

function notFound(name: string, target: Value): CmdletError {
  return {
    message: `Property "${name}" cannot be found.`,
    id: 'ExpandPropertyNotFound',
    category: 'InvalidArgument',
    target,
    targetType: 'PSObject',
    exceptionType: 'System.Management.Automation.PSArgumentException',
  };
}

/** Note properties for one parameter. */
function collectNotes(
  ctx: CommandContext,
  parameter: PropertyParameter,
  readings: ReadonlyArray<readonly [string, Reading]>,
  object: Value,
  excluded: State['excluded'],
  notes: Array<[string, Value]>,
): void {
  const { expression, label } = parameter;
  const kept = readings.filter(([name]) => !excluded?.(name));
  if (kept.length === 0 && !expression.hasWildcards) {
    if (!excluded?.(expression.text)) notes.push([label ?? expression.text, null]);
    return;
  }
  if (label !== undefined && kept.length > 1) {
    ctx.writeError({
      message: 'Cannot rename multiple results.',
      id: 'RenamingMultipleResults',
      category: 'InvalidOperation',
      target: object,
      exceptionType: 'System.InvalidOperationException',
    });
    return;
  }
  for (const [name, reading] of kept) notes.push([label ?? name, reading.value ?? null]);
}

function* notesOf(ctx: CommandContext, state: State, object: Value): Program<Array<[string, Value]>> {
  const notes: Array<[string, Value]> = [];
  for (const parameter of state.parameters) {
    const readings: Array<[string, Reading]> = [];
    for (const expression of parameter.expression.resolve(object))
      for (const reading of yield* expression.read(object, scriptRunner(ctx)))
        readings.push([expression.text, reading]);
    collectNotes(ctx, parameter, readings, object, state.excluded, notes);
  }
  return notes;
}

function notesNow(ctx: CommandContext, state: State, object: Value): Array<[string, Value]> {
  const notes: Array<[string, Value]> = [];
  for (const parameter of state.parameters) {
    const readings: Array<[string, Reading]> = [];
    for (const expression of parameter.expression.resolve(object)) {
      const reading = expression.readNow(object);
      if (reading) readings.push([expression.text, reading]);
    }
    collectNotes(ctx, parameter, readings, object, state.excluded, notes);
  }
  return notes;
}

/** Marks custom objects as selected ones. 5.1 does this even where no property is chosen. */
function markSelected(object: Value, source: Value): void {
  if (!(object instanceof PSCustomObject)) return;
  const type = typeOf(baseOf(source))?.fullName ?? 'System.Object';
  object.typeNames = [`Selected.${type}`, ...object.typeNames];
}

function emit(
  ctx: CommandContext,
  state: State,
  object: Value,
  source: Value,
  notes: ReadonlyArray<readonly [string, Value]>,
): void {
  if (state.unique) {
    const before = state.unique.objects.length;
    state.unique.add(object, notes);
    if (state.unique.objects.length > before) markSelected(object, source);
    return;
  }
  markSelected(object, source);
  ctx.write(object);
}

function finish(ctx: CommandContext, state: State, object: Value, notes: Array<[string, Value]>): void {
  const result = new PSCustomObject();
  for (const [name, value] of notes) {
    if (result.members.has(name.toLowerCase())) {
      ctx.writeError({
        message: `The property cannot be processed because the property "${name}" already exists.`,
        id: 'AlreadyExistingUserSpecifiedPropertyNoExpand',
        category: 'InvalidArgument',
        target: object,
        targetType: 'PSObject',
        exceptionType: 'System.Management.Automation.PSArgumentException',
      });
      continue;
    }
    result.set(name, value);
  }
  emit(ctx, state, result, object, notes);
}

function* expandProperty(
  ctx: CommandContext,
  state: State,
  expression: PropertyExpression,
  object: Value,
  notes: Array<[string, Value]>,
): Program<void> {
  const readings = yield* expression.read(object, scriptRunner(ctx));
  if (readings.length === 0) {
    ctx.writeError(notFound(expression.text, object));
    return;
  }
  if (readings.length > 1) {
    ctx.writeError({
      message: `Multiple properties cannot be expanded.`,
      id: 'MutlipleExpandProperties',
      category: 'InvalidArgument',
      target: object,
      targetType: 'PSObject',
      exceptionType: 'System.Management.Automation.PSArgumentException',
    });
    return;
  }
  const [reading] = readings;
  if ('failed' in reading && reading.failed !== undefined) {
    ctx.writeError({
      message: String((reading.failed as { message?: unknown }).message ?? reading.failed),
      id: 'PropertyEvaluationExpand',
      category: 'InvalidResult',
      target: object,
    });
    return;
  }
  const value = reading.value ?? null;
  if (value === null) return;
  const base = baseOf(value);
  const items = base instanceof PSArray || base instanceof PSList ? base.items : (enumerate(base) ?? [value]);
  for (const item of items) {
    if (item === null || item === undefined) continue;
    const expanded = notes.length === 0 ? item : attachNotes(ctx, item, notes, object);
    emit(ctx, state, expanded, object, notes);
  }
}

function handle(ctx: CommandContext, state: State, object: Value): Program<void> | undefined {
  if (state.parameters.length === 0 && !state.expand) {
    emit(ctx, state, object, object, []);
    return undefined;
  }
  if (state.plain && !state.expand) {
    finish(ctx, state, object, notesNow(ctx, state, object));
    return undefined;
  }
  return handleSlowly(ctx, state, object);
}

function* handleSlowly(ctx: CommandContext, state: State, object: Value): Program<void> {
  const notes = yield* notesOf(ctx, state, object);
  if (state.expand) yield* expandProperty(ctx, state, state.expand, object, notes);
  else finish(ctx, state, object, notes);
}

function texts(value: Value | undefined): string[] {
  const base = baseOf(value);
  const items = base instanceof PSArray || base instanceof PSList ? base.items : [base];
  return items.filter((item): item is string => typeof item === 'string');
}

export const selectObject: Implementation = {
  begin(ctx, p) {
    const parameters = propertyParameters(ctx, p.Property, rules);
    const tests = texts(p.ExcludeProperty).map(wildcardTest);
    const limited = ctx.isBound('First') || ctx.isBound('Last');
    const indexes = ctx.isBound('Index')
      ? ((baseOf(p.Index) as PSArray | undefined)?.items ?? []).map(integer).sort((a, b) => a - b)
      : undefined;
    const state: State = {
      window: new Window(integer(p.First), integer(p.Last), integer(p.Skip), integer(p.SkipLast), limited),
      parameters,
      excluded: tests.length > 0 ? (name) => tests.some((test) => test(name)) : undefined,
      expand:
        typeof p.ExpandProperty === 'string' && p.ExpandProperty !== ''
          ? PropertyExpression.named(p.ExpandProperty)
          : undefined,
      unique: p.Unique === true ? new Unique() : undefined,
      indexes,
      position: 0,
      plain: parameters.every(({ expression }) => expression.isPlain),
    };
    ctx.state.select = state;
  },
  process(ctx, p) {
    const object = p.InputObject;
    if (object === null || object === undefined) return undefined;
    const state = ctx.state.select as State;
    if (state.indexes) {
      const wanted = state.indexes.includes(state.position++);
      const done = p.Wait !== true && !state.unique && state.position > (state.indexes.at(-1) ?? -1);
      if (!done) return wanted ? handle(ctx, state, object) : undefined;
      return handleLast(ctx, state, wanted ? object : undefined);
    }
    const next = state.window.next(object);
    if (state.window.full && p.Wait !== true && !state.unique) return handleLast(ctx, state, next);
    return next === undefined ? undefined : handle(ctx, state, next);
  },
  *end(ctx) {
    const state = ctx.state.select as State;
    if (!state.indexes)
      for (const object of state.window.rest()) {
        const program = handle(ctx, state, object);
        if (program) yield* program;
      }
    if (state.unique) ctx.writeAll(state.unique.objects);
  },
};

/** Hands on the last object wanted, then ends the commands before this one. */
function* handleLast(ctx: CommandContext, state: State, object: Value | undefined): Program<void> {
  if (object !== undefined) {
    const program = handle(ctx, state, object);
    if (program) yield* program;
  }
  ctx.stopUpstream();
}
