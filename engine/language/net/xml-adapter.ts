/** Elements and attributes of XML nodes as properties. Filled in by xml.ts. */
import type { Value } from '../values';
import type { MemberView } from './members';

export const xmlAdapter = {
  get: (_node: Value, _name: string): Value | undefined => undefined as Value | undefined,
  set: (_node: Value, _name: string, _value: Value): boolean => false as boolean,
  /** Of nodes; their .NET properties are not listed beside these. */
  views: (_node: Value): MemberView[] | undefined => undefined,
};
