/** Which values are lists, and their elements. */
import type { Value } from '../values';
import { NetObject, PSArray, PSDictionary, PSList, PSWrapped } from '../values';

/** Implemented by objects of ours that .NET enumerates: match collections, key collections, enumerators ... */
export interface Enumerable {
  enumerate(): readonly Value[];
}

function hasEnumerate(value: object): value is Enumerable {
  return 'enumerate' in value;
}

/** Whether the pipeline and foreach unroll this value (LanguagePrimitives.GetEnumerable): lists yes; strings, dictionaries, XML nodes no. */
export function isEnumerable(value: Value): boolean {
  return enumerate(value) !== undefined;
}

/** The elements of an enumerable value as an array not to be changed; undefined where the value is not enumerable. */
export function enumerate(value: Value): readonly Value[] | undefined {
  if (!(value instanceof NetObject)) return undefined;
  if (value instanceof PSArray || value instanceof PSList) return value.items;
  if (value instanceof PSDictionary) return undefined;
  if (value instanceof PSWrapped) return enumerate(value.base);
  return hasEnumerate(value) ? value.enumerate() : undefined;
}
