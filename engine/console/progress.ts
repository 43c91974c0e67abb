import type { ProgressRecord } from '../language/host';
import { cellWidth } from './screen/cell-width';

/** How much of an activity is drawn when room is short, most first. seen: ProgressNode.cs of PowerShell 6 alpha 9 */
type RenderStyle = 'FullPlus' | 'Full' | 'Compact' | 'Minimal' | 'Invisible';

interface ProgressNode {
  record: ProgressRecord;
  /** -1 at the top. */
  parent: number;
  children: ProgressNode[];
  age: number;
  style: RenderStyle;
}

const maxNodes = 128;

function truncate(text: string, width: number): string {
  let cells = 0;
  for (let i = 0; i < text.length; i++) {
    cells += cellWidth(text.charCodeAt(i));
    if (cells > width) return text.slice(0, i);
  }
  return text;
}

/** `hh:mm:ss`, with days before where there are any: TimeSpan.ToString. */
function spanText(seconds: number): string {
  const two = (n: number): string => String(n).padStart(2, '0');
  const days = Math.floor(seconds / 86400);
  const time = `${two(Math.floor(seconds / 3600) % 24)}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
  return days > 0 ? `${days}.${time}` : time;
}

/**
 * The activities that Write-Progress has reported and that are not completed, as a tree, and how the progress pane shows
 * them. seen: PendingProgress.cs, ProgressNode.cs; cases progress-*
 */
export class PendingProgress {
  private top: ProgressNode[] = [];
  private count = 0;

  get isEmpty(): boolean {
    return this.top.length === 0;
  }

  clear(): void {
    this.top = [];
    this.count = 0;
  }

  update(record: ProgressRecord): void {
    this.place(record);
    this.age(this.top);
  }

  private place(record: ProgressRecord): void {
    if (record.parentActivityId >= 0 && record.parentActivityId === record.activityId) return;
    const found = this.find(this.top, record.sourceId, record.activityId);
    if (found) {
      if (record.completed) {
        this.remove(found.list, found.index);
        return;
      }
      const node = found.list[found.index];
      if (node.parent === record.parentActivityId || (node.parent < 0 && record.parentActivityId < 0)) {
        node.record = record;
        node.age = 0;
        return;
      }
      this.remove(found.list, found.index);
    }
    if (record.completed) return;
    while (this.count >= maxNodes) this.evict();
    const node: ProgressNode = { record, parent: record.parentActivityId, children: [], age: 0, style: 'FullPlus' };
    this.count++;
    if (record.parentActivityId >= 0) {
      const parent = this.find(this.top, record.sourceId, record.parentActivityId);
      if (parent) {
        parent.list[parent.index].children.push(node);
        return;
      }
      node.parent = -1;
    }
    this.top.push(node);
  }

  private find(
    list: ProgressNode[],
    sourceId: number,
    id: number,
  ): { list: ProgressNode[]; index: number } | undefined {
    for (let index = 0; index < list.length; index++) {
      const node = list[index];
      if (node.record.activityId === id && node.record.sourceId === sourceId) return { list, index };
      const below = this.find(node.children, sourceId, id);
      if (below) return below;
    }
    return undefined;
  }

  /** Takes a node out; its children move up to its place. */
  private remove(list: ProgressNode[], index: number): void {
    const { children } = list[index];
    for (const child of children) child.parent = -1;
    list.splice(index, 1, ...children);
    this.count--;
  }

  private evict(): void {
    const oldest = this.oldest(this.top, 0, undefined);
    if (!oldest) {
      this.clear();
      return;
    }
    const found = this.find(this.top, oldest.record.sourceId, oldest.record.activityId);
    if (found) this.remove(found.list, found.index);
  }

  private age(list: ProgressNode[]): void {
    for (const node of list) {
      node.age++;
      node.style = 'FullPlus';
      this.age(node.children);
    }
  }

  private oldest(list: ProgressNode[], soFar: number, style: RenderStyle | undefined): ProgressNode | undefined {
    let found: ProgressNode | undefined;
    for (const node of list) {
      if (node.age >= soFar && (style === undefined || node.style === style)) {
        found = node;
        soFar = node.age;
      }
      const child = this.oldest(node.children, soFar, style);
      if (child) {
        found = child;
        soFar = child.age;
      }
    }
    return found;
  }

  /** The pane's lines, with an empty one as border above and below; empty when nothing is pending. */
  render(width: number, maxHeight: number): string[] {
    if (this.isEmpty) return [];
    let invisible = 0;
    if (this.height(width) > maxHeight) invisible = this.compress(width, maxHeight);
    const lines = [''];
    this.renderList(lines, this.top, 0, width);
    if (invisible === 1) lines.push(` ${invisible} activity not shown...`);
    else if (invisible > 1) lines.push(` ${invisible} activities not shown...`);
    lines.push('');
    return lines;
  }

  private height(width: number): number {
    const lines: string[] = [];
    this.renderList(lines, this.top, 0, width);
    return lines.length;
  }

  private compress(width: number, maxHeight: number): number {
    const steps: Array<[RenderStyle, RenderStyle]> = [
      ['FullPlus', 'Full'],
      ['Full', 'Compact'],
      ['Compact', 'Minimal'],
      ['Minimal', 'Invisible'],
    ];
    for (const [from, to] of steps) {
      let changed = 0;
      for (;;) {
        const node = this.oldest(this.top, 0, from);
        if (!node) break;
        node.style = to;
        changed++;
        if (this.height(width) <= maxHeight) return to === 'Invisible' ? changed : 0;
      }
    }
    return 0;
  }

  private renderList(lines: string[], list: ProgressNode[], indent: number, width: number): void {
    for (const node of list) {
      renderNode(lines, node, indent, width);
      this.renderList(lines, node.children, indent + 2, width);
    }
  }
}

function renderNode(lines: string[], node: ProgressNode, indent: number, width: number): void {
  const { record } = node;
  const percent = Math.min(record.percentComplete, 100);
  const percentText = percent >= 0 ? `${percent}% ` : '';
  const secondsText = record.secondsRemaining >= 0 ? `${spanText(record.secondsRemaining)} ` : '';
  const outer = ' '.repeat(indent);
  const inner = ' '.repeat(indent + 3);
  switch (node.style) {
    case 'FullPlus':
    case 'Full': {
      const wrap = node.style === 'FullPlus';
      lines.push(truncate(` ${outer}${record.activity} `, width));
      pushDescription(lines, record.statusDescription, inner, width, wrap);
      if (percent >= 0) {
        const room = Math.max(3, width - (indent + 3) - 9);
        let mercury = Math.floor((percent * room) / 100);
        if (percent < 100 && mercury === room) mercury--;
        lines.push(truncate(` ${inner}[${'o'.repeat(mercury)}${' '.repeat(room - mercury)}] `, width));
      }
      if (record.secondsRemaining >= 0)
        lines.push(truncate(` ${inner}${spanText(record.secondsRemaining)} remaining.  `, width));
      if (record.currentOperation !== '') {
        lines.push(' ');
        pushDescription(lines, record.currentOperation, inner, width, wrap);
      }
      break;
    }
    case 'Compact':
      lines.push(truncate(` ${outer}${record.activity} `, width));
      lines.push(truncate(` ${inner}${percentText}${secondsText}${record.statusDescription} `, width));
      if (record.currentOperation !== '') lines.push(truncate(` ${inner}${record.currentOperation} `, width));
      break;
    case 'Minimal':
      lines.push(
        truncate(` ${outer}${record.activity} ${percentText}${secondsText}${record.statusDescription} `, width),
      );
      break;
    case 'Invisible':
      break;
  }
}

/** A text that may go on in further lines, each indented. */
function pushDescription(lines: string[], text: string, indent: string, width: number, wrap: boolean): void {
  let rest = ` ${indent}${text} `;
  for (;;) {
    const piece = truncate(rest, width);
    lines.push(piece);
    if (piece.length === rest.length || !wrap || piece.length <= indent.length + 1) return;
    rest = ` ${indent}${rest.slice(piece.length)}`;
  }
}
