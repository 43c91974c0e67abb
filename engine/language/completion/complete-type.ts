import { nodesOf } from '../ast-walk';
import { builtInTypeNames, typeAcceleratorNames } from '../parsing/known-types';
import type { ITypeName, TypeName } from '../parsing/type-name';
import { matchesWildcard } from '../text/wildcard';
import { acceleratorOf, allAccelerators, allTypes } from '../types';
import { type CompletionMatch, type CompletionState, match } from './context';
import { compareNames } from './ordering';

interface TypeEntry {
  /** What is matched and written: an accelerator, a full name, or a namespace. */
  readonly text: string;
  readonly listItemText: string;
  readonly kind: 'Type' | 'Namespace';
  readonly toolTip: string;
}

let cached: { count: number; byDots: TypeEntry[][] } | undefined;

/** All type names and namespaces, grouped by the number of dots in what is typed for them. */
function typeEntries(state: CompletionState): TypeEntry[][] {
  const types = new Set([...allTypes(), ...state.session.types()]);
  if (cached?.count === types.size) return cached.byDots;
  const entries = new Map<string, TypeEntry>();
  const put = (entry: TypeEntry): void => {
    const key = entry.text.toLowerCase();
    if (!entries.has(key)) entries.set(key, entry);
  };
  for (const [name, type] of allAccelerators()) {
    const shown = acceleratorOf(type)?.toLowerCase() === name.toLowerCase() ? (acceleratorOf(type) ?? name) : name;
    put({ text: shown, listItemText: shown, kind: 'Type', toolTip: type.fullName });
  }
  for (const name of typeAcceleratorNames()) put({ text: name, listItemText: name, kind: 'Type', toolTip: name });
  const names = new Set(builtInTypeNames());
  for (const type of types)
    if (type.genericArguments === undefined && type.element === undefined) names.add(type.fullName);
  for (const name of names) {
    const full = name.replace(/`\d+$/, '');
    const generic = full !== name;
    const dot = full.lastIndexOf('.');
    const shortName = full.slice(dot + 1);
    const listItemText = generic ? `${shortName}<>` : shortName;
    const toolTip = generic ? `${full}[T]` : full;
    put({ text: full, listItemText, kind: 'Type', toolTip });
    let space = dot < 0 ? '' : full.slice(0, dot);
    while (space !== '') {
      const cut = space.lastIndexOf('.');
      put({ text: space, listItemText: space.slice(cut + 1), kind: 'Namespace', toolTip: `Namespace ${space}` });
      space = cut < 0 ? '' : space.slice(0, cut);
    }
  }
  const byDots: TypeEntry[][] = [];
  for (const entry of entries.values()) {
    const dots = entry.text.split('.').length - 1;
    byDots[dots] ??= [];
    byDots[dots].push(entry);
  }
  cached = { count: types.size, byDots };
  return byDots;
}

/** The type name between brackets that the cursor stands in. */
export function typeNameAt(type: ITypeName, cursor: number): TypeName | undefined {
  switch (type.kind) {
    case 'ArrayTypeName':
      return typeNameAt(type.elementType, cursor);
    case 'GenericTypeName': {
      const own = typeNameAt(type.typeName, cursor);
      if (own !== undefined) return own;
      for (const argument of type.genericArguments) {
        const found = typeNameAt(argument, cursor);
        if (found !== undefined) return found;
      }
      return undefined;
    }
    default:
      return cursor > type.start && cursor <= type.end ? type : undefined;
  }
}

/** seen: PowerShell engine, CompletionCompleters.CompleteType */
export function completeType(state: CompletionState, prefix = '', suffix = ''): CompletionMatch[] {
  const word = state.word;
  const dots = word.split('.').length - 1;
  const byDots = typeEntries(state);
  const results = new Map<string, CompletionMatch>();
  const add = (entry: TypeEntry, text: string): void => {
    const completion = prefix + text + (entry.kind === 'Namespace' ? '' : suffix);
    if (!results.has(completion.toLowerCase())) {
      results.set(completion.toLowerCase(), match(completion, entry.listItemText, entry.kind, entry.toolTip));
    }
  };
  for (const entry of byDots[dots] ?? []) if (matchesWildcard(entry.text, `${word}*`)) add(entry, entry.text);
  const accelerators = new Set((byDots[0] ?? []).map((entry) => entry.text.toLowerCase()));
  // `Text.StringB` and `StringB` find System.Text.StringBuilder.
  for (const list of byDots) {
    for (const entry of list ?? []) {
      if (entry.kind !== 'Type') continue;
      const parts = entry.text.split('.');
      const isShort = dots === 0 && parts.length > 1;
      const tail = isShort ? parts[parts.length - 1] : entry.text.startsWith('System.') ? entry.text.slice(7) : '';
      if (tail === '' || (!isShort && tail.split('.').length - 1 !== dots)) continue;
      // An accelerator of the same name stands for the type.
      if (isShort && accelerators.has(tail.toLowerCase())) continue;
      if (matchesWildcard(tail, `${word}*`)) add(entry, entry.text);
    }
  }
  for (const node of nodesOf(state.root)) {
    if (node.type !== 'TypeDefinitionAst' || !matchesWildcard(node.name, `${word}*`)) continue;
    const kind = node.isEnum ? 'Enum' : 'Class';
    results.set(node.name.toLowerCase(), match(prefix + node.name + suffix, node.name, 'Type', `${kind} ${node.name}`));
  }
  return [...results.values()].sort((a, b) => compareNames(a.listItemText, b.listItemText));
}
