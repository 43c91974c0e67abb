import { enumerate } from '../net/enumerate';
import type { Value } from '../values';
import { NetObject, PSChar, PSDecimal, PSDouble, PSInteger, PSSingle, PSWrapped } from '../values';

/** SwitchParameter: true or false itself. */
interface Truthy {
  readonly isPresent: boolean;
}

/** Truth of a value, as `if` and `-and` see it. */
export function toBool(value: Value): boolean {
  switch (typeof value) {
    case 'boolean':
      return value;
    case 'number':
      return value !== 0;
    case 'string':
      return value !== '';
  }
  if (value === null || value === undefined) return false;
  if (value instanceof PSDouble || value instanceof PSSingle) return value.value !== 0;
  if (value instanceof PSInteger) return value.value !== 0n;
  if (value instanceof PSDecimal) return value.mantissa !== 0n;
  if (value instanceof PSChar) return value.code !== 0;
  if (value instanceof PSWrapped) return toBool(value.base);
  if ('isPresent' in value) return (value as NetObject as NetObject & Truthy).isPresent;
  const items = enumerate(value);
  if (items === undefined) return true;
  if (items.length === 0) return false;
  if (items.length > 1) return true;
  const only = items[0];
  // The one element counts by itself, but a list inside it only by having elements.
  const inner = only instanceof NetObject ? enumerate(only) : undefined;
  return inner ? inner.length > 0 : toBool(only);
}
