/** Conversion to enumerations. seen: powershell-semantics.md 4; EnumExpressionEvaluatorStrings, ExtendedTypeSystem texts. */
import { makeException, PSInvalidCastException } from '../errors';
import type { NetType } from '../types';
import type { Value } from '../values';
import { foldCase, PSEnum } from '../values';
import { toDisplayText } from './to-text';

function nameList(type: NetType, separator: string): string {
  return [...(type.enumValues ?? [])]
    .sort((a, b) => unsigned(a[1]) - unsigned(b[1]))
    .map(([name]) => name)
    .join(separator);
}

// Enum.GetNames orders by value as unsigned.
function unsigned(value: number): number {
  return value < 0 ? value + 2 ** 32 : value;
}

/** `[enum]$null` */
export function nullToEnumError(type: NetType): PSInvalidCastException {
  return new PSInvalidCastException(
    `Cannot convert null to type "${type.fullName}" due to enumeration values that are not valid. Specify one of the following enumeration values and try again. The possible enumeration values are "${nameList(type, ',')}".`,
    'nullToEnumInvalidCast',
  );
}

function undefinedValue(value: Value, type: NetType): PSInvalidCastException {
  return new PSInvalidCastException(
    `Cannot convert value "${toDisplayText(value)}" to type "${type.fullName}" due to enumeration values that are not valid. Specify one of the following enumeration values and try again. The possible enumeration values are "${nameList(type, ',')}".`,
    'UndefinedIntegerToEnum',
  );
}

/** Whether a number stands for a member, or for a set of flags. */
export function isDefinedNumber(type: NetType, number: number): boolean {
  const values = type.enumValues ?? [];
  if (values.some(([, known]) => known === number)) return true;
  if (!type.isFlags) return false;
  let all = 0n;
  for (const [, known] of values) all |= BigInt(known);
  return (BigInt(number) & ~all) === 0n;
}

export function numberToEnum(value: Value, number: number, type: NetType): PSEnum {
  if (!isDefinedNumber(type, number)) throw undefinedValue(value, type);
  return new PSEnum(type, number);
}

function matchName(type: NetType, name: string, whole: string): number {
  const values = type.enumValues ?? [];
  const key = foldCase(name);
  const exact = values.find(([known]) => foldCase(known) === key);
  if (exact) return exact[1];
  const starting = values.filter(([known]) => foldCase(known).startsWith(key));
  const fail = (message: string): PSInvalidCastException =>
    new PSInvalidCastException(
      `Cannot convert value "${whole}" to type "${type.fullName}". Error: "${message}"`,
      'SubstringDisambiguationEnumParseThrewAnException',
      makeException('System.ArgumentException', message),
    );
  if (starting.length === 0)
    throw fail(
      `Unable to match the identifier name ${name} to a valid enumerator name. Specify one of the following enumerator names and try again:\n${nameList(type, ', ')}`,
    );
  if (new Set(starting.map(([, number]) => number)).size > 1)
    throw fail(
      `The identifier name ${name} cannot be processed because it is either too similar or identical to the following enumerator names: ${starting.map(([known]) => known).join(', ')}. Use a more specific identifier name.`,
    );
  return starting[0]![1];
}

/** Enumeration from text: name, unique prefix, comma list, number. */
export function textToEnum(text: string, type: NetType): PSEnum {
  const trimmed = text.trim();
  if (trimmed === '')
    throw new PSInvalidCastException(
      `Cannot convert value "${text}" to type "${type.fullName}" due to enumeration values that are not valid. Specify one of the following enumeration values and try again. The possible enumeration values are "${nameList(type, ',')}".`,
      'EnumNoValue',
    );
  if (/^[+-]?\d+$/.test(trimmed)) {
    const number = Number(trimmed);
    return numberToEnum(text, number, type);
  }
  let sum = 0n;
  for (const part of trimmed.split(',')) {
    const name = part.trim();
    const number = /^[+-]?\d+$/.test(name) ? Number(name) : matchName(type, name, text);
    sum |= BigInt(number);
  }
  return numberToEnum(text, Number(sum), type);
}
