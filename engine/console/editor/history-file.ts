/**
 * The text of `ConsoleHost_history.txt`: one entry a line; lines within an entry end in a backtick.
 * seen: powershell-line-editing.md
 */
export const HistoryFile = {
  /** Where the file lies. */
  path: '$env:APPDATA\\Microsoft\\Windows\\PowerShell\\PSReadline\\ConsoleHost_history.txt',

  /** An entry as the file has it, without the last line end. */
  entry(line: string): string {
    return line.replace(/\n/g, '`\n');
  },

  /** Entries of a file, oldest first. */
  parse(text: string): string[] {
    const entries: string[] = [];
    let open = '';
    for (const raw of text.split('\n')) {
      const line = raw.replace(/\r$/, '');
      if (line.endsWith('`')) open += `${line.slice(0, -1)}\n`;
      else if (open !== '') {
        entries.push(open + line);
        open = '';
      } else if (line !== '') entries.push(line);
    }
    return entries;
  },
};
