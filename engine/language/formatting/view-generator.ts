/**
 * From objects to format records: one generator a shape. seen: powershell-formatting.md 2, 4 to 7
 * (FormatViewGenerator*.cs).
 */
import type { Program } from '../host';
import { typeMembers } from '../net/type-data';
import { addedMembers, NetObject, PSCustomObject, PSWrapped, type Value } from '../values';
import type { FormatEnvironment, FormatRequest } from './format-request';
import { propertiesOf, readMember, typeNamesOf } from './object-access';
import type { PropertyParameter } from './parameter-processor';
import { PropertyExpression, type Reading, readComputed } from './property-expression';
import { type Alignment, type ComplexPart, type Entry, FormatStartData, type TableColumn } from './records';
import { isScalar } from './scalar-types';
import { FormatStringError, fieldText, nameProperty } from './smart-text';
import { defaultDisplaySet } from './type-display';
import { appliesTo, type ListView, type TableView, type View, type ViewField } from './views';

/** A property to show with the parameter that asked for it. */
export interface Association {
  expression: PropertyExpression;
  parameter?: PropertyParameter;
}

const computerName = 'PSComputerName';

/** PSComputerName is shown only where the object asks for it (results of Invoke-Command). */
export function showsComputerName(self: Value): boolean {
  return readMember(self, 'PSShowComputerName') === true;
}

/**
 * All properties, without the marks of remoting that are not to be seen: those of the object itself and of its class, then
 * those that the type table adds. seen: the real engine (AssociationManager.ExpandAll; `Format-List *` orders otherwise).
 */
export function allProperties(self: Value): Association[] {
  const show = showsComputerName(self);
  const fromTable = typeMembers(typeNamesOf(self));
  const tableNames = new Set(fromTable.map((member) => member.name.toLowerCase()));
  const found: Association[] = [];
  const last: Association[] = [];
  for (const { name, set } of propertiesOf(self)) {
    if (set) continue;
    const lower = name.toLowerCase();
    if (lower === 'psshowcomputername' || (lower === 'pscomputername' && !show)) continue;
    const added = tableNames.size > 0 && tableNames.has(lower) && !isOwnMember(self, lower);
    (added ? last : found).push({ expression: PropertyExpression.exact(name) });
  }
  return last.length > 0 ? [...found, ...last] : found;
}

/** A member added to this very object. */
function isOwnMember(self: Value, key: string): boolean {
  if (self instanceof PSCustomObject || self instanceof PSWrapped) return self.members.has(key);
  return self instanceof NetObject && addedMembers.get(self)?.members.has(key) === true;
}

/** The default display properties, with the computer name of remote objects. */
export function defaultProperties(self: Value): Association[] {
  const names = defaultDisplaySet(self);
  if (!names) return [];
  const found = names.map((name): Association => ({ expression: PropertyExpression.exact(name) }));
  if (showsComputerName(self)) found.push({ expression: PropertyExpression.exact(computerName) });
  return found;
}

function expand(parameters: readonly PropertyParameter[], self: Value, keepMissing: boolean): Association[] {
  const found: Association[] = [];
  for (const parameter of parameters) {
    const { expression } = parameter;
    const resolved = expression.resolve(self);
    if (keepMissing && resolved.length === 0 && !expression.hasWildcards) found.push({ expression, parameter });
    for (const one of resolved) found.push({ expression: one, parameter });
  }
  return found;
}

/** The properties of an object that a list or custom view shows. */
export function activeProperties(self: Value, parameters: readonly PropertyParameter[] | undefined): Association[] {
  if (parameters && parameters.length > 0) return expand(parameters, self, false);
  const defaults = defaultProperties(self);
  return defaults.length > 0 ? defaults : allProperties(self);
}

// biome-ignore lint/correctness/useYield: what is known already, where a program is asked for
export function* settled<T>(value: T): Program<T> {
  return value;
}

/** Base of the generators. */
export abstract class ViewGenerator {
  readonly limit: number;
  constructor(
    readonly request: FormatRequest,
    readonly environment: FormatEnvironment,
    /** The view of the data base; absent where properties are shown. */
    readonly view?: View,
  ) {
    this.limit = environment.enumerationLimit();
  }

