/** Get-Unique: drops an object that equals the one before it. seen: powershell-semantics.md 14 (get-unique.cs). */
import { toDisplayText } from '../../language/conversion';
import { typeNamesOf } from '../../language/net';
import type { Implementation } from '../../language/runtime/command-registry';
import type { Value } from '../../language/values';
import { compareValues } from './object-order';

export const getUnique: Implementation = {
  process(ctx, p) {
    const object = p.InputObject;
    if (object === null || object === undefined) return;
    const first = !('last' in ctx.state);
    const last = ctx.state.last as Value;
    let same = false;
    if (!first) {
      if (p.AsString === true) same = toDisplayText(object) === toDisplayText(last);
      else if (p.OnType === true) same = typeNamesOf(object)[0] === typeNamesOf(last)[0];
      else same = compareValues(object, last, false) === 0;
    }
    if (same) return;
    ctx.state.last = object;
    ctx.write(object);
  },
};
