/**
 * What `-Property` and `-GroupBy` of Format-*, and `-Property` of Select-, Sort-, Group- and Measure-Object accept: names with wildcards,
 * script blocks, hash tables whose keys may be shortened.
 * seen: powershell-formatting.md 3 (CommandParameterDefinition of MshParameter.cs); texts: powershell-strings.json FormatAndOut_MshParameter.
 */
import type { CmdletError } from '../command';
import { baseOf, NetObject, PSArray, PSDictionary, PSInteger, PSList, type Value } from '../values';
import { isScriptBlock } from './object-access';
import { PropertyExpression } from './property-expression';
import type { Alignment } from './records';

/** One property asked for, with what its hash table says. */
export interface PropertyParameter {
  expression: PropertyExpression;
  label?: string;
  formatString?: string;
  width?: number;
  alignment?: Alignment;
  depth?: number;
  ascending?: boolean;
  descending?: boolean;
}

export type ParameterKey =
  | 'expression'
  | 'label'
  | 'formatString'
  | 'width'
  | 'alignment'
  | 'depth'
  | 'ascending'
  | 'descending';

/** Words a key answers to; the first is its name in messages. */
const keyNames: Record<ParameterKey, string[]> = {
  expression: ['expression'],
  label: ['label', 'name'],
  formatString: ['formatString'],
  width: ['width'],
  alignment: ['alignment'],
  depth: ['depth'],
  ascending: ['ascending'],
  descending: ['descending'],
};

/** What a command allows. */
export interface ParameterRules {
  keys: readonly ParameterKey[];
  /** The key besides the expression that must be there. */
  mandatory?: readonly ParameterKey[];
  /** A hash table is refused (simple names and script blocks only). */
  noHashtable?: boolean;
  /** Wildcards are refused (Sort-Object, Group-Object and others take the name as it is). */
  noWildcards?: boolean;
}

/** Format-Table. */
export const tableRules: ParameterRules = { keys: ['expression', 'label', 'formatString', 'width', 'alignment'] };
/** Format-List. */
export const listRules: ParameterRules = { keys: ['expression', 'label', 'formatString'] };
/** Format-Wide. */
export const wideRules: ParameterRules = { keys: ['expression', 'formatString'] };
/** Format-Custom. */
export const customRules: ParameterRules = { keys: ['expression', 'depth'] };
/** -GroupBy of all of them. */
export const groupRules: ParameterRules = { keys: ['expression', 'label', 'formatString'], noWildcards: true };

/** A parameter that cannot be understood: the cmdlet throws it as its terminating error. */
export class ParameterError extends Error {
  constructor(
    readonly id: string,
    message: string,
  ) {
    super(message);
  }
  get error(): CmdletError {
    return {
      message: 'Specified method is not supported.',
      details: this.message,
      id: this.id,
      category: 'InvalidArgument',
      exceptionType: 'System.NotSupportedException',
    };
  }
}

const allowedTypes = '{System.String, System.Management.Automation.ScriptBlock}';

function typeName(value: Value): string {
  if (typeof value === 'string') return 'System.String';
  if (typeof value === 'number') return 'System.Int32';
  if (typeof value === 'boolean') return 'System.Boolean';
  return value instanceof NetObject ? value.netType.fullName : 'System.Object';
}

function expressionOf(value: Value, rules: ParameterRules, key?: string): PropertyExpression | undefined {
  if (typeof value === 'string') {
    if (value === '')
      throw new ParameterError(
        key ? 'ExpressionEmptyString1' : 'ExpressionEmptyString2',
        key ? `The "${key}" key cannot have an empty string value.` : 'An empty string value is not allowed.',
      );
    const expression = PropertyExpression.named(value);
    if (rules.noWildcards && expression.hasWildcards)
      throw new ParameterError(
        key ? 'ExpressionGlobbing1' : 'ExpressionGlobbing2',
        key
          ? `The "${key}" key cannot have wildcard characters in value "${value}".`
          : `Wildcard characters are not allowed in "${value}".`,
      );
    return expression;
  }
  return isScriptBlock(value) ? PropertyExpression.script(value) : undefined;
}

function matchKey(text: string, rules: ParameterRules): ParameterKey {
  const lower = text.toLowerCase();
  let found: ParameterKey | undefined;
  for (const key of rules.keys) {
    if (!keyNames[key].some((name) => name.toLowerCase().startsWith(lower))) continue;
    if (found)
      throw new ParameterError(
        'DictionaryKeyAmbiguous',
        `The ${text} key is ambiguous; ${keyNames[found][0]} and ${keyNames[key][0]} conflict.`,
      );
    found = key;
  }
  if (!found || text === '') throw new ParameterError('DictionaryKeyIllegal', `The ${text} key is not valid.`);
  return found;
}

