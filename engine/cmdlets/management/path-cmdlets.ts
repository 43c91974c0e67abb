/** Test-Path, Resolve-Path, Convert-Path, Join-Path, Split-Path. seen: Navigation.cs, SplitPath.cs, CombinePathCommand.cs */
import type { Bound, CommandContext } from '../../language/command';
import type { Implementations } from '../../language/runtime/command-registry';
import { baseOf, PSDateTime, type Value } from '../../language/values';
import { textsOf } from '../hyper-v/service';
import { drivesOf, LocationInfo, type Place } from './drives';
import { FileProvider } from './file-provider';
import { attempt, isLiteral, leafOf, passes, pathArguments } from './item-arguments';
import { ProviderError } from './item-provider';

/** Path below the current location, `.\x` or `..\x`. */
function relative(from: Place, to: Place, shown: string): string {
  if (from.provider !== to.provider) return shown;
  const a = from.path.split('\\').filter((part) => part !== '');
  const b = to.path.split('\\').filter((part) => part !== '');
  if (a[0]?.toLowerCase() !== b[0]?.toLowerCase()) return shown;
  let same = 0;
  while (same < a.length && same < b.length && a[same].toLowerCase() === b[same].toLowerCase()) same++;
  const up = a.length - same;
  const rest = b.slice(same).join('\\');
  if (up === 0) return rest === '' ? '.' : `.\\${rest}`;
  return `${Array(up).fill('..').join('\\')}${rest === '' ? '' : `\\${rest}`}`;
}

/** The qualifier of a path (`C:`, `env:`, `Registry::`) and what follows. */
function splitQualifier(path: string): { qualifier: string; rest: string } | undefined {
  const provider = /^([^:\\/]+(?:\\[^:\\/]+)?::)(.*)$/s.exec(path);
  if (provider) return { qualifier: provider[1], rest: provider[2] };
  const drive = /^([^:\\/]+:)(.*)$/s.exec(path);
  return drive ? { qualifier: drive[1], rest: drive[2] } : undefined;
}

/** All but the last part. seen: NavigationCmdletProvider.GetParentPath */
export function parentPath(path: string): string {
  const normal = path.replaceAll('/', '\\');
  const qualified = splitQualifier(normal);
  const head = qualified?.qualifier ?? '';
  const rest = qualified ? qualified.rest : normal;
  const trimmed = rest.replace(/\\+$/, '');
  if (trimmed === '' || (rest.startsWith('\\\\') && /^\\\\[^\\]*$/.test(trimmed))) return '';
  const cut = trimmed.lastIndexOf('\\');
  if (cut < 0) return head.endsWith('::') ? '' : head;
  if (cut === 0) return `${head}\\`;
  return `${head}${trimmed.slice(0, cut)}`;
}
/** The last part. */
export function leafPath(path: string): string {
  const normal = path.replaceAll('/', '\\');
  const qualified = splitQualifier(normal);
  const rest = (qualified ? qualified.rest : normal).replace(/\\+$/, '');
  if (rest === '') return normal === '' ? '' : qualified ? `${qualified.qualifier}\\` : '\\';
  return rest.slice(rest.lastIndexOf('\\') + 1);
}

/** seen: MakePath: one separator between the two. */
export function joinPaths(parent: string, child: string): string {
  const left = parent.replaceAll('/', '\\');
  const right = child.replaceAll('/', '\\').replace(/^\\+/, '');
  if (right === '') return left.endsWith('\\') || left === '' ? left : `${left}\\`;
  if (left === '') return right;
  return left.endsWith('\\') ? left + right : `${left}\\${right}`;
}

/** Each path with the places it resolves to, for -Resolve. */
function resolved(ctx: CommandContext, text: string, literal = false): string[] {
  const drives = drivesOf(ctx);
  return (attempt(ctx, () => drives.glob(text, literal)) ?? []).map((place) => drives.shownShort(place));
}

function isNewerOrOlder(ctx: CommandContext, p: Bound, place: Place): boolean {
  const newer = baseOf(p.NewerThan ?? null);
  const older = baseOf(p.OlderThan ?? null);
  if (!(newer instanceof PSDateTime) && !(older instanceof PSDateTime)) return true;
  const ticks = place.provider instanceof FileProvider ? place.provider.modifiedTicks(place.path) : undefined;
  if (ticks === undefined) return false;
  void ctx;
  return (
    (!(newer instanceof PSDateTime) || ticks > newer.ticks) && (!(older instanceof PSDateTime) || ticks < older.ticks)
  );
}

