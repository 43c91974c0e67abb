/** A variable as Get-Variable gives it. */
import { storeGuarded } from '../compile/variables';
import type { NetType } from '../types';
import { NetObject, type Value } from '../values';
import { typeNamed } from './type-named';
import type { Variable } from './variable';

export class PSVariableObject extends NetObject {
  constructor(readonly variable: Variable) {
    super();
  }
  get netType(): NetType {
    return typeNamed('System.Management.Automation.PSVariable');
  }
  get value(): Value {
    return this.variable.read();
  }
  set value(value: Value) {
    storeGuarded(this.variable, value);
  }
}
