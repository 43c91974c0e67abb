/** Sort-Object. seen: powershell-semantics.md 14; 5.1's own sort is not stable, this one is. */
import type { CommandContext, Step } from '../../language/command';
import type { ParameterRules } from '../../language/formatting';
import type { Program } from '../../language/host';
import type { Implementation } from '../../language/runtime/command-registry';
import { baseOf, type Value } from '../../language/values';
import {
  compareOrderValues,
  expandWildcards,
  missing,
  type OrderValue,
  orderMatrix,
  propertyParameters,
} from './object-order';

const rules: ParameterRules = { keys: ['expression', 'ascending', 'descending'] };

/** Text that sorts by plain comparison as the word sort would: letters, digits and blanks of ASCII only. */
const simpleText = /^[0-9A-Za-z]*$/;

interface Key {
  descending: boolean;
  /** All values are numbers, or all are simple texts (folded). */
  kind: 'number' | 'text' | 'any';
}

/** Makes values of one key cheap to compare where they are all of one kind. */
function decorate(rows: OrderValue[][], column: number, ignoreCase: boolean): Key['kind'] {
  let numbers = true;
  let texts = ignoreCase;
  for (const row of rows) {
    const value = row[column];
    const base = value === missing ? missing : baseOf(value);
    if (typeof base !== 'number') numbers = false;
    if (typeof base !== 'string' || !simpleText.test(base)) texts = false;
    if (!numbers && !texts) return 'any';
  }
  if (numbers) {
    for (const row of rows) row[column] = baseOf(row[column] as Value);
    return 'number';
  }
  for (const row of rows) row[column] = (baseOf(row[column] as Value) as string).toLowerCase();
  return 'text';
}

function compareRows(a: OrderValue[], b: OrderValue[], keys: readonly Key[], ignoreCase: boolean): number {
  for (let k = 0; k < keys.length; k++) {
    const { descending, kind } = keys[k];
    let order: number;
    if (kind === 'number') order = (a[k] as number) - (b[k] as number);
    else if (kind === 'text') {
      const first = a[k] as string;
      const second = b[k] as string;
      order = first < second ? -1 : first > second ? 1 : 0;
    } else {
      order = compareOrderValues(a[k], b[k], ignoreCase, descending);
      if (order !== 0) return order;
      continue;
    }
    if (order !== 0) return descending ? -order : order;
  }
  return 0;
}

/** Sorts objects; keys are read once. */
export function* sorted(
  ctx: CommandContext,
  objects: readonly Value[],
  rawProperty: Value | undefined,
  options: { descending: boolean; ignoreCase: boolean; unique: boolean },
): Program<Value[]> {
  const parameters = expandWildcards(propertyParameters(ctx, rawProperty, rules), objects);
  const rows = yield* orderMatrix(ctx, parameters, objects);
  const width = Math.max(1, parameters.length);
  const keys: Key[] = [];
  for (let k = 0; k < width; k++) {
    const parameter = parameters[k];
    const descending =
      parameter?.ascending !== undefined
        ? !parameter.ascending
        : parameter?.descending !== undefined
          ? parameter.descending
          : options.descending;
    keys.push({ descending, kind: decorate(rows, k, options.ignoreCase) });
  }
  const order = rows.map((_, i) => i);
  order.sort((a, b) => compareRows(rows[a], rows[b], keys, options.ignoreCase) || a - b);
  const result: Value[] = [];
  for (let i = 0; i < order.length; i++) {
    if (options.unique && i > 0 && compareRows(rows[order[i - 1]], rows[order[i]], keys, options.ignoreCase) === 0) {
      order[i] = order[i - 1];
      continue;
    }
    result.push(objects[order[i]]);
  }
  return result;
}

/** Collects pipeline input into `ctx.state.input`; nulls are passed over. */
export const collectInput: Step = (ctx, p) => {
  if (p.InputObject === null || p.InputObject === undefined) return;
  let input = ctx.state.input as Value[] | undefined;
  if (!input) {
    input = [];
    ctx.state.input = input;
  }
  input.push(p.InputObject);
};

export const sortObject: Implementation = {
  process: collectInput,
  *end(ctx, p) {
    const objects = (ctx.state.input as Value[] | undefined) ?? [];
    const result = yield* sorted(ctx, objects, p.Property, {
      descending: p.Descending === true,
      ignoreCase: p.CaseSensitive !== true,
      unique: p.Unique === true,
    });
    ctx.writeAll(result);
  },
};
