/**
 * Comparing objects as Sort-, Group-, Compare-, Select-Object and Get-Unique do (ObjectCommandComparer, OrderByProperty).
 * seen: powershell-semantics.md 14 (OrderObjectBase.cs, ObjectCommandComparer.cs).
 */
import type { CommandContext } from '../../language/command';
import {
  objectText,
  ParameterError,
  type ParameterRules,
  PropertyExpression,
  type PropertyParameter,
  readParameters,
} from '../../language/formatting';
import { isShellError } from '../../language/formatting/object-access';
import type { Program } from '../../language/host';
import { compare } from '../../language/operators';
import { compareText } from '../../language/text';
import { baseOf, type Value } from '../../language/values';
import { calculated } from './session';

/** A property the object does not have; it comes behind all others, in both directions. */
export const missing: unique symbol = Symbol('missing');
export type OrderValue = Value | typeof missing;

/** Order of two values: by their own order, else by their text. */
export function compareValues(a: Value, b: Value, ignoreCase: boolean): number {
  const first = baseOf(a);
  const second = baseOf(b);
  if (typeof first === 'number' && typeof second === 'number') return first - second;
  if (typeof first === 'string' && typeof second === 'string') return compareText(first, second, { ignoreCase });
  const firstNull = first === null || first === undefined;
  const secondNull = second === null || second === undefined;
  if (firstNull || secondNull) return firstNull ? (secondNull ? 0 : -1) : 1;
  try {
    return compare(first, second, ignoreCase);
  } catch (failed) {
    if (!isShellError(failed)) throw failed;
    return compareText(objectText(first), objectText(second), { ignoreCase });
  }
}

/** Order of two values of a key. */
export function compareOrderValues(a: OrderValue, b: OrderValue, ignoreCase: boolean, descending: boolean): number {
  if (a === missing) return b === missing ? 0 : 1;
  if (b === missing) return -1;
  const order = compareValues(a, b, ignoreCase);
  return descending ? -order : order;
}

/** Reads -Property, turning what cannot be understood into the cmdlet's terminating error. */
export function propertyParameters(
  ctx: CommandContext,
  raw: Value | undefined,
  rules: ParameterRules,
): PropertyParameter[] {
  try {
    return readParameters(raw, rules);
  } catch (failed) {
    if (failed instanceof ParameterError) ctx.throwTerminating(failed.error);
    throw failed;
  }
}

/** Runs calculated properties in the caller's scope. */
export function scriptRunner(ctx: CommandContext): { runScript(script: Value, self: Value): Program<Value[]> } {
  return { runScript: (script, self) => calculated(ctx, script, self) };
}

/** Names with wildcards stand for the matching properties of all objects, each once. */
export function expandWildcards(parameters: PropertyParameter[], objects: readonly Value[]): PropertyParameter[] {
  if (!parameters.some(({ expression }) => expression.hasWildcards)) return parameters;
  const expanded: PropertyParameter[] = [];
  for (const parameter of parameters) {
    if (!parameter.expression.hasWildcards) {
      expanded.push(parameter);
      continue;
    }
    const seen = new Set<string>();
    for (const object of objects)
      for (const expression of parameter.expression.resolve(object)) {
        const key = expression.text.toLowerCase();
        if (!seen.has(key)) expanded.push({ ...parameter, expression: PropertyExpression.named(expression.text) });
        seen.add(key);
      }
  }
  return expanded;
}

/** The value of one key of an object; a failing expression counts as null and is reported. */
export function* keyValue(
  ctx: CommandContext,
  parameter: PropertyParameter,
  object: Value,
  report: boolean,
): Program<OrderValue> {
  const readings = yield* parameter.expression.read(object, scriptRunner(ctx));
  const reading = readings[0];
  if (!reading) return missing;
  if ('failed' in reading && reading.failed !== undefined) {
    if (report) ctx.writeError(expressionError(reading.failed, object));
    return null;
  }
  return reading.value ?? null;
}

/** A key that is read without running script; undefined where it has to. */
export function keyValueNow(parameter: PropertyParameter, object: Value): OrderValue | undefined {
  const { expression } = parameter;
  if (!expression.isPlain || expression.hasWildcards) return undefined;
  const reading = expression.readNow(object);
  if (!reading) return missing;
  return 'failed' in reading && reading.failed !== undefined ? null : (reading.value ?? null);
}

/** The values of all keys of all objects. */
export function* orderMatrix(
  ctx: CommandContext,
  parameters: readonly PropertyParameter[],
  objects: readonly Value[],
  report = true,
): Program<OrderValue[][]> {
  const rows: OrderValue[][] = [];
  for (const object of objects) {
    if (parameters.length === 0) {
      rows.push([object]);
      continue;
    }
    const row: OrderValue[] = [];
    for (const parameter of parameters) {
      const now = keyValueNow(parameter, object);
      row.push(now !== undefined ? now : yield* keyValue(ctx, parameter, object, report));
    }
    rows.push(row);
  }
  return rows;
}

function expressionError(failed: unknown, object: Value) {
  const message =
    typeof failed === 'object' && failed !== null && 'message' in failed ? String(failed.message) : String(failed);
  return {
    message,
    id: 'ExpressionEvaluation',
    category: 'InvalidResult' as const,
    target: object,
  };
}
