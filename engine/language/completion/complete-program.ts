import { completeCommand, needsAmpersand } from './complete-command';
import { completePath } from './complete-path';
import { type CompletionMatch, type CompletionState, match } from './context';

/** Files that could be run: `& ` goes in front of quoted ones. seen: PowerShell engine, CompleteFileNameAsCommand */
export function completeFileAsCommand(state: CompletionState): CompletionMatch[] {
  const ampersand = needsAmpersand(state, true);
  const before = state.literalPaths;
  state.literalPaths = true;
  const results = completePath(state);
  state.literalPaths = before;
  if (!ampersand) return results;
  return results.map((r) =>
    /^'.+'$/.test(r.completionText) ? match(`& ${r.completionText}`, r.listItemText, r.type, r.toolTip) : r,
  );
}

/** Files, then commands. */
export function completeCommandOrFile(state: CompletionState): CompletionMatch[] {
  return [...completeFileAsCommand(state), ...completeCommand(state)];
}

/** Paths; commands too where the word has a dash. */
export function completeCommandOrPath(state: CompletionState): CompletionMatch[] {
  const results = completePath(state);
  return state.word.includes('-') ? [...results, ...completeCommand(state)] : results;
}