  abstract start(first: Value): Program<FormatStartData>;
  abstract entry(self: Value): Program<Entry>;
  /** The entry where no script has to run; undefined otherwise. */
  entryNow(_self: Value): Entry | undefined {
    return undefined;
  }

  /** True where an object of these types fits the view. */
  applies(typeNames: readonly string[]): boolean {
    return this.view === undefined || appliesTo(this.view, typeNames);
  }

  protected text(reading: Reading | undefined, format: string | undefined, self: Value, what: string): string {
    if (!reading) return '';
    if ('failed' in reading && reading.failed !== undefined) {
      this.environment.reportFailure?.({ kind: 'expression', text: what, self, exception: reading.failed });
      return this.request.displayError ? '#ERR' : '';
    }
    const value = reading.value ?? null;
    if (format === undefined) return fieldText(value, this.limit, undefined);
    const strict = this.request.displayError === true || this.environment.reportFailure !== undefined;
    try {
      return fieldText(value, this.limit, format, strict);
    } catch (failed) {
      if (!(failed instanceof FormatStringError)) throw failed;
      this.environment.reportFailure?.({ kind: 'format', text: format, self, exception: failed });
      return this.request.displayError ? '#FMTERR' : '';
    }
  }

  protected *associationText(self: Value, association: Association): Program<string> {
    const { expression, parameter } = association;
    const reading = yield* expression.readFirst(self, this.environment);
    return this.text(reading, parameter?.formatString, self, expression.text);
  }

  protected fieldOf(self: Value, field: ViewField): string {
    let reading: Reading | undefined;
    if (field.read) {
      const read = field.read;
      reading = readComputed(() => read(self));
    } else if (field.property !== undefined) reading = PropertyExpression.exact(field.property).readNow(self);
    return this.text(reading, field.format, self, field.property ?? field.label ?? '');
  }
}

/** Format-Table and default tables. */
export class TableGenerator extends ViewGenerator {
  private associations: Association[] = [];
  private plain = true;
  private readonly fields: readonly ViewField[];

  constructor(request: FormatRequest, environment: FormatEnvironment, view?: TableView) {
    super(request, environment, view);
    this.fields = view?.columns ?? [];
  }

  override *start(first: Value): Program<FormatStartData> {
    const view = this.view as TableView | undefined;
    const columns = view ? this.viewColumns(view, first) : yield* this.propertyColumns(first);
    return new FormatStartData(
      {
        kind: 'table',
        columns,
        hideHeader: this.request.hideHeader ?? view?.hideHeader ?? false,
      },
      this.request.autoSize ?? view?.autoSize ?? false,
    );
  }

  private viewFields: ViewField[] = [];

  private viewColumns(view: TableView, first: Value): TableColumn[] {
    const columns = view.columns.map(
      (column): TableColumn => ({
        label: column.label ?? column.property ?? '',
        width: column.width ?? 0,
        alignment: column.align ?? 'left',
      }),
    );
    this.viewFields = [...this.fields];
    if (!this.request.shape || !this.request.viewName)
      if (showsComputerName(first)) {
        columns.push({ label: computerName, width: 0, alignment: 'left' });
        this.viewFields.push({ property: computerName });
      }
    return columns;
  }

  private *propertyColumns(first: Value): Program<TableColumn[]> {
    const { properties } = this.request;
    if (properties && properties.length > 0) this.associations = expand(properties, first, true);
    else {
      this.associations = defaultProperties(first);
      // Ten columns at most, where nobody chose them.
      if (this.associations.length === 0) this.associations = allProperties(first).slice(0, 10);
    }
    this.plain = this.associations.every(({ expression }) => expression.isPlain && !expression.hasWildcards);
    const columns: TableColumn[] = [];
    for (const { expression, parameter } of this.associations) {
      let alignment: Alignment | undefined = parameter?.alignment;
      if (!alignment) {
        const reading = yield* expression.readFirst(first, this.environment);
        alignment = alignmentOf(reading);
      }
      columns.push({ label: parameter?.label ?? expression.text, width: parameter?.width ?? 0, alignment });
    }
    return columns;
  }

