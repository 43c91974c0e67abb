/** Chooses an overload and converts the arguments to it (Adapter.FindBestMethod of PowerShell). */
import { convertTo } from '../conversion/convert';
import { toDisplayText } from '../conversion/to-text';
import { NetException, PSRuntimeException } from '../errors';
import type { MethodContext, NetType } from '../types';
import type { Value } from '../values';
import { baseOf, isReference, knownTypes, PSArray } from '../values';
import { conversionRank, Rank } from './conversion-rank';
import { findParameterType } from './parameter-types';
import { type ParameterSignature, parametersOf } from './signatures';

/** A parameter with its type looked up. */
interface Parameter extends ParameterSignature {
  netType: NetType;
}

export interface Overload {
  signature: string;
  parameters: Parameter[];
  hasParams: boolean;
  optional: number;
  /** Number among the method's overloads. */
  index: number;
  /** The type the method belongs to, generic arguments filled in. */
  declaring: NetType;
}

/** Parses signatures; generic methods' own parameters count as object. */
export function readOverloads(signatures: readonly string[], declaring: NetType): Overload[] {
  return signatures.map((signature, index) => {
    const parameters = parametersOf(signature).map((parameter) => ({
      ...parameter,
      netType: findParameterType(parameter.type, declaring) ?? unknownType(parameter.type),
    }));
    return {
      signature,
      parameters,
      hasParams: parameters.at(-1)?.isParams ?? false,
      optional: parameters.filter((parameter) => parameter.defaultText !== undefined).length,
      index,
      declaring,
    };
  });
}

/** A type that is only named in signatures: nothing converts to it but null, except generic parameters. */
function unknownType(name: string): NetType {
  if (/^T\w*$/.test(name)) return knownTypes['System.Object']!;
  if (/^T\w*\[\]$/.test(name)) return knownTypes['System.Object']!.arrayType();
  return knownTypes['System.Reflection.MethodBase']!;
}

interface Candidate {
  overload: Overload;
  ranks: number[];
  expanded: boolean;
}

function rankOf(argument: Value, parameter: Parameter): number {
  if (parameter.isRef) return isReference(baseOf(argument)) ? Rank.Identity : 0;
  return conversionRank(argument, parameter.netType);
}

function candidateFor(overload: Overload, args: readonly Value[]): Candidate | undefined {
  const { parameters, hasParams } = overload;
  const count = args.length;
  if (count !== parameters.length) {
    if (count > parameters.length) {
      if (!hasParams) return undefined;
    } else if (overload.optional === 0) {
      if (!hasParams || count + 1 !== parameters.length) return undefined;
    } else if (count + overload.optional + (hasParams ? 1 : 0) < parameters.length) return undefined;
  }
  const ranks: number[] = [];
  const fixed = hasParams ? parameters.length - 1 : parameters.length;
  for (let i = 0; i < fixed && i < count; i++) {
    const rank = rankOf(args[i], parameters[i]!);
    if (rank === 0) return undefined;
    ranks[i] = rank;
  }
  let expanded = false;
  if (hasParams) {
    const last = parameters[fixed]!;
    const element = last.netType.element!;
    if (count === parameters.length) {
      const asArray = conversionRank(args[fixed], last.netType);
      const asElement = conversionRank(args[fixed], element);
      expanded = asElement > asArray;
      const rank = expanded ? asElement : asArray;
      if (rank === 0) return undefined;
      ranks[fixed] = rank;
    } else {
      expanded = true;
      for (let i = fixed; i < count; i++) {
        const rank = conversionRank(args[i], element);
        if (rank === 0) return undefined;
        ranks[i] = rank;
      }
    }
  }
  return { overload, ranks, expanded };
}

/** Positive where a is better. */
function compareCandidates(a: Candidate, b: Candidate, args: readonly Value[]): number {
  let better = 0;
  let weight = a.ranks.length;
  for (let i = 0; i < a.ranks.length; i++, weight--) {
    const x = a.ranks[i]!;
    const y = b.ranks[i]!;
    if (x < y) better -= weight;
    else if (x > y) better += weight;
    else if (x === Rank.UnrelatedArrays) {
      const items = (baseOf(args[i]) as PSArray).items ?? [];
      const left = a.overload.parameters[i]?.netType.element;
      const right = b.overload.parameters[i]?.netType.element;
      if (items.length > 0 && left && right) {
        const p = Math.min(...items.map((item) => conversionRank(item, left)));
        const q = Math.min(...items.map((item) => conversionRank(item, right)));
        if (p < q) better -= weight;
        else if (p > q) better += weight;
      }
    }
  }
  if (better !== 0) return better;
  // Of two that fit alike the more specific parameter types win: those that the other's can take.
  weight = a.ranks.length;
  for (let i = 0; i < a.ranks.length; i++, weight--) {
    const rank = a.ranks[i]!;
    if (rank < Rank.NullToValue || rank !== b.ranks[i]) continue;
    const left = a.overload.parameters[Math.min(i, a.overload.parameters.length - 1)]!.netType;
    const right = b.overload.parameters[Math.min(i, b.overload.parameters.length - 1)]!.netType;
    if (left === right) continue;
    const leftToRight = staticRank(left, right);
    const rightToLeft = staticRank(right, left);
    if (leftToRight < rightToLeft) better += rank >= Rank.NumericImplicit ? -weight : -weight;
    else if (leftToRight > rightToLeft) better += weight;
  }
  if (better !== 0) return better;
  // An overload that wraps a scalar into an array is the last choice.
  const worst = Math.min(...a.ranks) - Math.min(...b.ranks);
  if (worst !== 0 && a.expanded !== b.expanded) return worst;
  if (a.expanded !== b.expanded) return a.expanded ? -1 : 1;
  if (a.expanded && b.expanded && a.overload.parameters.length !== b.overload.parameters.length)
    return a.overload.parameters.length > b.overload.parameters.length ? 1 : -1;
  return 0;
}

