/** Lines of the session's history (Get-History). */
export interface HistoryEntry {
  id: number;
  commandLine: string;
  status: 'Completed' | 'Failed' | 'Stopped';
  startTicks: bigint;
  endTicks: bigint;
}

export class HistoryList {
  readonly entries: HistoryEntry[] = [];
  private next = 1;
  maximum = 4096;
  add(commandLine: string, status: HistoryEntry['status'], startTicks: bigint, endTicks: bigint): HistoryEntry {
    const entry = { id: this.next++, commandLine, status, startTicks, endTicks };
    this.entries.push(entry);
    if (this.entries.length > this.maximum) this.entries.shift();
    return entry;
  }
  find(id: number): HistoryEntry | undefined {
    return this.entries.find((entry) => entry.id === id);
  }
  get nextId(): number {
    return this.next;
  }
}
