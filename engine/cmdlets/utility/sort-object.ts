/** Sort-Object. seen: powershell-semantics.md 14; 5.1's own sort is not stable, this one is. */
import type { CommandContext, Step } from '../../language/command';
import type { ParameterRules } from '../../language/formatting';
import type { Program } from '../../language/host';
import type { Implementation } from '../../language/runtime/command-registry';
import { baseOf, PSDouble, PSInteger, type Value } from '../../language/values';
import {
  compareOrderValues,
  expandWildcards,
  missing,
  type OrderValue,
  orderMatrix,
  propertyParameters,
} from './object-order';
import { sortKey } from './sort-keys';

const rules: ParameterRules = { keys: ['expression', 'ascending', 'descending'] };

interface Key {
  descending: boolean;
  kind: 'number' | 'text' | 'any';
  /** Cheap stand-ins by row: numbers, or keys of texts. */
  cheap: Float64Array | string[] | undefined;
}

function numberOf(value: Value): number | undefined {
  if (typeof value === 'number') return value;
  if (value instanceof PSDouble) return value.value;
  // Greater integers would lose their last digits as doubles.
  return value instanceof PSInteger && value.value < 2n ** 53n && value.value > -(2n ** 53n)
    ? Number(value.value)
    : undefined;
}

/** Stand-ins for the values of a column where they are all numbers or all texts. */
function cheapKeys(rows: OrderValue[][], column: number): Pick<Key, 'kind' | 'cheap'> {
  const any = { kind: 'any', cheap: undefined } as const;
  if (rows.length === 0) return any;
  const first = rows[0][column];
  if (first !== missing && typeof baseOf(first) === 'string') {
    const keys: string[] = [];
    for (const row of rows) {
      const value = row[column];
      const base = value === missing ? undefined : baseOf(value);
      const key = typeof base === 'string' ? sortKey(base) : undefined;
      if (key === undefined) return any;
      keys.push(key);
    }
    return { kind: 'text', cheap: keys };
  }
  const numbers = new Float64Array(rows.length);
  for (let i = 0; i < rows.length; i++) {
    const value = rows[i][column];
    const number = value === missing ? undefined : numberOf(baseOf(value) as Value);
    if (number === undefined || Number.isNaN(number)) return any;
    numbers[i] = number;
  }
  return { kind: 'number', cheap: numbers };
}

/** Order of two rows. */
function compareRows(rows: OrderValue[][], a: number, b: number, keys: readonly Key[], ignoreCase: boolean): number {
  for (let k = 0; k < keys.length; k++) {
    const { descending, kind, cheap } = keys[k];
    let order = 0;
    if (kind === 'number') order = (cheap as Float64Array)[a] - (cheap as Float64Array)[b];
    else {
      if (kind === 'text') {
        const first = (cheap as string[])[a];
        const second = (cheap as string[])[b];
        order = first < second ? -1 : first > second ? 1 : 0;
      }
      if (order === 0) {
        order = compareOrderValues(rows[a][k], rows[b][k], ignoreCase, descending);
        if (order !== 0) return order;
        continue;
      }
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
    keys.push({ descending, ...cheapKeys(rows, k) });
  }
  const order = rows.map((_, i) => i);
  order.sort((a, b) => compareRows(rows, a, b, keys, options.ignoreCase));
  const result: Value[] = [];
  for (let i = 0; i < order.length; i++) {
    if (options.unique && i > 0 && compareRows(rows, order[i - 1], order[i], keys, options.ignoreCase) === 0) {
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