const widening = [
  'SByte',
  'Byte',
  'Int16',
  'UInt16',
  'Int32',
  'UInt32',
  'Int64',
  'UInt64',
  'Single',
  'Double',
  'Decimal',
];

/** How well a parameter type fits another: 2 assignable, 1 widening number, 0 not. */
function staticRank(from: NetType, to: NetType): number {
  if (from.isAssignableTo(to)) return 2;
  const x = widening.indexOf(from.name);
  const y = widening.indexOf(to.name);
  return x >= 0 && y >= 0 && x < y ? 1 : 0;
}

function countError(name: string, count: number): PSRuntimeException {
  return new PSRuntimeException(
    `Cannot find an overload for "${name}" and the argument count: "${count}".`,
    'MethodCountCouldNotFindBest',
    { category: 'NotSpecified', exceptionType: 'System.Management.Automation.MethodException' },
  );
}

/** What was chosen: the overload and the arguments as its parameters want them. */
export interface Chosen {
  overload: Overload;
  args: Value[];
}

/** Finds the best overload; throws PowerShell's errors where there is none or an argument does not convert. */
export function chooseOverload(
  name: string,
  overloads: readonly Overload[],
  args: readonly Value[],
  context?: MethodContext,
): Chosen {
  const only = overloads[0];
  if (overloads.length === 1 && !only!.hasParams && only!.parameters.length === args.length) {
    return { overload: only!, args: convertArguments(name, only!, args, false, context) };
  }
  let best: Candidate | undefined;
  let ambiguous = false;
  for (const overload of overloads) {
    const candidate = candidateFor(overload, args);
    if (!candidate) continue;
    if (!best) {
      best = candidate;
      continue;
    }
    const order = compareCandidates(best, candidate, args);
    if (order < 0) {
      best = candidate;
      ambiguous = false;
    } else if (order === 0) ambiguous = true;
  }
  if (!best) throw countError(name, args.length);
  if (ambiguous)
    throw new PSRuntimeException(
      `Multiple ambiguous overloads found for "${name}" and the argument count: "${args.length}".`,
      'MethodCountCouldNotFindBest',
      { category: 'NotSpecified', exceptionType: 'System.Management.Automation.MethodException' },
    );
  return { overload: best.overload, args: convertArguments(name, best.overload, args, best.expanded, context) };
}

function convertArguments(
  name: string,
  overload: Overload,
  args: readonly Value[],
  expanded: boolean,
  context?: MethodContext,
): Value[] {
  const { parameters, hasParams } = overload;
  const out: Value[] = [];
  const fixed = hasParams && (expanded || args.length < parameters.length) ? parameters.length - 1 : parameters.length;
  for (let i = 0; i < fixed && i < args.length; i++)
    out.push(convertArgument(name, i, args[i], parameters[i]!, context));
  if (hasParams && fixed < parameters.length) {
    const last = parameters[fixed]!;
    const element = { ...last, netType: last.netType.element! };
    out.push(
      new PSArray(
        args.slice(fixed).map((arg, i) => convertArgument(name, fixed + i, arg, element, context)),
        element.netType,
      ),
    );
  }
  return out;
}

function convertArgument(
  name: string,
  index: number,
  argument: Value,
  parameter: Parameter,
  context?: MethodContext,
): Value {
  if (parameter.isRef) {
    const base = baseOf(argument);
    if (isReference(base)) return base;
    throw new PSRuntimeException(
      `Argument: '${index + 1}' should be a System.Management.Automation.PSReference. Use [ref].`,
      'NonRefArgumentToRefParameterMsg',
      { category: 'NotSpecified', exceptionType: 'System.Management.Automation.MethodException' },
    );
  }
  const { netType } = parameter;
  if (netType.fullName === 'System.Object') return argument === undefined ? null : argument;
  if (argument === null || argument === undefined) {
    // A null for text stays null here; the method sees an empty text, as PowerShell gives it.
    if (netType.fullName === 'System.String') return '';
    if (!netType.isValueType) return null;
  }
  try {
    return baseOf(convertTo(argument, netType, context));
  } catch (error) {
    if (!(error instanceof PSRuntimeException) && !(error instanceof NetException)) throw error;
    const shown = argument === null || argument === undefined ? 'null' : toDisplayText(argument);
    throw new PSRuntimeException(
      `Cannot convert argument "${parameter.name}", with value: "${shown}", for "${name}" to type "${netType.fullName}": "${error.message}"`,
      'MethodArgumentConversionInvalidCastArgument',
      {
        category: 'NotSpecified',
        exceptionType: 'System.Management.Automation.MethodException',
        inner: error.exception,
      },
    );
  }
}
