import type { Value } from '../values';

const todo = (..._: unknown[]): never => {
  throw new Error('not written yet');
};
/** Whether the pipeline and foreach unroll this value (LanguagePrimitives.GetEnumerable): lists yes; strings, dictionaries, XML nodes no. */
export function isEnumerable(value: Value): boolean {
  return todo(value);
}
/** The elements of an enumerable value as an array not to be changed; undefined where the value is not enumerable. */
export function enumerate(value: Value): readonly Value[] | undefined {
  return todo(value);
}
