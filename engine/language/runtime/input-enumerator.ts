/** `$input`: enumerates the pipeline input of a function; used up after one reading. */
import type { NetType } from '../types';
import { NetObject, type Value } from '../values';
import { typeNamed } from './type-named';

export class InputEnumerator extends NetObject {
  /** Index of the current element; -1 before the first MoveNext. */
  position = -1;
  constructor(readonly items: Value[]) {
    super();
  }
  get netType(): NetType {
    return typeNamed('System.Collections.ArrayList+ArrayListEnumeratorSimple');
  }
  /** The elements not read yet; reading uses them up. */
  take(): Value[] {
    const rest = this.items.slice(this.position + 1);
    this.position = this.items.length;
    return rest;
  }
  /** For the pipeline and `foreach`. */
  enumerate(): readonly Value[] {
    return this.take();
  }
}
