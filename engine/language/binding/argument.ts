/** An argument of a command, evaluated. */
import type { Ast } from '../ast';
import type { Value } from '../values';

export interface Argument {
  /** Name of a `-Parameter` without dash; undefined for a value alone. */
  readonly name: string | undefined;
  /** `-Name` as written, with the colon if it had one. */
  readonly nameText: string;
  /** A value alone, or a value attached with a colon or by splatting. */
  readonly hasValue: boolean;
  readonly value: Value;
  /** Text as written of a number: a parameter of type string gets this. */
  readonly text: string | undefined;
  /** Where the parameter or the value stands. */
  readonly node: Ast | undefined;
  readonly valueNode: Ast | undefined;
}

export function valueArgument(value: Value, node?: Ast, text?: string): Argument {
  return { name: undefined, nameText: '', hasValue: true, value, text, node, valueNode: node };
}

export function namedArgument(name: string, value: Value, node?: Ast): Argument {
  return { name, nameText: `-${name}:`, hasValue: true, value, text: undefined, node, valueNode: node };
}
