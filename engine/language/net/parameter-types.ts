/** Types named in signatures, generic parameters of the declaring type filled in. */
import { findType, type NetType } from '../types';

const genericNames: Record<string, number> = { T: 0, TKey: 0, TValue: 1, T1: 0, T2: 1, T3: 2, T4: 3 };

/** Replaces `T`, `TKey`, `TValue` in a type name by the arguments of the declaring type. */
export function substitute(name: string, declaring: NetType | undefined, nameOf: (type: NetType) => string): string {
  const args = declaring?.genericArguments;
  if (!args) return name;
  return name.replace(/\b(?:T|TKey|TValue|T[1-4])\b/g, (parameter) => {
    const arg = args[genericNames[parameter]!];
    return arg ? nameOf(arg) : parameter;
  });
}

const cache = new WeakMap<NetType, Map<string, NetType | undefined>>();
const plain = new Map<string, NetType | undefined>();

/** Resolves a type name of a signature; undefined where the type is not known. */
export function findParameterType(name: string, declaring?: NetType): NetType | undefined {
  if (declaring?.genericArguments) {
    let own = cache.get(declaring);
    if (!own) {
      own = new Map();
      cache.set(declaring, own);
    }
    if (own.has(name)) return own.get(name);
    const direct = genericNames[name];
    const found =
      direct !== undefined
        ? declaring.genericArguments[direct]
        : name.endsWith('[]') && genericNames[name.slice(0, -2)] !== undefined
          ? declaring.genericArguments[genericNames[name.slice(0, -2)]!]?.arrayType()
          : findType(substitute(name, declaring, (type) => type.fullName));
    own.set(name, found);
    return found;
  }
  const known = plain.get(name);
  if (known) return known;
  const found = findType(name);
  if (found) plain.set(name, found);
  return found;
}
