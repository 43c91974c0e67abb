/** Parse methods and one-argument constructors that casts may use. */
import type { MethodContext, NetMethod, NetType } from '../types';
import type { Value } from '../values';
import { findParameterType } from './parameter-types';
import { parametersOf } from './signatures';
import { typeOf } from './type-name';

export interface CastParse {
  invoke: (text: string, context?: MethodContext) => Value;
  errorId: string;
}

/** `Parse(string)` or `Parse(string, IFormatProvider)` of a type; types of scripts have none here. */
export function castParse(type: NetType): CastParse | undefined {
  const method = type.staticMethods.get('parse');
  if (!method) return undefined;
  const hasProvider = method.overloads.some((signature) =>
    /\(string \w+, System\.IFormatProvider \w+\)/.test(signature),
  );
  if (type.fullName === 'System.Guid')
    return {
      invoke: (text) => method.invoke(null, [text], {}) as Value,
      errorId: 'InvalidCastParseTargetInvocationWithFormatProvider',
    };
  const plain = method.overloads.some((signature) => /\(string \w+\)/.test(signature));
  if (!hasProvider && !plain) return undefined;
  return {
    invoke: (text, context) => method.invoke(null, [text], context ?? {}) as Value,
    errorId: hasProvider ? 'InvalidCastParseTargetInvocationWithFormatProvider' : 'InvalidCastParseTargetInvocation',
  };
}

function takes(constructors: NetMethod, type: NetType, from: NetType): boolean {
  return constructors.overloads.some((signature) => {
    const parameters = parametersOf(signature);
    if (parameters.length !== 1 || parameters[0]!.isRef) return false;
    const wanted = findParameterType(parameters[0]!.type, type);
    return wanted !== undefined && wanted.fullName !== 'System.Object' && from.isAssignableTo(wanted);
  });
}

/** A constructor that takes the value as it is; undefined where there is none. */
export function castConstructor(
  type: NetType,
  value: Value,
): ((value: Value, context?: MethodContext) => Value) | undefined {
  const { constructors } = type;
  const from = typeOf(value);
  if (
    !constructors ||
    !from ||
    type.fromScript ||
    (/^System\.Collections\.(?:Hashtable|ArrayList|Queue|Stack|SortedList)$|^System\.Collections\.Generic\./.test(
      type.fullName,
    ) &&
      !from.implements('System.Collections.IEnumerable')) ||
    !takes(constructors, type, from)
  )
    return undefined;
  return (argument, context) => constructors.invoke(null, [argument], context ?? {}) as Value;
}
