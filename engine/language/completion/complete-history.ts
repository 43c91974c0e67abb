/** `#text` and `#7`: lines of the history. seen: CompletionCompleters.CompleteComment */
import { matchesWildcard } from '../text/wildcard';
import { type CompletionMatch, type CompletionSession, match } from './context';

/** Lines that hold the text, newest first; or the line with the number. */
export function completeHistory(session: CompletionSession, comment: string): CompletionMatch[] {
  const wanted = /^#([\w-]*)$/.exec(comment)?.[1];
  if (wanted === undefined) return [];
  const offer = (line: string): CompletionMatch => match(line, line, 'History', line);
  const entries = session.history();
  if (/^\d+$/.test(wanted)) {
    const entry = entries.find(({ id }) => id === Number(wanted));
    return entry === undefined || entry.commandLine === '' ? [] : [offer(entry.commandLine)];
  }
  return [...entries]
    .reverse()
    .filter(({ commandLine }) => commandLine !== '' && matchesWildcard(commandLine, `*${wanted}*`))
    .map(({ commandLine }) => offer(commandLine));
}
