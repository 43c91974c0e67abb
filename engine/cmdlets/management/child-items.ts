/** Get-ChildItem. seen: GetChildrenCommand.cs, SessionStateContainer.cs, FileSystemProvider.Dir */
import type { Bound, CommandContext } from '../../language/command';
import type { Program } from '../../language/host';
import type { Implementations } from '../../language/runtime/command-registry';
import { baseOf, PSArray, PSEnum, PSInteger, type Value } from '../../language/values';
import { textsOf } from '../hyper-v/service';
import { drivesOf, type Place, type SessionDrives } from './drives';
import { FileProvider } from './file-provider';
import { attempt, isLiteral, leafOf, passes, pathArguments } from './item-arguments';
import { pathNotFound } from './item-provider';

const bits: Record<string, number> = {
  readonly: 1,
  hidden: 2,
  h: 2,
  system: 4,
  s: 4,
  directory: 16,
  d: 16,
  archive: 32,
  a: 32,
  r: 1,
  normal: 128,
  compressed: 2048,
};

/** `Hidden+System,!Directory`: a list of alternatives, each of terms that all must hold. */
function attributeTest(text: string): (attributes: number) => boolean {
  const alternatives = text.split(',').map((part) =>
    part.split('+').map((term) => {
      const name = term.trim().toLowerCase();
      return { bit: bits[name.replace(/^!/, '')] ?? 0, wanted: !name.startsWith('!') };
    }),
  );
  return (attributes) =>
    alternatives.some((terms) => terms.every(({ bit, wanted }) => ((attributes & bit) !== 0) === wanted));
}

interface Listing {
  ctx: CommandContext;
  p: Bound;
  drives: SessionDrives;
  /** Which files and folders are shown, by their attributes. */
  shows: (attributes: number) => boolean;
  nameOnly: boolean;
  recurse: boolean;
  /** How many levels below the first; Infinity without -Depth. */
  depth: number;
  include: Bound;
  /** How many were written. */
  found: number;
}

function numberOf(value: Value): number {
  const base = baseOf(value);
  return typeof base === 'number' ? base : base instanceof PSInteger ? Number(base.value) : 0;
}

function attributeFilter(ctx: CommandContext, p: Bound): (attributes: number) => boolean {
  const tests: Array<(attributes: number) => boolean> = [];
  if (p.Attributes !== undefined && p.Attributes !== null) {
    const base = baseOf(p.Attributes);
    tests.push(
      base instanceof PSEnum ? (attributes) => (attributes & base.value) !== 0 : attributeTest(ctx.text(p.Attributes)),
    );
  }
  if (p.Directory === true) tests.push((attributes) => (attributes & 16) !== 0);
  if (p.File === true) tests.push((attributes) => (attributes & 16) === 0);
  if (p.Hidden === true) tests.push((attributes) => (attributes & 2) !== 0);
  if (p.ReadOnly === true) tests.push((attributes) => (attributes & 1) !== 0);
  if (p.System === true) tests.push((attributes) => (attributes & 4) !== 0);
  const asksHidden =
    p.Force === true || p.Hidden === true || /hidden|\bh\b/i.test(p.Attributes ? ctx.text(p.Attributes) : '');
  const asksSystem = p.System === true || /system|\bs\b/i.test(p.Attributes ? ctx.text(p.Attributes) : '');
  if (!asksHidden && !asksSystem) tests.push((attributes) => (attributes & 2) === 0);
  return (attributes) => tests.every((test) => test(attributes));
}

function shown(list: Listing, place: Place): boolean {
  if (!passes(list.ctx, list.include, leafOf(place))) return false;
  const { provider } = place;
  return !(provider instanceof FileProvider) || list.shows(provider.attributes(place.path));
}

