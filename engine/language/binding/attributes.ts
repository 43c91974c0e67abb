/** Attributes of parameters and variables: conversion and validation. Texts seen: powershell-strings.json, Metadata. */
import type { AttributeAst, AttributeBaseAst, ExpressionAst } from '../ast';
import { constantValue } from '../compile/expressions';
import { findTypeName, typeNotFound } from '../compile/types';
import { convertTo, toText } from '../conversion';
import { PSRuntimeException } from '../errors';
import { compare } from '../operators';
import type { ITypeName } from '../parsing/type-name';
import type { Frame } from '../runtime/frame';
import type { Runspace } from '../runtime/runspace';
import { ScriptBlock } from '../runtime/script-block';
import { findType, type NetType } from '../types';
import type { Value } from '../values';
import { baseOf, foldCase, PSArray, PSDictionary, PSDouble, PSInteger, PSList, PSTypeValue } from '../values';

/** An attribute as the binder uses it. */
export type ParameterAttribute =
  | { kind: 'Type'; type: NetType }
  | { kind: 'ValidateSet'; values: string[]; ignoreCase: boolean }
  | { kind: 'ValidateRange'; min: Value; max: Value }
  | { kind: 'ValidatePattern'; pattern: string; ignoreCase: boolean }
  | { kind: 'ValidateLength'; min: number; max: number }
  | { kind: 'ValidateCount'; min: number; max: number }
  | { kind: 'ValidateScript'; block: ScriptBlock }
  | { kind: 'ValidateNotNull' }
  | { kind: 'ValidateNotNullOrEmpty' }
  | { kind: 'AllowNull' }
  | { kind: 'AllowEmptyString' }
  | { kind: 'AllowEmptyCollection' }
  | { kind: 'PSTypeName'; name: string }
  | { kind: 'ArgumentCompleter'; block: Value }
  | { kind: 'Other'; name: string };

/** Arguments of an attribute as written: `[Parameter(Mandatory, Position = 0)]`. */
export interface AttributeArguments {
  positional: Value[];
  named: Map<string, Value>;
}

/** Value of an attribute argument: constants, arrays of them, script blocks, types. */
export function attributeValue(ast: ExpressionAst, f: Frame): Value {
  switch (ast.type) {
    case 'ConstantExpressionAst':
      return constantValue(ast.value);
    case 'StringConstantExpressionAst':
      return ast.value;
    case 'ScriptBlockExpressionAst':
      return new ScriptBlock(ast.scriptBlock, f.scope.session);
    case 'VariableExpressionAst': {
      const name = ast.variablePath.unqualifiedPath.toLowerCase();
      return name === 'true' ? true : name === 'false' ? false : name === 'null' ? null : f.scope.value(name);
    }
    case 'ArrayLiteralAst':
      return new PSArray(ast.elements.map((element) => attributeValue(element, f)));
    case 'TypeExpressionAst': {
      const type = findTypeName(ast.typeName, f);
      if (type === undefined) throw typeNotFound(ast.typeName);
      return new PSTypeValue(type);
    }
    default:
      return f.rs.evaluateNow(ast, f);
  }
}

export function attributeArguments(ast: AttributeAst, f: Frame): AttributeArguments {
  const named = new Map<string, Value>();
  for (const argument of ast.namedArguments) {
    named.set(foldCase(argument.argumentName), attributeValue(argument.argument, f));
  }
  return { positional: ast.positionalArguments.map((argument) => attributeValue(argument, f)), named };
}

/** Name of an attribute without `Attribute` and namespace, folded. */
export function attributeName(name: ITypeName): string {
  const text = foldCase(name.name);
  const short = text.startsWith('system.management.automation.') ? text.slice(29) : text;
  return short.endsWith('attribute') ? short.slice(0, -9) : short;
}

function numberOf(value: Value): number {
  const base = baseOf(value);
  if (typeof base === 'number') return base;
  if (base instanceof PSInteger) return Number(base.value);
  if (base instanceof PSDouble) return base.value;
  return Number(toText(base));
}

