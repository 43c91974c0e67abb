/**
 * Lines of custom views, group headers and error records. seen: powershell-formatting.md 9 (ComplexWriter.cs).
 */
import type { StreamKind } from '../host';
import type { LineOutput } from './line-output';
import type { ComplexPart } from './records';
import { wrapText } from './word-wrap';

/** Deeper frames are left out, as in the original. */
const maximumDepth = 50;

export class ComplexWriter {
  private buffer = '';
  private left = 0;
  private right = 0;
  private firstLine = 0;

  constructor(
    private readonly out: LineOutput,
    private readonly columns: number,
    private readonly stream: StreamKind = 'output',
  ) {}

  /** Writes the parts; what stands in the buffer at the end becomes a line, even when it is empty. */
  write(parts: readonly ComplexPart[]): void {
    this.left = this.right = this.firstLine = 0;
    this.writeParts(parts, 0);
    this.flush();
  }

  private writeParts(parts: readonly ComplexPart[], depth: number): void {
    for (const part of parts) {
      if (part === null) this.flush();
      else if (typeof part === 'string') this.buffer += part;
      else if (depth < maximumDepth) {
        const { left, right, firstLine } = this;
        this.left += part.left ?? 0;
        this.right += part.right ?? 0;
        this.firstLine = part.firstLine ?? 0;
        this.writeParts(part.parts, depth + 1);
        this.left = left;
        this.right = right;
        this.firstLine = firstLine;
      }
    }
  }

  private flush(): void {
    const text = this.buffer;
    this.buffer = '';
    const useful = this.columns - this.left - this.right;
    if (useful <= 0) return;
    const firstLine = Math.abs(this.firstLine) >= useful ? 0 : this.firstLine;
    const firstWidth = firstLine >= 0 ? useful - firstLine : useful;
    const followingWidth = firstLine >= 0 ? useful : useful + firstLine;
    let padding = this.left + Math.max(0, firstLine);
    for (const line of wrapText(text, firstWidth, followingWidth)) {
      this.out.writeLine(' '.repeat(padding) + line, this.stream);
      padding = this.left + Math.max(0, -firstLine);
    }
  }
}