export const pathCmdlets: Implementations = {
  'Test-Path': {
    help: {
      synopsis: 'Determines whether all elements of a path exist.',
      examples: [{ code: "Test-Path 'HKLM:\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion\\Virtualization'" }],
    },
    notSimulated: ['UseTransaction', 'Credential'],
    process(ctx, p) {
      const drives = drivesOf(ctx);
      const kind = p.PathType === undefined || p.PathType === null ? 'any' : ctx.text(p.PathType).toLowerCase();
      for (const text of pathArguments(ctx, p)) {
        if (p.IsValid === true) {
          const drive = /^([^:\\/]+):(?!:)/.exec(text)?.[1];
          ctx.write(!/[<>"|]/.test(text) && (drive === undefined || drives.drive(drive) !== undefined));
          continue;
        }
        if (text === '') {
          ctx.write(false);
          continue;
        }
        let places: Place[];
        try {
          places = drives.glob(text, isLiteral(p), true);
        } catch (error) {
          if (!(error instanceof ProviderError)) throw error;
          places = [];
          // An unknown provider is an error here too; unknown drives and paths are the answer.
          if (error.id === 'ProviderNotFound') ctx.writeError(error.record);
        }
        ctx.write(
          places.some(
            (place) =>
              passes(ctx, p, leafOf(place)) &&
              (kind === 'any' || (kind === 'container') === place.provider.isContainer(place.path)) &&
              isNewerOrOlder(ctx, p, place),
          ),
        );
      }
    },
  },

  'Resolve-Path': {
    help: { synopsis: 'Resolves the wildcard characters in a path, and displays the path contents.' },
    notSimulated: ['UseTransaction', 'Credential'],
    process(ctx, p) {
      const drives = drivesOf(ctx);
      for (const text of pathArguments(ctx, p)) {
        for (const place of attempt(ctx, () => drives.glob(text, isLiteral(p))) ?? []) {
          if (p.Relative === true) ctx.write(relative(drives.current, place, drives.shownShort(place)));
          else ctx.write(new LocationInfo(place, drives));
        }
      }
    },
  },

  'Convert-Path': {
    help: { synopsis: 'Converts a path from a PowerShell path to a PowerShell provider path.' },
    notSimulated: ['UseTransaction'],
    process(ctx, p) {
      const drives = drivesOf(ctx);
      for (const text of pathArguments(ctx, p))
        for (const place of attempt(ctx, () => drives.glob(text, isLiteral(p))) ?? []) ctx.write(place.path);
    },
  },

  'Join-Path': {
    help: { synopsis: 'Combines a path and a child path into a single path.' },
    notSimulated: ['UseTransaction', 'Credential'],
    process(ctx, p) {
      const drives = drivesOf(ctx);
      const child = p.ChildPath === undefined ? '' : ctx.text(p.ChildPath);
      for (const parent of textsOf(ctx, p.Path)) {
        const qualifier = /^([^:\\/]+):(?!:)/.exec(parent)?.[1];
        if (qualifier !== undefined && !drives.drive(qualifier)) {
          ctx.writeError({
            message: `Cannot find drive. A drive with the name '${qualifier}' does not exist.`,
            id: 'DriveNotFound',
            category: 'ObjectNotFound',
            target: qualifier,
            exceptionType: 'System.Management.Automation.DriveNotFoundException',
          });
          continue;
        }
        const joined = joinPaths(parent, child);
        if (p.Resolve === true) ctx.writeAll(resolved(ctx, joined));
        else ctx.write(joined);
      }
    },
  },

  'Split-Path': {
    help: { synopsis: 'Returns the specified part of a path.' },
    notSimulated: ['UseTransaction', 'Credential'],
    process(ctx, p) {
      const literal = isLiteral(p);
      for (const given of pathArguments(ctx, p)) {
        for (const path of p.Resolve === true ? resolved(ctx, given, literal) : [given]) {
          const result = part(ctx, p, path);
          if (result !== undefined) ctx.write(result);
        }
      }
    },
  },
};

function part(ctx: CommandContext, p: Bound, path: string): Value | undefined {
  const qualified = splitQualifier(path);
  if (p.IsAbsolute === true) return qualified !== undefined || /^[\\/]{2}/.test(path);
  if (p.Leaf === true) return leafPath(path);
  if (p.NoQualifier === true) return qualified ? qualified.rest : path;
  if (p.Qualifier === true) {
    if (qualified) return qualified.qualifier;
    ctx.writeError({
      message: `Cannot parse path because path '${path}' does not have a qualifier specified.`,
      id: 'ParsePathFormatError',
      category: 'InvalidArgument',
      target: path,
      exceptionType: 'System.FormatException',
    });
    return undefined;
  }
  return parentPath(path);
}
