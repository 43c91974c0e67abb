/** Conversion of an argument to the type of a parameter. seen: ParameterBinderBase.CoerceTypeAsNeeded */
import { convertTo, toBool } from '../conversion';
import { PSRuntimeException } from '../errors';
import { enumerate, typeOf, typeText } from '../net';
import type { Runspace } from '../runtime/runspace';
import { switchParameter } from '../runtime/switch-parameter';
import type { NetType } from '../types';
import type { Value } from '../values';
import { baseOf, PSArray, PSDecimal, PSDouble, PSInteger, PSList, PSSingle, PSWrapped } from '../values';

/** An argument that does not fit; the binder adds parameter, command and position. */
export class CoercionFailure {
  constructor(
    /** `CannotConvertArgument` (with both types in the text) or `CannotConvertArgumentNoMessage`. */
    readonly id: 'CannotConvertArgument' | 'CannotConvertArgumentNoMessage' | 'NullNotAllowed',
    readonly message: string,
    readonly inner: PSRuntimeException | undefined,
  ) {}
}

function isNumber(value: Value): boolean {
  return (
    typeof value === 'number' ||
    value instanceof PSInteger ||
    value instanceof PSDouble ||
    value instanceof PSSingle ||
    value instanceof PSDecimal
  );
}

/** Whether a value needs no conversion for a parameter of this type. */
export function fitsType(value: Value, type: NetType | undefined): boolean {
  if (type === undefined) return true;
  const { fullName } = type;
  if (fullName === 'System.Object' || fullName === 'System.Management.Automation.PSObject') return true;
  if (value === null || value === undefined) return false;
  const own = typeOf(baseOf(value));
  if (own === undefined) return false;
  if (own === type || own.isSubclassOf(type)) return true;
  if (type.kind === 'interface') return ownInterfaces(own).has(fullName);
  // One element becomes a collection without being converted. seen: ParameterBinderBase.ShouldContinueUncoercedBind
  if (type.element !== undefined && own.element === undefined) return fitsType(value, type.element);
  if (fullName === 'System.Management.Automation.SwitchParameter') return typeof value === 'boolean';
  return false;
}

function ownInterfaces(type: NetType): Set<string> {
  const names = new Set<string>();
  for (let t: NetType | undefined = type; t !== undefined; t = t.base) for (const name of t.interfaces) names.add(name);
  return names;
}

/** Converts for a cmdlet's parameter; `text` is how a number was written. */
export function coerce(
  value: Value,
  type: NetType | undefined,
  typeName: string,
  text: string | undefined,
  rs: Runspace,
): Value {
  if (type === undefined) return value === undefined ? null : value;
  const { fullName } = type;
  if (fullName === 'System.Object' || fullName === 'System.Management.Automation.PSObject') {
    return value === undefined ? null : value;
  }
  if (fullName === 'System.Management.Automation.SwitchParameter') {
    if (value === null || value === undefined) return false;
    const base = baseOf(value);
    if (typeof base === 'boolean') return base;
    if (isNumber(base)) return toBool(base);
    const given = switchParameter(base);
    if (given !== undefined) return given;
    throw booleanFailure(base, fullName);
  }
  if (fullName === 'System.Boolean') {
    const base = baseOf(value);
    if (base === null || base === undefined) throw booleanFailure(base, fullName);
    if (typeof base === 'boolean') return base;
    if (isNumber(base)) return toBool(base);
    const given = switchParameter(base);
    if (given !== undefined) return given;
    throw booleanFailure(base, fullName);
  }
  if (value === null || value === undefined) {
    if (fullName === 'System.String') return '';
    if (type.isValueType && !/^System\.Nullable/.test(typeName)) {
      if (type.kind === 'enum' || type.kind === 'struct') {
        try {
          return convertTo(null, type, rs.methodContext);
        } catch (error) {
          throw failureOf(error);
        }
      }
    }
    return null;
  }
  if (type.kind === 'array') {
    const element = type.element!;
    const base = baseOf(value);
    if (base instanceof PSArray && base.elementType === element) return base;
    const list = typeof base === 'object' ? enumerate(base) : undefined;
    if (list === undefined) return new PSArray([coerce(value, element, '', text, rs)], element);
    return new PSArray(
      list.map((item) => coerce(item, element, '', undefined, rs)),
      element,
    );
  }
  const base = baseOf(value);
  if (fullName === 'System.String') {
    if (typeof base === 'string') return value;
    if (text !== undefined && isNumber(base)) return text;
    if (base instanceof PSArray || base instanceof PSList) {
      throw new CoercionFailure('CannotConvertArgument', 'Specified method is not supported.', undefined);
    }
  } else if (fitsType(value, type)) return value instanceof PSWrapped && value.text !== undefined ? base : value;
  try {
    return convertTo(value, type, rs.methodContext);
  } catch (error) {
    throw failureOf(error);
  }
}

function failureOf(error: unknown): unknown {
  if (error instanceof PSRuntimeException) {
    return new CoercionFailure('CannotConvertArgumentNoMessage', error.message, error);
  }
  return error;
}

function booleanFailure(value: Value, fullName: string): CoercionFailure {
  const own = typeOf(value);
  return new CoercionFailure(
    'CannotConvertArgumentNoMessage',
    `Cannot convert value "${own === undefined ? '' : typeText(own).includes('.') ? typeText(own) : own.fullName}" to type "${fullName}". Boolean parameters accept only Boolean values and numbers, such as $True, $False, 1 or 0.`,
    undefined,
  );
}