/** Reads one attribute; those without meaning for binding give `Other`. */
export function readAttribute(ast: AttributeBaseAst, f: Frame): ParameterAttribute {
  if (ast.type === 'TypeConstraintAst') {
    const type = findTypeName(ast.typeName, f);
    if (type === undefined) throw typeNotFound(ast.typeName);
    return { kind: 'Type', type };
  }
  const { positional, named } = attributeArguments(ast, f);
  const texts = () =>
    positional.flatMap((value) => (value instanceof PSArray ? value.items : [value])).map((value) => toText(value));
  switch (attributeName(ast.typeName)) {
    case 'validateset':
      return { kind: 'ValidateSet', values: texts(), ignoreCase: named.get('ignorecase') !== false };
    case 'validaterange':
      return { kind: 'ValidateRange', min: positional[0], max: positional[1] };
    case 'validatepattern': {
      const options = named.get('options');
      const sensitive = options !== undefined && foldCase(toText(options)) === 'none';
      return { kind: 'ValidatePattern', pattern: toText(positional[0]), ignoreCase: !sensitive };
    }
    case 'validatelength':
      return { kind: 'ValidateLength', min: numberOf(positional[0]), max: numberOf(positional[1]) };
    case 'validatecount':
      return { kind: 'ValidateCount', min: numberOf(positional[0]), max: numberOf(positional[1]) };
    case 'validatescript':
      return { kind: 'ValidateScript', block: positional[0] as ScriptBlock };
    case 'validatenotnull':
      return { kind: 'ValidateNotNull' };
    case 'validatenotnullorempty':
      return { kind: 'ValidateNotNullOrEmpty' };
    case 'allownull':
      return { kind: 'AllowNull' };
    case 'allowemptystring':
      return { kind: 'AllowEmptyString' };
    case 'allowemptycollection':
      return { kind: 'AllowEmptyCollection' };
    case 'pstypename':
      return { kind: 'PSTypeName', name: toText(positional[0]) };
    case 'argumentcompleter':
      return { kind: 'ArgumentCompleter', block: positional[0] ?? null };
    default:
      return { kind: 'Other', name: ast.typeName.name };
  }
}

/** A validation that failed: only the text of the attribute. */
export class ValidationFailure extends PSRuntimeException {
  constructor(message: string, id: string) {
    super(message, id, {
      category: 'InvalidData',
      exceptionType: 'System.Management.Automation.ValidationMetadataException',
    });
  }
}

function elements(value: Value): readonly Value[] | undefined {
  const base = baseOf(value);
  if (base instanceof PSArray || base instanceof PSList) return base.items;
  return undefined;
}

function validateElement(attribute: ParameterAttribute, value: Value, rs: Runspace): void {
  switch (attribute.kind) {
    case 'ValidateSet': {
      const text = toText(value, rs.methodContext);
      const found = attribute.values.some((other) =>
        attribute.ignoreCase ? foldCase(other) === foldCase(text) : other === text,
      );
      if (!found) {
        throw new ValidationFailure(
          `The argument "${text}" does not belong to the set "${attribute.values.join(',')}" specified by the ValidateSet attribute. Supply an argument that is in the set and then try the command again.`,
          'ValidateSetFailure',
        );
      }
      return;
    }
    case 'ValidateRange': {
      let tested = value;
      const type = rs.typeOfValue(attribute.min);
      const own = value === null || value === undefined ? undefined : rs.typeOfValue(value);
      if (own !== type) {
        try {
          tested = convertTo(value, type, rs.methodContext);
        } catch {
          throw new ValidationFailure(
            `The argument cannot be validated because its type "${own?.name ?? ''}" is not the same type (${type.name}) as the maximum and minimum limits of the parameter. Make sure the argument is of type ${type.name} and then try the command again.`,
            'ValidationRangeElementType',
          );
        }
      }
      if (compare(attribute.min, tested, false) > 0) {
        throw new ValidationFailure(
          `The ${toText(value)} argument is less than the minimum allowed range of ${toText(attribute.min)}. Supply an argument that is greater than or equal to ${toText(attribute.min)} and then try the command again.`,
          'ValidateRangeTooSmall',
        );
      }
      if (compare(attribute.max, tested, false) < 0) {
        throw new ValidationFailure(
          `The ${toText(value)} argument is greater than the maximum allowed range of ${toText(attribute.max)}. Supply an argument that is less than or equal to ${toText(attribute.max)} and then try the command again.`,
          'ValidateRangeTooBig',
        );
      }
      return;
    }
    case 'ValidatePattern': {
      const text = toText(value, rs.methodContext);
      if (!rs.regexMatches(attribute.pattern, text, attribute.ignoreCase)) {
        throw new ValidationFailure(
          `The argument "${text}" does not match the "${attribute.pattern}" pattern. Supply an argument that matches "${attribute.pattern}" and try the command again.`,
          'ValidatePatternFailure',
        );
      }
      return;
    }
    case 'ValidateLength': {
      const base = baseOf(value);
      if (typeof base !== 'string') {
        throw new ValidationFailure(
          'The ValidateLength attribute cannot be applied to a parameter that is not a string or string[] parameter. Make the parameter a string or string[] parameter.',
          'ValidateLengthNotString',
        );
      }
      if (base.length < attribute.min) {
        throw new ValidationFailure(
          `The character length (${base.length}) of the argument is too short. Specify an argument with a length that is greater than or equal to "${attribute.min}", and then try the command again.`,
          'ValidateLengthMinLengthFailure',
        );
      }
      if (base.length > attribute.max) {
        throw new ValidationFailure(
          `The character length of the ${base.length} argument is too long. Shorten the character length of the argument so it is fewer than or equal to "${attribute.max}" characters, and then try the command again.`,
          'ValidateLengthMaxLengthFailure',
        );
      }
      return;
    }
    case 'ValidateScript':
      if (!rs.validateWithScript(attribute.block, value)) {
        throw new ValidationFailure(
          `The "${attribute.block.text}" validation script for the argument with value "${toText(value, rs.methodContext)}" did not return a result of True. Determine why the validation script failed, and then try the command again.`,
          'ValidateScriptFailure',
        );
      }
      return;
  }
}