function illegalValue(key: string, value: Value, expected: string, several = false): ParameterError {
  return new ParameterError(
    several ? 'DictionaryKeyIllegalValue1' : 'DictionaryKeyIllegalValue2',
    `The "${key}" key has a type, ${typeName(value)}, that is not valid; expected ${several ? 'types are' : 'type is'} ${expected}.`,
  );
}

function textOf(typed: string, value: Value): string {
  if (typeof value !== 'string') throw illegalValue(typed, value, 'System.String');
  return value;
}

function integerOf(key: string, value: Value): number {
  const base = baseOf(value);
  if (typeof base === 'number') return base;
  if (base instanceof PSInteger) return Number(base.value);
  throw illegalValue(key, base, 'System.Int32');
}

/** Errors about the type of a value name the key as `typed`, others by its full name. seen: the real engine */
function setKey(
  parameter: Partial<PropertyParameter>,
  key: ParameterKey,
  typed: string,
  raw: Value,
  rules: ParameterRules,
): void {
  const value = baseOf(raw);
  const name = keyNames[key][0];
  switch (key) {
    case 'expression': {
      const expression = expressionOf(value, rules, name);
      if (!expression) {
        if (value === null || value === undefined)
          throw new ParameterError('DictionaryKeyMissingValue', `The ${name} key has no value.`);
        throw illegalValue(typed, value, allowedTypes, true);
      }
      parameter.expression = expression;
      return;
    }
    case 'label':
      parameter.label = textOf(typed, value);
      return;
    case 'formatString':
      parameter.formatString = textOf(typed, value);
      if (value === '')
        throw new ParameterError('FormatStringEmpty', `Cannot have an empty formatting string for key "${name}".`);
      return;
    case 'width':
    case 'depth': {
      const number = integerOf(typed, value);
      if (number <= 0 && key === 'width')
        throw new ParameterError(
          'WidthOutOfRange',
          `The value "${number}" for key "${name}" should be greater than 0.`,
        );
      parameter[key] = number;
      return;
    }
    case 'alignment': {
      if (typeof value !== 'string') throw illegalValue(typed, value, 'System.String');
      const found = (['left', 'center', 'right'] as const).find(
        (word) => value !== '' && word.startsWith(value.toLowerCase()),
      );
      if (!found)
        throw new ParameterError(
          'AlignmentIllegalValue',
          `The value "${value}" for key "${name}" is not valid; valid values are {left, center, right}.`,
        );
      parameter.alignment = found;
      return;
    }
    default:
      if (typeof value !== 'boolean') throw illegalValue(typed, value, 'System.Boolean');
      parameter[key] = value;
  }
}

/** Reads one value of -Property. */
export function readParameter(raw: Value, rules: ParameterRules): PropertyParameter {
  const value = baseOf(raw);
  if (value === null || value === undefined)
    throw new ParameterError(
      'DictionaryKeyUnknownType',
      `The value of a parameter was null; one of the following types was expected: ${allowedTypes}.`,
    );
  if (value instanceof PSDictionary && !rules.noHashtable) {
    const parameter: Partial<PropertyParameter> = {};
    const seen = new Set<ParameterKey>();
    for (const { key, value: entry } of value.items()) {
      const text = baseOf(key);
      if (typeof text !== 'string')
        throw new ParameterError(
          'DictionaryKeyNonString',
          `The ${typeName(text).replace(/^.*\./, '')} key type is not valid. The key must be a string.`,
        );
      const known = matchKey(text, rules);
      if (seen.has(known))
        throw new ParameterError(
          'DictionaryKeyDuplicate',
          `The duplicated key "${text}" conflicts with "${keyNames[known][0]}".`,
        );
      seen.add(known);
      setKey(parameter, known, text, entry, rules);
    }
    for (const key of rules.mandatory ?? (['expression'] as const))
      if (!seen.has(key))
        throw new ParameterError(
          'DictionaryKeyMandatoryEntry',
          `A mandatory entry for ${keyNames[key][0]} is missing.`,
        );
    return parameter as PropertyParameter;
  }
  const expression = expressionOf(value, rules);
  if (!expression)
    throw new ParameterError(
      'DictionaryKeyUnknownType',
      `Cannot convert ${typeName(value)} to one of the following types ${allowedTypes}.`,
    );
  return { expression };
}

/** Reads a whole -Property list; a single value counts as a list of one. */
export function readParameters(raw: Value | undefined, rules: ParameterRules): PropertyParameter[] {
  const value = baseOf(raw);
  if (value === undefined || value === null) return [];
  if (value instanceof PSArray || value instanceof PSList) return value.items.map((item) => readParameter(item, rules));
  return [readParameter(value, rules)];
}
