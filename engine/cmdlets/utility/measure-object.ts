/** Measure-Object. seen: powershell-semantics.md 14 (measure-object.cs). */
import type { CommandContext } from '../../language/command';
import { convertTo, toDisplayText, tryConvertTo } from '../../language/conversion';
import { PropertyExpression } from '../../language/formatting';
import { typeOf } from '../../language/net';
import { compare } from '../../language/operators';
import type { Implementation } from '../../language/runtime/command-registry';
import { defineType } from '../../language/types';
import { baseOf, double, knownTypes, type PSArray, PSDouble, TypedObject, type Value } from '../../language/values';
import { lazyType } from './session';

interface Measures {
  count: number;
  average: Value;
  sum: Value;
  maximum: Value;
  minimum: Value;
  property: Value;
}
interface TextMeasures {
  lines: Value;
  words: Value;
  characters: Value;
  property: Value;
}

const measureInfo = lazyType(() =>
  defineType<Measures>({
    name: 'Microsoft.PowerShell.Commands.MeasureInfo',
    properties: { Property: { type: 'string', get: (data) => data.property } },
  }),
);

function genericProperties(numberType: string) {
  return {
    Count: { type: 'int', get: (data: Measures): Value => data.count },
    Average: { type: 'System.Nullable[double]', get: (data: Measures): Value => data.average },
    Sum: { type: 'System.Nullable[double]', get: (data: Measures): Value => data.sum },
    Maximum: { type: numberType, get: (data: Measures): Value => data.maximum },
    Minimum: { type: numberType, get: (data: Measures): Value => data.minimum },
  };
}
const genericMeasureInfo = lazyType(() =>
  defineType<Measures>({
    name: 'Microsoft.PowerShell.Commands.GenericMeasureInfo',
    base: measureInfo(),
    properties: genericProperties('System.Nullable[double]'),
  }),
);
const genericObjectMeasureInfo = lazyType(() =>
  defineType<Measures>({
    name: 'Microsoft.PowerShell.Commands.GenericObjectMeasureInfo',
    base: measureInfo(),
    properties: genericProperties('System.Object'),
  }),
);
const textMeasureInfo = lazyType(() =>
  defineType<TextMeasures>({
    name: 'Microsoft.PowerShell.Commands.TextMeasureInfo',
    base: measureInfo(),
    properties: {
      Lines: { type: 'System.Nullable[int]', get: (data) => data.lines },
      Words: { type: 'System.Nullable[int]', get: (data) => data.words },
      Characters: { type: 'System.Nullable[int]', get: (data) => data.characters },
    },
  }),
);

interface Statistics {
  count: number;
  sum: number;
  max: Value;
  min: Value;
  lines: number;
  words: number;
  characters: number;
}

interface Wanted {
  sum: boolean;
  average: boolean;
  maximum: boolean;
  minimum: boolean;
  line: boolean;
  word: boolean;
  character: boolean;
  ignoreWhiteSpace: boolean;
}

/** Statistics of whole objects stand under this name. */
const wholeObject = '';

class Measurement {
  readonly statistics = new Map<string, Statistics>();
  private readonly names = new Map<string, string>();
  nonNumeric = false;
  total = 0;
  constructor(
    private readonly ctx: CommandContext,
    readonly properties: readonly PropertyExpression[] | undefined,
    readonly wanted: Wanted,
  ) {}

  entry(name: string): Statistics {
    const key = name.toLowerCase();
    let found = this.statistics.get(key);
    if (!found) {
      found = { count: 0, sum: 0, max: null, min: null, lines: 0, words: 0, characters: 0 };
      this.statistics.set(key, found);
      this.names.set(key, name);
    }
    return found;
  }
  nameOf(key: string): string {
    return this.names.get(key) ?? key;
  }

  add(object: Value): void {
    this.total++;
    if (!this.properties) {
      this.analyze(wholeObject, baseOf(object));
      return;
    }
    const counted = new Set<string>();
    for (const expression of this.properties) {
      const resolved = expression.resolve(object);
      if (resolved.length === 0 && !expression.hasWildcards) this.entry(expression.text);
      for (const one of resolved) {
        const key = one.text.toLowerCase();
        if (counted.has(key)) continue;
        const reading = one.readNow(object);
        if (!reading) continue;
        this.analyze(one.text, reading.value ?? null);
        counted.add(key);
      }
    }
  }

  private analyze(name: string, value: Value): void {
    const { wanted } = this;
    const statistics = this.entry(name);
    statistics.count++;
    if (wanted.line || wanted.word || wanted.character) this.analyzeText(statistics, toDisplayText(value));
    if (wanted.sum || wanted.average) {
      const number = numberOf(value);
      if (number === undefined) {
        this.nonNumeric = true;
        this.ctx.writeError({
          message: `Input object "${toDisplayText(value)}" is not numeric.`,
          id: 'NonNumericInputObject',
          category: 'InvalidType',
          target: value,
          exceptionType: 'System.Management.Automation.PSInvalidOperationException',
        });
        return;
      }
      statistics.sum += number;
    }
    if (wanted.maximum) statistics.max = extreme(value, statistics.max, 1);
    if (wanted.minimum) statistics.min = extreme(value, statistics.min, -1);
  }

