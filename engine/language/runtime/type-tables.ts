/** Types of engine objects that are needed in several places. */
import type { NetType } from '../types';
import { typeNamed } from './type-named';

export function boundParametersType(): NetType {
  return typeNamed('System.Management.Automation.PSBoundParametersDictionary');
}

/** OrderedDictionary, the type of `[ordered]@{}`. */
export function orderedDictionaryType(): NetType {
  return typeNamed('System.Collections.Specialized.OrderedDictionary');
}
