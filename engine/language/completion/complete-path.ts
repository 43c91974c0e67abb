import { matchesWildcard } from '../text/wildcard';
import { type CompletionMatch, type CompletionState, match } from './context';
import { compareNames } from './ordering';
import { needsQuotes, unquoteWord } from './quoting';

/**
 * Files, folders, registry keys and items of other drives. A relative path comes out relative (`.\x`), an absolute one
 * absolute. seen: PowerShell engine, CompletionCompleters.CompleteFilename
 */
export function completePath(state: CompletionState, containersOnly = false): CompletionMatch[] {
  const { word, quote } = unquoteWord(state.word);
  const cut = Math.max(word.lastIndexOf('\\'), word.lastIndexOf('/'), word.lastIndexOf(':'));
  let parent = word.slice(0, cut + 1);
  const filter = `${escapeFilter(word.slice(cut + 1))}*`;
  let shownParent = parent;
  if (parent === '') {
    parent = '.';
    shownParent = '.\\';
  } else if (!isRooted(parent) && !parent.startsWith('.') && !parent.startsWith('~')) {
    shownParent = `.\\${parent}`;
  }
  if (parent.endsWith('/')) shownParent = shownParent.replaceAll('/', '\\');
  const items = state.session.listContainer(parent);
  if (items === undefined) return [];
  const results: CompletionMatch[] = [];
  for (const item of items) {
    if (containersOnly && !item.isContainer) continue;
    if (!matchesWildcard(item.name, filter)) continue;
    const text = pathText(shownParent.replaceAll('/', '\\'), item.name, quote, state.literalPaths);
    results.push(match(text, item.name, item.isContainer ? 'ProviderContainer' : 'ProviderItem', item.fullPath));
  }
  return results.sort((a, b) => compareNames(a.toolTip, b.toolTip));
}

/** What is typed of a name is matched as it is, apart from `*` and `?`. */
function escapeFilter(text: string): string {
  return text.replace(/[[\]]/g, '`$&');
}

function isRooted(path: string): boolean {
  return /^(?:[\\/]|[^\\/:]+:)/.test(path);
}

/** A path as one argument: quoted where it must be, wildcards escaped where they would count. */
function pathText(parent: string, name: string, quote: string, literal: boolean): string {
  const leaf = literal ? name : name.replace(/[[\]]/g, '`$&');
  const path = parent + leaf;
  if (quote === '"') return `"${path.replaceAll('$', '`$')}"`;
  if (quote === "'" || leaf !== name || needsQuotes(path)) return `'${path.replaceAll("'", "''")}'`;
  return path;
}