  private analyzeText(statistics: Statistics, text: string): void {
    const { wanted } = this;
    if (wanted.character)
      statistics.characters += wanted.ignoreWhiteSpace ? text.replace(/\s/g, '').length : text.length;
    if (wanted.word) statistics.words += text.match(/\S+/g)?.length ?? 0;
    if (wanted.line && text !== '') {
      const lines = text.split('\n');
      statistics.lines += wanted.ignoreWhiteSpace ? lines.filter((line) => line.trim() !== '').length : lines.length;
    }
  }
}

/** As a double, where the value is one or converts to one. */
function numberOf(value: Value): number | undefined {
  if (typeof value === 'number') return value;
  if (value instanceof PSDouble) return value.value;
  const converted = tryConvertTo(value, knownTypes['System.Double']);
  return converted?.value instanceof PSDouble ? converted.value.value : undefined;
}

/** The greater (`factor` 1) or smaller (-1) of a value and the extreme so far. */
function extreme(value: Value, before: Value, factor: number): Value {
  if (before === null) return value;
  if (typeof value === 'number' && typeof before === 'number') return (before - value) * factor < 0 ? value : before;
  const asNumber = (one: Value): Value => {
    const number = one === null ? undefined : numberOf(one);
    return number === undefined ? one : double(number);
  };
  let current = asNumber(value);
  let known = asNumber(before);
  if (current !== null && known !== null && typeOf(current) !== typeOf(known)) {
    current = toDisplayText(current);
    known = toDisplayText(known);
  }
  return compare(known, current, false) * factor < 0 ? value : before;
}

/** A maximum or minimum as GenericMeasureInfo holds it. */
function asDouble(value: Value): Value {
  return value === null ? null : convertTo(value, knownTypes['System.Double']);
}

function isNumeric(value: Value): boolean {
  return value === null || numberOf(value) !== undefined;
}

export const measureObject: Implementation = {
  begin(ctx, p) {
    const names = p.Property === undefined || p.Property === null ? undefined : (baseOf(p.Property) as PSArray).items;
    const wanted: Wanted = {
      sum: p.Sum === true,
      average: p.Average === true,
      maximum: p.Maximum === true,
      minimum: p.Minimum === true,
      line: p.Line === true,
      word: p.Word === true,
      character: p.Character === true,
      ignoreWhiteSpace: p.IgnoreWhiteSpace === true,
    };
    ctx.state.measure = new Measurement(
      ctx,
      names?.map((name) => PropertyExpression.named(String(name))),
      wanted,
    );
  },
  process(ctx, p) {
    if (p.InputObject !== null && p.InputObject !== undefined) (ctx.state.measure as Measurement).add(p.InputObject);
  },
  end(ctx) {
    const measurement = ctx.state.measure as Measurement;
    const { wanted, statistics, nonNumeric } = measurement;
    const generic = !wanted.line && !wanted.word && !wanted.character;
    if (measurement.total === 0 && !measurement.properties) measurement.entry(wholeObject);
    for (const [key, found] of statistics) {
      const name = measurement.nameOf(key);
      if (found.count === 0 && measurement.properties) {
        ctx.writeError({
          message:
            'Cannot process argument because the value of argument "Property" is not valid. Change the value of the "Property" argument and run the operation again.',
          details: `The property "${name}" cannot be found in the input for any objects.`,
          id: generic ? 'GenericMeasurePropertyNotFound' : 'TextMeasurePropertyNotFound',
          category: 'InvalidArgument',
          exceptionType: 'System.Management.Automation.PSArgumentException',
        });
        continue;
      }
      const property = name === wholeObject ? null : name;
      if (!generic) {
        const text: TextMeasures = {
          lines: wanted.line ? found.lines : null,
          words: wanted.word ? found.words : null,
          characters: wanted.character ? found.characters : null,
          property,
        };
        ctx.write(new TypedObject(textMeasureInfo(), text));
        continue;
      }
      const numeric = isNumeric(found.max) && isNumeric(found.min);
      const measures: Measures = {
        count: found.count,
        average: wanted.average && !nonNumeric && found.count > 0 ? double(found.sum / found.count) : null,
        sum: wanted.sum && !nonNumeric ? double(found.sum) : null,
        maximum: numeric ? asDouble(found.max) : found.max,
        minimum: numeric ? asDouble(found.min) : found.min,
        property,
      };
      ctx.write(new TypedObject(numeric ? genericMeasureInfo() : genericObjectMeasureInfo(), measures));
    }
  },
};
