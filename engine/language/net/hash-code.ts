/** GetHashCode: .NET's own values for numbers, booleans and characters; a stable number for the rest. */
import type { Value } from '../values';
import { NetObject, PSChar, PSEnum, PSInteger } from '../values';

const identities = new WeakMap<object, number>();
let next = 40000000;

export function hashOf(value: Value): number {
  if (typeof value === 'number') return value;
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (typeof value === 'string') return textHash(value);
  if (value instanceof PSChar) return value.code | (value.code << 16);
  if (value instanceof PSEnum) return value.value;
  if (value instanceof PSInteger) return Number(BigInt.asIntN(32, value.value ^ (value.value >> 32n)));
  if (value instanceof NetObject) {
    if (value.hashKey) return textHash(value.hashKey());
    let hash = identities.get(value);
    if (hash === undefined) {
      next = (next + 9_973_147) & 0x3ffffff;
      hash = next;
      identities.set(value, hash);
    }
    return hash;
  }
  return 0;
}

/** The .NET Framework's 64-bit string hash. */
function textHash(text: string): number {
  let a = 5381;
  let b = a;
  for (let i = 0; i < text.length; i += 2) {
    a = (((a << 5) + a) ^ text.charCodeAt(i)) | 0;
    if (i + 1 < text.length) b = (((b << 5) + b) ^ text.charCodeAt(i + 1)) | 0;
  }
  return (a + Math.imul(b, 1566083941)) | 0;
}
