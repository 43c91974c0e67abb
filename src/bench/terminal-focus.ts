/** Which terminals are on the page, so that a button elsewhere can put the reader at one. */
import type { TerminalView } from './terminal/terminal';

const terminals = new Map<string, TerminalView>();

export const currentTerminal = {
  /** The console that shall have the focus as soon as it is there. */
  wanted: undefined as string | undefined,
  set(id: string, view: TerminalView): void {
    terminals.set(id, view);
  },
  delete(id: string): void {
    terminals.delete(id);
  },
  get(id: string): TerminalView | undefined {
    return terminals.get(id);
  },
  focus(id: string): void {
    const view = terminals.get(id);
    if (view) view.focus();
    else this.wanted = id;
  },
};
