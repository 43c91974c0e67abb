/** `[ref]$x`: a reference to a variable, or a box with a value. */
import { storeGuarded } from '../compile/variables';
import type { NetType } from '../types';
import { NetObject, type Value } from '../values';
import { typeNamed } from './type-named';
import { Variable } from './variable';

export class PSReference extends NetObject {
  private readonly variable: Variable | undefined;
  private boxed: Value;
  constructor(target: Variable | Value) {
    super();
    if (target instanceof Variable) this.variable = target;
    else this.boxed = target;
  }
  get netType(): NetType {
    return typeNamed('System.Management.Automation.PSReference');
  }
  get value(): Value {
    return this.variable === undefined ? this.boxed : this.variable.read();
  }
  set value(value: Value) {
    if (this.variable === undefined) this.boxed = value;
    else storeGuarded(this.variable, value);
  }
}
