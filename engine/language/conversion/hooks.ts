/** What conversion and member access need of the interpreter; set once by it (`conversionHooks.x = ...`). */

import type { NetType } from '../types';
import type { ExtendedMember, Value } from '../values';

export interface ConversionHooks {
  /** Makes an instance of a script class from one constructor argument or by its static Parse; undefined where it cannot. */
  constructScriptClass?: (type: NetType, argument: Value) => Value | undefined;
  /** Instance of a script class made with its default constructor. */
  constructDefault?: (type: NetType) => Value | undefined;
  /** Value of a ScriptProperty, run to its end at once. */
  readScriptProperty?: (self: Value, member: ExtendedMember & { kind: 'ScriptProperty' }) => Value;
  writeScriptProperty?: (self: Value, member: ExtendedMember & { kind: 'ScriptProperty' }, value: Value) => void;
  /** Runs a ScriptMethod or a class's own ToString() at once. */
  callScriptMethod?: (self: Value, name: string, args: Value[]) => Value;
  /** Compiles text to a script block (`[scriptblock]'...'`). */
  createScriptBlock?: (text: string) => Value;
  /** A type by name in the running session: classes of scripts first. */
  findSessionType?: (name: string) => NetType | undefined;
}

export const conversionHooks: ConversionHooks = {};
