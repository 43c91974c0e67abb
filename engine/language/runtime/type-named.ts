/** Types of the engine's own objects, found or made by name. */
import { findType, NetType, registerType } from '../types';
import { knownTypes } from '../values';

/** The registered type of this full name; registered now where no room has done it. */
export function typeNamed(fullName: string, base = 'System.Object'): NetType {
  return (
    knownTypes[fullName] ??
    findType(fullName) ??
    registerType(new NetType(fullName, knownTypes[base] ?? findType(base)))
  );
}
