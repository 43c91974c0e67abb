/**
 * Text of a property's value in tables and lists (SmartToString, FormatField).
 * seen: powershell-formatting.md 4 (MshObjectUtil.cs).
 */
import { toDisplayText } from '../conversion';
import { formatValue } from '../conversion/format-value';
import { formatComposite } from '../text';
import {
  baseOf,
  NetObject,
  PSArray,
  PSCustomObject,
  PSDecimal,
  PSDouble,
  PSInteger,
  PSList,
  PSSingle,
  PSWrapped,
  type Value,
} from '../values';
import { elementsOf, isShellError, propertiesOf, readMember, typeNamesOf } from './object-access';
import { displayNameOf } from './type-display';

/** `$FormatEnumerationLimit` where it is not set to a number. */
export const defaultEnumerationLimit = 4;

/** `$FormatEnumerationLimit` as the layout code reads it. */
export function enumerationLimit(variable: Value): number {
  const value = baseOf(variable);
  return typeof value === 'number' ? value : defaultEnumerationLimit;
}

function ownsText(value: Value): boolean {
  if (value instanceof PSCustomObject || value instanceof PSWrapped || !(value instanceof NetObject)) return true;
  if (
    value instanceof PSDouble ||
    value instanceof PSInteger ||
    value instanceof PSDecimal ||
    value instanceof PSSingle
  )
    return true;
  return value.netType.toText !== undefined;
}

const namePatterns = ['name', 'id', 'key', '*key', '*name', '*id'].map((pattern) => ({
  exact: pattern[0] !== '*',
  text: pattern.replace('*', ''),
}));
const remotingNames = new Set(['pscomputername', 'psshowcomputername', 'runspaceid', 'pssourcejobinstanceid']);

/** The property that names an object: its type's display name, or one called Name, Id, Key ... */
export function nameProperty(self: Value): string | undefined {
  const known = displayNameOf(typeNamesOf(self));
  if (known) return known;
  const names = propertiesOf(self).filter((member) => !member.set);
  for (const pattern of namePatterns)
    for (const { name } of names) {
      const lower = name.toLowerCase();
      const fits = pattern.exact ? lower === pattern.text : lower.endsWith(pattern.text);
      if (fits && !remotingNames.has(lower)) return name;
    }
  return undefined;
}

/** PSObject.ToString(): a list is its elements with blanks between them. */
export function objectText(value: Value): string {
  const base = baseOf(value);
  if (base instanceof PSArray || base instanceof PSList) return base.items.map((item) => toDisplayText(item)).join(' ');
  return toDisplayText(value);
}

/** Text of one element of a list in a cell. */
function elementText(value: Value): string {
  if (value === null || value === undefined) return '$null';
  if (typeof value === 'string') return value;
  if (ownsText(value)) return toDisplayText(value);
  const name = nameProperty(value);
  if (name !== undefined) {
    try {
      const read = readMember(value, name);
      if (read !== undefined) return objectText(read);
    } catch (failed) {
      if (!isShellError(failed)) throw failed;
    }
  }
  return objectText(value);
}

/** Text of a value; a list becomes `{a, b...}` with at most `limit` elements (negative: all). */
export function smartText(value: Value, limit: number): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return String(value);
  if (value === null || value === undefined) return '';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  const elements = elementsOf(value);
  if (!elements) {
    try {
      return toDisplayText(value);
    } catch (failed) {
      if (!isShellError(failed)) throw failed;
      return '';
    }
  }
  let text = '{';
  let count = 0;
  for (const element of elements) {
    if (limit >= 0 && count === limit) {
      text += '...';
      break;
    }
    if (count > 0) text += ', ';
    count++;
    text += elementText(element);
  }
  return `${text}}`;
}

/** Thrown where a format string does not fit the value. */
export class FormatStringError extends Error {}

/** Value with an optional format string; without one, or where it fails, `smartText`. */
export function fieldText(raw: Value, limit: number, format: string | undefined, strict = false): string {
  if (format === undefined) return smartText(raw, limit);
  const value = baseOf(raw);
  try {
    if (format.includes('{0') || format.includes('}')) return formatComposite(format, [value]);
    if (!(value instanceof PSArray) && !(value instanceof PSList)) return formatValue(value, format);
  } catch (failed) {
    if (!isShellError(failed)) throw failed;
    if (strict) throw new FormatStringError(format);
  }
  return smartText(raw, limit);
}
