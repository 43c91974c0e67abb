/** `[int]$x`, `[ValidateSet('a')]$x`: what later assignments have to pass. */
import type { AttributeBaseAst } from '../ast';
import { convertTo, toText } from '../conversion';
import { PSInvalidCastException, PSRuntimeException } from '../errors';
import type { Frame } from '../runtime/frame';
import type { AssignmentGuard } from '../runtime/variable';
import type { NetType } from '../types';
import type { Value } from '../values';
import { type ParameterAttribute, readAttribute, ValidationFailure, validate } from './attributes';

/** A value that does not fit the variable's type is a failure of the variable's attributes. */
function converted(value: Value, type: NetType, f: Frame): Value {
  try {
    return convertTo(value, type, f.rs.contextFor(f));
  } catch (error) {
    if (!(error instanceof PSInvalidCastException)) throw error;
    throw new PSRuntimeException(error.message, 'RuntimeException', {
      category: 'MetadataError',
      exceptionType: 'System.Management.Automation.ArgumentTransformationMetadataException',
      inner: error.inner,
    });
  }
}

/** A guard from attributes already read. The innermost (last written) conversion is done first. */
export function makeGuard(
  attributes: readonly ParameterAttribute[],
  f: Frame,
  name: string,
  ofVariable = false,
): AssignmentGuard {
  const { rs } = f;
  return {
    attributes,
    accept(value: Value): Value {
      let result = value;
      for (let i = attributes.length - 1; i >= 0; i--) {
        const attribute = attributes[i];
        if (attribute.kind === 'Type')
          result = ofVariable
            ? converted(result, attribute.type, f)
            : convertTo(result, attribute.type, rs.contextFor(f));
      }
      for (const attribute of attributes) {
        if (attribute.kind === 'Type') continue;
        try {
          validate(attribute, result, rs);
        } catch (error) {
          if (!(error instanceof ValidationFailure)) throw error;
          throw new PSRuntimeException(
            `The variable cannot be validated because the value ${toText(result, rs.methodContext)} is not a valid value for the ${name} variable.`,
            'ValidateSetFailure',
            {
              category: 'MetadataError',
              exceptionType: 'System.Management.Automation.ValidationMetadataException',
            },
          );
        }
      }
      return result;
    },
  };
}

/** Reads attributes when the statement runs: types may be defined by then. */
export function guardOf(asts: readonly AttributeBaseAst[], name = ''): (f: Frame) => AssignmentGuard {
  return (f) =>
    makeGuard(
      asts.map((ast) => readAttribute(ast, f)),
      f,
      name,
      name !== '',
    );
}

/** Runs a statement that gives a variable its attributes: what they refuse keeps them from being added. */
export function addingAttributes(guard: AssignmentGuard, value: Value, name: string, f: Frame): Value {
  try {
    return guard.accept(value);
  } catch (error) {
    if (!(error instanceof PSRuntimeException) || error.id !== 'ValidateSetFailure') throw error;
    const text = toText(value, f.rs.methodContext);
    throw new PSRuntimeException(
      `The attribute cannot be added because variable ${name} with value ${text} would no longer be valid.`,
      error.id,
      { category: error.category, exceptionType: error.exceptionType },
    );
  }
}
