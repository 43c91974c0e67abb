/**
 * Views: how objects of a type are laid out. The built-in ones come from `views.data.json`; rooms above add theirs with
 * `registerView`, Update-FormatData with `prependView`.
 */
import type { Value } from '../values';
import type { Alignment, ComplexPart } from './records';
import { builtInViews } from './views-data';

/** One column of a table or line of a list. */
export interface ViewField {
  label?: string;
  /** The property shown; absent where `read` computes the value. */
  property?: string;
  /** Computes the value (a script block of the original view). */
  read?: (self: Value) => Value;
  /** Composite format such as `{0:N2}`. */
  format?: string;
}
export interface ViewColumn extends ViewField {
  /** 0 or absent: by content. */
  width?: number;
  align?: Alignment;
}

/** Groups of a view: a heading each time the value changes. */
export interface ViewGroup {
  label?: string;
  property?: string;
  read?: (self: Value) => Value;
  /** Draws the whole heading (file system, registry). */
  heading?: (first: Value) => ComplexPart[];
}

interface ViewBase {
  name: string;
  /** Full type names, the first match of the object's type names wins. */
  types: readonly string[];
  group?: ViewGroup;
  /** Shown alone, whatever view is at work (errors, script blocks). */
  outOfBand?: boolean;
}
export interface TableView extends ViewBase {
  shape: 'table';
  columns: readonly ViewColumn[];
  wrap?: boolean;
  autoSize?: boolean;
  hideHeader?: boolean;
}
export interface ListView extends ViewBase {
  shape: 'list';
  items: readonly ViewField[];
  /** Other items for some of the types. */
  variants?: ReadonlyArray<{ types: readonly string[]; items: readonly ViewField[] }>;
}
export interface WideView extends ViewBase {
  shape: 'wide';
  item: ViewField;
}
export interface CustomView extends ViewBase {
  shape: 'custom';
  draw: (self: Value, surroundings: DrawSurroundings) => ComplexPart[];
}
export type View = TableView | ListView | WideView | CustomView;
export type ViewShape = View['shape'];

/** What a custom view may ask for. */
export interface DrawSurroundings {
  /** Width of the console buffer. */
  bufferWidth: number;
  /** `$ErrorView`. */
  errorView: string;
}

/** Views by type name in lower case: those added by rooms above stand before the built-in ones. */
class ViewTable {
  private readonly byType = new Map<string, View[]>();
  add(view: View, first = false): void {
    for (const type of view.types) {
      const key = type.toLowerCase();
      const list = this.byType.get(key);
      if (!list) this.byType.set(key, [view]);
      else if (first) list.unshift(view);
      else list.push(view);
    }
  }
  of(key: string): readonly View[] | undefined {
    return this.byType.get(key);
  }
  all(): Iterable<View> {
    return new Set([...this.byType.values()].flat());
  }
}

let builtIn: ViewTable | undefined;
const added = new ViewTable();
const none: readonly View[] = [];

function builtInTable(): ViewTable {
  if (builtIn) return builtIn;
  builtIn = new ViewTable();
  for (const view of builtInViews()) builtIn.add(view);
  return builtIn;
}

/** Adds a view of a room above: it goes before the built-in views of its types, behind those added earlier. */
export function registerView(view: View): void {
  added.add(view);
}

/** Adds a view that becomes the default of its types. */
export function prependView(view: View): void {
  added.add(view, true);
}

/** Views of exactly this type name, the default first. */
export function viewsOfType(typeName: string): readonly View[] {
  const key = typeName.toLowerCase();
  const own = added.of(key);
  const known = builtInTable().of(key);
  if (own && known) return [...own, ...known];
  return own ?? known ?? none;
}

/** All views once (Get-FormatData). */
export function allViews(): Set<View> {
  return new Set([...added.all(), ...builtInTable().all()]);
}

const deserialized = 'Deserialized.';

/** Type names without the mark of deserialized objects; undefined where none had it. */
function unmasked(typeNames: readonly string[]): string[] | undefined {
  let changed = false;
  const names = typeNames.map((name) => {
    if (!name.startsWith(deserialized)) return name;
    changed = true;
    return name.slice(deserialized.length);
  });
  return changed ? names : undefined;
}

function find(typeNames: readonly string[], fits: (view: View) => boolean): View | undefined {
  for (const name of typeNames) for (const view of viewsOfType(name)) if (fits(view)) return view;
  const plain = unmasked(typeNames);
  return plain && find(plain, fits);
}

/** The view of these types: of this shape and name where they are given. */
export function findView(typeNames: readonly string[], shape?: ViewShape, name?: string): View | undefined {
  const wanted = name?.toLowerCase();
  return find(
    typeNames,
    (view) =>
      !view.outOfBand &&
      (shape === undefined || view.shape === shape) &&
      (wanted === undefined || view.name.toLowerCase() === wanted),
  );
}

/** The out-of-band view of these types. */
export function findOutOfBandView(typeNames: readonly string[]): View | undefined {
  return find(typeNames, (view) => view.outOfBand === true);
}

/** True where `view` may show an object of these types. */
export function appliesTo(view: View, typeNames: readonly string[]): boolean {
  const names = unmasked(typeNames) ?? typeNames;
  return view.types.some((type) => {
    const key = type.toLowerCase();
    return typeNames.some((name) => name.toLowerCase() === key) || names.some((name) => name.toLowerCase() === key);
  });
}
