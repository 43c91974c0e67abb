/** The text being edited and its caret. */
export interface EditTarget {
  buffer: string;
  current: number;
}

/** One step that can be taken back. seen: PSReadLine 1.2, UndoRedo.cs */
export interface EditItem {
  undo(target: EditTarget): void;
  redo(target: EditTarget): void;
}

export class InsertItem implements EditItem {
  constructor(
    readonly text: string,
    readonly start: number,
  ) {}
  undo(target: EditTarget): void {
    target.buffer = target.buffer.slice(0, this.start) + target.buffer.slice(this.start + this.text.length);
    target.current = this.start;
  }
  redo(target: EditTarget): void {
    target.buffer = target.buffer.slice(0, this.start) + this.text + target.buffer.slice(this.start);
    target.current = this.start + this.text.length;
  }
}

export class DeleteItem implements EditItem {
  constructor(
    readonly text: string,
    readonly start: number,
  ) {}
  undo(target: EditTarget): void {
    target.buffer = target.buffer.slice(0, this.start) + this.text + target.buffer.slice(this.start);
    target.current = this.start + this.text.length;
  }
  redo(target: EditTarget): void {
    target.buffer = target.buffer.slice(0, this.start) + target.buffer.slice(this.start + this.text.length);
    target.current = this.start;
  }
}

/** Several steps taken back as one: a paste over a selection, a completion. */
export class GroupItem implements EditItem {
  constructor(readonly items: readonly EditItem[]) {}
  undo(target: EditTarget): void {
    for (let i = this.items.length - 1; i >= 0; i--) this.items[i].undo(target);
  }
  redo(target: EditTarget): void {
    for (const item of this.items) item.redo(target);
  }
}
