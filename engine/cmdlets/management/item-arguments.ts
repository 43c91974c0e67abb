/** What the item cmdlets share: -Path and -LiteralPath, -Include, -Exclude, -Filter, and errors of providers. */
import type { Bound, CommandContext } from '../../language/command';
import { matchesWildcard } from '../../language/text/wildcard';
import type { Value } from '../../language/values';
import { textsOf } from '../hyper-v/service';
import { drivesOf, type Place } from './drives';
import { ProviderError } from './item-provider';

/** Writes what a provider refuses as the cmdlet's error; undefined then. */
export function attempt<T>(ctx: CommandContext, operation: () => T): T | undefined {
  try {
    return operation();
  } catch (error) {
    if (!(error instanceof ProviderError)) throw error;
    if (error.terminating) return ctx.throwTerminating(error.record);
    ctx.writeError(error.record);
    return undefined;
  }
}

export function isLiteral(p: Bound): boolean {
  return p.LiteralPath !== undefined && p.LiteralPath !== null;
}

/** Texts of -LiteralPath or -Path. */
export function pathArguments(ctx: CommandContext, p: Bound, fallback?: string): string[] {
  const value = isLiteral(p) ? p.LiteralPath : p.Path;
  if ((value === undefined || value === null) && fallback !== undefined) return [fallback];
  return textsOf(ctx, value as Value);
}

/** Whether -Filter, -Include and -Exclude let a name pass. */
export function passes(ctx: CommandContext, p: Bound, name: string): boolean {
  if (p.Filter !== undefined && p.Filter !== null) {
    const filter = ctx.text(p.Filter);
    if (!matchesWildcard(name, filter === '*.*' ? '*' : filter)) return false;
  }
  const include = textsOf(ctx, p.Include ?? null);
  if (include.length > 0 && !include.some((pattern) => matchesWildcard(name, pattern))) return false;
  return !textsOf(ctx, p.Exclude ?? null).some((pattern) => matchesWildcard(name, pattern));
}

export function leafOf(place: Place): string {
  const { leaf } = place.provider.split(place.path);
  return leaf === '' ? place.path : leaf;
}

/** The existing places that the cmdlet's path arguments name; each that leads nowhere is an error. */
export function existingPlaces(ctx: CommandContext, p: Bound, fallback?: string): Place[] {
  const drives = drivesOf(ctx);
  const found: Place[] = [];
  for (const text of pathArguments(ctx, p, fallback)) {
    const places = attempt(ctx, () => drives.glob(text, isLiteral(p), p.Force === true));
    for (const place of places ?? []) if (passes(ctx, p, leafOf(place))) found.push(place);
  }
  return found;
}

/** Places that need not exist: patterns are expanded, other paths are taken as they are. */
export function namedPlaces(ctx: CommandContext, p: Bound): Place[] {
  const drives = drivesOf(ctx);
  const found: Place[] = [];
  for (const text of pathArguments(ctx, p)) {
    const places = attempt(ctx, () =>
      !isLiteral(p) && drives.isPattern(text) ? drives.glob(text, false, p.Force === true) : [drives.resolve(text)],
    );
    found.push(...(places ?? []));
  }
  return found;
}

/** Parameters that nothing here can honour. */
export const transactions = ['UseTransaction', 'Credential'];