/** Lists a container: for files all entries first, then what lies below; for keys depth first. */
function* list(listing: Listing, container: Place, prefix: string, level: number): Program<void> {
  const { ctx, drives } = listing;
  const { provider, drive } = container;
  const children = attempt(ctx, () => provider.children(container.path)) ?? [];
  const files = provider instanceof FileProvider;
  const below: Array<{ place: Place; prefix: string }> = [];
  for (const child of children) {
    const place: Place = { provider, drive, path: provider.join(container.path, child.name) };
    const name = prefix === '' ? child.name : `${prefix}\\${child.name}`;
    if (shown(listing, place)) {
      listing.found++;
      if (listing.nameOnly) ctx.write(name);
      else ctx.write(drives.dress(provider.childItem(container.path, child.name), place));
    }
    if (!listing.recurse || !child.isContainer || level >= listing.depth) continue;
    if (child.hidden && ctx.isBound('Force') === false && files) continue;
    if (files) below.push({ place, prefix: name });
    else yield* list(listing, place, name, level + 1);
  }
  yield* ctx.flush();
  for (const one of below) yield* list(listing, one.place, one.prefix, level + 1);
}

export const childItemCmdlets: Implementations = {
  'Get-ChildItem': {
    help: {
      synopsis: 'Gets the items and child items in one or more specified locations.',
      examples: [{ code: 'Get-ChildItem C:\\ -Force' }, { code: 'Get-ChildItem HKLM:\\SOFTWARE' }],
    },
    notSimulated: ['UseTransaction', 'FollowSymlink', 'CodeSigningCert', 'DnsName', 'Eku', 'SSLServerAuthentication'],
    *process(ctx, p): Program<void> {
      const drives = drivesOf(ctx);
      const depth = ctx.isBound('Depth') ? numberOf(p.Depth) : Number.POSITIVE_INFINITY;
      const listing: Listing = {
        ctx,
        p,
        drives,
        shows: attributeFilter(ctx, p),
        nameOnly: p.Name === true,
        recurse: p.Recurse === true || ctx.isBound('Depth'),
        depth,
        include: p,
        found: 0,
      };
      const hidden = p.Force === true || p.Hidden === true;
      for (const text of pathArguments(ctx, p, '.')) {
        const literal = isLiteral(p);
        const pattern = !literal && drives.isPattern(text);
        const places = attempt(ctx, () => {
          if (pattern && !listing.recurse) return drives.glob(text, false, hidden);
          if (pattern) return undefined;
          const place = drives.resolve(text);
          // seen: Get-ChildItem names the provider path, other cmdlets that of the drive
          if (!drives.exists(place) && !listing.recurse) throw pathNotFound(place.path);
          return [place];
        });
        if (listing.recurse && !literal && (pattern || (places && !drives.exists(places[0])))) {
          yield* recursed(listing, text);
          continue;
        }
        for (const place of places ?? []) {
          if (!drives.exists(place)) {
            ctx.writeError(pathNotFound(place.path).record);
            continue;
          }
          const container = place.provider.isContainer(place.path);
          if (container && (!pattern || listing.recurse)) {
            // -Include without -Recurse looks at the container's own name, which it seldom matches.
            if (!listing.recurse && ctx.isBound('Include') && !passes(ctx, { Include: p.Include }, leafOf(place)))
              continue;
            yield* list(listing, place, '', 0);
          } else if (shown(listing, place)) {
            ctx.write(listing.nameOnly ? leafOf(place) : drives.item(place));
          }
        }
      }
    },
  },
};

/** `dir C:\x\*.txt -Recurse`: the last part is looked for in all folders below. */
function* recursed(listing: Listing, text: string): Program<void> {
  const { ctx, drives, p } = listing;
  const cut = Math.max(text.lastIndexOf('\\'), text.lastIndexOf('/'), text.lastIndexOf(':'));
  const leaf = text.slice(cut + 1);
  const parent = cut < 0 ? '.' : text.slice(0, cut + 1);
  const places = attempt(ctx, () => drives.glob(parent, false, true));
  if (!places) return;
  const include = leaf === '*' ? textsOf(ctx, p.Include ?? null) : [leaf, ...textsOf(ctx, p.Include ?? null)];
  const own: Listing = { ...listing, include: include.length > 0 ? { ...p, Include: new PSArray(include) } : p };
  own.found = 0;
  for (const place of places) if (place.provider.isContainer(place.path)) yield* list(own, place, '', 0);
  if (own.found === 0 && !drives.isPattern(text)) ctx.writeError(pathNotFound(drives.resolve(text).path).record);
}
