/** Reads `views.data.json` (made by scripts/views.mjs) the first time a view is looked for. */
import { toDisplayText } from '../conversion';
import { baseOf, PSArray, type Value } from '../values';
import { customViews, directoryHeading } from './custom-views';
import { readMember } from './object-access';
import type { Alignment } from './records';
import { computedColumn, megabyteColumn } from './view-computed';
import type { View, ViewColumn, ViewGroup } from './views';
import data from './views.data.json';

type FieldData = [label: string, property?: string, width?: number, align?: string, format?: string, computed?: number];
interface ViewData {
  t: string[];
  n: string;
  s: string;
  c: FieldData[];
  w?: number;
  a?: number;
  g?: [by: string, label: string, heading: number];
  v?: Array<[types: string[], items: FieldData[]]>;
}

const alignments: Record<string, Alignment> = { l: 'left', c: 'center', r: 'right' };

function column(types: readonly string[], field: FieldData): ViewColumn {
  const [label, property = '', width = 0, align = '', format = '', computed = 0] = field;
  const made: ViewColumn = { width };
  if (label) made.label = label;
  if (align) made.align = alignments[align];
  if (format) made.format = format;
  if (computed) made.read = computedColumn(types, label || property) ?? megabyteColumn(label, property);
  if (!made.read && property) made.property = property;
  return made;
}

function groupOf(view: ViewData): ViewGroup | undefined {
  if (!view.g) return undefined;
  const [by, label, heading] = view.g;
  if (heading) {
    const word = view.t.some((type) => /Registry/.test(type)) ? 'Hive' : 'Directory';
    return { property: by, heading: (first: Value) => directoryHeading(word, readMember(first, by) ?? null) };
  }
  return label ? { property: by, label } : { property: by };
}

function viewOf(record: ViewData): View {
  const base = { name: record.n, types: record.t, group: groupOf(record) };
  const columns = record.c.map((field) => column(record.t, field));
  if (record.s === 't') return { ...base, shape: 'table', columns, wrap: record.w === 1, autoSize: record.a === 1 };
  if (record.s === 'w') return { ...base, shape: 'wide', item: columns[0] ?? {} };
  return {
    ...base,
    shape: 'list',
    items: columns,
    variants: record.v?.map(([types, items]) => ({ types, items: items.map((field) => column(record.t, field)) })),
  };
}

/** A method without its call: one overload a line. seen: DotNetTypes_format_ps1xml, the real engine. */
const methodView: View = {
  name: 'System.Management.Automation.PSMethod',
  types: ['System.Management.Automation.PSMethod'],
  group: undefined,
  shape: 'table',
  wrap: true,
  autoSize: false,
  columns: [
    {
      label: 'OverloadDefinitions',
      width: 0,
      read: (self) => {
        const found = baseOf(readMember(self, 'OverloadDefinitions') ?? null);
        return found instanceof PSArray ? found.items.map(toDisplayText).join('\n') : '';
      },
    },
  ],
};

/** The built-in views, in their order. */
export function builtInViews(): View[] {
  return [...(data.views as unknown as ViewData[]).map(viewOf), methodView, ...customViews];
}

/** Names of the default display properties of a type (types.ps1xml), where this table has them. */
export function displaySetOf(typeName: string): string[] | undefined {
  sets ??= new Map(Object.entries(data.display).map(([name, names]) => [name.toLowerCase(), names]));
  return sets.get(typeName.toLowerCase())?.split('|');
}
let sets: Map<string, string> | undefined;