  override entryNow(self: Value): Entry | undefined {
    const multiLine = this.request.wrap === true || (this.view as TableView | undefined)?.wrap === true;
    if (this.view) {
      const cells = this.viewFields.map((field) => this.fieldOf(self, field));
      return { kind: 'row', cells, multiLine };
    }
    if (!this.plain) return undefined;
    const cells: string[] = [];
    for (const { expression, parameter } of this.associations)
      cells.push(this.text(expression.readNow(self), parameter?.formatString, self, expression.text));
    return { kind: 'row', cells, multiLine };
  }

  override *entry(self: Value): Program<Entry> {
    const now = this.entryNow(self);
    if (now) return now;
    const cells: string[] = [];
    for (const association of this.associations) cells.push(yield* this.associationText(self, association));
    return { kind: 'row', cells, multiLine: this.request.wrap === true };
  }
}

/** Numbers, truth values, characters and enumeration values stand at the right. */
function alignmentOf(reading: Reading | undefined): Alignment {
  const value = reading?.value;
  if (value === undefined || value === null || typeof value === 'string') return 'left';
  const names = typeNamesOf(value);
  return names[0] !== 'System.String' && isScalar(names) ? 'right' : 'left';
}

/** Format-List and default lists. */
export class ListGenerator extends ViewGenerator {
  override start(_first: Value): Program<FormatStartData> {
    return settled(new FormatStartData({ kind: 'list' }, false));
  }

  private itemsFor(self: Value): readonly ViewField[] {
    const view = this.view as ListView;
    let items = view.items;
    if (view.variants) {
      const names = typeNamesOf(self);
      const fitting = view.variants.find((variant) => variant.types.some((type) => names.includes(type)));
      if (fitting) items = fitting.items;
    }
    return showsComputerName(self) ? [...items, { property: computerName }] : items;
  }

  override entryNow(self: Value): Entry | undefined {
    const labels: string[] = [];
    const values: string[] = [];
    if (this.view) {
      for (const item of this.itemsFor(self)) {
        labels.push(item.label ?? item.property ?? '');
        values.push(this.fieldOf(self, item));
      }
      return { kind: 'list', labels, values };
    }
    const associations = activeProperties(self, this.request.properties);
    for (const { expression, parameter } of associations) {
      if (!expression.isPlain) return undefined;
      labels.push(parameter?.label ?? expression.text);
      values.push(this.text(expression.readNow(self), parameter?.formatString, self, expression.text));
    }
    return { kind: 'list', labels, values };
  }

  override *entry(self: Value): Program<Entry> {
    if (this.view) return this.entryNow(self)!;
    const labels: string[] = [];
    const values: string[] = [];
    for (const association of activeProperties(self, this.request.properties)) {
      labels.push(association.parameter?.label ?? association.expression.text);
      values.push(yield* this.associationText(self, association));
    }
    return { kind: 'list', labels, values };
  }
}

/** Format-Wide. */
export class WideGenerator extends ViewGenerator {
  override start(_first: Value): Program<FormatStartData> {
    const autoSize = this.request.autoSize ?? false;
    const columns = autoSize ? 0 : (this.request.columns ?? 0);
    return settled(new FormatStartData({ kind: 'wide', columns }, autoSize));
  }

  override *entry(self: Value): Program<Entry> {
    if (this.view?.shape === 'wide') return { kind: 'wide', text: this.fieldOf(self, this.view.item) };
    const association = this.associationFor(self);
    return { kind: 'wide', text: association ? yield* this.associationText(self, association) : '' };
  }

  private associationFor(self: Value): Association | undefined {
    const { properties } = this.request;
    if (properties && properties.length > 0) return expand(properties, self, false)[0];
    const name = nameProperty(self);
    if (name !== undefined) return { expression: PropertyExpression.exact(name) };
    return defaultProperties(self)[0] ?? allProperties(self)[0];
  }
}

/** Custom views of the data base. */
export class DrawnGenerator extends ViewGenerator {
  override start(_first: Value): Program<FormatStartData> {
    return settled(new FormatStartData({ kind: 'custom' }, false));
  }
  override entry(self: Value): Program<Entry> {
    return settled<Entry>(this.entryNow(self));
  }
  override entryNow(self: Value): Entry {
    const view = this.view;
    const parts: ComplexPart[] = view?.shape === 'custom' ? view.draw(self, this.environment.surroundings()) : [];
    return { kind: 'complex', parts };
  }
}
