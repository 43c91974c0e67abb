/** SwitchParameter as a value: the engine keeps switches as plain booleans; a script may hold one that says its type. */
import type { NetType } from '../types';
import { NetObject, type Value } from '../values';
import { typeNamed } from './type-named';

export class SwitchParameter extends NetObject {
  constructor(readonly isPresent: boolean) {
    super();
  }
  get netType(): NetType {
    return typeNamed('System.Management.Automation.SwitchParameter', 'System.ValueType');
  }
}

/** The boolean of a SwitchParameter; undefined for other values. */
export function switchParameter(value: Value): boolean | undefined {
  return value instanceof SwitchParameter ? value.isPresent : undefined;
}
