/** How Pester shows values in its messages. `seen: Pester 5.9.0, test/conformance/pester` */
import { toText } from '../language/conversion';
import { enumerate, typeOf, typeText } from '../language/net';
import { formatDateTime } from '../language/text';
import type { NetType } from '../language/types';
import {
  baseOf,
  NetObject,
  PSChar,
  PSCustomObject,
  PSDateTime,
  PSDictionary,
  PSTypeValue,
  type Value,
} from '../language/values';

/** Items of an array that are shown; the rest is `...n more`. */
const MOST_ITEMS = 10;

/** The elements of a collection, or undefined for a scalar. Text, dictionaries and custom objects are scalars. */
export function itemsOf(value: Value): Value[] | undefined {
  const base = baseOf(value);
  if (base === null || base === undefined || typeof base === 'string' || base instanceof PSDictionary) return undefined;
  const items = enumerate(base);
  return items === undefined ? undefined : [...items];
}

/** The array, its only element, or null where it is empty: how -Be looks at both sides. */
export function arrayOrSingle(value: Value): Value {
  const items = itemsOf(value);
  if (items === undefined || items.length > 1) return value;
  return items[0] ?? null;
}

function isValueType(value: Value): boolean {
  if (typeof value === 'boolean' || typeof value === 'number') return true;
  return typeOf(value)?.isValueType ?? false;
}

/** `$null`, `'text'`, `@(1, 2)`, `[int]`, `2016-10-13T00:00:00.0000000` ... */
export function formatNicely(value: Value): string {
  const base = baseOf(value);
  if (base === null || base === undefined) return '$null';
  if (typeof base === 'boolean') return base ? '$true' : '$false';
  if (typeof base === 'string') return base === '' ? '<empty>' : `'${base}'`;
  if (base instanceof PSDateTime) return formatDateTime(base, 'o');
  if (base instanceof PSTypeValue) return formatType(base.type);
  if (isScriptBlock(base)) return `{${toText(base)}}`;
  if (base instanceof PSChar || isValueType(base)) return toText(base);
  const items = itemsOf(base);
  if (items !== undefined) {
    // An array of one plain value is shown as that value, without quotes.
    if (items.length === 1 && isPlain(items[0])) return toText(items[0]);
    const shown = items.slice(0, MOST_ITEMS).map(formatNicely);
    if (items.length > MOST_ITEMS) shown.push(`...${items.length - MOST_ITEMS} more`);
    return `@(${shown.join(', ')})`;
  }
  if (base instanceof PSDictionary) return base.netType.fullName;
  if (base instanceof PSCustomObject) return toText(base);
  return toText(base);
}

function isPlain(value: Value): boolean {
  const base = baseOf(value);
  return typeof base === 'string' || isValueType(base) || isScriptBlock(base);
}

export function isScriptBlock(value: Value): boolean {
  return value instanceof NetObject && typeOf(value)?.fullName === 'System.Management.Automation.ScriptBlock';
}

/** `[int]`, `[PSCustomObject]`. */
export function formatType(type: NetType | undefined): string {
  if (type === undefined) return '$null';
  return `[${typeText(type)
    .replace(/^System\.Management\.Automation\./, '')
    .replace(/^System\./, '')}]`;
}

/** ` because R,`, or nothing where no reason is given. */
export function formatBecause(because: string | null): string {
  const text = (because ?? '').trim();
  if (text === '') return '';
  return text.toLowerCase().startsWith('because') ? ` ${text},` : ` because ${text},`;
}

/** `, because R`: where the sentence ends with the reason. */
export function becauseClause(because: string | null): string {
  const text = formatBecause(because);
  return text === '' ? '' : `,${text.slice(0, -1)}`;
}