/** Checks a value that is already converted. */
export function validate(attribute: ParameterAttribute, value: Value, rs: Runspace): void {
  switch (attribute.kind) {
    case 'ValidateSet':
    case 'ValidateRange':
    case 'ValidatePattern':
    case 'ValidateLength':
    case 'ValidateScript': {
      const list = elements(value);
      if (list === undefined) {
        if ((value === null || value === undefined) && attribute.kind !== 'ValidateScript') {
          // seen: ValidateEnumeratedArgumentsAttribute
          throw new ValidationFailure(
            'The argument is null, empty, or an element of the argument collection contains a null value. Supply a collection that does not contain any null values and then try the command again.',
            'ArgumentIsEmpty',
          );
        }
        validateElement(attribute, value, rs);
      } else for (const item of list) validateElement(attribute, item, rs);
      return;
    }
    case 'ValidateCount': {
      const base = baseOf(value);
      const count =
        base === null || base === undefined ? 0 : base instanceof PSDictionary ? base.count : elements(base)?.length;
      if (count === undefined) {
        throw new ValidationFailure(
          'The ValidateCount attribute cannot be applied to a non-array parameter. Either remove the attribute from the parameter or make the parameter an array parameter.',
          'NotAnArrayParameter',
        );
      }
      if (count < attribute.min || count > attribute.max) {
        // seen: conformance cases (the 5.1 table has two texts for it, which its engine does not use)
        throw new ValidationFailure(
          attribute.min === attribute.max
            ? `The parameter requires exactly ${attribute.min} value(s) - ${count} value(s) were provided.`
            : `The parameter requires at least ${attribute.min} value(s) and no more than ${attribute.max} value(s) - ${count} value(s) were provided.`,
          count < attribute.min ? 'ValidateCountSmallerThanMin' : 'ValidateCountGreaterThanMax',
        );
      }
      return;
    }
    case 'ValidateNotNull':
    case 'ValidateNotNullOrEmpty': {
      const orEmpty = attribute.kind === 'ValidateNotNullOrEmpty';
      const base = baseOf(value);
      if (base === null || base === undefined) {
        throw orEmpty
          ? new ValidationFailure(
              'The argument is null or empty. Provide an argument that is not null or empty, and then try the command again.',
              'ArgumentIsNull',
            )
          : new ValidationFailure(
              'The argument is null. Provide a valid value for the argument, and then try running the command again.',
              'ArgumentIsNull',
            );
      }
      if (orEmpty && base === '') {
        throw new ValidationFailure(
          'The argument is null or empty. Provide an argument that is not null or empty, and then try the command again.',
          'ArgumentIsEmpty',
        );
      }
      const list = elements(base);
      if (list !== undefined) {
        if (orEmpty && list.length === 0) {
          throw new ValidationFailure(
            'The argument is null, empty, or an element of the argument collection contains a null value. Supply a collection that does not contain any null values and then try the command again.',
            'ArgumentCollectionIsEmpty',
          );
        }
        for (const item of list) {
          if (item === null || item === undefined || (orEmpty && baseOf(item) === '')) {
            throw orEmpty
              ? new ValidationFailure(
                  'The argument is null, empty, or an element of the argument collection contains a null value. Supply a collection that does not contain any null values and then try the command again.',
                  item === '' ? 'ArgumentCollectionContainsEmpty' : 'ArgumentCollectionContainsNull',
                )
              : new ValidationFailure(
                  'The argument has a null value, or an element of the argument collection contains a null value. Provide a collection that does not contain any null values, and then try the command again.',
                  'ArgumentCollectionContainsNull',
                );
          }
        }
      }
      return;
    }
  }
}

/** The accelerator-aware lookup of a declared type. */
export function declaredType(name: string): NetType | undefined {
  return findType(name);
}
