/** Types of engine objects that are needed in several places. */
import type { NetType } from '../types';
import { findType } from '../types';
import { typeNamed } from './type-named';

export function boundParametersType(): NetType {
  const base = findType('System.Collections.Generic.Dictionary[string,System.Object]');
  return typeNamed('System.Management.Automation.PSBoundParametersDictionary', base?.fullName);
}

/** OrderedDictionary, the type of `[ordered]@{}`. */
export function orderedDictionaryType(): NetType {
  return typeNamed('System.Collections.Specialized.OrderedDictionary');
}
