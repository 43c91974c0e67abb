/** `-is`, `-as`. */
import { convertTo, tryConvertTo } from '../conversion/convert';
import { conversionHooks } from '../conversion/hooks';
import { toText } from '../conversion/to-text';
import { PSInvalidCastException, PSRuntimeException } from '../errors';
import { typeOf } from '../net/type-name';
import { findType, type MethodContext, type NetType } from '../types';
import type { Value } from '../values';
import {
  baseOf,
  knownTypes,
  NetObject,
  PSCustomObject,
  PSDecimal,
  PSDouble,
  PSInteger,
  PSSingle,
  PSTypeValue,
  PSWrapped,
} from '../values';

function isPlainNumber(value: Value): boolean {
  return (
    typeof value === 'number' ||
    value instanceof PSInteger ||
    value instanceof PSDouble ||
    value instanceof PSDecimal ||
    value instanceof PSSingle
  );
}

function typeOperand(type: Value, operator: '-is' | '-as'): NetType {
  const base = baseOf(type);
  if (base instanceof PSTypeValue) return base.type;
  const name = toText(base);
  const found = typeof base === 'string' ? (conversionHooks.findSessionType?.(name) ?? findType(name)) : undefined;
  if (found) return found;
  if (typeof base === 'string')
    throw operator === '-as'
      ? new PSInvalidCastException(
          `Cannot convert the "${name}" value of type "System.String" to type "System.Type".`,
          'InvalidCastFromStringToType',
        )
      : new PSRuntimeException(
          `Cannot convert the "${name}" value of type "System.String" to type "System.Type".`,
          'RuntimeException',
          { category: 'NotSpecified' },
        );
  if (base !== null && base !== undefined) {
    // Anything else is converted: numbers by their text.
    const named = typeof base === 'boolean' || base instanceof NetObject ? base : toText(base);
    try {
      return (convertTo(isPlainNumber(named) ? toText(named) : named, knownTypes['System.Type']!) as PSTypeValue).type;
    } catch (error) {
      if (operator === '-as' || !(error instanceof PSRuntimeException)) throw error;
      throw new PSRuntimeException(error.message, 'RuntimeException', { category: 'NotSpecified' });
    }
  }
  throw new PSRuntimeException(
    `The right operand of '${operator}' must be a type.`,
    operator === '-is' ? 'IsOperatorRequiresType' : 'AsOperatorRequiresType',
    { category: 'InvalidArgument', target: base },
  );
}

/** `-is`; the right side is a type or its name. */
export function isType(value: Value, type: Value): boolean {
  const wanted = typeOperand(type, '-is');
  if (wanted.fullName === 'System.Management.Automation.PSCustomObject') return baseOf(value) instanceof PSCustomObject;
  if (wanted.fullName === 'System.Management.Automation.PSObject')
    return value instanceof PSWrapped || value instanceof PSCustomObject;
  const own = typeOf(value);
  if (!own) return false;
  return own.isAssignableTo(wanted);
}

/** `-as`: the converted value, or null. */
export function asType(value: Value, type: Value, context?: MethodContext): Value {
  return tryConvertTo(value, typeOperand(type, '-as'), context)?.value ?? null;
}
